/*
 * An overlay is linked as a small case of its own, whose cells then take the place of those of the
 * case: so it is checked as everything is that comes through the door, and the case below may come
 * from a file, a message or the store.
 */
#include "engine/law/whatif.h"

/* A copy of the case whose cells may be changed. */
typedef struct draft {
    vd_arena *arena;
    const vd_program *program;
    vd_case *copy;
    vd_instances *lists;
} draft;

static bool copy_instance(draft *d, vd_instance *to, const vd_instance *from, uint32_t record)
{
    uint32_t count = d->program->records[record].fact_count;
    vd_cell *cells = VD_NEW_ARRAY(d->arena, vd_cell, count);

    if (!cells)
        return false;
    if (from && count)
        memcpy(cells, from->cells, count * sizeof *cells);
    to->cells = cells;
    return true;
}

/* Room for `more` records of each type behind those that there are. */
static bool begin(draft *d, vd_arena *arena, const vd_program *program, const vd_case *subject,
                  const vd_case *more)
{
    *d = (draft){arena, program, VD_NEW(arena, vd_case), NULL};
    d->lists = VD_NEW_ARRAY(arena, vd_instances, program->record_count);
    if (!d->copy || !d->lists)
        return false;
    *d->copy = *subject;
    d->copy->records = d->lists;
    if (!copy_instance(d, &d->copy->root, &subject->root, 0))
        return false;
    for (uint32_t record = 1; record < program->record_count; record++) {
        const vd_instances *from = &subject->records[record];
        uint32_t room = from->count + (more ? more->records[record].count : 0);

        d->lists[record] = *from;
        d->lists[record].items = VD_NEW_ARRAY(arena, vd_instance, room);
        if (!d->lists[record].items)
            return false;
        if (from->count)
            memcpy(d->lists[record].items, from->items, from->count * sizeof(vd_instance));
    }
    return true;
}

static vd_instance *find(const draft *d, uint32_t record, vd_str id)
{
    vd_instances *list = &d->lists[record];

    if (record == 0)
        return &d->copy->root;
    for (uint32_t i = 0; i < list->count; i++)
        if (vd_str_eq(list->items[i].id, id))
            return &list->items[i];
    return NULL;
}

/* The cell, in an instance whose cells are its own by then. NULL: no such record, or exhausted. */
static vd_cell *own_cell(draft *d, uint32_t fact, vd_str id)
{
    const vd_fact *which = &d->program->facts[fact];
    vd_instance *instance = find(d, which->record, id);

    if (!instance)
        return NULL;
    if (which->record != 0 && !copy_instance(d, instance, instance, which->record))
        return NULL;
    return (vd_cell *)&instance->cells[which->field];
}

static const vd_case *finish(draft *d)
{
    return vd_case_index(d->arena, d->program, d->copy) ? d->copy : NULL;
}

static bool merge_instance(draft *d, const vd_instance *over, uint32_t record)
{
    uint32_t count = d->program->records[record].fact_count;
    vd_instance *to = find(d, record, over->id);
    vd_instances *list = &d->lists[record];
    vd_cell *cells;

    if (!to) {
        to = &list->items[list->count++];
        *to = (vd_instance){.record = record, .id = over->id};
        if (!copy_instance(d, to, NULL, record))
            return false;
    } else if (!copy_instance(d, to, to, record)) {
        return false;
    }
    cells = (vd_cell *)to->cells;
    for (uint32_t field = 0; field < count; field++)
        if (over->cells[field].count > 0)
            cells[field] = over->cells[field];
    return true;
}

static vd_status exhausted(vd_error *err)
{
    return vd_fail(err, VD_RESOURCE_EXHAUSTED,
                   "The case is too large for the memory of one request: leave out what no rule "
                   "asks for.");
}

static vd_status forget(draft *d, const vd_forgotten *what, vd_error *err)
{
    uint32_t fact = vd_program_fact(d->program, what->fact);
    vd_cell *cell;

    if (fact == VD_NONE)
        return vd_fail(err, VD_INVALID_ARGUMENT, "No pack declares this fact: \"%.*s\".",
                       VD_STR_ARGS(what->fact));
    cell = own_cell(d, fact, what->instance);
    if (!cell && d->arena->exhausted)
        return exhausted(err);
    if (!cell)
        return vd_fail(err, VD_INVALID_ARGUMENT,
                       "This fact belongs to a record that the case does not have: \"%.*s\".",
                       VD_STR_ARGS(what->fact));
    *cell = (vd_cell){0, NULL};
    return VD_OK;
}

