#include "tests/reference/value.h"

#include <stdlib.h>

static ref_wide divisor(ref_wide a, ref_wide b)
{
    a = a < 0 ? -a : a;
    b = b < 0 ? -b : b;
    while (b) {
        ref_wide rest = a % b;

        a = b;
        b = rest;
    }
    return a;
}

ref_value ref_number(ref_wide num, ref_wide den)
{
    ref_wide common;

    if (den == 0)
        return ref_error(REF_OTHER);
    if (den < 0) {
        num = -num;
        den = -den;
    }
    common = divisor(num, den);
    num /= common;
    den /= common;
    if (num > INT64_MAX || num < INT64_MIN || den > INT64_MAX)
        return ref_error(REF_OTHER);
    return (ref_value){.kind = REF_NUMBER, .u.number = {(int64_t)num, (int64_t)den}};
}

ref_value ref_whole(int64_t whole)
{
    return ref_number(whole, 1);
}

static bool holds(ref_set set, const ref_fact *fact)
{
    for (size_t i = 0; i < set.count; i++)
        if (set.items[i].instance == fact->instance && set.items[i].fact == fact->fact &&
            set.items[i].record == fact->record)
            return true;
    return false;
}

ref_set ref_set_join(vd_arena *arena, ref_set a, ref_set b)
{
    ref_fact *items;
    size_t count = a.count;

    if (b.count == 0 || a.items == b.items)
        return a;
    if (a.count == 0)
        return b;
    items = VD_NEW_ARRAY(arena, ref_fact, a.count + b.count);
    if (!items)
        abort();
    memcpy(items, a.items, a.count * sizeof *items);
    for (size_t i = 0; i < b.count; i++)
        if (!holds(a, &b.items[i]))
            items[count++] = b.items[i];
    return (ref_set){count, items};
}

ref_set ref_set_one(vd_arena *arena, ref_fact fact)
{
    ref_fact *item = VD_NEW(arena, ref_fact);

    if (!item)
        abort();
    *item = fact;
    return (ref_set){1, item};
}

ref_value ref_undecided(vd_arena *arena, const ref_value *a, const ref_value *b)
{
    ref_value result = {.kind = REF_UNKNOWN};

    if (a->kind == REF_ERROR)
        return *a;
    if (b->kind == REF_ERROR)
        return *b;
    if (a->kind != REF_UNKNOWN)
        return *b;
    if (b->kind != REF_UNKNOWN)
        return *a;
    result.u.missing = ref_set_join(arena, a->u.missing, b->u.missing);
    return result;
}

static bool is(const ref_value *value, bool truth)
{
    return value->kind == REF_BOOL && value->u.truth == truth;
}

ref_value ref_both(vd_arena *arena, bool any, const ref_value *a, const ref_value *b)
{
    if (is(a, any) || is(b, any))
        return ref_bool(any);
    if (!ref_is_known(a) || !ref_is_known(b))
        return ref_undecided(arena, a, b);
    if (is(a, !any) && is(b, !any))
        return ref_bool(!any);
    return ref_null();
}

static bool same_lists(const ref_list *a, const ref_list *b)
{
    bool same = a->count == b->count && !a->open && !b->open;

    for (size_t i = 0; same && i < a->count; i++)
        same = ref_same(&a->items[i], &b->items[i]);
    return same;
}

bool ref_same(const ref_value *a, const ref_value *b)
{
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case REF_NULL:
        return true;
    case REF_BOOL:
        return a->u.truth == b->u.truth;
    case REF_NUMBER:
        return a->u.number.num == b->u.number.num && a->u.number.den == b->u.number.den;
    case REF_STRING:
        return vd_str_eq(a->u.string, b->u.string);
    case REF_DATE:
        return a->u.date == b->u.date;
    case REF_INSTANT:
        return a->u.instant == b->u.instant;
    case REF_DAYS:
    case REF_MONTHS:
        return a->u.amount == b->u.amount;
    case REF_SPAN:
        return a->u.span.months == b->u.span.months && a->u.span.days == b->u.span.days &&
               a->u.span.hours == b->u.span.hours &&
               a->u.span.business_days == b->u.span.business_days;
    case REF_RECORD:
        return a->u.record == b->u.record;
    case REF_LIST:
        return same_lists(&a->u.list, &b->u.list);
    case REF_RANGE:
        return ref_same(&a->u.range->low, &b->u.range->low) &&
               ref_same(&a->u.range->high, &b->u.range->high) &&
               a->u.range->low_in == b->u.range->low_in &&
               a->u.range->high_in == b->u.range->high_in;
    default:
        return false;
    }
}

