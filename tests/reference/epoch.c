#include "tests/reference/epoch.h"

#define DAY 86400

static void sooner(vd_instant *epoch, const vd_zone *zone, const vd_instance *instance,
                   const vd_record_type *type, const vd_program *program)
{
    for (uint32_t f = 0; f < type->fact_count; f++) {
        const vd_cell *cell = &instance->cells[program->facts[type->facts[f]].field];

        for (uint32_t i = 0; i < cell->count; i++) {
            const vd_statement *said = &cell->statements[i];
            vd_instant at = VD_FOREVER;

            if (said->presence == VD_PRESENT && said->value.kind == VD_DATE)
                at = vd_zone_start_of(zone, said->value.u.date);
            if (said->presence == VD_PRESENT && said->value.kind == VD_DATE_TIME) {
                const vd_clock *clock = said->value.u.clock;

                at = clock->date * DAY + clock->nanos / 1000000000 - clock->offset;
            }
            if (at < *epoch)
                *epoch = at;
            if (said->from != VD_LONG_AGO && said->from < *epoch)
                *epoch = said->from;
        }
    }
}

vd_instant ref_epoch(const vd_program *program, const vd_case *subject)
{
    vd_instant epoch = VD_FOREVER;

    sooner(&epoch, program->zone, &subject->root, &program->records[0], program);
    for (uint32_t r = 1; r < program->record_count; r++)
        for (uint32_t i = 0; i < subject->records[r].count; i++)
            sooner(&epoch, program->zone, &subject->records[r].items[i], &program->records[r],
                   program);
    return epoch;
}
