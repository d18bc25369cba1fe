/*
 * What `pack check` would say of a mutant: a hole or an overlap in time that the packs as they are do
 * not have. Nobody could publish such a slip, so it is no matter for the scenarios.
 */
#include "rules/tools/mutants.h"

/* The findings on the windows of a rule: VD106, VD107, VD113. */
static void check_rule(vd_loader *load, const vd_mutant *mutant, const vd_rule *rule)
{
    vd_lint_windows(load, rule, load->rule_nodes[mutant->index]);
}

/* Two values on one day are refused when they are read; VD115 is what is left. */
static void check_parameter(vd_loader *load, const vd_parameter *parameter)
{
    for (size_t i = 1; i < parameter->count; i++)
        if (parameter->values[i - 1].until < parameter->values[i].from)
            vd_diagnose(load->diags, VD_DIAG_PARAMETER_GAP, (vd_place){NULL, 0, 0}, "a hole");
}

/* How many findings there are; what is found is told to nobody. */
static size_t findings(const vd_loader *load, const vd_mutant *mutant, const vd_unmutated *was,
                       vd_arena *scratch)
{
    vd_diagnostics diags;
    vd_loader inner = *load;

    vd_diagnostics_init(&diags, scratch);
    inner.arena = scratch;
    inner.diags = &diags;
    switch (mutant->owner) {
    case VD_OWNER_RULE:
        check_rule(&inner, mutant, was ? &was->rule : &load->rules[mutant->index]);
        break;
    case VD_OWNER_PARAMETER:
        check_parameter(&inner, was ? &was->parameter : &load->parameters[mutant->index]);
        break;
    case VD_OWNER_TABLE:
        vd_lint_table(&inner, was ? &was->table : &load->tables[mutant->index],
                      (vd_place){NULL, 0, 0});
        break;
    case VD_OWNER_DEFINITION:
        break;
    }
    return diags.warning_count;
}

bool vd_mutant_opens(const vd_loader *load, const vd_mutant *mutant, const vd_unmutated *before,
                     vd_arena *scratch)
{
    if (!mutant->window)
        return false;
    return findings(load, mutant, NULL, scratch) > findings(load, mutant, before, scratch);
}
