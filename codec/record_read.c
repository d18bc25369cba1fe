/*
 * Reading records back: as they came in, for people and for the next write.
 */
#include "codec/record_form.h"

vd_status vd_record_read_head(vd_arena *arena, vd_str bytes, vd_record_head *ret_head,
                              vd_error *err)
{
    vd_bytes_reader reader;
    vd_record_head head = {0};

    if (!vd_form_read_head(arena, &reader, bytes, &head))
        return vd_form_exhausted(err);
    if (reader.failed)
        return vd_form_damaged(err);
    *ret_head = head;
    return VD_OK;
}

typedef struct doc_reader {
    vd_arena *arena;
    const vd_dictionary *dictionary;
    vd_bytes_reader in;
    vd_case_doc *doc;
    bool exhausted;
} doc_reader;

static vd_str name_of(doc_reader *r, vd_entry_kind kind, uint32_t number)
{
    vd_dictionary_entry entry = {0};

    if (r->dictionary->entry(r->dictionary, number, &entry) && entry.kind == kind)
        return entry.name;
    r->in.failed = true;
    return VD_STR("");
}

static vd_str text_of_when(doc_reader *r, const vd_stored_when *when)
{
    vd_stored_value date = {.form = VD_FORM_DATE, .date = when->date};
    vd_str text;

    if (when->form != VD_WHEN_DATE)
        return when->text;
    text = vd_form_text(r->arena, r->dictionary, &date);
    if (!text.ptr)
        r->exhausted = true;
    return text;
}

static vd_str literal_of(doc_reader *r, const vd_stored_statement *stored)
{
    vd_str text;

    if (stored->has_written)
        return stored->written;
    if (stored->value.form == VD_FORM_CODE)
        return name_of(r, VD_ENTRY_CODE, stored->value.code);
    text = vd_form_text(r->arena, r->dictionary, &stored->value);
    if (!text.ptr && stored->value.form != VD_FORM_TEXT)
        r->exhausted = true;
    return text;
}

static void read_statement(doc_reader *r, vd_doc_statement *said)
{
    vd_stored_statement stored;

    if (!vd_form_read(&r->in, &stored))
        return;
    said->fact = name_of(r, VD_ENTRY_FACT, stored.fact);
    said->presence = stored.presence;
    said->literal = literal_of(r, &stored);
    if (stored.instance == VD_NONE)
        said->instance = stored.named;
    else if (stored.instance < r->doc->instance_count)
        said->instance = r->doc->instances[stored.instance].id;
    else
        r->in.failed = true;
    said->from = text_of_when(r, &stored.from);
    said->until = text_of_when(r, &stored.until);
    said->said_on = text_of_when(r, &stored.said_on);
    if (stored.supplier)
        said->supplier = name_of(r, VD_ENTRY_SUPPLIER, stored.supplier);
    said->source = stored.source;
}

static void read_lists(doc_reader *r)
{
    vd_case_doc *doc = r->doc;

    doc->list_count = vd_bytes_get_count(&r->in, 2);
    doc->lists = VD_NEW_ARRAY(r->arena, vd_doc_list, doc->list_count);
    for (size_t i = 0; doc->lists && i < doc->list_count; i++) {
        doc->lists[i].list = name_of(r, VD_ENTRY_LIST, vd_bytes_get_id(&r->in));
        doc->lists[i].complete = vd_bytes_get_u8(&r->in) != 0;
    }
    doc->instance_count = vd_bytes_get_count(&r->in, 2);
    doc->instances = VD_NEW_ARRAY(r->arena, vd_doc_instance, doc->instance_count);
    for (size_t i = 0; doc->instances && i < doc->instance_count; i++) {
        doc->instances[i].list = name_of(r, VD_ENTRY_LIST, vd_bytes_get_id(&r->in));
        doc->instances[i].id = vd_bytes_get_str(&r->in);
    }
    if (!doc->lists || !doc->instances)
        r->exhausted = true;
}

static void read_statements(doc_reader *r)
{
    vd_case_doc *doc = r->doc;

    doc->statement_count = vd_bytes_get_count(&r->in, 2);
    doc->statements = VD_NEW_ARRAY(r->arena, vd_doc_statement, doc->statement_count);
    if (!doc->statements)
        r->exhausted = true;
    for (size_t i = 0; i < doc->statement_count && !r->exhausted && !r->in.failed; i++)
        read_statement(r, &doc->statements[i]);
    if (r->in.at != r->in.end)
        r->in.failed = true;
}

vd_status vd_record_read_doc(vd_arena *arena, const vd_dictionary *dictionary, vd_str bytes,
                             vd_case_doc *ret_doc, vd_record_mark *ret_mark, vd_error *err)
{
    vd_case_doc doc = {0};
    vd_record_head head = {0};
    doc_reader r = {.arena = arena, .dictionary = dictionary, .doc = &doc};

    if (!vd_form_read_head(arena, &r.in, bytes, &head))
        return vd_form_exhausted(err);
    read_lists(&r);
    if (!r.exhausted && !r.in.failed)
        read_statements(&r);
    if (r.exhausted)
        return vd_form_exhausted(err);
    if (r.in.failed)
        return vd_form_damaged(err);
    doc.id = head.id;
    doc.jurisdiction = head.jurisdiction;
    doc.ask_on = head.ask_on;
    doc.title = head.title;
    doc.note = head.note;
    *ret_doc = doc;
    *ret_mark = head.mark;
    return VD_OK;
}
