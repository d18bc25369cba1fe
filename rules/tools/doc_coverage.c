/*
 * Which provisions are modelled by which rules, how sure that is, and which are not and why.
 */
#include "rules/tools/doc_list.h"
#include "rules/tools/doc_write.h"

typedef struct totals {
    size_t modelled;
    size_t not_modelled;
    size_t sure[3]; /* entries modelled, by the least sure of their rules */
} totals;

typedef struct survey {
    vd_doc_writer *in;
    vd_diagnostics *diags;
    bool *listed; /* by rule: some entry names it */
} survey;

static uint32_t find_rule(const survey *s, const vd_yaml *id)
{
    const vd_program *program = &s->in->load->program;
    vd_closest_search near = {.word = id->text};
    uint32_t rule = id->kind == VD_YAML_SCALAR ? vd_program_rule(program, id->text) : VD_NONE;

    if (rule != VD_NONE)
        return rule;
    for (size_t i = 0; i < program->rule_count; i++)
        vd_closest_try(&near, program->rules[i].id);
    vd_diagnose_meant(s->diags, VD_DIAG_UNDECLARED, id->place, near.best,
                      "there is no rule \"%.*s\"", VD_STR_ARGS(id->text));
    return VD_NONE;
}

static vd_confidence entry_confidence(survey *s, const vd_doc_entry *entry)
{
    vd_confidence least = VD_CONFIDENCE_HIGH;

    for (size_t i = 0; i < entry->target_count; i++) {
        uint32_t rule = find_rule(s, entry->targets[i]);
        vd_confidence one;

        if (rule == VD_NONE)
            continue;
        s->listed[rule] = true;
        one = vd_doc_confidence(&s->in->load->program.rules[rule]);
        if (one > least)
            least = one;
    }
    return least;
}

static totals count_list(survey *s, const vd_doc_list *list)
{
    totals t = {0};

    for (size_t i = 0; i < list->count; i++) {
        const vd_doc_entry *entry = &list->entries[i];

        if (entry->target_count) {
            t.modelled++;
            t.sure[entry_confidence(s, entry)]++;
        } else {
            t.not_modelled++;
        }
    }
    return t;
}

static void add_link(vd_doc_writer *in, const vd_rule *rule)
{
    vd_str page = vd_doc_page_of(in, rule);

    vd_page_add(&in->page, "[%.*s](%.*s#%.*s) %s", VD_STR_ARGS(rule->id), VD_STR_ARGS(page),
                VD_STR_ARGS(rule->id), vd_doc_sure(in, vd_doc_confidence(rule)));
}

static void add_entry(vd_doc_writer *in, const vd_doc_entry *entry)
{
    const vd_program *program = &in->load->program;

    vd_page_add(&in->page, "| %.*s | ", VD_STR_ARGS(entry->id));
    vd_doc_cell(in, entry->title);
    vd_page_add(&in->page, " | ");
    for (size_t i = 0; i < entry->target_count; i++) {
        uint32_t rule = vd_program_rule(program, entry->targets[i]->text);

        if (i)
            vd_page_add(&in->page, ", ");
        if (rule != VD_NONE)
            add_link(in, &program->rules[rule]);
    }
    if (entry->reason.len) {
        vd_page_add(&in->page, "%s", entry->target_count ? ". " : "not modelled: ");
        vd_doc_cell(in, entry->reason);
    }
    vd_page_add(&in->page, " |\n");
}

static void add_list(vd_doc_writer *in, const vd_doc_list *list)
{
    vd_str pack = in->load->program.packs[list->pack].id;

    vd_page_add(&in->page, "\n## %.*s: %.*s\n\n", VD_STR_ARGS(pack), VD_STR_ARGS(list->name));
    vd_doc_line(in, list->about);
    vd_page_add(&in->page, "\n\n| entry | what it says | rules, each with its least confidence |\n"
                           "|---|---|---|\n");
    for (size_t i = 0; i < list->count; i++)
        add_entry(in, &list->entries[i]);
}

