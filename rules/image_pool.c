#include "rules/image_pool.h"

#include "engine/feel/fixed.h"
#include "rules/checksum.h"
#include "rules/image_parts.h"

#define REGION_SHIFT 56

void vd_pool_init(vd_pool *pool, vd_arena *work, vd_error *err)
{
    *pool = (vd_pool){.work = work, .err = err};
    (void)vd_pool_reserve(pool, VD_REGION_TEXT, VD_IMAGE_ALIGN, 1); /* nothing; no text is at 0 */
}

void vd_pool_fail(vd_pool *pool, const char *clause)
{
    if (pool->status == VD_OK)
        pool->status =
            vd_fail(pool->err, VD_INTERNAL,
                    "These packs cannot be compiled, which is a defect of valedor: %s.", clause);
}

void vd_pool_exhausted(vd_pool *pool)
{
    if (pool->status == VD_OK)
        pool->status =
            vd_fail(pool->err, VD_RESOURCE_EXHAUSTED, "The compiled packs do not fit into memory.");
}

void *vd_pool_grown(vd_pool *pool, void *items, size_t count, size_t *room, size_t need,
                    size_t size)
{
    size_t wanted = *room ? *room * 2 : 1024;
    void *larger;

    if (need <= *room)
        return items;
    if (wanted < need)
        wanted = need;
    larger = vd_arena_room(pool->work, wanted, size);
    if (!larger) {
        vd_pool_exhausted(pool);
        return NULL;
    }
    if (count)
        memcpy(larger, items, count * size);
    *room = wanted;
    return larger;
}

static void note(vd_pool *pool, vd_pool_offsets *list, uint64_t offset)
{
    uint64_t *items =
        vd_pool_grown(pool, list->items, list->count, &list->room, list->count + 1, sizeof(*items));

    if (!items)
        return;
    list->items = items;
    list->items[list->count++] = offset;
}

static uint64_t place_of(vd_image_region where, size_t offset)
{
    return (uint64_t)where << REGION_SHIFT | offset;
}

static size_t offset_of(uint64_t place)
{
    return (size_t)(place & ((UINT64_C(1) << REGION_SHIFT) - 1));
}

unsigned char *vd_pool_at(vd_pool *pool, uint64_t place)
{
    return pool->regions[place >> REGION_SHIFT].bytes + offset_of(place);
}

uint64_t vd_pool_nothing(void)
{
    return (uint64_t)VD_REGION_TEXT << REGION_SHIFT;
}

uint64_t vd_pool_reserve(vd_pool *pool, vd_image_region where, size_t size, size_t align)
{
    vd_pool_region *r = &pool->regions[where];
    size_t start = (r->used + align - 1) / align * align;
    unsigned char *bytes = vd_pool_grown(pool, r->bytes, r->used, &r->room, start + size, 1);

    if (!bytes)
        return VD_NOWHERE;
    r->bytes = bytes;
    memset(r->bytes + r->used, 0, start + size - r->used);
    r->used = start + size;
    return place_of(where, start);
}

void vd_pool_point(vd_pool *pool, uint64_t place, uint64_t target)
{
    if (pool->status || target == VD_NOWHERE)
        return;
    memcpy(vd_pool_at(pool, place), &target, sizeof(target));
    note(pool, &pool->regions[place >> REGION_SHIFT].addresses, offset_of(place));
}

void vd_pool_point_fixed(vd_pool *pool, uint64_t place, uint32_t number, const char *otherwise)
{
    uint64_t word = number;

    if (number == vd_fixed_count())
        vd_pool_fail(pool, otherwise);
    if (pool->status)
        return;
    memcpy(vd_pool_at(pool, place), &word, sizeof(word));
    note(pool, &pool->regions[place >> REGION_SHIFT].fixed, offset_of(place));
}

static uint64_t hash_text(vd_str text)
{
    uint64_t hash = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < text.len; i++)
        hash = (hash ^ (unsigned char)text.ptr[i]) * UINT64_C(1099511628211);
    return hash ^ hash >> 32;
}

