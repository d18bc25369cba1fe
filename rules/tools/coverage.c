/*
 * Each expectation is asked once more; then the version that answered is evaluated part by part, to
 * see which of its exceptions hold and which rows of tables match.
 */
#include "rules/tools/coverage.h"

#include "engine/law/outcome.h"
#include "engine/ratio.h"
#include "rules/articles.h"
#include "rules/loader.h"
#include "rules/tools/page.h"
#include "rules/tools/suite.h"

#define DAY INT64_C(86400)

typedef struct coverer {
    const vd_loader *load;
    const char *dir; /* whose packs are looked at: not those that they extend */
    vd_suite suite;
    vd_coverage_report *report;
    size_t room;
    bool exhausted;
    size_t *first_point; /* by rule, then by table */
} coverer;

/* The run comes first: the engine hands its frame to the callbacks. */
typedef struct tracer {
    vd_run run;
    coverer *cover;
    vd_value (*call)(vd_frame *frame, uint32_t ref, const vd_value *args, size_t count);
} tracer;

const char *vd_point_kind_name(vd_point_kind kind)
{
    static const char *const names[VD_POINT_COUNT] = {"version", "exception", "reading", "item",
                                                      "row"};

    return names[kind];
}

static void add_point(coverer *in, vd_point_kind kind, vd_str owner, vd_str name, vd_place place)
{
    vd_coverage_report *report = in->report;
    vd_point *points =
        vd_grow(in->load->arena, report->points, report->point_count, &in->room, sizeof(*points));

    if (!points || !name.ptr) {
        in->exhausted = true;
        return;
    }
    report->points = points;
    points[report->point_count++] = (vd_point){kind, owner, name, place, 0};
    report->totals[kind]++;
}

static vd_str inner_name(const coverer *in, vd_str version, vd_str id)
{
    return vd_arena_printf(in->load->arena, "%.*s.%.*s", VD_STR_ARGS(version), VD_STR_ARGS(id));
}

static vd_place place_of(const vd_yaml *version, const char *list, size_t index)
{
    const vd_yaml *items = vd_yaml_get(version, list);

    return items && index < items->count ? items->items[index]->place : version->place;
}

/* The points of a version, in the order in which count_version looks for them. */
static void add_version(coverer *in, const vd_rule *rule, const vd_version *version,
                        const vd_yaml *node)
{
    size_t bars = 0;

    add_point(in, VD_POINT_VERSION, rule->id, version->id, node->place);
    for (size_t i = 0; i < version->exception_count; i++)
        add_point(in, VD_POINT_EXCEPTION, rule->id,
                  inner_name(in, version->id, version->exceptions[i].id),
                  place_of(node, "exceptions", i));
    for (size_t i = 0; i < version->reading_count; i++)
        add_point(in, VD_POINT_READING, rule->id,
                  inner_name(in, version->id, version->readings[i].id),
                  place_of(node, "readings", i));
    for (size_t i = 0; i < version->item_count; i++) {
        const vd_item *item = &version->items[i];

        add_point(in, VD_POINT_ITEM, rule->id, inner_name(in, version->id, item->id),
                  place_of(node, item->bar ? "bars" : "requirements", item->bar ? bars : i));
        bars += item->bar;
    }
}

static void add_table(coverer *in, const vd_table *table)
{
    const vd_yaml *rows = NULL;

    for (size_t i = 0; i < in->load->file_count && !rows; i++) {
        const vd_yaml *list = vd_yaml_get(in->load->files[i].root, "tables");

        for (size_t k = 0; list && k < list->count && !rows; k++)
            if (vd_str_eq(vd_yaml_get(list->items[k], "id")->text, table->id))
                rows = vd_yaml_get(list->items[k], "rows");
    }
    for (size_t i = 0; i < table->row_count && rows; i++)
        add_point(in, VD_POINT_ROW, table->id, vd_arena_printf(in->load->arena, "row %zu", i + 1),
                  rows->items[i]->place);
}

