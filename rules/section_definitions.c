/*
 * Definitions may use each other in any order. Each names what it needs in its text, so a walk over
 * the names puts most of them in order; what the walk cannot see (a field of a record bound to a
 * name of the expression's own) is caught by trying again whatever failed while others succeeded.
 * What then still fails is in a circle or wrong.
 */
#include "rules/loader.h"

enum { FRESH, OPEN, ORDERED };

typedef struct sorter {
    vd_loader *load;
    unsigned char *marks;
    uint32_t *order;
    size_t count;
    /* The path of the walk, for telling a circle. */
    uint32_t *path;
    size_t depth;
    uint32_t circle;  /* where on the path a circle was met, or VD_NONE */
    bool only_failed; /* walk only over definitions that did not compile */
} sorter;

#define PATH_MAX_DEPTH 64

static void read_definition(vd_loader *load, const vd_pack_file *file, const vd_yaml *item)
{
    static const vd_key keys[] = {{"id", true},    {"value", true}, {"title", false},
                                  {"note", false}, {"cite", false}, {NULL, false}};
    uint32_t index = (uint32_t)load->program.definition_count;
    vd_definition *definition = &load->definitions[index];
    const vd_yaml *value = vd_yaml_get(item, "value");

    if (!vd_read_keys(load, item, keys) || !value)
        return;
    if (value->kind != VD_YAML_SCALAR) {
        vd_diagnose(load->diags, VD_DIAG_SHAPE, value->place,
                    "an expression belongs here, in quotes");
        return;
    }
    (void)vd_read_citations(load, file, item);
    definition->id = vd_read_name(load, item, "id", 1);
    definition->record = vd_record_of_name(load, file, definition->id, item->place);
    if (definition->record == VD_NONE ||
        !vd_declare(load, file, VD_SPACE_EXPRESSION, definition->id, VD_REF_DEFINITION, index,
                    item->place))
        return;
    load->definition_values[index] = value;
    load->definition_packs[index] = file->pack;
    load->records[definition->record].definition_count++;
    load->program.definition_count++;
}

/* What stands behind the dot of a fact or definition of that record. */
static vd_str field_name(const vd_loader *load, uint32_t record, vd_str id)
{
    size_t prefix = record ? load->records[record].id.len + 1 : 0;

    return (vd_str){id.ptr + prefix, id.len - prefix};
}

/* `view` is a pack, or the one that sees all. */
static bool view_sees_fact(const vd_loader *load, size_t view, uint32_t fact)
{
    const vd_name *name;

    if (view == load->program.pack_count)
        return true;
    name = vd_find_seen(load, (uint32_t)view, VD_SPACE_EXPRESSION, load->facts[fact].id);
    return name && name->kind == VD_REF_FACT;
}

static bool view_sees_definition(const vd_loader *load, size_t view, uint32_t definition)
{
    return view == load->program.pack_count ||
           load->folders[view].sees[load->definition_packs[definition]];
}

/* The fields of a record are its facts, then its definitions; one that is not compiled yet has no
 * name, so that no expression finds it. */
static bool make_fields(vd_loader *load, size_t view, uint32_t index)
{
    const vd_record_type *record = &load->records[index];
    vd_type *type = &load->views[view][index].record;
    size_t count = (size_t)record->fact_count + record->definition_count;
    vd_field *fields = VD_LOAD_ARRAY(load, vd_field, count);

    if (!fields)
        return false;
    for (uint32_t i = 0; i < record->fact_count; i++) {
        const vd_fact *fact = &load->facts[record->facts[i]];

        fields[i].type = fact->type;
        if (view_sees_fact(load, view, record->facts[i]))
            fields[i].name = field_name(load, index, fact->id);
    }
    for (uint32_t i = record->fact_count; i < count; i++)
        fields[i].type = vd_type_of(VD_TYPE_ANY);
    type->fields = fields;
    type->field_count = count;
    return true;
}

static bool index_definitions(vd_loader *load, uint32_t index)
{
    vd_record_type *record = &load->records[index];
    uint32_t *definitions = VD_LOAD_ARRAY(load, uint32_t, record->definition_count);
    uint32_t placed = 0;

    if (!definitions)
        return false;
    for (uint32_t i = 0; i < load->program.definition_count; i++)
        if (load->definitions[i].record == index)
            definitions[placed++] = i;
    record->definitions = definitions;
    return true;
}

/* Now that it is compiled, expressions may read it as a field. */
static void show_field(vd_loader *load, uint32_t index)
{
    const vd_definition *definition = &load->definitions[index];
    const vd_record_type *record = &load->records[definition->record];
    uint32_t at = 0;

    while (record->definitions[at] != index)
        at++;
    for (size_t view = 0; view <= load->program.pack_count; view++) {
        vd_field *fields = (vd_field *)load->views[view][definition->record].record.fields;

        if (!view_sees_definition(load, view, index))
            continue;
        fields[record->fact_count + at] =
            (vd_field){.name = field_name(load, definition->record, definition->id),
                       .type = vd_expr_type(definition->expr)};
    }
}

static vd_status try_definition(vd_loader *load, uint32_t index, vd_error *err)
{
    vd_definition *definition = &load->definitions[index];
    vd_expr_scope scope = {load, load->definition_packs[index], definition->record, NULL};
    vd_status status =
        vd_try_expr(&scope, load->definition_values[index]->text, &definition->expr, err);

    if (status == VD_OK)
        show_field(load, index);
    return status;
}

