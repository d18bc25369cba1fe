/*
 * One chapter an instrument, one section a rule, in the order in which they are written.
 */
#include "rules/tools/doc.h"

#include "engine/law/best_of.h"
#include "engine/time/iso.h"
#include "rules/pack_files.h"
#include "rules/tools/doc_write.h"

typedef vd_doc_writer writer;

/* A heading or word in the page's language. */
const char *vd_doc_say(const writer *in, const char *es, const char *en)
{
    return in->english ? en : es;
}

vd_str vd_doc_text(const writer *in, const vd_text *text)
{
    vd_str es;
    vd_str en;

    if (!in->both)
        return vd_text_in(text, in->language);
    es = vd_text_in(text, VD_STR("es"));
    en = vd_text_in(text, VD_STR("en"));
    if (vd_str_eq(es, en))
        return es;
    while (en.len && en.ptr[en.len - 1] == '\n')
        en.len--;
    return vd_arena_printf(in->page.arena, "%.*s — *%.*s*", VD_STR_ARGS(es), VD_STR_ARGS(en));
}

static void add_flat(writer *in, vd_str text, bool cell)
{
    while (text.len && text.ptr[text.len - 1] == '\n')
        text.len--;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (c == '|' && cell)
            vd_page_text(&in->page, VD_STR("\\"));
        vd_page_text(&in->page, c == '\n' ? VD_STR(" ") : (vd_str){text.ptr + i, 1});
    }
}

void vd_doc_line(writer *in, vd_str text)
{
    add_flat(in, text, false);
}

void vd_doc_cell(writer *in, vd_str text)
{
    add_flat(in, text, true);
}

static void add_code(writer *in, vd_str expression)
{
    vd_page_add(&in->page, "`");
    vd_doc_line(in, expression);
    vd_page_add(&in->page, "`");
}

void vd_doc_day(writer *in, vd_date day)
{
    char text[VD_ISO_TEXT];

    vd_page_text(&in->page, (vd_str){text, vd_iso_print_date(day, text)});
}

const char *vd_doc_sure(const writer *in, vd_confidence confidence)
{
    static const char *const words[2][3] = {{"alta", "media", "baja"}, {"high", "medium", "low"}};

    return words[in->english][confidence];
}

static vd_confidence least_sure(vd_confidence so_far, const vd_citations *cite)
{
    for (size_t i = 0; i < cite->count; i++)
        if (cite->items[i].confidence > so_far)
            so_far = cite->items[i].confidence;
    return so_far;
}

vd_confidence vd_doc_confidence(const vd_rule *rule)
{
    vd_confidence least = VD_CONFIDENCE_HIGH;

    for (size_t i = 0; i < rule->version_count; i++) {
        const vd_version *version = &rule->versions[i];

        least = least_sure(least, &version->cite);
        for (size_t k = 0; k < version->item_count; k++)
            least = least_sure(least, &version->items[k].cite);
        for (size_t k = 0; k < version->exception_count; k++)
            least = least_sure(least, &version->exceptions[k].cite);
        for (size_t k = 0; k < version->reading_count; k++)
            least = least_sure(least, &version->readings[k].cite);
    }
    return least;
}

static void add_citations(writer *in, const vd_citations *cite, const char *indent)
{
    for (size_t i = 0; i < cite->count; i++) {
        const vd_citation *one = &cite->items[i];
        vd_str title = vd_doc_text(in, &one->norm->title);
        vd_str article = vd_article_in_words(in->page.arena, one->article);

        vd_page_add(&in->page, "%s- %.*s, %s %.*s", indent, VD_STR_ARGS(title),
                    vd_doc_say(in, "art.", "article"), VD_STR_ARGS(article));
        if (one->version_from != VD_NO_DATE) {
            vd_page_add(&in->page, ", %s ",
                        vd_doc_say(in, "texto vigente desde", "text in force since"));
            vd_doc_day(in, one->version_from);
        }
        if (one->norm->published != VD_NO_DATE) {
            vd_page_add(&in->page, ", %s ", vd_doc_say(in, "publicado el", "published on"));
            vd_doc_day(in, one->norm->published);
        }
        if (one->norm->unavailable.len)
            vd_page_add(&in->page, ", %s",
                        vd_doc_say(in, "texto oficial no leído", "official text not read"));
        vd_page_add(&in->page, " (%s: %s)", vd_doc_say(in, "confianza", "confidence"),
                    vd_doc_sure(in, one->confidence));
        if (one->quote.len) {
            vd_page_add(&in->page, ": «");
            vd_doc_line(in, one->quote);
            vd_page_add(&in->page, "»");
        }
        vd_page_add(&in->page, "\n");
    }
}

