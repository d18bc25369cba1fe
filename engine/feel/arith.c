/*
 * Each function takes two known values of its row's kinds and answers with value, until and motion.
 * What moves goes on moving: sums, differences, products with a still number. The rest settles its
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

vd_value vd_arith_domain(const char *text)
{
    return vd_faulty(VD_FAULT_DOMAIN, text);
}

vd_value vd_arith_moving(vd_run *run, vd_value result, const vd_value *a, const vd_value *b,
                         vd_ratio left, vd_ratio right)
{
    vd_motion motion;

    result.until = vd_sooner(a->until, b->until);
    if (!a->motion && !b->motion)
        return result;
    if (!vd_is_known(&result) || !vd_motion_combine(a, b, left, right, &motion))
        return vd_arith_settled(run, result, a, b);
    motion.by_units |= result.kind != VD_NUMBER;
    vd_set_motion(run, &result, &motion);
    return result;
}

/* A result whose motion is not known: holds while neither operand ticks. */
vd_value vd_arith_settled(vd_run *run, vd_value result, const vd_value *a, const vd_value *b)
{
    vd_value left = *a, right = *b;

    vd_settle(run, &left);
    vd_settle(run, &right);
    result.until = vd_sooner(left.until, right.until);
    return result;
}

vd_value vd_arith_until(vd_value value, const vd_value *a, const vd_value *b)
{
    value.until = vd_sooner(value.until, vd_sooner(a->until, b->until));
    return value;
}

static vd_value number_or_overflow(bool fits, vd_ratio number)
{
    return fits ? vd_number(number) : vd_overflow();
}

static vd_value add_numbers(vd_run *run, const vd_value *a, const vd_value *b)
{
    vd_ratio sum = {0, 1};
    bool fits = vd_ratio_add(a->u.number, b->u.number, &sum);

    return vd_arith_moving(run, number_or_overflow(fits, sum), a, b, vd_ratio_of(1),
                           vd_ratio_of(1));
}

static vd_value sub_numbers(vd_run *run, const vd_value *a, const vd_value *b)
{
    vd_ratio difference = {0, 1};
    bool fits = vd_ratio_sub(a->u.number, b->u.number, &difference);

    return vd_arith_moving(run, number_or_overflow(fits, difference), a, b, vd_ratio_of(1),
                           vd_ratio_of(-1));
}

static vd_value mul_numbers(vd_run *run, const vd_value *a, const vd_value *b)
{
    vd_ratio product = {0, 1};
    bool fits = vd_ratio_mul(a->u.number, b->u.number, &product);
    vd_value result = number_or_overflow(fits, product);

    if (a->motion && b->motion)
        return vd_arith_settled(run, result, a, b);
    return vd_arith_moving(run, result, a, b, b->u.number, a->u.number);
}

static vd_value div_numbers(vd_run *run, const vd_value *a, const vd_value *b)
{
    vd_ratio quotient = {0, 1}, inverse = {0, 1};
    vd_value result;
    bool fits;

    if (b->u.number.num == 0)
        return vd_arith_settled(run, vd_null(), a, b);
    fits = vd_ratio_div(a->u.number, b->u.number, &quotient);
    result = number_or_overflow(fits, quotient);
    if (b->motion || (a->motion && !vd_ratio_div(vd_ratio_of(1), b->u.number, &inverse)))
        return vd_arith_settled(run, result, a, b);
    return vd_arith_moving(run, result, a, b, inverse, vd_ratio_of(0));
}

static vd_value power_numbers(vd_run *run, const vd_value *a, const vd_value *b)
{
    vd_ratio power = {0, 1};
    bool fits;

    if (!vd_ratio_is_whole(b->u.number) || (a->u.number.num == 0 && b->u.number.num < 0))
        return vd_arith_settled(run, vd_null(), a, b); /* roots are not rational */
    fits = vd_ratio_power(a->u.number, b->u.number.num, &power);
    return vd_arith_settled(run, number_or_overflow(fits, power), a, b);
}

