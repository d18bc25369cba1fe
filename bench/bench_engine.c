/*
 * bench_engine - how many whole cases, and how many single rules, one core evaluates in a second.
 *
 * Usage: bench_engine PACKS_DIR CASE.yaml SECONDS
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "engine/law/assess.h"
#include "rules/case_file.h"
#include "rules/pack.h"

/* Of this process: what else the machine does is left out. */
static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

typedef struct figures {
    double per_second;
    size_t determinations;
} figures;

static figures measure(const vd_program *program, const vd_case *subject,
                       const vd_question *question, double seconds)
{
    vd_arena arena;
    const vd_assessment *assessment = NULL;
    vd_error err = {0};
    size_t runs = 0;
    double start = now_s();
    double spent = 0;

    vd_arena_init(&arena, 0);
    while (spent < seconds) {
        vd_arena_reset(&arena);
        if (vd_assess(&arena, program, subject, question, &assessment, &err)) {
            fprintf(stderr, "bench_engine: %s\n", err.message);
            exit(1);
        }
        runs++;
        if (runs % 16 == 0)
            spent = now_s() - start;
    }
    figures f = {(double)runs / spent, assessment->count};
    vd_arena_done(&arena);
    return f;
}

static void print_figures(const char *what, figures f)
{
    printf("%-44s %12.0f /s   %8.2f us   %zu determinations\n", what, f.per_second,
           1e6 / f.per_second, f.determinations);
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* One rule asked by itself, each in turn: the middle one, and the dearest. */
static void print_single_rules(const vd_program *program, const vd_case *subject,
                               vd_question question, bool benefits_alone, const char *what)
{
    double *costs = calloc(program->rule_count, sizeof *costs);
    size_t count = 0;

    for (uint32_t rule = 0; costs && rule < program->rule_count; rule++) {
        question.rule = rule;
        if (benefits_alone && program->rules[rule].kind != VD_BENEFIT)
            continue;
        costs[count++] = 1e9 / measure(program, subject, &question, 0.0005).per_second;
    }
    if (count > 0) {
        qsort(costs, count, sizeof *costs, by_size);
        printf("%-44s %12.0f ns p50, %.0f ns at most, %zu rules\n", what, costs[count / 2],
               costs[count - 1], count);
    }
    free(costs);
}

int main(int argc, char **argv)
{
    vd_arena packs;
    vd_diagnostics diags;
    vd_error err = {0};
    const vd_program *program;
    const vd_case *subject;
    vd_question question = {.at = INT64_C(1459382400), .rule = VD_NONE}; /* 2016-03-31 */
    double seconds = argc > 3 ? strtod(argv[3], NULL) : 1;

    if (argc < 3) {
        fprintf(stderr, "usage: bench_engine PACKS_DIR CASE.yaml [SECONDS]\n");
        return 2;
    }
    vd_arena_init(&packs, 0);
    vd_diagnostics_init(&diags, &packs);
    if (vd_packs_load(&packs, (const char *const *)&argv[1], 1, 0, &program, &diags, &err) ||
        vd_case_read_file(&packs, program, argv[2], &diags, NULL, &subject, &err)) {
        fprintf(stderr, "bench_engine: %s:%u:%u: %s\n", err.file, err.line, err.column,
                err.message);
        return 1;
    }
    printf("%zu rules, %zu facts, one core\n", program->rule_count, program->fact_count);
    print_figures("whole case, dates and valid_until",
                  measure(program, subject, &question, seconds));
    question.dates_only_now = true;
    print_figures("whole case, without forecasts", measure(program, subject, &question, seconds));
    question.explain = true;
    question.dates_only_now = false;
    print_figures("whole case, with explanations", measure(program, subject, &question, seconds));
    question.explain = false;
    question.dates_only_now = true;
    print_single_rules(program, subject, question, false, "one rule, without forecasts");
    question.dates_only_now = false;
    print_single_rules(program, subject, question, true, "one benefit, with forecast");
    question.rule = vd_program_rule(program, VD_STR("pe.cep.semilibertad"));
    if (question.rule != VD_NONE)
        print_figures("one benefit, eligible_from over 60 years",
                      measure(program, subject, &question, seconds));
    vd_arena_done(&packs);
    return 0;
}
