/*
 * What names mean at run time: facts with their periods and suppliers, records, definitions,
 * parameters and tables.
 *
 * Definitions of the case's own scope are evaluated once for each instant and world, because many
 * rules ask for the same ones; those of a record are not, because they differ by record.
 */
#include "engine/law/run.h"

#include <valedor/limits.h>

#include "engine/ratio.h"
#include "engine/time/iso.h"

#define MAX_DEFINITION_DEPTH 32

static vd_run *run_of(vd_frame *frame)
{
    return frame->user;
}

static vd_value out_of_memory(void)
{
    return vd_faulty(VD_FAULT_MEMORY, "the request's memory is exhausted");
}

static vd_value missing(vd_run *run, const vd_instance *instance, uint32_t fact, vd_why why)
{
    vd_missing *leaf = VD_NEW(run->frame.arena, vd_missing);

    if (!leaf)
        return out_of_memory();
    *leaf = (vd_missing){
        .record = instance == &run->subject->root ? NULL : instance, .fact = fact, .why = why};
    return vd_unknown(leaf);
}

static bool same_statement(const vd_statement *a, const vd_statement *b)
{
    return a->presence == b->presence &&
           (a->presence != VD_PRESENT || vd_value_same(&a->value, &b->value));
}

/* Which of the disputed values this world takes: notes the dispute when it is new. */
static uint32_t choice_of(vd_run *run, const vd_instance *instance, uint32_t fact,
                          const vd_cell *cell, uint32_t values)
{
    for (size_t i = 0; i < run->dispute_count; i++)
        if (run->disputes[i].cell == cell) {
            if (run->disputes[i].values < values)
                run->disputes[i].values = values;
            return run->disputes[i].choice;
        }
    if (run->dispute_count == VD_MAX_DISPUTES) {
        run->too_many_disputes = true;
        return 0;
    }
    run->disputes[run->dispute_count++] = (vd_dispute){
        .cell = cell,
        .fact = fact,
        .instance = instance == &run->subject->root ? (vd_str){"", 0} : instance->id,
        .values = values,
    };
    return 0;
}

static vd_value value_of(vd_run *run, const vd_instance *instance, uint32_t fact,
                         const vd_statement *said)
{
    switch (said->presence) {
    case VD_PRESENT:
        return said->value;
    case VD_ABSENT:
        return vd_null();
    case VD_UNKNOWABLE:
        return missing(run, instance, fact, VD_WHY_UNKNOWABLE);
    case VD_WITHHELD:
        return missing(run, instance, fact, VD_WHY_WITHHELD);
    }
    return vd_null();
}

/* The n-th different statement in force at `at`, and how many there are. */
static const vd_statement *statement_at(const vd_cell *cell, vd_instant at, uint32_t n,
                                        uint32_t *ret_values, vd_instant *ret_until)
{
    const vd_statement *found = NULL;
    const vd_statement *different[8];
    uint32_t values = 0;

    *ret_until = VD_FOREVER;
    for (uint32_t i = 0; i < cell->count; i++) {
        const vd_statement *said = &cell->statements[i];
        vd_instant edge = said->from > at ? said->from : said->until;
        bool known = false;

        if (edge > at && edge < *ret_until)
            *ret_until = edge;
        if (said->from > at || said->until <= at)
            continue;
        for (uint32_t k = 0; k < values; k++)
            known = known || same_statement(different[k], said);
        if (known || values == 8)
            continue;
        if (values == n || !found)
            found = said;
        different[values++] = said;
    }
    *ret_values = values;
    return found;
}

static void note_read(vd_run *run, const vd_instance *instance, uint32_t fact, vd_value value)
{
    vd_trace *trace = run->trace;

    for (size_t i = 0; i < trace->count; i++)
        if (trace->reads[i].instance == instance && trace->reads[i].fact == fact)
            return;
    if (trace->count < sizeof trace->reads / sizeof *trace->reads)
        trace->reads[trace->count++] = (vd_read){instance, fact, value};
}

