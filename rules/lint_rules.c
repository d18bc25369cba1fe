/*
 * Rules: what each version rests on and says, exceptions that may contradict each other, readings
 * that do not say which one is safe.
 */
#include "rules/conditions.h"
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

/* By its own list only: one in between that does not apply overrides nothing, so that what it would
 * have overridden stands. */
static bool overrides(const vd_version *version, size_t from, size_t to)
{
    const vd_exception *exception = &version->exceptions[from];

    for (size_t i = 0; i < exception->override_count; i++)
        if (exception->overrides[i] == to)
            return true;
    return false;
}

/* What both hold under, with none of those that override either. */
typedef struct overlap {
    const vd_expr *both[2];
    const vd_expr **none;
    size_t none_count;
    bool never; /* wherever both hold, so does one that overrides */
} overlap;

static bool always_holds_with(const vd_expr *const both[2], const vd_expr *condition)
{
    vd_str text = vd_expr_text(condition);

    return vd_condition_implies(vd_expr_text(both[0]), text) ||
           vd_condition_implies(vd_expr_text(both[1]), text);
}

static bool find_overlap(vd_loader *load, const vd_version *version, size_t a, size_t b,
                         overlap *ret_overlap)
{
    overlap found = {.both = {version->exceptions[a].condition, version->exceptions[b].condition}};

    found.none = VD_LOAD_ARRAY(load, const vd_expr *, version->exception_count);
    if (!found.none)
        return false;
    found.never = vd_conditions_exclude(vd_expr_text(found.both[0]), vd_expr_text(found.both[1]));
    for (size_t i = 0; i < version->exception_count; i++) {
        const vd_expr *condition = version->exceptions[i].condition;

        if (!overrides(version, i, a) && !overrides(version, i, b))
            continue;
        found.never = found.never || always_holds_with(found.both, condition);
        found.none[found.none_count++] = condition;
    }
    *ret_overlap = found;
    return true;
}

/* What both set, to different things; false when there is no such thing. */
static bool contested(const vd_exception *a, const vd_exception *b, const vd_set **ret_a,
                      const vd_set **ret_b)
{
    for (size_t i = 0; i < a->set_count; i++)
        for (size_t k = 0; k < b->set_count; k++)
            if (a->sets[i].target == b->sets[k].target &&
                !vd_str_eq(vd_expr_text(a->sets[i].expr), vd_expr_text(b->sets[k].expr))) {
                *ret_a = &a->sets[i];
                *ret_b = &b->sets[k];
                return true;
            }
    return false;
}

static vd_str target_name(const vd_version *version, uint32_t target)
{
    return target < VD_FIELD_COUNT ? vd_str_of(vd_rule_fields[target].name)
                                   : version->items[target - VD_FIELD_COUNT].id;
}

static void tell_contest(vd_loader *load, const vd_rule *rule, const vd_version *version,
                         size_t first, size_t second, const vd_yaml *place)
{
    const vd_exception *a = &version->exceptions[first];
    const vd_exception *b = &version->exceptions[second];
    overlap where;
    const vd_set *left;
    const vd_set *right;
    vd_str when;

    if (!contested(a, b, &left, &right) || !find_overlap(load, version, first, second, &where) ||
        where.never)
        return;
    if (vd_find_witness(load, rule, where.both, where.none, where.none_count, &when))
        vd_diagnose(load->diags, VD_DIAG_EXCEPTIONS, place->place,
                    "when %.*s, \"%.*s\" sets \"%.*s\" to %.*s and \"%.*s\" to %.*s; let one "
                    "override the other",
                    VD_STR_ARGS(when), VD_STR_ARGS(a->id),
                    VD_STR_ARGS(target_name(version, left->target)),
                    VD_STR_ARGS(vd_expr_text(left->expr)), VD_STR_ARGS(b->id),
                    VD_STR_ARGS(vd_expr_text(right->expr)));
    else
        vd_diagnose(load->diags, VD_DIAG_EXCEPTIONS, place->place,
                    "\"%.*s\" and \"%.*s\" set \"%.*s\" differently and may apply together; "
                    "let one override the other, or make their conditions exclude each other",
                    VD_STR_ARGS(a->id), VD_STR_ARGS(b->id),
                    VD_STR_ARGS(target_name(version, left->target)));
}

static void lint_exceptions(vd_loader *load, const vd_rule *rule, const vd_version *version,
                            const vd_yaml *node)
{
    for (size_t i = 1; i < version->exception_count; i++)
        for (size_t k = 0; k < i; k++)
            if (!overrides(version, i, k) && !overrides(version, k, i))
                tell_contest(load, rule, version, i, k, item_of(node, "exceptions", i));
}

static bool sets_target(const vd_exception *exception, uint32_t target)
{
    for (size_t i = 0; i < exception->set_count; i++)
        if (exception->sets[i].target == target)
            return true;
    return false;
}

/* Whether `by` sets whatever `exception` sets. */
static bool sets_all(const vd_exception *exception, const vd_exception *by)
{
    for (size_t i = 0; i < exception->set_count; i++)
        if (!sets_target(by, exception->sets[i].target))
            return false;
    return exception->set_count > 0;
}

/* The exception that takes the place of this one whenever it applies; NULL when none does. */
static const vd_exception *always_overridden_by(const vd_version *version, size_t index)
{
    const vd_exception *exception = &version->exceptions[index];

    for (size_t i = 0; i < version->exception_count; i++)
        if (i != index && overrides(version, i, index) &&
            sets_all(exception, &version->exceptions[i]) &&
            vd_condition_implies(vd_expr_text(exception->condition),
                                 vd_expr_text(version->exceptions[i].condition)))
            return &version->exceptions[i];
    return NULL;
}

static bool is_outside(const vd_version *version, vd_str condition)
{
    for (size_t i = 0; i < version->when.count; i++)
        if (vd_condition_outside(condition, vd_expr_text(version->when.items[i].date),
                                 version->when.items[i].from, version->when.items[i].until))
            return true;
    return false;
}

static void lint_reach(vd_loader *load, const vd_version *version, const vd_yaml *node)
{
    if (version->condition && vd_condition_never_holds(vd_expr_text(version->condition)))
        vd_diagnose(load->diags, VD_DIAG_UNREACHABLE, vd_yaml_get(node, "if")->place,
                    "the condition of the version \"%.*s\" can never hold",
                    VD_STR_ARGS(version->id));
    for (size_t i = 0; i < version->exception_count; i++) {
        const vd_exception *exception = &version->exceptions[i];
        const vd_exception *by = always_overridden_by(version, i);
        const vd_yaml *place = item_of(node, "exceptions", i);
        vd_str condition = vd_expr_text(exception->condition);

        if (vd_condition_never_holds(condition))
            vd_diagnose(load->diags, VD_DIAG_UNREACHABLE, place->place,
                        "the exception \"%.*s\" can never apply: its condition contradicts itself",
                        VD_STR_ARGS(exception->id));
        else if (is_outside(version, condition))
            vd_diagnose(load->diags, VD_DIAG_UNREACHABLE, place->place,
                        "the exception \"%.*s\" can never apply: its condition lies outside the "
                        "window of \"%.*s\"",
                        VD_STR_ARGS(exception->id), VD_STR_ARGS(version->id));
        else if (by)
            vd_diagnose(load->diags, VD_DIAG_UNREACHABLE, place->place,
                        "the exception \"%.*s\" can never show: whenever it applies, \"%.*s\" "
                        "overrides it",
                        VD_STR_ARGS(exception->id), VD_STR_ARGS(by->id));
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
    lint_exceptions(load, rule, version, node);
    lint_reach(load, version, node);
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
