/*
 * value.h - values of the reference evaluator: no motion, no until, missing facts as plain sets.
 *
 * The reference is slow and written apart from engine/feel and engine/law, from the documents alone;
 * tests compare the two. Of the engine it uses the program, the case, calendars and zones, which
 * are data. Lifetime: everything lives in the arena of the run.
 */
#ifndef VALEDOR_TESTS_REFERENCE_VALUE_H
#define VALEDOR_TESTS_REFERENCE_VALUE_H

#include "engine/law/case.h"

__extension__ typedef __int128 ref_wide;

typedef enum ref_kind {
    REF_NULL,
    REF_BOOL,
    REF_NUMBER,
    REF_STRING,
    REF_DATE,
    REF_INSTANT,
    REF_DAYS, /* in seconds */
    REF_MONTHS,
    REF_SPAN,
    REF_LIST,
    REF_RANGE,
    REF_RECORD,
    REF_UNKNOWN,
    REF_ERROR
} ref_kind;

/* A missing fact; of a list that is not known to be complete, fact is VD_NONE. */
typedef struct ref_fact {
    const vd_instance *instance; /* NULL for a list */
    uint32_t fact;
    uint32_t record;
    vd_why why;
} ref_fact;

typedef struct ref_set {
    size_t count;
    const ref_fact *items;
} ref_set;

typedef enum ref_fault { REF_COVERAGE, REF_OTHER, REF_NOT_COVERED_HERE } ref_fault;

typedef struct ref_value ref_value;

typedef struct ref_list {
    size_t count;
    const ref_value *items;
    bool open; /* may have further items, of the record type */
    uint32_t record;
} ref_list;

typedef struct ref_range ref_range;

struct ref_value {
    ref_kind kind;
    union {
        bool truth;
        vd_ratio number;
        vd_str string;
        vd_date date;
        vd_instant instant;
        int64_t amount; /* REF_DAYS, REF_MONTHS */
        vd_span span;
        ref_list list;
        const ref_range *range;
        const vd_instance *record;
        ref_set missing;
        ref_fault fault;
    } u;
};

struct ref_range {
    ref_value low; /* null: open */
    ref_value high;
    bool low_in;
    bool high_in;
};

static inline ref_value ref_null(void)
{
    return (ref_value){.kind = REF_NULL};
}

static inline ref_value ref_bool(bool truth)
{
    return (ref_value){.kind = REF_BOOL, .u.truth = truth};
}

static inline ref_value ref_date(vd_date date)
{
    return (ref_value){.kind = REF_DATE, .u.date = date};
}

static inline ref_value ref_error(ref_fault fault)
{
    return (ref_value){.kind = REF_ERROR, .u.fault = fault};
}

static inline bool ref_is_known(const ref_value *value)
{
    return value->kind != REF_UNKNOWN && value->kind != REF_ERROR;
}

/* num / den, reduced, or an error. */
ref_value ref_number(ref_wide num, ref_wide den);
ref_value ref_whole(int64_t whole);

ref_set ref_set_join(vd_arena *arena, ref_set a, ref_set b);
ref_set ref_set_one(vd_arena *arena, ref_fact fact);
/* The error of the two, else the union of what is missing in them. */
ref_value ref_undecided(vd_arena *arena, const ref_value *a, const ref_value *b);

/* Kleene: and, or (any). Null is neither true nor false. */
ref_value ref_both(vd_arena *arena, bool any, const ref_value *a, const ref_value *b);
ref_value ref_equal(vd_arena *arena, const ref_value *a, const ref_value *b);
/* op: '<', 'l' (<=), '>', 'g' (>=). */
ref_value ref_order(vd_arena *arena, char op, const ref_value *a, const ref_value *b);
/* Known values of one kind, field by field. */
bool ref_same(const ref_value *a, const ref_value *b);

ref_value ref_from(vd_arena *arena, const vd_value *value);

/* The civil calendar, counted by ourselves. */
bool ref_leap(int64_t year);
int ref_month_days(int64_t year, int month);
void ref_civil(vd_date date, int64_t *ret_year, int *ret_month, int *ret_day);
vd_date ref_day(int64_t year, int month, int day);
/* Months first, cut to the month's end. */
vd_date ref_add_months(vd_date date, int64_t months);

#endif
