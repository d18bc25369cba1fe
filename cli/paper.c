/*
 * smartcols lays the cells out; each is wrapped beforehand at blanks, because smartcols itself
 * breaks lines within words.
 */
#include "cli/paper.h"

#include <langinfo.h>
#include <libsmartcols/libsmartcols.h>
#include <locale.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define INDENT 2
#define WIDTH_ELSEWHERE 100
#define WIDTH_LEAST 60
#define WIDTH_MOST 140
#define TREE_STEP 2 /* columns that each level of a tree takes */
#define TEXT_LEAST 16
#define FIXED_LEAST 8 /* columns that a column keeps when there is little room */
#define LABEL_MOST 22

static const char *const escapes[] = {
    [VD_PLAIN] = "",         [VD_DIM] = "\033[2m",    [VD_BOLD] = "\033[1m",
    [VD_RED] = "\033[1;31m", [VD_GREEN] = "\033[32m", [VD_YELLOW] = "\033[33m",
};

static int find_width(void)
{
    const char *said = getenv("COLUMNS");
    struct winsize size;
    long width = said ? strtol(said, NULL, 10) : 0;

    if (width <= 0)
        width =
            isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0
                ? size.ws_col
                : WIDTH_ELSEWHERE;
    return width < WIDTH_LEAST ? WIDTH_LEAST : width > WIDTH_MOST ? WIDTH_MOST : (int)width;
}

void vd_paper_init(vd_paper *paper, vd_arena *arena, bool english)
{
    const char *terminal = getenv("TERM");

    /* Texts are UTF-8; where the locale does not know that, smartcols would print them as hex. */
    (void)setlocale(LC_CTYPE, "");
    if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
        (void)setlocale(LC_CTYPE, "C.UTF-8");
    *paper = (vd_paper){
        .arena = arena,
        .out = stdout,
        .width = find_width(),
        .colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR") && terminal &&
                  strcmp(terminal, "dumb") != 0,
        .english = english,
    };
}

vd_str vd_paper_text(const vd_paper *paper, const char *format, ...)
{
    char text[4096];
    va_list arguments;
    vd_str copy;

    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    copy = vd_arena_copy(paper->arena, vd_str_of(text));
    return copy.ptr ? copy : VD_STR("");
}

/* Columns that the bytes take: one a character, which holds for the languages that we print. */
static int columns_of(const char *bytes, size_t len)
{
    int columns = 0;

    for (size_t i = 0; i < len; i++)
        columns += ((unsigned char)bytes[i] & 0xc0) != 0x80;
    return columns;
}

/* The bytes of at most `width` columns. */
static size_t bytes_of(const char *bytes, size_t len, int width)
{
    size_t i = 0;

    for (; i < len; i++)
        if (((unsigned char)bytes[i] & 0xc0) != 0x80 && width-- == 0)
            break;
    return i;
}

/* The text with line breaks where it would be wider; what has no blank is broken anywhere. */
static char *wrap(const vd_paper *paper, vd_str text, int width)
{
    /* A word may be broken, so a line break may come with every character. */
    char *out = vd_arena_alloc(paper->arena, text.len * 2 + 2);
    size_t len = 0;
    int column = 0;

    if (!out)
        return (char *)"";
    for (size_t i = 0; i < text.len;) {
        size_t word = 0;
        int columns;

        if (text.ptr[i] == '\n') {
            out[len++] = '\n';
            column = 0;
            i++;
            continue;
        }
        if (text.ptr[i] == ' ') {
            i++;
            continue;
        }
        while (i + word < text.len && text.ptr[i + word] != ' ' && text.ptr[i + word] != '\n')
            word++;
        columns = columns_of(text.ptr + i, word);
        if (columns > width) {
            word = bytes_of(text.ptr + i, word, width);
            columns = width;
        }
        if (column > 0 && column + 1 + columns > width) {
            out[len++] = '\n';
            column = 0;
        } else if (column > 0 && text.ptr[i - 1] == ' ') {
            out[len++] = ' ';
            column++;
        }
        memcpy(out + len, text.ptr + i, word);
        len += word;
        column += columns;
        i += word;
    }
    out[len] = '\0';
    return out;
}

/* The lines of a wrapped text, `end` behind the last; the first goes on where the cursor is. */
static void print_hanging(const vd_paper *paper, const char *lines, int hang, const char *end)
{
    for (;;) {
        size_t len = strcspn(lines, "\n");

        fprintf(paper->out, "%.*s%s\n", (int)len, lines, lines[len] ? "" : end);
        if (!lines[len])
            return;
        lines += len + 1;
        fprintf(paper->out, "%*s", hang, "");
    }
}

void vd_paper_line(const vd_paper *paper, vd_shade shade, vd_str text)
{
    bool colour = paper->colour && shade != VD_PLAIN;
    size_t blanks = 0;

    while (blanks < text.len && text.ptr[blanks] == ' ')
        blanks++;
    fprintf(paper->out, "%s%*s", colour ? escapes[shade] : "", (int)blanks, "");
    print_hanging(paper, wrap(paper, text, paper->width - (int)blanks), (int)blanks,
                  colour ? "\033[0m" : "");
}

