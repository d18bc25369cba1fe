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

/* --- what a rule reads --- */

typedef struct reads {
    const vd_program *program;
    bool *facts;
    bool *records;
    bool *definitions;
    bool of_knowledge; /* `known(...)` stands somewhere */
} reads;

static void read_expr(reads *r, const vd_expr *expr);

static void read_definition(reads *r, uint32_t index)
{
    if (r->definitions[index])
        return;
    r->definitions[index] = true;
    read_expr(r, r->program->definitions[index].expr);
}

/* A record is taken whole: which of its fields are looked at is not told. */
static void read_record(reads *r, uint32_t record)
{
    const vd_record_type *type = &r->program->records[record];

    if (r->records[record])
        return;
    r->records[record] = true;
    for (uint32_t i = 0; i < type->fact_count; i++)
        r->facts[type->facts[i]] = true;
    for (uint32_t i = 0; i < type->definition_count; i++)
        read_definition(r, type->definitions[i]);
}

static void read_expr(reads *r, const vd_expr *expr)
{
    const uint32_t *refs = NULL;
    size_t count = expr ? vd_expr_refs(expr, &refs) : 0;
    vd_str text = expr ? vd_expr_text(expr) : (vd_str){"", 0};

    for (size_t i = 0; i + 6 <= text.len; i++)
        r->of_knowledge = r->of_knowledge || memcmp(text.ptr + i, "known(", 6) == 0;
    for (size_t i = 0; i < count; i++)
        switch (VD_REF_KIND(refs[i])) {
        case VD_REF_FACT:
            r->facts[VD_REF_INDEX(refs[i])] = true;
            break;
        case VD_REF_RECORD:
        case VD_REF_LIST:
            read_record(r, VD_REF_INDEX(refs[i]));
            break;
        case VD_REF_DEFINITION:
            read_definition(r, VD_REF_INDEX(refs[i]));
            break;
        default:
            break;
        }
}

static void read_windows(reads *r, const vd_windows *windows)
{
    for (size_t i = 0; i < windows->count; i++)
        read_expr(r, windows->items[i].date);
}

static void read_sets(reads *r, const vd_set *sets, size_t count)
{
    for (size_t i = 0; i < count; i++)
        read_expr(r, sets[i].expr);
}

static void read_version(reads *r, const vd_version *version)
{
    read_windows(r, &version->when);
    read_expr(r, version->condition);
    for (size_t i = 0; i < VD_FIELD_COUNT; i++)
        read_expr(r, version->fields[i]);
    for (size_t i = 0; i < version->item_count; i++)
        read_expr(r, version->items[i].expr);
    for (size_t i = 0; i < version->exception_count; i++) {
        read_expr(r, version->exceptions[i].condition);
        read_sets(r, version->exceptions[i].sets, version->exceptions[i].set_count);
    }
    for (size_t i = 0; i < version->reading_count; i++)
        read_sets(r, version->readings[i].sets, version->readings[i].set_count);
}

static reads reads_of(subject *s, const vd_rule *rule)
{
    const vd_program *program = s->program;
    reads r = {.program = program,
               .facts = VD_NEW_ARRAY(s->arena, bool, program->fact_count + 1),
               .records = VD_NEW_ARRAY(s->arena, bool, program->record_count + 1),
               .definitions = VD_NEW_ARRAY(s->arena, bool, program->definition_count + 1)};

    assert_true(r.facts && r.records && r.definitions);
    if (rule->record)
        read_record(&r, rule->record);
    read_expr(&r, rule->applies);
    if (rule->best_of)
        read_expr(&r, rule->best_of->date);
    for (size_t i = 0; i < rule->version_count; i++)
        read_version(&r, &rule->versions[i]);
    for (size_t i = 0; i < rule->gap_count; i++)
        read_windows(&r, &rule->gaps[i].when);
    return r;
}

/* What the rule reads stays; all else is forgotten, and said as it is in another case. */
static void what_no_expression_reads_changes_nothing(subject *s)
{
    uint32_t index = random_below(&s->source, (uint32_t)s->program->rule_count);
    reads r = reads_of(s, &s->program->rules[index]);
    const vd_case_doc *other = random_case(s->arena, s->program, &s->source);
    vd_case_doc turned = *s->doc;
    size_t room = s->doc->statement_count + (other ? other->statement_count : 0) + 1;

    assert_non_null(other);
    turned.statements = VD_NEW_ARRAY(s->arena, vd_doc_statement, room);
    turned.statement_count = 0;
    assert_non_null(turned.statements);
    for (size_t i = 0; i < s->doc->statement_count; i++)
        if (r.facts[vd_program_fact(s->program, s->doc->statements[i].fact)])
            turned.statements[turned.statement_count++] = s->doc->statements[i];
    for (size_t i = 0; i < other->statement_count; i++)
        if (other->statements[i].instance.len == 0 &&
            !r.facts[vd_program_fact(s->program, other->statements[i].fact)])
            turned.statements[turned.statement_count++] = other->statements[i];
    must_all_be_same(s, ask(s, s->doc, index, s->at), ask(s, &turned, index, s->at),
                     "it hangs on a fact that it does not read");
}

/* --- answering what is asked --- */

