/*
 * sheet.h - the advice sheet for the person in custody: what an answer means for her or him.
 *
 * The words are the pack's (vd_sheet), the dates the answer's. Last days that are over stand apart
 * from what can still be done. Lifetime: the page borrows from both and lives in the arena given.
 * One thread.
 */
#ifndef VALEDOR_CLI_SHEET_H
#define VALEDOR_CLI_SHEET_H

#include "cli/paper.h"
#include "engine/law/program.h"

struct Valedor__V1__AssessResponse;
struct Valedor__V1__Determination;

typedef enum vd_sheet_group {
    VD_SHEET_NOW,
    VD_SHEET_MAYBE,
    VD_SHEET_FOR_ALL,
    VD_SHEET_OVER /* nothing of it but last days that have passed */
} vd_sheet_group;

/* Days that other readings give, at most. */
#define VD_SHEET_OTHERS_MAX 4

/* One date of a topic: the last day of a term, or the day from which a benefit is formally open. The
 * safe reading's, where readings differ. */
typedef struct vd_sheet_date {
    const struct Valedor__V1__Determination *said;
    const vd_topic *topic;
    bool last_day;
    const char
        *date;       /* date or instant of the contract; empty: in the safe reading there is none */
    vd_instant over; /* of a last day: when the term is over */
    vd_str title;    /* the rule's, in the language of the sheet; empty: it has none in it */
    size_t other_count;
    const char *others[VD_SHEET_OTHERS_MAX + 1]; /* those of other readings; ends with NULL */
} vd_sheet_date;

typedef struct vd_sheet_topic {
    const vd_topic *topic;
    vd_sheet_group group;
    size_t date_count;
    vd_sheet_date *dates;
} vd_sheet_topic;

typedef struct vd_sheet_page {
    const vd_sheet *sheet;
    vd_str language;
    const char *case_id;
    const char *on;
    /* Every text on it was checked by a certified translator, or is the law's own. */
    bool certified;
    size_t passed_count;
    vd_sheet_date *passed; /* last days that are over, the most recent first */
    size_t topic_count;
    vd_sheet_topic *topics; /* in the order of the sheet */
    size_t question_count;  /* only where nothing can be said yet */
    vd_str *questions;
} vd_sheet_page;

/* VD_INVALID_ARGUMENT when no sheet is written for the law of the answer, or not in `language`. The
 * answer tells also what does not apply. */
VD_MUST_USE vd_status vd_sheet_compose(vd_arena *arena, const vd_program *program,
                                       const struct Valedor__V1__AssessResponse *answer,
                                       vd_str language, vd_sheet_page **ret_page, vd_error *err);

void vd_sheet_print(const vd_paper *paper, const vd_sheet_page *page);

#endif
