/*
 * arena.h - memory that is given back all at once.
 *
 * A pack lives in one arena, a request in another. Everything handed out lives until the next
 * vd_arena_reset or vd_arena_done. One thread at a time. An arena may carry a limit; past it, or
 * when the system has none left, an allocation returns NULL and the caller answers
 * VD_RESOURCE_EXHAUSTED.
 */
#ifndef VALEDOR_ARENA_H
#define VALEDOR_ARENA_H

#include <valedor/base.h>

typedef struct vd_arena_block vd_arena_block;

typedef struct vd_arena {
    vd_arena_block *blocks; /* newest first */
    size_t used_bytes;      /* handed out since the last reset */
    size_t first_bytes;     /* size of the first block to come; 0 is "small" */
    size_t limit_bytes;     /* 0 is "no limit" */
    uint64_t fail_after;    /* tests: this many more allocations succeed, then NULL; 0 is "never" */
    bool exhausted;         /* some allocation gave NULL since the last reset */
} vd_arena;

void vd_arena_init(vd_arena *arena, size_t limit_bytes);
void vd_arena_done(vd_arena *arena);
/* Keeps as much memory as was used, so that a request that follows a like one allocates none. */
void vd_arena_reset(vd_arena *arena);

/* A place to go back to: what was allocated after it is given back, what was before stays. Marks
 * nest; a reset or an older rewind ends them. */
typedef struct vd_arena_mark {
    vd_arena_block *block;
    size_t block_used;
    size_t used_bytes;
} vd_arena_mark;

vd_arena_mark vd_arena_here(const vd_arena *arena);
void vd_arena_rewind(vd_arena *arena, vd_arena_mark mark);

/* Zeroed, aligned for any type; NULL when exhausted. A size of 0 gives a valid pointer. */
void *vd_arena_alloc(vd_arena *arena, size_t size);
/* As above for count elements of size bytes; NULL also when the product overflows. */
void *vd_arena_array(vd_arena *arena, size_t count, size_t size);
/* As above, but with whatever bytes were there: for room of which little will be used. */
void *vd_arena_room(vd_arena *arena, size_t count, size_t size);
/* A copy with a NUL behind it (not counted); ptr is NULL when exhausted. */
vd_str vd_arena_copy(vd_arena *arena, vd_str text);
vd_str vd_arena_printf(vd_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Whether the address lies in what the arena has from the system. */
bool vd_arena_holds(const vd_arena *arena, uintptr_t address);
/* No address outside of [*ret_low, *ret_high) does. */
void vd_arena_span(const vd_arena *arena, uintptr_t *ret_low, uintptr_t *ret_high);

#define VD_NEW(arena, type) ((type *)vd_arena_alloc((arena), sizeof(type)))
#define VD_NEW_ARRAY(arena, type, count) ((type *)vd_arena_array((arena), (count), sizeof(type)))

#endif
