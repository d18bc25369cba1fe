/*
 * The promise of `until`: what an expression says at t it still says, moved on by its motion, at
 * every later instant before `until`. Random expressions are evaluated at t and then again at many
 * later instants; then a few expressions whose exact until is known.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/unit/feel_helper.h"

#include "engine/ratio.h"
#include "engine/time/date.h"
#include "engine/time/iso.h"

#include <stdio.h>
#include <stdlib.h>

#define EXPRESSIONS 6000
#define YEARS_AHEAD 3
#define DAY_SECONDS INT64_C(86400)

static uint64_t seed = 20241201;

static unsigned roll(unsigned sides)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (unsigned)(seed % sides);
}

typedef struct writer {
    char text[4096];
    size_t length;
} writer;

static void put(writer *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void put(writer *out, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    out->length +=
        (size_t)vsnprintf(out->text + out->length, sizeof out->text - out->length, format, args);
    va_end(args);
    if (out->length >= sizeof out->text)
        out->length = sizeof out->text - 1;
}

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

typedef void kind_fn(writer *out, int depth);

static kind_fn put_bool, put_number, put_date, put_instant;

/* Counts that drift. */
static const char *const weeks[] = {
    "weekdays between(held_on, today, [\"monday\", \"friday\"])",
    "weekdays between(held_on, earned_until, [\"monday\", \"tuesday\", \"wednesday\", \"sunday\"])",
    "weekdays between(today - # days, D, [\"monday\"])",
    "weekdays between(D, today + # days, [\"tuesday\", \"thursday\", \"saturday\"])",
    "floor(days between(held_on, today) / 3)"};

/* Writes a pattern: B N D I W stand for a random boolean, number, date, instant, drifting count,
 * # and % for a small number and a date of the calendar; the rest as it is. */
static void put_pattern(writer *out, const char *pattern, int depth)
{
    for (; *pattern; pattern++) {
        switch (*pattern) {
        case 'B':
            put_bool(out, depth - 1);
            break;
        case 'N':
            put_number(out, depth - 1);
            break;
        case 'D':
            put_date(out, depth - 1);
            break;
        case 'I':
            put_instant(out, depth - 1);
            break;
        case 'W':
            put_pattern(out, weeks[roll(COUNT(weeks))], depth);
            break;
        case '#':
            put(out, "%u", roll(40));
            break;
        case '%':
            put(out, "\"%d-%02u-%02u\"", 2023 + (int)roll(4), 1 + roll(12), 1 + roll(28));
            break;
        default:
            put(out, "%c", *pattern);
            break;
        }
    }
}

static void put_one(writer *out, const char *const *leaves, unsigned leaf_count,
                    const char *const *forms, unsigned form_count, int depth)
{
    if (depth <= 0)
        put_pattern(out, leaves[roll(leaf_count)], 1);
    else
        put_pattern(out, forms[roll(form_count)], depth);
}

