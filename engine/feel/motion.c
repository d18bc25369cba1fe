#include "engine/feel/motion.h"

const vd_motion vd_motion_day = {VD_PACE_DAILY, {1, 1}};
const vd_motion vd_motion_second = {VD_PACE_SECONDS, {1, 1}};

/* Days from one zone's table to the next stay far inside what an instant holds. */
#define FAR_DAYS (INT64_C(1) << 40)

vd_instant vd_tick(vd_run *run, vd_pace pace, int64_t k)
{
    vd_instant at;

    if (pace == VD_PACE_SECONDS)
        return __builtin_add_overflow(run->frame->at, k, &at) ? VD_FOREVER : at;
    if (!run->frame->zone) {
        run->unfoldable = true;
        return run->frame->at;
    }
    if (k == 1) {
        if (run->midnight == VD_LONG_AGO)
            run->midnight = vd_zone_start_of(run->frame->zone, run->frame->today + 1);
        return run->midnight;
    }
    if (k > FAR_DAYS)
        return VD_FOREVER;
    return vd_zone_start_of(run->frame->zone, run->frame->today + k);
}

static vd_instant settled_until(vd_run *run, const vd_value *value);

static vd_instant settled_items(vd_run *run, const vd_value *items, size_t count, vd_instant until)
{
    for (size_t i = 0; i < count; i++)
        until = vd_sooner(until, settled_until(run, &items[i]));
    return until;
}

/* Bounded: values nest no deeper than the expressions that make them. */
static vd_instant settled_until(vd_run *run, const vd_value *value)
{
    vd_instant until = value->until;

    if (value->motion)
        return vd_sooner(until, vd_tick(run, value->motion->pace, 1));
    switch (value->kind) {
    case VD_LIST:
        return settled_items(run, value->u.list->items, value->u.list->count, until);
    case VD_RANGE:
        until = settled_items(run, &value->u.range->low, 1, until);
        return settled_items(run, &value->u.range->high, 1, until);
    case VD_CONTEXT:
        for (size_t i = 0; i < value->u.context->count; i++)
            until = vd_sooner(until, settled_until(run, &value->u.context->entries[i].value));
        return until;
    default:
        return until;
    }
}

void vd_settle(vd_run *run, vd_value *value)
{
    if (!value->motion && value->kind != VD_LIST && value->kind != VD_RANGE &&
        value->kind != VD_CONTEXT)
        return;
    if (value->kind == VD_LIST && value->u.list->count > run->frame->steps_left) {
        run->frame->steps_left = 0; /* too long to look through: promise nothing */
        value->until = vd_tick(run, VD_PACE_SECONDS, 1);
        return;
    }
    if (value->kind == VD_LIST)
        run->frame->steps_left -= (uint32_t)value->u.list->count;
    value->until = settled_until(run, value);
    value->motion = NULL;
}

void vd_set_motion(vd_run *run, vd_value *value, vd_pace pace, vd_ratio rate)
{
    vd_motion *motion;

    value->motion = NULL;
    if (rate.num == 0)
        return;
    if (rate.num == 1 && rate.den == 1) {
        value->motion = pace == VD_PACE_DAILY ? &vd_motion_day : &vd_motion_second;
        return;
    }
    motion = VD_NEW(run->arena, vd_motion);
    if (!motion) {
        value->until = vd_sooner(value->until, vd_tick(run, pace, 1));
        return;
    }
    *motion = (vd_motion){pace, rate};
    value->motion = motion;
}

bool vd_common_pace(const vd_value *a, const vd_value *b, vd_pace *ret_pace)
{
    if (a->motion && b->motion && a->motion->pace != b->motion->pace)
        return false;
    if (!a->motion && !b->motion)
        return false;
    *ret_pace = a->motion ? a->motion->pace : b->motion->pace;
    return true;
}

static bool holds(vd_cmp cmp, int sign)
{
    switch (cmp) {
    case VD_EQ:
        return sign == 0;
    case VD_NE:
        return sign != 0;
    case VD_LT:
        return sign < 0;
    case VD_LE:
        return sign <= 0;
    case VD_GT:
        return sign > 0;
    case VD_GE:
        return sign >= 0;
    }
    return false;
}

/*
 * The sign of the difference runs through at most three stages: here, zero, beyond. `reach` is the
 * tick at which it is zero or beyond, `pass` the one at which it is beyond; the truth can change
 * only at these two.
 */
vd_instant vd_crossing(vd_run *run, vd_cmp cmp, vd_ratio difference, vd_pace pace, vd_ratio rate)
{
    int sign = (difference.num > 0) - (difference.num < 0);
    int ahead = rate.num > 0 ? 1 : -1;
    int64_t reach, pass;
    vd_ratio ticks;

    if (rate.num == 0 || sign * ahead > 0)
        return VD_FOREVER;
    if (!vd_ratio_div(difference, rate, &ticks) || ticks.num == INT64_MIN)
        return vd_tick(run, pace, 1);
    ticks.num = -ticks.num;
    reach = vd_ratio_ceiling(ticks);
    pass = vd_ratio_floor(ticks) + 1;
    if (sign != 0 && reach < pass && holds(cmp, 0) != holds(cmp, sign))
        return vd_tick(run, pace, reach);
    if (holds(cmp, ahead) != holds(cmp, sign))
        return vd_tick(run, pace, pass);
    if (sign != 0 && reach < pass && holds(cmp, 0) != holds(cmp, ahead))
        return vd_tick(run, pace, reach);
    return VD_FOREVER;
}
