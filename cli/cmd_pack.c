/*
 * pack: for those who write law as data.
 */
#include <stdio.h>
#include <sys/stat.h>

#include "cli/pack_tools.h"
#include "rules/compiled.h"
#include "rules/pack.h"
#include "rules/scenarios.h"

static vd_status check_folder(const char *folder, vd_error *err)
{
    struct stat found;

    if (stat(folder, &found) == 0 && (S_ISDIR(found.st_mode) || S_ISREG(found.st_mode)))
        return VD_OK;
    return vd_fail(err, VD_INVALID_ARGUMENT, "There is no folder \"%s\".", folder);
}

vd_status vd_pack_dirs_of(const vd_cli *cli, const char *folder, vd_pack_dirs *ret_dirs,
                          vd_error *err)
{
    vd_pack_dirs dirs = {{folder, cli->options[VD_OPT_PACKS]}, 1};
    vd_status status = check_folder(folder, err);

    if (!status && dirs.items[1]) {
        status = check_folder(dirs.items[1], err);
        dirs.count = 2;
    }
    if (!status)
        *ret_dirs = dirs;
    return status;
}

/* Loads the pack, or the packs in the folder, and with --packs those that they build on. */
static vd_status load(const vd_cli *cli, vd_arena *arena, unsigned flags,
                      const vd_program **ret_program, vd_diagnostics *diags, vd_error *err)
{
    vd_pack_dirs dirs = {{NULL, NULL}, 0};
    vd_status status = vd_pack_dirs_of(cli, cli->arguments[0], &dirs, err);

    return status ? status
                  : vd_packs_load(arena, dirs.items, dirs.count, flags, ret_program, diags, err);
}

void vd_print_diagnostics(vd_arena *arena, const vd_diagnostics *diags)
{
    for (size_t i = 0; i < diags->count; i++) {
        vd_str text = vd_diagnostic_render(arena, &diags->items[i]);

        fwrite(text.ptr, 1, text.len, stdout);
    }
    if (diags->left_out)
        printf("... and %zu more\n", diags->left_out);
}

static json_t *diagnostics_json(const vd_diagnostics *diags)
{
    json_t *list = json_array();

    for (size_t i = 0; list && i < diags->count; i++) {
        const vd_diagnostic *d = &diags->items[i];
        char number[16];

        snprintf(number, sizeof(number), "VD%03d", (int)d->kind);
        json_array_append_new(
            list, json_pack("{s:s, s:s, s:s%, s:i, s:i, s:s%, s:s%}", "number", number, "severity",
                            vd_severity_name(d->severity), "file", d->file.ptr ? d->file.ptr : "",
                            d->file.len, "line", (int)d->line, "column", (int)d->column, "message",
                            d->message.ptr ? d->message.ptr : "", d->message.len, "suggestion",
                            d->suggestion.ptr ? d->suggestion.ptr : "", d->suggestion.len));
    }
    return list;
}

/* What is not complete yet fails only who asks for it. */
static vd_exit verdict(const vd_cli *cli, const vd_diagnostics *diags)
{
    bool bad = diags->error_count > 0 || diags->warning_count > 0 ||
               (vd_cli_has(cli, VD_OPT_STRICT) && diags->note_count > 0);

    return bad ? VD_EXIT_NEGATIVE : VD_EXIT_OK;
}

static void print_count(const char *what, size_t count, const char *behind)
{
    printf("%zu %s%s%s", count, what, count == 1 ? "" : "s", behind);
}

/* Notes are many while a pack grows: they are counted, and listed for who is strict. */
static void print_findings(const vd_cli *cli, vd_arena *arena, const vd_program *program,
                           const vd_diagnostics *diags)
{
    bool strict = vd_cli_has(cli, VD_OPT_STRICT);

    for (size_t i = 0; i < diags->count; i++) {
        vd_str text = vd_diagnostic_render(arena, &diags->items[i]);

        if (strict || diags->items[i].severity != VD_SEVERITY_NOTE)
            fwrite(text.ptr, 1, text.len, stdout);
    }
    if (diags->left_out)
        printf("... and %zu more\n", diags->left_out);
    if (program) {
        print_count("pack", program->pack_count, ", ");
        printf("%zu rules, %zu facts: ", program->rule_count, program->fact_count);
    }
    print_count("error", diags->error_count, ", ");
    print_count("warning", diags->warning_count, ", ");
    print_count("note", diags->note_count,
                strict || diags->note_count == 0 ? "\n" : " (--strict lists them)\n");
}

static vd_exit tell_check(const vd_cli *cli, vd_arena *arena, const vd_program *program,
                          const vd_diagnostics *diags)
{
    vd_exit leave = verdict(cli, diags);
    vd_exit printed;

    if (!vd_cli_has(cli, VD_OPT_JSON)) {
        print_findings(cli, arena, program, diags);
        return leave;
    }
    printed = vd_print_json(
        json_pack("{s:b, s:I, s:I, s:I, s:o}", "sound", leave == VD_EXIT_OK, "errors",
                  (json_int_t)diags->error_count, "warnings", (json_int_t)diags->warning_count,
                  "notes", (json_int_t)diags->note_count, "diagnostics", diagnostics_json(diags)));
    return printed ? printed : leave;
}

