/*
 * A case and what is laid over it are read one after the other into the same growing arrays. While
 * the second is read, the first statement on a fact strikes out what the case said of it.
 */
#include "rules/case_file.h"

#include <valedor/limits.h>

typedef struct builder {
    vd_arena *arena;
    const vd_program *program;
    vd_diagnostics *diags;
    vd_case_doc doc;
    size_t statement_room;
    size_t instance_room;
    size_t list_room;
    size_t struck_below; /* statements before this may be struck out: they are of the case below */
    bool exhausted;
} builder;

/* Where a fact is said, and what its sub-mappings inherit. */
typedef struct saying {
    vd_str fact;
    vd_str instance;
    vd_str by;
    vd_str said_on;
    vd_str source;
    vd_str from;
    vd_str until;
} saying;

static void refuse(builder *in, vd_diag kind, const vd_yaml *node, const char *sentence)
{
    vd_diagnose(in->diags, kind, node->place, "%s", sentence);
}

/* The array with room for one more; NULL without memory. */
static void *grown(builder *in, void *items, size_t count, size_t *room, size_t size)
{
    size_t larger = *room ? *room * 2 : 32;
    void *copy;

    if (count < *room)
        return items;
    copy = vd_arena_array(in->arena, larger, size);
    if (!copy) {
        in->exhausted = true;
        return NULL;
    }
    if (count)
        memcpy(copy, items, count * size);
    *room = larger;
    return copy;
}

static vd_doc_statement *new_statement(builder *in)
{
    vd_doc_statement *items =
        grown(in, in->doc.statements, in->doc.statement_count, &in->statement_room, sizeof(*items));

    if (!items)
        return NULL;
    in->doc.statements = items;
    return &items[in->doc.statement_count++];
}

static void strike(builder *in, vd_str fact, vd_str instance)
{
    size_t kept = 0;
    size_t below = in->struck_below;

    if (below == 0)
        return;

    for (size_t i = 0; i < in->doc.statement_count; i++) {
        const vd_doc_statement *said = &in->doc.statements[i];

        if (i < below && vd_str_eq(said->fact, fact) && vd_str_eq(said->instance, instance)) {
            in->struck_below--;
            continue;
        }
        in->doc.statements[kept++] = *said;
    }
    in->doc.statement_count = kept;
}

static vd_str text_of(builder *in, const vd_yaml *map, const char *key, vd_str inherited)
{
    const vd_yaml *node = vd_yaml_get(map, key);

    if (!node)
        return inherited;
    if (vd_yaml_is_plain(node, "null"))
        return (vd_str){NULL, 0};
    if (node->kind != VD_YAML_SCALAR || node->text.len == 0) {
        vd_diagnose(in->diags, VD_DIAG_SHAPE, node->place, "\"%s\" is a single value", key);
        return inherited;
    }
    return node->text;
}

static bool keys_are(builder *in, const vd_yaml *map, const char *const *allowed)
{
    bool good = true;

    for (size_t i = 0; i < map->count; i++) {
        vd_closest_search search = {.word = map->entries[i].key->text};
        size_t k = 0;

        while (allowed[k] && !vd_str_eq(vd_str_of(allowed[k]), search.word))
            vd_closest_try(&search, vd_str_of(allowed[k++]));
        if (allowed[k])
            continue;
        vd_diagnose_meant(in->diags, VD_DIAG_UNKNOWN_KEY, map->entries[i].key->place, search.best,
                          "no key \"%.*s\" belongs here", VD_STR_ARGS(search.word));
        good = false;
    }
    return good;
}

