/*
 * assess and its narrower kin: the same question, to a file here or to the daemon for a stored case.
 * Both give the same message, which is then printed or written as JSON.
 */
#include <stdio.h>
#include <stdlib.h>

#include <valedor/client.h>

#include "cli/show.h"
#include "cli/subject.h"
#include "codec/answer.h"
#include "engine/law/explain.h"

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
    uint32_t nodes; /* of an explanation; 0: as many as usual */
    vd_view view;
    Valedor__V1__AssessResponse *answer;
    vd_str title;
    vd_error *err;
} inquiry;

/* Who asks for one rule is told even that it does not apply; JSON keeps to what it documents. */
static bool wants_not_applicable(const inquiry *q)
{
    return vd_cli_has(q->cli, VD_OPT_ALL) || (q->rule && !vd_cli_has(q->cli, VD_OPT_JSON));
}

static vd_status ask_file(inquiry *q, const vd_subject *subject)
{
    const vd_assessment *assessment = NULL;
    const vd_answer_options options = {q->language, wants_not_applicable(q)};
    vd_question question = {.at = subject->at,
                            .rule = VD_NONE,
                            .kinds = q->how->kinds,
                            .explain = q->explain,
                            .explain_nodes = q->nodes,
                            .nearest = q->how->detail && q->rule};
    vd_status status;

    if ((q->rule &&
         (status = vd_cli_find_rule(subject->program, q->rule, &question.rule, q->err))) ||
        (status = vd_assess(q->arena, subject->program, subject->linked, &question, &assessment,
                            q->err)))
        return status;
    q->title = vd_text_in(&subject->doc->title, q->language);
    return vd_answer_build(q->arena, subject->program, subject->linked, assessment, &options,
                           &q->answer, q->err);
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
    request.explain_nodes = q->nodes;
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
    status = vd_cli_connect(q->cli, &client, q->err);
    if (status)
        return status;
    status = q->how->ask(client, q->arena, &request, &q->answer, q->err);
    if (!status && !vd_cli_has(q->cli, VD_OPT_JSON))
        fetch_title(q, client, request.case_id);
    vd_client_close(client);
    return status;
}

static vd_status read_view(inquiry *q)
{
    static const char *const names[] = {"full", "why", "why-not", "missing"};
    const char *said = q->cli->options[VD_OPT_VIEW];

    for (unsigned i = 0; said && i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(names[i], said) == 0) {
            q->view = (vd_view)i;
            q->explain = true;
            return VD_OK;
        }
    return said ? vd_fail(q->err, VD_INVALID_ARGUMENT,
                          "--view takes full, why, why-not or missing, not \"%s\".", said)
                : VD_OK;
}

static vd_status read_nodes(inquiry *q)
{
    const char *said = q->cli->options[VD_OPT_NODES];
    char *end = NULL;
    long nodes = said ? strtol(said, &end, 10) : 0;

    if (said && (*end || end == said || nodes < 1 || nodes > VD_EXPLAIN_NODES_MAX))
        return vd_fail(q->err, VD_INVALID_ARGUMENT,
                       "--nodes takes a whole number from 1 to %d, not \"%s\".",
                       VD_EXPLAIN_NODES_MAX, said);
    q->nodes = (uint32_t)nodes;
    return VD_OK;
}

static vd_status ask(inquiry *q)
{
    vd_subject subject;
    vd_status status;

    if ((status = vd_cli_language(q->cli, &q->language, q->err)) || (status = read_nodes(q)) ||
        (status = read_view(q)) ||
        (status = vd_cli_subject(q->cli, q->arena, q->cli->arguments[0], &subject, q->err)))
        return status;
    return subject.is_file ? ask_file(q, &subject) : ask_daemon(q, subject.word);
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
                                         .detail = how->detail || q.explain,
                                         .view = q.view};
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
