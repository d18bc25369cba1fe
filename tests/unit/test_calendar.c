/* Days and their grounds. Easter Sundays: the tables of the United States Naval Observatory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <valedor/arena.h>

#include "engine/time/calendar.h"
#include "engine/time/date.h"

#define D(year, month, day) vd_date_from_civil((year), (month), (day))

static const vd_norm labour_norm = {.id = {"pe.dleg-713", 11}};
static const vd_norm courts_norm = {.id = {"pe.lopj", 7}};
static const vd_citation holiday_law = {.norm = &labour_norm, .article = {"6", 1}};
static const vd_citation courts_law = {.norm = &courts_norm, .article = {"247", 3}};

static const vd_translation names[] = {{{"es", 2}, {"feriado", 7}, true},
                                       {{"en", 2}, {"holiday", 7}, false}};
static const vd_text holiday = {2, names};

static vd_arena arena;

static int set_up(void **state)
{
    (void)state;
    vd_arena_init(&arena, 0);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    vd_arena_done(&arena);
    return 0;
}

static const vd_yearly fixed[] = {
    {7, 28, 0, VD_NO_DATE, {2, names}, &holiday_law},
    {7, 29, 0, VD_NO_DATE, {2, names}, &holiday_law},
    /* Law 31822: from 2023-07-09. 2023-07-09 is day 19547. */
    {7, 23, 19547, VD_NO_DATE, {2, names}, &holiday_law},
};
static const vd_easter_day moving[] = {
    {-3, 0, VD_NO_DATE, {2, names}, &holiday_law},
    {-2, 0, VD_NO_DATE, {2, names}, &holiday_law},
};

static vd_calendar_source national_source(void)
{
    return (vd_calendar_source){.id = VD_STR("t.national"),
                                .covered_from = D(2010, 1, 1),
                                .covered_until = D(2028, 1, 1),
                                .weekly_rest = VD_REST_SATURDAY | VD_REST_SUNDAY,
                                .yearly_count = 3,
                                .yearly = fixed,
                                .easter_count = 2,
                                .easter = moving};
}

static const vd_calendar *built(const vd_calendar_source *source)
{
    const vd_calendar *calendar = NULL;
    vd_error err = {0};

    assert_int_equal(vd_calendar_build(&arena, source, &calendar, &err), VD_OK);
    return calendar;
}

static const vd_calendar *national(void)
{
    vd_calendar_source source = national_source();

    return built(&source);
}

static vd_day_kind kind_on(const vd_calendar *calendar, vd_date date)
{
    return vd_calendar_day(calendar, date, (vd_str){NULL, 0}).kind;
}

static vd_status refused(const vd_calendar_source *source)
{
    const vd_calendar *calendar = NULL;
    vd_error err = {0};
    vd_status status = vd_calendar_build(&arena, source, &calendar, &err);

    assert_null(calendar);
    assert_true(err.message[0] != '\0');
    return status;
}

