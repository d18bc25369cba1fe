/*
 * test_record.c - a case goes into its stored form and comes back letter by letter, and the engine
 * sees in it what it would have seen in the document.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "codec/event.h"
#include "codec/record.h"
#include "engine/feel/feel.h"
#include "rules/pack.h"

/* A dictionary that lives as long as the process. */
static vd_dictionary_entry entries[4096];
static uint32_t entry_count;
static uint32_t entry_limit = 4095;

static uint32_t number_in_memory(vd_dictionary *dictionary, vd_dictionary_entry entry)
{
    char *name;

    (void)dictionary;
    for (uint32_t i = 1; i <= entry_count; i++)
        if (entries[i].kind == entry.kind && entries[i].type == entry.type &&
            vd_str_eq(entries[i].name, entry.name))
            return i;
    if (entry_count == entry_limit)
        return 0;
    name = malloc(entry.name.len + 1);
    memcpy(name, entry.name.ptr, entry.name.len);
    entries[++entry_count] = entry;
    entries[entry_count].name = (vd_str){name, entry.name.len};
    return entry_count;
}

static bool entry_in_memory(const vd_dictionary *dictionary, uint32_t number,
                            vd_dictionary_entry *ret_entry)
{
    (void)dictionary;
    if (number == 0 || number > entry_count)
        return false;
    *ret_entry = entries[number];
    return true;
}

static vd_dictionary dictionary = {number_in_memory, entry_in_memory};

typedef struct fixture {
    vd_arena arena;
    vd_error err;
    const vd_program *program;
    const vd_record_link *link;
} fixture;

static int set_up(void **state)
{
    static const char *const dirs[] = {VD_SOURCE_DIR "/tests/integration/packs"};
    fixture *f = calloc(1, sizeof(*f));
    vd_diagnostics diags;

    vd_arena_init(&f->arena, 0);
    vd_diagnostics_init(&diags, &f->arena);
    assert_int_equal(vd_packs_load(&f->arena, dirs, 1, 0, &f->program, &diags, &f->err), VD_OK);
    assert_int_equal(vd_record_link_new(&f->arena, f->program, &dictionary, &f->link, &f->err),
                     VD_OK);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;

    vd_arena_done(&f->arena);
    free(f);
    for (; entry_count; entry_count--)
        free((void *)entries[entry_count].name.ptr);
    entry_limit = 4095;
    return 0;
}

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define S(text)                  \
    {                            \
        (text), sizeof(text) - 1 \
    } /* initializers; elsewhere VD_STR */

static vd_doc_statement statements[] = {
    {.fact = S("number"), .literal = S("17"), .source = S("file 3, page 4")},
    {.fact = S("name"), .literal = S("Ana Quispe Ñáñez"), .supplier = S("defender")},
    {.fact = S("sex"), .literal = S("female"), .said_on = S("2024-01-10")},
    {.fact = S("in_custody"),
     .literal = S("true"),
     .from = S("2013-08-06"),
     .until = S("2016-04-01T10:00:00-05:00")},
    {.fact = S("in_custody"), .literal = S("false"), .from = S("2016-04-01T10:00:00-05:00")},
    {.fact = S("arrested_at"), .literal = S("2013-08-06T22:10:00-05:00"), .supplier = S("police")},
    {.fact = S("birth_on"), .presence = VD_UNKNOWABLE},
    {.fact = S("birth_on"), .literal = S("1993-02-01"), .supplier = S("defender")},
    {.fact = S("sentence.length"), .instance = S("s1"), .literal = S("6 years 8 months")},
    {.fact = S("sentence.length"), .instance = S("s2"), .literal = S("80 months")},
    {.fact = S("sentence.final_on"), .instance = S("s1"), .literal = S("2014-11-30")},
    {.fact = S("sentence.final_on"), .instance = S("s2"), .presence = VD_ABSENT},
};
static vd_doc_instance instances[] = {
    {S("sentences"), S("s1"), 0}, {S("sentences"), S("s2"), 0}, {S("sentences"), S("empty"), 0}};
static vd_doc_list lists[] = {{S("sentences"), true, 0}};
static vd_translation titles[] = {{S("es"), S("Correo humano"), true},
                                  {S("en"), S("Courier"), false}};
