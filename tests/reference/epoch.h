/*
 * epoch.h - since when a case speaks, for the reference.
 */
#ifndef VALEDOR_TESTS_REFERENCE_EPOCH_H
#define VALEDOR_TESTS_REFERENCE_EPOCH_H

#include "engine/law/case.h"

/* The first instant of which the case speaks; VD_FOREVER when it speaks of none. */
vd_instant ref_epoch(const vd_program *program, const vd_case *subject);

#endif
