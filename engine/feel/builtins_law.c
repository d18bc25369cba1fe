/*
 * What rules of law need and FEEL has not. docs/feel.md lists each with its reason.
 */
#include "engine/feel/builtins.h"

#include "engine/feel/arith.h"
#include "engine/time/date.h"
#include "engine/time/iso.h"

#define DAYS_PER_LEGAL_MONTH 30

static vd_value domain(const char *text)
{
    return vd_faulty(VD_FAULT_DOMAIN, text);
}

/* The day on which `age` is completed, and when the next year will be. */
static vd_date birthday_in(vd_civil birth, int64_t year, bool last_day)
{
    if (birth.day <= vd_days_in_month(year, birth.month))
        return vd_date_from_civil(year, birth.month, birth.day);
    return vd_date_from_civil(year, last_day ? 2 : 3, last_day ? 28 : 1);
}

/* Whole years; null before birth. Who is born on 29 February completes a year on 1 March of a year
 * without that day ("next_day"), or on 28 February ("last_day"). */
static vd_value age(vd_run *run, const vd_value *args, size_t count)
{
    vd_value on = args[1], birth = args[0], result;
    bool last_day = count > 2 && vd_str_eq(args[2].u.string, VD_STR("last_day"));
    vd_civil born = vd_civil_from_date(birth.u.date), at = vd_civil_from_date(on.u.date);
    vd_date this_year = birthday_in(born, at.year, last_day);
    int64_t years = at.year - born.year - (on.u.date < this_year);

    if (count > 2 && !last_day && !vd_str_eq(args[2].u.string, VD_STR("next_day")))
        return domain("29 February completes a year on \"next_day\" or \"last_day\"");
    result = on.u.date < birth.u.date ? vd_null() : vd_whole_number(years);
    if (!birth.motion && on.motion == &vd_motion_day && result.kind == VD_NUMBER) {
        vd_date next = on.u.date < this_year ? this_year : birthday_in(born, at.year + 1, last_day);

        result.until = vd_tick(run, VD_PACE_DAILY, next - on.u.date);
        return result;
    }
    vd_settle(run, &birth);
    vd_settle(run, &on);
    result.until = vd_sooner(birth.until, on.until);
    return result;
}

/* The days of a list of names as bits, Monday lowest; false when one is no weekday's. */
static bool weekdays_of(const vd_value *list, unsigned *ret_days)
{
    size_t count;
    const vd_value *items = vd_items(list, 1, &count);

    *ret_days = 0;
    for (size_t i = 0; i < count; i++) {
        unsigned before = *ret_days;

        for (int day = 1; day <= 7 && items[i].kind == VD_STRING; day++) {
            vd_str name = vd_weekday_name(day), given = items[i].u.string;

            if (given.len == name.len && (given.ptr[0] | 0x20) == (name.ptr[0] | 0x20) &&
                memcmp(given.ptr + 1, name.ptr + 1, name.len - 1) == 0)
                *ret_days |= 1U << (day - 1);
        }
        if (*ret_days == before)
            return false;
    }
    return true;
}

/*
 * How the count moves. Of n days in a row, n * chosen / 7 fall on the days chosen, give or take
 * chosen * (7 - chosen) / 7: so much for each end that moves. Below zero days nothing is counted.
 */
static void move_count(vd_run *run, vd_value *result, const vd_value *args, int64_t chosen)
{
    vd_ratio share, off;
    int ends = (args[0].motion != NULL) + (args[1].motion != NULL);
    vd_motion motion;

    if (!vd_ratio_make(chosen, 7, &share) ||
        !vd_ratio_make(chosen * (7 - chosen) * ends, 7, &off) ||
        !vd_motion_combine(&args[1], &args[0], share, (vd_ratio){-share.num, share.den}, &motion) ||
        !vd_ratio_add(motion.slack, off, &motion.slack)) {
        *result = vd_arith_settled(run, *result, &args[0], &args[1]);
        return;
    }
    if (args[1].u.date < args[0].u.date && motion.low.num > 0)
        motion.low = vd_ratio_of(0);
    if (motion.high.num < 0)
        motion.high = vd_ratio_of(0);
    motion.by_units = true;
    vd_set_motion(run, result, &motion);
}

