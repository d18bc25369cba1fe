/*
 * Gaps and overlaps of a rule's versions, over the product of the key dates that they look at.
 *
 * Each key date's axis is cut where some window begins or ends. Within a cell of the product every
 * version holds or does not, so that one look a cell is exact. A version with a transitional
 * condition may hold: it fills no gap for certain, but none is reported where it could.
 */
#include "engine/time/iso.h"
#include "rules/loader.h"

#define AXES_MAX 6
#define CELLS_MAX 100000

typedef struct axis {
    vd_str text; /* of the expression */
    size_t count;
    vd_date *cuts; /* ascending, each once */
    vd_date first; /* the earliest `from` of a version; VD_LONG_AGO: some is open */
    size_t at;     /* the cell at hand: between cut at - 1 and cut at */
} axis;

typedef struct grid {
    vd_loader *load;
    const vd_rule *rule;
    const vd_yaml *node;
    axis axes[AXES_MAX];
    size_t axis_count;
    bool gap_told;
    size_t gap_cells;
    bool *reached;    /* by version: some cell in question is its */
    bool *pairs_told; /* by the two versions; a declared gap counts as one more version */
} grid;

static axis *axis_of(grid *in, const vd_window *window)
{
    vd_str text = vd_expr_text(window->date);

    for (size_t i = 0; i < in->axis_count; i++)
        if (vd_str_eq(in->axes[i].text, text))
            return &in->axes[i];
    return NULL;
}

static void add_cut(axis *on, vd_date cut)
{
    size_t at = on->count;

    if (cut == VD_LONG_AGO || cut == VD_FOREVER)
        return;
    while (at > 0 && on->cuts[at - 1] > cut)
        at--;
    if (at > 0 && on->cuts[at - 1] == cut)
        return;
    memmove(on->cuts + at + 1, on->cuts + at, (on->count - at) * sizeof(*on->cuts));
    on->cuts[at] = cut;
    on->count++;
}

/* False when there are too many key dates. */
static bool add_windows(grid *in, const vd_windows *when, size_t room, bool of_version)
{
    for (size_t i = 0; i < when->count; i++) {
        axis *on = axis_of(in, &when->items[i]);

        if (!on) {
            if (in->axis_count == AXES_MAX)
                return false;
            on = &in->axes[in->axis_count++];
            on->text = vd_expr_text(when->items[i].date);
            on->first = VD_FOREVER;
            on->cuts = VD_LOAD_ARRAY(in->load, vd_date, room);
            if (!on->cuts)
                return false;
        }
        add_cut(on, when->items[i].from);
        add_cut(on, when->items[i].until);
        if (of_version && when->items[i].from < on->first)
            on->first = when->items[i].from;
    }
    return true;
}

static bool make_axes(grid *in)
{
    const vd_rule *rule = in->rule;
    size_t room = 0;

    for (size_t i = 0; i < rule->version_count; i++)
        room += 2 * rule->versions[i].when.count;
    for (size_t i = 0; i < rule->gap_count; i++)
        room += 2 * rule->gaps[i].when.count;
    for (size_t i = 0; i < rule->version_count; i++)
        if (!add_windows(in, &rule->versions[i].when, room, true))
            return false;
    for (size_t i = 0; i < rule->gap_count; i++)
        if (!add_windows(in, &rule->gaps[i].when, room, false))
            return false;
    return true;
}

static vd_date low_of(const axis *on)
{
    return on->at == 0 ? VD_LONG_AGO : on->cuts[on->at - 1];
}

static vd_date high_of(const axis *on)
{
    return on->at == on->count ? VD_FOREVER : on->cuts[on->at];
}

/* Some day of the cell. */
static vd_date witness_of(const axis *on)
{
    if (on->at > 0)
        return on->cuts[on->at - 1];
    return on->count ? on->cuts[0] - 1 : 0;
}

static bool holds(grid *in, const vd_windows *when)
{
    for (size_t i = 0; i < when->count; i++) {
        const axis *on = axis_of(in, &when->items[i]);

        if (low_of(on) < when->items[i].from || high_of(on) > when->items[i].until)
            return false;
    }
    return true;
}

/* Before all the versions there is nothing to declare, and nothing happens after today. */
static bool is_out_of_question(const grid *in)
{
    const axis *today = NULL;

    for (size_t i = 0; i < in->axis_count; i++) {
        if (in->axes[i].first != VD_LONG_AGO && high_of(&in->axes[i]) <= in->axes[i].first)
            return true;
        if (vd_str_eq(in->axes[i].text, VD_STR("today")))
            today = &in->axes[i];
    }
    for (size_t i = 0; today && i < in->axis_count; i++)
        if (&in->axes[i] != today && low_of(&in->axes[i]) >= high_of(today))
            return true;
    return false;
}

