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

/* A file of a folder of pages. */
typedef struct vd_doc_page {
    vd_str path; /* within the folder: "pe/cpp.md" */
    vd_str text;
} vd_doc_page;

/*
 * The same as a folder: README.md, a page an instrument with its texts in Spanish and English,
 * coverage.md and vocabulary.md. What is listed in coverage.yaml and coverage/ of a
 * pack is read strictly: an entry that names a rule or fact that is not there goes to diags.
 */
VD_MUST_USE vd_status vd_packs_doc_folder(vd_arena *arena, const char *const *dirs, size_t n,
                                          const vd_doc_page **ret_pages, size_t *ret_count,
                                          vd_diagnostics *diags, vd_error *err);

#endif
