/*
 * The tables of an answer. Each determination is one row; its last cell has the title, the law that
 * says so behind a "§", and what must not be overlooked: what is presumed, what is missing. Readings
 * that say otherwise follow, dim.
 */
#include "cli/show.h"

#include <stdlib.h>

#include "cli/words.h"
#include "engine/time/iso.h"

#include "valedor/v1/advice.pb-c.h"

#define QUESTIONS_SHOWN 12
#define NUMBERS_SHOWN 6

/* Rows under construction. */
typedef struct sheet {
    const vd_paper *paper;
    const vd_show_list *list;
    vd_table_row_text *rows;
    size_t count;
    size_t capacity;
    bool presumes; /* some title has the mark of what is presumed */
} sheet;

static vd_table_row_text *add_row(sheet *s)
{
    static vd_table_row_text spill; /* memory is exhausted: the table ends early */

    if (s->count == s->capacity) {
        size_t capacity = s->capacity ? s->capacity * 2 : 64;
        vd_table_row_text *rows = VD_NEW_ARRAY(s->paper->arena, vd_table_row_text, capacity);

        if (!rows) {
            memset(&spill, 0, sizeof(spill));
            return &spill;
        }
        if (s->count)
            memcpy(rows, s->rows, s->count * sizeof(*rows));
        s->rows = rows;
        s->capacity = capacity;
    }
    s->rows[s->count].parent = -1;
    return &s->rows[s->count++];
}

static const char *word(const sheet *s, vd_word which)
{
    return vd_word_in(which, s->paper->english);
}

static vd_str code(const sheet *s, const char *text)
{
    return vd_code_in(s->paper->arena, text, s->paper->english);
}

static vd_str moment(const sheet *s, const char *text)
{
    return vd_moment_short(s->paper->arena, text, s->paper->english);
}

/* One more line of a cell. */
static void add_line(const sheet *s, vd_cell_text *cell, vd_str line)
{
    if (line.len)
        cell->text = cell->text.len ? vd_paper_text(s->paper, "%.*s\n%.*s", VD_STR_ARGS(cell->text),
                                                    VD_STR_ARGS(line))
                                    : line;
}

static void add_law(const sheet *s, vd_cell_text *cell, Valedor__V1__Citation *const *citations,
                    size_t count)
{
    if (count)
        add_line(s, cell,
                 vd_paper_text(s->paper, "§ %.*s",
                               VD_STR_ARGS(vd_show_law(s->paper, citations, count))));
}

/* "Appeal [r1] *": marked where it is taken as not done because nothing on record says so. */
static vd_str titled(sheet *s, const Valedor__V1__Determination *said)
{
    const char *title = said->title[0] ? said->title : said->rule;

    s->presumes = s->presumes || said->n_presumed > 0;
    return vd_paper_text(s->paper, "%s%s%s%s%s", title, said->instance[0] ? " [" : "",
                         said->instance, said->instance[0] ? "]" : "",
                         said->n_presumed ? " *" : "");
}

/* What the mark means, below the table. */
static void show_presumption(const sheet *s)
{
    if (!s->presumes)
        return;
    fputc('\n', s->paper->out);
    vd_paper_line(s->paper, VD_DIM,
                  vd_paper_text(s->paper, "  * %s: %s.", word(s, VD_WORD_TAKEN_AS_NOT_DONE),
                                word(s, VD_WORD_PRESUMES)));
}

static vd_shade shade_of(const char *status)
{
    static const struct {
        const char *status;
        vd_shade shade;
    } shades[] = {
        {"missed", VD_RED}, {"conflict", VD_RED},   {"running", VD_BOLD},
        {"yes", VD_GREEN},  {"unknown", VD_YELLOW}, {"suspended", VD_BOLD},
    };

    for (size_t i = 0; i < sizeof(shades) / sizeof(shades[0]); i++)
        if (strcmp(shades[i].status, status) == 0)
            return shades[i].shade;
    return VD_PLAIN;
}

