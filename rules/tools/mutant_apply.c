/*
 * Trying a mutant: the tree of what it belongs to is written anew along the way to the scalar that
 * changes, and that version, expression or value alone is read again, into a scratch arena.
 */
#include "engine/time/iso.h"
#include "rules/tools/mutants.h"

/* The node, or a copy in which `target` is `fresh`; NULL when it is not in there. Recursive over
 * the tree, whose depth the reader bounds. */
static const vd_yaml *with(vd_arena *arena, const vd_yaml *node, const vd_yaml *target,
                           const vd_yaml *fresh)
{
    if (node == target)
        return fresh;
    for (size_t i = 0; node->kind != VD_YAML_SCALAR && i < node->count; i++) {
        bool map = node->kind == VD_YAML_MAP;
        const vd_yaml *inner =
            with(arena, map ? node->entries[i].value : node->items[i], target, fresh);
        vd_yaml *copy;
        vd_yaml_entry *entries;
        const vd_yaml **items;

        if (!inner)
            continue;
        copy = VD_NEW(arena, vd_yaml);
        entries = map ? VD_NEW_ARRAY(arena, vd_yaml_entry, node->count) : NULL;
        items = map ? NULL : VD_NEW_ARRAY(arena, const vd_yaml *, node->count);
        if (!copy || (map ? !entries : !items))
            return NULL;
        *copy = *node;
        if (map) {
            memcpy(entries, node->entries, node->count * sizeof(*entries));
            entries[i].value = inner;
            copy->entries = entries;
        } else {
            memcpy(items, node->items, node->count * sizeof(*items));
            items[i] = inner;
            copy->items = items;
        }
        return copy;
    }
    return NULL;
}

static const vd_yaml *changed_scalar(const vd_mutant *mutant, vd_arena *arena)
{
    vd_yaml *fresh = VD_NEW(arena, vd_yaml);
    vd_str text = mutant->scalar->text;
    size_t behind = mutant->at + mutant->from.len;

    if (!fresh)
        return NULL;
    *fresh = *mutant->scalar;
    fresh->text =
        vd_arena_printf(arena, "%.*s%.*s%.*s", (int)mutant->at, text.ptr, VD_STR_ARGS(mutant->to),
                        (int)(text.len - behind), text.ptr + behind);
    return fresh->text.ptr ? fresh : NULL;
}

static bool went_well(const vd_loader *load)
{
    return !load->exhausted && load->diags->error_count == 0;
}

static bool change_version(vd_loader *load, const vd_mutant *mutant, const vd_yaml *node,
                           vd_rule *rule)
{
    const vd_yaml *version = vd_yaml_get(node, "versions")->items[mutant->part];
    vd_version *versions = VD_NEW_ARRAY(load->arena, vd_version, rule->version_count);
    vd_words words = {0};

    if (!versions)
        return false;
    memcpy(versions, rule->versions, rule->version_count * sizeof(*versions));
    versions[mutant->part] = (vd_version){0};
    vd_load_version(load, load->rule_files[mutant->index], rule, version, &versions[mutant->part],
                    &words);
    rule->versions = versions;
    return went_well(load);
}

static bool change_gaps(vd_loader *load, const vd_pack_file *file, const vd_expr_scope *scope,
                        const vd_yaml *node, vd_rule *rule)
{
    const vd_yaml *list = vd_yaml_get(node, "gaps");
    vd_gap *gaps = VD_NEW_ARRAY(load->arena, vd_gap, rule->gap_count);

    if (!gaps)
        return false;
    for (size_t i = 0; i < rule->gap_count; i++) {
        gaps[i] = rule->gaps[i];
        gaps[i].when = vd_read_windows(scope, vd_yaml_get(list->items[i], "when"));
        gaps[i].cite = vd_read_citations(load, file, list->items[i]);
    }
    rule->gaps = gaps;
    return went_well(load);
}

static bool change_rule(vd_loader *load, const vd_mutant *mutant, const vd_yaml *fresh,
                        vd_rule *rule)
{
    vd_expr_scope scope = {load, rule->pack, rule->record, NULL};
    const vd_yaml *node = with(load->arena, load->rule_nodes[mutant->index], mutant->scalar, fresh);

    if (!node)
        return false;
    if (mutant->part != VD_NONE)
        return change_version(load, mutant, node, rule);
    if (mutant->scalar != vd_yaml_get(load->rule_nodes[mutant->index], "applies"))
        return change_gaps(load, load->rule_files[mutant->index], &scope, node, rule);
    rule->applies = vd_read_expr(&scope, fresh, vd_type_of(VD_TYPE_BOOL));
    return went_well(load);
}

static bool change_definition(vd_loader *load, const vd_mutant *mutant, const vd_yaml *fresh)
{
    vd_definition *definition = &load->definitions[mutant->index];
    vd_expr_scope scope = {load, load->definition_packs[mutant->index], definition->record, NULL};
    const vd_expr *expr = NULL;

    if (vd_try_expr(&scope, fresh->text, &expr, NULL) != VD_OK ||
        vd_expr_type(expr)->kind != vd_expr_type(definition->expr)->kind)
        return false;
    definition->expr = expr;
    return true;
}

