/*
 * The engine: LMDB in its default, durable mode. A commit returns after fdatasync of the pages and
 * a synchronous write of the page that points at them.
 *
 * Readers. Read transactions are kept in a pool and renewed for each use; a reader copies what it
 * wants and gives the transaction back, so that none is held across anything slow and old pages can
 * be used again.
 *
 * The gate. LMDB maps the file; mapping it anew, larger, needs every transaction of the process
 * closed. The gate lets the writer wait for the readers to leave and holds new ones back meanwhile.
 * The same way the environment is opened anew after LMDB has given up on it (a failed write of the
 * page that says which version counts).
 */
#include "server/store/kv.h"

#include <errno.h>
#include <lmdb.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#define READERS_MAX 512
#define MAP_BYTES_DEFAULT ((size_t)64 << 30)
#define MAP_MAX_DEFAULT ((size_t)4 << 40)
#define MAP_BYTES_LEAST ((size_t)1 << 20)
#define FULL_BELOW_BYTES ((uint64_t)1 << 20)

struct vd_txn {
    vd_kv *kv;
    MDB_txn *txn;
    int failed; /* what a put met; the transaction is lost then */
    size_t bytes;
};

struct vd_kv {
    char *folder;
    size_t map_bytes;
    size_t map_max;
    MDB_env *env;
    MDB_dbi spaces[VD_SPACE_COUNT];
    vd_txn txn; /* the one writer's */

    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t changed;
    bool closed; /* readers wait */
    unsigned inside;
    unsigned idle_count;
    MDB_txn *idle[READERS_MAX];
};

static const char *const space_names[VD_SPACE_COUNT] = {"meta", "names", "cases", "history",
                                                        "replies"};

static MDB_val val_of(vd_str bytes)
{
    return (MDB_val){bytes.len, (void *)bytes.ptr};
}

static vd_str str_of(MDB_val bytes)
{
    return (vd_str){bytes.mv_data, bytes.mv_size};
}

/* The process's own limit on the size of files, as good as reached by the data file. */
static bool file_is_at_its_limit(const vd_kv *kv)
{
    struct rlimit limit;
    struct stat about;
    int fd = -1;

    return getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY && kv->env &&
           mdb_env_get_fd(kv->env, &fd) == 0 && fstat(fd, &about) == 0 &&
           (uint64_t)about.st_size + FULL_BELOW_BYTES > limit.rlim_cur;
}

/* LMDB tells a short write, which is how a full disk often shows, as EIO. */
static bool disk_is_full(const vd_kv *kv)
{
    struct statvfs about;

    return (statvfs(kv->folder, &about) == 0 &&
            (uint64_t)about.f_bavail * about.f_frsize < FULL_BELOW_BYTES) ||
           file_is_at_its_limit(kv);
}

static vd_status translate(const vd_kv *kv, int rc, const char *doing, vd_error *err)
{
    switch (rc) {
    case 0:
        return VD_OK;
    case EIO:
        if (!disk_is_full(kv))
            return vd_fail(err, VD_UNAVAILABLE, "The disk failed while %s: see the system's log.",
                           doing);
        __attribute__((fallthrough));
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return vd_fail(err, VD_RESOURCE_EXHAUSTED,
                       "The disk is full, so nothing was kept while %s: free some space and try "
                       "again.",
                       doing);
    case MDB_MAP_FULL:
        return vd_fail(err, VD_RESOURCE_EXHAUSTED,
                       "The store has reached the size that it was allowed (%zu MiB).",
                       kv->map_bytes >> 20);
    case ENOMEM:
    case MDB_READERS_FULL:
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "Out of memory while %s.", doing);
    case MDB_CORRUPTED:
    case MDB_PAGE_NOTFOUND:
    case MDB_INVALID:
    case MDB_VERSION_MISMATCH:
        return vd_fail(err, VD_DATA_LOSS,
                       "The store is damaged or not a store (%s): restore it from a backup.",
                       mdb_strerror(rc));
    default:
        return vd_fail(err, VD_UNAVAILABLE, "The store failed while %s: %s.", doing,
                       mdb_strerror(rc));
    }
}

static int open_spaces(vd_kv *kv)
{
    MDB_txn *txn = NULL;
    int rc = mdb_txn_begin(kv->env, NULL, 0, &txn);

    for (int i = 0; rc == 0 && i < VD_SPACE_COUNT; i++)
        rc = mdb_dbi_open(txn, space_names[i], MDB_CREATE, &kv->spaces[i]);
    if (rc == 0)
        return mdb_txn_commit(txn);
    mdb_txn_abort(txn);
    return rc;
}

