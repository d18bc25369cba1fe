/*
 * A mutant of a rule is shown to the expectations on that rule; one of a definition, parameter or
 * table to those on every rule that may come to it.
 */
#include "rules/tools/mutate.h"

#include "rules/tools/mutate_work.h"
#include "rules/tools/page.h"

typedef struct mutator {
    vd_loader *load;
    vd_suite suite;
    vd_mutants found;
    const vd_mutant **chosen;
    vd_mutate_work work;
    vd_mutate_report *report;
    size_t room;
    vd_owner_score *scores; /* by rule, then by what they share */
} mutator;

static vd_str owner_id(const vd_loader *load, const vd_mutant *mutant)
{
    switch (mutant->owner) {
    case VD_OWNER_DEFINITION:
        return load->definitions[mutant->index].id;
    case VD_OWNER_PARAMETER:
        return load->parameters[mutant->index].id;
    case VD_OWNER_TABLE:
        return load->tables[mutant->index].id;
    case VD_OWNER_RULE:
        break;
    }
    return load->rules[mutant->index].id;
}

static vd_owner_score *score_of(mutator *in, const vd_mutant *mutant)
{
    size_t place = mutant->owner == VD_OWNER_RULE
                       ? mutant->index
                       : in->load->program.rule_count + vd_shared_index(in->load, mutant);
    vd_owner_score *score = &in->scores[place];

    if (!score->kind) {
        static const char *const kinds[] = {"rule", "definition", "parameter", "table"};

        score->kind = kinds[mutant->owner];
        score->id = owner_id(in->load, mutant);
        for (uint32_t r = 0; r < in->load->program.rule_count; r++)
            if (vd_mutant_concerns(&in->work, mutant, r))
                score->expectations += in->suite.first[r + 1] - in->suite.first[r];
    }
    return score;
}

static void keep_survivor(mutator *in, const vd_mutant *mutant)
{
    vd_mutate_report *report = in->report;
    vd_survivor *items = vd_grow(in->load->arena, report->survivors, report->survivor_count,
                                 &in->room, sizeof(*items));

    if (!items) {
        in->load->exhausted = true;
        return;
    }
    report->survivors = items;
    items[report->survivor_count++] = (vd_survivor){.place = vd_mutant_place(mutant),
                                                    .owner = owner_id(in->load, mutant),
                                                    .from = mutant->from,
                                                    .to = mutant->to,
                                                    .text = mutant->scalar->text,
                                                    .citation = mutant->citation};
}

static void add_up(mutator *in, const vd_mutant *mutant, vd_fate fate)
{
    vd_mutate_report *report = in->report;
    vd_owner_score *owner = score_of(in, mutant);
    vd_score *whole = mutant->citation ? &report->citations : &report->changes;
    vd_score *own = mutant->citation ? &owner->citations : &owner->changes;

    if (fate == VD_FATE_UNTRIED) {
        report->ended_early = true;
        return;
    }
    report->chosen++;
    report->refused += fate == VD_FATE_REFUSED;
    if (fate == VD_FATE_REFUSED)
        return;
    whole->tried++;
    own->tried++;
    whole->noticed += fate == VD_FATE_NOTICED;
    own->noticed += fate == VD_FATE_NOTICED;
    if (fate == VD_FATE_UNNOTICED)
        keep_survivor(in, mutant);
}

static void fill_scores(mutator *in)
{
    size_t count = in->load->program.rule_count + vd_shared_count(in->load);

    for (size_t i = 0; i < count; i++)
        if (in->scores[i].changes.tried || in->scores[i].citations.tried)
            in->scores[in->report->owner_count++] = in->scores[i];
    in->report->owners = in->scores;
}

static bool begins_with(vd_str id, vd_str start)
{
    return start.len == 0 || (id.len >= start.len && memcmp(id.ptr, start.ptr, start.len) == 0);
}

/* Whether something that can have mutants is called so, or begins so. */
static bool is_there(const vd_loader *load, vd_str start)
{
    bool found = false;

    for (size_t i = 0; i < load->program.rule_count && !found; i++)
        found = begins_with(load->rules[i].id, start);
    for (size_t i = 0; i < load->program.definition_count && !found; i++)
        found = begins_with(load->definitions[i].id, start);
    for (size_t i = 0; i < load->program.parameter_count && !found; i++)
        found = begins_with(load->parameters[i].id, start);
    for (size_t i = 0; i < load->program.table_count && !found; i++)
        found = begins_with(load->tables[i].id, start);
    return found;
}

/* Leaves the mutants of the owners that are meant. */
static void narrow(const vd_loader *load, vd_mutants *mutants, vd_str start)
{
    size_t kept = 0;

    for (size_t i = 0; start.len && i < mutants->count; i++)
        if (begins_with(owner_id(load, &mutants->items[i]), start))
            mutants->items[kept++] = mutants->items[i];
    if (start.len)
        mutants->count = kept;
}

static bool choose(mutator *in, const vd_mutate_how *how)
{
    size_t count = in->found.count;
    size_t chosen = how->limit && how->limit < count ? how->limit : count;

    in->chosen = VD_NEW_ARRAY(in->load->arena, const vd_mutant *, chosen + 1);
    for (size_t i = 0; in->chosen && i < chosen; i++)
        in->chosen[i] = &in->found.items[i * count / chosen];
    in->report->found = count;
    in->work.mutants = in->chosen;
    in->work.count = chosen;
    return in->chosen != NULL;
}

static vd_status prepare(mutator *in, const vd_mutate_how *how, const char *dir,
                         vd_diagnostics *diags, vd_error *err)
{
    vd_arena *arena = in->load->arena;
    bool *uses;
    vd_status status;

    if (!is_there(in->load, how->owner))
        return vd_fail(err, VD_NOT_FOUND,
                       "Nothing in the packs is called \"%.*s\" or begins so: no rule, "
                       "definition, parameter or table.",
                       VD_STR_ARGS(how->owner));
    status = vd_suite_read(arena, &in->load->program, dir, diags, &in->suite, err);
    if (status)
        return status;
    uses = vd_rule_uses(in->load);
    in->scores = VD_NEW_ARRAY(arena, vd_owner_score,
                              in->load->program.rule_count + vd_shared_count(in->load));
    if (!uses || !in->scores || !vd_mutants_find(in->load, &in->found))
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "The mutants do not fit into memory.");
    narrow(in->load, &in->found, how->owner);
    in->work = (vd_mutate_work){.load = in->load, .suite = &in->suite, .uses = uses, .how = how};
    return choose(in, how)
               ? VD_OK
               : vd_fail(err, VD_RESOURCE_EXHAUSTED, "The mutants do not fit into memory.");
}

vd_status vd_packs_mutate(vd_arena *arena, const char *const *dirs, size_t n,
                          const vd_mutate_how *how, vd_mutate_report *ret_report,
                          vd_diagnostics *diags, vd_error *err)
{
    mutator in = {.report = ret_report};
    unsigned char *fates = NULL;
    vd_status status;

    *ret_report = (vd_mutate_report){0};
    status = vd_packs_open(arena, dirs, n, 0, NULL, &in.load, diags, err);
    if (!status)
        status = prepare(&in, how, dirs[0], diags, err);
    if (!status)
        status = vd_mutants_try(&in.work, &fates, err);
    if (status)
        return status;
    for (size_t i = 0; i < in.work.count; i++)
        add_up(&in, in.chosen[i], (vd_fate)fates[i]);
    fill_scores(&in);
    ret_report->failing = in.suite.failing;
    if (in.load->exhausted)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "The mutants do not fit into memory.");
    return VD_OK;
}
