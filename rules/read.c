/*
 * Nodes of YAML as the plain things that sections are made of.
 */
#include "engine/time/iso.h"
#include "rules/loader.h"

void *vd_loader_array(vd_loader *load, size_t count, size_t size)
{
    void *array = vd_arena_array(load->arena, count, size);

    if (!array)
        load->exhausted = true;
    return array;
}

bool vd_loader_is_exhausted(vd_loader *load, vd_status status)
{
    if (status == VD_RESOURCE_EXHAUSTED && !vd_arena_alloc(load->arena, 1))
        load->exhausted = true;
    return load->exhausted;
}

static const vd_key *key_named(const vd_key *keys, vd_str name)
{
    for (; keys->name; keys++)
        if (vd_str_eq(vd_str_of(keys->name), name))
            return keys;
    return NULL;
}

static void refuse_key(vd_loader *load, const vd_yaml *key, const vd_key *keys)
{
    vd_closest_search search = {.word = key->text};

    for (; keys->name; keys++)
        vd_closest_try(&search, vd_str_of(keys->name));
    vd_diagnose_meant(load->diags, VD_DIAG_UNKNOWN_KEY, key->place, search.best,
                      "no key \"%.*s\" belongs here", VD_STR_ARGS(key->text));
}

bool vd_read_keys(vd_loader *load, const vd_yaml *map, const vd_key *keys)
{
    if (map->kind != VD_YAML_MAP) {
        vd_diagnose(load->diags, VD_DIAG_SHAPE, map->place, "a mapping (key: value) belongs here");
        return false;
    }
    for (size_t i = 0; i < map->count; i++)
        if (!key_named(keys, map->entries[i].key->text))
            refuse_key(load, map->entries[i].key, keys);
    for (; keys->name; keys++)
        if (keys->required && !vd_yaml_get(map, keys->name))
            vd_diagnose(load->diags, VD_DIAG_MISSING_KEY, map->place, "\"%s\" is missing here",
                        keys->name);
    return true;
}

bool vd_is_list(vd_loader *load, const vd_yaml *node)
{
    if (node->kind == VD_YAML_LIST)
        return true;
    vd_diagnose(load->diags, VD_DIAG_SHAPE, node->place, "a list belongs here");
    return false;
}

bool vd_is_null(const vd_yaml *node)
{
    return vd_yaml_is_plain(node, "null");
}

/* A scalar with something in it; NULL after a diagnostic or when the key is not there. */
static const vd_yaml *scalar_of(vd_loader *load, const vd_yaml *map, const char *key)
{
    const vd_yaml *node = vd_yaml_get(map, key);

    if (!node)
        return NULL;
    if (node->kind != VD_YAML_SCALAR) {
        vd_diagnose(load->diags, VD_DIAG_SHAPE, node->place, "\"%s\" is a single value", key);
        return NULL;
    }
    if (node->text.len == 0) {
        vd_diagnose(load->diags, VD_DIAG_LITERAL, node->place,
                    "\"%s\" has no value; leave the key out, or write null where that is allowed",
                    key);
        return NULL;
    }
    return node;
}

vd_str vd_read_string(vd_loader *load, const vd_yaml *map, const char *key)
{
    const vd_yaml *node = scalar_of(load, map, key);

    return node ? node->text : (vd_str){NULL, 0};
}

bool vd_read_bool(vd_loader *load, const vd_yaml *map, const char *key, bool fallback)
{
    const vd_yaml *node = scalar_of(load, map, key);

    if (!node)
        return fallback;
    if (vd_yaml_is_plain(node, "true"))
        return true;
    if (vd_yaml_is_plain(node, "false"))
        return false;
    vd_diagnose(load->diags, VD_DIAG_LITERAL, node->place, "\"%s\" is true or false", key);
    return fallback;
}

