/*
 * Scenarios of terms: counted directly, without a case. Their fields are those of a rule's
 * deadline.
 */
#include "engine/time/iso.h"
#include "engine/time/term.h"
#include "rules/scenario_run.h"

static const char *const keys[] = {
    "name", "from",      "length",   "calendar",    "district",     "first_day",         "roll",
    "ends", "month_end", "distance", "notice_days", "notice_count", "heeds_suspensions", "expect",
    "note", NULL};
static const char *const expect_keys[] = {"due", "counted_from", "skipped", "refused", NULL};

static bool parse_first_day(vd_str word, vd_term *term)
{
    return vd_first_day_parse(word, &term->first_day);
}

static bool parse_roll(vd_str word, vd_term *term)
{
    return vd_roll_parse(word, &term->roll);
}

static bool parse_ends(vd_str word, vd_term *term)
{
    return vd_ends_parse(word, &term->ends);
}

static bool parse_month_end(vd_str word, vd_term *term)
{
    return vd_month_end_parse(word, &term->month_end);
}

static bool parse_length(vd_str word, vd_term *term)
{
    return vd_iso_parse_span(word, &term->length);
}

static bool parse_days(vd_str word, int32_t *ret_days)
{
    int32_t days = 0;

    for (size_t i = 0; i < word.len; i++) {
        if (word.ptr[i] < '0' || word.ptr[i] > '9' || i > 4)
            return false;
        days = days * 10 + (word.ptr[i] - '0');
    }
    *ret_days = days;
    return word.len > 0;
}

static bool parse_distance(vd_str word, vd_term *term)
{
    return parse_days(word, &term->distance.days);
}

static bool parse_notice_days(vd_str word, vd_term *term)
{
    if (!parse_days(word, &term->notice_business_days))
        return false;
    if (term->notice_business_days > 0)
        term->first_day = VD_FIRST_INCLUDED;
    return true;
}

/* As a rule's fields mean it: the day of effect is day one, or the next business day is. */
static bool parse_notice_count(vd_str word, vd_term *term)
{
    bool after = vd_str_eq(word, VD_STR("after_effect"));

    if (after && term->notice_business_days > 0)
        term->first_day = VD_FIRST_NEXT_BUSINESS;
    return after || vd_str_eq(word, VD_STR("on_effect"));
}

static bool parse_district(vd_str word, vd_term *term)
{
    term->district = word;
    return true;
}

static bool parse_heeds_suspensions(vd_str word, vd_term *term)
{
    term->heeds_suspensions = vd_str_eq(word, VD_STR("true"));
    return term->heeds_suspensions || vd_str_eq(word, VD_STR("false"));
}

/* In this order: the notice has the last word on the first day. */
static const struct {
    const char *key;
    bool (*parse)(vd_str word, vd_term *term);
} fields[] = {{"length", parse_length},
              {"first_day", parse_first_day},
              {"roll", parse_roll},
              {"ends", parse_ends},
              {"month_end", parse_month_end},
              {"distance", parse_distance},
              {"notice_days", parse_notice_days},
              {"notice_count", parse_notice_count},
              {"district", parse_district},
              {"heeds_suspensions", parse_heeds_suspensions}};

static bool read_fields(vd_scenario_run *run, const vd_yaml *node, vd_term *term)
{
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        const vd_yaml *scalar = vd_yaml_get(node, fields[i].key);

        if (!scalar)
            continue;
        if (scalar->kind == VD_YAML_SCALAR && fields[i].parse(scalar->text, term))
            continue;
        vd_diagnose(run->diags, VD_DIAG_LITERAL, scalar->place,
                    "\"%.*s\" cannot be the \"%s\" of a term", VD_STR_ARGS(scalar->text),
                    fields[i].key);
        return false;
    }
    return true;
}

static bool read_term(vd_scenario_run *run, const vd_yaml *node, vd_term *term)
{
    const vd_yaml *from = vd_yaml_get(node, "from");
    const vd_yaml *calendar = vd_yaml_get(node, "calendar");
    vd_moment start;

    if (!from || !vd_yaml_get(node, "length")) {
        vd_scenario_refuse(run, node, "a term needs \"from\" and \"length\"");
        return false;
    }
    if (!vd_read_moment(run, from, &start) || !read_fields(run, node, term))
        return false;
    term->has_instant = !start.is_day;
    term->start_at = start.at;
    term->start_on = start.day;
    term->zone = run->zone;
    if (!calendar)
        return true;
    term->calendar = vd_program_calendar(run->program, calendar->text);
    if (!term->calendar)
        vd_diagnose(run->diags, VD_DIAG_UNDECLARED, calendar->place,
                    "no calendar \"%.*s\" is declared", VD_STR_ARGS(calendar->text));
    return term->calendar != NULL;
}

