/*
 * One request from frame to answer: split, check and unpack the header, find the method, check and
 * unpack the payload, call the handler, pack. Whatever fails is answered with a code and one
 * sentence, and logged once, without anything that came from a case.
 */
#include "server/service.h"

#include <stdio.h>

#include "codec/frame.h"
#include "codec/message.h"
#include "codec/wire.h"
#include "server/clock.h"
#include "server/log.h"

#include "valedor/v1/advice.pb-c.h"
#include "valedor/v1/case.pb-c.h"
#include "valedor/v1/envelope.pb-c.h"
#include "valedor/v1/service.pb-c.h"

#define TOKEN_MAX 128 /* bytes of a request id, of an idempotency key */
#define METADATA_MAX 64

const vd_method vd_methods[] = {
    {&valedor__v1__cases__descriptor, "Put", vd_cases_put, true},
    {&valedor__v1__cases__descriptor, "Get", vd_cases_get, false},
    {&valedor__v1__cases__descriptor, "List", vd_cases_list, false},
    {&valedor__v1__cases__descriptor, "RecordEvent", vd_cases_record_event, true},
    {&valedor__v1__advice__descriptor, "Assess", vd_advice_assess, false},
    {&valedor__v1__advice__descriptor, "Deadlines", vd_advice_deadlines, false},
    {&valedor__v1__advice__descriptor, "Benefits", vd_advice_benefits, false},
    {&valedor__v1__advice__descriptor, "Guidelines", vd_advice_guidelines, false},
    {&valedor__v1__advice__descriptor, "Explain", vd_advice_explain, false},
    {&valedor__v1__advice__descriptor, "WhatIf", vd_advice_what_if, false},
    {&valedor__v1__advice__descriptor, "Questions", vd_advice_questions, false},
    {&valedor__v1__advice__descriptor, "Timeline", vd_advice_timeline, false},
    {&valedor__v1__packs__descriptor, "List", vd_about_packs, false},
    {&valedor__v1__health__descriptor, "Check", vd_about_health, false},
};
const size_t vd_method_count = sizeof(vd_methods) / sizeof(*vd_methods);

static bool is_named(const vd_method *method, vd_str full_name)
{
    size_t service = strlen(method->service->name);
    size_t name = strlen(method->name);

    return full_name.len == service + 1 + name &&
           !memcmp(full_name.ptr, method->service->name, service) &&
           full_name.ptr[service] == '/' &&
           !memcmp(full_name.ptr + service + 1, method->name, name);
}

vd_status vd_method_find(vd_str full_name, const vd_method **ret_method)
{
    for (size_t i = 0; i < vd_method_count; i++)
        if (is_named(&vd_methods[i], full_name)) {
            *ret_method = &vd_methods[i];
            return VD_OK;
        }
    return VD_NOT_FOUND;
}

const ProtobufCMessageDescriptor *vd_method_input(const vd_method *method)
{
    return protobuf_c_service_descriptor_get_method_by_name(method->service, method->name)->input;
}

/* Ids of requests and keys are shown in logs and headers: printable ASCII. */
static bool is_token(vd_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] < '!' || text.ptr[i] > '~')
            return false;
    return text.len <= TOKEN_MAX;
}

static vd_status unpack(vd_arena *arena, const ProtobufCMessageDescriptor *type, vd_str bytes,
                        const ProtobufCMessage **ret_message, vd_error *err)
{
    ProtobufCAllocator allocator = vd_message_allocator(arena);
    vd_status status = vd_wire_check(type, bytes, err);

    if (status)
        return status;
    *ret_message =
        protobuf_c_message_unpack(type, &allocator, bytes.len, (const uint8_t *)bytes.ptr);
    if (*ret_message)
        return VD_OK;
    /* Its form was checked before. */
    return vd_fail(err, VD_RESOURCE_EXHAUSTED,
                   "The request is too large for the memory of one request.");
}

