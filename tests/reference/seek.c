/*
 * A goal is sought by climbing: a case is drawn for the rule, then changed fact by fact; a change is
 * kept where the parts of the rule that the goal needs hold no less than before. How near a case is
 * to its goal is told roughly, by the base of the version alone: what was reached the comparison tells.
 */
#include "tests/reference/seek.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#define STALE 60 /* cases without progress, then another start */

typedef enum what { VERSION, EXCEPTION_NOT, EXCEPTION, EXCEPTION_MAYBE, READING, STATUS } what;

typedef struct goal {
    what what;
    uint32_t rule;
    size_t version; /* of the rule; STATUS: none */
    size_t part;    /* the exception or reading */
    vd_verdict status;
} goal;

/* --- which there are --- */

static bool has_field(const vd_rule *rule, int field)
{
    bool has = false;

    for (size_t v = 0; v < rule->version_count; v++)
        has |= rule->versions[v].fields[field] != NULL;
    return has;
}

typedef bool text_test(vd_str text);

static bool holds_of(const vd_set *sets, size_t count, int field, text_test *test)
{
    for (size_t i = 0; i < count; i++)
        if (sets[i].target == (uint32_t)field && test(vd_expr_text(sets[i].expr)))
            return true;
    return false;
}

/* Of the field in some version, its first reading, which is the headline, or an exception. */
static bool holds(const vd_rule *rule, int field, text_test *test)
{
    bool any = false;

    for (size_t v = 0; v < rule->version_count; v++) {
        const vd_version *version = &rule->versions[v];

        any |= version->fields[field] && test(vd_expr_text(version->fields[field]));
        any |= version->reading_count > 0 &&
               holds_of(version->readings[0].sets, version->readings[0].set_count, field, test);
        for (size_t e = 0; e < version->exception_count; e++)
            any |= holds_of(version->exceptions[e].sets, version->exceptions[e].set_count, field,
                            test);
    }
    return any;
}

static bool is_business(vd_str text)
{
    for (size_t i = 0; i + 8 <= text.len; i++)
        if (memcmp(text.ptr + i, "business", 8) == 0)
            return true;
    return false;
}

static bool is_not_false(vd_str text)
{
    return !vd_str_eq(text, VD_STR("false"));
}

static bool is_not_zero(vd_str text)
{
    return !vd_str_eq(text, VD_STR("0"));
}

static bool is_not_empty(vd_str text)
{
    return !vd_str_eq(text, VD_STR("[]"));
}

static bool needs_calendar(const vd_rule *rule)
{
    return holds(rule, VD_FIELD_LENGTH, is_business) || holds(rule, VD_FIELD_ROLL, is_business) ||
           holds(rule, VD_FIELD_FIRST_DAY, is_business) ||
           holds(rule, VD_FIELD_NOTICE_DAYS, is_not_zero) ||
           holds(rule, VD_FIELD_HEEDS_SUSPENSIONS, is_not_false);
}

static bool may_stand_still(const vd_rule *rule)
{
    return holds(rule, VD_FIELD_SUSPENSIONS, is_not_empty) ||
           holds(rule, VD_FIELD_HEEDS_SUSPENSIONS, is_not_false) ||
           holds(rule, VD_FIELD_LENGTH, is_business);
}

static bool may_end(const vd_rule *rule)
{
    return holds(rule, VD_FIELD_ENDED, is_not_false);
}

static bool overrides(const vd_exception *one, size_t other)
{
    for (size_t i = 0; i < one->override_count; i++)
        if (one->overrides[i] == other)
            return true;
    return false;
}

/* Two exceptions of a version set the same, and neither overrides the other. */
static bool can_conflict(const vd_version *version)
{
    for (size_t a = 0; a < version->exception_count; a++)
        for (size_t b = a + 1; b < version->exception_count; b++)
            for (size_t i = 0; i < version->exceptions[a].set_count; i++)
                for (size_t k = 0; k < version->exceptions[b].set_count; k++)
                    if (version->exceptions[a].sets[i].target ==
                            version->exceptions[b].sets[k].target &&
                        !overrides(&version->exceptions[a], b) &&
                        !overrides(&version->exceptions[b], a))
                        return true;
    return false;
}

static bool has_gap(const vd_rule *rule, bool modelled)
{
    for (size_t g = 0; g < rule->gap_count; g++)
        if ((rule->gaps[g].because != VD_GAP_NOT_MODELLED) == modelled)
            return true;
    return false;
}

