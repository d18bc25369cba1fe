/*
 * program.h - packs compiled: what the loader builds and the evaluator runs.
 *
 * A program is one or more packs linked together. It is built once by rules/ into one arena, never
 * changed, shared by all threads, and swapped whole on reload. Indexes are positions in the
 * program's arrays.
 */
#ifndef VALEDOR_ENGINE_LAW_PROGRAM_H
#define VALEDOR_ENGINE_LAW_PROGRAM_H

#include "engine/cite.h"
#include "engine/feel/feel.h"
#include "engine/time/calendar.h"

#define VD_NONE UINT32_MAX

/* What a symbol's ref stands for: kind in the high byte, index below. */
typedef enum vd_ref_kind {
    VD_REF_FACT = 1,   /* a fact of the case itself: index of the fact */
    VD_REF_RECORD,     /* the record at hand: index of the record type */
    VD_REF_LIST,       /* all records of a type */
    VD_REF_DEFINITION, /* a definition in the case's scope */
    VD_REF_PARAMETER,
    VD_REF_TABLE,
    VD_REF_BASE /* within a replacement: the field that it departs from */
} vd_ref_kind;

#define VD_REF(kind, index) (((uint32_t)(kind) << 24) | (uint32_t)(index))
#define VD_REF_KIND(ref) ((vd_ref_kind)((ref) >> 24))
#define VD_REF_INDEX(ref) ((ref)&0xffffffU)

typedef enum vd_supplier {
    VD_SUPPLIER_DEFENDER,
    VD_SUPPLIER_JUDICIARY,
    VD_SUPPLIER_PROSECUTION,
    VD_SUPPLIER_POLICE,
    VD_SUPPLIER_PENITENTIARY,
    VD_SUPPLIER_CONSULATE,
    VD_SUPPLIER_EXPERT
} vd_supplier;

/* "defender", ... Static text. */
const char *vd_supplier_name(vd_supplier supplier);

typedef enum vd_cost { VD_COST_FILE, VD_COST_INTERVIEW, VD_COST_EXPERT } vd_cost;

typedef enum vd_sensitivity {
    VD_SENSITIVITY_PUBLIC,
    VD_SENSITIVITY_PERSONAL,
    VD_SENSITIVITY_RESTRICTED_JUSTICE,
    VD_SENSITIVITY_HEALTH,
    VD_SENSITIVITY_CHILD,
    VD_SENSITIVITY_OTHER,
    VD_SENSITIVITY_PRIVILEGED
} vd_sensitivity;

/* What somebody on the person's side can bring about: pay, file a paper, prove an address. */
typedef struct vd_action {
    vd_str by;   /* "person", "defender" */
    vd_value to; /* what the fact becomes */
    vd_text text;
} vd_action;

typedef struct vd_fact {
    vd_str id;       /* "sex", "sentence.length" */
    uint32_t record; /* record type; 0 is the case itself */
    uint32_t field;  /* position among the facts of its record type */
    const vd_type *type;
    vd_text question;
    vd_supplier supplier;
    vd_cost cost;
    vd_sensitivity sensitivity;
    bool changes;
    bool past;         /* what happened before it is told: a later day is refused at the door */
    vd_str decided_by; /* empty: not a finding */
    const vd_action *action; /* NULL: in nobody's power */
} vd_fact;

typedef struct vd_definition {
    vd_str id;
    uint32_t record; /* whose scope it has; 0 is the case */
    const vd_expr *expr;
} vd_definition;

/* Record type 0 is the case itself, with empty id and list. The fields of `type` are the facts in
 * order, then the definitions. */
typedef struct vd_record_type {
    vd_str id;
    vd_str list;
    vd_text title;
    vd_text question; /* how the list is asked for; empty: by its title */
    bool has_supplier;
    vd_supplier supplier; /* who knows of all of them */
    vd_cost cost;         /* of learning whether the list is whole */
    uint32_t fact_count;
    const uint32_t *facts; /* by field: index in the program's facts */
    uint32_t definition_count;
    const uint32_t *definitions; /* field - fact_count: index in the program's definitions */
    const vd_type *type;         /* VD_TYPE_RECORD */
    const vd_type *list_type;    /* VD_TYPE_LIST of it */
} vd_record_type;

