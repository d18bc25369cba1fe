/*
 * A term is counted in steps, each of which starts where the one before ended: the notice takes
 * effect, the first day is found, the length is counted, the distance is added, the end rolls.
 * Dates only grow from step to step, so that the sorted pauses are walked once with a cursor.
 * Every loop either consumes one unit of the length or jumps past a whole stop.
 */
#include "engine/time/term.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>

#include "engine/time/date.h"
#include "engine/time/iso.h"

#define SECONDS_AN_HOUR 3600

typedef struct counter {
    vd_arena *arena;
    const vd_term *term;
    vd_error *err;
    vd_pause const **pauses; /* by from */
    size_t next_pause;       /* those before it have begun */
    const vd_pause *pause;   /* of those begun, the one that ends last */
    size_t moved_room;
    vd_moved *moved;
    size_t moved_count;
    bool depends_on_district;
} counter;

static const char *date_text(vd_date date, char text[VD_ISO_TEXT])
{
    vd_iso_print_date(date, text);
    return text;
}

static vd_status exhausted(const counter *count)
{
    return vd_fail(count->err, VD_RESOURCE_EXHAUSTED, "not enough memory to count the term");
}

static bool by_the_hour(const vd_term *term)
{
    return term->length.hours > 0 || term->first_day == VD_FIRST_MOMENT;
}

static int by_from(const void *left, const void *right)
{
    const vd_pause *a = *(const vd_pause *const *)left;
    const vd_pause *b = *(const vd_pause *const *)right;

    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    if (a->until != b->until)
        return a->until < b->until ? -1 : 1;
    return (a > b) - (a < b); /* neighbours in one array */
}

static vd_status sort_pauses(counter *count)
{
    size_t pause_count = count->term->pause_count;

    if (pause_count == 0)
        return VD_OK;
    count->pauses = VD_NEW_ARRAY(count->arena, const vd_pause *, pause_count);
    if (!count->pauses)
        return exhausted(count);
    for (size_t i = 0; i < pause_count; i++)
        count->pauses[i] = &count->term->pauses[i];
    /* NOLINTNEXTLINE(bugprone-sizeof-expression): what is sorted are pointers. */
    qsort(count->pauses, pause_count, sizeof(*count->pauses), by_from);
    return VD_OK;
}

static vd_status make_room(counter *count)
{
    size_t room = count->moved_room ? 2 * count->moved_room : 16;
    vd_moved *larger;

    if (count->moved_count < count->moved_room)
        return VD_OK;
    larger = VD_NEW_ARRAY(count->arena, vd_moved, room);
    if (!larger)
        return exhausted(count);
    if (count->moved_count)
        memcpy(larger, count->moved, count->moved_count * sizeof(*larger));
    count->moved = larger;
    count->moved_room = room;
    return VD_OK;
}

static vd_status note(counter *count, vd_moved moved)
{
    vd_status status = make_room(count);

    if (!status)
        count->moved[count->moved_count++] = moved;
    return status;
}

/* The pause that covers the date, or NULL. Dates must not go back from call to call. */
static const vd_pause *pause_on(counter *count, vd_date date)
{
    while (count->next_pause < count->term->pause_count &&
           count->pauses[count->next_pause]->from <= date) {
        const vd_pause *begun = count->pauses[count->next_pause++];

        if (!count->pause || begun->until > count->pause->until)
            count->pause = begun;
    }
    return count->pause && date < count->pause->until ? count->pause : NULL;
}

static vd_status not_covered(const counter *count, vd_date date)
{
    vd_date from = 0;
    vd_date until = 0;
    char reached[VD_ISO_TEXT];
    char first[VD_ISO_TEXT];
    char last[VD_ISO_TEXT];

    vd_calendar_coverage(count->term->calendar, &from, &until);
    return vd_fail(count->err, VD_OUT_OF_RANGE,
                   "the term reaches %s, but calendar %.*s covers %s to %s only",
                   date_text(date, reached), VD_STR_ARGS(vd_calendar_id(count->term->calendar)),
                   date_text(from, first), date_text(until - 1, last));
}

