#include "tests/support/random_case.h"

#include <stdio.h>

#define MAX_STATEMENTS 2048
#define MAX_RECORDS 64

uint32_t random_below(random_source *source, uint32_t below)
{
    /* xorshift64*: the high half is good enough for choices. */
    source->state ^= source->state >> 12;
    source->state ^= source->state << 25;
    source->state ^= source->state >> 27;
    return (uint32_t)((source->state * UINT64_C(0x2545F4914F6CDD1D)) >> 32) % below;
}

static vd_str random_date(vd_arena *arena, random_source *source)
{
    return vd_arena_printf(arena, "%04u-%02u-%02u", 1990 + random_below(source, 40),
                           1 + random_below(source, 12), 1 + random_below(source, 28));
}

static vd_str random_span(vd_arena *arena, random_source *source)
{
    switch (random_below(source, 3)) {
    case 0:
        return vd_arena_printf(arena, "%u years %u months", 1 + random_below(source, 20),
                               1 + random_below(source, 11));
    case 1:
        return vd_arena_printf(arena, "%u months", 1 + random_below(source, 40));
    default:
        return vd_arena_printf(arena, "%u days", 1 + random_below(source, 400));
    }
}

/* Article numbers and country codes are what packs compare texts with most. */
static vd_str random_text(random_source *source)
{
    static const char *const texts[] = {"296", "297", "189",  "108", "173", "298",
                                        "185", "186", "lima", "ES",  "AR",  "other"};

    return vd_str_of(texts[random_below(source, sizeof texts / sizeof *texts)]);
}

static vd_str random_literal(vd_arena *arena, const vd_type *type, random_source *source)
{
    switch (type->kind) {
    case VD_TYPE_BOOL:
        return random_below(source, 2) ? VD_STR("true") : VD_STR("false");
    case VD_TYPE_NUMBER:
        return vd_arena_printf(arena, "%u", random_below(source, 4));
    case VD_TYPE_DATE:
        return random_date(arena, source);
    case VD_TYPE_DATE_TIME: {
        vd_str date = random_date(arena, source);

        return vd_arena_printf(arena, "%.*sT%02u:%02u:00-05:00", VD_STR_ARGS(date),
                               random_below(source, 24), random_below(source, 60));
    }
    case VD_TYPE_SPAN:
        return random_span(arena, source);
    default:
        return type->code_count > 0 ? type->codes[random_below(source, (uint32_t)type->code_count)]
                                    : random_text(source);
    }
}

static vd_doc_statement *new_statement(vd_case_doc *doc, const vd_fact *fact, vd_str instance)
{
    vd_doc_statement *said = &doc->statements[doc->statement_count++];

    *said = (vd_doc_statement){.fact = fact->id, .instance = instance};
    return said;
}

static void say(vd_arena *arena, vd_case_doc *doc, const vd_fact *fact, vd_str instance,
                random_source *source)
{
    vd_doc_statement *said;

    if (doc->statement_count + 2 > MAX_STATEMENTS || random_below(source, 3) == 0)
        return;
    said = new_statement(doc, fact, instance);
    switch (random_below(source, 16)) {
    case 0:
    case 1:
    case 2:
        said->presence = VD_ABSENT;
        return;
    case 3:
        said->presence = VD_UNKNOWABLE;
        return;
    case 4:
        said->literal = random_literal(arena, fact->type, source);
        said->supplier = VD_STR("defender");
        said = new_statement(doc, fact, instance);
        said->literal = random_literal(arena, fact->type, source);
        said->supplier = VD_STR("police");
        return;
    default:
        said->literal = random_literal(arena, fact->type, source);
    }
    if (fact->changes && random_below(source, 2)) {
        said->from = random_date(arena, source);
        if (random_below(source, 2))
            said->until = VD_STR("2031-01-01");
    }
}

vd_case_doc *random_case(vd_arena *arena, const vd_program *program, random_source *source)
{
    vd_case_doc *doc = VD_NEW(arena, vd_case_doc);

    if (!doc)
        return NULL;
    doc->id = VD_STR("random");
    doc->statements = VD_NEW_ARRAY(arena, vd_doc_statement, MAX_STATEMENTS);
    doc->instances = VD_NEW_ARRAY(arena, vd_doc_instance, MAX_RECORDS);
    doc->lists = VD_NEW_ARRAY(arena, vd_doc_list, program->record_count);
    if (!doc->statements || !doc->instances || !doc->lists)
        return NULL;
    for (uint32_t record = 1; record < program->record_count; record++) {
        uint32_t count = random_below(source, 3);

        doc->lists[doc->list_count++] =
            (vd_doc_list){program->records[record].list, random_below(source, 3) > 0, 0};
        for (uint32_t i = 0; i < count && doc->instance_count < MAX_RECORDS; i++)
            doc->instances[doc->instance_count++] = (vd_doc_instance){
                program->records[record].list, i ? VD_STR("two") : VD_STR("one"), 0};
    }
    for (uint32_t f = 0; f < program->fact_count; f++) {
        const vd_fact *fact = &program->facts[f];

        if (fact->record == 0)
            say(arena, doc, fact, (vd_str){"", 0}, source);
        for (size_t i = 0; i < doc->instance_count; i++)
            if (fact->record &&
                vd_str_eq(doc->instances[i].list, program->records[fact->record].list))
                say(arena, doc, fact, doc->instances[i].id, source);
    }
    return doc;
}
