/*
 * Each function takes two known values of its row's kinds and answers with value, until and motion.
 * What is linear stays so: sums, differences, products with a still number. The rest settles its
 * operands first.
 */
#include "engine/feel/arith.h"

#include "engine/time/date.h"
#include "engine/time/iso.h"

#include <valedor/limits.h>

vd_value vd_out_of_memory(void)
{
    return vd_faulty(VD_FAULT_MEMORY, "out of memory");
}

vd_value vd_overflow(void)
{
    return vd_faulty(VD_FAULT_OVERFLOW, "the result does not fit");
}

vd_value vd_clock_value(vd_run *run, vd_kind kind, const vd_clock *clock)
{
    vd_clock *copy;

    if (!vd_date_valid(clock->date))
        return vd_overflow();
    copy = VD_NEW(run->arena, vd_clock);
    if (!copy)
        return vd_out_of_memory();
    *copy = *clock;
    return (vd_value){.kind = kind, .until = VD_FOREVER, .u.clock = copy};
}

static vd_value domain(const char *text)
{
    return vd_faulty(VD_FAULT_DOMAIN, text);
}

/* The result of a linear operation: moves by left + sign * right, each in units of the result. */
static vd_value moving(vd_run *run, vd_value result, const vd_value *a, const vd_value *b,
                       vd_ratio left, vd_ratio right)
{
    vd_value still_a = *a, still_b = *b;
    vd_ratio rate;
    vd_pace pace;

    result.until = vd_sooner(a->until, b->until);
    if (!a->motion && !b->motion)
        return result;
    if (vd_is_known(&result) && vd_common_pace(a, b, &pace) && vd_ratio_add(left, right, &rate)) {
        vd_set_motion(run, &result, pace, rate);
        return result;
    }
    vd_settle(run, &still_a);
    vd_settle(run, &still_b);
    result.until = vd_sooner(still_a.until, still_b.until);
    return result;
}

/* A result that moves in no line: holds while neither operand ticks. */
static vd_value settled(vd_run *run, vd_value result, const vd_value *a, const vd_value *b)
{
    vd_value left = *a, right = *b;

    vd_settle(run, &left);
    vd_settle(run, &right);
    result.until = vd_sooner(left.until, right.until);
    return result;
}

static vd_ratio negative(vd_ratio ratio)
{
    /* A rate of INT64_MIN cannot arise: rates come from literals and reduced quotients of them. */
    return (vd_ratio){ratio.num == INT64_MIN ? INT64_MAX : -ratio.num, ratio.den};
}

static vd_value number_or_overflow(bool fits, vd_ratio number)
{
    return fits ? vd_number(number) : vd_overflow();
}

static vd_value add_numbers(vd_run *run, const vd_value *a, const vd_value *b)
{
    vd_ratio sum = {0, 1};
    bool fits = vd_ratio_add(a->u.number, b->u.number, &sum);

    return moving(run, number_or_overflow(fits, sum), a, b, vd_rate(a), vd_rate(b));
}

static vd_value sub_numbers(vd_run *run, const vd_value *a, const vd_value *b)
{
    vd_ratio difference = {0, 1};
    bool fits = vd_ratio_sub(a->u.number, b->u.number, &difference);

    return moving(run, number_or_overflow(fits, difference), a, b, vd_rate(a),
                  negative(vd_rate(b)));
}

static vd_value mul_numbers(vd_run *run, const vd_value *a, const vd_value *b)
{
    vd_ratio product = {0, 1}, left, right;
    bool fits = vd_ratio_mul(a->u.number, b->u.number, &product);
    vd_value result = number_or_overflow(fits, product);

    if ((a->motion && b->motion) || !vd_ratio_mul(vd_rate(a), b->u.number, &left) ||
        !vd_ratio_mul(vd_rate(b), a->u.number, &right))
        return settled(run, result, a, b);
    return moving(run, result, a, b, left, right);
}

