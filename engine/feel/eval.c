/*
 * One function an operator. Each answers with a value whose until is sound: never later than the
 * first instant at which the answer may differ. Recursion follows the tree, which the parser
 * bounds.
 */
#include "engine/feel/eval.h"

#include "engine/feel/arith.h"
#include "engine/feel/builtins.h"
#include "engine/feel/types.h"
#include "engine/time/iso.h"

#include <valedor/limits.h>

static vd_value until_at_most(vd_value value, vd_instant until)
{
    value.until = vd_sooner(value.until, until);
    return value;
}

vd_value vd_eval_constant(vd_run *run, const vd_node *node)
{
    (void)run;
    return node->u.value;
}

vd_value vd_eval_local(vd_run *run, const vd_node *node)
{
    return run->locals[node->slot];
}

vd_value vd_eval_symbol(vd_run *run, const vd_node *node)
{
    vd_frame *frame = run->frame;
    uint32_t slot = node->ref - frame->first_slot;
    vd_value value;

    if (slot < frame->slot_count && !frame->watched && frame->slots.known[slot])
        return *frame->slots.known[slot];
    if (node->ref == frame->hand_ref && node->ref != 0)
        return frame->hand;
    value = frame->load(frame, node->ref);
    run->horizon = vd_sooner(run->horizon, value.until);
    return value;
}

vd_value vd_eval_today(vd_run *run, const vd_node *node)
{
    vd_value today = vd_date_value(run->frame->today);

    (void)node;
    today.motion = &vd_motion_day;
    run->horizon = vd_sooner(run->horizon, vd_tick(run, VD_PACE_DAILY, 1));
    return today;
}

vd_value vd_eval_earned_until(vd_run *run, const vd_node *node)
{
    vd_value day = vd_date_value(run->frame->earned_until);

    (void)node;
    run->frame->earnings_read = true;
    if (run->frame->earning_goes_on) {
        day.motion = &vd_motion_day;
        run->horizon = vd_sooner(run->horizon, vd_tick(run, VD_PACE_DAILY, 1));
    }
    return day;
}

vd_value vd_eval_now(vd_run *run, const vd_node *node)
{
    const vd_zone *zone = run->frame->zone;
    vd_clock clock = {.has_offset = true};
    vd_instant local = run->frame->at;
    vd_value now;

    (void)node;
    if (zone) {
        clock.offset = vd_zone_offset(zone, local);
        clock.zone = zone->name;
        local += clock.offset;
    }
    clock.date = local / VD_SECONDS_PER_DAY - (local % VD_SECONDS_PER_DAY < 0);
    clock.nanos = (local - clock.date * VD_SECONDS_PER_DAY) * VD_NANOS_PER_SECOND;
    now = vd_clock_value(run, VD_DATE_TIME, &clock);
    if (vd_is_known(&now))
        now.motion = &vd_motion_second;
    run->horizon = vd_sooner(run->horizon, vd_tick(run, VD_PACE_SECONDS, 1));
    return now;
}

vd_value vd_eval_negate(vd_run *run, const vd_node *node)
{
    vd_value kid = vd_node_eval(run, node->kids[0]);

    return vd_arith_negate(run, &kid);
}

vd_value vd_eval_not(vd_run *run, const vd_node *node)
{
    vd_value kid = vd_node_eval(run, node->kids[0]);

    if (kid.kind == VD_BOOL)
        kid.u.boolean = !kid.u.boolean;
    else if (vd_is_known(&kid))
        return until_at_most(vd_null(), kid.until);
    return kid;
}

vd_value vd_eval_arith(vd_run *run, const vd_node *node)
{
    vd_value a = vd_node_eval(run, node->kids[0]), b = vd_node_eval(run, node->kids[1]);

    return vd_arith_apply(run, (char)node->sub, node->u.row, &a, &b);
}

vd_value vd_eval_compare(vd_run *run, const vd_node *node)
{
    vd_value a = vd_node_eval(run, node->kids[0]), b = vd_node_eval(run, node->kids[1]);

    return vd_compare(run, (vd_cmp)node->sub, &a, &b);
}

static bool compare_days(vd_cmp cmp, vd_date a, vd_date b)
{
    switch (cmp) {
    case VD_EQ:
        return a == b;
    case VD_NE:
        return a != b;
    case VD_LT:
        return a < b;
    case VD_LE:
        return a <= b;
    case VD_GT:
        return a > b;
    case VD_GE:
        return a >= b;
    }
    return false;
}

