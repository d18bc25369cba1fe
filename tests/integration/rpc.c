#include "tests/integration/rpc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include <nng/protocol/reqrep0/req.h>

#include "codec/frame.h"
#include "codec/message.h"

#include "valedor/v1/envelope.pb-c.h"

#define PATIENCE_MS 60000

void rpc_open(vd_rpc *rpc, const char *url)
{
    *rpc = (vd_rpc){.code = -1};
    vd_arena_init(&rpc->arena, 0);
    assert_int_equal(nng_req0_open(&rpc->socket), 0);
    assert_int_equal(nng_socket_set_ms(rpc->socket, NNG_OPT_RECVTIMEO, PATIENCE_MS), 0);
    assert_int_equal(nng_socket_set_ms(rpc->socket, NNG_OPT_SENDTIMEO, PATIENCE_MS), 0);
    assert_int_equal(nng_socket_set_ms(rpc->socket, NNG_OPT_RECONNMINT, 5), 0);
    assert_int_equal(nng_socket_set_ms(rpc->socket, NNG_OPT_RECONNMAXT, 50), 0);
    assert_int_equal(nng_socket_set_size(rpc->socket, NNG_OPT_RECVMAXSZ, 0), 0);
    assert_int_equal(nng_dial(rpc->socket, url, NULL, NNG_FLAG_NONBLOCK), 0);
}

void rpc_close(vd_rpc *rpc)
{
    (void)nng_close(rpc->socket);
    vd_arena_done(&rpc->arena);
}

static void read_answer(vd_rpc *rpc, vd_str frame)
{
    ProtobufCAllocator allocator = vd_message_allocator(&rpc->arena);
    Valedor__V1__ResponseHeader *header;
    vd_str bytes = {0};

    frame = vd_arena_copy(&rpc->arena, frame);
    assert_int_equal(vd_frame_split(frame, &bytes, &rpc->payload, NULL), VD_OK);
    header =
        valedor__v1__response_header__unpack(&allocator, bytes.len, (const uint8_t *)bytes.ptr);
    assert_non_null(header);
    rpc->code = header->code;
    rpc->message = header->message;
    rpc->request_id = header->request_id;
}

bool rpc_raw(vd_rpc *rpc, vd_str frame)
{
    nng_msg *message = NULL;

    assert_int_equal(nng_msg_alloc(&message, 0), 0);
    assert_int_equal(nng_msg_append(message, frame.ptr, frame.len), 0);
    vd_arena_reset(&rpc->arena);
    if (nng_sendmsg(rpc->socket, message, 0)) {
        nng_msg_free(message);
        return false;
    }
    if (nng_recvmsg(rpc->socket, &message, 0))
        return false;
    read_answer(rpc, (vd_str){nng_msg_body(message), nng_msg_len(message)});
    nng_msg_free(message);
    return true;
}

vd_str rpc_frame(vd_arena *arena, const char *method, const ProtobufCMessage *message,
                 const vd_rpc_options *options)
{
    Valedor__V1__RequestHeader header = VALEDOR__V1__REQUEST_HEADER__INIT;
    vd_str frame = {0};

    header.method = (char *)method;
    if (options && options->key)
        header.idempotency_key = (char *)options->key;
    if (options && options->request_id)
        header.request_id = (char *)options->request_id;
    if (options)
        header.timeout_ms = options->timeout_ms;
    assert_int_equal(vd_frame_pack(arena, &header.base, message, &frame, NULL), VD_OK);
    return frame;
}

int32_t rpc_call(vd_rpc *rpc, const char *method, const ProtobufCMessage *message,
                 const vd_rpc_options *options)
{
    vd_arena arena;
    bool answered;

    vd_arena_init(&arena, 0);
    answered = rpc_raw(rpc, rpc_frame(&arena, method, message, options));
    vd_arena_done(&arena);
    assert_true(answered);
    return rpc->code;
}

void rpc_begin(vd_rpc *rpc, nng_ctx ctx, const char *method, const ProtobufCMessage *message,
               const vd_rpc_options *options)
{
    nng_msg *request = NULL;
    vd_arena arena;
    vd_str frame;

    (void)rpc;
    vd_arena_init(&arena, 0);
    frame = rpc_frame(&arena, method, message, options);
    assert_int_equal(nng_msg_alloc(&request, 0), 0);
    assert_int_equal(nng_msg_append(request, frame.ptr, frame.len), 0);
    assert_int_equal(nng_ctx_sendmsg(ctx, request, 0), 0);
    vd_arena_done(&arena);
}

