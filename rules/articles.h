/*
 * articles.h - the articles of norms with their paragraphs, and what of them is cited.
 *
 * Internal to rules/. Lifetime: of the loader.
 */
#ifndef VALEDOR_RULES_ARTICLES_H
#define VALEDOR_RULES_ARTICLES_H

#include "rules/loader.h"

/* rules/tools/coverage.h */
typedef struct vd_article_counts vd_article_counts;

/* The articles of a norm, checked. */
void vd_read_articles(vd_loader *load, const vd_yaml *norm);
/* Notes what a citation names; place is the citation's. */
void vd_note_citation(vd_loader *load, const vd_citation *citation, vd_place place);

/* Paragraphs that are neither cited nor left out, or both. */
void vd_lint_articles(vd_loader *load);
/* Articles that are cited and have no inventory. */
void vd_lint_inventories(vd_loader *load);

/* Whether a pack is counted. */
typedef bool vd_pack_filter(const void *context, uint32_t pack);
/* Of the norms of some packs, as noted citations name them: of VD_PACK_CITED or VD_PACK_CHECK. */
void vd_count_articles(vd_loader *load, vd_pack_filter *looked_at, const void *context,
                       vd_article_counts *ret_counts);

#endif
