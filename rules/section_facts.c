/*
 * Norms, records and facts: the sections that everything else names.
 */
#include "engine/law/stage.h"
#include "rules/articles.h"

static void read_norm(vd_loader *load, const vd_pack_file *file, const vd_yaml *item)
{
    static const vd_key keys[] = {{"id", true},     {"title", true}, {"published", false},
                                  {"source", true}, {"text", true},  {"articles", false},
                                  {NULL, false}};
    static const vd_key text_keys[] = {{"unavailable", true}, {NULL, false}};
    uint32_t index = (uint32_t)load->program.norm_count;
    vd_norm *norm = &load->norms[index];
    const vd_yaml *text = vd_yaml_get(item, "text");

    if (!vd_read_keys(load, item, keys))
        return;
    norm->id = vd_read_global_id(load, file, item, "id", VD_STR("int"));
    if (!vd_declare_shared(load, file, VD_SPACE_NORM, norm->id, VD_REF_FACT, index, item))
        return;
    norm->title = vd_read_text(load, file, item, "title");
    norm->published = vd_read_date(load, item, "published", VD_NO_DATE);
    norm->source = vd_read_string(load, item, "source");
    if (text && text->kind == VD_YAML_MAP) {
        (void)vd_read_keys(load, text, text_keys);
        norm->unavailable = vd_read_string(load, text, "unavailable");
    } else if (text && !vd_yaml_is_plain(text, "available")) {
        vd_diagnose(load->diags, VD_DIAG_WORD, text->place,
                    "\"text\" is available, or {unavailable: \"why\"}");
    }
    vd_read_articles(load, item);
    load->program.norm_count++;
}

void vd_load_norms(vd_loader *load)
{
    load->norms = VD_LOAD_ARRAY(load, vd_norm, vd_loader_count(load, "norms"));
    if (load->norms)
        vd_loader_each(load, "norms", read_norm);
    load->program.norms = load->norms;
}

static const char *const suppliers[] = {"defender",     "judiciary", "prosecution", "police",
                                        "penitentiary", "consulate", "expert",      NULL};
static const char *const costs[] = {"file", "interview", "expert", NULL};

vd_supplier vd_read_supplier(vd_loader *load, const vd_yaml *map)
{
    return (vd_supplier)vd_read_choice(load, map, "supplier", suppliers, 0);
}

vd_cost vd_read_cost(vd_loader *load, const vd_yaml *map, vd_cost fallback)
{
    return (vd_cost)vd_read_choice(load, map, "cost", costs, (int)fallback);
}

static void read_record(vd_loader *load, const vd_pack_file *file, const vd_yaml *item)
{
    static const vd_key keys[] = {{"id", true},        {"list", true},      {"title", true},
                                  {"question", false}, {"supplier", false}, {"cost", false},
                                  {NULL, false}};
    uint32_t index = (uint32_t)load->program.record_count;
    vd_record_type *record = &load->records[index];
    bool added;

    if (!vd_read_keys(load, item, keys))
        return;
    record->id = vd_read_name(load, item, "id", 0);
    record->list = vd_read_name(load, item, "list", 0);
    added =
        vd_declare_shared(load, file, VD_SPACE_EXPRESSION, record->id, VD_REF_RECORD, index, item);
    (void)vd_declare_shared(load, file, VD_SPACE_EXPRESSION, record->list, VD_REF_LIST, index,
                            item);
    if (!added)
        return;
    record->title = vd_read_text(load, file, item, "title");
    record->question = vd_read_text(load, file, item, "question");
    record->has_supplier = vd_yaml_get(item, "supplier") != NULL;
    record->supplier = vd_read_supplier(load, item);
    record->cost = vd_read_cost(load, item, VD_COST_INTERVIEW);
    load->program.record_count++;
}

static void make_views(vd_loader *load)
{
    size_t packs = load->program.pack_count;
    size_t count = load->program.record_count;
    vd_record_view **views = VD_LOAD_ARRAY(load, vd_record_view *, packs + 1);

    for (size_t p = 0; views && p <= packs; p++) {
        views[p] = VD_LOAD_ARRAY(load, vd_record_view, count);
        if (!views[p])
            return;
        for (size_t i = 0; i < count; i++) {
            views[p][i].record.kind = VD_TYPE_RECORD;
            views[p][i].list = (vd_type){.kind = VD_TYPE_LIST, .element = &views[p][i].record};
        }
    }
    load->views = views;
    for (size_t i = 0; views && i < count; i++) {
        load->records[i].type = &views[packs][i].record;
        load->records[i].list_type = &views[packs][i].list;
    }
}

void vd_load_records(vd_loader *load)
{
    load->records = VD_LOAD_ARRAY(load, vd_record_type, vd_loader_count(load, "records") + 1);
    if (!load->records)
        return;
    load->program.record_count = 1;
    vd_loader_each(load, "records", read_record);
    load->program.records = load->records;
    make_views(load);
}

