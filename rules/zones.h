/*
 * zones.h - time zones from the system's tz database.
 *
 * Reads TZif files of version 2 or newer. Beyond a file's last transition its rule for the future
 * is written out to the end of the year 2100. Lifetime: of the arena. Threads: no state.
 */
#ifndef VALEDOR_RULES_ZONES_H
#define VALEDOR_RULES_ZONES_H

#include "engine/time/zone.h"

/* Where the system has them. */
#define VD_ZONES_DIR "/usr/share/zoneinfo"

/* Loads the zones named ("America/Lima"), each once, into *ret_zones in the order of their names.
 * VD_NOT_FOUND: no such zone; VD_DATA_LOSS: its file is damaged; VD_RESOURCE_EXHAUSTED. */
VD_MUST_USE vd_status vd_zones_load(vd_arena *arena, const char *dir, const vd_str *names,
                                    size_t count, vd_zones *ret_zones, vd_error *err);

#endif
