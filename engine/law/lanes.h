/*
 * lanes.h - a condition for a block of cases at once, a bit each.
 *
 * Facts that are known for good, or known to be missing, are gathered a fact at a time; "and", "or"
 * and "not" are then one operation on all the cases of the block. A case for which a fact is more
 * than that (periods, suppliers who disagree, what cannot be known) is left to the single path: its
 * bit is in `ask`.
 */
#ifndef VALEDOR_ENGINE_LAW_LANES_H
#define VALEDOR_ENGINE_LAW_LANES_H

#include "engine/feel/condition.h"
#include "engine/law/case.h"

#define VD_LANES 64
#define VD_NEVER_TURNS INT32_MAX

/* What a condition comes to in each lane. In none of the masks: null. */
typedef struct vd_lanes {
    uint64_t yes;
    uint64_t no;
    uint64_t maybe;
    uint64_t ask;
    const int32_t *turns; /* by lane, after how many midnights it may differ; NULL: never */
} vd_lanes;

typedef struct vd_column vd_column;

/* One block, and what it has gathered. */
typedef struct vd_block {
    vd_arena *arena; /* given back after each block */
    const vd_program *program;
    const vd_case *const *cases;
    uint32_t count; /* at most VD_LANES */
    uint64_t all;   /* the bits of the lanes in use */
    vd_date today;
    vd_column **columns;    /* by fact; NULL: not gathered yet */
    vd_lanes **definitions; /* by definition */
    vd_frame *frame;        /* for what is told a case at a time */
} vd_block;

/* Whether lanes can tell it. */
bool vd_lanes_can(const vd_program *program, const vd_expr *expr);
/* What the expression, of which lanes can tell, comes to. */
vd_lanes vd_lanes_hold(vd_block *block, const vd_expr *expr);

#endif
