/*
 * Rules: what each version rests on and says, exceptions that may contradict each other, readings
 * that do not say which one is safe.
 */
#include "rules/loader.h"

static void missing_text(vd_loader *load, const vd_yaml *node, const char *what, vd_str id)
{
    vd_diagnose(load->diags, VD_DIAG_TEXT, node->place, "%s \"%.*s\" has no text for people", what,
                VD_STR_ARGS(id));
}

static void uncited(vd_loader *load, const vd_yaml *node, const char *what, vd_str id)
{
    vd_diagnose(load->diags, VD_DIAG_UNCITED, node->place, "%s \"%.*s\" has no citation", what,
                VD_STR_ARGS(id));
}

static const vd_yaml *item_of(const vd_yaml *node, const char *key, size_t index)
{
    const vd_yaml *list = vd_yaml_get(node, key);

    return list && index < list->count ? list->items[index] : node;
}

static void lint_items(vd_loader *load, const vd_version *version, const vd_yaml *node)
{
    size_t counts[2] = {0, 0};

    for (size_t i = 0; i < version->item_count; i++) {
        const vd_item *item = &version->items[i];
        const vd_yaml *place =
            item_of(node, item->bar ? "bars" : "requirements", counts[item->bar]++);

        if (item->text.count == 0)
            missing_text(load, place, item->bar ? "the bar" : "the requirement", item->id);
    }
}

static void lint_readings(vd_loader *load, const vd_version *version, const vd_yaml *node)
{
    size_t strict = 0;

    for (size_t i = 0; i < version->reading_count; i++) {
        const vd_reading *reading = &version->readings[i];
        const vd_yaml *place = item_of(node, "readings", i);

        strict += reading->strict;
        if (reading->title.count == 0)
            missing_text(load, place, "the reading", reading->id);
        if (reading->authority.len == 0)
            vd_diagnose(load->diags, VD_DIAG_READINGS, place->place,
                        "the reading \"%.*s\" names no authority", VD_STR_ARGS(reading->id));
    }
    if (version->reading_count && strict != 1)
        vd_diagnose(load->diags, VD_DIAG_READINGS, vd_yaml_get(node, "readings")->place,
                    "%zu readings are strict; exactly one is the one on which it is safe to act",
                    strict);
}

/*
 * Exceptions that cannot both apply are no contradiction. What is proved is small: their
 * conditions are conjunctions, and some part of one excludes some part of the other:
 * `x = "a"` and `x = "b"`, `x in ["a", "b"]` and `x = "c"`, `x` and `not(x)`, `x <= n` and `x > n`.
 */
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

static bool exclude(const part *a, const part *b)
{
    static const char *const opposites[][2] = {{"<=", ">"}, {"<", ">="}, {"=", "!="},
                                               {"<", ">"},  {"=", "<"},  {"=", ">"}};

    if (a->op.len == 0 && b->op.len == 0)
        return is_negation(a->left, b->left) || is_negation(b->left, a->left);
    if (!vd_str_eq(a->left, b->left))
        return false;
    for (size_t i = 0; i < sizeof(opposites) / sizeof(opposites[0]); i++)
        if (vd_str_eq(a->right, b->right) &&
            ((is_op(a, opposites[i][0]) && is_op(b, opposites[i][1])) ||
             (is_op(b, opposites[i][0]) && is_op(a, opposites[i][1]))))
            return true;
    return (is_op(a, "=") || is_op(a, "in")) && (is_op(b, "=") || is_op(b, "in")) &&
           memchr(a->right.ptr, '"', a->right.len) && memchr(b->right.ptr, '"', b->right.len) &&
           sets_are_apart(a->right, b->right);
}

static bool are_apart(vd_str a, vd_str b)
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

/* Recursive over overrides, which have no circles. */
static bool overrides(const vd_version *version, size_t from, size_t to)
{
    const vd_exception *exception = &version->exceptions[from];

    for (size_t i = 0; i < exception->override_count; i++)
        if (exception->overrides[i] == to || overrides(version, exception->overrides[i], to))
            return true;
    return false;
}

/* The target that both set, to different things; VD_NONE when there is none. */
static uint32_t contested(const vd_exception *a, const vd_exception *b)
{
    for (size_t i = 0; i < a->set_count; i++)
        for (size_t k = 0; k < b->set_count; k++)
            if (a->sets[i].target == b->sets[k].target &&
                !vd_str_eq(vd_expr_text(a->sets[i].expr), vd_expr_text(b->sets[k].expr)))
                return a->sets[i].target;
    return VD_NONE;
}

static void lint_exceptions(vd_loader *load, const vd_version *version, const vd_yaml *node)
{
    for (size_t i = 1; i < version->exception_count; i++) {
        for (size_t k = 0; k < i; k++) {
            const vd_exception *a = &version->exceptions[i];
            const vd_exception *b = &version->exceptions[k];
            uint32_t target = contested(a, b);

            if (target == VD_NONE || overrides(version, i, k) || overrides(version, k, i) ||
                are_apart(vd_expr_text(a->condition), vd_expr_text(b->condition)))
                continue;
            vd_diagnose(load->diags, VD_DIAG_EXCEPTIONS, item_of(node, "exceptions", i)->place,
                        "\"%.*s\" and \"%.*s\" set \"%.*s\" differently and may apply together; "
                        "let one override the other",
                        VD_STR_ARGS(a->id), VD_STR_ARGS(b->id),
                        VD_STR_ARGS(target < VD_FIELD_COUNT
                                        ? vd_str_of(vd_rule_fields[target].name)
                                        : version->items[target - VD_FIELD_COUNT].id));
        }
    }
}

static void lint_version(vd_loader *load, const vd_rule *rule, const vd_version *version,
                         const vd_words *words, const vd_yaml *node)
{
    if (version->cite.count == 0)
        uncited(load, node, "the version", version->id);
    if (version->when.count == 0)
        vd_diagnose(load->diags, VD_DIAG_GAP, node->place,
                    "the version \"%.*s\" does not say when it is in force; write \"when\"",
                    VD_STR_ARGS(version->id));
    if (rule->kind == VD_GUIDELINE && words->texts[VD_TEXT_TEXT].count == 0 &&
        rule->words.texts[VD_TEXT_TEXT].count == 0)
        missing_text(load, node, "the guideline", rule->id);
    for (size_t i = 0; i < version->exception_count; i++) {
        if (version->exceptions[i].cite.count == 0)
            uncited(load, item_of(node, "exceptions", i), "the exception",
                    version->exceptions[i].id);
        if (version->exceptions[i].title.count == 0)
            missing_text(load, item_of(node, "exceptions", i), "the exception",
                         version->exceptions[i].id);
    }
    lint_items(load, version, node);
    lint_readings(load, version, node);
    lint_exceptions(load, version, node);
    /* What the service sets for itself rests on no words of the law. */
    if (!vd_str_eq(rule->basis, VD_STR("default")))
        vd_lint_figures(load, version, node);
}

void vd_lint_rule(vd_loader *load, uint32_t index)
{
    const vd_rule *rule = &load->rules[index];
    const vd_yaml *node = load->rule_nodes[index];

    for (size_t i = 0; i < rule->version_count; i++)
        lint_version(load, rule, &rule->versions[i], &rule->version_words[i],
                     item_of(node, "versions", i));
    for (size_t i = 0; i < rule->gap_count; i++)
        if (rule->gaps[i].cite.count == 0)
            uncited(load, item_of(node, "gaps", i), "a gap of", rule->id);
    vd_lint_windows(load, rule, node);
}
