#include "engine/feel/builtins.h"
#include "engine/feel/parse.h"
#include "engine/feel/types.h"
#include "engine/ratio.h"
#include "engine/time/iso.h"

#include <valedor/limits.h>

#define WORDS_MAX 6 /* of one function or type name */

/* How many of the coming words make a name that `known` knows, behind which `sign` (0: any) stands;
 * the longest; the name is in *ret_name with single spaces. */
static size_t longest_name(vd_parser *in, bool (*known)(vd_str name), uint16_t sign,
                           vd_str *ret_name)
{
    char joined[64];
    size_t length = 0, found = 0;

    for (size_t i = 0; i < WORDS_MAX && in->at[i].kind == VD_TOKEN_NAME; i++) {
        vd_str word = in->at[i].text;

        if (length + word.len + 1 > sizeof joined)
            break;
        if (i > 0)
            joined[length++] = ' ';
        memcpy(joined + length, word.ptr, word.len);
        length += word.len;
        if ((sign == 0 || vd_parse_is_sign(&in->at[i + 1], sign)) &&
            (!known || known((vd_str){joined, length}))) {
            found = i + 1;
            *ret_name = vd_arena_copy(in->arena, (vd_str){joined, length});
            if (!ret_name->ptr)
                return 0;
        }
    }
    return found;
}

/* expression { "," expression } close, each perhaps behind "name :" */
static bool parse_args(vd_parser *in, vd_node *call)
{
    bool named = false;

    if (vd_parse_take_sign(in, ')'))
        return true;
    do {
        vd_str name = {0};
        const vd_token *start = in->at;
        size_t words = longest_name(in, NULL, ':', &name);

        if (call->ref == 0 && call->count == 0)
            named = words > 0;
        if (named != (words > 0)) {
            vd_parse_refuse(in, start, "give all arguments by name or none");
            return false;
        }
        if (words) {
            in->at += words + 1;
            if (!vd_parse_add_name(in, call, name))
                return false;
        }
        if (!vd_parse_add(in, call, vd_parse_expr(in)))
            return false;
    } while (vd_parse_take_sign(in, ','));
    return vd_parse_expect(in, ')', "\")\" behind the arguments");
}

static vd_node *parse_call(vd_parser *in, vd_str name, uint32_t place)
{
    vd_node *call = vd_parse_node(in, VD_OP_CALL, place, 0);

    if (!call)
        return NULL;
    call->u.name = name;
    return parse_args(in, call) ? call : NULL;
}

/* name | name "(" arguments ")"; names of built-in functions may have several words */
static vd_node *parse_name(vd_parser *in)
{
    const vd_token *token = in->at;
    vd_str name;
    size_t words = longest_name(in, vd_builtin_is_name, '(', &name);
    vd_node *node;

    if (words) {
        in->at += words + 1;
        return parse_call(in, name, token->place);
    }
    if (vd_parse_is_reserved(token->text))
        return vd_parse_refuse(in, token, "\"%.*s\" cannot stand here", VD_STR_ARGS(token->text));
    in->at++;
    if (vd_parse_take_sign(in, '('))
        return parse_call(in, token->text, token->place);
    node = vd_parse_node(in, VD_OP_NAME, token->place, 0);
    if (node)
        node->u.name = token->text;
    return node;
}

