/*
 * Deadlines, benefits and guidelines at one instant, and the rule around them.
 */
#include "engine/law/outcome.h"

#include "engine/law/best_of.h"
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

/* Whether "nothing on record says so" may stand for "no": never where something is withheld, because
 * then the answer would tell what it is. */
static bool may_presume(vd_run *run, const vd_value *unknown)
{
    vd_missing_set set = {0};

    if (!vd_missing_leaves(run->frame.arena, unknown->u.missing, &set))
        return false;
    for (size_t i = 0; i < set.count; i++)
        if (set.leaves[i]->why == VD_WHY_WITHHELD)
            return false;
    return true;
}

static void presume(vd_run *run, vd_outcome *outcome, const vd_value *unknown)
{
    outcome->presumed = vd_missing_join(run->frame.arena, outcome->presumed, unknown->u.missing);
}

/* The field cannot be used: its trouble takes the outcome's place, which keeps dates and until. */
static void give_way(vd_run *run, const vd_field_value *field, uint32_t target, vd_outcome *outcome)
{
    vd_outcome trouble = outcome_of_field(run, field, target);

    trouble.dates = outcome->dates;
    trouble.until = vd_sooner(outcome->until, trouble.until);
    trouble.missing = vd_missing_join(run->frame.arena, trouble.missing, outcome->presumed);
    /* Asked in vain only where none of all these can be told. */
    if (field->value.kind == VD_UNKNOWN && !field->conflict.len) {
        vd_value all = vd_unknown(trouble.missing);

        trouble.status = vd_outcome_of_trouble(run, &all).status;
    }
    *outcome = trouble;
}

/* An act of which only the day is known, when the term ends at an hour within that day. */
static bool hour_is_needed(const vd_run *run, const vd_value *met, const vd_dates *dates)
{
    return met->kind == VD_DATE && dates->by_the_hour &&
           vd_zone_start_of(run->frame.zone, met->u.date) < dates->due &&
           dates->due < vd_zone_start_of(run->frame.zone, met->u.date + 1);
}

/* Where only a day is on record of either, an act on the day of the start does not precede it. */
static bool precedes_start(const vd_run *run, const vd_value *met, vd_instant act,
                           const vd_term_outcome *term)
{
    const vd_zone *zone = run->frame.zone;

    if (met->kind == VD_DATE || met->u.clock->day_only || term->start_day_only)
        return vd_zone_date(zone, act) < vd_zone_date(zone, term->start_at);
    return act < term->start_at;
}

/* The act that meets a deadline: done before its end, done late, known not to be done, or unsaid.
 * True when the act is on record by now. */
static bool judge_act(vd_run *run, const vd_version *version, vd_str reading,
                      const vd_term_outcome *term, vd_outcome *outcome)
{
    vd_field_value met = vd_version_field(run, version, reading, VD_FIELD_MET);
    bool over = outcome->dates.due <= run->frame.at;
    vd_instant act;
    bool dated = vd_run_moment(run, &met.value, &act);

    outcome->until = vd_sooner(outcome->until, vd_value_until(run, &met.value));
    outcome->binding = VD_STR("met");
    if (dated && act <= run->frame.at) {
        outcome->status = act < outcome->dates.due ? VD_MET : VD_MISSED;
        if (precedes_start(run, &met.value, act, term)) {
            outcome->status = VD_UNDECIDABLE;
            outcome->reason = VD_STR("the act is dated before the term begins: one of the two "
                                     "dates is wrong");
        } else if (hour_is_needed(run, &met.value, &outcome->dates)) {
            outcome->status = VD_UNDECIDABLE;
            outcome->reason = VD_STR("the term ends at an hour, and only the day of the act is "
                                     "on record");
        }
        return true;
    }
    if (met.value.kind == VD_ERROR ||
        (met.value.kind == VD_UNKNOWN && (over || !may_presume(run, &met.value)))) {
        give_way(run, &met, VD_FIELD_MET, outcome);
        return false;
    }
    if (dated)
        outcome->until = vd_sooner(outcome->until, act);
    if (met.value.kind == VD_UNKNOWN)
        presume(run, outcome, &met.value);
    outcome->status = over ? VD_MISSED : VD_RUNNING;
    outcome->binding = VD_STR("due");
    if (!over)
        outcome->until = vd_sooner(outcome->until, outcome->dates.due);
    return false;
}

