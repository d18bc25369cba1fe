/*
 * Screening says what the single path says, of every case and rule: on made-up cases with facts
 * that are missing, disputed, change or cannot be known, in blocks that are full and not, and of
 * several lengths.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/law/screen.h"
#include "rules/pack.h"
#include "tests/support/random_case.h"

#define CASES 150

typedef struct fixture {
    vd_arena packs;
    vd_arena answers;
    vd_arena scratch;
    const vd_program *program;
    const vd_screen *screen;
    const vd_case *cases[CASES];
    vd_screening screenings[CASES];
} fixture;

static void open_packs(fixture *f, const char *dir)
{
    vd_diagnostics diags;
    vd_error err = {0};

    *f = (fixture){0};
    vd_arena_init(&f->packs, 0);
    vd_arena_init(&f->answers, 0);
    vd_arena_init(&f->scratch, 0);
    vd_diagnostics_init(&diags, &f->packs);
    assert_int_equal(vd_packs_load(&f->packs, &dir, 1, 0, &f->program, &diags, &err), VD_OK);
    f->screen = vd_screen_of(&f->packs, f->program);
    assert_non_null(f->screen);
}

static void close_packs(fixture *f)
{
    vd_arena_done(&f->packs);
    vd_arena_done(&f->answers);
    vd_arena_done(&f->scratch);
}

/* Returns how many answers were compared. */
static size_t compare(fixture *f, size_t count, vd_instant at)
{
    vd_question question = {.at = at, .rule = VD_NONE, .dates_only_now = true};
    vd_error err = {0};
    size_t compared = 0;

    vd_arena_reset(&f->answers);
    assert_int_equal(vd_screen_cases(&f->answers, &f->scratch, f->screen, f->cases, count, at,
                                     f->screenings, &err),
                     VD_OK);
    for (size_t i = 0; i < count; i++) {
        const vd_assessment *single;

        vd_arena_reset(&f->scratch);
        assert_int_equal(vd_assess(&f->scratch, f->program, f->cases[i], &question, &single, &err),
                         VD_OK);
        assert_int_equal(f->screenings[i].count, single->count);
        for (size_t k = 0; k < single->count; k++, compared++) {
            const vd_screened *told = &f->screenings[i].items[k];
            const vd_determination *said = &single->items[k];

            assert_ptr_equal(&f->program->rules[told->rule], said->rule);
            if (told->status != said->status || told->valid_until != said->valid_until)
                fail_msg("%.*s of case %zu: %s until %lld in blocks, %s until %lld singly",
                         VD_STR_ARGS(said->rule->id), i, vd_verdict_name(told->status),
                         (long long)told->valid_until, vd_verdict_name(said->status),
                         (long long)said->valid_until);
        }
    }
    return compared;
}

static void compare_at_random(const char *dir, size_t count, uint64_t seed, size_t rounds)
{
    fixture f;
    random_source source = {.state = seed};
    size_t compared = 0;

    open_packs(&f, dir);
    for (size_t round = 0; round < rounds; round++) {
        vd_arena cases;
        vd_instant at = 0;

        vd_arena_init(&cases, 0);
        for (size_t i = 0; i < count; i++) {
            vd_case_doc *doc = random_case(&cases, f.program, &source);
            vd_error err = {0};

            assert_non_null(doc);
            assert_int_equal(vd_case_link(&cases, f.program, doc, &f.cases[i], &err), VD_OK);
            at = random_instant(f.program, doc, &source);
        }
        compared += compare(&f, count, at);
        vd_arena_done(&cases);
    }
    assert_true(compared > 0);
    close_packs(&f);
}

static void twelve_rules_in_blocks(void **state)
{
    fixture f;

    (void)state;
    open_packs(&f, "bench/packs/twelve");
    assert_int_equal(vd_screen_block_rules(f.screen), 12);
    close_packs(&f);
    compare_at_random("bench/packs/twelve", CASES, 11, 40);
    compare_at_random("bench/packs/twelve", 64, 12, 10);
    compare_at_random("bench/packs/twelve", 1, 13, 100);
}

static void traits_of_the_engine(void **state)
{
    (void)state;
    compare_at_random("tests/packs/engine", CASES, 21, 4);
}

static void the_peru_pack(void **state)
{
    (void)state;
    compare_at_random("rules/packs/pe", 20, 31, 1);
}

static void no_cases_and_no_such_year(void **state)
{
    fixture f;
    vd_error err = {0};

    (void)state;
    open_packs(&f, "bench/packs/twelve");
    assert_int_equal(
        vd_screen_cases(&f.answers, &f.scratch, f.screen, f.cases, 0, 0, f.screenings, &err),
        VD_OK);
    assert_int_equal(vd_screen_cases(&f.answers, &f.scratch, f.screen, f.cases, 0, INT64_MAX / 2,
                                     f.screenings, &err),
                     VD_OUT_OF_RANGE);
    close_packs(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(twelve_rules_in_blocks), cmocka_unit_test(traits_of_the_engine),
        cmocka_unit_test(the_peru_pack), cmocka_unit_test(no_cases_and_no_such_year)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
