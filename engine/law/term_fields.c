/*
 * From the fields of a version to a counted term.
 */
#include "engine/law/outcome.h"

#include "engine/ratio.h"

/* What has been read so far. A field that is unknown does not stop the reading: the answer asks for
 * all that is missing at once. */
typedef struct reader {
    vd_run *run;
    const vd_version *version;
    vd_str reading;
    vd_term_outcome *out;
    vd_value district;
    const vd_clock *start; /* NULL: a date */
} reader;

static void note_trouble(reader *r, const vd_value *value, vd_str conflict, uint32_t target)
{
    vd_term_outcome *out = r->out;

    if (conflict.len)
        out->conflict = conflict;
    if (out->trouble.kind == VD_UNKNOWN && value->kind == VD_UNKNOWN) {
        out->trouble.u.missing =
            vd_missing_join(r->run->frame.arena, out->trouble.u.missing, value->u.missing);
        return;
    }
    if (out->trouble.kind == VD_ERROR)
        return;
    out->trouble = *value;
    out->binding = vd_str_of(vd_rule_fields[target].name);
}

static vd_value read_field(reader *r, uint32_t target)
{
    vd_field_value field = vd_version_field(r->run, r->version, r->reading, target);

    r->out->until = vd_sooner(r->out->until, vd_value_until(r->run, &field.value));
    if (field.value.kind == VD_UNKNOWN || field.value.kind == VD_ERROR)
        note_trouble(r, &field.value, field.conflict, target);
    return field.value;
}

/* A whole number of days; null is 0. */
static int32_t read_days(reader *r, uint32_t target)
{
    vd_value value = read_field(r, target);
    vd_value fault;

    if (value.kind != VD_NUMBER)
        return 0;
    if (value.u.number.den == 1 && value.u.number.num >= 0 && value.u.number.num <= 36500)
        return (int32_t)value.u.number.num;
    fault = vd_faulty(VD_FAULT_DOMAIN, "a number of days is whole, from 0 to 36500");
    note_trouble(r, &fault, (vd_str){0}, target);
    return 0;
}

static vd_str read_word(reader *r, uint32_t target)
{
    vd_value value = read_field(r, target);

    return value.kind == VD_STRING ? value.u.string : (vd_str){0};
}

/* Not knowing the district matters only where districts differ: see count. */
static void read_district(reader *r, vd_term *term)
{
    r->district = vd_version_field(r->run, r->version, r->reading, VD_FIELD_DISTRICT).value;
    r->out->until = vd_sooner(r->out->until, vd_value_until(r->run, &r->district));
    if (r->district.kind == VD_STRING)
        term->district = r->district.u.string;
}

static void read_choices(reader *r, vd_term *term)
{
    vd_value heeds;

    /* The loader lets no other words through: an unknown one leaves the first of its kind. */
    (void)vd_first_day_parse(read_word(r, VD_FIELD_FIRST_DAY), &term->first_day);
    (void)vd_ends_parse(read_word(r, VD_FIELD_ENDS), &term->ends);
    (void)vd_month_end_parse(read_word(r, VD_FIELD_MONTH_END), &term->month_end);
    (void)vd_roll_parse(read_word(r, VD_FIELD_ROLL), &term->roll);
    term->calendar = vd_program_calendar(r->run->program, read_word(r, VD_FIELD_CALENDAR));
    read_district(r, term);
    heeds = read_field(r, VD_FIELD_HEEDS_SUSPENSIONS);
    term->heeds_suspensions = vd_truth_of(&heeds) == VD_TRUE;
    term->distance.days = read_days(r, VD_FIELD_DISTANCE);
    term->notice_business_days = read_days(r, VD_FIELD_NOTICE_DAYS);
    if (term->notice_business_days > 0)
        term->first_day = vd_str_eq(read_word(r, VD_FIELD_NOTICE_COUNT), VD_STR("after_effect"))
                              ? VD_FIRST_NEXT_BUSINESS
                              : VD_FIRST_INCLUDED;
}

static void note_fault(reader *r, vd_fault code, const char *text, uint32_t target)
{
    vd_value fault = vd_faulty(code, text);

    note_trouble(r, &fault, (vd_str){0}, target);
}

/* "= date" and "!= date" are ranges too, and no suspensions. */
static bool is_suspension(const vd_value *item)
{
    return item->kind == VD_RANGE && item->u.range->low.kind == VD_DATE &&
           !(item->u.range->is_test && item->u.range->test < 2);
}

