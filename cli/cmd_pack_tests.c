/*
 * pack coverage: what the scenarios of packs come to.
 */
#include <stdio.h>

#include "cli/pack_tools.h"
#include "rules/tools/coverage.h"

vd_exit vd_pack_unreadable(vd_arena *arena, const vd_diagnostics *diags, const vd_error *err)
{
    if (diags->error_count == 0)
        return vd_complain(err);
    vd_print_diagnostics(arena, diags);
    return VD_EXIT_NEGATIVE;
}

vd_status vd_cli_count(const vd_cli *cli, vd_option option, size_t fallback, size_t *ret_count,
                       vd_error *err)
{
    const char *text = cli->options[option];
    size_t count = 0;

    if (!text) {
        *ret_count = fallback;
        return VD_OK;
    }
    for (size_t i = 0; text[i] && i < 10; i++) {
        if (text[i] < '0' || text[i] > '9' || i == 9)
            return vd_fail(err, VD_INVALID_ARGUMENT, "%s takes a whole number, not \"%s\".",
                           vd_options[option].name, text);
        count = count * 10 + (size_t)(text[i] - '0');
    }
    if (!text[0] || count == 0)
        return vd_fail(err, VD_INVALID_ARGUMENT, "%s takes a whole number from 1 on.",
                       vd_options[option].name);
    *ret_count = count;
    return VD_OK;
}

json_t *vd_str_json(vd_str text)
{
    return json_stringn(text.ptr ? text.ptr : "", text.len);
}

json_t *vd_place_json(vd_place place)
{
    return json_pack("{s:o, s:i, s:i}", "file",
                     vd_str_json(place.source ? place.source->path : VD_STR("")), "line",
                     (int)place.line, "column", (int)place.column);
}

void vd_print_percent(size_t part, size_t whole)
{
    unsigned tenths = whole ? (unsigned)(part * 1000 / whole) : 1000;

    printf("%u.%u%%", tenths / 10, tenths % 10);
}

static json_t *statuses_json(unsigned statuses)
{
    json_t *list = json_array();

    for (unsigned i = 0; i <= VD_ENDED; i++)
        if (statuses >> i & 1U)
            json_array_append_new(list, json_string(vd_verdict_name((vd_verdict)i)));
    return list;
}

static json_t *articles_json(const vd_article_counts *counts)
{
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "norms", (json_int_t)counts->norms,
                     "norms_unavailable", (json_int_t)counts->norms_unavailable, "cited",
                     (json_int_t)counts->articles, "declared",
                     (json_int_t)counts->articles_declared, "paragraphs",
                     (json_int_t)counts->paragraphs, "paragraphs_cited",
                     (json_int_t)counts->paragraphs_cited, "paragraphs_within",
                     (json_int_t)counts->paragraphs_within, "paragraphs_not_modelled",
                     (json_int_t)counts->paragraphs_left_out);
}

static json_t *coverage_json(vd_arena *arena, const vd_coverage_report *report)
{
    json_t *totals = json_object();
    json_t *points = json_array();
    json_t *rules = json_array();

    for (int k = 0; k < VD_POINT_COUNT; k++)
        json_object_set_new(totals, vd_point_kind_name((vd_point_kind)k),
                            json_pack("{s:I, s:I}", "reached", (json_int_t)report->reached[k], "of",
                                      (json_int_t)report->totals[k]));
    for (size_t i = 0; i < report->point_count; i++) {
        const vd_point *point = &report->points[i];

        json_array_append_new(
            points,
            json_pack("{s:s, s:o, s:o, s:o, s:I}", "kind", vd_point_kind_name(point->kind), "owner",
                      vd_str_json(point->owner), "name", vd_str_json(point->name), "place",
                      vd_place_json(point->place), "expectations", (json_int_t)point->count));
    }
    for (size_t i = 0; i < report->rule_count; i++) {
        const vd_rule_coverage *rule = &report->rules[i];

        json_array_append_new(rules,
                              json_pack("{s:o, s:I, s:o, s:o}", "rule", vd_str_json(rule->rule->id),
                                        "expectations", (json_int_t)rule->expectations, "statuses",
                                        statuses_json(rule->statuses), "lacks",
                                        vd_str_json(vd_rule_lacks(arena, rule))));
    }
    return json_pack("{s:I, s:I, s:o, s:o, s:o, s:o}", "scenarios",
                     (json_int_t)report->scenario_count, "expectations",
                     (json_int_t)report->expectation_count, "totals", totals, "points", points,
                     "rules", rules, "articles", articles_json(&report->articles));
}

static void print_articles(const vd_article_counts *counts)
{
    printf("norms: %zu, of which %zu have no text at hand\n", counts->norms,
           counts->norms_unavailable);
    printf("articles cited of the others: %zu, of which %zu have their paragraphs declared\n",
           counts->articles, counts->articles_declared);
    printf("paragraphs declared: %zu, of which %zu are cited, %zu are within an article cited "
           "whole, %zu are not modelled\n",
           counts->paragraphs, counts->paragraphs_cited, counts->paragraphs_within,
           counts->paragraphs_left_out);
}

static void print_coverage(vd_arena *arena, const vd_coverage_report *report)
{
    size_t poor = 0;

    for (size_t i = 0; i < report->point_count; i++) {
        const vd_point *point = &report->points[i];

        if (point->count == 0)
            printf("%.*s:%u: no scenario comes to the %s %.*s of %.*s\n",
                   VD_STR_ARGS(point->place.source->path), point->place.line,
                   vd_point_kind_name(point->kind), VD_STR_ARGS(point->name),
                   VD_STR_ARGS(point->owner));
    }
    for (size_t i = 0; i < report->rule_count; i++) {
        const vd_rule_coverage *rule = &report->rules[i];
        vd_str what = vd_rule_lacks(arena, rule);

        poor += what.len > 0;
        if (what.len)
            printf("%s:%u: %.*s has no scenario%s%.*s\n", rule->rule->file, rule->rule->line,
                   VD_STR_ARGS(rule->rule->id), rule->expectations ? ": " : " at all",
                   rule->expectations ? (int)what.len : 0, what.ptr);
    }
    printf("%zu scenarios, %zu expectations\n", report->scenario_count, report->expectation_count);
    for (int k = 0; k < VD_POINT_COUNT; k++) {
        printf("%-10s %5zu of %5zu  ", vd_point_kind_name((vd_point_kind)k), report->reached[k],
               report->totals[k]);
        vd_print_percent(report->reached[k], report->totals[k]);
        putchar('\n');
    }
    print_articles(&report->articles);
    printf("rules with a positive, a negative, an unknown and a boundary scenario: %zu of %zu\n",
           report->rule_count - poor, report->rule_count);
}

vd_exit vd_cmd_pack_coverage(const vd_cli *cli)
{
    vd_arena arena;
    vd_diagnostics diags;
    vd_error err = {0};
    vd_coverage_report report = {0};
    vd_pack_dirs dirs = {{NULL, NULL}, 0};
    vd_exit leave = VD_EXIT_OK;
    vd_status status = vd_pack_dirs_of(cli, cli->arguments[0], &dirs, &err);

    vd_arena_init(&arena, 0);
    vd_diagnostics_init(&diags, &arena);
    if (!status)
        status = vd_packs_cover(&arena, dirs.items, dirs.count, &report, &diags, &err);
    if (status)
        leave = vd_pack_unreadable(&arena, &diags, &err);
    else if (vd_cli_has(cli, VD_OPT_JSON))
        leave = vd_print_json(coverage_json(&arena, &report));
    else
        print_coverage(&arena, &report);
    vd_arena_done(&arena);
    return leave;
}