static void add_windows(writer *in, const vd_windows *windows)
{
    for (size_t i = 0; i < windows->count; i++) {
        const vd_window *window = &windows->items[i];

        vd_page_add(&in->page, "- %s ", vd_doc_say(in, "Rige cuando", "Holds when"));
        add_code(in, vd_expr_text(window->date));
        if (window->from == VD_LONG_AGO && window->until == VD_FOREVER)
            vd_page_add(&in->page, "%s", vd_doc_say(in, " es cualquier día", " is any day"));
        if (window->from != VD_LONG_AGO) {
            vd_page_add(&in->page, "%s", vd_doc_say(in, " es desde el ", " is from "));
            vd_doc_day(in, window->from);
        }
        if (window->from != VD_LONG_AGO && window->until != VD_FOREVER)
            vd_page_add(&in->page, "%s", vd_doc_say(in, " y antes del ", " and before "));
        else if (window->until != VD_FOREVER)
            vd_page_add(&in->page, "%s", vd_doc_say(in, " es antes del ", " is before "));
        if (window->until != VD_FOREVER)
            vd_doc_day(in, window->until);
        vd_page_add(&in->page, "\n");
    }
}

static const struct {
    const char *es;
    const char *en;
} field_words[VD_FIELD_COUNT] = {
    [VD_FIELD_START] = {"Inicio", "Start"},
    [VD_FIELD_LENGTH] = {"Duración", "Length"},
    [VD_FIELD_DISTANCE] = {"Término de la distancia", "Days for distance"},
    [VD_FIELD_FIRST_DAY] = {"Primer día", "First day"},
    [VD_FIELD_ENDS] = {"Último día", "Last day"},
    [VD_FIELD_MONTH_END] = {"Fin de mes", "End of month"},
    [VD_FIELD_ROLL] = {"Si vence en día inhábil", "When it ends on a day off"},
    [VD_FIELD_CALENDAR] = {"Calendario", "Calendar"},
    [VD_FIELD_DISTRICT] = {"Distrito judicial", "Judicial district"},
    [VD_FIELD_NOTICE_DAYS] = {"Días de la notificación", "Days of notice"},
    [VD_FIELD_NOTICE_COUNT] = {"Cómputo tras la notificación", "Count after notice"},
    [VD_FIELD_SUSPENSIONS] = {"Suspensiones", "Suspensions"},
    [VD_FIELD_HEEDS_SUSPENSIONS] = {"Sigue las suspensiones", "Heeds suspensions"},
    [VD_FIELD_MET] = {"Cumplido", "Met"},
    [VD_FIELD_ENDED] = {"Sin objeto", "No longer matters"},
    [VD_FIELD_TRIGGER] = {"Se activa si", "Called for when"},
    [VD_FIELD_DONE] = {"Hecho si", "Done when"},
};

static const char *field_word(const writer *in, size_t field)
{
    return vd_doc_say(in, field_words[field].es, field_words[field].en);
}

static void add_fields(writer *in, const vd_version *version, const vd_yaml *node)
{
    for (size_t i = 0; i < VD_FIELD_COUNT; i++) {
        if (!version->fields[i] || !vd_yaml_get(node, vd_rule_fields[i].name))
            continue;
        vd_page_add(&in->page, "- %s: ", field_word(in, i));
        add_code(in, vd_yaml_get(node, vd_rule_fields[i].name)->text);
        vd_page_add(&in->page, "\n");
    }
}

