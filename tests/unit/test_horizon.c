/*
 * The promise of valid_until: until that instant, nothing that the answer says changes by time alone.
 *
 * Random cases are asked at random instants; then again at instants before each determination's
 * valid_until, its very last second among them, and the answers must be the same.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/law/assess.h"
#include "rules/pack.h"
#include "tests/support/random_case.h"

#define FIRST_INSTANT INT64_C(946684800) /* 2000-01-01 */
#define SPAN_SECONDS INT64_C(946080000)  /* 30 years */
#define PROBES 4

typedef struct fixture {
    vd_arena packs;
    const vd_program *program;
} fixture;

/* extended: the pack that it builds on; NULL: none. */
static void load(fixture *f, const char *dir, const char *extended)
{
    vd_diagnostics diags;
    vd_error err = {0};
    const char *dirs[] = {dir, extended};

    vd_arena_init(&f->packs, 0);
    vd_diagnostics_init(&diags, &f->packs);
    if (vd_packs_load(&f->packs, dirs, extended ? 2 : 1, 0, &f->program, &diags, &err))
        fail_msg("%s:%u:%u: %s", err.file, err.line, err.column, err.message);
}

static bool same_dates(const vd_dates *a, const vd_dates *b)
{
    return a->has_due == b->has_due && (!a->has_due || a->due == b->due) &&
           a->has_eligible == b->has_eligible &&
           (!a->has_eligible || (a->eligible_from == b->eligible_from &&
                                 a->eligible_provisional == b->eligible_provisional)) &&
           a->has_eligible_until == b->has_eligible_until &&
           (!a->has_eligible_until || a->eligible_until == b->eligible_until) &&
           a->has_if_continues == b->has_if_continues &&
           (!a->has_if_continues || a->if_continues == b->if_continues);
}

static bool same_missing(const vd_determination *a, const vd_determination *b)
{
    if (a->missing_count != b->missing_count)
        return false;
    for (size_t i = 0; i < a->missing_count; i++)
        if (a->missing[i].fact != b->missing[i].fact ||
            !vd_str_eq(a->missing[i].instance, b->missing[i].instance))
            return false;
    return true;
}

static bool same_alternatives(const vd_determination *a, const vd_determination *b)
{
    if (a->alternative_count != b->alternative_count)
        return false;
    for (size_t i = 0; i < a->alternative_count; i++)
        if (a->alternatives[i].status != b->alternatives[i].status ||
            !same_dates(&a->alternatives[i].dates, &b->alternatives[i].dates))
            return false;
    return true;
}

static bool same(const vd_determination *a, const vd_determination *b)
{
    return a->status == b->status && a->version == b->version &&
           vd_str_eq(a->binding, b->binding) && same_dates(&a->dates, &b->dates) &&
           same_missing(a, b) && same_alternatives(a, b);
}

static const vd_assessment *ask(vd_arena *arena, const fixture *f, const vd_case *subject,
                                uint32_t rule, vd_instant at)
{
    vd_question question = {.at = at, .rule = rule};
    const vd_assessment *assessment = NULL;
    vd_error err = {0};

    if (vd_assess(arena, f->program, subject, &question, &assessment, &err))
        fail_msg("%s", err.message);
    return assessment;
}

/* `n` is the determination's place among the rule's. */
static void probe(const fixture *f, const vd_case *subject, const vd_determination *said, size_t n,
                  vd_instant at, random_source *source, uint64_t seed)
{
    vd_instant until = said->valid_until;
    uint32_t rule = (uint32_t)(said->rule - f->program->rules);

    if (until == VD_FOREVER)
        until = FIRST_INSTANT + SPAN_SECONDS + 366 * 86400;
    for (int i = 0; i < PROBES && until > at + 1; i++) {
        uint64_t range = (uint64_t)(until - at - 1);
        uint64_t far = ((uint64_t)random_below(source, UINT32_MAX) << 16) % (range ? range : 1);
        vd_instant then = i == 0 ? until - 1 : at + 1 + (vd_instant)far;
        vd_arena arena;
        const vd_assessment *later;

        vd_arena_init(&arena, 0);
        later = ask(&arena, f, subject, rule, then);
        if (!same(said, &later->items[n]))
            fail_msg("%.*s (%.*s), seed %llu: at %lld said %s until %lld, at %lld says %s",
                     VD_STR_ARGS(said->rule->id), VD_STR_ARGS(said->instance),
                     (unsigned long long)seed, (long long)at, vd_verdict_name(said->status),
                     (long long)said->valid_until, (long long)then,
                     vd_verdict_name(later->items[n].status));
        vd_arena_done(&arena);
    }
}

static void try_case(const fixture *f, uint64_t seed)
{
    random_source source = {seed * UINT64_C(0x9E3779B97F4A7C15) + 1};
    vd_arena arena;
    vd_case_doc *doc;
    const vd_case *subject;
    vd_error err = {0};
    vd_instant at = FIRST_INSTANT + (vd_instant)(random_below(&source, (uint32_t)SPAN_SECONDS));

    vd_arena_init(&arena, 0);
    doc = random_case(&arena, f->program, &source);
    assert_non_null(doc);
    if (vd_case_link(&arena, f->program, doc, &subject, &err))
        fail_msg("seed %llu: %s", (unsigned long long)seed, err.message);
    for (uint32_t rule = 0; rule < f->program->rule_count; rule++) {
        const vd_assessment *now = ask(&arena, f, subject, rule, at);

        for (size_t n = 0; n < now->count; n++) {
            assert_true(now->items[n].valid_until > at);
            probe(f, subject, &now->items[n], n, at, &source, seed);
        }
    }
    vd_arena_done(&arena);
}

static void try_pack(const char *dir, const char *extended, uint64_t cases)
{
    const char *wanted = getenv("VALEDOR_CASES");
    const char *only = getenv("VALEDOR_SEED");
    fixture f;

    load(&f, dir, extended);
    if (wanted)
        cases = strtoull(wanted, NULL, 10);
    if (only)
        try_case(&f, strtoull(only, NULL, 10));
    for (uint64_t seed = 1; seed <= cases && !only; seed++)
        try_case(&f, seed);
    vd_arena_done(&f.packs);
}

static void nothing_changes_before_valid_until_in_the_traits_pack(void **state)
{
    (void)state;
    try_pack(VD_SOURCE_DIR "/tests/packs/engine", NULL, 300);
}

static void nothing_changes_before_valid_until_at_the_edges(void **state)
{
    (void)state;
    try_pack(VD_SOURCE_DIR "/tests/packs/edges", NULL, 300);
}

static void nothing_changes_before_valid_until_in_the_law_of_peru(void **state)
{
    (void)state;
    try_pack(VD_SOURCE_DIR "/rules/packs/pe", NULL, 8);
}

static void nothing_changes_before_valid_until_in_the_law_of_other_countries(void **state)
{
    (void)state;
    try_pack(VD_SOURCE_DIR "/rules/packs/gt", VD_SOURCE_DIR "/rules/packs/regional", 30);
    try_pack(VD_SOURCE_DIR "/rules/packs/cr", VD_SOURCE_DIR "/rules/packs/regional", 30);
    try_pack(VD_SOURCE_DIR "/rules/packs/template/xx", VD_SOURCE_DIR "/rules/packs/regional", 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_changes_before_valid_until_in_the_traits_pack),
        cmocka_unit_test(nothing_changes_before_valid_until_at_the_edges),
        cmocka_unit_test(nothing_changes_before_valid_until_in_the_law_of_peru),
        cmocka_unit_test(nothing_changes_before_valid_until_in_the_law_of_other_countries),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
