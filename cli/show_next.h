/*
 * show_next.h - what-if, questions and timelines as people read them.
 */
#ifndef VALEDOR_CLI_SHOW_NEXT_H
#define VALEDOR_CLI_SHOW_NEXT_H

#include "cli/paper.h"

struct Valedor__V1__QuestionsResponse;
struct Valedor__V1__TimelineResponse;
struct Valedor__V1__WhatIfResponse;

/* `all`: also what stays unknown and only waits for other facts; else these are counted. */
void vd_show_what_if(const vd_paper *paper, const struct Valedor__V1__WhatIfResponse *answer,
                     bool all);
/* `all`: not only the first of them. */
void vd_show_next_questions(const vd_paper *paper,
                            const struct Valedor__V1__QuestionsResponse *answer, bool all);
void vd_show_timeline(const vd_paper *paper, const struct Valedor__V1__TimelineResponse *answer);

#endif
