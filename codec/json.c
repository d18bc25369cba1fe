/*
 * Messages are walked by their protobuf descriptors, so that a new field of the contract appears in
 * JSON by itself. What differs from a plain walk stands in three small tables: the keys that are
 * always there, the messages whose fields come in another order, and a due date's own form.
 */
#include "codec/json.h"

#include <inttypes.h>

#include <protobuf-c/protobuf-c.h>

#include "valedor/v1/advice.pb-c.h"
#include "valedor/v1/case.pb-c.h"
#include "valedor/v1/service.pb-c.h"

#define MESSAGE_DEPTH_MAX 80

/* Keys that are there even when they are empty. `null`: what stands for an empty text. */
typedef struct kept {
    const ProtobufCMessageDescriptor *of;
    const char *field;
    bool null;
} kept;

static const kept kept_fields[] = {
    {&valedor__v1__assess_response__descriptor, "case_id", false},
    {&valedor__v1__assess_response__descriptor, "packs", false},
    {&valedor__v1__assess_response__descriptor, "determinations", false},
    {&valedor__v1__assess_response__descriptor, "contradictions", false},
    {&valedor__v1__contradiction__descriptor, "instance", false},
    {&valedor__v1__contradiction__descriptor, "text", false},
    {&valedor__v1__contradiction__descriptor, "facts", false},
    {&valedor__v1__fact_name__descriptor, "instance", false},
    {&valedor__v1__determination__descriptor, "instance", false},
    {&valedor__v1__determination__descriptor, "status", false},
    {&valedor__v1__determination__descriptor, "title", false},
    {&valedor__v1__determination__descriptor, "due", true},
    {&valedor__v1__determination__descriptor, "alternatives", false},
    {&valedor__v1__determination__descriptor, "valid_until", true},
    {&valedor__v1__determination__descriptor, "missing_facts", false},
    {&valedor__v1__determination__descriptor, "presumed", false},
    {&valedor__v1__determination__descriptor, "citations", false},
    {&valedor__v1__determination__descriptor, "text", false},
    {&valedor__v1__alternative__descriptor, "title", false},
    {&valedor__v1__alternative__descriptor, "authority", false},
    {&valedor__v1__alternative__descriptor, "strict", false},
    {&valedor__v1__alternative__descriptor, "headline", false},
    {&valedor__v1__alternative__descriptor, "due", true},
    {&valedor__v1__alternative__descriptor, "citations", false},
    {&valedor__v1__eligible_from__descriptor, "on_record", true},
    {&valedor__v1__eligible_from__descriptor, "if_continues", true},
    {&valedor__v1__eligible_from__descriptor, "provisional", false},
    {&valedor__v1__eligible_from__descriptor, "until", true},
    {&valedor__v1__due__descriptor, "moved", false},
    {&valedor__v1__moved__descriptor, "reason", false},
    {&valedor__v1__moved__descriptor, "citation", true},
    {&valedor__v1__missing_fact__descriptor, "instance", false},
    {&valedor__v1__missing_fact__descriptor, "question", false},
    {&valedor__v1__missing_fact__descriptor, "supplier", false},
    {&valedor__v1__missing_fact__descriptor, "cost", false},
    {&valedor__v1__citation__descriptor, "norm", false},
    {&valedor__v1__citation__descriptor, "norm_title", false},
    {&valedor__v1__citation__descriptor, "article", false},
    {&valedor__v1__citation__descriptor, "version_from", true},
    {&valedor__v1__citation__descriptor, "quote", false},
    {&valedor__v1__citation__descriptor, "confidence", false},
    {&valedor__v1__citation__descriptor, "note", false},
    {&valedor__v1__citation__descriptor, "unavailable", false},
    {&valedor__v1__law_choice__descriptor, "criterion", false},
    {&valedor__v1__law_choice__descriptor, "governing", false},
    {&valedor__v1__law_choice__descriptor, "taken", false},
    {&valedor__v1__law_choice__descriptor, "reason", false},
    {&valedor__v1__law_choice__descriptor, "citations", false},
    {&valedor__v1__action__descriptor, "instance", false},
    {&valedor__v1__action__descriptor, "text", false},
    {&valedor__v1__way__descriptor, "actions", false},
    {&valedor__v1__way__descriptor, "from", true},
    {&valedor__v1__nearest__descriptor, "waiting_until", true},
    {&valedor__v1__nearest__descriptor, "ways", false},
    {&valedor__v1__what_if_response__descriptor, "case_id", false},
    {&valedor__v1__what_if_response__descriptor, "packs", false},
    {&valedor__v1__what_if_response__descriptor, "differences", false},
    {&valedor__v1__what_if_response__descriptor, "unchanged", false},
    {&valedor__v1__difference__descriptor, "instance", false},
    {&valedor__v1__difference__descriptor, "title", false},
    {&valedor__v1__difference__descriptor, "parts", false},
    {&valedor__v1__difference__descriptor, "before", true},
    {&valedor__v1__difference__descriptor, "after", true},
    {&valedor__v1__standing__descriptor, "due", true},
    {&valedor__v1__standing__descriptor, "eligible_from", true},
    {&valedor__v1__standing__descriptor, "version", false},
    {&valedor__v1__standing__descriptor, "missing_facts", false},
    {&valedor__v1__standing__descriptor, "alternatives", false},
    {&valedor__v1__questions_response__descriptor, "case_id", false},
    {&valedor__v1__questions_response__descriptor, "packs", false},
    {&valedor__v1__questions_response__descriptor, "open", false},
    {&valedor__v1__questions_response__descriptor, "questions", false},
    {&valedor__v1__questions_response__descriptor, "left_out", false},
    {&valedor__v1__open_question__descriptor, "waiting", false},
    {&valedor__v1__open_question__descriptor, "settles_least", false},
    {&valedor__v1__open_question__descriptor, "settles_most", false},
    {&valedor__v1__open_question__descriptor, "exact", false},
    {&valedor__v1__open_question__descriptor, "answers", false},
    {&valedor__v1__tried_answer__descriptor, "settled", false},
    {&valedor__v1__timeline_response__descriptor, "case_id", false},
    {&valedor__v1__timeline_response__descriptor, "packs", false},
    {&valedor__v1__timeline_response__descriptor, "instance", false},
    {&valedor__v1__timeline_response__descriptor, "title", false},
    {&valedor__v1__timeline_response__descriptor, "segments", false},
    {&valedor__v1__list_cases_response__descriptor, "cases", false},
    {&valedor__v1__list_packs_response__descriptor, "packs", false},
    {&valedor__v1__check_response__descriptor, "cases", false},
    {&valedor__v1__check_response__descriptor, "packs", false},
    {&valedor__v1__record_list__descriptor, "complete", false},
};

