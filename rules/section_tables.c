/*
 * Parameters and tables: amounts as data, refused when two of them hold at once.
 */
#include "engine/ratio.h"
#include "rules/loader.h"

static int by_from(const void *left, const void *right)
{
    const vd_parameter_value *a = left;
    const vd_parameter_value *b = right;

    return (a->from > b->from) - (a->from < b->from);
}

static void sort_values(vd_parameter_value *values, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t k = i; k > 0 && by_from(&values[k - 1], &values[k]) > 0; k--) {
            vd_parameter_value swapped = values[k];

            values[k] = values[k - 1];
            values[k - 1] = swapped;
        }
}

static void read_parameter_values(vd_loader *load, const vd_pack_file *file, const vd_yaml *item,
                                  vd_parameter *parameter)
{
    static const vd_key keys[] = {{"from", true},  {"until", true}, {"value", true},
                                  {"cite", false}, {"note", false}, {NULL, false}};
    const vd_yaml *list = vd_yaml_get(item, "values");
    vd_parameter_value *values;

    if (!list || !vd_is_list(load, list))
        return;
    values = VD_LOAD_ARRAY(load, vd_parameter_value, list->count);
    if (!values)
        return;
    for (size_t i = 0; i < list->count; i++) {
        const vd_yaml *node = list->items[i];
        const vd_yaml *value = vd_yaml_get(node, "value");

        if (!vd_read_keys(load, node, keys))
            continue;
        vd_read_period(load, node, &values[i].from, &values[i].until);
        if (value)
            (void)vd_read_value(load, value, parameter->type, &values[i].value);
        values[i].cite = vd_read_citations(load, file, node);
    }
    sort_values(values, list->count);
    for (size_t i = 1; i < list->count; i++)
        if (values[i].from < values[i - 1].until)
            vd_diagnose(load->diags, VD_DIAG_PERIOD, list->place,
                        "two values of \"%.*s\" hold on the same day", VD_STR_ARGS(parameter->id));
    parameter->values = values;
    parameter->count = list->count;
}

static void read_parameter(vd_loader *load, const vd_pack_file *file, const vd_yaml *item)
{
    static const vd_key keys[] = {{"id", true},     {"type", true},   {"codes", false},
                                  {"values", true}, {"title", false}, {"note", false},
                                  {NULL, false}};
    uint32_t index = (uint32_t)load->program.parameter_count;
    vd_parameter *parameter = &load->parameters[index];

    if (!vd_read_keys(load, item, keys))
        return;
    parameter->id = vd_read_name(load, item, "id", 0);
    parameter->type = vd_read_type(load, item, "type");
    if (!vd_declare(load, file, VD_SPACE_EXPRESSION, parameter->id, VD_REF_PARAMETER, index,
                    item->place))
        return;
    read_parameter_values(load, file, item, parameter);
    load->program.parameter_count++;
}

void vd_load_parameters(vd_loader *load)
{
    load->parameters = VD_LOAD_ARRAY(load, vd_parameter, vd_loader_count(load, "parameters"));
    if (load->parameters)
        vd_loader_each(load, "parameters", read_parameter);
    load->program.parameters = load->parameters;
}

/* The ends of a range: `@"2024-01-01"`, `12`, `null` for an open end. */
static bool read_end(vd_loader *load, const vd_yaml *scalar, vd_str text, const vd_type *type,
                     vd_value *ret_value)
{
    vd_error err = {0};

    while (text.len && text.ptr[0] == ' ')
        text = (vd_str){text.ptr + 1, text.len - 1};
    while (text.len && text.ptr[text.len - 1] == ' ')
        text.len--;
    if (vd_str_eq(text, VD_STR("null"))) {
        *ret_value = vd_null();
        return true;
    }
    if (text.len > 3 && text.ptr[0] == '@' && text.ptr[1] == '"' && text.ptr[text.len - 1] == '"')
        text = (vd_str){text.ptr + 2, text.len - 3};
    if (vd_value_parse(load->arena, text, type, ret_value, &err) == VD_OK)
        return true;
    vd_diagnose(load->diags, VD_DIAG_LITERAL, scalar->place, "%s", err.message);
    return false;
}

