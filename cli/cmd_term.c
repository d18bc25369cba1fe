/*
 * term: one term counted by hand, with every choice on the command line.
 */
#include <stdio.h>
#include <stdlib.h>

#include "cli/common.h"
#include "cli/paper.h"
#include "cli/show.h"
#include "cli/words.h"
#include "codec/answer.h"
#include "codec/json.h"
#include "engine/time/date.h"
#include "engine/time/iso.h"

#include "valedor/v1/advice.pb-c.h"

/* A refusal names so many districts. */
#define DISTRICTS_LISTED 64

/* What --from, --length and so on say, as vd_term_count wants it. */
typedef struct reader {
    const vd_cli *cli;
    const vd_program *program;
    vd_term *term;
    vd_error *err;
} reader;

static vd_status refuse(const reader *r, vd_option option, const char *wants)
{
    return vd_fail(r->err, VD_INVALID_ARGUMENT, "%s takes %s, not \"%s\".", vd_options[option].name,
                   wants, r->cli->options[option]);
}

static vd_status read_from(const reader *r)
{
    const char *said = r->cli->options[VD_OPT_FROM];
    vd_clock clock;

    if (!said || !r->cli->options[VD_OPT_LENGTH])
        return vd_fail(r->err, VD_INVALID_ARGUMENT,
                       "A term needs its start and its length: valedor term --from 2025-07-25 "
                       "--length '3 business days' --calendar pe.judicial.");
    if (vd_iso_parse_date(vd_str_of(said), &r->term->start_on))
        return VD_OK;
    if (!vd_iso_parse_date_time(vd_str_of(said), true, &clock))
        return refuse(r, VD_OPT_FROM, "a day like 2025-07-25 or an instant like 2025-07-25T14:00");
    r->term->has_instant = true;
    r->term->start_at = clock.has_offset ? vd_clock_instant(&clock)
                                         : vd_zone_instant(r->term->zone, clock.date, clock.nanos);
    return VD_OK;
}

static vd_status read_days(const reader *r, vd_option option, int32_t *ret_days)
{
    const char *said = r->cli->options[option];
    char *end = NULL;
    long days = said ? strtol(said, &end, 10) : 0;

    if (said && (end == said || *end || days < 0 || days > 36500))
        return refuse(r, option, "a whole number of days from 0 to 36500");
    *ret_days = (int32_t)days;
    return VD_OK;
}

static vd_status read_calendar(const reader *r)
{
    const char *said = r->cli->options[VD_OPT_CALENDAR];
    char known[256] = "";

    if (!said)
        return VD_OK;
    r->term->calendar = vd_program_calendar(r->program, vd_str_of(said));
    if (r->term->calendar)
        return VD_OK;
    for (size_t i = 0; i < r->program->calendar_count; i++) {
        vd_str id = vd_calendar_id(r->program->calendars[i]);
        size_t len = strlen(known);

        snprintf(known + len, sizeof(known) - len, "%s%.*s", len ? ", " : "", VD_STR_ARGS(id));
    }
    return vd_fail(r->err, VD_INVALID_ARGUMENT, "There is no calendar \"%s\"; there are: %s.", said,
                   known);
}

/* A code that the calendar does not know would pass for a district where nothing was suspended. */
static vd_status read_district(const reader *r)
{
    const char *said = r->cli->options[VD_OPT_DISTRICT];
    vd_str districts[DISTRICTS_LISTED];
    char known[640] = "";
    size_t count;

    if (!said || !r->term->calendar)
        return VD_OK;
    r->term->district = vd_str_of(said);
    if (vd_calendar_names_district(r->term->calendar, r->term->district))
        return VD_OK;
    count = vd_calendar_districts(r->term->calendar, DISTRICTS_LISTED, districts);
    if (count == 0)
        return vd_fail(r->err, VD_INVALID_ARGUMENT,
                       "The calendar %s is the same in every district: leave --district out.",
                       r->cli->options[VD_OPT_CALENDAR]);
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(known);

        snprintf(known + len, sizeof(known) - len, "%s%.*s", len ? ", " : "",
                 VD_STR_ARGS(districts[i]));
    }
    return vd_fail(r->err, VD_INVALID_ARGUMENT,
                   "The calendar %s names no district \"%.40s\"; it names: %s.",
                   r->cli->options[VD_OPT_CALENDAR], said, known);
}

