/*
 * Two trees are laid over each other. What lists hold is matched by what names it: an id, the norm
 * and article of a citation, the expression of a window, the first day of a value.
 */
#include "rules/tools/diff.h"

#include "rules/pack_files.h"
#include "rules/tools/page.h"
#include "rules/yaml.h"

/* Lists whose items are mappings, and what people call one of these. */
static const struct {
    const char *list;
    const char *one;
} words[] = {{"norms", "norm"},
             {"records", "record"},
             {"facts", "fact"},
             {"definitions", "definition"},
             {"parameters", "parameter"},
             {"tables", "table"},
             {"rules", "rule"},
             {"contradictions", "contradiction"},
             {"sheets", "sheet"},
             {"calendar", "calendar"},
             {"pack", "pack"},
             {"versions", "version"},
             {"exceptions", "exception"},
             {"readings", "reading"},
             {"requirements", "requirement"},
             {"bars", "bar"},
             {"cite", "citation"},
             {"weekly_rest_cite", "citation of the weekly rest"},
             {"when", "window"},
             {"gaps", "gap"},
             {"topics", "topic"},
             {"first_questions", "first question"},
             {"rows", "row"},
             {"values", "value"},
             {"inputs", "input"},
             {"days", "day"},
             {"yearly", "yearly day"},
             {"easter", "day of Easter"},
             {"closures", "closure"}};
#define SECTIONS 9 /* the first of them stand at the root of files */

/* Something that stands at the root of a pack's files. */
typedef struct thing {
    const char *one; /* "rule" */
    vd_str id;
    const vd_yaml *node;
    const vd_yaml *instrument; /* of the file, for rules */
    vd_str pack;               /* packs may each have one of the same id */
} thing;

typedef struct things {
    size_t count;
    size_t room;
    thing *items;
} things;

typedef struct differ {
    vd_arena *arena;
    vd_diagnostics *diags;
    vd_changes *changes;
} differ;

const char *vd_change_kind_name(vd_change_kind kind)
{
    return kind == VD_ADDED ? "added" : kind == VD_REMOVED ? "removed" : "changed";
}

static const char *one_of(vd_str list)
{
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (vd_str_eq(list, vd_str_of(words[i].list)))
            return words[i].one;
    return NULL;
}

/* A tree on one line. Recursive; the reader bounds its depth. */
static void write_flow(vd_page *page, const vd_yaml *node)
{
    if (node->kind == VD_YAML_SCALAR) {
        vd_page_text(page, node->text);
        return;
    }
    vd_page_add(page, node->kind == VD_YAML_LIST ? "[" : "{");
    for (size_t i = 0; i < node->count; i++) {
        if (i)
            vd_page_add(page, ", ");
        if (node->kind == VD_YAML_MAP)
            vd_page_add(page, "%.*s: ", VD_STR_ARGS(node->entries[i].key->text));
        write_flow(page, node->kind == VD_YAML_LIST ? node->items[i] : node->entries[i].value);
    }
    vd_page_add(page, node->kind == VD_YAML_LIST ? "]" : "}");
}

static vd_str flow(const differ *in, const vd_yaml *node)
{
    vd_page page = {.arena = in->arena};

    write_flow(&page, node);
    return vd_page_done(&page);
}

static void tell(differ *in, vd_change_kind kind, vd_str what, const vd_yaml *old,
                 const vd_yaml *fresh)
{
    vd_changes *changes = in->changes;
    vd_change *items =
        vd_grow(in->arena, changes->items, changes->count, &changes->room, sizeof(*items));

    if (!items)
        return;
    changes->items = items;
    items[changes->count++] =
        (vd_change){.kind = kind,
                    .what = what,
                    .before = old ? flow(in, old) : (vd_str){"", 0},
                    .after = fresh ? flow(in, fresh) : (vd_str){"", 0},
                    .old_place = old ? old->place : (vd_place){NULL, 0, 0},
                    .new_place = fresh ? fresh->place : (vd_place){NULL, 0, 0}};
}

