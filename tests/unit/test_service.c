/*
 * test_service.c - what the daemon's parts promise each other: methods, kept replies, the dictionary,
 * what is said now on top of what was said before.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "server/merge.h"
#include "server/service.h"

#include "valedor/v1/advice.pb-c.h"
#include "valedor/v1/case.pb-c.h"
#include "valedor/v1/service.pb-c.h"

typedef struct fixture {
    char folder[64];
    vd_arena arena;
    vd_store *store;
    vd_error err;
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof(*f));
    vd_store_options options = {.folder = f->folder};

    (void)strcpy(f->folder, "/tmp/vd-service-XXXXXX");
    if (!mkdtemp(f->folder))
        return -1;
    vd_arena_init(&f->arena, 0);
    *state = f;
    return vd_store_open(&options, &f->store, &f->err) == VD_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    static const char *const files[] = {"data.mdb", "lock.mdb", "lock"};
    fixture *f = *state;
    char path[128];

    vd_store_close(f->store);
    vd_arena_done(&f->arena);
    for (size_t i = 0; i < 3; i++) {
        (void)snprintf(path, sizeof(path), "%s/%s", f->folder, files[i]);
        (void)unlink(path);
    }
    (void)rmdir(f->folder);
    free(f);
    return 0;
}

/* Something done within a write, waited for. */
typedef struct task task;
struct task {
    vd_write write;
    vd_status (*step)(task *t, vd_txn *txn, vd_error *err);
    vd_arena *arena;
    vd_reply_key key;
    vd_str reply;
    vd_str found;
    vd_wordbook *book;
    uint32_t count;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool done;
};

static vd_status run_task(vd_write *write, vd_txn *txn, vd_error *err)
{
    return ((task *)write)->step((task *)write, txn, err);
}

static void task_done(vd_write *write)
{
    task *t = (task *)write;

    (void)pthread_mutex_lock(&t->lock);
    t->done = true;
    (void)pthread_cond_signal(&t->changed);
    (void)pthread_mutex_unlock(&t->lock);
}

static vd_status do_now(fixture *f, task *t)
{
    t->write = (vd_write){.run = run_task, .done = task_done};
    t->arena = &f->arena;
    t->done = false;
    (void)pthread_mutex_init(&t->lock, NULL);
    (void)pthread_cond_init(&t->changed, NULL);
    vd_store_submit(f->store, &t->write);
    (void)pthread_mutex_lock(&t->lock);
    while (!t->done)
        (void)pthread_cond_wait(&t->changed, &t->lock);
    (void)pthread_mutex_unlock(&t->lock);
    (void)pthread_cond_destroy(&t->changed);
    (void)pthread_mutex_destroy(&t->lock);
    return t->write.status;
}

static void every_method_of_the_contract_has_a_handler(void **state)
{
    static const ProtobufCServiceDescriptor *const services[] = {
        &valedor__v1__cases__descriptor, &valedor__v1__advice__descriptor,
        &valedor__v1__packs__descriptor, &valedor__v1__health__descriptor};
    size_t count = 0;

    (void)state;
    for (size_t i = 0; i < sizeof(services) / sizeof(*services); i++)
        for (unsigned k = 0; k < services[i]->n_methods; k++, count++) {
            const vd_method *method = NULL;
            char name[128];

            (void)snprintf(name, sizeof(name), "%s/%s", services[i]->name,
                           services[i]->methods[k].name);
            assert_int_equal(vd_method_find(vd_str_of(name), &method), VD_OK);
            assert_string_equal(method->name, services[i]->methods[k].name);
            assert_ptr_equal(vd_method_input(method), services[i]->methods[k].input);
            assert_non_null(method->handler);
        }
    assert_int_equal(count, vd_method_count);
}

static vd_status keep_reply(task *t, vd_txn *txn, vd_error *err)
{
    vd_str key = {0};
    vd_str value = {0};
    vd_status status = vd_replies_encode(t->arena, &t->key, t->reply, &key, &value, err);

    if (status == VD_OK)
        status = vd_txn_put(txn, VD_SPACE_REPLIES, key, value, err);
    return status ? status : vd_replies_trim(txn, t->key.now, err);
}

static vd_status find_reply(task *t, vd_txn *txn, vd_error *err)
{
    vd_str found = {0};
    vd_status status = vd_replies_find(txn, &t->key, &found, err);

    if (status == VD_OK)
        t->found = vd_arena_copy(t->arena, found);
    return status;
}

static vd_reply_key key_of(const char *principal, const char *method, const char *key,
                           const char *body, int64_t now)
{
    vd_reply_key made;

    vd_reply_key_make(vd_str_of(principal), vd_str_of(method), vd_str_of(key), vd_str_of(body), now,
                      &made);
    return made;
}

static vd_status ask(fixture *f, vd_reply_key key, vd_str *ret_found)
{
    task t = {.step = find_reply, .key = key};
    vd_status status = do_now(f, &t);

    *ret_found = t.found;
    return status;
}

