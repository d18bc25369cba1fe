/*
 * The dated versions of a rule: fields, items, exceptions and readings.
 *
 * A replacement is compiled with `base` standing for the field as the version has it, so fields and
 * items come first.
 */
#include <valedor/limits.h>

#include "rules/loader.h"

typedef struct reader {
    vd_loader *load;
    const vd_pack_file *file;
    const vd_rule *rule;
    const vd_yaml *node;
    vd_version *version;
    vd_expr_scope scope;
} reader;

static bool has_field(vd_rule_kind kind, vd_rule_field field)
{
    return (vd_rule_fields[field].kinds >> kind) & 1U;
}

/* Keys of every version, then the texts, lists and fields; filled once for each kind. */
static void check_keys(const reader *in)
{
    static const char *const common[] = {"id",         "when",     "if",         "cite",
                                         "exceptions", "readings", "note",       "decided_by",
                                         "obligation", "basis",    "retroactive"};
    static const char *const benefit[] = {"requirements", "bars"};
    vd_key keys[64] = {{NULL, false}};
    size_t count = 0;

    for (size_t i = 0; i < sizeof(common) / sizeof(common[0]); i++)
        keys[count++] = (vd_key){common[i], i == 0};
    for (size_t i = 0; i < VD_TEXT_COUNT; i++)
        keys[count++] = (vd_key){vd_word_keys[i], false};
    for (size_t i = 0; i < VD_RULE_LIST_COUNT; i++)
        keys[count++] = (vd_key){vd_word_list_keys[i], false};
    for (size_t i = 0; i < 2 && in->rule->kind == VD_BENEFIT; i++)
        keys[count++] = (vd_key){benefit[i], false};
    for (int i = 0; i < VD_FIELD_COUNT; i++)
        if (has_field(in->rule->kind, (vd_rule_field)i))
            keys[count++] = (vd_key){vd_rule_fields[i].name,
                                     in->rule->automated &&
                                         ((vd_rule_fields[i].required >> in->rule->kind) & 1U)};
    (void)vd_read_keys(in->load, in->node, keys);
}

/* list<range<date>>, made once. */
static const vd_type *date_ranges(vd_loader *load)
{
    vd_type *types;

    if (load->date_ranges)
        return load->date_ranges;
    types = VD_LOAD_ARRAY(load, vd_type, 2);
    if (!types)
        return vd_type_of(VD_TYPE_LIST);
    types[0] = (vd_type){.kind = VD_TYPE_LIST, .element = &types[1]};
    types[1] = (vd_type){.kind = VD_TYPE_RANGE, .element = vd_type_of(VD_TYPE_DATE)};
    load->date_ranges = types;
    return types;
}

/* The type that a field's expression must have; NULL: a date or an instant. */
static const vd_type *type_of_field(vd_loader *load, vd_rule_field field)
{
    vd_type_kind kind = vd_rule_fields[field].type;

    if (kind == VD_TYPE_ANY)
        return NULL;
    return kind == VD_TYPE_LIST ? date_ranges(load) : vd_type_of(kind);
}

static bool is_moment(const vd_expr *expr)
{
    vd_type_kind kind = vd_expr_type(expr)->kind;

    return kind == VD_TYPE_DATE || kind == VD_TYPE_DATE_TIME || kind == VD_TYPE_NULL ||
           kind == VD_TYPE_ANY;
}

static bool is_choice(const vd_field_info *info, vd_str word)
{
    for (size_t i = 0; i < sizeof(info->choices) / sizeof(info->choices[0]); i++)
        if (info->choices[i] && vd_str_eq(vd_str_of(info->choices[i]), word))
            return true;
    return false;
}

