/*
 * A zone is a row of segments, each with one offset. Days must not run backwards even where the
 * clock does: a day begins at the first instant that shows its midnight (or skips it), and ends
 * where the next one begins.
 */
#include "engine/time/zone.h"

#define SECONDS_PER_DAY 86400
#define NANOS_PER_SECOND 1000000000
#define OFFSET_MAX (26 * 3600) /* more than any zone has been from UTC */
/* Far outside FEEL's years, and far inside of what fits: "for ever" is no day of a calendar. */
#define INSTANT_MAX (INT64_C(1) << 60)
#define DATE_MAX (INSTANT_MAX / SECONDS_PER_DAY)

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

const vd_zone *vd_zones_find(const vd_zones *zones, vd_str name)
{
    size_t low = 0, high = zones ? zones->count : 0;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = vd_str_cmp(zones->zones[middle].name, name);

        if (order == 0)
            return &zones->zones[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* How many transitions lie at or before `at`. */
static size_t passed(const vd_zone *zone, vd_instant at)
{
    size_t low = 0, high = zone->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (zone->transitions[middle].from <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int32_t offset_of_segment(const vd_zone *zone, size_t segment)
{
    return segment == 0 ? zone->first_offset : zone->transitions[segment - 1].offset;
}

int32_t vd_zone_offset(const vd_zone *zone, vd_instant at)
{
    if (zone->count == 0 || zone->transitions[zone->count - 1].from <= at)
        return offset_of_segment(zone, zone->count);
    return offset_of_segment(zone, passed(zone, at));
}

/* The first instant at which the wall clock shows `local` seconds or has jumped over them. */
static vd_instant first_showing(const vd_zone *zone, int64_t local)
{
    size_t segment;

    /* Behind the last transition, where nearly all questions are. */
    if (zone->count == 0 || zone->transitions[zone->count - 1].from <= local - OFFSET_MAX)
        return local - offset_of_segment(zone, zone->count);
    segment = passed(zone, local - OFFSET_MAX);
    for (;; segment++) {
        vd_instant at = local - offset_of_segment(zone, segment);

        if (segment < zone->count && at >= zone->transitions[segment].from)
            continue;
        if (segment > 0 && at < zone->transitions[segment - 1].from)
            return zone->transitions[segment - 1].from;
        return at;
    }
}

static int64_t within(int64_t number, int64_t most)
{
    return number > most ? most : number < -most ? -most : number;
}

vd_instant vd_zone_start_of(const vd_zone *zone, vd_date date)
{
    date = within(date, DATE_MAX);
    return first_showing(zone, date * SECONDS_PER_DAY);
}

vd_date vd_zone_date(const vd_zone *zone, vd_instant at)
{
    vd_date shown;

    at = within(at, INSTANT_MAX);
    shown = floor_div(at + vd_zone_offset(zone, at), SECONDS_PER_DAY);
    /* The clock was put back over midnight: the day that began has not ended. */
    return vd_zone_start_of(zone, shown + 1) <= at ? shown + 1 : shown;
}

vd_instant vd_zone_instant(const vd_zone *zone, vd_date date, int64_t nanos)
{
    date = within(date, DATE_MAX);
    return first_showing(zone, date * SECONDS_PER_DAY + nanos / NANOS_PER_SECOND);
}
