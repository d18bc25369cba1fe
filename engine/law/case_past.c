#include "engine/law/case.h"

#include "engine/time/iso.h"

static bool lies_ahead(const vd_zone *zone, const vd_value *value, vd_instant now)
{
    if (value->kind == VD_DATE)
        return value->u.date > vd_zone_date(zone, now);
    return value->kind == VD_DATE_TIME && value->u.clock->has_offset &&
           vd_clock_instant(value->u.clock) > now;
}

static vd_status refuse(const vd_fact *fact, const vd_instance *instance, const vd_zone *zone,
                        const vd_value *value, vd_error *err)
{
    vd_date date = value->kind == VD_DATE ? value->u.date
                                          : vd_zone_date(zone, vd_clock_instant(value->u.clock));
    char day[VD_ISO_TEXT];

    day[vd_iso_print_date(date, day)] = '\0';
    return vd_fail(err, VD_INVALID_ARGUMENT,
                   "%.*s%s%.*s%s: %s is still to come, and this can only have happened already; "
                   "correct the date.",
                   VD_STR_ARGS(fact->id), instance->id.len ? " (" : "", VD_STR_ARGS(instance->id),
                   instance->id.len ? ")" : "", day);
}

static vd_status check(const vd_program *program, const vd_zone *zone, const vd_instance *instance,
                       uint32_t record, vd_instant now, vd_error *err)
{
    const vd_record_type *type = &program->records[record];

    for (uint32_t field = 0; field < type->fact_count; field++) {
        const vd_fact *fact = &program->facts[type->facts[field]];
        const vd_cell *cell = &instance->cells[field];

        for (uint32_t i = 0; fact->past && i < cell->count; i++)
            if (cell->statements[i].presence == VD_PRESENT &&
                lies_ahead(zone, &cell->statements[i].value, now))
                return refuse(fact, instance, zone, &cell->statements[i].value, err);
    }
    return VD_OK;
}

vd_status vd_case_check_past(const vd_program *program, const vd_case *subject, vd_instant now,
                             vd_error *err)
{
    vd_instance root = subject->root;
    vd_status status;

    root.id = (vd_str){"", 0};
    status = check(program, subject->zone, &root, 0, now, err);
    for (uint32_t record = 1; record < program->record_count && !status; record++)
        for (uint32_t i = 0; i < subject->records[record].count && !status; i++)
            status =
                check(program, subject->zone, &subject->records[record].items[i], record, now, err);
    return status;
}
