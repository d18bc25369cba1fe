/*
 * Composing the sheet: each topic of the pack's sheet is weighed by the determinations of its rules.
 * A last day that is over is never among what can still be done: it goes to a list of its own, and
 * so does what nobody knows to be done in time.
 */
#include "cli/sheet.h"

#include <stdlib.h>

#include "engine/time/date.h"
#include "engine/time/iso.h"

#include "valedor/v1/advice.pb-c.h"

typedef struct composer {
    vd_arena *arena;
    const vd_program *program;
    const Valedor__V1__AssessResponse *answer;
    vd_instant at;
    vd_sheet_page *page;
} composer;

/* Whether a text is there in a language; `certified` only ever falls. */
static bool written_in(const vd_text *text, vd_str language, bool *certified)
{
    for (size_t i = 0; i < text->count; i++)
        if (vd_str_eq(text->translations[i].language, language)) {
            *certified = *certified && text->translations[i].certified;
            return true;
        }
    return false;
}

static bool speaks_of(const vd_program *program, const vd_sheet *sheet, const char *rule)
{
    for (size_t i = 0; i < sheet->topic_count; i++)
        for (size_t k = 0; k < sheet->topics[i].rule_count; k++)
            if (vd_str_eq(program->rules[sheet->topics[i].rules[k]].id, vd_str_of(rule)))
                return true;
    return false;
}

/* The sheet of the law that answers. */
static const vd_sheet *find_sheet(const vd_program *program,
                                  const Valedor__V1__AssessResponse *answer)
{
    for (size_t i = 0; i < program->sheet_count; i++)
        for (size_t k = 0; k < answer->n_determinations; k++)
            if (speaks_of(program, &program->sheets[i], answer->determinations[k]->rule))
                return &program->sheets[i];
    return NULL;
}

static bool is_one_of(const char *word, const char *const *words)
{
    for (; *words; words++)
        if (strcmp(word, *words) == 0)
            return true;
    return false;
}

static bool is_open(const Valedor__V1__Determination *said)
{
    static const char *const open[] = {"yes", "running", "suspended", NULL};

    return is_one_of(said->status, open);
}

static bool is_over(const Valedor__V1__Determination *said)
{
    static const char *const over[] = {"no", "not_applicable", "not_started", "met", "ended", NULL};

    return is_one_of(said->status, over);
}

/* The day from which it is open for sure; empty: there is none. */
static const char *open_day(const Valedor__V1__EligibleFrom *from)
{
    return from && !from->provisional ? from->on_record : "";
}

static const char *last_day(const Valedor__V1__Due *due)
{
    return due ? due->by_the_hour ? due->at : due->last_day : "";
}

/* The reading on which it is safe to act; NULL: readings do not differ. */
static const Valedor__V1__Alternative *safe_reading(const Valedor__V1__Determination *said)
{
    for (size_t i = 0; i < said->n_alternatives; i++)
        if (said->alternatives[i]->strict)
            return said->alternatives[i];
    return NULL;
}

/* How soon a service means to do its part (basis "default") is no date for the person. */
static bool has_last_day(const Valedor__V1__Determination *said)
{
    return strcmp(said->kind, "benefit") != 0 && strcmp(said->basis, "default") != 0 && said->due;
}

static vd_instant instant_of(const char *text)
{
    vd_clock clock;

    return vd_iso_parse_date_time(vd_str_of(text), true, &clock) ? vd_clock_instant(&clock)
                                                                 : VD_FOREVER;
}

static void add_other(vd_sheet_date *date, const char *other)
{
    if (!other[0] || strcmp(other, date->date) == 0 || date->other_count == VD_SHEET_OTHERS_MAX ||
        is_one_of(other, date->others))
        return;
    date->others[date->other_count++] = other;
}

/* Of a term that is over, only an end that still lies ahead is of any use. */
static void add_other_end(const composer *c, vd_sheet_date *date, const Valedor__V1__Due *due)
{
    if (due && (date->over > c->at || instant_of(due->at) > c->at))
        add_other(date, last_day(due));
}

/* The rule's title in Spanish and English comes with the answer; other languages are the pack's. */
static vd_str title_of(const composer *c, const Valedor__V1__Determination *said)
{
    vd_str language = c->page->language;
    uint32_t rule = vd_program_rule(c->program, vd_str_of(said->rule));
    const vd_text *title;

    if (vd_str_eq(language, VD_STR("es")) || vd_str_eq(language, VD_STR("en")))
        return vd_str_of(said->title);
    if (rule == VD_NONE)
        return VD_STR("");
    title = &c->program->rules[rule].words.texts[VD_TEXT_TITLE];
    return written_in(title, language, &c->page->certified) ? vd_text_in(title, language)
                                                            : VD_STR("");
}