static vd_translation notes[] = {{S("es"), S("Nota"), false}};

static vd_case_doc sample(void)
{
    return (vd_case_doc){.id = S("sample-1"),
                         .title = {COUNT(titles), titles},
                         .note = {COUNT(notes), notes},
                         .jurisdiction = S("mini"),
                         .ask_on = S("2016-03-31"),
                         .statement_count = COUNT(statements),
                         .statements = statements,
                         .instance_count = COUNT(instances),
                         .instances = instances,
                         .list_count = COUNT(lists),
                         .lists = lists};
}

static vd_str encode(fixture *f, const vd_case_doc *doc)
{
    vd_str bytes = {0};

    assert_int_equal(vd_record_encode(&f->arena, &dictionary, f->program, doc,
                                      (vd_record_mark){7, 1234567890123U}, &bytes, &f->err),
                     VD_OK);
    return bytes;
}

static void assert_str(vd_str got, vd_str expected)
{
    assert_int_equal(got.len, expected.len);
    if (expected.len)
        assert_memory_equal(got.ptr, expected.ptr, expected.len);
}

static void assert_text(vd_text got, vd_text expected)
{
    assert_int_equal(got.count, expected.count);
    for (size_t i = 0; i < got.count; i++) {
        assert_str(got.translations[i].language, expected.translations[i].language);
        assert_str(got.translations[i].text, expected.translations[i].text);
        assert_int_equal(got.translations[i].certified, expected.translations[i].certified);
    }
}

static void assert_statement(const vd_doc_statement *got, const vd_doc_statement *expected)
{
    assert_str(got->fact, expected->fact);
    assert_str(got->instance, expected->instance);
    assert_int_equal(got->presence, expected->presence);
    assert_str(got->literal, expected->literal);
    assert_str(got->from, expected->from);
    assert_str(got->until, expected->until);
    assert_str(got->supplier, expected->supplier);
    assert_str(got->said_on, expected->said_on);
    assert_str(got->source, expected->source);
}

static void assert_doc(const vd_case_doc *got, const vd_case_doc *expected)
{
    assert_str(got->id, expected->id);
    assert_str(got->jurisdiction, expected->jurisdiction);
    assert_str(got->ask_on, expected->ask_on);
    assert_text(got->title, expected->title);
    assert_text(got->note, expected->note);
    assert_int_equal(got->statement_count, expected->statement_count);
    for (size_t i = 0; i < got->statement_count; i++)
        assert_statement(&got->statements[i], &expected->statements[i]);
    assert_int_equal(got->instance_count, expected->instance_count);
    for (size_t i = 0; i < got->instance_count; i++) {
        assert_str(got->instances[i].list, expected->instances[i].list);
        assert_str(got->instances[i].id, expected->instances[i].id);
    }
    assert_int_equal(got->list_count, expected->list_count);
    for (size_t i = 0; i < got->list_count; i++) {
        assert_str(got->lists[i].list, expected->lists[i].list);
        assert_int_equal(got->lists[i].complete, expected->lists[i].complete);
    }
}

static void assert_comes_back(fixture *f, const vd_case_doc *doc)
{
    vd_case_doc got = {0};
    vd_record_mark mark = {0};

    assert_int_equal(
        vd_record_read_doc(&f->arena, &dictionary, encode(f, doc), &got, &mark, &f->err), VD_OK);
    assert_doc(&got, doc);
    assert_int_equal(mark.revision, 7);
    assert_int_equal(mark.sequence, 1234567890123U);
}

static void everything_in_a_case_comes_back(void **state)
{
    vd_case_doc doc = sample();

    assert_comes_back(*state, &doc);
    doc = (vd_case_doc){.id = S("x")};
    assert_comes_back(*state, &doc);
}

