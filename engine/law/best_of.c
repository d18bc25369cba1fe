/*
 * A walk along time asks for statuses only: at each instant a benefit is open when it is open under
 * one of the laws that compete then. Which law is taken, and its dates, is settled by assess.c, that
 * asks each law by itself.
 */
#include "engine/law/best_of.h"

const char *vd_criterion_name(vd_criterion criterion)
{
    static const char *const names[VD_BEST_COUNT] = {
        [VD_BEST_MOST_OPEN] = "most_open",
        [VD_BEST_EARLIEST_ELIGIBLE] = "earliest_eligible",
        [VD_BEST_EARLIEST_DUE] = "earliest_due",
        [VD_BEST_LATEST_DUE] = "latest_due",
    };

    return names[criterion];
}

static bool is_by_due(vd_criterion criterion)
{
    return criterion == VD_BEST_EARLIEST_DUE || criterion == VD_BEST_LATEST_DUE;
}

static vd_value held(bool holds, vd_instant until)
{
    vd_value value = vd_bool(holds);

    value.until = until;
    return value;
}

/* Until when the date stays on its side of the window's end. */
static vd_instant until_end(const vd_run *run, const vd_window *window, const vd_value *date)
{
    const vd_frame *frame = &run->frame;

    if (window->until == VD_FOREVER)
        return date->until;
    if (!vd_motion_is_daily(date->motion))
        return vd_value_until(run, date);
    if (date->u.date >= window->until)
        return date->until;
    return vd_sooner(date->until,
                     vd_zone_start_of(frame->zone, frame->today + window->until - date->u.date));
}

/* The window was open on the key date or on a day since, up to today. */
static vd_value window_reaches(vd_run *run, const vd_window *window, bool coming)
{
    const vd_frame *frame = &run->frame;
    vd_value date = vd_run_eval(run, window->date);

    if (date.kind == VD_NULL)
        return held(false, date.until);
    if (!coming && window->from != VD_LONG_AGO && frame->today < window->from)
        return held(false, vd_zone_start_of(frame->zone, window->from));
    if (date.kind != VD_DATE)
        return date;
    return held(date.u.date < window->until, until_end(run, window, &date));
}

static bool is_compared(const vd_best_of *best, const vd_window *window)
{
    return vd_str_eq(vd_expr_text(best->date), vd_expr_text(window->date));
}

static vd_value with_condition(vd_run *run, const vd_version *version, vd_value whole)
{
    vd_value condition;

    if (!version->condition || vd_truth_of(&whole) == VD_FALSE)
        return whole;
    condition = vd_run_eval(run, version->condition);
    return vd_both_hold(run, &whole, &condition);
}

/* In force since the key date: FALSE, TRUE or MAYBE. */
static vd_value reaches_back(vd_run *run, const vd_rule *rule, const vd_version *version,
                             bool coming)
{
    vd_value whole = vd_bool(!version->forward_only);

    for (size_t i = 0; i < version->when.count; i++) {
        const vd_window *window = &version->when.items[i];
        vd_value one = is_compared(rule->best_of, window) ? window_reaches(run, window, coming)
                                                          : vd_window_holds(run, window);

        whole = vd_both_hold(run, &whole, &one);
    }
    return with_condition(run, version, whole);
}

static bool governs(const vd_selection *selection, const vd_version *version)
{
    for (size_t i = 0; i < selection->count; i++)
        if (selection->candidates[i] == version)
            return true;
    return false;
}

static void add_governing(vd_laws *laws)
{
    const vd_selection *chosen = &laws->governing;

    for (size_t i = 0; i < chosen->count; i++)
        laws->items[laws->count++] = (vd_law){chosen->candidates[i], chosen->certain, true};
    laws->missing = chosen->missing;
    laws->until = chosen->until;
    laws->trouble = chosen->trouble;
}

