/*
 * run.h - one evaluation under way: what expressions see of a case at an instant.
 *
 * A run belongs to one request and one arena. It moves along the time axis (vd_run_at) and among
 * the worlds that disputed facts open (vd_run.choices).
 */
#ifndef VALEDOR_ENGINE_LAW_RUN_H
#define VALEDOR_ENGINE_LAW_RUN_H

#include "engine/law/assess.h"

/* Facts on which suppliers disagree, at most, for which every combination is evaluated. */
#define VD_MAX_DISPUTES 4

/* A fact on which suppliers disagree, and whose word this world takes. */
typedef struct vd_dispute {
    const vd_cell *cell;
    uint32_t fact;
    vd_str instance;
    uint32_t values; /* how many suppliers speak of it */
    uint32_t choice; /* which of them is believed, in the order of the statements */
} vd_dispute;

/* What a definition was worth for a record, when. */
typedef struct vd_memo {
    uint64_t generation;
    uint64_t world;
    vd_instant at;
    const vd_instance *instance; /* NULL: of the case's own scope */
    bool earnings_read;          /* it hangs on what was earned by when */
    vd_value value;
} vd_memo;

/* One memo a definition: of the record that it was last asked for. */
typedef struct vd_memos {
    vd_memo *items; /* those with `filled` */
    bool *filled;
    uint64_t generation; /* changes with the instant, and when memory is given back */
    uint64_t world;      /* changes with whose word is taken and with what is earned */
    vd_instant at;
    vd_date earned_on;
} vd_memos;

/* What was recalled last: the versions of a rule look at the same key date. */
typedef struct vd_recalled {
    const vd_expr *expr;
    const vd_memos *memos;
    uint64_t generation;
    const vd_instance *hand;
    bool earnings_read;
    vd_value value;
} vd_recalled;

/* A fact that an expression read, and what it was worth. */
typedef struct vd_read {
    const vd_instance *instance;
    uint32_t fact;
    vd_value value;
} vd_read;

typedef struct vd_trace {
    vd_read *reads; /* each fact once, in the order in which they were read */
    size_t room;
    size_t count;
    size_t left_out; /* for want of room */
} vd_trace;

/* What a definition was worth, and what it read, while somebody took notes. */
typedef struct vd_noted vd_noted;

/* What `until` must cover: a walk cares for less, and so takes longer steps. */
typedef enum vd_care {
    VD_CARE_ALL,    /* everything that a determination shows */
    VD_CARE_STATUS, /* the status of a benefit alone */
    VD_CARE_OPENING /* when it may first be "yes", or not "no" */
} vd_care;

/* How the exceptions of a version turn out; exception.c's. */
typedef struct vd_ways vd_ways;

typedef struct vd_run {
    vd_frame frame; /* first: the callbacks get the run from the frame's user */
    const vd_program *program;
    const vd_case *subject;
    const vd_value *base;    /* VD_REF_BASE */
    const vd_zone *dated_in; /* the zone of the frame's `today` */
    vd_memos *memos;         /* one of the two below */
    vd_memos of_question;
    vd_memos of_walks; /* never shared: a walk gives back the memory of each step; by vd_run_walk */
    vd_recalled recalled;
    size_t dispute_count;
    vd_dispute disputes[VD_MAX_DISPUTES];
    bool too_many_disputes;
    uint32_t disputes_read; /* counts up with each reading of a disputed fact */
    uint32_t depth;         /* definitions within definitions */
    bool *definitions_read; /* by definition: set when it is evaluated; NULL: nobody asks */
    vd_trace *trace;        /* explanations: the facts that were read; else NULL */
    vd_noted *noted;        /* by definition; NULL: none are kept */
    vd_care care;
    vd_ways *ways; /* NULL: no version is being asked, or one without exceptions */
} vd_run;

VD_MUST_USE bool vd_run_init(vd_run *run, vd_arena *arena, const vd_program *program,
                             const vd_case *subject);

/* Begins a walk along the time axis, which remembers apart from the question. False: no memory. */
VD_MUST_USE bool vd_run_walk(vd_run *run);
/* Moves to an instant. `earned_on` is the day to which earnings on record count;
 * VD_NO_DATE: they go on. */
void vd_run_at(vd_run *run, vd_instant at, vd_date earned_on);
/* Takes a record in hand; NULL: none. */
void vd_run_take(vd_run *run, const vd_instance *instance);
const vd_instance *vd_run_hand(const vd_run *run);
/* Whether each fact that is read goes to `trace`; NULL: no. */
void vd_run_watch(vd_run *run, vd_trace *trace);
/* From now on a definition that was watched need not be worked out again to tell what it read. For
 * runs whose arena gives nothing back but along walks. */
void vd_run_keep_notes(vd_run *run);
/* Forgets what lies in memory that is given back. */
void vd_run_forget(vd_run *run);
/* Forgets all that definitions were worth: whose word is taken has changed. */
void vd_run_new_world(vd_run *run);
/* Of the dispute, whose word this world takes. */
vd_supplier vd_dispute_supplier(const vd_dispute *dispute);

vd_value vd_run_eval(vd_run *run, const vd_expr *expr);
/* The same; asked for the same again at once, it need not be worked out. */
vd_value vd_run_recall(vd_run *run, const vd_expr *expr);

/* The instant of a date (its start in the zone) or of a date and time. False for other kinds. */
bool vd_run_moment(const vd_run *run, const vd_value *value, vd_instant *ret_instant);
/* A clock without offset is the zone's. */
vd_instant vd_moment_of_clock(const vd_zone *zone, const vd_clock *clock);

#endif