/* Format 1 had no jurisdiction: one empty text less, behind the id and ask_on. */
static void a_record_of_the_first_format_is_read(void **state)
{
    static const size_t at = 8 + 16 + 2 + 1; /* head, revision and sequence, "x", ask_on */
    fixture *f = *state;
    vd_case_doc doc = {.id = S("x"), .statement_count = 1, .statements = statements};
    vd_case_doc got = {0};
    vd_record_mark mark = {0};
    const vd_case *subject = NULL;
    vd_str bytes = encode(f, &doc);
    char *old = vd_arena_alloc(&f->arena, bytes.len);

    memcpy(old, bytes.ptr, at);
    memcpy(old + at, bytes.ptr + at + 1, bytes.len - at - 1);
    assert_int_equal(bytes.ptr[at], 0);
    old[3] = 1;
    old[4] = (char)(bytes.len - 1);
    bytes = (vd_str){old, bytes.len - 1};
    assert_int_equal(vd_record_read_doc(&f->arena, &dictionary, bytes, &got, &mark, &f->err),
                     VD_OK);
    assert_doc(&got, &doc);
    assert_int_equal(vd_record_decode(&f->arena, f->link, bytes, &subject, &f->err), VD_OK);
    old[3] = 3;
    assert_int_equal(vd_record_read_doc(&f->arena, &dictionary, bytes, &got, &mark, &f->err),
                     VD_DATA_LOSS);
}

static void a_case_of_a_law_that_is_gone_is_refused(void **state)
{
    fixture *f = *state;
    vd_case_doc doc = {.id = S("x"), .jurisdiction = S("gone")};
    const vd_case *subject = NULL;

    assert_int_equal(vd_record_decode(&f->arena, f->link, encode(f, &doc), &subject, &f->err),
                     VD_FAILED_PRECONDITION);
    assert_null(subject);
}

static void letters_come_back_as_they_were_written(void **state)
{
    static const struct {
        const char *fact;
        const char *literal;
    } written[] = {
        {"number", "0"},
        {"number", "-9223372036854775807"},
        {"number", "1/3"},
        {"number", "0.5"},
        {"number", "-7/2"},
        {"number", "007"},
        {"number", "1e999"},
        {"number", "seventeen"},
        {"name", ""},
        {"name", "true"},
        {"sex", "male"},
        {"sex", "unheard"},
        {"birth_on", "0999-02-28"},
        {"birth_on", "2024-02-29"},
        {"birth_on", "2024-02-30"},
        {"arrested_at", "2016-04-01T10:00-05:00"},
        {"arrested_at", "2016-04-01T10:00:00Z"},
        {"arrested_at", "2016-04-01T10:00:00.123-05:00"},
        {"arrested_at", "2016-04-01T10:00:00@America/Lima"},
        {"arrested_at", "2016-04-01"},
        {"in_custody", "true"},
        {"in_custody", "false"},
        {"in_custody", "yes"},
        {"nobody_knows", "12 o'clock"},
        {"sentence.length", "0 days"},
        {"sentence.length", "48 hours"},
        {"sentence.length", "5 business days"},
        {"sentence.length", "1 year"},
        {"sentence.length", "12 months"},
        {"sentence.length", "2 years 2 months 20 days"},
    };
    fixture *f = *state;

    for (size_t i = 0; i < COUNT(written); i++) {
        vd_doc_statement said = {.fact = vd_str_of(written[i].fact),
                                 .literal = vd_str_of(written[i].literal),
                                 .from = S("2024-1-1"),
                                 .said_on = S("2024-01-01T00:00:00Z")};
        vd_case_doc doc = {.id = S("x"), .statement_count = 1, .statements = &said};

        assert_comes_back(f, &doc);
    }
}

static void assert_value(const vd_value *got, const vd_value *expected)
{
    assert_int_equal(got->kind, expected->kind);
    assert_int_equal(got->until, expected->until);
    if (got->kind == VD_DATE_TIME) {
        assert_int_equal(got->u.clock->date, expected->u.clock->date);
        assert_int_equal(got->u.clock->nanos, expected->u.clock->nanos);
        assert_int_equal(got->u.clock->offset, expected->u.clock->offset);
        assert_int_equal(got->u.clock->has_offset, expected->u.clock->has_offset);
        assert_str(got->u.clock->zone, expected->u.clock->zone);
    } else if (got->kind == VD_SPAN) {
        assert_memory_equal(&got->u.span, &expected->u.span, sizeof(got->u.span));
    } else {
        assert_true(vd_value_same(got, expected));
    }
}