static bool is_listed(const vd_case_doc *doc, vd_str list, vd_str id)
{
    for (size_t i = 0; i < doc->instance_count; i++)
        if (vd_str_eq(doc->instances[i].list, list) && vd_str_eq(doc->instances[i].id, id))
            return true;
    return false;
}

static bool has_record(const vd_case *subject, uint32_t record, vd_str id)
{
    for (uint32_t i = 0; i < subject->records[record].count; i++)
        if (vd_str_eq(subject->records[record].items[i].id, id))
            return true;
    return false;
}

/* The records of the case that statements speak of stand in the overlay too. */
static bool list_records(vd_arena *arena, const vd_program *program, const vd_case *subject,
                         vd_case_doc *doc)
{
    size_t room = doc->instance_count + doc->statement_count;
    vd_doc_instance *instances = VD_NEW_ARRAY(arena, vd_doc_instance, room);

    if (!instances)
        return false;
    if (doc->instance_count)
        memcpy(instances, doc->instances, doc->instance_count * sizeof *instances);
    doc->instances = instances;
    for (size_t i = 0; i < doc->statement_count; i++) {
        const vd_doc_statement *said = &doc->statements[i];
        uint32_t fact = vd_program_fact(program, said->fact);
        uint32_t record = fact == VD_NONE ? 0 : program->facts[fact].record;

        if (record && has_record(subject, record, said->instance) &&
            !is_listed(doc, program->records[record].list, said->instance))
            instances[doc->instance_count++] =
                (vd_doc_instance){.list = program->records[record].list, .id = said->instance};
    }
    return true;
}

vd_status vd_case_overlay(vd_arena *arena, const vd_program *program, const vd_case *subject,
                          const vd_overlay *overlay, const vd_case **ret_case, vd_error *err)
{
    vd_case_doc doc = *overlay->said;
    const vd_case *over = NULL;
    vd_status status;
    draft d;

    if (program->pack_count > 0)
        doc.jurisdiction = program->packs[subject->pack].id;
    if (!list_records(arena, program, subject, &doc))
        return exhausted(err);
    status = vd_case_link(arena, program, &doc, &over, err);
    if (status)
        return status;
    if (!begin(&d, arena, program, subject, over) || !merge_instance(&d, &over->root, 0))
        return exhausted(err);
    for (uint32_t record = 1; record < program->record_count; record++)
        for (uint32_t i = 0; i < over->records[record].count; i++)
            if (!merge_instance(&d, &over->records[record].items[i], record))
                return exhausted(err);
    for (size_t i = 0; i < doc.list_count; i++)
        d.lists[vd_program_record(program, doc.lists[i].list)].complete = doc.lists[i].complete;
    for (size_t i = 0; i < overlay->forgotten_count; i++)
        if ((status = forget(&d, &overlay->forgotten[i], err)))
            return status;
    *ret_case = finish(&d);
    return *ret_case ? VD_OK : exhausted(err);
}

const vd_case *vd_case_suppose(vd_arena *arena, const vd_program *program, const vd_case *subject,
                               const vd_supposition *suppositions, size_t count)
{
    draft d;

    if (!begin(&d, arena, program, subject, NULL))
        return NULL;
    for (size_t i = 0; i < count; i++) {
        const vd_supposition *one = &suppositions[i];
        vd_statement *said;
        vd_cell *cell;

        if (one->fact == VD_NONE) {
            d.lists[one->record].complete = true;
            continue;
        }
        cell = own_cell(&d, one->fact, one->instance);
        said = VD_NEW(arena, vd_statement);
        if (!cell || !said)
            return NULL;
        *said = (vd_statement){.presence = one->presence,
                               .value = one->value,
                               .from = VD_LONG_AGO,
                               .until = VD_FOREVER,
                               .supplier = program->facts[one->fact].supplier};
        *cell = (vd_cell){1, said};
    }
    return finish(&d);
}

/* Differences. */

