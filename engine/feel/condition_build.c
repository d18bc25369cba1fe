/*
 * Which short way an expression has, if any: from the checked tree to a condition.
 */
#include "engine/feel/condition.h"

#include "engine/feel/builtins.h"
#include "engine/feel/eval.h"

typedef struct builder {
    vd_arena *arena;
    bool exhausted;
} builder;

static vd_leaf leaf_of(const vd_node *node)
{
    vd_leaf from;

    memset(&from, 0, sizeof from); /* what lies between its members too: see add_term */
    from.place = VD_LEAF_TREE;
    from.node = node;
    from.ref = node->ref;
    from.slot = node->slot;
    if (node->eval == vd_eval_symbol) {
        from.place = VD_LEAF_FACT;
    } else if (node->eval == vd_eval_local) {
        from.place = VD_LEAF_LOCAL;
    } else if (node->eval == vd_eval_path_record) {
        const vd_node *record = node->kids[0];

        from.field = node->ref;
        from.ref = record->ref;
        from.slot = record->slot;
        if (record->eval == vd_eval_symbol)
            from.place = VD_LEAF_HAND;
        else if (record->eval == vd_eval_local)
            from.place = VD_LEAF_ITEM;
    }
    return from;
}

static vd_condition *new_condition(builder *b, vd_condition_kind kind, const vd_node *node)
{
    vd_condition *c = VD_NEW(b->arena, vd_condition);

    b->exhausted = b->exhausted || !c;
    if (c)
        *c = (vd_condition){.kind = kind, .node = node};
    return c;
}

static vd_kind kind_of(const vd_node *node)
{
    switch (node->type->kind) {
    case VD_TYPE_DATE:
        return VD_DATE;
    case VD_TYPE_NUMBER:
        return VD_NUMBER;
    case VD_TYPE_DAYS:
        return VD_DAYS;
    default:
        return VD_ERROR;
    }
}

static bool add_constant(vd_sum *sum, const vd_value *value, int64_t coefficient)
{
    int64_t part;

    if (value->kind == VD_SPAN) {
        const vd_span *span = &value->u.span;

        if (span->months || span->hours || span->business_days || span->days > VD_SUM_SHIFT_MAX ||
            span->days < -VD_SUM_SHIFT_MAX)
            return false;
        part = span->days;
    } else if (!vd_value_is_whole(value, value->kind, &part)) {
        return false;
    }
    if (value->kind == VD_DAYS && (part > VD_SUM_SHIFT_MAX || part < -VD_SUM_SHIFT_MAX))
        return false;
    return !__builtin_mul_overflow(part, coefficient, &part) &&
           !__builtin_add_overflow(sum->constant, part, &sum->constant);
}

/* Member by member: what lies between them stays zero, and what is compiled depends on the packs
 * alone. */
static bool add_term(vd_sum *sum, const vd_node *node, int64_t coefficient, bool right)
{
    vd_addend *term;

    if (sum->count == VD_SUM_TERMS || kind_of(node) == VD_ERROR)
        return false;
    term = &((vd_addend *)sum->terms)[sum->count++];
    term->from = leaf_of(node);
    term->coefficient = coefficient;
    term->kind = kind_of(node);
    term->right = right;
    return true;
}

/* Whole numbers times a constant one. */
static const vd_node *scaled(const vd_node *node, int64_t *coefficient)
{
    for (uint32_t i = 0; i < 2; i++) {
        const vd_node *constant = node->kids[i], *other = node->kids[1 - i];

        if (constant->op == VD_OP_CONSTANT && constant->u.value.kind == VD_NUMBER &&
            constant->u.value.u.number.den == 1 && other->type->kind == VD_TYPE_NUMBER &&
            !__builtin_mul_overflow(*coefficient, constant->u.value.u.number.num, coefficient))
            return other;
    }
    return NULL;
}

