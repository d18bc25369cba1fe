/* Facts that cannot all be true: which hold, and which facts they name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "engine/law/contradictions.h"
#include "tests/unit/law_helper.h"

typedef struct fixture {
    vd_arena arena;
    const vd_program *program;
    size_t count;
    const vd_found_contradiction *found;
} fixture;

static int set_up(void **state)
{
    static fixture f;

    vd_arena_init(&f.arena, 0);
    f.program = load_pack(&f.arena, "tests/packs/contradictions");
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;

    vd_arena_done(&f->arena);
    return 0;
}

static const vd_case *linked(fixture *f, statement_list said, size_t stays)
{
    vd_doc_instance instances[] = {{.list = VD_STR("stays"), .id = VD_STR("s1")},
                                   {.list = VD_STR("stays"), .id = VD_STR("s2")}};
    vd_case_doc doc = {.id = VD_STR("c"), .statement_count = said.count};
    const vd_case *subject = NULL;
    vd_error err = {0};

    doc.statements = (vd_doc_statement *)said.items;
    doc.instances = instances;
    doc.instance_count = stays;
    if (vd_case_link(&f->arena, f->program, &doc, &subject, &err))
        fail_msg("%s", err.message);
    return subject;
}

static void ask(fixture *f, const vd_case *subject)
{
    vd_error err = {0};

    f->count = 99;
    if (vd_contradictions(&f->arena, f->program, subject, day(f->program, "2024-03-01"), &f->count,
                          &f->found, &err))
        fail_msg("%s", err.message);
}

static void assert_facts(const fixture *f, size_t found, const char *expected)
{
    char names[256] = "";
    size_t length = 0;

    for (size_t i = 0; i < f->found[found].fact_count; i++) {
        const vd_involved *one = &f->found[found].facts[i];
        vd_str id = f->program->facts[one->fact].id;

        length += (size_t)snprintf(names + length, sizeof names - length, "%s%.*s[%.*s]",
                                   i ? " " : "", VD_STR_ARGS(id), VD_STR_ARGS(one->instance));
    }
    assert_string_equal(names, expected);
}

static void the_facts_that_are_known_are_named(void **state)
{
    fixture *f = *state;

    ask(f, linked(f, SAY(IS("sex", "male"), IS("pregnant", "true")), 0));
    assert_int_equal(f->count, 1);
    assert_true(vd_str_eq(f->found->what->id, VD_STR("clash.man_with_child")));
    assert_int_equal(f->found->instance.len, 0);
    assert_facts(f, 0, "sex[] pregnant[]");
}

static void each_record_is_told_by_itself(void **state)
{
    fixture *f = *state;
    statement_list said = SAY(
        {.fact = VD_STR("stay.from"), .instance = VD_STR("s1"), .literal = VD_STR("2024-01-10")},
        {.fact = VD_STR("stay.until"), .instance = VD_STR("s1"), .literal = VD_STR("2024-01-10")},
        {.fact = VD_STR("stay.from"), .instance = VD_STR("s2"), .literal = VD_STR("2024-01-10")},
        {.fact = VD_STR("stay.until"), .instance = VD_STR("s2"), .literal = VD_STR("2024-01-09")});

    ask(f, linked(f, said, 2));
    assert_int_equal(f->count, 1);
    assert_true(vd_str_eq(f->found->instance, VD_STR("s2")));
    assert_facts(f, 0, "stay.until[s2] stay.from[s2]");
}

static void what_is_not_known_contradicts_nothing(void **state)
{
    fixture *f = *state;
    static const vd_presence presences[] = {VD_ABSENT, VD_UNKNOWABLE, VD_WITHHELD};

    ask(f, linked(f, SAY(IS("sex", "male")), 0));
    assert_int_equal(f->count, 0);
    for (size_t i = 0; i < sizeof presences / sizeof presences[0]; i++) {
        ask(f, linked(f, SAY(IS("sex", "male"), IS_BUT("pregnant", presences[i])), 0));
        assert_int_equal(f->count, 0);
        ask(f, linked(f, SAY(IS_BUT("sex", presences[i]), IS("pregnant", "true")), 0));
        assert_int_equal(f->count, 0);
    }
}

#define SAYS(name, text, who)                                                  \
    {                                                                          \
        .fact = VD_STR(name), .literal = VD_STR(text), .supplier = VD_STR(who) \
    }

static void where_suppliers_disagree_it_holds_whomever_one_believes(void **state)
{
    fixture *f = *state;

    ask(f, linked(f,
                  SAY(SAYS("sex", "male", "penitentiary"), SAYS("sex", "female", "defender"),
                      IS("pregnant", "true")),
                  0));
    assert_int_equal(f->count, 0);
    ask(f,
        linked(f,
               SAY(SAYS("pregnant", "false", "penitentiary"), SAYS("pregnant", "true", "defender"),
                   IS("sex", "male"), IS("nursing", "true")),
               0));
    assert_int_equal(f->count, 1);
}

static void want_of_memory_is_told(void **state)
{
    fixture *f = *state;
    const vd_case *subject = linked(f, SAY(IS("sex", "male"), IS("pregnant", "true")), 0);
    const vd_found_contradiction *found = NULL;
    size_t count = 0;
    size_t limit = 64;
    vd_status status;

    do {
        vd_arena small;
        vd_error err = {0};

        vd_arena_init(&small, limit);
        status = vd_contradictions(&small, f->program, subject, day(f->program, "2024-03-01"),
                                   &count, &found, &err);
        assert_true(status == VD_OK || status == VD_RESOURCE_EXHAUSTED);
        if (status == VD_OK)
            assert_int_equal(count, 1);
        vd_arena_done(&small);
        limit += 64;
    } while (status && limit < 1 << 20);
    assert_int_equal(status, VD_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_facts_that_are_known_are_named),
        cmocka_unit_test(each_record_is_told_by_itself),
        cmocka_unit_test(what_is_not_known_contradicts_nothing),
        cmocka_unit_test(where_suppliers_disagree_it_holds_whomever_one_believes),
        cmocka_unit_test(want_of_memory_is_told),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
