/*
 * common.h - what the commands share: packs, times, errors, output.
 */
#ifndef VALEDOR_CLI_COMMON_H
#define VALEDOR_CLI_COMMON_H

#include <jansson.h>

#include <valedor/arena.h>

#include "cli/options.h"
#include "engine/law/program.h"

struct ProtobufCMessage;
struct vd_client;

/* One sentence on standard error, with the place where there is one; what to leave with. */
vd_exit vd_complain(const vd_error *err);

/* "es", "en" or another language of the packs. */
VD_MUST_USE vd_status vd_cli_language(const vd_cli *cli, vd_str *ret_language, vd_error *err);
bool vd_cli_english(const vd_cli *cli);

/* The packs of --packs, VALEDOR_PACKS, ./rules/packs or the installed ones: a folder, or a file that
 * `pack compile` wrote. */
VD_MUST_USE vd_status vd_cli_load_packs(const vd_cli *cli, vd_arena *arena,
                                        const vd_program **ret_program, vd_error *err);

/* Seconds since 1970, by the system's clock. */
vd_instant vd_cli_now(void);

/* The instant to ask for: --on, --at, `ask_on` (may be empty), else the clock's. */
VD_MUST_USE vd_status vd_cli_moment(const vd_cli *cli, const vd_zone *zone, vd_str ask_on,
                                    vd_instant *ret_at, vd_error *err);
/* Whether --on and --at are well formed, for who has no zone. */
VD_MUST_USE vd_status vd_cli_check_moment(const vd_cli *cli, vd_error *err);

/* Connects to --server, VALEDOR_SERVER or the socket of `make run`. */
VD_MUST_USE vd_status vd_cli_connect(const vd_cli *cli, struct vd_client **ret_client,
                                     vd_error *err);

bool vd_cli_is_file(const char *path);
/* What looks like a path is not sent to the daemon as an id. */
bool vd_cli_looks_like_path(const char *word);
/* The bytes of a file, or of standard input for "-". */
VD_MUST_USE vd_status vd_cli_read(vd_arena *arena, const char *path, vd_str *ret_text,
                                  vd_error *err);

/* Prints and gives the reference back; NULL is memory exhausted. */
vd_exit vd_print_json(json_t *json);
vd_exit vd_print_message_json(const struct ProtobufCMessage *message);

/* The commands. */
vd_exit vd_cmd_assess(const vd_cli *cli);
vd_exit vd_cmd_deadlines(const vd_cli *cli);
vd_exit vd_cmd_benefits(const vd_cli *cli);
vd_exit vd_cmd_guidelines(const vd_cli *cli);
vd_exit vd_cmd_explain(const vd_cli *cli);
vd_exit vd_cmd_sheet(const vd_cli *cli);
vd_exit vd_cmd_what_if(const vd_cli *cli);
vd_exit vd_cmd_questions(const vd_cli *cli);
vd_exit vd_cmd_timeline(const vd_cli *cli);
vd_exit vd_cmd_case_put(const vd_cli *cli);
vd_exit vd_cmd_case_get(const vd_cli *cli);
vd_exit vd_cmd_case_list(const vd_cli *cli);
vd_exit vd_cmd_term(const vd_cli *cli);
vd_exit vd_cmd_feel_eval(const vd_cli *cli);
vd_exit vd_cmd_feel_batch(const vd_cli *cli);
vd_exit vd_cmd_pack_check(const vd_cli *cli);
vd_exit vd_cmd_pack_test(const vd_cli *cli);
vd_exit vd_cmd_pack_compile(const vd_cli *cli);
vd_exit vd_cmd_pack_diff(const vd_cli *cli);
vd_exit vd_cmd_pack_impact(const vd_cli *cli);
vd_exit vd_cmd_pack_coverage(const vd_cli *cli);
vd_exit vd_cmd_pack_mutate(const vd_cli *cli);
vd_exit vd_cmd_pack_doc(const vd_cli *cli);
vd_exit vd_cmd_pack_lsp_check(const vd_cli *cli);
vd_exit vd_cmd_health(const vd_cli *cli);
vd_exit vd_cmd_version(const vd_cli *cli);

#endif
