/*
 * kv.h - what the store asks of an engine: one writer's transactions and copies of what is there.
 *
 * Internal to server/store. Reads may come from any thread; transactions from one thread only.
 */
#ifndef VALEDOR_SERVER_STORE_KV_H
#define VALEDOR_SERVER_STORE_KV_H

#include "server/store/store.h"

typedef struct vd_kv vd_kv;

VD_MUST_USE vd_status vd_kv_open(const vd_store_options *options, vd_kv **ret_kv, vd_error *err);
void vd_kv_close(vd_kv *kv);

VD_MUST_USE vd_status vd_kv_get(vd_kv *kv, vd_arena *arena, vd_space space, vd_str key,
                                vd_str *ret_value, vd_error *err);
VD_MUST_USE vd_status vd_kv_list(vd_kv *kv, vd_arena *arena, vd_space space, vd_str after,
                                 size_t limit, vd_page *ret_page, vd_error *err);
VD_MUST_USE vd_status vd_kv_count(vd_kv *kv, vd_space space, uint64_t *ret_count, vd_error *err);

VD_MUST_USE vd_status vd_kv_begin(vd_kv *kv, vd_txn **ret_txn, vd_error *err);
/* A put failed within this transaction, which therefore cannot be committed. */
bool vd_txn_failed(const vd_txn *txn);
/* Bytes put so far, so that a group stays of a size that fits into memory. */
size_t vd_txn_bytes(const vd_txn *txn);
/*
 * Commits and syncs, or, when a put failed, gives everything up. *ret_again: nothing was kept, the
 * reason is mended (the map has grown), and the same writes should be run once more.
 */
VD_MUST_USE vd_status vd_kv_finish(vd_txn *txn, bool *ret_again, vd_error *err);

#endif