/* The definition that a word means: itself, or its first two parts; VD_NONE when it is none. */
static uint32_t definition_of_word(const vd_loader *load, uint32_t pack, vd_str word)
{
    size_t dots = 0;

    for (size_t i = 0; i <= word.len; i++) {
        const vd_name *name;

        if (i < word.len && word.ptr[i] != '.')
            continue;
        name = vd_find_seen(load, pack, VD_SPACE_EXPRESSION, (vd_str){word.ptr, i});
        if (name && name->kind == VD_REF_DEFINITION)
            return name->index;
        if (++dots == 2)
            break;
    }
    return VD_NONE;
}

/* Recursive over definitions that need each other; PATH_MAX_DEPTH bounds it. */
static void walk(sorter *sort, uint32_t index)
{
    vd_str text = sort->load->definition_values[index]->text;
    vd_str word;
    size_t at = 0;

    if (sort->circle != VD_NONE && sort->only_failed)
        return;
    if (sort->marks[index] == OPEN) {
        for (uint32_t i = 0; i < sort->depth; i++)
            if (sort->path[i] == index)
                sort->circle = i;
        return;
    }
    if (sort->marks[index] == ORDERED || sort->depth == PATH_MAX_DEPTH)
        return;
    if (sort->only_failed && sort->load->definitions[index].expr)
        return;
    sort->marks[index] = OPEN;
    sort->path[sort->depth++] = index;
    while (vd_next_word(text, &at, &word)) {
        uint32_t needed = definition_of_word(sort->load, sort->load->definition_packs[index], word);

        if (needed != VD_NONE)
            walk(sort, needed);
        if (sort->circle != VD_NONE && sort->only_failed)
            return;
    }
    sort->depth--;
    sort->marks[index] = ORDERED;
    sort->order[sort->count++] = index;
}

static bool sorter_init(sorter *sort, vd_loader *load, bool only_failed)
{
    size_t count = load->program.definition_count;

    *sort = (sorter){.load = load, .circle = VD_NONE, .only_failed = only_failed};
    sort->marks = VD_LOAD_ARRAY(load, unsigned char, count);
    sort->order = VD_LOAD_ARRAY(load, uint32_t, count);
    sort->path = VD_LOAD_ARRAY(load, uint32_t, PATH_MAX_DEPTH);
    return sort->marks && sort->order && sort->path;
}

static void tell_circle(const sorter *sort)
{
    const vd_loader *load = sort->load;
    uint32_t first = sort->path[sort->circle];
    char path[512];
    size_t length = 0;

    path[0] = '\0';
    for (size_t i = sort->circle; i < sort->depth; i++) {
        vd_str id = load->definitions[sort->path[i]].id;

        if (length + id.len + 8 > sizeof(path))
            break;
        memcpy(path + length, id.ptr, id.len);
        memcpy(path + length + id.len, " -> ", 5);
        length += id.len + 4;
    }
    vd_diagnose(load->diags, VD_DIAG_CYCLE, load->definition_values[first]->place,
                "definitions need each other in a circle: %s%.*s", path,
                VD_STR_ARGS(load->definitions[first].id));
}

/* A circle among those that failed explains them better than their own errors do. */
static bool tell_circles(vd_loader *load)
{
    sorter sort;

    if (!sorter_init(&sort, load, true))
        return true;
    for (uint32_t i = 0; i < load->program.definition_count; i++) {
        walk(&sort, i);
        if (sort.circle != VD_NONE) {
            tell_circle(&sort);
            return true;
        }
    }
    return false;
}

/* One round over those not compiled yet, in order; how many succeeded. */
static size_t try_all(const sorter *sort)
{
    size_t succeeded = 0;

    for (size_t i = 0; i < sort->count; i++) {
        vd_status status;

        if (sort->load->definitions[sort->order[i]].expr)
            continue;
        status = try_definition(sort->load, sort->order[i], NULL);
        if (status == VD_OK)
            succeeded++;
        if (vd_loader_is_exhausted(sort->load, status))
            return 0;
    }
    return succeeded;
}

static void tell_failures(vd_loader *load)
{
    for (uint32_t i = 0; i < load->program.definition_count; i++) {
        vd_error err = {0};

        if (!load->definitions[i].expr && try_definition(load, i, &err) != VD_OK &&
            !vd_loader_is_exhausted(load, err.status))
            vd_tell_expr_error(load, load->definition_values[i], &err);
    }
}

static void compile_all(vd_loader *load)
{
    size_t left = load->program.definition_count;
    size_t succeeded;
    sorter sort;

    if (!sorter_init(&sort, load, false))
        return;
    for (uint32_t i = 0; i < load->program.definition_count; i++)
        walk(&sort, i);
    do {
        succeeded = try_all(&sort);
        left -= succeeded;
    } while (left && succeeded);
    if (left && !load->exhausted && !tell_circles(load))
        tell_failures(load);
}

void vd_load_definitions(vd_loader *load)
{
    size_t count = vd_loader_count(load, "definitions");

    load->definitions = VD_LOAD_ARRAY(load, vd_definition, count);
    load->definition_values = VD_LOAD_ARRAY(load, const vd_yaml *, count);
    load->definition_packs = VD_LOAD_ARRAY(load, uint32_t, count);
    if (!load->definitions || !load->definition_values || !load->definition_packs)
        return;
    vd_loader_each(load, "definitions", read_definition);
    load->program.definitions = load->definitions;
    for (uint32_t i = 0; i < load->program.record_count; i++)
        if (!index_definitions(load, i))
            return;
    for (size_t view = 0; view <= load->program.pack_count; view++)
        for (uint32_t i = 0; i < load->program.record_count; i++)
            if (!make_fields(load, view, i))
                return;
    compile_all(load);
}
