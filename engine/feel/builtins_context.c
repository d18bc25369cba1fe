/*
 * Functions of contexts. What a context holds is known only when it is made, so that their results
 * are any value to the checker. Steps are charged by entry: contexts made of contexts grow.
 */
#include "engine/feel/builtins.h"
#include "engine/feel/eval.h"

#include <valedor/limits.h>

/* A context that is being made; each name once. */
typedef struct maker {
    vd_run *run;
    vd_entry *entries;
    size_t count;
    size_t room;
    vd_value bad; /* what stopped it */
} maker;

static vd_entry *entry_named(const maker *in, vd_str name)
{
    for (size_t i = 0; i < in->count; i++)
        if (vd_str_eq(in->entries[i].name, name))
            return &in->entries[i];
    return NULL;
}

/* Sets or adds an entry. */
static bool put(maker *in, vd_str name, const vd_value *value)
{
    vd_entry *entry = entry_named(in, name);

    in->bad = vd_too_many_steps();
    if (!vd_charge(in->run, in->count + 1))
        return false;
    if (!entry && in->count == in->room) {
        size_t room = in->room ? in->room * 2 : 8;
        vd_entry *entries = VD_NEW_ARRAY(in->run->arena, vd_entry, room);

        in->bad = vd_out_of_memory();
        if (!entries)
            return false;
        if (in->count)
            memcpy(entries, in->entries, in->count * sizeof(*entries));
        in->entries = entries;
        in->room = room;
    }
    if (!entry)
        entry = &in->entries[in->count++];
    *entry = (vd_entry){name, *value};
    entry->value.motion = NULL; /* the arguments stand still */
    return true;
}

static bool put_all(maker *in, const vd_context *context)
{
    for (size_t i = 0; i < context->count; i++)
        if (!put(in, context->entries[i].name, &context->entries[i].value))
            return false;
    return true;
}

static vd_value made(const maker *in)
{
    return vd_context_value(in->run, in->entries, in->count);
}

static const vd_value *value_named(const vd_context *context, vd_str name)
{
    for (size_t i = 0; i < context->count; i++)
        if (vd_str_eq(context->entries[i].name, name))
            return &context->entries[i].value;
    return NULL;
}

static vd_value get_value(vd_run *run, const vd_value *args, size_t count)
{
    const vd_value *found = value_named(args[0].u.context, args[1].u.string);
    vd_value value = found ? *found : vd_null();

    (void)run;
    (void)count;
    value.motion = NULL;
    return value;
}

static vd_value get_entries(vd_run *run, const vd_value *args, size_t count)
{
    const vd_context *context = args->u.context;
    vd_value *items = VD_NEW_ARRAY(run->arena, vd_value, context->count);

    (void)count;
    if (!items)
        return vd_out_of_memory();
    for (size_t i = 0; i < context->count; i++) {
        vd_value key = vd_string(context->entries[i].name);
        maker pair = {.run = run};

        if (!put(&pair, VD_STR("key"), &key) ||
            !put(&pair, VD_STR("value"), &context->entries[i].value))
            return pair.bad;
        items[i] = made(&pair);
    }
    return vd_list_value(run, items, context->count, NULL);
}

/* From contexts that have a key and a value; null when one has not, or a key comes twice. */
static vd_value context_of(vd_run *run, const vd_value *args, size_t count)
{
    const vd_value *items = vd_items(args, count, &count);
    maker in = {.run = run};

    for (size_t i = 0; i < count; i++) {
        const vd_context *pair = items[i].kind == VD_CONTEXT ? items[i].u.context : NULL;
        const vd_value *key = pair ? value_named(pair, VD_STR("key")) : NULL;
        const vd_value *value = pair ? value_named(pair, VD_STR("value")) : NULL;

        if (key && !vd_is_known(key))
            return *key;
        if (!key || !value || key->kind != VD_STRING || entry_named(&in, key->u.string))
            return vd_null();
        if (!put(&in, key->u.string, value))
            return in.bad;
    }
    return made(&in);
}

/* Recursive along the path, which the list's limit and the charge for each level bound. */
static vd_value put_along(vd_run *run, const vd_value *context, const vd_value *path, size_t levels,
                          const vd_value *value)
{
    maker in = {.run = run};
    vd_value inner = *value;

    if (context->kind != VD_CONTEXT || path->kind != VD_STRING || levels > VD_EXPR_NESTING_MAX)
        return vd_null();
    if (levels > 1) {
        const vd_value *below = value_named(context->u.context, path->u.string);

        if (below && !vd_is_known(below))
            return *below;
        inner = below ? put_along(run, below, path + 1, levels - 1, value) : vd_null();
        if (!below || inner.kind != VD_CONTEXT)
            return inner;
    }
    if (!put_all(&in, context->u.context) || !put(&in, path->u.string, &inner))
        return in.bad;
    return made(&in);
}

static vd_value context_put(vd_run *run, const vd_value *args, size_t count)
{
    (void)count;
    return put_along(run, &args[0], &args[1], 1, &args[2]);
}

static vd_value context_put_path(vd_run *run, const vd_value *args, size_t count)
{
    const vd_list *path = args[1].u.list;

    (void)count;
    return path->count ? put_along(run, &args[0], path->items, path->count, &args[2]) : vd_null();
}

static vd_value context_merge(vd_run *run, const vd_value *args, size_t count)
{
    const vd_value *items = vd_items(args, count, &count);
    maker in = {.run = run};

    for (size_t i = 0; i < count; i++) {
        if (items[i].kind != VD_CONTEXT)
            return vd_null();
        if (!put_all(&in, items[i].u.context))
            return in.bad;
    }
    return made(&in);
}

#define CONTEXTS VD_WANT(LIST) | VD_WANT(CONTEXT)

static const vd_builtin rows[] = {
    {"get value",
     get_value,
     2,
     2,
     0,
     VD_TYPE_ANY,
     {{"m", VD_WANT(CONTEXT)}, {"key", VD_WANT(STRING)}}},
    {"get entries", get_entries, 1, 1, 0, VD_TYPE_LIST, {{"m", VD_WANT(CONTEXT)}}},
    {"context", context_of, 1, 1, 0, VD_TYPE_ANY, {{"entries", CONTEXTS}}},
    {"context put",
     context_put,
     3,
     3,
     0,
     VD_TYPE_ANY,
     {{"context", VD_WANT(CONTEXT)}, {"key", VD_WANT(STRING)}, {"value", VD_WANT(ANY)}}},
    {"context put",
     context_put_path,
     3,
     3,
     0,
     VD_TYPE_ANY,
     {{"context", VD_WANT(CONTEXT)}, {"keys", VD_WANT(LIST)}, {"value", VD_WANT(ANY)}}},
    {"context merge", context_merge, 1, 1, 0, VD_TYPE_ANY, {{"contexts", CONTEXTS}}},
};

VD_BUILTIN_TABLE(vd_builtins_context, rows);
