/*
 * record_form.h - the parts of a stored record that its writer and its readers share.
 *
 * Internal to codec/. In the order of the bytes:
 *
 *   "VDC", format (2), length of the whole (u32), revision (u64), sequence (u64)
 *   id, ask_on, jurisdiction (not in format 1): texts
 *   titles, notes: count, each {language, text, certified (u8)}
 *   lists: count, each {number of the list, complete (u8)}
 *   records: count, each {number of the list, id}
 *   statements: count, each {number of the fact, flags, then what the flags say, in their order}
 */
#ifndef VALEDOR_CODEC_RECORD_FORM_H
#define VALEDOR_CODEC_RECORD_FORM_H

#include "codec/bytes.h"
#include "codec/record.h"

#define VD_RECORD_FORMAT 2
#define VD_RECORD_LENGTH_AT 4
#define VD_RECORD_MARK_AT 8

/* How a value is stored. Numbers are never changed. */
typedef enum vd_form {
    VD_FORM_NOTHING = 0, /* not present: none, unknowable */
    VD_FORM_FALSE = 1,
    VD_FORM_TRUE = 2,
    VD_FORM_INTEGER = 3,
    VD_FORM_RATIO = 4,
    VD_FORM_TEXT = 5, /* a text, or a value as it was written */
    VD_FORM_CODE = 6,
    VD_FORM_DATE = 7,
    VD_FORM_CLOCK = 8,
    VD_FORM_SPAN = 9
} vd_form;

/* How a day or instant beside a value is stored. */
typedef enum vd_when { VD_WHEN_NONE = 0, VD_WHEN_DATE = 1, VD_WHEN_TEXT = 2 } vd_when;

/* Flags of a statement. */
#define VD_FLAG_PRESENCE(flags) ((flags)&3U)
#define VD_FLAG_FORM(flags) ((flags) >> 2 & 15U)
#define VD_FLAG_WRITTEN (1U << 6)  /* the letters differ from the value's own text: they follow */
#define VD_FLAG_INSTANCE (1U << 7) /* a record's place among the records above */
#define VD_FLAG_NAMED (1U << 8)    /* a record's id */
#define VD_FLAG_FROM(flags) ((flags) >> 9 & 3U)
#define VD_FLAG_UNTIL(flags) ((flags) >> 11 & 3U)
#define VD_FLAG_SAID(flags) ((flags) >> 13 & 3U)
#define VD_FLAG_SUPPLIER (1U << 15)
#define VD_FLAG_SOURCE (1U << 16)
#define VD_FLAGS_ALL ((1U << 17) - 1)

typedef struct vd_stored_value {
    vd_form form;
    vd_ratio number; /* VD_FORM_INTEGER: with a denominator of 1 */
    vd_str text;
    uint32_t code; /* the dictionary's */
    vd_date date;
    vd_clock clock;
    vd_span span;
} vd_stored_value;

typedef struct vd_stored_when {
    vd_when form;
    vd_date date;
    vd_str text;
} vd_stored_when;

typedef struct vd_stored_statement {
    uint32_t fact; /* the dictionary's */
    vd_presence presence;
    vd_stored_value value;
    bool has_written;
    vd_str written;
    uint32_t instance; /* place among the records; VD_NONE: `named`, or the case itself */
    vd_str named;
    vd_stored_when from;
    vd_stored_when until;
    vd_stored_when said_on;
    uint32_t supplier; /* the dictionary's; 0: not given */
    vd_str source;
} vd_stored_statement;

void vd_form_write(vd_bytes_writer *writer, const vd_stored_statement *statement);
/* False, and the reader failed, when it is damaged. */
bool vd_form_read(vd_bytes_reader *reader, vd_stored_statement *ret_statement);

/* The value's own letters, into the arena; ptr is NULL when exhausted. A code is its name. */
vd_str vd_form_text(vd_arena *arena, const vd_dictionary *dictionary, const vd_stored_value *value);

/* Reads what stands before the lists. */
bool vd_form_read_head(vd_arena *arena, vd_bytes_reader *reader, vd_str bytes,
                       vd_record_head *ret_head);

/* The entry under which a fact of this type is stored; NULL: no pack declares it. */
vd_dictionary_entry vd_record_fact_entry(vd_str name, const vd_type *type);

vd_status vd_form_damaged(vd_error *err);
vd_status vd_form_exhausted(vd_error *err);

#endif
