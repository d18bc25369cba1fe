/*
 * test_store.c - the store keeps what it said it kept, and refuses what it should.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server/store/store.h"

typedef struct fixture {
    char folder[64];
    vd_arena arena;
    vd_store *store;
    vd_error err;
} fixture;

static vd_store *open_store(fixture *f, size_t map_bytes)
{
    vd_store_options options = {.folder = f->folder, .map_bytes = map_bytes};
    vd_store *store = NULL;

    assert_int_equal(vd_store_open(&options, &store, &f->err), VD_OK);
    return store;
}

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof(*f));

    (void)strcpy(f->folder, "/tmp/vd-store-XXXXXX");
    if (!mkdtemp(f->folder))
        return -1;
    vd_arena_init(&f->arena, 0);
    f->store = open_store(f, 0);
    *state = f;
    return 0;
}

static void remove_folder(const char *folder)
{
    DIR *files = opendir(folder);

    for (struct dirent *file = NULL; files && (file = readdir(files));) {
        char path[512];

        (void)snprintf(path, sizeof(path), "%s/%s", folder, file->d_name);
        (void)unlink(path);
    }
    if (files)
        (void)closedir(files);
    (void)rmdir(folder);
}

static int tear_down(void **state)
{
    fixture *f = *state;

    vd_store_close(f->store);
    vd_arena_done(&f->arena);
    remove_folder(f->folder);
    free(f);
    return 0;
}

/* A write that puts one item, and lets a test wait for it. */
typedef struct put {
    vd_write write;
    vd_str key;
    vd_str value;
    vd_status refuse; /* unless VD_OK: instead of putting */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    unsigned runs;
    unsigned dones;
} put;

static vd_status run_put(vd_write *write, vd_txn *txn, vd_error *err)
{
    put *p = (put *)write;

    p->runs++;
    if (p->refuse)
        return vd_fail(err, p->refuse, "refused");
    return vd_txn_put(txn, VD_SPACE_CASES, p->key, p->value, err);
}

static void put_done(vd_write *write)
{
    put *p = (put *)write;

    (void)pthread_mutex_lock(&p->lock);
    p->dones++;
    (void)pthread_cond_signal(&p->changed);
    (void)pthread_mutex_unlock(&p->lock);
}

static void start(vd_store *store, put *p, const char *key, const char *value)
{
    p->write = (vd_write){.run = run_put, .done = put_done};
    p->key = vd_str_of(key);
    p->value = vd_str_of(value);
    (void)pthread_mutex_init(&p->lock, NULL);
    (void)pthread_cond_init(&p->changed, NULL);
    vd_store_submit(store, &p->write);
}

static vd_status finish(put *p)
{
    (void)pthread_mutex_lock(&p->lock);
    while (!p->dones)
        (void)pthread_cond_wait(&p->changed, &p->lock);
    (void)pthread_mutex_unlock(&p->lock);
    (void)pthread_cond_destroy(&p->changed);
    (void)pthread_mutex_destroy(&p->lock);
    return p->write.status;
}

static vd_status put_now(vd_store *store, const char *key, const char *value)
{
    put p = {0};

    start(store, &p, key, value);
    return finish(&p);
}

static void assert_has(fixture *f, const char *key, const char *value)
{
    vd_str found = {0};

    assert_int_equal(
        vd_store_get(f->store, &f->arena, VD_SPACE_CASES, vd_str_of(key), &found, &f->err), VD_OK);
    assert_int_equal(found.len, strlen(value));
    assert_memory_equal(found.ptr, value, found.len);
}

static void assert_has_not(fixture *f, const char *key)
{
    vd_str found = {0};

    assert_int_equal(
        vd_store_get(f->store, &f->arena, VD_SPACE_CASES, vd_str_of(key), &found, &f->err),
        VD_NOT_FOUND);
}

static void what_was_put_is_there_after_opening_again(void **state)
{
    fixture *f = *state;

    assert_has_not(f, "a");
    assert_int_equal(put_now(f->store, "a", "first"), VD_OK);
    assert_has(f, "a", "first");
    assert_int_equal(put_now(f->store, "a", "second"), VD_OK);
    vd_store_close(f->store);
    f->store = open_store(f, 0);
    assert_has(f, "a", "second");
}

