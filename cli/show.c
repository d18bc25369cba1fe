#include "cli/show.h"

#include <inttypes.h>
#include <stdlib.h>

#include "cli/words.h"
#include "engine/time/date.h"
#include "engine/time/iso.h"

#include "valedor/v1/advice.pb-c.h"

static const struct {
    const char *kind;
    vd_word heading;
    void (*show)(const vd_paper *paper, const vd_show_list *list);
    const char *hidden[8]; /* statuses that only --all shows; ends with NULL */
} sections[] = {
    [VD_DEADLINE] = {"deadline",
                     VD_WORD_DEADLINES,
                     vd_show_deadlines,
                     {"unknown", "not_started", "met", "ended", "not_automated", "not_applicable"}},
    [VD_BENEFIT] = {"benefit", VD_WORD_BENEFITS, vd_show_benefits, {"unknown", "not_applicable"}},
    [VD_GUIDELINE] = {"guideline",
                      VD_WORD_GUIDELINES,
                      vd_show_guidelines,
                      {"unknown", "no", "not_automated", "not_applicable"}},
};

#define FEW_MISSING 3

#define KINDS (sizeof(sections) / sizeof(sections[0]))

/* Statuses in the order of their weight, where nothing else decides. */
static const char *const weights[] = {
    "missed",          "running",     "suspended",   "yes",   "conflict",
    "unknown",         "ask_defence", "undecidable", "no",    "not_automated",
    "out_of_coverage", "not_started", "met",         "ended", "not_applicable",
};
static const char *const urgencies[] = {"immediate", "days", "routine"};

static size_t place_of(const char *const *words, size_t count, const char *word)
{
    size_t i = 0;

    while (i < count && strcmp(words[i], word) != 0)
        i++;
    return i;
}

#define PLACE_OF(words, word) place_of((words), sizeof(words) / sizeof((words)[0]), (word))

static bool is_alive(const Valedor__V1__Determination *said)
{
    return said->due &&
           (strcmp(said->status, "running") == 0 || strcmp(said->status, "suspended") == 0 ||
            strcmp(said->status, "missed") == 0 || strcmp(said->status, "unknown") == 0 ||
            strcmp(said->status, "yes") == 0);
}

/* Instants of one zone, as text: their order is that of the moments but where clocks change. */
static int by_due(const Valedor__V1__Determination *a, const Valedor__V1__Determination *b)
{
    return strcmp(a->due->at, b->due->at);
}

static int by_eligible(const Valedor__V1__Determination *a, const Valedor__V1__Determination *b)
{
    const char *left = a->eligible_from ? a->eligible_from->on_record : "";
    const char *right = b->eligible_from ? b->eligible_from->on_record : "";

    if (!left[0] || !right[0])
        return (left[0] == '\0') - (right[0] == '\0');
    return strcmp(left, right);
}

static int by_urgency(const void *left, const void *right)
{
    const Valedor__V1__Determination *a = *(const Valedor__V1__Determination *const *)left;
    const Valedor__V1__Determination *b = *(const Valedor__V1__Determination *const *)right;
    size_t weight_a = PLACE_OF(weights, a->status);
    size_t weight_b = PLACE_OF(weights, b->status);
    int order = 0;

    if (strcmp(a->kind, "deadline") == 0) {
        if (is_alive(a) && is_alive(b))
            order = by_due(a, b);
        else if (is_alive(a) != is_alive(b))
            return is_alive(b) - is_alive(a);
    }
    if (!order && weight_a != weight_b)
        return weight_a < weight_b ? -1 : 1;
    if (!order && strcmp(a->kind, "benefit") == 0)
        order = by_eligible(a, b);
    if (!order && strcmp(a->kind, "guideline") == 0)
        order = (int)PLACE_OF(urgencies, a->urgency) - (int)PLACE_OF(urgencies, b->urgency);
    if (!order)
        order = strcmp(a->rule, b->rule);
    return order ? order : strcmp(a->instance, b->instance);
}

/* Nothing can be said of it yet but what it waits for, which the questions tell. A benefit of which
 * little is missing, and something is known, is worth a line. */
static bool is_quite_open(vd_rule_kind kind, const Valedor__V1__Determination *said)
{
    if (said->due || (said->eligible_from && said->eligible_from->on_record[0]))
        return false;
    return kind != VD_BENEFIT || !said->reason[0] || said->n_missing_facts > FEW_MISSING;
}

/* What only --all shows. */
static bool is_hidden(vd_rule_kind kind, const Valedor__V1__Determination *said)
{
    for (size_t i = 0; sections[kind].hidden[i]; i++)
        if (strcmp(sections[kind].hidden[i], said->status) == 0)
            return strcmp(said->status, "unknown") != 0 || is_quite_open(kind, said);
    return false;
}