static void add_totals_row(vd_doc_writer *in, vd_str pack, vd_str name, const totals *t)
{
    vd_page_add(&in->page, "| %.*s: %.*s | %zu | %zu | %zu | %zu | %zu | %zu |\n",
                VD_STR_ARGS(pack), VD_STR_ARGS(name), t->modelled + t->not_modelled, t->modelled,
                t->not_modelled, t->sure[VD_CONFIDENCE_HIGH], t->sure[VD_CONFIDENCE_MEDIUM],
                t->sure[VD_CONFIDENCE_LOW]);
}

/* Rules of a pack that has lists, which none of them names. */
static void add_unlisted(const survey *s, const bool *has_lists)
{
    vd_doc_writer *in = s->in;
    const vd_program *program = &in->load->program;
    size_t count = 0;

    for (size_t i = 0; i < program->rule_count; i++) {
        const vd_rule *rule = &program->rules[i];

        if (s->listed[i] || !has_lists[rule->pack])
            continue;
        if (count++ == 0)
            vd_page_add(&in->page, "\n## Rules that no entry names\n\n");
        vd_page_add(&in->page, "- ");
        add_link(in, rule);
        vd_page_add(&in->page, "\n");
    }
}

/* The lists of every pack written about, one after the other. */
static vd_status gather(survey *s, const vd_paths *folders, bool *has_lists,
                        vd_doc_list **ret_lists, size_t *ret_count)
{
    const vd_loader *load = s->in->load;
    size_t room = 0;
    size_t count = 0;
    vd_doc_list *all = NULL;

    for (uint32_t pack = 0; pack < load->program.pack_count; pack++)
        for (size_t i = 0; i < folders->count; i++) {
            vd_doc_list *lists = NULL;
            size_t more = 0;
            vd_status status;

            if (strcmp(load->folders[pack].path, folders->items[i]) != 0)
                continue;
            status = vd_doc_lists(load, pack, false, s->diags, &lists, &more);
            if (status)
                return status;
            has_lists[pack] = more > 0;
            for (size_t k = 0; k < more; k++) {
                all = vd_grow(load->arena, all, count, &room, sizeof(*all));
                if (!all)
                    return VD_RESOURCE_EXHAUSTED;
                all[count++] = lists[k];
            }
        }
    *ret_lists = all;
    *ret_count = count;
    return VD_OK;
}

vd_status vd_doc_coverage(vd_doc_writer *in, const vd_paths *folders, vd_diagnostics *diags,
                          vd_error *err)
{
    const vd_program *program = &in->load->program;
    survey s = {in, diags, VD_NEW_ARRAY(in->page.arena, bool, program->rule_count + 1)};
    bool *has_lists = VD_NEW_ARRAY(in->page.arena, bool, program->pack_count + 1);
    vd_doc_list *lists = NULL;
    size_t count = 0;
    vd_status status = s.listed && has_lists ? gather(&s, folders, has_lists, &lists, &count)
                                             : VD_RESOURCE_EXHAUSTED;

    if (status == VD_RESOURCE_EXHAUSTED)
        return vd_fail(err, status, "The pages do not fit into memory.");
    if (status)
        return status;
    vd_page_add(
        &in->page,
        "# Coverage\n\nWhich provisions the packs model, by which rules, and which they do "
        "not and why. Confidence is how sure the wording and its dates are: high, medium or "
        "low; that of a rule is its least sure citation, that of an entry its least sure "
        "rule.\n\n"
        "| list | entries | modelled | not modelled | high | medium | low |\n"
        "|---|---:|---:|---:|---:|---:|---:|\n");
    for (size_t i = 0; i < count; i++) {
        totals t = count_list(&s, &lists[i]);

        add_totals_row(in, program->packs[lists[i].pack].id, lists[i].name, &t);
    }
    for (size_t i = 0; i < count; i++)
        add_list(in, &lists[i]);
    add_unlisted(&s, has_lists);
    return vd_diagnostics_fail(diags, err);
}
