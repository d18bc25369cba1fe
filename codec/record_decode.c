/*
 * Reading records for evaluation. The link says for each of the dictionary's numbers what it is in
 * the program at hand, so that nothing is searched by name; values come typed and are not parsed.
 *
 * What the program does not know is passed over: a fact that left the packs, a code that is no
 * longer declared, a record of a list that is gone. Such a fact is unknown and the answer asks for
 * it. A value stored under another type, or as written, is parsed by the type of today.
 */
#include "codec/record_form.h"

#include "engine/law/run.h"
#include "engine/time/iso.h"

#define SUPPLIER_COUNT (VD_SUPPLIER_EXPERT + 1U)

/* What a number of the dictionary is in the program: a fact, a list or a supplier. */
typedef struct target {
    vd_entry_kind kind;
    uint32_t index; /* VD_NONE: nothing */
    bool other_type;
} target;

struct vd_record_link {
    const vd_program *program;
    const vd_dictionary *dictionary;
    uint32_t count;
    target *targets;
    uint32_t *const *codes; /* by fact: the numbers of its type's codes, in their order */
};

static uint32_t find_supplier(vd_str name)
{
    for (uint32_t i = 0; i < SUPPLIER_COUNT; i++)
        if (vd_str_eq(name, vd_str_of(vd_supplier_name((vd_supplier)i))))
            return i;
    return VD_NONE;
}

static bool number_codes(vd_arena *arena, const vd_type *type, vd_dictionary *dictionary,
                         uint32_t **ret_codes)
{
    uint32_t *codes = VD_NEW_ARRAY(arena, uint32_t, type->code_count);

    if (!codes)
        return false;
    for (size_t i = 0; i < type->code_count; i++) {
        codes[i] = dictionary->number(
            dictionary, (vd_dictionary_entry){.kind = VD_ENTRY_CODE, .name = type->codes[i]});
        if (codes[i] == 0)
            return false;
    }
    *ret_codes = codes;
    return true;
}

static bool number_program(vd_arena *arena, const vd_program *program, vd_dictionary *dictionary,
                           uint32_t **codes)
{
    for (size_t i = 0; i < program->fact_count; i++) {
        const vd_fact *fact = &program->facts[i];

        if (!dictionary->number(dictionary, vd_record_fact_entry(fact->id, fact->type)) ||
            !number_codes(arena, fact->type, dictionary, &codes[i]))
            return false;
    }
    for (size_t i = 1; i < program->record_count; i++)
        if (!dictionary->number(
                dictionary,
                (vd_dictionary_entry){.kind = VD_ENTRY_LIST, .name = program->records[i].list}))
            return false;
    for (size_t i = 0; i < SUPPLIER_COUNT; i++)
        if (!dictionary->number(
                dictionary,
                (vd_dictionary_entry){.kind = VD_ENTRY_SUPPLIER,
                                      .name = vd_str_of(vd_supplier_name((vd_supplier)i))}))
            return false;
    return true;
}

static target target_of(const vd_program *program, const vd_dictionary_entry *entry)
{
    target t = {.kind = entry->kind, .index = VD_NONE};

    switch (entry->kind) {
    case VD_ENTRY_FACT:
        t.index = vd_program_fact(program, entry->name);
        if (t.index != VD_NONE)
            t.other_type =
                vd_record_fact_entry(entry->name, program->facts[t.index].type).type != entry->type;
        break;
    case VD_ENTRY_LIST:
        t.index = vd_program_record(program, entry->name);
        break;
    case VD_ENTRY_SUPPLIER:
        t.index = find_supplier(entry->name);
        break;
    case VD_ENTRY_CODE:
        break;
    }
    return t;
}

