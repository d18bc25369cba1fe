/*
 * builtins.h - the functions and properties of the language, one row each. Internal to engine/feel.
 */
#ifndef VALEDOR_ENGINE_FEEL_BUILTINS_H
#define VALEDOR_ENGINE_FEEL_BUILTINS_H

#include "engine/feel/motion.h"
#include "engine/feel/types.h"

typedef vd_value vd_builtin_fn(vd_run *run, const vd_value *args, size_t count);

/* A set of types: one bit a vd_type_kind. VD_WANT(ANY) takes null too, and so does
 * VD_WANT(NULL), which takes nothing else. */
#define VD_WANT(kind) (1U << VD_TYPE_##kind)
#define VD_WANT_DAY (VD_WANT(DATE) | VD_WANT(DATE_TIME))
#define VD_WANT_DURATION (VD_WANT(DAYS) | VD_WANT(MONTHS))
#define VD_WANT_ORDERED                                                                       \
    (VD_WANT(NUMBER) | VD_WANT(STRING) | VD_WANT(DATE) | VD_WANT(TIME) | VD_WANT(DATE_TIME) | \
     VD_WANT_DURATION | VD_WANT(SPAN))

/* How the caller prepares the arguments. Without any: all known, not null where the parameter does
 * not take null, still, and the items of lists likewise known and still. */
enum {
    VD_CALL_REPEATS = 1, /* the last parameter may be given any number of times */
    VD_CALL_MOVES = 2,   /* takes moving arguments, answers with until and motion */
    VD_CALL_SHALLOW = 4, /* takes lists whatever their items are, open ones too */
    VD_CALL_LAZY = 8,    /* takes anything, unknown and errors included; answers with until */
    VD_CALL_FRAME = 16,  /* needs the frame's zone: not folded */
    VD_CALL_TEXT = 32    /* reads a text: a constant one that gives null is a slip of the pen */
};

/* What the result is, beyond the vd_type_kinds. */
enum {
    VD_GIVES_FIRST = 64, /* what the first argument is */
    VD_GIVES_ITEM,       /* an item of the first argument, or like it when that is no list */
    VD_GIVES_LIST,       /* a list like the first argument */
    VD_GIVES_JOINED,     /* a list of what all arguments hold or are */
    VD_GIVES_CHANGED,    /* a list of what the first argument holds, or the third is */
    VD_GIVES_NUMBERS,    /* a list of numbers */
    VD_GIVES_STRINGS     /* a list of strings */
};

typedef struct vd_param {
    const char *name;
    uint32_t want;
} vd_param;

struct vd_builtin {
    const char *name;
    vd_builtin_fn *call;
    uint8_t least; /* arguments that must be there */
    uint8_t most;  /* rows of params in use */
    uint8_t flags;
    uint8_t gives;
    vd_param params[4];
};

typedef struct vd_builtin_table {
    const vd_builtin *rows;
    size_t count;
} vd_builtin_table;

extern const vd_builtin_table vd_builtins_number, vd_builtins_string, vd_builtins_list,
    vd_builtins_context, vd_builtins_date, vd_builtins_range, vd_builtins_law;

bool vd_builtin_is_name(vd_str name);
/* The next row of that name behind `after` (NULL: the first), or NULL. */
const vd_builtin *vd_builtin_next(vd_str name, const vd_builtin *after);
vd_str vd_builtin_suggest(vd_str name);

/* properties.c */
bool vd_builtin_is_property(vd_str name);
/* The property's type on such a value; false when it has none of that name. */
bool vd_property_type(vd_type_kind of, vd_str name, vd_type_kind *ret_type);

/* What @"text" is, by its form alone. */
bool vd_builtin_at_kind(vd_str text, vd_type_kind *ret_kind);

/* Tools for the functions. */
static inline int64_t vd_whole(const vd_value *number)
{
    return number->u.number.num / number->u.number.den;
}

static inline vd_value vd_whole_number(int64_t whole)
{
    return vd_number((vd_ratio){whole, 1});
}

/* The items of a list function's arguments: those of the one list, or the arguments themselves. */
const vd_value *vd_items(const vd_value *args, size_t count, size_t *ret_count);

/* builtins_list.c. The least (VD_LT) or greatest (VD_GT) item; null for none. */
vd_value vd_outermost(vd_run *run, vd_cmp cmp, const vd_value *items, size_t count);

/* Takes n steps more, for work that grows with a list. False: there are not so many left. */
static inline bool vd_charge(vd_run *run, size_t steps)
{
    if (run->frame->steps_left < steps) {
        run->frame->steps_left = 0;
        return false;
    }
    run->frame->steps_left -= (uint32_t)steps;
    return true;
}

static inline vd_value vd_too_many_steps(void)
{
    return vd_faulty(VD_FAULT_STEPS, "the expression takes too many steps");
}

#define VD_BUILTIN_TABLE(name, rows) \
    const vd_builtin_table name = {(rows), sizeof(rows) / sizeof((rows)[0])}

#endif
