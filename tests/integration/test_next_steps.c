/*
 * test_next_steps.c - what-if, questions, timelines and explained refusals, asked of a real daemon about a
 * stored case and one that is sent along.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/integration/daemon.h"
#include "tests/integration/rpc.h"

#include "valedor/v1/advice.pb-c.h"
#include "valedor/v1/case.pb-c.h"

typedef struct fixture {
    vd_daemon daemon;
    vd_rpc rpc;
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof(*f));

    daemon_init(&f->daemon);
    snprintf(f->daemon.packs, sizeof(f->daemon.packs), "%s/tests/packs/next", VD_SOURCE_DIR);
    daemon_start(&f->daemon);
    rpc_open(&f->rpc, f->daemon.ipc);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;

    rpc_close(&f->rpc);
    daemon_stop(&f->daemon);
    daemon_done(&f->daemon);
    free(f);
    return 0;
}

#define FACTS_MAX 8

typedef struct told {
    const char *fact;
    const char *literal;
} told;

/* Facts of the case itself, in memory that the next call overwrites. */
static size_t facts_of(const told *said, Valedor__V1__Fact ***ret_facts)
{
    static Valedor__V1__Fact facts[2][FACTS_MAX];
    static Valedor__V1__Fact *list[2][FACTS_MAX];
    static int turn;
    size_t count = 0;

    turn = !turn;
    for (; said[count].fact; count++) {
        valedor__v1__fact__init(&facts[turn][count]);
        facts[turn][count].id = (char *)said[count].fact;
        facts[turn][count].value_case = VALEDOR__V1__FACT__VALUE_LITERAL;
        facts[turn][count].literal = (char *)said[count].literal;
        list[turn][count] = &facts[turn][count];
    }
    *ret_facts = list[turn];
    return count;
}

static void put(fixture *f, const char *id, const told *said)
{
    Valedor__V1__PutCaseRequest request = VALEDOR__V1__PUT_CASE_REQUEST__INIT;
    Valedor__V1__Case one = VALEDOR__V1__CASE__INIT;

    one.id = (char *)id;
    one.n_facts = facts_of(said, &one.facts);
    request.case_ = &one;
    assert_int_equal(
        rpc_call(&f->rpc, "valedor.v1.Cases/Put", &request.base, &(vd_rpc_options){.key = id}), 0);
}

static const told grave_case[] = {
    {"began_on", "2020-01-01"}, {"paid", "false"}, {"address", "false"}, {"lessons", "10"},
    {"stage", "low"},           {"grave", "true"}, {NULL, NULL}};

static int32_t what_if(fixture *f, Valedor__V1__WhatIfRequest *request,
                       Valedor__V1__WhatIfResponse **ret_answer)
{
    int32_t code = rpc_call(&f->rpc, "valedor.v1.Advice/WhatIf", &request->base, NULL);

    *ret_answer = code ? NULL : rpc_answer(&f->rpc, &valedor__v1__what_if_response__descriptor);
    return code;
}

static Valedor__V1__Difference *difference_of(Valedor__V1__WhatIfResponse *answer, const char *rule)
{
    for (size_t i = 0; i < answer->n_differences; i++)
        if (strcmp(answer->differences[i]->rule, rule) == 0)
            return answer->differences[i];
    return NULL;
}

static Valedor__V1__WhatIfRequest about(const char *id, const char *on)
{
    Valedor__V1__WhatIfRequest request = VALEDOR__V1__WHAT_IF_REQUEST__INIT;

    request.subject_case = VALEDOR__V1__WHAT_IF_REQUEST__SUBJECT_CASE_ID;
    request.case_id = (char *)id;
    request.when_case = VALEDOR__V1__WHAT_IF_REQUEST__WHEN_ON;
    request.on = (char *)on;
    return request;
}

static void supposed_facts_change_the_answer_and_not_the_case(void **state)
{
    fixture *f = *state;
    const told changes[] = {{"paid", "true"}, {"address", "true"}, {NULL, NULL}};
    Valedor__V1__WhatIfRequest request = about("ana", "2021-06-01");
    Valedor__V1__WhatIfResponse *answer;
    Valedor__V1__Difference *leave;

    put(f, "ana", grave_case);
    request.n_set = facts_of(changes, &request.set);
    assert_int_equal(what_if(f, &request, &answer), 0);
    leave = difference_of(answer, "next.leave");
    assert_non_null(leave);
    assert_string_equal(leave->before->status, "no");
    assert_string_equal(leave->after->status, "yes");
    assert_string_equal(leave->after->eligible_from->on_record, "2021-01-01");
    assert_null(difference_of(answer, "next.course"));
    assert_true(answer->unchanged >= 1);
    /* Asked again without the changes, nothing has changed. */
    request.n_set = 0;
    assert_int_equal(what_if(f, &request, &answer), 0);
    assert_int_equal(answer->n_differences, 0);
}

