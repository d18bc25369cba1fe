/*
 * json_value.h - JSON read into values of the expression language, numbers exact.
 *
 * Objects become contexts, arrays lists; a string stays a string, also when it looks like a date.
 * Numbers never pass through floating point: one that does not fit a ratio of 64-bit integers is
 * refused. Strict RFC 8259 in UTF-8; no duplicate keys; limits are in limits.h.
 *
 * Lifetime: values live in the arena given and borrow nothing. Threads: pure.
 */
#ifndef VALEDOR_CODEC_JSON_VALUE_H
#define VALEDOR_CODEC_JSON_VALUE_H

#include "engine/feel/feel.h"

/* VD_INVALID_ARGUMENT with the place (line and column) in err, VD_RESOURCE_EXHAUSTED past a limit. */
VD_MUST_USE vd_status vd_json_read_value(vd_arena *arena, vd_str text, vd_value *ret_value,
                                         vd_error *err);

/* The static type of such a value; NULL when the arena is exhausted. */
const vd_type *vd_json_type_of(vd_arena *arena, const vd_value *value);

/* The entry of a context; NULL when it has none, or `value` is no context. */
const vd_value *vd_json_entry(const vd_value *value, const char *name);

#endif
