/*
 * yaml.h - YAML read strictly into a tree that knows where each thing is written.
 *
 * One document a file; no duplicate keys, anchors, aliases, tags or merge keys; keys are scalars.
 * No value has a type of its own: the reader of a node decides what it must be, and a quoted scalar
 * is always text.
 *
 * Lifetime: nodes, their texts and the vd_source live in the arena given. Threads: immutable once
 * read.
 */
#ifndef VALEDOR_RULES_YAML_H
#define VALEDOR_RULES_YAML_H

#include "rules/diagnostic.h"

typedef enum vd_yaml_kind { VD_YAML_SCALAR, VD_YAML_LIST, VD_YAML_MAP } vd_yaml_kind;

typedef enum vd_yaml_style {
    VD_YAML_PLAIN,
    VD_YAML_SINGLE, /* 'single quotes' */
    VD_YAML_DOUBLE, /* "double quotes" */
    VD_YAML_BLOCK   /* | and > */
} vd_yaml_style;

typedef struct vd_yaml vd_yaml;

typedef struct vd_yaml_entry {
    const vd_yaml *key; /* a scalar */
    const vd_yaml *value;
} vd_yaml_entry;

struct vd_yaml {
    vd_yaml_kind kind;
    vd_yaml_style style; /* scalars */
    bool one_line;       /* scalars: written on one line, so that places within map to columns */
    vd_place place;      /* of its first character, quotes included */
    vd_str text;         /* scalars */
    size_t count;
    const vd_yaml *const *items;  /* lists */
    const vd_yaml_entry *entries; /* mappings, in the order written */
};

/*
 * Reads a text. Defects go to diags and give VD_INVALID_ARGUMENT; VD_RESOURCE_EXHAUSTED is the
 * arena's end. source must live as long as the tree.
 */
VD_MUST_USE vd_status vd_yaml_read(vd_arena *arena, const vd_source *source, vd_diagnostics *diags,
                                   const vd_yaml **ret_root);

/* Reads the file at `path`, shown to people by that name; ret_source may be NULL. */
VD_MUST_USE vd_status vd_yaml_read_file(vd_arena *arena, const char *path, vd_diagnostics *diags,
                                        const vd_source **ret_source, const vd_yaml **ret_root);

/* The value of a key of a mapping; NULL when it is not there, or `map` no mapping. */
const vd_yaml *vd_yaml_get(const vd_yaml *map, const char *key);
const vd_yaml *vd_yaml_find(const vd_yaml *map, vd_str key);

/* A plain scalar that reads so: `null`, `none`, `true`. */
bool vd_yaml_is_plain(const vd_yaml *node, const char *word);

/* Whether two trees say the same; the order of a mapping's keys is none. */
bool vd_yaml_same(const vd_yaml *a, const vd_yaml *b);

/* Where the n-th character (from 1) of a scalar's text stands; its beginning when that cannot be
 * said. */
vd_place vd_yaml_place_in(const vd_yaml *scalar, uint32_t character);

#endif
