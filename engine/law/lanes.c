#include "engine/law/lanes.h"

#include <valedor/limits.h>

/* Sums of VD_SUM_TERMS words, each times such a coefficient, fit. */
#define COEFFICIENT_MAX (INT64_C(1) << 18)

struct vd_column {
    vd_slot_form form; /* that a value of the fact's type has */
    uint64_t known;    /* a value in one word, or true or false */
    uint64_t truths;   /* of booleans, the true ones */
    uint64_t null;
    uint64_t blank;
    uint64_t ask; /* anything else */
    int64_t words[VD_LANES];
};

static const vd_lanes none = {0};

/* Whether lanes can read the leaf: a fact of the case itself. */
static bool is_column(const vd_leaf *from)
{
    return from->place == VD_LEAF_FACT && VD_REF_KIND(from->ref) == VD_REF_FACT;
}

static const vd_expr *definition_of(const vd_program *program, const vd_leaf *from)
{
    if (from->place != VD_LEAF_FACT || VD_REF_KIND(from->ref) != VD_REF_DEFINITION)
        return NULL;
    return program->definitions[VD_REF_INDEX(from->ref)].expr;
}

static bool can_sum(const vd_sum *sum)
{
    if (sum->constant > VD_SLOT_WHOLE_MAX || sum->constant < -VD_SLOT_WHOLE_MAX ||
        sum->today < -1 || sum->today > 1)
        return false;
    for (uint32_t i = 0; i < sum->count; i++)
        if (!is_column(&sum->terms[i].from) || sum->terms[i].coefficient > COEFFICIENT_MAX ||
            sum->terms[i].coefficient < -COEFFICIENT_MAX)
            return false;
    return true;
}

/* Bounded by the parser's depth, and by definitions not going round. */
static bool can(const vd_program *program, const vd_condition *c)
{
    const vd_expr *definition;

    switch (c->kind) {
    case VD_CONDITION_FACT:
        definition = definition_of(program, &c->from);
        return definition ? vd_lanes_can(program, definition) : is_column(&c->from);
    case VD_CONDITION_CODE:
    case VD_CONDITION_WHOLE:
    case VD_CONDITION_IS_NULL:
        return is_column(&c->from);
    case VD_CONDITION_SUM:
        return can_sum(c->sum);
    case VD_CONDITION_ALL:
    case VD_CONDITION_ANY:
    case VD_CONDITION_NOT:
        for (uint32_t i = 0; i < c->count; i++)
            if (!can(program, c->kids[i]))
                return false;
        return true;
    case VD_CONDITION_EVERY_ITEM:
    case VD_CONDITION_SOME_ITEM:
        return c->has_short_way;
    case VD_CONDITION_TREE:
    case VD_CONDITION_KINDS:
        break;
    }
    return false;
}

bool vd_lanes_can(const vd_program *program, const vd_expr *expr)
{
    const vd_value *constant = vd_expr_constant(expr);

    if (constant)
        return constant->kind == VD_BOOL || constant->kind == VD_NULL;
    return expr->condition && can(program, expr->condition);
}

static vd_slot_form form_of(const vd_type *type)
{
    switch (type->kind) {
    case VD_TYPE_BOOL:
        return VD_SLOT_TRUE;
    case VD_TYPE_NUMBER:
        return VD_SLOT_NUMBER;
    case VD_TYPE_DATE:
        return VD_SLOT_DATE;
    case VD_TYPE_DAYS:
        return VD_SLOT_DAYS;
    case VD_TYPE_STRING:
        return VD_SLOT_CODE;
    default:
        return VD_SLOT_OTHER;
    }
}