static void refuse_word(vd_loader *load, const vd_yaml *node, const char *const *words)
{
    char list[512];
    size_t length = 0;
    vd_closest_search search = {.word = node->text};

    list[0] = '\0';
    for (size_t i = 0; words[i]; i++) {
        size_t need = strlen(words[i]);

        vd_closest_try(&search, vd_str_of(words[i]));
        if (length + need + 3 > sizeof(list))
            break;
        memcpy(list + length, i ? ", " : "", i ? 2 : 0);
        length += i ? 2 : 0;
        memcpy(list + length, words[i], need + 1);
        length += need;
    }
    vd_diagnose_meant(load->diags, VD_DIAG_WORD, node->place, search.best,
                      "\"%.*s\" is none of: %s", VD_STR_ARGS(node->text), list);
}

int vd_read_choice(vd_loader *load, const vd_yaml *map, const char *key, const char *const *words,
                   int fallback)
{
    const vd_yaml *node = scalar_of(load, map, key);

    if (!node)
        return fallback;
    for (int i = 0; words[i]; i++)
        if (vd_str_eq(node->text, vd_str_of(words[i])))
            return i;
    refuse_word(load, node, words);
    return fallback;
}

vd_date vd_read_date(vd_loader *load, const vd_yaml *map, const char *key, vd_date open)
{
    const vd_yaml *node = scalar_of(load, map, key);
    vd_date date;

    if (!node || vd_is_null(node))
        return open;
    if (vd_iso_parse_date(node->text, &date))
        return date;
    vd_diagnose(load->diags, VD_DIAG_LITERAL, node->place,
                "\"%.*s\" is no day; write it as 2024-01-31", VD_STR_ARGS(node->text));
    return open;
}

static bool parse_int(vd_str text, int64_t *ret_number)
{
    bool minus = text.len > 0 && text.ptr[0] == '-';
    int64_t number = 0;

    if (text.len == (size_t)minus)
        return false;
    for (size_t i = minus; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9' || number > 100000000)
            return false;
        number = number * 10 + (text.ptr[i] - '0');
    }
    *ret_number = minus ? -number : number;
    return true;
}

int64_t vd_read_int(vd_loader *load, const vd_yaml *map, const char *key, int64_t least,
                    int64_t most, int64_t fallback)
{
    const vd_yaml *node = scalar_of(load, map, key);
    int64_t number;

    if (!node)
        return fallback;
    if (parse_int(node->text, &number) && number >= least && number <= most)
        return number;
    vd_diagnose(load->diags, VD_DIAG_LITERAL, node->place,
                "\"%s\" is a whole number from %lld to %lld", key, (long long)least,
                (long long)most);
    return fallback;
}

void vd_read_period(vd_loader *load, const vd_yaml *map, vd_date *ret_from, vd_date *ret_until)
{
    const vd_yaml *from = vd_yaml_get(map, "from");

    *ret_from = vd_read_date(load, map, "from", VD_LONG_AGO);
    *ret_until = vd_read_date(load, map, "until", VD_FOREVER);
    if (*ret_from >= *ret_until) {
        vd_diagnose(load->diags, VD_DIAG_PERIOD, from ? from->place : map->place,
                    "the period is empty: \"until\" is the first day after it");
        *ret_until = VD_FOREVER;
    }
}

size_t vd_read_strings(vd_loader *load, const vd_yaml *map, const char *key,
                       const vd_str **ret_strings)
{
    const vd_yaml *list = vd_yaml_get(map, key);
    vd_str *strings;
    size_t count = 0;

    *ret_strings = NULL;
    if (!list || !vd_is_list(load, list))
        return 0;
    strings = VD_LOAD_ARRAY(load, vd_str, list->count);
    if (!strings)
        return 0;
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i]->kind == VD_YAML_SCALAR && list->items[i]->text.len)
            strings[count++] = list->items[i]->text;
        else
            vd_diagnose(load->diags, VD_DIAG_SHAPE, list->items[i]->place,
                        "\"%s\" is a list of words", key);
    }
    *ret_strings = strings;
    return count;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool made_of(vd_str text, const char *others)
{
    for (size_t i = 0; i < text.len; i++)
        if (!is_letter(text.ptr[i]) && !is_digit(text.ptr[i]) && !strchr(others, text.ptr[i]))
            return false;
    return text.len > 0;
}

