/* What to do next: facts laid over a case, questions by what they settle, the nearest change. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/law/explain.h"
#include "engine/law/nearest.h"
#include "engine/law/questions.h"
#include "engine/law/whatif.h"
#include "tests/unit/law_helper.h"

typedef struct fixture {
    vd_arena arena;
    const vd_program *program;
    vd_error err;
} fixture;

static int set_up(void **state)
{
    static fixture f;

    f = (fixture){0};
    vd_arena_init(&f.arena, 0);
    f.program = load_pack(&f.arena, "tests/packs/next");
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;

    vd_arena_done(&f->arena);
    return 0;
}

static const vd_case *linked(fixture *f, statement_list said)
{
    const vd_case *subject = NULL;

    assert_int_equal(link_facts(&f->arena, f->program, said, &subject, &f->err), VD_OK);
    return subject;
}

static const vd_assessment *assessed(fixture *f, const vd_case *subject, vd_question question)
{
    const vd_assessment *assessment = NULL;

    question.at = day(f->program, "2021-06-01");
    assert_int_equal(vd_assess(&f->arena, f->program, subject, &question, &assessment, &f->err),
                     VD_OK);
    return assessment;
}

static const vd_determination *of_rule(const vd_assessment *assessment, const char *rule)
{
    for (size_t i = 0; i < assessment->count; i++)
        if (vd_str_eq(assessment->items[i].rule->id, vd_str_of(rule)))
            return &assessment->items[i];
    fail_msg("no determination of %s", rule);
    return NULL;
}

#define KNOWN \
    IS("began_on", "2020-01-01"), IS("address", "false"), IS("lessons", "3"), IS("stage", "low")

/* --- what if --- */

static void a_fact_laid_over_takes_the_place_of_what_was_said(void **state)
{
    fixture *f = *state;
    const vd_case *before = linked(f, SAY(KNOWN, IS("paid", "false"), IS("grave", "false")));
    const vd_case *after = NULL;
    vd_doc_statement said[] = {IS("paid", "true")};
    vd_case_doc doc = {.statement_count = 1, .statements = said};
    vd_overlay overlay = {.said = &doc};
    const vd_difference *differences = NULL;
    size_t count = 0;

    assert_int_equal(vd_case_overlay(&f->arena, f->program, before, &overlay, &after, &f->err),
                     VD_OK);
    assert_true(vd_assessments_differ(
        &f->arena, f->program, assessed(f, before, (vd_question){.rule = VD_NONE}), f->program,
        assessed(f, after, (vd_question){.rule = VD_NONE}), &count, &differences));
    assert_int_equal(count, 1);
    assert_int_equal(differences[0].before->status, VD_NO);
    assert_int_equal(differences[0].after->status, VD_YES);
    assert_int_equal(differences[0].parts, VD_DIFFERS_STATUS | VD_DIFFERS_DATES);
    /* The case below is as it was. */
    assert_int_equal(
        of_rule(assessed(f, before, (vd_question){.rule = VD_NONE}), "next.leave")->status, VD_NO);
}

static void a_fact_can_be_forgotten_and_a_record_added(void **state)
{
    fixture *f = *state;
    const vd_case *before = linked(f, SAY(KNOWN, IS("paid", "true"), IS("grave", "false")));
    const vd_case *after = NULL;
    vd_doc_statement said[] = {
        {.fact = VD_STR("fine.settled"), .instance = VD_STR("f1"), .literal = VD_STR("false")}};
    vd_doc_instance fine = {.list = VD_STR("fines"), .id = VD_STR("f1")};
    vd_case_doc doc = {
        .statement_count = 1, .statements = said, .instance_count = 1, .instances = &fine};
    vd_forgotten grave = {VD_STR("grave"), VD_STR("")};
    vd_overlay overlay = {.said = &doc, .forgotten_count = 1, .forgotten = &grave};
    const vd_assessment *then;

    assert_int_equal(vd_case_overlay(&f->arena, f->program, before, &overlay, &after, &f->err),
                     VD_OK);
    then = assessed(f, after, (vd_question){.rule = VD_NONE});
    assert_int_equal(of_rule(then, "next.course")->status, VD_UNKNOWN_STATUS);
    assert_int_equal(of_rule(then, "next.fines")->status, VD_NO);
}