static const char *const answer_order[] = {
    "case_id",        "revision",       "on", "at", "jurisdiction", "engine", "packs",
    "contradictions", "determinations", NULL,
};

typedef enum found { LEFT_OUT, FOUND, FAILED } found;

static json_t *message_json(const ProtobufCMessage *message, int depth);

static const kept *kept_field(const ProtobufCMessageDescriptor *of, const char *field)
{
    for (size_t i = 0; i < sizeof(kept_fields) / sizeof(kept_fields[0]); i++)
        if (kept_fields[i].of == of && strcmp(kept_fields[i].field, field) == 0)
            return &kept_fields[i];
    return NULL;
}

/* One value at `place`. NULL: no memory, not UTF-8, or too deep. */
static json_t *value_json(const ProtobufCFieldDescriptor *field, const void *place, int depth)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_BOOL:
        return json_boolean(*(const protobuf_c_boolean *)place);
    case PROTOBUF_C_TYPE_INT32:
        return json_integer(*(const int32_t *)place);
    case PROTOBUF_C_TYPE_UINT32:
        return json_integer(*(const uint32_t *)place);
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_UINT64:
        return json_integer((json_int_t) * (const int64_t *)place);
    case PROTOBUF_C_TYPE_STRING:
        return json_string(*(char *const *)place);
    case PROTOBUF_C_TYPE_MESSAGE:
        return message_json(*(ProtobufCMessage *const *)place, depth - 1);
    default: /* The contract has no other types. */
        return NULL;
    }
}

static size_t size_of(ProtobufCType type)
{
    switch (type) {
    case PROTOBUF_C_TYPE_BOOL:
        return sizeof(protobuf_c_boolean);
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_UINT32:
        return sizeof(int32_t);
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_UINT64:
        return sizeof(int64_t);
    default:
        return sizeof(void *);
    }
}

static bool is_empty(const ProtobufCFieldDescriptor *field, const void *place)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_BOOL:
        return !*(const protobuf_c_boolean *)place;
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_UINT32:
        return *(const uint32_t *)place == 0;
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_UINT64:
        return *(const uint64_t *)place == 0;
    case PROTOBUF_C_TYPE_STRING:
        return !*(char *const *)place || !**(char *const *)place;
    default:
        return !*(void *const *)place;
    }
}

