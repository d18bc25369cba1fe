#include "rules/diagnostic.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <valedor/limits.h>

#define MESSAGE_MAX 1024
#define WORD_MAX 48 /* longer words are not corrected */

#define KIND_ROW(name, number, severity, what) {name, VD_SEVERITY_##severity, what},
const vd_diagnostic_kind vd_diagnostic_kinds[] = {
    VD_DIAGNOSTIC_KINDS(KIND_ROW){(vd_diag)0, VD_SEVERITY_ERROR, NULL}};
#undef KIND_ROW

const vd_diagnostic_kind *vd_diagnostic_kind_of(vd_diag kind)
{
    const vd_diagnostic_kind *row = vd_diagnostic_kinds;

    while (row->what && row->kind != kind)
        row++;
    return row;
}

const char *vd_severity_name(vd_severity severity)
{
    static const char *const names[] = {"error", "warning", "note"};

    return names[severity];
}

void vd_diagnostics_init(vd_diagnostics *diags, vd_arena *arena)
{
    *diags = (vd_diagnostics){.arena = arena};
}

static vd_str line_of(vd_str text, uint32_t line)
{
    const char *at = text.ptr;
    const char *end = text.ptr + text.len;
    const char *stop;

    for (; line > 1 && at < end; line--) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));

        at = newline ? newline + 1 : end;
    }
    if (at >= end)
        return (vd_str){NULL, 0};
    stop = memchr(at, '\n', (size_t)(end - at));
    if (!stop)
        stop = end;
    if (stop > at && stop[-1] == '\r')
        stop--;
    return (vd_str){at, (size_t)(stop - at)};
}

/* Room for one more; NULL past the limit or without memory. */
static vd_diagnostic *next_slot(vd_diagnostics *diags)
{
    if (diags->count == VD_DIAGNOSTICS_MAX)
        return NULL;
    if (diags->count == diags->capacity) {
        size_t capacity = diags->capacity ? diags->capacity * 2 : 16;
        vd_diagnostic *items = VD_NEW_ARRAY(diags->arena, vd_diagnostic, capacity);

        if (!items)
            return NULL;
        if (diags->count)
            memcpy(items, diags->items, diags->count * sizeof(*items));
        diags->items = items;
        diags->capacity = capacity;
    }
    return &diags->items[diags->count];
}

static size_t *count_of(vd_diagnostics *diags, vd_severity severity)
{
    size_t *const counts[] = {&diags->error_count, &diags->warning_count, &diags->note_count};

    return counts[severity];
}

static void add(vd_diagnostics *diags, vd_diag kind, vd_place place, vd_str suggestion,
                const char *message)
{
    const vd_diagnostic_kind *row = vd_diagnostic_kind_of(kind);
    vd_diagnostic *slot = next_slot(diags);

    (*count_of(diags, row->severity))++;
    if (!slot) {
        diags->left_out++;
        return;
    }
    *slot = (vd_diagnostic){.kind = kind,
                            .severity = row->severity,
                            .line = place.line,
                            .column = place.column,
                            .message = vd_arena_copy(diags->arena, vd_str_of(message)),
                            .suggestion = vd_arena_copy(diags->arena, suggestion)};
    if (place.source) {
        slot->file = vd_arena_copy(diags->arena, place.source->path);
        if (place.line)
            slot->source_line =
                vd_arena_copy(diags->arena, line_of(place.source->text, place.line));
    }
    diags->count++;
}

void vd_diagnose(vd_diagnostics *diags, vd_diag kind, vd_place place, const char *format, ...)
{
    char message[MESSAGE_MAX];
    va_list args;

    if (!diags)
        return;
    va_start(args, format);
    (void)vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    add(diags, kind, place, (vd_str){NULL, 0}, message);
}

void vd_diagnose_meant(vd_diagnostics *diags, vd_diag kind, vd_place place, vd_str suggestion,
                       const char *format, ...)
{
    char message[MESSAGE_MAX];
    va_list args;

    if (!diags)
        return;
    va_start(args, format);
    (void)vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    add(diags, kind, place, suggestion, message);
}

static int by_place(const void *left, const void *right)
{
    const vd_diagnostic *a = left;
    const vd_diagnostic *b = right;
    int order = vd_str_cmp(a->file, b->file);

    if (order)
        return order;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    if (a->column != b->column)
        return a->column < b->column ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return vd_str_cmp(a->message, b->message);
}

void vd_diagnostics_sort(vd_diagnostics *diags)
{
    size_t kept = 0;

    if (diags->count == 0)
        return;
    qsort(diags->items, diags->count, sizeof(*diags->items), by_place);
    for (size_t i = 1; i < diags->count; i++) {
        if (by_place(&diags->items[kept], &diags->items[i]) == 0) {
            (*count_of(diags, diags->items[i].severity))--;
            continue;
        }
        diags->items[++kept] = diags->items[i];
    }
    diags->count = kept + 1;
}

