/*
 * Rules are gathered by pack and instrument, whatever files they are written in; the first rule of
 * an instrument says where its page comes in the list.
 */
#include "rules/pack_files.h"
#include "rules/tools/doc_write.h"

#define MADE_BY "<!-- Made from the packs by `make docs`; changes belong into the packs. -->\n\n"

typedef struct folder {
    vd_doc_writer in;
    vd_paths paths; /* of the packs that are written about */
    size_t count;
    size_t room;
    vd_doc_page *pages;
} folder;

vd_str vd_doc_page_of(const vd_doc_writer *in, const vd_rule *rule)
{
    vd_str pack = in->load->program.packs[rule->pack].id;
    vd_str name = rule->instrument ? rule->instrument->id : VD_STR("other");

    /* "pe.cpp" in "pe" is "cpp"; "int.cvrc" stays as it is. */
    if (name.len > pack.len && !memcmp(name.ptr, pack.ptr, pack.len) && name.ptr[pack.len] == '.')
        name = (vd_str){name.ptr + pack.len + 1, name.len - pack.len - 1};
    return vd_arena_printf(in->page.arena, "%.*s/%.*s.md", VD_STR_ARGS(pack), VD_STR_ARGS(name));
}

static void begin_page(folder *f)
{
    f->in.page = (vd_page){.arena = f->in.page.arena};
    vd_page_add(&f->in.page, "%s", MADE_BY);
}

static void end_page(folder *f, vd_str path)
{
    vd_doc_page *pages = vd_grow(f->in.page.arena, f->pages, f->count, &f->room, sizeof(*f->pages));

    if (!pages)
        return;
    f->pages = pages;
    f->pages[f->count++] = (vd_doc_page){path, vd_page_done(&f->in.page)};
}

static bool is_written(const folder *f, uint32_t pack)
{
    for (size_t i = 0; i < f->paths.count; i++)
        if (strcmp(f->in.load->folders[pack].path, f->paths.items[i]) == 0)
            return true;
    return false;
}

static bool goes_with(const vd_rule *one, const vd_rule *other)
{
    return one->pack == other->pack && one->instrument == other->instrument;
}

static bool is_first(const vd_program *program, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (goes_with(&program->rules[i], &program->rules[index]))
            return false;
    return true;
}

static void add_norm(vd_doc_writer *in, const vd_norm *norm)
{
    vd_page_add(&in->page, "Norm `%.*s`", VD_STR_ARGS(norm->id));
    if (norm->published != VD_NO_DATE) {
        vd_page_add(&in->page, ", published on ");
        vd_doc_day(in, norm->published);
    }
    if (norm->source.len)
        vd_page_add(&in->page, " (%.*s)", VD_STR_ARGS(norm->source));
    if (norm->unavailable.len)
        vd_page_add(&in->page, ". The official text could not be read: %.*s",
                    VD_STR_ARGS(norm->unavailable));
    vd_page_add(&in->page, ".\n\n");
}

static void add_instrument(folder *f, size_t first)
{
    vd_doc_writer *in = &f->in;
    const vd_program *program = &in->load->program;
    const vd_rule *rule = &program->rules[first];
    vd_str path = vd_doc_page_of(in, rule);
    vd_str title =
        rule->instrument ? vd_doc_text(in, &rule->instrument->title) : VD_STR("Other rules");

    begin_page(f);
    vd_page_add(&in->page, "# %.*s\n\n", VD_STR_ARGS(title));
    if (rule->instrument)
        add_norm(in, rule->instrument);
    vd_page_add(&in->page, "[All instruments](../README.md) · [coverage](../coverage.md) · "
                           "[facts](../vocabulary.md)\n\n");
    for (size_t i = first; i < program->rule_count; i++) {
        vd_str name = vd_doc_text(in, &program->rules[i].words.texts[VD_TEXT_TITLE]);

        if (!goes_with(rule, &program->rules[i]))
            continue;
        vd_page_add(&in->page, "- [");
        vd_doc_line(in, name);
        vd_page_add(&in->page, "](#%.*s)\n", VD_STR_ARGS(program->rules[i].id));
    }
    vd_page_add(&in->page, "\n## Rules\n");
    for (size_t i = first; i < program->rule_count; i++) {
        if (!goes_with(rule, &program->rules[i]))
            continue;
        vd_page_add(&in->page, "\n<a id=\"%.*s\"></a>\n", VD_STR_ARGS(program->rules[i].id));
        vd_doc_rule(in, i);
    }
    end_page(f, path);
}

