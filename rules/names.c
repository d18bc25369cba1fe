/*
 * A hash table with linear probing, at most half full.
 */
#include "rules/names.h"

#define FIRST_CAPACITY 256

/* FNV-1a. */
static size_t hash_of(vd_name_space space, vd_str text)
{
    uint64_t hash = UINT64_C(14695981039346656037) + (uint64_t)space;

    for (size_t i = 0; i < text.len; i++)
        hash = (hash ^ (unsigned char)text.ptr[i]) * UINT64_C(1099511628211);
    return (size_t)hash;
}

/* The slot of the name, or the empty one where it belongs. */
static vd_name **slot_of(const vd_names *names, vd_name_space space, vd_str text)
{
    size_t mask = names->capacity - 1;
    size_t at = hash_of(space, text) & mask;

    while (names->slots[at] &&
           (names->slots[at]->space != space || !vd_str_eq(names->slots[at]->text, text)))
        at = (at + 1) & mask;
    return &names->slots[at];
}

static bool grow(vd_arena *arena, vd_names *names)
{
    vd_names larger = {.capacity = names->capacity ? names->capacity * 2 : FIRST_CAPACITY,
                       .count = names->count};

    larger.slots = VD_NEW_ARRAY(arena, vd_name *, larger.capacity);
    if (!larger.slots)
        return false;
    for (size_t i = 0; i < names->capacity; i++)
        if (names->slots[i])
            *slot_of(&larger, names->slots[i]->space, names->slots[i]->text) = names->slots[i];
    *names = larger;
    return true;
}

vd_name *vd_names_add(vd_arena *arena, vd_names *names, const vd_name *name, bool *ret_added)
{
    vd_name **slot;

    *ret_added = false;
    if (names->count * 2 >= names->capacity && !grow(arena, names))
        return NULL;
    slot = slot_of(names, name->space, name->text);
    if (*slot)
        return *slot;
    *slot = VD_NEW(arena, vd_name);
    if (!*slot)
        return NULL;
    **slot = *name;
    names->count++;
    *ret_added = true;
    return *slot;
}

vd_name *vd_names_find(const vd_names *names, vd_name_space space, vd_str text)
{
    return names->capacity ? *slot_of(names, space, text) : NULL;
}
