/*
 * A reader of its own, because the library's keeps numbers as doubles: 0.1 would be something else.
 * One function a production of RFC 8259, the production above it.
 */
#include "codec/json_value.h"

#include <stdlib.h>

#include <valedor/limits.h>

#include "codec/utf8.h"
#include "engine/feel/types.h"
#include "engine/ratio.h"

typedef struct reader {
    vd_arena *arena;
    vd_str text;
    size_t place;
    vd_error *err;
} reader;

static vd_status read_value(reader *r, int depth, vd_value *ret_value);

static vd_status refuse(const reader *r, vd_status status, const char *why)
{
    vd_fail(r->err, status, "The JSON cannot be read: %s.", why);
    if (r->err) {
        r->err->line = 1;
        r->err->column = 1;
        for (size_t i = 0; i < r->place && i < r->text.len; i++) {
            r->err->column++;
            if (r->text.ptr[i] == '\n') {
                r->err->line++;
                r->err->column = 1;
            }
        }
    }
    return status;
}

static vd_status invalid(const reader *r, const char *why)
{
    return refuse(r, VD_INVALID_ARGUMENT, why);
}

static vd_status exhausted(const reader *r)
{
    return refuse(r, VD_RESOURCE_EXHAUSTED, "it does not fit into memory");
}

/* The next byte, or 0 at the end; a NUL in the text was refused before. */
static char peek(const reader *r)
{
    return r->place < r->text.len ? r->text.ptr[r->place] : '\0';
}

static void skip_blanks(reader *r)
{
    while (peek(r) && strchr(" \t\r\n", peek(r)))
        r->place++;
}

static bool take(reader *r, char c)
{
    if (peek(r) != c)
        return false;
    r->place++;
    return true;
}

/* true, false, null */
static bool take_word(reader *r, const char *word)
{
    size_t len = strlen(word);

    if (r->text.len - r->place < len || memcmp(r->text.ptr + r->place, word, len) != 0)
        return false;
    r->place += len;
    return true;
}

static size_t skip_digits(reader *r)
{
    size_t begin = r->place;

    while (peek(r) >= '0' && peek(r) <= '9')
        r->place++;
    return r->place - begin;
}

/* number = [ "-" ] ( "0" | digit1-9 *digit ) [ "." 1*digit ] [ ("e" | "E") [sign] 1*digit ] */
static vd_status read_number(reader *r, vd_value *ret_value)
{
    size_t begin = r->place;
    vd_ratio ratio;

    (void)take(r, '-');
    if (!take(r, '0') && skip_digits(r) == 0)
        return invalid(r, "a value was expected here");
    if (take(r, '.') && skip_digits(r) == 0)
        return invalid(r, "a digit is missing behind the point");
    if (take(r, 'e') || take(r, 'E')) {
        if (!take(r, '-'))
            (void)take(r, '+');
        if (skip_digits(r) == 0)
            return invalid(r, "a digit is missing in the exponent");
    }
    if (peek(r) >= '0' && peek(r) <= '9')
        return invalid(r, "a number does not begin with 0");
    if (!vd_ratio_parse((vd_str){r->text.ptr + begin, r->place - begin}, &ratio)) {
        r->place = begin;
        return invalid(r, "this number is too large or too fine to be kept exactly");
    }
    *ret_value = vd_number(ratio);
    return VD_OK;
}

/* 4hexdig */
static bool read_hex(reader *r, uint32_t *ret_unit)
{
    uint32_t unit = 0;

    for (int i = 0; i < 4; i++) {
        char c = peek(r);
        uint32_t digit = c >= '0' && c <= '9'   ? (uint32_t)(c - '0')
                         : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
                         : c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A' + 10)
                                                : 16;

        if (digit == 16)
            return false;
        unit = unit << 4 | digit;
        r->place++;
    }
    *ret_unit = unit;
    return true;
}

/* Behind "\u": one unit, or two that make a character beyond the first plane. */
static bool read_point(reader *r, uint32_t *ret_point)
{
    uint32_t high;
    uint32_t low;

    if (!read_hex(r, &high) || high == 0 || (high >= 0xdc00 && high < 0xe000))
        return false;
    *ret_point = high;
    if (high < 0xd800 || high >= 0xdc00)
        return true;
    if (!take(r, '\\') || !take(r, 'u') || !read_hex(r, &low) || low < 0xdc00 || low >= 0xe000)
        return false;
    *ret_point = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
    return true;
}

