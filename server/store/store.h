/*
 * store.h - bytes under keys, durably: what the daemon keeps. Knows no rule.
 *
 * One process opens a store's folder; a second is refused. Reads go on beside the writer and never
 * wait for it. Writes are queued and done by one thread in groups, one transaction a group: a write
 * is told "done" only after its transaction is on the disk.
 *
 * Threads: everything may be called from any thread; vd_txn_... only from within a write's `run`.
 * Lifetime: what a read returns lives in the arena given.
 */
#ifndef VALEDOR_SERVER_STORE_STORE_H
#define VALEDOR_SERVER_STORE_STORE_H

#include <valedor/arena.h>
#include <valedor/base.h>

#define VD_STORE_FORMAT 1      /* of the folder; a newer one is refused */
#define VD_STORE_KEY_MAX 255   /* bytes */
#define VD_STORE_GROUP_MAX 256 /* writes in one transaction */
#define VD_STORE_PAGE_BYTES ((size_t)4 << 20)

typedef enum vd_space {
    VD_SPACE_META,    /* name -> format version */
    VD_SPACE_NAMES,   /* id, four bytes big-endian -> name: the dictionary, append-only */
    VD_SPACE_CASES,   /* id -> current record */
    VD_SPACE_HISTORY, /* sequence, eight bytes big-endian -> event */
    VD_SPACE_REPLIES, /* week and digest of an idempotency key -> the reply that was given */
    VD_SPACE_COUNT
} vd_space;

typedef struct vd_store vd_store;
typedef struct vd_txn vd_txn;

typedef struct vd_store_options {
    const char *folder; /* made when it does not exist */
    size_t map_bytes;   /* how large the file may become before it is mapped anew; 0: 64 GiB */
    size_t map_max;     /* where that ends; 0: 4 TiB */
} vd_store_options;

/*
 * VD_FAILED_PRECONDITION: another process has the folder open, or its format is newer than ours.
 * VD_RESOURCE_EXHAUSTED: no space. VD_DATA_LOSS: not a store, or damaged.
 */
VD_MUST_USE vd_status vd_store_open(const vd_store_options *options, vd_store **ret_store,
                                    vd_error *err);
/* Finishes every queued write first. NULL is accepted. */
void vd_store_close(vd_store *store);

typedef struct vd_item_bytes {
    vd_str key;
    vd_str value;
} vd_item_bytes;

typedef struct vd_page {
    size_t count;
    vd_item_bytes *items;
    bool more; /* there are further ones behind the last */
} vd_page;

/* VD_NOT_FOUND leaves err alone: the caller knows what was looked for. */
VD_MUST_USE vd_status vd_store_get(vd_store *store, vd_arena *arena, vd_space space, vd_str key,
                                   vd_str *ret_value, vd_error *err);
/* Up to `limit` items behind the key `after` (empty: from the first), in the order of their keys.
 * A page ends early, with one item at least, when it is large. */
VD_MUST_USE vd_status vd_store_list(vd_store *store, vd_arena *arena, vd_space space, vd_str after,
                                    size_t limit, vd_page *ret_page, vd_error *err);
VD_MUST_USE vd_status vd_store_count(vd_store *store, vd_space space, uint64_t *ret_count,
                                     vd_error *err);

/*
 * A write. The caller fills `run` and `done` and keeps the struct until `done` was called, which
 * happens exactly once, on the writer's thread.
 *
 * `run` looks first and puts last: when it fails it has put nothing, and the others of its group
 * are not affected. It may be run again from the start when the group has to be repeated, and sees
 * what the writes before it in the group have put. `status` and `error` are its result after the
 * commit, or the commit's own failure.
 */
typedef struct vd_write vd_write;
struct vd_write {
    vd_status (*run)(vd_write *write, vd_txn *txn, vd_error *err);
    void (*done)(vd_write *write);
    vd_status status;
    vd_error error;
    vd_write *next; /* the store's */
};

/* Never blocks on the disk. After vd_store_drain began, `done` is called at once with
 * VD_UNAVAILABLE, on the caller's thread. */
void vd_store_submit(vd_store *store, vd_write *write);
/* Takes no more writes and returns when those queued are done. */
void vd_store_drain(vd_store *store);

/* Within `run`. The bytes of a get live until the next put. VD_NOT_FOUND leaves err alone. */
VD_MUST_USE vd_status vd_txn_get(vd_txn *txn, vd_space space, vd_str key, vd_str *ret_value,
                                 vd_error *err);
VD_MUST_USE vd_status vd_txn_put(vd_txn *txn, vd_space space, vd_str key, vd_str value,
                                 vd_error *err);
/* The key after the last one of a space whose keys are sequence numbers, from 1. */
VD_MUST_USE vd_status vd_txn_next_sequence(vd_txn *txn, vd_space space, uint64_t *ret_sequence,
                                           vd_error *err);
/* Removes up to `limit` items whose keys sort before `key`. */
VD_MUST_USE vd_status vd_txn_remove_before(vd_txn *txn, vd_space space, vd_str key, size_t limit,
                                           vd_error *err);

/* Sequence numbers as keys: eight bytes, big-endian. */
vd_str vd_sequence_key(uint64_t sequence, char ret_bytes[8]);

#endif