static vd_value range_value(vd_loader *load, const vd_range *range)
{
    vd_range *kept = VD_LOAD_ARRAY(load, vd_range, 1);

    if (!kept)
        return vd_null();
    *kept = *range;
    return (vd_value){.kind = VD_RANGE, .until = VD_FOREVER, .u.range = kept};
}

/* ("<" | "<=" | ">" | ">=") end */
static bool read_half_range(vd_loader *load, const vd_yaml *scalar, const vd_type *type,
                            vd_value *ret_value)
{
    vd_str text = scalar->text;
    bool less = text.ptr[0] == '<';
    bool in = text.len > 1 && text.ptr[1] == '=';
    vd_range range = {.low = vd_null(), .high = vd_null()};

    text = (vd_str){text.ptr + 1 + in, text.len - 1 - in};
    if (!read_end(load, scalar, text, type, less ? &range.high : &range.low))
        return false;
    range.high_in = less && in;
    range.low_in = !less && in;
    *ret_value = range_value(load, &range);
    return true;
}

/* ("[" | "(" | "]") end ".." end ("]" | ")" | "[") */
static bool read_range(vd_loader *load, const vd_yaml *scalar, const vd_type *type,
                       vd_value *ret_value)
{
    vd_str text = scalar->text;
    char last = text.ptr[text.len - 1];
    vd_range range = {.low_in = text.ptr[0] == '[', .high_in = last == ']'};
    size_t dots = 1;

    while (dots + 1 < text.len && !(text.ptr[dots] == '.' && text.ptr[dots + 1] == '.'))
        dots++;
    if (dots + 2 >= text.len || !strchr("])[", last)) {
        vd_diagnose(load->diags, VD_DIAG_LITERAL, scalar->place,
                    "a range is written like [1..5] or [@\"2024-01-01\"..@\"2025-01-01\")");
        return false;
    }
    if (!read_end(load, scalar, (vd_str){text.ptr + 1, dots - 1}, type, &range.low) ||
        !read_end(load, scalar, (vd_str){text.ptr + dots + 2, text.len - dots - 3}, type,
                  &range.high))
        return false;
    *ret_value = range_value(load, &range);
    return true;
}

static bool read_cell_value(vd_loader *load, const vd_yaml *scalar, const vd_type *type,
                            vd_value *ret_value)
{
    bool ordered = type->kind != VD_TYPE_STRING && type->kind != VD_TYPE_BOOL;

    if (ordered && scalar->kind == VD_YAML_SCALAR && scalar->text.len > 1) {
        if (strchr("<>", scalar->text.ptr[0]))
            return read_half_range(load, scalar, type, ret_value);
        if (strchr("[(]", scalar->text.ptr[0]))
            return read_range(load, scalar, type, ret_value);
    }
    return vd_read_value(load, scalar, type, ret_value);
}

static void read_cell(vd_loader *load, const vd_yaml *node, const vd_type *type,
                      vd_table_cell *cell)
{
    size_t count = node->kind == VD_YAML_LIST ? node->count : 1;
    vd_value *values = VD_LOAD_ARRAY(load, vd_value, count);

    if (!values)
        return;
    for (size_t i = 0; i < count; i++) {
        const vd_yaml *scalar = node->kind == VD_YAML_LIST ? node->items[i] : node;

        if (read_cell_value(load, scalar, type, &values[cell->count]))
            cell->count++;
    }
    cell->values = values;
}

const vd_table_cell *vd_read_cells(vd_loader *load, const vd_yaml *map, const vd_type *type)
{
    vd_table_cell *cells = VD_LOAD_ARRAY(load, vd_table_cell, type->field_count);

    if (!cells || !map)
        return cells;
    if (map->kind != VD_YAML_MAP) {
        vd_diagnose(load->diags, VD_DIAG_SHAPE, map->place,
                    "\"if\" is a mapping: {input: what it must be}");
        return cells;
    }
    for (size_t i = 0; i < map->count; i++) {
        vd_closest_search search = {.word = map->entries[i].key->text};
        size_t k = 0;

        while (k < type->field_count && !vd_str_eq(type->fields[k].name, map->entries[i].key->text))
            vd_closest_try(&search, type->fields[k++].name);
        if (k < type->field_count)
            read_cell(load, map->entries[i].value, type->fields[k].type, &cells[k]);
        else
            vd_diagnose_meant(load->diags, VD_DIAG_UNKNOWN_KEY, map->entries[i].key->place,
                              search.best, "the table has no input \"%.*s\"",
                              VD_STR_ARGS(map->entries[i].key->text));
    }
    return cells;
}