/* Until when the pause is as it is seen today: it begins, it ends, or it goes on day by day. */
static vd_date edge_of(const vd_pause *pause, bool goes_on, vd_date today)
{
    if (pause->from > today)
        return pause->from;
    return goes_on ? today + 1 : pause->until;
}

static void read_suspension(reader *r, const vd_range *range, vd_term *term, vd_pause *pauses)
{
    const vd_frame *frame = &r->run->frame;
    vd_pause *pause = &pauses[term->pause_count];
    bool goes_on = range->high.kind != VD_DATE;
    vd_date edge;

    pause->from = range->low.u.date + !range->low_in;
    /* Still going on: as far as is known it stops the count up to today. */
    pause->until = goes_on ? frame->today + 1 : range->high.u.date + range->high_in;
    if (pause->from <= frame->today && frame->today < pause->until)
        r->out->paused = VD_TRUE;
    edge = edge_of(pause, goes_on, frame->today);
    if (edge > frame->today)
        r->out->until = vd_sooner(r->out->until, vd_zone_start_of(frame->zone, edge));
    if (pause->from < pause->until)
        term->pause_count++;
}

static void read_suspensions(reader *r, vd_term *term)
{
    vd_value value = read_field(r, VD_FIELD_SUSPENSIONS);
    vd_pause *pauses;

    if (value.kind != VD_LIST)
        return;
    pauses = VD_NEW_ARRAY(r->run->frame.arena, vd_pause, value.u.list->count);
    if (!pauses) {
        note_fault(r, VD_FAULT_MEMORY, "the request's memory is exhausted", VD_FIELD_SUSPENSIONS);
        return;
    }
    if (value.u.list->open) {
        vd_value open = vd_unknown(value.u.list->open);

        note_trouble(r, &open, (vd_str){0}, VD_FIELD_SUSPENSIONS);
    }
    for (size_t i = 0; i < value.u.list->count; i++) {
        const vd_value *item = &value.u.list->items[i];

        if (item->kind == VD_UNKNOWN || item->kind == VD_ERROR)
            note_trouble(r, item, (vd_str){0}, VD_FIELD_SUSPENSIONS);
        else if (is_suspension(item))
            read_suspension(r, item->u.range, term, pauses);
        else
            /* A range with an end that is null is null: left out, the term would end too soon. */
            note_fault(r, VD_FAULT_DOMAIN,
                       "a suspension is a range of dates, or (>= date) while it goes on",
                       VD_FIELD_SUSPENSIONS);
    }
    term->pauses = pauses;
}

static bool read_start(reader *r, vd_term *term)
{
    vd_value start = read_field(r, VD_FIELD_START);
    vd_instant moment;

    if (!vd_run_moment(r->run, &start, &moment)) {
        if (start.kind != VD_NULL && start.kind != VD_UNKNOWN && start.kind != VD_ERROR)
            note_fault(r, VD_FAULT_DOMAIN, "a term starts on a date or at an instant",
                       VD_FIELD_START);
        r->out->binding = VD_STR("start");
        return false;
    }
    term->has_instant = start.kind == VD_DATE_TIME;
    r->start = term->has_instant ? start.u.clock : NULL;
    term->start_at = moment;
    term->start_on = vd_zone_date(r->run->frame.zone, moment);
    r->out->started = moment <= r->run->frame.at;
    r->out->start_at = moment;
    r->out->start_day_only = !r->start || r->start->day_only;
    if (!r->out->started)
        r->out->until = vd_sooner(r->out->until, moment);
    return true;
}

static vd_fault fault_of(vd_status status)
{
    switch (status) {
    case VD_OUT_OF_RANGE:
        return VD_FAULT_COVERAGE;
    case VD_RESOURCE_EXHAUSTED:
        return VD_FAULT_MEMORY;
    default:
        return VD_FAULT_DOMAIN;
    }
}

/* Whether today lies in one of the calendar's suspensions that stop the term, and until when that is
 * so. The calendar is asked, not what moved the end: the day of the event may be suspended and not be
 * counted anyway, and days that only a roll skips stop nothing. */
