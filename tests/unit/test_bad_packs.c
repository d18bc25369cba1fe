/*
 * test_bad_packs.c - each folder of tests/bad_packs has one defect, and is told exactly so.
 *
 * A folder's expected.txt is what `valedor pack check` and `pack test` would print of it. With
 * Of folders whose names begin with "strict-" also the notes are told. VD_BLESS=1 in the environment the files are written anew; read the difference like code.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rules/pack.h"
#include "rules/scenarios.h"

#define FOLDER "tests/bad_packs"
#define PACKS_MAX 200
#define TEXT_MAX 65536

static char *names[PACKS_MAX];
static size_t name_count;
static bool seen[1000]; /* by the number of the kind */

static int by_name(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static int find_packs(void **state)
{
    DIR *stream = opendir(FOLDER);
    const struct dirent *entry;

    (void)state;
    if (!stream)
        return -1;
    while ((entry = readdir(stream)) != NULL && name_count < PACKS_MAX)
        if (entry->d_name[0] != '.')
            names[name_count++] = strdup(entry->d_name);
    (void)closedir(stream);
    qsort(names, name_count, sizeof(*names), by_name);
    return 0;
}

static int forget_packs(void **state)
{
    (void)state;
    while (name_count > 0)
        free(names[--name_count]);
    return 0;
}

/* What both commands say of the pack. */
static void examine(vd_arena *arena, const char *dir, char text[TEXT_MAX])
{
    const vd_program *program = NULL;
    vd_scenario_report report = {0};
    vd_diagnostics diags;
    unsigned flags = VD_PACK_CHECK;
    size_t length = 0;

    vd_diagnostics_init(&diags, arena);
    if (strstr(dir, "/strict-"))
        flags |= VD_PACK_SCENARIOS;
    if (vd_packs_load(arena, &dir, 1, flags, &program, &diags, NULL) == VD_OK)
        (void)!vd_scenarios_run(arena, program, dir, &diags, &report, NULL);
    text[0] = '\0';
    for (size_t i = 0; i < diags.count; i++) {
        vd_str told = vd_diagnostic_render(arena, &diags.items[i]);

        seen[diags.items[i].kind] = true;
        length += (size_t)snprintf(text + length, TEXT_MAX - length, "%.*s", VD_STR_ARGS(told));
    }
    for (size_t i = 0; i < report.failure_count; i++) {
        vd_str told = vd_scenario_failure_render(arena, &report.failures[i]);

        length += (size_t)snprintf(text + length, TEXT_MAX - length, "%.*s", VD_STR_ARGS(told));
    }
}

static void read_text(const char *path, char text[TEXT_MAX])
{
    FILE *stream = fopen(path, "r");
    size_t length = 0;

    if (stream) {
        length = fread(text, 1, TEXT_MAX - 1, stream);
        (void)fclose(stream);
    }
    text[length] = '\0';
}

static void bless(const char *path, const char *text)
{
    FILE *stream = fopen(path, "w");

    assert_non_null(stream);
    assert_true(fputs(text, stream) >= 0);
    assert_int_equal(fclose(stream), 0);
}

static void each_pack_is_told_its_one_defect(void **state)
{
    static char got[TEXT_MAX];
    static char expected[TEXT_MAX];
    size_t wrong = 0;

    (void)state;
    assert_true(name_count > 50);
    for (size_t i = 0; i < name_count; i++) {
        char dir[512];
        char path[600];
        vd_arena arena;

        vd_arena_init(&arena, 0);
        (void)snprintf(dir, sizeof(dir), FOLDER "/%s", names[i]);
        (void)snprintf(path, sizeof(path), "%s/expected.txt", dir);
        examine(&arena, dir, got);
        if (getenv("VD_BLESS"))
            bless(path, got);
        read_text(path, expected);
        if (got[0] == '\0' || strcmp(got, expected) != 0) {
            print_error("%s\n--- expected\n%s--- got\n%s\n", dir, expected, got);
            wrong++;
        }
        vd_arena_done(&arena);
    }
    assert_int_equal(wrong, 0);
}

static void each_kind_of_defect_has_a_pack_and_a_line_in_the_documentation(void **state)
{
    static char page[TEXT_MAX];
    size_t wrong = 0;

    (void)state;
    read_text("docs/diagnostics.md", page);
    for (const vd_diagnostic_kind *row = vd_diagnostic_kinds; row->what; row++) {
        char number[16];

        (void)snprintf(number, sizeof(number), "| VD%03d |", (int)row->kind);
        if (strstr(page, number) && seen[row->kind])
            continue;
        print_error("VD%03d (%s): documented %d, in a bad pack %d\n", (int)row->kind, row->what,
                    strstr(page, number) != NULL, seen[row->kind]);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_pack_is_told_its_one_defect),
        cmocka_unit_test(each_kind_of_defect_has_a_pack_and_a_line_in_the_documentation),
    };

    return cmocka_run_group_tests(tests, find_packs, forget_packs);
}
