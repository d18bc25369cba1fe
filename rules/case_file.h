/*
 * case_file.h - cases as people write them, in YAML.
 *
 * docs/rule-language.md says how. Lifetime: docs and cases live in the arena given and borrow from
 * the tree and the program. Threads: any, each with an arena of its own.
 */
#ifndef VALEDOR_RULES_CASE_FILE_H
#define VALEDOR_RULES_CASE_FILE_H

#include "engine/law/case.h"
#include "rules/yaml.h"

/*
 * Reads a case from a tree, checked against the program and linked to it. `over`, which may be NULL,
 * is a second one laid over it: its facts take the place of the case's, records of the same id are
 * merged, others added, and a list said to be `none` is emptied. `jurisdiction` is that of a case
 * that names none; when empty, the program's home. ret_doc may be NULL. Defects go to diags and give
 * VD_INVALID_ARGUMENT; VD_RESOURCE_EXHAUSTED is the arena's end.
 */
VD_MUST_USE vd_status vd_case_read_linked(vd_arena *arena, const vd_program *program,
                                          vd_str jurisdiction, const vd_yaml *node,
                                          const vd_yaml *over, vd_diagnostics *diags,
                                          const vd_case_doc **ret_doc, const vd_case **ret_case);

/* A case file; err is the first defect. ret_doc and ret_case may be NULL. */
VD_MUST_USE vd_status vd_case_read_file(vd_arena *arena, const vd_program *program,
                                        const char *path, vd_diagnostics *diags,
                                        const vd_case_doc **ret_doc, const vd_case **ret_case,
                                        vd_error *err);

#endif