static void easter_falls_where_the_tables_say(void **state)
{
    static const int table[][3] = {
        {1818, 3, 22}, {1943, 4, 25}, {2000, 4, 23}, {2008, 3, 23}, {2010, 4, 4},  {2011, 4, 24},
        {2019, 4, 21}, {2024, 3, 31}, {2025, 4, 20}, {2026, 4, 5},  {2027, 3, 28}, {2038, 4, 25},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
        assert_int_equal(vd_easter(table[i][0]), D(table[i][0], table[i][1], table[i][2]));
}

static void easter_is_a_sunday_from_22_march_to_25_april(void **state)
{
    (void)state;
    for (int year = 1583; year <= 9999; year++) {
        vd_date easter = vd_easter(year);

        assert_int_equal(vd_weekday(easter), 7);
        assert_true(easter >= D(year, 3, 22) && easter <= D(year, 4, 25));
    }
}

static void a_yearly_day_is_off_with_its_reason_and_law(void **state)
{
    const vd_calendar *calendar = national();
    vd_day day = vd_calendar_day(calendar, D(2025, 7, 28), VD_STR("lima"));

    (void)state;
    assert_int_equal(day.kind, VD_DAY_OFF);
    assert_ptr_equal(day.cite, &holiday_law);
    assert_true(vd_str_eq(vd_text_in(day.reason, VD_STR("en")), VD_STR("holiday")));
    assert_int_equal(day.from, D(2025, 7, 28));
    assert_int_equal(day.until, D(2025, 7, 29));
}

static void a_yearly_day_is_off_only_while_its_law_is_in_force(void **state)
{
    const vd_calendar *calendar = national();

    (void)state;
    /* 2021-07-23 and 2024-07-23: a Friday and a Tuesday. */
    assert_int_equal(kind_on(calendar, D(2021, 7, 23)), VD_DAY_WORKING);
    assert_int_equal(kind_on(calendar, D(2024, 7, 23)), VD_DAY_OFF);
}

static void holy_thursday_and_good_friday_move_with_easter(void **state)
{
    const vd_calendar *calendar = national();

    (void)state;
    assert_int_equal(kind_on(calendar, D(2026, 4, 1)), VD_DAY_WORKING);
    assert_int_equal(kind_on(calendar, D(2026, 4, 2)), VD_DAY_OFF);
    assert_int_equal(kind_on(calendar, D(2026, 4, 3)), VD_DAY_OFF);
    assert_int_equal(kind_on(calendar, D(2027, 3, 25)), VD_DAY_OFF);
}

static void a_weekend_names_the_day_of_the_week(void **state)
{
    vd_day day = vd_calendar_day(national(), D(2025, 7, 26), (vd_str){NULL, 0});

    (void)state;
    assert_int_equal(day.kind, VD_DAY_REST);
    assert_true(vd_str_eq(vd_text_in(day.reason, VD_STR("es")), VD_STR("sábado")));
    assert_true(vd_str_eq(vd_text_in(day.reason, VD_STR("en")), VD_STR("Saturday")));
}

static void a_holiday_on_a_sunday_is_told_as_the_holiday(void **state)
{
    (void)state;
    assert_int_equal(kind_on(national(), D(2024, 7, 28)), VD_DAY_OFF);
}

static void outside_the_coverage_nothing_is_said(void **state)
{
    const vd_calendar *calendar = national();
    vd_date from = 0;
    vd_date until = 0;

    (void)state;
    vd_calendar_coverage(calendar, &from, &until);
    assert_int_equal(kind_on(calendar, from - 1), VD_DAY_NOT_COVERED);
    assert_int_not_equal(kind_on(calendar, from), VD_DAY_NOT_COVERED);
    assert_int_not_equal(kind_on(calendar, until - 1), VD_DAY_NOT_COVERED);
    assert_int_equal(kind_on(calendar, until), VD_DAY_NOT_COVERED);
    assert_int_equal(kind_on(calendar, INT64_MIN), VD_DAY_NOT_COVERED);
    assert_int_equal(kind_on(calendar, INT64_MAX), VD_DAY_NOT_COVERED);
}

static const vd_str two_districts[] = {{"lima", 4}, {"callao", 6}};

/* Courts on top of the holidays: Judge's Day, and a suspension in two districts. */
static const vd_calendar *judicial(const vd_calendar *base)
{
    const vd_yearly judges_day[] = {{8, 4, 0, VD_NO_DATE, holiday, &courts_law}};
    const vd_closure closures[] = {
        {D(2021, 2, 1), D(2021, 2, 15), true, 2, two_districts, holiday, &courts_law},
        {D(2020, 3, 16), D(2020, 3, 31), true, 0, NULL, holiday, &courts_law},
        {D(2024, 11, 14), D(2024, 11, 17), false, 1, two_districts, holiday, &courts_law},
    };
    vd_calendar_source source = {.id = VD_STR("t.judicial"),
                                 .base = base,
                                 .covered_from = D(2010, 1, 1),
                                 .covered_until = D(2028, 1, 1),
                                 .yearly_count = 1,
                                 .yearly = judges_day,
                                 .closure_count = 3,
                                 .closures = closures};

    return built(&source);
}

static void a_layer_adds_to_its_base(void **state)
{
    const vd_calendar *base = national();
    const vd_calendar *courts = judicial(base);

    (void)state;
    assert_int_equal(kind_on(base, D(2025, 8, 4)), VD_DAY_WORKING);
    assert_int_equal(kind_on(courts, D(2025, 8, 4)), VD_DAY_OFF);
    assert_int_equal(kind_on(courts, D(2025, 7, 28)), VD_DAY_OFF);
    assert_int_equal(kind_on(courts, D(2025, 8, 3)), VD_DAY_REST);
}

static void a_suspension_covers_its_days_weekends_too(void **state)
{
    const vd_calendar *courts = judicial(national());
    vd_day day = vd_calendar_day(courts, D(2020, 3, 21), VD_STR("puno"));

    (void)state;
    assert_int_equal(day.kind, VD_DAY_SUSPENDED);
    assert_int_equal(day.from, D(2020, 3, 16));
    assert_int_equal(day.until, D(2020, 3, 31));
    assert_int_equal(kind_on(courts, D(2020, 3, 15)), VD_DAY_REST);
    assert_int_equal(kind_on(courts, D(2020, 3, 31)), VD_DAY_WORKING);
}

static void a_suspension_of_some_districts_spares_the_others(void **state)
{
    const vd_calendar *courts = judicial(national());
    vd_date tuesday = D(2021, 2, 2);

    (void)state;
    assert_int_equal(vd_calendar_day(courts, tuesday, VD_STR("lima")).kind, VD_DAY_SUSPENDED);
    assert_int_equal(vd_calendar_day(courts, tuesday, VD_STR("callao")).kind, VD_DAY_SUSPENDED);
    assert_int_equal(vd_calendar_day(courts, tuesday, VD_STR("puno")).kind, VD_DAY_WORKING);
    assert_false(vd_calendar_day(courts, tuesday, VD_STR("puno")).depends_on_district);
}

static void a_calendar_lists_the_districts_that_it_names(void **state)
{
    const vd_calendar *courts = judicial(national());
    vd_str districts[8];
    vd_str first;

    (void)state;
    assert_int_equal(vd_calendar_districts(national(), 8, districts), 0);
    assert_int_equal(vd_calendar_districts(courts, 8, districts), 2);
    assert_true(vd_str_eq(districts[0], VD_STR("callao")));
    assert_true(vd_str_eq(districts[1], VD_STR("lima")));
    assert_int_equal(vd_calendar_districts(courts, 1, &first), 1);
    assert_true(vd_calendar_names_district(courts, VD_STR("lima")));
    assert_false(vd_calendar_names_district(courts, VD_STR("puno")));
}

static void without_a_district_the_answer_says_that_it_depends(void **state)
{
    const vd_calendar *courts = judicial(national());
    vd_day day = vd_calendar_day(courts, D(2021, 2, 2), (vd_str){NULL, 0});

    (void)state;
    assert_int_equal(day.kind, VD_DAY_WORKING);
    assert_true(day.depends_on_district);
    assert_false(vd_calendar_day(courts, D(2021, 2, 15), (vd_str){NULL, 0}).depends_on_district);
}

static void a_closure_is_a_day_off_and_no_suspension(void **state)
{
    const vd_calendar *courts = judicial(national());

    (void)state;
    assert_int_equal(vd_calendar_day(courts, D(2024, 11, 14), VD_STR("lima")).kind, VD_DAY_OFF);
    assert_int_equal(vd_calendar_day(courts, D(2024, 11, 14), VD_STR("puno")).kind, VD_DAY_WORKING);
}

static void a_dated_day_outweighs_the_yearly_one(void **state)
{
    const vd_day_off days[] = {{D(2025, 7, 28), holiday, &courts_law}};
    vd_calendar_source source = national_source();

    (void)state;
    source.day_count = 1;
    source.days = days;
    assert_ptr_equal(vd_calendar_day(built(&source), D(2025, 7, 28), (vd_str){NULL, 0}).cite,
                     &courts_law);
}

static void the_29th_of_february_is_off_in_leap_years_only(void **state)
{
    const vd_yearly leap_day[] = {{2, 29, 0, VD_NO_DATE, holiday, &holiday_law}};
    vd_calendar_source source = {.id = VD_STR("t.leap"),
                                 .covered_from = D(2022, 1, 1),
                                 .covered_until = D(2025, 1, 1),
                                 .yearly_count = 1,
                                 .yearly = leap_day};
    const vd_calendar *calendar = built(&source);

    (void)state;
    assert_int_equal(kind_on(calendar, D(2024, 2, 29)), VD_DAY_OFF);
    assert_int_equal(kind_on(calendar, D(2023, 2, 28)), VD_DAY_WORKING);
    assert_int_equal(kind_on(calendar, D(2023, 3, 1)), VD_DAY_WORKING);
}

static void a_source_that_contradicts_itself_is_refused(void **state)
{
    const vd_day_off twice[] = {{D(2025, 5, 2), holiday, NULL}, {D(2025, 5, 2), holiday, NULL}};
    const vd_day_off outside[] = {{D(2028, 1, 1), holiday, NULL}};
    const vd_yearly no_such_day[] = {{4, 31, 0, VD_NO_DATE, holiday, NULL}};
    const vd_closure empty[] = {{D(2020, 3, 16), D(2020, 3, 16), true, 0, NULL, holiday, NULL}};
    vd_calendar_source source = national_source();

    (void)state;
    source.day_count = 2;
    source.days = twice;
    assert_int_equal(refused(&source), VD_INVALID_ARGUMENT);
    source.day_count = 1;
    source.days = outside;
    assert_int_equal(refused(&source), VD_INVALID_ARGUMENT);
    source = national_source();
    source.yearly_count = 1;
    source.yearly = no_such_day;
    assert_int_equal(refused(&source), VD_INVALID_ARGUMENT);
    source = national_source();
    source.closure_count = 1;
    source.closures = empty;
    assert_int_equal(refused(&source), VD_INVALID_ARGUMENT);
    source = national_source();
    source.covered_until = source.covered_from;
    assert_int_equal(refused(&source), VD_INVALID_ARGUMENT);
}

static void a_layer_may_not_cover_more_than_its_base(void **state)
{
    vd_calendar_source source = national_source();

    (void)state;
    source.base = national();
    source.covered_until = D(2029, 1, 1);
    assert_int_equal(refused(&source), VD_INVALID_ARGUMENT);
}

static void coverage_is_built_up_to_the_limit_and_not_past_it(void **state)
{
    vd_calendar_source source = {.id = VD_STR("t.long"), .covered_from = D(1900, 1, 1)};

    (void)state;
    source.covered_until = source.covered_from + VD_CALENDAR_MAX_DAYS;
    assert_non_null(built(&source));
    source.covered_until++;
    assert_int_equal(refused(&source), VD_RESOURCE_EXHAUSTED);
}

static void layers_stack_up_to_the_limit_and_not_past_it(void **state)
{
    vd_calendar_source source = national_source();

    (void)state;
    for (int i = 0; i < VD_CALENDAR_MAX_DEPTH; i++)
        source.base = built(&source);
    assert_int_equal(refused(&source), VD_RESOURCE_EXHAUSTED);
}

static void a_window_begins_with_its_first_day_and_ends_before_its_last(void **state)
{
    const vd_yearly windows[] = {
        {6, 10, D(2024, 6, 10), D(2025, 6, 10), holiday, &holiday_law},
        {6, 12, D(2024, 6, 13), D(2025, 6, 13), holiday, &holiday_law},
    };
    /* Good Friday: 29 March 2024, 18 April 2025, 3 April 2026. */
    const vd_easter_day friday[] = {{-2, D(2024, 3, 29), D(2025, 4, 18), holiday, &holiday_law}};
    vd_calendar_source source = {.id = VD_STR("t.windows"),
                                 .covered_from = D(2023, 1, 1),
                                 .covered_until = D(2026, 4, 4), /* within a year */
                                 .yearly_count = 2,
                                 .yearly = windows,
                                 .easter_count = 1,
                                 .easter = friday};
    const vd_calendar *calendar = built(&source);

    (void)state;
    assert_int_equal(kind_on(calendar, D(2023, 6, 10)), VD_DAY_WORKING);
    assert_int_equal(kind_on(calendar, D(2024, 6, 10)), VD_DAY_OFF);
    assert_int_equal(kind_on(calendar, D(2025, 6, 10)), VD_DAY_WORKING);
    assert_int_equal(kind_on(calendar, D(2024, 6, 12)), VD_DAY_WORKING);
    assert_int_equal(kind_on(calendar, D(2025, 6, 12)), VD_DAY_OFF);
    assert_int_equal(kind_on(calendar, D(2023, 4, 7)), VD_DAY_WORKING);
    assert_int_equal(kind_on(calendar, D(2024, 3, 29)), VD_DAY_OFF);
    assert_int_equal(kind_on(calendar, D(2025, 4, 18)), VD_DAY_WORKING);
}

static void the_last_year_counts_up_to_the_last_day_covered(void **state)
{
    vd_calendar_source source = national_source();
    const vd_calendar *calendar;

    (void)state;
    source.covered_until = D(2025, 7, 29);
    calendar = built(&source);
    assert_int_equal(kind_on(calendar, D(2025, 4, 18)), VD_DAY_OFF);
    assert_int_equal(kind_on(calendar, D(2025, 7, 28)), VD_DAY_OFF);
    assert_int_equal(kind_on(calendar, D(2025, 7, 29)), VD_DAY_NOT_COVERED);
}

static void of_two_yearly_days_on_one_date_the_first_written_is_told(void **state)
{
    const vd_yearly twice[] = {{7, 28, 0, VD_NO_DATE, holiday, &courts_law},
                               {7, 28, 0, VD_NO_DATE, holiday, &holiday_law}};
    vd_calendar_source source = national_source();

    (void)state;
    source.yearly_count = 2;
    source.yearly = twice;
    assert_ptr_equal(vd_calendar_day(built(&source), D(2025, 7, 28), VD_STR("x")).cite,
                     &courts_law);
}

static void a_working_day_is_an_interval_of_one_day(void **state)
{
    vd_day day = vd_calendar_day(national(), D(2025, 7, 30), VD_STR("x"));

    (void)state;
    assert_int_equal(day.kind, VD_DAY_WORKING);
    assert_null(day.reason);
    assert_int_equal(day.from, D(2025, 7, 30));
    assert_int_equal(day.until, D(2025, 7, 31));
}

static void months_and_days_that_no_year_has_are_refused(void **state)
{
    static const int table[][2] = {{0, 1}, {13, 1}, {1, 0}, {1, 32}, {2, 30}};
    vd_calendar_source source = national_source();

    (void)state;
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        vd_yearly yearly = {table[i][0], table[i][1], 0, VD_NO_DATE, holiday, NULL};

        source.yearly_count = 1;
        source.yearly = &yearly;
        assert_int_equal(refused(&source), VD_INVALID_ARGUMENT);
    }
}