/* Whether the pack is, or lies in, the folder that is looked at. */
static bool is_looked_at(const void *context, uint32_t pack)
{
    const coverer *in = context;
    const char *folder = in->load->folders[pack].path;
    size_t length = strlen(in->dir);

    while (length > 1 && in->dir[length - 1] == '/')
        length--;
    return strncmp(folder, in->dir, length) == 0 &&
           (folder[length] == '/' || folder[length] == '\0');
}

static bool add_points(coverer *in)
{
    const vd_program *program = &in->load->program;

    in->first_point =
        VD_NEW_ARRAY(in->load->arena, size_t, program->rule_count + program->table_count);
    if (!in->first_point)
        return false;
    for (size_t i = 0; i < program->rule_count; i++) {
        const vd_rule *rule = &program->rules[i];
        const vd_yaml *versions = vd_yaml_get(in->load->rule_nodes[i], "versions");

        in->first_point[i] = in->report->point_count;
        if (!is_looked_at(in, rule->pack))
            continue;
        /* Of what is left to lawyers, no version answers. */
        for (size_t v = 0; rule->automated && v < rule->version_count; v++)
            add_version(in, rule, &rule->versions[v], versions->items[v]);
    }
    for (size_t i = 0; i < program->table_count; i++) {
        in->first_point[program->rule_count + i] = in->report->point_count;
        add_table(in, &program->tables[i]);
    }
    return !in->exhausted;
}

static bool order_holds(const vd_value *low, const vd_value *high, bool inclusive)
{
    int order = 1;

    if (low->kind == VD_DATE && high->kind == VD_DATE)
        order = (low->u.date > high->u.date) - (low->u.date < high->u.date);
    else if (low->kind == VD_NUMBER && high->kind == VD_NUMBER)
        order = vd_ratio_cmp(low->u.number, high->u.number);
    return order < 0 || (order == 0 && inclusive);
}

static bool cell_matches(const vd_table_cell *cell, const vd_value *argument)
{
    for (size_t i = 0; i < cell->count; i++) {
        const vd_value *wanted = &cell->values[i];

        if (wanted->kind != VD_RANGE && vd_value_same(wanted, argument))
            return true;
        if (wanted->kind == VD_RANGE &&
            (wanted->u.range->low.kind == VD_NULL ||
             order_holds(&wanted->u.range->low, argument, wanted->u.range->low_in)) &&
            (wanted->u.range->high.kind == VD_NULL ||
             order_holds(argument, &wanted->u.range->high, wanted->u.range->high_in)))
            return true;
    }
    return cell->count == 0;
}

static vd_value note_call(vd_frame *frame, uint32_t ref, const vd_value *args, size_t count)
{
    tracer *trace = (tracer *)frame;
    coverer *in = trace->cover;
    const vd_program *program = &in->load->program;
    const vd_table *table = &program->tables[VD_REF_INDEX(ref)];
    vd_point *points =
        in->report->points + in->first_point[program->rule_count + VD_REF_INDEX(ref)];

    for (size_t r = 0; r < table->row_count; r++) {
        size_t i = 0;

        while (i < count && cell_matches(&table->rows[r].cells[i], &args[i]))
            i++;
        if (i < count)
            continue;
        points[r].count++;
        break;
    }
    return trace->call(frame, ref, args, count);
}

static const vd_instance *instance_of(const vd_case *subject, const vd_rule *rule, vd_str id)
{
    const vd_instances *all = &subject->records[rule->record];

    for (uint32_t i = 0; rule->record && i < all->count; i++)
        if (vd_str_eq(all->items[i].id, id))
            return &all->items[i];
    return NULL;
}

static void touch(vd_run *run, const vd_expr *expr)
{
    if (expr)
        (void)vd_run_eval(run, expr);
}

/* Evaluates all that a version may look at, for the tables it asks. */
static void touch_version(vd_run *run, const vd_rule *rule, const vd_version *version)
{
    touch(run, rule->applies);
    touch(run, version->condition);
    for (int i = 0; i < VD_FIELD_COUNT; i++)
        touch(run, version->fields[i]);
    for (size_t i = 0; i < version->item_count; i++)
        touch(run, version->items[i].expr);
}

