/*
 * record.c - fuzzing of what is read from the store: records and events that a damaged disk, or a
 * stranger with access to it, may have changed.
 */
#include <stdint.h>
#include <stdlib.h>

#include "codec/event.h"
#include "codec/record.h"

static const vd_dictionary_entry entries[] = {
    {VD_ENTRY_FACT, VD_ENTRY_CODED, {"sex", 3}},
    {VD_ENTRY_FACT, VD_ENTRY_SPAN, {"sentence.length", 15}},
    {VD_ENTRY_CODE, VD_ENTRY_AS_WRITTEN, {"female", 6}},
    {VD_ENTRY_LIST, VD_ENTRY_AS_WRITTEN, {"sentences", 9}},
    {VD_ENTRY_SUPPLIER, VD_ENTRY_AS_WRITTEN, {"defender", 8}},
    {VD_ENTRY_FACT, VD_ENTRY_AS_WRITTEN, {"sex", 3}},
    {VD_ENTRY_FACT, VD_ENTRY_DATE, {"sentence.length", 15}},
};
#define ENTRIES ((uint32_t)(sizeof(entries) / sizeof(*entries)))

static bool look_up(const vd_dictionary *dictionary, uint32_t number,
                    vd_dictionary_entry *ret_entry)
{
    (void)dictionary;
    if (number == 0 || number > ENTRIES)
        return false;
    *ret_entry = entries[number - 1];
    return true;
}

static uint32_t find(vd_dictionary *dictionary, vd_dictionary_entry entry)
{
    vd_dictionary_entry other;

    for (uint32_t i = 1; look_up(dictionary, i, &other); i++)
        if (other.kind == entry.kind && other.type == entry.type &&
            vd_str_eq(other.name, entry.name))
            return i;
    return ENTRIES + 1; /* what is not there gets a number that nothing has */
}

/* Just enough of a program: sex of the case, length of its sentences. */
static const vd_str codes[] = {{"female", 6}, {"male", 4}};
static const vd_type sex_type = {.kind = VD_TYPE_STRING, .code_count = 2, .codes = codes};
static const vd_type length_type = {.kind = VD_TYPE_SPAN};
static const vd_fact facts[] = {{.id = {"sex", 3}, .type = &sex_type},
                                {.id = {"sentence.length", 15}, .record = 1, .type = &length_type}};
static const uint32_t first_fact[] = {0};
static const uint32_t second_fact[] = {1};
static const vd_record_type records[] = {
    {.fact_count = 1, .facts = first_fact},
    {.id = {"sentence", 8}, .list = {"sentences", 9}, .fact_count = 1, .facts = second_fact}};
static const vd_zone zone = {.name = {"America/Lima", 12}, .first_offset = -18000};
static const vd_program program = {
    .zone = &zone, .record_count = 2, .records = records, .fact_count = 2, .facts = facts};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    vd_dictionary dictionary = {find, look_up};
    const vd_record_link *link = NULL;
    const vd_case *subject = NULL;
    vd_str bytes = {(const char *)data, size};
    vd_record_head head;
    vd_record_mark mark;
    vd_case_doc doc;
    vd_event event;
    vd_arena arena;

    vd_arena_init(&arena, (size_t)1 << 24);
    (void)!vd_record_read_head(&arena, bytes, &head, NULL);
    (void)!vd_record_read_doc(&arena, &dictionary, bytes, &doc, &mark, NULL);
    if (vd_record_link_new(&arena, &program, &dictionary, &link, NULL) == VD_OK)
        (void)!vd_record_decode(&arena, link, bytes, &subject, NULL);
    (void)!vd_event_read(bytes, &event, NULL);
    vd_arena_done(&arena);
    return 0;
}
