/*
 * wire.h - whether bytes are a well-formed message of a type, before any memory is spent on it.
 *
 * protobuf-c unpacks what it is given, cuts texts at the first NUL and does not look at UTF-8; so a
 * stranger's bytes are walked here first. Texts must be UTF-8 without NUL, fields must have their
 * type's wire type, groups are refused. Threads: pure.
 */
#ifndef VALEDOR_CODEC_WIRE_H
#define VALEDOR_CODEC_WIRE_H

#include <protobuf-c/protobuf-c.h>

#include <valedor/base.h>

#define VD_WIRE_DEPTH_MAX 32 /* messages within each other */

/* VD_INVALID_ARGUMENT with a sentence that names the field. */
VD_MUST_USE vd_status vd_wire_check(const ProtobufCMessageDescriptor *type, vd_str bytes,
                                    vd_error *err);

#endif
