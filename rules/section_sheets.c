/*
 * The advice sheet: what is told to the person in custody. Read last, because its topics name rules.
 */
#include "rules/loader.h"

static const vd_key word_keys[] = {
    [VD_SHEET_TITLE] = {"title", true},
    [VD_SHEET_AS_OF] = {"as_of", true},
    [VD_SHEET_APPLIES] = {"applies", true},
    [VD_SHEET_MAY_APPLY] = {"may_apply", true},
    [VD_SHEET_ALWAYS] = {"always", true},
    [VD_SHEET_ASK] = {"ask", true},
    [VD_SHEET_LAST_DAY] = {"last_day", true},
    [VD_SHEET_OPEN_FROM] = {"open_from", true},
    [VD_SHEET_OTHER_FROM] = {"other_from", true},
    [VD_SHEET_OTHER_UNTIL] = {"other_until", true},
    [VD_SHEET_PASSED] = {"passed", true},
    [VD_SHEET_NOT_KNOWN] = {"not_known", true},
    [VD_SHEET_NOTHING] = {"nothing", true},
    [VD_SHEET_NOT_CERTIFIED] = {"not_certified", true},
    [VD_SHEET_CLOSING] = {"closing", true},
    [VD_SHEET_MONTHS] = {"months", true},
    [VD_SHEET_DAY] = {"day", true},
    [VD_SHEET_WORD_COUNT] = {NULL, false},
};

/* Every text of a sheet is there in every language of its title. */
static void lint_languages(vd_loader *load, const vd_sheet *sheet, const vd_text *text,
                           vd_place place)
{
    const vd_text *title = &sheet->words[VD_SHEET_TITLE];

    for (size_t i = 0; vd_checking(load) && text->count && i < title->count; i++) {
        vd_str language = title->translations[i].language;
        bool found = false;

        for (size_t k = 0; k < text->count && !found; k++)
            found = vd_str_eq(text->translations[k].language, language);
        if (!found)
            vd_diagnose(load->diags, VD_DIAG_TRANSLATION, place,
                        "the text is not there in \"%.*s\", as the sheet's title is",
                        VD_STR_ARGS(language));
    }
}

static vd_text read_text(vd_loader *load, const vd_pack_file *file, const vd_sheet *sheet,
                         const vd_yaml *map, const char *key)
{
    vd_text text = vd_read_text(load, file, map, key);
    const vd_yaml *node = vd_yaml_get(map, key);

    if (node)
        lint_languages(load, sheet, &text, node->place);
    return text;
}

static void lint_months(vd_loader *load, const vd_text *months, vd_place place)
{
    for (size_t i = 0; i < months->count; i++) {
        vd_str names = months->translations[i].text;
        size_t count = names.len > 0;

        for (size_t k = 0; k < names.len; k++)
            count += names.ptr[k] == ' ';
        if (count != 12)
            vd_diagnose(load->diags, VD_DIAG_SHAPE, place,
                        "\"months\" holds twelve names with one blank between, not %zu", count);
    }
}

static void read_words(vd_loader *load, const vd_pack_file *file, const vd_yaml *item,
                       vd_sheet *sheet)
{
    const vd_yaml *words = vd_yaml_get(item, "words");

    if (!words || !vd_read_keys(load, words, word_keys))
        return;
    for (int i = 0; i < VD_SHEET_WORD_COUNT; i++)
        sheet->words[i] = read_text(load, file, sheet, words, word_keys[i].name);
    lint_months(load, &sheet->words[VD_SHEET_MONTHS], words->place);
}

static uint32_t find_rule(vd_loader *load, vd_str id, vd_place place)
{
    uint32_t rule = vd_program_rule(&load->program, id);
    vd_closest_search near = {.word = id};

    if (rule != VD_NONE)
        return rule;
    for (size_t i = 0; i < load->program.rule_count; i++)
        vd_closest_try(&near, load->program.rules[i].id);
    vd_diagnose_meant(load->diags, VD_DIAG_UNDECLARED, place, near.best,
                      "no rule \"%.*s\" is declared", VD_STR_ARGS(id));
    return VD_NONE;
}

static void read_topic_rules(vd_loader *load, const vd_yaml *node, vd_topic *topic)
{
    const vd_str *ids = NULL;
    size_t count = vd_read_strings(load, node, "rules", &ids);
    uint32_t *rules = VD_LOAD_ARRAY(load, uint32_t, count);

    for (size_t i = 0; rules && i < count; i++) {
        uint32_t rule = find_rule(load, ids[i], vd_yaml_get(node, "rules")->place);

        if (rule != VD_NONE)
            rules[topic->rule_count++] = rule;
    }
    topic->rules = rules;
}

