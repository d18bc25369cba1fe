/*
 * answer.h - from the engine's assessment to the message that answers it, texts in one language.
 *
 * Lifetime: the answer lives in the arena given and borrows nothing; it is packed or read, never
 * freed by itself. Threads: pure.
 */
#ifndef VALEDOR_CODEC_ANSWER_H
#define VALEDOR_CODEC_ANSWER_H

#include "engine/law/assess.h"

struct Valedor__V1__AssessResponse;
struct Valedor__V1__Due;

typedef struct vd_answer_options {
    vd_str language; /* empty: Spanish */
    bool include_not_applicable;
} vd_answer_options;

/* VD_RESOURCE_EXHAUSTED when the arena is. */
VD_MUST_USE vd_status vd_answer_build(vd_arena *arena, const vd_program *program,
                                      const vd_case *subject, const vd_assessment *assessment,
                                      const vd_answer_options *options,
                                      struct Valedor__V1__AssessResponse **ret_answer,
                                      vd_error *err);

/* A term counted by itself, as an answer tells it. The dates have a due. */
VD_MUST_USE vd_status vd_answer_due(vd_arena *arena, const vd_program *program, vd_str language,
                                    const vd_dates *dates, struct Valedor__V1__Due **ret_due,
                                    vd_error *err);

#endif
