#include "engine/feel/types.h"

#include "engine/feel/node.h"

#include <stdio.h>

static const vd_type simple[] = {
    [VD_TYPE_ANY] = {.kind = VD_TYPE_ANY},
    [VD_TYPE_NULL] = {.kind = VD_TYPE_NULL},
    [VD_TYPE_BOOL] = {.kind = VD_TYPE_BOOL},
    [VD_TYPE_NUMBER] = {.kind = VD_TYPE_NUMBER},
    [VD_TYPE_STRING] = {.kind = VD_TYPE_STRING},
    [VD_TYPE_DATE] = {.kind = VD_TYPE_DATE},
    [VD_TYPE_TIME] = {.kind = VD_TYPE_TIME},
    [VD_TYPE_DATE_TIME] = {.kind = VD_TYPE_DATE_TIME},
    [VD_TYPE_DAYS] = {.kind = VD_TYPE_DAYS},
    [VD_TYPE_MONTHS] = {.kind = VD_TYPE_MONTHS},
    [VD_TYPE_SPAN] = {.kind = VD_TYPE_SPAN},
    [VD_TYPE_LIST] = {.kind = VD_TYPE_LIST, .element = &simple[VD_TYPE_ANY]},
    [VD_TYPE_RANGE] = {.kind = VD_TYPE_RANGE, .element = &simple[VD_TYPE_ANY]},
    [VD_TYPE_CONTEXT] = {.kind = VD_TYPE_CONTEXT},
    [VD_TYPE_RECORD] = {.kind = VD_TYPE_RECORD},
    [VD_TYPE_FUNCTION] = {.kind = VD_TYPE_FUNCTION, .element = &simple[VD_TYPE_ANY]},
};

static const char *const names[] = {
    [VD_TYPE_ANY] = "Any",
    [VD_TYPE_NULL] = "Null",
    [VD_TYPE_BOOL] = "boolean",
    [VD_TYPE_NUMBER] = "number",
    [VD_TYPE_STRING] = "string",
    [VD_TYPE_DATE] = "date",
    [VD_TYPE_TIME] = "time",
    [VD_TYPE_DATE_TIME] = "date and time",
    [VD_TYPE_DAYS] = "days and time duration",
    [VD_TYPE_MONTHS] = "years and months duration",
    [VD_TYPE_SPAN] = "span",
    [VD_TYPE_LIST] = "list",
    [VD_TYPE_RANGE] = "range",
    [VD_TYPE_CONTEXT] = "context",
    [VD_TYPE_RECORD] = "record",
    [VD_TYPE_FUNCTION] = "function",
};

const vd_type *vd_type_of(vd_type_kind kind)
{
    return &simple[kind];
}

bool vd_type_is_name(vd_str name)
{
    return vd_type_named(name) != NULL;
}

const vd_type *vd_type_named(vd_str name)
{
    for (size_t kind = VD_TYPE_ANY; kind <= VD_TYPE_SPAN; kind++)
        if (vd_str_eq(name, vd_str_of(names[kind])))
            return &simple[kind];
    return NULL;
}

static const vd_type *made_of(vd_arena *arena, vd_type_kind kind, const vd_type *element)
{
    vd_type *type;

    if (element->kind == VD_TYPE_ANY)
        return &simple[kind];
    type = VD_NEW(arena, vd_type);
    if (type)
        *type = (vd_type){.kind = kind, .element = element};
    return type;
}

const vd_type *vd_type_list_of(vd_arena *arena, const vd_type *element)
{
    return made_of(arena, VD_TYPE_LIST, element);
}

const vd_type *vd_type_range_of(vd_arena *arena, const vd_type *element)
{
    return made_of(arena, VD_TYPE_RANGE, element);
}

size_t vd_type_field(const vd_type *type, vd_str name)
{
    size_t i = 0;

    while (i < type->field_count && !vd_str_eq(type->fields[i].name, name))
        i++;
    return i;
}

