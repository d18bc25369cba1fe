/*
 * "Formally eligible from": the walk along the time axis.
 *
 * A walk goes from the question on: the record earns nothing further (`on_record`), or goes on
 * earning (`if_continues`). Only where the benefit is open already, another one looks for the day
 * from which: from the first day of which the case speaks, counting at each day what had been earned
 * by then.
 *
 * What a step allocates is given back at once: a walk may take thousands of steps where earnings
 * move day by day. So a walk has memos of its own, and leaves those of the question alone.
 */
#include "engine/law/forecast.h"

#include "engine/law/worlds.h"

#define MAX_STEPS 30000

vd_outcome vd_outcome_at(vd_run *run, const vd_variant *variant, const vd_instance *instance,
                         vd_instant at, vd_date earned_on)
{
    vd_outcome outcome;

    vd_run_at(run, at, earned_on);
    vd_run_take(run, instance);
    outcome = vd_rule_outcome(run, variant);
    /* Earnings move until that day and stand still after it: expressions cannot see the bend. */
    if (earned_on != VD_NO_DATE && run->frame.today < earned_on)
        outcome.until = vd_sooner(outcome.until, vd_zone_start_of(run->frame.zone, earned_on));
    if (outcome.until <= at)
        outcome.until = at + 1;
    return outcome;
}

/* The earliest moment among the statements of one instance. */
static void earliest_of(const vd_run *run, const vd_instance *instance, vd_instant *earliest)
{
    const vd_record_type *type = &run->program->records[instance->record];

    for (uint32_t field = 0; field < type->fact_count; field++) {
        const vd_cell *cell = &instance->cells[field];

        for (uint32_t i = 0; i < cell->count; i++) {
            const vd_statement *said = &cell->statements[i];
            vd_instant moment;

            if (said->from != VD_LONG_AGO)
                *earliest = vd_sooner(*earliest, said->from);
            if (said->presence == VD_PRESENT && vd_run_moment(run, &said->value, &moment))
                *earliest = vd_sooner(*earliest, moment);
        }
    }
}

vd_instant vd_case_epoch(const vd_run *run)
{
    vd_instant earliest = VD_FOREVER;

    earliest_of(run, &run->subject->root, &earliest);
    for (uint32_t record = 1; record < run->program->record_count; record++)
        for (uint32_t i = 0; i < run->subject->records[record].count; i++)
            earliest_of(run, &run->subject->records[record].items[i], &earliest);
    return earliest;
}

/* A stretch of time with one status. */
typedef struct stretch {
    bool found;
    vd_instant from;
    vd_instant until;
} stretch;

/* From the question on. */
typedef struct walk {
    vd_run *run;
    const vd_variant *variant;
    const vd_instance *instance;
    vd_instant from;
    const vd_outcome *first; /* what holds at `from`; NULL: not worked out yet */
    vd_date earned_on;       /* VD_NO_DATE: earning goes on */
    vd_instant horizon;
    stretch yes;        /* the first */
    stretch open;       /* the first "unknown" */
    vd_instant reached; /* what is said holds up to there */
    bool cut_short;     /* it took too many steps */
    bool earnings_read; /* what was earned after the question may matter */
} walk;

static vd_outcome step_to(walk *w, vd_instant t)
{
    vd_arena *arena = w->run->frame.arena;
    vd_arena_mark mark = vd_arena_here(arena);
    vd_outcome outcome;

    w->run->frame.earnings_read = false;
    outcome = vd_outcome_at(w->run, w->variant, w->instance, t, w->earned_on);
    w->earnings_read = w->earnings_read || w->run->frame.earnings_read;
    /* Memos may lie in what is given back. */
    vd_run_forget(w->run);
    vd_arena_rewind(arena, mark);
    return outcome;
}

/* True while the stretch goes on; the first one is kept. */
static bool extend(stretch *kept, bool is_kind, vd_instant t, vd_instant until)
{
    if (!is_kind || (kept->found && kept->until != t))
        return false;
    if (!kept->found)
        *kept = (stretch){true, t, until};
    kept->until = until;
    return true;
}