/* False: the determination has no date for the person. */
static bool date_of(const composer *c, const Valedor__V1__Determination *said,
                    const vd_topic *topic, vd_sheet_date *ret_date)
{
    const Valedor__V1__Alternative *safe = safe_reading(said);
    bool benefit = strcmp(said->kind, "benefit") == 0;
    vd_sheet_date date = {.said = said, .topic = topic, .last_day = !benefit, .date = ""};
    const Valedor__V1__Due *due = safe && safe->due ? safe->due : said->due;

    if (!benefit && !has_last_day(said))
        return false;
    if (benefit)
        date.date = open_day(safe ? safe->eligible_from : said->eligible_from);
    else
        date.date = last_day(due);
    date.over = benefit ? VD_FOREVER : instant_of(due->at);
    if (benefit)
        add_other(&date, open_day(said->eligible_from));
    else
        add_other_end(c, &date, said->due);
    for (size_t i = 0; i < said->n_alternatives; i++) {
        const Valedor__V1__Alternative *other = said->alternatives[i];

        if (strcmp(other->kind, "reading") != 0)
            continue;
        if (benefit)
            add_other(&date, open_day(other->eligible_from));
        else
            add_other_end(c, &date, other->due);
    }
    if (!date.date[0] && date.other_count == 0)
        return false;
    date.title = title_of(c, said);
    *ret_date = date;
    return true;
}

/* Several records may give the same line; they are told once. */
static bool is_told(const vd_sheet_date *dates, size_t count, const vd_sheet_date *date)
{
    for (size_t i = 0; i < count; i++)
        if (dates[i].topic == date->topic && dates[i].last_day == date->last_day &&
            strcmp(dates[i].date, date->date) == 0 && vd_str_eq(dates[i].title, date->title))
            return true;
    return false;
}

static void add_date(vd_sheet_date *dates, size_t *count, const vd_sheet_date *date)
{
    if (!is_told(dates, *count, date))
        dates[(*count)++] = *date;
}

typedef struct weights {
    bool open;
    bool maybe;
    bool late;
} weights;

static void weigh_one(composer *c, const Valedor__V1__Determination *said, vd_sheet_topic *topic,
                      weights *sum)
{
    vd_sheet_date date;
    bool missed = strcmp(said->status, "missed") == 0;
    bool duty = strcmp(said->kind, "guideline") == 0 && is_open(said);
    bool dated;

    /* A benefit that is not open yet may have a date to look forward to. */
    if (is_over(said) && strcmp(said->kind, "benefit") != 0)
        return;
    dated = date_of(c, said, topic->topic, &date);
    if (missed || (dated && date.last_day && date.over <= c->at)) {
        sum->late = true;
        sum->open = sum->open || duty; /* what is owed late is owed all the same */
        if (dated)
            add_date(c->page->passed, &c->page->passed_count, &date);
        return;
    }
    if (dated)
        add_date(topic->dates, &topic->date_count, &date);
    sum->open = sum->open || is_open(said) || (dated && !date.last_day);
    sum->maybe = sum->maybe || !is_over(said);
}

/* False: nothing of the topic is open, nothing may be, and nothing has passed. */
static bool weigh(composer *c, vd_sheet_topic *topic)
{
    weights sum = {0};

    for (size_t i = 0; i < c->answer->n_determinations; i++) {
        const Valedor__V1__Determination *said = c->answer->determinations[i];
        bool its = false;

        for (size_t k = 0; k < topic->topic->rule_count && !its; k++)
            its = vd_str_eq(c->program->rules[topic->topic->rules[k]].id, vd_str_of(said->rule));
        if (its)
            weigh_one(c, said, topic, &sum);
    }
    topic->group = sum.open ? VD_SHEET_NOW : sum.maybe ? VD_SHEET_MAYBE : VD_SHEET_OVER;
    return sum.open || sum.maybe || sum.late;
}

static int most_recent_first(const void *left, const void *right)
{
    const vd_sheet_date *a = left;
    const vd_sheet_date *b = right;

    if (a->over != b->over)
        return a->over > b->over ? -1 : 1;
    return strcmp(a->said->rule, b->said->rule);
}

