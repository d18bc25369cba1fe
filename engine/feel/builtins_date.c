#include "engine/feel/builtins.h"

#include "engine/feel/arith.h"
#include "engine/time/date.h"
#include "engine/time/iso.h"

#define OFFSET_MAX_SECONDS (18 * 3600)

/* Named zones are known only to a frame; while folding, the text waits. */
static vd_value settled_clock(vd_run *run, vd_kind kind, vd_clock clock)
{
    const vd_zones own = {1, run->frame->zone};

    if (clock.zone.len > 0 && run->folding) {
        run->unfoldable = true;
        return vd_null();
    }
    if (!(run->frame->zone && vd_clock_settle(&own, &clock)) &&
        !vd_clock_settle(run->frame->zones, &clock))
        return vd_null();
    return vd_clock_value(run, kind, &clock);
}

static vd_date day_of(const vd_value *value)
{
    return value->kind == VD_DATE ? value->u.date : value->u.clock->date;
}

static vd_value date_from(vd_run *run, const vd_value *args, size_t count)
{
    vd_date date;

    (void)run;
    (void)count;
    if (args->kind != VD_STRING)
        return vd_date_value(day_of(args));
    return vd_iso_parse_date(args->u.string, &date) ? vd_date_value(date) : vd_null();
}

static vd_value date_of_parts(vd_run *run, const vd_value *args, size_t count)
{
    (void)run;
    (void)count;
    for (int i = 0; i < 3; i++)
        if (!vd_ratio_is_whole(args[i].u.number))
            return vd_null();
    if (!vd_civil_valid(vd_whole(&args[0]), vd_whole(&args[1]), vd_whole(&args[2])))
        return vd_null();
    return vd_date_value(
        vd_date_from_civil(vd_whole(&args[0]), (int)vd_whole(&args[1]), (int)vd_whole(&args[2])));
}

static vd_value time_from(vd_run *run, const vd_value *args, size_t count)
{
    vd_clock clock = {.has_offset = true};

    (void)count;
    if (args->kind == VD_STRING) {
        if (!vd_iso_parse_time(args->u.string, false, &clock))
            return vd_null();
        return settled_clock(run, VD_TIME, clock);
    }
    if (args->kind != VD_DATE)
        clock = *args->u.clock;
    clock.date = 0;
    return vd_clock_value(run, VD_TIME, &clock);
}

/* hour, minute, second (with decimals), and the offset from UTC as a duration. */
static vd_value time_of_parts(vd_run *run, const vd_value *args, size_t count)
{
    int64_t hour = vd_whole(&args[0]), minute = vd_whole(&args[1]);
    vd_ratio nanos;
    vd_clock clock = {0};

    if (!vd_ratio_is_whole(args[0].u.number) || !vd_ratio_is_whole(args[1].u.number) ||
        !vd_ratio_mul(args[2].u.number, vd_ratio_of(VD_NANOS_PER_SECOND), &nanos))
        return vd_null();
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || nanos.num < 0 ||
        vd_ratio_cmp(nanos, vd_ratio_of(60 * VD_NANOS_PER_SECOND)) >= 0)
        return vd_null();
    clock.nanos = (hour * 3600 + minute * 60) * VD_NANOS_PER_SECOND + vd_ratio_floor(nanos);
    if (count > 3 && args[3].kind == VD_DAYS) {
        int64_t offset = args[3].u.nanos / VD_NANOS_PER_SECOND;

        if (offset > OFFSET_MAX_SECONDS || offset < -OFFSET_MAX_SECONDS)
            return vd_null();
        clock.offset = (int32_t)offset;
        clock.has_offset = true;
    }
    return vd_clock_value(run, VD_TIME, &clock);
}

static vd_value instant_from(vd_run *run, const vd_value *args, size_t count)
{
    vd_clock clock = {0};

    (void)count;
    if (args->kind == VD_DATE_TIME)
        return *args;
    if (args->kind == VD_DATE) {
        clock.date = args->u.date;
        return vd_clock_value(run, VD_DATE_TIME, &clock);
    }
    if (!vd_iso_parse_date_time(args->u.string, false, &clock))
        return vd_null();
    return settled_clock(run, VD_DATE_TIME, clock);
}

