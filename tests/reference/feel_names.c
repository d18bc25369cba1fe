/* What names stand for: facts as the case has them at an instant, records, definitions, parameters. */
#include "tests/reference/feel.h"

#include <stdlib.h>

#define MAX_DEPTH 64

static ref_value unknown(ref_set missing)
{
    return (ref_value){.kind = REF_UNKNOWN, .u.missing = missing};
}

static ref_value strange(ref_run *run)
{
    run->strange = true;
    return ref_error(REF_NOT_COVERED_HERE);
}

static bool same_statement(ref_run *run, const vd_statement *a, const vd_statement *b)
{
    ref_value x, y;

    if (a->presence != b->presence)
        return false;
    if (a->presence != VD_PRESENT)
        return true;
    x = ref_from(run->arena, &a->value);
    y = ref_from(run->arena, &b->value);
    return ref_same(&x, &y);
}

/* Whose word is taken of what several say at this instant. */
static const vd_statement *believed(ref_run *run, const vd_instance *instance, uint32_t fact,
                                    const vd_statement *const *said, size_t count)
{
    ref_dispute *dispute = NULL;

    for (size_t i = 0; i < run->dispute_count; i++)
        if (run->disputes[i].instance == instance && run->disputes[i].fact == fact)
            dispute = &run->disputes[i];
    if (!dispute) {
        if (run->dispute_count == REF_MAX_DISPUTES) {
            run->too_many_disputes = true;
            return said[0];
        }
        dispute = &run->disputes[run->dispute_count++];
        *dispute = (ref_dispute){.instance = instance, .fact = fact};
    }
    for (size_t i = 0; i < count; i++) {
        bool there = false;

        for (uint32_t s = 0; s < dispute->suppliers; s++)
            there |= dispute->says[s] == said[i]->supplier;
        if (!there && dispute->suppliers < 8)
            dispute->says[dispute->suppliers++] = said[i]->supplier;
    }
    for (size_t i = 0; i < count; i++)
        if (said[i]->supplier == dispute->says[dispute->choice])
            return said[i];
    return said[0];
}

ref_value ref_read(ref_run *run, const vd_instance *instance, uint32_t fact)
{
    const vd_fact *declared = &run->program->facts[fact];
    const vd_cell *cell = &instance->cells[declared->field];
    const vd_statement *said[16], *one;
    size_t count = 0;
    bool differ = false;

    for (uint32_t i = 0; i < cell->count && count < 16; i++)
        if (cell->statements[i].from <= run->at && run->at < cell->statements[i].until)
            said[count++] = &cell->statements[i];
    if (count == 0)
        return unknown(
            ref_set_one(run->arena, (ref_fact){instance, fact, declared->record, VD_WHY_ASK}));
    for (size_t i = 1; i < count; i++)
        differ |= !same_statement(run, said[0], said[i]);
    one = differ ? believed(run, instance, fact, said, count) : said[0];
    if (one->presence == VD_ABSENT)
        return ref_null();
    if (one->presence != VD_PRESENT)
        return unknown(ref_set_one(
            run->arena, (ref_fact){instance, fact, declared->record, VD_WHY_UNKNOWABLE}));
    return ref_from(run->arena, &one->value);
}

/* --- what is declared, by name --- */

typedef enum name_kind { FACT, LIST, RECORD, DEFINITION, PARAMETER } name_kind;

typedef struct entry {
    vd_str id; /* empty: none */
    name_kind kind;
    uint32_t record;
    size_t place;
} entry;

struct ref_names {
    size_t room; /* a power of two, at most half full */
    entry *entries;
};

static size_t hash_of(size_t hash, vd_str text)
{
    for (size_t i = 0; i < text.len; i++)
        hash = (hash ^ (unsigned char)text.ptr[i]) * 1099511628211U;
    return hash;
}

#define HASH ((size_t)14695981039346656037U)

static void declare(ref_names *names, vd_str id, name_kind kind, uint32_t record, size_t place)
{
    size_t slot = hash_of(HASH, id) & (names->room - 1);

    while (names->entries[slot].id.len)
        slot = (slot + 1) & (names->room - 1);
    names->entries[slot] = (entry){id, kind, record, place};
}

const ref_names *ref_names_of(vd_arena *arena, const vd_program *program)
{
    size_t count = program->fact_count + 2 * program->record_count + program->definition_count +
                   program->parameter_count;
    ref_names *names = VD_NEW(arena, ref_names);

    if (!names)
        abort();
    for (names->room = 16; names->room < 2 * count;)
        names->room *= 2;
    names->entries = VD_NEW_ARRAY(arena, entry, names->room);
    if (!names->entries)
        abort();
    for (uint32_t f = 0; f < program->fact_count; f++)
        declare(names, program->facts[f].id, FACT, program->facts[f].record, f);
    for (uint32_t r = 1; r < program->record_count; r++) {
        declare(names, program->records[r].list, LIST, 0, r);
        declare(names, program->records[r].id, RECORD, 0, r);
    }
    for (size_t d = 0; d < program->definition_count; d++)
        declare(names, program->definitions[d].id, DEFINITION, program->definitions[d].record, d);
    for (size_t p = 0; p < program->parameter_count; p++)
        declare(names, program->parameters[p].id, PARAMETER, 0, p);
    return names;
}

