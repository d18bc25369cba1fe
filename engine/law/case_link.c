/*
 * Linking a case to a program: names become positions, literals become values of the declared type.
 *
 * The work goes in two passes over the statements: the first counts what each cell will hold, the
 * second fills it, so that every cell is one array and the evaluator never searches.
 */
#include "engine/law/case.h"

#include <stdio.h>

#include "engine/law/run.h"
#include "engine/time/iso.h"

typedef struct linker {
    vd_arena *arena;
    const vd_program *program;
    const vd_case_doc *doc;
    vd_case *subject;
    vd_error *err;
} linker;

static vd_status refuse(const linker *l, uint32_t line, uint32_t column, const char *what,
                        vd_str name)
{
    vd_status status =
        vd_fail(l->err, VD_INVALID_ARGUMENT, "%s: \"%.*s\".", what, VD_STR_ARGS(name));

    if (l->err) {
        l->err->line = line;
        l->err->column = column;
        l->err->form = what;
    }
    return status;
}

static vd_status exhausted(const linker *l)
{
    return vd_fail(l->err, VD_RESOURCE_EXHAUSTED,
                   "The case is too large for the memory of one request: leave out what no rule "
                   "asks for.");
}

static vd_instance *find_instance(const linker *l, uint32_t record, vd_str id)
{
    const vd_instances *list = &l->subject->records[record];

    if (record == 0)
        return id.len == 0 ? &l->subject->root : NULL;
    for (uint32_t i = 0; i < list->count; i++)
        if (vd_str_eq(list->items[i].id, id))
            return (vd_instance *)&list->items[i];
    return NULL;
}

static bool new_cells(const linker *l, vd_instance *instance, uint32_t record)
{
    instance->record = record;
    instance->cells = VD_NEW_ARRAY(l->arena, vd_cell, l->program->records[record].fact_count);
    return instance->cells != NULL;
}

static vd_status link_records(linker *l)
{
    size_t record_count = l->program->record_count;
    vd_instances *lists = VD_NEW_ARRAY(l->arena, vd_instances, record_count);

    if (!lists)
        return exhausted(l);
    l->subject->records = lists;
    for (size_t i = 0; i < l->doc->instance_count; i++) {
        const vd_doc_instance *said = &l->doc->instances[i];
        uint32_t record = vd_program_record(l->program, said->list);

        if (record == VD_NONE)
            return refuse(l, said->line, 0, "No pack declares this list of records", said->list);
        lists[record].count++;
    }
    for (uint32_t record = 1; record < record_count; record++) {
        lists[record].items = VD_NEW_ARRAY(l->arena, vd_instance, lists[record].count);
        if (!lists[record].items)
            return exhausted(l);
        lists[record].count = 0;
    }
    for (size_t i = 0; i < l->doc->instance_count; i++) {
        const vd_doc_instance *said = &l->doc->instances[i];
        uint32_t record = vd_program_record(l->program, said->list);
        vd_instance *instance = (vd_instance *)&lists[record].items[lists[record].count];

        if (said->id.len == 0)
            return refuse(l, said->line, 0, "A record needs an id, in the list", said->list);
        if (find_instance(l, record, said->id))
            return refuse(l, said->line, 0, "Two records of one list have the same id", said->id);
        instance->id = said->id;
        if (!new_cells(l, instance, record))
            return exhausted(l);
        lists[record].count++;
    }
    for (size_t i = 0; i < l->doc->list_count; i++) {
        uint32_t record = vd_program_record(l->program, l->doc->lists[i].list);

        if (record == VD_NONE)
            return refuse(l, l->doc->lists[i].line, 0, "No pack declares this list of records",
                          l->doc->lists[i].list);
        lists[record].complete = l->doc->lists[i].complete;
    }
    return VD_OK;
}

static vd_cell *cell_of(const linker *l, const vd_doc_statement *said, uint32_t *ret_fact)
{
    uint32_t fact = vd_program_fact(l->program, said->fact);
    vd_instance *instance;

    if (fact == VD_NONE)
        return NULL;
    *ret_fact = fact;
    instance = find_instance(l, l->program->facts[fact].record, said->instance);
    return instance ? (vd_cell *)&instance->cells[l->program->facts[fact].field] : NULL;
}

