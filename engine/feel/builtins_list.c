#include "engine/feel/builtins.h"

#include "engine/feel/arith.h"
#include "engine/feel/eval.h"

static vd_value open_list(const vd_value *list)
{
    vd_value unknown = vd_unknown(list->u.list->open);

    unknown.until = list->until;
    return unknown;
}

static vd_value count_items(vd_run *run, const vd_value *args, size_t count)
{
    (void)run;
    if (args->kind == VD_LIST && args->u.list->open)
        return open_list(args);
    vd_items(args, count, &count);
    return vd_whole_number((int64_t)count);
}

/* The items in one, by an operator that keeps motion; null when there are none. */
static vd_value fold(vd_run *run, char sign, const vd_value *args, size_t count)
{
    size_t items_count;
    const vd_value *items = vd_items(args, count, &items_count);
    vd_value total = vd_null();

    if (!vd_charge(run, items_count))
        return vd_too_many_steps();
    for (size_t i = 0; i < items_count; i++) {
        if (i == 0)
            total = items[0];
        else
            total = vd_arith_apply(run, sign, NULL, &total, &items[i]);
        if (total.kind == VD_NULL || total.kind == VD_STRING || !vd_is_known(&total))
            return vd_is_known(&total) ? vd_null() : total;
    }
    return total;
}

static vd_value sum(vd_run *run, const vd_value *args, size_t count)
{
    return fold(run, '+', args, count);
}

static vd_value product(vd_run *run, const vd_value *args, size_t count)
{
    return fold(run, '*', args, count);
}

static vd_value mean(vd_run *run, const vd_value *args, size_t count)
{
    vd_value total = fold(run, '+', args, count), number;

    vd_items(args, count, &count);
    number = vd_whole_number((int64_t)count);
    return vd_arith_apply(run, '/', NULL, &total, &number);
}

static bool drifts(const vd_value *value)
{
    return value->motion && !vd_motion_is_line(value->motion);
}

/* On lines the best stays so until another comes to lie before it; what drifts may change places
 * with it at any tick, and is taken together. */
vd_value vd_outermost(vd_run *run, vd_cmp cmp, const vd_value *items, size_t count)
{
    vd_value best = count ? items[0] : vd_null();

    if (!vd_charge(run, count))
        return vd_too_many_steps();
    for (size_t i = 1; i < count; i++) {
        vd_value before = vd_compare(run, cmp, &items[i], &best), other = items[i];
        vd_instant until = vd_sooner(best.until, other.until);

        if (before.kind != VD_BOOL)
            return before;
        if (before.u.boolean) {
            other = best;
            best = items[i];
        }
        best.until = vd_sooner(until, before.until);
        if ((drifts(&best) || drifts(&other)) && best.kind != VD_SPAN &&
            vd_motion_outermost(run, cmp == VD_GT, &best, &other))
            best.until = until;
    }
    return best;
}

static vd_value least(vd_run *run, const vd_value *args, size_t count)
{
    const vd_value *items = vd_items(args, count, &count);

    return vd_outermost(run, VD_LT, items, count);
}

static vd_value greatest(vd_run *run, const vd_value *args, size_t count)
{
    const vd_value *items = vd_items(args, count, &count);

    return vd_outermost(run, VD_GT, items, count);
}

/* all: and over the items; any: or. Kleene decides, so unknown items come this far. */
static vd_value all_or_any(vd_run *run, bool any, const vd_value *args, size_t count)
{
    vd_value result = vd_bool(!any);
    size_t items_count;
    const vd_value *items = vd_items(args, count, &items_count);

    if (items != args && args->u.list->open)
        result = vd_unknown(args->u.list->open);
    for (size_t i = 0; i < items_count; i++)
        result = vd_both(run, any, &result, &items[i]);
    if (vd_is_known(&result) && result.kind != VD_BOOL)
        result = (vd_value){.kind = VD_NULL, .until = result.until};
    if (items != args)
        result.until = vd_sooner(result.until, args->until);
    return result;
}

static vd_value all(vd_run *run, const vd_value *args, size_t count)
{
    return all_or_any(run, false, args, count);
}

static vd_value any(vd_run *run, const vd_value *args, size_t count)
{
    return all_or_any(run, true, args, count);
}