/* Whether that text, its NUL included, begins at the offset. */
static bool is_text_at(const vd_pool *pool, size_t offset, vd_str text)
{
    const vd_pool_region *r = &pool->regions[VD_REGION_TEXT];

    return r->used - offset > text.len && memcmp(r->bytes + offset, text.ptr, text.len) == 0 &&
           r->bytes[offset + text.len] == '\0';
}

static uint64_t *text_slot(const vd_pool *pool, vd_str text)
{
    size_t mask = pool->text_room - 1;
    size_t slot = vd_pool_mixed(hash_text(text)) & mask;

    while (pool->texts[slot] && !is_text_at(pool, pool->texts[slot], text))
        slot = (slot + 1) & mask;
    return &pool->texts[slot];
}

/* The texts are gone through again: each begins behind the NUL of another. */
static bool more_texts(vd_pool *pool)
{
    size_t old_room = pool->text_room;
    const uint64_t *old = pool->texts;

    pool->text_room = old_room ? old_room * 2 : 4096;
    pool->texts = VD_NEW_ARRAY(pool->work, uint64_t, pool->text_room);
    if (!pool->texts) {
        vd_pool_exhausted(pool);
        return false;
    }
    for (size_t i = 0; i < old_room; i++)
        if (old[i])
            *text_slot(pool, vd_str_of((const char *)pool->regions[VD_REGION_TEXT].bytes +
                                       old[i])) = old[i];
    return true;
}

/* The bytes with a NUL behind them. */
uint64_t vd_pool_text(vd_pool *pool, vd_str text)
{
    uint64_t place;
    uint64_t *slot;

    if (text.len && memchr(text.ptr, '\0', text.len))
        vd_pool_fail(pool, "a text has a NUL in it");
    if (pool->status || ((pool->text_count + 1) * 2 > pool->text_room && !more_texts(pool)))
        return VD_NOWHERE;
    slot = text_slot(pool, text);
    if (*slot)
        return place_of(VD_REGION_TEXT, *slot);
    place = vd_pool_reserve(pool, VD_REGION_TEXT, text.len + 1, 1);
    if (place == VD_NOWHERE)
        return VD_NOWHERE;
    if (text.len)
        memcpy(vd_pool_at(pool, place), text.ptr, text.len);
    *slot = offset_of(place);
    pool->text_count++;
    return place;
}

vd_pool_mark vd_pool_here(const vd_pool *pool, vd_image_region where)
{
    const vd_pool_region *r = &pool->regions[where];

    return (vd_pool_mark){r->used, r->addresses.count, r->fixed.count};
}

static vd_pool_twin *twin_slot(vd_pool *pool, const vd_pool_twin *of)
{
    size_t mask = pool->twin_room - 1;
    size_t slot = vd_pool_mixed(of->hash) & mask;
    const vd_pool_twin *t;

    for (t = &pool->twins[slot]; t->size; t = &pool->twins[slot]) {
        if (t->hash == of->hash && t->size == of->size && t->shape == of->shape &&
            memcmp(vd_pool_at(pool, t->place), vd_pool_at(pool, of->place), of->size) == 0)
            break;
        slot = (slot + 1) & mask;
    }
    return &pool->twins[slot];
}

static bool more_twins(vd_pool *pool)
{
    size_t old_room = pool->twin_room;
    const vd_pool_twin *old = pool->twins;

    pool->twin_room = old_room ? old_room * 2 : 4096;
    pool->twins = VD_NEW_ARRAY(pool->work, vd_pool_twin, pool->twin_room);
    if (!pool->twins) {
        vd_pool_exhausted(pool);
        return false;
    }
    for (size_t i = 0; i < old_room; i++)
        if (old[i].size)
            *twin_slot(pool, &old[i]) = old[i];
    return true;
}

/*
 * What was stored last, at `place`, or the same that was stored before: then the room is given back,
 * unless something new stands behind it.
 */
