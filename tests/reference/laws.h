/*
 * laws.h - whole laws that compete, in the reference: one after the other, and the best of them.
 */
#ifndef VALEDOR_TESTS_REFERENCE_LAWS_H
#define VALEDOR_TESTS_REFERENCE_LAWS_H

#include "tests/reference/rule.h"

typedef struct ref_laws {
    size_t governing, later;
    /* unmodelled, uncovered: so is the law of the key date; troubled: one that competes */
    bool unsure, open, no, unmodelled, uncovered, troubled;
    ref_set missing;
    ref_outcome best;
    bool has_best, all_due;
} ref_laws;

/* `sure`: it competes for sure. */
void ref_weigh_law(ref_laws *laws, vd_arena *arena, vd_criterion criterion, ref_outcome one,
                   bool sure);
ref_outcome ref_best_of_laws(const ref_laws *laws, vd_criterion criterion);

#endif
