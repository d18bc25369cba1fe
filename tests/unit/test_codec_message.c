/*
 * test_codec_message.c - cases as messages: what comes in is checked, what goes out comes back.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include <valedor/limits.h>

#include "codec/message.h"

#include "valedor/v1/case.pb-c.h"

static vd_arena arena;

static int set_up(void **state)
{
    (void)state;
    vd_arena_init(&arena, 0);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    vd_arena_done(&arena);
    return 0;
}

/* A case with one fact, to be changed by each test. */
typedef struct one_fact {
    Valedor__V1__Case message;
    Valedor__V1__Fact fact;
    Valedor__V1__Fact *facts[1];
} one_fact;

static void make(one_fact *one)
{
    valedor__v1__case__init(&one->message);
    valedor__v1__fact__init(&one->fact);
    one->message.id = (char *)"c-1";
    one->fact.id = (char *)"sex";
    one->fact.value_case = VALEDOR__V1__FACT__VALUE_CODE;
    one->fact.code = (char *)"female";
    one->facts[0] = &one->fact;
    one->message.n_facts = 1;
    one->message.facts = one->facts;
}

static vd_status read_one(const one_fact *one, vd_case_doc *ret_doc, vd_error *err)
{
    memset(err, 0, sizeof(*err));
    return vd_message_read_case(&arena, &one->message, ret_doc, err);
}

static void assert_literal(one_fact *one, const char *literal)
{
    vd_case_doc doc;
    vd_error err;

    if (read_one(one, &doc, &err))
        fail_msg("%s", err.message);
    assert_int_equal(doc.statement_count, 1);
    assert_int_equal(doc.statements[0].presence, VD_PRESENT);
    assert_int_equal(doc.statements[0].literal.len, strlen(literal));
    assert_memory_equal(doc.statements[0].literal.ptr, literal, strlen(literal));
}

static void typed_values_become_literals(void **state)
{
    one_fact one;
    Valedor__V1__Rational third = VALEDOR__V1__RATIONAL__INIT;

    (void)state;
    make(&one);
    assert_literal(&one, "female");
    one.fact.value_case = VALEDOR__V1__FACT__VALUE_BOOLEAN;
    one.fact.boolean = true;
    assert_literal(&one, "true");
    one.fact.value_case = VALEDOR__V1__FACT__VALUE_INTEGER;
    one.fact.integer = INT64_MIN;
    assert_literal(&one, "-9223372036854775808");
    one.fact.value_case = VALEDOR__V1__FACT__VALUE_RATIONAL;
    third.numerator = 2;
    third.denominator = 6;
    one.fact.rational = &third;
    assert_literal(&one, "1/3");
    one.fact.value_case = VALEDOR__V1__FACT__VALUE_SPAN;
    one.fact.span = (char *)"6 years 8 months";
    assert_literal(&one, "6 years 8 months");
}

static void absence_is_not_a_value(void **state)
{
    one_fact one;
    Valedor__V1__Nothing nothing = VALEDOR__V1__NOTHING__INIT;
    vd_case_doc doc;
    vd_error err;

    (void)state;
    make(&one);
    one.fact.value_case = VALEDOR__V1__FACT__VALUE_NONE;
    one.fact.none = &nothing;
    assert_int_equal(read_one(&one, &doc, &err), VD_OK);
    assert_int_equal(doc.statements[0].presence, VD_ABSENT);
    one.fact.value_case = VALEDOR__V1__FACT__VALUE_UNKNOWABLE;
    one.fact.unknowable = &nothing;
    assert_int_equal(read_one(&one, &doc, &err), VD_OK);
    assert_int_equal(doc.statements[0].presence, VD_UNKNOWABLE);
}

static void assert_refused(const one_fact *one, vd_status status, const char *word)
{
    vd_case_doc doc;
    vd_error err;

    assert_int_equal(read_one(one, &doc, &err), status);
    if (!strstr(err.message, word))
        fail_msg("\"%s\" does not say \"%s\"", err.message, word);
}

