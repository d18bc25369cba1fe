/*
 * questions.h - which fact to ask for next: what each answer would settle, and what it costs.
 *
 * Where the answers can be enumerated (booleans, codes, what suppliers said, whether a list is
 * complete) each is tried, and what becomes known is counted. For others (dates, amounts, texts) at
 * least the determinations are settled that wait for nothing else.
 */
#ifndef VALEDOR_ENGINE_LAW_QUESTIONS_H
#define VALEDOR_ENGINE_LAW_QUESTIONS_H

#include "engine/law/assess.h"

/* Answers to one question that are tried; a code of more is counted as if it could not be listed. */
#define VD_QUESTION_ANSWERS_MAX 32

/* One answer that was tried. */
typedef struct vd_tried {
    vd_presence presence; /* VD_PRESENT with the value, or VD_ABSENT */
    vd_value value;
    size_t settled; /* determinations that become known with it */
    size_t now;     /* of these, those of the stage at which the case stands */
} vd_tried;

typedef struct vd_open_fact {
    vd_missing_fact fact;
    vd_cost cost;   /* of a list: of learning whether it is complete */
    size_t waiting; /* determinations that ask for it */
    size_t now;     /* of these, those of the stage at which the case stands */
    size_t least;   /* settled, whichever way it is answered */
    size_t least_now;
    size_t most; /* settled at best */
    bool tried;  /* every answer was tried: least and most are exact */
    size_t answer_count;
    const vd_tried *answers;
} vd_open_fact;

typedef struct vd_open_facts {
    size_t open; /* determinations that are not known */
    size_t count;
    const vd_open_fact *items; /* the best first */
} vd_open_facts;

/*
 * For the determinations of an assessment made with the same question. The best settle most of what
 * belongs to the stage at which the case stands, then most of all, on average over their answers; of
 * two that settle as much, the cheaper goes first. What cannot be
 * known, or is withheld, is not asked. VD_RESOURCE_EXHAUSTED when the arena is.
 */
VD_MUST_USE vd_status vd_open_questions(vd_arena *arena, const vd_program *program,
                                        const vd_case *subject, const vd_assessment *assessment,
                                        vd_open_facts *ret_facts, vd_error *err);

#endif
