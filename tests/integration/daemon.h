/*
 * daemon.h - a real valedord for a test: started, waited for, killed, looked at.
 *
 * Tests wait for what happens, never for time to pass; every wait has an end, after which the test
 * fails and shows the daemon's log.
 */
#ifndef VALEDOR_TESTS_INTEGRATION_DAEMON_H
#define VALEDOR_TESTS_INTEGRATION_DAEMON_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define WAIT_SECONDS 60 /* the sanitizers are slow */

typedef struct vd_daemon {
    char folder[64]; /* a temporary one: store, sockets, log */
    char ipc[128];   /* the addresses it answers on */
    char tcp[128];
    char packs[256];
    const char *extra[8]; /* more arguments; NULL ends them */
    const char *env[8];   /* "NAME=value"; NULL ends them */
    pid_t pid;
    int notify;    /* what the daemon tells its service manager */
    bool unsynced; /* preload the library that forgets unsynced writes */
} vd_daemon;

/* Makes the folder; does not start. */
void daemon_init(vd_daemon *daemon);
/* Kills what still runs and removes the folder. */
void daemon_done(vd_daemon *daemon);

/* Starts and waits until it is ready. */
void daemon_start(vd_daemon *daemon);
/* False when it ended before it was ready. */
bool daemon_try_start(vd_daemon *daemon);
/* Starts one that is expected to fail; returns its exit status. */
int daemon_fail(vd_daemon *daemon);
/* Sends the signal. */
void daemon_signal(vd_daemon *daemon, int number);
/* Waits for its end; returns what waitpid says. */
int daemon_wait(vd_daemon *daemon);
/* SIGTERM, and an orderly end. */
void daemon_stop(vd_daemon *daemon);
void daemon_kill(vd_daemon *daemon);
/* Waits until it has said "READY=1" once more. */
void daemon_await_ready(vd_daemon *daemon);

/* Descriptors that it has open. */
size_t daemon_fds(const vd_daemon *daemon);
/* Waits until it has no more than `most` open. */
void daemon_await_fds(const vd_daemon *daemon, size_t most);
/* Whether its log has the text, up to now. */
bool daemon_logged(const vd_daemon *daemon, const char *text);
/* folder/name; static memory, the next call overwrites it. */
const char *daemon_path(const vd_daemon *daemon, const char *name);
void make_file(const char *path);
void await_file(const char *path);

double seconds_now(void);

#endif