static void take_walk(walk *w)
{
    vd_instant t = w->from;
    int steps = 0;

    w->run->care = VD_CARE_OPENING;
    while (t < w->horizon && steps++ < MAX_STEPS && !w->run->frame.arena->exhausted) {
        vd_outcome outcome = steps == 1 && w->first ? *w->first : step_to(w, t);
        bool goes_on = extend(&w->yes, outcome.status == VD_YES, t, outcome.until);

        extend(&w->open, outcome.status == VD_UNKNOWN_STATUS, t, outcome.until);
        if (w->yes.found && !goes_on)
            break;
        t = outcome.until;
    }
    w->reached = t;
    w->cut_short = t < w->horizon && steps > MAX_STEPS;
}

/* Since when the status has been what it is at the question: a walk from the first day of which the
 * case speaks. False where that cannot be said. */
static bool find_since(walk *w, vd_verdict now, vd_instant *ret_since)
{
    vd_instant epoch = vd_case_epoch(w->run);
    vd_instant start = vd_sooner(epoch, w->from) - 1;
    vd_instant since = start;
    vd_instant t = start;
    bool was = false;

    w->run->care = VD_CARE_STATUS;
    for (int steps = 0; t <= w->from; steps++) {
        vd_outcome outcome = step_to(w, t);
        bool is = outcome.status == now;

        if (steps == MAX_STEPS || w->run->frame.arena->exhausted)
            return false;
        if (is && !was)
            since = t;
        was = is;
        t = outcome.until;
    }
    /* Before everything the case speaks of it was so already: no day made it so. */
    if (since == start || since < epoch)
        return false;
    *ret_since = since;
    return true;
}

/* What lies behind the horizon comes in sight as the question moves on. */
static vd_instant in_sight_until(const walk *w)
{
    const vd_zone *zone = w->run->frame.zone;

    if (w->cut_short)
        return vd_zone_start_of(zone, vd_zone_date(zone, w->from) + 1);
    if (w->reached < w->horizon || w->reached == VD_FOREVER)
        return VD_FOREVER;
    return vd_zone_start_of(zone, vd_zone_date(zone, w->reached) - VD_FORECAST_DAYS + 1);
}

static bool same_stretch(const stretch *a, const stretch *b)
{
    return a->found == b->found && (!a->found || (a->from == b->from && a->until == b->until));
}

/* An unknown that has lasted since some day says nothing of that day: what is missing decides. */
static void give_eligible(walk *w, vd_verdict now, vd_dates *dates)
{
    const stretch *best = w->yes.found ? &w->yes : &w->open;

    if (!best->found || w->cut_short || (best == &w->open && best->from <= w->from))
        return;
    dates->has_eligible = best->from > w->from || find_since(w, now, &dates->eligible_from);
    if (best->from > w->from)
        dates->eligible_from = best->from;
    dates->eligible_provisional = dates->has_eligible && best == &w->open;
    if (best == &w->yes && best->until < w->horizon) {
        dates->has_eligible_until = true;
        dates->eligible_until = best->until;
    }
}

static void give_if_continues(const walk *record, const walk *onward, vd_dates *dates)
{
    const stretch *best = onward->yes.found || record->yes.found ? &onward->yes : &onward->open;

    if (onward->cut_short || !best->found || best->from <= onward->from)
        return;
    if (dates->has_eligible && best->from == dates->eligible_from)
        return;
    dates->has_if_continues = true;
    dates->if_continues = best->from;
}

/* It is not open, and nothing known will change that. */
static bool is_closed_for_good(const vd_outcome *now)
{
    return now->until == VD_FOREVER && now->status != VD_YES && now->status != VD_UNKNOWN_STATUS;
}

