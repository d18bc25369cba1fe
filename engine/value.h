/*
 * value.h - what an expression yields: a value, until when it holds, and how it moves till then.
 *
 * Every value is a function of the one time axis (instants, seconds since 1970-01-01T00:00Z).
 * Evaluated at t it carries `until`: the first instant after t at which it may differ from what it
 * says now. A value with a `motion` moves until then, on a line (today, ages in days, days served)
 * or between two, so that a comparison can solve for the instant at which it flips, or for one
 * before which it does not, instead of trying every day.
 *
 * Lifetime: values borrow from the arena that they were made in. Threads: plain data.
 */
#ifndef VALEDOR_ENGINE_VALUE_H
#define VALEDOR_ENGINE_VALUE_H

#include <valedor/arena.h>
#include <valedor/base.h>

/* Seconds since 1970-01-01T00:00:00Z. */
typedef int64_t vd_instant;
#define VD_FOREVER INT64_MAX
#define VD_LONG_AGO INT64_MIN

/* Days since 1970-01-01, proleptic Gregorian. */
typedef int64_t vd_date;

/* Exact: den > 0, no common factor. */
typedef struct vd_ratio {
    int64_t num;
    int64_t den;
} vd_ratio;

/*
 * A length as the law writes it: "2 years 2 months 20 days", "48 hours", "5 business days".
 * Years are twelve months. The four counts are kept apart because none converts into another
 * without a start date and, for business days, a calendar.
 */
typedef struct vd_span {
    int32_t months;
    int32_t days;
    int32_t hours;
    int32_t business_days;
} vd_span;

/* FEEL's time and date and time; zone as written, because FEEL prints it back. */
typedef struct vd_clock {
    vd_date date;   /* 0 for a time of day */
    int64_t nanos;  /* since midnight, local */
    int32_t offset; /* seconds east of UTC; meaningful when has_offset */
    bool has_offset;
    bool day_only; /* written as a day: its start, and the hour is not known */
    vd_str zone;   /* IANA name when written with one, else empty */
} vd_clock;

typedef enum vd_kind {
    VD_NULL, /* a fact known to be absent; FEEL's null */
    VD_BOOL,
    VD_NUMBER,
    VD_STRING, /* also codes of an enumeration */
    VD_DATE,
    VD_TIME,
    VD_DATE_TIME,
    VD_DAYS,   /* days and time duration, in nanoseconds */
    VD_MONTHS, /* years and months duration, in months */
    VD_SPAN,   /* length as the law writes it */
    VD_LIST,
    VD_CONTEXT,
    VD_RANGE,
    VD_RECORD,   /* an instance of a record of the case */
    VD_FUNCTION, /* only where `instance of` needs one */
    VD_UNKNOWN,  /* a fact is missing: not null, and never guessed */
    VD_ERROR     /* overflow, steps, memory: the result is not known, and asking does not help */
} vd_kind;

/* Why a fact is not there. One missing fact, or the union of two sets (left and right set). */
typedef enum vd_why {
    VD_WHY_ASK,        /* nobody has said: ask */
    VD_WHY_UNKNOWABLE, /* asked, and it cannot be known */
    VD_WHY_WITHHELD,   /* the asker may not use it: ask the defence */
    VD_WHY_INCOMPLETE  /* the list of records is not known to be complete */
} vd_why;

typedef struct vd_missing vd_missing;
struct vd_missing {
    const vd_missing *left;
    const vd_missing *right;
    const void *record; /* the instance, as in vd_value.u.record; NULL for the case itself */
    uint32_t fact;      /* index in the program; for VD_WHY_INCOMPLETE the record type */
    vd_why why;
};

/* How a value moves between now and its `until`. */
typedef enum vd_pace {
    VD_PACE_DAILY,  /* at each midnight of the zone */
    VD_PACE_SECONDS /* each second */
} vd_pace;

/*
 * After k ticks the value has changed by at least low * k - slack and at most high * k + slack. A
 * line when low = high and slack = 0; else the value drifts between the two (weekdays worked, what
 * is rounded). In the value's own unit: 1 for numbers, days for dates and spans, nanoseconds for
 * VD_DAYS and seconds for VD_DATE_TIME.
 */
typedef struct vd_motion {
    vd_pace pace;
    bool by_units; /* changes by whole numbers only */
    vd_ratio low;
    vd_ratio high;
    vd_ratio slack;
} vd_motion;