static void a_stranger_is_told_what_is_wrong(void **state)
{
    one_fact one;
    Valedor__V1__Rational none = VALEDOR__V1__RATIONAL__INIT;

    (void)state;
    make(&one);
    one.message.id = (char *)"";
    assert_refused(&one, VD_INVALID_ARGUMENT, "case's id");
    make(&one);
    one.fact.id = (char *)"se x";
    assert_refused(&one, VD_INVALID_ARGUMENT, "\"se x\"");
    make(&one);
    one.fact.id = (char *)"\xff";
    assert_refused(&one, VD_INVALID_ARGUMENT, "(not UTF-8)");
    make(&one);
    one.fact.source = (char *)"\xc3(";
    assert_refused(&one, VD_INVALID_ARGUMENT, "source is not UTF-8");
    make(&one);
    one.fact.value_case = VALEDOR__V1__FACT__VALUE__NOT_SET;
    assert_refused(&one, VD_INVALID_ARGUMENT, "without a value");
    make(&one);
    one.fact.value_case = VALEDOR__V1__FACT__VALUE_RATIONAL;
    one.fact.rational = &none;
    assert_refused(&one, VD_INVALID_ARGUMENT, "denominator");
}

static void ids_and_texts_have_limits(void **state)
{
    static char long_id[VD_ID_BYTES_MAX + 2];
    static char long_text[VD_CASE_TEXT_MAX + 2];
    one_fact one;
    vd_case_doc doc;
    vd_error err;

    (void)state;
    memset(long_id, 'a', VD_ID_BYTES_MAX);
    memset(long_text, 'a', VD_CASE_TEXT_MAX);
    make(&one);
    one.message.id = long_id;
    one.fact.source = long_text;
    assert_int_equal(read_one(&one, &doc, &err), VD_OK);
    long_id[VD_ID_BYTES_MAX] = 'a';
    assert_refused(&one, VD_INVALID_ARGUMENT, "case's id");
    long_id[VD_ID_BYTES_MAX] = '\0';
    long_text[VD_CASE_TEXT_MAX] = 'a';
    assert_refused(&one, VD_RESOURCE_EXHAUSTED, "source");
}

static void counts_have_limits(void **state)
{
    static Valedor__V1__Fact *facts[VD_CASE_STATEMENTS_MAX + 1];
    static Valedor__V1__Record *records[VD_CASE_RECORDS_MAX + 1];
    Valedor__V1__Record record = VALEDOR__V1__RECORD__INIT;
    one_fact one;
    vd_case_doc doc;
    vd_error err;

    (void)state;
    make(&one);
    record.list = (char *)"sentences";
    record.id = (char *)"s";
    for (size_t i = 0; i < VD_CASE_STATEMENTS_MAX + 1; i++)
        facts[i] = &one.fact;
    for (size_t i = 0; i < VD_CASE_RECORDS_MAX + 1; i++)
        records[i] = &record;
    one.message.facts = facts;
    one.message.n_facts = VD_CASE_STATEMENTS_MAX;
    one.message.records = records;
    one.message.n_records = VD_CASE_RECORDS_MAX;
    assert_int_equal(read_one(&one, &doc, &err), VD_OK);
    one.message.n_facts++;
    assert_refused(&one, VD_RESOURCE_EXHAUSTED, "20000 statements");
    one.message.n_facts--;
    one.message.n_records++;
    assert_refused(&one, VD_RESOURCE_EXHAUSTED, "10000 records");
}

static void only_plain_names_are_ids(void **state)
{
    (void)state;
    assert_true(vd_message_id_valid(VD_STR("2024-00017.A_b:c")));
    assert_false(vd_message_id_valid(VD_STR("")));
    assert_false(vd_message_id_valid(VD_STR("-a")));
    assert_false(vd_message_id_valid(VD_STR("a/b")));
    assert_false(vd_message_id_valid(VD_STR("a\0b")));
    assert_false(vd_message_id_valid(VD_STR("ñ")));
}