/* Lists: item by item, decided by the first that differs for sure. */
static ref_value equal_lists(vd_arena *arena, const ref_value *a, const ref_value *b)
{
    ref_value all = ref_bool(true);

    if (a->u.list.count != b->u.list.count)
        return ref_bool(false);
    for (size_t i = 0; i < a->u.list.count; i++) {
        ref_value one = ref_equal(arena, &a->u.list.items[i], &b->u.list.items[i]);

        all = ref_both(arena, false, &all, &one);
    }
    return all;
}

/* Days that `months` months can have, from any start: a margin of five days around the mean. */
static bool surely_less(vd_span a, vd_span b)
{
    double low = (b.months - a.months) * 30.436875 - 5, days = (double)a.days - b.days;

    return low > days + ((double)a.hours - b.hours) / 24;
}

/* -1, 0, 1; 2: it depends on the calendar. */
static int compare_spans(vd_span a, vd_span b)
{
    int64_t seconds_a = a.days * INT64_C(24) + a.hours, seconds_b = b.days * INT64_C(24) + b.hours;
    int found = 3;

    if (a.business_days != b.business_days)
        return seconds_a == seconds_b && a.months == b.months
                   ? (a.business_days > b.business_days) - (a.business_days < b.business_days)
                   : 2;
    if (a.months == b.months)
        return (seconds_a > seconds_b) - (seconds_a < seconds_b);
    if (surely_less(a, b))
        return -1;
    if (surely_less(b, a))
        return 1;
    for (vd_date start = 0; start < 146097; start++) {
        int64_t x = ref_add_months(start, a.months) * 24 + seconds_a;
        int64_t y = ref_add_months(start, b.months) * 24 + seconds_b;
        int now = (x > y) - (x < y);

        if (found != 3 && found != now)
            return 2;
        found = now;
    }
    return found;
}

/* The comparison of known values of one kind that has an order; 2: cannot be told. */
static int compare(const ref_value *a, const ref_value *b)
{
    switch (a->kind) {
    case REF_NUMBER: {
        ref_wide x = (ref_wide)a->u.number.num * b->u.number.den;
        ref_wide y = (ref_wide)b->u.number.num * a->u.number.den;

        return (x > y) - (x < y);
    }
    case REF_STRING: {
        int order = vd_str_cmp(a->u.string, b->u.string);

        return (order > 0) - (order < 0);
    }
    case REF_DATE:
        return (a->u.date > b->u.date) - (a->u.date < b->u.date);
    case REF_INSTANT:
        return (a->u.instant > b->u.instant) - (a->u.instant < b->u.instant);
    case REF_DAYS:
    case REF_MONTHS:
        return (a->u.amount > b->u.amount) - (a->u.amount < b->u.amount);
    default:
        return compare_spans(a->u.span, b->u.span);
    }
}

ref_value ref_equal(vd_arena *arena, const ref_value *a, const ref_value *b)
{
    if (!ref_is_known(a) || !ref_is_known(b))
        return ref_undecided(arena, a, b);
    if (a->kind == REF_NULL || b->kind == REF_NULL)
        return ref_bool(a->kind == b->kind);
    if (a->kind != b->kind)
        return ref_null();
    if (a->kind == REF_LIST)
        return equal_lists(arena, a, b);
    if (a->kind == REF_SPAN) {
        int order = compare_spans(a->u.span, b->u.span);

        return order == 2 ? ref_error(REF_OTHER) : ref_bool(order == 0);
    }
    return ref_bool(ref_same(a, b));
}

