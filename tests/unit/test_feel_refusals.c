/* What does not compile, where, and with which remedy; and the limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/unit/feel_helper.h"

#include <valedor/limits.h>

#include <stdio.h>
#include <stdlib.h>

typedef struct refusal {
    const char *text;
    uint32_t column;
    const char *message;
} refusal;

static void mistakes_are_refused_in_their_place(void **state)
{
    static const refusal cases[] = {
        {"1 +", 4, "the expression ends where a value should stand"},
        {"", 1, "there is no expression here"},
        {"1 2 3", 3, "\"2\" does not continue the expression"},
        {"hold_on < today", 1,
         "\"hold_on\" is not known here; declare it, or write a text in "
         "quotes"},
        {"helt_on < today", 1,
         "\"helt_on\" is not known here; declare it, or write a text in "
         "quotes"},
        {"held_at < today", 1, "\"held_at\" is not known here; did you mean \"held_on\"?"},
        {"sex = \"women\"", 7, "\"women\" is none of the codes; did you mean \"woman\"?"},
        {"sex in (\"man\", \"x\")", 16, "\"x\" is none of the codes, which are \"man\", \"woman\""},
        {"held_on + 5", 9, "there is no date + number; give the number a unit, as in 15 days"},
        {"held_on + 5 business days", 11, "business days need a calendar; declare a deadline"},
        {"held_on + 5 hours", 11, "hours count from an instant, not from a day"},
        {"held_on < now", 9,
         "a date and a date and time do not compare; take date of(...) of the "
         "instant or start of(...) the day"},
        {"fine and free", 1,
         "\"and\" takes true or false, and this is a number; compare it with "
         "something"},
        {"count(1, 2", 11, "the expression ends where \")\" behind the arguments should stand"},
        {"cuont([1])", 1, "there is no function \"cuont\"; did you mean \"count\"?"},
        {"today()", 1, "\"today\" is a name of the language; leave the parentheses out"},
        {"acts.kinds", 5, "a record has no \"kinds\"; did you mean \"kind\"?"},
        {"floor(\"1\")", 1, "floor takes a number as \"n\", not a string"},
        {"number(\"1,5\", 3)", 1, "number takes a string as \"grouping separator\", not a number"},
        {"string join([\"a\"], 3)", 1, "string join takes a string as \"delimiter\", not a number"},
        {"time(10, 20, 30, 2)", 1,
         "time takes a days and time duration as \"offset\", not a number; docs/feel.md lists its "
         "other forms"},
        {"[1, 2, 3][item]", 11,
         "a position cannot be read from the item that stands there; compare it with something"},
        {"modulo(1)", 1, "modulo takes 2 arguments, not 1"},
        {"date(\"2023-02-29\")", 1, "\"2023-02-29\" is no date"},
        {"1.5 years", 1, "a length counts whole units; write 18 months, not 1.5 years"},
        {"2 fortnights", 3,
         "\"fortnights\" is no unit of length; known are years, months, days, "
         "hours and business days"},
        {"3 months > 91 days", 10,
         "which of the two lengths is longer depends on the calendar; "
         "compare the dates that they end on"},
        {"9223372036854775807 + 1", 21, "the result does not fit"},
        {"if free then 1", 15, "an \"if\" needs an \"else\": say what holds otherwise"},
        {"rate", 1, "\"rate\" takes arguments; give them in parentheses"},
        {"rate(1)", 6, "\"rate\" takes a string here, not a number"},
        {"\"a\n\"", 1, "this text runs over the end of the line; close it with \""},
        {"niñez", 3,
         "this character has no meaning here; names are letters without accents, "
         "digits and _"},
        {"[1..3", 6, "this range does not end; close it with ] or )"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        vd_arena arena;
        vd_error err;

        vd_arena_init(&arena, 0);
        assert_string_equal(feel_refusal(&arena, cases[i].text, &err), cases[i].message);
        if (err.column != cases[i].column || err.line != 1)
            fail_msg("%s: at %u:%u, not 1:%u", cases[i].text, err.line, err.column,
                     cases[i].column);
        vd_arena_done(&arena);
    }
}

static void a_place_counts_lines(void **state)
{
    vd_arena arena;
    vd_error err;

    (void)state;
    vd_arena_init(&arena, 0);
    (void)feel_refusal(&arena, "free and\n  (nobody)", &err);
    assert_int_equal(err.line, 2);
    assert_int_equal(err.column, 4);
    vd_arena_done(&arena);
}

static void the_result_has_the_type_that_is_wanted(void **state)
{
    vd_arena arena;
    vd_error err = {0};
    const vd_expr *expr;

    (void)state;
    vd_arena_init(&arena, 0);
    assert_int_equal(vd_feel_compile(&arena, VD_STR("1 + 1"), &feel_scope, vd_type_of(VD_TYPE_BOOL),
                                     &expr, &err),
                     VD_INVALID_ARGUMENT);
    assert_string_equal(err.message, "this is a number where a boolean is wanted");
    vd_arena_done(&arena);
}

static vd_status compile(vd_arena *arena, const char *text, size_t length)
{
    const vd_expr *expr;
    vd_error err;

    return vd_feel_compile(arena, (vd_str){text, length}, &feel_scope, NULL, &expr, &err);
}

/* `open` n times, "1", `close` n times. */
static vd_status compile_nested(const char *open, const char *close, int levels)
{
    static char text[VD_EXPR_TEXT_MAX];
    size_t length = 0;
    vd_status status;
    vd_arena arena;

    for (int i = 0; i < levels; i++)
        length += (size_t)sprintf(text + length, "%s", open);
    text[length++] = '1';
    for (int i = 0; i < levels; i++)
        length += (size_t)sprintf(text + length, "%s", close);
    vd_arena_init(&arena, 0);
    status = compile(&arena, text, length);
    vd_arena_done(&arena);
    return status;
}