/* How many dates of [from, until) fall on the weekdays named. */
static vd_value weekdays_between(vd_run *run, const vd_value *args, size_t count)
{
    int64_t span = args[1].u.date - args[0].u.date, total;
    int first = vd_weekday(args[0].u.date) - 1;
    unsigned days, chosen = 0;
    vd_value names = args[2], result;

    (void)count;
    vd_settle(run, &names);
    if (!weekdays_of(&names, &days))
        return domain("the weekdays are named \"monday\" to \"sunday\", each once");
    for (int day = 0; day < 7; day++)
        chosen += days >> day & 1U;
    span = span < 0 ? 0 : span;
    total = span / 7 * chosen;
    for (int64_t i = 0; i < span % 7; i++)
        total += days >> ((first + i) % 7) & 1U;
    result = vd_whole_number(total);
    if (args[0].motion || args[1].motion)
        move_count(run, &result, args, chosen);
    result.until = vd_sooner(result.until, names.until);
    return result;
}

/* After how many midnights an end that moves on daily has passed the first of the days listed that
 * it has not passed yet; 0: it stands, or has passed them all. */
static int64_t days_to_pass(const vd_value *end, const vd_value *items, size_t count)
{
    vd_date next = INT64_MAX;

    for (size_t i = 0; end->motion && i < count; i++)
        if (items[i].u.date >= end->u.date && items[i].u.date < next)
            next = items[i].u.date;
    return next == INT64_MAX ? 0 : next - end->u.date + 1;
}

/* How many of the dates listed lie in [from, until). */
static vd_value dates_between(vd_run *run, const vd_value *args, size_t count)
{
    vd_value ends[2] = {args[0], args[1]}, days = args[2], result;
    size_t listed;
    const vd_value *items;
    int64_t inside = 0;

    (void)count;
    vd_settle(run, &days);
    items = vd_items(&days, 1, &listed);
    for (size_t i = 0; i < listed; i++) {
        if (items[i].kind != VD_DATE)
            return domain("the days are a list of dates");
        inside += items[i].u.date >= ends[0].u.date && items[i].u.date < ends[1].u.date;
    }
    result = vd_whole_number(inside);
    result.until = days.until;
    for (int i = 0; i < 2; i++) {
        int64_t pass;

        if (ends[i].motion && ends[i].motion != &vd_motion_day)
            vd_settle(run, &ends[i]);
        result.until = vd_sooner(result.until, ends[i].until);
        pass = days_to_pass(&ends[i], items, listed);
        if (pass > 0)
            result.until = vd_sooner(result.until, vd_tick(run, VD_PACE_DAILY, pass));
    }
    return result;
}

/*
 * A share of a length under months of thirty days: the whole in days, times the ratio, back into
 * months and days. A fraction of a day goes up unless "down" or "exact" (which refuses one).
 */
static vd_value share(vd_run *run, const vd_value *args, size_t count)
{
    vd_span span = args[0].u.span;
    int64_t whole = (int64_t)span.months * DAYS_PER_LEGAL_MONTH + span.days, days;
    vd_str rounding = count > 2 ? args[2].u.string : VD_STR("up");
    vd_ratio part;

    (void)run;
    if (span.hours || span.business_days)
        return domain("a share is taken of years, months and days only");
    if (whole < 0 || args[1].u.number.num < 0)
        return domain("a share is taken of a length, not of less than nothing");
    if (!vd_ratio_mul(vd_ratio_of(whole), args[1].u.number, &part))
        return vd_overflow();
    if (vd_str_eq(rounding, VD_STR("up")))
        days = vd_ratio_ceiling(part);
    else if (vd_str_eq(rounding, VD_STR("down")) || vd_ratio_is_whole(part))
        days = vd_ratio_floor(part);
    else
        return domain(vd_str_eq(rounding, VD_STR("exact"))
                          ? "the share is not a whole number of days; say how it rounds"
                          : "a share rounds \"up\", \"down\" or \"exact\"");
    if (days / DAYS_PER_LEGAL_MONTH > INT32_MAX)
        return vd_overflow();
    span = (vd_span){.months = (int32_t)(days / DAYS_PER_LEGAL_MONTH),
                     .days = (int32_t)(days % DAYS_PER_LEGAL_MONTH)};
    return (vd_value){.kind = VD_SPAN, .until = VD_FOREVER, .u.span = span};
}

/* How many days are `ratio` of those from a date to it plus the length; a fraction counts whole. */
static vd_value share_days(vd_run *run, const vd_value *args, size_t count)
{
    vd_value end = vd_date_plus_span(run, &args[0], args[1].u.span, 1);
    vd_ratio part;

    (void)count;
    if (end.kind != VD_DATE)
        return end;
    if (!vd_ratio_mul(vd_ratio_of(end.u.date - args[0].u.date), args[2].u.number, &part))
        return vd_overflow();
    return vd_whole_number(vd_ratio_ceiling(part));
}

