/*
 * impact.h - which answers differ between two versions of packs.
 *
 * Lifetime: of the arena given. Threads: one at a time.
 */
#ifndef VALEDOR_RULES_TOOLS_IMPACT_H
#define VALEDOR_RULES_TOOLS_IMPACT_H

#include "engine/law/program.h"
#include "rules/diagnostic.h"

/* One thing that an answer says otherwise. */
typedef struct vd_shift {
    vd_str file; /* the case */
    vd_str rule; /* empty: the case itself cannot be read under one of them */
    vd_str instance;
    vd_str what;   /* "status", "due", "eligible_from", "missing", ... */
    vd_str before; /* empty: the rule gives no such answer */
    vd_str after;
} vd_shift;

typedef struct vd_impact_report {
    size_t case_count;
    size_t answer_count; /* determinations that were compared */
    size_t answers_differing;
    size_t count;
    size_t room;
    vd_shift *items; /* by case, in the order given; then by rule */
} vd_impact_report;

typedef struct vd_impact_how {
    const vd_program *before;
    const vd_program *after;
    /* When a case is asked; ask_on may be empty. */
    vd_status (*moment)(void *user, const vd_zone *zone, vd_str ask_on, vd_instant *ret_at,
                        vd_error *err);
    void *user;
} vd_impact_how;

/* A case that neither program can read gives VD_INVALID_ARGUMENT. */
VD_MUST_USE vd_status vd_packs_impact(vd_arena *arena, const vd_impact_how *how,
                                      const char *const *files, size_t n,
                                      vd_impact_report *ret_report, vd_error *err);

#endif
