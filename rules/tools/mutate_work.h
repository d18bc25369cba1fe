/*
 * mutate_work.h - trying mutants, by one process or several.
 *
 * Internal to rules/tools. Lifetime: borrows from the loader and its arena.
 */
#ifndef VALEDOR_RULES_TOOLS_MUTATE_WORK_H
#define VALEDOR_RULES_TOOLS_MUTATE_WORK_H

#include "rules/tools/mutants.h"
#include "rules/tools/mutate.h"
#include "rules/tools/suite.h"

/* What became of a mutant: a byte each, which processes share. */
typedef enum vd_fate {
    VD_FATE_UNTRIED,
    VD_FATE_REFUSED,
    VD_FATE_UNNOTICED,
    VD_FATE_NOTICED
} vd_fate;

typedef struct vd_mutate_work {
    vd_loader *load;
    const vd_suite *suite;
    const bool *uses; /* of vd_rule_uses */
    const vd_mutate_how *how;
    size_t count;
    const vd_mutant *const *mutants;
} vd_mutate_work;

/* Whether an answer of the rule may show the mutant. */
bool vd_mutant_concerns(const vd_mutate_work *work, const vd_mutant *mutant, uint32_t rule);

/* ret_fates, in the arena of the loader, has one for each mutant; those that time was not enough
 * for stay VD_FATE_UNTRIED. VD_INTERNAL when a process died, VD_RESOURCE_EXHAUSTED for want of
 * memory. */
VD_MUST_USE vd_status vd_mutants_try(const vd_mutate_work *work, unsigned char **ret_fates,
                                     vd_error *err);

#endif