/* What a descriptor says stands there; the generated struct aligns it. */
static const void *at(const ProtobufCMessage *message, unsigned offset)
{
    return (const char *)message + offset;
}

static found list_json(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field,
                       int depth, json_t **ret_json)
{
    size_t count = *(const size_t *)at(message, field->quantifier_offset);
    const char *items = *(const char *const *)at(message, field->offset);
    json_t *list;

    if (count == 0 && !kept_field(message->descriptor, field->name))
        return LEFT_OUT;
    list = json_array();
    for (size_t i = 0; list && i < count; i++) {
        if (json_array_append_new(
                list, value_json(field, items + i * size_of(field->type), depth)) != 0) {
            json_decref(list);
            return FAILED;
        }
    }
    *ret_json = list;
    return list ? FOUND : FAILED;
}

static found field_json(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field,
                        int depth, json_t **ret_json)
{
    const void *place = at(message, field->offset);
    bool one_of = (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0;

    if (field->label == PROTOBUF_C_LABEL_REPEATED)
        return list_json(message, field, depth, ret_json);
    if (one_of && *(const uint32_t *)at(message, field->quantifier_offset) != field->id)
        return LEFT_OUT;
    if (!one_of && is_empty(field, place)) {
        const kept *keep = kept_field(message->descriptor, field->name);

        if (!keep)
            return LEFT_OUT;
        *ret_json = keep->null ? json_null() : value_json(field, place, depth);
    } else {
        *ret_json = value_json(field, place, depth);
    }
    return *ret_json ? FOUND : FAILED;
}

/* A term is told by its last day, or by the instant where it runs by the hour; how it came about
 * stands beside it. */
static bool put_due(json_t *object, const Valedor__V1__Due *due, int depth)
{
    json_t *detail;

    if (!due)
        return json_object_set_new(object, "due", json_null()) == 0;
    detail = json_object();
    if (!detail || json_object_set_new(
                       object, "due", json_string(due->by_the_hour ? due->at : due->last_day)) != 0)
        goto fail;
    if (json_object_set_new(detail, "at", json_string(due->at)) != 0 ||
        json_object_set_new(detail, "last_day", json_string(due->last_day)) != 0 ||
        json_object_set_new(detail, "by_the_hour", json_boolean(due->by_the_hour)) != 0 ||
        json_object_set_new(detail, "counted_from", json_string(due->counted_from)) != 0)
        goto fail;
    json_t *moved = json_array();

    if (!moved || json_object_set_new(detail, "moved", moved) != 0)
        goto fail;
    for (size_t i = 0; i < due->n_moved; i++)
        if (json_array_append_new(moved, message_json(&due->moved[i]->base, depth - 2)) != 0)
            goto fail;
    return json_object_set_new(object, "due_detail", detail) == 0;
fail:
    json_decref(detail);
    return false;
}

static bool put_field(json_t *object, const ProtobufCMessage *message,
                      const ProtobufCFieldDescriptor *field, int depth)
{
    json_t *value = NULL;

    if (field->type == PROTOBUF_C_TYPE_MESSAGE &&
        field->descriptor == &valedor__v1__due__descriptor)
        return put_due(object, *(Valedor__V1__Due *const *)at(message, field->offset), depth);
    switch (field_json(message, field, depth, &value)) {
    case LEFT_OUT:
        return true;
    case FOUND:
        return json_object_set_new(object, field->name, value) == 0;
    default:
        return false;
    }
}

static json_t *message_json(const ProtobufCMessage *message, int depth)
{
    const ProtobufCMessageDescriptor *descriptor = message->descriptor;
    bool ordered = descriptor == &valedor__v1__assess_response__descriptor;
    json_t *object = depth > 0 ? json_object() : NULL;
    bool put = object != NULL;

    for (unsigned i = 0; put && !ordered && i < descriptor->n_fields; i++)
        put = put_field(object, message, &descriptor->fields[i], depth);
    for (size_t i = 0; put && ordered && answer_order[i]; i++)
        put = put_field(
            object, message,
            protobuf_c_message_descriptor_get_field_by_name(descriptor, answer_order[i]), depth);
    if (put)
        return object;
    json_decref(object);
    return NULL;
}

vd_status vd_json_of_message(const ProtobufCMessage *message, json_t **ret_json, vd_error *err)
{
    json_t *json = message_json(message, MESSAGE_DEPTH_MAX);

    if (!json)
        return vd_fail(err, VD_INTERNAL,
                       "The answer cannot be written as JSON: a text in it is not UTF-8, or memory "
                       "is exhausted.");
    *ret_json = json;
    return VD_OK;
}