static void refuse_choice(const reader *in, const vd_field_info *info, const vd_yaml *scalar)
{
    vd_closest_search search = {.word = scalar->text};
    vd_str list = {"", 0};

    for (size_t i = 0; i < sizeof(info->choices) / sizeof(info->choices[0]); i++) {
        if (!info->choices[i])
            continue;
        vd_closest_try(&search, vd_str_of(info->choices[i]));
        list = vd_arena_printf(in->load->arena, "%.*s%s%s", VD_STR_ARGS(list), i ? ", " : "",
                               info->choices[i]);
    }
    vd_diagnose_meant(in->load->diags, VD_DIAG_WORD, scalar->place, search.best,
                      "\"%.*s\" is none of: %.*s", VD_STR_ARGS(scalar->text), VD_STR_ARGS(list));
}

/* A word without quotes of its own: the code of a choice, or the id of a calendar. */
static const vd_expr *read_bare(const reader *in, const vd_field_info *info, const vd_yaml *scalar)
{
    if (scalar->kind != VD_YAML_SCALAR) {
        vd_diagnose(in->load->diags, VD_DIAG_SHAPE, scalar->place, "a single word belongs here");
        return NULL;
    }
    if (info->choices[0] && !is_choice(info, scalar->text)) {
        refuse_choice(in, info, scalar);
        return NULL;
    }
    if (!info->choices[0] &&
        !vd_lookup(in->load, in->file->pack, VD_SPACE_CALENDAR, scalar->text)) {
        vd_diagnose_meant(
            in->load->diags, VD_DIAG_UNDECLARED, scalar->place,
            vd_suggest_name(in->load, in->file->pack, VD_SPACE_CALENDAR, scalar->text),
            "no calendar \"%.*s\" is declared", VD_STR_ARGS(scalar->text));
        return NULL;
    }
    return vd_compile_text(&in->scope,
                           vd_arena_printf(in->load->arena, "\"%.*s\"", VD_STR_ARGS(scalar->text)),
                           vd_type_of(VD_TYPE_STRING), scalar->place);
}

static const vd_expr *read_field(const reader *in, vd_rule_field field, const vd_yaml *scalar,
                                 const vd_type *base)
{
    const vd_field_info *info = &vd_rule_fields[field];
    vd_expr_scope scope = in->scope;
    const vd_expr *expr;

    if (info->bare)
        return read_bare(in, info, scalar);
    scope.base = base;
    expr = vd_read_expr(&scope, scalar, type_of_field(in->load, field));
    if (expr && info->type == VD_TYPE_ANY && !is_moment(expr)) {
        vd_diagnose(in->load->diags, VD_DIAG_EXPRESSION, scalar->place,
                    "\"%s\" is a date or an instant, and this is neither",
                    vd_rule_fields[field].name);
        return NULL;
    }
    return expr;
}

static void read_fields(reader *in)
{
    for (int i = 0; i < VD_FIELD_COUNT; i++) {
        const vd_field_info *info = &vd_rule_fields[i];
        const vd_yaml *scalar = vd_yaml_get(in->node, vd_rule_fields[i].name);

        if (!has_field(in->rule->kind, (vd_rule_field)i))
            continue;
        if (scalar)
            in->version->fields[i] = read_field(in, (vd_rule_field)i, scalar, NULL);
        else if (info->fallback)
            in->version->fields[i] =
                vd_compile_text(&in->scope, vd_str_of(info->fallback),
                                type_of_field(in->load, (vd_rule_field)i), in->node->place);
    }
}

static void read_item(reader *in, const vd_yaml *node, bool bar, vd_item *item)
{
    static const vd_key keys[] = {{"id", true},    {"if", true},    {"text", false},
                                  {"cite", false}, {"note", false}, {"decided_by", false},
                                  {NULL, false}};

    if (!vd_read_keys(in->load, node, keys))
        return;
    item->id = vd_read_local_id(in->load, node);
    item->bar = bar;
    item->expr = vd_read_expr(&in->scope, vd_yaml_get(node, "if"), vd_type_of(VD_TYPE_BOOL));
    item->text = vd_read_text(in->load, in->file, node, "text");
    item->cite = vd_read_citations(in->load, in->file, node);
    item->decided_by = vd_read_string(in->load, node, "decided_by");
}