typedef struct vd_citations {
    size_t count;
    const vd_citation *items;
    const vd_citation *const *each; /* by pointer, as an answer lists them; NULL: some are alike */
} vd_citations;

typedef struct vd_parameter_value {
    vd_date from;
    vd_date until;
    vd_value value;
    vd_citations cite;
} vd_parameter_value;

typedef struct vd_parameter {
    vd_str id;
    const vd_type *type;
    size_t count;
    const vd_parameter_value *values; /* ascending, not overlapping */
} vd_parameter;

/* A row matches when each cell does: `any`, or the argument equals one of `values`, or lies in one
 * of them that is a range. */
typedef struct vd_table_cell {
    size_t count; /* 0: any */
    const vd_value *values;
} vd_table_cell;

typedef struct vd_table_row {
    const vd_table_cell *cells; /* one an input */
    vd_value value;
    vd_citations cite;
} vd_table_row;

typedef struct vd_table {
    vd_str id;
    const vd_type *type;  /* VD_TYPE_FUNCTION: inputs and output */
    bool outside_refused; /* else null */
    size_t row_count;
    const vd_table_row *rows;
} vd_table;

typedef enum vd_rule_kind { VD_DEADLINE, VD_BENEFIT, VD_GUIDELINE } vd_rule_kind;

/* The expression fields of versions; engine/law/fields.c holds one row for each. */
typedef enum vd_rule_field {
    VD_FIELD_START,
    VD_FIELD_LENGTH,
    VD_FIELD_DISTANCE,
    VD_FIELD_FIRST_DAY,
    VD_FIELD_ENDS,
    VD_FIELD_MONTH_END,
    VD_FIELD_ROLL,
    VD_FIELD_CALENDAR,
    VD_FIELD_DISTRICT,
    VD_FIELD_NOTICE_DAYS,
    VD_FIELD_NOTICE_COUNT,
    VD_FIELD_SUSPENSIONS,
    VD_FIELD_HEEDS_SUSPENSIONS,
    VD_FIELD_MET,
    VD_FIELD_ENDED,
    VD_FIELD_TRIGGER,
    VD_FIELD_DONE,
    VD_FIELD_COUNT
} vd_rule_field;

typedef struct vd_field_info {
    const char *name;
    unsigned kinds;         /* bit 1 << vd_rule_kind for each kind that has the field */
    unsigned required;      /* the same, for the kinds that need it */
    vd_type_kind type;      /* VD_TYPE_ANY for date-or-instant */
    const char *fallback;   /* FEEL text of the default, or NULL: the field is absent */
    bool bare;              /* written bare in YAML: a constant string, no expression */
    const char *choices[4]; /* the codes that a bare field can have; none: any id (calendar) */
} vd_field_info;

extern const vd_field_info vd_rule_fields[VD_FIELD_COUNT];

/* A requirement or a bar of a benefit. */
typedef struct vd_item {
    vd_str id;
    bool bar;
    const vd_expr *expr; /* boolean */
    vd_text text;
    vd_citations cite;
    vd_str decided_by;
} vd_item;

/* One replacement: of a field (target < VD_FIELD_COUNT) or of item target - VD_FIELD_COUNT. */
typedef struct vd_set {
    uint32_t target;
    const vd_expr *expr;
} vd_set;

typedef struct vd_exception {
    vd_str id;
    vd_text title;
    const vd_expr *condition;
    size_t set_count;
    const vd_set *sets;
    size_t override_count;
    const uint32_t *overrides; /* positions among the version's exceptions */
    vd_citations cite;
} vd_exception;

typedef struct vd_reading {
    vd_str id;
    vd_text title;
    vd_str authority;
    bool strict;
    size_t set_count;
    const vd_set *sets;
    vd_citations cite;
} vd_reading;

typedef struct vd_window {
    const vd_expr *date; /* a date (null: the window does not hold) */
    vd_date from;        /* VD_LONG_AGO: open */
    vd_date until;       /* exclusive; VD_FOREVER: open */
} vd_window;

typedef struct vd_windows {
    size_t count;
    const vd_window *items; /* all must hold */
} vd_windows;

