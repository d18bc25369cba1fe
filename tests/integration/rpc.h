/*
 * rpc.h - calling the daemon from a test, close to the wire.
 */
#ifndef VALEDOR_TESTS_INTEGRATION_RPC_H
#define VALEDOR_TESTS_INTEGRATION_RPC_H

#include <nng/nng.h>
#include <protobuf-c/protobuf-c.h>

#include <valedor/arena.h>

#include "valedor/v1/advice.pb-c.h"
#include "valedor/v1/case.pb-c.h"

typedef struct vd_rpc {
    nng_socket socket;
    vd_arena arena; /* answers live here; reset by each call */
    /* The answer: */
    int32_t code;
    const char *message;
    const char *request_id;
    vd_str payload;
} vd_rpc;

void rpc_open(vd_rpc *rpc, const char *url);
void rpc_close(vd_rpc *rpc);

typedef struct vd_rpc_options {
    const char *key; /* idempotency */
    const char *request_id;
    uint32_t timeout_ms;
} vd_rpc_options;

/* Sends bytes as they are and takes the answer apart; false when none came in time. */
bool rpc_raw(vd_rpc *rpc, vd_str frame);
/* Returns the code. Fails the test when no answer came in time. */
int32_t rpc_call(vd_rpc *rpc, const char *method, const ProtobufCMessage *message,
                 const vd_rpc_options *options);
/* The two halves of a call, on a context of its own, which the second closes. */
void rpc_begin(vd_rpc *rpc, nng_ctx ctx, const char *method, const ProtobufCMessage *message,
               const vd_rpc_options *options);
int32_t rpc_end(vd_rpc *rpc, nng_ctx ctx);
/* The frame of such a call, in the arena. */
vd_str rpc_frame(vd_arena *arena, const char *method, const ProtobufCMessage *message,
                 const vd_rpc_options *options);
/* The payload as a message, in the arena. */
void *rpc_answer(vd_rpc *rpc, const ProtobufCMessageDescriptor *type);

/* Puts a case whose fact `number` is `number`; returns the code, and the revision. */
int32_t rpc_put(vd_rpc *rpc, const char *id, int64_t number, const char *key,
                uint64_t *ret_revision);
/* The fact `number` of a stored case; -1 when there is no such case. */
int64_t rpc_number(vd_rpc *rpc, const char *id, uint64_t *ret_revision);

/* Says one fact of a stored case, as an event. */
int32_t rpc_record(vd_rpc *rpc, const char *id, const char *fact_id, const char *literal,
                   const char *key);
/* NULL when the code is not 0. `rule` may be empty. */
Valedor__V1__AssessResponse *rpc_assess(vd_rpc *rpc, const char *method, const char *id,
                                        const char *on, const char *rule);

#endif
