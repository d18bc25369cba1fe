/*
 * One pass, kids first: each node gets its type, the function that evaluates it, and is folded into
 * a constant when all it is made of are constants. Recursion is bounded by the parser.
 */
#include "engine/feel/check.h"

#include "engine/feel/eval.h"

#include <valedor/limits.h>

#include <stdarg.h>
#include <stdio.h>

#define FOLD_STEPS 2000
#define FOLD_ITEMS 64 /* of a list that is worth keeping as a constant */

bool vd_check_refuse(vd_checker *chk, const vd_node *node, const char *format, ...)
{
    char message[640];
    va_list args;

    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    vd_feel_fail(chk->err, chk->text, node->place, VD_INVALID_ARGUMENT, "%s", message);
    return false;
}

bool vd_check_memory(vd_checker *chk, const void *memory)
{
    if (!memory)
        vd_feel_fail(chk->err, chk->text, 0, VD_RESOURCE_EXHAUSTED, "out of memory");
    return memory != NULL;
}

bool vd_check_slots(vd_checker *chk, vd_node *node, uint32_t count)
{
    if (count > (uint32_t)(VD_EXPR_LOCALS_MAX - chk->slots)) {
        vd_feel_fail(chk->err, chk->text, node->place, VD_RESOURCE_EXHAUSTED,
                     "too many names are bound at once; split the expression into definitions");
        return false;
    }
    node->slot = chk->slots;
    chk->slots = (uint8_t)(chk->slots + count);
    return true;
}

bool vd_check_ref(vd_checker *chk, uint32_t ref)
{
    for (size_t i = 0; i < chk->ref_count; i++)
        if (chk->refs[i] == ref)
            return true;
    if (chk->ref_count == chk->ref_room) {
        size_t room = chk->ref_room ? chk->ref_room * 2 : 8;
        uint32_t *refs = VD_NEW_ARRAY(chk->arena, uint32_t, room);

        if (!vd_check_memory(chk, refs))
            return false;
        if (chk->ref_count)
            memcpy(refs, chk->refs, chk->ref_count * sizeof *refs);
        chk->refs = refs;
        chk->ref_room = room;
    }
    chk->refs[chk->ref_count++] = ref;
    return true;
}

static vd_str code_at(const void *from, size_t index)
{
    return ((const vd_type *)from)->codes[index];
}

static bool check_code(vd_checker *chk, const vd_type *type, const vd_node *node,
                       const vd_value *value)
{
    vd_str near;

    if (value->kind == VD_LIST) {
        for (size_t i = 0; i < value->u.list->count; i++)
            if (!check_code(chk, type, node, &value->u.list->items[i]))
                return false;
        return true;
    }
    if (value->kind != VD_STRING || vd_type_has_code(type, value->u.string))
        return true;
    near = vd_nearest(value->u.string, type->code_count, code_at, type);
    if (near.len)
        return vd_check_refuse(chk, node, "\"%.*s\" is none of the codes; did you mean \"%.*s\"?",
                               VD_STR_ARGS(value->u.string), VD_STR_ARGS(near));
    return vd_check_refuse(chk, node, "\"%.*s\" is none of the codes, which are \"%.*s\"%s%.*s%s",
                           VD_STR_ARGS(value->u.string), VD_STR_ARGS(type->codes[0]),
                           type->code_count > 1 ? ", \"" : "",
                           VD_STR_ARGS(type->code_count > 1 ? type->codes[1] : VD_STR("")),
                           type->code_count > 2   ? "\" and others"
                           : type->code_count > 1 ? "\""
                                                  : "");
}

bool vd_check_codes(vd_checker *chk, const vd_type *type, const vd_node *node)
{
    if (type->kind != VD_TYPE_STRING || type->code_count == 0)
        return true;
    if (node->op == VD_OP_LIST) {
        for (uint32_t i = 0; i < node->count; i++)
            if (!vd_check_codes(chk, type, node->kids[i]))
                return false;
        return true;
    }
    if (node->op != VD_OP_CONSTANT)
        return true;
    return check_code(chk, type, node, &node->u.value);
}

static bool check_constant(vd_checker *chk, vd_node *node)
{
    (void)chk;
    node->eval = vd_eval_constant;
    return true;
}

static vd_check_fn *const checks[VD_OP_COUNT] = {
    [VD_OP_CONSTANT] = check_constant,    [VD_OP_NAME] = vd_check_name,
    [VD_OP_NEGATE] = vd_check_negate,     [VD_OP_NOT] = vd_check_not,
    [VD_OP_ARITH] = vd_check_arith,       [VD_OP_COMPARE] = vd_check_compare,
    [VD_OP_AND] = vd_check_logic,         [VD_OP_OR] = vd_check_logic,
    [VD_OP_BETWEEN] = vd_check_between,   [VD_OP_IN] = vd_check_in,
    [VD_OP_TEST] = vd_check_test,         [VD_OP_IF] = vd_check_if,
    [VD_OP_FOR] = vd_check_loop,          [VD_OP_SOME] = vd_check_loop,
    [VD_OP_EVERY] = vd_check_loop,        [VD_OP_STEPS] = vd_check_steps,
    [VD_OP_FILTER] = vd_check_filter,     [VD_OP_PATH] = vd_check_path,
    [VD_OP_LIST] = vd_check_list,         [VD_OP_CONTEXT] = vd_check_context,
    [VD_OP_RANGE] = vd_check_range,       [VD_OP_INSTANCE] = vd_check_instance,
    [VD_OP_CALL] = vd_check_call,         [VD_OP_APPLY] = vd_check_apply,
    [VD_OP_FUNCTION] = vd_check_function,
};

