/* docs/legal-time.md, one day at a time. */
#include "tests/reference/rule.h"

#define MANY_DAYS 100000
#define DAY 86400

typedef struct counter {
    const vd_zone *zone;
    const ref_term *term;
    bool outside;
    bool by_district; /* no district was given, and in some a day that was met is otherwise */
} counter;

bool ref_has_null(const ref_value *list)
{
    bool has = false;

    for (size_t i = 0; list->kind == REF_LIST && i < list->u.list.count; i++) {
        const ref_value *item = &list->u.list.items[i];

        has |= item->kind == REF_NULL ||
               (item->kind == REF_RANGE && item->u.range->low.kind == REF_DATE &&
                item->u.range->high.kind == REF_DATE &&
                item->u.range->low.u.date > item->u.range->high.u.date);
    }
    return has;
}

static bool paused_by_case(const ref_term *term, vd_date day)
{
    for (size_t i = 0; i < term->pause_count; i++) {
        const ref_range *range = term->pauses[i].u.range;
        vd_date from = range->low.u.date + !range->low_in;
        vd_date until =
            range->high.kind == REF_NULL ? term->today + 1 : range->high.u.date + range->high_in;

        if (from <= day && day < until)
            return true;
    }
    return false;
}

/* `ret_differs`: in some districts it is otherwise; `ret_suspended`: terms stand still in some. */
static vd_day_kind kind_of(counter *count, vd_date day, bool *ret_differs, bool *ret_suspended)
{
    vd_day said;

    *ret_differs = *ret_suspended = false;
    if (!count->term->calendar) {
        count->outside = true;
        return VD_DAY_WORKING;
    }
    said = vd_calendar_day(count->term->calendar, day, count->term->district);
    if (said.kind == VD_DAY_NOT_COVERED)
        count->outside = true;
    *ret_differs = said.depends_on_district;
    *ret_suspended = said.may_be_suspended;
    return said.kind;
}

ref_paused ref_is_paused(const ref_term *term, vd_date day)
{
    vd_day said;

    if (paused_by_case(term, day))
        return REF_PAUSED;
    if (!term->calendar || !(term->heeds || term->length.business_days))
        return REF_NOT_PAUSED;
    said = vd_calendar_day(term->calendar, day, term->district);
    if (said.kind == VD_DAY_SUSPENDED)
        return REF_PAUSED;
    return said.may_be_suspended ? REF_PAUSED_SOMEWHERE : REF_NOT_PAUSED;
}

/* Whether the day counts for a term in days or months, or for the distance. */
static bool runs(counter *count, vd_date day)
{
    bool differs, suspended;

    if (paused_by_case(count->term, day))
        return false;
    if (!count->term->heeds && !count->term->length.business_days)
        return true;
    if (kind_of(count, day, &differs, &suspended) == VD_DAY_SUSPENDED)
        return false;
    count->by_district |= suspended;
    return true;
}

/* In whatever state the case is. */
static bool is_working(counter *count, vd_date day)
{
    bool differs, suspended;
    bool working = kind_of(count, day, &differs, &suspended) == VD_DAY_WORKING;

    count->by_district |= working && differs;
    return working;
}

static bool is_business(counter *count, vd_date day)
{
    return !paused_by_case(count->term, day) && is_working(count, day);
}

/* The equal date so many months on, by month_end; false when it is refused. */
static bool equal_date(const ref_term *term, vd_date from, vd_date *ret_date)
{
    int64_t year, y;
    int month, day, m, d;
    vd_date date = ref_add_months(from, term->length.months);

    ref_civil(from, &year, &month, &day);
    ref_civil(date, &y, &m, &d);
    if (d != day) {
        if (vd_str_eq(term->month_end, VD_STR("refuse")))
            return false;
        if (vd_str_eq(term->month_end, VD_STR("next_day")))
            date++;
    }
    *ret_date = date + term->length.days;
    return true;
}

static ref_counted hours(counter *count, vd_instant *ret_due)
{
    int64_t left = (count->term->length.hours + count->term->distance * 24) * INT64_C(3600);
    vd_instant at = count->term->start_at;

    for (int i = 0; i < MANY_DAYS && !count->outside; i++) {
        vd_date day = vd_zone_date(count->zone, at);
        vd_instant night = vd_zone_start_of(count->zone, day + 1);

        if (runs(count, day) && !count->outside) {
            if (left <= night - at) {
                *ret_due = at + left;
                return REF_COUNTED;
            }
            left -= night - at;
        }
        at = night;
    }
    return REF_OUTSIDE;
}