/* number { unit number }: "2 years 2 months", "5 business days" */
static vd_node *parse_span(vd_parser *in)
{
    uint32_t place = in->at->place;
    vd_value value = {.kind = VD_SPAN, .until = VD_FOREVER};

    while (in->at->kind == VD_TOKEN_NUMBER && in->at[1].kind == VD_TOKEN_NAME &&
           !vd_parse_is_reserved(in->at[1].text)) {
        bool business = vd_parse_is_word(&in->at[1], "business");
        const vd_token *unit = &in->at[business ? 2 : 1];
        vd_ratio count;

        if (!vd_ratio_parse(in->at->text, &count) || !vd_ratio_is_whole(count))
            return vd_parse_refuse(in, in->at,
                                   "a length counts whole units; write 18 months, not "
                                   "1.5 years");
        if (unit->kind != VD_TOKEN_NAME ||
            !vd_span_add_unit(&value.u.span, count.num, unit->text, business))
            return vd_parse_refuse(in, unit,
                                   "\"%.*s\" is no unit of length; known are years, "
                                   "months, days, hours and business days",
                                   VD_STR_ARGS(unit->text));
        in->at += business ? 3 : 2;
    }
    return vd_parse_constant(in, place, value, VD_TYPE_SPAN);
}

static vd_node *parse_number(vd_parser *in)
{
    const vd_token *token = in->at;
    vd_ratio number;

    if (in->at[1].kind == VD_TOKEN_NAME && !vd_parse_is_reserved(in->at[1].text))
        return parse_span(in);
    if (!vd_ratio_parse(token->text, &number))
        return vd_parse_refuse(in, token,
                               "this number does not fit: numbers are exact, of two "
                               "64-bit integers");
    in->at++;
    return vd_parse_constant(in, token->place, vd_number(number), VD_TYPE_NUMBER);
}

/* @"...": the text says which type it is. Named zones wait for the evaluation. */
static vd_node *parse_at(vd_parser *in)
{
    const vd_token *token = in->at;
    vd_node *call,
        *text = vd_parse_constant(in, token->place, vd_string(token->text), VD_TYPE_STRING);
    vd_type_kind kind;

    if (!text)
        return NULL;
    if (!vd_builtin_at_kind(token->text, &kind))
        return vd_parse_refuse(in, token,
                               "@\"%.*s\" is no date, time or duration; write them like "
                               "@\"2024-01-10\", @\"08:30:00\", @\"P2Y\"",
                               VD_STR_ARGS(token->text));
    in->at++;
    call = vd_parse_node(in, VD_OP_CALL, token->place, 1, text);
    if (call)
        call->u.name = VD_STR("@");
    return call;
}

vd_node *vd_parse_unary_test(vd_parser *in)
{
    const vd_token *sign = in->at;
    vd_node *test, *value;
    vd_cmp cmp = VD_EQ;

    vd_parse_is_comparison(sign, &cmp);
    in->at++;
    value = vd_parse_additive(in);
    test = value ? vd_parse_node(in, VD_OP_TEST, sign->place, 1, value) : NULL;
    if (test)
        test->sub = (uint8_t)cmp;
    return test;
}

vd_node *vd_parse_range_rest(vd_parser *in, vd_node *low, bool low_in, uint32_t place)
{
    bool closing = in->closing;
    vd_node *high, *range;
    bool high_in;

    in->closing = true;
    high = vd_parse_additive(in);
    in->closing = closing;
    if (!high)
        return NULL;
    high_in = vd_parse_is_sign(in->at, ']');
    if (!high_in && !vd_parse_is_sign(in->at, ')') && !vd_parse_is_sign(in->at, '['))
        return vd_parse_refuse(in, in->at, "this range does not end; close it with ] or )");
    in->at++;
    range = vd_parse_node(in, VD_OP_RANGE, place, 2, low, high);
    if (range)
        range->sub = (uint8_t)((low_in ? VD_LOW_IN : 0) | (high_in ? VD_HIGH_IN : 0));
    return range;
}

/* "(" expr ")" | "(" low ".." high close | "(" comparison additive ")" */
static vd_node *parse_parenthesis(vd_parser *in)
{
    uint32_t place = in->at++->place;
    vd_node *node;
    vd_cmp cmp;

    if (vd_parse_is_comparison(in->at, &cmp))
        node = vd_parse_unary_test(in);
    else
        node = vd_parse_expr(in);
    if (!node)
        return NULL;
    if (node->op != VD_OP_TEST && vd_parse_take_sign(in, VD_SIGN2('.', '.')))
        return vd_parse_range_rest(in, node, false, place);
    return vd_parse_expect(in, ')', "\")\"") ? node : NULL;
}

