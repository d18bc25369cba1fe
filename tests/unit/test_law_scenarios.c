/* The scenarios of the packs that were made for the tests of engine/law. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "rules/scenarios.h"
#include "tests/unit/law_helper.h"

static void run_scenarios(const char *path)
{
    char dir[512];
    vd_arena arena;
    vd_diagnostics diags;
    vd_scenario_report report = {0};
    const vd_program *program;
    vd_error err = {0};

    vd_arena_init(&arena, 0);
    vd_diagnostics_init(&diags, &arena);
    program = load_pack(&arena, path);
    snprintf(dir, sizeof dir, "%s/%s", VD_SOURCE_DIR, path);
    if (vd_scenarios_run(&arena, program, dir, &diags, &report, &err))
        fail_msg("%s:%u: %s", err.file, err.line, err.message);
    for (size_t i = 0; i < report.failure_count; i++) {
        vd_str text = vd_scenario_failure_render(&arena, &report.failures[i]);

        print_error("%.*s", VD_STR_ARGS(text));
    }
    assert_int_not_equal(report.scenario_count, 0);
    assert_int_equal(report.failure_count, 0);
    for (size_t i = 0; i < program->rule_count; i++)
        if (!report.tested[i])
            fail_msg("no scenario for %.*s", VD_STR_ARGS(program->rules[i].id));
    vd_arena_done(&arena);
}

static void the_traits_of_the_engine_hold(void **state)
{
    (void)state;
    run_scenarios("tests/packs/engine");
}

static void whole_laws_compete(void **state)
{
    (void)state;
    run_scenarios("tests/packs/best");
}

static void what_to_do_next(void **state)
{
    (void)state;
    run_scenarios("tests/packs/next");
}

static void every_field_of_a_term_counts(void **state)
{
    (void)state;
    run_scenarios("tests/packs/terms");
}

static void so_does_each_section(void **state)
{
    (void)state;
    run_scenarios("tests/packs/sections");
}

static void so_do_its_edges(void **state)
{
    (void)state;
    run_scenarios("tests/packs/edges");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_traits_of_the_engine_hold),
        cmocka_unit_test(so_do_its_edges),
        cmocka_unit_test(every_field_of_a_term_counts),
        cmocka_unit_test(so_does_each_section),
        cmocka_unit_test(what_to_do_next),
        cmocka_unit_test(whole_laws_compete),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
