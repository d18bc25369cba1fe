/*
 * image.h - a program as one run of bytes, with its addresses relative to the first of them.
 *
 * An image means the same only to a program built from the same sources, on a machine of the same
 * word size and byte order; rules/compiled.h keeps it from any other. Threads: any.
 */
#ifndef VALEDOR_RULES_IMAGE_H
#define VALEDOR_RULES_IMAGE_H

#include "engine/law/program.h"

/* What images start at a multiple of. */
#define VD_IMAGE_ALIGN 16

typedef struct vd_image {
    const unsigned char *bytes;
    size_t size;
} vd_image;

/*
 * Stores what an answer needs of the program, and nothing else. `own` is the arena that the program
 * lives in, to find addresses that were overlooked; the image lives in `arena`.
 * VD_INTERNAL: the program holds something that image_shapes.c does not know; VD_RESOURCE_EXHAUSTED.
 */
VD_MUST_USE vd_status vd_image_build(vd_arena *arena, const vd_arena *own,
                                     const vd_program *program, vd_image *ret_image, vd_error *err);

/*
 * Makes the image a program where it lies: once. The program lives as long as the bytes, which must
 * have been stored by vd_image_build. VD_DATA_LOSS: they were not.
 */
VD_MUST_USE vd_status vd_image_open(unsigned char *bytes, size_t size,
                                    const vd_program **ret_program, vd_error *err);

/* Changes whenever a structure of the program changes its size. */
uint64_t vd_image_layout(void);

#endif
