/*
 * The law of the regional guide and of the countries that extend it, day after day from 1991 to
 * 2030: no rule contradicts itself, and none is silent about a day.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/law/assess.h"
#include "engine/time/date.h"
#include "rules/pack.h"
#include "tests/support/random_case.h"

#define CASES 12
#define STEP 5 /* days */

static void look_at(const vd_program *program, const vd_case *subject, vd_instant at, uint64_t seed)
{
    vd_question question = {.at = at, .rule = VD_NONE, .dates_only_now = true};
    const vd_assessment *assessment = NULL;
    vd_error err = {0};
    vd_arena arena;

    vd_arena_init(&arena, 0);
    if (vd_assess(&arena, program, subject, &question, &assessment, &err))
        fail_msg("seed %llu: %s", (unsigned long long)seed, err.message);
    for (size_t i = 0; i < assessment->count; i++) {
        const vd_determination *said = &assessment->items[i];

        if (said->status == VD_CONFLICT || said->status == VD_OUT_OF_COVERAGE)
            fail_msg("seed %llu, %lld: %.*s is %s", (unsigned long long)seed, (long long)at,
                     VD_STR_ARGS(said->rule->id), vd_verdict_name(said->status));
    }
    vd_arena_done(&arena);
}

static void sweep(const char *country)
{
    const char *dirs[] = {VD_SOURCE_DIR "/rules/packs/regional", country};
    const vd_program *program = NULL;
    vd_diagnostics diags;
    vd_arena packs;

    vd_arena_init(&packs, 0);
    vd_diagnostics_init(&diags, &packs);
    assert_int_equal(vd_packs_load(&packs, dirs, country ? 2 : 1, 0, &program, &diags, NULL),
                     VD_OK);
    for (uint64_t seed = 1; seed <= CASES; seed++) {
        random_source source = {seed};
        const vd_case *subject = NULL;
        const vd_case_doc *doc;
        vd_arena arena;

        vd_arena_init(&arena, 0);
        doc = random_case(&arena, program, &source);
        assert_non_null(doc);
        assert_int_equal(vd_case_link(&arena, program, doc, &subject, NULL), VD_OK);
        for (vd_date day = vd_date_from_civil(1991, 1, 1); day < vd_date_from_civil(2031, 1, 1);
             day += STEP)
            look_at(program, subject, vd_zone_start_of(subject->zone, day), seed);
        vd_arena_done(&arena);
    }
    vd_arena_done(&packs);
}

static void the_regional_guide(void **state)
{
    (void)state;
    sweep(NULL);
}

static void guatemala(void **state)
{
    (void)state;
    sweep(VD_SOURCE_DIR "/rules/packs/gt");
}

static void costa_rica(void **state)
{
    (void)state;
    sweep(VD_SOURCE_DIR "/rules/packs/cr");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_regional_guide),
        cmocka_unit_test(guatemala),
        cmocka_unit_test(costa_rica),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
