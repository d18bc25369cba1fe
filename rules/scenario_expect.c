/*
 * What an item of `expect` says against what came out. One row a key.
 */
#include "engine/time/iso.h"
#include "rules/scenario_run.h"

/* The part of an answer that an expectation or one of its alternatives looks at. */
typedef struct view {
    const vd_yaml *expected;
    const vd_determination *whole;
    const vd_alternative *alternative; /* NULL: the determination itself */
    vd_verdict status;
    const vd_dates *dates;
} view;

static const char *const alternative_keys[] = {
    "id", "status", "due", "eligible_from", "eligible_until", "if_continues", "cite", NULL};
static const char *const keys[] = {
    "rule",           "instance",     "status",  "due",         "eligible_from",
    "eligible_until", "if_continues", "version", "valid_until", "missing",
    "alternatives",   "binding",      "cite",    "note",        NULL};

static vd_str joined(vd_arena *arena, vd_str list, vd_str item)
{
    if (list.len == 0)
        return item;
    return vd_arena_printf(arena, "%.*s, %.*s", VD_STR_ARGS(list), VD_STR_ARGS(item));
}

/* A fact's id, or the list that is not known to be complete. */
static vd_str missing_name(const vd_program *program, const vd_missing_fact *missing)
{
    return missing->fact == VD_NONE ? program->records[missing->record].list
                                    : program->facts[missing->fact].id;
}

static vd_str missing_names(const vd_scenario_run *run, const vd_determination *got)
{
    vd_str list = {NULL, 0};

    for (size_t i = 0; i < got->missing_count; i++)
        list = joined(run->scratch, list, missing_name(run->program, &got->missing[i]));
    return list;
}

/* In a few words: which version, what decided, what is missing. */
static vd_str trace_of(const vd_scenario_run *run, const vd_determination *got)
{
    vd_str missing = missing_names(run, got);
    const char *version = got->version ? got->version->id.ptr : NULL;
    int version_length = got->version ? (int)got->version->id.len : 0;

    return vd_arena_printf(run->scratch, "status %s%s%.*s%s%.*s%s%.*s%s%.*s",
                           vd_verdict_name(got->status), version ? ", version " : "",
                           version_length, version ? version : "",
                           got->binding.len ? ", decided by " : "", VD_STR_ARGS(got->binding),
                           got->reason.len ? ", because " : "", VD_STR_ARGS(got->reason),
                           missing.len ? ", missing " : "", VD_STR_ARGS(missing));
}

static void fail(vd_scenario_run *run, const view *at, const char *what, const vd_yaml *node,
                 vd_str expected, vd_str got)
{
    vd_str name = vd_str_of(what);

    if (at->alternative)
        name = vd_arena_printf(run->scratch, "alternatives.%.*s.%s",
                               VD_STR_ARGS(at->alternative->id), what);
    vd_scenario_fail(run, &(vd_scenario_failure){.file = node->place.source->path,
                                                 .line = node->place.line,
                                                 .rule = at->whole->rule->id,
                                                 .instance = at->whole->instance,
                                                 .what = name,
                                                 .expected = expected,
                                                 .got = got,
                                                 .trace = trace_of(run, at->whole)});
}

static void expect_status(vd_scenario_run *run, const view *at, const vd_yaml *node)
{
    vd_str got = vd_str_of(vd_verdict_name(at->status));

    if (!vd_str_eq(node->text, got))
        fail(run, at, "status", node, node->text, got);
}

/* A day means the last day of the term, an instant the end of one by the hour. */
static void expect_due(vd_scenario_run *run, const view *at, const vd_yaml *node)
{
    vd_str got = VD_STR("null");
    vd_moment moment;
    bool same;

    if (!vd_read_moment(run, node, &moment))
        return;
    if (!at->dates->has_due)
        same = moment.none;
    else
        same = !moment.none &&
               (moment.is_day ? moment.day == at->dates->last_day : moment.at == at->dates->due);
    if (same)
        return;
    if (at->dates->has_due)
        got = at->dates->by_the_hour && !moment.is_day
                  ? vd_moment_text(run->scratch, run->zone, at->dates->due)
                  : vd_day_text(run->scratch, at->dates->last_day);
    fail(run, at, "due", node, node->text, got);
}

