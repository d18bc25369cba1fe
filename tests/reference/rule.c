#include "tests/reference/rule.h"

#include <stdlib.h>

#include "tests/reference/laws.h"

#define MAX_DOUBTS 12

typedef enum sure { NO, YES, MAYBE, TROUBLE } sure;

typedef struct asker {
    ref_run *run;
    const vd_rule *rule;
    const vd_version *version;
    size_t reading;
    /* Of this completion: whether each exception applies; with TROUBLE, why that cannot be told. */
    const sure *applies;
    const ref_value *faults;
    ref_reached *reached;
    bool conflict;
    bool doubtful;
} asker;

static sure sure_of(const ref_value *value)
{
    switch (value->kind) {
    case REF_UNKNOWN:
        return MAYBE;
    case REF_ERROR:
        return TROUBLE;
    case REF_BOOL:
        return value->u.truth ? YES : NO;
    default:
        return NO;
    }
}

static ref_outcome plain(vd_verdict status)
{
    return (ref_outcome){.status = status};
}

/* Unknown and its kin: asked in vain, undecidable. */
ref_outcome ref_not_known(ref_set missing)
{
    ref_outcome outcome = {.status = VD_UNDECIDABLE, .missing = missing};

    for (size_t i = 0; i < missing.count; i++)
        if (missing.items[i].why != VD_WHY_UNKNOWABLE)
            outcome.status = VD_UNKNOWN_STATUS;
    return outcome;
}

static ref_outcome of_trouble(const ref_value *value)
{
    if (value->kind == REF_UNKNOWN)
        return ref_not_known(value->u.missing);
    return plain(value->u.fault == REF_COVERAGE ? VD_OUT_OF_COVERAGE : VD_UNDECIDABLE);
}

static bool is_vague(vd_verdict status)
{
    return status == VD_UNKNOWN_STATUS || status == VD_UNDECIDABLE;
}

ref_outcome ref_merge(vd_arena *arena, ref_outcome a, ref_outcome b, ref_set doubt)
{
    ref_set missing = ref_set_join(arena, ref_set_join(arena, doubt, a.missing), b.missing);
    ref_outcome merged = a;

    merged.doubtful |= b.doubtful;
    merged.due_doubtful |= b.due_doubtful;
    bool settled = !is_vague(a.status) || (a.missing.count == 0 && b.missing.count == 0);

    if (settled && a.status == b.status && a.has_due == b.has_due && (!a.has_due || a.due == b.due))
        return merged;
    merged = ref_not_known(missing);
    if (a.status == VD_UNDECIDABLE && b.status == VD_UNDECIDABLE)
        merged.status = VD_UNDECIDABLE; /* whichever of the two it is, to ask does not help */
    merged.doubtful = a.doubtful || b.doubtful;
    merged.due_doubtful = true;
    return merged;
}

/* --- fields --- */

static const vd_expr *replaced(const vd_set *sets, size_t count, uint32_t target)
{
    for (size_t i = 0; i < count; i++)
        if (sets[i].target == target)
            return sets[i].expr;
    return NULL;
}

static const vd_expr *own(const vd_version *version, uint32_t target)
{
    return target < VD_FIELD_COUNT ? version->fields[target]
                                   : version->items[target - VD_FIELD_COUNT].expr;
}

static ref_value on_base(ref_run *run, const vd_expr *expr, ref_value base)
{
    const ref_value *before = run->base;
    ref_value value;

    run->base = &base;
    value = ref_eval(run, expr);
    run->base = before;
    return value;
}

/* Applying, and not overridden by another that applies. What cannot be told of an exception troubles
 * what it sets, and what those set that it overrides; nothing else. */
static sure stands(const asker *ask, size_t exception, ref_value *ret_fault)
{
    const vd_version *version = ask->version;
    sure result = ask->applies[exception];

    *ret_fault = ask->faults[exception];
    if (result == NO)
        return NO;
    for (size_t e = 0; e < version->exception_count; e++)
        for (size_t o = 0; o < version->exceptions[e].override_count; o++) {
            if (version->exceptions[e].overrides[o] != exception || ask->applies[e] == NO)
                continue;
            if (ask->applies[e] == YES)
                return NO;
            result = TROUBLE;
            *ret_fault = ask->faults[e];
        }
    return result;
}

