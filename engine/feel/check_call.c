#include "engine/feel/check.h"
#include "engine/feel/eval.h"

#include <stdio.h>

/* Kids in the order of the row's parameters; holes, left out before one given, are NULL. */
typedef struct placed {
    vd_node **kids;
    uint32_t count;
} placed;

static size_t param_named(const vd_builtin *row, vd_str name)
{
    size_t i = 0;

    while (i < row->most && !vd_str_eq(name, vd_str_of(row->params[i].name)))
        i++;
    return i;
}

/* False: the row does not take these; *ret_why says so for people. */
static bool place_named(vd_checker *chk, const vd_node *node, const vd_builtin *row,
                        placed *ret_placed, char why[160])
{
    uint32_t given = 0;

    ret_placed->kids = VD_NEW_ARRAY(chk->arena, vd_node *, row->most);
    if (!ret_placed->kids) {
        snprintf(why, 160, "out of memory");
        return false;
    }
    for (uint32_t i = 0; i < node->count; i++) {
        size_t at = param_named(row, node->names[i]);

        if (at == row->most || ret_placed->kids[at]) {
            snprintf(why, 160,
                     at == row->most ? "%s has no parameter \"%.*s\""
                                     : "%s is given \"%.*s\" twice",
                     row->name, VD_STR_ARGS(node->names[i]));
            return false;
        }
        ret_placed->kids[at] = node->kids[i];
        given++;
        if (ret_placed->count <= at)
            ret_placed->count = (uint32_t)at + 1;
    }
    for (uint32_t i = 0; i < row->least && given >= row->least; i++)
        if (!ret_placed->kids[i] && !(row->params[i].want & (VD_WANT(ANY) | VD_WANT(NULL))))
            given = 0;
    if (given >= row->least)
        return true;
    snprintf(why, 160, "%s needs \"%s\"", row->name, row->params[0].name);
    return false;
}

static bool place(vd_checker *chk, const vd_node *node, const vd_builtin *row, placed *ret_placed,
                  char why[160])
{
    *ret_placed = (placed){0};
    if (node->ref > 0)
        return place_named(chk, node, row, ret_placed, why);
    *ret_placed = (placed){node->kids, node->count};
    if (node->count >= row->least && (node->count <= row->most || (row->flags & VD_CALL_REPEATS)))
        return true;
    if (row->least == row->most)
        snprintf(why, 160, "%s takes %u argument%s, not %u", row->name, (unsigned)row->least,
                 row->least == 1 ? "" : "s", (unsigned)node->count);
    else
        snprintf(why, 160, "%s takes %u to %u arguments, not %u", row->name, (unsigned)row->least,
                 (unsigned)row->most, (unsigned)node->count);
    return false;
}

static void list_wanted(uint32_t want, char text[120])
{
    size_t length = 0;

    text[0] = '\0';
    for (int kind = VD_TYPE_BOOL; kind <= VD_TYPE_FUNCTION && length < 100; kind++)
        if (want >> kind & 1U) {
            char name[VD_TYPE_TEXT];

            length += (size_t)snprintf(text + length, 120 - length, "%s%s", length ? " or " : "",
                                       vd_type_text(vd_type_of((vd_type_kind)kind), name));
        }
}

/* The argument by itself; null may stand anywhere, and gives null. */
static bool accepts(const vd_builtin *row, size_t index, const vd_node *kid, char why[160])
{
    const vd_param *param = &row->params[index < row->most ? index : row->most - 1U];
    char given[VD_TYPE_TEXT], wanted[120];

    if (!kid || kid->type->kind == VD_TYPE_ANY || kid->type->kind == VD_TYPE_NULL ||
        (param->want & (VD_WANT(ANY) | 1U << kid->type->kind)))
        return true;
    list_wanted(param->want, wanted);
    snprintf(why, 160, "%s takes a %s as \"%s\", not a %s", row->name, wanted, param->name,
             vd_type_text(kid->type, given));
    return false;
}

static const vd_type *element_of(const vd_type *type)
{
    return type->kind == VD_TYPE_LIST ? type->element : type;
}

static const vd_type *joined(vd_checker *chk, const placed *args)
{
    const vd_type *type = vd_type_of(VD_TYPE_NULL);

    for (uint32_t i = 0; i < args->count && type; i++)
        if (args->kids[i])
            type = vd_type_join(chk->arena, type, element_of(args->kids[i]->type));
    return type;
}

/* The list with an item put in: what it holds may then be of another type. */
static const vd_type *changed(vd_checker *chk, const vd_type *list, const vd_type *item)
{
    const vd_type *items = vd_type_join(chk->arena, element_of(list), item);

    return items ? vd_type_list_of(chk->arena, items) : NULL;
}

static const vd_type *result_type(vd_checker *chk, const vd_node *node, const vd_builtin *row,
                                  const placed *args)
{
    const vd_type *first =
        args->count && args->kids[0] ? args->kids[0]->type : vd_type_of(VD_TYPE_ANY);
    const vd_type *items = vd_type_of(VD_TYPE_NUMBER);
    vd_type_kind kind;

    switch (row->gives) {
    case VD_GIVES_FIRST:
    case VD_GIVES_ITEM:
        return joined(chk, args);
    case VD_GIVES_LIST:
        return vd_type_list_of(chk->arena, element_of(first));
    case VD_GIVES_JOINED:
        items = joined(chk, args);
        return items ? vd_type_list_of(chk->arena, items) : NULL;
    case VD_GIVES_CHANGED:
        return changed(chk, first, args->kids[2]->type);
    case VD_GIVES_STRINGS:
        items = vd_type_of(VD_TYPE_STRING); /* fall through */
    case VD_GIVES_NUMBERS:
        return vd_type_list_of(chk->arena, items);
    default:
        break;
    }
    if (vd_str_eq(node->u.name, VD_STR("@")) &&
        vd_builtin_at_kind(node->kids[0]->u.value.u.string, &kind))
        return vd_type_of(kind);
    return vd_type_of((vd_type_kind)row->gives);
}

