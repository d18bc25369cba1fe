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

/* Of what goes through all lanes: built a second time for the wider registers that most machines
 * have, and chosen when the program starts; sanitizers are not ready by then. */
#if defined(__x86_64__) && defined(__ELF__) && __has_attribute(target_clones) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && !defined(__clang__)
#define VD_WIDE __attribute__((target_clones("arch=haswell", "default")))
#else
#define VD_WIDE
#endif

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
    const vd_slots *slots; /* of each case; behind `count`, up to VD_LANES, of any */
    uint32_t count;        /* 1 to VD_LANES */
    uint64_t all;          /* the bits of the lanes in use */
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