/* "sentence.length" belongs to the record "sentence"; VD_NONE after a diagnostic. */
uint32_t vd_record_of_name(vd_loader *load, const vd_pack_file *file, vd_str name, vd_place place)
{
    const char *dot = name.ptr ? memchr(name.ptr, '.', name.len) : NULL;
    const vd_name *found;
    vd_str prefix;

    if (!dot)
        return 0;
    prefix = (vd_str){name.ptr, (size_t)(dot - name.ptr)};
    found = vd_lookup(load, file->pack, VD_SPACE_EXPRESSION, prefix);
    if (found && found->kind == VD_REF_RECORD)
        return found->index;
    vd_diagnose_meant(load->diags, VD_DIAG_UNDECLARED, place,
                      vd_suggest_name(load, file->pack, VD_SPACE_EXPRESSION, prefix),
                      "no record \"%.*s\" is declared", VD_STR_ARGS(prefix));
    return VD_NONE;
}

static const char *const sensitivities[] = {
    "public",          "personal",        "restricted_justice", "sensitive_health",
    "sensitive_child", "sensitive_other", "privileged",         NULL};

static const char *const actors[] = {"person", "defender", NULL};

static const vd_action *read_action(vd_loader *load, const vd_pack_file *file, const vd_yaml *fact,
                                    const vd_type *type)
{
    static const vd_key keys[] = {{"by", true}, {"to", true}, {"text", true}, {NULL, false}};
    const vd_yaml *map = vd_yaml_get(fact, "action");
    vd_action *action;

    if (!map || !vd_read_keys(load, map, keys))
        return NULL;
    action = VD_LOAD_ARRAY(load, vd_action, 1);
    if (!action || vd_read_choice(load, map, "by", actors, -1) < 0 || !vd_yaml_get(map, "to") ||
        !vd_read_value(load, vd_yaml_get(map, "to"), type, &action->to))
        return NULL;
    action->by = vd_read_string(load, map, "by");
    action->text = vd_read_text(load, file, map, "text");
    return action;
}

static void read_fact(vd_loader *load, const vd_pack_file *file, const vd_yaml *item)
{
    static const vd_key keys[] = {{"id", true},          {"type", true},     {"codes", false},
                                  {"question", false},   {"supplier", true}, {"cost", true},
                                  {"sensitivity", true}, {"changes", false}, {"decided_by", false},
                                  {"note", false},       {"action", false},  {"past", false},
                                  {NULL, false}};
    uint32_t index = (uint32_t)load->program.fact_count;
    vd_fact *fact = &load->facts[index];

    if (!vd_read_keys(load, item, keys))
        return;
    fact->id = vd_read_name(load, item, "id", 1);
    fact->record = vd_record_of_name(load, file, fact->id, item->place);
    if (fact->record == VD_NONE ||
        !vd_declare_shared(load, file, VD_SPACE_EXPRESSION, fact->id, VD_REF_FACT, index, item))
        return;
    fact->type = vd_read_type(load, item, "type");
    fact->question = vd_read_text(load, file, item, "question");
    fact->supplier = vd_read_supplier(load, item);
    fact->cost = vd_read_cost(load, item, VD_COST_FILE);
    /* What cannot be read is kept from everybody but the defence. */
    fact->sensitivity = (vd_sensitivity)vd_read_choice(load, item, "sensitivity", sensitivities,
                                                       VD_SENSITIVITY_PRIVILEGED);
    fact->changes = vd_read_bool(load, item, "changes", false);
    fact->decided_by = vd_read_string(load, item, "decided_by");
    fact->past = vd_read_bool(load, item, "past", false);
    if (fact->past && fact->type && fact->type->kind != VD_TYPE_DATE &&
        fact->type->kind != VD_TYPE_DATE_TIME)
        vd_diagnose(load->diags, VD_DIAG_WORD, vd_yaml_get(item, "past")->place,
                    "only a date or an instant lies in the past");
    fact->action = read_action(load, file, item, fact->type);
    fact->field = load->records[fact->record].fact_count++;
    load->fact_nodes[index] = item;
    load->program.fact_count++;
}

/* Each record type's facts, by field. */
static void index_facts(vd_loader *load)
{
    for (size_t i = 0; i < load->program.record_count; i++) {
        load->records[i].facts = VD_LOAD_ARRAY(load, uint32_t, load->records[i].fact_count);
        if (!load->records[i].facts)
            return;
    }
    for (uint32_t i = 0; i < load->program.fact_count; i++) {
        const vd_fact *fact = &load->facts[i];

        ((uint32_t *)load->records[fact->record].facts)[fact->field] = i;
    }
}

void vd_load_facts(vd_loader *load)
{
    size_t count = vd_loader_count(load, "facts");

    load->facts = VD_LOAD_ARRAY(load, vd_fact, count);
    load->fact_nodes = VD_LOAD_ARRAY(load, const vd_yaml *, count);
    if (!load->facts || !load->fact_nodes)
        return;
    vd_loader_each(load, "facts", read_fact);
    load->program.facts = load->facts;
    load->program.stage_fact = vd_stage_fact(load->facts, load->program.fact_count);
    index_facts(load);
}
