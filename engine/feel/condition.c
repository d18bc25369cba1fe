/*
 * Each kind of condition has one function that answers for it. They follow what the tree says to
 * the letter, untils included; the tests compare the two on the same cases.
 */
#include "engine/feel/condition.h"

#include "engine/feel/motion.h"
#include "engine/time/iso.h"

typedef vd_holding vd_holds_fn(vd_run *run, const vd_condition *condition);

static inline vd_holding holding(uint64_t state, vd_instant until)
{
    return (vd_holding){until, state};
}

static const vd_value blank = {.kind = VD_UNKNOWN, .until = VD_FOREVER};

static const vd_value *in_slots(const vd_slots *slots, uint32_t index)
{
    const vd_value *known = slots->known[index];

    return known || slots->forms[index] != VD_SLOT_BLANK ? known : &blank;
}

static const vd_value *from_tree(vd_run *run, const vd_leaf *from, vd_value *room)
{
    *room = vd_node_eval(run, from->node);
    return room;
}

/* The value of a leaf, where it lies or in `room`. */
static inline const vd_value *read_leaf(vd_run *run, const vd_leaf *from, vd_value *room)
{
    const vd_frame *frame = run->frame;
    const vd_value *value = NULL;

    switch (from->place) {
    case VD_LEAF_FACT:
        if (from->ref - frame->first_slot < frame->slot_count)
            value = in_slots(&frame->slots, from->ref - frame->first_slot);
        break;
    case VD_LEAF_HAND:
        if (from->ref == frame->hand_ref)
            value = in_slots(frame->hand.u.record, from->field);
        break;
    case VD_LEAF_ITEM:
        if (run->locals[from->slot].kind == VD_RECORD)
            value = in_slots(run->locals[from->slot].u.record, from->field);
        break;
    case VD_LEAF_LOCAL:
        return &run->locals[from->slot];
    case VD_LEAF_TREE:
        break;
    }
    return value ? value : from_tree(run, from, room);
}

/* A value as a condition. */
static vd_holding of_value(const vd_value *value)
{
    switch (value->kind) {
    case VD_BOOL:
        return holding(value->u.boolean ? VD_HOLDS : VD_HOLDS_NOT, value->until);
    case VD_NULL:
        return holding(VD_HOLDS_NULL, value->until);
    case VD_UNKNOWN:
        return holding(VD_HOLDS_MAYBE, value->until);
    default:
        return holding(VD_HOLDS_ASK, value->until);
    }
}

static vd_holding fact_holds(vd_run *run, const vd_condition *c)
{
    vd_value room;

    return of_value(read_leaf(run, &c->from, &room));
}

/* A code among codes, or not among them. */
static vd_holding code_holds(vd_run *run, const vd_condition *c)
{
    vd_value room;
    const vd_value *value = read_leaf(run, &c->from, &room);
    bool found = false;

    if (value->kind == VD_UNKNOWN)
        return holding(VD_HOLDS_MAYBE, value->until);
    if (value->kind != VD_STRING && value->kind != VD_NULL)
        return holding(VD_HOLDS_ASK, value->until);
    for (uint32_t i = 0; i < c->count && !found && value->kind == VD_STRING; i++)
        found = vd_same_code(value->u.string, c->codes[i]);
    return holding(found != c->turned ? VD_HOLDS : VD_HOLDS_NOT, value->until);
}

static vd_holding whole_holds(vd_run *run, const vd_condition *c)
{
    vd_value room;
    const vd_value *value = read_leaf(run, &c->from, &room);

    if (value->kind == VD_UNKNOWN)
        return holding(VD_HOLDS_MAYBE, value->until);
    if (value->kind == VD_NULL)
        return holding(VD_HOLDS_NOT, value->until);
    if (value->kind != VD_NUMBER || value->motion)
        return holding(VD_HOLDS_ASK, value->until);
    return holding(vd_whole_set_has(c->set, value->u.number) ? VD_HOLDS : VD_HOLDS_NOT,
                   value->until);
}

