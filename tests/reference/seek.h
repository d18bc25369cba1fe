/*
 * seek.h - cases drawn towards what random ones did not reach: for each rule its versions, its
 * exceptions (holding, not holding, not known), its readings, its statuses.
 */
#ifndef VALEDOR_TESTS_REFERENCE_SEEK_H
#define VALEDOR_TESTS_REFERENCE_SEEK_H

#include "tests/reference/compare.h"

/* Each case on the way is compared as well. `tries`: how many cases are drawn for a goal, at most;
 * for what `expected` names, none. */
void ref_seek(ref_fixture *fixture, uint32_t tries, const char *expected);

/* The goals that are left, one a line: rule, version, what. What `expected` names (the same words,
 * then "#" and why) is printed with its reason. Returns how many others there are. */
size_t ref_seek_left(const ref_fixture *fixture, const char *expected);

#endif
