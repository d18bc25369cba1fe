/*
 * base.h - text, status, errors: what every layer speaks.
 *
 * Lifetime: a vd_str borrows its bytes; whoever hands it out says for how long.
 * Threads: plain data, no shared state.
 */
#ifndef VALEDOR_BASE_H
#define VALEDOR_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Text: UTF-8 bytes and their count, not NUL-terminated. */
typedef struct vd_str {
    const char *ptr;
    size_t len;
} vd_str;

#define VD_STR(literal) ((vd_str){(literal), sizeof(literal) - 1})
/* For printf's "%.*s". */
#define VD_STR_ARGS(s) (int)(s).len, (s).ptr

static inline vd_str vd_str_of(const char *text)
{
    return (vd_str){text, text ? strlen(text) : 0};
}

static inline bool vd_str_eq(vd_str a, vd_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/* Byte order; a prefix sorts before what it begins. */
static inline int vd_str_cmp(vd_str a, vd_str b)
{
    size_t shorter = a.len < b.len ? a.len : b.len;
    int order = shorter ? memcmp(a.ptr, b.ptr, shorter) : 0;

    if (order)
        return order;
    return (a.len > b.len) - (a.len < b.len);
}

/* The canonical codes of google.rpc.Code, numbered as on the wire. */
typedef enum vd_status {
    VD_OK = 0,
    VD_CANCELLED = 1,
    VD_UNKNOWN_ERROR = 2,
    VD_INVALID_ARGUMENT = 3,
    VD_DEADLINE_EXCEEDED = 4,
    VD_NOT_FOUND = 5,
    VD_ALREADY_EXISTS = 6,
    VD_PERMISSION_DENIED = 7,
    VD_RESOURCE_EXHAUSTED = 8,
    VD_FAILED_PRECONDITION = 9,
    VD_ABORTED = 10,
    VD_OUT_OF_RANGE = 11,
    VD_UNIMPLEMENTED = 12,
    VD_INTERNAL = 13,
    VD_UNAVAILABLE = 14,
    VD_DATA_LOSS = 15,
    VD_UNAUTHENTICATED = 16
} vd_status;

#define VD_MUST_USE __attribute__((warn_unused_result))

/* One sentence that a person can act on, and where. line and column count from 1; 0 is "no place". */
typedef struct vd_error {
    vd_status status;
    uint32_t line;
    uint32_t column;
    char file[256];
    char message[768];
    /* What vd_fail was given: the message without words of anybody else. Or NULL. */
    const char *form;
} vd_error;

/* Fills err (which may be NULL) and returns status, so that a failure is one statement. The format is
 * kept, not copied. */
vd_status vd_fail(vd_error *err, vd_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
#ifdef __clang_analyzer__
/* It cannot see from afar that what is returned is the status. */
#define vd_fail(err, status, ...) ((void)(vd_fail)((err), (status), __VA_ARGS__), (status))
#endif

/* The canonical name, such as "invalid_argument". Static text. */
const char *vd_status_name(vd_status status);

#endif
