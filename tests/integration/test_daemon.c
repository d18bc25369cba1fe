/*
 * test_daemon.c - the daemon as its callers meet it: over ipc and tcp, through restarts and reloads.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/integration/daemon.h"
#include "tests/integration/raw.h"
#include "tests/integration/rpc.h"

#include "valedor/v1/advice.pb-c.h"
#include "valedor/v1/service.pb-c.h"

typedef struct fixture {
    vd_daemon daemon;
    vd_rpc rpc;
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof(*f));

    daemon_init(&f->daemon);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;

    daemon_done(&f->daemon);
    free(f);
    return 0;
}

static void start(fixture *f)
{
    daemon_start(&f->daemon);
    rpc_open(&f->rpc, f->daemon.ipc);
}

static void stop(fixture *f)
{
    rpc_close(&f->rpc);
    daemon_stop(&f->daemon);
}

static void a_case_put_is_read_and_survives_a_restart(void **state)
{
    fixture *f = *state;
    uint64_t revision = 0;

    start(f);
    assert_int_equal(rpc_number(&f->rpc, "ana", NULL), -1);
    assert_int_equal(rpc_put(&f->rpc, "ana", 1, NULL, &revision), 0);
    assert_int_equal(revision, 1);
    assert_int_equal(rpc_put(&f->rpc, "ana", 2, NULL, &revision), 0);
    assert_int_equal(revision, 2);
    stop(f);
    start(f);
    assert_int_equal(rpc_number(&f->rpc, "ana", &revision), 2);
    assert_int_equal(revision, 2);
    assert_int_equal(rpc_put(&f->rpc, "ana", 3, NULL, &revision), 0);
    assert_int_equal(revision, 3);
    stop(f);
}

static void tcp_answers_as_ipc_does(void **state)
{
    fixture *f = *state;
    vd_rpc tcp;

    start(f);
    rpc_open(&tcp, f->daemon.tcp);
    assert_int_equal(rpc_put(&tcp, "ana", 7, NULL, NULL), 0);
    assert_int_equal(rpc_number(&f->rpc, "ana", NULL), 7);
    rpc_close(&tcp);
    stop(f);
}

static void a_write_sent_again_is_answered_again_and_not_done(void **state)
{
    fixture *f = *state;
    uint64_t revision = 0;

    start(f);
    assert_int_equal(rpc_put(&f->rpc, "ana", 1, "key-1", &revision), 0);
    assert_int_equal(revision, 1);
    assert_int_equal(rpc_put(&f->rpc, "ana", 2, "key-2", &revision), 0);
    assert_int_equal(rpc_put(&f->rpc, "ana", 1, "key-1", &revision), 0);
    assert_int_equal(revision, 1);
    assert_int_equal(rpc_number(&f->rpc, "ana", &revision), 2);
    assert_int_equal(revision, 2);
    /* Also by a daemon started anew. */
    stop(f);
    start(f);
    assert_int_equal(rpc_put(&f->rpc, "ana", 1, "key-1", &revision), 0);
    assert_int_equal(revision, 1);
    stop(f);
}

static void a_key_used_for_another_write_is_refused(void **state)
{
    fixture *f = *state;

    start(f);
    assert_int_equal(rpc_put(&f->rpc, "ana", 1, "key-1", NULL), 0);
    assert_int_equal(rpc_put(&f->rpc, "ana", 2, "key-1", NULL), VD_FAILED_PRECONDITION);
    assert_non_null(strstr(f->rpc.message, "idempotency key"));
    assert_int_equal(rpc_number(&f->rpc, "ana", NULL), 1);
    stop(f);
}

static int32_t put_if(vd_rpc *rpc, const char *id, uint64_t if_revision, const char *key)
{
    Valedor__V1__Case subject = VALEDOR__V1__CASE__INIT;
    Valedor__V1__PutCaseRequest put = VALEDOR__V1__PUT_CASE_REQUEST__INIT;

    subject.id = (char *)id;
    put.case_ = &subject;
    put.if_revision = if_revision;
    return rpc_call(rpc, "valedor.v1.Cases/Put", &put.base, &(vd_rpc_options){.key = key});
}

static void a_put_on_an_old_revision_is_aborted(void **state)
{
    fixture *f = *state;

    start(f);
    assert_int_equal(put_if(&f->rpc, "ana", 1, "a"), VD_ABORTED);
    assert_int_equal(put_if(&f->rpc, "ana", 0, "b"), 0);
    assert_int_equal(put_if(&f->rpc, "ana", 1, "c"), 0);
    assert_int_equal(put_if(&f->rpc, "ana", 1, "d"), VD_ABORTED);
    assert_non_null(strstr(f->rpc.message, "revision 2"));
    stop(f);
}

