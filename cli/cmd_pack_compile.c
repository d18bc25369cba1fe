/*
 * pack compile: packs in one file, which loads in a moment.
 */
#include <stdio.h>
#include <sys/stat.h>

#include "cli/pack_tools.h"
#include "rules/compiled.h"
#include "rules/pack.h"

static json_t *compiled_json(const vd_program *program, const char *path, size_t bytes)
{
    json_t *packs = json_array();

    for (size_t i = 0; packs && i < program->pack_count; i++) {
        const vd_pack *pack = &program->packs[i];

        json_array_append_new(packs, json_pack("{s:o, s:o, s:o}", "id", vd_str_json(pack->id),
                                               "version", vd_str_json(pack->version), "digest",
                                               vd_str_json(pack->digest)));
    }
    return json_pack("{s:s, s:I, s:I, s:o}", "file", path, "bytes", (json_int_t)bytes, "rules",
                     (json_int_t)program->rule_count, "packs", packs);
}

static vd_exit tell(const vd_cli *cli, const vd_program *program, const char *path)
{
    struct stat info;
    size_t bytes = stat(path, &info) == 0 ? (size_t)info.st_size : 0;

    if (vd_cli_has(cli, VD_OPT_JSON))
        return vd_print_json(compiled_json(program, path, bytes));
    for (size_t i = 0; i < program->pack_count; i++)
        printf("%.*s %.*s %.*s\n", VD_STR_ARGS(program->packs[i].id),
               VD_STR_ARGS(program->packs[i].version), VD_STR_ARGS(program->packs[i].digest));
    printf("%s: %zu pack%s, %zu rules, %zu bytes\n", path, program->pack_count,
           program->pack_count == 1 ? "" : "s", program->rule_count, bytes);
    return VD_EXIT_OK;
}

/* Writes the file, and looks whether it opens. */
static vd_status compile(const vd_cli *cli, vd_arena *arena, const char *path,
                         const vd_program **ret_program, vd_diagnostics *diags, vd_error *err)
{
    const char *const *dirs = (const char *const *)cli->arguments;
    const vd_program *program = NULL;
    vd_arena whole;
    vd_status status = VD_OK;

    for (int i = 0; i < cli->count && !status; i++)
        if (vd_compiled_is_file(dirs[i]))
            status = vd_fail(err, VD_INVALID_ARGUMENT,
                             "\"%s\" is a file: name folders of rule packs.", dirs[i]);
    vd_arena_init(&whole, 0);
    if (!status)
        status = vd_packs_load(&whole, dirs, (size_t)cli->count, 0, &program, diags, err);
    if (!status)
        status = vd_compiled_write(&whole, program, path, err);
    vd_arena_done(&whole);
    return status ? status : vd_compiled_read(arena, path, ret_program, err);
}

vd_exit vd_cmd_pack_compile(const vd_cli *cli)
{
    const char *path = cli->options[VD_OPT_OUTPUT];
    vd_arena arena;
    vd_diagnostics diags;
    vd_error err = {0};
    const vd_program *program = NULL;
    vd_status status;
    vd_exit leave;

    vd_arena_init(&arena, 0);
    vd_diagnostics_init(&diags, &arena);
    status = path ? compile(cli, &arena, path, &program, &diags, &err)
                  : vd_fail(&err, VD_INVALID_ARGUMENT,
                            "Name the file to write: valedor pack compile DIR... -o packs.vdp.");
    leave = status ? vd_pack_unreadable(&arena, &diags, &err) : tell(cli, program, path);
    vd_arena_done(&arena);
    return leave;
}