/* How far the end of a term is from the answer's instant. */
static vd_str time_left(const sheet *s, const Valedor__V1__Due *due)
{
    vd_clock now;
    vd_clock end;
    vd_date last;

    if (!vd_iso_parse_date_time(vd_str_of(s->list->at), true, &now))
        return VD_STR("");
    if (due->by_the_hour && vd_iso_parse_date_time(vd_str_of(due->at), true, &end))
        return vd_time_left(s->paper->arena, vd_clock_instant(&end) - vd_clock_instant(&now),
                            s->paper->english);
    if (vd_iso_parse_date(vd_str_of(due->last_day), &last))
        return vd_days_left(s->paper->arena, last - now.date, s->paper->english);
    return VD_STR("");
}

static vd_str due_date(const sheet *s, const Valedor__V1__Due *due)
{
    return moment(s, due->by_the_hour ? due->at : due->last_day);
}

static vd_str due_text(const sheet *s, const Valedor__V1__Due *due, bool with_time_left)
{
    vd_str date;

    if (!due)
        return VD_STR("–");
    date = due_date(s, due);
    if (!with_time_left)
        return date;
    return vd_paper_text(s->paper, "%.*s\n%.*s", VD_STR_ARGS(time_left(s, due)), VD_STR_ARGS(date));
}

static bool same_due(const Valedor__V1__Due *a, const Valedor__V1__Due *b)
{
    return (!a && !b) || (a && b && strcmp(a->at, b->at) == 0);
}

static bool same_eligible(const Valedor__V1__EligibleFrom *a, const Valedor__V1__EligibleFrom *b)
{
    return (!a && !b) || (a && b && strcmp(a->on_record, b->on_record) == 0);
}

static bool says_the_same(const Valedor__V1__Alternative *other,
                          const Valedor__V1__Determination *said)
{
    return strcmp(other->status, said->status) == 0 && same_due(other->due, said->due) &&
           same_eligible(other->eligible_from, said->eligible_from);
}

static bool alternatives_differ(const Valedor__V1__Determination *said)
{
    for (size_t i = 0; i < said->n_alternatives; i++)
        if (!says_the_same(said->alternatives[i], said))
            return true;
    return false;
}

/* "reading B: counts from the next business day; the safe one". Whose reading it is stands in the
 * full answer. */
static vd_str alternative_text(const sheet *s, const Valedor__V1__Alternative *other)
{
    vd_word kind = strcmp(other->kind, "version") == 0    ? VD_WORD_VERSION
                   : strcmp(other->kind, "disputed") == 0 ? VD_WORD_DISPUTED
                                                          : VD_WORD_READING;
    vd_str text = vd_paper_text(s->paper, "%s %s", word(s, kind), other->id);

    if (other->title[0])
        text = vd_paper_text(s->paper, "%.*s: %s", VD_STR_ARGS(text), other->title);
    if (other->strict)
        text = vd_paper_text(s->paper, "%.*s; %s", VD_STR_ARGS(text), word(s, VD_WORD_STRICT));
    return text;
}

/* The reading on which it is safe to act, where the headline says another date; NULL: none. */
static const Valedor__V1__Alternative *safe_reading(const Valedor__V1__Determination *said)
{
    for (size_t i = 0; i < said->n_alternatives; i++) {
        const Valedor__V1__Alternative *other = said->alternatives[i];

        if (other->strict && !other->headline &&
            (!same_due(other->due, said->due) ||
             !same_eligible(other->eligible_from, said->eligible_from)))
            return other;
    }
    return NULL;
}

/* The safe date stands beside the headline's: who reads no further must not miss it. */
static void add_safe_date(const sheet *s, vd_cell_text *cell,
                          const Valedor__V1__Determination *said)
{
    const Valedor__V1__Alternative *safe = safe_reading(said);
    vd_str date = VD_STR("–");

    if (!safe)
        return;
    if (safe->due)
        date = due_date(s, safe->due);
    else if (safe->eligible_from && safe->eligible_from->on_record[0])
        date = moment(s, safe->eligible_from->on_record);
    add_line(s, cell,
             vd_paper_text(s->paper, "%s: %.*s", word(s, VD_WORD_SAFE_DATE), VD_STR_ARGS(date)));
}

