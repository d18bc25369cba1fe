/*
 * doc.h - packs as a page that people read, in Markdown.
 *
 * The page depends on the packs alone: the same packs give the same bytes. Lifetime: of the arena.
 */
#ifndef VALEDOR_RULES_TOOLS_DOC_H
#define VALEDOR_RULES_TOOLS_DOC_H

#include "rules/pack.h"

/* The packs in the first of the folders; the others are what they build on. Headings are Spanish
 * unless `language` is "en". */
VD_MUST_USE vd_status vd_packs_doc(vd_arena *arena, const char *const *dirs, size_t n,
                                   vd_str language, vd_str *ret_page, vd_diagnostics *diags,
                                   vd_error *err);

#endif