static vd_value list_contains(vd_run *run, const vd_value *args, size_t count)
{
    vd_value result = vd_bool(false);
    const vd_list *list = args[0].u.list;

    (void)count;
    if (!vd_is_known(&args[0]))
        return args[0];
    if (args[0].kind != VD_LIST)
        return (vd_value){.kind = VD_NULL, .until = vd_sooner(args[0].until, args[1].until)};
    if (list->open)
        result = vd_unknown(list->open);
    for (size_t i = 0; i < list->count; i++) {
        vd_value same = vd_compare(run, VD_EQ, &list->items[i], &args[1]);

        if (same.kind == VD_NULL)
            same = (vd_value){.kind = VD_BOOL, .until = same.until};
        result = vd_both(run, true, &result, &same);
    }
    result.until = vd_sooner(result.until, args[0].until);
    return result;
}

/* Merges two ordered runs; false when two items have no order. */
static bool merge(vd_run *run, const vd_value *from, size_t left, size_t middle, size_t right,
                  vd_value *to)
{
    size_t i = left, j = middle;

    for (size_t k = left; k < right; k++) {
        bool take_right = i == middle;

        if (i < middle && j < right) {
            vd_value before = vd_compare(run, VD_LT, &from[j], &from[i]);

            if (before.kind != VD_BOOL)
                return false;
            take_right = before.u.boolean;
        }
        to[k] = from[take_right ? j++ : i++];
    }
    return true;
}

/* A sorted copy; NULL with *ret_bad when there is none. */
static const vd_value *sorted(vd_run *run, const vd_value *items, size_t count, vd_value *ret_bad)
{
    vd_value *from = VD_NEW_ARRAY(run->arena, vd_value, count);
    vd_value *to = VD_NEW_ARRAY(run->arena, vd_value, count);

    *ret_bad = vd_out_of_memory();
    if (!from || !to)
        return NULL;
    if (count)
        memcpy(from, items, count * sizeof *from);
    for (size_t width = 1; width < count; width *= 2) {
        vd_value *swap = from;

        *ret_bad = vd_too_many_steps();
        if (!vd_charge(run, count))
            return NULL;
        *ret_bad = vd_null();
        for (size_t left = 0; left < count; left += 2 * width) {
            size_t middle = left + width < count ? left + width : count;
            size_t right = middle + width < count ? middle + width : count;

            if (!merge(run, from, left, middle, right, to))
                return NULL;
        }
        from = to;
        to = swap;
    }
    return from;
}

static vd_value sort(vd_run *run, const vd_value *args, size_t count)
{
    vd_value bad;
    const vd_value *items = vd_items(args, count, &count);
    const vd_value *ordered = sorted(run, items, count, &bad);

    return ordered ? vd_list_value(run, ordered, count, NULL) : bad;
}

static vd_value median(vd_run *run, const vd_value *args, size_t count)
{
    vd_value bad, two = vd_whole_number(2), total;
    const vd_value *items = vd_items(args, count, &count), *ordered;

    for (size_t i = 0; i < count; i++)
        if (items[i].kind != VD_NUMBER)
            return vd_null();
    if (count == 0)
        return vd_null();
    ordered = sorted(run, items, count, &bad);
    if (!ordered)
        return bad;
    if (count % 2)
        return ordered[count / 2];
    total = vd_arith_apply(run, '+', NULL, &ordered[count / 2 - 1], &ordered[count / 2]);
    return vd_arith_apply(run, '/', NULL, &total, &two);
}

/* Those that occur most often, ascending. */
static vd_value mode(vd_run *run, const vd_value *args, size_t count)
{
    vd_value bad;
    const vd_value *items = vd_items(args, count, &count), *ordered;
    vd_value *most = VD_NEW_ARRAY(run->arena, vd_value, count);
    size_t found = 0, often = 0;

    for (size_t i = 0; i < count; i++)
        if (items[i].kind != VD_NUMBER)
            return vd_null();
    ordered = sorted(run, items, count, &bad);
    if (!ordered || !most)
        return ordered ? vd_out_of_memory() : bad;
    for (size_t i = 0, same; i < count; i += same) {
        for (same = 1; i + same < count && vd_value_same(&ordered[i], &ordered[i + same]);)
            same++;
        if (same > often)
            found = 0;
        if (same >= often) {
            often = same;
            most[found++] = ordered[i];
        }
    }
    return vd_list_value(run, most, found, NULL);
}

