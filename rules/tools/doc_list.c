#include "rules/tools/doc_list.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#include "rules/tools/page.h"

#define LISTS_MAX 64

typedef struct reader {
    vd_arena *arena;
    vd_diagnostics *diags;
    bool facts;
    const char *targets; /* "rules" or "facts" */
} reader;

static vd_str text_at(const vd_yaml *map, const char *key)
{
    const vd_yaml *node = vd_yaml_get(map, key);

    return node && node->kind == VD_YAML_SCALAR ? node->text : (vd_str){"", 0};
}

static void check_keys(const reader *in, const vd_yaml *map)
{
    static const char *const keys[2][8] = {
        {"id", "title", "rules", "reason"},
        {"name", "facts", "reason", "derived", "source", "supplier", "sensitivity"}};

    for (size_t i = 0; i < map->count; i++) {
        vd_str key = map->entries[i].key->text;
        bool known = false;

        for (size_t k = 0; keys[in->facts][k]; k++)
            known = known || vd_str_eq(key, vd_str_of(keys[in->facts][k]));
        if (!known)
            vd_diagnose(in->diags, VD_DIAG_UNKNOWN_KEY, map->entries[i].key->place,
                        "\"%.*s\" does not belong here: an entry has %s, and %s or reason",
                        VD_STR_ARGS(key), in->facts ? "name" : "id, title", in->targets);
    }
}

static void read_entry(const reader *in, const vd_yaml *map, vd_doc_entry *ret_entry)
{
    const vd_yaml *targets = vd_yaml_get(map, in->targets);

    if (map->kind != VD_YAML_MAP) {
        vd_diagnose(in->diags, VD_DIAG_SHAPE, map->place, "an entry is a mapping");
        return;
    }
    check_keys(in, map);
    ret_entry->id = text_at(map, in->facts ? "name" : "id");
    ret_entry->title = text_at(map, "title");
    ret_entry->reason = text_at(map, "reason");
    ret_entry->derived = text_at(map, "derived");
    ret_entry->source = text_at(map, "source");
    ret_entry->supplier = text_at(map, "supplier");
    ret_entry->sensitivity = text_at(map, "sensitivity");
    if (ret_entry->id.len == 0)
        vd_diagnose(in->diags, VD_DIAG_MISSING_KEY, map->place, "an entry needs its %s",
                    in->facts ? "name" : "id");
    if (targets && targets->kind == VD_YAML_LIST) {
        ret_entry->target_count = targets->count;
        ret_entry->targets = targets->items;
    } else if (targets) {
        vd_diagnose(in->diags, VD_DIAG_SHAPE, targets->place, "\"%s\" is a list", in->targets);
    }
    if (ret_entry->target_count + ret_entry->reason.len + ret_entry->derived.len == 0)
        vd_diagnose(in->diags, VD_DIAG_MISSING_KEY, map->place,
                    "an entry names its %s, or the reason why there are none", in->targets);
}

static void refuse_twice(const reader *in, const vd_doc_list *list, const vd_yaml *root)
{
    for (size_t i = 0; i < list->count; i++)
        for (size_t k = 0; k < i; k++)
            if (list->entries[i].id.len && vd_str_eq(list->entries[i].id, list->entries[k].id))
                vd_diagnose(in->diags, VD_DIAG_DUPLICATE_ID, root->items[i]->place,
                            "the entry \"%.*s\" is listed twice", VD_STR_ARGS(list->entries[i].id));
}

/* The lines that begin with "#" before anything else, as one text. */
static vd_str leading_comment(vd_arena *arena, vd_str text)
{
    vd_page page = {.arena = arena};
    size_t at = 0;

    while (at < text.len && text.ptr[at] == '#') {
        size_t end = at + 1;

        while (end < text.len && text.ptr[end] != '\n')
            end++;
        if (page.length)
            vd_page_add(&page, " ");
        at += 1 + (at + 1 < end && text.ptr[at + 1] == ' ');
        vd_page_text(&page, (vd_str){text.ptr + at, end - at});
        at = end + (end < text.len);
    }
    return vd_page_done(&page);
}

static vd_status read_list(const reader *in, const char *path, vd_doc_list *list)
{
    const vd_source *source = NULL;
    const vd_yaml *root = NULL;
    vd_status status = vd_yaml_read_file(in->arena, path, in->diags, &source, &root);
    const vd_yaml *entries = status ? NULL : vd_yaml_get(root, "entries");
    vd_doc_entry *items;

    if (status)
        return status;
    if (!entries)
        entries = root;
    if (entries->kind != VD_YAML_LIST) {
        vd_diagnose(in->diags, VD_DIAG_SHAPE, entries->place, "entries are a list");
        return VD_OK;
    }
    items = VD_NEW_ARRAY(in->arena, vd_doc_entry, entries->count + 1);
    if (!items)
        return VD_RESOURCE_EXHAUSTED;
    for (size_t i = 0; i < entries->count; i++)
        read_entry(in, entries->items[i], &items[i]);
    list->about = leading_comment(in->arena, source->text);
    list->entries = items;
    list->count = entries->count;
    refuse_twice(in, list, entries);
    return VD_OK;
}

static int by_name(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* Names of "*.yaml" in the folder, without the end; none when there is no folder. */
static size_t names_in(vd_arena *arena, const char *folder, char *names[LISTS_MAX])
{
    DIR *stream = opendir(folder);
    size_t count = 0;

    for (struct dirent *entry = NULL; stream && (entry = readdir(stream)) && count < LISTS_MAX;) {
        size_t length = strlen(entry->d_name);

        if (entry->d_name[0] == '.' || length < 6 || strcmp(entry->d_name + length - 5, ".yaml"))
            continue;
        names[count] = (char *)vd_arena_copy(arena, (vd_str){entry->d_name, length - 5}).ptr;
        count += names[count] != NULL;
    }
    if (stream)
        (void)closedir(stream);
    qsort(names, count, sizeof(*names), by_name);
    return count;
}

vd_status vd_doc_lists(const vd_loader *load, uint32_t pack, bool facts, vd_diagnostics *diags,
                       vd_doc_list **ret_lists, size_t *ret_count)
{
    reader in = {load->arena, diags, facts, facts ? "facts" : "rules"};
    const char *home = load->folders[pack].path;
    const char *folder = vd_arena_printf(load->arena, "%s/coverage", home).ptr;
    const char *single = vd_arena_printf(load->arena, "%s/coverage.yaml", home).ptr;
    vd_doc_list *lists = VD_NEW_ARRAY(load->arena, vd_doc_list, LISTS_MAX + 1);
    char *names[LISTS_MAX];
    size_t named;
    size_t count = 0;
    vd_status status = VD_OK;

    if (!lists || !folder || !single)
        return VD_RESOURCE_EXHAUSTED;
    if (!facts && access(single, R_OK) == 0) {
        lists[count] = (vd_doc_list){.name = VD_STR("coverage"), .pack = pack};
        status = read_list(&in, single, &lists[count++]);
    }
    named = names_in(load->arena, folder, names);
    for (size_t i = 0; i < named && !status; i++) {
        vd_str path = vd_arena_printf(load->arena, "%s/%s.yaml", folder, names[i]);

        if ((strcmp(names[i], "vocabulary") == 0) != facts)
            continue;
        if (!path.ptr)
            return VD_RESOURCE_EXHAUSTED;
        lists[count] = (vd_doc_list){.name = vd_str_of(names[i]), .pack = pack};
        status = read_list(&in, path.ptr, &lists[count++]);
    }
    *ret_lists = lists;
    *ret_count = count;
    return status;
}
