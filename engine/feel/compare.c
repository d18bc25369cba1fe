/*
 * Equality and order. Each answer is a value with its until: where an operand moves, the until is
 * the instant at which the answer flips. Times and instants compare in whole seconds, as FEEL's
 * own tests have it; is() tells finer.
 */
#include "engine/feel/motion.h"
#include "engine/time/date.h"
#include "engine/time/iso.h"

bool vd_scalar(const vd_value *value, int64_t *ret_scalar)
{
    switch (value->kind) {
    case VD_DATE:
        *ret_scalar = value->u.date;
        return true;
    case VD_DAYS:
        *ret_scalar = value->u.nanos;
        return true;
    case VD_MONTHS:
        *ret_scalar = value->u.months;
        return true;
    case VD_TIME:
    case VD_DATE_TIME:
        *ret_scalar = vd_clock_instant(value->u.clock);
        return true;
    case VD_NUMBER:
        *ret_scalar = value->u.number.num;
        return value->u.number.den == 1;
    default:
        return false;
    }
}

vd_value vd_undecided(vd_run *run, const vd_value *a, const vd_value *b)
{
    vd_value result;

    if (a->kind == VD_ERROR || (b->kind != VD_ERROR && b->kind != VD_UNKNOWN))
        result = *a;
    else if (b->kind == VD_ERROR || a->kind != VD_UNKNOWN)
        result = *b;
    else
        result = vd_unknown(vd_missing_join(run->arena, a->u.missing, b->u.missing));
    result.motion = NULL;
    result.until = vd_sooner(a->until, b->until);
    return result;
}

static vd_value truth(bool boolean, vd_instant until)
{
    return (vd_value){.kind = VD_BOOL, .until = until, .u.boolean = boolean};
}

static vd_value null_until(vd_instant until)
{
    return (vd_value){.kind = VD_NULL, .until = until};
}

static bool decide(vd_cmp cmp, int order)
{
    switch (cmp) {
    case VD_EQ:
        return order == 0;
    case VD_NE:
        return order != 0;
    case VD_LT:
        return order < 0;
    case VD_LE:
        return order <= 0;
    case VD_GT:
        return order > 0;
    case VD_GE:
        return order >= 0;
    }
    return false;
}

/* a cmp b, both of the same line, as numbers. */
static vd_value compare_line(vd_run *run, vd_cmp cmp, const vd_value *a, const vd_value *b,
                             vd_ratio x, vd_ratio y)
{
    vd_value result = truth(decide(cmp, vd_ratio_cmp(x, y)), vd_sooner(a->until, b->until));
    vd_ratio difference;
    vd_motion motion;
    vd_value still;

    if (!a->motion && !b->motion)
        return result;
    if (vd_ratio_sub(x, y, &difference) &&
        vd_motion_combine(a, b, vd_ratio_of(1), vd_ratio_of(-1), &motion)) {
        result.until = vd_sooner(result.until, vd_crossing(run, cmp, difference, &motion));
        return result;
    }
    still = *a;
    vd_settle(run, &still);
    result.until = vd_sooner(result.until, still.until);
    still = *b;
    vd_settle(run, &still);
    result.until = vd_sooner(result.until, still.until);
    return result;
}

/* The fewest and the most days that this many months in a row can have. */
static void days_of_months(int64_t months, int64_t *ret_least, int64_t *ret_most)
{
    static const int least[] = {0, 28, 59, 89, 120, 150, 181, 212, 242, 273, 303, 334};
    static const int most[] = {0, 31, 62, 92, 123, 153, 184, 215, 245, 276, 306, 337};

    *ret_least = months / 12 * 365 + least[months % 12];
    *ret_most = months / 12 * 366 + most[months % 12];
}

/* Orders two lengths where every calendar gives the same answer; false where it depends. */
static bool order_spans(vd_span a, vd_span b, int *ret_order)
{
    int64_t months = (int64_t)a.months - b.months;
    int64_t hours = ((int64_t)a.days - b.days) * 24 + (int64_t)a.hours - b.hours;
    int64_t least, most;
    int sign = months < 0 ? -1 : 1;

    if (a.business_days != b.business_days) {
        if (months || hours)
            return false;
        *ret_order = a.business_days < b.business_days ? -1 : 1;
        return true;
    }
    days_of_months(months * sign, &least, &most);
    hours *= sign;
    if (months == 0)
        *ret_order = (hours > 0) - (hours < 0);
    else if (least * 24 + hours > 0)
        *ret_order = sign;
    else if (most * 24 + hours < 0)
        *ret_order = -sign;
    else
        return false;
    return true;
}

