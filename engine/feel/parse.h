/*
 * parse.h - what the two halves of the parser share. Internal to engine/feel.
 *
 * Each function returns NULL after a refusal, which is then in parser.err.
 */
#ifndef VALEDOR_ENGINE_FEEL_PARSE_H
#define VALEDOR_ENGINE_FEEL_PARSE_H

#include "engine/feel/node.h"
#include "engine/feel/token.h"

typedef struct vd_parser {
    vd_arena *arena;
    vd_str text;
    const vd_scope *scope;
    const vd_token *at; /* the next token */
    uint32_t depth;
    bool closing; /* reading the upper end of a range: a "[" closes it and filters nothing */
    vd_error *err;
} vd_parser;

/* parse_expr.c */
vd_node *vd_parse_expr(vd_parser *in);     /* a whole expression */
vd_node *vd_parse_additive(vd_parser *in); /* one without comparisons, and, or */

/* parse_term.c */
vd_node *vd_parse_postfix(vd_parser *in);
const vd_type *vd_parse_type(vd_parser *in);
/* [ "]" | "(" | "[" ] low ".." high [ ")" | "[" | "]" ], from behind the first sign and `low`. */
vd_node *vd_parse_range_rest(vd_parser *in, vd_node *low, bool low_in, uint32_t place);
/* "> 10", "= x": from the comparison sign. */
vd_node *vd_parse_unary_test(vd_parser *in);

/* parser.c: tools. */
vd_node *vd_parse_refuse(vd_parser *in, const vd_token *token, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
vd_node *vd_parse_node(vd_parser *in, vd_op op, uint32_t place, uint32_t count, ...);
/* Adds a kid; false when out of memory, too many or too deep. */
bool vd_parse_add(vd_parser *in, vd_node *node, vd_node *kid);
bool vd_parse_add_name(vd_parser *in, vd_node *node, vd_str name);
vd_node *vd_parse_constant(vd_parser *in, uint32_t place, vd_value value, vd_type_kind kind);
/* One level deeper; whoever entered takes one from depth again. */
bool vd_parse_enter(vd_parser *in);
bool vd_parse_is_sign(const vd_token *token, uint16_t code);
bool vd_parse_is_word(const vd_token *token, const char *word);
bool vd_parse_take_sign(vd_parser *in, uint16_t code);
bool vd_parse_take_word(vd_parser *in, const char *word);
/* Refuses with "expected ..." when the sign does not come next. */
bool vd_parse_expect(vd_parser *in, uint16_t code, const char *what);
bool vd_parse_is_comparison(const vd_token *token, vd_cmp *ret_cmp);
/* Words that cannot name a fact. */
bool vd_parse_is_reserved(vd_str word);

#endif