typedef struct vd_version {
    vd_str id;
    vd_windows when;
    const vd_expr *condition;              /* transitional; NULL: none */
    const vd_expr *fields[VD_FIELD_COUNT]; /* NULL: the kind does not have it, or absent */
    size_t item_count;
    const vd_item *items; /* requirements, then bars */
    size_t exception_count;
    const vd_exception *exceptions;
    size_t reading_count;
    const vd_reading *readings;
    vd_citations cite;
    vd_str note;
    bool forward_only; /* `retroactive: false`: it governs its own key dates alone */
} vd_version;

typedef enum vd_gap_cause {
    VD_GAP_REPEALED,
    VD_GAP_ANNULLED,
    VD_GAP_NOT_YET,
    VD_GAP_NOT_MODELLED
} vd_gap_cause;

typedef struct vd_gap {
    vd_windows when;
    vd_gap_cause because;
    vd_citations cite;
} vd_gap;

/* Texts of a rule, in the order in which they are shown. */
typedef enum vd_rule_text {
    VD_TEXT_TITLE,
    VD_TEXT_TEXT,
    VD_TEXT_CONSEQUENCE,
    VD_TEXT_ADVICE,
    VD_TEXT_DISCRETIONARY,
    VD_TEXT_COUNT
} vd_rule_text;

typedef enum vd_rule_list {
    VD_LIST_DOCUMENTS,
    VD_LIST_PROCEDURE,
    VD_LIST_EFFECTS,
    VD_LIST_RISKS,
    VD_RULE_LIST_COUNT
} vd_rule_list;

typedef struct vd_texts {
    size_t count;
    const vd_text *items;
} vd_texts;

typedef enum vd_urgency { VD_URGENCY_IMMEDIATE, VD_URGENCY_DAYS, VD_URGENCY_ROUTINE } vd_urgency;

/* The words of a version: a version's text replaces the rule's of the same kind. */
typedef struct vd_words {
    vd_text texts[VD_TEXT_COUNT];
    vd_texts lists[VD_RULE_LIST_COUNT];
} vd_words;

/* How whole laws are compared; engine/law/best_of.h. */
typedef enum vd_criterion {
    VD_BEST_MOST_OPEN,         /* guideline: a "yes" before a "no" */
    VD_BEST_EARLIEST_ELIGIBLE, /* benefit: the same, then the earlier formal date */
    VD_BEST_EARLIEST_DUE,      /* deadline */
    VD_BEST_LATEST_DUE,
    VD_BEST_COUNT
} vd_criterion;

typedef struct vd_best_of {
    vd_criterion criterion;
    const vd_expr *date; /* the key date: the law in force on it, and each one since, competes */
    vd_citations cite;
} vd_best_of;

typedef struct vd_rule {
    vd_str id;
    vd_rule_kind kind;
    uint32_t pack;
    uint32_t record; /* for_each; 0: once for the case */
    const vd_norm *instrument;
    const vd_expr *applies; /* NULL: always */
    vd_str actor;
    vd_str obligation; /* guideline: must, should, may */
    vd_str basis;      /* guideline: law, default */
    vd_str decided_by;
    vd_urgency urgency;
    bool automated;
    size_t stage_count;
    const vd_str *stages;
    uint32_t stage_bits; /* the same; stage.h */
    size_t population_count;
    const vd_str *populations;
    vd_words words;
    size_t version_count;
    const vd_version *versions;
    const vd_words *version_words; /* one a version; empty texts fall back to `words` */
    size_t gap_count;
    const vd_gap *gaps;
    const vd_best_of *best_of; /* NULL: the law of the key dates, whatever came later */
    vd_str note;
    vd_str deviates_from; /* id of a rule of a pack that this one extends; empty: of none */
    vd_text deviates_because;
    const char *file; /* where it is written, for diagnostics */
    uint32_t line;
} vd_rule;

/* Facts that cannot all be true. That it holds is told; no rule is answered otherwise for it. */
typedef struct vd_contradiction {
    vd_str id;
    uint32_t pack;
    uint32_t record;     /* for_each; 0: once for the case */
    const vd_expr *when; /* boolean */
    vd_text text;        /* what cannot be, for people */
} vd_contradiction;

