/*
 * scenarios.h - a pack's own tests: cases, what is asked of them, and what must come out.
 *
 * docs/rule-language.md says how they are written. Threads: any, each with arenas of its own.
 */
#ifndef VALEDOR_RULES_SCENARIOS_H
#define VALEDOR_RULES_SCENARIOS_H

#include "engine/law/program.h"
#include "rules/diagnostic.h"

/* One thing that came out otherwise. */
typedef struct vd_scenario_failure {
    vd_str file;
    uint32_t line; /* of the expectation */
    vd_str scenario;
    vd_str rule;     /* empty for a term */
    vd_str instance; /* may be empty */
    vd_str what;     /* "status", "due", "alternatives.B.status", ... */
    vd_str expected;
    vd_str got;
    vd_str trace; /* what decided, in a few words; may be empty */
} vd_scenario_failure;

typedef struct vd_scenario_report {
    size_t scenario_count; /* run */
    size_t term_count;
    size_t expectation_count;
    size_t failure_count;
    vd_scenario_failure *failures;
    size_t failure_room;
    bool *tested; /* by rule: some scenario expects something of it */
} vd_scenario_report;

/*
 * Runs the scenarios of the packs that `dir` is or holds; the program must have been loaded from
 * them. Malformed scenarios go to diags and give VD_INVALID_ARGUMENT after all others ran (err is
 * the first); failures alone give VD_OK. The report lives in the arena and is filled either way.
 */
VD_MUST_USE vd_status vd_scenarios_run(vd_arena *arena, const vd_program *program, const char *dir,
                                       vd_diagnostics *diags, vd_scenario_report *ret_report,
                                       vd_error *err);

/* As people read it: "file:line: scenario: rule[instance]: what: expected X, got Y", newline. */
vd_str vd_scenario_failure_render(vd_arena *arena, const vd_scenario_failure *failure);

/* One flag each, by their place in the program. */
typedef struct vd_tested {
    bool *rules;
    bool *contradictions;
} vd_tested;

/* Which rules and contradictions the scenarios of the pack in `folder` name. */
VD_MUST_USE vd_status vd_scenarios_tested(vd_arena *arena, const vd_program *program,
                                          const char *folder, vd_diagnostics *diags,
                                          const vd_tested *tested);

#endif
