/*
 * assess and its narrower kin: the same question, to a file here or to the daemon for a stored case.
 * Both give the same message, which is then printed or written as JSON.
 */
#include <stdio.h>
#include <stdlib.h>

#include <valedor/client.h>
#include <valedor/limits.h>

#include "cli/common.h"
#include "cli/show.h"
#include "codec/answer.h"
#include "codec/message.h"
#include "rules/case_file.h"

#include "valedor/v1/advice.pb-c.h"
#include "valedor/v1/case.pb-c.h"

typedef vd_status ask_fn(vd_client *client, vd_arena *arena,
                         const Valedor__V1__AssessRequest *request,
                         Valedor__V1__AssessResponse **ret_response, vd_error *err);

/* A way of asking: all kinds or one, in brief or in full. */
typedef struct manner {
    ask_fn *ask;
    unsigned kinds;
    bool detail;
} manner;

/* One question on its way. */
typedef struct inquiry {
    const vd_cli *cli;
    const manner *how;
    vd_arena *arena;
    vd_str language;
    const char *rule; /* NULL: all */
    bool explain;
    Valedor__V1__AssessResponse *answer;
    vd_str title;
    vd_error *err;
} inquiry;

static vd_status find_rule(const inquiry *q, const vd_program *program, uint32_t *ret_rule)
{
    vd_closest_search near = {.word = vd_str_of(q->rule)};

    *ret_rule = vd_program_rule(program, near.word);
    if (*ret_rule != VD_NONE)
        return VD_OK;
    for (size_t i = 0; i < program->rule_count; i++)
        vd_closest_try(&near, program->rules[i].id);
    return vd_fail(q->err, VD_INVALID_ARGUMENT, "There is no rule \"%s\"%s%.*s%s", q->rule,
                   near.best.len ? "; did you mean \"" : ".", VD_STR_ARGS(near.best),
                   near.best.len ? "\"?" : "");
}

/* Who asks for one rule is told even that it does not apply; JSON keeps to what it documents. */
static bool wants_not_applicable(const inquiry *q)
{
    return vd_cli_has(q->cli, VD_OPT_ALL) || (q->rule && !vd_cli_has(q->cli, VD_OPT_JSON));
}

/* The rule of "case put", so that a file that is answered here can be stored. */
static vd_status check_case_id(const inquiry *q, const char *path, vd_str id)
{
    if (vd_message_id_valid(id))
        return VD_OK;
    return vd_fail(
        q->err, VD_INVALID_ARGUMENT,
        "%s: the case's id must have 1 to %d letters, digits, dots, hyphens, underscores "
        "or colons and begin with a letter or digit, unlike \"%.*s\".",
        path, VD_ID_BYTES_MAX, (int)(id.len < 40 ? id.len : 40), id.ptr ? id.ptr : "");
}

static vd_status ask_file(inquiry *q, const char *path)
{
    const vd_program *program = NULL;
    const vd_case_doc *doc = NULL;
    const vd_case *subject = NULL;
    const vd_assessment *assessment = NULL;
    const vd_answer_options options = {q->language, wants_not_applicable(q)};
    vd_question question = {.rule = VD_NONE, .kinds = q->how->kinds, .explain = q->explain};
    vd_diagnostics diags;
    vd_status status;

    vd_diagnostics_init(&diags, q->arena);
    if ((status = vd_cli_load_packs(q->cli, q->arena, &program, q->err)) ||
        (status = vd_case_read_file(q->arena, program, path, &diags, &doc, &subject, q->err)) ||
        (status = check_case_id(q, path, subject->id)) ||
        (status = vd_cli_moment(q->cli, subject->zone, doc->ask_on, &question.at, q->err)) ||
        (q->rule && (status = find_rule(q, program, &question.rule))) ||
        (status = vd_assess(q->arena, program, subject, &question, &assessment, q->err)))
        return status;
    q->title = vd_text_in(&doc->title, q->language);
    return vd_answer_build(q->arena, program, subject, assessment, &options, &q->answer, q->err);
}

/* The title is for people only; without it the answer stands all the same. */
static void fetch_title(inquiry *q, vd_client *client, char *id)
{
    Valedor__V1__GetCaseRequest request = VALEDOR__V1__GET_CASE_REQUEST__INIT;
    Valedor__V1__GetCaseResponse *response = NULL;

    request.id = id;
    if (vd_client_get_case(client, q->arena, &request, &response, NULL) || !response->case_)
        return;
    for (size_t i = 0; i < response->case_->n_title; i++) {
        const Valedor__V1__LocalText *title = response->case_->title[i];

        if (i == 0 || vd_str_eq(vd_str_of(title->language), q->language))
            q->title = vd_str_of(title->text);
    }
}