static void what_no_pack_declares_cannot_be_supposed(void **state)
{
    fixture *f = *state;
    const vd_case *before = linked(f, SAY(KNOWN));
    const vd_case *after = NULL;
    vd_doc_statement said[] = {IS("weather", "true")};
    vd_case_doc doc = {.statement_count = 1, .statements = said};
    vd_case_doc nothing = {0};
    vd_forgotten weather = {VD_STR("weather"), VD_STR("")};
    vd_overlay overlay = {.said = &doc};

    assert_int_equal(vd_case_overlay(&f->arena, f->program, before, &overlay, &after, &f->err),
                     VD_INVALID_ARGUMENT);
    overlay = (vd_overlay){.said = &nothing, .forgotten_count = 1, .forgotten = &weather};
    assert_int_equal(vd_case_overlay(&f->arena, f->program, before, &overlay, &after, &f->err),
                     VD_INVALID_ARGUMENT);
    assert_non_null(strstr(f->err.message, "weather"));
}

static void an_overlay_that_says_nothing_changes_nothing(void **state)
{
    fixture *f = *state;
    const vd_case *before = linked(f, SAY(KNOWN));
    const vd_case *after = NULL;
    vd_case_doc doc = {0};
    vd_overlay overlay = {.said = &doc};
    const vd_difference *differences = NULL;
    size_t count = 1;

    assert_int_equal(vd_case_overlay(&f->arena, f->program, before, &overlay, &after, &f->err),
                     VD_OK);
    assert_true(vd_assessments_differ(
        &f->arena, f->program, assessed(f, before, (vd_question){.rule = VD_NONE}), f->program,
        assessed(f, after, (vd_question){.rule = VD_NONE}), &count, &differences));
    assert_int_equal(count, 0);
}

/* --- questions --- */

static const vd_open_fact *question_on(fixture *f, const vd_open_facts *facts, const char *id,
                                       size_t *ret_place)
{
    for (size_t i = 0; i < facts->count; i++) {
        const vd_missing_fact *fact = &facts->items[i].fact;
        vd_str name = fact->fact == VD_NONE ? f->program->records[fact->record].list
                                            : f->program->facts[fact->fact].id;

        *ret_place = i;
        if (vd_str_eq(name, vd_str_of(id)))
            return &facts->items[i];
    }
    fail_msg("%s is not asked for", id);
    return NULL;
}

static void each_answer_is_tried_and_what_it_settles_is_counted(void **state)
{
    fixture *f = *state;
    const vd_case *subject = linked(f, SAY(IS("began_on", "2020-01-01"), IS("paid", "true"),
                                           IS("address", "false"), IS("lessons", "3")));
    vd_open_facts facts;
    const vd_open_fact *grave, *stage, *fines;
    size_t first, second, third;

    assert_int_equal(vd_open_questions(&f->arena, f->program, subject,
                                       assessed(f, subject, (vd_question){.rule = VD_NONE}), &facts,
                                       &f->err),
                     VD_OK);
    /* leave and course wait for grave and stage, fines for its list. */
    assert_int_equal(facts.open, 3);
    assert_int_equal(facts.count, 3);
    grave = question_on(f, &facts, "grave", &first);
    stage = question_on(f, &facts, "stage", &second);
    fines = question_on(f, &facts, "fines", &third);
    /* Grave: both are "no"; not grave: both wait for the stage. */
    assert_int_equal(grave->answer_count, 2);
    assert_int_equal(grave->answers[0].settled, 2);
    assert_int_equal(grave->answers[1].settled, 0);
    assert_int_equal(grave->least, 0);
    assert_int_equal(grave->most, 2);
    assert_true(grave->tried);
    /* high: both are "no"; low and middle leave both open. */
    assert_int_equal(stage->answer_count, 3);
    assert_int_equal(stage->answers[2].settled, 2);
    assert_int_equal(stage->answers[0].settled, 0);
    assert_int_equal(fines->most, 1);
    assert_int_equal(fines->least, 0);
    /* On average 1, 2/3 and 1/2. */
    assert_int_equal(first, 0);
    assert_int_equal(second, 1);
    assert_int_equal(third, 2);
}

static void what_waits_for_nothing_else_is_settled_by_a_date(void **state)
{
    fixture *f = *state;
    const vd_case *subject =
        linked(f, SAY(IS("paid", "true"), IS("grave", "false"), IS("stage", "low")));
    vd_open_facts facts;
    const vd_open_fact *began;
    size_t place;

    assert_int_equal(vd_open_questions(&f->arena, f->program, subject,
                                       assessed(f, subject, (vd_question){.rule = VD_NONE}), &facts,
                                       &f->err),
                     VD_OK);
    began = question_on(f, &facts, "began_on", &place);
    assert_false(began->tried);
    assert_int_equal(began->waiting, began->most);
    assert_int_equal(began->least, began->most);
}

