/*
 * The first line is of one length and holds nothing that is not compared: a reader works out what
 * it must be and refuses any other. Its checksum is of every byte behind it.
 */
#include "rules/compiled.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rules/checksum.h"
#include "rules/image.h"
#include "rules/source_id.h"

#define MAGIC "valedor packs "
#define FORMAT "1"
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define MACHINE "little"
#else
#define MACHINE "big"
#endif
/* The first words are for this valedor on this kind of machine; then come three numbers. */
#define LINE_MAX 160
#define NUMBER_LENGTH (sizeof(" 0123456789abcdef") - 1)
#define NUMBERS_LENGTH (3 * NUMBER_LENGTH + 1)

static size_t first_words(char line[LINE_MAX])
{
    return (size_t)snprintf(line, LINE_MAX, MAGIC FORMAT " " MACHINE "%u %s%016" PRIx64,
                            (unsigned)(8 * sizeof(void *)), VD_SOURCE_ID, vd_image_layout());
}

/* Of a file of `size` bytes, the image at `start`, with that checksum of what is behind the line;
 * its length. */
static size_t first_line(char line[LINE_MAX], size_t size, size_t start, uint64_t checksum)
{
    size_t length = first_words(line);

    return length + (size_t)snprintf(line + length, LINE_MAX - length,
                                     " %016" PRIx64 " %016" PRIx64 " %016" PRIx64 "\n",
                                     (uint64_t)size, (uint64_t)start, checksum);
}

static size_t rounded_up(size_t size)
{
    return (size + VD_IMAGE_ALIGN - 1) / VD_IMAGE_ALIGN * VD_IMAGE_ALIGN;
}

bool vd_compiled_is_file(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

/* A line a pack, and an empty one. */
static vd_str pack_lines(vd_arena *arena, const vd_program *program)
{
    vd_str lines = VD_STR("");

    for (size_t i = 0; i < program->pack_count && lines.ptr; i++) {
        const vd_pack *pack = &program->packs[i];

        lines = vd_arena_printf(arena, "%.*spack %.*s %.*s %.*s\n", VD_STR_ARGS(lines),
                                VD_STR_ARGS(pack->id), VD_STR_ARGS(pack->version),
                                VD_STR_ARGS(pack->digest));
    }
    return lines.ptr ? vd_arena_printf(arena, "%.*s\n", VD_STR_ARGS(lines)) : lines;
}

vd_status vd_compiled_make(vd_arena *arena, const vd_arena *own, const vd_program *program,
                           vd_str *ret_bytes, vd_error *err)
{
    vd_image image = {NULL, 0};
    char line[LINE_MAX];
    size_t length = first_line(line, 0, 0, 0);
    vd_status status = vd_image_build(arena, own, program, &image, err);
    vd_str lines = status ? VD_STR("") : pack_lines(arena, program);
    size_t start = rounded_up(length + lines.len);
    char *bytes;

    if (status)
        return status;
    bytes = lines.ptr ? vd_arena_alloc(arena, start + image.size) : NULL;
    if (!bytes)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "The compiled packs do not fit into memory.");
    memcpy(bytes + length, lines.ptr, lines.len);
    memcpy(bytes + start, image.bytes, image.size);
    (void)first_line(line, start + image.size, start,
                     vd_checksum(bytes + length, start + image.size - length));
    memcpy(bytes, line, length);
    *ret_bytes = (vd_str){bytes, start + image.size};
    return VD_OK;
}

static vd_status not_ours(const char *name, vd_error *err)
{
    return vd_fail(err, VD_INVALID_ARGUMENT,
                   "\"%s\" is neither a folder of rule packs nor a file of compiled ones.", name);
}

/* What the beginning of the file says; `size` is that of the whole. */
static vd_status check_line(const char *bytes, size_t length, size_t size, const char *name,
                            size_t *ret_length, vd_error *err)
{
    char line[LINE_MAX];
    size_t words = first_words(line);
    uint64_t said;

    if (length < sizeof(MAGIC) - 1 || memcmp(bytes, MAGIC, sizeof(MAGIC) - 1) != 0)
        return not_ours(name, err);
    if (length >= words && memcmp(bytes, line, words) != 0)
        return vd_fail(err, VD_FAILED_PRECONDITION,
                       "\"%s\" was compiled by another version of valedor, or for another kind of "
                       "machine: compile it again with this valedor: valedor pack compile.",
                       name);
    said = length < words + NUMBERS_LENGTH ? UINT64_MAX : strtoull(bytes + words, NULL, 16);
    if (size < said)
        return vd_fail(err, VD_DATA_LOSS,
                       "\"%s\" is cut short, after %zu bytes: copy it again, or compile it again "
                       "with valedor pack compile.",
                       name, size);
    *ret_length = words + NUMBERS_LENGTH;
    return VD_OK;
}

static vd_status damaged(const char *name, vd_error *err)
{
    return vd_fail(err, VD_DATA_LOSS,
                   "\"%s\" is damaged, as its checksum says: copy it again, or compile it again "
                   "with valedor pack compile.",
                   name);
}

