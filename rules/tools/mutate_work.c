/*
 * Processes are forked once everything is read, so that each has a program of its own to change;
 * they take mutants a handful at a time from a counter that they share, and write what became of
 * each into a page that they share. Nothing else passes between them.
 *
 * The expectations that noticed the last mutants are asked first: they often notice the next.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "rules/tools/mutate_work.h"

#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* What one mutant may use; a mutant that needs more is noticed. */
#define SCRATCH_BYTES ((size_t)512 * 1024 * 1024)
#define JOBS_MAX 64
#define HANDFUL 16
#define RECENT_MAX 48

typedef struct shared {
    atomic_size_t next;
    unsigned char fates[];
} shared;

typedef struct worker {
    const vd_mutate_work *work;
    shared *page;
    vd_arena scratch;
    size_t recent_count;
    uint32_t recent[RECENT_MAX]; /* expectations that noticed something, the last one first */
} worker;

bool vd_mutant_concerns(const vd_mutate_work *work, const vd_mutant *mutant, uint32_t rule)
{
    if (mutant->owner == VD_OWNER_RULE)
        return mutant->index == rule;
    return work->uses[rule * vd_shared_count(work->load) + vd_shared_index(work->load, mutant)];
}

static bool notices(worker *in, const vd_mutant *mutant, uint32_t index)
{
    const vd_asked *asked = &in->work->suite->items[index];
    vd_arena_mark here = vd_arena_here(&in->scratch);
    bool passes;

    if (!asked->passes || (mutant->citation && !asked->cites) ||
        (mutant->owner == VD_OWNER_DEFINITION && !asked->reads[mutant->index]))
        return false;
    passes = vd_suite_ask(&in->work->load->program, asked, &in->scratch, NULL);
    vd_arena_rewind(&in->scratch, here);
    return !passes;
}

static bool is_recent(const worker *in, uint32_t index)
{
    for (size_t i = 0; i < in->recent_count; i++)
        if (in->recent[i] == index)
            return true;
    return false;
}

/* To the front; the one that was there longest ago is forgotten. */
static void remember(worker *in, uint32_t index)
{
    size_t at = 0;

    while (at < in->recent_count && in->recent[at] != index)
        at++;
    if (at == RECENT_MAX)
        at--;
    else if (at == in->recent_count)
        in->recent_count++;
    memmove(in->recent + 1, in->recent, at * sizeof(*in->recent));
    in->recent[0] = index;
}

static bool some_notice(worker *in, const vd_mutant *mutant)
{
    const vd_suite *suite = in->work->suite;

    for (size_t i = 0; i < in->recent_count; i++)
        if (vd_mutant_concerns(in->work, mutant, suite->items[in->recent[i]].rule) &&
            notices(in, mutant, in->recent[i])) {
            remember(in, in->recent[i]);
            return true;
        }
    for (uint32_t r = 0; r < in->work->load->program.rule_count; r++) {
        if (!vd_mutant_concerns(in->work, mutant, r))
            continue;
        for (size_t i = suite->first[r]; i < suite->first[r + 1]; i++)
            if (!is_recent(in, suite->by_rule[i]) && notices(in, mutant, suite->by_rule[i])) {
                remember(in, suite->by_rule[i]);
                return true;
            }
    }
    return false;
}

static vd_fate try_mutant(worker *in, const vd_mutant *mutant)
{
    vd_unmutated before;
    vd_fate fate;

    if (!vd_mutant_apply(in->work->load, mutant, &in->scratch, &before))
        return VD_FATE_REFUSED;
    if (vd_mutant_opens(in->work->load, mutant, &before, &in->scratch))
        fate = VD_FATE_REFUSED;
    else
        fate = some_notice(in, mutant) ? VD_FATE_NOTICED : VD_FATE_UNNOTICED;
    vd_mutant_undo(in->work->load, mutant, &before);
    return fate;
}

static void labour(const vd_mutate_work *work, shared *page)
{
    worker in = {.work = work, .page = page};
    const vd_mutate_how *how = work->how;
    size_t first;

    vd_arena_init(&in.scratch, SCRATCH_BYTES);
    while ((first = atomic_fetch_add(&page->next, HANDFUL)) < work->count) {
        for (size_t i = first; i < first + HANDFUL && i < work->count; i++) {
            if (how->enough && how->enough(how->user))
                break;
            page->fates[i] = (unsigned char)try_mutant(&in, work->mutants[i]);
            vd_arena_reset(&in.scratch);
        }
    }
    vd_arena_done(&in.scratch);
}

/* The processes that could be started; the caller works as well. */
static size_t start(const vd_mutate_work *work, shared *page, pid_t helpers[JOBS_MAX])
{
    size_t wanted = work->how->jobs < JOBS_MAX ? work->how->jobs : JOBS_MAX;
    size_t count = 0;

    while (count + 1 < wanted) {
        pid_t helper = fork();

        if (helper < 0)
            break;
        if (helper == 0) {
            labour(work, page);
            _exit(0);
        }
        helpers[count++] = helper;
    }
    return count;
}

static bool all_left_well(const pid_t *helpers, size_t count)
{
    bool well = true;

    for (size_t i = 0; i < count; i++) {
        int how = 0;

        well = waitpid(helpers[i], &how, 0) == helpers[i] && how == 0 && well;
    }
    return well;
}

vd_status vd_mutants_try(const vd_mutate_work *work, unsigned char **ret_fates, vd_error *err)
{
    size_t bytes = sizeof(shared) + work->count;
    unsigned char *fates = VD_NEW_ARRAY(work->load->arena, unsigned char, work->count + 1);
    shared *page = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t helpers[JOBS_MAX];
    size_t count;
    bool well;

    if (!fates || page == MAP_FAILED)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "The mutants do not fit into memory.");
    count = start(work, page, helpers);
    labour(work, page);
    well = all_left_well(helpers, count);
    memcpy(fates, page->fates, work->count);
    (void)munmap(page, bytes);
    if (!well)
        return vd_fail(err, VD_INTERNAL,
                       "A process that tried mutants died: --jobs 1 tries them in one.");
    *ret_fates = fates;
    return VD_OK;
}
