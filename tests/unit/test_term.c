/*
 * Terms counted by hand and from published cases. Those by the hour are in test_term_hours.c;
 * test_term_sweep.c tries terms by the thousand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <valedor/arena.h>

#include "engine/time/date.h"
#include "engine/time/term.h"
#include "tests/unit/courts.h"

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

static vd_term business(vd_date start, int32_t days)
{
    return (vd_term){.start_on = start,
                     .length.business_days = days,
                     .zone = &lima,
                     .calendar = courts,
                     .district = VD_STR("cusco")};
}

static vd_term custody(vd_date start, int32_t months, int32_t days)
{
    return (vd_term){.start_on = start,
                     .length = {.months = months, .days = days},
                     .zone = &lima,
                     .first_day = VD_FIRST_INCLUDED,
                     .ends = VD_ENDS_EVE};
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

/* CPP 143.2 with D.Leg. 713 art. 6: Friday 25 July 2025; 26 and 27 are a weekend, 28 and 29 the
 * national days; 30, 31 July and 1 August count. */
static void three_business_days_step_over_the_national_days(void **state)
{
    vd_term term = business(D(2025, 7, 25), 3);
    vd_term_end end = counted(&term);

    (void)state;
    assert_int_equal(end.counted_from, D(2025, 7, 30));
    assert_int_equal(end.last_day, D(2025, 8, 1));
    assert_int_equal(end.due, at(D(2025, 8, 2), 0, 0));
    assert_int_equal(end.moved_count, 4);
    assert_int_equal(end.moved[0].kind, VD_MOVED_REST);
    assert_int_equal(end.moved[0].from, D(2025, 7, 26));
    assert_int_equal(end.moved[2].kind, VD_MOVED_OFF);
    assert_int_equal(end.moved[2].from, D(2025, 7, 28));
    assert_int_equal(end.moved[2].until, D(2025, 7, 29));
    assert_ptr_equal(end.moved[3].cite, &holiday_law);
    assert_int_equal(end.moved[3].step, VD_STEP_START);
    assert_int_equal(end.notice_effect, VD_NO_DATE);
}

/* Monday 30 March 2026: 31 March, 1 April, then Holy Thursday, Good Friday and a weekend, 6, 7, 8. */
static void five_business_days_step_over_holy_week(void **state)
{
    vd_term term = business(D(2026, 3, 30), 5);
    vd_term_end end = counted(&term);

    (void)state;
    assert_int_equal(end.counted_from, D(2026, 3, 31));
    assert_int_equal(end.last_day, D(2026, 4, 8));
    assert_int_equal(end.moved_count, 4);
}

/* Queja 73-2021 Cusco: entered the box on Tuesday 10 November 2020, ten days for cassation; the
 * court counted from the 12th to the 25th. */
static void reading_a_of_the_electronic_notice_counts_its_day_of_effect(void **state)
{
    vd_term term = business(D(2020, 11, 10), 10);
    vd_term_end end;

    (void)state;
    term.notice_business_days = 2;
    term.first_day = VD_FIRST_INCLUDED;
    end = counted(&term);
    assert_int_equal(end.notice_effect, D(2020, 11, 12));
    assert_int_equal(end.counted_from, D(2020, 11, 12));
    assert_int_equal(end.last_day, D(2020, 11, 25));
}

/* The same under Queja 969-2018 Arequipa: one day later. */
static void reading_b_counts_from_the_business_day_after_the_effect(void **state)
{
    vd_term term = business(D(2020, 11, 10), 10);
    vd_term_end end;

    (void)state;
    term.notice_business_days = 2;
    term.first_day = VD_FIRST_NEXT_BUSINESS;
    end = counted(&term);
    assert_int_equal(end.notice_effect, D(2020, 11, 12));
    assert_int_equal(end.counted_from, D(2020, 11, 13));
    assert_int_equal(end.last_day, D(2020, 11, 26));
}

/* Queja NCPP 630-2021 Lima Norte: entered on 28 April 2021 at 21:43; the hour does not matter. */
static void a_notice_entered_at_night_is_of_that_day(void **state)
{
    vd_term term = business(0, 10);
    vd_term_end end;

    (void)state;
    term.has_instant = true;
    term.start_at = at(D(2021, 4, 28), 21, 43);
    term.notice_business_days = 2;
    term.first_day = VD_FIRST_INCLUDED;
    end = counted(&term);
    assert_int_equal(end.counted_from, D(2021, 4, 30));
    assert_int_equal(end.last_day, D(2021, 5, 13));
    term.first_day = VD_FIRST_NEXT_BUSINESS;
    assert_int_equal(counted(&term).last_day, D(2021, 5, 14));
}