static bool is_plain_sum(const vd_node *node)
{
    vd_type_kind left = node->kids[0]->type->kind, right = node->kids[1]->type->kind;

    if (left == VD_TYPE_NUMBER || left == VD_TYPE_DAYS)
        return right == left;
    if (left != VD_TYPE_DATE)
        return false;
    return right == VD_TYPE_DAYS ||
           (right == VD_TYPE_SPAN && node->kids[1]->op == VD_OP_CONSTANT) ||
           (right == VD_TYPE_DATE && node->sub == '-');
}

/* Adds coefficient * node to the sum. Bounded by the parser's depth. False: it is no such sum. */
static bool add_to(vd_sum *sum, const vd_node *node, int64_t coefficient, bool right)
{
    const vd_node *kid;

    if (node->op == VD_OP_CONSTANT)
        return add_constant(sum, &node->u.value, coefficient);
    if (node->eval == vd_eval_today)
        return !__builtin_add_overflow(sum->today, coefficient, &sum->today);
    if (node->op == VD_OP_NEGATE && node->type->kind == VD_TYPE_NUMBER)
        return add_to(sum, node->kids[0], -coefficient, right);
    if (node->op == VD_OP_ARITH && node->sub == '*' && (kid = scaled(node, &coefficient)))
        return add_to(sum, kid, coefficient, right);
    if (node->op == VD_OP_ARITH && (node->sub == '+' || node->sub == '-') && is_plain_sum(node))
        return add_to(sum, node->kids[0], coefficient, right) &&
               add_to(sum, node->kids[1], node->sub == '+' ? coefficient : -coefficient, right);
    return add_term(sum, node, coefficient, right);
}

/* "a cmp b" as "a - b cmp 0". */
static vd_condition *sum_of(builder *b, const vd_node *node, const vd_node *left,
                            const vd_node *right, vd_cmp cmp)
{
    vd_addend room[VD_SUM_TERMS] = {0};
    vd_sum sum = {.cmp = cmp, .terms = room};
    vd_addend *terms;
    vd_sum *kept;
    vd_condition *c;

    if (kind_of(left) == VD_ERROR || kind_of(left) != kind_of(right) ||
        !add_to(&sum, left, 1, false) || !add_to(&sum, right, -1, true))
        return NULL;
    c = new_condition(b, VD_CONDITION_SUM, node);
    if (!c)
        return NULL;
    kept = VD_NEW(b->arena, vd_sum);
    terms = VD_NEW_ARRAY(b->arena, vd_addend, sum.count);
    b->exhausted = b->exhausted || !kept || !terms;
    if (b->exhausted)
        return NULL;
    memcpy(terms, room, sum.count * sizeof *room);
    *kept = sum;
    kept->terms = terms;
    c->sum = kept;
    c->has_short_way = true;
    return c;
}

/* How many texts the tests of an `in`, or one side of a comparison, are; 0: they are others. */
static uint32_t count_codes(const vd_node *const *tests, uint32_t count)
{
    uint32_t codes = 0;

    for (uint32_t i = 0; i < count; i++) {
        const vd_value *value = &tests[i]->u.value;

        if (tests[i]->op != VD_OP_CONSTANT)
            return 0;
        if (value->kind != VD_STRING && value->kind != VD_LIST)
            return 0;
        codes += value->kind == VD_LIST ? (uint32_t)value->u.list->count : 1;
        for (size_t k = 0; value->kind == VD_LIST && k < value->u.list->count; k++)
            if (value->u.list->items[k].kind != VD_STRING)
                return 0;
    }
    return codes;
}

/* The places of the codes in the type of the leaf. */
static void find_places(vd_condition *c, const vd_type *type)
{
    c->has_places = type->code_count > 0 && type->code_count <= 64;
    for (uint32_t i = 0; i < c->count; i++)
        for (size_t k = 0; c->has_places && k < type->code_count; k++)
            if (vd_str_eq(type->codes[k], c->codes[i]))
                c->places |= UINT64_C(1) << k;
}

