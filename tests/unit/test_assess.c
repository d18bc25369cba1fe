/* What scenarios cannot say: what is withheld, whose word is taken, timelines, instants. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/law_helper.h"

#define assert_status(said, verdict) \
    assert_string_equal(vd_verdict_name((said)->status), vd_verdict_name(verdict))

typedef struct fixture {
    vd_arena arena;
    const vd_program *traits;
    const vd_program *edges;
} fixture;

static int set_up(void **state)
{
    static fixture f;

    vd_arena_init(&f.arena, 0);
    f.traits = load_pack(&f.arena, "tests/packs/engine");
    f.edges = load_pack(&f.arena, "tests/packs/edges");
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;

    vd_arena_done(&f->arena);
    return 0;
}

static void what_is_withheld_is_neither_presumed_nor_listed(void **state)
{
    fixture *f = *state;
    const vd_determination *said = determine(
        &f->arena, f->edges,
        SAY(IS("started_at", "2024-03-08T10:00:00-05:00"), IS_BUT("done_on", VD_WITHHELD)),
        "edges.hours", "2024-03-09");

    assert_status(said, VD_ASK_DEFENCE);
    assert_int_equal(said->missing_count, 0);
    assert_int_equal(said->presumed_count, 0);
}

static void an_act_before_the_start_is_told(void **state)
{
    fixture *f = *state;
    const vd_determination *said =
        determine(&f->arena, f->edges,
                  SAY(IS("started_at", "2024-03-08T10:00:00-05:00"), IS("done_on", "2024-03-07")),
                  "edges.hours", "2024-03-09");

    assert_status(said, VD_UNDECIDABLE);
    assert_true(vd_str_eq(said->reason, VD_STR("the act is dated before the term begins: one of "
                                               "the two dates is wrong")));
}

static void hours_from_a_day_alone_say_what_is_needed(void **state)
{
    fixture *f = *state;
    const vd_determination *said = determine(
        &f->arena, f->edges, SAY(IS("started_at", "2024-03-08")), "edges.hours", "2024-03-09");

    assert_status(said, VD_UNKNOWN_STATUS);
    assert_int_equal(said->missing_count, 1);
    assert_true(vd_str_eq(said->reason, VD_STR("the term runs in hours, and only the day on which "
                                               "it starts is on record: its hour is needed")));
}

static void a_list_that_may_name_too_much_says_so(void **state)
{
    fixture *f = *state;
    statement_list started = SAY(IS("start_on", "2024-03-08"));
    const vd_determination *said =
        determine(&f->arena, f->edges, started, "edges.six_doubts", "2024-03-09");

    assert_status(said, VD_UNKNOWN_STATUS);
    assert_int_equal(said->missing_count, 1);
    assert_false(said->missing_bound);
    said = determine(&f->arena, f->edges, started, "edges.seven_doubts", "2024-03-09");
    assert_status(said, VD_UNKNOWN_STATUS);
    assert_int_equal(said->missing_count, 1);
    assert_true(said->missing_bound);
    said = determine(&f->arena, f->edges, started, "edges.doubt", "2024-03-09");
    assert_int_equal(said->missing_count, 2);
    assert_true(said->missing_bound);
}

static bool lists(const fixture *f, const vd_determination *said, const char *fact)
{
    for (size_t i = 0; i < said->missing_count; i++)
        if (vd_str_eq(f->edges->facts[said->missing[i].fact].id, vd_str_of(fact)))
            return true;
    return false;
}

/* docs/json.md: a key date outside all versions would settle it as well, and is not named. */
static void where_it_is_not_known_whether_a_rule_applies_that_alone_is_asked(void **state)
{
    fixture *f = *state;
    const vd_determination *said = determine(&f->arena, f->edges, SAY(IS("start_on", "2024-03-08")),
                                             "edges.whether", "2024-03-09");

    assert_status(said, VD_UNKNOWN_STATUS);
    assert_int_equal(said->missing_count, 1);
    assert_true(lists(f, said, "b"));
    assert_false(said->missing_bound);
    said = determine(&f->arena, f->edges, SAY(IS_BUT("key_on", VD_ABSENT)), "edges.whether",
                     "2024-03-09");
    assert_status(said, VD_NOT_APPLICABLE);
    said = determine(&f->arena, f->edges, SAY(IS("b", "true")), "edges.whether", "2024-03-09");
    assert_status(said, VD_UNKNOWN_STATUS);
    assert_int_equal(said->missing_count, 2);
    assert_true(lists(f, said, "key_on") && lists(f, said, "a"));
    assert_true(said->missing_bound);
}

