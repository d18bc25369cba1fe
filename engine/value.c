#include "engine/value.h"

static bool is_leaf(const vd_missing *missing)
{
    return !missing->left && !missing->right;
}

static bool same_leaf(const vd_missing *a, const vd_missing *b)
{
    return is_leaf(a) && is_leaf(b) && a->record == b->record && a->fact == b->fact &&
           a->why == b->why;
}

const vd_missing *vd_missing_join(vd_arena *arena, const vd_missing *a, const vd_missing *b)
{
    vd_missing *both;

    if (!a || !b || a == b)
        return a ? a : b;
    /* The fact just added is often added again: loops ask for the same one. */
    if (same_leaf(a, b) || a->right == b || (a->right && same_leaf(a->right, b)))
        return a;
    both = arena ? VD_NEW(arena, vd_missing) : NULL;
    if (!both)
        return a;
    *both = (vd_missing){.left = a, .right = b};
    return both;
}
