/*
 * From outcomes to determinations: worlds of disputed facts, alternatives, dates, citations.
 *
 * One rule for one record is asked several times: as it stands (the headline), in each other
 * reading, in each version that may apply, in each world of disputed facts, and, for benefits, along
 * the time axis. `valid_until` is the soonest of all of these, because the answer shows them all.
 */
#include "engine/law/assess.h"

#include "engine/law/best_of.h"
#include "engine/law/explain.h"
#include "engine/law/missing.h"
#include "engine/law/nearest.h"
#include "engine/law/stage.h"
#include "engine/law/worlds.h"
#include "engine/time/date.h"

#define MAX_CITATIONS 32

typedef struct assessor {
    vd_run run;
    const vd_question *question;
    uint32_t stage; /* stage.h */
    const vd_instance *instance;
    vd_determination *out;
    vd_alternative *alternatives;
    size_t alternative_room;
    bool exhausted;
} assessor;

const char *vd_verdict_name(vd_verdict verdict)
{
    static const char *const names[] = {
        [VD_YES] = "yes",
        [VD_NO] = "no",
        [VD_UNKNOWN_STATUS] = "unknown",
        [VD_NOT_APPLICABLE] = "not_applicable",
        [VD_UNDECIDABLE] = "undecidable",
        [VD_CONFLICT] = "conflict",
        [VD_OUT_OF_COVERAGE] = "out_of_coverage",
        [VD_NOT_AUTOMATED] = "not_automated",
        [VD_ASK_DEFENCE] = "ask_defence",
        [VD_NOT_STARTED] = "not_started",
        [VD_RUNNING] = "running",
        [VD_SUSPENDED] = "suspended",
        [VD_MET] = "met",
        [VD_MISSED] = "missed",
        [VD_ENDED] = "ended",
    };

    return names[verdict];
}

/* Missing facts: the set flattened, each once. */

typedef struct missing_list {
    vd_missing_fact *items;
    size_t count;
} missing_list;

static vd_missing_fact missing_fact(const vd_missing *leaf)
{
    const vd_instance *record = leaf->record;

    return (vd_missing_fact){
        .fact = leaf->why == VD_WHY_INCOMPLETE ? VD_NONE : leaf->fact,
        .record = leaf->why == VD_WHY_INCOMPLETE ? leaf->fact : 0,
        .instance = record ? record->id : (vd_str){"", 0},
        .why = leaf->why,
    };
}

static void add_missing(missing_list *list, vd_missing_fact one)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].fact == one.fact && list->items[i].record == one.record &&
            vd_str_eq(list->items[i].instance, one.instance)) {
            list->items[i].disputed = list->items[i].disputed || one.disputed;
            return;
        }
    list->items[list->count++] = one;
}

/* A list of the set's facts, each once; its room is for `more` besides. What is withheld is never
 * listed: the status says whom to ask. */
static bool list_facts(assessor *a, const vd_missing *missing, size_t more, missing_list *list)
{
    vd_missing_set set = {0};

    *list = (missing_list){NULL, 0};
    if (!missing && more == 0)
        return true;
    a->exhausted = a->exhausted || !vd_missing_leaves(a->run.frame.arena, missing, &set);
    if (a->exhausted)
        return false;
    *list = (missing_list){VD_NEW_ARRAY(a->run.frame.arena, vd_missing_fact, set.count + more), 0};
    a->exhausted = !list->items;
    for (size_t i = 0; i < set.count && !a->exhausted; i++)
        if (set.leaves[i]->why != VD_WHY_WITHHELD)
            add_missing(list, missing_fact(set.leaves[i]));
    return !a->exhausted;
}

/* Whether `count` facts listed may be more than are needed. Of one fact only its own logic is not
 * looked through (`x or not(x)`); of several not which of them the others leave without effect.
 * With VD_ASK_DEFENCE there is one more, which is not listed. */
static bool is_bound(const vd_outcome *outcome, size_t count)
{
    size_t all = count + (outcome->status == VD_ASK_DEFENCE);

    return count > 0 && (all > 1 || outcome->missing_bound);
}

