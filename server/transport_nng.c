/*
 * nng's REP protocol with contexts. Each context goes round: receive, serve, send, receive again.
 * Serving happens in the receive's callback, on one of nng's threads: handing it to others costs a
 * fifth of the throughput. A call that is answered later (a write) simply has its send begun later,
 * from the store's thread.
 *
 * Ownership. A message received is ours, and stays in the aio unless taken out. A send takes the
 * message when it succeeds; when it fails the message is still ours. The request's message is used
 * again for the answer.
 *
 * A context that receives again without a send gives its request up silently; that is used only when
 * there is no memory for an answer.
 *
 * A peer that asks and does not read its answers would hold one context after the other: an answer
 * that waits too long costs the peer its connection, which frees all that wait on it.
 *
 * Stopping, in this order, because nng waits for callbacks and callbacks must not wait for nng: close
 * the listeners, let no context receive again, wait until the calls are answered, stop the aios,
 * close the contexts, free, close the socket. nng_aio_cancel is never used: up to 1.11 it races.
 */
#include "server/transport.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <nng/nng.h>
#include <nng/protocol/reqrep0/rep.h>

#include "server/clock.h"
#include "server/log.h"

#define LISTENERS_MAX 16
#define SEND_PATIENCE (5000 * VD_NANOS_PER_MS)
#define KEPT_MEMORY_MAX ((size_t)256 << 10) /* a call that needed more gives it back */

typedef struct nng_transport nng_transport;

typedef enum step { STEP_RECEIVE, STEP_SERVE, STEP_SEND, STEP_REST } step;

typedef struct context {
    vd_call call; /* first: the dispatcher holds this */
    nng_transport *transport;
    nng_ctx ctx;
    nng_aio *aio;
    nng_msg *message; /* while it is served */
    step step;        /* changed by whoever has the call; the aio orders the rest */
    nng_pipe pipe;    /* whom the answer goes to */
    int64_t sending;  /* ticks when the send began, 0: none; under the transport's lock */
} context;

struct nng_transport {
    vd_transport transport; /* first */
    vd_transport_options options;
    nng_socket socket;
    bool has_socket;
    size_t listener_count;
    nng_listener listeners[LISTENERS_MAX];
    context *contexts;
    unsigned opened; /* contexts that are */

    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t changed;
    bool stopping;
    unsigned busy; /* contexts that serve or send */

    atomic_uint connections;
};

static void receive(context *c)
{
    c->step = STEP_RECEIVE;
    nng_ctx_recv(c->ctx, c->aio);
}

/* The call is over: its memory goes back, and the context receives again unless we stop. */
static void begin_again(context *c)
{
    nng_transport *t = c->transport;
    bool stopping;

    if (c->call.arena.used_bytes > KEPT_MEMORY_MAX) {
        vd_arena_done(&c->call.arena);
        vd_arena_init(&c->call.arena, t->options.memory_max);
    } else {
        vd_arena_reset(&c->call.arena);
        c->call.arena.limit_bytes = t->options.memory_max;
    }
    (void)pthread_mutex_lock(&t->lock);
    t->busy--;
    c->sending = 0;
    stopping = t->stopping;
    if (stopping)
        c->step = STEP_REST;
    (void)pthread_cond_broadcast(&t->changed);
    (void)pthread_mutex_unlock(&t->lock);
    if (!stopping)
        receive(c);
}

static void give_up(context *c)
{
    if (c->message)
        nng_msg_free(c->message);
    c->message = NULL;
    begin_again(c);
}

static void set_sending(context *c, int64_t since)
{
    (void)pthread_mutex_lock(&c->transport->lock);
    c->sending = since;
    (void)pthread_mutex_unlock(&c->transport->lock);
}

static void answer(vd_call *call, vd_str frame)
{
    context *c = (context *)call;

    nng_msg_clear(c->message);
    if (frame.len == 0 || nng_msg_append(c->message, frame.ptr, frame.len)) {
        VD_LOG(VD_LOG_ERROR, "answer_lost", VD_LOG_NUMBER("bytes", frame.len));
        give_up(c);
        return;
    }
    c->step = STEP_SEND;
    set_sending(c, vd_clock_ticks());
    nng_aio_set_msg(c->aio, c->message);
    c->message = NULL;
    nng_ctx_send(c->ctx, c->aio);
}

