/*
 * Finding what can be changed. Expressions are read as words, not parsed: a change that makes no
 * sense does not compile and is passed over when it is tried.
 */
#include "rules/tools/mutants.h"

#include "engine/time/iso.h"
#include "rules/tools/page.h"

typedef struct finder {
    vd_loader *load;
    vd_mutants *found;
    vd_mutant at; /* owner, index and part of what is looked at */
} finder;

static void propose(finder *in, const vd_yaml *scalar, size_t at, size_t length, vd_str to)
{
    vd_mutants *found = in->found;
    vd_mutant *items =
        vd_grow(in->load->arena, found->items, found->count, &found->room, sizeof(*items));

    if (!items || !to.ptr) {
        in->load->exhausted = true;
        return;
    }
    found->items = items;
    items[found->count] = in->at;
    items[found->count].scalar = scalar;
    items[found->count].at = at;
    items[found->count].from = (vd_str){scalar->text.ptr + at, length};
    items[found->count].to = to;
    found->count++;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool in_name(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (unsigned char)c >= 0x80;
}

static void propose_shifted(finder *in, const vd_yaml *scalar, size_t at, vd_date day, int step)
{
    char text[VD_ISO_TEXT];
    size_t length = vd_iso_print_date(day + step, text);

    propose(in, scalar, at, 10, vd_arena_copy(in->load->arena, (vd_str){text, length}));
}

static void propose_day(finder *in, const vd_yaml *scalar, size_t at, vd_date day)
{
    propose_shifted(in, scalar, at, day, -1);
    propose_shifted(in, scalar, at, day, 1);
}

/* A number of at most nine digits, one more and one less; what is behind its dot stays. Returns
 * where it ends. */
static size_t propose_number(finder *in, const vd_yaml *scalar, size_t at)
{
    vd_str text = scalar->text;
    size_t end = at;
    long value = 0;

    while (end < text.len && is_digit(text.ptr[end])) {
        if (end - at < 9)
            value = value * 10 + (text.ptr[end] - '0');
        end++;
    }
    if (end - at <= 9) {
        if (value > 0)
            propose(in, scalar, at, end - at, vd_arena_printf(in->load->arena, "%ld", value - 1));
        propose(in, scalar, at, end - at, vd_arena_printf(in->load->arena, "%ld", value + 1));
    }
    if (end + 1 < text.len && text.ptr[end] == '.' && is_digit(text.ptr[end + 1]))
        for (end++; end < text.len && is_digit(text.ptr[end]);)
            end++;
    return end;
}

/* Within quotes: a day, alone or before a T, and the figures of a duration. */
static size_t propose_quoted(finder *in, const vd_yaml *scalar, size_t at)
{
    vd_str text = scalar->text;
    size_t start = at + 1;
    size_t end = start;
    vd_date day;

    while (end < text.len && text.ptr[end] != '"')
        end += text.ptr[end] == '\\' ? 2 : 1;
    if (end > text.len)
        end = text.len;
    if (end >= start + 10 && (end == start + 10 || text.ptr[start + 10] == 'T') &&
        vd_iso_parse_date((vd_str){text.ptr + start, 10}, &day))
        propose_day(in, scalar, start, day);
    else if (end > start + 1 && text.ptr[start] == 'P' &&
             (is_digit(text.ptr[start + 1]) || text.ptr[start + 1] == 'T'))
        for (size_t i = start; i < end;)
            i = is_digit(text.ptr[i]) ? propose_number(in, scalar, i) : i + 1;
    return end + 1;
}

static const struct {
    const char *from;
    const char *to;
} signs[] = {{"<=", "<"}, {">=", ">"}, {"!=", "="}, {"<", "<="}, {">", ">="}, {"=", "!="}},
  words[] = {{"and", "or"},     {"or", "and"},         {"not", ""},
             {"some", "every"}, {"every", "some"},     {"true", "false"},
             {"false", "true"}, {"least", "greatest"}, {"greatest", "least"}};

static size_t propose_sign(finder *in, const vd_yaml *scalar, size_t at)
{
    vd_str rest = {scalar->text.ptr + at, scalar->text.len - at};

    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
        size_t length = strlen(signs[i].from);

        if (rest.len < length || memcmp(rest.ptr, signs[i].from, length) != 0)
            continue;
        propose(in, scalar, at, length, vd_str_of(signs[i].to));
        return at + length;
    }
    return at + 1;
}

static size_t propose_word(finder *in, const vd_yaml *scalar, size_t at)
{
    vd_str text = scalar->text;
    size_t end = at;
    vd_str word;

    while (end < text.len && (in_name(text.ptr[end]) || text.ptr[end] == '.'))
        end++;
    word = (vd_str){text.ptr + at, end - at};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (vd_str_eq(word, vd_str_of(words[i].from)))
            propose(in, scalar, at, word.len, vd_str_of(words[i].to));
    return end > at ? end : at + 1;
}

