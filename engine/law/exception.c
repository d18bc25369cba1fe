/*
 * What exceptions make of a version.
 *
 * Exceptions are no priorities: each has a condition in strong Kleene logic. Those whose condition
 * is not known are doubts. A version with doubts is asked as a whole in every way in which they may
 * turn out, and known when all ways come to the same: what one exception does to one field and to
 * another belongs together, so that fields are never mixed of several ways. A doubt is asked for
 * only where its turning out changes what the version says.
 *
 * Conditions are evaluated when a field first needs them. A doubt that no field looked at on some
 * way makes no further ways of it, and what it lacks is not asked for on its account.
 *
 * `overrides` switches an exception off where the condition of the overriding one holds.
 */
#include "engine/law/outcome.h"

#define MAX_DOUBTS 6 /* with more, the outcome is unknown and all of them are asked for */

/* A condition as it was found, once for all ways. */
typedef struct finding {
    bool asked;
    unsigned doubt; /* its bit; 0: the condition is known, or one doubt too many */
    vd_value holds;
} finding;

struct vd_ways {
    const vd_version *version;
    finding *findings; /* by exception */
    size_t doubt_count;
    uint32_t doubts[MAX_DOUBTS]; /* which exceptions */
    unsigned way;                /* those of the doubts that hold on this way */
    unsigned met;                /* those that it looked at */
    const vd_missing *beyond;    /* of doubts beyond the limit; NULL: none */
};

/* --- one field on one way --- */

static bool overrides(const vd_exception *exception, uint32_t place)
{
    for (size_t i = 0; i < exception->override_count; i++)
        if (exception->overrides[i] == place)
            return true;
    return false;
}

static const vd_expr *set_by(const vd_version *version, uint32_t place, uint32_t target)
{
    const vd_exception *exception = &version->exceptions[place];

    return vd_set_for(exception->sets, exception->set_count, target);
}

static finding *find(vd_run *run, vd_ways *ways, uint32_t place)
{
    finding *found = &ways->findings[place];

    if (!found->asked) {
        found->asked = true;
        found->holds = vd_run_eval(run, ways->version->exceptions[place].condition);
        if (vd_truth_of(&found->holds) == VD_MAYBE && ways->doubt_count < MAX_DOUBTS) {
            found->doubt = 1U << ways->doubt_count;
            ways->doubts[ways->doubt_count++] = place;
        } else if (vd_truth_of(&found->holds) == VD_MAYBE) {
            ways->beyond = vd_missing_join(run->frame.arena, ways->beyond, found->holds.u.missing);
        }
    }
    return found;
}

/* Whether the exception holds on this way: never VD_MAYBE. */
static vd_truth holds_on_way(vd_run *run, uint32_t place, vd_instant *until, vd_value *ret_trouble)
{
    vd_ways *ways = run->ways;
    const finding *found = find(run, ways, place);
    vd_truth truth = vd_truth_of(&found->holds);

    *until = vd_sooner(*until, found->holds.until);
    ways->met |= found->doubt;
    if (truth == VD_MAYBE)
        return (ways->way & found->doubt) != 0 ? VD_TRUE : VD_FALSE;
    if (truth == VD_TROUBLE)
        *ret_trouble = found->holds;
    return truth;
}

static vd_truth is_overridden(vd_run *run, uint32_t place, vd_instant *until, vd_value *ret_trouble)
{
    const vd_version *version = run->ways->version;
    vd_truth whole = VD_FALSE;

    for (uint32_t i = 0; i < version->exception_count && whole != VD_TRUE; i++) {
        vd_truth truth = VD_FALSE;

        if (overrides(&version->exceptions[i], place))
            truth = holds_on_way(run, i, until, ret_trouble);
        if (truth != VD_FALSE)
            whole = truth;
    }
    return whole;
}

/* Whether what the exception sets counts on this way. */
static vd_truth stands(vd_run *run, uint32_t place, vd_instant *until, vd_value *ret_trouble)
{
    vd_truth holds = holds_on_way(run, place, until, ret_trouble);
    vd_truth overridden = VD_FALSE;

    if (holds != VD_FALSE)
        overridden = is_overridden(run, place, until, ret_trouble);
    if (overridden == VD_TRUE)
        return VD_FALSE;
    return overridden == VD_TROUBLE ? VD_TROUBLE : holds;
}

static bool is_false(const vd_value *value)
{
    return value->kind == VD_NULL || (value->kind == VD_BOOL && !value->u.boolean);
}

/* Both known and the same, standing or moving alike. What is known to be absent does not hold, so
 * that it is the same as false. */
static bool agree(const vd_value *a, const vd_value *b)
{
    if (a->kind != b->kind && is_false(a) && is_false(b))
        return true;
    return vd_motion_alike(a->motion, b->motion) && vd_value_same(a, b);
}

