/*
 * wordbook.h - the store's dictionary: numbers for names, in memory and on the disk.
 *
 * A new name gets its number in memory at once and reaches the disk in the transaction of the first
 * write after it, before or together with any record that uses it. So the disk never holds a record
 * whose numbers it does not know, and a number that was lost in a crash was used by nothing.
 *
 * Threads: any. Names live until vd_wordbook_free.
 */
#ifndef VALEDOR_SERVER_WORDBOOK_H
#define VALEDOR_SERVER_WORDBOOK_H

#include "codec/dictionary.h"
#include "server/store/store.h"

#define VD_WORDBOOK_MAX (1U << 20) /* names */

typedef struct vd_wordbook vd_wordbook;

/* Reads the names that the store has. */
VD_MUST_USE vd_status vd_wordbook_new(vd_store *store, vd_wordbook **ret_book, vd_error *err);
void vd_wordbook_free(vd_wordbook *book);

vd_dictionary *vd_wordbook_dictionary(vd_wordbook *book);

/* Within a write: puts the names that the disk lacks; *ret_count is what to tell vd_wordbook_kept
 * once the write is done. */
VD_MUST_USE vd_status vd_wordbook_keep(vd_wordbook *book, vd_txn *txn, uint32_t *ret_count,
                                       vd_error *err);
/* The first `count` names are on the disk. */
void vd_wordbook_kept(vd_wordbook *book, uint32_t count);

#endif