static vd_value too_long(void)
{
    return vd_faulty(VD_FAULT_MEMORY, "the list is too long");
}

static bool add_all(vd_run *run, vd_buffer *buffer, const vd_value *items, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!vd_buffer_add(run, buffer, &items[i]))
            return false;
    return true;
}

static vd_value buffer_value(vd_run *run, const vd_buffer *buffer, const vd_missing *open)
{
    return vd_list_value(run, buffer->items, buffer->count, open);
}

static vd_value append(vd_run *run, const vd_value *args, size_t count)
{
    vd_buffer buffer = {0};
    size_t items_count;
    const vd_value *items = vd_items(args, 1, &items_count);
    const vd_missing *open = items == args ? NULL : args->u.list->open;

    if (!add_all(run, &buffer, items, items_count) || !add_all(run, &buffer, args + 1, count - 1))
        return too_long();
    return buffer_value(run, &buffer, open);
}

static vd_value concatenate(vd_run *run, const vd_value *args, size_t count)
{
    vd_buffer buffer = {0};
    const vd_missing *open = NULL;

    for (size_t i = 0; i < count; i++) {
        size_t items_count;
        const vd_value *items = vd_items(&args[i], 1, &items_count);

        if (items != &args[i])
            open = vd_missing_join(run->arena, open, args[i].u.list->open);
        if (!add_all(run, &buffer, items, items_count))
            return too_long();
    }
    return buffer_value(run, &buffer, open);
}

/* Adds what is not there yet; false with the fault in *ret_bad. */
static bool add_distinct(vd_run *run, vd_buffer *buffer, const vd_value *items, size_t count,
                         vd_value *ret_bad)
{
    for (size_t i = 0; i < count; i++) {
        bool there = false;

        *ret_bad = vd_too_many_steps();
        if (!vd_charge(run, buffer->count))
            return false;
        for (size_t j = 0; j < buffer->count && !there; j++)
            there = vd_value_same(&buffer->items[j], &items[i]);
        *ret_bad = too_long();
        if (!there && !vd_buffer_add(run, buffer, &items[i]))
            return false;
    }
    return true;
}

static vd_value union_of(vd_run *run, const vd_value *args, size_t count)
{
    vd_buffer buffer = {0};
    vd_value bad;

    for (size_t i = 0; i < count; i++) {
        size_t items_count;
        const vd_value *items = vd_items(&args[i], 1, &items_count);

        if (!add_distinct(run, &buffer, items, items_count, &bad))
            return bad;
    }
    return buffer_value(run, &buffer, NULL);
}

/* Bounded: lists nest no deeper than the expressions that make them. */
static bool add_flat(vd_run *run, vd_buffer *buffer, const vd_value *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool added = items[i].kind == VD_LIST
                         ? add_flat(run, buffer, items[i].u.list->items, items[i].u.list->count)
                         : vd_buffer_add(run, buffer, &items[i]);

        if (!added)
            return false;
    }
    return true;
}

static vd_value flatten(vd_run *run, const vd_value *args, size_t count)
{
    vd_buffer buffer = {0};
    const vd_value *items = vd_items(args, count, &count);

    if (!add_flat(run, &buffer, items, count))
        return too_long();
    return buffer_value(run, &buffer, NULL);
}

static vd_value index_of(vd_run *run, const vd_value *args, size_t count)
{
    vd_buffer buffer = {0};
    size_t items_count;
    const vd_value *items = vd_items(args, 1, &items_count);

    (void)count;
    for (size_t i = 0; i < items_count; i++) {
        vd_value position = vd_whole_number((int64_t)i + 1);

        if (vd_value_same(&items[i], &args[1]) && !vd_buffer_add(run, &buffer, &position))
            return too_long();
    }
    return buffer_value(run, &buffer, NULL);
}

static vd_value reverse(vd_run *run, const vd_value *args, size_t count)
{
    size_t items_count;
    const vd_value *items = vd_items(args, count, &items_count);
    vd_value *reversed = VD_NEW_ARRAY(run->arena, vd_value, items_count);

    if (!reversed)
        return vd_out_of_memory();
    for (size_t i = 0; i < items_count; i++)
        reversed[i] = items[items_count - 1 - i];
    return vd_list_value(run, reversed, items_count, items == args ? NULL : args->u.list->open);
}