static bool same_span(vd_span a, vd_span b)
{
    return a.months == b.months && a.days == b.days && a.hours == b.hours &&
           a.business_days == b.business_days;
}

static vd_value compare_still_spans(vd_cmp cmp, const vd_value *a, const vd_value *b,
                                    vd_instant until)
{
    vd_value fault;
    int order;

    if (same_span(a->u.span, b->u.span))
        return truth(decide(cmp, 0), until);
    if (cmp == VD_EQ || cmp == VD_NE)
        return truth(cmp == VD_NE, until);
    if (order_spans(a->u.span, b->u.span, &order))
        return truth(decide(cmp, order), until);
    fault = vd_faulty(VD_FAULT_DOMAIN, "which of the two lengths is longer depends on the "
                                       "calendar; compare the dates that they end on");
    fault.until = until;
    return fault;
}

/* A span moves in its days alone. */
static vd_value compare_spans(vd_run *run, vd_cmp cmp, const vd_value *a, const vd_value *b)
{
    vd_span x = a->u.span, y = b->u.span;
    vd_value left = *a, right = *b;

    if ((a->motion || b->motion) && x.months == y.months && x.hours == y.hours &&
        x.business_days == y.business_days)
        return compare_line(run, cmp, a, b, vd_ratio_of(x.days), vd_ratio_of(y.days));
    vd_settle(run, &left);
    vd_settle(run, &right);
    return compare_still_spans(cmp, a, b, vd_sooner(left.until, right.until));
}

/* A clock with an offset is an instant; one without is not comparable with it. */
static vd_value compare_clocks(vd_run *run, vd_cmp cmp, const vd_value *a, const vd_value *b)
{
    vd_instant until = vd_sooner(a->until, b->until);

    if (a->u.clock->has_offset != b->u.clock->has_offset) {
        if (cmp == VD_EQ || cmp == VD_NE)
            return truth(cmp == VD_NE, until);
        return null_until(until);
    }
    return compare_line(run, cmp, a, b, vd_ratio_of(vd_clock_instant(a->u.clock)),
                        vd_ratio_of(vd_clock_instant(b->u.clock)));
}

static vd_value negate(vd_cmp cmp, vd_value equal)
{
    if (cmp == VD_NE && equal.kind == VD_BOOL)
        equal.u.boolean = !equal.u.boolean;
    return equal;
}

/* Bounded: values nest no deeper than the expressions that make them. */
static vd_value equal_lists(vd_run *run, const vd_value *a, const vd_value *b)
{
    const vd_list *x = a->u.list, *y = b->u.list;
    vd_value all = truth(true, vd_sooner(a->until, b->until));
    const vd_missing *open = vd_missing_join(run->arena, x->open, y->open);

    if (open) {
        vd_value unknown = vd_unknown(open);

        unknown.until = all.until;
        return unknown;
    }
    if (x->count != y->count)
        return truth(false, all.until);
    for (size_t i = 0; i < x->count && all.kind != VD_ERROR; i++) {
        vd_value same = vd_compare(run, VD_EQ, &x->items[i], &y->items[i]);

        all = vd_both(run, false, &all, &same);
    }
    all.until = vd_sooner(all.until, vd_sooner(a->until, b->until));
    return all;
}

static const vd_value *find_entry(const vd_context *context, vd_str name)
{
    for (size_t i = 0; i < context->count; i++)
        if (vd_str_eq(context->entries[i].name, name))
            return &context->entries[i].value;
    return NULL;
}