/* Queja NCPP 235-2022 Pasco: Wednesday 12 January 2022, effect on the 14th, three days, the 19th. */
static void three_days_by_electronic_notice_end_as_the_court_said(void **state)
{
    vd_term term = business(D(2022, 1, 12), 3);
    vd_term_end end;

    (void)state;
    term.notice_business_days = 2;
    term.first_day = VD_FIRST_NEXT_BUSINESS;
    end = counted(&term);
    assert_int_equal(end.notice_effect, D(2022, 1, 14));
    assert_int_equal(end.last_day, D(2022, 1, 19));
}

/* Casación 799-2017 Callao: read and handed over on Tuesday 4 February 2014, five days. */
static void five_days_to_appeal_end_on_the_next_tuesday(void **state)
{
    vd_term term = business(D(2014, 2, 4), 5);

    (void)state;
    assert_int_equal(counted(&term).last_day, D(2014, 2, 11));
}

static void judges_day_is_skipped_on_the_ground_of_the_courts_law(void **state)
{
    vd_term term = business(D(2025, 8, 1), 1);
    vd_term_end end = counted(&term);

    (void)state;
    assert_int_equal(end.last_day, D(2025, 8, 5));
    assert_int_equal(end.moved_count, 3);
    assert_ptr_equal(end.moved[2].cite, &courts_law);
}

/* TC, Pleno Sentencia 161/2025 (Exp. 01195-2025-PHC/TC). */
static void eighteen_months_of_custody_end_on_the_eve(void **state)
{
    vd_term term = custody(D(2023, 6, 20), 18, 0);
    vd_term_end end = counted(&term);

    (void)state;
    assert_int_equal(end.counted_from, D(2023, 6, 20));
    assert_int_equal(end.last_day, D(2024, 12, 19));
    assert_int_equal(end.due, at(D(2024, 12, 20), 0, 0));
    assert_int_equal(end.moved_count, 0);
}

static void years_months_and_days_are_added_in_that_order(void **state)
{
    vd_term term = custody(D(2013, 8, 6), 26, 20);

    (void)state;
    assert_int_equal(counted(&term).due, at(D(2015, 10, 26), 0, 0));
}

/* 2022-12-07 and 18 months: the press gave 6 June 2024. 2026-01-31 and nine months: 30 October. */
static void the_eve_is_of_the_equal_date(void **state)
{
    vd_term eighteen = custody(D(2022, 12, 7), 18, 0);
    vd_term nine = custody(D(2026, 1, 31), 9, 0);

    (void)state;
    assert_int_equal(counted(&eighteen).last_day, D(2024, 6, 6));
    assert_int_equal(counted(&nine).last_day, D(2026, 10, 30));
}

/* Casación 66-2010 Puno: known on 20 October 2009, twenty calendar days. */
static void twenty_calendar_days_run_through_weekends(void **state)
{
    vd_term term = {.start_on = D(2009, 10, 20), .length.days = 20, .zone = &lima};
    vd_term_end end = counted(&term);

    (void)state;
    assert_int_equal(end.counted_from, D(2009, 10, 21));
    assert_int_equal(end.last_day, D(2009, 11, 9));
}

static void nine_days_of_custody_count_the_day_of_arrest(void **state)
{
    vd_term term = custody(D(2024, 5, 1), 0, 9);

    (void)state;
    assert_int_equal(counted(&term).last_day, D(2024, 5, 9));
}

static void a_term_of_months_ends_on_the_equal_date(void **state)
{
    vd_term term = {.start_on = D(2025, 3, 5), .length.months = 1, .zone = &lima};
    vd_term_end end = counted(&term);

    (void)state;
    assert_int_equal(end.counted_from, D(2025, 3, 6));
    assert_int_equal(end.last_day, D(2025, 4, 5));
}

static void a_month_without_the_day_follows_the_rule(void **state)
{
    vd_term term = {.start_on = D(2025, 1, 31), .length.months = 1, .zone = &lima};

    (void)state;
    assert_int_equal(counted(&term).last_day, D(2025, 2, 28));
    term.month_end = VD_MONTH_END_NEXT_DAY;
    assert_int_equal(counted(&term).last_day, D(2025, 3, 1));
    term.month_end = VD_MONTH_END_REFUSE;
    assert_int_equal(refusal(&term), VD_FAILED_PRECONDITION);
    term.start_on = D(2025, 1, 28);
    assert_int_equal(counted(&term).last_day, D(2025, 2, 28));
}

