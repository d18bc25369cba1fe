/*
 * explain.h - why: the tree behind a determination.
 */
#ifndef VALEDOR_ENGINE_LAW_EXPLAIN_H
#define VALEDOR_ENGINE_LAW_EXPLAIN_H

#include "engine/law/outcome.h"

/* The tree for the rule at the run's instant and record; NULL when the arena is exhausted. */
const vd_explanation *vd_explain(vd_run *run, const vd_variant *variant, const vd_outcome *outcome);

#endif
