/*
 * pack_tools.h - what the commands on packs share.
 */
#ifndef VALEDOR_CLI_PACK_TOOLS_H
#define VALEDOR_CLI_PACK_TOOLS_H

#include "cli/common.h"
#include "rules/diagnostic.h"

/* The folder of the command's argument, and with --packs that of what it builds on. */
typedef struct vd_pack_dirs {
    const char *items[2];
    size_t count;
} vd_pack_dirs;

VD_MUST_USE vd_status vd_pack_dirs_of(const vd_cli *cli, const char *folder, vd_pack_dirs *ret_dirs,
                                      vd_error *err);

void vd_print_diagnostics(vd_arena *arena, const vd_diagnostics *diags);

/* What to leave with when packs or scenarios could not be read: their defects, or the error. */
vd_exit vd_pack_unreadable(vd_arena *arena, const vd_diagnostics *diags, const vd_error *err);

/* A whole number from 0 on; `fallback` when the option is not given. */
VD_MUST_USE vd_status vd_cli_count(const vd_cli *cli, vd_option option, size_t fallback,
                                   size_t *ret_count, vd_error *err);

/* "12.3%"; all of nothing is 100%. */
void vd_print_percent(size_t part, size_t whole);

/* NULL texts are "". */
json_t *vd_str_json(vd_str text);
json_t *vd_place_json(vd_place place);

#endif
