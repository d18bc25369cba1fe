/*
 * Lists, iterators, filters, paths. The items of a list keep their own motion; a list's until is
 * the sooner of its make-up's and its items' untils.
 */
#include "engine/feel/eval.h"

#include "engine/feel/arith.h"
#include "engine/feel/builtins.h"
#include "engine/time/date.h"

#include <valedor/limits.h>

static vd_value null_until(vd_instant until)
{
    return (vd_value){.kind = VD_NULL, .until = until};
}

bool vd_buffer_add(vd_run *run, vd_buffer *buffer, const vd_value *item)
{
    if (buffer->count == VD_LIST_ITEMS_MAX)
        return false;
    if (buffer->count == buffer->room) {
        size_t room = buffer->room ? buffer->room * 2 : 8;
        vd_value *items = VD_NEW_ARRAY(run->arena, vd_value, room);

        if (!items)
            return false;
        if (buffer->count)
            memcpy(items, buffer->items, buffer->count * sizeof *items);
        buffer->items = items;
        buffer->room = room;
    }
    buffer->items[buffer->count++] = *item;
    return true;
}

/*
 * Items may share what is inside them, so that a value can be far larger than the memory it takes.
 * Counts all that a walk through it would meet; false when that is too much or too deep. Bounded by
 * the levels left.
 */
static bool weigh(const vd_value *value, int levels, size_t *left)
{
    if (*left == 0 || levels == 0)
        return false;
    --*left;
    if (value->kind == VD_LIST) {
        for (size_t i = 0; i < value->u.list->count; i++)
            if (!weigh(&value->u.list->items[i], levels - 1, left))
                return false;
    } else if (value->kind == VD_CONTEXT) {
        for (size_t i = 0; i < value->u.context->count; i++)
            if (!weigh(&value->u.context->entries[i].value, levels - 1, left))
                return false;
    } else if (value->kind == VD_RANGE) {
        return weigh(&value->u.range->low, levels - 1, left) &&
               weigh(&value->u.range->high, levels - 1, left);
    }
    return true;
}

/* A list or context just made: itself, or the fault that it is too large. */
static vd_value weighed(vd_run *run, vd_value value, bool nested)
{
    size_t left = VD_LIST_ITEMS_MAX + 1;

    if (!nested)
        return value;
    if (!weigh(&value, VD_EXPR_NESTING_MAX, &left))
        return vd_faulty(VD_FAULT_MEMORY, "the value is too large or nested too deep");
    return vd_charge(run, VD_LIST_ITEMS_MAX + 1 - left) ? value : vd_too_many_steps();
}

static bool is_composite(const vd_value *value)
{
    return value->kind == VD_LIST || value->kind == VD_CONTEXT || value->kind == VD_RANGE;
}

vd_value vd_list_value(vd_run *run, const vd_value *items, size_t count, const vd_missing *open)
{
    vd_list *list = VD_NEW(run->arena, vd_list);
    vd_value value = {.kind = VD_LIST, .until = VD_FOREVER};
    bool nested = false;

    if (!list)
        return vd_out_of_memory();
    *list = (vd_list){count, items, open};
    for (size_t i = 0; i < count; i++) {
        if (items[i].kind == VD_ERROR)
            return items[i];
        nested = nested || is_composite(&items[i]);
        value.until = vd_sooner(value.until, items[i].until);
    }
    value.u.list = list;
    return weighed(run, value, nested);
}

vd_value vd_eval_list(vd_run *run, const vd_node *node)
{
    vd_value *items = VD_NEW_ARRAY(run->arena, vd_value, node->count);

    if (!items)
        return vd_out_of_memory();
    for (uint32_t i = 0; i < node->count; i++)
        items[i] = vd_node_eval(run, node->kids[i]);
    return vd_list_value(run, items, node->count, NULL);
}

vd_value vd_context_value(vd_run *run, const vd_entry *entries, size_t count)
{
    vd_context *context = VD_NEW(run->arena, vd_context);
    vd_value value = {.kind = VD_CONTEXT, .until = VD_FOREVER, .u.context = context};
    bool nested = false;

    if (!context)
        return vd_out_of_memory();
    *context = (vd_context){count, entries};
    for (size_t i = 0; i < count; i++) {
        if (entries[i].value.kind == VD_ERROR)
            return entries[i].value;
        nested = nested || is_composite(&entries[i].value);
        value.until = vd_sooner(value.until, entries[i].value.until);
    }
    return weighed(run, value, nested);
}

