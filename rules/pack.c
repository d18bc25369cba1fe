/*
 * Stages: find the folders, read the heads, order packs by what they extend, read every file, then
 * one pass a section (see loader.h). A stage that found errors ends the work when the next one
 * would only repeat them in other words.
 */
#include "rules/pack.h"

#include <sodium.h>

#include <valedor/limits.h>

#include "engine/law/case.h"
#include "rules/compiled.h"
#include "rules/loader.h"
#include "rules/pack_files.h"
#include "rules/zones.h"

static const vd_key head_keys[] = {
    {"pack", true},      {"version", true},  {"title", true},           {"zone", false},
    {"languages", true}, {"extends", false}, {"instrument", false},     {"norms", false},
    {"records", false},  {"facts", false},   {"definitions", false},    {"parameters", false},
    {"tables", false},   {"rules", false},   {"contradictions", false}, {"sheets", false},
    {NULL, false}};
static const vd_key file_keys[] = {
    {"instrument", false},     {"norms", false},      {"records", false}, {"facts", false},
    {"definitions", false},    {"parameters", false}, {"tables", false},  {"rules", false},
    {"contradictions", false}, {"sheets", false},     {NULL, false}};

static bool failed(const vd_loader *load)
{
    return load->exhausted || load->diags->error_count > 0;
}

static void note_status(vd_loader *load, vd_status status)
{
    if (status == VD_RESOURCE_EXHAUSTED)
        load->exhausted = true;
}

static bool find_folders(vd_loader *load, const char *const *dirs, size_t n, vd_paths *paths)
{
    for (size_t i = 0; i < n; i++)
        note_status(load, vd_pack_folders(load->arena, dirs[i], load->diags, paths));
    if (paths->count > VD_PACKS_MAX)
        vd_diagnose(load->diags, VD_DIAG_LIMIT, (vd_place){NULL, 0, 0}, "more than %d packs",
                    VD_PACKS_MAX);
    return !failed(load);
}

static vd_status read_tree(vd_loader *load, const char *path, const vd_source **ret_source,
                           const vd_yaml **ret_root)
{
    if (!load->unsaved || !vd_str_eq(load->unsaved->path, vd_str_of(path)))
        return vd_yaml_read_file(load->arena, path, load->diags, ret_source, ret_root);
    if (ret_source)
        *ret_source = load->unsaved;
    return vd_yaml_read(load->arena, load->unsaved, load->diags, ret_root);
}

static void read_head(vd_loader *load, const char *path, uint32_t index)
{
    vd_pack_folder *folder = &load->folders[index];
    vd_pack *pack = &load->packs[index];
    const vd_yaml *root = NULL;
    vd_str file = vd_arena_printf(load->arena, "%s/pack.yaml", path);
    vd_pack_file whole = {.pack = index};

    folder->path = path;
    if (!file.ptr) {
        load->exhausted = true;
        return;
    }
    note_status(load, read_tree(load, file.ptr, NULL, &root));
    if (!root || !vd_read_keys(load, root, head_keys))
        return;
    folder->place = root->place;
    folder->id = vd_read_name(load, root, "pack", 0);
    folder->zone = vd_read_string(load, root, "zone");
    folder->language_count = vd_read_strings(load, root, "languages", &folder->languages);
    folder->extends_count = vd_read_strings(load, root, "extends", &folder->extends_ids);
    pack->id = folder->id;
    pack->version = vd_read_string(load, root, "version");
    pack->title = vd_read_text(load, &whole, root, "title");
}

static uint32_t pack_named(const vd_loader *load, vd_str id)
{
    for (uint32_t i = 0; i < load->program.pack_count; i++)
        if (vd_str_eq(load->folders[i].id, id))
            return i;
    return VD_NONE;
}

