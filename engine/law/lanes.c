#include "engine/law/lanes.h"

#include <valedor/limits.h>

/* Sums of so many such numbers fit. */
#define WHOLE_MAX (INT64_C(1) << 40)
#define COEFFICIENT_MAX (INT64_C(1) << 18)

struct vd_column {
    vd_slot_form form; /* that a value of the fact's type has */
    uint64_t known;    /* a value in one word */
    uint64_t null;
    uint64_t blank;
    uint64_t ask;   /* anything else */
    uint64_t large; /* known, and too large to add up */
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
    if (sum->constant > WHOLE_MAX || sum->constant < -WHOLE_MAX || sum->today < -1 ||
        sum->today > 1)
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
        return VD_SLOT_BOOL;
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

static void gather(const vd_block *block, uint32_t fact, vd_column *column)
{
    const uint8_t wanted = (uint8_t)column->form;
    uint64_t known = 0, null = 0, missing = 0, large = 0;

    for (uint32_t i = 0; i < block->count; i++) {
        const vd_slots *slots = &block->cases[i]->slots;
        const uint8_t form = slots->forms[fact];
        const int64_t word = slots->words[fact];

        column->words[i] = word;
        known |= (uint64_t)(form == wanted) << i;
        null |= (uint64_t)(form == VD_SLOT_NULL) << i;
        missing |= (uint64_t)(form == VD_SLOT_BLANK) << i;
        large |= (uint64_t)((uint64_t)word + WHOLE_MAX > (uint64_t)WHOLE_MAX * 2) << i;
    }
    column->known = known;
    column->null = null;
    column->blank = missing;
    column->large = large;
}

/* Gathers a fact. NULL: no memory. */
static const vd_column *column_of(vd_block *block, const vd_leaf *from)
{
    uint32_t fact = VD_REF_INDEX(from->ref);
    vd_column *column = block->columns[fact];

    if (column)
        return column;
    column = VD_NEW(block->arena, vd_column);
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

static uint64_t ones(const vd_block *block, const vd_column *column)
{
    uint64_t bits = 0;

    for (uint32_t i = 0; i < block->count; i++)
        bits |= (uint64_t)(column->words[i] != 0) << i;
    return bits & column->known;
}

static vd_lanes fact_lanes(vd_block *block, const vd_condition *c)
{
    const vd_column *column = column_of(block, &c->from);
    vd_lanes lanes = none;

    if (!column || column->form != VD_SLOT_BOOL)
        return all_ask(block);
    lanes.yes = ones(block, column);
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

static bool is_tellable(const vd_condition *c, vd_slot_form form)
{
    return c->kind == VD_CONDITION_WHOLE ? form == VD_SLOT_NUMBER
                                         : form == VD_SLOT_CODE && c->has_places;
}

static vd_lanes member_lanes(vd_block *block, const vd_condition *c)
{
    const vd_column *column = column_of(block, &c->from);
    vd_lanes lanes = none;
    uint64_t found = 0;

    if (!column || !is_tellable(c, column->form))
        return all_ask(block);
    for (uint32_t i = 0; i < block->count; i++)
        found |= (uint64_t)among(c, column->words[i]) << i;
    found &= column->known;
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

/* When each comparison turns, for the lanes that have one. NULL: no memory. */
static const int32_t *turns_of(const vd_block *block, const vd_sum *sum, const int64_t *difference,
                               uint64_t lanes)
{
    int32_t *turns = vd_arena_array(block->arena, VD_LANES, sizeof *turns);

    for (uint32_t i = 0; turns && i < block->count; i++) {
        int64_t days = 0;

        if (lanes >> i & 1)
            days = vd_days_to_turn(sum->cmp, sum->today, difference[i]);
        turns[i] = days > 0 && days < VD_NEVER_TURNS ? (int32_t)days : VD_NEVER_TURNS;
    }
    return turns;
}

static uint64_t compared(vd_cmp cmp, const int64_t *difference, uint32_t count)
{
    uint64_t less = 0, equal = 0;

    for (uint32_t i = 0; i < count; i++) {
        less |= (uint64_t)(difference[i] < 0) << i;
        equal |= (uint64_t)(difference[i] == 0) << i;
    }
    switch (cmp) {
    case VD_EQ:
        return equal;
    case VD_NE:
        return ~equal;
    case VD_LT:
        return less;
    case VD_LE:
        return less | equal;
    case VD_GT:
        return ~(less | equal);
    case VD_GE:
        return ~less;
    }
    return 0;
}

static vd_slot_form form_of_kind(vd_kind kind)
{
    return kind == VD_NUMBER ? VD_SLOT_NUMBER : kind == VD_DATE ? VD_SLOT_DATE : VD_SLOT_DAYS;
}

static vd_lanes sum_lanes(vd_block *block, const vd_condition *c)
{
    const vd_sum *sum = c->sum;
    const uint32_t count = block->count;
    int64_t difference[VD_LANES];
    uint64_t plain = block->all;
    vd_lanes lanes = none;

    for (uint32_t i = 0; i < count; i++)
        difference[i] = sum->constant + sum->today * block->today;
    for (uint32_t t = 0; t < sum->count; t++) {
        const vd_addend *one = &sum->terms[t];
        const vd_column *column = column_of(block, &one->from);

        if (!column || column->form != form_of_kind(one->kind))
            return all_ask(block);
        for (uint32_t i = 0; i < count; i++)
            difference[i] = (int64_t)((uint64_t)difference[i] +
                                      (uint64_t)one->coefficient * (uint64_t)column->words[i]);
        lanes.maybe |= column->blank;
        lanes.ask |= column->ask | column->null | (column->large & column->known);
        plain &= column->known & ~column->large;
    }
    lanes.maybe &= ~lanes.ask;
    lanes.yes = compared(sum->cmp, difference, count) & plain;
    lanes.no = plain & ~lanes.yes;
    if (sum->today != 0) {
        lanes.turns = turns_of(block, sum, difference, plain);
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
static bool join_turns(vd_block *block, const vd_lanes *kids, uint32_t count, bool any,
                       vd_lanes *lanes)
{
    uint64_t deciding = any ? lanes->yes : lanes->no;
    int32_t *turns = vd_arena_array(block->arena, VD_LANES, sizeof *turns);

    if (!turns)
        return false;
    for (uint64_t i = 0; i < block->count; i++) {
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

        if (form == VD_SLOT_BLANK) {
            maybe = true;
        } else if (form == VD_SLOT_NULL) {
            decided = !some;
        } else if (is_tellable(kid, form)) {
            decided = among(kid, slots->words[kid->from.field]) == some;
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