/* Of a whole rule, fact and so on the title says enough. */
static void tell_whole(differ *in, vd_change_kind kind, vd_str what, const vd_yaml *node)
{
    static const char *const keys[] = {"title", "question", "reason"};
    const vd_yaml *said = NULL;
    size_t before = in->changes->count;
    vd_change *change;
    vd_page page = {.arena = in->arena};

    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]) && !said; i++)
        said = vd_yaml_get(node, keys[i]);
    tell(in, kind, what, kind == VD_ADDED ? NULL : node, kind == VD_ADDED ? node : NULL);
    if (in->changes->count == before)
        return;
    change = &in->changes->items[before];
    if (said)
        write_flow(&page, said);
    *(kind == VD_ADDED ? &change->after : &change->before) = vd_page_done(&page);
}

/* What names an item of a list; empty when only its position does. */
static vd_str name_of(const differ *in, const vd_yaml *item)
{
    static const char *const keys[] = {"norm", "article", "date", "on",   "month",
                                       "day",  "offset",  "from", "name", "if"};
    const vd_yaml *id = vd_yaml_get(item, "id");
    vd_page page = {.arena = in->arena};

    if (id && id->kind == VD_YAML_SCALAR)
        return id->text;
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        const vd_yaml *part = vd_yaml_get(item, keys[i]);

        /* A window is known by its date alone: its first day may be what changes. */
        if (!part || (vd_yaml_get(item, "date") && strcmp(keys[i], "date") != 0))
            continue;
        if (page.length)
            vd_page_add(&page, " ");
        write_flow(&page, part);
    }
    return vd_page_done(&page);
}

static bool is_list_of_maps(const vd_yaml *node)
{
    bool good = node->kind == VD_YAML_LIST;

    for (size_t i = 0; good && i < node->count; i++)
        good = node->items[i]->kind == VD_YAML_MAP;
    return good;
}

/* Which item of `list` is the n-th of that name. */
static const vd_yaml *item_named(const differ *in, const vd_yaml *list, vd_str name, size_t nth)
{
    for (size_t i = 0; i < list->count; i++)
        if (vd_str_eq(name_of(in, list->items[i]), name) && nth-- == 0)
            return list->items[i];
    return NULL;
}

static size_t same_before(const differ *in, const vd_yaml *list, size_t index, vd_str name)
{
    size_t count = 0;

    for (size_t i = 0; i < index; i++)
        count += vd_str_eq(name_of(in, list->items[i]), name);
    return count;
}

static vd_str inner(const differ *in, vd_str what, const char *one, vd_str name)
{
    return vd_arena_printf(in->arena, "%.*s%s%s%s%.*s", VD_STR_ARGS(what), what.len ? " > " : "",
                           one, name.len ? " " : "", VD_STR_ARGS(name));
}

static void compare(differ *in, vd_str what, const vd_yaml *old, const vd_yaml *fresh);

/* The first reading is the headline, the first requirement that fails decides. */
static void compare_order(differ *in, vd_str what, const vd_yaml *old, const vd_yaml *fresh)
{
    const vd_yaml *last = NULL;

    for (size_t i = 0; i < old->count; i++) {
        vd_str name = name_of(in, old->items[i]);
        const vd_yaml *there = item_named(in, fresh, name, 0);

        if (!there || !vd_yaml_get(there, "id"))
            continue;
        if (last && there->place.line < last->place.line) {
            vd_str where = inner(in, what, "order", (vd_str){"", 0});

            tell(in, VD_CHANGED, where, old->items[i], there);
            in->changes->items[in->changes->count - 1].before = name;
            in->changes->items[in->changes->count - 1].after =
                vd_arena_printf(in->arena, "before %.*s", VD_STR_ARGS(name_of(in, last)));
            return;
        }
        last = there;
    }
}

