/*
 * subject.h - whom a question is about: a case file, which is answered here, or a stored case, which
 * the daemon answers.
 */
#ifndef VALEDOR_CLI_SUBJECT_H
#define VALEDOR_CLI_SUBJECT_H

#include "cli/common.h"
#include "engine/law/case.h"

typedef struct vd_subject {
    const char *word; /* as given: a path, "-" for standard input, or the id of a stored case */
    bool is_file;
    /* Of a file: */
    const vd_program *program;
    const vd_case_doc *doc;
    const vd_case *linked;
    vd_instant at; /* --on, --at, the file's ask_on, or now */
} vd_subject;

/* Reads and checks a file with the packs of --packs; of an id it only tells that it is one. */
VD_MUST_USE vd_status vd_cli_subject(const vd_cli *cli, vd_arena *arena, const char *word,
                                     vd_subject *ret_subject, vd_error *err);

/* The case of a file under other packs. */
VD_MUST_USE vd_status vd_cli_read_case(vd_arena *arena, const vd_program *program, const char *path,
                                       const vd_case_doc **ret_doc, const vd_case **ret_case,
                                       vd_error *err);

/* VD_INVALID_ARGUMENT with the rule that was perhaps meant. */
VD_MUST_USE vd_status vd_cli_find_rule(const vd_program *program, const char *id,
                                       uint32_t *ret_rule, vd_error *err);

#endif
