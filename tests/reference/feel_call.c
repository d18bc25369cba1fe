/* The functions of docs/feel.md that rule packs use. */
#include "tests/reference/feel.h"

typedef ref_value function(ref_run *run, const ref_value *args, size_t count);

typedef struct row {
    const char *name;
    function *call;
    bool lazy; /* takes null, unknown and errors */
} row;

static ref_value strange(ref_run *run)
{
    run->strange = true;
    return ref_error(REF_NOT_COVERED_HERE);
}

static ref_value negation(ref_run *run, const ref_value *args, size_t count)
{
    (void)run;
    (void)count;
    return args->kind == REF_BOOL ? ref_bool(!args->u.truth) : *args;
}

static ref_value known(ref_run *run, const ref_value *args, size_t count)
{
    (void)run;
    (void)count;
    return ref_bool(ref_is_known(args));
}

static ref_value absent(ref_run *run, const ref_value *args, size_t count)
{
    ref_value none = ref_null();

    (void)count;
    return ref_equal(run->arena, args, &none);
}

/* The items of a list given alone, or the arguments; false (with the reason) when not all are there. */
static bool items_of(ref_run *run, const ref_value *args, size_t count, size_t *ret_count,
                     const ref_value **ret_items, ref_value *ret_doubt)
{
    *ret_items = args;
    *ret_count = count;
    *ret_doubt = ref_null();
    if (count == 1) {
        if (args->kind != REF_LIST) {
            *ret_doubt = *args;
            return false;
        }
        *ret_items = args->u.list.items;
        *ret_count = args->u.list.count;
    }
    for (size_t i = 0; i < *ret_count; i++)
        if (!ref_is_known(&(*ret_items)[i]))
            *ret_doubt = ref_undecided(run->arena, ret_doubt, &(*ret_items)[i]);
    if (count == 1 && args->u.list.open) {
        ref_value more = {.kind = REF_UNKNOWN};

        more.u.missing = ref_set_one(
            run->arena, (ref_fact){NULL, VD_NONE, args->u.list.record, VD_WHY_INCOMPLETE});
        *ret_doubt = ref_undecided(run->arena, ret_doubt, &more);
    }
    return ref_is_known(ret_doubt);
}

static ref_value count_of(ref_run *run, const ref_value *args, size_t count)
{
    if (count != 1 || args->kind != REF_LIST)
        return count == 1 && !ref_is_known(args) ? *args : strange(run);
    if (args->u.list.open)
        return (ref_value){
            .kind = REF_UNKNOWN,
            .u.missing = ref_set_one(
                run->arena, (ref_fact){NULL, VD_NONE, args->u.list.record, VD_WHY_INCOMPLETE})};
    return ref_whole((int64_t)args->u.list.count);
}

static ref_value sum(ref_run *run, const ref_value *args, size_t count)
{
    const ref_value *items;
    ref_value total, doubt;
    size_t n;

    if (!items_of(run, args, count, &n, &items, &doubt))
        return doubt;
    if (n == 0)
        return ref_null();
    total = items[0];
    for (size_t i = 0; i < n; i++)
        if (items[i].kind == REF_NULL)
            return ref_null();
        else if (items[i].kind != REF_NUMBER)
            return strange(run);
    for (size_t i = 1; i < n && total.kind == REF_NUMBER; i++)
        total = ref_number((ref_wide)total.u.number.num * items[i].u.number.den +
                               (ref_wide)items[i].u.number.num * total.u.number.den,
                           (ref_wide)total.u.number.den * items[i].u.number.den);
    return total;
}

static ref_value outermost(ref_run *run, char op, const ref_value *items, size_t n)
{
    ref_value best = n ? items[0] : ref_null();

    for (size_t i = 0; i < n; i++) {
        ref_value before;

        if (items[i].kind == REF_NULL)
            return ref_null();
        before = ref_order(run->arena, op, &items[i], &best);
        if (before.kind == REF_ERROR)
            return before;
        if (before.kind == REF_BOOL && before.u.truth)
            best = items[i];
    }
    return best;
}

