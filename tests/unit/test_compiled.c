/*
 * test_compiled.c - packs in one file: they come back as they were, and nothing else is believed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/law/assess.h"
#include "engine/law/case.h"
#include "rules/checksum.h"
#include "rules/compiled.h"
#include "rules/image.h"
#include "rules/image_parts.h"
#include "rules/pack.h"

#define NAME "packs.vdp"

static vd_arena own;   /* of what is loaded */
static vd_arena arena; /* of the rest */

static int begin(void **state)
{
    (void)state;
    vd_arena_init(&own, 0);
    vd_arena_init(&arena, 0);
    return 0;
}

static int end(void **state)
{
    (void)state;
    vd_arena_done(&own);
    vd_arena_done(&arena);
    return 0;
}

static const vd_program *load(vd_arena *into, const char *dir)
{
    const vd_program *program = NULL;
    vd_diagnostics diags;
    vd_error err = {0};

    vd_diagnostics_init(&diags, into);
    if (vd_packs_load(into, &dir, 1, 0, &program, &diags, &err) == VD_OK)
        return program;
    for (size_t i = 0; i < diags.count; i++)
        print_message("%.*s", VD_STR_ARGS(vd_diagnostic_render(into, &diags.items[i])));
    fail_msg("%s", err.message);
    return NULL;
}

static vd_str made(const vd_arena *of, const vd_program *program)
{
    vd_str bytes = {NULL, 0};
    vd_error err = {0};

    if (vd_compiled_make(&arena, of, program, &bytes, &err))
        fail_msg("%s", err.message);
    return bytes;
}

static vd_str compiled(const char *dir)
{
    return made(&own, load(&own, dir));
}

/* What opening a copy of the bytes comes to. */
static vd_status opened(vd_str bytes, const vd_program **ret_program, vd_error *err)
{
    char *copy = vd_arena_room(&arena, bytes.len, 1);

    assert_non_null(copy);
    memcpy(copy, bytes.ptr, bytes.len);
    *err = (vd_error){0};
    return vd_compiled_open(copy, bytes.len, NAME, ret_program, err);
}

static void is_refused(vd_str bytes, vd_status status, const char *words)
{
    const vd_program *program = NULL;
    vd_error err;

    assert_int_equal(opened(bytes, &program, &err), status);
    assert_null(program);
    assert_non_null(strstr(err.message, NAME));
    if (!strstr(err.message, words))
        fail_msg("\"%s\" does not say \"%s\"", err.message, words);
}

static char *copied(vd_str bytes)
{
    char *copy = vd_arena_room(&arena, bytes.len, 1);

    assert_non_null(copy);
    return memcpy(copy, bytes.ptr, bytes.len);
}

static void every_pack_comes_back_the_same(void **state)
{
    static const char *const dirs[] = {"rules/packs",           "tests/packs/best",
                                       "tests/packs/countries", "tests/packs/edges",
                                       "tests/packs/engine",    "tests/packs/next"};

    (void)state;
    for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++) {
        vd_str first = compiled(dirs[i]);
        const vd_program *program = NULL;
        vd_arena again;
        vd_str second;
        vd_error err;

        /* What was stored stores itself again, to the byte: nothing was lost on the way. */
        assert_int_equal(opened(first, &program, &err), VD_OK);
        second = made(&arena, program);
        assert_true(vd_str_eq(first, second));
        /* And it depends on the packs alone. */
        vd_arena_init(&again, 0);
        second = made(&again, load(&again, dirs[i]));
        assert_true(vd_str_eq(first, second));
        vd_arena_done(&again);
    }
}

static void the_file_says_what_is_in_it(void **state)
{
    const vd_program *program = load(&own, "rules/packs");
    vd_str bytes = made(&own, program);

    (void)state;
    assert_memory_equal(bytes.ptr, "valedor packs 1 ", 16);
    for (size_t i = 0; i < program->pack_count; i++) {
        const vd_pack *pack = &program->packs[i];
        vd_str line = vd_arena_printf(&arena, "\npack %.*s %.*s %.*s\n", VD_STR_ARGS(pack->id),
                                      VD_STR_ARGS(pack->version), VD_STR_ARGS(pack->digest));

        assert_non_null(strstr(bytes.ptr, line.ptr));
    }
}