static ref_value field(asker *ask, uint32_t target)
{
    const vd_version *version = ask->version;
    const vd_expr *expr = own(version, target);
    ref_value base = expr ? ref_eval(ask->run, expr) : ref_null(), value;
    bool set = false;

    if (version->reading_count > 0) {
        const vd_reading *reading = &version->readings[ask->reading];

        expr = replaced(reading->sets, reading->set_count, target);
        if (expr)
            base = on_base(ask->run, expr, base);
    }
    value = base;
    for (size_t e = 0; e < version->exception_count; e++) {
        const vd_exception *exception = &version->exceptions[e];
        ref_value other, fault;
        sure how;

        expr = replaced(exception->sets, exception->set_count, target);
        how = expr ? stands(ask, e, &fault) : NO;
        if (how == NO)
            continue;
        other = how == TROUBLE ? fault : on_base(ask->run, expr, base);
        if (set && (value.kind == REF_ERROR || other.kind == REF_ERROR)) {
            value = value.kind == REF_ERROR ? value : other;
            continue;
        }
        if (set && !ref_same(&value, &other)) {
            if (!ref_is_known(&value) || !ref_is_known(&other))
                ask->doubtful = true;
            ask->conflict = true;
        }
        value = other;
        set = true;
    }
    return value;
}

/* --- terms --- */

typedef struct term_state {
    ref_term term;
    ref_value trouble; /* null: none */
    ref_value start, district;
    bool started, no_start;
    bool counted;
    bool doubtful;
    vd_instant due;
} term_state;

static vd_instant moment_of(ref_run *run, const ref_value *value)
{
    return value->kind == REF_INSTANT ? value->u.instant
                                      : vd_zone_start_of(run->program->zone, value->u.date);
}

static vd_str text_of(const ref_value *value)
{
    return value->kind == REF_STRING ? value->u.string : (vd_str){"", 0};
}

static int64_t whole_of(term_state *state, const ref_value *value)
{
    if (value->kind == REF_NUMBER && value->u.number.den == 1 && value->u.number.num >= 0)
        return value->u.number.num;
    if (value->kind != REF_NULL && ref_is_known(value))
        state->trouble = ref_error(REF_OTHER);
    return 0;
}

/* What is not known of the suspensions: an item, or whether these are all. One that is null would be
 * left out, and the term end too soon. */
static void add_trouble_of_items(ref_run *run, const ref_value *list, ref_value *trouble)
{
    if (list->kind != REF_LIST)
        return;
    for (size_t i = 0; i < list->u.list.count; i++)
        if (!ref_is_known(&list->u.list.items[i]))
            *trouble = ref_undecided(run->arena, trouble, &list->u.list.items[i]);
    if (list->u.list.open) {
        ref_fact further = {NULL, VD_NONE, list->u.list.record, VD_WHY_INCOMPLETE};
        ref_value open = {.kind = REF_UNKNOWN, .u.missing = ref_set_one(run->arena, further)};

        *trouble = ref_undecided(run->arena, trouble, &open);
    }
    if (ref_has_null(list))
        *trouble = ref_error(REF_OTHER);
}

