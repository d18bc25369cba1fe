/*
 * random_case.h - cases made of whatever a program's packs declare, from a seed.
 *
 * Literals are of the declared types, dates lie between 1990 and 2030, codes that a pack compares
 * with come from the pack. About a third of the facts is left unknown, and some are disputed, known
 * to be absent, or not knowable.
 */
#ifndef VALEDOR_TESTS_RANDOM_CASE_H
#define VALEDOR_TESTS_RANDOM_CASE_H

#include "engine/law/case.h"

typedef struct random_source {
    uint64_t state;
} random_source;

/* 0 to below - 1. */
uint32_t random_below(random_source *source, uint32_t below);

/* NULL when the arena is exhausted. */
vd_case_doc *random_case(vd_arena *arena, const vd_program *program, random_source *source);

#endif