static vd_condition *codes_of(builder *b, const vd_node *node, const vd_node *value,
                              const vd_node *const *tests, uint32_t test_count)
{
    uint32_t count = count_codes(tests, test_count);
    vd_condition *c;
    vd_str *codes;

    if (count == 0 || value->type->kind != VD_TYPE_STRING)
        return NULL;
    c = new_condition(b, VD_CONDITION_CODE, node);
    codes = VD_NEW_ARRAY(b->arena, vd_str, count);
    b->exhausted = b->exhausted || !codes;
    if (b->exhausted)
        return NULL;
    c->from = leaf_of(value);
    c->codes = codes;
    c->has_short_way = true;
    for (uint32_t i = 0; i < test_count; i++) {
        const vd_value *one = &tests[i]->u.value;

        if (one->kind == VD_STRING)
            codes[c->count++] = one->u.string;
        for (size_t k = 0; one->kind == VD_LIST && k < one->u.list->count; k++)
            codes[c->count++] = one->u.list->items[k].u.string;
    }
    find_places(c, value->type);
    return c;
}

/* The bounds of the whole numbers that the tests of an `in` are, or list; with `bits`, a bit for
 * each. False: some are others. */
static bool each_whole(const vd_node *const *tests, uint32_t count, int64_t *low, int64_t *high,
                       uint64_t *bits)
{
    for (uint32_t i = 0; i < count; i++) {
        const vd_value *value = &tests[i]->u.value;
        bool list = value->kind == VD_LIST;
        size_t items = list ? value->u.list->count : 1;

        if (tests[i]->op != VD_OP_CONSTANT)
            return false;
        for (size_t k = 0; k < items; k++) {
            const vd_value *one = list ? &value->u.list->items[k] : value;

            if (one->kind != VD_NUMBER || one->u.number.den != 1)
                return false;
            if (bits)
                bits[(one->u.number.num - *low) / 64] |= UINT64_C(1)
                                                         << ((one->u.number.num - *low) % 64);
            else if (one->u.number.num < *low)
                *low = one->u.number.num;
            if (!bits && one->u.number.num > *high)
                *high = one->u.number.num;
        }
    }
    return true;
}

static vd_condition *wholes_of(builder *b, const vd_node *node, const vd_node *value,
                               const vd_node *const *tests, uint32_t count)
{
    int64_t low = INT32_MAX, high = INT32_MIN;
    vd_whole_set *set;
    uint64_t *bits;
    vd_condition *c;

    if (value->type->kind != VD_TYPE_NUMBER || !each_whole(tests, count, &low, &high, NULL) ||
        low > high || low < INT32_MIN || high - low >= VD_WHOLE_SET_SPAN)
        return NULL;
    c = new_condition(b, VD_CONDITION_WHOLE, node);
    set = VD_NEW(b->arena, vd_whole_set);
    bits = VD_NEW_ARRAY(b->arena, uint64_t, (size_t)(high - low) / 64 + 1);
    b->exhausted = b->exhausted || !set || !bits;
    if (b->exhausted)
        return NULL;
    (void)each_whole(tests, count, &low, &high, bits);
    *set = (vd_whole_set){low, (uint32_t)(high - low + 1), bits};
    c->from = leaf_of(value);
    c->set = set;
    c->has_short_way = true;
    return c;
}

static vd_condition *in_of(builder *b, const vd_node *node)
{
    const vd_node *const *tests = (const vd_node *const *)node->kids + 1;
    vd_condition *c = codes_of(b, node, node->kids[0], tests, node->count - 1);

    return c || b->exhausted ? c : wholes_of(b, node, node->kids[0], tests, node->count - 1);
}

static vd_condition *null_of(builder *b, const vd_node *node, const vd_node *value)
{
    vd_condition *c = new_condition(b, VD_CONDITION_IS_NULL, node);

    if (c) {
        c->from = leaf_of(value);
        c->has_short_way = c->from.place != VD_LEAF_TREE;
    }
    return c;
}