static void nesting_has_a_limit(void **state)
{
    static const char *const pairs[][2] = {{"(", ")"},
                                           {"[", "]"},
                                           {"-", ""},
                                           {"abs(", ")"},
                                           {"1 + (", ")"},
                                           {"{a: ", "}"},
                                           {"(<", ")"},
                                           {"[1..", "]"},
                                           {"]", ""},
                                           {"if true then ", " else 1"},
                                           {"for i in [1] return ", ""}};

    (void)state;
    assert_int_equal(compile_nested("(", ")", VD_EXPR_NESTING_MAX - 1), VD_OK);
    assert_int_equal(compile_nested("[", "]", VD_EXPR_NESTING_MAX - 1), VD_OK);
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        assert_int_not_equal(compile_nested(pairs[i][0], pairs[i][1], 400), VD_OK);
    assert_int_equal(compile_nested("1 + ", "", VD_EXPR_NESTING_MAX - 1), VD_OK);
    assert_int_equal(compile_nested("1 + ", "", VD_EXPR_NESTING_MAX), VD_RESOURCE_EXHAUSTED);
}

static void the_text_has_a_limit(void **state)
{
    size_t size = VD_EXPR_TEXT_MAX + 1;
    char *text = malloc(size);
    vd_arena arena;

    (void)state;
    assert_non_null(text);
    memset(text, ' ', size);
    text[0] = '1';
    vd_arena_init(&arena, 0);
    assert_int_equal(compile(&arena, text, size - 1), VD_OK);
    assert_int_equal(compile(&arena, text, size), VD_RESOURCE_EXHAUSTED);
    vd_arena_done(&arena);
    free(text);
}

static void steps_and_lists_have_limits(void **state)
{
    static const char *const texts[] = {
        "count(for i in 1..1000000000 return i)",
        "count(for i in 1..5000, j in 1..5000 return 1)",
        "count(distinct values(for i in 1..90000 return i))",
        "every i in 1..90000 satisfies every j in 1..90000 satisfies true",
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        vd_arena arena;

        vd_arena_init(&arena, 256U << 20);
        assert_int_equal(feel_eval(&arena, texts[i]).kind, VD_ERROR);
        vd_arena_done(&arena);
    }
}

/* The value with memory for n allocations: an error, or what it is with plenty. */
static void evaluate_with(const vd_expr *expr, uint64_t n)
{
    vd_arena arena;
    vd_frame frame;
    vd_value value;

    vd_arena_init(&arena, 0);
    arena.fail_after = n;
    frame = feel_frame(&arena, FEEL_AT, NULL);
    value = vd_feel_eval(expr, &frame);
    if (value.kind != VD_ERROR) {
        assert_int_equal(value.kind, VD_BOOL);
        assert_true(value.u.boolean);
    }
    vd_arena_done(&arena);
}

static void running_out_of_memory_is_told_at_every_point(void **state)
{
    static const char text[] = "sum(for a in acts[on < today] return a.days + age(held_on, today)) "
                               ">= 10 and string(now) != \"x\" and [1, 2][item > 1] = [2]";

    (void)state;
    for (uint64_t n = 1; n < 400; n++) {
        const vd_expr *expr;
        vd_error err = {0};
        vd_arena arena;

        vd_arena_init(&arena, 0);
        arena.fail_after = n;
        if (vd_feel_compile(&arena, VD_STR(text), &feel_scope, NULL, &expr, &err)) {
            assert_int_equal(err.status, VD_RESOURCE_EXHAUSTED);
        } else {
            for (uint64_t few = 1; few < 60; few++)
                evaluate_with(expr, few);
        }
        vd_arena_done(&arena);
    }
}

static void refs_are_told_once_in_the_order_of_use(void **state)
{
    const vd_expr *expr;
    const uint32_t *refs;
    vd_arena arena;

    (void)state;
    vd_arena_init(&arena, 0);
    assert_int_equal(vd_feel_compile(&arena, VD_STR("fine > 1 and free or fine > rate(crime)"),
                                     &feel_scope, NULL, &expr, NULL),
                     VD_OK);
    assert_int_equal(vd_expr_refs(expr, &refs), 4);
    assert_int_equal(refs[0], FACT_FINE);
    assert_int_equal(refs[1], FACT_FREE);
    vd_arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mistakes_are_refused_in_their_place),
        cmocka_unit_test(a_place_counts_lines),
        cmocka_unit_test(the_result_has_the_type_that_is_wanted),
        cmocka_unit_test(nesting_has_a_limit),
        cmocka_unit_test(the_text_has_a_limit),
        cmocka_unit_test(steps_and_lists_have_limits),
        cmocka_unit_test(running_out_of_memory_is_told_at_every_point),
        cmocka_unit_test(refs_are_told_once_in_the_order_of_use),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
