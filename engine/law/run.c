/*
 * What names mean at run time: facts with their periods and suppliers, records, definitions,
 * parameters and tables.
 *
 * Definitions are evaluated once for each instant and world, because many rules ask for the same
 * ones, and along a walk only when what they were worth no longer holds.
 */
#include "engine/law/outcome.h"
#include "engine/law/table.h"

#include <valedor/limits.h>

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

/* Whether the n-th statement is the first of its supplier. */
static bool introduces(const vd_cell *cell, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (cell->statements[i].supplier == cell->statements[n].supplier)
            return false;
    return true;
}

static uint32_t count_suppliers(const vd_cell *cell)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < cell->count; i++)
        count += introduces(cell, i);
    return count;
}

vd_supplier vd_dispute_supplier(const vd_dispute *dispute)
{
    uint32_t passed = 0;

    for (uint32_t i = 0; i < dispute->cell->count; i++)
        if (introduces(dispute->cell, i) && passed++ == dispute->choice)
            return dispute->cell->statements[i].supplier;
    return dispute->cell->statements->supplier;
}

/* Whose word this world takes on a disputed fact: notes the dispute when it is new. */
static vd_supplier believed(vd_run *run, const vd_instance *instance, uint32_t fact,
                            const vd_cell *cell)
{
    run->disputes_read++;
    for (size_t i = 0; i < run->dispute_count; i++)
        if (run->disputes[i].cell == cell)
            return vd_dispute_supplier(&run->disputes[i]);
    if (run->dispute_count == VD_MAX_DISPUTES) {
        run->too_many_disputes = true;
        return cell->statements->supplier;
    }
    run->disputes[run->dispute_count] = (vd_dispute){
        .cell = cell,
        .fact = fact,
        .instance = instance == &run->subject->root ? (vd_str){"", 0} : instance->id,
        .values = count_suppliers(cell),
    };
    return vd_dispute_supplier(&run->disputes[run->dispute_count++]);
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

static bool in_force(const vd_statement *said, vd_instant at)
{
    return said->from <= at && at < said->until;
}

/* The first statement in force at `at`, whether another one differs, and until when it is so. */
static const vd_statement *statement_at(const vd_cell *cell, vd_instant at, bool *ret_disputed,
                                        vd_instant *ret_until)
{
    const vd_statement *found = NULL;

    *ret_disputed = false;
    *ret_until = VD_FOREVER;
    for (uint32_t i = 0; i < cell->count; i++) {
        const vd_statement *said = &cell->statements[i];
        vd_instant edge = said->from > at ? said->from : said->until;

        if (edge > at && edge < *ret_until)
            *ret_until = edge;
        if (!in_force(said, at))
            continue;
        if (!found)
            found = said;
        else if (!same_statement(found, said))
            *ret_disputed = true;
    }
    return found;
}

/* What the supplier says at `at`; `otherwise` when he does not speak of that time. */
static const vd_statement *word_of(const vd_cell *cell, vd_supplier supplier, vd_instant at,
                                   const vd_statement *otherwise)
{
    for (uint32_t i = 0; i < cell->count; i++)
        if (cell->statements[i].supplier == supplier && in_force(&cell->statements[i], at))
            return &cell->statements[i];
    return otherwise;
}

static void note_read(vd_trace *trace, const vd_instance *instance, uint32_t fact, vd_value value)
{
    for (size_t i = 0; i < trace->count; i++)
        if (trace->reads[i].instance == instance && trace->reads[i].fact == fact)
            return;
    if (trace->count < trace->room)
        trace->reads[trace->count++] = (vd_read){instance, fact, value};
    else
        trace->left_out++;
}

static vd_value read_fact(vd_run *run, const vd_instance *instance, uint32_t fact)
{
    const vd_cell *cell = &instance->cells[run->program->facts[fact].field];
    const vd_statement *said;
    bool disputed;
    vd_instant until;
    vd_value value;

    if (cell->count == 1 && cell->statements->from == VD_LONG_AGO &&
        cell->statements->until == VD_FOREVER)
        return value_of(run, instance, fact, cell->statements);
    if (cell->count == 0)
        return missing(run, instance, fact, VD_WHY_ASK);
    said = statement_at(cell, run->frame.at, &disputed, &until);
    if (disputed)
        said = word_of(cell, believed(run, instance, fact, cell), run->frame.at, said);
    value = said ? value_of(run, instance, fact, said) : missing(run, instance, fact, VD_WHY_ASK);
    value.until = until;
    return value;
}

static vd_value fact_value(vd_run *run, const vd_instance *instance, uint32_t fact)
{
    vd_value value = read_fact(run, instance, fact);

    if (run->trace)
        note_read(run->trace, instance, fact, value);
    return value;
}

/* Stands still and holds no pointer: it may be used until its until, wherever its memory went. */
static bool is_lasting(const vd_value *value)
{
    switch (value->kind) {
    case VD_NULL:
    case VD_BOOL:
    case VD_NUMBER:
    case VD_DATE:
    case VD_DAYS:
    case VD_MONTHS:
    case VD_SPAN:
        return value->motion == NULL;
    default:
        return false;
    }
}

static bool lasts(const vd_run *run, const vd_memo *memo)
{
    return is_lasting(&memo->value) && memo->at <= run->frame.at &&
           run->frame.at < memo->value.until;
}

/* Expressions cannot see that earnings stop there. */
static vd_value to_remember(const vd_run *run, vd_value value)
{
    vd_date earned_on = run->memos->earned_on;

    if (earned_on != VD_NO_DATE && run->frame.today < earned_on)
        value.until = vd_sooner(value.until, vd_zone_start_of(run->frame.zone, earned_on));
    return value;
}

static bool remembers(const vd_run *run, const vd_memo *memo, const vd_instance *at_hand)
{
    if (memo->world != run->memos->world || memo->instance != at_hand)
        return false;
    return memo->generation == run->memos->generation || lasts(run, memo);
}

/* Sets frame.earnings_read to whether the definition did. */
static vd_value work_out(vd_run *run, uint32_t index, const vd_instance *at_hand)
{
    const vd_instance *current = vd_run_hand(run);
    const vd_value *base = run->base;
    vd_value value;

    if (run->depth == MAX_DEFINITION_DEPTH)
        return vd_faulty(VD_FAULT_STEPS, "definitions are nested too deeply");
    if (run->definitions_read)
        run->definitions_read[index] = true;
    run->depth++;
    vd_run_take(run, at_hand);
    run->base = NULL;
    run->frame.earnings_read = false;
    value = vd_feel_eval(run->program->definitions[index].expr, &run->frame);
    run->base = base;
    vd_run_take(run, current);
    run->depth--;
    return value;
}

struct vd_noted {
    bool filled;
    vd_memo memo; /* of its generation alone */
    const vd_read *reads;
    size_t count;
};

/* The outer trace goes on where the inner one began: it takes over what it does not have yet. */
static void take_over(vd_trace *outer, const vd_read *reads, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        vd_read one = reads[i];

        note_read(outer, one.instance, one.fact, one.value);
    }
}

