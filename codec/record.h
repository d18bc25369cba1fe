/*
 * record.h - the stored form of a case: flat, typed, its names replaced by a dictionary's numbers.
 *
 * A record holds everything that a vd_case_doc does and gives it back letter by letter, also facts
 * that no pack knows any more. For evaluation it is read straight into the engine's form through a
 * link, made once for each loaded program.
 *
 * Lifetime: encoded bytes and what is decoded live in the arena given; what is decoded borrows the
 * record's bytes, the dictionary's names and the program. Threads: any; a link is immutable.
 */
#ifndef VALEDOR_CODEC_RECORD_H
#define VALEDOR_CODEC_RECORD_H

#include "codec/dictionary.h"
#include "engine/law/case.h"

typedef struct vd_record_mark {
    uint64_t revision;
    uint64_t sequence; /* of the event in the history that made this record */
} vd_record_mark;

/*
 * The doc was linked to the program before, so that its names are the packs'; facts that the
 * program does not know are kept as written. VD_RESOURCE_EXHAUSTED: arena or dictionary.
 */
VD_MUST_USE vd_status vd_record_encode(vd_arena *arena, vd_dictionary *dictionary,
                                       const vd_program *program, const vd_case_doc *doc,
                                       vd_record_mark mark, vd_str *ret_bytes, vd_error *err);

/* Puts the mark into a record that was encoded before its revision was known. */
void vd_record_set_mark(char *bytes, vd_record_mark mark);

/* What stands at the beginning of a record. VD_DATA_LOSS when it is damaged. */
typedef struct vd_record_head {
    vd_record_mark mark;
    vd_str id;
    vd_str jurisdiction;
    vd_str ask_on;
    vd_text title;
    vd_text note;
} vd_record_head;

VD_MUST_USE vd_status vd_record_read_head(vd_arena *arena, vd_str bytes, vd_record_head *ret_head,
                                          vd_error *err);

/* The record as it came in. VD_DATA_LOSS when it is damaged. */
VD_MUST_USE vd_status vd_record_read_doc(vd_arena *arena, const vd_dictionary *dictionary,
                                         vd_str bytes, vd_case_doc *ret_doc,
                                         vd_record_mark *ret_mark, vd_error *err);

/* The dictionary's numbers as a program's facts, codes, lists and suppliers. */
typedef struct vd_record_link vd_record_link;

/* Numbers every name of the program, so that records written under it find theirs. The link lives
 * in the arena given. */
VD_MUST_USE vd_status vd_record_link_new(vd_arena *arena, const vd_program *program,
                                         vd_dictionary *dictionary, const vd_record_link **ret_link,
                                         vd_error *err);

/*
 * The record as the engine evaluates it: what vd_case_link makes of the doc, without the facts and
 * lists that the program does not declare, or declares with a type that their value cannot have.
 * VD_DATA_LOSS when it is damaged; VD_FAILED_PRECONDITION when the law that it is under is not loaded,
 * or it names none and there are several.
 */
VD_MUST_USE vd_status vd_record_decode(vd_arena *arena, const vd_record_link *link, vd_str bytes,
                                       const vd_case **ret_case, vd_error *err);

#endif
