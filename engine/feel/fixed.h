/*
 * fixed.h - what compiled expressions point at that is part of the program, by number.
 *
 * A stored expression cannot keep addresses of functions and tables; it keeps their numbers, which
 * mean the same in every program built from the same sources. Threads: any.
 */
#ifndef VALEDOR_ENGINE_FEEL_FIXED_H
#define VALEDOR_ENGINE_FEEL_FIXED_H

#include "engine/feel/node.h"

/* Numbers run from 0 to below this. */
uint32_t vd_fixed_count(void);
/* The address behind a number; 0 where there is nothing. */
uintptr_t vd_fixed_address(uint32_t number);

/* The numbers; vd_fixed_count() for what is none of them. */
uint32_t vd_fixed_eval(vd_eval_fn *eval);
uint32_t vd_fixed_type(const vd_type *type);
uint32_t vd_fixed_builtin(const vd_builtin *row);
uint32_t vd_fixed_arith(const void *row);

#endif
