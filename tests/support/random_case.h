/*
 * random_case.h - cases made of whatever a program's packs declare, from a seed.
 *
 * Literals are of the declared types. Dates lie around a day that the case has of its own, around
 * the edges of versions and the dates that the packs' expressions name, or anywhere between 1990
 * and 2030; texts, numbers and lengths are those that expressions compare with. Each case has its
 * own shares of facts that are left unknown, disputed, known to be absent, or not knowable: some
 * cases know nearly everything.
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

/* An instant to ask the case at: around a date of the case or of the packs, or any. */
vd_instant random_instant(const vd_program *program, const vd_case_doc *doc, random_source *source);

/* --- of one rule: with the facts alone that it reads, mostly known --- */

vd_case_doc *random_case_of(vd_arena *arena, const vd_program *program, uint32_t rule,
                            random_source *source);
/* The other, which was drawn for the rule, but for a fact or a few. */
vd_case_doc *random_case_like(vd_arena *arena, const vd_program *program, uint32_t rule,
                              const vd_case_doc *other, random_source *source);
vd_instant random_instant_of(const vd_program *program, uint32_t rule, const vd_case_doc *doc,
                             random_source *source);

#endif