static bool is_missing(const Valedor__V1__AssessResponse *answer, vd_str about)
{
    for (size_t i = 0; i < answer->n_determinations; i++)
        for (size_t k = 0; k < answer->determinations[i]->n_missing_facts; k++)
            if (vd_str_eq(about, vd_str_of(answer->determinations[i]->missing_facts[k]->fact)))
                return true;
    return false;
}

/* Nothing is open, nothing has passed, and something may be: then it is asked, not told. */
static bool add_questions(composer *c)
{
    vd_sheet_page *page = c->page;
    size_t maybe = 0;

    for (size_t i = 0; i < page->topic_count; i++) {
        if (page->topics[i].group == VD_SHEET_NOW)
            return true;
        maybe += page->topics[i].group == VD_SHEET_MAYBE;
    }
    if (maybe == 0 || page->passed_count > 0)
        return true;
    page->questions = VD_NEW_ARRAY(c->arena, vd_str, page->sheet->question_count);
    for (size_t i = 0; page->questions && i < page->sheet->question_count; i++) {
        const vd_sheet_question *question = &page->sheet->questions[i];

        if (!is_missing(c->answer, question->about))
            continue;
        (void)written_in(&question->text, page->language, &page->certified);
        page->questions[page->question_count++] = vd_text_in(&question->text, page->language);
    }
    return page->questions != NULL;
}

static vd_status refuse_language(const vd_sheet *sheet, vd_str language, vd_error *err)
{
    const vd_text *title = &sheet->words[VD_SHEET_TITLE];
    char list[64] = "";
    size_t length = 0;

    for (size_t i = 0; i < title->count && length < sizeof(list) - 8; i++)
        length += (size_t)snprintf(list + length, sizeof(list) - length, "%s%.*s", i ? ", " : "",
                                   VD_STR_ARGS(title->translations[i].language));
    return vd_fail(err, VD_INVALID_ARGUMENT,
                   "The advice sheet is not written in \"%.*s\"; it is in %s.",
                   VD_STR_ARGS(language), list);
}

static void note_certified(vd_sheet_page *page, const vd_topic *topic)
{
    (void)written_in(&topic->title, page->language, &page->certified);
    (void)written_in(&topic->say, page->language, &page->certified);
    (void)written_in(&topic->ask, page->language, &page->certified);
}

/* False: memory is exhausted. */
static bool add_topics(composer *c)
{
    vd_sheet_page *page = c->page;
    size_t room = c->answer->n_determinations;

    for (size_t i = 0; i < page->sheet->topic_count; i++) {
        vd_sheet_topic *topic = &page->topics[page->topic_count];

        *topic = (vd_sheet_topic){.topic = &page->sheet->topics[i], .group = VD_SHEET_FOR_ALL};
        topic->dates = VD_NEW_ARRAY(c->arena, vd_sheet_date, room);
        if (!topic->dates)
            return false;
        if (topic->topic->rule_count && !weigh(c, topic))
            continue;
        note_certified(page, topic->topic);
        page->topic_count++;
    }
    return true;
}

vd_status vd_sheet_compose(vd_arena *arena, const vd_program *program,
                           const Valedor__V1__AssessResponse *answer, vd_str language,
                           vd_sheet_page **ret_page, vd_error *err)
{
    const vd_sheet *sheet = find_sheet(program, answer);
    vd_sheet_page *page = VD_NEW(arena, vd_sheet_page);
    composer c = {arena, program, answer, instant_of(answer->at), page};
    size_t room;

    if (!sheet)
        return vd_fail(err, VD_INVALID_ARGUMENT,
                       "No advice sheet is written for the law of this case, %s: valedor assess "
                       "tells what holds.",
                       answer->jurisdiction);
    if (!page)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "The sheet does not fit into memory.");
    *page = (vd_sheet_page){.sheet = sheet,
                            .language = language,
                            .case_id = answer->case_id,
                            .on = answer->on,
                            .certified = true};
    if (!written_in(&sheet->words[VD_SHEET_TITLE], language, &page->certified))
        return refuse_language(sheet, language, err);
    /* A rule may be of several topics. */
    room = answer->n_determinations * sheet->topic_count;
    page->topics = VD_NEW_ARRAY(arena, vd_sheet_topic, sheet->topic_count);
    page->passed = VD_NEW_ARRAY(arena, vd_sheet_date, room);
    if (!page->topics || !page->passed || !add_topics(&c) || !add_questions(&c))
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "The sheet does not fit into memory.");
    if (page->passed_count > 1)
        qsort(page->passed, page->passed_count, sizeof(*page->passed), most_recent_first);
    *ret_page = page;
    return VD_OK;
}
