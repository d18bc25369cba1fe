/*
 * explain.h - why: the tree behind a determination.
 */
#ifndef VALEDOR_ENGINE_LAW_EXPLAIN_H
#define VALEDOR_ENGINE_LAW_EXPLAIN_H

#include "engine/law/outcome.h"

/* Nodes of one tree unless the question says otherwise, and at most. */
#define VD_EXPLAIN_NODES 2000
#define VD_EXPLAIN_NODES_MAX 100000

/* The tree for the rule at the run's instant and record; NULL when the arena is exhausted. Beyond
 * `limit` nodes (0: VD_EXPLAIN_NODES) it is cut, and *ret_cut says how many were left out. */
const vd_explanation *vd_explain(vd_run *run, const vd_variant *variant, const vd_outcome *outcome,
                                 size_t limit, size_t *ret_cut);

/* "for", "against", "open", or "" for what decides nothing by itself. Static text. */
const char *vd_effect_name(vd_effect effect);

#endif
