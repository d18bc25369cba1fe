/*
 * replay.c - runs a fuzz target over a corpus without libFuzzer, so that every build checks it.
 *
 * Each argument is a file, or a folder whose files are read one after the other. The empty input is
 * always tried, so a door without a corpus yet is still opened once.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay_file(const char *path, size_t size)
{
    FILE *file = fopen(path, "rb");
    uint8_t *data = malloc(size ? size : 1); /* exact, so that the sanitizers see one byte past */
    int failed = !file || !data || fread(data, 1, size, file) != size;

    if (failed)
        (void)fprintf(stderr, "cannot read %s\n", path);
    else
        (void)LLVMFuzzerTestOneInput(data, size);
    free(data);
    if (file)
        (void)fclose(file);
    return failed;
}

static int replay(const char *path, unsigned *count);

static int replay_folder(const char *path, unsigned *count)
{
    DIR *folder = opendir(path);
    int failed = !folder;

    for (struct dirent *entry = NULL; folder && (entry = readdir(folder));) {
        char inside[4096];

        if (entry->d_name[0] == '.')
            continue;
        (void)snprintf(inside, sizeof(inside), "%s/%s", path, entry->d_name);
        failed |= replay(inside, count);
    }
    if (folder)
        (void)closedir(folder);
    return failed;
}

static int replay(const char *path, unsigned *count)
{
    struct stat about;

    if (stat(path, &about)) {
        (void)fprintf(stderr, "no corpus at %s\n", path);
        return 1;
    }
    if (S_ISDIR(about.st_mode))
        return replay_folder(path, count);
    ++*count;
    return replay_file(path, (size_t)about.st_size);
}

int main(int argc, char **argv)
{
    unsigned count = 0;
    int failed = 0;

    (void)LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
    for (int i = 1; i < argc; i++)
        failed |= replay(argv[i], &count);
    printf("%u inputs replayed\n", count);
    return failed;
}
