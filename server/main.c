/*
 * valedord: stages, each of which may fail, and one teardown in the opposite order.
 *
 * Signals are blocked before the first thread is made and taken by the main thread alone, which does
 * little else: SIGHUP loads the packs anew, SIGTERM and SIGINT stop.
 *
 * Stopping: no new requests; those at hand are answered; the store's queue is written; then nng is
 * taken down. Should that hang, a watchdog ends the process: by then everything is on the disk.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <sodium.h>

#include "server/notify.h"
#include "server/options.h"
#include "server/service.h"

#define STOP_MS 3000       /* for the requests at hand */
#define WATCHDOG_SECONDS 5 /* for taking the transport down */

typedef struct daemon_state {
    vd_options options;
    vd_service service;
    vd_transport *transport;
    sigset_t signals;
} daemon_state;

typedef vd_status stage(daemon_state *d, vd_error *err);

static vd_status take_signals(daemon_state *d, vd_error *err)
{
    (void)err;
    (void)sigemptyset(&d->signals);
    (void)sigaddset(&d->signals, SIGTERM);
    (void)sigaddset(&d->signals, SIGINT);
    (void)sigaddset(&d->signals, SIGHUP);
    (void)pthread_sigmask(SIG_BLOCK, &d->signals, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN); /* a limit on files reads as a full disk */
    return VD_OK;
}

/* One descriptor a connection, and some for the store, the listeners and the packs. */
static vd_status raise_limits(daemon_state *d, vd_error *err)
{
    struct rlimit files;
    rlim_t wanted = (rlim_t)d->options.connections_max + 64;

    (void)err;
    if (getrlimit(RLIMIT_NOFILE, &files) || files.rlim_cur >= wanted)
        return VD_OK;
    files.rlim_cur = wanted < files.rlim_max ? wanted : files.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &files);
    if (files.rlim_cur < wanted)
        VD_LOG(VD_LOG_WARNING, "few_descriptors", VD_LOG_NUMBER("allowed", files.rlim_cur),
               VD_LOG_NUMBER("wanted", wanted));
    return VD_OK;
}

static vd_status start_sodium(daemon_state *d, vd_error *err)
{
    (void)d;
    if (sodium_init() >= 0)
        return VD_OK;
    return vd_fail(err, VD_INTERNAL,
                   "The library libsodium could not be started: is it installed whole?");
}

static vd_status open_store(daemon_state *d, vd_error *err)
{
    vd_store_options options = {.folder = d->options.store, .map_bytes = d->options.map_bytes};

    return vd_store_open(&options, &d->service.store, err);
}

static vd_status open_wordbook(daemon_state *d, vd_error *err)
{
    return vd_wordbook_new(d->service.store, &d->service.book, err);
}

static vd_status load_packs(daemon_state *d, vd_error *err)
{
    return vd_shelf_new(d->service.store, d->service.book, d->options.dirs, d->options.dir_count,
                        d->options.jurisdiction, &d->service.shelf, err);
}

static vd_status open_transport(daemon_state *d, vd_error *err)
{
    vd_transport_options options = {.contexts = d->options.contexts,
                                    .connections_max = d->options.connections_max,
                                    .message_max = d->options.message_max,
                                    .memory_max = d->options.memory_max,
                                    .serve = vd_dispatch,
                                    .user = &d->service};

    return vd_transport_nng(&options, &d->transport, err);
}

static vd_status listen_all(daemon_state *d, vd_error *err)
{
    for (size_t i = 0; i < d->options.listen_count; i++) {
        char url[VD_URL_MAX];
        vd_status status = d->transport->listen(d->transport, d->options.listen[i], url, err);

        if (status)
            return status;
        VD_LOG(VD_LOG_INFO, "listening", VD_LOG_TEXT("url", vd_str_of(url)));
    }
    return VD_OK;
}

