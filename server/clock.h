/*
 * clock.h - the one place that asks what time it is.
 */
#ifndef VALEDOR_SERVER_CLOCK_H
#define VALEDOR_SERVER_CLOCK_H

#include <stdint.h>

/* Seconds since 1970-01-01T00:00Z: what law, history and logs go by. */
int64_t vd_clock_now(void);
/* Nanoseconds from some start, never going back: what deadlines of calls go by. */
int64_t vd_clock_ticks(void);

#define VD_NANOS_PER_MS INT64_C(1000000)

#endif
