/*
 * date.h - days and the civil calendar (proleptic Gregorian, with a year 0).
 *
 * Years run from -999999999 to 999999999, as in FEEL. Plain data, no state.
 */
#ifndef VALEDOR_ENGINE_TIME_DATE_H
#define VALEDOR_ENGINE_TIME_DATE_H

#include "engine/value.h"

#define VD_YEAR_MAX 999999999

typedef struct vd_civil {
    int64_t year;
    int month; /* 1 to 12 */
    int day;   /* 1 to 31 */
} vd_civil;

bool vd_civil_valid(int64_t year, int64_t month, int64_t day);
int vd_days_in_month(int64_t year, int month);
/* The caller has checked that the day exists. */
vd_date vd_date_from_civil(int64_t year, int month, int day);
vd_civil vd_civil_from_date(vd_date date);
bool vd_date_valid(vd_date date);

/* Same day of the month, or the month's last when it has none; false outside the years above. */
VD_MUST_USE bool vd_date_add_months(vd_date date, int64_t months, vd_date *ret_date);
VD_MUST_USE bool vd_date_add_days(vd_date date, int64_t days, vd_date *ret_date);

/* Whole months from one day to another, negative when it lies before: FEEL's years and months
 * duration. A month is whole on the same day number. */
int64_t vd_months_between(vd_date from, vd_date until);

int vd_weekday(vd_date date); /* 1 is Monday, 7 is Sunday */
int vd_day_of_year(vd_date date);
int vd_week_of_year(vd_date date); /* ISO 8601 */
/* "Monday", "January"; static. */
vd_str vd_weekday_name(int weekday);
vd_str vd_month_name(int month);

#endif
