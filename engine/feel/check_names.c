/* Names, and what binds them: iterators, filters, contexts, functions. */
#include "engine/feel/check.h"
#include "engine/feel/eval.h"

static bool of_language(vd_node *node)
{
    static const struct {
        const char *name;
        vd_eval_fn *eval;
        vd_type_kind type;
    } names[] = {
        {"today", vd_eval_today, VD_TYPE_DATE},
        {"now", vd_eval_now, VD_TYPE_DATE_TIME},
        {"earned_until", vd_eval_earned_until, VD_TYPE_DATE},
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (vd_str_eq(node->u.name, vd_str_of(names[i].name))) {
            node->eval = names[i].eval;
            node->type = vd_type_of(names[i].type);
            return true;
        }
    return false;
}

static vd_node *local_node(vd_checker *chk, const vd_binding *binding, uint32_t place)
{
    vd_node *node = VD_NEW(chk->arena, vd_node);

    if (!vd_check_memory(chk, node))
        return NULL;
    *node = (vd_node){.eval = vd_eval_local,
                      .type = binding->type,
                      .place = place,
                      .op = VD_OP_NAME,
                      .height = 1,
                      .slot = binding->slot};
    return node;
}

/* The name means item.name: the node becomes that path. */
static bool become_field(vd_checker *chk, vd_node *node, const vd_binding *binding)
{
    vd_node **kids = VD_NEW_ARRAY(chk->arena, vd_node *, 1);
    vd_node *item = local_node(chk, binding, node->place);

    if (!item || !vd_check_memory(chk, kids))
        return false;
    kids[0] = item;
    if (binding->read)
        *binding->read = true;
    node->op = VD_OP_PATH;
    node->count = 1;
    node->kids = kids;
    return vd_check_path(chk, node);
}

static bool find_symbol(vd_checker *chk, vd_str name, vd_symbol *ret_symbol)
{
    return chk->scope && chk->scope->find && chk->scope->find(chk->scope, name, ret_symbol);
}

static bool refuse_name(vd_checker *chk, const vd_node *node)
{
    vd_str name = node->u.name, near = {0};

    if (vd_builtin_is_name(name))
        return vd_check_refuse(chk, node,
                               "\"%.*s\" is a function; call it with its arguments in "
                               "parentheses",
                               VD_STR_ARGS(name));
    if (chk->scope && chk->scope->suggest)
        near = chk->scope->suggest(chk->scope, name);
    if (near.len)
        return vd_check_refuse(chk, node, "\"%.*s\" is not known here; did you mean \"%.*s\"?",
                               VD_STR_ARGS(name), VD_STR_ARGS(near));
    return vd_check_refuse(chk, node,
                           "\"%.*s\" is not known here; declare it, or write a text "
                           "in quotes",
                           VD_STR_ARGS(name));
}

/* An item of contexts may have entries that its type does not tell: then the name is null. */
static bool is_loose(const vd_type *type)
{
    return type->kind == VD_TYPE_ANY || type->kind == VD_TYPE_CONTEXT;
}

bool vd_check_name(vd_checker *chk, vd_node *node)
{
    const vd_binding *loose = NULL;
    vd_symbol symbol;

    if (of_language(node))
        return true;
    for (const vd_binding *b = chk->bindings; b; b = b->outer) {
        if (b->name.len && vd_str_eq(b->name, node->u.name)) {
            node->eval = vd_eval_local;
            node->slot = b->slot;
            node->type = b->type;
            if (b->loop)
                b->loop->sub = VD_USES_PARTIAL;
            if (b->read)
                *b->read = true;
            return true;
        }
        if (b->name.len == 0 && vd_type_field(b->type, node->u.name) < b->type->field_count)
            return become_field(chk, node, b);
        if (b->name.len == 0 && is_loose(b->type))
            loose = loose ? loose : b;
    }
    if (find_symbol(chk, node->u.name, &symbol)) {
        if (symbol.type->kind == VD_TYPE_FUNCTION)
            return vd_check_refuse(chk, node, "\"%.*s\" takes arguments; give them in parentheses",
                                   VD_STR_ARGS(node->u.name));
        node->eval = vd_eval_symbol;
        node->type = symbol.type;
        node->ref = symbol.ref;
        return vd_check_ref(chk, symbol.ref);
    }
    if (loose)
        return become_field(chk, node, loose);
    return refuse_name(chk, node);
}

static bool item_type(vd_checker *chk, const vd_node *domain, const vd_type **ret_type)
{
    char text[VD_TYPE_TEXT];

    switch (domain->type->kind) {
    case VD_TYPE_LIST:
        *ret_type = domain->type->element;
        return true;
    case VD_TYPE_RANGE:
        if (domain->type->element->kind != VD_TYPE_NUMBER &&
            domain->type->element->kind != VD_TYPE_DATE &&
            domain->type->element->kind != VD_TYPE_ANY)
            return vd_check_refuse(chk, domain, "a %s has no steps; only numbers and dates have",
                                   vd_type_text(domain->type, text));
        *ret_type = domain->type->element;
        return true;
    default:
        *ret_type = domain->type;
        return true;
    }
}

/* for, some, every: each domain sees the iterators before it, the body all of them. */
bool vd_check_loop(vd_checker *chk, vd_node *node)
{
    const vd_binding *outer = chk->bindings;
    uint32_t iterators = node->count - 1;
    vd_binding *bindings = VD_NEW_ARRAY(chk->arena, vd_binding, iterators + 1);
    vd_node *body = node->kids[iterators];
    uint8_t slots = chk->slots;

    if (!vd_check_memory(chk, bindings) || !vd_check_slots(chk, node, iterators + 1))
        return false;
    for (uint32_t i = 0; i < iterators; i++) {
        vd_binding *b = &bindings[i];

        *b = (vd_binding){
            .outer = chk->bindings, .name = node->names[i], .slot = (uint8_t)(node->slot + i)};
        if (!vd_check_node(chk, node->kids[i]) || !item_type(chk, node->kids[i], &b->type))
            return false;
        chk->bindings = b;
    }
    if (node->op == VD_OP_FOR) {
        bindings[iterators] = (vd_binding){.outer = chk->bindings,
                                           .name = VD_STR("partial"),
                                           .type = vd_type_of(VD_TYPE_LIST),
                                           .slot = (uint8_t)(node->slot + iterators),
                                           .loop = node};
        chk->bindings = &bindings[iterators];
    }
    if (!vd_check_node(chk, body))
        return false;
    chk->bindings = outer;
    chk->slots = slots;
    node->eval = node->op == VD_OP_FOR ? vd_eval_for : vd_eval_quantifier;
    if (node->op == VD_OP_FOR) {
        node->type = vd_type_list_of(chk->arena, body->type);
        return vd_check_memory(chk, node->type);
    }
    node->type = vd_type_of(VD_TYPE_BOOL);
    if (body->type->kind != VD_TYPE_BOOL && body->type->kind != VD_TYPE_ANY &&
        body->type->kind != VD_TYPE_NULL)
        return vd_check_refuse(chk, body, "\"satisfies\" takes a condition that is true or false");
    return true;
}

bool vd_check_steps(vd_checker *chk, vd_node *node)
{
    const vd_type *low = node->kids[0]->type, *high = node->kids[1]->type;
    vd_type_kind kind = low->kind == VD_TYPE_ANY ? high->kind : low->kind;

    node->eval = vd_eval_steps;
    if (!vd_type_comparable(low, high) ||
        (kind != VD_TYPE_NUMBER && kind != VD_TYPE_DATE && kind != VD_TYPE_ANY))
        return vd_check_refuse(chk, node, "an iterator steps through whole numbers or dates");
    node->type = vd_type_list_of(chk->arena, vd_type_of(kind));
    return vd_check_memory(chk, node->type);
}

bool vd_check_filter(vd_checker *chk, vd_node *node)
{
    const vd_binding *outer = chk->bindings;
    vd_node *list = node->kids[0], *test = node->kids[1];
    vd_binding *bindings = VD_NEW_ARRAY(chk->arena, vd_binding, 2);
    const vd_type *element;
    uint8_t slots = chk->slots;
    bool reads_item = false;
    char text[VD_TYPE_TEXT];

    if (!vd_check_memory(chk, bindings) || !vd_check_node(chk, list))
        return false;
    element = list->type->kind == VD_TYPE_LIST ? list->type->element : list->type;
    if (!vd_check_slots(chk, node, 1))
        return false;
    bindings[0] = (vd_binding){.outer = outer,
                               .name = VD_STR("item"),
                               .type = element,
                               .slot = node->slot,
                               .read = &reads_item};
    bindings[1] = (vd_binding){
        .outer = &bindings[0], .type = element, .slot = node->slot, .read = &reads_item};
    chk->bindings = &bindings[1];
    if (!vd_check_node(chk, test))
        return false;
    chk->bindings = outer;
    chk->slots = slots;
    switch (test->type->kind) {
    case VD_TYPE_NUMBER:
        if (reads_item)
            return vd_check_refuse(chk, test,
                                   "a position cannot be read from the item that stands there; "
                                   "compare it with something");
        node->eval = vd_eval_index;
        node->type = element;
        return true;
    case VD_TYPE_NULL:
    case VD_TYPE_BOOL:
        node->eval = vd_eval_filter;
        node->type = vd_type_list_of(chk->arena, element);
        return vd_check_memory(chk, node->type);
    case VD_TYPE_ANY:
        node->eval = vd_eval_filter;
        node->type = vd_type_of(VD_TYPE_ANY);
        return true;
    default:
        return vd_check_refuse(chk, test, "a filter takes a condition or a position, not a %s",
                               vd_type_text(test->type, text));
    }
}

static vd_str field_at(const void *from, size_t index)
{
    return ((const vd_type *)from)->fields[index].name;
}

static bool refuse_field(vd_checker *chk, const vd_node *node, const vd_type *type)
{
    char text[VD_TYPE_TEXT];
    vd_str near = vd_nearest(node->u.name, type->field_count, field_at, type);

    if (near.len)
        return vd_check_refuse(chk, node, "a %s has no \"%.*s\"; did you mean \"%.*s\"?",
                               vd_type_text(type, text), VD_STR_ARGS(node->u.name),
                               VD_STR_ARGS(near));
    return vd_check_refuse(chk, node, "a %s has no \"%.*s\"", vd_type_text(type, text),
                           VD_STR_ARGS(node->u.name));
}

/* The type of item.name; an entry that contexts may or may not have is any value. */
static bool field_type(vd_checker *chk, vd_node *node, const vd_type *type,
                       const vd_type **ret_type)
{
    size_t field = vd_type_field(type, node->u.name);

    if (field < type->field_count) {
        node->ref = (uint32_t)field;
        *ret_type = type->fields[field].type;
        return true;
    }
    if (!is_loose(type))
        return refuse_field(chk, node, type);
    *ret_type = vd_type_of(VD_TYPE_ANY);
    return true;
}

bool vd_check_path(vd_checker *chk, vd_node *node)
{
    const vd_type *type = node->kids[0]->type;
    vd_type_kind gives;

    node->eval = vd_eval_path;
    switch (type->kind) {
    case VD_TYPE_ANY:
        node->type = type;
        return true;
    case VD_TYPE_RECORD:
        node->eval = vd_eval_path_record;
        return field_type(chk, node, type, &node->type);
    case VD_TYPE_CONTEXT:
        return field_type(chk, node, type, &node->type);
    case VD_TYPE_LIST:
        if (!field_type(chk, node, type->element, &type))
            return false;
        node->eval = vd_eval_path_list;
        node->type = vd_type_list_of(chk->arena, type);
        return vd_check_memory(chk, node->type);
    case VD_TYPE_RANGE:
        if (vd_str_eq(node->u.name, VD_STR("start")) || vd_str_eq(node->u.name, VD_STR("end"))) {
            node->type = type->element;
            return true;
        }
        break;
    default:
        break;
    }
    if (!vd_property_type(type->kind, node->u.name, &gives))
        return refuse_field(chk, node, type);
    node->type = vd_type_of(gives);
    return true;
}

bool vd_check_list(vd_checker *chk, vd_node *node)
{
    const vd_type *element = vd_type_of(VD_TYPE_NULL);

    node->eval = vd_eval_list;
    for (uint32_t i = 0; i < node->count && element; i++)
        element = vd_type_join(chk->arena, element, node->kids[i]->type);
    if (!vd_check_memory(chk, element))
        return false;
    node->type = vd_type_list_of(chk->arena, element);
    return vd_check_memory(chk, node->type);
}

/* Each entry sees those before it. */
bool vd_check_context(vd_checker *chk, vd_node *node)
{
    const vd_binding *outer = chk->bindings;
    vd_type *type = VD_NEW(chk->arena, vd_type);
    vd_field *fields = VD_NEW_ARRAY(chk->arena, vd_field, node->count);
    vd_binding *bindings = VD_NEW_ARRAY(chk->arena, vd_binding, node->count);
    uint8_t slots = chk->slots;

    if (!vd_check_memory(chk, type) || !vd_check_memory(chk, fields) ||
        !vd_check_memory(chk, bindings) || !vd_check_slots(chk, node, node->count))
        return false;
    *type = (vd_type){.kind = VD_TYPE_CONTEXT, .fields = fields, .field_count = node->count};
    for (uint32_t i = 0; i < node->count; i++) {
        if (!vd_check_node(chk, node->kids[i]))
            return false;
        fields[i] = (vd_field){node->names[i], node->kids[i]->type};
        bindings[i] = (vd_binding){.outer = chk->bindings,
                                   .name = node->names[i],
                                   .type = node->kids[i]->type,
                                   .slot = (uint8_t)(node->slot + i)};
        if (node->names[i].len)
            chk->bindings = &bindings[i];
    }
    chk->bindings = outer;
    chk->slots = slots;
    node->eval = vd_eval_context;
    node->type = type;
    return true;
}

/* Parameters are taken as any value, whatever type is written: only `instance of` asks for it.
 * `ref` counts them. */
bool vd_check_function(vd_checker *chk, vd_node *node)
{
    const vd_binding *outer = chk->bindings;
    uint32_t count = node->ref;
    vd_binding *bindings = VD_NEW_ARRAY(chk->arena, vd_binding, count);
    vd_type *type = VD_NEW(chk->arena, vd_type);
    uint8_t slots = chk->slots;

    if (!vd_check_memory(chk, bindings) || !vd_check_memory(chk, type) ||
        !vd_check_slots(chk, node, count))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        bindings[i] = (vd_binding){.outer = chk->bindings,
                                   .name = node->names[i],
                                   .type = vd_type_of(VD_TYPE_ANY),
                                   .slot = (uint8_t)(node->slot + i)};
        chk->bindings = &bindings[i];
    }
    if (!vd_check_node(chk, node->kids[0]))
        return false;
    chk->bindings = outer;
    chk->slots = slots;
    node->eval = vd_eval_function;
    *type = *node->type;
    type->element = node->kids[0]->type;
    node->type = type;
    return true;
}

/* A function literal called where it stands. */
bool vd_check_apply(vd_checker *chk, vd_node *node)
{
    vd_node *function = node->kids[0];
    uint8_t slots = chk->slots;

    if (node->ref != 0 || node->count - 1 != function->ref)
        return vd_check_refuse(chk, node, "this function takes %u arguments, by position",
                               (unsigned)function->ref);
    if (!vd_check_function(chk, function))
        return false;
    /* The arguments must not write where the function's parameters are. */
    chk->slots = (uint8_t)(function->slot + function->ref);
    for (uint32_t i = 1; i < node->count; i++)
        if (!vd_check_node(chk, node->kids[i]))
            return false;
    chk->slots = slots;
    node->eval = vd_eval_apply;
    node->type = function->kids[0]->type;
    return true;
}
