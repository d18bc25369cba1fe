#include "tests/support/random_case.h"

#include <stdio.h>
#include <stdlib.h>

#include "engine/time/date.h"
#include "engine/time/iso.h"
#include "tests/support/case_pools.h"

#define MAX_STATEMENTS 8192
#define MAX_RECORDS 64
#define FIRST_DAY 7305 /* 1990-01-01 */
#define DAYS 14610     /* 40 years */
#define OLDEST 33000   /* 90 years */

/* How a case is drawn. */
typedef struct profile {
    const vd_program *program;
    const case_pools *pools;
    const rule_reads *rule; /* NULL: of no rule in particular */
    uint32_t unknown;       /* of 120 facts, so many are left out, ... */
    uint32_t absent;
    uint32_t unknowable;
    uint32_t disputed;
    uint32_t yes; /* of 100 booleans */
    bool close;   /* nearly all happens within weeks of the anchor */
    vd_date anchor;
} profile;

uint32_t random_below(random_source *source, uint32_t below)
{
    /* xorshift64*: the high half is good enough for choices. */
    source->state ^= source->state >> 12;
    source->state ^= source->state << 25;
    source->state ^= source->state >> 27;
    return (uint32_t)((source->state * UINT64_C(0x2545F4914F6CDD1D)) >> 32) % below;
}

static vd_str date_text(vd_arena *arena, vd_date date)
{
    char text[VD_ISO_TEXT];
    size_t len = vd_iso_print_date(date, text);

    return vd_arena_copy(arena, (vd_str){text, len});
}

static const literal_pool *wider(const profile *how, literal_kind kind)
{
    return how->rule && how->rule->literals[kind].count ? &how->rule->literals[kind]
                                                        : case_pools_all(how->pools, kind);
}

/* One of the fact's own, or of all (of the rule's, where there is one); empty when there is none. */
static vd_str drawn(const profile *how, uint32_t fact, literal_kind kind, random_source *source)
{
    const literal_pool *from = case_pools_fact(how->pools, fact, kind);

    if (from->count == 0 || random_below(source, 4) == 0)
        from = wider(how, kind);
    return from->count ? from->items[random_below(source, from->count)] : (vd_str){"", 0};
}

/* --- values --- */

/* A few days or months off, mostly few. */
static int64_t some_days(random_source *source)
{
    static const uint32_t reaches[] = {2, 3, 10, 40, 200, 1200, 4000};

    return random_below(source, reaches[random_below(source, 7)]);
}

static vd_date random_day(const profile *how, uint32_t fact, random_source *source)
{
    vd_date edge;
    vd_str text;

    if (how->close && random_below(source, 8) == 0)
        return how->anchor; /* much happens on one day */
    if (how->close && random_below(source, 8))
        return how->anchor + (int64_t)random_below(source, 24) - (int64_t)random_below(source, 12);
    switch (random_below(source, 8)) {
    case 0: /* any day, or one in the life of somebody old */
        if (random_below(source, 2))
            return how->anchor - random_below(source, OLDEST);
        return FIRST_DAY + random_below(source, DAYS);
    case 1:
    case 2:
    case 3:
        text = drawn(how, fact, DATES, source);
        if (text.len && vd_iso_parse_date(text, &edge))
            return edge + (int64_t)random_below(source, 4) - 1 +
                   (random_below(source, 3) ? 0 : some_days(source));
        return how->anchor;
    case 4:
        return how->anchor - some_days(source);
    default:
        return how->anchor + some_days(source);
    }
}

static vd_str random_span(vd_arena *arena, const profile *how, uint32_t fact, random_source *source)
{
    vd_str known = drawn(how, fact, SPANS, source);

    switch (random_below(source, known.len ? 5 : 3)) {
    case 0:
        return vd_arena_printf(arena, "%u years %u months", 1 + random_below(source, 20),
                               1 + random_below(source, 11));
    case 1:
        return vd_arena_printf(arena, "%u months", 1 + random_below(source, 40));
    case 2:
        return vd_arena_printf(arena, "%u days", 1 + random_below(source, 400));
    default:
        return known;
    }
}

static bool is_code(const vd_type *type, vd_str text)
{
    for (size_t i = 0; i < type->code_count; i++)
        if (vd_str_eq(type->codes[i], text))
            return true;
    return false;
}