/* A map that the system has no room for is tried smaller: it is a limit, not a need. */
static int map_environment(vd_kv *kv)
{
    int rc;

    for (;;) {
        int dead = 0;

        rc = mdb_env_create(&kv->env);
        if (rc)
            return rc;
        (void)mdb_env_set_maxreaders(kv->env, READERS_MAX);
        (void)mdb_env_set_maxdbs(kv->env, VD_SPACE_COUNT);
        rc = mdb_env_set_mapsize(kv->env, kv->map_bytes);
        if (rc == 0)
            rc = mdb_env_open(kv->env, kv->folder, MDB_NOTLS, 0600);
        if (rc == 0)
            return mdb_reader_check(kv->env, &dead);
        mdb_env_close(kv->env);
        kv->env = NULL;
        if (rc != ENOMEM || kv->map_bytes / 2 < MAP_BYTES_LEAST)
            return rc;
        kv->map_bytes /= 2;
    }
}

static int open_environment(vd_kv *kv)
{
    int rc = map_environment(kv);

    /* The size is a limit on growth only: a store that just fits into it is opened larger. */
    while (rc == 0 && (rc = open_spaces(kv)) == MDB_MAP_FULL && kv->map_bytes < kv->map_max) {
        kv->map_bytes *= 2;
        rc = mdb_env_set_mapsize(kv->env, kv->map_bytes);
    }
    return rc;
}

vd_status vd_kv_open(const vd_store_options *options, vd_kv **ret_kv, vd_error *err)
{
    vd_kv *kv = calloc(1, sizeof(*kv));
    vd_status status;
    int rc;

    if (!kv || !(kv->folder = strdup(options->folder))) {
        free(kv);
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "Out of memory while opening the store.");
    }
    kv->map_bytes = options->map_bytes ? options->map_bytes : MAP_BYTES_DEFAULT;
    kv->map_max = options->map_max ? options->map_max : MAP_MAX_DEFAULT;
    (void)pthread_mutex_init(&kv->lock, NULL);
    (void)pthread_cond_init(&kv->changed, NULL);
    rc = open_environment(kv);
    if (rc == 0) {
        *ret_kv = kv;
        return VD_OK;
    }
    status = translate(kv, rc, "opening the store", err);
    vd_kv_close(kv);
    return status;
}

static void close_environment(vd_kv *kv)
{
    while (kv->idle_count)
        mdb_txn_abort(kv->idle[--kv->idle_count]);
    if (kv->env)
        mdb_env_close(kv->env);
    kv->env = NULL;
}

void vd_kv_close(vd_kv *kv)
{
    if (!kv)
        return;
    close_environment(kv);
    (void)pthread_cond_destroy(&kv->changed);
    (void)pthread_mutex_destroy(&kv->lock);
    free(kv->folder);
    free(kv);
}

/* Returns with the lock held, no reader inside and none coming in. */
static void close_gate(vd_kv *kv)
{
    (void)pthread_mutex_lock(&kv->lock);
    kv->closed = true;
    while (kv->inside)
        (void)pthread_cond_wait(&kv->changed, &kv->lock);
}

static void open_gate(vd_kv *kv)
{
    kv->closed = false;
    (void)pthread_cond_broadcast(&kv->changed);
    (void)pthread_mutex_unlock(&kv->lock);
}

static int enter(vd_kv *kv, MDB_txn **ret_txn)
{
    MDB_txn *txn = NULL;
    int rc;

    (void)pthread_mutex_lock(&kv->lock);
    while (kv->closed)
        (void)pthread_cond_wait(&kv->changed, &kv->lock);
    if (kv->idle_count)
        txn = kv->idle[--kv->idle_count];
    kv->inside++;
    (void)pthread_mutex_unlock(&kv->lock);

    if (!kv->env)
        rc = EIO;
    else if (txn)
        rc = mdb_txn_renew(txn);
    else
        rc = mdb_txn_begin(kv->env, NULL, MDB_RDONLY, &txn);
    if (rc == 0) {
        *ret_txn = txn;
        return 0;
    }
    if (txn)
        mdb_txn_abort(txn);
    (void)pthread_mutex_lock(&kv->lock);
    kv->inside--;
    (void)pthread_cond_broadcast(&kv->changed);
    (void)pthread_mutex_unlock(&kv->lock);
    return rc;
}

static void leave(vd_kv *kv, MDB_txn *txn)
{
    mdb_txn_reset(txn);
    (void)pthread_mutex_lock(&kv->lock);
    if (kv->idle_count < READERS_MAX)
        kv->idle[kv->idle_count++] = txn;
    else
        mdb_txn_abort(txn);
    kv->inside--;
    if (kv->closed)
        (void)pthread_cond_broadcast(&kv->changed);
    (void)pthread_mutex_unlock(&kv->lock);
}

