/*
 * Articles whose paragraphs a norm declares: each is cited by some rule, or listed as not modelled
 * with the reason. What is cited is noted while citations are read.
 *
 * "264.1" is paragraph 1 of article 264; "50, 55" are two articles, whole; what stands in round
 * brackets is another numbering of the same. What is no article has its name in that place: "DCF
 * primera.2" is paragraph 2 of that disposition. Paragraphs are told by number, or by the names
 * that the norm's text gives them: a list of them stands in place of their count.
 */
#include "rules/articles.h"

#include "rules/tools/coverage.h"

#define PARAGRAPHS_MAX 200

/* An article that some citation names; in the order of the citations. */
struct vd_cited_article {
    vd_str norm;
    vd_str article;
    vd_place place; /* of the first citation */
    struct vd_cited_article *next;
};

typedef struct inventory {
    size_t count;
    vd_str names[PARAGRAPHS_MAX];
} inventory;

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

/* Notes a key; true when it is new. */
static bool note(vd_loader *load, vd_str key)
{
    vd_name name = {.space = VD_SPACE_NORM, .text = key};
    bool added = false;

    if (!key.ptr || !vd_names_add(load->arena, &load->cited, &name, &added))
        load->exhausted = true;
    return added;
}

static vd_str key_of_article(vd_loader *load, vd_str norm, vd_str article)
{
    return vd_arena_printf(load->arena, "%.*s|%.*s", VD_STR_ARGS(norm), VD_STR_ARGS(article));
}

static vd_str key_of(vd_loader *load, vd_str norm, vd_str article, vd_str paragraph)
{
    return vd_arena_printf(load->arena, "%.*s|%.*s|%.*s", VD_STR_ARGS(norm), VD_STR_ARGS(article),
                           VD_STR_ARGS(paragraph));
}

static void keep(vd_loader *load, vd_str norm, vd_str article, vd_place place)
{
    vd_cited_article *entry = VD_LOAD_ARRAY(load, vd_cited_article, 1);

    if (!entry)
        return;
    *entry = (vd_cited_article){norm, article, place, NULL};
    if (load->last_cited)
        load->last_cited->next = entry;
    else
        load->first_cited = entry;
    load->last_cited = entry;
}

void vd_note_citation(vd_loader *load, const vd_citation *citation, vd_place place)
{
    vd_str found;
    size_t at = 0;

    while (citation->norm && next_place(citation->article, &at, &found)) {
        vd_str norm = citation->norm->id;
        vd_str article;
        vd_str paragraph;

        split_place(found, &article, &paragraph);
        (void)note(load, key_of(load, norm, article, paragraph));
        if (note(load, key_of_article(load, norm, article)))
            keep(load, norm, article, place);
    }
}

static bool is_cited(vd_loader *load, vd_str norm, vd_str article, vd_str paragraph)
{
    vd_str key = key_of(load, norm, article, paragraph);

    return key.ptr && vd_names_find(&load->cited, VD_SPACE_NORM, key);
}

static bool is_among(const inventory *of, vd_str name)
{
    for (size_t i = 0; i < of->count; i++)
        if (vd_str_eq(of->names[i], name))
            return true;
    return false;
}

/* The names of an article's paragraphs: those of the list, or "1" to the count. */
static void read_paragraphs(vd_loader *load, const vd_yaml *node, inventory *ret)
{
    const vd_yaml *list = vd_yaml_get(node, "paragraphs");
    int64_t count;

    ret->count = 0;
    if (list && list->kind == VD_YAML_LIST) {
        for (size_t i = 0; i < list->count; i++) {
            const vd_yaml *name = list->items[i];

            if (name->kind != VD_YAML_SCALAR || !name->text.len || i == PARAGRAPHS_MAX ||
                is_among(ret, name->text)) {
                vd_diagnose(load->diags, VD_DIAG_SHAPE, name->place,
                            "a list of at most %d names of paragraphs, each once", PARAGRAPHS_MAX);
                return;
            }
            ret->names[ret->count++] = name->text;
        }
        return;
    }
    count = vd_read_int(load, node, "paragraphs", 1, PARAGRAPHS_MAX, 1);
    for (int64_t i = 1; i <= count; i++) {
        vd_str name = vd_arena_printf(load->arena, "%lld", (long long)i);

        if (!name.ptr)
            load->exhausted = true;
        else
            ret->names[ret->count++] = name;
    }
}

static void read_left_out(vd_loader *load, const vd_yaml *node, const inventory *paragraphs)
{
    const vd_yaml *map = vd_yaml_get(node, "not_modelled");

    if (!map)
        return;
    if (map->kind != VD_YAML_MAP) {
        vd_diagnose(load->diags, VD_DIAG_SHAPE, map->place,
                    "\"not_modelled\" is a mapping: {\"3\": \"why\"}");
        return;
    }
    for (size_t i = 0; i < map->count && paragraphs->count; i++) {
        const vd_yaml *key = map->entries[i].key;
        const vd_yaml *why = map->entries[i].value;

        if (!is_among(paragraphs, key->text))
            vd_diagnose(load->diags, VD_DIAG_LITERAL, key->place,
                        "the article has no paragraph \"%.*s\": they are %.*s to %.*s",
                        VD_STR_ARGS(key->text), VD_STR_ARGS(paragraphs->names[0]),
                        VD_STR_ARGS(paragraphs->names[paragraphs->count - 1]));
        if (why->kind != VD_YAML_SCALAR || why->text.len == 0)
            vd_diagnose(load->diags, VD_DIAG_SHAPE, why->place,
                        "the reason why it is not modelled belongs here");
    }
}

