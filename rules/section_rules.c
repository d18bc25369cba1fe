/*
 * Rules: what is said once for all versions. Their versions are read by section_versions.c.
 */
#include "engine/law/stage.h"
#include "rules/loader.h"

const char *const vd_word_keys[] = {"title",  "text",          "consequence",
                                    "advice", "discretionary", NULL};
const char *const vd_word_list_keys[] = {"documents", "procedure", "effects", "risks", NULL};

static const char *const kinds[] = {"deadline", "benefit", "guideline", NULL};
static const char *const urgencies[] = {"immediate", "days", "routine", NULL};
static const char *const obligations[] = {"must", "should", "may", NULL};
static const char *const bases[] = {"law", "default", NULL};
static const char *const criteria[] = {"most_open", "earliest_eligible", "earliest_due",
                                       "latest_due", NULL}; /* as vd_criterion */
static const char *const causes[] = {"repealed", "annulled", "not_yet", "not_modelled", NULL};
static const char *const populations[] = {"all",     "foreign_women", "foreign",    "women",
                                          "mothers", "young_18_21",   "adolescent", NULL};

void vd_read_words(vd_loader *load, const vd_pack_file *file, const vd_yaml *map, vd_words *words)
{
    for (size_t i = 0; i < VD_TEXT_COUNT; i++)
        words->texts[i] = vd_read_text(load, file, map, vd_word_keys[i]);
    for (size_t i = 0; i < VD_RULE_LIST_COUNT; i++)
        words->lists[i] = vd_read_texts(load, file, map, vd_word_list_keys[i]);
}

static size_t read_tags(vd_loader *load, const vd_yaml *node, const char *key,
                        const char *const *allowed, const vd_str **ret_tags)
{
    const vd_yaml *list = vd_yaml_get(node, key);
    size_t count = vd_read_strings(load, node, key, ret_tags);
    vd_str words[16];
    size_t known = 0;

    while (allowed[known] && known < 16) {
        words[known] = vd_str_of(allowed[known]);
        known++;
    }
    for (size_t i = 0; i < count; i++) {
        bool found = false;

        for (size_t k = 0; k < known && !found; k++)
            found = vd_str_eq(words[k], (*ret_tags)[i]);
        if (!found)
            vd_diagnose_meant(load->diags, VD_DIAG_WORD, list->items[i]->place,
                              vd_closest((*ret_tags)[i], words, known),
                              "\"%.*s\" is no %s that this language knows",
                              VD_STR_ARGS((*ret_tags)[i]), key);
    }
    return count;
}

uint32_t vd_read_for_each(vd_loader *load, const vd_pack_file *file, const vd_yaml *node)
{
    const vd_yaml *scalar = vd_yaml_get(node, "for_each");
    const vd_name *found;
    vd_str id = vd_read_string(load, node, "for_each");

    if (id.len == 0)
        return 0;
    found = vd_lookup(load, file->pack, VD_SPACE_EXPRESSION, id);
    if (found && found->kind == VD_REF_RECORD)
        return found->index;
    vd_diagnose_meant(load->diags, VD_DIAG_UNDECLARED, scalar->place,
                      found && found->kind == VD_REF_LIST
                          ? load->records[found->index].id
                          : vd_suggest_name(load, file->pack, VD_SPACE_EXPRESSION, id),
                      "no record \"%.*s\" is declared", VD_STR_ARGS(id));
    return 0;
}

/* A word that may stand on the rule or on its versions; the rule's own, else the newest version's. */
static vd_str read_shared_word(vd_loader *load, const vd_yaml *rule, const char *key,
                               const char *const *allowed)
{
    const vd_yaml *versions = vd_yaml_get(rule, "versions");
    vd_str word = {NULL, 0};

    for (size_t i = 0; i <= (versions ? versions->count : 0); i++) {
        const vd_yaml *holder = i < (versions ? versions->count : 0) ? versions->items[i] : rule;

        if (!vd_yaml_get(holder, key))
            continue;
        if (allowed && vd_read_choice(load, holder, key, allowed, -1) < 0)
            continue;
        word = vd_read_string(load, holder, key);
    }
    return word;
}

