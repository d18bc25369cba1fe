/*
 * transport.h - how requests come in and answers go out; the dispatcher knows no more than this.
 *
 * A transport hands each request to `serve` on one of its own threads, with memory to work in. The
 * call is answered exactly once, by then or later, from any thread. Until then it holds its place:
 * a transport has as many calls at once as it was opened with.
 *
 * Life: open, listen (once or more), start, stop, close. stop takes no new requests and waits, up
 * to a limit, until those it has are answered.
 */
#ifndef VALEDOR_SERVER_TRANSPORT_H
#define VALEDOR_SERVER_TRANSPORT_H

#include <valedor/arena.h>
#include <valedor/base.h>

typedef struct vd_call vd_call;
struct vd_call {
    vd_arena arena;  /* the call's memory, given back once it is answered */
    vd_str request;  /* a frame (codec/frame.h); lives until the answer */
    int64_t arrived; /* vd_clock_ticks */
    /* Copies the frame and sends it. An empty frame gives the call up without an answer. */
    void (*answer)(vd_call *call, vd_str frame);
};

typedef void vd_serve(void *user, vd_call *call);

typedef struct vd_transport_options {
    unsigned contexts; /* calls at once */
    unsigned connections_max;
    size_t message_max; /* bytes of one request */
    size_t memory_max;  /* bytes of one call's arena */
    vd_serve *serve;
    void *user;
} vd_transport_options;

#define VD_URL_MAX 256

typedef struct vd_transport vd_transport;
struct vd_transport {
    /* ret_url is the address as bound: with the port that the system chose, if it was 0. */
    vd_status (*listen)(vd_transport *transport, const char *url, char ret_url[VD_URL_MAX],
                        vd_error *err);
    void (*start)(vd_transport *transport);
    /* To be called every second or so: parts with peers that do not take their answers. */
    void (*tend)(vd_transport *transport);
    /* False when calls were still unanswered after timeout_ms. */
    bool (*stop)(vd_transport *transport, unsigned timeout_ms);
    void (*close)(vd_transport *transport);
};

/* nng REQ/REP over ipc:// and tcp://. */
VD_MUST_USE vd_status vd_transport_nng(const vd_transport_options *options,
                                       vd_transport **ret_transport, vd_error *err);

#endif
