/*
 * test_figures.c - which words of the law say a number.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rules/conditions.h"
#include "rules/figures.h"

static bool says(const char *words, const char *expression)
{
    vd_figure figure;
    size_t at = 0;

    assert_true(vd_figure_next(vd_str_of(expression), &at, &figure));
    return vd_figure_said(vd_str_of(words), &figure);
}

static void numbers_are_said_in_digits_and_in_words(void **state)
{
    (void)state;
    assert_true(says("no durará más de nueve meses", "9 months"));
    assert_true(says("Veintidós días", "22 days"));
    assert_true(says("quince (15) días", "15 days"));
    assert_true(says("en 05 días", "5 days"));
    assert_true(says("treinta y un días", "31 days"));
    assert_true(says("ciento ochenta días", "180 days"));
    assert_true(says("doscientos cuarenta días", "240 days"));
    assert_true(says("trescientas horas", "300 hours"));
    assert_false(says("nueve meses", "10 months"));
    assert_false(says("en 150 días", "15 days"));
}

static void only_whole_words_count(void **state)
{
    (void)state;
    assert_false(says("desde entonces", "11 days"));
    assert_false(says("todos los días", "2 days"));
    assert_false(says("el decimotercero", "3 days"));
}

static void numbers_of_articles_do_not_count(void **state)
{
    (void)state;
    assert_false(says("según el artículo 10", "10 days"));
    assert_false(says("la Ley N.º 30 y el numeral 15", "15 days"));
    assert_false(says("artículo X de la ley", "10 days"));
    assert_true(says("según el artículo 10, en diez días", "10 days"));
}

static void a_day_may_be_named_by_its_ordinal(void **state)
{
    (void)state;
    assert_true(says("dentro del tercer día", "3 days"));
    assert_true(says("al quinto día hábil", "5 business days"));
    assert_true(says("el segundo día", "2 days"));
    assert_false(says("el tercer párrafo", "3 days"));
    assert_false(says("al tercer día", "3 months"));
}

static void a_length_may_be_said_in_another_unit(void **state)
{
    (void)state;
    assert_true(says("en el término de veinticuatro horas", "24 hours"));
    assert_true(says("48 horas hábiles", "2 business days"));
    assert_true(says("dos días naturales", "48 hours"));
    assert_true(says("por un año", "12 months"));
    assert_true(says("dos años", "24 months"));
    assert_true(says("una semana", "7 days"));
    assert_true(says("visitar semanalmente", "7 days"));
    assert_true(says("dos semanas", "14 days"));
    assert_true(says("en periodos semestrales", "6 months"));
    assert_false(says("en periodos semestrales", "6 days"));
    assert_false(says("un mes", "24 months"));
}

static void shares_have_words_of_their_own(void **state)
{
    (void)state;
    assert_true(says("cumplido un tercio de la pena", "1/3"));
    assert_true(says("la tercera parte de la pena", "1/3"));
    assert_true(says("las dos terceras partes", "2/3"));
    assert_true(says("los dos tercios", "2/3"));
    assert_true(says("las tres cuartas partes", "3/4"));
    assert_true(says("la mitad de la pena", "1/2"));
    assert_true(says("los 2/3 de la pena", "2/3"));
    assert_true(says("el setenta por ciento", "7/10"));
    assert_true(says("el 70 % de la deuda", "7/10"));
    assert_true(says("el 70% de la deuda", "7/10"));
    assert_false(says("la tercera sala", "1/3"));
    assert_false(says("un tercio", "2/3"));
}

static void figures_are_found_outside_names_and_quotes(void **state)
{
    static const char text[] = "if group_3 = \"30 days\" then 4 business days else 1/3";
    vd_figure figure;
    size_t at = 0;

    (void)state;
    assert_true(vd_figure_next(vd_str_of(text), &at, &figure));
    assert_int_equal(figure.number, 4);
    assert_int_equal(figure.unit, 'd');
    assert_true(vd_figure_next(vd_str_of(text), &at, &figure));
    assert_int_equal(figure.number, 1);
    assert_int_equal(figure.parts, 3);
    assert_false(vd_figure_next(vd_str_of(text), &at, &figure));
}

static bool exclude(const char *a, const char *b)
{
    return vd_conditions_exclude(vd_str_of(a), vd_str_of(b)) &&
           vd_conditions_exclude(vd_str_of(b), vd_str_of(a));
}

static void conditions_exclude_each_other_by_their_parts(void **state)
{
    (void)state;
    assert_true(exclude("sex = \"female\"", "sex = \"male\" and young"));
    assert_true(exclude("age < 18", "age >= 18"));
    assert_true(exclude("age < 18 and young", "age > 20"));
    assert_true(exclude("day < @\"2010-01-01\"", "day >= @\"2010-01-01\""));
    assert_true(exclude("day <= @\"2010-01-01\"", "day = @\"2011-01-01\""));
    assert_true(exclude("young", "not(young)"));
    assert_false(exclude("age < 18", "age < 20"));
    assert_false(exclude("age <= 18", "age >= 18"));
    assert_false(exclude("age > 5", "age < 6"));
    assert_false(exclude("age < 18 or young", "age >= 18"));
    assert_false(exclude("age < 18", "height > 20"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_said_in_digits_and_in_words),
        cmocka_unit_test(only_whole_words_count),
        cmocka_unit_test(numbers_of_articles_do_not_count),
        cmocka_unit_test(a_day_may_be_named_by_its_ordinal),
        cmocka_unit_test(a_length_may_be_said_in_another_unit),
        cmocka_unit_test(shares_have_words_of_their_own),
        cmocka_unit_test(figures_are_found_outside_names_and_quotes),
        cmocka_unit_test(conditions_exclude_each_other_by_their_parts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