static bool names_alternative(const vd_yaml *expected, vd_str id)
{
    const vd_yaml *list = vd_yaml_get(expected, "alternatives");

    for (size_t i = 0; list && list->kind == VD_YAML_LIST && i < list->count; i++) {
        const vd_yaml *name = vd_yaml_get(list->items[i], "id");

        if (name && vd_str_eq(name->text, id))
            return true;
    }
    return false;
}

static void count_version(coverer *in, vd_run *run, const vd_asked *asked,
                          const vd_determination *got, const vd_version *version)
{
    vd_point *point = in->report->points + in->first_point[asked->rule];

    for (const vd_version *v = got->rule->versions; v < version; v++)
        point += 1 + v->exception_count + v->reading_count + v->item_count;
    (point++)->count++;
    for (size_t i = 0; i < version->exception_count; i++, point++) {
        vd_value holds = vd_run_eval(run, version->exceptions[i].condition);

        point->count += vd_truth_of(&holds) == VD_TRUE;
    }
    for (size_t i = 0; i < version->reading_count; i++, point++)
        point->count += i == 0 || names_alternative(asked->node, version->readings[i].id);
    for (size_t i = 0; i < version->item_count; i++, point++)
        point->count += vd_str_eq(got->binding, version->items[i].id);
    touch_version(run, got->rule, version);
}

static bool near(vd_instant at, vd_instant change)
{
    return change != VD_FOREVER && change != VD_LONG_AGO && change >= at - DAY &&
           change <= at + DAY;
}

static bool near_window(vd_run *run, const vd_windows *windows)
{
    for (size_t i = 0; i < windows->count; i++) {
        const vd_window *window = &windows->items[i];
        vd_value day = vd_run_eval(run, window->date);

        if (day.kind == VD_DATE &&
            ((window->from != VD_LONG_AGO && day.u.date >= window->from - 1 &&
              day.u.date <= window->from) ||
             (window->until != VD_FOREVER && day.u.date >= window->until - 1 &&
              day.u.date <= window->until)))
            return true;
    }
    return false;
}

static bool expects_date(const vd_yaml *expected)
{
    static const char *const keys[] = {"due", "eligible_from", "eligible_until", "valid_until"};

    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        const vd_yaml *node = vd_yaml_get(expected, keys[i]);

        if (node && !vd_yaml_is_plain(node, "null"))
            return true;
    }
    return false;
}

static bool is_boundary(vd_run *run, const vd_asked *asked, const vd_determination *got)
{
    const vd_dates *dates = &got->dates;

    if (expects_date(asked->node) || near(asked->at, got->valid_until) ||
        (dates->has_due && near(asked->at, dates->due)) ||
        (dates->has_eligible && near(asked->at, dates->eligible_from)))
        return true;
    for (size_t i = 0; i < got->rule->version_count; i++)
        if (near_window(run, &got->rule->versions[i].when))
            return true;
    return false;
}

static void count_status(vd_rule_coverage *rule, vd_verdict status)
{
    static const unsigned positive =
        1U << VD_YES | 1U << VD_RUNNING | 1U << VD_SUSPENDED | 1U << VD_MET | 1U << VD_MISSED;
    static const unsigned negative =
        1U << VD_NO | 1U << VD_NOT_APPLICABLE | 1U << VD_NOT_STARTED | 1U << VD_ENDED;
    unsigned bit = 1U << status;

    rule->statuses |= bit;
    rule->positive = rule->positive || (bit & positive);
    rule->negative = rule->negative || (bit & negative);
    rule->unknown = rule->unknown || !(bit & (positive | negative));
}

static void cover(coverer *in, vd_arena *scratch, const vd_asked *asked)
{
    vd_rule_coverage *rule = &in->report->rules[asked->rule];
    const vd_determination *got = NULL;
    tracer trace = {.cover = in};

    if (!is_looked_at(in, in->load->program.rules[asked->rule].pack))
        return;
    rule->expectations++;
    (void)vd_suite_ask(&in->load->program, asked, scratch, &got);
    if (!got || !vd_run_init(&trace.run, scratch, &in->load->program, asked->subject))
        return;
    vd_run_at(&trace.run, asked->at, vd_zone_date(asked->subject->zone, asked->at));
    trace.call = trace.run.frame.call;
    trace.run.frame.call = note_call;
    vd_run_take(&trace.run, instance_of(asked->subject, got->rule, got->instance));
    count_status(rule, got->status);
    rule->boundary = rule->boundary || is_boundary(&trace.run, asked, got);
    if (got->version && got->rule->automated)
        count_version(in, &trace.run, asked, got, got->version);
}