static void add_statement(builder *in, const saying *here, const vd_yaml *scalar)
{
    vd_doc_statement *said;

    if (scalar->kind != VD_YAML_SCALAR || scalar->text.len == 0) {
        refuse(in, VD_DIAG_SHAPE, scalar,
               "a value, none or unknowable belongs here; leave the fact out when it is unknown");
        return;
    }
    if (in->doc.statement_count == VD_CASE_STATEMENTS_MAX) {
        refuse(in, VD_DIAG_LIMIT, scalar, "the case says too much");
        return;
    }
    said = new_statement(in);
    if (!said)
        return;
    *said = (vd_doc_statement){.fact = here->fact,
                               .instance = here->instance,
                               .presence = VD_PRESENT,
                               .literal = scalar->text,
                               .from = here->from,
                               .until = here->until,
                               .supplier = here->by,
                               .said_on = here->said_on,
                               .source = here->source,
                               .line = scalar->place.line,
                               .column = scalar->place.column};
    if (vd_yaml_is_plain(scalar, "none"))
        said->presence = VD_ABSENT;
    else if (vd_yaml_is_plain(scalar, "unknowable"))
        said->presence = VD_UNKNOWABLE;
    if (said->presence != VD_PRESENT)
        said->literal = (vd_str){NULL, 0};
}

static saying inherit(builder *in, const vd_yaml *map, const saying *outer)
{
    saying inner = *outer;

    inner.by = text_of(in, map, "by", outer->by);
    inner.said_on = text_of(in, map, "said_on", outer->said_on);
    inner.source = text_of(in, map, "source", outer->source);
    inner.from = text_of(in, map, "from", outer->from);
    inner.until = text_of(in, map, "until", outer->until);
    return inner;
}

static const char *const value_keys[] = {"value", "by", "said_on", "source", "from", "until", NULL};
static const char *const since_keys[] = {"since", "by", "said_on", "source", NULL};
static const char *const said_keys[] = {"said", NULL};

/* {value, by, said_on, source}, with from and until inside `since`. */
static void read_value(builder *in, const vd_yaml *map, const saying *outer)
{
    const vd_yaml *value = vd_yaml_get(map, "value");
    saying here;

    if (map->kind != VD_YAML_MAP || !value) {
        refuse(in, VD_DIAG_MISSING_KEY, map, "\"value\" is missing here");
        return;
    }
    if (!keys_are(in, map, value_keys))
        return;
    here = inherit(in, map, outer);
    add_statement(in, &here, value);
}

static void read_since(builder *in, const vd_yaml *map, const saying *outer)
{
    const vd_yaml *list = vd_yaml_get(map, "since");
    saying here;

    if (!keys_are(in, map, since_keys))
        return;
    if (list->kind != VD_YAML_LIST) {
        refuse(in, VD_DIAG_SHAPE, list, "\"since\" is a list of {from, until, value}");
        return;
    }
    here = inherit(in, map, outer);
    for (size_t i = 0; i < list->count; i++)
        read_value(in, list->items[i], &here);
}

static void read_said(builder *in, const vd_yaml *map, const saying *outer)
{
    const vd_yaml *list = vd_yaml_get(map, "said");

    if (!keys_are(in, map, said_keys))
        return;
    if (list->kind != VD_YAML_LIST) {
        refuse(in, VD_DIAG_SHAPE, list, "\"said\" is a list of {value, by}");
        return;
    }
    for (size_t i = 0; i < list->count; i++) {
        if (vd_yaml_get(list->items[i], "since"))
            read_since(in, list->items[i], outer);
        else
            read_value(in, list->items[i], outer);
    }
}

static void read_fact(builder *in, vd_str fact, vd_str instance, const vd_yaml *node)
{
    saying here = {.fact = fact, .instance = instance};

    strike(in, fact, instance);
    if (vd_yaml_is_plain(node, "unknown"))
        return;
    if (node->kind == VD_YAML_SCALAR)
        add_statement(in, &here, node);
    else if (node->kind == VD_YAML_LIST)
        refuse(in, VD_DIAG_SHAPE, node, "a fact is one value; dated values go under \"since\"");
    else if (vd_yaml_get(node, "said"))
        read_said(in, node, &here);
    else if (vd_yaml_get(node, "since"))
        read_since(in, node, &here);
    else
        read_value(in, node, &here);
}

/* Whether the program has the fact; told with what was probably meant. */
static bool fact_is_declared(builder *in, uint32_t record, vd_str fact, const vd_yaml *key)
{
    const vd_record_type *type = &in->program->records[record];
    vd_closest_search search = {.word = fact};
    size_t prefix = record ? type->id.len + 1 : 0;

    for (uint32_t i = 0; i < type->fact_count; i++)
        if (vd_str_eq(in->program->facts[type->facts[i]].id, fact))
            return true;
    for (uint32_t i = 0; i < type->fact_count; i++)
        vd_closest_try(&search, in->program->facts[type->facts[i]].id);
    if (search.best.len)
        search.best = (vd_str){search.best.ptr + prefix, search.best.len - prefix};
    vd_diagnose_meant(in->diags, VD_DIAG_UNDECLARED, key->place, search.best,
                      "no pack declares the fact \"%.*s\"", VD_STR_ARGS(fact));
    return false;
}

