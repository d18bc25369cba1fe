/*
 * Texts in several languages, citations, types and values.
 */
#include "rules/articles.h"

/* {es: "..."}, or {es: {text: "...", certified: true}}. The pack's first language is the law's own. */
static bool read_translation(vd_loader *load, const vd_pack_file *file, const vd_yaml_entry *entry,
                             vd_translation *translation)
{
    static const vd_key keys[] = {{"text", true}, {"certified", false}, {NULL, false}};
    const vd_pack_folder *pack = &load->folders[file->pack];
    bool own = pack->language_count && vd_str_eq(entry->key->text, pack->languages[0]);

    *translation = (vd_translation){.language = entry->key->text, .certified = own};
    if (entry->key->text.len < 2 || entry->key->text.len > 3) {
        vd_diagnose(load->diags, VD_DIAG_UNKNOWN_KEY, entry->key->place,
                    "\"%.*s\" is no language: es, en, pt, fr, qu...",
                    VD_STR_ARGS(entry->key->text));
        return false;
    }
    if (entry->value->kind == VD_YAML_MAP) {
        (void)vd_read_keys(load, entry->value, keys);
        translation->text = vd_read_string(load, entry->value, "text");
        translation->certified = vd_read_bool(load, entry->value, "certified", own);
        return true;
    }
    if (entry->value->kind != VD_YAML_SCALAR || entry->value->text.len == 0) {
        vd_diagnose(load->diags, VD_DIAG_SHAPE, entry->value->place, "a text belongs here");
        return false;
    }
    translation->text = entry->value->text;
    return true;
}

static void lint_languages(vd_loader *load, const vd_pack_file *file, const vd_yaml *node)
{
    const vd_pack_folder *pack = &load->folders[file->pack];

    for (size_t i = 0; i < pack->language_count; i++) {
        bool found = false;

        for (size_t k = 0; k < node->count && !found; k++)
            found = vd_str_eq(node->entries[k].key->text, pack->languages[i]);
        if (!found)
            vd_diagnose(load->diags, VD_DIAG_TRANSLATION, node->place,
                        "the text is not there in \"%.*s\"", VD_STR_ARGS(pack->languages[i]));
    }
}

vd_text vd_read_text_node(vd_loader *load, const vd_pack_file *file, const vd_yaml *node)
{
    vd_text text = {0, NULL};
    vd_translation *translations;

    if (node->kind != VD_YAML_MAP) {
        vd_diagnose(load->diags, VD_DIAG_SHAPE, node->place,
                    "a text is written by language: {es: \"...\", en: \"...\"}");
        return text;
    }
    translations = VD_LOAD_ARRAY(load, vd_translation, node->count);
    if (!translations)
        return text;
    for (size_t i = 0; i < node->count; i++)
        if (read_translation(load, file, &node->entries[i], &translations[text.count]))
            text.count++;
    text.translations = translations;
    if (vd_checking(load))
        lint_languages(load, file, node);
    return text;
}

vd_text vd_read_text(vd_loader *load, const vd_pack_file *file, const vd_yaml *map, const char *key)
{
    const vd_yaml *node = vd_yaml_get(map, key);

    return node ? vd_read_text_node(load, file, node) : (vd_text){0, NULL};
}

vd_texts vd_read_texts(vd_loader *load, const vd_pack_file *file, const vd_yaml *map,
                       const char *key)
{
    const vd_yaml *list = vd_yaml_get(map, key);
    vd_text *items;

    if (!list || !vd_is_list(load, list))
        return (vd_texts){0, NULL};
    items = VD_LOAD_ARRAY(load, vd_text, list->count);
    if (!items)
        return (vd_texts){0, NULL};
    for (size_t i = 0; i < list->count; i++)
        items[i] = vd_read_text_node(load, file, list->items[i]);
    return (vd_texts){list->count, items};
}

static const vd_norm *norm_named(vd_loader *load, const vd_pack_file *file, const vd_yaml *map)
{
    const vd_yaml *node = vd_yaml_get(map, "norm");
    const vd_name *found;

    if (!node || node->kind != VD_YAML_SCALAR)
        return NULL;
    found = vd_lookup(load, file->pack, VD_SPACE_NORM, node->text);
    if (found)
        return &load->norms[found->index];
    vd_diagnose_meant(load->diags, VD_DIAG_UNDECLARED, node->place,
                      vd_suggest_name(load, file->pack, VD_SPACE_NORM, node->text),
                      "no norm \"%.*s\" is declared", VD_STR_ARGS(node->text));
    return NULL;
}

#define QUOTE_MAX 1200

static void lint_citation(vd_loader *load, const vd_yaml *node, const vd_citation *citation)
{
    if (!vd_yaml_get(node, "version_from"))
        vd_diagnose(load->diags, VD_DIAG_UNDATED_CITATION, node->place,
                    "the citation does not say since when that text is in force; write "
                    "\"version_from\", or null when it is not known");
    if (citation->quote.len > QUOTE_MAX)
        vd_diagnose(load->diags, VD_DIAG_QUOTE, vd_yaml_get(node, "quote")->place,
                    "the quotation has %zu bytes; quote the words that decide (at most %d)",
                    citation->quote.len, QUOTE_MAX);
}