static vd_value equal_contexts(vd_run *run, const vd_value *a, const vd_value *b)
{
    const vd_context *x = a->u.context, *y = b->u.context;
    vd_instant until = vd_sooner(a->until, b->until);
    vd_value all = truth(true, until);

    if (x->count != y->count)
        return truth(false, until);
    for (size_t i = 0; i < x->count; i++) {
        const vd_value *other = find_entry(y, x->entries[i].name);
        vd_value same;

        if (!other)
            return truth(false, until);
        same = vd_compare(run, VD_EQ, &x->entries[i].value, other);
        all = vd_both(run, false, &all, &same);
    }
    all.until = vd_sooner(all.until, until);
    return all;
}

static vd_value equal_ranges(vd_run *run, const vd_value *a, const vd_value *b)
{
    const vd_range *x = a->u.range, *y = b->u.range;
    vd_value low, high;

    if (x->low_in != y->low_in || x->high_in != y->high_in || x->is_test != y->is_test ||
        x->test != y->test)
        return truth(false, vd_sooner(a->until, b->until));
    low = vd_compare(run, VD_EQ, &x->low, &y->low);
    high = vd_compare(run, VD_EQ, &x->high, &y->high);
    low = vd_both(run, false, &low, &high);
    low.until = vd_sooner(low.until, vd_sooner(a->until, b->until));
    return low;
}

static vd_value compare_same_kind(vd_run *run, vd_cmp cmp, const vd_value *a, const vd_value *b)
{
    vd_instant until = vd_sooner(a->until, b->until);
    bool equality = cmp == VD_EQ || cmp == VD_NE;
    int64_t x, y;

    switch (a->kind) {
    case VD_NUMBER:
        return compare_line(run, cmp, a, b, a->u.number, b->u.number);
    case VD_STRING:
        return truth(decide(cmp, vd_str_cmp(a->u.string, b->u.string)), until);
    case VD_TIME:
    case VD_DATE_TIME:
        return compare_clocks(run, cmp, a, b);
    case VD_DATE:
    case VD_DAYS:
    case VD_MONTHS:
        vd_scalar(a, &x);
        vd_scalar(b, &y);
        return compare_line(run, cmp, a, b, vd_ratio_of(x), vd_ratio_of(y));
    case VD_SPAN:
        return compare_spans(run, cmp, a, b);
    default:
        break;
    }
    if (!equality)
        return null_until(until);
    switch (a->kind) {
    case VD_BOOL:
        return truth((a->u.boolean == b->u.boolean) == (cmp == VD_EQ), until);
    case VD_LIST:
        return negate(cmp, equal_lists(run, a, b));
    case VD_CONTEXT:
        return negate(cmp, equal_contexts(run, a, b));
    case VD_RANGE:
        return negate(cmp, equal_ranges(run, a, b));
    case VD_RECORD:
    case VD_FUNCTION:
        return truth((a->u.record == b->u.record) == (cmp == VD_EQ), until);
    default:
        return null_until(until);
    }
}

vd_value vd_compare(vd_run *run, vd_cmp cmp, const vd_value *a, const vd_value *b)
{
    vd_instant until = vd_sooner(a->until, b->until);

    if (!vd_is_known(a) || !vd_is_known(b))
        return vd_undecided(run, a, b);
    if (a->kind == VD_NULL || b->kind == VD_NULL) {
        if (cmp != VD_EQ && cmp != VD_NE)
            return null_until(until);
        return truth((a->kind == b->kind) == (cmp == VD_EQ), until);
    }
    if (a->kind != b->kind)
        return null_until(until);
    return compare_same_kind(run, cmp, a, b);
}

/* How strongly a truth value decides: false (true) first, then errors, unknown, null. */
static int rank(bool any, const vd_value *value)
{
    switch (value->kind) {
    case VD_BOOL:
        return value->u.boolean == any ? 4 : 0;
    case VD_ERROR:
        return 3;
    case VD_UNKNOWN:
        return 2;
    default:
        return 1;
    }
}

vd_value vd_both(vd_run *run, bool any, const vd_value *a, const vd_value *b)
{
    int left = rank(any, a), right = rank(any, b);
    vd_value result;

    if (left == 4 || right == 4) {
        result = truth(any, VD_FOREVER);
        if (left == 4 && right == 4)
            result.until = a->until > b->until ? a->until : b->until;
        else
            result.until = left == 4 ? a->until : b->until;
        return result;
    }
    if (left == 2 && right == 2)
        return vd_undecided(run, a, b);
    result = left >= right ? *a : *b;
    if (result.kind != VD_BOOL && vd_is_known(&result))
        result = vd_null();
    result.motion = NULL;
    result.until = vd_sooner(a->until, b->until);
    return result;
}

