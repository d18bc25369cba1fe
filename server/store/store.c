/*
 * The store: one folder, one lock, one writer.
 *
 * The writer takes what is queued, runs it in one transaction and commits once. While it waits for
 * the disk, the next group gathers, so that the groups grow with the load by themselves: nobody
 * waits on purpose. A group ends early when it has put many bytes or taken long.
 *
 * The folder is locked by a record lock on a file of its own, which the system gives back when the
 * process ends, however it ends.
 */
#include "server/store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "server/store/kv.h"

#define GROUP_BYTES_MAX ((size_t)16 << 20)
#define GROUP_NANOS_MAX INT64_C(10000000)
#define FORMAT_KEY VD_STR("format")

struct vd_store {
    int lock_fd;
    vd_kv *kv;
    pthread_t writer;
    bool has_writer;

    pthread_mutex_t lock; /* guards the queue */
    pthread_cond_t changed;
    vd_write *first;
    vd_write **last;
    bool draining;
    bool busy;
};

static vd_status lock_folder(const char *folder, int *ret_fd, vd_error *err)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    char path[4096];
    int fd;

    if (mkdir(folder, 0700) && errno != EEXIST)
        return vd_fail(
            err, VD_FAILED_PRECONDITION,
            "The store's folder %s cannot be made (%s): make the folder that it lies in.", folder,
            strerror(errno));
    if ((size_t)snprintf(path, sizeof(path), "%s/lock", folder) >= sizeof(path))
        return vd_fail(err, VD_INVALID_ARGUMENT, "The path of the store's folder is too long.");
    fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return vd_fail(err, VD_FAILED_PRECONDITION, "The store's folder %s cannot be used: %s.",
                       folder, strerror(errno));
    if (fcntl(fd, F_SETLK, &whole) == 0) {
        *ret_fd = fd;
        return VD_OK;
    }
    if (fcntl(fd, F_GETLK, &whole) || whole.l_type == F_UNLCK)
        whole.l_pid = 0;
    (void)close(fd);
    return vd_fail(err, VD_FAILED_PRECONDITION,
                   "The store %s is in use by another daemon (process %ld): stop that one first, "
                   "or give each its own folder.",
                   folder, (long)whole.l_pid);
}

static vd_status write_format(vd_kv *kv, vd_error *err)
{
    char format[12];
    int length = snprintf(format, sizeof(format), "%d", VD_STORE_FORMAT);
    vd_txn *txn = NULL;
    bool again = true;
    vd_status status = VD_OK;

    while (status == VD_OK && again) {
        status = vd_kv_begin(kv, &txn, err);
        if (status)
            break;
        /* A failed put is told again by the finish. */
        (void)!vd_txn_put(txn, VD_SPACE_META, FORMAT_KEY, (vd_str){format, (size_t)length}, NULL);
        status = vd_kv_finish(txn, &again, err);
    }
    return status;
}

static vd_status check_format(vd_kv *kv, const char *folder, vd_error *err)
{
    vd_arena arena;
    vd_str text = {0};
    vd_status status;
    unsigned long format = 0;

    vd_arena_init(&arena, 0);
    status = vd_kv_get(kv, &arena, VD_SPACE_META, FORMAT_KEY, &text, err);
    if (status == VD_OK)
        format = strtoul(text.ptr, NULL, 10);
    vd_arena_done(&arena);
    if (status == VD_NOT_FOUND)
        return write_format(kv, err);
    if (status)
        return status;
    if (format == 0 || format > VD_STORE_FORMAT)
        return vd_fail(err, VD_FAILED_PRECONDITION,
                       "The store %s has format %lu and this program reads up to %d: run the "
                       "version that wrote it, or a newer one.",
                       folder, format, VD_STORE_FORMAT);
    return VD_OK;
}

