#include "server/options.h"

#include <argp.h>
#include <errno.h>
#include <stdlib.h>

const char *argp_program_version = "valedord " VD_VERSION;

enum {
    KEY_CONTEXTS = 0x100,
    KEY_CONNECTIONS,
    KEY_MESSAGE,
    KEY_MEMORY,
    KEY_MAP,
    KEY_TIMEOUT,
    KEY_LEVEL
};

static const struct argp_option rows[] = {
    {"packs", 'p', "DIR", 0,
     "Load the rule packs in DIR (may be given more than once), or those that `valedor pack "
     "compile' "
     "wrote to the file DIR",
     0},
    {"jurisdiction", 'j', "PACK", 0, "Law of the cases that name none, where several packs serve",
     0},
    {"store", 's', "DIR", 0, "Keep cases in DIR, which is made if it is not there", 0},
    {"listen", 'l', "URL", 0, "Answer on URL: ipc:///path or tcp://host:port (more than once)", 0},
    {"contexts", KEY_CONTEXTS, "N", 0, "Requests at once, waiting writes included (256)", 1},
    {"max-connections", KEY_CONNECTIONS, "N", 0, "Connections at once (1024)", 1},
    {"max-message", KEY_MESSAGE, "BYTES", 0, "Largest request (1048576)", 1},
    {"max-memory", KEY_MEMORY, "BYTES", 0, "Most memory of one request (67108864)", 1},
    {"map-bytes", KEY_MAP, "BYTES", 0,
     "Address space that the store begins with; it grows by itself (64 GiB)", 1},
    {"timeout", KEY_TIMEOUT, "MS", 0, "Patience of a caller that names none (10000)", 1},
    {"log-level", KEY_LEVEL, "LEVEL", 0, "error, warning, info (the default) or debug", 1},
    {0}};

static size_t read_number(struct argp_state *state, const char *text, size_t least, size_t most)
{
    char *end = NULL;
    unsigned long long number;

    errno = 0;
    number = strtoull(text, &end, 10);
    if (errno || end == text || *end || text[0] == '-' || number < least || number > most)
        argp_error(state, "\"%s\" is not a number from %zu to %zu", text, least, most);
    return (size_t)number;
}

static void add(struct argp_state *state, const char **list, size_t *count, size_t most,
                const char *text)
{
    if (*count == most)
        argp_error(state, "more than %zu of them", most);
    list[(*count)++] = text;
}

static void check(struct argp_state *state, const vd_options *options)
{
    if (!options->dir_count)
        argp_error(state, "give the rule packs with --packs DIR");
    if (!options->store)
        argp_error(state, "give the store's folder with --store DIR");
    if (!options->listen_count)
        argp_error(state, "give an address with --listen URL");
}

static error_t parse_one(int key, char *text, struct argp_state *state)
{
    vd_options *options = state->input;

    switch (key) {
    case 'p':
        add(state, options->dirs, &options->dir_count, VD_DIRS_MAX, text);
        return 0;
    case 'j':
        options->jurisdiction = text;
        return 0;
    case 's':
        options->store = text;
        return 0;
    case 'l':
        add(state, options->listen, &options->listen_count, VD_LISTEN_MAX, text);
        return 0;
    case KEY_CONTEXTS:
        options->contexts = (unsigned)read_number(state, text, 1, 65536);
        return 0;
    case KEY_CONNECTIONS:
        options->connections_max = (unsigned)read_number(state, text, 1, 1000000);
        return 0;
    case KEY_MESSAGE:
        options->message_max = read_number(state, text, 1024, (size_t)1 << 30);
        return 0;
    case KEY_MEMORY:
        options->memory_max = read_number(state, text, (size_t)1 << 16, (size_t)1 << 36);
        return 0;
    case KEY_MAP:
        options->map_bytes = read_number(state, text, (size_t)1 << 20, (size_t)1 << 46);
        return 0;
    case KEY_TIMEOUT:
        options->timeout_ms = (unsigned)read_number(state, text, 1, 3600000);
        return 0;
    case KEY_LEVEL:
        if (!vd_log_level_of(text, &options->level))
            argp_error(state, "\"%s\" is not one of error, warning, info, debug", text);
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "\"%s\" is not an option", text);
        return 0;
    case ARGP_KEY_END:
        check(state, options);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

void vd_options_parse(int argc, char **argv, vd_options *ret_options)
{
    static const struct argp parser = {
        rows,
        parse_one,
        NULL,
        "The rules daemon: keeps cases, and answers which deadlines run, which benefits are open "
        "and which guidelines apply.\vSIGHUP loads the packs anew; SIGTERM stops it in order.",
        NULL,
        NULL,
        NULL};

    *ret_options = (vd_options){.contexts = 256,
                                .connections_max = 1024,
                                .message_max = (size_t)1 << 20,
                                .memory_max = (size_t)64 << 20,
                                .timeout_ms = 10000,
                                .level = VD_LOG_INFO};
    (void)argp_parse(&parser, argc, argv, 0, NULL, ret_options);
}
