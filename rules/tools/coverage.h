/*
 * coverage.h - what of the law the scenarios of packs come to.
 *
 * Lifetime: of the arena given. Threads: one at a time.
 */
#ifndef VALEDOR_RULES_TOOLS_COVERAGE_H
#define VALEDOR_RULES_TOOLS_COVERAGE_H

#include "engine/law/assess.h"
#include "rules/pack.h"

typedef enum vd_point_kind {
    VD_POINT_VERSION,   /* an answer rests on it */
    VD_POINT_EXCEPTION, /* its condition holds, in such a version */
    VD_POINT_READING,   /* the headline, or named among the alternatives that are expected */
    VD_POINT_ITEM,      /* a requirement or bar that decides an answer */
    VD_POINT_ROW,       /* a row of a table that matches */
    VD_POINT_COUNT
} vd_point_kind;

/* "version", ... Static text. */
const char *vd_point_kind_name(vd_point_kind kind);

/* Something that scenarios should come to. */
typedef struct vd_point {
    vd_point_kind kind;
    vd_str owner; /* the rule, or the table */
    vd_str name;  /* "ley-30076", "ley-30076.terrorism", "row 3" */
    vd_place place;
    size_t count; /* expectations that come to it */
} vd_point;

typedef struct vd_rule_coverage {
    const vd_rule *rule;
    size_t expectations;
    unsigned statuses; /* bits 1 << vd_verdict */
    bool positive;
    bool negative;
    bool unknown;
    bool boundary;       /* asked within a day of a change, or its date is expected */
    bool needs_boundary; /* something of it is dated */
} vd_rule_coverage;

/* Of norms; articles are those that are cited, of norms whose text is at hand. */
typedef struct vd_article_counts {
    size_t norms;
    size_t norms_unavailable;
    size_t articles;
    size_t articles_declared; /* with their paragraphs */
    size_t paragraphs;        /* of declared articles: those cited, ... */
    size_t paragraphs_cited;
    size_t paragraphs_within; /* not by themselves: their article is cited whole */
    size_t paragraphs_left_out;
} vd_article_counts;

typedef struct vd_coverage_report {
    size_t scenario_count;
    size_t expectation_count;
    size_t point_count;
    vd_point *points; /* by rule, version and line; then tables */
    size_t rule_count;
    vd_rule_coverage *rules;
    size_t totals[VD_POINT_COUNT];
    size_t reached[VD_POINT_COUNT];
    vd_article_counts articles; /* of vd_packs_cover */
} vd_coverage_report;

/* Malformed packs and scenarios go to diags and give VD_INVALID_ARGUMENT. */
VD_MUST_USE vd_status vd_packs_cover(vd_arena *arena, const char *const *dirs, size_t n,
                                     vd_coverage_report *ret_report, vd_diagnostics *diags,
                                     vd_error *err);

typedef struct vd_loader vd_loader;
/* The same for packs that are open, by the scenarios of the packs that `dir` is or holds. */
VD_MUST_USE vd_status vd_cover(vd_loader *load, const char *dir, vd_coverage_report *ret_report,
                               vd_diagnostics *diags, vd_error *err);

/* "negative, boundary": the sides of the rule that no scenario shows; "any" when none speaks of it,
 * empty when it has them all. */
vd_str vd_rule_lacks(vd_arena *arena, const vd_rule_coverage *rule);

#endif
