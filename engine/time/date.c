/*
 * The conversions count in eras of 400 years (146097 days) that begin on 1 March of year 0, so that
 * the leap day is the last of its year.
 */
#include "engine/time/date.h"

#define DAYS_PER_ERA 146097
#define DAYS_TO_EPOCH 719468 /* from 0000-03-01 to 1970-01-01 */

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static bool is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int vd_days_in_month(int64_t year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return days[month - 1] + (month == 2 && is_leap(year));
}

bool vd_civil_valid(int64_t year, int64_t month, int64_t day)
{
    return year >= -VD_YEAR_MAX && year <= VD_YEAR_MAX && month >= 1 && month <= 12 && day >= 1 &&
           day <= vd_days_in_month(year, (int)month);
}

vd_date vd_date_from_civil(int64_t year, int month, int day)
{
    int64_t march_year = year - (month <= 2);
    int64_t era = floor_div(march_year, 400);
    int64_t year_of_era = march_year - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * DAYS_PER_ERA + day_of_era - DAYS_TO_EPOCH;
}

vd_civil vd_civil_from_date(vd_date date)
{
    int64_t shifted = date + DAYS_TO_EPOCH;
    int64_t era = floor_div(shifted, DAYS_PER_ERA);
    int64_t day_of_era = shifted - era * DAYS_PER_ERA;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / (DAYS_PER_ERA - 1)) /
        365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t march_month = (5 * day_of_year + 2) / 153;
    int day = (int)(day_of_year - (153 * march_month + 2) / 5 + 1);
    int month = (int)(march_month < 10 ? march_month + 3 : march_month - 9);

    return (vd_civil){year_of_era + era * 400 + (month <= 2), month, day};
}

bool vd_date_valid(vd_date date)
{
    static const vd_date limit = (vd_date)366 * (VD_YEAR_MAX + 1);
    int64_t year;

    if (date < -limit || date > limit)
        return false;
    year = vd_civil_from_date(date).year;
    return year >= -VD_YEAR_MAX && year <= VD_YEAR_MAX;
}

bool vd_date_add_months(vd_date date, int64_t months, vd_date *ret_date)
{
    vd_civil civil = vd_civil_from_date(date);
    int64_t total, year;
    int month, last;

    if (__builtin_add_overflow(civil.year * 12 + civil.month - 1, months, &total))
        return false;
    year = floor_div(total, 12);
    month = (int)(total - year * 12) + 1;
    if (year < -VD_YEAR_MAX || year > VD_YEAR_MAX)
        return false;
    last = vd_days_in_month(year, month);
    *ret_date = vd_date_from_civil(year, month, civil.day < last ? civil.day : last);
    return true;
}

bool vd_date_add_days(vd_date date, int64_t days, vd_date *ret_date)
{
    vd_date sum;

    if (__builtin_add_overflow(date, days, &sum) || !vd_date_valid(sum))
        return false;
    *ret_date = sum;
    return true;
}

int64_t vd_months_between(vd_date from, vd_date until)
{
    vd_civil a = vd_civil_from_date(from), b = vd_civil_from_date(until);
    int64_t months = (b.year - a.year) * 12 + b.month - a.month;

    if (months > 0 && b.day < a.day)
        months--;
    else if (months < 0 && b.day > a.day)
        months++;
    return months;
}

int vd_weekday(vd_date date)
{
    int64_t since_monday = (date + 3) % 7; /* 1970-01-01 was a Thursday */

    return (int)(since_monday < 0 ? since_monday + 7 : since_monday) + 1;
}

int vd_day_of_year(vd_date date)
{
    return (int)(date - vd_date_from_civil(vd_civil_from_date(date).year, 1, 1)) + 1;
}

/* The week belongs to the year that holds its Thursday. */
int vd_week_of_year(vd_date date)
{
    vd_date thursday = date - vd_weekday(date) + 4;

    return (vd_day_of_year(thursday) - 1) / 7 + 1;
}

vd_str vd_weekday_name(int weekday)
{
    static const char *const names[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                        "Friday", "Saturday", "Sunday"};

    return vd_str_of(names[weekday - 1]);
}

vd_str vd_month_name(int month)
{
    static const char *const names[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};

    return vd_str_of(names[month - 1]);
}