/* "Código Penal, art. 30"; what is no number stands as it is: "Reglas de Bangkok, regla 63". */
static vd_str with_article(const vd_paper *paper, vd_str title,
                           const Valedor__V1__Citation *citation)
{
    bool number = citation->article[0] >= '0' && citation->article[0] <= '9';
    vd_str article = vd_article_in_words(paper->arena, vd_str_of(citation->article));

    if (!citation->article[0])
        return title;
    return vd_paper_text(paper, "%.*s, %s%s%.*s", VD_STR_ARGS(title),
                         number ? vd_word_in(VD_WORD_ARTICLE, paper->english) : "",
                         number ? " " : "", VD_STR_ARGS(article));
}

vd_str vd_show_citation(const vd_paper *paper, const Valedor__V1__Citation *citation)
{
    return with_article(paper,
                        vd_str_of(citation->norm_title[0] ? citation->norm_title : citation->norm),
                        citation);
}

/* "Código Procesal Penal", without what stands in brackets behind it. */
static vd_str brief_title(const Valedor__V1__Citation *citation)
{
    vd_str title = vd_str_of(citation->norm_title[0] ? citation->norm_title : citation->norm);
    const char *bracket = strstr(title.ptr, " (");

    if (bracket && bracket > title.ptr)
        title.len = (size_t)(bracket - title.ptr);
    return title;
}

vd_str vd_show_law(const vd_paper *paper, Valedor__V1__Citation *const *citations, size_t count)
{
    vd_str first;
    vd_str doubt = {"", 0};

    if (count == 0)
        return VD_STR("");
    first = with_article(paper, brief_title(citations[0]), citations[0]);
    if (strcmp(citations[0]->confidence, "high") != 0 && citations[0]->confidence[0])
        doubt = vd_paper_text(
            paper, " (%s %.*s)", vd_word_in(VD_WORD_CONFIDENCE, paper->english),
            VD_STR_ARGS(vd_code_in(paper->arena, citations[0]->confidence, paper->english)));
    if (count == 1)
        return vd_paper_text(paper, "%.*s%.*s", VD_STR_ARGS(first), VD_STR_ARGS(doubt));
    return vd_paper_text(paper, "%.*s%.*s +%zu", VD_STR_ARGS(first), VD_STR_ARGS(doubt), count - 1);
}

static vd_open_question *find_question(vd_open_questions *questions,
                                       const Valedor__V1__MissingFact *fact)
{
    for (size_t i = 0; i < questions->count; i++)
        if (strcmp(questions->items[i].fact, fact->fact) == 0 &&
            strcmp(questions->items[i].instance, fact->instance) == 0)
            return &questions->items[i];
    return NULL;
}

static int by_weight(const void *left, const void *right)
{
    const vd_open_question *a = left;
    const vd_open_question *b = right;
    int order;

    if (a->now != b->now)
        return a->now > b->now ? -1 : 1;
    if (a->holds_up != b->holds_up)
        return a->holds_up > b->holds_up ? -1 : 1;
    order = strcmp(a->fact, b->fact);
    return order ? order : strcmp(a->instance, b->instance);
}

vd_open_questions vd_show_collect_questions(const vd_paper *paper,
                                            const Valedor__V1__AssessResponse *answer)
{
    vd_open_questions questions = {0};
    size_t most = 0;

    for (size_t i = 0; i < answer->n_determinations; i++)
        most += answer->determinations[i]->n_missing_facts;
    questions.items = VD_NEW_ARRAY(paper->arena, vd_open_question, most);
    for (size_t i = 0; questions.items && i < answer->n_determinations; i++) {
        const Valedor__V1__Determination *said = answer->determinations[i];

        for (size_t m = 0; m < said->n_missing_facts; m++) {
            const Valedor__V1__MissingFact *fact = said->missing_facts[m];
            vd_open_question *open = find_question(&questions, fact);

            /* What cannot be known, or is withheld, is not asked. */
            if (strcmp(fact->why, "unknowable") == 0 || strcmp(fact->why, "withheld") == 0)
                continue;
            if (!open) {
                open = &questions.items[questions.count++];
                *open = (vd_open_question){fact->fact,
                                           fact->instance,
                                           fact->question,
                                           fact->supplier,
                                           fact->cost,
                                           fact->why,
                                           0,
                                           0};
            }
            open->holds_up++;
            open->now += !said->of_another_stage;
        }
    }
    if (questions.count > 1)
        qsort(questions.items, questions.count, sizeof(*questions.items), by_weight);
    return questions;
}