/* Whether the value is null, or is not. */
static vd_holding null_holds(vd_run *run, const vd_condition *c)
{
    vd_value room;
    const vd_value *value = read_leaf(run, &c->from, &room);

    if (value->kind == VD_UNKNOWN)
        return holding(VD_HOLDS_MAYBE, value->until);
    if (value->kind == VD_ERROR)
        return holding(VD_HOLDS_ASK, value->until);
    return holding((value->kind == VD_NULL) != c->turned ? VD_HOLDS : VD_HOLDS_NOT, value->until);
}

/* How strongly each state decides an "and", an "or". */
static const uint8_t strength[2][VD_HOLDS_ASK + 1] = {
    {[VD_HOLDS_NOT] = 4, [VD_HOLDS_MAYBE] = 2, [VD_HOLDS_NULL] = 1, [VD_HOLDS] = 0},
    {[VD_HOLDS] = 4, [VD_HOLDS_MAYBE] = 2, [VD_HOLDS_NULL] = 1, [VD_HOLDS_NOT] = 0}};

static inline vd_holding joined(bool any, vd_holding a, vd_holding b)
{
    uint8_t left = strength[any][a.state], right = strength[any][b.state];

    if (left == 4 && right == 4)
        return holding(a.state, a.until > b.until ? a.until : b.until);
    if (left == 4)
        return a;
    if (right == 4)
        return b;
    return holding(left >= right ? a.state : b.state, vd_sooner(a.until, b.until));
}

/* Stops at an operand that decides for ever; one that decides for a while may be outlasted. */
static vd_holding chain_holds(vd_run *run, const vd_condition *c)
{
    const bool any = c->kind == VD_CONDITION_ANY;
    const vd_condition *const *kid = c->kids, *const *end = c->kids + c->count;
    const uint64_t decides = any ? VD_HOLDS : VD_HOLDS_NOT;
    vd_holding result = vd_condition_holds(run, *kid);

    while (++kid < end && result.state != VD_HOLDS_ASK) {
        vd_holding one;

        if (result.state == decides && result.until == VD_FOREVER)
            break;
        one = vd_condition_holds(run, *kid);
        result = one.state == VD_HOLDS_ASK ? one : joined(any, result, one);
    }
    return result;
}

static vd_holding not_holds(vd_run *run, const vd_condition *c)
{
    vd_holding kid = vd_condition_holds(run, c->kids[0]);

    if (kid.state <= VD_HOLDS)
        kid.state = kid.state == VD_HOLDS ? VD_HOLDS_NOT : VD_HOLDS;
    return kid;
}

/* What a quantifier goes through: a list that stands still. NULL: ask the tree. */
static const vd_list *list_of(vd_run *run, const vd_condition *c, vd_value *room)
{
    const vd_value *list = read_leaf(run, &c->from, room);

    return list->kind == VD_LIST && list->until == VD_FOREVER ? list->u.list : NULL;
}

static vd_holding quantifier_holds(vd_run *run, const vd_condition *c)
{
    const bool any = c->kind == VD_CONDITION_SOME_ITEM;
    const uint64_t decides = any ? VD_HOLDS : VD_HOLDS_NOT;
    vd_holding result = holding(any ? VD_HOLDS_NOT : VD_HOLDS, VD_FOREVER);
    vd_value room;
    const vd_list *list = list_of(run, c, &room);

    if (!list)
        return holding(VD_HOLDS_ASK, VD_FOREVER);
    if (list->open)
        result.state = VD_HOLDS_MAYBE;
    for (size_t i = 0; i < list->count; i++) {
        vd_holding one;

        run->locals[c->from.slot] = list->items[i];
        one = vd_condition_holds(run, c->kids[0]);
        if (one.state == VD_HOLDS_ASK)
            return one;
        result = joined(any, result, one);
        if (result.state == decides && result.until == VD_FOREVER)
            break;
    }
    return result;
}

