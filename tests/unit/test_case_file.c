/*
 * test_case_file.c - cases as people write them, and what is laid over them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include <valedor/limits.h>

#include "rules/case_file.h"

static vd_arena arena;
static vd_diagnostics diags;
static vd_source sources[2];

/* Facts: sex and pregnant of the case; length and final_on of sentences. */
static vd_fact facts[4];
static uint32_t case_facts[] = {0, 1};
static uint32_t sentence_facts[] = {2, 3};
static vd_record_type records[2];
static const vd_zone utc = {.name = {"UTC", 3}};
static vd_program program;

static int begin(void **state)
{
    (void)state;
    vd_arena_init(&arena, 0);
    vd_diagnostics_init(&diags, &arena);
    facts[0] = (vd_fact){.id = VD_STR("sex"), .type = vd_type_of(VD_TYPE_STRING)};
    facts[1] =
        (vd_fact){.id = VD_STR("pregnant"), .type = vd_type_of(VD_TYPE_BOOL), .changes = true};
    facts[2] =
        (vd_fact){.id = VD_STR("sentence.length"), .record = 1, .type = vd_type_of(VD_TYPE_SPAN)};
    facts[3] = (vd_fact){.id = VD_STR("sentence.final_on"),
                         .record = 1,
                         .field = 1,
                         .type = vd_type_of(VD_TYPE_DATE)};
    facts[1].field = 1;
    records[0] = (vd_record_type){.fact_count = 2, .facts = case_facts};
    records[1] = (vd_record_type){.id = VD_STR("sentence"),
                                  .list = VD_STR("sentences"),
                                  .fact_count = 2,
                                  .facts = sentence_facts};
    program = (vd_program){
        .zone = &utc, .record_count = 2, .records = records, .fact_count = 4, .facts = facts};
    return 0;
}

static int end(void **state)
{
    (void)state;
    vd_arena_done(&arena);
    return 0;
}

static const vd_yaml *tree(size_t index, const char *text)
{
    const vd_yaml *root = NULL;

    if (!text)
        return NULL;
    sources[index] = (vd_source){VD_STR("case.yaml"), vd_str_of(text)};
    assert_int_equal(vd_yaml_read(&arena, &sources[index], &diags, &root), VD_OK);
    return root;
}

static vd_status read(vd_arena *into, const vd_yaml *below, const vd_yaml *over,
                      const vd_case_doc **ret_doc)
{
    const vd_case *subject = NULL;

    return vd_case_read_linked(into, &program, (vd_str){NULL, 0}, below, over, &diags, ret_doc,
                               &subject);
}

static const vd_case_doc *laid(const char *below, const char *over)
{
    const vd_case_doc *doc = NULL;

    assert_int_equal(read(&arena, tree(0, below), tree(1, over), &doc), VD_OK);
    return doc;
}

static void is_refused(const char *text, vd_diag kind)
{
    const vd_case_doc *doc = NULL;

    vd_diagnostics_init(&diags, &arena);
    assert_int_equal(read(&arena, tree(0, text), NULL, &doc), VD_INVALID_ARGUMENT);
    assert_null(doc);
    assert_int_equal(diags.items[0].kind, kind);
}

static void is_text(vd_str got, const char *expected)
{
    assert_int_equal(got.len, strlen(expected));
    assert_memory_equal(got.ptr, expected, got.len);
}

static void a_case_says_who_it_is_and_when_to_ask(void **state)
{
    const vd_case_doc *doc = laid("case: c1\ntitle: {es: uno, en: one}\nnote: constructed\n"
                                  "ask_on: 2024-01-31\n",
                                  NULL);

    (void)state;
    is_text(doc->id, "c1");
    is_text(vd_text_in(&doc->title, VD_STR("en")), "one");
    is_text(vd_text_in(&doc->note, VD_STR("en")), "constructed");
    is_text(doc->ask_on, "2024-01-31");
    assert_int_equal(doc->statement_count, 0);
}