/* A guideline for each, whose trigger is the expression. */
static const char *const expressions[] = {
    "(for x in [1, 2, 3] return x * 2) = [2, 4, 6]",
    "(for x in 1..3, y in [10, 20] return x + y)[2] = 21 and flag",
    "some x in [1, 2] satisfies x > n",
    "every x in [day, @\"2020-01-01\"] satisfies x < today",
    "[1, 2, n][item > 1][1] = 2",
    "{a: n, b: a + 1}.b = 4",
    "({name: \"x\", day: day}).day < today",
    "[{a: 1}, {a: n}][a = 3].a = [3]",
    "n instance of number and day instance of date",
    "[1, 2] instance of list<number>",
    "n between 1 and 5",
    "n in (1, 3, 5)",
    "n in [1..9]",
    "n in (> 2)",
    "not(n in (< 2, 7))",
    "kind in (\"a\", \"b\")",
    "kind != \"c\"",
    "kind = null or kind = \"b\"",
    "(function(a, b) a + b)(n, 1) = 4",
    "if flag then n > 2 else n < 2",
    "-n < 0 and n ** 2 = 9 and n / 2 > 1 and n - 1 = 2",
    "day + 3 months < today and day - 10 days > @\"2000-01-01\"",
    "day + @\"P1Y\" > day and today - day > @\"P10D\"",
    "date(2020, 1, 31) < day or day.year = 2020",
    "@\"2020-01-01T10:00:00-05:00\" < now",
    "time(\"10:00:00\") < @\"11:00:00\"",
    "sum([1, n]) = 4 and count([1, 2]) = 2 and max(1, n) = 3",
    "contains(\"abc\", \"b\") and upper case(\"a\") = \"A\"",
    "overlaps([1..n], [2..9]) and before(1, n)",
    "list contains([1, n], 3) and abs(-n) = 3",
    "sort([3, 1])[1] = 1",
    "(> 2) = (> 2)",
    "band(n, 4) = \"low\"",
    "things[size > 1].size = [2] or count(things) >= 0",
    "some t in things satisfies t.size = n",
    "is_big and limit > 2",
};
#define EXPRESSIONS (sizeof(expressions) / sizeof(expressions[0]))

static void write_rules(FILE *out)
{
    for (size_t i = 0; i < EXPRESSIONS; i++)
        fprintf(out,
                "  - id: x.rule_%zu\n    kind: guideline\n    title: {es: t, en: t}\n"
                "    obligation: should\n    actor: defender\n    text: {es: t, en: t}\n"
                "    versions:\n      - id: v\n        when: []\n"
                "        cite: [{norm: x.law, article: \"1\"}]\n"
                "        trigger: >-\n          %s\n",
                i, expressions[i]);
}

/* The folder of a pack that has a bit of everything. */
static void write_pack(char folder[64])
{
    char path[128];
    FILE *out;

    (void)snprintf(folder, 64, "/tmp/valedor-compiled-XXXXXX");
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof(path), "%s/pack.yaml", folder);
    out = fopen(path, "w");
    assert_non_null(out);
    fputs("pack: x\nversion: \"1\"\ntitle: {es: a, en: a}\nzone: America/Lima\n"
          "languages: [es, en]\nnorms:\n"
          "  - {id: x.law, title: {es: a, en: a}, source: s, text: available}\n"
          "records:\n  - {id: thing, list: things, title: {es: t, en: t}}\nfacts:\n",
          out);
    for (int i = 0; i < 5; i++) {
        static const char *const facts[] = {
            "id: day, type: date", "id: flag, type: boolean", "id: n, type: number",
            "id: kind, type: code, codes: [a, b, c]", "id: thing.size, type: number"};

        fprintf(out,
                "  - {%s, question: {es: q, en: q}, supplier: defender, cost: file, "
                "sensitivity: personal}\n",
                facts[i]);
    }
    fputs("definitions:\n  - {id: is_big, value: 'n > 2'}\n"
          "parameters:\n  - id: limit\n    type: number\n    values:\n"
          "      - {from: 2000-01-01, until: null, value: 3, cite: [{norm: x.law, article: "
          "\"1\"}]}\n"
          "tables:\n  - id: band\n    inputs: [{name: a, type: number}, {name: b, type: number}]\n"
          "    output: text\n    outside: \"null\"\n    rows:\n"
          "      - {if: {a: '[0..5)'}, value: low, cite: [{norm: x.law, article: \"1\"}]}\n"
          "rules:\n",
          out);
    write_rules(out);
    assert_int_equal(fclose(out), 0);
}

