/*
 * build.h - the parts of messages that several answers have in common.
 *
 * Internal to codec/. A builder remembers when the arena ran out, so that each field is one
 * statement and the caller asks once, at the end. Until then texts that did not fit are empty and
 * lists that did not fit have no items, so nothing is ever half set.
 */
#ifndef VALEDOR_CODEC_BUILD_H
#define VALEDOR_CODEC_BUILD_H

#include "engine/law/assess.h"

#include "valedor/v1/advice.pb-c.h"

typedef struct vd_builder {
    vd_arena *arena;
    const vd_program *program;
    const vd_zone *zone;
    vd_str language;
    bool exhausted;
    const bool *sees; /* by pack: those to name; NULL: all */
} vd_builder;

void *vd_build_take(vd_builder *b, size_t count, size_t size);
#define VD_BUILD(b, type) ((type *)vd_build_take((b), 1, sizeof(type)))

static inline bool vd_build_english(const vd_builder *b)
{
    return vd_str_eq(b->language, VD_STR("en"));
}

/* Text of static storage. */
static inline char *vd_build_word(const char *name)
{
    return (char *)name;
}

char *vd_build_text(vd_builder *b, vd_str text);
char *vd_build_local(vd_builder *b, const vd_text *text);
char *vd_build_date(vd_builder *b, vd_date date);
/* Empty for "always" and "never". */
char *vd_build_instant(vd_builder *b, vd_instant instant);
/* What begins with a day is told as that day. */
char *vd_build_day_or_instant(vd_builder *b, vd_instant instant);
Valedor__V1__Citation *vd_build_citation(vd_builder *b, const vd_citation *cite);
Valedor__V1__Citation **vd_build_citations(vd_builder *b, const vd_citations *cites,
                                           size_t *ret_count);
/* NULL when there is none. */
Valedor__V1__Due *vd_build_due(vd_builder *b, const vd_dates *dates);
Valedor__V1__EligibleFrom *vd_build_eligible(vd_builder *b, const vd_dates *dates);
Valedor__V1__Alternative **vd_build_alternatives(vd_builder *b, const vd_alternative *said,
                                                 size_t count, size_t *ret_count);
Valedor__V1__MissingFact *vd_build_missing_fact(vd_builder *b, const vd_missing_fact *said);
Valedor__V1__MissingFact **vd_build_missing(vd_builder *b, const vd_missing_fact *said,
                                            size_t count, size_t *ret_count);
Valedor__V1__PackRef **vd_build_packs(vd_builder *b, size_t *ret_count);
/* "deadline", "benefit", "guideline". */
char *vd_build_kind(vd_rule_kind kind);
char *vd_build_title(vd_builder *b, const vd_determination *said);

#endif
