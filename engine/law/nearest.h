/*
 * nearest.h - what would turn a "no" into a "yes": by waiting, and by what the person or the defence
 * can bring about.
 *
 * Facts declare the action that is in somebody's power (docs/rule-language.md). The smallest sets
 * of actions are sought, each tried by asking the rule again, never by reading its expressions.
 */
#ifndef VALEDOR_ENGINE_LAW_NEAREST_H
#define VALEDOR_ENGINE_LAW_NEAREST_H

#include "engine/law/assess.h"

/* Actions that are taken together, at most. */
#define VD_NEAREST_ACTIONS 3
/* Actions among which sets are sought; with more, sets of one only. */
#define VD_NEAREST_CHOICES 12

typedef struct vd_step {
    uint32_t fact; /* with an action */
    vd_str instance;
} vd_step;

/* Actions that open the answer, at once or from a day. */
typedef struct vd_way {
    size_t count;
    vd_step steps[VD_NEAREST_ACTIONS];
    vd_instant from; /* the question's instant: at once */
} vd_way;

typedef struct vd_nearest {
    vd_instant asked_at;
    bool has_waiting;
    vd_instant waiting_until; /* nothing needs to be done but to wait */
    size_t count;
    const vd_way *ways; /* the soonest first, then the smallest */
} vd_nearest;

/* For one rule and instance (empty: the case) that answer "no" at `at`. NULL when exhausted. */
const vd_nearest *vd_nearest_change(vd_arena *arena, const vd_program *program,
                                    const vd_case *subject, uint32_t rule, vd_str instance,
                                    vd_instant at);

#endif
