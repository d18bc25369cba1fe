/*
 * Writing records: a value is stored by the type that the packs declare, so that it is read without
 * parsing. Where its own letters differ from those that came in ("80 months", "0.5"), the letters are
 * kept beside it; what does not parse as its type is kept as letters alone.
 */
#include "codec/record_form.h"

#include "engine/time/iso.h"

typedef struct encoder {
    vd_bytes_writer writer;
    vd_dictionary *dictionary;
    const vd_program *program;
    const vd_case_doc *doc;
    bool full; /* the dictionary has no room */
} encoder;

static uint32_t number_of(encoder *e, vd_entry_kind kind, vd_entry_type type, vd_str name)
{
    uint32_t number = e->dictionary->number(e->dictionary, (vd_dictionary_entry){kind, type, name});

    if (number == 0)
        e->full = true;
    return number;
}

static void store_number(vd_ratio number, vd_stored_value *value)
{
    value->form = number.den == 1 ? VD_FORM_INTEGER : VD_FORM_RATIO;
    value->number = number;
}

/* True when the parsed value has a form of its own. */
static bool store_parsed(const vd_value *parsed, vd_stored_value *value)
{
    switch (parsed->kind) {
    case VD_BOOL:
        value->form = parsed->u.boolean ? VD_FORM_TRUE : VD_FORM_FALSE;
        return true;
    case VD_NUMBER:
        store_number(parsed->u.number, value);
        return parsed->u.number.num != INT64_MIN;
    case VD_DATE:
        value->form = VD_FORM_DATE;
        value->date = parsed->u.date;
        return true;
    case VD_DATE_TIME:
        value->form = VD_FORM_CLOCK;
        value->clock = *parsed->u.clock;
        return true;
    case VD_SPAN:
        value->form = VD_FORM_SPAN;
        value->span = parsed->u.span;
        return true;
    default:
        return false;
    }
}

static bool is_code(const vd_type *type, vd_str literal)
{
    for (size_t i = 0; i < type->code_count; i++)
        if (vd_str_eq(type->codes[i], literal))
            return true;
    return false;
}

/* Under an instant a date alone may stand. */
static bool parse_typed(encoder *e, const vd_type *type, vd_str literal, vd_value *parsed)
{
    vd_status status = vd_value_parse(e->writer.arena, literal, type, parsed, NULL);

    if (status == VD_INVALID_ARGUMENT && type->kind == VD_TYPE_DATE_TIME)
        status = vd_value_parse(e->writer.arena, literal, vd_type_of(VD_TYPE_DATE), parsed, NULL);
    if (status == VD_RESOURCE_EXHAUSTED)
        e->writer.failed = true;
    return status == VD_OK;
}

static void store_value(encoder *e, const vd_type *type, vd_str literal,
                        vd_stored_statement *statement)
{
    vd_stored_value *value = &statement->value;
    vd_value parsed;
    vd_str own;

    value->form = VD_FORM_TEXT;
    value->text = literal;
    if (!type)
        return;
    if (type->kind == VD_TYPE_STRING && is_code(type, literal)) {
        value->form = VD_FORM_CODE;
        value->code = number_of(e, VD_ENTRY_CODE, VD_ENTRY_AS_WRITTEN, literal);
        return;
    }
    if (type->kind == VD_TYPE_STRING || !parse_typed(e, type, literal, &parsed))
        return;
    if (!store_parsed(&parsed, value)) {
        value->form = VD_FORM_TEXT;
        return;
    }
    own = vd_form_text(e->writer.arena, e->dictionary, value);
    if (!own.ptr) {
        e->writer.failed = true;
        return;
    }
    statement->written = literal;
    statement->has_written = !vd_str_eq(own, literal);
}

static vd_stored_when store_when(vd_str text)
{
    vd_stored_when when = {.form = text.len ? VD_WHEN_TEXT : VD_WHEN_NONE, .text = text};
    char own[VD_ISO_TEXT];

    if (vd_iso_parse_date(text, &when.date) &&
        vd_str_eq(text, (vd_str){own, vd_iso_print_date(when.date, own)}))
        when.form = VD_WHEN_DATE;
    return when;
}

/* The records' ids are few; a statement says its record's place among them. */
static uint32_t place_of(const vd_case_doc *doc, vd_str instance)
{
    for (size_t i = 0; instance.len && i < doc->instance_count; i++)
        if (vd_str_eq(doc->instances[i].id, instance))
            return (uint32_t)i;
    return VD_NONE;
}

static vd_entry_type type_of(const vd_type *type)
{
    if (!type)
        return VD_ENTRY_AS_WRITTEN;
    switch (type->kind) {
    case VD_TYPE_BOOL:
        return VD_ENTRY_BOOLEAN;
    case VD_TYPE_NUMBER:
        return VD_ENTRY_NUMBER;
    case VD_TYPE_STRING:
        return type->code_count ? VD_ENTRY_CODED : VD_ENTRY_TEXT;
    case VD_TYPE_DATE:
        return VD_ENTRY_DATE;
    case VD_TYPE_DATE_TIME:
        return VD_ENTRY_INSTANT;
    case VD_TYPE_SPAN:
        return VD_ENTRY_SPAN;
    default:
        return VD_ENTRY_AS_WRITTEN;
    }
}

