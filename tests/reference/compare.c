#include "tests/reference/compare.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "rules/pack.h"
#include "tests/reference/epoch.h"

#define SCAN_DAYS (45 * 366)
#define TOLD 40 /* disagreements printed; all are counted */

static void *must(void *memory)
{
    if (!memory)
        fail_msg("out of memory");
    return memory;
}

void ref_fixture_load(ref_fixture *f)
{
    vd_diagnostics diags;
    vd_error err = {0};
    const char *dirs[] = {f->plan.dir};

    vd_arena_init(&f->packs, 0);
    vd_arena_init(&f->parses, 0);
    vd_diagnostics_init(&diags, &f->packs);
    if (vd_packs_load(&f->packs, dirs, 1, 0, &f->program, &diags, &err))
        fail_msg("%s:%u:%u: %s", err.file, err.line, err.column, err.message);
    f->parsed = must(calloc(REF_PARSED, sizeof *f->parsed));
    f->names = ref_names_of(&f->parses, f->program);
    f->memo = must(calloc(1, sizeof *f->memo));
    if (!ref_reached_init(&f->reached, &f->packs, f->program))
        fail_msg("out of memory");
}

void ref_fixture_unload(ref_fixture *f)
{
    free(f->parsed);
    free(f->memo);
    vd_arena_done(&f->parses);
    vd_arena_done(&f->packs);
}

ref_run ref_fixture_run(ref_fixture *f, vd_arena *arena, const vd_case *subject)
{
    return (ref_run){.arena = arena,
                     .parses = &f->parses,
                     .parsed = f->parsed,
                     .names = f->names,
                     .memo = f->memo,
                     .program = f->program,
                     .subject = subject};
}

/* --- one question --- */

typedef struct question {
    ref_fixture *f;
    uint64_t seed;
    const vd_case *subject;
    vd_instant at;
    const vd_determination *said;
    const vd_instance *instance;
    uint32_t rule;
    ref_run run;
} question;

static const char *day_text(vd_arena *arena, const vd_zone *zone, vd_instant at)
{
    int64_t year, into;
    int month, day;
    vd_date date;

    if (at == VD_FOREVER)
        return "never";
    date = vd_zone_date(zone, at);
    into = at - vd_zone_start_of(zone, date);
    ref_civil(date, &year, &month, &day);
    return vd_arena_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02d", (int)year, month, day,
                           (int)(into / 3600), (int)(into / 60 % 60), (int)(into % 60))
        .ptr;
}

static const char *missing_text(question *q, const ref_set *set)
{
    const char *text = "";

    for (size_t i = 0; i < set->count; i++) {
        const ref_fact *fact = &set->items[i];
        vd_str id = fact->fact == VD_NONE ? q->f->program->records[fact->record].list
                                          : q->f->program->facts[fact->fact].id;
        vd_str of = fact->instance ? fact->instance->id : VD_STR("");

        text = vd_arena_printf(q->run.arena, "%s %.*s%s%.*s", text, VD_STR_ARGS(id),
                               of.len ? "/" : "", VD_STR_ARGS(of))
                   .ptr;
    }
    return text;
}

/* What suppliers disagree on may matter later, when another law or another record is looked at: then
 * it is a benefit's dates that hang on it, and what the reference says is missing is of the status
 * alone, which it told without meeting the dispute. */
static bool is_of_the_dates(const question *q, const vd_missing_fact *m, const ref_fact *fact)
{
    if (!m->disputed || q->said->rule->kind != VD_BENEFIT)
        return false;
    for (size_t i = 0; i < q->run.dispute_count; i++)
        if (q->run.disputes[i].instance == fact->instance && q->run.disputes[i].fact == fact->fact)
            return false;
    return true;
}

