#include "tests/integration/raw.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/integration/daemon.h"

int raw_connect_tcp(const char *url)
{
    struct sockaddr_in to = {.sin_family = AF_INET};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    assert_true(fd >= 0);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons((uint16_t)atoi(strrchr(url, ':') + 1));
    if (connect(fd, (struct sockaddr *)&to, sizeof(to))) {
        (void)close(fd);
        return -1;
    }
    return fd;
}

int raw_connect_ipc(const char *url)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    assert_true(fd >= 0);
    (void)snprintf(to.sun_path, sizeof(to.sun_path), "%s", url + strlen("ipc://"));
    if (connect(fd, (struct sockaddr *)&to, sizeof(to))) {
        (void)close(fd);
        return -1;
    }
    return fd;
}

void raw_say(int fd, const void *bytes, size_t len)
{
    (void)!send(fd, bytes, len, MSG_NOSIGNAL | MSG_DONTWAIT);
}

void raw_say_length(int fd, bool ipc, uint64_t len)
{
    unsigned char bytes[9] = {1};

    for (int i = 0; i < 8; i++)
        bytes[1 + i] = (unsigned char)(len >> (56 - 8 * i));
    raw_say(fd, ipc ? bytes : bytes + 1, ipc ? 9 : 8);
}

void raw_say_hello(int fd)
{
    raw_say(fd, "\0SP\0\0\x30\0\0", 8);
}

void raw_await_hello(int fd)
{
    char bytes[8];

    (void)recv(fd, bytes, sizeof(bytes), MSG_WAITALL);
}

static void be_patient(int fd)
{
    struct timeval patience = {.tv_sec = WAIT_SECONDS};

    (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
}

bool raw_await_close(int fd)
{
    char bytes[256];
    ssize_t got;

    be_patient(fd);
    do
        got = recv(fd, bytes, sizeof(bytes), 0);
    while (got > 0);
    /* What the other end had not read makes its close a reset. */
    return got == 0 || errno == ECONNRESET;
}

size_t raw_await_one_close(const int *fds, size_t count)
{
    struct pollfd waits[16];

    assert_true(count <= sizeof(waits) / sizeof(*waits));
    for (size_t i = 0; i < count; i++)
        waits[i] = (struct pollfd){.fd = fds[i], .events = POLLIN};
    if (poll(waits, (nfds_t)count, WAIT_SECONDS * 1000) <= 0)
        return count;
    for (size_t i = 0; i < count; i++)
        if (waits[i].revents)
            return raw_await_close(fds[i]) ? i : count;
    return count;
}

bool raw_await_answer(int fd)
{
    unsigned char head[8];
    char body[4096];
    uint64_t len = 0;

    be_patient(fd);
    if (recv(fd, head, sizeof(head), MSG_WAITALL) != (ssize_t)sizeof(head))
        return false;
    for (size_t i = 0; i < sizeof(head); i++)
        len = len << 8 | head[i];
    assert_true(len > 0 && len <= sizeof(body));
    return recv(fd, body, (size_t)len, MSG_WAITALL) == (ssize_t)len;
}
