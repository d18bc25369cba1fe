/*
 * test_life.c - the daemon's own life: deadlines of calls, what it refuses to start with, packs that
 * change under it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/integration/daemon.h"
#include "tests/integration/rpc.h"

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

/* Sends a put and does not wait for the answer. */
static nng_ctx begin_put(vd_rpc *rpc, const char *id, uint32_t timeout_ms)
{
    Valedor__V1__Case subject = VALEDOR__V1__CASE__INIT;
    Valedor__V1__PutCaseRequest put = VALEDOR__V1__PUT_CASE_REQUEST__INIT;
    nng_ctx ctx;

    subject.id = (char *)id;
    put.case_ = &subject;
    assert_int_equal(nng_ctx_open(&ctx, rpc->socket), 0);
    rpc_begin(rpc, ctx, "valedor.v1.Cases/Put", &put.base,
              &(vd_rpc_options){.key = id, .timeout_ms = timeout_ms});
    return ctx;
}

/* Requests of one connection arrive in order: once a read is answered, the put before it is in. */
static void await_arrival(vd_rpc *rpc)
{
    Valedor__V1__CheckRequest check = VALEDOR__V1__CHECK_REQUEST__INIT;

    assert_int_equal(rpc_call(rpc, "valedor.v1.Health/Check", &check.base, NULL), 0);
}

/* The first write holds the disk; the second waits behind it and runs out of time. */
static void a_write_past_its_deadline_is_not_done(void **state)
{
    fixture *f = *state;
    static char variable[200];
    char hold[160];
    double until;
    nng_ctx first;
    nng_ctx second;

    (void)snprintf(hold, sizeof(hold), "%s", daemon_path(&f->daemon, "hold"));
    (void)snprintf(variable, sizeof(variable), "VD_UNSYNCED_HOLD=%s", hold);
    f->daemon.unsynced = true;
    f->daemon.env[0] = variable;
    start(f);
    make_file(hold);
    first = begin_put(&f->rpc, "first", 0);
    await_file(daemon_path(&f->daemon, "hold.waiting"));
    second = begin_put(&f->rpc, "second", 1);
    await_arrival(&f->rpc);
    for (until = seconds_now() + 0.005; seconds_now() < until;)
        ;
    assert_int_equal(unlink(hold), 0);
    assert_int_equal(rpc_end(&f->rpc, first), 0);
    assert_int_equal(rpc_end(&f->rpc, second), VD_DEADLINE_EXCEEDED);
    assert_true(f->rpc.message[0] != '\0');
    assert_int_equal(rpc_number(&f->rpc, "second", NULL), -1);
    stop(f);
}

static void a_second_daemon_on_the_same_store_is_refused(void **state)
{
    fixture *f = *state;
    vd_daemon second;

    start(f);
    daemon_init(&second);
    {
        char from[160];
        char to[160];

        (void)snprintf(from, sizeof(from), "%s", daemon_path(&f->daemon, "store"));
        (void)snprintf(to, sizeof(to), "%s", daemon_path(&second, "store"));
        assert_int_equal(symlink(from, to), 0);
    }
    assert_int_not_equal(daemon_fail(&second), 0);
    assert_true(daemon_logged(&second, "in use by another daemon"));
    assert_int_equal(rpc_put(&f->rpc, "ana", 1, NULL, NULL), 0);
    daemon_done(&second);
    stop(f);
}

static void other_schemes_and_folders_are_refused_with_a_sentence(void **state)
{
    fixture *f = *state;

    (void)strcpy(f->daemon.tcp, "ws://127.0.0.1:0/x");
    assert_int_not_equal(daemon_fail(&f->daemon), 0);
    assert_true(daemon_logged(&f->daemon, "addresses begin with ipc:// or tcp://"));
    (void)strcpy(f->daemon.tcp, "tcp://127.0.0.1:0");
    (void)strcpy(f->daemon.packs, "/nonexistent/packs");
    assert_int_not_equal(daemon_fail(&f->daemon), 0);
    assert_true(daemon_logged(&f->daemon, "not_started"));
}