vd_laws vd_competing_laws(vd_run *run, const vd_rule *rule, bool coming)
{
    vd_laws laws = {.governing = vd_select_versions(run, rule)};

    laws.items = VD_NEW_ARRAY(run->frame.arena, vd_law, rule->version_count);
    if (!laws.items) {
        laws.trouble = vd_faulty(VD_FAULT_MEMORY, "the request's memory is exhausted");
        return laws;
    }
    add_governing(&laws);
    for (size_t i = 0; i < rule->version_count && laws.trouble.kind == VD_NULL; i++) {
        const vd_version *version = &rule->versions[i];
        vd_value reaches = reaches_back(run, rule, version, coming);
        vd_truth truth = vd_truth_of(&reaches);

        laws.until = vd_sooner(laws.until, reaches.until);
        if (truth == VD_TROUBLE)
            laws.trouble = reaches;
        if (truth == VD_FALSE || truth == VD_TROUBLE)
            continue;
        if (truth == VD_MAYBE)
            laws.missing = vd_missing_join(run->frame.arena, laws.missing, reaches.u.missing);
        if (!governs(&laws.governing, version))
            laws.items[laws.count++] = (vd_law){version, truth == VD_TRUE, false};
        /* Not known which of them governs, but this one competes whichever does. */
        for (size_t k = 0; k < laws.count && truth == VD_TRUE; k++)
            laws.items[k].certain |= laws.items[k].version == version;
    }
    return laws;
}

bool vd_laws_compete(const vd_laws *laws)
{
    return laws->trouble.kind == VD_NULL && laws->count > 0 &&
           !laws->items[laws->count - 1].governs;
}

vd_outcome vd_law_outcome(vd_run *run, const vd_variant *variant)
{
    const vd_version *version = variant->version;
    vd_value since = reaches_back(run, variant->rule, version, false);
    vd_value then = with_condition(run, version, vd_windows_hold(run, &version->when));
    vd_instant until = vd_sooner(since.until, then.until);
    vd_outcome outcome;

    if (vd_truth_of(&since) == VD_FALSE && vd_truth_of(&then) == VD_FALSE)
        return (vd_outcome){.status = variant->rule->kind == VD_DEADLINE ? VD_NOT_STARTED : VD_NO,
                            .until = until,
                            .version = version,
                            .binding = VD_STR("version")};
    outcome = vd_version_outcome(run, variant->rule, version, variant->reading);
    outcome.until = vd_sooner(outcome.until, until);
    return outcome;
}

static bool has_date(const vd_outcome *outcome)
{
    return outcome->dates.has_eligible && !outcome->dates.eligible_provisional;
}

bool vd_law_is_better(vd_criterion criterion, const vd_outcome *a, const vd_outcome *b)
{
    switch (criterion) {
    case VD_BEST_EARLIEST_ELIGIBLE:
        if (has_date(a) && has_date(b))
            return a->dates.eligible_from < b->dates.eligible_from;
        return has_date(a) && !has_date(b) && a->status != VD_YES;
    case VD_BEST_EARLIEST_DUE:
        return a->dates.has_due && b->dates.has_due && a->dates.due < b->dates.due;
    case VD_BEST_LATEST_DUE:
        return a->dates.has_due && b->dates.has_due && a->dates.due > b->dates.due;
    default:
        return false;
    }
}

/* The laws with what each says; what a declared gap says of the key date is one of them. */
typedef struct contest {
    vd_run *run;
    const vd_laws *laws;
    vd_criterion criterion;
    size_t count;
    vd_outcome *outcomes;
    bool *certain;
    vd_instant until;
} contest;

static void enter(contest *c, vd_outcome outcome, bool certain)
{
    c->until = vd_sooner(c->until, outcome.until);
    c->certain[c->count] = certain;
    c->outcomes[c->count++] = outcome;
}

/* No version governs: a gap does, which opens nothing, or nobody has written what the law was. */
static void enter_gap(contest *c)
{
    const vd_selection *governing = &c->laws->governing;
    vd_outcome outcome = {.status = VD_NOT_APPLICABLE, .until = governing->until};

    if (governing->count > 0)
        return;
    if (governing->gaps & (1U << VD_GAP_NOT_MODELLED)) {
        outcome.status = VD_NOT_AUTOMATED;
        outcome.reason = VD_STR("not_modelled");
    } else if (governing->gaps == 0) {
        outcome.status = VD_OUT_OF_COVERAGE;
        outcome.reason = VD_STR("no version of the rule covers the key dates of this case");
    }
    enter(c, outcome, true);
}

