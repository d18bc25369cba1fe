/*
 * show.h - an answer as people read it.
 *
 * Works on the message, so that a file and a stored case look the same. Lifetime: nothing is kept.
 */
#ifndef VALEDOR_CLI_SHOW_H
#define VALEDOR_CLI_SHOW_H

#include "cli/paper.h"
#include "engine/law/program.h"

struct Valedor__V1__AssessResponse;
struct Valedor__V1__Citation;
struct Valedor__V1__Determination;

/* Which part of an explanation is shown. */
typedef enum vd_view { VD_VIEW_FULL, VD_VIEW_WHY, VD_VIEW_WHY_NOT, VD_VIEW_MISSING } vd_view;

typedef struct vd_show_options {
    vd_str title;   /* of the case; may be empty */
    unsigned kinds; /* bits 1 << vd_rule_kind; 0: all */
    bool all;       /* also what does not apply, is over or is not triggered */
    bool one_rule;  /* that rule was asked for: it is shown whatever its status */
    vd_view view;   /* of explanations */
    bool detail;    /* everything that the answer says, one determination after the other */
} vd_show_options;

void vd_show_answer(const vd_paper *paper, const struct Valedor__V1__AssessResponse *answer,
                    const vd_show_options *options);

/* Shared by the modules of the same name. */

/* One question and the determinations that wait for it. */
typedef struct vd_open_question {
    const char *fact;
    const char *instance;
    const char *question;
    const char *supplier;
    const char *cost;
    const char *why;
    size_t holds_up;
    size_t now; /* of these, what belongs to the present stage of the proceedings */
} vd_open_question;

typedef struct vd_open_questions {
    size_t count;
    vd_open_question *items; /* those that hold up most of the present stage first */
} vd_open_questions;

vd_open_questions vd_show_collect_questions(const vd_paper *paper,
                                            const struct Valedor__V1__AssessResponse *answer);
/* How many of them, from the first on, belong to the present stage of the proceedings. */
size_t vd_show_questions_at_hand(const vd_open_questions *questions);
/* "12 more questions with --all, 9 of other stages of the case"; nothing when there are no more. */
void vd_show_more_questions(const vd_paper *paper, size_t more, size_t of_other_stages);

/* "Código Procesal Penal (D. Leg. 957), art. 264.1 +2". */
vd_str vd_show_law(const vd_paper *paper, struct Valedor__V1__Citation *const *citations,
                   size_t count);
vd_str vd_show_citation(const vd_paper *paper, const struct Valedor__V1__Citation *citation);

/* The tables. `items` come in the order in which they are shown. */
typedef struct vd_show_list {
    size_t count;
    const struct Valedor__V1__Determination **items;
    const char *at; /* the answer's instant */
    const char *on;
    const vd_open_questions *questions;
    vd_view view;
} vd_show_list;

void vd_show_deadlines(const vd_paper *paper, const vd_show_list *list);
void vd_show_benefits(const vd_paper *paper, const vd_show_list *list);
void vd_show_guidelines(const vd_paper *paper, const vd_show_list *list);
void vd_show_questions(const vd_paper *paper, const vd_open_questions *questions, bool all);

void vd_show_detail(const vd_paper *paper, const struct Valedor__V1__Determination *said,
                    const vd_show_list *list);

#endif
