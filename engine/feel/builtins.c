#include "engine/feel/builtins.h"

#include "engine/feel/eval.h"
#include "engine/time/iso.h"

#include <valedor/limits.h>

static const vd_builtin_table *const tables[] = {
    &vd_builtins_number, &vd_builtins_string, &vd_builtins_list, &vd_builtins_context,
    &vd_builtins_date,   &vd_builtins_range,  &vd_builtins_law,
};

#define TABLES (sizeof tables / sizeof tables[0])

const vd_builtin *vd_builtin_next(vd_str name, const vd_builtin *after)
{
    bool passed = after == NULL;

    for (size_t t = 0; t < TABLES; t++)
        for (size_t i = 0; i < tables[t]->count; i++) {
            const vd_builtin *row = &tables[t]->rows[i];

            if (passed && vd_str_eq(name, vd_str_of(row->name)))
                return row;
            passed = passed || row == after;
        }
    return NULL;
}

bool vd_builtin_is_name(vd_str name)
{
    return vd_builtin_next(name, NULL) != NULL;
}

static vd_str row_name(const void *from, size_t index)
{
    const vd_builtin_table *table = from;

    return vd_str_of(table->rows[index].name);
}

vd_str vd_builtin_suggest(vd_str name)
{
    vd_str found = {0};

    for (size_t t = 0; t < TABLES && found.len == 0; t++)
        found = vd_nearest(name, tables[t]->count, row_name, tables[t]);
    return found;
}

bool vd_builtin_at_kind(vd_str text, vd_type_kind *ret_kind)
{
    vd_date date;
    vd_clock clock;
    vd_duration duration;

    if (vd_iso_parse_date(text, &date))
        *ret_kind = VD_TYPE_DATE;
    else if (vd_iso_parse_date_time(text, false, &clock))
        *ret_kind = VD_TYPE_DATE_TIME;
    else if (vd_iso_parse_time(text, false, &clock))
        *ret_kind = VD_TYPE_TIME;
    else if (vd_iso_parse_duration(text, &duration))
        *ret_kind = duration.in_months ? VD_TYPE_MONTHS : VD_TYPE_DAYS;
    else
        return false;
    return true;
}

const vd_value *vd_items(const vd_value *args, size_t count, size_t *ret_count)
{
    if (count == 1 && args[0].kind == VD_LIST) {
        *ret_count = args[0].u.list->count;
        return args[0].u.list->items;
    }
    *ret_count = count;
    return args;
}

static uint32_t want_of(const vd_builtin *row, size_t index)
{
    return row->params[index < row->most ? index : row->most - 1U].want;
}

/* The list's items as a strict function wants them: all known, none still to come. */
static bool check_items(vd_run *run, const vd_value *list, vd_value *bad)
{
    const vd_list *items = list->u.list;

    if (items->open) {
        vd_value open = vd_unknown(items->open);

        *bad = bad->kind == VD_NULL ? open : vd_undecided(run, bad, &open);
    }
    for (size_t i = 0; i < items->count; i++)
        if (!vd_is_known(&items->items[i]))
            *bad =
                bad->kind == VD_NULL ? items->items[i] : vd_undecided(run, bad, &items->items[i]);
    return bad->kind == VD_NULL;
}

/* Null, or of a type that the function does not take. */
static bool is_refused(uint32_t want, const vd_value *arg)
{
    if (want & VD_WANT(ANY))
        return false;
    return !(want & (1U << vd_type_kind_of(arg->kind)));
}

/* Prepares the arguments as the row asks. False: *ret_result is the answer already. */
static bool prepare(vd_run *run, const vd_builtin *row, vd_value *args, size_t count,
                    vd_instant *ret_until, vd_value *ret_result)
{
    vd_value bad = vd_null();
    vd_instant until = VD_FOREVER;
    bool refused = false;

    for (size_t i = 0; i < count; i++) {
        until = vd_sooner(until, args[i].until);
        if (!vd_is_known(&args[i]))
            bad = bad.kind == VD_NULL ? args[i] : vd_undecided(run, &bad, &args[i]);
        else if (args[i].kind == VD_LIST && !(row->flags & VD_CALL_SHALLOW))
            check_items(run, &args[i], &bad);
        refused = refused || (vd_is_known(&args[i]) && is_refused(want_of(row, i), &args[i]));
    }
    *ret_until = until;
    if (bad.kind == VD_NULL && !refused)
        return true;
    *ret_result = bad;
    ret_result->motion = NULL;
    ret_result->until = until;
    return false;
}

static vd_value call_row(vd_run *run, const vd_builtin *row, vd_value *args, size_t count)
{
    vd_instant until;
    vd_value result;

    if (row->flags & VD_CALL_FRAME)
        run->unfoldable |= run->folding;
    if (row->flags & VD_CALL_LAZY)
        return row->call(run, args, count);
    if (!prepare(run, row, args, count, &until, &result))
        return result;
    for (size_t i = 0; i < count && !(row->flags & VD_CALL_MOVES); i++) {
        if ((row->flags & VD_CALL_SHALLOW) && !args[i].motion)
            continue;
        vd_settle(run, &args[i]);
        until = vd_sooner(until, args[i].until);
    }
    result = row->call(run, args, count);
    result.until = vd_sooner(result.until, until);
    return result;
}

vd_value vd_eval_call(vd_run *run, const vd_node *node)
{
    vd_value few[4], *args = few;

    if (node->count > 4)
        args = VD_NEW_ARRAY(run->arena, vd_value, node->count);
    if (!args)
        return vd_out_of_memory();
    for (uint32_t i = 0; i < node->count; i++)
        args[i] = vd_node_eval(run, node->kids[i]);
    return call_row(run, node->u.builtin, args, node->count);
}