/* An act that was in time in one reading and late in another is neither "met" nor "missed". */
static vd_str status_text(const sheet *s, const Valedor__V1__Determination *said)
{
    const char *opposite = strcmp(said->status, "missed") == 0 ? "met"
                           : strcmp(said->status, "met") == 0  ? "missed"
                                                               : NULL;

    for (size_t i = 0; opposite && i < said->n_alternatives; i++)
        if (strcmp(said->alternatives[i]->status, opposite) == 0)
            return vd_paper_text(s->paper, "%.*s?\n%s %.*s", VD_STR_ARGS(code(s, said->status)),
                                 word(s, VD_WORD_OTHER_READING), VD_STR_ARGS(code(s, opposite)));
    return code(s, said->status);
}

/* Those that come to what stands above are named in one line; the one to act on never is. */
static void add_alternatives(sheet *s, const Valedor__V1__Determination *said)
{
    vd_str same = {"", 0};

    if (!alternatives_differ(said))
        return;
    for (size_t i = 0; i < said->n_alternatives; i++) {
        const Valedor__V1__Alternative *other = said->alternatives[i];
        vd_table_row_text *row;
        vd_str date = VD_STR("–");

        if (says_the_same(other, said) && !other->strict && !other->headline) {
            same = vd_paper_text(s->paper, "%.*s%s%s", VD_STR_ARGS(same), same.len ? ", " : "",
                                 other->id);
            continue;
        }
        row = add_row(s);
        if (other->due)
            date = due_date(s, other->due);
        else if (other->eligible_from && other->eligible_from->on_record[0])
            date = moment(s, other->eligible_from->on_record);
        row->cells[0] = (vd_cell_text){date, VD_DIM};
        row->cells[1] = (vd_cell_text){code(s, other->status), VD_DIM};
        row->cells[2] = (vd_cell_text){alternative_text(s, other), VD_DIM};
    }
    if (same.len)
        add_row(s)->cells[2] = (vd_cell_text){
            vd_paper_text(s->paper, "%s: %.*s", word(s, VD_WORD_THE_SAME), VD_STR_ARGS(same)),
            VD_DIM};
}

/* "waits for #1, #4": the numbers of the questions below. */
static vd_str waits_for(const sheet *s, const Valedor__V1__Determination *said)
{
    vd_str text = VD_STR("");
    size_t shown = 0;

    for (size_t q = 0; q < s->list->questions->count; q++) {
        const vd_open_question *question = &s->list->questions->items[q];
        bool waits = false;

        for (size_t i = 0; i < said->n_missing_facts; i++)
            waits = waits || (strcmp(said->missing_facts[i]->fact, question->fact) == 0 &&
                              strcmp(said->missing_facts[i]->instance, question->instance) == 0);
        if (!waits || ++shown > NUMBERS_SHOWN)
            continue;
        text =
            vd_paper_text(s->paper, "%.*s%s#%zu", VD_STR_ARGS(text), shown > 1 ? ", " : "", q + 1);
    }
    if (shown > NUMBERS_SHOWN)
        text = vd_paper_text(s->paper, "%.*s +%zu", VD_STR_ARGS(text), shown - NUMBERS_SHOWN);
    return shown ? vd_paper_text(s->paper, "%s %.*s", word(s, VD_WORD_WAITS_FOR), VD_STR_ARGS(text))
                 : text;
}

static void add_remarks(const sheet *s, vd_cell_text *cell, const Valedor__V1__Determination *said)
{
    add_line(s, cell, vd_str_of(said->reason));
    add_line(s, cell, waits_for(s, said));
}

/* What follows from a benefit that is open, and what to be told first: routes differ in it. */
static void add_outlook(const sheet *s, vd_cell_text *cell, const Valedor__V1__Determination *said)
{
    if (strcmp(said->status, "yes") != 0)
        return;
    for (size_t i = 0; i < said->n_effects; i++)
        add_line(s, cell, vd_paper_text(s->paper, "→ %s", said->effects[i]));
    for (size_t i = 0; i < said->n_risks; i++)
        add_line(s, cell, vd_paper_text(s->paper, "! %s", said->risks[i]));
}

/* Rows of several lines need air between them. */
static void add_air(sheet *s, size_t i)
{
    if (i + 1 < s->list->count)
        (void)add_row(s);
}

