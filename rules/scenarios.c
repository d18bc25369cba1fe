/*
 * One scenario at a time in a scratch arena; only what failed is kept.
 */
#include "rules/scenarios.h"

#include <stdio.h>

#include "engine/time/iso.h"
#include "rules/case_file.h"
#include "rules/scenario_run.h"

void vd_scenario_refuse(vd_scenario_run *run, const vd_yaml *node, const char *sentence)
{
    vd_diagnose(run->diags, VD_DIAG_SHAPE, node->place, "%s", sentence);
}

bool vd_scenario_keys(vd_scenario_run *run, const vd_yaml *map, const char *const *keys)
{
    bool good = true;

    if (map->kind != VD_YAML_MAP) {
        vd_scenario_refuse(run, map, "a mapping (key: value) belongs here");
        return false;
    }
    for (size_t i = 0; i < map->count; i++) {
        vd_closest_search search = {.word = map->entries[i].key->text};
        size_t k = 0;

        while (keys[k] && !vd_str_eq(vd_str_of(keys[k]), search.word))
            vd_closest_try(&search, vd_str_of(keys[k++]));
        if (keys[k])
            continue;
        vd_diagnose_meant(run->diags, VD_DIAG_UNKNOWN_KEY, map->entries[i].key->place, search.best,
                          "no key \"%.*s\" belongs here", VD_STR_ARGS(search.word));
        good = false;
    }
    return good;
}

bool vd_read_moment(vd_scenario_run *run, const vd_yaml *scalar, vd_moment *ret_moment)
{
    const vd_zone *zone = run->zone;
    vd_moment moment = {.none = vd_yaml_is_plain(scalar, "null")};
    vd_clock clock;

    if (scalar->kind != VD_YAML_SCALAR) {
        vd_scenario_refuse(run, scalar, "a day or an instant belongs here");
        return false;
    }
    if (vd_iso_parse_date(scalar->text, &moment.day)) {
        moment.is_day = true;
        moment.at = vd_zone_start_of(zone, moment.day);
    } else if (vd_iso_parse_date_time(scalar->text, true, &clock) && clock.zone.len == 0) {
        moment.at = clock.has_offset ? vd_clock_instant(&clock)
                                     : vd_zone_instant(zone, clock.date, clock.nanos);
        moment.day = vd_zone_date(zone, moment.at);
    } else if (!moment.none) {
        vd_diagnose(run->diags, VD_DIAG_LITERAL, scalar->place,
                    "\"%.*s\" is neither a day (2024-01-31) nor an instant "
                    "(2024-01-31T10:00-05:00)",
                    VD_STR_ARGS(scalar->text));
        return false;
    }
    *ret_moment = moment;
    return true;
}

vd_str vd_day_text(vd_arena *arena, vd_date day)
{
    char text[VD_ISO_TEXT];

    return vd_arena_copy(arena, (vd_str){text, vd_iso_print_date(day, text)});
}

vd_str vd_moment_text(vd_arena *arena, const vd_zone *zone, vd_instant at)
{
    char text[VD_ISO_TEXT];
    vd_clock clock = {.has_offset = true};
    vd_date day;

    if (at == VD_FOREVER || at == VD_LONG_AGO)
        return VD_STR("null");
    day = vd_zone_date(zone, at);
    if (vd_zone_start_of(zone, day) == at)
        return vd_day_text(arena, day);
    clock.offset = vd_zone_offset(zone, at);
    clock.date = day;
    clock.nanos = (at + clock.offset - day * VD_SECONDS_PER_DAY) * VD_NANOS_PER_SECOND;
    return vd_arena_copy(arena, (vd_str){text, vd_iso_print_date_time(&clock, text)});
}

void vd_scenario_fail(vd_scenario_run *run, const vd_scenario_failure *failure)
{
    vd_scenario_report *report = run->report;
    vd_scenario_failure *kept;

    if (report->failure_count == report->failure_room) {
        size_t room = report->failure_room ? report->failure_room * 2 : 16;
        vd_scenario_failure *items = VD_NEW_ARRAY(run->arena, vd_scenario_failure, room);

        if (!items) {
            run->exhausted = true;
            return;
        }
        if (report->failure_count)
            memcpy(items, report->failures, report->failure_count * sizeof(*items));
        report->failures = items;
        report->failure_room = room;
    }
    kept = &report->failures[report->failure_count++];
    *kept = (vd_scenario_failure){.file = vd_arena_copy(run->arena, failure->file),
                                  .line = failure->line,
                                  .scenario = vd_arena_copy(run->arena, run->name),
                                  .rule = vd_arena_copy(run->arena, failure->rule),
                                  .instance = vd_arena_copy(run->arena, failure->instance),
                                  .what = vd_arena_copy(run->arena, failure->what),
                                  .expected = vd_arena_copy(run->arena, failure->expected),
                                  .got = vd_arena_copy(run->arena, failure->got),
                                  .trace = vd_arena_copy(run->arena, failure->trace)};
}