/* Which of the values is written at the node: they are kept in the order of their days. */
static vd_parameter_value *value_written(vd_parameter_value *values, size_t count,
                                         const vd_yaml *node)
{
    const vd_yaml *from = vd_yaml_get(node, "from");
    vd_date day = VD_LONG_AGO;

    if (from && from->kind == VD_YAML_SCALAR && !vd_iso_parse_date(from->text, &day))
        day = VD_LONG_AGO;
    for (size_t i = 0; i < count; i++)
        if (values[i].from == day)
            return &values[i];
    return NULL;
}

/* As the loader demands: periods that are none, or meet, are no parameter. */
static bool are_periods(const vd_parameter_value *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (values[i].from >= values[i].until || (i && values[i].from < values[i - 1].until))
            return false;
    return true;
}

static bool change_parameter(vd_loader *load, const vd_mutant *mutant, const vd_yaml *fresh)
{
    vd_parameter *parameter = &load->parameters[mutant->index];
    vd_parameter_value *values = VD_NEW_ARRAY(load->arena, vd_parameter_value, parameter->count);
    vd_parameter_value *value;
    bool good;
    vd_date day = 0;

    if (!values)
        return false;
    memcpy(values, parameter->values, parameter->count * sizeof(*values));
    value = value_written(values, parameter->count, mutant->holder);
    if (!value)
        return false;
    if (mutant->scalar == vd_yaml_get(mutant->holder, "value")) {
        good = vd_read_value(load, fresh, parameter->type, &value->value);
    } else {
        good = vd_iso_parse_date(fresh->text, &day);
        if (mutant->scalar == vd_yaml_get(mutant->holder, "from"))
            value->from = day;
        else
            value->until = day;
        good = good && are_periods(values, parameter->count);
    }
    if (good)
        parameter->values = values;
    return good;
}

/* Two rows that can both match are no table that loads. */
static bool meets_another(const vd_table *table, const vd_table_row *rows, size_t changed)
{
    for (size_t i = 0; i < table->row_count; i++)
        if (i != changed && vd_rows_meet(table, &rows[i], &rows[changed]))
            return true;
    return false;
}

static bool change_table(vd_loader *load, const vd_mutant *mutant, const vd_yaml *fresh)
{
    vd_table *table = &load->tables[mutant->index];
    vd_table_row *rows = VD_NEW_ARRAY(load->arena, vd_table_row, table->row_count);
    vd_table_row *row;
    const vd_yaml *cells;

    if (!rows)
        return false;
    memcpy(rows, table->rows, table->row_count * sizeof(*rows));
    row = &rows[mutant->part];
    if (mutant->scalar == vd_yaml_get(mutant->holder, "value")) {
        if (!vd_read_value(load, fresh, table->type->element, &row->value))
            return false;
    } else {
        cells = with(load->arena, vd_yaml_get(mutant->holder, "if"), mutant->scalar, fresh);
        row->cells = cells ? vd_read_cells(load, cells, table->type) : NULL;
        if (!row->cells || !went_well(load) || meets_another(table, rows, mutant->part))
            return false;
    }
    table->rows = rows;
    return true;
}

bool vd_mutant_apply(vd_loader *load, const vd_mutant *mutant, vd_arena *scratch,
                     vd_unmutated *ret_before)
{
    vd_diagnostics diags;
    vd_loader inner = *load;
    const vd_yaml *fresh = changed_scalar(mutant, scratch);
    vd_rule rule;

    vd_diagnostics_init(&diags, scratch);
    inner.arena = scratch;
    inner.flags = 0;
    inner.diags = &diags;
    if (!fresh)
        return false;
    switch (mutant->owner) {
    case VD_OWNER_DEFINITION:
        ret_before->expr = load->definitions[mutant->index].expr;
        return change_definition(&inner, mutant, fresh);
    case VD_OWNER_PARAMETER:
        ret_before->parameter = load->parameters[mutant->index];
        return change_parameter(&inner, mutant, fresh);
    case VD_OWNER_TABLE:
        ret_before->table = load->tables[mutant->index];
        return change_table(&inner, mutant, fresh);
    case VD_OWNER_RULE:
        break;
    }
    rule = load->rules[mutant->index];
    ret_before->rule = rule;
    if (!change_rule(&inner, mutant, fresh, &rule))
        return false;
    load->rules[mutant->index] = rule;
    return true;
}

void vd_mutant_undo(vd_loader *load, const vd_mutant *mutant, const vd_unmutated *before)
{
    switch (mutant->owner) {
    case VD_OWNER_RULE:
        load->rules[mutant->index] = before->rule;
        break;
    case VD_OWNER_DEFINITION:
        load->definitions[mutant->index].expr = before->expr;
        break;
    case VD_OWNER_PARAMETER:
        load->parameters[mutant->index] = before->parameter;
        break;
    case VD_OWNER_TABLE:
        load->tables[mutant->index] = before->table;
        break;
    }
}