static vd_str witness(const grid *in)
{
    vd_str text = {"", 0};

    for (size_t i = 0; i < in->axis_count; i++) {
        char day[VD_ISO_TEXT];

        (void)vd_iso_print_date(witness_of(&in->axes[i]), day);
        text = vd_arena_printf(in->load->arena, "%.*s%s%.*s is %s", VD_STR_ARGS(text),
                               i ? " and " : "", VD_STR_ARGS(in->axes[i].text), day);
    }
    return text;
}

static void tell_gap(grid *in)
{
    const vd_yaml *versions = vd_yaml_get(in->node, "versions");
    vd_str when;

    in->gap_cells++;
    if (in->gap_told)
        return;
    in->gap_told = true;
    when = witness(in);
    vd_diagnose(in->load->diags, VD_DIAG_GAP, versions ? versions->place : in->node->place,
                "no version of \"%.*s\" holds when %.*s; declare it under \"gaps\"",
                VD_STR_ARGS(in->rule->id), VD_STR_ARGS(when));
}

static const vd_yaml *place_of_version(const grid *in, size_t index)
{
    const vd_yaml *versions = vd_yaml_get(in->node, "versions");

    return versions->items[index];
}

static void tell_overlap(grid *in, size_t a, size_t b)
{
    bool *told = &in->pairs_told[a * (in->rule->version_count + 1) + b];
    bool declared_gap = b == in->rule->version_count;
    vd_str when;

    if (*told)
        return;
    *told = true;
    when = witness(in);
    vd_diagnose(in->load->diags, VD_DIAG_OVERLAP, place_of_version(in, a)->place,
                "\"%.*s\" and %s%.*s%s both hold when %.*s", VD_STR_ARGS(in->rule->versions[a].id),
                declared_gap ? "" : "\"",
                VD_STR_ARGS(declared_gap ? VD_STR("a declared gap") : in->rule->versions[b].id),
                declared_gap ? "" : "\"", VD_STR_ARGS(when));
}

static void look_at_cell(grid *in)
{
    const vd_rule *rule = in->rule;
    bool in_gap = false;
    size_t holding = 0;

    for (size_t i = 0; i < rule->gap_count && !in_gap; i++)
        in_gap = holds(in, &rule->gaps[i].when);
    for (size_t i = 0; i < rule->version_count; i++) {
        if (!holds(in, &rule->versions[i].when))
            continue;
        holding++;
        in->reached[i] = true;
        if (in_gap && !rule->versions[i].condition)
            tell_overlap(in, i, rule->version_count);
        for (size_t k = 0; k < i; k++)
            if (holds(in, &rule->versions[k].when) &&
                !(rule->versions[i].condition && rule->versions[k].condition))
                tell_overlap(in, i, k);
    }
    if (holding == 0 && !in_gap)
        tell_gap(in);
}

/* The next cell; false after the last. */
static bool step(grid *in)
{
    for (size_t i = 0; i < in->axis_count; i++) {
        if (in->axes[i].at++ < in->axes[i].count)
            return true;
        in->axes[i].at = 0;
    }
    return false;
}

void vd_lint_windows(vd_loader *load, const vd_rule *rule, const vd_yaml *node)
{
    grid in = {.load = load, .rule = rule, .node = node};
    size_t cells = 1;

    if (rule->version_count == 0)
        return;
    in.pairs_told =
        VD_LOAD_ARRAY(load, bool, (rule->version_count + 1) * (rule->version_count + 1));
    in.reached = VD_LOAD_ARRAY(load, bool, rule->version_count);
    if (!in.pairs_told || !in.reached)
        return;
    if (make_axes(&in))
        for (size_t i = 0; i < in.axis_count && cells <= CELLS_MAX; i++)
            cells *= in.axes[i].count + 1;
    else
        cells = CELLS_MAX + 1;
    if (load->exhausted)
        return;
    if (cells > CELLS_MAX) {
        vd_diagnose(load->diags, VD_DIAG_GAP, node->place,
                    "\"%.*s\" looks at too many key dates for its gaps to be checked",
                    VD_STR_ARGS(rule->id));
        return;
    }
    do {
        if (!is_out_of_question(&in))
            look_at_cell(&in);
    } while (step(&in));
    for (size_t i = 0; i < rule->version_count; i++)
        if (!in.reached[i])
            vd_diagnose(load->diags, VD_DIAG_UNREACHABLE, place_of_version(&in, i)->place,
                        "the version \"%.*s\" can never hold: no days satisfy its windows",
                        VD_STR_ARGS(rule->versions[i].id));
}