static void put_bool(writer *out, int depth)
{
    static const char *const leaves[] = {"free",
                                         "true",
                                         "false",
                                         "nobody_said",
                                         "today < date(%)",
                                         "shifting <= today",
                                         "held_on + # months < today"};
    static const char *const forms[] = {"(B and B)",
                                        "(B or B)",
                                        "not(B)",
                                        "(D < D)",
                                        "(D <= D)",
                                        "(D = D)",
                                        "(D != D)",
                                        "(D >= D)",
                                        "(N < N)",
                                        "(N = N)",
                                        "(N > N)",
                                        "(N >= N)",
                                        "(W < N)",
                                        "(W >= N + 40)",
                                        "(floor(W / 2) <= W - N * 3)",
                                        "(W / 2 = floor(W / 2))",
                                        "(today >= D - floor(W / 2) * (1 day))",
                                        "(D + W * (1 day) > D)",
                                        "(floor(W / 7) between N and N + 20)",
                                        "(ceiling(W / 3) in [N..N + 9])",
                                        "(floor(W / 2) * (1 day) < 40 days)",
                                        "(W * (1 day) >= W * (2 days) - 3 days)",
                                        "(D between D and D)",
                                        "(N in [N..N])",
                                        "(D in (D, > D, <= D))",
                                        "(I < I)",
                                        "(I >= I)",
                                        "(if B then B else B)",
                                        "(some x in [D, D] satisfies x < D)",
                                        "(every x in [N, N] satisfies x > N)",
                                        "all([B, B, B])",
                                        "any([B, B])",
                                        "(D in [D..D])",
                                        "(absent(D) or B)",
                                        "before(D, D)",
                                        "list contains([D, D], D)",
                                        "(some a in more_acts satisfies a.on > D)",
                                        "(every a in acts satisfies a.on < D)",
                                        "(B and B and B and B)",
                                        "([D, N] = [D, N])",
                                        "overlaps([D..D], [D..D])",
                                        "(known(D) and B)"};

    put_one(out, leaves, COUNT(leaves), forms, COUNT(forms), depth);
}

static void put_number(writer *out, int depth)
{
    static const char *const leaves[] = {"#",           "fine",      "no_number",
                                         "today.month", "today.day", "days between(held_on, today)",
                                         "today.year"};
    static const char *const forms[] = {
        "(N + N)",
        "(N - N)",
        "(N * #)",
        "(N / 7)",
        "(-N)",
        "(N * N)",
        "days between(D, D)",
        "months between(D, D)",
        "floor(N)",
        "ceiling(N / 3)",
        "round half up(N / 3, 0)",
        "round up(N / 5 - 8, 0)",
        "round down(N / 5, 0)",
        "decimal(N / 4, 1)",
        "weekdays between(D, D, [\"tuesday\"]) / 5",
        "weekdays between(D, D, [\"monday\", \"wednesday\", \"thursday\", \"saturday\"]) * 2/3",
        "(W + W / 2)",
        "(W / 3 - W)",
        "(W * (-2))",
        "floor(W / 5)",
        "least(W, W)",
        "greatest(W, N, W / 2)",
        "min([W, W / 2])",
        "max(W, floor(W))",
        "sum([W, W / 7, N])",
        "(if B then W else floor(W / 2))",
        "mean([W, W])",
        "(floor(W / 3) * 1 day).days",
        "abs(N)",
        "modulo(N, 7)",
        "(if B then N else N)",
        "sum([N, N, N])",
        "min([N, N])",
        "max(N, N, N)",
        "least(N, N)",
        "greatest(N, N)",
        "mean([N, N])",
        "age(date(%), D)",
        "D.year",
        "D.weekday",
        "D.month",
        "count([1, 2][B])",
        "sum(for d in [D, D] return days between(d, D))",
        "[N, N][1]",
        "(D - D).days",
        "((D - D) / duration(\"P1D\"))",
        "weekdays between(D, D, [\"monday\", \"friday\"])",
        "count(acts[on < D])",
        "sum(acts[on < D].days)",
        "(for x in [N, N] return x + N)[2]",
        "years and months duration(D, D).years",
        "median([N, N, N])",
        "mode([N, N])[1]",
        "get value({a: N}, \"a\")",
        "context put({a: N}, \"b\", N).b",
        "context merge([{a: N}, {a: N}]).a",
        "get entries({a: N})[1].value",
        "share days(D, term, 1/3)"};

    put_one(out, leaves, COUNT(leaves), forms, COUNT(forms), depth);
}

