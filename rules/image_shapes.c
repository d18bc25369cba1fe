/*
 * What a table cannot say is in image_build.c: the members of unions, and counts that another
 * structure holds.
 */
#include "rules/image_shapes.h"

#include "engine/feel/condition.h"
#include "engine/law/program.h"
#include "engine/time/calendar_parts.h"

#define AT(of, member) (uint16_t) offsetof(of, member)
#define STR(of, member)                      \
    {                                        \
        VD_PART_STR, 0, 0, AT(of, member), 1 \
    }
#define CSTR(of, member)                      \
    {                                         \
        VD_PART_CSTR, 0, 0, AT(of, member), 1 \
    }
#define HERE(of, member, shape, count)                             \
    {                                                              \
        VD_PART_HERE, VD_SHAPE_##shape, 0, AT(of, member), (count) \
    }
#define ONE(of, member, shape)                             \
    {                                                      \
        VD_PART_TO, VD_SHAPE_##shape, 0, AT(of, member), 1 \
    }
#define COUNTED(kind, of, number, member, shape)                                            \
    {                                                                                       \
        (kind), VD_SHAPE_##shape, sizeof(((of *)0)->number), AT(of, member), AT(of, number) \
    }
#define MANY(of, number, member, shape) COUNTED(VD_PART_TO, of, number, member, shape)
#define EACH(of, number, member, shape) COUNTED(VD_PART_EACH, of, number, member, shape)
#define END                     \
    {                           \
        VD_PART_END, 0, 0, 0, 0 \
    }
#define PARTS(name) static const vd_part name##_parts[]

/* Norms and zones first: everything else points into them. */
PARTS(program) = {MANY(vd_program, norm_count, norms, NORM),
                  ONE(vd_program, zones, ZONES),
                  ONE(vd_program, zone, ZONE),
                  MANY(vd_program, pack_count, packs, PACK),
                  MANY(vd_program, record_count, records, RECORD),
                  MANY(vd_program, fact_count, facts, FACT),
                  MANY(vd_program, parameter_count, parameters, PARAMETER),
                  MANY(vd_program, table_count, tables, TABLE),
                  EACH(vd_program, calendar_count, calendars, CALENDAR),
                  MANY(vd_program, rule_count, rules, RULE),
                  MANY(vd_program, definition_count, definitions, DEFINITION),
                  MANY(vd_program, contradiction_count, contradictions, CONTRADICTION),
                  MANY(vd_program, sheet_count, sheets, SHEET),
                  END};
PARTS(pack) = {STR(vd_pack, id),     STR(vd_pack, version),    HERE(vd_pack, title, TEXT, 1),
               STR(vd_pack, digest), ONE(vd_pack, zone, ZONE), END};
PARTS(zones) = {MANY(vd_zones, count, zones, ZONE), END};
PARTS(zone) = {STR(vd_zone, name), MANY(vd_zone, count, transitions, TRANSITION), END};
PARTS(record) = {STR(vd_record_type, id),
                 STR(vd_record_type, list),
                 HERE(vd_record_type, title, TEXT, 1),
                 HERE(vd_record_type, question, TEXT, 1),
                 MANY(vd_record_type, fact_count, facts, U32),
                 MANY(vd_record_type, definition_count, definitions, U32),
                 ONE(vd_record_type, type, TYPE),
                 ONE(vd_record_type, list_type, TYPE),
                 END};
PARTS(fact) = {
    STR(vd_fact, id),         ONE(vd_fact, type, TYPE),     HERE(vd_fact, question, TEXT, 1),
    STR(vd_fact, decided_by), ONE(vd_fact, action, ACTION), END};
PARTS(action) = {STR(vd_action, by), HERE(vd_action, to, VALUE, 1), HERE(vd_action, text, TEXT, 1),
                 END};
PARTS(definition) = {STR(vd_definition, id), ONE(vd_definition, expr, EXPR), END};
PARTS(parameter) = {STR(vd_parameter, id), ONE(vd_parameter, type, TYPE),
                    MANY(vd_parameter, count, values, PARAMETER_VALUE), END};
PARTS(parameter_value) = {HERE(vd_parameter_value, value, VALUE, 1),
                          HERE(vd_parameter_value, cite, CITATIONS, 1), END};
/* The cells of a row: as many as the table's type has parameters. */
PARTS(table) = {STR(vd_table, id), ONE(vd_table, type, TYPE),
                MANY(vd_table, row_count, rows, TABLE_ROW), END};
PARTS(table_row) = {HERE(vd_table_row, value, VALUE, 1), HERE(vd_table_row, cite, CITATIONS, 1),
                    END};