static void look_at_expression(finder *in, const vd_yaml *scalar)
{
    vd_str text;

    if (!scalar || scalar->kind != VD_YAML_SCALAR)
        return;
    text = scalar->text;
    for (size_t i = 0; i < text.len;) {
        char c = text.ptr[i];

        if (c == '"')
            i = propose_quoted(in, scalar, i);
        else if (is_digit(c))
            i = propose_number(in, scalar, i);
        else if (in_name(c))
            i = propose_word(in, scalar, i);
        else
            i = propose_sign(in, scalar, i);
    }
}

static void look_at_day(finder *in, const vd_yaml *scalar)
{
    vd_date day;

    if (scalar && scalar->kind == VD_YAML_SCALAR && vd_iso_parse_date(scalar->text, &day))
        propose_day(in, scalar, 0, day);
}

static void look_at_period(finder *in, const vd_yaml *map)
{
    look_at_day(in, vd_yaml_get(map, "from"));
    look_at_day(in, vd_yaml_get(map, "until"));
}

static size_t length_of(const vd_yaml *list)
{
    return list && list->kind == VD_YAML_LIST ? list->count : 0;
}

/* The day since when the wording is in force, of each citation; one day later says enough. */
static void look_at_citations(finder *in, const vd_yaml *holder)
{
    const vd_yaml *list = vd_yaml_get(holder, "cite");

    in->at.citation = true;
    for (size_t i = 0; i < length_of(list); i++) {
        const vd_yaml *from = vd_yaml_get(list->items[i], "version_from");
        vd_date day;

        if (from && from->kind == VD_YAML_SCALAR && vd_iso_parse_date(from->text, &day))
            propose_shifted(in, from, 0, day, 1);
    }
    in->at.citation = false;
}

static void look_at_windows(finder *in, const vd_yaml *list)
{
    in->at.window = true;
    for (size_t i = 0; i < length_of(list); i++) {
        look_at_expression(in, vd_yaml_get(list->items[i], "date"));
        look_at_period(in, list->items[i]);
    }
    in->at.window = false;
}

/* A field by its name: an expression, or a choice that could be another. */
static void look_at_field(finder *in, vd_str name, const vd_yaml *scalar)
{
    const vd_field_info *info = NULL;

    for (int i = 0; i < VD_FIELD_COUNT && !info; i++)
        if (vd_str_eq(name, vd_str_of(vd_rule_fields[i].name)))
            info = &vd_rule_fields[i];
    if (!info || !info->bare) {
        look_at_expression(in, scalar);
        return;
    }
    for (size_t i = 0; i < sizeof(info->choices) / sizeof(info->choices[0]); i++)
        if (info->choices[i] && scalar->kind == VD_YAML_SCALAR &&
            !vd_str_eq(scalar->text, vd_str_of(info->choices[i])))
            propose(in, scalar, 0, scalar->text.len, vd_str_of(info->choices[i]));
}

static void look_at_sets(finder *in, const vd_yaml *list)
{
    for (size_t i = 0; i < length_of(list); i++) {
        const vd_yaml *set = vd_yaml_get(list->items[i], "set");

        look_at_expression(in, vd_yaml_get(list->items[i], "if"));
        for (size_t k = 0; set && set->kind == VD_YAML_MAP && k < set->count; k++)
            look_at_field(in, set->entries[k].key->text, set->entries[k].value);
        look_at_citations(in, list->items[i]);
    }
}

static void look_at_version(finder *in, const vd_yaml *node)
{
    static const char *const items[] = {"requirements", "bars"};

    look_at_windows(in, vd_yaml_get(node, "when"));
    look_at_expression(in, vd_yaml_get(node, "if"));
    look_at_citations(in, node);
    for (int i = 0; i < VD_FIELD_COUNT; i++) {
        const vd_yaml *scalar = vd_yaml_get(node, vd_rule_fields[i].name);

        if (scalar)
            look_at_field(in, vd_str_of(vd_rule_fields[i].name), scalar);
    }
    for (size_t i = 0; i < 2; i++)
        look_at_sets(in, vd_yaml_get(node, items[i])); /* items have "if" and "cite" too */
    look_at_sets(in, vd_yaml_get(node, "exceptions"));
    look_at_sets(in, vd_yaml_get(node, "readings"));
}

