/*
 * An arena that fails at its n-th allocation, for every n: nothing crashes, and what is answered is
 * the whole answer.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "engine/feel/feel.h"
#include "engine/law/assess.h"
#include "rules/case_file.h"
#include "tests/support/random_case.h"
#include "tests/unit/law_helper.h"

#define ASKED_AT INT64_C(1725300000) /* 2024-09-02 */
#define YEAR (INT64_C(366) * 86400)

typedef struct run_result {
    vd_status status;
    uint64_t digest;
} run_result;

static void mix(uint64_t *digest, uint64_t value)
{
    *digest = (*digest ^ value) * UINT64_C(0x100000001B3);
}

/* Recursive: as deep as the explanation. */
static void mix_explanation(uint64_t *digest, const vd_explanation *node)
{
    mix(digest, node->count);
    mix(digest, node->value.len);
    mix(digest, (uint64_t)node->until);
    for (size_t i = 0; i < node->count; i++)
        mix_explanation(digest, &node->children[i]);
}

static uint64_t digest_of(const vd_assessment *assessment)
{
    uint64_t digest = assessment->count;

    for (size_t i = 0; i < assessment->count; i++) {
        const vd_determination *one = &assessment->items[i];

        mix(&digest, one->status);
        mix(&digest, (uint64_t)one->valid_until);
        mix(&digest, one->dates.has_due ? (uint64_t)one->dates.due : 0);
        mix(&digest, one->dates.has_eligible ? (uint64_t)one->dates.eligible_from : 0);
        mix(&digest, one->dates.has_if_continues ? (uint64_t)one->dates.if_continues : 0);
        mix(&digest, one->missing_count);
        mix(&digest, one->presumed_count);
        mix(&digest, one->alternative_count);
        mix(&digest, one->citation_count);
        mix(&digest, one->reason.len);
        if (one->explanation)
            mix_explanation(&digest, one->explanation);
    }
    return digest;
}

static run_result run_failing_after(const vd_program *program, const vd_case_doc *doc, bool explain,
                                    uint64_t fail_after)
{
    vd_question question = {.at = ASKED_AT, .rule = VD_NONE, .explain = explain};
    const vd_assessment *assessment = NULL;
    const vd_case *subject = NULL;
    run_result result = {0};
    vd_arena arena;

    vd_arena_init(&arena, 0);
    arena.fail_after = fail_after;
    result.status = vd_case_link(&arena, program, doc, &subject, NULL);
    if (result.status == VD_OK)
        result.status = vd_assess(&arena, program, subject, &question, &assessment, NULL);
    if (result.status == VD_OK)
        result.digest = digest_of(assessment);
    vd_arena_done(&arena);
    return result;
}

/* Every n up to `closely`; from there on wider and wider, because a walk allocates alike at each
 * step. */
static void try_every_failure(const vd_program *program, const vd_case_doc *doc, uint64_t closely)
{
    run_result whole = run_failing_after(program, doc, true, 0);

    assert_int_equal(whole.status, VD_OK);
    for (uint64_t n = 1;; n += n < closely ? 1 : n / 8) {
        run_result result = run_failing_after(program, doc, true, n);

        if (result.status == VD_OK) {
            assert_true(result.digest == whole.digest);
            return;
        }
        assert_int_equal(result.status, VD_RESOURCE_EXHAUSTED);
    }
}

static void no_answer_is_cut_short_in_the_traits_pack(void **state)
{
    vd_arena arena;
    const vd_program *program;

    (void)state;
    vd_arena_init(&arena, 0);
    program = load_pack(&arena, "tests/packs/engine");
    for (uint64_t seed = 1; seed <= 12; seed++) {
        random_source source = {seed * UINT64_C(0x9E3779B97F4A7C15) + 1};
        const vd_case_doc *doc = random_case(&arena, program, &source);

        assert_non_null(doc);
        try_every_failure(program, doc, 2000);
    }
    vd_arena_done(&arena);
}

static void no_answer_is_cut_short_in_the_law_of_peru(void **state)
{
    static const char path[] = VD_SOURCE_DIR "/examples/cases/correo-trabaja-desde-2024.yaml";
    vd_arena arena;
    vd_diagnostics diags;
    vd_error err = {0};
    const vd_program *program;
    const vd_case_doc *doc = NULL;

    (void)state;
    vd_arena_init(&arena, 0);
    vd_diagnostics_init(&diags, &arena);
    program = load_pack(&arena, "rules/packs/pe");
    if (vd_case_read_file(&arena, program, path, &diags, &doc, NULL, &err))
        fail_msg("%s", err.message);
    try_every_failure(program, doc, 200);
    vd_arena_done(&arena);
}

static void no_timeline_is_cut_short(void **state)
{
    vd_arena packs;
    const vd_program *program;
    random_source source = {17};
    const vd_case_doc *doc;
    bool whole = false;

    (void)state;
    vd_arena_init(&packs, 0);
    program = load_pack(&packs, "tests/packs/engine");
    doc = random_case(&packs, program, &source);
    assert_non_null(doc);
    for (uint64_t n = 1; !whole; n += n < 500 ? 1 : n / 8) {
        const vd_case *subject;
        const vd_segment *segments;
        size_t count;
        vd_status status;
        vd_arena arena;

        vd_arena_init(&arena, 0);
        assert_int_equal(vd_case_link(&arena, program, doc, &subject, NULL), VD_OK);
        arena.fail_after = n;
        status =
            vd_timeline(&arena, program, subject, vd_program_rule(program, VD_STR("engine.shift")),
                        (vd_str){"", 0}, ASKED_AT - YEAR, ASKED_AT + YEAR, &count, &segments, NULL);
        whole = status == VD_OK;
        if (!whole)
            assert_int_equal(status, VD_RESOURCE_EXHAUSTED);
        vd_arena_done(&arena);
    }
    vd_arena_done(&packs);
}

/* The compiler of expressions: what is refused for want of memory is not called a mistake. */
static void no_expression_is_half_compiled(void **state)
{
    const vd_str text =
        VD_STR("if count([1, 2, 3][item > 1]) = 2 then {a: \"x\" + \"y\"}.a else string(@\"P1D\")");
    static const vd_scope scope = {0};
    bool whole = false;

    (void)state;
    for (uint64_t n = 1; !whole; n++) {
        const vd_expr *expr;
        vd_status status;
        vd_arena arena;

        vd_arena_init(&arena, 0);
        arena.fail_after = n;
        status = vd_feel_compile(&arena, text, &scope, NULL, &expr, NULL);
        whole = status == VD_OK;
        if (!whole)
            assert_int_equal(status, VD_RESOURCE_EXHAUSTED);
        vd_arena_done(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_answer_is_cut_short_in_the_traits_pack),
        cmocka_unit_test(no_answer_is_cut_short_in_the_law_of_peru),
        cmocka_unit_test(no_timeline_is_cut_short),
        cmocka_unit_test(no_expression_is_half_compiled),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
