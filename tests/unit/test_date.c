#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/time/date.h"
#include "engine/time/iso.h"

static vd_date day(const char *text)
{
    vd_date date = 0;

    if (!vd_iso_parse_date(vd_str_of(text), &date))
        fail_msg("%s is no date", text);
    return date;
}

static void assert_day(vd_date date, const char *expected)
{
    char text[VD_ISO_TEXT];

    vd_iso_print_date(date, text);
    assert_string_equal(text, expected);
}

static void every_day_comes_back_from_its_civil_date(void **state)
{
    (void)state;
    for (vd_date date = -800000; date < 800000; date += 13) {
        vd_civil civil = vd_civil_from_date(date);

        assert_true(vd_civil_valid(civil.year, civil.month, civil.day));
        assert_int_equal(vd_date_from_civil(civil.year, civil.month, civil.day), date);
    }
    assert_int_equal(day("1970-01-01"), 0);
    assert_int_equal(day("2000-03-01"), 11017);
    assert_day(day("-999999999-01-01"), "-999999999-01-01");
    assert_day(day("999999999-12-31"), "999999999-12-31");
}

static void a_day_that_does_not_exist_is_refused(void **state)
{
    static const char *const texts[] = {
        "2023-02-29",  "2100-02-29", "2024-04-31",  "2024-13-01",  "2024-00-10",       "24-01-01",
        "02024-01-01", "2024-1-01",  "2024-01-01 ", "+2024-01-01", "1000000000-01-01", ""};
    vd_date date;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (vd_iso_parse_date(vd_str_of(texts[i]), &date))
            fail_msg("\"%s\" is taken for a date", texts[i]);
    assert_true(vd_iso_parse_date(VD_STR("2000-02-29"), &date));
}

static void months_end_on_the_last_day_there_is(void **state)
{
    vd_date date;

    (void)state;
    assert_true(vd_date_add_months(day("2024-01-31"), 1, &date));
    assert_day(date, "2024-02-29");
    assert_true(vd_date_add_months(day("2024-03-31"), -13, &date));
    assert_day(date, "2023-02-28");
    assert_false(vd_date_add_months(day("999999999-12-01"), 1, &date));
    assert_false(vd_date_add_days(day("999999999-12-31"), 1, &date));
}

static void a_month_is_whole_on_its_day_number(void **state)
{
    (void)state;
    assert_int_equal(vd_months_between(day("2024-01-31"), day("2024-02-29")), 0);
    assert_int_equal(vd_months_between(day("2024-01-31"), day("2024-03-01")), 1);
    assert_int_equal(vd_months_between(day("2024-03-15"), day("2024-01-15")), -2);
    assert_int_equal(vd_months_between(day("2024-03-15"), day("2024-01-16")), -1);
}

static void weeks_belong_to_the_year_of_their_thursday(void **state)
{
    (void)state;
    assert_int_equal(vd_weekday(day("2024-12-01")), 7);
    assert_int_equal(vd_weekday(day("1969-12-29")), 1);
    assert_int_equal(vd_week_of_year(day("2024-12-30")), 1);
    assert_int_equal(vd_week_of_year(day("2021-01-03")), 53);
    assert_int_equal(vd_day_of_year(day("2024-12-31")), 366);
}

static void durations_are_printed_in_their_shortest_form(void **state)
{
    static const char *const pairs[][2] = {
        {"P14M", "P1Y2M"},      {"PT36H", "P1DT12H"}, {"-PT90S", "-PT1M30S"},
        {"PT0.500S", "PT0.5S"}, {"P0Y", "P0M"},       {"P0D", "PT0S"},
    };
    char text[VD_ISO_TEXT];
    vd_duration duration;

    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        assert_true(vd_iso_parse_duration(vd_str_of(pairs[i][0]), &duration));
        vd_iso_print_duration(duration, text);
        assert_string_equal(text, pairs[i][1]);
    }
    assert_false(vd_iso_parse_duration(VD_STR("P1Y2D"), &duration));
    assert_false(vd_iso_parse_duration(VD_STR("P1DT"), &duration));
    assert_false(vd_iso_parse_duration(VD_STR("PT2M1H"), &duration));
    assert_false(vd_iso_parse_duration(VD_STR("P"), &duration));
}

