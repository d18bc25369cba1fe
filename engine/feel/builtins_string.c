/* Texts are UTF-8; positions and lengths count characters. */
#include "engine/feel/builtins.h"

#include "engine/feel/eval.h"

#include <valedor/limits.h>

static size_t char_bytes(vd_str text, size_t at)
{
    size_t length = 1;

    while (at + length < text.len && ((unsigned char)text.ptr[at + length] & 0xC0) == 0x80)
        length++;
    return length;
}

static size_t count_chars(vd_str text)
{
    size_t count = 0;

    for (size_t at = 0; at < text.len; at += char_bytes(text, at))
        count++;
    return count;
}

/* The byte where the n-th character (from 0) begins; the end when there are fewer. */
static size_t char_start(vd_str text, size_t n)
{
    size_t at = 0;

    for (; n && at < text.len; n--)
        at += char_bytes(text, at);
    return at;
}

/* Where `match` first occurs at or behind `from`; text.len when nowhere. */
static size_t find_text(vd_str text, vd_str match, size_t from)
{
    for (size_t at = from; at + match.len <= text.len; at++)
        if (match.len == 0 || memcmp(text.ptr + at, match.ptr, match.len) == 0)
            return at;
    return text.len;
}

static bool holds_text(vd_str text, vd_str match)
{
    return match.len == 0 || find_text(text, match, 0) < text.len;
}

static vd_value contains(vd_run *run, const vd_value *args, size_t count)
{
    (void)run;
    (void)count;
    return vd_bool(holds_text(args[0].u.string, args[1].u.string));
}

static vd_value starts_with(vd_run *run, const vd_value *args, size_t count)
{
    vd_str text = args[0].u.string, match = args[1].u.string;

    (void)run;
    (void)count;
    return vd_bool(match.len <= text.len && vd_str_eq((vd_str){text.ptr, match.len}, match));
}

static vd_value ends_with(vd_run *run, const vd_value *args, size_t count)
{
    vd_str text = args[0].u.string, match = args[1].u.string;

    (void)run;
    (void)count;
    return vd_bool(match.len <= text.len &&
                   vd_str_eq((vd_str){text.ptr + text.len - match.len, match.len}, match));
}

/*
 * Case of the Latin letters that the languages here use: ASCII, and the two-byte letters of
 * Latin-1 (C3 80 to C3 BE), where the cases lie 32 apart.
 */
static vd_value in_case(vd_run *run, vd_str text, bool upper)
{
    char *out = vd_arena_alloc(run->arena, text.len + 1);
    unsigned char before = 0;

    if (!out)
        return vd_out_of_memory();
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];

        if (before == 0xC3) {
            if (upper && c >= 0xA0 && c <= 0xBE && c != 0xB7)
                c = (unsigned char)(c - 0x20);
            else if (!upper && c >= 0x80 && c <= 0x9E && c != 0x97)
                c = (unsigned char)(c + 0x20);
        } else if (upper && c >= 'a' && c <= 'z') {
            c = (unsigned char)(c - 'a' + 'A');
        } else if (!upper && c >= 'A' && c <= 'Z') {
            c = (unsigned char)(c - 'A' + 'a');
        }
        before = (unsigned char)text.ptr[i];
        out[i] = (char)c;
    }
    return vd_string((vd_str){out, text.len});
}

static vd_value upper_case(vd_run *run, const vd_value *args, size_t count)
{
    (void)count;
    return in_case(run, args->u.string, true);
}

static vd_value lower_case(vd_run *run, const vd_value *args, size_t count)
{
    (void)count;
    return in_case(run, args->u.string, false);
}

static vd_value string_length(vd_run *run, const vd_value *args, size_t count)
{
    (void)run;
    (void)count;
    return vd_whole_number((int64_t)count_chars(args->u.string));
}

/* From 1; negative positions count from the end. */
static vd_value substring(vd_run *run, const vd_value *args, size_t count)
{
    vd_str text = args[0].u.string;
    int64_t chars = (int64_t)count_chars(text), start = vd_whole(&args[1]), length = chars;
    size_t from, to;

    (void)run;
    if (count > 2)
        length = vd_whole(&args[2]);
    if (start < 0)
        start += chars + 1;
    if (start < 1 || start > chars || length < 1)
        return start == 0 || length < 1 ? vd_null() : vd_string(VD_STR(""));
    if (length > chars)
        length = chars;
    from = char_start(text, (size_t)start - 1);
    to = char_start(text, (size_t)(start - 1 + length));
    return vd_string((vd_str){text.ptr + from, to - from});
}

static vd_value substring_before(vd_run *run, const vd_value *args, size_t count)
{
    vd_str text = args[0].u.string, match = args[1].u.string;

    (void)run;
    (void)count;
    if (!holds_text(text, match))
        return vd_string(VD_STR(""));
    return vd_string((vd_str){text.ptr, match.len ? find_text(text, match, 0) : 0});
}