static void assert_cells(const vd_instance *got, const vd_instance *expected, uint32_t count)
{
    assert_int_equal(got->record, expected->record);
    assert_str(got->id, expected->id);
    for (uint32_t i = 0; i < count; i++) {
        assert_int_equal(got->cells[i].count, expected->cells[i].count);
        for (uint32_t k = 0; k < got->cells[i].count; k++) {
            const vd_statement *a = &got->cells[i].statements[k];
            const vd_statement *b = &expected->cells[i].statements[k];

            assert_int_equal(a->presence, b->presence);
            assert_int_equal(a->from, b->from);
            assert_int_equal(a->until, b->until);
            assert_int_equal(a->supplier, b->supplier);
            assert_int_equal(a->said_on, b->said_on);
            assert_str(a->source, b->source);
            if (a->presence == VD_PRESENT)
                assert_value(&a->value, &b->value);
        }
    }
}

static void assert_same_case(const fixture *f, const vd_case *got, const vd_case *expected)
{
    assert_str(got->id, expected->id);
    assert_cells(&got->root, &expected->root, f->program->records[0].fact_count);
    for (size_t i = 1; i < f->program->record_count; i++) {
        assert_int_equal(got->records[i].complete, expected->records[i].complete);
        assert_int_equal(got->records[i].count, expected->records[i].count);
        for (uint32_t k = 0; k < got->records[i].count; k++)
            assert_cells(&got->records[i].items[k], &expected->records[i].items[k],
                         f->program->records[i].fact_count);
    }
}

static void the_engine_sees_what_it_would_see_in_the_document(void **state)
{
    static const char *const instants[] = {"2016-04-01T10:00-05:00", "2016-04-01T10:00:00Z",
                                           "2016-04-01", "2013-08-06T22:10:00-05:00"};
    fixture *f = *state;
    vd_case_doc doc = sample();

    for (size_t i = 0; i < COUNT(instants); i++) {
        const vd_case *linked = NULL;
        const vd_case *decoded = NULL;

        statements[5].literal = vd_str_of(instants[i]);
        if (vd_case_link(&f->arena, f->program, &doc, &linked, &f->err))
            fail_msg("%s", f->err.message);
        assert_int_equal(vd_record_decode(&f->arena, f->link, encode(f, &doc), &decoded, &f->err),
                         VD_OK);
        assert_int_equal(decoded->revision, 7);
        assert_same_case(f, decoded, linked);
    }
}

static const vd_cell *cell_of(const fixture *f, const vd_case *subject, const char *fact)
{
    return &subject->root
                .cells[f->program->facts[vd_program_fact(f->program, vd_str_of(fact))].field];
}

static void what_the_packs_do_not_know_is_passed_over(void **state)
{
    fixture *f = *state;
    vd_doc_statement said[] = {
        {.fact = S("left_the_packs"), .literal = S("1")},
        {.fact = S("sex"), .literal = S("unheard")},
        {.fact = S("number"), .literal = S("17")},
        {.fact = S("sentence.length"), .instance = S("nowhere"), .literal = S("1 year")}};
    vd_doc_instance gone[] = {{S("gone"), S("g1"), 0}};
    vd_case_doc doc = {.id = S("x"),
                       .statement_count = COUNT(said),
                       .statements = said,
                       .instance_count = 1,
                       .instances = gone};
    const vd_case *subject = NULL;

    assert_int_equal(vd_record_decode(&f->arena, f->link, encode(f, &doc), &subject, &f->err),
                     VD_OK);
    assert_int_equal(cell_of(f, subject, "sex")->count, 0);
    assert_int_equal(cell_of(f, subject, "number")->count, 1);
    assert_comes_back(f, &doc);
}