static vd_status read_words(const reader *r)
{
    const char *const *said = r->cli->options;

    if (said[VD_OPT_FIRST_DAY] &&
        !vd_first_day_parse(vd_str_of(said[VD_OPT_FIRST_DAY]), &r->term->first_day))
        return refuse(r, VD_OPT_FIRST_DAY, "next, included, next_business or moment");
    if (said[VD_OPT_ROLL] && !vd_roll_parse(vd_str_of(said[VD_OPT_ROLL]), &r->term->roll))
        return refuse(r, VD_OPT_ROLL, "none or next_business_day");
    if (said[VD_OPT_ENDS] && !vd_ends_parse(vd_str_of(said[VD_OPT_ENDS]), &r->term->ends))
        return refuse(r, VD_OPT_ENDS, "same_day or eve");
    if (said[VD_OPT_MONTH_END] &&
        !vd_month_end_parse(vd_str_of(said[VD_OPT_MONTH_END]), &r->term->month_end))
        return refuse(r, VD_OPT_MONTH_END, "last_day, next_day or refuse");
    return VD_OK;
}

static vd_status read_notice(const reader *r)
{
    const char *count = r->cli->options[VD_OPT_NOTICE_COUNT];
    vd_status status = read_days(r, VD_OPT_NOTICE_DAYS, &r->term->notice_business_days);

    if (status)
        return status;
    if (count && strcmp(count, "on_effect") != 0 && strcmp(count, "after_effect") != 0)
        return refuse(r, VD_OPT_NOTICE_COUNT, "on_effect or after_effect");
    if (r->term->notice_business_days == 0 && count)
        return vd_fail(r->err, VD_INVALID_ARGUMENT, "--notice-count needs --notice-days.");
    if (r->term->notice_business_days > 0 && r->cli->options[VD_OPT_FIRST_DAY])
        return vd_fail(r->err, VD_INVALID_ARGUMENT,
                       "With --notice-days the first day follows from --notice-count: leave "
                       "--first-day out.");
    if (r->term->notice_business_days > 0)
        r->term->first_day = count && strcmp(count, "after_effect") == 0 ? VD_FIRST_NEXT_BUSINESS
                                                                         : VD_FIRST_INCLUDED;
    return VD_OK;
}

static vd_status read_term(const reader *r)
{
    const char *calendar;
    uint32_t pack;
    vd_status status;

    /* A calendar's days are days where its law is. */
    calendar = r->cli->options[VD_OPT_CALENDAR];
    pack = calendar ? vd_program_pack_of(r->program, vd_str_of(calendar)) : VD_NONE;
    r->term->zone = pack == VD_NONE ? r->program->zone : r->program->packs[pack].zone;
    r->term->heeds_suspensions = vd_cli_has(r->cli, VD_OPT_HEED_SUSPENSIONS);
    r->term->district = VD_STR("");
    if ((status = read_from(r)) || (status = read_calendar(r)) || (status = read_district(r)) ||
        (status = read_words(r)) || (status = read_notice(r)) ||
        (status = read_days(r, VD_OPT_DISTANCE, &r->term->distance.days)))
        return status;
    if (!vd_iso_parse_span(vd_str_of(r->cli->options[VD_OPT_LENGTH]), &r->term->length))
        return refuse(r, VD_OPT_LENGTH,
                      "a length like '3 business days', '48 hours' or '2 years 8 months'");
    return VD_OK;
}