vd_status vd_compiled_open(char *bytes, size_t size, const char *name,
                           const vd_program **ret_program, vd_error *err)
{
    char line[LINE_MAX];
    size_t length = 0;
    size_t start;
    vd_status status = check_line(bytes, size, size, name, &length, err);

    if (status)
        return status;
    start = (size_t)strtoull(bytes + length - NUMBERS_LENGTH + NUMBER_LENGTH, NULL, 16);
    (void)first_line(line, size, start, vd_checksum(bytes + length, size - length));
    if (memcmp(bytes, line, length) != 0 || start < length || start > size ||
        start != rounded_up(start))
        return damaged(name, err);
    status = vd_image_open((unsigned char *)bytes + start, size - start, ret_program, NULL);
    return status == VD_DATA_LOSS ? damaged(name, err)
           : status               ? vd_fail(err, status, "\"%s\" does not fit into memory.", name)
                                  : VD_OK;
}

vd_status vd_compiled_copy(vd_arena *arena, const vd_arena *own, const vd_program *program,
                           const vd_program **ret_program, vd_error *err)
{
    vd_image image = {NULL, 0};
    vd_status status = vd_image_build(arena, own, program, &image, err);

    return status ? status
                  : vd_image_open((unsigned char *)image.bytes, image.size, ret_program, err);
}

static vd_status status_of_errno(void)
{
    return errno == EACCES || errno == EPERM ? VD_PERMISSION_DENIED : VD_INVALID_ARGUMENT;
}

static vd_status cannot_read(const char *path, vd_error *err)
{
    return vd_fail(err, status_of_errno(), "\"%s\" cannot be read: %s.", path, strerror(errno));
}

static vd_status cannot_write(const char *path, vd_error *err)
{
    return vd_fail(err, status_of_errno(), "\"%s\" cannot be written: %s.", path, strerror(errno));
}

/* All of it, at `bytes`. Returns how many there were. */
static size_t read_all(int file, char *bytes, size_t size)
{
    size_t done = 0;

    while (done < size) {
        ssize_t got = read(file, bytes + done, size - done);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        done += (size_t)got;
    }
    return done;
}

static vd_status read_file(vd_arena *arena, int file, const char *path,
                           const vd_program **ret_program, vd_error *err)
{
    struct stat info;
    char begin[LINE_MAX];
    size_t length = 0, begun, size;
    char *bytes;
    vd_status status;

    if (fstat(file, &info))
        return cannot_read(path, err);
    if (!S_ISREG(info.st_mode))
        return not_ours(path, err);
    if (info.st_mode & (S_IWGRP | S_IWOTH))
        return vd_fail(err, VD_PERMISSION_DENIED,
                       "\"%s\" can be written by others than its owner, and compiled packs are "
                       "trusted as a program is: chmod go-w.",
                       path);
    size = (size_t)info.st_size;
    begun = read_all(file, begin, sizeof(begin));
    status = check_line(begin, begun, size, path, &length, err);
    if (status)
        return status;
    bytes = vd_arena_room(arena, size, 1);
    if (!bytes)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "\"%s\" does not fit into memory.", path);
    if (begun > size)
        begun = size;
    memcpy(bytes, begin, begun);
    size = begun + read_all(file, bytes + begun, size - begun);
    return vd_compiled_open(bytes, size, path, ret_program, err);
}

vd_status vd_compiled_read(vd_arena *arena, const char *path, const vd_program **ret_program,
                           vd_error *err)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    vd_status status;

    if (file < 0)
        return cannot_read(path, err);
    status = read_file(arena, file, path, ret_program, err);
    (void)close(file);
    return status;
}

static bool write_all(int file, vd_str bytes)
{
    size_t done = 0;

    while (done < bytes.len) {
        ssize_t put = write(file, bytes.ptr + done, bytes.len - done);

        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        done += (size_t)put;
    }
    return fsync(file) == 0;
}

/* Under another name first: who loads meanwhile finds the old file or the new one. */
static vd_status put_file(const char *path, const char *beside, vd_str bytes, vd_error *err)
{
    int file = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    bool written;
    vd_status status = VD_OK;

    if (file < 0)
        return cannot_write(path, err);
    written = write_all(file, bytes);
    written = close(file) == 0 && written;
    if (!written || rename(beside, path)) {
        status = cannot_write(path, err);
        (void)unlink(beside);
    }
    return status;
}

vd_status vd_compiled_write(const vd_arena *own, const vd_program *program, const char *path,
                            vd_error *err)
{
    vd_arena arena;
    vd_str bytes = {NULL, 0};
    vd_str beside;
    vd_status status;

    vd_arena_init(&arena, 0);
    status = vd_compiled_make(&arena, own, program, &bytes, err);
    beside = vd_arena_printf(&arena, "%s.%ld", path, (long)getpid());
    if (!status && !beside.ptr)
        status = vd_fail(err, VD_RESOURCE_EXHAUSTED, "The compiled packs do not fit into memory.");
    if (!status)
        status = put_file(path, beside.ptr, bytes, err);
    vd_arena_done(&arena);
    return status;
}