static ref_set missing_of(question *q)
{
    ref_set set = {0};

    for (size_t i = 0; i < q->said->missing_count; i++) {
        const vd_missing_fact *m = &q->said->missing[i];
        ref_fact fact = {NULL, m->fact, m->record, m->why};

        if (m->fact != VD_NONE) {
            uint32_t record = q->f->program->facts[m->fact].record;

            fact.record = record;
            fact.instance = &q->subject->root;
            for (uint32_t n = 0; record && n < q->subject->records[record].count; n++)
                if (vd_str_eq(q->subject->records[record].items[n].id, m->instance))
                    fact.instance = &q->subject->records[record].items[n];
        }
        if (!is_of_the_dates(q, m, &fact))
            set = ref_set_join(q->run.arena, set, ref_set_one(q->run.arena, fact));
    }
    return set;
}

static void disagree(question *q, const char *about, const char *engine, const char *reference)
{
    const vd_rule *rule = &q->f->program->rules[q->rule];

    if (q->f->disagreements++ >= TOLD)
        return;
    fprintf(stderr,
            "VALEDOR_PACK=%s VALEDOR_SEED=%llu VALEDOR_RULE=%.*s # %.*s at %s (%lld), %s:\n"
            "    engine    %s\n    reference %s\n",
            q->f->plan.pack, (unsigned long long)q->seed, VD_STR_ARGS(rule->id),
            VD_STR_ARGS(q->said->instance), day_text(q->run.arena, q->f->program->zone, q->at),
            (long long)q->at, about, engine, reference);
}

static const char *status_text(question *q, vd_verdict status, bool has_due, vd_instant due,
                               const ref_set *missing)
{
    return vd_arena_printf(q->run.arena, "%s%s%s, missing%s", vd_verdict_name(status),
                           has_due ? ", due " : "",
                           has_due ? day_text(q->run.arena, q->f->program->zone, due) : "",
                           missing_text(q, missing))
        .ptr;
}

static bool within_set(const ref_set *a, const ref_set *b)
{
    size_t found = 0;

    for (size_t i = 0; i < a->count; i++)
        for (size_t j = 0; j < b->count; j++)
            found += a->items[i].instance == b->items[j].instance &&
                     a->items[i].fact == b->items[j].fact &&
                     a->items[i].record == b->items[j].record;
    return found == a->count;
}

static bool same_set(const ref_set *a, const ref_set *b)
{
    return a->count == b->count && within_set(a, b);
}

static bool is_vague(vd_verdict status)
{
    return status == VD_UNKNOWN_STATUS || status == VD_UNDECIDABLE;
}

/* Where the documents do not say, or the reference does not cover it, nothing is compared. */
static bool comparable(question *q, const ref_outcome *outcome)
{
    if (!q->run.strange && !outcome->doubtful && !q->run.too_many_disputes)
        return true;
    q->f->reached.left_out[q->rule]++;
    q->f->skipped++;
    return false;
}

static bool shows_due(vd_verdict status)
{
    return status == VD_RUNNING || status == VD_SUSPENDED || status == VD_MET ||
           status == VD_MISSED;
}

static bool is_disputed(const vd_determination *said)
{
    bool disputed = false;

    for (size_t i = 0; i < said->missing_count; i++)
        disputed |= said->missing[i].disputed;
    return disputed;
}

static void compare_now(question *q, const ref_outcome *mine, bool disputed)
{
    const vd_determination *said = q->said;
    ref_set missing = missing_of(q);
    const char *engine =
        status_text(q, said->status, said->dates.has_due, said->dates.due, &missing);
    const char *reference = status_text(q, mine->status, mine->has_due, mine->due, &mine->missing);

    if (is_vague(said->status) && is_vague(mine->status)) {
        /* The reference names every fact that was met; the engine those that can matter. A status
         * of undecidable says that to ask for any of them does not help. */
        q->f->missing_compared++;
        q->f->missing_same += same_set(&missing, &mine->missing);
        /* A law that is still to come may hang on what is disputed: a matter of the forecast. */
        if (said->rule->best_of && is_disputed(said))
            return;
        if (!within_set(&missing, &mine->missing) ||
            (missing.count == 0) != (mine->missing.count == 0))
            disagree(q, "missing", engine, reference);
        return;
    }
    if (said->status != mine->status) {
        disagree(q, "status", engine, reference);
        return;
    }
    if (shows_due(mine->status) && !mine->due_doubtful &&
        (said->dates.has_due != mine->has_due || (mine->has_due && said->dates.due != mine->due)))
        disagree(q, "due", engine, reference);
    if (mine->clear && mine->has_version && !disputed &&
        (!said->version || said->version - said->rule->versions != (ptrdiff_t)mine->version))
        disagree(q, "version", engine, reference);
}