static vd_outcome outcome_of_term_trouble(vd_run *run, const vd_term_outcome *term)
{
    vd_outcome outcome = vd_outcome_of_trouble(run, &term->trouble);

    outcome.until = vd_sooner(outcome.until, term->until);
    outcome.binding = term->binding;
    if (term->reason.len)
        outcome.reason = term->reason;
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
    if (over == VD_TROUBLE || (over == VD_MAYBE && !may_presume(run, &ended.value)))
        return outcome_of_field(run, &ended, VD_FIELD_ENDED);
    term = vd_count_term(run, version, reading);
    if (term.trouble.kind != VD_NULL)
        outcome = outcome_of_term_trouble(run, &term);
    else
        outcome = settled(VD_NOT_STARTED, term.until, VD_STR("start"));
    outcome.until = vd_sooner(outcome.until, ended.value.until);
    outcome.dates = term.dates;
    if (over == VD_MAYBE)
        presume(run, &outcome, &ended.value);
    if (!term.started || term.trouble.kind != VD_NULL)
        return outcome;
    /* Once the end has passed without an act, "it did not matter any more" is asked for. */
    if (!judge_act(run, version, reading, &term, &outcome) && outcome.status == VD_MISSED &&
        over == VD_MAYBE)
        give_way(run, &ended, VD_FIELD_ENDED, &outcome);
    if (outcome.status == VD_RUNNING && term.paused == VD_TRUE)
        outcome.status = VD_SUSPENDED;
    if (outcome.status == VD_RUNNING && term.paused == VD_MAYBE) {
        vd_field_value district = vd_version_field(run, version, reading, VD_FIELD_DISTRICT);

        give_way(run, &district, VD_FIELD_DISTRICT, &outcome);
    }
    return outcome;
}

/* A benefit's requirements and bars, merged one by one. */
typedef struct benefit_state {
    vd_instant until;   /* of all so far */
    vd_outcome failing; /* the first that fails: it binds */
    bool has_failing;
    vd_instant fails_until;  /* the latest until of those that fail: that long the answer is "no" */
    vd_instant closed_until; /* of those that do not hold for sure: that long it is not "yes" */
    vd_value unknown;        /* the union of what is unknown; VD_NULL: nothing */
    vd_str unknown_item;
    vd_outcome trouble;
    bool has_trouble;
} benefit_state;

static void judge_item(vd_run *run, const vd_item *item, const vd_field_value *field,
                       benefit_state *state)
{
    vd_truth truth = vd_truth_of(&field->value);
    vd_instant until = field->value.until;
    const vd_missing *missing = state->unknown.kind == VD_UNKNOWN ? state->unknown.u.missing : NULL;

    state->until = vd_sooner(state->until, until);
    if ((truth == VD_MAYBE || truth == VD_TROUBLE) && until > state->closed_until)
        state->closed_until = until;
    if (truth == VD_TROUBLE && !state->has_trouble) {
        state->trouble = outcome_of_field(run, field, VD_FIELD_COUNT);
        state->trouble.binding = item->id;
        state->has_trouble = true;
    } else if (truth == VD_MAYBE) {
        if (!missing)
            state->unknown_item = item->id;
        state->unknown.kind = VD_UNKNOWN;
        state->unknown.u.missing =
            vd_missing_join(run->frame.arena, missing, field->value.u.missing);
    } else if (truth != VD_TROUBLE && (truth == VD_TRUE) == item->bar) {
        if (!state->has_failing)
            state->failing = settled(VD_NO, state->until, item->id);
        state->fails_until = until > state->fails_until ? until : state->fails_until;
        state->has_failing = true;
    }
}

