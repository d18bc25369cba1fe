#include "rules/tools/impact.h"

#include <assert.h>
#include <stdlib.h>

#include "engine/law/assess.h"
#include "rules/case_file.h"
#include "rules/scenario_run.h"
#include "rules/tools/page.h"

typedef struct comparer {
    vd_arena *arena;  /* the report's */
    vd_arena scratch; /* of the case at hand */
    const vd_impact_how *how;
    vd_impact_report *report;
    vd_str file;
    const vd_zone *zone; /* of the case at hand */
} comparer;

/* An answer and the program that gave it. */
typedef struct side {
    const vd_program *program;
    const vd_determination *got; /* NULL: none */
} side;

static void tell(comparer *in, const vd_determination *about, const char *what, vd_str before,
                 vd_str after)
{
    vd_impact_report *report = in->report;
    vd_shift *items =
        vd_grow(in->arena, report->items, report->count, &report->room, sizeof(*items));

    if (!items)
        return;
    report->items = items;
    items[report->count++] =
        (vd_shift){.file = in->file,
                   .rule = about ? vd_arena_copy(in->arena, about->rule->id) : (vd_str){"", 0},
                   .instance = about ? vd_arena_copy(in->arena, about->instance) : (vd_str){"", 0},
                   .what = vd_str_of(what),
                   .before = vd_arena_copy(in->arena, before),
                   .after = vd_arena_copy(in->arena, after)};
}

static vd_str status_of(comparer *in, const side *at)
{
    (void)in;
    return vd_str_of(vd_verdict_name(at->got->status));
}

static vd_str due_of(comparer *in, const side *at)
{
    const vd_dates *dates = &at->got->dates;

    if (!dates->has_due)
        return VD_STR("none");
    return dates->by_the_hour ? vd_moment_text(&in->scratch, in->zone, dates->due)
                              : vd_day_text(&in->scratch, dates->last_day);
}

static vd_str moment_of(comparer *in, bool has, vd_instant moment)
{
    return has ? vd_moment_text(&in->scratch, in->zone, moment) : VD_STR("none");
}

static vd_str eligible_from_of(comparer *in, const side *at)
{
    return moment_of(in, at->got->dates.has_eligible, at->got->dates.eligible_from);
}

static vd_str if_continues_of(comparer *in, const side *at)
{
    return moment_of(in, at->got->dates.has_if_continues, at->got->dates.if_continues);
}

static vd_str eligible_until_of(comparer *in, const side *at)
{
    return moment_of(in, at->got->dates.has_eligible_until, at->got->dates.eligible_until);
}

static int by_text(const void *left, const void *right)
{
    return vd_str_cmp(*(const vd_str *)left, *(const vd_str *)right);
}

static vd_str missing_of(comparer *in, const side *at)
{
    size_t count = at->got->missing_count;
    vd_str *names = VD_NEW_ARRAY(&in->scratch, vd_str, count);
    vd_page page = {.arena = &in->scratch};

    for (size_t i = 0; names && i < count; i++) {
        const vd_missing_fact *missing = &at->got->missing[i];
        vd_str name = missing->fact == VD_NONE ? at->program->records[missing->record].list
                                               : at->program->facts[missing->fact].id;

        names[i] = vd_arena_printf(&in->scratch, "%.*s%s%.*s%s", VD_STR_ARGS(name),
                                   missing->instance.len ? "[" : "", VD_STR_ARGS(missing->instance),
                                   missing->instance.len ? "]" : "");
    }
    if (names && count)
        qsort(names, count, sizeof(*names), by_text);
    for (size_t i = 0; names && i < count; i++)
        vd_page_add(&page, "%s%.*s", i ? ", " : "", VD_STR_ARGS(names[i]));
    return count ? vd_page_done(&page) : VD_STR("none");
}

static const struct {
    const char *what;
    vd_str (*of)(comparer *in, const side *at);
} rows[] = {{"status", status_of},
            {"due", due_of},
            {"eligible_from", eligible_from_of},
            {"if_continues", if_continues_of},
            {"eligible_until", eligible_until_of},
            {"missing", missing_of}};

