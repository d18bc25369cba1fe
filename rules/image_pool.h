/*
 * image_pool.h - where the parts of an image are put until they are joined. Internal to rules/.
 *
 * Until then an address is a place: its region in the high byte, its offset below. What fails is
 * remembered in `status`, and all that comes after does nothing. Lifetime: of the arena `work`.
 */
#ifndef VALEDOR_RULES_IMAGE_POOL_H
#define VALEDOR_RULES_IMAGE_POOL_H

#include "rules/image.h"
#include "rules/image_shapes.h"

#define VD_NOWHERE UINT64_MAX

typedef struct vd_pool_offsets {
    uint64_t *items;
    size_t count;
    size_t room;
} vd_pool_offsets;

typedef struct vd_pool_region {
    unsigned char *bytes;
    size_t used;
    size_t room;
    vd_pool_offsets addresses; /* where places are, to become addresses */
    vd_pool_offsets fixed;     /* where numbers of fixed.h are */
} vd_pool_region;

/* How far a region is filled. */
typedef struct vd_pool_mark {
    size_t used;
    size_t addresses;
    size_t fixed;
} vd_pool_mark;

/* Stored data that others may be the same as. */
typedef struct vd_pool_twin {
    uint64_t place;
    uint64_t hash;
    uint32_t size; /* 0: a free slot */
    uint32_t shape;
} vd_pool_twin;

typedef struct vd_pool {
    vd_arena *work;
    vd_status status;
    vd_error *err;
    vd_pool_region regions[VD_REGION_COUNT];
    vd_pool_twin *twins; /* by content */
    size_t twin_count;
    size_t twin_room; /* a power of two */
    uint64_t *texts;  /* by content: offset in VD_REGION_TEXT, 0 is a free slot */
    size_t text_count;
    size_t text_room; /* a power of two */
} vd_pool;

void vd_pool_init(vd_pool *pool, vd_arena *work, vd_error *err);

/* VD_INTERNAL: the packs hold what nobody thought of. */
void vd_pool_fail(vd_pool *pool, const char *clause);
void vd_pool_exhausted(vd_pool *pool);

/* Room for `need` items of `size` bytes, of which `count` are at `items`; NULL: none. */
void *vd_pool_grown(vd_pool *pool, void *items, size_t count, size_t *room, size_t need,
                    size_t size);

/* Zeroed, at a multiple of `align`; VD_NOWHERE: none. */
uint64_t vd_pool_reserve(vd_pool *pool, vd_image_region where, size_t size, size_t align);
/* The bytes at a place, until the next is reserved. */
unsigned char *vd_pool_at(vd_pool *pool, uint64_t place);
/* A place for the address of nothing. */
uint64_t vd_pool_nothing(void);

/* The address that stands at `place` becomes that of `target`. */
void vd_pool_point(vd_pool *pool, uint64_t place, uint64_t target);
/* The same, of what is part of the program: a number of fixed.h. `otherwise` is said when there is
 * none. */
void vd_pool_point_fixed(vd_pool *pool, uint64_t place, uint32_t number, const char *otherwise);

/* Where the text is, with a NUL behind it. */
uint64_t vd_pool_text(vd_pool *pool, vd_str text);

vd_pool_mark vd_pool_here(const vd_pool *pool, vd_image_region where);
/* What was stored last, at `place`, or the same that was stored before: then the room since
 * `before` is given back, unless something new stands behind it. `shape` tells apart what only looks
 * the same. */
uint64_t vd_pool_merged(vd_pool *pool, uint64_t place, size_t size, uint32_t shape,
                        vd_pool_mark before);

/* All of it as an image, in `arena`. `own` must hold nothing that the image still points at. */
void vd_pool_join(vd_pool *pool, vd_arena *arena, const vd_arena *own, uint64_t root,
                  vd_image *ret_image);

/* A hash table's slot comes from this. */
static inline size_t vd_pool_mixed(uint64_t a)
{
    a *= UINT64_C(0x9E3779B97F4A7C15);
    return (size_t)(a ^ a >> 29);
}

#endif