static vd_str random_literal(vd_arena *arena, const profile *how, uint32_t fact,
                             random_source *source)
{
    const vd_type *type = how->program->facts[fact].type;
    vd_str text;

    switch (type->kind) {
    case VD_TYPE_BOOL:
        return random_below(source, 100) < how->yes ? VD_STR("true") : VD_STR("false");
    case VD_TYPE_NUMBER:
        text = drawn(how, fact, NUMBERS, source);
        return text.len && random_below(source, 2)
                   ? text
                   : vd_arena_printf(arena, "%u", random_below(source, 4));
    case VD_TYPE_DATE:
        return date_text(arena, random_day(how, fact, source));
    case VD_TYPE_DATE_TIME:
        text = date_text(arena, random_day(how, fact, source));
        return vd_arena_printf(arena, "%.*sT%02u:%02u:00-05:00", VD_STR_ARGS(text),
                               random_below(source, 24), random_below(source, 60));
    case VD_TYPE_SPAN:
        return random_span(arena, how, fact, source);
    default:
        text = drawn(how, fact, STRINGS, source);
        if (type->code_count > 0 && random_below(source, 2) && is_code(type, text))
            return text;
        if (type->code_count > 0)
            return type->codes[random_below(source, (uint32_t)type->code_count)];
        return text.len ? text : VD_STR("other");
    }
}

static vd_doc_statement *new_statement(vd_case_doc *doc, const vd_fact *fact, vd_str instance)
{
    vd_doc_statement *said = &doc->statements[doc->statement_count++];

    *said = (vd_doc_statement){.fact = fact->id, .instance = instance};
    return said;
}

/* The value may hold from some day on, or until one; of some it is said what held before. */
static void say_since(vd_arena *arena, const profile *how, vd_case_doc *doc, vd_doc_statement *said,
                      uint32_t fact, random_source *source)
{
    const vd_fact *declared = &how->program->facts[fact];
    vd_doc_statement *before;

    if (!declared->changes || random_below(source, 2))
        return;
    said->from = date_text(arena, random_day(how, fact, source));
    /* Days near a calendar's end lie beyond it. */
    if (random_below(source, 2) && vd_str_cmp(said->from, VD_STR("2045-01-01")) < 0)
        said->until = VD_STR("2045-01-01");
    if (random_below(source, 2) && said->supplier.len == 0) {
        before = new_statement(doc, declared, said->instance);
        before->literal = random_literal(arena, how, fact, source);
        before->until = said->from;
    }
}

static void say(vd_arena *arena, const profile *how, vd_case_doc *doc, uint32_t fact,
                vd_str instance, random_source *source)
{
    const vd_fact *declared = &how->program->facts[fact];
    uint32_t lot = random_below(source, 120);
    vd_doc_statement *said;

    if (doc->statement_count + 3 > MAX_STATEMENTS || lot < how->unknown)
        return;
    lot = random_below(source, 120);
    said = new_statement(doc, declared, instance);
    if (lot < how->absent) {
        said->presence = VD_ABSENT;
        return;
    }
    if (lot < how->absent + how->unknowable) {
        said->presence = VD_UNKNOWABLE;
        return;
    }
    said->literal = random_literal(arena, how, fact, source);
    if (random_below(source, 120) < how->disputed) {
        said->supplier = VD_STR("defender");
        said = new_statement(doc, declared, instance);
        said->literal = random_literal(arena, how, fact, source);
        said->supplier = VD_STR("police");
    }
    say_since(arena, how, doc, said, fact, source);
}

static profile random_profile(const vd_program *program, random_source *source)
{
    static const uint32_t unknowns[] = {40, 40, 15, 6, 1}, absents[] = {23, 23, 10, 45},
                          unknowables[] = {8, 8, 1}, disputes[] = {8, 2, 0, 0},
                          yes[] = {50, 50, 85, 20};
    const case_pools *pools = case_pools_of(program);
    profile how = {.program = program,
                   .pools = pools,
                   .unknown = unknowns[random_below(source, 5)],
                   .absent = absents[random_below(source, 4)],
                   .unknowable = unknowables[random_below(source, 3)],
                   .disputed = disputes[random_below(source, 4)],
                   .yes = yes[random_below(source, 4)],
                   .close = random_below(source, 2),
                   .anchor = FIRST_DAY + random_below(source, DAYS)};
    const literal_pool *dates = case_pools_all(pools, DATES);
    vd_date edge;

    if (dates->count && random_below(source, 3) &&
        vd_iso_parse_date(dates->items[random_below(source, dates->count)], &edge))
        how.anchor = edge + some_days(source) - some_days(source);
    /* Most of what packs model is of these years. */
    if (how.anchor < FIRST_DAY || random_below(source, 3) == 0)
        how.anchor = FIRST_DAY + DAYS / 2 + random_below(source, DAYS / 2 - 1500);
    return how;
}

