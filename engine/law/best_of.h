/*
 * best_of.h - favourable law: whole laws compared, never a mixture of their parts.
 *
 * A rule may declare `best_of`: beside the version that governs its key date, each version that was
 * in force at any time since then, up to today, competes, unless it says `retroactive: false`. Each
 * is evaluated whole, as if it alone were the law, and the better one by the declared criterion is
 * the answer. Where a law that might be better cannot be told, the answer is not known and all stand
 * side by side.
 */
#ifndef VALEDOR_ENGINE_LAW_BEST_OF_H
#define VALEDOR_ENGINE_LAW_BEST_OF_H

#include "engine/law/outcome.h"

typedef struct vd_law {
    const vd_version *version;
    bool certain; /* it competes for sure */
    bool governs; /* the law of the key date, or may be */
} vd_law;

typedef struct vd_laws {
    size_t count;
    vd_law *items; /* those that govern first, then in the order written */
    vd_instant until;
    const vd_missing *missing; /* what makes some of them uncertain */
    vd_value trouble;          /* VD_NULL: none */
    vd_selection governing;    /* what the key date alone selects */
} vd_laws;

/* The laws that compete at the run's instant for the run's record; with `coming` also those that
 * will, because they are written already and not yet in force. */
vd_laws vd_competing_laws(vd_run *run, const vd_rule *rule, bool coming);

/* More than the law of the key date competes. */
bool vd_laws_compete(const vd_laws *laws);

/* The version's outcome while it competes; before it was in force it opens nothing. */
vd_outcome vd_law_outcome(vd_run *run, const vd_variant *variant);

/*
 * The outcome of a rule with best_of. False when no other law competes: then the rule is asked as
 * any other, and ret_outcome->until is how long that holds.
 */
bool vd_best_outcome(vd_run *run, const vd_variant *variant, vd_outcome *ret_outcome);

/* Whether `a` is better than `b`, whose statuses are known and the same, or whose dues are. The
 * dates must have been forecast for VD_BEST_EARLIEST_ELIGIBLE. */
bool vd_law_is_better(vd_criterion criterion, const vd_outcome *a, const vd_outcome *b);

/* "earliest_eligible", ... Static text. */
const char *vd_criterion_name(vd_criterion criterion);

#endif