static void expect_moment(vd_scenario_run *run, const view *at, const char *what,
                          const vd_yaml *node, bool has, vd_instant got)
{
    vd_moment moment;

    if (!vd_read_moment(run, node, &moment))
        return;
    if (moment.none ? !has : has && got == moment.at)
        return;
    fail(run, at, what, node, node->text,
         has ? vd_moment_text(run->scratch, run->zone, got) : VD_STR("null"));
}

static void expect_eligible_from(vd_scenario_run *run, const view *at, const vd_yaml *node)
{
    expect_moment(run, at, "eligible_from", node, at->dates->has_eligible,
                  at->dates->eligible_from);
}

static void expect_eligible_until(vd_scenario_run *run, const view *at, const vd_yaml *node)
{
    expect_moment(run, at, "eligible_until", node, at->dates->has_eligible_until,
                  at->dates->eligible_until);
}

static void expect_if_continues(vd_scenario_run *run, const view *at, const vd_yaml *node)
{
    expect_moment(run, at, "if_continues", node, at->dates->has_if_continues,
                  at->dates->if_continues);
}

static void expect_valid_until(vd_scenario_run *run, const view *at, const vd_yaml *node)
{
    expect_moment(run, at, "valid_until", node, at->whole->valid_until != VD_FOREVER,
                  at->whole->valid_until);
}

static void expect_version(vd_scenario_run *run, const view *at, const vd_yaml *node)
{
    vd_str got = at->whole->version ? at->whole->version->id : VD_STR("null");

    if (!vd_str_eq(node->text, got))
        fail(run, at, "version", node, node->text, got);
}

static void expect_binding(vd_scenario_run *run, const view *at, const vd_yaml *node)
{
    if (!vd_str_eq(node->text, at->whole->binding))
        fail(run, at, "binding", node, node->text, at->whole->binding);
}

static bool is_asked_for(const vd_scenario_run *run, const vd_determination *got, vd_str name)
{
    for (size_t i = 0; i < got->missing_count; i++)
        if (vd_str_eq(missing_name(run->program, &got->missing[i]), name))
            return true;
    return false;
}

static void expect_missing(vd_scenario_run *run, const view *at, const vd_yaml *node)
{
    if (node->kind != VD_YAML_LIST) {
        vd_scenario_refuse(run, node, "\"missing\" is a list of facts, or of lists of records");
        return;
    }
    for (size_t i = 0; i < node->count; i++) {
        vd_str name = node->items[i]->text;

        if (vd_program_fact(run->program, name) == VD_NONE &&
            vd_program_record(run->program, name) == VD_NONE)
            vd_diagnose(run->diags, VD_DIAG_UNDECLARED, node->items[i]->place,
                        "no pack declares the fact \"%.*s\"", VD_STR_ARGS(name));
        else if (!is_asked_for(run, at->whole, name))
            fail(run, at, "missing", node, name, missing_names(run, at->whole));
    }
}

static const vd_citation *citation_at(const view *at, size_t index)
{
    return at->alternative ? &at->alternative->cite.items[index] : at->whole->citations[index];
}

static size_t citation_count(const view *at)
{
    return at->alternative ? at->alternative->cite.count : at->whole->citation_count;
}

static bool day_is(vd_date day, const vd_yaml *node)
{
    vd_date wanted;

    if (vd_yaml_is_plain(node, "null"))
        return day == VD_NO_DATE;
    return vd_iso_parse_date(node->text, &wanted) && wanted == day;
}

static bool is_cited(const view *at, const vd_yaml *item)
{
    const vd_yaml *norm = vd_yaml_get(item, "norm");
    const vd_yaml *article = vd_yaml_get(item, "article");
    const vd_yaml *from = vd_yaml_get(item, "version_from");

    for (size_t i = 0; i < citation_count(at); i++) {
        const vd_citation *got = citation_at(at, i);

        if ((!norm || vd_str_eq(norm->text, got->norm->id)) &&
            (!article || vd_str_eq(article->text, got->article)) &&
            (!from || day_is(got->version_from, from)))
            return true;
    }
    return false;
}

