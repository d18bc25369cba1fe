/*
 * Blocks are chained newest first; only the newest is filled further. A block is at least twice
 * the one before it, so that the number of blocks stays small. A reset that finds several makes
 * room for one that would have held them all, so that a request like the last needs no other.
 * Memory is zeroed when handed out, because a kept block holds what the last request left in it.
 */
#include <valedor/arena.h>

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define FIRST_BLOCK_BYTES 4096
#define LARGEST_STEP_BYTES (1u << 20)
#define FAIL_ALWAYS UINT64_MAX

struct vd_arena_block {
    vd_arena_block *older;
    size_t size;
    size_t used;
    alignas(max_align_t) unsigned char bytes[];
};

void vd_arena_init(vd_arena *arena, size_t limit_bytes)
{
    *arena = (vd_arena){.limit_bytes = limit_bytes};
}

static void free_from(vd_arena_block *block)
{
    while (block) {
        vd_arena_block *older = block->older;

        free(block);
        block = older;
    }
}

void vd_arena_done(vd_arena *arena)
{
    free_from(arena->blocks);
    *arena = (vd_arena){0};
}

void vd_arena_reset(vd_arena *arena)
{
    arena->used_bytes = 0;
    arena->exhausted = false;
    if (!arena->blocks)
        return;
    if (arena->blocks->older) {
        arena->first_bytes = 0;
        for (vd_arena_block *block = arena->blocks; block; block = block->older)
            arena->first_bytes += block->size;
        free_from(arena->blocks);
        arena->blocks = NULL;
        return;
    }
    arena->blocks->used = 0;
}

vd_arena_mark vd_arena_here(const vd_arena *arena)
{
    return (vd_arena_mark){
        .block = arena->blocks,
        .block_used = arena->blocks ? arena->blocks->used : 0,
        .used_bytes = arena->used_bytes,
    };
}

void vd_arena_rewind(vd_arena *arena, vd_arena_mark mark)
{
    while (arena->blocks != mark.block) {
        vd_arena_block *older = arena->blocks->older;

        free(arena->blocks);
        arena->blocks = older;
    }
    if (mark.block)
        mark.block->used = mark.block_used;
    arena->used_bytes = mark.used_bytes;
}

/* A failing allocation for tests: the countdown reached its end. */
static bool must_fail(vd_arena *arena)
{
    if (arena->fail_after == 0)
        return false;
    if (arena->fail_after == FAIL_ALWAYS)
        return true;
    if (--arena->fail_after == 0)
        arena->fail_after = FAIL_ALWAYS;
    return false;
}

static vd_arena_block *add_block(vd_arena *arena, size_t need)
{
    size_t size = arena->first_bytes > FIRST_BLOCK_BYTES ? arena->first_bytes : FIRST_BLOCK_BYTES;
    vd_arena_block *block;

    if (arena->blocks)
        size =
            arena->blocks->size < LARGEST_STEP_BYTES ? arena->blocks->size * 2 : LARGEST_STEP_BYTES;
    if (size < need)
        size = need;
    block = malloc(sizeof *block + size);
    if (!block)
        return NULL;
    block->older = arena->blocks;
    block->size = size;
    block->used = 0;
    arena->blocks = block;
    return block;
}

static void *refuse(vd_arena *arena)
{
    arena->exhausted = true;
    return NULL;
}

/* The size rounded up, or 0: it is too large. */
static size_t rounded_up(size_t size)
{
    const size_t align = alignof(max_align_t);

    if (size > SIZE_MAX / 2)
        return 0;
    return size == 0 ? align : (size + align - 1) / align * align;
}

static void *take(vd_arena *arena, size_t size)
{
    vd_arena_block *block = arena->blocks;
    size_t rounded = rounded_up(size);
    void *memory;

    if (rounded == 0 || must_fail(arena))
        return refuse(arena);
    if (arena->limit_bytes &&
        (rounded > arena->limit_bytes || arena->used_bytes > arena->limit_bytes - rounded))
        return refuse(arena);
    if (!block || block->size - block->used < rounded) {
        block = add_block(arena, rounded);
        if (!block)
            return refuse(arena);
    }
    memory = block->bytes + block->used;
    block->used += rounded;
    arena->used_bytes += rounded;
    return memory;
}

void *vd_arena_alloc(vd_arena *arena, size_t size)
{
    void *memory = take(arena, size);

    return memory ? memset(memory, 0, rounded_up(size)) : NULL;
}

void *vd_arena_room(vd_arena *arena, size_t count, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(count, size, &bytes))
        return refuse(arena);
    return take(arena, bytes);
}

void *vd_arena_array(vd_arena *arena, size_t count, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(count, size, &bytes))
        return refuse(arena);
    return vd_arena_alloc(arena, bytes);
}

bool vd_arena_holds(const vd_arena *arena, uintptr_t address)
{
    for (const vd_arena_block *block = arena->blocks; block; block = block->older)
        if (address >= (uintptr_t)block->bytes && address - (uintptr_t)block->bytes < block->size)
            return true;
    return false;
}

void vd_arena_span(const vd_arena *arena, uintptr_t *ret_low, uintptr_t *ret_high)
{
    *ret_low = UINTPTR_MAX;
    *ret_high = 0;
    for (const vd_arena_block *block = arena->blocks; block; block = block->older) {
        uintptr_t low = (uintptr_t)block->bytes, high = low + block->size;

        *ret_low = low < *ret_low ? low : *ret_low;
        *ret_high = high > *ret_high ? high : *ret_high;
    }
}

vd_str vd_arena_copy(vd_arena *arena, vd_str text)
{
    char *bytes = text.len < SIZE_MAX ? vd_arena_alloc(arena, text.len + 1) : NULL;

    if (!bytes)
        return (vd_str){NULL, 0};
    if (text.len)
        memcpy(bytes, text.ptr, text.len);
    return (vd_str){bytes, text.len};
}

vd_str vd_arena_printf(vd_arena *arena, const char *format, ...)
{
    va_list args;
    char *bytes;
    int len;

    va_start(args, format);
    len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    bytes = len < 0 ? NULL : vd_arena_alloc(arena, (size_t)len + 1);
    if (!bytes)
        return (vd_str){NULL, 0};
    va_start(args, format);
    vsnprintf(bytes, (size_t)len + 1, format, args);
    va_end(args);
    return (vd_str){bytes, (size_t)len};
}