/* Which of eight bytes are the one wanted, a bit each; all are below 128. */
static inline uint64_t same_bytes(const uint8_t *bytes, uint8_t wanted)
{
    uint64_t word;

    memcpy(&word, bytes, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    word ^= wanted * UINT64_C(0x0101010101010101);
    word = (UINT64_C(0x8080808080808080) - word) >> 7 & UINT64_C(0x0101010101010101);
    return word * UINT64_C(0x0102040810204080) >> 56;
}

static inline uint64_t lanes_of_form(const uint8_t forms[VD_LANES], vd_slot_form form)
{
    uint64_t bits = 0;

    for (uint32_t i = 0; i < VD_LANES; i += 8)
        bits |= same_bytes(forms + i, (uint8_t)form) << i;
    return bits;
}

VD_WIDE static void gather(const vd_block *block, uint32_t fact, vd_column *column)
{
    uint8_t forms[VD_LANES];

    for (uint32_t i = 0; i < VD_LANES; i++)
        forms[i] = block->slots[i].forms[fact];
    column->known = lanes_of_form(forms, column->form) & block->all;
    column->null = lanes_of_form(forms, VD_SLOT_NULL) & block->all;
    column->blank = lanes_of_form(forms, VD_SLOT_BLANK) & block->all;
    column->truths = column->known;
    if (column->form == VD_SLOT_TRUE)
        column->known |= lanes_of_form(forms, VD_SLOT_FALSE) & block->all;
    else
        for (uint32_t i = 0; i < VD_LANES; i++)
            column->words[i] = block->slots[i].words[fact];
}

/* Bytes of 0 or 1, a bit each. */
static inline uint64_t bits_of(const uint8_t bytes[VD_LANES])
{
    uint64_t bits = 0;

    for (uint32_t i = 0; i < VD_LANES; i += 8)
        bits |= same_bytes(bytes + i, 1) << i;
    return bits;
}

/* Gathers a fact. NULL: no memory. */
static const vd_column *column_of(vd_block *block, const vd_leaf *from)
{
    uint32_t fact = VD_REF_INDEX(from->ref);
    vd_column *column = block->columns[fact];

    if (column)
        return column;
    column = vd_arena_room(block->arena, 1, sizeof *column);
    if (!column)
        return NULL;
    column->form = form_of(block->program->facts[fact].type);
    gather(block, fact, column);
    if (column->form == VD_SLOT_OTHER)
        column->known = 0;
    column->ask = block->all & ~(column->known | column->null | column->blank);
    block->columns[fact] = column;
    return column;
}

static vd_lanes all_ask(const vd_block *block)
{
    return (vd_lanes){.ask = block->all};
}

static vd_lanes fact_lanes(vd_block *block, const vd_condition *c)
{
    const vd_column *column = column_of(block, &c->from);
    vd_lanes lanes = none;

    if (!column || column->form != VD_SLOT_TRUE)
        return all_ask(block);
    lanes.yes = column->truths;
    lanes.no = column->known & ~lanes.yes;
    lanes.maybe = column->blank;
    lanes.ask = column->ask;
    return lanes;
}

/* Whether a word that is known is among those of the condition. */
static inline bool among(const vd_condition *c, int64_t word)
{
    if (c->kind == VD_CONDITION_WHOLE)
        return vd_whole_set_has(c->set, (vd_ratio){word, 1});
    return (c->places >> (word & 63) & 1) != 0;
}

/* The lanes in which it is known to be among them. */
VD_WIDE static uint64_t members(const vd_condition *c, const vd_column *column)
{
    uint8_t truths[VD_LANES];

    for (uint32_t i = 0; i < VD_LANES; i++)
        truths[i] = among(c, column->words[i]);
    return bits_of(truths) & column->known;
}

static bool is_tellable(const vd_condition *c, vd_slot_form form)
{
    return c->kind == VD_CONDITION_WHOLE ? form == VD_SLOT_NUMBER
                                         : form == VD_SLOT_CODE && c->has_places;
}

static vd_lanes member_lanes(vd_block *block, const vd_condition *c)
{
    const vd_column *column = column_of(block, &c->from);
    vd_lanes lanes = none;
    uint64_t found;

    if (!column || !is_tellable(c, column->form))
        return all_ask(block);
    found = members(c, column);
    lanes.yes = c->turned ? (column->known & ~found) | column->null : found;
    lanes.no = c->turned ? found : (column->known & ~found) | column->null;
    lanes.maybe = column->blank;
    lanes.ask = column->ask;
    return lanes;
}

static vd_lanes null_lanes(vd_block *block, const vd_condition *c)
{
    const vd_column *column = column_of(block, &c->from);

    if (!column)
        return all_ask(block);
    return (vd_lanes){.yes = c->turned ? column->known : column->null,
                      .no = c->turned ? column->null : column->known,
                      .maybe = column->blank,
                      .ask = column->ask};
}

/* When each comparison turns, for the lanes that have one; each difference lacks `less`. NULL: no
 * memory. */
VD_WIDE static const int32_t *turns_of(const vd_block *block, const vd_sum *sum,
                                       const int64_t *difference, int64_t less, uint64_t lanes)
{
    int32_t *turns = vd_arena_room(block->arena, VD_LANES, sizeof *turns);

    for (uint32_t i = 0; turns && i < VD_LANES; i++) {
        int64_t days = 0;

        if (lanes >> i & 1)
            days = vd_days_to_turn(sum->cmp, sum->today, difference[i] + less);
        turns[i] = days > 0 && days < VD_NEVER_TURNS ? (int32_t)days : VD_NEVER_TURNS;
    }
    return turns;
}

/* Whether each difference, of which one has been taken away for "<=" and ">", compares with 0. */
VD_WIDE static uint64_t compared(vd_cmp cmp, const int64_t *difference)
{
    uint8_t truths[VD_LANES];
    uint64_t bits;

    if (cmp == VD_EQ || cmp == VD_NE)
        for (uint32_t i = 0; i < VD_LANES; i++)
            truths[i] = difference[i] == 0;
    else
        for (uint32_t i = 0; i < VD_LANES; i++)
            truths[i] = difference[i] < 0;
    bits = bits_of(truths);
    return cmp == VD_EQ || cmp == VD_LT || cmp == VD_LE ? bits : ~bits;
}

static vd_slot_form form_of_kind(vd_kind kind)
{
    return kind == VD_NUMBER ? VD_SLOT_NUMBER : kind == VD_DATE ? VD_SLOT_DATE : VD_SLOT_DAYS;
}

/* Lanes that do not count may hold anything, and wrap. */
VD_WIDE static void add_up(const vd_column *column, int64_t coefficient, int64_t *sums)
{
    for (uint32_t i = 0; i < VD_LANES; i++)
        sums[i] = (int64_t)((uint64_t)sums[i] + (uint64_t)coefficient * (uint64_t)column->words[i]);
}

static vd_lanes sum_lanes(vd_block *block, const vd_condition *c)
{
    const vd_sum *sum = c->sum;
    /* In whole numbers "<= 0" is "- 1 < 0". */
    const int64_t less = sum->cmp == VD_LE || sum->cmp == VD_GT;
    const int64_t base = sum->constant + sum->today * block->today - less;
    int64_t difference[VD_LANES];
    uint64_t plain = block->all;
    vd_lanes lanes = none;

    for (uint32_t i = 0; i < VD_LANES; i++)
        difference[i] = base;
    for (uint32_t t = 0; t < sum->count; t++) {
        const vd_addend *one = &sum->terms[t];
        const vd_column *column = column_of(block, &one->from);

        if (!column || column->form != form_of_kind(one->kind))
            return all_ask(block);
        add_up(column, one->coefficient, difference);
        lanes.maybe |= column->blank;
        lanes.ask |= column->ask | column->null;
        plain &= column->known;
    }
    lanes.maybe &= ~lanes.ask;
    lanes.yes = compared(sum->cmp, difference) & plain;
    lanes.no = plain & ~lanes.yes;
    if (sum->today != 0) {
        lanes.turns = turns_of(block, sum, difference, less, plain);
        if (!lanes.turns)
            return all_ask(block);
    }
    return lanes;
}

static int32_t turn_of(const vd_lanes *lanes, uint64_t lane)
{
    return lanes->turns ? lanes->turns[lane] : VD_NEVER_TURNS;
}

/* Of those that decide alike the one that lasts longest counts; where none decides, all do. */
VD_WIDE static bool join_turns(vd_block *block, const vd_lanes *kids, uint32_t count, bool any,
                               vd_lanes *lanes)
{
    uint64_t deciding = any ? lanes->yes : lanes->no;
    int32_t *turns = vd_arena_room(block->arena, VD_LANES, sizeof *turns);

    if (!turns)
        return false;
    for (uint64_t i = 0; i < VD_LANES; i++) {
        bool decided = deciding >> i & 1;
        int32_t turn = decided ? 0 : VD_NEVER_TURNS;

        for (uint32_t k = 0; k < count; k++) {
            int32_t one = turn_of(&kids[k], i);
            bool decides = (any ? kids[k].yes : kids[k].no) >> i & 1;

            if (decided ? decides && one > turn : one < turn)
                turn = one;
        }
        turns[i] = turn;
    }
    lanes->turns = turns;
    return true;
}

static vd_lanes hold(vd_block *block, const vd_condition *c);

#define KIDS_MAX 32

static vd_lanes chain_lanes(vd_block *block, const vd_condition *c)
{
    const bool any = c->kind == VD_CONDITION_ANY;
    vd_lanes kids[KIDS_MAX];
    vd_lanes lanes = any ? none : (vd_lanes){.yes = block->all};
    bool moves = false;

    if (c->count > KIDS_MAX)
        return all_ask(block);
    if (any)
        lanes.no = block->all;
    for (uint32_t i = 0; i < c->count; i++) {
        kids[i] = hold(block, c->kids[i]);
        moves = moves || kids[i].turns;
        lanes.ask |= kids[i].ask;
        lanes.maybe |= kids[i].maybe;
        lanes.yes = any ? lanes.yes | kids[i].yes : lanes.yes & kids[i].yes;
        lanes.no = any ? lanes.no & kids[i].no : lanes.no | kids[i].no;
    }
    lanes.maybe &= ~((any ? lanes.yes : lanes.no) | lanes.ask);
    lanes.yes &= ~lanes.ask;
    lanes.no &= ~lanes.ask;
    if (moves && !join_turns(block, kids, c->count, any, &lanes))
        return all_ask(block);
    return lanes;
}

static vd_lanes not_lanes(vd_block *block, const vd_condition *c)
{
    vd_lanes kid = hold(block, c->kids[0]);

    return (vd_lanes){kid.no, kid.yes, kid.maybe, kid.ask, kid.turns};
}

/* The body of a quantifier that looks at one field of the record alone. */
static bool is_about_a_field(const vd_condition *c)
{
    const vd_condition *kid = c->kids[0];

    return c->from.place == VD_LEAF_FACT && VD_REF_KIND(c->from.ref) == VD_REF_LIST &&
           (kid->kind == VD_CONDITION_CODE || kid->kind == VD_CONDITION_WHOLE) && !kid->turned &&
           kid->from.place == VD_LEAF_ITEM && kid->from.slot == c->from.slot;
}

/* Whether some (every) record has a code or number among those; the bits of one case. */
static void tell_records(const vd_condition *c, const vd_instances *records, uint64_t bit,
                         vd_lanes *lanes)
{
    const vd_condition *kid = c->kids[0];
    const bool some = c->kind == VD_CONDITION_SOME_ITEM;
    bool maybe = !records->complete, decided = false;

    for (uint32_t i = 0; i < records->count && !decided; i++) {
        const vd_slots *slots = &records->items[i].slots;
        vd_slot_form form = (vd_slot_form)slots->forms[kid->from.field];

        if (is_tellable(kid, form)) {
            decided = among(kid, slots->words[kid->from.field]) == some;
        } else if (form == VD_SLOT_BLANK) {
            maybe = true;
        } else if (form == VD_SLOT_NULL) {
            decided = !some;
        } else {
            lanes->ask |= bit;
            return;
        }
    }
    if (decided)
        *(some ? &lanes->yes : &lanes->no) |= bit;
    else
        *(maybe ? &lanes->maybe : some ? &lanes->no : &lanes->yes) |= bit;
}

static vd_lanes record_lanes(const vd_block *block, const vd_condition *c)
{
    vd_lanes lanes = none;

    for (uint32_t i = 0; i < block->count; i++)
        tell_records(c, &block->cases[i]->records[VD_REF_INDEX(c->from.ref)], UINT64_C(1) << i,
                     &lanes);
    return lanes;
}

/* A case at a time: what goes through its records. */
static vd_lanes single_lanes(vd_block *block, const vd_condition *c)
{
    vd_value locals[VD_EXPR_LOCALS_MAX];
    vd_run run = {
        .frame = block->frame, .arena = block->arena, .locals = locals, .horizon = VD_FOREVER};
    vd_lanes lanes = none;

    for (uint32_t i = 0; i < block->count; i++) {
        uint64_t bit = UINT64_C(1) << i;
        vd_holding one;

        block->frame->slots = block->cases[i]->slots;
        block->frame->user = (void *)block->cases[i];
        block->frame->steps_left = VD_EXPR_STEPS_MAX;
        one = vd_condition_holds(&run, c);
        if (one.state == VD_HOLDS_ASK || one.until != VD_FOREVER)
            lanes.ask |= bit;
        else if (one.state == VD_HOLDS)
            lanes.yes |= bit;
        else if (one.state == VD_HOLDS_NOT)
            lanes.no |= bit;
        else if (one.state == VD_HOLDS_MAYBE)
            lanes.maybe |= bit;
    }
    return lanes;
}

static vd_lanes definition_lanes(vd_block *block, const vd_condition *c)
{
    uint32_t index = VD_REF_INDEX(c->from.ref);
    vd_lanes *lanes = block->definitions[index];

    if (lanes)
        return *lanes;
    lanes = VD_NEW(block->arena, vd_lanes);
    if (!lanes)
        return all_ask(block);
    *lanes = vd_lanes_hold(block, block->program->definitions[index].expr);
    block->definitions[index] = lanes;
    return *lanes;
}

static vd_lanes hold(vd_block *block, const vd_condition *c)
{
    switch (c->kind) {
    case VD_CONDITION_FACT:
        return is_column(&c->from) ? fact_lanes(block, c) : definition_lanes(block, c);
    case VD_CONDITION_CODE:
    case VD_CONDITION_WHOLE:
        return member_lanes(block, c);
    case VD_CONDITION_IS_NULL:
        return null_lanes(block, c);
    case VD_CONDITION_SUM:
        return sum_lanes(block, c);
    case VD_CONDITION_ALL:
    case VD_CONDITION_ANY:
        return chain_lanes(block, c);
    case VD_CONDITION_NOT:
        return not_lanes(block, c);
    case VD_CONDITION_EVERY_ITEM:
    case VD_CONDITION_SOME_ITEM:
        return is_about_a_field(c) ? record_lanes(block, c) : single_lanes(block, c);
    case VD_CONDITION_TREE:
    case VD_CONDITION_KINDS:
        break;
    }
    return all_ask(block);
}

vd_lanes vd_lanes_hold(vd_block *block, const vd_expr *expr)
{
    const vd_value *constant = vd_expr_constant(expr);

    if (!constant)
        return hold(block, expr->condition);
    if (constant->kind == VD_NULL)
        return none;
    return constant->u.boolean ? (vd_lanes){.yes = block->all} : (vd_lanes){.no = block->all};
}