/* A date is the start of its day; an instant is itself. */
static vd_status parse_moment(const linker *l, const vd_doc_statement *said, vd_str text,
                              vd_instant *ret_instant)
{
    vd_value value;

    if (vd_value_parse(l->arena, text, vd_type_of(VD_TYPE_DATE), &value, NULL) == VD_OK) {
        *ret_instant = vd_zone_start_of(l->subject->zone, value.u.date);
        return VD_OK;
    }
    if (vd_value_parse(l->arena, text, vd_type_of(VD_TYPE_DATE_TIME), &value, NULL) == VD_OK) {
        *ret_instant = vd_moment_of_clock(l->subject->zone, value.u.clock);
        return VD_OK;
    }
    if (l->arena->exhausted)
        return exhausted(l);
    return refuse(l, said->line, said->column, "Neither a date nor an instant", text);
}

/* "cr, gt, pe", or with those that others build on, which can be the law of a case as well. */
static void name_packs(const vd_program *program, bool all, char *text, size_t room)
{
    size_t length = 0;

    text[0] = '\0';
    for (uint32_t i = 0; i < program->pack_count; i++) {
        vd_str id = program->packs[i].id;

        if ((!all && !vd_program_is_leaf(program, i)) || length + id.len + 3 > room)
            continue;
        length += (size_t)snprintf(text + length, room - length, "%s%.*s", length ? ", " : "",
                                   VD_STR_ARGS(id));
    }
}

bool vd_case_knows(const vd_program *program, const vd_case *subject, const vd_rule *rule)
{
    return program->packs[subject->pack].sees[rule->pack];
}

vd_status vd_case_unknown_rule(const vd_program *program, const vd_case *subject,
                               const vd_rule *rule, vd_error *err)
{
    return vd_fail(err, VD_INVALID_ARGUMENT,
                   "\"%.*s\" is no rule of \"%.*s\", the law that the case is under.",
                   VD_STR_ARGS(rule->id), VD_STR_ARGS(program->packs[subject->pack].id));
}

vd_status vd_case_settle(const vd_program *program, vd_str jurisdiction, vd_case *subject,
                         vd_error *err)
{
    uint32_t pack = jurisdiction.len ? vd_program_pack(program, jurisdiction) : program->home;
    char packs[400];

    if (pack == VD_NONE) {
        name_packs(program, jurisdiction.len > 0, packs, sizeof packs);
        return jurisdiction.len
                   ? vd_fail(err, VD_INVALID_ARGUMENT,
                             "No pack \"%.*s\" is loaded: the case's jurisdiction is one of %s.",
                             (int)(jurisdiction.len < 40 ? jurisdiction.len : 40), jurisdiction.ptr,
                             packs)
                   : vd_fail(err, VD_INVALID_ARGUMENT,
                             "The case must say whose law it is under: jurisdiction is one of %s.",
                             packs);
    }
    subject->pack = pack;
    subject->zone = pack < program->pack_count ? program->packs[pack].zone : program->zone;
    return VD_OK;
}

bool vd_value_in_zone(vd_arena *arena, const vd_zone *zone, vd_value *value)
{
    vd_instant at, local;
    vd_clock *clock;

    if (value->kind != VD_DATE_TIME || value->u.clock->has_offset)
        return true;
    clock = VD_NEW(arena, vd_clock);
    if (!clock)
        return false;
    at = vd_zone_instant(zone, value->u.clock->date, value->u.clock->nanos);
    clock->offset = vd_zone_offset(zone, at);
    clock->has_offset = true;
    clock->day_only = value->u.clock->day_only;
    /* Not always what was written: an hour that the clock skipped is the one after it. */
    local = at + clock->offset;
    clock->date = local / VD_SECONDS_PER_DAY - (local % VD_SECONDS_PER_DAY < 0);
    clock->nanos = (local - clock->date * VD_SECONDS_PER_DAY) * VD_NANOS_PER_SECOND +
                   value->u.clock->nanos % VD_NANOS_PER_SECOND;
    value->u.clock = clock;
    return true;
}

