/*
 * Deadlines, benefits and guidelines at one instant, and the rule around them.
 */
#include "engine/law/outcome.h"

#include "engine/law/missing.h"

vd_outcome vd_outcome_of_trouble(vd_run *run, const vd_value *value)
{
    vd_outcome outcome = {.status = VD_UNDECIDABLE, .until = value->until};
    vd_missing_set set = {0};
    bool ask = false;
    bool withheld = false;

    if (value->kind == VD_ERROR) {
        outcome.status =
            value->u.fault.code == VD_FAULT_COVERAGE ? VD_OUT_OF_COVERAGE : VD_UNDECIDABLE;
        outcome.reason = vd_str_of(value->u.fault.text);
        return outcome;
    }
    if (value->kind != VD_UNKNOWN) {
        outcome.reason = VD_STR("the condition is neither true nor false");
        return outcome;
    }
    outcome.missing = value->u.missing;
    if (!vd_missing_leaves(run->frame.arena, value->u.missing, &set)) {
        outcome.reason = VD_STR("the request's memory is exhausted");
        return outcome;
    }
    for (size_t i = 0; i < set.count; i++) {
        withheld = withheld || set.leaves[i]->why == VD_WHY_WITHHELD;
        ask = ask || set.leaves[i]->why != VD_WHY_UNKNOWABLE;
    }
    if (withheld)
        outcome.status = VD_ASK_DEFENCE;
    else if (ask)
        outcome.status = VD_UNKNOWN_STATUS;
    return outcome;
}

static vd_outcome outcome_of_field(vd_run *run, const vd_field_value *field, uint32_t target)
{
    vd_outcome outcome = vd_outcome_of_trouble(run, &field->value);

    if (target < VD_FIELD_COUNT)
        outcome.binding = vd_str_of(vd_rule_fields[target].name);
    if (field->conflict.len) {
        outcome.status = VD_CONFLICT;
        outcome.reason = field->conflict;
    }
    return outcome;
}

static vd_outcome settled(vd_verdict status, vd_instant until, vd_str binding)
{
    return (vd_outcome){.status = status, .until = until, .binding = binding};
}

/* The act that meets a deadline: done before its end, done late, known not to be done, or unsaid. */
static void judge_act(vd_run *run, const vd_version *version, vd_str reading, vd_outcome *outcome)
{
    vd_field_value met = vd_version_field(run, version, reading, VD_FIELD_MET);
    bool over = outcome->dates.due <= run->frame.at;
    vd_instant act;

    outcome->until = vd_sooner(outcome->until, vd_value_until(run, &met.value));
    if (vd_run_moment(run, &met.value, &act) && act <= run->frame.at) {
        outcome->status = act < outcome->dates.due ? VD_MET : VD_MISSED;
        outcome->binding = VD_STR("met");
        return;
    }
    if (met.value.kind == VD_ERROR || (met.value.kind == VD_UNKNOWN && over)) {
        vd_outcome trouble = outcome_of_field(run, &met, VD_FIELD_MET);

        trouble.dates = outcome->dates;
        trouble.until = outcome->until;
        trouble.missing = vd_missing_join(run->frame.arena, trouble.missing, outcome->presumed);
        *outcome = trouble;
        return;
    }
    if (vd_run_moment(run, &met.value, &act))
        outcome->until = vd_sooner(outcome->until, act);
    if (met.value.kind == VD_UNKNOWN)
        outcome->presumed =
            vd_missing_join(run->frame.arena, outcome->presumed, met.value.u.missing);
    outcome->status = over ? VD_MISSED : VD_RUNNING;
    outcome->binding = VD_STR("due");
    if (!over)
        outcome->until = vd_sooner(outcome->until, outcome->dates.due);
}

static vd_outcome outcome_of_term_trouble(vd_run *run, const vd_term_outcome *term)
{
    vd_outcome outcome = vd_outcome_of_trouble(run, &term->trouble);

    outcome.until = vd_sooner(outcome.until, term->until);
    outcome.binding = term->binding;
    if (term->conflict.len) {
        outcome.status = VD_CONFLICT;
        outcome.reason = term->conflict;
    }
    return outcome;
}

