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
/* The kind of value that a type stands for; VD_UNKNOWN for any value. */
vd_kind vd_kind_of_type(vd_type_kind kind);

/* Any values: null, unknown and errors included; the row may be NULL, then it is looked up. */
vd_value vd_arith_apply(vd_run *run, char sign, const vd_arith *row, const vd_value *a,
                        const vd_value *b);
vd_value vd_arith_negate(vd_run *run, const vd_value *a);

/* date + span or date - span (sign -1), with the motion that is left. Known values. */
vd_value vd_date_plus_span(vd_run *run, const vd_value *date, vd_span span, int sign);
/* A value of the arena, or an overflow, or out of memory. */
vd_value vd_clock_value(vd_run *run, vd_kind kind, const vd_clock *clock);

#endif
