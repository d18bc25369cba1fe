/*
 * log.h - one line a matter on the standard error, as key=value pairs.
 *
 * Who writes the line sees to it that no value comes from a case: ids of requests, methods, codes,
 * counts and the daemon's own sentences only. Values are quoted where they need it. Threads: any; a
 * line is written whole.
 */
#ifndef VALEDOR_SERVER_LOG_H
#define VALEDOR_SERVER_LOG_H

#include <valedor/base.h>

typedef enum vd_level { VD_LOG_ERROR, VD_LOG_WARNING, VD_LOG_INFO, VD_LOG_DEBUG } vd_level;

/* "error", "warning", "info", "debug". */
bool vd_log_level_of(const char *name, vd_level *ret_level);
void vd_log_set_level(vd_level level);
bool vd_log_wants(vd_level level);

typedef struct vd_log_field {
    const char *key;
    vd_str text;
    uint64_t number; /* when text.ptr is NULL */
} vd_log_field;

#define VD_LOG_TEXT(key, text) ((vd_log_field){(key), (text), 0})
#define VD_LOG_NUMBER(key, number) ((vd_log_field){(key), {NULL, 0}, (uint64_t)(number)})

/* event: what happened, in one word or a few joined by underscores. */
void vd_log(vd_level level, const char *event, size_t count, const vd_log_field *fields);

/* A printf format as a sentence: each value that it would have taken is "...". Returns the length. */
size_t vd_log_form(const char *format, char *ret_text, size_t size);

#define VD_LOG(level, event, ...)                                                          \
    vd_log((level), (event), sizeof((vd_log_field[]){__VA_ARGS__}) / sizeof(vd_log_field), \
           (vd_log_field[]){__VA_ARGS__})

#endif
