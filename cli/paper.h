/*
 * paper.h - what is printed for people: headings, tables and trees as wide as the terminal.
 *
 * Colour only on a terminal; elsewhere the same layout, plain, 100 columns wide (COLUMNS changes
 * that). Lifetime: texts live in the paper's arena. One thread.
 */
#ifndef VALEDOR_CLI_PAPER_H
#define VALEDOR_CLI_PAPER_H

#include <stdio.h>

#include <valedor/arena.h>
#include <valedor/base.h>

typedef struct vd_paper {
    vd_arena *arena;
    FILE *out;
    int width;
    bool colour;
    bool english;
} vd_paper;

typedef enum vd_shade { VD_PLAIN, VD_DIM, VD_BOLD, VD_RED, VD_GREEN, VD_YELLOW } vd_shade;

/* Looks at standard output. */
void vd_paper_init(vd_paper *paper, vd_arena *arena, bool english);

/* "printf" into the paper's arena; never NULL. */
vd_str vd_paper_text(const vd_paper *paper, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

void vd_paper_line(const vd_paper *paper, vd_shade shade, vd_str text);
/* Parts with "·" between them; one that does not fit begins a line of its own. */
void vd_paper_parts(const vd_paper *paper, const vd_str *parts, size_t count);
/* A heading with an empty line above. */
void vd_paper_heading(const vd_paper *paper, const char *text);
/* Wrapped, `indent` columns from the left; `label` (may be empty) stands in front, dim. */
void vd_paper_paragraph(const vd_paper *paper, int indent, const char *label, vd_str text);

/* `left`, and the text wrapped from `column` on: beside it, or below where it is too long. */
void vd_paper_entry(const vd_paper *paper, int column, vd_str left, vd_str text);

typedef struct vd_column {
    const char *name;
    int width; /* at most; 0: what the others leave, for one column */
} vd_column;

typedef struct vd_cell_text {
    vd_str text; /* line breaks are kept; wrapped to the column */
    vd_shade shade;
} vd_cell_text;

#define VD_COLUMNS_MAX 5

typedef struct vd_table_row_text {
    int parent; /* of a tree: the index of an earlier row; -1: none */
    vd_cell_text cells[VD_COLUMNS_MAX];
} vd_table_row_text;

/* A table with a heading line. `tree`: the first column shows which row belongs to which. */
void vd_paper_table(const vd_paper *paper, const vd_column *columns, size_t column_count,
                    const vd_table_row_text *rows, size_t row_count, bool tree);

#endif
