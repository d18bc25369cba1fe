#include "server/clock.h"

#include <time.h>

int64_t vd_clock_now(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec;
}

int64_t vd_clock_ticks(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 * VD_NANOS_PER_MS + now.tv_nsec;
}
