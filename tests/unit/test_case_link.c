/* What comes through the door is checked against what the packs declare. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "tests/unit/law_helper.h"

typedef struct fixture {
    vd_arena arena;
    const vd_program *program;
} fixture;

static int set_up(void **state)
{
    static fixture f;

    vd_arena_init(&f.arena, 0);
    f.program = load_pack(&f.arena, "tests/packs/engine");
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;

    vd_arena_done(&f->arena);
    return 0;
}

static void refuses(fixture *f, statement_list said, const char *words)
{
    const vd_case *subject = NULL;
    vd_error err = {0};

    assert_int_equal(link_facts(&f->arena, f->program, said, &subject, &err), VD_INVALID_ARGUMENT);
    assert_null(subject);
    if (!strstr(err.message, words))
        fail_msg("\"%s\" does not say \"%s\"", err.message, words);
    assert_int_equal(err.line, said.items[said.count - 1].line);
}

static void a_fact_that_no_pack_declares_is_refused(void **state)
{
    refuses(*state, SAY({.fact = VD_STR("height"), .literal = VD_STR("3"), .line = 7}), "height");
}

static void a_value_of_another_type_is_refused(void **state)
{
    refuses(*state, SAY({.fact = VD_STR("b"), .literal = VD_STR("maybe"), .line = 3}),
            "true or false");
    refuses(*state, SAY({.fact = VD_STR("began_on"), .literal = VD_STR("2023-02-29"), .line = 4}),
            "began_on");
    refuses(*state, SAY({.fact = VD_STR("term"), .literal = VD_STR(""), .line = 5}), "term");
}

static void a_fact_of_a_record_that_is_not_there_is_refused(void **state)
{
    refuses(*state,
            SAY({.fact = VD_STR("act.grave"),
                 .instance = VD_STR("x"),
                 .literal = VD_STR("true"),
                 .line = 2}),
            "act.grave");
    refuses(
        *state,
        SAY({.fact = VD_STR("b"), .instance = VD_STR("x"), .literal = VD_STR("true"), .line = 2}),
        "b");
}

static void periods_of_a_fact_that_does_not_change_are_refused(void **state)
{
    refuses(*state,
            SAY({.fact = VD_STR("b"),
                 .literal = VD_STR("true"),
                 .from = VD_STR("2020-01-01"),
                 .line = 9}),
            "does not change");
}

static void an_empty_period_is_refused(void **state)
{
    refuses(*state,
            SAY({.fact = VD_STR("a"),
                 .literal = VD_STR("true"),
                 .from = VD_STR("2020-01-01"),
                 .until = VD_STR("2020-01-01"),
                 .line = 9}),
            "before it begins");
    refuses(
        *state,
        SAY({.fact = VD_STR("a"), .literal = VD_STR("true"), .from = VD_STR("soon"), .line = 9}),
        "soon");
}

static void one_supplier_does_not_say_two_things_at_once(void **state)
{
    refuses(*state,
            SAY(IS("b", "true"), {.fact = VD_STR("b"), .literal = VD_STR("false"), .line = 2}),
            "One supplier");
    refuses(*state,
            SAY({.fact = VD_STR("a"), .literal = VD_STR("true"), .from = VD_STR("2020-01-01")},
                {.fact = VD_STR("a"),
                 .literal = VD_STR("false"),
                 .until = VD_STR("2020-01-02"),
                 .line = 2}),
            "One supplier");
}

static void periods_that_touch_do_not_overlap(void **state)
{
    fixture *f = *state;
    const vd_case *subject = NULL;

    assert_int_equal(
        link_facts(
            &f->arena, f->program,
            SAY({.fact = VD_STR("a"), .literal = VD_STR("true"), .from = VD_STR("2020-01-01")},
                {.fact = VD_STR("a"), .literal = VD_STR("false"), .until = VD_STR("2020-01-01")}),
            &subject, NULL),
        VD_OK);
}

static void a_supplier_that_does_not_exist_is_refused(void **state)
{
    refuses(*state,
            SAY({.fact = VD_STR("b"),
                 .literal = VD_STR("true"),
                 .supplier = VD_STR("a friend"),
                 .line = 6}),
            "a friend");
    refuses(*state,
            SAY({.fact = VD_STR("b"),
                 .literal = VD_STR("true"),
                 .said_on = VD_STR("last week"),
                 .line = 6}),
            "last week");
}

static vd_status link_records(fixture *f, vd_doc_instance *instances, size_t count)
{
    vd_case_doc doc = {.instance_count = count, .instances = instances};
    const vd_case *subject = NULL;
    vd_error err = {0};

    return vd_case_link(&f->arena, f->program, &doc, &subject, &err);
}

static void records_have_ids_of_their_own_in_a_declared_list(void **state)
{
    vd_doc_instance twice[] = {{VD_STR("acts"), VD_STR("x"), 1}, {VD_STR("acts"), VD_STR("x"), 2}};
    vd_doc_instance nameless[] = {{VD_STR("acts"), VD_STR(""), 1}};
    vd_doc_instance elsewhere[] = {{VD_STR("deeds"), VD_STR("x"), 1}};
    vd_doc_instance good[] = {{VD_STR("acts"), VD_STR("x"), 1}, {VD_STR("acts"), VD_STR("y"), 2}};

    assert_int_equal(link_records(*state, twice, 2), VD_INVALID_ARGUMENT);
    assert_int_equal(link_records(*state, nameless, 1), VD_INVALID_ARGUMENT);
    assert_int_equal(link_records(*state, elsewhere, 1), VD_INVALID_ARGUMENT);
    assert_int_equal(link_records(*state, good, 2), VD_OK);
}

static vd_instant held_at(fixture *f, vd_str literal)
{
    vd_doc_instance act = {VD_STR("acts"), VD_STR("x"), 1};
    vd_doc_statement said = {
        .fact = VD_STR("act.held_at"), .instance = VD_STR("x"), .literal = literal};
    vd_case_doc doc = {
        .instance_count = 1, .instances = &act, .statement_count = 1, .statements = &said};
    uint32_t fact = vd_program_fact(f->program, VD_STR("act.held_at"));
    const vd_case *subject = NULL;
    const vd_clock *clock;

    assert_int_equal(vd_case_link(&f->arena, f->program, &doc, &subject, NULL), VD_OK);
    clock = subject->records[f->program->facts[fact].record]
                .items[0]
                .cells[f->program->facts[fact].field]
                .statements[0]
                .value.u.clock;
    assert_true(clock->has_offset);
    return clock->date * 86400 + clock->nanos / 1000000000 - clock->offset;
}

static void an_instant_without_an_offset_is_the_zone_s(void **state)
{
    fixture *f = *state;
    vd_instant midnight = day(f->program, "2024-03-08");

    assert_int_equal(held_at(f, VD_STR("2024-03-08T10:00:00")), midnight + 10 * 3600);
    assert_int_equal(held_at(f, VD_STR("2024-03-08T10:00:00+01:00")), midnight + 4 * 3600);
}

static void a_day_where_an_instant_is_declared_is_its_start(void **state)
{
    fixture *f = *state;

    assert_int_equal(held_at(f, VD_STR("2024-03-08")), day(f->program, "2024-03-08"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fact_that_no_pack_declares_is_refused),
        cmocka_unit_test(a_value_of_another_type_is_refused),
        cmocka_unit_test(a_fact_of_a_record_that_is_not_there_is_refused),
        cmocka_unit_test(periods_of_a_fact_that_does_not_change_are_refused),
        cmocka_unit_test(an_empty_period_is_refused),
        cmocka_unit_test(one_supplier_does_not_say_two_things_at_once),
        cmocka_unit_test(periods_that_touch_do_not_overlap),
        cmocka_unit_test(a_supplier_that_does_not_exist_is_refused),
        cmocka_unit_test(records_have_ids_of_their_own_in_a_declared_list),
        cmocka_unit_test(an_instant_without_an_offset_is_the_zone_s),
        cmocka_unit_test(a_day_where_an_instant_is_declared_is_its_start),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
