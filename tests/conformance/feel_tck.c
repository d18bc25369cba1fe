/*
 * feel_tck - runs rows of the DMN Technology Compatibility Kit against the expression language.
 *
 * VALEDOR_TCK names a file with one JSON object a line: suite, case, decision, expression, type,
 * expected ({"type","text"}, {"list"}, {"context"} or null), error, profile. All rows are run, those
 * of our profile ("profile": true) and the rest counted apart, and in each those with a value and
 * those that expect null. With --failures each row that fails is printed. Exits 0 when every row of
 * the profile passes, 77 without rows: what FEEL has and we have not is no part of the profile, and
 * stands among the departures of docs/feel.md.
 */
#include "engine/feel/feel.h"
#include "engine/ratio.h"
#include "engine/time/iso.h"
#include "rules/zones.h"

#include <jansson.h>

#include <stdio.h>
#include <stdlib.h>

#define SUITES_MAX 256
#define ZONES_MAX 64

/* Rows of the profile with a value, those that expect null; the same outside of the profile. */
enum { VALUES, NULLS, OTHER_VALUES, OTHER_NULLS, KINDS };

typedef struct tally {
    char suite[96];
    unsigned passed[KINDS];
    unsigned asked[KINDS];
} tally;

typedef struct runner {
    vd_arena zone_arena;
    vd_zones zones;
    tally suites[SUITES_MAX];
    size_t suite_count;
    bool show_failures;
} runner;

/* The item definitions of the kit's model for `instance of`, which its expressions name. */
static const vd_type *declared_type(const vd_scope *scope, vd_str name)
{
    static const vd_type number = {.kind = VD_TYPE_NUMBER}, string = {.kind = VD_TYPE_STRING},
                         any = {.kind = VD_TYPE_ANY};
    static const vd_field string_fields[2] = {{{"a", 1}, &string}, {{"b", 1}, &string}};
    static const vd_type numbers = {.kind = VD_TYPE_LIST, .element = &number},
                         anything = {.kind = VD_TYPE_LIST, .element = &any};
    static const vd_type context = {
        .kind = VD_TYPE_CONTEXT, .field_count = 2, .fields = string_fields};
    static const struct {
        const char *name;
        const vd_type *type;
    } types[] = {{"t255", &number},
                 {"tFooBar", &string},
                 {"tNumberList", &numbers},
                 {"tAnyList", &anything},
                 {"t_context_013", &context}};

    (void)scope;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (vd_str_eq(name, vd_str_of(types[i].name)))
            return types[i].type;
    return NULL;
}

static tally *tally_of(runner *run, const char *suite)
{
    for (size_t i = 0; i < run->suite_count; i++)
        if (strcmp(run->suites[i].suite, suite) == 0)
            return &run->suites[i];
    if (run->suite_count == SUITES_MAX)
        abort();
    (void)snprintf(run->suites[run->suite_count].suite, sizeof run->suites[0].suite, "%s", suite);
    return &run->suites[run->suite_count++];
}

static bool matches(vd_arena *arena, const json_t *expected, const vd_value *value);

/* By amount and text; but zero the kit writes in several ways. */
static bool matches_duration(vd_arena *arena, const char *text, const vd_value *value)
{
    vd_kind kind;
    vd_duration duration;

    if (!vd_iso_parse_duration(vd_str_of(text), &duration))
        return false;
    kind = duration.in_months ? VD_MONTHS : VD_DAYS;
    if (value->kind != kind ||
        (duration.in_months ? value->u.months : value->u.nanos) != duration.amount)
        return false;
    return duration.amount == 0 || vd_str_eq(vd_value_text(arena, value), vd_str_of(text));
}

