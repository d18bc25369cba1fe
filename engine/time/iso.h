/*
 * iso.h - dates, times and durations in FEEL's text form (ISO 8601 with zones behind an @).
 *
 * Parsers take the whole text and answer false when it is anything else. Plain data, no state.
 */
#ifndef VALEDOR_ENGINE_TIME_ISO_H
#define VALEDOR_ENGINE_TIME_ISO_H

#include "engine/time/zone.h"

#define VD_NANOS_PER_SECOND INT64_C(1000000000)
#define VD_SECONDS_PER_DAY INT64_C(86400)
#define VD_NANOS_PER_DAY (VD_SECONDS_PER_DAY * VD_NANOS_PER_SECOND)

VD_MUST_USE bool vd_iso_parse_date(vd_str text, vd_date *ret_date);
/* The zone's name borrows from text; its offset is not known yet: see vd_clock_settle. Seconds may
 * be left out only when `short_form`, which is not FEEL's. */
VD_MUST_USE bool vd_iso_parse_time(vd_str text, bool short_form, vd_clock *ret_clock);
/* A date alone is its midnight. */
VD_MUST_USE bool vd_iso_parse_date_time(vd_str text, bool short_form, vd_clock *ret_clock);

typedef struct vd_duration {
    bool in_months; /* years and months; else days and time */
    int64_t amount; /* months, or nanoseconds */
} vd_duration;

/* "P1Y2M", "-P1DT2H3M4.5S". Both kinds in one, and what does not fit, are refused. */
VD_MUST_USE bool vd_iso_parse_duration(vd_str text, vd_duration *ret_duration);

/* "6 years 8 months", "48 hours", "5 business days", singular too. */
VD_MUST_USE bool vd_iso_parse_span(vd_str text, vd_span *ret_span);
/* Adds `count` of the unit ("year", "days", ...; "business" days apart) to the span. */
VD_MUST_USE bool vd_span_add_unit(vd_span *span, int64_t count, vd_str unit, bool business);

/* Looks the zone's name up and sets the offset that it has at that wall clock; a time of day has
 * the one of 1970-01-01. False: no such zone. */
VD_MUST_USE bool vd_clock_settle(const vd_zones *zones, vd_clock *clock);
/* Nanoseconds are cut. The clock has an offset, or is read as UTC. */
vd_instant vd_clock_instant(const vd_clock *clock);

#define VD_ISO_TEXT 128
size_t vd_iso_print_date(vd_date date, char text[VD_ISO_TEXT]);
/* Zone names longer than fits are cut. */
size_t vd_iso_print_time(const vd_clock *clock, char text[VD_ISO_TEXT]);
size_t vd_iso_print_date_time(const vd_clock *clock, char text[VD_ISO_TEXT]);
size_t vd_iso_print_duration(vd_duration duration, char text[VD_ISO_TEXT]);
size_t vd_iso_print_span(vd_span span, char text[VD_ISO_TEXT]);

#endif
