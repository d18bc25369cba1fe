#include "engine/law/program.h"

const char *vd_supplier_name(vd_supplier supplier)
{
    static const char *const names[] = {"defender",     "judiciary", "prosecution", "police",
                                        "penitentiary", "consulate", "expert"};

    return names[supplier];
}

uint32_t vd_program_fact(const vd_program *program, vd_str id)
{
    for (uint32_t i = 0; i < program->fact_count; i++)
        if (vd_str_eq(program->facts[i].id, id))
            return i;
    return VD_NONE;
}

uint32_t vd_program_record(const vd_program *program, vd_str list_or_id)
{
    for (uint32_t i = 1; i < program->record_count; i++)
        if (vd_str_eq(program->records[i].list, list_or_id) ||
            vd_str_eq(program->records[i].id, list_or_id))
            return i;
    return VD_NONE;
}

uint32_t vd_program_rule(const vd_program *program, vd_str id)
{
    for (uint32_t i = 0; i < program->rule_count; i++)
        if (vd_str_eq(program->rules[i].id, id))
            return i;
    return VD_NONE;
}

const vd_calendar *vd_program_calendar(const vd_program *program, vd_str id)
{
    for (size_t i = 0; i < program->calendar_count; i++)
        if (vd_str_eq(vd_calendar_id(program->calendars[i]), id))
            return program->calendars[i];
    return NULL;
}

uint32_t vd_program_pack(const vd_program *program, vd_str id)
{
    for (uint32_t i = 0; i < program->pack_count; i++)
        if (vd_str_eq(program->packs[i].id, id))
            return i;
    return VD_NONE;
}

uint32_t vd_program_pack_of(const vd_program *program, vd_str id)
{
    const char *dot = id.len ? memchr(id.ptr, '.', id.len) : NULL;

    return dot ? vd_program_pack(program, (vd_str){id.ptr, (size_t)(dot - id.ptr)}) : VD_NONE;
}

bool vd_program_is_leaf(const vd_program *program, uint32_t pack)
{
    for (uint32_t i = 0; i < program->pack_count; i++)
        if (i != pack && program->packs[i].sees[pack])
            return false;
    return true;
}