/* "[" [expr {"," expr}] "]" | "[" low ".." high close */
static vd_node *parse_bracket(vd_parser *in)
{
    uint32_t place = in->at++->place;
    vd_node *list = vd_parse_node(in, VD_OP_LIST, place, 0), *item;

    if (!list || vd_parse_take_sign(in, ']'))
        return list;
    do {
        vd_cmp cmp;

        item = vd_parse_is_comparison(in->at, &cmp) ? vd_parse_unary_test(in) : vd_parse_expr(in);
        if (item && list->count == 0 && vd_parse_take_sign(in, VD_SIGN2('.', '.')))
            return vd_parse_range_rest(in, item, true, place);
        if (!vd_parse_add(in, list, item))
            return NULL;
    } while (vd_parse_take_sign(in, ','));
    return vd_parse_expect(in, ']', "\"]\" behind the list") ? list : NULL;
}

/* "]" low ".." high close */
static vd_node *parse_open_range(vd_parser *in)
{
    uint32_t place = in->at++->place;
    vd_node *low = vd_parse_additive(in);

    if (!low || !vd_parse_expect(in, VD_SIGN2('.', '.'), "\"..\""))
        return NULL;
    return vd_parse_range_rest(in, low, false, place);
}

/* "{" [key ":" expr {"," key ":" expr}] "}"; a key is a name or a text */
static vd_node *parse_context(vd_parser *in)
{
    vd_node *context = vd_parse_node(in, VD_OP_CONTEXT, in->at++->place, 0);

    if (!context || vd_parse_take_sign(in, '}'))
        return context;
    do {
        const vd_token *key = in->at;

        if (key->kind != VD_TOKEN_NAME && key->kind != VD_TOKEN_STRING)
            return vd_parse_refuse(in, key, "expected the name of an entry");
        for (uint32_t i = 0; i < context->ref; i++)
            if (vd_str_eq(context->names[i], key->text))
                return vd_parse_refuse(in, key, "the entry \"%.*s\" is there twice",
                                       VD_STR_ARGS(key->text));
        in->at++;
        if (!vd_parse_expect(in, ':', "\":\" behind the name of the entry") ||
            !vd_parse_add_name(in, context, key->text) ||
            !vd_parse_add(in, context, vd_parse_expr(in)))
            return NULL;
    } while (vd_parse_take_sign(in, ','));
    return vd_parse_expect(in, '}', "\"}\" behind the entries") ? context : NULL;
}

/* "function" "(" [name [":" type] {"," name [":" type]}] ")" expr */
static vd_node *parse_function(vd_parser *in)
{
    vd_node *function = vd_parse_node(in, VD_OP_FUNCTION, in->at++->place, 0);
    vd_field *params = VD_NEW_ARRAY(in->arena, vd_field, VD_EXPR_LOCALS_MAX);
    vd_type *type = VD_NEW(in->arena, vd_type);

    if (!function || !params || !type || !vd_parse_expect(in, '(', "\"(\" behind \"function\""))
        return NULL;
    *type = (vd_type){.kind = VD_TYPE_FUNCTION, .fields = params};
    function->type = type;
    while (!vd_parse_is_sign(in->at, ')')) {
        const vd_token *name = in->at;
        vd_field *param = &params[type->field_count];

        if (name->kind != VD_TOKEN_NAME || vd_parse_is_reserved(name->text) ||
            type->field_count == VD_EXPR_LOCALS_MAX)
            return vd_parse_refuse(in, name, "expected the name of a parameter");
        in->at++;
        *param = (vd_field){name->text, vd_type_of(VD_TYPE_ANY)};
        if (vd_parse_take_sign(in, ':'))
            param->type = vd_parse_type(in);
        if (!param->type || !vd_parse_add_name(in, function, name->text))
            return NULL;
        type->field_count++;
        if (!vd_parse_take_sign(in, ','))
            break;
    }
    if (!vd_parse_expect(in, ')', "\")\" behind the parameters"))
        return NULL;
    return vd_parse_add(in, function, vd_parse_expr(in)) ? function : NULL;
}