static vd_value add_strings(vd_run *run, const vd_value *a, const vd_value *b)
{
    vd_str text;

    if (a->u.string.len + b->u.string.len > VD_TEXT_BYTES_MAX)
        return vd_arith_settled(run, vd_overflow(), a, b);
    text =
        vd_arena_printf(run->arena, "%.*s%.*s", VD_STR_ARGS(a->u.string), VD_STR_ARGS(b->u.string));
    return vd_arith_settled(run, text.ptr ? vd_string(text) : vd_out_of_memory(), a, b);
}

/* Days-and-time durations and years-and-months durations: whole numbers of one unit. */
vd_value vd_arith_amount(vd_kind kind, bool overflow, int64_t number)
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

    return vd_arith_moving(run, vd_arith_amount(a->kind, overflow, sum), a, b, vd_ratio_of(1),
                           vd_ratio_of(1));
}

static vd_value sub_durations(vd_run *run, const vd_value *a, const vd_value *b)
{
    int64_t difference;
    bool overflow = __builtin_sub_overflow(amount_of(a), amount_of(b), &difference);

    return vd_arith_moving(run, vd_arith_amount(a->kind, overflow, difference), a, b,
                           vd_ratio_of(1), vd_ratio_of(-1));
}

/* duration * number, cut to whole units. */
static vd_value scale_duration(vd_run *run, const vd_value *duration, vd_ratio factor,
                               const vd_value *a, const vd_value *b)
{
    vd_ratio scaled;

    if (!vd_ratio_mul(vd_ratio_of(amount_of(duration)), factor, &scaled))
        return vd_arith_settled(run, vd_overflow(), a, b);
    return vd_arith_settled(run, vd_arith_amount(duration->kind, false, scaled.num / scaled.den), a,
                            b);
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
        return vd_arith_settled(run, vd_null(), a, b);
    if (!vd_ratio_div(vd_ratio_of(1), b->u.number, &inverse))
        return vd_arith_settled(run, vd_overflow(), a, b);
    return scale_duration(run, a, inverse, a, b);
}