PARTS(table_cell) = {MANY(vd_table_cell, count, values, VALUE), END};
PARTS(calendar) = {STR(vd_calendar, id),
                   HERE(vd_calendar, title, TEXT, 1),
                   HERE(vd_calendar, note, TEXT, 1),
                   ONE(vd_calendar, base, CALENDAR),
                   ONE(vd_calendar, weekly_rest_cite, CITATION),
                   MANY(vd_calendar, off_count, offs, CALENDAR_ENTRY),
                   MANY(vd_calendar, closure_count, closures, CLOSURE),
                   END};
PARTS(calendar_entry) = {HERE(vd_calendar_entry, off.reason, TEXT, 1),
                         ONE(vd_calendar_entry, off.cite, CITATION), END};
PARTS(closure) = {MANY(vd_closure, district_count, districts, STR),
                  HERE(vd_closure, reason, TEXT, 1), ONE(vd_closure, cite, CITATION), END};
PARTS(norm) = {STR(vd_norm, id), HERE(vd_norm, title, TEXT, 1), STR(vd_norm, source),
               STR(vd_norm, unavailable), END};
PARTS(citation) = {ONE(vd_citation, norm, NORM), STR(vd_citation, article), STR(vd_citation, quote),
                   STR(vd_citation, note), END};
PARTS(citations) = {MANY(vd_citations, count, items, CITATION),
                    EACH(vd_citations, count, each, CITATION), END};
PARTS(text) = {MANY(vd_text, count, translations, TRANSLATION), END};
PARTS(texts) = {MANY(vd_texts, count, items, TEXT), END};
PARTS(translation) = {STR(vd_translation, language), STR(vd_translation, text), END};
PARTS(rule) = {STR(vd_rule, id),
               ONE(vd_rule, applies, EXPR),
               ONE(vd_rule, best_of, BEST_OF),
               MANY(vd_rule, version_count, versions, VERSION),
               MANY(vd_rule, gap_count, gaps, GAP),
               ONE(vd_rule, instrument, NORM),
               STR(vd_rule, actor),
               STR(vd_rule, obligation),
               STR(vd_rule, basis),
               STR(vd_rule, decided_by),
               MANY(vd_rule, stage_count, stages, STR),
               MANY(vd_rule, population_count, populations, STR),
               HERE(vd_rule, words, WORDS, 1),
               MANY(vd_rule, version_count, version_words, WORDS),
               STR(vd_rule, note),
               STR(vd_rule, deviates_from),
               HERE(vd_rule, deviates_because, TEXT, 1),
               CSTR(vd_rule, file),
               END};
PARTS(words) = {HERE(vd_words, texts, TEXT, VD_TEXT_COUNT),
                HERE(vd_words, lists, TEXTS, VD_RULE_LIST_COUNT), END};
PARTS(version) = {HERE(vd_version, when, WINDOWS, 1),
                  ONE(vd_version, condition, EXPR),
                  ONE(vd_version, fields[VD_FIELD_START], EXPR),
                  ONE(vd_version, fields[VD_FIELD_LENGTH], EXPR),
                  ONE(vd_version, fields[VD_FIELD_DISTANCE], EXPR),
                  ONE(vd_version, fields[VD_FIELD_FIRST_DAY], EXPR),
                  ONE(vd_version, fields[VD_FIELD_ENDS], EXPR),
                  ONE(vd_version, fields[VD_FIELD_MONTH_END], EXPR),
                  ONE(vd_version, fields[VD_FIELD_ROLL], EXPR),
                  ONE(vd_version, fields[VD_FIELD_CALENDAR], EXPR),
                  ONE(vd_version, fields[VD_FIELD_DISTRICT], EXPR),
                  ONE(vd_version, fields[VD_FIELD_NOTICE_DAYS], EXPR),
                  ONE(vd_version, fields[VD_FIELD_NOTICE_COUNT], EXPR),
                  ONE(vd_version, fields[VD_FIELD_SUSPENSIONS], EXPR),
                  ONE(vd_version, fields[VD_FIELD_HEEDS_SUSPENSIONS], EXPR),
                  ONE(vd_version, fields[VD_FIELD_MET], EXPR),
                  ONE(vd_version, fields[VD_FIELD_ENDED], EXPR),
                  ONE(vd_version, fields[VD_FIELD_TRIGGER], EXPR),
                  ONE(vd_version, fields[VD_FIELD_DONE], EXPR),
                  MANY(vd_version, item_count, items, ITEM),
                  MANY(vd_version, exception_count, exceptions, EXCEPTION),
                  MANY(vd_version, reading_count, readings, READING),
                  HERE(vd_version, cite, CITATIONS, 1),
                  STR(vd_version, id),
                  STR(vd_version, note),
                  END};
