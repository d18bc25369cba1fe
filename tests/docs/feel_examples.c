/*
 * feel_examples - runs the examples of a document: in ```feel blocks, an expression on one line and
 * "=> value" or "=> refused: message" on the next. Each row of the table of departures has one,
 * behind "// " and the words of its first cell.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/unit/feel_helper.h"

#include <stdio.h>
#include <stdlib.h>

static const char *document;

static void check(unsigned line, const char *expression, const char *expected)
{
    vd_arena arena;
    const char *got;

    vd_arena_init(&arena, 0);
    got = feel_text(&arena, expression);
    if (strcmp(got, expected) != 0)
        fail_msg("%s:%u: %s\n  gives %s\n  not %s", document, line, expression, got, expected);
    vd_arena_done(&arena);
}

static void every_example_gives_what_it_says(void **state)
{
    FILE *file = fopen(document, "r");
    char line[1024], expression[1024] = "";
    unsigned number = 0, examples = 0;
    bool inside = false;

    (void)state;
    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        number++;
        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, "```", 3) == 0) {
            inside = strcmp(line, "```feel") == 0;
        } else if (inside && strncmp(line, "=> ", 3) == 0) {
            check(number, expression, line + 3);
            examples++;
        } else if (inside) {
            (void)snprintf(expression, sizeof expression, "%s", line);
        }
    }
    (void)fclose(file);
    assert_int_not_equal(examples, 0);
    printf("%u examples\n", examples);
}

/* Whether an example stands behind the line "// WORDS" of a ```feel block. */
static bool has_example(const char *words)
{
    FILE *file = fopen(document, "r");
    char line[1024];
    bool inside = false, headed = false, found = false;

    assert_non_null(file);
    while (!found && fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, "```", 3) == 0)
            inside = strcmp(line, "```feel") == 0;
        else if (inside && strncmp(line, "// ", 3) == 0)
            headed = strcmp(line + 3, words) == 0;
        found = inside && headed && strncmp(line, "=> ", 3) == 0;
        headed = headed && inside;
    }
    (void)fclose(file);
    return found;
}

/* The first cell of a table's row that is not empty; false: there is none. */
static bool first_cell(char *row, const char **ret_cell)
{
    for (char *cell = strtok(row, "|\n"); cell; cell = strtok(NULL, "|\n")) {
        size_t len = strlen(cell);

        while (*cell == ' ')
            cell++, len--;
        while (len && cell[len - 1] == ' ')
            cell[--len] = '\0';
        *ret_cell = cell;
        if (len)
            return true;
    }
    return false;
}

/* A departure that nothing runs would be a promise. */
static void every_departure_has_an_example(void **state)
{
    FILE *file = fopen(document, "r");
    char line[1024];
    const char *words;
    unsigned rows = 0, number = 0;
    bool inside = false;

    (void)state;
    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        number++;
        if (strncmp(line, "## ", 3) == 0)
            inside = strcmp(line, "## Departures\n") == 0;
        /* The heading and the line below it are no departures. */
        if (!inside || line[0] != '|' || ++rows <= 2 || !first_cell(line, &words))
            continue;
        if (!has_example(words))
            fail_msg("%s:%u: no example behind \"// %s\"", document, number, words);
    }
    (void)fclose(file);
    assert_true(rows > 2);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_example_gives_what_it_says),
                                       cmocka_unit_test(every_departure_has_an_example)};

    if (argc != 2) {
        (void)fputs("usage: feel_examples DOCUMENT\n", stderr);
        return 2;
    }
    document = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
