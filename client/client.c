/*
 * One REQ socket a client: REQ sends a request again when the connection breaks or the answer does
 * not come, so a call ends with an answer or with its timeout, and a write is recognised by its
 * idempotency key. The call's timeout also travels in the header, so that the daemon does not work
 * for someone who has left.
 */
#include <valedor/client.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

#include <nng/nng.h>
#include <nng/protocol/reqrep0/req.h>
#include <protobuf-c/protobuf-c.h>

#include "codec/frame.h"
#include "valedor/v1/advice.pb-c.h"
#include "valedor/v1/case.pb-c.h"
#include "valedor/v1/envelope.pb-c.h"
#include "valedor/v1/service.pb-c.h"

#define KEY_BYTES 16
#define ANSWER_BYTES_MAX (64U << 20)

struct vd_client {
    nng_socket socket;
    uint32_t timeout_ms;
    char *url;
};

static const char *const writes[] = {"valedor.v1.Cases/Put", "valedor.v1.Cases/RecordEvent"};

static vd_status fail(const vd_client *client, int code, vd_error *err)
{
    switch (code) {
    case NNG_ECONNREFUSED:
    case NNG_ENOENT:
    case NNG_ECLOSED:
    case NNG_ECONNRESET:
    case NNG_ECONNABORTED:
    case NNG_EUNREACHABLE:
        return vd_fail(err, VD_UNAVAILABLE,
                       "No daemon answers at %s: start one with \"valedord --packs DIR --store DIR "
                       "--listen %s\", or name another with --server.",
                       client->url, client->url);
    case NNG_ETIMEDOUT:
        return vd_fail(err, VD_DEADLINE_EXCEEDED,
                       "The daemon at %s did not answer within %g seconds.", client->url,
                       client->timeout_ms / 1000.0);
    case NNG_EADDRINVAL:
    case NNG_ENOTSUP:
    case NNG_EINVAL:
        return vd_fail(err, VD_INVALID_ARGUMENT,
                       "\"%s\" is no address of a daemon: give ipc://PATH or tcp://HOST:PORT.",
                       client->url);
    case NNG_ENOMEM:
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "Memory is exhausted.");
    default:
        return vd_fail(err, VD_UNAVAILABLE, "The daemon at %s cannot be asked: %s.", client->url,
                       nng_strerror(code));
    }
}

vd_status vd_client_open(const char *url, uint32_t timeout_ms, vd_client **ret_client,
                         vd_error *err)
{
    vd_client *client = calloc(1, sizeof(*client));
    vd_status status = VD_OK;
    int code;

    if (!client || !(client->url = strdup(url))) {
        free(client);
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "Memory is exhausted.");
    }
    client->timeout_ms = timeout_ms ? timeout_ms : VD_CLIENT_TIMEOUT_MS;
    code = nng_req0_open(&client->socket);
    if (code) {
        status = fail(client, code, err);
        goto out;
    }
    if ((code = nng_socket_set_ms(client->socket, NNG_OPT_SENDTIMEO, client->timeout_ms)) ||
        (code = nng_socket_set_ms(client->socket, NNG_OPT_RECVTIMEO, client->timeout_ms)) ||
        (code = nng_socket_set_size(client->socket, NNG_OPT_RECVMAXSZ, ANSWER_BYTES_MAX)) ||
        (code = nng_dial(client->socket, url, NULL, 0)))
        status = fail(client, code, err);
out:
    if (status) {
        vd_client_close(client);
        return status;
    }
    *ret_client = client;
    return VD_OK;
}

void vd_client_close(vd_client *client)
{
    if (!client)
        return;
    if (nng_socket_id(client->socket) > 0)
        nng_close(client->socket);
    free(client->url);
    free(client);
}

static bool is_write(const char *method)
{
    for (size_t i = 0; i < sizeof(writes) / sizeof(writes[0]); i++)
        if (strcmp(writes[i], method) == 0)
            return true;
    return false;
}

/* 128 random bits in hexadecimal. */
static vd_status make_key(char key[2 * KEY_BYTES + 1], vd_error *err)
{
    unsigned char bytes[KEY_BYTES];

    if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
        return vd_fail(err, VD_INTERNAL, "The system gives no random bytes.");
    for (size_t i = 0; i < KEY_BYTES; i++)
        snprintf(key + 2 * i, 3, "%02x", bytes[i]);
    return VD_OK;
}