static vd_case_doc *new_doc(vd_arena *arena, const vd_program *program, size_t statements)
{
    vd_case_doc *doc = VD_NEW(arena, vd_case_doc);

    if (!doc)
        return NULL;
    doc->id = VD_STR("random");
    doc->statements = VD_NEW_ARRAY(arena, vd_doc_statement, statements);
    doc->instances = VD_NEW_ARRAY(arena, vd_doc_instance, MAX_RECORDS);
    doc->lists = VD_NEW_ARRAY(arena, vd_doc_list, program->record_count);
    return doc->statements && doc->instances && doc->lists ? doc : NULL;
}

vd_case_doc *random_case(vd_arena *arena, const vd_program *program, random_source *source)
{
    profile how = random_profile(program, source);
    vd_case_doc *doc = new_doc(arena, program, MAX_STATEMENTS);

    if (!doc)
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
            say(arena, &how, doc, f, (vd_str){"", 0}, source);
        for (size_t i = 0; i < doc->instance_count; i++)
            if (fact->record &&
                vd_str_eq(doc->instances[i].list, program->records[fact->record].list))
                say(arena, &how, doc, f, doc->instances[i].id, source);
    }
    return doc;
}

/* The day of some statement of the case, or none. */
static bool day_of_case(const vd_case_doc *doc, random_source *source, vd_date *ret_day)
{
    for (int tries = 0; tries < 40 && doc->statement_count; tries++) {
        const vd_doc_statement *said =
            &doc->statements[random_below(source, (uint32_t)doc->statement_count)];
        vd_str text = said->literal.len >= 10 ? said->literal : said->from;

        if (text.len >= 10 && vd_iso_parse_date((vd_str){text.ptr, 10}, ret_day))
            return true;
    }
    return false;
}

vd_instant random_instant(const vd_program *program, const vd_case_doc *doc, random_source *source)
{
    const literal_pool *dates = case_pools_all(case_pools_of(program), DATES);
    vd_date day = FIRST_DAY + DAYS / 4 + random_below(source, DAYS * 3 / 4);
    uint32_t lot = random_below(source, 8);

    if (lot < 5 && day_of_case(doc, source, &day))
        day += some_days(source) - (random_below(source, 4) == 0 ? some_days(source) : 0);
    else if (lot < 6 && dates->count &&
             vd_iso_parse_date(dates->items[random_below(source, dates->count)], &day))
        day += (int64_t)random_below(source, 4) - 1;
    if (random_below(source, 3) == 0)
        return vd_zone_start_of(program->zone, day);
    return day * VD_SECONDS_PER_DAY + random_below(source, (uint32_t)VD_SECONDS_PER_DAY);
}

/* --- of one rule --- */

/* Mostly known; a record of each type; near the edges of the rule's own versions. */
static profile profile_of(const vd_program *program, uint32_t rule, random_source *source)
{
    static const uint32_t unknowns[] = {0, 0, 2, 12}, absents[] = {4, 15, 40},
                          unknowables[] = {0, 0, 6}, disputes[] = {0, 0, 0, 4},
                          yes[] = {50, 85, 20};
    profile how = random_profile(program, source);
    const literal_pool *dates;
    vd_date edge;

    how.rule = case_pools_rule(how.pools, rule);
    how.unknown = unknowns[random_below(source, 4)];
    how.absent = absents[random_below(source, 3)];
    how.unknowable = unknowables[random_below(source, 3)];
    how.disputed = disputes[random_below(source, 4)];
    how.yes = yes[random_below(source, 3)];
    dates = wider(&how, DATES);
    if (dates->count && random_below(source, 4) &&
        vd_iso_parse_date(dates->items[random_below(source, dates->count)], &edge))
        how.anchor = edge + some_days(source) - some_days(source);
    return how;
}