static vd_condition *comparison_of(builder *b, const vd_node *node)
{
    const vd_node *left = node->kids[0], *right = node->kids[1];
    bool equality = node->sub == VD_EQ || node->sub == VD_NE;
    vd_condition *c = NULL;

    if (equality && right->op == VD_OP_CONSTANT && right->u.value.kind == VD_NULL)
        c = null_of(b, node, left);
    else if (equality)
        c = codes_of(b, node, left, (const vd_node *const *)&node->kids[1], 1);
    if (c)
        c->turned = node->sub == VD_NE;
    if (!c && !b->exhausted)
        c = sum_of(b, node, left, right, (vd_cmp)node->sub);
    return c;
}

static vd_condition *build(builder *b, const vd_node *node);

static bool add_kids(builder *b, vd_condition *c, const vd_node *const *kids, uint32_t count)
{
    const vd_condition **conditions = VD_NEW_ARRAY(b->arena, const vd_condition *, count);

    b->exhausted = b->exhausted || !conditions;
    if (!conditions)
        return false;
    c->kids = conditions;
    for (uint32_t i = 0; i < count; i++) {
        conditions[i] = build(b, kids[i]);
        if (!conditions[i])
            return false;
        c->has_short_way = c->has_short_way || conditions[i]->has_short_way;
    }
    c->count = count;
    return true;
}

static vd_condition *with_kids(builder *b, const vd_node *node, vd_condition_kind kind,
                               uint32_t first, uint32_t count)
{
    vd_condition *c = new_condition(b, kind, node);

    if (!c || !add_kids(b, c, (const vd_node *const *)node->kids + first, count))
        return NULL;
    return c;
}

/* some x in list satisfies ...; one iterator, over a list that a name stands for. */
static vd_condition *quantifier_of(builder *b, const vd_node *node)
{
    vd_condition *c;

    if (node->count != 2 || node->kids[0]->eval != vd_eval_symbol ||
        node->kids[0]->type->kind != VD_TYPE_LIST)
        return NULL;
    c = with_kids(b, node,
                  node->op == VD_OP_SOME ? VD_CONDITION_SOME_ITEM : VD_CONDITION_EVERY_ITEM, 1, 1);
    if (!c)
        return NULL;
    c->from = leaf_of(node->kids[0]);
    c->from.slot = node->slot;
    return c;
}

/* As an operator, or as FEEL has it: a function. */
static bool is_not(const vd_node *node)
{
    return node->op == VD_OP_NOT || (node->eval == vd_eval_call && node->count == 1 &&
                                     strcmp(node->u.builtin->name, "not") == 0);
}

/* The short way for a node; NULL: there is none. */
static vd_condition *short_way(builder *b, const vd_node *node)
{
    vd_condition *c;

    if (is_not(node))
        return with_kids(b, node, VD_CONDITION_NOT, 0, 1);
    switch (node->op) {
    case VD_OP_AND:
    case VD_OP_OR:
        return with_kids(b, node, node->op == VD_OP_OR ? VD_CONDITION_ANY : VD_CONDITION_ALL, 0,
                         node->count);
    case VD_OP_COMPARE:
        return comparison_of(b, node);
    case VD_OP_IN:
        return in_of(b, node);
    case VD_OP_SOME:
    case VD_OP_EVERY:
        return quantifier_of(b, node);
    default:
        break;
    }
    if (node->type->kind != VD_TYPE_BOOL || leaf_of(node).place == VD_LEAF_TREE)
        return NULL;
    c = new_condition(b, VD_CONDITION_FACT, node);
    if (c) {
        c->from = leaf_of(node);
        c->has_short_way = true;
    }
    return c;
}

/* Bounded by the parser's depth. */
static vd_condition *build(builder *b, const vd_node *node)
{
    vd_condition *c = short_way(b, node);

    if (!c && !b->exhausted)
        c = new_condition(b, VD_CONDITION_TREE, node);
    return c;
}

const vd_condition *vd_condition_of(vd_arena *arena, const vd_node *root, bool *ret_exhausted)
{
    builder b = {.arena = arena};
    const vd_condition *c = NULL;

    if (root->type->kind == VD_TYPE_BOOL && root->op != VD_OP_CONSTANT)
        c = build(&b, root);
    *ret_exhausted = b.exhausted;
    return c && c->has_short_way && !b.exhausted ? c : NULL;
}