static vd_status parse_value(const linker *l, const vd_doc_statement *said, const vd_fact *fact,
                             vd_value *ret_value)
{
    vd_error why = {0};
    vd_status status = vd_value_parse(l->arena, said->literal, fact->type, ret_value, &why);

    if (status == VD_OK)
        return vd_value_in_zone(l->arena, l->subject->zone, ret_value) ? VD_OK : exhausted(l);
    if (l->arena->exhausted)
        return exhausted(l);
    vd_fail(l->err, VD_INVALID_ARGUMENT, "%.*s: %s", VD_STR_ARGS(fact->id), why.message);
    if (l->err) {
        l->err->line = said->line;
        l->err->column = said->column;
        l->err->form = why.form;
    }
    return VD_INVALID_ARGUMENT;
}

static vd_status parse_supplier(const linker *l, const vd_doc_statement *said, const vd_fact *fact,
                                vd_supplier *ret_supplier)
{
    *ret_supplier = fact->supplier;
    if (said->supplier.len == 0)
        return VD_OK;
    for (vd_supplier i = VD_SUPPLIER_DEFENDER; i <= VD_SUPPLIER_EXPERT; i++)
        if (vd_str_eq(said->supplier, vd_str_of(vd_supplier_name(i)))) {
            *ret_supplier = i;
            return VD_OK;
        }
    return refuse(l, said->line, said->column,
                  "A supplier is one of defender, judiciary, prosecution, police, penitentiary, "
                  "consulate, expert, not",
                  said->supplier);
}

static vd_status parse_period(const linker *l, const vd_doc_statement *said, const vd_fact *fact,
                              vd_statement *statement)
{
    vd_status status;

    statement->from = VD_LONG_AGO;
    statement->until = VD_FOREVER;
    if (said->from.len == 0 && said->until.len == 0)
        return VD_OK;
    if (!fact->changes)
        return refuse(l, said->line, said->column,
                      "This fact does not change over time: give one value, without from and until",
                      said->fact);
    if (said->from.len && (status = parse_moment(l, said, said->from, &statement->from)))
        return status;
    if (said->until.len && (status = parse_moment(l, said, said->until, &statement->until)))
        return status;
    if (statement->from >= statement->until)
        return refuse(l, said->line, said->column,
                      "A period ends before it begins (until is exclusive), in", said->fact);
    return VD_OK;
}

static vd_status parse_statement(const linker *l, const vd_doc_statement *said, const vd_fact *fact,
                                 vd_statement *statement)
{
    vd_status status;
    vd_value day;

    statement->presence = said->presence;
    statement->source = said->source;
    statement->said_on = VD_NO_DATE;
    if (said->presence == VD_PRESENT && (status = parse_value(l, said, fact, &statement->value)))
        return status;
    if ((status = parse_supplier(l, said, fact, &statement->supplier)))
        return status;
    if ((status = parse_period(l, said, fact, statement)))
        return status;
    if (said->said_on.len) {
        if (vd_value_parse(l->arena, said->said_on, vd_type_of(VD_TYPE_DATE), &day, NULL))
            return refuse(l, said->line, said->column, "said_on is a date, not", said->said_on);
        statement->said_on = day.u.date;
    }
    return VD_OK;
}

static bool contradicts(const vd_cell *cell, const vd_statement *statement)
{
    for (uint32_t i = 0; i < cell->count; i++) {
        const vd_statement *other = &cell->statements[i];

        if (other->supplier == statement->supplier && other->from < statement->until &&
            statement->from < other->until)
            return true;
    }
    return false;
}

