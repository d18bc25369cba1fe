/*
 * test_pack_load.c - packs become a program: names, scopes, order, several packs, digests, memory.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/law/program.h"
#include "rules/pack.h"

#define HEAD(id)                                                                \
    "pack: " id "\nversion: \"1\"\ntitle: {es: a, en: a}\nzone: America/Lima\n" \
    "languages: [es, en]\n"
#define FACT(id, type)                                                                            \
    "  - {id: " id ", type: " type ", question: {es: q, en: q}, supplier: defender, cost: file, " \
    "sensitivity: personal}\n"

#define RULE_HEAD                                                                              \
    HEAD("x")                                                                                  \
    "norms:\n  - {id: x.law, title: {es: a, en: a}, source: s, text: available}\n"             \
    "facts:\n" FACT("began_on", "date")                                                        \
        FACT("grave", "boolean") "instrument: x.law\n"                                         \
                                 "rules:\n"                                                    \
                                 "  - id: x.term\n    kind: deadline\n    title: {es: t, en: " \
                                 "t}\n    versions:\n"                                         \
                                 "      - id: v1\n        when: [{date: began_on, from: "      \
                                 "2000-01-01, until: null}]\n"                                 \
                                 "        start: began_on\n        length: 9 months\n"
#define RULE_TAIL                                                                      \
    "        exceptions:\n"                                                            \
    "          - {id: grave, if: grave, set: {length: base + 3 months, roll: none}}\n" \
    "        readings:\n"                                                              \
    "          - {id: A, strict: true, set: {first_day: included}}\n"                  \
    "    gaps:\n"                                                                      \
    "      - {when: [{date: began_on, from: null, until: 2000-01-01}], because: not_yet}\n"

static vd_arena arena;
static vd_arena told;
static vd_diagnostics diags;
static char root[64];
static char made[32][128]; /* what to remove again, in the order made */
static size_t made_count;

static int begin(void **state)
{
    (void)state;
    vd_arena_init(&arena, 0);
    vd_arena_init(&told, 0);
    vd_diagnostics_init(&diags, &told);
    (void)snprintf(root, sizeof(root), "/tmp/valedor-packs-XXXXXX");
    return mkdtemp(root) ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    while (made_count > 0)
        (void)remove(made[--made_count]);
    (void)rmdir(root);
    vd_arena_done(&arena);
    vd_arena_done(&told);
    return 0;
}

static void make_folder(const char *name)
{
    assert_true(made_count < 32);
    (void)snprintf(made[made_count], sizeof(made[0]), "%s/%s", root, name);
    assert_int_equal(mkdir(made[made_count], 0700), 0);
    made_count++;
}

static void write_file(const char *name, const char *text)
{
    FILE *stream;

    assert_true(made_count < 32);
    (void)snprintf(made[made_count], sizeof(made[0]), "%s/%s", root, name);
    stream = fopen(made[made_count], "w");
    assert_non_null(stream);
    assert_true(fputs(text, stream) >= 0);
    assert_int_equal(fclose(stream), 0);
    made_count++;
}

static vd_status load(const vd_program **ret_program)
{
    const char *dir = root;

    return vd_packs_load(&arena, &dir, 1, 0, ret_program, &diags, NULL);
}

static const vd_program *loaded(void)
{
    const vd_program *program = NULL;
    vd_status status = load(&program);

    for (size_t i = 0; i < diags.count; i++)
        print_message("%.*s", VD_STR_ARGS(vd_diagnostic_render(&told, &diags.items[i])));
    assert_int_equal(status, VD_OK);
    return program;
}

static void is_refused_with(const char *sentence)
{
    const vd_program *program = NULL;

    assert_int_equal(load(&program), VD_INVALID_ARGUMENT);
    assert_null(program);
    assert_true(diags.count > 0);
    assert_int_equal(diags.items[0].message.len, strlen(sentence));
    assert_memory_equal(diags.items[0].message.ptr, sentence, strlen(sentence));
}

