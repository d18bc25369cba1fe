#include "engine/feel/parse.h"

#include <valedor/limits.h>

static vd_node *parse_disjunction(vd_parser *in);

/* "if" expr "then" expr "else" expr */
static vd_node *parse_if(vd_parser *in)
{
    uint32_t place = in->at++->place;
    vd_node *condition = vd_parse_expr(in), *yes, *no;

    if (!condition)
        return NULL;
    if (!vd_parse_take_word(in, "then"))
        return vd_parse_refuse(in, in->at, "expected \"then\" behind the condition of \"if\"");
    yes = vd_parse_expr(in);
    if (!yes)
        return NULL;
    if (!vd_parse_take_word(in, "else"))
        return vd_parse_refuse(in, in->at, "an \"if\" needs an \"else\": say what holds otherwise");
    no = vd_parse_expr(in);
    return no ? vd_parse_node(in, VD_OP_IF, place, 3, condition, yes, no) : NULL;
}

/* name "in" additive [".." additive] */
static bool parse_iterator(vd_parser *in, vd_node *node)
{
    const vd_token *name = in->at;
    vd_node *domain, *high;

    if (name->kind != VD_TOKEN_NAME || vd_parse_is_reserved(name->text)) {
        vd_parse_refuse(in, name, "expected the name of an iterator");
        return false;
    }
    in->at++;
    if (!vd_parse_take_word(in, "in")) {
        vd_parse_refuse(in, in->at, "expected \"in\" behind the iterator \"%.*s\"",
                        VD_STR_ARGS(name->text));
        return false;
    }
    domain = vd_parse_additive(in);
    if (domain && vd_parse_take_sign(in, VD_SIGN2('.', '.'))) {
        high = vd_parse_additive(in);
        domain = high ? vd_parse_node(in, VD_OP_STEPS, domain->place, 2, domain, high) : NULL;
    }
    return domain && vd_parse_add_name(in, node, name->text) && vd_parse_add(in, node, domain);
}

/* "for" iterators "return" expr; "some" | "every" iterators "satisfies" expr */
static vd_node *parse_loop(vd_parser *in, vd_op op, const char *before_body)
{
    vd_node *node = vd_parse_node(in, op, in->at++->place, 0);

    if (!node)
        return NULL;
    do {
        if (!parse_iterator(in, node))
            return NULL;
    } while (vd_parse_take_sign(in, ','));
    if (!vd_parse_take_word(in, before_body))
        return vd_parse_refuse(in, in->at, "expected \"%s\" behind the iterators", before_body);
    return vd_parse_add(in, node, vd_parse_expr(in)) ? node : NULL;
}

static vd_node *parse_any(vd_parser *in)
{
    if (vd_parse_is_word(in->at, "if"))
        return parse_if(in);
    if (vd_parse_is_word(in->at, "for"))
        return parse_loop(in, VD_OP_FOR, "return");
    if (vd_parse_is_word(in->at, "some"))
        return parse_loop(in, VD_OP_SOME, "satisfies");
    if (vd_parse_is_word(in->at, "every"))
        return parse_loop(in, VD_OP_EVERY, "satisfies");
    return parse_disjunction(in);
}

/* Bounded: each level of nesting passes here. */
vd_node *vd_parse_expr(vd_parser *in)
{
    bool closing = in->closing;
    vd_node *node;

    if (!vd_parse_enter(in))
        return NULL;
    in->closing = false;
    node = parse_any(in);
    in->closing = closing;
    in->depth--;
    return node;
}

/* One test on the right of `in`: a comparison, a range, or a value. */
static vd_node *parse_test(vd_parser *in)
{
    vd_cmp cmp;

    if (vd_parse_is_comparison(in->at, &cmp))
        return vd_parse_unary_test(in);
    return vd_parse_expr(in);
}

/* "(" test {"," test} ")" or "(" low ".." high ")" or a single test */
static bool parse_tests(vd_parser *in, vd_node *node)
{
    const vd_token *open = in->at;
    vd_node *test;
    vd_cmp cmp;

    if (!vd_parse_is_sign(open, '(')) {
        test = vd_parse_is_comparison(open, &cmp) ? vd_parse_unary_test(in) : vd_parse_additive(in);
        return vd_parse_add(in, node, test);
    }
    in->at++;
    test = parse_test(in);
    if (test && vd_parse_take_sign(in, VD_SIGN2('.', '.')))
        return vd_parse_add(in, node, vd_parse_range_rest(in, test, false, open->place));
    if (!vd_parse_add(in, node, test))
        return false;
    while (vd_parse_take_sign(in, ','))
        if (!vd_parse_add(in, node, parse_test(in)))
            return false;
    return vd_parse_expect(in, ')', "\")\" behind the tests");
}

/* additive "between" additive "and" additive */
static vd_node *parse_between(vd_parser *in, vd_node *value, uint32_t place)
{
    vd_node *low = vd_parse_additive(in), *high;

    if (!low)
        return NULL;
    if (!vd_parse_take_word(in, "and"))
        return vd_parse_refuse(in, in->at, "\"between\" needs \"and\" and an upper end");
    high = vd_parse_additive(in);
    return high ? vd_parse_node(in, VD_OP_BETWEEN, place, 3, value, low, high) : NULL;
}