static vd_status ask_calendar(const counter *count, vd_date date, vd_day *ret_day)
{
    vd_day day = vd_calendar_day(count->term->calendar, date, count->term->district);

    if (day.kind == VD_DAY_NOT_COVERED)
        return not_covered(count, date);
    *ret_day = day;
    return VD_OK;
}

static vd_moved moved_by_day(const vd_day *day, vd_date date, vd_moved_step step)
{
    vd_moved moved = {.from = date,
                      .until = day->until,
                      .kind = VD_MOVED_REST,
                      .step = step,
                      .reason = day->reason,
                      .cite = day->cite};

    if (day->kind == VD_DAY_OFF)
        moved.kind = VD_MOVED_OFF;
    else if (day->kind == VD_DAY_SUSPENDED)
        moved.kind = VD_MOVED_SUSPENDED;
    return moved;
}

static vd_moved moved_by_pause(const vd_pause *pause, vd_date date, vd_moved_step step)
{
    return (vd_moved){.from = date,
                      .until = pause->until,
                      .kind = VD_MOVED_PAUSED,
                      .step = step,
                      .reason = &pause->reason,
                      .cite = pause->cite};
}

/* A pause stops what is being counted, not a notice on its way nor a term that has ended. */
static bool pauses_stop(vd_moved_step step)
{
    return step != VD_STEP_NOTICE && step != VD_STEP_ROLL;
}

/* What keeps the date from being a business day that counts; until = date when nothing does. */
static vd_status business_stop(counter *count, vd_moved_step step, vd_date date, vd_moved *ret_stop)
{
    const vd_pause *pause = pauses_stop(step) ? pause_on(count, date) : NULL;
    vd_day day = {.kind = VD_DAY_WORKING};
    vd_status status;

    if (pause) {
        *ret_stop = moved_by_pause(pause, date, step);
        return VD_OK;
    }
    status = ask_calendar(count, date, &day);
    if (status)
        return status;
    if (day.kind == VD_DAY_WORKING) {
        count->depends_on_district |= day.depends_on_district;
        ret_stop->until = date;
        return VD_OK;
    }
    *ret_stop = moved_by_day(&day, date, step);
    return VD_OK;
}

/* The first business day that counts, at or after the date; what is skipped is noted. */
static vd_status business_day_from(counter *count, vd_moved_step step, vd_date date,
                                   vd_date *ret_date)
{
    for (;;) {
        vd_moved stop = {.until = date};
        vd_status status = business_stop(count, step, date, &stop);

        if (!status && stop.until > date)
            status = note(count, stop);
        if (status)
            return status;
        if (stop.until == date)
            break;
        date = stop.until;
    }
    *ret_date = date;
    return VD_OK;
}

/* The last of so many business days, the first of which is looked for from the date. */
static vd_status business_days(counter *count, vd_moved_step step, vd_date date, int32_t days,
                               vd_date *ret_last)
{
    vd_date last = date - 1;
    vd_status status = VD_OK;

    for (int32_t i = 0; !status && i < days; i++)
        status = business_day_from(count, step, last + 1, &last);
    if (!status)
        *ret_last = last;
    return status;
}

/* The suspensions of the courts stop terms of business days anyway, to the last day of the distance. */
static bool heeds_suspensions(const vd_term *term)
{
    return term->heeds_suspensions || term->length.business_days > 0;
}

static bool can_stop(const vd_term *term)
{
    return term->pause_count > 0 || heeds_suspensions(term);
}

/* As business_stop, for terms that run on every day: only pauses and heeded suspensions stop. */
static vd_status running_stop(counter *count, vd_moved_step step, vd_date date, vd_moved *ret_stop)
{
    const vd_pause *pause = pause_on(count, date);
    vd_day day = {.kind = VD_DAY_WORKING};
    vd_status status = VD_OK;

    ret_stop->until = date;
    if (pause) {
        *ret_stop = moved_by_pause(pause, date, step);
        return VD_OK;
    }
    if (heeds_suspensions(count->term))
        status = ask_calendar(count, date, &day);
    if (status)
        return status;
    if (day.kind == VD_DAY_SUSPENDED)
        *ret_stop = moved_by_day(&day, date, step);
    else
        count->depends_on_district |= day.may_be_suspended;
    return VD_OK;
}

