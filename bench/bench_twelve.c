/*
 * bench_twelve - twelve conditions of the kind that laws are made of, on a thousand cases: how many
 * cases one core answers in a second, by hand-written C, case by case, and in blocks.
 *
 * Usage: bench_twelve PACK_DIR [SECONDS [CASES.txt]]
 *
 * CASES.txt has a case a line: today, born, detained (days since 1970), then notified, stage,
 * complex, sex (1 female), children, pregnant, first, foreign, language (0: es), interpreter,
 * sentence, served, worked, studied, address, job, study, reoffended, family, flight, penalty, three
 * articles, and the expected answer, a bit a rule. Without it the cases are made on the spot. Every
 * answer is compared with that of the hand-written function before anything is timed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "engine/law/screen.h"
#include "engine/time/date.h"
#include "rules/pack.h"

#define CASES 1000
#define RULES 12
#define FIELDS 27

enum {
    TODAY,
    BORN,
    DETAINED,
    NOTIFIED,
    STAGE,
    COMPLEX,
    SEX,
    CHILDREN,
    PREGNANT,
    FIRST,
    FOREIGN,
    LANGUAGE,
    INTERPRETER,
    SENTENCE,
    SERVED,
    WORKED,
    STUDIED,
    ADDRESS,
    JOB,
    STUDY,
    REOFFENDED,
    FAMILY,
    FLIGHT,
    PENALTY,
    ARTICLE
};

typedef struct sample {
    int32_t field[FIELDS];
    unsigned expected;
} sample;

static sample samples[CASES];

/* Of this process: what else the machine does is left out. */
static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void give_up(const char *what)
{
    fprintf(stderr, "bench_twelve: %s\n", what);
    exit(1);
}

/* 100, 103, ...: so many of them. */
static bool listed(const int32_t *f, int32_t count)
{
    for (int i = 0; i < 3; i++) {
        int32_t away = f[ARTICLE + i] - 100;

        if (away >= 0 && away % 3 == 0 && away / 3 < count)
            return true;
    }
    return false;
}

/* The twelve rules by hand, a bit each. */
static unsigned by_hand(const int32_t *f)
{
    bool excluded = listed(f, 60), grave = listed(f, 10);
    int32_t earned = f[WORKED] + f[STUDIED];
    unsigned bits = 0;

    bits |= (unsigned)(f[STAGE] == 2 && !f[COMPLEX] && f[DETAINED] + 270 <= f[TODAY]) << 0;
    bits |= (unsigned)(f[STAGE] == 2 && f[COMPLEX] && f[DETAINED] + 540 <= f[TODAY]) << 1;
    bits |= (unsigned)(f[FIRST] && !excluded && 15 * f[SERVED] + 3 * earned >= 5 * f[SENTENCE])
            << 2;
    bits |= (unsigned)(!excluded && 10 * f[SERVED] + 2 * earned >= 5 * f[SENTENCE]) << 3;
    bits |= (unsigned)(f[SEX] == 1 && f[CHILDREN] > 0 && !grave) << 4;
    bits |= (unsigned)(f[SEX] == 1 && f[PREGNANT] && f[SENTENCE] <= 1825) << 5;
    bits |= (unsigned)(f[BORN] + 23741 <= f[TODAY] && !excluded) << 6;
    bits |= (unsigned)(f[FOREIGN] && !f[NOTIFIED] && f[DETAINED] + 1 <= f[TODAY]) << 7;
    bits |= (unsigned)(f[FOREIGN] && f[LANGUAGE] != 0 && !f[INTERPRETER]) << 8;
    bits |= (unsigned)(f[SENTENCE] <= 2190 && f[FIRST] && !excluded) << 9;
    bits |= (unsigned)(f[SENTENCE] <= 2920 && f[ADDRESS] && (f[JOB] || f[STUDY]) && !f[REOFFENDED])
            << 10;
    bits |= (unsigned)((f[ADDRESS] && f[FAMILY] && !f[FLIGHT] && f[PENALTY] < 60) ||
                       (f[BORN] + 7670 > f[TODAY] && f[FIRST] && !f[FLIGHT]))
            << 11;
    return bits;
}

static uint32_t seed = 2026;

static int32_t under(uint32_t limit)
{
    seed = seed * UINT32_C(1664525) + UINT32_C(1013904223);
    return (int32_t)((seed >> 8) % limit);
}

