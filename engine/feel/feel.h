/*
 * feel.h - the expression language: compile once, evaluate at an instant.
 *
 * A statically typed profile of the OMG's FEEL; docs/feel.md lists it and each departure.
 * This module knows no law: names are looked up through a vd_scope when compiling, and loaded
 * through a vd_frame when evaluating.
 *
 * Lifetime: a compiled expression lives in the arena that it was compiled into and is immutable:
 * any number of threads may evaluate it, each with a frame of its own.
 */
#ifndef VALEDOR_ENGINE_FEEL_FEEL_H
#define VALEDOR_ENGINE_FEEL_FEEL_H

#include "engine/time/zone.h"
#include "engine/value.h"

/* Types. VD_ANY is no vd_kind: it stands for "any value, null included". */
typedef enum vd_type_kind {
    VD_TYPE_ANY,
    VD_TYPE_NULL,
    VD_TYPE_BOOL,
    VD_TYPE_NUMBER,
    VD_TYPE_STRING,
    VD_TYPE_DATE,
    VD_TYPE_TIME,
    VD_TYPE_DATE_TIME,
    VD_TYPE_DAYS,
    VD_TYPE_MONTHS,
    VD_TYPE_SPAN,
    VD_TYPE_LIST,    /* of `element` */
    VD_TYPE_RANGE,   /* of `element` */
    VD_TYPE_CONTEXT, /* with `fields` */
    VD_TYPE_RECORD,  /* with `fields`; loaded field by field from the case */
    VD_TYPE_FUNCTION /* `fields` are the parameters, `element` the result */
} vd_type_kind;

typedef struct vd_type vd_type;

typedef struct vd_field {
    vd_str name;
    const vd_type *type;
} vd_field;

struct vd_type {
    vd_type_kind kind;
    const vd_type *element;
    size_t field_count;
    const vd_field *fields;
    /* VD_TYPE_STRING: the codes that the value can have, or none for free text. Comparing such a
     * value with a literal that is not among them is refused when compiling. */
    size_t code_count;
    const vd_str *codes;
};

/* Builtin singletons for the kinds without parts. */
const vd_type *vd_type_of(vd_type_kind kind);

/* What a name stands for. `ref` is handed back to the frame's callbacks. */
typedef struct vd_symbol {
    const vd_type *type; /* VD_TYPE_FUNCTION: called through frame->call */
    uint32_t ref;
} vd_symbol;

typedef struct vd_scope vd_scope;
struct vd_scope {
    /* False when the name is not known here; then the compiler refuses the expression and uses
     * `suggest` (may be NULL) for "did you mean". Names of the language (today, now, built-in
     * functions) are found before the scope is asked. */
    bool (*find)(const vd_scope *scope, vd_str name, vd_symbol *ret_symbol);
    vd_str (*suggest)(const vd_scope *scope, vd_str name);
    const void *user;
    /* A type declared by name, for `instance of`; NULL when there is none. May be NULL. */
    const vd_type *(*type)(const vd_scope *scope, vd_str name);
};

typedef struct vd_expr vd_expr;
typedef struct vd_frame vd_frame;

/*
 * What is known for good, so that it need not be loaded: by field (or ref), the value that holds
 * at every instant, or NULL where `field` (or `load`) must be asked. Where a frame has slots, what
 * the values of records point at begins with one.
 */
typedef struct vd_slots {
    const vd_value *const *known;
    const uint8_t *forms; /* vd_slot_form */
    const int64_t *words; /* what is known, as its form says */
} vd_slots;

/* Sums of such numbers, times what law multiplies with, fit an int64_t. */
#define VD_SLOT_WHOLE_MAX (INT64_C(1) << 40)

/* What is known for good in one word, for whoever looks at many cases. */
typedef enum vd_slot_form {
    VD_SLOT_OTHER, /* more than a word, or a number beyond VD_SLOT_WHOLE_MAX: see `known` */
    VD_SLOT_BLANK, /* nothing at all is on record: unknown, and to be asked for */
    VD_SLOT_NULL,
    VD_SLOT_FALSE,  /* no word */
    VD_SLOT_TRUE,   /* no word */
    VD_SLOT_NUMBER, /* a whole number */
    VD_SLOT_DATE,   /* days since 1970 */
    VD_SLOT_DAYS,   /* whole days */
    VD_SLOT_CODE    /* the place among the codes of its type */
} vd_slot_form;

struct vd_frame {
    vd_arena *arena;
    vd_instant at;       /* `now` */
    vd_date today;       /* the day of `at` in the zone: `today`, moving daily */
    vd_instant midnight; /* the start of the day after `midnight_of`; 0: not worked out yet */
    vd_date midnight_of;
    vd_slots slots; /* of slot_count refs from first_slot on */
    uint32_t first_slot;
    uint32_t slot_count;   /* 0: none */
    bool watched;          /* every fact that is read must be loaded: somebody takes notes */
    uint32_t hand_ref;     /* the ref that stands for the record at hand; 0: none is */
    vd_value hand;         /* that record */
    vd_date earned_until;  /* the day to which earnings on record count: `earned_until` */
    bool earning_goes_on;  /* true: `earned_until` moves with today (the forecast if_continues) */
    bool earnings_read;    /* set when an expression reads `earned_until` */
    const vd_zone *zone;   /* not NULL when the expression names today, now or earned_until */
    const vd_zones *zones; /* named zones in literals; may be NULL */
    vd_value (*load)(vd_frame *frame, uint32_t ref);
    vd_value (*field)(vd_frame *frame, const void *record, uint32_t field);
    /* The arguments stand still, but for dates that move a day a day (vd_motion_is_daily): the
     * result's until counts them. */
    vd_value (*call)(vd_frame *frame, uint32_t ref, const vd_value *args, size_t count);
    uint32_t steps_left; /* each node costs one; at 0 the result is VD_FAULT_STEPS */
    void *user;
};

/*
 * Compiles `text`. `expected` may be NULL (any type). On failure err->line and err->column are the
 * place within the text (from 1), and err->message says what is wrong and how to mend it:
 * VD_INVALID_ARGUMENT for syntax and types, VD_RESOURCE_EXHAUSTED for limits and memory.
 */
VD_MUST_USE vd_status vd_feel_compile(vd_arena *arena, vd_str text, const vd_scope *scope,
                                      const vd_type *expected, const vd_expr **ret_expr,
                                      vd_error *err);

const vd_type *vd_expr_type(const vd_expr *expr);
/* What the expression is worth whatever is asked and when; NULL: it depends. */
const vd_value *vd_expr_constant(const vd_expr *expr);
vd_str vd_expr_text(const vd_expr *expr);
/* The refs that the expression can load, each once, in order of first use. */
size_t vd_expr_refs(const vd_expr *expr, const uint32_t **ret_refs);

/* Never fails: what goes wrong is a value of kind VD_ERROR. A list, context or range has an until
 * that counts what moves inside it. */
vd_value vd_feel_eval(const vd_expr *expr, vd_frame *frame);

/* The value in FEEL's own text form (strings quoted when nested), into the arena. */
vd_str vd_value_text(vd_arena *arena, const vd_value *value);

/* Parses a value as written in a case file, by its declared type: `2024-01-10`,
 * `2016-04-01T10:00-05:00`, `6 years 8 months`, `1/3`, `true`. */
VD_MUST_USE vd_status vd_value_parse(vd_arena *arena, vd_str text, const vd_type *type,
                                     vd_value *ret_value, vd_error *err);

/* The comparison `a = b` of FEEL on known values. */
bool vd_value_same(const vd_value *a, const vd_value *b);

#endif
