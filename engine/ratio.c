#include "engine/ratio.h"

#include <stdio.h>

#define DECIMALS_MAX 18 /* 10^18 is the largest power of ten that an int64_t holds */

__extension__ typedef unsigned __int128 uint128;

static int64_t power_of_ten(int exponent)
{
    int64_t power = 1;

    while (exponent-- > 0)
        power *= 10;
    return power;
}

static uint128 magnitude(vd_int128 number)
{
    return number < 0 ? -(uint128)number : (uint128)number;
}

/* Euclid; in 64 bits as soon as both fit, because 128-bit division is slow. */
static uint128 common_divisor(uint128 a, uint128 b)
{
    while (b > UINT64_MAX || a > UINT64_MAX) {
        uint128 rest;

        if (b == 0)
            return a;
        rest = a % b;
        a = b;
        b = rest;
    }
    for (uint64_t x = (uint64_t)a, y = (uint64_t)b;;) {
        uint64_t rest;

        if (y == 0)
            return x;
        rest = x % y;
        x = y;
        y = rest;
    }
}

static bool fits(vd_int128 number)
{
    return number >= INT64_MIN && number <= INT64_MAX;
}

bool vd_ratio_make(vd_int128 num, vd_int128 den, vd_ratio *ret_ratio)
{
    vd_int128 divisor;

    if (den == 0)
        return false;
    if (den != 1) {
        divisor = (vd_int128)common_divisor(magnitude(num), magnitude(den));
        if (den < 0)
            divisor = -divisor;
        num /= divisor;
        den /= divisor;
    }
    if (!fits(num) || !fits(den))
        return false;
    *ret_ratio = (vd_ratio){(int64_t)num, (int64_t)den};
    return true;
}

bool vd_ratio_add(vd_ratio a, vd_ratio b, vd_ratio *ret_ratio)
{
    int64_t sum;

    if (a.den == 1 && b.den == 1) {
        if (__builtin_add_overflow(a.num, b.num, &sum))
            return false;
        *ret_ratio = vd_ratio_of(sum);
        return true;
    }
    return vd_ratio_make((vd_int128)a.num * b.den + (vd_int128)b.num * a.den,
                         (vd_int128)a.den * b.den, ret_ratio);
}

bool vd_ratio_sub(vd_ratio a, vd_ratio b, vd_ratio *ret_ratio)
{
    int64_t difference;

    if (a.den == 1 && b.den == 1) {
        if (__builtin_sub_overflow(a.num, b.num, &difference))
            return false;
        *ret_ratio = vd_ratio_of(difference);
        return true;
    }
    return vd_ratio_make((vd_int128)a.num * b.den - (vd_int128)b.num * a.den,
                         (vd_int128)a.den * b.den, ret_ratio);
}

bool vd_ratio_mul(vd_ratio a, vd_ratio b, vd_ratio *ret_ratio)
{
    int64_t product;

    if (a.den == 1 && b.den == 1) {
        if (__builtin_mul_overflow(a.num, b.num, &product))
            return false;
        *ret_ratio = vd_ratio_of(product);
        return true;
    }
    return vd_ratio_make((vd_int128)a.num * b.num, (vd_int128)a.den * b.den, ret_ratio);
}

bool vd_ratio_div(vd_ratio a, vd_ratio b, vd_ratio *ret_ratio)
{
    if (b.den == 1 && (b.num == 1 || (b.num == -1 && a.num != INT64_MIN))) {
        *ret_ratio = (vd_ratio){a.num * b.num, a.den};
        return true;
    }
    return vd_ratio_make((vd_int128)a.num * b.den, (vd_int128)a.den * b.num, ret_ratio);
}