static vd_str definition_type(const vd_program *program, const char *id)
{
    for (size_t i = 0; i < program->definition_count; i++)
        if (vd_str_eq(program->definitions[i].id, vd_str_of(id)))
            return vd_type_of(VD_TYPE_BOOL)->kind ==
                           vd_expr_type(program->definitions[i].expr)->kind
                       ? VD_STR("boolean")
                       : VD_STR("other");
    return VD_STR("none");
}

static void facts_have_their_places_in_their_records(void **state)
{
    const vd_program *program;
    uint32_t length;

    (void)state;
    write_file("pack.yaml",
               HEAD("x") "records:\n  - {id: sentence, list: sentences, title: {es: a, "
                         "en: a}}\nfacts:\n" FACT("sex", "text") FACT("sentence.final_on", "date")
                             FACT("sentence.length", "span"));
    program = loaded();
    length = vd_program_fact(program, VD_STR("sentence.length"));
    assert_int_equal(program->record_count, 2);
    assert_int_equal(program->facts[length].record, 1);
    assert_int_equal(program->facts[length].field, 1);
    assert_int_equal(program->records[1].facts[1], length);
    assert_true(vd_str_eq(program->records[1].type->fields[1].name, VD_STR("length")));
    assert_int_equal(program->facts[length].type->kind, VD_TYPE_SPAN);
    assert_int_equal(program->records[0].fact_count, 1);
}

static void definitions_stand_in_any_order(void **state)
{
    const vd_program *program;

    (void)state;
    write_file("pack.yaml",
               HEAD("x") "records:\n  - {id: act, list: acts, title: {es: a, en: a}}\n"
                         "definitions:\n"
                         "  - {id: late_ones, value: 'some a in acts satisfies a.late'}\n"
                         "  - {id: act.late, value: 'act.done_on > limit'}\n"
                         "  - {id: limit, value: '@\"2020-01-01\"'}\n"
                         "facts:\n" FACT("act.done_on", "date"));
    program = loaded();
    assert_true(vd_str_eq(definition_type(program, "late_ones"), VD_STR("boolean")));
    assert_true(vd_str_eq(definition_type(program, "act.late"), VD_STR("boolean")));
    assert_int_equal(program->records[1].definition_count, 1);
    assert_int_equal(program->records[1].type->field_count, 2);
    assert_true(vd_str_eq(program->records[1].type->fields[1].name, VD_STR("late")));
}

static void a_pack_sees_what_it_extends(void **state)
{
    const vd_program *program;

    (void)state;
    make_folder("a");
    make_folder("b");
    /* The one that extends comes first in the order of paths. */
    write_file("a/pack.yaml",
               HEAD("a") "extends: [b]\ndefinitions:\n  - {id: old, value: 'years >= 60'}\n");
    write_file("b/pack.yaml", HEAD("b") "facts:\n" FACT("years", "number"));
    program = loaded();
    assert_int_equal(program->pack_count, 2);
    assert_true(vd_str_eq(program->packs[0].id, VD_STR("b")));
}

static void a_pack_does_not_see_others(void **state)
{
    (void)state;
    make_folder("a");
    make_folder("b");
    write_file("a/pack.yaml", HEAD("a") "definitions:\n  - {id: old, value: 'years >= 60'}\n");
    write_file("b/pack.yaml", HEAD("b") "facts:\n" FACT("years", "number"));
    is_refused_with("\"years\" is not known here; declare it, or write a text in quotes");
}

