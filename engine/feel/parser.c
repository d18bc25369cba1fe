#include "engine/feel/parse.h"

#include <valedor/limits.h>

#include <stdarg.h>
#include <stdio.h>

vd_status vd_feel_fail(vd_error *err, vd_str text, uint32_t place, vd_status status,
                       const char *format, ...)
{
    va_list args;

    if (!err)
        return status;
    err->status = status;
    err->form = NULL;
    err->line = 1;
    err->column = 1;
    for (size_t i = 0; i < place && i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];

        if (c == '\n') {
            err->line++;
            err->column = 1;
        } else if ((c & 0xC0) != 0x80) {
            err->column++;
        }
    }
    va_start(args, format);
    vsnprintf(err->message, sizeof err->message, format, args);
    va_end(args);
    return status;
}

vd_node *vd_parse_refuse(vd_parser *in, const vd_token *token, const char *format, ...)
{
    char message[512];
    va_list args;

    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    vd_feel_fail(in->err, in->text, token->place, VD_INVALID_ARGUMENT, "%s", message);
    return NULL;
}

static vd_node *refuse_limit(vd_parser *in, uint32_t place, const char *message)
{
    vd_feel_fail(in->err, in->text, place, VD_RESOURCE_EXHAUSTED, "%s", message);
    return NULL;
}

/* Kids are kept in arrays that double; a node of few kids has room for four. */
static bool grow(vd_parser *in, void *array_of_pointers, uint32_t count, size_t size)
{
    void **array = array_of_pointers;
    void *larger;

    if (count >= VD_EXPR_ARGS_MAX) {
        refuse_limit(in, in->at->place, "too many items here; split the expression");
        return false;
    }
    if (count && (count < 4 || (count & (count - 1)) != 0))
        return true;
    larger = vd_arena_array(in->arena, count < 4 ? 4 : (size_t)count * 2, size);
    if (!larger) {
        refuse_limit(in, in->at->place, "out of memory");
        return false;
    }
    if (count)
        memcpy(larger, *array, count * size);
    *array = larger;
    return true;
}

bool vd_parse_add(vd_parser *in, vd_node *node, vd_node *kid)
{
    if (!kid || !grow(in, &node->kids, node->count, sizeof *node->kids))
        return false;
    if (kid->height >= VD_EXPR_NESTING_MAX) {
        refuse_limit(in, kid->place,
                     "the expression is nested too deep; split it into definitions");
        return false;
    }
    if (node->height <= kid->height)
        node->height = (uint8_t)(kid->height + 1);
    node->kids[node->count++] = kid;
    return true;
}

/* `ref` counts the names until the checker gives it its own meaning. */
bool vd_parse_add_name(vd_parser *in, vd_node *node, vd_str name)
{
    if (!grow(in, &node->names, node->ref, sizeof *node->names))
        return false;
    ((vd_str *)node->names)[node->ref++] = name;
    return true;
}

vd_node *vd_parse_node(vd_parser *in, vd_op op, uint32_t place, uint32_t count, ...)
{
    vd_node *node = VD_NEW(in->arena, vd_node);
    bool added = true;
    va_list kids;

    if (!node)
        return refuse_limit(in, place, "out of memory");
    node->op = (uint8_t)op;
    node->place = place;
    node->height = 1;
    va_start(kids, count);
    for (uint32_t i = 0; i < count && added; i++)
        added = vd_parse_add(in, node, va_arg(kids, vd_node *));
    va_end(kids);
    return added ? node : NULL;
}

bool vd_parse_enter(vd_parser *in)
{
    /* One level of nesting passes at most twice, as an expression and as a value. */
    if (in->depth < 2 * VD_EXPR_NESTING_MAX) {
        in->depth++;
        return true;
    }
    refuse_limit(in, in->at->place, "the expression is nested too deep; split it into definitions");
    return false;
}

vd_node *vd_parse_constant(vd_parser *in, uint32_t place, vd_value value, vd_type_kind kind)
{
    vd_node *node = vd_parse_node(in, VD_OP_CONSTANT, place, 0);

    if (!node)
        return NULL;
    node->u.value = value;
    node->type = vd_type_of(kind);
    return node;
}

bool vd_parse_is_sign(const vd_token *token, uint16_t code)
{
    return token->kind == VD_TOKEN_SIGN && token->code == code;
}

bool vd_parse_is_word(const vd_token *token, const char *word)
{
    return token->kind == VD_TOKEN_NAME && vd_str_eq(token->text, vd_str_of(word));
}

bool vd_parse_take_sign(vd_parser *in, uint16_t code)
{
    if (!vd_parse_is_sign(in->at, code))
        return false;
    in->at++;
    return true;
}

bool vd_parse_take_word(vd_parser *in, const char *word)
{
    if (!vd_parse_is_word(in->at, word))
        return false;
    in->at++;
    return true;
}

bool vd_parse_expect(vd_parser *in, uint16_t code, const char *what)
{
    if (vd_parse_take_sign(in, code))
        return true;
    if (in->at->kind == VD_TOKEN_END)
        vd_parse_refuse(in, in->at, "the expression ends where %s should stand", what);
    else
        vd_parse_refuse(in, in->at, "expected %s, found \"%.*s\"", what, VD_STR_ARGS(in->at->text));
    return false;
}

bool vd_parse_is_comparison(const vd_token *token, vd_cmp *ret_cmp)
{
    static const struct {
        uint16_t code;
        vd_cmp cmp;
    } signs[] = {
        {'=', VD_EQ}, {VD_SIGN2('!', '='), VD_NE}, {'<', VD_LT}, {VD_SIGN2('<', '='), VD_LE},
        {'>', VD_GT}, {VD_SIGN2('>', '='), VD_GE},
    };

    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (vd_parse_is_sign(token, signs[i].code)) {
            *ret_cmp = signs[i].cmp;
            return true;
        }
    return false;
}

bool vd_parse_is_reserved(vd_str word)
{
    static const char *const words[] = {
        "and",   "or",      "if",   "then",  "else",      "for",      "in",   "return", "some",
        "every", "between", "true", "false", "satisfies", "instance", "null", "not",    "function"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (vd_str_eq(word, vd_str_of(words[i])))
            return true;
    return false;
}

vd_node *vd_feel_parse(vd_arena *arena, vd_str text, const vd_scope *scope, vd_error *err)
{
    vd_parser in = {.arena = arena, .text = text, .scope = scope, .err = err};
    vd_node *root;

    if (vd_feel_lex(arena, text, &in.at, err))
        return NULL;
    if (in.at->kind == VD_TOKEN_END)
        return vd_parse_refuse(&in, in.at, "there is no expression here");
    root = vd_parse_expr(&in);
    if (root && in.at->kind != VD_TOKEN_END)
        return vd_parse_refuse(&in, in.at, "\"%.*s\" does not continue the expression",
                               VD_STR_ARGS(in.at->text));
    return root;
}
