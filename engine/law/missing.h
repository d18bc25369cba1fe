/*
 * missing.h - sets of missing facts, walked leaf by leaf.
 *
 * A set is a graph of unions that may share parts many times over (a definition that two conditions
 * read brings its set twice): each node is visited once, and nothing recurses.
 */
#ifndef VALEDOR_ENGINE_LAW_MISSING_H
#define VALEDOR_ENGINE_LAW_MISSING_H

#include "engine/value.h"

typedef struct vd_missing_set {
    size_t count;
    const vd_missing *const *leaves; /* in the order in which the expression met them */
} vd_missing_set;

/* The leaves of `missing` (NULL: none), each node once. False when the arena is exhausted. */
VD_MUST_USE bool vd_missing_leaves(vd_arena *arena, const vd_missing *missing,
                                   vd_missing_set *ret_set);

#endif
