#include "codec/message.h"

#include <inttypes.h>

#include <valedor/limits.h>

#include "codec/utf8.h"
#include "engine/ratio.h"

#include "valedor/v1/case.pb-c.h"

/* What is being read or written, so that each step takes one argument. */
typedef struct work {
    vd_arena *arena;
    vd_error *err;
} work;

static vd_status exhausted(const work *w)
{
    return vd_fail(w->err, VD_RESOURCE_EXHAUSTED,
                   "The case is too large for the memory of one request.");
}

bool vd_message_id_valid(vd_str id)
{
    if (id.len == 0 || id.len > VD_ID_BYTES_MAX)
        return false;
    for (size_t i = 0; i < id.len; i++) {
        char c = id.ptr[i];
        bool alphanumeric =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

        if (!alphanumeric && (i == 0 || !memchr("._-:", c, 4)))
            return false;
    }
    return true;
}

static vd_status check_id(const work *w, const char *what, const char *id)
{
    if (vd_message_id_valid(vd_str_of(id)))
        return VD_OK;
    return vd_fail(w->err, VD_INVALID_ARGUMENT,
                   "%s must have 1 to %d letters, digits, dots, hyphens, underscores or colons and "
                   "begin with a letter or digit, unlike \"%.40s\".",
                   what, VD_ID_BYTES_MAX, vd_utf8_valid(vd_str_of(id)) ? id : "(not UTF-8)");
}

/* Free text: UTF-8 and not too long. */
static vd_status check_text(const work *w, const char *what, const char *text)
{
    vd_str said = vd_str_of(text);

    if (said.len > VD_CASE_TEXT_MAX)
        return vd_fail(w->err, VD_RESOURCE_EXHAUSTED, "%s is longer than %d bytes.", what,
                       VD_CASE_TEXT_MAX);
    if (!vd_utf8_valid(said))
        return vd_fail(w->err, VD_INVALID_ARGUMENT, "%s is not UTF-8 text.", what);
    return VD_OK;
}

static vd_status check_count(const work *w, const char *what, size_t count, size_t most)
{
    if (count <= most)
        return VD_OK;
    return vd_fail(w->err, VD_RESOURCE_EXHAUSTED, "A case has at most %zu %s, not %zu.", most, what,
                   count);
}

static vd_status ratio_literal(const work *w, const Valedor__V1__Fact *fact, vd_str *ret_literal)
{
    vd_ratio ratio;

    if (!fact->rational || fact->rational->denominator <= 0 ||
        !vd_ratio_make(fact->rational->numerator, fact->rational->denominator, &ratio))
        return vd_fail(w->err, VD_INVALID_ARGUMENT,
                       "The rational of %s must have a denominator above 0.", fact->id);
    /* As a fraction: a decimal would be read back as exactly, but need not be finite. */
    *ret_literal = vd_arena_printf(w->arena, "%" PRId64 "/%" PRId64, ratio.num, ratio.den);
    return ret_literal->ptr ? VD_OK : exhausted(w);
}

static vd_status literal_of(const work *w, const Valedor__V1__Fact *fact, vd_str *ret_literal)
{
    switch (fact->value_case) {
    case VALEDOR__V1__FACT__VALUE_BOOLEAN:
        *ret_literal = fact->boolean ? VD_STR("true") : VD_STR("false");
        return VD_OK;
    case VALEDOR__V1__FACT__VALUE_INTEGER:
        *ret_literal = vd_arena_printf(w->arena, "%" PRId64, fact->integer);
        return ret_literal->ptr ? VD_OK : exhausted(w);
    case VALEDOR__V1__FACT__VALUE_RATIONAL:
        return ratio_literal(w, fact, ret_literal);
    case VALEDOR__V1__FACT__VALUE_TEXT:
    case VALEDOR__V1__FACT__VALUE_CODE:
    case VALEDOR__V1__FACT__VALUE_DATE:
    case VALEDOR__V1__FACT__VALUE_INSTANT:
    case VALEDOR__V1__FACT__VALUE_SPAN:
    case VALEDOR__V1__FACT__VALUE_LITERAL:
        /* All of them are the same member of the union. */
        *ret_literal = vd_str_of(fact->literal);
        return check_text(w, fact->id, fact->literal);
    default:
        return vd_fail(w->err, VD_INVALID_ARGUMENT,
                       "The fact %s comes without a value: leave it out when it is not known.",
                       fact->id);
    }
}

