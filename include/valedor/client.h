/*
 * client.h - libvaledor: asking the daemon.
 *
 * The messages are those that protobuf-c makes of proto/valedor/v1; include its headers beside this
 * one. Requests are read, never kept. Responses live in the arena given, until it is reset.
 *
 * Threads: one client a thread, or one at a time. Statuses are those of the contract
 * (google.rpc.Code), with one sentence for people in err; VD_UNAVAILABLE says that no daemon is
 * there, VD_DEADLINE_EXCEEDED that it did not answer in time.
 */
#ifndef VALEDOR_CLIENT_H
#define VALEDOR_CLIENT_H

#include <valedor/arena.h>
#include <valedor/base.h>

struct ProtobufCMessage;
struct ProtobufCMessageDescriptor;
struct Valedor__V1__AssessRequest;
struct Valedor__V1__AssessResponse;
struct Valedor__V1__CheckRequest;
struct Valedor__V1__CheckResponse;
struct Valedor__V1__GetCaseRequest;
struct Valedor__V1__GetCaseResponse;
struct Valedor__V1__ListCasesRequest;
struct Valedor__V1__ListCasesResponse;
struct Valedor__V1__ListPacksRequest;
struct Valedor__V1__ListPacksResponse;
struct Valedor__V1__PutCaseRequest;
struct Valedor__V1__PutCaseResponse;
struct Valedor__V1__QuestionsRequest;
struct Valedor__V1__QuestionsResponse;
struct Valedor__V1__RecordEventRequest;
struct Valedor__V1__RecordEventResponse;
struct Valedor__V1__TimelineRequest;
struct Valedor__V1__TimelineResponse;
struct Valedor__V1__WhatIfRequest;
struct Valedor__V1__WhatIfResponse;

typedef struct vd_client vd_client;

#define VD_CLIENT_TIMEOUT_MS 10000 /* what 0 stands for */

/* Connects: "ipc://./var/valedord.sock", "tcp://127.0.0.1:7717". timeout_ms is the patience for
 * each call. VD_UNAVAILABLE when no daemon listens there, VD_INVALID_ARGUMENT for an URL that is
 * none. Free with vd_client_close. */
VD_MUST_USE vd_status vd_client_open(const char *url, uint32_t timeout_ms, vd_client **ret_client,
                                     vd_error *err);
/* Accepts NULL. */
void vd_client_close(vd_client *client);

/*
 * Any method, by its full name ("valedor.v1.Advice/Assess"); `response` says what comes back. A
 * write carries an idempotency key of its own, so that it is done once however often the
 * transport sends it.
 */
VD_MUST_USE vd_status vd_client_call(vd_client *client, vd_arena *arena, const char *method,
                                     const struct ProtobufCMessage *request,
                                     const struct ProtobufCMessageDescriptor *response,
                                     struct ProtobufCMessage **ret_response, vd_error *err);

/* The same for each method. */
#define VD_CLIENT_METHOD(name, message)                                                            \
    VD_MUST_USE vd_status vd_client_##name(                                                        \
        vd_client *client, vd_arena *arena, const struct Valedor__V1__##message##Request *request, \
        struct Valedor__V1__##message##Response **ret_response, vd_error *err);

VD_CLIENT_METHOD(assess, Assess)
VD_CLIENT_METHOD(deadlines, Assess)
VD_CLIENT_METHOD(benefits, Assess)
VD_CLIENT_METHOD(guidelines, Assess)
VD_CLIENT_METHOD(explain, Assess)
VD_CLIENT_METHOD(what_if, WhatIf)
VD_CLIENT_METHOD(questions, Questions)
VD_CLIENT_METHOD(timeline, Timeline)
VD_CLIENT_METHOD(put_case, PutCase)
VD_CLIENT_METHOD(get_case, GetCase)
VD_CLIENT_METHOD(list_cases, ListCases)
VD_CLIENT_METHOD(record_event, RecordEvent)
VD_CLIENT_METHOD(list_packs, ListPacks)
VD_CLIENT_METHOD(check_health, Check)

#undef VD_CLIENT_METHOD

#endif
