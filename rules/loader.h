/*
 * loader.h - what the modules that read the sections of packs share while a program is being built.
 *
 * Readers report what is wrong and go on with something harmless, so that one run shows every
 * defect. A want of memory is remembered in `exhausted`; whoever allocates checks for NULL and sets
 * counts only beside arrays that are there.
 *
 * Internal to rules/. Lifetime: the loader ends with vd_packs_load; what it builds lives in the
 * arena.
 */
#ifndef VALEDOR_RULES_LOADER_H
#define VALEDOR_RULES_LOADER_H

#include "engine/law/program.h"
#include "rules/names.h"
#include "rules/pack.h"
#include "rules/yaml.h"

typedef struct vd_pack_file {
    uint32_t pack;
    const vd_source *source;
    const vd_yaml *root;
} vd_pack_file;

/* A pack's folder and what its head says. */
typedef struct vd_pack_folder {
    const char *path;
    vd_str id;
    vd_str zone; /* empty: that of a pack that it extends */
    size_t language_count;
    const vd_str *languages;
    size_t extends_count;
    const vd_str *extends_ids;
    vd_place place;
    size_t first_file;
    size_t file_count;
    bool *sees; /* by pack: itself and what it extends, directly or not */
} vd_pack_folder;

/* A record as a pack sees it: the facts and definitions that it knows. What it does not know has no
 * name, so that the place of a field is the same in every view. */
typedef struct vd_record_view {
    vd_type record;
    vd_type list;
} vd_record_view;

typedef struct vd_cited_article vd_cited_article;

typedef struct vd_loader {
    vd_arena *arena;
    vd_diagnostics *diags;
    unsigned flags;
    const vd_source *unsaved; /* read in place of the file of its path; may be NULL */
    bool exhausted;
    vd_pack_folder *folders;
    vd_pack_file *files;
    size_t file_count;
    vd_names names;
    vd_names cited; /* norms, articles and paragraphs in citations; rules/articles.h */
    vd_cited_article *first_cited; /* the articles among them; NULL: none */
    vd_cited_article *last_cited;
    vd_names used_fields; /* for the linter: what stands behind a dot in some expression */
    /* The program being built; its arrays are these. */
    vd_program program;
    vd_pack *packs;
    vd_norm *norms;
    vd_record_type *records;
    vd_record_view **views; /* by pack, and one more that sees all; each by record */
    vd_fact *facts;
    const vd_yaml **fact_nodes;
    const vd_type *date_ranges; /* list<range<date>>, once it was needed */
    const vd_expr *key_date;    /* the last one of a version, and where it stands */
    uint32_t key_date_pack;
    uint32_t key_date_record;
    vd_definition *definitions;
    const vd_yaml **definition_values; /* the scalars */
    uint32_t *definition_packs;
    vd_parameter *parameters;
    vd_table *tables;
    const vd_calendar **calendars;
    vd_rule *rules;
    const vd_yaml **rule_nodes;
    const vd_pack_file **rule_files;
    vd_contradiction *contradictions;
    vd_sheet *sheets;
} vd_loader;

/* vd_packs_load for the tools, which go on with what the loader knows: trees, names, scopes. It
 * lives in the arena. unsaved may be NULL. */
VD_MUST_USE vd_status vd_packs_open(vd_arena *arena, const char *const *dirs, size_t n,
                                    unsigned flags, const vd_source *unsaved,
                                    vd_loader **ret_loader, vd_diagnostics *diags, vd_error *err);

/* Allocation that remembers its failure. */
void *vd_loader_array(vd_loader *load, size_t count, size_t size);
/* Whether VD_RESOURCE_EXHAUSTED meant the arena's end, and not a limit on what was read. */
bool vd_loader_is_exhausted(vd_loader *load, vd_status status);
#define VD_LOAD_ARRAY(load, type, count) ((type *)vd_loader_array((load), (count), sizeof(type)))

/*
 * Sections. `section` is a key of a file's root whose value is a list of mappings; count them to
 * make room, then read each.
 */
typedef void vd_item_reader(vd_loader *load, const vd_pack_file *file, const vd_yaml *item);
size_t vd_loader_count(const vd_loader *load, const char *section);
void vd_loader_each(vd_loader *load, const char *section, vd_item_reader *reader);

