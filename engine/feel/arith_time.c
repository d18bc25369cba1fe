/* Dates, times and instants. Each takes two known values of its row's kinds, as in arith.h. */
#include "engine/feel/arith.h"

#include "engine/time/date.h"
#include "engine/time/iso.h"

static vd_value date_or_overflow(bool fits, vd_date date)
{
    return fits ? vd_date_value(date) : vd_overflow();
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* A date plus days and time: the date of midnight plus it. */
static vd_value shift_date(vd_run *run, const vd_value *date, const vd_value *days, int sign)
{
    vd_date shifted = 0;
    bool fits =
        days->u.nanos != INT64_MIN &&
        vd_date_add_days(date->u.date, floor_div(sign * days->u.nanos, VD_NANOS_PER_DAY), &shifted);
    vd_value result = date_or_overflow(fits, shifted);
    vd_ratio day = {sign, VD_NANOS_PER_DAY};
    bool whole =
        !days->motion || (vd_motion_is_line(days->motion) && vd_ratio_is_whole(days->motion->low) &&
                          days->motion->low.num % VD_NANOS_PER_DAY == 0);

    result = vd_arith_moving(run, result, date, days, vd_ratio_of(1), day);
    if (!whole)
        vd_loosen(run, &result, vd_ratio_of(1), true);
    return result;
}

vd_value vd_add_date_days(vd_run *run, const vd_value *a, const vd_value *b)
{
    return shift_date(run, a, b, 1);
}

vd_value vd_add_days_date(vd_run *run, const vd_value *a, const vd_value *b)
{
    return shift_date(run, b, a, 1);
}

vd_value vd_sub_date_days(vd_run *run, const vd_value *a, const vd_value *b)
{
    return shift_date(run, a, b, -1);
}

/*
 * For how many more days "date + months" moves one day a day, when date does: to the end of the
 * month, where lengths differ, or to the day that the other month does not have.
 */
static int64_t days_in_line(vd_date date, vd_date shifted)
{
    vd_civil from = vd_civil_from_date(date), to = vd_civil_from_date(shifted);
    int last_from = vd_days_in_month(from.year, from.month);
    int last_to = vd_days_in_month(to.year, to.month);

    if (from.day != to.day)
        return 1; /* cut already: stands still while the other goes on */
    return (last_from < last_to ? last_from : last_to) - from.day + 1;
}

vd_value vd_date_plus_span(vd_run *run, const vd_value *date, vd_span span, int sign)
{
    vd_value none = vd_null(), result;
    vd_date by_months = 0, shifted = 0;
    int64_t line;
    bool fits;

    if (span.business_days || span.hours)
        return vd_arith_domain(span.hours ? "hours count from an instant, not from a day"
                                          : "business days need a calendar");
    fits = vd_date_add_months(date->u.date, (int64_t)sign * span.months, &by_months) &&
           vd_date_add_days(by_months, (int64_t)sign * span.days, &shifted);
    result = date_or_overflow(fits, shifted);
    if (!date->motion || !vd_is_known(&result) || span.months == 0)
        return vd_arith_moving(run, result, date, &none, vd_ratio_of(1), vd_ratio_of(0));
    if (date->motion != &vd_motion_day)
        return vd_arith_settled(run, result, date, &none);
    line = days_in_line(date->u.date, by_months);
    result = vd_arith_moving(run, result, date, &none, vd_ratio_of(1), vd_ratio_of(0));
    result.until = vd_sooner(result.until, vd_tick(run, VD_PACE_DAILY, line));
    return result;
}

/* A span that moves does so in its days, which come after the months. */
static vd_value shift_by_span(vd_run *run, const vd_value *date, const vd_value *span, int sign)
{
    vd_value still = *date, result;

    if (!span->motion)
        return vd_arith_until(vd_date_plus_span(run, date, span->u.span, sign), date, span);
    still.motion = NULL;
    result = vd_date_plus_span(run, &still, span->u.span, sign);
    if (date->motion && span->u.span.months)
        return vd_arith_settled(run, result, date, span);
    return vd_arith_moving(run, result, date, span, vd_ratio_of(1), vd_ratio_of(sign));
}

vd_value vd_add_date_span(vd_run *run, const vd_value *a, const vd_value *b)
{
    return shift_by_span(run, a, b, 1);
}

vd_value vd_add_span_date(vd_run *run, const vd_value *a, const vd_value *b)
{
    return shift_by_span(run, b, a, 1);
}

vd_value vd_sub_date_span(vd_run *run, const vd_value *a, const vd_value *b)
{
    return shift_by_span(run, a, b, -1);
}

static vd_value shift_months(vd_run *run, const vd_value *date, const vd_value *months, int sign)
{
    vd_value result;

    if (months->motion || months->u.months > INT32_MAX || months->u.months < -INT32_MAX)
        return vd_arith_settled(run, vd_overflow(), date, months);
    result = vd_date_plus_span(run, date, (vd_span){.months = (int32_t)months->u.months}, sign);
    return vd_arith_until(result, date, months);
}

vd_value vd_add_date_months(vd_run *run, const vd_value *a, const vd_value *b)
{
    return shift_months(run, a, b, 1);
}

vd_value vd_add_months_date(vd_run *run, const vd_value *a, const vd_value *b)
{
    return shift_months(run, b, a, 1);
}

vd_value vd_sub_date_months(vd_run *run, const vd_value *a, const vd_value *b)
{
    return shift_months(run, a, b, -1);
}

static vd_value days_value(int64_t days)
{
    int64_t nanos;
    bool overflow = __builtin_mul_overflow(days, VD_NANOS_PER_DAY, &nanos);

    return vd_arith_amount(VD_DAYS, overflow, nanos);
}

vd_value vd_sub_dates(vd_run *run, const vd_value *a, const vd_value *b)
{
    vd_value result = days_value(a->u.date - b->u.date);

    return vd_arith_moving(run, result, a, b, vd_ratio_of(VD_NANOS_PER_DAY),
                           vd_ratio_of(-VD_NANOS_PER_DAY));
}

/* Moves the wall clock of an instant by nanoseconds: in its zone the offset may change. */
static bool move_clock(vd_run *run, vd_clock *clock, vd_int128 nanos)
{
    vd_int128 since = (vd_int128)clock->date * VD_NANOS_PER_DAY + clock->nanos + nanos;
    const vd_zone *zone = NULL;
    vd_int128 days;

    if (clock->zone.len > 0) {
        if (run->frame->zone && vd_str_eq(run->frame->zone->name, clock->zone))
            zone = run->frame->zone;
        else
            zone = vd_zones_find(run->frame->zones, clock->zone);
        if (!zone && run->folding)
            run->unfoldable = true;
    }
    if (zone && clock->has_offset) {
        vd_int128 second = since / VD_NANOS_PER_SECOND - clock->offset;
        int32_t offset;

        if (second > INT64_MAX / 4 || second < INT64_MIN / 4)
            return false;
        offset = vd_zone_offset(zone, (vd_instant)second);
        since += (vd_int128)(offset - clock->offset) * VD_NANOS_PER_SECOND;
        clock->offset = offset;
    }
    days = since / VD_NANOS_PER_DAY - (since % VD_NANOS_PER_DAY < 0);
    if (days > INT64_MAX / 4 || days < INT64_MIN / 4)
        return false;
    clock->date = (vd_date)days;
    clock->nanos = (int64_t)(since - days * VD_NANOS_PER_DAY);
    return true;
}

/* An instant plus days and time. With a motion, in whole seconds only. */
static vd_value shift_instant(vd_run *run, const vd_value *instant, const vd_value *days, int sign)
{
    vd_clock clock = *instant->u.clock;
    vd_value result;

    if (!move_clock(run, &clock, (vd_int128)sign * days->u.nanos))
        return vd_arith_settled(run, vd_overflow(), instant, days);
    result = vd_clock_value(run, VD_DATE_TIME, &clock);
    if (days->motion && !(vd_motion_is_line(days->motion) && vd_ratio_is_whole(days->motion->low) &&
                          days->motion->low.num % VD_NANOS_PER_SECOND == 0))
        return vd_arith_settled(run, result, instant, days);
    return vd_arith_moving(run, result, instant, days, vd_ratio_of(1),
                           (vd_ratio){sign, VD_NANOS_PER_SECOND});
}

vd_value vd_add_instant_days(vd_run *run, const vd_value *a, const vd_value *b)
{
    return shift_instant(run, a, b, 1);
}

vd_value vd_add_days_instant(vd_run *run, const vd_value *a, const vd_value *b)
{
    return shift_instant(run, b, a, 1);
}

vd_value vd_sub_instant_days(vd_run *run, const vd_value *a, const vd_value *b)
{
    return shift_instant(run, a, b, -1);
}

/* Calendar months and days move the date of the wall clock; its offset follows the zone. */
static vd_value shift_instant_date(vd_run *run, const vd_value *instant, vd_span span, int sign,
                                   const vd_value *other)
{
    vd_clock clock = *instant->u.clock;
    int64_t hours = (int64_t)sign * span.hours;
    vd_date date;

    if (span.business_days)
        return vd_arith_settled(run, vd_arith_domain("business days need a calendar"), instant,
                                other);
    if (!vd_date_add_months(clock.date, (int64_t)sign * span.months, &date) ||
        !vd_date_add_days(date, (int64_t)sign * span.days, &clock.date))
        return vd_arith_settled(run, vd_overflow(), instant, other);
    if ((span.months || span.days) && clock.zone.len > 0 && clock.has_offset) {
        const vd_zones own = {1, run->frame->zone};

        run->unfoldable |= run->folding;
        if (!(run->frame->zone && vd_clock_settle(&own, &clock)) &&
            !vd_clock_settle(run->frame->zones, &clock))
            return vd_arith_settled(run, vd_arith_domain("the time zone is not among those known"),
                                    instant, other);
    }
    if (hours && !move_clock(run, &clock, (vd_int128)hours * 3600 * VD_NANOS_PER_SECOND))
        return vd_arith_settled(run, vd_overflow(), instant, other);
    if (span.months || span.days)
        return vd_arith_settled(run, vd_clock_value(run, VD_DATE_TIME, &clock), instant, other);
    if (other->motion)
        return vd_arith_settled(run, vd_clock_value(run, VD_DATE_TIME, &clock), instant, other);
    return vd_arith_moving(run, vd_clock_value(run, VD_DATE_TIME, &clock), instant, other,
                           vd_ratio_of(1), vd_ratio_of(0));
}

vd_value vd_add_instant_span(vd_run *run, const vd_value *a, const vd_value *b)
{
    return shift_instant_date(run, a, b->u.span, 1, b);
}

vd_value vd_add_span_instant(vd_run *run, const vd_value *a, const vd_value *b)
{
    return shift_instant_date(run, b, a->u.span, 1, a);
}

vd_value vd_sub_instant_span(vd_run *run, const vd_value *a, const vd_value *b)
{
    return shift_instant_date(run, a, b->u.span, -1, b);
}

static vd_value shift_instant_months(vd_run *run, const vd_value *instant, const vd_value *months,
                                     int sign)
{
    if (months->u.months > INT32_MAX || months->u.months < -INT32_MAX)
        return vd_arith_settled(run, vd_overflow(), instant, months);
    return shift_instant_date(run, instant, (vd_span){.months = (int32_t)months->u.months}, sign,
                              months);
}

vd_value vd_add_instant_months(vd_run *run, const vd_value *a, const vd_value *b)
{
    return shift_instant_months(run, a, b, 1);
}

vd_value vd_add_months_instant(vd_run *run, const vd_value *a, const vd_value *b)
{
    return shift_instant_months(run, b, a, 1);
}

vd_value vd_sub_instant_months(vd_run *run, const vd_value *a, const vd_value *b)
{
    return shift_instant_months(run, a, b, -1);
}

/* Both local or both with an offset, else null: there is no saying. */
static vd_value clock_difference(vd_run *run, const vd_clock *x, const vd_clock *y,
                                 const vd_value *a, const vd_value *b)
{
    vd_int128 nanos;
    vd_value result;

    if (x->has_offset != y->has_offset)
        return vd_arith_settled(run, vd_null(), a, b);
    nanos = ((vd_int128)x->date - y->date) * VD_NANOS_PER_DAY + x->nanos - y->nanos -
            (vd_int128)(x->offset - y->offset) * VD_NANOS_PER_SECOND;
    if (nanos > INT64_MAX || nanos < INT64_MIN)
        return vd_arith_settled(run, vd_overflow(), a, b);
    result = vd_arith_amount(VD_DAYS, false, (int64_t)nanos);
    if (a->kind == VD_DATE || b->kind == VD_DATE)
        return vd_arith_settled(run, result, a, b);
    return vd_arith_moving(run, result, a, b, vd_ratio_of(VD_NANOS_PER_SECOND),
                           vd_ratio_of(-VD_NANOS_PER_SECOND));
}

vd_value vd_sub_clocks(vd_run *run, const vd_value *a, const vd_value *b)
{
    return clock_difference(run, a->u.clock, b->u.clock, a, b);
}

/* A date among instants is its midnight in UTC. */
vd_value vd_sub_instant_date(vd_run *run, const vd_value *a, const vd_value *b)
{
    vd_clock midnight = {.date = b->u.date, .has_offset = true};

    return clock_difference(run, a->u.clock, &midnight, a, b);
}

vd_value vd_sub_date_instant(vd_run *run, const vd_value *a, const vd_value *b)
{
    vd_clock midnight = {.date = a->u.date, .has_offset = true};

    return clock_difference(run, &midnight, b->u.clock, a, b);
}

/* A time of day turns over at midnight. */
static vd_value shift_time(vd_run *run, const vd_value *time, const vd_value *days, int sign)
{
    vd_clock clock = *time->u.clock;

    clock.nanos = (clock.nanos + sign * (days->u.nanos % VD_NANOS_PER_DAY) + VD_NANOS_PER_DAY) %
                  VD_NANOS_PER_DAY;
    return vd_arith_settled(run, vd_clock_value(run, VD_TIME, &clock), time, days);
}

vd_value vd_add_time_days(vd_run *run, const vd_value *a, const vd_value *b)
{
    return shift_time(run, a, b, 1);
}

vd_value vd_add_days_time(vd_run *run, const vd_value *a, const vd_value *b)
{
    return shift_time(run, b, a, 1);
}

vd_value vd_sub_time_days(vd_run *run, const vd_value *a, const vd_value *b)
{
    return shift_time(run, a, b, -1);
}
