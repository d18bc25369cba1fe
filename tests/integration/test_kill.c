/*
 * test_kill.c - what was acknowledged survives kill -9, also on a disk that forgets what was not
 * synced; and what is sent again after it is done exactly once.
 *
 * Writers put one number after the other into a case each, so that the case's revision is the number
 * of puts done. nng sends a request again when its connection is lost: when the first was done
 * before the kill, only its idempotency key keeps it from being done twice.
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

#include "tests/integration/daemon.h"
#include "tests/integration/rpc.h"

#define WRITERS 8

typedef struct crowd crowd;

typedef struct writer {
    pthread_t thread;
    crowd *crowd;
    char id[24];
    int64_t acknowledged;
    bool wrong;
} writer;

struct crowd {
    vd_daemon daemon;
    unsigned seed;
    atomic_bool stop;
    pthread_mutex_t lock; /* guards `acknowledged` */
    pthread_cond_t changed;
    uint64_t acknowledged;
    writer writers[WRITERS];
};

static void *write_on(void *user)
{
    writer *w = user;
    vd_rpc rpc;

    rpc_open(&rpc, w->crowd->daemon.ipc);
    while (!atomic_load(&w->crowd->stop) && !w->wrong) {
        uint64_t revision = 0;
        int32_t code = rpc_put(&rpc, w->id, w->acknowledged + 1, NULL, &revision);

        if (code || revision != (uint64_t)w->acknowledged + 1) {
            print_error("%s: code %d (%s), revision %llu after %lld puts\n", w->id, code,
                        rpc.message, (unsigned long long)revision, (long long)w->acknowledged);
            w->wrong = true;
        }
        w->acknowledged++;
        (void)pthread_mutex_lock(&w->crowd->lock);
        w->crowd->acknowledged++;
        (void)pthread_cond_signal(&w->crowd->changed);
        (void)pthread_mutex_unlock(&w->crowd->lock);
    }
    rpc_close(&rpc);
    return NULL;
}

static int set_up(void **state)
{
    crowd *c = calloc(1, sizeof(*c));

    daemon_init(&c->daemon);
    (void)pthread_mutex_init(&c->lock, NULL);
    (void)pthread_cond_init(&c->changed, NULL);
    c->seed = (unsigned)(seconds_now() * 1000);
    print_message("seed %u\n", c->seed);
    *state = c;
    return 0;
}

static int tear_down(void **state)
{
    crowd *c = *state;

    daemon_done(&c->daemon);
    free(c);
    return 0;
}

static void start_writers(crowd *c)
{
    for (int i = 0; i < WRITERS; i++) {
        c->writers[i] = (writer){.crowd = c};
        (void)snprintf(c->writers[i].id, sizeof(c->writers[i].id), "writer-%d", i);
        assert_int_equal(pthread_create(&c->writers[i].thread, NULL, write_on, &c->writers[i]), 0);
    }
}

/* Until so many more puts are acknowledged. */
static void await_puts(crowd *c, uint64_t more)
{
    (void)pthread_mutex_lock(&c->lock);
    for (uint64_t target = c->acknowledged + more; c->acknowledged < target;)
        (void)pthread_cond_wait(&c->changed, &c->lock);
    (void)pthread_mutex_unlock(&c->lock);
}

static void check_all(crowd *c)
{
    vd_rpc rpc;

    atomic_store(&c->stop, true);
    for (int i = 0; i < WRITERS; i++)
        (void)pthread_join(c->writers[i].thread, NULL);
    rpc_open(&rpc, c->daemon.ipc);
    for (int i = 0; i < WRITERS; i++) {
        uint64_t revision = 0;

        assert_false(c->writers[i].wrong);
        assert_int_equal(rpc_number(&rpc, c->writers[i].id, &revision), c->writers[i].acknowledged);
        assert_int_equal(revision, c->writers[i].acknowledged);
    }
    rpc_close(&rpc);
    print_message("%llu puts acknowledged\n", (unsigned long long)c->acknowledged);
}

static void kill_again_and_again(crowd *c, int rounds)
{
    daemon_start(&c->daemon);
    start_writers(c);
    for (int i = 0; i < rounds; i++) {
        await_puts(c, (uint64_t)(rand_r(&c->seed) % 100));
        daemon_kill(&c->daemon);
        daemon_start(&c->daemon);
    }
    await_puts(c, WRITERS);
    check_all(c);
    daemon_stop(&c->daemon);
}

static void acknowledged_puts_survive_kills(void **state)
{
    kill_again_and_again(*state, 15);
}

static void acknowledged_puts_survive_kills_that_lose_unsynced_writes(void **state)
{
    crowd *c = *state;

    c->daemon.unsynced = true;
    kill_again_and_again(c, 15);
}

/* Killed in the middle of a sync, with some of its writes on the disk, torn and out of order. */
static void acknowledged_puts_survive_crashes_within_a_sync(void **state)
{
    static char variable[64];
    crowd *c = *state;
    bool started = false;

    c->daemon.unsynced = true;
    c->daemon.env[0] = variable;
    for (int i = 0; i < 30; i++) {
        (void)snprintf(variable, sizeof(variable), "VD_UNSYNCED_CRASH=%d",
                       1 + rand_r(&c->seed) % (i % 3 ? 40 : 4));
        if (!daemon_try_start(&c->daemon))
            continue; /* within a sync of its own start */
        if (!started)
            start_writers(c);
        started = true;
        (void)daemon_wait(&c->daemon);
    }
    c->daemon.env[0] = NULL;
    daemon_start(&c->daemon);
    assert_true(started);
    await_puts(c, WRITERS);
    check_all(c);
    daemon_stop(&c->daemon);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(acknowledged_puts_survive_kills),
        TEST(acknowledged_puts_survive_kills_that_lose_unsynced_writes),
        TEST(acknowledged_puts_survive_crashes_within_a_sync),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
