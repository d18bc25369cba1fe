#include "server/log.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LINE_MAX_BYTES 2048

static const char *const level_names[] = {"error", "warning", "info", "debug"};
static atomic_int wanted = VD_LOG_INFO;

bool vd_log_level_of(const char *name, vd_level *ret_level)
{
    for (int i = 0; i <= VD_LOG_DEBUG; i++)
        if (!strcmp(name, level_names[i])) {
            *ret_level = (vd_level)i;
            return true;
        }
    return false;
}

void vd_log_set_level(vd_level level)
{
    atomic_store(&wanted, (int)level);
}

bool vd_log_wants(vd_level level)
{
    return (int)level <= atomic_load(&wanted);
}

size_t vd_log_form(const char *format, char *ret_text, size_t size)
{
    size_t len = 0;

    while (*format) {
        const char *said = format;
        size_t said_len = 1;

        if (format[0] != '%') {
            format++;
        } else if (format[1] == '%') {
            format += 2;
        } else {
            format += strcspn(format, "diouxXcsp"); /* the letter that ends a conversion */
            format += *format != '\0';
            said = "...";
            said_len = 3;
        }
        if (len + said_len >= size)
            break;
        memcpy(ret_text + len, said, said_len);
        len += said_len;
    }
    ret_text[len] = '\0';
    return len;
}

typedef struct line {
    char bytes[LINE_MAX_BYTES];
    size_t len;
} line;

static void put_char(line *out, char c)
{
    if (out->len < LINE_MAX_BYTES - 1) /* room for the newline */
        out->bytes[out->len++] = c;
}

static void put(line *out, vd_str text)
{
    for (size_t i = 0; i < text.len; i++)
        put_char(out, text.ptr[i]);
}

static bool is_plain(vd_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] <= ' ' || text.ptr[i] == '"' || text.ptr[i] == '=' ||
            text.ptr[i] == '\\' || text.ptr[i] == 0x7f)
            return false;
    return text.len > 0;
}

static void put_quoted(line *out, vd_str text)
{
    put_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (c == '"' || c == '\\')
            put_char(out, '\\');
        put_char(out, (unsigned char)c < ' ' || c == 0x7f ? ' ' : c);
    }
    put_char(out, '"');
}

static void put_field(line *out, const vd_log_field *field)
{
    char number[24];

    put_char(out, ' ');
    put(out, vd_str_of(field->key));
    put_char(out, '=');
    if (!field->text.ptr) {
        (void)snprintf(number, sizeof(number), "%" PRIu64, field->number);
        put(out, vd_str_of(number));
    } else if (is_plain(field->text)) {
        put(out, field->text);
    } else {
        put_quoted(out, field->text);
    }
}

static void put_time(line *out)
{
    struct timespec now;
    struct tm parts;
    char text[64];
    size_t len;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    (void)gmtime_r(&now.tv_sec, &parts);
    len = strftime(text, sizeof(text), "time=%Y-%m-%dT%H:%M:%S", &parts);
    (void)snprintf(text + len, sizeof(text) - len, ".%03ldZ", now.tv_nsec / 1000000);
    put(out, vd_str_of(text));
}

void vd_log(vd_level level, const char *event, size_t count, const vd_log_field *fields)
{
    line out = {.len = 0};

    if (!vd_log_wants(level))
        return;
    put_time(&out);
    put(&out, VD_STR(" level="));
    put(&out, vd_str_of(level_names[level]));
    put(&out, VD_STR(" event="));
    put(&out, vd_str_of(event));
    for (size_t i = 0; i < count; i++)
        put_field(&out, &fields[i]);
    out.bytes[out.len++] = '\n';
    /* One write, so that lines of several threads do not mix. */
    if (write(STDERR_FILENO, out.bytes, out.len) < 0)
        return; /* nobody is left to tell */
}
