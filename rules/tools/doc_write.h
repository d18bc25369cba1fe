/*
 * doc_write.h - what the pages of the law are written with.
 *
 * Internal to rules/tools. Lifetime: of the page's arena.
 */
#ifndef VALEDOR_RULES_TOOLS_DOC_WRITE_H
#define VALEDOR_RULES_TOOLS_DOC_WRITE_H

#include "rules/loader.h"
#include "rules/pack_files.h"
#include "rules/tools/doc.h"
#include "rules/tools/page.h"

typedef struct vd_doc_writer {
    vd_page page;
    const vd_loader *load;
    vd_str language;
    bool english; /* headings and words between */
    bool both;    /* texts in Spanish and English */
} vd_doc_writer;

/* A heading or word in the page's language. */
const char *vd_doc_say(const vd_doc_writer *in, const char *es, const char *en);
/* The text in the page's language; in both, "Spanish - *English*" unless they are the same. */
vd_str vd_doc_text(const vd_doc_writer *in, const vd_text *text);
/* On one line: what a list can hold. */
void vd_doc_line(vd_doc_writer *in, vd_str text);
/* The same in a cell of a table. */
void vd_doc_cell(vd_doc_writer *in, vd_str text);
void vd_doc_day(vd_doc_writer *in, vd_date day);
/* One section with all of the rule, `index` among the program's rules. */
void vd_doc_rule(vd_doc_writer *in, size_t index);

/* The least sure of what the rule rests on. */
vd_confidence vd_doc_confidence(const vd_rule *rule);
/* "alta", "high". */
const char *vd_doc_sure(const vd_doc_writer *in, vd_confidence confidence);
/* The page of an instrument within the folder of pages, "pe/cpp.md"; NULL: "pe/other.md". */
vd_str vd_doc_page_of(const vd_doc_writer *in, const vd_rule *rule);

/* "coverage.md" and "vocabulary.md", of the packs whose folders are given. Defects of their sources
 * go to diags and give VD_INVALID_ARGUMENT. */
VD_MUST_USE vd_status vd_doc_coverage(vd_doc_writer *in, const vd_paths *folders,
                                      vd_diagnostics *diags, vd_error *err);
VD_MUST_USE vd_status vd_doc_vocabulary(vd_doc_writer *in, const vd_paths *folders,
                                        vd_diagnostics *diags, vd_error *err);

#endif
