/* What stands behind the point: date.year, duration.days, range.start. */
#include "engine/feel/builtins.h"

#include "engine/feel/eval.h"
#include "engine/time/date.h"
#include "engine/time/iso.h"

typedef vd_value property_fn(vd_run *run, const vd_value *value);

typedef struct property {
    uint8_t of;    /* vd_kind */
    uint8_t gives; /* vd_type_kind */
    const char *name;
    property_fn *get;
} property;

static vd_date day_of(const vd_value *value)
{
    return value->kind == VD_DATE ? value->u.date : value->u.clock->date;
}

static vd_value year(vd_run *run, const vd_value *value)
{
    (void)run;
    return vd_whole_number(vd_civil_from_date(day_of(value)).year);
}

static vd_value month(vd_run *run, const vd_value *value)
{
    (void)run;
    return vd_whole_number(vd_civil_from_date(day_of(value)).month);
}

static vd_value day(vd_run *run, const vd_value *value)
{
    (void)run;
    return vd_whole_number(vd_civil_from_date(day_of(value)).day);
}

static vd_value weekday(vd_run *run, const vd_value *value)
{
    (void)run;
    return vd_whole_number(vd_weekday(day_of(value)));
}

static vd_value hour(vd_run *run, const vd_value *value)
{
    (void)run;
    return vd_whole_number(value->u.clock->nanos / (3600 * VD_NANOS_PER_SECOND));
}

static vd_value minute(vd_run *run, const vd_value *value)
{
    (void)run;
    return vd_whole_number(value->u.clock->nanos / (60 * VD_NANOS_PER_SECOND) % 60);
}

static vd_value second(vd_run *run, const vd_value *value)
{
    vd_ratio seconds;

    (void)run;
    if (!vd_ratio_make(value->u.clock->nanos % (60 * VD_NANOS_PER_SECOND), VD_NANOS_PER_SECOND,
                       &seconds))
        return vd_overflow();
    return vd_number(seconds);
}

static vd_value offset(vd_run *run, const vd_value *value)
{
    (void)run;
    if (!value->u.clock->has_offset)
        return vd_null();
    return (vd_value){.kind = VD_DAYS,
                      .until = VD_FOREVER,
                      .u.nanos = value->u.clock->offset * VD_NANOS_PER_SECOND};
}

static vd_value timezone_of(vd_run *run, const vd_value *value)
{
    (void)run;
    return value->u.clock->zone.len ? vd_string(value->u.clock->zone) : vd_null();
}

static vd_value whole_days(vd_run *run, const vd_value *value)
{
    (void)run;
    return vd_whole_number(value->u.nanos / VD_NANOS_PER_DAY);
}

static vd_value hours(vd_run *run, const vd_value *value)
{
    (void)run;
    return vd_whole_number(value->u.nanos % VD_NANOS_PER_DAY / (3600 * VD_NANOS_PER_SECOND));
}

static vd_value minutes(vd_run *run, const vd_value *value)
{
    (void)run;
    return vd_whole_number(value->u.nanos / (60 * VD_NANOS_PER_SECOND) % 60);
}

static vd_value seconds(vd_run *run, const vd_value *value)
{
    vd_ratio ratio;

    (void)run;
    if (!vd_ratio_make(value->u.nanos % (60 * VD_NANOS_PER_SECOND), VD_NANOS_PER_SECOND, &ratio))
        return vd_overflow();
    return vd_number(ratio);
}

static vd_value years(vd_run *run, const vd_value *value)
{
    (void)run;
    return vd_whole_number(value->u.months / 12);
}

static vd_value months(vd_run *run, const vd_value *value)
{
    (void)run;
    return vd_whole_number(value->u.months % 12);
}

static vd_value span_years(vd_run *run, const vd_value *value)
{
    (void)run;
    return vd_whole_number(value->u.span.months / 12);
}

static vd_value span_months(vd_run *run, const vd_value *value)
{
    (void)run;
    return vd_whole_number(value->u.span.months % 12);
}

static vd_value span_days(vd_run *run, const vd_value *value)
{
    (void)run;
    return vd_whole_number(value->u.span.days);
}

static vd_value span_hours(vd_run *run, const vd_value *value)
{
    (void)run;
    return vd_whole_number(value->u.span.hours);
}

static vd_value start(vd_run *run, const vd_value *value)
{
    (void)run;
    return value->u.range->low;
}

static vd_value end(vd_run *run, const vd_value *value)
{
    (void)run;
    return value->u.range->high;
}

static vd_value start_included(vd_run *run, const vd_value *value)
{
    (void)run;
    return vd_bool(value->u.range->low_in);
}

static vd_value end_included(vd_run *run, const vd_value *value)
{
    (void)run;
    return vd_bool(value->u.range->high_in);
}

