/*
 * stage.h - at which stage of the proceedings a case stands. Internal to engine/law and the loader.
 *
 * Rules are tagged with the stages that they belong to; a fact `stage` of those codes, where the
 * packs have one, says where the case is. No answer depends on it: it tells what is at hand now from
 * what belongs to another stage, so that people are asked for the former first.
 */
#ifndef VALEDOR_ENGINE_LAW_STAGE_H
#define VALEDOR_ENGINE_LAW_STAGE_H

#include "engine/law/case.h"

/* The tags, in the order of the proceedings, and NULL. */
extern const char *const vd_stage_names[];

/* The bit of a tag; 0: it is none. */
uint32_t vd_stage_bit(vd_str name);
/* The fact that says it; VD_NONE: there is none. */
uint32_t vd_stage_fact(const vd_fact *facts, size_t count);
/* The bit of the stage at `at`; 0: it is not known, or suppliers disagree. */
uint32_t vd_stage_at(const vd_program *program, const vd_case *subject, vd_instant at);

/* Rules without a tag belong to every stage, and with 0 all do. */
static inline bool vd_is_of_another_stage(const vd_rule *rule, uint32_t stage)
{
    return stage != 0 && rule->stage_bits != 0 && (rule->stage_bits & stage) == 0;
}

#endif
