/*
 * What must not change an answer, and what may change it only one way: random cases, asked twice.
 *
 * VALEDOR_LONG asks for twenty times as many.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "engine/law/assess.h"
#include "tests/support/random_case.h"
#include "tests/unit/law_helper.h"

#define YEAR (INT64_C(366) * 86400)

typedef struct subject {
    const vd_program *program;
    vd_arena *arena;
    random_source source;
    vd_case_doc *doc;
    vd_instant at;
    uint64_t seed;
} subject;

typedef void (*property)(subject *s);

static const vd_assessment *ask(subject *s, const vd_case_doc *doc, uint32_t rule, vd_instant at)
{
    vd_question question = {.at = at, .rule = rule};
    const vd_assessment *assessment = NULL;
    const vd_case *linked = NULL;
    vd_error err = {0};

    if (vd_case_link(s->arena, s->program, doc, &linked, &err) ||
        vd_assess(s->arena, s->program, linked, &question, &assessment, &err))
        fail_msg("seed %llu: %s", (unsigned long long)s->seed, err.message);
    return assessment;
}

static void differ(const subject *s, const vd_determination *one, const char *how)
{
    fail_msg("seed %llu: %.*s (%.*s) at %lld: %s", (unsigned long long)s->seed,
             VD_STR_ARGS(one->rule->id), VD_STR_ARGS(one->instance), (long long)s->at, how);
}

static void must_be_same(const subject *s, const vd_determination *a, const vd_determination *b,
                         const char *how)
{
    bool same = a->status == b->status && a->version == b->version &&
                a->valid_until == b->valid_until && a->dates.has_due == b->dates.has_due &&
                (!a->dates.has_due || a->dates.due == b->dates.due) &&
                a->dates.has_eligible == b->dates.has_eligible &&
                (!a->dates.has_eligible || a->dates.eligible_from == b->dates.eligible_from) &&
                a->missing_count == b->missing_count && a->presumed_count == b->presumed_count &&
                a->alternative_count == b->alternative_count;

    if (!same)
        differ(s, a, how);
}

static const vd_determination *same_one(const vd_assessment *in, const vd_determination *wanted)
{
    for (size_t i = 0; i < in->count; i++)
        if (in->items[i].rule == wanted->rule && vd_str_eq(in->items[i].instance, wanted->instance))
            return &in->items[i];
    return NULL;
}

static void must_all_be_same(subject *s, const vd_assessment *a, const vd_assessment *b,
                             const char *how)
{
    assert_int_equal(b->count, a->count);
    for (size_t i = 0; i < a->count; i++) {
        const vd_determination *other = same_one(b, &a->items[i]);

        assert_non_null(other);
        must_be_same(s, &a->items[i], other, how);
    }
}

static void a_batch_equals_its_singles(subject *s)
{
    const vd_assessment *all = ask(s, s->doc, VD_NONE, s->at);

    for (size_t i = 0; i < all->count; i++) {
        const vd_assessment *one =
            ask(s, s->doc, (uint32_t)(all->items[i].rule - s->program->rules), s->at);

        must_be_same(s, &all->items[i], same_one(one, &all->items[i]), "alone it is otherwise");
    }
}

/* Facts the other way round; what is said of one fact stays in its order. */
static void the_order_of_facts_and_records_changes_nothing(subject *s)
{
    vd_case_doc turned = *s->doc;
    vd_doc_statement *said = VD_NEW_ARRAY(s->arena, vd_doc_statement, s->doc->statement_count);
    vd_doc_instance *records = VD_NEW_ARRAY(s->arena, vd_doc_instance, s->doc->instance_count);
    size_t n = 0;

    assert_non_null(said);
    assert_non_null(records);
    for (size_t f = s->program->fact_count; f-- > 0;)
        for (size_t i = 0; i < s->doc->statement_count; i++)
            if (vd_str_eq(s->doc->statements[i].fact, s->program->facts[f].id))
                said[n++] = s->doc->statements[i];
    assert_int_equal(n, s->doc->statement_count);
    for (size_t i = 0; i < s->doc->instance_count; i++)
        records[i] = s->doc->instances[s->doc->instance_count - 1 - i];
    turned.statements = said;
    turned.instances = records;
    must_all_be_same(s, ask(s, s->doc, VD_NONE, s->at), ask(s, &turned, VD_NONE, s->at),
                     "in another order it is otherwise");
}

