#include "cli/common.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include <valedor/client.h>
#include <valedor/limits.h>

#include "cli/spanish.h"
#include "codec/json.h"
#include "engine/time/date.h"
#include "engine/time/iso.h"
#include "rules/pack.h"

#define SERVER_DEFAULT "ipc://./var/valedord.sock"
#define PACKS_HERE "rules/packs"

static vd_exit exit_of(vd_status status)
{
    switch (status) {
    case VD_OK:
        return VD_EXIT_OK;
    case VD_NOT_FOUND:
        return VD_EXIT_NEGATIVE;
    case VD_INVALID_ARGUMENT:
    case VD_OUT_OF_RANGE:
    case VD_FAILED_PRECONDITION:
        return VD_EXIT_USAGE;
    case VD_UNAVAILABLE:
    case VD_DEADLINE_EXCEEDED:
        return VD_EXIT_UNREACHABLE;
    default:
        return VD_EXIT_FAILED;
    }
}

vd_exit vd_complain(const vd_error *err)
{
    char spanish[2 * sizeof(err->message)];

    fputs("valedor: ", stderr);
    if (err->file[0])
        fprintf(stderr, "%s:", err->file);
    if (err->line)
        fprintf(stderr, "%u:", err->line);
    if (err->line && err->column)
        fprintf(stderr, "%u:", err->column);
    fprintf(stderr, "%s%s\n", err->file[0] || err->line ? " " : "",
            vd_tongue_of_error(err, spanish, sizeof(spanish)));
    return exit_of(err->status);
}

vd_status vd_cli_language(const vd_cli *cli, vd_str *ret_language, vd_error *err)
{
    const char *said = cli->options[VD_OPT_LANG];

    *ret_language = said ? vd_str_of(said) : VD_STR("es");
    if (cli->command && (cli->command->takes & VD_ANY_LANGUAGE))
        return VD_OK;
    if (vd_str_eq(*ret_language, VD_STR("es")) || vd_str_eq(*ret_language, VD_STR("en")))
        return VD_OK;
    return vd_fail(err, VD_INVALID_ARGUMENT, "--lang (or VALEDOR_LANG) takes es or en, not \"%s\".",
                   said);
}

bool vd_cli_english(const vd_cli *cli)
{
    const char *said = cli->options[VD_OPT_LANG];

    return said && strcmp(said, "es") != 0;
}

vd_status vd_cli_load_packs(const vd_cli *cli, vd_arena *arena, const vd_program **ret_program,
                            vd_error *err)
{
    const char *folder = cli->options[VD_OPT_PACKS];
    vd_diagnostics diags;
    struct stat found;
    vd_status status;

    if (!folder)
        folder = stat(PACKS_HERE, &found) == 0 ? PACKS_HERE : VD_PACKS_INSTALLED;
    if (stat(folder, &found) != 0 || !(S_ISDIR(found.st_mode) || S_ISREG(found.st_mode)))
        return vd_fail(err, VD_INVALID_ARGUMENT,
                       "There are no rule packs in \"%s\": name their folder with --packs.",
                       folder);
    vd_diagnostics_init(&diags, arena);
    status = vd_packs_load(arena, &folder, 1, 0, ret_program, &diags, err);
    if (status || !cli->options[VD_OPT_JURISDICTION])
        return status;
    return vd_packs_set_home(*ret_program, vd_str_of(cli->options[VD_OPT_JURISDICTION]), err);
}

vd_instant vd_cli_now(void)
{
    return (vd_instant)time(NULL);
}

static vd_status parse_on(vd_str text, vd_date *ret_date, vd_error *err)
{
    if (vd_iso_parse_date(text, ret_date))
        return VD_OK;
    return vd_fail(err, VD_INVALID_ARGUMENT,
                   "\"%.*s\" is no day: write it as year, month and day, like 2025-07-25.",
                   (int)(text.len < 60 ? text.len : 60), text.ptr);
}

static vd_status parse_at(vd_str text, vd_clock *ret_clock, vd_error *err)
{
    vd_date date;

    /* A day alone is for --on: here it would hide which hour was meant. */
    if (!vd_iso_parse_date(text, &date) && vd_iso_parse_date_time(text, true, ret_clock))
        return VD_OK;
    return vd_fail(err, VD_INVALID_ARGUMENT,
                   "\"%.*s\" is no instant: write it like 2025-07-25T14:00 or "
                   "2025-07-25T14:00-05:00.",
                   (int)(text.len < 60 ? text.len : 60), text.ptr);
}

static vd_instant instant_of(const vd_zone *zone, const vd_clock *clock)
{
    return clock->has_offset ? vd_clock_instant(clock)
                             : vd_zone_instant(zone, clock->date, clock->nanos);
}