static void put_date(writer *out, int depth)
{
    static const char *const leaves[] = {"today",    "today",        "date(%)", "held_on",
                                         "shifting", "earned_until", "gone",    "no_date"};
    static const char *const forms[] = {"(D + # days)",
                                        "(D - # days)",
                                        "(D + # months)",
                                        "(D - # months)",
                                        "(D + # months # days)",
                                        "least(D, D)",
                                        "greatest(D, D, D)",
                                        "(if B then D else D)",
                                        "(D + duration(\"P#D\"))",
                                        "(D - duration(\"PT#H\"))",
                                        "(D + duration(\"P#M\"))",
                                        "min([D, D])",
                                        "max([D, D])",
                                        "date of(I)",
                                        "[D, D][B][1]",
                                        "(D + floor(N) * 1 day)",
                                        "(D - floor(W / 2) * (1 day))",
                                        "(D + W * (2 days) - W * (1 day))",
                                        "(D + # months - floor(W / 4) * (1 day))",
                                        "least(D + W * (1 day), D)",
                                        "(D + ((D - D) / 3))",
                                        "(D - W * (1 day - 1 month))",
                                        "(D + (D - D))",
                                        "today",
                                        "(D + share(term, 1/3))",
                                        "sort([D, D])[1]"};

    put_one(out, leaves, COUNT(leaves), forms, COUNT(forms), depth);
}

static void put_instant(writer *out, int depth)
{
    static const char *const leaves[] = {"now", "start of(today)", "start of(held_on)",
                                         "date and time(\"2025-02-03T04:05:06-05:00\")"};
    static const char *const forms[] = {"(I + # hours)",  "(I - # hours)",
                                        "start of(D)",    "(I + # days)",
                                        "(I + # months)", "(I + duration(\"PT#H5S\"))",
                                        "least(I, I)",    "(if B then I else I)"};

    put_one(out, leaves, COUNT(leaves), forms, COUNT(forms), depth);
}

/* Ticks of the motion between two instants. */
static int64_t ticks(const vd_frame *from, const vd_frame *to, vd_pace pace)
{
    return pace == VD_PACE_DAILY ? to->today - from->today : to->at - from->at;
}

/* Within what the motion promises after so many ticks. */
static bool within_motion(const vd_motion *motion, int64_t passed, vd_ratio was, vd_ratio is)
{
    vd_ratio least, most, change, k = {passed, 1};

    assert_true(vd_ratio_sub(is, was, &change));
    assert_true(vd_ratio_mul(motion->low, k, &least));
    assert_true(vd_ratio_mul(motion->high, k, &most));
    assert_true(vd_ratio_sub(least, motion->slack, &least));
    assert_true(vd_ratio_add(most, motion->slack, &most));
    if (motion->by_units && passed > 0 && change.den != 1)
        return false;
    return passed == 0 ? change.num == 0
                       : vd_ratio_cmp(least, change) <= 0 && vd_ratio_cmp(change, most) <= 0;
}

/* The value as it should be at another instant: moved on by its motion. */
static bool still_true(const vd_value *then, const vd_value *now, const vd_frame *from,
                       const vd_frame *to)
{
    vd_ratio was, is;

    if (then->kind != now->kind)
        return false;
    if (then->kind == VD_UNKNOWN || then->kind == VD_ERROR || then->kind == VD_NULL)
        return true;
    if (!then->motion)
        return vd_value_same(then, now);
    switch (then->kind) {
    case VD_NUMBER:
        was = then->u.number;
        is = now->u.number;
        break;
    case VD_DATE:
        was = (vd_ratio){then->u.date, 1};
        is = (vd_ratio){now->u.date, 1};
        break;
    case VD_DAYS:
        was = (vd_ratio){then->u.nanos, 1};
        is = (vd_ratio){now->u.nanos, 1};
        break;
    case VD_DATE_TIME:
        was = (vd_ratio){vd_clock_instant(then->u.clock), 1};
        is = (vd_ratio){vd_clock_instant(now->u.clock), 1};
        break;
    case VD_SPAN:
        if (then->u.span.months != now->u.span.months || then->u.span.hours != now->u.span.hours)
            return false;
        was = (vd_ratio){then->u.span.days, 1};
        is = (vd_ratio){now->u.span.days, 1};
        break;
    default:
        return false;
    }
    return within_motion(then->motion, ticks(from, to, then->motion->pace), was, is);
}