/* A benefit that has not opened yet is not open a moment before it does. With further earnings it
 * may be: if_continues says so. */
static void the_moment_before_it_opens_it_is_not_open(subject *s)
{
    const vd_assessment *now = ask(s, s->doc, VD_NONE, s->at);

    for (size_t i = 0; i < now->count; i++) {
        const vd_determination *one = &now->items[i];
        const vd_determination *then;

        if (!one->dates.has_eligible || one->dates.eligible_provisional ||
            one->dates.has_if_continues || one->dates.eligible_from <= s->at ||
            one->alternative_count > 0)
            continue;
        then = same_one(
            ask(s, s->doc, (uint32_t)(one->rule - s->program->rules), one->dates.eligible_from - 1),
            one);
        if (then->status == VD_YES)
            differ(s, one, "it is open before eligible_from");
        then = same_one(
            ask(s, s->doc, (uint32_t)(one->rule - s->program->rules), one->dates.eligible_from),
            one);
        if (then->status != VD_YES)
            differ(s, one, "it is not open from eligible_from");
    }
}

static void a_timeline_says_what_each_instant_says(subject *s)
{
    const vd_case *linked = NULL;
    const vd_segment *segments;
    size_t count;
    vd_error err = {0};
    uint32_t rule = random_below(&s->source, (uint32_t)s->program->rule_count);
    const vd_assessment *now = ask(s, s->doc, rule, s->at);

    if (now->count == 0 || (s->program->rules[rule].record && now->items[0].instance.len == 0))
        return;
    if (vd_case_link(s->arena, s->program, s->doc, &linked, &err) ||
        vd_timeline(s->arena, s->program, linked, rule, now->items[0].instance, s->at - YEAR,
                    s->at + YEAR, &count, &segments, &err))
        fail_msg("%s", err.message);
    assert_true(segments[0].from == s->at - YEAR && segments[count - 1].until == s->at + YEAR);
    for (size_t i = 0; i < 24; i++) {
        vd_instant t = s->at - YEAR + (vd_instant)random_below(&s->source, (uint32_t)(2 * YEAR));
        const vd_determination *then = same_one(ask(s, s->doc, rule, t), &now->items[0]);
        size_t k = 0;

        while (segments[k].until <= t)
            k++;
        if (segments[k].status != then->status)
            differ(s, then, "the timeline says otherwise");
    }
}

static void try_pack(const char *path, uint64_t seeds, property holds)
{
    const vd_program *program;
    vd_arena packs;

    vd_arena_init(&packs, 0);
    program = load_pack(&packs, path);
    if (getenv("VALEDOR_LONG"))
        seeds *= 20;
    for (uint64_t seed = 1; seed <= seeds; seed++) {
        vd_arena arena;
        subject s = {.program = program,
                     .arena = &arena,
                     .source = {seed * UINT64_C(0x9E3779B97F4A7C15) + 1},
                     .seed = seed};

        vd_arena_init(&arena, 0);
        s.doc = random_case(&arena, program, &s.source);
        assert_non_null(s.doc);
        s.at = random_instant(program, s.doc, &s.source);
        holds(&s);
        vd_arena_done(&arena);
    }
    vd_arena_done(&packs);
}

#define ON_BOTH_PACKS(name, traits, peru)               \
    static void test_##name(void **state)               \
    {                                                   \
        (void)state;                                    \
        try_pack("tests/packs/engine", (traits), name); \
        try_pack("rules/packs/pe", (peru), name);       \
    }

ON_BOTH_PACKS(a_batch_equals_its_singles, 100, 2)
ON_BOTH_PACKS(the_order_of_facts_and_records_changes_nothing, 200, 6)
ON_BOTH_PACKS(the_moment_before_it_opens_it_is_not_open, 300, 10)
ON_BOTH_PACKS(a_timeline_says_what_each_instant_says, 200, 60)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_batch_equals_its_singles),
        cmocka_unit_test(test_the_order_of_facts_and_records_changes_nothing),
        cmocka_unit_test(test_the_moment_before_it_opens_it_is_not_open),
        cmocka_unit_test(test_a_timeline_says_what_each_instant_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