static void a_value_of_another_type_is_read_by_the_type_of_today(void **state)
{
    fixture *f = *state;
    vd_program other = *f->program;
    vd_fact *facts = vd_arena_array(&f->arena, other.fact_count, sizeof(*facts));
    uint32_t number = vd_program_fact(f->program, VD_STR("number"));
    uint32_t name = vd_program_fact(f->program, VD_STR("name"));
    vd_doc_statement said[] = {{.fact = S("number"), .literal = S("17")},
                               {.fact = S("name"), .literal = S("17")}};
    vd_case_doc doc = {.id = S("x"), .statement_count = COUNT(said), .statements = said};
    const vd_case *subject = NULL;
    vd_str bytes = {0};

    /* Stored under packs in which the two types were the other way round. */
    memcpy(facts, other.facts, other.fact_count * sizeof(*facts));
    facts[number].type = vd_type_of(VD_TYPE_STRING);
    facts[name].type = vd_type_of(VD_TYPE_NUMBER);
    other.facts = facts;
    assert_int_equal(vd_record_encode(&f->arena, &dictionary, &other, &doc, (vd_record_mark){1, 1},
                                      &bytes, &f->err),
                     VD_OK);
    assert_int_equal(vd_record_link_new(&f->arena, f->program, &dictionary, &f->link, &f->err),
                     VD_OK);
    assert_int_equal(vd_record_decode(&f->arena, f->link, bytes, &subject, &f->err), VD_OK);
    assert_int_equal(cell_of(f, subject, "number")->statements[0].value.kind, VD_NUMBER);
    assert_int_equal(cell_of(f, subject, "number")->statements[0].value.u.number.num, 17);
    assert_int_equal(cell_of(f, subject, "name")->statements[0].value.kind, VD_STRING);
}

static void a_record_cut_or_changed_anywhere_harms_nobody(void **state)
{
    fixture *f = *state;
    vd_case_doc doc = sample();
    vd_str whole = encode(f, &doc);
    vd_arena arena;

    vd_arena_init(&arena, 0);
    for (size_t len = 0; len < whole.len; len++) {
        char *cut = malloc(len ? len : 1);
        vd_case_doc got;
        vd_record_mark mark;
        const vd_case *subject;

        memcpy(cut, whole.ptr, len);
        assert_int_equal(
            vd_record_read_doc(&arena, &dictionary, (vd_str){cut, len}, &got, &mark, NULL),
            VD_DATA_LOSS);
        assert_int_equal(vd_record_decode(&arena, f->link, (vd_str){cut, len}, &subject, NULL),
                         VD_DATA_LOSS);
        free(cut);
        vd_arena_reset(&arena);
    }
    for (size_t i = 0; i < whole.len * 8; i++) {
        char *changed = malloc(whole.len);
        vd_case_doc got;
        vd_record_mark mark;
        const vd_case *subject;
        vd_status status;

        memcpy(changed, whole.ptr, whole.len);
        changed[i / 8] ^= (char)(1U << i % 8);
        status = vd_record_read_doc(&arena, &dictionary, (vd_str){changed, whole.len}, &got, &mark,
                                    NULL);
        assert_true(status == VD_OK || status == VD_DATA_LOSS || status == VD_FAILED_PRECONDITION);
        status = vd_record_decode(&arena, f->link, (vd_str){changed, whole.len}, &subject, NULL);
        assert_true(status == VD_OK || status == VD_DATA_LOSS || status == VD_FAILED_PRECONDITION);
        free(changed);
        vd_arena_reset(&arena);
    }
    vd_arena_done(&arena);
}