static ref_value minimum(ref_run *run, const ref_value *args, size_t count)
{
    const ref_value *items;
    ref_value doubt;
    size_t n;

    return items_of(run, args, count, &n, &items, &doubt) ? outermost(run, '<', items, n) : doubt;
}

static ref_value maximum(ref_run *run, const ref_value *args, size_t count)
{
    const ref_value *items;
    ref_value doubt;
    size_t n;

    return items_of(run, args, count, &n, &items, &doubt) ? outermost(run, '>', items, n) : doubt;
}

static ref_value least(ref_run *run, const ref_value *args, size_t count)
{
    return outermost(run, '<', args, count);
}

static ref_value greatest(ref_run *run, const ref_value *args, size_t count)
{
    return outermost(run, '>', args, count);
}

static int64_t quotient(int64_t num, int64_t den, bool up)
{
    int64_t whole = num / den;

    if (num % den != 0 && (num > 0) == up)
        whole += up ? 1 : -1;
    return whole;
}

static ref_value down(ref_run *run, const ref_value *args, size_t count)
{
    return count == 1 && args->kind == REF_NUMBER
               ? ref_whole(quotient(args->u.number.num, args->u.number.den, false))
               : strange(run);
}

static ref_value up(ref_run *run, const ref_value *args, size_t count)
{
    return count == 1 && args->kind == REF_NUMBER
               ? ref_whole(quotient(args->u.number.num, args->u.number.den, true))
               : strange(run);
}

static ref_value starts_with(ref_run *run, const ref_value *args, size_t count)
{
    vd_str text = args[0].u.string, start = args[1].u.string;

    (void)run;
    (void)count;
    return ref_bool(text.len >= start.len && memcmp(text.ptr, start.ptr, start.len) == 0);
}

/* Whole years, counted birthday by birthday. */
static ref_value age(ref_run *run, const ref_value *args, size_t count)
{
    bool last_day = count > 2 && vd_str_eq(args[2].u.string, VD_STR("last_day"));
    int64_t year, years = 0;
    int month, day;

    (void)run;
    if (args[1].u.date < args[0].u.date)
        return ref_null();
    ref_civil(args[0].u.date, &year, &month, &day);
    for (;; years++) {
        vd_date birthday = day <= ref_month_days(year + years + 1, month)
                               ? ref_day(year + years + 1, month, day)
                               : ref_day(year + years + 1, last_day ? 2 : 3, last_day ? 28 : 1);

        if (birthday > args[1].u.date)
            return ref_whole(years);
    }
}

static ref_value days_between(ref_run *run, const ref_value *args, size_t count)
{
    (void)run;
    (void)count;
    return ref_whole(args[1].u.date - args[0].u.date);
}

/* A month is whole on the same day number. */
static ref_value months_between(ref_run *run, const ref_value *args, size_t count)
{
    vd_date from = args[0].u.date, until = args[1].u.date;
    int64_t y1, y2, months;
    int m1, m2, d1, d2, sign = 1;

    (void)run;
    (void)count;
    if (until < from) {
        from = args[1].u.date;
        until = args[0].u.date;
        sign = -1;
    }
    ref_civil(from, &y1, &m1, &d1);
    ref_civil(until, &y2, &m2, &d2);
    months = (y2 - y1) * 12 + m2 - m1 - (d2 < d1);
    return ref_whole(sign * months);
}

static int weekday(vd_str name)
{
    static const char *const names[] = {"monday", "tuesday",  "wednesday", "thursday",
                                        "friday", "saturday", "sunday"};

    for (int i = 0; i < 7; i++)
        if (vd_str_eq(name, vd_str_of(names[i])))
            return i;
    return -1;
}

static ref_value dates_between(ref_run *run, const ref_value *args, size_t count)
{
    int64_t inside = 0;

    (void)run;
    (void)count;
    if (args[2].kind != REF_LIST)
        return args[2].kind == REF_DATE
                   ? ref_whole(args[2].u.date >= args[0].u.date && args[2].u.date < args[1].u.date)
                   : ref_null();
    for (size_t i = 0; i < args[2].u.list.count; i++)
        inside += args[0].u.date <= args[2].u.list.items[i].u.date &&
                  args[2].u.list.items[i].u.date < args[1].u.date;
    return ref_whole(inside);
}