static void log_packs(const daemon_state *d, const char *event)
{
    const vd_packs *packs = vd_shelf_take(d->service.shelf);

    for (size_t i = 0; i < packs->program->pack_count; i++)
        VD_LOG(VD_LOG_INFO, "pack", VD_LOG_TEXT("id", packs->program->packs[i].id),
               VD_LOG_TEXT("version", packs->program->packs[i].version),
               VD_LOG_TEXT("digest", packs->program->packs[i].digest));
    VD_LOG(VD_LOG_INFO, event, VD_LOG_NUMBER("packs", packs->program->pack_count),
           VD_LOG_NUMBER("rules", packs->program->rule_count),
           VD_LOG_NUMBER("facts", packs->program->fact_count));
    vd_packs_unref(packs);
}

static vd_status begin(daemon_state *d, vd_error *err)
{
    (void)err;
    d->transport->start(d->transport);
    log_packs(d, "ready");
    vd_notify("READY=1");
    return VD_OK;
}

static stage *const stages[] = {take_signals,   raise_limits,  start_sodium,
                                open_store,     open_wordbook, load_packs,
                                open_transport, listen_all,    begin};

static void reload(daemon_state *d)
{
    vd_error err = {0};
    vd_status status;

    vd_notify("RELOADING=1");
    status = vd_shelf_reload(d->service.shelf, &err);
    if (status)
        VD_LOG(VD_LOG_ERROR, "reload_failed",
               VD_LOG_TEXT("code", vd_str_of(vd_status_name(status))),
               VD_LOG_TEXT("reason", vd_str_of(err.message)),
               VD_LOG_TEXT("effect", VD_STR("the packs loaded before go on serving")));
    else
        log_packs(d, "reloaded");
    vd_notify("READY=1");
}

static void serve(daemon_state *d)
{
    const struct timespec second = {.tv_sec = 1};

    for (;;) {
        int number = sigtimedwait(&d->signals, NULL, &second);

        d->transport->tend(d->transport);
        if (number < 0)
            continue;
        if (number != SIGHUP) {
            VD_LOG(VD_LOG_INFO, "stopping", VD_LOG_NUMBER("signal", number));
            return;
        }
        reload(d);
    }
}

/* The store is written; what hangs now is not worth waiting for. */
static void *watch(void *user)
{
    struct timespec patience = {.tv_sec = WATCHDOG_SECONDS};

    (void)user;
    while (nanosleep(&patience, &patience))
        ;
    VD_LOG(VD_LOG_WARNING, "stopped_hard",
           VD_LOG_TEXT("reason", VD_STR("the transport did not end; the store was written")));
    _exit(EXIT_SUCCESS);
}

static void stop(daemon_state *d)
{
    pthread_t watchdog;
    bool answered;

    vd_notify("STOPPING=1");
    atomic_store(&d->service.stopping, true);
    answered = d->transport->stop(d->transport, STOP_MS);
    vd_store_drain(d->service.store);
    VD_LOG(VD_LOG_INFO, "stopped_serving",
           VD_LOG_TEXT("all_answered", answered ? VD_STR("yes") : VD_STR("no")));
    if (pthread_create(&watchdog, NULL, watch, NULL) == 0)
        (void)pthread_detach(watchdog);
}

static void tear_down(daemon_state *d)
{
    if (d->transport)
        d->transport->close(d->transport);
    vd_shelf_free(d->service.shelf);
    vd_wordbook_free(d->service.book);
    vd_store_close(d->service.store);
}

int main(int argc, char **argv)
{
    static daemon_state d;
    vd_error err = {0};
    vd_status status = VD_OK;

    vd_options_parse(argc, argv, &d.options);
    vd_log_set_level(d.options.level);
    d.service.version = VD_VERSION;
    d.service.timeout_ms = d.options.timeout_ms;
    for (size_t i = 0; i < sizeof(stages) / sizeof(*stages) && status == VD_OK; i++)
        status = stages[i](&d, &err);
    if (status == VD_OK) {
        serve(&d);
        stop(&d);
    } else {
        VD_LOG(VD_LOG_ERROR, "not_started", VD_LOG_TEXT("code", vd_str_of(vd_status_name(status))),
               VD_LOG_TEXT("reason", vd_str_of(err.message)));
    }
    tear_down(&d);
    return status ? EXIT_FAILURE : EXIT_SUCCESS;
}