/* Some value of the fact, as random cases have it; empty when none was found. */
static vd_str some_literal(subject *s, vd_str fact)
{
    for (int tries = 0; tries < 8; tries++) {
        const vd_case_doc *other = random_case(s->arena, s->program, &s->source);

        assert_non_null(other);
        for (size_t i = 0; i < other->statement_count; i++)
            if (vd_str_eq(other->statements[i].fact, fact) && other->statements[i].literal.len)
                return other->statements[i].literal;
    }
    return (vd_str){"", 0};
}

static bool is_known_for_sure(const vd_determination *said)
{
    switch (said->status) {
    case VD_YES:
    case VD_NO:
    case VD_NOT_APPLICABLE:
    case VD_NOT_STARTED:
    case VD_RUNNING:
    case VD_SUSPENDED:
    case VD_MET:
    case VD_MISSED:
    case VD_ENDED:
        return said->presumed_count == 0;
    default:
        return false;
    }
}

static bool asks_for(const vd_determination *said, const vd_missing_fact *fact)
{
    for (size_t i = 0; i < said->missing_count; i++)
        if (said->missing[i].fact == fact->fact && !said->missing[i].disputed &&
            vd_str_eq(said->missing[i].instance, fact->instance))
            return true;
    return false;
}

static void must_know_as_much(subject *s, const vd_determination *before,
                              const vd_determination *after)
{
    if (!is_known_for_sure(before) || reads_of(s, before->rule).of_knowledge)
        return;
    if (after->status != before->status)
        differ(s, before, "an answer that was known is another once a question is answered");
    if (before->dates.has_due && (!after->dates.has_due || after->dates.due != before->dates.due))
        differ(s, before, "an end that was known is another once a question is answered");
}

/* A fact that some determination asks for and nothing is said of; false when there is none. */
static bool pick_question(subject *s, const vd_assessment *all, const vd_missing_fact **ret_fact)
{
    size_t from = all->count ? random_below(&s->source, (uint32_t)all->count) : 0;

    for (size_t i = 0; i < all->count; i++) {
        const vd_determination *one = &all->items[(from + i) % all->count];
        const vd_missing_fact *fact;

        if (one->missing_count == 0)
            continue;
        fact = &one->missing[random_below(&s->source, (uint32_t)one->missing_count)];
        if (fact->fact == VD_NONE || fact->why != VD_WHY_ASK || fact->disputed)
            continue;
        *ret_fact = fact;
        return true;
    }
    return false;
}

static void an_answered_question_loses_no_knowledge(subject *s)
{
    const vd_assessment *before = ask(s, s->doc, VD_NONE, s->at);
    const vd_assessment *after;
    const vd_missing_fact *question;
    vd_case_doc told = *s->doc;
    vd_doc_statement answer = {0};

    if (!pick_question(s, before, &question))
        return;
    answer.fact = s->program->facts[question->fact].id;
    answer.instance = question->instance;
    answer.literal = some_literal(s, answer.fact);
    if (answer.literal.len == 0)
        return;
    told.statements = VD_NEW_ARRAY(s->arena, vd_doc_statement, s->doc->statement_count + 1);
    assert_non_null(told.statements);
    /* What was said of it for other days would speak against the answer. */
    for (size_t i = 0; i < s->doc->statement_count; i++) {
        if (vd_str_eq(s->doc->statements[i].fact, answer.fact) &&
            vd_str_eq(s->doc->statements[i].instance, answer.instance))
            return;
        told.statements[i] = s->doc->statements[i];
    }
    told.statements[told.statement_count++] = answer;
    after = ask(s, &told, VD_NONE, s->at);
    for (size_t i = 0; i < before->count; i++) {
        const vd_determination *then = same_one(after, &before->items[i]);

        assert_non_null(then);
        must_know_as_much(s, &before->items[i], then);
        if (asks_for(then, question))
            differ(s, then, "it asks for what has been answered");
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

#define ON_THE_PACKS(name, traits, peru)                   \
    static void test_##name(void **state)                  \
    {                                                      \
        (void)state;                                       \
        try_pack("tests/packs/engine", (traits), name);    \
        try_pack("tests/packs/terms", (traits) / 2, name); \
        try_pack("rules/packs/pe", (peru), name);          \
    }

ON_THE_PACKS(a_batch_equals_its_singles, 100, 2)
ON_THE_PACKS(the_order_of_facts_and_records_changes_nothing, 200, 6)
ON_THE_PACKS(the_moment_before_it_opens_it_is_not_open, 300, 10)
ON_THE_PACKS(a_timeline_says_what_each_instant_says, 200, 60)
ON_THE_PACKS(what_no_expression_reads_changes_nothing, 400, 200)
ON_THE_PACKS(an_answered_question_loses_no_knowledge, 300, 12)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_batch_equals_its_singles),
        cmocka_unit_test(test_the_order_of_facts_and_records_changes_nothing),
        cmocka_unit_test(test_the_moment_before_it_opens_it_is_not_open),
        cmocka_unit_test(test_a_timeline_says_what_each_instant_says),
        cmocka_unit_test(test_what_no_expression_reads_changes_nothing),
        cmocka_unit_test(test_an_answered_question_loses_no_knowledge),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