/* Fills holes with null and hangs the row into the node. */
static bool settle_on(vd_checker *chk, vd_node *node, const vd_builtin *row, const placed *args)
{
    for (uint32_t i = 0; i < args->count; i++) {
        vd_node *hole;

        if (args->kids[i])
            continue;
        hole = VD_NEW(chk->arena, vd_node);
        if (!vd_check_memory(chk, hole))
            return false;
        *hole = (vd_node){.eval = vd_eval_constant,
                          .type = vd_type_of(VD_TYPE_NULL),
                          .place = node->place,
                          .op = VD_OP_CONSTANT,
                          .height = 1,
                          .u.value = vd_null()};
        args->kids[i] = hole;
    }
    node->type = result_type(chk, node, row, args);
    node->kids = args->kids;
    node->count = args->count;
    node->eval = vd_eval_call;
    node->u.builtin = row;
    return vd_check_memory(chk, node->type);
}

/* The items of a list that a function compares or adds must go together. */
static bool check_list_codes(vd_checker *chk, const vd_node *node)
{
    if (!vd_str_eq(vd_str_of(node->u.builtin->name), VD_STR("list contains")) || node->count != 2)
        return true;
    if (node->kids[0]->type->kind != VD_TYPE_LIST)
        return true;
    return vd_check_codes(chk, node->kids[0]->type->element, node->kids[1]) &&
           vd_check_codes(chk, node->kids[1]->type, node->kids[0]);
}

/* Of several forms, why the one does not fit that takes so many arguments; else why the first. */
static bool check_builtin(vd_checker *chk, vd_node *node)
{
    char why[160] = "", told[160] = "";
    bool told_type = false;
    size_t rows = 0;

    for (const vd_builtin *row = vd_builtin_next(node->u.name, NULL); row;
         row = vd_builtin_next(vd_str_of(row->name), row)) {
        placed args;
        bool placed_well = place(chk, node, row, &args, why);
        bool fits = placed_well;

        for (uint32_t i = 0; i < args.count && fits; i++)
            fits = accepts(row, i, args.kids[i], why);
        if (fits)
            return settle_on(chk, node, row, &args) && check_list_codes(chk, node);
        if (rows++ == 0 || (placed_well && !told_type))
            memcpy(told, why, sizeof told);
        told_type = told_type || placed_well;
    }
    return vd_check_refuse(chk, node, "%s%s", told,
                           rows > 1 ? "; docs/feel.md lists its other forms" : "");
}

static bool check_symbol_call(vd_checker *chk, vd_node *node, const vd_symbol *symbol)
{
    const vd_type *type = symbol->type;
    char given[VD_TYPE_TEXT], wanted[VD_TYPE_TEXT];

    if (type->kind != VD_TYPE_FUNCTION)
        return vd_check_refuse(chk, node, "\"%.*s\" is no function; leave the parentheses out",
                               VD_STR_ARGS(node->u.name));
    if (node->ref > 0 || node->count != type->field_count)
        return vd_check_refuse(chk, node, "\"%.*s\" takes %zu argument%s, by position",
                               VD_STR_ARGS(node->u.name), type->field_count,
                               type->field_count == 1 ? "" : "s");
    for (uint32_t i = 0; i < node->count; i++) {
        const vd_type *param = type->fields[i].type;

        if (!vd_check_codes(chk, param, node->kids[i]))
            return false;
        if (param->kind != node->kids[i]->type->kind &&
            !vd_type_accepts(param, node->kids[i]->type))
            return vd_check_refuse(chk, node->kids[i], "\"%.*s\" takes a %s here, not a %s",
                                   VD_STR_ARGS(node->u.name), vd_type_text(param, wanted),
                                   vd_type_text(node->kids[i]->type, given));
    }
    node->eval = vd_eval_call_symbol;
    node->type = type->element;
    node->ref = symbol->ref;
    return vd_check_ref(chk, symbol->ref);
}

static bool refuse_function(vd_checker *chk, const vd_node *node)
{
    vd_str name = node->u.name, near = {0};

    if (vd_str_eq(name, VD_STR("today")) || vd_str_eq(name, VD_STR("now")))
        return vd_check_refuse(chk, node,
                               "\"%.*s\" is a name of the language; leave the "
                               "parentheses out",
                               VD_STR_ARGS(name));
    if (chk->scope && chk->scope->suggest)
        near = chk->scope->suggest(chk->scope, name);
    if (near.len == 0)
        near = vd_builtin_suggest(name);
    if (near.len)
        return vd_check_refuse(chk, node, "there is no function \"%.*s\"; did you mean \"%.*s\"?",
                               VD_STR_ARGS(name), VD_STR_ARGS(near));
    return vd_check_refuse(chk, node, "there is no function \"%.*s\"", VD_STR_ARGS(name));
}

bool vd_check_call(vd_checker *chk, vd_node *node)
{
    vd_symbol symbol;

    if (vd_builtin_is_name(node->u.name))
        return check_builtin(chk, node);
    if (chk->scope && chk->scope->find && chk->scope->find(chk->scope, node->u.name, &symbol))
        return check_symbol_call(chk, node, &symbol);
    return refuse_function(chk, node);
}