size_t vd_show_questions_at_hand(const vd_open_questions *questions)
{
    size_t count = 0;

    while (count < questions->count && questions->items[count].now > 0)
        count++;
    return count;
}

void vd_show_more_questions(const vd_paper *paper, size_t more, size_t of_other_stages)
{
    vd_str others = {"", 0};

    if (more == 0)
        return;
    if (of_other_stages)
        others = vd_paper_text(paper, ", %zu %s", of_other_stages,
                               vd_word_in(VD_WORD_OF_OTHER_STAGES, paper->english));
    vd_paper_line(paper, VD_DIM,
                  vd_paper_text(paper, "  %zu %s%.*s", more,
                                vd_word_in(VD_WORD_MORE_QUESTIONS, paper->english),
                                VD_STR_ARGS(others)));
}

static void show_head(const vd_paper *paper, const Valedor__V1__AssessResponse *answer,
                      const vd_show_options *options)
{
    vd_str when = vd_str_of(answer->on);
    vd_clock clock;
    vd_str packs = VD_STR("");

    if (vd_iso_parse_date_time(vd_str_of(answer->at), true, &clock)) {
        when = vd_day_long(paper->arena, clock.date, paper->english);
        if (clock.nanos)
            when = vd_paper_text(paper, "%.*s, %02d:%02d", VD_STR_ARGS(when),
                                 (int)(clock.nanos / VD_NANOS_PER_SECOND / 3600),
                                 (int)(clock.nanos / VD_NANOS_PER_SECOND / 60 % 60));
    }
    for (size_t i = 0; i < answer->n_packs; i++)
        packs = vd_paper_text(paper, "%.*s%s%s %s", VD_STR_ARGS(packs), i ? ", " : "",
                              answer->packs[i]->id, answer->packs[i]->version);
    if (options->title.len)
        vd_paper_line(paper, VD_BOLD, options->title);
    vd_paper_parts(
        paper,
        (const vd_str[]){vd_str_of(answer->case_id), when,
                         vd_paper_text(paper, "%s %.*s", vd_word_in(VD_WORD_PACKS, paper->english),
                                       VD_STR_ARGS(packs))},
        3);
}

static vd_str fact_name(const vd_paper *paper, const Valedor__V1__FactName *name)
{
    return name->instance[0] ? vd_paper_text(paper, "%s [%s]", name->fact, name->instance)
                             : vd_str_of(name->fact);
}

/* Before all else: what follows from wrong facts is wrong. */
static void show_contradictions(const vd_paper *paper, const Valedor__V1__AssessResponse *answer)
{
    if (answer->n_contradictions == 0)
        return;
    fputc('\n', paper->out);
    vd_paper_line(paper, VD_RED, vd_str_of(vd_word_in(VD_WORD_CONTRADICTIONS, paper->english)));
    for (size_t i = 0; i < answer->n_contradictions; i++) {
        const Valedor__V1__Contradiction *said = answer->contradictions[i];
        vd_str facts = VD_STR("");

        for (size_t k = 0; k < said->n_facts; k++)
            facts = vd_paper_text(paper, "%.*s%s%.*s", VD_STR_ARGS(facts), k ? ", " : "",
                                  VD_STR_ARGS(fact_name(paper, said->facts[k])));
        vd_paper_paragraph(paper, 2, "!", vd_str_of(said->text));
        vd_paper_line(paper, VD_DIM, vd_paper_text(paper, "    %.*s", VD_STR_ARGS(facts)));
    }
}

static void show_next_change(const vd_paper *paper, const Valedor__V1__AssessResponse *answer)
{
    const char *first = NULL;
    bool open = false;
    vd_clock clock;
    vd_str when;

    for (size_t i = 0; i < answer->n_determinations; i++) {
        const char *until = answer->determinations[i]->valid_until;

        if (until[0] && (!first || strcmp(until, first) < 0))
            first = until;
        open = open || answer->determinations[i]->n_missing_facts > 0 ||
               strcmp(answer->determinations[i]->status, "unknown") == 0;
    }
    fputc('\n', paper->out);
    if (!first) {
        vd_paper_line(
            paper, VD_DIM,
            vd_str_of(vd_word_in(open ? VD_WORD_MAY_CHANGE : VD_WORD_NO_CHANGE, paper->english)));
        return;
    }
    when = vd_moment_short(paper->arena, first, paper->english);
    if (vd_iso_parse_date_time(vd_str_of(first), true, &clock) && clock.nanos == 0)
        when = vd_day_short(paper->arena, clock.date, paper->english);
    vd_paper_line(paper, VD_DIM,
                  vd_paper_text(paper, "%s %.*s%s", vd_word_in(VD_WORD_HOLDS_UNTIL, paper->english),
                                VD_STR_ARGS(when),
                                vd_word_in(VD_WORD_IF_NOTHING_ADDED, paper->english)));
}