static void received(context *c)
{
    nng_transport *t = c->transport;
    int rc = nng_aio_result(c->aio);

    if (rc == NNG_ECLOSED || rc == NNG_ECANCELED) {
        c->step = STEP_REST;
        return;
    }
    if (rc) {
        /* Out of memory, most likely; the peer asks again. */
        receive(c);
        return;
    }
    c->message = nng_aio_get_msg(c->aio);
    nng_aio_set_msg(c->aio, NULL);
    (void)pthread_mutex_lock(&t->lock);
    t->busy++;
    c->pipe = nng_msg_get_pipe(c->message);
    (void)pthread_mutex_unlock(&t->lock);
    c->step = STEP_SERVE;
    c->call.request = (vd_str){nng_msg_body(c->message), nng_msg_len(c->message)};
    c->call.arrived = vd_clock_ticks();
    t->options.serve(t->options.user, &c->call);
}

static void sent(context *c)
{
    if (nng_aio_result(c->aio)) {
        /* The asker is gone. The message is still ours. */
        nng_msg_free(nng_aio_get_msg(c->aio));
        nng_aio_set_msg(c->aio, NULL);
    }
    begin_again(c);
}

static void went_on(void *user)
{
    context *c = user;

    if (c->step == STEP_RECEIVE)
        received(c);
    else if (c->step == STEP_SEND)
        sent(c);
}

static vd_status failed(vd_error *err, const char *doing, int rc)
{
    return vd_fail(err, rc == NNG_ENOMEM ? VD_RESOURCE_EXHAUSTED : VD_UNAVAILABLE,
                   "The transport failed while %s: %s.", doing, nng_strerror(rc));
}

static bool starts_with(const char *text, const char *prefix)
{
    return !strncmp(text, prefix, strlen(prefix));
}

/* The address as bound. */
static void say_url(nng_listener listener, const char *url, char ret_url[VD_URL_MAX])
{
    int port = 0;
    const char *colon = strrchr(url, ':');

    (void)snprintf(ret_url, VD_URL_MAX, "%s", url);
    if (starts_with(url, "tcp://") && colon &&
        nng_listener_get_int(listener, NNG_OPT_TCP_BOUND_PORT, &port) == 0)
        (void)snprintf(ret_url, VD_URL_MAX, "%.*s:%d", (int)(colon - url), url, port);
}

static vd_status listen_at(vd_transport *transport, const char *url, char ret_url[VD_URL_MAX],
                           vd_error *err)
{
    nng_transport *t = (nng_transport *)transport;
    bool tcp = starts_with(url, "tcp://");
    nng_listener listener;
    int rc;

    if (!tcp && !starts_with(url, "ipc://"))
        return vd_fail(err, VD_INVALID_ARGUMENT,
                       "Cannot listen on %s: addresses begin with ipc:// or tcp://.", url);
    if (strlen(url) >= VD_URL_MAX || t->listener_count == LISTENERS_MAX)
        return vd_fail(err, VD_INVALID_ARGUMENT,
                       "Cannot listen on %s: at most %d addresses of %d bytes.", url, LISTENERS_MAX,
                       VD_URL_MAX - 1);
    rc = nng_listener_create(&listener, t->socket, url);
    if (rc == 0 && tcp)
        rc = nng_listener_set_bool(listener, NNG_OPT_TCP_KEEPALIVE, true);
    /* Owner and group; others have no business with cases. */
    if (rc == 0 && !tcp)
        rc = nng_listener_set_int(listener, NNG_OPT_IPC_PERMISSIONS, 0660);
    if (rc == 0)
        rc = nng_listener_start(listener, 0);
    if (rc)
        return vd_fail(err, VD_UNAVAILABLE, "Cannot listen on %s: %s.", url, nng_strerror(rc));
    t->listeners[t->listener_count++] = listener;
    say_url(listener, url, ret_url);
    return VD_OK;
}

static void start(vd_transport *transport)
{
    nng_transport *t = (nng_transport *)transport;

    for (unsigned i = 0; i < t->opened; i++)
        receive(&t->contexts[i]);
}

static void tend(vd_transport *transport)
{
    nng_transport *t = (nng_transport *)transport;
    int64_t late = vd_clock_ticks() - SEND_PATIENCE;

    for (unsigned i = 0; i < t->opened; i++) {
        context *c = &t->contexts[i];
        nng_pipe pipe = NNG_PIPE_INITIALIZER;

        (void)pthread_mutex_lock(&t->lock);
        if (c->sending && c->sending < late)
            pipe = c->pipe;
        (void)pthread_mutex_unlock(&t->lock);
        /* Not under the lock, which the callbacks that this brings about take. */
        if (nng_pipe_id(pipe) > 0 && nng_pipe_close(pipe) == 0)
            VD_LOG(VD_LOG_WARNING, "peer_dropped",
                   VD_LOG_TEXT("reason", VD_STR("it does not take its answers")));
    }
}