static void of_two_questions_that_settle_as_much_the_cheaper_goes_first(void **state)
{
    fixture *f = *state;
    /* Grave and the address: paid costs a look at the file, the address an interview. */
    const vd_case *subject = linked(f, SAY(IS("began_on", "2020-01-01"), IS("grave", "true"),
                                           IS("stage", "low"), IS("lessons", "10")));
    vd_open_facts facts;
    size_t paid, address;

    assert_int_equal(vd_open_questions(&f->arena, f->program, subject,
                                       assessed(f, subject, (vd_question){.rule = VD_NONE}), &facts,
                                       &f->err),
                     VD_OK);
    assert_int_equal(question_on(f, &facts, "paid", &paid)->most,
                     question_on(f, &facts, "address", &address)->most);
    assert_true(paid < address);
}

static const vd_open_fact *first_question(fixture *f, const vd_program *stages, const char *stage)
{
    vd_doc_statement said[] = {{.fact = VD_STR("stage"), .literal = vd_str_of(stage)}};
    statement_list list = {stage[0] ? 1 : 0, said};
    vd_question question = {.at = day(stages, "2021-06-01"), .rule = VD_NONE};
    const vd_case *subject = NULL;
    const vd_assessment *assessment = NULL;
    vd_open_facts facts;

    assert_int_equal(link_facts(&f->arena, stages, list, &subject, &f->err), VD_OK);
    assert_int_equal(vd_assess(&f->arena, stages, subject, &question, &assessment, &f->err), VD_OK);
    assert_int_equal(vd_open_questions(&f->arena, stages, subject, assessment, &facts, &f->err),
                     VD_OK);
    assert_int_equal(facts.count, 2);
    return &facts.items[0];
}

static void what_the_present_stage_waits_for_is_asked_first(void **state)
{
    fixture *f = *state;
    const vd_program *stages = load_pack(&f->arena, "tests/packs/stages");
    uint32_t injured = vd_program_fact(stages, VD_STR("injured"));
    uint32_t heard_on = vd_program_fact(stages, VD_STR("heard_on"));

    assert_int_equal(first_question(f, stages, "police_detention")->fact.fact, injured);
    assert_int_equal(first_question(f, stages, "police_detention")->now, 1);
    assert_int_equal(first_question(f, stages, "trial")->fact.fact, heard_on);
    /* Where the case stands is not known: what settles more. */
    assert_int_equal(first_question(f, stages, "")->fact.fact, heard_on);
}

/* --- the nearest change --- */

static const vd_nearest *nearest(fixture *f, statement_list said)
{
    vd_question question = {.rule = vd_program_rule(f->program, VD_STR("next.leave")),
                            .nearest = true};
    const vd_determination *one = assessed(f, linked(f, said), question)->items;

    assert_int_equal(one->status, VD_NO);
    assert_non_null(one->nearest);
    return one->nearest;
}

static bool takes(fixture *f, const vd_way *way, const char *fact)
{
    for (size_t i = 0; i < way->count; i++)
        if (vd_str_eq(f->program->facts[way->steps[i].fact].id, vd_str_of(fact)))
            return true;
    return false;
}

static void one_action_opens_it_at_once(void **state)
{
    fixture *f = *state;
    const vd_nearest *found = nearest(f, SAY(KNOWN, IS("paid", "false"), IS("grave", "false")));

    assert_false(found->has_waiting);
    assert_int_equal(found->count, 1);
    assert_int_equal(found->ways[0].count, 1);
    assert_true(takes(f, &found->ways[0], "paid"));
    assert_int_equal(found->ways[0].from, day(f->program, "2021-06-01"));
}

static void the_smallest_set_of_actions_is_found(void **state)
{
    fixture *f = *state;
    const vd_nearest *found = nearest(f, SAY(KNOWN, IS("paid", "true"), IS("grave", "true")));

    assert_int_equal(found->count, 1);
    assert_int_equal(found->ways[0].count, 2);
    assert_true(takes(f, &found->ways[0], "address"));
    assert_true(takes(f, &found->ways[0], "lessons"));
}

static void waiting_alone_is_told(void **state)
{
    fixture *f = *state;
    const vd_nearest *found =
        nearest(f, SAY(IS("began_on", "2021-01-01"), IS("paid", "true"), IS("address", "true"),
                       IS("lessons", "3"), IS("grave", "false"), IS("stage", "low")));

    assert_true(found->has_waiting);
    assert_int_equal(found->waiting_until, day(f->program, "2022-01-01"));
    assert_int_equal(found->count, 0);
}

static void an_action_may_open_it_from_a_day(void **state)
{
    fixture *f = *state;
    const vd_nearest *found =
        nearest(f, SAY(IS("began_on", "2021-01-01"), IS("paid", "false"), IS("address", "true"),
                       IS("lessons", "3"), IS("grave", "false"), IS("stage", "low")));

    assert_false(found->has_waiting);
    assert_int_equal(found->count, 1);
    assert_int_equal(found->ways[0].from, day(f->program, "2022-01-01"));
}