static void where_nothing_is_missing_no_list_names_too_much(void **state)
{
    fixture *f = *state;
    const vd_determination *said =
        determine(&f->arena, f->edges, SAY(IS("start_on", "2024-03-08"), IS("level", "3")),
                  "edges.seven_doubts", "2024-03-09");

    assert_int_equal(said->missing_count, 0);
    assert_false(said->missing_bound);
}

static void what_nobody_has_said_is_presumed_while_the_term_runs_and_told(void **state)
{
    fixture *f = *state;
    const vd_determination *said =
        determine(&f->arena, f->edges, SAY(IS("started_at", "2024-03-08T10:00:00-05:00")),
                  "edges.hours", "2024-03-09");

    assert_status(said, VD_RUNNING);
    assert_int_equal(said->presumed_count, 1);
    assert_int_equal(said->presumed[0].fact, vd_program_fact(f->edges, VD_STR("done_on")));
}

static void what_is_withheld_does_not_matter_where_a_bar_decides(void **state)
{
    fixture *f = *state;
    const vd_determination *said = determine(
        &f->arena, f->edges, SAY(IS_BUT("start_on", VD_WITHHELD), IS("end_on", "2020-01-01")),
        "edges.between", "2024-03-09");

    assert_status(said, VD_NO);
}

static void a_disputed_fact_that_changes_is_believed_of_one_supplier_at_a_time(void **state)
{
    fixture *f = *state;
    const vd_determination *said = determine(
        &f->arena, f->traits,
        SAY({.fact = VD_STR("a"), .literal = VD_STR("true"), .supplier = VD_STR("defender")},
            {.fact = VD_STR("a"),
             .literal = VD_STR("false"),
             .supplier = VD_STR("police"),
             .from = VD_STR("2020-01-01")}),
        "engine.duty", "2019-06-01");

    /* Before the police say otherwise nobody disagrees. */
    assert_status(said, VD_YES);
    assert_int_equal(said->valid_until, day(f->traits, "2020-01-01"));
}

static void all_worlds_that_agree_are_one_answer(void **state)
{
    fixture *f = *state;
    const vd_determination *said = determine(&f->arena, f->edges,
                                             SAY({.fact = VD_STR("start_on"),
                                                  .literal = VD_STR("2024-01-10"),
                                                  .supplier = VD_STR("police")},
                                                 {.fact = VD_STR("start_on"),
                                                  .literal = VD_STR("2024-01-20"),
                                                  .supplier = VD_STR("expert")},
                                                 IS("end_on", "2024-01-05")),
                                             "edges.between", "2024-02-01");

    assert_status(said, VD_NO);
    assert_int_equal(said->alternative_count, 0);
    assert_int_equal(said->missing_count, 0);
}

static void only_the_disputed_fact_that_matters_is_asked_for(void **state)
{
    fixture *f = *state;
    const vd_determination *said = determine(&f->arena, f->edges,
                                             SAY({.fact = VD_STR("start_on"),
                                                  .literal = VD_STR("2024-01-10"),
                                                  .supplier = VD_STR("police")},
                                                 {.fact = VD_STR("start_on"),
                                                  .literal = VD_STR("2024-01-20"),
                                                  .supplier = VD_STR("expert")},
                                                 {.fact = VD_STR("end_on"),
                                                  .literal = VD_STR("2024-06-01"),
                                                  .supplier = VD_STR("police")},
                                                 {.fact = VD_STR("end_on"),
                                                  .literal = VD_STR("2024-02-01"),
                                                  .supplier = VD_STR("expert")}),
                                             "edges.between", "2024-03-01");

    assert_status(said, VD_UNKNOWN_STATUS);
    assert_int_equal(said->alternative_count, 4);
    assert_int_equal(said->missing_count, 2);
    assert_true(said->missing[0].disputed);
}

