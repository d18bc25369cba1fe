/*
 * law_helper.h - packs and cases for the tests of engine/law.
 */
#ifndef VALEDOR_TESTS_LAW_HELPER_H
#define VALEDOR_TESTS_LAW_HELPER_H

#include "engine/law/assess.h"

/* A pack below the source folder; fails the test when it does not load. */
const vd_program *load_pack(vd_arena *arena, const char *path);

typedef struct statement_list {
    size_t count;
    const vd_doc_statement *items;
} statement_list;

#define SAY(...)                                                                            \
    ((statement_list){sizeof((vd_doc_statement[]){__VA_ARGS__}) / sizeof(vd_doc_statement), \
                      (vd_doc_statement[]){__VA_ARGS__}})

/* "fact is literal" and "fact is PRESENCE", of the case itself. */
#define IS(name, text)                                \
    {                                                 \
        .fact = VD_STR(name), .literal = VD_STR(text) \
    }
#define IS_BUT(name, how)                       \
    {                                           \
        .fact = VD_STR(name), .presence = (how) \
    }

vd_status link_facts(vd_arena *arena, const vd_program *program, statement_list said,
                     const vd_case **ret_case, vd_error *err);
/* Links, asks for one rule at the start of a day ("2024-01-31"), gives its first determination. */
const vd_determination *determine(vd_arena *arena, const vd_program *program, statement_list said,
                                  const char *rule, const char *on);
vd_instant day(const vd_program *program, const char *text);

#endif
