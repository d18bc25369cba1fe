/*
 * sheet: what an answer means for the person in custody, in a language of the sheet. A file is
 * answered here; for a stored case the daemon answers, and must have the packs whose words these are.
 */
#include <jansson.h>

#include <valedor/client.h>

#include "cli/common.h"
#include "cli/sheet.h"
#include "cli/subject.h"
#include "codec/answer.h"

#include "valedor/v1/advice.pb-c.h"

typedef struct inquiry {
    const vd_cli *cli;
    vd_arena *arena;
    vd_str language;
    const vd_program *program;
    Valedor__V1__AssessResponse *answer;
    vd_sheet_page *page;
    vd_error *err;
} inquiry;

/* Titles of rules are in Spanish and English; other languages get the law's own. */
static vd_str language_of_titles(const inquiry *r)
{
    return vd_str_eq(r->language, VD_STR("en")) ? VD_STR("en") : VD_STR("es");
}

static vd_status ask_file(inquiry *r, const vd_subject *subject)
{
    const vd_answer_options options = {language_of_titles(r), true};
    const vd_assessment *assessment = NULL;
    const vd_question question = {.rule = VD_NONE, .at = subject->at};
    vd_status status;

    r->program = subject->program;
    status = vd_assess(r->arena, r->program, subject->linked, &question, &assessment, r->err);
    if (status)
        return status;
    return vd_answer_build(r->arena, r->program, subject->linked, assessment, &options, &r->answer,
                           r->err);
}

/* The words name rules and rest on the law of these very packs. */
static vd_status check_packs(const inquiry *r)
{
    for (size_t i = 0; i < r->answer->n_packs; i++) {
        const Valedor__V1__PackRef *theirs = r->answer->packs[i];
        bool found = false;

        for (size_t k = 0; k < r->program->pack_count && !found; k++)
            found = vd_str_eq(r->program->packs[k].digest, vd_str_of(theirs->digest));
        if (!found)
            return vd_fail(r->err, VD_FAILED_PRECONDITION,
                           "The daemon answers by another version of the pack \"%s\" than the one "
                           "here: name the folder of its packs with --packs.",
                           theirs->id);
    }
    return VD_OK;
}

static vd_status ask_daemon(inquiry *r, const char *id)
{
    Valedor__V1__AssessRequest request = VALEDOR__V1__ASSESS_REQUEST__INIT;
    vd_client *client = NULL;
    vd_status status;

    request.subject_case = VALEDOR__V1__ASSESS_REQUEST__SUBJECT_CASE_ID;
    request.case_id = (char *)id;
    request.language = (char *)language_of_titles(r).ptr;
    request.include_not_applicable = true;
    if (vd_cli_has(r->cli, VD_OPT_AT)) {
        request.when_case = VALEDOR__V1__ASSESS_REQUEST__WHEN_AT;
        request.at = (char *)r->cli->options[VD_OPT_AT];
    } else if (vd_cli_has(r->cli, VD_OPT_ON)) {
        request.when_case = VALEDOR__V1__ASSESS_REQUEST__WHEN_ON;
        request.on = (char *)r->cli->options[VD_OPT_ON];
    }
    if ((status = vd_cli_check_moment(r->cli, r->err)) ||
        (status = vd_cli_connect(r->cli, &client, r->err)))
        return status;
    status = vd_client_assess(client, r->arena, &request, &r->answer, r->err);
    vd_client_close(client);
    return status ? status : check_packs(r);
}

static json_t *text_json(vd_str text)
{
    return json_stringn(text.ptr ? text.ptr : "", text.len);
}

static json_t *date_json(const vd_sheet_date *date)
{
    json_t *others = json_array();

    for (size_t i = 0; others && i < date->other_count; i++)
        (void)json_array_append_new(others, json_string(date->others[i]));
    return json_pack("{s:s, s:s, s:s, s:s, s:o, s:o}", "kind",
                     date->last_day ? "last_day" : "open_from", "date", date->date, "rule",
                     date->said->rule, "instance", date->said->instance, "title",
                     text_json(date->title), "other_readings", others);
}