static void a_want_of_memory_is_told_and_never_makes_a_fact_unknown(void **state)
{
    fixture *f = *state;
    vd_case_doc doc = sample();
    vd_str bytes = encode(f, &doc);
    const vd_case *linked = NULL;
    vd_status status = VD_RESOURCE_EXHAUSTED;

    assert_int_equal(vd_case_link(&f->arena, f->program, &doc, &linked, &f->err), VD_OK);
    for (uint64_t n = 1; status != VD_OK; n++) {
        const vd_case *subject = NULL;
        vd_arena arena;

        vd_arena_init(&arena, 0);
        arena.fail_after = n;
        status = vd_record_decode(&arena, f->link, bytes, &subject, &f->err);
        assert_true(status == VD_OK || status == VD_RESOURCE_EXHAUSTED);
        if (status == VD_OK)
            assert_same_case(f, subject, linked);
        vd_arena_done(&arena);
        assert_true(n < 10000);
    }
    status = VD_RESOURCE_EXHAUSTED;
    for (uint64_t n = 1; status != VD_OK; n++) {
        vd_case_doc got = {0};
        vd_record_mark mark;
        vd_arena arena;

        vd_arena_init(&arena, 0);
        arena.fail_after = n;
        status = vd_record_read_doc(&arena, &dictionary, bytes, &got, &mark, &f->err);
        assert_true(status == VD_OK || status == VD_RESOURCE_EXHAUSTED);
        if (status == VD_OK)
            assert_doc(&got, &doc);
        vd_arena_done(&arena);
    }
    status = VD_RESOURCE_EXHAUSTED;
    for (uint64_t n = 1; status != VD_OK; n++) {
        vd_str again = {0};
        vd_arena arena;

        vd_arena_init(&arena, 0);
        arena.fail_after = n;
        status = vd_record_encode(&arena, &dictionary, f->program, &doc,
                                  (vd_record_mark){7, 1234567890123U}, &again, &f->err);
        assert_true(status == VD_OK || status == VD_RESOURCE_EXHAUSTED);
        if (status == VD_OK)
            assert_str(again, bytes);
        vd_arena_done(&arena);
    }
}

static void a_full_dictionary_is_told(void **state)
{
    fixture *f = *state;
    vd_doc_statement said = {.fact = S("unheard_of"), .literal = S("1")};
    vd_case_doc doc = {.id = S("x"), .statement_count = 1, .statements = &said};
    vd_str bytes;

    entry_limit = entry_count;
    assert_int_equal(vd_record_encode(&f->arena, &dictionary, f->program, &doc, (vd_record_mark){0},
                                      &bytes, &f->err),
                     VD_RESOURCE_EXHAUSTED);
}

static void the_mark_can_be_set_afterwards(void **state)
{
    fixture *f = *state;
    vd_case_doc doc = sample();
    vd_str bytes = encode(f, &doc);
    vd_record_head head = {0};

    vd_record_set_mark((char *)bytes.ptr, (vd_record_mark){0x1122334455667788U, 9});
    assert_int_equal(vd_record_read_head(&f->arena, bytes, &head, &f->err), VD_OK);
    assert_int_equal(head.mark.revision, 0x1122334455667788U);
    assert_int_equal(head.mark.sequence, 9);
    assert_str(head.id, VD_STR("sample-1"));
    assert_text(head.title, doc.title);
}

static void an_event_comes_back(void **state)
{
    fixture *f = *state;
    vd_event event = {
        VD_EVENT_RECORDED, -5,          3,         2, S("case"), S("who"), S("2024-01-01"),
        S("notified"),     S("a note"), S("bytes")};
    vd_event got;
    vd_str bytes = {0};

    assert_int_equal(vd_event_encode(&f->arena, &event, &bytes, &f->err), VD_OK);
    assert_int_equal(vd_event_read(bytes, &got, &f->err), VD_OK);
    assert_int_equal(got.kind, VD_EVENT_RECORDED);
    assert_int_equal(got.said_at, -5);
    assert_int_equal(got.revision, 3);
    assert_int_equal(got.previous, 2);
    assert_str(got.note, event.note);
    assert_str(got.record, event.record);
    for (size_t len = 0; len < bytes.len; len++)
        assert_int_equal(vd_event_read((vd_str){bytes.ptr, len}, &got, NULL), VD_DATA_LOSS);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(everything_in_a_case_comes_back),
        TEST(letters_come_back_as_they_were_written),
        TEST(a_record_of_the_first_format_is_read),
        TEST(a_case_of_a_law_that_is_gone_is_refused),
        TEST(the_engine_sees_what_it_would_see_in_the_document),
        TEST(what_the_packs_do_not_know_is_passed_over),
        TEST(a_value_of_another_type_is_read_by_the_type_of_today),
        TEST(a_record_cut_or_changed_anywhere_harms_nobody),
        TEST(a_want_of_memory_is_told_and_never_makes_a_fact_unknown),
        TEST(a_full_dictionary_is_told),
        TEST(the_mark_can_be_set_afterwards),
        TEST(an_event_comes_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