static void what_no_calendar_can_say_is_refused(void **state)
{
    const vd_easter_day far_feast[] = {{101, 0, VD_NO_DATE, holiday, NULL}};
    const vd_closure outside[] = {{D(2027, 12, 1), D(2028, 1, 2), true, 0, NULL, holiday, NULL}};
    vd_calendar_source source = national_source();

    (void)state;
    source.covered_from = D(0, 12, 31);
    assert_int_equal(refused(&source), VD_INVALID_ARGUMENT);
    source.covered_from = INT64_MIN;
    assert_int_equal(refused(&source), VD_INVALID_ARGUMENT);
    source.covered_from = D(1583, 1, 1); /* before Easter can be computed */
    source.covered_until = D(1600, 1, 1);
    assert_int_equal(refused(&source), VD_INVALID_ARGUMENT);
    source = national_source();
    source.easter = far_feast;
    assert_int_equal(refused(&source), VD_INVALID_ARGUMENT);
    source = national_source();
    source.closure_count = 1;
    source.closures = outside;
    assert_int_equal(refused(&source), VD_INVALID_ARGUMENT);
}

static void entries_are_taken_up_to_the_limit_and_not_past_it(void **state)
{
    static vd_day_off days[VD_CALENDAR_MAX_ENTRIES + 1];
    vd_calendar_source source = {.id = VD_STR("t.many"),
                                 .covered_from = D(1950, 1, 1),
                                 .covered_until = D(2050, 1, 1),
                                 .day_count = VD_CALENDAR_MAX_ENTRIES,
                                 .days = days};

    (void)state;
    for (int i = 0; i <= VD_CALENDAR_MAX_ENTRIES; i++)
        days[i] = (vd_day_off){D(1950, 1, 1) + i, holiday, NULL};
    assert_int_equal(kind_on(built(&source), days[VD_CALENDAR_MAX_ENTRIES - 1].on), VD_DAY_OFF);
    source.day_count++;
    assert_int_equal(refused(&source), VD_RESOURCE_EXHAUSTED);
}

