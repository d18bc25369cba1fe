/*
 * what-if, questions, timeline: what to do next. On a file they are answered here, on a stored case
 * by the daemon; both give the same message.
 */
#include <stdio.h>
#include <stdlib.h>

#include <valedor/client.h>

#include "cli/show_next.h"
#include "cli/subject.h"
#include "codec/advice.h"
#include "engine/time/iso.h"
#include "rules/pack.h"

#include "valedor/v1/advice.pb-c.h"
#include "valedor/v1/case.pb-c.h"

/* What the three have in common. */
typedef struct inquiry {
    const vd_cli *cli;
    vd_arena *arena;
    vd_str language;
    vd_subject subject;
    vd_error *err;
} inquiry;

static vd_status begin(inquiry *q)
{
    vd_status status = vd_cli_language(q->cli, &q->language, q->err);

    return status ? status
                  : vd_cli_subject(q->cli, q->arena, q->cli->arguments[0], &q->subject, q->err);
}

static vd_standpoint here(const inquiry *q)
{
    return (vd_standpoint){q->subject.program, q->subject.linked, q->subject.at};
}

/* A rule that a file's packs do not have is told with the one that was perhaps meant. */
static vd_status check_rule(const inquiry *q, const char *rule)
{
    uint32_t found;

    return rule && q->subject.is_file ? vd_cli_find_rule(q->subject.program, rule, &found, q->err)
                                      : VD_OK;
}

static const char *asked_rule(const inquiry *q)
{
    return q->cli->options[VD_OPT_RULE];
}

static vd_exit finish(const inquiry *q, vd_status status, const struct ProtobufCMessage *answer)
{
    if (status)
        return vd_complain(q->err);
    return vd_cli_has(q->cli, VD_OPT_JSON) ? vd_print_message_json(answer) : VD_EXIT_OK;
}

static bool shows_tables(const inquiry *q, vd_status status, vd_paper *paper)
{
    if (status || vd_cli_has(q->cli, VD_OPT_JSON))
        return false;
    vd_paper_init(paper, q->arena, vd_cli_english(q->cli));
    return true;
}

/* "fact", "fact[instance]" before the "=", and the value behind it. */
typedef struct change {
    char *fact;
    char *instance;
    char *value;
} change;

static vd_status split_change(const inquiry *q, const char *said, change *ret_change)
{
    const char *equals = strchr(said, '=');
    const char *open = strchr(said, '[');
    vd_str name = {said, equals ? (size_t)(equals - said) : 0};
    vd_str instance = {"", 0};
    vd_str parts[3];

    if (open && equals && open < equals) {
        name.len = (size_t)(open - said);
        instance = (vd_str){open + 1, (size_t)(equals - open) - 1};
        if (instance.len < 2 || equals[-1] != ']')
            name.len = 0;
        else
            instance.len--;
    }
    if (name.len == 0)
        return vd_fail(q->err, VD_INVALID_ARGUMENT,
                       "--set takes FACT=VALUE or FACT[RECORD]=VALUE, not \"%.80s\".", said);
    parts[0] = vd_arena_copy(q->arena, name);
    parts[1] = vd_arena_copy(q->arena, instance);
    parts[2] = vd_arena_copy(q->arena, vd_str_of(equals + 1));
    if (!parts[0].ptr || !parts[1].ptr || !parts[2].ptr)
        return vd_fail(q->err, VD_RESOURCE_EXHAUSTED, "Memory is exhausted.");
    *ret_change = (change){(char *)parts[0].ptr, (char *)parts[1].ptr, (char *)parts[2].ptr};
    return VD_OK;
}

static Valedor__V1__Fact *stated(vd_arena *arena, const change *said)
{
    static Valedor__V1__Nothing nothing = VALEDOR__V1__NOTHING__INIT;
    Valedor__V1__Fact *fact = VD_NEW(arena, Valedor__V1__Fact);

    if (!fact)
        return NULL;
    valedor__v1__fact__init(fact);
    fact->id = said->fact;
    fact->instance = said->instance;
    if (strcmp(said->value, "none") == 0) {
        fact->value_case = VALEDOR__V1__FACT__VALUE_NONE;
        fact->none = &nothing;
    } else if (strcmp(said->value, "unknowable") == 0) {
        fact->value_case = VALEDOR__V1__FACT__VALUE_UNKNOWABLE;
        fact->unknowable = &nothing;
    } else {
        fact->value_case = VALEDOR__V1__FACT__VALUE_LITERAL;
        fact->literal = said->value;
    }
    return fact;
}