/* Two dates, the commonest comparison of all: one of them still, the other still or today. */
vd_value vd_eval_compare_dates(vd_run *run, const vd_node *node)
{
    static const vd_cmp turned[] = {VD_EQ, VD_NE, VD_GT, VD_GE, VD_LT, VD_LE};
    vd_value a = vd_node_eval(run, node->kids[0]), b = vd_node_eval(run, node->kids[1]);
    bool forth = a.motion == &vd_motion_day && !b.motion;
    bool back = b.motion == &vd_motion_day && !a.motion;
    vd_cmp cmp = (vd_cmp)node->sub;
    vd_value result;

    if (a.kind != VD_DATE || b.kind != VD_DATE || ((a.motion || b.motion) && !forth && !back))
        return vd_compare(run, cmp, &a, &b);
    result = vd_bool(compare_days(cmp, a.u.date, b.u.date));
    result.until = vd_sooner(a.until, b.until);
    if (forth || back) {
        vd_ratio ahead = vd_ratio_of(forth ? a.u.date - b.u.date : b.u.date - a.u.date);

        result.until = vd_sooner(
            result.until, vd_crossing(run, forth ? cmp : turned[cmp], ahead, &vd_motion_day));
    }
    return result;
}

/* A text (a code, as a rule) and a constant one. */
vd_value vd_eval_equal_strings(vd_run *run, const vd_node *node)
{
    vd_value a = vd_node_eval(run, node->kids[0]);
    const vd_value *b = &node->kids[1]->u.value;
    vd_value result;
    bool same;

    if (a.kind != VD_STRING)
        return vd_compare(run, (vd_cmp)node->sub, &a, b);
    same = a.u.string.len == b->u.string.len &&
           (a.u.string.ptr == b->u.string.ptr ||
            memcmp(a.u.string.ptr, b->u.string.ptr, a.u.string.len) == 0);
    result = vd_bool(same == (node->sub == VD_EQ));
    result.until = a.until;
    return result;
}

/* Stops at an operand that decides for ever; one that decides for a while may be outlasted. */
static vd_value eval_chain(vd_run *run, const vd_node *node, bool any)
{
    vd_value result = vd_node_eval(run, node->kids[0]);

    for (uint32_t i = 1; i < node->count; i++) {
        vd_value kid;

        if (result.kind == VD_BOOL && result.u.boolean == any && result.until == VD_FOREVER)
            break;
        kid = vd_node_eval(run, node->kids[i]);
        if (result.kind != VD_BOOL || kid.kind != VD_BOOL)
            result = vd_both(run, any, &result, &kid);
        else if (result.u.boolean == any && kid.u.boolean == any)
            result.until = result.until > kid.until ? result.until : kid.until;
        else if (kid.u.boolean == any)
            result = kid;
        else if (result.u.boolean != any)
            result.until = vd_sooner(result.until, kid.until);
    }
    if (vd_is_known(&result) && result.kind != VD_BOOL)
        return until_at_most(vd_null(), result.until);
    return result;
}

vd_value vd_eval_and(vd_run *run, const vd_node *node)
{
    return eval_chain(run, node, false);
}

vd_value vd_eval_or(vd_run *run, const vd_node *node)
{
    return eval_chain(run, node, true);
}

vd_value vd_eval_between(vd_run *run, const vd_node *node)
{
    vd_value value = vd_node_eval(run, node->kids[0]);
    vd_value low = vd_node_eval(run, node->kids[1]);
    vd_value high = vd_node_eval(run, node->kids[2]);

    low = vd_compare(run, VD_GE, &value, &low);
    high = vd_compare(run, VD_LE, &value, &high);
    return vd_both(run, false, &low, &high);
}

static vd_value eval_one_test(vd_run *run, const vd_value *value, const vd_node *node)
{
    vd_value test;

    if (node->op == VD_OP_TEST) {
        test = vd_node_eval(run, node->kids[0]);
        return vd_compare(run, (vd_cmp)node->sub, value, &test);
    }
    test = vd_node_eval(run, node);
    if (test.kind == VD_NULL && node->type->kind == VD_TYPE_RANGE)
        return test;
    return vd_matches(run, value, &test);
}

vd_value vd_eval_in(vd_run *run, const vd_node *node)
{
    vd_value value = vd_node_eval(run, node->kids[0]);
    vd_value result = eval_one_test(run, &value, node->kids[1]);

    for (uint32_t i = 2; i < node->count; i++) {
        vd_value one = eval_one_test(run, &value, node->kids[i]);

        result = vd_both(run, true, &result, &one);
    }
    return result;
}