static bool matches_scalar(vd_arena *arena, const char *type, const char *text,
                           const vd_value *value)
{
    static const struct {
        const char *type;
        vd_kind kind;
    } kinds[] = {{"string", VD_STRING},
                 {"boolean", VD_BOOL},
                 {"date", VD_DATE},
                 {"time", VD_TIME},
                 {"dateTime", VD_DATE_TIME}};
    vd_ratio number;

    if (strcmp(type, "decimal") == 0 || strcmp(type, "double") == 0 || strcmp(type, "integer") == 0)
        return value->kind == VD_NUMBER && vd_ratio_parse(vd_str_of(text), &number) &&
               vd_ratio_cmp(number, value->u.number) == 0;
    if (strcmp(type, "duration") == 0)
        return matches_duration(arena, text, value);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(type, kinds[i].type) == 0)
            return value->kind == kinds[i].kind &&
                   vd_str_eq(vd_value_text(arena, value), vd_str_of(text));
    return false;
}

static bool matches_list(vd_arena *arena, const json_t *expected, const vd_value *value)
{
    if (value->kind != VD_LIST || json_array_size(expected) != value->u.list->count)
        return false;
    for (size_t i = 0; i < value->u.list->count; i++)
        if (!matches(arena, json_array_get(expected, i), &value->u.list->items[i]))
            return false;
    return true;
}

static bool matches_context(vd_arena *arena, const json_t *expected, const vd_value *value)
{
    if (value->kind != VD_CONTEXT || json_object_size(expected) != value->u.context->count)
        return false;
    for (size_t i = 0; i < value->u.context->count; i++) {
        const vd_entry *entry = &value->u.context->entries[i];
        vd_str name = vd_arena_copy(arena, entry->name);

        if (!json_object_get(expected, name.ptr) ||
            !matches(arena, json_object_get(expected, name.ptr), &entry->value))
            return false;
    }
    return true;
}

static bool matches(vd_arena *arena, const json_t *expected, const vd_value *value)
{
    const char *text = json_string_value(json_object_get(expected, "text"));
    const char *type = json_string_value(json_object_get(expected, "type"));

    if (!expected || json_is_null(expected))
        return value->kind == VD_NULL;
    if (json_object_get(expected, "list"))
        return matches_list(arena, json_object_get(expected, "list"), value);
    if (json_object_get(expected, "context"))
        return matches_context(arena, json_object_get(expected, "context"), value);
    return text && type && matches_scalar(arena, type, text, value);
}

static vd_value never_loaded(vd_frame *frame, uint32_t ref)
{
    (void)frame;
    (void)ref;
    abort();
}

static void run_row(runner *run, const json_t *row)
{
    const char *expression = json_string_value(json_object_get(row, "expression"));
    const json_t *expected = json_object_get(row, "expected");
    bool wants_null = !expected || json_is_null(expected);
    tally *count = tally_of(run, json_string_value(json_object_get(row, "suite")));
    vd_scope scope = {.type = declared_type};
    vd_frame frame = {.zones = &run->zones, .load = never_loaded, .steps_left = 1000000};
    vd_error err = {0};
    vd_arena arena;
    const vd_expr *expr;
    vd_value value;
    bool refused, passed;
    int kind = (json_is_true(json_object_get(row, "profile")) ? VALUES : OTHER_VALUES) + wants_null;

    vd_arena_init(&arena, 64U << 20);
    frame.arena = &arena;
    refused = vd_feel_compile(&arena, vd_str_of(expression), &scope, NULL, &expr, &err) != VD_OK;
    value = refused ? vd_null() : vd_feel_eval(expr, &frame);
    if (wants_null)
        passed = refused || value.kind == VD_NULL || value.kind == VD_ERROR;
    else
        passed = !refused && matches(&arena, expected, &value);
    count->asked[kind]++;
    count->passed[kind] += passed;
    if (!passed && run->show_failures) {
        vd_str got = vd_value_text(&arena, &value);
        char *wanted = json_dumps(expected, JSON_ENCODE_ANY);

        printf("%s%s: %s\n    wanted %s\n    got %.*s%s\n",
               kind < OTHER_VALUES ? "" : "(not of the profile) ", count->suite, expression,
               wanted ? wanted : "null", refused ? (int)strlen(err.message) : (int)got.len,
               refused ? err.message : got.ptr, refused ? " (refused)" : "");
        free(wanted);
    }
    vd_arena_done(&arena);
}