/* The place that a position from 1, or from -1 at the end, means; false when there is none. */
static bool position_of(const vd_value *number, size_t count, size_t *ret_index)
{
    int64_t at = vd_whole(number);

    if (at < 0)
        at += (int64_t)count + 1;
    if (at < 1 || (uint64_t)at > count)
        return false;
    *ret_index = (size_t)at - 1;
    return true;
}

/* The list with the items from `at` to `at + out` replaced by `in` items; null outside. */
static vd_value splice(vd_run *run, const vd_value *args, size_t out, const vd_value *in)
{
    vd_buffer buffer = {0};
    size_t count, at;
    const vd_value *items = vd_items(args, 1, &count);

    if (items != args && args->u.list->open)
        return open_list(args);
    if (!position_of(&args[1], count, &at))
        return vd_null();
    if (!add_all(run, &buffer, items, at) || (in && !vd_buffer_add(run, &buffer, in)) ||
        !add_all(run, &buffer, items + at + out, count - at - out))
        return too_long();
    return buffer_value(run, &buffer, NULL);
}

static vd_value insert_before(vd_run *run, const vd_value *args, size_t count)
{
    (void)count;
    return splice(run, args, 0, &args[2]);
}

static vd_value remove_at(vd_run *run, const vd_value *args, size_t count)
{
    (void)count;
    return splice(run, args, 1, NULL);
}

static vd_value replace_at(vd_run *run, const vd_value *args, size_t count)
{
    (void)count;
    return splice(run, args, 1, &args[2]);
}

static vd_value sublist(vd_run *run, const vd_value *args, size_t count)
{
    size_t items_count, at, length;
    const vd_value *items = vd_items(args, 1, &items_count);

    if (items != args && args->u.list->open)
        return open_list(args);
    if (!position_of(&args[1], items_count, &at))
        return vd_null();
    length = items_count - at;
    if (count > 2) {
        int64_t wanted = vd_whole(&args[2]);

        if (wanted < 1 || (uint64_t)wanted > length)
            return vd_null();
        length = (size_t)wanted;
    }
    if (items == args) { /* a single value, which the list must outlive */
        vd_value *only = VD_NEW(run->arena, vd_value);

        if (!only)
            return vd_out_of_memory();
        *only = *args;
        items = only;
    }
    return vd_list_value(run, items + at, length, NULL);
}

static vd_value is_same(vd_run *run, const vd_value *args, size_t count)
{
    const vd_value none = vd_null();

    (void)run;
    return vd_bool(vd_value_identical(&args[0], count > 1 ? &args[1] : &none));
}

static vd_value not_function(vd_run *run, const vd_value *args, size_t count)
{
    vd_value result = *args;

    (void)run;
    (void)count;
    if (result.kind == VD_BOOL)
        result.u.boolean = !result.u.boolean;
    else if (vd_is_known(&result))
        result = (vd_value){.kind = VD_NULL, .until = result.until};
    return result;
}

#define LIST(items)                     \
    {                                   \
        "list", VD_WANT(LIST) | (items) \
    }
#define LIST_OF_ANY                              \
    {                                            \
        "list", VD_WANT(LIST) | VD_WANT_ANYTHING \
    }
/* Anything but null. */
#define VD_WANT_ANYTHING                                                                     \
    (VD_WANT(BOOL) | VD_WANT_ORDERED | VD_WANT(CONTEXT) | VD_WANT(RANGE) | VD_WANT(RECORD) | \
     VD_WANT(FUNCTION))
#define SUMMABLE (VD_WANT(NUMBER) | VD_WANT_DURATION | VD_WANT(SPAN))
#define REPEATS_MOVES (VD_CALL_REPEATS | VD_CALL_MOVES)

