/*
 * scenario_run.h - what the modules that run scenarios share. Internal to rules/.
 */
#ifndef VALEDOR_RULES_SCENARIO_RUN_H
#define VALEDOR_RULES_SCENARIO_RUN_H

#include "engine/law/assess.h"
#include "rules/pack_files.h"
#include "rules/scenarios.h"
#include "rules/yaml.h"

typedef struct vd_scenario_run {
    vd_arena *arena;   /* the report's */
    vd_arena *scratch; /* of the scenario at hand */
    const vd_program *program;
    vd_diagnostics *diags;
    vd_scenario_report *report;
    vd_str jurisdiction; /* the pack whose scenarios these are */
    const vd_zone *zone; /* of the case at hand, else of that pack */
    const vd_yaml *root; /* of the file at hand */
    vd_str name;         /* of the scenario at hand */
    vd_instant at;
    bool exhausted;
} vd_scenario_run;

/* A moment as written: a day (its first instant in the zone at hand) or an instant. */
typedef struct vd_moment {
    bool none; /* `null` */
    bool is_day;
    vd_date day;
    vd_instant at;
} vd_moment;

/* False after a diagnostic. */
bool vd_read_moment(vd_scenario_run *run, const vd_yaml *scalar, vd_moment *ret_moment);
/* A day when the instant is midnight, else with its hour and offset. */
vd_str vd_moment_text(vd_arena *arena, const vd_zone *zone, vd_instant at);
vd_str vd_day_text(vd_arena *arena, vd_date day);

bool vd_scenario_keys(vd_scenario_run *run, const vd_yaml *map, const char *const *keys);
void vd_scenario_refuse(vd_scenario_run *run, const vd_yaml *node, const char *sentence);
/* Texts are copied into the report's arena. */
void vd_scenario_fail(vd_scenario_run *run, const vd_scenario_failure *failure);

/* The files of the scenarios of the packs that `dir` is or holds. */
VD_MUST_USE vd_status vd_scenario_files(vd_arena *arena, const char *dir, vd_diagnostics *diags,
                                        vd_paths *paths);
/* Goes to the pack whose scenarios the file holds. False after a diagnostic. */
bool vd_scenario_enter(vd_scenario_run *run, const char *path);
/* Reads a scenario's head: its name, when it asks and its case, into the scratch arena. NULL after
 * a diagnostic. */
const vd_case *vd_scenario_open(vd_scenario_run *run, const vd_yaml *node);
/* The determination meant: by its instance (NULL: the only one of the rule); NULL: none is. */
const vd_determination *vd_scenario_determination(const vd_assessment *assessment,
                                                  const vd_yaml *instance);

/* Compares a determination with an item of `expect`. */
void vd_expect_determination(vd_scenario_run *run, const vd_yaml *expected,
                             const vd_determination *got);
/* Compares what contradicts itself in the case with the scenario's `contradictions`. */
void vd_expect_contradictions(vd_scenario_run *run, const vd_yaml *scenario,
                              const vd_case *subject);
/* An item of `terms`. */
void vd_run_term(vd_scenario_run *run, const vd_yaml *node);

#endif
