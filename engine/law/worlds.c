#include "engine/law/worlds.h"

#include "engine/law/forecast.h"

static vd_outcome ask_here(vd_run *run, const vd_variant *variant, const vd_instance *instance,
                           vd_instant at, bool without_forecast)
{
    vd_outcome outcome;

    run->frame.earnings_read = false;
    outcome = vd_outcome_at(run, variant, instance, at, VD_NO_DATE);
    if (variant->rule->kind == VD_BENEFIT && !without_forecast &&
        outcome.status != VD_NOT_APPLICABLE)
        outcome.until = vd_sooner(outcome.until, vd_forecast(run, variant, instance, at, &outcome));
    return outcome;
}

/* As on a counter: the first dispute turns fastest. */
bool vd_next_world(vd_run *run)
{
    bool more = false;

    for (size_t i = 0; i < run->dispute_count && !more; i++) {
        more = ++run->disputes[i].choice < run->disputes[i].values;
        if (!more)
            run->disputes[i].choice = 0;
    }
    vd_run_new_world(run);
    return more;
}

static bool same_eligibility(const vd_dates *a, const vd_dates *b)
{
    return a->has_eligible == b->has_eligible &&
           (!a->has_eligible || (a->eligible_from == b->eligible_from &&
                                 a->eligible_provisional == b->eligible_provisional)) &&
           a->has_eligible_until == b->has_eligible_until &&
           (!a->has_eligible_until || a->eligible_until == b->eligible_until) &&
           a->has_if_continues == b->has_if_continues &&
           (!a->has_if_continues || a->if_continues == b->if_continues);
}

static bool same_world(const vd_world *a, const vd_world *b)
{
    return vd_same_answer(&a->outcome, &b->outcome) &&
           same_eligibility(&a->outcome.dates, &b->outcome.dates);
}

/* Two worlds that differ in this dispute alone, and in the answer. */
static bool does_matter(const vd_world *worlds, size_t count, size_t dispute)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = i + 1; k < count; k++) {
            bool alone = true;

            for (size_t d = 0; d < VD_MAX_DISPUTES; d++)
                alone = alone && (d == dispute || worlds[i].choices[d] == worlds[k].choices[d]);
            if (alone && !same_world(&worlds[i], &worlds[k]))
                return true;
        }
    return false;
}

static void forget_eligibility(vd_dates *dates)
{
    dates->has_eligible = false;
    dates->eligible_provisional = false;
    dates->has_eligible_until = false;
    dates->has_if_continues = false;
}

/* The worlds as one answer: what they have in common. */
static void merge(vd_run *run, vd_answer *answer, bool complete)
{
    vd_outcome *whole = &answer->outcome;
    bool same_status = complete;
    bool same_dates = complete;
    bool ask_defence = false;

    *whole = answer->worlds[0].outcome;
    for (size_t i = 0; i < answer->world_count; i++) {
        const vd_outcome *one = &answer->worlds[i].outcome;

        same_status = same_status && vd_same_answer(&answer->worlds[0].outcome, one);
        same_dates = same_dates && same_world(&answer->worlds[0], &answer->worlds[i]);
        ask_defence = ask_defence || one->status == VD_ASK_DEFENCE;
        whole->until = vd_sooner(whole->until, one->until);
        whole->missing = vd_missing_join(run->frame.arena, whole->missing, one->missing);
        whole->presumed = vd_missing_join(run->frame.arena, whole->presumed, one->presumed);
        whole->missing_bound = whole->missing_bound || one->missing_bound;
        if (one->version != whole->version)
            whole->version = NULL;
    }
    if (same_status && same_dates) {
        answer->world_count = 0;
        return;
    }
    for (size_t d = 0; d < run->dispute_count; d++)
        answer->matters[d] = !complete || does_matter(answer->worlds, answer->world_count, d);
    forget_eligibility(&whole->dates);
    if (same_status)
        return;
    answer->disputed = true;
    whole->status = ask_defence ? VD_ASK_DEFENCE : VD_UNKNOWN_STATUS;
    whole->dates = (vd_dates){0};
    whole->several = false;
    whole->binding = VD_STR("disputed");
    whole->reason = complete ? VD_STR("suppliers disagree on a fact, and the answer depends on it")
                             : VD_STR("suppliers disagree on too many facts");
}

vd_answer vd_ask(vd_run *run, const vd_variant *variant, const vd_instance *instance, vd_instant at,
                 bool without_forecast)
{
    vd_answer answer = {0};
    vd_world *worlds;
    bool more = true;

    run->dispute_count = 0;
    run->too_many_disputes = false;
    answer.outcome = ask_here(run, variant, instance, at, without_forecast);
    if (run->dispute_count == 0)
        return answer;
    worlds = VD_NEW_ARRAY(run->frame.arena, vd_world, VD_MAX_WORLDS);
    if (!worlds)
        return answer;
    answer.worlds = worlds;
    while (more && answer.world_count < VD_MAX_WORLDS) {
        vd_world *world = &worlds[answer.world_count++];

        for (size_t d = 0; d < run->dispute_count; d++)
            world->choices[d] = run->disputes[d].choice;
        world->outcome = answer.world_count == 1
                             ? answer.outcome
                             : ask_here(run, variant, instance, at, without_forecast);
        more = vd_next_world(run);
    }
    for (size_t d = 0; d < run->dispute_count; d++)
        run->disputes[d].choice = 0;
    vd_run_new_world(run);
    merge(run, &answer, !more && !run->too_many_disputes);
    vd_run_at(run, at, VD_NO_DATE);
    vd_run_take(run, instance);
    return answer;
}