/* Statuses that the rule's kind and fields can have, so far as these tell. What only a reader of less
 * than the whole case is told (ask_defence) no case has. */
static bool may_be(const vd_rule *rule, vd_verdict status)
{
    bool conflicts = false;

    for (size_t v = 0; v < rule->version_count; v++)
        conflicts |= can_conflict(&rule->versions[v]);
    if (status == VD_ASK_DEFENCE)
        return false;
    if (status == VD_NOT_APPLICABLE)
        return rule->applies || (rule->automated && has_gap(rule, true));
    if (status == VD_UNKNOWN_STATUS || status == VD_UNDECIDABLE)
        return rule->applies || rule->automated;
    if (status == VD_NOT_AUTOMATED)
        return !rule->automated || has_gap(rule, false);
    if (!rule->automated)
        return false;
    if (status == VD_CONFLICT)
        return conflicts;
    if (status == VD_OUT_OF_COVERAGE)
        return rule->kind == VD_DEADLINE && needs_calendar(rule);
    if (rule->kind != VD_DEADLINE)
        return status == VD_YES || status == VD_NO;
    switch (status) {
    case VD_YES:
    case VD_NO:
        return false;
    case VD_SUSPENDED:
        return may_stand_still(rule);
    case VD_MET:
        return has_field(rule, VD_FIELD_MET);
    case VD_ENDED:
        return may_end(rule);
    default:
        return true;
    }
}

static bool is_definite(uint32_t statuses)
{
    return (statuses & ~(1U << VD_UNKNOWN_STATUS | 1U << VD_UNDECIDABLE)) != 0;
}

static bool is_reached(const ref_reached *reached, const goal *g)
{
    switch (g->what) {
    case VERSION:
        return reached->versions[g->rule][g->version] & 2U;
    case EXCEPTION_NOT:
        return reached->exceptions[g->rule][g->version][g->part] & 1U;
    case EXCEPTION:
        return reached->exceptions[g->rule][g->version][g->part] & 2U;
    case EXCEPTION_MAYBE:
        return reached->exceptions[g->rule][g->version][g->part] & 4U;
    case READING:
        return is_definite(reached->readings[g->rule][g->version][g->part]);
    default:
        return reached->statuses[g->rule][g->status] > 0;
    }
}

typedef void goal_use(void *user, const goal *g);

/* Each goal of the rule. */
static void each_goal(const ref_fixture *f, uint32_t r, goal_use *use, void *user)
{
    const vd_rule *rule = &f->program->rules[r];
    goal g = {.rule = r};

    for (g.version = 0; rule->automated && g.version < rule->version_count; g.version++) {
        const vd_version *version = &rule->versions[g.version];

        g.part = 0;
        g.what = VERSION;
        use(user, &g);
        for (g.part = 0; g.part < version->exception_count; g.part++)
            for (g.what = EXCEPTION_NOT; g.what <= EXCEPTION_MAYBE; g.what++)
                use(user, &g);
        g.what = READING;
        for (g.part = 0; g.part < version->reading_count; g.part++)
            use(user, &g);
    }
    g = (goal){.rule = r, .what = STATUS};
    for (int s = 0; s < REF_VERDICTS; s++) {
        g.status = (vd_verdict)s;
        if (may_be(rule, g.status))
            use(user, &g);
    }
}

/* --- in words --- */

#define GOAL_TEXT 512

static const char *const words[] = {"version",           "exception not holding",
                                    "exception holding", "exception not known",
                                    "reading",           "status"};

/* The goal in words, as `expected` has it. */
static void write_goal(const ref_fixture *f, const goal *g, char *text, size_t room)
{
    const vd_rule *rule = &f->program->rules[g->rule];
    const vd_version *version = &rule->versions[g->version];

    if (g->what == STATUS)
        snprintf(text, room, "%.*s: status %s", VD_STR_ARGS(rule->id), vd_verdict_name(g->status));
    else
        snprintf(text, room, "%.*s %.*s: %s %.*s", VD_STR_ARGS(rule->id), VD_STR_ARGS(version->id),
                 words[g->what],
                 VD_STR_ARGS(g->what == VERSION   ? version->id
                             : g->what == READING ? version->readings[g->part].id
                                                  : version->exceptions[g->part].id));
}