static void remove_pack(const char *folder)
{
    char path[128];

    (void)snprintf(path, sizeof(path), "%s/pack.yaml", folder);
    (void)unlink(path);
    (void)rmdir(folder);
}

static const vd_assessment *asked(const vd_program *program)
{
    const vd_doc_statement said[] = {
        {.fact = VD_STR("day"), .literal = VD_STR("2019-03-31")},
        {.fact = VD_STR("flag"), .literal = VD_STR("true")},
        {.fact = VD_STR("n"), .literal = VD_STR("3")},
        {.fact = VD_STR("kind"), .literal = VD_STR("b")},
    };
    vd_case_doc doc = {.id = VD_STR("c"),
                       .statement_count = sizeof(said) / sizeof(said[0]),
                       .statements = (vd_doc_statement *)said};
    vd_question question = {.at = INT64_C(1719800000), .rule = VD_NONE};
    const vd_assessment *assessment = NULL;
    const vd_case *subject = NULL;
    vd_error err = {0};

    if (vd_case_link(&arena, program, &doc, &subject, &err) ||
        vd_assess(&arena, program, subject, &question, &assessment, &err))
        fail_msg("%s", err.message);
    return assessment;
}

static void whatever_can_be_written_is_asked_alike(void **state)
{
    char folder[64];
    const vd_program *before, *after = NULL;
    const vd_assessment *a, *b;
    size_t known = 0;
    vd_str bytes;
    vd_error err;

    (void)state;
    write_pack(folder);
    before = load(&own, folder);
    remove_pack(folder);
    bytes = made(&own, before);
    assert_int_equal(opened(bytes, &after, &err), VD_OK);
    a = asked(before);
    b = asked(after);
    assert_int_equal(a->count, b->count);
    assert_true(a->count >= EXPRESSIONS);
    for (size_t i = 0; i < a->count; i++) {
        assert_true(vd_str_eq(a->items[i].rule->id, b->items[i].rule->id));
        assert_int_equal(a->items[i].status, b->items[i].status);
        assert_int_equal(a->items[i].missing_count, b->items[i].missing_count);
        assert_true(a->items[i].valid_until == b->items[i].valid_until);
        known += a->items[i].missing_count == 0;
    }
    assert_true(known > EXPRESSIONS * 3 / 4);
}

static void a_copy_needs_the_original_no_more(void **state)
{
    const vd_program *program = load(&own, "tests/packs/engine");
    const vd_program *copy = NULL;
    size_t rules = program->rule_count;
    vd_error err = {0};

    (void)state;
    assert_int_equal(vd_compiled_copy(&arena, &own, program, &copy, &err), VD_OK);
    vd_arena_done(&own);
    assert_int_equal(copy->rule_count, rules);
    assert_int_equal(vd_program_rule(copy, copy->rules[rules - 1].id), rules - 1);
}

static void a_byte_that_changed_is_noticed(void **state)
{
    vd_str bytes = compiled("tests/packs/next");
    char *copy = copied(bytes);
    vd_arena_mark mark = vd_arena_here(&arena);

    (void)state;
    for (size_t i = 0; i < bytes.len; i++) {
        const vd_program *program = NULL;
        vd_error err;
        char before = copy[i];

        copy[i] = (char)(before ^ (1 << i % 8));
        assert_int_not_equal(opened((vd_str){copy, bytes.len}, &program, &err), VD_OK);
        assert_null(program);
        assert_true(err.message[0]);
        copy[i] = before;
        vd_arena_rewind(&arena, mark);
    }
}

static void a_file_that_is_cut_short_is_noticed(void **state)
{
    vd_str bytes = compiled("tests/packs/next");
    vd_arena_mark mark = vd_arena_here(&arena);

    (void)state;
    for (size_t size = 0; size < bytes.len; size++) {
        const vd_program *program = NULL;
        vd_error err;

        assert_int_not_equal(opened((vd_str){bytes.ptr, size}, &program, &err), VD_OK);
        assert_null(program);
        vd_arena_rewind(&arena, mark);
    }
    is_refused((vd_str){bytes.ptr, bytes.len - 1}, VD_DATA_LOSS, "cut short");
    is_refused((vd_str){bytes.ptr, 60}, VD_DATA_LOSS, "cut short");
}

static void bytes_behind_the_end_are_noticed(void **state)
{
    vd_str bytes = compiled("tests/packs/next");
    char *longer = vd_arena_alloc(&arena, bytes.len + 1);

    (void)state;
    memcpy(longer, bytes.ptr, bytes.len);
    is_refused((vd_str){longer, bytes.len + 1}, VD_DATA_LOSS, "damaged");
}