/* "(> 10)" as a value: a range that remembers how it was written. */
vd_value vd_eval_test(vd_run *run, const vd_node *node)
{
    vd_value end = vd_node_eval(run, node->kids[0]);
    vd_range *range;

    if (!vd_is_known(&end) || end.kind == VD_NULL)
        return end;
    range = VD_NEW(run->arena, vd_range);
    if (!range)
        return vd_out_of_memory();
    *range = (vd_range){.low = vd_null(), .high = vd_null(), .is_test = true, .test = node->sub};
    range->low_in = node->sub == VD_GE || node->sub == VD_EQ;
    range->high_in = node->sub == VD_LE || node->sub == VD_EQ;
    if (node->sub == VD_LT || node->sub == VD_LE)
        range->high = end;
    else
        range->low = end;
    return (vd_value){.kind = VD_RANGE, .until = end.until, .u.range = range};
}

/* Unknown which branch: decided all the same when both say the same. */
static vd_value either_branch(vd_run *run, const vd_value *condition, vd_value yes, vd_value no)
{
    vd_value result;

    if (condition->kind == VD_ERROR)
        return *condition;
    if (vd_is_known(&yes) && vd_is_known(&no) && vd_value_identical(&yes, &no)) {
        vd_settle(run, &yes);
        vd_settle(run, &no);
        yes.until = vd_sooner(condition->until, vd_sooner(yes.until, no.until));
        return yes;
    }
    if (!vd_is_known(&yes) && !vd_is_known(&no)) {
        result = vd_undecided(run, &yes, &no);
        result = vd_undecided(run, condition, &result);
    } else if (!vd_is_known(&yes)) {
        result = vd_undecided(run, condition, &yes);
    } else if (!vd_is_known(&no)) {
        result = vd_undecided(run, condition, &no);
    } else {
        vd_settle(run, &yes);
        vd_settle(run, &no);
        result = *condition;
    }
    return until_at_most(result, vd_sooner(yes.until, no.until));
}

vd_value vd_eval_if(vd_run *run, const vd_node *node)
{
    vd_value condition = vd_node_eval(run, node->kids[0]);
    bool yes = condition.kind == VD_BOOL && condition.u.boolean;

    if (vd_is_known(&condition))
        return until_at_most(vd_node_eval(run, node->kids[yes ? 1 : 2]), condition.until);
    return either_branch(run, &condition, vd_node_eval(run, node->kids[1]),
                         vd_node_eval(run, node->kids[2]));
}

vd_value vd_eval_instance(vd_run *run, const vd_node *node)
{
    vd_value kid = vd_node_eval(run, node->kids[0]), result;

    if (!vd_is_known(&kid))
        return kid;
    result = vd_bool(vd_value_conforms(&kid, node->u.tested));
    result.until = kid.until;
    return result;
}

vd_value vd_eval_function(vd_run *run, const vd_node *node)
{
    (void)run;
    return (vd_value){.kind = VD_FUNCTION, .until = VD_FOREVER, .u.record = node};
}

/* The arguments become the function's locals; it is called where it stands, so never twice at
 * once. */
vd_value vd_eval_apply(vd_run *run, const vd_node *node)
{
    const vd_node *function = node->kids[0];

    for (uint32_t i = 1; i < node->count; i++)
        run->locals[function->slot + i - 1] = vd_node_eval(run, node->kids[i]);
    return vd_node_eval(run, function->kids[0]);
}

/* Whoever answers for the symbol knows of no motion but today's: all else stands still for it. */
vd_value vd_eval_call_symbol(vd_run *run, const vd_node *node)
{
    vd_value few[8], *args = few, result;
    vd_instant until = VD_FOREVER;

    if (node->count > 8)
        args = VD_NEW_ARRAY(run->arena, vd_value, node->count);
    if (!args)
        return vd_out_of_memory();
    for (uint32_t i = 0; i < node->count; i++) {
        args[i] = vd_node_eval(run, node->kids[i]);
        if (args[i].kind != VD_DATE || !vd_motion_is_daily(args[i].motion))
            vd_settle(run, &args[i]);
        until = vd_sooner(until, args[i].until);
    }
    result = until_at_most(run->frame->call(run->frame, node->ref, args, node->count), until);
    run->horizon = vd_sooner(run->horizon, result.until);
    return result;
}