static void note_suspensions(reader *r, const vd_term *term, const vd_term_end *end)
{
    const vd_frame *frame = &r->run->frame;
    bool district_is_unknown = r->district.kind == VD_UNKNOWN || r->district.kind == VD_ERROR;
    vd_day today;

    if (!term->calendar || !(term->length.business_days > 0 || term->heeds_suspensions))
        return;
    today = vd_calendar_day(term->calendar, frame->today, term->district);
    if (today.kind == VD_DAY_SUSPENDED || today.may_be_suspended)
        r->out->until = vd_sooner(r->out->until, vd_zone_start_of(frame->zone, today.until));
    if (today.kind == VD_DAY_SUSPENDED)
        r->out->paused = VD_TRUE;
    else if (today.may_be_suspended && district_is_unknown && r->out->paused == VD_FALSE)
        r->out->paused = VD_MAYBE;
    for (size_t i = 0; today.kind != VD_DAY_SUSPENDED && i < end->moved_count; i++) {
        const vd_moved *moved = &end->moved[i];

        if (moved->kind == VD_MOVED_SUSPENDED && moved->from > frame->today)
            r->out->until = vd_sooner(r->out->until, vd_zone_start_of(frame->zone, moved->from));
    }
}

/* The fact that the start was read from: its hour is to be asked for. */
static vd_value start_without_hour(reader *r)
{
    vd_run *run = r->run;
    vd_read reads[64];
    vd_trace trace = {.reads = reads, .room = sizeof reads / sizeof *reads};
    vd_trace *outer = run->trace;
    vd_missing *leaf = VD_NEW(run->frame.arena, vd_missing);

    vd_run_watch(run, &trace);
    (void)vd_version_field(run, r->version, r->reading, VD_FIELD_START);
    vd_run_watch(run, outer);
    for (size_t i = 0; leaf && i < trace.count; i++) {
        const vd_read *seen = &trace.reads[i];

        if (seen->value.kind != VD_DATE_TIME || !seen->value.u.clock->day_only)
            continue;
        *leaf =
            (vd_missing){.record = seen->instance == &run->subject->root ? NULL : seen->instance,
                         .fact = seen->fact,
                         .why = VD_WHY_ASK};
        return vd_unknown(leaf);
    }
    return vd_faulty(VD_FAULT_DOMAIN, "the hour at which the term starts is not known");
}

static void count(reader *r, const vd_term *term)
{
    vd_term_outcome *out = r->out;
    vd_term_end end;
    vd_error err = {0};
    vd_status status = vd_term_count(r->run->frame.arena, term, &end, &err);

    if (status) {
        vd_str text = vd_arena_copy(r->run->frame.arena, vd_str_of(err.message));

        out->trouble =
            vd_faulty(fault_of(status), text.ptr ? text.ptr : "the term could not be counted");
        return;
    }
    if (end.by_the_hour && r->start && r->start->day_only) {
        vd_value start = start_without_hour(r);

        note_trouble(r, &start, (vd_str){0}, VD_FIELD_START);
        out->reason = VD_STR("the term runs in hours, and only the day on which it starts is on "
                             "record: its hour is needed");
        return;
    }
    if (end.depends_on_district &&
        (r->district.kind == VD_UNKNOWN || r->district.kind == VD_ERROR)) {
        note_trouble(r, &r->district, (vd_str){0}, VD_FIELD_DISTRICT);
        return;
    }
    out->has_due = true;
    out->dates.has_due = true;
    out->dates.due = end.due;
    out->dates.last_day = end.last_day;
    out->dates.by_the_hour = end.by_the_hour;
    out->dates.counted_from = end.counted_from;
    out->dates.moved_count = end.moved_count;
    out->dates.moved = end.moved;
    note_suspensions(r, term, &end);
}

vd_term_outcome vd_count_term(vd_run *run, const vd_version *version, vd_str reading)
{
    vd_term_outcome out = {.until = VD_FOREVER, .trouble = vd_null()};
    reader r = {.run = run, .version = version, .reading = reading, .out = &out};
    vd_term term = {.zone = run->frame.zone};
    vd_value length;
    bool has_start = read_start(&r, &term);

    /* A term that has not begun has no date: nothing else need be known. */
    if (!has_start && out.trouble.kind == VD_NULL)
        return out;
    length = read_field(&r, VD_FIELD_LENGTH);
    read_choices(&r, &term);
    read_suspensions(&r, &term);
    if (has_start && length.kind != VD_SPAN && out.trouble.kind == VD_NULL)
        note_fault(&r, VD_FAULT_DOMAIN, "the term has no length", VD_FIELD_LENGTH);
    if (!has_start || out.trouble.kind != VD_NULL)
        return out;
    term.length = length.u.span;
    count(&r, &term);
    return out;
}
