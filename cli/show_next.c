#include "cli/show_next.h"

#include "cli/show.h"
#include "cli/words.h"
#include "engine/time/iso.h"

#include "valedor/v1/advice.pb-c.h"

#define QUESTIONS_SHOWN 12

static const char *word(const vd_paper *paper, vd_word which)
{
    return vd_word_in(which, paper->english);
}

static vd_str code(const vd_paper *paper, const char *text)
{
    return vd_code_in(paper->arena, text, paper->english);
}

static vd_str titled(const vd_paper *paper, const char *title, const char *rule,
                     const char *instance)
{
    return vd_paper_text(paper, "%s%s%s%s", title[0] ? title : rule, instance[0] ? " [" : "",
                         instance, instance[0] ? "]" : "");
}

static vd_str long_day(const vd_paper *paper, const char *on)
{
    vd_date date;

    return vd_iso_parse_date(vd_str_of(on), &date) ? vd_day_long(paper->arena, date, paper->english)
                                                   : vd_str_of(on);
}

static void add_line(const vd_paper *paper, vd_str *text, vd_str line)
{
    if (line.len)
        *text = text->len
                    ? vd_paper_text(paper, "%.*s\n%.*s", VD_STR_ARGS(*text), VD_STR_ARGS(line))
                    : line;
}

/* The alternatives, where they differ from what stands above them. */
static void add_others(const vd_paper *paper, vd_str *text, const Valedor__V1__Standing *said)
{
    for (size_t i = 0; i < said->n_alternatives; i++) {
        const Valedor__V1__Alternative *other = said->alternatives[i];
        const char *date = "";

        if (other->headline)
            continue;
        if (other->due)
            date = other->due->by_the_hour ? other->due->at : other->due->last_day;
        else if (other->eligible_from)
            date = other->eligible_from->on_record;
        add_line(paper, text,
                 vd_paper_text(paper, "%s: %.*s%s%.*s", other->id,
                               VD_STR_ARGS(code(paper, other->status)), date[0] ? ", " : "",
                               VD_STR_ARGS(vd_moment_short(paper->arena, date, paper->english))));
    }
}

/* One side of a difference: status, date, law, what is asked for. */
static vd_str standing(const vd_paper *paper, const Valedor__V1__Standing *said, bool others)
{
    vd_str text = {"", 0};
    const char *date = "";

    if (!said)
        return VD_STR("–");
    text = code(paper, said->status);
    if (said->due)
        date = said->due->by_the_hour ? said->due->at : said->due->last_day;
    if (date[0])
        add_line(paper, &text,
                 vd_paper_text(paper, "%s %.*s", word(paper, VD_WORD_DUE),
                               VD_STR_ARGS(vd_moment_short(paper->arena, date, paper->english))));
    if (said->eligible_from && said->eligible_from->on_record[0])
        add_line(paper, &text,
                 vd_paper_text(
                     paper, "%s %.*s%s%s", word(paper, VD_WORD_FROM),
                     VD_STR_ARGS(vd_moment_short(paper->arena, said->eligible_from->on_record,
                                                 paper->english)),
                     said->eligible_from->provisional ? ", " : "",
                     said->eligible_from->provisional ? word(paper, VD_WORD_PROVISIONAL) : ""));
    if (said->version[0])
        add_line(paper, &text, vd_paper_text(paper, "(%s)", said->version));
    for (size_t i = 0; i < said->n_missing_facts; i++)
        add_line(paper, &text,
                 vd_paper_text(paper, "%s %s%s%s%s", word(paper, VD_WORD_WAITS_FOR),
                               said->missing_facts[i]->fact,
                               said->missing_facts[i]->instance[0] ? " [" : "",
                               said->missing_facts[i]->instance,
                               said->missing_facts[i]->instance[0] ? "]" : ""));
    if (others)
        add_others(paper, &text, said);
    return text;
}

/* Only the readings differ: they are shown, else they would only be in the way. */
static bool only_alternatives(const Valedor__V1__Difference *said)
{
    return said->n_parts == 1 && strcmp(said->parts[0], "alternatives") == 0;
}

/* Unknown before and after: only what it waits for is another. */
static bool stays_open(const Valedor__V1__Difference *said)
{
    if (!said->before || !said->after || strcmp(said->before->status, "unknown") != 0 ||
        strcmp(said->after->status, "unknown") != 0)
        return false;
    for (size_t i = 0; i < said->n_parts; i++)
        if (strcmp(said->parts[i], "dates") == 0)
            return false;
    return true;
}