static void read_facts(builder *in, const vd_yaml *map)
{
    if (map->kind != VD_YAML_MAP) {
        refuse(in, VD_DIAG_SHAPE, map, "\"facts\" is a mapping of facts to their values");
        return;
    }
    for (size_t i = 0; i < map->count; i++)
        if (fact_is_declared(in, 0, map->entries[i].key->text, map->entries[i].key))
            read_fact(in, map->entries[i].key->text, (vd_str){NULL, 0}, map->entries[i].value);
}

static bool instance_is_there(const builder *in, vd_str list, vd_str id)
{
    for (size_t i = 0; i < in->doc.instance_count; i++)
        if (vd_str_eq(in->doc.instances[i].list, list) && vd_str_eq(in->doc.instances[i].id, id))
            return true;
    return false;
}

static void add_instance(builder *in, vd_str list, vd_str id, const vd_yaml *node, bool laid_over)
{
    vd_doc_instance *items;

    if (instance_is_there(in, list, id)) {
        if (!laid_over)
            refuse(in, VD_DIAG_DUPLICATE_ID, node, "a record of this id is in the list already");
        return;
    }
    if (in->doc.instance_count == VD_CASE_RECORDS_MAX) {
        refuse(in, VD_DIAG_LIMIT, node, "the case has too many records");
        return;
    }
    items =
        grown(in, in->doc.instances, in->doc.instance_count, &in->instance_room, sizeof(*items));
    if (!items)
        return;
    in->doc.instances = items;
    items[in->doc.instance_count++] = (vd_doc_instance){list, id, node->place.line};
}

static void read_item(builder *in, uint32_t record, const vd_yaml *node, bool laid_over)
{
    const vd_record_type *type = &in->program->records[record];
    const vd_yaml *id = vd_yaml_get(node, "id");

    if (!id || id->kind != VD_YAML_SCALAR || id->text.len == 0) {
        refuse(in, VD_DIAG_MISSING_KEY, node, "\"id\" is missing here: every record has one");
        return;
    }
    add_instance(in, type->list, id->text, node, laid_over);
    for (size_t i = 0; i < node->count; i++) {
        const vd_yaml_entry *entry = &node->entries[i];
        vd_str fact;

        if (entry->value == id)
            continue;
        fact = vd_arena_printf(in->arena, "%.*s.%.*s", VD_STR_ARGS(type->id),
                               VD_STR_ARGS(entry->key->text));
        if (!fact.ptr) {
            in->exhausted = true;
            return;
        }
        if (fact_is_declared(in, record, fact, entry->key))
            read_fact(in, fact, id->text, entry->value);
    }
}

/* What is known of the list itself; a second word on it takes the first one's place. */
static void say_list(builder *in, vd_str list, bool complete, const vd_yaml *node)
{
    vd_doc_list *items;

    for (size_t i = 0; i < in->doc.list_count; i++) {
        if (!vd_str_eq(in->doc.lists[i].list, list))
            continue;
        in->doc.lists[i].complete = complete;
        return;
    }
    items = grown(in, in->doc.lists, in->doc.list_count, &in->list_room, sizeof(*items));
    if (!items)
        return;
    in->doc.lists = items;
    items[in->doc.list_count++] = (vd_doc_list){list, complete, node->place.line};
}

