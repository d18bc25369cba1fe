#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/ratio.h"

static vd_ratio ratio(const char *text)
{
    vd_ratio number = {0, 0};

    if (!vd_ratio_parse(vd_str_of(text), &number))
        fail_msg("%s is no number", text);
    return number;
}

static void assert_ratio(vd_ratio number, const char *expected)
{
    char text[VD_RATIO_TEXT];

    text[vd_ratio_print(number, text)] = '\0';
    assert_string_equal(text, expected);
}

static void thirds_add_up_to_one(void **state)
{
    vd_ratio sum;

    (void)state;
    assert_true(vd_ratio_add(ratio("1/3"), ratio("1/3"), &sum));
    assert_true(vd_ratio_add(sum, ratio("1/3"), &sum));
    assert_ratio(sum, "1");
}

static void numbers_are_read_exactly(void **state)
{
    (void)state;
    assert_ratio(ratio("0.1"), "0.1");
    assert_ratio(ratio("-2.50"), "-2.5");
    assert_ratio(ratio(".5"), "0.5");
    assert_ratio(ratio("1.2e3"), "1200");
    assert_ratio(ratio("12e-3"), "0.012");
    assert_ratio(ratio("2/6"), "1/3");
    assert_ratio(ratio("9223372036854775807"), "9223372036854775807");
    assert_ratio(ratio("-9223372036854775807"), "-9223372036854775807");
}

static void what_is_no_number_or_does_not_fit_is_refused(void **state)
{
    static const char *const texts[] = {
        "",     ".",     "-",          "1.",  "1e",   "one",  "1/0",
        "1/",   "1 ",    "+1",         "--1", "1/-2", "0x10", "9223372036854775808",
        "1e19", "1e-19", "1e999999999"};
    vd_ratio number;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (vd_ratio_parse(vd_str_of(texts[i]), &number))
            fail_msg("\"%s\" is taken for a number", texts[i]);
}

static void overflow_is_told_and_never_wraps(void **state)
{
    vd_ratio most = {INT64_MAX, 1}, least = {INT64_MIN, 1}, tiny = {1, INT64_MAX}, result;

    (void)state;
    assert_false(vd_ratio_add(most, ratio("1"), &result));
    assert_false(vd_ratio_sub(least, ratio("1"), &result));
    assert_false(vd_ratio_mul(most, ratio("2"), &result));
    assert_false(vd_ratio_div(tiny, ratio("2"), &result));
    assert_false(vd_ratio_div(ratio("1"), ratio("0"), &result));
    assert_false(vd_ratio_power(ratio("10"), 19, &result));
    assert_false(vd_ratio_power(ratio("0"), -1, &result));
    assert_true(vd_ratio_mul(tiny, most, &result));
    assert_ratio(result, "1");
}

static void powers_may_be_negative(void **state)
{
    vd_ratio result;

    (void)state;
    assert_true(vd_ratio_power(ratio("2/3"), -2, &result));
    assert_ratio(result, "2.25");
    assert_true(vd_ratio_power(ratio("7"), 0, &result));
    assert_ratio(result, "1");
}

static void fractions_compare_without_rounding(void **state)
{
    (void)state;
    assert_true(vd_ratio_cmp(ratio("1/3"), ratio("0.333333333333333333")) > 0);
    assert_true(vd_ratio_cmp((vd_ratio){INT64_MAX, INT64_MAX - 1}, (vd_ratio){1, 1}) > 0);
    assert_true(vd_ratio_cmp((vd_ratio){INT64_MIN, 1}, (vd_ratio){INT64_MAX, 1}) < 0);
}

static void floor_and_ceiling_go_their_ways_below_zero(void **state)
{
    (void)state;
    assert_int_equal(vd_ratio_floor(ratio("-1/3")), -1);
    assert_int_equal(vd_ratio_ceiling(ratio("-1/3")), 0);
    assert_int_equal(vd_ratio_floor(ratio("7/3")), 2);
    assert_int_equal(vd_ratio_ceiling(ratio("7/3")), 3);
    assert_int_equal(vd_ratio_ceiling((vd_ratio){INT64_MAX, 1}), INT64_MAX);
}

typedef struct rounding_case {
    const char *number;
    int64_t scale;
    vd_rounding rounding;
    const char *expected;
} rounding_case;

static void each_way_of_rounding_takes_halves_its_own_way(void **state)
{
    static const rounding_case cases[] = {
        {"2.5", 0, VD_ROUND_HALF_UP, "3"},      {"2.5", 0, VD_ROUND_HALF_DOWN, "2"},
        {"2.5", 0, VD_ROUND_HALF_EVEN, "2"},    {"3.5", 0, VD_ROUND_HALF_EVEN, "4"},
        {"-2.5", 0, VD_ROUND_HALF_UP, "-3"},    {"-2.1", 0, VD_ROUND_UP, "-3"},
        {"-2.9", 0, VD_ROUND_DOWN, "-2"},       {"-2.1", 0, VD_ROUND_FLOOR, "-3"},
        {"2/3", 2, VD_ROUND_HALF_UP, "0.67"},   {"1/3", 18, VD_ROUND_DOWN, "0.333333333333333333"},
        {"1234", -2, VD_ROUND_HALF_UP, "1200"}, {"1250", -2, VD_ROUND_HALF_EVEN, "1200"},
        {"0.125", 6000, VD_ROUND_UP, "0.125"},  {"1", -30, VD_ROUND_DOWN, "0"},
        {"4", -19, VD_ROUND_HALF_UP, "0"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        vd_ratio result;

        assert_true(
            vd_ratio_round(ratio(cases[i].number), cases[i].scale, cases[i].rounding, &result));
        assert_ratio(result, cases[i].expected);
    }
}

static void rounding_that_does_not_fit_is_told(void **state)
{
    vd_ratio result;

    (void)state;
    assert_false(vd_ratio_round(ratio("1/3"), 19, VD_ROUND_DOWN, &result));
    assert_false(vd_ratio_round(ratio("1"), -30, VD_ROUND_UP, &result));
    assert_false(vd_ratio_round((vd_ratio){INT64_MAX, 1}, -19, VD_ROUND_HALF_UP, &result));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thirds_add_up_to_one),
        cmocka_unit_test(numbers_are_read_exactly),
        cmocka_unit_test(what_is_no_number_or_does_not_fit_is_refused),
        cmocka_unit_test(overflow_is_told_and_never_wraps),
        cmocka_unit_test(powers_may_be_negative),
        cmocka_unit_test(fractions_compare_without_rounding),
        cmocka_unit_test(floor_and_ceiling_go_their_ways_below_zero),
        cmocka_unit_test(each_way_of_rounding_takes_halves_its_own_way),
        cmocka_unit_test(rounding_that_does_not_fit_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