static void make_samples(void)
{
    static const uint16_t limits[FIELDS] = {
        [NOTIFIED] = 2,  [STAGE] = 5,       [COMPLEX] = 2,       [SEX] = 3,
        [CHILDREN] = 3,  [PREGNANT] = 2,    [FIRST] = 2,         [FOREIGN] = 2,
        [LANGUAGE] = 5,  [INTERPRETER] = 2, [SENTENCE] = 5000,   [SERVED] = 2500,
        [WORKED] = 800,  [STUDIED] = 400,   [ADDRESS] = 2,       [JOB] = 2,
        [STUDY] = 2,     [REOFFENDED] = 2,  [FAMILY] = 2,        [FLIGHT] = 2,
        [PENALTY] = 200, [ARTICLE] = 260,   [ARTICLE + 1] = 260, [ARTICLE + 2] = 260};

    for (int i = 0; i < CASES; i++) {
        int32_t *f = samples[i].field;

        for (int k = 0; k < FIELDS; k++)
            f[k] = limits[k] ? under(limits[k]) : 0;
        f[TODAY] = 20600;
        f[BORN] = f[TODAY] - 6500 - under(22000);
        f[DETAINED] = f[TODAY] - under(900);
        for (int k = 0; k < 3; k++)
            f[ARTICLE + k] += 90;
        samples[i].expected = by_hand(f);
    }
}

/* The numbers of one line; false when there are fewer than a sample has. */
static bool read_sample(const char *line, sample *one)
{
    for (int k = 0; k <= FIELDS; k++) {
        char *end;
        long number = strtol(line, &end, 10);

        if (end == line)
            return false;
        if (k < FIELDS)
            one->field[k] = (int32_t)number;
        else
            one->expected = (unsigned)number;
        line = end;
    }
    return true;
}

static void read_samples(const char *path)
{
    FILE *file = fopen(path, "r");
    char line[512];
    int count = 0;

    if (!file)
        give_up("the file of cases cannot be read");
    while (count < CASES && fgets(line, sizeof line, file) && read_sample(line, &samples[count])) {
        if (by_hand(samples[count].field) != samples[count].expected)
            give_up("the hand-written rules do not answer as the file expects");
        count++;
    }
    (void)fclose(file);
    if (count < CASES)
        give_up("the file has fewer than a thousand cases");
}

/* The facts of the pack, and how each is written. */
typedef enum form { DAY, FLAG, NUMBER, SEX_CODE, LANGUAGE_CODE } form;

static const struct {
    const char *fact;
    int field;
    form as;
} facts[] = {{"born_on", BORN, DAY},
             {"detained_on", DETAINED, DAY},
             {"notified", NOTIFIED, FLAG},
             {"stage", STAGE, NUMBER},
             {"complex", COMPLEX, FLAG},
             {"sex", SEX, SEX_CODE},
             {"children_under_3", CHILDREN, NUMBER},
             {"pregnant", PREGNANT, FLAG},
             {"first_offence", FIRST, FLAG},
             {"foreign", FOREIGN, FLAG},
             {"language", LANGUAGE, LANGUAGE_CODE},
             {"interpreter", INTERPRETER, FLAG},
             {"sentence_days", SENTENCE, NUMBER},
             {"served_days", SERVED, NUMBER},
             {"worked_days", WORKED, NUMBER},
             {"studied_days", STUDIED, NUMBER},
             {"address", ADDRESS, FLAG},
             {"job", JOB, FLAG},
             {"study", STUDY, FLAG},
             {"reoffended", REOFFENDED, FLAG},
             {"family", FAMILY, FLAG},
             {"flight_risk", FLIGHT, FLAG},
             {"penalty_months", PENALTY, NUMBER}};

#define FACTS (sizeof facts / sizeof *facts)

static vd_str written(vd_arena *arena, form as, int32_t value)
{
    static const char *const languages[] = {"es", "en", "pt", "qu", "ht"};
    vd_civil day;

    switch (as) {
    case DAY:
        day = vd_civil_from_date(value);
        return vd_arena_printf(arena, "%04d-%02d-%02d", (int)day.year, (int)day.month,
                               (int)day.day);
    case FLAG:
        return value ? VD_STR("true") : VD_STR("false");
    case NUMBER:
        return vd_arena_printf(arena, "%d", (int)value);
    case SEX_CODE:
        return value == 1 ? VD_STR("female") : VD_STR("male");
    case LANGUAGE_CODE:
        return vd_str_of(languages[value]);
    }
    return (vd_str){"", 0};
}

static const vd_case *make_case(vd_arena *arena, const vd_program *program, const sample *one)
{
    static const char *const offences[] = {"o1", "o2", "o3"};
    vd_doc_statement statements[FACTS + 3] = {0};
    vd_doc_instance instances[3] = {0};
    vd_doc_list list = {.list = VD_STR("offences"), .complete = true};
    vd_case_doc doc = {.id = VD_STR("c"),
                       .statement_count = FACTS + 3,
                       .statements = statements,
                       .instance_count = 3,
                       .instances = instances,
                       .list_count = 1,
                       .lists = &list};
    const vd_case *subject = NULL;
    vd_error err = {0};

    for (size_t i = 0; i < FACTS; i++)
        statements[i] =
            (vd_doc_statement){.fact = vd_str_of(facts[i].fact),
                               .literal = written(arena, facts[i].as, one->field[facts[i].field])};
    for (size_t i = 0; i < 3; i++) {
        instances[i] = (vd_doc_instance){.list = VD_STR("offences"), .id = vd_str_of(offences[i])};
        statements[FACTS + i] =
            (vd_doc_statement){.fact = VD_STR("offence.article"),
                               .instance = vd_str_of(offences[i]),
                               .literal = written(arena, NUMBER, one->field[ARTICLE + i])};
    }
    if (vd_case_link(arena, program, &doc, &subject, &err))
        give_up(err.message);
    return subject;
}