/* A slash more, another way there, a link: one folder, one pack. */
static void a_folder_named_in_two_spellings_is_loaded_once(void **state)
{
    const vd_program *program = NULL;
    const char *dirs[] = {NULL, NULL, NULL, root};
    char link[128];

    (void)state;
    make_folder("a");
    write_file("a/pack.yaml", HEAD("a"));
    (void)snprintf(link, sizeof(link), "%s/link", root);
    assert_int_equal(symlink("a", link), 0);
    (void)snprintf(made[made_count++], sizeof(made[0]), "%s", link);
    dirs[0] = vd_arena_printf(&arena, "%s/a", root).ptr;
    dirs[1] = vd_arena_printf(&arena, "%s/./a/", root).ptr;
    dirs[2] = link;
    assert_int_equal(vd_packs_load(&arena, dirs, 4, 0, &program, &diags, NULL), VD_OK);
    assert_int_equal(program->pack_count, 1);
}

/* What is the same in two folders is two packs of one name. */
static void a_copy_of_a_pack_is_refused(void **state)
{
    (void)state;
    make_folder("a");
    make_folder("b");
    write_file("a/pack.yaml", HEAD("a"));
    write_file("b/pack.yaml", HEAD("a"));
    is_refused_with(
        vd_arena_printf(&arena, "a pack \"a\" is there already, in %s/a: keep one", root).ptr);
}

static void packs_may_not_extend_each_other(void **state)
{
    (void)state;
    make_folder("a");
    make_folder("b");
    write_file("a/pack.yaml", HEAD("a") "extends: [b]\n");
    write_file("b/pack.yaml", HEAD("b") "extends: [a]\n");
    is_refused_with("packs extend each other in a circle");
}

static void a_fact_is_declared_alike_by_all(void **state)
{
    char sentence[512];

    (void)state;
    make_folder("a");
    make_folder("b");
    write_file("a/pack.yaml", HEAD("a") "facts:\n" FACT("years", "number"));
    write_file("b/pack.yaml", HEAD("b") "facts:\n" FACT("years", "text"));
    (void)snprintf(
        sentence, sizeof(sentence),
        "\"years\" is declared otherwise at %s/a/pack.yaml:7; what several packs declare "
        "is one thing: write it alike, or give it another id",
        root);
    is_refused_with(sentence);
}

static void a_pack_may_not_call_two_things_alike(void **state)
{
    char sentence[256];

    (void)state;
    make_folder("a");
    make_folder("b");
    write_file("a/pack.yaml", HEAD("a") "definitions:\n  - {id: old, value: '60'}\n");
    write_file("b/pack.yaml", HEAD("b") "extends: [a]\ndefinitions:\n  - {id: old, value: '65'}\n");
    (void)snprintf(sentence, sizeof(sentence), "\"old\" is declared already, at %s/a/pack.yaml:7",
                   root);
    is_refused_with(sentence);
}

static void a_pack_has_a_zone_or_extends_one_that_has(void **state)
{
    (void)state;
    make_folder("a");
    write_file("a/pack.yaml", "pack: a\nversion: \"1\"\ntitle: {es: a, en: a}\nlanguages: [es]\n");
    is_refused_with("the pack names no zone, and extends none that does");
}

static void a_rule_departs_only_from_what_its_pack_extends(void **state)
{
    (void)state;
    write_file("pack.yaml",
               RULE_HEAD RULE_TAIL "    deviates_from: {rule: y.term, because: {es: a, en: a}}\n");
    is_refused_with("no pack that this one extends has a rule \"y.term\"");
}

static void a_folder_without_packs_is_refused(void **state)
{
    (void)state;
    make_folder("a");
    is_refused_with("there is no pack.yaml here, nor in a folder within");
}

static void the_digest_is_of_paths_and_bytes_without_scenarios(void **state)
{
    vd_str first;
    vd_str second;

    (void)state;
    write_file("pack.yaml", HEAD("x"));
    first = loaded()->packs[0].digest;
    assert_int_equal(first.len, 64);
    make_folder("scenarios");
    write_file("scenarios/s.yaml", "scenarios: []\n");
    second = loaded()->packs[0].digest;
    assert_true(vd_str_eq(first, second));
    write_file("more.yaml", "facts: []\n");
    second = loaded()->packs[0].digest;
    assert_false(vd_str_eq(first, second));
}

