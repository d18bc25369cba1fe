#include "engine/feel/arith.h"
#include "engine/feel/check.h"
#include "engine/feel/eval.h"

static bool is_open(const vd_type *type)
{
    return type->kind == VD_TYPE_ANY || type->kind == VD_TYPE_NULL;
}

bool vd_check_negate(vd_checker *chk, vd_node *node)
{
    char text[VD_TYPE_TEXT];

    node->type = node->kids[0]->type;
    node->eval = vd_eval_negate;
    switch (node->type->kind) {
    case VD_TYPE_ANY:
    case VD_TYPE_NUMBER:
    case VD_TYPE_DAYS:
    case VD_TYPE_MONTHS:
    case VD_TYPE_SPAN:
        return true;
    default:
        return vd_check_refuse(chk, node, "a %s has no negative", vd_type_text(node->type, text));
    }
}

static bool wants_truth(vd_checker *chk, const vd_node *node, const char *what)
{
    char text[VD_TYPE_TEXT];

    if (is_open(node->type) || node->type->kind == VD_TYPE_BOOL)
        return true;
    return vd_check_refuse(chk, node,
                           "%s takes true or false, and this is a %s; compare it with "
                           "something",
                           what, vd_type_text(node->type, text));
}

bool vd_check_not(vd_checker *chk, vd_node *node)
{
    node->type = vd_type_of(VD_TYPE_BOOL);
    node->eval = vd_eval_not;
    return wants_truth(chk, node->kids[0], "\"not\"");
}

/* What a constant operand decides needs no look at the others: FEEL's `false and "x"` is false. */
static bool is_decided(const vd_node *node, bool any)
{
    for (uint32_t i = 0; i < node->count; i++) {
        const vd_node *kid = node->kids[i];

        if (kid->op == VD_OP_CONSTANT && kid->u.value.kind == VD_BOOL &&
            kid->u.value.u.boolean == any)
            return true;
    }
    return false;
}

bool vd_check_logic(vd_checker *chk, vd_node *node)
{
    bool any = node->op == VD_OP_OR;

    node->type = vd_type_of(VD_TYPE_BOOL);
    node->eval = any ? vd_eval_or : vd_eval_and;
    if (is_decided(node, any))
        return true;
    for (uint32_t i = 0; i < node->count; i++)
        if (!wants_truth(chk, node->kids[i], any ? "\"or\"" : "\"and\""))
            return false;
    return true;
}

/* The kind of value that a type stands for; VD_UNKNOWN for any value. */
static vd_kind kind_of_type(vd_type_kind kind)
{
    for (int value = VD_NULL; value < VD_UNKNOWN; value++)
        if (vd_type_kind_of((vd_kind)value) == kind)
            return (vd_kind)value;
    return VD_UNKNOWN;
}

/* What to do instead, for the mistakes that people make. */
static const char *arith_remedy(char sign, vd_type_kind a, vd_type_kind b)
{
    bool number = a == VD_TYPE_NUMBER || b == VD_TYPE_NUMBER;
    bool day = a == VD_TYPE_DATE || b == VD_TYPE_DATE;

    if (number && day)
        return "; give the number a unit, as in 15 days";
    if (day && (sign == '+' || sign == '-'))
        return "; add a length such as 2 months";
    if (a == VD_TYPE_STRING || b == VD_TYPE_STRING)
        return "; make it a text with string()";
    return "";
}

bool vd_check_arith(vd_checker *chk, vd_node *node)
{
    const vd_type *a = node->kids[0]->type, *b = node->kids[1]->type;
    char left[VD_TYPE_TEXT], right[VD_TYPE_TEXT];
    const vd_arith *row;
    const vd_node *span = node->kids[1];

    node->eval = vd_eval_arith;
    node->type = vd_type_of(VD_TYPE_ANY);
    node->u.row = NULL;
    if (a->kind == VD_TYPE_ANY || b->kind == VD_TYPE_ANY)
        return true;
    row = vd_arith_find((char)node->sub, kind_of_type(a->kind), kind_of_type(b->kind));
    if (!row)
        return vd_check_refuse(chk, node, "there is no %s %s %s%s", vd_type_text(a, left),
                               node->sub == '^' ? "**" : (char[]){(char)node->sub, '\0'},
                               vd_type_text(b, right),
                               arith_remedy((char)node->sub, a->kind, b->kind));
    if (a->kind == VD_TYPE_SPAN)
        span = node->kids[0];
    if (row->gives == VD_TYPE_DATE && span->op == VD_OP_CONSTANT && span->u.value.kind == VD_SPAN &&
        (span->u.value.u.span.business_days || span->u.value.u.span.hours))
        return vd_check_refuse(chk, span, "%s",
                               span->u.value.u.span.hours
                                   ? "hours count from an instant, not from a day"
                                   : "business days need a calendar; declare a deadline");
    node->u.row = row;
    node->type = vd_type_of((vd_type_kind)row->gives);
    return true;
}

