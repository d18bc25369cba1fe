/*
 * A calendar is two sorted arrays: days off, yearly and Easter days already written out, and
 * closures. A look-up is a binary search and a short scan in each layer. Packs hold some hundreds
 * of days and some dozens of closures; nothing here needs to be cleverer.
 */
#include "engine/time/calendar.h"

#include <assert.h>
#include <stdlib.h>

#include "engine/time/calendar_parts.h"
#include "engine/time/date.h"
#include "engine/time/iso.h"

typedef vd_calendar_entry entry;

#define WEEKDAY_TEXT(es, en)                          \
    {                                                 \
        2, (const vd_translation[])                   \
        {                                             \
            {{"es", 2}, {es, sizeof(es) - 1}, true},  \
            {                                         \
                {"en", 2}, {en, sizeof(en) - 1}, true \
            }                                         \
        }                                             \
    }

static const vd_text weekday_texts[7] = {
    WEEKDAY_TEXT("lunes", "Monday"),        WEEKDAY_TEXT("martes", "Tuesday"),
    WEEKDAY_TEXT("miércoles", "Wednesday"), WEEKDAY_TEXT("jueves", "Thursday"),
    WEEKDAY_TEXT("viernes", "Friday"),      WEEKDAY_TEXT("sábado", "Saturday"),
    WEEKDAY_TEXT("domingo", "Sunday"),
};

static const char *date_text(vd_date date, char text[VD_ISO_TEXT])
{
    vd_iso_print_date(date, text);
    return text;
}

/* The Gregorian computus in integers (Meeus, Jones and Butcher). */
vd_date vd_easter(int year)
{
    assert(year >= 1583 && year <= 9999);
    int golden = year % 19;
    int century = year / 100;
    int of_century = year % 100;
    int correction = (8 * century + 13) / 25;
    int epact = (19 * golden + century - century / 4 - correction + 15) % 30;
    int weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    int late = (golden + 11 * epact + 22 * weekday) / 451;
    int day = epact + weekday - 7 * late + 114;

    return vd_date_from_civil(year, day / 31, day % 31 + 1);
}

static int by_date_then_rank(const void *left, const void *right)
{
    const entry *a = left;
    const entry *b = right;

    if (a->off.on != b->off.on)
        return a->off.on < b->off.on ? -1 : 1;
    return (a->rank > b->rank) - (a->rank < b->rank);
}

static int by_from_then_until(const void *left, const void *right)
{
    const vd_closure *a = left;
    const vd_closure *b = right;

    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    return (a->until > b->until) - (a->until < b->until);
}

static const entry *off_on(const vd_calendar *calendar, vd_date date)
{
    size_t low = 0;
    size_t high = calendar->off_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (calendar->offs[middle].off.on < date)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == calendar->off_count || calendar->offs[low].off.on != date)
        return NULL;
    return &calendar->offs[low];
}

static bool covers(const vd_calendar *calendar, vd_date date)
{
    return date >= calendar->from && date < calendar->until;
}

static vd_status exhausted(vd_error *err)
{
    return vd_fail(err, VD_RESOURCE_EXHAUSTED, "not enough memory for the calendar");
}

static vd_status check_coverage(const vd_calendar_source *source, vd_error *err)
{
    const vd_calendar *base = source->base;

    if (source->covered_from >= source->covered_until)
        return vd_fail(err, VD_INVALID_ARGUMENT,
                       "calendar %.*s covers nothing: `until` must come after `from`",
                       VD_STR_ARGS(source->id));
    if (source->covered_from < vd_date_from_civil(1, 1, 1) ||
        source->covered_until > vd_date_from_civil(9999, 1, 1))
        return vd_fail(err, VD_INVALID_ARGUMENT,
                       "calendar %.*s covers days before the year 1 or after 9998",
                       VD_STR_ARGS(source->id));
    if (source->covered_until > source->covered_from + VD_CALENDAR_MAX_DAYS)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED,
                       "calendar %.*s covers more than %d days; split it", VD_STR_ARGS(source->id),
                       VD_CALENDAR_MAX_DAYS);
    if (base && (source->covered_from < base->from || source->covered_until > base->until))
        return vd_fail(err, VD_INVALID_ARGUMENT,
                       "calendar %.*s covers days that its base %.*s does not",
                       VD_STR_ARGS(source->id), VD_STR_ARGS(base->id));
    if (base && base->depth + 1 >= VD_CALENDAR_MAX_DEPTH)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "calendar %.*s stands on more than %d others",
                       VD_STR_ARGS(source->id), VD_CALENDAR_MAX_DEPTH - 1);
    return VD_OK;
}