static json_t *dates_json(const vd_sheet_topic *topic)
{
    json_t *list = json_array();

    for (size_t i = 0; list && i < topic->date_count; i++)
        (void)json_array_append_new(list, date_json(&topic->dates[i]));
    return list;
}

static json_t *passed_json(const vd_sheet_page *page)
{
    json_t *list = json_array();

    for (size_t i = 0; list && i < page->passed_count; i++) {
        json_t *date = date_json(&page->passed[i]);

        (void)json_object_set_new(date, "topic", text_json(page->passed[i].topic->id));
        (void)json_array_append_new(list, date);
    }
    return list;
}

static json_t *questions_json(const vd_sheet_page *page)
{
    json_t *list = json_array();

    for (size_t i = 0; list && i < page->question_count; i++)
        (void)json_array_append_new(list, text_json(page->questions[i]));
    return list;
}

static json_t *topics_json(const vd_sheet_page *page)
{
    static const char *const groups[] = {"applies", "may_apply", "always", "passed"};
    json_t *list = json_array();

    for (size_t i = 0; list && i < page->topic_count; i++) {
        const vd_sheet_topic *topic = &page->topics[i];
        const vd_topic *of = topic->topic;

        (void)json_array_append_new(
            list,
            json_pack("{s:o, s:s, s:o, s:o, s:o, s:o}", "id", text_json(of->id), "group",
                      groups[topic->group], "title",
                      text_json(vd_text_in(&of->title, page->language)), "say",
                      text_json(vd_text_in(&of->say, page->language)), "ask",
                      text_json(vd_text_in(&of->ask, page->language)), "dates", dates_json(topic)));
    }
    return list;
}

static json_t *page_json(const vd_sheet_page *page)
{
    const vd_text *words = page->sheet->words;
    vd_str notice =
        page->certified ? VD_STR("") : vd_text_in(&words[VD_SHEET_NOT_CERTIFIED], page->language);

    return json_pack("{s:s, s:s, s:o, s:b, s:o, s:o, s:o, s:o, s:o, s:o}", "case_id", page->case_id,
                     "on", page->on, "language", text_json(page->language), "certified",
                     (int)page->certified, "notice", text_json(notice), "title",
                     text_json(vd_text_in(&words[VD_SHEET_TITLE], page->language)), "passed",
                     passed_json(page), "first_questions", questions_json(page), "topics",
                     topics_json(page), "closing",
                     text_json(vd_text_in(&words[VD_SHEET_CLOSING], page->language)));
}

static vd_exit show(const inquiry *r)
{
    vd_paper paper;

    if (vd_cli_has(r->cli, VD_OPT_JSON))
        return vd_print_json(page_json(r->page));
    vd_paper_init(&paper, r->arena, vd_str_eq(r->language, VD_STR("en")));
    vd_sheet_print(&paper, r->page);
    return VD_EXIT_OK;
}

static vd_status ask(inquiry *r)
{
    vd_subject subject;
    vd_status status = vd_cli_subject(r->cli, r->arena, r->cli->arguments[0], &subject, r->err);

    if (status)
        return status;
    if (subject.is_file)
        return ask_file(r, &subject);
    status = vd_cli_load_packs(r->cli, r->arena, &r->program, r->err);
    return status ? status : ask_daemon(r, subject.word);
}

vd_exit vd_cmd_sheet(const vd_cli *cli)
{
    vd_arena arena;
    vd_error err = {0};
    inquiry r = {.cli = cli, .arena = &arena, .err = &err};
    vd_exit leave;

    vd_arena_init(&arena, 0);
    if (vd_cli_language(cli, &r.language, &err) ||
        vd_cli_load_packs(cli, &arena, &r.program, &err) || ask(&r) ||
        vd_sheet_compose(&arena, r.program, r.answer, r.language, &r.page, &err))
        leave = vd_complain(&err);
    else
        leave = show(&r);
    vd_arena_done(&arena);
    return leave;
}
