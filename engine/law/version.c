/*
 * Which version of a rule looks at this case, and what its fields are worth there.
 *
 * Exceptions are no priorities: each has a condition in strong Kleene logic, and one that may still
 * apply keeps the field unknown unless it would not change it. `overrides` switches the overridden
 * exception off as far as the overriding one is sure to apply.
 */
#include "engine/law/outcome.h"

vd_truth vd_truth_of(const vd_value *value)
{
    switch (value->kind) {
    case VD_BOOL:
        return value->u.boolean ? VD_TRUE : VD_FALSE;
    case VD_NULL:
        return VD_FALSE;
    case VD_UNKNOWN:
        return VD_MAYBE;
    default:
        return VD_TROUBLE;
    }
}

vd_instant vd_value_until(const vd_run *run, const vd_value *value)
{
    const vd_frame *frame = &run->frame;

    if (!value->motion)
        return value->until;
    if (value->motion->pace == VD_PACE_SECONDS)
        return vd_sooner(value->until, frame->at + 1);
    return vd_sooner(value->until, vd_zone_start_of(frame->zone, frame->today + 1));
}

/* FALSE, TRUE or MAYBE for "from <= date < until", and until when. */
static vd_value window_holds(vd_run *run, const vd_window *window)
{
    vd_value date = vd_run_eval(run, window->date);
    vd_instant until = date.until;
    vd_instant edge;
    bool holds;

    if (date.kind == VD_NULL)
        return vd_bool(false);
    if (date.kind != VD_DATE)
        return date;
    holds = window->from <= date.u.date && date.u.date < window->until;
    if (date.motion && date.motion->pace == VD_PACE_DAILY && date.motion->rate.num == 1 &&
        date.motion->rate.den == 1) {
        vd_date days = VD_FOREVER;

        if (date.u.date < window->from)
            days = window->from - date.u.date;
        else if (holds && window->until != VD_FOREVER)
            days = window->until - date.u.date;
        edge = days == VD_FOREVER ? VD_FOREVER
                                  : vd_zone_start_of(run->frame.zone, run->frame.today + days);
        until = vd_sooner(until, edge);
    } else {
        until = vd_value_until(run, &date);
    }
    date = vd_bool(holds);
    date.until = until;
    return date;
}

vd_value vd_windows_hold(vd_run *run, const vd_windows *windows)
{
    vd_value whole = vd_bool(true);
    const vd_missing *missing = NULL;

    for (size_t i = 0; i < windows->count; i++) {
        vd_value one = window_holds(run, &windows->items[i]);

        switch (vd_truth_of(&one)) {
        case VD_FALSE:
            return one;
        case VD_TRUE:
            break;
        case VD_MAYBE:
            missing = vd_missing_join(run->frame.arena, missing, one.u.missing);
            whole.kind = VD_UNKNOWN;
            whole.u.missing = missing;
            break;
        case VD_TROUBLE:
            return one;
        }
        whole.until = vd_sooner(whole.until, one.until);
    }
    return whole;
}

/* Windows and the transitional condition. */
static vd_value version_holds(vd_run *run, const vd_version *version)
{
    vd_value whole = vd_windows_hold(run, &version->when);
    vd_value condition;

    if (!version->condition || vd_truth_of(&whole) == VD_FALSE || whole.kind == VD_ERROR)
        return whole;
    condition = vd_run_eval(run, version->condition);
    switch (vd_truth_of(&condition)) {
    case VD_FALSE:
        condition = (vd_value){.kind = VD_BOOL, .until = condition.until, .u = {.boolean = false}};
        return condition;
    case VD_TROUBLE:
        return condition;
    case VD_MAYBE:
        whole.u.missing =
            vd_missing_join(run->frame.arena, whole.kind == VD_UNKNOWN ? whole.u.missing : NULL,
                            condition.u.missing);
        whole.kind = VD_UNKNOWN;
        break;
    case VD_TRUE:
        break;
    }
    whole.until = vd_sooner(whole.until, condition.until);
    return whole;
}

static void select_gap(vd_run *run, const vd_rule *rule, vd_selection *selection)
{
    for (size_t i = 0; i < rule->gap_count; i++) {
        vd_value holds = vd_windows_hold(run, &rule->gaps[i].when);
        vd_truth truth = vd_truth_of(&holds);

        selection->until = vd_sooner(selection->until, holds.until);
        if (truth != VD_TRUE && truth != VD_MAYBE)
            continue;
        selection->gap_possible = true;
        selection->gap = rule->gaps[i].because;
        if (truth == VD_MAYBE)
            selection->missing =
                vd_missing_join(run->frame.arena, selection->missing, holds.u.missing);
    }
}

