#include "engine/law/nearest.h"

#include <stdlib.h>

#include "engine/law/whatif.h"
#include "engine/law/worlds.h"

#define WAYS_MAX 16
#define CHOICES_ROOM (VD_NEAREST_CHOICES * 8)
#define READS_MAX 256

typedef struct seeker {
    vd_arena *arena;
    const vd_program *program;
    const vd_case *subject;
    uint32_t rule;
    vd_str instance;
    vd_instant at;
    size_t choice_count;
    vd_step choices[CHOICES_ROOM];
    size_t way_count;
    vd_way *ways;
} seeker;

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

/* What the fact is worth already: an action that changes nothing is none. */
static bool is_so_already(const vd_instance *instance, const vd_fact *fact)
{
    const vd_cell *cell = &instance->cells[fact->field];

    return cell->count == 1 && cell->statements->presence == VD_PRESENT &&
           vd_value_same(&cell->statements->value, &fact->action->to);
}

/* The actions on facts of the case and of the record at hand. */
static void list_choices(seeker *s)
{
    uint32_t record = s->program->rules[s->rule].record;

    for (uint32_t i = 0; i < s->program->fact_count && s->choice_count < CHOICES_ROOM; i++) {
        const vd_fact *fact = &s->program->facts[i];
        const vd_instance *instance;

        if (!fact->action || (fact->record != 0 && fact->record != record))
            continue;
        instance = instance_in(s->subject, fact->record, s->instance);
        if (instance && !is_so_already(instance, fact))
            s->choices[s->choice_count++] =
                (vd_step){i, fact->record ? s->instance : (vd_str){"", 0}};
    }
}

/* The case with the actions taken; NULL: exhausted. */
static const vd_case *suppose(const seeker *s, const vd_step *steps, size_t count)
{
    vd_supposition said[VD_NEAREST_ACTIONS];

    for (size_t i = 0; i < count; i++)
        said[i] = (vd_supposition){.fact = steps[i].fact,
                                   .instance = steps[i].instance,
                                   .presence = VD_PRESENT,
                                   .value = s->program->facts[steps[i].fact].action->to};
    return count ? vd_case_suppose(s->arena, s->program, s->subject, said, count) : s->subject;
}

/* Whether the rule is "yes" with the actions taken, and from when. */
static bool opens(const seeker *s, const vd_step *steps, size_t count, vd_instant *ret_from)
{
    vd_variant variant = {.rule = &s->program->rules[s->rule]};
    const vd_case *changed = suppose(s, steps, count);
    vd_answer answer;
    vd_run run;

    if (!changed || !vd_run_init(&run, s->arena, s->program, changed))
        return false;
    answer = vd_ask(&run, &variant,
                    variant.rule->record ? instance_in(changed, variant.rule->record, s->instance)
                                         : NULL,
                    s->at, false);
    if (answer.disputed)
        return false;
    *ret_from = s->at;
    if (answer.outcome.status == VD_YES)
        return true;
    if (answer.outcome.status != VD_NO || !answer.outcome.dates.has_eligible ||
        answer.outcome.dates.eligible_provisional)
        return false;
    *ret_from = answer.outcome.dates.eligible_from;
    return *ret_from > s->at;
}

static bool tries(const seeker *s, const vd_step *steps, size_t count, vd_instant *ret_from)
{
    vd_arena_mark mark = vd_arena_here(s->arena);
    bool found = opens(s, steps, count, ret_from);

    vd_arena_rewind(s->arena, mark);
    return found;
}

/* A set is of no use when a part of it does as well. */
static bool is_needless(const seeker *s, const vd_step *steps, size_t count, vd_instant from)
{
    for (size_t w = 0; w < s->way_count; w++) {
        const vd_way *way = &s->ways[w];
        size_t held = 0;

        for (size_t i = 0; i < way->count; i++)
            for (size_t k = 0; k < count; k++)
                held += way->steps[i].fact == steps[k].fact &&
                        vd_str_eq(way->steps[i].instance, steps[k].instance);
        if (held == way->count && way->from <= from)
            return true;
    }
    return false;
}

