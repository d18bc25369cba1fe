/*
 * token.h - the words of an expression. Internal to engine/feel.
 *
 * Lifetime: of the arena; names and numbers borrow from the text.
 */
#ifndef VALEDOR_ENGINE_FEEL_TOKEN_H
#define VALEDOR_ENGINE_FEEL_TOKEN_H

#include "engine/value.h"

typedef enum vd_token_kind {
    VD_TOKEN_END,
    VD_TOKEN_NAME,
    VD_TOKEN_NUMBER,
    VD_TOKEN_STRING, /* text is what it means, escapes resolved */
    VD_TOKEN_AT,     /* @"text" */
    VD_TOKEN_SIGN    /* code: one or two characters */
} vd_token_kind;

#define VD_SIGN2(a, b) ((uint16_t)((a) << 8 | (b)))

typedef struct vd_token {
    uint8_t kind;
    uint16_t code;
    uint32_t place;
    vd_str text;
} vd_token;

/* The tokens of the text, the last of them VD_TOKEN_END. */
VD_MUST_USE vd_status vd_feel_lex(vd_arena *arena, vd_str text, const vd_token **ret_tokens,
                                  vd_error *err);

#endif
