/*
 * Advice: the case, stored or sent along, evaluated at an instant, answered in a language.
 */
#include "server/service.h"

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
        return vd_fail(err, VD_INVALID_ARGUMENT, "case_id is not the id of a case.");
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
    return vd_case_link(request->arena, request->packs->program, &doc, ret_case, err);
}

static vd_status find_subject(vd_request *request, const vd_case **ret_case, vd_error *err)
{
    const Valedor__V1__AssessRequest *message = message_of(request);

    switch (message->subject_case) {
    case VALEDOR__V1__ASSESS_REQUEST__SUBJECT_CASE_ID:
        return stored_subject(request, message->case_id, ret_case, err);
    case VALEDOR__V1__ASSESS_REQUEST__SUBJECT_CASE:
        return sent_subject(request, message->case_, ret_case, err);
    default:
        return vd_fail(err, VD_INVALID_ARGUMENT, "Give a case_id, or a case.");
    }
}

/* A day is one in the case's zone. */
static vd_status find_instant(const vd_request *request, const vd_zone *zone, vd_instant *ret_at,
                              vd_error *err)
{
    const Valedor__V1__AssessRequest *message = message_of(request);
    vd_clock clock;
    vd_date date;

    switch (message->when_case) {
    case VALEDOR__V1__ASSESS_REQUEST__WHEN_ON:
        if (!vd_iso_parse_date(vd_str_of(message->on), &date))
            return vd_fail(err, VD_INVALID_ARGUMENT, "on is a date, such as 2024-01-10.");
        *ret_at = vd_zone_start_of(zone, date);
        return VD_OK;
    case VALEDOR__V1__ASSESS_REQUEST__WHEN_AT:
        if (!vd_iso_parse_date_time(vd_str_of(message->at), true, &clock) || !clock.has_offset)
            return vd_fail(err, VD_INVALID_ARGUMENT,
                           "at is an instant with its offset, such as "
                           "2024-01-10T10:00:00-05:00.");
        *ret_at = vd_clock_instant(&clock);
        return VD_OK;
    default:
        *ret_at = request->now;
        return VD_OK;
    }
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
    return vd_fail(err, VD_NOT_FOUND, "The packs have no rule \"%.100s\".", id);
}

/* kinds: bits 1 << vd_rule_kind; 0: all. */
static vd_status advise(vd_request *request, unsigned kinds, bool explain, vd_error *err)
{
    const Valedor__V1__AssessRequest *message = message_of(request);
    vd_answer_options options = {vd_str_of(message->language), message->include_not_applicable};
    vd_question question = {.kinds = kinds, .explain = explain || message->explain};
    Valedor__V1__AssessResponse *reply = NULL;
    const vd_assessment *assessment = NULL;
    const vd_case *subject = NULL;
    vd_status status = find_rule(request, &question.rule, err);

    if (status == VD_OK)
        status = find_subject(request, &subject, err);
    if (status == VD_OK)
        status = find_instant(request, subject->zone, &question.at, err);
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
