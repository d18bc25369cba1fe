/*
 * case.h - the facts of a case: as written (vd_case_doc), and linked to a program (vd_case).
 *
 * A doc is what comes through the door, from YAML, JSON or the wire: names and literals, unchecked.
 * vd_case_link checks it against the packs' declarations and yields what the evaluator reads.
 *
 * Lifetime: both live in the arena given; a case borrows the program's types.
 */
#ifndef VALEDOR_ENGINE_LAW_CASE_H
#define VALEDOR_ENGINE_LAW_CASE_H

#include "engine/law/program.h"

typedef enum vd_presence {
    VD_PRESENT,
    VD_ABSENT,     /* `none`: known to be absent */
    VD_UNKNOWABLE, /* asked, and it cannot be known */
    VD_WITHHELD    /* never stored: what a role may not read, set when its view is made */
} vd_presence;

/* One statement about a fact, as written. Empty text is "not given". */
typedef struct vd_doc_statement {
    vd_str fact;     /* "sex", "sentence.length" */
    vd_str instance; /* id of the record; empty for the case itself */
    vd_presence presence;
    vd_str literal; /* parsed by the declared type */
    vd_str from;    /* the period in which it holds: dates or instants */
    vd_str until;
    vd_str supplier; /* who said so; empty: the fact's declared supplier */
    vd_str said_on;
    vd_str source;
    uint32_t line; /* in the file, for diagnostics; 0 when from elsewhere */
    uint32_t column;
} vd_doc_statement;

typedef struct vd_doc_instance {
    vd_str list; /* "sentences" */
    vd_str id;
    uint32_t line;
} vd_doc_instance;

typedef struct vd_doc_list {
    vd_str list;
    bool complete;
    uint32_t line;
} vd_doc_list;

typedef struct vd_case_doc {
    vd_str id;
    vd_text title;
    vd_text note;
    vd_str jurisdiction; /* id of the pack whose law the case is under; empty: the program's home */
    vd_str ask_on;       /* samples: the day or instant on which to ask */
    size_t statement_count;
    vd_doc_statement *statements;
    size_t instance_count;
    vd_doc_instance *instances; /* every record, also one without facts */
    size_t list_count;
    vd_doc_list *lists; /* lists said to be complete, or known and not complete */
} vd_case_doc;

typedef struct vd_statement {
    vd_presence presence;
    vd_value value;
    vd_instant from; /* VD_LONG_AGO: always */
    vd_instant until;
    vd_supplier supplier;
    vd_date said_on; /* VD_NO_DATE: not given */
    vd_str source;
} vd_statement;

typedef struct vd_cell {
    uint32_t count; /* 0: unknown */
    const vd_statement *statements;
} vd_cell;

typedef struct vd_instance {
    vd_slots slots;  /* first: FEEL reads it. By field, definitions included; by vd_case_index */
    uint32_t record; /* record type */
    vd_str id;
    const vd_cell *cells; /* by field, facts only */
} vd_instance;

typedef struct vd_instances {
    bool complete;
    uint32_t count;
    vd_instance *items;
} vd_instances;

typedef struct vd_case {
    vd_str id;
    vd_text title;
    vd_text note;
    uint64_t revision; /* 0: not stored */
    uint32_t pack;     /* whose law it is under: that pack's rules, and those of packs it extends */
    const vd_zone *zone; /* that pack's: the case's days are days there */
    vd_instance root;
    const vd_instances *records; /* by record type; entry 0 is unused */
    const vd_value *lists;       /* by record type: the records as a FEEL list, by vd_case_index */
    vd_slots slots;              /* by the program's facts, those of the case itself; as `lists` */
} vd_case;

/* Fills `lists` and all `slots` from the root and `records`, once these stand. False when the arena is exhausted. */
VD_MUST_USE bool vd_case_index(vd_arena *arena, const vd_program *program, vd_case *subject);

/*
 * Gives a date and time that was written without an offset that of the zone; other values stay as
 * they are. FEEL does not compare the two kinds, so that no such clock may be left in a case. False
 * when the arena is exhausted.
 */
VD_MUST_USE bool vd_value_in_zone(vd_arena *arena, const vd_zone *zone, vd_value *value);

/* Whether the rule is law where the case is. */
bool vd_case_knows(const vd_program *program, const vd_case *subject, const vd_rule *rule);
/* VD_INVALID_ARGUMENT, which says that it is not. */
vd_status vd_case_unknown_rule(const vd_program *program, const vd_case *subject,
                               const vd_rule *rule, vd_error *err);

/* Sets `pack` and `zone`. VD_INVALID_ARGUMENT when the jurisdiction is no pack, or none is named
 * and the program has no home. */
VD_MUST_USE vd_status vd_case_settle(const vd_program *program, vd_str jurisdiction,
                                     vd_case *subject, vd_error *err);

/*
 * A date alone where an instant is declared is the start of that day in the case's zone, and says
 * that the hour is not known: a term in hours from it is unknown, one in days or months is counted.
 *
 * VD_INVALID_ARGUMENT with one sentence (and the doc's line and column) for an undeclared fact, a
 * literal that is not of the declared type, a code that is not declared, periods of a fact that
 * does not change, or overlapping periods of one supplier.
 */
VD_MUST_USE vd_status vd_case_link(vd_arena *arena, const vd_program *program,
                                   const vd_case_doc *doc, const vd_case **ret_case, vd_error *err);

/*
 * What is told of the past cannot lie ahead of `now`, which only the door knows: the first such
 * statement gives VD_INVALID_ARGUMENT with a sentence.
 */
VD_MUST_USE vd_status vd_case_check_past(const vd_program *program, const vd_case *subject,
                                         vd_instant now, vd_error *err);

#endif
