/*
 * A mutant of a rule is shown to the expectations on that rule; one of a definition, parameter or
 * table to those on every rule that may come to it. The expectation that noticed the last mutant of
 * an owner is asked first: it often notices the next.
 */
#include "rules/tools/mutate.h"

#include "rules/tools/mutants.h"
#include "rules/tools/page.h"
#include "rules/tools/suite.h"

/* What one mutant may use; a mutant that needs more is noticed. */
#define SCRATCH_BYTES ((size_t)512 * 1024 * 1024)

typedef struct mutator {
    vd_loader *load;
    vd_suite suite;
    vd_mutants mutants;
    const bool *uses;
    vd_arena scratch;
    vd_mutate_report *report;
    size_t room;
    vd_owner_score *scores; /* by rule, then by what they share */
    uint32_t last;          /* the expectation that noticed last */
} mutator;

static bool notices(mutator *in, uint32_t index)
{
    const vd_asked *asked = &in->suite.items[index];
    vd_arena_mark here = vd_arena_here(&in->scratch);
    bool passes;

    if (!asked->passes)
        return false;
    passes = vd_suite_ask(&in->load->program, asked, &in->scratch, NULL);
    vd_arena_rewind(&in->scratch, here);
    if (!passes)
        in->last = index;
    return !passes;
}

static bool concerns(const mutator *in, const vd_mutant *mutant, uint32_t rule)
{
    if (mutant->owner == VD_OWNER_RULE)
        return mutant->index == rule;
    return in->uses[rule * vd_shared_count(in->load) + vd_shared_index(in->load, mutant)];
}

static bool some_notice(mutator *in, const vd_mutant *mutant)
{
    uint32_t last = in->last;

    if (last != VD_NONE && concerns(in, mutant, in->suite.items[last].rule) && notices(in, last))
        return true;
    for (uint32_t r = 0; r < in->load->program.rule_count; r++) {
        if (!concerns(in, mutant, r))
            continue;
        for (size_t i = in->suite.first[r]; i < in->suite.first[r + 1]; i++)
            if (in->suite.by_rule[i] != last && notices(in, in->suite.by_rule[i]))
                return true;
    }
    return false;
}

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
            if (concerns(in, mutant, r))
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
                                                    .text = mutant->scalar->text};
}

static void try_mutant(mutator *in, const vd_mutant *mutant)
{
    vd_unmutated before;
    vd_owner_score *score = score_of(in, mutant);
    bool noticed;

    in->report->chosen++;
    if (!vd_mutant_apply(in->load, mutant, &in->scratch, &before)) {
        in->report->refused++;
        vd_arena_reset(&in->scratch);
        return;
    }
    noticed = some_notice(in, mutant);
    vd_mutant_undo(in->load, mutant, &before);
    vd_arena_reset(&in->scratch);
    in->report->tried++;
    in->report->noticed += noticed;
    score->tried++;
    score->noticed += noticed;
    if (!noticed)
        keep_survivor(in, mutant);
}

/* Leaves only the rule's own mutants. */
static void narrow(vd_mutants *mutants, uint32_t rule)
{
    size_t kept = 0;

    for (size_t i = 0; i < mutants->count; i++)
        if (mutants->items[i].owner == VD_OWNER_RULE && mutants->items[i].index == rule)
            mutants->items[kept++] = mutants->items[i];
    mutants->count = kept;
}

static void try_all(mutator *in, const vd_mutate_how *how)
{
    size_t count = in->mutants.count;
    size_t chosen = how->limit && how->limit < count ? how->limit : count;

    in->report->found = count;
    for (size_t i = 0; i < chosen && !in->load->exhausted; i++) {
        if (how->enough && how->enough(how->user)) {
            in->report->ended_early = true;
            return;
        }
        try_mutant(in, &in->mutants.items[i * count / chosen]);
    }
}

static void fill_scores(mutator *in)
{
    size_t count = in->load->program.rule_count + vd_shared_count(in->load);

    for (size_t i = 0; i < count; i++)
        if (in->scores[i].tried)
            in->scores[in->report->owner_count++] = in->scores[i];
    in->report->owners = in->scores;
}

static vd_status prepare(mutator *in, const vd_mutate_how *how, const char *dir,
                         vd_diagnostics *diags, vd_error *err)
{
    vd_arena *arena = in->load->arena;
    uint32_t rule = how->rule.len ? vd_program_rule(&in->load->program, how->rule) : VD_NONE;
    vd_status status;

    if (how->rule.len && rule == VD_NONE)
        return vd_fail(err, VD_NOT_FOUND, "There is no rule \"%.*s\" in the packs.",
                       VD_STR_ARGS(how->rule));
    status = vd_suite_read(arena, &in->load->program, dir, diags, &in->suite, err);
    if (status)
        return status;
    in->uses = vd_rule_uses(in->load);
    in->scores = VD_NEW_ARRAY(arena, vd_owner_score,
                              in->load->program.rule_count + vd_shared_count(in->load));
    if (!in->uses || !in->scores || !vd_mutants_find(in->load, &in->mutants))
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "the mutants do not fit into memory");
    if (rule != VD_NONE)
        narrow(&in->mutants, rule);
    return VD_OK;
}

vd_status vd_packs_mutate(vd_arena *arena, const char *const *dirs, size_t n,
                          const vd_mutate_how *how, vd_mutate_report *ret_report,
                          vd_diagnostics *diags, vd_error *err)
{
    mutator in = {.report = ret_report, .last = VD_NONE};
    vd_status status;

    *ret_report = (vd_mutate_report){0};
    status = vd_packs_open(arena, dirs, n, 0, NULL, &in.load, diags, err);
    if (!status)
        status = prepare(&in, how, dirs[0], diags, err);
    if (status)
        return status;
    vd_arena_init(&in.scratch, SCRATCH_BYTES);
    try_all(&in, how);
    vd_arena_done(&in.scratch);
    fill_scores(&in);
    ret_report->citation_dates = in.mutants.citation_dates;
    ret_report->failing = in.suite.failing;
    if (in.load->exhausted)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "the mutants do not fit into memory");
    return VD_OK;
}

unsigned vd_mutate_score(size_t tried, size_t noticed)
{
    return tried ? (unsigned)(noticed * 1000 / tried) : 1000;
}