_Static_assert(VD_FIELD_COUNT == 17, "version_parts names each field");
PARTS(windows) = {MANY(vd_windows, count, items, WINDOW), END};
PARTS(window) = {ONE(vd_window, date, EXPR), END};
PARTS(item) = {ONE(vd_item, expr, EXPR),     STR(vd_item, id),
               HERE(vd_item, text, TEXT, 1), HERE(vd_item, cite, CITATIONS, 1),
               STR(vd_item, decided_by),     END};
PARTS(set) = {ONE(vd_set, expr, EXPR), END};
PARTS(exception) = {ONE(vd_exception, condition, EXPR),
                    MANY(vd_exception, set_count, sets, SET),
                    MANY(vd_exception, override_count, overrides, U32),
                    STR(vd_exception, id),
                    HERE(vd_exception, title, TEXT, 1),
                    HERE(vd_exception, cite, CITATIONS, 1),
                    END};
PARTS(reading) = {MANY(vd_reading, set_count, sets, SET), STR(vd_reading, id),
                  HERE(vd_reading, title, TEXT, 1),       STR(vd_reading, authority),
                  HERE(vd_reading, cite, CITATIONS, 1),   END};
PARTS(gap) = {HERE(vd_gap, when, WINDOWS, 1), HERE(vd_gap, cite, CITATIONS, 1), END};
PARTS(best_of) = {ONE(vd_best_of, date, EXPR), HERE(vd_best_of, cite, CITATIONS, 1), END};
PARTS(contradiction) = {ONE(vd_contradiction, when, EXPR), STR(vd_contradiction, id),
                        HERE(vd_contradiction, text, TEXT, 1), END};
PARTS(sheet) = {STR(vd_sheet, id), HERE(vd_sheet, words, TEXT, VD_SHEET_WORD_COUNT),
                MANY(vd_sheet, question_count, questions, SHEET_QUESTION),
                MANY(vd_sheet, topic_count, topics, TOPIC), END};
PARTS(sheet_question) = {STR(vd_sheet_question, about), HERE(vd_sheet_question, text, TEXT, 1),
                         END};
PARTS(topic) = {STR(vd_topic, id),
                HERE(vd_topic, title, TEXT, 1),
                HERE(vd_topic, say, TEXT, 1),
                HERE(vd_topic, ask, TEXT, 1),
                MANY(vd_topic, rule_count, rules, U32),
                END};
PARTS(type) = {ONE(vd_type, element, TYPE), MANY(vd_type, field_count, fields, FIELD),
               MANY(vd_type, code_count, codes, STR), END};
PARTS(field) = {STR(vd_field, name), ONE(vd_field, type, TYPE), END};
PARTS(expr) = {ONE(vd_expr, condition, CONDITION), ONE(vd_expr, root, NODE),
               MANY(vd_expr, ref_count, refs, U32), STR(vd_expr, text), END};
/* All else is in image_build.c. */
PARTS(node) = {ONE(vd_node, type, TYPE), END};
PARTS(condition) = {HERE(vd_condition, from, LEAF, 1),
                    ONE(vd_condition, sum, SUM),
                    ONE(vd_condition, set, WHOLE_SET),
                    MANY(vd_condition, count, codes, STR),
                    EACH(vd_condition, count, kids, CONDITION),
                    ONE(vd_condition, node, NODE),
                    END};
PARTS(leaf) = {ONE(vd_leaf, node, NODE), END};
PARTS(sum) = {MANY(vd_sum, count, terms, ADDEND), END};
PARTS(addend) = {HERE(vd_addend, from, LEAF, 1), END};
PARTS(clock) = {STR(vd_clock, zone), END};
PARTS(list) = {MANY(vd_list, count, items, VALUE), END};
PARTS(context) = {MANY(vd_context, count, entries, ENTRY), END};
PARTS(entry) = {STR(vd_entry, name), HERE(vd_entry, value, VALUE, 1), END};
PARTS(range) = {HERE(vd_range, low, VALUE, 1), HERE(vd_range, high, VALUE, 1), END};
PARTS(str) = {{VD_PART_STR, 0, 0, 0, 1}, END};
PARTS(none) = {END};

#define ROW(of, region, parts)                                      \
    {                                                               \
        sizeof(of), VD_REGION_##region, false, false, parts##_parts \
    }
#define DATA(of, region, parts)                                    \
    {                                                              \
        sizeof(of), VD_REGION_##region, true, false, parts##_parts \
    }
#define SHARED(of, region, parts)                                  \
    {                                                              \
        sizeof(of), VD_REGION_##region, false, true, parts##_parts \
    }