static void of_two_closures_the_first_to_end_is_told(void **state)
{
    const vd_closure closures[] = {
        {D(2020, 3, 2), D(2020, 3, 20), true, 0, NULL, holiday, &courts_law},
        {D(2020, 3, 2), D(2020, 3, 5), true, 0, NULL, holiday, &holiday_law},
        {D(2020, 3, 3), D(2020, 3, 4), false, 0, NULL, holiday, &holiday_law},
    };
    vd_calendar_source source = national_source();
    const vd_calendar *calendar;

    (void)state;
    source.closure_count = 3;
    source.closures = closures;
    calendar = built(&source);
    assert_int_equal(vd_calendar_day(calendar, D(2020, 3, 3), VD_STR("x")).until, D(2020, 3, 5));
    assert_int_equal(vd_calendar_day(calendar, D(2020, 3, 5), VD_STR("x")).until, D(2020, 3, 20));
    assert_int_equal(kind_on(calendar, D(2020, 3, 20)), VD_DAY_WORKING);
}

static void a_calendar_keeps_its_name_title_and_note(void **state)
{
    vd_calendar_source source = national_source();
    const vd_calendar *calendar;

    (void)state;
    source.title = holiday;
    source.note = holiday;
    calendar = built(&source);
    assert_true(vd_str_eq(vd_calendar_id(calendar), VD_STR("t.national")));
    assert_int_equal(vd_calendar_title(calendar)->count, 2);
    assert_int_equal(vd_calendar_note(calendar)->count, 2);
}

