/*
 * Cases: put, get, list, and what happened to them. A case is checked against the packs at the door;
 * its record and its event in the history are written together.
 */
#include "server/service.h"

#include <sodium.h>

#include "codec/event.h"
#include "codec/message.h"
#include "server/clock.h"
#include "server/merge.h"

#include "valedor/v1/case.pb-c.h"

#define PAGE_SIZE_DEFAULT 100
#define PAGE_SIZE_MAX 1000
#define SHORT_TEXT_MAX 8192

typedef struct draft {
    vd_case_doc doc;
    vd_str record; /* of a put: encoded before its turn comes, its mark set then */
    uint64_t if_revision;
    vd_event event;
} draft;

static vd_status exhausted(vd_error *err)
{
    return vd_fail(err, VD_RESOURCE_EXHAUSTED,
                   "The case is too large for the memory of one request.");
}

static vd_status no_such_case(vd_str id, vd_error *err)
{
    return vd_fail(err, VD_NOT_FOUND, "There is no case \"%.*s\".", VD_STR_ARGS(id));
}

static vd_status check_id(const char *text, vd_error *err)
{
    if (vd_message_id_valid(vd_str_of(text)))
        return VD_OK;
    return vd_fail(err, VD_INVALID_ARGUMENT,
                   "A case's id begins with a letter or digit and has at most 128 letters, digits, "
                   "dots, hyphens, underscores and colons.");
}

/* Ids that the service gives out sort by time, which is how they are stored cheapest. */
static char *new_id(vd_arena *arena, int64_t now)
{
    unsigned char noise[10];

    randombytes_buf(noise, sizeof(noise));
    return (char *)vd_arena_printf(arena, "c%010llx-%02x%02x%02x%02x%02x%02x%02x%02x%02x%02x",
                                   (unsigned long long)now, noise[0], noise[1], noise[2], noise[3],
                                   noise[4], noise[5], noise[6], noise[7], noise[8], noise[9])
        .ptr;
}

/* What is stored under the doc's id; a mark of zeros when there is nothing. */
static vd_status current_of(vd_request *request, vd_txn *txn, vd_str id, vd_str *ret_bytes,
                            vd_record_mark *ret_mark, vd_error *err)
{
    vd_record_head head = {0};
    vd_status status = vd_txn_get(txn, VD_SPACE_CASES, id, ret_bytes, err);

    if (status == VD_OK)
        status = vd_record_read_head(request->arena, *ret_bytes, &head, err);
    if (status == VD_OK)
        *ret_mark = head.mark;
    return status;
}

static vd_status check_revision(uint64_t wanted, uint64_t is, vd_error *err)
{
    if (wanted == 0 || wanted == is)
        return VD_OK;
    return vd_fail(err, VD_ABORTED,
                   "The case is at revision %llu, not %llu: read it again and put your change on "
                   "top.",
                   (unsigned long long)is, (unsigned long long)wanted);
}

/* The case and its event, to be put together. */
static vd_status lay_out(vd_request *request, vd_event *event, vd_record_mark mark, vd_error *err)
{
    vd_put *history = &request->puts[request->put_count++];
    vd_put *current = &request->puts[request->put_count++];
    char *key = vd_arena_alloc(request->arena, 8);
    vd_status status =
        key ? vd_event_encode(request->arena, event, &history->value, err) : exhausted(err);

    if (status)
        return status;
    history->space = VD_SPACE_HISTORY;
    history->key = vd_sequence_key(mark.sequence, key);
    *current = (vd_put){VD_SPACE_CASES, event->case_id, event->record};
    return VD_OK;
}

static vd_status run_put(vd_request *request, vd_txn *txn, vd_error *err)
{
    draft *d = request->draft;
    Valedor__V1__PutCaseResponse *reply = VD_NEW(request->arena, Valedor__V1__PutCaseResponse);
    vd_record_mark mark = {0};
    vd_record_mark next;
    vd_str before = {0};
    vd_status status = current_of(request, txn, d->doc.id, &before, &mark, err);

    if (!reply)
        return exhausted(err);
    if (status && status != VD_NOT_FOUND)
        return status;
    status = check_revision(d->if_revision, mark.revision, err);
    if (status)
        return status;
    next.revision = mark.revision + 1;
    status = vd_txn_next_sequence(txn, VD_SPACE_HISTORY, &next.sequence, err);
    if (status)
        return status;
    vd_record_set_mark((char *)d->record.ptr, next);
    valedor__v1__put_case_response__init(reply);
    reply->id = (char *)d->doc.id.ptr;
    reply->revision = next.revision;
    reply->created = mark.revision == 0;
    request->reply = &reply->base;
    d->event.record = d->record;
    d->event.revision = next.revision;
    d->event.previous = mark.sequence;
    return lay_out(request, &d->event, next, err);
}

