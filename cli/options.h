/*
 * options.h - what may stand behind `valedor` and its commands.
 *
 * Every option is one row of vd_options, every command one of vd_commands; parsing and help are made
 * from these rows. Lifetime: values borrow from argv and the environment.
 */
#ifndef VALEDOR_CLI_OPTIONS_H
#define VALEDOR_CLI_OPTIONS_H

#include <valedor/base.h>

/* What the program leaves with. docs/man/valedor.1 tells the same. */
typedef enum vd_exit {
    VD_EXIT_OK = 0,
    VD_EXIT_NEGATIVE = 1,    /* a check or test failed, or there is no such case */
    VD_EXIT_USAGE = 2,       /* the command line, a file or a value that cannot be used */
    VD_EXIT_UNREACHABLE = 3, /* no daemon answers */
    VD_EXIT_FAILED = 4       /* anything else: the daemon or this program could not do it */
} vd_exit;

typedef enum vd_option {
    VD_OPT_SERVER,
    VD_OPT_PACKS,
    VD_OPT_JURISDICTION,
    VD_OPT_LANG,
    VD_OPT_JSON,
    VD_OPT_HELP,
    VD_OPT_VERSION,
    VD_OPT_TIMEOUT,
    VD_OPT_ON,
    VD_OPT_AT,
    VD_OPT_RULE,
    VD_OPT_EXPLAIN,
    VD_OPT_ALL,
    VD_OPT_CONTEXT,
    VD_OPT_FROM,
    VD_OPT_LENGTH,
    VD_OPT_CALENDAR,
    VD_OPT_DISTRICT,
    VD_OPT_DISTANCE,
    VD_OPT_FIRST_DAY,
    VD_OPT_ROLL,
    VD_OPT_ENDS,
    VD_OPT_MONTH_END,
    VD_OPT_NOTICE_DAYS,
    VD_OPT_NOTICE_COUNT,
    VD_OPT_HEED_SUSPENSIONS,
    VD_OPT_ZONE,
    VD_OPT_STRICT,
    VD_OPT_CASES,
    VD_OPT_LIMIT,
    VD_OPT_SECONDS,
    VD_OPT_OUTPUT,
    VD_OPT_AS,
    VD_OPT_JOBS,
    VD_OPT_SUMMARY,
    VD_OPT_VIEW,
    VD_OPT_NODES,
    VD_OPT_SET,
    VD_OPT_THEN,
    VD_OPT_THEN_PACKS,
    VD_OPT_INSTANCE,
    VD_OPT_UNTIL,
    VD_OPT_OUT,
    VD_OPT_COUNT
} vd_option;

#define VD_TAKES(option) (UINT64_C(1) << (option))

/* Beside the options in a command's `takes`: --lang is what the packs have, not only es and en. */
#define VD_ANY_LANGUAGE (UINT64_C(1) << 63)

typedef struct vd_option_info {
    const char *name;     /* "--on" */
    const char *argument; /* "DATE"; NULL for a switch */
    const char *help;
} vd_option_info;

extern const vd_option_info vd_options[VD_OPT_COUNT];

typedef struct vd_cli vd_cli;

typedef struct vd_command {
    const char *name; /* one or two words: "case put" */
    const char *arguments;
    const char *summary;
    const char *more; /* paragraphs for --help; may be NULL */
    uint64_t takes;   /* bits VD_TAKES of the options beside the general ones */
    int least;        /* positional arguments */
    int most;         /* -1: any number */
    vd_exit (*run)(const vd_cli *cli);
} vd_command;

/* How often --set may be given. */
#define VD_CLI_SETS_MAX 64

#define VD_COMMANDS_MAX 48
extern const vd_command vd_commands[];
extern const size_t vd_command_count;

struct vd_cli {
    const vd_command *command;
    const char *options[VD_OPT_COUNT]; /* NULL: not given; a switch is "" */
    int count;
    const char **arguments;
    int set_count;
    const char *sets[VD_CLI_SETS_MAX]; /* all that --set was given, in order */
};

static inline bool vd_cli_has(const vd_cli *cli, vd_option option)
{
    return cli->options[option] != NULL;
}

/* Reads argv into cli, defaults of the environment included. `arguments` has room for argc
 * pointers. VD_INVALID_ARGUMENT with a sentence. Without a command, cli->command is NULL. */
VD_MUST_USE vd_status vd_cli_parse(int argc, char **argv, const char **arguments, vd_cli *ret_cli,
                                   vd_error *err);

void vd_help(void);
void vd_help_command(const vd_command *command);

#endif