/* Which calendar was taken, and what it does not hold. */
static json_t *calendar_json(const vd_calendar *calendar, vd_str language)
{
    vd_str id = vd_calendar_id(calendar);
    vd_str title = vd_text_in(vd_calendar_title(calendar), language);
    vd_str note = vd_text_in(vd_calendar_note(calendar), language);

    return json_pack("{s:s%, s:s%, s:s%}", "id", id.ptr, id.len, "title",
                     title.ptr ? title.ptr : "", title.len, "note", note.ptr ? note.ptr : "",
                     note.len);
}

/* {"due", "counted_from", "skipped"} and what else is known. */
static json_t *term_json(const Valedor__V1__Due *due, const vd_term_end *end,
                         const vd_calendar *calendar, vd_str language)
{
    json_t *json = json_object();
    json_t *skipped = json_array();
    char effect[VD_ISO_TEXT];
    bool good = json && skipped;

    for (size_t i = 0; good && i < due->n_moved; i++) {
        json_t *moved = NULL;
        json_t *entry = json_object();

        good = entry && vd_json_of_message(&due->moved[i]->base, &moved, NULL) == VD_OK &&
               json_object_set(entry, "date", json_object_get(moved, "from")) == 0 &&
               json_object_del(moved, "from") == 0 && json_object_update(entry, moved) == 0 &&
               json_array_append(skipped, entry) == 0;
        json_decref(moved);
        json_decref(entry);
    }
    good = good &&
           json_object_set_new(json, "due",
                               json_string(due->by_the_hour ? due->at : due->last_day)) == 0 &&
           json_object_set_new(json, "counted_from", json_string(due->counted_from)) == 0 &&
           json_object_set(json, "skipped", skipped) == 0 &&
           json_object_set_new(json, "at", json_string(due->at)) == 0 &&
           json_object_set_new(json, "last_day", json_string(due->last_day)) == 0 &&
           json_object_set_new(json, "by_the_hour", json_boolean(due->by_the_hour)) == 0 &&
           json_object_set_new(json, "depends_on_district",
                               json_boolean(end->depends_on_district)) == 0;
    if (good && end->notice_effect != VD_NO_DATE) {
        (void)vd_iso_print_date(end->notice_effect, effect);
        good = json_object_set_new(json, "notice_effect", json_string(effect)) == 0;
    }
    if (good && calendar)
        good = json_object_set_new(json, "calendar", calendar_json(calendar, language)) == 0;
    json_decref(skipped);
    if (good)
        return json;
    json_decref(json);
    return NULL;
}

static void show_skipped(const vd_paper *paper, const Valedor__V1__Due *due)
{
    const vd_column columns[] = {{vd_word_in(VD_WORD_DATE, paper->english), 16},
                                 {vd_word_in(VD_WORD_WHY, paper->english), 0},
                                 {vd_word_in(VD_WORD_LAW, paper->english), 44}};
    vd_table_row_text *rows = VD_NEW_ARRAY(paper->arena, vd_table_row_text, due->n_moved);

    if (!rows || due->n_moved == 0)
        return;
    for (size_t i = 0; i < due->n_moved; i++) {
        const Valedor__V1__Moved *moved = due->moved[i];
        vd_date from = 0;
        vd_date until = 0;
        vd_str when = vd_moment_short(paper->arena, moved->from, paper->english);

        if (vd_iso_parse_date(vd_str_of(moved->from), &from) &&
            vd_iso_parse_date(vd_str_of(moved->until), &until) && until - from > 1)
            when =
                vd_paper_text(paper, "%.*s –\n%.*s", VD_STR_ARGS(when),
                              VD_STR_ARGS(vd_day_short(paper->arena, until - 1, paper->english)));
        rows[i].parent = -1;
        rows[i].cells[0].text = when;
        rows[i].cells[1].text = moved->reason[0]
                                    ? vd_str_of(moved->reason)
                                    : vd_code_in(paper->arena, moved->kind, paper->english);
        if (moved->citation)
            rows[i].cells[2] = (vd_cell_text){vd_show_citation(paper, moved->citation), VD_DIM};
    }
    vd_paper_heading(paper, vd_word_in(VD_WORD_SKIPPED, paper->english));
    vd_paper_table(paper, columns, 3, rows, due->n_moved, false);
}