/* The line of `expected` that starts with the text, up to "#"; NULL: none. */
static const char *reason_of(const char *expected, const char *text)
{
    size_t len = strlen(text);

    while (expected && *expected) {
        const char *end = strchr(expected, '\n');

        if (strncmp(expected, text, len) == 0 && strncmp(expected + len, " # ", 3) == 0)
            return expected + len;
        expected = end ? end + 1 : NULL;
    }
    return NULL;
}

/* --- how near a case is --- */

static int want(ref_run *run, const vd_expr *expr, bool wanted)
{
    ref_value value;

    if (!expr)
        return wanted ? 0 : 4;
    value = ref_eval(run, expr);
    if (value.kind == REF_UNKNOWN)
        return 2;
    if (value.kind == REF_ERROR)
        return 1;
    return (value.kind == REF_BOOL && value.u.truth) == wanted ? 4 : 0;
}

static int is_told(ref_run *run, const vd_expr *expr)
{
    ref_value value;

    if (!expr)
        return 2;
    value = ref_eval(run, expr);
    return ref_is_known(&value) ? 2 : 0;
}

static int window_is_near(ref_run *run, const vd_window *window)
{
    ref_value date = ref_eval(run, window->date);
    vd_date off;

    if (date.kind == REF_UNKNOWN)
        return 2;
    if (date.kind != REF_DATE)
        return 0;
    if (window->from <= date.u.date && date.u.date < window->until)
        return 8;
    off = date.u.date < window->from ? window->from - date.u.date : date.u.date - window->until;
    return off < 40 ? 6 : off < 400 ? 4 : off < 4000 ? 3 : 1;
}

static bool moment(ref_run *run, const vd_expr *expr, vd_instant *ret_at)
{
    ref_value value;

    if (!expr)
        return false;
    value = ref_eval(run, expr);
    if (value.kind == REF_DATE)
        *ret_at = vd_zone_start_of(run->program->zone, value.u.date);
    if (value.kind == REF_INSTANT)
        *ret_at = value.u.instant;
    return value.kind == REF_DATE || value.kind == REF_INSTANT;
}

static const vd_calendar *calendar_of(ref_run *run, const vd_version *version)
{
    const vd_expr *named = version->fields[VD_FIELD_CALENDAR];
    ref_value id = named ? ref_eval(run, named) : ref_null();

    return id.kind == REF_STRING ? vd_program_calendar(run->program, id.u.string) : NULL;
}

/* Today, and the day after the start, or one soon after it: before that, a short term is over. */
static int is_suspended(ref_run *run, const vd_version *version, vd_date start)
{
    const vd_calendar *calendar = calendar_of(run, version);
    int score = 0;

    if (!calendar)
        return 0;
    for (int i = 1; i < 4; i++)
        score += vd_calendar_day(calendar, start + i, VD_STR("")).kind == VD_DAY_SUSPENDED ? 3 : 0;
    return score +
           (vd_calendar_day(calendar, run->today, VD_STR("")).kind == VD_DAY_SUSPENDED ? 8 : 0);
}

/* The term begins where the calendar ends, or before it begins. */
static int is_outside(ref_run *run, const vd_version *version, vd_instant start)
{
    const vd_calendar *calendar = calendar_of(run, version);
    vd_date from, until, day = vd_zone_date(run->program->zone, start);

    if (!calendar)
        return 0;
    vd_calendar_coverage(calendar, &from, &until);
    return day < from || day >= until ? 12 : day > until - 400 ? 6 : 0;
}