static void compare_lists(differ *in, vd_str what, const char *one, const vd_yaml *old,
                          const vd_yaml *fresh)
{
    for (size_t i = 0; i < old->count; i++) {
        vd_str name = name_of(in, old->items[i]);
        const vd_yaml *there = item_named(in, fresh, name, same_before(in, old, i, name));
        vd_str where = inner(in, what, one, name);

        if (there)
            compare(in, where, old->items[i], there);
        else
            tell(in, VD_REMOVED, where, old->items[i], NULL);
    }
    for (size_t i = 0; i < fresh->count; i++) {
        vd_str name = name_of(in, fresh->items[i]);

        if (!item_named(in, old, name, same_before(in, fresh, i, name)))
            tell(in, VD_ADDED, inner(in, what, one, name), NULL, fresh->items[i]);
    }
    compare_order(in, what, old, fresh);
}

/* "first_day" as "first day". */
static vd_str in_words(const differ *in, vd_str key)
{
    vd_str copy = vd_arena_copy(in->arena, key);

    for (size_t i = 0; copy.ptr && i < copy.len; i++)
        if (copy.ptr[i] == '_')
            ((char *)copy.ptr)[i] = ' ';
    return copy.ptr ? copy : key;
}

static void compare_maps(differ *in, vd_str what, const vd_yaml *old, const vd_yaml *fresh)
{
    static const vd_yaml nothing = {.kind = VD_YAML_LIST};

    for (size_t pass = 0; pass < 2; pass++) {
        const vd_yaml *from = pass ? fresh : old;

        for (size_t i = 0; i < from->count; i++) {
            vd_str key = from->entries[i].key->text;
            const vd_yaml *a = vd_yaml_get(old, key.ptr);
            const vd_yaml *b = vd_yaml_get(fresh, key.ptr);
            const char *one = one_of(key);

            if (pass && a)
                continue;
            if (one && (!a || is_list_of_maps(a)) && (!b || is_list_of_maps(b)))
                compare_lists(in, what, one, a ? a : &nothing, b ? b : &nothing);
            else if (a && b)
                compare(in, inner(in, what, in_words(in, key).ptr, (vd_str){"", 0}), a, b);
            else
                tell(in, a ? VD_REMOVED : VD_ADDED,
                     inner(in, what, in_words(in, key).ptr, (vd_str){"", 0}), a, b);
        }
    }
}

/* Recursive over the trees; the reader bounds their depth. */
static void compare(differ *in, vd_str what, const vd_yaml *old, const vd_yaml *fresh)
{
    if (old->kind == VD_YAML_MAP && fresh->kind == VD_YAML_MAP)
        compare_maps(in, what, old, fresh);
    else if (old->kind != fresh->kind || !vd_str_eq(flow(in, old), flow(in, fresh)))
        tell(in, VD_CHANGED, what, old, fresh);
}

static void add_thing(differ *in, things *all, const thing *one)
{
    thing *items = vd_grow(in->arena, all->items, all->count, &all->room, sizeof(*items));

    if (!items)
        return;
    all->items = items;
    items[all->count++] = *one;
}

/* What a pack's head says of it, without the sections that may stand beside. */
static const vd_yaml *head_alone(const differ *in, const vd_yaml *root)
{
    vd_yaml *head = VD_NEW(in->arena, vd_yaml);
    vd_yaml_entry *entries = VD_NEW_ARRAY(in->arena, vd_yaml_entry, root->count);

    if (!head || !entries)
        return root;
    *head = *root;
    head->entries = entries;
    head->count = 0;
    for (size_t i = 0; i < root->count; i++) {
        bool section = vd_str_eq(root->entries[i].key->text, VD_STR("instrument"));

        for (size_t k = 0; k < SECTIONS && !section; k++)
            section = vd_str_eq(root->entries[i].key->text, vd_str_of(words[k].list));
        if (!section)
            entries[head->count++] = root->entries[i];
    }
    return head;
}

static void add_file(differ *in, things *all, const vd_yaml *root)
{
    const vd_yaml *calendar = vd_yaml_get(root, "calendar");
    const vd_yaml *pack = vd_yaml_get(root, "pack");

    if (calendar)
        add_thing(in, all, &(thing){"calendar", calendar->text, root, NULL, {"", 0}});
    if (pack)
        add_thing(in, all, &(thing){"pack", pack->text, head_alone(in, root), NULL, {"", 0}});
    for (size_t i = 0; i < SECTIONS && !calendar; i++) {
        const vd_yaml *list = vd_yaml_get(root, words[i].list);

        for (size_t k = 0; list && list->kind == VD_YAML_LIST && k < list->count; k++)
            add_thing(
                in, all,
                &(thing){words[i].one,
                         name_of(in, list->items[k]),
                         list->items[k],
                         strcmp(words[i].one, "rule") == 0 ? vd_yaml_get(root, "instrument") : NULL,
                         {"", 0}});
    }
}

