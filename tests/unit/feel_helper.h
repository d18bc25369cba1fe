/*
 * feel_helper.h - a frame with a zone and a few facts, for the tests of expressions.
 *
 * The facts: `sex` (code man or woman), `crime` (text), `fine` (number), `held_on` (date), `free`
 * (boolean), `gone` (a date that is null), `nobody_said` (boolean, unknown), `no_number` (number,
 * unknown), `no_date` (date, unknown), `term` (span), `shifting` (date, changes at an instant),
 * `acts` (list of records with `on`, `kind`, `days`), `more_acts` (the same, not complete), and the
 * function `rate(string)`.
 */
#ifndef VALEDOR_TESTS_UNIT_FEEL_HELPER_H
#define VALEDOR_TESTS_UNIT_FEEL_HELPER_H

#include "engine/feel/feel.h"

/* 2024-12-01T10:00:00 in Lima. */
#define FEEL_AT INT64_C(1733065200)
/* When `shifting` changes: 2025-03-10T15:30:00Z. */
#define FEEL_SHIFT INT64_C(1741620600)

typedef enum feel_fact {
    FACT_SEX,
    FACT_CRIME,
    FACT_FINE,
    FACT_HELD_ON,
    FACT_FREE,
    FACT_GONE,
    FACT_NOBODY_SAID,
    FACT_NO_NUMBER,
    FACT_NO_DATE,
    FACT_TERM,
    FACT_SHIFTING,
    FACT_ACTS,
    FACT_MORE_ACTS,
    FACT_RATE,
    FACT_COUNT
} feel_fact;

extern const vd_zone feel_lima;
extern const vd_zone feel_jumping; /* summer time from and to midnight */
extern const vd_scope feel_scope;

/* A frame at an instant; zone may be NULL for Lima. */
vd_frame feel_frame(vd_arena *arena, vd_instant at, const vd_zone *zone);

/* Evaluates at FEEL_AT; fails the test when it does not compile. */
vd_value feel_eval(vd_arena *arena, const char *text);
vd_value feel_eval_at(vd_arena *arena, const char *text, vd_instant at);
/* The text of the value, NUL-terminated, or the refusal behind "refused: ". */
const char *feel_text(vd_arena *arena, const char *text);
/* The refusal's message; fails the test when it compiles. */
const char *feel_refusal(vd_arena *arena, const char *text, vd_error *ret_error);
/* The start of a day in Lima. */
vd_instant feel_midnight(int year, int month, int day);

#endif
