#include "engine/feel/token.h"

#include "engine/feel/node.h"

#include <valedor/limits.h>

typedef struct lexer {
    vd_arena *arena;
    vd_str text;
    size_t at;
    vd_error *err;
} lexer;

static vd_status refuse(lexer *lex, size_t place, const char *message)
{
    return vd_feel_fail(lex->err, lex->text, (uint32_t)place, VD_INVALID_ARGUMENT, "%s", message);
}

static char peek(const lexer *lex, size_t ahead)
{
    return lex->at + ahead < lex->text.len ? lex->text.ptr[lex->at + ahead] : '\0';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* White space, "// ..." to the end of the line, and "/" "* ... *" "/". */
static vd_status skip_blank(lexer *lex)
{
    for (;;) {
        char c = peek(lex, 0);

        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            lex->at++;
        } else if (c == '/' && peek(lex, 1) == '/') {
            while (lex->at < lex->text.len && lex->text.ptr[lex->at] != '\n')
                lex->at++;
        } else if (c == '/' && peek(lex, 1) == '*') {
            size_t start = lex->at;

            for (lex->at += 2; peek(lex, 0) != '*' || peek(lex, 1) != '/'; lex->at++)
                if (lex->at >= lex->text.len)
                    return refuse(lex, start, "this comment does not end; close it with */");
            lex->at += 2;
        } else {
            return VD_OK;
        }
    }
}

/* digits ["." digits] | "." digits, then an exponent; ".." is never part of a number. */
static void take_number(lexer *lex, vd_token *token)
{
    size_t start = lex->at;

    while (is_digit(peek(lex, 0)))
        lex->at++;
    if (peek(lex, 0) == '.' && is_digit(peek(lex, 1)))
        for (lex->at++; is_digit(peek(lex, 0));)
            lex->at++;
    if (peek(lex, 0) == 'e' || peek(lex, 0) == 'E') {
        size_t sign = peek(lex, 1) == '-' || peek(lex, 1) == '+';

        if (is_digit(peek(lex, 1 + sign)))
            for (lex->at += 1 + sign; is_digit(peek(lex, 0));)
                lex->at++;
    }
    token->kind = VD_TOKEN_NUMBER;
    token->text = (vd_str){lex->text.ptr + start, lex->at - start};
}

static void take_name(lexer *lex, vd_token *token)
{
    size_t start = lex->at;

    while (is_name_start(peek(lex, 0)) || is_digit(peek(lex, 0)))
        lex->at++;
    token->kind = VD_TOKEN_NAME;
    token->text = (vd_str){lex->text.ptr + start, lex->at - start};
}

static size_t put_utf8(char *out, uint32_t code)
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xC0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xE0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3F));
        out[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 0x3F));
    out[2] = (char)(0x80 | (code >> 6 & 0x3F));
    out[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}

