/*
 * figures.h - whether words of the law say a number: "nueve", "tercer día", "dos tercios", "48".
 *
 * Only Spanish is known. Internal to rules/.
 */
#ifndef VALEDOR_RULES_FIGURES_H
#define VALEDOR_RULES_FIGURES_H

#include <valedor/base.h>

/* A number with its unit, or a share. */
typedef struct vd_figure {
    unsigned number;
    unsigned parts; /* of a fraction number/parts; else 0 */
    char unit;      /* 'h' hours, 'd' days, 'm' months, 'y' years, or 0 */
} vd_figure;

/* The next figure of an expression from *at on: what stands in quotes is none, nor a number that is
 * part of a name. Spans and durations give one for each part. */
bool vd_figure_next(vd_str text, size_t *at, vd_figure *ret_figure);

/* Whether the words say it: in digits, in words, as an ordinal ("tercer día"), as a share ("la
 * tercera parte"), or in another unit ("un año" of 12 months). Numbers of articles do not count. */
bool vd_figure_said(vd_str words, const vd_figure *figure);

#endif
