/*
 * XXH64 as its specification has it (github.com/Cyan4973/xxHash, doc/xxhash_spec.md): four lanes of
 * eight bytes, then what is left, then an avalanche. Words are little-endian.
 */
#include "rules/checksum.h"

#define PRIME_1 UINT64_C(0x9E3779B185EBCA87)
#define PRIME_2 UINT64_C(0xC2B2AE3D27D4EB4F)
#define PRIME_3 UINT64_C(0x165667B19E3779F9)
#define PRIME_4 UINT64_C(0x85EBCA77C2B2AE63)
#define PRIME_5 UINT64_C(0x27D4EB2F165667C5)

static uint64_t rotated(uint64_t a, int bits)
{
    return a << bits | a >> (64 - bits);
}

static uint64_t read_word(const unsigned char *bytes, size_t size)
{
    uint64_t word = 0;

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    memcpy(&word, bytes, size);
#else
    for (size_t i = 0; i < size; i++)
        word |= (uint64_t)bytes[i] << (8 * i);
#endif
    return word;
}

static uint64_t round_of(uint64_t lane, uint64_t word)
{
    return rotated(lane + word * PRIME_2, 31) * PRIME_1;
}

static uint64_t merged(uint64_t sum, uint64_t lane)
{
    return (sum ^ round_of(0, lane)) * PRIME_1 + PRIME_4;
}

static uint64_t tail(uint64_t sum, const unsigned char *at, size_t left)
{
    for (; left >= 8; left -= 8, at += 8)
        sum = rotated(sum ^ round_of(0, read_word(at, 8)), 27) * PRIME_1 + PRIME_4;
    if (left >= 4) {
        sum = rotated(sum ^ (read_word(at, 4) * PRIME_1), 23) * PRIME_2 + PRIME_3;
        at += 4;
        left -= 4;
    }
    for (; left > 0; left--, at++)
        sum = rotated(sum ^ (*at * PRIME_5), 11) * PRIME_1;
    sum = (sum ^ sum >> 33) * PRIME_2;
    sum = (sum ^ sum >> 29) * PRIME_3;
    return sum ^ sum >> 32;
}

uint64_t vd_checksum(const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    uint64_t lanes[4] = {PRIME_1 + PRIME_2, PRIME_2, 0, 0 - PRIME_1};
    uint64_t sum = PRIME_5;
    size_t left = size;

    for (; left >= 32; left -= 32, at += 32)
        for (int i = 0; i < 4; i++)
            lanes[i] = round_of(lanes[i], read_word(at + 8 * i, 8));
    if (size >= 32) {
        sum = rotated(lanes[0], 1) + rotated(lanes[1], 7) + rotated(lanes[2], 12) +
              rotated(lanes[3], 18);
        for (int i = 0; i < 4; i++)
            sum = merged(sum, lanes[i]);
    }
    return tail(sum + size, at, left);
}
