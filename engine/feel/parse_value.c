/* Values as case files write them, by the type that is declared for them. */
#include "engine/feel/types.h"

#include "engine/ratio.h"
#include "engine/time/iso.h"

static vd_status refuse(vd_error *err, vd_str text, const char *form)
{
    return vd_fail(err, VD_INVALID_ARGUMENT, "\"%.*s\" is not %s", VD_STR_ARGS(text), form);
}

static vd_status parse_bool(vd_str text, vd_value *ret_value, vd_error *err)
{
    bool yes = vd_str_eq(text, VD_STR("true"));

    if (!yes && !vd_str_eq(text, VD_STR("false")))
        return refuse(err, text, "true or false");
    *ret_value = vd_bool(yes);
    return VD_OK;
}

static vd_status parse_string(vd_arena *arena, vd_str text, const vd_type *type,
                              vd_value *ret_value, vd_error *err)
{
    vd_str copy;

    for (size_t i = 0; i < type->code_count; i++)
        if (vd_str_eq(type->codes[i], text)) {
            *ret_value = vd_string(type->codes[i]);
            return VD_OK;
        }
    if (type->code_count)
        return refuse(err, text, "one of the codes declared for it");
    copy = vd_arena_copy(arena, text);
    if (!copy.ptr)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "out of memory");
    *ret_value = vd_string(copy);
    return VD_OK;
}

/* The zone's name is copied, not looked up: named zones in case files wait for a frame's zones,
 * so they are refused here; an offset says the same. */
static vd_status parse_clock(vd_arena *arena, vd_str text, vd_kind kind, vd_value *ret_value,
                             vd_error *err)
{
    vd_clock clock, *copy;
    bool parsed = kind == VD_TIME ? vd_iso_parse_time(text, true, &clock)
                                  : vd_iso_parse_date_time(text, true, &clock);

    if (!parsed || clock.zone.len > 0)
        return refuse(err, text,
                      kind == VD_TIME ? "a time such as 08:30"
                                      : "an instant such as 2016-04-01T10:00-05:00");
    copy = VD_NEW(arena, vd_clock);
    if (!copy)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "out of memory");
    *copy = clock;
    copy->day_only = kind == VD_DATE_TIME && !memchr(text.ptr, 'T', text.len);
    *ret_value = (vd_value){.kind = kind, .until = VD_FOREVER, .u.clock = copy};
    return VD_OK;
}

static vd_status parse_duration(vd_str text, bool in_months, vd_value *ret_value, vd_error *err)
{
    vd_value value = {.kind = in_months ? VD_MONTHS : VD_DAYS, .until = VD_FOREVER};
    vd_duration duration;

    if (!vd_iso_parse_duration(text, &duration) || duration.in_months != in_months)
        return refuse(err, text,
                      in_months ? "a duration such as P2Y6M" : "a duration such as P3DT12H");
    if (in_months)
        value.u.months = duration.amount;
    else
        value.u.nanos = duration.amount;
    *ret_value = value;
    return VD_OK;
}

static bool is_length(const vd_span *span)
{
    return span->months >= 0 && span->days >= 0 && span->hours >= 0 && span->business_days >= 0;
}

/* Lists, contexts and ranges are written as expressions without names. */
static vd_status parse_composite(vd_arena *arena, vd_str text, const vd_type *type,
                                 vd_value *ret_value, vd_error *err)
{
    vd_frame frame = {.arena = arena, .steps_left = 10000};
    const vd_expr *expr;
    vd_status status = vd_feel_compile(arena, text, NULL, type, &expr, err);
    vd_value value;

    if (status)
        return status;
    value = vd_feel_eval(expr, &frame);
    if (value.kind == VD_ERROR || value.kind == VD_UNKNOWN)
        return refuse(err, text, "a value");
    *ret_value = value;
    return VD_OK;
}

vd_status vd_value_parse(vd_arena *arena, vd_str text, const vd_type *type, vd_value *ret_value,
                         vd_error *err)
{
    vd_value value = {.kind = VD_SPAN, .until = VD_FOREVER};

    switch (type->kind) {
    case VD_TYPE_BOOL:
        return parse_bool(text, ret_value, err);
    case VD_TYPE_STRING:
        return parse_string(arena, text, type, ret_value, err);
    case VD_TYPE_TIME:
        return parse_clock(arena, text, VD_TIME, ret_value, err);
    case VD_TYPE_DATE_TIME:
        return parse_clock(arena, text, VD_DATE_TIME, ret_value, err);
    case VD_TYPE_DAYS:
        return parse_duration(text, false, ret_value, err);
    case VD_TYPE_MONTHS:
        return parse_duration(text, true, ret_value, err);
    case VD_TYPE_NUMBER:
        if (!vd_ratio_parse(text, &value.u.number))
            return refuse(err, text, "a number such as 12, 0.5 or 1/3");
        *ret_value = vd_number(value.u.number);
        return VD_OK;
    case VD_TYPE_DATE:
        if (!vd_iso_parse_date(text, &value.u.date))
            return refuse(err, text, "a date such as 2024-01-10");
        *ret_value = vd_date_value(value.u.date);
        return VD_OK;
    case VD_TYPE_SPAN:
        if (!vd_iso_parse_span(text, &value.u.span) || !is_length(&value.u.span))
            return refuse(err, text, "a length such as 6 years 8 months");
        *ret_value = value;
        return VD_OK;
    case VD_TYPE_NULL:
    case VD_TYPE_RECORD:
    case VD_TYPE_FUNCTION:
        return refuse(err, text, "a value of a type that can be written");
    default:
        return parse_composite(arena, text, type, ret_value, err);
    }
}