static void a_put_without_an_id_gets_one(void **state)
{
    fixture *f = *state;
    Valedor__V1__PutCaseResponse *reply;
    char id[64];

    start(f);
    assert_int_equal(put_if(&f->rpc, "", 0, "a"), 0);
    reply = rpc_answer(&f->rpc, &valedor__v1__put_case_response__descriptor);
    assert_true(strlen(reply->id) > 20);
    assert_true(reply->created);
    (void)snprintf(id, sizeof(id), "%s", reply->id);
    /* Sent again, it is the same case. */
    assert_int_equal(put_if(&f->rpc, "", 0, "a"), 0);
    reply = rpc_answer(&f->rpc, &valedor__v1__put_case_response__descriptor);
    assert_string_equal(reply->id, id);
    stop(f);
}

static void what_the_packs_do_not_know_is_refused_at_the_door(void **state)
{
    fixture *f = *state;
    Valedor__V1__Fact fact = VALEDOR__V1__FACT__INIT;
    Valedor__V1__Fact *facts[] = {&fact};
    Valedor__V1__Case subject = VALEDOR__V1__CASE__INIT;
    Valedor__V1__PutCaseRequest put = VALEDOR__V1__PUT_CASE_REQUEST__INIT;

    start(f);
    subject.id = (char *)"ana";
    subject.n_facts = 1;
    subject.facts = facts;
    put.case_ = &subject;
    fact.id = (char *)"shoe_size";
    fact.value_case = VALEDOR__V1__FACT__VALUE_INTEGER;
    assert_int_equal(
        rpc_call(&f->rpc, "valedor.v1.Cases/Put", &put.base, &(vd_rpc_options){.key = "k"}),
        VD_INVALID_ARGUMENT);
    assert_non_null(strstr(f->rpc.message, "shoe_size"));
    fact.id = (char *)"sex";
    assert_int_equal(
        rpc_call(&f->rpc, "valedor.v1.Cases/Put", &put.base, &(vd_rpc_options){.key = "k"}),
        VD_INVALID_ARGUMENT);
    assert_int_equal(rpc_number(&f->rpc, "ana", NULL), -1);
    /* Nothing of the case is in the log; why it was refused is. */
    assert_false(daemon_logged(&f->daemon, "shoe_size"));
    assert_true(daemon_logged(&f->daemon, "reason=\"No pack declares this fact\""));
    assert_false(daemon_logged(&f->daemon, "reason=\"\""));
    stop(f);
}

static size_t list_page(vd_rpc *rpc, uint32_t size, char token[128], char first[64])
{
    Valedor__V1__ListCasesRequest list = VALEDOR__V1__LIST_CASES_REQUEST__INIT;
    Valedor__V1__ListCasesResponse *reply;

    list.page_size = size;
    list.page_token = token;
    assert_int_equal(rpc_call(rpc, "valedor.v1.Cases/List", &list.base, NULL), 0);
    reply = rpc_answer(rpc, &valedor__v1__list_cases_response__descriptor);
    if (reply->n_cases)
        (void)snprintf(first, 64, "%s", reply->cases[0]->id);
    (void)snprintf(token, 128, "%s", reply->next_page_token);
    return reply->n_cases;
}

static void cases_are_listed_page_by_page(void **state)
{
    fixture *f = *state;
    char token[128] = "";
    char first[64] = "";
    char id[24];
    Valedor__V1__ListCasesRequest list = VALEDOR__V1__LIST_CASES_REQUEST__INIT;

    start(f);
    assert_int_equal(list_page(&f->rpc, 0, token, first), 0);
    assert_string_equal(token, "");
    for (int i = 0; i < 7; i++) {
        (void)snprintf(id, sizeof(id), "case-%d", i);
        assert_int_equal(rpc_put(&f->rpc, id, i, NULL, NULL), 0);
    }
    assert_int_equal(list_page(&f->rpc, 3, token, first), 3);
    assert_string_equal(first, "case-0");
    assert_int_equal(list_page(&f->rpc, 3, token, first), 3);
    assert_string_equal(first, "case-3");
    assert_int_equal(list_page(&f->rpc, 3, token, first), 1);
    assert_string_equal(first, "case-6");
    assert_string_equal(token, "");
    list.page_size = 1001;
    assert_int_equal(rpc_call(&f->rpc, "valedor.v1.Cases/List", &list.base, NULL),
                     VD_INVALID_ARGUMENT);
    list.page_size = 1000;
    assert_int_equal(rpc_call(&f->rpc, "valedor.v1.Cases/List", &list.base, NULL), 0);
    list.page_token = (char *)"not a token";
    assert_int_equal(rpc_call(&f->rpc, "valedor.v1.Cases/List", &list.base, NULL),
                     VD_INVALID_ARGUMENT);
    stop(f);
}

