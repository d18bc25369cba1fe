/*
 * What the rows of a table cover: whether two of them can both match.
 */
#include "engine/ratio.h"
#include "rules/loader.h"

/* Negative, 0, positive; only for values of one kind that has an order. */
static int compare(const vd_value *a, const vd_value *b)
{
    switch (a->kind) {
    case VD_NUMBER:
        return vd_ratio_cmp(a->u.number, b->u.number);
    case VD_DATE:
        return (a->u.date > b->u.date) - (a->u.date < b->u.date);
    case VD_STRING:
        return vd_str_cmp(a->u.string, b->u.string);
    default:
        return vd_value_same(a, b) ? 0 : 1;
    }
}

static vd_range as_range(const vd_value *value)
{
    if (value->kind == VD_RANGE)
        return *value->u.range;
    return (vd_range){.low = *value, .high = *value, .low_in = true, .high_in = true};
}

/* Whether `high` lies before `low`; an open end (null) never does. */
static bool ends_before(const vd_range *a, const vd_range *b)
{
    int order;

    if (a->high.kind == VD_NULL || b->low.kind == VD_NULL)
        return false;
    order = compare(&a->high, &b->low);
    return order < 0 || (order == 0 && !(a->high_in && b->low_in));
}

static bool values_meet(const vd_value *a, const vd_value *b)
{
    vd_range left;
    vd_range right;

    if (a->kind != VD_RANGE && b->kind != VD_RANGE)
        return vd_value_same(a, b);
    if (a->kind == VD_NULL || b->kind == VD_NULL)
        return false;
    left = as_range(a);
    right = as_range(b);
    return !ends_before(&left, &right) && !ends_before(&right, &left);
}

static bool cells_meet(const vd_table_cell *a, const vd_table_cell *b)
{
    if (a->count == 0 || b->count == 0)
        return true;
    for (size_t i = 0; i < a->count; i++)
        for (size_t k = 0; k < b->count; k++)
            if (values_meet(&a->values[i], &b->values[k]))
                return true;
    return false;
}

bool vd_rows_meet(const vd_table *table, const vd_table_row *a, const vd_table_row *b)
{
    for (size_t i = 0; i < table->type->field_count; i++)
        if (!cells_meet(&a->cells[i], &b->cells[i]))
            return false;
    return true;
}