static vd_node *parse_instance(vd_parser *in, vd_node *value, uint32_t place)
{
    vd_node *node;
    const vd_type *type;

    if (!vd_parse_take_word(in, "of"))
        return vd_parse_refuse(in, in->at, "expected \"of\" behind \"instance\"");
    type = vd_parse_type(in);
    node = type ? vd_parse_node(in, VD_OP_INSTANCE, place, 1, value) : NULL;
    if (node)
        node->u.tested = type;
    return node;
}

/* additive { comparison additive | "between" ... | "in" tests | "instance" "of" type } */
static vd_node *parse_comparison(vd_parser *in)
{
    vd_node *left = vd_parse_additive(in), *right;
    vd_cmp cmp;

    while (left) {
        uint32_t place = in->at->place;

        if (vd_parse_is_comparison(in->at, &cmp)) {
            in->at++;
            right = vd_parse_additive(in);
            left = right ? vd_parse_node(in, VD_OP_COMPARE, place, 2, left, right) : NULL;
            if (left)
                left->sub = (uint8_t)cmp;
        } else if (vd_parse_take_word(in, "between")) {
            left = parse_between(in, left, place);
        } else if (vd_parse_take_word(in, "in")) {
            left = vd_parse_node(in, VD_OP_IN, place, 1, left);
            if (left && !parse_tests(in, left))
                return NULL;
        } else if (vd_parse_take_word(in, "instance")) {
            left = parse_instance(in, left, place);
        } else {
            break;
        }
    }
    return left;
}

/* "not" comparison; "not(" is the function, which says the same. */
static vd_node *parse_negation(vd_parser *in)
{
    uint32_t place = in->at->place;
    vd_node *kid;

    if (!vd_parse_is_word(in->at, "not") || vd_parse_is_sign(in->at + 1, '('))
        return parse_comparison(in);
    in->at++;
    if (vd_parse_is_word(in->at, "not"))
        return vd_parse_refuse(in, in->at, "a double \"not\" says nothing; leave both out");
    kid = parse_comparison(in);
    return kid ? vd_parse_node(in, VD_OP_NOT, place, 1, kid) : NULL;
}

/* operand { word operand }, all in one node */
static vd_node *parse_chain(vd_parser *in, vd_op op, const char *word,
                            vd_node *(*operand)(vd_parser *))
{
    vd_node *first = operand(in), *chain = NULL;

    while (first && vd_parse_is_word(in->at, word)) {
        if (!chain) {
            chain = vd_parse_node(in, op, in->at->place, 1, first);
            if (!chain)
                return NULL;
        }
        in->at++;
        if (!vd_parse_add(in, chain, operand(in)))
            return NULL;
    }
    return chain ? chain : first;
}

static vd_node *parse_conjunction(vd_parser *in)
{
    return parse_chain(in, VD_OP_AND, "and", parse_negation);
}

static vd_node *parse_disjunction(vd_parser *in)
{
    return parse_chain(in, VD_OP_OR, "or", parse_conjunction);
}

/* "-" unary | postfix; binds tighter than "**", as FEEL has it. */
static vd_node *parse_unary(vd_parser *in)
{
    uint32_t place = in->at->place;
    vd_node *kid;

    if (!vd_parse_take_sign(in, '-'))
        return vd_parse_postfix(in);
    if (!vd_parse_enter(in))
        return NULL;
    kid = parse_unary(in);
    in->depth--;
    return kid ? vd_parse_node(in, VD_OP_NEGATE, place, 1, kid) : NULL;
}

typedef struct operator_sign {
    uint16_t code;
    char sub;
} operator_sign;

/* operand { sign operand }, leaning left */
static vd_node *parse_arith(vd_parser *in, const operator_sign signs[2],
                            vd_node *(*operand)(vd_parser *))
{
    vd_node *left = operand(in), *right;

    while (left) {
        uint32_t place = in->at->place;
        char sub;

        if (vd_parse_take_sign(in, signs[0].code))
            sub = signs[0].sub;
        else if (vd_parse_take_sign(in, signs[1].code))
            sub = signs[1].sub;
        else
            break;
        right = operand(in);
        left = right ? vd_parse_node(in, VD_OP_ARITH, place, 2, left, right) : NULL;
        if (left)
            left->sub = (uint8_t)sub;
    }
    return left;
}

/* unary { "**" unary } */
static vd_node *parse_power(vd_parser *in)
{
    static const operator_sign signs[2] = {{VD_SIGN2('*', '*'), '^'}, {VD_SIGN2('*', '*'), '^'}};

    return parse_arith(in, signs, parse_unary);
}

/* power { ("*"|"/") power } */
static vd_node *parse_product(vd_parser *in)
{
    static const operator_sign signs[2] = {{'*', '*'}, {'/', '/'}};

    return parse_arith(in, signs, parse_power);
}

/* product { ("+"|"-") product } */
vd_node *vd_parse_additive(vd_parser *in)
{
    static const operator_sign signs[2] = {{'+', '+'}, {'-', '-'}};

    return parse_arith(in, signs, parse_product);
}