static bool is_read(const profile *how, uint32_t record)
{
    for (uint32_t i = 0; i < how->rule->fact_count; i++)
        if (how->program->facts[how->rule->facts[i]].record == record)
            return true;
    return false;
}

/* Of the record's instances that the case has. */
static void say_of_each(vd_arena *arena, const profile *how, vd_case_doc *doc, uint32_t fact,
                        random_source *source)
{
    uint32_t record = how->program->facts[fact].record;

    if (record == 0)
        say(arena, how, doc, fact, (vd_str){"", 0}, source);
    for (size_t i = 0; record && i < doc->instance_count; i++)
        if (vd_str_eq(doc->instances[i].list, how->program->records[record].list))
            say(arena, how, doc, fact, doc->instances[i].id, source);
}

vd_case_doc *random_case_of(vd_arena *arena, const vd_program *program, uint32_t rule,
                            random_source *source)
{
    static const uint32_t counts[] = {1, 1, 1, 1, 2, 0};
    profile how = profile_of(program, rule, source);
    vd_case_doc *doc = new_doc(arena, program, 3 * (2 * how.rule->fact_count + 1));

    if (!doc)
        return NULL;
    for (uint32_t record = 1; record < program->record_count; record++) {
        vd_str list = program->records[record].list;
        uint32_t count = counts[random_below(source, 6)];

        if (record != program->rules[rule].record && !is_read(&how, record))
            continue;
        doc->lists[doc->list_count++] = (vd_doc_list){list, random_below(source, 8) > 0, 0};
        for (uint32_t i = 0; i < count && doc->instance_count < MAX_RECORDS; i++)
            doc->instances[doc->instance_count++] =
                (vd_doc_instance){list, i ? VD_STR("two") : VD_STR("one"), 0};
    }
    for (uint32_t i = 0; i < how.rule->fact_count; i++)
        say_of_each(arena, &how, doc, how.rule->facts[i], source);
    return doc;
}

vd_case_doc *random_case_like(vd_arena *arena, const vd_program *program, uint32_t rule,
                              const vd_case_doc *other, random_source *source)
{
    profile how = profile_of(program, rule, source);
    uint32_t anew = 1 + random_below(source, 3), count = how.rule->fact_count;
    vd_case_doc *doc = new_doc(arena, program, 3 * (2 * count + 1));

    if (!doc)
        return NULL;
    (void)day_of_case(other, source, &how.anchor);
    memcpy(doc->lists, other->lists, other->list_count * sizeof *doc->lists);
    memcpy(doc->instances, other->instances, other->instance_count * sizeof *doc->instances);
    doc->list_count = other->list_count;
    doc->instance_count = other->instance_count;
    if (doc->list_count && random_below(source, 8) == 0)
        doc->lists[random_below(source, (uint32_t)doc->list_count)].complete ^= true;
    memcpy(doc->statements, other->statements, other->statement_count * sizeof *doc->statements);
    doc->statement_count = other->statement_count;
    for (; anew > 0 && count > 0; anew--) {
        uint32_t fact = how.rule->facts[random_below(source, count)];
        size_t kept = 0;

        for (size_t i = 0; i < doc->statement_count; i++)
            if (!vd_str_eq(doc->statements[i].fact, program->facts[fact].id))
                doc->statements[kept++] = doc->statements[i];
        doc->statement_count = kept;
        say_of_each(arena, &how, doc, fact, source);
    }
    return doc;
}

vd_instant random_instant_of(const vd_program *program, uint32_t rule, const vd_case_doc *doc,
                             random_source *source)
{
    const literal_pool *dates = &case_pools_rule(case_pools_of(program), rule)->literals[DATES];
    vd_date day = FIRST_DAY + DAYS / 4 + random_below(source, DAYS * 3 / 4);
    uint32_t lot = random_below(source, 8);

    if (lot < 5 && day_of_case(doc, source, &day))
        day += some_days(source);
    else if (lot < 7 && dates->count &&
             vd_iso_parse_date(dates->items[random_below(source, dates->count)], &day))
        day += (int64_t)random_below(source, 4) - 1 +
               (random_below(source, 2) ? some_days(source) : 0) -
               (random_below(source, 3) ? 0 : some_days(source));
    if (random_below(source, 3) == 0)
        return vd_zone_start_of(program->zone, day);
    return day * VD_SECONDS_PER_DAY + random_below(source, (uint32_t)VD_SECONDS_PER_DAY);
}