static Valedor__V1__FactName *forgotten(vd_arena *arena, const change *said)
{
    Valedor__V1__FactName *name = VD_NEW(arena, Valedor__V1__FactName);

    if (!name)
        return NULL;
    valedor__v1__fact_name__init(name);
    name->fact = said->fact;
    name->instance = said->instance;
    return name;
}

static vd_status read_changes(const inquiry *q, Valedor__V1__WhatIfRequest *request)
{
    size_t room = (size_t)q->cli->set_count;

    request->set = VD_NEW_ARRAY(q->arena, Valedor__V1__Fact *, room);
    request->forget = VD_NEW_ARRAY(q->arena, Valedor__V1__FactName *, room);
    for (int i = 0; request->set && request->forget && i < q->cli->set_count; i++) {
        change said = {0};
        vd_status status = split_change(q, q->cli->sets[i], &said);
        void *item;

        if (status)
            return status;
        if (strcmp(said.value, "unknown") == 0)
            item = request->forget[request->n_forget++] = forgotten(q->arena, &said);
        else
            item = request->set[request->n_set++] = stated(q->arena, &said);
        if (!item)
            return vd_fail(q->err, VD_RESOURCE_EXHAUSTED, "Memory is exhausted.");
    }
    return request->set && request->forget
               ? VD_OK
               : vd_fail(q->err, VD_RESOURCE_EXHAUSTED, "Memory is exhausted.");
}

/* --then, as a day or an instant. */
static vd_status read_then(const inquiry *q, Valedor__V1__WhatIfRequest *request)
{
    const char *said = q->cli->options[VD_OPT_THEN];
    vd_clock clock;
    vd_date date;

    if (!said)
        return VD_OK;
    if (vd_iso_parse_date(vd_str_of(said), &date)) {
        request->then_case = VALEDOR__V1__WHAT_IF_REQUEST__THEN_THEN_ON;
        request->then_on = (char *)said;
        return VD_OK;
    }
    if (vd_iso_parse_date_time(vd_str_of(said), true, &clock) && clock.has_offset) {
        request->then_case = VALEDOR__V1__WHAT_IF_REQUEST__THEN_THEN_AT;
        request->then_at = (char *)said;
        return VD_OK;
    }
    return vd_fail(q->err, VD_INVALID_ARGUMENT,
                   "--then takes a day like 2025-07-25 or an instant like "
                   "2025-07-25T14:00-05:00, not \"%.60s\".",
                   said);
}

static vd_status read_other_packs(const inquiry *q, vd_standpoint *after)
{
    const char *folder = q->cli->options[VD_OPT_THEN_PACKS];
    const vd_case_doc *doc = NULL;
    vd_diagnostics diags;
    vd_status status;

    if (!folder)
        return VD_OK;
    if (strcmp(q->subject.word, "-") == 0)
        return vd_fail(q->err, VD_INVALID_ARGUMENT,
                       "--then-packs reads the case twice, which standard input cannot be: give a "
                       "file.");
    vd_diagnostics_init(&diags, q->arena);
    status = vd_packs_load(q->arena, &folder, 1, 0, &after->program, &diags, q->err);
    if (!status && vd_cli_has(q->cli, VD_OPT_JURISDICTION))
        status = vd_packs_set_home(after->program, vd_str_of(q->cli->options[VD_OPT_JURISDICTION]),
                                   q->err);
    return status ? status
                  : vd_cli_read_case(q->arena, after->program, q->subject.word, &doc,
                                     &after->subject, q->err);
}

static vd_status what_if_of_file(const inquiry *q, const Valedor__V1__WhatIfRequest *request,
                                 Valedor__V1__WhatIfResponse **ret_answer)
{
    vd_standpoint before = here(q);
    vd_standpoint after = before;
    vd_status status = read_other_packs(q, &after);
    vd_clock clock;
    vd_date date;

    if (status)
        return status;
    if (request->then_case == VALEDOR__V1__WHAT_IF_REQUEST__THEN_THEN_ON &&
        vd_iso_parse_date(vd_str_of(request->then_on), &date))
        after.at = vd_zone_start_of(after.subject->zone, date);
    if (request->then_case == VALEDOR__V1__WHAT_IF_REQUEST__THEN_THEN_AT &&
        vd_iso_parse_date_time(vd_str_of(request->then_at), true, &clock))
        after.at = vd_clock_instant(&clock);
    return vd_advise_what_if(q->arena, &before, &after, request, ret_answer, q->err);
}

