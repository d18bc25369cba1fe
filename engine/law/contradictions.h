/*
 * contradictions.h - facts on record that cannot all be true.
 *
 * They change no answer: which of the facts is wrong is for people to find out. Lifetime: the list
 * lives in the arena and borrows from program and case.
 */
#ifndef VALEDOR_ENGINE_LAW_CONTRADICTIONS_H
#define VALEDOR_ENGINE_LAW_CONTRADICTIONS_H

#include "engine/law/case.h"

/* Facts named with one contradiction, at most. */
#define VD_CONTRADICTION_FACTS_MAX 32

/* One of the facts that contradict each other. */
typedef struct vd_involved {
    uint32_t fact;
    vd_str instance; /* id of the record; empty for the case itself */
} vd_involved;

typedef struct vd_found_contradiction {
    const vd_contradiction *what;
    vd_str instance; /* of the record that it is about; empty for the case itself */
    size_t fact_count;
    const vd_involved *facts; /* in the order in which they are read */
} vd_found_contradiction;

/*
 * Those that hold at the instant under the law of the case, whomever one believes where suppliers
 * disagree: in the order of packs, files and records. What is not known contradicts nothing.
 * VD_RESOURCE_EXHAUSTED when the arena is.
 */
VD_MUST_USE vd_status vd_contradictions(vd_arena *arena, const vd_program *program,
                                        const vd_case *subject, vd_instant at, size_t *ret_count,
                                        const vd_found_contradiction **ret_found, vd_error *err);

#endif
