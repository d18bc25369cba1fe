/*
 * raw.h - the wire protocol by hand, for clients that nng would not let be so bad.
 *
 * A connection begins with eight bytes that name the protocol; then come messages with their length
 * before them (over ipc with a byte before that), each of which begins with a request id.
 */
#ifndef VALEDOR_TESTS_INTEGRATION_RAW_H
#define VALEDOR_TESTS_INTEGRATION_RAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* -1 when refused. */
int raw_connect_tcp(const char *url);
int raw_connect_ipc(const char *url);
/* Sends what goes; what the daemon does with the other end is its affair. */
void raw_say(int fd, const void *bytes, size_t len);
void raw_say_hello(int fd);
void raw_say_length(int fd, bool ipc, uint64_t len);
/* Waits for the other end's eight bytes, or its close. */
void raw_await_hello(int fd);
/* Waits until the other end has closed; false when it has not in time. */
bool raw_await_close(int fd);
/* Waits until the other end has closed one of them, of which all have had their eight bytes; which,
 * or count when none was in time. */
size_t raw_await_one_close(const int *fds, size_t count);
/* Waits for a message over tcp and takes it; false when the other end closed or was too slow. */
bool raw_await_answer(int fd);

#endif