/* string = '"' *( unescaped | "\" ( '"' | "\" | "/" | "b" | "f" | "n" | "r" | "t" | "u" 4hexdig ) ) '"' */
static vd_status read_string(reader *r, vd_str *ret_text)
{
    static const char escapes[] = "\"\\/bfnrt";
    static const char meanings[] = "\"\\/\b\f\n\r\t";
    const char *end = r->text.ptr + r->place;
    char *out;
    size_t len = 0;

    /* What is written is never shorter than what it means. */
    while (end < r->text.ptr + r->text.len && *end != '"')
        end += *end == '\\' ? 2 : 1;
    if (end >= r->text.ptr + r->text.len)
        return invalid(r, "a text has no closing quotation mark");
    out = vd_arena_alloc(r->arena, (size_t)(end - (r->text.ptr + r->place)) + 1);
    if (!out)
        return exhausted(r);
    while (!take(r, '"')) {
        const char *escape;
        uint32_t point;

        if ((unsigned char)peek(r) < 0x20)
            return invalid(r, "a control character stands in a text without being escaped");
        if (!take(r, '\\')) {
            out[len++] = r->text.ptr[r->place++];
        } else if (take(r, 'u')) {
            if (!read_point(r, &point))
                return invalid(r, "\\u is followed by four digits that make no character");
            len += vd_utf8_put(point, out + len);
        } else if (peek(r) && (escape = strchr(escapes, peek(r)))) {
            out[len++] = meanings[escape - escapes];
            r->place++;
        } else {
            return invalid(r, "a text has an escape that JSON does not know");
        }
    }
    *ret_text = (vd_str){out, len};
    return VD_OK;
}

/* Lists and objects grow by doubling; what was outgrown stays in the arena. */
static bool make_room(reader *r, void **items, size_t count, size_t size)
{
    void *larger;

    if (*items && (count & (count - 1)) != 0) /* has room: capacities are powers of two */
        return true;
    larger = vd_arena_array(r->arena, count ? count * 2 : 1, size);
    if (!larger)
        return false;
    if (*items)
        memcpy(larger, *items, count * size);
    *items = larger;
    return true;
}

/* array = "[" [ value *( "," value ) ] "]" */
static vd_status read_array(reader *r, int depth, vd_value *ret_value)
{
    vd_list *list = VD_NEW(r->arena, vd_list);
    void *items = NULL;
    vd_status status;

    if (!list)
        return exhausted(r);
    skip_blanks(r);
    for (bool more = !take(r, ']'); more;) {
        if (!make_room(r, &items, list->count, sizeof(vd_value)))
            return exhausted(r);
        status = read_value(r, depth - 1, (vd_value *)items + list->count);
        if (status)
            return status;
        list->count++;
        skip_blanks(r);
        more = take(r, ',');
        if (!more && !take(r, ']'))
            return invalid(r, "\",\" or \"]\" was expected here");
    }
    list->items = items;
    *ret_value = (vd_value){.kind = VD_LIST, .until = VD_FOREVER, .u = {.list = list}};
    return VD_OK;
}

static int by_name(const void *a, const void *b)
{
    return vd_str_cmp(*(const vd_str *)a, *(const vd_str *)b);
}

static vd_status check_names(reader *r, const vd_entry *entries, size_t count)
{
    vd_str *names = VD_NEW_ARRAY(r->arena, vd_str, count);

    if (!names)
        return exhausted(r);
    for (size_t i = 0; entries && i < count; i++)
        names[i] = entries[i].name;
    if (count > 1)
        qsort(names, count, sizeof(*names), by_name);
    for (size_t i = 1; i < count; i++)
        if (vd_str_eq(names[i - 1], names[i]))
            return invalid(r, "a key occurs twice in one object");
    return VD_OK;
}

/* member = string ":" value */
static vd_status read_member(reader *r, int depth, vd_entry *entry)
{
    vd_status status;

    skip_blanks(r);
    if (!take(r, '"'))
        return invalid(r, "a key in quotation marks was expected here");
    status = read_string(r, &entry->name);
    if (status)
        return status;
    skip_blanks(r);
    if (!take(r, ':'))
        return invalid(r, "\":\" was expected here");
    return read_value(r, depth - 1, &entry->value);
}