/* The first day on which the term runs, at or after the date. */
static vd_status running_day_from(counter *count, vd_moved_step step, vd_date date,
                                  vd_date *ret_date)
{
    for (;;) {
        vd_moved stop = {.until = date};
        vd_status status = running_stop(count, step, date, &stop);

        if (!status && stop.until > date)
            status = note(count, stop);
        if (status)
            return status;
        if (stop.until == date)
            break;
        date = stop.until;
    }
    *ret_date = date;
    return VD_OK;
}

/* The first and the last of so many running days, looked for from the date. days > 0. */
static vd_status running_days(counter *count, vd_moved_step step, vd_date date, int64_t days,
                              vd_date *ret_first, vd_date *ret_last)
{
    vd_date first = date;
    vd_date last = date + days - 1;
    vd_status status = VD_OK;

    if (can_stop(count->term)) {
        status = running_day_from(count, step, date, &first);
        last = first;
        for (int64_t i = 1; !status && i < days; i++)
            status = running_day_from(count, step, last + 1, &last);
    }
    if (status)
        return status;
    *ret_first = first;
    *ret_last = last;
    return VD_OK;
}

/* The instant at which so many seconds have run, and the day on which the first of them does. */
static vd_status running_seconds(counter *count, vd_moved_step step, vd_instant at, int64_t seconds,
                                 vd_date *ret_first, vd_instant *ret_end)
{
    const vd_zone *zone = count->term->zone;
    vd_date today = vd_zone_date(zone, at);
    vd_date first = today;
    bool started = false;

    while (can_stop(count->term) && seconds > 0) {
        vd_date date = today;
        vd_status status = running_day_from(count, step, today, &date);

        if (status)
            return status;
        if (date > today)
            at = vd_zone_start_of(zone, date);
        if (!started)
            first = date;
        started = true;

        int64_t left_today = vd_zone_start_of(zone, date + 1) - at;

        if (seconds <= left_today)
            break;
        seconds -= left_today;
        at += left_today;
        today = date + 1;
    }
    *ret_first = first;
    *ret_end = at + seconds;
    return VD_OK;
}

static vd_status add_months(const counter *count, vd_date date, int32_t months, vd_date *ret_date)
{
    vd_civil civil = vd_civil_from_date(date);
    int64_t target = civil.year * 12 + civil.month - 1 + months; /* months from the year 0 */
    int64_t year = target / 12;
    int month = (int)(target % 12) + 1;
    int length = vd_days_in_month(year, month);

    if (civil.day <= length) {
        *ret_date = vd_date_from_civil(year, month, civil.day);
        return VD_OK;
    }
    if (count->term->month_end == VD_MONTH_END_REFUSE)
        return vd_fail(count->err, VD_FAILED_PRECONDITION,
                       "the term would end on day %d of %04" PRId64 "-%02d, which has only %d, and "
                       "the rule does not say what then",
                       civil.day, year, month, length);
    *ret_date = vd_date_from_civil(year, month, length);
    if (count->term->month_end == VD_MONTH_END_NEXT_DAY)
        *ret_date += 1;
    return VD_OK;
}

/* How many days the months and days are, when the first of them is `first`. */
static vd_status length_in_days(const counter *count, vd_date first, int64_t *ret_days)
{
    const vd_term *term = count->term;
    vd_date end = first; /* exclusive */
    vd_status status = VD_OK;

    if (term->length.months > 0) {
        bool eve = term->ends == VD_ENDS_EVE;
        bool from_event = term->first_day == VD_FIRST_INCLUDED;

        if (eve)
            status = add_months(count, first, term->length.months, &end);
        else
            status = add_months(count, from_event ? first : first - 1, term->length.months, &end);
        if (!eve)
            end++;
    }
    if (!status)
        *ret_days = end - first + term->length.days;
    return status;
}

