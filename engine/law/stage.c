#include "engine/law/stage.h"

const char *const vd_stage_names[] = {"police_detention",     "preliminary", "preparatory",
                                      "intermediate",         "trial",       "appeal",
                                      "sentence_enforcement", NULL};

uint32_t vd_stage_bit(vd_str name)
{
    for (uint32_t i = 0; vd_stage_names[i]; i++)
        if (vd_str_eq(name, vd_str_of(vd_stage_names[i])))
            return UINT32_C(1) << i;
    return 0;
}

static bool says_the_stage(const vd_fact *fact)
{
    if (fact->record != 0 || !vd_str_eq(fact->id, VD_STR("stage")) || fact->type->code_count == 0)
        return false;
    for (size_t i = 0; i < fact->type->code_count; i++)
        if (vd_stage_bit(fact->type->codes[i]) == 0)
            return false;
    return true;
}

uint32_t vd_stage_fact(const vd_fact *facts, size_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (says_the_stage(&facts[i]))
            return i;
    return VD_NONE;
}

uint32_t vd_stage_at(const vd_program *program, const vd_case *subject, vd_instant at)
{
    const vd_cell *cell;
    uint32_t stage = 0;

    if (program->stage_fact == VD_NONE)
        return 0;
    cell = &subject->root.cells[program->facts[program->stage_fact].field];
    for (uint32_t i = 0; i < cell->count; i++) {
        const vd_statement *said = &cell->statements[i];
        uint32_t bit;

        if (at < said->from || at >= said->until)
            continue;
        bit = said->presence == VD_PRESENT ? vd_stage_bit(said->value.u.string) : 0;
        if (bit == 0 || (stage != 0 && stage != bit))
            return 0;
        stage = bit;
    }
    return stage;
}