const vd_determination *vd_scenario_determination(const vd_assessment *assessment,
                                                  const vd_yaml *instance)
{
    const vd_determination *found = NULL;

    for (size_t i = 0; i < assessment->count; i++) {
        if (instance && !vd_str_eq(assessment->items[i].instance, instance->text))
            continue;
        if (found)
            return NULL;
        found = &assessment->items[i];
    }
    return found;
}

static void run_expectation(vd_scenario_run *run, const vd_case *subject, const vd_yaml *expected)
{
    const vd_yaml *rule = vd_yaml_get(expected, "rule");
    const vd_yaml *instance = vd_yaml_get(expected, "instance");
    vd_question question = {.at = run->at, .rule = VD_NONE};
    const vd_assessment *assessment = NULL;
    const vd_determination *got;
    vd_error err = {0};

    if (rule && rule->kind == VD_YAML_SCALAR)
        question.rule = vd_program_rule(run->program, rule->text);
    if (question.rule == VD_NONE) {
        vd_diagnose(run->diags, VD_DIAG_UNDECLARED, rule ? rule->place : expected->place,
                    "an expectation names a rule of the packs that are loaded");
        return;
    }
    run->report->expectation_count++;
    run->report->tested[question.rule] = true;
    if (vd_assess(run->scratch, run->program, subject, &question, &assessment, &err) != VD_OK) {
        vd_diagnose(run->diags, VD_DIAG_CASE, expected->place, "%s", err.message);
        return;
    }
    got = vd_scenario_determination(assessment, instance);
    if (got)
        vd_expect_determination(run, expected, got);
    else
        vd_scenario_fail(
            run, &(vd_scenario_failure){.file = expected->place.source->path,
                                        .line = expected->place.line,
                                        .rule = rule->text,
                                        .what = VD_STR("instance"),
                                        .expected = instance ? instance->text : VD_STR("only one"),
                                        .got = assessment->count ? VD_STR("others, or several")
                                                                 : VD_STR("none")});
}

/* The moment of the question: `on` is the start of a day, `at` an instant. */
static bool read_question(vd_scenario_run *run, const vd_yaml *node)
{
    const vd_yaml *on = vd_yaml_get(node, "on");
    const vd_yaml *at = vd_yaml_get(node, "at");
    vd_moment moment;

    if (!on == !at) {
        vd_scenario_refuse(run, node,
                           "a scenario says when it asks: \"on\" a day or \"at\" an instant");
        return false;
    }
    if (!vd_read_moment(run, on ? on : at, &moment))
        return false;
    if (moment.none || (on && !moment.is_day) || (at && moment.is_day)) {
        vd_scenario_refuse(run, on ? on : at, "\"on\" is a day, \"at\" an instant");
        return false;
    }
    run->at = moment.at;
    return true;
}

static const vd_case *read_case(vd_scenario_run *run, const vd_yaml *node)
{
    const vd_yaml *name = vd_yaml_get(node, "case");
    const vd_yaml *cases = vd_yaml_get(run->root, "cases");
    const vd_yaml *below = NULL;
    const vd_case *subject = NULL;
    vd_closest_search search = {0};
    vd_status status;

    if (!name || name->kind != VD_YAML_SCALAR) {
        vd_scenario_refuse(run, node, "a scenario names its \"case\"");
        return NULL;
    }
    search.word = name->text;
    for (size_t i = 0; cases && cases->kind == VD_YAML_MAP && i < cases->count; i++) {
        vd_closest_try(&search, cases->entries[i].key->text);
        if (vd_str_eq(cases->entries[i].key->text, name->text))
            below = cases->entries[i].value;
    }
    if (!below) {
        vd_diagnose_meant(run->diags, VD_DIAG_UNDECLARED, name->place, search.best,
                          "no case \"%.*s\" is in this file", VD_STR_ARGS(name->text));
        return NULL;
    }
    status = vd_case_read_linked(run->scratch, run->program, run->jurisdiction, below,
                                 vd_yaml_get(node, "with"), run->diags, NULL, &subject);
    if (status == VD_RESOURCE_EXHAUSTED)
        run->exhausted = true;
    return status == VD_OK ? subject : NULL;
}

