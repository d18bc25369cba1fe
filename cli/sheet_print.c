/*
 * The sheet on paper. No ids of rules or records stand on it: it is for the person.
 */
#include "cli/sheet.h"

#include "engine/time/date.h"
#include "engine/time/iso.h"

#include "valedor/v1/advice.pb-c.h"

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

static size_t count_group(const vd_sheet_page *page, vd_sheet_group group)
{
    size_t count = 0;

    for (size_t i = 0; i < page->topic_count; i++)
        count += page->topics[i].group == group;
    return count;
}

/* Of what other readings say, the one furthest from the safe day: a sheet is no list of opinions. */
static const char *furthest(const vd_sheet_date *date)
{
    const char *found = date->others[0];

    for (size_t i = 1; i < date->other_count; i++) {
        int order = strcmp(date->others[i], found); /* both as in ISO 8601 */

        if (date->last_day ? order > 0 : order < 0)
            found = date->others[i];
    }
    return found;
}

/* "Last day: 3 May 2026 (Appeal); on another reading of the law until 5 May 2026". */
static vd_str date_text(const vd_paper *paper, const vd_sheet_page *page, vd_str lead,
                        const vd_sheet_date *date)
{
    vd_sheet_word other = date->last_day ? VD_SHEET_OTHER_UNTIL : VD_SHEET_OTHER_FROM;
    vd_str text = lead;

    if (date->title.len)
        text = lead.len ? vd_paper_text(paper, "%.*s (%.*s)", VD_STR_ARGS(lead),
                                        VD_STR_ARGS(date->title))
                        : date->title;
    if (date->other_count > 0)
        text = vd_paper_text(paper, "%.*s%s%.*s %.*s", VD_STR_ARGS(text), text.len ? "; " : "",
                             VD_STR_ARGS(word(page, other)),
                             VD_STR_ARGS(day_text(paper, page, furthest(date))));
    return text;
}

static void print_words(const vd_paper *paper, const vd_sheet_page *page, const vd_topic *topic)
{
    vd_str ask = vd_text_in(&topic->ask, page->language);

    fputc('\n', paper->out);
    vd_paper_line(paper, VD_BOLD, vd_text_in(&topic->title, page->language));
    vd_paper_paragraph(paper, 2, "", vd_text_in(&topic->say, page->language));
    if (ask.len)
        vd_paper_paragraph(paper, 2, "",
                           vd_paper_text(paper, "%.*s %.*s", VD_STR_ARGS(word(page, VD_SHEET_ASK)),
                                         VD_STR_ARGS(ask)));
}

/* "Last day: 3 May 2026"; empty where the safe reading gives no day. */
static vd_str led_day(const vd_paper *paper, const vd_sheet_page *page, const vd_sheet_date *date)
{
    vd_sheet_word lead = date->last_day ? VD_SHEET_LAST_DAY : VD_SHEET_OPEN_FROM;

    if (!date->date[0])
        return VD_STR("");
    return vd_paper_text(paper, "%.*s %.*s", VD_STR_ARGS(word(page, lead)),
                         VD_STR_ARGS(day_text(paper, page, date->date)));
}

static void print_topic(const vd_paper *paper, const vd_sheet_page *page,
                        const vd_sheet_topic *topic)
{
    print_words(paper, page, topic->topic);
    for (size_t i = 0; i < topic->date_count; i++)
        vd_paper_paragraph(
            paper, 2, "-",
            date_text(paper, page, led_day(paper, page, &topic->dates[i]), &topic->dates[i]));
}

/* Each day with its topic, then what to say of topics of which nothing else is told. */
static void print_passed(const vd_paper *paper, const vd_sheet_page *page)
{
    if (page->passed_count == 0 && count_group(page, VD_SHEET_OVER) == 0)
        return;
    vd_paper_heading(paper,
                     vd_paper_text(paper, "%.*s", VD_STR_ARGS(word(page, VD_SHEET_PASSED))).ptr);
    for (size_t i = 0; i < page->passed_count; i++) {
        const vd_sheet_date *date = &page->passed[i];
        vd_str lead =
            vd_paper_text(paper, "%.*s: %.*s", VD_STR_ARGS(day_text(paper, page, date->date)),
                          VD_STR_ARGS(vd_text_in(&date->topic->title, page->language)));

        vd_paper_paragraph(paper, 2, "-", date_text(paper, page, lead, date));
    }
    for (size_t i = 0; i < page->topic_count; i++)
        if (page->topics[i].group == VD_SHEET_OVER)
            print_words(paper, page, page->topics[i].topic);
}

/* That nothing is pending is said only where all is known, and none of it passed. */
static void print_nothing(const vd_paper *paper, const vd_sheet_page *page)
{
    bool all_known = page->passed_count == 0 && count_group(page, VD_SHEET_OVER) == 0 &&
                     count_group(page, VD_SHEET_MAYBE) == 0;

    if (page->question_count == 0 && !all_known)
        return;
    vd_paper_heading(paper,
                     vd_paper_text(paper, "%.*s", VD_STR_ARGS(word(page, VD_SHEET_APPLIES))).ptr);
    vd_paper_paragraph(paper, 2, "", word(page, all_known ? VD_SHEET_NOTHING : VD_SHEET_NOT_KNOWN));
    for (size_t i = 0; i < page->question_count; i++)
        vd_paper_paragraph(paper, 2, "-", page->questions[i]);
}

static void print_group(const vd_paper *paper, const vd_sheet_page *page, vd_sheet_group group,
                        vd_sheet_word heading)
{
    if (count_group(page, group) == 0)
        return;
    vd_paper_heading(paper, vd_paper_text(paper, "%.*s", VD_STR_ARGS(word(page, heading))).ptr);
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
    print_passed(paper, page);
    if (count_group(page, VD_SHEET_NOW) == 0)
        print_nothing(paper, page);
    print_group(paper, page, VD_SHEET_NOW, VD_SHEET_APPLIES);
    print_group(paper, page, VD_SHEET_MAYBE, VD_SHEET_MAY_APPLY);
    print_group(paper, page, VD_SHEET_FOR_ALL, VD_SHEET_ALWAYS);
    fputc('\n', paper->out);
    vd_paper_paragraph(paper, 0, "", word(page, VD_SHEET_CLOSING));
}
