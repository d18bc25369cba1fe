#include "tests/reference/feel.h"

#include <stdio.h>
#include <stdlib.h>

static ref_value unknown(ref_set missing)
{
    return (ref_value){.kind = REF_UNKNOWN, .u.missing = missing};
}

static ref_value strange(ref_run *run)
{
    run->strange = true;
    return ref_error(REF_NOT_COVERED_HERE);
}

static bool truth(const ref_value *value, bool which)
{
    return value->kind == REF_BOOL && value->u.truth == which;
}

/* --- operators --- */

ref_value ref_add_span(ref_run *run, const ref_value *to, vd_span span, int sign)
{
    ref_value result = *to;
    vd_date day;

    if (span.business_days)
        return ref_error(REF_OTHER);
    if (to->kind == REF_DATE) {
        if (span.hours)
            return ref_error(REF_OTHER);
        result.u.date = ref_add_months(to->u.date, sign * span.months) + sign * span.days;
        return result;
    }
    /* Of an instant the wall clock moves; the pack's zone stands for the one it was written with. */
    day = vd_zone_date(run->program->zone, to->u.instant);
    result.u.instant += (ref_add_months(day, sign * span.months) + sign * span.days - day) * 86400 +
                        sign * span.hours * INT64_C(3600);
    return result;
}

static ref_value span_times(ref_run *run, vd_span span, vd_ratio ratio)
{
    int32_t *parts[] = {&span.months, &span.days, &span.hours, &span.business_days};

    (void)run;
    for (int i = 0; i < 4; i++) {
        ref_wide product = (ref_wide)*parts[i] * ratio.num;

        if (product % ratio.den != 0 || product / ratio.den > INT32_MAX ||
            product / ratio.den < INT32_MIN)
            return ref_error(REF_OTHER);
        *parts[i] = (int32_t)(product / ratio.den);
    }
    return (ref_value){.kind = REF_SPAN, .u.span = span};
}

static ref_value number_arith(char sign, vd_ratio a, vd_ratio b)
{
    ref_wide an = a.num, ad = a.den, bn = b.num, bd = b.den;

    switch (sign) {
    case '+':
        return ref_number(an * bd + bn * ad, ad * bd);
    case '-':
        return ref_number(an * bd - bn * ad, ad * bd);
    case '*':
        return ref_number(an * bn, ad * bd);
    default:
        return bn == 0 ? ref_null() : ref_number(an * bd, ad * bn);
    }
}

static ref_value add_spans(const vd_span *a, const vd_span *b, int sign)
{
    return (ref_value){.kind = REF_SPAN,
                       .u.span = {a->months + sign * b->months, a->days + sign * b->days,
                                  a->hours + sign * b->hours,
                                  a->business_days + sign * b->business_days}};
}

static ref_value arith(ref_run *run, char sign, const ref_value *a, const ref_value *b)
{
    int direction = sign == '-' ? -1 : 1;

    if (!ref_is_known(a) || !ref_is_known(b))
        return ref_undecided(run->arena, a, b);
    if (a->kind == REF_NULL || b->kind == REF_NULL)
        return ref_null();
    if (a->kind == REF_NUMBER && b->kind == REF_NUMBER && sign != '^')
        return number_arith(sign, a->u.number, b->u.number);
    if (sign == '*' && a->kind == REF_SPAN && b->kind == REF_NUMBER)
        return span_times(run, a->u.span, b->u.number);
    if (sign == '*' && b->kind == REF_SPAN && a->kind == REF_NUMBER)
        return span_times(run, b->u.span, a->u.number);
    if (sign != '+' && sign != '-')
        return strange(run);
    if (a->kind == REF_SPAN && b->kind == REF_SPAN)
        return add_spans(&a->u.span, &b->u.span, direction);
    if ((a->kind == REF_DATE || a->kind == REF_INSTANT) && b->kind == REF_SPAN)
        return ref_add_span(run, a, b->u.span, direction);
    if (sign == '+' && a->kind == REF_SPAN && (b->kind == REF_DATE || b->kind == REF_INSTANT))
        return ref_add_span(run, b, a->u.span, 1);
    if (sign == '-' && a->kind == REF_DATE && b->kind == REF_DATE)
        return (ref_value){.kind = REF_DAYS, .u.amount = (a->u.date - b->u.date) * 86400};
    return strange(run);
}

