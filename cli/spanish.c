/*
 * The English words are the key. A sentence with words of somebody else in it is taken apart by its
 * form, and the pieces are put into the Spanish one; a piece that is a sentence of ours, as the
 * reason within another, is translated too.
 */
#include "cli/spanish.h"

#include <stdio.h>
#include <stdlib.h>

#define PIECES_MAX 9

typedef struct taken {
    size_t count;
    vd_str pieces[PIECES_MAX];
} taken;

static bool spanish;

static bool is_spanish(const char *word)
{
    return strncmp(word, "es", 2) == 0 && (!word[2] || strchr("_.@-", word[2]));
}

void vd_choose_tongue(int argc, char *const *argv)
{
    static const char *const variables[] = {"VALEDOR_LANG", "LC_ALL", "LC_MESSAGES", "LANG"};
    const char *said = NULL;

    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strncmp(argv[i], "--lang=", 7) == 0)
            said = argv[i] + 7;
        else if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
            said = argv[i + 1];
    for (size_t i = 0; !said && i < sizeof(variables) / sizeof(variables[0]); i++) {
        said = getenv(variables[i]);
        if (said && !said[0])
            said = NULL;
    }
    spanish = said && is_spanish(said);
}

const char *vd_tongue(const char *english)
{
    for (const vd_phrase *p = vd_help_phrases; spanish && p->english; p++)
        if (strcmp(p->english, english) == 0)
            return p->spanish;
    return english;
}

/* Behind the conversion that begins at `form`. */
static const char *behind_conversion(const char *form)
{
    form++;
    form += strspn(form, "-+ #0123456789.*hlzjt");
    return *form ? form + 1 : form;
}

/* Where the literal piece of a form is in the text: at its very end when nothing follows it. */
static const char *find_literal(const char *text, const char *literal, size_t length)
{
    size_t rest = strlen(text);

    if (!literal[length])
        return rest >= length && strcmp(text + rest - length, literal) == 0 ? text + rest - length
                                                                            : NULL;
    for (; rest >= length; text++, rest--)
        if (memcmp(text, literal, length) == 0)
            return text;
    return NULL;
}

/* Whether the text can have come from the form, and from which pieces. */
static bool take_apart(const char *form, const char *text, taken *ret_taken)
{
    *ret_taken = (taken){0};
    while (*form) {
        const char *found;
        size_t length;

        if (*form != '%') {
            if (*form++ != *text++)
                return false;
            continue;
        }
        form = behind_conversion(form);
        length = strcspn(form, "%");
        found = find_literal(text, form, length);
        if (!found || ret_taken->count == PIECES_MAX || (length == 0 && *form))
            return false;
        ret_taken->pieces[ret_taken->count++] = (vd_str){text, (size_t)(found - text)};
        text = found + length;
        form += length;
    }
    return *text == '\0';
}

static void add(char *buffer, size_t size, vd_str text)
{
    size_t used = strlen(buffer);

    if (used + 1 < size)
        snprintf(buffer + used, size - used, "%.*s", VD_STR_ARGS(text));
}

static bool translate(const char *text, char *buffer, size_t size, unsigned depth);

static void add_piece(char *buffer, size_t size, vd_str piece, unsigned depth)
{
    char english[sizeof(((vd_error *)NULL)->message)];
    char inner[sizeof(english)];

    snprintf(english, sizeof(english), "%.*s", VD_STR_ARGS(piece));
    if (depth && piece.len && translate(english, inner, sizeof(inner), depth - 1))
        piece = vd_str_of(inner);
    add(buffer, size, piece);
}

/* Recursive over sentences within sentences; `depth` bounds it. */
static bool translate(const char *text, char *buffer, size_t size, unsigned depth)
{
    taken t;

    for (const vd_phrase *p = vd_error_phrases; p->english; p++) {
        if (!take_apart(p->english, text, &t))
            continue;
        buffer[0] = '\0';
        for (const char *at = p->spanish; *at;) {
            size_t length = strcspn(at, "%");
            size_t which = at[length] ? (size_t)(at[length + 1] - '1') : 0;

            add(buffer, size, (vd_str){at, length});
            at += length;
            if (!*at)
                break;
            if (which < t.count)
                add_piece(buffer, size, t.pieces[which], depth);
            at += 2;
        }
        return true;
    }
    return false;
}

const char *vd_tongue_of_error(const vd_error *err, char *buffer, size_t size)
{
    return spanish && translate(err->message, buffer, size, 2) ? buffer : err->message;
}