static vd_value instant_of_parts(vd_run *run, const vd_value *args, size_t count)
{
    vd_clock clock = *args[1].u.clock;

    (void)count;
    clock.date = day_of(&args[0]);
    return settled_clock(run, VD_DATE_TIME, clock);
}

static vd_value duration_value(vd_duration duration)
{
    vd_value value = {.kind = VD_DAYS, .until = VD_FOREVER};

    if (duration.in_months) {
        value.kind = VD_MONTHS;
        value.u.months = duration.amount;
    } else {
        value.u.nanos = duration.amount;
    }
    return value;
}

static vd_value duration_from(vd_run *run, const vd_value *args, size_t count)
{
    vd_duration duration;

    (void)run;
    (void)count;
    if (args->kind != VD_STRING)
        return *args;
    return vd_iso_parse_duration(args->u.string, &duration) ? duration_value(duration) : vd_null();
}

/* @"text" */
static vd_value at_literal(vd_run *run, const vd_value *args, size_t count)
{
    vd_type_kind kind;

    if (!vd_builtin_at_kind(args->u.string, &kind))
        return vd_null();
    switch (kind) {
    case VD_TYPE_DATE:
        return date_from(run, args, count);
    case VD_TYPE_DATE_TIME:
        return instant_from(run, args, count);
    case VD_TYPE_TIME:
        return time_from(run, args, count);
    default:
        return duration_from(run, args, count);
    }
}

static vd_value day_of_year(vd_run *run, const vd_value *args, size_t count)
{
    (void)run;
    (void)count;
    return vd_whole_number(vd_day_of_year(day_of(args)));
}

static vd_value week_of_year(vd_run *run, const vd_value *args, size_t count)
{
    (void)run;
    (void)count;
    return vd_whole_number(vd_week_of_year(day_of(args)));
}

static vd_value day_of_week(vd_run *run, const vd_value *args, size_t count)
{
    (void)run;
    (void)count;
    return vd_string(vd_weekday_name(vd_weekday(day_of(args))));
}

static vd_value month_of_year(vd_run *run, const vd_value *args, size_t count)
{
    (void)run;
    (void)count;
    return vd_string(vd_month_name(vd_civil_from_date(day_of(args)).month));
}

/*
 * Whole months change only on the day number of the other date, on the one behind it, or on the
 * first of a month. Returns how many days from now the first of these lies that makes a change.
 */
static int64_t days_to_next_month(vd_date from, vd_date until, bool until_moves)
{
    int64_t months = vd_months_between(from, until);
    int fixed = vd_civil_from_date(until_moves ? from : until).day;

    for (int64_t k = 1; k <= 62; k++) {
        vd_date moving = (until_moves ? until : from) + k;
        int day = vd_civil_from_date(moving).day;

        if ((day == 1 || day == fixed || day == fixed + 1) &&
            (until_moves ? vd_months_between(from, moving) : vd_months_between(moving, until)) !=
                months)
            return k;
    }
    return 62;
}

static vd_value months_in(vd_run *run, const vd_value *args, vd_value result)
{
    vd_value from = args[0], until = args[1];

    result.until = vd_sooner(from.until, until.until);
    if (!from.motion && !until.motion)
        return result;
    if (from.kind == VD_DATE && until.kind == VD_DATE &&
        ((until.motion == &vd_motion_day && !from.motion) ||
         (from.motion == &vd_motion_day && !until.motion))) {
        int64_t days = days_to_next_month(from.u.date, until.u.date, until.motion != NULL);

        result.until = vd_sooner(result.until, vd_tick(run, VD_PACE_DAILY, days));
        return result;
    }
    vd_settle(run, &from);
    vd_settle(run, &until);
    result.until = vd_sooner(from.until, until.until);
    return result;
}