static const vd_norm *read_instrument(vd_loader *load, const vd_pack_file *file)
{
    const vd_yaml *node = vd_yaml_get(file->root, "instrument");
    const vd_name *found;

    if (!node || node->kind != VD_YAML_SCALAR)
        return NULL;
    found = vd_lookup(load, file->pack, VD_SPACE_NORM, node->text);
    if (!found)
        vd_diagnose_meant(load->diags, VD_DIAG_UNDECLARED, node->place,
                          vd_suggest_name(load, file->pack, VD_SPACE_NORM, node->text),
                          "no norm \"%.*s\" is declared", VD_STR_ARGS(node->text));
    return found ? &load->norms[found->index] : NULL;
}

static vd_str read_notes(vd_loader *load, const vd_yaml *node)
{
    vd_str note = vd_read_string(load, node, "note");
    vd_str doubt = vd_read_string(load, node, "confidence_note");

    if (note.len == 0 || doubt.len == 0)
        return note.len ? note : doubt;
    return vd_arena_printf(load->arena, "%.*s %.*s", VD_STR_ARGS(note), VD_STR_ARGS(doubt));
}

/* Packs come after those that they extend, so that the rule is there. */
static void read_deviation(vd_loader *load, const vd_pack_file *file, const vd_yaml *item,
                           vd_rule *rule)
{
    static const vd_key keys[] = {{"rule", true}, {"because", true}, {NULL, false}};
    const vd_yaml *node = vd_yaml_get(item, "deviates_from");
    const vd_name *found;
    vd_str id;

    if (!node || !vd_read_keys(load, node, keys))
        return;
    id = vd_read_string(load, node, "rule");
    rule->deviates_because = vd_read_text(load, file, node, "because");
    found = vd_find_seen(load, file->pack, VD_SPACE_RULE, id);
    if (found && found->pack != file->pack)
        rule->deviates_from = load->rules[found->index].id;
    else
        vd_diagnose_meant(load->diags, VD_DIAG_UNDECLARED, vd_yaml_get(node, "rule")->place,
                          vd_suggest_name(load, file->pack, VD_SPACE_RULE, id),
                          "no pack that this one extends has a rule \"%.*s\"", VD_STR_ARGS(id));
}

/* The first pass: what a rule says of itself, and its name. */
static void read_rule(vd_loader *load, const vd_pack_file *file, const vd_yaml *item)
{
    static const vd_key keys[] = {
        {"id", true},           {"kind", true},        {"title", true},
        {"for_each", false},    {"stage", false},      {"population", false},
        {"applies", false},     {"actor", false},      {"urgency", false},
        {"versions", false},    {"gaps", false},       {"automated", false},
        {"note", false},        {"text", false},       {"confidence_note", false},
        {"consequence", false}, {"advice", false},     {"discretionary", false},
        {"documents", false},   {"procedure", false},  {"effects", false},
        {"risks", false},       {"obligation", false}, {"basis", false},
        {"decided_by", false},  {"best_of", false},    {"deviates_from", false},
        {NULL, false}};
    uint32_t index = (uint32_t)load->program.rule_count;
    vd_rule *rule = &load->rules[index];
    const vd_yaml *versions = vd_yaml_get(item, "versions");

    if (!vd_read_keys(load, item, keys) || (versions && !vd_is_list(load, versions)))
        return;
    rule->id = vd_read_global_id(load, file, item, "id", (vd_str){NULL, 0});
    if (!vd_declare(load, file, VD_SPACE_RULE, rule->id, VD_REF_FACT, index, item->place))
        return;
    rule->kind = (vd_rule_kind)vd_read_choice(load, item, "kind", kinds, VD_DEADLINE);
    rule->pack = file->pack;
    rule->record = vd_read_for_each(load, file, item);
    rule->instrument = read_instrument(load, file);
    rule->actor = vd_read_string(load, item, "actor");
    rule->obligation = read_shared_word(load, item, "obligation", obligations);
    rule->basis = read_shared_word(load, item, "basis", bases);
    rule->decided_by = read_shared_word(load, item, "decided_by", NULL);
    rule->urgency =
        (vd_urgency)vd_read_choice(load, item, "urgency", urgencies, VD_URGENCY_ROUTINE);
    rule->automated = vd_read_bool(load, item, "automated", true);
    rule->stage_count = read_tags(load, item, "stage", vd_stage_names, &rule->stages);
    for (size_t i = 0; i < rule->stage_count; i++)
        rule->stage_bits |= vd_stage_bit(rule->stages[i]);
    rule->population_count = read_tags(load, item, "population", populations, &rule->populations);
    vd_read_words(load, file, item, &rule->words);
    rule->note = read_notes(load, item);
    read_deviation(load, file, item, rule);
    rule->file = file->source->path.ptr;
    rule->line = item->place.line;
    load->rule_nodes[index] = item;
    load->rule_files[index] = file;
    load->program.rule_count++;
}