static bool check_comparable(vd_checker *chk, const vd_node *node, const vd_node *a,
                             const vd_node *b)
{
    char left[VD_TYPE_TEXT], right[VD_TYPE_TEXT];
    bool mixed = (a->type->kind == VD_TYPE_DATE && b->type->kind == VD_TYPE_DATE_TIME) ||
                 (a->type->kind == VD_TYPE_DATE_TIME && b->type->kind == VD_TYPE_DATE);

    if (vd_type_comparable(a->type, b->type))
        return vd_check_codes(chk, a->type, b) && vd_check_codes(chk, b->type, a);
    return vd_check_refuse(chk, node, "a %s and a %s do not compare%s", vd_type_text(a->type, left),
                           vd_type_text(b->type, right),
                           mixed ? "; take date of(...) of the instant or start of(...) the day"
                                 : "");
}

static bool check_ordered(vd_checker *chk, const vd_node *node)
{
    char text[VD_TYPE_TEXT];

    if (is_open(node->type) || (VD_WANT_ORDERED >> node->type->kind & 1U))
        return true;
    return vd_check_refuse(chk, node, "a %s has no order; it can only be equal or not",
                           vd_type_text(node->type, text));
}

bool vd_check_compare(vd_checker *chk, vd_node *node)
{
    vd_node *a = node->kids[0], *b = node->kids[1];
    bool equality = node->sub == VD_EQ || node->sub == VD_NE;

    node->type = vd_type_of(VD_TYPE_BOOL);
    node->eval = vd_eval_compare;
    if (!check_comparable(chk, node, a, b))
        return false;
    if (!equality && (!check_ordered(chk, a) || !check_ordered(chk, b)))
        return false;
    if (a->type->kind == VD_TYPE_DATE && b->type->kind == VD_TYPE_DATE)
        node->eval = vd_eval_compare_dates;
    if (equality && b->op == VD_OP_CONSTANT && b->u.value.kind == VD_STRING)
        node->eval = vd_eval_equal_strings;
    return true;
}

bool vd_check_between(vd_checker *chk, vd_node *node)
{
    node->type = vd_type_of(VD_TYPE_BOOL);
    node->eval = vd_eval_between;
    for (uint32_t i = 0; i < 3; i++)
        if (!check_comparable(chk, node, node->kids[0], node->kids[i]) ||
            !check_ordered(chk, node->kids[i]))
            return false;
    return true;
}

/* Whether "value in test" can be asked: a range or a list of such, or the same type. */
static bool fits_test(const vd_type *value, const vd_type *test)
{
    if (vd_type_comparable(value, test))
        return true;
    if (test->kind == VD_TYPE_RANGE)
        return vd_type_comparable(value, test->element);
    if (test->kind != VD_TYPE_LIST)
        return false;
    if (test->element->kind == VD_TYPE_RANGE && value->kind != VD_TYPE_RANGE)
        return vd_type_comparable(value, test->element->element);
    return vd_type_comparable(value, test->element);
}

bool vd_check_in(vd_checker *chk, vd_node *node)
{
    const vd_node *value = node->kids[0];
    char left[VD_TYPE_TEXT], right[VD_TYPE_TEXT];

    node->type = vd_type_of(VD_TYPE_BOOL);
    node->eval = vd_eval_in;
    for (uint32_t i = 1; i < node->count; i++) {
        const vd_node *test = node->kids[i];

        if (test->op == VD_OP_TEST) {
            if (!check_comparable(chk, test, value, test->kids[0]))
                return false;
            if (test->sub != VD_EQ && test->sub != VD_NE && !check_ordered(chk, value))
                return false;
            continue;
        }
        if (!fits_test(value->type, test->type))
            return vd_check_refuse(chk, test, "a %s cannot be in a %s",
                                   vd_type_text(value->type, left),
                                   vd_type_text(test->type, right));
        if (!vd_check_codes(chk, value->type, test))
            return false;
    }
    return true;
}

bool vd_check_test(vd_checker *chk, vd_node *node)
{
    node->type = vd_type_range_of(chk->arena, node->kids[0]->type);
    node->eval = vd_eval_test;
    if (!vd_check_memory(chk, node->type))
        return false;
    return node->sub == VD_EQ || node->sub == VD_NE || check_ordered(chk, node->kids[0]);
}

bool vd_check_if(vd_checker *chk, vd_node *node)
{
    node->eval = vd_eval_if;
    if (!wants_truth(chk, node->kids[0], "\"if\""))
        return false;
    node->type = vd_type_join(chk->arena, node->kids[1]->type, node->kids[2]->type);
    return vd_check_memory(chk, node->type);
}

bool vd_check_range(vd_checker *chk, vd_node *node)
{
    const vd_type *element;

    node->eval = vd_eval_range;
    if (!check_comparable(chk, node, node->kids[0], node->kids[1]) ||
        !check_ordered(chk, node->kids[0]) || !check_ordered(chk, node->kids[1]))
        return false;
    element = vd_type_join(chk->arena, node->kids[0]->type, node->kids[1]->type);
    if (!vd_check_memory(chk, element))
        return false;
    node->type = vd_type_range_of(chk->arena, element);
    return vd_check_memory(chk, node->type);
}

bool vd_check_instance(vd_checker *chk, vd_node *node)
{
    (void)chk;
    node->type = vd_type_of(VD_TYPE_BOOL);
    node->eval = vd_eval_instance;
    return true;
}
