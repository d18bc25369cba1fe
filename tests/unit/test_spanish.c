/*
 * test_spanish.c - what the command line says of itself in Spanish: each sentence of its sources has
 * its own, and the words of others are kept in their places.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/spanish.h"

#define SENTENCE_MAX 700

static vd_error failed(const char *message)
{
    vd_error err = {0};

    (void)snprintf(err.message, sizeof(err.message), "%s", message);
    return err;
}

static void is_said(const char *english, const char *spanish)
{
    char buffer[1024];
    vd_error err = failed(english);

    assert_string_equal(vd_tongue_of_error(&err, buffer, sizeof(buffer)), spanish);
}

/* As if called with that one word more. */
static void called_with(const char *word)
{
    char name[] = "valedor", second[32];
    char *argv[] = {name, second, NULL};

    (void)snprintf(second, sizeof(second), "%s", word);
    vd_choose_tongue(2, argv);
}

static int speak_spanish(void **state)
{
    (void)state;
    called_with("--lang=es");
    return 0;
}

static void pieces_keep_their_places(void **state)
{
    (void)state;
    is_said(
        "--on 2016-01-01 and --at 2016-01-02T10:00 are different days: give one of them, or the "
        "same day.",
        "--on 2016-01-01 y --at 2016-01-02T10:00 son días distintos: dé uno solo, o el mismo día.");
    is_said("sex: \"femal\" is not one of the codes declared for it",
            "sex: «femal» no es uno de los códigos declarados para ello");
    is_said(
        "The term cannot be counted: the term reaches 2055-07-30, but calendar pe.judicial covers "
        "2004-01-01 to 2027-12-31 only.",
        "El plazo no se puede contar: el plazo llega al 2055-07-30, pero el calendario "
        "pe.judicial abarca solo de 2004-01-01 a 2027-12-31.");
}

static void what_has_no_spanish_stays_as_it_is(void **state)
{
    (void)state;
    is_said("floor takes a number as \"n\", not a string",
            "floor takes a number as \"n\", not a string");
}

static void the_option_goes_before_the_environment(void **state)
{
    (void)state;
    assert_int_equal(setenv("LANG", "es_PE.UTF-8", 1), 0);
    assert_int_equal(unsetenv("LC_ALL") | unsetenv("LC_MESSAGES") | unsetenv("VALEDOR_LANG"), 0);
    called_with("assess");
    assert_string_equal(vd_tongue("usage:"), "uso:");
    called_with("--lang=en");
    assert_string_equal(vd_tongue("usage:"), "usage:");
    assert_int_equal(setenv("LANG", "est.UTF-8", 1), 0);
    called_with("assess");
    assert_string_equal(vd_tongue("usage:"), "usage:");
}

/* The text of adjacent literals from the one at *at on, as the compiler has it; false: there is
 * something between them that this does not read. */
static bool read_literals(const char **at, char text[SENTENCE_MAX])
{
    size_t length = 0;

    while (**at == '"') {
        for ((*at)++; **at != '"'; (*at)++) {
            if (**at == '\\')
                (*at)++;
            assert_true(length + 1 < SENTENCE_MAX);
            text[length++] = **at == 'n' && (*at)[-1] == '\\' ? '\n' : **at;
        }
        (*at)++;
        *at += strspn(*at, " \n");
    }
    text[length] = '\0';
    return **at == ',' || **at == ')';
}

/* The sentence that a form makes of some words; how many letters of it are the form's own. */
static size_t make_sentence(const char *form, char sentence[SENTENCE_MAX])
{
    size_t letters = 0, length = 0;

    while (*form) {
        const char *word = "7";

        assert_true(length + 8 < SENTENCE_MAX);
        if (*form != '%') {
            letters += (*form >= 'a' && *form <= 'z');
            sentence[length++] = *form++;
            continue;
        }
        form += 1 + strspn(form + 1, "-+ #0123456789.*hlzjt");
        if (*form++ == 's')
            word = "abc";
        length += (size_t)sprintf(sentence + length, "%s", word);
    }
    sentence[length] = '\0';
    return letters;
}

typedef bool check(const char *path, const char *form, const char *sentence);

static bool has_spanish(const char *path, const char *form, const char *sentence)
{
    char buffer[1024];
    vd_error err = failed(sentence);

    if (vd_tongue_of_error(&err, buffer, sizeof(buffer)) != err.message)
        return true;
    print_message("%s: no Spanish for \"%s\": add it to cli/spanish_errors.c\n", path, form);
    return false;
}

/* It begins with a capital, an option, a quotation or what somebody else wrote, and it ends. */
static bool is_whole(const char *path, const char *form, const char *sentence)
{
    bool begins = (*form >= 'A' && *form <= 'Z') || strchr("\"%-", *form);

    if (begins && strchr(".?", sentence[strlen(sentence) - 1]))
        return true;
    print_message("%s: \"%s\" is no whole sentence\n", path, form);
    return false;
}

/* Each sentence of vd_fail in the file; how many are not as they should be. */
static size_t look_at(const char *path, check *check_form, size_t *seen)
{
    static char source[1 << 20];
    FILE *stream = fopen(path, "r");
    size_t lacking = 0, length;

    assert_non_null(stream);
    length = fread(source, 1, sizeof(source) - 1, stream);
    source[length] = '\0';
    assert_int_equal(fclose(stream), 0);
    for (const char *at = source; (at = strstr(at, "vd_fail(")) != NULL;) {
        char form[SENTENCE_MAX], sentence[SENTENCE_MAX];

        at += strcspn(at, "\";");
        if (*at != '"' || !read_literals(&at, form) || make_sentence(form, sentence) < 8)
            continue;
        (*seen)++;
        lacking += !check_form(path, form, sentence);
    }
    return lacking;
}

static void look_at_all(const char *const *patterns, size_t count, check *check_form,
                        size_t at_least)
{
    size_t seen = 0, lacking = 0;

    for (size_t i = 0; i < count; i++) {
        glob_t found;

        assert_int_equal(glob(patterns[i], 0, NULL, &found), 0);
        for (size_t k = 0; k < found.gl_pathc; k++)
            lacking += look_at(found.gl_pathv[k], check_form, &seen);
        globfree(&found);
    }
    assert_true(seen > at_least);
    assert_int_equal(lacking, 0);
}

static void every_sentence_of_the_command_line_has_its_spanish(void **state)
{
    static const char *const sources[] = {"cli/*.c", "client/*.c", "engine/law/case_link.c",
                                          "engine/law/case_past.c"};

    (void)state;
    look_at_all(sources, 4, has_spanish, 60);
}

static void every_sentence_for_people_is_a_whole_one(void **state)
{
    static const char *const sources[] = {"cli/*.c",          "client/*.c",     "server/*.c",
                                          "server/store/*.c", "codec/advice.c", "codec/message.c",
                                          "codec/record*.c"};

    (void)state;
    look_at_all(sources, 7, is_whole, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(pieces_keep_their_places, speak_spanish),
        cmocka_unit_test_setup(what_has_no_spanish_stays_as_it_is, speak_spanish),
        cmocka_unit_test(the_option_goes_before_the_environment),
        cmocka_unit_test_setup(every_sentence_of_the_command_line_has_its_spanish, speak_spanish),
        cmocka_unit_test(every_sentence_for_people_is_a_whole_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