static void a_plain_value_is_one_statement(void **state)
{
    const vd_case_doc *doc = laid("facts: {sex: female}\n", NULL);

    (void)state;
    assert_int_equal(doc->statement_count, 1);
    is_text(doc->statements[0].fact, "sex");
    is_text(doc->statements[0].literal, "female");
    assert_int_equal(doc->statements[0].presence, VD_PRESENT);
    assert_int_equal(doc->statements[0].instance.len, 0);
    assert_int_equal(doc->statements[0].line, 1);
    assert_int_equal(doc->statements[0].column, 14);
}

static void none_and_unknowable_are_words_only_when_plain(void **state)
{
    (void)state;
    assert_int_equal(laid("facts: {sex: none}\n", NULL)->statements[0].presence, VD_ABSENT);
    assert_int_equal(laid("facts: {sex: unknowable}\n", NULL)->statements[0].presence,
                     VD_UNKNOWABLE);
    assert_int_equal(laid("facts: {sex: 'none'}\n", NULL)->statements[0].presence, VD_PRESENT);
    is_text(laid("facts: {sex: \"unknowable\"}\n", NULL)->statements[0].literal, "unknowable");
}

static void a_value_may_say_by_whom_when_and_from_what(void **state)
{
    const vd_case_doc *doc = laid(
        "facts: {sex: {value: female, by: police, said_on: 2024-01-10, source: ficha}}\n", NULL);

    (void)state;
    is_text(doc->statements[0].supplier, "police");
    is_text(doc->statements[0].said_on, "2024-01-10");
    is_text(doc->statements[0].source, "ficha");
}

static void dated_values_are_one_statement_each(void **state)
{
    const vd_case_doc *doc = laid("facts:\n  pregnant:\n    by: defender\n    since:\n"
                                  "      - {from: 2024-01-01, until: 2024-06-01, value: false}\n"
                                  "      - {from: 2024-06-01, until: null, value: true}\n",
                                  NULL);

    (void)state;
    assert_int_equal(doc->statement_count, 2);
    is_text(doc->statements[0].until, "2024-06-01");
    is_text(doc->statements[1].from, "2024-06-01");
    assert_int_equal(doc->statements[1].until.len, 0);
    is_text(doc->statements[1].supplier, "defender");
}

static void disputed_values_keep_their_suppliers(void **state)
{
    const vd_case_doc *doc = laid("facts: {pregnant: {said: [{value: true, by: defender}, {since: "
                                  "[{from: null, until: null, value: false}], by: police}]}}\n",
                                  NULL);

    (void)state;
    assert_int_equal(doc->statement_count, 2);
    is_text(doc->statements[0].supplier, "defender");
    is_text(doc->statements[1].supplier, "police");
}

static void a_list_says_whether_it_is_complete(void **state)
{
    const vd_case_doc *doc;

    (void)state;
    doc =
        laid("records: {sentences: {complete: true, items: [{id: s1, length: 6 years}]}}\n", NULL);
    assert_true(doc->lists[0].complete);
    assert_int_equal(doc->instance_count, 1);
    is_text(doc->statements[0].fact, "sentence.length");
    is_text(doc->statements[0].instance, "s1");
    doc = laid("records: {sentences: [{id: s1}]}\n", NULL);
    assert_false(doc->lists[0].complete);
    assert_int_equal(doc->instance_count, 1);
    doc = laid("records: {sentences: none}\n", NULL);
    assert_true(doc->lists[0].complete);
    assert_int_equal(doc->instance_count, 0);
}

static void what_is_laid_over_takes_the_place_of_the_case(void **state)
{
    const vd_case_doc *doc = laid("facts: {sex: female, pregnant: true}\n", "facts: {sex: male}\n");

    (void)state;
    assert_int_equal(doc->statement_count, 2);
    is_text(doc->statements[0].fact, "pregnant");
    is_text(doc->statements[1].literal, "male");
}