static bool may_fold(const vd_node *node)
{
    switch (node->op) {
    case VD_OP_CONSTANT:
    case VD_OP_NAME:
    case VD_OP_FUNCTION:
    case VD_OP_APPLY:
    case VD_OP_TEST:
    case VD_OP_STEPS:
        return false;
    case VD_OP_CALL:
        if (node->eval != vd_eval_call)
            return false;
        break;
    default:
        break;
    }
    for (uint32_t i = 0; i < node->count; i++)
        if (node->kids[i]->op != VD_OP_CONSTANT)
            return false;
    return true;
}

/* Slips that are plain at once are refused at once. */
static bool check_folded(vd_checker *chk, const vd_node *node, const vd_value *value)
{
    if (value->kind == VD_ERROR &&
        (value->u.fault.code == VD_FAULT_OVERFLOW || value->u.fault.code == VD_FAULT_DOMAIN))
        return vd_check_refuse(chk, node, "%s", value->u.fault.text);
    if (value->kind != VD_NULL || node->op != VD_OP_CALL ||
        !(node->u.builtin->flags & VD_CALL_TEXT))
        return true;
    for (uint32_t i = 0; i < node->count; i++)
        if (node->kids[i]->u.value.kind == VD_NULL)
            return true;
    if (node->count == 1 && node->kids[0]->u.value.kind == VD_STRING)
        return vd_check_refuse(chk, node, "\"%.*s\" is no %s",
                               VD_STR_ARGS(node->kids[0]->u.value.u.string), node->u.builtin->name);
    return vd_check_refuse(chk, node, "there is no such %s", node->u.builtin->name);
}

/* Gives the constant the type of its value where that is narrower. */
static bool check_narrow(vd_checker *chk, vd_node *node)
{
    const vd_value *value = &node->u.value;

    if (node->type->kind == VD_TYPE_ANY && value->kind != VD_LIST && value->kind != VD_CONTEXT)
        node->type = vd_type_of(vd_type_kind_of(value->kind));
    if (node->type->kind == VD_TYPE_RANGE && value->kind == VD_RANGE) {
        const vd_value *end =
            value->u.range->low.kind != VD_NULL ? &value->u.range->low : &value->u.range->high;

        node->type = vd_type_range_of(chk->arena, vd_type_of(vd_type_kind_of(end->kind)));
        return vd_check_memory(chk, node->type);
    }
    return true;
}

static bool fold(vd_checker *chk, vd_node *node)
{
    vd_frame frame = {.arena = chk->arena, .steps_left = FOLD_STEPS};
    vd_value locals[VD_EXPR_LOCALS_MAX];
    vd_run run = {.frame = &frame,
                  .arena = chk->arena,
                  .locals = locals,
                  .horizon = VD_FOREVER,
                  .folding = true};
    vd_value value;

    if (!may_fold(node))
        return true;
    memset(locals, 0, sizeof locals);
    value = vd_node_eval(&run, node);
    if (run.unfoldable)
        return true;
    if (!check_folded(chk, node, &value))
        return false;
    if (!vd_is_known(&value) || (value.kind == VD_LIST && value.u.list->count > FOLD_ITEMS))
        return true;
    node->op = VD_OP_CONSTANT;
    node->eval = vd_eval_constant;
    node->u.value = value;
    return check_narrow(chk, node);
}

/* Operators that bind names check their kids themselves, after binding. */
static bool binds(const vd_node *node)
{
    switch (node->op) {
    case VD_OP_FOR:
    case VD_OP_SOME:
    case VD_OP_EVERY:
    case VD_OP_FILTER:
    case VD_OP_CONTEXT:
    case VD_OP_FUNCTION:
    case VD_OP_APPLY:
        return true;
    default:
        return false;
    }
}

bool vd_check_node(vd_checker *chk, vd_node *node)
{
    for (uint32_t i = 0; i < node->count && !binds(node); i++)
        if (!vd_check_node(chk, node->kids[i]))
            return false;
    return checks[node->op](chk, node) && fold(chk, node);
}

static bool check_expected(vd_checker *chk, const vd_node *root, const vd_type *expected)
{
    char given[VD_TYPE_TEXT], wanted[VD_TYPE_TEXT];

    if (!expected)
        return true;
    if (!vd_check_codes(chk, expected, root))
        return false;
    if (vd_type_accepts(expected, root->type) ||
        (expected->kind == VD_TYPE_STRING && root->type->kind == VD_TYPE_STRING &&
         root->op == VD_OP_CONSTANT))
        return true;
    return vd_check_refuse(chk, root, "this is a %s where a %s is wanted",
                           vd_type_text(root->type, given), vd_type_text(expected, wanted));
}

vd_status vd_feel_check(vd_arena *arena, vd_str text, const vd_scope *scope, vd_node *root,
                        const vd_type *expected, vd_expr *ret_expr, vd_error *err)
{
    vd_error own = {.status = VD_INVALID_ARGUMENT};
    vd_checker chk = {.arena = arena, .text = text, .scope = scope, .err = err ? err : &own};

    if (!vd_check_node(&chk, root) || !check_expected(&chk, root, expected))
        return chk.err->status;
    *ret_expr = (vd_expr){.text = text, .root = root, .ref_count = chk.ref_count, .refs = chk.refs};
    return VD_OK;
}
