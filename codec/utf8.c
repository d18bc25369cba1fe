#include "codec/utf8.h"

/* The bytes of the sequence at the beginning of `text`; 0 when it is none. */
static size_t sequence(const unsigned char *text, size_t left)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char first = text[0];
    size_t count = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    uint32_t point = first & (0x7fU >> count);

    if (first == 0 || count == 0 || count > left || first > 0xf4)
        return 0;
    if (count == 1)
        return 1;
    for (size_t i = 1; i < count; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 0;
        point = point << 6 | (text[i] & 0x3fU);
    }
    if (point < least[count] || point > 0x10ffff || (point >= 0xd800 && point < 0xe000))
        return 0;
    return count;
}

bool vd_utf8_valid(vd_str text)
{
    const unsigned char *bytes = (const unsigned char *)text.ptr;

    for (size_t i = 0; i < text.len;) {
        size_t count = sequence(bytes + i, text.len - i);

        if (count == 0)
            return false;
        i += count;
    }
    return true;
}

size_t vd_utf8_put(uint32_t point, char bytes[4])
{
    if (point < 0x80) {
        bytes[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        bytes[0] = (char)(0xc0 | point >> 6);
        bytes[1] = (char)(0x80 | (point & 0x3f));
        return 2;
    }
    if (point < 0x10000) {
        bytes[0] = (char)(0xe0 | point >> 12);
        bytes[1] = (char)(0x80 | (point >> 6 & 0x3f));
        bytes[2] = (char)(0x80 | (point & 0x3f));
        return 3;
    }
    bytes[0] = (char)(0xf0 | point >> 18);
    bytes[1] = (char)(0x80 | (point >> 12 & 0x3f));
    bytes[2] = (char)(0x80 | (point >> 6 & 0x3f));
    bytes[3] = (char)(0x80 | (point & 0x3f));
    return 4;
}