static bool same_dates(const vd_dates *a, const vd_dates *b)
{
    if (a->has_due != b->has_due || a->has_eligible != b->has_eligible ||
        a->has_if_continues != b->has_if_continues ||
        a->has_eligible_until != b->has_eligible_until)
        return false;
    return (!a->has_due || (a->due == b->due && a->by_the_hour == b->by_the_hour)) &&
           (!a->has_eligible || (a->eligible_from == b->eligible_from &&
                                 a->eligible_provisional == b->eligible_provisional)) &&
           (!a->has_if_continues || a->if_continues == b->if_continues) &&
           (!a->has_eligible_until || a->eligible_until == b->eligible_until);
}

static bool same_version(const vd_determination *a, const vd_determination *b)
{
    return !a->version == !b->version && (!a->version || vd_str_eq(a->version->id, b->version->id));
}

static vd_str name_of(const vd_program *program, const vd_missing_fact *missing)
{
    return missing->fact == VD_NONE ? program->records[missing->record].list
                                    : program->facts[missing->fact].id;
}

static bool asks_for(const vd_program *program, const vd_determination *said,
                     const vd_program *other, const vd_missing_fact *wanted)
{
    for (size_t i = 0; i < said->missing_count; i++)
        if (vd_str_eq(said->missing[i].instance, wanted->instance) &&
            vd_str_eq(name_of(program, &said->missing[i]), name_of(other, wanted)))
            return true;
    return false;
}

static bool same_missing(const vd_program *p, const vd_determination *a, const vd_program *q,
                         const vd_determination *b)
{
    bool same = a->missing_count == b->missing_count;

    for (size_t i = 0; i < a->missing_count && same; i++)
        same = asks_for(q, b, p, &a->missing[i]);
    return same;
}

static bool same_alternatives(const vd_determination *a, const vd_determination *b)
{
    bool same = a->alternative_count == b->alternative_count;

    for (size_t i = 0; i < a->alternative_count && same; i++) {
        const vd_alternative *one = &a->alternatives[i];
        const vd_alternative *other = &b->alternatives[i];

        same = one->kind == other->kind && vd_str_eq(one->id, other->id) &&
               one->status == other->status && same_dates(&one->dates, &other->dates);
    }
    return same;
}

static const vd_determination *counterpart(const vd_assessment *in, const vd_determination *of)
{
    for (size_t i = 0; i < in->count; i++)
        if (vd_str_eq(in->items[i].rule->id, of->rule->id) &&
            vd_str_eq(in->items[i].instance, of->instance))
            return &in->items[i];
    return NULL;
}

static bool says_nothing(const vd_determination *said)
{
    return !said || said->status == VD_NOT_APPLICABLE;
}

static unsigned parts_of(const vd_program *p, const vd_determination *a, const vd_program *q,
                         const vd_determination *b)
{
    unsigned parts = 0;

    if (!a || !b)
        return VD_DIFFERS_STATUS;
    parts |= a->status != b->status ? VD_DIFFERS_STATUS : 0;
    parts |= same_dates(&a->dates, &b->dates) ? 0 : VD_DIFFERS_DATES;
    parts |= same_version(a, b) ? 0 : VD_DIFFERS_VERSION;
    parts |= same_missing(p, a, q, b) ? 0 : VD_DIFFERS_MISSING;
    parts |= same_alternatives(a, b) ? 0 : VD_DIFFERS_ALTERNATIVES;
    return parts;
}

bool vd_assessments_differ(vd_arena *arena, const vd_program *program_before,
                           const vd_assessment *before, const vd_program *program_after,
                           const vd_assessment *after, size_t *ret_count,
                           const vd_difference **ret_differences)
{
    vd_difference *list = VD_NEW_ARRAY(arena, vd_difference, before->count + after->count);
    size_t count = 0;

    if (!list)
        return false;
    for (size_t i = 0; i < before->count; i++) {
        const vd_determination *a = &before->items[i];
        const vd_determination *b = counterpart(after, a);
        unsigned parts =
            says_nothing(a) && says_nothing(b) ? 0 : parts_of(program_before, a, program_after, b);

        if (parts)
            list[count++] = (vd_difference){a, b, parts};
    }
    for (size_t i = 0; i < after->count; i++)
        if (!says_nothing(&after->items[i]) && !counterpart(before, &after->items[i]))
            list[count++] = (vd_difference){NULL, &after->items[i], VD_DIFFERS_STATUS};
    *ret_count = count;
    *ret_differences = list;
    return true;
}
