/*
 * What makes a pack bad law though a sound program: nothing to rest on, nothing to read, nothing
 * that uses it, nothing that tests it.
 */
#include "engine/time/iso.h"
#include "rules/articles.h"
#include "rules/loader.h"
#include "rules/scenarios.h"
#include "rules/tools/coverage.h"

/* Whether some pack's name for it is used. */
static bool is_used(const vd_name *first, vd_ref_kind kind, uint32_t index)
{
    for (; first; first = first->next)
        if (first->used && first->kind == kind && first->index == index)
            return true;
    return false;
}

static void lint_fact(vd_loader *load, uint32_t index)
{
    const vd_fact *fact = &load->facts[index];
    const vd_yaml *node = load->fact_nodes[index];
    const vd_name *name = vd_names_find(&load->names, VD_SPACE_EXPRESSION, fact->id);
    size_t prefix = fact->record ? load->records[fact->record].id.len + 1 : 0;
    vd_str field = {fact->id.ptr + prefix, fact->id.len - prefix};
    bool used = fact->record ? vd_names_find(&load->used_fields, VD_SPACE_EXPRESSION, field) != NULL
                             : is_used(name, VD_REF_FACT, index);

    if (fact->question.count == 0)
        vd_diagnose(load->diags, VD_DIAG_TEXT, node->place,
                    "the fact \"%.*s\" has no question, so nobody can be asked for it",
                    VD_STR_ARGS(fact->id));
    if (!used)
        vd_diagnose(load->diags, VD_DIAG_UNUSED, node->place,
                    "the fact \"%.*s\" is in no expression", VD_STR_ARGS(fact->id));
}

/* Facts have a check of their own; records and lists may be there for those who keep cases; a
 * rule is not used but asked. */
static bool must_be_used(const vd_name *name)
{
    if (name->space == VD_SPACE_NORM)
        return true;
    return name->space == VD_SPACE_EXPRESSION &&
           (name->kind == VD_REF_DEFINITION || name->kind == VD_REF_PARAMETER ||
            name->kind == VD_REF_TABLE);
}

static bool is_used_field(const vd_loader *load, const vd_name *name)
{
    const char *dot = memchr(name->text.ptr, '.', name->text.len);
    vd_str field;

    if (!dot || name->kind != VD_REF_DEFINITION)
        return false;
    field = (vd_str){dot + 1, (size_t)(name->text.ptr + name->text.len - dot - 1)};
    return vd_names_find(&load->used_fields, VD_SPACE_EXPRESSION, field) != NULL;
}

static void lint_names(vd_loader *load)
{
    for (size_t i = 0; i < load->names.capacity; i++)
        for (const vd_name *name = load->names.slots[i]; name; name = name->next) {
            if (!must_be_used(name) || is_used(load->names.slots[i], name->kind, name->index) ||
                is_used_field(load, name))
                continue;
            vd_diagnose(load->diags, VD_DIAG_UNUSED, name->place, "%s \"%.*s\" is never used",
                        name->space == VD_SPACE_NORM ? "the norm" : "the name",
                        VD_STR_ARGS(name->text));
        }
}

/* Where the parameter or table is written. */
static vd_place place_of(const vd_loader *load, vd_ref_kind kind, uint32_t index, vd_str id)
{
    const vd_name *name = vd_names_find(&load->names, VD_SPACE_EXPRESSION, id);

    while (name->next && (name->kind != kind || name->index != index))
        name = name->next;
    return name->place;
}

/* Days between the first and the last on which a parameter has no value. */
static void lint_days(vd_loader *load, const vd_parameter *parameter, vd_place place)
{
    for (size_t k = 1; k < parameter->count; k++) {
        vd_date hole = parameter->values[k - 1].until;
        char day[VD_ISO_TEXT];

        if (hole >= parameter->values[k].from)
            continue;
        (void)vd_iso_print_date(hole, day);
        vd_diagnose(load->diags, VD_DIAG_PARAMETER_GAP, place,
                    "\"%.*s\" has no value on %s, though it has one before and after; add it",
                    VD_STR_ARGS(parameter->id), day);
    }
}

