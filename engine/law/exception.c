/*
 * What a field is worth where exceptions depart from it.
 *
 * Exceptions are no priorities: each has a condition in strong Kleene logic. Those whose condition
 * is not known are doubts: every way in which they may turn out is tried, and the field is known
 * when all come to the same. A doubt is asked for only where its turning out changes the result.
 * `overrides` switches an exception off where the condition of the overriding one holds.
 */
#include "engine/law/outcome.h"

#define MAX_DOUBTS 6 /* with more, the field is unknown and all of them are asked for */

/* An exception that may apply and says something of the field. */
typedef struct rival {
    const vd_exception *exception;
    uint32_t place;            /* among the version's exceptions */
    const vd_expr *set;        /* NULL: it only overrides others */
    const vd_missing *missing; /* what its condition lacks; NULL: it holds */
    unsigned doubt;            /* its bit; 0: it holds */
    vd_value value;
} rival;

typedef struct contest {
    vd_run *run;
    vd_value base;
    rival *rivals;
    size_t count;
    size_t doubt_count;
    vd_instant until; /* of the conditions */
} contest;

/* Who decides: a rival's index, or one of these. */
enum { BASE = -1, CONFLICT = -2 };

static bool overrides(const vd_exception *exception, uint32_t place)
{
    for (size_t i = 0; i < exception->override_count; i++)
        if (exception->overrides[i] == place)
            return true;
    return false;
}