static void list_missing(assessor *a, const vd_answer *answer)
{
    missing_list list;

    if (list_facts(a, answer->outcome.missing, a->run.dispute_count, &list)) {
        for (size_t i = 0; i < a->run.dispute_count; i++)
            if (answer->matters[i])
                add_missing(&list, (vd_missing_fact){.fact = a->run.disputes[i].fact,
                                                     .instance = a->run.disputes[i].instance,
                                                     .disputed = true});
        a->out->missing = list.items;
        a->out->missing_count = list.count;
        a->out->missing_bound = is_bound(&answer->outcome, list.count);
    }
    if (list_facts(a, answer->outcome.presumed, 0, &list)) {
        a->out->presumed = list.items;
        a->out->presumed_count = list.count;
    }
}

/* Citations: the version's, then those of exceptions that apply and of what decides against. */

static void cite_all(const vd_citation **citations, size_t *count, const vd_citations *more)
{
    for (size_t i = 0; i < more->count; i++) {
        bool known = false;

        for (size_t k = 0; k < *count; k++)
            known = known || (citations[k]->norm == more->items[i].norm &&
                              vd_str_eq(citations[k]->article, more->items[i].article));
        if (!known && *count < MAX_CITATIONS)
            citations[(*count)++] = &more->items[i];
    }
}

static void cite_version(assessor *a, const vd_version *version, vd_str binding,
                         const vd_citation **citations, size_t *count)
{
    cite_all(citations, count, &version->cite);
    for (size_t i = 0; i < version->exception_count; i++) {
        vd_value holds = vd_run_eval(&a->run, version->exceptions[i].condition);

        if (vd_truth_of(&holds) == VD_TRUE)
            cite_all(citations, count, &version->exceptions[i].cite);
    }
    for (size_t i = 0; i < version->item_count; i++)
        if (vd_str_eq(version->items[i].id, binding))
            cite_all(citations, count, &version->items[i].cite);
}

/* The citations of the version alone, as they stand; else NULL. */
static const vd_citations *plain_citations(const vd_rule *rule, const vd_outcome *outcome)
{
    const vd_version *version = outcome->version;

    /* Where the rule does not apply at all, its newest law says so. */
    if (!version && outcome->status == VD_NOT_APPLICABLE && rule->version_count > 0 &&
        vd_str_eq(outcome->binding, VD_STR("applies")))
        return &rule->versions[rule->version_count - 1].cite;
    if (!version || version->exception_count > 0)
        return NULL;
    for (size_t i = 0; i < version->item_count; i++)
        if (version->items[i].cite.count > 0 && vd_str_eq(version->items[i].id, outcome->binding))
            return NULL;
    return &version->cite;
}

static void cite(assessor *a, const vd_rule *rule, const vd_outcome *outcome)
{
    const vd_citations *plain = plain_citations(rule, outcome);
    const vd_citation **citations;
    size_t count = 0;

    if (plain && plain->each) {
        a->out->citations = plain->each;
        a->out->citation_count = plain->count;
        return;
    }
    citations = VD_NEW_ARRAY(a->run.frame.arena, const vd_citation *, MAX_CITATIONS);
    a->exhausted = a->exhausted || !citations;
    if (a->exhausted)
        return;
    if (outcome->version)
        cite_version(a, outcome->version, outcome->binding, citations, &count);
    else
        for (size_t i = 0; i < rule->version_count; i++) {
            vd_value holds = vd_windows_hold(&a->run, &rule->versions[i].when);

            if (vd_truth_of(&holds) != VD_FALSE)
                cite_all(citations, &count, &rule->versions[i].cite);
        }
    for (size_t i = 0; count == 0 && i < rule->gap_count; i++) {
        vd_value holds = vd_windows_hold(&a->run, &rule->gaps[i].when);

        if (vd_truth_of(&holds) == VD_TRUE)
            cite_all(citations, &count, &rule->gaps[i].cite);
    }
    /* No version looks at this case: the rule still says which law it comes from. */
    if (count == 0 && rule->version_count > 0)
        cite_all(citations, &count, &rule->versions[rule->version_count - 1].cite);
    a->out->citations = citations;
    a->out->citation_count = count;
}