static void show_what_if_head(const vd_paper *paper, const Valedor__V1__WhatIfResponse *answer)
{
    vd_paper_line(paper, VD_BOLD,
                  vd_paper_text(paper, "%s: %s", word(paper, VD_WORD_WHAT_IF), answer->case_id));
    vd_paper_line(paper, VD_PLAIN,
                  strcmp(answer->at, answer->then_at) == 0
                      ? long_day(paper, answer->on)
                      : vd_paper_text(paper, "%.*s  →  %.*s",
                                      VD_STR_ARGS(long_day(paper, answer->on)),
                                      VD_STR_ARGS(long_day(paper, answer->then_on))));
    fputc('\n', paper->out);
}

void vd_show_what_if(const vd_paper *paper, const Valedor__V1__WhatIfResponse *answer, bool all)
{
    const vd_column columns[] = {{word(paper, VD_WORD_WHAT), 0},
                                 {word(paper, VD_WORD_BEFORE), 32},
                                 {word(paper, VD_WORD_AFTER), 32}};
    vd_table_row_text *rows =
        VD_NEW_ARRAY(paper->arena, vd_table_row_text, 2 * answer->n_differences);
    size_t folded = 0;
    size_t count = 0;

    show_what_if_head(paper, answer);
    for (size_t i = 0; rows && i < answer->n_differences; i++) {
        const Valedor__V1__Difference *said = answer->differences[i];
        bool others = only_alternatives(said);

        if (!all && stays_open(said)) {
            folded++;
            continue;
        }
        if (count)
            rows[count++].parent = -1;
        rows[count].parent = -1;
        rows[count].cells[0].text = titled(paper, said->title, said->rule, said->instance);
        rows[count].cells[1].text = standing(paper, said->before, others);
        rows[count].cells[2] = (vd_cell_text){standing(paper, said->after, others), VD_BOLD};
        count++;
    }
    if (count)
        vd_paper_table(paper, columns, 3, rows, count, false);
    else
        vd_paper_line(paper, VD_PLAIN, vd_str_of(word(paper, VD_WORD_NO_DIFFERENCE)));
    fputc('\n', paper->out);
    if (folded)
        vd_paper_line(paper, VD_DIM,
                      vd_paper_text(paper, "%zu %s.", folded, word(paper, VD_WORD_STAYS_OPEN)));
    vd_paper_line(paper, VD_DIM,
                  vd_paper_text(paper, "%zu %s, %u %s.", answer->n_differences - folded,
                                word(paper, VD_WORD_DIFFERENT), answer->unchanged,
                                word(paper, VD_WORD_UNCHANGED)));
}

/* "3–5 of 7", "4 of 7". */
static vd_str settles(const vd_paper *paper, const Valedor__V1__OpenQuestion *said)
{
    if (said->settles_least == said->settles_most)
        return vd_paper_text(paper, "%u %s %u", said->settles_most, word(paper, VD_WORD_OF),
                             said->waiting);
    return vd_paper_text(paper, "%u–%u %s %u", said->settles_least, said->settles_most,
                         word(paper, VD_WORD_OF), said->waiting);
}

/* What each answer would settle, where they differ. */
static vd_str by_answer(const vd_paper *paper, const Valedor__V1__OpenQuestion *said)
{
    vd_str text = {"", 0};

    if (said->settles_least == said->settles_most)
        return text;
    /* Of a list only its end can be tried: with the records that are on file. */
    if (strcmp(said->fact->why, "incomplete") == 0 && said->n_answers)
        return vd_paper_text(paper, "%s: %u", word(paper, VD_WORD_NO_MORE_RECORDS),
                             said->answers[0]->settled);
    for (size_t i = 0; i < said->n_answers && i < 6; i++)
        text = vd_paper_text(paper, "%.*s%s%.*s: %u", VD_STR_ARGS(text), i ? ", " : "",
                             VD_STR_ARGS(code(paper, said->answers[i]->value)),
                             said->answers[i]->settled);
    return said->n_answers > 6 ? vd_paper_text(paper, "%.*s, …", VD_STR_ARGS(text)) : text;
}