static void the_eve_is_taken_after_the_month_end(void **state)
{
    vd_term term = custody(D(2025, 1, 31), 1, 0);

    (void)state;
    assert_int_equal(counted(&term).last_day, D(2025, 2, 27));
    term.month_end = VD_MONTH_END_NEXT_DAY;
    assert_int_equal(counted(&term).last_day, D(2025, 2, 28));
    term = custody(D(2024, 2, 29), 12, 0);
    assert_int_equal(counted(&term).last_day, D(2025, 2, 27));
}

static void months_from_the_next_business_day_are_whole(void **state)
{
    vd_term term = {.start_on = D(2025, 3, 7), /* a Friday */
                    .length.months = 1,
                    .zone = &lima,
                    .calendar = courts,
                    .first_day = VD_FIRST_NEXT_BUSINESS};
    vd_term_end end = counted(&term);

    (void)state;
    assert_int_equal(end.counted_from, D(2025, 3, 10));
    assert_int_equal(end.last_day, D(2025, 4, 9));
}

/* CPP 143.4: thirty days from 28 June 2025 end on Monday 28 July; the 30th is the next court day. */
static void a_term_that_ends_on_a_day_off_rolls(void **state)
{
    vd_term term = {.start_on = D(2025, 6, 28),
                    .length.days = 30,
                    .zone = &lima,
                    .calendar = courts,
                    .roll = VD_ROLL_NEXT_BUSINESS_DAY};
    vd_term_end end = counted(&term);

    (void)state;
    assert_int_equal(end.last_day, D(2025, 7, 30));
    assert_int_equal(end.moved_count, 2);
    assert_int_equal(end.moved[0].step, VD_STEP_ROLL);
    term.roll = VD_ROLL_NONE;
    assert_int_equal(counted(&term).last_day, D(2025, 7, 28));
}

static void a_suspension_is_one_entry_however_long(void **state)
{
    vd_term term = business(D(2020, 3, 12), 3);
    vd_term_end end = counted(&term);

    (void)state;
    /* Friday 13 March; suspended to 16 July; Friday 17 and, after the weekend, Monday 20 July. */
    assert_int_equal(end.counted_from, D(2020, 3, 13));
    assert_int_equal(end.last_day, D(2020, 7, 20));
    assert_int_equal(end.moved_count, 5);
    assert_int_equal(end.moved[2].kind, VD_MOVED_SUSPENDED);
    assert_int_equal(end.moved[2].from, D(2020, 3, 16));
    assert_int_equal(end.moved[2].until, D(2020, 7, 17));
}

static void calendar_days_heed_suspensions_only_when_told(void **state)
{
    vd_term term = {
        .start_on = D(2020, 3, 10), .length.days = 10, .zone = &lima, .calendar = courts};

    (void)state;
    assert_int_equal(counted(&term).last_day, D(2020, 3, 20));
    term.heeds_suspensions = true;
    /* 11 to 15 March are five days; five more from 17 July. */
    assert_int_equal(counted(&term).last_day, D(2020, 7, 21));
}

static void custody_runs_through_the_suspension_of_2020(void **state)
{
    vd_term term = custody(D(2019, 12, 10), 9, 0);

    (void)state;
    term.calendar = courts;
    assert_int_equal(counted(&term).last_day, D(2020, 9, 9));
}

static void a_suspension_of_a_district_counts_there_only(void **state)
{
    vd_term term = business(D(2021, 1, 29), 5);

    (void)state;
    term.district = VD_STR("lima");
    assert_int_equal(counted(&term).last_day, D(2021, 2, 19));
    term.district = VD_STR("cusco");
    assert_int_equal(counted(&term).last_day, D(2021, 2, 5));
    assert_false(counted(&term).depends_on_district);
    term.district = (vd_str){NULL, 0};
    assert_int_equal(counted(&term).last_day, D(2021, 2, 5));
    assert_true(counted(&term).depends_on_district);
}

