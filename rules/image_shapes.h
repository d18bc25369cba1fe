/*
 * image_shapes.h - of what a program is made: where in each structure the addresses are.
 *
 * One row a structure, in image_shapes.c. Whoever adds an address to a structure that a program
 * keeps adds it there; a count or a flag needs nothing. Internal to rules/.
 */
#ifndef VALEDOR_RULES_IMAGE_SHAPES_H
#define VALEDOR_RULES_IMAGE_SHAPES_H

#include <valedor/base.h>

typedef enum vd_shape_id {
    VD_SHAPE_PROGRAM,
    VD_SHAPE_PACK,
    VD_SHAPE_ZONES,
    VD_SHAPE_ZONE,
    VD_SHAPE_TRANSITION,
    VD_SHAPE_RECORD,
    VD_SHAPE_FACT,
    VD_SHAPE_ACTION,
    VD_SHAPE_DEFINITION,
    VD_SHAPE_PARAMETER,
    VD_SHAPE_PARAMETER_VALUE,
    VD_SHAPE_TABLE,
    VD_SHAPE_TABLE_ROW,
    VD_SHAPE_TABLE_CELL,
    VD_SHAPE_CALENDAR,
    VD_SHAPE_CALENDAR_ENTRY,
    VD_SHAPE_CLOSURE,
    VD_SHAPE_NORM,
    VD_SHAPE_CITATION,
    VD_SHAPE_CITATIONS,
    VD_SHAPE_TEXT,
    VD_SHAPE_TEXTS,
    VD_SHAPE_TRANSLATION,
    VD_SHAPE_RULE,
    VD_SHAPE_WORDS,
    VD_SHAPE_VERSION,
    VD_SHAPE_WINDOWS,
    VD_SHAPE_WINDOW,
    VD_SHAPE_ITEM,
    VD_SHAPE_SET,
    VD_SHAPE_EXCEPTION,
    VD_SHAPE_READING,
    VD_SHAPE_GAP,
    VD_SHAPE_BEST_OF,
    VD_SHAPE_CONTRADICTION,
    VD_SHAPE_SHEET,
    VD_SHAPE_SHEET_QUESTION,
    VD_SHAPE_TOPIC,
    VD_SHAPE_TYPE,
    VD_SHAPE_FIELD,
    VD_SHAPE_EXPR,
    VD_SHAPE_NODE,
    VD_SHAPE_CONDITION,
    VD_SHAPE_LEAF,
    VD_SHAPE_SUM,
    VD_SHAPE_ADDEND,
    VD_SHAPE_WHOLE_SET,
    VD_SHAPE_VALUE,
    VD_SHAPE_CLOCK,
    VD_SHAPE_LIST,
    VD_SHAPE_CONTEXT,
    VD_SHAPE_ENTRY,
    VD_SHAPE_RANGE,
    VD_SHAPE_STR,
    VD_SHAPE_U32,
    VD_SHAPE_U64,
    VD_SHAPE_BOOL,
    VD_SHAPE_COUNT
} vd_shape_id;

typedef enum vd_part_kind {
    VD_PART_END,
    VD_PART_STR,  /* a vd_str */
    VD_PART_CSTR, /* the address of a text that ends with a NUL, or NULL */
    VD_PART_HERE, /* `count` structures, here */
    VD_PART_TO,   /* the address of `count` structures, or NULL */
    VD_PART_EACH  /* the address of `count` addresses, each of one structure, or NULL */
} vd_part_kind;

typedef struct vd_part {
    uint8_t kind;       /* vd_part_kind */
    uint8_t shape;      /* vd_shape_id */
    uint8_t count_size; /* 0: `count` is the count; else that many bytes hold it, at `count` */
    uint16_t offset;
    uint16_t count;
} vd_part;

/* What lies together: what an answer reads of every rule; what it reads where a fact is missing or
 * reasons are asked for; what people read. */
typedef enum vd_image_region {
    VD_REGION_HOT,
    VD_REGION_WARM,
    VD_REGION_COLD,
    VD_REGION_TEXT, /* bytes without addresses */
    VD_REGION_COUNT
} vd_image_region;

typedef struct vd_shape {
    uint16_t size;
    uint8_t region;
    bool merged;          /* plain data: nobody asks whether two of them are one */
    bool parts_shared;    /* addresses of single elements of an array occur elsewhere */
    const vd_part *parts; /* in the order in which they are stored */
} vd_shape;

extern const vd_shape vd_shapes[VD_SHAPE_COUNT];

#endif
