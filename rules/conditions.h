/*
 * conditions.h - what the words of conditions prove of each other.
 *
 * Little is proved, and that for certain: conditions are taken as parts joined by `and`, and parts
 * exclude each other when they are the same thing equal to (or in lists of) different codes, a
 * condition and its `not(...)`, or comparisons that no number or day satisfies both. Internal to
 * rules/.
 */
#ifndef VALEDOR_RULES_CONDITIONS_H
#define VALEDOR_RULES_CONDITIONS_H

#include <valedor/base.h>

#include "engine/time/date.h"

/* Some part of one excludes some part of the other. */
bool vd_conditions_exclude(vd_str a, vd_str b);
/* It is `false`, or its parts exclude each other. */
bool vd_condition_never_holds(vd_str condition);
/* Every part of the other is one of its own. */
bool vd_condition_implies(vd_str condition, vd_str other);
/* It asks for the date to lie before `from`, or at `until` or later. */
bool vd_condition_outside(vd_str condition, vd_str date, vd_date from, vd_date until);

#endif
