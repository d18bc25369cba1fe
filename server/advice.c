/*
 * Advice: the case, stored or sent along, evaluated at an instant, answered in a language.
 */
#include "server/service.h"

#include "codec/advice.h"
#include "codec/answer.h"
#include "codec/message.h"
#include "engine/law/run.h"
#include "engine/time/iso.h"

#include "valedor/v1/advice.pb-c.h"

static const Valedor__V1__AssessRequest *message_of(const vd_request *request)
{
    return (const Valedor__V1__AssessRequest *)request->message;
}

static vd_status stored_subject(vd_request *request, const char *text, const vd_case **ret_case,
                                vd_error *err)
{
    vd_str id = vd_str_of(text);
    vd_str bytes = {0};
    vd_status status;

    if (!vd_message_id_valid(id))
        return vd_fail(err, VD_INVALID_ARGUMENT, "\"case_id\" is not the id of a case.");
    status = vd_store_get(request->service->store, request->arena, VD_SPACE_CASES, id, &bytes, err);
    if (status == VD_NOT_FOUND)
        return vd_fail(err, VD_NOT_FOUND, "There is no case \"%s\".", text);
    return status ? status
                  : vd_record_decode(request->arena, request->packs->link, bytes, ret_case, err);
}

/* A case that is not stored may go without an id. */
static vd_status sent_subject(vd_request *request, Valedor__V1__Case *message,
                              const vd_case **ret_case, vd_error *err)
{
    vd_case_doc doc = {0};
    bool nameless = message->id[0] == '\0';
    vd_status status;

    if (nameless)
        message->id = (char *)"case";
    status = vd_message_read_case(request->arena, message, &doc, err);
    if (status)
        return status;
    if (nameless)
        doc.id = (vd_str){"", 0};
    status = vd_case_link(request->arena, request->packs->program, &doc, ret_case, err);
    return status ? status
                  : vd_case_check_past(request->packs->program, *ret_case, request->now, err);
}

/* The two are the members of one union: the id of a stored case, or a case. */
typedef struct subject_of {
    bool stored;
    bool sent;
    const char *id;
    Valedor__V1__Case *message;
} subject_of;

#define SUBJECT_OF(NAME, request)                                                      \
    ((subject_of){(request)->subject_case == NAME##__SUBJECT_CASE_ID,                  \
                  (request)->subject_case == NAME##__SUBJECT_CASE, (request)->case_id, \
                  (request)->case_})

static vd_status find_subject(vd_request *request, subject_of said, const vd_case **ret_case,
                              vd_error *err)
{
    if (said.stored)
        return stored_subject(request, said.id, ret_case, err);
    if (said.sent)
        return sent_subject(request, said.message, ret_case, err);
    return vd_fail(err, VD_INVALID_ARGUMENT, "Give a case_id, or a case.");
}

/* When is asked for: a day, which is one in the case's zone, an instant, or neither (NULL). */
typedef struct moment_of {
    const char *on;
    const char *at;
} moment_of;