vd_outcome vd_benefit_outcome(vd_run *run, const vd_version *version, vd_str reading)
{
    benefit_state state = {.until = VD_FOREVER,
                           .fails_until = VD_LONG_AGO,
                           .closed_until = VD_LONG_AGO,
                           .unknown = vd_null()};
    vd_outcome outcome = settled(VD_YES, VD_FOREVER, (vd_str){"", 0});

    for (size_t i = 0; i < version->item_count; i++) {
        vd_field_value field =
            vd_version_field(run, version, reading, VD_FIELD_COUNT + (uint32_t)i);

        judge_item(run, &version->items[i], &field, &state);
        if (run->care != VD_CARE_ALL && state.fails_until == VD_FOREVER)
            break;
    }
    if (state.has_failing) {
        if (run->care != VD_CARE_ALL)
            state.failing.until = state.fails_until;
        return state.failing;
    }
    if (state.has_trouble)
        outcome = state.trouble;
    else if (state.unknown.kind == VD_UNKNOWN) {
        outcome = vd_outcome_of_trouble(run, &state.unknown);
        outcome.binding = state.unknown_item;
    }
    outcome.until = state.until;
    if (run->care == VD_CARE_OPENING && outcome.status != VD_YES)
        outcome.until = state.closed_until;
    return outcome;
}

/* By when: a guideline whose term cannot be counted stands all the same, and asks for what lacks. */
static void add_due(vd_run *run, const vd_version *version, vd_str reading, vd_outcome *outcome)
{
    vd_term_outcome term = vd_count_term(run, version, reading);

    outcome->until = vd_sooner(outcome->until, term.until);
    outcome->dates = term.dates;
    if (term.trouble.kind == VD_UNKNOWN)
        outcome->missing =
            vd_missing_join(run->frame.arena, outcome->missing, term.trouble.u.missing);
    else if (term.trouble.kind == VD_ERROR)
        outcome->reason = term.conflict.len ? term.conflict : vd_str_of(term.trouble.u.fault.text);
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
    if (closed == VD_TRUE) {
        /* "Done" is said as long as nothing says "not called for" instead. */
        return settled(VD_NO, vd_sooner(trigger.value.until, done.value.until), VD_STR("done"));
    }
    if (triggered != VD_TRUE)
        outcome = outcome_of_field(run, &trigger, VD_FIELD_TRIGGER);
    else if (closed == VD_TROUBLE || (closed == VD_MAYBE && !may_presume(run, &done.value)))
        outcome = outcome_of_field(run, &done, VD_FIELD_DONE);
    else
        outcome = settled(VD_YES, trigger.value.until, VD_STR("trigger"));
    outcome.until = vd_sooner(trigger.value.until, done.value.until);
    if (closed == VD_MAYBE && outcome.status != VD_ASK_DEFENCE)
        presume(run, &outcome, &done.value);
    if (outcome.status == VD_YES && version->fields[VD_FIELD_START])
        add_due(run, version, reading, &outcome);
    return outcome;
}

vd_outcome vd_version_outcome(vd_run *run, const vd_rule *rule, const vd_version *version,
                              vd_str reading)
{
    static const vd_ask_version kinds[] = {
        [VD_DEADLINE] = vd_deadline_outcome,
        [VD_BENEFIT] = vd_benefit_outcome,
        [VD_GUIDELINE] = vd_guideline_outcome,
    };
    vd_outcome outcome = version->exception_count == 0
                             ? kinds[rule->kind](run, version, reading)
                             : vd_outcome_of_ways(run, version, reading, kinds[rule->kind]);

    outcome.version = version;
    return outcome;
}

bool vd_same_answer(const vd_outcome *a, const vd_outcome *b)
{
    return a->status == b->status && a->dates.has_due == b->dates.has_due &&
           (!a->dates.has_due ||
            (a->dates.due == b->dates.due && a->dates.by_the_hour == b->dates.by_the_hour));
}

