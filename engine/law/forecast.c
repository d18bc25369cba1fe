/*
 * "Formally eligible from": the walk along the time axis.
 *
 * A walk starts at the first day of which the case speaks, so that a date that lies in the past is
 * found too. Up to the day of the question it counts what was earned by then; after it, the record
 * earns nothing further (`on_record`), or goes on earning (`if_continues`).
 *
 * What a step allocates is given back at once: a walk may take thousands of steps where earnings
 * move day by day.
 */
#include "engine/law/forecast.h"

#define MAX_STEPS 30000

vd_outcome vd_outcome_at(vd_run *run, const vd_variant *variant, const vd_instance *instance,
                         vd_instant at, vd_date earned_on)
{
    vd_outcome outcome;

    vd_run_at(run, at, earned_on);
    run->current = instance;
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

vd_instant vd_case_epoch(const vd_run *run, vd_instant at)
{
    vd_instant earliest = at;

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
    vd_instant until; /* VD_FOREVER: not seen to end */
} stretch;

typedef struct walk {
    vd_run *run;
    const vd_variant *variant;
    const vd_instance *instance;
    vd_instant from;
    vd_instant at; /* the question's */
    vd_instant horizon;
    vd_date earned_on;
    stretch yes;  /* the one with `at` in it, else the first after it */
    stretch open; /* the same for "unknown" */
} walk;

/* Extends the current stretch of its kind, or starts one; keeps the one that answers. */
static void extend(const walk *w, stretch *kept, stretch *current, bool is_kind, vd_instant from,
                   vd_instant until)
{
    if (!is_kind) {
        current->found = false;
        return;
    }
    if (!current->found)
        *current = (stretch){true, from, until};
    current->until = until;
    if (current->until <= w->at || (kept->found && kept->from != current->from))
        return;
    *kept = *current;
}

static void take_walk(walk *w)
{
    stretch yes = {0};
    stretch open = {0};
    vd_instant t = w->from;

    for (int step = 0; step < MAX_STEPS && t < w->horizon; step++) {
        vd_arena_mark mark = vd_arena_here(w->run->frame.arena);
        vd_outcome outcome = vd_outcome_at(w->run, w->variant, w->instance, t, w->earned_on);

        vd_arena_rewind(w->run->frame.arena, mark);
        extend(w, &w->yes, &yes, outcome.status == VD_YES, t, outcome.until);
        extend(w, &w->open, &open, outcome.status == VD_UNKNOWN_STATUS, t, outcome.until);
        /* The answer stands once its stretch has ended. */
        if (w->yes.found && w->yes.until <= t)
            break;
        t = outcome.until;
    }
}

static void forget_memos(vd_run *run)
{
    /* Kept values may lie in memory that has been given back. */
    vd_run_forget(run);
}

void vd_forecast(vd_run *run, const vd_variant *variant, const vd_instance *instance, vd_instant at,
                 vd_dates *dates)
{
    vd_date asked_on = vd_zone_date(run->frame.zone, at);
    vd_instant epoch = vd_case_epoch(run, at);
    walk record = {.run = run,
                   .variant = variant,
                   .instance = instance,
                   .from = epoch,
                   .at = at,
                   .horizon = vd_zone_start_of(run->frame.zone, asked_on + VD_FORECAST_DAYS),
                   .earned_on = asked_on};
    walk onward = record;

    take_walk(&record);
    if (record.yes.found) {
        dates->has_eligible = true;
        dates->eligible_from = record.yes.from;
        dates->has_eligible_until = record.yes.until < record.horizon;
        dates->eligible_until = record.yes.until;
    } else if (record.open.found && record.open.from > epoch) {
        dates->has_eligible = true;
        dates->eligible_provisional = true;
        dates->eligible_from = record.open.from;
    }
    if (!record.yes.found || record.yes.from > at) {
        stretch *best = &onward.yes;

        onward.from = at;
        onward.earned_on = VD_NO_DATE;
        take_walk(&onward);
        if (!best->found && !record.yes.found)
            best = &onward.open;
        if (best->found && best->from > at &&
            (!dates->has_eligible || best->from != dates->eligible_from)) {
            dates->has_if_continues = true;
            dates->if_continues = best->from;
        }
    }
    forget_memos(run);
}

VD_MUST_USE static vd_status no_memory(vd_error *err)
{
    return vd_fail(err, VD_RESOURCE_EXHAUSTED,
                   "The answer does not fit the memory of one request: ask for one rule.");
}

vd_status vd_timeline(vd_arena *arena, const vd_program *program, const vd_case *subject,
                      uint32_t rule, vd_str instance, vd_instant from, vd_instant until,
                      size_t *ret_count, const vd_segment **ret_segments, vd_error *err)
{
    vd_run run;
    vd_variant variant = {.rule = &program->rules[rule]};
    const vd_instance *at_hand = NULL;
    vd_segment *segments = VD_NEW_ARRAY(arena, vd_segment, MAX_STEPS);
    size_t count = 0;
    vd_instant t = from;

    if (!segments || !vd_run_init(&run, arena, program, subject))
        return no_memory(err);
    for (uint32_t i = 0; i < subject->records[variant.rule->record].count; i++)
        if (vd_str_eq(subject->records[variant.rule->record].items[i].id, instance))
            at_hand = &subject->records[variant.rule->record].items[i];
    if (variant.rule->record != 0 && !at_hand)
        return vd_fail(err, VD_NOT_FOUND, "The case has no record \"%.*s\" of that kind.",
                       VD_STR_ARGS(instance));
    for (int step = 0; step < MAX_STEPS && t < until; step++) {
        vd_arena_mark mark = vd_arena_here(arena);
        vd_outcome outcome = vd_outcome_at(&run, &variant, at_hand, t, VD_NO_DATE);

        vd_arena_rewind(arena, mark);
        if (count > 0 && segments[count - 1].status == outcome.status)
            segments[count - 1].until = vd_sooner(outcome.until, until);
        else
            segments[count++] = (vd_segment){t, vd_sooner(outcome.until, until), outcome.status};
        t = outcome.until;
    }
    *ret_count = count;
    *ret_segments = segments;
    return VD_OK;
}
