#include "cli/subject.h"

#include <stdio.h>

#include <valedor/limits.h>

#include "codec/message.h"
#include "rules/case_file.h"

vd_status vd_cli_find_rule(const vd_program *program, const char *id, uint32_t *ret_rule,
                           vd_error *err)
{
    vd_closest_search near = {.word = vd_str_of(id)};

    *ret_rule = vd_program_rule(program, near.word);
    if (*ret_rule != VD_NONE)
        return VD_OK;
    for (size_t i = 0; i < program->rule_count; i++)
        vd_closest_try(&near, program->rules[i].id);
    if (near.best.len)
        return vd_fail(err, VD_INVALID_ARGUMENT, "There is no rule \"%s\"; did you mean \"%.*s\"?",
                       id, VD_STR_ARGS(near.best));
    return vd_fail(err, VD_INVALID_ARGUMENT, "There is no rule \"%s\".", id);
}

/* The rule of "case put", so that a file that is answered here can be stored. */
static vd_status check_case_id(const char *path, vd_str id, vd_error *err)
{
    if (vd_message_id_valid(id))
        return VD_OK;
    return vd_fail(
        err, VD_INVALID_ARGUMENT,
        "%s: the case's id must have 1 to %d letters, digits, dots, hyphens, underscores "
        "or colons and begin with a letter or digit, unlike \"%.*s\".",
        path, VD_ID_BYTES_MAX, (int)(id.len < 40 ? id.len : 40), id.ptr ? id.ptr : "");
}

static vd_status read_input(vd_arena *arena, const vd_program *program, vd_diagnostics *diags,
                            const vd_case_doc **ret_doc, const vd_case **ret_case, vd_error *err)
{
    vd_source *source = VD_NEW(arena, vd_source);
    const vd_yaml *root = NULL;
    vd_status status;

    if (!source)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "Memory is exhausted.");
    source->path = VD_STR("-");
    status = vd_cli_read(arena, "-", &source->text, err);
    if (status)
        return status;
    status = vd_yaml_read(arena, source, diags, &root);
    if (status == VD_OK)
        status = vd_case_read_linked(arena, program, (vd_str){NULL, 0}, root, NULL, diags, ret_doc,
                                     ret_case);
    if (status == VD_INVALID_ARGUMENT)
        return vd_diagnostics_fail(diags, err);
    return status ? vd_fail(err, status, "The case is too large.") : VD_OK;
}

vd_status vd_cli_read_case(vd_arena *arena, const vd_program *program, const char *path,
                           const vd_case_doc **ret_doc, const vd_case **ret_case, vd_error *err)
{
    vd_diagnostics diags;
    vd_status status;

    vd_diagnostics_init(&diags, arena);
    status = strcmp(path, "-") == 0
                 ? read_input(arena, program, &diags, ret_doc, ret_case, err)
                 : vd_case_read_file(arena, program, path, &diags, ret_doc, ret_case, err);
    if (!status)
        status = check_case_id(path, (*ret_case)->id, err);
    if (!status && (status = vd_case_check_past(program, *ret_case, vd_cli_now(), err)) && err)
        snprintf(err->file, sizeof(err->file), "%s", path);
    return status;
}

vd_status vd_cli_subject(const vd_cli *cli, vd_arena *arena, const char *word,
                         vd_subject *ret_subject, vd_error *err)
{
    vd_subject subject = {.word = word};
    vd_status status;

    subject.is_file = strcmp(word, "-") == 0 || vd_cli_is_file(word);
    if (!subject.is_file && vd_cli_looks_like_path(word))
        return vd_fail(err, VD_INVALID_ARGUMENT, "There is no case file \"%s\".", word);
    if (!subject.is_file) {
        *ret_subject = subject;
        return vd_cli_check_moment(cli, err);
    }
    if ((status = vd_cli_load_packs(cli, arena, &subject.program, err)) ||
        (status =
             vd_cli_read_case(arena, subject.program, word, &subject.doc, &subject.linked, err)) ||
        (status = vd_cli_moment(cli, subject.linked->zone, subject.doc->ask_on, &subject.at, err)))
        return status;
    *ret_subject = subject;
    return VD_OK;
}
