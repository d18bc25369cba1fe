#include "server/merge.h"

#include <valedor/limits.h>

static vd_status too_large(vd_error *err)
{
    return vd_fail(err, VD_RESOURCE_EXHAUSTED,
                   "The case would hold too much: at most %d statements and %d records.",
                   VD_CASE_STATEMENTS_MAX, VD_CASE_RECORDS_MAX);
}

static bool about_the_same(const vd_doc_statement *a, const vd_doc_statement *b)
{
    return vd_str_eq(a->fact, b->fact) && vd_str_eq(a->instance, b->instance) &&
           vd_str_eq(a->supplier, b->supplier) && vd_str_eq(a->from, b->from) &&
           vd_str_eq(a->until, b->until);
}

/* Only what was there before is replaced: two statements of one event stand side by side, and
 * whether they may is the link's to say. */
static void place_statement(vd_case_doc *doc, size_t before, const vd_doc_statement *said)
{
    for (size_t i = 0; i < before; i++)
        if (about_the_same(&doc->statements[i], said)) {
            doc->statements[i] = *said;
            return;
        }
    doc->statements[doc->statement_count++] = *said;
}

static void place_instance(vd_case_doc *doc, const vd_doc_instance *said)
{
    for (size_t i = 0; i < doc->instance_count; i++)
        if (vd_str_eq(doc->instances[i].list, said->list) &&
            vd_str_eq(doc->instances[i].id, said->id))
            return;
    doc->instances[doc->instance_count++] = *said;
}

static void place_list(vd_case_doc *doc, const vd_doc_list *said)
{
    for (size_t i = 0; i < doc->list_count; i++)
        if (vd_str_eq(doc->lists[i].list, said->list)) {
            doc->lists[i] = *said;
            return;
        }
    doc->lists[doc->list_count++] = *said;
}

static void *enlarged(vd_arena *arena, const void *items, size_t count, size_t more, size_t size)
{
    void *larger = vd_arena_array(arena, count + more, size);

    if (larger && count)
        memcpy(larger, items, count * size);
    return larger;
}

vd_status vd_merge(vd_arena *arena, vd_case_doc *doc, const vd_case_doc *more, vd_error *err)
{
    size_t before = doc->statement_count;

    doc->statements = enlarged(arena, doc->statements, doc->statement_count, more->statement_count,
                               sizeof(*doc->statements));
    doc->instances = enlarged(arena, doc->instances, doc->instance_count, more->instance_count,
                              sizeof(*doc->instances));
    doc->lists =
        enlarged(arena, doc->lists, doc->list_count, more->list_count, sizeof(*doc->lists));
    if (!doc->statements || !doc->instances || !doc->lists)
        return too_large(err);
    for (size_t i = 0; i < more->statement_count; i++)
        place_statement(doc, before, &more->statements[i]);
    for (size_t i = 0; i < more->instance_count; i++)
        place_instance(doc, &more->instances[i]);
    for (size_t i = 0; i < more->list_count; i++)
        place_list(doc, &more->lists[i]);
    if (doc->statement_count > VD_CASE_STATEMENTS_MAX || doc->instance_count > VD_CASE_RECORDS_MAX)
        return too_large(err);
    return VD_OK;
}

vd_status vd_merge_known(vd_arena *arena, const vd_program *program, const vd_case_doc *doc,
                         vd_case_doc *ret_known, vd_error *err)
{
    vd_case_doc known = *doc;

    known.statements = VD_NEW_ARRAY(arena, vd_doc_statement, doc->statement_count);
    known.instances = VD_NEW_ARRAY(arena, vd_doc_instance, doc->instance_count);
    known.lists = VD_NEW_ARRAY(arena, vd_doc_list, doc->list_count);
    if (!known.statements || !known.instances || !known.lists)
        return too_large(err);
    known.statement_count = known.instance_count = known.list_count = 0;
    for (size_t i = 0; i < doc->statement_count; i++)
        if (vd_program_fact(program, doc->statements[i].fact) != VD_NONE)
            known.statements[known.statement_count++] = doc->statements[i];
    for (size_t i = 0; i < doc->instance_count; i++)
        if (vd_program_record(program, doc->instances[i].list) != VD_NONE)
            known.instances[known.instance_count++] = doc->instances[i];
    for (size_t i = 0; i < doc->list_count; i++)
        if (vd_program_record(program, doc->lists[i].list) != VD_NONE)
            known.lists[known.list_count++] = doc->lists[i];
    *ret_known = known;
    return VD_OK;
}