static vd_status read_fact(const work *w, const Valedor__V1__Fact *fact,
                           vd_doc_statement *statement)
{
    const struct {
        const char *what;
        const char *text;
        vd_str *ret;
    } texts[] = {
        {"A fact's valid_from", fact->valid_from, &statement->from},
        {"A fact's valid_until", fact->valid_until, &statement->until},
        {"A fact's supplier", fact->supplier, &statement->supplier},
        {"A fact's said_on", fact->said_on, &statement->said_on},
        {"A fact's source", fact->source, &statement->source},
    };
    vd_status status = check_id(w, "A fact's id", fact->id);

    if (!status && fact->instance[0])
        status = check_id(w, "A record's id", fact->instance);
    for (size_t i = 0; !status && i < sizeof(texts) / sizeof(texts[0]); i++) {
        status = check_text(w, texts[i].what, texts[i].text);
        *texts[i].ret = vd_str_of(texts[i].text);
    }
    if (status)
        return status;
    statement->fact = vd_str_of(fact->id);
    statement->instance = vd_str_of(fact->instance);
    if (fact->value_case == VALEDOR__V1__FACT__VALUE_NONE)
        statement->presence = VD_ABSENT;
    else if (fact->value_case == VALEDOR__V1__FACT__VALUE_UNKNOWABLE)
        statement->presence = VD_UNKNOWABLE;
    else
        return literal_of(w, fact, &statement->literal);
    return VD_OK;
}

static vd_status read_facts(const work *w, const Valedor__V1__Case *message, vd_case_doc *doc)
{
    vd_status status =
        check_count(w, "statements about facts", message->n_facts, VD_CASE_STATEMENTS_MAX);

    if (status)
        return status;
    doc->statements = VD_NEW_ARRAY(w->arena, vd_doc_statement, message->n_facts);
    if (!doc->statements)
        return exhausted(w);
    for (size_t i = 0; !status && i < message->n_facts; i++)
        status = read_fact(w, message->facts[i], &doc->statements[i]);
    doc->statement_count = message->n_facts;
    return status;
}

static vd_status read_records(const work *w, const Valedor__V1__Case *message, vd_case_doc *doc)
{
    vd_status status = check_count(w, "records", message->n_records, VD_CASE_RECORDS_MAX);

    if (!status)
        status = check_count(w, "lists of records", message->n_lists, VD_CASE_RECORDS_MAX);
    if (status)
        return status;
    doc->instances = VD_NEW_ARRAY(w->arena, vd_doc_instance, message->n_records);
    doc->lists = VD_NEW_ARRAY(w->arena, vd_doc_list, message->n_lists);
    if (!doc->instances || !doc->lists)
        return exhausted(w);
    for (size_t i = 0; i < message->n_records; i++) {
        const Valedor__V1__Record *record = message->records[i];

        if ((status = check_id(w, "A list's id", record->list)) ||
            (status = check_id(w, "A record's id", record->id)))
            return status;
        doc->instances[i].list = vd_str_of(record->list);
        doc->instances[i].id = vd_str_of(record->id);
    }
    for (size_t i = 0; i < message->n_lists; i++) {
        status = check_id(w, "A list's id", message->lists[i]->list);
        if (status)
            return status;
        doc->lists[i].list = vd_str_of(message->lists[i]->list);
        doc->lists[i].complete = message->lists[i]->complete;
    }
    doc->instance_count = message->n_records;
    doc->list_count = message->n_lists;
    return VD_OK;
}

static vd_status read_text(const work *w, Valedor__V1__LocalText *const *texts, size_t count,
                           vd_text *ret_text)
{
    vd_status status = check_count(w, "languages of one text", count, VD_CASE_LANGUAGES_MAX);
    vd_translation *translations;

    if (status)
        return status;
    translations = VD_NEW_ARRAY(w->arena, vd_translation, count);
    if (!translations)
        return exhausted(w);
    for (size_t i = 0; i < count; i++) {
        /* No language: a text that was written without saying which. */
        if (texts[i]->language[0] && (status = check_id(w, "A language", texts[i]->language)))
            return status;
        if ((status = check_text(w, "A title or note", texts[i]->text)))
            return status;
        translations[i].language = vd_str_of(texts[i]->language);
        translations[i].text = vd_str_of(texts[i]->text);
    }
    *ret_text = (vd_text){count, translations};
    return VD_OK;
}

vd_status vd_message_read_case(vd_arena *arena, const Valedor__V1__Case *message,
                               vd_case_doc *ret_doc, vd_error *err)
{
    const work w = {arena, err};
    vd_case_doc doc = {.id = vd_str_of(message->id),
                       .jurisdiction = vd_str_of(message->jurisdiction),
                       .ask_on = vd_str_of(message->ask_on)};
    vd_status status;

    if ((status = check_id(&w, "A case's id", message->id)) ||
        (status = check_text(&w, "A case's ask_on", message->ask_on)) ||
        (message->jurisdiction[0] &&
         (status = check_id(&w, "A case's jurisdiction", message->jurisdiction))) ||
        (status = read_text(&w, message->title, message->n_title, &doc.title)) ||
        (status = read_text(&w, message->note, message->n_note, &doc.note)) ||
        (status = read_records(&w, message, &doc)) || (status = read_facts(&w, message, &doc)))
        return status;
    *ret_doc = doc;
    return VD_OK;
}

/* A copy with a NUL behind it; NULL when the arena is exhausted. */
static char *copy(const work *w, vd_str text)
{
    if (text.len == 0)
        return (char *)protobuf_c_empty_string;
    return (char *)vd_arena_copy(w->arena, text).ptr;
}