static void a_reply_is_kept_for_seven_days_for_its_own_asker(void **state)
{
    enum { DAY = 86400 };
    fixture *f = *state;
    /* So that the seven days end in the next week of the store's keys. */
    int64_t now = INT64_C(2900) * 604800 + 6 * DAY;
    task keep = {
        .step = keep_reply, .key = key_of("p", "m", "k", "body", now), .reply = VD_STR("reply")};
    vd_str found = {0};

    assert_int_equal(ask(f, keep.key, &found), VD_NOT_FOUND);
    assert_int_equal(do_now(f, &keep), VD_OK);
    assert_int_equal(ask(f, keep.key, &found), VD_OK);
    assert_true(vd_str_eq(found, VD_STR("reply")));
    assert_int_equal(ask(f, key_of("p", "m", "k", "other", now), &found), VD_FAILED_PRECONDITION);
    assert_int_equal(ask(f, key_of("q", "m", "k", "body", now), &found), VD_NOT_FOUND);
    assert_int_equal(ask(f, key_of("p", "n", "k", "body", now), &found), VD_NOT_FOUND);
    assert_int_equal(ask(f, key_of("p", "m", "l", "body", now), &found), VD_NOT_FOUND);
    /* Parts do not run into each other. */
    assert_int_equal(ask(f, key_of("pm", "", "k", "body", now), &found), VD_NOT_FOUND);
    assert_int_equal(ask(f, key_of("p", "m", "k", "body", now + 7 * DAY), &found), VD_OK);
    assert_int_equal(ask(f, key_of("p", "m", "k", "body", now + 7 * DAY + 1), &found),
                     VD_NOT_FOUND);
    assert_int_equal(ask(f, key_of("p", "m", "k", "other", now + 7 * DAY + 1), &found),
                     VD_NOT_FOUND);
}

static void old_replies_are_removed_by_later_ones(void **state)
{
    fixture *f = *state;
    int64_t week = 604800;
    uint64_t count = 0;
    char key[16];

    for (int i = 0; i < 20; i++) {
        task keep = {.step = keep_reply, .reply = VD_STR("reply")};

        (void)snprintf(key, sizeof(key), "old-%d", i);
        keep.key = key_of("p", "m", key, "body", 2900 * week);
        assert_int_equal(do_now(f, &keep), VD_OK);
    }
    for (int i = 0; i < 3; i++) {
        task keep = {.step = keep_reply, .reply = VD_STR("reply")};

        (void)snprintf(key, sizeof(key), "new-%d", i);
        keep.key = key_of("p", "m", key, "body", 2902 * week);
        assert_int_equal(do_now(f, &keep), VD_OK);
    }
    assert_int_equal(vd_store_count(f->store, VD_SPACE_REPLIES, &count, &f->err), VD_OK);
    assert_int_equal(count, 3);
}

static vd_status keep_words(task *t, vd_txn *txn, vd_error *err)
{
    return vd_wordbook_keep(t->book, txn, &t->count, err);
}

static uint32_t number_of(vd_wordbook *book, const char *name, vd_entry_type type)
{
    vd_dictionary *dictionary = vd_wordbook_dictionary(book);

    return dictionary->number(dictionary,
                              (vd_dictionary_entry){VD_ENTRY_FACT, type, vd_str_of(name)});
}

static void numbers_stay_with_their_names_over_restarts(void **state)
{
    enum { MANY = 5000 };
    fixture *f = *state;
    vd_store_options options = {.folder = f->folder};
    vd_dictionary_entry entry;
    vd_wordbook *book = NULL;
    task keep = {.step = keep_words};
    char name[24];

    assert_int_equal(vd_wordbook_new(f->store, &book, &f->err), VD_OK);
    for (uint32_t i = 1; i <= MANY; i++) {
        (void)snprintf(name, sizeof(name), "fact.%u", i);
        assert_int_equal(number_of(book, name, VD_ENTRY_BOOLEAN), i);
    }
    assert_int_equal(number_of(book, "fact.7", VD_ENTRY_BOOLEAN), 7);
    keep.book = book;
    assert_int_equal(do_now(f, &keep), VD_OK);
    vd_wordbook_kept(book, keep.count);
    /* Numbered, and lost: nothing used it. */
    assert_int_equal(number_of(book, "fact.7", VD_ENTRY_DATE), MANY + 1);
    vd_wordbook_free(book);
    vd_store_close(f->store);

    assert_int_equal(vd_store_open(&options, &f->store, &f->err), VD_OK);
    assert_int_equal(vd_wordbook_new(f->store, &book, &f->err), VD_OK);
    for (uint32_t i = MANY; i >= 1; i--) {
        (void)snprintf(name, sizeof(name), "fact.%u", i);
        assert_int_equal(number_of(book, name, VD_ENTRY_BOOLEAN), i);
    }
    assert_int_equal(number_of(book, "another", VD_ENTRY_DATE), MANY + 1);
    assert_true(vd_wordbook_dictionary(book)->entry(vd_wordbook_dictionary(book), 7, &entry));
    assert_true(vd_str_eq(entry.name, VD_STR("fact.7")));
    assert_false(vd_wordbook_dictionary(book)->entry(vd_wordbook_dictionary(book), 0, &entry));
    assert_false(
        vd_wordbook_dictionary(book)->entry(vd_wordbook_dictionary(book), MANY + 2, &entry));
    vd_wordbook_free(book);
}