vd_status vd_cli_check_moment(const vd_cli *cli, vd_error *err)
{
    vd_date date;
    vd_clock clock;

    vd_status status = VD_OK;

    if (vd_cli_has(cli, VD_OPT_ON))
        status = parse_on(vd_str_of(cli->options[VD_OPT_ON]), &date, err);
    if (!status && vd_cli_has(cli, VD_OPT_AT))
        status = parse_at(vd_str_of(cli->options[VD_OPT_AT]), &clock, err);
    if (!status && vd_cli_has(cli, VD_OPT_ON) && vd_cli_has(cli, VD_OPT_AT) && clock.date != date)
        status = vd_fail(err, VD_INVALID_ARGUMENT,
                         "--on %s and --at %s are different days: give one of them, or the same "
                         "day.",
                         cli->options[VD_OPT_ON], cli->options[VD_OPT_AT]);
    return status;
}

vd_status vd_cli_moment(const vd_cli *cli, const vd_zone *zone, vd_str ask_on, vd_instant *ret_at,
                        vd_error *err)
{
    vd_status status = vd_cli_check_moment(cli, err);
    vd_date date;
    vd_clock clock;

    if (status)
        return status;
    if (vd_cli_has(cli, VD_OPT_ON) || vd_cli_has(cli, VD_OPT_AT))
        ask_on = vd_str_of(cli->options[vd_cli_has(cli, VD_OPT_AT) ? VD_OPT_AT : VD_OPT_ON]);
    if (ask_on.len == 0) {
        *ret_at = vd_cli_now();
        return VD_OK;
    }
    if (vd_iso_parse_date(ask_on, &date)) {
        *ret_at = vd_zone_start_of(zone, date);
        return VD_OK;
    }
    status = parse_at(ask_on, &clock, err);
    if (!status)
        *ret_at = instant_of(zone, &clock);
    return status;
}

vd_status vd_cli_connect(const vd_cli *cli, vd_client **ret_client, vd_error *err)
{
    const char *url = cli->options[VD_OPT_SERVER];
    const char *said = cli->options[VD_OPT_TIMEOUT];
    char *end = NULL;
    double seconds = said ? strtod(said, &end) : 0;

    if (said && (*end || !(seconds > 0) || seconds > 3600))
        return vd_fail(err, VD_INVALID_ARGUMENT,
                       "--timeout takes seconds above 0 and up to 3600, not \"%s\".", said);
    return vd_client_open(url ? url : SERVER_DEFAULT, (uint32_t)(seconds * 1000), ret_client, err);
}

bool vd_cli_looks_like_path(const char *word)
{
    size_t len = strlen(word);

    return strchr(word, '/') || (len > 5 && strcmp(word + len - 5, ".yaml") == 0) ||
           (len > 4 && strcmp(word + len - 4, ".yml") == 0);
}

bool vd_cli_is_file(const char *path)
{
    struct stat found;

    return stat(path, &found) == 0 && !S_ISDIR(found.st_mode);
}

vd_status vd_cli_read(vd_arena *arena, const char *path, vd_str *ret_text, vd_error *err)
{
    bool input = strcmp(path, "-") == 0;
    FILE *file = input ? stdin : fopen(path, "rb");
    char *text = NULL;
    size_t len = 0;
    vd_status status = VD_OK;

    if (!file)
        return vd_fail(err, VD_INVALID_ARGUMENT, "\"%s\" cannot be read: %s.", path,
                       strerror(errno));
    text = vd_arena_alloc(arena, VD_JSON_BYTES_MAX + 1);
    if (!text)
        status = vd_fail(err, VD_RESOURCE_EXHAUSTED, "Memory is exhausted.");
    else
        len = fread(text, 1, VD_JSON_BYTES_MAX + 1, file);
    if (!status && ferror(file))
        status = vd_fail(err, VD_INVALID_ARGUMENT, "\"%s\" cannot be read.", path);
    if (!status && len > VD_JSON_BYTES_MAX)
        status = vd_fail(err, VD_RESOURCE_EXHAUSTED, "\"%s\" is larger than %u bytes.", path,
                         VD_JSON_BYTES_MAX);
    if (!input)
        fclose(file);
    if (!status)
        *ret_text = (vd_str){text, len};
    return status;
}

vd_exit vd_print_json(json_t *json)
{
    int failed = json ? json_dumpf(json, stdout, JSON_INDENT(2) | JSON_ENCODE_ANY) : -1;

    json_decref(json);
    if (failed) {
        fputs("valedor: The answer cannot be written as JSON: memory is exhausted.\n", stderr);
        return VD_EXIT_FAILED;
    }
    fputc('\n', stdout);
    return VD_EXIT_OK;
}

vd_exit vd_print_message_json(const struct ProtobufCMessage *message)
{
    vd_error err = {0};
    json_t *json = NULL;

    if (vd_json_of_message(message, &json, &err))
        return vd_complain(&err);
    return vd_print_json(json);
}
