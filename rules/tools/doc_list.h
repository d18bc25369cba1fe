/*
 * doc_list.h - the lists beside a pack that say what of the law it models.
 *
 * A file coverage.yaml, or each file of a folder coverage/, is a list of entries, at its root or
 * under `entries`: {id, title, rules: [...]}, or {id, title, reason} for what is not modelled. The
 * file vocabulary.yaml says of names of facts {name, facts: [...]} or {name, reason}, perhaps with
 * derived, source, supplier and sensitivity. Internal to rules/tools. Lifetime: of the arena.
 */
#ifndef VALEDOR_RULES_TOOLS_DOC_LIST_H
#define VALEDOR_RULES_TOOLS_DOC_LIST_H

#include "rules/loader.h"

typedef struct vd_doc_entry {
    vd_str id;
    vd_str title;
    vd_str reason;
    vd_str derived; /* the expression that gives it */
    vd_str source;  /* where it is found */
    vd_str supplier;
    vd_str sensitivity;
    size_t target_count;
    const vd_yaml *const *targets; /* scalars: ids of rules or of facts */
} vd_doc_entry;

typedef struct vd_doc_list {
    vd_str name;  /* "benefits"; "coverage" for coverage.yaml */
    vd_str about; /* the comment that the file begins with */
    uint32_t pack;
    size_t count;
    const vd_doc_entry *entries;
} vd_doc_list;

/* The lists of the pack in `folder`, in the order of their names; those of facts, in the file
 * vocabulary.yaml, or the others, of rules. */
VD_MUST_USE vd_status vd_doc_lists(const vd_loader *load, uint32_t pack, bool facts,
                                   vd_diagnostics *diags, vd_doc_list **ret_lists,
                                   size_t *ret_count);

#endif
