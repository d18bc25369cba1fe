/*
 * test_storm.c - a thousand clients a listener that come badly and go at once, beside one that
 * behaves: it is served throughout, no descriptor is lost, and the daemon ends in time.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "tests/integration/daemon.h"
#include "tests/integration/raw.h"
#include "tests/integration/rpc.h"

#include "valedor/v1/advice.pb-c.h"
#include "valedor/v1/service.pb-c.h"

#define CLIENTS 1000
#define AT_ONCE 100
#define PATIENCE_SECONDS 20.0

static int set_up(void **state)
{
    vd_daemon *daemon = calloc(1, sizeof(*daemon));

    daemon_init(daemon);
    *state = daemon;
    return 0;
}

static int tear_down(void **state)
{
    daemon_done(*state);
    free(*state);
    return 0;
}

/* One that asks, puts, and measures how long it waits. */
typedef struct good_client {
    pthread_t thread;
    const char *url;
    atomic_bool stop;
    unsigned served;
    double slowest;
    bool wrong;
} good_client;

static void *behave(void *user)
{
    good_client *g = user;
    Valedor__V1__CheckRequest check = VALEDOR__V1__CHECK_REQUEST__INIT;
    vd_rpc rpc;

    rpc_open(&rpc, g->url);
    while (!atomic_load(&g->stop)) {
        double began = seconds_now();
        uint64_t revision = 0;

        if (rpc_put(&rpc, "good", (int64_t)g->served + 1, NULL, &revision) ||
            revision != g->served + 1 ||
            rpc_call(&rpc, "valedor.v1.Health/Check", &check.base, NULL))
            g->wrong = true;
        g->served++;
        if (seconds_now() - began > g->slowest)
            g->slowest = seconds_now() - began;
    }
    rpc_close(&rpc);
    return NULL;
}

static void ask(int fd, bool ipc, const char *method, const ProtobufCMessage *message,
                const char *key)
{
    vd_arena arena;
    vd_str frame;

    vd_arena_init(&arena, 0);
    frame = rpc_frame(&arena, method, message, &(vd_rpc_options){.key = key});
    raw_say_length(fd, ipc, 4 + frame.len);
    raw_say(fd, "\x80\0\0\x01", 4);
    raw_say(fd, frame.ptr, frame.len);
    vd_arena_done(&arena);
}

static void ask_much(int fd, bool ipc, int number)
{
    Valedor__V1__CheckRequest check = VALEDOR__V1__CHECK_REQUEST__INIT;
    Valedor__V1__Case subject = VALEDOR__V1__CASE__INIT;
    Valedor__V1__PutCaseRequest put = VALEDOR__V1__PUT_CASE_REQUEST__INIT;

    subject.id = (char *)"storm";
    put.case_ = &subject;
    for (int i = 0; i < 8; i++) {
        char key[32];

        (void)snprintf(key, sizeof(key), "%d-%d-%d", (int)ipc, number, i);
        ask(fd, ipc, "valedor.v1.Health/Check", &check.base, NULL);
        ask(fd, ipc, "valedor.v1.Cases/Put", &put.base, key);
    }
}

static void misbehave(int fd, bool ipc, int number)
{
    switch (number % 8) {
    case 0: /* comes and goes */
        break;
    case 1:
        raw_say_hello(fd);
        break;
    case 2: /* another protocol */
        raw_say(fd, "\0SP\0\0\x99\0\0", 8);
        break;
    case 3: /* no protocol at all */
        raw_say(fd, "GET / HTTP/1.1\r\nHost: x\r\n\r\n", 27);
        break;
    case 4: /* a message cut off */
        raw_say_hello(fd);
        raw_say_length(fd, ipc, 1000);
        raw_say(fd, "\x80\0\0\x01half", 8);
        break;
    case 5: /* a message of a tebibyte */
        raw_say_hello(fd);
        raw_say_length(fd, ipc, (uint64_t)1 << 40);
        break;
    default: /* requests outstanding, more than the protocol holds */
        raw_say_hello(fd);
        ask_much(fd, ipc, number);
        break;
    }
}

