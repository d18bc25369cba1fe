/*
 * test_codec_json_value.c - JSON becomes values of the expression language, exactly or not at all.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include <valedor/limits.h>

#include "codec/json_value.h"
#include "codec/utf8.h"
#include "engine/ratio.h"

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

static vd_status read_text(vd_str text, vd_value *ret_value, vd_error *err)
{
    memset(err, 0, sizeof(*err));
    return vd_json_read_value(&arena, text, ret_value, err);
}

/* The text form of what is read. */
static const char *shown(const char *json)
{
    vd_value value;
    vd_error err;

    if (read_text(vd_str_of(json), &value, &err))
        fail_msg("%s: %s", json, err.message);
    return vd_arena_printf(&arena, "%.*s", VD_STR_ARGS(vd_value_text(&arena, &value))).ptr;
}

static void numbers_stay_exact(void **state)
{
    (void)state;
    assert_string_equal(shown("0.1"), "0.1");
    assert_string_equal(shown("-12.50"), "-12.5");
    assert_string_equal(shown("1e2"), "100");
    assert_string_equal(shown("25E-1"), "2.5");
    assert_string_equal(shown("9223372036854775807"), "9223372036854775807");
    assert_string_equal(shown("0"), "0");
}

static void a_number_that_cannot_be_exact_is_refused(void **state)
{
    vd_value value;
    vd_error err;

    (void)state;
    assert_int_equal(read_text(VD_STR("[1, 92233720368547758080]"), &value, &err),
                     VD_INVALID_ARGUMENT);
    assert_int_equal(err.line, 1);
    assert_int_equal(err.column, 5);
    assert_int_equal(read_text(VD_STR("1e-40"), &value, &err), VD_INVALID_ARGUMENT);
}

static void texts_are_unescaped(void **state)
{
    (void)state;
    assert_string_equal(shown("\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\""), "a\"\\/\b\f\n\r\t");
    assert_string_equal(shown("\"\\u00f1\\u20ac\\ud83d\\ude00\""), "ñ€😀");
    assert_string_equal(shown("\"2024-01-10\""), "2024-01-10");
}

static void objects_and_arrays_keep_their_order(void **state)
{
    (void)state;
    assert_string_equal(shown(" { \"b\" : [ 1 , true , null ] , \"a\" : { } , \"c\" : [] } "),
                        "{b: [1, true, null], a: {}, c: []}");
}

static void what_is_not_json_is_refused(void **state)
{
    static const char *const texts[] = {
        "",
        " ",
        "nul",
        "truefalse",
        "01",
        "-",
        "1.",
        ".5",
        "1e",
        "+1",
        "[1,]",
        "[1 2]",
        "[",
        "{\"a\":1,}",
        "{\"a\" 1}",
        "{a: 1}",
        "{\"a\":1",
        "\"a",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\ud800\"",
        "\"\\udc00\"",
        "\"\\u0000\"",
        "\"a\nb\"",
        "1 2",
        "\"\\",
        "'a'",
        "// c\n1",
        "NaN",
        "{\"a\":1,\"a\":2}",
        "[1]]",
        "\"\xff\"",
        "\"\xc0\x80\"",
        "\"\xed\xa0\x80\"",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        vd_value value;
        vd_error err;

        if (read_text(vd_str_of(texts[i]), &value, &err) != VD_INVALID_ARGUMENT)
            fail_msg("taken for JSON: %s", texts[i]);
        assert_true(err.line > 0 && err.message[0]);
    }
}

static void depth_is_limited(void **state)
{
    char text[2 * VD_JSON_DEPTH_MAX + 3];
    vd_value value;
    vd_error err;

    (void)state;
    for (size_t depth = VD_JSON_DEPTH_MAX - 1; depth <= VD_JSON_DEPTH_MAX; depth++) {
        memset(text, '[', depth);
        text[depth] = '1';
        memset(text + depth + 1, ']', depth);
        assert_int_equal(read_text((vd_str){text, 2 * depth + 1}, &value, &err),
                         depth < VD_JSON_DEPTH_MAX ? VD_OK : VD_RESOURCE_EXHAUSTED);
    }
}