static vd_status count_hourly(counter *count, vd_term_end *end)
{
    const vd_term *term = count->term;
    vd_date date = vd_zone_date(term->zone, term->start_at);
    int64_t seconds = (int64_t)term->length.hours * SECONDS_AN_HOUR;
    vd_date unused = 0;
    vd_status status = VD_OK;

    if (term->length.hours == 0) {
        vd_date equal = date;
        int64_t clock =
            term->start_at + vd_zone_offset(term->zone, term->start_at) - date * VD_SECONDS_PER_DAY;

        if (term->length.months > 0)
            status = add_months(count, date, term->length.months, &equal);
        equal += term->length.days;
        seconds = vd_zone_instant(term->zone, equal, clock * VD_NANOS_PER_SECOND) - term->start_at;
    }
    if (!status)
        status = running_seconds(count, VD_STEP_COUNT, term->start_at, seconds, &end->counted_from,
                                 &end->due);
    if (!status && term->distance.days > 0)
        status =
            running_seconds(count, VD_STEP_DISTANCE, end->due,
                            (int64_t)term->distance.days * VD_SECONDS_PER_DAY, &unused, &end->due);
    if (!status)
        end->last_day = vd_zone_date(term->zone, end->due - 1);
    return status;
}

/* The day of the event: of the start, or of the notice's effect. */
static vd_status find_event(counter *count, vd_term_end *end, vd_date *ret_event)
{
    const vd_term *term = count->term;
    vd_date event = term->has_instant ? vd_zone_date(term->zone, term->start_at) : term->start_on;
    vd_status status = VD_OK;

    if (term->notice_business_days > 0) {
        status =
            business_days(count, VD_STEP_NOTICE, event + 1, term->notice_business_days, &event);
        end->notice_effect = event;
    }
    if (!status)
        *ret_event = event;
    return status;
}

static vd_status count_length(counter *count, vd_date event, vd_term_end *end)
{
    const vd_term *term = count->term;
    vd_date first = term->first_day == VD_FIRST_INCLUDED ? event : event + 1;
    int64_t days = 0;
    vd_status status = VD_OK;

    if (term->length.business_days > 0 || term->first_day == VD_FIRST_NEXT_BUSINESS)
        status = business_day_from(count, VD_STEP_START, first, &first);
    if (status)
        return status;
    if (term->length.business_days > 0) {
        end->counted_from = first;
        return business_days(count, VD_STEP_COUNT, first, term->length.business_days,
                             &end->last_day);
    }
    status = length_in_days(count, first, &days);
    if (!status)
        status =
            running_days(count, VD_STEP_COUNT, first, days, &end->counted_from, &end->last_day);
    return status;
}

static vd_status add_distance(counter *count, vd_term_end *end)
{
    const vd_span *distance = &count->term->distance;
    vd_date unused = 0;

    if (distance->days > 0)
        return running_days(count, VD_STEP_DISTANCE, end->last_day + 1, distance->days, &unused,
                            &end->last_day);
    if (distance->business_days > 0)
        return business_days(count, VD_STEP_DISTANCE, end->last_day + 1, distance->business_days,
                             &end->last_day);
    return VD_OK;
}

static vd_status count_daily(counter *count, vd_term_end *end)
{
    vd_date event = 0;
    vd_status status = find_event(count, end, &event);

    if (!status)
        status = count_length(count, event, end);
    if (!status)
        status = add_distance(count, end);
    if (!status && count->term->roll == VD_ROLL_NEXT_BUSINESS_DAY)
        status = business_day_from(count, VD_STEP_ROLL, end->last_day, &end->last_day);
    if (!status)
        end->due = vd_zone_start_of(count->term->zone, end->last_day + 1);
    return status;
}

vd_status vd_term_count(vd_arena *arena, const vd_term *term, vd_term_end *ret_end, vd_error *err)
{
    counter count = {.arena = arena, .term = term, .err = err};
    vd_term_end end = {.notice_effect = VD_NO_DATE};
    vd_status status = vd_term_check(term, err);

    assert(term->zone);
    if (!status)
        status = sort_pauses(&count);
    if (!status)
        status = by_the_hour(term) ? count_hourly(&count, &end) : count_daily(&count, &end);
    if (status)
        return status;
    end.moved_count = count.moved_count;
    end.moved = count.moved;
    end.depends_on_district = count.depends_on_district;
    end.by_the_hour = by_the_hour(term);
    *ret_end = end;
    return VD_OK;
}
