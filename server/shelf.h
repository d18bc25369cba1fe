/*
 * shelf.h - the packs that serve: compiled, linked to the store's dictionary, swapped whole.
 *
 * A request takes what is on the shelf and keeps it until it is answered; a reload puts the new in
 * its place, and the old goes with its last request. A reload that fails changes nothing.
 *
 * Threads: any; one reload at a time.
 */
#ifndef VALEDOR_SERVER_SHELF_H
#define VALEDOR_SERVER_SHELF_H

#include "codec/record.h"
#include "engine/law/program.h"
#include "server/wordbook.h"

typedef struct vd_shelf vd_shelf;

/* A set of packs. Immutable; lives until the last vd_packs_unref. */
typedef struct vd_packs {
    const vd_program *program;
    const vd_record_link *link;
} vd_packs;

/* Loads the packs. `dirs` and `jurisdiction` must outlive the shelf; the latter is the law of cases
 * that name none, or NULL. VD_INVALID_ARGUMENT: the packs have errors, which are logged, or there is
 * no such pack. */
VD_MUST_USE vd_status vd_shelf_new(vd_store *store, vd_wordbook *book, const char *const *dirs,
                                   size_t dir_count, const char *jurisdiction, vd_shelf **ret_shelf,
                                   vd_error *err);
void vd_shelf_free(vd_shelf *shelf);

VD_MUST_USE vd_status vd_shelf_reload(vd_shelf *shelf, vd_error *err);

const vd_packs *vd_shelf_take(vd_shelf *shelf);
void vd_packs_unref(const vd_packs *packs);

#endif