/* One pass a section, in this order. */
void vd_load_norms(vd_loader *load);
void vd_load_records(vd_loader *load);
void vd_load_facts(vd_loader *load);
void vd_load_calendars(vd_loader *load);
void vd_load_parameters(vd_loader *load);
void vd_load_tables(vd_loader *load);
void vd_load_definitions(vd_loader *load);
void vd_load_rules(vd_loader *load);
void vd_load_contradictions(vd_loader *load);
void vd_load_sheets(vd_loader *load);

/* Reading nodes. Each diagnoses what it does not like and answers something harmless. */

typedef struct vd_key {
    const char *name;
    bool required;
} vd_key;

/* keys ends with a NULL name. False when `map` is no mapping. */
bool vd_read_keys(vd_loader *load, const vd_yaml *map, const vd_key *keys);
bool vd_is_list(vd_loader *load, const vd_yaml *node);
bool vd_is_null(const vd_yaml *node);
/* The text of a scalar; empty when the key is not there. */
vd_str vd_read_string(vd_loader *load, const vd_yaml *map, const char *key);
bool vd_read_bool(vd_loader *load, const vd_yaml *map, const char *key, bool fallback);
/* Position in `words`, which ends with NULL; `fallback` when the key is not there or wrong. */
int vd_read_choice(vd_loader *load, const vd_yaml *map, const char *key, const char *const *words,
                   int fallback);
/* `open` for null and for what is not there. */
vd_date vd_read_date(vd_loader *load, const vd_yaml *map, const char *key, vd_date open);
/* A whole number from least to most. */
int64_t vd_read_int(vd_loader *load, const vd_yaml *map, const char *key, int64_t least,
                    int64_t most, int64_t fallback);
/* from and until; open ends are VD_LONG_AGO and VD_FOREVER. An empty period is diagnosed. */
void vd_read_period(vd_loader *load, const vd_yaml *map, vd_date *ret_from, vd_date *ret_until);
size_t vd_read_strings(vd_loader *load, const vd_yaml *map, const char *key,
                       const vd_str **ret_strings);
vd_text vd_read_text(vd_loader *load, const vd_pack_file *file, const vd_yaml *map,
                     const char *key);
vd_texts vd_read_texts(vd_loader *load, const vd_pack_file *file, const vd_yaml *map,
                       const char *key);
vd_text vd_read_text_node(vd_loader *load, const vd_pack_file *file, const vd_yaml *node);
vd_citations vd_read_citations(vd_loader *load, const vd_pack_file *file, const vd_yaml *map);

/* An id that begins with the pack's own ("pe."), or with another prefix when one is given; letters,
 * digits, "_", "-" and "." behind it. */
vd_str vd_read_global_id(vd_loader *load, const vd_pack_file *file, const vd_yaml *map,
                         const char *key, vd_str other_prefix);
/* An id within something: letters, digits, "_" and "-". */
vd_str vd_read_local_id(vd_loader *load, const vd_yaml *map);
/* A name of the expression language, with at most `dots` dots. */
vd_str vd_read_name(vd_loader *load, const vd_yaml *map, const char *key, size_t dots);

/* The record of a name such as "sentence.length"; 0 without a dot, VD_NONE after a diagnostic. */
uint32_t vd_record_of_name(vd_loader *load, const vd_pack_file *file, vd_str name, vd_place place);

/* Declares a name; a second one is diagnosed and false. */
bool vd_declare(vd_loader *load, const vd_pack_file *file, vd_name_space space, vd_str text,
                vd_ref_kind kind, uint32_t index, vd_place place);
/* Declares what packs may have in common: a fact, a record or a norm. One that another pack declares
 * in the same words is that one, and false; in other words it is diagnosed, and false. */
bool vd_declare_shared(vd_loader *load, const vd_pack_file *file, vd_name_space space, vd_str text,
                       vd_ref_kind kind, uint32_t index, const vd_yaml *node);
/* Finds what the pack may use; what it may not is not found. */
vd_name *vd_find_seen(const vd_loader *load, uint32_t pack, vd_name_space space, vd_str text);
/* The same, and it counts as used. */
const vd_name *vd_lookup(const vd_loader *load, uint32_t pack, vd_name_space space, vd_str text);
/* The visible name of that space that is nearest to `text`, or empty. */
vd_str vd_suggest_name(const vd_loader *load, uint32_t pack, vd_name_space space, vd_str text);