static void the_last_of_many_writes_at_once_counts(void **state)
{
    enum { MANY = 2000 };
    fixture *f = *state;
    put *puts = calloc(MANY, sizeof(*puts));
    char(*values)[16] = calloc(MANY, sizeof(*values));
    uint64_t count = 0;

    for (int i = 0; i < MANY; i++) {
        (void)snprintf(values[i], sizeof(values[i]), "%d", i);
        start(f->store, &puts[i], "same", values[i]);
    }
    for (int i = 0; i < MANY; i++) {
        assert_int_equal(finish(&puts[i]), VD_OK);
        assert_int_equal(puts[i].dones, 1);
    }
    assert_has(f, "same", "1999");
    assert_int_equal(vd_store_count(f->store, VD_SPACE_CASES, &count, &f->err), VD_OK);
    assert_int_equal(count, 1);
    free(values);
    free(puts);
}

static void a_write_that_refuses_spoils_none_of_its_group(void **state)
{
    fixture *f = *state;
    put puts[3] = {0};

    puts[1].refuse = VD_ABORTED;
    start(f->store, &puts[0], "a", "1");
    start(f->store, &puts[1], "b", "2");
    start(f->store, &puts[2], "c", "3");
    assert_int_equal(finish(&puts[0]), VD_OK);
    assert_int_equal(finish(&puts[1]), VD_ABORTED);
    assert_string_equal(puts[1].write.error.message, "refused");
    assert_int_equal(finish(&puts[2]), VD_OK);
    assert_has(f, "a", "1");
    assert_has_not(f, "b");
    assert_has(f, "c", "3");
}

static vd_page list_after(fixture *f, vd_space space, const char *after, size_t limit)
{
    vd_page page = {0};

    assert_int_equal(
        vd_store_list(f->store, &f->arena, space, vd_str_of(after), limit, &page, &f->err), VD_OK);
    return page;
}

static void keys_are_listed_in_their_order_from_behind_one(void **state)
{
    fixture *f = *state;
    vd_page page;

    assert_int_equal(put_now(f->store, "b", "2"), VD_OK);
    assert_int_equal(put_now(f->store, "c", "3"), VD_OK);
    assert_int_equal(put_now(f->store, "a", "1"), VD_OK);
    page = list_after(f, VD_SPACE_CASES, "", 2);
    assert_int_equal(page.count, 2);
    assert_true(page.more);
    assert_memory_equal(page.items[1].key.ptr, "b", 1);
    page = list_after(f, VD_SPACE_CASES, "b", 2);
    assert_int_equal(page.count, 1);
    assert_false(page.more);
    assert_memory_equal(page.items[0].value.ptr, "3", 1);
    /* A key that is not there, or no longer, is a place all the same. */
    assert_int_equal(list_after(f, VD_SPACE_CASES, "bb", 9).count, 1);
    assert_int_equal(list_after(f, VD_SPACE_CASES, "c", 9).count, 0);
}

static void a_page_of_large_items_ends_early(void **state)
{
    fixture *f = *state;
    char *large = malloc(3000001);
    vd_page page;

    (void)memset(large, 'p', 3000000);
    large[3000000] = '\0';
    assert_int_equal(put_now(f->store, "a", large), VD_OK);
    assert_int_equal(put_now(f->store, "b", large), VD_OK);
    assert_int_equal(put_now(f->store, "c", large), VD_OK);
    page = list_after(f, VD_SPACE_CASES, "", 9);
    assert_int_equal(page.count, 2);
    assert_true(page.more);
    assert_int_equal(list_after(f, VD_SPACE_CASES, "b", 9).count, 1);
    free(large);
}

static void the_map_grows_under_readers(void **state)
{
    fixture *f = *state;
    char *large = malloc(300001);
    char key[16];

    (void)memset(large, 'x', 300000);
    large[300000] = '\0';
    vd_store_close(f->store);
    f->store = open_store(f, (size_t)1 << 20);
    for (int i = 0; i < 20; i++) {
        (void)snprintf(key, sizeof(key), "%02d", i);
        assert_int_equal(put_now(f->store, key, large), VD_OK);
        assert_has(f, key, large);
        assert_has(f, "00", large);
    }
    free(large);
}