static void an_event_adds_to_a_case_and_replaces_what_it_repeats(void **state)
{
    fixture *f = *state;
    Valedor__V1__RecordEventResponse *reply;
    Valedor__V1__GetCaseRequest get = VALEDOR__V1__GET_CASE_REQUEST__INIT;
    Valedor__V1__GetCaseResponse *got;

    start(f);
    assert_int_equal(rpc_record(&f->rpc, "ana", "number", "5", "a"), VD_NOT_FOUND);
    assert_int_equal(rpc_put(&f->rpc, "ana", 4, NULL, NULL), 0);
    assert_int_equal(rpc_record(&f->rpc, "ana", "number", "5", "b"), 0);
    reply = rpc_answer(&f->rpc, &valedor__v1__record_event_response__descriptor);
    assert_int_equal(reply->revision, 2);
    assert_int_equal(reply->sequence, 2);
    assert_int_equal(rpc_number(&f->rpc, "ana", NULL), 5);
    assert_int_equal(rpc_record(&f->rpc, "ana", "sex", "female", "c"), 0);
    get.id = (char *)"ana";
    assert_int_equal(rpc_call(&f->rpc, "valedor.v1.Cases/Get", &get.base, NULL), 0);
    got = rpc_answer(&f->rpc, &valedor__v1__get_case_response__descriptor);
    assert_int_equal(got->case_->n_facts, 2);
    assert_int_equal(got->case_->revision, 3);
    assert_int_equal(rpc_record(&f->rpc, "ana", "sex", "unheard", "d"), VD_INVALID_ARGUMENT);
    stop(f);
}

static void a_stored_case_is_assessed_on_a_day(void **state)
{
    fixture *f = *state;
    Valedor__V1__AssessResponse *answer;

    start(f);
    assert_int_equal(rpc_put(&f->rpc, "ana", 4, NULL, NULL), 0);
    answer = rpc_assess(&f->rpc, "valedor.v1.Advice/Benefits", "ana", "2024-01-01", "mini.adult");
    assert_non_null(answer);
    assert_int_equal(answer->n_determinations, 1);
    assert_string_equal(answer->determinations[0]->status, "unknown");
    assert_int_equal(rpc_record(&f->rpc, "ana", "birth_on", "2005-06-15", "b"), 0);
    answer = rpc_assess(&f->rpc, "valedor.v1.Advice/Benefits", "ana", "2023-06-14", "");
    assert_int_equal(answer->n_determinations, 1);
    assert_string_equal(answer->determinations[0]->status, "no");
    assert_string_equal(answer->determinations[0]->eligible_from->on_record, "2023-06-15");
    answer = rpc_assess(&f->rpc, "valedor.v1.Advice/Assess", "ana", "2023-06-15", "mini.adult");
    assert_string_equal(answer->determinations[0]->status, "yes");
    assert_string_equal(answer->case_id, "ana");
    assert_int_equal(answer->revision, 2);

    assert_int_equal(rpc_record(&f->rpc, "ana", "arrested_at", "2024-05-06T10:00:00-05:00", "c"),
                     0);
    answer = rpc_assess(&f->rpc, "valedor.v1.Advice/Deadlines", "ana", "2024-05-07", "");
    assert_int_equal(answer->n_determinations, 1);
    assert_string_equal(answer->determinations[0]->status, "running");
    stop(f);
}

static void a_case_sent_along_is_assessed_and_not_stored(void **state)
{
    fixture *f = *state;
    Valedor__V1__AssessRequest ask = VALEDOR__V1__ASSESS_REQUEST__INIT;
    Valedor__V1__Case subject = VALEDOR__V1__CASE__INIT;
    Valedor__V1__Fact fact = VALEDOR__V1__FACT__INIT;
    Valedor__V1__Fact *facts[] = {&fact};
    Valedor__V1__AssessResponse *answer;

    start(f);
    fact.id = (char *)"birth_on";
    fact.value_case = VALEDOR__V1__FACT__VALUE_DATE;
    fact.date = (char *)"2000-01-01";
    subject.n_facts = 1;
    subject.facts = facts;
    ask.subject_case = VALEDOR__V1__ASSESS_REQUEST__SUBJECT_CASE;
    ask.case_ = &subject;
    ask.rule = (char *)"mini.adult";
    assert_int_equal(rpc_call(&f->rpc, "valedor.v1.Advice/Assess", &ask.base, NULL), 0);
    answer = rpc_answer(&f->rpc, &valedor__v1__assess_response__descriptor);
    assert_string_equal(answer->determinations[0]->status, "yes");
    ask.subject_case = VALEDOR__V1__ASSESS_REQUEST__SUBJECT__NOT_SET;
    assert_int_equal(rpc_call(&f->rpc, "valedor.v1.Advice/Assess", &ask.base, NULL),
                     VD_INVALID_ARGUMENT);
    stop(f);
}