static vd_value in_range(vd_run *run, const vd_value *value, const vd_range *range)
{
    vd_value low = truth(true, VD_FOREVER), high = low;

    if (range->is_test && (range->test == VD_EQ || range->test == VD_NE))
        return vd_compare(run, (vd_cmp)range->test, value, &range->low);
    if (range->low.kind != VD_NULL)
        low = vd_compare(run, range->low_in ? VD_GE : VD_GT, value, &range->low);
    if (range->high.kind != VD_NULL)
        high = vd_compare(run, range->high_in ? VD_LE : VD_LT, value, &range->high);
    return vd_both(run, false, &low, &high);
}

/* A text (a code, as a rule) among texts that stand still, the commonest list of all. False: it is
 * not such a list. */
static bool among_texts(const vd_value *value, const vd_list *list, bool *ret_found)
{
    vd_str text = value->u.string;

    if (value->kind != VD_STRING || list->open)
        return false;
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].kind != VD_STRING || list->items[i].until != VD_FOREVER)
            return false;
    *ret_found = false;
    for (size_t i = 0; i < list->count && !*ret_found; i++) {
        vd_str item = list->items[i].u.string;

        *ret_found = vd_str_eq(item, text);
    }
    return true;
}

/* FEEL's `in`: a range holds it, a list holds it or a range that does, or it is the same. */
vd_value vd_matches(vd_run *run, const vd_value *value, const vd_value *test)
{
    vd_value result;
    bool found;

    if (!vd_is_known(test))
        return vd_undecided(run, test, value);
    if (test->kind == VD_LIST && among_texts(value, test->u.list, &found))
        return truth(found, vd_sooner(value->until, test->until));
    if (test->kind == VD_RANGE && value->kind != VD_RANGE) {
        result = in_range(run, value, test->u.range);
        result.until = vd_sooner(result.until, test->until);
        return result;
    }
    if (test->kind != VD_LIST)
        return vd_compare(run, VD_EQ, value, test);
    result = truth(false, test->until);
    if (test->u.list->open) {
        result = vd_unknown(test->u.list->open);
        result.until = test->until;
    }
    for (size_t i = 0; i < test->u.list->count; i++) {
        const vd_value *item = &test->u.list->items[i];
        vd_value one = item->kind == VD_RANGE && value->kind != VD_RANGE
                           ? in_range(run, value, item->u.range)
                           : vd_compare(run, VD_EQ, value, item);

        if (vd_is_known(&one) && one.kind != VD_BOOL)
            one = truth(false, one.until); /* of another type: not this one */
        result = vd_both(run, true, &result, &one);
    }
    if (value->kind == VD_LIST) {
        vd_value whole = vd_compare(run, VD_EQ, value, test);

        result = vd_both(run, true, &result, &whole);
    }
    result.until = vd_sooner(result.until, test->until);
    return result;
}

/* Ends without a frame: nothing moves any more, so no tick is ever asked for. */
bool vd_value_same(const vd_value *a, const vd_value *b)
{
    vd_frame frame = {0};
    vd_run run = {.frame = &frame};
    vd_value x = *a, y = *b, same;

    x.motion = NULL;
    y.motion = NULL;
    same = vd_compare(&run, VD_EQ, &x, &y);
    return same.kind == VD_BOOL && same.u.boolean;
}

static bool same_clock(const vd_clock *a, const vd_clock *b)
{
    return a->date == b->date && a->nanos == b->nanos && a->has_offset == b->has_offset &&
           a->offset == b->offset && vd_str_eq(a->zone, b->zone);
}

bool vd_value_identical(const vd_value *a, const vd_value *b)
{
    if (a->kind != b->kind)
        return false;
    if (a->kind == VD_NULL)
        return true;
    if (a->kind == VD_TIME || a->kind == VD_DATE_TIME)
        return same_clock(a->u.clock, b->u.clock);
    return vd_value_same(a, b);
}