static term_state term_of(asker *ask)
{
    static const uint32_t needed[] = {
        VD_FIELD_LENGTH,       VD_FIELD_DISTANCE,    VD_FIELD_FIRST_DAY,
        VD_FIELD_ENDS,         VD_FIELD_MONTH_END,   VD_FIELD_ROLL,
        VD_FIELD_CALENDAR,     VD_FIELD_DISTRICT,    VD_FIELD_NOTICE_DAYS,
        VD_FIELD_NOTICE_COUNT, VD_FIELD_SUSPENSIONS, VD_FIELD_HEEDS_SUSPENSIONS};
    term_state state = {.trouble = ref_null(), .start = field(ask, VD_FIELD_START)};
    ref_value start = state.start, v[VD_FIELD_COUNT];
    ref_counted counted;

    if (start.kind == REF_NULL) {
        state.no_start = true;
        return state;
    }
    if (ref_is_known(&start))
        state.started = moment_of(ask->run, &start) <= ask->run->at;
    else
        state.trouble = start;
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        v[needed[i]] = field(ask, needed[i]);
        if (!ref_is_known(&v[needed[i]]) && needed[i] != VD_FIELD_DISTRICT)
            state.trouble = ref_undecided(ask->run->arena, &state.trouble, &v[needed[i]]);
    }
    state.district = v[VD_FIELD_DISTRICT];
    add_trouble_of_items(ask->run, &v[VD_FIELD_SUSPENSIONS], &state.trouble);
    if (!ref_is_known(&state.trouble))
        return state;
    if (v[VD_FIELD_LENGTH].kind != REF_SPAN) { /* null: there is no such term */
        state.doubtful = true;
        return state;
    }
    state.term = (ref_term){
        .has_instant = start.kind == REF_INSTANT,
        .start_at = start.kind == REF_INSTANT ? start.u.instant : 0,
        .start_on = start.kind == REF_DATE ? start.u.date : 0,
        .length = v[VD_FIELD_LENGTH].u.span,
        .distance = whole_of(&state, &v[VD_FIELD_DISTANCE]),
        .first_day = text_of(&v[VD_FIELD_FIRST_DAY]),
        .ends = text_of(&v[VD_FIELD_ENDS]),
        .month_end = text_of(&v[VD_FIELD_MONTH_END]),
        .rolls = vd_str_eq(text_of(&v[VD_FIELD_ROLL]), VD_STR("next_business_day")),
        .calendar = vd_program_calendar(ask->run->program, text_of(&v[VD_FIELD_CALENDAR])),
        .district = text_of(&v[VD_FIELD_DISTRICT]),
        .notice_days = whole_of(&state, &v[VD_FIELD_NOTICE_DAYS]),
        .notice_on_effect = vd_str_eq(text_of(&v[VD_FIELD_NOTICE_COUNT]), VD_STR("on_effect")),
        .today = ask->run->today,
        .heeds = sure_of(&v[VD_FIELD_HEEDS_SUSPENSIONS]) == YES,
    };
    if (v[VD_FIELD_SUSPENSIONS].kind == REF_LIST) {
        state.term.pause_count = v[VD_FIELD_SUSPENSIONS].u.list.count;
        state.term.pauses = v[VD_FIELD_SUSPENSIONS].u.list.items;
    }
    for (size_t i = 0; i < state.term.pause_count; i++)
        if (state.term.pauses[i].kind != REF_RANGE ||
            state.term.pauses[i].u.range->low.kind != REF_DATE)
            state.doubtful = true;
    if (state.doubtful || !ref_is_known(&state.trouble))
        return state;
    counted = ref_count_term(ask->run->program->zone, &state.term, &state.due);
    if (counted == REF_BY_DISTRICT && !ref_is_known(&state.district)) {
        state.trouble = state.district;
        return state;
    }
    state.counted = counted == REF_COUNTED || counted == REF_BY_DISTRICT;
    state.doubtful = counted == REF_DOUBTFUL;
    if (counted == REF_OUTSIDE)
        state.trouble = ref_error(REF_COVERAGE);
    if (counted == REF_REFUSED)
        state.trouble = ref_error(REF_OTHER);
    return state;
}

/* --- the three kinds --- */

/* Days are compared where one of the two is a day. */
static bool act_precedes(ref_run *run, const ref_value *act, const ref_value *start)
{
    vd_instant done = moment_of(run, act), begun = moment_of(run, start);

    if (act->kind == REF_INSTANT && start->kind == REF_INSTANT)
        return done < begun;
    return vd_zone_date(run->program->zone, done) < vd_zone_date(run->program->zone, begun);
}

