#include "engine/law/questions.h"

#include <stdlib.h>

#include "engine/law/whatif.h"
#include "engine/law/worlds.h"

typedef struct asker {
    vd_arena *arena;
    const vd_program *program;
    const vd_case *subject;
    const vd_assessment *assessment;
    vd_open_fact *items;
    size_t count;
    bool exhausted;
} asker;

static bool is_open(vd_verdict status)
{
    return status == VD_UNKNOWN_STATUS;
}

static bool same_fact(const vd_missing_fact *a, const vd_missing_fact *b)
{
    return a->fact == b->fact && a->record == b->record && vd_str_eq(a->instance, b->instance);
}

static bool waits_for(const vd_determination *said, const vd_missing_fact *fact)
{
    for (size_t i = 0; i < said->missing_count; i++)
        if (same_fact(&said->missing[i], fact))
            return true;
    return false;
}

static vd_open_fact *entry_of(asker *a, const vd_missing_fact *fact)
{
    for (size_t i = 0; i < a->count; i++)
        if (same_fact(&a->items[i].fact, fact))
            return &a->items[i];
    a->items[a->count] =
        (vd_open_fact){.fact = *fact,
                       .cost = fact->fact == VD_NONE ? a->program->records[fact->record].cost
                                                     : a->program->facts[fact->fact].cost};
    return &a->items[a->count++];
}

static bool can_be_asked(const vd_missing_fact *fact)
{
    return fact->disputed || fact->why == VD_WHY_ASK || fact->why == VD_WHY_INCOMPLETE;
}

/* Every fact that an open determination waits for, each once. */
static void list_facts(asker *a)
{
    size_t most = 0;

    for (size_t i = 0; i < a->assessment->count; i++)
        most += a->assessment->items[i].missing_count;
    a->items = VD_NEW_ARRAY(a->arena, vd_open_fact, most);
    a->exhausted = !a->items;
    for (size_t i = 0; i < a->assessment->count && !a->exhausted; i++) {
        const vd_determination *said = &a->assessment->items[i];

        for (size_t m = 0; is_open(said->status) && m < said->missing_count; m++) {
            vd_open_fact *entry;

            if (!can_be_asked(&said->missing[m]))
                continue;
            entry = entry_of(a, &said->missing[m]);
            entry->waiting++;
            entry->now += !said->of_another_stage;
            entry->least += said->missing_count == 1;
            entry->least_now += said->missing_count == 1 && !said->of_another_stage;
        }
    }
}

static const vd_instance *instance_in(const vd_case *subject, uint32_t record, vd_str id)
{
    const vd_instances *list = &subject->records[record];

    if (record == 0)
        return &subject->root;
    for (uint32_t i = 0; i < list->count; i++)
        if (vd_str_eq(list->items[i].id, id))
            return &list->items[i];
    return NULL;
}

static bool enter(vd_tried *answers, size_t *count, vd_presence presence, vd_value value)
{
    if (*count == VD_QUESTION_ANSWERS_MAX)
        return false;
    answers[(*count)++] = (vd_tried){.presence = presence, .value = value};
    return true;
}

static bool enter_statements(const asker *a, const vd_missing_fact *fact, vd_tried *answers,
                             size_t *count)
{
    const vd_fact *which = &a->program->facts[fact->fact];
    const vd_instance *instance = instance_in(a->subject, which->record, fact->instance);
    const vd_cell *cell = instance ? &instance->cells[which->field] : NULL;

    for (uint32_t i = 0; cell && i < cell->count; i++)
        if (cell->statements[i].presence > VD_ABSENT ||
            !enter(answers, count, cell->statements[i].presence, cell->statements[i].value))
            return false;
    return cell != NULL;
}

/* The answers that the question can have. False: they cannot be enumerated. */
static bool list_answers(const asker *a, const vd_missing_fact *fact, vd_tried *answers,
                         size_t *ret_count)
{
    const vd_type *type = fact->fact == VD_NONE ? NULL : a->program->facts[fact->fact].type;

    *ret_count = 0;
    if (!type)
        return enter(answers, ret_count, VD_PRESENT, vd_bool(true));
    if (fact->disputed)
        return enter_statements(a, fact, answers, ret_count);
    if (type->kind == VD_TYPE_BOOL)
        return enter(answers, ret_count, VD_PRESENT, vd_bool(true)) &&
               enter(answers, ret_count, VD_PRESENT, vd_bool(false));
    if (type->kind != VD_TYPE_STRING || type->code_count == 0)
        return false;
    for (size_t i = 0; i < type->code_count; i++)
        if (!enter(answers, ret_count, VD_PRESENT, vd_string(type->codes[i])))
            return false;
    return true;
}

/* Whether the determination is known in the changed case. */
static bool is_settled(const asker *a, vd_run *run, const vd_case *changed,
                       const vd_determination *said)
{
    vd_variant variant = {.rule = said->rule};
    uint32_t record = said->rule->record;
    const vd_instance *instance = record ? instance_in(changed, record, said->instance) : NULL;

    /* For a list without records: once it is complete there is none to answer for. */
    if (record && !instance)
        return changed->records[record].complete;
    return !is_open(vd_ask(run, &variant, instance, a->assessment->at, true).outcome.status);
}