static vd_translation titles[] = {{{"es", 2}, {"Título", 7}, false}, {{"", 0}, {"x", 1}, false}};
static vd_doc_statement statements[] = {
    {.fact = {"sex", 3}, .literal = {"female", 6}, .supplier = {"police", 6}},
    {.fact = {"sentence.length", 15}, .instance = {"s1", 2}, .literal = {"6 years", 7}},
    {.fact = {"spouse", 6}, .presence = VD_ABSENT, .said_on = {"2024-01-10", 10}},
    {.fact = {"mood", 4}, .presence = VD_UNKNOWABLE, .source = {"asked", 5}},
    {.fact = {"secret", 6}, .presence = VD_WITHHELD},
    {.fact = {"in_custody", 10}, .literal = {"true", 4}, .from = {"2013-08-06", 10}},
};
static vd_doc_instance instances[] = {{{"sentences", 9}, {"s1", 2}, 0}};
static vd_doc_list lists[] = {{{"sentences", 9}, true, 0}, {{"children", 8}, false, 0}};
static const vd_case_doc sample = {.id = {"c-1", 3},
                                   .title = {2, titles},
                                   .ask_on = {"2016-03-31", 10},
                                   .statement_count = 6,
                                   .statements = statements,
                                   .instance_count = 1,
                                   .instances = instances,
                                   .list_count = 2,
                                   .lists = lists};

static void a_case_goes_out_and_comes_back(void **state)
{
    Valedor__V1__Case *message = NULL;
    vd_case_doc doc;
    ProtobufCAllocator allocator = vd_message_allocator(&arena);
    uint8_t bytes[1024];
    size_t len;

    (void)state;
    assert_int_equal(vd_message_write_case(&arena, &sample, &message, NULL), VD_OK);
    len = valedor__v1__case__get_packed_size(message);
    assert_true(len <= sizeof(bytes));
    assert_int_equal(valedor__v1__case__pack(message, bytes), len);
    message = valedor__v1__case__unpack(&allocator, len, bytes);
    assert_non_null(message);
    assert_int_equal(vd_message_read_case(&arena, message, &doc, NULL), VD_OK);
    assert_int_equal(doc.statement_count, 5); /* what is withheld stays behind */
    assert_true(vd_str_eq(doc.statements[1].instance, VD_STR("s1")));
    assert_true(vd_str_eq(doc.statements[1].literal, VD_STR("6 years")));
    assert_int_equal(doc.statements[2].presence, VD_ABSENT);
    assert_int_equal(doc.statements[3].presence, VD_UNKNOWABLE);
    assert_true(vd_str_eq(doc.statements[4].from, VD_STR("2013-08-06")));
    assert_int_equal(doc.instance_count, 1);
    assert_int_equal(doc.list_count, 2);
    assert_true(doc.lists[0].complete && !doc.lists[1].complete);
    assert_true(vd_str_eq(doc.title.translations[0].text, VD_STR("Título")));
    assert_true(vd_str_eq(doc.ask_on, VD_STR("2016-03-31")));
}

static void a_failing_allocator_is_told(void **state)
{
    vd_status status = VD_RESOURCE_EXHAUSTED;

    (void)state;
    for (uint64_t n = 1; status == VD_RESOURCE_EXHAUSTED; n++) {
        vd_arena small;
        Valedor__V1__Case *message = NULL;
        vd_case_doc doc;

        vd_arena_init(&small, 0);
        small.fail_after = n;
        status = vd_message_write_case(&small, &sample, &message, NULL);
        if (status == VD_OK)
            status = vd_message_read_case(&small, message, &doc, NULL);
        vd_arena_done(&small);
        assert_true(n < 1000);
    }
    assert_int_equal(status, VD_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(typed_values_become_literals),
        cmocka_unit_test(absence_is_not_a_value),
        cmocka_unit_test(a_stranger_is_told_what_is_wrong),
        cmocka_unit_test(ids_and_texts_have_limits),
        cmocka_unit_test(counts_have_limits),
        cmocka_unit_test(only_plain_names_are_ids),
        cmocka_unit_test(a_case_goes_out_and_comes_back),
        cmocka_unit_test(a_failing_allocator_is_told),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
