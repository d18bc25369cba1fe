/*
 * bench_pack - what a rule costs, to compile and to evaluate, in packs of 10 to 10 000 rules.
 *
 * Usage: bench_pack FOLDER [RULES...]
 *
 * Each pack is written into FOLDER (made when it is not there, emptied by the next), then loaded a
 * few times, from its YAML and in its compiled form; the best time counts. The last lines compare
 * the largest pack with the smallest, which says whether the cost of a rule is flat, and with the
 * limits that a pack of 10 000 rules must keep.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "bench/synthetic.h"
#include "engine/law/assess.h"
#include "rules/case_file.h"
#include "rules/compiled.h"
#include "rules/pack.h"

#define SIZES_MAX 16
#define ROUNDS 5
#define LIMITED_RULES 10000
#define COMPILE_LIMIT_S 1.0
#define OPEN_LIMIT_S 0.050
#define ASKED_AT INT64_C(1719800000) /* 2024-07-01 */

typedef struct cost {
    size_t rules;
    double compile_s;
    double check_s;
    double open_s;     /* of the compiled form */
    size_t open_bytes; /* its file */
    double yaml_s;     /* all rules, as they were loaded from YAML */
    double assess_s;   /* all rules, of the compiled form */
    double one_s;      /* one rule of them */
} cost;

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void fail(const char *message)
{
    fprintf(stderr, "bench_pack: %s\n", message);
    exit(1);
}

static const vd_program *load(vd_arena *arena, const char *folder, unsigned flags, double *ret_s)
{
    const vd_program *program = NULL;
    vd_diagnostics diags;
    vd_error err = {0};
    double start = now_s();
    double spent;

    vd_diagnostics_init(&diags, arena);
    if (vd_packs_load(arena, &folder, 1, flags, &program, &diags, &err))
        fail(err.message);
    spent = now_s() - start;
    *ret_s = *ret_s == 0 || spent < *ret_s ? spent : *ret_s;
    return program;
}

/* The best of some rounds, each of at least a hundredth of a second. */
static double assess(const vd_program *program, const vd_case *subject, uint32_t rule)
{
    vd_question question = {.at = ASKED_AT, .rule = rule, .dates_only_now = true};
    vd_arena arena;
    double best = 0;

    vd_arena_init(&arena, 0);
    for (int round = 0; round < ROUNDS; round++) {
        size_t runs = 0;
        double start = now_s();
        double spent = 0;

        while (spent < 0.01) {
            const vd_assessment *assessment = NULL;
            vd_error err = {0};

            vd_arena_reset(&arena);
            if (vd_assess(&arena, program, subject, &question, &assessment, &err))
                fail(err.message);
            runs++;
            spent = now_s() - start;
        }
        spent /= (double)runs;
        best = best == 0 || spent < best ? spent : best;
    }
    vd_arena_done(&arena);
    return best;
}

static void remove_old(const char *folder, size_t rules)
{
    char path[512];

    for (size_t i = 0; i <= rules / 50; i++) {
        snprintf(path, sizeof(path), "%s/law%04zu.yaml", folder, i);
        (void)unlink(path);
    }
}

/* Compiles, opens, and asks the case of what was opened. */
static void measure_compiled(const vd_arena *own, const vd_program *program, const char *folder,
                             const char *case_path, cost *of)
{
    char path[512];
    struct stat info;
    vd_arena arena;
    vd_error err = {0};
    vd_diagnostics diags;
    const vd_case *subject = NULL;

    snprintf(path, sizeof(path), "%s.vdp", folder);
    if (vd_compiled_write(own, program, path, &err))
        fail(err.message);
    vd_arena_init(&arena, 0);
    for (int round = 0; round < ROUNDS; round++) {
        double start, spent;

        vd_arena_done(&arena); /* each as the first of a new process */
        start = now_s();
        if (vd_compiled_read(&arena, path, &program, &err))
            fail(err.message);
        spent = now_s() - start;
        of->open_s = of->open_s == 0 || spent < of->open_s ? spent : of->open_s;
    }
    of->open_bytes = stat(path, &info) == 0 ? (size_t)info.st_size : 0;
    vd_diagnostics_init(&diags, &arena);
    if (vd_case_read_file(&arena, program, case_path, &diags, NULL, &subject, &err))
        fail(err.message);
    of->assess_s = assess(program, subject, VD_NONE);
    of->one_s = assess(program, subject, (uint32_t)of->rules / 2);
    vd_arena_done(&arena);
    (void)unlink(path);
}

