/*
 * Calendars: one a file. A base is built before what stands on it.
 */
#include "rules/loader.h"

typedef struct waiting {
    const vd_pack_file *file;
    vd_str id;
    vd_str base;
    const vd_calendar *built;
    bool failed;
} waiting;

typedef struct entry_reader {
    vd_loader *load;
    const vd_pack_file *file;
    const vd_yaml *node;
} entry_reader;

static const vd_citation *read_cite(const entry_reader *in, const vd_yaml *node)
{
    vd_yaml_entry entry = {.value = vd_yaml_get(node, "cite")};
    vd_yaml key = {.kind = VD_YAML_SCALAR, .text = VD_STR("cite")};
    vd_yaml list = {.kind = VD_YAML_LIST, .count = 1, .items = &entry.value};
    vd_yaml holder = {.kind = VD_YAML_MAP, .count = 1};
    vd_yaml_entry listed = {&key, &list};
    vd_citations cite;

    if (!entry.value)
        return NULL;
    /* A calendar's entry has one citation, written without the list. */
    list.place = entry.value->place;
    holder.place = node->place;
    holder.entries = &listed;
    cite = vd_read_citations(in->load, in->file, &holder);
    return cite.count ? &cite.items[0] : NULL;
}

/* The items of a list of mappings, each checked against keys; NULL where there is none. */
static const vd_yaml *list_of(const entry_reader *in, const char *name, const vd_key *keys)
{
    const vd_yaml *list = vd_yaml_get(in->node, name);

    if (!list || !vd_is_list(in->load, list))
        return NULL;
    for (size_t i = 0; i < list->count; i++)
        if (!vd_read_keys(in->load, list->items[i], keys))
            return NULL;
    return list;
}

static vd_date until_or_open(vd_date until)
{
    return until == VD_FOREVER ? VD_NO_DATE : until;
}

static void read_days(const entry_reader *in, vd_calendar_source *source)
{
    static const vd_key keys[] = {{"on", true}, {"reason", true}, {"cite", true}, {NULL, false}};
    const vd_yaml *list = list_of(in, "days", keys);
    vd_day_off *days = list ? VD_LOAD_ARRAY(in->load, vd_day_off, list->count) : NULL;

    for (size_t i = 0; days && i < list->count; i++)
        days[i] = (vd_day_off){vd_read_date(in->load, list->items[i], "on", 0),
                               vd_read_text(in->load, in->file, list->items[i], "reason"),
                               read_cite(in, list->items[i])};
    source->days = days;
    source->day_count = days ? list->count : 0;
}

static void read_yearly(const entry_reader *in, vd_calendar_source *source)
{
    static const vd_key keys[] = {{"month", true},  {"day", true},  {"from", true}, {"until", true},
                                  {"reason", true}, {"cite", true}, {NULL, false}};
    const vd_yaml *list = list_of(in, "yearly", keys);
    vd_yearly *yearly = list ? VD_LOAD_ARRAY(in->load, vd_yearly, list->count) : NULL;

    for (size_t i = 0; yearly && i < list->count; i++) {
        const vd_yaml *node = list->items[i];

        yearly[i].month = (int)vd_read_int(in->load, node, "month", 1, 12, 1);
        yearly[i].day = (int)vd_read_int(in->load, node, "day", 1, 31, 1);
        vd_read_period(in->load, node, &yearly[i].from, &yearly[i].until);
        yearly[i].until = until_or_open(yearly[i].until);
        yearly[i].reason = vd_read_text(in->load, in->file, node, "reason");
        yearly[i].cite = read_cite(in, node);
    }
    source->yearly = yearly;
    source->yearly_count = yearly ? list->count : 0;
}

static void read_easter(const entry_reader *in, vd_calendar_source *source)
{
    static const vd_key keys[] = {{"offset", true}, {"from", true}, {"until", true},
                                  {"reason", true}, {"cite", true}, {NULL, false}};
    const vd_yaml *list = list_of(in, "easter", keys);
    vd_easter_day *easter = list ? VD_LOAD_ARRAY(in->load, vd_easter_day, list->count) : NULL;

    for (size_t i = 0; easter && i < list->count; i++) {
        const vd_yaml *node = list->items[i];

        easter[i].offset = (int)vd_read_int(in->load, node, "offset", -100, 100, 0);
        vd_read_period(in->load, node, &easter[i].from, &easter[i].until);
        easter[i].until = until_or_open(easter[i].until);
        easter[i].reason = vd_read_text(in->load, in->file, node, "reason");
        easter[i].cite = read_cite(in, node);
    }
    source->easter = easter;
    source->easter_count = easter ? list->count : 0;
}