static void lint_amounts(vd_loader *load)
{
    for (uint32_t i = 0; i < load->program.parameter_count; i++) {
        const vd_parameter *parameter = &load->parameters[i];
        vd_place place = place_of(load, VD_REF_PARAMETER, i, parameter->id);

        lint_days(load, parameter, place);
        for (size_t k = 0; k < parameter->count; k++)
            if (parameter->values[k].cite.count == 0)
                vd_diagnose(load->diags, VD_DIAG_UNCITED, place,
                            "value %zu of \"%.*s\" has no citation", k + 1,
                            VD_STR_ARGS(parameter->id));
    }
    for (uint32_t i = 0; i < load->program.table_count; i++) {
        const vd_table *table = &load->tables[i];
        vd_place place = place_of(load, VD_REF_TABLE, i, table->id);

        vd_lint_table(load, table, place);
        for (size_t k = 0; k < table->row_count; k++)
            if (table->rows[k].cite.count == 0)
                vd_diagnose(load->diags, VD_DIAG_UNCITED, place,
                            "row %zu of \"%.*s\" has no citation", k + 1, VD_STR_ARGS(table->id));
    }
}

static void lint_tested_contradictions(vd_loader *load, const bool *tested)
{
    for (size_t i = 0; i < load->program.contradiction_count; i++) {
        vd_str id = load->contradictions[i].id;

        if (!tested[i])
            vd_diagnose(load->diags, VD_DIAG_UNTESTED,
                        vd_names_find(&load->names, VD_SPACE_CONTRADICTION, id)->place,
                        "no scenario expects the contradiction \"%.*s\"", VD_STR_ARGS(id));
    }
}

static void lint_scenarios(vd_loader *load)
{
    vd_tested tested = {.rules = VD_LOAD_ARRAY(load, bool, load->program.rule_count),
                        .contradictions =
                            VD_LOAD_ARRAY(load, bool, load->program.contradiction_count)};

    if (!tested.rules || !tested.contradictions)
        return;
    for (size_t i = 0; i < load->program.pack_count; i++)
        if (vd_scenarios_tested(load->arena, &load->program, load->folders[i].path, load->diags,
                                &tested) == VD_RESOURCE_EXHAUSTED)
            load->exhausted = true;
    for (size_t i = 0; i < load->program.rule_count; i++)
        if (!tested.rules[i] && load->rules[i].automated)
            vd_diagnose(load->diags, VD_DIAG_UNTESTED, load->rule_nodes[i]->place,
                        "no scenario expects anything of \"%.*s\"", VD_STR_ARGS(load->rules[i].id));
    lint_tested_contradictions(load, tested.contradictions);
}

/* Which sides of each rule the scenarios of a pack show. */
static void lint_sides(vd_loader *load, const vd_pack_folder *folder)
{
    vd_coverage_report report;

    if (vd_cover(load, folder->path, &report, load->diags, NULL) != VD_OK)
        return;
    for (size_t i = 0; i < report.rule_count; i++) {
        vd_str lacks = vd_rule_lacks(load->arena, &report.rules[i]);

        if (lacks.len && report.rules[i].expectations)
            vd_diagnose(load->diags, VD_DIAG_SCENARIOS, load->rule_nodes[i]->place,
                        "the scenarios of \"%.*s\" lack a side: %.*s",
                        VD_STR_ARGS(load->rules[i].id), VD_STR_ARGS(lacks));
    }
}

void vd_lint(vd_loader *load)
{
    for (uint32_t i = 0; i < load->program.fact_count; i++)
        lint_fact(load, i);
    lint_names(load);
    lint_amounts(load);
    vd_lint_articles(load);
    for (uint32_t i = 0; i < load->program.rule_count && !load->exhausted; i++)
        vd_lint_rule(load, i);
    lint_scenarios(load);
    for (size_t i = 0; i < load->program.pack_count && load->flags & VD_PACK_SCENARIOS; i++)
        lint_sides(load, &load->folders[i]);
    if (load->flags & VD_PACK_SCENARIOS)
        vd_lint_inventories(load);
}
