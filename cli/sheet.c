#include "cli/sheet.h"

#include "engine/time/date.h"
#include "engine/time/iso.h"

#include "valedor/v1/advice.pb-c.h"

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
    static const char *const open[] = {"yes", "running", "suspended", "missed", NULL};

    return is_one_of(said->status, open);
}

/* A benefit that is not open yet has a date to look forward to. */
static bool opens_later(const Valedor__V1__Determination *said)
{
    return strcmp(said->kind, "benefit") == 0 && said->eligible_from &&
           said->eligible_from->on_record[0] && !said->eligible_from->provisional;
}

static bool is_over(const Valedor__V1__Determination *said)
{
    static const char *const over[] = {"no", "not_applicable", "not_started", "met", "ended", NULL};

    return is_one_of(said->status, over);
}

/* Where readings differ, the date on which it is safe to act. */
static const Valedor__V1__Due *safe_due(const Valedor__V1__Determination *said)
{
    for (size_t i = 0; i < said->n_alternatives; i++)
        if (said->alternatives[i]->strict && said->alternatives[i]->due)
            return said->alternatives[i]->due;
    return said->due;
}

/* How soon a service means to do its part (basis "default") is no date for the person. */
static void add_date(vd_sheet_topic *topic, const Valedor__V1__Determination *said)
{
    vd_sheet_date *date = &topic->dates[topic->date_count];
    const Valedor__V1__Due *due = safe_due(said);

    *date = (vd_sheet_date){.said = said, .date = ""};
    if (strcmp(said->kind, "benefit") == 0) {
        date->date = said->eligible_from ? said->eligible_from->on_record : "";
    } else if (due && strcmp(said->basis, "default") != 0) {
        date->last_day = true;
        date->date = due->by_the_hour ? due->at : due->last_day;
    }
    topic->date_count += date->date[0] != '\0';
}

/* False: nothing of the topic is open and nothing may be. */
static bool weigh(const vd_program *program, const Valedor__V1__AssessResponse *answer,
                  vd_sheet_topic *topic)
{
    bool open = false;
    bool maybe = false;

    for (size_t i = 0; i < answer->n_determinations; i++) {
        const Valedor__V1__Determination *said = answer->determinations[i];
        bool its = false;

        for (size_t k = 0; k < topic->topic->rule_count && !its; k++)
            its = vd_str_eq(program->rules[topic->topic->rules[k]].id, vd_str_of(said->rule));
        if (!its)
            continue;
        if (is_open(said) || opens_later(said)) {
            open = true;
            add_date(topic, said);
        } else if (!is_over(said)) {
            maybe = true;
        }
    }
    topic->group = open ? VD_SHEET_NOW : VD_SHEET_MAYBE;
    return open || maybe;
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

vd_status vd_sheet_compose(vd_arena *arena, const vd_program *program,
                           const Valedor__V1__AssessResponse *answer, vd_str language,
                           vd_sheet_page **ret_page, vd_error *err)
{
    const vd_sheet *sheet = find_sheet(program, answer);
    vd_sheet_page *page = VD_NEW(arena, vd_sheet_page);

    if (!sheet)
        return vd_fail(err, VD_INVALID_ARGUMENT,
                       "No advice sheet is written for the law of this case.");
    if (!page || !(page->topics = vd_arena_array(arena, sheet->topic_count, sizeof(*page->topics))))
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "The sheet does not fit into memory.");
    page->sheet = sheet;
    page->language = language;
    page->case_id = answer->case_id;
    page->on = answer->on;
    page->certified = true;
    if (!written_in(&sheet->words[VD_SHEET_TITLE], language, &page->certified))
        return refuse_language(sheet, language, err);
    for (size_t i = 0; i < sheet->topic_count; i++) {
        vd_sheet_topic *topic = &page->topics[page->topic_count];

        *topic = (vd_sheet_topic){.topic = &sheet->topics[i], .group = VD_SHEET_FOR_ALL};
        topic->dates = vd_arena_array(arena, answer->n_determinations, sizeof(*topic->dates));
        if (!topic->dates && answer->n_determinations)
            return vd_fail(err, VD_RESOURCE_EXHAUSTED, "The sheet does not fit into memory.");
        if (topic->topic->rule_count && !weigh(program, answer, topic))
            continue;
        note_certified(page, topic->topic);
        page->topic_count++;
    }
    *ret_page = page;
    return VD_OK;
}

static vd_str word(const vd_sheet_page *page, vd_sheet_word which)
{
    return vd_text_in(&page->sheet->words[which], page->language);
}

/* The n-th name, from 1, of names with one blank between. */
static vd_str nth_name(vd_str names, unsigned n)
{
    for (; n > 1 && names.len; names.ptr++, names.len--)
        n -= names.ptr[0] == ' ';
    return (vd_str){names.ptr, names.len ? strcspn(names.ptr, " ") : 0};
}

