/*
 * show_next.h - what-if, questions and timelines as people read them.
 */
#ifndef VALEDOR_CLI_SHOW_NEXT_H
#define VALEDOR_CLI_SHOW_NEXT_H

#include "cli/paper.h"

struct Valedor__V1__QuestionsResponse;
struct Valedor__V1__TimelineResponse;
struct Valedor__V1__WhatIfResponse;

void vd_show_what_if(const vd_paper *paper, const struct Valedor__V1__WhatIfResponse *answer);
/* `all`: not only the first of them. */
void vd_show_next_questions(const vd_paper *paper,
                            const struct Valedor__V1__QuestionsResponse *answer, bool all);
void vd_show_timeline(const vd_paper *paper, const struct Valedor__V1__TimelineResponse *answer);

#endif