/* object = "{" [ member *( "," member ) ] "}" */
static vd_status read_object(reader *r, int depth, vd_value *ret_value)
{
    vd_context *context = VD_NEW(r->arena, vd_context);
    void *entries = NULL;
    vd_status status;

    if (!context)
        return exhausted(r);
    skip_blanks(r);
    for (bool more = !take(r, '}'); more;) {
        if (!make_room(r, &entries, context->count, sizeof(vd_entry)))
            return exhausted(r);
        status = read_member(r, depth, (vd_entry *)entries + context->count);
        if (status)
            return status;
        context->count++;
        skip_blanks(r);
        more = take(r, ',');
        if (!more && !take(r, '}'))
            return invalid(r, "\",\" or \"}\" was expected here");
    }
    context->entries = entries;
    *ret_value = (vd_value){.kind = VD_CONTEXT, .until = VD_FOREVER, .u = {.context = context}};
    return check_names(r, entries, context->count);
}

/* value = object | array | string | number | "true" | "false" | "null". Recursive; depth counts
 * down. */
static vd_status read_value(reader *r, int depth, vd_value *ret_value)
{
    vd_str text;
    vd_status status;

    if (depth == 0)
        return refuse(r, VD_RESOURCE_EXHAUSTED, "it is nested too deeply");
    skip_blanks(r);
    if (take(r, '{'))
        return read_object(r, depth, ret_value);
    if (take(r, '['))
        return read_array(r, depth, ret_value);
    if (take(r, '"')) {
        status = read_string(r, &text);
        *ret_value = vd_string(text);
        return status;
    }
    if (take_word(r, "true"))
        *ret_value = vd_bool(true);
    else if (take_word(r, "false"))
        *ret_value = vd_bool(false);
    else if (take_word(r, "null"))
        *ret_value = vd_null();
    else
        return read_number(r, ret_value);
    return VD_OK;
}

vd_status vd_json_read_value(vd_arena *arena, vd_str text, vd_value *ret_value, vd_error *err)
{
    reader r = {arena, text, 0, err};
    vd_value value = vd_null();
    vd_status status;

    if (text.len > VD_JSON_BYTES_MAX)
        return refuse(&r, VD_RESOURCE_EXHAUSTED, "it is too large");
    if (!vd_utf8_valid(text))
        return invalid(&r, "it is not UTF-8 text");
    status = read_value(&r, VD_JSON_DEPTH_MAX, &value);
    if (status)
        return status;
    skip_blanks(&r);
    if (r.place < text.len)
        return invalid(&r, "something stands behind its end");
    *ret_value = value;
    return VD_OK;
}

static const vd_type *context_type(vd_arena *arena, const vd_context *context)
{
    vd_type *type = VD_NEW(arena, vd_type);
    vd_field *fields = VD_NEW_ARRAY(arena, vd_field, context->count);

    if (!type || !fields)
        return NULL;
    for (size_t i = 0; i < context->count; i++) {
        fields[i].name = context->entries[i].name;
        fields[i].type = vd_json_type_of(arena, &context->entries[i].value);
        if (!fields[i].type)
            return NULL;
    }
    *type = (vd_type){.kind = VD_TYPE_CONTEXT, .field_count = context->count, .fields = fields};
    return type;
}

/* Recursive; no deeper than what was read. */
const vd_type *vd_json_type_of(vd_arena *arena, const vd_value *value)
{
    const vd_type *element = NULL;

    if (value->kind == VD_CONTEXT)
        return context_type(arena, value->u.context);
    if (value->kind != VD_LIST)
        return vd_type_of(vd_type_kind_of(value->kind));
    for (size_t i = 0; i < value->u.list->count; i++) {
        const vd_type *next = vd_json_type_of(arena, &value->u.list->items[i]);

        element = !next ? NULL : element ? vd_type_join(arena, element, next) : next;
        if (!element)
            return NULL;
    }
    return vd_type_list_of(arena, element ? element : vd_type_of(VD_TYPE_ANY));
}

const vd_value *vd_json_entry(const vd_value *value, const char *name)
{
    if (value->kind != VD_CONTEXT)
        return NULL;
    for (size_t i = 0; i < value->u.context->count; i++)
        if (vd_str_eq(value->u.context->entries[i].name, vd_str_of(name)))
            return &value->u.context->entries[i].value;
    return NULL;
}