static vd_status what_if_of_stored(const inquiry *q, Valedor__V1__WhatIfRequest *request,
                                   Valedor__V1__WhatIfResponse **ret_answer)
{
    vd_client *client = NULL;
    vd_status status;

    if (vd_cli_has(q->cli, VD_OPT_THEN_PACKS))
        return vd_fail(q->err, VD_INVALID_ARGUMENT,
                       "The daemon answers by its own packs: --then-packs is for case files; see "
                       "also valedor pack impact.");
    request->subject_case = VALEDOR__V1__WHAT_IF_REQUEST__SUBJECT_CASE_ID;
    request->case_id = (char *)q->subject.word;
    if (vd_cli_has(q->cli, VD_OPT_AT)) {
        request->when_case = VALEDOR__V1__WHAT_IF_REQUEST__WHEN_AT;
        request->at = (char *)q->cli->options[VD_OPT_AT];
    } else if (vd_cli_has(q->cli, VD_OPT_ON)) {
        request->when_case = VALEDOR__V1__WHAT_IF_REQUEST__WHEN_ON;
        request->on = (char *)q->cli->options[VD_OPT_ON];
    }
    status = vd_cli_connect(q->cli, &client, q->err);
    if (!status)
        status = vd_client_what_if(client, q->arena, request, ret_answer, q->err);
    vd_client_close(client);
    return status;
}

static vd_status ask_what_if(inquiry *q, Valedor__V1__WhatIfResponse **ret_answer)
{
    Valedor__V1__WhatIfRequest request = VALEDOR__V1__WHAT_IF_REQUEST__INIT;
    vd_status status;

    if ((status = begin(q)) || (status = check_rule(q, asked_rule(q))) ||
        (status = read_changes(q, &request)) || (status = read_then(q, &request)))
        return status;
    if (q->cli->set_count == 0 && !vd_cli_has(q->cli, VD_OPT_THEN) &&
        !vd_cli_has(q->cli, VD_OPT_THEN_PACKS))
        return vd_fail(q->err, VD_INVALID_ARGUMENT,
                       "Say what would change: --set FACT=VALUE, --then DATE or --then-packs DIR.");
    request.language = (char *)q->language.ptr;
    if (asked_rule(q))
        request.rule = (char *)asked_rule(q);
    return q->subject.is_file ? what_if_of_file(q, &request, ret_answer)
                              : what_if_of_stored(q, &request, ret_answer);
}

vd_exit vd_cmd_what_if(const vd_cli *cli)
{
    Valedor__V1__WhatIfResponse *answer = NULL;
    vd_arena arena;
    vd_error err = {0};
    inquiry q = {.cli = cli, .arena = &arena, .err = &err};
    vd_paper paper;
    vd_status status;
    vd_exit leave;

    vd_arena_init(&arena, 0);
    status = ask_what_if(&q, &answer);
    leave = finish(&q, status, answer ? &answer->base : NULL);
    if (shows_tables(&q, status, &paper))
        vd_show_what_if(&paper, answer, vd_cli_has(cli, VD_OPT_ALL) || asked_rule(&q) != NULL);
    vd_arena_done(&arena);
    return leave;
}

static vd_status read_limit(const inquiry *q, uint32_t *ret_limit)
{
    const char *said = q->cli->options[VD_OPT_LIMIT];
    char *end = NULL;
    long limit = said ? strtol(said, &end, 10) : 0;

    if (said && (*end || end == said || limit < 1 || limit > 100000))
        return vd_fail(q->err, VD_INVALID_ARGUMENT,
                       "--limit takes a whole number from 1 to 100000, not \"%s\".", said);
    *ret_limit = (uint32_t)limit;
    return VD_OK;
}

