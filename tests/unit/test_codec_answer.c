/*
 * test_codec_answer.c - what the engine finds, as a message and as JSON.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "codec/answer.h"
#include "codec/json.h"
#include "rules/case_file.h"
#include "rules/pack.h"

#include "valedor/v1/advice.pb-c.h"

static const char held[] = "case: held\n"
                           "facts: {}\n"
                           "records:\n"
                           "  acts:\n"
                           "    complete: true\n"
                           "    items: [{id: x, held_at: \"2024-03-08T10:00:00-05:00\"}]\n";
static const char sentenced[] =
    "case: sentenced\n"
    "facts: {began_on: 2013-08-06, term: 6 years 8 months, judged_on: 2009-05-01,\n"
    "        worked_from: none, b: false}\n"
    "records: {acts: none}\n";

static vd_arena arena;
static const vd_program *program;

static int set_up(void **state)
{
    static const char *const dirs[] = {VD_SOURCE_DIR "/tests/packs/engine"};
    vd_diagnostics diags;
    vd_error err = {0};

    (void)state;
    vd_arena_init(&arena, 0);
    vd_diagnostics_init(&diags, &arena);
    if (vd_packs_load(&arena, dirs, 1, 0, &program, &diags, &err))
        fail_msg("%s:%u: %s", err.file, err.line, err.message);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    vd_arena_done(&arena);
    return 0;
}

static const vd_case *subject_of(const char *yaml)
{
    vd_source *source = VD_NEW(&arena, vd_source);
    const vd_yaml *root = NULL;
    const vd_case *subject = NULL;
    vd_diagnostics diags;

    *source = (vd_source){VD_STR("test"), vd_str_of(yaml)};
    vd_diagnostics_init(&diags, &arena);
    assert_int_equal(vd_yaml_read(&arena, source, &diags, &root), VD_OK);
    assert_int_equal(
        vd_case_read_linked(&arena, program, (vd_str){0}, root, NULL, &diags, NULL, &subject),
        VD_OK);
    return subject;
}

static const vd_assessment *assess(const vd_case *subject, vd_instant at, const char *rule)
{
    const vd_question question = {
        .at = at, .rule = vd_program_rule(program, vd_str_of(rule)), .explain = true};
    const vd_assessment *assessment = NULL;

    assert_int_not_equal(question.rule, VD_NONE);
    assert_int_equal(vd_assess(&arena, program, subject, &question, &assessment, NULL), VD_OK);
    return assessment;
}

static Valedor__V1__AssessResponse *ask(const char *yaml, vd_instant at, const char *rule,
                                        const char *language)
{
    const vd_answer_options options = {vd_str_of(language), true};
    const vd_case *subject = subject_of(yaml);
    Valedor__V1__AssessResponse *answer = NULL;

    assert_int_equal(vd_answer_build(&arena, program, subject, assess(subject, at, rule), &options,
                                     &answer, NULL),
                     VD_OK);
    return answer;
}

/* 2024-03-09T09:00-05:00 */
#define NINE_OF_MARCH INT64_C(1709992800)

static void a_term_by_the_hour_is_told_as_an_instant(void **state)
{
    Valedor__V1__AssessResponse *answer = ask(held, NINE_OF_MARCH, "engine.hold", "en");
    const Valedor__V1__Determination *said = answer->determinations[0];
    json_t *json = NULL;
    json_t *item;

    (void)state;
    assert_string_equal(answer->case_id, "held");
    assert_string_equal(answer->on, "2024-03-09");
    assert_string_equal(answer->at, "2024-03-09T09:00:00-05:00");
    assert_int_equal(answer->n_packs, 1);
    assert_string_equal(said->instance, "x");
    assert_string_equal(said->status, "unknown"); /* whether it is grave is not known */
    assert_string_equal(said->title, "Hold");
    assert_int_equal(vd_json_of_message(&answer->base, &json, NULL), VD_OK);
    item = json_array_get(json_object_get(json, "determinations"), 0);
    assert_string_equal(json_string_value(json_object_get(item, "kind")), "deadline");
    assert_true(json_array_size(json_object_get(item, "missing_facts")) > 0);
    json_decref(json);
}