static void lengths_are_read_and_printed_as_the_law_writes_them(void **state)
{
    char text[VD_ISO_TEXT];
    vd_span span;

    (void)state;
    assert_true(vd_iso_parse_span(VD_STR("6 years 8 months"), &span));
    assert_int_equal(span.months, 80);
    assert_true(vd_iso_parse_span(VD_STR("1 year 1 day 5 business days"), &span));
    vd_iso_print_span(span, text);
    assert_string_equal(text, "1 year 1 day 5 business days");
    assert_false(vd_iso_parse_span(VD_STR("5 fortnights"), &span));
    assert_false(vd_iso_parse_span(VD_STR("years"), &span));
    assert_false(vd_iso_parse_span(VD_STR(""), &span));
    assert_false(vd_iso_parse_span(VD_STR("99999999999 days"), &span));
}

/* 2025-03-09T02:00-05:00 on to -04:00, 2025-11-02T02:00-04:00 back. */
static const vd_transition changes[] = {{1741503600, -14400}, {1762063200, -18000}};
static const vd_zone summer = {{"Test/Summer", 11}, -18000, 2, changes};
/* A day that never was: 2011-12-30, from -10:00 to +14:00 at its midnight. */
static const vd_transition skips[] = {{1325239200, 50400}};
static const vd_zone skipping = {{"Test/Skipping", 13}, -36000, 1, skips};
/* 2025-04-06T00:30-03:00 back to 2025-04-05T23:30-04:00. */
static const vd_transition backs[] = {{1743910200, -14400}};
static const vd_zone back_over_midnight = {{"Test/Back", 9}, -10800, 1, backs};

static void a_wall_clock_in_a_gap_is_the_change_itself(void **state)
{
    const int64_t hour = 3600 * VD_NANOS_PER_SECOND;

    (void)state;
    assert_int_equal(vd_zone_instant(&summer, day("2025-03-09"), 2 * hour + hour / 2), 1741503600);
    assert_int_equal(vd_zone_instant(&summer, day("2025-03-09"), hour), 1741503600 - 3600);
    assert_int_equal(vd_zone_instant(&summer, day("2025-11-02"), hour), 1762063200 - 3600);
    assert_int_equal(vd_zone_instant(&summer, day("2025-11-02"), 2 * hour), 1762063200 + 3600);
}

static void days_follow_one_another_without_gaps_in_every_zone(void **state)
{
    static const vd_zone *const zones[] = {&summer, &skipping, &back_over_midnight};

    (void)state;
    for (size_t z = 0; z < 3; z++)
        for (vd_date date = day("2011-12-01"); date < day("2025-12-31"); date++) {
            vd_instant start = vd_zone_start_of(zones[z], date);
            vd_instant next = vd_zone_start_of(zones[z], date + 1);

            assert_true(start <= next);
            if (start == next)
                continue;
            assert_int_equal(vd_zone_date(zones[z], start), date);
            assert_int_equal(vd_zone_date(zones[z], next - 1), date);
        }
    assert_int_equal(vd_zone_start_of(&skipping, day("2011-12-30")),
                     vd_zone_start_of(&skipping, day("2011-12-31")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_comes_back_from_its_civil_date),
        cmocka_unit_test(a_day_that_does_not_exist_is_refused),
        cmocka_unit_test(months_end_on_the_last_day_there_is),
        cmocka_unit_test(a_month_is_whole_on_its_day_number),
        cmocka_unit_test(weeks_belong_to_the_year_of_their_thursday),
        cmocka_unit_test(durations_are_printed_in_their_shortest_form),
        cmocka_unit_test(lengths_are_read_and_printed_as_the_law_writes_them),
        cmocka_unit_test(a_wall_clock_in_a_gap_is_the_change_itself),
        cmocka_unit_test(days_follow_one_another_without_gaps_in_every_zone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
