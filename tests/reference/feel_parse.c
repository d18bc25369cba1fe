/* A parser by recursive descent, one function a level of docs/feel.md's table of operators. */
#include "tests/reference/feel.h"

#include <stdarg.h>
#include <stdlib.h>

#include "engine/feel/feel.h"
#include "engine/ratio.h"

typedef struct reader {
    vd_arena *arena;
    const char *at;
    const char *end;
    bool strange;
    bool in_range; /* reading the upper end of a range: "[" closes it */
} reader;

static ref_node *expression(reader *in);
static ref_node *additive(reader *in);
static ref_node *comparison(reader *in);

static ref_node *node(reader *in, ref_op op, size_t count, ...)
{
    ref_node *made = VD_NEW(in->arena, ref_node);
    va_list kids;

    if (!made)
        abort();
    made->op = op;
    made->count = count;
    made->kids = VD_NEW_ARRAY(in->arena, ref_node *, count);
    va_start(kids, count);
    for (size_t i = 0; i < count; i++)
        made->kids[i] = va_arg(kids, ref_node *);
    va_end(kids);
    return made;
}

static ref_node *strange(reader *in)
{
    in->strange = true;
    in->at = in->end;
    return node(in, REF_STRANGE, 0);
}

static void add(reader *in, ref_node *to, ref_node *kid)
{
    ref_node **kids = VD_NEW_ARRAY(in->arena, ref_node *, to->count + 1);

    if (!kids)
        abort();
    if (to->count)
        memcpy(kids, to->kids, to->count * sizeof *kids);
    kids[to->count++] = kid;
    to->kids = kids;
}

static bool letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static void blanks(reader *in)
{
    while (in->at < in->end && (*in->at == ' ' || *in->at == '\n' || *in->at == '\t'))
        in->at++;
}

static bool sign(reader *in, const char *text)
{
    size_t n = strlen(text);

    blanks(in);
    if ((size_t)(in->end - in->at) < n || memcmp(in->at, text, n) != 0)
        return false;
    in->at += n;
    return true;
}

/* The word that comes next, not taken; empty when it is none. */
static vd_str word(reader *in)
{
    const char *p;

    blanks(in);
    p = in->at;
    if (p < in->end && letter(*p))
        while (p < in->end && (letter(*p) || digit(*p)))
            p++;
    return (vd_str){in->at, (size_t)(p - in->at)};
}

static bool take(reader *in, const char *text)
{
    vd_str next = word(in);

    if (!vd_str_eq(next, vd_str_of(text)))
        return false;
    in->at += next.len;
    return true;
}

static void must(reader *in, bool there)
{
    if (!there)
        strange(in);
}

static bool is_unit(vd_str text)
{
    static const char *const units[] = {"year", "years", "month", "months",  "day",
                                        "days", "hour",  "hours", "business"};

    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (vd_str_eq(text, vd_str_of(units[i])))
            return true;
    return false;
}

static void add_unit(reader *in, vd_span *span, int64_t n)
{
    if (take(in, "business")) {
        must(in, take(in, "days") || take(in, "day"));
        span->business_days += (int32_t)n;
    } else if (take(in, "years") || take(in, "year")) {
        span->months += (int32_t)n * 12;
    } else if (take(in, "months") || take(in, "month")) {
        span->months += (int32_t)n;
    } else if (take(in, "days") || take(in, "day")) {
        span->days += (int32_t)n;
    } else if (take(in, "hours") || take(in, "hour")) {
        span->hours += (int32_t)n;
    } else {
        strange(in);
    }
}

static vd_str number_text(reader *in)
{
    const char *from = in->at;

    while (in->at < in->end && digit(*in->at))
        in->at++;
    if (in->at + 1 < in->end && *in->at == '.' && digit(in->at[1])) {
        in->at++;
        while (in->at < in->end && digit(*in->at))
            in->at++;
    }
    return (vd_str){from, (size_t)(in->at - from)};
}

static int64_t integer(vd_str text)
{
    int64_t n = 0;

    for (size_t i = 0; i < text.len; i++)
        n = n * 10 + (text.ptr[i] - '0');
    return n;
}

/* 48 hours, 6 years 8 months, 1.5 */
static ref_node *number(reader *in)
{
    ref_node *made = node(in, REF_CONST, 0);
    vd_str text = number_text(in);
    vd_span span = {0};
    ref_wide num = 0, den = 1;
    bool behind = false;

    if (!is_unit(word(in))) {
        for (size_t i = 0; i < text.len; i++) {
            if (text.ptr[i] == '.') {
                behind = true;
                continue;
            }
            num = num * 10 + (text.ptr[i] - '0');
            den = behind ? den * 10 : den;
        }
        made->value = ref_number(num, den);
        return made;
    }
    add_unit(in, &span, integer(text));
    for (;;) {
        const char *back = in->at;

        blanks(in);
        if (in->at < in->end && digit(*in->at)) {
            text = number_text(in);
            if (is_unit(word(in))) {
                add_unit(in, &span, integer(text));
                continue;
            }
        }
        in->at = back;
        break;
    }
    made->value = (ref_value){.kind = REF_SPAN, .u.span = span};
    return made;
}

