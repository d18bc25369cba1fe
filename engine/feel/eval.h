/*
 * eval.h - what evaluates each operator. Internal to engine/feel.
 *
 * The checker hangs one of these into each node.
 */
#ifndef VALEDOR_ENGINE_FEEL_EVAL_H
#define VALEDOR_ENGINE_FEEL_EVAL_H

#include "engine/feel/node.h"

/* eval.c */
vd_eval_fn vd_eval_constant, vd_eval_local, vd_eval_symbol, vd_eval_today, vd_eval_now,
    vd_eval_earned_until, vd_eval_negate, vd_eval_not, vd_eval_arith, vd_eval_compare,
    vd_eval_compare_dates, vd_eval_equal_strings, vd_eval_and, vd_eval_or, vd_eval_between,
    vd_eval_in, vd_eval_test, vd_eval_if, vd_eval_instance, vd_eval_function, vd_eval_apply,
    vd_eval_call_symbol;

/* eval_list.c */
vd_eval_fn vd_eval_for, vd_eval_quantifier, vd_eval_steps, vd_eval_filter, vd_eval_index,
    vd_eval_list, vd_eval_context, vd_eval_range, vd_eval_path, vd_eval_path_record,
    vd_eval_path_list;

/* builtins.c */
vd_eval_fn vd_eval_call;

/* A list of the arena from a buffer that becomes its own; open may be NULL. */
vd_value vd_list_value(vd_run *run, const vd_value *items, size_t count, const vd_missing *open);
/* A context of the entries, which it keeps; a fault of one of them is its own. */
vd_value vd_context_value(vd_run *run, const vd_entry *entries, size_t count);
/* A growing buffer of values. */
typedef struct vd_buffer {
    vd_value *items;
    size_t count;
    size_t room;
} vd_buffer;

/* False: out of memory, or more items than a list may have. */
bool vd_buffer_add(vd_run *run, vd_buffer *buffer, const vd_value *item);

/* value.name, by what the value is; null when it has none such. */
vd_value vd_property(vd_run *run, const vd_value *value, vd_str name);

#endif