vd_status vd_record_link_new(vd_arena *arena, const vd_program *program, vd_dictionary *dictionary,
                             const vd_record_link **ret_link, vd_error *err)
{
    vd_record_link *link = VD_NEW(arena, vd_record_link);
    uint32_t **codes = VD_NEW_ARRAY(arena, uint32_t *, program->fact_count);
    vd_dictionary_entry entry;

    if (!link || !codes || !number_program(arena, program, dictionary, codes))
        return vd_fail(err, VD_RESOURCE_EXHAUSTED,
                       "There is no room to number the facts and codes of the packs.");
    *link = (vd_record_link){.program = program, .dictionary = dictionary, .codes = codes};
    while (dictionary->entry(dictionary, link->count + 1, &entry))
        link->count++;
    link->targets = VD_NEW_ARRAY(arena, target, (size_t)link->count + 1);
    if (!link->targets)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "Out of memory while linking the store.");
    link->targets[0].index = VD_NONE;
    for (uint32_t i = 1; i <= link->count; i++) {
        if (!dictionary->entry(dictionary, i, &entry))
            entry = (vd_dictionary_entry){0};
        link->targets[i] = target_of(program, &entry);
    }
    *ret_link = link;
    return VD_OK;
}

typedef struct decoder {
    vd_arena *arena;
    const vd_record_link *link;
    const vd_program *program;
    vd_bytes_reader in;
    vd_case *subject;
    size_t instance_count;
    vd_instance **instances; /* as stored; NULL: of a list that the program does not have */
    size_t statement_count;
    bool exhausted;
} decoder;

/* A statement on its way to its cell. */
typedef struct draft {
    vd_cell *cell; /* NULL: passed over */
    vd_statement statement;
} draft;

/* Numbers that came after the link was made are of no program's. */
static target look_up(const decoder *d, vd_entry_kind kind, uint32_t number)
{
    if (number > d->link->count || d->link->targets[number].kind != kind)
        return (target){.index = VD_NONE};
    return d->link->targets[number];
}

static bool new_cells(decoder *d, vd_instance *instance, uint32_t record)
{
    instance->record = record;
    instance->cells = VD_NEW_ARRAY(d->arena, vd_cell, d->program->records[record].fact_count);
    if (!instance->cells)
        d->exhausted = true;
    return instance->cells != NULL;
}

static void read_list_flags(decoder *d, vd_instances *lists)
{
    size_t count = vd_bytes_get_count(&d->in, 2);

    for (size_t i = 0; i < count; i++) {
        uint32_t record = look_up(d, VD_ENTRY_LIST, vd_bytes_get_id(&d->in)).index;
        uint8_t complete = vd_bytes_get_u8(&d->in);

        if (record != VD_NONE && record < d->program->record_count)
            lists[record].complete = complete != 0;
    }
}

typedef struct stored_instance {
    uint32_t record;
    vd_str id;
} stored_instance;

static stored_instance *read_instances(decoder *d, vd_instances *lists)
{
    stored_instance *stored;

    d->instance_count = vd_bytes_get_count(&d->in, 2);
    stored = VD_NEW_ARRAY(d->arena, stored_instance, d->instance_count);
    for (size_t i = 0; stored && i < d->instance_count; i++) {
        stored[i].record = look_up(d, VD_ENTRY_LIST, vd_bytes_get_id(&d->in)).index;
        stored[i].id = vd_bytes_get_str(&d->in);
        if (stored[i].record < d->program->record_count)
            lists[stored[i].record].count++;
    }
    if (!stored)
        d->exhausted = true;
    return stored;
}

static void place_instances(decoder *d, vd_instances *lists, const stored_instance *stored)
{
    for (size_t i = 1; i < d->program->record_count; i++) {
        lists[i].items = VD_NEW_ARRAY(d->arena, vd_instance, lists[i].count);
        if (!lists[i].items) {
            d->exhausted = true;
            return;
        }
        lists[i].count = 0;
    }
    d->instances = VD_NEW_ARRAY(d->arena, vd_instance *, d->instance_count);
    if (!d->instances) {
        d->exhausted = true;
        return;
    }
    for (size_t i = 0; i < d->instance_count; i++) {
        uint32_t record = stored[i].record;
        vd_instance *instance;

        if (record == 0 || record >= d->program->record_count)
            continue;
        instance = (vd_instance *)&lists[record].items[lists[record].count++];
        instance->id = stored[i].id;
        if (!new_cells(d, instance, record))
            return;
        d->instances[i] = instance;
    }
}

