/*
 * dictionary.h - the numbers that stand for names in stored records.
 *
 * A dictionary belongs to a store and not to packs: what was stored under one set of packs means
 * the same under the next. It only grows; a number is never used for another name. A fact of the
 * same name and another type is another entry.
 *
 * This is the interface; server/names.c keeps the entries in the store. Threads: any. Names live as
 * long as the dictionary.
 */
#ifndef VALEDOR_CODEC_DICTIONARY_H
#define VALEDOR_CODEC_DICTIONARY_H

#include <valedor/base.h>

/* Stored: numbers are never changed. */
typedef enum vd_entry_kind {
    VD_ENTRY_FACT = 1,
    VD_ENTRY_CODE = 2,
    VD_ENTRY_LIST = 3,
    VD_ENTRY_SUPPLIER = 4
} vd_entry_kind;

/* The types of facts, as stored. */
typedef enum vd_entry_type {
    VD_ENTRY_AS_WRITTEN = 0, /* no pack knew the fact: its value is a text */
    VD_ENTRY_BOOLEAN = 1,
    VD_ENTRY_NUMBER = 2,
    VD_ENTRY_TEXT = 3,
    VD_ENTRY_CODED = 4,
    VD_ENTRY_DATE = 5,
    VD_ENTRY_INSTANT = 6,
    VD_ENTRY_SPAN = 7
} vd_entry_type;

typedef struct vd_dictionary_entry {
    vd_entry_kind kind;
    vd_entry_type type; /* of a VD_ENTRY_FACT; else 0 */
    vd_str name;
} vd_dictionary_entry;

typedef struct vd_dictionary vd_dictionary;
struct vd_dictionary {
    /* The entry's number, from 1; a new one when it is not there yet. 0: no room. */
    uint32_t (*number)(vd_dictionary *dictionary, vd_dictionary_entry entry);
    /* False when nothing has that number. */
    bool (*entry)(const vd_dictionary *dictionary, uint32_t number, vd_dictionary_entry *ret_entry);
};

#endif