static void look_at_rule(finder *in, uint32_t index)
{
    const vd_yaml *node = in->load->rule_nodes[index];
    const vd_yaml *versions = vd_yaml_get(node, "versions");
    const vd_yaml *gaps = vd_yaml_get(node, "gaps");

    in->at = (vd_mutant){.owner = VD_OWNER_RULE, .index = index, .part = VD_NONE};
    look_at_expression(in, vd_yaml_get(node, "applies"));
    for (uint32_t i = 0; i < length_of(versions); i++) {
        in->at.part = i;
        look_at_version(in, versions->items[i]);
    }
    in->at.part = VD_NONE;
    for (size_t i = 0; i < length_of(gaps); i++) {
        look_at_windows(in, vd_yaml_get(gaps->items[i], "when"));
        look_at_citations(in, gaps->items[i]);
    }
}

/* The figures of a value as data: a day, a number or a span. */
static void look_at_value(finder *in, const vd_yaml *scalar)
{
    vd_date day;

    if (!scalar || scalar->kind != VD_YAML_SCALAR)
        return;
    if (vd_iso_parse_date(scalar->text, &day))
        propose_day(in, scalar, 0, day);
    else if (scalar->text.len && is_digit(scalar->text.ptr[0]))
        look_at_expression(in, scalar);
}

/* The end of a range that belongs to it, or does not, as the other. */
static void propose_end(finder *in, const vd_yaml *scalar, size_t at)
{
    static const char *const ends[][2] = {{"[", "("}, {"(", "["}, {"]", ")"}, {")", "]"}};

    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
        if (scalar->text.ptr[at] == ends[i][0][0])
            propose(in, scalar, at, 1, vd_str_of(ends[i][1]));
}

/* A condition of a row: a day, a number, or a range. */
static void look_at_cell(finder *in, const vd_yaml *scalar)
{
    vd_date day;
    vd_str text = scalar->text;

    if (scalar->kind != VD_YAML_SCALAR || text.len == 0)
        return;
    if (vd_iso_parse_date(text, &day)) {
        propose_day(in, scalar, 0, day);
        return;
    }
    if (!is_digit(text.ptr[0]) && !strchr("[(<>", text.ptr[0]))
        return;
    look_at_expression(in, scalar);
    if (strchr("[(", text.ptr[0])) {
        propose_end(in, scalar, 0);
        propose_end(in, scalar, text.len - 1);
    }
}

static void look_at_cells(finder *in, const vd_yaml *map)
{
    for (size_t i = 0; map && map->kind == VD_YAML_MAP && i < map->count; i++) {
        const vd_yaml *cell = map->entries[i].value;

        if (cell->kind != VD_YAML_LIST)
            look_at_cell(in, cell);
        for (size_t k = 0; k < length_of(cell); k++)
            look_at_cell(in, cell->items[k]);
    }
}

/* Values of parameters and rows of tables: `values` and `rows` of one item. */
static void look_at_data(finder *in, const vd_yaml *list, bool periods)
{
    for (uint32_t i = 0; i < length_of(list); i++) {
        in->at.part = i;
        in->at.holder = list->items[i];
        in->at.window = true;
        if (periods)
            look_at_period(in, list->items[i]);
        else
            look_at_cells(in, vd_yaml_get(list->items[i], "if"));
        in->at.window = false;
        look_at_value(in, vd_yaml_get(list->items[i], "value"));
    }
}

static void look_at_section(finder *in, const char *section, vd_owner owner)
{
    vd_loader *load = in->load;
    bool table = owner == VD_OWNER_TABLE;

    for (size_t i = 0; i < load->file_count; i++) {
        const vd_yaml *list = vd_yaml_get(load->files[i].root, section);

        for (size_t k = 0; k < length_of(list); k++) {
            const vd_yaml *id = vd_yaml_get(list->items[k], "id");
            const vd_name *name =
                vd_find_seen(load, load->files[i].pack, VD_SPACE_EXPRESSION, id->text);

            if (!name)
                continue;
            in->at = (vd_mutant){.owner = owner, .index = name->index};
            look_at_data(in, vd_yaml_get(list->items[k], table ? "rows" : "values"), !table);
        }
    }
}

bool vd_mutants_find(vd_loader *load, vd_mutants *ret_mutants)
{
    finder in = {.load = load, .found = ret_mutants};

    *ret_mutants = (vd_mutants){0};
    look_at_section(&in, "parameters", VD_OWNER_PARAMETER);
    look_at_section(&in, "tables", VD_OWNER_TABLE);
    for (uint32_t i = 0; i < load->program.definition_count; i++) {
        in.at = (vd_mutant){.owner = VD_OWNER_DEFINITION, .index = i};
        look_at_expression(&in, load->definition_values[i]);
    }
    for (uint32_t i = 0; i < load->program.rule_count; i++)
        look_at_rule(&in, i);
    return !load->exhausted;
}

vd_place vd_mutant_place(const vd_mutant *mutant)
{
    uint32_t character = 1;

    for (size_t i = 0; i < mutant->at; i++)
        character += ((unsigned char)mutant->scalar->text.ptr[i] & 0xC0) != 0x80;
    return vd_yaml_place_in(mutant->scalar, character);
}