static vd_instance *find_instance(const decoder *d, uint32_t record, vd_str id)
{
    const vd_instances *list = &d->subject->records[record];

    for (uint32_t i = 0; i < list->count; i++)
        if (vd_str_eq(list->items[i].id, id))
            return (vd_instance *)&list->items[i];
    return NULL;
}

/* Two lists may have records of the same id; the fact says which list is meant. */
static vd_instance *instance_of(decoder *d, const vd_stored_statement *stored, uint32_t record)
{
    vd_instance *instance;

    if (stored->instance == VD_NONE) {
        if (record == 0)
            return stored->named.len ? NULL : &d->subject->root;
        return find_instance(d, record, stored->named);
    }
    if (stored->instance >= d->instance_count) {
        d->in.failed = true;
        return NULL;
    }
    instance = d->instances[stored->instance];
    if (!instance || instance->record == record)
        return instance && record ? instance : NULL;
    return record ? find_instance(d, record, instance->id) : NULL;
}

/* A clock without an offset is the case's zone's, as when a case is linked. */
static vd_value in_zone(decoder *d, vd_value value)
{
    if (!vd_value_in_zone(d->arena, d->subject->zone, &value))
        d->exhausted = true;
    return value;
}

static vd_value clock_value(decoder *d, vd_clock clock)
{
    vd_clock *kept = VD_NEW(d->arena, vd_clock);

    if (!kept) {
        d->exhausted = true;
        return vd_null();
    }
    *kept = clock;
    return in_zone(d, (vd_value){.kind = VD_DATE_TIME, .until = VD_FOREVER, .u = {.clock = kept}});
}

/* A date alone under an instant is the start of that day. */
static vd_value day_as_instant(decoder *d, vd_date date)
{
    return clock_value(d, (vd_clock){.date = date, .day_only = true});
}

static bool code_value(const decoder *d, uint32_t fact, uint32_t code, vd_value *ret_value)
{
    const vd_type *type = d->program->facts[fact].type;

    for (size_t i = 0; i < type->code_count; i++)
        if (d->link->codes[fact][i] == code) {
            *ret_value = vd_string(type->codes[i]);
            return true;
        }
    return false;
}

/* Letters, or a value stored under another type. */
static bool parse_value(decoder *d, uint32_t fact, const vd_stored_statement *stored,
                        vd_value *ret_value)
{
    const vd_type *type = d->program->facts[fact].type;
    vd_str text = stored->has_written ? stored->written
                                      : vd_form_text(d->arena, d->link->dictionary, &stored->value);
    vd_status status = vd_value_parse(d->arena, text, type, ret_value, NULL);
    vd_date date;

    if (status == VD_OK) {
        *ret_value = in_zone(d, *ret_value);
        return true;
    }
    /* A want of memory must not make a known fact an unknown one. */
    if (status == VD_RESOURCE_EXHAUSTED)
        d->exhausted = true;
    if (type->kind != VD_TYPE_DATE_TIME || !vd_iso_parse_date(text, &date))
        return false;
    *ret_value = day_as_instant(d, date);
    return true;
}

