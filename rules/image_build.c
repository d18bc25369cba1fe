/*
 * A walk over the program, depth first, so that what a rule asks lies behind one another in the
 * order of asking. What is met again is not stored again: who pointed at one thing goes on pointing
 * at one thing. Texts are stored once each, and so are expressions and other plain data that are the
 * same to the last byte: a default that every deadline has is read from one place.
 */
#include "rules/image.h"

#include <stdlib.h>

#include "engine/feel/condition.h"
#include "engine/feel/eval.h"
#include "engine/feel/fixed.h"
#include "rules/image_pool.h"
#include "rules/image_shapes.h"

/* Something that was stored. */
typedef struct known {
    const void *from; /* NULL: a free slot */
    uint64_t place;
    uint32_t count;
    uint32_t shape;
} known;

typedef struct stored {
    uintptr_t from;
    size_t size;
} stored;

typedef struct builder {
    vd_pool pool;
    const vd_program *program;
    vd_image_region nodes; /* where nodes go at present */
    known *known;
    size_t known_count;
    size_t known_room; /* a power of two */
    stored *stored;    /* for the check that nothing was stored twice */
    size_t stored_count;
    size_t stored_room;
} builder;

static known *slot_of(const builder *b, const void *from, vd_shape_id shape)
{
    size_t mask = b->known_room - 1;
    size_t slot = vd_pool_mixed((uint64_t)(uintptr_t)from + shape) & mask;

    while (b->known[slot].from && (b->known[slot].from != from || b->known[slot].shape != shape))
        slot = (slot + 1) & mask;
    return &b->known[slot];
}

static bool more_known(builder *b)
{
    builder old = *b;

    b->known_room = old.known_room ? old.known_room * 2 : 4096;
    b->known = VD_NEW_ARRAY(b->pool.work, known, b->known_room);
    if (!b->known) {
        *b = old;
        vd_pool_exhausted(&b->pool);
        return false;
    }
    for (size_t i = 0; i < old.known_room; i++)
        if (old.known[i].from)
            *slot_of(b, old.known[i].from, (vd_shape_id)old.known[i].shape) = old.known[i];
    return true;
}

static void remember(builder *b, const void *from, vd_shape_id shape, size_t count, uint64_t place)
{
    if ((b->known_count + 1) * 2 > b->known_room && !more_known(b))
        return;
    *slot_of(b, from, shape) = (known){from, place, (uint32_t)count, shape};
    b->known_count++;
}

static uint64_t store(builder *b, const void *from, size_t count, vd_shape_id shape);

static void store_str(builder *b, vd_str text, uint64_t place)
{
    if (text.ptr)
        vd_pool_point(&b->pool, place + offsetof(vd_str, ptr), vd_pool_text(&b->pool, text));
}

/* The address of `count` structures, at `place`. */
static void store_to(builder *b, const void *from, size_t count, vd_shape_id shape, uint64_t place)
{
    uint32_t number = shape == VD_SHAPE_TYPE && from ? vd_fixed_type(from) : vd_fixed_count();

    if (number < vd_fixed_count())
        vd_pool_point_fixed(&b->pool, place, number, "");
    else if (from && !b->pool.status)
        vd_pool_point(&b->pool, place, store(b, from, count, shape));
}

static void store_each(builder *b, const void *const *from, size_t count, vd_shape_id shape,
                       uint64_t place)
{
    vd_image_region where =
        shape == VD_SHAPE_NODE ? b->nodes : (vd_image_region)vd_shapes[shape].region;
    vd_pool_mark before = vd_pool_here(&b->pool, where);
    uint64_t list;

    if (!from || b->pool.status)
        return;
    if (count == 0) {
        vd_pool_point(&b->pool, place, vd_pool_nothing());
        return;
    }
    list = vd_pool_reserve(&b->pool, where, count * sizeof(*from), sizeof(*from));
    if (list == VD_NOWHERE)
        return;
    for (size_t i = 0; i < count; i++)
        store_to(b, from[i], 1, shape, list + i * sizeof(*from));
    vd_pool_point(&b->pool, place,
                  vd_pool_merged(&b->pool, list, count * sizeof(*from), VD_SHAPE_COUNT, before));
}

