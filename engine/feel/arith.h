/*
 * arith.h - + - * / ** on values, one row for each pair of types. Internal to engine/feel.
 */
#ifndef VALEDOR_ENGINE_FEEL_ARITH_H
#define VALEDOR_ENGINE_FEEL_ARITH_H

#include "engine/feel/motion.h"

typedef vd_value vd_arith_fn(vd_run *run, const vd_value *a, const vd_value *b);

typedef struct vd_arith {
    char sign;
    uint8_t left; /* vd_kind */
    uint8_t right;
    uint8_t gives; /* vd_type_kind */
    vd_arith_fn *call;
} vd_arith;

/* NULL when the two kinds have no such operation. */
const vd_arith *vd_arith_find(char sign, vd_kind left, vd_kind right);

/* Any values: null, unknown and errors included; the row may be NULL, then it is looked up. */
vd_value vd_arith_apply(vd_run *run, char sign, const vd_arith *row, const vd_value *a,
                        const vd_value *b);
vd_value vd_arith_negate(vd_run *run, const vd_value *a);

/* date + span or date - span (sign -1), with the motion that is left. Known values. */
vd_value vd_date_plus_span(vd_run *run, const vd_value *date, vd_span span, int sign);
/* A value of the arena, or an overflow, or out of memory. */
vd_value vd_clock_value(vd_run *run, vd_kind kind, const vd_clock *clock);

/* arith_time.c: the rows of dates, times and instants. */
vd_arith_fn vd_add_date_days, vd_add_days_date, vd_sub_date_days, vd_add_date_span,
    vd_add_span_date, vd_sub_date_span, vd_add_date_months, vd_add_months_date, vd_sub_date_months,
    vd_sub_dates, vd_add_instant_days, vd_add_days_instant, vd_sub_instant_days,
    vd_add_instant_span, vd_add_span_instant, vd_sub_instant_span, vd_add_instant_months,
    vd_add_months_instant, vd_sub_instant_months, vd_sub_clocks, vd_sub_instant_date,
    vd_sub_date_instant, vd_add_time_days, vd_add_days_time, vd_sub_time_days;

/* The result of a linear operation: moves as left * a + right * b, in units of the result. */
vd_value vd_arith_moving(vd_run *run, vd_value result, const vd_value *a, const vd_value *b,
                         vd_ratio left, vd_ratio right);
/* A result that moves in no line: holds while neither operand ticks. */
vd_value vd_arith_settled(vd_run *run, vd_value result, const vd_value *a, const vd_value *b);
/* The result, no longer than both operands. */
vd_value vd_arith_until(vd_value value, const vd_value *a, const vd_value *b);
/* A duration of either kind, or an overflow. */
vd_value vd_arith_amount(vd_kind kind, bool overflow, int64_t number);
vd_value vd_arith_domain(const char *text);

#endif