static vd_value div_numbers(vd_run *run, const vd_value *a, const vd_value *b)
{
    vd_ratio quotient = {0, 1}, rate;
    vd_value result;
    bool fits;

    if (b->u.number.num == 0)
        return settled(run, vd_null(), a, b);
    fits = vd_ratio_div(a->u.number, b->u.number, &quotient);
    result = number_or_overflow(fits, quotient);
    if (b->motion || !vd_ratio_div(vd_rate(a), b->u.number, &rate))
        return settled(run, result, a, b);
    return moving(run, result, a, b, rate, vd_ratio_of(0));
}

static vd_value power_numbers(vd_run *run, const vd_value *a, const vd_value *b)
{
    vd_ratio power = {0, 1};
    bool fits;

    if (!vd_ratio_is_whole(b->u.number) || (a->u.number.num == 0 && b->u.number.num < 0))
        return settled(run, vd_null(), a, b); /* roots are not rational */
    fits = vd_ratio_power(a->u.number, b->u.number.num, &power);
    return settled(run, number_or_overflow(fits, power), a, b);
}

static vd_value add_strings(vd_run *run, const vd_value *a, const vd_value *b)
{
    vd_str text;

    if (a->u.string.len + b->u.string.len > VD_TEXT_BYTES_MAX)
        return settled(run, vd_overflow(), a, b);
    text =
        vd_arena_printf(run->arena, "%.*s%.*s", VD_STR_ARGS(a->u.string), VD_STR_ARGS(b->u.string));
    return settled(run, text.ptr ? vd_string(text) : vd_out_of_memory(), a, b);
}

/* Days-and-time durations and years-and-months durations: whole numbers of one unit. */
static vd_value amount(vd_kind kind, bool overflow, int64_t number)
{
    vd_value value = {.kind = kind, .until = VD_FOREVER};

    if (overflow)
        return vd_overflow();
    if (kind == VD_DAYS)
        value.u.nanos = number;
    else
        value.u.months = number;
    return value;
}

static int64_t amount_of(const vd_value *value)
{
    return value->kind == VD_DAYS ? value->u.nanos : value->u.months;
}

static vd_value add_durations(vd_run *run, const vd_value *a, const vd_value *b)
{
    int64_t sum;
    bool overflow = __builtin_add_overflow(amount_of(a), amount_of(b), &sum);

    return moving(run, amount(a->kind, overflow, sum), a, b, vd_rate(a), vd_rate(b));
}

static vd_value sub_durations(vd_run *run, const vd_value *a, const vd_value *b)
{
    int64_t difference;
    bool overflow = __builtin_sub_overflow(amount_of(a), amount_of(b), &difference);

    return moving(run, amount(a->kind, overflow, difference), a, b, vd_rate(a),
                  negative(vd_rate(b)));
}

/* duration * number, cut to whole units. */
static vd_value scale_duration(vd_run *run, const vd_value *duration, vd_ratio factor,
                               const vd_value *a, const vd_value *b)
{
    vd_ratio scaled;

    if (!vd_ratio_mul(vd_ratio_of(amount_of(duration)), factor, &scaled))
        return settled(run, vd_overflow(), a, b);
    return settled(run, amount(duration->kind, false, scaled.num / scaled.den), a, b);
}

static vd_value mul_duration(vd_run *run, const vd_value *a, const vd_value *b)
{
    return scale_duration(run, a, b->u.number, a, b);
}

static vd_value mul_by_duration(vd_run *run, const vd_value *a, const vd_value *b)
{
    return scale_duration(run, b, a->u.number, a, b);
}

static vd_value div_duration(vd_run *run, const vd_value *a, const vd_value *b)
{
    vd_ratio inverse;

    if (b->u.number.num == 0)
        return settled(run, vd_null(), a, b);
    if (!vd_ratio_div(vd_ratio_of(1), b->u.number, &inverse))
        return settled(run, vd_overflow(), a, b);
    return scale_duration(run, a, inverse, a, b);
}

