/*
 * diff.h - what differs between two versions of packs, item by item.
 *
 * Files are only a place to write in: a rule that moved to another file is the same rule. Packs need
 * not be sound, only readable. Lifetime: of the arena given.
 */
#ifndef VALEDOR_RULES_TOOLS_DIFF_H
#define VALEDOR_RULES_TOOLS_DIFF_H

#include "rules/diagnostic.h"

typedef enum vd_change_kind { VD_ADDED, VD_REMOVED, VD_CHANGED } vd_change_kind;

/* "added", ... Static text. */
const char *vd_change_kind_name(vd_change_kind kind);

typedef struct vd_change {
    vd_change_kind kind;
    vd_str what;   /* "rule pe.cpp.x > version ley-1 > length" */
    vd_str before; /* as written, lists and mappings on one line; empty when added */
    vd_str after;
    vd_place old_place; /* line 0 when added */
    vd_place new_place;
} vd_change;

typedef struct vd_changes {
    size_t count;
    size_t room;
    vd_change *items; /* changed and removed in the order of the old one, then added */
} vd_changes;

/* VD_INVALID_ARGUMENT when a file cannot be read; diags has the defects. */
VD_MUST_USE vd_status vd_packs_diff(vd_arena *arena, const char *old_dir, const char *new_dir,
                                    vd_changes *ret_changes, vd_diagnostics *diags, vd_error *err);

#endif