/* What the advice sheet itself says, beside its topics. */
typedef enum vd_sheet_word {
    VD_SHEET_TITLE,
    VD_SHEET_AS_OF,         /* before the day of the question */
    VD_SHEET_APPLIES,       /* heading: what applies today */
    VD_SHEET_MAY_APPLY,     /* heading: what depends on something not known yet */
    VD_SHEET_ALWAYS,        /* heading: what holds for everybody */
    VD_SHEET_ASK,           /* before what to ask for */
    VD_SHEET_LAST_DAY,      /* before the last day of a term */
    VD_SHEET_OPEN_FROM,     /* before the day from which a benefit is formally open */
    VD_SHEET_OTHER_FROM,    /* before the day from which another reading has it open */
    VD_SHEET_OTHER_UNTIL,   /* before the day until which another reading counts a term */
    VD_SHEET_PASSED,        /* heading: last days that are over */
    VD_SHEET_NOTHING,       /* nothing applies today */
    VD_SHEET_NOT_KNOWN,     /* too little is known to say what does; the first questions follow */
    VD_SHEET_NOT_CERTIFIED, /* no certified translator has checked the text */
    VD_SHEET_CLOSING,
    VD_SHEET_MONTHS, /* twelve names with blanks between */
    VD_SHEET_DAY,    /* "{d} de {m} de {y}" */
    VD_SHEET_WORD_COUNT
} vd_sheet_word;

typedef struct vd_topic {
    vd_str id;
    vd_text title;
    vd_text say; /* what it means for the person */
    vd_text ask; /* what to ask for; empty: nothing */
    size_t rule_count;
    const uint32_t *rules; /* one of them open brings the topic up; none: it is always told */
} vd_topic;

/* What the person is asked first, where it is not known. */
typedef struct vd_sheet_question {
    vd_str about; /* a fact of the case, or a list of records */
    vd_text text;
} vd_sheet_question;

/* What is told to the person in custody, in words for them. */
typedef struct vd_sheet {
    vd_str id;
    uint32_t pack;
    vd_text words[VD_SHEET_WORD_COUNT];
    size_t topic_count;
    const vd_topic *topics;
    size_t question_count;
    const vd_sheet_question *questions; /* the most important first */
} vd_sheet;

typedef struct vd_pack {
    vd_str id;
    vd_str version;
    vd_text title;
    vd_str digest;       /* BLAKE2b-256 of its files, hexadecimal */
    const vd_zone *zone; /* its own, or that of a pack that it extends */
    const bool *sees;    /* by pack: itself and those that it extends, directly or not */
} vd_pack;

typedef struct vd_program {
    size_t pack_count;
    const vd_pack *packs;
    uint32_t home;       /* the law of cases that name none; VD_NONE: they must name one */
    const vd_zone *zone; /* of that pack; where there is none, of the first */
    const vd_zones *zones;
    size_t record_count; /* at least 1 */
    const vd_record_type *records;
    size_t fact_count;
    const vd_fact *facts;
    uint32_t stage_fact; /* which says where a case stands; VD_NONE: none does */
    size_t definition_count;
    const vd_definition *definitions;
    size_t parameter_count;
    const vd_parameter *parameters;
    size_t table_count;
    const vd_table *tables;
    size_t calendar_count;
    const vd_calendar *const *calendars; /* ascending by id */
    size_t norm_count;
    const vd_norm *norms;
    size_t rule_count;
    const vd_rule *rules; /* in the order of packs, files and lines */
    size_t contradiction_count;
    const vd_contradiction *contradictions;
    size_t sheet_count;
    const vd_sheet *sheets;
} vd_program;

/* Position, or VD_NONE. */
uint32_t vd_program_fact(const vd_program *program, vd_str id);
uint32_t vd_program_record(const vd_program *program, vd_str list_or_id);
uint32_t vd_program_rule(const vd_program *program, vd_str id);
uint32_t vd_program_pack(const vd_program *program, vd_str id);
/* Whether no other pack extends it. */
bool vd_program_is_leaf(const vd_program *program, uint32_t pack);
/* The pack whose id the id of a norm, calendar or rule begins with. */
uint32_t vd_program_pack_of(const vd_program *program, vd_str id);
const vd_calendar *vd_program_calendar(const vd_program *program, vd_str id);

#endif
