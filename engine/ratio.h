/*
 * ratio.h - exact numbers: one 64-bit integer over another.
 *
 * Intermediates have 128 bits. What does not fit is reported (false), never rounded or wrapped.
 * Every vd_ratio that goes in or comes out is reduced, with a positive denominator.
 * Lifetime: plain data. Threads: no state.
 */
#ifndef VALEDOR_ENGINE_RATIO_H
#define VALEDOR_ENGINE_RATIO_H

#include "engine/value.h"

__extension__ typedef __int128 vd_int128;

typedef enum vd_rounding {
    VD_ROUND_FLOOR,
    VD_ROUND_CEILING,
    VD_ROUND_UP,   /* away from zero */
    VD_ROUND_DOWN, /* towards zero */
    VD_ROUND_HALF_UP,
    VD_ROUND_HALF_DOWN,
    VD_ROUND_HALF_EVEN
} vd_rounding;

static inline vd_ratio vd_ratio_of(int64_t whole)
{
    return (vd_ratio){whole, 1};
}

static inline bool vd_ratio_is_whole(vd_ratio ratio)
{
    return ratio.den == 1;
}

/* num / den, reduced; false when den is 0 or the result does not fit. */
VD_MUST_USE bool vd_ratio_make(vd_int128 num, vd_int128 den, vd_ratio *ret_ratio);

/* False: does not fit; for division also when b is 0. */
VD_MUST_USE bool vd_ratio_add(vd_ratio a, vd_ratio b, vd_ratio *ret_ratio);
VD_MUST_USE bool vd_ratio_sub(vd_ratio a, vd_ratio b, vd_ratio *ret_ratio);
VD_MUST_USE bool vd_ratio_mul(vd_ratio a, vd_ratio b, vd_ratio *ret_ratio);
VD_MUST_USE bool vd_ratio_div(vd_ratio a, vd_ratio b, vd_ratio *ret_ratio);
/* Negative exponents too; false for 0 to a negative power. */
VD_MUST_USE bool vd_ratio_power(vd_ratio base, int64_t exponent, vd_ratio *ret_ratio);

/* Negative, 0 or positive. Always exact. */
int vd_ratio_cmp(vd_ratio a, vd_ratio b);
/* Both always fit: a ratio that is not whole is at most half as large as an integer can be. */
int64_t vd_ratio_floor(vd_ratio ratio);
int64_t vd_ratio_ceiling(vd_ratio ratio);
/* To `scale` decimals; negative scales round to tens, hundreds. */
VD_MUST_USE bool vd_ratio_round(vd_ratio ratio, int64_t scale, vd_rounding rounding,
                                vd_ratio *ret_ratio);

/* "12", "-0.5", ".5", "1e3", "1/3"; the whole text. False: not a number, or does not fit. */
VD_MUST_USE bool vd_ratio_parse(vd_str text, vd_ratio *ret_ratio);
/* A decimal when the ratio has a finite one of at most 18 places, else "1/3". At most
 * VD_RATIO_TEXT bytes with the NUL; returns the length without it. */
#define VD_RATIO_TEXT 64
size_t vd_ratio_print(vd_ratio ratio, char text[VD_RATIO_TEXT]);

#endif
