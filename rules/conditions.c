#include "rules/conditions.h"

#include <string.h>

#include "engine/time/iso.h"

typedef struct part {
    vd_str left;
    vd_str op; /* empty: a condition on its own */
    vd_str right;
} part;

#define PARTS_MAX 16

static vd_str trimmed(vd_str text)
{
    while (text.len && text.ptr[0] == ' ')
        text = (vd_str){text.ptr + 1, text.len - 1};
    while (text.len && text.ptr[text.len - 1] == ' ')
        text.len--;
    return text;
}

/* Where `word` stands outside brackets and texts; text.len when it does not. */
static size_t find_outside(vd_str text, const char *word)
{
    size_t length = strlen(word);
    size_t depth = 0;
    bool quoted = false;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (c == '"')
            quoted = !quoted;
        if (quoted)
            continue;
        if (depth == 0 && i + length <= text.len && memcmp(text.ptr + i, word, length) == 0)
            return i;
        depth += c == '(' || c == '[';
        depth -= (c == ')' || c == ']') && depth > 0;
    }
    return text.len;
}

static part part_of(vd_str text)
{
    static const char *const ops[] = {" in ", " <= ", " >= ", " != ", " = ", " < ", " > "};

    text = trimmed(text);
    for (size_t i = 0; i < sizeof(ops) / sizeof(ops[0]); i++) {
        size_t at = find_outside(text, ops[i]);
        size_t length = strlen(ops[i]);

        if (at < text.len)
            return (part){trimmed((vd_str){text.ptr, at}), trimmed((vd_str){ops[i], length}),
                          trimmed((vd_str){text.ptr + at + length, text.len - at - length})};
    }
    return (part){.left = text};
}

static size_t parts_of(vd_str text, part parts[PARTS_MAX])
{
    size_t count = 0;

    if (find_outside(text, " or ") < text.len || find_outside(text, "if ") == 0)
        return 0;
    while (count < PARTS_MAX) {
        size_t at = find_outside(text, " and ");

        parts[count++] = part_of((vd_str){text.ptr, at});
        if (at == text.len)
            break;
        text = (vd_str){text.ptr + at + 5, text.len - at - 5};
    }
    return count;
}

static bool is_op(const part *a, const char *op)
{
    return vd_str_eq(a->op, vd_str_of(op));
}

/* Whether the code stands in `"a"` or `["a", "b"]`. */
static bool has_code(vd_str set, vd_str code)
{
    for (size_t i = 0; i + code.len <= set.len; i++)
        if (memcmp(set.ptr + i, code.ptr, code.len) == 0)
            return true;
    return false;
}

static bool is_code(vd_str text)
{
    return text.len > 1 && text.ptr[0] == '"' &&
           memchr(text.ptr + 1, '"', text.len - 1) == text.ptr + text.len - 1;
}

static bool sets_are_apart(vd_str a, vd_str b)
{
    size_t at = 0;

    if (is_code(a))
        return !has_code(b, a);
    while (at < a.len) {
        const char *start = memchr(a.ptr + at, '"', a.len - at);
        const char *end =
            start ? memchr(start + 1, '"', (size_t)(a.ptr + a.len - start - 1)) : NULL;

        if (!end)
            return at > 0;
        if (has_code(b, (vd_str){start, (size_t)(end - start + 1)}))
            return false;
        at = (size_t)(end - a.ptr) + 1;
    }
    return true;
}

static bool is_negation(vd_str a, vd_str b)
{
    return a.len == b.len + 5 && memcmp(a.ptr, "not(", 4) == 0 && a.ptr[a.len - 1] == ')' &&
           memcmp(a.ptr + 4, b.ptr, b.len) == 0;
}

/* A whole number, or a day in quotes behind "@" or in date(...). */
static bool read_bound(vd_str text, int64_t *ret_bound)
{
    static const vd_str day[] = {{"@\"", 2}, {"date(\"", 6}};
    vd_date date;
    int64_t number = 0;

    for (size_t i = 0; i < 2; i++)
        if (text.len >= day[i].len + 11 && memcmp(text.ptr, day[i].ptr, day[i].len) == 0 &&
            text.ptr[day[i].len + 10] == '"' &&
            vd_iso_parse_date((vd_str){text.ptr + day[i].len, 10}, &date)) {
            *ret_bound = date;
            return true;
        }
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9' || i > 9)
            return false;
        number = number * 10 + (text.ptr[i] - '0');
    }
    *ret_bound = number;
    return text.len > 0;
}

/* From where to where a comparison with a bound lets a value lie; an end that is not in is one past
 * twice the bound, so that halves between whole numbers have a place. */