/* First pass: how many statements each cell will hold. */
static vd_status count_statements(const linker *l)
{
    for (size_t i = 0; i < l->doc->statement_count; i++) {
        const vd_doc_statement *said = &l->doc->statements[i];
        uint32_t fact = VD_NONE;
        vd_cell *cell = cell_of(l, said, &fact);

        if (fact == VD_NONE)
            return refuse(l, said->line, said->column, "No pack declares this fact", said->fact);
        if (!cell)
            return refuse(l, said->line, said->column,
                          "This fact belongs to a record that the case does not have", said->fact);
        cell->count++;
    }
    return VD_OK;
}

static vd_status fill_statements(const linker *l)
{
    for (size_t i = 0; i < l->doc->statement_count; i++) {
        const vd_doc_statement *said = &l->doc->statements[i];
        uint32_t fact = VD_NONE;
        vd_cell *cell = cell_of(l, said, &fact);
        vd_statement *statement;
        vd_status status;

        if (!cell->statements) {
            cell->statements = VD_NEW_ARRAY(l->arena, vd_statement, cell->count);
            if (!cell->statements)
                return exhausted(l);
            cell->count = 0;
        }
        statement = (vd_statement *)&cell->statements[cell->count];
        status = parse_statement(l, said, &l->program->facts[fact], statement);
        if (status)
            return status;
        if (contradicts(cell, statement))
            return refuse(l, said->line, said->column,
                          "One supplier says two things of one fact at the same time (values of "
                          "different suppliers go under `said`)",
                          said->fact);
        cell->count++;
    }
    return VD_OK;
}

/* The value that the cell has whatever is asked and when; NULL: it hangs on more than that. */
static const vd_value *known_for_good(const vd_cell *cell)
{
    static const vd_value absent = {.kind = VD_NULL, .until = VD_FOREVER};
    const vd_statement *said = cell->statements;

    if (cell->count != 1 || said->from != VD_LONG_AGO || said->until != VD_FOREVER)
        return NULL;
    if (said->presence == VD_ABSENT)
        return &absent;
    return said->presence == VD_PRESENT ? &said->value : NULL;
}

/* Where the codes of the type lie is where the values have them from. */
static bool find_code(const vd_type *type, vd_str text, int64_t *ret_place)
{
    for (size_t i = 0; i < type->code_count; i++)
        if (type->codes[i].ptr == text.ptr) {
            *ret_place = (int64_t)i;
            return true;
        }
    return false;
}

static bool is_moderate(int64_t number)
{
    return number >= -VD_SLOT_WHOLE_MAX && number <= VD_SLOT_WHOLE_MAX;
}

/* What the cell comes to in one word. */
static vd_slot_form word_of(const vd_type *type, const vd_cell *cell, const vd_value *known,
                            int64_t *ret_word)
{
    if (!known)
        return cell->count == 0 ? VD_SLOT_BLANK : VD_SLOT_OTHER;
    switch (known->kind) {
    case VD_NULL:
        return VD_SLOT_NULL;
    case VD_BOOL:
        return known->u.boolean ? VD_SLOT_TRUE : VD_SLOT_FALSE;
    case VD_NUMBER:
        *ret_word = known->u.number.num;
        return known->u.number.den == 1 && is_moderate(*ret_word) ? VD_SLOT_NUMBER : VD_SLOT_OTHER;
    case VD_DATE:
        *ret_word = known->u.date;
        return VD_SLOT_DATE;
    case VD_DAYS:
        *ret_word = known->u.nanos / VD_NANOS_PER_DAY; /* moderate */
        return known->u.nanos % VD_NANOS_PER_DAY == 0 ? VD_SLOT_DAYS : VD_SLOT_OTHER;
    case VD_STRING:
        return find_code(type, known->u.string, ret_word) ? VD_SLOT_CODE : VD_SLOT_OTHER;
    default:
        return VD_SLOT_OTHER;
    }
}

/* Room for what `count` slots know. */
typedef struct slot_room {
    const vd_value **known;
    uint8_t *forms;
    int64_t *words;
} slot_room;

