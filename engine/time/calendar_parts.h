/*
 * calendar_parts.h - what a calendar is made of, for calendar.c and for who stores a program.
 */
#ifndef VALEDOR_ENGINE_TIME_CALENDAR_PARTS_H
#define VALEDOR_ENGINE_TIME_CALENDAR_PARTS_H

#include "engine/time/calendar.h"

/* rank keeps the order of writing among entries of one day, so that sorting is deterministic. */
typedef struct vd_calendar_entry {
    vd_day_off off;
    uint32_t rank;
} vd_calendar_entry;

struct vd_calendar {
    vd_str id;
    vd_text title;
    vd_text note;
    const vd_calendar *base;
    unsigned depth;
    vd_date from;
    vd_date until;
    uint8_t weekly_rest;
    const vd_citation *weekly_rest_cite;
    size_t off_count;
    vd_calendar_entry *offs; /* by date, one a day */
    size_t closure_count;
    vd_closure *closures; /* by from */
};

#endif