static vd_value months_duration(vd_run *run, const vd_value *args, size_t count)
{
    vd_value months = {.kind = VD_MONTHS, .until = VD_FOREVER};

    (void)count;
    months.u.months = vd_months_between(day_of(&args[0]), day_of(&args[1]));
    return months_in(run, args, months);
}

static vd_value months_between(vd_run *run, const vd_value *args, size_t count)
{
    (void)count;
    return months_in(run, args, vd_whole_number(vd_months_between(args[0].u.date, args[1].u.date)));
}

/* The day as a number on the line of days, moving as it does. */
static vd_value day_number(const vd_value *date)
{
    vd_value number = *date;

    number.kind = VD_NUMBER;
    number.u.number = vd_ratio_of(date->u.date);
    return number;
}

static vd_value days_between(vd_run *run, const vd_value *args, size_t count)
{
    vd_value from = day_number(&args[0]), until = day_number(&args[1]);

    (void)count;
    return vd_arith_apply(run, '-', NULL, &until, &from);
}

#define DAY                 \
    {                       \
        "date", VD_WANT_DAY \
    }
#define TEXT_OR_DAY                           \
    {                                         \
        "from", VD_WANT(STRING) | VD_WANT_DAY \
    }

static const vd_builtin rows[] = {
    {"@", at_literal, 1, 1, VD_CALL_TEXT, VD_TYPE_ANY, {{"from", VD_WANT(STRING)}}},
    {"date", date_from, 1, 1, VD_CALL_TEXT, VD_TYPE_DATE, {TEXT_OR_DAY}},
    {"date",
     date_of_parts,
     3,
     3,
     VD_CALL_TEXT,
     VD_TYPE_DATE,
     {{"year", VD_WANT(NUMBER)}, {"month", VD_WANT(NUMBER)}, {"day", VD_WANT(NUMBER)}}},
    {"time",
     time_from,
     1,
     1,
     VD_CALL_TEXT,
     VD_TYPE_TIME,
     {{"from", VD_WANT(STRING) | VD_WANT_DAY | VD_WANT(TIME)}}},
    {"time",
     time_of_parts,
     3,
     4,
     VD_CALL_TEXT,
     VD_TYPE_TIME,
     {{"hour", VD_WANT(NUMBER)},
      {"minute", VD_WANT(NUMBER)},
      {"second", VD_WANT(NUMBER)},
      {"offset", VD_WANT(DAYS) | VD_WANT(NULL)}}},
    {"date and time", instant_from, 1, 1, VD_CALL_TEXT, VD_TYPE_DATE_TIME, {TEXT_OR_DAY}},
    {"date and time", instant_of_parts, 2, 2, 0, VD_TYPE_DATE_TIME, {DAY, {"time", VD_WANT(TIME)}}},
    {"duration",
     duration_from,
     1,
     1,
     VD_CALL_TEXT,
     VD_TYPE_ANY,
     {{"from", VD_WANT(STRING) | VD_WANT_DURATION}}},
    {"years and months duration",
     months_duration,
     2,
     2,
     VD_CALL_MOVES,
     VD_TYPE_MONTHS,
     {{"from", VD_WANT_DAY}, {"to", VD_WANT_DAY}}},
    {"day of year", day_of_year, 1, 1, 0, VD_TYPE_NUMBER, {DAY}},
    {"day of week", day_of_week, 1, 1, 0, VD_TYPE_STRING, {DAY}},
    {"month of year", month_of_year, 1, 1, 0, VD_TYPE_STRING, {DAY}},
    {"week of year", week_of_year, 1, 1, 0, VD_TYPE_NUMBER, {DAY}},
    {"days between",
     days_between,
     2,
     2,
     VD_CALL_MOVES,
     VD_TYPE_NUMBER,
     {{"from", VD_WANT(DATE)}, {"until", VD_WANT(DATE)}}},
    {"months between",
     months_between,
     2,
     2,
     VD_CALL_MOVES,
     VD_TYPE_NUMBER,
     {{"from", VD_WANT(DATE)}, {"until", VD_WANT(DATE)}}},
};

VD_BUILTIN_TABLE(vd_builtins_date, rows);