static const vd_builtin rows[] = {
    {"not", not_function, 1, 1, VD_CALL_LAZY, VD_TYPE_BOOL, {{"negand", VD_WANT(BOOL)}}},
    {"is", is_same, 1, 2, 0, VD_TYPE_BOOL, {{"value1", VD_WANT(ANY)}, {"value2", VD_WANT(ANY)}}},
    {"count", count_items, 1, 1, VD_CALL_REPEATS | VD_CALL_SHALLOW, VD_TYPE_NUMBER, {LIST_OF_ANY}},
    {"sum", sum, 1, 1, REPEATS_MOVES, VD_GIVES_ITEM, {LIST(SUMMABLE)}},
    {"product", product, 1, 1, REPEATS_MOVES, VD_GIVES_ITEM, {LIST(VD_WANT(NUMBER))}},
    {"mean", mean, 1, 1, REPEATS_MOVES, VD_GIVES_ITEM, {LIST(SUMMABLE)}},
    {"median", median, 1, 1, VD_CALL_REPEATS, VD_TYPE_NUMBER, {LIST(VD_WANT(NUMBER))}},
    {"mode", mode, 1, 1, VD_CALL_REPEATS, VD_GIVES_NUMBERS, {LIST(VD_WANT(NUMBER))}},
    {"min", least, 1, 1, REPEATS_MOVES, VD_GIVES_ITEM, {LIST(VD_WANT_ORDERED)}},
    {"max", greatest, 1, 1, REPEATS_MOVES, VD_GIVES_ITEM, {LIST(VD_WANT_ORDERED)}},
    {"all", all, 1, 1, VD_CALL_REPEATS | VD_CALL_LAZY, VD_TYPE_BOOL, {LIST(VD_WANT(BOOL))}},
    {"any", any, 1, 1, VD_CALL_REPEATS | VD_CALL_LAZY, VD_TYPE_BOOL, {LIST(VD_WANT(BOOL))}},
    {"list contains",
     list_contains,
     2,
     2,
     VD_CALL_LAZY,
     VD_TYPE_BOOL,
     {{"list", VD_WANT(LIST)}, {"element", VD_WANT(ANY)}}},
    {"append",
     append,
     2,
     2,
     VD_CALL_REPEATS | VD_CALL_SHALLOW,
     VD_GIVES_JOINED,
     {LIST_OF_ANY, {"item", VD_WANT(ANY)}}},
    {"concatenate",
     concatenate,
     1,
     1,
     VD_CALL_REPEATS | VD_CALL_SHALLOW,
     VD_GIVES_JOINED,
     {LIST_OF_ANY}},
    {"union", union_of, 1, 1, VD_CALL_REPEATS, VD_GIVES_JOINED, {LIST_OF_ANY}},
    {"distinct values", union_of, 1, 1, 0, VD_GIVES_LIST, {LIST_OF_ANY}},
    {"flatten", flatten, 1, 1, 0, VD_TYPE_LIST, {LIST_OF_ANY}},
    {"index of", index_of, 2, 2, 0, VD_GIVES_NUMBERS, {LIST_OF_ANY, {"match", VD_WANT(ANY)}}},
    {"reverse", reverse, 1, 1, VD_CALL_SHALLOW, VD_GIVES_LIST, {LIST_OF_ANY}},
    {"sort", sort, 1, 1, 0, VD_GIVES_LIST, {LIST(VD_WANT_ORDERED)}},
    {"insert before",
     insert_before,
     3,
     3,
     VD_CALL_SHALLOW,
     VD_GIVES_CHANGED,
     {LIST_OF_ANY, {"position", VD_WANT(NUMBER)}, {"newItem", VD_WANT(ANY)}}},
    {"remove",
     remove_at,
     2,
     2,
     VD_CALL_SHALLOW,
     VD_GIVES_LIST,
     {LIST_OF_ANY, {"position", VD_WANT(NUMBER)}}},
    {"list replace",
     replace_at,
     3,
     3,
     VD_CALL_SHALLOW,
     VD_GIVES_CHANGED,
     {LIST_OF_ANY, {"position", VD_WANT(NUMBER)}, {"newItem", VD_WANT(ANY)}}},
    {"sublist",
     sublist,
     2,
     3,
     VD_CALL_SHALLOW,
     VD_GIVES_LIST,
     {LIST_OF_ANY, {"start position", VD_WANT(NUMBER)}, {"length", VD_WANT(NUMBER)}}},
};

VD_BUILTIN_TABLE(vd_builtins_list, rows);