static void another_day_is_a_change_too(void **state)
{
    fixture *f = *state;
    const told said[] = {{"began_on", "2020-01-01"},
                         {"paid", "true"},
                         {"stage", "low"},
                         {"grave", "false"},
                         {NULL, NULL}};
    Valedor__V1__WhatIfRequest request = about("eva", "2020-12-31");
    Valedor__V1__WhatIfResponse *answer;

    put(f, "eva", said);
    request.then_case = VALEDOR__V1__WHAT_IF_REQUEST__THEN_THEN_ON;
    request.then_on = (char *)"2021-01-01";
    assert_int_equal(what_if(f, &request, &answer), 0);
    assert_int_equal(answer->n_differences, 1);
    assert_string_equal(answer->differences[0]->after->status, "yes");
    assert_string_equal(answer->then_on, "2021-01-01");
}

static void forgotten_facts_are_asked_for(void **state)
{
    fixture *f = *state;
    Valedor__V1__FactName grave = VALEDOR__V1__FACT_NAME__INIT;
    Valedor__V1__FactName *forget[] = {&grave};
    Valedor__V1__WhatIfRequest request = about("ana", "2021-06-01");
    Valedor__V1__WhatIfResponse *answer;
    Valedor__V1__Difference *course;

    put(f, "ana", grave_case);
    grave.fact = (char *)"grave";
    request.n_forget = 1;
    request.forget = forget;
    assert_int_equal(what_if(f, &request, &answer), 0);
    course = difference_of(answer, "next.course");
    assert_non_null(course);
    assert_string_equal(course->after->status, "unknown");
    assert_int_equal(course->after->n_missing_facts, 1);
    assert_string_equal(course->after->missing_facts[0]->fact, "grave");
}

static void changes_that_fit_no_declaration_are_refused(void **state)
{
    fixture *f = *state;
    const told weather[] = {{"weather", "true"}, {NULL, NULL}};
    const told stage[] = {{"stage", "upper"}, {NULL, NULL}};
    Valedor__V1__WhatIfRequest request = about("ana", "2021-06-01");
    Valedor__V1__WhatIfResponse *answer;

    put(f, "ana", grave_case);
    request.n_set = facts_of(weather, &request.set);
    assert_int_equal(what_if(f, &request, &answer), 3);
    assert_non_null(strstr(f->rpc.message, "weather"));
    request.n_set = facts_of(stage, &request.set);
    assert_int_equal(what_if(f, &request, &answer), 3);
    assert_non_null(strstr(f->rpc.message, "stage"));
    request = about("nobody", "2021-06-01");
    assert_int_equal(what_if(f, &request, &answer), 5);
    request = about("ana", "2021-06-01");
    request.rule = (char *)"next.nothing";
    assert_int_equal(what_if(f, &request, &answer), 3);
}

static void questions_come_with_what_they_settle_and_cost(void **state)
{
    fixture *f = *state;
    const told said[] = {{"began_on", "2020-01-01"},
                         {"paid", "true"},
                         {"address", "false"},
                         {"lessons", "3"},
                         {NULL, NULL}};
    Valedor__V1__QuestionsRequest request = VALEDOR__V1__QUESTIONS_REQUEST__INIT;
    Valedor__V1__QuestionsResponse *answer;

    put(f, "eva", said);
    request.subject_case = VALEDOR__V1__QUESTIONS_REQUEST__SUBJECT_CASE_ID;
    request.case_id = (char *)"eva";
    request.when_case = VALEDOR__V1__QUESTIONS_REQUEST__WHEN_ON;
    request.on = (char *)"2021-06-01";
    request.language = (char *)"en";
    request.limit = 2;
    assert_int_equal(rpc_call(&f->rpc, "valedor.v1.Advice/Questions", &request.base, NULL), 0);
    answer = rpc_answer(&f->rpc, &valedor__v1__questions_response__descriptor);
    assert_int_equal(answer->open, 3);
    assert_int_equal(answer->n_questions, 2);
    assert_int_equal(answer->left_out, 1);
    assert_string_equal(answer->questions[0]->fact->fact, "grave");
    assert_string_equal(answer->questions[0]->fact->question, "Is it grave?");
    assert_string_equal(answer->questions[0]->fact->cost, "file");
    assert_true(answer->questions[0]->exact);
    assert_int_equal(answer->questions[0]->settles_most, 2);
    assert_string_equal(answer->questions[0]->answers[0]->value, "true");
    assert_int_equal(answer->questions[0]->answers[0]->settled, 2);
    assert_string_equal(answer->questions[1]->fact->fact, "stage");
}