static void a_timeline_has_each_status_once(void **state)
{
    fixture *f = *state;
    const vd_case *subject = NULL;
    const vd_segment *segments = NULL;
    size_t count = 0;
    vd_error err = {0};
    uint32_t rule = vd_program_rule(f->edges, VD_STR("edges.between"));

    assert_int_equal(link_facts(&f->arena, f->edges,
                                SAY(IS("start_on", "2024-01-10"), IS("end_on", "2024-03-01")),
                                &subject, &err),
                     VD_OK);
    assert_int_equal(vd_timeline(&f->arena, f->edges, subject, rule, VD_STR(""),
                                 day(f->edges, "2023-01-01"), day(f->edges, "2025-01-01"), &count,
                                 &segments, &err),
                     VD_OK);
    assert_int_equal(count, 3);
    assert_int_equal(segments[1].from, day(f->edges, "2024-01-10"));
    assert_int_equal(segments[1].until, day(f->edges, "2024-03-01"));
    assert_status(&segments[1], VD_YES);
    assert_int_equal(segments[2].until, day(f->edges, "2025-01-01"));
}

static void a_timeline_does_not_take_one_supplier_s_word(void **state)
{
    fixture *f = *state;
    const vd_case *subject = NULL;
    const vd_segment *segments = NULL;
    size_t count = 0;
    vd_error err = {0};

    assert_int_equal(link_facts(&f->arena, f->edges,
                                SAY({.fact = VD_STR("start_on"),
                                     .literal = VD_STR("2024-01-10"),
                                     .supplier = VD_STR("police")},
                                    {.fact = VD_STR("start_on"),
                                     .literal = VD_STR("2024-01-20"),
                                     .supplier = VD_STR("expert")},
                                    IS_BUT("end_on", VD_ABSENT)),
                                &subject, &err),
                     VD_OK);
    assert_int_equal(vd_timeline(&f->arena, f->edges, subject,
                                 vd_program_rule(f->edges, VD_STR("edges.between")), VD_STR(""),
                                 day(f->edges, "2024-01-01"), day(f->edges, "2024-02-01"), &count,
                                 &segments, &err),
                     VD_OK);
    assert_int_equal(count, 3);
    assert_status(&segments[1], VD_UNKNOWN_STATUS);
    assert_int_equal(segments[1].until, day(f->edges, "2024-01-20"));
}

static void an_instant_outside_the_calendar_is_refused(void **state)
{
    fixture *f = *state;
    vd_question question = {.at = VD_FOREVER, .rule = VD_NONE};
    const vd_assessment *assessment = NULL;
    const vd_case *subject = NULL;
    vd_error err = {0};

    assert_int_equal(link_facts(&f->arena, f->edges, SAY(IS("b", "true")), &subject, &err), VD_OK);
    assert_int_equal(vd_assess(&f->arena, f->edges, subject, &question, &assessment, &err),
                     VD_OUT_OF_RANGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_withheld_is_neither_presumed_nor_listed),
        cmocka_unit_test(an_act_before_the_start_is_told),
        cmocka_unit_test(hours_from_a_day_alone_say_what_is_needed),
        cmocka_unit_test(a_list_that_may_name_too_much_says_so),
        cmocka_unit_test(where_it_is_not_known_whether_a_rule_applies_that_alone_is_asked),
        cmocka_unit_test(where_nothing_is_missing_no_list_names_too_much),
        cmocka_unit_test(what_nobody_has_said_is_presumed_while_the_term_runs_and_told),
        cmocka_unit_test(what_is_withheld_does_not_matter_where_a_bar_decides),
        cmocka_unit_test(a_disputed_fact_that_changes_is_believed_of_one_supplier_at_a_time),
        cmocka_unit_test(all_worlds_that_agree_are_one_answer),
        cmocka_unit_test(only_the_disputed_fact_that_matters_is_asked_for),
        cmocka_unit_test(a_timeline_has_each_status_once),
        cmocka_unit_test(a_timeline_does_not_take_one_supplier_s_word),
        cmocka_unit_test(an_instant_outside_the_calendar_is_refused),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