/* nng tells the end of every pipe whose beginning it told, also of those closed at once here. */
static void count_connection(nng_pipe pipe, nng_pipe_ev event, void *user)
{
    nng_transport *t = user;

    if (event == NNG_PIPE_EV_REM_POST)
        (void)atomic_fetch_sub(&t->connections, 1);
    else if (atomic_fetch_add(&t->connections, 1) >= t->options.connections_max)
        (void)nng_pipe_close(pipe);
}

static int count_connections(nng_transport *t)
{
    int rc = nng_pipe_notify(t->socket, NNG_PIPE_EV_ADD_PRE, count_connection, t);

    return rc ? rc : nng_pipe_notify(t->socket, NNG_PIPE_EV_REM_POST, count_connection, t);
}

static bool stop(vd_transport *transport, unsigned timeout_ms)
{
    nng_transport *t = (nng_transport *)transport;
    struct timespec until;
    bool answered = true;

    for (size_t i = 0; i < t->listener_count; i++)
        (void)nng_listener_close(t->listeners[i]);
    t->listener_count = 0;
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += timeout_ms / 1000;
    until.tv_nsec += (long)(timeout_ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    (void)pthread_mutex_lock(&t->lock);
    t->stopping = true;
    while (t->busy && answered)
        answered = pthread_cond_timedwait(&t->changed, &t->lock, &until) == 0;
    (void)pthread_mutex_unlock(&t->lock);
    return answered;
}

static void close_contexts(context *contexts, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        nng_aio_stop(contexts[i].aio);
    for (unsigned i = 0; i < count; i++)
        (void)nng_ctx_close(contexts[i].ctx);
    for (unsigned i = 0; i < count; i++) {
        nng_aio_free(contexts[i].aio);
        vd_arena_done(&contexts[i].call.arena);
    }
}

static void close_transport(vd_transport *transport)
{
    nng_transport *t = (nng_transport *)transport;

    if (t->contexts)
        close_contexts(t->contexts, t->opened);
    if (t->has_socket)
        (void)nng_close(t->socket);
    free(t->contexts);
    (void)pthread_cond_destroy(&t->changed);
    (void)pthread_mutex_destroy(&t->lock);
    free(t);
}

static int open_context(nng_transport *t, context *c)
{
    int rc = nng_ctx_open(&c->ctx, t->socket);

    if (rc)
        return rc;
    rc = nng_aio_alloc(&c->aio, went_on, c);
    if (rc) {
        (void)nng_ctx_close(c->ctx);
        return rc;
    }
    c->transport = t;
    c->call.answer = answer;
    vd_arena_init(&c->call.arena, t->options.memory_max);
    t->opened++;
    return 0;
}

static int open_socket(nng_transport *t)
{
    int rc;

#if NNG_MAJOR_VERSION > 1 || NNG_MINOR_VERSION >= 7
    /* As many as there are cores is best; by default it is twice that. Before anything else. */
    long cores = sysconf(_SC_NPROCESSORS_ONLN);

    nng_init_set_parameter(NNG_INIT_NUM_TASK_THREADS, cores > 2 ? (uint64_t)cores : 2);
#endif
    rc = nng_rep0_open(&t->socket);
    if (rc)
        return rc;
    t->has_socket = true;
    /* Without it any size is taken. Listeners copy it, so it comes before them. */
    rc = nng_socket_set_size(t->socket, NNG_OPT_RECVMAXSZ, t->options.message_max);
    if (rc == 0)
        rc = count_connections(t);
    for (unsigned i = 0; rc == 0 && i < t->options.contexts; i++)
        rc = open_context(t, &t->contexts[i]);
    return rc;
}

vd_status vd_transport_nng(const vd_transport_options *options, vd_transport **ret_transport,
                           vd_error *err)
{
    nng_transport *t = calloc(1, sizeof(*t));
    int rc;

    if (!t)
        return failed(err, "opening", NNG_ENOMEM);
    t->transport = (vd_transport){listen_at, start, tend, stop, close_transport};
    t->options = *options;
    (void)pthread_mutex_init(&t->lock, NULL);
    (void)pthread_cond_init(&t->changed, NULL);
    t->contexts = calloc(options->contexts, sizeof(*t->contexts));
    rc = t->contexts ? open_socket(t) : NNG_ENOMEM;
    if (rc) {
        close_transport(&t->transport);
        return failed(err, "opening", rc);
    }
    *ret_transport = &t->transport;
    return VD_OK;
}
