/*
 * motion.h - values on the time axis: ticks, settling, crossings. Internal to engine/feel.
 *
 * A value that moves keeps to its motion from the frame's `at` until its `until`: ticks are midnights
 * of the frame's zone, or seconds. What has no motion that can be told settles: it stands still, and
 * holds only until the next tick.
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
/* Gives the value a copy of the motion (none when it goes nowhere); settles it when memory is
 * short. */
void vd_set_motion(vd_run *run, vd_value *value, const vd_motion *motion);
/* Widens the motion of a value that moves: rounded, say, it is off by up to `slack`. */
void vd_loosen(vd_run *run, vd_value *value, vd_ratio slack, bool by_units);

/* The motion of left * a + right * b. False: their ticks differ, or it does not fit. One moves. */
VD_MUST_USE bool vd_motion_combine(const vd_value *a, const vd_value *b, vd_ratio left,
                                   vd_ratio right, vd_motion *ret_motion);
/* The less (the greater, when `most`) of two that move, or of one that does and one that stands:
 * `best` is it now, and gets the motion of whichever it will be. False: their ticks differ. */
VD_MUST_USE bool vd_motion_outermost(vd_run *run, bool most, vd_value *best, const vd_value *other);

/* The first instant at which "difference cmp 0" is no longer what it is now when the difference
 * moves on a line; when it drifts, one that is not later. */
vd_instant vd_crossing(vd_run *run, vd_cmp cmp, vd_ratio difference, const vd_motion *motion);

/* compare.c. Any values: null, unknown and errors as FEEL and Kleene have it; moving ones solved. */
vd_value vd_compare(vd_run *run, vd_cmp cmp, const vd_value *a, const vd_value *b);
/* a in [low, high] and the like, for one test on the right of `in`. */
vd_value vd_matches(vd_run *run, const vd_value *value, const vd_value *test);
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
