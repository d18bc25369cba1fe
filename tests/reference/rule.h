/*
 * rule.h - what a rule says at an instant, by docs/rule-language.md alone.
 */
#ifndef VALEDOR_TESTS_REFERENCE_RULE_H
#define VALEDOR_TESTS_REFERENCE_RULE_H

#include "engine/law/assess.h"
#include "tests/reference/feel.h"
#include "tests/reference/reached.h"

/* A term, its fields evaluated. */
typedef struct ref_term {
    bool has_instant;
    vd_instant start_at;
    vd_date start_on;
    vd_span length;
    int64_t distance;
    vd_str first_day;
    vd_str ends;
    vd_str month_end;
    bool rolls;
    const vd_calendar *calendar;
    vd_str district;
    int64_t notice_days;
    bool notice_on_effect;
    bool heeds;
    size_t pause_count;
    const ref_value *pauses; /* ranges of dates; one without an end goes on up to today */
    vd_date today;
} ref_term;

typedef enum ref_counted {
    REF_COUNTED,
    REF_OUTSIDE,     /* the calendar does not cover it */
    REF_REFUSED,     /* the term does not say enough, or the month has no such day */
    REF_BY_DISTRICT, /* counted as where no district differs, and some does */
    REF_DOUBTFUL     /* the documents do not say: not compared */
} ref_counted;

/* Counts day by day. */
ref_counted ref_count_term(const vd_zone *zone, const ref_term *term, vd_instant *ret_due);
/* Whether an item of the suspensions is null: so is a range without an end, or one that ends before
 * it begins. */
bool ref_has_null(const ref_value *list);
typedef enum ref_paused {
    REF_NOT_PAUSED,
    REF_PAUSED,
    REF_PAUSED_SOMEWHERE /* no district is given, and it depends on it */
} ref_paused;

/* Whether the day stands still for the term. */
ref_paused ref_is_paused(const ref_term *term, vd_date day);

typedef struct ref_outcome {
    vd_verdict status;
    ref_set missing;
    bool has_due;
    vd_instant due;
    bool has_version;
    uint32_t version;
    bool clear;    /* one version applies for sure: its readings are comparable */
    bool doubtful; /* the documents do not say: not compared */
    bool due_doubtful;
} ref_outcome;

/* Unknown and its kin: asked in vain, undecidable. */
ref_outcome ref_not_known(ref_set missing);

/* Two that may be: known where they say the same, dates included. */
ref_outcome ref_merge(vd_arena *arena, ref_outcome a, ref_outcome b, ref_set doubt);

/* With the word taken of those whom the run's disputes say. */
ref_outcome ref_in_this_world(ref_run *run, uint32_t rule, size_t reading, ref_reached *reached);

/* At the run's instant for the record (NULL: the case). `reading` is its place; the first is the
 * headline. All worlds of disputed facts are asked. `reached` may be NULL. */
ref_outcome ref_ask(ref_run *run, uint32_t rule, const vd_instance *instance, size_t reading,
                    ref_reached *reached);
/* Whether the last answer was read from disputed facts. */
bool ref_met_disputes(const ref_run *run);
void ref_move(ref_run *run, vd_instant at, vd_date earned_until);

#endif