static ref_value compare(ref_run *run, char sign, const ref_value *a, const ref_value *b)
{
    ref_value equal;

    if (sign != '=' && sign != '!')
        return ref_order(run->arena, sign, a, b);
    equal = ref_equal(run->arena, a, b);
    if (sign == '!' && equal.kind == REF_BOOL)
        equal.u.truth = !equal.u.truth;
    return equal;
}

static ref_value within(ref_run *run, const ref_value *value, const ref_range *range)
{
    ref_value low = ref_bool(true), high = ref_bool(true);

    if (value->kind == REF_NULL)
        return ref_null();
    if (range->low.kind != REF_NULL)
        low = ref_order(run->arena, range->low_in ? 'g' : '>', value, &range->low);
    if (range->high.kind != REF_NULL)
        high = ref_order(run->arena, range->high_in ? 'l' : '<', value, &range->high);
    return ref_both(run->arena, false, &low, &high);
}

static ref_value matches(ref_run *run, const ref_value *value, const ref_value *with);

static ref_value in_list(ref_run *run, const ref_value *value, const ref_list *list)
{
    ref_value any = ref_bool(false);

    for (size_t i = 0; i < list->count; i++) {
        ref_value one = matches(run, value, &list->items[i]);

        any = ref_both(run->arena, true, &any, &one);
    }
    if (list->open && !truth(&any, true)) {
        ref_value more = unknown(
            ref_set_one(run->arena, (ref_fact){NULL, VD_NONE, list->record, VD_WHY_INCOMPLETE}));

        any = ref_both(run->arena, true, &any, &more);
    }
    return any;
}

static ref_value matches(ref_run *run, const ref_value *value, const ref_value *with)
{
    if (with->kind == REF_LIST)
        return in_list(run, value, &with->u.list);
    if (with->kind == REF_RANGE)
        return within(run, value, with->u.range);
    return ref_equal(run->arena, value, with);
}

static ref_value membership(ref_run *run, const ref_node *node)
{
    ref_value value = ref_walk(run, node->kids[0]), any = ref_bool(false);

    for (size_t i = 1; i < node->count; i++) {
        const ref_node *test = node->kids[i];
        ref_value with = ref_walk(run, test->op == REF_TEST ? test->kids[0] : test), one;

        one = test->op == REF_TEST ? compare(run, test->sign, &value, &with)
                                   : matches(run, &value, &with);
        any = ref_both(run->arena, true, &any, &one);
    }
    return any;
}

static ref_value choice(ref_run *run, const ref_node *node)
{
    ref_value condition = ref_walk(run, node->kids[0]), yes, no;

    if (condition.kind == REF_ERROR)
        return condition;
    if (condition.kind != REF_UNKNOWN)
        return ref_walk(run, node->kids[truth(&condition, true) ? 1 : 2]);
    yes = ref_walk(run, node->kids[1]);
    no = ref_walk(run, node->kids[2]);
    if (ref_is_known(&yes) && ref_is_known(&no) && ref_same(&yes, &no))
        return yes;
    condition = ref_undecided(run->arena, &condition, &yes);
    return ref_undecided(run->arena, &condition, &no);
}

/* --- lists --- */

static void push(ref_run *run, vd_str name, ref_value value)
{
    if (run->local_count == REF_MAX_LOCALS)
        abort();
    run->locals[run->local_count++] = (ref_local){name, value};
}

static ref_value incomplete(ref_run *run, const ref_list *list)
{
    return unknown(
        ref_set_one(run->arena, (ref_fact){NULL, VD_NONE, list->record, VD_WHY_INCOMPLETE}));
}

/* some, every: iterator `depth` and those within it. */
static ref_value quantifier(ref_run *run, const ref_node *node, size_t depth)
{
    bool any = node->op == REF_SOME;
    ref_value domain, result = ref_bool(!any), one;

    if (depth + 1 == node->count)
        return ref_walk(run, node->kids[depth]);
    domain = ref_walk(run, node->kids[depth]);
    if (domain.kind != REF_LIST)
        return ref_is_known(&domain) && domain.kind != REF_NULL ? strange(run) : domain;
    for (size_t i = 0; i < domain.u.list.count; i++) {
        push(run, node->names[depth], domain.u.list.items[i]);
        one = quantifier(run, node, depth + 1);
        run->local_count--;
        result = ref_both(run->arena, any, &result, &one);
    }
    if (domain.u.list.open) {
        one = incomplete(run, &domain.u.list);
        result = ref_both(run->arena, any, &result, &one);
    }
    return result;
}

