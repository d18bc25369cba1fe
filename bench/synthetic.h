/*
 * synthetic.h - packs of any size for measuring: the same size gives the same bytes.
 *
 * A third of the rules are deadlines, benefits and guidelines each, with two versions by the day of
 * the fact, an exception, quotations and texts in two languages. Facts, norms and definitions grow
 * with the rules. No law is meant.
 */
#ifndef VALEDOR_BENCH_SYNTHETIC_H
#define VALEDOR_BENCH_SYNTHETIC_H

#include <stdbool.h>
#include <stddef.h>

/* Writes the pack's files into the folder, which must be there. Returns their bytes, or 0 when
 * something cannot be written. */
size_t vd_synthetic_pack(const char *folder, size_t rules);
/* Writes a case that gives three facts in four. */
bool vd_synthetic_case(const char *path, size_t rules);

#endif