static ref_outcome deadline(asker *ask)
{
    ref_run *run = ask->run;
    ref_value ended = field(ask, VD_FIELD_ENDED), met = field(ask, VD_FIELD_MET);
    bool has_met = own(ask->version, VD_FIELD_MET) != NULL;
    term_state term = term_of(ask);
    ref_outcome outcome = plain(VD_RUNNING), other;
    vd_instant done;

    outcome.doubtful = term.doubtful;
    outcome.has_due = term.counted;
    outcome.due = term.due;
    if (ended.kind == REF_ERROR)
        outcome = of_trouble(&ended);
    else if (sure_of(&ended) == YES)
        outcome = plain(VD_ENDED);
    else if (term.no_start)
        outcome.status = VD_NOT_STARTED;
    else if (!term.counted && !term.doubtful)
        outcome = of_trouble(&term.trouble);
    else if (!term.started)
        outcome.status = VD_NOT_STARTED;
    else if (met.kind == REF_DATE || met.kind == REF_INSTANT) {
        done = moment_of(run, &met);
        if (done <= run->at)
            outcome.status = act_precedes(run, &met, &term.start) ? VD_UNDECIDABLE
                             : done < term.due                    ? VD_MET
                                                                  : VD_MISSED;
        else if (run->at < term.due)
            outcome.status = VD_RUNNING;
        else if (ref_is_known(&ended))
            outcome.status = VD_MISSED;
        else
            outcome = of_trouble(&ended);
        outcome.has_due = true;
        outcome.due = term.due;
    } else if (run->at < term.due) {
        outcome.status = VD_RUNNING;
    } else if ((met.kind == REF_NULL || !has_met) && ref_is_known(&ended)) {
        outcome.status = VD_MISSED;
    } else { /* both the act and the end of the matter may have come */
        met = ref_undecided(run->arena, &met, &ended);
        outcome = of_trouble(&met);
        outcome.has_due = true;
        outcome.due = term.due;
    }
    outcome.doubtful = term.doubtful && outcome.status != VD_ENDED;
    if (outcome.status != VD_RUNNING)
        return outcome;
    switch (ref_is_paused(&term.term, run->today)) {
    case REF_PAUSED:
        outcome.status = VD_SUSPENDED;
        return outcome;
    case REF_PAUSED_SOMEWHERE:
        if (ref_is_known(&term.district))
            return outcome;
        /* That it was done, or does not matter any more, would settle it too. */
        if (term.district.kind == REF_UNKNOWN && met.kind == REF_UNKNOWN)
            term.district = ref_undecided(run->arena, &term.district, &met);
        if (term.district.kind == REF_UNKNOWN && ended.kind == REF_UNKNOWN)
            term.district = ref_undecided(run->arena, &term.district, &ended);
        other = of_trouble(&term.district);
        other.doubtful = outcome.doubtful;
        return other;
    default:
        return outcome;
    }
}

static ref_outcome benefit(asker *ask)
{
    ref_value all = ref_bool(true);

    for (size_t i = 0; i < ask->version->item_count; i++) {
        ref_value holds = field(ask, VD_FIELD_COUNT + (uint32_t)i);

        if (ref_is_known(&holds)) /* what is known to be absent does not hold */
            holds = ref_bool((sure_of(&holds) == YES) != ask->version->items[i].bar);
        all = ref_both(ask->run->arena, false, &all, &holds);
    }
    if (!ref_is_known(&all))
        return of_trouble(&all);
    return plain(all.u.truth ? VD_YES : VD_NO);
}

static ref_outcome guideline(asker *ask)
{
    ref_value trigger = field(ask, VD_FIELD_TRIGGER), done = field(ask, VD_FIELD_DONE), open;
    ref_outcome outcome;
    term_state term;

    if (ref_is_known(&trigger))
        trigger = ref_bool(sure_of(&trigger) == YES);
    /* What nobody says was done is presumed not to be. */
    open = done.kind == REF_ERROR ? done : ref_bool(sure_of(&done) != YES);
    open = ref_both(ask->run->arena, false, &trigger, &open);
    outcome = ref_is_known(&open) ? plain(open.u.truth ? VD_YES : VD_NO) : of_trouble(&open);
    outcome.due_doubtful = true;
    if (outcome.status == VD_YES && own(ask->version, VD_FIELD_START)) {
        term = term_of(ask);
        outcome.due_doubtful = term.doubtful || !term.counted;
        outcome.has_due = term.counted;
        outcome.due = term.due;
        if (term.trouble.kind == REF_UNKNOWN)
            outcome.missing = term.trouble.u.missing;
    }
    return outcome;
}

static ref_outcome completed(asker *ask, const sure *applies)
{
    ref_outcome outcome;

    ask->applies = applies;
    ask->conflict = false;
    ask->doubtful = false;
    switch (ask->rule->kind) {
    case VD_DEADLINE:
        outcome = deadline(ask);
        break;
    case VD_BENEFIT:
        outcome = benefit(ask);
        break;
    default:
        outcome = guideline(ask);
        break;
    }
    if (ask->conflict && outcome.status != VD_ENDED &&
        !(ask->rule->kind != VD_DEADLINE && outcome.status == VD_NO))
        outcome = plain(VD_CONFLICT);
    outcome.doubtful |= ask->doubtful;
    return outcome;
}

/* --- exceptions: every completion of those that may apply --- */

static void note_exception(asker *ask, size_t e, sure how)
{
    static const unsigned char bits[] = {1, 2, 4, 8};

    if (ask->reached)
        ask->reached->exceptions[ask->rule - ask->run->program->rules]
                                [ask->version - ask->rule->versions][e] |= bits[how];
}