static vd_holding tree_holds(vd_run *run, const vd_condition *c)
{
    vd_value value = vd_node_eval(run, c->node);

    return of_value(&value);
}

/* Until when the comparison is as it is. */
static vd_instant crossing(vd_run *run, const vd_sum *sum, int64_t difference)
{
    vd_motion line = {.pace = VD_PACE_DAILY,
                      .by_units = true,
                      .low = {sum->today, 1},
                      .high = {sum->today, 1},
                      .slack = {0, 1}};
    int64_t days;

    if (sum->today != 1 && sum->today != -1)
        return vd_crossing(run, sum->cmp, (vd_ratio){difference, 1}, &line);
    days = vd_days_to_turn(sum->cmp, sum->today, difference);
    return days ? vd_tick(run, VD_PACE_DAILY, days) : VD_FOREVER;
}

static vd_holding of_nulls(const vd_sum *sum, bool left, bool right, vd_instant until)
{
    if (sum->cmp != VD_EQ && sum->cmp != VD_NE)
        return holding(VD_HOLDS_NULL, until);
    return holding((left && right) == (sum->cmp == VD_EQ) ? VD_HOLDS : VD_HOLDS_NOT, until);
}

static vd_holding sum_holds(vd_run *run, const vd_condition *c)
{
    const vd_sum *sum = c->sum;
    vd_instant until = VD_FOREVER;
    int64_t difference = sum->constant;
    bool null_left = false, null_right = false, maybe = false;

    for (uint32_t i = 0; i < sum->count; i++) {
        const vd_addend *one = &sum->terms[i];
        vd_value room;
        const vd_value *value = read_leaf(run, &one->from, &room);
        int64_t part;

        until = vd_sooner(until, value->until);
        if (value->kind == VD_UNKNOWN)
            maybe = true;
        else if (value->kind == VD_NULL && one->right)
            null_right = true;
        else if (value->kind == VD_NULL)
            null_left = true;
        else if (!vd_value_is_whole(value, one->kind, &part) ||
                 __builtin_mul_overflow(part, one->coefficient, &part) ||
                 __builtin_add_overflow(difference, part, &difference))
            return holding(VD_HOLDS_ASK, until);
    }
    if (maybe && (null_left || null_right))
        return holding(VD_HOLDS_ASK, until);
    if (maybe)
        return holding(VD_HOLDS_MAYBE, until);
    if (null_left || null_right)
        return sum->today == 0 ? of_nulls(sum, null_left, null_right, until)
                               : holding(VD_HOLDS_ASK, until);
    if (sum->today != 0) {
        int64_t part;

        if (__builtin_mul_overflow(run->frame->today, sum->today, &part) ||
            __builtin_add_overflow(difference, part, &difference))
            return holding(VD_HOLDS_ASK, until);
        until = vd_sooner(until, crossing(run, sum, difference));
    }
    return holding(vd_sign_compares(sum->cmp, difference) ? VD_HOLDS : VD_HOLDS_NOT, until);
}

vd_holding vd_condition_holds(vd_run *run, const vd_condition *condition)
{
    static vd_holds_fn *const holds[VD_CONDITION_KINDS] = {
        [VD_CONDITION_FACT] = fact_holds,
        [VD_CONDITION_CODE] = code_holds,
        [VD_CONDITION_WHOLE] = whole_holds,
        [VD_CONDITION_IS_NULL] = null_holds,
        [VD_CONDITION_SUM] = sum_holds,
        [VD_CONDITION_ALL] = chain_holds,
        [VD_CONDITION_ANY] = chain_holds,
        [VD_CONDITION_NOT] = not_holds,
        [VD_CONDITION_EVERY_ITEM] = quantifier_holds,
        [VD_CONDITION_SOME_ITEM] = quantifier_holds,
        [VD_CONDITION_TREE] = tree_holds,
    };

    return holds[condition->kind](run, condition);
}
