/*
 * assess.h - the question that Valedor exists for: what holds for this case at this instant.
 *
 * The result is closed: statuses are never added without a new version of the contract.
 * Lifetime: results live in the arena given and borrow from program and case.
 */
#ifndef VALEDOR_ENGINE_LAW_ASSESS_H
#define VALEDOR_ENGINE_LAW_ASSESS_H

#include "engine/law/case.h"
#include "engine/time/term.h"

/* Names what an evaluation means; changes whenever some answer would. */
#define VD_ENGINE_SEMANTICS "valedor-engine/1"

typedef enum vd_verdict {
    VD_YES,
    VD_NO,
    VD_UNKNOWN_STATUS,
    VD_NOT_APPLICABLE,
    VD_UNDECIDABLE,
    VD_CONFLICT,
    VD_OUT_OF_COVERAGE,
    VD_NOT_AUTOMATED,
    VD_ASK_DEFENCE,
    VD_NOT_STARTED, /* from here: deadlines only */
    VD_RUNNING,
    VD_SUSPENDED,
    VD_MET,
    VD_MISSED,
    VD_ENDED
} vd_verdict;

/* "yes", "not_applicable", ... Static text. */
const char *vd_verdict_name(vd_verdict verdict);

typedef struct vd_missing_fact {
    uint32_t fact;   /* index; VD_NONE when a list of records is not known to be complete */
    uint32_t record; /* then: which list */
    vd_str instance; /* id of the record; empty for the case itself */
    vd_why why;
    bool disputed; /* suppliers disagree */
} vd_missing_fact;

typedef struct vd_dates {
    bool has_due;
    vd_instant due;   /* exclusive: the first instant at which the term is over */
    vd_date last_day; /* the last day of the term */
    bool by_the_hour; /* due is an hour, not the end of last_day */
    vd_date counted_from;
    size_t moved_count;
    const vd_moved *moved; /* days skipped, suspensions, rolls, each with its ground */
    bool has_eligible;
    vd_instant eligible_from;  /* on record: custody goes on, nothing further is earned */
    bool eligible_provisional; /* if the missing facts turn out well */
    bool has_if_continues;
    vd_instant if_continues; /* at the present rate of work or study */
    bool has_eligible_until;
    vd_instant eligible_until;
} vd_dates;

typedef enum vd_alternative_kind {
    VD_ALT_READING,
    VD_ALT_VERSION,
    VD_ALT_DISPUTED
} vd_alternative_kind;

typedef struct vd_alternative {
    vd_alternative_kind kind;
    vd_str id;
    vd_text title;
    vd_str authority;
    bool strict;
    bool headline; /* the one that the determination itself states */
    vd_verdict status;
    vd_dates dates;
    vd_citations cite;
} vd_alternative;

/* What a node does to the answer: a requirement met speaks for it, a bar that holds against it. */
typedef enum vd_effect {
    VD_EFFECT_NONE, /* decides nothing by itself: a fact, a field */
    VD_EFFECT_FOR,
    VD_EFFECT_AGAINST,
    VD_EFFECT_OPEN /* not known */
} vd_effect;

/* A node of the explanation: what was asked, what came out, until when, on what ground. */
typedef struct vd_explanation vd_explanation;
struct vd_explanation {
    vd_str id;    /* of the requirement, exception, version... */
    vd_str label; /* "requirement", "bar", "exception", "version", "applies", "fact", "field" */
    vd_text text; /* for people; may be empty */
    vd_str expression; /* as written in the pack; may be empty */
    vd_str value;      /* in FEEL's text form; "unknown" */
    vd_instant until;
    vd_effect effect;
    vd_citations cite;
    size_t count;
    const vd_explanation *children;
};

/* Whole laws competed for the rule: see best_of.h. They are among the alternatives. */
typedef struct vd_choice {
    const vd_best_of *best_of;
    const vd_version *governing; /* the law of the key date; NULL: not known, or none */
    const vd_version *taken;     /* NULL: one side is not known, or they cannot be compared */
} vd_choice;

typedef struct vd_determination {
    const vd_rule *rule;
    vd_str instance;
    const vd_version *version; /* NULL: none applies or several may */
    const vd_words *words;     /* the texts that hold: version's before rule's */
    vd_verdict status;
    bool of_another_stage; /* than the one at which the case stands */
    vd_dates dates;
    vd_instant valid_until; /* VD_FOREVER: nothing known will change it */
    vd_str binding;         /* id of the condition that decides; empty when there is none */
    vd_str reason;          /* conflict, coverage, fault: one clause */
    size_t alternative_count;
    const vd_alternative *alternatives;
    size_t missing_count;
    const vd_missing_fact *missing;
    /* The list may name more than is needed: not so only of one fact (withheld ones count) while
     * exceptions were tried in every way in which they may turn out. */
    bool missing_bound;
    size_t presumed_count;
    const vd_missing_fact *presumed; /* taken as not done because nothing on record says so */
    size_t citation_count;
    const vd_citation *const *citations;
    const vd_choice *choice;           /* NULL: no other law competed */
    const vd_explanation *explanation; /* NULL unless asked for */
    size_t explanation_cut;            /* nodes left out beyond the limit */
    const struct vd_nearest *nearest; /* NULL unless asked for, and the answer is "no"; nearest.h */
} vd_determination;

typedef struct vd_assessment {
    vd_instant at;
    size_t count;
    const vd_determination *items; /* in the order of the program's rules and the case's records */
} vd_assessment;

typedef struct vd_question {
    vd_instant at;
    uint32_t rule;  /* VD_NONE: all */
    unsigned kinds; /* bits 1 << vd_rule_kind; 0: all */
    bool explain;
    size_t explain_nodes; /* of one explanation; 0: VD_EXPLAIN_NODES */
    bool nearest;         /* what would turn a "no" into a "yes"; costs as much as 100 answers */
    bool dates_only_now;  /* skip eligible_from's timeline (benchmarks, screening) */
    /* By definition, set for each that is evaluated on the way; NULL: nobody wants to know. An
     * answer that came about without one does not depend on it. */
    bool *definitions_read;
    const bool *leave_out; /* by rule; NULL: none */
} vd_question;

/* VD_RESOURCE_EXHAUSTED when the arena's limit is reached. */
VD_MUST_USE vd_status vd_assess(vd_arena *arena, const vd_program *program, const vd_case *subject,
                                const vd_question *question, const vd_assessment **ret_assessment,
                                vd_error *err);

/* The years in which days can be told. */
bool vd_can_be_asked(vd_instant at);
/* How many determinations an assessment of all has for the rule: one a record where it asks for each. */
size_t vd_answers_to(const vd_program *program, const vd_case *subject, uint32_t rule);

typedef struct vd_segment {
    vd_instant from;
    vd_instant until;
    vd_verdict status;
} vd_segment;

/* The exact statuses of one rule and instance in [from, until), adjacent equal ones merged. */
VD_MUST_USE vd_status vd_timeline(vd_arena *arena, const vd_program *program,
                                  const vd_case *subject, uint32_t rule, vd_str instance,
                                  vd_instant from, vd_instant until, size_t *ret_count,
                                  const vd_segment **ret_segments, vd_error *err);

#endif
