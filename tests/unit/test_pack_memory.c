/*
 * Packs loaded into an arena that fails at its n-th allocation, for every n: nothing crashes, nothing
 * is called a mistake of the pack's, and what is loaded is the whole pack.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "rules/pack.h"

typedef struct loaded {
    vd_status status;
    size_t told; /* diagnostics that are errors */
    size_t rules, facts, sheets;
    char digest[80];
} loaded;

/* What is told may share the memory, as in the daemon, or have its own, as in a command. */
static loaded load_failing_after(const char *pack, unsigned flags, bool shared, uint64_t n)
{
    char path[512];
    const char *dirs[] = {path};
    const vd_program *program = NULL;
    vd_arena arena, own;
    vd_diagnostics diags;
    vd_error err = {0};
    loaded result = {0};

    (void)snprintf(path, sizeof path, "%s/%s", VD_SOURCE_DIR, pack);
    vd_arena_init(&arena, 0);
    vd_arena_init(&own, 0);
    vd_diagnostics_init(&diags, shared ? &arena : &own);
    arena.fail_after = n;
    result.status = vd_packs_load(&arena, dirs, 1, flags, &program, &diags, &err);
    result.told = diags.error_count;
    if (result.status == VD_OK) {
        result.rules = program->rule_count;
        result.facts = program->fact_count;
        result.sheets = program->sheet_count;
        (void)snprintf(result.digest, sizeof result.digest, "%.*s",
                       VD_STR_ARGS(program->packs[program->pack_count - 1].digest));
    }
    vd_arena_done(&own);
    vd_arena_done(&arena);
    return result;
}

static void try_every_failure(const char *pack, unsigned flags, bool shared)
{
    loaded whole = load_failing_after(pack, flags, shared, 0);

    assert_int_equal(whole.status, VD_OK);
    assert_true(whole.rules > 0);
    for (uint64_t n = 1;; n++) {
        loaded result = load_failing_after(pack, flags, shared, n);

        if (result.status == VD_OK) {
            assert_memory_equal(&result, &whole, sizeof whole);
            return;
        }
        if (result.status != VD_RESOURCE_EXHAUSTED)
            fail_msg("%s, flags %u, allocation %llu: status %d", pack, flags, (unsigned long long)n,
                     result.status);
    }
}

static void no_pack_is_half_loaded(void **state)
{
    (void)state;
    try_every_failure("tests/packs/sections", 0, false);
    try_every_failure("tests/packs/sections", 0, true);
    try_every_failure("tests/packs/sheet", 0, true);
}

static void no_pack_is_half_checked(void **state)
{
    (void)state;
    try_every_failure("tests/packs/sections", VD_PACK_CHECK | VD_PACK_CITED, false);
    try_every_failure("tests/packs/sections", VD_PACK_CHECK | VD_PACK_SCENARIOS | VD_PACK_CITED,
                      true);
    try_every_failure("tests/packs/sheet", VD_PACK_CHECK | VD_PACK_SCENARIOS, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_pack_is_half_loaded),
        cmocka_unit_test(no_pack_is_half_checked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