static void add_items(writer *in, const vd_version *version)
{
    for (size_t i = 0; i < version->item_count; i++) {
        const vd_item *item = &version->items[i];
        vd_str text = vd_doc_text(in, &item->text);

        vd_page_add(&in->page, "- %s `%.*s`: %.*s ",
                    item->bar ? vd_doc_say(in, "Impide", "Bar")
                              : vd_doc_say(in, "Requisito", "Requirement"),
                    VD_STR_ARGS(item->id), VD_STR_ARGS(text));
        add_code(in, vd_expr_text(item->expr));
        vd_page_add(&in->page, "\n");
        add_citations(in, &item->cite, "  ");
    }
}

static void add_sets(writer *in, const vd_version *version, const vd_set *sets, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (sets[i].target < VD_FIELD_COUNT)
            vd_page_add(&in->page, "  - %s: ", field_word(in, sets[i].target));
        else
            vd_page_add(&in->page, "  - `%.*s`: ",
                        VD_STR_ARGS(version->items[sets[i].target - VD_FIELD_COUNT].id));
        add_code(in, vd_expr_text(sets[i].expr));
        vd_page_add(&in->page, "\n");
    }
}

static void add_exceptions(writer *in, const vd_version *version)
{
    for (size_t i = 0; i < version->exception_count; i++) {
        const vd_exception *one = &version->exceptions[i];
        vd_str title = vd_doc_text(in, &one->title);

        vd_page_add(&in->page, "- %s `%.*s`: %.*s ", vd_doc_say(in, "Excepción", "Exception"),
                    VD_STR_ARGS(one->id), VD_STR_ARGS(title));
        add_code(in, vd_expr_text(one->condition));
        for (size_t k = 0; k < one->override_count; k++)
            vd_page_add(&in->page, "%s `%.*s`", vd_doc_say(in, ", prevalece sobre", ", overrides"),
                        VD_STR_ARGS(version->exceptions[one->overrides[k]].id));
        vd_page_add(&in->page, "\n");
        add_sets(in, version, one->sets, one->set_count);
        add_citations(in, &one->cite, "  ");
    }
}

static void add_readings(writer *in, const vd_version *version)
{
    for (size_t i = 0; i < version->reading_count; i++) {
        const vd_reading *one = &version->readings[i];
        vd_str title = vd_doc_text(in, &one->title);

        vd_page_add(&in->page, "- %s `%.*s`: %.*s", vd_doc_say(in, "Lectura", "Reading"),
                    VD_STR_ARGS(one->id), VD_STR_ARGS(title));
        if (one->authority.len)
            vd_page_add(&in->page, " (%.*s)", VD_STR_ARGS(one->authority));
        vd_page_add(&in->page, "%s%s\n",
                    i ? "" : vd_doc_say(in, "; la que se muestra", "; the headline"),
                    one->strict ? vd_doc_say(in, "; la segura", "; the safe one") : "");
        add_sets(in, version, one->sets, one->set_count);
        add_citations(in, &one->cite, "  ");
    }
}

static void add_words(writer *in, const vd_words *words)
{
    static const char *const texts[2][VD_TEXT_COUNT] = {
        {NULL, "Qué hacer", "Consecuencia", "Consejo", "Queda a decisión"},
        {NULL, "What to do", "Consequence", "Advice", "Left to decide"}};
    static const char *const lists[2][VD_RULE_LIST_COUNT] = {
        {"Documentos", "Trámite", "Efectos", "Riesgos"},
        {"Documents", "Procedure", "Effects", "Risks"}};

    for (size_t i = VD_TEXT_TEXT; i < VD_TEXT_COUNT; i++) {
        vd_str text = vd_doc_text(in, &words->texts[i]);

        if (text.len == 0)
            continue;
        vd_page_add(&in->page, "- %s: ", texts[in->english][i]);
        vd_doc_line(in, text);
        vd_page_add(&in->page, "\n");
    }
    for (size_t i = 0; i < VD_RULE_LIST_COUNT; i++) {
        if (words->lists[i].count)
            vd_page_add(&in->page, "- %s:\n", lists[in->english][i]);
        for (size_t k = 0; k < words->lists[i].count; k++) {
            vd_page_add(&in->page, "  - ");
            vd_doc_line(in, vd_doc_text(in, &words->lists[i].items[k]));
            vd_page_add(&in->page, "\n");
        }
    }
}