vd_dictionary_entry vd_record_fact_entry(vd_str name, const vd_type *type)
{
    return (vd_dictionary_entry){VD_ENTRY_FACT, type_of(type), name};
}

static void write_statement(encoder *e, const vd_doc_statement *said)
{
    uint32_t fact = vd_program_fact(e->program, said->fact);
    const vd_type *type = fact == VD_NONE ? NULL : e->program->facts[fact].type;
    vd_stored_statement statement = {.presence = said->presence};

    statement.fact = number_of(e, VD_ENTRY_FACT, type_of(type), said->fact);
    if (said->presence == VD_PRESENT)
        store_value(e, type, said->literal, &statement);
    statement.instance = place_of(e->doc, said->instance);
    statement.named = said->instance;
    statement.from = store_when(said->from);
    statement.until = store_when(said->until);
    statement.said_on = store_when(said->said_on);
    if (said->supplier.len)
        statement.supplier = number_of(e, VD_ENTRY_SUPPLIER, VD_ENTRY_AS_WRITTEN, said->supplier);
    statement.source = said->source;
    vd_form_write(&e->writer, &statement);
}

static void write_texts(vd_bytes_writer *writer, const vd_text *text)
{
    vd_bytes_put_number(writer, text->count);
    for (size_t i = 0; i < text->count; i++) {
        vd_bytes_put_str(writer, text->translations[i].language);
        vd_bytes_put_str(writer, text->translations[i].text);
        vd_bytes_put_u8(writer, text->translations[i].certified);
    }
}

static void write_head(vd_bytes_writer *writer, const vd_case_doc *doc, vd_record_mark mark)
{
    vd_bytes_put(writer, "VDC", 3);
    vd_bytes_put_u8(writer, VD_RECORD_FORMAT);
    vd_bytes_put_u32(writer, 0); /* the length, when it is known */
    vd_bytes_put_u64(writer, mark.revision);
    vd_bytes_put_u64(writer, mark.sequence);
    vd_bytes_put_str(writer, doc->id);
    vd_bytes_put_str(writer, doc->ask_on);
    vd_bytes_put_str(writer, doc->jurisdiction);
    write_texts(writer, &doc->title);
    write_texts(writer, &doc->note);
}

static void write_lists(encoder *e)
{
    vd_bytes_put_number(&e->writer, e->doc->list_count);
    for (size_t i = 0; i < e->doc->list_count; i++) {
        vd_bytes_put_number(
            &e->writer, number_of(e, VD_ENTRY_LIST, VD_ENTRY_AS_WRITTEN, e->doc->lists[i].list));
        vd_bytes_put_u8(&e->writer, e->doc->lists[i].complete);
    }
    vd_bytes_put_number(&e->writer, e->doc->instance_count);
    for (size_t i = 0; i < e->doc->instance_count; i++) {
        vd_bytes_put_number(&e->writer, number_of(e, VD_ENTRY_LIST, VD_ENTRY_AS_WRITTEN,
                                                  e->doc->instances[i].list));
        vd_bytes_put_str(&e->writer, e->doc->instances[i].id);
    }
}

vd_status vd_record_encode(vd_arena *arena, vd_dictionary *dictionary, const vd_program *program,
                           const vd_case_doc *doc, vd_record_mark mark, vd_str *ret_bytes,
                           vd_error *err)
{
    encoder e = {
        .writer = {.arena = arena}, .dictionary = dictionary, .program = program, .doc = doc};

    write_head(&e.writer, doc, mark);
    write_lists(&e);
    vd_bytes_put_number(&e.writer, doc->statement_count);
    for (size_t i = 0; i < doc->statement_count; i++)
        write_statement(&e, &doc->statements[i]);
    if (e.full)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED,
                       "The store's dictionary of facts and codes is full.");
    if (e.writer.failed || e.writer.len > UINT32_MAX)
        return vd_form_exhausted(err);
    for (size_t i = 0; i < 4; i++)
        e.writer.bytes[VD_RECORD_LENGTH_AT + i] = (char)(e.writer.len >> (8 * i) & 0xff);
    *ret_bytes = (vd_str){e.writer.bytes, e.writer.len};
    return VD_OK;
}

void vd_record_set_mark(char *bytes, vd_record_mark mark)
{
    for (int i = 0; i < 8; i++) {
        bytes[VD_RECORD_MARK_AT + i] = (char)(mark.revision >> (8 * i) & 0xff);
        bytes[VD_RECORD_MARK_AT + 8 + i] = (char)(mark.sequence >> (8 * i) & 0xff);
    }
}
