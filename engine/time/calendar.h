/*
 * calendar.h - which days count: weekly rest, days off and suspensions, each with the law it rests on.
 *
 * Calendars are layered: a calendar adds to its base (national holidays, then the judiciary's, then
 * a district's) and never takes a day away from it. Outside its coverage a calendar does not
 * guess: VD_DAY_NOT_COVERED.
 *
 * Lifetime: a calendar, its texts and citations live in the arena it was built in; its base must
 * live as long. Threads: immutable once built. Dates are days since 1970; periods are half-open.
 */
#ifndef VALEDOR_ENGINE_TIME_CALENDAR_H
#define VALEDOR_ENGINE_TIME_CALENDAR_H

#include "engine/cite.h"
#include "engine/value.h"

/* No calendar covers more; one built longer is refused. */
#define VD_CALENDAR_MAX_DAYS 73200 /* some 200 years */
#define VD_CALENDAR_MAX_ENTRIES 20000
#define VD_CALENDAR_MAX_DEPTH 8

typedef struct vd_calendar vd_calendar;

/* For vd_calendar_source.weekly_rest: bit 0 is Monday, bit 6 is Sunday. */
#define VD_REST_ON(weekday_from_monday) ((uint8_t)(1u << (weekday_from_monday)))
#define VD_REST_SATURDAY VD_REST_ON(5)
#define VD_REST_SUNDAY VD_REST_ON(6)

typedef enum vd_day_kind {
    VD_DAY_WORKING,
    VD_DAY_REST,       /* of every week */
    VD_DAY_OFF,        /* a holiday, or courts closed: not a business day, other terms run */
    VD_DAY_SUSPENDED,  /* terms are suspended: no term that heeds suspensions runs */
    VD_DAY_NOT_COVERED /* the calendar does not say */
} vd_day_kind;

/* What a calendar says of a day. */
typedef struct vd_day {
    vd_day_kind kind;
    const vd_text *reason;   /* NULL for a working day and where not covered */
    const vd_citation *cite; /* may be NULL for weekly rest */
    vd_date from;            /* the interval of the entry that decides; a single day otherwise */
    vd_date until;
    bool depends_on_district; /* no district was given, and in some districts it is not so */
    bool may_be_suspended;    /* the same, and in some of them it is VD_DAY_SUSPENDED */
} vd_day;

/* One entry of a day off. */
typedef struct vd_day_off {
    vd_date on;
    vd_text reason;
    const vd_citation *cite;
} vd_day_off;

/* Courts closed or terms suspended over [from, until). */
typedef struct vd_closure {
    vd_date from;
    vd_date until;
    bool suspends;         /* true: VD_DAY_SUSPENDED, false: VD_DAY_OFF */
    size_t district_count; /* 0: in every district */
    const vd_str *districts;
    vd_text reason;
    const vd_citation *cite;
} vd_closure;

/* The same day of every year, for dates within [from, until). 29 February only in leap years. */
typedef struct vd_yearly {
    int month; /* 1-12 */
    int day;   /* 1-31, within the month */
    vd_date from;
    vd_date until; /* VD_NO_DATE: open */
    vd_text reason;
    const vd_citation *cite;
} vd_yearly;

/* A day at a distance from Easter Sunday (Gregorian), for dates within [from, until). */
typedef struct vd_easter_day {
    int offset; /* -3 is Holy Thursday; within -100 to 100 */
    vd_date from;
    vd_date until; /* VD_NO_DATE: open */
    vd_text reason;
    const vd_citation *cite;
} vd_easter_day;

/* A calendar as written in a pack. Arrays may be given in any order; they are copied, the texts,
 * districts and citations that they point at are not. */
typedef struct vd_calendar_source {
    vd_str id;
    vd_text title;
    const vd_calendar *base; /* may be NULL */
    vd_date covered_from;    /* within the base's coverage, where there is a base */
    vd_date covered_until;
    uint8_t weekly_rest;
    const vd_citation *weekly_rest_cite; /* may be NULL */
    size_t day_count;
    const vd_day_off *days;
    size_t yearly_count;
    const vd_yearly *yearly;
    size_t easter_count;
    const vd_easter_day *easter;
    size_t closure_count;
    const vd_closure *closures;
    vd_text note;
} vd_calendar_source;

/*
 * Builds a calendar into the arena. VD_INVALID_ARGUMENT when the source contradicts itself (the
 * sentence says where: an entry outside the coverage, an empty period, a day given twice, a month
 * without such a day), VD_RESOURCE_EXHAUSTED past a limit or out of memory. A yearly or Easter day
 * that falls on a day given by date is dropped: the dated entry says more.
 */
VD_MUST_USE vd_status vd_calendar_build(vd_arena *arena, const vd_calendar_source *source,
                                        const vd_calendar **ret_calendar, vd_error *err);

vd_str vd_calendar_id(const vd_calendar *calendar);
const vd_text *vd_calendar_title(const vd_calendar *calendar);
const vd_text *vd_calendar_note(const vd_calendar *calendar);
void vd_calendar_coverage(const vd_calendar *calendar, vd_date *ret_from, vd_date *ret_until);

/*
 * Whether some closure of the calendar or its bases names the judicial district. vd_calendar_districts
 * writes up to `most` of the codes so named, each once, ascending, and returns how many it wrote;
 * they live as long as the calendar.
 */
bool vd_calendar_names_district(const vd_calendar *calendar, vd_str district);
size_t vd_calendar_districts(const vd_calendar *calendar, size_t most, vd_str *ret_districts);

/*
 * What the calendar and its bases say of the day. When several entries apply: a suspension before a
 * day off before weekly rest, and the nearer layer before its base. `district` is the code of the
 * judicial district, or empty when it is not known: then what holds only in some districts is not
 * applied, and depends_on_district says that it was so. The pointers live as long as the calendar.
 */
vd_day vd_calendar_day(const vd_calendar *calendar, vd_date date, vd_str district);

/* Easter Sunday of a Gregorian year, 1583 to 9999. */
vd_date vd_easter(int year);

#endif