static void add_index_row(vd_doc_writer *in, size_t first)
{
    const vd_program *program = &in->load->program;
    const vd_rule *rule = &program->rules[first];
    vd_str path = vd_doc_page_of(in, rule);
    vd_str title =
        rule->instrument ? vd_doc_text(in, &rule->instrument->title) : VD_STR("Other rules");
    size_t kinds[3] = {0};

    for (size_t i = first; i < program->rule_count; i++)
        if (goes_with(rule, &program->rules[i]))
            kinds[program->rules[i].kind]++;
    vd_page_add(&in->page, "| [");
    vd_doc_cell(in, title);
    vd_page_add(&in->page, "](%.*s) | ", VD_STR_ARGS(path));
    if (rule->instrument && rule->instrument->published != VD_NO_DATE)
        vd_doc_day(in, rule->instrument->published);
    vd_page_add(&in->page, " | %zu | %zu | %zu |\n", kinds[VD_DEADLINE], kinds[VD_BENEFIT],
                kinds[VD_GUIDELINE]);
}

static void add_norms(vd_doc_writer *in)
{
    const vd_program *program = &in->load->program;
    size_t unread = 0;

    for (size_t i = 0; i < program->norm_count; i++)
        unread += program->norms[i].unavailable.len > 0;
    vd_page_add(&in->page,
                "\n## Norms\n\nOf %zu norms the official text of %zu could not be read; what rests "
                "on those says so.\n\n| norm | title | published | official text |\n"
                "|---|---|---|---|\n",
                program->norm_count, unread);
    for (size_t i = 0; i < program->norm_count; i++) {
        const vd_norm *norm = &program->norms[i];

        vd_page_add(&in->page, "| `%.*s` | ", VD_STR_ARGS(norm->id));
        vd_doc_cell(in, vd_doc_text(in, &norm->title));
        vd_page_add(&in->page, " | ");
        if (norm->published != VD_NO_DATE)
            vd_doc_day(in, norm->published);
        vd_page_add(&in->page, " | ");
        if (norm->unavailable.len)
            vd_page_add(&in->page, "not read: ");
        vd_doc_cell(in, norm->unavailable.len ? norm->unavailable : VD_STR("read"));
        vd_page_add(&in->page, " |\n");
    }
}

static void add_index(folder *f)
{
    vd_doc_writer *in = &f->in;
    const vd_program *program = &in->load->program;

    begin_page(f);
    vd_page_add(&in->page,
                "# The law in the packs\n\nWhat the packs say, rule by rule, in Spanish and "
                "English. [Coverage](coverage.md) tells which provisions are modelled and which "
                "are not; [facts](vocabulary.md) tells what is asked. Training: "
                "[español](training/es/README.md), [English](training/en/README.md).\n");
    for (uint32_t pack = 0; pack < program->pack_count; pack++) {
        if (!is_written(f, pack))
            continue;
        vd_page_add(&in->page, "\n## ");
        vd_doc_line(in, vd_doc_text(in, &program->packs[pack].title));
        vd_page_add(&in->page,
                    "\n\nPack `%.*s`, version %.*s.\n\n| instrument | published | deadlines | "
                    "benefits | guidelines |\n|---|---|---:|---:|---:|\n",
                    VD_STR_ARGS(program->packs[pack].id),
                    VD_STR_ARGS(program->packs[pack].version));
        for (size_t i = 0; i < program->rule_count; i++)
            if (program->rules[i].pack == pack && is_first(program, i))
                add_index_row(in, i);
    }
    add_norms(in);
    end_page(f, VD_STR("README.md"));
}

static vd_status add_all(folder *f, vd_diagnostics *diags, vd_error *err)
{
    const vd_program *program = &f->in.load->program;
    vd_status status;

    add_index(f);
    for (size_t i = 0; i < program->rule_count; i++)
        if (is_written(f, program->rules[i].pack) && is_first(program, i))
            add_instrument(f, i);
    begin_page(f);
    status = vd_doc_coverage(&f->in, &f->paths, diags, err);
    if (status)
        return status;
    end_page(f, VD_STR("coverage.md"));
    begin_page(f);
    status = vd_doc_vocabulary(&f->in, &f->paths, diags, err);
    if (status)
        return status;
    end_page(f, VD_STR("vocabulary.md"));
    return VD_OK;
}

vd_status vd_packs_doc_folder(vd_arena *arena, const char *const *dirs, size_t n,
                              const vd_doc_page **ret_pages, size_t *ret_count,
                              vd_diagnostics *diags, vd_error *err)
{
    folder f = {
        .in = {.page = {.arena = arena}, .language = VD_STR("en"), .english = true, .both = true}};
    vd_loader *load = NULL;
    vd_status status = vd_packs_open(arena, dirs, n, 0, NULL, &load, diags, err);

    if (!status)
        status = vd_pack_folders(arena, dirs[0], diags, &f.paths);
    if (status)
        return status;
    f.in.load = load;
    arena->exhausted = false;
    status = add_all(&f, diags, err);
    if (status)
        return status;
    if (arena->exhausted)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "The pages do not fit into memory.");
    *ret_pages = f.pages;
    *ret_count = f.count;
    return VD_OK;
}
