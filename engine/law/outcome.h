/*
 * outcome.h - what one rule, version and reading says at one instant, and how parts make a whole.
 *
 * `until` is exclusive and covers all that the outcome says: status, dates, missing facts, binding.
 */
#ifndef VALEDOR_ENGINE_LAW_OUTCOME_H
#define VALEDOR_ENGINE_LAW_OUTCOME_H

#include "engine/law/run.h"

/* Which of its alternatives a rule is asked for. */
typedef struct vd_variant {
    const vd_rule *rule;
    const vd_version *version; /* NULL: the one that applies */
    vd_str reading;            /* empty: the headline, which is the first */
    bool as_law; /* with a version: only while it competes for the case, see best_of.h */
} vd_variant;

typedef struct vd_outcome {
    vd_verdict status;
    vd_instant until;
    const vd_version *version;  /* NULL: none, or several may apply */
    const vd_missing *missing;  /* when the status is unknown and its kin */
    const vd_missing *presumed; /* taken as not done because nothing on record says so */
    vd_str binding;
    vd_str reason;
    vd_dates dates;     /* due only; eligible_from is forecast.c's */
    bool several;       /* unknown because several versions may apply and disagree */
    bool missing_bound; /* missing may name more than is needed: more doubts than ways are tried */
} vd_outcome;

/* What a version's fields are worth, exceptions and the reading applied. */
typedef struct vd_field_value {
    vd_value value;
    vd_str conflict; /* not empty: two exceptions that apply disagree; value is an error */
} vd_field_value;

/* How sure a condition is. */
typedef enum vd_truth { VD_FALSE, VD_TRUE, VD_MAYBE, VD_TROUBLE } vd_truth;

/* null counts as false: what is known to be absent does not hold. */
vd_truth vd_truth_of(const vd_value *value);

static inline vd_instant vd_sooner(vd_instant a, vd_instant b)
{
    return a < b ? a : b;
}

/* The first instant at which the value may differ, its motion included. */
vd_instant vd_value_until(const vd_run *run, const vd_value *value);

/* The status that an unknown or faulty value gives, with its missing facts and reason. */
vd_outcome vd_outcome_of_trouble(vd_run *run, const vd_value *value);

/* The field (or item, target - VD_FIELD_COUNT) of the version, in the reading. Absent: null. Within
 * vd_outcome_of_ways: as it is on the way at hand. */
vd_field_value vd_version_field(vd_run *run, const vd_version *version, vd_str reading,
                                uint32_t target);

/* The parts of vd_version_field: the field as the version and the reading have it, what replaces
 * `target` among `sets` (NULL: nothing), and a replacement with `base` standing for what it
 * departs from. */
vd_value vd_base_value(vd_run *run, const vd_version *version, vd_str reading, uint32_t target);
const vd_expr *vd_set_for(const vd_set *sets, size_t count, uint32_t target);
vd_value vd_eval_on_base(vd_run *run, const vd_expr *expr, const vd_value *base);

/* Whether the windows hold: FALSE, TRUE, MAYBE with the facts that are missing. */
vd_value vd_windows_hold(vd_run *run, const vd_windows *windows);
/* One of them; and Kleene's "and" of two such answers. */
vd_value vd_window_holds(vd_run *run, const vd_window *window);
vd_value vd_both_hold(vd_run *run, const vd_value *a, const vd_value *b);

/* The version by itself, as if it alone were the law. */
vd_outcome vd_version_outcome(vd_run *run, const vd_rule *rule, const vd_version *version,
                              vd_str reading);

/* The version on every way in which its exceptions may turn out, as far as that is not known: known
 * when `ask` says the same on all of them. */
typedef vd_outcome (*vd_ask_version)(vd_run *run, const vd_version *version, vd_str reading);

vd_outcome vd_outcome_of_ways(vd_run *run, const vd_version *version, vd_str reading,
                              vd_ask_version ask);

vd_outcome vd_deadline_outcome(vd_run *run, const vd_version *version, vd_str reading);
vd_outcome vd_benefit_outcome(vd_run *run, const vd_version *version, vd_str reading);
vd_outcome vd_guideline_outcome(vd_run *run, const vd_version *version, vd_str reading);

/* Counts the term of the version's fields. `*ret_has_due` is false when it has not got a start
 * (null), or something that it needs is unknown or faulty: then *ret_trouble is not null. */
typedef struct vd_term_outcome {
    bool has_due;
    bool started; /* false: the start is null or still to come */
    vd_instant start_at;
    bool start_day_only; /* start_at is the first instant of that day */
    vd_dates dates;
    vd_instant until; /* of all that the term was counted from */
    vd_value trouble; /* VD_NULL: none */
    vd_str conflict;
    vd_str reason;   /* of the trouble, where what is missing does not say it all */
    vd_truth paused; /* the instant lies in a suspension; VD_MAYBE: in some districts */
    vd_str binding;
} vd_term_outcome;

vd_term_outcome vd_count_term(vd_run *run, const vd_version *version, vd_str reading);

/* The rule at the run's instant for the run's record: applies, version, reading, outcome. */
vd_outcome vd_rule_outcome(vd_run *run, const vd_variant *variant);

/* The versions that apply or may apply. Returns how many were put into `candidates` (room for one
 * a version); *ret_certain is true when exactly one applies for sure. */
typedef struct vd_selection {
    size_t count;
    const vd_version **candidates;
    bool certain;
    unsigned gaps;    /* bits 1 << vd_gap_cause of the declared gaps that apply or may */
    bool gap_certain; /* one of them does */
    vd_instant until;
    const vd_missing *missing; /* key dates and conditions that are not known */
    vd_value trouble;          /* VD_NULL: none */
} vd_selection;

vd_selection vd_select_versions(vd_run *run, const vd_rule *rule);

bool vd_same_answer(const vd_outcome *a, const vd_outcome *b);

#endif