static bool take_hex(lexer *lex, int digits, uint32_t *ret_code)
{
    uint32_t code = 0;

    for (; digits; digits--, lex->at++) {
        char c = peek(lex, 0);

        if (is_digit(c))
            code = code * 16 + (uint32_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            code = code * 16 + (uint32_t)(c - 'a' + 10);
        else if (c >= 'A' && c <= 'F')
            code = code * 16 + (uint32_t)(c - 'A' + 10);
        else
            return false;
    }
    *ret_code = code;
    return true;
}

/* "\uD83D\uDC0E" is one character of two halves; a half alone is refused. */
static bool take_code(lexer *lex, int digits, uint32_t *ret_code)
{
    uint32_t code, low;

    if (!take_hex(lex, digits, &code) || code > 0x10FFFF || code == 0)
        return false;
    if (code >= 0xD800 && code < 0xDC00) {
        if (peek(lex, 0) != '\\' || peek(lex, 1) != 'u')
            return false;
        lex->at += 2;
        if (!take_hex(lex, 4, &low) || low < 0xDC00 || low > 0xDFFF)
            return false;
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    } else if (code >= 0xDC00 && code < 0xE000) {
        return false;
    }
    *ret_code = code;
    return true;
}

/* Behind the backslash. Returns the bytes written, 0 when there is no such escape. */
static size_t take_escape(lexer *lex, char *out)
{
    static const char plain[] = "n\nt\tr\r'\'\"\"\\\\";
    char c = peek(lex, 0);
    uint32_t code;

    lex->at++;
    for (size_t i = 0; plain[i]; i += 2)
        if (plain[i] == c) {
            *out = plain[i + 1];
            return 1;
        }
    if ((c == 'u' && take_code(lex, 4, &code)) || (c == 'U' && take_code(lex, 6, &code)))
        return put_utf8(out, code);
    return 0;
}

static vd_status take_string(lexer *lex, vd_token *token)
{
    size_t start = lex->at++, length = 0;
    char *out = vd_arena_alloc(lex->arena, lex->text.len - start + 1);

    if (!out)
        return vd_fail(lex->err, VD_RESOURCE_EXHAUSTED, "out of memory");
    while (lex->at < lex->text.len && lex->text.ptr[lex->at] != '"') {
        char c = lex->text.ptr[lex->at++];

        if (c == '\\') {
            size_t written = take_escape(lex, out + length);

            if (written == 0)
                return refuse(lex, start,
                              "this text has an unknown escape; known are \\n \\t \\r "
                              "\\\" \\\\ \\uXXXX \\UXXXXXX");
            length += written;
        } else if (c == '\n') {
            return refuse(lex, start, "this text runs over the end of the line; close it with \"");
        } else {
            out[length++] = c;
        }
    }
    if (lex->at == lex->text.len)
        return refuse(lex, start, "this text does not end; close it with \"");
    lex->at++;
    token->kind = VD_TOKEN_STRING;
    token->text = (vd_str){out, length};
    return VD_OK;
}

static vd_status take_sign(lexer *lex, vd_token *token)
{
    static const uint16_t pairs[] = {VD_SIGN2('*', '*'), VD_SIGN2('!', '='), VD_SIGN2('<', '='),
                                     VD_SIGN2('>', '='), VD_SIGN2('.', '.'), VD_SIGN2('-', '>')};
    char c = peek(lex, 0);
    uint16_t pair = VD_SIGN2((unsigned char)c, (unsigned char)peek(lex, 1));

    token->kind = VD_TOKEN_SIGN;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        if (pairs[i] == pair) {
            token->code = pair;
            token->text = (vd_str){lex->text.ptr + lex->at, 2};
            lex->at += 2;
            return VD_OK;
        }
    if (!c || !strchr("+-*/=<>()[]{},:.?", c))
        return refuse(lex, lex->at,
                      "this character has no meaning here; names are letters "
                      "without accents, digits and _");
    token->code = (uint16_t)c;
    token->text = (vd_str){lex->text.ptr + lex->at++, 1};
    return VD_OK;
}

static vd_status take_token(lexer *lex, vd_token *token)
{
    vd_status status = skip_blank(lex);
    char c = peek(lex, 0);

    if (status)
        return status;
    *token = (vd_token){.kind = VD_TOKEN_END, .place = (uint32_t)lex->at};
    if (lex->at == lex->text.len)
        return VD_OK;
    if (is_digit(c) || (c == '.' && is_digit(peek(lex, 1)))) {
        take_number(lex, token);
    } else if (is_name_start(c)) {
        take_name(lex, token);
    } else if (c == '"') {
        return take_string(lex, token);
    } else if (c == '@' && peek(lex, 1) == '"') {
        lex->at++;
        status = take_string(lex, token);
        token->kind = VD_TOKEN_AT;
        return status;
    } else {
        return take_sign(lex, token);
    }
    return VD_OK;
}

vd_status vd_feel_lex(vd_arena *arena, vd_str text, const vd_token **ret_tokens, vd_error *err)
{
    lexer lex = {.arena = arena, .text = text, .err = err};
    vd_token *tokens;
    size_t count = 0;
    vd_status status;

    if (text.len > VD_EXPR_TEXT_MAX)
        return vd_feel_fail(err, text, 0, VD_RESOURCE_EXHAUSTED,
                            "the expression is longer than %d bytes; split it into definitions",
                            VD_EXPR_TEXT_MAX);
    tokens = VD_NEW_ARRAY(arena, vd_token, text.len + 1);
    if (!tokens)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "out of memory");
    do {
        status = take_token(&lex, &tokens[count]);
        if (status)
            return status;
    } while (tokens[count++].kind != VD_TOKEN_END);
    *ret_tokens = tokens;
    return VD_OK;
}
