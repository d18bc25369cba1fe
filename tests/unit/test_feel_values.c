/* What expressions are worth: pairs of an expression and the text of its value. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/unit/feel_helper.h"

typedef const char *const pair[2];

static void check(const pair *pairs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        vd_arena arena;
        const char *got;

        vd_arena_init(&arena, 0);
        got = feel_text(&arena, pairs[i][0]);
        if (strcmp(got, pairs[i][1]) != 0)
            fail_msg("%s\n  gives %s\n  not %s", pairs[i][0], got, pairs[i][1]);
        vd_arena_done(&arena);
    }
}

#define CHECK(pairs) check(pairs, sizeof(pairs) / sizeof((pairs)[0]))

static void numbers_are_exact(void **state)
{
    static const pair pairs[] = {
        {"1/3 + 1/3 + 1/3 = 1", "true"},
        {"0.1 + 0.2 = 0.3", "true"},
        {"1 / 7", "1/7"},
        {"2 + 3 * 4 - 6 / 4", "12.5"},
        {"-2 ** 2", "4"},
        {"2 ** 3 ** 2", "64"},
        {"7 / 0", "null"},
        {"2 ** 0.5", "null"},
        {"round half up(fine, 0)", "2"},
        {"floor(-7/2)", "-4"},
        {"modulo(-7, 3)", "2"},
        {"decimal(2/3, 3)", "0.667"},
        {"number(\"1.234,5\", \".\", \",\")", "1234.5"},
        {"abs(-1/2)", "0.5"},
        {"odd(7) and even(-4)", "true"},
    };

    (void)state;
    CHECK(pairs);
}

static void texts_count_characters(void **state)
{
    static const pair pairs[] = {
        {"string length(\"niña\")", "4"},
        {"substring(\"niñez\", 3, 1)", "ñ"},
        {"substring(\"prisión\", -3)", "ión"},
        {"upper case(\"reclusión\")", "RECLUSIÓN"},
        {"lower case(\"ÑANDÚ\")", "ñandú"},
        {"substring before(\"264.1\", \".\") + \"/\" + substring after(\"264.1\", \".\")", "264/1"},
        {"starts with(crime, \"the\") and ends with(crime, \"ft\") and contains(crime, \"hef\")",
         "true"},
        {"string join([\"a\", null, \"b\"], \", \")", "a, b"},
        {"split(\"a;b;;c\", \";\")", "[\"a\", \"b\", \"\", \"c\"]"},
        {"string(2 months)", "2 months"},
        {"\"\\u00f1\" = \"ñ\"", "true"},
        {"\"b\" > \"a\"", "true"},
    };

    (void)state;
    CHECK(pairs);
}

static void dates_and_lengths_add_by_the_calendar(void **state)
{
    static const pair pairs[] = {
        {"held_on + 1 month", "2024-02-29"},
        {"held_on + 1 month 1 day", "2024-03-01"},
        {"held_on - 2 months", "2023-11-30"},
        {"2 years + held_on", "2026-01-31"},
        {"6 years 8 months + 4 months", "7 years"},
        {"3 * 15 days", "45 days"},
        {"term * (fine / 7)", "error: the length does not divide into whole units; use share()"},
        {"term", "6 years 8 months"},
        {"term <= 7 years", "true"},
        {"2 years > 700 days", "true"},
        {"-(2 months)", "-2 months"},
        {"term.years + term.months / 12", "20/3"},
        {"date and time(\"2024-05-01T22:00:00-05:00\") + 48 hours", "2024-05-03T22:00:00-05:00"},
        {"date(\"2024-03-10\") - date(\"2024-02-28\")", "P11D"},
        {"duration(\"P1DT12H\") * 2", "P3D"},
        {"@\"P1Y\" / 5", "P2M"},
        {"date(2024, 2, 29).weekday", "4"},
        {"time(10, 30, 15.5)", "10:30:15.5"},
        {"@\"23:30:00\" + duration(\"PT1H\")", "00:30:00"},
    };

    (void)state;
    CHECK(pairs);
}

static void the_law_has_functions_of_its_own(void **state)
{
    static const pair pairs[] = {
        {"share(6 years 8 months, 1/3)", "2 years 2 months 20 days"},
        {"share(1 year 1 day, 1/2)", "6 months 1 day"},
        {"share(1 year 1 day, 1/2, \"down\")", "6 months"},
        {"share(1 year, 1/2, rounding: \"down\")", "refused: give all arguments by name or none"},
        {"share(span: 1 year, ratio: 1/2, rounding: \"exact\")", "6 months"},
        {"share days(date(\"2024-02-01\"), 1 month, 1/3)", "10"},
        {"age(date(\"2000-02-29\"), date(\"2023-02-28\"))", "22"},
        {"age(date(\"2000-02-29\"), date(\"2023-02-28\"), \"last_day\")", "23"},
        {"age(today, held_on)", "null"},
        {"days between(date(\"2024-03-01\"), date(\"2024-02-28\"))", "-2"},
        {"months between(date(\"2024-01-31\"), date(\"2024-02-29\"))", "0"},
        {"weekdays between(date(\"2024-12-02\"), date(\"2024-12-16\"), [\"monday\", \"saturday\"])",
         "4"},
        {"weekdays between(date(\"2024-12-02\"), date(\"2024-12-03\"), [\"monday\"])", "1"},
        {"start of(date(\"2024-12-01\"))", "2024-12-01T00:00:00@America/Lima"},
        {"date of(date and time(\"2024-12-01T02:00:00Z\"))", "2024-11-30"},
        {"least(held_on, date(\"2023-05-05\"), today)", "2023-05-05"},
        {"greatest(held_on, gone)", "null"},
        {"absent(gone)", "true"},
        {"known(no_date) or known(held_on)", "true"},
        {"rate(crime)", "5"},
    };

    (void)state;
    CHECK(pairs);
}

static void lists_are_built_filtered_and_walked(void **state)
{
    static const pair pairs[] = {
        {"[10, 20, 30][-1]", "30"},
        {"[10, 20, 30][item > 15]", "[20, 30]"},
        {"[{n: 1, t: \"a\"}, {n: 2, t: \"b\"}][n = 2].t", "[\"b\"]"},
        {"for i in 1..3, j in [10, 20] return i * j", "[10, 20, 20, 40, 30, 60]"},
        {"for i in (1..4) return i", "[2, 3]"},
        {"for d in @\"2024-02-28\"..@\"2024-03-01\" return d.day", "[28, 29, 1]"},
        {"for i in 1..5 return if i < 3 then 1 else partial[-1] + partial[-2]", "[1, 1, 2, 3, 5]"},
        {"every x in [1, 2] satisfies some y in [2, 3] satisfies y = x + 1", "true"},
        {"sum([1, 2, 3/2])", "4.5"},
        {"sum([])", "null"},
        {"mean([1, 2])", "1.5"},
        {"median([5, 1, 3])", "3"},
        {"mode([6, 3, 9, 6, 6])", "[6]"},
        {"mode(2, 1, 2, 1, 3)", "[1, 2]"},
        {"mode([])", "[]"},
        {"mode([1, null])", "null"},
        {"min([@\"2024-01-02\", @\"2023-01-02\"])", "2023-01-02"},
        {"sort([3, 1, 2])", "[1, 2, 3]"},
        {"reverse(sort([\"b\", \"a\"]))", "[\"b\", \"a\"]"},
        {"distinct values([1, 2, 1])", "[1, 2]"},
        {"union([1, 2], [2, 3])", "[1, 2, 3]"},
        {"flatten([1, [2, [3]]])", "[1, 2, 3]"},
        {"index of([1, 2, 1], 1)", "[1, 3]"},
        {"insert before([1, 3], 2, 2)", "[1, 2, 3]"},
        {"get value({a: {b: 2}}, \"a\").b", "2"},
        {"get value({a: 1}, \"b\")", "null"},
        {"get entries({})", "[]"},
        {"context(get entries({a: 1, b: \"x\"})) = {a: 1, b: \"x\"}", "true"},
        {"context([{key: \"a\", value: 1}, {key: \"a\", value: 2}])", "null"},
        {"context([{key: \"a\"}])", "null"},
        {"context({key: \"a\", value: null})", "{a: null}"},
        {"context put({a: 1}, \"a\", 2)", "{a: 2}"},
        {"context put({a: {b: 1}}, [\"a\", \"b\"], null)", "{a: {b: null}}"},
        {"context put({a: 1}, [\"a\", \"b\"], 2)", "null"},
        {"context put({a: 1}, [], 2)", "null"},
        {"context merge({a: 1})", "{a: 1}"},
        {"context merge([{a: 1}, 2])", "null"},
        {"insert before([1, 3], 2, \"b\") = [1, \"b\", 3]", "true"},
        {"list replace([1, 3], 2, \"b\")[2] = \"b\"", "true"},
        {"remove([1, 2, 3], -1)", "[1, 2]"},
        {"sublist([1, 2, 3], 2, 2)", "[2, 3]"},
        {"append([1], 2, 3)", "[1, 2, 3]"},
        {"concatenate([1], [2])", "[1, 2]"},
        {"count(acts[kind = \"hearing\"])", "2"},
        {"sum(acts[kind = \"hearing\"].days)", "30"},
        {"(acts[kind = \"transfer\"].on)[1]", "2024-09-15"},
        {"{a: 2, b: a * 3}.b", "6"},
    };

    (void)state;
    CHECK(pairs);
}

static void ranges_hold_what_lies_in_them(void **state)
{
    static const pair pairs[] = {
        {"3 in (1..3]", "true"},
        {"3 in ]3..5[", "false"},
        {"fine in (< 1, [1..2))", "true"},
        {"held_on in [@\"2024-01-01\"..@\"2024-02-01\")", "true"},
        {"crime in (\"theft\", \"fraud\")", "true"},
        {"crime in [\"robbery\", \"fraud\"]", "false"},
        {"5 in [9..1]", "null"},
        {"before([1..5), 5)", "true"},
        {"meets([1..5], [5..9])", "true"},
        {"overlaps([1..5], [3..9]) and overlaps before([1..5], [3..9])", "true"},
        {"during([2..3], [1..5]) and includes([1..5], 4)", "true"},
        {"starts(1, [1..5]) and finishes(5, [1..5])", "true"},
        {"coincides([1..5], [1..5])", "true"},
        {"[1..5].start + [1..5].end", "6"},
        {"(1..5].start included", "false"},
        {"range(\"[1..3]\") = [1..3]", "true"},
    };

    (void)state;
    CHECK(pairs);
}

static void the_everyday_connectives_read_as_written(void **state)
{
    static const pair pairs[] = {
        {"not free and sex = \"woman\"", "true"},
        {"not sex = \"man\"", "true"},
        {"not(free)", "true"},
        {"if gone = null then 1 else 2", "1"},
        {"if gone < today then 1 else 2", "2"},
        {"1 + 1 /* two */ // and no more", "2"},
        {"1 between 0 and 2 and 5 between 4 and 6", "true"},
        {"3 instance of number", "true"},
        {"[1, \"a\"] instance of list<number>", "false"},
        {"is(@\"10:00:00Z\", @\"10:00:00\")", "false"},
        {"{a: 1, b: [2]} = {b: [2], a: 1}", "true"},
    };

    (void)state;
    CHECK(pairs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_exact),
        cmocka_unit_test(texts_count_characters),
        cmocka_unit_test(dates_and_lengths_add_by_the_calendar),
        cmocka_unit_test(the_law_has_functions_of_its_own),
        cmocka_unit_test(lists_are_built_filtered_and_walked),
        cmocka_unit_test(ranges_hold_what_lies_in_them),
        cmocka_unit_test(the_everyday_connectives_read_as_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
