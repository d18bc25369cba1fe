/*
 * merge.h - what is said now, on top of what was said before.
 *
 * Lifetime: results live in the arena and borrow both docs. Threads: pure.
 */
#ifndef VALEDOR_SERVER_MERGE_H
#define VALEDOR_SERVER_MERGE_H

#include "engine/law/case.h"

/* Adds `more` to `doc`: a statement about the same fact, instance, supplier and period replaces the
 * one before, a list's completeness too; records are added. VD_RESOURCE_EXHAUSTED past a limit. */
VD_MUST_USE vd_status vd_merge(vd_arena *arena, vd_case_doc *doc, const vd_case_doc *more,
                               vd_error *err);

/* The part of `doc` whose facts and lists the program declares. */
VD_MUST_USE vd_status vd_merge_known(vd_arena *arena, const vd_program *program,
                                     const vd_case_doc *doc, vd_case_doc *ret_known, vd_error *err);

#endif
