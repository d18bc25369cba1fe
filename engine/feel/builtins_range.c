/*
 * Where ranges and points lie to one another: chapter 10.3.4.9 of the DMN specification. A point is
 * a range of that one value. The answer holds while each comparison that it rests on does.
 */
#include "engine/feel/builtins.h"

typedef struct interval {
    const vd_value *low, *high;
    bool low_in, high_in;
} interval;

typedef struct question {
    vd_run *run;
    interval a, b;
    vd_instant until;
    vd_value bad; /* not null: a comparison had no answer */
    bool failed;
} question;

typedef bool relation(question *q);

static interval interval_of(const vd_value *value)
{
    const vd_range *range = value->u.range;

    if (value->kind != VD_RANGE)
        return (interval){value, value, true, true};
    return (interval){&range->low, &range->high, range->low_in, range->high_in};
}

static bool ask(question *q, vd_cmp cmp, const vd_value *x, const vd_value *y)
{
    vd_value answer = vd_compare(q->run, cmp, x, y);

    q->until = vd_sooner(q->until, answer.until);
    if (answer.kind == VD_BOOL)
        return answer.u.boolean;
    q->bad = answer;
    q->failed = true;
    return false;
}

static bool less(question *q, const vd_value *x, const vd_value *y)
{
    return ask(q, VD_LT, x, y);
}

static bool equal(question *q, const vd_value *x, const vd_value *y)
{
    return ask(q, VD_EQ, x, y);
}

static bool before(question *q)
{
    return less(q, q->a.high, q->b.low) ||
           ((!q->a.high_in || !q->b.low_in) && equal(q, q->a.high, q->b.low));
}

static bool meets(question *q)
{
    return q->a.high_in && q->b.low_in && equal(q, q->a.high, q->b.low);
}

/* a reaches into b from below: its end lies behind b's start. */
static bool reaches(question *q, const interval *a, const interval *b)
{
    return less(q, b->low, a->high) || (a->high_in && b->low_in && equal(q, a->high, b->low));
}

static bool overlaps(question *q)
{
    return reaches(q, &q->a, &q->b) && reaches(q, &q->b, &q->a);
}

static bool overlaps_before(question *q)
{
    const interval *a = &q->a, *b = &q->b;

    return (less(q, a->low, b->low) || (a->low_in && !b->low_in && equal(q, a->low, b->low))) &&
           reaches(q, a, b) &&
           (less(q, a->high, b->high) ||
            ((!a->high_in || b->high_in) && equal(q, a->high, b->high)));
}

static bool starts_within(question *q)
{
    return less(q, q->b.low, q->a.low) ||
           ((!q->a.low_in || q->b.low_in) && equal(q, q->a.low, q->b.low));
}

static bool ends_within(question *q)
{
    return less(q, q->a.high, q->b.high) ||
           ((!q->a.high_in || q->b.high_in) && equal(q, q->a.high, q->b.high));
}

static bool finishes(question *q)
{
    return q->a.high_in == q->b.high_in && equal(q, q->a.high, q->b.high) && starts_within(q);
}

static bool starts(question *q)
{
    return q->a.low_in == q->b.low_in && equal(q, q->a.low, q->b.low) && ends_within(q);
}

static bool during(question *q)
{
    return starts_within(q) && ends_within(q);
}

static bool coincides(question *q)
{
    return q->a.low_in == q->b.low_in && q->a.high_in == q->b.high_in &&
           equal(q, q->a.low, q->b.low) && equal(q, q->a.high, q->b.high);
}

static vd_value answer(vd_run *run, const vd_value *a, const vd_value *b, relation *holds)
{
    question q = {.run = run,
                  .a = interval_of(a),
                  .b = interval_of(b),
                  .until = vd_sooner(a->until, b->until)};
    vd_value result = vd_bool(holds(&q));

    if (q.failed)
        result = q.bad;
    result.until = q.until;
    return result;
}

#define FORWARD(name, relation)                                           \
    static vd_value name(vd_run *run, const vd_value *args, size_t count) \
    {                                                                     \
        (void)count;                                                      \
        return answer(run, &args[0], &args[1], relation);                 \
    }
