#include "rules/tools/suite.h"

#include "rules/tools/page.h"

static void keep(vd_scenario_run *run, vd_suite *suite, size_t *room, const vd_asked *asked)
{
    vd_asked *items = vd_grow(run->arena, suite->items, suite->count, room, sizeof(*items));

    if (!items) {
        run->exhausted = true;
        return;
    }
    suite->items = items;
    items[suite->count++] = *asked;
}

/* Whether an expectation, or one of its alternatives, has one of the keys. */
static bool has_some(const vd_yaml *node, const char *const *keys)
{
    const vd_yaml *alternatives = vd_yaml_get(node, "alternatives");

    for (; *keys; keys++) {
        if (vd_yaml_get(node, *keys))
            return true;
        for (size_t k = 0; alternatives && k < alternatives->count; k++)
            if (alternatives->kind == VD_YAML_LIST && vd_yaml_get(alternatives->items[k], *keys))
                return true;
    }
    return false;
}

static void read_expectation(vd_scenario_run *run, vd_suite *suite, size_t *room,
                             const vd_case *subject, const vd_yaml *node)
{
    static const char *const ahead[] = {"eligible_from", "eligible_until", "if_continues",
                                        "valid_until", NULL};
    static const char *const cite[] = {"cite", NULL};
    const vd_yaml *rule = vd_yaml_get(node, "rule");
    vd_asked asked = {.node = node,
                      .scenario = run->name,
                      .subject = subject,
                      .at = run->at,
                      .rule = VD_NONE,
                      .dates_only_now = !has_some(node, ahead),
                      .cites = has_some(node, cite)};

    if (rule && rule->kind == VD_YAML_SCALAR)
        asked.rule = vd_program_rule(run->program, rule->text);
    if (asked.rule == VD_NONE)
        vd_diagnose(run->diags, VD_DIAG_UNDECLARED, rule ? rule->place : node->place,
                    "an expectation names a rule of the packs that are loaded");
    else
        keep(run, suite, room, &asked);
}

static void read_file(vd_scenario_run *run, vd_suite *suite, size_t *room, const char *path)
{
    const vd_yaml *list;
    vd_status status;

    run->root = NULL;
    status = vd_yaml_read_file(run->arena, path, run->diags, NULL, &run->root);
    run->exhausted = run->exhausted || status == VD_RESOURCE_EXHAUSTED;
    list = status == VD_OK && vd_scenario_enter(run, path) ? vd_yaml_get(run->root, "scenarios")
                                                           : NULL;
    if (!list || list->kind != VD_YAML_LIST)
        return;
    for (size_t i = 0; i < list->count && !run->exhausted; i++) {
        const vd_yaml *expect = vd_yaml_get(list->items[i], "expect");
        const vd_case *subject = vd_scenario_open(run, list->items[i]);

        suite->scenario_count++;
        for (size_t k = 0; subject && expect && k < expect->count; k++)
            read_expectation(run, suite, room, subject, expect->items[k]);
    }
}

static bool sort_by_rule(vd_arena *arena, vd_suite *suite)
{
    size_t rules = suite->program->rule_count;
    size_t *next = VD_NEW_ARRAY(arena, size_t, rules + 1);

    suite->first = VD_NEW_ARRAY(arena, size_t, rules + 1);
    suite->by_rule = VD_NEW_ARRAY(arena, uint32_t, suite->count);
    if (!next || !suite->first || !suite->by_rule)
        return false;
    for (size_t i = 0; i < suite->count; i++)
        suite->first[suite->items[i].rule + 1]++;
    for (size_t i = 0; i < rules; i++)
        suite->first[i + 1] += suite->first[i];
    memcpy(next, suite->first, rules * sizeof(*next));
    for (uint32_t i = 0; i < suite->count; i++)
        suite->by_rule[next[suite->items[i].rule]++] = i;
    return true;
}

/* What each says of the packs as they are, and which definitions it takes. */
static bool ask_all(vd_arena *arena, vd_suite *suite)
{
    vd_arena scratch;

    vd_arena_init(&scratch, 0);
    for (size_t i = 0; i < suite->count; i++) {
        vd_asked *asked = &suite->items[i];

        asked->reads = VD_NEW_ARRAY(arena, bool, suite->program->definition_count);
        if (!asked->reads)
            break;
        asked->passes = vd_suite_ask(suite->program, asked, &scratch, NULL);
        asked->asked = true;
        suite->failing += !asked->passes;
        vd_arena_reset(&scratch);
    }
    vd_arena_done(&scratch);
    return suite->count == 0 || suite->items[suite->count - 1].asked;
}

vd_status vd_suite_read(vd_arena *arena, const vd_program *program, const char *dir,
                        vd_diagnostics *diags, vd_suite *ret_suite, vd_error *err)
{
    vd_scenario_run run = {.arena = arena, .scratch = arena, .program = program, .diags = diags};
    vd_suite suite = {.program = program};
    vd_paths paths = {0};
    size_t room = 0;
    vd_status status = vd_scenario_files(arena, dir, diags, &paths);

    run.exhausted = status == VD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < paths.count && !run.exhausted; i++)
        read_file(&run, &suite, &room, paths.items[i]);
    if (run.exhausted || !sort_by_rule(arena, &suite))
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "The scenarios do not fit into memory.");
    vd_diagnostics_sort(diags);
    status = vd_diagnostics_fail(diags, err);
    if (status)
        return status;
    if (!ask_all(arena, &suite))
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "The scenarios do not fit into memory.");
    *ret_suite = suite;
    return VD_OK;
}

bool vd_suite_ask(const vd_program *program, const vd_asked *asked, vd_arena *scratch,
                  const vd_determination **ret_got)
{
    vd_scenario_report report = {0};
    vd_scenario_run run = {.arena = scratch,
                           .scratch = scratch,
                           .program = program,
                           .zone = asked->subject->zone,
                           .report = &report,
                           .name = asked->scenario,
                           .at = asked->at};
    vd_question question = {.at = asked->at,
                            .rule = asked->rule,
                            .dates_only_now = asked->dates_only_now,
                            .definitions_read = asked->asked ? NULL : asked->reads};
    const vd_assessment *assessment = NULL;
    const vd_determination *got = NULL;

    if (ret_got)
        *ret_got = NULL;
    if (vd_assess(scratch, program, asked->subject, &question, &assessment, NULL) != VD_OK)
        return false;
    got = vd_scenario_determination(assessment, vd_yaml_get(asked->node, "instance"));
    if (!got)
        return false;
    vd_expect_determination(&run, asked->node, got);
    if (ret_got)
        *ret_got = got;
    return report.failure_count == 0 && !run.exhausted;
}