/* Loads each zone that follows an "@" in the text and that the system has. */
static void collect_zones(runner *run, const char *text, vd_str *names, size_t *count)
{
    for (const char *at = strchr(text, '@'); at; at = strchr(at + 1, '@')) {
        size_t length = strspn(at + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_/");
        vd_str name = {at + 1, length};
        vd_zones found;
        bool there = *count == ZONES_MAX || length == 0;

        for (size_t i = 0; i < *count && !there; i++)
            there = vd_str_eq(names[i], name);
        if (!there &&
            vd_zones_load(&run->zone_arena, VD_ZONES_DIR, &name, 1, &found, NULL) == VD_OK)
            names[(*count)++] = vd_arena_copy(&run->zone_arena, name);
    }
}

/* Reads the rows, calling back for each. */
static bool each_row(const char *path, void (*call)(runner *, const json_t *), runner *run)
{
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t room = 0;

    if (!file) {
        perror(path);
        return false;
    }
    while (getline(&line, &room, file) > 0) {
        json_t *row = json_loads(line, 0, NULL);

        if (row && json_is_string(json_object_get(row, "expression")))
            call(run, row);
        json_decref(row);
    }
    free(line);
    (void)fclose(file);
    return true;
}

static vd_str zone_names[ZONES_MAX];
static size_t zone_count;

static void note_zones(runner *run, const json_t *row)
{
    collect_zones(run, json_string_value(json_object_get(row, "expression")), zone_names,
                  &zone_count);
}

static double percent(unsigned passed, unsigned asked)
{
    return asked ? 100.0 * passed / asked : 100.0;
}

static int report(const runner *run)
{
    static const char *const names[KINDS] = {"values", "nulls", "other values", "other nulls"};
    unsigned passed[KINDS] = {0}, asked[KINDS] = {0};

    printf("%-48s", "suite");
    for (int kind = 0; kind < KINDS; kind++)
        printf(" %13s", names[kind]);
    printf("\n");
    for (size_t i = 0; i < run->suite_count; i++) {
        const tally *t = &run->suites[i];

        printf("%-48s", t->suite);
        for (int kind = 0; kind < KINDS; kind++) {
            printf(" %5u of %4u", t->passed[kind], t->asked[kind]);
            passed[kind] += t->passed[kind];
            asked[kind] += t->asked[kind];
        }
        printf("\n");
    }
    for (int kind = 0; kind < KINDS; kind++)
        printf("%s: %u of %u (%.1f %%)\n", names[kind], passed[kind], asked[kind],
               percent(passed[kind], asked[kind]));
    return asked[VALUES] > 0 && passed[VALUES] == asked[VALUES] && passed[NULLS] == asked[NULLS]
               ? 0
               : 1;
}

int main(int argc, char **argv)
{
    static runner run;
    const char *path = getenv("VALEDOR_TCK");
    int code = 1;

    if (!path || !*path) {
        puts("skipped: set VALEDOR_TCK to a file of rows. They come from the DMN Technology "
             "Compatibility Kit, github.com/dmn-tck/tck: each literal expression of its test cases "
             "as one JSON object a line, as the head of this program's source describes.");
        return 77;
    }
    run.show_failures = argc > 1 && strcmp(argv[1], "--failures") == 0;
    vd_arena_init(&run.zone_arena, 0);
    if (each_row(path, note_zones, &run) &&
        vd_zones_load(&run.zone_arena, VD_ZONES_DIR, zone_names, zone_count, &run.zones, NULL) ==
            VD_OK &&
        each_row(path, run_row, &run))
        code = report(&run);
    vd_arena_done(&run.zone_arena);
    return code;
}