/* How many, from the first on, belong to the present stage of the proceedings. */
static size_t at_hand(const Valedor__V1__QuestionsResponse *answer)
{
    size_t count = 0;

    while (count < answer->n_questions && !answer->questions[count]->of_another_stage)
        count++;
    return count;
}

void vd_show_next_questions(const vd_paper *paper, const Valedor__V1__QuestionsResponse *answer,
                            bool all)
{
    const vd_column columns[] = {{"#", 4},
                                 {word(paper, VD_WORD_QUESTION), 0},
                                 {word(paper, VD_WORD_SETTLES), 12},
                                 {word(paper, VD_WORD_WHO_KNOWS), 22}};
    size_t near = at_hand(answer);
    size_t shown = all ? answer->n_questions : near < QUESTIONS_SHOWN ? near : QUESTIONS_SHOWN;
    vd_table_row_text *rows = VD_NEW_ARRAY(paper->arena, vd_table_row_text, shown);

    vd_paper_line(paper, VD_BOLD,
                  vd_paper_text(paper, "%s  ·  %s  ·  %.*s", word(paper, VD_WORD_NEXT_QUESTIONS),
                                answer->case_id, VD_STR_ARGS(long_day(paper, answer->on))));
    for (size_t i = 0; rows && i < shown; i++) {
        const Valedor__V1__OpenQuestion *said = answer->questions[i];
        const Valedor__V1__MissingFact *fact = said->fact;
        vd_str id = vd_paper_text(paper, "%s%s%s%s", fact->fact, fact->instance[0] ? " [" : "",
                                  fact->instance, fact->instance[0] ? "]" : "");

        rows[i].parent = -1;
        rows[i].cells[0] = (vd_cell_text){vd_paper_text(paper, "%zu", i + 1), VD_YELLOW};
        rows[i].cells[1].text = vd_str_of(fact->question);
        add_line(paper, &rows[i].cells[1].text, id);
        add_line(paper, &rows[i].cells[1].text, by_answer(paper, said));
        rows[i].cells[2].text = settles(paper, said);
        if (fact->supplier[0])
            rows[i].cells[3].text =
                vd_paper_text(paper, "%.*s, %.*s", VD_STR_ARGS(code(paper, fact->supplier)),
                              VD_STR_ARGS(code(paper, fact->cost)));
    }
    fputc('\n', paper->out);
    if (shown)
        vd_paper_table(paper, columns, 4, rows, shown, false);
    else if (answer->n_questions == 0)
        vd_paper_line(paper, VD_PLAIN, vd_str_of(word(paper, VD_WORD_NOTHING_OPEN)));
    vd_show_more_questions(paper, answer->n_questions - shown,
                           all ? 0 : answer->n_questions - near);
    fputc('\n', paper->out);
    vd_paper_paragraph(paper, 0, "",
                       vd_paper_text(paper, "%u %s", answer->open, word(paper, VD_WORD_ARE_OPEN)));
}

void vd_show_timeline(const vd_paper *paper, const Valedor__V1__TimelineResponse *answer)
{
    const vd_column columns[] = {{word(paper, VD_WORD_FROM), 24},
                                 {word(paper, VD_WORD_UNTIL_DAY), 24},
                                 {word(paper, VD_WORD_STATUS), 0}};
    vd_table_row_text *rows = VD_NEW_ARRAY(paper->arena, vd_table_row_text, answer->n_segments);

    vd_paper_line(paper, VD_BOLD, titled(paper, answer->title, answer->rule, answer->instance));
    vd_paper_line(paper, VD_PLAIN,
                  vd_paper_text(paper, "%s  ·  %s", answer->case_id, answer->rule));
    for (size_t i = 0; rows && i < answer->n_segments; i++) {
        const Valedor__V1__Segment *said = answer->segments[i];

        rows[i].parent = -1;
        rows[i].cells[0].text = vd_moment_short(paper->arena, said->from, paper->english);
        rows[i].cells[1].text = vd_moment_short(paper->arena, said->until, paper->english);
        rows[i].cells[2] = (vd_cell_text){code(paper, said->status), VD_BOLD};
    }
    fputc('\n', paper->out);
    if (rows)
        vd_paper_table(paper, columns, 3, rows, answer->n_segments, false);
    fputc('\n', paper->out);
    vd_paper_paragraph(paper, 0, "", vd_str_of(word(paper, VD_WORD_TIMELINE_ASSUMES)));
}