/* The readings of the version, all of them, each with what it says. */
static void compare_readings(question *q, const ref_outcome *mine)
{
    const vd_version *version = &q->f->program->rules[q->rule].versions[mine->version];
    size_t n = 0;

    for (size_t i = 0; i < q->said->alternative_count; i++) {
        const vd_alternative *other = &q->said->alternatives[i];
        ref_set none = {0};
        ref_outcome outcome;

        if (other->kind != VD_ALT_READING)
            continue;
        if (n >= version->reading_count || !vd_str_eq(other->id, version->readings[n].id)) {
            disagree(q, "readings", "another order", "of the version");
            return;
        }
        q->f->alternatives++;
        q->f->reached.readings[q->rule][mine->version][n] |= 1U << other->status;
        outcome = ref_ask(&q->run, q->rule, q->instance, n++, NULL);
        if (!comparable(q, &outcome) || ref_met_disputes(&q->run))
            continue;
        if (outcome.status != other->status ||
            (shows_due(outcome.status) && !outcome.due_doubtful &&
             (other->dates.has_due != outcome.has_due || other->dates.due != outcome.due)))
            disagree(q, "reading",
                     status_text(q, other->status, other->dates.has_due, other->dates.due, &none),
                     status_text(q, outcome.status, outcome.has_due, outcome.due, &none));
    }
    if (n != 0 && n != version->reading_count)
        disagree(q, "readings", "some are left out", "all are shown");
    if (n == 0 && version->reading_count > 0 && mine->status != VD_NOT_APPLICABLE)
        disagree(q, "readings", "none is shown", "all are shown");
}

/* --- the future --- */

static vd_verdict status_at(question *q, vd_instant at, vd_date earned_until)
{
    vd_arena *before = q->run.arena, arena;
    ref_outcome outcome;

    vd_arena_init(&arena, 0);
    q->run.arena = &arena;
    ref_move(&q->run, at, earned_until);
    outcome = ref_ask(&q->run, q->rule, q->instance, 0, NULL);
    if (q->run.strange || outcome.doubtful || q->run.too_many_disputes || ref_met_disputes(&q->run))
        outcome.status = VD_ASK_DEFENCE; /* nothing that can be compared */
    vd_arena_done(&arena);
    q->run.arena = before;
    return outcome.status;
}

typedef struct scan {
    question *q;
    bool goes_on;
    vd_date asked_on;
    bool doubtful;
} scan;

/* Earnings count up to the day, and on record no further than to the day of the question. */
static vd_verdict scanned(scan *s, vd_instant at)
{
    vd_date day = vd_zone_date(s->q->f->program->zone, at);
    vd_verdict status;

    status = status_at(s->q, at, s->goes_on || day < s->asked_on ? VD_NO_DATE : s->asked_on);
    s->doubtful |= status == VD_ASK_DEFENCE;
    return status;
}

/* The first day start behind the question with yes, else that with unknown; VD_FOREVER: none. */
static vd_instant scan_forward(scan *s, vd_verdict *ret_status)
{
    const vd_zone *zone = s->q->f->program->zone;
    vd_instant unknown = VD_FOREVER;

    for (vd_date day = s->asked_on; day < s->asked_on + SCAN_DAYS && !s->doubtful; day++) {
        vd_instant at = day == s->asked_on ? s->q->at : vd_zone_start_of(zone, day);

        *ret_status = scanned(s, at);
        if (*ret_status == VD_YES)
            return at;
        if (*ret_status == VD_UNKNOWN_STATUS && unknown == VD_FOREVER)
            unknown = at;
    }
    *ret_status = VD_UNKNOWN_STATUS;
    return unknown;
}

