/*
 * screen.h - many cases at once: the status of each rule, and until when it holds.
 *
 * What a caseload needs first is which answers to look at. Rules that are a matter of conditions
 * (no terms, readings, exceptions or several versions) are told for a block of cases at a time;
 * all others, and cases whose facts are disputed or change, go the way that vd_assess goes. Both
 * say the same: status and valid_until are those of vd_assess asked without forecasts.
 */
#ifndef VALEDOR_ENGINE_LAW_SCREEN_H
#define VALEDOR_ENGINE_LAW_SCREEN_H

#include "engine/law/assess.h"

/* What of a program can be told for blocks of cases. Lives in the arena given; immutable. */
typedef struct vd_screen vd_screen;

/* NULL when the arena is exhausted. */
const vd_screen *vd_screen_of(vd_arena *arena, const vd_program *program);
/* How many rules are told in blocks. */
size_t vd_screen_block_rules(const vd_screen *screen);

typedef struct vd_screened {
    uint32_t rule;
    uint32_t instance; /* among the case's records of the rule's type; VD_NONE: of no record */
    vd_verdict status;
    vd_instant valid_until;
} vd_screened;

/* One case: as many as vd_assess has determinations, in their order. */
typedef struct vd_screening {
    size_t count;
    vd_screened *items;
} vd_screening;

/* `ret_screenings` has room for `count`. `scratch` is reset as often as needed; results live in
 * `arena`. VD_RESOURCE_EXHAUSTED when a limit is reached, VD_OUT_OF_RANGE as vd_assess. */
VD_MUST_USE vd_status vd_screen_cases(vd_arena *arena, vd_arena *scratch, const vd_screen *screen,
                                      const vd_case *const *cases, size_t count, vd_instant at,
                                      vd_screening *ret_screenings, vd_error *err);

#endif