static void a_pause_adds_its_days_to_months(void **state)
{
    vd_pause pauses[] = {{D(2024, 3, 15), D(2024, 3, 20), reason, &courts_law},
                         {D(2024, 3, 1), D(2024, 3, 11), reason, &courts_law},
                         {D(2024, 3, 5), D(2024, 3, 8), reason, NULL}};
    vd_term term = custody(D(2024, 2, 10), 2, 0);
    vd_term_end end;

    (void)state;
    term.pause_count = 3;
    term.pauses = pauses;
    end = counted(&term);
    /* 9 April and fifteen days; the pause within a pause adds nothing. */
    assert_int_equal(end.last_day, D(2024, 4, 24));
    assert_int_equal(end.moved_count, 2);
    assert_int_equal(end.moved[0].from, D(2024, 3, 1));
    assert_int_equal(end.moved[0].until, D(2024, 3, 11));
    assert_int_equal(end.moved[1].kind, VD_MOVED_PAUSED);
}

static void a_pause_at_the_start_puts_off_the_first_day(void **state)
{
    vd_pause pause = {D(2024, 2, 1), D(2024, 3, 1), reason, NULL};
    vd_term term = business(D(2024, 2, 14), 2);
    vd_term_end end;

    (void)state;
    term.pause_count = 1;
    term.pauses = &pause;
    end = counted(&term);
    assert_int_equal(end.counted_from, D(2024, 3, 1));
    assert_int_equal(end.last_day, D(2024, 3, 4));
}

static void the_distance_is_added_before_the_roll(void **state)
{
    vd_term term = business(D(2025, 7, 21), 3);

    (void)state;
    /* The 22nd, the 24th (the 23rd is off) and the 25th; two days more are a weekend, then the
     * 28th and 29th are off. */
    term.distance.days = 2;
    term.roll = VD_ROLL_NEXT_BUSINESS_DAY;
    assert_int_equal(counted(&term).last_day, D(2025, 7, 30));
    term.distance = (vd_span){.business_days = 2};
    assert_int_equal(counted(&term).last_day, D(2025, 7, 31));
}

static void a_suspension_of_the_courts_stops_the_distance_of_a_term_of_business_days(void **state)
{
    vd_term term = business(D(2020, 3, 9), 2);

    (void)state;
    /* Over on the 11th; four days of distance: to Sunday the 15th, on the eve of the suspension. */
    term.distance.days = 4;
    assert_int_equal(counted(&term).last_day, D(2020, 3, 15));
    term.distance.days = 5;
    assert_int_equal(counted(&term).last_day, D(2020, 7, 17));
}

static void beyond_the_coverage_the_term_is_refused_with_the_dates(void **state)
{
    vd_term term = business(D(2027, 12, 29), 3);
    vd_term_end end = {0};
    vd_error err = {0};

    (void)state;
    assert_int_equal(vd_term_count(&arena, &term, &end, &err), VD_OUT_OF_RANGE);
    assert_string_equal(err.message, "the term reaches 2028-01-01, but calendar t.judicial covers "
                                     "2010-01-01 to 2027-12-31 only");
    term.length.business_days = 2;
    assert_int_equal(counted(&term).last_day, D(2027, 12, 31));
    term = business(D(2009, 12, 30), 2);
    assert_int_equal(refusal(&term), VD_OUT_OF_RANGE);
}

static void lengths_that_do_not_mix_are_refused(void **state)
{
    vd_term term = business(D(2025, 1, 2), 3);

    (void)state;
    term.length.days = 1;
    assert_int_equal(refusal(&term), VD_INVALID_ARGUMENT);
    term.length = (vd_span){0};
    assert_int_equal(refusal(&term), VD_INVALID_ARGUMENT);
    term.length = (vd_span){.days = -1};
    assert_int_equal(refusal(&term), VD_INVALID_ARGUMENT);
    term.length = (vd_span){.business_days = 3};
    term.calendar = NULL;
    assert_int_equal(refusal(&term), VD_INVALID_ARGUMENT);
}

static void distances_notices_and_pauses_that_make_no_sense_are_refused(void **state)
{
    vd_pause backwards = {D(2024, 3, 2), D(2024, 3, 2), reason, NULL};
    vd_term term = business(D(2025, 1, 2), 3);

    (void)state;
    term.distance = (vd_span){.days = 1, .business_days = 1};
    assert_int_equal(refusal(&term), VD_INVALID_ARGUMENT);
    term.distance = (vd_span){.hours = 1};
    assert_int_equal(refusal(&term), VD_INVALID_ARGUMENT);
    term.distance = (vd_span){.days = -1};
    assert_int_equal(refusal(&term), VD_INVALID_ARGUMENT);
    term.distance = (vd_span){0};
    term.notice_business_days = -1;
    assert_int_equal(refusal(&term), VD_INVALID_ARGUMENT);
    term.notice_business_days = 0;
    term.pause_count = 1;
    term.pauses = &backwards;
    assert_int_equal(refusal(&term), VD_INVALID_ARGUMENT);
    backwards.until = INT64_MAX;
    assert_int_equal(refusal(&term), VD_INVALID_ARGUMENT);
}