static void wrong_questions_get_one_clear_sentence(void **state)
{
    fixture *f = *state;

    start(f);
    assert_int_equal(rpc_put(&f->rpc, "ana", 1, NULL, NULL), 0);
    assert_null(rpc_assess(&f->rpc, "valedor.v1.Advice/Assess", "eva", "2024-01-01", ""));
    assert_int_equal(f->rpc.code, VD_NOT_FOUND);
    assert_null(rpc_assess(&f->rpc, "valedor.v1.Advice/Assess", "ana", "2024-01-01", "mini.none"));
    assert_int_equal(f->rpc.code, VD_INVALID_ARGUMENT);
    assert_null(rpc_assess(&f->rpc, "valedor.v1.Advice/Assess", "ana", "tomorrow", ""));
    assert_int_equal(f->rpc.code, VD_INVALID_ARGUMENT);
    assert_null(rpc_assess(&f->rpc, "valedor.v1.Advice/Explain", "ana", "2024-01-01", ""));
    assert_int_equal(f->rpc.code, VD_INVALID_ARGUMENT);
    assert_non_null(
        rpc_assess(&f->rpc, "valedor.v1.Advice/Explain", "ana", "2024-01-01", "mini.adult"));
    stop(f);
}

static void an_unknown_method_is_not_implemented(void **state)
{
    fixture *f = *state;
    Valedor__V1__CheckRequest check = VALEDOR__V1__CHECK_REQUEST__INIT;

    start(f);
    assert_int_equal(rpc_call(&f->rpc, "valedor.v1.Cases/Burn", &check.base, NULL),
                     VD_UNIMPLEMENTED);
    assert_non_null(strstr(f->rpc.message, "Burn"));
    assert_int_equal(rpc_call(&f->rpc, "", &check.base, NULL), VD_UNIMPLEMENTED);
    assert_int_equal(rpc_call(&f->rpc, "valedor.v1.Cases/", &check.base, NULL), VD_UNIMPLEMENTED);
    stop(f);
}

static void malformed_frames_are_answered_and_harm_nobody(void **state)
{
    static const char *const frames[] = {
        "", "a", "\xff\xff\xff\xff", "\0\0\0\5ab", "\0\0\0\0", "\0\0\0\3\n\1\xff", "\0\1\0\0rest"};
    static const size_t sizes[] = {0, 1, 4, 6, 4, 7, 8};
    fixture *f = *state;
    vd_arena arena;
    vd_str frame;

    start(f);
    for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
        assert_true(rpc_raw(&f->rpc, (vd_str){frames[i], sizes[i]}));
        assert_true(f->rpc.code == VD_INVALID_ARGUMENT || f->rpc.code == VD_UNIMPLEMENTED);
        assert_true(f->rpc.message[0] != '\0');
    }
    /* A payload that is none. */
    vd_arena_init(&arena, 0);
    frame = rpc_frame(&arena, "valedor.v1.Cases/Get", NULL, NULL);
    {
        char *longer = vd_arena_alloc(&arena, frame.len + 2);

        memcpy(longer, frame.ptr, frame.len);
        memcpy(longer + frame.len, "\n\x7f", 2);
        assert_true(rpc_raw(&f->rpc, (vd_str){longer, frame.len + 2}));
        assert_int_equal(f->rpc.code, VD_INVALID_ARGUMENT);
    }
    vd_arena_done(&arena);
    assert_int_equal(rpc_put(&f->rpc, "ana", 1, NULL, NULL), 0);
    stop(f);
}

static void text_that_is_not_utf8_is_refused(void **state)
{
    fixture *f = *state;
    Valedor__V1__GetCaseRequest get = VALEDOR__V1__GET_CASE_REQUEST__INIT;

    start(f);
    get.id = (char *)"a\xc3";
    assert_int_equal(rpc_call(&f->rpc, "valedor.v1.Cases/Get", &get.base, NULL),
                     VD_INVALID_ARGUMENT);
    assert_non_null(strstr(f->rpc.message, "UTF-8"));
    stop(f);
}