/* The instant at which a day begins in the frame's zone. */
static vd_value start_of(vd_run *run, const vd_value *args, size_t count)
{
    const vd_zone *zone = run->frame->zone;
    vd_clock clock = {.has_offset = true};
    vd_instant at;

    (void)count;
    if (!zone)
        return vd_null();
    at = vd_zone_start_of(zone, args->u.date);
    clock.offset = vd_zone_offset(zone, at);
    clock.zone = zone->name;
    clock.date =
        (at + clock.offset) / VD_SECONDS_PER_DAY - ((at + clock.offset) % VD_SECONDS_PER_DAY < 0);
    clock.nanos = (at + clock.offset - clock.date * VD_SECONDS_PER_DAY) * VD_NANOS_PER_SECOND;
    return vd_clock_value(run, VD_DATE_TIME, &clock);
}

/* The day of an instant in the frame's zone; a local date and time is of its own day. */
static vd_value date_of(vd_run *run, const vd_value *args, size_t count)
{
    const vd_zone *zone = run->frame->zone;
    const vd_clock *clock = args->u.clock;
    vd_value result = vd_date_value(clock->date), still = *args;
    vd_instant at = vd_clock_instant(clock);

    (void)count;
    if (clock->has_offset) {
        if (!zone)
            return vd_null();
        result.u.date = vd_zone_date(zone, at);
    }
    if (args->motion == &vd_motion_second && zone) {
        int64_t left = vd_zone_start_of(zone, result.u.date + 1) - at;

        result.until = vd_sooner(args->until, vd_tick(run, VD_PACE_SECONDS, left));
        return result;
    }
    vd_settle(run, &still);
    result.until = still.until;
    return result;
}

/* True unless the value is unknown or an error. */
static vd_value known(vd_run *run, const vd_value *args, size_t count)
{
    vd_value result = vd_bool(vd_is_known(args));

    (void)run;
    (void)count;
    result.until = args->until;
    return result;
}

/* x = null */
static vd_value absent(vd_run *run, const vd_value *args, size_t count)
{
    const vd_value none = vd_null();

    (void)count;
    return vd_compare(run, VD_EQ, args, &none);
}

/* The least (greatest) of the arguments; null when one of them is. */
static vd_value least(vd_run *run, const vd_value *args, size_t count)
{
    return vd_outermost(run, VD_LT, args, count);
}

static vd_value greatest(vd_run *run, const vd_value *args, size_t count)
{
    return vd_outermost(run, VD_GT, args, count);
}

#define DATE(name)          \
    {                       \
        name, VD_WANT(DATE) \
    }
#define RATIO                    \
    {                            \
        "ratio", VD_WANT(NUMBER) \
    }

static const vd_builtin rows[] = {
    {"age",
     age,
     2,
     3,
     VD_CALL_MOVES,
     VD_TYPE_NUMBER,
     {DATE("birth_on"), DATE("on"), {"leap", VD_WANT(STRING)}}},
    {"weekdays between",
     weekdays_between,
     3,
     3,
     VD_CALL_MOVES,
     VD_TYPE_NUMBER,
     {DATE("from"), DATE("until"), {"days", VD_WANT(LIST)}}},
    {"dates between",
     dates_between,
     3,
     3,
     VD_CALL_MOVES,
     VD_TYPE_NUMBER,
     {DATE("from"), DATE("until"), {"days", VD_WANT(LIST)}}},
    {"share",
     share,
     2,
     3,
     0,
     VD_TYPE_SPAN,
     {{"span", VD_WANT(SPAN)}, RATIO, {"rounding", VD_WANT(STRING)}}},
    {"share days",
     share_days,
     3,
     3,
     0,
     VD_TYPE_NUMBER,
     {DATE("from"), {"span", VD_WANT(SPAN)}, RATIO}},
    {"start of", start_of, 1, 1, VD_CALL_FRAME, VD_TYPE_DATE_TIME, {DATE("date")}},
    {"date of",
     date_of,
     1,
     1,
     VD_CALL_FRAME | VD_CALL_MOVES,
     VD_TYPE_DATE,
     {{"instant", VD_WANT(DATE_TIME)}}},
    {"known", known, 1, 1, VD_CALL_LAZY, VD_TYPE_BOOL, {{"value", VD_WANT(ANY)}}},
    {"absent", absent, 1, 1, VD_CALL_LAZY, VD_TYPE_BOOL, {{"value", VD_WANT(ANY)}}},
    {"least",
     least,
     1,
     1,
     VD_CALL_REPEATS | VD_CALL_MOVES,
     VD_GIVES_FIRST,
     {{"value", VD_WANT_ORDERED}}},
    {"greatest",
     greatest,
     1,
     1,
     VD_CALL_REPEATS | VD_CALL_MOVES,
     VD_GIVES_FIRST,
     {{"value", VD_WANT_ORDERED}}},
};

VD_BUILTIN_TABLE(vd_builtins_law, rows);