static void remember_noted(vd_run *run, uint32_t index, const vd_instance *at_hand,
                           const vd_value *value, const vd_trace *inner)
{
    vd_read *reads = vd_arena_room(run->frame.arena, inner->count, sizeof *reads);

    if (!reads)
        return;
    if (inner->count)
        memcpy(reads, inner->reads, inner->count * sizeof *reads);
    run->noted[index] =
        (vd_noted){.filled = true,
                   .memo = {run->memos->generation, run->memos->world, run->frame.at, at_hand,
                            run->frame.earnings_read, *value},
                   .reads = reads,
                   .count = inner->count};
}

/* While somebody takes notes: remembered together with what it reads. */
static vd_value noted_value(vd_run *run, uint32_t index, const vd_instance *at_hand)
{
    vd_trace *outer = run->trace;
    vd_trace inner = {.reads = outer->reads + outer->count, .room = outer->room - outer->count};
    uint32_t disputes_read = run->disputes_read;
    /* Not along a walk, which gives memory back. */
    const vd_noted *noted =
        run->noted && run->memos == &run->of_question ? &run->noted[index] : NULL;
    vd_value value;

    if (noted && noted->filled && noted->memo.generation == run->memos->generation &&
        noted->memo.instance == at_hand) {
        take_over(outer, noted->reads, noted->count);
        run->frame.earnings_read = noted->memo.earnings_read;
        return noted->memo.value;
    }
    run->trace = &inner;
    value = work_out(run, index, at_hand);
    run->trace = outer;
    if (noted && run->disputes_read == disputes_read && inner.left_out == 0)
        remember_noted(run, index, at_hand, &value, &inner);
    take_over(outer, inner.reads, inner.count);
    outer->left_out += inner.left_out;
    return value;
}