bool vd_ratio_power(vd_ratio base, int64_t exponent, vd_ratio *ret_ratio)
{
    uint64_t left = exponent < 0 ? -(uint64_t)exponent : (uint64_t)exponent;
    vd_ratio result = vd_ratio_of(1);

    if (exponent < 0 && !vd_ratio_div(vd_ratio_of(1), base, &base))
        return false;
    for (; left; left >>= 1) {
        if ((left & 1) && !vd_ratio_mul(result, base, &result))
            return false;
        if (left > 1 && !vd_ratio_mul(base, base, &base))
            return false;
    }
    *ret_ratio = result;
    return true;
}

int vd_ratio_cmp(vd_ratio a, vd_ratio b)
{
    vd_int128 left, right;

    if (a.den == b.den)
        return (a.num > b.num) - (a.num < b.num);
    left = (vd_int128)a.num * b.den;
    right = (vd_int128)b.num * a.den;
    return (left > right) - (left < right);
}

int64_t vd_ratio_floor(vd_ratio ratio)
{
    return ratio.num / ratio.den - (ratio.num % ratio.den < 0);
}

int64_t vd_ratio_ceiling(vd_ratio ratio)
{
    return ratio.num / ratio.den + (ratio.num % ratio.den > 0);
}

/* num / den to a whole number; den > 0. */
static vd_int128 divide_rounded(vd_int128 num, vd_int128 den, vd_rounding rounding)
{
    vd_int128 whole = num / den, rest = num % den, sign = num < 0 ? -1 : 1;
    uint128 twice = magnitude(rest) * 2;
    bool away = false;

    if (rest == 0)
        return whole;
    switch (rounding) {
    case VD_ROUND_FLOOR:
        away = num < 0;
        break;
    case VD_ROUND_CEILING:
        away = num > 0;
        break;
    case VD_ROUND_UP:
        away = true;
        break;
    case VD_ROUND_DOWN:
        away = false;
        break;
    case VD_ROUND_HALF_UP:
        away = twice >= (uint128)den;
        break;
    case VD_ROUND_HALF_DOWN:
        away = twice > (uint128)den;
        break;
    case VD_ROUND_HALF_EVEN:
        away = twice > (uint128)den || (twice == (uint128)den && whole % 2 != 0);
        break;
    }
    return away ? whole + sign : whole;
}

/* How many decimals the ratio has; -1 when they do not end. */
static int count_decimals(vd_ratio ratio)
{
    int twos = 0, fives = 0;

    for (; ratio.den % 2 == 0; ratio.den /= 2)
        twos++;
    for (; ratio.den % 5 == 0; ratio.den /= 5)
        fives++;
    if (ratio.den != 1)
        return -1;
    return twos > fives ? twos : fives;
}

bool vd_ratio_round(vd_ratio ratio, int64_t scale, vd_rounding rounding, vd_ratio *ret_ratio)
{
    int decimals = count_decimals(ratio);
    vd_int128 whole;

    if (decimals >= 0 && scale >= decimals) {
        *ret_ratio = ratio;
        return true;
    }
    if (scale > DECIMALS_MAX)
        return false;
    if (scale >= 0) {
        int64_t power = power_of_ten((int)scale);

        whole = divide_rounded((vd_int128)ratio.num * power, ratio.den, rounding);
        return vd_ratio_make(whole, power, ret_ratio);
    }
    if (scale >= -DECIMALS_MAX - 1) {
        vd_int128 power = (vd_int128)power_of_ten((int)-scale - 1) * 10;

        whole = divide_rounded(ratio.num, ratio.den * power, rounding);
        return vd_ratio_make(whole * power, 1, ret_ratio);
    }
    /* Less than a tenth of the unit: only the directed modes leave zero, and then it is too big. */
    whole = divide_rounded((ratio.num > 0) - (ratio.num < 0), 10, rounding);
    return vd_ratio_make(whole * INT64_MAX * 2, 1, ret_ratio);
}

typedef struct decimal {
    vd_int128 digits;
    int64_t exponent;
} decimal;

