#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/law/missing.h"

#define LEAF_COUNT 40

static void no_set_has_no_leaves(void **state)
{
    vd_arena arena;
    vd_missing_set set = {.count = 9};

    (void)state;
    vd_arena_init(&arena, 0);
    assert_true(vd_missing_leaves(&arena, NULL, &set));
    assert_int_equal(set.count, 0);
    vd_arena_done(&arena);
}

static void leaves_come_in_the_order_in_which_they_were_met(void **state)
{
    vd_arena arena;
    vd_missing leaves[LEAF_COUNT] = {{0}};
    const vd_missing *whole = NULL;
    vd_missing_set set = {0};

    (void)state;
    vd_arena_init(&arena, 0);
    for (uint32_t i = 0; i < LEAF_COUNT; i++) {
        leaves[i].fact = i;
        whole = vd_missing_join(&arena, whole, &leaves[i]);
    }
    assert_true(vd_missing_leaves(&arena, whole, &set));
    assert_int_equal(set.count, LEAF_COUNT);
    for (uint32_t i = 0; i < LEAF_COUNT; i++)
        assert_int_equal(set.leaves[i]->fact, i);
    vd_arena_done(&arena);
}

/* Each level joins the one below with itself by another way: 2 to the 60th paths, 62 nodes. */
static void a_set_shared_many_times_over_is_walked_once(void **state)
{
    vd_arena arena;
    vd_missing one = {.fact = 1};
    vd_missing other = {.fact = 2};
    vd_missing levels[60];
    const vd_missing *below = &one;
    vd_missing_set set = {0};

    (void)state;
    vd_arena_init(&arena, 0);
    for (size_t i = 0; i < 60; i++) {
        levels[i] = (vd_missing){.left = below, .right = i ? below : &other};
        below = &levels[i];
    }
    assert_true(vd_missing_leaves(&arena, below, &set));
    assert_int_equal(set.count, 2);
    vd_arena_done(&arena);
}

static void want_of_memory_is_told(void **state)
{
    vd_missing one = {.fact = 1}, other = {.fact = 2}, both = {.left = &one, .right = &other};
    vd_missing_set set = {0};
    vd_arena none;

    (void)state;
    vd_arena_init(&none, 0);
    none.fail_after = UINT64_MAX;
    assert_false(vd_missing_leaves(&none, &one, &set));
    vd_arena_done(&none);
    for (uint64_t n = 1; n < 3; n++) {
        vd_arena arena;

        vd_arena_init(&arena, 0);
        arena.fail_after = n;
        assert_false(vd_missing_leaves(&arena, &both, &set));
        vd_arena_done(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_set_has_no_leaves),
        cmocka_unit_test(leaves_come_in_the_order_in_which_they_were_met),
        cmocka_unit_test(a_set_shared_many_times_over_is_walked_once),
        cmocka_unit_test(want_of_memory_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
