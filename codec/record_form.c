#include "codec/record_form.h"

#include "engine/time/date.h"
#include "engine/time/iso.h"

static void write_text_of_clock(vd_bytes_writer *writer, const vd_clock *clock)
{
    unsigned has = (clock->has_offset ? 1U : 0U) | (clock->zone.len ? 2U : 0U);

    vd_bytes_put_u8(writer, (uint8_t)has);
    vd_bytes_put_signed(writer, clock->date);
    vd_bytes_put_number(writer, (uint64_t)clock->nanos);
    if (clock->has_offset)
        vd_bytes_put_signed(writer, clock->offset);
    if (clock->zone.len)
        vd_bytes_put_str(writer, clock->zone);
}

static void write_value(vd_bytes_writer *writer, const vd_stored_value *value)
{
    switch (value->form) {
    case VD_FORM_NOTHING:
    case VD_FORM_FALSE:
    case VD_FORM_TRUE:
        break;
    case VD_FORM_INTEGER:
        vd_bytes_put_signed(writer, value->number.num);
        break;
    case VD_FORM_RATIO:
        vd_bytes_put_signed(writer, value->number.num);
        vd_bytes_put_number(writer, (uint64_t)value->number.den);
        break;
    case VD_FORM_TEXT:
        vd_bytes_put_str(writer, value->text);
        break;
    case VD_FORM_CODE:
        vd_bytes_put_number(writer, value->code);
        break;
    case VD_FORM_DATE:
        vd_bytes_put_signed(writer, value->date);
        break;
    case VD_FORM_CLOCK:
        write_text_of_clock(writer, &value->clock);
        break;
    case VD_FORM_SPAN:
        vd_bytes_put_signed(writer, value->span.months);
        vd_bytes_put_signed(writer, value->span.days);
        vd_bytes_put_signed(writer, value->span.hours);
        vd_bytes_put_signed(writer, value->span.business_days);
        break;
    }
}

static void write_when(vd_bytes_writer *writer, const vd_stored_when *when)
{
    if (when->form == VD_WHEN_DATE)
        vd_bytes_put_signed(writer, when->date);
    else if (when->form == VD_WHEN_TEXT)
        vd_bytes_put_str(writer, when->text);
}

static uint32_t flags_of(const vd_stored_statement *statement)
{
    uint32_t flags = (uint32_t)statement->presence | (uint32_t)statement->value.form << 2 |
                     (uint32_t)statement->from.form << 9 | (uint32_t)statement->until.form << 11 |
                     (uint32_t)statement->said_on.form << 13;

    if (statement->has_written)
        flags |= VD_FLAG_WRITTEN;
    if (statement->instance != VD_NONE)
        flags |= VD_FLAG_INSTANCE;
    else if (statement->named.len)
        flags |= VD_FLAG_NAMED;
    if (statement->supplier)
        flags |= VD_FLAG_SUPPLIER;
    if (statement->source.len)
        flags |= VD_FLAG_SOURCE;
    return flags;
}

void vd_form_write(vd_bytes_writer *writer, const vd_stored_statement *statement)
{
    uint32_t flags = flags_of(statement);

    vd_bytes_put_number(writer, statement->fact);
    vd_bytes_put_number(writer, flags);
    write_value(writer, &statement->value);
    if (flags & VD_FLAG_WRITTEN)
        vd_bytes_put_str(writer, statement->written);
    if (flags & VD_FLAG_INSTANCE)
        vd_bytes_put_number(writer, statement->instance);
    if (flags & VD_FLAG_NAMED)
        vd_bytes_put_str(writer, statement->named);
    write_when(writer, &statement->from);
    write_when(writer, &statement->until);
    write_when(writer, &statement->said_on);
    if (flags & VD_FLAG_SUPPLIER)
        vd_bytes_put_number(writer, statement->supplier);
    if (flags & VD_FLAG_SOURCE)
        vd_bytes_put_str(writer, statement->source);
}

static bool read_date(vd_bytes_reader *reader, vd_date *ret_date)
{
    *ret_date = vd_bytes_get_signed(reader);
    if (!vd_date_valid(*ret_date))
        reader->failed = true;
    return !reader->failed;
}

