#include "codec/bytes.h"

#define FIRST_CAPACITY 512

static bool make_room(vd_bytes_writer *writer, size_t len)
{
    size_t capacity = writer->capacity ? writer->capacity : FIRST_CAPACITY;
    char *bytes;

    if (writer->failed)
        return false;
    if (writer->capacity - writer->len >= len)
        return true;
    while (capacity - writer->len < len) {
        if (capacity > SIZE_MAX / 2) {
            writer->failed = true;
            return false;
        }
        capacity *= 2;
    }
    bytes = vd_arena_alloc(writer->arena, capacity);
    if (!bytes) {
        writer->failed = true;
        return false;
    }
    if (writer->len)
        memcpy(bytes, writer->bytes, writer->len);
    writer->bytes = bytes;
    writer->capacity = capacity;
    return true;
}

void vd_bytes_put(vd_bytes_writer *writer, const void *bytes, size_t len)
{
    if (len == 0 || !make_room(writer, len))
        return;
    memcpy(writer->bytes + writer->len, bytes, len);
    writer->len += len;
}

void vd_bytes_put_u8(vd_bytes_writer *writer, uint8_t number)
{
    vd_bytes_put(writer, &number, 1);
}

static void put_fixed(vd_bytes_writer *writer, uint64_t number, size_t len)
{
    unsigned char bytes[8];

    for (size_t i = 0; i < len; i++)
        bytes[i] = (unsigned char)(number >> (8 * i));
    vd_bytes_put(writer, bytes, len);
}

void vd_bytes_put_u32(vd_bytes_writer *writer, uint32_t number)
{
    put_fixed(writer, number, 4);
}

void vd_bytes_put_u64(vd_bytes_writer *writer, uint64_t number)
{
    put_fixed(writer, number, 8);
}

void vd_bytes_put_number(vd_bytes_writer *writer, uint64_t number)
{
    unsigned char bytes[10];
    size_t len = 0;

    while (number > 0x7f) {
        bytes[len++] = (unsigned char)(number | 0x80);
        number >>= 7;
    }
    bytes[len++] = (unsigned char)number;
    vd_bytes_put(writer, bytes, len);
}

void vd_bytes_put_signed(vd_bytes_writer *writer, int64_t number)
{
    vd_bytes_put_number(writer, (uint64_t)number << 1 ^ (number < 0 ? UINT64_MAX : 0));
}

void vd_bytes_put_str(vd_bytes_writer *writer, vd_str text)
{
    vd_bytes_put_number(writer, text.len);
    vd_bytes_put(writer, text.ptr, text.len);
}

static bool has(vd_bytes_reader *reader, uint64_t len)
{
    if (!reader->failed && len <= (uint64_t)(reader->end - reader->at))
        return true;
    reader->failed = true;
    return false;
}

uint8_t vd_bytes_get_u8(vd_bytes_reader *reader)
{
    return has(reader, 1) ? (uint8_t)*reader->at++ : 0;
}

static uint64_t get_fixed(vd_bytes_reader *reader, size_t len)
{
    uint64_t number = 0;

    if (!has(reader, len))
        return 0;
    for (size_t i = 0; i < len; i++)
        number |= (uint64_t)(unsigned char)reader->at[i] << (8 * i);
    reader->at += len;
    return number;
}

uint32_t vd_bytes_get_u32(vd_bytes_reader *reader)
{
    return (uint32_t)get_fixed(reader, 4);
}

uint64_t vd_bytes_get_u64(vd_bytes_reader *reader)
{
    return get_fixed(reader, 8);
}

uint64_t vd_bytes_get_number(vd_bytes_reader *reader)
{
    uint64_t number = 0;

    for (unsigned shift = 0; shift < 64; shift += 7) {
        uint8_t byte = vd_bytes_get_u8(reader);

        if (shift == 63 && byte > 1)
            break;
        number |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80))
            return reader->failed ? 0 : number;
    }
    reader->failed = true;
    return 0;
}

uint32_t vd_bytes_get_id(vd_bytes_reader *reader)
{
    uint64_t number = vd_bytes_get_number(reader);

    if (number <= UINT32_MAX)
        return (uint32_t)number;
    reader->failed = true;
    return 0;
}

int64_t vd_bytes_get_signed(vd_bytes_reader *reader)
{
    uint64_t folded = vd_bytes_get_number(reader);

    return (int64_t)(folded >> 1 ^ (folded & 1 ? UINT64_MAX : 0));
}

vd_str vd_bytes_get_str(vd_bytes_reader *reader)
{
    uint64_t len = vd_bytes_get_number(reader);
    vd_str text = {0};

    if (!has(reader, len))
        return text;
    text = (vd_str){reader->at, (size_t)len};
    reader->at += len;
    return text;
}

size_t vd_bytes_get_count(vd_bytes_reader *reader, size_t least)
{
    uint64_t count = vd_bytes_get_number(reader);

    if (!reader->failed && count <= (uint64_t)(reader->end - reader->at) / least)
        return (size_t)count;
    reader->failed = true;
    return 0;
}
