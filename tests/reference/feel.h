/*
 * feel.h - expressions of the reference: parsed from their text, walked as a tree.
 *
 * Covers what rule packs use; what it does not know becomes REF_NOT_COVERED_HERE, never a guess.
 */
#ifndef VALEDOR_TESTS_REFERENCE_FEEL_H
#define VALEDOR_TESTS_REFERENCE_FEEL_H

#include "tests/reference/value.h"

typedef enum ref_op {
    REF_CONST,
    REF_NAME,
    REF_NEGATE,
    REF_NOT,
    REF_ARITH,   /* sign: + - * / ^ */
    REF_COMPARE, /* sign: = ! < l > g */
    REF_AND,
    REF_OR,
    REF_BETWEEN,
    REF_IN,
    REF_TEST, /* sign, kid: "> 10" */
    REF_IF,
    REF_FOR, /* names; domains, body */
    REF_SOME,
    REF_EVERY,
    REF_FILTER,
    REF_PATH,
    REF_LIST_OF,
    REF_RANGE_OF, /* sign: bit 0 low in, bit 1 high in */
    REF_CALL,
    REF_STRANGE /* not covered */
} ref_op;

typedef struct ref_node ref_node;
struct ref_node {
    ref_op op;
    char sign;
    vd_str name;
    size_t count;
    ref_node **kids;
    vd_str *names;
    ref_value value;
};

/* Never NULL: what cannot be read is REF_STRANGE. */
const ref_node *ref_parse(vd_arena *arena, vd_str text);

typedef struct ref_local {
    vd_str name;
    ref_value value;
} ref_local;

#define REF_MAX_LOCALS 16
#define REF_MAX_DISPUTES 8

/* A fact on which suppliers disagree; `choice` is whose word this world takes. */
typedef struct ref_dispute {
    const vd_instance *instance;
    uint32_t fact;
    uint32_t suppliers;
    vd_supplier says[8];
    uint32_t choice;
} ref_dispute;

typedef struct ref_parsed {
    const vd_expr *expr;
    const ref_node *node;
} ref_parsed;

#define REF_PARSED 32768

/* What a program declares, by name. */
typedef struct ref_names ref_names;

/* Never NULL. Lives in the arena. */
const ref_names *ref_names_of(vd_arena *arena, const vd_program *program);

/* Definitions that were worth something in the world at hand: each is evaluated once for a record. */
typedef struct ref_known {
    const vd_definition *definition;
    const vd_instance *current;
    uint64_t world;
    ref_value value;
} ref_known;

#define REF_MEMO 4096 /* a power of two; what finds no room is evaluated again */

typedef struct ref_memo {
    uint64_t world;
    ref_known items[REF_MEMO];
} ref_memo;

/* One evaluation: everything is what it is at one instant, in one world. */
typedef struct ref_run {
    vd_arena *arena;  /* of the evaluation */
    vd_arena *parses; /* of the parse trees */
    ref_parsed *parsed;
    const ref_names *names;
    ref_memo *memo;
    const vd_program *program;
    const vd_case *subject;
    vd_instant at;
    vd_date today;
    vd_date earned_until;
    const vd_instance *current;
    const ref_value *base;
    size_t local_count;
    ref_local locals[REF_MAX_LOCALS];
    size_t dispute_count;
    ref_dispute disputes[REF_MAX_DISPUTES];
    bool too_many_disputes;
    bool strange; /* something that the reference does not cover was met */
    unsigned depth;
} ref_run;

ref_value ref_eval(ref_run *run, const vd_expr *expr);
/* feel_eval.c, for feel_call.c */
ref_value ref_walk(ref_run *run, const ref_node *node);
/* feel_call.c: built-in functions, arguments evaluated. */
ref_value ref_call(ref_run *run, vd_str name, const ref_value *args, size_t count);
bool ref_is_function(vd_str name);
ref_value ref_add_span(ref_run *run, const ref_value *to, vd_span span, int sign);
/* feel_names.c: the value of a field of a record or of the case; of a name; of what stands behind
 * the point (false: the record has no such field). */
ref_value ref_read(ref_run *run, const vd_instance *instance, uint32_t fact);
ref_value ref_name(ref_run *run, vd_str name);
bool ref_record_field(ref_run *run, const vd_instance *record, vd_str name, ref_value *ret_value);

#endif
