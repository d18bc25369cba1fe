#include "tests/unit/law_helper.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "engine/time/iso.h"
#include "rules/pack.h"

const vd_program *load_pack(vd_arena *arena, const char *path)
{
    char dir[512];
    const char *dirs[] = {dir};
    const vd_program *program = NULL;
    vd_diagnostics diags;
    vd_error err = {0};

    snprintf(dir, sizeof dir, "%s/%s", VD_SOURCE_DIR, path);
    vd_diagnostics_init(&diags, arena);
    if (vd_packs_load(arena, dirs, 1, 0, &program, &diags, &err))
        fail_msg("%s:%u:%u: %s", err.file, err.line, err.column, err.message);
    return program;
}

vd_status link_facts(vd_arena *arena, const vd_program *program, statement_list said,
                     const vd_case **ret_case, vd_error *err)
{
    vd_case_doc doc = {.id = VD_STR("c"), .statement_count = said.count};

    doc.statements = (vd_doc_statement *)said.items;
    return vd_case_link(arena, program, &doc, ret_case, err);
}

vd_instant day(const vd_program *program, const char *text)
{
    vd_date date = 0;

    assert_true(vd_iso_parse_date(vd_str_of(text), &date));
    return vd_zone_start_of(program->zone, date);
}

const vd_determination *determine(vd_arena *arena, const vd_program *program, statement_list said,
                                  const char *rule, const char *on)
{
    vd_question question = {.at = day(program, on),
                            .rule = vd_program_rule(program, vd_str_of(rule))};
    const vd_assessment *assessment = NULL;
    const vd_case *subject = NULL;
    vd_error err = {0};

    assert_int_not_equal(question.rule, VD_NONE);
    if (link_facts(arena, program, said, &subject, &err) ||
        vd_assess(arena, program, subject, &question, &assessment, &err))
        fail_msg("%s", err.message);
    assert_int_not_equal(assessment->count, 0);
    return &assessment->items[0];
}
