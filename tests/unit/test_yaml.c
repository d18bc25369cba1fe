/*
 * test_yaml.c - the strict reader: what it takes, what it refuses and where it says so.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include <valedor/limits.h>

#include "rules/yaml.h"

static vd_arena arena;
static vd_diagnostics diags;
static vd_source source;

static int begin(void **state)
{
    (void)state;
    vd_arena_init(&arena, 0);
    vd_diagnostics_init(&diags, &arena);
    return 0;
}

static int end(void **state)
{
    (void)state;
    vd_arena_done(&arena);
    return 0;
}

static const vd_yaml *read_text(vd_str text)
{
    const vd_yaml *root = NULL;

    source = (vd_source){VD_STR("test.yaml"), text};
    assert_int_equal(vd_yaml_read(&arena, &source, &diags, &root), VD_OK);
    assert_non_null(root);
    return root;
}

static void is_refused(vd_str text, vd_diag kind, uint32_t line, uint32_t column)
{
    const vd_yaml *root = NULL;

    vd_diagnostics_init(&diags, &arena);
    source = (vd_source){VD_STR("test.yaml"), text};
    assert_int_equal(vd_yaml_read(&arena, &source, &diags, &root), VD_INVALID_ARGUMENT);
    assert_null(root);
    assert_true(diags.count > 0);
    assert_int_equal(diags.items[0].kind, kind);
    assert_int_equal(diags.items[0].line, line);
    assert_int_equal(diags.items[0].column, column);
}

static void is_text(vd_str got, const char *expected)
{
    assert_int_equal(got.len, strlen(expected));
    assert_memory_equal(got.ptr, expected, got.len);
}

static void every_node_knows_its_place(void **state)
{
    const vd_yaml *root = read_text(VD_STR("a: 1\nb:\n  - x\n  - {c: 'y'}\n"));
    const vd_yaml *list = vd_yaml_get(root, "b");
    const vd_yaml *inner = vd_yaml_get(list->items[1], "c");

    (void)state;
    assert_int_equal(root->count, 2);
    assert_int_equal(list->kind, VD_YAML_LIST);
    assert_int_equal(list->count, 2);
    assert_int_equal(list->items[0]->place.line, 3);
    assert_int_equal(list->items[0]->place.column, 5);
    assert_int_equal(inner->place.line, 4);
    assert_int_equal(inner->place.column, 9);
    is_text(inner->text, "y");
}

static void a_word_counts_only_when_plain(void **state)
{
    const vd_yaml *root = read_text(VD_STR("[none, 'none', \"none\"]"));

    (void)state;
    assert_true(vd_yaml_is_plain(root->items[0], "none"));
    assert_false(vd_yaml_is_plain(root->items[1], "none"));
    assert_false(vd_yaml_is_plain(root->items[2], "none"));
    assert_int_equal(root->items[1]->style, VD_YAML_SINGLE);
    assert_int_equal(root->items[2]->style, VD_YAML_DOUBLE);
}

static void nothing_is_guessed_from_plain_words(void **state)
{
    const vd_yaml *root = read_text(VD_STR("[NO, 012, 1_000, 2024-01-01, ~]"));

    (void)state;
    is_text(root->items[0]->text, "NO");
    is_text(root->items[1]->text, "012");
    is_text(root->items[2]->text, "1_000");
    is_text(root->items[3]->text, "2024-01-01");
    is_text(root->items[4]->text, "~");
}

static void columns_count_characters(void **state)
{
    const vd_yaml *root = read_text(VD_STR("{título: 'ñandú', b: c}"));

    (void)state;
    assert_int_equal(root->entries[1].key->place.column, 19);
}

static void places_within_scalars_follow_the_quoting(void **state)
{
    const vd_yaml *root =
        read_text(VD_STR("- a = b\n- 'it''s é b'\n- \"x\\u00e9\\\"y\"\n- |\n  one\n"));
    vd_place place;

    (void)state;
    place = vd_yaml_place_in(root->items[0], 5);
    assert_int_equal(place.column, 7);
    place = vd_yaml_place_in(root->items[1], 8); /* b, behind a doubled quote */
    assert_int_equal(place.column, 12);
    place = vd_yaml_place_in(root->items[2], 4); /* y, behind two escapes */
    assert_int_equal(place.column, 13);
    place = vd_yaml_place_in(root->items[3], 3); /* a block: its beginning */
    assert_int_equal(place.line, 4);
    assert_int_equal(place.column, 3);
}

static void keys_may_not_repeat(void **state)
{
    (void)state;
    is_refused(VD_STR("a: 1\nb: 2\na: 3\n"), VD_DIAG_DUPLICATE_KEY, 3, 1);
    is_refused(VD_STR("a: 1\n'a': 3\n"), VD_DIAG_DUPLICATE_KEY, 2, 1);
}

