/*
 * mutate.h - whether the scenarios of packs would notice a slip: one thing of the law is changed at
 * a time, and the scenarios that could tell are asked.
 *
 * Nothing is written to files. Lifetime: of the arena given. Threads: one at a time.
 */
#ifndef VALEDOR_RULES_TOOLS_MUTATE_H
#define VALEDOR_RULES_TOOLS_MUTATE_H

#include "rules/pack.h"

typedef struct vd_mutate_how {
    vd_str owner; /* only mutants of that rule, definition, parameter or table, or of all whose ids
                     begin so; empty: all */
    size_t limit; /* that many, spread evenly over all; 0: all */
    size_t jobs;  /* processes that share the work; 0 and 1: this one alone */
    /* Asked between mutants, in each process: true ends the work. May be NULL. */
    bool (*enough)(void *user);
    void *user;
} vd_mutate_how;

/* A mutant that no scenario notices. */
typedef struct vd_survivor {
    vd_place place;
    vd_str owner; /* the rule, definition, parameter or table */
    vd_str from;
    vd_str to;
    vd_str text;   /* the whole expression as it is written */
    bool citation; /* the day of a citation's wording */
} vd_survivor;

typedef struct vd_score {
    size_t tried;
    size_t noticed;
} vd_score;

typedef struct vd_owner_score {
    const char *kind; /* "rule", "definition", "parameter", "table" */
    vd_str id;
    vd_score changes;
    vd_score citations;
    size_t expectations; /* those that could notice */
} vd_owner_score;

typedef struct vd_mutate_report {
    size_t found;   /* mutants that there are, those of citations among them */
    size_t chosen;  /* of these, those looked at */
    size_t refused; /* of these, those that the loader or `pack check` refuses: nobody could publish
                       them */
    vd_score changes;
    vd_score citations; /* days of wordings, which only expectations with `cite` can notice */
    size_t failing;     /* expectations left aside because they fail as the packs are */
    bool ended_early;
    size_t survivor_count;
    vd_survivor *survivors;
    size_t owner_count;
    vd_owner_score *owners; /* those with mutants that were tried: rules, then what they share */
} vd_mutate_report;

/* Malformed packs and scenarios go to diags and give VD_INVALID_ARGUMENT; VD_NOT_FOUND when
 * nothing is called `owner` or begins so, VD_INTERNAL when one of the processes died. */
VD_MUST_USE vd_status vd_packs_mutate(vd_arena *arena, const char *const *dirs, size_t n,
                                      const vd_mutate_how *how, vd_mutate_report *ret_report,
                                      vd_diagnostics *diags, vd_error *err);

#endif