static void store_parts(builder *b, const unsigned char *from, vd_shape_id shape, uint64_t place);

/* Whatever else lay between its members and in its union is left behind. */
static void store_value(builder *b, const vd_value *from, uint64_t place)
{
    vd_value value = *from;
    uint64_t inside = place + offsetof(vd_value, u);

    memset(vd_pool_at(&b->pool, place), 0, sizeof(value));
    memcpy(vd_pool_at(&b->pool, place + offsetof(vd_value, kind)), &value.kind, sizeof(value.kind));
    memcpy(vd_pool_at(&b->pool, place + offsetof(vd_value, until)), &value.until,
           sizeof(value.until));
    if (value.motion)
        vd_pool_fail(&b->pool, "a constant moves");
    switch (value.kind) {
    case VD_NULL:
        return;
    case VD_BOOL:
        memcpy(vd_pool_at(&b->pool, inside), &value.u.boolean, sizeof(value.u.boolean));
        return;
    case VD_NUMBER:
        memcpy(vd_pool_at(&b->pool, inside), &value.u.number, sizeof(value.u.number));
        return;
    case VD_DATE:
    case VD_DAYS:
    case VD_MONTHS:
        memcpy(vd_pool_at(&b->pool, inside), &value.u.date, sizeof(value.u.date));
        return;
    case VD_SPAN:
        memcpy(vd_pool_at(&b->pool, inside), &value.u.span, sizeof(value.u.span));
        return;
    case VD_STRING:
        memcpy(vd_pool_at(&b->pool, inside), &value.u.string, sizeof(value.u.string));
        memset(vd_pool_at(&b->pool, inside), 0, sizeof(value.u.string.ptr));
        store_str(b, value.u.string, inside);
        return;
    case VD_TIME:
    case VD_DATE_TIME:
        store_to(b, value.u.clock, 1, VD_SHAPE_CLOCK, inside);
        return;
    case VD_LIST:
        if (value.u.list->open)
            vd_pool_fail(&b->pool, "a constant list is open");
        store_to(b, value.u.list, 1, VD_SHAPE_LIST, inside);
        return;
    case VD_CONTEXT:
        store_to(b, value.u.context, 1, VD_SHAPE_CONTEXT, inside);
        return;
    case VD_RANGE:
        store_to(b, value.u.range, 1, VD_SHAPE_RANGE, inside);
        return;
    default:
        vd_pool_fail(&b->pool, "they hold a constant of a kind that cannot be stored");
    }
}

static void store_node_union(builder *b, const vd_node *from, uint64_t inside)
{
    switch (from->op) {
    case VD_OP_CONSTANT:
        store_value(b, &from->u.value, inside);
        return;
    case VD_OP_CALL:
        if (from->eval == vd_eval_call) {
            vd_pool_point_fixed(&b->pool, inside, vd_fixed_builtin(from->u.builtin),
                                "they call a function that fixed.c does not know");
            return;
        } /* fall through */
    case VD_OP_NAME:
    case VD_OP_PATH:
        memcpy(vd_pool_at(&b->pool, inside) + offsetof(vd_str, len), &from->u.name.len,
               sizeof(from->u.name.len));
        store_str(b, from->u.name, inside);
        return;
    case VD_OP_INSTANCE:
        store_to(b, from->u.tested, 1, VD_SHAPE_TYPE, inside);
        return;
    case VD_OP_ARITH:
        if (from->u.row)
            vd_pool_point_fixed(&b->pool, inside, vd_fixed_arith(from->u.row),
                                "they count with a row that fixed.c does not know");
        return;
    default:
        return;
    }
}

/* Of the names only the entries of a context are read once the tree is checked, and of a constant
 * nothing of what it was folded from. */