/* Words: a version's before the rule's. */
static const vd_words *words_of(assessor *a, const vd_rule *rule, const vd_version *version)
{
    const vd_words *own;
    vd_words *words;

    if (!version || !rule->version_words)
        return &rule->words;
    own = &rule->version_words[version - rule->versions];
    words = VD_NEW(a->run.frame.arena, vd_words);
    a->exhausted = a->exhausted || !words;
    if (!words)
        return &rule->words;
    *words = rule->words;
    for (size_t i = 0; i < VD_TEXT_COUNT; i++)
        if (own->texts[i].count > 0)
            words->texts[i] = own->texts[i];
    for (size_t i = 0; i < VD_RULE_LIST_COUNT; i++)
        if (own->lists[i].count > 0)
            words->lists[i] = own->lists[i];
    return words;
}

/* Alternatives. */

static vd_alternative *add_alternative(assessor *a)
{
    if (a->out->alternative_count == a->alternative_room) {
        size_t room = a->alternative_room ? a->alternative_room * 2 : 4;
        vd_alternative *more = VD_NEW_ARRAY(a->run.frame.arena, vd_alternative, room);

        if (!more) {
            a->exhausted = true;
            return NULL;
        }
        if (a->alternative_room)
            memcpy(more, a->alternatives, a->out->alternative_count * sizeof *more);
        a->alternatives = more;
        a->alternative_room = room;
        a->out->alternatives = more;
    }
    return &a->alternatives[a->out->alternative_count++];
}

static vd_answer ask(assessor *a, const vd_variant *variant)
{
    return vd_ask(&a->run, variant, a->instance, a->question->at, a->question->dates_only_now);
}

static void add_readings(assessor *a, const vd_rule *rule, const vd_version *version)
{
    for (size_t i = 0; i < version->reading_count && !a->exhausted; i++) {
        const vd_reading *reading = &version->readings[i];
        /* Where a law was taken, it is read otherwise as the whole law that it is. */
        vd_variant variant = {.rule = rule,
                              .reading = reading->id,
                              .version = a->out->choice ? version : NULL,
                              .as_law = a->out->choice != NULL};
        vd_alternative *one = add_alternative(a);

        if (!one)
            return;
        *one = (vd_alternative){
            .kind = VD_ALT_READING,
            .id = reading->id,
            .title = reading->title,
            .authority = reading->authority,
            .strict = reading->strict,
            .headline = i == 0,
            .status = a->out->status,
            .dates = a->out->dates,
            .cite = reading->cite,
        };
        if (i > 0) {
            vd_outcome outcome = ask(a, &variant).outcome;

            one->status = outcome.status;
            one->dates = outcome.dates;
            a->out->valid_until = vd_sooner(a->out->valid_until, outcome.until);
        }
    }
}

static void add_versions(assessor *a, const vd_rule *rule)
{
    vd_selection selection = vd_select_versions(&a->run, rule);

    for (size_t i = 0; i < selection.count && !a->exhausted; i++) {
        vd_variant variant = {.rule = rule, .version = selection.candidates[i]};
        vd_outcome outcome = ask(a, &variant).outcome;
        vd_alternative *one = add_alternative(a);

        if (!one)
            return;
        *one = (vd_alternative){
            .kind = VD_ALT_VERSION,
            .id = selection.candidates[i]->id,
            .status = outcome.status,
            .dates = outcome.dates,
            .cite = selection.candidates[i]->cite,
        };
        a->out->valid_until = vd_sooner(a->out->valid_until, outcome.until);
    }
}

/* "sex: police, sentence.length (s1): judiciary": whose word is taken. */
static vd_str world_name(const vd_run *run, const vd_world *world)
{
    vd_str name = {"", 0};

    for (size_t i = 0; i < run->dispute_count; i++) {
        vd_dispute dispute = run->disputes[i];

        dispute.choice = world->choices[i];
        name = vd_arena_printf(
            run->frame.arena, "%.*s%s%.*s%s%.*s%s: %s", VD_STR_ARGS(name), name.len ? ", " : "",
            VD_STR_ARGS(run->program->facts[dispute.fact].id), dispute.instance.len ? " (" : "",
            VD_STR_ARGS(dispute.instance), dispute.instance.len ? ")" : "",
            vd_supplier_name(vd_dispute_supplier(&dispute)));
    }
    return name;
}

