#include "tests/unit/feel_helper.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/time/date.h"

#include <valedor/limits.h>

static const vd_transition lima_transitions[] = {{-1938538284, -18000}};

const vd_zone feel_lima = {{"America/Lima", 12}, -18516, 1, lima_transitions};

/* 2025-03-23T00:00-04:00 back to -05:00; 2025-10-05T00:00-05:00 on to -04:00, and in 2026. */
static const vd_transition jumping_transitions[] = {
    {1728187200, -14400}, {1742702400, -18000}, {1759640400, -14400}, {1774152000, -18000}};

const vd_zone feel_jumping = {{"Test/Jumping", 12}, -18000, 4, jumping_transitions};

static const vd_str sexes[] = {{"man", 3}, {"woman", 5}};
static const vd_type sex_type = {.kind = VD_TYPE_STRING, .code_count = 2, .codes = sexes};
static const vd_type boolean = {.kind = VD_TYPE_BOOL}, string = {.kind = VD_TYPE_STRING},
                     number = {.kind = VD_TYPE_NUMBER}, date = {.kind = VD_TYPE_DATE},
                     span = {.kind = VD_TYPE_SPAN};
static const vd_field act_fields[] = {
    {{"on", 2}, &date}, {{"kind", 4}, &string}, {{"days", 4}, &number}};
static const vd_type act = {.kind = VD_TYPE_RECORD, .field_count = 3, .fields = act_fields};
static const vd_type acts = {.kind = VD_TYPE_LIST, .element = &act};
static const vd_field rate_params[] = {{{"crime", 5}, &string}};
static const vd_type rate = {
    .kind = VD_TYPE_FUNCTION, .field_count = 1, .fields = rate_params, .element = &number};

static const struct {
    const char *name;
    const vd_type *type;
} facts[FACT_COUNT] = {
    [FACT_SEX] = {"sex", &sex_type},
    [FACT_CRIME] = {"crime", &string},
    [FACT_FINE] = {"fine", &number},
    [FACT_HELD_ON] = {"held_on", &date},
    [FACT_FREE] = {"free", &boolean},
    [FACT_GONE] = {"gone", &date},
    [FACT_NOBODY_SAID] = {"nobody_said", &boolean},
    [FACT_NO_NUMBER] = {"no_number", &number},
    [FACT_NO_DATE] = {"no_date", &date},
    [FACT_TERM] = {"term", &span},
    [FACT_SHIFTING] = {"shifting", &date},
    [FACT_ACTS] = {"acts", &acts},
    [FACT_MORE_ACTS] = {"more_acts", &acts},
    [FACT_RATE] = {"rate", &rate},
};

typedef struct act_record {
    const char *kind;
    int year, month, day;
    int64_t days;
} act_record;

static const act_record act_records[] = {
    {"hearing", 2024, 3, 1, 10}, {"transfer", 2024, 9, 15, 0}, {"hearing", 2025, 2, 1, 20}};

static bool find(const vd_scope *scope, vd_str name, vd_symbol *ret_symbol)
{
    (void)scope;
    for (uint32_t i = 0; i < FACT_COUNT; i++)
        if (vd_str_eq(name, vd_str_of(facts[i].name))) {
            *ret_symbol = (vd_symbol){facts[i].type, i};
            return true;
        }
    return false;
}

static vd_str suggest(const vd_scope *scope, vd_str name)
{
    (void)scope;
    return name.len > 3 && memcmp(name.ptr, "held", 4) == 0 ? VD_STR("held_on") : VD_STR("");
}

const vd_scope feel_scope = {.find = find, .suggest = suggest};

static vd_value list_of_acts(bool open)
{
    static const vd_missing further = {.why = VD_WHY_INCOMPLETE, .fact = 1};
    static vd_value items[3];
    static const vd_list all = {3, items, NULL}, some = {3, items, &further};

    for (int i = 0; i < 3; i++)
        items[i] = (vd_value){.kind = VD_RECORD, .until = VD_FOREVER, .u.record = &act_records[i]};
    return (vd_value){.kind = VD_LIST, .until = VD_FOREVER, .u.list = open ? &some : &all};
}

static vd_value shifting(const vd_frame *frame)
{
    vd_value value = vd_date_value(vd_date_from_civil(2024, 6, 30));

    if (frame->at >= FEEL_SHIFT)
        value.u.date = vd_date_from_civil(2025, 8, 15);
    else
        value.until = FEEL_SHIFT;
    return value;
}

