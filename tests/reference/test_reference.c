/*
 * The engine against a slow evaluator that was written apart from it (feel_*.c, term.c, rule.c):
 * random cases at random instants must get the same answers, and must go on getting them until
 * valid_until.
 *
 * To replay a disagreement, set what it prints: VALEDOR_PACK=engine VALEDOR_SEED=17 (and, to narrow
 * it, VALEDOR_RULE=engine.hold). VALEDOR_CASES says how many seeds are tried from 1, VALEDOR_FROM
 * which is the first, VALEDOR_SEEK how many cases more are drawn towards each version, exception,
 * reading and status that they did not reach. VALEDOR_LONG asks for the long run, which also names
 * what was never reached and fails where unreached/ does not say why; the short one prints the sums.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "tests/reference/compare.h"
#include "tests/reference/seek.h"

static void try_case(ref_fixture *f, uint64_t seed)
{
    random_source source = {seed * UINT64_C(0x9E3779B97F4A7C15) + 1};
    vd_arena arena;
    vd_case_doc *doc;
    const vd_case *subject;
    vd_error err = {0};
    vd_instant at;

    vd_arena_init(&arena, 0);
    doc = random_case(&arena, f->program, &source);
    if (!doc)
        fail_msg("out of memory");
    if (vd_case_link(&arena, f->program, doc, &subject, &err))
        fail_msg("seed %llu: %s", (unsigned long long)seed, err.message);
    at = random_instant(f->program, doc, &source);
    if (getenv("VALEDOR_SEED"))
        ref_tell_case(doc);
    for (uint32_t rule = 0; rule < f->program->rule_count; rule++) {
        uint32_t lot = random_below(&source, (uint32_t)f->program->rule_count);
        random_source own = {source.state ^ rule};

        if (f->only_rule ? vd_str_eq(f->program->rules[rule].id, vd_str_of(f->only_rule))
                         : f->plan.rules_per_case == 0 || lot < f->plan.rules_per_case)
            ref_compare_rule(f, subject, seed, at, rule, &own);
    }
    vd_arena_done(&arena);
}

/* What is known not to be reached, with reasons; NULL: no such file. For the caller to free. */
static char *expected_of(const char *pack)
{
    char path[512], *text = NULL;
    size_t room = 0;
    FILE *file;

    snprintf(path, sizeof path, "%s/tests/reference/unreached/%s.txt", VD_SOURCE_DIR, pack);
    file = fopen(path, "r");
    if (file && getdelim(&text, &room, '\0', file) < 0) {
        free(text);
        text = NULL;
    }
    if (file)
        (void)fclose(file);
    return text;
}

static void tell(const ref_fixture *f, uint64_t cases, bool whole)
{
    printf(
        "%s: %llu cases, %llu more towards goals, %llu answers compared, %llu left out, %llu sets "
        "of missing facts, %llu of them alike, %llu readings, %llu forecasts, %llu horizons, %u "
        "disagreements\n",
        f->plan.pack, (unsigned long long)cases, (unsigned long long)f->sought,
        (unsigned long long)(f->asked - f->skipped), (unsigned long long)f->skipped,
        (unsigned long long)f->missing_compared, (unsigned long long)f->missing_same,
        (unsigned long long)f->alternatives, (unsigned long long)f->forecasts,
        (unsigned long long)f->horizons, f->disagreements);
    ref_reached_tell(&f->reached, f->program, f->plan.pack, whole);
}

static uint64_t number(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);

    return text ? strtoull(text, NULL, 10) : otherwise;
}

static uint64_t try_cases(ref_fixture *f)
{
    uint64_t first = number("VALEDOR_FROM", 1), seed;
    clock_t start = clock();

    for (seed = first; seed < first + f->plan.cases; seed++) {
        if (f->plan.seconds > 0 && (double)(clock() - start) > f->plan.seconds * CLOCKS_PER_SEC)
            break;
        try_case(f, seed);
    }
    return seed - first;
}