static void check_at(const char *text, const vd_expr *expr, const vd_value *first,
                     const vd_frame *from, vd_instant at)
{
    vd_arena arena;
    vd_frame frame;
    vd_value value;

    if (at <= from->at || at >= first->until)
        return;
    vd_arena_init(&arena, 0);
    frame = feel_frame(&arena, at, from->zone);
    value = vd_feel_eval(expr, &frame);
    if (!still_true(first, &value, from, &frame)) {
        vd_str was = vd_value_text(&arena, first), is = vd_value_text(&arena, &value);

        fail_msg("%s\n  at %lld says %.*s until %lld,\n  but at %lld says %.*s", text,
                 (long long)from->at, VD_STR_ARGS(was), (long long)first->until, (long long)at,
                 VD_STR_ARGS(is));
    }
    vd_arena_done(&arena);
}

static void check_expression(const char *text, const vd_expr *expr, vd_instant at,
                             const vd_zone *zone)
{
    vd_instant end = at + YEARS_AHEAD * 365 * DAY_SECONDS;
    vd_arena arena;
    vd_frame frame;
    vd_value value;

    vd_arena_init(&arena, 0);
    frame = feel_frame(&arena, at, zone);
    value = vd_feel_eval(expr, &frame);
    if (value.until <= at)
        fail_msg("%s\n  at %lld ends at %lld", text, (long long)at, (long long)value.until);
    if (value.until < end)
        end = value.until;
    frame.steps_left = 1;
    check_at(text, expr, &value, &frame, end - 1);
    for (int i = 0; i < 12; i++)
        check_at(text, expr, &value, &frame, at + 1 + (vd_instant)roll((unsigned)(end - at)));
    for (vd_date day = frame.today + 1; day < frame.today + 70; day++) {
        check_at(text, expr, &value, &frame, vd_zone_start_of(zone, day));
        check_at(text, expr, &value, &frame, vd_zone_start_of(zone, day) - 1);
    }
    for (int i = 1; i < 5; i++)
        check_at(text, expr, &value, &frame, at + i);
    vd_arena_done(&arena);
}

static void random_expressions_hold_until_their_until(void **state)
{
    unsigned compiled = 0;

    (void)state;
    for (int i = 0; i < EXPRESSIONS; i++) {
        static kind_fn *const kinds[] = {put_bool, put_bool, put_number, put_date, put_instant};
        writer out = {.length = 0};
        const vd_expr *expr;
        vd_error err = {0};
        vd_arena arena;

        vd_arena_init(&arena, 0);
        kinds[roll(5)](&out, 1 + (int)roll(3));
        if (vd_feel_compile(&arena, (vd_str){out.text, out.length}, &feel_scope, NULL, &expr,
                            &err) == VD_OK) {
            const vd_zone *zone = roll(2) ? &feel_lima : &feel_jumping;

            compiled++;
            check_expression(out.text, expr, FEEL_AT + (vd_instant)roll(500U * 86400U), zone);
        } else if (err.status != VD_INVALID_ARGUMENT) {
            fail_msg("%s: %s", out.text, err.message);
        }
        vd_arena_done(&arena);
    }
    assert_in_range(compiled, EXPRESSIONS * 9 / 10, EXPRESSIONS);
}

typedef struct known_until {
    const char *text;
    const char *value;
    int year, month, day; /* 0: for ever */
} known_until;

