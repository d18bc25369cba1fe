/*
 * pack_files.h - which folders are packs, and which files they are made of.
 *
 * Lifetime: texts live in the arena given.
 */
#ifndef VALEDOR_RULES_PACK_FILES_H
#define VALEDOR_RULES_PACK_FILES_H

#include "rules/diagnostic.h"

typedef struct vd_paths {
    size_t count;
    size_t capacity;
    const char **items;
} vd_paths;

/*
 * The pack folders that `dir` is or holds, behind those that `paths` has already; a folder that is
 * there under another spelling or through a link is not added again. Defects go to diags and give
 * VD_INVALID_ARGUMENT.
 */
VD_MUST_USE vd_status vd_pack_folders(vd_arena *arena, const char *dir, vd_diagnostics *diags,
                                      vd_paths *paths);

/* The *.yaml files of a folder and the folders in it, in the order of their paths; what is in a
 * folder named "scenarios" only when `scenarios`, and then nothing else. Files named coverage.yaml
 * and folders named "coverage" are passed over. */
VD_MUST_USE vd_status vd_pack_files(vd_arena *arena, const char *folder, bool scenarios,
                                    vd_diagnostics *diags, vd_paths *paths);

#endif
