/*
 * replies.h - what a write answered, kept for a week, so that one sent again is not done again.
 *
 * A key belongs to its principal and method. Kept in the transaction of the write itself. Only
 * successes are kept: what failed changed nothing and may be tried again.
 */
#ifndef VALEDOR_SERVER_REPLIES_H
#define VALEDOR_SERVER_REPLIES_H

#include "server/store/store.h"

#define VD_REPLY_DIGEST 32
#define VD_REPLY_KEPT_SECONDS INT64_C(604800)

typedef struct vd_reply_key {
    unsigned char key[VD_REPLY_DIGEST];  /* of principal, method and idempotency key */
    unsigned char body[VD_REPLY_DIGEST]; /* of the request's payload */
    int64_t now;                         /* vd_clock_now */
} vd_reply_key;

void vd_reply_key_make(vd_str principal, vd_str method, vd_str key, vd_str body, int64_t now,
                       vd_reply_key *ret_key);

/* VD_NOT_FOUND: not asked before. VD_FAILED_PRECONDITION: asked with another body. The reply lives
 * until the transaction's next put. */
VD_MUST_USE vd_status vd_replies_find(vd_txn *txn, const vd_reply_key *key, vd_str *ret_reply,
                                      vd_error *err);
/* What to put into VD_SPACE_REPLIES, in the arena. */
VD_MUST_USE vd_status vd_replies_encode(vd_arena *arena, const vd_reply_key *key, vd_str reply,
                                        vd_str *ret_key, vd_str *ret_value, vd_error *err);
/* Removes a few that are past their time. */
VD_MUST_USE vd_status vd_replies_trim(vd_txn *txn, int64_t now, vd_error *err);

#endif