static bool read_heads(vd_loader *load, const vd_paths *paths)
{
    load->folders = VD_LOAD_ARRAY(load, vd_pack_folder, paths->count);
    load->packs = VD_LOAD_ARRAY(load, vd_pack, paths->count);
    if (!load->folders || !load->packs)
        return false;
    for (uint32_t i = 0; i < paths->count; i++) {
        read_head(load, paths->items[i], i);
        if (load->folders[i].id.len && pack_named(load, load->folders[i].id) != VD_NONE)
            vd_diagnose(load->diags, VD_DIAG_DUPLICATE_ID, load->folders[i].place,
                        "a pack \"%.*s\" is there already, in %s: keep one",
                        VD_STR_ARGS(load->folders[i].id),
                        load->folders[pack_named(load, load->folders[i].id)].path);
        load->program.pack_count++;
    }
    load->program.packs = load->packs;
    return !failed(load);
}

/* Marks what `index` sees: itself, and what those it extends see. Recursive over these;
 * the number of packs bounds it, a pack that is met again on the way is a circle. */
static bool mark_seen(vd_loader *load, uint32_t index, size_t depth)
{
    vd_pack_folder *folder = &load->folders[index];

    if (folder->sees)
        return true;
    if (depth > load->program.pack_count)
        return false;
    bool *sees = VD_LOAD_ARRAY(load, bool, load->program.pack_count);

    if (!sees)
        return true;
    sees[index] = true;
    for (size_t i = 0; i < folder->extends_count; i++) {
        uint32_t needed = pack_named(load, folder->extends_ids[i]);

        if (needed == VD_NONE) {
            vd_diagnose(load->diags, VD_DIAG_PACK, folder->place,
                        "the pack extends \"%.*s\", which is not among those loaded: name a folder "
                        "that holds both, or give that pack's folder with --packs",
                        VD_STR_ARGS(folder->extends_ids[i]));
            continue;
        }
        if (!mark_seen(load, needed, depth + 1))
            return false;
        for (size_t k = 0; load->folders[needed].sees && k < load->program.pack_count; k++)
            sees[k] = sees[k] || load->folders[needed].sees[k];
    }
    folder->sees = sees;
    return true;
}

static bool resolve_extensions(vd_loader *load)
{
    for (uint32_t i = 0; i < load->program.pack_count; i++) {
        if (mark_seen(load, i, 0))
            continue;
        vd_diagnose(load->diags, VD_DIAG_PACK, load->folders[i].place,
                    "packs extend each other in a circle");
        break;
    }
    return !failed(load);
}

/* A pack comes after those it extends; otherwise the order given. */
static bool order_packs(vd_loader *load)
{
    size_t count = load->program.pack_count;
    vd_pack_folder *folders = VD_LOAD_ARRAY(load, vd_pack_folder, count);
    vd_pack *packs = VD_LOAD_ARRAY(load, vd_pack, count);
    bool *placed = VD_LOAD_ARRAY(load, bool, count);
    size_t next = 0;

    if (!folders || !packs || !placed)
        return false;
    while (next < count) {
        for (uint32_t i = 0; i < count; i++) {
            bool ready = !placed[i];

            for (size_t k = 0; ready && k < count; k++)
                ready = k == i || placed[k] || !load->folders[i].sees[k];
            if (!ready)
                continue;
            folders[next] = load->folders[i];
            packs[next++] = load->packs[i];
            placed[i] = true;
            break;
        }
    }
    for (size_t i = 0; i < count; i++)
        folders[i].sees = NULL;
    load->folders = folders;
    load->packs = packs;
    load->program.packs = packs;
    return resolve_extensions(load);
}

static void hash_part(crypto_generichash_state *state, vd_str part)
{
    unsigned char length[8];

    for (size_t i = 0; i < sizeof(length); i++)
        length[i] = (unsigned char)((uint64_t)part.len >> (8 * i));
    (void)crypto_generichash_update(state, length, sizeof(length));
    (void)crypto_generichash_update(state, (const unsigned char *)part.ptr, part.len);
}