static vd_value div_durations(vd_run *run, const vd_value *a, const vd_value *b)
{
    vd_ratio quotient = {0, 1}, rate, over;
    vd_value result;
    bool fits;

    if (amount_of(b) == 0)
        return settled(run, vd_null(), a, b);
    over = vd_ratio_of(amount_of(b));
    fits = vd_ratio_div(vd_ratio_of(amount_of(a)), over, &quotient);
    result = number_or_overflow(fits, quotient);
    if (b->motion || !vd_ratio_div(vd_rate(a), over, &rate))
        return settled(run, result, a, b);
    return moving(run, result, a, b, rate, vd_ratio_of(0));
}

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
    vd_ratio rate;

    if (!vd_ratio_div(vd_rate(days), vd_ratio_of(sign * VD_NANOS_PER_DAY), &rate) ||
        !vd_ratio_is_whole(rate) || !vd_ratio_is_whole(vd_rate(date)))
        return settled(run, result, date, days);
    return moving(run, result, date, days, vd_rate(date), rate);
}

static vd_value add_date_days(vd_run *run, const vd_value *a, const vd_value *b)
{
    return shift_date(run, a, b, 1);
}

static vd_value add_days_date(vd_run *run, const vd_value *a, const vd_value *b)
{
    return shift_date(run, b, a, 1);
}

static vd_value sub_date_days(vd_run *run, const vd_value *a, const vd_value *b)
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
        return domain(span.hours ? "hours count from an instant, not from a day"
                                 : "business days need a calendar");
    fits = vd_date_add_months(date->u.date, (int64_t)sign * span.months, &by_months) &&
           vd_date_add_days(by_months, (int64_t)sign * span.days, &shifted);
    result = date_or_overflow(fits, shifted);
    if (!date->motion || !vd_is_known(&result) || span.months == 0)
        return moving(run, result, date, &none, vd_rate(date), vd_ratio_of(0));
    if (date->motion != &vd_motion_day)
        return settled(run, result, date, &none);
    line = days_in_line(date->u.date, by_months);
    result = moving(run, result, date, &none, vd_rate(date), vd_ratio_of(0));
    result.until = vd_sooner(result.until, vd_tick(run, VD_PACE_DAILY, line));
    return result;
}

static vd_value with_until(vd_value value, const vd_value *a, const vd_value *b)
{
    value.until = vd_sooner(value.until, vd_sooner(a->until, b->until));
    return value;
}

static vd_value add_date_span(vd_run *run, const vd_value *a, const vd_value *b)
{
    return with_until(vd_date_plus_span(run, a, b->u.span, 1), a, b);
}

static vd_value add_span_date(vd_run *run, const vd_value *a, const vd_value *b)
{
    return with_until(vd_date_plus_span(run, b, a->u.span, 1), a, b);
}

static vd_value sub_date_span(vd_run *run, const vd_value *a, const vd_value *b)
{
    return with_until(vd_date_plus_span(run, a, b->u.span, -1), a, b);
}

static vd_value shift_months(vd_run *run, const vd_value *date, const vd_value *months, int sign)
{
    vd_value result;

    if (months->motion || months->u.months > INT32_MAX || months->u.months < -INT32_MAX)
        return settled(run, vd_overflow(), date, months);
    result = vd_date_plus_span(run, date, (vd_span){.months = (int32_t)months->u.months}, sign);
    return with_until(result, date, months);
}

static vd_value add_date_months(vd_run *run, const vd_value *a, const vd_value *b)
{
    return shift_months(run, a, b, 1);
}

static vd_value add_months_date(vd_run *run, const vd_value *a, const vd_value *b)
{
    return shift_months(run, b, a, 1);
}

static vd_value sub_date_months(vd_run *run, const vd_value *a, const vd_value *b)
{
    return shift_months(run, a, b, -1);
}