/* The versions of a rule look at the same key date, as a rule: it is compiled once, so that it need
 * be worked out only once. */
static const vd_expr *read_key_date(const vd_expr_scope *scope, const vd_yaml *node)
{
    vd_loader *load = scope->load;

    if (load->key_date && load->key_date_pack == scope->pack &&
        load->key_date_record == scope->record && node && node->kind == VD_YAML_SCALAR &&
        vd_str_eq(vd_expr_text(load->key_date), node->text))
        return load->key_date;
    load->key_date = vd_read_expr(scope, node, vd_type_of(VD_TYPE_DATE));
    load->key_date_pack = scope->pack;
    load->key_date_record = scope->record;
    return load->key_date;
}

static void read_window(const vd_expr_scope *scope, const vd_yaml *node, vd_window *window)
{
    static const vd_key keys[] = {{"date", true}, {"from", true}, {"until", true}, {NULL, false}};

    if (!vd_read_keys(scope->load, node, keys))
        return;
    window->date = read_key_date(scope, vd_yaml_get(node, "date"));
    vd_read_period(scope->load, node, &window->from, &window->until);
}

vd_windows vd_read_windows(const vd_expr_scope *scope, const vd_yaml *list)
{
    vd_window *items;

    if (!list || !vd_is_list(scope->load, list))
        return (vd_windows){0, NULL};
    items = VD_LOAD_ARRAY(scope->load, vd_window, list->count);
    if (!items)
        return (vd_windows){0, NULL};
    for (size_t i = 0; i < list->count; i++)
        read_window(scope, list->items[i], &items[i]);
    return (vd_windows){list->count, items};
}

static void read_gap(const vd_expr_scope *scope, const vd_pack_file *file, const vd_yaml *node,
                     vd_gap *gap)
{
    static const vd_key keys[] = {
        {"when", true}, {"because", true}, {"cite", false}, {"note", false}, {NULL, false}};

    if (!vd_read_keys(scope->load, node, keys))
        return;
    gap->when = vd_read_windows(scope, vd_yaml_get(node, "when"));
    gap->because =
        (vd_gap_cause)vd_read_choice(scope->load, node, "because", causes, VD_GAP_NOT_MODELLED);
    gap->cite = vd_read_citations(scope->load, file, node);
}

static void read_gaps(const vd_expr_scope *scope, const vd_pack_file *file, const vd_yaml *node,
                      vd_rule *rule)
{
    const vd_yaml *list = vd_yaml_get(node, "gaps");
    vd_gap *gaps;

    if (!list || !vd_is_list(scope->load, list))
        return;
    gaps = VD_LOAD_ARRAY(scope->load, vd_gap, list->count);
    if (!gaps)
        return;
    for (size_t i = 0; i < list->count; i++)
        read_gap(scope, file, list->items[i], &gaps[i]);
    rule->gaps = gaps;
    rule->gap_count = list->count;
}

/* Some version must look at the date whose laws compete. */
static bool names_date(const vd_rule *rule, const vd_expr *date)
{
    for (size_t i = 0; i < rule->version_count; i++)
        for (size_t k = 0; k < rule->versions[i].when.count; k++) {
            const vd_expr *other = rule->versions[i].when.items[k].date;

            if (other && vd_str_eq(vd_expr_text(other), vd_expr_text(date)))
                return true;
        }
    return false;
}