static vd_value read_fact(vd_run *run, const vd_instance *instance, uint32_t fact)
{
    const vd_cell *cell = &instance->cells[run->program->facts[fact].field];
    const vd_statement *said;
    uint32_t values;
    vd_instant until;
    vd_value value;

    if (cell->count == 1 && cell->statements->from == VD_LONG_AGO &&
        cell->statements->until == VD_FOREVER)
        return value_of(run, instance, fact, cell->statements);
    if (cell->count == 0)
        return missing(run, instance, fact, VD_WHY_ASK);
    said = statement_at(cell, run->frame.at, 0, &values, &until);
    if (values > 1)
        said = statement_at(cell, run->frame.at, choice_of(run, instance, fact, cell, values),
                            &values, &until);
    value = said ? value_of(run, instance, fact, said) : missing(run, instance, fact, VD_WHY_ASK);
    value.until = until;
    return value;
}

static vd_value fact_value(vd_run *run, const vd_instance *instance, uint32_t fact)
{
    vd_value value = read_fact(run, instance, fact);

    if (run->trace)
        note_read(run, instance, fact, value);
    return value;
}

static vd_value definition_value(vd_run *run, uint32_t index, const vd_instance *at_hand)
{
    const vd_definition *definition = &run->program->definitions[index];
    const vd_instance *current = run->current;
    const vd_value *base = run->base;
    bool kept = definition->record == 0;
    vd_value value;

    if (kept && !run->trace && run->memos[index].generation == run->generation)
        return run->memos[index].value;
    if (run->depth == MAX_DEFINITION_DEPTH)
        return vd_faulty(VD_FAULT_STEPS, "definitions are nested too deeply");
    run->depth++;
    run->current = at_hand;
    run->base = NULL;
    value = vd_feel_eval(definition->expr, &run->frame);
    run->base = base;
    run->current = current;
    run->depth--;
    if (kept)
        run->memos[index] = (vd_memo){run->generation, value};
    return value;
}

static vd_value parameter_value(vd_run *run, const vd_parameter *parameter)
{
    vd_date today = run->frame.today;
    vd_value value = vd_faulty(VD_FAULT_COVERAGE, "the parameter has no value for this day");

    for (size_t i = 0; i < parameter->count; i++) {
        const vd_parameter_value *row = &parameter->values[i];
        bool now = row->from <= today && today < row->until;
        vd_date edge = now ? row->until : row->from;

        if (now) {
            value.kind = row->value.kind;
            value.u = row->value.u;
        }
        if (edge > today && edge != VD_FOREVER) {
            vd_instant at = vd_zone_start_of(run->frame.zone, edge);

            value.until = at < value.until ? at : value.until;
        }
    }
    return value;
}

static vd_value load(vd_frame *frame, uint32_t ref)
{
    vd_run *run = run_of(frame);
    uint32_t index = VD_REF_INDEX(ref);

    switch (VD_REF_KIND(ref)) {
    case VD_REF_FACT:
        return fact_value(run, &run->subject->root, index);
    case VD_REF_RECORD:
        if (run->current && run->current->record == index)
            return (vd_value){
                .kind = VD_RECORD, .until = VD_FOREVER, .u = {.record = run->current}};
        return vd_faulty(VD_FAULT_DOMAIN, "no such record is at hand");
    case VD_REF_LIST:
        return run->subject->lists[index];
    case VD_REF_DEFINITION:
        return definition_value(run, index, NULL);
    case VD_REF_PARAMETER:
        return parameter_value(run, &run->program->parameters[index]);
    case VD_REF_BASE:
        return run->base ? *run->base : vd_null();
    case VD_REF_TABLE:
        break;
    }
    return vd_faulty(VD_FAULT_DOMAIN, "a table is called, not read");
}

static vd_value load_field(vd_frame *frame, const void *record, uint32_t field)
{
    vd_run *run = run_of(frame);
    const vd_instance *instance = record;
    const vd_record_type *type = &run->program->records[instance->record];

    if (field < type->fact_count)
        return fact_value(run, instance, type->facts[field]);
    return definition_value(run, type->definitions[field - type->fact_count], instance);
}

static bool order_holds(const vd_value *low, const vd_value *x, bool inclusive)
{
    if (low->kind == VD_DATE && x->kind == VD_DATE)
        return inclusive ? low->u.date <= x->u.date : low->u.date < x->u.date;
    if (low->kind == VD_NUMBER && x->kind == VD_NUMBER) {
        int order = vd_ratio_cmp(low->u.number, x->u.number);

        return inclusive ? order <= 0 : order < 0;
    }
    return false;
}

