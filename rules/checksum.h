/*
 * checksum.h - a number for bytes, to tell whether they came through whole. Threads: any.
 */
#ifndef VALEDOR_RULES_CHECKSUM_H
#define VALEDOR_RULES_CHECKSUM_H

#include <valedor/base.h>

/* XXH64 with seed 0: quick, and no protection against whoever means harm. */
uint64_t vd_checksum(const void *bytes, size_t size);

#endif