static void notes_on_coverage_are_no_part_of_a_pack(void **state)
{
    vd_str digest;

    (void)state;
    write_file("pack.yaml", HEAD("x"));
    digest = loaded()->packs[0].digest;
    write_file("coverage.yaml", "entries: []\n");
    make_folder("coverage");
    write_file("coverage/more.yaml", "entries: []\n");
    assert_true(vd_str_eq(digest, loaded()->packs[0].digest));
}

static void table_cells_are_values_lists_and_ranges(void **state)
{
    const vd_table *table;
    const vd_range *range;

    (void)state;
    write_file("pack.yaml",
               HEAD("x") "tables:\n"
                         "  - id: rate\n"
                         "    inputs: [{name: day, type: date}, {name: kind, type: code, codes: "
                         "[a, b]}]\n"
                         "    output: number\n"
                         "    outside: 'null'\n"
                         "    rows:\n"
                         "      - {if: {day: '[@\"2020-01-01\"..@\"2021-01-01\")', kind: [a, b]}, "
                         "value: 1/3}\n"
                         "      - {if: {day: '>= @\"2021-01-01\"', kind: a}, value: 2}\n"
                         "      - {if: {day: '[@\"2021-01-01\"..null)', kind: b}, value: null}\n");
    table = &loaded()->tables[0];
    assert_int_equal(table->row_count, 3);
    assert_false(table->outside_refused);
    range = table->rows[0].cells[0].values[0].u.range;
    assert_true(range->low_in);
    assert_false(range->high_in);
    assert_int_equal(range->low.u.date, 18262);
    assert_int_equal(table->rows[0].cells[1].count, 2);
    assert_int_equal(table->rows[0].value.u.number.den, 3);
    range = table->rows[1].cells[0].values[0].u.range;
    assert_true(range->low_in);
    assert_int_equal(range->high.kind, VD_NULL);
    assert_int_equal(table->rows[2].value.kind, VD_NULL);
}

static void a_version_has_its_fields_defaults_and_replacements(void **state)
{
    const vd_version *version;
    const vd_rule *rule;

    (void)state;
    write_file("pack.yaml", RULE_HEAD RULE_TAIL);
    rule = &loaded()->rules[0];
    version = &rule->versions[0];
    assert_true(vd_str_eq(rule->instrument->id, VD_STR("x.law")));
    assert_int_equal(version->when.items[0].from, 10957);
    assert_int_equal(version->when.items[0].until, VD_FOREVER);
    assert_true(vd_str_eq(vd_expr_text(version->fields[VD_FIELD_LENGTH]), VD_STR("9 months")));
    assert_true(vd_str_eq(vd_expr_text(version->fields[VD_FIELD_FIRST_DAY]), VD_STR("\"next\"")));
    assert_null(version->fields[VD_FIELD_CALENDAR]);
    assert_null(version->fields[VD_FIELD_TRIGGER]);
    assert_int_equal(version->exceptions[0].set_count, 2);
    assert_int_equal(version->exceptions[0].sets[0].target, VD_FIELD_LENGTH);
    assert_int_equal(vd_expr_type(version->exceptions[0].sets[0].expr)->kind, VD_TYPE_SPAN);
    assert_true(version->readings[0].strict);
    assert_int_equal(rule->gaps[0].because, VD_GAP_NOT_YET);
    assert_int_equal(rule->line, 13);
}

static void every_error_of_a_pack_is_told_at_once(void **state)
{
    const vd_program *program = NULL;

    (void)state;
    write_file("pack.yaml", HEAD("x") "facts:\n" FACT("a", "day") FACT("b.c", "date")
                                FACT("a", "date") "rulez: []\n");
    assert_int_equal(load(&program), VD_INVALID_ARGUMENT);
    assert_int_equal(diags.error_count, 1); /* unknown keys end the reading */
    write_file("pack2.yaml", "facts: []\n");
    (void)remove(made[0]);
    vd_diagnostics_init(&diags, &told);
    write_file("pack.yaml",
               HEAD("x") "facts:\n" FACT("a", "day") FACT("b.c", "date") FACT("a", "date"));
    assert_int_equal(load(&program), VD_INVALID_ARGUMENT);
    assert_int_equal(diags.error_count, 3);
}

