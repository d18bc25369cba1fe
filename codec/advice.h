/*
 * advice.h - what-if, open questions and timelines: from request to answer, for whoever has the
 * packs and the case at hand, which is the daemon and the command line on files.
 *
 * Lifetime: answers live in the arena given. Threads: pure.
 */
#ifndef VALEDOR_CODEC_ADVICE_H
#define VALEDOR_CODEC_ADVICE_H

#include "engine/law/assess.h"

struct Valedor__V1__QuestionsRequest;
struct Valedor__V1__QuestionsResponse;
struct Valedor__V1__TimelineRequest;
struct Valedor__V1__TimelineResponse;
struct Valedor__V1__WhatIfRequest;
struct Valedor__V1__WhatIfResponse;

/* A case under packs at an instant. */
typedef struct vd_standpoint {
    const vd_program *program;
    const vd_case *subject;
    vd_instant at;
} vd_standpoint;

/*
 * The subject and the instants of the requests are not read: the caller has found them. All give
 * VD_INVALID_ARGUMENT for a rule that the packs do not have, VD_RESOURCE_EXHAUSTED when the arena is.
 */

/* `after` is where the changes are laid over: the same case at another instant, or under other
 * packs. VD_INVALID_ARGUMENT for a change that does not fit the packs' declarations. */
VD_MUST_USE vd_status vd_advise_what_if(vd_arena *arena, const vd_standpoint *before,
                                        const vd_standpoint *after,
                                        const struct Valedor__V1__WhatIfRequest *request,
                                        struct Valedor__V1__WhatIfResponse **ret_answer,
                                        vd_error *err);

VD_MUST_USE vd_status vd_advise_questions(vd_arena *arena, const vd_standpoint *here,
                                          const struct Valedor__V1__QuestionsRequest *request,
                                          struct Valedor__V1__QuestionsResponse **ret_answer,
                                          vd_error *err);

/* `here.at` is today, from which an empty `from` counts. */
VD_MUST_USE vd_status vd_advise_timeline(vd_arena *arena, const vd_standpoint *here,
                                         const struct Valedor__V1__TimelineRequest *request,
                                         struct Valedor__V1__TimelineResponse **ret_answer,
                                         vd_error *err);

#endif