/* An entry sees those before it. */
vd_value vd_eval_context(vd_run *run, const vd_node *node)
{
    vd_entry *entries = VD_NEW_ARRAY(run->arena, vd_entry, node->count);

    if (!entries)
        return vd_out_of_memory();
    for (uint32_t i = 0; i < node->count; i++) {
        entries[i].name = node->names[i];
        entries[i].value = run->locals[node->slot + i] = vd_node_eval(run, node->kids[i]);
        if (entries[i].value.kind == VD_ERROR)
            return entries[i].value;
    }
    return vd_context_value(run, entries, node->count);
}

/* A range that ends before it begins, or has an end that is null, is null. */
vd_value vd_eval_range(vd_run *run, const vd_node *node)
{
    vd_value low = vd_node_eval(run, node->kids[0]), high = vd_node_eval(run, node->kids[1]);
    vd_value ordered = vd_compare(run, VD_LE, &low, &high);
    vd_value value = {.kind = VD_RANGE, .until = vd_sooner(low.until, high.until)};
    vd_range *range;

    value.until = vd_sooner(value.until, ordered.until);
    if (!vd_is_known(&ordered))
        return ordered;
    if (ordered.kind != VD_BOOL || !ordered.u.boolean)
        return null_until(value.until);
    range = VD_NEW(run->arena, vd_range);
    if (!range)
        return vd_out_of_memory();
    *range = (vd_range){.low = low,
                        .high = high,
                        .low_in = (node->sub & VD_LOW_IN) != 0,
                        .high_in = (node->sub & VD_HIGH_IN) != 0};
    value.u.range = range;
    return value;
}

/* Both ends whole numbers or dates; up or down. */
static vd_value steps_between(vd_run *run, vd_value low, vd_value high)
{
    vd_buffer buffer = {0};
    vd_value list;
    vd_instant until;
    int64_t from, to, step;

    vd_settle(run, &low);
    vd_settle(run, &high);
    until = vd_sooner(low.until, high.until);
    if (low.kind != high.kind || (low.kind != VD_NUMBER && low.kind != VD_DATE) ||
        !vd_scalar(&low, &from) || !vd_scalar(&high, &to))
        return null_until(until);
    step = from <= to ? 1 : -1;
    for (int64_t at = from;; at += step) {
        vd_value item = low.kind == VD_DATE ? vd_date_value(at) : vd_number(vd_ratio_of(at));

        if (!vd_charge(run, 1))
            return vd_too_many_steps();
        if (!vd_buffer_add(run, &buffer, &item))
            return vd_faulty(VD_FAULT_MEMORY, "the list is too long");
        if (at == to)
            break;
    }
    list = vd_list_value(run, buffer.items, buffer.count, NULL);
    list.until = until;
    return list;
}

vd_value vd_eval_steps(vd_run *run, const vd_node *node)
{
    vd_value low = vd_node_eval(run, node->kids[0]), high = vd_node_eval(run, node->kids[1]);

    if (!vd_is_known(&low) || !vd_is_known(&high))
        return vd_undecided(run, &low, &high);
    return steps_between(run, low, high);
}

/* An end that the range leaves out is no step of it. */
static vd_value without_ends(vd_run *run, vd_value steps, bool first, bool last)
{
    size_t count = steps.u.list->count, cut = (size_t)first + last;
    vd_value list;

    if (cut == 0)
        return steps;
    list = vd_list_value(run, steps.u.list->items + first, count > cut ? count - cut : 0, NULL);
    list.until = steps.until;
    return list;
}

/* What an iterator runs through: a list, the steps of a range, or the one value. */
static vd_value domain_of(vd_run *run, const vd_node *node)
{
    vd_value domain = vd_node_eval(run, node), list;

    if (!vd_is_known(&domain) || domain.kind == VD_NULL || domain.kind == VD_LIST)
        return domain;
    if (domain.kind == VD_RANGE) {
        const vd_range *range = domain.u.range;

        if (range->is_test)
            return null_until(domain.until);
        list = steps_between(run, range->low, range->high);
        if (list.kind == VD_LIST)
            list = without_ends(run, list, !range->low_in, !range->high_in);
    } else {
        vd_value *item = VD_NEW(run->arena, vd_value);

        if (!item)
            return vd_out_of_memory();
        *item = domain;
        list = vd_list_value(run, item, 1, NULL);
    }
    list.until = vd_sooner(list.until, domain.until);
    return list;
}

/* State of one `for`: results so far, and until when the domains stay as they are. */
typedef struct looping {
    const vd_node *node;
    uint32_t iterators;
    vd_buffer results;
    vd_instant until;
    const vd_missing *open;
    vd_value failed; /* not a list: what the whole is instead */
} looping;

