/*
 * test_disk.c - a full disk: writes are refused and nothing of them is kept, reads go on, and writes
 * succeed again once there is space.
 */
#define _GNU_SOURCE /* prlimit */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/integration/daemon.h"
#include "tests/integration/rpc.h"

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

static void a_full_disk_refuses_writes_until_there_is_space(void **state)
{
    vd_daemon *daemon = *state;
    static char variable[200];
    char full[160];
    uint64_t revision = 0;
    vd_rpc rpc;

    (void)snprintf(full, sizeof(full), "%s", daemon_path(daemon, "full"));
    (void)snprintf(variable, sizeof(variable), "VD_UNSYNCED_FULL=%s", full);
    daemon->unsynced = true;
    daemon->env[0] = variable;
    daemon_start(daemon);
    rpc_open(&rpc, daemon->ipc);
    assert_int_equal(rpc_put(&rpc, "ana", 1, NULL, NULL), 0);
    for (int round = 0; round < 5; round++) {
        make_file(full);
        for (int i = 0; i < 10; i++) {
            assert_int_equal(rpc_put(&rpc, "ana", 100 + i, NULL, NULL), VD_RESOURCE_EXHAUSTED);
            assert_non_null(strstr(rpc.message, "full"));
        }
        assert_int_equal(rpc_number(&rpc, "ana", NULL), round + 1);
        assert_int_equal(unlink(full), 0);
        assert_int_equal(rpc_put(&rpc, "ana", round + 2, NULL, &revision), 0);
        assert_int_equal(revision, round + 2);
    }
    daemon_kill(daemon);
    daemon_start(daemon);
    assert_int_equal(rpc_number(&rpc, "ana", &revision), 6);
    assert_int_equal(revision, 6);
    rpc_close(&rpc);
    daemon_stop(daemon);
}

static void set_limit(const vd_daemon *daemon, rlim_t bytes)
{
    struct rlimit limit = {bytes, RLIM_INFINITY};

    assert_int_equal(prlimit(daemon->pid, RLIMIT_FSIZE, &limit, NULL), 0);
}

/* The system's own refusal, in the middle of a write. */
static void a_file_that_may_not_grow_refuses_writes_until_it_may(void **state)
{
    vd_daemon *daemon = *state;
    struct stat about;
    int refused = 0;
    char id[32];
    vd_rpc rpc;

    daemon_start(daemon);
    rpc_open(&rpc, daemon->ipc);
    assert_int_equal(rpc_put(&rpc, "ana", 1, NULL, NULL), 0);
    assert_int_equal(stat(daemon_path(daemon, "store/data.mdb"), &about), 0);
    set_limit(daemon, (rlim_t)about.st_size + 6000);
    /* Every put adds to the history, so that sooner or later the file has to grow. */
    for (int i = 0; i < 2000 && refused < 10; i++) {
        int32_t code;

        (void)snprintf(id, sizeof(id), "case-%d", i);
        code = rpc_put(&rpc, id, i, NULL, NULL);
        assert_true(code == 0 || code == VD_RESOURCE_EXHAUSTED);
        refused += code != 0;
        assert_int_equal(rpc_number(&rpc, id, NULL), code ? -1 : i);
    }
    assert_int_equal(refused, 10);
    set_limit(daemon, RLIM_INFINITY);
    assert_int_equal(rpc_put(&rpc, "eva", 2, NULL, NULL), 0);
    assert_int_equal(rpc_number(&rpc, "ana", NULL), 1);
    daemon_kill(daemon);
    daemon_start(daemon);
    assert_int_equal(rpc_number(&rpc, "eva", NULL), 2);
    rpc_close(&rpc);
    daemon_stop(daemon);
}

static void the_store_grows_past_its_first_map(void **state)
{
    vd_daemon *daemon = *state;
    char id[32];
    vd_rpc rpc;

    daemon->extra[0] = "--map-bytes";
    daemon->extra[1] = "1048576";
    daemon_start(daemon);
    rpc_open(&rpc, daemon->ipc);
    for (int i = 0; i < 3000; i++) {
        (void)snprintf(id, sizeof(id), "case-%d", i);
        assert_int_equal(rpc_put(&rpc, id, i, NULL, NULL), 0);
    }
    assert_int_equal(rpc_number(&rpc, "case-0", NULL), 0);
    assert_int_equal(rpc_number(&rpc, "case-2999", NULL), 2999);
    rpc_close(&rpc);
    daemon_stop(daemon);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_full_disk_refuses_writes_until_there_is_space),
        TEST(a_file_that_may_not_grow_refuses_writes_until_it_may),
        TEST(the_store_grows_past_its_first_map),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