static vd_status ask_questions(inquiry *q, Valedor__V1__QuestionsResponse **ret_answer)
{
    Valedor__V1__QuestionsRequest request = VALEDOR__V1__QUESTIONS_REQUEST__INIT;
    vd_client *client = NULL;
    vd_standpoint point;
    vd_status status;

    if ((status = begin(q)) || (status = check_rule(q, asked_rule(q))) ||
        (status = read_limit(q, &request.limit)))
        return status;
    request.language = (char *)q->language.ptr;
    if (asked_rule(q))
        request.rule = (char *)asked_rule(q);
    if (q->subject.is_file) {
        point = here(q);
        return vd_advise_questions(q->arena, &point, &request, ret_answer, q->err);
    }
    request.subject_case = VALEDOR__V1__QUESTIONS_REQUEST__SUBJECT_CASE_ID;
    request.case_id = (char *)q->subject.word;
    if (vd_cli_has(q->cli, VD_OPT_AT)) {
        request.when_case = VALEDOR__V1__QUESTIONS_REQUEST__WHEN_AT;
        request.at = (char *)q->cli->options[VD_OPT_AT];
    } else if (vd_cli_has(q->cli, VD_OPT_ON)) {
        request.when_case = VALEDOR__V1__QUESTIONS_REQUEST__WHEN_ON;
        request.on = (char *)q->cli->options[VD_OPT_ON];
    }
    status = vd_cli_connect(q->cli, &client, q->err);
    if (!status)
        status = vd_client_questions(client, q->arena, &request, ret_answer, q->err);
    vd_client_close(client);
    return status;
}

vd_exit vd_cmd_questions(const vd_cli *cli)
{
    Valedor__V1__QuestionsResponse *answer = NULL;
    vd_arena arena;
    vd_error err = {0};
    inquiry q = {.cli = cli, .arena = &arena, .err = &err};
    vd_paper paper;
    vd_status status;
    vd_exit leave;

    vd_arena_init(&arena, 0);
    status = ask_questions(&q, &answer);
    leave = finish(&q, status, answer ? &answer->base : NULL);
    if (shows_tables(&q, status, &paper))
        vd_show_next_questions(&paper, answer,
                               vd_cli_has(cli, VD_OPT_ALL) || vd_cli_has(cli, VD_OPT_LIMIT));
    vd_arena_done(&arena);
    return leave;
}

static vd_status ask_timeline(inquiry *q, Valedor__V1__TimelineResponse **ret_answer)
{
    Valedor__V1__TimelineRequest request = VALEDOR__V1__TIMELINE_REQUEST__INIT;
    const vd_cli *cli = q->cli;
    vd_client *client = NULL;
    vd_standpoint point;
    vd_status status;

    if ((status = begin(q)) || (status = check_rule(q, cli->arguments[1])))
        return status;
    request.rule = (char *)cli->arguments[1];
    request.language = (char *)q->language.ptr;
    if (vd_cli_has(cli, VD_OPT_INSTANCE))
        request.instance = (char *)cli->options[VD_OPT_INSTANCE];
    if (vd_cli_has(cli, VD_OPT_FROM))
        request.from = (char *)cli->options[VD_OPT_FROM];
    if (vd_cli_has(cli, VD_OPT_UNTIL))
        request.until = (char *)cli->options[VD_OPT_UNTIL];
    if (q->subject.is_file) {
        point = here(q);
        return vd_advise_timeline(q->arena, &point, &request, ret_answer, q->err);
    }
    request.subject_case = VALEDOR__V1__TIMELINE_REQUEST__SUBJECT_CASE_ID;
    request.case_id = (char *)q->subject.word;
    status = vd_cli_connect(cli, &client, q->err);
    if (!status)
        status = vd_client_timeline(client, q->arena, &request, ret_answer, q->err);
    vd_client_close(client);
    return status;
}

vd_exit vd_cmd_timeline(const vd_cli *cli)
{
    Valedor__V1__TimelineResponse *answer = NULL;
    vd_arena arena;
    vd_error err = {0};
    inquiry q = {.cli = cli, .arena = &arena, .err = &err};
    vd_paper paper;
    vd_status status;
    vd_exit leave;

    vd_arena_init(&arena, 0);
    status = ask_timeline(&q, &answer);
    leave = finish(&q, status, answer ? &answer->base : NULL);
    if (shows_tables(&q, status, &paper))
        vd_show_timeline(&paper, answer);
    vd_arena_done(&arena);
    return leave;
}