static void a_store_larger_than_the_map_asked_for_opens(void **state)
{
    fixture *f = *state;
    char *large = malloc(3000001);

    (void)memset(large, 'y', 3000000);
    large[3000000] = '\0';
    assert_int_equal(put_now(f->store, "k", large), VD_OK);
    vd_store_close(f->store);
    f->store = open_store(f, (size_t)1 << 20);
    assert_has(f, "k", large);
    assert_int_equal(put_now(f->store, "l", large), VD_OK);
    free(large);
}

static void a_store_at_its_largest_refuses_and_goes_on(void **state)
{
    fixture *f = *state;
    vd_store_options options = {
        .folder = f->folder, .map_bytes = (size_t)1 << 20, .map_max = (size_t)2 << 20};
    char *large = malloc(4000001);
    put p = {0};

    (void)memset(large, 'z', 4000000);
    large[4000000] = '\0';
    vd_store_close(f->store);
    f->store = NULL;
    assert_int_equal(vd_store_open(&options, &f->store, &f->err), VD_OK);
    start(f->store, &p, "large", large);
    assert_int_equal(finish(&p), VD_RESOURCE_EXHAUSTED);
    assert_non_null(strstr(p.write.error.message, "2 MiB"));
    assert_has_not(f, "large");
    assert_int_equal(put_now(f->store, "small", "s"), VD_OK);
    assert_has(f, "small", "s");
    free(large);
}

static void a_second_process_is_refused_with_the_first_ones_number(void **state)
{
    fixture *f = *state;
    vd_store_options options = {.folder = f->folder};
    pid_t child = fork();
    int left = 0;

    if (child == 0) {
        vd_store *second = NULL;
        vd_error err = {0};
        char expected[32];

        (void)snprintf(expected, sizeof(expected), "process %ld", (long)getppid());
        _exit(vd_store_open(&options, &second, &err) == VD_FAILED_PRECONDITION &&
                      strstr(err.message, "in use") && strstr(err.message, expected)
                  ? 0
                  : 1);
    }
    assert_int_equal(waitpid(child, &left, 0), child);
    assert_int_equal(left, 0);
}

static vd_status run_newer_format(vd_write *write, vd_txn *txn, vd_error *err)
{
    (void)write;
    return vd_txn_put(txn, VD_SPACE_META, VD_STR("format"), VD_STR("2"), err);
}

static void a_newer_format_is_refused(void **state)
{
    fixture *f = *state;
    vd_store_options options = {.folder = f->folder};
    vd_store *store = NULL;
    put p = {0};

    start(f->store, &p, "unused", "");
    assert_int_equal(finish(&p), VD_OK);
    p = (put){.write = {.run = run_newer_format, .done = put_done}};
    (void)pthread_mutex_init(&p.lock, NULL);
    (void)pthread_cond_init(&p.changed, NULL);
    vd_store_submit(f->store, &p.write);
    assert_int_equal(finish(&p), VD_OK);
    vd_store_close(f->store);
    f->store = NULL;
    assert_int_equal(vd_store_open(&options, &store, &f->err), VD_FAILED_PRECONDITION);
    assert_non_null(strstr(f->err.message, "format 2"));
    assert_null(store);
}

static void what_is_not_a_store_is_refused(void **state)
{
    fixture *f = *state;
    vd_store_options options = {.folder = f->folder};
    vd_store *store = NULL;
    char path[128];
    char noise[8192];
    int fd;

    vd_store_close(f->store);
    f->store = NULL;
    (void)memset(noise, 0x5a, sizeof(noise));
    (void)snprintf(path, sizeof(path), "%s/data.mdb", f->folder);
    fd = open(path, O_WRONLY | O_TRUNC);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, noise, sizeof(noise)), sizeof(noise));
    (void)close(fd);
    assert_int_equal(vd_store_open(&options, &store, &f->err), VD_DATA_LOSS);
}

static void after_a_drain_writes_are_told_that_it_stops(void **state)
{
    fixture *f = *state;
    put before = {0};
    put after = {0};

    start(f->store, &before, "a", "1");
    vd_store_drain(f->store);
    assert_int_equal(before.dones, 1);
    assert_int_equal(finish(&before), VD_OK);
    start(f->store, &after, "b", "2");
    assert_int_equal(after.dones, 1);
    assert_int_equal(finish(&after), VD_UNAVAILABLE);
    assert_has(f, "a", "1");
    assert_has_not(f, "b");
}