typedef enum vd_fault {
    VD_FAULT_OVERFLOW,
    VD_FAULT_STEPS,
    VD_FAULT_MEMORY,
    VD_FAULT_COVERAGE, /* outside a calendar's or table's declared coverage: refused, not guessed */
    VD_FAULT_DOMAIN    /* a value that the operation does not take and FEEL has no null for */
} vd_fault;

typedef struct vd_value vd_value;
typedef struct vd_list vd_list;
typedef struct vd_context vd_context;
typedef struct vd_range vd_range;

struct vd_value {
    vd_kind kind;
    vd_instant until;        /* exclusive; VD_FOREVER when nothing known will change it */
    const vd_motion *motion; /* NULL: stands still */
    union {
        bool boolean;
        vd_ratio number;
        vd_str string;
        vd_date date;
        const vd_clock *clock; /* VD_TIME, VD_DATE_TIME */
        int64_t nanos;         /* VD_DAYS */
        int64_t months;        /* VD_MONTHS */
        vd_span span;
        const vd_list *list;
        const vd_context *context;
        const vd_range *range;
        const void *record;
        const vd_missing *missing; /* VD_UNKNOWN; never NULL */
        struct {
            vd_fault code;
            const char *text; /* one clause for people, static or of the arena */
        } fault;
    } u;
};

struct vd_list {
    size_t count;
    const vd_value *items;
    /* Not NULL: the list may have further items (a list of records not said to be complete).
     * A quantifier or aggregate over it stays unknown unless what is known decides it. */
    const vd_missing *open;
};

typedef struct vd_entry {
    vd_str name;
    vd_value value;
} vd_entry;

struct vd_context {
    size_t count;
    const vd_entry *entries; /* in the order written */
};

struct vd_range {
    vd_value low; /* VD_NULL: open-ended */
    vd_value high;
    bool low_in;
    bool high_in;
    /* Written as a test, "(> 10)": FEEL tells it from the interval. `test` is how the value compares
     * with `low`, numbered = != < <= > >= from 0; for the first two there is no `high`. */
    bool is_test;
    uint8_t test;
};

/* The motion is a line: what it makes of the value at each tick is known. */
static inline bool vd_motion_is_line(const vd_motion *motion)
{
    return motion->slack.num == 0 && motion->low.num == motion->high.num &&
           motion->low.den == motion->high.den;
}

/* Both stand still, or move on lines of one slope: what is equal now stays so. */
static inline bool vd_motion_alike(const vd_motion *a, const vd_motion *b)
{
    if (!a || !b)
        return a == b;
    return vd_motion_is_line(a) && vd_motion_is_line(b) && a->pace == b->pace &&
           a->low.num == b->low.num && a->low.den == b->low.den;
}

/* On by a day each midnight, as today is. */
static inline bool vd_motion_is_daily(const vd_motion *motion)
{
    return motion && vd_motion_is_line(motion) && motion->pace == VD_PACE_DAILY &&
           motion->low.num == 1 && motion->low.den == 1;
}

static inline vd_value vd_null(void)
{
    return (vd_value){.kind = VD_NULL, .until = VD_FOREVER};
}

static inline vd_value vd_bool(bool boolean)
{
    return (vd_value){.kind = VD_BOOL, .until = VD_FOREVER, .u.boolean = boolean};
}

static inline vd_value vd_number(vd_ratio number)
{
    return (vd_value){.kind = VD_NUMBER, .until = VD_FOREVER, .u.number = number};
}

static inline vd_value vd_string(vd_str string)
{
    return (vd_value){.kind = VD_STRING, .until = VD_FOREVER, .u.string = string};
}

static inline vd_value vd_date_value(vd_date date)
{
    return (vd_value){.kind = VD_DATE, .until = VD_FOREVER, .u.date = date};
}

static inline vd_value vd_unknown(const vd_missing *missing)
{
    return (vd_value){.kind = VD_UNKNOWN, .until = VD_FOREVER, .u.missing = missing};
}

static inline vd_value vd_faulty(vd_fault code, const char *text)
{
    return (vd_value){.kind = VD_ERROR, .until = VD_FOREVER, .u.fault = {code, text}};
}

/* The union of two sets of missing facts; NULL is the empty set. On exhaustion returns `a` when
 * set, else `b`: fewer questions, never a guess. */
const vd_missing *vd_missing_join(vd_arena *arena, const vd_missing *a, const vd_missing *b);

#endif