static void check_overlaps(vd_loader *load, const vd_table *table, const vd_yaml *list)
{
    for (size_t i = 1; i < table->row_count; i++)
        for (size_t k = 0; k < i; k++)
            if (vd_rows_meet(table, &table->rows[i], &table->rows[k]))
                vd_diagnose(
                    load->diags, VD_DIAG_TABLE_OVERLAP, list->items[i]->place,
                    "this row and the one on line %u can both match, when %.*s",
                    list->items[k]->place.line,
                    VD_STR_ARGS(vd_rows_witness(load, table, &table->rows[i], &table->rows[k])));
}

static void read_rows(vd_loader *load, const vd_pack_file *file, const vd_yaml *item,
                      vd_table *table)
{
    static const vd_key keys[] = {
        {"if", false}, {"value", true}, {"cite", false}, {"note", false}, {NULL, false}};
    const vd_yaml *list = vd_yaml_get(item, "rows");
    size_t errors = load->diags->error_count;
    vd_table_row *rows;

    if (!list || !vd_is_list(load, list))
        return;
    rows = VD_LOAD_ARRAY(load, vd_table_row, list->count);
    if (!rows)
        return;
    for (size_t i = 0; i < list->count; i++) {
        const vd_yaml *node = list->items[i];
        const vd_yaml *value = vd_yaml_get(node, "value");

        rows[i].cells = vd_read_cells(load, vd_yaml_get(node, "if"), table->type);
        if (!rows[i].cells)
            return;
        if (!vd_read_keys(load, node, keys))
            continue;
        if (value)
            (void)vd_read_value(load, value, table->type->element, &rows[i].value);
        rows[i].cite = vd_read_citations(load, file, node);
    }
    table->rows = rows;
    table->row_count = list->count;
    if (load->diags->error_count == errors)
        check_overlaps(load, table, list);
}

static void read_inputs(vd_loader *load, const vd_yaml *item, vd_type *type)
{
    static const vd_key keys[] = {{"name", true}, {"type", true}, {"codes", false}, {NULL, false}};
    const vd_yaml *list = vd_yaml_get(item, "inputs");
    vd_field *fields;

    if (!list || !vd_is_list(load, list))
        return;
    fields = VD_LOAD_ARRAY(load, vd_field, list->count);
    if (!fields)
        return;
    for (size_t i = 0; i < list->count; i++) {
        fields[i].type = vd_type_of(VD_TYPE_ANY);
        if (!vd_read_keys(load, list->items[i], keys))
            continue;
        fields[i].name = vd_read_name(load, list->items[i], "name", 0);
        fields[i].type = vd_read_type(load, list->items[i], "type");
    }
    type->fields = fields;
    type->field_count = list->count;
}

static void read_table(vd_loader *load, const vd_pack_file *file, const vd_yaml *item)
{
    static const vd_key keys[] = {{"id", true},     {"inputs", true},  {"output", true},
                                  {"codes", false}, {"outside", true}, {"rows", true},
                                  {"title", false}, {"note", false},   {NULL, false}};
    static const char *const outsides[] = {"refuse", "null", NULL};
    uint32_t index = (uint32_t)load->program.table_count;
    vd_table *table = &load->tables[index];
    vd_type *type = VD_LOAD_ARRAY(load, vd_type, 1);

    if (!type || !vd_read_keys(load, item, keys))
        return;
    table->id = vd_read_name(load, item, "id", 0);
    type->kind = VD_TYPE_FUNCTION;
    type->element = vd_read_type(load, item, "output");
    read_inputs(load, item, type);
    table->type = type;
    table->outside_refused = vd_read_choice(load, item, "outside", outsides, 0) == 0;
    if (!vd_declare(load, file, VD_SPACE_EXPRESSION, table->id, VD_REF_TABLE, index, item->place))
        return;
    load->program.table_count++;
    read_rows(load, file, item, table);
}

void vd_load_tables(vd_loader *load)
{
    load->tables = VD_LOAD_ARRAY(load, vd_table, vd_loader_count(load, "tables"));
    if (load->tables)
        vd_loader_each(load, "tables", read_table);
    load->program.tables = load->tables;
}
