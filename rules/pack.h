/*
 * pack.h - packs read from their folders, checked, and built into a program.
 *
 * docs/rule-language.md is the format. Lifetime: the program lives in the arena given. Threads:
 * any, each with an arena of its own.
 */
#ifndef VALEDOR_RULES_PACK_H
#define VALEDOR_RULES_PACK_H

#include "engine/law/program.h"
#include "rules/diagnostic.h"

/* Also what the linter knows: citations, translations, gaps, unused facts, untested rules. */
#define VD_PACK_CHECK 1u
/* With the above: notes what is not complete yet. Asks the scenarios, for the rules of which they
 * leave a side out, and looks for cited articles whose paragraphs are not declared. */
#define VD_PACK_SCENARIOS 2u
/* Notes what citations name, without the rest of VD_PACK_CHECK. */
#define VD_PACK_CITED 4u

/*
 * Loads the packs in `dirs`: a folder with a pack.yaml is a pack, a folder without one holds packs.
 * A folder that is named twice, however it is spelled, is loaded once. In place of folders `dirs`
 * may be one file that vd_compiled_write wrote, unless `flags` ask for VD_PACK_CHECK; what
 * vd_compiled_read says of it is then in err alone.
 * What is wrong goes to diags, sorted by place. VD_INVALID_ARGUMENT when there is an error among
 * them (err is the first), VD_RESOURCE_EXHAUSTED when the arena is. Warnings do not fail.
 */
VD_MUST_USE vd_status vd_packs_load(vd_arena *arena, const char *const *dirs, size_t n,
                                    unsigned flags, const vd_program **ret_program,
                                    vd_diagnostics *diags, vd_error *err);

/*
 * Sets the law of the cases that name none. Before anybody else has the program.
 * VD_INVALID_ARGUMENT: no such pack.
 */
VD_MUST_USE vd_status vd_packs_set_home(const vd_program *program, vd_str jurisdiction,
                                        vd_error *err);

#endif
