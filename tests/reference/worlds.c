/* Facts on which suppliers disagree: each combination of whose word is taken is a world. */
#include "tests/reference/rule.h"

#define MAX_WORLDS 256

static bool next_world(ref_run *run)
{
    for (size_t i = 0; i < run->dispute_count; i++) {
        if (++run->disputes[i].choice < run->disputes[i].suppliers)
            return true;
        run->disputes[i].choice = 0;
    }
    return false;
}

static ref_set disputed(ref_run *run)
{
    ref_set set = {0};

    for (size_t i = 0; i < run->dispute_count; i++)
        set = ref_set_join(
            run->arena, set,
            ref_set_one(run->arena, (ref_fact){run->disputes[i].instance, run->disputes[i].fact,
                                               run->disputes[i].instance->record, VD_WHY_ASK}));
    return set;
}

ref_outcome ref_ask(ref_run *run, uint32_t rule, const vd_instance *instance, size_t reading,
                    ref_reached *reached)
{
    uint32_t record = run->program->rules[rule].record;
    ref_outcome sum, one;
    size_t before;

    run->current = instance;
    run->dispute_count = 0;
    run->too_many_disputes = false;
    sum = ref_in_this_world(run, rule, reading, reached);
    /* A world may show disputes that the first did not: then all are asked again. */
    do {
        before = run->dispute_count;
        for (size_t i = 0; i < before; i++)
            run->disputes[i].choice = 0;
        for (int n = 0; next_world(run); n++) {
            one = ref_in_this_world(run, rule, reading, reached);
            if (run->dispute_count != before)
                break;
            sum = ref_merge(run->arena, sum, one, disputed(run));
            if (n > MAX_WORLDS) {
                run->too_many_disputes = true;
                break;
            }
        }
    } while (run->dispute_count != before && !run->too_many_disputes);
    /* No record yet, and nobody says that there is none: the list is asked for. */
    if (record && !instance && sum.status != VD_NOT_APPLICABLE)
        return ref_not_known(
            ref_set_one(run->arena, (ref_fact){NULL, VD_NONE, record, VD_WHY_INCOMPLETE}));
    return sum;
}

bool ref_met_disputes(const ref_run *run)
{
    return run->dispute_count > 0;
}

void ref_move(ref_run *run, vd_instant at, vd_date earned_until)
{
    run->at = at;
    run->today = vd_zone_date(run->program->zone, at);
    run->earned_until = earned_until == VD_NO_DATE ? run->today : earned_until;
    run->strange = false;
}