static bool begins_with(vd_str text, vd_str start)
{
    return text.len > start.len + 1 && memcmp(text.ptr, start.ptr, start.len) == 0 &&
           text.ptr[start.len] == '.';
}

vd_str vd_read_global_id(vd_loader *load, const vd_pack_file *file, const vd_yaml *map,
                         const char *key, vd_str other_prefix)
{
    const vd_yaml *node = scalar_of(load, map, key);
    vd_str pack = load->folders[file->pack].id;

    if (!node)
        return (vd_str){NULL, 0};
    if (!made_of(node->text, "_-.") ||
        (!begins_with(node->text, pack) &&
         !(other_prefix.len && begins_with(node->text, other_prefix))))
        vd_diagnose(load->diags, VD_DIAG_ID, node->place,
                    "the id \"%.*s\" must begin with \"%.*s.\" and go on with letters, digits, "
                    "\"_\", \"-\" and \".\"",
                    VD_STR_ARGS(node->text), VD_STR_ARGS(pack));
    return node->text;
}

vd_str vd_read_local_id(vd_loader *load, const vd_yaml *map)
{
    const vd_yaml *node = scalar_of(load, map, "id");

    if (!node)
        return (vd_str){NULL, 0};
    if (!made_of(node->text, "_-"))
        vd_diagnose(load->diags, VD_DIAG_ID, node->place,
                    "the id \"%.*s\" is made of letters, digits, \"_\" and \"-\"",
                    VD_STR_ARGS(node->text));
    return node->text;
}

/* Words that mean something to expressions everywhere. */
static const char *const reserved[] = {"today", "now",  "earned_until", "base",    "item",
                                       "null",  "true", "false",        "partial", NULL};

static bool good_name(vd_str text, size_t dots)
{
    size_t start = 0;

    for (size_t i = 0; i <= text.len; i++) {
        if (i < text.len && text.ptr[i] != '.')
            continue;
        if (i == start || is_digit(text.ptr[start]) ||
            !made_of((vd_str){text.ptr + start, i - start}, "_"))
            return false;
        start = i + 1;
        if (i < text.len && dots-- == 0)
            return false;
    }
    for (size_t i = 0; reserved[i]; i++)
        if (vd_str_eq(text, vd_str_of(reserved[i])))
            return false;
    return true;
}

vd_str vd_read_name(vd_loader *load, const vd_yaml *map, const char *key, size_t dots)
{
    const vd_yaml *node = scalar_of(load, map, key);

    if (!node)
        return (vd_str){NULL, 0};
    if (!good_name(node->text, dots)) {
        vd_diagnose(load->diags, VD_DIAG_ID, node->place,
                    "\"%.*s\" cannot be a name here: letters, digits and \"_\", %s, and no word "
                    "of the expression language",
                    VD_STR_ARGS(node->text), dots ? "at most one dot" : "no dot");
        return (vd_str){NULL, 0};
    }
    return node->text;
}

size_t vd_loader_count(const vd_loader *load, const char *section)
{
    size_t count = 0;

    for (size_t i = 0; i < load->file_count; i++) {
        const vd_yaml *list = vd_yaml_get(load->files[i].root, section);

        if (list && list->kind == VD_YAML_LIST)
            count += list->count;
    }
    return count;
}

void vd_loader_each(vd_loader *load, const char *section, vd_item_reader *reader)
{
    for (size_t i = 0; i < load->file_count; i++) {
        const vd_yaml *list = vd_yaml_get(load->files[i].root, section);

        if (!list || !vd_is_list(load, list))
            continue;
        for (size_t k = 0; k < list->count; k++) {
            if (list->items[k]->kind == VD_YAML_MAP)
                reader(load, &load->files[i], list->items[k]);
            else
                vd_diagnose(load->diags, VD_DIAG_SHAPE, list->items[k]->place,
                            "an item of \"%s\" is a mapping", section);
        }
    }
}