void vd_paper_parts(const vd_paper *paper, const vd_str *parts, size_t count)
{
    vd_str line = VD_STR("");

    for (size_t i = 0; i < count; i++) {
        vd_str longer =
            i ? vd_paper_text(paper, "%.*s · %.*s", VD_STR_ARGS(line), VD_STR_ARGS(parts[i]))
              : parts[i];

        if (i && columns_of(longer.ptr, longer.len) > paper->width) {
            vd_paper_line(paper, VD_PLAIN, line);
            longer = parts[i];
        }
        line = longer;
    }
    vd_paper_line(paper, VD_PLAIN, line);
}

void vd_paper_heading(const vd_paper *paper, const char *text)
{
    fputc('\n', paper->out);
    vd_paper_line(paper, VD_BOLD, vd_str_of(text));
}

void vd_paper_paragraph(const vd_paper *paper, int indent, const char *label, vd_str text)
{
    int label_columns = columns_of(label, strlen(label));
    const char *colon = strcmp(label, "-") == 0 || strcmp(label, "!") == 0 ? "" : ":";
    int hang = indent + (label_columns ? label_columns + (int)strlen(colon) + 1 : 0);

    /* A long label leaves too little beside it. */
    if (label_columns > LABEL_MOST) {
        vd_paper_line(paper, VD_DIM, vd_paper_text(paper, "%*s%s:", indent, "", label));
        hang = indent + 2 * INDENT;
        label_columns = 0;
    }
    fprintf(paper->out, "%*s", label_columns ? indent : hang, "");
    if (label_columns)
        fprintf(paper->out, "%s%s%s%s ", paper->colour ? escapes[VD_DIM] : "", label, colon,
                paper->colour ? "\033[0m" : "");
    print_hanging(paper, wrap(paper, text, paper->width - hang), hang, "");
}

void vd_paper_entry(const vd_paper *paper, int column, vd_str left, vd_str text)
{
    int columns = INDENT + columns_of(left.ptr, left.len);

    fprintf(paper->out, "%*s%.*s", INDENT, "", VD_STR_ARGS(left));
    if (columns >= column) {
        fputc('\n', paper->out);
        columns = 0;
    }
    fprintf(paper->out, "%*s", column - columns, "");
    print_hanging(paper, wrap(paper, text, paper->width - column), column, "");
}

static int depth_of(const vd_table_row_text *rows, size_t row)
{
    int depth = 0;

    for (int parent = rows[row].parent; parent >= 0; parent = rows[parent].parent)
        depth++;
    return depth;
}

/* Whether a later row hangs from the same one. */
static bool has_younger(const vd_table_row_text *rows, size_t count, size_t row)
{
    for (size_t i = row + 1; i < count; i++)
        if (rows[i].parent == rows[row].parent)
            return true;
    return false;
}

/* What stands left of a line of the row: the branches of the tree. Recursive; rows are as deep as
 * the explanation. */
static vd_str branches(const vd_paper *paper, const vd_table_row_text *rows, size_t count,
                       size_t row, bool first_line)
{
    int parent = rows[row].parent;
    bool younger = parent >= 0 && has_younger(rows, count, row);
    vd_str left;

    if (parent < 0)
        return VD_STR("");
    left = branches(paper, rows, count, (size_t)parent, false);
    if (first_line)
        return vd_paper_text(paper, "%.*s%s", VD_STR_ARGS(left), younger ? "├─" : "└─");
    return vd_paper_text(paper, "%.*s%s", VD_STR_ARGS(left), younger ? "│ " : "  ");
}

/* The text of a row with its branches in front of each line. smartcols draws trees too, but leaves
 * the further lines of a cell without them. */
static char *wrap_in_tree(const vd_paper *paper, const vd_table_row_text *rows, size_t count,
                          size_t row, int width)
{
    bool has_kids = row + 1 < count && rows[row + 1].parent == (int)row;
    int room = width - TREE_STEP * (depth_of(rows, row) + 1);
    const char *line = wrap(paper, rows[row].cells[0].text, room > TEXT_LEAST ? room : TEXT_LEAST);
    vd_str further = branches(paper, rows, count, row, false);
    vd_str text = branches(paper, rows, count, row, true);

    for (;;) {
        size_t len = strcspn(line, "\n");

        text = vd_paper_text(paper, "%.*s%.*s", VD_STR_ARGS(text), (int)len, line);
        if (!line[len])
            return (char *)text.ptr;
        text = vd_paper_text(paper, "%.*s\n%.*s%s", VD_STR_ARGS(text), VD_STR_ARGS(further),
                             has_kids ? "│ " : "  ");
        line += len + 1;
    }
}

/* Columns of the longest line. */
static int longest_line(vd_str text)
{
    int longest = 0;

    for (size_t i = 0; i < text.len;) {
        size_t len = 0;

        while (i + len < text.len && text.ptr[i + len] != '\n')
            len++;
        longest = columns_of(text.ptr + i, len) > longest ? columns_of(text.ptr + i, len) : longest;
        i += len + 1;
    }
    return longest;
}