vd_status vd_kv_get(vd_kv *kv, vd_arena *arena, vd_space space, vd_str key, vd_str *ret_value,
                    vd_error *err)
{
    MDB_txn *txn = NULL;
    MDB_val wanted = val_of(key);
    MDB_val found;
    vd_str copy;
    int rc = enter(kv, &txn);

    if (rc)
        return translate(kv, rc, "reading", err);
    rc = mdb_get(txn, kv->spaces[space], &wanted, &found);
    if (rc == 0)
        copy = vd_arena_copy(arena, str_of(found));
    leave(kv, txn);
    if (rc == MDB_NOTFOUND)
        return VD_NOT_FOUND;
    if (rc)
        return translate(kv, rc, "reading", err);
    if (!copy.ptr)
        return translate(kv, ENOMEM, "reading", err);
    *ret_value = copy;
    return VD_OK;
}

/* Puts the cursor behind `after`. */
static int first_after(MDB_cursor *cursor, vd_str after, MDB_val *key, MDB_val *value)
{
    int rc;

    if (after.len == 0)
        return mdb_cursor_get(cursor, key, value, MDB_FIRST);
    *key = val_of(after);
    rc = mdb_cursor_get(cursor, key, value, MDB_SET_RANGE);
    if (rc == 0 && vd_str_eq(str_of(*key), after))
        rc = mdb_cursor_get(cursor, key, value, MDB_NEXT);
    return rc;
}

static int copy_items(MDB_cursor *cursor, vd_arena *arena, vd_str after, size_t limit,
                      vd_page *page)
{
    MDB_val key;
    MDB_val value;
    size_t bytes = 0;
    int rc = first_after(cursor, after, &key, &value);

    while (rc == 0 && page->count < limit && bytes < VD_STORE_PAGE_BYTES) {
        vd_item_bytes *item = &page->items[page->count++];

        bytes += key.mv_size + value.mv_size;
        item->key = vd_arena_copy(arena, str_of(key));
        item->value = vd_arena_copy(arena, str_of(value));
        if (!item->key.ptr || !item->value.ptr)
            return ENOMEM;
        rc = mdb_cursor_get(cursor, &key, &value, MDB_NEXT);
    }
    page->more = rc == 0;
    return rc == MDB_NOTFOUND ? 0 : rc;
}

vd_status vd_kv_list(vd_kv *kv, vd_arena *arena, vd_space space, vd_str after, size_t limit,
                     vd_page *ret_page, vd_error *err)
{
    vd_page page = {.items = VD_NEW_ARRAY(arena, vd_item_bytes, limit)};
    MDB_txn *txn = NULL;
    MDB_cursor *cursor = NULL;
    int rc = page.items ? enter(kv, &txn) : ENOMEM;

    if (rc)
        return translate(kv, rc, "listing", err);
    rc = mdb_cursor_open(txn, kv->spaces[space], &cursor);
    if (rc == 0)
        rc = copy_items(cursor, arena, after, limit, &page);
    if (cursor)
        mdb_cursor_close(cursor);
    leave(kv, txn);
    if (rc)
        return translate(kv, rc, "listing", err);
    *ret_page = page;
    return VD_OK;
}

vd_status vd_kv_count(vd_kv *kv, vd_space space, uint64_t *ret_count, vd_error *err)
{
    MDB_txn *txn = NULL;
    MDB_stat about;
    int rc = enter(kv, &txn);

    if (rc)
        return translate(kv, rc, "counting", err);
    rc = mdb_stat(txn, kv->spaces[space], &about);
    leave(kv, txn);
    if (rc)
        return translate(kv, rc, "counting", err);
    *ret_count = about.ms_entries;
    return VD_OK;
}

/* The transaction of LMDB is not begun when the environment has given itself up. */
static int reopen(vd_kv *kv)
{
    int rc;

    close_gate(kv);
    close_environment(kv);
    rc = open_environment(kv);
    open_gate(kv);
    return rc;
}

vd_status vd_kv_begin(vd_kv *kv, vd_txn **ret_txn, vd_error *err)
{
    MDB_txn *txn = NULL;
    int rc = kv->env ? mdb_txn_begin(kv->env, NULL, 0, &txn) : MDB_PANIC;

    if (rc == MDB_PANIC && (rc = reopen(kv)) == 0)
        rc = mdb_txn_begin(kv->env, NULL, 0, &txn);
    if (rc)
        return translate(kv, rc, "writing", err);
    kv->txn = (vd_txn){.kv = kv, .txn = txn};
    *ret_txn = &kv->txn;
    return VD_OK;
}