static void whatever_looks_at_court_days_needs_a_calendar(void **state)
{
    const vd_term plain = {.start_on = D(2025, 1, 2), .length.days = 3, .zone = &lima};
    vd_term terms[6];

    (void)state;
    for (size_t i = 0; i < 6; i++)
        terms[i] = plain;
    terms[0].length = (vd_span){.business_days = 3};
    terms[1].first_day = VD_FIRST_NEXT_BUSINESS;
    terms[2].roll = VD_ROLL_NEXT_BUSINESS_DAY;
    terms[3].heeds_suspensions = true;
    terms[4].distance.business_days = 1;
    terms[5].notice_business_days = 2;
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(refusal(&terms[i]), VD_INVALID_ARGUMENT);
        terms[i].calendar = courts;
        (void)counted(&terms[i]);
    }
    (void)counted(&plain);
}

static void the_longest_terms_are_counted_and_one_more_is_refused(void **state)
{
    vd_term term = {.start_on = D(2020, 1, 1), .length.days = VD_TERM_MAX_DAYS, .zone = &lima};

    (void)state;
    assert_int_equal(counted(&term).last_day, D(2020, 1, 1) + VD_TERM_MAX_DAYS);
    term.length.days++;
    assert_int_equal(refusal(&term), VD_INVALID_ARGUMENT);
    term.length = (vd_span){.months = VD_TERM_MAX_MONTHS};
    assert_int_equal(counted(&term).last_day, D(2020 + VD_TERM_MAX_MONTHS / 12, 1, 1));
    term.length.months++;
    assert_int_equal(refusal(&term), VD_INVALID_ARGUMENT);
    term = (vd_term){.has_instant = true, .length.hours = VD_TERM_MAX_HOURS, .zone = &lima};
    assert_int_equal(counted(&term).due, VD_TERM_MAX_HOURS * HOUR);
    term.length.hours++;
    assert_int_equal(refusal(&term), VD_INVALID_ARGUMENT);
}

static void a_start_beyond_the_calendar_of_people_is_refused(void **state)
{
    static const vd_date far_days[] = {INT64_MIN, INT64_MAX, -INT64_C(719163), INT64_C(2567714)};
    vd_term term = {.length.days = 1, .zone = &lima};

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        term.start_on = far_days[i];
        assert_int_equal(refusal(&term), VD_OUT_OF_RANGE);
    }
    term = (vd_term){.has_instant = true, .start_at = INT64_MAX, .length.hours = 1, .zone = &lima};
    assert_int_equal(refusal(&term), VD_OUT_OF_RANGE);
}

static void too_many_pauses_are_refused(void **state)
{
    static vd_pause pauses[VD_TERM_MAX_PAUSES + 1];
    vd_term term = custody(D(2020, 1, 1), 0, 10);

    (void)state;
    for (int i = 0; i <= VD_TERM_MAX_PAUSES; i++)
        pauses[i] = (vd_pause){D(2020, 1, 1) + 2 * i, D(2020, 1, 2) + 2 * i, reason, NULL};
    term.pauses = pauses;
    term.pause_count = VD_TERM_MAX_PAUSES;
    assert_int_equal(counted(&term).last_day, D(2020, 1, 20));
    term.pause_count++;
    assert_int_equal(refusal(&term), VD_RESOURCE_EXHAUSTED);
}

static void counting_survives_a_failure_of_any_allocation(void **state)
{
    vd_arena small;
    vd_pause pause = {D(2024, 2, 1), D(2024, 3, 1), reason, NULL};
    vd_term term = business(D(2024, 1, 10), 60);
    vd_status status = VD_RESOURCE_EXHAUSTED;
    unsigned tries = 0;

    (void)state;
    term.pause_count = 1;
    term.pauses = &pause;
    vd_arena_init(&small, 0);
    while (status == VD_RESOURCE_EXHAUSTED) {
        vd_term_end end = {0};

        vd_arena_reset(&small);
        small.fail_after = ++tries;
        status = vd_term_count(&small, &term, &end, NULL);
    }
    assert_int_equal(status, VD_OK);
    assert_true(tries > 2);
    vd_arena_done(&small);
    vd_arena_init(&small, 1);
    assert_int_equal(vd_term_count(&small, &term, &(vd_term_end){0}, NULL), VD_RESOURCE_EXHAUSTED);
    vd_arena_done(&small);
}