static bool read_span(const part *of, int64_t *ret_low, int64_t *ret_high)
{
    int64_t bound;

    if (of->op.len == 0 || !read_bound(of->right, &bound))
        return false;
    bound *= 2;
    *ret_low = INT64_MIN;
    *ret_high = INT64_MAX;
    if (is_op(of, "=")) {
        *ret_low = bound;
        *ret_high = bound;
    } else if (is_op(of, "<") || is_op(of, "<=")) {
        *ret_high = bound - is_op(of, "<");
    } else if (is_op(of, ">") || is_op(of, ">=")) {
        *ret_low = bound + is_op(of, ">");
    } else {
        return false;
    }
    return true;
}

/* Both are comparisons of one thing with numbers, or with days, and no value satisfies both. */
static bool bounds_exclude(const part *a, const part *b)
{
    int64_t low[2];
    int64_t high[2];
    bool days[2] = {memchr(a->right.ptr, '"', a->right.len) != NULL,
                    memchr(b->right.ptr, '"', b->right.len) != NULL};

    return days[0] == days[1] && read_span(a, &low[0], &high[0]) &&
           read_span(b, &low[1], &high[1]) && (high[0] < low[1] || high[1] < low[0]);
}

static bool exclude(const part *a, const part *b)
{
    static const char *const opposites[][2] = {{"<=", ">"}, {"<", ">="}, {"=", "!="},
                                               {"<", ">"},  {"=", "<"},  {"=", ">"}};

    if (a->op.len == 0 && b->op.len == 0)
        return is_negation(a->left, b->left) || is_negation(b->left, a->left);
    if (!vd_str_eq(a->left, b->left) || a->op.len == 0 || b->op.len == 0)
        return false;
    if (bounds_exclude(a, b))
        return true;
    for (size_t i = 0; i < sizeof(opposites) / sizeof(opposites[0]); i++)
        if (vd_str_eq(a->right, b->right) &&
            ((is_op(a, opposites[i][0]) && is_op(b, opposites[i][1])) ||
             (is_op(b, opposites[i][0]) && is_op(a, opposites[i][1]))))
            return true;
    return (is_op(a, "=") || is_op(a, "in")) && (is_op(b, "=") || is_op(b, "in")) &&
           memchr(a->right.ptr, '"', a->right.len) && memchr(b->right.ptr, '"', b->right.len) &&
           sets_are_apart(a->right, b->right);
}

bool vd_conditions_exclude(vd_str a, vd_str b)
{
    part left[PARTS_MAX];
    part right[PARTS_MAX];
    size_t lefts = parts_of(a, left);
    size_t rights = parts_of(b, right);

    for (size_t i = 0; i < lefts; i++)
        for (size_t k = 0; k < rights; k++)
            if (exclude(&left[i], &right[k]))
                return true;
    return false;
}

bool vd_condition_never_holds(vd_str condition)
{
    part parts[PARTS_MAX];
    size_t count = parts_of(condition, parts);

    for (size_t i = 0; i < count; i++) {
        if (parts[i].op.len == 0 && vd_str_eq(parts[i].left, VD_STR("false")))
            return true;
        for (size_t k = 0; k < i; k++)
            if (exclude(&parts[i], &parts[k]))
                return true;
    }
    return false;
}

static bool same_part(const part *a, const part *b)
{
    return vd_str_eq(a->left, b->left) && vd_str_eq(a->op, b->op) && vd_str_eq(a->right, b->right);
}

bool vd_condition_implies(vd_str condition, vd_str other)
{
    part parts[PARTS_MAX];
    part wanted[PARTS_MAX];
    size_t count = parts_of(condition, parts);
    size_t wanteds = parts_of(other, wanted);

    for (size_t i = 0; i < wanteds; i++) {
        size_t k = 0;

        while (k < count && !same_part(&parts[k], &wanted[i]))
            k++;
        if (k == count)
            return false;
    }
    return wanteds > 0 || vd_str_eq(condition, other);
}

bool vd_condition_outside(vd_str condition, vd_str date, vd_date from, vd_date until)
{
    part parts[PARTS_MAX];
    size_t count = parts_of(condition, parts);

    for (size_t i = 0; i < count; i++) {
        int64_t low;
        int64_t high;

        if (!vd_str_eq(parts[i].left, date) ||
            !memchr(parts[i].right.ptr, '"', parts[i].right.len) ||
            !read_span(&parts[i], &low, &high))
            continue;
        if ((from != VD_LONG_AGO && high < 2 * from) ||
            (until != VD_FOREVER && low > 2 * (until - 1)))
            return true;
    }
    return false;
}
