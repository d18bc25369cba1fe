/*
 * The figures that the law sets should be in the words quoted: "9 months" and "no durará más de
 * nueve meses", 1/3 and "la tercera parte". Looked at are lengths and shares wherever a version
 * has them, and the bare numbers of `distance` and `notice_days`. A one is left alone, because the
 * law seldom counts it ("the next day"), and so is what is computed from facts.
 */
#include "rules/figures.h"
#include "rules/loader.h"

/* What an expression may rest on: its own citations, then those of the version. */
typedef struct grounds {
    vd_loader *load;
    const vd_citations *own;
    const vd_citations *version;
} grounds;

/* Whether some quotation says it; `some` is set when there is any at all. */
static bool quoted(const vd_citations *cite, const vd_figure *figure, bool *some)
{
    for (size_t i = 0; cite && i < cite->count; i++) {
        if (cite->items[i].quote.len == 0)
            continue;
        *some = true;
        if (vd_figure_said(cite->items[i].quote, figure))
            return true;
    }
    return false;
}

static vd_str figure_text(vd_arena *arena, const vd_figure *figure)
{
    return figure->parts ? vd_arena_printf(arena, "%u/%u", figure->number, figure->parts)
                         : vd_arena_printf(arena, "%u", figure->number);
}

/* `bare`: numbers without a unit count too, and are days. */
static void check(const grounds *in, const char *what, const vd_expr *expr, bool bare,
                  const vd_yaml *node)
{
    vd_str text = expr ? vd_expr_text(expr) : VD_STR("");
    vd_figure figure;
    size_t at = 0;

    while (vd_figure_next(text, &at, &figure)) {
        bool some = false;

        if (bare && !figure.unit)
            figure.unit = 'd';
        if ((figure.number <= 1 && !figure.parts) || (!figure.parts && !figure.unit) ||
            quoted(in->own, &figure, &some) || quoted(in->version, &figure, &some) || !some)
            continue;
        vd_diagnose(in->load->diags, VD_DIAG_FIGURE, node->place,
                    "no quotation here says %.*s, as the %s \"%.*s\" does",
                    VD_STR_ARGS(figure_text(in->load->arena, &figure)), what, VD_STR_ARGS(text));
    }
}

static const struct {
    vd_rule_field field;
    bool bare;
} fields[] = {{VD_FIELD_LENGTH, false}, {VD_FIELD_DISTANCE, true}, {VD_FIELD_NOTICE_DAYS, true}};

static const vd_yaml *node_of(const vd_yaml *holder, const char *key)
{
    const vd_yaml *node = vd_yaml_get(holder, key);

    return node ? node : holder;
}

static const vd_yaml *item_of(const vd_yaml *node, const char *key, size_t index)
{
    const vd_yaml *list = vd_yaml_get(node, key);

    return list && index < list->count ? list->items[index] : node;
}

static void check_fields(const grounds *in, const vd_version *version, const vd_yaml *node)
{
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        const char *name = vd_rule_fields[fields[i].field].name;

        if (vd_yaml_get(node, name))
            check(in, name, version->fields[fields[i].field], fields[i].bare, node_of(node, name));
    }
}

static void check_sets(const grounds *in, const vd_version *version, const vd_set *sets,
                       size_t count, const vd_yaml *node)
{
    for (size_t k = 0; k < count; k++) {
        const vd_yaml *map = vd_yaml_get(node, "set");

        for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
            if (sets[k].target == (uint32_t)fields[i].field)
                check(in, vd_rule_fields[fields[i].field].name, sets[k].expr, fields[i].bare,
                      node_of(map, vd_rule_fields[fields[i].field].name));
        if (sets[k].target >= VD_FIELD_COUNT)
            check(in, version->items[sets[k].target - VD_FIELD_COUNT].bar ? "bar" : "requirement",
                  sets[k].expr, false, map ? map : node);
    }
}

static void check_items(grounds *in, const vd_version *version, const vd_yaml *node)
{
    size_t counts[2] = {0, 0};

    for (size_t i = 0; i < version->item_count; i++) {
        const vd_item *item = &version->items[i];
        const vd_yaml *place =
            item_of(node, item->bar ? "bars" : "requirements", counts[item->bar]++);

        in->own = &item->cite;
        check(in, item->bar ? "bar" : "requirement", item->expr, false, node_of(place, "if"));
    }
}

void vd_lint_figures(vd_loader *load, const vd_version *version, const vd_yaml *node)
{
    grounds in = {load, NULL, &version->cite};

    check_fields(&in, version, node);
    check_items(&in, version, node);
    for (size_t i = 0; i < version->exception_count; i++) {
        const vd_exception *exception = &version->exceptions[i];
        const vd_yaml *place = item_of(node, "exceptions", i);

        in.own = &exception->cite;
        check(&in, "condition", exception->condition, false, node_of(place, "if"));
        check_sets(&in, version, exception->sets, exception->set_count, place);
    }
    for (size_t i = 0; i < version->reading_count; i++) {
        in.own = &version->readings[i].cite;
        check_sets(&in, version, version->readings[i].sets, version->readings[i].set_count,
                   item_of(node, "readings", i));
    }
}