/* Of a date within coverage, so that it fits. */
static int year_of(vd_date date)
{
    return (int)vd_civil_from_date(date).year;
}

/* How many entries the source can yield at most; more than the limit is refused. */
static vd_status room_for(const vd_calendar_source *source, size_t *ret_room, vd_error *err)
{
    size_t years = (size_t)(year_of(source->covered_until) - year_of(source->covered_from)) + 3;
    size_t most = VD_CALENDAR_MAX_ENTRIES;

    if (source->day_count > most || source->closure_count > most ||
        source->yearly_count > most / years || source->easter_count > most / years ||
        source->day_count + (source->yearly_count + source->easter_count) * years > most)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "calendar %.*s has more than %d entries",
                       VD_STR_ARGS(source->id), VD_CALENDAR_MAX_ENTRIES);
    *ret_room = source->day_count + (source->yearly_count + source->easter_count) * years;
    return VD_OK;
}

static void put(vd_calendar *calendar, vd_date on, vd_text reason, const vd_citation *cite)
{
    entry *slot = &calendar->offs[calendar->off_count];

    slot->off = (vd_day_off){.on = on, .reason = reason, .cite = cite};
    slot->rank = (uint32_t)calendar->off_count;
    calendar->off_count++;
}

static vd_status put_dated(vd_calendar *calendar, const vd_calendar_source *source, vd_error *err)
{
    for (size_t i = 0; i < source->day_count; i++) {
        const vd_day_off *day = &source->days[i];
        char text[VD_ISO_TEXT];

        if (!covers(calendar, day->on))
            return vd_fail(err, VD_INVALID_ARGUMENT,
                           "calendar %.*s lists %s, which is outside what it covers",
                           VD_STR_ARGS(source->id), date_text(day->on, text));
        put(calendar, day->on, day->reason, day->cite);
    }
    qsort(calendar->offs, calendar->off_count, sizeof(entry), by_date_then_rank);
    for (size_t i = 1; i < calendar->off_count; i++) {
        char text[VD_ISO_TEXT];

        if (calendar->offs[i].off.on == calendar->offs[i - 1].off.on)
            return vd_fail(err, VD_INVALID_ARGUMENT, "calendar %.*s lists %s twice",
                           VD_STR_ARGS(source->id), date_text(calendar->offs[i].off.on, text));
    }
    return VD_OK;
}

static bool within(vd_date date, vd_date from, vd_date until)
{
    return date >= from && (until == VD_NO_DATE || date < until);
}

static vd_status put_yearly(vd_calendar *calendar, const vd_yearly *yearly, vd_error *err)
{
    if (yearly->month < 1 || yearly->month > 12 || yearly->day < 1 ||
        yearly->day > vd_days_in_month(2000, yearly->month))
        return vd_fail(err, VD_INVALID_ARGUMENT, "calendar %.*s: no year has day %d of month %d",
                       VD_STR_ARGS(calendar->id), yearly->day, yearly->month);
    for (int year = year_of(calendar->from); year <= year_of(calendar->until); year++) {
        if (yearly->day > vd_days_in_month(year, yearly->month))
            continue;
        vd_date on = vd_date_from_civil(year, yearly->month, yearly->day);

        if (covers(calendar, on) && within(on, yearly->from, yearly->until))
            put(calendar, on, yearly->reason, yearly->cite);
    }
    return VD_OK;
}