static void show_calendar(const vd_paper *paper, const vd_calendar *calendar, vd_str language)
{
    vd_str note = vd_text_in(vd_calendar_note(calendar), language);

    vd_paper_paragraph(paper, 0, vd_word_in(VD_WORD_CALENDAR, paper->english),
                       vd_text_in(vd_calendar_title(calendar), language));
    if (note.len)
        vd_paper_paragraph(paper, 0, vd_word_in(VD_WORD_NOTE, paper->english), note);
}

static void show_term(const vd_cli *cli, vd_arena *arena, const Valedor__V1__Due *due,
                      const vd_term_end *end, const vd_calendar *calendar, vd_str language)
{
    vd_paper paper;
    vd_str last;

    vd_paper_init(&paper, arena, vd_cli_english(cli));
    last = vd_day_long(arena, end->last_day, paper.english);
    if (due->by_the_hour)
        vd_paper_paragraph(&paper, 0, vd_word_in(VD_WORD_DUE, paper.english),
                           vd_moment_short(arena, due->at, paper.english));
    else
        vd_paper_paragraph(&paper, 0, vd_word_in(VD_WORD_LAST_DAY, paper.english), last);
    vd_paper_paragraph(&paper, 0, vd_word_in(VD_WORD_COUNTED_FROM, paper.english),
                       vd_day_long(arena, end->counted_from, paper.english));
    if (end->notice_effect != VD_NO_DATE)
        vd_paper_paragraph(&paper, 0, vd_word_in(VD_WORD_NOTICE_EFFECT, paper.english),
                           vd_day_long(arena, end->notice_effect, paper.english));
    if (end->depends_on_district)
        vd_paper_paragraph(&paper, 0, vd_word_in(VD_WORD_NOTE, paper.english),
                           vd_str_of(vd_word_in(VD_WORD_DISTRICT_MATTERS, paper.english)));
    if (calendar)
        show_calendar(&paper, calendar, language);
    show_skipped(&paper, due);
}

static vd_status count(const vd_cli *cli, vd_arena *arena, vd_str language,
                       const vd_calendar **ret_calendar, vd_term_end *ret_end,
                       Valedor__V1__Due **ret_due, vd_error *err)
{
    const vd_program *program = NULL;
    vd_term term = {.first_day = VD_FIRST_NEXT};
    vd_dates dates = {.has_due = true};
    vd_error why = {0};
    vd_status status;

    if ((status = vd_cli_load_packs(cli, arena, &program, err)) ||
        (status = read_term(&(reader){cli, program, &term, err})))
        return status;
    status = vd_term_count(arena, &term, ret_end, &why);
    if (status)
        return vd_fail(err, status, "The term cannot be counted: %s.", why.message);
    *ret_calendar = term.calendar;
    dates.due = ret_end->due;
    dates.last_day = ret_end->last_day;
    dates.by_the_hour = ret_end->by_the_hour;
    dates.counted_from = ret_end->counted_from;
    dates.moved_count = ret_end->moved_count;
    dates.moved = ret_end->moved;
    return vd_answer_due(arena, program, language, &dates, ret_due, err);
}

vd_exit vd_cmd_term(const vd_cli *cli)
{
    vd_arena arena;
    vd_error err = {0};
    vd_term_end end;
    vd_str language = {NULL, 0};
    const vd_calendar *calendar = NULL;
    Valedor__V1__Due *due = NULL;
    vd_exit leave = VD_EXIT_OK;

    vd_arena_init(&arena, 0);
    if (vd_cli_language(cli, &language, &err) ||
        count(cli, &arena, language, &calendar, &end, &due, &err))
        leave = vd_complain(&err);
    else if (vd_cli_has(cli, VD_OPT_JSON))
        leave = vd_print_json(term_json(due, &end, calendar, language));
    else
        show_term(cli, &arena, due, &end, calendar, language);
    vd_arena_done(&arena);
    return leave;
}
