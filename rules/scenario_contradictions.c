/*
 * The contradictions of a scenario's case, where it speaks of them: those that it says, and no
 * others. Scenarios of rules vary one thing at a time, and need not be lives that could be lived.
 */
#include "engine/law/contradictions.h"
#include "rules/scenario_run.h"

/* "id" or "id[record]", as a failure tells it. */
static vd_str name_of(vd_arena *arena, const vd_found_contradiction *found)
{
    if (found->instance.len == 0)
        return found->what->id;
    return vd_arena_printf(arena, "%.*s[%.*s]", VD_STR_ARGS(found->what->id),
                           VD_STR_ARGS(found->instance));
}

static bool names(const vd_yaml *said, const vd_found_contradiction *found)
{
    for (size_t i = 0; i < said->count; i++)
        if (vd_str_eq(said->items[i]->text, found->what->id))
            return true;
    return false;
}

static void fail(vd_scenario_run *run, const vd_yaml *node, vd_str expected, vd_str got)
{
    vd_scenario_fail(run, &(vd_scenario_failure){.file = node->place.source->path,
                                                 .line = node->place.line,
                                                 .what = VD_STR("contradictions"),
                                                 .expected = expected,
                                                 .got = got});
}

/* Each one that the scenario names is of the packs, and holds. */
static void expect_each(vd_scenario_run *run, const vd_yaml *said, size_t count,
                        const vd_found_contradiction *found)
{
    for (size_t i = 0; i < said->count; i++) {
        vd_str id = said->items[i]->text;
        bool known = false;
        bool held = false;

        for (size_t k = 0; k < run->program->contradiction_count; k++)
            known = known || vd_str_eq(run->program->contradictions[k].id, id);
        for (size_t k = 0; k < count; k++)
            held = held || vd_str_eq(found[k].what->id, id);
        if (!known)
            vd_diagnose(run->diags, VD_DIAG_UNDECLARED, said->items[i]->place,
                        "no contradiction \"%.*s\" is declared", VD_STR_ARGS(id));
        else if (!held)
            fail(run, said->items[i], id, VD_STR("none"));
        run->report->expectation_count++;
    }
}

void vd_expect_contradictions(vd_scenario_run *run, const vd_yaml *scenario, const vd_case *subject)
{
    const vd_yaml *said = vd_yaml_get(scenario, "contradictions");
    const vd_found_contradiction *found = NULL;
    size_t count = 0;

    if (!said)
        return;
    if (said->kind != VD_YAML_LIST) {
        vd_scenario_refuse(run, said, "a list of contradictions' ids belongs here");
        return;
    }
    if (vd_contradictions(run->scratch, run->program, subject, run->at, &count, &found, NULL)) {
        run->exhausted = true;
        return;
    }
    expect_each(run, said, count, found);
    for (size_t i = 0; i < count; i++)
        if (!names(said, &found[i]))
            fail(run, said, VD_STR("none"), name_of(run->scratch, &found[i]));
}