int32_t rpc_end(vd_rpc *rpc, nng_ctx ctx)
{
    nng_msg *answer = NULL;

    assert_int_equal(nng_ctx_recvmsg(ctx, &answer, 0), 0);
    vd_arena_reset(&rpc->arena);
    read_answer(rpc, (vd_str){nng_msg_body(answer), nng_msg_len(answer)});
    nng_msg_free(answer);
    (void)nng_ctx_close(ctx);
    return rpc->code;
}

void *rpc_answer(vd_rpc *rpc, const ProtobufCMessageDescriptor *type)
{
    ProtobufCAllocator allocator = vd_message_allocator(&rpc->arena);
    void *message = protobuf_c_message_unpack(type, &allocator, rpc->payload.len,
                                              (const uint8_t *)rpc->payload.ptr);

    assert_non_null(message);
    return message;
}

int32_t rpc_put(vd_rpc *rpc, const char *id, int64_t number, const char *key,
                uint64_t *ret_revision)
{
    Valedor__V1__Fact fact = VALEDOR__V1__FACT__INIT;
    Valedor__V1__Fact *facts[] = {&fact};
    Valedor__V1__Case subject = VALEDOR__V1__CASE__INIT;
    Valedor__V1__PutCaseRequest put = VALEDOR__V1__PUT_CASE_REQUEST__INIT;
    char own_key[64];

    if (!key)
        (void)snprintf(own_key, sizeof(own_key), "%s-%lld", id, (long long)number);
    fact.id = (char *)"number";
    fact.value_case = VALEDOR__V1__FACT__VALUE_INTEGER;
    fact.integer = number;
    subject.id = (char *)id;
    subject.n_facts = 1;
    subject.facts = facts;
    put.case_ = &subject;
    (void)rpc_call(rpc, "valedor.v1.Cases/Put", &put.base,
                   &(vd_rpc_options){.key = key ? key : own_key});
    if (rpc->code == 0 && ret_revision)
        *ret_revision = ((Valedor__V1__PutCaseResponse *)rpc_answer(
                             rpc, &valedor__v1__put_case_response__descriptor))
                            ->revision;
    return rpc->code;
}

int64_t rpc_number(vd_rpc *rpc, const char *id, uint64_t *ret_revision)
{
    Valedor__V1__GetCaseRequest get = VALEDOR__V1__GET_CASE_REQUEST__INIT;
    Valedor__V1__GetCaseResponse *got;

    get.id = (char *)id;
    if (rpc_call(rpc, "valedor.v1.Cases/Get", &get.base, NULL) == VD_NOT_FOUND)
        return -1;
    assert_int_equal(rpc->code, 0);
    got = rpc_answer(rpc, &valedor__v1__get_case_response__descriptor);
    assert_int_equal(got->case_->n_facts, 1);
    assert_int_equal(got->case_->facts[0]->value_case, VALEDOR__V1__FACT__VALUE_LITERAL);
    if (ret_revision)
        *ret_revision = got->case_->revision;
    return strtoll(got->case_->facts[0]->literal, NULL, 10);
}

int32_t rpc_record(vd_rpc *rpc, const char *id, const char *fact_id, const char *literal,
                   const char *key)
{
    Valedor__V1__Fact fact = VALEDOR__V1__FACT__INIT;
    Valedor__V1__Fact *facts[] = {&fact};
    Valedor__V1__RecordEventRequest event = VALEDOR__V1__RECORD_EVENT_REQUEST__INIT;

    fact.id = (char *)fact_id;
    fact.value_case = VALEDOR__V1__FACT__VALUE_LITERAL;
    fact.literal = (char *)literal;
    event.case_id = (char *)id;
    event.happened_on = (char *)"2024-05-06";
    event.kind = (char *)"corrected";
    event.n_facts = 1;
    event.facts = facts;
    return rpc_call(rpc, "valedor.v1.Cases/RecordEvent", &event.base,
                    &(vd_rpc_options){.key = key});
}

Valedor__V1__AssessResponse *rpc_assess(vd_rpc *rpc, const char *method, const char *id,
                                        const char *on, const char *rule)
{
    Valedor__V1__AssessRequest ask = VALEDOR__V1__ASSESS_REQUEST__INIT;

    ask.subject_case = VALEDOR__V1__ASSESS_REQUEST__SUBJECT_CASE_ID;
    ask.case_id = (char *)id;
    ask.when_case = VALEDOR__V1__ASSESS_REQUEST__WHEN_ON;
    ask.on = (char *)on;
    ask.rule = (char *)rule;
    ask.language = (char *)"en";
    (void)rpc_call(rpc, method, &ask.base, NULL);
    if (rpc->code)
        return NULL;
    return rpc_answer(rpc, &valedor__v1__assess_response__descriptor);
}