static void packs_for_another_valedor_are_refused(void **state)
{
    vd_str bytes = compiled("tests/packs/next");
    static const struct {
        size_t at;
        const char *becomes;
    } changes[] = {
        {14, "2"},
        {16, "bigger"},
        {22, "32"},
        {25, "0123456789abcdef"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        char *copy = copied(bytes);

        memcpy(copy + changes[i].at, changes[i].becomes, strlen(changes[i].becomes));
        is_refused((vd_str){copy, bytes.len}, VD_FAILED_PRECONDITION,
                   "compile it again with this valedor: valedor pack compile");
    }
}

static void what_is_no_such_file_is_told_apart(void **state)
{
    (void)state;
    is_refused(VD_STR("pack: pe\nversion: \"1\"\n"), VD_INVALID_ARGUMENT, "neither a folder");
    is_refused(VD_STR(""), VD_INVALID_ARGUMENT, "neither a folder");
}

/* What a checksum does not tell of: an image that was wrong before it was summed up. */
static void an_image_that_leads_out_of_itself_is_refused(void **state)
{
    vd_image image = {NULL, 0};
    vd_image_head head;
    vd_error err = {0};

    (void)state;
    assert_int_equal(vd_image_build(&arena, &own, load(&own, "tests/packs/next"), &image, &err),
                     VD_OK);
    memcpy(&head, image.bytes, sizeof(head));
    for (int i = 0; i < 8; i++) {
        const vd_program *program = NULL;
        vd_image_head wrong = head;
        unsigned char *bytes = vd_arena_room(&arena, image.size, 1);
        uint64_t word = i == 6 ? head.data_size : i == 7 ? UINT32_MAX : 0;

        memcpy(bytes, image.bytes, image.size);
        wrong.data_size += i == 0 ? VD_IMAGE_ALIGN : i == 1 ? UINT64_MAX / 2 + 1 : 0;
        wrong.words += i == 2 ? 64 : i == 3 ? UINT64_MAX / 2 : 0;
        wrong.root = i == 4 ? head.words * 8 - 8 : i == 5 ? 4 : head.root;
        memcpy(bytes, &wrong, sizeof(wrong));
        /* The first address, and the first function. */
        for (uint64_t at = 0; word && at < head.words; at++) {
            const unsigned char *bits = image.bytes + sizeof(head) + head.data_size +
                                        (i == 7 ? (head.words + 63) / 64 * 8 : 0);

            if (bits[at / 8] >> (at % 8) & 1) {
                memcpy(bytes + sizeof(head) + at * 8, &word, sizeof(word));
                break;
            }
        }
        assert_int_equal(vd_image_open(bytes, image.size, &program, &err), VD_DATA_LOSS);
        assert_null(program);
    }
    assert_int_equal(
        vd_image_open((unsigned char *)image.bytes, 8, &(const vd_program *){NULL}, &err),
        VD_DATA_LOSS);
}

static void a_file_comes_back_and_says_when_it_cannot(void **state)
{
    char path[] = "/tmp/valedor-packs-XXXXXX";
    const char *both[2] = {path, "tests/packs/next"};
    const vd_program *program = load(&own, "tests/packs/next");
    const vd_program *back = NULL;
    vd_diagnostics diags;
    vd_error err = {0};

    (void)state;
    vd_diagnostics_init(&diags, &arena);
    assert_true(close(mkstemp(path)) == 0);
    assert_int_equal(vd_compiled_write(&own, program, path, &err), VD_OK);
    assert_int_equal(vd_packs_load(&arena, both, 1, 0, &back, &diags, &err), VD_OK);
    assert_int_equal(back->rule_count, program->rule_count);
    /* The tools need what is not in it, and it goes with no other. */
    assert_int_equal(vd_packs_load(&arena, both, 1, VD_PACK_CHECK, &back, &diags, &err),
                     VD_INVALID_ARGUMENT);
    assert_non_null(strstr(err.message, "as they were written"));
    assert_int_equal(vd_packs_load(&arena, both, 2, 0, &back, &diags, &err), VD_INVALID_ARGUMENT);
    assert_non_null(strstr(err.message, "serve alone"));
    assert_int_equal(chmod(path, 0664), 0);
    assert_int_equal(vd_compiled_read(&arena, path, &back, &err), VD_PERMISSION_DENIED);
    assert_non_null(strstr(err.message, "chmod go-w"));
    assert_int_equal(chmod(path, 0644), 0);
    assert_int_equal(truncate(path, 1000), 0);
    assert_int_equal(vd_compiled_read(&arena, path, &back, &err), VD_DATA_LOSS);
    assert_int_equal(unlink(path), 0);
    assert_int_not_equal(vd_compiled_read(&arena, path, &back, &err), VD_OK);
    assert_int_not_equal(vd_compiled_write(&own, program, "/nowhere/packs.vdp", &err), VD_OK);
    assert_non_null(strstr(err.message, "cannot be written"));
}

static void want_of_memory_is_told(void **state)
{
    char path[] = "/tmp/valedor-packs-XXXXXX";
    const vd_program *program = NULL;
    vd_error err = {0};
    vd_arena small;

    (void)state;
    assert_true(close(mkstemp(path)) == 0);
    assert_int_equal(vd_compiled_write(&own, load(&own, "tests/packs/next"), path, &err), VD_OK);
    vd_arena_init(&small, 1000);
    assert_int_equal(vd_compiled_read(&small, path, &program, &err), VD_RESOURCE_EXHAUSTED);
    vd_arena_done(&small);
    assert_int_equal(unlink(path), 0);
}

static char *source(const char *path)
{
    FILE *in = fopen(path, "r");
    char *text = vd_arena_alloc(&arena, 1 << 17);

    assert_non_null(in);
    assert_non_null(text);
    assert_true(fread(text, 1, (1 << 17) - 1, in) > 0);
    (void)fclose(in);
    return text;
}

/* Each name in the header that begins so, until one of these. */
static void are_all_in_fixed(const char *header, const char *prefix)
{
    const char *fixed = source("engine/feel/fixed.c");
    size_t count = 0;

    for (const char *at = strstr(source(header), prefix); at; at = strstr(at + 1, prefix)) {
        size_t length = strspn(at, "abcdefghijklmnopqrstuvwxyz_");
        vd_str name = vd_arena_copy(&arena, (vd_str){at, length});

        if (strcmp(name.ptr, "vd_eval_fn") == 0)
            continue;
        if (!strstr(fixed, name.ptr))
            fail_msg("%s is not in engine/feel/fixed.c: packs that use it do not compile",
                     name.ptr);
        count++;
    }
    assert_true(count > 5);
}

static void whatever_evaluates_can_be_stored(void **state)
{
    (void)state;
    are_all_in_fixed("engine/feel/eval.h", "vd_eval_");
    are_all_in_fixed("engine/feel/builtins.h", "vd_builtins_");
}

static void the_checksum_is_the_one_that_is_documented(void **state)
{
    const char *words = "Nobody inspects the spammish repetition";

    (void)state;
    assert_true(vd_checksum("", 0) == UINT64_C(0xef46db3751d8e999));
    assert_true(vd_checksum("a", 1) == UINT64_C(0xd24ec4f1a98c6e5b));
    assert_true(vd_checksum("abc", 3) == UINT64_C(0x44bc2cf5ad770999));
    assert_true(vd_checksum(words, strlen(words)) == UINT64_C(0xfbcea83c8a378bf1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_pack_comes_back_the_same, begin, end),
        cmocka_unit_test_setup_teardown(the_file_says_what_is_in_it, begin, end),
        cmocka_unit_test_setup_teardown(whatever_can_be_written_is_asked_alike, begin, end),
        cmocka_unit_test_setup_teardown(a_copy_needs_the_original_no_more, begin, end),
        cmocka_unit_test_setup_teardown(a_byte_that_changed_is_noticed, begin, end),
        cmocka_unit_test_setup_teardown(a_file_that_is_cut_short_is_noticed, begin, end),
        cmocka_unit_test_setup_teardown(bytes_behind_the_end_are_noticed, begin, end),
        cmocka_unit_test_setup_teardown(packs_for_another_valedor_are_refused, begin, end),
        cmocka_unit_test_setup_teardown(what_is_no_such_file_is_told_apart, begin, end),
        cmocka_unit_test_setup_teardown(an_image_that_leads_out_of_itself_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(a_file_comes_back_and_says_when_it_cannot, begin, end),
        cmocka_unit_test_setup_teardown(want_of_memory_is_told, begin, end),
        cmocka_unit_test_setup_teardown(whatever_evaluates_can_be_stored, begin, end),
        cmocka_unit_test_setup_teardown(the_checksum_is_the_one_that_is_documented, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