static vd_outcome gap_outcome(vd_gap_cause cause, vd_instant until)
{
    static const char *const causes[] = {"repealed", "annulled", "not_yet", "not_modelled"};

    return settled(cause == VD_GAP_NOT_MODELLED ? VD_NOT_AUTOMATED : VD_NOT_APPLICABLE, until,
                   vd_str_of(causes[cause]));
}

static vd_outcome not_covered(vd_instant until)
{
    vd_outcome outcome = settled(VD_OUT_OF_COVERAGE, until, VD_STR("version"));

    outcome.reason = VD_STR("no version of the rule covers the key dates of this case");
    return outcome;
}

/* Whether a version looks at an event that is known not to have happened. */
static bool event_is_absent(vd_run *run, const vd_rule *rule)
{
    for (size_t i = 0; i < rule->version_count; i++)
        for (size_t k = 0; k < rule->versions[i].when.count; k++)
            if (vd_run_eval(run, rule->versions[i].when.items[k].date).kind == VD_NULL)
                return true;
    return false;
}

/* No version looks at this case, and no declared gap does. */
static vd_outcome of_no_version(vd_run *run, const vd_rule *rule, vd_instant until)
{
    vd_outcome outcome;

    if (!event_is_absent(run, rule))
        return not_covered(until);
    outcome = settled(rule->kind == VD_DEADLINE ? VD_NOT_STARTED : VD_NOT_APPLICABLE, until,
                      VD_STR("version"));
    outcome.reason = VD_STR("what the rule looks at is known not to have happened");
    return outcome;
}

/* The outcomes that may be, as one: known only if all say the same. */
typedef struct tally {
    vd_run *run;
    vd_outcome whole; /* the first's answer, the missing and presumed facts of all */
    bool any;
    bool same;
} tally;

static void weigh(tally *t, const vd_outcome *one)
{
    vd_arena *arena = t->run->frame.arena;

    if (!t->any) {
        t->whole = *one;
        t->any = t->same = true;
        return;
    }
    t->same = t->same && vd_same_answer(&t->whole, one);
    t->whole.missing = vd_missing_join(arena, t->whole.missing, one->missing);
    t->whole.presumed = vd_missing_join(arena, t->whole.presumed, one->presumed);
    t->whole.missing_bound = t->whole.missing_bound || one->missing_bound;
    t->whole.until = vd_sooner(t->whole.until, one->until);
}

static void weigh_gaps(tally *t, const vd_selection *selection)
{
    vd_outcome one;

    for (unsigned cause = 0; cause <= VD_GAP_NOT_MODELLED; cause++)
        if (selection->gaps & (1U << cause)) {
            one = gap_outcome((vd_gap_cause)cause, selection->until);
            weigh(t, &one);
        }
    /* The gap may not be the one, and then nothing covers the case. */
    if (selection->count == 0 && !selection->gap_certain) {
        one = not_covered(selection->until);
        weigh(t, &one);
    }
}

static bool asks(vd_verdict status)
{
    return status == VD_UNKNOWN_STATUS || status == VD_UNDECIDABLE || status == VD_ASK_DEFENCE;
}

static vd_outcome weigh_candidates(vd_run *run, const vd_variant *variant,
                                   const vd_selection *selection)
{
    tally t = {.run = run};
    vd_value unknown;
    vd_outcome result;

    for (size_t i = 0; i < selection->count; i++) {
        vd_outcome one =
            vd_version_outcome(run, variant->rule, selection->candidates[i], variant->reading);

        weigh(&t, &one);
    }
    weigh_gaps(&t, selection);
    t.whole.version = NULL;
    t.whole.until = vd_sooner(t.whole.until, selection->until);
    if (t.same && !(asks(t.whole.status) && selection->missing))
        return t.whole;
    if (!selection->missing) {
        result = settled(VD_CONFLICT, t.whole.until, VD_STR("versions"));
        result.reason = VD_STR("several versions of the rule apply and disagree");
        return result;
    }
    unknown = vd_unknown(vd_missing_join(run->frame.arena, selection->missing, t.whole.missing));
    result = vd_outcome_of_trouble(run, &unknown);
    result.binding = VD_STR("version");
    result.presumed = t.whole.presumed;
    result.missing_bound = t.whole.missing_bound;
    result.several = true;
    result.until = t.whole.until;
    return result;
}