static void refuse_duplicate_item(const reader *in, const vd_item *items, size_t index,
                                  const vd_yaml *node)
{
    for (size_t i = 0; i < index; i++)
        if (items[i].bar == items[index].bar && items[index].id.len &&
            vd_str_eq(items[i].id, items[index].id))
            vd_diagnose(in->load->diags, VD_DIAG_DUPLICATE_ID, node->place,
                        "\"%.*s\" is there already", VD_STR_ARGS(items[i].id));
}

static void read_items(reader *in)
{
    static const char *const lists[] = {"requirements", "bars"};
    vd_item *items;
    size_t room = 0;
    size_t count = 0;

    for (size_t i = 0; i < 2; i++) {
        const vd_yaml *list = vd_yaml_get(in->node, lists[i]);

        if (list && vd_is_list(in->load, list))
            room += list->count;
    }
    items = VD_LOAD_ARRAY(in->load, vd_item, room);
    if (!items)
        return;
    for (size_t i = 0; i < 2; i++) {
        const vd_yaml *list = vd_yaml_get(in->node, lists[i]);

        for (size_t k = 0; list && list->kind == VD_YAML_LIST && k < list->count; k++) {
            read_item(in, list->items[k], i == 1, &items[count]);
            refuse_duplicate_item(in, items, count, list->items[k]);
            count++;
        }
    }
    in->version->items = items;
    in->version->item_count = count;
}

/* "length", "requirements.fraction", "bars.terrorism"; VD_NONE when there is no such thing. */
static uint32_t target_named(const reader *in, vd_str name)
{
    static const vd_str prefixes[] = {{"requirements.", 13}, {"bars.", 5}};

    for (int i = 0; i < VD_FIELD_COUNT; i++)
        if (has_field(in->rule->kind, (vd_rule_field)i) &&
            vd_str_eq(name, vd_str_of(vd_rule_fields[i].name)))
            return (uint32_t)i;
    for (uint32_t i = 0; i < in->version->item_count; i++) {
        const vd_item *item = &in->version->items[i];
        vd_str prefix = prefixes[item->bar];

        if (name.len > prefix.len && memcmp(name.ptr, prefix.ptr, prefix.len) == 0 &&
            vd_str_eq(item->id, (vd_str){name.ptr + prefix.len, name.len - prefix.len}))
            return VD_FIELD_COUNT + i;
    }
    return VD_NONE;
}

static void refuse_target(const reader *in, const vd_yaml *key)
{
    vd_closest_search search = {.word = key->text};

    for (int i = 0; i < VD_FIELD_COUNT; i++)
        if (has_field(in->rule->kind, (vd_rule_field)i))
            vd_closest_try(&search, vd_str_of(vd_rule_fields[i].name));
    for (size_t i = 0; i < in->version->item_count; i++)
        vd_closest_try(&search, vd_arena_printf(in->load->arena, "%s.%.*s",
                                                in->version->items[i].bar ? "bars" : "requirements",
                                                VD_STR_ARGS(in->version->items[i].id)));
    vd_diagnose_meant(in->load->diags, VD_DIAG_SET, key->place, search.best,
                      "this version has no \"%.*s\" to replace", VD_STR_ARGS(key->text));
}

static bool read_set(const reader *in, const vd_yaml_entry *entry, vd_set *set)
{
    const vd_expr *base;

    set->target = target_named(in, entry->key->text);
    if (set->target == VD_NONE) {
        refuse_target(in, entry->key);
        return false;
    }
    if (set->target < VD_FIELD_COUNT) {
        base = in->version->fields[set->target];
        set->expr = read_field(in, (vd_rule_field)set->target, entry->value,
                               base ? vd_expr_type(base) : NULL);
    } else {
        vd_expr_scope scope = in->scope;

        scope.base = vd_type_of(VD_TYPE_BOOL);
        set->expr = vd_read_expr(&scope, entry->value, vd_type_of(VD_TYPE_BOOL));
    }
    return set->expr != NULL;
}