/* The fields of both contexts: an entry that one of them lacks is null there. */
static const vd_type *join_contexts(vd_arena *arena, const vd_type *a, const vd_type *b)
{
    vd_type *type = VD_NEW(arena, vd_type);
    vd_field *fields = VD_NEW_ARRAY(arena, vd_field, a->field_count + b->field_count);

    if (!type || !fields)
        return NULL;
    *type = (vd_type){.kind = VD_TYPE_CONTEXT, .fields = fields};
    for (size_t i = 0; i < a->field_count; i++)
        fields[type->field_count++] = a->fields[i];
    for (size_t i = 0; i < b->field_count; i++) {
        size_t same = vd_type_field(a, b->fields[i].name);

        if (same == a->field_count)
            fields[type->field_count++] = b->fields[i];
        else
            fields[same].type = vd_type_join(arena, a->fields[same].type, b->fields[i].type);
        if (same < a->field_count && !fields[same].type)
            return NULL;
    }
    return type;
}

/* Bounded by the nesting of the types, which the parser limits. */
const vd_type *vd_type_join(vd_arena *arena, const vd_type *a, const vd_type *b)
{
    const vd_type *element;

    if (a == b || b->kind == VD_TYPE_NULL)
        return a;
    if (a->kind == VD_TYPE_NULL)
        return b;
    if (a->kind != b->kind)
        return &simple[VD_TYPE_ANY];
    switch (a->kind) {
    case VD_TYPE_LIST:
    case VD_TYPE_RANGE:
        element = vd_type_join(arena, a->element, b->element);
        return element ? made_of(arena, a->kind, element) : NULL;
    case VD_TYPE_CONTEXT:
        return join_contexts(arena, a, b);
    case VD_TYPE_RECORD:
    case VD_TYPE_FUNCTION:
        return &simple[VD_TYPE_ANY];
    default:
        return &simple[a->kind]; /* of two sets of codes: any text */
    }
}

static bool is_open(const vd_type *type)
{
    return type->kind == VD_TYPE_ANY || type->kind == VD_TYPE_NULL;
}

bool vd_type_comparable(const vd_type *a, const vd_type *b)
{
    if (is_open(a) || is_open(b))
        return true;
    if (a->kind != b->kind)
        return false;
    if (a->kind == VD_TYPE_LIST || a->kind == VD_TYPE_RANGE)
        return vd_type_comparable(a->element, b->element);
    return true;
}

bool vd_type_accepts(const vd_type *wanted, const vd_type *given)
{
    if (is_open(wanted) || is_open(given))
        return true;
    if (wanted->kind != given->kind)
        return false;
    switch (wanted->kind) {
    case VD_TYPE_LIST:
    case VD_TYPE_RANGE:
        return vd_type_accepts(wanted->element, given->element);
    case VD_TYPE_RECORD:
        return wanted == given || wanted->fields == given->fields;
    case VD_TYPE_STRING:
        for (size_t i = 0; wanted->code_count && i < given->code_count; i++)
            if (!vd_type_has_code(wanted, given->codes[i]))
                return false;
        return true;
    default:
        return true;
    }
}

bool vd_type_has_code(const vd_type *type, vd_str code)
{
    for (size_t i = 0; i < type->code_count; i++)
        if (vd_str_eq(type->codes[i], code))
            return true;
    return false;
}

const char *vd_type_text(const vd_type *type, char text[VD_TYPE_TEXT])
{
    size_t length = 0;

    for (; (type->kind == VD_TYPE_LIST || type->kind == VD_TYPE_RANGE) &&
           type->element->kind != VD_TYPE_ANY && length < VD_TYPE_TEXT / 2;
         type = type->element)
        length +=
            (size_t)snprintf(text + length, VD_TYPE_TEXT - length, "%s of ", names[type->kind]);
    snprintf(text + length, VD_TYPE_TEXT - length, "%s",
             type->kind == VD_TYPE_ANY ? "any value" : names[type->kind]);
    return text;
}

vd_type_kind vd_type_kind_of(vd_kind kind)
{
    static const vd_type_kind kinds[] = {
        [VD_NULL] = VD_TYPE_NULL,           [VD_BOOL] = VD_TYPE_BOOL,
        [VD_NUMBER] = VD_TYPE_NUMBER,       [VD_STRING] = VD_TYPE_STRING,
        [VD_DATE] = VD_TYPE_DATE,           [VD_TIME] = VD_TYPE_TIME,
        [VD_DATE_TIME] = VD_TYPE_DATE_TIME, [VD_DAYS] = VD_TYPE_DAYS,
        [VD_MONTHS] = VD_TYPE_MONTHS,       [VD_SPAN] = VD_TYPE_SPAN,
        [VD_LIST] = VD_TYPE_LIST,           [VD_CONTEXT] = VD_TYPE_CONTEXT,
        [VD_RANGE] = VD_TYPE_RANGE,         [VD_RECORD] = VD_TYPE_RECORD,
        [VD_FUNCTION] = VD_TYPE_FUNCTION,   [VD_UNKNOWN] = VD_TYPE_ANY,
        [VD_ERROR] = VD_TYPE_ANY,
    };

    return kinds[kind];
}