static bool read_citation(vd_loader *load, const vd_pack_file *file, const vd_yaml *node,
                          vd_citation *citation)
{
    static const vd_key keys[] = {{"norm", true},        {"article", true}, {"version_from", false},
                                  {"confidence", false}, {"quote", false},  {"note", false},
                                  {NULL, false}};
    static const char *const confidences[] = {"high", "medium", "low", NULL};

    if (!vd_read_keys(load, node, keys))
        return false;
    citation->norm = norm_named(load, file, node);
    citation->article = vd_read_string(load, node, "article");
    citation->version_from = vd_read_date(load, node, "version_from", VD_NO_DATE);
    citation->quote = vd_read_string(load, node, "quote");
    citation->note = vd_read_string(load, node, "note");
    citation->confidence =
        (vd_confidence)vd_read_choice(load, node, "confidence", confidences, VD_CONFIDENCE_MEDIUM);
    if (vd_checking(load))
        lint_citation(load, node, citation);
    if (vd_checking(load) || load->flags & VD_PACK_CITED)
        vd_note_citation(load, citation, node->place);
    return citation->norm != NULL;
}

/* An answer cites an article once. */
static bool some_alike(const vd_citation *items, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < i; k++)
            if (items[i].norm == items[k].norm && vd_str_eq(items[i].article, items[k].article))
                return true;
    return false;
}

vd_citations vd_read_citations(vd_loader *load, const vd_pack_file *file, const vd_yaml *map)
{
    const vd_yaml *list = vd_yaml_get(map, "cite");
    vd_citation *items;
    const vd_citation **each;
    size_t count = 0;

    if (!list || !vd_is_list(load, list))
        return (vd_citations){0, NULL, NULL};
    items = VD_LOAD_ARRAY(load, vd_citation, list->count);
    each = VD_LOAD_ARRAY(load, const vd_citation *, list->count);
    if (!items || !each)
        return (vd_citations){0, NULL, NULL};
    for (size_t i = 0; i < list->count; i++) {
        each[i] = &items[i];
        if (read_citation(load, file, list->items[i], &items[count]))
            count++;
    }
    return (vd_citations){count, items, some_alike(items, count) ? NULL : each};
}

static const struct {
    const char *word;
    vd_type_kind kind;
} types[] = {{"boolean", VD_TYPE_BOOL}, {"number", VD_TYPE_NUMBER}, {"text", VD_TYPE_STRING},
             {"code", VD_TYPE_STRING},  {"date", VD_TYPE_DATE},     {"instant", VD_TYPE_DATE_TIME},
             {"span", VD_TYPE_SPAN}};
#define TYPE_CODE 3
#define TYPE_COUNT (sizeof(types) / sizeof(types[0]))

static const vd_type *read_code_type(vd_loader *load, const vd_yaml *map)
{
    const vd_yaml *codes = vd_yaml_get(map, "codes");
    vd_type *type = VD_LOAD_ARRAY(load, vd_type, 1);

    if (!type)
        return vd_type_of(VD_TYPE_STRING);
    *type = *vd_type_of(VD_TYPE_STRING);
    type->code_count = vd_read_strings(load, map, "codes", &type->codes);
    if (!codes || type->code_count == 0) {
        vd_diagnose(load->diags, VD_DIAG_MISSING_KEY, map->place,
                    "a code needs \"codes\", the list of what it can be");
        return type;
    }
    for (size_t i = 0; i < type->code_count; i++)
        for (size_t k = 0; k < i; k++)
            if (vd_str_eq(type->codes[i], type->codes[k]))
                vd_diagnose(load->diags, VD_DIAG_DUPLICATE_ID, codes->items[i]->place,
                            "the code \"%.*s\" is listed twice", VD_STR_ARGS(type->codes[i]));
    return type;
}

const vd_type *vd_read_type(vd_loader *load, const vd_yaml *map, const char *key)
{
    const char *words[TYPE_COUNT + 1] = {NULL};
    int choice;

    for (size_t i = 0; i < TYPE_COUNT; i++)
        words[i] = types[i].word;
    choice = vd_read_choice(load, map, key, words, 0);
    if (choice == TYPE_CODE)
        return read_code_type(load, map);
    if (vd_yaml_get(map, "codes"))
        vd_diagnose(load->diags, VD_DIAG_UNKNOWN_KEY, vd_yaml_get(map, "codes")->place,
                    "\"codes\" belongs to the type code only");
    return vd_type_of(types[choice].kind);
}

bool vd_read_value(vd_loader *load, const vd_yaml *scalar, const vd_type *type, vd_value *ret_value)
{
    vd_error err = {0};
    vd_status status;

    if (scalar->kind != VD_YAML_SCALAR) {
        vd_diagnose(load->diags, VD_DIAG_SHAPE, scalar->place, "a single value belongs here");
        return false;
    }
    if (vd_is_null(scalar)) {
        *ret_value = vd_null();
        return true;
    }
    status = vd_value_parse(load->arena, scalar->text, type, ret_value, &err);
    if (status != VD_OK && !vd_loader_is_exhausted(load, status))
        vd_diagnose(load->diags, VD_DIAG_LITERAL, scalar->place, "%s", err.message);
    return status == VD_OK;
}
