/*
 * worlds.h - a rule asked where suppliers disagree: every combination of what they say is a world,
 * and the answer is known only if all worlds give the same.
 */
#ifndef VALEDOR_ENGINE_LAW_WORLDS_H
#define VALEDOR_ENGINE_LAW_WORLDS_H

#include "engine/law/outcome.h"

#define VD_MAX_WORLDS 64

typedef struct vd_world {
    uint32_t choices[VD_MAX_DISPUTES]; /* as in vd_run.disputes */
    vd_outcome outcome;
} vd_world;

typedef struct vd_answer {
    vd_outcome outcome; /* with the forecast's dates and until */
    bool disputed;      /* the status or the term hangs on a disputed fact: it is not known */
    size_t world_count; /* 0: nothing hangs on what is disputed */
    const vd_world *worlds;
    bool matters[VD_MAX_DISPUTES]; /* of vd_run.disputes: the answer hangs on it */
} vd_answer;

/* Goes on to the next combination of what suppliers say of the facts noted as disputed. False: all
 * have been, and the run is back in the first. */
bool vd_next_world(vd_run *run);

/* Leaves the run at `at` in the first world, with its disputes noted. Benefits are forecast unless
 * `without_forecast`. */
vd_answer vd_ask(vd_run *run, const vd_variant *variant, const vd_instance *instance, vd_instant at,
                 bool without_forecast);

#endif
