/*
 * table.h - what a table of the packs is worth for its arguments. Internal to engine/law.
 */
#ifndef VALEDOR_ENGINE_LAW_TABLE_H
#define VALEDOR_ENGINE_LAW_TABLE_H

#include "engine/law/program.h"

/* VD_UNKNOWN where rows that differ may match; VD_FAULT_COVERAGE outside a table that refuses to be
 * asked there. Until the first argument that moves with today reaches an edge of a row. */
vd_value vd_table_value(vd_frame *frame, const vd_table *table, const vd_value *args, size_t count);

#endif