vd_outcome vd_deadline_outcome(vd_run *run, const vd_version *version, vd_str reading)
{
    vd_field_value ended = vd_version_field(run, version, reading, VD_FIELD_ENDED);
    vd_truth over = vd_truth_of(&ended.value);
    vd_term_outcome term;
    vd_outcome outcome;

    if (over == VD_TRUE)
        return settled(VD_ENDED, ended.value.until, VD_STR("ended"));
    if (over == VD_TROUBLE)
        return outcome_of_field(run, &ended, VD_FIELD_ENDED);
    term = vd_count_term(run, version, reading);
    if (term.trouble.kind != VD_NULL) {
        outcome = outcome_of_term_trouble(run, &term);
        outcome.until = vd_sooner(outcome.until, ended.value.until);
        return outcome;
    }
    outcome = settled(VD_NOT_STARTED, vd_sooner(term.until, ended.value.until), VD_STR("start"));
    outcome.dates = term.dates;
    if (!term.started)
        return outcome;
    if (over == VD_MAYBE)
        outcome.presumed = ended.value.u.missing;
    judge_act(run, version, reading, &outcome);
    /* Once the end has passed, "it did not matter any more" is no longer presumed. */
    if (outcome.status == VD_MISSED && over == VD_MAYBE && outcome.presumed) {
        vd_dates dates = outcome.dates;
        vd_instant until = outcome.until;

        outcome = outcome_of_field(run, &ended, VD_FIELD_ENDED);
        outcome.dates = dates;
        outcome.until = vd_sooner(until, ended.value.until);
    }
    if (outcome.status == VD_RUNNING && term.paused_now)
        outcome.status = VD_SUSPENDED;
    return outcome;
}

/* Merges one requirement or bar into a benefit's outcome. `failing` keeps the strongest "no". */
typedef struct benefit_state {
    vd_outcome yes;     /* all hold so far */
    vd_outcome failing; /* status VD_NO once one fails */
    vd_value unknown;   /* the union of what is unknown; VD_NULL: nothing */
    vd_str unknown_item;
    vd_outcome trouble;
    bool has_failing;
    bool has_trouble;
} benefit_state;

static void judge_item(vd_run *run, const vd_item *item, const vd_field_value *field,
                       benefit_state *state)
{
    vd_truth truth = vd_truth_of(&field->value);
    vd_instant until = field->value.until;

    if (truth == VD_TROUBLE) {
        state->trouble = outcome_of_field(run, field, VD_FIELD_COUNT);
        state->trouble.binding = item->id;
        state->has_trouble = true;
    } else if (truth == VD_MAYBE) {
        state->unknown.u.missing = vd_missing_join(
            run->frame.arena, state->unknown.kind == VD_UNKNOWN ? state->unknown.u.missing : NULL,
            field->value.u.missing);
        if (state->unknown.kind != VD_UNKNOWN)
            state->unknown_item = item->id;
        state->unknown.kind = VD_UNKNOWN;
    } else if ((truth == VD_TRUE) == item->bar) {
        if (!state->has_failing || until > state->failing.until)
            state->failing = settled(VD_NO, until, item->id);
        state->has_failing = true;
    } else if (until < state->yes.until) {
        state->yes.binding = item->id;
    }
    state->yes.until = vd_sooner(state->yes.until, until);
}

vd_outcome vd_benefit_outcome(vd_run *run, const vd_version *version, vd_str reading)
{
    benefit_state state = {.yes = {.status = VD_YES, .until = VD_FOREVER}, .unknown = vd_null()};
    vd_outcome outcome;

    for (size_t i = 0; i < version->item_count; i++) {
        vd_field_value field =
            vd_version_field(run, version, reading, VD_FIELD_COUNT + (uint32_t)i);

        judge_item(run, &version->items[i], &field, &state);
    }
    if (state.has_failing)
        return state.failing;
    if (state.has_trouble) {
        state.trouble.until = state.yes.until;
        return state.trouble;
    }
    if (state.unknown.kind == VD_UNKNOWN) {
        outcome = vd_outcome_of_trouble(run, &state.unknown);
        outcome.until = state.yes.until;
        outcome.binding = state.unknown_item;
        return outcome;
    }
    return state.yes;
}

vd_outcome vd_guideline_outcome(vd_run *run, const vd_version *version, vd_str reading)
{
    vd_field_value trigger = vd_version_field(run, version, reading, VD_FIELD_TRIGGER);
    vd_field_value done = vd_version_field(run, version, reading, VD_FIELD_DONE);
    vd_truth triggered = vd_truth_of(&trigger.value);
    vd_truth closed = vd_truth_of(&done.value);
    vd_outcome outcome;

    if (triggered == VD_FALSE)
        return settled(VD_NO, trigger.value.until, VD_STR("trigger"));
    if (closed == VD_TRUE)
        return settled(VD_NO, done.value.until, VD_STR("done"));
    if (triggered != VD_TRUE)
        outcome = outcome_of_field(run, &trigger, VD_FIELD_TRIGGER);
    else if (closed == VD_TROUBLE)
        outcome = outcome_of_field(run, &done, VD_FIELD_DONE);
    else
        outcome = settled(VD_YES, trigger.value.until, VD_STR("trigger"));
    outcome.until = vd_sooner(trigger.value.until, done.value.until);
    if (outcome.status == VD_YES && closed == VD_MAYBE)
        outcome.presumed = done.value.u.missing;
    if (outcome.status == VD_YES && version->fields[VD_FIELD_START]) {
        vd_term_outcome term = vd_count_term(run, version, reading);

        outcome.until = vd_sooner(outcome.until, term.until);
        outcome.dates = term.dates;
        if (term.has_due && term.dates.due > run->frame.at)
            outcome.until = vd_sooner(outcome.until, term.dates.due);
    }
    return outcome;
}