/* Every allocation fails once; nothing is lost, nothing is left half built. */
static void without_memory_nothing_is_loaded(void **state)
{
    const char *dir = root;

    (void)state;
    write_file("pack.yaml", RULE_HEAD RULE_TAIL
               "records:\n  - {id: act, list: acts, title: {es: a, en: a}}\n"
               "parameters:\n  - {id: unit, type: number, values: [{from: null, until: null, "
               "value: 1}]}\n"
               "tables:\n  - {id: t, inputs: [{name: d, type: date}], output: number, outside: "
               "refuse, rows: [{if: {d: '< @\"2020-01-01\"'}, value: 1}]}\n"
               "definitions:\n  - {id: act.late, value: 'count(acts) > unit'}\n"
               "  - {id: z, value: 't(today) > 0 and (some a in acts satisfies a.late)'}\n");
    write_file("days.yaml", "calendar: x.days\ntitle: {es: a, en: a}\ncovers: {from: 2020-01-01, "
                            "until: 2020-02-01}\nweekly_rest: [sunday]\n");
    (void)loaded();
    for (uint64_t n = 1;; n++) {
        const vd_program *program = NULL;
        vd_arena small;
        vd_status status;

        vd_arena_init(&small, 0);
        small.fail_after = n;
        vd_diagnostics_init(&diags, &told);
        status = vd_packs_load(&small, &dir, 1, 0, &program, &diags, NULL);
        vd_arena_done(&small);
        vd_arena_reset(&told);
        if (status == VD_OK)
            break;
        if (status != VD_RESOURCE_EXHAUSTED)
            print_error("allocation %llu: status %d\n", (unsigned long long)n, (int)status);
        assert_int_equal(status, VD_RESOURCE_EXHAUSTED);
        assert_null(program);
        assert_true(n < 20000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(facts_have_their_places_in_their_records, begin, end),
        cmocka_unit_test_setup_teardown(definitions_stand_in_any_order, begin, end),
        cmocka_unit_test_setup_teardown(a_pack_sees_what_it_extends, begin, end),
        cmocka_unit_test_setup_teardown(a_pack_does_not_see_others, begin, end),
        cmocka_unit_test_setup_teardown(a_folder_named_in_two_spellings_is_loaded_once, begin, end),
        cmocka_unit_test_setup_teardown(a_copy_of_a_pack_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(packs_may_not_extend_each_other, begin, end),
        cmocka_unit_test_setup_teardown(a_fact_is_declared_alike_by_all, begin, end),
        cmocka_unit_test_setup_teardown(a_pack_may_not_call_two_things_alike, begin, end),
        cmocka_unit_test_setup_teardown(a_pack_has_a_zone_or_extends_one_that_has, begin, end),
        cmocka_unit_test_setup_teardown(a_rule_departs_only_from_what_its_pack_extends, begin, end),
        cmocka_unit_test_setup_teardown(a_folder_without_packs_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(the_digest_is_of_paths_and_bytes_without_scenarios, begin,
                                        end),
        cmocka_unit_test_setup_teardown(notes_on_coverage_are_no_part_of_a_pack, begin, end),
        cmocka_unit_test_setup_teardown(table_cells_are_values_lists_and_ranges, begin, end),
        cmocka_unit_test_setup_teardown(a_version_has_its_fields_defaults_and_replacements, begin,
                                        end),
        cmocka_unit_test_setup_teardown(every_error_of_a_pack_is_told_at_once, begin, end),
        cmocka_unit_test_setup_teardown(without_memory_nothing_is_loaded, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
