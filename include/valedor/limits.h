/*
 * limits.h - how large the things may be that a message or a pack can make large.
 *
 * Each has a test at the limit and one past it.
 */
#ifndef VALEDOR_LIMITS_H
#define VALEDOR_LIMITS_H

/* Expressions. */
#define VD_EXPR_TEXT_MAX 8192     /* bytes of one expression */
#define VD_EXPR_NESTING_MAX 64    /* levels of one expression, chains of operators included */
#define VD_EXPR_LOCALS_MAX 64     /* iterators, items and parameters alive at once */
#define VD_EXPR_ARGS_MAX 255      /* arguments of one call, items of one literal list */
#define VD_EXPR_STEPS_MAX 1000000 /* what callers give a frame unless they know better */
#define VD_LIST_ITEMS_MAX 100000  /* items of one list made by an expression */
#define VD_TEXT_BYTES_MAX 65536   /* bytes of one text made by an expression */

/* YAML files: packs, cases, scenarios, configuration. */
#define VD_YAML_BYTES_MAX (4U << 20) /* bytes of one file */
#define VD_YAML_DEPTH_MAX 32         /* lists and mappings within each other */
#define VD_YAML_NODES_MAX 1000000    /* scalars, lists and mappings of one file */

/* Packs. */
#define VD_PACKS_MAX 64
#define VD_PACK_FILES_MAX 4096
#define VD_PACK_FOLDERS_MAX 8    /* folders within each other */
#define VD_OVERRIDE_DEPTH_MAX 64 /* exceptions that override each other in a row */
#define VD_DIAGNOSTICS_MAX 1000  /* what goes beyond is counted and left out */

/* Cases, as they come through the door. */
#define VD_ID_BYTES_MAX 128          /* bytes of an id */
#define VD_CASE_TEXT_MAX 8192        /* bytes of one text: a literal, a title, a source */
#define VD_CASE_STATEMENTS_MAX 20000 /* statements about facts */
#define VD_CASE_RECORDS_MAX 10000    /* records; as many lists */
#define VD_CASE_LANGUAGES_MAX 64     /* languages of one text */

/* JSON that is read: contexts of expressions. */
#define VD_JSON_BYTES_MAX (4U << 20)
#define VD_JSON_DEPTH_MAX 64

#endif
