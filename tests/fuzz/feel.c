/*
 * feel.c - any text as an expression: it compiles or is refused, and what compiles evaluates to
 * something. What stands still must also hold until its `until`.
 */
#include "engine/feel/feel.h"
#include "engine/ratio.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define AT INT64_C(1733065200)
#define LATEST (AT + INT64_C(86400) * 100000)
#define MEMORY (16U << 20)

static const vd_transition transitions[] = {
    {1728187200, -14400}, {1742702400, -18000}, {1759640400, -14400}};
static const vd_zone zone = {{"Test/Zone", 9}, -18000, 3, transitions};
static const vd_zones zones = {1, &zone};

static const vd_str codes[] = {{"man", 3}, {"woman", 5}};
static const vd_type code = {.kind = VD_TYPE_STRING, .code_count = 2, .codes = codes};
static const vd_type number = {.kind = VD_TYPE_NUMBER}, date = {.kind = VD_TYPE_DATE},
                     boolean = {.kind = VD_TYPE_BOOL}, span = {.kind = VD_TYPE_SPAN},
                     any = {.kind = VD_TYPE_ANY};
static const vd_field fields[] = {{{"on", 2}, &date}, {{"n", 1}, &number}};
static const vd_type record = {.kind = VD_TYPE_RECORD, .field_count = 2, .fields = fields};
static const vd_type records = {.kind = VD_TYPE_LIST, .element = &record};

static const struct {
    const char *name;
    const vd_type *type;
} facts[] = {{"sex", &code},   {"n", &number},  {"d", &date}, {"b", &boolean},
             {"u", &number},   {"v", &boolean}, {"s", &span}, {"rs", &records},
             {"os", &records}, {"r", &record},  {"x", &any},  {"c", &date}};

static bool find(const vd_scope *scope, vd_str name, vd_symbol *ret_symbol)
{
    (void)scope;
    for (uint32_t i = 0; i < sizeof facts / sizeof facts[0]; i++)
        if (vd_str_eq(name, vd_str_of(facts[i].name))) {
            *ret_symbol = (vd_symbol){facts[i].type, i};
            return true;
        }
    return false;
}

static const int64_t days[] = {19800, 20100, 20400};

static vd_value load(vd_frame *frame, uint32_t ref)
{
    static const vd_missing one = {.fact = 4}, other = {.fact = 5},
                            further = {.fact = 8, .why = VD_WHY_INCOMPLETE};
    static const vd_value items[] = {
        {.kind = VD_RECORD, .until = VD_FOREVER, .u.record = &days[0]},
        {.kind = VD_RECORD, .until = VD_FOREVER, .u.record = &days[1]},
        {.kind = VD_RECORD, .until = VD_FOREVER, .u.record = &days[2]}};
    static const vd_list all = {3, items, NULL}, some = {3, items, &further};
    vd_value value = {.kind = VD_SPAN, .until = VD_FOREVER, .u.span = {.months = 80, .days = 3}};

    switch (ref) {
    case 0:
        return vd_string(codes[1]);
    case 1:
        return vd_number((vd_ratio){7, 3});
    case 2:
        return vd_date_value(20050);
    case 3:
        return vd_bool(true);
    case 4:
        return vd_unknown(&one);
    case 5:
        return vd_unknown(&other);
    case 6:
        return value;
    case 7:
        return (vd_value){.kind = VD_LIST, .until = VD_FOREVER, .u.list = &all};
    case 8:
        return (vd_value){.kind = VD_LIST, .until = VD_FOREVER, .u.list = &some};
    case 9:
        return items[0];
    case 10:
        return vd_null();
    default:
        break;
    }
    value = vd_date_value(frame->at < AT + 5000000 ? 20000 : 20300);
    if (frame->at < AT + 5000000)
        value.until = AT + 5000000;
    return value;
}

static vd_value field(vd_frame *frame, const void *instance, uint32_t index)
{
    const int64_t *day = instance;

    (void)frame;
    return index == 0 ? vd_date_value(*day) : vd_number((vd_ratio){*day % 7, 1});
}

static vd_value evaluate(vd_arena *arena, const vd_expr *expr, vd_instant at)
{
    vd_frame frame = {.arena = arena,
                      .at = at,
                      .today = vd_zone_date(&zone, at),
                      .earned_until = vd_zone_date(&zone, at) - 3,
                      .earning_goes_on = true,
                      .zone = &zone,
                      .zones = &zones,
                      .load = load,
                      .field = field,
                      .steps_left = 20000};

    return vd_feel_eval(expr, &frame);
}

static void must_agree(const vd_expr *expr, const vd_value *first, vd_instant at)
{
    vd_arena arena;
    vd_value then;
    vd_str was, is;

    if (at <= AT || at >= first->until || at > LATEST)
        return;
    vd_arena_init(&arena, MEMORY);
    then = evaluate(&arena, expr, at);
    was = vd_value_text(&arena, first);
    is = vd_value_text(&arena, &then);
    if (then.kind != VD_ERROR && was.ptr && is.ptr && !vd_str_eq(was, is)) {
        (void)fprintf(stderr, "until %lld says %.*s, at %lld %.*s\n", (long long)first->until,
                      VD_STR_ARGS(was), (long long)at, VD_STR_ARGS(is));
        abort();
    }
    vd_arena_done(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const vd_scope scope = {.find = find};
    const vd_expr *expr;
    vd_error err;
    vd_arena arena;

    vd_arena_init(&arena, MEMORY);
    if (vd_feel_compile(&arena, (vd_str){(const char *)data, size}, &scope, NULL, &expr, &err) ==
        VD_OK) {
        vd_value value = evaluate(&arena, expr, AT);
        vd_str text = vd_value_text(&arena, &value);

        if (value.until <= AT && value.kind != VD_ERROR)
            abort();
        (void)text;
        if (value.kind != VD_ERROR && !value.motion) {
            must_agree(expr, &value, value.until - 1);
            must_agree(expr, &value, LATEST);
            must_agree(expr, &value, AT + 1);
            must_agree(expr, &value, AT + 86400 * 40);
            must_agree(expr, &value, vd_zone_start_of(&zone, vd_zone_date(&zone, AT) + 1));
        }
    }
    vd_arena_done(&arena);
    return 0;
}
