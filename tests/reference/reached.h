/*
 * reached.h - what the random cases reached: rules, versions, exceptions, statuses.
 */
#ifndef VALEDOR_TESTS_REFERENCE_REACHED_H
#define VALEDOR_TESTS_REFERENCE_REACHED_H

#include "engine/law/assess.h"

#define REF_VERDICTS (VD_ENDED + 1)

typedef struct ref_reached {
    uint64_t (*statuses)[REF_VERDICTS]; /* by rule and verdict: how often */
    uint64_t *left_out;                 /* by rule: how often the reference does not cover it */
    unsigned char **versions;           /* by rule, version: 1 may apply, 2 applies */
    unsigned char ***exceptions; /* by rule, version, exception: 1 does not apply, 2 does, 4 may */
    uint32_t ***readings;        /* by rule, version, reading: 1 << verdict */
} ref_reached;

/* False when the arena is exhausted. */
VD_MUST_USE bool ref_reached_init(ref_reached *reached, vd_arena *arena, const vd_program *program);
/* Prints the sums; the whole also names what was never reached. */
void ref_reached_tell(const ref_reached *reached, const vd_program *program, const char *pack,
                      bool whole);

#endif
