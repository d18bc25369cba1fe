/*
 * Which names an expression sees, and compiling it with its errors told where they stand in the
 * file.
 */
#include "rules/loader.h"

static void append(vd_loader *load, vd_name *first, const vd_name *name)
{
    vd_name *more = VD_NEW(load->arena, vd_name);

    if (!more) {
        load->exhausted = true;
        return;
    }
    *more = *name;
    while (first->next)
        first = first->next;
    first->next = more;
}

/* Whether some pack would see both, and could not say which it means. */
static bool seen_together(const vd_loader *load, uint32_t pack, uint32_t other)
{
    for (size_t i = 0; i < load->program.pack_count; i++)
        if (load->folders[i].sees[pack] && load->folders[i].sees[other])
            return true;
    return false;
}

/* Packs that know nothing of each other may use a name each for something of its own. */
static bool declare(vd_loader *load, const vd_name *name)
{
    bool added;
    vd_name *first;

    if (name->text.len == 0)
        return false;
    first = vd_names_add(load->arena, &load->names, name, &added);
    if (!first)
        load->exhausted = true;
    if (!first || added)
        return added;
    for (const vd_name *there = first; there; there = there->next)
        if (seen_together(load, there->pack, name->pack)) {
            vd_diagnose(load->diags, VD_DIAG_DUPLICATE_ID, name->place,
                        "\"%.*s\" is declared already, at %.*s:%u", VD_STR_ARGS(name->text),
                        VD_STR_ARGS(there->place.source->path), there->place.line);
            return false;
        }
    append(load, first, name);
    return true;
}

bool vd_declare(vd_loader *load, const vd_pack_file *file, vd_name_space space, vd_str text,
                vd_ref_kind kind, uint32_t index, vd_place place)
{
    vd_name name = {.space = space,
                    .text = text,
                    .kind = kind,
                    .index = index,
                    .pack = file->pack,
                    .place = place};

    return declare(load, &name);
}

/* That of the pack itself, or else one of another pack. */
static const vd_name *to_share(const vd_name *first, const vd_name *name)
{
    const vd_name *found = NULL;

    for (; first; first = first->next)
        if (first->pack == name->pack)
            return first;
        else if (first->node && first->kind == name->kind)
            found = first;
    return found;
}

bool vd_declare_shared(vd_loader *load, const vd_pack_file *file, vd_name_space space, vd_str text,
                       vd_ref_kind kind, uint32_t index, const vd_yaml *node)
{
    vd_name name = {.space = space,
                    .text = text,
                    .kind = kind,
                    .index = index,
                    .pack = file->pack,
                    .place = node->place,
                    .node = node};
    vd_name *first = vd_names_find(&load->names, space, text);
    const vd_name *there = to_share(first, &name);

    if (!there || there->pack == file->pack)
        return declare(load, &name);
    if (!vd_yaml_same(there->node, node)) {
        vd_diagnose(load->diags, VD_DIAG_DUPLICATE_ID, node->place,
                    "\"%.*s\" is declared otherwise at %.*s:%u; what several packs declare is one "
                    "thing: write it alike, or give it another id",
                    VD_STR_ARGS(text), VD_STR_ARGS(there->place.source->path), there->place.line);
        return false;
    }
    name.index = there->index;
    append(load, first, &name);
    return false;
}

static bool seen_from(const vd_loader *load, uint32_t pack, const vd_name *name)
{
    return load->folders[pack].sees[name->pack];
}

vd_name *vd_find_seen(const vd_loader *load, uint32_t pack, vd_name_space space, vd_str text)
{
    vd_name *name = vd_names_find(&load->names, space, text);

    while (name && !seen_from(load, pack, name))
        name = name->next;
    return name;
}

const vd_name *vd_lookup(const vd_loader *load, uint32_t pack, vd_name_space space, vd_str text)
{
    vd_name *name = vd_find_seen(load, pack, space, text);

    if (name)
        name->used = true;
    return name;
}

vd_str vd_suggest_name(const vd_loader *load, uint32_t pack, vd_name_space space, vd_str text)
{
    vd_closest_search search = {.word = text};

    for (size_t i = 0; i < load->names.capacity; i++)
        for (const vd_name *name = load->names.slots[i]; name; name = name->next)
            if (name->space == space && seen_from(load, pack, name))
                vd_closest_try(&search, name->text);
    return search.best;
}

/* The type that a name has; NULL when it cannot be used, or not yet. */
static const vd_type *type_of(const vd_expr_scope *scope, const vd_name *name)
{
    const vd_loader *load = scope->load;

    switch (name->kind) {
    case VD_REF_FACT:
        return load->facts[name->index].record == 0 ? load->facts[name->index].type : NULL;
    case VD_REF_RECORD:
        return name->index == scope->record ? &load->views[scope->pack][name->index].record : NULL;
    case VD_REF_LIST:
        return &load->views[scope->pack][name->index].list;
    case VD_REF_DEFINITION:
        if (load->definitions[name->index].record || !load->definitions[name->index].expr)
            return NULL;
        return vd_expr_type(load->definitions[name->index].expr);
    case VD_REF_PARAMETER:
        return load->parameters[name->index].type;
    case VD_REF_TABLE:
        return load->tables[name->index].type;
    default:
        return NULL;
    }
}