/* "pe.cpp 264.1 of 2025-05-24, ..." */
static vd_str citation_names(const vd_scenario_run *run, const view *at)
{
    vd_str list = {NULL, 0};

    for (size_t i = 0; i < citation_count(at); i++) {
        const vd_citation *got = citation_at(at, i);
        vd_str name =
            vd_arena_printf(run->scratch, "%.*s %.*s of %.*s", VD_STR_ARGS(got->norm->id),
                            VD_STR_ARGS(got->article),
                            VD_STR_ARGS(got->version_from == VD_NO_DATE
                                            ? VD_STR("an unknown day")
                                            : vd_day_text(run->scratch, got->version_from)));

        list = joined(run->scratch, list, name);
    }
    return list.len ? list : VD_STR("nothing");
}

static vd_str text_at(const vd_yaml *item, const char *key)
{
    const vd_yaml *node = vd_yaml_get(item, key);

    return node ? node->text : VD_STR("any");
}

static void expect_cite(vd_scenario_run *run, const view *at, const vd_yaml *node)
{
    static const char *const cite_keys[] = {"norm", "article", "version_from", NULL};

    if (node->kind != VD_YAML_LIST) {
        vd_scenario_refuse(run, node, "\"cite\" is a list of {norm, article, version_from}");
        return;
    }
    for (size_t i = 0; i < node->count; i++)
        if (vd_scenario_keys(run, node->items[i], cite_keys) && !is_cited(at, node->items[i]))
            fail(run, at, "cite", node->items[i],
                 vd_arena_printf(run->scratch, "%.*s %.*s of %.*s",
                                 VD_STR_ARGS(text_at(node->items[i], "norm")),
                                 VD_STR_ARGS(text_at(node->items[i], "article")),
                                 VD_STR_ARGS(text_at(node->items[i], "version_from"))),
                 citation_names(run, at));
}

static void expect_alternatives(vd_scenario_run *run, const view *at, const vd_yaml *node);

static const struct {
    const char *key;
    bool list;
    void (*compare)(vd_scenario_run *, const view *, const vd_yaml *);
} rows[] = {{"status", false, expect_status},
            {"due", false, expect_due},
            {"eligible_from", false, expect_eligible_from},
            {"eligible_until", false, expect_eligible_until},
            {"if_continues", false, expect_if_continues},
            {"valid_until", false, expect_valid_until},
            {"version", false, expect_version},
            {"binding", false, expect_binding},
            {"missing", true, expect_missing},
            {"cite", true, expect_cite},
            {"alternatives", true, expect_alternatives}};

static void compare(vd_scenario_run *run, const view *at)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const vd_yaml *node = vd_yaml_get(at->expected, rows[i].key);

        if (!node)
            continue;
        if (!rows[i].list && node->kind != VD_YAML_SCALAR)
            vd_scenario_refuse(run, node, "a single value belongs here");
        else
            rows[i].compare(run, at, node);
    }
}

static const vd_alternative *alternative_named(const vd_determination *got, const vd_yaml *id)
{
    for (size_t i = 0; id && i < got->alternative_count; i++)
        if (vd_str_eq(got->alternatives[i].id, id->text))
            return &got->alternatives[i];
    return NULL;
}

static vd_str alternative_names(const vd_scenario_run *run, const vd_determination *got)
{
    vd_str list = {NULL, 0};

    for (size_t i = 0; i < got->alternative_count; i++)
        list = joined(run->scratch, list, got->alternatives[i].id);
    return list.len ? list : VD_STR("none");
}

static void expect_alternatives(vd_scenario_run *run, const view *at, const vd_yaml *node)
{
    if (node->kind != VD_YAML_LIST) {
        vd_scenario_refuse(run, node, "\"alternatives\" is a list of {id, status, due, ...}");
        return;
    }
    for (size_t i = 0; i < node->count; i++) {
        const vd_yaml *item = node->items[i];
        const vd_yaml *id = vd_yaml_get(item, "id");
        const vd_alternative *found = alternative_named(at->whole, id);
        view inner = {item, at->whole, found, VD_UNKNOWN_STATUS, NULL};

        if (!vd_scenario_keys(run, item, alternative_keys))
            continue;
        if (!found) {
            fail(run, at, "alternatives", item, id ? id->text : VD_STR("an id"),
                 alternative_names(run, at->whole));
            continue;
        }
        inner.status = found->status;
        inner.dates = &found->dates;
        compare(run, &inner);
    }
}

void vd_expect_determination(vd_scenario_run *run, const vd_yaml *expected,
                             const vd_determination *got)
{
    view whole = {expected, got, NULL, got->status, &got->dates};

    if (vd_scenario_keys(run, expected, keys))
        compare(run, &whole);
}
