/* Terms that run by the hour: hours, and days and months from the very hour. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <valedor/arena.h>

#include "engine/time/date.h"
#include "engine/time/term.h"
#include "tests/unit/courts.h"

/* A zone of the test: one hour forward at 2024-03-10 02:00 local. */
static const vd_transition spring[] = {{1710054000, -14400}};
static const vd_zone with_summer_time = {
    .name = {"Test/Summer", 11}, .first_offset = -18000, .count = 1, .transitions = spring};

static vd_arena arena;
static const vd_calendar *courts;

static int set_up(void **state)
{
    (void)state;
    vd_arena_init(&arena, 0);
    courts = build_courts(&arena);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    vd_arena_done(&arena);
    return 0;
}

static vd_term hours(vd_instant start, int32_t length)
{
    return (vd_term){.has_instant = true, .start_at = start, .length.hours = length, .zone = &lima};
}

static vd_term_end counted(const vd_term *term)
{
    vd_term_end end = {0};
    vd_error err = {0};
    vd_status status = vd_term_count(&arena, term, &end, &err);

    if (status)
        fail_msg("%s", err.message);
    return end;
}

static vd_status refusal(const vd_term *term)
{
    vd_term_end end = {.last_day = 12345};
    vd_error err = {0};
    vd_status status = vd_term_count(&arena, term, &end, &err);

    assert_int_equal(end.last_day, 12345);
    assert_true(err.message[0] != '\0');
    return status;
}

/* The judge in the case of the rebellion of 7 December 2022: seven days were over on the 14th. */
static void days_can_run_from_the_very_hour(void **state)
{
    vd_term term = {.has_instant = true,
                    .start_at = at(D(2022, 12, 7), 13, 42),
                    .length.days = 7,
                    .zone = &lima,
                    .first_day = VD_FIRST_MOMENT};
    vd_term_end end = counted(&term);

    (void)state;
    assert_int_equal(end.due, at(D(2022, 12, 14), 13, 42));
    assert_int_equal(end.last_day, D(2022, 12, 14));
    assert_true(end.by_the_hour);
}

/* CPP 143.1: hours of days off count. Friday 18:30 and 48 hours. */
static void hours_run_through_the_weekend(void **state)
{
    vd_term term = hours(at(D(2025, 7, 25), 18, 30), 48);
    vd_term_end end = counted(&term);

    (void)state;
    assert_int_equal(end.due, at(D(2025, 7, 27), 18, 30));
    assert_int_equal(end.last_day, D(2025, 7, 27));
    assert_int_equal(end.counted_from, D(2025, 7, 25));
    assert_int_equal(end.moved_count, 0);
}

static void hours_that_end_at_midnight_end_on_the_day_before(void **state)
{
    vd_term term = hours(at(D(2025, 7, 25), 0, 0), 24);

    (void)state;
    assert_int_equal(counted(&term).last_day, D(2025, 7, 25));
}

static void hours_are_hours_when_the_clock_is_put_forward(void **state)
{
    vd_term term = hours(1710054000 - 6 * HOUR, 24);

    (void)state;
    term.zone = &with_summer_time;
    assert_int_equal(counted(&term).due, 1710054000 + 18 * HOUR);
    term.length = (vd_span){.days = 1};
    term.first_day = VD_FIRST_MOMENT; /* 20:00 to 20:00, 23 hours later */
    assert_int_equal(counted(&term).due, 1710054000 + 17 * HOUR);
}

static void months_can_run_from_the_very_hour(void **state)
{
    vd_term term = {.has_instant = true,
                    .start_at = at(D(2025, 1, 31), 9, 15),
                    .length = {.months = 1, .days = 2},
                    .zone = &lima,
                    .first_day = VD_FIRST_MOMENT};

    (void)state;
    assert_int_equal(counted(&term).due, at(D(2025, 3, 2), 9, 15));
    term.month_end = VD_MONTH_END_REFUSE;
    assert_int_equal(refusal(&term), VD_FAILED_PRECONDITION);
}