static ref_value loop(ref_run *run, const ref_node *node)
{
    ref_value domain = ref_walk(run, node->kids[0]), *items;

    if (node->count != 2)
        return strange(run);
    if (domain.kind != REF_LIST)
        return ref_is_known(&domain) && domain.kind != REF_NULL ? strange(run) : domain;
    items = VD_NEW_ARRAY(run->arena, ref_value, domain.u.list.count);
    if (!items)
        abort();
    for (size_t i = 0; i < domain.u.list.count; i++) {
        push(run, node->names[0], domain.u.list.items[i]);
        items[i] = ref_walk(run, node->kids[1]);
        run->local_count--;
    }
    domain.u.list.items = items;
    return domain;
}

static ref_value at_index(ref_run *run, const ref_list *list, vd_ratio index)
{
    int64_t place = index.num > 0 ? index.num - 1 : (int64_t)list->count + index.num;

    if (list->open)
        return incomplete(run, list);
    if (index.den != 1 || index.num == 0 || place < 0 || place >= (int64_t)list->count)
        return ref_null();
    return list->items[place];
}

static ref_value filter(ref_run *run, const ref_node *node)
{
    ref_value list = ref_walk(run, node->kids[0]), *kept, doubt = ref_null();
    size_t count = 0;

    if (list.kind != REF_LIST)
        return ref_is_known(&list) ? strange(run) : list;
    if (node->kids[1]->op == REF_CONST || node->kids[1]->op == REF_NEGATE) {
        ref_value index = ref_walk(run, node->kids[1]);

        return index.kind == REF_NUMBER ? at_index(run, &list.u.list, index.u.number)
                                        : strange(run);
    }
    kept = VD_NEW_ARRAY(run->arena, ref_value, list.u.list.count);
    if (!kept)
        abort();
    for (size_t i = 0; i < list.u.list.count; i++) {
        ref_value wanted;

        push(run, VD_STR("item"), list.u.list.items[i]);
        wanted = ref_walk(run, node->kids[1]);
        run->local_count--;
        if (wanted.kind == REF_NUMBER)
            return strange(run);
        if (!ref_is_known(&wanted))
            doubt = ref_undecided(run->arena, &doubt, &wanted);
        else if (truth(&wanted, true))
            kept[count++] = list.u.list.items[i];
    }
    if (doubt.kind == REF_UNKNOWN && list.u.list.open)
        doubt.u.missing =
            ref_set_join(run->arena, doubt.u.missing,
                         ref_set_one(run->arena, (ref_fact){NULL, VD_NONE, list.u.list.record,
                                                            VD_WHY_INCOMPLETE}));
    if (!ref_is_known(&doubt))
        return doubt;
    list.u.list.items = kept;
    list.u.list.count = count;
    return list;
}

static ref_value property(ref_run *run, const ref_value *of, vd_str name)
{
    int64_t year;
    int month, day;

    if (of->kind == REF_SPAN) {
        if (vd_str_eq(name, VD_STR("years")))
            return ref_whole(of->u.span.months / 12);
        if (vd_str_eq(name, VD_STR("months")))
            return ref_whole(of->u.span.months % 12);
        if (vd_str_eq(name, VD_STR("days")))
            return ref_whole(of->u.span.days);
    } else if (of->kind == REF_DAYS && vd_str_eq(name, VD_STR("days"))) {
        return ref_whole(of->u.amount / 86400);
    } else if (of->kind == REF_DATE) {
        ref_civil(of->u.date, &year, &month, &day);
        if (vd_str_eq(name, VD_STR("year")))
            return ref_whole(year);
        if (vd_str_eq(name, VD_STR("month")))
            return ref_whole(month);
        if (vd_str_eq(name, VD_STR("day")))
            return ref_whole(day);
        if (vd_str_eq(name, VD_STR("weekday"))) /* 1970-01-01 was a Thursday */
            return ref_whole(((of->u.date + 3) % 7 + 7) % 7 + 1);
    }
    return strange(run);
}

