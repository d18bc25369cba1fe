/*
 * mutants.h - packs with one thing changed: what can be changed, and changing it.
 *
 * Internal to rules/tools. The change is made in the loader's own program, whose arrays it may
 * write, and taken back; nothing else reads the program meanwhile.
 */
#ifndef VALEDOR_RULES_TOOLS_MUTANTS_H
#define VALEDOR_RULES_TOOLS_MUTANTS_H

#include "rules/loader.h"

/* What a mutant belongs to: index below is a position in the program's array of these. */
typedef enum vd_owner {
    VD_OWNER_RULE,
    VD_OWNER_DEFINITION,
    VD_OWNER_PARAMETER,
    VD_OWNER_TABLE
} vd_owner;

typedef struct vd_mutant {
    vd_owner owner;
    uint32_t index;
    uint32_t part;         /* of a rule: its version, or VD_NONE; else the value or row */
    const vd_yaml *holder; /* of a parameter or table: the value or row as it is written */
    const vd_yaml *scalar; /* what is changed */
    size_t at;             /* byte of its text at which it changes */
    vd_str from;           /* that piece of it, before */
    vd_str to;             /* and after */
    bool citation;         /* the day of a citation's wording: only answers' citations show it */
    bool window;           /* of what says when it holds: a window, a period, a row's condition */
} vd_mutant;

typedef struct vd_mutants {
    size_t count;
    size_t room;
    vd_mutant *items;
} vd_mutants;

/* Every mutant of the program's rules and of what they share, in the order in which it is written.
 * False when memory ran out. */
VD_MUST_USE bool vd_mutants_find(vd_loader *load, vd_mutants *ret_mutants);

/* What a change took the place of. */
typedef struct vd_unmutated {
    vd_rule rule;
    const vd_expr *expr;
    vd_parameter parameter;
    vd_table table;
} vd_unmutated;

/* False: the mutant is no law that loads, and nothing was changed. */
bool vd_mutant_apply(vd_loader *load, const vd_mutant *mutant, vd_arena *scratch,
                     vd_unmutated *ret_before);
void vd_mutant_undo(vd_loader *load, const vd_mutant *mutant, const vd_unmutated *before);

/* Once it is applied: whether `pack check` would tell of a hole or an overlap that is not there in
 * the packs as they are (VD106, VD107, VD113, VD114, VD115). */
bool vd_mutant_opens(const vd_loader *load, const vd_mutant *mutant, const vd_unmutated *before,
                     vd_arena *scratch);

/* Where the change is written. */
vd_place vd_mutant_place(const vd_mutant *mutant);

/* By definition, parameter and table, one after the other: whether the rule comes to it, directly
 * or not; rule_count rows. A name that stands behind a dot counts for every record that has it.
 * NULL: no memory. */
bool *vd_rule_uses(vd_loader *load);
size_t vd_shared_count(const vd_loader *load);
/* The column of a mutant's owner in such a row; not for rules. */
size_t vd_shared_index(const vd_loader *load, const vd_mutant *mutant);

#endif