static void store_node(builder *b, const vd_node *from, uint64_t place)
{
    uint32_t count = from->op == VD_OP_CONSTANT ? 0 : from->count;

    memset(vd_pool_at(&b->pool, place + offsetof(vd_node, kids)), 0, sizeof(from->kids));
    memcpy(vd_pool_at(&b->pool, place + offsetof(vd_node, count)), &count, sizeof(count));
    memset(vd_pool_at(&b->pool, place + offsetof(vd_node, eval)), 0, sizeof(from->eval));
    memset(vd_pool_at(&b->pool, place + offsetof(vd_node, names)), 0, sizeof(from->names));
    memset(vd_pool_at(&b->pool, place + offsetof(vd_node, u)), 0, sizeof(from->u));
    vd_pool_point_fixed(&b->pool, place + offsetof(vd_node, eval), vd_fixed_eval(from->eval),
                        "they hold an operator that fixed.c does not know");
    if (from->op == VD_OP_CONTEXT)
        store_to(b, from->names, from->count, VD_SHAPE_STR, place + offsetof(vd_node, names));
    if (!b->pool.status)
        store_node_union(b, from, place + offsetof(vd_node, u));
    if (count)
        store_each(b, (const void *const *)(const void *)from->kids, count, VD_SHAPE_NODE,
                   place + offsetof(vd_node, kids));
}

static void store_expr(builder *b, const vd_expr *from, uint64_t place)
{
    vd_image_region outer = b->nodes;

    b->nodes = from->condition ? VD_REGION_WARM : VD_REGION_HOT;
    store_parts(b, (const unsigned char *)from, VD_SHAPE_EXPR, place);
    b->nodes = outer;
}

static void store_table(builder *b, const vd_table *from, uint64_t place)
{
    uint64_t rows;

    memcpy(&rows, vd_pool_at(&b->pool, place + offsetof(vd_table, rows)), sizeof(rows));
    for (size_t i = 0; i < from->row_count && !b->pool.status; i++)
        store_to(b, from->rows[i].cells, from->type->field_count, VD_SHAPE_TABLE_CELL,
                 rows + i * sizeof(vd_table_row) + offsetof(vd_table_row, cells));
}

/* What the shapes do not say. */
static void store_rest(builder *b, const void *from, vd_shape_id shape, uint64_t place)
{
    const vd_whole_set *set = from;

    switch (shape) {
    case VD_SHAPE_PACK:
        store_to(b, ((const vd_pack *)from)->sees, b->program->pack_count, VD_SHAPE_BOOL,
                 place + offsetof(vd_pack, sees));
        return;
    case VD_SHAPE_TABLE:
        store_table(b, from, place);
        return;
    case VD_SHAPE_WHOLE_SET:
        store_to(b, set->bits, (set->span + 63) / 64, VD_SHAPE_U64,
                 place + offsetof(vd_whole_set, bits));
        return;
    case VD_SHAPE_NODE:
        store_node(b, from, place);
        return;
    case VD_SHAPE_VALUE:
        store_value(b, from, place);
        return;
    default:
        return;
    }
}

static size_t count_of(const vd_part *part, const unsigned char *from)
{
    uint32_t small;
    size_t large;

    if (part->count_size == 0)
        return part->count;
    if (part->count_size == sizeof(small)) {
        memcpy(&small, from + part->count, sizeof(small));
        return small;
    }
    memcpy(&large, from + part->count, sizeof(large));
    return large;
}

static void store_part(builder *b, const vd_part *part, const unsigned char *from, uint64_t place)
{
    const unsigned char *here = from + part->offset;
    size_t count = count_of(part, from);
    const void *address;
    vd_str text;

    place += part->offset;
    if (part->kind == VD_PART_HERE) {
        for (size_t i = 0; i < count; i++) {
            size_t step = i * vd_shapes[part->shape].size;

            store_parts(b, here + step, (vd_shape_id)part->shape, place + step);
            store_rest(b, here + step, (vd_shape_id)part->shape, place + step);
        }
        return;
    }
    memcpy(&address, here, sizeof(address));
    memset(vd_pool_at(&b->pool, place), 0, sizeof(address));
    switch (part->kind) {
    case VD_PART_STR:
        memcpy(&text, here, sizeof(text));
        store_str(b, text, place);
        return;
    case VD_PART_CSTR:
        if (address)
            vd_pool_point(&b->pool, place, vd_pool_text(&b->pool, vd_str_of(address)));
        return;
    case VD_PART_TO:
        store_to(b, address, count, (vd_shape_id)part->shape, place);
        return;
    case VD_PART_EACH:
        store_each(b, (const void *const *)address, count, (vd_shape_id)part->shape, place);
        return;
    default:
        return;
    }
}