static ref_value path_of(ref_run *run, const ref_value *of, vd_str name)
{
    ref_value result;

    if (!ref_is_known(of) || of->kind == REF_NULL)
        return *of;
    if (of->kind == REF_RECORD)
        return ref_record_field(run, of->u.record, name, &result) ? result : strange(run);
    if (of->kind == REF_LIST) {
        ref_value *items = VD_NEW_ARRAY(run->arena, ref_value, of->u.list.count);

        if (!items)
            abort();
        for (size_t i = 0; i < of->u.list.count; i++)
            items[i] = path_of(run, &of->u.list.items[i], name);
        result = *of;
        result.u.list.items = items;
        return result;
    }
    return property(run, of, name);
}

static ref_value list_of(ref_run *run, const ref_node *node)
{
    ref_value *items = VD_NEW_ARRAY(run->arena, ref_value, node->count);

    if (!items)
        abort();
    for (size_t i = 0; i < node->count; i++)
        items[i] = ref_walk(run, node->kids[i]);
    return (ref_value){.kind = REF_LIST, .u.list = {node->count, items, false, 0}};
}

static ref_value range_of(ref_run *run, const ref_node *node)
{
    ref_range *range = VD_NEW(run->arena, ref_range);

    if (!range)
        abort();
    *range = (ref_range){ref_walk(run, node->kids[0]), ref_walk(run, node->kids[1]), node->sign & 1,
                         node->sign & 2};
    if (!ref_is_known(&range->low) || !ref_is_known(&range->high))
        return ref_undecided(run->arena, &range->low, &range->high);
    if (range->low.kind == REF_NULL || range->high.kind == REF_NULL)
        return ref_null(); /* an end that is open is written as a test, "(>= date)" */
    return (ref_value){.kind = REF_RANGE, .u.range = range};
}

/* "(>= date)" by itself: a range that is open on the other side. */
static ref_value open_range(ref_run *run, const ref_node *node)
{
    ref_value end = ref_walk(run, node->kids[0]);
    ref_range *range = VD_NEW(run->arena, ref_range);

    if (!range)
        abort();
    if (!ref_is_known(&end) || end.kind == REF_NULL)
        return end;
    *range = (ref_range){ref_null(), ref_null(), node->sign == 'g', node->sign == 'l'};
    switch (node->sign) {
    case '>':
    case 'g':
        range->low = end;
        break;
    case '<':
    case 'l':
        range->high = end;
        break;
    default:
        return strange(run);
    }
    return (ref_value){.kind = REF_RANGE, .u.range = range};
}

/* --- tables --- */

static bool cell_matches(ref_run *run, const vd_table_cell *cell, const ref_value *arg)
{
    for (size_t i = 0; i < cell->count; i++) {
        ref_value value = ref_from(run->arena, &cell->values[i]);
        ref_value match = matches(run, arg, &value);

        if (truth(&match, true))
            return true;
    }
    return cell->count == 0;
}

/* A row that takes any value of an input takes also one that is not known. */
static bool row_matches(ref_run *run, const vd_table_row *row, const ref_value *args, size_t count,
                        bool *ret_for_sure)
{
    *ret_for_sure = true;
    for (size_t i = 0; i < count; i++) {
        if (ref_is_known(&args[i]) && !cell_matches(run, &row->cells[i], &args[i]))
            return false;
        *ret_for_sure = *ret_for_sure && (ref_is_known(&args[i]) || row->cells[i].count == 0);
    }
    return true;
}

/* No two rows match: what one gives for sure, none of the others can give otherwise. */
static ref_value look_up(ref_run *run, const vd_table *table, const ref_value *args, size_t count)
{
    ref_value doubt = ref_null();
    bool maybe = false;

    for (size_t i = 0; i < count; i++)
        if (!ref_is_known(&args[i]))
            doubt = ref_undecided(run->arena, &doubt, &args[i]);
    if (doubt.kind == REF_ERROR)
        return doubt;
    for (size_t r = 0; r < table->row_count; r++) {
        bool for_sure;

        if (!row_matches(run, &table->rows[r], args, count, &for_sure))
            continue;
        if (for_sure)
            return ref_from(run->arena, &table->rows[r].value);
        maybe = true;
    }
    if (maybe)
        return doubt;
    return table->outside_refused ? ref_error(REF_COVERAGE) : ref_null();
}

