/*
 * bench_feel - typical expressions against functions in C that answer the same, in one run.
 *
 * Usage: bench_feel [SECONDS]
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "engine/feel/feel.h"

#include <valedor/limits.h>

#define DAY INT64_C(86400)
#define AT (INT64_C(20058) * DAY + 12 * 3600) /* 2024-12-01T12:00Z */
#define ROUND 256

/* The facts, also as C has them. */
static vd_str article = {"296", 3};
static volatile vd_date held_on = 19732; /* 2024-01-10 */
static volatile int64_t marks = 3;
static volatile vd_date today = 20058;

static const vd_type text = {.kind = VD_TYPE_STRING}, date = {.kind = VD_TYPE_DATE},
                     number = {.kind = VD_TYPE_NUMBER};
static const vd_zone utc = {.name = {"UTC", 3}};

static bool find(const vd_scope *scope, vd_str name, vd_symbol *ret_symbol)
{
    static const struct {
        const char *name;
        const vd_type *type;
    } facts[] = {{"article", &text}, {"held_on", &date}, {"marks", &number}};

    (void)scope;
    for (uint32_t i = 0; i < sizeof facts / sizeof facts[0]; i++)
        if (vd_str_eq(name, vd_str_of(facts[i].name))) {
            *ret_symbol = (vd_symbol){facts[i].type, i};
            return true;
        }
    return false;
}

static vd_value load(vd_frame *frame, uint32_t ref)
{
    (void)frame;
    if (ref == 0)
        return vd_string(article);
    return ref == 1 ? vd_date_value(held_on) : vd_number((vd_ratio){marks, 1});
}

static bool is_article(void)
{
    return vd_str_eq(article, VD_STR("298"));
}

static bool is_listed(void)
{
    static const char *const listed[] = {"200", "279", "297", "317", "325", "326", "346", "296"};

    for (size_t i = 0; i < sizeof listed / sizeof listed[0]; i++)
        if (vd_str_eq(article, vd_str_of(listed[i])))
            return true;
    return false;
}

static bool is_over(void)
{
    return today >= held_on + 811;
}

static bool served(void)
{
    return today - held_on >= 400 && marks >= 3 && vd_str_eq(article, VD_STR("296"));
}

static bool redeemed(void)
{
    int64_t days = today - held_on, worked = days / 7 * 6, first = (held_on + 3) % 7;

    for (int64_t i = 0; i < days % 7; i++)
        worked += (first + i) % 7 != 6;
    return today >= held_on + 811 - worked / 2;
}

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Nanoseconds a call. */
static double time_c(bool (*function)(void), double seconds, bool *ret_answer)
{
    double start = now_s(), spent = 0;
    size_t runs = 0;

    for (; spent < seconds; spent = now_s() - start)
        for (int i = 0; i < ROUND; i++, runs++)
            *ret_answer = function();
    return spent * 1e9 / (double)runs;
}

static double time_feel(const vd_expr *expr, double seconds, vd_value *ret_value)
{
    double start = now_s(), spent = 0;
    size_t runs = 0;
    vd_arena arena;

    vd_arena_init(&arena, 0);
    for (; spent < seconds; spent = now_s() - start) {
        vd_arena_reset(&arena);
        for (int i = 0; i < ROUND; i++, runs++) {
            vd_frame frame = {.arena = &arena,
                              .at = AT,
                              .today = today,
                              .zone = &utc,
                              .load = load,
                              .steps_left = VD_EXPR_STEPS_MAX};

            *ret_value = vd_feel_eval(expr, &frame);
        }
    }
    vd_arena_done(&arena);
    return spent * 1e9 / (double)runs;
}

static const struct {
    const char *text;
    bool (*function)(void);
} cases[] = {
    {"article = \"298\"", is_article},
    {"article in [\"200\", \"279\", \"297\", \"317\", \"325\", \"326\", \"346\", \"296\"]",
     is_listed},
    {"today >= held_on + 2 years 2 months 20 days", is_over},
    {"days between(held_on, today) >= 400 and marks >= 3 and article = \"296\"", served},
    {"today >= held_on + 811 days - floor(weekdays between(held_on, today, [\"monday\", "
     "\"tuesday\", "
     "\"wednesday\", \"thursday\", \"friday\", \"saturday\"]) / 2) * (1 day)",
     redeemed},
};

static int measure(size_t index, double seconds)
{
    static const vd_scope scope = {.find = find};
    const vd_expr *expr;
    vd_error err = {0};
    vd_value value = vd_null();
    vd_arena arena;
    double feel_ns, c_ns;
    bool answer = false;

    vd_arena_init(&arena, 0);
    if (vd_feel_compile(&arena, vd_str_of(cases[index].text), &scope, NULL, &expr, &err)) {
        fprintf(stderr, "bench_feel: %s: %s\n", cases[index].text, err.message);
        vd_arena_done(&arena);
        return 1;
    }
    feel_ns = time_feel(expr, seconds, &value);
    c_ns = time_c(cases[index].function, seconds, &answer);
    printf("%8.1f ns  %6.1f ns in C  %6.1f times  %.60s\n", feel_ns, c_ns, feel_ns / c_ns,
           cases[index].text);
    if (value.kind != VD_BOOL || value.u.boolean != answer)
        fprintf(stderr, "bench_feel: the two differ: %s\n", cases[index].text);
    vd_arena_done(&arena);
    return value.kind != VD_BOOL || value.u.boolean != answer;
}

int main(int argc, char **argv)
{
    double seconds = argc > 1 ? strtod(argv[1], NULL) : 0.2;
    int failures = 0;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        failures += measure(i, seconds);
    return failures != 0;
}