static void add_worlds(assessor *a, const vd_answer *answer)
{
    for (size_t i = 0; i < answer->world_count && !a->exhausted; i++) {
        const vd_world *world = &answer->worlds[i];
        vd_alternative *one = add_alternative(a);

        if (!one)
            return;
        *one = (vd_alternative){.kind = VD_ALT_DISPUTED,
                                .id = world_name(&a->run, world),
                                .status = world->outcome.status,
                                .dates = world->outcome.dates};
    }
}

/* Whole laws, where a rule compares them. */

/* Neither "yes" nor "no": no law is taken for it. */
static bool asks(vd_verdict status)
{
    return status != VD_YES && status != VD_NO;
}

/* The law that the answer takes, by its place; laws->count when that cannot be told. */
static size_t law_taken(const vd_laws *laws, const vd_outcome *outcomes, vd_criterion criterion,
                        const vd_outcome *headline)
{
    size_t taken = laws->count;
    bool by_date = criterion == VD_BEST_EARLIEST_ELIGIBLE;

    for (size_t i = 0; i < laws->count; i++) {
        bool same = by_date ? laws->items[i].certain && outcomes[i].status == headline->status
                            : laws->items[i].version == headline->version;

        if (same &&
            (taken == laws->count || vd_law_is_better(criterion, &outcomes[i], &outcomes[taken])))
            taken = i;
    }
    /* One that may open earlier, as far as is known, leaves it open. */
    for (size_t i = 0; by_date && headline->status == VD_NO && i < laws->count; i++) {
        const vd_dates *dates = &outcomes[i].dates;

        if (dates->has_eligible && (dates->eligible_provisional || !laws->items[i].certain) &&
            (taken == laws->count || !outcomes[taken].dates.has_eligible ||
             outcomes[taken].dates.eligible_provisional ||
             dates->eligible_from < outcomes[taken].dates.eligible_from))
            return laws->count;
    }
    return taken;
}

static const vd_version *governing_law(const vd_laws *laws)
{
    return laws->governing.certain ? laws->governing.candidates[0] : NULL;
}

static void add_laws(assessor *a, const vd_laws *laws, const vd_outcome *outcomes, size_t taken)
{
    for (size_t i = 0; i < laws->count && !a->exhausted; i++) {
        vd_alternative *one = add_alternative(a);

        if (!one)
            return;
        *one = (vd_alternative){.kind = VD_ALT_VERSION,
                                .id = laws->items[i].version->id,
                                .headline = i == taken,
                                .status = outcomes[i].status,
                                .dates = outcomes[i].dates,
                                .cite = laws->items[i].version->cite};
        a->out->valid_until = vd_sooner(a->out->valid_until, outcomes[i].until);
    }
}

/* Asks each law that competes by itself; the headline becomes that of the law taken. */
static void compare_laws(assessor *a, const vd_rule *rule, vd_outcome *headline)
{
    bool by_date = rule->best_of->criterion == VD_BEST_EARLIEST_ELIGIBLE;
    vd_laws laws = vd_competing_laws(&a->run, rule, by_date && headline->status != VD_YES);
    vd_outcome *outcomes;
    vd_choice *choice;
    size_t taken;

    if (!vd_laws_compete(&laws))
        return;
    outcomes = VD_NEW_ARRAY(a->run.frame.arena, vd_outcome, laws.count);
    choice = VD_NEW(a->run.frame.arena, vd_choice);
    a->exhausted = a->exhausted || !outcomes || !choice;
    if (a->exhausted)
        return;
    for (size_t i = 0; i < laws.count; i++) {
        vd_variant variant = {.rule = rule, .version = laws.items[i].version, .as_law = true};

        outcomes[i] = ask(a, &variant).outcome;
    }
    taken = headline->several || (by_date && asks(headline->status))
                ? laws.count
                : law_taken(&laws, outcomes, rule->best_of->criterion, headline);
    *choice = (vd_choice){.best_of = rule->best_of, .governing = governing_law(&laws)};
    if (taken < laws.count) {
        *headline = outcomes[taken];
        choice->taken = headline->version = laws.items[taken].version;
    }
    a->out->choice = choice;
    a->out->version = headline->version;
    a->out->words = words_of(a, rule, headline->version);
    a->out->dates = headline->dates;
    a->out->binding = headline->binding;
    a->out->reason = headline->reason;
    add_laws(a, &laws, outcomes, taken);
}