static ref_value call(ref_run *run, const ref_node *node)
{
    ref_value args[16];

    if (node->count > 16)
        return strange(run);
    for (size_t i = 0; i < node->count; i++)
        args[i] = ref_walk(run, node->kids[i]);
    for (size_t t = 0; t < run->program->table_count; t++)
        if (vd_str_eq(run->program->tables[t].id, node->name))
            return look_up(run, &run->program->tables[t], args, node->count);
    return ref_call(run, node->name, args, node->count);
}

static ref_value two(ref_run *run, const ref_node *node, bool any)
{
    ref_value a = ref_walk(run, node->kids[0]), b = ref_walk(run, node->kids[1]);

    return ref_both(run->arena, any, &a, &b);
}

static ref_value between(ref_run *run, const ref_node *node)
{
    ref_value value = ref_walk(run, node->kids[0]), low = ref_walk(run, node->kids[1]),
              high = ref_walk(run, node->kids[2]);

    low = ref_order(run->arena, 'g', &value, &low);
    high = ref_order(run->arena, 'l', &value, &high);
    return ref_both(run->arena, false, &low, &high);
}

static ref_value negate(ref_run *run, ref_value value)
{
    if (value.kind == REF_NUMBER)
        return ref_number(-(ref_wide)value.u.number.num, value.u.number.den);
    if (value.kind == REF_SPAN)
        return span_times(run, value.u.span, (vd_ratio){-1, 1});
    return ref_is_known(&value) && value.kind != REF_NULL ? strange(run) : value;
}

ref_value ref_walk(ref_run *run, const ref_node *node)
{
    ref_value a, b;

    switch (node->op) {
    case REF_CONST:
        return node->value;
    case REF_NAME:
        return ref_name(run, node->name);
    case REF_NEGATE:
        return negate(run, ref_walk(run, node->kids[0]));
    case REF_NOT:
        a = ref_walk(run, node->kids[0]);
        return ref_call(run, VD_STR("not"), &a, 1);
    case REF_ARITH:
    case REF_COMPARE:
        a = ref_walk(run, node->kids[0]);
        b = ref_walk(run, node->kids[1]);
        return node->op == REF_ARITH ? arith(run, node->sign, &a, &b)
                                     : compare(run, node->sign, &a, &b);
    case REF_AND:
        return two(run, node, false);
    case REF_OR:
        return two(run, node, true);
    case REF_BETWEEN:
        return between(run, node);
    case REF_IN:
        return membership(run, node);
    case REF_IF:
        return choice(run, node);
    case REF_FOR:
        return loop(run, node);
    case REF_SOME:
    case REF_EVERY:
        return quantifier(run, node, 0);
    case REF_FILTER:
        return filter(run, node);
    case REF_PATH:
        a = ref_walk(run, node->kids[0]);
        return path_of(run, &a, node->name);
    case REF_LIST_OF:
        return list_of(run, node);
    case REF_RANGE_OF:
        return range_of(run, node);
    case REF_TEST:
        return open_range(run, node);
    case REF_CALL:
        return call(run, node);
    default:
        return strange(run);
    }
}

/* Each expression is parsed once. */
static const ref_node *parsed(ref_run *run, const vd_expr *expr)
{
    size_t place = ((uintptr_t)expr >> 4) % REF_PARSED;

    while (run->parsed[place].expr && run->parsed[place].expr != expr)
        place = (place + 1) % REF_PARSED;
    if (!run->parsed[place].expr) {
        run->parsed[place] = (ref_parsed){expr, ref_parse(run->parses, vd_expr_text(expr))};
        if (run->parsed[place].node->op == REF_STRANGE && getenv("VALEDOR_STRANGE"))
            fprintf(stderr, "not read: %.*s\n", VD_STR_ARGS(vd_expr_text(expr)));
    }
    return run->parsed[place].node;
}

ref_value ref_eval(ref_run *run, const vd_expr *expr)
{
    return ref_walk(run, parsed(run, expr));
}