typedef struct adder {
    pthread_t thread;
    vd_wordbook *book;
    uint32_t numbers[2000];
    bool wrong;
} adder;

static void *add_and_look(void *user)
{
    adder *a = user;
    vd_dictionary *dictionary = vd_wordbook_dictionary(a->book);
    char name[24];

    for (uint32_t i = 0; i < 2000; i++) {
        vd_dictionary_entry entry;

        (void)snprintf(name, sizeof(name), "name.%u", i);
        a->numbers[i] = number_of(a->book, name, VD_ENTRY_TEXT);
        if (!dictionary->entry(dictionary, a->numbers[i], &entry) ||
            !vd_str_eq(entry.name, vd_str_of(name)))
            a->wrong = true;
    }
    return NULL;
}

static void threads_that_number_at_once_agree(void **state)
{
    fixture *f = *state;
    static adder adders[4];
    vd_wordbook *book = NULL;

    assert_int_equal(vd_wordbook_new(f->store, &book, &f->err), VD_OK);
    for (int i = 0; i < 4; i++) {
        adders[i] = (adder){.book = book};
        assert_int_equal(pthread_create(&adders[i].thread, NULL, add_and_look, &adders[i]), 0);
    }
    for (int i = 0; i < 4; i++) {
        (void)pthread_join(adders[i].thread, NULL);
        assert_false(adders[i].wrong);
        assert_memory_equal(adders[i].numbers, adders[0].numbers, sizeof(adders[0].numbers));
    }
    vd_wordbook_free(book);
}

static void what_is_said_now_replaces_what_it_repeats(void **state)
{
    fixture *f = *state;
    vd_doc_statement before[] = {
        {.fact = VD_STR("sex"), .literal = VD_STR("male")},
        {.fact = VD_STR("sex"), .literal = VD_STR("male"), .supplier = VD_STR("defender")},
        {.fact = VD_STR("custody"), .literal = VD_STR("true"), .from = VD_STR("2020-01-01")}};
    vd_doc_statement now[] = {
        {.fact = VD_STR("sex"), .literal = VD_STR("female"), .supplier = VD_STR("defender")},
        {.fact = VD_STR("custody"), .literal = VD_STR("false"), .from = VD_STR("2021-01-01")},
        {.fact = VD_STR("custody"), .literal = VD_STR("true"), .from = VD_STR("2021-01-01")}};
    vd_doc_instance some[] = {{VD_STR("sentences"), VD_STR("s1"), 0}};
    vd_doc_instance more[] = {{VD_STR("sentences"), VD_STR("s1"), 0},
                              {VD_STR("children"), VD_STR("s1"), 0}};
    vd_doc_list open[] = {{VD_STR("sentences"), false, 0}};
    vd_doc_list closed[] = {{VD_STR("sentences"), true, 0}};
    vd_case_doc doc = {.statement_count = 3,
                       .statements = before,
                       .instance_count = 1,
                       .instances = some,
                       .list_count = 1,
                       .lists = open};
    vd_case_doc said = {.statement_count = 3,
                        .statements = now,
                        .instance_count = 2,
                        .instances = more,
                        .list_count = 1,
                        .lists = closed};

    assert_int_equal(vd_merge(&f->arena, &doc, &said, &f->err), VD_OK);
    assert_int_equal(doc.statement_count, 5);
    assert_true(vd_str_eq(doc.statements[0].literal, VD_STR("male")));
    assert_true(vd_str_eq(doc.statements[1].literal, VD_STR("female")));
    assert_true(vd_str_eq(doc.statements[2].literal, VD_STR("true")));
    /* Both are kept, so that the link can refuse what contradicts itself. */
    assert_true(vd_str_eq(doc.statements[3].literal, VD_STR("false")));
    assert_true(vd_str_eq(doc.statements[4].literal, VD_STR("true")));
    assert_int_equal(doc.instance_count, 2);
    assert_int_equal(doc.list_count, 1);
    assert_true(doc.lists[0].complete);
    assert_true(vd_str_eq(before[1].literal, VD_STR("male")));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_method_of_the_contract_has_a_handler),
        TEST(a_reply_is_kept_for_seven_days_for_its_own_asker),
        TEST(old_replies_are_removed_by_later_ones),
        TEST(numbers_stay_with_their_names_over_restarts),
        TEST(threads_that_number_at_once_agree),
        TEST(what_is_said_now_replaces_what_it_repeats),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
