/*
 * Articles whose paragraphs a norm declares: each is cited by some rule, or listed as not modelled
 * with the reason. What is cited is noted while citations are read.
 *
 * "264.1" is paragraph 1 of article 264; "50, 55" are two articles, whole; what stands in round
 * brackets is another numbering of the same.
 */
#include "rules/loader.h"

#define PARAGRAPHS_MAX 200

/* The next of an article's places from *at on, without brackets and blanks; false at the end. */
static bool next_place(vd_str article, size_t *at, vd_str *ret_place)
{
    while (*at < article.len) {
        size_t start = *at;
        size_t end;

        while (*at < article.len && article.ptr[*at] != ',')
            *at += 1;
        end = *at;
        *at += 1;
        for (size_t i = start; i < end; i++)
            if (article.ptr[i] == '(')
                end = i;
        while (start < end && article.ptr[start] == ' ')
            start++;
        while (end > start && article.ptr[end - 1] == ' ')
            end--;
        if (end > start) {
            *ret_place = (vd_str){article.ptr + start, end - start};
            return true;
        }
    }
    return false;
}

/* "264" and "1" of "264.1.c"; an empty paragraph is the whole article. */
static void split_place(vd_str place, vd_str *ret_article, vd_str *ret_paragraph)
{
    const char *dot = memchr(place.ptr, '.', place.len);
    const char *end = place.ptr + place.len;
    const char *next;

    *ret_article = place;
    *ret_paragraph = (vd_str){"", 0};
    if (!dot)
        return;
    *ret_article = (vd_str){place.ptr, (size_t)(dot - place.ptr)};
    next = memchr(dot + 1, '.', (size_t)(end - dot - 1));
    *ret_paragraph = (vd_str){dot + 1, (size_t)((next ? next : end) - dot - 1)};
}

static vd_str key_of(vd_loader *load, vd_str norm, vd_str article, vd_str paragraph)
{
    return vd_arena_printf(load->arena, "%.*s|%.*s|%.*s", VD_STR_ARGS(norm), VD_STR_ARGS(article),
                           VD_STR_ARGS(paragraph));
}

void vd_note_citation(vd_loader *load, const vd_citation *citation)
{
    vd_str place;
    size_t at = 0;

    while (citation->norm && next_place(citation->article, &at, &place)) {
        vd_str article;
        vd_str paragraph;
        vd_name name = {.space = VD_SPACE_NORM};
        bool added;

        split_place(place, &article, &paragraph);
        name.text = key_of(load, citation->norm->id, article, paragraph);
        if (!name.text.ptr || !vd_names_add(load->arena, &load->cited, &name, &added))
            load->exhausted = true;
    }
}

static bool is_cited(vd_loader *load, vd_str norm, vd_str article, vd_str paragraph)
{
    vd_str key = key_of(load, norm, article, paragraph);

    return key.ptr && vd_names_find(&load->cited, VD_SPACE_NORM, key);
}

static void read_left_out(vd_loader *load, const vd_yaml *node, int64_t count)
{
    const vd_yaml *map = vd_yaml_get(node, "not_modelled");

    if (!map)
        return;
    if (map->kind != VD_YAML_MAP) {
        vd_diagnose(load->diags, VD_DIAG_SHAPE, map->place,
                    "\"not_modelled\" is a mapping: {\"3\": \"why\"}");
        return;
    }
    for (size_t i = 0; i < map->count; i++) {
        const vd_yaml *key = map->entries[i].key;
        const vd_yaml *why = map->entries[i].value;
        int64_t number = 0;

        for (size_t k = 0; k < key->text.len && number <= count; k++)
            number = key->text.ptr[k] >= '0' && key->text.ptr[k] <= '9'
                         ? number * 10 + (key->text.ptr[k] - '0')
                         : count + 1;
        if (number < 1 || number > count)
            vd_diagnose(load->diags, VD_DIAG_LITERAL, key->place,
                        "the article has no paragraph \"%.*s\": they are 1 to %lld",
                        VD_STR_ARGS(key->text), (long long)count);
        if (why->kind != VD_YAML_SCALAR || why->text.len == 0)
            vd_diagnose(load->diags, VD_DIAG_SHAPE, why->place,
                        "the reason why it is not modelled belongs here");
    }
}

void vd_read_articles(vd_loader *load, const vd_yaml *norm)
{
    static const vd_key keys[] = {{"paragraphs", true}, {"not_modelled", false}, {NULL, false}};
    const vd_yaml *map = vd_yaml_get(norm, "articles");

    if (!map)
        return;
    if (map->kind != VD_YAML_MAP) {
        vd_diagnose(load->diags, VD_DIAG_SHAPE, map->place,
                    "\"articles\" is a mapping: {\"48\": {paragraphs: 4}}");
        return;
    }
    for (size_t i = 0; i < map->count; i++)
        if (vd_read_keys(load, map->entries[i].value, keys))
            read_left_out(
                load, map->entries[i].value,
                vd_read_int(load, map->entries[i].value, "paragraphs", 1, PARAGRAPHS_MAX, 1));
}

static void lint_article(vd_loader *load, vd_str norm, const vd_yaml_entry *entry)
{
    const vd_yaml *left_out = vd_yaml_get(entry->value, "not_modelled");
    int64_t count = vd_read_int(load, entry->value, "paragraphs", 1, PARAGRAPHS_MAX, 1);
    vd_str article = entry->key->text;
    bool whole = is_cited(load, norm, article, VD_STR(""));

    for (int64_t i = 1; i <= count; i++) {
        vd_str paragraph = vd_arena_printf(load->arena, "%lld", (long long)i);
        const vd_yaml *why = paragraph.ptr ? vd_yaml_get(left_out, paragraph.ptr) : NULL;
        bool cited = is_cited(load, norm, article, paragraph);

        if (!cited && !whole && !why)
            vd_diagnose(load->diags, VD_DIAG_PARAGRAPH, entry->key->place,
                        "paragraph %lld of article %.*s is neither cited by a rule nor listed "
                        "under \"not_modelled\"",
                        (long long)i, VD_STR_ARGS(article));
        else if (cited && why)
            vd_diagnose(load->diags, VD_DIAG_PARAGRAPH, why->place,
                        "paragraph %lld of article %.*s is listed as not modelled, and a rule "
                        "cites it",
                        (long long)i, VD_STR_ARGS(article));
    }
}

void vd_lint_articles(vd_loader *load)
{
    for (size_t i = 0; i < load->file_count; i++) {
        const vd_yaml *norms = vd_yaml_get(load->files[i].root, "norms");

        for (size_t k = 0; norms && k < norms->count; k++) {
            const vd_yaml *articles = vd_yaml_get(norms->items[k], "articles");
            vd_str norm = vd_yaml_get(norms->items[k], "id")->text;

            for (size_t n = 0; articles && n < articles->count; n++)
                lint_article(load, norm, &articles->entries[n]);
        }
    }
}
