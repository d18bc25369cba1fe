/* Decision tables: the row that matches, where that can be told. */
#include "engine/law/table.h"

#include "engine/law/outcome.h"
#include "engine/ratio.h"

static bool order_holds(const vd_value *low, const vd_value *x, bool inclusive)
{
    if (low->kind == VD_DATE && x->kind == VD_DATE)
        return inclusive ? low->u.date <= x->u.date : low->u.date < x->u.date;
    if (low->kind == VD_NUMBER && x->kind == VD_NUMBER) {
        int order = vd_ratio_cmp(low->u.number, x->u.number);

        return inclusive ? order <= 0 : order < 0;
    }
    return false;
}

static bool cell_matches(const vd_table_cell *cell, const vd_value *argument)
{
    for (size_t i = 0; i < cell->count; i++) {
        const vd_value *wanted = &cell->values[i];
        const vd_range *range = wanted->u.range;

        if (wanted->kind != VD_RANGE) {
            if (vd_value_same(wanted, argument))
                return true;
            continue;
        }
        if ((range->low.kind == VD_NULL || order_holds(&range->low, argument, range->low_in)) &&
            (range->high.kind == VD_NULL || order_holds(argument, &range->high, range->high_in)))
            return true;
    }
    return cell->count == 0;
}

/* An argument that is not known matches "any" for sure, and all else maybe. */
static vd_truth row_matches(const vd_table_row *row, const vd_value *args, size_t count)
{
    vd_truth truth = VD_TRUE;

    for (size_t i = 0; i < count; i++) {
        if (args[i].kind == VD_UNKNOWN && row->cells[i].count > 0)
            truth = VD_MAYBE;
        else if (args[i].kind != VD_UNKNOWN && !cell_matches(&row->cells[i], &args[i]))
            return VD_FALSE;
    }
    return truth;
}

/* The value of the row that matches, or of all rows that may where they have the same. False: that
 * depends on what is not known. */
static bool look_up(const vd_table *table, const vd_value *args, size_t count, vd_value *ret_value)
{
    const vd_value *found = NULL;
    vd_truth matches = VD_FALSE;

    for (size_t r = 0; r < table->row_count && matches != VD_TRUE; r++) {
        matches = row_matches(&table->rows[r], args, count);
        if (matches == VD_FALSE)
            continue;
        if (found && !vd_value_same(found, &table->rows[r].value))
            return false;
        found = &table->rows[r].value;
    }
    if (found && matches != VD_TRUE)
        return false; /* perhaps no row matches */
    if (found)
        *ret_value = *found;
    else if (table->outside_refused)
        *ret_value = vd_faulty(VD_FAULT_COVERAGE, "no row of the table covers these arguments");
    else
        *ret_value = vd_null();
    return true;
}

/* A test of a date may turn on the date itself and on the day behind it. */
static vd_date sooner_edge(const vd_value *value, vd_date day, vd_date edge)
{
    if (value->kind != VD_DATE || value->u.date < day)
        return edge;
    return vd_sooner(edge, value->u.date == day ? day + 1 : value->u.date);
}

/* The first day after `day` on which a cell may say otherwise of it. */
static vd_date next_edge(const vd_table *table, size_t input, vd_date day)
{
    vd_date edge = VD_FOREVER;

    for (size_t r = 0; r < table->row_count; r++) {
        const vd_table_cell *cell = &table->rows[r].cells[input];

        for (size_t i = 0; i < cell->count; i++) {
            const vd_value *wanted = &cell->values[i];

            if (wanted->kind == VD_RANGE) {
                edge = sooner_edge(&wanted->u.range->low, day, edge);
                edge = sooner_edge(&wanted->u.range->high, day, edge);
            } else {
                edge = sooner_edge(wanted, day, edge);
            }
        }
    }
    return edge;
}

/* Until when dates that move with today stay between the edges of the table's rows. */
static vd_instant between_edges(const vd_frame *frame, const vd_table *table, const vd_value *args,
                                size_t count)
{
    vd_instant until = VD_FOREVER;

    for (size_t i = 0; i < count; i++) {
        vd_date edge;

        if (args[i].kind != VD_DATE || !args[i].motion)
            continue;
        edge = next_edge(table, i, args[i].u.date);
        if (edge != VD_FOREVER)
            until = vd_sooner(
                until, vd_zone_start_of(frame->zone, frame->today + (edge - args[i].u.date)));
    }
    return until;
}

/* FEEL bounds the result by the arguments' untils; those that move, move with today. */
vd_value vd_table_value(vd_frame *frame, const vd_table *table, const vd_value *args, size_t count)
{
    const vd_missing *unknown = NULL;
    vd_value value;

    for (size_t i = 0; i < count; i++)
        if (args[i].kind == VD_ERROR)
            return args[i];
    if (!look_up(table, args, count, &value)) {
        for (size_t i = 0; i < count; i++)
            if (args[i].kind == VD_UNKNOWN)
                unknown = vd_missing_join(frame->arena, unknown, args[i].u.missing);
        value = vd_unknown(unknown);
    }
    value.until = vd_sooner(value.until, between_edges(frame, table, args, count));
    return value;
}