static void count_settled(asker *a, const vd_missing_fact *fact, vd_tried *answer)
{
    vd_arena_mark mark = vd_arena_here(a->arena);
    vd_supposition said = {.fact = fact->fact,
                           .record = fact->record,
                           .instance = fact->instance,
                           .presence = answer->presence,
                           .value = answer->value};
    const vd_case *changed = vd_case_suppose(a->arena, a->program, a->subject, &said, 1);
    vd_run run;

    a->exhausted = a->exhausted || !changed || !vd_run_init(&run, a->arena, a->program, changed);
    for (size_t i = 0; i < a->assessment->count && !a->exhausted; i++) {
        const vd_determination *one = &a->assessment->items[i];

        if (is_open(one->status) && waits_for(one, fact) && is_settled(a, &run, changed, one)) {
            answer->settled++;
            answer->now += !one->of_another_stage;
        }
        a->exhausted = a->exhausted || a->arena->exhausted;
    }
    vd_arena_rewind(a->arena, mark);
}

static void try_answers(asker *a, vd_open_fact *entry)
{
    vd_tried answers[VD_QUESTION_ANSWERS_MAX];
    vd_tried *kept;
    size_t count;

    entry->most = entry->waiting;
    if (!list_answers(a, &entry->fact, answers, &count))
        return;
    entry->tried = true;
    entry->most = 0;
    entry->least = entry->least_now = SIZE_MAX;
    for (size_t i = 0; i < count && !a->exhausted; i++) {
        const vd_tried *tried = &answers[i];

        count_settled(a, &entry->fact, &answers[i]);
        entry->most = tried->settled > entry->most ? tried->settled : entry->most;
        entry->least = tried->settled < entry->least ? tried->settled : entry->least;
        entry->least_now = tried->now < entry->least_now ? tried->now : entry->least_now;
    }
    /* "There are others, that are not on record" settles nothing. */
    if (entry->fact.fact == VD_NONE)
        entry->least = entry->least_now = 0;
    kept = VD_NEW_ARRAY(a->arena, vd_tried, count);
    a->exhausted = a->exhausted || !kept;
    if (!kept)
        return;
    memcpy(kept, answers, count * sizeof *kept);
    entry->answers = kept;
    entry->answer_count = count;
}

/* What the answers settle on average, as sums and their number: nothing is rounded. */
typedef struct average {
    uint64_t now; /* at the stage at which the case stands */
    uint64_t all;
    uint64_t count;
} average;

static average average_of(const vd_open_fact *entry)
{
    average sums = {.count = entry->answer_count + (entry->fact.fact == VD_NONE)};

    for (size_t i = 0; i < entry->answer_count; i++) {
        sums.now += entry->answers[i].now;
        sums.all += entry->answers[i].settled;
    }
    if (entry->answer_count == 0)
        sums = (average){entry->least_now, entry->least, 1};
    return sums;
}

/* Negative: more of the first; both are sums of so many. */
static int more_first(uint64_t sum_a, uint64_t count_a, uint64_t sum_b, uint64_t count_b)
{
    uint64_t a = sum_a * count_b, b = sum_b * count_a;

    return (a < b) - (a > b);
}

static int best_first(const void *left, const void *right)
{
    const vd_open_fact *a = left;
    const vd_open_fact *b = right;
    average in_a = average_of(a), in_b = average_of(b);
    int order = more_first(in_a.now, in_a.count, in_b.now, in_b.count);

    if (order == 0)
        order = (b->now > 0) - (a->now > 0);
    if (order == 0)
        order = more_first(in_a.all, in_a.count, in_b.all, in_b.count);
    if (order == 0)
        order = (a->cost > b->cost) - (a->cost < b->cost);
    if (order == 0)
        order = (a->waiting < b->waiting) - (a->waiting > b->waiting);
    if (order == 0)
        order = (a->fact.fact > b->fact.fact) - (a->fact.fact < b->fact.fact);
    return order ? order : vd_str_cmp(a->fact.instance, b->fact.instance);
}

vd_status vd_open_questions(vd_arena *arena, const vd_program *program, const vd_case *subject,
                            const vd_assessment *assessment, vd_open_facts *ret_facts,
                            vd_error *err)
{
    asker a = {.arena = arena, .program = program, .subject = subject, .assessment = assessment};
    size_t open = 0;

    list_facts(&a);
    for (size_t i = 0; i < a.count && !a.exhausted; i++)
        try_answers(&a, &a.items[i]);
    if (a.exhausted)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED,
                       "The questions do not fit the memory of one request: ask for one rule.");
    if (a.count > 1)
        qsort(a.items, a.count, sizeof *a.items, best_first);
    for (size_t i = 0; i < assessment->count; i++)
        open += is_open(assessment->items[i].status);
    *ret_facts = (vd_open_facts){open, a.count, a.items};
    return VD_OK;
}