static bool cell_matches(const vd_table_cell *cell, const vd_value *argument)
{
    for (size_t i = 0; i < cell->count; i++) {
        const vd_value *wanted = &cell->values[i];
        const vd_range *range = wanted->u.range;

        if (wanted->kind != VD_RANGE) {
            if (vd_value_same(wanted, argument))
                return true;
            continue;
        }
        if ((range->low.kind == VD_NULL || order_holds(&range->low, argument, range->low_in)) &&
            (range->high.kind == VD_NULL || order_holds(argument, &range->high, range->high_in)))
            return true;
    }
    return cell->count == 0;
}

static vd_value look_up(const vd_table *table, const vd_value *args, size_t count)
{
    for (size_t r = 0; r < table->row_count; r++) {
        bool matches = true;

        for (size_t i = 0; i < count && matches; i++)
            matches = cell_matches(&table->rows[r].cells[i], &args[i]);
        if (matches)
            return table->rows[r].value;
    }
    return table->outside_refused
               ? vd_faulty(VD_FAULT_COVERAGE, "no row of the table covers these arguments")
               : vd_null();
}

/* Whether the value is one that every row treats alike, so that not knowing it does not matter. */
static bool input_matters(const vd_table *table, size_t input)
{
    for (size_t r = 0; r < table->row_count; r++)
        if (table->rows[r].cells[input].count > 0)
            return true;
    return false;
}

static vd_value call(vd_frame *frame, uint32_t ref, const vd_value *args, size_t count)
{
    vd_run *run = run_of(frame);
    const vd_table *table = &run->program->tables[VD_REF_INDEX(ref)];
    const vd_missing *unknown = NULL;
    vd_instant until = VD_FOREVER;
    vd_value value;

    for (size_t i = 0; i < count; i++) {
        vd_instant next;

        if (args[i].kind == VD_ERROR)
            return args[i];
        if (!input_matters(table, i))
            continue;
        until = args[i].until < until ? args[i].until : until;
        if (args[i].kind == VD_UNKNOWN)
            unknown = vd_missing_join(frame->arena, unknown, args[i].u.missing);
        if (args[i].motion) {
            next = args[i].motion->pace == VD_PACE_DAILY
                       ? vd_zone_start_of(frame->zone, frame->today + 1)
                       : frame->at + 1;
            until = next < until ? next : until;
        }
    }
    value = unknown ? vd_unknown(unknown) : look_up(table, args, count);
    value.until = until;
    return value;
}

bool vd_run_init(vd_run *run, vd_arena *arena, const vd_program *program, const vd_case *subject)
{
    *run = (vd_run){
        .frame = {.arena = arena,
                  .zone = program->zone,
                  .zones = program->zones,
                  .load = load,
                  .field = load_field,
                  .call = call},
        .program = program,
        .subject = subject,
    };
    run->frame.user = run;
    run->memos = VD_NEW_ARRAY(arena, vd_memo, program->definition_count);
    return run->memos != NULL;
}

void vd_run_forget(vd_run *run)
{
    run->generation++;
    run->frame.steps_left = VD_EXPR_STEPS_MAX;
}

void vd_run_at(vd_run *run, vd_instant at, vd_date earned_on)
{
    run->frame.at = at;
    run->frame.today = vd_zone_date(run->frame.zone, at);
    run->frame.earning_goes_on = earned_on == VD_NO_DATE || run->frame.today < earned_on;
    run->frame.earned_until = run->frame.earning_goes_on ? run->frame.today : earned_on;
    vd_run_forget(run);
}

vd_value vd_run_eval(vd_run *run, const vd_expr *expr)
{
    return vd_feel_eval(expr, &run->frame);
}

vd_instant vd_moment_of_clock(const vd_zone *zone, const vd_clock *clock)
{
    return clock->has_offset ? vd_clock_instant(clock)
                             : vd_zone_instant(zone, clock->date, clock->nanos);
}

bool vd_run_moment(const vd_run *run, const vd_value *value, vd_instant *ret_instant)
{
    if (value->kind == VD_DATE)
        *ret_instant = vd_zone_start_of(run->frame.zone, value->u.date);
    else if (value->kind == VD_DATE_TIME)
        *ret_instant = vd_moment_of_clock(run->frame.zone, value->u.clock);
    else
        return false;
    return true;
}