static void size_is_limited(void **state)
{
    vd_value value;
    vd_error err;
    char *text = vd_arena_alloc(&arena, VD_JSON_BYTES_MAX + 1);

    (void)state;
    memset(text, ' ', VD_JSON_BYTES_MAX + 1);
    text[0] = '1';
    assert_int_equal(read_text((vd_str){text, VD_JSON_BYTES_MAX}, &value, &err), VD_OK);
    assert_int_equal(read_text((vd_str){text, VD_JSON_BYTES_MAX + 1}, &value, &err),
                     VD_RESOURCE_EXHAUSTED);
}

static void types_follow_from_values(void **state)
{
    vd_value value;
    vd_error err;
    const vd_type *type;

    (void)state;
    assert_int_equal(read_text(VD_STR("{\"n\": 1, \"l\": [1, null, 2.5], \"m\": [1, \"a\"], "
                                      "\"c\": [{\"x\": 1}, {\"x\": 2, \"y\": true}], \"e\": []}"),
                               &value, &err),
                     VD_OK);
    type = vd_json_type_of(&arena, &value);
    assert_int_equal(type->kind, VD_TYPE_CONTEXT);
    assert_int_equal(type->field_count, 5);
    assert_int_equal(type->fields[0].type->kind, VD_TYPE_NUMBER);
    assert_int_equal(type->fields[1].type->element->kind, VD_TYPE_NUMBER);
    assert_int_equal(type->fields[2].type->element->kind, VD_TYPE_ANY);
    assert_int_equal(type->fields[3].type->element->kind, VD_TYPE_CONTEXT);
    assert_int_equal(type->fields[3].type->element->field_count, 2);
    assert_int_equal(type->fields[4].type->element->kind, VD_TYPE_ANY);
}

static void entries_are_found_by_name(void **state)
{
    vd_value value;
    vd_error err;

    (void)state;
    assert_int_equal(read_text(VD_STR("{\"id\": 7}"), &value, &err), VD_OK);
    assert_int_equal(vd_json_entry(&value, "id")->u.number.num, 7);
    assert_null(vd_json_entry(&value, "i"));
    assert_null(vd_json_entry(vd_json_entry(&value, "id"), "id"));
}

static void a_failing_allocator_is_told(void **state)
{
    static const char text[] = "{\"a\": [1, 2, 3, \"x\"], \"b\": {\"c\": null}}";
    vd_status status = VD_RESOURCE_EXHAUSTED;

    (void)state;
    for (uint64_t n = 1; status == VD_RESOURCE_EXHAUSTED; n++) {
        vd_arena small;
        vd_value value;

        vd_arena_init(&small, 0);
        small.fail_after = n;
        status = vd_json_read_value(&small, VD_STR(text), &value, NULL);
        vd_arena_done(&small);
        assert_true(n < 100);
    }
    assert_int_equal(status, VD_OK);
}

static void utf8_is_strict(void **state)
{
    char bytes[4];

    (void)state;
    assert_true(vd_utf8_valid(VD_STR("añ€😀")));
    assert_false(vd_utf8_valid(VD_STR("a\0b")));
    assert_false(vd_utf8_valid(VD_STR("\xf4\x90\x80\x80")));
    assert_false(vd_utf8_valid(VD_STR("\xe2\x82")));
    assert_false(vd_utf8_valid(VD_STR("\x80")));
    assert_int_equal(vd_utf8_put(0x10ffff, bytes), 4);
    assert_true(vd_utf8_valid((vd_str){bytes, 4}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_stay_exact),
        cmocka_unit_test(a_number_that_cannot_be_exact_is_refused),
        cmocka_unit_test(texts_are_unescaped),
        cmocka_unit_test(objects_and_arrays_keep_their_order),
        cmocka_unit_test(what_is_not_json_is_refused),
        cmocka_unit_test(depth_is_limited),
        cmocka_unit_test(size_is_limited),
        cmocka_unit_test(types_follow_from_values),
        cmocka_unit_test(entries_are_found_by_name),
        cmocka_unit_test(a_failing_allocator_is_told),
        cmocka_unit_test(utf8_is_strict),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