ref_value ref_order(vd_arena *arena, char op, const ref_value *a, const ref_value *b)
{
    int order;

    if (!ref_is_known(a) || !ref_is_known(b))
        return ref_undecided(arena, a, b);
    if (a->kind != b->kind || a->kind < REF_NUMBER || a->kind > REF_SPAN)
        return ref_null();
    order = compare(a, b);
    if (order == 2)
        return ref_error(REF_OTHER);
    switch (op) {
    case '<':
        return ref_bool(order < 0);
    case 'l':
        return ref_bool(order <= 0);
    case '>':
        return ref_bool(order > 0);
    default:
        return ref_bool(order >= 0);
    }
}

ref_value ref_from(vd_arena *arena, const vd_value *value)
{
    ref_value result = {0};

    switch (value->kind) {
    case VD_NULL:
        return ref_null();
    case VD_BOOL:
        return ref_bool(value->u.boolean);
    case VD_NUMBER:
        return ref_number(value->u.number.num, value->u.number.den);
    case VD_STRING:
        result.kind = REF_STRING;
        result.u.string = value->u.string;
        return result;
    case VD_DATE:
        return ref_date(value->u.date);
    case VD_DATE_TIME:
        result.kind = REF_INSTANT;
        result.u.instant = value->u.clock->date * 86400 + value->u.clock->nanos / 1000000000 -
                           value->u.clock->offset;
        return result;
    case VD_SPAN:
        result.kind = REF_SPAN;
        result.u.span = value->u.span;
        return result;
    case VD_RANGE: {
        ref_range *range = VD_NEW(arena, ref_range);

        if (!range)
            abort();
        *range = (ref_range){ref_from(arena, &value->u.range->low),
                             ref_from(arena, &value->u.range->high), value->u.range->low_in,
                             value->u.range->high_in};
        result.kind = REF_RANGE;
        result.u.range = range;
        return result;
    }
    case VD_LIST: {
        ref_value *items = VD_NEW_ARRAY(arena, ref_value, value->u.list->count);

        if (!items)
            abort();
        for (size_t i = 0; i < value->u.list->count; i++)
            items[i] = ref_from(arena, &value->u.list->items[i]);
        result.kind = REF_LIST;
        result.u.list = (ref_list){value->u.list->count, items, false, 0};
        return result;
    }
    default:
        return ref_error(REF_NOT_COVERED_HERE);
    }
}

bool ref_leap(int64_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int ref_month_days(int64_t year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return month == 2 && ref_leap(year) ? 29 : days[month - 1];
}

void ref_civil(vd_date date, int64_t *ret_year, int *ret_month, int *ret_day)
{
    int64_t year = 1970;
    int month = 1;

    for (; date < 0; date += ref_leap(year) ? 366 : 365)
        year--;
    for (; date >= (ref_leap(year) ? 366 : 365); year++)
        date -= ref_leap(year) ? 366 : 365;
    for (; date >= ref_month_days(year, month); month++)
        date -= ref_month_days(year, month);
    *ret_year = year;
    *ret_month = month;
    *ret_day = (int)date + 1;
}

vd_date ref_day(int64_t year, int month, int day)
{
    vd_date date = day - 1;

    for (int m = 1; m < month; m++)
        date += ref_month_days(year, m);
    for (int64_t y = 1970; y < year; y++)
        date += ref_leap(y) ? 366 : 365;
    for (int64_t y = year; y < 1970; y++)
        date -= ref_leap(y) ? 366 : 365;
    return date;
}

vd_date ref_add_months(vd_date date, int64_t months)
{
    int64_t year, all;
    int month, day, last;

    ref_civil(date, &year, &month, &day);
    all = year * 12 + month - 1 + months;
    year = all / 12 - (all % 12 < 0);
    month = (int)(all - year * 12) + 1;
    last = ref_month_days(year, month);
    return ref_day(year, month, day < last ? day : last);
}