static void read_topic(vd_loader *load, const vd_pack_file *file, const vd_sheet *sheet,
                       const vd_yaml *node, vd_topic *topic)
{
    static const vd_key keys[] = {{"id", true},   {"title", true},  {"say", true},
                                  {"ask", false}, {"rules", false}, {NULL, false}};

    if (!vd_read_keys(load, node, keys))
        return;
    topic->id = vd_read_local_id(load, node);
    topic->title = read_text(load, file, sheet, node, "title");
    topic->say = read_text(load, file, sheet, node, "say");
    if (vd_yaml_get(node, "ask"))
        topic->ask = read_text(load, file, sheet, node, "ask");
    if (vd_yaml_get(node, "rules"))
        read_topic_rules(load, node, topic);
}

static void read_topics(vd_loader *load, const vd_pack_file *file, const vd_yaml *item,
                        vd_sheet *sheet)
{
    const vd_yaml *list = vd_yaml_get(item, "topics");
    vd_topic *topics;

    if (!list || !vd_is_list(load, list))
        return;
    topics = VD_LOAD_ARRAY(load, vd_topic, list->count);
    if (!topics)
        return;
    for (size_t i = 0; i < list->count; i++) {
        read_topic(load, file, sheet, list->items[i], &topics[i]);
        for (size_t k = 0; k < i; k++)
            if (topics[k].id.len && vd_str_eq(topics[k].id, topics[i].id))
                vd_diagnose(load->diags, VD_DIAG_DUPLICATE_ID, list->items[i]->place,
                            "the topic \"%.*s\" is there twice", VD_STR_ARGS(topics[i].id));
    }
    sheet->topic_count = list->count;
    sheet->topics = topics;
}

/* A fact of the case or a list of records; others are not asked of the person. */
static vd_str read_about(vd_loader *load, const vd_pack_file *file, const vd_yaml *node)
{
    vd_str about = vd_read_string(load, node, "about");
    const vd_name *found = vd_lookup(load, file->pack, VD_SPACE_EXPRESSION, about);

    if (about.len && (!found || (found->kind != VD_REF_FACT && found->kind != VD_REF_LIST)))
        vd_diagnose_meant(load->diags, VD_DIAG_UNDECLARED, vd_yaml_get(node, "about")->place,
                          vd_suggest_name(load, file->pack, VD_SPACE_EXPRESSION, about),
                          "no fact or list of records \"%.*s\" is declared", VD_STR_ARGS(about));
    return about;
}

static void read_questions(vd_loader *load, const vd_pack_file *file, const vd_yaml *item,
                           vd_sheet *sheet)
{
    static const vd_key keys[] = {{"about", true}, {"text", true}, {NULL, false}};
    const vd_yaml *list = vd_yaml_get(item, "first_questions");
    vd_sheet_question *questions;

    if (!list || !vd_is_list(load, list))
        return;
    questions = VD_LOAD_ARRAY(load, vd_sheet_question, list->count);
    for (size_t i = 0; questions && i < list->count; i++) {
        if (!vd_read_keys(load, list->items[i], keys))
            continue;
        questions[i].about = read_about(load, file, list->items[i]);
        questions[i].text = read_text(load, file, sheet, list->items[i], "text");
        sheet->question_count = i + 1;
    }
    sheet->questions = questions;
}

static void read_sheet(vd_loader *load, const vd_pack_file *file, const vd_yaml *item)
{
    static const vd_key keys[] = {
        {"id", true}, {"words", true}, {"first_questions", false}, {"topics", true}, {NULL, false}};
    vd_sheet *sheet = &load->sheets[load->program.sheet_count];

    if (!vd_read_keys(load, item, keys))
        return;
    sheet->id = vd_read_global_id(load, file, item, "id", VD_STR(""));
    sheet->pack = file->pack;
    read_words(load, file, item, sheet);
    read_questions(load, file, item, sheet);
    read_topics(load, file, item, sheet);
    load->program.sheet_count++;
}

void vd_load_sheets(vd_loader *load)
{
    load->sheets = VD_LOAD_ARRAY(load, vd_sheet, vd_loader_count(load, "sheets"));
    if (load->sheets)
        vd_loader_each(load, "sheets", read_sheet);
    load->program.sheets = load->sheets;
}
