/*
 * courts.h - for tests of terms: Peru's zone and a calendar of its courts, by hand.
 *
 * The caller gives the arena. Each test program has its own copy.
 */
#ifndef VALEDOR_TESTS_UNIT_COURTS_H
#define VALEDOR_TESTS_UNIT_COURTS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/time/date.h"
#include "engine/time/term.h"

#define D(year, month, day) vd_date_from_civil((year), (month), (day))
#define HOUR INT64_C(3600)
#define DAY (24 * HOUR)

/* Peru, five hours behind UTC all year. */
static const vd_zone lima = {.name = {"America/Lima", 12}, .first_offset = -18000};
static const vd_translation words[] = {{{"es", 2}, {"motivo", 6}, true}};
static const vd_text reason = {1, words};
static const vd_citation holiday_law = {.article = {"6", 1}};
static const vd_citation courts_law = {.article = {"247", 3}};

/* D.Leg. 713, art. 6 (original and as amended by Laws 31381, 31530, 31788 and 31822), and LOPJ 247
 * for 4 August. */
static const vd_yearly fixed[] = {
#define ALWAYS(month, day)                                      \
    {                                                           \
        (month), (day), 0, VD_NO_DATE, {1, words}, &holiday_law \
    }
    ALWAYS(1, 1),
    ALWAYS(5, 1),
    ALWAYS(6, 29),
    ALWAYS(7, 28),
    ALWAYS(7, 29),
    ALWAYS(8, 30),
    ALWAYS(10, 8),
    ALWAYS(11, 1),
    ALWAYS(12, 8),
    ALWAYS(12, 25),
    {12, 9, 18993, VD_NO_DATE, {1, words}, &holiday_law}, /* from 2022-01-01 */
    {8, 6, 19201, VD_NO_DATE, {1, words}, &holiday_law},  /* from 2022-07-28 */
    {6, 7, 19524, VD_NO_DATE, {1, words}, &holiday_law},  /* from 2023-06-16 */
    {7, 23, 19547, VD_NO_DATE, {1, words}, &holiday_law}, /* from 2023-07-09 */
    {8, 4, 0, VD_NO_DATE, {1, words}, &courts_law},
};
static const vd_easter_day moving[] = {{-3, 0, VD_NO_DATE, {1, words}, &holiday_law},
                                       {-2, 0, VD_NO_DATE, {1, words}, &holiday_law}};
static const vd_str lima_district[] = {{"lima", 4}};

static inline const vd_calendar *build_courts(vd_arena *where)
{
    const vd_closure closures[] = {
        {D(2020, 3, 16), D(2020, 7, 17), true, 0, NULL, reason, &courts_law},
        {D(2021, 2, 1), D(2021, 2, 15), true, 1, lima_district, reason, &courts_law},
    };
    vd_calendar_source source = {.id = VD_STR("t.judicial"),
                                 .covered_from = D(2010, 1, 1),
                                 .covered_until = D(2028, 1, 1),
                                 .weekly_rest = VD_REST_SATURDAY | VD_REST_SUNDAY,
                                 .yearly_count = sizeof(fixed) / sizeof(fixed[0]),
                                 .yearly = fixed,
                                 .easter_count = 2,
                                 .easter = moving,
                                 .closure_count = 2,
                                 .closures = closures};
    const vd_calendar *calendar = NULL;

    assert_int_equal(vd_calendar_build(where, &source, &calendar, NULL), VD_OK);
    return calendar;
}

static inline vd_instant at(vd_date date, int hour, int minute)
{
    return date * DAY + hour * HOUR + minute * 60 + 5 * HOUR;
}

#endif