/* The first day counted on or after `day`; business days. */
static vd_date next_business(counter *count, vd_date day)
{
    for (int i = 0; i < MANY_DAYS && !count->outside && !is_business(count, day); i++)
        day++;
    return day;
}

static vd_date business(counter *count, vd_date day1, int64_t n)
{
    vd_date day = next_business(count, day1);

    for (int64_t i = 1; i < n && !count->outside; i++)
        day = next_business(count, day + 1);
    return day;
}

/* The last of n days counted from day1. */
static vd_date days(counter *count, vd_date day1, int64_t n)
{
    vd_date day = day1 - 1;

    for (int64_t i = 0; i < n && !count->outside; i++)
        do
            day++;
        while (!count->outside && !runs(count, day) && day < day1 + MANY_DAYS);
    return day;
}

static ref_counted by_days(counter *count, vd_date event, vd_instant *ret_due)
{
    const ref_term *term = count->term;
    bool included = vd_str_eq(term->first_day, VD_STR("included"));
    vd_date first = included ? event : event + 1, last, equal;

    if (vd_str_eq(term->first_day, VD_STR("next_business")))
        first = next_business(count, event + 1);
    if (term->length.business_days) {
        last = business(count, first, term->length.business_days);
        last = days(count, last + 1, term->distance);
    } else if (term->length.months == 0) {
        last = days(count, first, term->length.days + term->distance);
    } else {
        bool eve = vd_str_eq(term->ends, VD_STR("eve"));

        if (!equal_date(term, eve ? first : included ? event : first - 1, &equal))
            return REF_REFUSED;
        last = days(count, first, equal - eve - first + 1 + term->distance);
    }
    for (int i = 0; i < MANY_DAYS && term->rolls && !count->outside; i++) {
        if (is_working(count, last))
            break;
        last++;
    }
    *ret_due = vd_zone_start_of(count->zone, last + 1);
    return count->outside ? REF_OUTSIDE : REF_COUNTED;
}

/* From hour to hour: the same wall clock so many months and days on. */
static ref_counted by_the_hour(counter *count, vd_instant *ret_due)
{
    const vd_zone *zone = count->zone;
    vd_instant start = count->term->start_at, due;
    vd_date from = vd_zone_date(zone, start), to;
    int64_t clock = start + vd_zone_offset(zone, start) - from * DAY;

    if (count->term->pause_count || count->term->heeds || count->term->rolls)
        return REF_DOUBTFUL;
    if (!equal_date(count->term, from, &to))
        return REF_REFUSED;
    clock += (to + count->term->distance) * DAY;
    due = clock - vd_zone_offset(zone, start);
    due = clock - vd_zone_offset(zone, due);
    *ret_due = due;
    /* An hour that the clocks left out that day. */
    return due + vd_zone_offset(zone, due) == clock ? REF_COUNTED : REF_DOUBTFUL;
}

static ref_counted counted(counter *count, const ref_term *term, vd_instant *ret_due)
{
    const vd_zone *zone = count->zone;
    vd_date event = term->has_instant ? vd_zone_date(zone, term->start_at) : term->start_on;
    bool moment = vd_str_eq(term->first_day, VD_STR("moment"));
    ref_term told;

    if ((term->length.hours != 0) + (term->length.business_days != 0) +
            (term->length.months != 0 || term->length.days != 0) >
        1)
        return REF_REFUSED;
    if (term->length.hours < 0 || term->length.months < 0 || term->length.days < 0 ||
        term->length.business_days < 0)
        return REF_REFUSED;
    if (term->length.hours + term->length.months + term->length.days + term->length.business_days ==
        0)
        return REF_DOUBTFUL;
    if ((term->length.business_days || term->rolls || term->notice_days || term->heeds) &&
        !term->calendar)
        return REF_REFUSED;
    if (term->notice_days) {
        if (term->length.hours || moment)
            return REF_DOUBTFUL;
        for (int64_t left = term->notice_days; left > 0 && !count->outside;)
            left -= is_working(count, ++event);
        told = *term;
        told.first_day = term->notice_on_effect ? VD_STR("included") : VD_STR("next_business");
        count->term = &told;
        return by_days(count, event, ret_due);
    }
    if (term->length.hours || (moment && !term->length.business_days)) {
        if (!term->has_instant)
            return REF_REFUSED;
        return term->length.hours ? hours(count, ret_due) : by_the_hour(count, ret_due);
    }
    return by_days(count, event, ret_due);
}

ref_counted ref_count_term(const vd_zone *zone, const ref_term *term, vd_instant *ret_due)
{
    counter count = {zone, term, false, false};
    ref_counted how = counted(&count, term, ret_due);

    return how == REF_COUNTED && count.by_district ? REF_BY_DISTRICT : how;
}
