/*
 * check.h - types, names and constants: what the parts of the checker share. Internal to
 * engine/feel.
 *
 * Every function answers false after a refusal, which is then in checker.err.
 */
#ifndef VALEDOR_ENGINE_FEEL_CHECK_H
#define VALEDOR_ENGINE_FEEL_CHECK_H

#include "engine/feel/builtins.h"
#include "engine/feel/node.h"
#include "engine/feel/types.h"

/* A name that an iterator, a parameter or an entry binds, or the fields of an item. */
typedef struct vd_binding vd_binding;
struct vd_binding {
    const vd_binding *outer;
    vd_str name; /* empty: the fields of `type` are the names */
    const vd_type *type;
    uint8_t slot;
    vd_node *loop; /* of `partial`: whom to tell that it is used */
    bool *read;    /* of an item: set once the name, or a field of it, is used; may be NULL */
};

typedef struct vd_checker {
    vd_arena *arena;
    vd_str text;
    const vd_scope *scope;
    vd_error *err;
    const vd_binding *bindings; /* innermost first */
    uint8_t slots;              /* in use */
    uint32_t *refs;
    size_t ref_count;
    size_t ref_room;
} vd_checker;

/* check.c */
bool vd_check_node(vd_checker *chk, vd_node *node);
bool vd_check_refuse(vd_checker *chk, const vd_node *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
bool vd_check_memory(vd_checker *chk, const void *memory);
/* Takes `count` locals; false when there are no more. */
bool vd_check_slots(vd_checker *chk, vd_node *node, uint32_t count);
bool vd_check_ref(vd_checker *chk, uint32_t ref);
/* Refuses when the constant is none of the type's codes. */
bool vd_check_codes(vd_checker *chk, const vd_type *type, const vd_node *node);

typedef bool vd_check_fn(vd_checker *chk, vd_node *node);

/* check_ops.c */
vd_check_fn vd_check_negate, vd_check_not, vd_check_arith, vd_check_compare, vd_check_logic,
    vd_check_between, vd_check_in, vd_check_test, vd_check_if, vd_check_range, vd_check_instance;

/* check_names.c */
vd_check_fn vd_check_name, vd_check_loop, vd_check_steps, vd_check_filter, vd_check_path,
    vd_check_list, vd_check_context, vd_check_function, vd_check_apply;

/* check_call.c */
vd_check_fn vd_check_call;

#endif
