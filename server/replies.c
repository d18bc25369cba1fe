/*
 * Keys in the store begin with the number of the week, so that old ones lie together and are
 * removed from the front; a search looks into this week and the one before. The value: when (eight
 * bytes), the body's digest, the reply.
 */
#include "server/replies.h"

#include <sodium.h>

#include "codec/bytes.h"

#define KEY_BYTES (4 + VD_REPLY_DIGEST)
#define REMOVED_AT_ONCE 8

static void hash_part(crypto_generichash_state *state, vd_str part)
{
    unsigned char length[8];

    for (int i = 0; i < 8; i++)
        length[i] = (unsigned char)(part.len >> (8 * i));
    (void)crypto_generichash_update(state, length, sizeof(length));
    (void)crypto_generichash_update(state, (const unsigned char *)part.ptr, part.len);
}

void vd_reply_key_make(vd_str principal, vd_str method, vd_str key, vd_str body, int64_t now,
                       vd_reply_key *ret_key)
{
    crypto_generichash_state state;

    (void)crypto_generichash_init(&state, NULL, 0, VD_REPLY_DIGEST);
    hash_part(&state, principal);
    hash_part(&state, method);
    hash_part(&state, key);
    (void)crypto_generichash_final(&state, ret_key->key, VD_REPLY_DIGEST);
    (void)crypto_generichash(ret_key->body, VD_REPLY_DIGEST, (const unsigned char *)body.ptr,
                             body.len, NULL, 0);
    ret_key->now = now;
}

static uint32_t week_of(int64_t now)
{
    return now < 0 ? 0 : (uint32_t)(now / VD_REPLY_KEPT_SECONDS);
}

static vd_str key_in(uint32_t week, const vd_reply_key *key, char bytes[KEY_BYTES])
{
    for (int i = 0; i < 4; i++)
        bytes[i] = (char)(week >> (24 - 8 * i) & 0xff);
    if (!key)
        return (vd_str){bytes, 4};
    memcpy(bytes + 4, key->key, VD_REPLY_DIGEST);
    return (vd_str){bytes, KEY_BYTES};
}

static vd_status read_reply(const vd_reply_key *key, vd_str value, vd_str *ret_reply, vd_error *err)
{
    vd_bytes_reader reader = {value.ptr, value.ptr + value.len, false};
    int64_t when = (int64_t)vd_bytes_get_u64(&reader);

    if (reader.failed || reader.end - reader.at < VD_REPLY_DIGEST)
        return vd_fail(err, VD_DATA_LOSS,
                       "A kept reply is damaged: restore the store from a backup.");
    if (key->now - when > VD_REPLY_KEPT_SECONDS)
        return VD_NOT_FOUND;
    if (memcmp(reader.at, key->body, VD_REPLY_DIGEST) != 0)
        return vd_fail(err, VD_FAILED_PRECONDITION,
                       "The idempotency key was used for another request: give each write its "
                       "own.");
    reader.at += VD_REPLY_DIGEST;
    *ret_reply = (vd_str){reader.at, (size_t)(reader.end - reader.at)};
    return VD_OK;
}

vd_status vd_replies_find(vd_txn *txn, const vd_reply_key *key, vd_str *ret_reply, vd_error *err)
{
    uint32_t week = week_of(key->now);
    vd_status status = VD_NOT_FOUND;

    for (uint32_t back = 0; back < 2 && back <= week && status == VD_NOT_FOUND; back++) {
        char bytes[KEY_BYTES];
        vd_str value;

        status = vd_txn_get(txn, VD_SPACE_REPLIES, key_in(week - back, key, bytes), &value, err);
        if (status == VD_OK)
            status = read_reply(key, value, ret_reply, err);
    }
    return status;
}

vd_status vd_replies_encode(vd_arena *arena, const vd_reply_key *key, vd_str reply, vd_str *ret_key,
                            vd_str *ret_value, vd_error *err)
{
    vd_bytes_writer writer = {.arena = arena};
    char bytes[KEY_BYTES];

    vd_bytes_put_u64(&writer, (uint64_t)key->now);
    vd_bytes_put(&writer, key->body, VD_REPLY_DIGEST);
    vd_bytes_put(&writer, reply.ptr, reply.len);
    *ret_key = vd_arena_copy(arena, key_in(week_of(key->now), key, bytes));
    if (writer.failed || !ret_key->ptr)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED,
                       "The request is too large for the memory of one request.");
    *ret_value = (vd_str){writer.bytes, writer.len};
    return VD_OK;
}

vd_status vd_replies_trim(vd_txn *txn, int64_t now, vd_error *err)
{
    uint32_t week = week_of(now);
    char bytes[KEY_BYTES];

    if (week < 2)
        return VD_OK;
    return vd_txn_remove_before(txn, VD_SPACE_REPLIES, key_in(week - 1, NULL, bytes),
                                REMOVED_AT_ONCE, err);
}