/* Sends and waits; the answer is copied into the arena. */
static vd_status exchange(vd_client *client, vd_arena *arena, vd_str frame, vd_str *ret_answer,
                          vd_error *err)
{
    nng_msg *message = NULL;
    vd_status status = VD_OK;
    int code;

    if ((code = nng_msg_alloc(&message, 0)) ||
        (code = nng_msg_append(message, frame.ptr, frame.len)) ||
        (code = nng_sendmsg(client->socket, message, 0))) {
        status = fail(client, code, err);
        goto out;
    }
    message = NULL; /* the socket has it */
    code = nng_recvmsg(client->socket, &message, 0);
    if (code) {
        status = fail(client, code, err);
        goto out;
    }
    *ret_answer = vd_arena_copy(arena, (vd_str){nng_msg_body(message), nng_msg_len(message)});
    if (!ret_answer->ptr)
        status = vd_fail(err, VD_RESOURCE_EXHAUSTED, "The answer does not fit into memory.");
out:
    if (message)
        nng_msg_free(message);
    return status;
}

static void *allocate(void *arena, size_t size)
{
    return vd_arena_alloc(arena, size);
}

static void give_back(void *arena, void *memory)
{
    (void)arena;
    (void)memory;
}

static vd_status read_answer(vd_arena *arena, vd_str answer,
                             const ProtobufCMessageDescriptor *response,
                             ProtobufCMessage **ret_response, vd_error *err)
{
    ProtobufCAllocator allocator = {allocate, give_back, arena};
    Valedor__V1__ResponseHeader *header;
    vd_str head = {0};
    vd_str payload = {0};

    if (vd_frame_split(answer, &head, &payload, NULL) ||
        !(header = valedor__v1__response_header__unpack(&allocator, head.len,
                                                        (const uint8_t *)head.ptr)))
        return vd_fail(err, VD_INTERNAL,
                       "What answers there is no Valedor, or one of another version.");
    if (header->code != VD_OK)
        return vd_fail(err,
                       header->code > 0 && header->code <= VD_UNAUTHENTICATED
                           ? (vd_status)header->code
                           : VD_UNKNOWN_ERROR,
                       "%s", header->message);
    *ret_response =
        protobuf_c_message_unpack(response, &allocator, payload.len, (const uint8_t *)payload.ptr);
    if (!*ret_response)
        return vd_fail(err, VD_INTERNAL,
                       "The daemon's answer cannot be read: is it of another "
                       "version?");
    return VD_OK;
}

vd_status vd_client_call(vd_client *client, vd_arena *arena, const char *method,
                         const ProtobufCMessage *request,
                         const ProtobufCMessageDescriptor *response,
                         ProtobufCMessage **ret_response, vd_error *err)
{
    Valedor__V1__RequestHeader header = VALEDOR__V1__REQUEST_HEADER__INIT;
    char key[2 * KEY_BYTES + 1];
    vd_str frame;
    vd_str answer = {0};
    vd_status status;

    header.method = (char *)method;
    header.timeout_ms = client->timeout_ms;
    if (is_write(method)) {
        status = make_key(key, err);
        if (status)
            return status;
        header.idempotency_key = key;
    }
    if ((status = vd_frame_pack(arena, &header.base, request, &frame, err)) ||
        (status = exchange(client, arena, frame, &answer, err)))
        return status;
    return read_answer(arena, answer, response, ret_response, err);
}

#define METHOD(name, path, message, descriptor)                                                \
    vd_status vd_client_##name(vd_client *client, vd_arena *arena,                             \
                               const Valedor__V1__##message##Request *request,                 \
                               Valedor__V1__##message##Response **ret_response, vd_error *err) \
    {                                                                                          \
        ProtobufCMessage *answer = NULL;                                                       \
        vd_status status =                                                                     \
            vd_client_call(client, arena, "valedor.v1." path, &request->base,                  \
                           &valedor__v1__##descriptor##_response__descriptor, &answer, err);   \
                                                                                               \
        if (!status)                                                                           \
            *ret_response = (Valedor__V1__##message##Response *)answer;                        \
        return status;                                                                         \
    }

METHOD(assess, "Advice/Assess", Assess, assess)
METHOD(deadlines, "Advice/Deadlines", Assess, assess)
METHOD(benefits, "Advice/Benefits", Assess, assess)
METHOD(guidelines, "Advice/Guidelines", Assess, assess)
METHOD(explain, "Advice/Explain", Assess, assess)
METHOD(what_if, "Advice/WhatIf", WhatIf, what_if)
METHOD(questions, "Advice/Questions", Questions, questions)
METHOD(timeline, "Advice/Timeline", Timeline, timeline)
METHOD(put_case, "Cases/Put", PutCase, put_case)
METHOD(get_case, "Cases/Get", GetCase, get_case)
METHOD(list_cases, "Cases/List", ListCases, list_cases)
METHOD(record_event, "Cases/RecordEvent", RecordEvent, record_event)
METHOD(list_packs, "Packs/List", ListPacks, list_packs)
METHOD(check_health, "Health/Check", Check, check)