static vd_status ask_daemon(inquiry *q, const char *id)
{
    Valedor__V1__AssessRequest request = VALEDOR__V1__ASSESS_REQUEST__INIT;
    vd_client *client = NULL;
    vd_status status;

    request.subject_case = VALEDOR__V1__ASSESS_REQUEST__SUBJECT_CASE_ID;
    request.case_id = (char *)id;
    request.language = (char *)q->language.ptr;
    request.explain = q->explain;
    request.include_not_applicable = wants_not_applicable(q);
    if (q->rule)
        request.rule = (char *)q->rule;
    if (vd_cli_has(q->cli, VD_OPT_AT)) {
        request.when_case = VALEDOR__V1__ASSESS_REQUEST__WHEN_AT;
        request.at = (char *)q->cli->options[VD_OPT_AT];
    } else if (vd_cli_has(q->cli, VD_OPT_ON)) {
        request.when_case = VALEDOR__V1__ASSESS_REQUEST__WHEN_ON;
        request.on = (char *)q->cli->options[VD_OPT_ON];
    }
    if ((status = vd_cli_check_moment(q->cli, q->err)) ||
        (status = vd_cli_connect(q->cli, &client, q->err)))
        return status;
    status = q->how->ask(client, q->arena, &request, &q->answer, q->err);
    if (!status && !vd_cli_has(q->cli, VD_OPT_JSON))
        fetch_title(q, client, request.case_id);
    vd_client_close(client);
    return status;
}

/* What looks like a path is not sent to the daemon as an id. */
static bool looks_like_path(const char *word)
{
    size_t len = strlen(word);

    return strchr(word, '/') || (len > 5 && strcmp(word + len - 5, ".yaml") == 0) ||
           (len > 4 && strcmp(word + len - 4, ".yml") == 0);
}

static vd_status ask(inquiry *q)
{
    const char *subject = q->cli->arguments[0];
    vd_status status = vd_cli_language(q->cli, &q->language, q->err);

    if (status)
        return status;
    if (vd_cli_is_file(subject))
        return ask_file(q, subject);
    if (looks_like_path(subject))
        return vd_fail(q->err, VD_INVALID_ARGUMENT, "There is no case file \"%s\".", subject);
    return ask_daemon(q, subject);
}

static vd_exit answer(const vd_cli *cli, const manner *how)
{
    vd_arena arena;
    vd_error err = {0};
    inquiry q = {.cli = cli, .how = how, .arena = &arena, .err = &err};
    vd_exit leave = VD_EXIT_OK;

    vd_arena_init(&arena, 0);
    q.rule = cli->count > 1 ? cli->arguments[1] : cli->options[VD_OPT_RULE];
    q.explain = vd_cli_has(cli, VD_OPT_EXPLAIN) || (how->detail && q.rule);
    if (ask(&q)) {
        leave = vd_complain(&err);
    } else if (vd_cli_has(cli, VD_OPT_JSON)) {
        leave = vd_print_message_json(&q.answer->base);
    } else {
        const vd_show_options options = {.title = q.title,
                                         .kinds = how->kinds,
                                         .all = vd_cli_has(cli, VD_OPT_ALL),
                                         .one_rule = q.rule != NULL,
                                         .detail = how->detail || q.explain};
        vd_paper paper;

        vd_paper_init(&paper, &arena, vd_cli_english(cli));
        vd_show_answer(&paper, q.answer, &options);
    }
    vd_arena_done(&arena);
    return leave;
}

vd_exit vd_cmd_assess(const vd_cli *cli)
{
    return answer(cli, &(manner){vd_client_assess, 0, false});
}

vd_exit vd_cmd_deadlines(const vd_cli *cli)
{
    return answer(cli, &(manner){vd_client_deadlines, 1U << VD_DEADLINE, false});
}

vd_exit vd_cmd_benefits(const vd_cli *cli)
{
    return answer(cli, &(manner){vd_client_benefits, 1U << VD_BENEFIT, false});
}

vd_exit vd_cmd_guidelines(const vd_cli *cli)
{
    return answer(cli, &(manner){vd_client_guidelines, 1U << VD_GUIDELINE, false});
}

vd_exit vd_cmd_explain(const vd_cli *cli)
{
    bool one = cli->count > 1 || vd_cli_has(cli, VD_OPT_RULE);

    return answer(cli, &(manner){one ? vd_client_explain : vd_client_assess, 0, true});
}