static Valedor__V1__Fact *write_fact(const work *w, const vd_doc_statement *said)
{
    static Valedor__V1__Nothing nothing = VALEDOR__V1__NOTHING__INIT;
    Valedor__V1__Fact *fact = VD_NEW(w->arena, Valedor__V1__Fact);

    if (!fact)
        return NULL;
    valedor__v1__fact__init(fact);
    fact->id = copy(w, said->fact);
    fact->instance = copy(w, said->instance);
    fact->valid_from = copy(w, said->from);
    fact->valid_until = copy(w, said->until);
    fact->supplier = copy(w, said->supplier);
    fact->said_on = copy(w, said->said_on);
    fact->source = copy(w, said->source);
    if (said->presence == VD_PRESENT) {
        fact->value_case = VALEDOR__V1__FACT__VALUE_LITERAL;
        fact->literal = copy(w, said->literal);
        if (!fact->literal)
            return NULL;
    } else if (said->presence == VD_ABSENT) {
        fact->value_case = VALEDOR__V1__FACT__VALUE_NONE;
        fact->none = &nothing;
    } else {
        fact->value_case = VALEDOR__V1__FACT__VALUE_UNKNOWABLE;
        fact->unknowable = &nothing;
    }
    if (!fact->id || !fact->instance || !fact->valid_from || !fact->valid_until ||
        !fact->supplier || !fact->said_on || !fact->source)
        return NULL;
    return fact;
}

static bool write_facts(const work *w, const vd_case_doc *doc, Valedor__V1__Case *out)
{
    out->facts = VD_NEW_ARRAY(w->arena, Valedor__V1__Fact *, doc->statement_count);
    if (!out->facts)
        return false;
    for (size_t i = 0; i < doc->statement_count; i++) {
        /* What was withheld is not for others to know of. */
        if (doc->statements[i].presence == VD_WITHHELD)
            continue;
        out->facts[out->n_facts] = write_fact(w, &doc->statements[i]);
        if (!out->facts[out->n_facts])
            return false;
        out->n_facts++;
    }
    return true;
}

static bool write_records(const work *w, const vd_case_doc *doc, Valedor__V1__Case *out)
{
    out->records = VD_NEW_ARRAY(w->arena, Valedor__V1__Record *, doc->instance_count);
    out->lists = VD_NEW_ARRAY(w->arena, Valedor__V1__RecordList *, doc->list_count);
    if (!out->records || !out->lists)
        return false;
    for (size_t i = 0; i < doc->instance_count; i++) {
        Valedor__V1__Record *record = VD_NEW(w->arena, Valedor__V1__Record);

        if (!record)
            return false;
        valedor__v1__record__init(record);
        record->list = copy(w, doc->instances[i].list);
        record->id = copy(w, doc->instances[i].id);
        if (!record->list || !record->id)
            return false;
        out->records[out->n_records++] = record;
    }
    for (size_t i = 0; i < doc->list_count; i++) {
        Valedor__V1__RecordList *list = VD_NEW(w->arena, Valedor__V1__RecordList);

        if (!list)
            return false;
        valedor__v1__record_list__init(list);
        list->list = copy(w, doc->lists[i].list);
        list->complete = doc->lists[i].complete;
        if (!list->list)
            return false;
        out->lists[out->n_lists++] = list;
    }
    return true;
}

static bool write_text(const work *w, const vd_text *text, Valedor__V1__LocalText ***ret_texts,
                       size_t *ret_count)
{
    Valedor__V1__LocalText **out = VD_NEW_ARRAY(w->arena, Valedor__V1__LocalText *, text->count);

    if (!out)
        return false;
    for (size_t i = 0; i < text->count; i++) {
        out[i] = VD_NEW(w->arena, Valedor__V1__LocalText);
        if (!out[i])
            return false;
        valedor__v1__local_text__init(out[i]);
        out[i]->language = copy(w, text->translations[i].language);
        out[i]->text = copy(w, text->translations[i].text);
        if (!out[i]->language || !out[i]->text)
            return false;
    }
    *ret_texts = out;
    *ret_count = text->count;
    return true;
}

vd_status vd_message_write_case(vd_arena *arena, const vd_case_doc *doc,
                                Valedor__V1__Case **ret_message, vd_error *err)
{
    const work w = {arena, err};
    Valedor__V1__Case *out = VD_NEW(arena, Valedor__V1__Case);

    if (!out)
        return exhausted(&w);
    valedor__v1__case__init(out);
    out->id = copy(&w, doc->id);
    out->ask_on = copy(&w, doc->ask_on);
    out->jurisdiction = copy(&w, doc->jurisdiction);
    if (!out->id || !out->ask_on || !out->jurisdiction ||
        !write_text(&w, &doc->title, &out->title, &out->n_title) ||
        !write_text(&w, &doc->note, &out->note, &out->n_note) || !write_records(&w, doc, out) ||
        !write_facts(&w, doc, out))
        return exhausted(&w);
    *ret_message = out;
    return VD_OK;
}

static void *allocate(void *arena, size_t size)
{
    return vd_arena_alloc(arena, size);
}

static void give_back(void *arena, void *memory)
{
    (void)arena;
    (void)memory;
}

ProtobufCAllocator vd_message_allocator(vd_arena *arena)
{
    return (ProtobufCAllocator){allocate, give_back, arena};
}