vd_selection vd_select_versions(vd_run *run, const vd_rule *rule)
{
    vd_selection selection = {.until = VD_FOREVER, .trouble = vd_null()};
    size_t certain = 0;

    selection.candidates = VD_NEW_ARRAY(run->frame.arena, const vd_version *, rule->version_count);
    if (!selection.candidates) {
        selection.trouble = vd_faulty(VD_FAULT_MEMORY, "the request's memory is exhausted");
        return selection;
    }
    for (size_t i = 0; i < rule->version_count; i++) {
        vd_value holds = version_holds(run, &rule->versions[i]);
        vd_truth truth = vd_truth_of(&holds);

        selection.until = vd_sooner(selection.until, holds.until);
        if (truth == VD_TROUBLE) {
            selection.trouble = holds;
            return selection;
        }
        if (truth == VD_FALSE)
            continue;
        certain += truth == VD_TRUE;
        if (truth == VD_MAYBE)
            selection.missing =
                vd_missing_join(run->frame.arena, selection.missing, holds.u.missing);
        selection.candidates[selection.count++] = &rule->versions[i];
    }
    selection.certain = certain == 1 && selection.count == 1;
    if (certain == 0)
        select_gap(run, rule, &selection);
    return selection;
}

/* How far one exception is switched on: its condition, less what overrides it. */
static vd_value exception_holds(vd_run *run, const vd_version *version, size_t which)
{
    vd_value holds = vd_run_eval(run, version->exceptions[which].condition);
    vd_truth truth = vd_truth_of(&holds);

    if (truth == VD_FALSE || truth == VD_TROUBLE)
        return holds;
    for (size_t i = 0; i < version->exception_count; i++) {
        const vd_exception *other = &version->exceptions[i];

        for (size_t k = 0; k < other->override_count; k++) {
            vd_value above;

            if (other->overrides[k] != which)
                continue;
            above = vd_run_eval(run, other->condition);
            if (vd_truth_of(&above) == VD_TRUE) {
                vd_value off = vd_bool(false);

                off.until = above.until;
                return off;
            }
            holds.until = vd_sooner(holds.until, above.until);
            if (vd_truth_of(&above) == VD_MAYBE) {
                holds.u.missing = vd_missing_join(run->frame.arena,
                                                  holds.kind == VD_UNKNOWN ? holds.u.missing : NULL,
                                                  above.u.missing);
                holds.kind = VD_UNKNOWN;
            }
        }
    }
    return holds;
}

static const vd_expr *set_for(const vd_set *sets, size_t count, uint32_t target)
{
    for (size_t i = 0; i < count; i++)
        if (sets[i].target == target)
            return sets[i].expr;
    return NULL;
}

static vd_value eval_on_base(vd_run *run, const vd_expr *expr, const vd_value *base)
{
    const vd_value *outer = run->base;
    vd_value value;

    run->base = base;
    value = vd_run_eval(run, expr);
    run->base = outer;
    return value;
}

static vd_value base_value(vd_run *run, const vd_version *version, vd_str reading, uint32_t target)
{
    const vd_expr *expr = target < VD_FIELD_COUNT ? version->fields[target]
                                                  : version->items[target - VD_FIELD_COUNT].expr;
    vd_value value = expr ? vd_run_eval(run, expr) : vd_null();

    for (size_t i = 0; i < version->reading_count; i++) {
        const vd_reading *one = &version->readings[i];
        const vd_expr *set;

        /* The headline is the first. */
        if (reading.len ? !vd_str_eq(one->id, reading) : i > 0)
            continue;
        set = set_for(one->sets, one->set_count, target);
        return set ? eval_on_base(run, set, &value) : value;
    }
    return value;
}

/* Both known and the same, standing or moving alike. */
static bool agree(const vd_value *a, const vd_value *b)
{
    bool a_still = a->motion == NULL;
    bool b_still = b->motion == NULL;

    return a->kind != VD_UNKNOWN && a->kind != VD_ERROR && a_still == b_still &&
           vd_value_same(a, b);
}

vd_field_value vd_version_field(vd_run *run, const vd_version *version, vd_str reading,
                                uint32_t target)
{
    vd_value base = base_value(run, version, reading, target);
    vd_field_value result = {.value = base};
    const vd_exception *winner = NULL;
    const vd_missing *doubt = NULL;
    vd_instant until = base.until;

    for (size_t i = 0; i < version->exception_count; i++) {
        const vd_exception *exception = &version->exceptions[i];
        const vd_expr *set = set_for(exception->sets, exception->set_count, target);
        vd_value holds, value;

        if (!set)
            continue;
        holds = exception_holds(run, version, i);
        until = vd_sooner(until, holds.until);
        switch (vd_truth_of(&holds)) {
        case VD_FALSE:
            continue;
        case VD_TROUBLE:
            result.value = holds;
            return result;
        case VD_MAYBE:
            value = eval_on_base(run, set, &base);
            until = vd_sooner(until, vd_value_until(run, &value));
            if (!agree(&value, winner ? &result.value : &base))
                doubt = vd_missing_join(run->frame.arena, doubt, holds.u.missing);
            continue;
        case VD_TRUE:
            break;
        }
        value = eval_on_base(run, set, &base);
        if (winner && !agree(&value, &result.value)) {
            result.conflict =
                vd_arena_printf(run->frame.arena, "exceptions %.*s and %.*s both apply and differ",
                                VD_STR_ARGS(winner->id), VD_STR_ARGS(exception->id));
            result.value = vd_faulty(VD_FAULT_DOMAIN, "two exceptions apply and disagree");
            result.value.until = vd_sooner(until, value.until);
            return result;
        }
        winner = exception;
        result.value = value;
        until = vd_sooner(until, value.until);
    }
    if (doubt)
        result.value = vd_unknown(doubt);
    result.value.until = vd_sooner(result.value.until, until);
    return result;
}