static vd_value div_durations(vd_run *run, const vd_value *a, const vd_value *b)
{
    vd_ratio quotient = {0, 1}, inverse, over;
    vd_value result;
    bool fits;

    if (amount_of(b) == 0)
        return vd_arith_settled(run, vd_null(), a, b);
    over = vd_ratio_of(amount_of(b));
    fits = vd_ratio_div(vd_ratio_of(amount_of(a)), over, &quotient);
    result = number_or_overflow(fits, quotient);
    if (b->motion || !vd_ratio_div(vd_ratio_of(1), over, &inverse))
        return vd_arith_settled(run, result, a, b);
    return vd_arith_moving(run, result, a, b, inverse, vd_ratio_of(0));
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

static vd_value combine_spans(vd_run *run, const vd_value *a, const vd_value *b, int sign)
{
    vd_span x = a->u.span, y = b->u.span, sum = {0};
    bool fits = add_counts(x.months, y.months, sign, &sum.months) &&
                add_counts(x.days, y.days, sign, &sum.days) &&
                add_counts(x.hours, y.hours, sign, &sum.hours) &&
                add_counts(x.business_days, y.business_days, sign, &sum.business_days);

    return vd_arith_moving(run, span_value(fits, sum), a, b, vd_ratio_of(1), vd_ratio_of(sign));
}

static vd_value add_spans(vd_run *run, const vd_value *a, const vd_value *b)
{
    return combine_spans(run, a, b, 1);
}

static vd_value sub_spans(vd_run *run, const vd_value *a, const vd_value *b)
{
    return combine_spans(run, a, b, -1);
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
        return vd_arith_settled(
            run, vd_arith_domain("the length does not divide into whole units; use share()"), a, b);
    return vd_arith_settled(run, span_value(true, scaled), a, b);
}

/* A number of days moves as the number does, while that is sure to be whole. */
static vd_value span_times(vd_run *run, const vd_value *span, const vd_value *number)
{
    vd_value result = scale_span(run, span->u.span, number->u.number, span, number);
    vd_span one = span->u.span;

    if (span->motion || !number->motion || !number->motion->by_units || one.months || one.hours ||
        one.business_days)
        return result;
    return vd_arith_moving(run, result, span, number, vd_ratio_of(0), vd_ratio_of(one.days));
}

static vd_value mul_span(vd_run *run, const vd_value *a, const vd_value *b)
{
    return span_times(run, a, b);
}

static vd_value mul_by_span(vd_run *run, const vd_value *a, const vd_value *b)
{
    return span_times(run, b, a);
}

static vd_value div_span(vd_run *run, const vd_value *a, const vd_value *b)
{
    vd_ratio inverse;

    if (!vd_ratio_div(vd_ratio_of(1), b->u.number, &inverse))
        return vd_arith_settled(run, vd_null(), a, b);
    return scale_span(run, a->u.span, inverse, a, b);
}

static const vd_arith rows[] = {
    {'+', VD_NUMBER, VD_NUMBER, VD_TYPE_NUMBER, add_numbers},
    {'+', VD_STRING, VD_STRING, VD_TYPE_STRING, add_strings},
    {'+', VD_DATE, VD_SPAN, VD_TYPE_DATE, vd_add_date_span},
    {'+', VD_SPAN, VD_DATE, VD_TYPE_DATE, vd_add_span_date},
    {'+', VD_DATE, VD_DAYS, VD_TYPE_DATE, vd_add_date_days},
    {'+', VD_DAYS, VD_DATE, VD_TYPE_DATE, vd_add_days_date},
    {'+', VD_DATE, VD_MONTHS, VD_TYPE_DATE, vd_add_date_months},
    {'+', VD_MONTHS, VD_DATE, VD_TYPE_DATE, vd_add_months_date},
    {'+', VD_DATE_TIME, VD_SPAN, VD_TYPE_DATE_TIME, vd_add_instant_span},
    {'+', VD_SPAN, VD_DATE_TIME, VD_TYPE_DATE_TIME, vd_add_span_instant},
    {'+', VD_DATE_TIME, VD_DAYS, VD_TYPE_DATE_TIME, vd_add_instant_days},
    {'+', VD_DAYS, VD_DATE_TIME, VD_TYPE_DATE_TIME, vd_add_days_instant},
    {'+', VD_DATE_TIME, VD_MONTHS, VD_TYPE_DATE_TIME, vd_add_instant_months},
    {'+', VD_MONTHS, VD_DATE_TIME, VD_TYPE_DATE_TIME, vd_add_months_instant},
    {'+', VD_TIME, VD_DAYS, VD_TYPE_TIME, vd_add_time_days},
    {'+', VD_DAYS, VD_TIME, VD_TYPE_TIME, vd_add_days_time},
    {'+', VD_DAYS, VD_DAYS, VD_TYPE_DAYS, add_durations},
    {'+', VD_MONTHS, VD_MONTHS, VD_TYPE_MONTHS, add_durations},
    {'+', VD_SPAN, VD_SPAN, VD_TYPE_SPAN, add_spans},
    {'-', VD_NUMBER, VD_NUMBER, VD_TYPE_NUMBER, sub_numbers},
    {'-', VD_DATE, VD_DATE, VD_TYPE_DAYS, vd_sub_dates},
    {'-', VD_DATE, VD_SPAN, VD_TYPE_DATE, vd_sub_date_span},
    {'-', VD_DATE, VD_DAYS, VD_TYPE_DATE, vd_sub_date_days},
    {'-', VD_DATE, VD_MONTHS, VD_TYPE_DATE, vd_sub_date_months},
    {'-', VD_DATE, VD_DATE_TIME, VD_TYPE_DAYS, vd_sub_date_instant},
    {'-', VD_DATE_TIME, VD_DATE, VD_TYPE_DAYS, vd_sub_instant_date},
    {'-', VD_DATE_TIME, VD_DATE_TIME, VD_TYPE_DAYS, vd_sub_clocks},
    {'-', VD_DATE_TIME, VD_SPAN, VD_TYPE_DATE_TIME, vd_sub_instant_span},
    {'-', VD_DATE_TIME, VD_DAYS, VD_TYPE_DATE_TIME, vd_sub_instant_days},
    {'-', VD_DATE_TIME, VD_MONTHS, VD_TYPE_DATE_TIME, vd_sub_instant_months},
    {'-', VD_TIME, VD_TIME, VD_TYPE_DAYS, vd_sub_clocks},
    {'-', VD_TIME, VD_DAYS, VD_TYPE_TIME, vd_sub_time_days},
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
