/*
 * compiled.h - packs in one file, ready to answer: what `valedor pack compile` writes.
 *
 * The file begins with lines that people can read: which valedor it is for, its length and checksum,
 * and each pack with its version and digest. Behind an empty line is the image (rules/image.h).
 * It is read whole and checked before anything in it is believed; but the checksum is against
 * accidents only. Whoever can write the file can make valedor do anything, as with a program.
 */
#ifndef VALEDOR_RULES_COMPILED_H
#define VALEDOR_RULES_COMPILED_H

#include "engine/law/program.h"

/* Whether the path is a file, rather than a folder of packs. */
bool vd_compiled_is_file(const char *path);

/*
 * The bytes of the file for a program that lives in `own`; they live in `arena`.
 * VD_INTERNAL: the program holds what cannot be stored, which is a defect of valedor.
 */
VD_MUST_USE vd_status vd_compiled_make(vd_arena *arena, const vd_arena *own,
                                       const vd_program *program, vd_str *ret_bytes, vd_error *err);

/* The same, written to `path` as a whole or not at all. */
VD_MUST_USE vd_status vd_compiled_write(const vd_arena *own, const vd_program *program,
                                        const char *path, vd_error *err);

/*
 * The program in the bytes, which `name` is called in errors; they become part of it, are aligned
 * as an arena aligns, and must not be used again.
 * VD_INVALID_ARGUMENT: no compiled packs; VD_FAILED_PRECONDITION: of another valedor or machine;
 * VD_DATA_LOSS: truncated or damaged.
 */
VD_MUST_USE vd_status vd_compiled_open(char *bytes, size_t size, const char *name,
                                       const vd_program **ret_program, vd_error *err);

/*
 * A copy in `arena` of a program that lives in `own`, without what only loading needed and with what
 * is asked together lying together: it answers the same, in less memory and sooner.
 * VD_INTERNAL: as vd_compiled_make.
 */
VD_MUST_USE vd_status vd_compiled_copy(vd_arena *arena, const vd_arena *own,
                                       const vd_program *program, const vd_program **ret_program,
                                       vd_error *err);

/* Reads the file into the arena and opens it. Also VD_PERMISSION_DENIED: others may write it. */
VD_MUST_USE vd_status vd_compiled_read(vd_arena *arena, const char *path,
                                       const vd_program **ret_program, vd_error *err);

#endif
