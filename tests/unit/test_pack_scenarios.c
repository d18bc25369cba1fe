/*
 * test_pack_scenarios.c - the packs of this project load, and their scenarios come out as written.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "rules/case_file.h"
#include "rules/pack.h"
#include "rules/scenarios.h"

static vd_arena arena;
static vd_arena told;
static vd_diagnostics diags;

static int begin(void **state)
{
    (void)state;
    vd_arena_init(&arena, 0);
    vd_arena_init(&told, 0);
    vd_diagnostics_init(&diags, &told);
    return 0;
}

static int end(void **state)
{
    (void)state;
    vd_arena_done(&arena);
    vd_arena_done(&told);
    return 0;
}

static void print_diagnostics(void)
{
    for (size_t i = 0; i < diags.count; i++)
        print_error("%.*s", VD_STR_ARGS(vd_diagnostic_render(&told, &diags.items[i])));
}

static const vd_program *load(const char *dir)
{
    const vd_program *program = NULL;
    vd_status status = vd_packs_load(&arena, &dir, 1, 0, &program, &diags, NULL);

    print_diagnostics();
    assert_int_equal(status, VD_OK);
    return program;
}

static void the_scenarios_of_every_pack_come_out_as_written(void **state)
{
    static const char dir[] = "rules/packs";
    const vd_program *program = load(dir);
    vd_scenario_report report;
    vd_status status = vd_scenarios_run(&arena, program, dir, &diags, &report, NULL);

    (void)state;
    print_diagnostics();
    for (size_t i = 0; i < report.failure_count; i++)
        print_error("%.*s", VD_STR_ARGS(vd_scenario_failure_render(&told, &report.failures[i])));
    print_message("%zu scenarios, %zu terms, %zu expectations, %zu failures\n",
                  report.scenario_count, report.term_count, report.expectation_count,
                  report.failure_count);
    assert_int_equal(status, VD_OK);
    assert_true(report.expectation_count > 0);
    assert_int_equal(report.failure_count, 0);
}

static void what_comes_out_otherwise_is_told_with_its_line(void **state)
{
    static const char dir[] = "tests/bad_packs/scenario-that-fails";
    const vd_program *program = load(dir);
    vd_scenario_report report;

    (void)state;
    assert_int_equal(vd_scenarios_run(&arena, program, dir, &diags, &report, NULL), VD_OK);
    assert_int_equal(report.scenario_count, 1);
    assert_int_equal(report.expectation_count, 1);
    assert_int_equal(report.failure_count, 1);
    assert_int_equal(report.failures[0].line, 5);
    assert_true(vd_str_eq(report.failures[0].what, VD_STR("status")));
    assert_true(vd_str_eq(report.failures[0].expected, VD_STR("running")));
    assert_true(vd_str_eq(report.failures[0].got, VD_STR("not_started")));
}

static void the_sample_cases_fit_the_packs(void **state)
{
    static const char *const cases[] = {"examples/cases/correo-trabaja-desde-2024.yaml",
                                        "examples/cases/faltan-datos.yaml",
                                        "examples/cases/gestante-extranjera-20-horas.yaml",
                                        "examples/cases/joven-19-prision-preventiva.yaml",
                                        "examples/cases/madre-hijo-en-penal.yaml",
                                        "examples/cases/real-salida-del-pais-2016.yaml",
                                        "examples/cases/real-semilibertad-2016.yaml"};
    const vd_program *program = load("rules/packs");

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const vd_case *subject = NULL;
        vd_status status =
            vd_case_read_file(&arena, program, cases[i], &diags, NULL, &subject, NULL);

        print_diagnostics();
        assert_int_equal(status, VD_OK);
        assert_non_null(subject);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_scenarios_of_every_pack_come_out_as_written, begin,
                                        end),
        cmocka_unit_test_setup_teardown(what_comes_out_otherwise_is_told_with_its_line, begin, end),
        cmocka_unit_test_setup_teardown(the_sample_cases_fit_the_packs, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