static void read_closures(const entry_reader *in, vd_calendar_source *source)
{
    static const vd_key keys[] = {{"from", true}, {"until", true},  {"districts", false},
                                  {"kind", true}, {"reason", true}, {"cite", true},
                                  {NULL, false}};
    static const char *const kinds[] = {"closure", "suspension", NULL};
    const vd_yaml *list = list_of(in, "closures", keys);
    vd_closure *closures = list ? VD_LOAD_ARRAY(in->load, vd_closure, list->count) : NULL;

    for (size_t i = 0; closures && i < list->count; i++) {
        const vd_yaml *node = list->items[i];

        vd_read_period(in->load, node, &closures[i].from, &closures[i].until);
        closures[i].suspends = vd_read_choice(in->load, node, "kind", kinds, 0) == 1;
        closures[i].district_count =
            vd_read_strings(in->load, node, "districts", &closures[i].districts);
        closures[i].reason = vd_read_text(in->load, in->file, node, "reason");
        closures[i].cite = read_cite(in, node);
    }
    source->closures = closures;
    source->closure_count = closures ? list->count : 0;
}

static uint8_t read_weekly_rest(const entry_reader *in)
{
    static const vd_str weekdays[] = {{"monday", 6},   {"tuesday", 7}, {"wednesday", 9},
                                      {"thursday", 8}, {"friday", 6},  {"saturday", 8},
                                      {"sunday", 6}};
    const vd_yaml *list = vd_yaml_get(in->node, "weekly_rest");
    const vd_str *words;
    size_t count = vd_read_strings(in->load, in->node, "weekly_rest", &words);
    uint8_t rest = 0;

    for (size_t i = 0; i < count; i++) {
        int day = 0;

        while (day < 7 && !vd_str_eq(weekdays[day], words[i]))
            day++;
        if (day < 7)
            rest |= VD_REST_ON(day);
        else
            vd_diagnose_meant(in->load->diags, VD_DIAG_WORD, list->items[i]->place,
                              vd_closest(words[i], weekdays, 7), "\"%.*s\" is no day of the week",
                              VD_STR_ARGS(words[i]));
    }
    return rest;
}

static void read_source(const entry_reader *in, vd_calendar_source *source)
{
    static const vd_key keys[] = {{"calendar", true},  {"title", true},
                                  {"base", false},     {"covers", true},
                                  {"days", false},     {"weekly_rest", false},
                                  {"yearly", false},   {"easter", false},
                                  {"closures", false}, {"weekly_rest_cite", false},
                                  {"note", false},     {NULL, false}};
    static const vd_key cover_keys[] = {{"from", true}, {"until", true}, {NULL, false}};
    const vd_yaml *covers = vd_yaml_get(in->node, "covers");
    const vd_yaml *rest = vd_yaml_get(in->node, "weekly_rest_cite");

    (void)vd_read_keys(in->load, in->node, keys);
    source->title = vd_read_text(in->load, in->file, in->node, "title");
    source->note = vd_read_text(in->load, in->file, in->node, "note");
    if (covers && vd_read_keys(in->load, covers, cover_keys))
        vd_read_period(in->load, covers, &source->covered_from, &source->covered_until);
    source->weekly_rest = read_weekly_rest(in);
    if (rest) {
        vd_yaml key = {.kind = VD_YAML_SCALAR, .text = VD_STR("cite")};
        vd_yaml_entry entry = {&key, rest};
        vd_yaml holder = {.kind = VD_YAML_MAP, .place = rest->place, .count = 1, .entries = &entry};

        source->weekly_rest_cite = read_cite(in, &holder);
    }
    read_days(in, source);
    read_yearly(in, source);
    read_easter(in, source);
    read_closures(in, source);
}

