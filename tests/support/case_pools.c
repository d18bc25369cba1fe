/*
 * Names are looked for as words: what stands behind a point, or by itself, is taken for every fact and
 * definition of that name, of whatever record. So a rule may seem to read more than it does.
 */
#include "tests/support/case_pools.h"

#include <stdio.h>
#include <stdlib.h>

#include "engine/time/date.h"
#include "engine/time/iso.h"

#define POOL 96
#define WHOLE_POOL 1024

/* A fact or a definition by the last part of its name. */
typedef struct word {
    vd_str leaf;
    bool is_definition;
    uint32_t place;
} word;

struct case_pools {
    const vd_program *program;
    char digest[80];
    vd_arena arena;
    size_t word_count;
    word *words; /* by leaf */
    literal_pool (*facts)[KINDS];
    literal_pool all[KINDS];
    rule_reads **rules; /* NULL: not collected yet */
};

/* Where the literals and names of expressions go. */
typedef struct collector {
    case_pools *p;
    literal_pool *into;
    uint32_t room;
    bool *facts;       /* NULL: the literals are put into the pools of the facts named */
    bool *definitions; /* with `facts`: those visited */
} collector;

static void *must(void *memory)
{
    if (!memory)
        abort();
    return memory;
}

static void put(vd_arena *arena, literal_pool *into, uint32_t room, vd_str text)
{
    if (!into->items)
        into->items = must(VD_NEW_ARRAY(arena, vd_str, room));
    if (into->count == room)
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

static int by_leaf(const void *left, const void *right)
{
    const word *a = left, *b = right;
    int order = vd_str_cmp(a->leaf, b->leaf);

    if (order)
        return order;
    if (a->is_definition != b->is_definition)
        return a->is_definition ? 1 : -1;
    return (a->place > b->place) - (a->place < b->place);
}

static const word *first_of(const case_pools *p, vd_str leaf)
{
    size_t low = 0, high = p->word_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (vd_str_cmp(p->words[middle].leaf, leaf) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return &p->words[low];
}

static void collect(const collector *c, vd_str text);

static void collect_name(const collector *c, vd_str text, vd_str leaf)
{
    const case_pools *p = c->p;

    for (const word *w = first_of(p, leaf);
         w < p->words + p->word_count && vd_str_eq(w->leaf, leaf); w++) {
        if (!c->facts) {
            collector own = {c->p, p->facts[w->place], POOL, NULL, NULL};

            if (!w->is_definition && c->into == c->p->all)
                collect(&own, text);
        } else if (!w->is_definition) {
            c->facts[w->place] = true;
        } else if (!c->definitions[w->place]) {
            c->definitions[w->place] = true;
            collect(c, vd_expr_text(p->program->definitions[w->place].expr));
        }
    }
}

/* The literals of an expression, and what it names. */
static void collect(const collector *c, vd_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        bool at = text.ptr[i] == '@' && i + 1 < text.len;
        size_t from = i + 1 + at;

        if (text.ptr[i] == '"' || (at && text.ptr[i + 1] == '"')) {
            for (i = from; i < text.len && text.ptr[i] != '"';)
                i++;
            put(&c->p->arena, &c->into[at ? DATES : STRINGS], c->room,
                (vd_str){text.ptr + from, at && i - from > 10 ? 10 : i - from});
        } else if (is_letter(text.ptr[i])) {
            from = i;
            while (i + 1 < text.len && (is_letter(text.ptr[i + 1]) || is_digit(text.ptr[i + 1])))
                i++;
            collect_name(c, text, (vd_str){text.ptr + from, i + 1 - from});
        } else if (is_digit(text.ptr[i])) {
            literal_kind kind;
            size_t len = number_at(text, i, &kind);

            put(&c->p->arena, &c->into[kind], c->room, (vd_str){text.ptr + i, len});
            i += len - 1;
        }
    }
}

static void collect_expr(const collector *c, const vd_expr *expr)
{
    if (expr)
        collect(c, vd_expr_text(expr));
}

static vd_str date_text(vd_arena *arena, vd_date date)
{
    char text[VD_ISO_TEXT];
    size_t len = vd_iso_print_date(date, text);

    return vd_arena_copy(arena, (vd_str){text, len});
}

/* An edge belongs to each fact that the key date is read from. */
static void put_edge(const collector *c, const vd_expr *key_date, vd_str edge)
{
    vd_str text = vd_expr_text(key_date);

    put(&c->p->arena, &c->into[DATES], c->room, edge);
    for (size_t i = 0; i < text.len && !c->facts; i++) {
        size_t from = i;

        if (!is_letter(text.ptr[i]))
            continue;
        while (i + 1 < text.len && (is_letter(text.ptr[i + 1]) || is_digit(text.ptr[i + 1])))
            i++;
        for (const word *w = first_of(c->p, (vd_str){text.ptr + from, i + 1 - from});
             w < c->p->words + c->p->word_count &&
             vd_str_eq(w->leaf, (vd_str){text.ptr + from, i + 1 - from});
             w++)
            if (!w->is_definition)
                put(&c->p->arena, &c->p->facts[w->place][DATES], POOL, edge);
    }
}

static void collect_windows(const collector *c, const vd_windows *windows)
{
    for (size_t i = 0; i < windows->count; i++) {
        const vd_date edges[] = {windows->items[i].from, windows->items[i].until};

        for (int e = 0; e < 2; e++)
            if (edges[e] != VD_LONG_AGO && edges[e] != VD_FOREVER)
                put_edge(c, windows->items[i].date, date_text(&c->p->arena, edges[e]));
        if (c->facts)
            collect_expr(c, windows->items[i].date);
    }
}

static void collect_sets(const collector *c, const vd_set *sets, size_t count)
{
    for (size_t i = 0; i < count; i++)
        collect_expr(c, sets[i].expr);
}

static void collect_version(const collector *c, const vd_version *version)
{
    collect_windows(c, &version->when);
    collect_expr(c, version->condition);
    for (int field = 0; field < VD_FIELD_COUNT; field++)
        collect_expr(c, version->fields[field]);
    for (size_t i = 0; i < version->item_count; i++)
        collect_expr(c, version->items[i].expr);
    for (size_t i = 0; i < version->exception_count; i++) {
        collect_expr(c, version->exceptions[i].condition);
        collect_sets(c, version->exceptions[i].sets, version->exceptions[i].set_count);
    }
    for (size_t i = 0; i < version->reading_count; i++)
        collect_sets(c, version->readings[i].sets, version->readings[i].set_count);
}

static void collect_rule(const collector *c, const vd_rule *rule)
{
    collect_expr(c, rule->applies);
    for (size_t v = 0; v < rule->version_count; v++)
        collect_version(c, &rule->versions[v]);
    for (size_t g = 0; g < rule->gap_count; g++)
        collect_windows(c, &rule->gaps[g].when);
}

/* The edges of its coverage, and the days on which the courts' terms begin to stand still and to run
 * again, anywhere or in some district only. */
static void collect_calendar(const collector *c, const vd_calendar *calendar)
{
    vd_date from, until, day;
    bool before = false;

    vd_calendar_coverage(calendar, &from, &until);
    put(&c->p->arena, &c->into[DATES], c->room, date_text(&c->p->arena, from));
    put(&c->p->arena, &c->into[DATES], c->room, date_text(&c->p->arena, until));
    for (day = from; day < until; day++) {
        vd_day said = vd_calendar_day(calendar, day, VD_STR(""));
        bool now = said.kind == VD_DAY_SUSPENDED || said.depends_on_district;

        if (now != before)
            put(&c->p->arena, &c->into[DATES], c->room, date_text(&c->p->arena, day));
        before = now;
    }
}

static bool has_calendar(const vd_rule *rule)
{
    for (size_t v = 0; v < rule->version_count; v++)
        if (rule->versions[v].fields[VD_FIELD_CALENDAR])
            return true;
    return false;
}

static void collect_all(case_pools *p)
{
    const vd_program *program = p->program;
    collector whole = {p, p->all, WHOLE_POOL, NULL, NULL};

    for (size_t i = 0; i < program->calendar_count; i++)
        collect_calendar(&whole, program->calendars[i]);
    for (size_t d = 0; d < program->definition_count; d++)
        collect_expr(&whole, program->definitions[d].expr);
    for (size_t r = 0; r < program->rule_count; r++)
        collect_rule(&whole, &program->rules[r]);
}

static vd_str leaf_of(vd_str id)
{
    for (size_t i = id.len; i-- > 0;)
        if (id.ptr[i] == '.')
            return (vd_str){id.ptr + i + 1, id.len - i - 1};
    return id;
}

static void sort_words(case_pools *p)
{
    const vd_program *program = p->program;

    p->words =
        must(VD_NEW_ARRAY(&p->arena, word, program->fact_count + program->definition_count + 1));
    for (uint32_t f = 0; f < program->fact_count; f++)
        p->words[p->word_count++] = (word){leaf_of(program->facts[f].id), false, f};
    for (uint32_t d = 0; d < program->definition_count; d++)
        p->words[p->word_count++] = (word){leaf_of(program->definitions[d].id), true, d};
    qsort(p->words, p->word_count, sizeof *p->words, by_leaf);
}

/* Collected when the program is not the one asked for last. */
const case_pools *case_pools_of(const vd_program *program)
{
    static case_pools kept;
    /* The last, because others may extend the same first. */
    vd_str digest =
        program->pack_count ? program->packs[program->pack_count - 1].digest : VD_STR("");

    if (kept.program == program && vd_str_eq(digest, vd_str_of(kept.digest)))
        return &kept;
    if (kept.program)
        vd_arena_done(&kept.arena);
    kept = (case_pools){.program = program};
    snprintf(kept.digest, sizeof kept.digest, "%.*s", VD_STR_ARGS(digest));
    vd_arena_init(&kept.arena, 0);
    kept.facts = must(vd_arena_array(&kept.arena, program->fact_count + 1, sizeof *kept.facts));
    kept.rules = must(VD_NEW_ARRAY(&kept.arena, rule_reads *, program->rule_count + 1));
    sort_words(&kept);
    collect_all(&kept);
    return &kept;
}

const literal_pool *case_pools_all(const case_pools *pools, literal_kind kind)
{
    return &pools->all[kind];
}

const literal_pool *case_pools_fact(const case_pools *pools, uint32_t fact, literal_kind kind)
{
    return &pools->facts[fact][kind];
}

const rule_reads *case_pools_rule(const case_pools *pools, uint32_t rule)
{
    case_pools *p = (case_pools *)pools; /* what is collected is not seen to change */
    const vd_program *program = p->program;
    rule_reads *reads = p->rules[rule];
    collector c = {.p = p, .room = POOL};
    uint32_t *facts;

    if (reads)
        return reads;
    reads = p->rules[rule] = must(VD_NEW(&p->arena, rule_reads));
    c.into = reads->literals;
    c.facts = must(VD_NEW_ARRAY(&p->arena, bool, program->fact_count + 1));
    c.definitions = must(VD_NEW_ARRAY(&p->arena, bool, program->definition_count + 1));
    collect_rule(&c, &program->rules[rule]);
    for (size_t i = 0; has_calendar(&program->rules[rule]) && i < program->calendar_count; i++)
        collect_calendar(&c, program->calendars[i]);
    facts = must(VD_NEW_ARRAY(&p->arena, uint32_t, program->fact_count + 1));
    for (uint32_t f = 0; f < program->fact_count; f++)
        if (c.facts[f])
            facts[reads->fact_count++] = f;
    reads->facts = facts;
    return reads;
}