/* What the one column that gets what is left must have: two fifths, or less where it needs less. */
static int least_left(const vd_paper *paper, const vd_column *columns, size_t count,
                      const vd_table_row_text *rows, size_t row_count, bool tree)
{
    int least = paper->width * 2 / 5;
    int needs = 0;

    for (size_t c = 0; c < count; c++) {
        if (columns[c].width)
            continue;
        needs = columns_of(columns[c].name, strlen(columns[c].name));
        for (size_t i = 0; i < row_count; i++) {
            int line = longest_line(rows[i].cells[c].text);

            needs = line > needs ? line : needs;
        }
    }
    return tree || needs > least ? least : needs;
}

/* Takes from the widest, until `short_of` columns are found; headings stay whole. */
static int narrow(const vd_column *columns, size_t count, int widths[VD_COLUMNS_MAX], int short_of)
{
    int found = 0;

    while (found < short_of) {
        size_t widest = count;

        for (size_t c = 0; c < count; c++)
            if (columns[c].width && widths[c] > FIXED_LEAST &&
                widths[c] > columns_of(columns[c].name, strlen(columns[c].name)) &&
                (widest == count || widths[c] > widths[widest]))
                widest = c;
        if (widest == count)
            break;
        widths[widest]--;
        found++;
    }
    return found;
}

/* The width of each column: what it needs, at most what it may have; one has what is left. */
static void share_width(const vd_paper *paper, const vd_column *columns, size_t count,
                        const vd_table_row_text *rows, size_t row_count, bool tree,
                        int widths[VD_COLUMNS_MAX])
{
    int left = paper->width - INDENT - 2 * ((int)count - 1);

    for (size_t c = 0; c < count; c++) {
        int needs = columns_of(columns[c].name, strlen(columns[c].name));

        for (size_t i = 0; columns[c].width && i < row_count; i++) {
            int line = longest_line(rows[i].cells[c].text);

            needs = line > needs ? line : needs;
        }
        widths[c] = needs < columns[c].width ? needs : columns[c].width;
        left -= widths[c];
    }
    left += narrow(columns, count, widths,
                   least_left(paper, columns, count, rows, row_count, tree) - left);
    for (size_t c = 0; c < count; c++)
        if (columns[c].width == 0)
            widths[c] = left > TEXT_LEAST ? left : TEXT_LEAST;
}

static struct libscols_table *new_table(const vd_paper *paper, const vd_column *columns,
                                        size_t count, const int *widths)
{
    struct libscols_table *table = scols_new_table();

    if (!table)
        return NULL;
    (void)scols_table_set_column_separator(table, "  ");
    (void)scols_table_set_termforce(table, SCOLS_TERMFORCE_ALWAYS);
    (void)scols_table_set_termwidth(table, (size_t)(paper->width - INDENT));
    (void)scols_table_enable_colors(table, paper->colour);
    for (size_t i = 0; i < count; i++) {
        struct libscols_column *column =
            scols_table_new_column(table, columns[i].name, widths[i], SCOLS_FL_WRAP);

        if (!column)
            continue;
        (void)scols_column_set_safechars(column, "\n");
        (void)scols_column_set_wrapfunc(column, scols_wrapnl_chunksize, scols_wrapnl_nextchunk,
                                        NULL);
        if (paper->colour)
            (void)scols_cell_set_color(scols_column_get_header(column), escapes[VD_DIM]);
    }
    return table;
}

/* Each line of what smartcols made, indented and without blanks at its end. */
static void print_indented(const vd_paper *paper, const char *text)
{
    while (*text) {
        size_t len = strcspn(text, "\n");
        size_t end = len;

        while (end > 0 && text[end - 1] == ' ')
            end--;
        if (end)
            fprintf(paper->out, "%*s%.*s\n", INDENT, "", (int)end, text);
        else
            fputc('\n', paper->out);
        text += len + (text[len] == '\n');
    }
}

void vd_paper_table(const vd_paper *paper, const vd_column *columns, size_t column_count,
                    const vd_table_row_text *rows, size_t row_count, bool tree)
{
    int widths[VD_COLUMNS_MAX];
    struct libscols_table *table;
    char *text = NULL;

    share_width(paper, columns, column_count, rows, row_count, tree, widths);
    table = new_table(paper, columns, column_count, widths);
    for (size_t i = 0; table && i < row_count; i++) {
        struct libscols_line *line = scols_table_new_line(table, NULL);

        for (size_t c = 0; line && c < column_count; c++) {
            const vd_cell_text *cell = &rows[i].cells[c];

            (void)scols_line_set_data(line, c,
                                      tree && c == 0
                                          ? wrap_in_tree(paper, rows, row_count, i, widths[0])
                                          : wrap(paper, cell->text, widths[c]));
            if (paper->colour && cell->shade != VD_PLAIN && scols_line_get_cell(line, c))
                (void)scols_cell_set_color(scols_line_get_cell(line, c), escapes[cell->shade]);
        }
    }
    if (table && scols_print_table_to_string(table, &text) == 0 && text)
        print_indented(paper, text);
    free(text);
    scols_unref_table(table);
}