static void build(vd_loader *load, waiting *calendar, const vd_calendar *base)
{
    entry_reader in = {load, calendar->file, calendar->file->root};
    vd_calendar_source source = {.id = calendar->id, .base = base};
    size_t errors = load->diags->error_count;
    vd_error err = {0};
    vd_status status;

    calendar->failed = true;
    read_source(&in, &source);
    if (load->exhausted || load->diags->error_count > errors)
        return;
    status = vd_calendar_build(load->arena, &source, &calendar->built, &err);
    if (status == VD_OK)
        calendar->failed = false;
    else if (!vd_loader_is_exhausted(load, status))
        vd_diagnose(load->diags, VD_DIAG_CALENDAR, in.node->place, "%s", err.message);
}

/* Builds every calendar whose base is there; how many it could do something about. */
static size_t build_ready(vd_loader *load, waiting *calendars, size_t count)
{
    size_t done = 0;

    for (size_t i = 0; i < count && !load->exhausted; i++) {
        const vd_calendar *base = NULL;
        bool ready = calendars[i].base.len == 0;

        if (calendars[i].built || calendars[i].failed)
            continue;
        for (size_t k = 0; k < count && !ready; k++) {
            if (!vd_str_eq(calendars[k].id, calendars[i].base))
                continue;
            base = calendars[k].built;
            ready = base != NULL;
            /* What is wrong with the base has been told. */
            calendars[i].failed = calendars[k].failed;
        }
        if (!ready && !calendars[i].failed)
            continue;
        if (ready)
            build(load, &calendars[i], base);
        done++;
    }
    return done;
}

/* A calendar file's id and base, and its name among the names. */
static size_t find_calendars(vd_loader *load, waiting *calendars)
{
    size_t count = 0;

    for (size_t i = 0; i < load->file_count; i++) {
        const vd_pack_file *file = &load->files[i];

        if (!vd_yaml_get(file->root, "calendar"))
            continue;
        calendars[count].file = file;
        calendars[count].id =
            vd_read_global_id(load, file, file->root, "calendar", (vd_str){NULL, 0});
        calendars[count].base = vd_read_string(load, file->root, "base");
        if (vd_declare(load, file, VD_SPACE_CALENDAR, calendars[count].id, VD_REF_FACT,
                       (uint32_t)count, file->root->place))
            count++;
    }
    return count;
}

static void check_bases(vd_loader *load, waiting *calendars, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const vd_pack_file *file = calendars[i].file;
        vd_str base = calendars[i].base;

        if (base.len == 0 || vd_lookup(load, file->pack, VD_SPACE_CALENDAR, base))
            continue;
        vd_diagnose_meant(load->diags, VD_DIAG_UNDECLARED, vd_yaml_get(file->root, "base")->place,
                          vd_suggest_name(load, file->pack, VD_SPACE_CALENDAR, base),
                          "no calendar \"%.*s\" is declared", VD_STR_ARGS(base));
        calendars[i].failed = true;
    }
}

static void keep_sorted(vd_loader *load, const vd_calendar *calendar)
{
    size_t at = load->program.calendar_count++;

    for (; at > 0; at--) {
        if (vd_str_cmp(vd_calendar_id(load->calendars[at - 1]), vd_calendar_id(calendar)) < 0)
            break;
        load->calendars[at] = load->calendars[at - 1];
    }
    load->calendars[at] = calendar;
}

void vd_load_calendars(vd_loader *load)
{
    waiting *calendars = VD_LOAD_ARRAY(load, waiting, load->file_count);
    size_t count;

    load->calendars = VD_LOAD_ARRAY(load, const vd_calendar *, load->file_count);
    if (!calendars || !load->calendars)
        return;
    load->program.calendars = load->calendars;
    count = find_calendars(load, calendars);
    check_bases(load, calendars, count);
    while (build_ready(load, calendars, count) > 0)
        ;
    for (size_t i = 0; i < count; i++) {
        if (calendars[i].built)
            keep_sorted(load, calendars[i].built);
        else if (!calendars[i].failed && !load->exhausted)
            vd_diagnose(load->diags, VD_DIAG_CYCLE, calendars[i].file->root->place,
                        "the calendar \"%.*s\" stands on itself, directly or through others",
                        VD_STR_ARGS(calendars[i].id));
    }
}