static vd_value days_value(int64_t days)
{
    int64_t nanos;
    bool overflow = __builtin_mul_overflow(days, VD_NANOS_PER_DAY, &nanos);

    return amount(VD_DAYS, overflow, nanos);
}

static vd_value sub_dates(vd_run *run, const vd_value *a, const vd_value *b)
{
    vd_value result = days_value(a->u.date - b->u.date);
    vd_ratio left, right, day = vd_ratio_of(VD_NANOS_PER_DAY);

    if (!vd_ratio_mul(vd_rate(a), day, &left) || !vd_ratio_mul(vd_rate(b), day, &right))
        return settled(run, result, a, b);
    return moving(run, result, a, b, left, negative(right));
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
    vd_ratio rate;

    if (!move_clock(run, &clock, (vd_int128)sign * days->u.nanos))
        return settled(run, vd_overflow(), instant, days);
    result = vd_clock_value(run, VD_DATE_TIME, &clock);
    if (!vd_ratio_div(vd_rate(days), vd_ratio_of(sign * VD_NANOS_PER_SECOND), &rate) ||
        !vd_ratio_is_whole(rate))
        return settled(run, result, instant, days);
    return moving(run, result, instant, days, vd_rate(instant), rate);
}

static vd_value add_instant_days(vd_run *run, const vd_value *a, const vd_value *b)
{
    return shift_instant(run, a, b, 1);
}

static vd_value add_days_instant(vd_run *run, const vd_value *a, const vd_value *b)
{
    return shift_instant(run, b, a, 1);
}

static vd_value sub_instant_days(vd_run *run, const vd_value *a, const vd_value *b)
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
        return settled(run, domain("business days need a calendar"), instant, other);
    if (!vd_date_add_months(clock.date, (int64_t)sign * span.months, &date) ||
        !vd_date_add_days(date, (int64_t)sign * span.days, &clock.date))
        return settled(run, vd_overflow(), instant, other);
    if ((span.months || span.days) && clock.zone.len > 0 && clock.has_offset) {
        const vd_zones own = {1, run->frame->zone};

        run->unfoldable |= run->folding;
        if (!(run->frame->zone && vd_clock_settle(&own, &clock)))
            (void)!vd_clock_settle(run->frame->zones, &clock);
    }
    if (hours && !move_clock(run, &clock, (vd_int128)hours * 3600 * VD_NANOS_PER_SECOND))
        return settled(run, vd_overflow(), instant, other);
    if (span.months || span.days)
        return settled(run, vd_clock_value(run, VD_DATE_TIME, &clock), instant, other);
    return moving(run, vd_clock_value(run, VD_DATE_TIME, &clock), instant, other, vd_rate(instant),
                  vd_ratio_of(0));
}

static vd_value add_instant_span(vd_run *run, const vd_value *a, const vd_value *b)
{
    return shift_instant_date(run, a, b->u.span, 1, b);
}

static vd_value add_span_instant(vd_run *run, const vd_value *a, const vd_value *b)
{
    return shift_instant_date(run, b, a->u.span, 1, a);
}

static vd_value sub_instant_span(vd_run *run, const vd_value *a, const vd_value *b)
{
    return shift_instant_date(run, a, b->u.span, -1, b);
}

static vd_value shift_instant_months(vd_run *run, const vd_value *instant, const vd_value *months,
                                     int sign)
{
    if (months->u.months > INT32_MAX || months->u.months < -INT32_MAX)
        return settled(run, vd_overflow(), instant, months);
    return shift_instant_date(run, instant, (vd_span){.months = (int32_t)months->u.months}, sign,
                              months);
}

static vd_value add_instant_months(vd_run *run, const vd_value *a, const vd_value *b)
{
    return shift_instant_months(run, a, b, 1);
}

static vd_value add_months_instant(vd_run *run, const vd_value *a, const vd_value *b)
{
    return shift_instant_months(run, b, a, 1);
}

static vd_value sub_instant_months(vd_run *run, const vd_value *a, const vd_value *b)
{
    return shift_instant_months(run, a, b, -1);
}