/* digits ["." digits] [("e"|"E") ["+"|"-"] digits]; returns the bytes read, 0 when none. */
static size_t scan_decimal(vd_str text, decimal *ret_decimal)
{
    decimal d = {0, 0};
    size_t at = 0, count = 0;
    bool after_point = false;

    for (; at < text.len; at++) {
        char c = text.ptr[at];

        if (c == '.' && !after_point) {
            after_point = true;
        } else if (c >= '0' && c <= '9') {
            if (d.digits > (vd_int128)INT64_MAX * 1000000000)
                return 0;
            d.digits = d.digits * 10 + (c - '0');
            d.exponent -= after_point;
            count++;
        } else {
            break;
        }
    }
    if (count == 0 || text.ptr[at - 1] == '.')
        return 0;
    if (at < text.len && (text.ptr[at] == 'e' || text.ptr[at] == 'E')) {
        bool minus = at + 1 < text.len && text.ptr[at + 1] == '-';
        bool sign = minus || (at + 1 < text.len && text.ptr[at + 1] == '+');
        int64_t exponent = 0;
        size_t digit = at + 1 + sign;

        if (digit >= text.len || text.ptr[digit] < '0' || text.ptr[digit] > '9')
            return 0;
        for (; digit < text.len && text.ptr[digit] >= '0' && text.ptr[digit] <= '9'; digit++)
            if (exponent < 100000)
                exponent = exponent * 10 + (text.ptr[digit] - '0');
        d.exponent += minus ? -exponent : exponent;
        at = digit;
    }
    *ret_decimal = d;
    return at;
}

static bool decimal_to_ratio(decimal d, vd_ratio *ret_ratio)
{
    vd_int128 den = 1;

    if (d.digits == 0) {
        *ret_ratio = vd_ratio_of(0);
        return true;
    }
    for (; d.exponent > 0; d.exponent--)
        if (__builtin_mul_overflow(d.digits, 10, &d.digits))
            return false;
    for (; d.exponent < 0; d.exponent++)
        if (__builtin_mul_overflow(den, 10, &den))
            return false;
    return vd_ratio_make(d.digits, den, ret_ratio);
}

bool vd_ratio_parse(vd_str text, vd_ratio *ret_ratio)
{
    bool minus = text.len > 0 && text.ptr[0] == '-';
    vd_ratio ratio, under = {1, 1};
    decimal d;
    size_t read;

    if (minus)
        text = (vd_str){text.ptr + 1, text.len - 1};
    read = scan_decimal(text, &d);
    if (read == 0 || !decimal_to_ratio(d, &ratio))
        return false;
    text = (vd_str){text.ptr + read, text.len - read};
    if (text.len > 0) {
        if (text.ptr[0] != '/')
            return false;
        text = (vd_str){text.ptr + 1, text.len - 1};
        if (scan_decimal(text, &d) != text.len || text.len == 0 || !decimal_to_ratio(d, &under))
            return false;
    }
    if (minus)
        ratio.num = -ratio.num;
    return vd_ratio_div(ratio, under, ret_ratio);
}

size_t vd_ratio_print(vd_ratio ratio, char text[VD_RATIO_TEXT])
{
    int decimals = count_decimals(ratio), length;
    uint128 scaled;
    uint64_t whole, fraction;

    if (decimals < 0 || decimals > DECIMALS_MAX) {
        length =
            snprintf(text, VD_RATIO_TEXT, "%lld/%lld", (long long)ratio.num, (long long)ratio.den);
        return (size_t)length;
    }
    scaled = magnitude(ratio.num) % (uint64_t)ratio.den * (uint64_t)power_of_ten(decimals) /
             (uint64_t)ratio.den;
    whole = (uint64_t)(magnitude(ratio.num) / (uint64_t)ratio.den);
    fraction = (uint64_t)scaled;
    length = snprintf(text, VD_RATIO_TEXT, "%s%llu", ratio.num < 0 ? "-" : "",
                      (unsigned long long)whole);
    if (decimals)
        length += snprintf(text + length, VD_RATIO_TEXT - (size_t)length, ".%0*llu", decimals,
                           (unsigned long long)fraction);
    return (size_t)length;
}