/* A date or instant of the contract in the words of the sheet. */
static vd_str day_text(const vd_paper *paper, const vd_sheet_page *page, const char *moment)
{
    vd_str pattern = word(page, VD_SHEET_DAY);
    vd_str out = VD_STR("");
    vd_clock clock = {0};
    vd_civil civil;

    if (!vd_iso_parse_date(vd_str_of(moment), &clock.date) &&
        !vd_iso_parse_date_time(vd_str_of(moment), true, &clock))
        return vd_str_of(moment);
    civil = vd_civil_from_date(clock.date);
    for (size_t i = 0; i < pattern.len; i++) {
        char kind = i + 2 < pattern.len && pattern.ptr[i] == '{' && pattern.ptr[i + 2] == '}'
                        ? pattern.ptr[i + 1]
                        : '\0';

        if (kind == 'm')
            out = vd_paper_text(
                paper, "%.*s%.*s", VD_STR_ARGS(out),
                VD_STR_ARGS(nth_name(word(page, VD_SHEET_MONTHS), (unsigned)civil.month)));
        else if (kind == 'd' || kind == 'y')
            out = vd_paper_text(paper, "%.*s%d", VD_STR_ARGS(out),
                                (int)(kind == 'd' ? civil.day : civil.year));
        else
            out = vd_paper_text(paper, "%.*s%c", VD_STR_ARGS(out), pattern.ptr[i]);
        i += kind ? 2 : 0;
    }
    if (strchr(moment, 'T'))
        out = vd_paper_text(paper, "%.*s, %.5s", VD_STR_ARGS(out), strchr(moment, 'T') + 1);
    return out;
}

static void print_topic(const vd_paper *paper, const vd_sheet_page *page,
                        const vd_sheet_topic *topic)
{
    vd_str ask = vd_text_in(&topic->topic->ask, page->language);

    fputc('\n', paper->out);
    vd_paper_line(paper, VD_BOLD, vd_text_in(&topic->topic->title, page->language));
    vd_paper_paragraph(paper, 2, "", vd_text_in(&topic->topic->say, page->language));
    if (ask.len)
        vd_paper_paragraph(paper, 2, "",
                           vd_paper_text(paper, "%.*s %.*s", VD_STR_ARGS(word(page, VD_SHEET_ASK)),
                                         VD_STR_ARGS(ask)));
    for (size_t i = 0; i < topic->date_count; i++) {
        const vd_sheet_date *date = &topic->dates[i];
        vd_str lead = word(page, date->last_day ? VD_SHEET_LAST_DAY : VD_SHEET_OPEN_FROM);

        vd_paper_paragraph(paper, 2, "-",
                           vd_paper_text(paper, "%.*s %.*s (%s%s%s%s)", VD_STR_ARGS(lead),
                                         VD_STR_ARGS(day_text(paper, page, date->date)),
                                         date->said->title, date->said->instance[0] ? " [" : "",
                                         date->said->instance, date->said->instance[0] ? "]" : ""));
    }
}

static void print_group(const vd_paper *paper, const vd_sheet_page *page, vd_sheet_group group,
                        vd_sheet_word heading)
{
    size_t count = 0;

    for (size_t i = 0; i < page->topic_count; i++)
        count += page->topics[i].group == group;
    if (count || group == VD_SHEET_NOW)
        vd_paper_heading(paper, vd_paper_text(paper, "%.*s", VD_STR_ARGS(word(page, heading))).ptr);
    if (!count && group == VD_SHEET_NOW)
        vd_paper_paragraph(paper, 2, "", word(page, VD_SHEET_NOTHING));
    for (size_t i = 0; i < page->topic_count; i++)
        if (page->topics[i].group == group)
            print_topic(paper, page, &page->topics[i]);
}

void vd_sheet_print(const vd_paper *paper, const vd_sheet_page *page)
{
    vd_str day = day_text(paper, page, page->on);

    vd_paper_line(paper, VD_BOLD, word(page, VD_SHEET_TITLE));
    vd_paper_line(paper, VD_DIM,
                  vd_paper_text(paper, "%s · %.*s %.*s", page->case_id,
                                VD_STR_ARGS(word(page, VD_SHEET_AS_OF)), VD_STR_ARGS(day)));
    if (!page->certified)
        vd_paper_paragraph(paper, 0, "", word(page, VD_SHEET_NOT_CERTIFIED));
    print_group(paper, page, VD_SHEET_NOW, VD_SHEET_APPLIES);
    print_group(paper, page, VD_SHEET_MAYBE, VD_SHEET_MAY_APPLY);
    print_group(paper, page, VD_SHEET_FOR_ALL, VD_SHEET_ALWAYS);
    fputc('\n', paper->out);
    vd_paper_paragraph(paper, 0, "", word(page, VD_SHEET_CLOSING));
}
