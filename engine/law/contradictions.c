/*
 * Nearly always none holds, and their expressions are conditions, which is soon told. Which facts
 * are involved is asked again, watched, of those that hold.
 */
#include "engine/law/contradictions.h"

#include "engine/law/worlds.h"

typedef struct search {
    vd_run run;
    vd_instant at;
    bool exhausted;
    size_t count;
    vd_found_contradiction *found;
} search;

static vd_truth truth_here(search *s, const vd_contradiction *what, const vd_instance *instance)
{
    vd_value value;

    vd_run_at(&s->run, s->at, VD_NO_DATE);
    vd_run_take(&s->run, instance);
    value = vd_run_eval(&s->run, what->when);
    return vd_truth_of(&value);
}

/* In every world that disputed facts open. */
static bool holds(search *s, const vd_contradiction *what, const vd_instance *instance)
{
    vd_run *run = &s->run;
    bool held;

    run->dispute_count = 0;
    run->too_many_disputes = false;
    do
        held = truth_here(s, what, instance) == VD_TRUE;
    while (held && run->dispute_count > 0 && !run->too_many_disputes && vd_next_world(run));
    if (run->dispute_count > 0)
        vd_run_new_world(run);
    return held && !run->too_many_disputes;
}

/* Of the facts that it reads, those that are known: the others contradict nothing. */
static void note(search *s, const vd_contradiction *what, const vd_instance *instance)
{
    vd_arena *arena = s->run.frame.arena;
    vd_read reads[VD_CONTRADICTION_FACTS_MAX];
    vd_trace trace = {.reads = reads, .room = VD_CONTRADICTION_FACTS_MAX};
    vd_involved *facts = VD_NEW_ARRAY(arena, vd_involved, VD_CONTRADICTION_FACTS_MAX);
    vd_found_contradiction *found = &s->found[s->count++];

    s->exhausted = s->exhausted || !facts;
    if (!facts)
        return;
    *found = (vd_found_contradiction){
        .what = what, .instance = instance ? instance->id : (vd_str){"", 0}, .facts = facts};
    s->run.dispute_count = 0;
    vd_run_watch(&s->run, &trace);
    (void)truth_here(s, what, instance);
    vd_run_watch(&s->run, NULL);
    for (size_t i = 0; i < trace.count; i++)
        if (reads[i].value.kind != VD_UNKNOWN)
            facts[found->fact_count++] = (vd_involved){
                reads[i].fact, reads[i].instance == &s->run.subject->root ? (vd_str){"", 0}
                                                                          : reads[i].instance->id};
}

static size_t times_asked(const vd_case *subject, const vd_contradiction *what)
{
    return what->record ? subject->records[what->record].count : 1;
}

vd_status vd_contradictions(vd_arena *arena, const vd_program *program, const vd_case *subject,
                            vd_instant at, size_t *ret_count,
                            const vd_found_contradiction **ret_found, vd_error *err)
{
    const bool *sees = program->packs[subject->pack].sees;
    search s = {.at = at};
    size_t most = 0;

    arena->exhausted = false;
    for (size_t i = 0; i < program->contradiction_count; i++)
        if (sees[program->contradictions[i].pack])
            most += times_asked(subject, &program->contradictions[i]);
    if (most > 0) {
        s.found = vd_arena_room(arena, most, sizeof *s.found);
        s.exhausted = !s.found || !vd_run_init(&s.run, arena, program, subject);
    }
    for (size_t i = 0; i < program->contradiction_count; i++) {
        const vd_contradiction *what = &program->contradictions[i];
        size_t times = sees[what->pack] ? times_asked(subject, what) : 0;

        for (size_t k = 0; k < times && !s.exhausted; k++) {
            const vd_instance *instance =
                what->record ? &subject->records[what->record].items[k] : NULL;

            if (holds(&s, what, instance))
                note(&s, what, instance);
        }
    }
    if (s.exhausted || arena->exhausted)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "Memory is exhausted.");
    *ret_count = s.count;
    *ret_found = s.found;
    return VD_OK;
}