static void a_fact_can_be_made_unknown(void **state)
{
    const vd_case_doc *doc =
        laid("facts: {sex: female, pregnant: true}\n", "facts: {sex: unknown}\n");

    (void)state;
    assert_int_equal(doc->statement_count, 1);
    is_text(doc->statements[0].fact, "pregnant");
}

#define TWO_SENTENCES                                                                    \
    "records: {sentences: {complete: true, items: [{id: s1, length: 6 years, final_on: " \
    "2020-01-01}, {id: s2, length: 1 year}]}}\n"

static void records_of_the_same_id_are_merged_and_others_added(void **state)
{
    const vd_case_doc *doc = laid(
        TWO_SENTENCES, "records: {sentences: {items: [{id: s1, length: 7 years}, {id: s3}]}}\n");

    (void)state;
    assert_int_equal(doc->instance_count, 3);
    assert_true(doc->lists[0].complete);
    assert_int_equal(doc->statement_count, 3);
    is_text(doc->statements[0].literal, "2020-01-01");
    is_text(doc->statements[1].literal, "1 year");
    is_text(doc->statements[2].literal, "7 years");
}

static void a_list_laid_over_as_none_is_emptied(void **state)
{
    const vd_case_doc *doc =
        laid("facts: {sex: female}\n" TWO_SENTENCES, "records: {sentences: none}\n");

    (void)state;
    assert_int_equal(doc->instance_count, 0);
    assert_int_equal(doc->statement_count, 1);
    assert_true(doc->lists[0].complete);
}

static void what_laid_over_says_of_completeness_holds(void **state)
{
    (void)state;
    assert_false(
        laid(TWO_SENTENCES, "records: {sentences: {complete: false}}\n")->lists[0].complete);
}

static void what_is_malformed_is_told(void **state)
{
    (void)state;
    is_refused("fact: {}\n", VD_DIAG_UNKNOWN_KEY);
    is_refused("facts: {sexo: female}\n", VD_DIAG_UNDECLARED);
    is_refused("facts: {sentence.length: 1 year}\n", VD_DIAG_UNDECLARED);
    is_refused("facts: {sex: [female]}\n", VD_DIAG_SHAPE);
    is_refused("facts: {sex: {valor: female}}\n", VD_DIAG_MISSING_KEY);
    is_refused("facts: {sex: {value: female, for: x}}\n", VD_DIAG_UNKNOWN_KEY);
    is_refused("facts: {sex: {since: female}}\n", VD_DIAG_SHAPE);
    is_refused("facts: {sex: }\n", VD_DIAG_SHAPE);
    is_refused("facts: [sex]\n", VD_DIAG_SHAPE);
    is_refused("records: {sentence: none}\n", VD_DIAG_UNDECLARED);
    is_refused("records: {sentences: all}\n", VD_DIAG_SHAPE);
    is_refused("records: {sentences: [s1]}\n", VD_DIAG_SHAPE);
    is_refused("records: {sentences: [{length: 1 year}]}\n", VD_DIAG_MISSING_KEY);
    is_refused("records: {sentences: [{id: s1}, {id: s1}]}\n", VD_DIAG_DUPLICATE_ID);
    is_refused("records: {sentences: {complete: yes, items: []}}\n", VD_DIAG_LITERAL);
    is_refused("[]\n", VD_DIAG_SHAPE);
}

/* No law counts backwards; what no law counts at all is for the rules to say. */
static void a_length_may_be_of_no_days_and_not_of_fewer(void **state)
{
    (void)state;
    is_refused("records: {sentences: [{id: s1, length: -1 days}]}\n", VD_DIAG_CASE);
    is_refused("records: {sentences: [{id: s1, length: 1 year -1 days}]}\n", VD_DIAG_CASE);
    vd_diagnostics_init(&diags, &arena);
    (void)laid("records: {sentences: [{id: s1, length: 0 days}]}\n", NULL);
}

