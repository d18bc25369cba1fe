/*
 * node.h - the tree of one expression, from parser to evaluator. Internal to engine/feel.
 *
 * The parser makes nodes, the checker gives each its type and the function that evaluates it, and
 * folds constants; from then on the tree is immutable. Everything lives in the arena of the
 * compilation.
 */
#ifndef VALEDOR_ENGINE_FEEL_NODE_H
#define VALEDOR_ENGINE_FEEL_NODE_H

#include "engine/feel/feel.h"

typedef struct vd_node vd_node;
typedef struct vd_run vd_run;
typedef struct vd_builtin vd_builtin;

typedef vd_value vd_eval_fn(vd_run *run, const vd_node *node);

typedef enum vd_op {
    VD_OP_CONSTANT,
    VD_OP_NAME,   /* name; after checking a local, a symbol or a name of the language */
    VD_OP_NEGATE, /* -kid */
    VD_OP_NOT,
    VD_OP_ARITH,   /* sub: one of + - * / ^ */
    VD_OP_COMPARE, /* sub: vd_cmp */
    VD_OP_AND,     /* two kids or more */
    VD_OP_OR,
    VD_OP_BETWEEN, /* value, low, high */
    VD_OP_IN,      /* value, test, ... */
    VD_OP_TEST,    /* sub: vd_cmp; "> kid": on the right of `in`, or a range of its own */
    VD_OP_IF,      /* condition, then, else */
    VD_OP_FOR,     /* domains, body; names: the iterators */
    VD_OP_SOME,
    VD_OP_EVERY,
    VD_OP_STEPS,  /* low..high as the domain of an iterator */
    VD_OP_FILTER, /* list, index or predicate */
    VD_OP_PATH,   /* kid.name */
    VD_OP_LIST,
    VD_OP_CONTEXT,  /* kids; names: the entries */
    VD_OP_RANGE,    /* low, high; sub: VD_LOW_IN | VD_HIGH_IN */
    VD_OP_INSTANCE, /* kid; tested */
    VD_OP_CALL,     /* name(kids); names, when given by name, one a kid */
    VD_OP_APPLY,    /* (function literal)(arguments) */
    VD_OP_FUNCTION, /* names: the parameters; kid: the body */
    VD_OP_COUNT
} vd_op;

typedef enum vd_cmp { VD_EQ, VD_NE, VD_LT, VD_LE, VD_GT, VD_GE } vd_cmp;

enum { VD_LOW_IN = 1, VD_HIGH_IN = 2 };
enum { VD_USES_PARTIAL = 1 }; /* the sub of VD_OP_FOR */

struct vd_node {
    vd_eval_fn *eval;
    const vd_type *type;
    uint32_t place; /* byte in the text */
    uint8_t op;
    uint8_t sub;
    uint8_t height; /* 1 for a leaf */
    uint8_t slot;   /* first local that the node owns or reads */
    uint32_t ref;   /* symbol, field or entry */
    uint32_t count;
    vd_node **kids;
    const vd_str *names;
    union {
        vd_value value;            /* VD_OP_CONSTANT */
        vd_str name;               /* names, paths, calls */
        const vd_type *tested;     /* VD_OP_INSTANCE */
        const vd_builtin *builtin; /* calls, after checking */
        const void *row;           /* of the table that serves the operator, after checking */
    } u;
};

struct vd_expr {
    vd_str text;
    const vd_node *root;
    const struct vd_condition *condition; /* the short way to it; NULL: there is none */
    size_t ref_count;
    const uint32_t *refs;
};

/* What one evaluation carries along. */
struct vd_run {
    vd_frame *frame;
    vd_arena *arena;
    vd_value *locals;
    vd_instant horizon; /* the earliest until of anything read: bounds what ran out of steps */
    bool folding;       /* compiling: no zones, no names */
    bool unfoldable;    /* set when folding met something that only a frame knows */
};

static inline vd_value vd_node_eval(vd_run *run, const vd_node *node)
{
    if (run->frame->steps_left == 0) {
        vd_value fault = vd_faulty(VD_FAULT_STEPS, "the expression takes too many steps");

        fault.until = run->horizon;
        return fault;
    }
    run->frame->steps_left--;
    return node->eval(run, node);
}

static inline vd_instant vd_sooner(vd_instant a, vd_instant b)
{
    return a < b ? a : b;
}

static inline bool vd_is_known(const vd_value *value)
{
    return value->kind != VD_UNKNOWN && value->kind != VD_ERROR;
}

vd_value vd_out_of_memory(void);
vd_value vd_overflow(void);

/* parser.c. NULL: err says why. */
vd_node *vd_feel_parse(vd_arena *arena, vd_str text, const vd_scope *scope, vd_error *err);
/* Sets status, message, line and column for a place in the text; returns status. */
vd_status vd_feel_fail(vd_error *err, vd_str text, uint32_t place, vd_status status,
                       const char *format, ...) __attribute__((format(printf, 5, 6)));

/* check.c. */
vd_status vd_feel_check(vd_arena *arena, vd_str text, const vd_scope *scope, vd_node *root,
                        const vd_type *expected, vd_expr *ret_expr, vd_error *err);

#endif