/* Both local or both with an offset, else null: there is no saying. */
static vd_value clock_difference(vd_run *run, const vd_clock *x, const vd_clock *y,
                                 const vd_value *a, const vd_value *b)
{
    vd_int128 nanos;
    vd_ratio left, right, second = vd_ratio_of(VD_NANOS_PER_SECOND);
    vd_value result;

    if (x->has_offset != y->has_offset)
        return settled(run, vd_null(), a, b);
    nanos = ((vd_int128)x->date - y->date) * VD_NANOS_PER_DAY + x->nanos - y->nanos -
            (vd_int128)(x->offset - y->offset) * VD_NANOS_PER_SECOND;
    if (nanos > INT64_MAX || nanos < INT64_MIN)
        return settled(run, vd_overflow(), a, b);
    result = amount(VD_DAYS, false, (int64_t)nanos);
    if (a->kind == VD_DATE || b->kind == VD_DATE || !vd_ratio_mul(vd_rate(a), second, &left) ||
        !vd_ratio_mul(vd_rate(b), second, &right))
        return settled(run, result, a, b);
    return moving(run, result, a, b, left, negative(right));
}

static vd_value sub_clocks(vd_run *run, const vd_value *a, const vd_value *b)
{
    return clock_difference(run, a->u.clock, b->u.clock, a, b);
}

/* A date among instants is its midnight in UTC. */
static vd_value sub_instant_date(vd_run *run, const vd_value *a, const vd_value *b)
{
    vd_clock midnight = {.date = b->u.date, .has_offset = true};

    return clock_difference(run, a->u.clock, &midnight, a, b);
}

static vd_value sub_date_instant(vd_run *run, const vd_value *a, const vd_value *b)
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
    return settled(run, vd_clock_value(run, VD_TIME, &clock), time, days);
}

static vd_value add_time_days(vd_run *run, const vd_value *a, const vd_value *b)
{
    return shift_time(run, a, b, 1);
}

static vd_value add_days_time(vd_run *run, const vd_value *a, const vd_value *b)
{
    return shift_time(run, b, a, 1);
}

static vd_value sub_time_days(vd_run *run, const vd_value *a, const vd_value *b)
{
    return shift_time(run, a, b, -1);
}

static vd_value span_value(bool fits, vd_span span)
{
    if (!fits)
        return vd_overflow();
    return (vd_value){.kind = VD_SPAN, .until = VD_FOREVER, .u.span = span};
}

static bool add_counts(int32_t a, int32_t b, int sign, int32_t *ret_sum)
{
    int64_t sum = (int64_t)a + (int64_t)sign * b;

    *ret_sum = (int32_t)sum;
    return sum >= -INT32_MAX && sum <= INT32_MAX;
}

static vd_value combine_spans(const vd_value *a, const vd_value *b, int sign)
{
    vd_span x = a->u.span, y = b->u.span, sum;
    bool fits = add_counts(x.months, y.months, sign, &sum.months) &
                add_counts(x.days, y.days, sign, &sum.days) &
                add_counts(x.hours, y.hours, sign, &sum.hours) &
                add_counts(x.business_days, y.business_days, sign, &sum.business_days);

    return with_until(span_value(fits, sum), a, b);
}

static vd_value add_spans(vd_run *run, const vd_value *a, const vd_value *b)
{
    (void)run;
    return combine_spans(a, b, 1);
}

static vd_value sub_spans(vd_run *run, const vd_value *a, const vd_value *b)
{
    (void)run;
    return combine_spans(a, b, -1);
}

/* False: not whole, or too large. */
static bool scale_count(int32_t count, vd_ratio factor, int32_t *ret_count)
{
    vd_ratio scaled;

    if (!vd_ratio_mul(vd_ratio_of(count), factor, &scaled) || !vd_ratio_is_whole(scaled) ||
        scaled.num > INT32_MAX || scaled.num < -INT32_MAX)
        return false;
    *ret_count = (int32_t)scaled.num;
    return true;
}