static vd_status put_easter(vd_calendar *calendar, const vd_easter_day *easter, vd_error *err)
{
    if (easter->offset < -100 || easter->offset > 100)
        return vd_fail(err, VD_INVALID_ARGUMENT,
                       "calendar %.*s: %d days from Easter is not a feast of that year",
                       VD_STR_ARGS(calendar->id), easter->offset);
    if (year_of(calendar->from) < 1584 || year_of(calendar->until) > 9998)
        return vd_fail(err, VD_INVALID_ARGUMENT,
                       "calendar %.*s: Easter is computed from 1584 to 9998 only",
                       VD_STR_ARGS(calendar->id));
    for (int year = year_of(calendar->from); year <= year_of(calendar->until); year++) {
        vd_date on = vd_easter(year) + easter->offset;

        if (covers(calendar, on) && within(on, easter->from, easter->until))
            put(calendar, on, easter->reason, easter->cite);
    }
    return VD_OK;
}

/* Sorts, and keeps the first written of those that fall on one day. */
static void settle(vd_calendar *calendar)
{
    size_t kept = 0;

    qsort(calendar->offs, calendar->off_count, sizeof(entry), by_date_then_rank);
    for (size_t i = 0; i < calendar->off_count; i++) {
        if (kept == 0 || calendar->offs[kept - 1].off.on != calendar->offs[i].off.on)
            calendar->offs[kept++] = calendar->offs[i];
    }
    calendar->off_count = kept;
}

static vd_status put_offs(vd_arena *arena, vd_calendar *calendar, const vd_calendar_source *source,
                          vd_error *err)
{
    size_t room = 0;
    vd_status status = room_for(source, &room, err);

    if (status)
        return status;
    calendar->offs = VD_NEW_ARRAY(arena, entry, room);
    if (!calendar->offs)
        return exhausted(err);
    status = put_dated(calendar, source, err);
    for (size_t i = 0; !status && i < source->yearly_count; i++)
        status = put_yearly(calendar, &source->yearly[i], err);
    for (size_t i = 0; !status && i < source->easter_count; i++)
        status = put_easter(calendar, &source->easter[i], err);
    if (status)
        return status;
    settle(calendar);
    return VD_OK;
}

static vd_status put_closures(vd_arena *arena, vd_calendar *calendar,
                              const vd_calendar_source *source, vd_error *err)
{
    calendar->closures = VD_NEW_ARRAY(arena, vd_closure, source->closure_count);
    if (!calendar->closures)
        return exhausted(err);
    for (size_t i = 0; i < source->closure_count; i++) {
        const vd_closure *closure = &source->closures[i];
        char from[VD_ISO_TEXT];

        if (closure->from >= closure->until)
            return vd_fail(err, VD_INVALID_ARGUMENT,
                           "calendar %.*s: the closure from %s is empty; `until` is exclusive",
                           VD_STR_ARGS(source->id), date_text(closure->from, from));
        if (!covers(calendar, closure->from) || closure->until > calendar->until)
            return vd_fail(err, VD_INVALID_ARGUMENT,
                           "calendar %.*s: the closure from %s is outside what it covers",
                           VD_STR_ARGS(source->id), date_text(closure->from, from));
        calendar->closures[calendar->closure_count++] = *closure;
    }
    qsort(calendar->closures, calendar->closure_count, sizeof(vd_closure), by_from_then_until);
    return VD_OK;
}

vd_status vd_calendar_build(vd_arena *arena, const vd_calendar_source *source,
                            const vd_calendar **ret_calendar, vd_error *err)
{
    vd_status status = check_coverage(source, err);

    if (status)
        return status;
    vd_calendar *calendar = VD_NEW(arena, vd_calendar);

    if (!calendar)
        return exhausted(err);
    calendar->id = source->id;
    calendar->title = source->title;
    calendar->note = source->note;
    calendar->base = source->base;
    calendar->depth = source->base ? source->base->depth + 1 : 0;
    calendar->from = source->covered_from;
    calendar->until = source->covered_until;
    calendar->weekly_rest = source->weekly_rest;
    calendar->weekly_rest_cite = source->weekly_rest_cite;
    status = put_offs(arena, calendar, source, err);
    if (!status)
        status = put_closures(arena, calendar, source, err);
    if (!status)
        *ret_calendar = calendar;
    return status;
}

vd_str vd_calendar_id(const vd_calendar *calendar)
{
    return calendar->id;
}

const vd_text *vd_calendar_title(const vd_calendar *calendar)
{
    return &calendar->title;
}

const vd_text *vd_calendar_note(const vd_calendar *calendar)
{
    return &calendar->note;
}

