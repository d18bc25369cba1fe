#include "cli/options.h"

#include <stdio.h>
#include <stdlib.h>

#include "rules/diagnostic.h"

const vd_option_info vd_options[VD_OPT_COUNT] = {
    [VD_OPT_SERVER] = {"--server", "URL", "the daemon to ask (VALEDOR_SERVER)"},
    [VD_OPT_PACKS] = {"--packs", "DIR|FILE", "the rule packs to use on files (VALEDOR_PACKS)"},
    [VD_OPT_JURISDICTION] = {"--jurisdiction", "PACK",
                             "law of a case file that names none (VALEDOR_JURISDICTION)"},
    [VD_OPT_LANG] = {"--lang", "es|en", "language of the answer (VALEDOR_LANG); es"},
    [VD_OPT_JSON] = {"--json", NULL, "answer in JSON, as docs/json.md tells"},
    [VD_OPT_HELP] = {"--help", NULL, "tell about the program or the command"},
    [VD_OPT_VERSION] = {"--version", NULL, "tell the version"},
    [VD_OPT_TIMEOUT] = {"--timeout", "SECONDS", "how long to wait for the daemon; 10"},
    [VD_OPT_ON] = {"--on", "DATE", "as on that day, at its beginning: 2025-07-25"},
    [VD_OPT_AT] = {"--at", "INSTANT", "as at that instant: 2025-07-25T14:00-05:00"},
    [VD_OPT_RULE] = {"--rule", "ID", "only this rule"},
    [VD_OPT_EXPLAIN] = {"--explain", NULL, "show how each answer came about"},
    [VD_OPT_ALL] = {"--all", NULL, "also what does not apply, is not triggered or is not known"},
    [VD_OPT_CONTEXT] = {"--context", "FILE",
                        "JSON object whose entries are names; - is standard input"},
    [VD_OPT_FROM] = {"--from", "DATE|INSTANT",
                     "the event from which the term runs; where a timeline begins"},
    [VD_OPT_LENGTH] = {"--length", "SPAN", "'3 business days', '48 hours', '9 months'"},
    [VD_OPT_CALENDAR] = {"--calendar", "ID", "which days count: pe.judicial"},
    [VD_OPT_DISTRICT] = {"--district", "CODE", "judicial district: lima"},
    [VD_OPT_DISTANCE] = {"--distance", "DAYS", "days added for distance"},
    [VD_OPT_FIRST_DAY] = {"--first-day", "WORD", "next (default), included, next_business, moment"},
    [VD_OPT_ROLL] = {"--roll", "WORD", "none (default), next_business_day"},
    [VD_OPT_ENDS] = {"--ends", "WORD", "same_day (default), eve"},
    [VD_OPT_MONTH_END] = {"--month-end", "WORD", "last_day (default), next_day, refuse"},
    [VD_OPT_NOTICE_DAYS] = {"--notice-days", "N",
                            "the notice takes effect on the n-th business day"},
    [VD_OPT_NOTICE_COUNT] = {"--notice-count", "WORD", "on_effect (default), after_effect"},
    [VD_OPT_HEED_SUSPENSIONS] =
        {"--heed-suspensions", NULL,
         "suspensions of the calendar stop terms of months, days, hours too"},
    [VD_OPT_ZONE] = {"--zone", "NAME", "time zone of an expression's now and today; UTC"},
    [VD_OPT_STRICT] = {"--strict", NULL, "list notes, and let them fail the check too"},
    [VD_OPT_CASES] = {"--cases", "DIR", "a case file, or a folder of them"},
    [VD_OPT_LIMIT] = {"--limit", "N", "at most so many"},
    [VD_OPT_SECONDS] = {"--seconds", "N", "stop after so long; 600"},
    [VD_OPT_OUTPUT] = {"--output", "FILE", "write there instead of standard output; also -o"},
    [VD_OPT_AS] = {"--as", "FILE", "standard input is that file, not saved yet"},
    [VD_OPT_JOBS] = {"--jobs", "N", "so many processes; one a processor"},
    [VD_OPT_SUMMARY] = {"--summary", NULL, "the list by rule only"},
    [VD_OPT_VIEW] = {"--view", "WORD", "of explanations: full (default), why, why-not, missing"},
    [VD_OPT_NODES] = {"--nodes", "N", "nodes of an explanation, at most; 2000"},
    [VD_OPT_SET] = {"--set", "FACT=VALUE",
                    "suppose it; FACT[RECORD]=VALUE of a record; may be given again"},
    [VD_OPT_THEN] = {"--then", "DATE|INSTANT", "ask the changed case as on that day, or then"},
    [VD_OPT_THEN_PACKS] = {"--then-packs", "DIR", "ask the changed case under those rule packs"},
    [VD_OPT_INSTANCE] = {"--instance", "ID", "of this record: s1"},
    [VD_OPT_UNTIL] = {"--until", "DATE|INSTANT",
                      "where the timeline ends, exclusive; ten years on"},
    [VD_OPT_OUT] = {"--out", "FOLDER", "write a folder of pages there, one an instrument"},
};

