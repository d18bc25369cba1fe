/*
 * A length that the law sets in figures should be in the words quoted: "9 months" and "no durará
 * más de nueve meses". Only Spanish is known; lengths that are computed are left alone, and so is
 * a one, which the law seldom counts ("the next day").
 */
#include <stdio.h>

#include "engine/time/iso.h"
#include "rules/loader.h"

static const char *const small[] = {
    "cero",         "un",          "dos",        "tres",        "cuatro",     "cinco",
    "seis",         "siete",       "ocho",       "nueve",       "diez",       "once",
    "doce",         "trece",       "catorce",    "quince",      "dieciseis",  "diecisiete",
    "dieciocho",    "diecinueve",  "veinte",     "veintiun",    "veintidos",  "veintitres",
    "veinticuatro", "veinticinco", "veintiseis", "veintisiete", "veintiocho", "veintinueve"};
static const char *const tens[] = {"",          "",        "",        "treinta", "cuarenta",
                                   "cincuenta", "sesenta", "setenta", "ochenta", "noventa"};
#define SMALL_COUNT 30

#define QUOTE_ROOM 2048

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

/* Small letters without accents, so that "Veintidós" and "veintidos" are one. */
static void make_plain(vd_str text, char plain[QUOTE_ROOM])
{
    size_t length = 0;

    for (size_t i = 0; i < text.len && length + 1 < QUOTE_ROOM; i++) {
        char c = text.ptr[i];

        if ((unsigned char)c == 0xC3 && i + 1 < text.len)
            c = plain_letter((unsigned char)text.ptr[++i]);
        plain[length++] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
    }
    plain[length] = '\0';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool has_digits(const char *text, unsigned number)
{
    char digits[16];
    size_t length = (size_t)snprintf(digits, sizeof(digits), "%u", number);

    for (const char *at = strstr(text, digits); at; at = strstr(at + 1, digits))
        if ((at == text || !is_digit(at[-1])) && !is_digit(at[length]))
            return true;
    return false;
}

/* The number in words, up to 199; empty beyond. */
static void in_words(unsigned number, char words[64])
{
    const char *hundred = number > 100 && number < 200 ? "ciento " : "";
    unsigned rest = number > 100 ? number - 100 : number;

    words[0] = '\0';
    if (number >= 200)
        return;
    if (number == 100)
        (void)snprintf(words, 64, "cien");
    else if (rest < SMALL_COUNT)
        (void)snprintf(words, 64, "%s%s", hundred, small[rest]);
    else if (rest % 10 == 0)
        (void)snprintf(words, 64, "%s%s", hundred, tens[rest / 10]);
    else
        (void)snprintf(words, 64, "%s%s y %s", hundred, tens[rest / 10], small[rest % 10]);
}

static bool says(vd_str quote, unsigned number)
{
    char plain[QUOTE_ROOM];
    char words[64];

    make_plain(quote, plain);
    in_words(number, words);
    return has_digits(plain, number) || (words[0] && strstr(plain, words));
}

/* Whether some quotation has the number; true when nothing is quoted. */
static bool quoted(const vd_citations *cite, unsigned number)
{
    bool some = false;

    for (size_t i = 0; i < cite->count; i++) {
        if (cite->items[i].quote.len && says(cite->items[i].quote, number))
            return true;
        some |= cite->items[i].quote.len > 0;
    }
    return !some;
}

static void check_length(vd_loader *load, const vd_expr *length, const vd_citations *cite,
                         const vd_citations *also, const vd_yaml *node)
{
    vd_str text = vd_expr_text(length);
    vd_span span;

    if (!vd_iso_parse_span(text, &span))
        return;
    for (size_t i = 0; i < text.len; i++) {
        unsigned number = 0;

        if (!is_digit(text.ptr[i]))
            continue;
        for (; i < text.len && is_digit(text.ptr[i]) && number < 100000; i++)
            number = number * 10 + (unsigned)(text.ptr[i] - '0');
        if (number > 1 && !quoted(cite, number) && !(also && quoted(also, number)))
            vd_diagnose(load->diags, VD_DIAG_FIGURE, node->place,
                        "no quotation here says %u, as the length \"%.*s\" does", number,
                        VD_STR_ARGS(text));
    }
}

static const vd_yaml *length_of(const vd_yaml *holder)
{
    const vd_yaml *length = vd_yaml_get(holder, "length");

    return length ? length : holder;
}

void vd_lint_figures(vd_loader *load, const vd_version *version, const vd_yaml *node)
{
    const vd_yaml *exceptions = vd_yaml_get(node, "exceptions");

    if (version->fields[VD_FIELD_LENGTH])
        check_length(load, version->fields[VD_FIELD_LENGTH], &version->cite, NULL, length_of(node));
    for (size_t i = 0; i < version->exception_count; i++) {
        const vd_exception *exception = &version->exceptions[i];

        for (size_t k = 0; k < exception->set_count; k++)
            if (exception->sets[k].target == VD_FIELD_LENGTH)
                check_length(load, exception->sets[k].expr, &exception->cite, &version->cite,
                             length_of(vd_yaml_get(exceptions->items[i], "set")));
    }
}