static bool says_no(vd_verdict status)
{
    return status == VD_NO || status == VD_NOT_APPLICABLE;
}

static bool is_trouble(vd_verdict status)
{
    return status == VD_UNDECIDABLE || status == VD_CONFLICT || status == VD_OUT_OF_COVERAGE ||
           status == VD_NOT_AUTOMATED || status == VD_ASK_DEFENCE;
}

/* One side is not known, or the laws cannot be compared: all are shown. */
static vd_outcome undecided(const contest *c)
{
    vd_arena *arena = c->run->frame.arena;
    const vd_missing *missing = c->laws->missing;
    vd_outcome result = {.status = VD_CONFLICT,
                         .reason = VD_STR("the laws that compete cannot be compared")};
    vd_value unknown;
    bool bound = false;

    for (size_t i = 0; i < c->count; i++) {
        const vd_outcome *one = &c->outcomes[i];

        bound = bound || one->missing_bound;
        missing = vd_missing_join(arena, missing, one->missing);
        if (is_trouble(one->status) && result.status == VD_CONFLICT)
            result = (vd_outcome){.status = one->status, .reason = one->reason};
    }
    if (missing) {
        unknown = vd_unknown(missing);
        result = vd_outcome_of_trouble(c->run, &unknown);
    }
    result.binding = VD_STR("best_of");
    result.missing_bound = bound;
    result.several = true;
    return result;
}

/* Kleene's "or" of whole laws. */
static vd_outcome most_open(const contest *c)
{
    const vd_outcome *taken = NULL;
    bool open = false;

    for (size_t i = 0; i < c->count; i++) {
        if (c->outcomes[i].status == VD_YES && c->certain[i])
            return c->outcomes[i];
        open = open || !says_no(c->outcomes[i].status);
    }
    for (size_t i = 0; i < c->count && !open; i++)
        if (!taken || (taken->status == VD_NOT_APPLICABLE && c->outcomes[i].status == VD_NO))
            taken = &c->outcomes[i];
    return taken ? *taken : undecided(c);
}

static vd_outcome best_due(const contest *c)
{
    const vd_outcome *taken = NULL;
    bool same = true;
    bool sure = true;

    for (size_t i = 0; i < c->count; i++) {
        const vd_outcome *one = &c->outcomes[i];

        if (one->status == VD_NOT_APPLICABLE)
            continue;
        if (!taken || vd_law_is_better(c->criterion, one, taken)) {
            same = same && (!taken || vd_same_answer(one, taken));
            taken = one;
            sure = c->certain[i];
        } else {
            same = same && vd_same_answer(one, taken);
        }
    }
    if (taken && same && taken->status != VD_UNKNOWN_STATUS)
        return *taken;
    for (size_t i = 0; i < c->count; i++)
        if (c->outcomes[i].status != VD_NOT_APPLICABLE && !c->outcomes[i].dates.has_due)
            return undecided(c);
    return taken && sure ? *taken : undecided(c);
}

bool vd_best_outcome(vd_run *run, const vd_variant *variant, vd_outcome *ret_outcome)
{
    vd_laws laws = vd_competing_laws(run, variant->rule, false);
    contest c = {.run = run, .laws = &laws, .criterion = variant->rule->best_of->criterion};

    *ret_outcome = (vd_outcome){.until = laws.until};
    c.until = laws.until;
    c.outcomes = VD_NEW_ARRAY(run->frame.arena, vd_outcome, laws.count + 1);
    c.certain = VD_NEW_ARRAY(run->frame.arena, bool, laws.count + 1);
    if (laws.trouble.kind != VD_NULL || !c.outcomes || !c.certain) {
        *ret_outcome = vd_outcome_of_trouble(run, &laws.trouble);
        ret_outcome->binding = VD_STR("version");
        return true;
    }
    if (!vd_laws_compete(&laws))
        return false;
    enter_gap(&c);
    for (size_t i = 0; i < laws.count; i++)
        enter(&c, vd_version_outcome(run, variant->rule, laws.items[i].version, variant->reading),
              laws.items[i].certain);
    *ret_outcome = is_by_due(c.criterion) ? best_due(&c) : most_open(&c);
    ret_outcome->until = c.until;
    return true;
}