static vd_outcome outcome_within(vd_run *run, const vd_variant *variant)
{
    vd_selection selection;
    vd_outcome outcome = {.until = VD_FOREVER};
    vd_instant no_other_until;

    if (variant->version && variant->as_law)
        return vd_law_outcome(run, variant);
    if (variant->version)
        return vd_version_outcome(run, variant->rule, variant->version, variant->reading);
    if (variant->rule->best_of && vd_best_outcome(run, variant, &outcome))
        return outcome;
    no_other_until = outcome.until;
    selection = vd_select_versions(run, variant->rule);
    if (selection.trouble.kind != VD_NULL) {
        outcome = vd_outcome_of_trouble(run, &selection.trouble);
        outcome.binding = VD_STR("version");
    } else if (selection.certain) {
        outcome = vd_version_outcome(run, variant->rule, selection.candidates[0], variant->reading);
    } else if (selection.count == 0 && !selection.gaps) {
        outcome = of_no_version(run, variant->rule, selection.until);
    } else {
        outcome = weigh_candidates(run, variant, &selection);
    }
    outcome.until = vd_sooner(outcome.until, vd_sooner(selection.until, no_other_until));
    return outcome;
}

/* The rule whatever `applies` says. */
static vd_outcome outcome_if_it_applies(vd_run *run, const vd_variant *variant)
{
    return variant->rule->automated ? outcome_within(run, variant)
                                    : settled(VD_NOT_AUTOMATED, VD_FOREVER, VD_STR("automated"));
}

/* Whether the rule, if it applies, has something to say, and until when that is so. No version ever
 * says that it does not apply, so that it need not be asked. */
static bool has_a_say(vd_run *run, const vd_variant *variant, vd_instant *ret_until)
{
    vd_outcome within;

    if (variant->rule->automated && !variant->version && !variant->rule->best_of) {
        vd_selection selection = vd_select_versions(run, variant->rule);

        *ret_until = selection.until;
        if (selection.count > 0 || selection.trouble.kind != VD_NULL)
            return true;
    }
    within = outcome_if_it_applies(run, variant);
    *ret_until = within.until;
    return within.status != VD_NOT_APPLICABLE;
}

/* Whether the rule applies is not known, which matters only where it would say anything. */
static vd_outcome outcome_in_doubt(vd_run *run, const vd_variant *variant, const vd_value *applies)
{
    vd_instant until;
    vd_outcome outcome;

    if (!has_a_say(run, variant, &until)) {
        outcome = outcome_if_it_applies(run, variant);
        outcome.until = vd_sooner(outcome.until, applies->until);
        return outcome;
    }
    outcome = vd_outcome_of_trouble(run, applies);
    outcome.until = vd_sooner(outcome.until, until);
    outcome.binding = VD_STR("applies");
    return outcome;
}

vd_outcome vd_rule_outcome(vd_run *run, const vd_variant *variant)
{
    vd_value applies = vd_bool(true);
    vd_outcome outcome;

    if (variant->rule->applies)
        applies = vd_run_recall(run, variant->rule->applies);
    switch (vd_truth_of(&applies)) {
    case VD_FALSE:
        return settled(VD_NOT_APPLICABLE, applies.until, VD_STR("applies"));
    case VD_MAYBE:
        return outcome_in_doubt(run, variant, &applies);
    case VD_TROUBLE:
        outcome = vd_outcome_of_trouble(run, &applies);
        outcome.binding = VD_STR("applies");
        return outcome;
    case VD_TRUE:
        break;
    }
    outcome = outcome_if_it_applies(run, variant);
    outcome.until = vd_sooner(outcome.until, applies.until);
    return outcome;
}
