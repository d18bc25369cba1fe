/*
 * Which version of a rule looks at this case, and which value each of its fields has in a reading.
 * What exceptions make of it is exception.c's.
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

/* Recursive: values nest no deeper than the expressions that make them. */
vd_instant vd_value_until(const vd_run *run, const vd_value *value)
{
    const vd_frame *frame = &run->frame;
    vd_instant until = value->until;

    if (value->motion && value->motion->pace == VD_PACE_SECONDS)
        return vd_sooner(until, frame->at + 1);
    if (value->motion)
        return vd_sooner(until, vd_zone_start_of(frame->zone, frame->today + 1));
    if (value->kind == VD_LIST)
        for (size_t i = 0; i < value->u.list->count; i++)
            until = vd_sooner(until, vd_value_until(run, &value->u.list->items[i]));
    if (value->kind == VD_RANGE) {
        until = vd_sooner(until, vd_value_until(run, &value->u.range->low));
        until = vd_sooner(until, vd_value_until(run, &value->u.range->high));
    }
    return until;
}

static vd_value truth_until(bool holds, vd_instant until)
{
    vd_value value = vd_bool(holds);

    value.until = until;
    return value;
}

/* Until when today's day, or one that moves with it, stays on its side of the window's edges. */
static vd_instant window_edge(const vd_run *run, const vd_window *window, vd_date date)
{
    vd_date days;

    if (date < window->from)
        days = window->from - date;
    else if (date < window->until && window->until != VD_FOREVER)
        days = window->until - date;
    else
        return VD_FOREVER;
    return vd_zone_start_of(run->frame.zone, run->frame.today + days);
}

/* FALSE, TRUE or MAYBE for "from <= date < until", and until when. */
vd_value vd_window_holds(vd_run *run, const vd_window *window)
{
    vd_value date = vd_run_recall(run, window->date);

    if (date.kind == VD_NULL)
        return truth_until(false, date.until);
    if (date.kind != VD_DATE)
        return date;
    if (vd_motion_is_daily(date.motion))
        date.until = vd_sooner(date.until, window_edge(run, window, date.u.date));
    else
        date.until = vd_value_until(run, &date);
    return truth_until(window->from <= date.u.date && date.u.date < window->until, date.until);
}

/* Kleene's "and": false decides, then trouble, then what is not known. */
vd_value vd_both_hold(vd_run *run, const vd_value *a, const vd_value *b)
{
    vd_truth left = vd_truth_of(a);
    vd_truth right = vd_truth_of(b);
    vd_value result;

    if (left == VD_FALSE || right == VD_FALSE)
        return truth_until(false, left == VD_FALSE && (right != VD_FALSE || a->until > b->until)
                                      ? a->until
                                      : b->until);
    result = left == VD_TROUBLE || right == VD_TRUE ? *a : *b;
    if (left == VD_MAYBE && right == VD_MAYBE)
        result.u.missing = vd_missing_join(run->frame.arena, a->u.missing, b->u.missing);
    result.until = vd_sooner(a->until, b->until);
    return result;
}

vd_value vd_windows_hold(vd_run *run, const vd_windows *windows)
{
    vd_value whole = vd_bool(true);

    for (size_t i = 0; i < windows->count; i++) {
        vd_value one = vd_window_holds(run, &windows->items[i]);

        whole = vd_both_hold(run, &whole, &one);
        if (vd_truth_of(&whole) == VD_FALSE && whole.until == VD_FOREVER)
            break;
    }
    return whole;
}

/* Windows and the transitional condition. */
static vd_value version_holds(vd_run *run, const vd_version *version)
{
    vd_value whole = vd_windows_hold(run, &version->when);
    vd_value condition;

    if (!version->condition || vd_truth_of(&whole) == VD_FALSE)
        return whole;
    condition = vd_run_eval(run, version->condition);
    return vd_both_hold(run, &whole, &condition);
}

static void select_gap(vd_run *run, const vd_rule *rule, vd_selection *selection)
{
    for (size_t i = 0; i < rule->gap_count; i++) {
        vd_value holds = vd_windows_hold(run, &rule->gaps[i].when);
        vd_truth truth = vd_truth_of(&holds);

        selection->until = vd_sooner(selection->until, holds.until);
        if (truth == VD_TROUBLE)
            selection->trouble = holds;
        if (truth != VD_TRUE && truth != VD_MAYBE)
            continue;
        selection->gaps |= 1U << rule->gaps[i].because;
        if (truth == VD_TRUE)
            selection->gap_certain = true;
        else
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
        if (truth == VD_TRUE)
            certain++;
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

const vd_expr *vd_set_for(const vd_set *sets, size_t count, uint32_t target)
{
    for (size_t i = 0; i < count; i++)
        if (sets[i].target == target)
            return sets[i].expr;
    return NULL;
}

vd_value vd_eval_on_base(vd_run *run, const vd_expr *expr, const vd_value *base)
{
    const vd_value *outer = run->base;
    vd_value value;

    run->base = base;
    value = vd_run_eval(run, expr);
    run->base = outer;
    return value;
}

vd_value vd_base_value(vd_run *run, const vd_version *version, vd_str reading, uint32_t target)
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
        set = vd_set_for(one->sets, one->set_count, target);
        return set ? vd_eval_on_base(run, set, &value) : value;
    }
    return value;
}