static vd_field_value conflict_of(vd_run *run, const vd_exception *one, const vd_exception *other)
{
    vd_field_value result = {.value =
                                 vd_faulty(VD_FAULT_DOMAIN, "two exceptions apply and disagree")};

    result.conflict =
        vd_arena_printf(run->frame.arena, "exceptions %.*s and %.*s both apply and differ",
                        VD_STR_ARGS(one->id), VD_STR_ARGS(other->id));
    if (!result.conflict.ptr)
        result.conflict = VD_STR("two exceptions apply and disagree");
    return result;
}

/* What two exceptions that both apply make of one field. Whether they differ is not known while one
 * of the values is not. */
static vd_field_value both_set(vd_run *run, const vd_value *a, const vd_exception *one,
                               const vd_value *b, const vd_exception *other)
{
    vd_instant until = vd_sooner(vd_value_until(run, a), vd_value_until(run, b));
    vd_field_value result = {.value = *a};

    if (a->kind == VD_UNKNOWN && b->kind == VD_UNKNOWN)
        result.value.u.missing = vd_missing_join(run->frame.arena, a->u.missing, b->u.missing);
    else if (a->kind != VD_ERROR && (b->kind == VD_ERROR || b->kind == VD_UNKNOWN))
        result.value = *b;
    else if (a->kind != VD_UNKNOWN && a->kind != VD_ERROR && !agree(a, b))
        result = conflict_of(run, one, other);
    result.value.until = until;
    return result;
}

static vd_field_value field_on_way(vd_run *run, const vd_version *version, vd_str reading,
                                   uint32_t target)
{
    vd_value base = vd_base_value(run, version, reading, target);
    vd_field_value result = {.value = base};
    vd_value trouble = vd_null();
    vd_instant until = VD_FOREVER;
    const vd_exception *setter = NULL;

    for (uint32_t i = 0; i < version->exception_count && !result.conflict.len; i++) {
        const vd_expr *set = set_by(version, i, target);
        vd_truth truth = set ? stands(run, i, &until, &trouble) : VD_FALSE;
        vd_value value;

        if (truth == VD_FALSE)
            continue;
        value = truth == VD_TROUBLE ? trouble : vd_eval_on_base(run, set, &base);
        if (!setter)
            result.value = value;
        else
            result = both_set(run, &result.value, setter, &value, &version->exceptions[i]);
        setter = &version->exceptions[i];
    }
    /* One value that nothing was compared with keeps its own time, and its motion. */
    result.value.until = vd_sooner(result.value.until, until);
    return result;
}

/* --- all ways --- */

/* What came out on a way. It is that of all ways that are like it in the doubts it met. */
typedef struct result {
    unsigned way;
    unsigned met;
    vd_outcome outcome;
    const struct result *before;
} result;

static const result *result_of(const result *last, unsigned way)
{
    while (last && (last->way & last->met) != (way & last->met))
        last = last->before;
    return last;
}

static bool open_ways(vd_run *run, vd_ways *ways, const vd_version *version)
{
    *ways = (vd_ways){.version = version};
    ways->findings = VD_NEW_ARRAY(run->frame.arena, finding, version->exception_count);
    run->ways = ways;
    return ways->findings != NULL;
}

static bool is_settled(vd_verdict status)
{
    return status != VD_UNKNOWN_STATUS;
}

/* Whether the two say the same whatever else is answered. */
static bool alike(const vd_outcome *a, const vd_outcome *b)
{
    return vd_same_answer(a, b) && is_settled(a->status);
}

/* What the doubts lack on which the outcome hangs: those whose turning out alone changes it.
 * *ret_first becomes the first of their exceptions. */
static const vd_missing *missing_of(vd_run *run, const vd_ways *ways, const result *last,
                                    const vd_exception **ret_first)
{
    const vd_missing *missing = NULL;

    for (size_t d = 0; d < ways->doubt_count; d++) {
        bool matters = false;

        for (unsigned way = 0; way < 1U << ways->doubt_count && !matters; way++) {
            const result *a = result_of(last, way);
            const result *b = result_of(last, way ^ 1U << d);

            matters = a != b && !alike(&a->outcome, &b->outcome);
        }
        if (!matters)
            continue;
        if (!missing)
            *ret_first = &ways->version->exceptions[ways->doubts[d]];
        missing = vd_missing_join(run->frame.arena, missing,
                                  ways->findings[ways->doubts[d]].holds.u.missing);
    }
    return missing;
}

static bool same_dates(const vd_outcome *a, const vd_outcome *b)
{
    return a->dates.has_due == b->dates.has_due &&
           (!a->dates.has_due ||
            (a->dates.due == b->dates.due && a->dates.by_the_hour == b->dates.by_the_hour));
}

