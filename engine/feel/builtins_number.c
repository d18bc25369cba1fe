#include "engine/feel/builtins.h"

#include "engine/feel/arith.h"

#define SCALE_LEAST (-6111)
#define SCALE_MOST 6176

static vd_value absolute(vd_run *run, const vd_value *args, size_t count)
{
    bool minus = args->kind == VD_NUMBER ? args->u.number.num < 0
                 : args->kind == VD_DAYS ? args->u.nanos < 0
                                         : args->u.months < 0;

    (void)count;
    return minus ? vd_arith_negate(run, args) : *args;
}

/*
 * Rounding is off by less than a unit to one side; by half a unit to either; or, away from zero and
 * towards it, by less than a unit to a side that changes at zero. The difference of two roundings
 * is therefore within one unit, or two.
 */
static vd_value rounded(vd_run *run, const vd_value *args, size_t count, vd_rounding rounding)
{
    int64_t scale = count > 1 ? vd_whole(&args[1]) : 0;
    bool by_sign = rounding == VD_ROUND_UP || rounding == VD_ROUND_DOWN;
    vd_value result, still = *args, places = count > 1 ? args[1] : vd_null();
    vd_ratio number;

    vd_settle(run, &still);
    vd_settle(run, &places);
    if (scale < SCALE_LEAST || scale > SCALE_MOST)
        return vd_arith_until(vd_null(), &still, &places);
    if (!vd_ratio_round(args->u.number, scale, rounding, &number))
        return vd_arith_until(vd_overflow(), &still, &places);
    result = vd_number(number);
    if (scale != 0 || !args->motion || (count > 1 && args[1].motion))
        return vd_arith_until(result, &still, &places);
    if (vd_ratio_is_whole(args->u.number) && args->motion->by_units)
        return *args; /* whole now and at each tick */
    result.until = vd_sooner(args->until, places.until);
    result.motion = args->motion;
    vd_loosen(run, &result, vd_ratio_of(by_sign ? 2 : 1), true);
    return result;
}

static vd_value round_floor(vd_run *run, const vd_value *args, size_t count)
{
    return rounded(run, args, count, VD_ROUND_FLOOR);
}

static vd_value round_ceiling(vd_run *run, const vd_value *args, size_t count)
{
    return rounded(run, args, count, VD_ROUND_CEILING);
}

static vd_value round_up(vd_run *run, const vd_value *args, size_t count)
{
    return rounded(run, args, count, VD_ROUND_UP);
}

static vd_value round_down(vd_run *run, const vd_value *args, size_t count)
{
    return rounded(run, args, count, VD_ROUND_DOWN);
}

static vd_value round_half_up(vd_run *run, const vd_value *args, size_t count)
{
    return rounded(run, args, count, VD_ROUND_HALF_UP);
}

static vd_value round_half_down(vd_run *run, const vd_value *args, size_t count)
{
    return rounded(run, args, count, VD_ROUND_HALF_DOWN);
}

static vd_value round_half_even(vd_run *run, const vd_value *args, size_t count)
{
    return rounded(run, args, count, VD_ROUND_HALF_EVEN);
}

/* dividend - divisor * floor(dividend / divisor) */
static vd_value modulo(vd_run *run, const vd_value *args, size_t count)
{
    vd_ratio quotient, whole, result;

    (void)run;
    (void)count;
    if (args[1].u.number.num == 0)
        return vd_null();
    if (!vd_ratio_div(args[0].u.number, args[1].u.number, &quotient))
        return vd_overflow();
    whole = vd_ratio_of(vd_ratio_floor(quotient));
    if (!vd_ratio_mul(args[1].u.number, whole, &whole) ||
        !vd_ratio_sub(args[0].u.number, whole, &result))
        return vd_overflow();
    return vd_number(result);
}

static vd_value even_or_odd(const vd_value *args, bool odd)
{
    if (!vd_ratio_is_whole(args->u.number))
        return vd_null();
    return vd_bool((args->u.number.num % 2 != 0) == odd);
}

