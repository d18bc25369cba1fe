/*
 * Contradictions: facts that cannot all be true, such as a period that ends before it starts.
 */
#include "rules/loader.h"

/* What holds whatever the facts are says nothing of them. */
static void lint_constant(vd_loader *load, const vd_expr *when, vd_place place)
{
    if (vd_checking(load) && vd_expr_constant(when))
        vd_diagnose(load->diags, VD_DIAG_UNREACHABLE, place,
                    "the contradiction reads no fact: it holds always or never");
}

static void read_contradiction(vd_loader *load, const vd_pack_file *file, const vd_yaml *item)
{
    static const vd_key keys[] = {{"id", true},   {"for_each", false}, {"when", true},
                                  {"text", true}, {"note", false},     {NULL, false}};
    uint32_t index = (uint32_t)load->program.contradiction_count;
    vd_contradiction *out = &load->contradictions[index];
    const vd_yaml *when = vd_yaml_get(item, "when");
    vd_expr_scope scope = {.load = load, .pack = file->pack};

    if (!vd_read_keys(load, item, keys))
        return;
    out->id = vd_read_global_id(load, file, item, "id", VD_STR(""));
    out->pack = file->pack;
    out->record = vd_read_for_each(load, file, item);
    if (!vd_declare(load, file, VD_SPACE_CONTRADICTION, out->id, VD_REF_FACT, index, item->place))
        return;
    out->text = vd_read_text(load, file, item, "text");
    scope.record = out->record;
    out->when = vd_read_expr(&scope, when, vd_type_of(VD_TYPE_BOOL));
    if (!out->when)
        return;
    lint_constant(load, out->when, when->place);
    load->program.contradiction_count++;
}

void vd_load_contradictions(vd_loader *load)
{
    load->contradictions =
        VD_LOAD_ARRAY(load, vd_contradiction, vd_loader_count(load, "contradictions"));
    if (load->contradictions)
        vd_loader_each(load, "contradictions", read_contradiction);
    load->program.contradictions = load->contradictions;
}