static vd_value load(vd_frame *frame, uint32_t ref)
{
    static const vd_missing nobody = {.fact = FACT_NOBODY_SAID},
                            no_number = {.fact = FACT_NO_NUMBER}, no_date = {.fact = FACT_NO_DATE};
    vd_value term = {.kind = VD_SPAN, .until = VD_FOREVER, .u.span = {.months = 80}};

    switch ((feel_fact)ref) {
    case FACT_SEX:
        return vd_string(sexes[1]);
    case FACT_CRIME:
        return vd_string(VD_STR("theft"));
    case FACT_FINE:
        return vd_number((vd_ratio){3, 2});
    case FACT_HELD_ON:
        return vd_date_value(vd_date_from_civil(2024, 1, 31));
    case FACT_FREE:
        return vd_bool(false);
    case FACT_GONE:
        return vd_null();
    case FACT_NOBODY_SAID:
        return vd_unknown(&nobody);
    case FACT_NO_NUMBER:
        return vd_unknown(&no_number);
    case FACT_NO_DATE:
        return vd_unknown(&no_date);
    case FACT_TERM:
        return term;
    case FACT_SHIFTING:
        return shifting(frame);
    case FACT_ACTS:
        return list_of_acts(false);
    case FACT_MORE_ACTS:
        return list_of_acts(true);
    default:
        break;
    }
    fail_msg("no fact %u", ref);
    return vd_null();
}

static vd_value field(vd_frame *frame, const void *record, uint32_t index)
{
    const act_record *it = record;

    (void)frame;
    switch (index) {
    case 0:
        return vd_date_value(vd_date_from_civil(it->year, it->month, it->day));
    case 1:
        return vd_string(vd_str_of(it->kind));
    default:
        return vd_number((vd_ratio){it->days, 1});
    }
}

static vd_value call(vd_frame *frame, uint32_t ref, const vd_value *args, size_t count)
{
    (void)frame;
    assert_int_equal(ref, FACT_RATE);
    assert_int_equal(count, 1);
    if (args[0].kind != VD_STRING)
        return args[0];
    return vd_number((vd_ratio){(int64_t)args[0].u.string.len, 1});
}

vd_frame feel_frame(vd_arena *arena, vd_instant at, const vd_zone *zone)
{
    vd_frame frame = {.arena = arena,
                      .at = at,
                      .zone = zone ? zone : &feel_lima,
                      .load = load,
                      .field = field,
                      .call = call,
                      .earning_goes_on = true,
                      .steps_left = VD_EXPR_STEPS_MAX};

    frame.today = vd_zone_date(frame.zone, at);
    frame.earned_until = frame.today - 10;
    return frame;
}

vd_value feel_eval_at(vd_arena *arena, const char *text, vd_instant at)
{
    vd_frame frame = feel_frame(arena, at, NULL);
    vd_error err = {0};
    const vd_expr *expr;

    if (vd_feel_compile(arena, vd_str_of(text), &feel_scope, NULL, &expr, &err))
        fail_msg("%s: %s", text, err.message);
    return vd_feel_eval(expr, &frame);
}

vd_value feel_eval(vd_arena *arena, const char *text)
{
    return feel_eval_at(arena, text, FEEL_AT);
}

const char *feel_text(vd_arena *arena, const char *text)
{
    vd_frame frame = feel_frame(arena, FEEL_AT, NULL);
    vd_error err = {0};
    const vd_expr *expr;
    vd_value value;

    if (vd_feel_compile(arena, vd_str_of(text), &feel_scope, NULL, &expr, &err))
        return vd_arena_printf(arena, "refused: %s", err.message).ptr;
    value = vd_feel_eval(expr, &frame);
    return vd_arena_printf(arena, "%.*s", VD_STR_ARGS(vd_value_text(arena, &value))).ptr;
}

const char *feel_refusal(vd_arena *arena, const char *text, vd_error *ret_error)
{
    const vd_expr *expr;

    *ret_error = (vd_error){0};
    if (vd_feel_compile(arena, vd_str_of(text), &feel_scope, NULL, &expr, ret_error) == VD_OK)
        fail_msg("%s compiles", text);
    return ret_error->message;
}

vd_instant feel_midnight(int year, int month, int day)
{
    return vd_zone_start_of(&feel_lima, vd_date_from_civil(year, month, day));
}
