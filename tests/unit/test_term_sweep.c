/*
 * Terms by the thousand, against a counter that looks at each day and knows no steps.
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

typedef struct oracle {
    const vd_term *term;
    vd_date first;
    vd_date last;
    bool covered;
} oracle;

static bool oracle_paused(const vd_term *term, vd_date date)
{
    for (size_t i = 0; i < term->pause_count; i++) {
        if (term->pauses[i].from <= date && date < term->pauses[i].until)
            return true;
    }
    return false;
}

static bool oracle_counts(oracle *slow, vd_date date, bool business_only)
{
    vd_day day = {.kind = VD_DAY_WORKING};

    if (business_only || slow->term->heeds_suspensions || slow->term->length.business_days > 0)
        day = vd_calendar_day(slow->term->calendar, date, slow->term->district);
    if (day.kind == VD_DAY_NOT_COVERED)
        slow->covered = false;
    if (business_only)
        return day.kind == VD_DAY_WORKING;
    return day.kind != VD_DAY_SUSPENDED;
}

static vd_date oracle_equal(vd_date date, int months, vd_month_end month_end)
{
    vd_civil civil = vd_civil_from_date(date);

    for (int i = 0; i < months; i++) {
        civil.month++;
        if (civil.month == 13) {
            civil.month = 1;
            civil.year++;
        }
    }
    for (int day = civil.day; day > 28; day--) {
        if (vd_civil_valid(civil.year, civil.month, day))
            return vd_date_from_civil(civil.year, civil.month, day) +
                   (day < civil.day && month_end == VD_MONTH_END_NEXT_DAY);
    }
    return vd_date_from_civil(civil.year, civil.month, civil.day < 28 ? civil.day : 28) +
           (civil.day > 28 && month_end == VD_MONTH_END_NEXT_DAY);
}

static int64_t oracle_days(const vd_term *term, vd_date first)
{
    vd_date equal;

    if (term->length.months == 0)
        return term->length.days;
    if (term->ends == VD_ENDS_EVE)
        equal = oracle_equal(first, term->length.months, term->month_end) - 1;
    else if (term->first_day == VD_FIRST_INCLUDED)
        equal = oracle_equal(first, term->length.months, term->month_end);
    else
        equal = oracle_equal(first - 1, term->length.months, term->month_end);
    return equal - first + 1 + term->length.days;
}

static void oracle_count(oracle *slow)
{
    const vd_term *term = slow->term;
    bool business_only = term->length.business_days > 0;
    vd_date date = term->start_on;
    int64_t left = term->notice_business_days;

    slow->covered = true;
    while (left > 0 && slow->covered)
        left -= oracle_counts(slow, ++date, true);
    if (term->first_day != VD_FIRST_INCLUDED)
        date++;
    while ((business_only || term->first_day == VD_FIRST_NEXT_BUSINESS) && slow->covered &&
           (oracle_paused(term, date) || !oracle_counts(slow, date, true)))
        date++;
    left = business_only ? term->length.business_days : oracle_days(term, date);
    for (bool started = false; left > 0 && slow->covered; date++) {
        if (oracle_paused(term, date) || !oracle_counts(slow, date, business_only))
            continue;
        if (!started)
            slow->first = date;
        started = true;
        slow->last = date;
        left--;
    }
    for (left = term->distance.days + term->distance.business_days; left > 0 && slow->covered;) {
        slow->last++;
        left -= !oracle_paused(term, slow->last) &&
                oracle_counts(slow, slow->last, term->distance.business_days > 0);
    }
    while (term->roll == VD_ROLL_NEXT_BUSINESS_DAY && slow->covered &&
           !oracle_counts(slow, slow->last, true))
        slow->last++;
}

static uint64_t draw(uint64_t *seed, uint64_t below)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (*seed >> 33) % below;
}

static vd_term drawn_term(uint64_t *seed, vd_pause *pauses)
{
    vd_term term = {.start_on = D(2010, 1, 1) + (vd_date)draw(seed, 6560),
                    .zone = &lima,
                    .calendar = courts,
                    .district = draw(seed, 2) ? VD_STR("lima") : VD_STR("cusco"),
                    .first_day = (vd_first_day)draw(seed, 3),
                    .roll = (vd_roll)draw(seed, 2),
                    .ends = (vd_ends)draw(seed, 2),
                    .month_end = (vd_month_end)draw(seed, 2),
                    .heeds_suspensions = draw(seed, 2) == 0,
                    .pause_count = draw(seed, 4),
                    .pauses = pauses,
                    .notice_business_days = (int32_t)draw(seed, 3)};

    if (draw(seed, 2))
        term.length.business_days = 1 + (int32_t)draw(seed, 60);
    else
        term.length =
            (vd_span){.months = (int32_t)draw(seed, 30), .days = 1 + (int32_t)draw(seed, 40)};
    if (draw(seed, 4) == 0)
        term.distance.days = (int32_t)draw(seed, 9);
    else if (draw(seed, 4) == 0)
        term.distance.business_days = (int32_t)draw(seed, 9);
    for (size_t i = 0; i < term.pause_count; i++) {
        vd_date from = term.start_on - 20 + (vd_date)draw(seed, 120);

        pauses[i] = (vd_pause){from, from + 1 + (vd_date)draw(seed, 40), reason, NULL};
    }
    return term;
}

static void every_term_ends_where_looking_at_each_day_says(void **state)
{
    uint64_t seed = 20260123;
    size_t agreed = 0;

    (void)state;
    for (int i = 0; i < 40000; i++) {
        vd_arena scratch;
        vd_pause pauses[4];
        vd_term term = drawn_term(&seed, pauses);
        vd_term_end end = {0};
        oracle slow = {.term = &term};
        vd_status status;

        vd_arena_init(&scratch, 0);
        oracle_count(&slow);
        status = vd_term_count(&scratch, &term, &end, NULL);
        assert_int_equal(status, slow.covered ? VD_OK : VD_OUT_OF_RANGE);
        if (slow.covered) {
            assert_int_equal(end.last_day, slow.last);
            assert_int_equal(end.counted_from, slow.first);
            assert_int_equal(end.due, at(slow.last + 1, 0, 0));
            agreed++;
        }
        vd_arena_done(&scratch);
    }
    assert_true(agreed > 30000);
}

/* Every day between the event and the end is counted or is told as moved, never both. */
static void what_moved_and_what_counted_make_up_the_whole_term(void **state)
{
    uint64_t seed = 713;

    (void)state;
    for (int i = 0; i < 5000; i++) {
        vd_arena scratch;
        vd_term term = business(D(2010, 1, 4) + (vd_date)draw(&seed, 6000), 1);
        vd_term_end end = {0};
        int64_t moved_days = 0;

        term.length.business_days += (int32_t)draw(&seed, 90);
        vd_arena_init(&scratch, 0);
        assert_int_equal(vd_term_count(&scratch, &term, &end, NULL), VD_OK);
        for (size_t m = 0; m < end.moved_count; m++) {
            assert_true(m == 0 || end.moved[m].from >= end.moved[m - 1].until);
            assert_non_null(end.moved[m].reason);
            moved_days += end.moved[m].until - end.moved[m].from;
        }
        assert_int_equal(end.last_day - term.start_on, moved_days + term.length.business_days);
        vd_arena_done(&scratch);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_term_ends_where_looking_at_each_day_says),
        cmocka_unit_test(what_moved_and_what_counted_make_up_the_whole_term),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