void vd_show_deadlines(const vd_paper *paper, const vd_show_list *list)
{
    sheet s = {.paper = paper, .list = list};
    const vd_column columns[] = {
        {word(&s, VD_WORD_DUE), 21}, {word(&s, VD_WORD_STATUS), 11}, {word(&s, VD_WORD_TERM), 0}};

    for (size_t i = 0; i < list->count; i++) {
        const Valedor__V1__Determination *said = list->items[i];
        bool open = strcmp(said->status, "met") != 0 && strcmp(said->status, "ended") != 0;
        vd_table_row_text *row = add_row(&s);
        vd_shade shade = shade_of(said->status);

        row->cells[0] = (vd_cell_text){due_text(&s, said->due, open), shade};
        add_safe_date(&s, &row->cells[0], said);
        row->cells[1] = (vd_cell_text){status_text(&s, said), shade};
        row->cells[2] = (vd_cell_text){titled(&s, said), VD_PLAIN};
        add_law(&s, &row->cells[2], said->citations, said->n_citations);
        add_remarks(&s, &row->cells[2], said);
        add_alternatives(&s, said);
        add_air(&s, i);
    }
    vd_paper_table(paper, columns, 3, s.rows, s.count, false);
    show_presumption(&s);
}

/* When the law's requirements are met: the day, and how far it is. */
static vd_str eligible_text(const sheet *s, const Valedor__V1__EligibleFrom *from)
{
    vd_date date;
    vd_date today;
    vd_str how_far;

    if (!from || !from->on_record[0])
        return VD_STR("–");
    if (from->provisional)
        how_far = vd_str_of(word(s, VD_WORD_PROVISIONAL));
    else if (!vd_iso_parse_date(vd_str_of(from->on_record), &date) ||
             !vd_iso_parse_date(vd_str_of(s->list->on), &today))
        return moment(s, from->on_record);
    else if (date > today)
        how_far = vd_days_left(s->paper->arena, date - today, s->paper->english);
    else
        how_far = vd_str_of(word(s, VD_WORD_NOW));
    return vd_paper_text(s->paper, "%.*s\n%.*s", VD_STR_ARGS(moment(s, from->on_record)),
                         VD_STR_ARGS(how_far));
}

static void add_eligible(const sheet *s, vd_cell_text *cell, const Valedor__V1__EligibleFrom *from)
{
    if (!from)
        return;
    if (from->if_continues[0])
        add_line(s, cell,
                 vd_paper_text(s->paper, "%.*s %s", VD_STR_ARGS(moment(s, from->if_continues)),
                               word(s, VD_WORD_IF_CONTINUES)));
    if (from->until[0])
        add_line(s, cell,
                 vd_paper_text(s->paper, "%s %.*s", word(s, VD_WORD_UNTIL),
                               VD_STR_ARGS(moment(s, from->until))));
}

void vd_show_benefits(const vd_paper *paper, const vd_show_list *list)
{
    sheet s = {.paper = paper, .list = list};
    const vd_column columns[] = {{word(&s, VD_WORD_ELIGIBLE_FROM), 27},
                                 {word(&s, VD_WORD_STATUS), 11},
                                 {word(&s, VD_WORD_BENEFIT), 0}};

    for (size_t i = 0; i < list->count; i++) {
        const Valedor__V1__Determination *said = list->items[i];
        vd_table_row_text *row = add_row(&s);
        vd_shade shade = shade_of(said->status);

        row->cells[0] = (vd_cell_text){eligible_text(&s, said->eligible_from), shade};
        add_safe_date(&s, &row->cells[0], said);
        row->cells[1] = (vd_cell_text){code(&s, said->status), shade};
        row->cells[2] = (vd_cell_text){titled(&s, said), VD_PLAIN};
        add_law(&s, &row->cells[2], said->citations, said->n_citations);
        add_eligible(&s, &row->cells[2], said->eligible_from);
        add_remarks(&s, &row->cells[2], said);
        add_outlook(&s, &row->cells[2], said);
        add_alternatives(&s, said);
        add_air(&s, i);
    }
    vd_paper_table(paper, columns, 3, s.rows, s.count, false);
    show_presumption(&s);
    fputc('\n', paper->out);
    vd_paper_paragraph(paper, 2, "", vd_str_of(word(&s, VD_WORD_ELIGIBLE_NOTE)));
}

