/*
 * Names lie in chunks that never move, so that a number is looked up without a lock: whoever reads
 * `count` sees every name below it. Adding and finding by name take the lock.
 */
#include "server/wordbook.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#define CHUNK 1024U
#define CHUNKS (VD_WORDBOOK_MAX / CHUNK)
#define NAME_MAX_BYTES 4096U

struct vd_wordbook {
    vd_dictionary dictionary; /* first: its functions get the book from it */
    atomic_uint count;
    atomic_uint kept;
    vd_dictionary_entry *_Atomic chunks[CHUNKS];

    pthread_mutex_t lock; /* guards what follows */
    vd_arena arena;
    uint32_t *table; /* by hash: numbers, 0 is free */
    uint32_t table_size;
};

static uint64_t hash_of(vd_dictionary_entry entry)
{
    uint64_t hash = UINT64_C(14695981039346656037) ^ (uint64_t)entry.kind << 8 ^ entry.type;

    for (size_t i = 0; i < entry.name.len; i++)
        hash = (hash ^ (unsigned char)entry.name.ptr[i]) * UINT64_C(1099511628211);
    return hash ^ hash >> 29;
}

static vd_dictionary_entry *entry_at(const vd_wordbook *book, uint32_t number)
{
    vd_dictionary_entry *chunk =
        atomic_load_explicit(&book->chunks[(number - 1) / CHUNK], memory_order_acquire);

    return &chunk[(number - 1) % CHUNK];
}

static bool same(const vd_dictionary_entry *a, vd_dictionary_entry b)
{
    return a->kind == b.kind && a->type == b.type && vd_str_eq(a->name, b.name);
}

/* The slot of the entry, or the free one where it belongs. */
static uint32_t *slot_of(const vd_wordbook *book, vd_dictionary_entry entry)
{
    uint32_t at = (uint32_t)hash_of(entry) & (book->table_size - 1);

    while (book->table[at] && !same(entry_at(book, book->table[at]), entry))
        at = (at + 1) & (book->table_size - 1);
    return &book->table[at];
}

static bool grow_table(vd_wordbook *book)
{
    uint32_t *old = book->table;
    uint32_t old_size = book->table_size;
    uint32_t size = old_size ? old_size * 2 : 1024;
    uint32_t *table = calloc(size, sizeof(*table));

    if (!table)
        return false;
    book->table = table;
    book->table_size = size;
    for (uint32_t i = 0; i < old_size; i++)
        if (old[i])
            *slot_of(book, *entry_at(book, old[i])) = old[i];
    free(old);
    return true;
}

/* Adds behind the last; 0: no room. */
static uint32_t append(vd_wordbook *book, vd_dictionary_entry entry)
{
    uint32_t number = atomic_load(&book->count) + 1;
    uint32_t chunk = (number - 1) / CHUNK;

    if (number > VD_WORDBOOK_MAX || entry.name.len > NAME_MAX_BYTES)
        return 0;
    if (number * 2 > book->table_size && !grow_table(book))
        return 0;
    if (!atomic_load(&book->chunks[chunk])) {
        vd_dictionary_entry *entries = VD_NEW_ARRAY(&book->arena, vd_dictionary_entry, CHUNK);

        if (!entries)
            return 0;
        atomic_store_explicit(&book->chunks[chunk], entries, memory_order_release);
    }
    entry.name = vd_arena_copy(&book->arena, entry.name);
    if (!entry.name.ptr)
        return 0;
    *slot_of(book, entry) = number;
    *entry_at(book, number) = entry;
    atomic_store_explicit(&book->count, number, memory_order_release);
    return number;
}

static uint32_t find_or_add(vd_dictionary *dictionary, vd_dictionary_entry entry)
{
    vd_wordbook *book = (vd_wordbook *)dictionary;
    uint32_t number;

    (void)pthread_mutex_lock(&book->lock);
    number = book->table_size ? *slot_of(book, entry) : 0;
    if (!number)
        number = append(book, entry);
    (void)pthread_mutex_unlock(&book->lock);
    return number;
}

