/*
 * pack diff, pack impact: what changes from one version of packs to the next.
 */
#include <stdio.h>

#include "cli/pack_tools.h"
#include "rules/compiled.h"
#include "rules/pack.h"
#include "rules/pack_files.h"
#include "rules/tools/diff.h"
#include "rules/tools/impact.h"

/* Longer texts are cut for people; --json has them whole. */
#define TEXT_SHOWN 160

static void print_text(vd_str text)
{
    size_t length = text.len;

    if (length > TEXT_SHOWN)
        for (length = TEXT_SHOWN; ((unsigned char)text.ptr[length] & 0xC0) == 0x80;)
            length--;
    printf("%.*s%s", (int)length, text.ptr, length < text.len ? "..." : "");
}

static void print_place(vd_place place)
{
    if (place.source)
        printf("    %.*s:%u:%u\n", VD_STR_ARGS(place.source->path), place.line, place.column);
}

static void print_change(const vd_change *change)
{
    printf("%s: %.*s", vd_change_kind_name(change->kind), VD_STR_ARGS(change->what));
    if (change->before.len || change->after.len)
        printf(": ");
    print_text(change->before);
    if (change->kind == VD_CHANGED)
        printf(" -> ");
    print_text(change->after);
    putchar('\n');
    print_place(change->old_place);
    print_place(change->new_place);
}

static json_t *changes_json(const vd_changes *changes)
{
    json_t *list = json_array();

    for (size_t i = 0; i < changes->count; i++) {
        const vd_change *change = &changes->items[i];
        json_t *entry = json_pack("{s:s, s:o}", "kind", vd_change_kind_name(change->kind), "what",
                                  vd_str_json(change->what));

        if (change->kind != VD_ADDED) {
            json_object_set_new(entry, "before", vd_str_json(change->before));
            json_object_set_new(entry, "old_place", vd_place_json(change->old_place));
        }
        if (change->kind != VD_REMOVED) {
            json_object_set_new(entry, "after", vd_str_json(change->after));
            json_object_set_new(entry, "new_place", vd_place_json(change->new_place));
        }
        json_array_append_new(list, entry);
    }
    return json_pack("{s:b, s:o}", "equal", changes->count == 0, "changes", list);
}

vd_exit vd_cmd_pack_diff(const vd_cli *cli)
{
    vd_arena arena;
    vd_diagnostics diags;
    vd_error err = {0};
    vd_changes changes = {0};
    vd_pack_dirs dirs[2] = {{{NULL, NULL}, 0}, {{NULL, NULL}, 0}};
    vd_exit leave = VD_EXIT_OK;
    vd_status status = vd_pack_dirs_of(cli, cli->arguments[0], &dirs[0], &err);

    vd_arena_init(&arena, 0);
    vd_diagnostics_init(&diags, &arena);
    if (!status)
        status = vd_pack_dirs_of(cli, cli->arguments[1], &dirs[1], &err);
    for (int i = 0; i < 2 && !status; i++)
        if (vd_compiled_is_file(cli->arguments[i]))
            status =
                vd_fail(&err, VD_INVALID_ARGUMENT,
                        "\"%s\" is a file, and this needs the packs as they were written: name "
                        "their folder.",
                        cli->arguments[i]);
    if (!status)
        status =
            vd_packs_diff(&arena, cli->arguments[0], cli->arguments[1], &changes, &diags, &err);
    if (status) {
        leave = vd_pack_unreadable(&arena, &diags, &err);
        /* 1 is an answer here; packs that cannot be read are none. */
        vd_arena_done(&arena);
        return leave == VD_EXIT_NEGATIVE ? VD_EXIT_USAGE : leave;
    }
    if (vd_cli_has(cli, VD_OPT_JSON))
        leave = vd_print_json(changes_json(&changes));
    else
        for (size_t i = 0; i < changes.count; i++)
            print_change(&changes.items[i]);
    if (leave == VD_EXIT_OK && changes.count)
        leave = VD_EXIT_NEGATIVE;
    vd_arena_done(&arena);
    return leave;
}

static vd_status moment(void *user, const vd_zone *zone, vd_str ask_on, vd_instant *ret_at,
                        vd_error *err)
{
    return vd_cli_moment(user, zone, ask_on, ret_at, err);
}