static void a_comparison_holds_until_the_day_it_turns(void **state)
{
    static const known_until cases[] = {
        {"today < date(\"2025-04-01\")", "true", 2025, 4, 1},
        {"today <= date(\"2025-04-01\")", "true", 2025, 4, 2},
        {"today = date(\"2025-04-01\")", "false", 2025, 4, 1},
        {"today != date(\"2024-12-01\")", "false", 2024, 12, 2},
        {"date(\"2025-04-01\") > today + 10 days", "true", 2025, 3, 22},
        {"days between(held_on, today) >= 400", "false", 2025, 3, 6},
        {"days between(held_on, today) / 7 > 50", "false", 2025, 1, 16},
        {"today >= held_on", "true", 0, 0, 0},
        {"today < date(\"2025-01-01\") and today < date(\"2025-02-01\")", "true", 2025, 1, 1},
        {"today > date(\"2025-01-01\") and today > date(\"2025-02-01\")", "false", 2025, 2, 2},
        {"today < date(\"2025-01-01\") or today < date(\"2025-02-01\")", "true", 2025, 2, 1},
        {"free and today < date(\"2025-02-01\")", "false", 0, 0, 0},
        {"nobody_said and today < date(\"2025-02-01\")", "unknown", 2025, 2, 1},
        {"today between date(\"2024-12-01\") and date(\"2025-01-15\")", "true", 2025, 1, 16},
        {"age(date(\"2004-02-29\"), today)", "20", 2025, 3, 1},
        {"age(date(\"2004-02-29\"), today, \"last_day\")", "20", 2025, 2, 28},
        {"months between(held_on, today)", "10", 2024, 12, 31},
        {"today.year", "2024", 2025, 1, 1},
        {"today.month", "12", 2025, 1, 1},
        {"today + 2 months < date(\"2025-03-15\")", "true", 2024, 12, 29},
        {"least(today, date(\"2025-01-10\")) < date(\"2025-01-05\")", "true", 2025, 1, 5},
        {"sum(for d in [date(\"2024-11-01\"), held_on] return days between(d, today)) > 400",
         "false", 2025, 1, 3},
        {"date of(now) < date(\"2025-03-01\")", "true", 2024, 12, 2},
        {"now < start of(date(\"2025-03-01\"))", "true", 2025, 3, 1},
        {"some a in acts satisfies a.on > today", "true", 2025, 2, 1},
        {"count(acts[on <= today])", "2", 2025, 2, 1},
        {"gone < today", "null", 0, 0, 0},
        {"earned_until >= date(\"2024-12-25\")", "false", 2025, 1, 4},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        vd_arena arena;
        vd_value value;
        vd_instant until = VD_FOREVER;

        vd_arena_init(&arena, 0);
        value = feel_eval(&arena, cases[i].text);
        if (cases[i].year)
            until = feel_midnight(cases[i].year, cases[i].month, cases[i].day);
        assert_string_equal(feel_text(&arena, cases[i].text), cases[i].value);
        if (value.until != until)
            fail_msg("%s: until %lld, not %lld", cases[i].text, (long long)value.until,
                     (long long)until);
        vd_arena_done(&arena);
    }
}

static void now_turns_to_the_second(void **state)
{
    vd_arena arena;
    vd_value value;

    (void)state;
    vd_arena_init(&arena, 0);
    value = feel_eval(&arena, "now >= date and time(\"2024-12-01T10:00:00-05:00\") + 48 hours");
    assert_int_equal(value.kind, VD_BOOL);
    assert_false(value.u.boolean);
    assert_int_equal(value.until, FEEL_AT + 48 * 3600);
    value = feel_eval(&arena, "string(now)");
    assert_int_equal(value.until, FEEL_AT + 1);
    vd_arena_done(&arena);
}

static void a_fact_that_changes_bounds_what_rests_on_it(void **state)
{
    vd_arena arena;

    (void)state;
    vd_arena_init(&arena, 0);
    assert_int_equal(feel_eval(&arena, "shifting < held_on").until, FEEL_SHIFT);
    assert_int_equal(feel_eval_at(&arena, "shifting < held_on", FEEL_SHIFT).until, VD_FOREVER);
    vd_arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_expressions_hold_until_their_until),
        cmocka_unit_test(a_comparison_holds_until_the_day_it_turns),
        cmocka_unit_test(now_turns_to_the_second),
        cmocka_unit_test(a_fact_that_changes_bounds_what_rests_on_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
