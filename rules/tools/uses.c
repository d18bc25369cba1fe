/*
 * Which rules come to which definitions, parameters and tables, by the words of their expressions.
 * Too many rather than too few: a name behind a dot stands for that field of any record.
 */
#include "rules/tools/mutants.h"

typedef struct tracer {
    const vd_loader *load;
    bool *row; /* what was found so far */
    unsigned depth;
} tracer;

/* Definitions within definitions: far more than the engine follows. */
#define DEPTH_MAX 256

static void trace_text(tracer *in, vd_str text);

size_t vd_shared_count(const vd_loader *load)
{
    return load->program.definition_count + load->program.parameter_count +
           load->program.table_count;
}

size_t vd_shared_index(const vd_loader *load, const vd_mutant *mutant)
{
    size_t before = 0;

    if (mutant->owner != VD_OWNER_DEFINITION)
        before += load->program.definition_count;
    if (mutant->owner == VD_OWNER_TABLE)
        before += load->program.parameter_count;
    return before + mutant->index;
}

/* Recursive over definitions; each is followed once. */
static void found(tracer *in, vd_ref_kind kind, uint32_t index)
{
    vd_mutant owner = {.index = index};
    bool *flag;

    if (kind != VD_REF_DEFINITION && kind != VD_REF_PARAMETER && kind != VD_REF_TABLE)
        return;
    owner.owner = kind == VD_REF_DEFINITION  ? VD_OWNER_DEFINITION
                  : kind == VD_REF_PARAMETER ? VD_OWNER_PARAMETER
                                             : VD_OWNER_TABLE;
    flag = &in->row[vd_shared_index(in->load, &owner)];
    if (*flag || in->depth == DEPTH_MAX)
        return;
    *flag = true;
    if (kind != VD_REF_DEFINITION)
        return;
    in->depth++;
    trace_text(in, in->load->definition_values[index]->text);
    in->depth--;
}

static void found_field(tracer *in, vd_str field)
{
    for (uint32_t i = 0; i < in->load->program.definition_count; i++) {
        const vd_definition *definition = &in->load->definitions[i];
        size_t prefix = in->load->records[definition->record].id.len + 1;

        if (definition->record && definition->id.len > prefix &&
            vd_str_eq(field, (vd_str){definition->id.ptr + prefix, definition->id.len - prefix}))
            found(in, VD_REF_DEFINITION, i);
    }
}

static void trace_text(tracer *in, vd_str text)
{
    vd_str word;
    size_t at = 0;

    while (vd_next_word(text, &at, &word)) {
        size_t start = 0;

        for (size_t i = 0; i <= word.len; i++) {
            if (i < word.len && word.ptr[i] != '.')
                continue;
            /* Which pack the text is of is not known here: all that it may mean count. */
            for (const vd_name *name =
                     vd_names_find(&in->load->names, VD_SPACE_EXPRESSION, (vd_str){word.ptr, i});
                 name; name = name->next)
                found(in, name->kind, name->index);
            found_field(in, (vd_str){word.ptr + start, i - start});
            start = i + 1;
        }
    }
}

/* Whether what stands behind the key is read by people only. */
static bool is_prose(vd_str key)
{
    static const char *const keys[] = {"title",       "text",      "cite",          "note",
                                       "consequence", "advice",    "effects",       "risks",
                                       "documents",   "procedure", "discretionary", "id"};

    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        if (vd_str_eq(key, vd_str_of(keys[i])))
            return true;
    return false;
}

/* Recursive over the tree, whose depth the reader bounds. */
static void trace_node(tracer *in, const vd_yaml *node)
{
    if (node->kind == VD_YAML_SCALAR) {
        trace_text(in, node->text);
        return;
    }
    for (size_t i = 0; i < node->count; i++) {
        if (node->kind == VD_YAML_LIST)
            trace_node(in, node->items[i]);
        else if (!is_prose(node->entries[i].key->text))
            trace_node(in, node->entries[i].value);
    }
}

bool *vd_rule_uses(vd_loader *load)
{
    size_t width = vd_shared_count(load);
    bool *uses = vd_arena_array(load->arena, load->program.rule_count * width, sizeof(bool));

    for (size_t i = 0; uses && i < load->program.rule_count; i++) {
        tracer in = {.load = load, .row = uses + i * width};

        trace_node(&in, load->rule_nodes[i]);
    }
    return uses;
}
