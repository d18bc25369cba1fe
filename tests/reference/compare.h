/*
 * compare.h - the engine and the reference asked the same, and what they do not say alike.
 */
#ifndef VALEDOR_TESTS_REFERENCE_COMPARE_H
#define VALEDOR_TESTS_REFERENCE_COMPARE_H

#include "tests/reference/rule.h"
#include "tests/support/random_case.h"

typedef struct ref_plan {
    const char *pack;
    const char *dir;
    uint64_t cases;
    uint64_t long_cases;
    uint32_t rules_per_case;  /* 0: all */
    uint32_t forecasts_every; /* of the benefits asked, one in so many is scanned day by day */
    uint32_t horizons_every;
    double seconds; /* no further seeds after that; 0: all */
} ref_plan;

typedef struct ref_fixture {
    ref_plan plan;
    vd_arena packs;
    vd_arena parses;
    const vd_program *program;
    ref_parsed *parsed;
    const ref_names *names;
    ref_memo *memo;
    ref_reached reached;
    const char *only_rule;
    unsigned disagreements;
    uint64_t asked, skipped, forecasts, horizons, missing_compared, missing_same, alternatives,
        sought;
} ref_fixture;

/* Without memory, or when the pack cannot be read, the test fails. */
void ref_fixture_load(ref_fixture *fixture);
void ref_fixture_unload(ref_fixture *fixture);

/* For a replay: the case as written. */
void ref_tell_case(const vd_case_doc *doc);

/* A run of the reference over the case, in the arena. */
ref_run ref_fixture_run(ref_fixture *fixture, vd_arena *arena, const vd_case *subject);

/* The rule for each of its records: now, its readings, and, for some, what is to come. Disagreements
 * are counted and told with the seed; what was reached is noted. */
void ref_compare_rule(ref_fixture *fixture, const vd_case *subject, uint64_t seed, vd_instant at,
                      uint32_t rule, random_source *source);

#endif
