/*
 * The explanation is made by asking again, part by part, and noting which facts were read: the
 * evaluator itself carries nothing for it, so that answers without explanation cost nothing more.
 */
#include "engine/law/explain.h"

#define MAX_NODES 96

/* A node under construction with its children. */
typedef struct grower {
    vd_run *run;
    vd_explanation *items;
    size_t count;
    bool exhausted;
    vd_explanation spill; /* takes what no longer fits */
} grower;

static vd_explanation *grow(grower *g)
{
    if (g->exhausted || g->count == MAX_NODES) {
        g->spill = (vd_explanation){0};
        return &g->spill;
    }
    return &g->items[g->count++];
}

static bool start_growing(grower *g, vd_run *run)
{
    *g = (grower){.run = run};
    g->items = VD_NEW_ARRAY(run->frame.arena, vd_explanation, MAX_NODES);
    g->exhausted = g->items == NULL;
    return !g->exhausted;
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
    default:
        return vd_value_text(run->frame.arena, value);
    }
}

/* The facts read, as leaves. */
static void grow_reads(vd_explanation *node, vd_run *run, const vd_trace *trace)
{
    vd_explanation *leaves = VD_NEW_ARRAY(run->frame.arena, vd_explanation, trace->count);

    if (!leaves)
        return;
    for (size_t i = 0; i < trace->count; i++) {
        const vd_read *seen = &trace->reads[i];
        const vd_fact *fact = &run->program->facts[seen->fact];

        leaves[i] = (vd_explanation){
            .id = fact->id,
            .label = VD_STR("fact"),
            .text = fact->question,
            .value = text_of(run, &seen->value),
            .until = seen->value.until,
        };
        if (seen->instance != &run->subject->root)
            leaves[i].id = vd_arena_printf(run->frame.arena, "%.*s (%.*s)", VD_STR_ARGS(fact->id),
                                           VD_STR_ARGS(seen->instance->id));
    }
    node->count = trace->count;
    node->children = leaves;
}

static void fill(vd_explanation *node, vd_run *run, vd_str id, const char *label,
                 const vd_expr *expr, const vd_value *value, const vd_trace *trace)
{
    node->id = id;
    node->label = vd_str_of(label);
    if (expr)
        node->expression = vd_expr_text(expr);
    node->value = text_of(run, value);
    node->until = vd_value_until(run, value);
    grow_reads(node, run, trace);
}

static void grow_condition(grower *g, vd_str id, const char *label, const vd_expr *expr)
{
    vd_trace trace = {0};
    vd_value value;

    vd_run_watch(g->run, &trace);
    value = vd_run_eval(g->run, expr);
    vd_run_watch(g->run, NULL);
    fill(grow(g), g->run, id, label, expr, &value, &trace);
}

static void grow_field(grower *g, const vd_version *version, vd_str reading, uint32_t target)
{
    vd_trace trace = {0};
    vd_field_value field;
    vd_explanation *node = grow(g);
    const vd_item *item = target < VD_FIELD_COUNT ? NULL : &version->items[target - VD_FIELD_COUNT];

    vd_run_watch(g->run, &trace);
    field = vd_version_field(g->run, version, reading, target);
    vd_run_watch(g->run, NULL);
    fill(node, g->run, item ? item->id : vd_str_of(vd_rule_fields[target].name),
         !item       ? "field"
         : item->bar ? "bar"
                     : "requirement",
         item ? item->expr : version->fields[target], &field.value, &trace);
    if (item) {
        node->text = item->text;
        node->cite = item->cite;
    }
    if (field.conflict.len)
        node->value = field.conflict;
}

static void grow_exceptions(grower *g, const vd_version *version)
{
    for (size_t i = 0; i < version->exception_count; i++) {
        const vd_exception *exception = &version->exceptions[i];
        size_t place = g->count;

        grow_condition(g, exception->id, "exception", exception->condition);
        if (place < g->count) {
            g->items[place].text = exception->title;
            g->items[place].cite = exception->cite;
        }
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

static void grow_version(grower *g, const vd_version *version, vd_str reading)
{
    vd_explanation *node = grow(g);
    grower inner;

    node->id = version->id;
    node->label = VD_STR("version");
    node->value = VD_STR("applies");
    node->until = VD_FOREVER;
    node->cite = version->cite;
    if (!start_growing(&inner, g->run))
        return;
    for (size_t i = 0; i < version->when.count; i++)
        grow_condition(&inner, VD_STR("key date"), "window", version->when.items[i].date);
    if (version->condition)
        grow_condition(&inner, VD_STR("if"), "window", version->condition);
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
        node->cite = version->cite;
        if (!start_growing(&inner, g->run))
            return;
        for (size_t k = 0; k < version->when.count; k++)
            grow_condition(&inner, VD_STR("key date"), "window", version->when.items[k].date);
        node->count = inner.count;
        node->children = inner.items;
    }
}

const vd_explanation *vd_explain(vd_run *run, const vd_variant *variant, const vd_outcome *outcome)
{
    vd_explanation *root = VD_NEW(run->frame.arena, vd_explanation);
    const vd_rule *rule = variant->rule;
    grower g;

    if (!root || !start_growing(&g, run))
        return NULL;
    if (rule->applies)
        grow_condition(&g, VD_STR("applies"), "applies", rule->applies);
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
        .count = g.count,
        .children = g.items,
    };
    return root;
}