const vd_shape vd_shapes[VD_SHAPE_COUNT] = {
    [VD_SHAPE_PROGRAM] = ROW(vd_program, HOT, program),
    [VD_SHAPE_PACK] = ROW(vd_pack, HOT, pack),
    [VD_SHAPE_ZONES] = ROW(vd_zones, HOT, zones),
    [VD_SHAPE_ZONE] = SHARED(vd_zone, HOT, zone),
    [VD_SHAPE_TRANSITION] = ROW(vd_transition, HOT, none),
    [VD_SHAPE_RECORD] = ROW(vd_record_type, HOT, record),
    [VD_SHAPE_FACT] = ROW(vd_fact, HOT, fact),
    [VD_SHAPE_ACTION] = ROW(vd_action, COLD, action),
    [VD_SHAPE_DEFINITION] = ROW(vd_definition, HOT, definition),
    [VD_SHAPE_PARAMETER] = ROW(vd_parameter, HOT, parameter),
    [VD_SHAPE_PARAMETER_VALUE] = ROW(vd_parameter_value, HOT, parameter_value),
    [VD_SHAPE_TABLE] = ROW(vd_table, HOT, table),
    [VD_SHAPE_TABLE_ROW] = ROW(vd_table_row, HOT, table_row),
    [VD_SHAPE_TABLE_CELL] = DATA(vd_table_cell, HOT, table_cell),
    [VD_SHAPE_CALENDAR] = ROW(vd_calendar, HOT, calendar),
    [VD_SHAPE_CALENDAR_ENTRY] = ROW(vd_calendar_entry, HOT, calendar_entry),
    [VD_SHAPE_CLOSURE] = ROW(vd_closure, HOT, closure),
    [VD_SHAPE_NORM] = SHARED(vd_norm, COLD, norm),
    [VD_SHAPE_CITATION] = SHARED(vd_citation, COLD, citation),
    [VD_SHAPE_CITATIONS] = ROW(vd_citations, COLD, citations),
    [VD_SHAPE_TEXT] = DATA(vd_text, COLD, text),
    [VD_SHAPE_TEXTS] = DATA(vd_texts, COLD, texts),
    [VD_SHAPE_TRANSLATION] = DATA(vd_translation, COLD, translation),
    [VD_SHAPE_RULE] = ROW(vd_rule, HOT, rule),
    [VD_SHAPE_WORDS] = DATA(vd_words, COLD, words),
    [VD_SHAPE_VERSION] = ROW(vd_version, HOT, version),
    [VD_SHAPE_WINDOWS] = ROW(vd_windows, HOT, windows),
    [VD_SHAPE_WINDOW] = DATA(vd_window, HOT, window),
    [VD_SHAPE_ITEM] = ROW(vd_item, HOT, item),
    [VD_SHAPE_SET] = DATA(vd_set, HOT, set),
    [VD_SHAPE_EXCEPTION] = ROW(vd_exception, HOT, exception),
    [VD_SHAPE_READING] = ROW(vd_reading, HOT, reading),
    [VD_SHAPE_GAP] = ROW(vd_gap, HOT, gap),
    [VD_SHAPE_BEST_OF] = ROW(vd_best_of, HOT, best_of),
    [VD_SHAPE_CONTRADICTION] = ROW(vd_contradiction, HOT, contradiction),
    [VD_SHAPE_SHEET_QUESTION] = ROW(vd_sheet_question, COLD, sheet_question),
    [VD_SHAPE_SHEET] = ROW(vd_sheet, COLD, sheet),
    [VD_SHAPE_TOPIC] = ROW(vd_topic, COLD, topic),
    [VD_SHAPE_TYPE] = ROW(vd_type, HOT, type),
    [VD_SHAPE_FIELD] = ROW(vd_field, HOT, field),
    [VD_SHAPE_EXPR] = DATA(vd_expr, HOT, expr),
    [VD_SHAPE_NODE] = DATA(vd_node, HOT, node),
    [VD_SHAPE_CONDITION] = DATA(vd_condition, HOT, condition),
    [VD_SHAPE_LEAF] = ROW(vd_leaf, HOT, leaf),
    [VD_SHAPE_SUM] = DATA(vd_sum, HOT, sum),
    [VD_SHAPE_ADDEND] = DATA(vd_addend, HOT, addend),
    [VD_SHAPE_WHOLE_SET] = DATA(vd_whole_set, HOT, none),
    [VD_SHAPE_VALUE] = DATA(vd_value, HOT, none),
    [VD_SHAPE_CLOCK] = DATA(vd_clock, HOT, clock),
    [VD_SHAPE_LIST] = DATA(vd_list, HOT, list),
    [VD_SHAPE_CONTEXT] = DATA(vd_context, HOT, context),
    [VD_SHAPE_ENTRY] = DATA(vd_entry, HOT, entry),
    [VD_SHAPE_RANGE] = DATA(vd_range, HOT, range),
    [VD_SHAPE_STR] = DATA(vd_str, COLD, str),
    [VD_SHAPE_U32] = DATA(uint32_t, HOT, none),
    [VD_SHAPE_U64] = DATA(uint64_t, HOT, none),
    [VD_SHAPE_BOOL] = ROW(bool, HOT, none),
};