static bool typed_value(decoder *d, uint32_t fact, const vd_stored_value *stored,
                        vd_value *ret_value)
{
    switch (stored->form) {
    case VD_FORM_FALSE:
    case VD_FORM_TRUE:
        *ret_value = vd_bool(stored->form == VD_FORM_TRUE);
        return true;
    case VD_FORM_INTEGER:
    case VD_FORM_RATIO:
        *ret_value = vd_number(stored->number);
        return true;
    case VD_FORM_CODE:
        return code_value(d, fact, stored->code, ret_value);
    case VD_FORM_DATE:
        *ret_value = d->program->facts[fact].type->kind == VD_TYPE_DATE_TIME
                         ? day_as_instant(d, stored->date)
                         : vd_date_value(stored->date);
        return true;
    case VD_FORM_CLOCK:
        *ret_value = clock_value(d, stored->clock);
        return true;
    case VD_FORM_SPAN:
        *ret_value = (vd_value){.kind = VD_SPAN, .until = VD_FOREVER, .u = {.span = stored->span}};
        return true;
    case VD_FORM_NOTHING:
    case VD_FORM_TEXT:
        break;
    }
    return false;
}

/* A damaged record may pair a type with a form that its writer would not. */
static bool form_fits(vd_type_kind kind, vd_form form)
{
    switch (form) {
    case VD_FORM_FALSE:
    case VD_FORM_TRUE:
        return kind == VD_TYPE_BOOL;
    case VD_FORM_INTEGER:
    case VD_FORM_RATIO:
        return kind == VD_TYPE_NUMBER;
    case VD_FORM_CODE:
        return kind == VD_TYPE_STRING;
    case VD_FORM_DATE:
        return kind == VD_TYPE_DATE || kind == VD_TYPE_DATE_TIME;
    case VD_FORM_CLOCK:
        return kind == VD_TYPE_DATE_TIME;
    case VD_FORM_SPAN:
        return kind == VD_TYPE_SPAN;
    case VD_FORM_NOTHING:
    case VD_FORM_TEXT:
        break;
    }
    return false;
}

static bool value_of(decoder *d, target fact, const vd_stored_statement *stored,
                     vd_value *ret_value)
{
    const vd_type *type = d->program->facts[fact.index].type;

    if (!fact.other_type && form_fits(type->kind, stored->value.form))
        return typed_value(d, fact.index, &stored->value, ret_value);
    if (type->kind == VD_TYPE_STRING && !type->code_count && stored->value.form == VD_FORM_TEXT) {
        *ret_value = vd_string(stored->value.text);
        return true;
    }
    return parse_value(d, fact.index, stored, ret_value);
}

static bool moment_of(decoder *d, const vd_stored_when *when, vd_instant open,
                      vd_instant *ret_instant)
{
    vd_status status;
    vd_value value;

    switch (when->form) {
    case VD_WHEN_DATE:
        *ret_instant = vd_zone_start_of(d->subject->zone, when->date);
        return true;
    case VD_WHEN_TEXT:
        status = vd_value_parse(d->arena, when->text, vd_type_of(VD_TYPE_DATE_TIME), &value, NULL);
        if (status == VD_RESOURCE_EXHAUSTED)
            d->exhausted = true;
        if (status)
            return false;
        *ret_instant = vd_moment_of_clock(d->subject->zone, value.u.clock);
        return true;
    case VD_WHEN_NONE:
        break;
    }
    *ret_instant = open;
    return true;
}

/* False: passed over. */
static bool statement_of(decoder *d, target fact, const vd_stored_statement *stored,
                         vd_statement *ret_statement)
{
    vd_statement statement = {.presence = stored->presence,
                              .supplier = d->program->facts[fact.index].supplier,
                              .said_on = VD_NO_DATE,
                              .source = stored->source};

    if (stored->presence == VD_PRESENT && !value_of(d, fact, stored, &statement.value))
        return false;
    if (!moment_of(d, &stored->from, VD_LONG_AGO, &statement.from) ||
        !moment_of(d, &stored->until, VD_FOREVER, &statement.until))
        return false;
    if (stored->supplier) {
        uint32_t supplier = look_up(d, VD_ENTRY_SUPPLIER, stored->supplier).index;

        if (supplier >= SUPPLIER_COUNT)
            return false;
        statement.supplier = (vd_supplier)supplier;
    }
    if (stored->said_on.form == VD_WHEN_DATE)
        statement.said_on = stored->said_on.date;
    *ret_statement = statement;
    return true;
}

