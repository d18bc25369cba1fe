#include "tests/reference/laws.h"

static bool is_by_due(vd_criterion criterion)
{
    return criterion == VD_BEST_EARLIEST_DUE || criterion == VD_BEST_LATEST_DUE;
}

static bool is_vague(vd_verdict status)
{
    return status == VD_UNKNOWN_STATUS || status == VD_UNDECIDABLE;
}

void ref_weigh_law(ref_laws *l, vd_arena *arena, vd_criterion criterion, ref_outcome one, bool sure)
{
    bool latest = criterion == VD_BEST_LATEST_DUE;

    l->best.doubtful |= one.doubtful;
    l->missing = ref_set_join(arena, l->missing, one.missing);
    if (is_by_due(criterion)) {
        bool better = one.has_due && l->has_best && l->best.has_due &&
                      (latest ? one.due > l->best.due : one.due < l->best.due);

        l->all_due = (!l->has_best || l->all_due) && one.has_due && !one.due_doubtful;
        l->unsure |= !sure;
        if (!l->has_best || better) {
            one.doubtful |= l->best.doubtful;
            l->best = one;
        }
        l->has_best = true;
        return;
    }
    l->open |= one.status == VD_YES && sure;
    l->no |= one.status == VD_NO;
    l->unsure |= (one.status == VD_YES && !sure) || is_vague(one.status);
    l->troubled |= one.status == VD_OUT_OF_COVERAGE || one.status == VD_CONFLICT;
}

ref_outcome ref_best_of_laws(const ref_laws *l, vd_criterion criterion)
{
    ref_outcome out = l->best;

    if (is_by_due(criterion)) { /* what has no due date for sure is left to the scenarios */
        out.doubtful |= !l->all_due || l->unsure || out.due_doubtful;
        return out;
    }
    out = (ref_outcome){.status = l->no ? VD_NO : VD_NOT_APPLICABLE};
    if (l->open)
        out.status = VD_YES;
    else if (l->unsure && l->missing.count > 0)
        out = ref_not_known(l->missing);
    else if (l->uncovered && !l->unsure && !l->troubled)
        out.status = VD_OUT_OF_COVERAGE;
    else if (l->unsure || l->unmodelled || l->uncovered || l->troubled)
        out.doubtful = true; /* which of several troubles is told */
    out.doubtful |= l->best.doubtful;
    return out;
}
