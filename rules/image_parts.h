/*
 * image_parts.h - how the bytes of an image follow each other. Internal to rules/.
 *
 * The head; data_size bytes, of which the first `words` times eight are structures; two rows of
 * bits, a bit a word: which words are distances from the start of the data, and which are numbers
 * of engine/feel/fixed.h.
 */
#ifndef VALEDOR_RULES_IMAGE_PARTS_H
#define VALEDOR_RULES_IMAGE_PARTS_H

#include <stdint.h>

_Static_assert(sizeof(void *) == 8, "addresses are stored in words of eight bytes");

typedef struct vd_image_head {
    uint64_t data_size;
    uint64_t words;
    uint64_t root; /* where the program is */
    uint64_t spare;
} vd_image_head;

#endif