static json_t *impact_json(const vd_impact_report *report)
{
    json_t *list = json_array();

    for (size_t i = 0; i < report->count; i++) {
        const vd_shift *shift = &report->items[i];

        json_array_append_new(
            list,
            json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "case", vd_str_json(shift->file), "rule",
                      vd_str_json(shift->rule), "instance", vd_str_json(shift->instance), "what",
                      vd_str_json(shift->what), "before", vd_str_json(shift->before), "after",
                      vd_str_json(shift->after)));
    }
    return json_pack("{s:I, s:I, s:I, s:o}", "cases", (json_int_t)report->case_count, "answers",
                     (json_int_t)report->answer_count, "differing",
                     (json_int_t)report->answers_differing, "shifts", list);
}

static void print_impact(const vd_impact_report *report)
{
    vd_str file = {"", 0};

    for (size_t i = 0; i < report->count; i++) {
        const vd_shift *shift = &report->items[i];
        vd_str before = shift->before.len ? shift->before : VD_STR("no answer");
        vd_str after = shift->after.len ? shift->after : VD_STR("no answer");

        if (!vd_str_eq(file, shift->file))
            printf("%.*s\n", VD_STR_ARGS(shift->file));
        file = shift->file;
        printf("    %.*s%s%.*s%s%s%.*s: %.*s -> %.*s\n", VD_STR_ARGS(shift->rule),
               shift->instance.len ? "[" : "", VD_STR_ARGS(shift->instance),
               shift->instance.len ? "]" : "", shift->rule.len ? ": " : "",
               VD_STR_ARGS(shift->what), VD_STR_ARGS(before), VD_STR_ARGS(after));
    }
    printf("%zu %s, %zu %s: %zu differ\n", report->case_count,
           report->case_count == 1 ? "case" : "cases", report->answer_count,
           report->answer_count == 1 ? "answer" : "answers", report->answers_differing);
}

/* The files behind A and B, and those of --cases. */
static vd_status find_cases(const vd_cli *cli, vd_arena *arena, vd_diagnostics *diags,
                            vd_paths *ret_files, vd_error *err)
{
    const char *cases = cli->options[VD_OPT_CASES];
    vd_paths found = {0};
    size_t given = (size_t)cli->count - 2;
    vd_status status = VD_OK;

    if (cases && vd_cli_is_file(cases)) {
        found.items = VD_NEW_ARRAY(arena, const char *, 1);
        if (found.items)
            found.items[found.count++] = cases;
    } else if (cases) {
        status = vd_pack_files(arena, cases, false, diags, &found);
    }
    if (status)
        return vd_diagnostics_fail(diags, err);
    ret_files->items = VD_NEW_ARRAY(arena, const char *, given + found.count);
    if (!ret_files->items)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "The cases do not fit into memory.");
    for (size_t i = 0; i < given; i++)
        ret_files->items[ret_files->count++] = cli->arguments[2 + i];
    for (size_t i = 0; i < found.count; i++)
        ret_files->items[ret_files->count++] = found.items[i];
    if (ret_files->count == 0)
        return vd_fail(err, VD_INVALID_ARGUMENT,
                       "There is no case to ask: name files, or a folder with --cases.");
    return VD_OK;
}

static vd_status load_both(const vd_cli *cli, vd_arena *arena, vd_impact_how *how,
                           vd_diagnostics *diags, vd_error *err)
{
    const vd_program **programs[2] = {&how->before, &how->after};
    vd_status status = VD_OK;

    for (int i = 0; i < 2 && !status; i++) {
        vd_pack_dirs dirs = {{NULL, NULL}, 0};

        status = vd_pack_dirs_of(cli, cli->arguments[i], &dirs, err);
        if (!status)
            status = vd_packs_load(arena, dirs.items, dirs.count, 0, programs[i], diags, err);
    }
    return status;
}

vd_exit vd_cmd_pack_impact(const vd_cli *cli)
{
    vd_arena arena;
    vd_diagnostics diags;
    vd_error err = {0};
    vd_impact_report report = {0};
    vd_impact_how how = {.moment = moment, .user = (void *)cli};
    vd_paths files = {0};
    vd_exit leave = VD_EXIT_OK;
    vd_status status = vd_cli_check_moment(cli, &err);

    vd_arena_init(&arena, 0);
    vd_diagnostics_init(&diags, &arena);
    if (!status)
        status = find_cases(cli, &arena, &diags, &files, &err);
    if (!status)
        status = load_both(cli, &arena, &how, &diags, &err);
    if (!status)
        status = vd_packs_impact(&arena, &how, files.items, files.count, &report, &err);
    if (status)
        leave = vd_complain(&err);
    else if (vd_cli_has(cli, VD_OPT_JSON))
        leave = vd_print_json(impact_json(&report));
    else
        print_impact(&report);
    if (leave == VD_EXIT_OK && report.count)
        leave = VD_EXIT_NEGATIVE;
    vd_arena_done(&arena);
    return leave;
}