/* After the versions, that it speaks of. */
static void read_best_of(const vd_expr_scope *scope, const vd_pack_file *file, const vd_yaml *node,
                         vd_rule *rule)
{
    static const vd_key keys[] = {
        {"criterion", true}, {"date", true}, {"cite", true}, {"note", false}, {NULL, false}};
    static const unsigned kinds_of[VD_BEST_COUNT] = {
        [VD_BEST_MOST_OPEN] = 1U << VD_GUIDELINE,
        [VD_BEST_EARLIEST_ELIGIBLE] = 1U << VD_BENEFIT,
        [VD_BEST_EARLIEST_DUE] = 1U << VD_DEADLINE,
        [VD_BEST_LATEST_DUE] = 1U << VD_DEADLINE,
    };
    const vd_yaml *map = vd_yaml_get(node, "best_of");
    vd_best_of *best;
    int criterion;

    if (!map || !vd_read_keys(scope->load, map, keys))
        return;
    best = VD_LOAD_ARRAY(scope->load, vd_best_of, 1);
    criterion = vd_read_choice(scope->load, map, "criterion", criteria, -1);
    if (!best || criterion < 0)
        return;
    best->criterion = (vd_criterion)criterion;
    best->date = vd_read_expr(scope, vd_yaml_get(map, "date"), vd_type_of(VD_TYPE_DATE));
    best->cite = vd_read_citations(scope->load, file, map);
    if (!((kinds_of[criterion] >> rule->kind) & 1U))
        vd_diagnose(scope->load->diags, VD_DIAG_WORD, vd_yaml_get(map, "criterion")->place,
                    "a %s cannot be compared by \"%s\"", kinds[rule->kind], criteria[criterion]);
    else if (best->date && !names_date(rule, best->date))
        vd_diagnose(scope->load->diags, VD_DIAG_UNDECLARED, vd_yaml_get(map, "date")->place,
                    "no version looks at \"%.*s\": best_of compares the laws in force since that "
                    "date",
                    VD_STR_ARGS(vd_expr_text(best->date)));
    else if (best->date)
        rule->best_of = best;
}

static void read_versions(vd_loader *load, const vd_pack_file *file, const vd_yaml *node,
                          vd_rule *rule)
{
    const vd_yaml *list = vd_yaml_get(node, "versions");
    vd_version *versions;
    vd_words *words;

    if (!list || list->count == 0) {
        if (rule->automated)
            vd_diagnose(load->diags, VD_DIAG_MISSING_KEY, node->place,
                        "\"versions\" is missing here, and the rule does not say automated: false");
        return;
    }
    versions = VD_LOAD_ARRAY(load, vd_version, list->count);
    words = VD_LOAD_ARRAY(load, vd_words, list->count);
    if (!versions || !words)
        return;
    for (size_t i = 0; i < list->count; i++) {
        vd_load_version(load, file, rule, list->items[i], &versions[i], &words[i]);
        for (size_t k = 0; k < i; k++)
            if (versions[i].id.len && vd_str_eq(versions[i].id, versions[k].id))
                vd_diagnose(load->diags, VD_DIAG_DUPLICATE_ID, list->items[i]->place,
                            "the version \"%.*s\" is there already", VD_STR_ARGS(versions[i].id));
    }
    rule->versions = versions;
    rule->version_words = words;
    rule->version_count = list->count;
}

void vd_load_rules(vd_loader *load)
{
    size_t count = vd_loader_count(load, "rules");

    load->rules = VD_LOAD_ARRAY(load, vd_rule, count);
    load->rule_nodes = VD_LOAD_ARRAY(load, const vd_yaml *, count);
    load->rule_files = VD_LOAD_ARRAY(load, const vd_pack_file *, count);
    if (!load->rules || !load->rule_nodes || !load->rule_files)
        return;
    vd_loader_each(load, "rules", read_rule);
    load->program.rules = load->rules;
    for (size_t i = 0; i < load->program.rule_count && !load->exhausted; i++) {
        vd_rule *rule = &load->rules[i];
        vd_expr_scope scope = {load, rule->pack, rule->record, NULL};
        const vd_yaml *node = load->rule_nodes[i];

        rule->applies =
            vd_read_expr(&scope, vd_yaml_get(node, "applies"), vd_type_of(VD_TYPE_BOOL));
        read_gaps(&scope, load->rule_files[i], node, rule);
        read_versions(load, load->rule_files[i], node, rule);
        read_best_of(&scope, load->rule_files[i], node, rule);
    }
}
