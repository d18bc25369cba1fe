/*
 * bytes.h - writing and reading the stored forms: little-endian, every length checked.
 *
 * A writer grows in its arena and remembers that it was exhausted; a reader remembers that it met
 * the end or something impossible. So a form is written or read straight through and the outcome
 * asked for once.
 *
 * Whole numbers are LEB128 (seven bits a byte, the lowest first); signed ones are folded first, so
 * that small ones of either sign are short.
 */
#ifndef VALEDOR_CODEC_BYTES_H
#define VALEDOR_CODEC_BYTES_H

#include <valedor/arena.h>

typedef struct vd_bytes_writer {
    vd_arena *arena;
    char *bytes;
    size_t len;
    size_t capacity;
    bool failed; /* the arena is exhausted */
} vd_bytes_writer;

void vd_bytes_put(vd_bytes_writer *writer, const void *bytes, size_t len);
void vd_bytes_put_u8(vd_bytes_writer *writer, uint8_t number);
void vd_bytes_put_u32(vd_bytes_writer *writer, uint32_t number); /* four bytes */
void vd_bytes_put_u64(vd_bytes_writer *writer, uint64_t number); /* eight bytes */
void vd_bytes_put_number(vd_bytes_writer *writer, uint64_t number);
void vd_bytes_put_signed(vd_bytes_writer *writer, int64_t number);
void vd_bytes_put_str(vd_bytes_writer *writer, vd_str text); /* its length, then its bytes */

typedef struct vd_bytes_reader {
    const char *at;
    const char *end;
    bool failed;
} vd_bytes_reader;

/* Each is 0, or empty, once the reader has failed. Texts borrow what is read. */
uint8_t vd_bytes_get_u8(vd_bytes_reader *reader);
uint32_t vd_bytes_get_u32(vd_bytes_reader *reader);
uint64_t vd_bytes_get_u64(vd_bytes_reader *reader);
uint64_t vd_bytes_get_number(vd_bytes_reader *reader);
uint32_t vd_bytes_get_id(vd_bytes_reader *reader); /* a number that fits into 32 bits */
int64_t vd_bytes_get_signed(vd_bytes_reader *reader);
vd_str vd_bytes_get_str(vd_bytes_reader *reader);
/* How many things of at least `least` bytes follow: no more than what is left could hold. */
size_t vd_bytes_get_count(vd_bytes_reader *reader, size_t least);

#endif