#define MOMENT_OF(NAME, request)                                                 \
    ((moment_of){(request)->when_case == NAME##__WHEN_ON ? (request)->on : NULL, \
                 (request)->when_case == NAME##__WHEN_AT ? (request)->at : NULL})

static vd_status find_instant(const vd_zone *zone, moment_of said, vd_instant otherwise,
                              vd_instant *ret_at, vd_error *err)
{
    vd_clock clock;
    vd_date date;

    *ret_at = otherwise;
    if (said.on) {
        if (!vd_iso_parse_date(vd_str_of(said.on), &date))
            return vd_fail(err, VD_INVALID_ARGUMENT, "\"on\" is a date, such as 2024-01-10.");
        *ret_at = vd_zone_start_of(zone, date);
    } else if (said.at) {
        if (!vd_iso_parse_date_time(vd_str_of(said.at), true, &clock) || !clock.has_offset)
            return vd_fail(err, VD_INVALID_ARGUMENT,
                           "\"at\" is an instant with its offset, such as "
                           "2024-01-10T10:00:00-05:00.");
        *ret_at = vd_clock_instant(&clock);
    }
    return VD_OK;
}

static vd_status find_rule(const vd_request *request, uint32_t *ret_rule, vd_error *err)
{
    const char *id = message_of(request)->rule;

    *ret_rule = VD_NONE;
    if (id[0] == '\0')
        return VD_OK;
    *ret_rule = vd_program_rule(request->packs->program, vd_str_of(id));
    if (*ret_rule != VD_NONE)
        return VD_OK;
    return vd_fail(err, VD_INVALID_ARGUMENT, "The packs have no rule \"%.100s\".", id);
}

/* kinds: bits 1 << vd_rule_kind; 0: all. */
static vd_status advise(vd_request *request, unsigned kinds, bool explain, vd_error *err)
{
    const Valedor__V1__AssessRequest *message = message_of(request);
    vd_answer_options options = {vd_str_of(message->language), message->include_not_applicable};
    vd_question question = {.kinds = kinds,
                            .explain = explain || message->explain,
                            .explain_nodes = message->explain_nodes,
                            .nearest = explain};
    Valedor__V1__AssessResponse *reply = NULL;
    const vd_assessment *assessment = NULL;
    const vd_case *subject = NULL;
    vd_status status = find_rule(request, &question.rule, err);

    if (status == VD_OK)
        status =
            find_subject(request, SUBJECT_OF(VALEDOR__V1__ASSESS_REQUEST, message), &subject, err);
    if (status == VD_OK)
        status = find_instant(subject->zone, MOMENT_OF(VALEDOR__V1__ASSESS_REQUEST, message),
                              request->now, &question.at, err);
    if (status == VD_OK)
        status = vd_assess(request->arena, request->packs->program, subject, &question, &assessment,
                           err);
    if (status == VD_OK)
        status = vd_answer_build(request->arena, request->packs->program, subject, assessment,
                                 &options, &reply, err);
    if (status == VD_OK)
        request->reply = &reply->base;
    return status;
}

vd_status vd_advice_assess(vd_request *request, vd_error *err)
{
    return advise(request, 0, false, err);
}

vd_status vd_advice_deadlines(vd_request *request, vd_error *err)
{
    return advise(request, 1U << VD_DEADLINE, false, err);
}

vd_status vd_advice_benefits(vd_request *request, vd_error *err)
{
    return advise(request, 1U << VD_BENEFIT, false, err);
}

vd_status vd_advice_guidelines(vd_request *request, vd_error *err)
{
    return advise(request, 1U << VD_GUIDELINE, false, err);
}

vd_status vd_advice_explain(vd_request *request, vd_error *err)
{
    if (message_of(request)->rule[0] == '\0')
        return vd_fail(err, VD_INVALID_ARGUMENT, "An explanation is of one rule: name it.");
    return advise(request, 0, true, err);
}

vd_status vd_advice_what_if(vd_request *request, vd_error *err)
{
    const Valedor__V1__WhatIfRequest *message =
        (const Valedor__V1__WhatIfRequest *)request->message;
    vd_standpoint before = {.program = request->packs->program};
    vd_standpoint after = before;
    moment_of then = {
        message->then_case == VALEDOR__V1__WHAT_IF_REQUEST__THEN_THEN_ON ? message->then_on : NULL,
        message->then_case == VALEDOR__V1__WHAT_IF_REQUEST__THEN_THEN_AT ? message->then_at : NULL};
    Valedor__V1__WhatIfResponse *reply = NULL;
    vd_status status = find_subject(request, SUBJECT_OF(VALEDOR__V1__WHAT_IF_REQUEST, message),
                                    &before.subject, err);

    after.subject = before.subject;
    if (status == VD_OK)
        status =
            find_instant(before.subject->zone, MOMENT_OF(VALEDOR__V1__WHAT_IF_REQUEST, message),
                         request->now, &before.at, err);
    if (status == VD_OK)
        status = find_instant(before.subject->zone, then, before.at, &after.at, err);
    if (status == VD_OK)
        status = vd_advise_what_if(request->arena, &before, &after, message, &reply, err);
    if (status == VD_OK)
        request->reply = &reply->base;
    return status;
}

vd_status vd_advice_questions(vd_request *request, vd_error *err)
{
    const Valedor__V1__QuestionsRequest *message =
        (const Valedor__V1__QuestionsRequest *)request->message;
    vd_standpoint here = {.program = request->packs->program};
    Valedor__V1__QuestionsResponse *reply = NULL;
    vd_status status = find_subject(request, SUBJECT_OF(VALEDOR__V1__QUESTIONS_REQUEST, message),
                                    &here.subject, err);

    if (status == VD_OK)
        status =
            find_instant(here.subject->zone, MOMENT_OF(VALEDOR__V1__QUESTIONS_REQUEST, message),
                         request->now, &here.at, err);
    if (status == VD_OK)
        status = vd_advise_questions(request->arena, &here, message, &reply, err);
    if (status == VD_OK)
        request->reply = &reply->base;
    return status;
}

vd_status vd_advice_timeline(vd_request *request, vd_error *err)
{
    const Valedor__V1__TimelineRequest *message =
        (const Valedor__V1__TimelineRequest *)request->message;
    vd_standpoint here = {.program = request->packs->program, .at = request->now};
    Valedor__V1__TimelineResponse *reply = NULL;
    vd_status status = find_subject(request, SUBJECT_OF(VALEDOR__V1__TIMELINE_REQUEST, message),
                                    &here.subject, err);

    if (status == VD_OK)
        status = vd_advise_timeline(request->arena, &here, message, &reply, err);
    if (status == VD_OK)
        request->reply = &reply->base;
    return status;
}
