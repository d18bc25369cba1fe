/*
 * pack doc, pack lsp-check: packs for readers and for editors.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/pack_tools.h"
#include "rules/loader.h"
#include "rules/tools/doc.h"

static vd_status write_page(const char *path, vd_str page, vd_error *err)
{
    FILE *out = path ? fopen(path, "w") : stdout;
    bool written;

    if (!out)
        return vd_fail(err, VD_INVALID_ARGUMENT, "The file \"%s\" cannot be written.", path);
    written = fwrite(page.ptr, 1, page.len, out) == page.len;
    if (path && fclose(out) != 0)
        written = false;
    return written ? VD_OK
                   : vd_fail(err, VD_DATA_LOSS, "The page cannot be written to %s.",
                             path ? path : "standard output");
}

/* folder/path, and the folder within that the path names. */
static vd_status write_in(vd_arena *arena, const char *folder, const vd_doc_page *page,
                          vd_error *err)
{
    vd_str path = vd_arena_printf(arena, "%s/%.*s", folder, VD_STR_ARGS(page->path));
    char *slash = path.ptr ? strrchr(path.ptr, '/') : NULL;

    if (!slash)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "The pages do not fit into memory.");
    *slash = '\0';
    (void)mkdir(path.ptr, 0777); /* may be there; else the file cannot be written and says so */
    *slash = '/';
    return write_page(path.ptr, page->text, err);
}

static vd_status write_folder(vd_arena *arena, const vd_pack_dirs *dirs, const char *folder,
                              vd_diagnostics *diags, vd_error *err)
{
    const vd_doc_page *pages = NULL;
    size_t count = 0;
    vd_status status =
        vd_packs_doc_folder(arena, dirs->items, dirs->count, &pages, &count, diags, err);

    for (size_t i = 0; i < count && !status; i++)
        status = write_in(arena, folder, &pages[i], err);
    return status;
}

static vd_status write_single(const vd_cli *cli, vd_arena *arena, const vd_pack_dirs *dirs,
                              vd_diagnostics *diags, vd_error *err)
{
    vd_str language = {NULL, 0};
    vd_str page = {NULL, 0};
    vd_status status = vd_cli_language(cli, &language, err);

    if (!status)
        status = vd_packs_doc(arena, dirs->items, dirs->count, language, &page, diags, err);
    return status ? status : write_page(cli->options[VD_OPT_OUTPUT], page, err);
}

vd_exit vd_cmd_pack_doc(const vd_cli *cli)
{
    vd_arena arena;
    vd_diagnostics diags;
    vd_error err = {0};
    vd_pack_dirs dirs = {{NULL, NULL}, 0};
    vd_exit leave = VD_EXIT_OK;
    const char *folder = cli->options[VD_OPT_OUT];
    vd_status status = vd_pack_dirs_of(cli, cli->arguments[0], &dirs, &err);

    vd_arena_init(&arena, 0);
    vd_diagnostics_init(&diags, &arena);
    if (!status)
        status = folder ? write_folder(&arena, &dirs, folder, &diags, &err)
                        : write_single(cli, &arena, &dirs, &diags, &err);
    if (status)
        leave = vd_pack_unreadable(&arena, &diags, &err);
    vd_arena_done(&arena);
    return leave;
}

/* The character at the byte, or 0 past the end; how many bytes it has and how many units of UTF-16,
 * in which editors count. */
static bool next_character(vd_str line, size_t *at, int *units)
{
    unsigned char first;

    if (*at >= line.len)
        return false;
    first = (unsigned char)line.ptr[*at];
    *units = first >= 0xF0 ? 2 : 1;
    for ((*at)++; *at < line.len && ((unsigned char)line.ptr[*at] & 0xC0) == 0x80;)
        (*at)++;
    return true;
}

static bool in_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-' || ((unsigned char)c & 0x80);
}

/* From the column to the end of the word that stands there, or of what is in quotes there; at least
 * one character. */
static json_t *range_json(const vd_diagnostic *d)
{
    int line = d->line ? (int)d->line - 1 : 0;
    int start = 0;
    int end;
    int units = 0;
    size_t at = 0;
    bool word;
    char quote;

    for (uint32_t i = 1; i < d->column && next_character(d->source_line, &at, &units); i++)
        start += units;
    end = start;
    quote = at < d->source_line.len ? d->source_line.ptr[at] : 0;
    word = at < d->source_line.len && in_word(d->source_line.ptr[at]);
    if (next_character(d->source_line, &at, &units))
        end += units;
    quote = quote == '"' || quote == '\'' ? quote : 0;
    while (at < d->source_line.len && (quote || (word && in_word(d->source_line.ptr[at])))) {
        bool last = quote && d->source_line.ptr[at] == quote;

        (void)next_character(d->source_line, &at, &units);
        end += units;
        if (last)
            break;
    }
    return json_pack("{s:{s:i, s:i}, s:{s:i, s:i}}", "start", "line", line, "character", start,
                     "end", "line", line, "character", end);
}