static draft *new_draft(vd_request *request, vd_event_kind kind)
{
    draft *d = VD_NEW(request->arena, draft);

    if (!d)
        return NULL;
    d->event = (vd_event){.kind = kind, .said_at = request->now, .principal = request->principal};
    request->draft = d;
    return d;
}

/* Both the case and the request may name the revision that is to be replaced. */
static vd_status wanted_revision(const Valedor__V1__PutCaseRequest *message, uint64_t *ret_revision,
                                 vd_error *err)
{
    uint64_t in_case = message->case_->revision;

    if (in_case && message->if_revision && in_case != message->if_revision)
        return vd_fail(err, VD_INVALID_ARGUMENT,
                       "The case says revision %llu and if_revision %llu: give one of them.",
                       (unsigned long long)in_case, (unsigned long long)message->if_revision);
    *ret_revision = message->if_revision ? message->if_revision : in_case;
    return VD_OK;
}

vd_status vd_cases_put(vd_request *request, vd_error *err)
{
    const Valedor__V1__PutCaseRequest *message =
        (const Valedor__V1__PutCaseRequest *)request->message;
    vd_dictionary *dictionary = vd_wordbook_dictionary(request->service->book);
    draft *d = new_draft(request, VD_EVENT_PUT);
    const vd_case *linked = NULL;
    vd_status status;

    if (!d)
        return exhausted(err);
    if (!message->case_)
        return vd_fail(err, VD_INVALID_ARGUMENT, "A put needs a case.");
    if (message->case_->id[0] == '\0')
        message->case_->id = new_id(request->arena, request->now);
    if (!message->case_->id)
        return exhausted(err);
    status = wanted_revision(message, &d->if_revision, err);
    if (status == VD_OK)
        status = vd_message_read_case(request->arena, message->case_, &d->doc, err);
    if (status == VD_OK)
        status = vd_case_link(request->arena, request->packs->program, &d->doc, &linked, err);
    if (status == VD_OK)
        status = vd_case_check_past(request->packs->program, linked, request->now, err);
    if (status == VD_OK)
        status = vd_record_encode(request->arena, dictionary, request->packs->program, &d->doc,
                                  (vd_record_mark){0}, &d->record, err);
    if (status)
        return status;
    d->event.case_id = d->doc.id;
    return vd_request_submit(request, run_put);
}

vd_status vd_cases_get(vd_request *request, vd_error *err)
{
    const Valedor__V1__GetCaseRequest *message =
        (const Valedor__V1__GetCaseRequest *)request->message;
    Valedor__V1__GetCaseResponse *reply = VD_NEW(request->arena, Valedor__V1__GetCaseResponse);
    vd_str id = vd_str_of(message->id);
    vd_record_mark mark = {0};
    vd_case_doc doc = {0};
    vd_str bytes = {0};
    vd_status status = reply ? check_id(message->id, err) : exhausted(err);

    if (status == VD_OK)
        status =
            vd_store_get(request->service->store, request->arena, VD_SPACE_CASES, id, &bytes, err);
    if (status == VD_NOT_FOUND)
        return no_such_case(id, err);
    if (status == VD_OK)
        status = vd_record_read_doc(request->arena, vd_wordbook_dictionary(request->service->book),
                                    bytes, &doc, &mark, err);
    if (status)
        return status;
    valedor__v1__get_case_response__init(reply);
    status = vd_message_write_case(request->arena, &doc, &reply->case_, err);
    if (status)
        return status;
    reply->case_->revision = mark.revision;
    request->reply = &reply->base;
    return VD_OK;
}

/* A page token is the last id of the page before, in a form that invites nobody to make one. */
static vd_status read_token(vd_arena *arena, const char *token, vd_str *ret_after, vd_error *err)
{
    size_t len = strlen(token);
    char *id = vd_arena_alloc(arena, len + 1);
    size_t id_len = 0;

    if (!id)
        return exhausted(err);
    if (len > 2 * VD_STORE_KEY_MAX ||
        sodium_base642bin((unsigned char *)id, len + 1, token, len, NULL, &id_len, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) ||
        (len && !vd_message_id_valid((vd_str){id, id_len})))
        return vd_fail(err, VD_INVALID_ARGUMENT,
                       "The page token is not one that this service gave out.");
    *ret_after = (vd_str){id, id_len};
    return VD_OK;
}

