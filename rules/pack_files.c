/*
 * Folders are walked with a stack of paths. Names that begin with a dot are passed over.
 */
#include "rules/pack_files.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <valedor/limits.h>

static vd_status refuse(vd_arena *arena, vd_diagnostics *diags, vd_diag kind, const char *path,
                        const char *sentence)
{
    vd_source *source = VD_NEW(arena, vd_source);

    if (!source)
        return VD_RESOURCE_EXHAUSTED;
    source->path = vd_str_of(path);
    vd_diagnose(diags, kind, (vd_place){source, 0, 0}, "%s", sentence);
    return VD_INVALID_ARGUMENT;
}

static vd_status push(vd_arena *arena, vd_paths *paths, const char *path)
{
    if (paths->count == paths->capacity) {
        size_t capacity = paths->capacity ? paths->capacity * 2 : 32;
        const char **items = VD_NEW_ARRAY(arena, const char *, capacity);

        if (!items)
            return VD_RESOURCE_EXHAUSTED;
        if (paths->count)
            memcpy(items, paths->items, paths->count * sizeof(*items));
        paths->items = items;
        paths->capacity = capacity;
    }
    paths->items[paths->count++] = path;
    return VD_OK;
}

static int by_path(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static void sort(vd_paths *paths, size_t from)
{
    if (paths->count > from)
        qsort(paths->items + from, paths->count - from, sizeof(*paths->items), by_path);
}

static bool is_folder(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static bool is_file(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

/* "dir/name"; a slash at the end of dir is not doubled. NULL: no memory. */
static const char *joined(vd_arena *arena, const char *dir, const char *name)
{
    size_t length = strlen(dir);

    while (length > 1 && dir[length - 1] == '/')
        length--;
    return vd_arena_printf(arena, "%.*s/%s", (int)length, dir, name).ptr;
}

/* Every name in a folder that does not begin with a dot, as paths. */
static vd_status list(vd_arena *arena, const char *folder, vd_diagnostics *diags, vd_paths *names)
{
    DIR *stream = opendir(folder);
    const struct dirent *entry;
    vd_status status = VD_OK;

    if (!stream && errno == ENOENT)
        return refuse(
            arena, diags, VD_DIAG_FILE, folder,
            vd_arena_printf(arena, "there are no rule packs in \"%s\": no such folder", folder)
                .ptr);
    if (!stream)
        return refuse(arena, diags, VD_DIAG_FILE, folder, strerror(errno));
    while (status == VD_OK && (entry = readdir(stream)) != NULL) {
        const char *path;

        if (entry->d_name[0] == '.')
            continue;
        path = joined(arena, folder, entry->d_name);
        status = path ? push(arena, names, path) : VD_RESOURCE_EXHAUSTED;
    }
    (void)closedir(stream);
    sort(names, 0);
    return status;
}

static bool is_pack(vd_arena *arena, const char *dir)
{
    const char *head = joined(arena, dir, "pack.yaml");

    return head && is_file(head);
}

/* "packs/pe", "./packs/pe/" and a link to it are one folder: how it is spelled does not matter. */
static bool is_same_folder(const char *a, const char *b)
{
    struct stat one, other;

    return stat(a, &one) == 0 && stat(b, &other) == 0 && one.st_dev == other.st_dev &&
           one.st_ino == other.st_ino;
}

static vd_status push_once(vd_arena *arena, vd_paths *folders, const char *folder)
{
    for (size_t i = 0; i < folders->count; i++)
        if (is_same_folder(folders->items[i], folder))
            return VD_OK;
    return push(arena, folders, folder);
}

vd_status vd_pack_folders(vd_arena *arena, const char *dir, vd_diagnostics *diags, vd_paths *paths)
{
    vd_paths names = {0};
    bool found = false;
    vd_status status;

    if (is_pack(arena, dir))
        return push_once(arena, paths, dir);
    status = list(arena, dir, diags, &names);
    for (size_t i = 0; status == VD_OK && i < names.count; i++) {
        if (!is_pack(arena, names.items[i]))
            continue;
        found = true;
        status = push_once(arena, paths, names.items[i]);
    }
    if (status == VD_OK && !found)
        return refuse(arena, diags, VD_DIAG_PACK, dir,
                      "there is no pack.yaml here, nor in a folder within");
    return status;
}

static bool ends_with(const char *path, const char *end)
{
    size_t length = strlen(path);
    size_t tail = strlen(end);

    return length >= tail && strcmp(path + length - tail, end) == 0;
}

/* "…/name" */
static bool is_named(const char *path, const char *name)
{
    const char *slash = strrchr(path, '/');

    return strcmp(slash ? slash + 1 : path, name) == 0;
}

/* Notes on what a pack covers: for people and their tools, no part of the law. */
static bool is_coverage(const char *path)
{
    return is_named(path, is_folder(path) ? "coverage" : "coverage.yaml");
}

/* Recursive over folders within each other; `depth` bounds it. */
static vd_status walk(vd_arena *arena, const char *folder, bool scenarios, unsigned depth,
                      vd_diagnostics *diags, vd_paths *paths)
{
    vd_paths names = {0};
    vd_status status;

    if (depth == 0)
        return refuse(arena, diags, VD_DIAG_LIMIT, folder, "too many folders within each other");
    status = list(arena, folder, diags, &names);
    for (size_t i = 0; status == VD_OK && i < names.count; i++) {
        const char *path = names.items[i];
        bool apart = is_named(path, "scenarios");

        if (is_coverage(path))
            continue;
        if (is_folder(path)) {
            if (apart == scenarios)
                status = walk(arena, path, false, depth - 1, diags, paths);
        } else if (!scenarios && ends_with(path, ".yaml")) {
            status = push(arena, paths, path);
        }
        if (paths->count > VD_PACK_FILES_MAX)
            return refuse(arena, diags, VD_DIAG_LIMIT, folder, "too many files");
    }
    return status;
}

vd_status vd_pack_files(vd_arena *arena, const char *folder, bool scenarios, vd_diagnostics *diags,
                        vd_paths *paths)
{
    size_t before = paths->count;
    vd_status status = walk(arena, folder, scenarios, VD_PACK_FOLDERS_MAX, diags, paths);

    sort(paths, before);
    return status;
}
