/*
 * What the rows of a table cover: whether two of them can both match, and what lies between them.
 *
 * Each ordered input's axis is cut at the ends of the rows' ranges into points and the open stretches
 * between them; a code has a cell for each word. Within a cell of the product every row matches or
 * does not, so that one look a cell is exact. What lies beyond the outermost ends is no hole.
 */
#include <stdlib.h>

#include "engine/ratio.h"
#include "rules/loader.h"

#define AXES_MAX 8
#define LOOKS_MAX 4000000 /* of a row at a cell */

typedef struct axis {
    size_t count;
    vd_value *cells; /* points, and ranges for what lies between */
    size_t at;
} axis;

typedef struct grid {
    vd_loader *load;
    const vd_table *table;
    axis axes[AXES_MAX];
    size_t axis_count;
} grid;

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

static int by_value(const void *left, const void *right)
{
    return compare(left, right);
}

static bool is_ordered(const vd_type *type)
{
    return type->kind == VD_TYPE_NUMBER || type->kind == VD_TYPE_DATE;
}

/* The finite ends and single values of an input, ascending, each once. */
static size_t find_cuts(grid *in, size_t input, vd_value **ret_cuts)
{
    const vd_table *table = in->table;
    size_t room = 0;
    size_t count = 0;
    size_t kept = 0;
    vd_value *cuts;

    for (size_t r = 0; r < table->row_count; r++)
        room += 2 * table->rows[r].cells[input].count;
    cuts = VD_LOAD_ARRAY(in->load, vd_value, room);
    for (size_t r = 0; cuts && r < table->row_count; r++)
        for (size_t i = 0; i < table->rows[r].cells[input].count; i++) {
            const vd_value *value = &table->rows[r].cells[input].values[i];
            vd_range range = as_range(value);

            if (range.low.kind != VD_NULL)
                cuts[count++] = range.low;
            if (range.high.kind != VD_NULL)
                cuts[count++] = range.high;
        }
    if (count == 0)
        return 0;
    qsort(cuts, count, sizeof(*cuts), by_value);
    for (size_t i = 1; i < count; i++)
        if (compare(&cuts[kept], &cuts[i]) != 0)
            cuts[++kept] = cuts[i];
    *ret_cuts = cuts;
    return kept + 1;
}

static bool some_row_has(const grid *in, size_t input, const vd_value *cell)
{
    for (size_t r = 0; r < in->table->row_count; r++) {
        const vd_table_cell *row = &in->table->rows[r].cells[input];

        for (size_t i = 0; i < row->count; i++)
            if (values_meet(&row->values[i], cell))
                return true;
    }
    return false;
}

static vd_value between(vd_loader *load, const vd_value *low, const vd_value *high)
{
    vd_range *range = VD_LOAD_ARRAY(load, vd_range, 1);

    if (!range)
        return vd_null();
    *range = (vd_range){.low = *low, .high = *high};
    return (vd_value){.kind = VD_RANGE, .until = VD_FOREVER, .u.range = range};
}

static bool are_neighbours(const vd_value *low, const vd_value *high)
{
    return low->kind == VD_DATE && high->u.date == low->u.date + 1;
}

/* Whether some row goes on without an end, below or above. */
static bool is_open(const grid *in, size_t input, bool above)
{
    for (size_t r = 0; r < in->table->row_count; r++) {
        const vd_table_cell *row = &in->table->rows[r].cells[input];

        for (size_t i = 0; i < row->count; i++)
            if (row->values[i].kind == VD_RANGE &&
                (above ? row->values[i].u.range->high : row->values[i].u.range->low).kind ==
                    VD_NULL)
                return true;
    }
    return false;
}

/* Points and what lies between. What lies beyond the outermost ends, and these themselves, belong
 * to the table when some row has them. */