void vd_calendar_coverage(const vd_calendar *calendar, vd_date *ret_from, vd_date *ret_until)
{
    *ret_from = calendar->from;
    *ret_until = calendar->until;
}

/* The place of the district in an ascending list, or where it would stand. */
static size_t place_in(const vd_str *districts, size_t count, vd_str district)
{
    size_t i = 0;

    while (i < count && vd_str_cmp(districts[i], district) < 0)
        i++;
    return i;
}

size_t vd_calendar_districts(const vd_calendar *calendar, size_t most, vd_str *ret_districts)
{
    size_t count = 0;

    for (const vd_calendar *layer = calendar; layer; layer = layer->base)
        for (size_t c = 0; c < layer->closure_count; c++)
            for (size_t d = 0; d < layer->closures[c].district_count; d++) {
                vd_str district = layer->closures[c].districts[d];
                size_t place = place_in(ret_districts, count, district);

                if (count == most || (place < count && vd_str_eq(ret_districts[place], district)))
                    continue;
                memmove(&ret_districts[place + 1], &ret_districts[place],
                        (count - place) * sizeof(*ret_districts));
                ret_districts[place] = district;
                count++;
            }
    return count;
}

bool vd_calendar_names_district(const vd_calendar *calendar, vd_str district)
{
    for (const vd_calendar *layer = calendar; layer; layer = layer->base)
        for (size_t c = 0; c < layer->closure_count; c++)
            for (size_t d = 0; d < layer->closures[c].district_count; d++)
                if (vd_str_eq(layer->closures[c].districts[d], district))
                    return true;
    return false;
}

static bool holds_in(const vd_closure *closure, vd_str district)
{
    if (closure->district_count == 0)
        return true;
    for (size_t i = 0; i < closure->district_count; i++) {
        if (vd_str_eq(closure->districts[i], district))
            return true;
    }
    return false;
}

/* The kinds are ordered: a later one says more. Equal says nothing new, so the nearer layer and the
 * earlier entry stay. */
static void offer(vd_day *best, vd_day day)
{
    if (day.kind > best->kind)
        *best = day;
}

/* `possible` becomes the strongest kind that holds in some district only. */
static void offer_closures(const vd_calendar *layer, vd_date date, vd_str district, vd_day *best,
                           vd_day_kind *possible)
{
    for (size_t i = 0; i < layer->closure_count && layer->closures[i].from <= date; i++) {
        const vd_closure *closure = &layer->closures[i];
        vd_day_kind kind = closure->suspends ? VD_DAY_SUSPENDED : VD_DAY_OFF;

        if (date >= closure->until)
            continue;
        if (holds_in(closure, district))
            offer(best, (vd_day){.kind = kind,
                                 .reason = &closure->reason,
                                 .cite = closure->cite,
                                 .from = closure->from,
                                 .until = closure->until});
        else if (district.len == 0 && kind > *possible)
            *possible = kind;
    }
}

static void offer_single(const vd_calendar *layer, vd_date date, vd_day *best)
{
    const entry *found = off_on(layer, date);
    int weekday = vd_weekday(date) - 1;
    vd_day day = {.from = date, .until = date + 1};

    if (found) {
        day.kind = VD_DAY_OFF;
        day.reason = &found->off.reason;
        day.cite = found->off.cite;
        offer(best, day);
    }
    if (layer->weekly_rest & VD_REST_ON(weekday)) {
        day.kind = VD_DAY_REST;
        day.reason = &weekday_texts[weekday];
        day.cite = layer->weekly_rest_cite;
        offer(best, day);
    }
}

vd_day vd_calendar_day(const vd_calendar *calendar, vd_date date, vd_str district)
{
    vd_day best = {.kind = VD_DAY_WORKING, .from = date, .until = date};
    vd_day_kind possible = VD_DAY_WORKING;

    if (!covers(calendar, date)) {
        best.kind = VD_DAY_NOT_COVERED;
        return best;
    }
    best.until = date + 1;
    for (const vd_calendar *layer = calendar; layer; layer = layer->base) {
        offer_closures(layer, date, district, &best, &possible);
        offer_single(layer, date, &best);
    }
    best.depends_on_district = possible > best.kind;
    best.may_be_suspended = best.depends_on_district && possible == VD_DAY_SUSPENDED;
    return best;
}
