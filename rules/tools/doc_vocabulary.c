/*
 * The facts, record by record: what is asked, of whom, at what cost, and how sensitive it is; and the
 * names by which the law's dossiers call them.
 */
#include "rules/tools/doc_list.h"
#include "rules/tools/doc_write.h"

static const char *cost_word(vd_cost cost)
{
    static const char *const words[] = {"file", "interview", "expert"};

    return words[cost];
}

static const char *sensitivity_word(vd_sensitivity sensitivity)
{
    static const char *const words[] = {"public", "personal", "restricted_justice", "health",
                                        "child",  "other",    "privileged"};

    return words[sensitivity];
}

/* As the pack writes it, with the codes. */
static void add_type(vd_doc_writer *in, const vd_yaml *node)
{
    const vd_yaml *type = vd_yaml_get(node, "type");
    const vd_yaml *codes = vd_yaml_get(node, "codes");

    if (type && type->kind == VD_YAML_SCALAR)
        vd_doc_cell(in, type->text);
    for (size_t i = 0; codes && codes->kind == VD_YAML_LIST && i < codes->count; i++)
        vd_page_add(&in->page, "%s`%.*s`", i ? ", " : ": ", VD_STR_ARGS(codes->items[i]->text));
}

static void add_fact(vd_doc_writer *in, uint32_t index)
{
    const vd_fact *fact = &in->load->program.facts[index];

    vd_page_add(&in->page, "| <a id=\"%.*s\"></a>`%.*s` | ", VD_STR_ARGS(fact->id),
                VD_STR_ARGS(fact->id));
    vd_doc_cell(in, vd_doc_text(in, &fact->question));
    vd_page_add(&in->page, " | ");
    add_type(in, in->load->fact_nodes[index]);
    vd_page_add(&in->page, " | %s | %s | %s |\n", vd_supplier_name(fact->supplier),
                cost_word(fact->cost), sensitivity_word(fact->sensitivity));
}

static void add_record(vd_doc_writer *in, const vd_record_type *record)
{
    if (record->fact_count == 0)
        return;
    if (record->id.len)
        vd_page_add(&in->page, "\n## %.*s, in the list `%.*s`\n\n", VD_STR_ARGS(record->id),
                    VD_STR_ARGS(record->list));
    else
        vd_page_add(&in->page, "\n## The case itself\n\n");
    vd_page_add(&in->page, "| fact | question | type | supplier | cost | sensitivity |\n"
                           "|---|---|---|---|---|---|\n");
    for (uint32_t i = 0; i < record->fact_count; i++)
        add_fact(in, record->facts[i]);
}

/* What facts cannot say together. */
static void add_contradictions(vd_doc_writer *in)
{
    const vd_program *program = &in->load->program;

    if (program->contradiction_count == 0)
        return;
    vd_page_add(
        &in->page,
        "\n## Facts that cannot all be true\n\nAn answer tells of them and is otherwise the "
        "same: one of the facts is wrong.\n\n| contradiction | what cannot be | when |\n"
        "|---|---|---|\n");
    for (size_t i = 0; i < program->contradiction_count; i++) {
        const vd_contradiction *one = &program->contradictions[i];

        vd_page_add(&in->page, "| `%.*s` | ", VD_STR_ARGS(one->id));
        vd_doc_cell(in, vd_doc_text(in, &one->text));
        vd_page_add(&in->page, " | `");
        vd_doc_cell(in, vd_expr_text(one->when));
        vd_page_add(&in->page, "` |\n");
    }
}

static void add_target(vd_doc_writer *in, const vd_yaml *id, vd_diagnostics *diags)
{
    const vd_program *program = &in->load->program;
    vd_closest_search near = {.word = id->text};

    if (id->kind == VD_YAML_SCALAR && vd_program_fact(program, id->text) != VD_NONE) {
        vd_page_add(&in->page, "[%.*s](#%.*s)", VD_STR_ARGS(id->text), VD_STR_ARGS(id->text));
        return;
    }
    for (size_t i = 0; i < program->fact_count; i++)
        vd_closest_try(&near, program->facts[i].id);
    vd_diagnose_meant(diags, VD_DIAG_UNDECLARED, id->place, near.best, "there is no fact \"%.*s\"",
                      VD_STR_ARGS(id->text));
}

static void add_where(vd_doc_writer *in, const vd_doc_entry *entry)
{
    const vd_str parts[] = {entry->source, entry->supplier, entry->sensitivity};
    bool some = false;

    for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
        if (parts[i].len == 0)
            continue;
        vd_page_add(&in->page, "%s", some ? "; " : "");
        vd_doc_cell(in, parts[i]);
        some = true;
    }
}

static void add_names(vd_doc_writer *in, const vd_doc_list *list, vd_diagnostics *diags)
{
    vd_page_add(&in->page, "\n## Names in the dossiers: %.*s\n\n",
                VD_STR_ARGS(in->load->program.packs[list->pack].id));
    vd_doc_line(in, list->about);
    vd_page_add(&in->page,
                "\n\n| name | facts, or why there are none | where it is found |\n|---|---|---|\n");
    for (size_t i = 0; i < list->count; i++) {
        const vd_doc_entry *entry = &list->entries[i];

        vd_page_add(&in->page, "| `%.*s` | ", VD_STR_ARGS(entry->id));
        for (size_t k = 0; k < entry->target_count; k++) {
            vd_page_add(&in->page, "%s", k ? ", " : "");
            add_target(in, entry->targets[k], diags);
        }
        if (entry->derived.len) {
            vd_page_add(&in->page, "%s`", entry->target_count ? ": " : "");
            vd_doc_cell(in, entry->derived);
            vd_page_add(&in->page, "`");
        }
        vd_page_add(&in->page, "%s", entry->reason.len && entry->target_count ? ". " : "");
        vd_doc_cell(in, entry->reason);
        vd_page_add(&in->page, " | ");
        add_where(in, entry);
        vd_page_add(&in->page, " |\n");
    }
}

static vd_status add_pack_names(vd_doc_writer *in, uint32_t pack, vd_diagnostics *diags)
{
    vd_doc_list *lists = NULL;
    size_t count = 0;
    vd_status status = vd_doc_lists(in->load, pack, true, diags, &lists, &count);

    for (size_t i = 0; i < count && !status; i++)
        add_names(in, &lists[i], diags);
    return status;
}

vd_status vd_doc_vocabulary(vd_doc_writer *in, const vd_paths *folders, vd_diagnostics *diags,
                            vd_error *err)
{
    const vd_program *program = &in->load->program;

    vd_page_add(&in->page,
                "# Facts\n\nWhat the rules ask. The supplier is who can say it; the cost is where "
                "it is found: in the file, in an interview, or by an expert.\n");
    for (size_t i = 0; i < program->record_count; i++)
        add_record(in, &program->records[i]);
    add_contradictions(in);
    for (uint32_t pack = 0; pack < program->pack_count; pack++)
        for (size_t i = 0; i < folders->count; i++) {
            vd_status status = VD_OK;

            if (strcmp(in->load->folders[pack].path, folders->items[i]) == 0)
                status = add_pack_names(in, pack, diags);
            if (status)
                return status == VD_RESOURCE_EXHAUSTED
                           ? vd_fail(err, status, "The pages do not fit into memory.")
                           : status;
        }
    return vd_diagnostics_fail(diags, err);
}
