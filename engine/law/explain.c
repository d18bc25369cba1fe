/*
 * The explanation is made by asking again, part by part, and noting which facts were read: the
 * evaluator itself carries nothing for it, so that answers without explanation cost nothing more.
 */
#include "engine/law/explain.h"

#define FIRST_ROOM 8
#define READS_MAX 256 /* facts of one expression */

/* What all nodes of one tree share. */
typedef struct tree {
    vd_run *run;
    size_t left; /* nodes that it may still have */
    size_t cut;
    vd_trace trace;
    vd_explanation spill; /* takes what no longer fits */
} tree;

/* A node's children under construction. */
typedef struct grower {
    tree *tree;
    vd_run *run;
    vd_explanation *items;
    size_t count;
    size_t room;
} grower;

const char *vd_effect_name(vd_effect effect)
{
    static const char *const names[] = {"", "for", "against", "open"};

    return names[effect];
}

static void start_growing(grower *g, tree *t)
{
    *g = (grower){.tree = t, .run = t->run};
}

static vd_explanation *spilt(tree *t)
{
    t->cut++;
    t->spill = (vd_explanation){0};
    return &t->spill;
}

static vd_explanation *grow(grower *g)
{
    vd_explanation *more;
    size_t room = g->room ? g->room * 2 : FIRST_ROOM;

    if (g->tree->left == 0)
        return spilt(g->tree);
    if (g->count == g->room) {
        more = VD_NEW_ARRAY(g->run->frame.arena, vd_explanation, room);
        if (!more)
            return spilt(g->tree);
        if (g->count)
            memcpy(more, g->items, g->count * sizeof *more);
        g->items = more;
        g->room = room;
    }
    g->tree->left--;
    return &g->items[g->count++];
}

static vd_str text_of(vd_run *run, const vd_value *value)
{
    switch (value->kind) {
    case VD_UNKNOWN:
        return VD_STR("unknown");
    case VD_ERROR:
        return vd_str_of(value->u.fault.text);
    case VD_NULL:
        return VD_STR("none");
    case VD_BOOL:
        return value->u.boolean ? VD_STR("true") : VD_STR("false");
    case VD_STRING:
        return value->u.string;
    default:
        return vd_value_text(run->frame.arena, value);
    }
}

/* "custody.from (c1)" */
static vd_str id_within(vd_arena *arena, vd_str id, vd_str record)
{
    char *text = vd_arena_room(arena, id.len + record.len + 3, 1);

    if (!text)
        return (vd_str){NULL, 0};
    memcpy(text, id.ptr, id.len);
    memcpy(text + id.len, " (", 2);
    memcpy(text + id.len + 2, record.ptr, record.len);
    text[id.len + record.len + 2] = ')';
    return (vd_str){text, id.len + record.len + 3};
}

/* The facts read, as leaves. */
static void grow_reads(vd_explanation *node, tree *t)
{
    vd_run *run = t->run;
    size_t count = t->trace.count < t->left ? t->trace.count : t->left;
    vd_explanation *leaves = VD_NEW_ARRAY(run->frame.arena, vd_explanation, count);

    t->cut += t->trace.left_out + (t->trace.count - count);
    if (!leaves)
        return;
    t->left -= count;
    for (size_t i = 0; i < count; i++) {
        const vd_read *seen = &t->trace.reads[i];
        const vd_fact *fact = &run->program->facts[seen->fact];

        leaves[i] = (vd_explanation){
            .id = fact->id,
            .label = VD_STR("fact"),
            .text = fact->question,
            .value = text_of(run, &seen->value),
            .until = seen->value.until,
            .effect = seen->value.kind == VD_UNKNOWN ? VD_EFFECT_OPEN : VD_EFFECT_NONE,
        };
        if (seen->instance != &run->subject->root)
            leaves[i].id = id_within(run->frame.arena, fact->id, seen->instance->id);
    }
    node->count = count;
    node->children = leaves;
}

static void fill(vd_explanation *node, tree *t, vd_str id, const char *label, const vd_expr *expr,
                 const vd_value *value)
{
    node->id = id;
    node->label = vd_str_of(label);
    if (expr)
        node->expression = vd_expr_text(expr);
    node->value = text_of(t->run, value);
    node->until = vd_value_until(t->run, value);
    if (node != &t->spill)
        grow_reads(node, t);
}

static void watch(tree *t)
{
    t->trace.count = t->trace.left_out = 0;
    vd_run_watch(t->run, &t->trace);
}

/* `aim`: the truth that speaks for the answer. */
static vd_effect effect_of(const vd_value *value, bool aim)
{
    switch (vd_truth_of(value)) {
    case VD_TRUE:
        return aim ? VD_EFFECT_FOR : VD_EFFECT_AGAINST;
    case VD_FALSE:
        return aim ? VD_EFFECT_AGAINST : VD_EFFECT_FOR;
    default:
        return VD_EFFECT_OPEN;
    }
}

static vd_explanation *grow_condition(grower *g, vd_str id, const char *label, const vd_expr *expr)
{
    vd_explanation *node = grow(g);
    vd_value value;

    watch(g->tree);
    value = vd_run_eval(g->run, expr);
    vd_run_watch(g->run, NULL);
    fill(node, g->tree, id, label, expr, &value);
    if (value.kind == VD_UNKNOWN)
        node->effect = VD_EFFECT_OPEN;
    else if (expr && vd_str_eq(node->label, VD_STR("applies")))
        node->effect = effect_of(&value, true);
    return node;
}