uint64_t vd_pool_merged(vd_pool *pool, uint64_t place, size_t size, uint32_t shape,
                        vd_pool_mark before)
{
    vd_pool_region *r = &pool->regions[place >> REGION_SHIFT];
    vd_pool_twin own = {.place = place, .size = (uint32_t)size, .shape = shape};
    vd_pool_twin *other;

    if (pool->status || size > UINT32_MAX ||
        ((pool->twin_count + 1) * 2 > pool->twin_room && !more_twins(pool)))
        return place;
    own.hash = vd_checksum(vd_pool_at(pool, place), size);
    other = twin_slot(pool, &own);
    if (other->size == 0) {
        *other = own;
        pool->twin_count++;
        return place;
    }
    if (r->used == offset_of(place) + size) {
        r->used = before.used;
        r->addresses.count = before.addresses;
        r->fixed.count = before.fixed;
    }
    return other->place;
}

static void set_bit(uint64_t *bits, size_t word)
{
    bits[word / 64] |= UINT64_C(1) << (word % 64);
}

/* Places become distances from the start; where they stand is marked. */
static void lay_out(vd_pool *pool, unsigned char *data, const size_t *starts, uint64_t *addresses,
                    uint64_t *fixed)
{
    for (int r = 0; r < VD_REGION_COUNT; r++) {
        const vd_pool_region *from = &pool->regions[r];

        if (from->used)
            memcpy(data + starts[r], from->bytes, from->used);
        for (size_t i = 0; i < from->addresses.count; i++) {
            size_t offset = starts[r] + (size_t)from->addresses.items[i];
            uint64_t place;

            memcpy(&place, data + offset, sizeof(place));
            place = starts[place >> REGION_SHIFT] + offset_of(place);
            memcpy(data + offset, &place, sizeof(place));
            set_bit(addresses, offset / 8);
        }
        for (size_t i = 0; i < from->fixed.count; i++)
            set_bit(fixed, (starts[r] + (size_t)from->fixed.items[i]) / 8);
    }
}

/* The linker's: where valedor itself begins and ends in memory. */
extern const char __executable_start[]; /* NOLINT(bugprone-reserved-identifier) */
extern const char end[];

/* An address that no shape told of still is one of the loader's, or of something in valedor. */
static void check_left_out(vd_pool *pool, const vd_arena *own, const unsigned char *data,
                           size_t words, const uint64_t *addresses, const uint64_t *fixed)
{
    uintptr_t low, high;

    vd_arena_span(own, &low, &high);
    for (size_t i = 0; i < words; i++) {
        uint64_t word;

        memcpy(&word, data + i * 8, sizeof(word));
        if ((addresses[i / 64] | fixed[i / 64]) >> (i % 64) & 1)
            continue;
        if ((word >= low && word < high && vd_arena_holds(own, word)) ||
            (word >= (uintptr_t)__executable_start && word < (uintptr_t)end))
            vd_pool_fail(pool, "they hold an address that image_shapes.c does not tell of");
    }
}

void vd_pool_join(vd_pool *pool, vd_arena *arena, const vd_arena *own, uint64_t root,
                  vd_image *ret_image)
{
    size_t starts[VD_REGION_COUNT];
    size_t size = 0, words, bits;
    vd_image_head head;
    unsigned char *bytes;

    for (int r = 0; r < VD_REGION_COUNT; r++) {
        starts[r] = size;
        size =
            (size + pool->regions[r].used + VD_IMAGE_ALIGN - 1) / VD_IMAGE_ALIGN * VD_IMAGE_ALIGN;
    }
    words = starts[VD_REGION_TEXT] / 8;
    bits = (words + 63) / 64;
    head = (vd_image_head){
        .data_size = size, .words = words, .root = starts[root >> REGION_SHIFT] + offset_of(root)};
    bytes = vd_arena_alloc(arena, sizeof(head) + size + 2 * bits * sizeof(uint64_t));
    if (!bytes) {
        vd_pool_exhausted(pool);
        return;
    }
    memcpy(bytes, &head, sizeof(head));
    lay_out(pool, bytes + sizeof(head), starts, (uint64_t *)(void *)(bytes + sizeof(head) + size),
            (uint64_t *)(void *)(bytes + sizeof(head) + size) + bits);
    check_left_out(pool, own, bytes + sizeof(head), words,
                   (uint64_t *)(void *)(bytes + sizeof(head) + size),
                   (uint64_t *)(void *)(bytes + sizeof(head) + size) + bits);
    *ret_image = (vd_image){bytes, sizeof(head) + size + 2 * bits * sizeof(uint64_t)};
}
