/*
 * zone.h - time zones as data: the engine reads no file and no clock.
 *
 * Lifetime: owned by whoever built them (rules/zones.c reads the system's tz database).
 */
#ifndef VALEDOR_ENGINE_TIME_ZONE_H
#define VALEDOR_ENGINE_TIME_ZONE_H

#include "engine/value.h"

typedef struct vd_transition {
    vd_instant from;
    int32_t offset; /* seconds east of UTC from then on */
} vd_transition;

typedef struct vd_zone {
    vd_str name;
    int32_t first_offset; /* before the first transition */
    size_t count;
    const vd_transition *transitions; /* ascending */
} vd_zone;

typedef struct vd_zones {
    size_t count;
    const vd_zone *zones; /* ascending by name */
} vd_zones;

const vd_zone *vd_zones_find(const vd_zones *zones, vd_str name);
int32_t vd_zone_offset(const vd_zone *zone, vd_instant at);
/* The day of the instant, and the first instant of a day, in the zone. Midnight that a transition
 * skips is the transition; midnight that occurs twice is the first. */
vd_date vd_zone_date(const vd_zone *zone, vd_instant at);
vd_instant vd_zone_start_of(const vd_zone *zone, vd_date date);
/* Wall clock to instant: nanos since midnight are cut to seconds. Within a gap: the transition. */
vd_instant vd_zone_instant(const vd_zone *zone, vd_date date, int64_t nanos);

#endif