/* Takes every record of the list out again, and what was said of them. */
static void empty_list(builder *in, vd_str list)
{
    size_t kept = 0;

    for (size_t i = 0; i < in->doc.instance_count; i++) {
        vd_doc_instance instance = in->doc.instances[i];
        size_t statements = 0;

        if (!vd_str_eq(instance.list, list)) {
            in->doc.instances[kept++] = instance;
            continue;
        }
        for (size_t k = 0; k < in->doc.statement_count; k++) {
            const vd_doc_statement *said = &in->doc.statements[k];
            uint32_t fact = vd_program_fact(in->program, said->fact);

            if (fact == VD_NONE || !vd_str_eq(said->instance, instance.id) ||
                !vd_str_eq(in->program->records[in->program->facts[fact].record].list, list))
                in->doc.statements[statements++] = *said;
        }
        in->doc.statement_count = statements;
    }
    in->doc.instance_count = kept;
    if (in->struck_below > in->doc.statement_count)
        in->struck_below = in->doc.statement_count;
}

static void read_items(builder *in, uint32_t record, const vd_yaml *list, bool laid_over)
{
    if (list->kind != VD_YAML_LIST) {
        refuse(in, VD_DIAG_SHAPE, list, "\"items\" is a list of records");
        return;
    }
    for (size_t i = 0; i < list->count && !in->exhausted; i++) {
        if (list->items[i]->kind == VD_YAML_MAP)
            read_item(in, record, list->items[i], laid_over);
        else
            refuse(in, VD_DIAG_SHAPE, list->items[i], "a record is a mapping with an id");
    }
}

/* none | [records] | {complete, items} */
static void read_list(builder *in, uint32_t record, const vd_yaml *node, bool laid_over)
{
    static const char *const keys[] = {"complete", "items", NULL};
    vd_str list = in->program->records[record].list;
    const vd_yaml *complete = vd_yaml_get(node, "complete");
    const vd_yaml *items = vd_yaml_get(node, "items");

    if (vd_yaml_is_plain(node, "none")) {
        empty_list(in, list);
        say_list(in, list, true, node);
        return;
    }
    if (node->kind == VD_YAML_SCALAR) {
        refuse(in, VD_DIAG_SHAPE, node,
               "none, a list of records, or {complete, items} belongs here");
        return;
    }
    if (node->kind == VD_YAML_LIST) {
        if (!laid_over)
            say_list(in, list, false, node);
        read_items(in, record, node, laid_over);
        return;
    }
    if (!keys_are(in, node, keys))
        return;
    if (complete && !vd_yaml_is_plain(complete, "true") && !vd_yaml_is_plain(complete, "false"))
        refuse(in, VD_DIAG_LITERAL, complete, "\"complete\" is true or false");
    if (complete || !laid_over)
        say_list(in, list, vd_yaml_is_plain(complete, "true"), node);
    if (items)
        read_items(in, record, items, laid_over);
}

static void read_records(builder *in, const vd_yaml *map, bool laid_over)
{
    if (map->kind != VD_YAML_MAP) {
        refuse(in, VD_DIAG_SHAPE, map, "\"records\" is a mapping of lists");
        return;
    }
    for (size_t i = 0; i < map->count && !in->exhausted; i++) {
        const vd_yaml *key = map->entries[i].key;
        vd_closest_search search = {.word = key->text};
        uint32_t record = 1;

        while (record < in->program->record_count &&
               !vd_str_eq(in->program->records[record].list, key->text))
            vd_closest_try(&search, in->program->records[record++].list);
        if (record < in->program->record_count)
            read_list(in, record, map->entries[i].value, laid_over);
        else
            vd_diagnose_meant(in->diags, VD_DIAG_UNDECLARED, key->place, search.best,
                              "no pack declares the list of records \"%.*s\"",
                              VD_STR_ARGS(key->text));
    }
}

/* A text by language, or one whose language is not said. */
static vd_text read_text(builder *in, const vd_yaml *map, const char *key)
{
    const vd_yaml *node = vd_yaml_get(map, key);
    size_t count = node && node->kind == VD_YAML_MAP ? node->count : 1;
    vd_translation *items;

    if (!node)
        return (vd_text){0, NULL};
    items = VD_NEW_ARRAY(in->arena, vd_translation, count);
    if (!items) {
        in->exhausted = true;
        return (vd_text){0, NULL};
    }
    for (size_t i = 0; i < count; i++) {
        const vd_yaml *value = node->kind == VD_YAML_MAP ? node->entries[i].value : node;

        if (value->kind != VD_YAML_SCALAR) {
            refuse(in, VD_DIAG_SHAPE, value, "a text belongs here");
            return (vd_text){0, NULL};
        }
        items[i].text = value->text;
        if (node->kind == VD_YAML_MAP)
            items[i].language = node->entries[i].key->text;
    }
    return (vd_text){count, items};
}

