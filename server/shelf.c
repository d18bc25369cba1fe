#include "server/shelf.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "rules/compiled.h"
#include "rules/pack.h"

#include "server/log.h"

#define DIAGNOSTICS_LOGGED_MAX 50

typedef struct loaded {
    vd_packs packs; /* first: requests hold this */
    atomic_uint holders;
    vd_arena arena;
} loaded;

struct vd_shelf {
    vd_store *store;
    vd_wordbook *book;
    const char *const *dirs;
    size_t dir_count;
    const char *jurisdiction; /* NULL: none */
    pthread_mutex_t lock;     /* guards `current` */
    loaded *current;
};

void vd_packs_unref(const vd_packs *packs)
{
    loaded *l = (loaded *)packs;

    if (!l || atomic_fetch_sub(&l->holders, 1) != 1)
        return;
    vd_arena_done(&l->arena);
    free(l);
}

static void log_diagnostics(const vd_diagnostics *diags)
{
    vd_arena arena;

    vd_arena_init(&arena, 0);
    for (size_t i = 0; i < diags->count && i < DIAGNOSTICS_LOGGED_MAX; i++) {
        const vd_diagnostic *d = &diags->items[i];

        VD_LOG(d->severity == VD_SEVERITY_ERROR ? VD_LOG_ERROR : VD_LOG_DEBUG, "pack_diagnostic",
               VD_LOG_TEXT("file", d->file), VD_LOG_NUMBER("line", d->line),
               VD_LOG_NUMBER("column", d->column), VD_LOG_NUMBER("number", d->kind),
               VD_LOG_TEXT("message", d->message));
    }
    vd_arena_done(&arena);
}

/* The names that the packs brought should be on the disk before the first case: a write of its own. */
typedef struct keep_names {
    vd_write write;
    vd_wordbook *book;
    uint32_t count;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool done;
} keep_names;

static vd_status run_keep(vd_write *write, vd_txn *txn, vd_error *err)
{
    keep_names *keep = (keep_names *)write;

    return vd_wordbook_keep(keep->book, txn, &keep->count, err);
}

static void keep_done(vd_write *write)
{
    keep_names *keep = (keep_names *)write;

    (void)pthread_mutex_lock(&keep->lock);
    keep->done = true;
    (void)pthread_cond_signal(&keep->changed);
    (void)pthread_mutex_unlock(&keep->lock);
}

static vd_status keep_words(vd_shelf *shelf, vd_error *err)
{
    keep_names keep = {.write = {.run = run_keep, .done = keep_done}, .book = shelf->book};

    (void)pthread_mutex_init(&keep.lock, NULL);
    (void)pthread_cond_init(&keep.changed, NULL);
    vd_store_submit(shelf->store, &keep.write);
    (void)pthread_mutex_lock(&keep.lock);
    while (!keep.done)
        (void)pthread_cond_wait(&keep.changed, &keep.lock);
    (void)pthread_mutex_unlock(&keep.lock);
    (void)pthread_cond_destroy(&keep.changed);
    (void)pthread_mutex_destroy(&keep.lock);
    if (keep.write.status == VD_OK)
        vd_wordbook_kept(shelf->book, keep.count);
    else if (err)
        *err = keep.write.error;
    return keep.write.status;
}

/* Packs as they were written leave much behind that only loading needed: what serves is a copy that
 * lies close together. Compiled ones are such a copy. */
static vd_status load_program(const vd_shelf *shelf, loaded *l, vd_diagnostics *diags,
                              vd_error *err)
{
    const vd_program *program = NULL;
    vd_arena whole;
    vd_error why = {0};
    vd_status status;

    vd_arena_init(&whole, 0);
    status = vd_packs_load(&whole, shelf->dirs, shelf->dir_count, 0, &program, diags, err);
    if (status == VD_OK && !vd_compiled_is_file(shelf->dirs[0]) &&
        vd_compiled_copy(&l->arena, &whole, program, &l->packs.program, &why) == VD_OK) {
        vd_arena_done(&whole);
        return VD_OK;
    }
    if (why.status)
        VD_LOG(VD_LOG_WARNING, "packs_not_copied", VD_LOG_TEXT("reason", vd_str_of(why.message)),
               VD_LOG_TEXT("effect", VD_STR("they serve as they were loaded, in more memory")));
    vd_arena_done(&l->arena);
    l->arena = whole;
    l->packs.program = program;
    return status;
}

static vd_status load(vd_shelf *shelf, loaded **ret_loaded, vd_error *err)
{
    loaded *l = calloc(1, sizeof(*l));
    vd_diagnostics diags;
    vd_arena diag_arena;
    vd_status status;

    if (!l)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "Out of memory while loading the packs.");
    atomic_init(&l->holders, 1);
    vd_arena_init(&l->arena, 0);
    vd_arena_init(&diag_arena, 0);
    vd_diagnostics_init(&diags, &diag_arena);
    status = load_program(shelf, l, &diags, err);
    log_diagnostics(&diags);
    vd_arena_done(&diag_arena);
    if (status == VD_OK && shelf->jurisdiction)
        status = vd_packs_set_home(l->packs.program, vd_str_of(shelf->jurisdiction), err);
    if (status == VD_OK)
        status = vd_record_link_new(&l->arena, l->packs.program,
                                    vd_wordbook_dictionary(shelf->book), &l->packs.link, err);
    if (status == VD_OK)
        status = keep_words(shelf, err);
    if (status) {
        vd_packs_unref(&l->packs);
        return status;
    }
    *ret_loaded = l;
    return VD_OK;
}

vd_status vd_shelf_reload(vd_shelf *shelf, vd_error *err)
{
    loaded *fresh = NULL;
    loaded *old;
    vd_status status = load(shelf, &fresh, err);

    if (status)
        return status;
    (void)pthread_mutex_lock(&shelf->lock);
    old = shelf->current;
    shelf->current = fresh;
    (void)pthread_mutex_unlock(&shelf->lock);
    if (old)
        vd_packs_unref(&old->packs);
    return VD_OK;
}

vd_status vd_shelf_new(vd_store *store, vd_wordbook *book, const char *const *dirs,
                       size_t dir_count, const char *jurisdiction, vd_shelf **ret_shelf,
                       vd_error *err)
{
    vd_shelf *shelf = calloc(1, sizeof(*shelf));
    vd_status status;

    if (!shelf)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "Out of memory.");
    *shelf = (vd_shelf){.store = store,
                        .book = book,
                        .dirs = dirs,
                        .dir_count = dir_count,
                        .jurisdiction = jurisdiction};
    (void)pthread_mutex_init(&shelf->lock, NULL);
    status = vd_shelf_reload(shelf, err);
    if (status) {
        vd_shelf_free(shelf);
        return status;
    }
    *ret_shelf = shelf;
    return VD_OK;
}

void vd_shelf_free(vd_shelf *shelf)
{
    if (!shelf)
        return;
    if (shelf->current)
        vd_packs_unref(&shelf->current->packs);
    (void)pthread_mutex_destroy(&shelf->lock);
    free(shelf);
}

const vd_packs *vd_shelf_take(vd_shelf *shelf)
{
    loaded *l;

    (void)pthread_mutex_lock(&shelf->lock);
    l = shelf->current;
    (void)atomic_fetch_add(&l->holders, 1);
    (void)pthread_mutex_unlock(&shelf->lock);
    return &l->packs;
}