static bool concerns(const vd_version *version, const vd_exception *exception, uint32_t target)
{
    if (vd_set_for(exception->sets, exception->set_count, target))
        return true;
    for (size_t i = 0; i < exception->override_count; i++) {
        const vd_exception *other = &version->exceptions[exception->overrides[i]];

        if (vd_set_for(other->sets, other->set_count, target))
            return true;
    }
    return false;
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

/* Enters the exceptions that concern the field. False: *ret_trouble says why not. */
static bool enter_rivals(contest *c, const vd_version *version, uint32_t target,
                         vd_value *ret_trouble)
{
    c->rivals = VD_NEW_ARRAY(c->run->frame.arena, rival, version->exception_count);
    *ret_trouble = vd_faulty(VD_FAULT_MEMORY, "the request's memory is exhausted");
    if (!c->rivals)
        return false;
    for (uint32_t i = 0; i < version->exception_count; i++) {
        const vd_exception *exception = &version->exceptions[i];
        rival one = {.exception = exception, .place = i};
        vd_value holds;

        if (!concerns(version, exception, target))
            continue;
        holds = vd_run_eval(c->run, exception->condition);
        c->until = vd_sooner(c->until, holds.until);
        *ret_trouble = holds;
        ret_trouble->until = c->until;
        if (vd_truth_of(&holds) == VD_TROUBLE)
            return false;
        if (vd_truth_of(&holds) == VD_FALSE)
            continue;
        if (vd_truth_of(&holds) == VD_MAYBE) {
            one.missing = holds.u.missing;
            one.doubt = c->doubt_count < MAX_DOUBTS ? 1U << c->doubt_count : 0;
            c->doubt_count++;
        }
        one.set = vd_set_for(exception->sets, exception->set_count, target);
        one.value = one.set ? vd_eval_on_base(c->run, one.set, &c->base) : vd_null();
        c->rivals[c->count++] = one;
    }
    return true;
}

static bool applies(const rival *one, unsigned turned_out)
{
    return one->doubt == 0 || (one->doubt & turned_out) != 0;
}

static bool is_overridden(const contest *c, const rival *one, unsigned turned_out)
{
    for (size_t i = 0; i < c->count; i++)
        if (applies(&c->rivals[i], turned_out) && overrides(c->rivals[i].exception, one->place))
            return true;
    return false;
}

static const vd_value *value_of(const contest *c, int who)
{
    return who == BASE ? &c->base : &c->rivals[who].value;
}

/* Who decides when the doubts turn out so. The other side of a conflict goes to *ret_other. */
static int decide(const contest *c, unsigned turned_out, int *ret_one, int *ret_other)
{
    int winner = BASE;

    for (size_t i = 0; i < c->count; i++) {
        const rival *one = &c->rivals[i];

        if (!one->set || !applies(one, turned_out) || is_overridden(c, one, turned_out))
            continue;
        if (winner != BASE && !agree(&one->value, value_of(c, winner))) {
            *ret_one = winner;
            *ret_other = (int)i;
            return CONFLICT;
        }
        if (winner == BASE)
            winner = (int)i;
    }
    return winner;
}

static bool same_result(const contest *c, int a, int b)
{
    if (a == b)
        return true;
    return a != CONFLICT && b != CONFLICT && agree(value_of(c, a), value_of(c, b));
}

/* What is asked for when the doubts matter: those on which the result hangs, and what is unknown of
 * the values that may come out. */
static const vd_missing *missing_of(const contest *c, const int *deciders, unsigned ways)
{
    vd_arena *arena = c->run->frame.arena;
    const vd_missing *missing = NULL;

    for (size_t i = 0; i < c->count; i++) {
        bool matters = false;

        for (unsigned way = 0; way < ways && c->rivals[i].doubt; way++)
            matters = matters || !same_result(c, deciders[way], deciders[way ^ c->rivals[i].doubt]);
        if (matters)
            missing = vd_missing_join(arena, missing, c->rivals[i].missing);
    }
    for (unsigned way = 0; way < ways; way++) {
        const vd_value *value = deciders[way] == CONFLICT ? NULL : value_of(c, deciders[way]);

        if (value && value->kind == VD_UNKNOWN)
            missing = vd_missing_join(arena, missing, value->u.missing);
    }
    return missing;
}

/* Until when all values that were compared stay as they are. */
static vd_instant compared_until(const contest *c)
{
    vd_instant until = vd_sooner(c->until, vd_value_until(c->run, &c->base));

    for (size_t i = 0; i < c->count; i++)
        until = vd_sooner(until, vd_value_until(c->run, &c->rivals[i].value));
    return until;
}

static vd_field_value conflict_of(const contest *c, int one, int other)
{
    vd_field_value result = {.value =
                                 vd_faulty(VD_FAULT_DOMAIN, "two exceptions apply and disagree")};

    result.conflict = vd_arena_printf(
        c->run->frame.arena, "exceptions %.*s and %.*s both apply and differ",
        VD_STR_ARGS(c->rivals[one].exception->id), VD_STR_ARGS(c->rivals[other].exception->id));
    if (!result.conflict.ptr)
        result.conflict = VD_STR("two exceptions apply and disagree");
    return result;
}

static vd_field_value all_doubts(const contest *c)
{
    const vd_missing *missing = c->base.kind == VD_UNKNOWN ? c->base.u.missing : NULL;

    for (size_t i = 0; i < c->count; i++) {
        const vd_value *value = &c->rivals[i].value;

        missing = vd_missing_join(c->run->frame.arena, missing, c->rivals[i].missing);
        if (value->kind == VD_UNKNOWN)
            missing = vd_missing_join(c->run->frame.arena, missing, value->u.missing);
    }
    return (vd_field_value){.value = vd_unknown(missing)};
}

static vd_field_value settle(const contest *c)
{
    int deciders[1U << MAX_DOUBTS];
    unsigned ways = 1U << c->doubt_count;
    bool same = true;
    int one = BASE;
    int other = BASE;

    if (c->doubt_count > MAX_DOUBTS)
        return all_doubts(c);
    for (unsigned way = 0; way < ways; way++) {
        deciders[way] = decide(c, way, &one, &other);
        same = same && same_result(c, deciders[way], deciders[0]);
    }
    if (!same)
        return (vd_field_value){.value = vd_unknown(missing_of(c, deciders, ways))};
    if (deciders[0] == CONFLICT)
        return conflict_of(c, one, other);
    return (vd_field_value){.value = *value_of(c, deciders[0])};
}

vd_field_value vd_version_field(vd_run *run, const vd_version *version, vd_str reading,
                                uint32_t target)
{
    contest c = {.run = run, .until = VD_FOREVER};
    vd_field_value result;

    c.base = vd_base_value(run, version, reading, target);
    result = (vd_field_value){.value = c.base};
    if (version->exception_count == 0)
        return result;
    if (!enter_rivals(&c, version, target, &result.value))
        return result;
    result = settle(&c);
    /* One value that nothing was compared with keeps its own time, and its motion. */
    if (c.count == 0)
        result.value.until = vd_sooner(result.value.until, c.until);
    else
        result.value.until = vd_sooner(result.value.until, compared_until(&c));
    return result;
}