static void what_hides_the_text_is_refused(void **state)
{
    (void)state;
    is_refused(VD_STR("a: &x 1\n"), VD_DIAG_FORBIDDEN_YAML, 1, 4);
    is_refused(VD_STR("a: &x [1]\n"), VD_DIAG_FORBIDDEN_YAML, 1, 4);
    is_refused(VD_STR("a: *x\n"), VD_DIAG_FORBIDDEN_YAML, 1, 4);
    is_refused(VD_STR("a: !x 1\n"), VD_DIAG_FORBIDDEN_YAML, 1, 4);
    is_refused(VD_STR("a: ! 1\n"), VD_DIAG_FORBIDDEN_YAML, 1, 4);
    is_refused(VD_STR("a: !!map {}\n"), VD_DIAG_FORBIDDEN_YAML, 1, 4);
    is_refused(VD_STR("<<: {a: 1}\n"), VD_DIAG_FORBIDDEN_YAML, 1, 1);
    is_refused(VD_STR("%YAML 1.1\n---\na: 1\n"), VD_DIAG_FORBIDDEN_YAML, 1, 1);
}

static void a_quoted_merge_sign_is_a_key(void **state)
{
    (void)state;
    assert_non_null(vd_yaml_get(read_text(VD_STR("'<<': 1\n")), "<<"));
}

static void keys_are_scalars(void **state)
{
    (void)state;
    is_refused(VD_STR("? [a, b]\n: 1\n"), VD_DIAG_SHAPE, 1, 3);
}

static void there_is_one_document(void **state)
{
    (void)state;
    is_refused(VD_STR("a: 1\n---\nb: 2\n"), VD_DIAG_DOCUMENTS, 2, 1);
    is_refused(VD_STR(""), VD_DIAG_DOCUMENTS, 0, 0);
    is_refused(VD_STR("# nothing\n"), VD_DIAG_DOCUMENTS, 0, 0);
}

static void text_is_clean_utf8(void **state)
{
    (void)state;
    is_refused(VD_STR("a: 1\nb: \xFF\n"), VD_DIAG_ENCODING, 2, 1);
    is_refused(VD_STR("a: \xC3\x28\n"), VD_DIAG_ENCODING, 1, 1);
    is_refused(VD_STR("a: \xED\xA0\x80\n"), VD_DIAG_ENCODING, 1, 1); /* half of a surrogate pair */
    is_refused(VD_STR("a: \x01\n"), VD_DIAG_ENCODING, 1, 1);
    is_refused(VD_STR("\xEF\xBB\xBF"
                      "a: 1\n"),
               VD_DIAG_ENCODING, 1, 1);
    is_refused(VD_STR("\xFF\xFE"
                      "a\0:\0"),
               VD_DIAG_ENCODING, 1, 1);
    is_refused(VD_STR("a: \"\\0\"\n"), VD_DIAG_ENCODING, 1, 4);
}

static vd_str nested(size_t depth)
{
    char *text = vd_arena_alloc(&arena, 2 * depth + 1);

    memset(text, '[', depth);
    memset(text + depth, ']', depth);
    return (vd_str){text, 2 * depth};
}

static void depth_has_a_limit(void **state)
{
    (void)state;
    (void)read_text(nested(VD_YAML_DEPTH_MAX));
    is_refused(nested(VD_YAML_DEPTH_MAX + 1), VD_DIAG_LIMIT, 1, VD_YAML_DEPTH_MAX + 1);
}

/* "[a,a,...]" with so many values, the list included. */
static vd_str values(size_t count)
{
    char *text = vd_arena_alloc(&arena, 2 * count + 2);
    size_t length = 0;

    text[length++] = '[';
    for (size_t i = 1; i < count; i++) {
        text[length++] = 'a';
        text[length++] = ',';
    }
    text[length - 1] = ']';
    return (vd_str){text, length};
}

static void the_number_of_values_has_a_limit(void **state)
{
    const vd_yaml *root = NULL;

    (void)state;
    assert_int_equal(read_text(values(VD_YAML_NODES_MAX))->count, VD_YAML_NODES_MAX - 1);
    vd_diagnostics_init(&diags, &arena);
    source = (vd_source){VD_STR("test.yaml"), values(VD_YAML_NODES_MAX + 1)};
    assert_int_equal(vd_yaml_read(&arena, &source, &diags, &root), VD_INVALID_ARGUMENT);
    assert_int_equal(diags.items[0].kind, VD_DIAG_LIMIT);
}

static void the_size_has_a_limit(void **state)
{
    char *text = vd_arena_alloc(&arena, (size_t)VD_YAML_BYTES_MAX + 1);

    (void)state;
    memset(text, ' ', (size_t)VD_YAML_BYTES_MAX + 1);
    text[0] = 'a';
    (void)read_text((vd_str){text, VD_YAML_BYTES_MAX});
    is_refused((vd_str){text, (size_t)VD_YAML_BYTES_MAX + 1}, VD_DIAG_LIMIT, 0, 0);
}