static draft *read_drafts(decoder *d)
{
    draft *drafts;

    d->statement_count = vd_bytes_get_count(&d->in, 2);
    drafts = VD_NEW_ARRAY(d->arena, draft, d->statement_count);
    if (!drafts)
        d->exhausted = true;
    for (size_t i = 0; drafts && i < d->statement_count && !d->exhausted; i++) {
        vd_stored_statement stored;
        vd_instance *instance;
        target fact;

        if (!vd_form_read(&d->in, &stored))
            return NULL;
        fact = look_up(d, VD_ENTRY_FACT, stored.fact);
        if (fact.index == VD_NONE)
            continue;
        instance = instance_of(d, &stored, d->program->facts[fact.index].record);
        if (!instance || !statement_of(d, fact, &stored, &drafts[i].statement))
            continue;
        drafts[i].cell = (vd_cell *)&instance->cells[d->program->facts[fact.index].field];
        drafts[i].cell->count++;
    }
    if (d->in.at != d->in.end)
        d->in.failed = true;
    return drafts;
}

static void fill_cells(decoder *d, const draft *drafts)
{
    vd_statement *all = VD_NEW_ARRAY(d->arena, vd_statement, d->statement_count);
    size_t used = 0;

    if (!all) {
        d->exhausted = true;
        return;
    }
    for (size_t i = 0; i < d->statement_count; i++) {
        vd_cell *cell = drafts[i].cell;

        if (!cell)
            continue;
        if (!cell->statements) {
            cell->statements = &all[used];
            used += cell->count;
            cell->count = 0;
        }
        ((vd_statement *)cell->statements)[cell->count++] = drafts[i].statement;
    }
}

static void read_facts(decoder *d)
{
    vd_instances *lists = VD_NEW_ARRAY(d->arena, vd_instances, d->program->record_count);
    const stored_instance *stored;
    const draft *drafts;

    d->subject->records = lists;
    if (!lists) {
        d->exhausted = true;
        return;
    }
    read_list_flags(d, lists);
    stored = read_instances(d, lists);
    if (!d->exhausted && !d->in.failed)
        place_instances(d, lists, stored);
    if (d->exhausted || d->in.failed || !new_cells(d, &d->subject->root, 0))
        return;
    drafts = read_drafts(d);
    if (!d->exhausted && !d->in.failed)
        fill_cells(d, drafts);
}

vd_status vd_record_decode(vd_arena *arena, const vd_record_link *link, vd_str bytes,
                           const vd_case **ret_case, vd_error *err)
{
    decoder d = {
        .arena = arena, .link = link, .program = link->program, .subject = VD_NEW(arena, vd_case)};
    vd_record_head head = {0};
    vd_status status;

    if (!d.subject || !vd_form_read_head(arena, &d.in, bytes, &head))
        return vd_form_exhausted(err);
    if (d.in.failed)
        return vd_form_damaged(err);
    status = vd_case_settle(d.program, head.jurisdiction, d.subject, err);
    if (status) {
        /* Nobody's request is wrong: the packs of another day are loaded. */
        if (err)
            err->status = VD_FAILED_PRECONDITION;
        return VD_FAILED_PRECONDITION;
    }
    d.subject->id = head.id;
    d.subject->title = head.title;
    d.subject->note = head.note;
    d.subject->revision = head.mark.revision;
    read_facts(&d);
    /* First, because reading stops there. */
    if (d.exhausted)
        return vd_form_exhausted(err);
    if (d.in.failed)
        return vd_form_damaged(err);
    if (!vd_case_index(arena, d.program, d.subject))
        return vd_form_exhausted(err);
    *ret_case = d.subject;
    return VD_OK;
}