static void a_text_is_given_in_the_language_else_in_spanish_else_as_it_is(void **state)
{
    const vd_translation quechua[] = {{{"qu", 2}, {"raymi", 5}, true}};
    const vd_text only_quechua = {1, quechua};
    const vd_text none = {0, NULL};

    (void)state;
    assert_true(vd_str_eq(vd_text_in(&holiday, VD_STR("en")), VD_STR("holiday")));
    assert_true(vd_str_eq(vd_text_in(&holiday, VD_STR("fr")), VD_STR("feriado")));
    assert_true(vd_str_eq(vd_text_in(&only_quechua, VD_STR("fr")), VD_STR("raymi")));
    assert_int_equal(vd_text_in(&none, VD_STR("es")).len, 0);
    assert_int_equal(vd_text_in(NULL, VD_STR("es")).len, 0);
}

static void building_survives_a_failure_of_any_allocation(void **state)
{
    vd_calendar_source source = national_source();
    vd_status status = VD_RESOURCE_EXHAUSTED;
    unsigned tries = 0;

    (void)state;
    while (status == VD_RESOURCE_EXHAUSTED) {
        const vd_calendar *calendar = NULL;

        vd_arena_reset(&arena);
        arena.fail_after = ++tries;
        status = vd_calendar_build(&arena, &source, &calendar, NULL);
        assert_true((status == VD_OK) == (calendar != NULL));
    }
    arena.fail_after = 0;
    assert_int_equal(status, VD_OK);
    assert_true(tries > 1);
    vd_arena_reset(&arena);
    arena.limit_bytes = 1;
    assert_int_equal(refused(&source), VD_RESOURCE_EXHAUSTED);
    arena.limit_bytes = 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(easter_falls_where_the_tables_say),
        cmocka_unit_test(easter_is_a_sunday_from_22_march_to_25_april),
        cmocka_unit_test(a_yearly_day_is_off_with_its_reason_and_law),
        cmocka_unit_test(a_yearly_day_is_off_only_while_its_law_is_in_force),
        cmocka_unit_test(holy_thursday_and_good_friday_move_with_easter),
        cmocka_unit_test(a_weekend_names_the_day_of_the_week),
        cmocka_unit_test(a_holiday_on_a_sunday_is_told_as_the_holiday),
        cmocka_unit_test(outside_the_coverage_nothing_is_said),
        cmocka_unit_test(a_layer_adds_to_its_base),
        cmocka_unit_test(a_suspension_covers_its_days_weekends_too),
        cmocka_unit_test(a_suspension_of_some_districts_spares_the_others),
        cmocka_unit_test(a_calendar_lists_the_districts_that_it_names),
        cmocka_unit_test(without_a_district_the_answer_says_that_it_depends),
        cmocka_unit_test(a_closure_is_a_day_off_and_no_suspension),
        cmocka_unit_test(a_dated_day_outweighs_the_yearly_one),
        cmocka_unit_test(the_29th_of_february_is_off_in_leap_years_only),
        cmocka_unit_test(a_source_that_contradicts_itself_is_refused),
        cmocka_unit_test(a_layer_may_not_cover_more_than_its_base),
        cmocka_unit_test(coverage_is_built_up_to_the_limit_and_not_past_it),
        cmocka_unit_test(layers_stack_up_to_the_limit_and_not_past_it),
        cmocka_unit_test(a_window_begins_with_its_first_day_and_ends_before_its_last),
        cmocka_unit_test(the_last_year_counts_up_to_the_last_day_covered),
        cmocka_unit_test(of_two_yearly_days_on_one_date_the_first_written_is_told),
        cmocka_unit_test(a_working_day_is_an_interval_of_one_day),
        cmocka_unit_test(months_and_days_that_no_year_has_are_refused),
        cmocka_unit_test(what_no_calendar_can_say_is_refused),
        cmocka_unit_test(entries_are_taken_up_to_the_limit_and_not_past_it),
        cmocka_unit_test(of_two_closures_the_first_to_end_is_told),
        cmocka_unit_test(a_calendar_keeps_its_name_title_and_note),
        cmocka_unit_test(a_text_is_given_in_the_language_else_in_spanish_else_as_it_is),
        cmocka_unit_test(building_survives_a_failure_of_any_allocation),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