static void cut_ordered(grid *in, size_t input)
{
    axis *on = &in->axes[input];
    vd_value *cuts = NULL;
    size_t count = find_cuts(in, input, &cuts);
    bool below = is_open(in, input, false);
    bool above = is_open(in, input, true);
    vd_value none = vd_null();

    on->cells = VD_LOAD_ARRAY(in->load, vd_value, 2 * count + 3);
    if (!on->cells || count == 0)
        return;
    if (below)
        on->cells[on->count++] = between(in->load, &none, &cuts[0]);
    for (size_t i = 0; i < count; i++) {
        bool within = (i > 0 || below) && (i + 1 < count || above);

        if (within || some_row_has(in, input, &cuts[i]))
            on->cells[on->count++] = cuts[i];
        if (i + 1 < count && !are_neighbours(&cuts[i], &cuts[i + 1]))
            on->cells[on->count++] = between(in->load, &cuts[i], &cuts[i + 1]);
    }
    if (above)
        on->cells[on->count++] = between(in->load, &cuts[count - 1], &none);
}

static vd_value word(vd_str text)
{
    return (vd_value){.kind = VD_STRING, .until = VD_FOREVER, .u.string = text};
}

/* The declared codes; of other texts and truths, the values that rows have. */
static void cut_words(grid *in, size_t input, const vd_type *type)
{
    axis *on = &in->axes[input];
    size_t room = type->code_count;

    for (size_t r = 0; r < in->table->row_count; r++)
        room += in->table->rows[r].cells[input].count;
    on->cells = VD_LOAD_ARRAY(in->load, vd_value, room + 1);
    for (size_t i = 0; on->cells && i < type->code_count; i++)
        on->cells[on->count++] = word(type->codes[i]);
    for (size_t r = 0; on->cells && type->code_count == 0 && r < in->table->row_count; r++)
        for (size_t i = 0; i < in->table->rows[r].cells[input].count; i++) {
            const vd_value *value = &in->table->rows[r].cells[input].values[i];
            size_t k = 0;

            while (k < on->count && !vd_value_same(&on->cells[k], value))
                k++;
            if (k == on->count)
                on->cells[on->count++] = *value;
        }
}

static bool row_matches(const grid *in, const vd_table_row *row)
{
    for (size_t i = 0; i < in->axis_count; i++) {
        vd_table_cell here = {in->axes[i].count ? 1 : 0,
                              in->axes[i].count ? &in->axes[i].cells[in->axes[i].at] : NULL};

        if (!cells_meet(&here, &row->cells[i]))
            return false;
    }
    return true;
}

static vd_str cell_text(const grid *in, const vd_value *cell)
{
    vd_arena *arena = in->load->arena;
    const vd_range *range = cell->kind == VD_RANGE ? cell->u.range : NULL;

    if (!range)
        return vd_value_text(arena, cell);
    if (range->low.kind == VD_DATE) {
        vd_value day = range->low;

        day.u.date++;
        return vd_value_text(arena, &day);
    }
    if (range->low.kind == VD_NULL)
        return vd_arena_printf(arena, "below %.*s",
                               VD_STR_ARGS(vd_value_text(arena, &range->high)));
    if (range->high.kind == VD_NULL)
        return vd_arena_printf(arena, "above %.*s", VD_STR_ARGS(vd_value_text(arena, &range->low)));
    return vd_arena_printf(arena, "between %.*s and %.*s",
                           VD_STR_ARGS(vd_value_text(arena, &range->low)),
                           VD_STR_ARGS(vd_value_text(arena, &range->high)));
}

/* "stage is minima and day is 2023-11-23" */
static vd_str witness(const grid *in)
{
    vd_str text = {"", 0};

    for (size_t i = 0; i < in->axis_count; i++) {
        vd_str name = in->table->type->fields[i].name;

        if (in->axes[i].count)
            text = vd_arena_printf(in->load->arena, "%.*s%s%.*s is %.*s", VD_STR_ARGS(text),
                                   text.len ? " and " : "", VD_STR_ARGS(name),
                                   VD_STR_ARGS(cell_text(in, &in->axes[i].cells[in->axes[i].at])));
    }
    return text;
}