/* Since when the status has been that; VD_FOREVER: before the case began. */
static vd_instant scan_back(scan *s, vd_verdict status, vd_instant epoch)
{
    const vd_zone *zone = s->q->f->program->zone;
    vd_instant since = s->q->at, at;

    for (vd_date day = s->asked_on; !s->doubtful; day--) {
        at = vd_zone_start_of(zone, day);
        if (at < epoch)
            at = epoch - 1;
        if (scanned(s, at) != status)
            return since;
        if (at == epoch - 1)
            return VD_FOREVER;
        since = at;
    }
    return VD_FOREVER;
}

/* The scan tells the day; that the engine's instant is the very one is tried a second before it. */
static bool is_opening(scan *s, vd_instant said, vd_instant found, vd_verdict status)
{
    const vd_zone *zone = s->q->f->program->zone;

    if (said == found)
        return true;
    if (said > found || said < vd_zone_start_of(zone, vd_zone_date(zone, found - 1)))
        return false;
    return scanned(s, said) == status && scanned(s, said - 1) != status;
}

static void compare_forecast(question *q, bool goes_on)
{
    const vd_zone *zone = q->f->program->zone;
    scan s = {q, goes_on, vd_zone_date(zone, q->at), false};
    bool has = goes_on ? q->said->dates.has_if_continues : q->said->dates.has_eligible;
    vd_instant engine = goes_on ? q->said->dates.if_continues : q->said->dates.eligible_from;
    vd_verdict status;
    vd_instant found = scan_forward(&s, &status), epoch = ref_epoch(q->f->program, q->subject);

    if (found == q->at) /* since when something has been unknown is not said */
        found = epoch > q->at || status != VD_YES ? VD_FOREVER : scan_back(&s, status, epoch);
    if (s.doubtful || (has && engine > vd_zone_start_of(zone, s.asked_on + SCAN_DAYS)))
        return;
    q->f->forecasts++;
    if (has ? found == VD_FOREVER || !is_opening(&s, engine, found, status) : found != VD_FOREVER)
        disagree(q, goes_on ? "if_continues" : "eligible_from",
                 has ? day_text(q->run.arena, zone, engine) : "never",
                 vd_arena_printf(q->run.arena, "%s %s", vd_verdict_name(status),
                                 day_text(q->run.arena, zone, found))
                     .ptr);
    else if (has && !goes_on && q->said->dates.eligible_provisional != (status != VD_YES))
        disagree(q, "eligible_provisional", "", vd_verdict_name(status));
}

/* Until valid_until the answer is what it is now: every day for six weeks, then now and then. */
static bool is_open(vd_verdict status)
{
    return status == VD_UNKNOWN_STATUS || status == VD_UNDECIDABLE;
}

static void compare_horizon(question *q, const ref_outcome *mine)
{
    const vd_zone *zone = q->f->program->zone;
    vd_instant until = q->said->valid_until, last = q->at;
    vd_date today = vd_zone_date(zone, q->at);

    q->f->horizons++;
    for (int64_t ahead = 1; ahead < 12000; ahead += ahead < 42 ? 1 : 1 + ahead / 12) {
        vd_instant then = vd_zone_start_of(zone, today + ahead);
        ref_outcome later;

        if (then >= until)
            then = until - 1;
        if (then <= last)
            return;
        last = then;
        ref_move(&q->run, then, VD_NO_DATE);
        later = ref_ask(&q->run, q->rule, q->instance, 0, NULL);
        if (q->run.strange || later.doubtful || q->run.too_many_disputes ||
            ref_met_disputes(&q->run))
            return;
        /* The engine asks first for what a term needs, then for the act that met it; the reference
         * for both at once, so that it may see sooner that asking helps. */
        if (is_open(later.status) && is_open(mine->status) && !later.has_due)
            continue;
        if (later.status != mine->status || later.has_due != mine->has_due ||
            (later.has_due && later.due != mine->due) || later.has_version != mine->has_version ||
            later.version != mine->version) {
            disagree(q, "valid_until",
                     status_text(q, mine->status, mine->has_due, mine->due, &mine->missing),
                     vd_arena_printf(
                         q->run.arena, "at %s %s", day_text(q->run.arena, zone, then),
                         status_text(q, later.status, later.has_due, later.due, &later.missing))
                         .ptr);
            return;
        }
        if (then == until - 1)
            return;
    }
}

