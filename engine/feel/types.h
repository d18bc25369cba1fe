/*
 * types.h - what is known of a value before it is there. Internal to engine/feel.
 */
#ifndef VALEDOR_ENGINE_FEEL_TYPES_H
#define VALEDOR_ENGINE_FEEL_TYPES_H

#include "engine/feel/feel.h"

/* "date and time", "Any", ...: the types without parts. */
bool vd_type_is_name(vd_str name);
const vd_type *vd_type_named(vd_str name);
/* NULL when out of memory. */
const vd_type *vd_type_list_of(vd_arena *arena, const vd_type *element);
const vd_type *vd_type_range_of(vd_arena *arena, const vd_type *element);
/* The narrowest type that holds both; NULL when out of memory. */
const vd_type *vd_type_join(vd_arena *arena, const vd_type *a, const vd_type *b);
/* Whether `a = b` can be asked. */
bool vd_type_comparable(const vd_type *a, const vd_type *b);
/* Whether a value of `given` may stand where `wanted` is asked for. */
bool vd_type_accepts(const vd_type *wanted, const vd_type *given);
bool vd_type_has_code(const vd_type *type, vd_str code);
/* "list of number", for messages; cut when too long. */
#define VD_TYPE_TEXT 96
const char *vd_type_text(const vd_type *type, char text[VD_TYPE_TEXT]);
/* The type of a known value. */
vd_type_kind vd_type_kind_of(vd_kind kind);
/* `instance of`, on a known value. */
bool vd_value_conforms(const vd_value *value, const vd_type *type);
/* The field's position; field_count when there is none. */
size_t vd_type_field(const vd_type *type, vd_str name);
/* The name nearest to `name` among count that next() yields, or empty when none is near. */
vd_str vd_nearest(vd_str name, size_t count, vd_str (*item)(const void *from, size_t index),
                  const void *from);

#endif
