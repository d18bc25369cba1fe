/*
 * What the packs compare with is collected once a program: strings, dates, lengths and numbers of
 * every expression, for each fact those of the expressions that name it, and the edges of versions.
 */
#include "tests/support/random_case.h"

#include <stdio.h>
#include <stdlib.h>

#include "engine/time/date.h"
#include "engine/time/iso.h"

#define MAX_STATEMENTS 8192
#define MAX_RECORDS 64
#define POOL 96
#define WHOLE_POOL 1024
#define FIRST_DAY 7305 /* 1990-01-01 */
#define DAYS 14610     /* 40 years */

typedef struct pool {
    uint32_t count;
    vd_str *items;
} pool;

typedef enum literal_kind { STRINGS, DATES, SPANS, NUMBERS, KINDS } literal_kind;

/* One for each fact, and one for all. */
typedef struct pools {
    const vd_program *program;
    char digest[80];
    vd_arena arena;
    pool (*facts)[KINDS];
    pool all[KINDS];
} pools;

/* How a case is drawn. */
typedef struct profile {
    uint32_t unknown; /* of 120 facts, so many are left out, ... */
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

/* --- what the packs compare with --- */

static void put(vd_arena *arena, pool *into, uint32_t room, vd_str text)
{
    if (!into->items)
        into->items = VD_NEW_ARRAY(arena, vd_str, room);
    if (!into->items || into->count == room)
        return;
    for (uint32_t i = 0; i < into->count; i++)
        if (vd_str_eq(into->items[i], text))
            return;
    into->items[into->count++] = text;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* Whether the text has the name as a whole word. */
static bool names(vd_str text, vd_str name)
{
    for (size_t i = 0; i + name.len <= text.len; i++) {
        size_t end = i + name.len;

        if (memcmp(text.ptr + i, name.ptr, name.len) != 0)
            continue;
        if ((i == 0 || (!is_letter(text.ptr[i - 1]) && !is_digit(text.ptr[i - 1]))) &&
            (end == text.len || (!is_letter(text.ptr[end]) && !is_digit(text.ptr[end]))))
            return true;
    }
    return false;
}

static bool starts(vd_str text, size_t at, const char *with)
{
    size_t n = strlen(with);

    return at + n <= text.len && memcmp(text.ptr + at, with, n) == 0;
}

/* From a digit: how long the number, or the length with its units, is. */
static size_t number_at(vd_str text, size_t at, literal_kind *ret_kind)
{
    static const char *const units[] = {" years", " year", " months", " month",
                                        " days",  " day",  " hours",  " hour"};
    size_t i = at;

    *ret_kind = NUMBERS;
    while (i < text.len && (is_digit(text.ptr[i]) || text.ptr[i] == '/'))
        i++;
    for (size_t u = 0; u < sizeof units / sizeof *units; u++)
        if (starts(text, i, units[u])) {
            *ret_kind = SPANS;
            return i + strlen(units[u]) - at;
        }
    return i - at;
}

/* The literals of an expression, into `into`. */
static void collect(vd_arena *arena, vd_str text, pool into[KINDS], uint32_t room)
{
    for (size_t i = 0; i < text.len; i++) {
        bool at = text.ptr[i] == '@' && i + 1 < text.len;
        size_t from = i + 1 + at;

        if (text.ptr[i] == '"' || (at && text.ptr[i + 1] == '"')) {
            for (i = from; i < text.len && text.ptr[i] != '"';)
                i++;
            put(arena, &into[at ? DATES : STRINGS], room,
                (vd_str){text.ptr + from, at && i - from > 10 ? 10 : i - from});
        } else if (is_letter(text.ptr[i])) {
            while (i + 1 < text.len && (is_letter(text.ptr[i + 1]) || is_digit(text.ptr[i + 1])))
                i++;
        } else if (is_digit(text.ptr[i])) {
            literal_kind kind;
            size_t len = number_at(text, i, &kind);

            put(arena, &into[kind], room, (vd_str){text.ptr + i, len});
            i += len - 1;
        }
    }
}

static vd_str leaf_of(vd_str id)
{
    for (size_t i = id.len; i-- > 0;)
        if (id.ptr[i] == '.')
            return (vd_str){id.ptr + i + 1, id.len - i - 1};
    return id;
}

static void collect_expr(pools *p, const vd_expr *expr)
{
    vd_str text;

    if (!expr)
        return;
    text = vd_expr_text(expr);
    collect(&p->arena, text, p->all, WHOLE_POOL);
    for (size_t f = 0; f < p->program->fact_count; f++)
        if (names(text, leaf_of(p->program->facts[f].id)))
            collect(&p->arena, text, p->facts[f], POOL);
}

static vd_str date_text(vd_arena *arena, vd_date date)
{
    char text[VD_ISO_TEXT];
    size_t len = vd_iso_print_date(date, text);

    return vd_arena_copy(arena, (vd_str){text, len});
}

static void collect_windows(pools *p, const vd_windows *windows)
{
    for (size_t i = 0; i < windows->count; i++) {
        const vd_date edges[] = {windows->items[i].from, windows->items[i].until};

        for (int e = 0; e < 2; e++) {
            vd_str text;

            if (edges[e] == VD_LONG_AGO || edges[e] == VD_FOREVER)
                continue;
            text = date_text(&p->arena, edges[e]);
            put(&p->arena, &p->all[DATES], WHOLE_POOL, text);
            for (size_t f = 0; f < p->program->fact_count; f++)
                if (names(vd_expr_text(windows->items[i].date), leaf_of(p->program->facts[f].id)))
                    put(&p->arena, &p->facts[f][DATES], POOL, text);
        }
    }
}

static void collect_sets(pools *p, const vd_set *sets, size_t count)
{
    for (size_t i = 0; i < count; i++)
        collect_expr(p, sets[i].expr);
}

static void collect_version(pools *p, const vd_version *version)
{
    collect_windows(p, &version->when);
    collect_expr(p, version->condition);
    for (int field = 0; field < VD_FIELD_COUNT; field++)
        collect_expr(p, version->fields[field]);
    for (size_t i = 0; i < version->item_count; i++)
        collect_expr(p, version->items[i].expr);
    for (size_t i = 0; i < version->exception_count; i++) {
        collect_expr(p, version->exceptions[i].condition);
        collect_sets(p, version->exceptions[i].sets, version->exceptions[i].set_count);
    }
    for (size_t i = 0; i < version->reading_count; i++)
        collect_sets(p, version->readings[i].sets, version->readings[i].set_count);
}

/* The days on which the courts' terms begin to stand still. */
static void collect_suspensions(pools *p, const vd_calendar *calendar)
{
    vd_date from, until, day;
    vd_day before = {0};

    vd_calendar_coverage(calendar, &from, &until);
    for (day = from; day < until; day++) {
        vd_day said = vd_calendar_day(calendar, day, VD_STR(""));

        if (said.kind == VD_DAY_SUSPENDED && before.kind != VD_DAY_SUSPENDED)
            put(&p->arena, &p->all[DATES], WHOLE_POOL, date_text(&p->arena, day));
        before = said;
    }
}

static void collect_all(pools *p)
{
    const vd_program *program = p->program;

    for (size_t c = 0; c < program->calendar_count; c++)
        collect_suspensions(p, program->calendars[c]);

    for (size_t d = 0; d < program->definition_count; d++)
        collect_expr(p, program->definitions[d].expr);
    for (size_t r = 0; r < program->rule_count; r++) {
        collect_expr(p, program->rules[r].applies);
        for (size_t v = 0; v < program->rules[r].version_count; v++)
            collect_version(p, &program->rules[r].versions[v]);
        for (size_t g = 0; g < program->rules[r].gap_count; g++)
            collect_windows(p, &program->rules[r].gaps[g].when);
    }
}

/* Those of the program, collected when it is not the one asked for last. */
static const pools *pools_of(const vd_program *program)
{
    static pools kept;
    /* The last, because others may extend the same first. */
    vd_str digest =
        program->pack_count ? program->packs[program->pack_count - 1].digest : VD_STR("");

    if (kept.program == program && vd_str_eq(digest, vd_str_of(kept.digest)))
        return &kept;
    if (kept.program)
        vd_arena_done(&kept.arena);
    kept = (pools){.program = program};
    snprintf(kept.digest, sizeof kept.digest, "%.*s", VD_STR_ARGS(digest));
    vd_arena_init(&kept.arena, 0);
    kept.facts = vd_arena_array(&kept.arena, program->fact_count, sizeof *kept.facts);
    if (!kept.facts)
        abort();
    collect_all(&kept);
    return &kept;
}

/* One of the fact's own, or of all; empty when there is none. */
static vd_str drawn(const pools *p, uint32_t fact, literal_kind kind, random_source *source)
{
    const pool *from = &p->facts[fact][kind];

    if (from->count == 0 || random_below(source, 4) == 0)
        from = &p->all[kind];
    return from->count ? from->items[random_below(source, from->count)] : (vd_str){"", 0};
}

/* --- values --- */

/* A few days or months off, mostly few. */
static int64_t some_days(random_source *source)
{
    static const uint32_t reaches[] = {2, 3, 10, 40, 200, 1200, 4000};

    return random_below(source, reaches[random_below(source, 7)]);
}

static vd_date random_day(const pools *p, uint32_t fact, const profile *how, random_source *source)
{
    vd_date edge;
    vd_str text;

    if (how->close && random_below(source, 8))
        return how->anchor + (int64_t)random_below(source, 24) - (int64_t)random_below(source, 12);
    switch (random_below(source, 8)) {
    case 0:
        return FIRST_DAY + random_below(source, DAYS);
    case 1:
    case 2:
    case 3:
        text = drawn(p, fact, DATES, source);
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

static vd_str random_span(vd_arena *arena, const pools *p, uint32_t fact, random_source *source)
{
    vd_str known = drawn(p, fact, SPANS, source);

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

static vd_str random_literal(vd_arena *arena, const pools *p, uint32_t fact, const profile *how,
                             random_source *source)
{
    const vd_type *type = p->program->facts[fact].type;
    vd_str text;

    switch (type->kind) {
    case VD_TYPE_BOOL:
        return random_below(source, 100) < how->yes ? VD_STR("true") : VD_STR("false");
    case VD_TYPE_NUMBER:
        text = drawn(p, fact, NUMBERS, source);
        return text.len && random_below(source, 2)
                   ? text
                   : vd_arena_printf(arena, "%u", random_below(source, 4));
    case VD_TYPE_DATE:
        return date_text(arena, random_day(p, fact, how, source));
    case VD_TYPE_DATE_TIME:
        text = date_text(arena, random_day(p, fact, how, source));
        return vd_arena_printf(arena, "%.*sT%02u:%02u:00-05:00", VD_STR_ARGS(text),
                               random_below(source, 24), random_below(source, 60));
    case VD_TYPE_SPAN:
        return random_span(arena, p, fact, source);
    default:
        text = drawn(p, fact, STRINGS, source);
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
static void say_since(vd_arena *arena, const pools *p, vd_case_doc *doc, vd_doc_statement *said,
                      uint32_t fact, const profile *how, random_source *source)
{
    const vd_fact *declared = &p->program->facts[fact];
    vd_doc_statement *before;

    if (!declared->changes || random_below(source, 2))
        return;
    said->from = date_text(arena, random_day(p, fact, how, source));
    /* Days near a calendar's end lie beyond it. */
    if (random_below(source, 2) && vd_str_cmp(said->from, VD_STR("2045-01-01")) < 0)
        said->until = VD_STR("2045-01-01");
    if (random_below(source, 2) && said->supplier.len == 0) {
        before = new_statement(doc, declared, said->instance);
        before->literal = random_literal(arena, p, fact, how, source);
        before->until = said->from;
    }
}

static void say(vd_arena *arena, const pools *p, vd_case_doc *doc, uint32_t fact, vd_str instance,
                const profile *how, random_source *source)
{
    const vd_fact *declared = &p->program->facts[fact];
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
    said->literal = random_literal(arena, p, fact, how, source);
    if (random_below(source, 120) < how->disputed) {
        said->supplier = VD_STR("defender");
        said = new_statement(doc, declared, instance);
        said->literal = random_literal(arena, p, fact, how, source);
        said->supplier = VD_STR("police");
    }
    say_since(arena, p, doc, said, fact, how, source);
}

static profile random_profile(const pools *p, random_source *source)
{
    static const uint32_t unknowns[] = {40, 40, 15, 6, 1}, absents[] = {23, 23, 10, 45},
                          unknowables[] = {8, 8, 1}, disputes[] = {8, 2, 0, 0},
                          yes[] = {50, 50, 85, 20};
    profile how = {.unknown = unknowns[random_below(source, 5)],
                   .absent = absents[random_below(source, 4)],
                   .unknowable = unknowables[random_below(source, 3)],
                   .disputed = disputes[random_below(source, 4)],
                   .yes = yes[random_below(source, 4)],
                   .close = random_below(source, 2),
                   .anchor = FIRST_DAY + random_below(source, DAYS)};
    const pool *dates = &p->all[DATES];
    vd_date edge;

    if (dates->count && random_below(source, 3) &&
        vd_iso_parse_date(dates->items[random_below(source, dates->count)], &edge))
        how.anchor = edge + some_days(source) - some_days(source);
    /* Most of what packs model is of these years. */
    if (how.anchor < FIRST_DAY || random_below(source, 3) == 0)
        how.anchor = FIRST_DAY + DAYS / 2 + random_below(source, DAYS / 2 - 1500);
    return how;
}

vd_case_doc *random_case(vd_arena *arena, const vd_program *program, random_source *source)
{
    const pools *p = pools_of(program);
    profile how = random_profile(p, source);
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
            say(arena, p, doc, f, (vd_str){"", 0}, &how, source);
        for (size_t i = 0; i < doc->instance_count; i++)
            if (fact->record &&
                vd_str_eq(doc->instances[i].list, program->records[fact->record].list))
                say(arena, p, doc, f, doc->instances[i].id, &how, source);
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
    const pool *dates = &pools_of(program)->all[DATES];
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