typedef struct setting {
    const vd_program *program;
    const vd_screen *screen;
    const vd_case *cases[CASES];
    vd_screening screenings[CASES];
    vd_arena answers;
    vd_arena scratch;
    vd_instant at;
} setting;

static void run_hand(setting *s)
{
    static volatile unsigned sink;
    unsigned sum = 0;

    (void)s;
    for (int i = 0; i < CASES; i++)
        sum += by_hand(samples[i].field);
    sink = sum;
    (void)sink;
}

static const vd_assessment *assess_one(setting *s, int i)
{
    vd_question question = {.at = s->at, .rule = VD_NONE, .dates_only_now = true};
    const vd_assessment *assessment = NULL;
    vd_error err = {0};

    vd_arena_reset(&s->scratch);
    if (vd_assess(&s->scratch, s->program, s->cases[i], &question, &assessment, &err))
        give_up(err.message);
    return assessment;
}

static void run_singly(setting *s)
{
    for (int i = 0; i < CASES; i++)
        (void)assess_one(s, i);
}

static void run_blocks(setting *s)
{
    vd_error err = {0};

    vd_arena_reset(&s->answers);
    if (vd_screen_cases(&s->answers, &s->scratch, s->screen, s->cases, CASES, s->at, s->screenings,
                        &err))
        give_up(err.message);
}

static void check(setting *s)
{
    run_blocks(s);
    for (int i = 0; i < CASES; i++) {
        const vd_assessment *single = assess_one(s, i);
        unsigned bits = 0;

        if (single->count != RULES || s->screenings[i].count != RULES)
            give_up("the pack has other rules than twelve");
        for (size_t k = 0; k < RULES; k++) {
            const vd_screened *told = &s->screenings[i].items[k];

            bits |= (unsigned)(single->items[k].status == VD_YES) << k;
            if (told->status != single->items[k].status ||
                told->valid_until != single->items[k].valid_until)
                give_up("blocks do not answer as the single path does");
        }
        if (bits != samples[i].expected)
            give_up("an answer is wrong");
    }
}

static double per_second(setting *s, void (*run)(setting *), double seconds)
{
    double start = now_s(), spent = 0;
    size_t runs = 0;

    for (; spent < seconds; spent = now_s() - start, runs++)
        run(s);
    return (double)runs * CASES / spent;
}

int main(int argc, char **argv)
{
    static setting s;
    vd_arena packs;
    vd_diagnostics diags;
    vd_error err = {0};
    double seconds = argc > 2 ? strtod(argv[2], NULL) : 1;
    double hand, singly, blocks;

    if (argc < 2) {
        fprintf(stderr, "usage: bench_twelve PACK_DIR [SECONDS [CASES.txt]]\n");
        return 2;
    }
    if (argc > 3)
        read_samples(argv[3]);
    else
        make_samples();
    vd_arena_init(&packs, 0);
    vd_diagnostics_init(&diags, &packs);
    if (vd_packs_load(&packs, (const char *const *)&argv[1], 1, 0, &s.program, &diags, &err))
        give_up(err.message);
    s.screen = vd_screen_of(&packs, s.program);
    s.at = (vd_instant)samples[0].field[TODAY] * 86400;
    for (int i = 0; i < CASES; i++)
        s.cases[i] = make_case(&packs, s.program, &samples[i]);
    check(&s);
    hand = per_second(&s, run_hand, seconds);
    singly = per_second(&s, run_singly, seconds);
    blocks = per_second(&s, run_blocks, seconds);
    printf("twelve rules, %d cases, %zu rules in blocks, one core; all answers equal\n", CASES,
           vd_screen_block_rules(s.screen));
    printf("hand-written C, answers alone           %12.0f cases/s\n", hand);
    printf("single path, statuses and valid_until   %12.0f cases/s   %.4f of C\n", singly,
           singly / hand);
    printf("blocks, statuses and valid_until        %12.0f cases/s   %.4f of C, %.1f times the "
           "single path, %.2f of 5 million\n",
           blocks, blocks / hand, blocks / singly, blocks / 5e6);
    vd_arena_done(&s.answers);
    vd_arena_done(&s.scratch);
    vd_arena_done(&packs);
    return 0;
}