/* Appends an event and removes old ones, as the daemon's writes do. */
static vd_status run_sequence(vd_write *write, vd_txn *txn, vd_error *err)
{
    put *p = (put *)write;
    uint64_t sequence = 0;
    char key[8];
    vd_status status = vd_txn_next_sequence(txn, VD_SPACE_HISTORY, &sequence, err);

    if (status)
        return status;
    p->runs = (unsigned)sequence;
    status = vd_txn_put(txn, VD_SPACE_HISTORY, vd_sequence_key(sequence, key), p->value, err);
    if (status || sequence < 5)
        return status;
    return vd_txn_remove_before(txn, VD_SPACE_HISTORY, vd_sequence_key(4, key), 2, err);
}

static void sequences_count_from_one_and_old_items_go(void **state)
{
    fixture *f = *state;
    vd_page page;

    for (unsigned i = 1; i <= 5; i++) {
        put p = {.write = {.run = run_sequence, .done = put_done}, .value = VD_STR("event")};

        (void)pthread_mutex_init(&p.lock, NULL);
        (void)pthread_cond_init(&p.changed, NULL);
        vd_store_submit(f->store, &p.write);
        assert_int_equal(finish(&p), VD_OK);
        assert_int_equal(p.runs, i);
    }
    page = list_after(f, VD_SPACE_HISTORY, "", 9);
    /* 1 and 2 went, because two at most go at once. */
    assert_int_equal(page.count, 3);
    assert_int_equal(page.items[0].key.ptr[7], 3);
}

/* Two readers beside a writer whose map grows: every value is whole. */
static void *read_until_last(void *user)
{
    fixture *f = user;
    vd_arena arena;
    unsigned long wrong = 0;

    vd_arena_init(&arena, 0);
    for (;;) {
        vd_str value = {0};
        vd_status status =
            vd_store_get(f->store, &arena, VD_SPACE_CASES, VD_STR("key"), &value, NULL);

        if (status == VD_OK && value.ptr[0] == '!')
            break;
        if (status != VD_OK && status != VD_NOT_FOUND)
            wrong++;
        for (size_t i = 1; status == VD_OK && i < value.len; i++)
            wrong += value.ptr[i] != value.ptr[0];
        vd_arena_reset(&arena);
    }
    vd_arena_done(&arena);
    return (void *)wrong;
}

static void readers_see_whole_values_while_the_map_grows(void **state)
{
    fixture *f = *state;
    pthread_t readers[2];
    char *value = malloc(200001);

    vd_store_close(f->store);
    f->store = open_store(f, (size_t)1 << 20);
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&readers[i], NULL, read_until_last, f), 0);
    for (int i = 0; i < 40; i++) {
        char other[24];

        (void)snprintf(other, sizeof(other), "other%d", i);
        (void)memset(value, 'a' + i % 26, 200000);
        value[200000] = '\0';
        assert_int_equal(put_now(f->store, "key", value), VD_OK);
        assert_int_equal(put_now(f->store, other, value), VD_OK);
    }
    assert_int_equal(put_now(f->store, "key", "!"), VD_OK);
    for (int i = 0; i < 2; i++) {
        void *wrong = NULL;

        assert_int_equal(pthread_join(readers[i], &wrong), 0);
        assert_null(wrong);
    }
    free(value);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_was_put_is_there_after_opening_again),
        TEST(the_last_of_many_writes_at_once_counts),
        TEST(a_write_that_refuses_spoils_none_of_its_group),
        TEST(keys_are_listed_in_their_order_from_behind_one),
        TEST(a_page_of_large_items_ends_early),
        TEST(the_map_grows_under_readers),
        TEST(a_store_larger_than_the_map_asked_for_opens),
        TEST(a_store_at_its_largest_refuses_and_goes_on),
        TEST(a_second_process_is_refused_with_the_first_ones_number),
        TEST(a_newer_format_is_refused),
        TEST(what_is_not_a_store_is_refused),
        TEST(after_a_drain_writes_are_told_that_it_stops),
        TEST(sequences_count_from_one_and_old_items_go),
        TEST(readers_see_whole_values_while_the_map_grows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
