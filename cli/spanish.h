/*
 * spanish.h - what the program says of itself, in Spanish: help and errors.
 *
 * Sentences are written in English where they arise, also by layers that know no language and by a
 * daemon elsewhere; here is what each is in Spanish, by its English words. What has no entry stays
 * English. A test (test_spanish) looks for sentences without one. The texts of the law and the
 * headings of answers are not here (words.h).
 *
 * Threads: the language is set once, before anything is said.
 */
#ifndef VALEDOR_CLI_SPANISH_H
#define VALEDOR_CLI_SPANISH_H

#include <valedor/base.h>

/* The language of help and errors: that of --lang, else of VALEDOR_LANG, else of the locale (LC_ALL,
 * LC_MESSAGES, LANG); Spanish or English. */
void vd_choose_tongue(int argc, char *const *argv);

/* A text of the program's own, such as a line of the help. */
const char *vd_tongue(const char *english);

/* An error's sentence, in `buffer` where it is Spanish. */
const char *vd_tongue_of_error(const vd_error *err, char *buffer, size_t size);

typedef struct vd_phrase {
    const char *english; /* pieces of others as printf has them */
    const char *spanish; /* the same pieces as %1, %2... in the order of the English ones */
} vd_phrase;

extern const vd_phrase vd_help_phrases[];  /* the last one has NULL */
extern const vd_phrase vd_error_phrases[]; /* likewise */

#endif