/* `partial` may outlive the loop inside an item, so each turn has its own. */
static bool run_body(vd_run *run, looping *loop)
{
    vd_value *partial = &run->locals[loop->node->slot + loop->iterators];
    vd_value item;

    if (loop->node->sub == VD_USES_PARTIAL) {
        *partial = vd_charge(run, loop->results.count)
                       ? vd_list_value(run, loop->results.items, loop->results.count, NULL)
                       : vd_too_many_steps();
        if (partial->kind == VD_ERROR) {
            loop->failed = *partial;
            return false;
        }
    }
    item = vd_node_eval(run, loop->node->kids[loop->iterators]);
    if (item.kind == VD_ERROR) {
        loop->failed = item;
        return false;
    }
    if (!vd_buffer_add(run, &loop->results, &item)) {
        loop->failed = vd_faulty(VD_FAULT_MEMORY, "the list is too long");
        return false;
    }
    return true;
}

/* Bounded by the number of iterators. */
static bool run_iterator(vd_run *run, looping *loop, uint32_t depth)
{
    vd_value domain;

    if (depth == loop->iterators)
        return run_body(run, loop);
    domain = domain_of(run, loop->node->kids[depth]);
    loop->until = vd_sooner(loop->until, domain.until);
    if (domain.kind != VD_LIST) {
        loop->failed = domain;
        return false;
    }
    loop->open = vd_missing_join(run->arena, loop->open, domain.u.list->open);
    for (size_t i = 0; i < domain.u.list->count; i++) {
        run->locals[loop->node->slot + depth] = domain.u.list->items[i];
        if (!run_iterator(run, loop, depth + 1))
            return false;
    }
    return true;
}

vd_value vd_eval_for(vd_run *run, const vd_node *node)
{
    looping loop = {.node = node, .iterators = node->count - 1, .until = VD_FOREVER};
    vd_value result;

    if (run_iterator(run, &loop, 0))
        result = vd_list_value(run, loop.results.items, loop.results.count, loop.open);
    else
        result = loop.failed;
    result.until = vd_sooner(result.until, loop.until);
    return result;
}

/* some: an or over the items; every: an and. Bounded by the number of iterators. */
static vd_value quantify(vd_run *run, const vd_node *node, bool any, uint32_t depth)
{
    vd_value domain, result = vd_bool(!any);

    if (depth == node->count - 1)
        return vd_node_eval(run, node->kids[depth]);
    domain = domain_of(run, node->kids[depth]);
    if (domain.kind != VD_LIST)
        return domain;
    if (domain.u.list->open)
        result = vd_unknown(domain.u.list->open);
    for (size_t i = 0; i < domain.u.list->count; i++) {
        vd_value one;

        run->locals[node->slot + depth] = domain.u.list->items[i];
        one = quantify(run, node, any, depth + 1);
        result = vd_both(run, any, &result, &one);
        if (result.kind == VD_BOOL && result.u.boolean == any && result.until >= domain.until)
            break;
    }
    if (vd_is_known(&result) && result.kind != VD_BOOL)
        result = null_until(result.until);
    result.until = vd_sooner(result.until, domain.until);
    return result;
}

vd_value vd_eval_quantifier(vd_run *run, const vd_node *node)
{
    return quantify(run, node, node->op == VD_OP_SOME, 0);
}

/* The list to filter or index: FEEL takes a single value for a list of one. */
static vd_value list_of(vd_run *run, vd_value value)
{
    vd_value *item;

    if (value.kind == VD_LIST || value.kind == VD_NULL || !vd_is_known(&value))
        return value;
    item = VD_NEW(run->arena, vd_value);
    if (!item)
        return vd_out_of_memory();
    *item = value;
    return vd_list_value(run, item, 1, NULL);
}

static vd_value item_at(vd_run *run, const vd_value *list, vd_value index)
{
    vd_instant until;
    vd_value item;
    int64_t at;

    vd_settle(run, &index);
    until = vd_sooner(list->until, index.until);
    if (list->u.list->open) {
        item = vd_unknown(list->u.list->open);
        item.until = until;
        return item;
    }
    at = index.u.number.num / index.u.number.den;
    if (at < 0)
        at += (int64_t)list->u.list->count + 1;
    if (at < 1 || (uint64_t)at > list->u.list->count)
        return null_until(until);
    item = list->u.list->items[at - 1];
    item.until = vd_sooner(item.until, until);
    return item;
}