static void print_cost(const cost *of, size_t bytes)
{
    double rules = (double)of->rules;

    printf("%6zu rules %6zu KB: compile %8.2f ms %6.2f us a rule; check %8.2f ms; compiled form "
           "%6zu KB, load %6.2f ms; assess %5.2f us a rule (from YAML %5.2f), one alone %5.2f us\n",
           of->rules, bytes / 1024, of->compile_s * 1e3, of->compile_s * 1e6 / rules,
           of->check_s * 1e3, of->open_bytes / 1024, of->open_s * 1e3, of->assess_s * 1e6 / rules,
           of->yaml_s * 1e6 / rules, of->one_s * 1e6);
}

static cost measure(const char *folder, size_t rules)
{
    cost of = {.rules = rules};
    char path[512];
    size_t bytes = vd_synthetic_pack(folder, rules);
    vd_arena arena;
    vd_error err = {0};
    vd_diagnostics diags;
    const vd_program *program = NULL;
    const vd_case *subject = NULL;

    snprintf(path, sizeof(path), "%s.case.yaml", folder);
    if (!bytes || !vd_synthetic_case(path, rules))
        fail("the pack cannot be written");
    vd_arena_init(&arena, 0);
    for (int round = 0; round < ROUNDS; round++) {
        vd_arena_reset(&arena);
        (void)load(&arena, folder, VD_PACK_CHECK, &of.check_s);
    }
    for (int round = 0; round < ROUNDS; round++) {
        vd_arena_reset(&arena);
        program = load(&arena, folder, 0, &of.compile_s);
    }
    vd_diagnostics_init(&diags, &arena);
    if (vd_case_read_file(&arena, program, path, &diags, NULL, &subject, &err))
        fail(err.message);
    of.yaml_s = assess(program, subject, VD_NONE);
    measure_compiled(&arena, program, folder, path, &of);
    print_cost(&of, bytes);
    vd_arena_done(&arena);
    remove_old(folder, rules);
    (void)unlink(path);
    return of;
}

static void compare(const char *what, const cost *few, const cost *many, double a, double b)
{
    printf("%-28s %6zu rules against %6zu: %6.2f times\n", what, many->rules, few->rules, b / a);
}

static void judge(const char *what, const cost *of, double spent_s, double limit_s)
{
    if (of->rules == LIMITED_RULES)
        printf("%-28s %6zu rules: %8.2f ms, %.2f of the %.0f ms that it may take: %s\n", what,
               of->rules, spent_s * 1e3, spent_s / limit_s, limit_s * 1e3,
               spent_s <= limit_s ? "kept" : "NOT KEPT");
}

int main(int argc, char **argv)
{
    static const size_t usual[] = {10, 100, 1000, 10000};
    size_t count = argc > 2 ? (size_t)argc - 2 : sizeof(usual) / sizeof(usual[0]);
    cost costs[SIZES_MAX];
    const cost *few = costs;
    const cost *many;

    if (argc < 2 || count > SIZES_MAX) {
        fprintf(stderr, "usage: bench_pack FOLDER [RULES...]\n");
        return 2;
    }
    if (mkdir(argv[1], 0777) != 0 && errno != EEXIST)
        fail("the folder cannot be made");
    for (size_t i = 0; i < count; i++)
        costs[i] = measure(argv[1], argc > 2 ? strtoul(argv[i + 2], NULL, 10) : usual[i]);
    many = &costs[count - 1];
    compare("compile, each rule", few, many, few->compile_s / (double)few->rules,
            many->compile_s / (double)many->rules);
    compare("assess, each rule", few, many, few->assess_s / (double)few->rules,
            many->assess_s / (double)many->rules);
    compare("the same, from YAML", few, many, few->yaml_s / (double)few->rules,
            many->yaml_s / (double)many->rules);
    compare("assess, one rule alone", few, many, few->one_s, many->one_s);
    judge("compile", many, many->compile_s, COMPILE_LIMIT_S);
    judge("load of the compiled form", many, many->open_s, OPEN_LIMIT_S);
    return 0;
}