static const uint64_t general = VD_TAKES(VD_OPT_SERVER) | VD_TAKES(VD_OPT_PACKS) |
                                VD_TAKES(VD_OPT_JURISDICTION) | VD_TAKES(VD_OPT_LANG) |
                                VD_TAKES(VD_OPT_JSON) | VD_TAKES(VD_OPT_HELP) |
                                VD_TAKES(VD_OPT_VERSION) | VD_TAKES(VD_OPT_TIMEOUT);

/* The option named at the beginning of `word`, up to "=" or the end. */
static int find_option(const char *word, size_t len)
{
    for (int i = 0; i < VD_OPT_COUNT; i++)
        if (strlen(vd_options[i].name) == len && strncmp(vd_options[i].name, word, len) == 0)
            return i;
    return -1;
}

static vd_status unknown_option(const char *word, size_t len, vd_error *err)
{
    vd_str names[VD_OPT_COUNT];
    vd_str near;

    for (int i = 0; i < VD_OPT_COUNT; i++)
        names[i] = vd_str_of(vd_options[i].name);
    near = vd_closest((vd_str){word, len}, names, VD_OPT_COUNT);
    if (near.len)
        return vd_fail(err, VD_INVALID_ARGUMENT, "There is no option %.*s; did you mean %.*s?",
                       (int)len, word, VD_STR_ARGS(near));
    return vd_fail(err, VD_INVALID_ARGUMENT, "There is no option %.*s; see valedor --help.",
                   (int)len, word);
}

/* Takes the option at argv[*place], and its argument from behind "=" or the next word. */
static vd_status take_option(int argc, char **argv, int *place, vd_cli *cli, vd_error *err)
{
    const char *word = argv[*place];
    size_t len = strcspn(word, "=");
    int option = strcmp(word, "-h") == 0   ? VD_OPT_HELP
                 : strcmp(word, "-o") == 0 ? VD_OPT_OUTPUT
                                           : find_option(word, len);

    if (option < 0)
        return unknown_option(word, len, err);
    if (!vd_options[option].argument) {
        if (word[len] == '=')
            return vd_fail(err, VD_INVALID_ARGUMENT, "%s takes no value.", vd_options[option].name);
        cli->options[option] = "";
        return VD_OK;
    }
    if (word[len] == '=') {
        cli->options[option] = word + len + 1;
    } else if (*place + 1 < argc) {
        cli->options[option] = argv[++*place];
    } else {
        return vd_fail(err, VD_INVALID_ARGUMENT, "%s needs a value: %s %s.",
                       vd_options[option].name, vd_options[option].name,
                       vd_options[option].argument);
    }
    if (option != VD_OPT_SET)
        return VD_OK;
    if (cli->set_count == VD_CLI_SETS_MAX)
        return vd_fail(err, VD_INVALID_ARGUMENT, "--set may be given %d times.", VD_CLI_SETS_MAX);
    cli->sets[cli->set_count++] = cli->options[option];
    return VD_OK;
}

