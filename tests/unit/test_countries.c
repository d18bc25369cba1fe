/*
 * test_countries.c - packs of several countries in one program: whose law a case is under, whose
 * days its days are, what packs share and what they do not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/time/date.h"
#include "rules/pack.h"
#include "tests/unit/law_helper.h"

#define S(text) VD_STR(text)

static vd_arena arena;
static const vd_program *program;

static int begin(void **state)
{
    (void)state;
    vd_arena_init(&arena, 0);
    program = load_pack(&arena, "tests/packs/countries");
    return 0;
}

static int end(void **state)
{
    (void)state;
    vd_arena_done(&arena);
    return 0;
}

/* A mother whose child was born on 10 May 2020; she was held at a wall clock of ten. */
static vd_status mother(vd_str jurisdiction, const vd_case **ret_case, vd_error *err)
{
    static vd_doc_statement said[] = {
        {.fact = {"sex", 3}, .literal = {"female", 6}},
        {.fact = {"inside", 6}, .literal = {"true", 4}},
        {.fact = {"held_at", 7}, .literal = {"2022-03-01T23:30:00", 19}},
        {.fact = {"child.birth_on", 14}, .instance = {"c1", 2}, .literal = {"2020-05-10", 10}},
    };
    static vd_doc_instance children[] = {{.list = {"children", 8}, .id = {"c1", 2}}};
    vd_case_doc doc = {.id = S("c"),
                       .jurisdiction = jurisdiction,
                       .statement_count = 4,
                       .statements = said,
                       .instance_count = 1,
                       .instances = children};

    return vd_case_link(&arena, program, &doc, ret_case, err);
}

static const vd_case *mother_in(vd_str jurisdiction)
{
    const vd_case *subject = NULL;
    vd_error err = {0};

    if (mother(jurisdiction, &subject, &err))
        fail_msg("%s", err.message);
    return subject;
}

static vd_status ask(const vd_case *subject, vd_str rule, const vd_assessment **ret_assessment,
                     vd_error *err)
{
    vd_question question = {.at = vd_zone_start_of(subject->zone, vd_date_from_civil(2023, 6, 1)),
                            .rule = rule.len ? vd_program_rule(program, rule) : VD_NONE};

    return vd_assess(&arena, program, subject, &question, ret_assessment, err);
}

static const vd_determination *answer(const vd_case *subject, vd_str rule)
{
    const vd_assessment *assessment = NULL;
    vd_error err = {0};

    if (ask(subject, rule, &assessment, &err))
        fail_msg("%s", err.message);
    assert_int_equal(assessment->count, 1);
    return &assessment->items[0];
}

static void a_case_has_the_rules_of_its_law_and_of_what_that_extends(void **state)
{
    const vd_assessment *assessment = NULL;

    (void)state;
    assert_int_equal(ask(mother_in(S("north")), S(""), &assessment, NULL), VD_OK);
    assert_int_equal(assessment->count, 2);
    assert_true(vd_str_eq(assessment->items[0].rule->id, S("common.hold")));
    assert_true(vd_str_eq(assessment->items[1].rule->id, S("north.stay")));
    assert_int_equal(ask(mother_in(S("common")), S(""), &assessment, NULL), VD_OK);
    assert_int_equal(assessment->count, 1);
}

/* Four years in the north, three in the south: the child is three years and three weeks old. */
static void each_country_means_its_own_by_a_name_that_both_use(void **state)
{
    (void)state;
    assert_int_equal(answer(mother_in(S("north")), S("north.stay"))->dates.last_day,
                     vd_date_from_civil(2024, 5, 9));
    assert_int_equal(answer(mother_in(S("north")), S("north.stay"))->status, VD_YES);
    assert_int_equal(answer(mother_in(S("south")), S("south.stay"))->status, VD_NO);
}

static void a_day_is_one_where_the_case_is(void **state)
{
    const vd_determination *north = answer(mother_in(S("north")), S("common.hold"));
    const vd_determination *south = answer(mother_in(S("south")), S("common.hold"));

    (void)state;
    /* The same wall clock and the same rule: the same day, another instant. */
    assert_int_equal(north->dates.last_day, vd_date_from_civil(2022, 3, 1));
    assert_int_equal(south->dates.last_day, vd_date_from_civil(2022, 3, 1));
    assert_int_equal(north->dates.due - south->dates.due, INT64_C(19) * 3600);
}