static vd_status read_header(vd_request *request, vd_str bytes, vd_str *ret_key, vd_error *err)
{
    const ProtobufCMessage *message = NULL;
    const Valedor__V1__RequestHeader *header;
    unsigned timeout_ms;
    vd_status status =
        unpack(request->arena, &valedor__v1__request_header__descriptor, bytes, &message, err);

    if (status)
        return status;
    header = (const Valedor__V1__RequestHeader *)message;
    if (!is_token(vd_str_of(header->request_id)) || !is_token(vd_str_of(header->idempotency_key)))
        return vd_fail(err, VD_INVALID_ARGUMENT,
                       "Request ids and idempotency keys are at most %d printable ASCII characters "
                       "without blanks.",
                       TOKEN_MAX);
    request->request_id = vd_str_of(header->request_id);
    if (header->n_metadata > METADATA_MAX)
        return vd_fail(err, VD_INVALID_ARGUMENT, "A request has at most %d items of metadata.",
                       METADATA_MAX);
    timeout_ms = header->timeout_ms ? header->timeout_ms : request->service->timeout_ms;
    request->deadline = request->call->arrived + (int64_t)timeout_ms * VD_NANOS_PER_MS;
    request->method_name = vd_str_of(header->method);
    *ret_key = vd_str_of(header->idempotency_key);
    return VD_OK;
}

static vd_status find_method(vd_request *request, vd_error *err)
{
    vd_str name = request->method_name;

    if (vd_method_find(name, &request->method) == VD_OK)
        return VD_OK;
    request->method_name = (vd_str){0}; /* a stranger's text stays out of the log */
    return vd_fail(err, VD_UNIMPLEMENTED, "There is no method \"%.*s\" here.",
                   name.len > 80 ? 80 : (int)name.len, name.ptr);
}

vd_status vd_request_in_time(const vd_request *request, vd_error *err)
{
    if (vd_clock_ticks() < request->deadline)
        return VD_OK;
    return vd_fail(err, VD_DEADLINE_EXCEEDED,
                   "The time that the caller allowed was over before the work was done.");
}

/* *ret_waits: a write is under way and answers; the request is no longer ours. */
static vd_status handle(vd_request *request, bool *ret_waits, vd_error *err)
{
    const vd_method *method;
    vd_str header = {0};
    vd_str key = {0};
    vd_status status = vd_frame_split(request->call->request, &header, &request->payload, err);

    if (status == VD_OK)
        status = read_header(request, header, &key, err);
    if (status == VD_OK)
        status = find_method(request, err);
    if (status == VD_OK)
        status = unpack(request->arena, vd_method_input(request->method), request->payload,
                        &request->message, err);
    if (status)
        return status;
    method = request->method;
    request->now = vd_clock_now();
    if (method->writes && key.len == 0)
        return vd_fail(err, VD_INVALID_ARGUMENT,
                       "A write needs an idempotency key, so that one sent again is not done "
                       "again.");
    if (method->writes)
        vd_reply_key_make(request->principal, request->method_name, key, request->payload,
                          request->now, &request->reply_key);
    request->packs = vd_shelf_take(request->service->shelf);
    status = method->handler(request, err);
    *ret_waits = status == VD_OK && method->writes;
    if (status || *ret_waits)
        return status;
    return vd_request_in_time(request, err);
}

void vd_dispatch(void *user, vd_call *call)
{
    vd_request *request = VD_NEW(&call->arena, vd_request);
    vd_error err = {0};
    bool waits = false;
    vd_status status;

    if (!request) {
        call->answer(call, (vd_str){0});
        return;
    }
    request->service = user;
    request->call = call;
    request->arena = &call->arena;
    request->deadline = INT64_MAX;
    status = handle(request, &waits, &err);
    if (!waits)
        vd_request_finish(request, status, &err);
}

/* What the daemon should not have let happen is told in full; what a caller did is told without the
 * values in it, which may be words of a case. */
static bool is_ours(vd_status status)
{
    return status == VD_INTERNAL || status == VD_DATA_LOSS || status == VD_UNAVAILABLE ||
           status == VD_RESOURCE_EXHAUSTED || status == VD_UNKNOWN_ERROR;
}

static void log_failure(const vd_request *request, vd_status status, const vd_error *err,
                        uint64_t us)
{
    vd_level level = is_ours(status) ? VD_LOG_ERROR : VD_LOG_INFO;
    const char *form = err->form ? err->form : "The caller was told why.";
    char text[sizeof(err->message)];
    vd_str reason = vd_str_of(err->message);

    if (!vd_log_wants(level))
        return;
    if (!is_ours(status))
        reason = (vd_str){text, vd_log_form(form, text, sizeof(text))};
    VD_LOG(level, "request_failed",
           VD_LOG_TEXT("method", request->method_name.ptr ? request->method_name : VD_STR("-")),
           VD_LOG_TEXT("code", vd_str_of(vd_status_name(status))),
           VD_LOG_TEXT("request_id", request->request_id.ptr ? request->request_id : VD_STR("")),
           VD_LOG_NUMBER("us", us), VD_LOG_TEXT("reason", reason));
}