const vd_case *vd_scenario_open(vd_scenario_run *run, const vd_yaml *node)
{
    static const char *const keys[] = {"name",   "case",           "with", "on", "at",
                                       "expect", "contradictions", "note", NULL};
    const vd_yaml *name = vd_yaml_get(node, "name");
    const vd_yaml *expect = vd_yaml_get(node, "expect");
    const vd_case *subject;

    if (!vd_scenario_keys(run, node, keys))
        return NULL;
    run->name = name && name->kind == VD_YAML_SCALAR ? name->text : VD_STR("without a name");
    if (expect ? expect->kind != VD_YAML_LIST || expect->count == 0
               : !vd_yaml_get(node, "contradictions")) {
        vd_scenario_refuse(run, node,
                           "a scenario has \"expect\", a list of {rule, status, ...}, or "
                           "\"contradictions\"");
        return NULL;
    }
    subject = read_case(run, node);
    if (!subject)
        return NULL;
    run->zone = subject->zone;
    return read_question(run, node) ? subject : NULL;
}

static void run_scenario(vd_scenario_run *run, const vd_yaml *node)
{
    const vd_yaml *expect = vd_yaml_get(node, "expect");
    const vd_case *subject = vd_scenario_open(run, node);

    run->report->scenario_count++;
    for (size_t i = 0; subject && expect && i < expect->count && !run->exhausted; i++)
        run_expectation(run, subject, expect->items[i]);
    if (subject && !run->exhausted)
        vd_expect_contradictions(run, node, subject);
}

static void run_list(vd_scenario_run *run, const char *key,
                     void (*each)(vd_scenario_run *, const vd_yaml *))
{
    const vd_yaml *list = vd_yaml_get(run->root, key);

    if (!list)
        return;
    if (list->kind != VD_YAML_LIST) {
        vd_scenario_refuse(run, list, "a list belongs here");
        return;
    }
    for (size_t i = 0; i < list->count && !run->exhausted; i++) {
        each(run, list->items[i]);
        vd_arena_reset(run->scratch);
    }
}

/* The folder that holds "scenarios": the last of that name on the way to the file. */
static vd_str pack_folder(const char *path)
{
    const char *end = NULL;

    for (const char *at = path; (at = strstr(at, "/scenarios/")) != NULL; at++)
        end = at;
    return (vd_str){path, end ? (size_t)(end - path) : 0};
}

bool vd_scenario_enter(vd_scenario_run *run, const char *path)
{
    vd_str folder = pack_folder(path);
    vd_str head = vd_arena_printf(run->arena, "%.*s/pack.yaml", VD_STR_ARGS(folder));
    const vd_yaml *root = NULL;
    const vd_yaml *id;
    uint32_t pack = VD_NONE;

    if (!head.ptr ||
        vd_yaml_read_file(run->arena, head.ptr, run->diags, NULL, &root) == VD_RESOURCE_EXHAUSTED)
        run->exhausted = true;
    id = root ? vd_yaml_get(root, "pack") : NULL;
    if (id && id->kind == VD_YAML_SCALAR)
        pack = vd_program_pack(run->program, id->text);
    if (pack == VD_NONE)
        return false;
    run->jurisdiction = run->program->packs[pack].id;
    run->zone = run->program->packs[pack].zone;
    return true;
}

static void run_file(vd_scenario_run *run, const char *path)
{
    static const char *const keys[] = {"cases", "scenarios", "terms", NULL};
    vd_status status;

    run->root = NULL;
    status = vd_yaml_read_file(run->arena, path, run->diags, NULL, &run->root);
    if (status == VD_RESOURCE_EXHAUSTED)
        run->exhausted = true;
    if (status != VD_OK || !vd_scenario_keys(run, run->root, keys) || !vd_scenario_enter(run, path))
        return;
    run_list(run, "terms", vd_run_term);
    run_list(run, "scenarios", run_scenario);
}