/* The start lies behind, the term's fields are known, the act is or is not done. */
static int deadline_is_near(ref_run *run, const vd_version *version, vd_verdict status)
{
    static const int needed[] = {VD_FIELD_LENGTH, VD_FIELD_DISTANCE, VD_FIELD_DISTRICT,
                                 VD_FIELD_NOTICE_DAYS, VD_FIELD_SUSPENSIONS};
    int score = 2 * want(run, version->fields[VD_FIELD_ENDED], status == VD_ENDED);
    vd_instant start, act;
    bool started = moment(run, version->fields[VD_FIELD_START], &start) && start <= run->at,
         done = moment(run, version->fields[VD_FIELD_MET], &act) && act <= run->at;

    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        score += is_told(run, version->fields[needed[i]]);
    score += started == (status != VD_NOT_STARTED) ? 8 : 0;
    if (status == VD_RUNNING || status == VD_SUSPENDED)
        score += (done ? 0 : 6) + (started && run->at - start < INT64_C(86400) * 40 ? 4 : 0);
    if (status == VD_OUT_OF_COVERAGE && moment(run, version->fields[VD_FIELD_START], &start))
        score += is_outside(run, version, start);
    if (status == VD_SUSPENDED && started)
        score += is_suspended(run, version, vd_zone_date(run->program->zone, start));
    if (status == VD_MET && started)
        score += (done ? 6 : 0) + (done && act >= start ? 4 : 0) +
                 (done && act - start < INT64_C(86400) * 20 ? 2 : 0) +
                 (done && act - start < INT64_C(86400) * 3 ? 2 : 0);
    return score;
}

static int part_is_near(ref_run *run, const vd_rule *rule, const vd_version *version, const goal *g)
{
    vd_verdict status = g->status;
    int score = 0;

    if (g->what == EXCEPTION || g->what == EXCEPTION_NOT)
        return 4 * want(run, version->exceptions[g->part].condition, g->what == EXCEPTION);
    if (g->what != STATUS && g->what != READING)
        return 0;
    if (rule->kind == VD_DEADLINE)
        return deadline_is_near(run, version, g->what == READING ? VD_RUNNING : status);
    if (rule->kind == VD_GUIDELINE)
        return 2 * want(run, version->fields[VD_FIELD_TRIGGER], true) +
               want(run, version->fields[VD_FIELD_DONE], false);
    for (size_t i = 0; i < version->item_count; i++)
        score += want(run, version->items[i].expr, !version->items[i].bar);
    return score;
}

/* Of the gaps that make a rule not apply, or not automated. */
static int gap_is_near(ref_run *run, const vd_rule *rule, bool modelled)
{
    int best = 0;

    for (size_t i = 0; i < rule->gap_count; i++) {
        int score = 0;

        for (size_t w = 0; w < rule->gaps[i].when.count; w++)
            score += 3 * window_is_near(run, &rule->gaps[i].when.items[w]);
        if ((rule->gaps[i].because != VD_GAP_NOT_MODELLED) == modelled && score > best)
            best = score;
    }
    return best + (rule->applies ? 4 * want(run, rule->applies, true) : 0);
}

static int closeness(ref_run *run, const goal *g)
{
    const vd_rule *rule = &run->program->rules[g->rule];
    int best = 0;

    run->memo->world++;
    run->dispute_count = 0;
    if (g->what == STATUS && (g->status == VD_NOT_AUTOMATED || g->status == VD_NOT_APPLICABLE))
        return gap_is_near(run, rule, g->status == VD_NOT_APPLICABLE);
    for (size_t v = 0; v < rule->version_count; v++) {
        const vd_version *version = &rule->versions[v];
        int score = 0;

        if (g->what != STATUS && v != g->version)
            continue;
        for (size_t i = 0; i < version->when.count; i++)
            score += 3 * window_is_near(run, &version->when.items[i]);
        score += version->condition ? 4 * want(run, version->condition, true) : 16;
        score += part_is_near(run, rule, version, g);
        best = score > best ? score : best;
    }
    return best + (rule->applies ? 4 * want(run, rule->applies, true) : 0);
}

/* --- the search --- */

typedef struct search {
    ref_fixture *f;
    const char *expected;
    uint32_t tries;
    uint32_t tried; /* of all goals */
    vd_arena arena; /* of the cases kept */
    vd_case_doc *doc;
    vd_instant at;
    vd_instant start; /* of the term of the last case tried; VD_FOREVER: none */
    int score;
    random_source source;
} search;

