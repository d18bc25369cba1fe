/*
 * event.h - one entry of the store's history: what was said of a case, when, by whom, and the case
 * as it was from then on.
 *
 * Events of a case are chained backwards: each names the one before, and the current record names
 * the last. So what was known on a day is found by walking back.
 *
 * Lifetime: encoded bytes live in the arena; what is read borrows the bytes. Threads: pure.
 */
#ifndef VALEDOR_CODEC_EVENT_H
#define VALEDOR_CODEC_EVENT_H

#include <valedor/arena.h>
#include <valedor/base.h>

/* Stored: numbers are never changed. */
typedef enum vd_event_kind { VD_EVENT_PUT = 1, VD_EVENT_RECORDED = 2 } vd_event_kind;

typedef struct vd_event {
    vd_event_kind kind;
    int64_t said_at;   /* seconds since 1970, by the daemon's clock */
    uint64_t revision; /* of the case after it */
    uint64_t previous; /* sequence of the case's event before; 0: this is the first */
    vd_str case_id;
    vd_str principal;
    vd_str happened_on; /* as it came in; may be empty */
    vd_str code;        /* "notified"; may be empty */
    vd_str note;
    vd_str record; /* the case's record after it */
} vd_event;

VD_MUST_USE vd_status vd_event_encode(vd_arena *arena, const vd_event *event, vd_str *ret_bytes,
                                      vd_error *err);
/* VD_DATA_LOSS when it is damaged. No method serves the history yet: this is what the tests hold the
 * stored form to. */
VD_MUST_USE vd_status vd_event_read(vd_str bytes, vd_event *ret_event, vd_error *err);

#endif