static void read_tree(builder *in, const vd_yaml *node, bool laid_over)
{
    static const char *const keys[] = {"case",   "jurisdiction", "title",   "note",
                                       "ask_on", "facts",        "records", NULL};
    const vd_yaml *facts = vd_yaml_get(node, "facts");
    const vd_yaml *records = vd_yaml_get(node, "records");

    if (node->kind != VD_YAML_MAP) {
        refuse(in, VD_DIAG_SHAPE, node, "a case is a mapping with facts and records");
        return;
    }
    if (!keys_are(in, node, keys))
        return;
    in->doc.id = text_of(in, node, "case", in->doc.id);
    in->doc.jurisdiction = text_of(in, node, "jurisdiction", in->doc.jurisdiction);
    in->doc.ask_on = text_of(in, node, "ask_on", in->doc.ask_on);
    if (!laid_over) {
        in->doc.title = read_text(in, node, "title");
        in->doc.note = read_text(in, node, "note");
    }
    in->struck_below = in->doc.statement_count;
    if (facts)
        read_facts(in, facts);
    if (records)
        read_records(in, records, laid_over);
}

static vd_status read_over(vd_arena *arena, const vd_program *program, vd_str jurisdiction,
                           const vd_yaml *node, const vd_yaml *over, vd_diagnostics *diags,
                           const vd_case_doc **ret_doc)
{
    builder in = {
        .arena = arena, .program = program, .diags = diags, .doc = {.jurisdiction = jurisdiction}};
    size_t errors = diags->error_count;
    vd_case_doc *doc = VD_NEW(arena, vd_case_doc);

    if (!doc)
        return VD_RESOURCE_EXHAUSTED;
    read_tree(&in, node, false);
    if (over && !in.exhausted)
        read_tree(&in, over, true);
    if (in.exhausted)
        return VD_RESOURCE_EXHAUSTED;
    if (diags->error_count > errors)
        return VD_INVALID_ARGUMENT;
    *doc = in.doc;
    *ret_doc = doc;
    return VD_OK;
}

/* The place that the linker speaks of: a line of the tree it was read from, or its beginning. */
static vd_place place_of(const vd_yaml *node, const vd_error *err)
{
    vd_place place = node->place;

    if (err->line) {
        place.line = err->line;
        place.column = err->column ? err->column : 1;
    }
    return place;
}

vd_status vd_case_read_linked(vd_arena *arena, const vd_program *program, vd_str jurisdiction,
                              const vd_yaml *node, const vd_yaml *over, vd_diagnostics *diags,
                              const vd_case_doc **ret_doc, const vd_case **ret_case)
{
    const vd_case_doc *doc = NULL;
    vd_error why = {0};
    vd_status status = read_over(arena, program, jurisdiction, node, over, diags, &doc);

    if (status != VD_OK)
        return status;
    status = vd_case_link(arena, program, doc, ret_case, &why);
    if (status == VD_INVALID_ARGUMENT)
        vd_diagnose(diags, VD_DIAG_CASE, place_of(node, &why), "%s", why.message);
    if (status == VD_OK && ret_doc)
        *ret_doc = doc;
    return status;
}

vd_status vd_case_read_file(vd_arena *arena, const vd_program *program, const char *path,
                            vd_diagnostics *diags, const vd_case_doc **ret_doc,
                            const vd_case **ret_case, vd_error *err)
{
    const vd_yaml *root = NULL;
    const vd_case *subject = NULL;
    vd_status status = vd_yaml_read_file(arena, path, diags, NULL, &root);

    if (status == VD_OK)
        status = vd_case_read_linked(arena, program, (vd_str){NULL, 0}, root, NULL, diags, ret_doc,
                                     &subject);
    if (status == VD_OK && ret_case)
        *ret_case = subject;
    if (status == VD_INVALID_ARGUMENT)
        return vd_diagnostics_fail(diags, err);
    if (status == VD_RESOURCE_EXHAUSTED)
        return vd_fail(err, status, "the case is too large");
    return status;
}