/* A clock that came from a damaged record must not make the engine's arithmetic overflow. */
static bool read_clock(vd_bytes_reader *reader, vd_clock *ret_clock)
{
    uint8_t has = vd_bytes_get_u8(reader);
    uint64_t nanos;
    int64_t offset = 0;

    if (!read_date(reader, &ret_clock->date))
        return false;
    nanos = vd_bytes_get_number(reader);
    if (has & 1U)
        offset = vd_bytes_get_signed(reader);
    if (has & 2U)
        ret_clock->zone = vd_bytes_get_str(reader);
    if (has > 3 || nanos >= (uint64_t)VD_NANOS_PER_DAY || offset > VD_SECONDS_PER_DAY ||
        offset < -VD_SECONDS_PER_DAY || ((has & 2U) && ret_clock->zone.len == 0))
        reader->failed = true;
    ret_clock->nanos = (int64_t)nanos;
    ret_clock->offset = (int32_t)offset;
    ret_clock->has_offset = (has & 1U) != 0;
    return !reader->failed;
}

static int32_t read_count(vd_bytes_reader *reader)
{
    int64_t count = vd_bytes_get_signed(reader);

    if (count < INT32_MIN || count > INT32_MAX) {
        reader->failed = true;
        return 0;
    }
    return (int32_t)count;
}

static uint64_t greatest_divisor(uint64_t a, uint64_t b)
{
    while (b) {
        uint64_t rest = a % b;

        a = b;
        b = rest;
    }
    return a;
}

static bool read_ratio(vd_bytes_reader *reader, vd_ratio *ret_number)
{
    int64_t num = vd_bytes_get_signed(reader);
    uint64_t den = vd_bytes_get_number(reader);

    if (den < 2 || den > INT64_MAX || num == INT64_MIN ||
        greatest_divisor((uint64_t)(num < 0 ? -num : num), den) != 1)
        reader->failed = true;
    *ret_number = (vd_ratio){num, reader->failed ? 1 : (int64_t)den};
    return !reader->failed;
}

static bool read_value(vd_bytes_reader *reader, unsigned form, vd_stored_value *ret_value)
{
    ret_value->form = (vd_form)form;
    switch (form) {
    case VD_FORM_NOTHING:
    case VD_FORM_FALSE:
    case VD_FORM_TRUE:
        return true;
    case VD_FORM_INTEGER:
        ret_value->number = (vd_ratio){vd_bytes_get_signed(reader), 1};
        return !reader->failed;
    case VD_FORM_RATIO:
        return read_ratio(reader, &ret_value->number);
    case VD_FORM_TEXT:
        ret_value->text = vd_bytes_get_str(reader);
        return !reader->failed;
    case VD_FORM_CODE:
        ret_value->code = vd_bytes_get_id(reader);
        return !reader->failed;
    case VD_FORM_DATE:
        return read_date(reader, &ret_value->date);
    case VD_FORM_CLOCK:
        return read_clock(reader, &ret_value->clock);
    case VD_FORM_SPAN:
        ret_value->span.months = read_count(reader);
        ret_value->span.days = read_count(reader);
        ret_value->span.hours = read_count(reader);
        ret_value->span.business_days = read_count(reader);
        return !reader->failed;
    default:
        reader->failed = true;
        return false;
    }
}

static void read_when(vd_bytes_reader *reader, unsigned form, vd_stored_when *ret_when)
{
    ret_when->form = (vd_when)form;
    if (form == VD_WHEN_DATE)
        (void)read_date(reader, &ret_when->date);
    else if (form == VD_WHEN_TEXT)
        ret_when->text = vd_bytes_get_str(reader);
    else if (form != VD_WHEN_NONE)
        reader->failed = true;
}

bool vd_form_read(vd_bytes_reader *reader, vd_stored_statement *ret_statement)
{
    vd_stored_statement statement = {.instance = VD_NONE};
    uint32_t flags;

    statement.fact = vd_bytes_get_id(reader);
    flags = vd_bytes_get_id(reader);
    statement.presence = (vd_presence)VD_FLAG_PRESENCE(flags);
    if ((flags & ~VD_FLAGS_ALL) || VD_FLAG_PRESENCE(flags) > VD_UNKNOWABLE ||
        (VD_FLAG_FORM(flags) == VD_FORM_NOTHING) != (statement.presence != VD_PRESENT))
        reader->failed = true;
    if (reader->failed || !read_value(reader, VD_FLAG_FORM(flags), &statement.value))
        return false;
    statement.has_written = (flags & VD_FLAG_WRITTEN) != 0;
    if (statement.has_written)
        statement.written = vd_bytes_get_str(reader);
    if (flags & VD_FLAG_INSTANCE)
        statement.instance = vd_bytes_get_id(reader);
    if (flags & VD_FLAG_NAMED)
        statement.named = vd_bytes_get_str(reader);
    read_when(reader, VD_FLAG_FROM(flags), &statement.from);
    read_when(reader, VD_FLAG_UNTIL(flags), &statement.until);
    read_when(reader, VD_FLAG_SAID(flags), &statement.said_on);
    if (flags & VD_FLAG_SUPPLIER)
        statement.supplier = vd_bytes_get_id(reader);
    if (flags & VD_FLAG_SOURCE)
        statement.source = vd_bytes_get_str(reader);
    *ret_statement = statement;
    return !reader->failed;
}