static void seek(seeker *s, vd_nearest *nearest, const vd_step *steps, size_t count)
{
    vd_instant from = s->at;

    if (s->way_count == WAYS_MAX || s->arena->exhausted || is_needless(s, steps, count, s->at) ||
        !tries(s, steps, count, &from) || is_needless(s, steps, count, from) ||
        (nearest->has_waiting && nearest->waiting_until <= from))
        return;
    s->ways[s->way_count] = (vd_way){.count = count, .from = from};
    memcpy(s->ways[s->way_count].steps, steps, count * sizeof *steps);
    s->way_count++;
}

/* All sets of `size` from the choice `first` on. Recursive: as deep as VD_NEAREST_ACTIONS. */
static void seek_sets(seeker *s, vd_nearest *nearest, vd_step *steps, size_t count, size_t size,
                      size_t first)
{
    if (count == size) {
        seek(s, nearest, steps, count);
        return;
    }
    for (size_t i = first; i < s->choice_count; i++) {
        steps[count] = s->choices[i];
        seek_sets(s, nearest, steps, count + 1, size, i + 1);
    }
}

/* Notes which choices are read, with the first `count` of `taken` supposed. */
static void note_reads(const seeker *s, const vd_step *taken, size_t count, bool *read)
{
    const vd_rule *rule = &s->program->rules[s->rule];
    vd_variant variant = {.rule = rule};
    vd_arena_mark mark = vd_arena_here(s->arena);
    vd_read reads[READS_MAX];
    vd_trace trace = {.reads = reads, .room = READS_MAX};
    const vd_case *subject = suppose(s, taken, count);
    vd_run run;

    if (subject && vd_run_init(&run, s->arena, s->program, subject)) {
        vd_run_at(&run, s->at, VD_NO_DATE);
        vd_run_take(&run, rule->record ? instance_in(subject, rule->record, s->instance) : NULL);
        vd_run_watch(&run, &trace);
        (void)vd_rule_outcome(&run, &variant);
        vd_run_watch(&run, NULL);
    }
    for (size_t i = 0; i < s->choice_count; i++)
        for (size_t r = 0; r < trace.count; r++)
            read[i] = read[i] || reads[r].fact == s->choices[i].fact || trace.left_out > 0;
    vd_arena_rewind(s->arena, mark);
}

/* An action that no condition reads, as things are or with one other action taken, is none. */
static void keep_what_matters(seeker *s)
{
    bool read[CHOICES_ROOM] = {false};
    size_t kept = 0;

    note_reads(s, NULL, 0, read);
    for (size_t i = 0; i < s->choice_count; i++)
        if (read[i])
            note_reads(s, &s->choices[i], 1, read);
    for (size_t i = 0; i < s->choice_count; i++)
        if (read[i])
            s->choices[kept++] = s->choices[i];
    s->choice_count = kept;
}

static int by_day_then_size(const void *left, const void *right)
{
    const vd_way *a = left;
    const vd_way *b = right;

    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    return a->count < b->count ? -1 : a->count > b->count;
}

const vd_nearest *vd_nearest_change(vd_arena *arena, const vd_program *program,
                                    const vd_case *subject, uint32_t rule, vd_str instance,
                                    vd_instant at)
{
    seeker s = {.arena = arena,
                .program = program,
                .subject = subject,
                .rule = rule,
                .instance = instance,
                .at = at};
    vd_nearest *nearest = VD_NEW(arena, vd_nearest);
    vd_step steps[VD_NEAREST_ACTIONS];

    s.ways = VD_NEW_ARRAY(arena, vd_way, WAYS_MAX);
    if (!nearest || !s.ways)
        return NULL;
    nearest->asked_at = at;
    nearest->has_waiting = tries(&s, NULL, 0, &nearest->waiting_until);
    list_choices(&s);
    keep_what_matters(&s);
    for (size_t size = 1; size <= VD_NEAREST_ACTIONS; size++)
        if (size == 1 || s.choice_count <= VD_NEAREST_CHOICES)
            seek_sets(&s, nearest, steps, 0, size, 0);
    qsort(s.ways, s.way_count, sizeof *s.ways, by_day_then_size);
    nearest->count = s.way_count;
    nearest->ways = s.ways;
    return arena->exhausted ? NULL : nearest;
}