static vd_value substring_after(vd_run *run, const vd_value *args, size_t count)
{
    vd_str text = args[0].u.string, match = args[1].u.string;
    size_t at;

    (void)run;
    (void)count;
    if (!holds_text(text, match))
        return vd_string(VD_STR(""));
    at = match.len ? find_text(text, match, 0) + match.len : 0;
    return vd_string((vd_str){text.ptr + at, text.len - at});
}

/* Nulls are left out, anything else that is no text makes the whole null. */
static vd_value string_join(vd_run *run, const vd_value *args, size_t count)
{
    vd_str between = count > 1 && args[1].kind == VD_STRING ? args[1].u.string : (vd_str){0};
    size_t items_count, length = 0, room = 1;
    const vd_value *items = vd_items(args, 1, &items_count);
    bool first = true;
    char *out;

    for (size_t i = 0; i < items_count; i++) {
        if (items[i].kind != VD_NULL && items[i].kind != VD_STRING)
            return vd_null();
        room += between.len + (items[i].kind == VD_STRING ? items[i].u.string.len : 0);
    }
    if (room > VD_TEXT_BYTES_MAX)
        return vd_overflow();
    out = vd_arena_alloc(run->arena, room);
    if (!out)
        return vd_out_of_memory();
    for (size_t i = 0; i < items_count; i++) {
        if (items[i].kind == VD_NULL)
            continue;
        if (!first && between.len) {
            memcpy(out + length, between.ptr, between.len);
            length += between.len;
        }
        first = false;
        if (items[i].u.string.len)
            memcpy(out + length, items[i].u.string.ptr, items[i].u.string.len);
        length += items[i].u.string.len;
    }
    return vd_string((vd_str){out, length});
}

/* Splits at a plain text, not at a pattern. */
static vd_value split(vd_run *run, const vd_value *args, size_t count)
{
    vd_str text = args[0].u.string, mark = args[1].u.string;
    vd_buffer parts = {0};
    size_t from = 0;

    (void)count;
    if (mark.len == 0)
        return vd_null();
    for (;;) {
        size_t at = find_text(text, mark, from);
        vd_value part = vd_string((vd_str){text.ptr + from, at - from});

        if (!vd_buffer_add(run, &parts, &part))
            return vd_out_of_memory();
        if (at == text.len)
            break;
        from = at + mark.len;
    }
    return vd_list_value(run, parts.items, parts.count, NULL);
}

static vd_value string_of(vd_run *run, const vd_value *args, size_t count)
{
    vd_str text;

    (void)count;
    if (args->kind == VD_NULL)
        return vd_null();
    text = vd_value_text(run->arena, args);
    return text.ptr ? vd_string(text) : vd_out_of_memory();
}

#define STRING_AND_MATCH             \
    {                                \
        {"string", VD_WANT(STRING)}, \
        {                            \
            "match", VD_WANT(STRING) \
        }                            \
    }

static const vd_builtin rows[] = {
    {"contains", contains, 2, 2, 0, VD_TYPE_BOOL, STRING_AND_MATCH},
    {"starts with", starts_with, 2, 2, 0, VD_TYPE_BOOL, STRING_AND_MATCH},
    {"ends with", ends_with, 2, 2, 0, VD_TYPE_BOOL, STRING_AND_MATCH},
    {"upper case", upper_case, 1, 1, 0, VD_TYPE_STRING, {{"string", VD_WANT(STRING)}}},
    {"lower case", lower_case, 1, 1, 0, VD_TYPE_STRING, {{"string", VD_WANT(STRING)}}},
    {"string length", string_length, 1, 1, 0, VD_TYPE_NUMBER, {{"string", VD_WANT(STRING)}}},
    {"substring",
     substring,
     2,
     3,
     0,
     VD_TYPE_STRING,
     {{"string", VD_WANT(STRING)},
      {"start position", VD_WANT(NUMBER)},
      {"length", VD_WANT(NUMBER)}}},
    {"substring before", substring_before, 2, 2, 0, VD_TYPE_STRING, STRING_AND_MATCH},
    {"substring after", substring_after, 2, 2, 0, VD_TYPE_STRING, STRING_AND_MATCH},
    {"string join",
     string_join,
     1,
     2,
     0,
     VD_TYPE_STRING,
     {{"list", VD_WANT(LIST) | VD_WANT(STRING)}, {"delimiter", VD_WANT(STRING) | VD_WANT(NULL)}}},
    {"split",
     split,
     2,
     2,
     0,
     VD_GIVES_STRINGS,
     {{"string", VD_WANT(STRING)}, {"delimiter", VD_WANT(STRING)}}},
    {"string", string_of, 1, 1, 0, VD_TYPE_STRING, {{"from", VD_WANT(ANY)}}},
};

VD_BUILTIN_TABLE(vd_builtins_string, rows);
