/*
 * pack.c - any bytes as a pack: read, checked and refused with places, or built into a program, which
 * then answers a case that knows one value of each fact, and one that knows nothing.
 *
 * The bytes stand in place of tests/packs/sections/pack.yaml; the calendar beside it is as it is.
 */
#include <stdint.h>
#include <stdlib.h>

#include "engine/law/assess.h"
#include "rules/loader.h"
#include "rules/pack.h"

#define DIR VD_SOURCE_DIR "/tests/packs/sections"
#define MEMORY ((size_t)256 << 20)
#define AT INT64_C(1586951848) /* 2020-04-15 */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static vd_str literal_of(const vd_type *type)
{
    if (type->code_count > 0)
        return type->codes[0];
    switch (type->kind) {
    case VD_TYPE_BOOL:
        return VD_STR("true");
    case VD_TYPE_NUMBER:
        return VD_STR("2");
    case VD_TYPE_DATE:
        return VD_STR("2020-03-16");
    case VD_TYPE_DATE_TIME:
        return VD_STR("2020-03-16T10:00:00-05:00");
    case VD_TYPE_SPAN:
        return VD_STR("2 months");
    default:
        return VD_STR("common");
    }
}

/* NULL: the arena is exhausted. */
static vd_case_doc *case_of(vd_arena *arena, const vd_program *program, bool knows)
{
    vd_case_doc *doc = VD_NEW(arena, vd_case_doc);

    if (!doc)
        return NULL;
    doc->id = VD_STR("fuzz");
    doc->statements = VD_NEW_ARRAY(arena, vd_doc_statement, program->fact_count + 1);
    doc->instances = VD_NEW_ARRAY(arena, vd_doc_instance, program->record_count + 1);
    if (!doc->statements || !doc->instances)
        return NULL;
    for (uint32_t r = 1; knows && r < program->record_count; r++)
        doc->instances[doc->instance_count++] =
            (vd_doc_instance){program->records[r].list, VD_STR("one"), 0};
    for (uint32_t f = 0; knows && f < program->fact_count; f++)
        doc->statements[doc->statement_count++] =
            (vd_doc_statement){.fact = program->facts[f].id,
                               .instance = program->facts[f].record ? VD_STR("one") : (vd_str){0},
                               .literal = literal_of(program->facts[f].type)};
    return doc;
}

static void ask(const vd_program *program, bool knows)
{
    vd_question question = {.at = AT, .rule = VD_NONE, .explain = knows};
    const vd_assessment *assessment = NULL;
    const vd_case *subject = NULL;
    const vd_case_doc *doc;
    vd_arena arena;

    vd_arena_init(&arena, MEMORY);
    doc = case_of(&arena, program, knows);
    if (doc && vd_case_link(&arena, program, doc, &subject, NULL) == VD_OK &&
        vd_assess(&arena, program, subject, &question, &assessment, NULL) == VD_OK)
        for (size_t i = 0; i < assessment->count; i++)
            if (assessment->items[i].valid_until <= AT)
                abort();
    vd_arena_done(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *dirs[] = {DIR};
    vd_source unsaved = {VD_STR(DIR "/pack.yaml"), {(const char *)data, size}};
    vd_loader *load = NULL;
    vd_diagnostics diags;
    vd_arena arena;

    vd_arena_init(&arena, MEMORY);
    vd_diagnostics_init(&diags, &arena);
    if (vd_packs_open(&arena, dirs, 1, VD_PACK_CHECK, &unsaved, &load, &diags, NULL) == VD_OK) {
        ask(&load->program, true);
        ask(&load->program, false);
    }
    for (size_t i = 0; i < diags.count; i++)
        (void)vd_diagnostic_render(&arena, &diags.items[i]);
    vd_arena_done(&arena);
    return 0;
}