static vd_instant forecast(vd_run *run, walk *record, vd_verdict now, vd_dates *dates)
{
    vd_instant next_day = vd_zone_start_of(run->frame.zone, record->earned_on + 1);
    vd_instant until;
    walk onward = *record;
    bool earning;

    take_walk(record);
    earning = record->earnings_read;
    until = in_sight_until(record);
    give_eligible(record, now, dates);
    if (!earning)
        return until;
    onward.earned_on = VD_NO_DATE;
    onward.first = NULL;
    take_walk(&onward);
    give_if_continues(record, &onward, dates);
    /* What another day earns moves the dates on record tomorrow. */
    if (!same_stretch(&record->yes, &onward.yes) || !same_stretch(&record->open, &onward.open))
        until = vd_sooner(until, next_day);
    return vd_sooner(until, in_sight_until(&onward));
}

vd_instant vd_forecast(vd_run *run, const vd_variant *variant, const vd_instance *instance,
                       vd_instant at, vd_outcome *now)
{
    const bool earning = run->frame.earnings_read;
    vd_date asked_on = vd_zone_date(run->frame.zone, at);
    walk record = {.run = run,
                   .variant = variant,
                   .instance = instance,
                   .from = at,
                   .earned_on = asked_on,
                   .first = earning ? NULL : now,
                   .horizon = vd_zone_start_of(run->frame.zone, asked_on + VD_FORECAST_DAYS)};
    vd_instant until;

    if (!earning && is_closed_for_good(now))
        return VD_FOREVER;
    if (!vd_run_walk(run))
        return at; /* the arena is exhausted, and nothing will be said */
    until = forecast(run, &record, now->status, &now->dates);
    run->care = VD_CARE_ALL;
    run->memos = &run->of_question;
    vd_run_at(run, at, VD_NO_DATE);
    vd_run_take(run, instance);
    return until;
}

VD_MUST_USE static vd_status no_memory(vd_error *err)
{
    return vd_fail(err, VD_RESOURCE_EXHAUSTED,
                   "The answer does not fit the memory of one request.");
}

static const vd_instance *instance_named(const vd_case *subject, uint32_t record, vd_str id)
{
    for (uint32_t i = 0; i < subject->records[record].count; i++)
        if (vd_str_eq(subject->records[record].items[i].id, id))
            return &subject->records[record].items[i];
    return NULL;
}

vd_status vd_timeline(vd_arena *arena, const vd_program *program, const vd_case *subject,
                      uint32_t rule, vd_str instance, vd_instant from, vd_instant until,
                      size_t *ret_count, const vd_segment **ret_segments, vd_error *err)
{
    vd_run run;
    vd_variant variant = {.rule = &program->rules[rule]};
    const vd_instance *at_hand = instance_named(subject, variant.rule->record, instance);
    vd_segment *segments = VD_NEW_ARRAY(arena, vd_segment, MAX_STEPS);
    size_t count = 0;
    vd_instant t = from;

    arena->exhausted = false;
    if (!vd_case_knows(program, subject, variant.rule))
        return vd_case_unknown_rule(program, subject, variant.rule, err);
    if (!segments || !vd_run_init(&run, arena, program, subject))
        return no_memory(err);
    if (variant.rule->record != 0 && !at_hand)
        return vd_fail(err, VD_NOT_FOUND, "The case has no record \"%.*s\" of that kind.",
                       VD_STR_ARGS(instance));
    for (int step = 0; t < until; step++) {
        vd_arena_mark mark = vd_arena_here(arena);
        vd_answer answer = vd_ask(&run, &variant, at_hand, t, true);

        vd_run_forget(&run);
        vd_arena_rewind(arena, mark);
        if (step == MAX_STEPS)
            return vd_fail(err, VD_OUT_OF_RANGE,
                           "The rule changes too often for one timeline: ask for fewer days.");
        if (count > 0 && segments[count - 1].status == answer.outcome.status)
            segments[count - 1].until = vd_sooner(answer.outcome.until, until);
        else
            segments[count++] =
                (vd_segment){t, vd_sooner(answer.outcome.until, until), answer.outcome.status};
        t = answer.outcome.until;
    }
    if (arena->exhausted)
        return no_memory(err);
    *ret_count = count;
    *ret_segments = segments;
    return VD_OK;
}