static char *new_token(vd_arena *arena, vd_str id)
{
    size_t size = sodium_base64_encoded_len(id.len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *token = vd_arena_alloc(arena, size);

    if (!token)
        return NULL;
    return sodium_bin2base64(token, size, (const unsigned char *)id.ptr, id.len,
                             sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static char *text_of(vd_arena *arena, vd_str text)
{
    return (char *)vd_arena_copy(arena, text).ptr;
}

static bool write_title(vd_arena *arena, const vd_text *title, Valedor__V1__CaseSummary *summary)
{
    summary->title = VD_NEW_ARRAY(arena, Valedor__V1__LocalText *, title->count);
    if (!summary->title)
        return false;
    for (size_t i = 0; i < title->count; i++) {
        Valedor__V1__LocalText *text = VD_NEW(arena, Valedor__V1__LocalText);

        if (!text)
            return false;
        valedor__v1__local_text__init(text);
        text->language = text_of(arena, title->translations[i].language);
        text->text = text_of(arena, title->translations[i].text);
        if (!text->language || !text->text)
            return false;
        summary->title[i] = text;
    }
    summary->n_title = title->count;
    return true;
}

static vd_status summarize(vd_arena *arena, const vd_item_bytes *item,
                           Valedor__V1__CaseSummary **ret_summary, vd_error *err)
{
    Valedor__V1__CaseSummary *summary = VD_NEW(arena, Valedor__V1__CaseSummary);
    vd_record_head head = {0};
    vd_status status =
        summary ? vd_record_read_head(arena, item->value, &head, err) : exhausted(err);

    if (status)
        return status;
    valedor__v1__case_summary__init(summary);
    summary->id = (char *)item->key.ptr; /* a copy with a NUL behind it */
    summary->revision = head.mark.revision;
    summary->ask_on = text_of(arena, head.ask_on);
    summary->jurisdiction = text_of(arena, head.jurisdiction);
    if (!summary->ask_on || !summary->jurisdiction || !write_title(arena, &head.title, summary))
        return exhausted(err);
    *ret_summary = summary;
    return VD_OK;
}

static vd_status write_page(vd_request *request, const vd_page *page, vd_error *err)
{
    vd_arena *arena = request->arena;
    Valedor__V1__ListCasesResponse *reply = VD_NEW(arena, Valedor__V1__ListCasesResponse);

    if (!reply)
        return exhausted(err);
    valedor__v1__list_cases_response__init(reply);
    reply->cases = VD_NEW_ARRAY(arena, Valedor__V1__CaseSummary *, page->count);
    if (!reply->cases)
        return exhausted(err);
    for (; reply->n_cases < page->count; reply->n_cases++) {
        vd_status status =
            summarize(arena, &page->items[reply->n_cases], &reply->cases[reply->n_cases], err);

        if (status)
            return status;
    }
    if (page->more)
        reply->next_page_token = new_token(arena, page->items[page->count - 1].key);
    if (!reply->next_page_token)
        return exhausted(err);
    request->reply = &reply->base;
    return VD_OK;
}

vd_status vd_cases_list(vd_request *request, vd_error *err)
{
    const Valedor__V1__ListCasesRequest *message =
        (const Valedor__V1__ListCasesRequest *)request->message;
    size_t limit = message->page_size ? message->page_size : PAGE_SIZE_DEFAULT;
    vd_page page = {0};
    vd_str after = {0};
    vd_status status;

    if (limit > PAGE_SIZE_MAX)
        return vd_fail(err, VD_INVALID_ARGUMENT, "A page has at most %d cases.", PAGE_SIZE_MAX);
    status = read_token(request->arena, message->page_token, &after, err);
    if (status == VD_OK)
        status = vd_store_list(request->service->store, request->arena, VD_SPACE_CASES, after,
                               limit, &page, err);
    return status ? status : write_page(request, &page, err);
}

/* The stored case with what is said now, checked against the packs. */
static vd_status merge(vd_request *request, vd_str before, vd_case_doc *ret_doc, vd_error *err)
{
    draft *d = request->draft;
    const vd_program *program = request->packs->program;
    const vd_case *linked = NULL;
    vd_case_doc known = {0};
    vd_record_mark mark;
    vd_status status =
        vd_record_read_doc(request->arena, vd_wordbook_dictionary(request->service->book), before,
                           ret_doc, &mark, err);

    if (status == VD_OK)
        status = vd_merge(request->arena, ret_doc, &d->doc, err);
    if (status == VD_OK)
        status = vd_merge_known(request->arena, program, ret_doc, &known, err);
    if (status == VD_OK)
        status = vd_case_link(request->arena, program, &known, &linked, err);
    return status ? status : vd_case_check_past(program, linked, request->now, err);
}

static vd_status run_event(vd_request *request, vd_txn *txn, vd_error *err)
{
    draft *d = request->draft;
    Valedor__V1__RecordEventResponse *reply =
        VD_NEW(request->arena, Valedor__V1__RecordEventResponse);
    vd_record_mark mark = {0};
    vd_record_mark next;
    vd_case_doc doc = {0};
    vd_str before = {0};
    vd_status status = current_of(request, txn, d->event.case_id, &before, &mark, err);

    if (!reply)
        return exhausted(err);
    if (status == VD_NOT_FOUND)
        return no_such_case(d->event.case_id, err);
    if (status == VD_OK)
        status = check_revision(d->if_revision, mark.revision, err);
    if (status == VD_OK)
        status = merge(request, before, &doc, err);
    if (status == VD_OK)
        status = vd_txn_next_sequence(txn, VD_SPACE_HISTORY, &next.sequence, err);
    next.revision = mark.revision + 1;
    if (status == VD_OK)
        status = vd_record_encode(request->arena, vd_wordbook_dictionary(request->service->book),
                                  request->packs->program, &doc, next, &d->event.record, err);
    if (status)
        return status;
    valedor__v1__record_event_response__init(reply);
    reply->revision = next.revision;
    reply->sequence = next.sequence;
    request->reply = &reply->base;
    d->event.revision = next.revision;
    d->event.previous = mark.sequence;
    return lay_out(request, &d->event, next, err);
}

/* What an event says is checked as a case of its own. */
static vd_status read_event(vd_request *request, const Valedor__V1__RecordEventRequest *message,
                            draft *d, vd_error *err)
{
    Valedor__V1__Case said = VALEDOR__V1__CASE__INIT;

    said.id = message->case_id;
    said.n_facts = message->n_facts;
    said.facts = message->facts;
    said.n_records = message->n_records;
    said.records = message->records;
    said.n_lists = message->n_lists;
    said.lists = message->lists;
    d->if_revision = message->if_revision;
    d->event.case_id = vd_str_of(message->case_id);
    d->event.happened_on = vd_str_of(message->happened_on);
    d->event.code = vd_str_of(message->kind);
    d->event.note = vd_str_of(message->note);
    if (d->event.happened_on.len > 64 || d->event.code.len > SHORT_TEXT_MAX ||
        d->event.note.len > SHORT_TEXT_MAX)
        return vd_fail(err, VD_INVALID_ARGUMENT, "A text of the event is longer than %d bytes.",
                       SHORT_TEXT_MAX);
    return vd_message_read_case(request->arena, &said, &d->doc, err);
}

static vd_status check_happened_on(const vd_event *event, vd_error *err)
{
    vd_arena arena;
    vd_value value;
    bool valid;

    if (event->happened_on.len == 0)
        return VD_OK;
    vd_arena_init(&arena, 0);
    valid = vd_value_parse(&arena, event->happened_on, vd_type_of(VD_TYPE_DATE), &value, NULL) ==
                VD_OK ||
            vd_value_parse(&arena, event->happened_on, vd_type_of(VD_TYPE_DATE_TIME), &value,
                           NULL) == VD_OK;
    vd_arena_done(&arena);
    if (valid)
        return VD_OK;
    return vd_fail(err, VD_INVALID_ARGUMENT,
                   "\"happened_on\" is a date (2024-01-10) or an instant "
                   "(2024-01-10T10:00:00-05:00).");
}

vd_status vd_cases_record_event(vd_request *request, vd_error *err)
{
    const Valedor__V1__RecordEventRequest *message =
        (const Valedor__V1__RecordEventRequest *)request->message;
    draft *d = new_draft(request, VD_EVENT_RECORDED);
    vd_status status = d ? check_id(message->case_id, err) : exhausted(err);

    if (status == VD_OK)
        status = read_event(request, message, d, err);
    if (status == VD_OK)
        status = check_happened_on(&d->event, err);
    return status ? status : vd_request_submit(request, run_event);
}