/* Whether `id` is the name, or "type.name" where there is a type. */
static bool is_named(vd_str id, vd_str type, vd_str name)
{
    if (type.len == 0)
        return vd_str_eq(id, name);
    return id.len == type.len + 1 + name.len && memcmp(id.ptr, type.ptr, type.len) == 0 &&
           id.ptr[type.len] == '.' && memcmp(id.ptr + type.len + 1, name.ptr, name.len) == 0;
}

/* What is declared for the case (record 0, no type) or for a type of record; NULL: nothing. */
static const entry *find(const ref_names *names, uint32_t record, vd_str type, vd_str name)
{
    size_t hash = HASH, slot;

    if (type.len)
        hash = hash_of(hash_of(hash, type), VD_STR("."));
    for (slot = hash_of(hash, name) & (names->room - 1); names->entries[slot].id.len;
         slot = (slot + 1) & (names->room - 1)) {
        const entry *there = &names->entries[slot];

        if (there->record == record && is_named(there->id, type, name))
            return there;
    }
    return NULL;
}

/* --- definitions --- */

static ref_value definition(ref_run *run, const vd_instance *current, const vd_definition *def)
{
    size_t place = (((uintptr_t)def >> 3) * 31 + ((uintptr_t)current >> 3)) & (REF_MEMO - 1);
    ref_known *kept = &run->memo->items[place];
    ref_run inner = *run;
    ref_value value;

    if (kept->world == run->memo->world && kept->definition == def && kept->current == current)
        return kept->value;
    if (run->depth >= MAX_DEPTH)
        return ref_error(REF_OTHER);
    inner.current = current;
    inner.base = NULL;
    inner.local_count = 0;
    inner.depth++;
    value = ref_eval(&inner, def->expr);
    run->dispute_count = inner.dispute_count;
    memcpy(run->disputes, inner.disputes, sizeof run->disputes);
    run->too_many_disputes |= inner.too_many_disputes;
    run->strange |= inner.strange;
    *kept = (ref_known){def, current, run->memo->world, value};
    return value;
}

bool ref_record_field(ref_run *run, const vd_instance *record, vd_str name, ref_value *ret_value)
{
    const vd_record_type *type = &run->program->records[record->record];
    const entry *found = find(run->names, record->record, type->id, name);

    if (!found)
        return false;
    *ret_value = found->kind == FACT
                     ? ref_read(run, record, (uint32_t)found->place)
                     : definition(run, record, &run->program->definitions[found->place]);
    return true;
}

static ref_value all_of(ref_run *run, uint32_t record)
{
    const vd_instances *there = &run->subject->records[record];
    ref_value *items = VD_NEW_ARRAY(run->arena, ref_value, there->count);

    if (!items)
        abort();
    for (uint32_t i = 0; i < there->count; i++)
        items[i] = (ref_value){.kind = REF_RECORD, .u.record = &there->items[i]};
    return (ref_value){.kind = REF_LIST, .u.list = {there->count, items, !there->complete, record}};
}

static ref_value parameter(ref_run *run, const vd_parameter *declared)
{
    for (size_t i = 0; i < declared->count; i++)
        if (declared->values[i].from <= run->today && run->today < declared->values[i].until)
            return ref_from(run->arena, &declared->values[i].value);
    return ref_error(REF_COVERAGE);
}

static ref_value declared_name(ref_run *run, vd_str name)
{
    const vd_program *program = run->program;
    const entry *found = find(run->names, 0, VD_STR(""), name);
    uint32_t record;

    if (!found)
        return strange(run);
    switch (found->kind) {
    case FACT:
        return ref_read(run, &run->subject->root, (uint32_t)found->place);
    case LIST:
        return all_of(run, (uint32_t)found->place);
    case RECORD:
        record = (uint32_t)found->place;
        return run->current ? (ref_value){.kind = REF_RECORD, .u.record = run->current}
                            : unknown(ref_set_one(run->arena, (ref_fact){NULL, VD_NONE, record,
                                                                         VD_WHY_INCOMPLETE}));
    case DEFINITION:
        return definition(run, NULL, &program->definitions[found->place]);
    default:
        return parameter(run, &program->parameters[found->place]);
    }
}

ref_value ref_name(ref_run *run, vd_str name)
{
    ref_value value;

    for (size_t i = run->local_count; i-- > 0;) {
        if (vd_str_eq(run->locals[i].name, name))
            return run->locals[i].value;
        if (vd_str_eq(run->locals[i].name, VD_STR("item")) &&
            run->locals[i].value.kind == REF_RECORD &&
            ref_record_field(run, run->locals[i].value.u.record, name, &value))
            return value;
    }
    if (vd_str_eq(name, VD_STR("today")))
        return ref_date(run->today);
    if (vd_str_eq(name, VD_STR("now")))
        return (ref_value){.kind = REF_INSTANT, .u.instant = run->at};
    if (vd_str_eq(name, VD_STR("earned_until")))
        return ref_date(run->earned_until);
    if (vd_str_eq(name, VD_STR("base")))
        return run->base ? *run->base : strange(run);
    return declared_name(run, name);
}