/* Compares the case, and tells how near it is: the nearest of its records. */
static int try(search *s, const goal *g, const vd_case_doc *doc, vd_instant at)
{
    const vd_rule *rule = &s->f->program->rules[g->rule];
    random_source own = s->source;
    unsigned before = s->f->disagreements;
    const vd_case *subject;
    vd_error err = {0};
    vd_arena arena;
    int best = 0;
    uint32_t count;
    vd_instant start;
    ref_run run;

    s->start = VD_FOREVER;
    vd_arena_init(&arena, 0);
    if (vd_case_link(&arena, s->f->program, doc, &subject, &err))
        fail_msg("a case drawn for %.*s: %s", VD_STR_ARGS(rule->id), err.message);
    ref_compare_rule(s->f, subject, 0, at, g->rule, &own);
    if (s->f->disagreements != before)
        ref_tell_case(doc);
    run = ref_fixture_run(s->f, &arena, subject);
    ref_move(&run, at, VD_NO_DATE);
    count = rule->record ? subject->records[rule->record].count : 1;
    for (uint32_t i = 0; i < count; i++) {
        int score;

        run.current = rule->record ? &subject->records[rule->record].items[i] : NULL;
        score = closeness(&run, g);
        best = score > best ? score : best;
        for (size_t v = 0; v < rule->version_count; v++)
            if (moment(&run, rule->versions[v].fields[VD_FIELD_START], &start) &&
                start < VD_FOREVER / 2)
                s->start = start;
    }
    vd_arena_done(&arena);
    return best;
}

static void seek(void *user, const goal *g)
{
    search *s = user;
    uint32_t stale = STALE;
    char text[GOAL_TEXT];

    write_goal(s->f, g, text, sizeof text);
    if (is_reached(&s->f->reached, g) || reason_of(s->expected, text))
        return;
    s->source = (random_source){(g->rule * UINT64_C(64) + g->what) * 4096 + g->version * 64 +
                                g->part * 16 + g->status + UINT64_C(0x9E3779B97F4A7C15)};
    vd_arena_init(&s->arena, 0);
    for (uint32_t n = 0; n < s->tries && !is_reached(&s->f->reached, g); n++) {
        const vd_program *program = s->f->program;
        bool anew = stale >= STALE;
        vd_case_doc *doc;
        vd_instant at;
        int score;

        if (anew) {
            vd_arena_done(&s->arena);
            vd_arena_init(&s->arena, 0);
            doc = random_case_of(&s->arena, program, g->rule, &s->source);
        } else {
            doc = random_case_like(&s->arena, program, g->rule, s->doc, &s->source);
        }
        if (!doc)
            fail_msg("out of memory");
        at = s->at;
        if (anew || random_below(&s->source, 3) == 0)
            at = random_instant_of(program, g->rule, doc, &s->source);
        else if (s->start != VD_FOREVER && random_below(&s->source, 3) == 0)
            at = s->start + random_below(&s->source, 4 * 86400); /* a short term still runs */
        score = try(s, g, doc, at);
        s->tried++;
        stale = !anew && score <= s->score ? stale + 1 : 0;
        if (anew || score >= s->score) {
            s->doc = doc;
            s->at = at;
            s->score = score;
        }
    }
    vd_arena_done(&s->arena);
}

void ref_seek(ref_fixture *f, uint32_t tries, const char *expected)
{
    search s = {.f = f, .expected = expected, .tries = tries, .start = VD_FOREVER};

    for (uint32_t r = 0; r < f->program->rule_count; r++)
        if (!f->only_rule || vd_str_eq(f->program->rules[r].id, vd_str_of(f->only_rule)))
            each_goal(f, r, seek, &s);
    f->sought += s.tried;
}

/* --- what is left --- */

typedef struct rest {
    const ref_fixture *f;
    const char *expected;
    size_t others;
    size_t all[STATUS + 1], reached[STATUS + 1];
} rest;

static void tell_left(void *user, const goal *g)
{
    rest *left = user;
    char text[GOAL_TEXT];
    const char *reason;

    left->all[g->what]++;
    if (is_reached(&left->f->reached, g)) {
        left->reached[g->what]++;
        return;
    }
    write_goal(left->f, g, text, sizeof text);
    reason = reason_of(left->expected, text);
    printf("  not reached: %s%.*s\n", text, reason ? (int)strcspn(reason, "\n") : 0,
           reason ? reason : "");
    left->others += !reason;
}

size_t ref_seek_left(const ref_fixture *f, const char *expected)
{
    rest left = {.f = f, .expected = expected};

    for (uint32_t r = 0; r < f->program->rule_count; r++)
        each_goal(f, r, tell_left, &left);
    printf("%s: reached", f->plan.pack);
    for (int kind = 0; kind <= STATUS; kind++)
        printf("%s %zu of %zu %s", kind ? "," : "", left.reached[kind], left.all[kind],
               words[kind]);
    printf("\n");
    return left.others;
}
