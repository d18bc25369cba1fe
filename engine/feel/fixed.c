/*
 * Four stretches of numbers, one behind the other: evaluators, types without parts, built-in
 * functions, and rows of arithmetic, which are numbered by what they take.
 */
#include "engine/feel/fixed.h"

#include "engine/feel/arith.h"
#include "engine/feel/builtins.h"
#include "engine/feel/eval.h"

/* Every function that eval.h declares: tests/unit/test_compiled.c misses one that is not here. */
static vd_eval_fn *const evals[] = {
    vd_eval_constant,  vd_eval_local,        vd_eval_symbol,        vd_eval_today,
    vd_eval_now,       vd_eval_earned_until, vd_eval_negate,        vd_eval_not,
    vd_eval_arith,     vd_eval_compare,      vd_eval_compare_dates, vd_eval_equal_strings,
    vd_eval_and,       vd_eval_or,           vd_eval_between,       vd_eval_in,
    vd_eval_test,      vd_eval_if,           vd_eval_instance,      vd_eval_function,
    vd_eval_apply,     vd_eval_call_symbol,  vd_eval_for,           vd_eval_quantifier,
    vd_eval_steps,     vd_eval_filter,       vd_eval_index,         vd_eval_list,
    vd_eval_context,   vd_eval_range,        vd_eval_path,          vd_eval_path_record,
    vd_eval_path_list, vd_eval_call,
};
static const vd_builtin_table *const tables[] = {
    &vd_builtins_number, &vd_builtins_string, &vd_builtins_list, &vd_builtins_context,
    &vd_builtins_date,   &vd_builtins_range,  &vd_builtins_law,
};
static const char signs[] = {'+', '-', '*', '/', '^'};

#define COUNT_OF(array) ((uint32_t)(sizeof(array) / sizeof((array)[0])))
#define TYPES ((uint32_t)VD_TYPE_FUNCTION + 1)
#define KINDS ((uint32_t)VD_ERROR + 1)
#define FIRST_TYPE COUNT_OF(evals)
#define FIRST_BUILTIN (FIRST_TYPE + TYPES)

static uint32_t builtin_count(void)
{
    uint32_t count = 0;

    for (uint32_t t = 0; t < COUNT_OF(tables); t++)
        count += (uint32_t)tables[t]->count;
    return count;
}

static uint32_t first_arith(void)
{
    return FIRST_BUILTIN + builtin_count();
}

uint32_t vd_fixed_count(void)
{
    return first_arith() + COUNT_OF(signs) * KINDS * KINDS;
}

static const vd_builtin *builtin_at(uint32_t place)
{
    for (uint32_t t = 0; t < COUNT_OF(tables); t++) {
        if (place < tables[t]->count)
            return &tables[t]->rows[place];
        place -= (uint32_t)tables[t]->count;
    }
    return NULL;
}

static const vd_arith *arith_at(uint32_t place)
{
    return vd_arith_find(signs[place / (KINDS * KINDS)], (vd_kind)(place / KINDS % KINDS),
                         (vd_kind)(place % KINDS));
}

uintptr_t vd_fixed_address(uint32_t number)
{
    if (number < FIRST_TYPE)
        return (uintptr_t)evals[number];
    if (number < FIRST_BUILTIN)
        return (uintptr_t)vd_type_of((vd_type_kind)(number - FIRST_TYPE));
    if (number < first_arith())
        return (uintptr_t)builtin_at(number - FIRST_BUILTIN);
    return number < vd_fixed_count() ? (uintptr_t)arith_at(number - first_arith()) : 0;
}

uint32_t vd_fixed_eval(vd_eval_fn *eval)
{
    for (uint32_t i = 0; i < COUNT_OF(evals); i++)
        if (evals[i] == eval)
            return i;
    return vd_fixed_count();
}

uint32_t vd_fixed_type(const vd_type *type)
{
    for (uint32_t kind = 0; kind < TYPES; kind++)
        if (vd_type_of((vd_type_kind)kind) == type)
            return FIRST_TYPE + kind;
    return vd_fixed_count();
}

uint32_t vd_fixed_builtin(const vd_builtin *row)
{
    uint32_t number = FIRST_BUILTIN;

    for (uint32_t t = 0; t < COUNT_OF(tables); number += (uint32_t)tables[t++]->count)
        if (row >= tables[t]->rows && row < tables[t]->rows + tables[t]->count)
            return number + (uint32_t)(row - tables[t]->rows);
    return vd_fixed_count();
}

uint32_t vd_fixed_arith(const void *row)
{
    const vd_arith *arith = row;

    for (uint32_t s = 0; s < COUNT_OF(signs); s++)
        if (arith->sign == signs[s] &&
            vd_arith_find(signs[s], (vd_kind)arith->left, (vd_kind)arith->right) == arith)
            return first_arith() + (s * KINDS + arith->left) * KINDS + arith->right;
    return vd_fixed_count();
}