static void compare(question *q, random_source *source)
{
    ref_fixture *f = q->f;
    ref_outcome mine;
    bool disputed;

    ref_move(&q->run, q->at, VD_NO_DATE);
    mine = ref_ask(&q->run, q->rule, q->instance, 0, &f->reached);
    f->asked++;
    f->reached.statuses[q->rule][q->said->status]++;
    if (!comparable(q, &mine))
        return;
    disputed = ref_met_disputes(&q->run);
    compare_now(q, &mine, disputed);
    if (mine.status != q->said->status)
        return;
    if (mine.clear && mine.has_version && !disputed)
        compare_readings(q, &mine);
    if (!disputed && random_below(source, f->plan.horizons_every) == 0)
        compare_horizon(q, &mine);
    if (!disputed && (q->instance || !q->said->rule->record) && q->said->rule->kind == VD_BENEFIT &&
        q->said->status <= VD_UNKNOWN_STATUS &&
        random_below(source, f->plan.forecasts_every) == 0) {
        compare_forecast(q, false);
        if (q->said->dates.has_if_continues)
            compare_forecast(q, true);
    }
}

static const vd_instance *instance_of(const vd_case *subject, const vd_rule *rule, vd_str id)
{
    for (uint32_t i = 0; rule->record && i < subject->records[rule->record].count; i++)
        if (vd_str_eq(subject->records[rule->record].items[i].id, id))
            return &subject->records[rule->record].items[i];
    return NULL;
}

void ref_compare_rule(ref_fixture *f, const vd_case *subject, uint64_t seed, vd_instant at,
                      uint32_t rule, random_source *source)
{
    vd_question asked = {.at = at, .rule = rule};
    const vd_assessment *assessment = NULL;
    vd_error err = {0};
    vd_arena arena;

    vd_arena_init(&arena, 0);
    if (vd_assess(&arena, f->program, subject, &asked, &assessment, &err))
        fail_msg("seed %llu: %s", (unsigned long long)seed, err.message);
    for (size_t n = 0; n < assessment->count; n++) {
        question q = {.f = f,
                      .seed = seed,
                      .subject = subject,
                      .at = at,
                      .rule = rule,
                      .said = &assessment->items[n]};

        q.instance = instance_of(subject, q.said->rule, q.said->instance);
        q.run = ref_fixture_run(f, &arena, subject);
        compare(&q, source);
    }
    vd_arena_done(&arena);
}

void ref_tell_case(const vd_case_doc *doc)
{
    for (size_t i = 0; i < doc->list_count; i++)
        printf("  %.*s: complete %d\n", VD_STR_ARGS(doc->lists[i].list), doc->lists[i].complete);
    for (size_t i = 0; i < doc->statement_count; i++) {
        static const char *const presences[] = {"", "none", "unknowable", "withheld"};
        const vd_doc_statement *said = &doc->statements[i];

        printf("  %.*s/%.*s: %.*s%s [%.*s, %.*s) %.*s\n", VD_STR_ARGS(said->fact),
               VD_STR_ARGS(said->instance), VD_STR_ARGS(said->literal), presences[said->presence],
               VD_STR_ARGS(said->from), VD_STR_ARGS(said->until), VD_STR_ARGS(said->supplier));
    }
}