static const vd_value *entry_named(const vd_context *context, vd_str name)
{
    for (size_t i = 0; i < context->count; i++)
        if (vd_str_eq(context->entries[i].name, name))
            return &context->entries[i].value;
    return NULL;
}

static bool type_conforms(const vd_type *given, const vd_type *wanted);

/* The same number of parameters, each of which takes what the other's takes, and a result that is
 * what the other's is. */
static bool function_conforms(const vd_type *given, const vd_type *wanted)
{
    if (given->field_count != wanted->field_count)
        return false;
    for (size_t i = 0; i < given->field_count; i++)
        if (!type_conforms(wanted->fields[i].type, given->fields[i].type))
            return false;
    return type_conforms(given->element, wanted->element);
}

/* Bounded by the nesting of the types, which the parser limits. */
static bool type_conforms(const vd_type *given, const vd_type *wanted)
{
    if (wanted->kind == VD_TYPE_ANY || given->kind == VD_TYPE_NULL)
        return true;
    if (given->kind != wanted->kind)
        return false;
    switch (wanted->kind) {
    case VD_TYPE_LIST:
    case VD_TYPE_RANGE:
        return type_conforms(given->element, wanted->element);
    case VD_TYPE_FUNCTION:
        return function_conforms(given, wanted);
    case VD_TYPE_CONTEXT:
        for (size_t i = 0; i < wanted->field_count; i++) {
            size_t same = vd_type_field(given, wanted->fields[i].name);

            if (same == given->field_count ||
                !type_conforms(given->fields[same].type, wanted->fields[i].type))
                return false;
        }
        return true;
    default:
        return true;
    }
}

/* Null is of the type Null alone, but an item or an entry may be null in any type. */
static bool part_conforms(const vd_value *value, const vd_type *type)
{
    return value->kind == VD_NULL || vd_value_conforms(value, type);
}

bool vd_value_conforms(const vd_value *value, const vd_type *type)
{
    if (type->kind == VD_TYPE_ANY)
        return value->kind != VD_NULL;
    if (vd_type_kind_of(value->kind) != type->kind)
        return false;
    switch (type->kind) {
    case VD_TYPE_LIST:
        for (size_t i = 0; i < value->u.list->count; i++)
            if (!part_conforms(&value->u.list->items[i], type->element))
                return false;
        return true;
    case VD_TYPE_CONTEXT:
        for (size_t i = 0; i < type->field_count; i++) {
            const vd_value *entry = entry_named(value->u.context, type->fields[i].name);

            if (!entry || !part_conforms(entry, type->fields[i].type))
                return false;
        }
        return true;
    case VD_TYPE_RANGE:
        return part_conforms(&value->u.range->low, type->element) &&
               part_conforms(&value->u.range->high, type->element);
    case VD_TYPE_FUNCTION:
        return value->u.record && function_conforms(((const vd_node *)value->u.record)->type, type);
    default:
        return true;
    }
}

/* Edits to turn one name into the other, or `most` when there are that many. */
static size_t distance(vd_str a, vd_str b, size_t most)
{
    size_t row[65];

    if (a.len > 64 || b.len > 64)
        return most;
    for (size_t j = 0; j <= b.len; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t corner = row[0];

        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t swap = corner + (a.ptr[i - 1] != b.ptr[j - 1]);
            size_t least = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;

            corner = row[j];
            row[j] = swap < least ? swap : least;
        }
    }
    return row[b.len] < most ? row[b.len] : most;
}

vd_str vd_nearest(vd_str name, size_t count, vd_str (*item)(const void *from, size_t index),
                  const void *from)
{
    size_t best = name.len / 3 + 2;
    vd_str found = {0};

    for (size_t i = 0; i < count; i++) {
        size_t edits = distance(name, item(from, i), best);

        if (edits < best) {
            best = edits;
            found = item(from, i);
        }
    }
    return found;
}