static bool look_up(const vd_dictionary *dictionary, uint32_t number,
                    vd_dictionary_entry *ret_entry)
{
    const vd_wordbook *book = (const vd_wordbook *)dictionary;

    if (number == 0 || number > atomic_load_explicit(&book->count, memory_order_acquire))
        return false;
    *ret_entry = *entry_at(book, number);
    return true;
}

static vd_str key_of(uint32_t number, char bytes[4])
{
    for (int i = 0; i < 4; i++)
        bytes[i] = (char)(number >> (24 - 8 * i) & 0xff);
    return (vd_str){bytes, 4};
}

/* On the disk: kind, type, name. */
static vd_status read_page(vd_wordbook *book, const vd_page *page, vd_error *err)
{
    for (size_t i = 0; i < page->count; i++) {
        vd_str value = page->items[i].value;
        vd_dictionary_entry entry;
        char key[4];
        uint32_t next = atomic_load(&book->count) + 1;

        if (value.len < 2 || !vd_str_eq(page->items[i].key, key_of(next, key)))
            return vd_fail(err, VD_DATA_LOSS,
                           "The store's dictionary is damaged at entry %u: restore the store from "
                           "a backup.",
                           next);
        entry.kind = (vd_entry_kind)(unsigned char)value.ptr[0];
        entry.type = (vd_entry_type)(unsigned char)value.ptr[1];
        entry.name = (vd_str){value.ptr + 2, value.len - 2};
        if (!append(book, entry))
            return vd_fail(err, VD_RESOURCE_EXHAUSTED,
                           "Out of memory while reading the store's dictionary.");
    }
    return VD_OK;
}

static vd_status read_names(vd_wordbook *book, vd_store *store, vd_error *err)
{
    vd_page page = {.more = true};
    vd_status status = VD_OK;
    vd_arena arena;

    vd_arena_init(&arena, 0);
    while (status == VD_OK && page.more) {
        uint32_t last = atomic_load(&book->count);
        char key[4];

        vd_arena_reset(&arena);
        status = vd_store_list(store, &arena, VD_SPACE_NAMES, last ? key_of(last, key) : VD_STR(""),
                               1000, &page, err);
        if (status == VD_OK)
            status = read_page(book, &page, err);
    }
    vd_arena_done(&arena);
    return status;
}

vd_status vd_wordbook_new(vd_store *store, vd_wordbook **ret_book, vd_error *err)
{
    vd_wordbook *book = calloc(1, sizeof(*book));
    vd_status status;

    if (!book)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "Out of memory.");
    book->dictionary = (vd_dictionary){find_or_add, look_up};
    (void)pthread_mutex_init(&book->lock, NULL);
    vd_arena_init(&book->arena, 0);
    status = read_names(book, store, err);
    if (status) {
        vd_wordbook_free(book);
        return status;
    }
    atomic_store(&book->kept, atomic_load(&book->count));
    *ret_book = book;
    return VD_OK;
}

void vd_wordbook_free(vd_wordbook *book)
{
    if (!book)
        return;
    free(book->table);
    vd_arena_done(&book->arena);
    (void)pthread_mutex_destroy(&book->lock);
    free(book);
}

vd_dictionary *vd_wordbook_dictionary(vd_wordbook *book)
{
    return &book->dictionary;
}

vd_status vd_wordbook_keep(vd_wordbook *book, vd_txn *txn, uint32_t *ret_count, vd_error *err)
{
    uint32_t count = atomic_load_explicit(&book->count, memory_order_acquire);

    for (uint32_t number = atomic_load(&book->kept) + 1; number <= count; number++) {
        const vd_dictionary_entry *entry = entry_at(book, number);
        char bytes[NAME_MAX_BYTES + 2];
        char key[4];
        vd_status status;

        bytes[0] = (char)entry->kind;
        bytes[1] = (char)entry->type;
        memcpy(bytes + 2, entry->name.ptr, entry->name.len);
        status = vd_txn_put(txn, VD_SPACE_NAMES, key_of(number, key),
                            (vd_str){bytes, entry->name.len + 2}, err);
        if (status)
            return status;
    }
    *ret_count = count;
    return VD_OK;
}

void vd_wordbook_kept(vd_wordbook *book, uint32_t count)
{
    uint32_t kept = atomic_load(&book->kept);

    while (kept < count && !atomic_compare_exchange_weak(&book->kept, &kept, count))
        ;
}
