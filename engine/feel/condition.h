/*
 * condition.h - what is true or false, told fast. Internal to engine/feel, and to law/screen.
 *
 * Most of what a rule asks compares a fact with a constant, or a sum of whole numbers and days with
 * another, and joins such comparisons. A condition is an expression, or the part of it, that can be
 * told without making values of what lies between: it reads facts where they lie, and answers in two
 * registers. What it has no short way for it hands to the tree, node by node; where it cannot be
 * sure of meaning the same as the tree it says so, and the tree is asked.
 *
 * It says that a fact is missing, not which: whoever wants to know asks the tree.
 */
#ifndef VALEDOR_ENGINE_FEEL_CONDITION_H
#define VALEDOR_ENGINE_FEEL_CONDITION_H

#include "engine/feel/node.h"
#include "engine/time/iso.h"

typedef enum vd_holding_state {
    VD_HOLDS_NOT,
    VD_HOLDS,
    VD_HOLDS_NULL,  /* neither: FEEL's null */
    VD_HOLDS_MAYBE, /* a fact is missing */
    VD_HOLDS_ASK    /* ask the tree */
} vd_holding_state;

/* Returned in registers. */
typedef struct vd_holding {
    vd_instant until;
    uint64_t state; /* vd_holding_state */
} vd_holding;

/* Where a value is read. */
typedef enum vd_leaf_place {
    VD_LEAF_FACT,  /* by ref */
    VD_LEAF_HAND,  /* a field of the record at hand: its ref, and the field */
    VD_LEAF_ITEM,  /* a field of the record that a local stands for */
    VD_LEAF_LOCAL, /* what a local stands for */
    VD_LEAF_TREE   /* whatever the tree says */
} vd_leaf_place;

typedef struct vd_leaf {
    vd_leaf_place place;
    uint32_t ref;
    uint32_t field;
    uint8_t slot;
    const vd_node *node;
} vd_leaf;

/* coefficient * leaf, left or right of the comparison. */
typedef struct vd_addend {
    vd_leaf from;
    int64_t coefficient;
    vd_kind kind; /* VD_NUMBER, VD_DATE or VD_DAYS */
    bool right;
} vd_addend;

#define VD_SUM_TERMS 8
/* Days that lie inside FEEL's years whatever is added; a constant shift is at most so many. */
#define VD_SUM_DAYS_MIN (-700000)
#define VD_SUM_DAYS_MAX 2500000
#define VD_SUM_SHIFT_MAX 400000

/* addends + constant + today * (the day) cmp 0, in whole numbers or days. */
typedef struct vd_sum {
    vd_cmp cmp;
    uint32_t count;
    const vd_addend *terms;
    int64_t constant;
    int64_t today;
} vd_sum;

/* Whole numbers, a bit each: `low` is the first, and there are `span` of them. */
typedef struct vd_whole_set {
    int64_t low;
    uint32_t span;
    const uint64_t *bits;
} vd_whole_set;

#define VD_WHOLE_SET_SPAN 4096

typedef enum vd_condition_kind {
    VD_CONDITION_FACT,       /* a boolean leaf */
    VD_CONDITION_CODE,       /* a leaf among codes; turned: not among them */
    VD_CONDITION_WHOLE,      /* a leaf among whole numbers */
    VD_CONDITION_IS_NULL,    /* a leaf is null; turned: it is not */
    VD_CONDITION_SUM,        /* a comparison */
    VD_CONDITION_ALL,        /* and */
    VD_CONDITION_ANY,        /* or */
    VD_CONDITION_NOT,        /* not */
    VD_CONDITION_EVERY_ITEM, /* every x in leaf satisfies kid */
    VD_CONDITION_SOME_ITEM,  /* some ... */
    VD_CONDITION_TREE,       /* no short way */
    VD_CONDITION_KINDS
} vd_condition_kind;

typedef struct vd_condition vd_condition;
struct vd_condition {
    vd_condition_kind kind;
    bool turned;
    bool has_short_way; /* here, or somewhere below */
    vd_leaf from;
    uint32_t count;
    const vd_condition *const *kids; /* count of them */
    const vd_str *codes;             /* or of these */
    uint64_t places;                 /* the same by their places in the leaf's type, a bit each */
    bool has_places;                 /* its type has no more than 64 */
    const vd_sum *sum;
    const vd_whole_set *set;
    const vd_node *node; /* what the tree is asked */
};

/* NULL when the expression is no condition, or there is no short way for any part of it: then
 * there is nothing to gain. Sets *ret_exhausted when the arena is. */
const vd_condition *vd_condition_of(vd_arena *arena, const vd_node *root, bool *ret_exhausted);

/* For frames that have slots and are not watched. */
vd_holding vd_condition_holds(vd_run *run, const vd_condition *condition);

/* "sign cmp 0". */
static inline bool vd_sign_compares(vd_cmp cmp, int64_t sign)
{
    switch (cmp) {
    case VD_EQ:
        return sign == 0;
    case VD_NE:
        return sign != 0;
    case VD_LT:
        return sign < 0;
    case VD_LE:
        return sign <= 0;
    case VD_GT:
        return sign > 0;
    case VD_GE:
        return sign >= 0;
    }
    return false;
}

/*
 * Until when "difference cmp 0" is as it is, the difference moving by `today` (1 or -1) each
 * midnight: after how many of them it turns, or 0 when it never does.
 */
static inline int64_t vd_days_to_turn(vd_cmp cmp, int64_t today, int64_t difference)
{
    int64_t away = today == 1 ? -difference : difference;
    bool now = vd_sign_compares(cmp, difference);

    if (away < 0) /* zero lies behind, and further each day */
        return 0;
    if (away > 0 && vd_sign_compares(cmp, 0) != now)
        return away;
    return vd_sign_compares(cmp, today) != now ? away + 1 : 0;
}

/* Whether the texts are the same: soon told of codes, which lie where their type has them. */
static inline bool vd_same_code(vd_str a, vd_str b)
{
    if (a.len != b.len)
        return false;
    return a.ptr == b.ptr || a.len == 0 ||
           (a.ptr[0] == b.ptr[0] && memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool vd_whole_set_has(const vd_whole_set *set, vd_ratio number)
{
    uint64_t place = (uint64_t)number.num - (uint64_t)set->low;

    return number.den == 1 && place < set->span && (set->bits[place / 64] >> (place % 64) & 1) != 0;
}

/* Whether a whole number can be made of the value, and which: a number, or days. */
static inline bool vd_value_is_whole(const vd_value *value, vd_kind kind, int64_t *ret_whole)
{
    if (value->kind != kind || value->motion)
        return false;
    switch (kind) {
    case VD_DATE:
        *ret_whole = value->u.date;
        return value->u.date >= VD_SUM_DAYS_MIN && value->u.date <= VD_SUM_DAYS_MAX;
    case VD_NUMBER:
        *ret_whole = value->u.number.num;
        return value->u.number.den == 1;
    case VD_DAYS:
        *ret_whole = value->u.nanos / VD_NANOS_PER_DAY;
        return value->u.nanos % VD_NANOS_PER_DAY == 0;
    default:
        return false;
    }
}

#endif