static ref_outcome with_exceptions(asker *ask)
{
    size_t count = ask->version->exception_count, doubts[MAX_DOUBTS], n = 0;
    sure applies[64] = {NO};
    ref_value faults[64];
    ref_set missing = {0};
    ref_outcome outcome, other;

    for (size_t e = 0; e < count && e < 64; e++) {
        ref_value condition = ref_eval(ask->run, ask->version->exceptions[e].condition);
        sure how = sure_of(&condition);

        note_exception(ask, e, how);
        applies[e] = how == MAYBE ? NO : how;
        faults[e] = condition;
        if (how != MAYBE)
            continue;
        missing = ref_set_join(ask->run->arena, missing, condition.u.missing);
        if (n < MAX_DOUBTS)
            doubts[n++] = e;
    }
    ask->faults = faults;
    outcome = completed(ask, applies);
    for (unsigned pick = 1; pick < 1U << n; pick++) {
        for (size_t i = 0; i < n; i++)
            applies[doubts[i]] = pick >> i & 1U ? YES : NO;
        other = completed(ask, applies);
        outcome = ref_merge(ask->run->arena, outcome, other, missing);
    }
    /* Refused whatever the exceptions turn out to be: whether they are asked for is not said. */
    outcome.doubtful |= n > 0 && (outcome.status == VD_OUT_OF_COVERAGE ||
                                  (is_vague(outcome.status) && outcome.missing.count == 0));
    return outcome;
}

/* --- versions --- */

/* `since`: not NULL where a window on that date holds also for a later day, up to today. */
static ref_value windows_hold(ref_run *run, const vd_windows *windows, const vd_expr *since)
{
    ref_value all = ref_bool(true);

    for (size_t i = 0; i < windows->count; i++) {
        const vd_window *window = &windows->items[i];
        ref_value date = ref_eval(run, window->date), in = ref_bool(false);

        if (!ref_is_known(&date))
            in = date;
        else if (date.kind == REF_DATE)
            in = ref_bool(window->from <= date.u.date && date.u.date < window->until);
        if (since && vd_str_eq(vd_expr_text(since), vd_expr_text(window->date)) &&
            date.kind != REF_NULL && date.kind != REF_ERROR) {
            if (run->today < window->from)
                in = ref_bool(false);
            else if (date.kind == REF_DATE)
                in = ref_bool(date.u.date < window->until);
        }
        all = ref_both(run->arena, false, &all, &in);
    }
    return all;
}

static ref_outcome of_gap(const vd_gap *gap)
{
    return plain(gap->because == VD_GAP_NOT_MODELLED ? VD_NOT_AUTOMATED : VD_NOT_APPLICABLE);
}

typedef struct candidate {
    ref_outcome outcome;
    bool certain;
} candidate;

static void add_candidate(vd_arena *arena, ref_outcome *sum, bool *first, ref_outcome one,
                          ref_set missing)
{
    *sum = *first ? one : ref_merge(arena, *sum, one, missing);
    *first = false;
}

/* A key date is known not to have come about. */
static bool event_is_absent(asker *ask)
{
    bool absent = false;

    for (size_t i = 0; i < ask->rule->version_count; i++)
        for (size_t k = 0; k < ask->rule->versions[i].when.count; k++) {
            ref_value date = ref_eval(ask->run, ask->rule->versions[i].when.items[k].date);

            absent |= date.kind == REF_NULL;
        }
    return absent;
}

static ref_value version_holds(asker *ask, const vd_version *version, const vd_expr *since)
{
    ref_value holds = windows_hold(ask->run, &version->when, since), also;

    if (!version->condition)
        return holds;
    also = ref_eval(ask->run, version->condition);
    if (ref_is_known(&also))
        also = ref_bool(sure_of(&also) == YES);
    return ref_both(ask->run->arena, false, &holds, &also);
}