/* The text between quotes; escapes other than \" are not covered. */
static vd_str quoted(reader *in)
{
    const char *from = in->at;
    vd_str text;

    while (in->at < in->end && *in->at != '"') {
        if (*in->at == '\\')
            in->strange = true;
        in->at++;
    }
    text = (vd_str){from, (size_t)(in->at - from)};
    must(in, in->at < in->end);
    if (in->at < in->end)
        in->at++;
    return text;
}

/* @"2024-01-10" and with a time behind; durations are not covered. */
static ref_value moment(reader *in, vd_str text)
{
    const vd_type *type = vd_type_of(text.len == 10 ? VD_TYPE_DATE : VD_TYPE_DATE_TIME);
    vd_value value;

    if (text.len < 10 || text.ptr[4] != '-' ||
        vd_value_parse(in->arena, text, type, &value, NULL)) {
        in->strange = true;
        return ref_null();
    }
    return ref_from(in->arena, &value);
}

static ref_node *range_rest(reader *in, ref_node *low, bool low_in)
{
    ref_node *made = node(in, REF_RANGE_OF, 2, low, NULL);
    bool before = in->in_range;

    in->in_range = true;
    made->kids[1] = additive(in);
    in->in_range = before;
    made->sign = (char)low_in;
    if (sign(in, "]"))
        made->sign = (char)(made->sign | 2);
    else
        must(in, sign(in, ")") || sign(in, "["));
    return made;
}

static ref_node *list(reader *in)
{
    ref_node *made = node(in, REF_LIST_OF, 0), *first;
    bool before = in->in_range;

    if (sign(in, "]"))
        return made;
    in->in_range = false;
    first = expression(in);
    in->in_range = before;
    if (sign(in, ".."))
        return range_rest(in, first, true);
    add(in, made, first);
    while (sign(in, ","))
        add(in, made, expression(in));
    must(in, sign(in, "]"));
    return made;
}

/* "days between(" : the words up to the bracket, when they name a function. */
static bool function(reader *in, vd_str *ret_name)
{
    const char *back = in->at, *from;
    vd_str next = word(in), name = {in->at, 0};

    from = in->at;
    for (int words = 0; next.len > 0 && words < 4; words++) {
        in->at += next.len;
        name = (vd_str){from, (size_t)(in->at - from)};
        blanks(in);
        if (in->at < in->end && *in->at == '(') {
            in->at++;
            *ret_name = name;
            if (ref_is_function(name) || words == 0)
                return true;
            break;
        }
        next = word(in);
    }
    in->at = back;
    return false;
}

static ref_node *call(reader *in, vd_str name)
{
    ref_node *made = node(in, REF_CALL, 0);

    made->name = name;
    if (sign(in, ")"))
        return made;
    do
        add(in, made, expression(in));
    while (sign(in, ","));
    must(in, sign(in, ")"));
    return made;
}

/* some x in xs, y in ys satisfies c; for x in xs return e */
static ref_node *iteration(reader *in, ref_op op)
{
    ref_node *made = node(in, op, 0);
    vd_str names[4];
    size_t count = 0;

    do {
        names[count] = word(in);
        in->at += names[count++].len;
        must(in, take(in, "in"));
        add(in, made, additive(in));
    } while (sign(in, ",") && count < 4);
    must(in, take(in, op == REF_FOR ? "return" : "satisfies"));
    add(in, made, expression(in));
    made->names = VD_NEW_ARRAY(in->arena, vd_str, count);
    memcpy(made->names, names, count * sizeof *names);
    return made;
}

static ref_node *condition(reader *in)
{
    ref_node *made = node(in, REF_IF, 0);

    add(in, made, expression(in));
    must(in, take(in, "then"));
    add(in, made, expression(in));
    must(in, take(in, "else"));
    add(in, made, expression(in));
    return made;
}

static char comparison_sign(reader *in);

/* "(>= date)" is a range that is open on the other side. */
static ref_node *bracketed(reader *in)
{
    bool before = in->in_range;
    char open = comparison_sign(in);
    ref_node *made;

    in->in_range = false;
    made = expression(in);
    if (open) {
        made = node(in, REF_TEST, 1, made);
        made->sign = open;
    }
    in->in_range = before;
    if (sign(in, ".."))
        return range_rest(in, made, false);
    must(in, sign(in, ")"));
    return made;
}

static ref_node *constant(reader *in, ref_value value)
{
    ref_node *made = node(in, REF_CONST, 0);

    made->value = value;
    return made;
}