void vd_read_articles(vd_loader *load, const vd_yaml *norm)
{
    static const vd_key keys[] = {{"paragraphs", true}, {"not_modelled", false}, {NULL, false}};
    const vd_yaml *map = vd_yaml_get(norm, "articles");

    if (!map || vd_yaml_is_plain(map, "none"))
        return;
    if (map->kind != VD_YAML_MAP) {
        vd_diagnose(load->diags, VD_DIAG_SHAPE, map->place,
                    "\"articles\" is a mapping: {\"48\": {paragraphs: 4}}, or none");
        return;
    }
    for (size_t i = 0; i < map->count; i++) {
        const vd_yaml *article = map->entries[i].value;
        inventory paragraphs;

        if (!vd_read_keys(load, article, keys))
            continue;
        read_paragraphs(load, article, &paragraphs);
        read_left_out(load, article, &paragraphs);
    }
}

/* Tells what is wrong with an article, where `counts` is NULL; else counts its paragraphs. */
static void look_at(vd_loader *load, vd_str norm, const vd_yaml_entry *entry,
                    vd_article_counts *counts)
{
    const vd_yaml *left_out = vd_yaml_get(entry->value, "not_modelled");
    vd_str article = entry->key->text;
    bool whole = is_cited(load, norm, article, VD_STR(""));
    inventory paragraphs;

    read_paragraphs(load, entry->value, &paragraphs);
    for (size_t i = 0; i < paragraphs.count; i++) {
        vd_str name = paragraphs.names[i];
        const vd_yaml *why = vd_yaml_find(left_out, name);
        bool cited = is_cited(load, norm, article, name);

        if (counts) {
            counts->paragraphs++;
            counts->paragraphs_cited += cited;
            counts->paragraphs_left_out += !cited && why;
            counts->paragraphs_within += !cited && !why && whole;
        } else if (!cited && !whole && !why) {
            vd_diagnose(load->diags, VD_DIAG_PARAGRAPH, entry->key->place,
                        "paragraph %.*s of article %.*s is neither cited by a rule nor listed "
                        "under \"not_modelled\"",
                        VD_STR_ARGS(name), VD_STR_ARGS(article));
        } else if (cited && why) {
            vd_diagnose(load->diags, VD_DIAG_PARAGRAPH, why->place,
                        "paragraph %.*s of article %.*s is listed as not modelled, and a rule "
                        "cites it",
                        VD_STR_ARGS(name), VD_STR_ARGS(article));
        }
    }
}

static void look_at_norm(vd_loader *load, const vd_yaml *norm, vd_article_counts *counts)
{
    const vd_yaml *articles = vd_yaml_get(norm, "articles");
    vd_str id = vd_yaml_get(norm, "id")->text;

    for (size_t i = 0; articles && i < articles->count; i++)
        look_at(load, id, &articles->entries[i], counts);
}

void vd_lint_articles(vd_loader *load)
{
    for (size_t i = 0; i < load->file_count; i++) {
        const vd_yaml *norms = vd_yaml_get(load->files[i].root, "norms");

        for (size_t k = 0; norms && k < norms->count; k++)
            look_at_norm(load, norms->items[k], NULL);
    }
}

/* Whether the paragraphs of the norm's articles can and must be declared. */
static bool has_articles(const vd_yaml *norm)
{
    const vd_yaml *text = vd_yaml_get(norm, "text");
    const vd_yaml *articles = vd_yaml_get(norm, "articles");

    return vd_yaml_is_plain(text, "available") && !(articles && vd_yaml_is_plain(articles, "none"));
}

static const vd_yaml *norm_of(const vd_loader *load, const vd_cited_article *cited)
{
    return vd_names_find(&load->names, VD_SPACE_NORM, cited->norm)->node;
}

void vd_lint_inventories(vd_loader *load)
{
    for (const vd_cited_article *cited = load->first_cited; cited; cited = cited->next) {
        const vd_yaml *norm = norm_of(load, cited);

        if (has_articles(norm) && !vd_yaml_find(vd_yaml_get(norm, "articles"), cited->article))
            vd_diagnose(load->diags, VD_DIAG_INVENTORY, cited->place,
                        "article %.*s is cited, and \"%.*s\" does not say under \"articles\" "
                        "what paragraphs it has",
                        VD_STR_ARGS(cited->article), VD_STR_ARGS(cited->norm));
    }
}

void vd_count_articles(vd_loader *load, vd_pack_filter *looked_at, const void *context,
                       vd_article_counts *ret_counts)
{
    *ret_counts = (vd_article_counts){0};
    for (size_t i = 0; i < load->file_count; i++) {
        const vd_yaml *norms = vd_yaml_get(load->files[i].root, "norms");

        for (size_t k = 0; norms && k < norms->count && looked_at(context, load->files[i].pack);
             k++) {
            ret_counts->norms++;
            ret_counts->norms_unavailable +=
                !vd_yaml_is_plain(vd_yaml_get(norms->items[k], "text"), "available");
            look_at_norm(load, norms->items[k], ret_counts);
        }
    }
    for (const vd_cited_article *cited = load->first_cited; cited; cited = cited->next) {
        const vd_yaml *norm = norm_of(load, cited);

        if (!has_articles(norm) ||
            !looked_at(context, vd_names_find(&load->names, VD_SPACE_NORM, cited->norm)->pack))
            continue;
        ret_counts->articles++;
        ret_counts->articles_declared +=
            vd_yaml_find(vd_yaml_get(norm, "articles"), cited->article) != NULL;
    }
}