static int64_t nanos_now(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* Waits for work; 0 when there is none and none will come. */
static size_t take_group(vd_store *store, vd_write *group[VD_STORE_GROUP_MAX])
{
    size_t count = 0;

    (void)pthread_mutex_lock(&store->lock);
    store->busy = false;
    if (!store->first)
        (void)pthread_cond_broadcast(&store->changed);
    while (!store->first && !store->draining)
        (void)pthread_cond_wait(&store->changed, &store->lock);
    while (store->first && count < VD_STORE_GROUP_MAX) {
        group[count++] = store->first;
        store->first = store->first->next;
    }
    if (!store->first)
        store->last = &store->first;
    store->busy = count > 0;
    (void)pthread_mutex_unlock(&store->lock);
    return count;
}

/* Runs writes until the group is large or late enough; returns how many. */
static size_t run_group(vd_txn *txn, vd_write *const *group, size_t count)
{
    int64_t late = nanos_now() + GROUP_NANOS_MAX;
    size_t i = 0;

    do {
        vd_write *write = group[i++];

        write->status = write->run(write, txn, &write->error);
    } while (i < count && !vd_txn_failed(txn) && vd_txn_bytes(txn) < GROUP_BYTES_MAX &&
             nanos_now() < late);
    return i;
}

/* One transaction with the first writes of the group; returns how many are done. */
static size_t commit_some(vd_store *store, vd_write *const *group, size_t count)
{
    vd_error why = {0};
    size_t ran = count;
    bool again = true;
    vd_status status = VD_OK;

    while (status == VD_OK && again) {
        vd_txn *txn = NULL;

        status = vd_kv_begin(store->kv, &txn, &why);
        if (status)
            break;
        ran = run_group(txn, group, count);
        status = vd_kv_finish(txn, &again, &why);
    }
    for (size_t i = 0; i < ran; i++) {
        if (status) {
            group[i]->status = status;
            group[i]->error = why;
        }
        group[i]->done(group[i]);
    }
    return ran;
}

static void *write_groups(void *user)
{
    vd_store *store = user;
    vd_write *group[VD_STORE_GROUP_MAX];
    size_t count;

    while ((count = take_group(store, group)))
        for (size_t done = 0; done < count;)
            done += commit_some(store, group + done, count - done);
    return NULL;
}

vd_status vd_store_open(const vd_store_options *options, vd_store **ret_store, vd_error *err)
{
    vd_store *store = calloc(1, sizeof(*store));
    vd_status status;

    if (!store)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "Out of memory while opening the store.");
    store->lock_fd = -1;
    store->last = &store->first;
    (void)pthread_mutex_init(&store->lock, NULL);
    (void)pthread_cond_init(&store->changed, NULL);

    status = lock_folder(options->folder, &store->lock_fd, err);
    if (status)
        goto out;
    status = vd_kv_open(options, &store->kv, err);
    if (status)
        goto out;
    status = check_format(store->kv, options->folder, err);
    if (status)
        goto out;
    if (pthread_create(&store->writer, NULL, write_groups, store)) {
        status = vd_fail(err, VD_RESOURCE_EXHAUSTED, "The store's writer could not be started.");
        goto out;
    }
    store->has_writer = true;
    *ret_store = store;
    store = NULL;
out:
    vd_store_close(store);
    return status;
}

void vd_store_drain(vd_store *store)
{
    (void)pthread_mutex_lock(&store->lock);
    store->draining = true;
    (void)pthread_cond_broadcast(&store->changed);
    while (store->has_writer && (store->first || store->busy))
        (void)pthread_cond_wait(&store->changed, &store->lock);
    (void)pthread_mutex_unlock(&store->lock);
}

void vd_store_close(vd_store *store)
{
    if (!store)
        return;
    if (store->has_writer) {
        vd_store_drain(store);
        (void)pthread_join(store->writer, NULL);
    }
    vd_kv_close(store->kv);
    if (store->lock_fd >= 0)
        (void)close(store->lock_fd);
    (void)pthread_cond_destroy(&store->changed);
    (void)pthread_mutex_destroy(&store->lock);
    free(store);
}

void vd_store_submit(vd_store *store, vd_write *write)
{
    bool late;

    write->next = NULL;
    (void)pthread_mutex_lock(&store->lock);
    late = store->draining;
    if (!late) {
        *store->last = write;
        store->last = &write->next;
        (void)pthread_cond_broadcast(&store->changed);
    }
    (void)pthread_mutex_unlock(&store->lock);
    if (!late)
        return;
    write->status = vd_fail(&write->error, VD_UNAVAILABLE,
                            "The daemon is stopping: try again at its next start.");
    write->done(write);
}

vd_status vd_store_get(vd_store *store, vd_arena *arena, vd_space space, vd_str key,
                       vd_str *ret_value, vd_error *err)
{
    return vd_kv_get(store->kv, arena, space, key, ret_value, err);
}

vd_status vd_store_list(vd_store *store, vd_arena *arena, vd_space space, vd_str after,
                        size_t limit, vd_page *ret_page, vd_error *err)
{
    return vd_kv_list(store->kv, arena, space, after, limit, ret_page, err);
}

vd_status vd_store_count(vd_store *store, vd_space space, uint64_t *ret_count, vd_error *err)
{
    return vd_kv_count(store->kv, space, ret_count, err);
}

vd_str vd_sequence_key(uint64_t sequence, char ret_bytes[8])
{
    for (int i = 7; i >= 0; i--) {
        ret_bytes[i] = (char)(sequence & 0xff);
        sequence >>= 8;
    }
    return (vd_str){ret_bytes, 8};
}