vd_status vd_scenario_files(vd_arena *arena, const char *dir, vd_diagnostics *diags,
                            vd_paths *paths)
{
    vd_paths folders = {0};
    vd_status status = vd_pack_folders(arena, dir, diags, &folders);

    for (size_t i = 0; status == VD_OK && i < folders.count; i++)
        status = vd_pack_files(arena, folders.items[i], true, diags, paths);
    return status;
}

vd_status vd_scenarios_run(vd_arena *arena, const vd_program *program, const char *dir,
                           vd_diagnostics *diags, vd_scenario_report *ret_report, vd_error *err)
{
    vd_arena scratch;
    vd_scenario_run run = {.arena = arena,
                           .scratch = &scratch,
                           .program = program,
                           .diags = diags,
                           .report = ret_report};
    vd_paths paths = {0};
    vd_status status;

    *ret_report = (vd_scenario_report){.tested = VD_NEW_ARRAY(arena, bool, program->rule_count)};
    status = vd_scenario_files(arena, dir, diags, &paths);
    if (!ret_report->tested || status == VD_RESOURCE_EXHAUSTED)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "The scenarios do not fit into memory.");
    vd_arena_init(&scratch, 0);
    for (size_t i = 0; i < paths.count && !run.exhausted; i++)
        run_file(&run, paths.items[i]);
    vd_arena_done(&scratch);
    if (run.exhausted)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "The scenarios do not fit into memory.");
    vd_diagnostics_sort(diags);
    return vd_diagnostics_fail(diags, err);
}

vd_str vd_scenario_failure_render(vd_arena *arena, const vd_scenario_failure *failure)
{
    vd_str rule = failure->rule;

    if (failure->instance.len)
        rule = vd_arena_printf(arena, "%.*s[%.*s]", VD_STR_ARGS(failure->rule),
                               VD_STR_ARGS(failure->instance));
    return vd_arena_printf(arena, "%.*s:%u: %.*s: %.*s%s%.*s: expected %.*s, got %.*s\n%s%.*s%s",
                           VD_STR_ARGS(failure->file), failure->line,
                           VD_STR_ARGS(failure->scenario), VD_STR_ARGS(rule), rule.len ? ": " : "",
                           VD_STR_ARGS(failure->what), VD_STR_ARGS(failure->expected),
                           VD_STR_ARGS(failure->got), failure->trace.len ? "    " : "",
                           VD_STR_ARGS(failure->trace), failure->trace.len ? "\n" : "");
}

static void mark_rules(const vd_program *program, const vd_yaml *expect, bool *tested)
{
    for (size_t k = 0; expect && expect->kind == VD_YAML_LIST && k < expect->count; k++) {
        const vd_yaml *rule = vd_yaml_get(expect->items[k], "rule");
        uint32_t index = rule ? vd_program_rule(program, rule->text) : VD_NONE;

        if (index != VD_NONE)
            tested[index] = true;
    }
}

static void mark_contradictions(const vd_program *program, const vd_yaml *said, bool *tested)
{
    for (size_t k = 0; said && said->kind == VD_YAML_LIST && k < said->count; k++)
        for (size_t i = 0; i < program->contradiction_count; i++)
            if (vd_str_eq(program->contradictions[i].id, said->items[k]->text))
                tested[i] = true;
}

static void mark_tested(const vd_program *program, const vd_yaml *root, const vd_tested *tested)
{
    const vd_yaml *list = vd_yaml_get(root, "scenarios");

    for (size_t i = 0; list && list->kind == VD_YAML_LIST && i < list->count; i++) {
        mark_rules(program, vd_yaml_get(list->items[i], "expect"), tested->rules);
        mark_contradictions(program, vd_yaml_get(list->items[i], "contradictions"),
                            tested->contradictions);
    }
}

vd_status vd_scenarios_tested(vd_arena *arena, const vd_program *program, const char *folder,
                              vd_diagnostics *diags, const vd_tested *tested)
{
    vd_paths paths = {0};
    vd_status status = vd_pack_files(arena, folder, true, diags, &paths);

    for (size_t i = 0; status == VD_OK && i < paths.count; i++) {
        const vd_yaml *root = NULL;

        status = vd_yaml_read_file(arena, paths.items[i], diags, NULL, &root);
        if (status == VD_OK)
            mark_tested(program, root, tested);
    }
    return status;
}