#define BACKWARD(name, relation)                                          \
    static vd_value name(vd_run *run, const vd_value *args, size_t count) \
    {                                                                     \
        (void)count;                                                      \
        return answer(run, &args[1], &args[0], relation);                 \
    }

FORWARD(call_before, before)
BACKWARD(call_after, before)
FORWARD(call_meets, meets)
BACKWARD(call_met_by, meets)
FORWARD(call_overlaps, overlaps)
FORWARD(call_overlaps_before, overlaps_before)
BACKWARD(call_overlaps_after, overlaps_before)
FORWARD(call_finishes, finishes)
BACKWARD(call_finished_by, finishes)
BACKWARD(call_includes, during)
FORWARD(call_during, during)
FORWARD(call_starts, starts)
BACKWARD(call_started_by, starts)
FORWARD(call_coincides, coincides)

/* One end of a range in a text: a literal, or a date and the like made of a literal. */
static bool is_literal_end(const vd_node *node)
{
    static const char *const makers[] = {"@", "date", "time", "date and time", "duration"};

    if (node->op == VD_OP_NEGATE)
        node = node->kids[0];
    if (node->op == VD_OP_CONSTANT)
        return node->u.value.kind != VD_NULL;
    if (node->op != VD_OP_CALL || node->count != 1 || node->kids[0]->op != VD_OP_CONSTANT ||
        node->kids[0]->u.value.kind != VD_STRING)
        return false;
    for (size_t i = 0; i < sizeof makers / sizeof makers[0]; i++)
        if (vd_str_eq(node->u.name, vd_str_of(makers[i])))
            return true;
    return false;
}

/* range("[1..3]") */
static vd_value range_from(vd_run *run, const vd_value *args, size_t count)
{
    vd_str text = args->u.string;
    vd_expr expr = {0};
    vd_node *root = vd_feel_parse(run->arena, text, NULL, NULL);

    (void)count;
    if (!root || root->op != VD_OP_RANGE || !is_literal_end(root->kids[0]) ||
        !is_literal_end(root->kids[1]) ||
        vd_feel_check(run->arena, text, NULL, root, NULL, &expr, NULL))
        return vd_null();
    return vd_node_eval(run, expr.root);
}

#define END(name)                              \
    {                                          \
        name, VD_WANT_ORDERED | VD_WANT(RANGE) \
    }
#define RANGE(name)          \
    {                        \
        name, VD_WANT(RANGE) \
    }
#define ROW(name, call, ...)                           \
    {                                                  \
        name, call, 2, 2, VD_CALL_MOVES, VD_TYPE_BOOL, \
        {                                              \
            __VA_ARGS__                                \
        }                                              \
    }

static const vd_builtin rows[] = {
    ROW("before", call_before, END("range1"), END("range2")),
    ROW("after", call_after, END("range1"), END("range2")),
    ROW("meets", call_meets, RANGE("range1"), RANGE("range2")),
    ROW("met by", call_met_by, RANGE("range1"), RANGE("range2")),
    ROW("overlaps", call_overlaps, RANGE("range1"), RANGE("range2")),
    ROW("overlaps before", call_overlaps_before, RANGE("range1"), RANGE("range2")),
    ROW("overlaps after", call_overlaps_after, RANGE("range1"), RANGE("range2")),
    ROW("finishes", call_finishes, END("range1"), RANGE("range2")),
    ROW("finished by", call_finished_by, RANGE("range1"), END("range2")),
    ROW("includes", call_includes, RANGE("range"), END("point")),
    ROW("during", call_during, END("point"), RANGE("range")),
    ROW("starts", call_starts, END("range1"), RANGE("range2")),
    ROW("started by", call_started_by, RANGE("range1"), END("range2")),
    ROW("coincides", call_coincides, END("range1"), END("range2")),
    {"range", range_from, 1, 1, VD_CALL_TEXT, VD_TYPE_RANGE, {{"from", VD_WANT(STRING)}}},
};

VD_BUILTIN_TABLE(vd_builtins_range, rows);