/* The record of `for_each`; 0: none, or none such, which is diagnosed. */
uint32_t vd_read_for_each(vd_loader *load, const vd_pack_file *file, const vd_yaml *node);

/* As facts and records have them; what is not there is the defender, or `fallback`. */
vd_supplier vd_read_supplier(vd_loader *load, const vd_yaml *map);
vd_cost vd_read_cost(vd_loader *load, const vd_yaml *map, vd_cost fallback);

/* The type that a fact, parameter or table input says in `key`, with `codes` beside it. */
const vd_type *vd_read_type(vd_loader *load, const vd_yaml *map, const char *key);
/* A value of a type, as case files write it. False after a diagnostic. */
bool vd_read_value(vd_loader *load, const vd_yaml *scalar, const vd_type *type,
                   vd_value *ret_value);

/* The conditions of a table's row, from its `if`, one an input; NULL: no memory. */
const vd_table_cell *vd_read_cells(vd_loader *load, const vd_yaml *map, const vd_type *type);
/* Whether both rows can match at once. */
bool vd_rows_meet(const vd_table *table, const vd_table_row *a, const vd_table_row *b);
/* When they do, in words: "day is 2023-11-23". */
vd_str vd_rows_witness(vd_loader *load, const vd_table *table, const vd_table_row *a,
                       const vd_table_row *b);

/* Where an expression stands: which names it sees. */
typedef struct vd_expr_scope {
    vd_loader *load;
    uint32_t pack;
    uint32_t record;     /* the record at hand, or 0 */
    const vd_type *base; /* within a replacement, else NULL */
} vd_expr_scope;

/* NULL after a diagnostic. expected may be NULL. */
const vd_expr *vd_read_expr(const vd_expr_scope *scope, const vd_yaml *scalar,
                            const vd_type *expected);
/* The same for a text of ours, such as a default; errors are told at `place`. */
const vd_expr *vd_compile_text(const vd_expr_scope *scope, vd_str text, const vd_type *expected,
                               vd_place place);
/* Compiles without telling: for definitions that may have to wait. */
VD_MUST_USE vd_status vd_try_expr(const vd_expr_scope *scope, vd_str text, const vd_expr **ret_expr,
                                  vd_error *err);
void vd_tell_expr_error(vd_loader *load, const vd_yaml *scalar, const vd_error *err);

/* The next name of an expression from *at on, dots included, outside its texts; false at the end. */
bool vd_next_word(vd_str text, size_t *at, vd_str *ret_word);
static inline bool vd_checking(const vd_loader *load)
{
    return load->flags & VD_PACK_CHECK;
}

/* The modules of a rule. */
void vd_load_version(vd_loader *load, const vd_pack_file *file, const vd_rule *rule,
                     const vd_yaml *node, vd_version *version, vd_words *words);
vd_windows vd_read_windows(const vd_expr_scope *scope, const vd_yaml *list);
void vd_read_words(vd_loader *load, const vd_pack_file *file, const vd_yaml *map, vd_words *words);
extern const char *const vd_word_keys[];      /* VD_TEXT_COUNT, title included */
extern const char *const vd_word_list_keys[]; /* VD_RULE_LIST_COUNT */

/* The linter's checks, on a program without errors. */
void vd_lint(vd_loader *load);
void vd_lint_rule(vd_loader *load, uint32_t index);
/* A case in which both conditions of a rule hold and none of the others does, in words; false when
 * none was found. */
bool vd_find_witness(vd_loader *load, const vd_rule *rule, const vd_expr *const both[2],
                     const vd_expr *const *none, size_t none_count, vd_str *ret_text);
/* Holes between the rows of a table. */
void vd_lint_table(vd_loader *load, const vd_table *table, vd_place place);
void vd_lint_windows(vd_loader *load, const vd_rule *rule, const vd_yaml *node);
/* The spans of a version's `length`, and of what replaces it, against the quotations. */
void vd_lint_figures(vd_loader *load, const vd_version *version, const vd_yaml *node);

#endif