static void what_nobody_can_change_has_no_way(void **state)
{
    fixture *f = *state;
    const vd_nearest *found =
        nearest(f, SAY(IS("began_on", "2020-01-01"), IS("paid", "false"), IS("address", "true"),
                       IS("lessons", "30"), IS("grave", "true"), IS("stage", "high")));

    assert_false(found->has_waiting);
    assert_int_equal(found->count, 0);
}

/* --- the door --- */

static void what_lies_in_the_past_cannot_be_still_to_come(void **state)
{
    fixture *f = *state;
    const vd_case *subject = linked(f, SAY(IS("began_on", "2020-06-01")));

    assert_int_equal(
        vd_case_check_past(f->program, subject, day(f->program, "2020-06-01"), &f->err), VD_OK);
    assert_int_equal(
        vd_case_check_past(f->program, subject, day(f->program, "2020-06-01") - 1, &f->err),
        VD_INVALID_ARGUMENT);
    assert_non_null(strstr(f->err.message, "began_on: 2020-06-01 is still to come"));
}

/* --- explanations --- */

static size_t count_nodes(const vd_explanation *node)
{
    size_t count = 1;

    for (size_t i = 0; i < node->count; i++)
        count += count_nodes(&node->children[i]);
    return count;
}

static void an_explanation_is_cut_at_its_limit_and_says_so(void **state)
{
    fixture *f = *state;
    const vd_case *subject = linked(f, SAY(KNOWN, IS("paid", "true"), IS("grave", "true")));
    vd_question question = {.rule = vd_program_rule(f->program, VD_STR("next.leave")),
                            .explain = true};
    const vd_determination *whole = assessed(f, subject, question)->items;
    size_t nodes = count_nodes(whole->explanation);
    const vd_determination *cut;

    assert_int_equal(whole->explanation_cut, 0);
    question.explain_nodes = nodes;
    assert_int_equal(assessed(f, subject, question)->items->explanation_cut, 0);
    question.explain_nodes = nodes - 1;
    cut = assessed(f, subject, question)->items;
    assert_int_equal(count_nodes(cut->explanation), nodes - 1);
    assert_int_equal(cut->explanation_cut, 1);
    question.explain_nodes = 1;
    cut = assessed(f, subject, question)->items;
    assert_int_equal(count_nodes(cut->explanation), 1);
    assert_true(cut->explanation_cut > 0);
}

static const vd_explanation *node_of(const vd_explanation *node, const char *id)
{
    const vd_explanation *found = vd_str_eq(node->id, vd_str_of(id)) ? node : NULL;

    for (size_t i = 0; i < node->count && !found; i++)
        found = node_of(&node->children[i], id);
    return found;
}

static void a_node_says_what_it_does_to_the_answer(void **state)
{
    fixture *f = *state;
    const vd_case *subject =
        linked(f, SAY(IS("began_on", "2020-01-01"), IS("paid", "false"), IS("grave", "false")));
    vd_question question = {.rule = vd_program_rule(f->program, VD_STR("next.leave")),
                            .explain = true};
    const vd_explanation *root = assessed(f, subject, question)->items->explanation;

    assert_int_equal(root->effect, VD_EFFECT_AGAINST);
    assert_int_equal(node_of(root, "year")->effect, VD_EFFECT_FOR);
    assert_int_equal(node_of(root, "paid")->effect, VD_EFFECT_AGAINST);
    assert_int_equal(node_of(root, "paid")->cite.count, 1);
    assert_int_equal(node_of(root, "high")->effect, VD_EFFECT_OPEN);
    assert_int_equal(node_of(root, "stage")->effect, VD_EFFECT_OPEN);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_fact_laid_over_takes_the_place_of_what_was_said),
        TEST(a_fact_can_be_forgotten_and_a_record_added),
        TEST(what_no_pack_declares_cannot_be_supposed),
        TEST(an_overlay_that_says_nothing_changes_nothing),
        TEST(each_answer_is_tried_and_what_it_settles_is_counted),
        TEST(what_waits_for_nothing_else_is_settled_by_a_date),
        TEST(of_two_questions_that_settle_as_much_the_cheaper_goes_first),
        TEST(what_the_present_stage_waits_for_is_asked_first),
        TEST(one_action_opens_it_at_once),
        TEST(the_smallest_set_of_actions_is_found),
        TEST(waiting_alone_is_told),
        TEST(an_action_may_open_it_from_a_day),
        TEST(what_nobody_can_change_has_no_way),
        TEST(what_lies_in_the_past_cannot_be_still_to_come),
        TEST(an_explanation_is_cut_at_its_limit_and_says_so),
        TEST(a_node_says_what_it_does_to_the_answer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
