/*
 * names.h - what packs declare, by name.
 *
 * Lifetime: lives in the arena given. Threads: one while it is filled.
 */
#ifndef VALEDOR_RULES_NAMES_H
#define VALEDOR_RULES_NAMES_H

#include "engine/law/program.h"
#include "rules/yaml.h"

/* Names of different spaces do not collide. */
typedef enum vd_name_space {
    VD_SPACE_EXPRESSION, /* facts, records, lists, definitions, parameters, tables */
    VD_SPACE_NORM,
    VD_SPACE_CALENDAR,
    VD_SPACE_RULE,
    VD_SPACE_CONTRADICTION
} vd_name_space;

typedef struct vd_name {
    vd_name_space space;
    vd_str text;
    vd_ref_kind kind; /* VD_SPACE_EXPRESSION */
    uint32_t index;
    uint32_t pack;
    vd_place place;
    bool used;
    const vd_yaml *node;  /* of what packs may share; else NULL */
    struct vd_name *next; /* the same text, as another pack declares it */
} vd_name;

typedef struct vd_names {
    size_t count;
    size_t capacity; /* a power of two */
    vd_name **slots;
} vd_names;

/* The name, or the one that was there before it; NULL when the arena is exhausted. */
vd_name *vd_names_add(vd_arena *arena, vd_names *names, const vd_name *name, bool *ret_added);
/* The first of those with that text; the others follow by `next`. */
vd_name *vd_names_find(const vd_names *names, vd_name_space space, vd_str text);

#endif
