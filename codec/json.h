/*
 * json.h - messages as JSON, in the stable form of docs/json.md.
 *
 * Keys come in a fixed order. The caller gives the reference back with json_decref.
 */
#ifndef VALEDOR_CODEC_JSON_H
#define VALEDOR_CODEC_JSON_H

#include <jansson.h>

#include <valedor/base.h>

struct ProtobufCMessage;

/*
 * Any message of valedor.v1: fields by their names, in the order of their numbers, those that are
 * empty left out but for the ones that docs/json.md says are always there. VD_RESOURCE_EXHAUSTED
 * when memory is, VD_INVALID_ARGUMENT when a text is not UTF-8.
 */
VD_MUST_USE vd_status vd_json_of_message(const struct ProtobufCMessage *message, json_t **ret_json,
                                         vd_error *err);

#endif
