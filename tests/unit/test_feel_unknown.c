/* Unknown is not null: what decides without it, and which facts are missing where nothing does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/unit/feel_helper.h"

static void collect(const vd_missing *missing, unsigned *facts, bool *incomplete)
{
    if (!missing)
        return;
    if (!missing->left && !missing->right) {
        if (missing->why == VD_WHY_INCOMPLETE)
            *incomplete = true;
        else
            *facts |= 1U << missing->fact;
        return;
    }
    collect(missing->left, facts, incomplete);
    collect(missing->right, facts, incomplete);
}

typedef struct unknown_case {
    const char *text;
    unsigned facts; /* bits; 0 with incomplete false: the value is known */
    bool incomplete;
    const char *value; /* when known */
} unknown_case;

#define SAID (1U << FACT_NOBODY_SAID)
#define NUMBER (1U << FACT_NO_NUMBER)
#define DATE (1U << FACT_NO_DATE)

static void missing_facts_are_told_where_they_matter(void **state)
{
    static const unknown_case cases[] = {
        {"nobody_said and false", 0, false, "false"},
        {"free and nobody_said", 0, false, "false"},
        {"nobody_said or not free", 0, false, "true"},
        {"nobody_said or free", SAID, false, NULL},
        {"nobody_said and no_number > 3", SAID | NUMBER, false, NULL},
        {"not(nobody_said)", SAID, false, NULL},
        {"nobody_said and null", SAID, false, NULL},
        {"no_number + no_number + fine", NUMBER, false, NULL},
        {"no_number = null", NUMBER, false, NULL},
        {"absent(no_date)", DATE, false, NULL},
        {"known(no_date)", 0, false, "false"},
        {"no_date + 2 months < today", DATE, false, NULL},
        {"no_number in [1..3]", NUMBER, false, NULL},
        {"no_number in (1, no_number)", NUMBER, false, NULL},
        {"if nobody_said then 1 else 1", 0, false, "1"},
        {"if nobody_said then 1 else 2", SAID, false, NULL},
        {"if nobody_said then no_number else 2", SAID | NUMBER, false, NULL},
        {"if free then no_number else 2", 0, false, "2"},
        {"[1, no_number] = [2, 3]", 0, false, "false"},
        {"[1, no_number] = [1, 3]", NUMBER, false, NULL},
        {"count([1, no_number])", 0, false, "2"},
        {"sum([1, no_number])", NUMBER, false, NULL},
        {"some x in [1, no_number] satisfies x = 1", 0, false, "true"},
        {"some x in [1, no_number] satisfies x = 2", NUMBER, false, NULL},
        {"every x in [1, no_number] satisfies x = 2", 0, false, "false"},
        {"count([1, 2, 3][item > no_number])", NUMBER, false, NULL},
        {"any([free, nobody_said])", SAID, false, NULL},
        {"any([true, nobody_said])", 0, false, "true"},
        {"list contains([1, no_number], 1)", 0, false, "true"},
        {"least(no_date, held_on)", DATE, false, NULL},
        {"string(no_number)", NUMBER, false, NULL},
        {"some a in more_acts satisfies a.days > 15", 0, false, "true"},
        {"some a in more_acts satisfies a.days > 100", 0, true, NULL},
        {"every a in more_acts satisfies a.days > 15", 0, false, "false"},
        {"every a in more_acts satisfies a.days >= 0", 0, true, NULL},
        {"count(more_acts)", 0, true, NULL},
        {"count(acts)", 0, false, "3"},
        {"sum(more_acts.days)", 0, true, NULL},
        {"(more_acts[kind = \"hearing\"])[1].days", 0, true, NULL},
        {"list contains(more_acts.days, 20)", 0, false, "true"},
        {"list contains(more_acts.days, 21)", 0, true, NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        unsigned facts = 0;
        bool incomplete = false;
        vd_arena arena;
        vd_value value;

        vd_arena_init(&arena, 0);
        value = feel_eval(&arena, cases[i].text);
        if (value.kind == VD_UNKNOWN)
            collect(value.u.missing, &facts, &incomplete);
        if (facts != cases[i].facts || incomplete != cases[i].incomplete)
            fail_msg("%s: missing %x, incomplete %d", cases[i].text, facts, incomplete);
        if (cases[i].value)
            assert_string_equal(feel_text(&arena, cases[i].text), cases[i].value);
        vd_arena_done(&arena);
    }
}

static void an_error_wins_over_unknown_but_not_over_what_decides(void **state)
{
    vd_arena arena;

    (void)state;
    vd_arena_init(&arena, 0);
    assert_int_equal(feel_eval(&arena, "term * (fine / 7) = term and nobody_said").kind, VD_ERROR);
    assert_int_equal(feel_eval(&arena, "term * (fine / 7) = term and free").kind, VD_BOOL);
    assert_int_equal(feel_eval(&arena, "fine * 9223372036854775807 > no_number").kind, VD_ERROR);
    vd_arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(missing_facts_are_told_where_they_matter),
        cmocka_unit_test(an_error_wins_over_unknown_but_not_over_what_decides),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