static void store_parts(builder *b, const unsigned char *from, vd_shape_id shape, uint64_t place)
{
    for (const vd_part *part = vd_shapes[shape].parts; part->kind != VD_PART_END && !b->pool.status;
         part++)
        store_part(b, part, from, place);
}

/* Remembers the whole, and each element where others point at single ones. */
static void remember_all(builder *b, const void *from, size_t count, vd_shape_id shape,
                         uint64_t place)
{
    size_t size = vd_shapes[shape].size;
    stored *list = vd_pool_grown(&b->pool, b->stored, b->stored_count, &b->stored_room,
                                 b->stored_count + 1, sizeof(*list));

    if (!list)
        return;
    b->stored = list;
    list[b->stored_count++] = (stored){(uintptr_t)from, count * size};
    remember(b, from, shape, count, place);
    for (size_t i = 1; i < count && vd_shapes[shape].parts_shared && !b->pool.status; i++)
        remember(b, (const unsigned char *)from + i * size, shape, 1, place + i * size);
}

/* Recursive over what structures point at: expressions and types, whose depth the parser bounds. */
static uint64_t store(builder *b, const void *from, size_t count, vd_shape_id shape)
{
    size_t size = vd_shapes[shape].size;
    vd_image_region where =
        shape == VD_SHAPE_NODE ? b->nodes : (vd_image_region)vd_shapes[shape].region;
    const known *before = b->known_room ? slot_of(b, from, shape) : NULL;
    vd_pool_mark start = vd_pool_here(&b->pool, where);
    uint64_t place;

    if (count == 0)
        return vd_pool_nothing();
    if (before && before->from && before->count < count)
        vd_pool_fail(&b->pool, "part of a list was stored before the whole");
    if (b->pool.status)
        return VD_NOWHERE;
    if (before && before->from)
        return before->place;
    place = vd_pool_reserve(&b->pool, where, count * size, size < 8 ? size : 8);
    if (place == VD_NOWHERE)
        return VD_NOWHERE;
    memcpy(vd_pool_at(&b->pool, place), from, count * size);
    remember_all(b, from, count, shape, place);
    for (size_t i = 0; i < count && !b->pool.status; i++) {
        const unsigned char *one = (const unsigned char *)from + i * size;

        if (shape == VD_SHAPE_EXPR) {
            store_expr(b, (const vd_expr *)from + i, place + i * size);
            continue;
        }
        store_parts(b, one, shape, place + i * size);
        store_rest(b, one, shape, place + i * size);
    }
    if (vd_shapes[shape].merged && !b->pool.status) {
        place = vd_pool_merged(&b->pool, place, count * size, shape, start);
        slot_of(b, from, shape)->place = place;
    }
    return place;
}

static int by_from(const void *left, const void *right)
{
    const stored *a = left;
    const stored *b = right;

    return (a->from > b->from) - (a->from < b->from);
}

/* Nothing may be stored in two copies: whoever compares addresses would take them for two things. */
static void check_once(builder *b)
{
    if (b->stored_count)
        qsort(b->stored, b->stored_count, sizeof(*b->stored), by_from);
    for (size_t i = 1; i < b->stored_count; i++)
        if (b->stored[i - 1].from + b->stored[i - 1].size > b->stored[i].from)
            vd_pool_fail(&b->pool, "part of a list was stored apart from the whole");
}

vd_status vd_image_build(vd_arena *arena, const vd_arena *own, const vd_program *program,
                         vd_image *ret_image, vd_error *err)
{
    vd_arena work;
    builder b = {.program = program};
    uint64_t root;

    vd_arena_init(&work, 0);
    vd_pool_init(&b.pool, &work, err);
    root = b.pool.status ? VD_NOWHERE : store(&b, program, 1, VD_SHAPE_PROGRAM);
    if (!b.pool.status)
        check_once(&b);
    if (!b.pool.status)
        vd_pool_join(&b.pool, arena, own, root, ret_image);
    vd_arena_done(&work);
    return b.pool.status;
}