static void syntax_is_told_in_plain_words(void **state)
{
    (void)state;
    is_refused(VD_STR("a:\n\t- b\n"), VD_DIAG_SYNTAX, 2, 1);
    is_refused(VD_STR("a: {b: c\n"), VD_DIAG_SYNTAX, 2, 1);
    is_text(diags.items[0].message, "a comma or } is missing before this");
    is_refused(VD_STR("a: b: c\n"), VD_DIAG_SYNTAX, 1, 5);
    is_text(diags.items[0].message,
            "a colon is not allowed here; put a text that contains \": \" into quotes");
}

static void a_diagnostic_shows_the_line_and_a_caret(void **state)
{
    vd_str told;

    (void)state;
    is_refused(VD_STR("é: 1\nb: 'ñ', c: &x 2\n"), VD_DIAG_SYNTAX, 2, 7);
    is_refused(VD_STR("é: 1\nb: {ñ: &x 2}\n"), VD_DIAG_FORBIDDEN_YAML, 2, 8);
    told = vd_diagnostic_render(&arena, &diags.items[0]);
    is_text(told, "test.yaml:2:8: error VD005: anchors (&) are not read\n"
                  "     2 | b: {ñ: &x 2}\n"
                  "       |        ^\n");
}

static void the_nearest_word_is_suggested(void **state)
{
    static const vd_str words[] = {{"sentence", 8}, {"custody", 7}, {"sex", 3}};

    (void)state;
    is_text(vd_closest(VD_STR("custodia"), words, 3), "custody");
    is_text(vd_closest(VD_STR("sx"), words, 3), "sex");
    assert_int_equal(vd_closest(VD_STR("resolution"), words, 3).len, 0);
}

static void diagnostics_past_the_limit_are_counted(void **state)
{
    (void)state;
    for (size_t i = 0; i < VD_DIAGNOSTICS_MAX + 5; i++)
        vd_diagnose(&diags, VD_DIAG_SHAPE, (vd_place){NULL, 0, 0}, "%zu", i);
    assert_int_equal(diags.count, VD_DIAGNOSTICS_MAX);
    assert_int_equal(diags.left_out, 5);
    assert_int_equal(diags.error_count, VD_DIAGNOSTICS_MAX + 5);
}

static void files_that_are_no_files_are_refused(void **state)
{
    const vd_yaml *root = NULL;

    (void)state;
    assert_int_equal(vd_yaml_read_file(&arena, "tests/no-such.yaml", &diags, NULL, &root),
                     VD_INVALID_ARGUMENT);
    assert_int_equal(vd_yaml_read_file(&arena, "tests", &diags, NULL, &root), VD_INVALID_ARGUMENT);
    assert_int_equal(diags.count, 2);
    assert_int_equal(diags.items[1].kind, VD_DIAG_FILE);
}

/* Every allocation fails once; the reader gives up each time without harm. */
static void without_memory_the_reader_gives_up(void **state)
{
    static const vd_str text = {"a: [1, {b: 'c', d: 2}, x]\ne: f\n", 31};

    (void)state;
    for (uint64_t n = 1;; n++) {
        const vd_yaml *root = NULL;
        vd_arena small;
        vd_status status;

        vd_arena_init(&small, 0);
        small.fail_after = n;
        source = (vd_source){VD_STR("test.yaml"), text};
        status = vd_yaml_read(&small, &source, &diags, &root);
        vd_arena_done(&small);
        if (status == VD_OK)
            break;
        assert_int_equal(status, VD_RESOURCE_EXHAUSTED);
        assert_true(n < 1000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_node_knows_its_place, begin, end),
        cmocka_unit_test_setup_teardown(a_word_counts_only_when_plain, begin, end),
        cmocka_unit_test_setup_teardown(nothing_is_guessed_from_plain_words, begin, end),
        cmocka_unit_test_setup_teardown(columns_count_characters, begin, end),
        cmocka_unit_test_setup_teardown(places_within_scalars_follow_the_quoting, begin, end),
        cmocka_unit_test_setup_teardown(keys_may_not_repeat, begin, end),
        cmocka_unit_test_setup_teardown(what_hides_the_text_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(a_quoted_merge_sign_is_a_key, begin, end),
        cmocka_unit_test_setup_teardown(keys_are_scalars, begin, end),
        cmocka_unit_test_setup_teardown(there_is_one_document, begin, end),
        cmocka_unit_test_setup_teardown(text_is_clean_utf8, begin, end),
        cmocka_unit_test_setup_teardown(depth_has_a_limit, begin, end),
        cmocka_unit_test_setup_teardown(the_number_of_values_has_a_limit, begin, end),
        cmocka_unit_test_setup_teardown(the_size_has_a_limit, begin, end),
        cmocka_unit_test_setup_teardown(syntax_is_told_in_plain_words, begin, end),
        cmocka_unit_test_setup_teardown(a_diagnostic_shows_the_line_and_a_caret, begin, end),
        cmocka_unit_test_setup_teardown(the_nearest_word_is_suggested, begin, end),
        cmocka_unit_test_setup_teardown(diagnostics_past_the_limit_are_counted, begin, end),
        cmocka_unit_test_setup_teardown(files_that_are_no_files_are_refused, begin, end),
        cmocka_unit_test_setup_teardown(without_memory_the_reader_gives_up, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