static void what_packs_declare_alike_is_one_fact_and_one_norm(void **state)
{
    size_t facts = 0;
    size_t norms = 0;

    (void)state;
    for (size_t i = 0; i < program->fact_count; i++)
        facts += vd_str_eq(program->facts[i].id, S("inside"));
    for (size_t i = 0; i < program->norm_count; i++)
        norms += vd_str_eq(program->norms[i].id, S("int.rules"));
    assert_int_equal(facts, 1);
    assert_int_equal(norms, 1);
}

static void a_case_that_names_no_law_is_refused_where_there_are_two(void **state)
{
    const vd_case *subject = NULL;
    vd_error err = {0};

    (void)state;
    assert_int_equal(program->home, VD_NONE);
    assert_int_equal(mother(S(""), &subject, &err), VD_INVALID_ARGUMENT);
    assert_string_equal(err.message, "The case must say whose law it is under: jurisdiction is one "
                                     "of north, south.");
    assert_int_equal(mother(S("east"), &subject, &err), VD_INVALID_ARGUMENT);
    assert_string_equal(err.message,
                        "No pack \"east\" is loaded: the case's jurisdiction is one of "
                        "common, north, south.");
    assert_int_equal(mother(S("common"), &subject, &err), VD_OK);
}

static void who_runs_the_service_may_set_the_law_of_such_cases(void **state)
{
    const vd_case *subject = NULL;

    (void)state;
    assert_int_equal(vd_packs_set_home(program, S("east"), NULL), VD_INVALID_ARGUMENT);
    assert_int_equal(vd_packs_set_home(program, S("south"), NULL), VD_OK);
    assert_int_equal(mother(S(""), &subject, NULL), VD_OK);
    assert_true(vd_str_eq(subject->zone->name, S("Pacific/Auckland")));
}

static void the_only_pack_that_no_other_extends_is_the_law_of_all(void **state)
{
    const char *dirs[] = {VD_SOURCE_DIR "/tests/packs/countries/common",
                          VD_SOURCE_DIR "/tests/packs/countries/north"};
    const vd_case *subject = NULL;
    vd_diagnostics diags;

    (void)state;
    vd_diagnostics_init(&diags, &arena);
    assert_int_equal(vd_packs_load(&arena, dirs, 2, 0, &program, &diags, NULL), VD_OK);
    assert_int_equal(mother(S(""), &subject, NULL), VD_OK);
    assert_true(vd_str_eq(program->packs[subject->pack].id, S("north")));
    assert_true(vd_str_eq(subject->zone->name, S("America/Guatemala")));
}

static void a_rule_of_another_country_is_no_law_here(void **state)
{
    const vd_assessment *assessment = NULL;
    const vd_segment *segments = NULL;
    size_t count = 0;
    vd_error err = {0};

    (void)state;
    assert_int_equal(ask(mother_in(S("north")), S("south.stay"), &assessment, &err),
                     VD_INVALID_ARGUMENT);
    assert_string_equal(err.message,
                        "\"south.stay\" is no rule of \"north\", the law that the case is under.");
    assert_int_equal(vd_timeline(&arena, program, mother_in(S("north")),
                                 vd_program_rule(program, S("south.stay")), S("c1"), 0, 86400,
                                 &count, &segments, &err),
                     VD_INVALID_ARGUMENT);
}

static void a_rule_says_which_one_it_departs_from(void **state)
{
    const vd_rule *rule = &program->rules[vd_program_rule(program, S("north.stay"))];

    (void)state;
    assert_true(vd_str_eq(rule->deviates_from, S("common.hold")));
    assert_true(vd_str_eq(vd_text_in(&rule->deviates_because, S("en")), S("because")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_case_has_the_rules_of_its_law_and_of_what_that_extends,
                                        begin, end),
        cmocka_unit_test_setup_teardown(each_country_means_its_own_by_a_name_that_both_use, begin,
                                        end),
        cmocka_unit_test_setup_teardown(a_day_is_one_where_the_case_is, begin, end),
        cmocka_unit_test_setup_teardown(what_packs_declare_alike_is_one_fact_and_one_norm, begin,
                                        end),
        cmocka_unit_test_setup_teardown(a_case_that_names_no_law_is_refused_where_there_are_two,
                                        begin, end),
        cmocka_unit_test_setup_teardown(who_runs_the_service_may_set_the_law_of_such_cases, begin,
                                        end),
        cmocka_unit_test_setup_teardown(the_only_pack_that_no_other_extends_is_the_law_of_all,
                                        begin, end),
        cmocka_unit_test_setup_teardown(a_rule_of_another_country_is_no_law_here, begin, end),
        cmocka_unit_test_setup_teardown(a_rule_says_which_one_it_departs_from, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
