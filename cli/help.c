#include <stdio.h>

#include "cli/options.h"
#include "cli/spanish.h"

static void print_options(uint64_t which)
{
    for (int i = 0; i < VD_OPT_COUNT; i++) {
        char left[48];

        if (!(which & VD_TAKES(i)))
            continue;
        snprintf(left, sizeof(left), "%s %s", vd_options[i].name,
                 vd_options[i].argument ? vd_options[i].argument : "");
        printf("  %-24s %s\n", left, vd_tongue(vd_options[i].help));
    }
}

void vd_help(void)
{
    puts(vd_tongue(
        "valedor - which guidelines apply to a person's case, which deadlines run, which benefits\n"
        "are open and from when, with the law that says so and what is still unknown.\n"
        "\n"
        "usage: valedor COMMAND [ARGUMENT...] [OPTION...]\n"
        "\n"
        "On a case file, without a daemon; or on a stored case, by its id, through the daemon:"));
    for (size_t i = 0; i < vd_command_count; i++) {
        char left[64];

        snprintf(left, sizeof(left), "%s %s", vd_commands[i].name, vd_commands[i].arguments);
        printf("  %-34s %s\n", left, vd_tongue(vd_commands[i].summary));
    }
    puts(vd_tongue("\nEverywhere:"));
    print_options(VD_TAKES(VD_OPT_SERVER) | VD_TAKES(VD_OPT_PACKS) | VD_TAKES(VD_OPT_JURISDICTION) |
                  VD_TAKES(VD_OPT_LANG) | VD_TAKES(VD_OPT_JSON) | VD_TAKES(VD_OPT_TIMEOUT) |
                  VD_TAKES(VD_OPT_HELP) | VD_TAKES(VD_OPT_VERSION));
    puts(vd_tongue(
        "\nLeaves with 0 when all went well, 1 for a negative result (a check failed, no such\n"
        "case), 2 for a command line, file or value that cannot be used, 3 when no daemon "
        "answers,\n"
        "4 when anything else went wrong.\n"
        "\n"
        "valedor COMMAND --help tells more."));
}

void vd_help_command(const vd_command *command)
{
    printf("valedor %s - %s\n\n%s valedor %s %s %s\n", command->name, vd_tongue(command->summary),
           vd_tongue("usage:"), command->name, command->arguments, vd_tongue("[OPTION...]"));
    if (command->more)
        printf("\n%s\n", vd_tongue(command->more));
    if (command->takes) {
        puts(vd_tongue("\nOptions:"));
        print_options(command->takes);
    }
    puts(vd_tongue("\nvaledor --help lists the options that every command takes."));
}