static void leave(int fd, int number)
{
    struct linger at_once = {1, 0};

    if (number % 2)
        (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    (void)close(fd);
}

static void storm(const char *url, bool ipc)
{
    int fds[AT_ONCE];

    for (int i = 0; i < CLIENTS; i += AT_ONCE) {
        for (int k = 0; k < AT_ONCE; k++) {
            fds[k] = ipc ? raw_connect_ipc(url) : raw_connect_tcp(url);
            assert_true(fds[k] >= 0);
            misbehave(fds[k], ipc, i + k);
        }
        for (int k = 0; k < AT_ONCE; k++)
            leave(fds[k], i / AT_ONCE + k);
    }
}

/* A listener that died would not answer a new client. */
static void assert_serves(const char *url)
{
    Valedor__V1__CheckRequest check = VALEDOR__V1__CHECK_REQUEST__INIT;
    vd_rpc rpc;

    rpc_open(&rpc, url);
    assert_int_equal(rpc_call(&rpc, "valedor.v1.Health/Check", &check.base, NULL), 0);
    rpc_close(&rpc);
}

static void stand_a_storm(vd_daemon *daemon, const char *stormed, bool ipc)
{
    good_client good = {.url = ipc ? daemon->tcp : daemon->ipc};
    size_t fds;
    double began;

    assert_serves(stormed);
    fds = daemon_fds(daemon);
    assert_int_equal(pthread_create(&good.thread, NULL, behave, &good), 0);
    storm(stormed, ipc);
    assert_serves(stormed);
    atomic_store(&good.stop, true);
    (void)pthread_join(good.thread, NULL);
    assert_false(good.wrong);
    assert_true(good.served > 0);
    print_message("the good client was served %u times, at worst in %.0f ms\n", good.served,
                  good.slowest * 1000);
    assert_true(good.slowest < PATIENCE_SECONDS);
    daemon_await_fds(daemon, fds + 2);
    began = seconds_now();
    daemon_stop(daemon);
    print_message("stopped in %.0f ms\n", (seconds_now() - began) * 1000);
    assert_false(daemon_logged(daemon, "stopped_hard"));
}

static void a_storm_over_tcp(void **state)
{
    vd_daemon *daemon = *state;

    daemon_start(daemon);
    stand_a_storm(daemon, daemon->tcp, false);
}

static void a_storm_over_ipc(void **state)
{
    vd_daemon *daemon = *state;

    daemon_start(daemon);
    stand_a_storm(daemon, daemon->ipc, true);
}

static void a_storm_with_few_contexts(void **state)
{
    vd_daemon *daemon = *state;

    daemon->extra[0] = "--contexts";
    daemon->extra[1] = "2";
    daemon_start(daemon);
    stand_a_storm(daemon, daemon->tcp, false);
}

/* Asks without end and reads nothing, until its connection is closed. */
static void *ask_and_never_read(void *user)
{
    const vd_daemon *daemon = user;
    Valedor__V1__CheckRequest check = VALEDOR__V1__CHECK_REQUEST__INIT;
    int fd = raw_connect_ipc(daemon->ipc);
    double until = seconds_now() + PATIENCE_SECONDS;
    char request[512];
    vd_arena arena;
    vd_str frame;
    size_t len;

    vd_arena_init(&arena, 0);
    frame = rpc_frame(&arena, "valedor.v1.Health/Check", &check.base, NULL);
    memset(request, 0, sizeof(request));
    request[0] = 1;
    request[8] = (char)(4 + frame.len);
    memcpy(request + 9, "\x80\0\0\x01", 4);
    memcpy(request + 13, frame.ptr, frame.len);
    len = 13 + frame.len;
    vd_arena_done(&arena);
    raw_say_hello(fd);
    while (seconds_now() < until && send(fd, request, len, MSG_NOSIGNAL) == (ssize_t)len)
        ;
    (void)close(fd);
    return (void *)(uintptr_t)(seconds_now() < until);
}

static void one_that_never_reads_does_not_starve_the_others(void **state)
{
    vd_daemon *daemon = *state;
    pthread_t greedy;
    void *dropped = NULL;

    daemon->extra[0] = "--contexts";
    daemon->extra[1] = "8";
    daemon_start(daemon);
    assert_int_equal(pthread_create(&greedy, NULL, ask_and_never_read, daemon), 0);
    (void)pthread_join(greedy, &dropped);
    assert_non_null(dropped);
    assert_serves(daemon->ipc);
    assert_serves(daemon->tcp);
    assert_true(daemon_logged(daemon, "event=peer_dropped"));
    daemon_stop(daemon);
}

/* Five where there is place for four: all are greeted, one is closed, the others are served. Greeting
 * comes before counting and the daemon's threads may count in another order, so which one is open. */
static void come_five(const vd_daemon *daemon)
{
    Valedor__V1__CheckRequest check = VALEDOR__V1__CHECK_REQUEST__INIT;
    int fds[5];
    size_t refused;

    for (int i = 0; i < 5; i++) {
        fds[i] = raw_connect_tcp(daemon->tcp);
        assert_true(fds[i] >= 0);
        raw_say_hello(fds[i]);
        raw_await_hello(fds[i]);
    }
    refused = raw_await_one_close(fds, 5);
    assert_true(refused < 5);
    for (size_t i = 0; i < 5; i++) {
        if (i == refused)
            continue;
        ask(fds[i], false, "valedor.v1.Health/Check", &check.base, NULL);
        assert_true(raw_await_answer(fds[i]));
    }
    for (int i = 0; i < 5; i++)
        (void)close(fds[i]);
}

static void connections_are_limited_and_places_become_free_again(void **state)
{
    vd_daemon *daemon = *state;
    size_t before;

    daemon->extra[0] = "--max-connections";
    daemon->extra[1] = "4";
    daemon_start(daemon);
    before = daemon_fds(daemon);
    /* Four more are served only if those refused and those gone are not counted. */
    for (int round = 0; round < 3; round++) {
        come_five(daemon);
        daemon_await_fds(daemon, before);
    }
    assert_serves(daemon->tcp);
    daemon_stop(daemon);
}

/* SIGTERM in the middle of it. */
static void it_stops_in_time_under_load(void **state)
{
    vd_daemon *daemon = *state;
    int fds[AT_ONCE];
    double began;

    daemon_start(daemon);
    for (int k = 0; k < AT_ONCE; k++) {
        fds[k] = raw_connect_tcp(daemon->tcp);
        assert_true(fds[k] >= 0);
        misbehave(fds[k], false, 8 * k + 6);
    }
    began = seconds_now();
    daemon_stop(daemon);
    assert_true(seconds_now() - began < PATIENCE_SECONDS);
    assert_true(daemon_logged(daemon, "event=stopped_serving"));
    for (int k = 0; k < AT_ONCE; k++)
        (void)close(fds[k]);
}

/* Asks on and on while packs change: each answer is of one set of packs or of the other. */
typedef struct asker {
    pthread_t thread;
    const char *url;
    atomic_bool *stop;
    atomic_uint yes;
    atomic_uint no;
    atomic_uint other;
} asker;

static void *ask_on(void *user)
{
    asker *a = user;
    Valedor__V1__AssessRequest request = VALEDOR__V1__ASSESS_REQUEST__INIT;
    vd_rpc rpc;

    rpc_open(&rpc, a->url);
    request.subject_case = VALEDOR__V1__ASSESS_REQUEST__SUBJECT_CASE_ID;
    request.case_id = (char *)"ana";
    request.rule = (char *)"mini.adult";
    request.when_case = VALEDOR__V1__ASSESS_REQUEST__WHEN_ON;
    request.on = (char *)"2024-01-01";
    while (!atomic_load(a->stop)) {
        Valedor__V1__AssessResponse *answer;

        if (rpc_call(&rpc, "valedor.v1.Advice/Assess", &request.base, NULL)) {
            (void)atomic_fetch_add(&a->other, 1);
            continue;
        }
        answer = rpc_answer(&rpc, &valedor__v1__assess_response__descriptor);
        if (!strcmp(answer->determinations[0]->status, "yes"))
            (void)atomic_fetch_add(&a->yes, 1);
        else if (!strcmp(answer->determinations[0]->status, "no"))
            (void)atomic_fetch_add(&a->no, 1);
        else
            (void)atomic_fetch_add(&a->other, 1);
    }
    rpc_close(&rpc);
    return NULL;
}

static void write_pack(const vd_daemon *daemon, const char *age)
{
    static char text[65536];
    FILE *in = fopen(VD_SOURCE_DIR "/tests/integration/packs/mini/pack.yaml", "r");
    FILE *out;
    char path[300];
    char *at;

    assert_non_null(in);
    text[fread(text, 1, sizeof(text) - 1, in)] = '\0';
    (void)fclose(in);
    at = strstr(text, "P18Y");
    assert_non_null(at);
    (void)mkdir(daemon_path(daemon, "packs"), 0700);
    (void)snprintf(path, sizeof(path), "%s", daemon_path(daemon, "packs/pack.yaml"));
    out = fopen(path, "w");
    assert_non_null(out);
    (void)fprintf(out, "%.*s%s%s", (int)(at - text), text, age, at + 4);
    assert_int_equal(fclose(out), 0);
}

static void put_ana(const vd_daemon *daemon)
{
    Valedor__V1__Fact fact = VALEDOR__V1__FACT__INIT;
    Valedor__V1__Fact *facts[] = {&fact};
    Valedor__V1__Case subject = VALEDOR__V1__CASE__INIT;
    Valedor__V1__PutCaseRequest put = VALEDOR__V1__PUT_CASE_REQUEST__INIT;
    vd_rpc rpc;

    fact.id = (char *)"birth_on";
    fact.value_case = VALEDOR__V1__FACT__VALUE_DATE;
    fact.date = (char *)"2005-01-01";
    subject.id = (char *)"ana";
    subject.n_facts = 1;
    subject.facts = facts;
    put.case_ = &subject;
    rpc_open(&rpc, daemon->ipc);
    assert_int_equal(
        rpc_call(&rpc, "valedor.v1.Cases/Put", &put.base, &(vd_rpc_options){.key = "ana"}), 0);
    rpc_close(&rpc);
}

#define ASKERS 4

static unsigned count_answers(asker *askers, bool yes)
{
    unsigned count = 0;

    for (int i = 0; i < ASKERS; i++)
        count += atomic_load(yes ? &askers[i].yes : &askers[i].no);
    return count;
}

/* Until the packs just loaded have answered; those asked before the reload may still answer. */
static void await_answer(asker *askers, bool yes)
{
    double until = seconds_now() + WAIT_SECONDS;
    unsigned before = count_answers(askers, yes);
    struct timespec pause = {.tv_nsec = 1000000};

    while (count_answers(askers, yes) == before) {
        assert_true(seconds_now() < until);
        (void)nanosleep(&pause, NULL);
    }
}

static void packs_are_reloaded_under_load(void **state)
{
    /* Ana is nineteen. A pack that is none leaves the one before in its place. */
    static const struct {
        const char *age;
        bool yes;
    } packs[] = {{"P21Y", false}, {"P18Y", true}, {"nonsense(", true}};
    vd_daemon *daemon = *state;
    atomic_bool stop = false;
    static asker askers[ASKERS];

    write_pack(daemon, "P18Y");
    (void)snprintf(daemon->packs, sizeof(daemon->packs), "%s", daemon_path(daemon, "packs"));
    daemon_start(daemon);
    put_ana(daemon);
    for (int i = 0; i < ASKERS; i++) {
        askers[i].url = i % 2 ? daemon->tcp : daemon->ipc;
        askers[i].stop = &stop;
        assert_int_equal(pthread_create(&askers[i].thread, NULL, ask_on, &askers[i]), 0);
    }
    for (int i = 0; i < 30; i++) {
        write_pack(daemon, packs[i % 3].age);
        daemon_signal(daemon, SIGHUP);
        daemon_await_ready(daemon);
        await_answer(askers, packs[i % 3].yes);
    }
    atomic_store(&stop, true);
    for (int i = 0; i < ASKERS; i++) {
        (void)pthread_join(askers[i].thread, NULL);
        assert_int_equal(atomic_load(&askers[i].other), 0);
    }
    print_message("%u answers of one set of packs, %u of the other\n", count_answers(askers, true),
                  count_answers(askers, false));
    daemon_stop(daemon);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_storm_over_tcp),
        TEST(a_storm_over_ipc),
        TEST(a_storm_with_few_contexts),
        TEST(one_that_never_reads_does_not_starve_the_others),
        TEST(connections_are_limited_and_places_become_free_again),
        TEST(it_stops_in_time_under_load),
        TEST(packs_are_reloaded_under_load),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