static void add_version(writer *in, const vd_rule *rule, size_t index)
{
    const vd_version *version = &rule->versions[index];
    size_t place = (size_t)(rule - in->load->program.rules);
    const vd_yaml *node = vd_yaml_get(in->load->rule_nodes[place], "versions")->items[index];

    vd_page_add(&in->page, "\n#### %s `%.*s`\n\n", vd_doc_say(in, "Versión", "Version"),
                VD_STR_ARGS(version->id));
    add_windows(in, &version->when);
    if (version->condition) {
        vd_page_add(&in->page, "- %s ", vd_doc_say(in, "Solo si", "Only if"));
        add_code(in, vd_expr_text(version->condition));
        vd_page_add(&in->page, "\n");
    }
    add_fields(in, version, node);
    add_items(in, version);
    add_exceptions(in, version);
    add_readings(in, version);
    add_words(in, &rule->version_words[index]);
    if (version->cite.count)
        vd_page_add(&in->page, "- %s:\n", vd_doc_say(in, "Fuentes", "Sources"));
    add_citations(in, &version->cite, "  ");
}

static void add_gaps(writer *in, const vd_rule *rule)
{
    static const char *const causes[2][4] = {
        {"derogada", "anulada", "aún no rige", "sin modelar: consulte a un abogado"},
        {"repealed", "annulled", "not yet in force", "not modelled: ask a lawyer"}};

    for (size_t i = 0; i < rule->gap_count; i++) {
        vd_page_add(&in->page, "\n#### %s: %s\n\n", vd_doc_say(in, "Sin norma", "No rule"),
                    causes[in->english][rule->gaps[i].because]);
        add_windows(in, &rule->gaps[i].when);
        add_citations(in, &rule->gaps[i].cite, "");
    }
}

/* Every note within, whatever it belongs to. Recursive; the reader bounds the depth. */
static size_t add_notes(writer *in, const vd_yaml *node, size_t told)
{
    for (size_t i = 0; node->kind != VD_YAML_SCALAR && i < node->count; i++) {
        const vd_yaml *value = node->kind == VD_YAML_MAP ? node->entries[i].value : node->items[i];
        vd_str key = node->kind == VD_YAML_MAP ? node->entries[i].key->text : (vd_str){"", 0};

        if (!vd_str_eq(key, VD_STR("note")) && !vd_str_eq(key, VD_STR("confidence_note"))) {
            told = add_notes(in, value, told);
            continue;
        }
        if (told++ == 0)
            vd_page_add(&in->page, "\n#### %s\n\n", vd_doc_say(in, "Notas", "Notes"));
        vd_page_add(&in->page, "- ");
        vd_doc_line(in, value->text);
        vd_page_add(&in->page, "\n");
    }
    return told;
}