static bool find(const vd_scope *feel, vd_str text, vd_symbol *ret_symbol)
{
    const vd_expr_scope *scope = feel->user;
    const vd_name *name;
    const vd_type *type;

    if (scope->base && vd_str_eq(text, VD_STR("base"))) {
        *ret_symbol = (vd_symbol){scope->base, VD_REF(VD_REF_BASE, 0)};
        return true;
    }
    name = vd_lookup(scope->load, scope->pack, VD_SPACE_EXPRESSION, text);
    type = name ? type_of(scope, name) : NULL;
    if (!type)
        return false;
    *ret_symbol = (vd_symbol){type, VD_REF(name->kind, name->index)};
    return true;
}

static vd_str suggest(const vd_scope *feel, vd_str text)
{
    const vd_expr_scope *scope = feel->user;
    const vd_loader *load = scope->load;
    const vd_name *name = vd_find_seen(load, scope->pack, VD_SPACE_EXPRESSION, text);
    vd_closest_search search = {.word = text};

    /* A record that is not at hand: its list was meant. */
    if (name && name->kind == VD_REF_RECORD)
        return load->records[name->index].list;
    for (size_t i = 0; i < load->names.capacity; i++)
        for (const vd_name *other = load->names.slots[i]; other; other = other->next)
            if (other->space == VD_SPACE_EXPRESSION && seen_from(load, scope->pack, other) &&
                type_of(scope, other))
                vd_closest_try(&search, other->text);
    return search.best;
}

static bool in_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.';
}

bool vd_next_word(vd_str text, size_t *at, vd_str *ret_word)
{
    while (*at < text.len) {
        size_t start = *at;

        if (text.ptr[start] == '"') {
            for (*at = start + 1; *at < text.len && text.ptr[*at] != '"'; (*at)++)
                *at += text.ptr[*at] == '\\';
            (*at)++;
            continue;
        }
        while (*at < text.len && in_word(text.ptr[*at]))
            (*at)++;
        if (*at > start) {
            *ret_word = (vd_str){text.ptr + start, *at - start};
            return true;
        }
        (*at)++;
    }
    return false;
}

/* Remembers what stands behind dots, so that facts of records that nothing reads are found. */
static void note_fields(vd_loader *load, vd_str text)
{
    vd_str word;
    size_t at = 0;

    if (!vd_checking(load))
        return;
    while (vd_next_word(text, &at, &word)) {
        const char *end = word.ptr + word.len;
        const char *dot = memchr(word.ptr, '.', word.len);

        while (dot) {
            const char *start = dot + 1;
            vd_name name = {.space = VD_SPACE_EXPRESSION};
            bool added;

            dot = memchr(start, '.', (size_t)(end - start));
            name.text = (vd_str){start, (size_t)((dot ? dot : end) - start)};
            if (!vd_names_add(load->arena, &load->used_fields, &name, &added))
                load->exhausted = true;
        }
    }
}

vd_status vd_try_expr(const vd_expr_scope *scope, vd_str text, const vd_expr **ret_expr,
                      vd_error *err)
{
    vd_scope feel = {.find = find, .suggest = suggest, .user = scope};

    note_fields(scope->load, text);
    return vd_feel_compile(scope->load->arena, text, &feel, NULL, ret_expr, err);
}

void vd_tell_expr_error(vd_loader *load, const vd_yaml *scalar, const vd_error *err)
{
    vd_place place = err->line <= 1 ? vd_yaml_place_in(scalar, err->column) : scalar->place;

    vd_diagnose(load->diags, VD_DIAG_EXPRESSION, place, "%s", err->message);
}

const vd_expr *vd_read_expr(const vd_expr_scope *scope, const vd_yaml *scalar,
                            const vd_type *expected)
{
    vd_scope feel = {.find = find, .suggest = suggest, .user = scope};
    const vd_expr *expr = NULL;
    vd_error err = {0};
    vd_status status;

    if (!scalar)
        return NULL;
    if (scalar->kind != VD_YAML_SCALAR) {
        vd_diagnose(scope->load->diags, VD_DIAG_SHAPE, scalar->place,
                    "an expression belongs here, in quotes");
        return NULL;
    }
    note_fields(scope->load, scalar->text);
    status = vd_feel_compile(scope->load->arena, scalar->text, &feel, expected, &expr, &err);
    if (status == VD_OK)
        return expr;
    if (!vd_loader_is_exhausted(scope->load, status))
        vd_tell_expr_error(scope->load, scalar, &err);
    return NULL;
}

const vd_expr *vd_compile_text(const vd_expr_scope *scope, vd_str text, const vd_type *expected,
                               vd_place place)
{
    vd_scope feel = {.find = find, .suggest = suggest, .user = scope};
    const vd_expr *expr = NULL;
    vd_error err = {0};
    vd_status status;

    if (!text.ptr) {
        scope->load->exhausted = true;
        return NULL;
    }
    status = vd_feel_compile(scope->load->arena, text, &feel, expected, &expr, &err);
    if (status == VD_OK)
        return expr;
    if (!vd_loader_is_exhausted(scope->load, status))
        vd_diagnose(scope->load->diags, VD_DIAG_EXPRESSION, place, "%s", err.message);
    return NULL;
}
