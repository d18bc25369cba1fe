/* Values as text, in the form in which FEEL would read them back. */
#include "engine/feel/eval.h"

#include "engine/ratio.h"
#include "engine/time/iso.h"

#include <valedor/limits.h>

typedef struct writer {
    vd_arena *arena;
    char *bytes;
    size_t length;
    size_t room;
    bool failed;
} writer;

static void write_text(writer *out, vd_str text)
{
    if (out->failed || text.len == 0)
        return;
    if (text.len > out->room - out->length) {
        size_t room =
            out->room * 2 > out->length + text.len ? out->room * 2 : out->length + text.len + 64;
        char *bytes =
            room > 16 * (size_t)VD_TEXT_BYTES_MAX ? NULL : vd_arena_alloc(out->arena, room);

        if (!bytes) {
            out->failed = true;
            return;
        }
        if (out->length)
            memcpy(bytes, out->bytes, out->length);
        out->bytes = bytes;
        out->room = room;
    }
    memcpy(out->bytes + out->length, text.ptr, text.len);
    out->length += text.len;
}

static void write_quoted(writer *out, vd_str text)
{
    write_text(out, VD_STR("\""));
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"' || text.ptr[i] == '\\')
            write_text(out, VD_STR("\\"));
        write_text(out, (vd_str){text.ptr + i, 1});
    }
    write_text(out, VD_STR("\""));
}

static void write_value(writer *out, const vd_value *value, bool nested);

static void write_list(writer *out, const vd_list *list)
{
    write_text(out, VD_STR("["));
    for (size_t i = 0; i < list->count; i++) {
        if (i)
            write_text(out, VD_STR(", "));
        write_value(out, &list->items[i], true);
    }
    if (list->open)
        write_text(out, list->count ? VD_STR(", ...") : VD_STR("..."));
    write_text(out, VD_STR("]"));
}

static void write_context(writer *out, const vd_context *context)
{
    write_text(out, VD_STR("{"));
    for (size_t i = 0; i < context->count; i++) {
        if (i)
            write_text(out, VD_STR(", "));
        write_text(out, context->entries[i].name);
        write_text(out, VD_STR(": "));
        write_value(out, &context->entries[i].value, true);
    }
    write_text(out, VD_STR("}"));
}

static void write_range(writer *out, const vd_range *range)
{
    static const char *const signs[] = {"=", "!=", "<", "<=", ">", ">="};

    if (range->is_test) {
        write_text(out, VD_STR("("));
        write_text(out, vd_str_of(signs[range->test]));
        write_value(out, range->low.kind == VD_NULL ? &range->high : &range->low, true);
        write_text(out, VD_STR(")"));
        return;
    }
    write_text(out, range->low_in ? VD_STR("[") : VD_STR("("));
    write_value(out, &range->low, true);
    write_text(out, VD_STR(".."));
    write_value(out, &range->high, true);
    write_text(out, range->high_in ? VD_STR("]") : VD_STR(")"));
}

/* What fits into a small buffer: numbers, dates, durations, lengths. */
static vd_str small_text(const vd_value *value, char text[VD_ISO_TEXT])
{
    size_t length = 0;

    switch (value->kind) {
    case VD_NUMBER:
        length = vd_ratio_print(value->u.number, text);
        break;
    case VD_DATE:
        length = vd_iso_print_date(value->u.date, text);
        break;
    case VD_TIME:
        length = vd_iso_print_time(value->u.clock, text);
        break;
    case VD_DATE_TIME:
        length = vd_iso_print_date_time(value->u.clock, text);
        break;
    case VD_DAYS:
        length = vd_iso_print_duration((vd_duration){false, value->u.nanos}, text);
        break;
    case VD_MONTHS:
        length = vd_iso_print_duration((vd_duration){true, value->u.months}, text);
        break;
    case VD_SPAN:
        length = vd_iso_print_span(value->u.span, text);
        break;
    default:
        break;
    }
    return (vd_str){text, length};
}

/* Bounded: values nest no deeper than the expressions that make them. */
static void write_value(writer *out, const vd_value *value, bool nested)
{
    char text[VD_ISO_TEXT];

    if (out->failed)
        return;
    switch (value->kind) {
    case VD_NULL:
        write_text(out, VD_STR("null"));
        break;
    case VD_BOOL:
        write_text(out, value->u.boolean ? VD_STR("true") : VD_STR("false"));
        break;
    case VD_STRING:
        if (nested)
            write_quoted(out, value->u.string);
        else
            write_text(out, value->u.string);
        break;
    case VD_LIST:
        write_list(out, value->u.list);
        break;
    case VD_CONTEXT:
        write_context(out, value->u.context);
        break;
    case VD_RANGE:
        write_range(out, value->u.range);
        break;
    case VD_RECORD:
        write_text(out, VD_STR("record"));
        break;
    case VD_FUNCTION:
        write_text(out, VD_STR("function"));
        break;
    case VD_UNKNOWN:
        write_text(out, VD_STR("unknown"));
        break;
    case VD_ERROR:
        write_text(out, VD_STR("error: "));
        write_text(out, vd_str_of(value->u.fault.text));
        break;
    default:
        write_text(out, small_text(value, text));
        break;
    }
}

vd_str vd_value_text(vd_arena *arena, const vd_value *value)
{
    writer out = {.arena = arena, .room = 64, .bytes = vd_arena_alloc(arena, 64)};

    if (!out.bytes)
        return (vd_str){NULL, 0};
    write_value(&out, value, false);
    if (out.failed)
        return (vd_str){NULL, 0};
    return (vd_str){out.bytes, out.length};
}