static void copy_pack(const fixture *f, const char *change_from, const char *change_to)
{
    static char text[65536];
    char path[400];
    FILE *in;
    FILE *out;
    size_t len;
    char *at;

    (void)snprintf(path, sizeof(path), "%s/tests/integration/packs/mini/pack.yaml", VD_SOURCE_DIR);
    in = fopen(path, "r");
    assert_non_null(in);
    len = fread(text, 1, sizeof(text) - 1, in);
    text[len] = '\0';
    (void)fclose(in);
    (void)mkdir(daemon_path(&f->daemon, "packs"), 0700);
    out = fopen(daemon_path(&f->daemon, "packs/pack.yaml"), "w");
    assert_non_null(out);
    at = change_from ? strstr(text, change_from) : NULL;
    if (at) {
        (void)fprintf(out, "%.*s%s%s", (int)(at - text), text, change_to, at + strlen(change_from));
    } else {
        assert_null(change_from);
        (void)fputs(text, out);
    }
    assert_int_equal(fclose(out), 0);
}

static void reload(fixture *f)
{
    daemon_signal(&f->daemon, SIGHUP);
    daemon_await_ready(&f->daemon);
}

static void packs_are_reloaded_and_bad_ones_change_nothing(void **state)
{
    fixture *f = *state;
    Valedor__V1__AssessResponse *answer;

    copy_pack(f, NULL, NULL);
    (void)snprintf(f->daemon.packs, sizeof(f->daemon.packs), "%s",
                   daemon_path(&f->daemon, "packs"));
    start(f);
    assert_int_equal(rpc_put(&f->rpc, "ana", 1, NULL, NULL), 0);
    assert_int_equal(rpc_record(&f->rpc, "ana", "birth_on", "2005-06-15", "b"), 0);
    copy_pack(f, "P18Y", "P21Y");
    reload(f);
    answer = rpc_assess(&f->rpc, "valedor.v1.Advice/Assess", "ana", "2024-01-01", "mini.adult");
    assert_string_equal(answer->determinations[0]->status, "no");
    copy_pack(f, "P18Y", "P18Years");
    reload(f);
    assert_true(daemon_logged(&f->daemon, "event=reload_failed"));
    assert_true(daemon_logged(&f->daemon, "event=pack_diagnostic"));
    answer = rpc_assess(&f->rpc, "valedor.v1.Advice/Assess", "ana", "2024-01-01", "mini.adult");
    assert_string_equal(answer->determinations[0]->status, "no");
    copy_pack(f, NULL, NULL);
    reload(f);
    answer = rpc_assess(&f->rpc, "valedor.v1.Advice/Assess", "ana", "2024-01-01", "mini.adult");
    assert_string_equal(answer->determinations[0]->status, "yes");
    stop(f);
}

static void a_fact_that_left_the_packs_is_kept_and_comes_back(void **state)
{
    fixture *f = *state;
    Valedor__V1__AssessResponse *answer;
    uint64_t revision = 0;

    copy_pack(f, NULL, NULL);
    (void)snprintf(f->daemon.packs, sizeof(f->daemon.packs), "%s",
                   daemon_path(&f->daemon, "packs"));
    start(f);
    assert_int_equal(rpc_put(&f->rpc, "ana", 17, NULL, NULL), 0);
    copy_pack(f, "- id: number\n", "- id: numeral\n");
    reload(f);
    assert_int_equal(rpc_number(&f->rpc, "ana", &revision), 17);
    assert_int_equal(rpc_put(&f->rpc, "eva", 18, NULL, NULL), VD_INVALID_ARGUMENT);
    answer = rpc_assess(&f->rpc, "valedor.v1.Advice/Assess", "ana", "2024-01-01", "mini.adult");
    assert_non_null(answer);
    assert_int_equal(rpc_record(&f->rpc, "ana", "birth_on", "2005-06-15", "b"), 0);
    copy_pack(f, NULL, NULL);
    reload(f);
    assert_int_equal(rpc_record(&f->rpc, "ana", "number", "18", "c"), 0);
    stop(f);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_write_past_its_deadline_is_not_done),
        TEST(a_second_daemon_on_the_same_store_is_refused),
        TEST(other_schemes_and_folders_are_refused_with_a_sentence),
        TEST(packs_are_reloaded_and_bad_ones_change_nothing),
        TEST(a_fact_that_left_the_packs_is_kept_and_comes_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