static bool step(grid *in)
{
    for (size_t i = 0; i < in->axis_count; i++) {
        if (++in->axes[i].at < in->axes[i].count)
            return true;
        in->axes[i].at = 0;
    }
    return false;
}

/* False when the product is too large, or an input is of a type without cells. */
static bool make_axes(grid *in)
{
    const vd_type *type = in->table->type;
    size_t looks = in->table->row_count;

    if (type->field_count > AXES_MAX)
        return false;
    in->axis_count = type->field_count;
    for (size_t i = 0; i < type->field_count; i++) {
        if (is_ordered(type->fields[i].type))
            cut_ordered(in, i);
        else if (type->fields[i].type->kind == VD_TYPE_STRING ||
                 type->fields[i].type->kind == VD_TYPE_BOOL)
            cut_words(in, i, type->fields[i].type);
        else
            return false;
        looks *= in->axes[i].count ? in->axes[i].count : 1;
        if (in->load->exhausted || looks > LOOKS_MAX)
            return false;
    }
    return true;
}

void vd_lint_table(vd_loader *load, const vd_table *table, vd_place place)
{
    grid in = {.load = load, .table = table};

    /* `outside: null` declares what no row covers. */
    if (!table->outside_refused || table->row_count == 0 || !make_axes(&in))
        return;
    do {
        size_t r = 0;

        while (r < table->row_count && !row_matches(&in, &table->rows[r]))
            r++;
        if (r < table->row_count)
            continue;
        vd_diagnose(load->diags, VD_DIAG_TABLE_GAP, place,
                    "no row of \"%.*s\" matches when %.*s; add it, or say \"outside: null\"",
                    VD_STR_ARGS(table->id), VD_STR_ARGS(witness(&in)));
        return;
    } while (step(&in));
}

/* Of two ends, the one that lies further in. */
static vd_str meeting_text(vd_loader *load, const vd_value *a, const vd_value *b)
{
    vd_range left = as_range(a);
    vd_range right = as_range(b);
    const vd_range *later;

    if (a->kind != VD_RANGE)
        return vd_value_text(load->arena, a);
    if (b->kind != VD_RANGE)
        return vd_value_text(load->arena, b);
    if (left.low.kind == VD_NULL && right.low.kind == VD_NULL)
        return VD_STR("early enough");
    later = left.low.kind == VD_NULL                                          ? &right
            : right.low.kind == VD_NULL || compare(&left.low, &right.low) > 0 ? &left
                                                                              : &right;
    if (later->low_in && (compare(&left.low, &right.low) != 0 || (left.low_in && right.low_in)))
        return vd_value_text(load->arena, &later->low);
    return vd_arena_printf(load->arena, "just above %.*s",
                           VD_STR_ARGS(vd_value_text(load->arena, &later->low)));
}

vd_str vd_rows_witness(vd_loader *load, const vd_table *table, const vd_table_row *a,
                       const vd_table_row *b)
{
    vd_str text = {"", 0};

    for (size_t i = 0; i < table->type->field_count; i++) {
        const vd_table_cell *left = &a->cells[i];
        const vd_table_cell *right = &b->cells[i];
        const vd_value *some = left->count ? left->values : right->values;
        const vd_value *other = right->count ? right->values : left->values;

        for (size_t k = 0; k < left->count; k++)
            for (size_t n = 0; n < right->count; n++)
                if (values_meet(&left->values[k], &right->values[n])) {
                    some = &left->values[k];
                    other = &right->values[n];
                }
        if (some)
            text =
                vd_arena_printf(load->arena, "%.*s%s%.*s is %.*s", VD_STR_ARGS(text),
                                text.len ? " and " : "", VD_STR_ARGS(table->type->fields[i].name),
                                VD_STR_ARGS(meeting_text(load, some, other)));
    }
    return text.len ? text : VD_STR("anything is asked");
}
