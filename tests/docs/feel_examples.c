/*
 * feel_examples - runs the examples of a document: in ```feel blocks, an expression on one line and
 * "=> value" or "=> refused: message" on the next.
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

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_example_gives_what_it_says)};

    if (argc != 2) {
        (void)fputs("usage: feel_examples DOCUMENT\n", stderr);
        return 2;
    }
    document = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