static void a_record_suggests_the_name_of_its_field(void **state)
{
    (void)state;
    is_refused("records: {sentences: [{id: s1, lenght: 1 year}]}\n", VD_DIAG_UNDECLARED);
    is_text(diags.items[0].suggestion, "length");
}

static void the_linker_speaks_of_places_in_the_file(void **state)
{
    const vd_case *subject = NULL;

    (void)state;
    assert_int_equal(vd_case_read_linked(&arena, &program, (vd_str){0},
                                         tree(0, "facts:\n  sex: female\n  pregnant: perhaps\n"),
                                         NULL, &diags, NULL, &subject),
                     VD_INVALID_ARGUMENT);
    assert_int_equal(diags.items[0].kind, VD_DIAG_CASE);
    assert_int_equal(diags.items[0].line, 3);
    assert_int_equal(diags.items[0].column, 13);
}

static void records_have_a_limit(void **state)
{
    char *text = vd_arena_alloc(&arena, 64 + (size_t)(VD_CASE_RECORDS_MAX + 1) * 16);
    size_t length = 0;

    (void)state;
    length += (size_t)sprintf(text, "records: {sentences: [");
    for (unsigned i = 0; i <= VD_CASE_RECORDS_MAX; i++)
        length += (size_t)sprintf(text + length, "{id: s%u},", i);
    (void)sprintf(text + length, "]}\n");
    is_refused(text, VD_DIAG_LIMIT);
}

static void without_memory_the_reader_gives_up(void **state)
{
    const vd_yaml *below = tree(0, TWO_SENTENCES);
    const vd_yaml *over = tree(1, "facts: {sex: male}\nrecords: {sentences: none}\n");

    (void)state;
    for (uint64_t n = 1;; n++) {
        const vd_case_doc *doc = NULL;
        vd_arena small;
        vd_status status;

        vd_arena_init(&small, 0);
        small.fail_after = n;
        status = read(&small, below, over, &doc);
        vd_arena_done(&small);
        if (status == VD_OK)
            break;
        assert_int_equal(status, VD_RESOURCE_EXHAUSTED);
        assert_true(n < 1000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_case_says_who_it_is_and_when_to_ask, begin, end),
        cmocka_unit_test_setup_teardown(a_plain_value_is_one_statement, begin, end),
        cmocka_unit_test_setup_teardown(none_and_unknowable_are_words_only_when_plain, begin, end),
        cmocka_unit_test_setup_teardown(a_value_may_say_by_whom_when_and_from_what, begin, end),
        cmocka_unit_test_setup_teardown(dated_values_are_one_statement_each, begin, end),
        cmocka_unit_test_setup_teardown(disputed_values_keep_their_suppliers, begin, end),
        cmocka_unit_test_setup_teardown(a_list_says_whether_it_is_complete, begin, end),
        cmocka_unit_test_setup_teardown(what_is_laid_over_takes_the_place_of_the_case, begin, end),
        cmocka_unit_test_setup_teardown(a_fact_can_be_made_unknown, begin, end),
        cmocka_unit_test_setup_teardown(records_of_the_same_id_are_merged_and_others_added, begin,
                                        end),
        cmocka_unit_test_setup_teardown(a_list_laid_over_as_none_is_emptied, begin, end),
        cmocka_unit_test_setup_teardown(what_laid_over_says_of_completeness_holds, begin, end),
        cmocka_unit_test_setup_teardown(what_is_malformed_is_told, begin, end),
        cmocka_unit_test_setup_teardown(a_length_may_be_of_no_days_and_not_of_fewer, begin, end),
        cmocka_unit_test_setup_teardown(a_record_suggests_the_name_of_its_field, begin, end),
        cmocka_unit_test_setup_teardown(the_linker_speaks_of_places_in_the_file, begin, end),
        cmocka_unit_test_setup_teardown(records_have_a_limit, begin, end),
        cmocka_unit_test_setup_teardown(without_memory_the_reader_gives_up, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