static vd_status unknown_command(const char *first, const char *second, vd_error *err)
{
    vd_str names[VD_COMMANDS_MAX];
    size_t count = 0;
    size_t family = 0; /* commands of two words that begin with the first */
    char said[128];
    vd_str near;

    snprintf(said, sizeof(said), "%s", first);
    for (size_t i = 0; i < vd_command_count; i++) {
        size_t head = strcspn(vd_commands[i].name, " ");

        names[count++] = (vd_str){vd_commands[i].name, head};
        family += vd_commands[i].name[head] && strlen(first) == head &&
                  strncmp(vd_commands[i].name, first, head) == 0;
    }
    if (family && second) {
        snprintf(said, sizeof(said), "%s %s", first, second);
        for (size_t i = 0; i < vd_command_count; i++)
            names[i] = vd_str_of(vd_commands[i].name);
    } else if (family) {
        return vd_fail(err, VD_INVALID_ARGUMENT, "\"%s\" needs a second word; see valedor --help.",
                       first);
    }
    near = vd_closest(vd_str_of(said), names, count);
    if (near.len)
        return vd_fail(err, VD_INVALID_ARGUMENT,
                       "There is no command \"%s\"; did you mean \"%.*s\"?", said,
                       VD_STR_ARGS(near));
    return vd_fail(err, VD_INVALID_ARGUMENT, "There is no command \"%s\"; see valedor --help.",
                   said);
}

/* Takes the command's words off the arguments. */
static vd_status take_command(vd_cli *cli, vd_error *err)
{
    const char *first = cli->count > 0 ? cli->arguments[0] : NULL;
    const char *second = cli->count > 1 ? cli->arguments[1] : NULL;

    if (!first)
        return VD_OK;
    for (size_t i = 0; i < vd_command_count; i++) {
        const char *name = vd_commands[i].name;
        size_t head = strcspn(name, " ");
        int words = name[head] ? 2 : 1;

        if (strlen(first) != head || strncmp(first, name, head) != 0)
            continue;
        if (words == 2 && (!second || strcmp(second, name + head + 1) != 0))
            continue;
        cli->command = &vd_commands[i];
        cli->arguments += words;
        cli->count -= words;
        return VD_OK;
    }
    return unknown_command(first, second, err);
}

static vd_status check_use(const vd_cli *cli, vd_error *err)
{
    const vd_command *command = cli->command;

    for (int i = 0; i < VD_OPT_COUNT; i++)
        if (cli->options[i] && !((command->takes | general) & VD_TAKES(i)))
            return vd_fail(err, VD_INVALID_ARGUMENT,
                           "%s has no meaning for \"%s\"; see valedor %s --help.",
                           vd_options[i].name, command->name, command->name);
    if (cli->count < command->least)
        return vd_fail(err, VD_INVALID_ARGUMENT, "Something is missing: valedor %s %s.",
                       command->name, command->arguments);
    if (command->most >= 0 && cli->count > command->most)
        return vd_fail(err, VD_INVALID_ARGUMENT,
                       "\"%s\" is one word too many: valedor %s %s (quote what has blanks).",
                       cli->arguments[command->most], command->name, command->arguments);
    return VD_OK;
}

static void take_environment(vd_cli *cli)
{
    static const struct {
        vd_option option;
        const char *variable;
    } variables[] = {
        {VD_OPT_SERVER, "VALEDOR_SERVER"},
        {VD_OPT_PACKS, "VALEDOR_PACKS"},
        {VD_OPT_JURISDICTION, "VALEDOR_JURISDICTION"},
        {VD_OPT_LANG, "VALEDOR_LANG"},
    };

    for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
        const char *value = getenv(variables[i].variable);

        if (!cli->options[variables[i].option] && value && value[0])
            cli->options[variables[i].option] = value;
    }
}

vd_status vd_cli_parse(int argc, char **argv, const char **arguments, vd_cli *ret_cli,
                       vd_error *err)
{
    vd_cli cli = {.arguments = arguments};
    bool only_arguments = false;
    vd_status status = VD_OK;

    for (int i = 1; !status && i < argc; i++) {
        if (!only_arguments && strcmp(argv[i], "--") == 0)
            only_arguments = true;
        /* A lone "-" is standard input, and "-5" may begin an expression. */
        else if (!only_arguments && argv[i][0] == '-' &&
                 (argv[i][1] == '-' || strcmp(argv[i], "-h") == 0 || strcmp(argv[i], "-o") == 0))
            status = take_option(argc, argv, &i, &cli, err);
        else
            arguments[cli.count++] = argv[i];
    }
    if (!status)
        status = take_command(&cli, err);
    if (!status && cli.command && !cli.options[VD_OPT_HELP])
        status = check_use(&cli, err);
    if (status)
        return status;
    take_environment(&cli);
    *ret_cli = cli;
    return VD_OK;
}