static void grow_field(grower *g, const vd_version *version, vd_str reading, uint32_t target)
{
    vd_field_value field;
    vd_explanation *node = grow(g);
    const vd_item *item = target < VD_FIELD_COUNT ? NULL : &version->items[target - VD_FIELD_COUNT];

    watch(g->tree);
    field = vd_version_field(g->run, version, reading, target);
    vd_run_watch(g->run, NULL);
    fill(node, g->tree, item ? item->id : vd_str_of(vd_rule_fields[target].name),
         !item       ? "field"
         : item->bar ? "bar"
                     : "requirement",
         item ? item->expr : version->fields[target], &field.value);
    if (field.value.kind == VD_UNKNOWN)
        node->effect = VD_EFFECT_OPEN;
    if (target == VD_FIELD_TRIGGER || target == VD_FIELD_DONE)
        node->effect = effect_of(&field.value, target == VD_FIELD_TRIGGER);
    if (item) {
        node->text = item->text;
        node->cite = item->cite;
        node->effect = effect_of(&field.value, !item->bar);
    }
    if (field.conflict.len)
        node->value = field.conflict;
}

static void grow_exceptions(grower *g, const vd_version *version)
{
    for (size_t i = 0; i < version->exception_count; i++) {
        const vd_exception *exception = &version->exceptions[i];
        vd_explanation *node = grow_condition(g, exception->id, "exception", exception->condition);

        node->text = exception->title;
        node->cite = exception->cite;
    }
}

/* Fields that say nothing beyond their default are left out. */
static bool says_something(const vd_version *version, uint32_t target)
{
    return version->fields[target] != NULL &&
           (vd_rule_fields[target].fallback == NULL ||
            !vd_str_eq(vd_expr_text(version->fields[target]),
                       vd_str_of(vd_rule_fields[target].fallback)));
}

static void grow_windows(grower *g, const vd_version *version)
{
    for (size_t i = 0; i < version->when.count; i++)
        (void)grow_condition(g, VD_STR("key date"), "window", version->when.items[i].date);
}

static void grow_version(grower *g, const vd_version *version, vd_str reading)
{
    vd_explanation *node = grow(g);
    grower inner;

    node->id = version->id;
    node->label = VD_STR("version");
    node->value = VD_STR("applies");
    node->until = VD_FOREVER;
    node->cite = version->cite;
    start_growing(&inner, g->tree);
    grow_windows(&inner, version);
    if (version->condition)
        (void)grow_condition(&inner, VD_STR("if"), "window", version->condition);
    for (uint32_t field = 0; field < VD_FIELD_COUNT; field++)
        if (says_something(version, field))
            grow_field(&inner, version, reading, field);
    for (size_t i = 0; i < version->item_count; i++)
        grow_field(&inner, version, reading, VD_FIELD_COUNT + (uint32_t)i);
    grow_exceptions(&inner, version);
    node->count = inner.count;
    node->children = inner.items;
}

/* No version applies for sure: shows each one's key dates. */
static void grow_candidates(grower *g, const vd_rule *rule)
{
    for (size_t i = 0; i < rule->version_count; i++) {
        const vd_version *version = &rule->versions[i];
        vd_value holds = vd_windows_hold(g->run, &version->when);
        vd_explanation *node = grow(g);
        grower inner;

        node->id = version->id;
        node->label = VD_STR("version");
        node->value = holds.kind == VD_UNKNOWN                   ? VD_STR("may apply")
                      : holds.kind == VD_BOOL && holds.u.boolean ? VD_STR("applies")
                                                                 : VD_STR("does not apply");
        node->until = holds.until;
        node->effect = holds.kind == VD_UNKNOWN ? VD_EFFECT_OPEN : VD_EFFECT_NONE;
        node->cite = version->cite;
        start_growing(&inner, g->tree);
        grow_windows(&inner, version);
        node->count = inner.count;
        node->children = inner.items;
    }
}

static vd_effect effect_of_status(vd_verdict status)
{
    switch (status) {
    case VD_YES:
    case VD_MET:
        return VD_EFFECT_FOR;
    case VD_NO:
    case VD_MISSED:
    case VD_NOT_APPLICABLE:
        return VD_EFFECT_AGAINST;
    case VD_UNKNOWN_STATUS:
        return VD_EFFECT_OPEN;
    default:
        return VD_EFFECT_NONE;
    }
}

const vd_explanation *vd_explain(vd_run *run, const vd_variant *variant, const vd_outcome *outcome,
                                 size_t limit, size_t *ret_cut)
{
    vd_arena *arena = run->frame.arena;
    vd_explanation *root = VD_NEW(arena, vd_explanation);
    const vd_rule *rule = variant->rule;
    vd_read reads[READS_MAX];
    tree t = {.run = run, .left = limit ? limit : VD_EXPLAIN_NODES};
    grower g;

    if (t.left > VD_EXPLAIN_NODES_MAX)
        t.left = VD_EXPLAIN_NODES_MAX;
    t.left--; /* the root */
    t.trace = (vd_trace){.reads = reads, .room = READS_MAX};
    if (!root)
        return NULL;
    vd_run_keep_notes(run);
    start_growing(&g, &t);
    if (rule->applies)
        (void)grow_condition(&g, VD_STR("applies"), "applies", rule->applies);
    if (outcome->version)
        grow_version(&g, outcome->version, variant->reading);
    else if (!vd_str_eq(outcome->binding, VD_STR("applies")))
        grow_candidates(&g, rule);
    *root = (vd_explanation){
        .id = rule->id,
        .label = VD_STR("rule"),
        .text = rule->words.texts[VD_TEXT_TITLE],
        .value = vd_str_of(vd_verdict_name(outcome->status)),
        .until = outcome->until,
        .effect = effect_of_status(outcome->status),
        .count = g.count,
        .children = g.items,
    };
    *ret_cut = t.cut;
    return root;
}