static size_t read_sets(const reader *in, const vd_yaml *holder, const vd_set **ret_sets)
{
    const vd_yaml *map = vd_yaml_get(holder, "set");
    vd_set *sets;
    size_t count = 0;

    *ret_sets = NULL;
    if (!map)
        return 0;
    if (map->kind != VD_YAML_MAP) {
        vd_diagnose(in->load->diags, VD_DIAG_SHAPE, map->place,
                    "\"set\" is a mapping: {field: 'what replaces it'}");
        return 0;
    }
    sets = VD_LOAD_ARRAY(in->load, vd_set, map->count);
    if (!sets)
        return 0;
    for (size_t i = 0; i < map->count; i++)
        if (read_set(in, &map->entries[i], &sets[count]))
            count++;
    *ret_sets = sets;
    return count;
}

static void read_exception(reader *in, const vd_yaml *node, vd_exception *exception)
{
    static const vd_key keys[] = {{"id", true},     {"if", true},         {"set", true},
                                  {"title", false}, {"overrides", false}, {"cite", false},
                                  {"note", false},  {NULL, false}};

    if (!vd_read_keys(in->load, node, keys))
        return;
    exception->id = vd_read_local_id(in->load, node);
    exception->title = vd_read_text(in->load, in->file, node, "title");
    exception->condition =
        vd_read_expr(&in->scope, vd_yaml_get(node, "if"), vd_type_of(VD_TYPE_BOOL));
    exception->set_count = read_sets(in, node, &exception->sets);
    exception->cite = vd_read_citations(in->load, in->file, node);
}

static uint32_t exception_named(const vd_version *version, vd_str id)
{
    for (uint32_t i = 0; i < version->exception_count; i++)
        if (vd_str_eq(version->exceptions[i].id, id))
            return i;
    return VD_NONE;
}

static void read_overrides(reader *in, const vd_yaml *node, vd_exception *exception)
{
    const vd_yaml *list = vd_yaml_get(node, "overrides");
    const vd_str *ids;
    size_t count = vd_read_strings(in->load, node, "overrides", &ids);
    uint32_t *overrides = VD_LOAD_ARRAY(in->load, uint32_t, count);

    for (size_t i = 0; overrides && i < count; i++) {
        uint32_t found = exception_named(in->version, ids[i]);

        if (found == VD_NONE)
            vd_diagnose(in->load->diags, VD_DIAG_UNDECLARED, list->items[i]->place,
                        "this version has no exception \"%.*s\"", VD_STR_ARGS(ids[i]));
        else
            overrides[exception->override_count++] = found;
    }
    exception->overrides = overrides;
}

/* Whether `from` overrides `to`, directly or not, in at most `depth` steps. Recursive, bounded by
 * depth; `seen` keeps it linear. */
static bool reaches(const vd_version *version, uint32_t from, uint32_t to, bool *seen, size_t depth)
{
    const vd_exception *exception = &version->exceptions[from];

    if (depth == 0 || seen[from])
        return false;
    seen[from] = true;
    for (size_t i = 0; i < exception->override_count; i++)
        if (exception->overrides[i] == to ||
            reaches(version, exception->overrides[i], to, seen, depth - 1))
            return true;
    return false;
}

static void refuse_override_circles(reader *in, const vd_yaml *list)
{
    const vd_version *version = in->version;

    for (uint32_t i = 0; i < version->exception_count; i++) {
        bool *seen = VD_LOAD_ARRAY(in->load, bool, version->exception_count);

        if (!seen)
            return;
        if (!reaches(version, i, i, seen, VD_OVERRIDE_DEPTH_MAX))
            continue;
        vd_diagnose(in->load->diags, VD_DIAG_CYCLE, list->items[i]->place,
                    "the exception \"%.*s\" overrides itself, directly or through others",
                    VD_STR_ARGS(version->exceptions[i].id));
        return;
    }
}