/* BLAKE2b-256 over each file's path within the pack and bytes, each behind its length. */
static void make_digest(vd_loader *load, uint32_t index)
{
    const vd_pack_folder *folder = &load->folders[index];
    crypto_generichash_state state;
    unsigned char hash[32];
    char text[2 * sizeof(hash) + 1];

    (void)crypto_generichash_init(&state, NULL, 0, sizeof(hash));
    for (size_t i = 0; i < folder->file_count; i++) {
        const vd_source *source = load->files[folder->first_file + i].source;
        vd_str path = source->path;
        size_t prefix = strlen(folder->path);

        while (prefix < path.len && path.ptr[prefix] == '/')
            prefix++;
        hash_part(&state, (vd_str){path.ptr + prefix, path.len - prefix});
        hash_part(&state, source->text);
    }
    (void)crypto_generichash_final(&state, hash, sizeof(hash));
    (void)sodium_bin2hex(text, sizeof(text), hash, sizeof(hash));
    load->packs[index].digest = vd_arena_copy(load->arena, vd_str_of(text));
    if (!load->packs[index].digest.ptr)
        load->exhausted = true;
}

static bool is_head(const vd_pack_folder *folder, vd_str path)
{
    size_t length = strlen(folder->path);

    while (length < path.len && path.ptr[length] == '/')
        length++;
    return vd_str_eq((vd_str){path.ptr + length, path.len - length}, VD_STR("pack.yaml"));
}

static void read_file(vd_loader *load, uint32_t pack, const char *path)
{
    vd_pack_file *file = &load->files[load->file_count];

    file->pack = pack;
    note_status(load, read_tree(load, path, &file->source, &file->root));
    if (!file->root)
        return;
    load->file_count++;
    if (file->root->kind == VD_YAML_MAP && vd_yaml_get(file->root, "calendar"))
        return; /* section_calendars.c knows its keys */
    if (!is_head(&load->folders[pack], file->source->path))
        (void)vd_read_keys(load, file->root, file_keys);
}

static bool read_files(vd_loader *load)
{
    vd_paths paths = {0};

    for (size_t i = 0; i < load->program.pack_count; i++) {
        vd_pack_folder *folder = &load->folders[i];

        folder->first_file = paths.count;
        note_status(load, vd_pack_files(load->arena, folder->path, false, load->diags, &paths));
        folder->file_count = paths.count - folder->first_file;
    }
    load->files = VD_LOAD_ARRAY(load, vd_pack_file, paths.count);
    if (!load->files || !paths.items || failed(load))
        return false;
    for (uint32_t i = 0; i < load->program.pack_count; i++)
        for (size_t k = 0; k < load->folders[i].file_count; k++)
            read_file(load, i, paths.items[load->folders[i].first_file + k]);
    for (uint32_t i = 0; !failed(load) && i < load->program.pack_count; i++)
        make_digest(load, i);
    return !failed(load);
}

/* The zones that packs name; what is wrong is told of each pack. */
static bool read_zones(vd_loader *load)
{
    size_t count = load->program.pack_count;
    vd_zones *zones = VD_LOAD_ARRAY(load, vd_zones, 1);
    vd_str *names = VD_LOAD_ARRAY(load, vd_str, count);
    size_t named = 0;
    vd_error err = {0};
    vd_status status;

    if (!zones || !names)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!load->folders[i].zone.len)
            continue;
        names[named++] = load->folders[i].zone;
        status = vd_zones_load(load->arena, VD_ZONES_DIR, &names[named - 1], 1, zones, &err);
        note_status(load, status);
        if (status != VD_OK && status != VD_RESOURCE_EXHAUSTED)
            vd_diagnose(load->diags, VD_DIAG_PACK, load->folders[i].place, "%s", err.message);
    }
    if (failed(load))
        return false;
    note_status(load, vd_zones_load(load->arena, VD_ZONES_DIR, names, named, zones, NULL));
    load->program.zones = zones;
    return !failed(load);
}

/* Its own, or that of the pack nearest before it among those that it extends; NULL: told. */
static const vd_zone *zone_of(vd_loader *load, uint32_t index)
{
    for (uint32_t i = index + 1; i-- > 0;)
        if (load->folders[index].sees[i] && load->folders[i].zone.len)
            return vd_zones_find(load->program.zones, load->folders[i].zone);
    vd_diagnose(load->diags, VD_DIAG_PACK, load->folders[index].place,
                "the pack names no zone, and extends none that does");
    return NULL;
}