static void try_pack(const ref_plan *planned)
{
    const char *only = getenv("VALEDOR_SEED"), *pack = getenv("VALEDOR_PACK");
    bool longer = getenv("VALEDOR_LONG") != NULL;
    ref_fixture f = {.plan = *planned, .only_rule = getenv("VALEDOR_RULE")};
    uint64_t cases = 1;
    size_t left = 0;
    unsigned disagreements;

    if (pack && strcmp(pack, planned->pack) != 0)
        return;
    ref_fixture_load(&f);
    if (longer) {
        f.plan.cases = f.plan.long_cases;
        f.plan.seconds = 0;
        f.plan.forecasts_every *= 20;
        f.plan.horizons_every *= 4;
    }
    if (getenv("VALEDOR_CASES"))
        f.plan.seconds = 0;
    f.plan.cases = number("VALEDOR_CASES", f.plan.cases);
    if (only) {
        f.plan.forecasts_every = f.plan.horizons_every = 1;
        f.plan.rules_per_case = 0;
        try_case(&f, number("VALEDOR_SEED", 1));
    } else {
        uint32_t tries = (uint32_t)number("VALEDOR_SEEK", longer ? 60000 : 0);
        char *expected = expected_of(f.plan.pack);

        cases = try_cases(&f);
        ref_seek(&f, tries, expected);
        if (tries)
            left = ref_seek_left(&f, expected);
        free(expected);
    }
    tell(&f, cases, longer);
    disagreements = f.disagreements;
    ref_fixture_unload(&f);
    if (disagreements)
        fail_msg("%u disagreements with the reference", disagreements);
    /* By hand, with fewer cases or one rule, much is left. */
    if (left && longer && !f.only_rule && !getenv("VALEDOR_CASES") && !getenv("VALEDOR_SEEK"))
        fail_msg("%zu that tests/reference/unreached does not name were never reached", left);
}

static void the_reference_agrees_on_the_traits_pack(void **state)
{
    static const ref_plan traits = {.pack = "engine",
                                    .dir = VD_SOURCE_DIR "/tests/packs/engine",
                                    .cases = 600,
                                    .long_cases = 100000,
                                    .forecasts_every = 2,
                                    .horizons_every = 4,
                                    .seconds = 20};

    (void)state;
    try_pack(&traits);
}

static void the_reference_agrees_on_laws_that_compete(void **state)
{
    static const ref_plan best = {.pack = "best",
                                  .dir = VD_SOURCE_DIR "/tests/packs/best",
                                  .cases = 600,
                                  .long_cases = 100000,
                                  .forecasts_every = 2,
                                  .horizons_every = 4,
                                  .seconds = 10};

    (void)state;
    try_pack(&best);
}

static void the_reference_agrees_on_terms(void **state)
{
    static const ref_plan terms = {.pack = "terms",
                                   .dir = VD_SOURCE_DIR "/tests/packs/terms",
                                   .cases = 600,
                                   .long_cases = 100000,
                                   .horizons_every = 4,
                                   .seconds = 10};

    (void)state;
    try_pack(&terms);
}

static void the_reference_agrees_on_the_law_of_peru(void **state)
{
    static const ref_plan peru = {.pack = "pe",
                                  .dir = VD_SOURCE_DIR "/rules/packs/pe",
                                  .cases = 400,
                                  .long_cases = 20000,
                                  .rules_per_case = 40,
                                  .forecasts_every = 20,
                                  .horizons_every = 20,
                                  .seconds = 25};

    (void)state;
    try_pack(&peru);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_reference_agrees_on_the_traits_pack),
        cmocka_unit_test(the_reference_agrees_on_laws_that_compete),
        cmocka_unit_test(the_reference_agrees_on_terms),
        cmocka_unit_test(the_reference_agrees_on_the_law_of_peru),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
