/*
 * service.h - what the methods share: the service, and one request on its way through a handler.
 *
 * A handler is called with its message unpacked and checked. It fills `reply`; that of a method that
 * writes hands a write to the store, and the answer follows once the write is done. Everything of a
 * request lives in its call's arena and ends with the answer.
 */
#ifndef VALEDOR_SERVER_SERVICE_H
#define VALEDOR_SERVER_SERVICE_H

#include <stdatomic.h>

#include <protobuf-c/protobuf-c.h>

#include "server/replies.h"
#include "server/shelf.h"
#include "server/transport.h"

typedef struct vd_service {
    vd_store *store;
    vd_wordbook *book;
    vd_shelf *shelf;
    const char *version;
    unsigned timeout_ms; /* of a call that names none */
    atomic_bool stopping;
} vd_service;

/* One item that a write will put. */
typedef struct vd_put {
    vd_space space;
    vd_str key;
    vd_str value;
} vd_put;

#define VD_PUTS_MAX 4

typedef struct vd_request vd_request;
typedef struct vd_method vd_method;

typedef vd_status vd_handler(vd_request *request, vd_error *err);
typedef vd_status vd_request_write(vd_request *request, vd_txn *txn, vd_error *err);

struct vd_method {
    const ProtobufCServiceDescriptor *service;
    const char *name; /* "Put" */
    vd_handler *handler;
    bool writes; /* needs an idempotency key, and answers through vd_request_submit */
};

struct vd_request {
    vd_write write; /* first: the store hands it back */
    vd_service *service;
    vd_call *call;
    vd_arena *arena; /* the call's */
    const vd_method *method;
    vd_str method_name; /* "valedor.v1.Cases/Put" */
    vd_str request_id;
    vd_str principal;
    int64_t deadline; /* vd_clock_ticks */
    int64_t now;      /* vd_clock_now */
    vd_str payload;
    const ProtobufCMessage *message;
    const vd_packs *packs;  /* given back when the request is answered */
    vd_reply_key reply_key; /* of a write */
    vd_request_write *run;  /* of a write, and what it yields: */
    void *draft;            /* what the handler prepared for `run` */
    size_t put_count;
    vd_put puts[VD_PUTS_MAX];
    uint32_t names_kept;
    const ProtobufCMessage *reply; /* the answer, or */
    vd_str reply_bytes;            /* its bytes, when they are there already */
};

extern const vd_method vd_methods[];
extern const size_t vd_method_count;

/* VD_NOT_FOUND when there is no such method. */
VD_MUST_USE vd_status vd_method_find(vd_str full_name, const vd_method **ret_method);
const ProtobufCMessageDescriptor *vd_method_input(const vd_method *method);

/* A vd_serve; user is the vd_service. */
void vd_dispatch(void *user, vd_call *call);
/* Answers, logs a failure, and ends the request. err may be NULL when status is VD_OK. */
void vd_request_finish(vd_request *request, vd_status status, const vd_error *err);
/* VD_DEADLINE_EXCEEDED when the caller's patience is over. */
VD_MUST_USE vd_status vd_request_in_time(const vd_request *request, vd_error *err);

/*
 * Hands a write to the store: the last thing that the handler of a writing method does, because the
 * request may be over before this returns. `run` is called on the writer's thread unless the same
 * write was done before, which is answered as it was then. It looks at what is there and fills
 * request->reply and request->puts; it may be called again.
 */
vd_status vd_request_submit(vd_request *request, vd_request_write *run);

/* Handlers, one a method. */
vd_handler vd_cases_put, vd_cases_get, vd_cases_list, vd_cases_record_event;
vd_handler vd_advice_assess, vd_advice_deadlines, vd_advice_benefits, vd_advice_guidelines,
    vd_advice_explain, vd_advice_what_if, vd_advice_questions, vd_advice_timeline;
vd_handler vd_about_packs, vd_about_health;

#endif
