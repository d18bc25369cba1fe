/*
 * cite.h - what every answer carries: the law that says so, and texts in several languages.
 *
 * Lifetime: of the pack's arena.
 */
#ifndef VALEDOR_ENGINE_CITE_H
#define VALEDOR_ENGINE_CITE_H

#include "engine/value.h"

/* A text in one or more languages ("es", "en", "pt", "fr", ...). */
typedef struct vd_translation {
    vd_str language;
    vd_str text;
    bool certified; /* checked by a certified translator, or the law's own language */
} vd_translation;

typedef struct vd_text {
    size_t count;
    const vd_translation *translations;
} vd_text;

/* The text in `language`, else in Spanish, else the first; empty when there is none. */
vd_str vd_text_in(const vd_text *text, vd_str language);

typedef enum vd_confidence {
    VD_CONFIDENCE_HIGH,
    VD_CONFIDENCE_MEDIUM,
    VD_CONFIDENCE_LOW
} vd_confidence;

/* A law, judgment or other source, as declared once in a pack's norms.yaml. */
typedef struct vd_norm {
    vd_str id;          /* "pe.cpp" */
    vd_text title;      /* "Código Procesal Penal (D. Leg. 957)" */
    vd_date published;  /* in the official gazette; VD_NO_DATE when not known */
    vd_str source;      /* where the official text stands */
    vd_str unavailable; /* why the official text could not be had; empty when it could */
} vd_norm;

#define VD_NO_DATE INT64_MIN

typedef struct vd_citation {
    const vd_norm *norm;
    vd_str article;       /* "264.1" */
    vd_date version_from; /* the article's text in force since; VD_NO_DATE when not known */
    vd_str quote;         /* the words of the law, or empty */
    vd_confidence confidence;
    vd_str note;
} vd_citation;

/* The article for people: "57 (tercer párrafo), 264.1" of "57.tercer párrafo, 264.1". Lives in the
 * arena; as it is when that is exhausted. */
vd_str vd_article_in_words(vd_arena *arena, vd_str article);

#endif