static void a_date_is_told_as_a_day(void **state)
{
    /* 2016-03-31T00:00-05:00 */
    Valedor__V1__AssessResponse *answer =
        ask(sentenced, INT64_C(1459400400), "engine.custody", "es");
    json_t *json = NULL;
    json_t *item;
    json_t *detail;

    (void)state;
    assert_int_equal(vd_json_of_message(&answer->base, &json, NULL), VD_OK);
    item = json_array_get(json_object_get(json, "determinations"), 0);
    detail = json_object_get(item, "due_detail");
    assert_string_equal(json_string_value(json_object_get(item, "due")), "2015-02-05");
    assert_string_equal(json_string_value(json_object_get(detail, "at")),
                        "2015-02-06T00:00:00-05:00");
    assert_string_equal(json_string_value(json_object_get(detail, "counted_from")), "2013-08-06");
    assert_true(json_is_array(json_object_get(detail, "moved")));
    json_decref(json);
}

static void the_core_keys_come_first_and_in_order(void **state)
{
    static const char *const keys[] = {
        "case_id",       "on", "at", "jurisdiction", "engine", "packs", "contradictions",
        "determinations"};
    static const char *const core[] = {"rule", "instance", "kind", "status", "title", "due"};
    Valedor__V1__AssessResponse *answer =
        ask(sentenced, INT64_C(1459400400), "engine.release", "en");
    json_t *json = NULL;
    json_t *item;
    void *place;

    (void)state;
    assert_int_equal(vd_json_of_message(&answer->base, &json, NULL), VD_OK);
    assert_int_equal(json_object_size(json), 8); /* not stored: no revision */
    place = json_object_iter(json);
    for (size_t i = 0; i < 8; i++, place = json_object_iter_next(json, place))
        assert_string_equal(json_object_iter_key(place), keys[i]);
    item = json_array_get(json_object_get(json, "determinations"), 0);
    place = json_object_iter(item);
    for (size_t i = 0; i < 6; i++, place = json_object_iter_next(item, place))
        assert_string_equal(json_object_iter_key(place), core[i]);
    assert_true(json_is_null(json_object_get(item, "due")));
    assert_string_equal(
        json_string_value(json_object_get(json_object_get(item, "eligible_from"), "on_record")),
        "2015-10-26");
    assert_true(json_is_object(json_object_get(item, "explanation")));
    assert_true(json_is_array(json_object_get(item, "alternatives")));
    json_decref(json);
}

static void what_fails_is_told_in_words(void **state)
{
    /* 2014-01-01T00:00-05:00 */
    Valedor__V1__AssessResponse *answer =
        ask(sentenced, INT64_C(1388552400), "engine.release", "en");

    (void)state;
    assert_string_equal(answer->determinations[0]->status, "no");
    assert_string_equal(answer->determinations[0]->binding, "third");
    assert_string_equal(answer->determinations[0]->reason, "Not met: A third");
}

static void texts_fall_back_to_spanish(void **state)
{
    (void)state;
    assert_string_equal(ask(held, NINE_OF_MARCH, "engine.hold", "qu")->determinations[0]->title,
                        "Retención");
    assert_string_equal(ask(held, NINE_OF_MARCH, "engine.hold", "")->determinations[0]->title,
                        "Retención");
}

static void a_failing_allocator_is_told(void **state)
{
    const vd_answer_options options = {VD_STR("en"), true};
    const vd_case *subject = subject_of(sentenced);
    const vd_assessment *assessment = assess(subject, INT64_C(1459400400), "engine.release");
    vd_status status = VD_RESOURCE_EXHAUSTED;

    (void)state;
    for (uint64_t n = 1; status == VD_RESOURCE_EXHAUSTED; n++) {
        vd_arena small;
        Valedor__V1__AssessResponse *answer = NULL;

        vd_arena_init(&small, 0);
        small.fail_after = n;
        status = vd_answer_build(&small, program, subject, assessment, &options, &answer, NULL);
        assert_true(status == VD_OK || answer == NULL);
        vd_arena_done(&small);
        assert_true(n < 10000);
    }
    assert_int_equal(status, VD_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_term_by_the_hour_is_told_as_an_instant),
        cmocka_unit_test(a_date_is_told_as_a_day),
        cmocka_unit_test(the_core_keys_come_first_and_in_order),
        cmocka_unit_test(what_fails_is_told_in_words),
        cmocka_unit_test(texts_fall_back_to_spanish),
        cmocka_unit_test(a_failing_allocator_is_told),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