static void the_words_of_packs_are_read_and_others_are_not(void **state)
{
    vd_first_day first_day = VD_FIRST_NEXT;
    vd_roll roll = VD_ROLL_NONE;
    vd_ends ends = VD_ENDS_SAME_DAY;
    vd_month_end month_end = VD_MONTH_END_LAST_DAY;

    (void)state;
    assert_true(vd_first_day_parse(VD_STR("next_business"), &first_day));
    assert_int_equal(first_day, VD_FIRST_NEXT_BUSINESS);
    assert_true(vd_roll_parse(VD_STR("next_business_day"), &roll));
    assert_int_equal(roll, VD_ROLL_NEXT_BUSINESS_DAY);
    assert_true(vd_ends_parse(VD_STR("eve"), &ends));
    assert_int_equal(ends, VD_ENDS_EVE);
    assert_true(vd_month_end_parse(VD_STR("refuse"), &month_end));
    assert_int_equal(month_end, VD_MONTH_END_REFUSE);
    assert_false(vd_ends_parse(VD_STR("Eve"), &ends));
    assert_false(vd_roll_parse(VD_STR(""), &roll));
    assert_int_equal(ends, VD_ENDS_EVE);
    assert_true(vd_str_eq(vd_moved_kind_name(VD_MOVED_PAUSED), VD_STR("paused")));
    assert_true(vd_str_eq(vd_moved_step_name(VD_STEP_ROLL), VD_STR("roll")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_business_days_step_over_the_national_days),
        cmocka_unit_test(five_business_days_step_over_holy_week),
        cmocka_unit_test(reading_a_of_the_electronic_notice_counts_its_day_of_effect),
        cmocka_unit_test(reading_b_counts_from_the_business_day_after_the_effect),
        cmocka_unit_test(a_notice_entered_at_night_is_of_that_day),
        cmocka_unit_test(three_days_by_electronic_notice_end_as_the_court_said),
        cmocka_unit_test(five_days_to_appeal_end_on_the_next_tuesday),
        cmocka_unit_test(judges_day_is_skipped_on_the_ground_of_the_courts_law),
        cmocka_unit_test(eighteen_months_of_custody_end_on_the_eve),
        cmocka_unit_test(years_months_and_days_are_added_in_that_order),
        cmocka_unit_test(the_eve_is_of_the_equal_date),
        cmocka_unit_test(twenty_calendar_days_run_through_weekends),
        cmocka_unit_test(nine_days_of_custody_count_the_day_of_arrest),
        cmocka_unit_test(a_term_of_months_ends_on_the_equal_date),
        cmocka_unit_test(a_month_without_the_day_follows_the_rule),
        cmocka_unit_test(the_eve_is_taken_after_the_month_end),
        cmocka_unit_test(months_from_the_next_business_day_are_whole),
        cmocka_unit_test(a_term_that_ends_on_a_day_off_rolls),
        cmocka_unit_test(a_suspension_is_one_entry_however_long),
        cmocka_unit_test(calendar_days_heed_suspensions_only_when_told),
        cmocka_unit_test(custody_runs_through_the_suspension_of_2020),
        cmocka_unit_test(a_suspension_of_a_district_counts_there_only),
        cmocka_unit_test(a_pause_adds_its_days_to_months),
        cmocka_unit_test(a_pause_at_the_start_puts_off_the_first_day),
        cmocka_unit_test(the_distance_is_added_before_the_roll),
        cmocka_unit_test(a_suspension_of_the_courts_stops_the_distance_of_a_term_of_business_days),
        cmocka_unit_test(beyond_the_coverage_the_term_is_refused_with_the_dates),
        cmocka_unit_test(lengths_that_do_not_mix_are_refused),
        cmocka_unit_test(distances_notices_and_pauses_that_make_no_sense_are_refused),
        cmocka_unit_test(whatever_looks_at_court_days_needs_a_calendar),
        cmocka_unit_test(the_longest_terms_are_counted_and_one_more_is_refused),
        cmocka_unit_test(a_start_beyond_the_calendar_of_people_is_refused),
        cmocka_unit_test(too_many_pauses_are_refused),
        cmocka_unit_test(counting_survives_a_failure_of_any_allocation),
        cmocka_unit_test(the_words_of_packs_are_read_and_others_are_not),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