static void read_exceptions(reader *in)
{
    const vd_yaml *list = vd_yaml_get(in->node, "exceptions");
    vd_exception *exceptions;

    if (!list || !vd_is_list(in->load, list))
        return;
    exceptions = VD_LOAD_ARRAY(in->load, vd_exception, list->count);
    if (!exceptions)
        return;
    in->version->exceptions = exceptions;
    for (size_t i = 0; i < list->count; i++) {
        read_exception(in, list->items[i], &exceptions[i]);
        if (exceptions[i].id.len && exception_named(in->version, exceptions[i].id) != VD_NONE)
            vd_diagnose(in->load->diags, VD_DIAG_DUPLICATE_ID, list->items[i]->place,
                        "the exception \"%.*s\" is there already", VD_STR_ARGS(exceptions[i].id));
        in->version->exception_count++;
    }
    for (size_t i = 0; i < list->count; i++)
        read_overrides(in, list->items[i], &exceptions[i]);
    refuse_override_circles(in, list);
}

static void read_reading(reader *in, const vd_yaml *node, vd_reading *reading)
{
    static const vd_key keys[] = {{"id", true},      {"title", false}, {"authority", false},
                                  {"strict", false}, {"set", false},   {"cite", false},
                                  {"note", false},   {NULL, false}};

    if (!vd_read_keys(in->load, node, keys))
        return;
    reading->id = vd_read_local_id(in->load, node);
    reading->title = vd_read_text(in->load, in->file, node, "title");
    reading->authority = vd_read_string(in->load, node, "authority");
    reading->strict = vd_read_bool(in->load, node, "strict", false);
    reading->set_count = read_sets(in, node, &reading->sets);
    reading->cite = vd_read_citations(in->load, in->file, node);
}

static void read_readings(reader *in)
{
    const vd_yaml *list = vd_yaml_get(in->node, "readings");
    vd_reading *readings;

    if (!list || !vd_is_list(in->load, list))
        return;
    readings = VD_LOAD_ARRAY(in->load, vd_reading, list->count);
    if (!readings)
        return;
    for (size_t i = 0; i < list->count; i++) {
        read_reading(in, list->items[i], &readings[i]);
        for (size_t k = 0; k < i; k++)
            if (readings[i].id.len && vd_str_eq(readings[i].id, readings[k].id))
                vd_diagnose(in->load->diags, VD_DIAG_DUPLICATE_ID, list->items[i]->place,
                            "the reading \"%.*s\" is there already", VD_STR_ARGS(readings[i].id));
    }
    in->version->readings = readings;
    in->version->reading_count = list->count;
}

void vd_load_version(vd_loader *load, const vd_pack_file *file, const vd_rule *rule,
                     const vd_yaml *node, vd_version *version, vd_words *words)
{
    reader in = {load, file, rule, node, version, {load, rule->pack, rule->record, NULL}};

    if (node->kind != VD_YAML_MAP) {
        vd_diagnose(load->diags, VD_DIAG_SHAPE, node->place, "a version is a mapping");
        return;
    }
    check_keys(&in);
    version->id = vd_read_local_id(load, node);
    version->when = vd_read_windows(&in.scope, vd_yaml_get(node, "when"));
    version->condition = vd_read_expr(&in.scope, vd_yaml_get(node, "if"), vd_type_of(VD_TYPE_BOOL));
    version->cite = vd_read_citations(load, file, node);
    version->note = vd_read_string(load, node, "note");
    version->forward_only = !vd_read_bool(load, node, "retroactive", true);
    vd_read_words(load, file, node, words);
    read_fields(&in);
    if (rule->kind == VD_BENEFIT)
        read_items(&in);
    read_exceptions(&in);
    read_readings(&in);
}
