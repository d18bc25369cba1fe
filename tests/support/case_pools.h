/*
 * case_pools.h - what the expressions of a program compare with, for random cases: strings, dates,
 * lengths and numbers; for each fact those of the expressions that name it, for each rule those of
 * what it reads, with the facts that it reads.
 *
 * Lifetime: collected once a program and kept until another one is asked for. One thread.
 */
#ifndef VALEDOR_TESTS_CASE_POOLS_H
#define VALEDOR_TESTS_CASE_POOLS_H

#include "engine/law/program.h"

typedef enum literal_kind { STRINGS, DATES, SPANS, NUMBERS, KINDS } literal_kind;

typedef struct literal_pool {
    uint32_t count;
    vd_str *items;
} literal_pool;

/* What a rule reads, itself and through definitions. */
typedef struct rule_reads {
    uint32_t fact_count;
    const uint32_t *facts;
    literal_pool literals[KINDS];
} rule_reads;

typedef struct case_pools case_pools;

/* Never NULL: without memory the test ends. */
const case_pools *case_pools_of(const vd_program *program);
const literal_pool *case_pools_all(const case_pools *pools, literal_kind kind);
const literal_pool *case_pools_fact(const case_pools *pools, uint32_t fact, literal_kind kind);
const rule_reads *case_pools_rule(const case_pools *pools, uint32_t rule);

#endif