bool vd_txn_failed(const vd_txn *txn)
{
    return txn->failed != 0;
}

size_t vd_txn_bytes(const vd_txn *txn)
{
    return txn->bytes;
}

static int grow(vd_kv *kv)
{
    size_t larger = kv->map_bytes > kv->map_max / 2 ? kv->map_max : kv->map_bytes * 2;
    int rc = MDB_MAP_FULL;

    if (larger <= kv->map_bytes)
        return rc;
    close_gate(kv);
    rc = mdb_env_set_mapsize(kv->env, larger);
    if (rc == 0) {
        kv->map_bytes = larger;
    } else {
        /* The old map is gone; without one nothing can be read. */
        close_environment(kv);
        (void)open_environment(kv);
    }
    open_gate(kv);
    return rc;
}

/* Readers would meet an environment that has given itself up: find out now, not at the next write. */
static void mend(vd_kv *kv)
{
    vd_txn *txn = NULL;

    if (vd_kv_begin(kv, &txn, NULL) == VD_OK)
        mdb_txn_abort(kv->txn.txn);
}

vd_status vd_kv_finish(vd_txn *txn, bool *ret_again, vd_error *err)
{
    vd_kv *kv = txn->kv;
    int rc = txn->failed;

    *ret_again = false;
    if (rc)
        mdb_txn_abort(txn->txn);
    else
        rc = mdb_txn_commit(txn->txn);
    txn->txn = NULL;
    if (rc == 0)
        return VD_OK;
    if (rc == MDB_MAP_FULL && (rc = grow(kv)) == 0) {
        *ret_again = true;
        return VD_OK;
    }
    mend(kv);
    return translate(kv, rc, "writing", err);
}

static vd_status txn_result(vd_txn *txn, int rc, vd_error *err)
{
    if (rc == 0)
        return VD_OK;
    txn->failed = rc;
    return translate(txn->kv, rc, "writing", err);
}

vd_status vd_txn_get(vd_txn *txn, vd_space space, vd_str key, vd_str *ret_value, vd_error *err)
{
    MDB_val wanted = val_of(key);
    MDB_val found;
    int rc = mdb_get(txn->txn, txn->kv->spaces[space], &wanted, &found);

    if (rc == MDB_NOTFOUND)
        return VD_NOT_FOUND;
    if (rc == 0)
        *ret_value = str_of(found);
    return txn_result(txn, rc, err);
}

vd_status vd_txn_put(vd_txn *txn, vd_space space, vd_str key, vd_str value, vd_error *err)
{
    MDB_val wanted = val_of(key);
    MDB_val bytes = val_of(value);

    txn->bytes += key.len + value.len;
    return txn_result(txn, mdb_put(txn->txn, txn->kv->spaces[space], &wanted, &bytes, 0), err);
}

static uint64_t sequence_of(MDB_val key)
{
    const unsigned char *bytes = key.mv_data;
    uint64_t sequence = 0;

    for (size_t i = 0; i < key.mv_size; i++)
        sequence = sequence << 8 | bytes[i];
    return sequence;
}

vd_status vd_txn_next_sequence(vd_txn *txn, vd_space space, uint64_t *ret_sequence, vd_error *err)
{
    MDB_cursor *cursor = NULL;
    MDB_val key;
    MDB_val value;
    int rc = mdb_cursor_open(txn->txn, txn->kv->spaces[space], &cursor);

    if (rc)
        return txn_result(txn, rc, err);
    rc = mdb_cursor_get(cursor, &key, &value, MDB_LAST);
    if (rc == 0 || rc == MDB_NOTFOUND) {
        *ret_sequence = rc == 0 ? sequence_of(key) + 1 : 1;
        rc = 0;
    }
    mdb_cursor_close(cursor);
    return txn_result(txn, rc, err);
}

vd_status vd_txn_remove_before(vd_txn *txn, vd_space space, vd_str key, size_t limit, vd_error *err)
{
    MDB_cursor *cursor = NULL;
    MDB_val at;
    MDB_val value;
    int rc = mdb_cursor_open(txn->txn, txn->kv->spaces[space], &cursor);

    if (rc)
        return txn_result(txn, rc, err);
    for (size_t i = 0; rc == 0 && i < limit; i++) {
        rc = mdb_cursor_get(cursor, &at, &value, MDB_FIRST);
        if (rc || vd_str_cmp(str_of(at), key) >= 0)
            break;
        rc = mdb_cursor_del(cursor, 0);
    }
    mdb_cursor_close(cursor);
    return txn_result(txn, rc == MDB_NOTFOUND ? 0 : rc, err);
}
