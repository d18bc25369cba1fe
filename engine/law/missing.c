#include "engine/law/missing.h"

#define FIRST_ROOM 16 /* a power of two */

/* Nodes seen, by address: open addressing, at most half full. */
typedef struct seen_set {
    vd_arena *arena;
    const vd_missing **slots;
    size_t room;
    size_t count;
} seen_set;

static size_t slot_of(const seen_set *seen, const vd_missing *node)
{
    uint64_t hash = (uint64_t)(uintptr_t)node * UINT64_C(0x9E3779B97F4A7C15);
    size_t slot = (size_t)(hash >> 32) & (seen->room - 1);

    while (seen->slots[slot] && seen->slots[slot] != node)
        slot = (slot + 1) & (seen->room - 1);
    return slot;
}

static bool make_room(seen_set *seen, size_t room)
{
    seen_set larger = {seen->arena, VD_NEW_ARRAY(seen->arena, const vd_missing *, room), room,
                       seen->count};

    if (!larger.slots)
        return false;
    for (size_t i = 0; i < seen->room; i++)
        if (seen->slots[i])
            larger.slots[slot_of(&larger, seen->slots[i])] = seen->slots[i];
    *seen = larger;
    return true;
}

/* Sets *ret_new when the node had not been seen. False: exhausted. */
static bool note(seen_set *seen, const vd_missing *node, bool *ret_new)
{
    size_t slot;

    if ((seen->count + 1) * 2 > seen->room && !make_room(seen, seen->room * 2))
        return false;
    slot = slot_of(seen, node);
    *ret_new = seen->slots[slot] == NULL;
    if (*ret_new) {
        seen->slots[slot] = node;
        seen->count++;
    }
    return true;
}

/* A growing array of nodes: the leaves found, and the nodes still to be visited. */
typedef struct node_stack {
    vd_arena *arena;
    const vd_missing **items;
    size_t count;
    size_t room;
} node_stack;

static bool push(node_stack *stack, const vd_missing *node)
{
    if (stack->count == stack->room) {
        size_t room = stack->room ? stack->room * 2 : FIRST_ROOM;
        const vd_missing **items = VD_NEW_ARRAY(stack->arena, const vd_missing *, room);

        if (!items)
            return false;
        if (stack->count)
            memcpy(items, stack->items, stack->count * sizeof *items);
        stack->items = items;
        stack->room = room;
    }
    stack->items[stack->count++] = node;
    return true;
}

bool vd_missing_leaves(vd_arena *arena, const vd_missing *missing, vd_missing_set *ret_set)
{
    seen_set seen = {.arena = arena};
    node_stack leaves = {.arena = arena};
    node_stack open = {.arena = arena};

    if (missing && !missing->left) { /* a single fact, as a rule */
        *ret_set = (vd_missing_set){1, push(&leaves, missing) ? leaves.items : NULL};
        return ret_set->leaves != NULL;
    }
    if (missing && (!make_room(&seen, FIRST_ROOM) || !push(&open, missing)))
        return false;
    while (open.count > 0) {
        const vd_missing *node = open.items[--open.count];
        bool is_new = false;

        if (!note(&seen, node, &is_new))
            return false;
        if (!is_new)
            continue;
        if (!node->left) {
            if (!push(&leaves, node))
                return false;
            continue;
        }
        if (!push(&open, node->right) || !push(&open, node->left))
            return false;
    }
    *ret_set = (vd_missing_set){leaves.count, leaves.items};
    return true;
}