/* A rule for each record, asked where none is on record and the list may lack some: it may apply to
 * one that nobody has told of, unless it applies to none. */
static void ask_unlisted(assessor *a, const vd_rule *rule, vd_answer *answer)
{
    vd_missing *leaf = VD_NEW(a->run.frame.arena, vd_missing);
    vd_outcome *outcome = &answer->outcome;

    a->exhausted = a->exhausted || !leaf;
    if (a->exhausted || outcome->status == VD_NOT_APPLICABLE)
        return;
    *leaf = (vd_missing){.fact = rule->record, .why = VD_WHY_INCOMPLETE};
    *outcome = (vd_outcome){
        .status = outcome->status == VD_ASK_DEFENCE ? VD_ASK_DEFENCE : VD_UNKNOWN_STATUS,
        .until = outcome->until,
        .missing = leaf,
        .binding = VD_STR("for_each"),
    };
    answer->world_count = 0;
    memset(answer->matters, 0, sizeof answer->matters);
}

/* Most rules do not concern the person, and that is soon told. False: it takes a closer look. */
static bool is_out(assessor *a, const vd_rule *rule)
{
    vd_run *run = &a->run;
    uint32_t disputes_read = run->disputes_read;
    vd_value applies;

    if (!rule->applies || a->question->explain)
        return false;
    run->dispute_count = 0;
    vd_run_at(run, a->question->at, VD_NO_DATE);
    vd_run_take(run, a->instance);
    applies = vd_run_recall(run, rule->applies);
    if (vd_truth_of(&applies) != VD_FALSE || run->disputes_read != disputes_read)
        return false;
    *a->out = (vd_determination){
        .rule = rule,
        .instance = a->instance ? a->instance->id : (vd_str){"", 0},
        .words = &rule->words,
        .status = VD_NOT_APPLICABLE,
        .of_another_stage = vd_is_of_another_stage(rule, a->stage),
        .valid_until = applies.until,
        .binding = VD_STR("applies"),
    };
    cite(a, rule, &(vd_outcome){.status = VD_NOT_APPLICABLE, .binding = VD_STR("applies")});
    return true;
}

static void determine(assessor *a, const vd_rule *rule)
{
    vd_variant variant = {.rule = rule};
    vd_determination *out = a->out;
    vd_answer answer;
    const vd_outcome *headline = &answer.outcome;

    if (is_out(a, rule))
        return;
    answer = ask(a, &variant);
    a->alternatives = NULL;
    a->alternative_room = 0;
    if (rule->record != 0 && !a->instance)
        ask_unlisted(a, rule, &answer);
    *out = (vd_determination){
        .rule = rule,
        .instance = a->instance ? a->instance->id : (vd_str){"", 0},
        .version = headline->version,
        .words = words_of(a, rule, headline->version),
        .status = headline->status,
        .of_another_stage = vd_is_of_another_stage(rule, a->stage),
        .dates = headline->dates,
        .valid_until = headline->until,
        .binding = headline->binding,
        .reason = headline->reason,
    };
    if (headline->status == VD_NOT_APPLICABLE && !a->question->explain) {
        cite(a, rule, headline);
        return;
    }
    list_missing(a, &answer);
    add_worlds(a, &answer);
    if (rule->best_of && !answer.disputed && headline->status != VD_NOT_APPLICABLE)
        compare_laws(a, rule, &answer.outcome);
    cite(a, rule, headline);
    if (!answer.disputed && headline->version && headline->version->reading_count > 0)
        add_readings(a, rule, headline->version);
    else if (!answer.disputed && headline->several && !out->choice)
        add_versions(a, rule);
    if (a->question->explain) {
        out->explanation = vd_explain(&a->run, &variant, headline, a->question->explain_nodes,
                                      &out->explanation_cut);
        a->exhausted = a->exhausted || !out->explanation;
    }
    if (a->question->nearest && headline->status == VD_NO) {
        out->nearest = vd_nearest_change(a->run.frame.arena, a->run.program, a->run.subject,
                                         (uint32_t)(rule - a->run.program->rules), out->instance,
                                         a->question->at);
        a->exhausted = a->exhausted || !out->nearest;
    }
}