/* "Also: 3 not started, 2 met (--all)". */
static void show_left_out(const vd_paper *paper, vd_rule_kind kind,
                          const Valedor__V1__AssessResponse *answer, bool none_shown)
{
    vd_str text = VD_STR("");

    for (size_t s = 0; sections[kind].hidden[s]; s++) {
        size_t count = 0;

        /* Where none is shown, they were told just before. */
        if (none_shown && strcmp(sections[kind].hidden[s], "unknown") == 0)
            continue;
        for (size_t i = 0; i < answer->n_determinations; i++)
            count += strcmp(answer->determinations[i]->kind, sections[kind].kind) == 0 &&
                     strcmp(answer->determinations[i]->status, sections[kind].hidden[s]) == 0 &&
                     is_hidden(kind, answer->determinations[i]);
        if (count)
            text = vd_paper_text(
                paper, "%.*s%s%zu %.*s", VD_STR_ARGS(text), text.len ? ", " : "", count,
                VD_STR_ARGS(vd_code_in(paper->arena, sections[kind].hidden[s], paper->english)));
    }
    if (text.len)
        fputc('\n', paper->out);
    if (text.len)
        vd_paper_line(paper, VD_DIM,
                      vd_paper_text(paper, "  %s: %.*s (--all)",
                                    vd_word_in(VD_WORD_LEFT_OUT, paper->english),
                                    VD_STR_ARGS(text)));
}

/* Nothing is shown: because there is nothing, or because nothing can be said yet. */
static void show_none(const vd_paper *paper, vd_rule_kind kind,
                      const Valedor__V1__AssessResponse *answer)
{
    vd_str text = vd_paper_text(paper, "  %s", vd_word_in(VD_WORD_NOTHING, paper->english));
    size_t open = 0;

    for (size_t i = 0; i < answer->n_determinations; i++)
        open += strcmp(answer->determinations[i]->kind, sections[kind].kind) == 0 &&
                strcmp(answer->determinations[i]->status, "unknown") == 0;
    if (open)
        text = vd_paper_text(paper, "  %s %zu %s", vd_word_in(VD_WORD_NONE_YET, paper->english),
                             open, vd_word_in(VD_WORD_SEE_QUESTIONS, paper->english));
    vd_paper_line(paper, VD_DIM, text);
}

static void show_section(const vd_paper *paper, vd_rule_kind kind,
                         const Valedor__V1__AssessResponse *answer, const vd_show_options *options,
                         vd_show_list *list)
{
    list->count = 0;
    for (size_t i = 0; i < answer->n_determinations; i++) {
        const Valedor__V1__Determination *said = answer->determinations[i];

        if (strcmp(said->kind, sections[kind].kind) == 0 &&
            (options->all || options->one_rule || options->detail || !is_hidden(kind, said)))
            list->items[list->count++] = said;
    }
    if (list->count > 1)
        qsort(list->items, list->count, sizeof(*list->items), by_urgency);
    if (options->detail) {
        for (size_t i = 0; i < list->count; i++)
            vd_show_detail(paper, list->items[i], list);
        return;
    }
    /* The rule asked for is of another kind. */
    if (options->one_rule && list->count == 0 && answer->n_determinations)
        return;
    vd_paper_heading(paper, vd_word_in(sections[kind].heading, paper->english));
    if (list->count)
        sections[kind].show(paper, list);
    else
        show_none(paper, kind, answer);
    if (!options->all && !options->one_rule)
        show_left_out(paper, kind, answer, list->count == 0);
}

void vd_show_answer(const vd_paper *paper, const Valedor__V1__AssessResponse *answer,
                    const vd_show_options *options)
{
    unsigned kinds = options->kinds ? options->kinds : ~0U;
    vd_open_questions questions = vd_show_collect_questions(paper, answer);
    vd_show_list list = {
        .at = answer->at, .on = answer->on, .questions = &questions, .view = options->view};

    list.items =
        VD_NEW_ARRAY(paper->arena, const Valedor__V1__Determination *, answer->n_determinations);
    if (!list.items)
        return;
    show_head(paper, answer, options);
    show_contradictions(paper, answer);
    for (unsigned kind = 0; kind < KINDS; kind++)
        if (kinds & (1U << kind))
            show_section(paper, (vd_rule_kind)kind, answer, options, &list);
    if (questions.count && !options->detail)
        vd_show_questions(paper, &questions, options->all);
    show_next_change(paper, answer);
}
