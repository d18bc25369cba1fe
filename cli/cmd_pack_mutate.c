/*
 * pack mutate: whether the scenarios of packs would notice a slip.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "cli/pack_tools.h"
#include "rules/tools/mutate.h"

static bool time_is_up(void *user)
{
    const struct timespec *end = user;
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec > end->tv_sec || (now.tv_sec == end->tv_sec && now.tv_nsec >= end->tv_nsec);
}

/* What people take for nothing is said. */
static vd_str shown(vd_str piece)
{
    return piece.len ? piece : VD_STR("nothing");
}

static json_t *score_json(const vd_score *score)
{
    return json_pack("{s:I, s:I}", "tried", (json_int_t)score->tried, "noticed",
                     (json_int_t)score->noticed);
}

static json_t *survivors_json(const vd_mutate_report *report)
{
    json_t *list = json_array();

    for (size_t i = 0; i < report->survivor_count; i++) {
        const vd_survivor *s = &report->survivors[i];

        json_array_append_new(list,
                              json_pack("{s:o, s:o, s:o, s:o, s:o, s:b}", "place",
                                        vd_place_json(s->place), "owner", vd_str_json(s->owner),
                                        "from", vd_str_json(s->from), "to", vd_str_json(s->to),
                                        "text", vd_str_json(s->text), "citation", s->citation));
    }
    return list;
}

static json_t *mutate_json(const vd_mutate_report *report, bool summary)
{
    const size_t tried = report->changes.tried;
    const size_t tenths = tried ? report->changes.noticed * 1000 / tried : 1000;
    json_t *owners = json_array();
    json_t *whole;

    for (size_t i = 0; i < report->owner_count; i++) {
        const vd_owner_score *owner = &report->owners[i];

        json_array_append_new(owners, json_pack("{s:s, s:o, s:I, s:I, s:o, s:I}", "kind",
                                                owner->kind, "id", vd_str_json(owner->id), "tried",
                                                (json_int_t)owner->changes.tried, "noticed",
                                                (json_int_t)owner->changes.noticed, "citations",
                                                score_json(&owner->citations), "expectations",
                                                (json_int_t)owner->expectations));
    }
    whole = json_pack(
        "{s:I, s:I, s:I, s:I, s:I, s:f, s:o, s:I, s:b, s:o}", "found", (json_int_t)report->found,
        "chosen", (json_int_t)report->chosen, "refused", (json_int_t)report->refused, "tried",
        (json_int_t)report->changes.tried, "noticed", (json_int_t)report->changes.noticed,
        "percent", (double)tenths / 10, "citations", score_json(&report->citations), "failing",
        (json_int_t)report->failing, "ended_early", report->ended_early, "owners", owners);
    if (!summary)
        json_object_set_new(whole, "survivors", survivors_json(report));
    return whole;
}

static size_t unnoticed(const vd_owner_score *owner)
{
    return owner->changes.tried - owner->changes.noticed;
}

static int weakest_first(const void *left, const void *right)
{
    const vd_owner_score *a = left;
    const vd_owner_score *b = right;

    if (unnoticed(a) != unnoticed(b))
        return unnoticed(a) < unnoticed(b) ? 1 : -1;
    return vd_str_cmp(a->id, b->id);
}

static void print_survivors(const vd_mutate_report *report)
{
    for (size_t i = 0; i < report->survivor_count; i++) {
        const vd_survivor *s = &report->survivors[i];
        vd_str from = shown(s->from);
        vd_str to = shown(s->to);

        printf("%.*s:%u:%u: %.*s: %.*s -> %.*s in ", VD_STR_ARGS(s->place.source->path),
               s->place.line, s->place.column, VD_STR_ARGS(s->owner), VD_STR_ARGS(from),
               VD_STR_ARGS(to));
        if (s->citation)
            puts("the citation's version_from");
        else
            printf("'%.*s'\n", VD_STR_ARGS(s->text));
    }
}

