/*
 * diagnostic.h - what is wrong with a file, where, and how to mend it.
 *
 * Every kind of defect has a number, VD001 and so on, which docs/diagnostics.md explains. Errors
 * make what was read unusable; warnings are the linter's; notes say what is not complete yet.
 *
 * Lifetime: a vd_diagnostics copies what it is told into its own arena. Threads: one at a time.
 */
#ifndef VALEDOR_RULES_DIAGNOSTIC_H
#define VALEDOR_RULES_DIAGNOSTIC_H

#include <valedor/arena.h>
#include <valedor/base.h>

/* A file that was read. `path` is what people are shown. */
typedef struct vd_source {
    vd_str path;
    vd_str text;
} vd_source;

/* A place in a file; line and column count from 1, columns in characters. Line 0: the file. */
typedef struct vd_place {
    const vd_source *source; /* may be NULL */
    uint32_t line;
    uint32_t column;
} vd_place;

typedef enum vd_severity { VD_SEVERITY_ERROR, VD_SEVERITY_WARNING, VD_SEVERITY_NOTE } vd_severity;

/* "error", "warning", "note". Static text. */
const char *vd_severity_name(vd_severity severity);

/* One row a kind of defect: name, number, severity, what it is. */
#define VD_DIAGNOSTIC_KINDS(ROW)                                                                \
    ROW(VD_DIAG_FILE, 1, ERROR, "a file or folder cannot be read")                              \
    ROW(VD_DIAG_ENCODING, 2, ERROR, "the text is not clean UTF-8")                              \
    ROW(VD_DIAG_SYNTAX, 3, ERROR, "the YAML is malformed")                                      \
    ROW(VD_DIAG_DUPLICATE_KEY, 4, ERROR, "a key occurs twice in one mapping")                   \
    ROW(VD_DIAG_FORBIDDEN_YAML, 5, ERROR, "anchors, aliases, tags and merge keys are not read") \
    ROW(VD_DIAG_DOCUMENTS, 6, ERROR, "a file holds exactly one document")                       \
    ROW(VD_DIAG_LIMIT, 7, ERROR, "larger or deeper than allowed")                               \
    ROW(VD_DIAG_UNKNOWN_KEY, 10, ERROR, "a key that does not belong there")                     \
    ROW(VD_DIAG_MISSING_KEY, 11, ERROR, "a key that must be there is missing")                  \
    ROW(VD_DIAG_SHAPE, 12, ERROR, "a list, mapping or text where another belongs")              \
    ROW(VD_DIAG_LITERAL, 13, ERROR, "a value that is not of its type")                          \
    ROW(VD_DIAG_WORD, 14, ERROR, "a word that is not among those allowed")                      \
    ROW(VD_DIAG_ID, 15, ERROR, "an id that is malformed or lacks the pack's prefix")            \
    ROW(VD_DIAG_DUPLICATE_ID, 16, ERROR, "an id that is declared twice")                        \
    ROW(VD_DIAG_UNDECLARED, 17, ERROR, "an id that is not declared")                            \
    ROW(VD_DIAG_PACK, 18, ERROR, "packs that cannot be loaded together")                        \
    ROW(VD_DIAG_PERIOD, 19, ERROR, "a period that is empty or overlaps another")                \
    ROW(VD_DIAG_EXPRESSION, 30, ERROR, "an expression that does not compile")                   \
    ROW(VD_DIAG_CYCLE, 31, ERROR, "definitions, bases or overrides that need themselves")       \
    ROW(VD_DIAG_TABLE_OVERLAP, 32, ERROR, "two rows of a table that can both match")            \
    ROW(VD_DIAG_CALENDAR, 33, ERROR, "a calendar that contradicts itself")                      \
    ROW(VD_DIAG_SET, 34, ERROR, "a replacement of what is not there")                           \
    ROW(VD_DIAG_CASE, 40, ERROR, "a case that does not fit the packs")                          \
    ROW(VD_DIAG_UNCITED, 101, WARNING, "law without a citation")                                \
    ROW(VD_DIAG_UNDATED_CITATION, 102, WARNING, "a citation that does not say since when")      \
    ROW(VD_DIAG_TRANSLATION, 103, WARNING, "a text that lacks one of the pack's languages")     \
    ROW(VD_DIAG_TEXT, 104, WARNING, "a title, question or text that is missing")                \
    ROW(VD_DIAG_UNUSED, 105, WARNING, "declared, but never used")                               \
    ROW(VD_DIAG_GAP, 106, WARNING, "days that no version covers")                               \
    ROW(VD_DIAG_OVERLAP, 107, WARNING, "days that two versions cover")                          \
    ROW(VD_DIAG_EXCEPTIONS, 108, WARNING, "exceptions that may contradict each other")          \
    ROW(VD_DIAG_READINGS, 109, WARNING, "readings that do not say which one is safe")           \
    ROW(VD_DIAG_UNTESTED, 110, WARNING, "a rule or contradiction without scenarios")            \
    ROW(VD_DIAG_QUOTE, 111, WARNING, "a quotation longer than a reader can check")              \
    ROW(VD_DIAG_FIGURE, 112, WARNING, "a figure that its quotation does not have")              \
    ROW(VD_DIAG_UNREACHABLE, 113, WARNING, "a version or exception that can never hold")        \
    ROW(VD_DIAG_TABLE_GAP, 114, WARNING, "a hole between the rows of a table")                  \
    ROW(VD_DIAG_PARAMETER_GAP, 115, WARNING, "days between the values of a parameter")          \
    ROW(VD_DIAG_PARAGRAPH, 116, WARNING, "a paragraph neither modelled nor left out")           \
    ROW(VD_DIAG_INVENTORY, 117, NOTE,                                                           \
        "an article that is cited and whose paragraphs are not known")                          \
    ROW(VD_DIAG_SCENARIOS, 201, NOTE, "a rule whose scenarios leave a side of it out")