/* Whole weeks, then the days that are left. */
static ref_value weekdays_between(ref_run *run, const ref_value *args, size_t count)
{
    vd_date from = args[0].u.date, until = args[1].u.date;
    int64_t found = 0;

    (void)count;
    for (size_t i = 0; i < args[2].u.list.count; i++) {
        const ref_value *name = &args[2].u.list.items[i];
        int wanted = name->kind == REF_STRING ? weekday(name->u.string) : -1;

        if (wanted < 0)
            return strange(run);
        if (from < until)
            found += (until - from) / 7;
        for (vd_date day = until - (until - from) % 7; day < until; day++)
            found += wanted == ((day + 3) % 7 + 7) % 7;
    }
    return ref_whole(found);
}

static ref_value share(ref_run *run, const ref_value *args, size_t count)
{
    vd_span span = args[0].u.span;
    ref_wide days = (ref_wide)span.months * 30 + span.days, num, den;
    vd_str how = count > 2 ? args[2].u.string : VD_STR("up");

    if (span.hours || span.business_days || days < 0 || args[1].u.number.num < 0)
        return ref_error(REF_OTHER);
    num = days * args[1].u.number.num;
    den = args[1].u.number.den;
    days = num / den;
    if (num % den != 0) {
        if (vd_str_eq(how, VD_STR("up")))
            days++;
        else if (!vd_str_eq(how, VD_STR("down")))
            return vd_str_eq(how, VD_STR("exact")) ? ref_error(REF_OTHER) : strange(run);
    }
    return (ref_value){.kind = REF_SPAN,
                       .u.span = {.months = (int32_t)(days / 30), .days = (int32_t)(days % 30)}};
}

static ref_value share_days(ref_run *run, const ref_value *args, size_t count)
{
    ref_value end = ref_add_span(run, &args[0], args[1].u.span, 1);
    ref_wide num;

    (void)count;
    if (end.kind != REF_DATE)
        return end;
    num = (ref_wide)(end.u.date - args[0].u.date) * args[2].u.number.num;
    return ref_whole((int64_t)(num / args[2].u.number.den) + (num % args[2].u.number.den > 0));
}

static ref_value start_of(ref_run *run, const ref_value *args, size_t count)
{
    (void)count;
    return (ref_value){.kind = REF_INSTANT,
                       .u.instant = vd_zone_start_of(run->program->zone, args->u.date)};
}

static ref_value date_of(ref_run *run, const ref_value *args, size_t count)
{
    (void)count;
    return ref_date(vd_zone_date(run->program->zone, args->u.instant));
}

static const row rows[] = {
    {"not", negation, true},
    {"known", known, true},
    {"absent", absent, true},
    {"count", count_of, true},
    {"sum", sum, true},
    {"min", minimum, true},
    {"max", maximum, true},
    {"least", least, false},
    {"greatest", greatest, false},
    {"floor", down, false},
    {"ceiling", up, false},
    {"starts with", starts_with, false},
    {"age", age, false},
    {"days between", days_between, false},
    {"months between", months_between, false},
    {"weekdays between", weekdays_between, false},
    {"dates between", dates_between, false},
    {"share", share, false},
    {"share days", share_days, false},
    {"start of", start_of, false},
    {"date of", date_of, false},
};

static const row *row_of(vd_str name)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (name.ptr[0] == rows[i].name[0] && vd_str_eq(name, vd_str_of(rows[i].name)))
            return &rows[i];
    return NULL;
}

bool ref_is_function(vd_str name)
{
    return row_of(name) != NULL;
}

ref_value ref_call(ref_run *run, vd_str name, const ref_value *args, size_t count)
{
    const row *called = row_of(name);
    ref_value doubt = ref_null();
    bool none = false;

    if (!called)
        return strange(run);
    for (size_t a = 0; a < count && !called->lazy; a++) {
        if (!ref_is_known(&args[a]))
            doubt = ref_undecided(run->arena, &doubt, &args[a]);
        none |= args[a].kind == REF_NULL;
    }
    if (!ref_is_known(&doubt))
        return doubt;
    return none ? ref_null() : called->call(run, args, count);
}