/* Everything of which something goes unnoticed, the worst first. */
static void print_owners(const vd_mutate_report *report)
{
    puts("unnoticed  tried  expectations  dates of citations unnoticed");
    for (size_t i = 0; i < report->owner_count; i++) {
        const vd_owner_score *owner = &report->owners[i];

        if (unnoticed(owner) == 0)
            continue;
        printf("%9zu  %5zu  %12zu  %10zu of %-5zu %s %.*s\n", unnoticed(owner),
               owner->changes.tried, owner->expectations,
               owner->citations.tried - owner->citations.noticed, owner->citations.tried,
               owner->kind, VD_STR_ARGS(owner->id));
    }
}

static void print_line(const char *name, size_t noticed, size_t tried)
{
    if (tried == 0)
        return;
    printf("%-18s %5zu of %5zu  ", name, noticed, tried);
    vd_print_percent(noticed, tried);
    putchar('\n');
}

static void print_kinds(const vd_mutate_report *report)
{
    static const char *const kinds[] = {"rule", "definition", "parameter", "table"};

    for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
        vd_score sum = {0, 0};

        for (size_t i = 0; i < report->owner_count; i++) {
            bool same = strcmp(report->owners[i].kind, kinds[k]) == 0;

            sum.tried += same ? report->owners[i].changes.tried : 0;
            sum.noticed += same ? report->owners[i].changes.noticed : 0;
        }
        print_line(kinds[k], sum.noticed, sum.tried);
    }
    print_line("dates of citations", report->citations.noticed, report->citations.tried);
}

static void print_mutate(vd_mutate_report *report, bool summary)
{
    if (!summary)
        print_survivors(report);
    qsort(report->owners, report->owner_count, sizeof(*report->owners), weakest_first);
    if (report->changes.noticed < report->changes.tried)
        print_owners(report);
    print_kinds(report);
    if (report->failing)
        printf("%zu expectations fail as the packs are and were left aside\n", report->failing);
    if (report->ended_early)
        printf("Time was up after %zu of %zu mutants\n", report->chosen, report->found);
    printf("%zu mutants, %zu of them refused by the loader or pack check\n", report->chosen,
           report->refused);
    printf("noticed: %zu of %zu, ", report->changes.noticed, report->changes.tried);
    vd_print_percent(report->changes.noticed, report->changes.tried);
    putchar('\n');
}

static size_t processors(void)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);

    return count > 0 ? (size_t)count : 1;
}

vd_exit vd_cmd_pack_mutate(const vd_cli *cli)
{
    vd_arena arena;
    vd_diagnostics diags;
    vd_error err = {0};
    vd_mutate_report report = {0};
    vd_pack_dirs dirs = {{NULL, NULL}, 0};
    struct timespec end;
    vd_mutate_how how = {
        .owner = vd_str_of(cli->options[VD_OPT_RULE]), .enough = time_is_up, .user = &end};
    bool summary = vd_cli_has(cli, VD_OPT_SUMMARY);
    size_t seconds = 0;
    vd_exit leave = VD_EXIT_OK;
    vd_status status = vd_pack_dirs_of(cli, cli->arguments[0], &dirs, &err);

    vd_arena_init(&arena, 0);
    vd_diagnostics_init(&diags, &arena);
    if (!status)
        status = vd_cli_count(cli, VD_OPT_LIMIT, 0, &how.limit, &err);
    if (!status)
        status = vd_cli_count(cli, VD_OPT_SECONDS, 600, &seconds, &err);
    if (!status)
        status = vd_cli_count(cli, VD_OPT_JOBS, processors(), &how.jobs, &err);
    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += (time_t)seconds;
    if (!status)
        status = vd_packs_mutate(&arena, dirs.items, dirs.count, &how, &report, &diags, &err);
    if (status)
        leave = vd_pack_unreadable(&arena, &diags, &err);
    else if (vd_cli_has(cli, VD_OPT_JSON))
        leave = vd_print_json(mutate_json(&report, summary));
    else
        print_mutate(&report, summary);
    vd_arena_done(&arena);
    return leave;
}