vd_value vd_eval_index(vd_run *run, const vd_node *node)
{
    vd_value list = list_of(run, vd_node_eval(run, node->kids[0]));
    vd_value index = vd_node_eval(run, node->kids[1]);

    if (!vd_is_known(&list) || !vd_is_known(&index))
        return vd_undecided(run, &list, &index);
    if (list.kind == VD_NULL || index.kind != VD_NUMBER)
        return null_until(vd_sooner(list.until, index.until));
    return item_at(run, &list, index);
}

/* An item whose test is unknown may be a further item: the list stays open for it. */
vd_value vd_eval_filter(vd_run *run, const vd_node *node)
{
    vd_value list = list_of(run, vd_node_eval(run, node->kids[0])), result;
    vd_instant until = list.until;
    const vd_missing *open;
    vd_buffer kept = {0};

    if (list.kind != VD_LIST)
        return list;
    open = list.u.list->open;
    for (size_t i = 0; i < list.u.list->count; i++) {
        const vd_value *item = &list.u.list->items[i];
        vd_value test;

        run->locals[node->slot] = *item;
        test = vd_node_eval(run, node->kids[1]);
        if (test.kind == VD_NUMBER)
            return item_at(run, &list, test);
        if (test.kind == VD_ERROR)
            return test;
        until = vd_sooner(until, test.until);
        if (test.kind == VD_UNKNOWN)
            open = vd_missing_join(run->arena, open, test.u.missing);
        if (test.kind == VD_BOOL && test.u.boolean && !vd_buffer_add(run, &kept, item))
            return vd_out_of_memory();
    }
    result = vd_list_value(run, kept.items, kept.count, open);
    result.until = vd_sooner(result.until, until);
    return result;
}

static vd_value entry_of(const vd_value *context, vd_str name)
{
    for (size_t i = 0; i < context->u.context->count; i++)
        if (vd_str_eq(context->u.context->entries[i].name, name)) {
            vd_value value = context->u.context->entries[i].value;

            value.until = vd_sooner(value.until, context->until);
            return value;
        }
    return null_until(context->until);
}

static vd_value field_of(vd_run *run, const vd_value *record, uint32_t field)
{
    const vd_slots *slots;
    vd_value value;

    if (!vd_is_known(record))
        return *record;
    if (record->kind != VD_RECORD)
        return null_until(record->until);
    slots = record->u.record;
    if (run->frame->slot_count > 0 && slots->known[field] && !run->frame->watched) {
        value = *slots->known[field];
        value.until = vd_sooner(value.until, record->until);
        return value;
    }
    value = run->frame->field(run->frame, record->u.record, field);
    value.until = vd_sooner(value.until, record->until);
    run->horizon = vd_sooner(run->horizon, value.until);
    return value;
}

vd_value vd_eval_path_record(vd_run *run, const vd_node *node)
{
    vd_value record = vd_node_eval(run, node->kids[0]);

    return field_of(run, &record, node->ref);
}

static vd_value path_of_item(vd_run *run, const vd_node *node, const vd_value *item)
{
    if (item->kind == VD_RECORD)
        return field_of(run, item, node->ref);
    if (item->kind == VD_CONTEXT)
        return entry_of(item, node->u.name);
    if (!vd_is_known(item))
        return *item;
    return null_until(item->until);
}

/* list.name: of each item. */
static vd_value path_of_items(vd_run *run, const vd_node *node, const vd_value *list)
{
    size_t count = list->u.list->count;
    vd_value *items = VD_NEW_ARRAY(run->arena, vd_value, count), result;

    if (!items)
        return vd_out_of_memory();
    for (size_t i = 0; i < count; i++)
        items[i] = path_of_item(run, node, &list->u.list->items[i]);
    result = vd_list_value(run, items, count, list->u.list->open);
    result.until = vd_sooner(result.until, list->until);
    return result;
}

vd_value vd_eval_path_list(vd_run *run, const vd_node *node)
{
    vd_value list = vd_node_eval(run, node->kids[0]);

    if (list.kind != VD_LIST)
        return list;
    return path_of_items(run, node, &list);
}

/* By what the value turns out to be. */
vd_value vd_eval_path(vd_run *run, const vd_node *node)
{
    vd_value value = vd_node_eval(run, node->kids[0]);

    if (!vd_is_known(&value))
        return value;
    if (value.kind == VD_LIST)
        return path_of_items(run, node, &value);
    if (value.kind == VD_CONTEXT)
        return entry_of(&value, node->u.name);
    return vd_property(run, &value, node->u.name);
}