static vd_str text_of_number(vd_arena *arena, vd_ratio number)
{
    if (number.den == 1)
        return vd_arena_printf(arena, "%lld", (long long)number.num);
    return vd_arena_printf(arena, "%lld/%lld", (long long)number.num, (long long)number.den);
}

vd_str vd_form_text(vd_arena *arena, const vd_dictionary *dictionary, const vd_stored_value *value)
{
    char text[VD_ISO_TEXT];
    vd_dictionary_entry entry;

    switch (value->form) {
    case VD_FORM_NOTHING:
        return VD_STR("");
    case VD_FORM_FALSE:
        return VD_STR("false");
    case VD_FORM_TRUE:
        return VD_STR("true");
    case VD_FORM_INTEGER:
    case VD_FORM_RATIO:
        return text_of_number(arena, value->number);
    case VD_FORM_TEXT:
        return value->text;
    case VD_FORM_CODE:
        return dictionary->entry(dictionary, value->code, &entry) ? entry.name : VD_STR("");
    case VD_FORM_DATE:
        return vd_arena_copy(arena, (vd_str){text, vd_iso_print_date(value->date, text)});
    case VD_FORM_CLOCK:
        return vd_arena_copy(arena, (vd_str){text, vd_iso_print_date_time(&value->clock, text)});
    case VD_FORM_SPAN:
        return vd_arena_copy(arena, (vd_str){text, vd_iso_print_span(value->span, text)});
    }
    return VD_STR("");
}

static bool read_texts(vd_arena *arena, vd_bytes_reader *reader, vd_text *ret_text)
{
    size_t count = vd_bytes_get_count(reader, 3);
    vd_translation *translations = VD_NEW_ARRAY(arena, vd_translation, count);

    if (!translations)
        return false;
    for (size_t i = 0; i < count; i++) {
        translations[i].language = vd_bytes_get_str(reader);
        translations[i].text = vd_bytes_get_str(reader);
        translations[i].certified = vd_bytes_get_u8(reader) != 0;
    }
    *ret_text = (vd_text){count, translations};
    return true;
}

bool vd_form_read_head(vd_arena *arena, vd_bytes_reader *reader, vd_str bytes,
                       vd_record_head *ret_head)
{
    uint32_t mark;

    *reader = (vd_bytes_reader){bytes.ptr, bytes.ptr + bytes.len, false};
    mark = vd_bytes_get_u32(reader);
    if ((mark & 0xffffffU) != ('V' | 'D' << 8 | 'C' << 16) || mark >> 24 < 1 ||
        mark >> 24 > VD_RECORD_FORMAT || vd_bytes_get_u32(reader) != bytes.len)
        reader->failed = true;
    ret_head->mark.revision = vd_bytes_get_u64(reader);
    ret_head->mark.sequence = vd_bytes_get_u64(reader);
    ret_head->id = vd_bytes_get_str(reader);
    ret_head->ask_on = vd_bytes_get_str(reader);
    if (mark >> 24 > 1)
        ret_head->jurisdiction = vd_bytes_get_str(reader);
    return read_texts(arena, reader, &ret_head->title) &&
           read_texts(arena, reader, &ret_head->note);
}

vd_status vd_form_damaged(vd_error *err)
{
    return vd_fail(err, VD_DATA_LOSS, "A stored case is damaged: restore the store from a backup.");
}

vd_status vd_form_exhausted(vd_error *err)
{
    return vd_fail(err, VD_RESOURCE_EXHAUSTED,
                   "The case is too large for the memory of one request.");
}