/* In one piece, what is read together side by side: many cases are gone through at a time. */
static bool make_room(vd_arena *arena, size_t count, slot_room *room)
{
    const size_t each = sizeof *room->known + sizeof *room->words + sizeof *room->forms;
    char *piece = vd_arena_array(arena, count, each);

    if (!piece)
        return false;
    room->words = (int64_t *)(void *)piece;
    room->known = (const vd_value **)(void *)(room->words + count);
    room->forms = (uint8_t *)(room->known + count);
    return true;
}

static void fill_slot(const vd_type *type, const vd_cell *cell, slot_room *room, uint32_t slot)
{
    room->known[slot] = known_for_good(cell);
    room->forms[slot] = (uint8_t)word_of(type, cell, room->known[slot], &room->words[slot]);
}

/* By field: the facts, then the definitions, of which nothing is known beforehand. */
static bool fill_slots(vd_arena *arena, const vd_program *program, vd_instance *instance)
{
    const vd_record_type *type = &program->records[instance->record];
    slot_room room;

    if (!make_room(arena, type->fact_count + type->definition_count, &room))
        return false;
    for (uint32_t i = 0; i < type->fact_count; i++)
        fill_slot(program->facts[type->facts[i]].type, &instance->cells[i], &room, i);
    instance->slots = (vd_slots){room.known, room.forms, room.words};
    return true;
}

/* Those of the case itself are asked for by ref, which counts the facts of all records. */
static bool fill_root_slots(vd_arena *arena, const vd_program *program, vd_case *subject)
{
    const vd_record_type *type = &program->records[0];
    slot_room room;

    if (!make_room(arena, program->fact_count, &room))
        return false;
    for (uint32_t i = 0; i < type->fact_count; i++)
        fill_slot(program->facts[type->facts[i]].type, &subject->root.cells[i], &room,
                  type->facts[i]);
    subject->slots = (vd_slots){room.known, room.forms, room.words};
    return true;
}

bool vd_case_index(vd_arena *arena, const vd_program *program, vd_case *subject)
{
    vd_value *lists = VD_NEW_ARRAY(arena, vd_value, program->record_count);

    if (!lists || !fill_root_slots(arena, program, subject))
        return false;
    for (uint32_t record = 1; record < program->record_count; record++) {
        const vd_instances *instances = &subject->records[record];
        vd_list *list = VD_NEW(arena, vd_list);
        vd_value *items = VD_NEW_ARRAY(arena, vd_value, instances->count);
        vd_missing *open = instances->complete ? NULL : VD_NEW(arena, vd_missing);

        if (!list || !items || (!instances->complete && !open))
            return false;
        for (uint32_t i = 0; i < instances->count; i++) {
            vd_instance *one = &instances->items[i];

            if (!fill_slots(arena, program, one))
                return false;
            items[i] = (vd_value){.kind = VD_RECORD, .until = VD_FOREVER, .u = {.record = one}};
        }
        if (open)
            *open = (vd_missing){.fact = record, .why = VD_WHY_INCOMPLETE};
        *list = (vd_list){.count = instances->count, .items = items, .open = open};
        lists[record] = (vd_value){.kind = VD_LIST, .until = VD_FOREVER, .u = {.list = list}};
    }
    subject->lists = lists;
    return true;
}

vd_status vd_case_link(vd_arena *arena, const vd_program *program, const vd_case_doc *doc,
                       const vd_case **ret_case, vd_error *err)
{
    linker l = {arena, program, doc, VD_NEW(arena, vd_case), err};
    vd_status status;

    arena->exhausted = l.subject == NULL;
    if (!l.subject)
        return exhausted(&l);
    l.subject->id = doc->id;
    l.subject->title = doc->title;
    l.subject->note = doc->note;
    if ((status = vd_case_settle(program, doc->jurisdiction, l.subject, err)))
        return status;
    if (!new_cells(&l, &l.subject->root, 0))
        return exhausted(&l);
    if ((status = link_records(&l)) || (status = count_statements(&l)) ||
        (status = fill_statements(&l)))
        return status;
    if (!vd_case_index(arena, program, l.subject))
        return exhausted(&l);
    *ret_case = l.subject;
    return VD_OK;
}