static vd_value scale_span(vd_run *run, vd_span span, vd_ratio factor, const vd_value *a,
                           const vd_value *b)
{
    vd_span scaled;

    if (!scale_count(span.months, factor, &scaled.months) ||
        !scale_count(span.days, factor, &scaled.days) ||
        !scale_count(span.hours, factor, &scaled.hours) ||
        !scale_count(span.business_days, factor, &scaled.business_days))
        return settled(run, domain("the length does not divide into whole units; use share()"), a,
                       b);
    return settled(run, span_value(true, scaled), a, b);
}

static vd_value mul_span(vd_run *run, const vd_value *a, const vd_value *b)
{
    return scale_span(run, a->u.span, b->u.number, a, b);
}

static vd_value mul_by_span(vd_run *run, const vd_value *a, const vd_value *b)
{
    return scale_span(run, b->u.span, a->u.number, a, b);
}

static vd_value div_span(vd_run *run, const vd_value *a, const vd_value *b)
{
    vd_ratio inverse;

    if (!vd_ratio_div(vd_ratio_of(1), b->u.number, &inverse))
        return settled(run, vd_null(), a, b);
    return scale_span(run, a->u.span, inverse, a, b);
}

static const vd_arith rows[] = {
    {'+', VD_NUMBER, VD_NUMBER, VD_TYPE_NUMBER, add_numbers},
    {'+', VD_STRING, VD_STRING, VD_TYPE_STRING, add_strings},
    {'+', VD_DATE, VD_SPAN, VD_TYPE_DATE, add_date_span},
    {'+', VD_SPAN, VD_DATE, VD_TYPE_DATE, add_span_date},
    {'+', VD_DATE, VD_DAYS, VD_TYPE_DATE, add_date_days},
    {'+', VD_DAYS, VD_DATE, VD_TYPE_DATE, add_days_date},
    {'+', VD_DATE, VD_MONTHS, VD_TYPE_DATE, add_date_months},
    {'+', VD_MONTHS, VD_DATE, VD_TYPE_DATE, add_months_date},
    {'+', VD_DATE_TIME, VD_SPAN, VD_TYPE_DATE_TIME, add_instant_span},
    {'+', VD_SPAN, VD_DATE_TIME, VD_TYPE_DATE_TIME, add_span_instant},
    {'+', VD_DATE_TIME, VD_DAYS, VD_TYPE_DATE_TIME, add_instant_days},
    {'+', VD_DAYS, VD_DATE_TIME, VD_TYPE_DATE_TIME, add_days_instant},
    {'+', VD_DATE_TIME, VD_MONTHS, VD_TYPE_DATE_TIME, add_instant_months},
    {'+', VD_MONTHS, VD_DATE_TIME, VD_TYPE_DATE_TIME, add_months_instant},
    {'+', VD_TIME, VD_DAYS, VD_TYPE_TIME, add_time_days},
    {'+', VD_DAYS, VD_TIME, VD_TYPE_TIME, add_days_time},
    {'+', VD_DAYS, VD_DAYS, VD_TYPE_DAYS, add_durations},
    {'+', VD_MONTHS, VD_MONTHS, VD_TYPE_MONTHS, add_durations},
    {'+', VD_SPAN, VD_SPAN, VD_TYPE_SPAN, add_spans},
    {'-', VD_NUMBER, VD_NUMBER, VD_TYPE_NUMBER, sub_numbers},
    {'-', VD_DATE, VD_DATE, VD_TYPE_DAYS, sub_dates},
    {'-', VD_DATE, VD_SPAN, VD_TYPE_DATE, sub_date_span},
    {'-', VD_DATE, VD_DAYS, VD_TYPE_DATE, sub_date_days},
    {'-', VD_DATE, VD_MONTHS, VD_TYPE_DATE, sub_date_months},
    {'-', VD_DATE, VD_DATE_TIME, VD_TYPE_DAYS, sub_date_instant},
    {'-', VD_DATE_TIME, VD_DATE, VD_TYPE_DAYS, sub_instant_date},
    {'-', VD_DATE_TIME, VD_DATE_TIME, VD_TYPE_DAYS, sub_clocks},
    {'-', VD_DATE_TIME, VD_SPAN, VD_TYPE_DATE_TIME, sub_instant_span},
    {'-', VD_DATE_TIME, VD_DAYS, VD_TYPE_DATE_TIME, sub_instant_days},
    {'-', VD_DATE_TIME, VD_MONTHS, VD_TYPE_DATE_TIME, sub_instant_months},
    {'-', VD_TIME, VD_TIME, VD_TYPE_DAYS, sub_clocks},
    {'-', VD_TIME, VD_DAYS, VD_TYPE_TIME, sub_time_days},
    {'-', VD_DAYS, VD_DAYS, VD_TYPE_DAYS, sub_durations},
    {'-', VD_MONTHS, VD_MONTHS, VD_TYPE_MONTHS, sub_durations},
    {'-', VD_SPAN, VD_SPAN, VD_TYPE_SPAN, sub_spans},
    {'*', VD_NUMBER, VD_NUMBER, VD_TYPE_NUMBER, mul_numbers},
    {'*', VD_NUMBER, VD_DAYS, VD_TYPE_DAYS, mul_by_duration},
    {'*', VD_DAYS, VD_NUMBER, VD_TYPE_DAYS, mul_duration},
    {'*', VD_NUMBER, VD_MONTHS, VD_TYPE_MONTHS, mul_by_duration},
    {'*', VD_MONTHS, VD_NUMBER, VD_TYPE_MONTHS, mul_duration},
    {'*', VD_NUMBER, VD_SPAN, VD_TYPE_SPAN, mul_by_span},
    {'*', VD_SPAN, VD_NUMBER, VD_TYPE_SPAN, mul_span},
    {'/', VD_NUMBER, VD_NUMBER, VD_TYPE_NUMBER, div_numbers},
    {'/', VD_DAYS, VD_NUMBER, VD_TYPE_DAYS, div_duration},
    {'/', VD_MONTHS, VD_NUMBER, VD_TYPE_MONTHS, div_duration},
    {'/', VD_DAYS, VD_DAYS, VD_TYPE_NUMBER, div_durations},
    {'/', VD_MONTHS, VD_MONTHS, VD_TYPE_NUMBER, div_durations},
    {'/', VD_SPAN, VD_NUMBER, VD_TYPE_SPAN, div_span},
    {'^', VD_NUMBER, VD_NUMBER, VD_TYPE_NUMBER, power_numbers},
};

const vd_arith *vd_arith_find(char sign, vd_kind left, vd_kind right)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].sign == sign && rows[i].left == left && rows[i].right == right)
            return &rows[i];
    return NULL;
}

vd_value vd_arith_apply(vd_run *run, char sign, const vd_arith *row, const vd_value *a,
                        const vd_value *b)
{
    vd_value result;

    if (!vd_is_known(a) || !vd_is_known(b))
        return vd_undecided(run, a, b);
    if (!row || a->kind != row->left || b->kind != row->right)
        row = vd_arith_find(sign, a->kind, b->kind);
    if (row)
        return row->call(run, a, b);
    result = vd_null();
    result.until = vd_sooner(a->until, b->until);
    return result;
}

vd_value vd_arith_negate(vd_run *run, const vd_value *a)
{
    vd_value zero = {.kind = a->kind, .until = VD_FOREVER};

    if (a->kind == VD_NUMBER)
        zero.u.number = vd_ratio_of(0);
    else if (vd_is_known(a) && a->kind != VD_DAYS && a->kind != VD_MONTHS && a->kind != VD_SPAN)
        zero.kind = VD_NULL;
    return vd_arith_apply(run, '-', NULL, &zero, a);
}