static void log_request(const vd_request *request, vd_status status, const vd_error *err)
{
    uint64_t us = (uint64_t)(vd_clock_ticks() - request->call->arrived) / 1000;

    if (status)
        log_failure(request, status, err, us);
    else if (vd_log_wants(VD_LOG_DEBUG))
        VD_LOG(
            VD_LOG_DEBUG, "request", VD_LOG_TEXT("method", request->method_name),
            VD_LOG_TEXT("request_id", request->request_id.ptr ? request->request_id : VD_STR("")),
            VD_LOG_NUMBER("us", us));
}

static vd_status pack_answer(const vd_request *request, vd_status status, const vd_error *err,
                             vd_str *ret_frame)
{
    Valedor__V1__ResponseHeader header = VALEDOR__V1__RESPONSE_HEADER__INIT;

    header.code = (int32_t)status;
    header.message = (char *)(status ? err->message : "");
    /* Token-checked, from protobuf-c, hence with a NUL behind it. */
    header.request_id = (char *)(request->request_id.ptr ? request->request_id.ptr : "");
    if (status == VD_OK && !request->reply)
        return vd_frame_join(request->arena, &header.base, request->reply_bytes, ret_frame, NULL);
    return vd_frame_pack(request->arena, &header.base, status ? NULL : request->reply, ret_frame,
                         NULL);
}

void vd_request_finish(vd_request *request, vd_status status, const vd_error *err)
{
    vd_call *call = request->call;
    vd_error too_large = {0};
    vd_str frame = {0};

    if (pack_answer(request, status, err, &frame)) {
        status = vd_fail(&too_large, VD_RESOURCE_EXHAUSTED,
                         "The answer is too large for the memory of one request.");
        err = &too_large;
        /* Room for a sentence, whatever the request has used up. */
        request->arena->limit_bytes = 0;
        if (pack_answer(request, status, err, &frame))
            frame = (vd_str){0};
    }
    log_request(request, status, err);
    if (request->packs)
        vd_packs_unref(request->packs);
    call->answer(call, frame);
}

/* Everything that can fail for want of memory, before the first put. */
static vd_status prepare_reply(vd_request *request, vd_error *err)
{
    vd_put *put = &request->puts[request->put_count++];
    vd_status status = vd_message_pack(request->arena, request->reply, &request->reply_bytes, err);

    put->space = VD_SPACE_REPLIES;
    if (status == VD_OK)
        status = vd_replies_encode(request->arena, &request->reply_key, request->reply_bytes,
                                   &put->key, &put->value, err);
    return status;
}

static vd_status put_all(vd_request *request, vd_txn *txn, vd_error *err)
{
    vd_status status = vd_wordbook_keep(request->service->book, txn, &request->names_kept, err);

    for (size_t i = 0; i < request->put_count && status == VD_OK; i++)
        status = vd_txn_put(txn, request->puts[i].space, request->puts[i].key,
                            request->puts[i].value, err);
    return status ? status : vd_replies_trim(txn, request->now, err);
}

static vd_status answer_again(vd_request *request, vd_str before, vd_error *err)
{
    request->reply = NULL;
    request->reply_bytes = vd_arena_copy(request->arena, before);
    if (request->reply_bytes.ptr)
        return VD_OK;
    return vd_fail(err, VD_RESOURCE_EXHAUSTED,
                   "The request is too large for the memory of one request.");
}

static vd_status run_write(vd_write *write, vd_txn *txn, vd_error *err)
{
    vd_request *request = (vd_request *)write;
    vd_str before = {0};
    vd_status status = vd_request_in_time(request, err);

    request->put_count = 0;
    request->names_kept = 0;
    if (status)
        return status;
    status = vd_replies_find(txn, &request->reply_key, &before, err);
    if (status == VD_OK)
        return answer_again(request, before, err);
    if (status != VD_NOT_FOUND)
        return status;
    status = request->run(request, txn, err);
    if (status == VD_OK)
        status = prepare_reply(request, err);
    return status ? status : put_all(request, txn, err);
}

static void write_done(vd_write *write)
{
    vd_request *request = (vd_request *)write;

    if (write->status == VD_OK && request->names_kept)
        vd_wordbook_kept(request->service->book, request->names_kept);
    vd_request_finish(request, write->status, &write->error);
}

vd_status vd_request_submit(vd_request *request, vd_request_write *run)
{
    request->run = run;
    request->write.run = run_write;
    request->write.done = write_done;
    vd_store_submit(request->service->store, &request->write);
    return VD_OK;
}