/* The things of one pack; its head may be read after other files. */
static vd_status read_pack(differ *in, const char *folder, things *all)
{
    vd_paths files = {0};
    size_t first = all->count;
    vd_str pack = {"", 0};
    vd_status status = vd_pack_files(in->arena, folder, false, in->diags, &files);

    for (size_t i = 0; status != VD_RESOURCE_EXHAUSTED && i < files.count; i++) {
        const vd_yaml *root = NULL;

        status = vd_yaml_read_file(in->arena, files.items[i], in->diags, NULL, &root);
        if (!status)
            add_file(in, all, root);
    }
    for (size_t i = first; i < all->count; i++)
        if (strcmp(all->items[i].one, "pack") == 0)
            pack = all->items[i].id;
    for (size_t i = first; i < all->count; i++)
        all->items[i].pack = pack;
    return status == VD_RESOURCE_EXHAUSTED ? status : VD_OK;
}

static vd_status read_things(differ *in, const char *dir, things *all)
{
    vd_paths folders = {0};
    vd_status status = vd_pack_folders(in->arena, dir, in->diags, &folders);

    for (size_t i = 0; !status && i < folders.count; i++)
        status = read_pack(in, folders.items[i], all);
    return status == VD_RESOURCE_EXHAUSTED ? status : VD_OK;
}

static const thing *thing_like(const things *all, const thing *wanted)
{
    for (size_t i = 0; i < all->count; i++)
        if (strcmp(all->items[i].one, wanted->one) == 0 &&
            vd_str_eq(all->items[i].id, wanted->id) && vd_str_eq(all->items[i].pack, wanted->pack))
            return &all->items[i];
    return NULL;
}

static void compare_things(differ *in, const thing *old, const thing *fresh)
{
    vd_str what = inner(in, (vd_str){"", 0}, old->one, old->id);
    vd_str instrument = inner(in, what, "instrument", (vd_str){"", 0});

    compare(in, what, old->node, fresh->node);
    if (old->instrument && fresh->instrument)
        compare(in, instrument, old->instrument, fresh->instrument);
    else if (old->instrument || fresh->instrument)
        tell(in, old->instrument ? VD_REMOVED : VD_ADDED, instrument, old->instrument,
             fresh->instrument);
}

vd_status vd_packs_diff(vd_arena *arena, const char *old_dir, const char *new_dir,
                        vd_changes *ret_changes, vd_diagnostics *diags, vd_error *err)
{
    differ in = {arena, diags, ret_changes};
    things old = {0};
    things fresh = {0};
    vd_status status;

    *ret_changes = (vd_changes){0};
    arena->exhausted = false;
    status = read_things(&in, old_dir, &old);
    if (!status)
        status = read_things(&in, new_dir, &fresh);
    if (!status && diags->error_count)
        return vd_diagnostics_fail(diags, err);
    for (size_t i = 0; i < old.count && !arena->exhausted; i++) {
        const thing *there = thing_like(&fresh, &old.items[i]);

        if (there)
            compare_things(&in, &old.items[i], there);
        else
            tell_whole(&in, VD_REMOVED,
                       inner(&in, (vd_str){"", 0}, old.items[i].one, old.items[i].id),
                       old.items[i].node);
    }
    for (size_t i = 0; i < fresh.count && !arena->exhausted; i++)
        if (!thing_like(&old, &fresh.items[i]))
            tell_whole(&in, VD_ADDED,
                       inner(&in, (vd_str){"", 0}, fresh.items[i].one, fresh.items[i].id),
                       fresh.items[i].node);
    if (status || arena->exhausted)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "The packs do not fit into memory.");
    return VD_OK;
}