static bool continues_character(char c)
{
    return ((unsigned char)c & 0xC0U) == 0x80U;
}

/* What stands before the caret: a space for each character, tabs kept. */
static vd_str padding(vd_arena *arena, vd_str line, uint32_t column)
{
    char *text = vd_arena_alloc(arena, line.len + 1);
    size_t length = 0;
    uint32_t at = 1;

    if (!text)
        return (vd_str){NULL, 0};
    for (size_t i = 0; i < line.len && at < column; i++) {
        if (continues_character(line.ptr[i]))
            continue;
        text[length++] = line.ptr[i] == '\t' ? '\t' : ' ';
        at++;
    }
    while (length < line.len && at++ < column)
        text[length++] = ' ';
    return (vd_str){text, length};
}

vd_str vd_diagnostic_render(vd_arena *arena, const vd_diagnostic *diagnostic)
{
    const char *word = vd_severity_name(diagnostic->severity);
    vd_str place = {"", 0};
    vd_str meant = {"", 0};
    vd_str caret = {"", 0};

    if (diagnostic->line)
        place = vd_arena_printf(arena, "%.*s:%u:%u: ", VD_STR_ARGS(diagnostic->file),
                                diagnostic->line, diagnostic->column);
    else if (diagnostic->file.len)
        place = vd_arena_printf(arena, "%.*s: ", VD_STR_ARGS(diagnostic->file));
    if (diagnostic->suggestion.len)
        meant =
            vd_arena_printf(arena, "; did you mean \"%.*s\"?", VD_STR_ARGS(diagnostic->suggestion));
    if (diagnostic->source_line.len) {
        vd_str before = padding(arena, diagnostic->source_line, diagnostic->column);

        caret = vd_arena_printf(arena, "%6u | %.*s\n       | %.*s^\n", diagnostic->line,
                                VD_STR_ARGS(diagnostic->source_line), VD_STR_ARGS(before));
    }
    return vd_arena_printf(arena, "%.*s%s VD%03d: %.*s%.*s\n%.*s", VD_STR_ARGS(place), word,
                           (int)diagnostic->kind, VD_STR_ARGS(diagnostic->message),
                           VD_STR_ARGS(meant), VD_STR_ARGS(caret));
}

vd_status vd_diagnostics_fail(const vd_diagnostics *diags, vd_error *err)
{
    for (size_t i = 0; i < diags->count; i++) {
        const vd_diagnostic *found = &diags->items[i];

        if (found->severity != VD_SEVERITY_ERROR)
            continue;
        (void)vd_fail(err, VD_INVALID_ARGUMENT, "%.*s", VD_STR_ARGS(found->message));
        if (err) {
            err->line = found->line;
            err->column = found->column;
            (void)snprintf(err->file, sizeof(err->file), "%.*s", VD_STR_ARGS(found->file));
        }
        return VD_INVALID_ARGUMENT;
    }
    if (diags->error_count)
        return vd_fail(err, VD_INVALID_ARGUMENT,
                       "There are more errors than could be kept: mend those that are told first.");
    return VD_OK;
}

static size_t least(size_t a, size_t b, size_t c)
{
    size_t two = a < b ? a : b;

    return two < c ? two : c;
}

/* Insertions, deletions and replacements from one to the other; both at most WORD_MAX. */
static size_t edits(vd_str a, vd_str b)
{
    size_t row[WORD_MAX + 1];

    for (size_t j = 0; j <= b.len; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t diagonal = row[0];

        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t above = row[j];

            row[j] = least(above + 1, row[j - 1] + 1, diagonal + (a.ptr[i - 1] != b.ptr[j - 1]));
            diagonal = above;
        }
    }
    return row[b.len];
}

void vd_closest_try(vd_closest_search *search, vd_str candidate)
{
    size_t distance;

    if (search->word.len > WORD_MAX || candidate.len > WORD_MAX || candidate.len == 0)
        return;
    distance = edits(search->word, candidate);
    /* One edit in three letters: further away it is a guess. */
    if (distance > (search->word.len + 2) / 3)
        return;
    if (search->best.len && distance >= search->distance)
        return;
    search->best = candidate;
    search->distance = distance;
}

vd_str vd_closest(vd_str word, const vd_str *candidates, size_t count)
{
    vd_closest_search search = {.word = word};

    for (size_t i = 0; i < count; i++)
        vd_closest_try(&search, candidates[i]);
    return search.best;
}
