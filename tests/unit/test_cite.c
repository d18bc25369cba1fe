/* Articles as people write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/cite.h"

static void parts_with_words_stand_in_brackets(void **state)
{
    static const struct {
        const char *article;
        const char *wanted;
    } rows[] = {{"264.1.c", "264.1.c"},
                {"2.24.f", "2.24.f"},
                {"57.tercer párrafo", "57 (tercer párrafo)"},
                {"50.primer párrafo, 55.1", "50 (primer párrafo), 55.1"},
                {"259.último párrafo", "259 (último párrafo)"},
                {"regla 63", "regla 63"},
                {"", ""}};
    vd_arena arena;

    (void)state;
    vd_arena_init(&arena, 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        vd_str text = vd_article_in_words(&arena, vd_str_of(rows[i].article));

        assert_string_equal(text.ptr, rows[i].wanted);
        assert_int_equal(text.len, strlen(rows[i].wanted));
    }
    vd_arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(parts_with_words_stand_in_brackets)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