/* With too many doubts: of all that any way may look at. */
static const vd_missing *all_missing(vd_run *run, vd_ways *ways, vd_str reading)
{
    const vd_version *version = ways->version;
    vd_arena *arena = run->frame.arena;
    const vd_missing *missing = NULL;

    for (uint32_t target = 0; target < VD_FIELD_COUNT + version->item_count; target++) {
        vd_value base = vd_base_value(run, version, reading, target);

        if (base.kind == VD_UNKNOWN)
            missing = vd_missing_join(arena, missing, base.u.missing);
        for (uint32_t i = 0; i < version->exception_count; i++) {
            const vd_expr *set = set_by(version, i, target);
            const vd_value *holds = &find(run, ways, i)->holds;
            vd_value value = set ? vd_eval_on_base(run, set, &base) : vd_null();

            if (holds->kind == VD_UNKNOWN)
                missing = vd_missing_join(arena, missing, holds->u.missing);
            if (value.kind == VD_UNKNOWN)
                missing = vd_missing_join(arena, missing, value.u.missing);
        }
    }
    return missing;
}

static vd_outcome not_known(vd_run *run, const vd_missing *missing, const vd_exception *first,
                            const vd_outcome *whole)
{
    vd_value unknown = vd_unknown(missing);
    vd_outcome answer = vd_outcome_of_trouble(run, &unknown);

    answer.until = whole->until;
    answer.presumed = whole->presumed;
    answer.dates = whole->dates;
    answer.missing_bound = whole->missing_bound;
    answer.binding = first->id;
    return answer;
}

/* All that came out, as one outcome. */
static vd_outcome weigh(vd_run *run, vd_ways *ways, vd_str reading, const result *last)
{
    vd_arena *arena = run->frame.arena;
    const vd_exception *first = &ways->version->exceptions[ways->doubts[0]];
    const vd_missing *missing;
    vd_outcome whole = result_of(last, 0)->outcome;
    bool dates = true;

    for (const result *one = last; one; one = one->before) {
        dates = dates && same_dates(&whole, &one->outcome);
        whole.until = vd_sooner(whole.until, one->outcome.until);
        whole.missing = vd_missing_join(arena, whole.missing, one->outcome.missing);
        whole.presumed = vd_missing_join(arena, whole.presumed, one->outcome.presumed);
        whole.missing_bound = whole.missing_bound || one->outcome.missing_bound;
    }
    whole.missing_bound = whole.missing_bound || ways->beyond;
    missing = ways->beyond ? all_missing(run, ways, reading) : missing_of(run, ways, last, &first);
    if (!missing)
        return whole;
    if (!dates || ways->beyond)
        whole.dates = (vd_dates){0};
    return not_known(run, vd_missing_join(arena, whole.missing, missing), first, &whole);
}

vd_outcome vd_outcome_of_ways(vd_run *run, const vd_version *version, vd_str reading,
                              vd_ask_version ask)
{
    vd_ways *outer = run->ways;
    vd_ways ways;
    result *last = NULL;
    vd_outcome outcome = {.status = VD_UNDECIDABLE,
                          .until = VD_FOREVER,
                          .reason = VD_STR("the request's memory is exhausted")};

    if (!open_ways(run, &ways, version)) {
        run->ways = outer;
        return outcome;
    }
    for (unsigned way = 0; way < 1U << ways.doubt_count; way++) {
        result *one = NULL;

        if (result_of(last, way))
            continue;
        ways.way = way;
        ways.met = 0;
        outcome = ask(run, version, reading);
        /* Nearly always all is known of the exceptions. */
        if (ways.doubt_count > 0 || ways.beyond)
            one = VD_NEW(run->frame.arena, result);
        if (!one)
            break;
        *one = (result){way, ways.met, outcome, last};
        last = one;
        if (ways.beyond)
            break;
    }
    run->ways = outer;
    return last && !run->frame.arena->exhausted ? weigh(run, &ways, reading, last) : outcome;
}

/* The field by itself, as an explanation shows it: known when it is the same on all ways. */
static vd_field_value field_on_all_ways(vd_run *run, const vd_version *version, vd_str reading,
                                        uint32_t target)
{
    vd_ways ways;
    bool open = open_ways(run, &ways, version);
    vd_field_value whole = {.value =
                                vd_faulty(VD_FAULT_MEMORY, "the request's memory is exhausted")};
    bool same = true;

    for (unsigned way = 0; way < 1U << ways.doubt_count && open; way++) {
        vd_field_value one;
        vd_instant until;

        ways.way = way;
        one = field_on_way(run, version, reading, target);
        if (way == 0) {
            whole = one;
            continue;
        }
        same = same && !whole.conflict.len && !one.conflict.len && agree(&whole.value, &one.value);
        until = vd_sooner(vd_value_until(run, &whole.value), vd_value_until(run, &one.value));
        whole.value.until = until;
    }
    if (!same || ways.beyond) {
        vd_instant until = whole.value.until;

        whole = (vd_field_value){.value = vd_unknown(all_missing(run, &ways, reading))};
        whole.value.until = until;
    }
    run->ways = NULL;
    return whole;
}

vd_field_value vd_version_field(vd_run *run, const vd_version *version, vd_str reading,
                                uint32_t target)
{
    if (version->exception_count == 0)
        return (vd_field_value){.value = vd_base_value(run, version, reading, target)};
    if (run->ways && run->ways->version == version)
        return field_on_way(run, version, reading, target);
    return field_on_all_ways(run, version, reading, target);
}
