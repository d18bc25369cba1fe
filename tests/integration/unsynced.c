/*
 * unsynced.c - a preloaded library that makes the disk as forgetful as it may be.
 *
 * Writes to the store's data file stay in this process's memory until the file is synced; a kill
 * loses them, as a loss of power would. A write through a descriptor opened with O_DSYNC goes to the
 * file at once, as it must, and takes nothing else with it.
 *
 *   VD_UNSYNCED_CRASH=n   at the n-th sync some of the waiting writes reach the file, in any order
 *                         and perhaps only half of one; then the process is killed
 *   VD_UNSYNCED_FULL=path while the path exists, writes to the data file fail with ENOSPC
 *   VD_UNSYNCED_HOLD=path while the path exists, syncs of the data file wait; one that does makes
 *                         the file path.waiting
 *
 * Calls the system directly, so that it works under sanitizers that replace the same functions.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define DATA_FILE "/data.mdb"
#define HEAD_BYTES 8192 /* the file's making: nothing was promised yet */

typedef struct waiting {
    struct waiting *next;
    off_t at;
    size_t size;
    char bytes[];
} waiting;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static waiting *first;
static waiting **last = &first;
static unsigned long syncs;

static ssize_t real_pwrite(int fd, const void *bytes, size_t size, off_t at)
{
    return syscall(SYS_pwrite64, fd, bytes, size, at);
}

static int is_data(int fd)
{
    char link[64] = "/proc/self/fd/";
    char path[4096];
    char digits[16];
    size_t len = 0;
    ssize_t got;

    if (fd < 0)
        return 0;
    do
        digits[len++] = (char)('0' + fd % 10);
    while ((fd /= 10));
    for (size_t i = 0; i < len; i++)
        link[14 + i] = digits[len - 1 - i];
    got = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof(path));
    return got > (ssize_t)strlen(DATA_FILE) &&
           !memcmp(path + got - strlen(DATA_FILE), DATA_FILE, strlen(DATA_FILE));
}

static int exists(const char *variable)
{
    const char *path = getenv(variable);

    return path && syscall(SYS_faccessat, AT_FDCWD, path, F_OK) == 0;
}

static int is_promised(int fd)
{
    struct stat about;

    return (syscall(SYS_fcntl, fd, F_GETFL) & O_DSYNC) ||
           (fstat(fd, &about) == 0 && about.st_size < HEAD_BYTES);
}

static ssize_t data_write(int fd, const void *bytes, size_t size, off_t at)
{
    waiting *w;

    if (exists("VD_UNSYNCED_FULL")) {
        errno = ENOSPC;
        return -1;
    }
    if (is_promised(fd))
        return real_pwrite(fd, bytes, size, at);
    w = malloc(sizeof(*w) + size);
    if (!w) {
        errno = ENOMEM;
        return -1;
    }
    *w = (waiting){.at = at, .size = size};
    memcpy(w->bytes, bytes, size);
    pthread_mutex_lock(&lock);
    *last = w;
    last = &w->next;
    pthread_mutex_unlock(&lock);
    return (ssize_t)size;
}

static void crash(int fd)
{
    struct timespec now;
    unsigned seed;

    clock_gettime(CLOCK_MONOTONIC, &now);
    seed = (unsigned)now.tv_nsec;
    for (waiting *w = first; w; w = w->next) {
        unsigned fate = (unsigned)rand_r(&seed) % 4;

        if (fate == 0)
            real_pwrite(fd, w->bytes, w->size, w->at);
        else if (fate == 1)
            real_pwrite(fd, w->bytes, w->size / 2, w->at);
    }
    syscall(SYS_kill, getpid(), SIGKILL);
}

/* Tells the test that a sync has come. */
static void make_waiting(void)
{
    char path[4096];
    const char *hold = getenv("VD_UNSYNCED_HOLD");
    size_t len = strlen(hold);
    long fd;

    if (len + sizeof(".waiting") > sizeof(path))
        return;
    memcpy(path, hold, len);
    memcpy(path + len, ".waiting", sizeof(".waiting"));
    fd = syscall(SYS_openat, AT_FDCWD, path, O_CREAT | O_WRONLY, 0600);
    if (fd >= 0)
        syscall(SYS_close, fd);
}

static int data_sync(int fd)
{
    const char *crash_at = getenv("VD_UNSYNCED_CRASH");
    struct timespec pause = {.tv_nsec = 1000000};
    int rc = 0;

    while (exists("VD_UNSYNCED_HOLD")) {
        make_waiting();
        nanosleep(&pause, NULL);
    }
    pthread_mutex_lock(&lock);
    if (crash_at && ++syncs == strtoul(crash_at, NULL, 10))
        crash(fd);
    while (first) {
        waiting *w = first;

        if (real_pwrite(fd, w->bytes, w->size, w->at) != (ssize_t)w->size)
            rc = -1;
        first = w->next;
        free(w);
    }
    last = &first;
    pthread_mutex_unlock(&lock);
    if (rc == 0)
        rc = (int)syscall(SYS_fdatasync, fd);
    return rc;
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at)
{
    return is_data(fd) ? data_write(fd, bytes, size, at) : real_pwrite(fd, bytes, size, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at)
{
    return pwrite(fd, bytes, size, at);
}

ssize_t write(int fd, const void *bytes, size_t size)
{
    off_t at;
    ssize_t done;

    if (!is_data(fd))
        return syscall(SYS_write, fd, bytes, size);
    at = lseek(fd, 0, SEEK_CUR);
    done = data_write(fd, bytes, size, at);
    if (done > 0)
        lseek(fd, at + done, SEEK_SET);
    return done;
}

static ssize_t data_writev(int fd, const struct iovec *parts, int count, off_t at)
{
    ssize_t all = 0;

    for (int i = 0; i < count; i++) {
        ssize_t done = data_write(fd, parts[i].iov_base, parts[i].iov_len, at + all);

        if (done < 0)
            return done;
        all += done;
    }
    return all;
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
    off_t at;
    ssize_t done;

    if (!is_data(fd))
        return syscall(SYS_writev, fd, parts, count);
    at = lseek(fd, 0, SEEK_CUR);
    done = data_writev(fd, parts, count, at);
    if (done > 0)
        lseek(fd, at + done, SEEK_SET);
    return done;
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at)
{
    if (!is_data(fd))
        return syscall(SYS_pwritev, fd, parts, count, (long)at, 0L);
    return data_writev(fd, parts, count, at);
}

int fdatasync(int fd)
{
    return is_data(fd) ? data_sync(fd) : (int)syscall(SYS_fdatasync, fd);
}

int fsync(int fd)
{
    return is_data(fd) ? data_sync(fd) : (int)syscall(SYS_fsync, fd);
}

/* The store does not write through its map; if it did, this would be a lie, so say so. */
int msync(void *from, size_t size, int flags)
{
    if (flags & MS_SYNC)
        abort();
    return (int)syscall(SYS_msync, from, size, flags);
}