static void fail(vd_scenario_run *run, const vd_yaml *node, const char *what, vd_str expected,
                 vd_str got)
{
    vd_scenario_fail(run, &(vd_scenario_failure){.file = node->place.source->path,
                                                 .line = node->place.line,
                                                 .what = vd_str_of(what),
                                                 .expected = expected,
                                                 .got = got});
}

static vd_str with_day(vd_arena *arena, vd_str list, vd_date day)
{
    vd_str text = vd_day_text(arena, day);

    return vd_arena_printf(arena, "%.*s%s%.*s", VD_STR_ARGS(list), list.len ? ", " : "",
                           VD_STR_ARGS(text));
}

#define SKIPPED_DAYS_SHOWN 400

static void expect_skipped(vd_scenario_run *run, const vd_yaml *list, const vd_term_end *end)
{
    vd_str expected = {"", 0};
    vd_str got = {"", 0};
    size_t days = 0;

    if (list->kind != VD_YAML_LIST) {
        vd_scenario_refuse(run, list, "\"skipped\" is a list of days");
        return;
    }
    for (size_t i = 0; i < list->count; i++) {
        vd_moment day;

        if (!vd_read_moment(run, list->items[i], &day))
            return;
        expected = with_day(run->scratch, expected, day.day);
    }
    for (size_t i = 0; i < end->moved_count; i++)
        for (vd_date day = end->moved[i].from;
             day < end->moved[i].until && days < SKIPPED_DAYS_SHOWN; day++, days++)
            got = with_day(run->scratch, got, day);
    if (!vd_str_eq(expected, got))
        fail(run, list, "skipped", expected, got);
}

static void expect_end(vd_scenario_run *run, const vd_yaml *expect, const vd_term_end *end)
{
    const vd_yaml *due = vd_yaml_get(expect, "due");
    const vd_yaml *counted = vd_yaml_get(expect, "counted_from");
    const vd_yaml *skipped = vd_yaml_get(expect, "skipped");
    vd_moment moment;

    if (due && vd_read_moment(run, due, &moment) &&
        (moment.is_day ? moment.day != end->last_day : moment.at != end->due))
        fail(run, due, "due", due->text,
             moment.is_day ? vd_day_text(run->scratch, end->last_day)
                           : vd_moment_text(run->scratch, run->zone, end->due));
    if (counted && vd_read_moment(run, counted, &moment) && moment.day != end->counted_from)
        fail(run, counted, "counted_from", counted->text,
             vd_day_text(run->scratch, end->counted_from));
    if (skipped)
        expect_skipped(run, skipped, end);
}

void vd_run_term(vd_scenario_run *run, const vd_yaml *node)
{
    const vd_yaml *name = vd_yaml_get(node, "name");
    const vd_yaml *expect = vd_yaml_get(node, "expect");
    vd_term term = {0};
    vd_term_end end;
    vd_error err = {0};
    bool refused;
    vd_status status;

    if (!vd_scenario_keys(run, node, keys) || !expect ||
        !vd_scenario_keys(run, expect, expect_keys)) {
        if (!expect)
            vd_scenario_refuse(run, node, "a term has \"expect\", such as {due: 2024-01-31}");
        return;
    }
    run->name = name && name->kind == VD_YAML_SCALAR ? name->text : VD_STR("without a name");
    if (!read_term(run, node, &term))
        return;
    run->report->term_count++;
    run->report->expectation_count++;
    refused = vd_yaml_is_plain(vd_yaml_get(expect, "refused"), "true");
    status = vd_term_count(run->scratch, &term, &end, &err);
    if ((status != VD_OK) != refused)
        fail(run, expect, "refused", refused ? VD_STR("a refusal") : VD_STR("a date"),
             refused ? VD_STR("a date") : vd_str_of(err.message));
    else if (status == VD_OK)
        expect_end(run, expect, &end);
}
