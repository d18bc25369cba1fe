#include "rules/image.h"

#include "engine/feel/fixed.h"
#include "rules/image_parts.h"
#include "rules/image_shapes.h"

static vd_status damaged(vd_error *err)
{
    return vd_fail(err, VD_DATA_LOSS, "The compiled packs contradict themselves.");
}

/* What the numbers stand for; NULL: no memory. */
static uintptr_t *fixed_addresses(vd_arena *arena)
{
    uint32_t count = vd_fixed_count();
    uintptr_t *list = VD_NEW_ARRAY(arena, uintptr_t, count);

    for (uint32_t i = 0; list && i < count; i++)
        list[i] = vd_fixed_address(i);
    return list;
}

/* Distances from the start become addresses. */
static bool add_base(unsigned char *data, const uint64_t *bits, size_t words, uint64_t size)
{
    for (size_t i = 0; i < (words + 63) / 64; i++)
        for (uint64_t left = bits[i]; left; left &= left - 1) {
            unsigned char *word = data + (i * 64 + (size_t)__builtin_ctzll(left)) * 8;
            uint64_t distance;
            const unsigned char *address;

            memcpy(&distance, word, sizeof(distance));
            if (distance >= size)
                return false;
            address = data + distance;
            memcpy(word, &address, sizeof(address));
        }
    return true;
}

static bool put_fixed(unsigned char *data, const uint64_t *bits, size_t words,
                      const uintptr_t *meanings)
{
    uint32_t count = vd_fixed_count();

    for (size_t i = 0; i < (words + 63) / 64; i++)
        for (uint64_t left = bits[i]; left; left &= left - 1) {
            unsigned char *word = data + (i * 64 + (size_t)__builtin_ctzll(left)) * 8;
            uint64_t number;

            memcpy(&number, word, sizeof(number));
            if (number >= count || !meanings[number])
                return false;
            memcpy(word, &meanings[number], sizeof(meanings[number]));
        }
    return true;
}

/* No bit beyond the words. */
static bool ends_well(const uint64_t *bits, size_t words)
{
    return words % 64 == 0 || bits[words / 64] >> (words % 64) == 0;
}

vd_status vd_image_open(unsigned char *bytes, size_t size, const vd_program **ret_program,
                        vd_error *err)
{
    vd_image_head head;
    vd_arena arena;
    unsigned char *data;
    const uint64_t *addresses, *fixed;
    uintptr_t *meanings;
    size_t rows;
    bool sound;

    if (size < sizeof(head))
        return damaged(err);
    memcpy(&head, bytes, sizeof(head));
    if (head.data_size > size - sizeof(head) || head.data_size % VD_IMAGE_ALIGN ||
        head.words > head.data_size / 8 || head.root % 8 || head.root >= head.words * 8 ||
        head.words * 8 - head.root < sizeof(vd_program))
        return damaged(err);
    rows = (size_t)(head.words + 63) / 64;
    if (size - sizeof(head) - head.data_size != 2 * rows * sizeof(uint64_t))
        return damaged(err);
    data = bytes + sizeof(head);
    addresses = (const uint64_t *)(const void *)(data + head.data_size);
    fixed = addresses + rows;
    if (!ends_well(addresses, head.words) || !ends_well(fixed, head.words))
        return damaged(err);
    vd_arena_init(&arena, 0);
    meanings = fixed_addresses(&arena);
    if (!meanings)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "The packs do not fit into memory.");
    sound = add_base(data, addresses, head.words, head.data_size) &&
            put_fixed(data, fixed, head.words, meanings);
    vd_arena_done(&arena);
    if (!sound)
        return damaged(err);
    *ret_program = (const vd_program *)(const void *)(data + head.root);
    return VD_OK;
}

uint64_t vd_image_layout(void)
{
    uint64_t hash = vd_fixed_count();

    for (int i = 0; i < VD_SHAPE_COUNT; i++)
        hash = (hash ^ vd_shapes[i].size) * UINT64_C(1099511628211);
    return hash;
}