static const property rows[] = {
    {VD_DATE, VD_TYPE_NUMBER, "year", year},
    {VD_DATE, VD_TYPE_NUMBER, "month", month},
    {VD_DATE, VD_TYPE_NUMBER, "day", day},
    {VD_DATE, VD_TYPE_NUMBER, "weekday", weekday},
    {VD_DATE_TIME, VD_TYPE_NUMBER, "year", year},
    {VD_DATE_TIME, VD_TYPE_NUMBER, "month", month},
    {VD_DATE_TIME, VD_TYPE_NUMBER, "day", day},
    {VD_DATE_TIME, VD_TYPE_NUMBER, "weekday", weekday},
    {VD_DATE_TIME, VD_TYPE_NUMBER, "hour", hour},
    {VD_DATE_TIME, VD_TYPE_NUMBER, "minute", minute},
    {VD_DATE_TIME, VD_TYPE_NUMBER, "second", second},
    {VD_DATE_TIME, VD_TYPE_DAYS, "time offset", offset},
    {VD_DATE_TIME, VD_TYPE_STRING, "timezone", timezone_of},
    {VD_TIME, VD_TYPE_NUMBER, "hour", hour},
    {VD_TIME, VD_TYPE_NUMBER, "minute", minute},
    {VD_TIME, VD_TYPE_NUMBER, "second", second},
    {VD_TIME, VD_TYPE_DAYS, "time offset", offset},
    {VD_TIME, VD_TYPE_STRING, "timezone", timezone_of},
    {VD_DAYS, VD_TYPE_NUMBER, "days", whole_days},
    {VD_DAYS, VD_TYPE_NUMBER, "hours", hours},
    {VD_DAYS, VD_TYPE_NUMBER, "minutes", minutes},
    {VD_DAYS, VD_TYPE_NUMBER, "seconds", seconds},
    {VD_MONTHS, VD_TYPE_NUMBER, "years", years},
    {VD_MONTHS, VD_TYPE_NUMBER, "months", months},
    {VD_SPAN, VD_TYPE_NUMBER, "years", span_years},
    {VD_SPAN, VD_TYPE_NUMBER, "months", span_months},
    {VD_SPAN, VD_TYPE_NUMBER, "days", span_days},
    {VD_SPAN, VD_TYPE_NUMBER, "hours", span_hours},
    {VD_RANGE, VD_TYPE_ANY, "start", start},
    {VD_RANGE, VD_TYPE_ANY, "end", end},
    {VD_RANGE, VD_TYPE_BOOL, "start included", start_included},
    {VD_RANGE, VD_TYPE_BOOL, "end included", end_included},
};

#define ROWS (sizeof rows / sizeof rows[0])

bool vd_builtin_is_property(vd_str name)
{
    for (size_t i = 0; i < ROWS; i++)
        if (vd_str_eq(name, vd_str_of(rows[i].name)))
            return true;
    return false;
}

bool vd_property_type(vd_type_kind of, vd_str name, vd_type_kind *ret_type)
{
    for (size_t i = 0; i < ROWS; i++)
        if (vd_type_kind_of((vd_kind)rows[i].of) == of &&
            vd_str_eq(name, vd_str_of(rows[i].name))) {
            *ret_type = (vd_type_kind)rows[i].gives;
            return true;
        }
    return false;
}

/* A date that moves day by day keeps its year and month for longer than till the next tick. */
static vd_instant until_next(vd_run *run, const vd_value *date, const property *row)
{
    vd_civil civil = vd_civil_from_date(date->u.date);
    vd_date next;

    if (row->get == year)
        next = vd_date_from_civil(civil.year + 1, 1, 1);
    else if (row->get == month)
        next = vd_date_from_civil(civil.year, civil.month, 1) +
               vd_days_in_month(civil.year, civil.month);
    else
        next = date->u.date + 1;
    return vd_tick(run, VD_PACE_DAILY, next - date->u.date);
}

static vd_value get(vd_run *run, const vd_value *value, const property *row)
{
    vd_value still = *value, result = row->get(run, value);

    if (value->kind == VD_RANGE) {
        result.until = vd_sooner(result.until, value->until);
        return result;
    }
    if (value->kind == VD_DATE && value->motion == &vd_motion_day) {
        result.until = vd_sooner(value->until, until_next(run, value, row));
        return result;
    }
    vd_settle(run, &still);
    result.until = vd_sooner(result.until, still.until);
    return result;
}

vd_value vd_property(vd_run *run, const vd_value *value, vd_str name)
{
    vd_value none = vd_null();

    for (size_t i = 0; i < ROWS; i++)
        if (rows[i].of == value->kind && vd_str_eq(name, vd_str_of(rows[i].name)))
            return get(run, value, &rows[i]);
    none.until = value->until;
    return none;
}