static vd_value definition_value(vd_run *run, uint32_t index, const vd_instance *at_hand)
{
    vd_memo *memo = &run->memos->items[index];
    uint32_t disputes_read = run->disputes_read;
    bool earnings_read = run->frame.earnings_read;
    vd_value value;

    if (run->trace) {
        value = noted_value(run, index, at_hand);
    } else if (run->memos->filled[index] && remembers(run, memo, at_hand)) {
        run->frame.earnings_read = memo->earnings_read;
        value = memo->value;
    } else {
        value = work_out(run, index, at_hand);
        /* A disputed fact is read anew by each rule, so that each notes its own disputes. */
        if (run->disputes_read == disputes_read) {
            *memo =
                (vd_memo){run->memos->generation,   run->memos->world,      run->frame.at, at_hand,
                          run->frame.earnings_read, to_remember(run, value)};
            run->memos->filled[index] = true;
        }
    }
    run->frame.earnings_read = run->frame.earnings_read || earnings_read;
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
        /* The one at hand is in the frame. */
        /* A rule for each record, asked where none is on record yet. */
        return missing(run, &run->subject->root, index, VD_WHY_INCOMPLETE);
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

static vd_value call(vd_frame *frame, uint32_t ref, const vd_value *args, size_t count)
{
    return vd_table_value(frame, &run_of(frame)->program->tables[VD_REF_INDEX(ref)], args, count);
}

/* Few of the definitions are asked for, so that only which of them were is cleared. */
static bool make_memos(vd_arena *arena, const vd_program *program, vd_memos *memos)
{
    *memos =
        (vd_memos){.items = vd_arena_room(arena, program->definition_count, sizeof *memos->items),
                   .filled = VD_NEW_ARRAY(arena, bool, program->definition_count)};
    return memos->items && memos->filled;
}

bool vd_run_init(vd_run *run, vd_arena *arena, const vd_program *program, const vd_case *subject)
{
    *run = (vd_run){
        .frame = {.arena = arena,
                  .slots = subject->slots,
                  .first_slot = VD_REF(VD_REF_FACT, 0),
                  .slot_count = (uint32_t)program->fact_count,
                  .zone = subject->zone,
                  .zones = program->zones,
                  .load = load,
                  .field = load_field,
                  .call = call},
        .program = program,
        .subject = subject,
    };
    run->frame.user = run;
    run->memos = &run->of_question;
    return make_memos(arena, program, &run->of_question);
}

bool vd_run_walk(vd_run *run)
{
    if (!run->of_walks.items && !make_memos(run->frame.arena, run->program, &run->of_walks))
        return false;
    run->memos = &run->of_walks;
    vd_run_new_world(run);
    return true;
}

void vd_run_take(vd_run *run, const vd_instance *instance)
{
    run->frame.hand_ref = instance ? VD_REF(VD_REF_RECORD, instance->record) : 0;
    run->frame.hand = (vd_value){.kind = VD_RECORD, .until = VD_FOREVER, .u = {.record = instance}};
}

const vd_instance *vd_run_hand(const vd_run *run)
{
    return run->frame.hand_ref ? run->frame.hand.u.record : NULL;
}

void vd_run_watch(vd_run *run, vd_trace *trace)
{
    run->trace = trace;
    run->frame.watched = trace != NULL;
}

void vd_run_keep_notes(vd_run *run)
{
    if (!run->noted)
        run->noted = VD_NEW_ARRAY(run->frame.arena, vd_noted, run->program->definition_count);
}

void vd_run_forget(vd_run *run)
{
    run->memos->generation++;
}

void vd_run_new_world(vd_run *run)
{
    run->memos->generation++;
    run->memos->world++;
}

void vd_run_at(vd_run *run, vd_instant at, vd_date earned_on)
{
    vd_memos *memos = run->memos;

    if (memos->world == 0 || memos->earned_on != earned_on)
        vd_run_new_world(run);
    else if (memos->at != at)
        vd_run_forget(run);
    memos->at = at;
    memos->earned_on = earned_on;
    run->frame.steps_left = VD_EXPR_STEPS_MAX;
    if (run->frame.at != at || run->dated_in != run->frame.zone) {
        run->frame.at = at;
        run->frame.today = vd_zone_date(run->frame.zone, at);
        run->frame.midnight = 0;
        run->dated_in = run->frame.zone;
    }
    run->frame.earning_goes_on = earned_on == VD_NO_DATE || run->frame.today < earned_on;
    run->frame.earned_until = run->frame.earning_goes_on ? run->frame.today : earned_on;
}

vd_value vd_run_eval(vd_run *run, const vd_expr *expr)
{
    const vd_value *constant = vd_expr_constant(expr);

    return constant ? *constant : vd_feel_eval(expr, &run->frame);
}

/* Nothing was read since that another reading would tell otherwise. */
static bool still_recalled(const vd_run *run, const vd_expr *expr)
{
    const vd_recalled *last = &run->recalled;

    return last->expr == expr && last->memos == run->memos &&
           last->generation == run->memos->generation && last->hand == vd_run_hand(run) &&
           !run->trace;
}

vd_value vd_run_recall(vd_run *run, const vd_expr *expr)
{
    uint32_t disputes_read = run->disputes_read;
    bool earnings_read = run->frame.earnings_read;
    vd_value value;

    if (still_recalled(run, expr)) {
        run->frame.earnings_read = earnings_read || run->recalled.earnings_read;
        return run->recalled.value;
    }
    run->frame.earnings_read = false;
    value = vd_run_eval(run, expr);
    if (run->disputes_read == disputes_read)
        run->recalled = (vd_recalled){
            expr, run->memos, run->memos->generation, vd_run_hand(run), run->frame.earnings_read,
            value};
    run->frame.earnings_read = run->frame.earnings_read || earnings_read;
    return value;
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