void vd_doc_rule(writer *in, size_t index)
{
    static const char *const kinds[2][3] = {{"plazo", "beneficio", "pauta"},
                                            {"deadline", "benefit", "guideline"}};
    const vd_rule *rule = &in->load->program.rules[index];
    vd_str title = vd_doc_text(in, &rule->words.texts[VD_TEXT_TITLE]);

    vd_page_add(&in->page, "\n### %.*s\n\n`%.*s`: %s", VD_STR_ARGS(title), VD_STR_ARGS(rule->id),
                kinds[in->english][rule->kind]);
    if (rule->record)
        vd_page_add(&in->page, ", %s `%.*s`", vd_doc_say(in, "por cada", "for each"),
                    VD_STR_ARGS(in->load->program.records[rule->record].id));
    if (rule->actor.len)
        vd_page_add(&in->page, ", %s: `%.*s`", vd_doc_say(in, "actúa", "acts"),
                    VD_STR_ARGS(rule->actor));
    if (!rule->automated)
        vd_page_add(&in->page, ". %s",
                    vd_doc_say(in, "No automatizada: consulte a un abogado",
                               "Not automated: ask a lawyer"));
    vd_page_add(&in->page, ".\n\n");
    if (rule->applies) {
        vd_page_add(&in->page, "- %s ", vd_doc_say(in, "Se aplica si", "Applies when"));
        add_code(in, vd_expr_text(rule->applies));
        vd_page_add(&in->page, "\n");
    }
    if (rule->deviates_from.len) {
        vd_str because = vd_doc_text(in, &rule->deviates_because);

        vd_page_add(&in->page, "- %s `%.*s`: %.*s\n",
                    vd_doc_say(in, "Se aparta de", "Departs from"),
                    VD_STR_ARGS(rule->deviates_from), VD_STR_ARGS(because));
    }
    if (rule->best_of) {
        vd_page_add(
            &in->page, "- %s (`%s`), %s ",
            vd_doc_say(in, "La ley más favorable, entera", "The more favourable law, whole"),
            vd_criterion_name(rule->best_of->criterion),
            vd_doc_say(in, "entre las que rigieron desde", "of those in force since"));
        add_code(in, vd_expr_text(rule->best_of->date));
        vd_page_add(&in->page, ":\n");
        add_citations(in, &rule->best_of->cite, "  ");
    }
    add_words(in, &rule->words);
    for (size_t i = 0; i < rule->version_count; i++)
        add_version(in, rule, i);
    add_gaps(in, rule);
    (void)add_notes(in, in->load->rule_nodes[index], 0);
}

static void add_pack(writer *in, uint32_t pack)
{
    const vd_program *program = &in->load->program;
    const vd_norm *chapter = NULL;
    vd_str title = vd_doc_text(in, &program->packs[pack].title);
    bool first = true;

    vd_page_add(&in->page, "%s# %.*s\n\n%s `%.*s`, %s %.*s.\n", in->page.length ? "\n" : "",
                VD_STR_ARGS(title), vd_doc_say(in, "Paquete", "Pack"),
                VD_STR_ARGS(program->packs[pack].id), vd_doc_say(in, "versión", "version"),
                VD_STR_ARGS(program->packs[pack].version));
    for (size_t i = 0; i < program->rule_count; i++) {
        const vd_rule *rule = &program->rules[i];

        if (rule->pack != pack)
            continue;
        if (first || rule->instrument != chapter) {
            vd_str name = rule->instrument
                              ? vd_doc_text(in, &rule->instrument->title)
                              : vd_str_of(vd_doc_say(in, "Otras reglas", "Other rules"));

            vd_page_add(&in->page, "\n## %.*s\n", VD_STR_ARGS(name));
        }
        chapter = rule->instrument;
        first = false;
        vd_doc_rule(in, i);
    }
}

vd_status vd_packs_doc(vd_arena *arena, const char *const *dirs, size_t n, vd_str language,
                       vd_str *ret_page, vd_diagnostics *diags, vd_error *err)
{
    writer in = {.page = {.arena = arena},
                 .language = language,
                 .english = vd_str_eq(language, VD_STR("en"))};
    vd_loader *load = NULL;
    vd_paths folders = {0};
    vd_status status = vd_packs_open(arena, dirs, n, 0, NULL, &load, diags, err);

    if (!status)
        status = vd_pack_folders(arena, dirs[0], diags, &folders);
    if (status)
        return status;
    in.load = load;
    arena->exhausted = false;
    for (uint32_t i = 0; i < load->program.pack_count; i++)
        for (size_t k = 0; k < folders.count; k++)
            if (strcmp(load->folders[i].path, folders.items[k]) == 0)
                add_pack(&in, i);
    if (arena->exhausted)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "The page does not fit into memory.");
    *ret_page = vd_page_done(&in.page);
    return VD_OK;
}
