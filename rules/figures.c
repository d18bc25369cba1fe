/*
 * The words are made plain first: small letters without accents, one blank between words, and
 * nothing else but letters, digits and the bar of fractions. A number is then a sequence of whole words.
 */
#include "rules/figures.h"

#include <stdio.h>
#include <string.h>

static const char *const small[] = {
    "cero",         "un",          "dos",        "tres",        "cuatro",     "cinco",
    "seis",         "siete",       "ocho",       "nueve",       "diez",       "once",
    "doce",         "trece",       "catorce",    "quince",      "dieciseis",  "diecisiete",
    "dieciocho",    "diecinueve",  "veinte",     "veintiun",    "veintidos",  "veintitres",
    "veinticuatro", "veinticinco", "veintiseis", "veintisiete", "veintiocho", "veintinueve"};
static const char *const tens[] = {"",          "",        "",        "treinta", "cuarenta",
                                   "cincuenta", "sesenta", "setenta", "ochenta", "noventa"};
static const char *const hundreds[] = {
    "",         "ciento",    "doscient",  "trescient", "cuatrocient",
    "quinient", "seiscient", "setecient", "ochocient", "novecient"};
static const char *const ordinals[] = {"",     "primer", "segund", "tercer", "cuart", "quint",
                                       "sext", "septim", "octav",  "noven",  "decim"};
/* Halves, thirds...: with and without the ending of many. */
static const char *const shares[] = {"",      "",        "mitad",  "tercio", "cuarto", "quinto",
                                     "sexto", "septimo", "octavo", "noveno", "decimo"};
#define SMALL_COUNT 30
#define ORDINAL_COUNT 11

#define PLAIN_ROOM 2048

/* The second byte of á, é, í, ó, ú and ü, whose first is C3. */
static const struct {
    unsigned char byte;
    char letter;
} accents[] = {{0xA1, 'a'}, {0xA9, 'e'}, {0xAD, 'i'}, {0xB3, 'o'}, {0xBA, 'u'}, {0xBC, 'u'}};