static vd_value even(vd_run *run, const vd_value *args, size_t count)
{
    (void)run;
    (void)count;
    return even_or_odd(args, false);
}

static vd_value odd(vd_run *run, const vd_value *args, size_t count)
{
    (void)run;
    (void)count;
    return even_or_odd(args, true);
}

/* number("1 000,50", " ", ","): the text with its own signs for thousands and decimals. */
static vd_value number_from(vd_run *run, const vd_value *args, size_t count)
{
    vd_str from = args[0].u.string, group = {0}, point = VD_STR(".");
    char *plain = vd_arena_alloc(run->arena, from.len + 1);
    size_t length = 0;
    vd_ratio number;

    if (!plain)
        return vd_out_of_memory();
    if (count > 1 && args[1].kind == VD_STRING)
        group = args[1].u.string;
    if (count > 2 && args[2].kind == VD_STRING)
        point = args[2].u.string;
    if (group.len > 1 || point.len != 1 || !strchr(".,", *point.ptr) ||
        (group.len == 1 && (!strchr(" .,", *group.ptr) || *group.ptr == *point.ptr)))
        return vd_null();
    for (size_t i = 0; i < from.len; i++) {
        char c = from.ptr[i];

        if (group.len && c == *group.ptr)
            continue;
        if (c != *point.ptr && strchr(".,", c))
            return vd_null();
        plain[length++] = c == *point.ptr ? '.' : c;
    }
    if (!vd_ratio_parse((vd_str){plain, length}, &number))
        return vd_null();
    return vd_number(number);
}

#define NUMBER_AND_SCALE             \
    {                                \
        {"n", VD_WANT(NUMBER)},      \
        {                            \
            "scale", VD_WANT(NUMBER) \
        }                            \
    }

static const vd_builtin rows[] = {
    {"abs", absolute, 1, 1, 0, VD_GIVES_FIRST, {{"n", VD_WANT(NUMBER) | VD_WANT_DURATION}}},
    {"floor", round_floor, 1, 2, VD_CALL_MOVES, VD_TYPE_NUMBER, NUMBER_AND_SCALE},
    {"ceiling", round_ceiling, 1, 2, VD_CALL_MOVES, VD_TYPE_NUMBER, NUMBER_AND_SCALE},
    {"round up", round_up, 2, 2, VD_CALL_MOVES, VD_TYPE_NUMBER, NUMBER_AND_SCALE},
    {"round down", round_down, 2, 2, VD_CALL_MOVES, VD_TYPE_NUMBER, NUMBER_AND_SCALE},
    {"round half up", round_half_up, 2, 2, VD_CALL_MOVES, VD_TYPE_NUMBER, NUMBER_AND_SCALE},
    {"round half down", round_half_down, 2, 2, VD_CALL_MOVES, VD_TYPE_NUMBER, NUMBER_AND_SCALE},
    {"decimal", round_half_even, 2, 2, VD_CALL_MOVES, VD_TYPE_NUMBER, NUMBER_AND_SCALE},
    {"modulo",
     modulo,
     2,
     2,
     0,
     VD_TYPE_NUMBER,
     {{"dividend", VD_WANT(NUMBER)}, {"divisor", VD_WANT(NUMBER)}}},
    {"even", even, 1, 1, 0, VD_TYPE_BOOL, {{"number", VD_WANT(NUMBER)}}},
    {"odd", odd, 1, 1, 0, VD_TYPE_BOOL, {{"number", VD_WANT(NUMBER)}}},
    {"number",
     number_from,
     1,
     3,
     0,
     VD_TYPE_NUMBER,
     {{"from", VD_WANT(STRING)},
      {"grouping separator", VD_WANT(STRING) | VD_WANT(NULL)},
      {"decimal separator", VD_WANT(STRING) | VD_WANT(NULL)}}},
};

VD_BUILTIN_TABLE(vd_builtins_number, rows);