#define VD_DIAGNOSTIC_ENUM(name, number, severity, what) name = (number),
typedef enum vd_diag { VD_DIAGNOSTIC_KINDS(VD_DIAGNOSTIC_ENUM) } vd_diag;
#undef VD_DIAGNOSTIC_ENUM

typedef struct vd_diagnostic_kind {
    vd_diag kind; /* also its number: 4 is VD004 */
    vd_severity severity;
    const char *what;
} vd_diagnostic_kind;

/* The row of `kind`; the table of all of them ends where `what` is NULL. */
const vd_diagnostic_kind *vd_diagnostic_kind_of(vd_diag kind);
extern const vd_diagnostic_kind vd_diagnostic_kinds[];

typedef struct vd_diagnostic {
    vd_diag kind;
    vd_severity severity;
    vd_str file;
    uint32_t line;
    uint32_t column;
    vd_str message;     /* one sentence */
    vd_str suggestion;  /* what was probably meant, or empty */
    vd_str source_line; /* for the caret; empty when there is none */
} vd_diagnostic;

typedef struct vd_diagnostics {
    vd_arena *arena;
    size_t count;
    size_t capacity;
    vd_diagnostic *items;
    size_t error_count; /* also of those left out */
    size_t warning_count;
    size_t note_count;
    size_t left_out; /* past VD_DIAGNOSTICS_MAX, or for want of memory */
} vd_diagnostics;

void vd_diagnostics_init(vd_diagnostics *diags, vd_arena *arena);

/* diags may be NULL: then nothing is kept. */
void vd_diagnose(vd_diagnostics *diags, vd_diag kind, vd_place place, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* The same, with what was probably meant. */
void vd_diagnose_meant(vd_diagnostics *diags, vd_diag kind, vd_place place, vd_str suggestion,
                       const char *format, ...) __attribute__((format(printf, 5, 6)));

/* By file, line, column and number; equal ones are told once. */
void vd_diagnostics_sort(vd_diagnostics *diags);

/*
 * As people read it, with a newline at the end:
 *
 *     rules/packs/pe/cpp.yaml:12:15: error VD030: "custodia" is not declared; did you mean "custody"?
 *        12 |     applies: 'custodia.kind = "police"'
 *           |               ^
 */
vd_str vd_diagnostic_render(vd_arena *arena, const vd_diagnostic *diagnostic);

/* Fills err from the first error and returns VD_INVALID_ARGUMENT; VD_OK when there is none. */
vd_status vd_diagnostics_fail(const vd_diagnostics *diags, vd_error *err);

/* The candidate nearest to `word` by edits, near enough to be meant; empty when none is. */
vd_str vd_closest(vd_str word, const vd_str *candidates, size_t count);
/* For candidates that come one by one: begins with {.word = word}, the best so far is in `best`. */
typedef struct vd_closest_search {
    vd_str word;
    vd_str best;
    size_t distance; /* of `best`, when it is set */
} vd_closest_search;
void vd_closest_try(vd_closest_search *search, vd_str candidate);

#endif