static bool is_dated(const vd_rule *rule)
{
    for (size_t i = 0; i < rule->version_count; i++) {
        const vd_version *version = &rule->versions[i];

        if (version->fields[VD_FIELD_START] || version->fields[VD_FIELD_LENGTH])
            return true;
        for (size_t w = 0; w < version->when.count; w++)
            if (version->when.items[w].from != VD_LONG_AGO ||
                version->when.items[w].until != VD_FOREVER)
                return true;
    }
    return false;
}

static void cover_all(coverer *in)
{
    const vd_program *program = &in->load->program;
    vd_coverage_report *report = in->report;
    vd_arena scratch;

    for (size_t i = 0; i < program->rule_count; i++) {
        report->rules[i].rule = &program->rules[i];
        report->rules[i].needs_boundary = is_dated(&program->rules[i]);
    }
    vd_arena_init(&scratch, 0);
    for (size_t i = 0; i < in->suite.count; i++) {
        cover(in, &scratch, &in->suite.items[i]);
        vd_arena_reset(&scratch);
    }
    vd_arena_done(&scratch);
    for (size_t i = 0; i < report->point_count; i++)
        report->reached[report->points[i].kind] += report->points[i].count > 0;
    report->rule_count = 0;
    for (size_t i = 0; i < program->rule_count; i++)
        if (is_looked_at(in, program->rules[i].pack))
            report->rules[report->rule_count++] = report->rules[i];
}

vd_status vd_cover(vd_loader *load, const char *dir, vd_coverage_report *ret_report,
                   vd_diagnostics *diags, vd_error *err)
{
    coverer in = {.load = load, .dir = dir, .report = ret_report};
    vd_status status;

    *ret_report = (vd_coverage_report){0};
    status = vd_suite_read(load->arena, &load->program, dir, diags, &in.suite, err);
    if (status)
        return status;
    ret_report->rules = VD_NEW_ARRAY(load->arena, vd_rule_coverage, load->program.rule_count);
    ret_report->scenario_count = in.suite.scenario_count;
    ret_report->expectation_count = in.suite.count;
    if (!ret_report->rules || !add_points(&in))
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "The packs do not fit into memory.");
    cover_all(&in);
    return VD_OK;
}

vd_status vd_packs_cover(vd_arena *arena, const char *const *dirs, size_t n,
                         vd_coverage_report *ret_report, vd_diagnostics *diags, vd_error *err)
{
    vd_loader *load = NULL;
    vd_status status;

    *ret_report = (vd_coverage_report){0};
    status = vd_packs_open(arena, dirs, n, VD_PACK_CITED, NULL, &load, diags, err);
    if (!status)
        status = vd_cover(load, dirs[0], ret_report, diags, err);
    if (!status)
        vd_count_articles(load, is_looked_at, &(coverer){.load = load, .dir = dirs[0]},
                          &ret_report->articles);
    return status;
}

vd_str vd_rule_lacks(vd_arena *arena, const vd_rule_coverage *rule)
{
    bool whole = rule->rule->automated;
    const struct {
        bool lacking;
        const char *name;
    } sides[] = {{whole && !rule->positive, "positive"},
                 {whole && !rule->negative, "negative"},
                 {whole && !rule->unknown, "unknown"},
                 {whole && rule->needs_boundary && !rule->boundary, "boundary"}};
    vd_str list = {"", 0};

    for (size_t i = 0; rule->expectations && i < sizeof(sides) / sizeof(sides[0]); i++)
        if (sides[i].lacking)
            list = vd_arena_printf(arena, "%.*s%s%s", VD_STR_ARGS(list), list.len ? ", " : "",
                                   sides[i].name);
    return rule->expectations ? list : VD_STR("any");
}