static bool asked_for(const vd_question *question, const vd_program *program,
                      const vd_case *subject, uint32_t rule)
{
    if (question->rule != VD_NONE)
        return question->rule == rule;
    if (!vd_case_knows(program, subject, &program->rules[rule]) ||
        (question->leave_out && question->leave_out[rule]))
        return false;
    return question->kinds == 0 || (question->kinds & (1U << program->rules[rule].kind)) != 0;
}

size_t vd_answers_to(const vd_program *program, const vd_case *subject, uint32_t rule)
{
    uint32_t record = program->rules[rule].record;
    const vd_instances *instances = &subject->records[record];

    if (record == 0)
        return 1;
    return instances->count > 0 ? instances->count : !instances->complete;
}

static void determine_each(assessor *a, const vd_rule *rule, vd_determination **next)
{
    const vd_instances *instances = &a->run.subject->records[rule->record];
    size_t count =
        vd_answers_to(a->run.program, a->run.subject, (uint32_t)(rule - a->run.program->rules));

    for (size_t i = 0; i < count && !a->exhausted; i++) {
        a->instance = rule->record != 0 && instances->count > 0 ? &instances->items[i] : NULL;
        a->out = (*next)++;
        determine(a, rule);
    }
}

bool vd_can_be_asked(vd_instant at)
{
    return at >= vd_date_from_civil(1, 1, 2) * INT64_C(86400) &&
           at < vd_date_from_civil(9000, 1, 1) * INT64_C(86400);
}

vd_status vd_assess(vd_arena *arena, const vd_program *program, const vd_case *subject,
                    const vd_question *question, const vd_assessment **ret_assessment,
                    vd_error *err)
{
    assessor a = {.question = question};
    vd_assessment *assessment = VD_NEW(arena, vd_assessment);
    vd_determination *items = NULL;
    vd_determination *next;
    /* A question for one rule costs the same in a pack of any size. */
    bool one = question->rule != VD_NONE;
    uint32_t first = one ? question->rule : 0;
    uint32_t end = one ? question->rule + 1 : (uint32_t)program->rule_count;
    size_t count = 0;

    if (!vd_can_be_asked(question->at))
        return vd_fail(err, VD_OUT_OF_RANGE, "Ask for an instant between the years 1 and 9000.");
    if (one && !vd_case_knows(program, subject, &program->rules[question->rule]))
        return vd_case_unknown_rule(program, subject, &program->rules[question->rule], err);
    arena->exhausted = assessment == NULL;
    for (uint32_t i = first; i < end; i++)
        if (asked_for(question, program, subject, i))
            count += vd_answers_to(program, subject, i);
    if (assessment)
        items = vd_arena_room(arena, count, sizeof *items); /* each is written whole */
    a.exhausted = !items || !vd_run_init(&a.run, arena, program, subject);
    a.run.definitions_read = question->definitions_read;
    a.stage = vd_stage_at(program, subject, question->at);
    next = items;
    for (uint32_t i = first; i < end && !a.exhausted && !arena->exhausted; i++)
        if (asked_for(question, program, subject, i))
            determine_each(&a, &program->rules[i], &next);
    /* Whoever ran out of memory on the way may have said less than there is: nothing is said. */
    if (a.exhausted || arena->exhausted)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED,
                       "The answer does not fit the memory of one request: ask for one rule.");
    *assessment = (vd_assessment){.at = question->at, .count = count, .items = items};
    *ret_assessment = assessment;
    return VD_OK;
}