static vd_node *parse_keyword(vd_parser *in)
{
    const vd_token *token = in->at;

    if (vd_parse_take_word(in, "null"))
        return vd_parse_constant(in, token->place, vd_null(), VD_TYPE_NULL);
    if (vd_parse_is_word(token, "true") || vd_parse_is_word(token, "false")) {
        in->at++;
        return vd_parse_constant(in, token->place, vd_bool(token->text.len == 4), VD_TYPE_BOOL);
    }
    if (vd_parse_is_word(token, "function"))
        return parse_function(in);
    if (vd_parse_is_word(token, "if") || vd_parse_is_word(token, "for") ||
        vd_parse_is_word(token, "some") || vd_parse_is_word(token, "every"))
        return vd_parse_expr(in);
    return parse_name(in);
}

static vd_node *parse_sign(vd_parser *in)
{
    switch (in->at->code) {
    case '(':
        return parse_parenthesis(in);
    case '[':
        return parse_bracket(in);
    case ']':
        return parse_open_range(in);
    case '{':
        return parse_context(in);
    default:
        return vd_parse_refuse(in, in->at, "\"%.*s\" cannot begin a value",
                               VD_STR_ARGS(in->at->text));
    }
}

static vd_node *parse_primary_here(vd_parser *in)
{
    const vd_token *token = in->at;

    switch ((vd_token_kind)token->kind) {
    case VD_TOKEN_NAME:
        return parse_keyword(in);
    case VD_TOKEN_NUMBER:
        return parse_number(in);
    case VD_TOKEN_AT:
        return parse_at(in);
    case VD_TOKEN_SIGN:
        return parse_sign(in);
    case VD_TOKEN_STRING:
        in->at++;
        return vd_parse_constant(in, token->place, vd_string(token->text), VD_TYPE_STRING);
    case VD_TOKEN_END:
        break;
    }
    return vd_parse_refuse(in, token, "the expression ends where a value should stand");
}

/* Bounded: ranges and tests nest without passing vd_parse_expr. */
static vd_node *parse_primary(vd_parser *in)
{
    vd_node *node;

    if (!vd_parse_enter(in))
        return NULL;
    node = parse_primary_here(in);
    in->depth--;
    return node;
}

static vd_node *parse_path(vd_parser *in, vd_node *left, uint32_t place)
{
    vd_str name;
    size_t words = longest_name(in, vd_builtin_is_property, 0, &name);
    vd_node *path;

    if (words == 0) {
        if (in->at->kind != VD_TOKEN_NAME)
            return vd_parse_refuse(in, in->at, "expected a name behind \".\"");
        name = in->at->text;
        words = 1;
    }
    in->at += words;
    path = vd_parse_node(in, VD_OP_PATH, place, 1, left);
    if (path)
        path->u.name = name;
    return path;
}

/* primary { "." name | "[" expr "]" | "(" arguments ")" } */
vd_node *vd_parse_postfix(vd_parser *in)
{
    vd_node *left = parse_primary(in);

    while (left) {
        uint32_t place = in->at->place;

        if (vd_parse_take_sign(in, '.')) {
            left = parse_path(in, left, place);
        } else if (!in->closing && vd_parse_take_sign(in, '[')) {
            vd_node *inner = vd_parse_expr(in);

            left = inner && vd_parse_expect(in, ']', "\"]\" behind the filter")
                       ? vd_parse_node(in, VD_OP_FILTER, place, 2, left, inner)
                       : NULL;
        } else if (left->op == VD_OP_FUNCTION && vd_parse_take_sign(in, '(')) {
            left = vd_parse_node(in, VD_OP_APPLY, place, 1, left);
            if (left && !parse_args(in, left))
                return NULL;
        } else if (vd_parse_is_sign(in->at, '(')) {
            return vd_parse_refuse(in, in->at, "only functions can be called, by their name");
        } else {
            break;
        }
    }
    return left;
}

