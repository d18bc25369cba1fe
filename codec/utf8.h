/*
 * utf8.h - whether bytes are UTF-8: shortest forms, no surrogates, nothing past U+10FFFF, no NUL.
 */
#ifndef VALEDOR_CODEC_UTF8_H
#define VALEDOR_CODEC_UTF8_H

#include <valedor/base.h>

bool vd_utf8_valid(vd_str text);

/* Writes 1 to 4 bytes; `point` is a scalar value. */
size_t vd_utf8_put(uint32_t point, char bytes[4]);

#endif
