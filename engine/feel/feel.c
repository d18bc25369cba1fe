#include "engine/feel/feel.h"

#include "engine/feel/condition.h"
#include "engine/feel/motion.h"
#include "engine/feel/node.h"

#include <valedor/limits.h>

vd_status vd_feel_compile(vd_arena *arena, vd_str text, const vd_scope *scope,
                          const vd_type *expected, const vd_expr **ret_expr, vd_error *err)
{
    vd_error own = {0};
    vd_str copy = vd_arena_copy(arena, text);
    vd_expr *expr = VD_NEW(arena, vd_expr);
    vd_status status;
    vd_node *root;
    bool exhausted;

    if (!copy.ptr || !expr)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "out of memory");
    if (!err)
        err = &own;
    root = vd_feel_parse(arena, copy, scope, err);
    if (!root)
        return err->status;
    status = vd_feel_check(arena, copy, scope, root, expected, expr, err);
    if (status)
        return status;
    expr->condition = vd_condition_of(arena, root, &exhausted);
    if (exhausted)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "out of memory");
    *ret_expr = expr;
    return VD_OK;
}

const vd_type *vd_expr_type(const vd_expr *expr)
{
    return expr->root->type;
}

const vd_value *vd_expr_constant(const vd_expr *expr)
{
    return expr->root->op == VD_OP_CONSTANT ? &expr->root->u.value : NULL;
}

vd_str vd_expr_text(const vd_expr *expr)
{
    return expr->text;
}

size_t vd_expr_refs(const vd_expr *expr, const uint32_t **ret_refs)
{
    *ret_refs = expr->refs;
    return expr->ref_count;
}

/* Whoever gets a list must not have to look for motion inside, nor on a span. */
static bool is_composite(vd_kind kind)
{
    return kind == VD_LIST || kind == VD_CONTEXT || kind == VD_RANGE;
}

/* By the short way. False: the tree must be asked, if only for what is missing. */
static bool told_at_once(vd_run *run, const vd_expr *expr, vd_value *ret_value)
{
    vd_holding holding;

    if (!expr->condition || run->frame->slot_count == 0 || run->frame->watched)
        return false;
    holding = vd_condition_holds(run, expr->condition);
    if (holding.state > VD_HOLDS_NULL)
        return false;
    *ret_value = holding.state == VD_HOLDS_NULL ? vd_null() : vd_bool(holding.state == VD_HOLDS);
    ret_value->until = holding.until;
    return true;
}

vd_value vd_feel_eval(const vd_expr *expr, vd_frame *frame)
{
    vd_value locals[VD_EXPR_LOCALS_MAX];
    vd_run run = {.frame = frame, .arena = frame->arena, .locals = locals, .horizon = VD_FOREVER};
    vd_value result;

    if (told_at_once(&run, expr, &result))
        return result;
    result = vd_node_eval(&run, expr->root);
    if (result.kind == VD_ERROR &&
        (result.u.fault.code == VD_FAULT_STEPS || result.u.fault.code == VD_FAULT_MEMORY))
        result.until = vd_sooner(result.until, run.horizon);
    if (is_composite(result.kind) || result.kind == VD_SPAN)
        vd_settle(&run, &result);
    return result;
}