static void a_write_without_a_key_is_refused(void **state)
{
    fixture *f = *state;

    start(f);
    assert_int_equal(put_if(&f->rpc, "ana", 0, NULL), VD_INVALID_ARGUMENT);
    assert_non_null(strstr(f->rpc.message, "idempotency key"));
    stop(f);
}

static void the_request_id_comes_back(void **state)
{
    fixture *f = *state;
    Valedor__V1__CheckRequest check = VALEDOR__V1__CHECK_REQUEST__INIT;

    start(f);
    assert_int_equal(rpc_call(&f->rpc, "valedor.v1.Health/Check", &check.base,
                              &(vd_rpc_options){.request_id = "r-17"}),
                     0);
    assert_string_equal(f->rpc.request_id, "r-17");
    assert_int_equal(rpc_call(&f->rpc, "valedor.v1.Nothing/Here", &check.base,
                              &(vd_rpc_options){.request_id = "r-18"}),
                     VD_UNIMPLEMENTED);
    assert_string_equal(f->rpc.request_id, "r-18");
    assert_true(daemon_logged(&f->daemon, "request_id=r-18"));
    assert_true(daemon_logged(&f->daemon, "reason=\"There is no method \\\"...\\\" here.\""));
    assert_false(daemon_logged(&f->daemon, "Nothing/Here"));
    assert_int_equal(rpc_call(&f->rpc, "valedor.v1.Health/Check", &check.base,
                              &(vd_rpc_options){.request_id = "two words"}),
                     VD_INVALID_ARGUMENT);
    stop(f);
}

static void health_and_packs_say_what_serves(void **state)
{
    fixture *f = *state;
    Valedor__V1__CheckRequest check = VALEDOR__V1__CHECK_REQUEST__INIT;
    Valedor__V1__ListPacksRequest list = VALEDOR__V1__LIST_PACKS_REQUEST__INIT;
    Valedor__V1__CheckResponse *health;
    Valedor__V1__ListPacksResponse *packs;

    start(f);
    assert_int_equal(rpc_put(&f->rpc, "ana", 1, NULL, NULL), 0);
    assert_int_equal(rpc_call(&f->rpc, "valedor.v1.Health/Check", &check.base, NULL), 0);
    health = rpc_answer(&f->rpc, &valedor__v1__check_response__descriptor);
    assert_string_equal(health->status, "serving");
    assert_int_equal(health->cases, 1);
    assert_int_equal(health->rules, 3);
    assert_int_equal(health->n_packs, 1);
    assert_string_equal(health->packs[0]->id, "mini");
    assert_int_equal(rpc_call(&f->rpc, "valedor.v1.Packs/List", &list.base, NULL), 0);
    packs = rpc_answer(&f->rpc, &valedor__v1__list_packs_response__descriptor);
    assert_int_equal(packs->n_packs, 1);
    assert_string_equal(packs->packs[0]->title, "Paquete de prueba");
    assert_int_equal(packs->packs[0]->rules, 3);
    stop(f);
}

/* Over the limit, nothing is read and nobody else notices. */
static void an_oversized_message_ends_its_connection_only(void **state)
{
    fixture *f = *state;
    int fd;

    start(f);
    fd = raw_connect_ipc(f->daemon.ipc);
    assert_true(fd >= 0);
    raw_say_hello(fd);
    raw_say_length(fd, true, (1 << 20) + 1);
    assert_true(raw_await_close(fd));
    (void)close(fd);
    assert_int_equal(rpc_put(&f->rpc, "ana", 1, NULL, NULL), 0);
    stop(f);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_case_put_is_read_and_survives_a_restart),
        TEST(tcp_answers_as_ipc_does),
        TEST(a_write_sent_again_is_answered_again_and_not_done),
        TEST(a_key_used_for_another_write_is_refused),
        TEST(a_put_on_an_old_revision_is_aborted),
        TEST(a_put_without_an_id_gets_one),
        TEST(what_the_packs_do_not_know_is_refused_at_the_door),
        TEST(cases_are_listed_page_by_page),
        TEST(an_event_adds_to_a_case_and_replaces_what_it_repeats),
        TEST(a_stored_case_is_assessed_on_a_day),
        TEST(a_case_sent_along_is_assessed_and_not_stored),
        TEST(wrong_questions_get_one_clear_sentence),
        TEST(an_unknown_method_is_not_implemented),
        TEST(malformed_frames_are_answered_and_harm_nobody),
        TEST(text_that_is_not_utf8_is_refused),
        TEST(a_write_without_a_key_is_refused),
        TEST(the_request_id_comes_back),
        TEST(health_and_packs_say_what_serves),
        TEST(an_oversized_message_ends_its_connection_only),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