static char plain_letter(unsigned char byte)
{
    for (size_t i = 0; i < sizeof(accents) / sizeof(accents[0]); i++)
        if ((byte | 0x20U) == accents[i].byte)
            return accents[i].letter;
    return 'n';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

/* Of a fraction such as 2/3. */
static bool is_bar(vd_str text, size_t at)
{
    return text.ptr[at] == '/' && at > 0 && at + 1 < text.len && is_digit(text.ptr[at - 1]) &&
           is_digit(text.ptr[at + 1]);
}

/* The sign in words, behind a blank; nothing when there is no room. Returns the new length. */
static size_t put_percent(char plain[PLAIN_ROOM], size_t length)
{
    static const char words[] = " por ciento";
    size_t skip = plain[length - 1] == ' ';

    if (length + sizeof(words) + 2 >= PLAIN_ROOM)
        return length;
    memcpy(plain + length, words + skip, sizeof(words) - skip);
    return length + sizeof(words) - 1 - skip;
}

/* " a b 12 ": words between single blanks, so that a whole word is found by " word ". */
static void make_plain(vd_str text, char plain[PLAIN_ROOM])
{
    size_t length = 1;

    plain[0] = ' ';
    for (size_t i = 0; i < text.len && length + 3 < PLAIN_ROOM; i++) {
        char c = text.ptr[i];

        if ((unsigned char)c == 0xC3 && i + 1 < text.len)
            c = plain_letter((unsigned char)text.ptr[++i]);
        else if (c >= 'A' && c <= 'Z')
            c = (char)(c + ('a' - 'A'));
        if (c == '%') {
            length = put_percent(plain, length);
            continue;
        }
        if (!is_letter(c) && !is_digit(c) && !is_bar(text, i))
            c = ' ';
        if (c == ' ' && plain[length - 1] == ' ')
            continue;
        if ((is_letter(c) && is_digit(plain[length - 1])) ||
            (is_digit(c) && is_letter(plain[length - 1])))
            plain[length++] = ' ';
        plain[length++] = c;
    }
    if (plain[length - 1] != ' ')
        plain[length++] = ' ';
    plain[length] = '\0';
}

/* The word before the blank at `at`. */
static bool follows(const char *plain, const char *at, const char *word)
{
    size_t length = strlen(word);

    return (size_t)(at - plain) > length && memcmp(at - length, word, length) == 0 &&
           at[-(ptrdiff_t)length - 1] == ' ';
}

/* Whether the number at the blank `at` is that of an article and the like. */
static bool is_reference(const char *plain, const char *at)
{
    static const char *const words[] = {"articulo", "articulos", "art",   "arts",    "inciso",
                                        "numeral",  "numerales", "ley",   "parrafo", "n",
                                        "capitulo", "titulo",    "libro", "decreto", "incisos"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (follows(plain, at, words[i]))
            return true;
    return false;
}

/* In digits, zeros before them allowed, and no part of a fraction. */
static bool has_digits(const char *plain, unsigned number)
{
    char digits[16];
    size_t length = (size_t)snprintf(digits, sizeof(digits), "%u", number);

    for (const char *at = strstr(plain, digits); at; at = strstr(at + 1, digits)) {
        const char *before = at;

        while (before[-1] == '0')
            before--;
        if (before[-1] == ' ' && at[length] == ' ' && !is_reference(plain, before - 1))
            return true;
    }
    return false;
}

/* `words` whole, with one of the endings that Spanish gives to numbers. */
static bool has_words(const char *plain, const char *words)
{
    static const char *const endings[] = {" ", "o ", "a ", "os ", "as "};
    size_t length = strlen(words);

    for (const char *at = strstr(plain, words); at && length; at = strstr(at + 1, words)) {
        if (at[-1] != ' ' || is_reference(plain, at - 1))
            continue;
        for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
            if (strncmp(at + length, endings[i], strlen(endings[i])) == 0)
                return true;
    }
    return false;
}

/* Below a hundred. */
static void tens_in_words(unsigned number, char *words, size_t room)
{
    if (number < SMALL_COUNT)
        (void)snprintf(words, room, "%s", small[number]);
    else if (number % 10 == 0)
        (void)snprintf(words, room, "%s", tens[number / 10]);
    else
        (void)snprintf(words, room, "%s y %s", tens[number / 10], small[number % 10]);
}

/* Up to 999; empty beyond. */
static void in_words(unsigned number, char words[96])
{
    const char *hundred = hundreds[number / 100 % 10];
    char rest[64];

    words[0] = '\0';
    if (number >= 1000)
        return;
    tens_in_words(number % 100, rest, sizeof(rest));
    if (number < 100)
        (void)snprintf(words, 96, "%s", rest);
    else if (number == 100)
        (void)snprintf(words, 96, "cien");
    else if (number % 100 == 0)
        (void)snprintf(words, 96, "%s", hundred);
    else
        (void)snprintf(words, 96, "%s%s %s", hundred, number >= 200 ? "os" : "", rest);
}

static bool says_number(const char *plain, unsigned number)
{
    char words[96];

    in_words(number, words);
    return has_digits(plain, number) || has_words(plain, words);
}

/* "el tercer dia", "3.er dia". */
static bool says_ordinal_day(const char *plain, unsigned number)
{
    char words[64];

    if (number == 0 || number >= ORDINAL_COUNT)
        return false;
    (void)snprintf(words, sizeof(words), "%s dia", ordinals[number]);
    if (has_words(plain, words))
        return true;
    (void)snprintf(words, sizeof(words), "%so dia", ordinals[number]);
    return has_words(plain, words);
}

/* "setenta por ciento", "70 %". */
static bool says_percent(const char *plain, unsigned number, unsigned parts)
{
    return number * 100 % parts == 0 && has_words(plain, "por ciento") &&
           says_number(plain, number * 100 / parts);
}

/* "un tercio", "dos tercios", "la tercera parte", "las dos terceras partes", "la mitad", "2/3". */
static bool says_share(const char *plain, unsigned number, unsigned parts)
{
    char words[96];
    char count[32];

    (void)snprintf(words, sizeof(words), " %u/%u ", number, parts);
    if (strstr(plain, words) || (parts && number < 1000 && says_percent(plain, number, parts)))
        return true;
    if (parts < 2 || parts >= ORDINAL_COUNT || number >= SMALL_COUNT)
        return false;
    if (number == 1) {
        (void)snprintf(words, sizeof(words), "%sa parte", ordinals[parts]);
        return has_words(plain, shares[parts]) || has_words(plain, words);
    }
    for (int digits = 0; digits < 2; digits++) {
        (void)snprintf(count, sizeof(count), "%s", small[number]);
        if (digits)
            (void)snprintf(count, sizeof(count), "%u", number);
        (void)snprintf(words, sizeof(words), "%s %ss", count, shares[parts]);
        if (has_words(plain, words))
            return true;
        (void)snprintf(words, sizeof(words), "%s %sas partes", count, ordinals[parts]);
        if (has_words(plain, words))
            return true;
    }
    return false;
}

static bool has_word(const char *plain, const char *word)
{
    return has_words(plain, word);
}

/* Beginnings of words that are a length: "semanalmente", "semestre". */
static const struct {
    char unit;
    unsigned number;
    const char *beginning;
} periods[] = {{'d', 7, " seman"},    {'d', 15, " quincena"}, {'m', 2, " bimestr"},
               {'m', 3, " trimestr"}, {'m', 6, " semestr"},   {'m', 12, " anual"}};

static bool says_period(const char *plain, const vd_figure *figure)
{
    for (size_t i = 0; i < sizeof(periods) / sizeof(periods[0]); i++)
        if (periods[i].unit == figure->unit && periods[i].number == figure->number &&
            strstr(plain, periods[i].beginning))
            return true;
    return false;
}

/* The same length in another unit: a day of 24 hours, a year of twelve months, weeks. */
static bool says_otherwise(const char *plain, const vd_figure *figure)
{
    unsigned number = figure->number;

    switch (figure->unit) {
    case 'h':
        return number % 24 == 0 && (has_word(plain, "dias") || has_word(plain, "dia")) &&
               says_number(plain, number / 24);
    case 'd':
        return (has_word(plain, "horas") && says_number(plain, number * 24)) ||
               (number % 7 == 0 && has_word(plain, "semanas") && says_number(plain, number / 7));
    case 'm':
        return number % 12 == 0 && (has_word(plain, "ano") || has_word(plain, "anos")) &&
               (number == 12 || says_number(plain, number / 12));
    case 'y':
        return has_word(plain, "meses") && says_number(plain, number * 12);
    default:
        return false;
    }
}

bool vd_figure_said(vd_str words, const vd_figure *figure)
{
    char plain[PLAIN_ROOM];

    make_plain(words, plain);
    if (figure->parts)
        return says_share(plain, figure->number, figure->parts);
    if (says_number(plain, figure->number) || says_otherwise(plain, figure) ||
        says_period(plain, figure))
        return true;
    return figure->unit == 'd' && says_ordinal_day(plain, figure->number);
}

static bool in_name(char c)
{
    return is_digit(c) || is_letter(c) || (c >= 'A' && c <= 'Z') || c == '_';
}

static unsigned read_number(vd_str text, size_t *at)
{
    unsigned number = 0;

    while (*at < text.len && is_digit(text.ptr[*at])) {
        if (number < 100000)
            number = number * 10 + (unsigned)(text.ptr[*at] - '0');
        (*at)++;
    }
    return number;
}

/* Behind a number: the unit of a span, "business" left aside. */
static char unit_at(vd_str text, size_t at)
{
    static const char *const units[] = {"hour", "day", "month", "year"};
    static const char business[] = "business ";

    while (at < text.len && text.ptr[at] == ' ')
        at++;
    if (at + sizeof(business) < text.len &&
        memcmp(text.ptr + at, business, sizeof(business) - 1) == 0)
        at += sizeof(business) - 1;
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        size_t length = strlen(units[i]);

        if (at + length <= text.len && memcmp(text.ptr + at, units[i], length) == 0)
            return units[i][0];
    }
    return 0;
}

static size_t behind_quotes(vd_str text, size_t at)
{
    for (at++; at < text.len && text.ptr[at] != '"'; at++)
        at += text.ptr[at] == '\\';
    return at + 1;
}

bool vd_figure_next(vd_str text, size_t *at, vd_figure *ret_figure)
{
    while (*at < text.len) {
        char c = text.ptr[*at];
        size_t slash;

        if (c == '"') {
            *at = behind_quotes(text, *at);
        } else if (!is_digit(c)) {
            bool name = in_name(c);

            while (++*at < text.len && name && in_name(text.ptr[*at]))
                continue;
        } else {
            *ret_figure = (vd_figure){.number = read_number(text, at)};
            slash = *at;
            if (slash + 1 < text.len && text.ptr[slash] == '/' && is_digit(text.ptr[slash + 1])) {
                *at = slash + 1;
                ret_figure->parts = read_number(text, at);
            } else {
                ret_figure->unit = unit_at(text, *at);
            }
            return true;
        }
    }
    return false;
}