/* "<" type ">" */
static const vd_type *parse_type_argument(vd_parser *in)
{
    const vd_type *type;

    if (!vd_parse_expect(in, '<', "\"<\" and a type"))
        return NULL;
    type = vd_parse_type(in);
    return type && vd_parse_expect(in, '>', "\">\" behind the type") ? type : NULL;
}

/* "<" [name ":"] type {"," [name ":"] type} ">" */
static bool parse_type_fields(vd_parser *in, bool named, vd_type *type)
{
    vd_field *fields = VD_NEW_ARRAY(in->arena, vd_field, VD_EXPR_LOCALS_MAX);

    if (!fields) {
        vd_parse_refuse(in, in->at, "out of memory");
        return false;
    }
    type->fields = fields;
    if (!vd_parse_expect(in, '<', "\"<\" and types"))
        return false;
    while (!vd_parse_is_sign(in->at, '>')) {
        vd_field *field = &fields[type->field_count];

        if (type->field_count == VD_EXPR_LOCALS_MAX) {
            vd_parse_refuse(in, in->at, "too many parts in this type");
            return false;
        }
        if (named) {
            field->name = in->at->text;
            in->at += in->at->kind == VD_TOKEN_NAME;
            if (!vd_parse_expect(in, ':', "a name and \":\""))
                return false;
        }
        field->type = vd_parse_type(in);
        if (!field->type)
            return false;
        type->field_count++;
        if (!vd_parse_take_sign(in, ','))
            break;
    }
    return vd_parse_expect(in, '>', "\">\" behind the types");
}

static const vd_type *parse_type_name(vd_parser *in)
{
    vd_type *type = VD_NEW(in->arena, vd_type);
    vd_str name;
    size_t words;

    if (!type) {
        vd_parse_refuse(in, in->at, "out of memory");
        return NULL;
    }
    if (vd_parse_take_word(in, "list") || vd_parse_take_word(in, "range")) {
        type->kind = in->at[-1].text.len == 4 ? VD_TYPE_LIST : VD_TYPE_RANGE;
        type->element = parse_type_argument(in);
        return type->element ? type : NULL;
    }
    if (vd_parse_take_word(in, "context")) {
        type->kind = VD_TYPE_CONTEXT;
        return parse_type_fields(in, true, type) ? type : NULL;
    }
    if (vd_parse_take_word(in, "function")) {
        type->kind = VD_TYPE_FUNCTION;
        if (!parse_type_fields(in, false, type) ||
            !vd_parse_expect(in, VD_SIGN2('-', '>'), "\"->\" and the result's type"))
            return NULL;
        type->element = vd_parse_type(in);
        return type->element ? type : NULL;
    }
    words = longest_name(in, vd_type_is_name, 0, &name);
    if (words) {
        in->at += words;
        return vd_type_named(name);
    }
    if (in->scope && in->scope->type && in->at->kind == VD_TOKEN_NAME) {
        const vd_type *declared = in->scope->type(in->scope, in->at->text);

        if (declared) {
            in->at++;
            return declared;
        }
    }
    vd_parse_refuse(in, in->at, "\"%.*s\" is no type", VD_STR_ARGS(in->at->text));
    return NULL;
}

/* A type's name, simple, with parts, or declared by the scope. Bounded by the same depth. */
const vd_type *vd_parse_type(vd_parser *in)
{
    const vd_type *type;

    if (!vd_parse_enter(in))
        return NULL;
    type = parse_type_name(in);
    in->depth--;
    return type;
}
