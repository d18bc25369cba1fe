#include "engine/feel/motion.h"

#define LINE(pace)                  \
    {                               \
        pace, true, {1, 1}, {1, 1}, \
        {                           \
            0, 1                    \
        }                           \
    }

const vd_motion vd_motion_day = LINE(VD_PACE_DAILY);
const vd_motion vd_motion_second = LINE(VD_PACE_SECONDS);

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
        vd_frame *frame = run->frame;

        if (frame->midnight == 0 || frame->midnight_of != frame->today) {
            frame->midnight = vd_zone_start_of(frame->zone, frame->today + 1);
            frame->midnight_of = frame->today;
        }
        return frame->midnight;
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

void vd_set_motion(vd_run *run, vd_value *value, const vd_motion *motion)
{
    bool line = vd_motion_is_line(motion);
    vd_motion *copy;

    value->motion = NULL;
    if (line && motion->low.num == 0)
        return;
    if (line && motion->low.num == 1 && motion->low.den == 1) {
        value->motion = motion->pace == VD_PACE_DAILY ? &vd_motion_day : &vd_motion_second;
        return;
    }
    copy = VD_NEW(run->arena, vd_motion);
    if (!copy) {
        value->until = vd_sooner(value->until, vd_tick(run, motion->pace, 1));
        return;
    }
    *copy = *motion;
    copy->by_units |= line && motion->low.den == 1;
    value->motion = copy;
}

void vd_loosen(vd_run *run, vd_value *value, vd_ratio slack, bool by_units)
{
    vd_motion motion;

    if (!value->motion)
        return;
    motion = *value->motion;
    motion.by_units = by_units;
    if (vd_ratio_add(motion.slack, slack, &motion.slack))
        vd_set_motion(run, value, &motion);
    else
        vd_settle(run, value);
}

/* factor * motion; the motion NULL stands still. */
static bool scale(const vd_motion *motion, vd_ratio factor, vd_motion *ret_motion)
{
    const vd_ratio none = {0, 1};
    vd_motion scaled = {.by_units = true, .low = none, .high = none, .slack = none};
    bool turned = factor.num < 0;
    vd_ratio size = factor;

    if (!motion || factor.num == 0) {
        *ret_motion = scaled;
        return true;
    }
    if (factor.num == INT64_MIN)
        return false;
    size.num = turned ? -factor.num : factor.num;
    scaled.pace = motion->pace;
    scaled.by_units = motion->by_units && factor.den == 1;
    if (!vd_ratio_mul(turned ? motion->high : motion->low, factor, &scaled.low) ||
        !vd_ratio_mul(turned ? motion->low : motion->high, factor, &scaled.high) ||
        !vd_ratio_mul(motion->slack, size, &scaled.slack))
        return false;
    *ret_motion = scaled;
    return true;
}

bool vd_motion_combine(const vd_value *a, const vd_value *b, vd_ratio left, vd_ratio right,
                       vd_motion *ret_motion)
{
    vd_motion x, y, sum;

    if (a->motion && b->motion && a->motion->pace != b->motion->pace)
        return false;
    if (!scale(a->motion, left, &x) || !scale(b->motion, right, &y))
        return false;
    sum.pace = a->motion ? a->motion->pace : b->motion->pace;
    sum.by_units = x.by_units && y.by_units;
    if (!vd_ratio_add(x.low, y.low, &sum.low) || !vd_ratio_add(x.high, y.high, &sum.high) ||
        !vd_ratio_add(x.slack, y.slack, &sum.slack))
        return false;
    *ret_motion = sum;
    return true;
}

/*
 * The less of two is, after k ticks, no more than the one that is the less now, and no less than
 * the less of what both can be; they begin no lower than it.
 */
bool vd_motion_outermost(vd_run *run, bool most, vd_value *best, const vd_value *other)
{
    vd_motion mine, its;

    if (best->motion && other->motion && best->motion->pace != other->motion->pace)
        return false;
    if (!scale(best->motion, vd_ratio_of(1), &mine) || !scale(other->motion, vd_ratio_of(1), &its))
        return false;
    mine.pace = best->motion ? best->motion->pace : other->motion->pace;
    mine.by_units = mine.by_units && its.by_units &&
                    (best->kind != VD_NUMBER ||
                     (vd_ratio_is_whole(best->u.number) && vd_ratio_is_whole(other->u.number)));
    if (vd_ratio_cmp(mine.slack, its.slack) < 0)
        mine.slack = its.slack;
    if (most && vd_ratio_cmp(mine.high, its.high) < 0)
        mine.high = its.high;
    if (!most && vd_ratio_cmp(mine.low, its.low) > 0)
        mine.low = its.low;
    vd_set_motion(run, best, &mine);
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
static vd_instant line_crossing(vd_run *run, vd_cmp cmp, vd_ratio difference, vd_pace pace,
                                vd_ratio rate)
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

/* The first tick at which above + rate * k can be below zero, or at it; VD_FOREVER: none can. */
static int64_t first_below(vd_ratio above, vd_ratio rate, bool or_at)
{
    vd_ratio next, ticks;
    int64_t first;

    if (!vd_ratio_add(above, rate, &next) || next.num < (or_at ? 1 : 0))
        return 1;
    if (rate.num >= 0)
        return VD_FOREVER;
    if (rate.num == INT64_MIN || !vd_ratio_div(above, (vd_ratio){-rate.num, rate.den}, &ticks))
        return 1;
    first = or_at ? vd_ratio_ceiling(ticks) : vd_ratio_floor(ticks) + 1;
    return first < 1 ? 1 : first;
}

/* Where the difference is on one side, or at zero and only one side would change the truth. */
static vd_instant drift_crossing(vd_run *run, vd_cmp cmp, vd_ratio difference,
                                 const vd_motion *motion)
{
    int sign = (difference.num > 0) - (difference.num < 0);
    bool up = holds(cmp, 0) != holds(cmp, 1), down = holds(cmp, 0) != holds(cmp, -1);
    vd_ratio above, rate = motion->low;
    int64_t tick;

    if (difference.num == INT64_MIN || motion->high.num == INT64_MIN || (sign == 0 && up && down))
        return vd_tick(run, motion->pace, 1);
    if (sign < 0 || (sign == 0 && up)) { /* seen from the other side */
        difference.num = -difference.num;
        rate = (vd_ratio){-motion->high.num, motion->high.den};
    }
    if (!vd_ratio_sub(difference, motion->slack, &above))
        return vd_tick(run, motion->pace, 1);
    tick = first_below(above, rate, (sign > 0 && up) || (sign < 0 && down));
    return tick == VD_FOREVER ? VD_FOREVER : vd_tick(run, motion->pace, tick);
}

vd_instant vd_crossing(vd_run *run, vd_cmp cmp, vd_ratio difference, const vd_motion *motion)
{
    if (vd_motion_is_line(motion))
        return line_crossing(run, cmp, difference, motion->pace, motion->low);
    return drift_crossing(run, cmp, difference, motion);
}