/* CPP 148. */
static void a_day_of_distance_is_24_hours_where_hours_run(void **state)
{
    vd_term term = hours(at(D(2025, 7, 25), 18, 30), 48);

    (void)state;
    term.distance.days = 2;
    assert_int_equal(counted(&term).due, at(D(2025, 7, 29), 18, 30));
}

static void hours_heed_suspensions_only_when_told(void **state)
{
    vd_term term = hours(at(D(2020, 3, 15), 12, 0), 24);

    (void)state;
    term.calendar = courts;
    assert_int_equal(counted(&term).due, at(D(2020, 3, 16), 12, 0));
    term.heeds_suspensions = true;
    assert_int_equal(counted(&term).due, at(D(2020, 7, 17), 12, 0));
    term.start_at = at(D(2027, 12, 31), 12, 0);
    assert_int_equal(refusal(&term), VD_OUT_OF_RANGE);
}

static void hours_know_no_business_days(void **state)
{
    vd_term term = hours(at(D(2025, 7, 25), 18, 30), 48);

    (void)state;
    term.calendar = courts;
    term.distance.business_days = 1;
    assert_int_equal(refusal(&term), VD_INVALID_ARGUMENT);
    term.distance = (vd_span){0};
    term.notice_business_days = 2;
    assert_int_equal(refusal(&term), VD_INVALID_ARGUMENT);
}

static void hours_without_an_hour_are_refused(void **state)
{
    vd_term term = hours(0, 48);

    (void)state;
    term.has_instant = false;
    assert_int_equal(refusal(&term), VD_INVALID_ARGUMENT);
}

static void hours_start_at_their_instant_whatever_day_is_first(void **state)
{
    vd_term term = hours(at(D(2025, 7, 25), 18, 30), 48);

    (void)state;
    term.first_day = VD_FIRST_INCLUDED;
    term.ends = VD_ENDS_EVE;
    assert_int_equal(counted(&term).due, at(D(2025, 7, 27), 18, 30));
    term.first_day = VD_FIRST_NEXT_BUSINESS;
    term.calendar = courts;
    assert_int_equal(refusal(&term), VD_INVALID_ARGUMENT);
}

static void hours_do_not_roll(void **state)
{
    vd_term term = hours(at(D(2025, 7, 25), 18, 30), 48);

    (void)state;
    term.calendar = courts;
    term.roll = VD_ROLL_NEXT_BUSINESS_DAY;
    assert_int_equal(refusal(&term), VD_INVALID_ARGUMENT);
}

static void a_pause_holds_the_hours_for_its_whole_days(void **state)
{
    vd_pause pause = {D(2025, 7, 26), D(2025, 7, 28), reason, NULL};
    vd_term term = hours(at(D(2025, 7, 25), 18, 0), 24);
    vd_term_end end;

    (void)state;
    term.pause_count = 1;
    term.pauses = &pause;
    end = counted(&term);
    /* Six hours on Friday, none on Saturday and Sunday, eighteen on Monday. */
    assert_int_equal(end.due, at(D(2025, 7, 28), 18, 0));
    assert_int_equal(end.moved_count, 1);
    assert_int_equal(end.moved[0].until, D(2025, 7, 28));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_can_run_from_the_very_hour),
        cmocka_unit_test(hours_run_through_the_weekend),
        cmocka_unit_test(hours_that_end_at_midnight_end_on_the_day_before),
        cmocka_unit_test(hours_are_hours_when_the_clock_is_put_forward),
        cmocka_unit_test(months_can_run_from_the_very_hour),
        cmocka_unit_test(a_day_of_distance_is_24_hours_where_hours_run),
        cmocka_unit_test(hours_heed_suspensions_only_when_told),
        cmocka_unit_test(hours_know_no_business_days),
        cmocka_unit_test(hours_without_an_hour_are_refused),
        cmocka_unit_test(hours_start_at_their_instant_whatever_day_is_first),
        cmocka_unit_test(hours_do_not_roll),
        cmocka_unit_test(a_pause_holds_the_hours_for_its_whole_days),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