static void a_timeline_gives_the_exact_statuses(void **state)
{
    fixture *f = *state;
    const told said[] = {{"began_on", "2020-01-01"},
                         {"paid", "true"},
                         {"stage", "low"},
                         {"grave", "false"},
                         {NULL, NULL}};
    Valedor__V1__TimelineRequest request = VALEDOR__V1__TIMELINE_REQUEST__INIT;
    Valedor__V1__TimelineResponse *answer;

    put(f, "eva", said);
    request.subject_case = VALEDOR__V1__TIMELINE_REQUEST__SUBJECT_CASE_ID;
    request.case_id = (char *)"eva";
    request.rule = (char *)"next.leave";
    request.from = (char *)"2020-06-01";
    request.until = (char *)"2022-01-01";
    assert_int_equal(rpc_call(&f->rpc, "valedor.v1.Advice/Timeline", &request.base, NULL), 0);
    answer = rpc_answer(&f->rpc, &valedor__v1__timeline_response__descriptor);
    assert_int_equal(answer->n_segments, 2);
    assert_string_equal(answer->segments[0]->status, "no");
    assert_string_equal(answer->segments[0]->until, "2021-01-01");
    assert_string_equal(answer->segments[1]->status, "yes");
    assert_string_equal(answer->segments[1]->until, "2022-01-01");
    request.until = (char *)"2020-06-01";
    assert_int_equal(rpc_call(&f->rpc, "valedor.v1.Advice/Timeline", &request.base, NULL), 3);
    request.until = (char *)"9999-01-01";
    assert_int_equal(rpc_call(&f->rpc, "valedor.v1.Advice/Timeline", &request.base, NULL), 11);
    request.rule = (char *)"";
    assert_int_equal(rpc_call(&f->rpc, "valedor.v1.Advice/Timeline", &request.base, NULL), 3);
}

static void a_refusal_is_explained_with_what_would_open_it(void **state)
{
    fixture *f = *state;
    Valedor__V1__AssessResponse *answer;
    Valedor__V1__Determination *one;

    put(f, "ana", grave_case);
    answer = rpc_assess(&f->rpc, "valedor.v1.Advice/Explain", "ana", "2021-06-01", "next.leave");
    assert_non_null(answer);
    one = answer->determinations[0];
    assert_string_equal(one->status, "no");
    assert_non_null(one->nearest);
    assert_int_equal(one->nearest->n_ways, 1);
    assert_int_equal(one->nearest->ways[0]->n_actions, 2);
    assert_string_equal(one->nearest->ways[0]->from, "");
    assert_string_equal(one->explanation->effect, "against");
    assert_int_equal(one->explanation_cut, 0);
}

static void what_is_still_to_come_is_refused_at_the_door(void **state)
{
    fixture *f = *state;
    const told said[] = {{"began_on", "2999-01-01"}, {NULL, NULL}};
    Valedor__V1__PutCaseRequest request = VALEDOR__V1__PUT_CASE_REQUEST__INIT;
    Valedor__V1__Case one = VALEDOR__V1__CASE__INIT;

    one.id = (char *)"ana";
    one.n_facts = facts_of(said, &one.facts);
    request.case_ = &one;
    assert_int_equal(
        rpc_call(&f->rpc, "valedor.v1.Cases/Put", &request.base, &(vd_rpc_options){.key = "ana"}),
        3);
    assert_non_null(strstr(f->rpc.message, "began_on: 2999-01-01 is still to come"));
    assert_null(rpc_assess(&f->rpc, "valedor.v1.Advice/Assess", "ana", "2021-06-01", ""));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(supposed_facts_change_the_answer_and_not_the_case),
        TEST(another_day_is_a_change_too),
        TEST(forgotten_facts_are_asked_for),
        TEST(changes_that_fit_no_declaration_are_refused),
        TEST(questions_come_with_what_they_settle_and_cost),
        TEST(a_timeline_gives_the_exact_statuses),
        TEST(a_refusal_is_explained_with_what_would_open_it),
        TEST(what_is_still_to_come_is_refused_at_the_door),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