void vd_show_guidelines(const vd_paper *paper, const vd_show_list *list)
{
    sheet s = {.paper = paper, .list = list};
    const vd_column columns[] = {
        {word(&s, VD_WORD_WHEN), 21}, {word(&s, VD_WORD_WHO), 16}, {word(&s, VD_WORD_WHAT), 0}};

    for (size_t i = 0; i < list->count; i++) {
        const Valedor__V1__Determination *said = list->items[i];
        vd_table_row_text *row = add_row(&s);
        bool sure = strcmp(said->status, "yes") == 0;
        vd_shade shade = sure && strcmp(said->urgency, "immediate") == 0 ? VD_BOLD
                         : sure                                          ? VD_PLAIN
                                                                         : shade_of(said->status);

        row->cells[0] = (vd_cell_text){said->due ? due_text(&s, said->due, true)
                                       : sure    ? code(&s, said->urgency)
                                                 : code(&s, said->status),
                                       shade};
        row->cells[1] =
            (vd_cell_text){vd_paper_text(paper, "%.*s %.*s", VD_STR_ARGS(code(&s, said->actor)),
                                         VD_STR_ARGS(code(&s, said->obligation))),
                           VD_PLAIN};
        row->cells[2] = (vd_cell_text){titled(&s, said), VD_PLAIN};
        if (sure && strcmp(said->text, said->title) != 0)
            add_line(&s, &row->cells[2], vd_str_of(said->text));
        if (strcmp(said->basis, "default") == 0)
            add_line(&s, &row->cells[2], vd_str_of(word(&s, VD_WORD_DEFAULT_BASIS)));
        else
            add_law(&s, &row->cells[2], said->citations, said->n_citations);
        add_remarks(&s, &row->cells[2], said);
        add_alternatives(&s, said);
        add_air(&s, i);
    }
    vd_paper_table(paper, columns, 3, s.rows, s.count, false);
    show_presumption(&s);
}

void vd_show_questions(const vd_paper *paper, const vd_open_questions *questions, bool all)
{
    vd_show_list none = {0};
    sheet s = {.paper = paper, .list = &none};
    const vd_column columns[] = {{"#", 4},
                                 {word(&s, VD_WORD_QUESTION), 0},
                                 {word(&s, VD_WORD_WHO_KNOWS), 24},
                                 {word(&s, VD_WORD_HOLDS_UP), 8}};
    size_t near = vd_show_questions_at_hand(questions);
    size_t shown = all ? questions->count : near < QUESTIONS_SHOWN ? near : QUESTIONS_SHOWN;

    for (size_t i = 0; i < shown; i++) {
        const vd_open_question *question = &questions->items[i];
        vd_table_row_text *row = add_row(&s);
        vd_str id = question->instance[0]
                        ? vd_paper_text(paper, "%s [%s]", question->fact, question->instance)
                        : vd_str_of(question->fact);

        row->cells[0] = (vd_cell_text){vd_paper_text(paper, "#%zu", i + 1), VD_YELLOW};
        row->cells[1] =
            (vd_cell_text){question->question[0] ? vd_str_of(question->question) : id, VD_PLAIN};
        if (question->supplier[0])
            row->cells[2] = (vd_cell_text){vd_paper_text(paper, "%.*s, %.*s",
                                                         VD_STR_ARGS(code(&s, question->supplier)),
                                                         VD_STR_ARGS(code(&s, question->cost))),
                                           VD_PLAIN};
        row->cells[3] = (vd_cell_text){vd_paper_text(paper, "%zu", question->holds_up), VD_PLAIN};
        if (question->question[0])
            add_line(&s, &row->cells[1], id);
    }
    vd_paper_heading(paper, word(&s, VD_WORD_QUESTIONS));
    if (shown)
        vd_paper_table(paper, columns, 4, s.rows, s.count, false);
    vd_show_more_questions(paper, questions->count - shown, all ? 0 : questions->count - near);
}
