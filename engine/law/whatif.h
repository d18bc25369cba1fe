/*
 * whatif.h - a case with some facts laid over it, and what that changes in its answer.
 *
 * Lifetime: the case laid over borrows from the one below, the overlay and the program; differences
 * borrow from both assessments. All live in the arena given.
 */
#ifndef VALEDOR_ENGINE_LAW_WHATIF_H
#define VALEDOR_ENGINE_LAW_WHATIF_H

#include "engine/law/assess.h"

typedef struct vd_forgotten {
    vd_str fact;
    vd_str instance; /* empty: of the case itself */
} vd_forgotten;

/* What is said instead of what the case says: all statements about a fact are replaced. Records of
 * `said` that the case does not have are added; lists may be said complete. */
typedef struct vd_overlay {
    const vd_case_doc *said; /* id and jurisdiction are not read */
    size_t forgotten_count;
    const vd_forgotten *forgotten; /* `unknown`: as if nobody had said anything */
} vd_overlay;

/* VD_INVALID_ARGUMENT as vd_case_link. */
VD_MUST_USE vd_status vd_case_overlay(vd_arena *arena, const vd_program *program,
                                      const vd_case *subject, const vd_overlay *overlay,
                                      const vd_case **ret_case, vd_error *err);

/* The same for one fact whose value is at hand, or one list that is said to be complete. */
typedef struct vd_supposition {
    uint32_t fact;   /* VD_NONE: the list of `record` is complete */
    uint32_t record; /* then */
    vd_str instance;
    vd_presence presence; /* VD_PRESENT with the value, or VD_ABSENT */
    vd_value value;
} vd_supposition;

/* NULL when the arena is exhausted, or the case has no such record. */
const vd_case *vd_case_suppose(vd_arena *arena, const vd_program *program, const vd_case *subject,
                               const vd_supposition *suppositions, size_t count);

/* What differs of a determination. */
typedef enum vd_difference_part {
    VD_DIFFERS_STATUS = 1,
    VD_DIFFERS_DATES = 2,        /* due or eligible_from */
    VD_DIFFERS_VERSION = 4,      /* which law applies */
    VD_DIFFERS_MISSING = 8,      /* which facts are asked for */
    VD_DIFFERS_ALTERNATIVES = 16 /* what other readings, laws or suppliers give */
} vd_difference_part;

typedef struct vd_difference {
    const vd_determination *before; /* NULL: there was none */
    const vd_determination *after;  /* NULL: there is none */
    unsigned parts;                 /* bits of vd_difference_part */
} vd_difference;

/*
 * The determinations that differ, in the order of `before`, then those that are new. The two may
 * come from different programs: rules, versions and facts are compared by their ids. What does not
 * apply on either side is left out. False when the arena is exhausted.
 */
VD_MUST_USE bool vd_assessments_differ(vd_arena *arena, const vd_program *program_before,
                                       const vd_assessment *before, const vd_program *program_after,
                                       const vd_assessment *after, size_t *ret_count,
                                       const vd_difference **ret_differences);

#endif