static void compare(comparer *in, const side *before, const side *after)
{
    size_t told = in->report->count;
    vd_str nothing = {"", 0};

    assert(before->got || after->got);
    in->report->answer_count++;
    if (!before->got)
        tell(in, after->got, "status", nothing, status_of(in, after));
    else if (!after->got)
        tell(in, before->got, "status", status_of(in, before), nothing);
    for (size_t i = 0; before->got && after->got && i < sizeof(rows) / sizeof(rows[0]); i++) {
        vd_str was = rows[i].of(in, before);
        vd_str is = rows[i].of(in, after);

        if (!vd_str_eq(was, is))
            tell(in, after->got, rows[i].what, was, is);
    }
    in->report->answers_differing += in->report->count > told;
}

static const vd_determination *answer_like(const vd_assessment *all, const vd_determination *one)
{
    for (size_t i = 0; i < all->count; i++)
        if (vd_str_eq(all->items[i].rule->id, one->rule->id) &&
            vd_str_eq(all->items[i].instance, one->instance))
            return &all->items[i];
    return NULL;
}

static vd_status assess(comparer *in, const vd_program *program, const char *path,
                        const vd_assessment **ret_assessment, vd_error *err)
{
    const vd_case_doc *doc = NULL;
    const vd_case *subject = NULL;
    vd_question question = {.rule = VD_NONE};
    vd_diagnostics diags;
    vd_status status;

    vd_diagnostics_init(&diags, &in->scratch);
    status = vd_case_read_file(&in->scratch, program, path, &diags, &doc, &subject, err);
    if (!status)
        in->zone = subject->zone;
    if (!status)
        status = in->how->moment(in->how->user, subject->zone, doc->ask_on, &question.at, err);
    return status ? status
                  : vd_assess(&in->scratch, program, subject, &question, ret_assessment, err);
}

static vd_status compare_case(comparer *in, const char *path, vd_error *err)
{
    const vd_program *programs[2] = {in->how->before, in->how->after};
    const vd_assessment *got[2] = {NULL, NULL};
    vd_error wrong[2] = {{0}, {0}};
    vd_status status[2];

    in->file = vd_str_of(path);
    in->report->case_count++;
    for (size_t i = 0; i < 2; i++)
        status[i] = assess(in, programs[i], path, &got[i], &wrong[i]);
    if (status[0] && status[1]) {
        if (err)
            *err = wrong[1];
        return status[1];
    }
    if (status[0] || status[1]) {
        tell(in, NULL, "case", vd_str_of(status[0] ? wrong[0].message : "read"),
             vd_str_of(status[1] ? wrong[1].message : "read"));
        return VD_OK;
    }
    for (size_t i = 0; i < got[0]->count; i++) {
        side before = {programs[0], &got[0]->items[i]};
        side after = {programs[1], answer_like(got[1], before.got)};

        compare(in, &before, &after);
    }
    for (size_t i = 0; i < got[1]->count; i++) {
        side before = {programs[0], answer_like(got[0], &got[1]->items[i])};
        side after = {programs[1], &got[1]->items[i]};

        if (!before.got)
            compare(in, &before, &after);
    }
    return VD_OK;
}

vd_status vd_packs_impact(vd_arena *arena, const vd_impact_how *how, const char *const *files,
                          size_t n, vd_impact_report *ret_report, vd_error *err)
{
    comparer in = {.arena = arena, .how = how, .report = ret_report};
    vd_status status = VD_OK;

    *ret_report = (vd_impact_report){0};
    arena->exhausted = false;
    vd_arena_init(&in.scratch, 0);
    for (size_t i = 0; i < n && !status; i++) {
        status = compare_case(&in, files[i], err);
        vd_arena_reset(&in.scratch);
    }
    vd_arena_done(&in.scratch);
    if (!status && arena->exhausted)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "The answers do not fit into memory.");
    return status;
}