static ref_node *primary(reader *in)
{
    vd_str name;
    ref_node *made;

    blanks(in);
    if (in->at >= in->end)
        return strange(in);
    if (digit(*in->at))
        return number(in);
    if (sign(in, "@\""))
        return constant(in, moment(in, quoted(in)));
    if (sign(in, "\""))
        return constant(in, (ref_value){.kind = REF_STRING, .u.string = quoted(in)});
    if (sign(in, "("))
        return bracketed(in);
    if (sign(in, "["))
        return list(in);
    if (take(in, "if"))
        return condition(in);
    if (take(in, "some"))
        return iteration(in, REF_SOME);
    if (take(in, "every"))
        return iteration(in, REF_EVERY);
    if (take(in, "for"))
        return iteration(in, REF_FOR);
    if (take(in, "true"))
        return constant(in, ref_bool(true));
    if (take(in, "false"))
        return constant(in, ref_bool(false));
    if (take(in, "null"))
        return constant(in, ref_null());
    if (function(in, &name))
        return call(in, name);
    name = word(in);
    if (name.len == 0)
        return strange(in);
    in->at += name.len;
    made = node(in, REF_NAME, 0);
    made->name = name;
    return made;
}

static ref_node *postfix(reader *in)
{
    ref_node *made = primary(in);

    for (;;) {
        const char *back;

        blanks(in);
        back = in->at;
        if (in->at + 1 < in->end && in->at[0] == '.' && in->at[1] == '.')
            return made;
        if (sign(in, ".")) {
            made = node(in, REF_PATH, 1, made);
            made->name = word(in);
            in->at += made->name.len;
        } else if (!in->in_range && sign(in, "[")) {
            made = node(in, REF_FILTER, 2, made, expression(in));
            must(in, sign(in, "]"));
        } else {
            in->at = back;
            return made;
        }
    }
}

static ref_node *unary(reader *in)
{
    if (sign(in, "-"))
        return node(in, REF_NEGATE, 1, unary(in));
    return postfix(in);
}

static ref_node *power(reader *in)
{
    ref_node *made = unary(in);

    while (sign(in, "**")) {
        made = node(in, REF_ARITH, 2, made, unary(in));
        made->sign = '^';
    }
    return made;
}

static ref_node *product(reader *in)
{
    ref_node *made = power(in);

    for (;;) {
        char which;

        blanks(in);
        if (in->at >= in->end || (*in->at != '*' && *in->at != '/'))
            return made;
        which = *in->at++;
        made = node(in, REF_ARITH, 2, made, power(in));
        made->sign = which;
    }
}

static ref_node *additive(reader *in)
{
    ref_node *made = product(in);

    for (;;) {
        char which;

        blanks(in);
        if (in->at >= in->end || (*in->at != '+' && *in->at != '-'))
            return made;
        which = *in->at++;
        made = node(in, REF_ARITH, 2, made, product(in));
        made->sign = which;
    }
}

static char comparison_sign(reader *in)
{
    static const char *const signs[] = {"!=", "<=", ">=", "=", "<", ">"};
    static const char codes[] = {'!', 'l', 'g', '=', '<', '>'};

    for (int i = 0; i < 6; i++)
        if (sign(in, signs[i]))
            return codes[i];
    return 0;
}

static ref_node *test(reader *in)
{
    char which = comparison_sign(in);
    ref_node *made;

    if (!which)
        return additive(in);
    made = node(in, REF_TEST, 1, additive(in));
    made->sign = which;
    return made;
}

/* x in y, x in (t, t): in brackets there is a range, one expression, or several tests. */
static ref_node *membership(reader *in, ref_node *value)
{
    ref_node *made = node(in, REF_IN, 1, value);

    if (!sign(in, "(")) {
        add(in, made, test(in));
        return made;
    }
    add(in, made, test(in));
    if (sign(in, "..")) {
        made->kids[1] = range_rest(in, made->kids[1], false);
        return made;
    }
    while (sign(in, ","))
        add(in, made, test(in));
    must(in, sign(in, ")"));
    return made;
}

static ref_node *comparison(reader *in)
{
    ref_node *made, *low;
    char which;

    if (vd_str_eq(word(in), VD_STR("not"))) {
        in->at += 3;
        return node(in, REF_NOT, 1, comparison(in));
    }
    made = additive(in);
    which = comparison_sign(in);
    if (which) {
        made = node(in, REF_COMPARE, 2, made, additive(in));
        made->sign = which;
        return made;
    }
    if (take(in, "between")) {
        low = additive(in);
        must(in, take(in, "and"));
        return node(in, REF_BETWEEN, 3, made, low, additive(in));
    }
    return take(in, "in") ? membership(in, made) : made;
}

static ref_node *conjunction(reader *in)
{
    ref_node *made = comparison(in);

    while (take(in, "and"))
        made = node(in, REF_AND, 2, made, comparison(in));
    return made;
}

static ref_node *expression(reader *in)
{
    ref_node *made = conjunction(in);

    while (take(in, "or"))
        made = node(in, REF_OR, 2, made, conjunction(in));
    return made;
}

const ref_node *ref_parse(vd_arena *arena, vd_str text)
{
    reader in = {arena, text.ptr, text.ptr + text.len, false, false};
    ref_node *made = expression(&in);

    blanks(&in);
    return in.strange || in.at != in.end ? node(&in, REF_STRANGE, 0) : made;
}
