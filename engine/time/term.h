/*
 * term.h - counting terms: from a start, so many hours, days, business days or months.
 *
 * Everything that the law leaves to a choice is a field of vd_term; nothing is presumed here.
 * docs/legal-time.md explains each choice and the article behind it.
 *
 * Lifetime: a result borrows texts and citations from the term and its calendar; its list lives in
 * the arena given. Threads: pure functions. No clock: the start is an argument.
 */
#ifndef VALEDOR_ENGINE_TIME_TERM_H
#define VALEDOR_ENGINE_TIME_TERM_H

#include "engine/time/calendar.h"
#include "engine/time/zone.h"
#include "engine/value.h"

#define VD_TERM_MAX_MONTHS 2400
#define VD_TERM_MAX_DAYS 73200
#define VD_TERM_MAX_HOURS 876000
#define VD_TERM_MAX_BUSINESS_DAYS 4000
#define VD_TERM_MAX_PAUSES 1000

/* Hours start at their instant, whether the day is counted or not: a rule whose base is in hours and
 * whose exceptions are in days says it once for both. */
typedef enum vd_first_day {
    VD_FIRST_NEXT,          /* the day of the event is not counted */
    VD_FIRST_INCLUDED,      /* it is: custody counts the day of arrest */
    VD_FIRST_NEXT_BUSINESS, /* counting starts on the first business day after it */
    VD_FIRST_MOMENT         /* days and months run from the very hour to the same hour */
} vd_first_day;

typedef enum vd_roll {
    VD_ROLL_NONE,
    VD_ROLL_NEXT_BUSINESS_DAY /* a term that ends on a day off ends on the next business day */
} vd_roll;

/* Where terms with months end. */
typedef enum vd_ends {
    VD_ENDS_SAME_DAY, /* the last day is the equal date of the day before the first one counted; with
                         VD_FIRST_INCLUDED, of the day of the event */
    VD_ENDS_EVE       /* the last day is the eve of the equal date of the first day counted */
} vd_ends;

/* When the month has no equal date (31 January + 1 month). */
typedef enum vd_month_end {
    VD_MONTH_END_LAST_DAY, /* the last day of that month stands for it */
    VD_MONTH_END_NEXT_DAY, /* the first of the next month does */
    VD_MONTH_END_REFUSE    /* the term is not counted: VD_FAILED_PRECONDITION */
} vd_month_end;

/* Days that do not count: [from, until). May overlap each other. */
typedef struct vd_pause {
    vd_date from;
    vd_date until;
    vd_text reason;
    const vd_citation *cite; /* may be NULL */
} vd_pause;

typedef struct vd_term {
    /* The event. With has_instant the date is that of the instant in the zone, and start_on is not
     * read. Hours and VD_FIRST_MOMENT need the instant. */
    bool has_instant;
    vd_instant start_at;
    vd_date start_on;
    /* Hours alone, business days alone, or months and days. Months are counted before days, and
     * month_end is settled between the two. */
    vd_span length;
    const vd_zone *zone;
    /* May be NULL when nothing below needs to know business days. */
    const vd_calendar *calendar;
    vd_str district; /* empty when not known */
    vd_first_day first_day;
    vd_roll roll;
    vd_ends ends;
    vd_month_end month_end;
    /* Calendar suspensions also stop terms of months, days or hours (they always stop business
     * days). Never for liberty. */
    bool heeds_suspensions;
    size_t pause_count;
    const vd_pause *pauses;
    /* Term of the distance, added at the end before any roll: days or business days alone, or zero.
     * Where the term runs by the hour, a day of it is 24 hours. */
    vd_span distance;
    /* Notice by electronic box takes effect on the n-th business day after the start; that day is
     * then the event. 0: the start itself is. Reading A of LOPJ 155-C (the day of effect is day
     * one): 2 with VD_FIRST_INCLUDED. Reading B: 2 with VD_FIRST_NEXT_BUSINESS. */
    int32_t notice_business_days;
} vd_term;

typedef enum vd_moved_kind {
    VD_MOVED_REST,      /* weekly rest skipped */
    VD_MOVED_OFF,       /* day off skipped */
    VD_MOVED_SUSPENDED, /* suspension of the calendar */
    VD_MOVED_PAUSED     /* pause of the term itself */
} vd_moved_kind;

/* In which step the days did not count. */
typedef enum vd_moved_step {
    VD_STEP_NOTICE, /* while the notice was taking effect */
    VD_STEP_START,  /* before the first day counted */
    VD_STEP_COUNT,
    VD_STEP_DISTANCE,
    VD_STEP_ROLL /* after the last day: the end moved past it */
} vd_moved_step;

/* Days that moved the date: [from, until). One day each for rest and days off; the part of a pause
 * or suspension that was met is one entry. */
typedef struct vd_moved {
    vd_date from;
    vd_date until;
    vd_moved_kind kind;
    vd_moved_step step;
    const vd_text *reason;
    const vd_citation *cite; /* may be NULL */
} vd_moved;

typedef struct vd_term_end {
    vd_instant due;       /* exclusive: the first instant at which the term is over */
    vd_date last_day;     /* the day of the term's last moment */
    bool by_the_hour;     /* due is an hour, not the end of last_day */
    vd_date counted_from; /* the first day counted */
    vd_date
        notice_effect;  /* when the notice took effect; VD_NO_DATE without notice_business_days */
    size_t moved_count; /* in the order of the steps */
    const vd_moved *moved;
    bool depends_on_district; /* no district was given, and some day met would differ in some */
} vd_term_end;

/*
 * Counts the term. VD_INVALID_ARGUMENT when the term does not say enough or mixes units,
 * VD_OUT_OF_RANGE when it reaches beyond the calendar's coverage (the sentence gives the dates
 * covered) or beyond what dates can hold, VD_FAILED_PRECONDITION when the month has no such day and
 * month_end refuses, VD_RESOURCE_EXHAUSTED when the arena is.
 */
VD_MUST_USE vd_status vd_term_count(vd_arena *arena, const vd_term *term, vd_term_end *ret_end,
                                    vd_error *err);

/* What vd_term_count refuses before counting. VD_OK, VD_INVALID_ARGUMENT, VD_OUT_OF_RANGE. */
VD_MUST_USE vd_status vd_term_check(const vd_term *term, vd_error *err);

/* The words of a pack: "next", "included", "next_business", "moment"; "none", "next_business_day";
 * "same_day", "eve"; "last_day", "next_day", "refuse". False when the word is none of them. */
bool vd_first_day_parse(vd_str word, vd_first_day *ret_first_day);
bool vd_roll_parse(vd_str word, vd_roll *ret_roll);
bool vd_ends_parse(vd_str word, vd_ends *ret_ends);
bool vd_month_end_parse(vd_str word, vd_month_end *ret_month_end);
vd_str vd_moved_kind_name(vd_moved_kind kind);
vd_str vd_moved_step_name(vd_moved_step step);

#endif
