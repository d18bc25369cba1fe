/*
 * motion.h - values on the time axis: ticks, settling, crossings. Internal to engine/feel.
 *
 * A value that moves is linear from the frame's `at` until its `until`: after k ticks of its pace
 * (midnights of the frame's zone, or seconds) it stands k rates further on. Whatever cannot stay
 * linear settles: it stands still, and holds only until the next tick.
 */
#ifndef VALEDOR_ENGINE_FEEL_MOTION_H
#define VALEDOR_ENGINE_FEEL_MOTION_H

#include "engine/feel/node.h"
#include "engine/ratio.h"

extern const vd_motion vd_motion_day;    /* one a midnight */
extern const vd_motion vd_motion_second; /* one a second */

/* The instant of the k-th tick from the frame's `at`; VD_FOREVER when out of range. */
vd_instant vd_tick(vd_run *run, vd_pace pace, int64_t k);
/* Drops the motion; until becomes the next tick. Of lists and the like also the items count, which
 * stay as they are. */
void vd_settle(vd_run *run, vd_value *value);
/* Gives the value a motion (none when the rate is 0); settles it when memory is short. */
void vd_set_motion(vd_run *run, vd_value *value, vd_pace pace, vd_ratio rate);
static inline vd_ratio vd_rate(const vd_value *value)
{
    return value->motion ? value->motion->rate : (vd_ratio){0, 1};
}

/* Sets *ret_pace to the pace that both keep. False: they keep different ones, or none moves. */
bool vd_common_pace(const vd_value *a, const vd_value *b, vd_pace *ret_pace);

/* The first instant at which "difference cmp 0" is no longer what it is now, when the difference
 * moves at the rate. */
vd_instant vd_crossing(vd_run *run, vd_cmp cmp, vd_ratio difference, vd_pace pace, vd_ratio rate);

/* compare.c. Any values: null, unknown and errors as FEEL and Kleene have it; moving ones solved. */
vd_value vd_compare(vd_run *run, vd_cmp cmp, const vd_value *a, const vd_value *b);
/* a in [low, high] and the like, for one test on the right of `in`. */
vd_value vd_matches(vd_run *run, const vd_value *value, const vd_value *test);
vd_value vd_in_range(vd_run *run, const vd_value *value, const vd_range *range);
/* Identity in type and form: FEEL's is(). Known values. */
bool vd_value_identical(const vd_value *a, const vd_value *b);
/* Kleene's and (or, when `any`) of two truth values with their untils; Null loses
 * against false (true) and unknown, and wins over true (false). */
vd_value vd_both(vd_run *run, bool any, const vd_value *a, const vd_value *b);

/* What a value stands for on a line: days, seconds, nanoseconds, months. False: on none. */
bool vd_scalar(const vd_value *value, int64_t *ret_scalar);

/* The union of what is missing in both, or the error; until is the sooner. */
vd_value vd_undecided(vd_run *run, const vd_value *a, const vd_value *b);

#endif