/* False: nothing competes with the law of the key date. */
static bool best_law(asker *ask, ref_outcome *ret_outcome)
{
    const vd_rule *rule = ask->rule;
    const vd_best_of *best = rule->best_of;
    ref_laws l = {0};

    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < rule->version_count; i++) {
            const vd_version *version = &rule->versions[i];
            ref_value then = version_holds(ask, version, NULL);
            ref_value since =
                version->forward_only ? ref_bool(false) : version_holds(ask, version, best->date);
            sure was = sure_of(&then), is = sure_of(&since);

            if (was == TROUBLE || is == TROUBLE)
                return false;
            if (round == 0) {
                l.governing += was != NO;
                l.later += was == NO && is != NO;
                continue;
            }
            if (was == NO && is == NO)
                continue;
            if (was == MAYBE)
                l.missing = ref_set_join(ask->run->arena, l.missing, then.u.missing);
            if (is == MAYBE)
                l.missing = ref_set_join(ask->run->arena, l.missing, since.u.missing);
            if (l.later == 0)
                return false;
            ask->version = version;
            ref_weigh_law(&l, ask->run->arena, best->criterion, with_exceptions(ask),
                          was == YES || is == YES);
        }
    l.uncovered = l.governing == 0; /* nobody has written what the law of the key date was */
    for (size_t i = 0; l.governing == 0 && i < rule->gap_count; i++) {
        ref_value holds = windows_hold(ask->run, &rule->gaps[i].when, NULL);

        l.unmodelled |= sure_of(&holds) != NO && rule->gaps[i].because == VD_GAP_NOT_MODELLED;
        l.troubled |= sure_of(&holds) == MAYBE;
        l.uncovered &= sure_of(&holds) == NO;
    }
    if (l.later == 0)
        return false;
    *ret_outcome = ref_best_of_laws(&l, best->criterion);
    ret_outcome->has_version = ret_outcome->clear = false;
    return true;
}

static ref_outcome versions(asker *ask)
{
    const vd_rule *rule = ask->rule;
    ref_outcome whole;
    ref_outcome sum = plain(VD_NOT_APPLICABLE);
    bool first = true, certain = true;
    size_t count = 0;
    ref_set missing = {0};

    if (rule->best_of && best_law(ask, &whole))
        return whole;
    for (size_t i = 0; i < rule->version_count + rule->gap_count; i++) {
        bool gap = i >= rule->version_count;
        const vd_version *version = gap ? NULL : &rule->versions[i];
        ref_value holds = windows_hold(
            ask->run, gap ? &rule->gaps[i - rule->version_count].when : &version->when, NULL);
        sure how;

        if (version && version->condition) {
            ref_value also = ref_eval(ask->run, version->condition);

            if (ref_is_known(&also))
                also = ref_bool(sure_of(&also) == YES);
            holds = ref_both(ask->run->arena, false, &holds, &also);
        }
        how = sure_of(&holds);
        if (how == TROUBLE)
            return of_trouble(&holds);
        if (how == NO)
            continue;
        if (how == MAYBE) {
            certain = false;
            missing = ref_set_join(ask->run->arena, missing, holds.u.missing);
        }
        if (!gap && ask->reached)
            ask->reached->versions[rule - ask->run->program->rules][i] |= how == YES ? 2 : 1;
        ask->version = version;
        add_candidate(ask->run->arena, &sum, &first,
                      gap ? of_gap(&rule->gaps[i - rule->version_count]) : with_exceptions(ask),
                      missing);
        if (!gap) {
            sum.has_version = count == 0;
            sum.version = (uint32_t)i;
        }
        count++;
    }
    if (count == 0) /* no version looks at such key dates, and no gap is declared */
        sum.status = !event_is_absent(ask)       ? VD_OUT_OF_COVERAGE
                     : rule->kind == VD_DEADLINE ? VD_NOT_STARTED
                                                 : VD_NOT_APPLICABLE;
    if (count != 1)
        sum.has_version = false;
    sum.clear = count == 1 && certain;
    /* Which law will open first is a matter of the forecast. */
    if (rule->best_of && sum.status == VD_NO)
        sum.clear = sum.has_version = false;
    /* What may apply and what does not: unknown only where the one candidate is. */
    if (!certain && is_vague(sum.status))
        sum.missing = ref_set_join(ask->run->arena, sum.missing, missing);
    return sum;
}

ref_outcome ref_in_this_world(ref_run *run, uint32_t place, size_t reading, ref_reached *reached)
{
    const vd_rule *rule = &run->program->rules[place];
    asker own = {.run = run, .rule = rule, .reading = reading, .reached = reached}, *ask = &own;
    ref_value applies;

    run->memo->world++;
    applies = rule->applies ? ref_eval(run, rule->applies) : ref_bool(true);
    if (!ref_is_known(&applies)) {
        /* Not asked for where the rule would not apply in any case. */
        if (sure_of(&applies) == MAYBE && rule->automated) {
            ref_outcome within = versions(ask);

            if (within.status == VD_NOT_APPLICABLE)
                return within;
        }
        return of_trouble(&applies);
    }
    if (sure_of(&applies) == NO)
        return plain(VD_NOT_APPLICABLE);
    if (!rule->automated)
        return plain(VD_NOT_AUTOMATED);
    return versions(ask);
}