static json_t *editor_diagnostic(const vd_diagnostic *d)
{
    char code[16];

    snprintf(code, sizeof(code), "VD%03d", (int)d->kind);
    return json_pack("{s:o, s:i, s:s, s:s, s:o, s:o}", "range", range_json(d), "severity",
                     (int)d->severity + 1, "code", code, "source", "valedor", "message",
                     vd_str_json(d->message), "suggestion", vd_str_json(d->suggestion));
}

/* One entry a file, in the order of the diagnostics; `only` (may be empty) leaves out other files. */
static json_t *files_json(const vd_diagnostics *diags, vd_str only)
{
    json_t *files = json_array();
    json_t *list = NULL;
    vd_str file = {NULL, 0};

    for (size_t i = 0; i < diags->count; i++) {
        const vd_diagnostic *d = &diags->items[i];

        if (only.len && !vd_str_eq(only, d->file))
            continue;
        if (!list || !vd_str_eq(file, d->file)) {
            list = json_array();
            json_array_append_new(
                files, json_pack("{s:o, s:o}", "file", vd_str_json(d->file), "diagnostics", list));
            file = d->file;
        }
        json_array_append_new(list, editor_diagnostic(d));
    }
    /* An editor clears what it showed before. */
    if (only.len && json_array_size(files) == 0)
        json_array_append_new(files,
                              json_pack("{s:o, s:[]}", "file", vd_str_json(only), "diagnostics"));
    return json_pack("{s:o}", "files", files);
}

/* The folder of the pack that a file belongs to: the nearest one with a pack.yaml; NULL: none. */
static const char *pack_of(vd_arena *arena, const char *file)
{
    vd_str path = vd_str_of(file);

    while (path.len) {
        vd_str head;
        vd_str folder = {".", 1};

        while (path.len && path.ptr[path.len - 1] != '/')
            path.len--;
        if (path.len > 1)
            folder = (vd_str){path.ptr, path.len - 1};
        head = vd_arena_printf(arena, "%.*s/pack.yaml", VD_STR_ARGS(folder));
        if (head.ptr && access(head.ptr, R_OK) == 0)
            return vd_arena_copy(arena, folder).ptr;
        path.len -= path.len > 0;
    }
    return NULL;
}

/* What is checked: a folder; or a file within its pack, perhaps with a text not saved yet. */
typedef struct target {
    const char *folder;
    vd_str only;
    vd_source unsaved;
    bool has_unsaved;
} target;

static vd_status find_target(const vd_cli *cli, vd_arena *arena, target *ret_target, vd_error *err)
{
    const char *word = cli->arguments[0];
    const char *file = strcmp(word, "-") == 0 ? cli->options[VD_OPT_AS] : word;
    target found = {.folder = file};
    vd_status status = VD_OK;

    if (strcmp(word, "-") == 0) {
        found.has_unsaved = true;
        found.unsaved.path = file ? vd_str_of(file) : VD_STR("-");
        status = vd_cli_read(arena, "-", &found.unsaved.text, err);
    } else if (cli->options[VD_OPT_AS]) {
        return vd_fail(err, VD_INVALID_ARGUMENT, "--as needs \"-\", standard input.");
    }
    if (status)
        return status;
    if (file && (found.has_unsaved || vd_cli_is_file(file))) {
        found.folder = pack_of(arena, file);
        if (!found.folder)
            return vd_fail(err, VD_INVALID_ARGUMENT,
                           "There is no pack.yaml beside \"%s\" nor in a folder above.", file);
        found.only = strncmp(found.folder, ".", 2) == 0 ? vd_arena_printf(arena, "./%s", file)
                                                        : vd_str_of(file);
        if (found.has_unsaved)
            found.unsaved.path = found.only;
    }
    *ret_target = found;
    return VD_OK;
}

vd_exit vd_cmd_pack_lsp_check(const vd_cli *cli)
{
    vd_arena arena;
    vd_diagnostics diags;
    vd_error err = {0};
    target at = {0};
    vd_pack_dirs dirs = {{NULL, NULL}, 0};
    vd_loader *load = NULL;
    const vd_yaml *root = NULL;
    vd_exit leave;
    vd_status status;

    vd_arena_init(&arena, 0);
    vd_diagnostics_init(&diags, &arena);
    status = find_target(cli, &arena, &at, &err);
    if (!status && at.folder)
        status = vd_pack_dirs_of(cli, at.folder, &dirs, &err);
    if (!status)
        status = at.folder ? vd_packs_open(&arena, dirs.items, dirs.count, VD_PACK_CHECK,
                                           at.has_unsaved ? &at.unsaved : NULL, &load, &diags, &err)
                           : vd_yaml_read(&arena, &at.unsaved, &diags, &root);
    /* Defects are the answer; only what could not be looked at is a failure. */
    if (status && diags.error_count == 0)
        leave = vd_complain(&err);
    else
        leave = vd_print_json(files_json(&diags, at.only));
    if (leave == VD_EXIT_OK && diags.error_count)
        leave = VD_EXIT_NEGATIVE;
    vd_arena_done(&arena);
    return leave;
}
