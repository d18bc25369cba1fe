/*
 * suite.h - the scenarios of packs, read once and asked as often as needed.
 *
 * The cases are linked to the program; a program that differs from it in rules, definitions,
 * parameters and tables, but not in facts, may be asked as well.
 *
 * Lifetime: of the arena given. Threads: one at a time.
 */
#ifndef VALEDOR_RULES_TOOLS_SUITE_H
#define VALEDOR_RULES_TOOLS_SUITE_H

#include "rules/scenario_run.h"

/* One expectation. */
typedef struct vd_asked {
    const vd_yaml *node; /* the item of `expect` */
    vd_str scenario;
    const vd_case *subject;
    vd_instant at;
    uint32_t rule;
    bool dates_only_now; /* it says nothing of what is to come */
    bool cites;          /* it looks at the citations of the answer */
    bool passes;         /* as the packs are */
    bool asked;          /* already: then `reads` is known */
    bool *reads;         /* by definition: the answer was not found without it */
} vd_asked;

typedef struct vd_suite {
    const vd_program *program;
    size_t scenario_count;
    size_t count;
    vd_asked *items;
    size_t *first; /* by rule, and one more: where its expectations begin in by_rule */
    uint32_t *by_rule;
    size_t failing; /* expectations that do not pass as the packs are */
} vd_suite;

/* VD_INVALID_ARGUMENT when a scenario is malformed; diags has them all. */
VD_MUST_USE vd_status vd_suite_read(vd_arena *arena, const vd_program *program, const char *dir,
                                    vd_diagnostics *diags, vd_suite *ret_suite, vd_error *err);

/* Whether the program answers as expected. ret_got (may be NULL) is NULL when there is no such
 * determination; it lives in scratch. */
bool vd_suite_ask(const vd_program *program, const vd_asked *asked, vd_arena *scratch,
                  const vd_determination **ret_got);

#endif