vd_exit vd_cmd_pack_check(const vd_cli *cli)
{
    vd_arena arena;
    vd_diagnostics diags;
    vd_error err = {0};
    const vd_program *program = NULL;
    vd_status status;
    vd_exit leave;

    vd_arena_init(&arena, 0);
    vd_diagnostics_init(&diags, &arena);
    status = load(cli, &arena, VD_PACK_CHECK | VD_PACK_SCENARIOS, &program, &diags, &err);
    /* Defects are the answer; only what could not be looked at is a failure. */
    if (status && diags.error_count == 0)
        leave = vd_complain(&err);
    else
        leave = tell_check(cli, &arena, program, &diags);
    vd_arena_done(&arena);
    return leave;
}

static json_t *failures_json(const vd_scenario_report *report)
{
    json_t *list = json_array();

    for (size_t i = 0; list && i < report->failure_count && i < report->failure_room; i++) {
        const vd_scenario_failure *f = &report->failures[i];
        const struct {
            const char *key;
            vd_str text;
        } texts[] = {{"file", f->file}, {"scenario", f->scenario},
                     {"rule", f->rule}, {"instance", f->instance},
                     {"what", f->what}, {"expected", f->expected},
                     {"got", f->got},   {"trace", f->trace}};
        json_t *entry = json_pack("{s:i}", "line", (int)f->line);

        for (size_t t = 0; t < sizeof(texts) / sizeof(texts[0]); t++)
            json_object_set_new(
                entry, texts[t].key,
                json_stringn(texts[t].text.ptr ? texts[t].text.ptr : "", texts[t].text.len));
        json_array_append_new(list, entry);
    }
    return list;
}

/* `ran`: the packs loaded. Without them no scenario was asked, and there is nothing to sum up. */
static vd_exit tell_test(const vd_cli *cli, vd_arena *arena, bool ran, const vd_diagnostics *diags,
                         const vd_scenario_report *report)
{
    bool bad = report->failure_count > 0 || diags->error_count > 0;

    if (vd_cli_has(cli, VD_OPT_JSON)) {
        vd_exit printed = vd_print_json(json_pack(
            "{s:b, s:b, s:I, s:I, s:I, s:I, s:o, s:o}", "passed", !bad, "ran", ran, "scenarios",
            (json_int_t)report->scenario_count, "terms", (json_int_t)report->term_count,
            "expectations", (json_int_t)report->expectation_count, "failed",
            (json_int_t)report->failure_count, "failures", failures_json(report), "diagnostics",
            diagnostics_json(diags)));

        return printed ? printed : bad ? VD_EXIT_NEGATIVE : VD_EXIT_OK;
    }
    vd_print_diagnostics(arena, diags);
    for (size_t i = 0; i < report->failure_count && i < report->failure_room; i++) {
        vd_str text = vd_scenario_failure_render(arena, &report->failures[i]);

        fwrite(text.ptr, 1, text.len, stdout);
    }
    if (!ran) {
        puts("no scenario was run: the packs do not load");
        return VD_EXIT_NEGATIVE;
    }
    printf("%zu scenarios, %zu terms, %zu expectations: %zu failed", report->scenario_count,
           report->term_count, report->expectation_count, report->failure_count);
    if (diags->error_count)
        printf(", and %zu could not be read", diags->error_count);
    putchar('\n');
    return bad ? VD_EXIT_NEGATIVE : VD_EXIT_OK;
}

/* Where the scenarios are: in the packs' folder, or for compiled packs where --cases says. */
static vd_status scenario_folder(const vd_cli *cli, const char **ret_folder, vd_error *err)
{
    const char *packs = cli->arguments[0];
    const char *cases = cli->options[VD_OPT_CASES];

    if (cases && !vd_compiled_is_file(packs))
        return vd_fail(err, VD_INVALID_ARGUMENT,
                       "--cases is for compiled packs: scenarios are read from \"%s\" itself.",
                       packs);
    if (!cases && vd_compiled_is_file(packs))
        return vd_fail(err, VD_INVALID_ARGUMENT,
                       "Compiled packs have no scenarios: name the folder that has them with "
                       "--cases.");
    *ret_folder = cases ? cases : packs;
    return VD_OK;
}

vd_exit vd_cmd_pack_test(const vd_cli *cli)
{
    vd_arena arena;
    vd_diagnostics diags;
    vd_error err = {0};
    vd_scenario_report report = {0};
    const vd_program *program = NULL;
    const char *folder = NULL;
    vd_status status;
    vd_exit leave;

    vd_arena_init(&arena, 0);
    vd_diagnostics_init(&diags, &arena);
    status = scenario_folder(cli, &folder, &err);
    if (!status)
        status = load(cli, &arena, 0, &program, &diags, &err);
    if (!status)
        status = vd_scenarios_run(&arena, program, folder, &diags, &report, &err);
    if (status && diags.error_count == 0)
        leave = vd_complain(&err);
    else
        leave = tell_test(cli, &arena, program != NULL, &diags, &report);
    vd_arena_done(&arena);
    return leave;
}