static vd_outcome version_outcome(vd_run *run, const vd_rule *rule, const vd_version *version,
                                  vd_str reading)
{
    vd_outcome outcome = {0};

    switch (rule->kind) {
    case VD_DEADLINE:
        outcome = vd_deadline_outcome(run, version, reading);
        break;
    case VD_BENEFIT:
        outcome = vd_benefit_outcome(run, version, reading);
        break;
    case VD_GUIDELINE:
        outcome = vd_guideline_outcome(run, version, reading);
        break;
    }
    outcome.version = version;
    return outcome;
}

bool vd_same_answer(const vd_outcome *a, const vd_outcome *b)
{
    return a->status == b->status && a->dates.has_due == b->dates.has_due &&
           (!a->dates.has_due ||
            (a->dates.due == b->dates.due && a->dates.by_the_hour == b->dates.by_the_hour));
}

static vd_outcome gap_outcome(const vd_selection *selection)
{
    static const char *const causes[] = {"repealed", "annulled", "not_yet", "not_modelled"};

    return settled(selection->gap == VD_GAP_NOT_MODELLED ? VD_NOT_AUTOMATED : VD_NOT_APPLICABLE,
                   selection->until, vd_str_of(causes[selection->gap]));
}

/* Several versions may apply: the answer is known only if all say the same. */
static vd_outcome weigh_candidates(vd_run *run, const vd_variant *variant,
                                   const vd_selection *selection)
{
    vd_value unknown = vd_unknown(selection->missing);
    vd_outcome first = {0};
    vd_outcome result;
    vd_instant until = selection->until;
    bool same = true;

    for (size_t i = 0; i < selection->count; i++) {
        vd_outcome one =
            version_outcome(run, variant->rule, selection->candidates[i], variant->reading);

        until = vd_sooner(until, one.until);
        if (i == 0)
            first = one;
        else
            same = same && vd_same_answer(&first, &one);
    }
    if (selection->gap_possible) {
        vd_outcome gap = gap_outcome(selection);

        same = same && (selection->count == 0 || vd_same_answer(&first, &gap));
        if (selection->count == 0)
            first = gap;
    }
    if (same || !selection->missing) {
        result = first;
        if (!same) {
            result = settled(VD_CONFLICT, until, VD_STR("versions"));
            result.reason = VD_STR("several versions of the rule apply and disagree");
        }
    } else {
        result = vd_outcome_of_trouble(run, &unknown);
        result.binding = VD_STR("version");
        result.several = true;
    }
    result.version = NULL;
    result.until = until;
    return result;
}

static vd_outcome outcome_within(vd_run *run, const vd_variant *variant)
{
    vd_selection selection;
    vd_outcome outcome;

    if (variant->version)
        return version_outcome(run, variant->rule, variant->version, variant->reading);
    selection = vd_select_versions(run, variant->rule);
    if (selection.trouble.kind != VD_NULL) {
        outcome = vd_outcome_of_trouble(run, &selection.trouble);
        outcome.binding = VD_STR("version");
        return outcome;
    }
    if (selection.certain) {
        outcome = version_outcome(run, variant->rule, selection.candidates[0], variant->reading);
        outcome.until = vd_sooner(outcome.until, selection.until);
        return outcome;
    }
    if (selection.count == 0 && !selection.gap_possible) {
        outcome = settled(VD_OUT_OF_COVERAGE, selection.until, VD_STR("version"));
        outcome.reason = VD_STR("no version of the rule covers the key dates of this case");
        return outcome;
    }
    if (selection.count == 0 && !selection.missing)
        return gap_outcome(&selection);
    return weigh_candidates(run, variant, &selection);
}

vd_outcome vd_rule_outcome(vd_run *run, const vd_variant *variant)
{
    const vd_rule *rule = variant->rule;
    vd_value applies = vd_bool(true);
    vd_outcome outcome;

    if (rule->applies)
        applies = vd_run_eval(run, rule->applies);
    switch (vd_truth_of(&applies)) {
    case VD_FALSE:
        return settled(VD_NOT_APPLICABLE, applies.until, VD_STR("applies"));
    case VD_MAYBE:
    case VD_TROUBLE:
        outcome = vd_outcome_of_trouble(run, &applies);
        outcome.binding = VD_STR("applies");
        return outcome;
    case VD_TRUE:
        break;
    }
    outcome = rule->automated ? outcome_within(run, variant)
                              : settled(VD_NOT_AUTOMATED, VD_FOREVER, VD_STR("automated"));
    outcome.until = vd_sooner(outcome.until, applies.until);
    return outcome;
}