static void find_zones(vd_loader *load)
{
    if (!read_zones(load))
        return;
    for (uint32_t i = 0; i < load->program.pack_count; i++) {
        load->packs[i].sees = load->folders[i].sees;
        load->packs[i].zone = zone_of(load, i);
    }
}

/* The only pack that no other extends is the law of every case that does not say otherwise. */
static void find_home(vd_loader *load)
{
    load->program.home = VD_NONE;
    if (failed(load))
        return;
    for (uint32_t i = 0; i < load->program.pack_count; i++) {
        if (!vd_program_is_leaf(&load->program, i))
            continue;
        if (load->program.home != VD_NONE) {
            load->program.home = VD_NONE;
            break;
        }
        load->program.home = i;
    }
    load->program.zone = load->packs[load->program.home == VD_NONE ? 0 : load->program.home].zone;
}

static void read_sections(vd_loader *load)
{
    static void (*const sections[])(vd_loader *) = {
        vd_load_norms,          vd_load_records, vd_load_facts,       vd_load_calendars,
        vd_load_parameters,     vd_load_tables,  vd_load_definitions, vd_load_rules,
        vd_load_contradictions, vd_load_sheets};

    for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]) && !load->exhausted; i++)
        sections[i](load);
}

static void run_stages(vd_loader *load, const char *const *dirs, size_t n)
{
    vd_paths paths = {0};

    if (!find_folders(load, dirs, n, &paths) || !read_heads(load, &paths) ||
        !resolve_extensions(load) || !order_packs(load) || !read_files(load))
        return;
    find_zones(load);
    find_home(load);
    read_sections(load);
    if (!failed(load) && (load->flags & VD_PACK_CHECK))
        vd_lint(load);
}

vd_status vd_packs_open(vd_arena *arena, const char *const *dirs, size_t n, unsigned flags,
                        const vd_source *unsaved, vd_loader **ret_loader, vd_diagnostics *diags,
                        vd_error *err)
{
    vd_loader *load = VD_NEW(arena, vd_loader);
    vd_status status;

    for (size_t i = 0; i < n; i++)
        if (vd_compiled_is_file(dirs[i]))
            return vd_fail(err, VD_INVALID_ARGUMENT,
                           "\"%s\" is a file, and this needs the packs as they were written: name "
                           "their folder.",
                           dirs[i]);
    if (!load || sodium_init() < 0)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "The packs do not fit into memory.");
    load->arena = arena;
    load->diags = diags;
    load->flags = flags;
    load->unsaved = unsaved;
    run_stages(load, dirs, n);
    if (load->exhausted)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "The packs do not fit into memory.");
    vd_diagnostics_sort(diags);
    status = vd_diagnostics_fail(diags, err);
    if (status == VD_OK)
        *ret_loader = load;
    return status;
}

vd_status vd_packs_load(vd_arena *arena, const char *const *dirs, size_t n, unsigned flags,
                        const vd_program **ret_program, vd_diagnostics *diags, vd_error *err)
{
    vd_loader *load = NULL;
    vd_status status;

    for (size_t i = 0; i < n && !(flags & VD_PACK_CHECK); i++) {
        if (!vd_compiled_is_file(dirs[i]))
            continue;
        if (n == 1)
            return vd_compiled_read(arena, dirs[i], ret_program, err);
        return vd_fail(err, VD_INVALID_ARGUMENT,
                       "\"%s\" is a file of compiled packs, which serve alone: compile them all "
                       "together, or name folders only.",
                       dirs[i]);
    }
    status = vd_packs_open(arena, dirs, n, flags, NULL, &load, diags, err);
    if (status == VD_OK)
        *ret_program = &load->program;
    return status;
}

vd_status vd_packs_set_home(const vd_program *program, vd_str jurisdiction, vd_error *err)
{
    vd_program *own = (vd_program *)program; /* vd_packs_load made it */
    vd_case any;
    vd_status status = vd_case_settle(program, jurisdiction, &any, err);

    if (status)
        return status;
    own->home = any.pack;
    own->zone = any.zone;
    return VD_OK;
}
