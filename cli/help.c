/*
 * The help, as wide as the terminal. Its texts are written in lines; they are joined and wrapped
 * anew, but for those that begin with a blank: examples.
 */
#include <stdio.h>

#include "cli/options.h"
#include "cli/paper.h"
#include "cli/spanish.h"

#define OPTION_COLUMN 27
#define COMMAND_COLUMN 32

static vd_str joined(vd_arena *arena, const char *text)
{
    vd_str copy = vd_arena_copy(arena, vd_str_of(text));
    char *at = (char *)copy.ptr;

    for (size_t i = 1; at && i + 1 < copy.len; i++)
        if (at[i] == '\n' && at[i - 1] != '\n' && at[i + 1] != '\n' && at[i + 1] != ' ')
            at[i] = ' ';
    return copy.ptr ? copy : vd_str_of(text);
}

static void print_text(const vd_paper *paper, const char *text)
{
    vd_str whole = joined(paper->arena, vd_tongue(text));

    /* An example is to be copied: it stays as it is. */
    while (whole.len) {
        const char *end = memchr(whole.ptr, '\n', whole.len);
        size_t len = end ? (size_t)(end - whole.ptr) : whole.len;

        if (whole.ptr[0] == ' ')
            fprintf(paper->out, "%.*s\n", (int)len, whole.ptr);
        else
            vd_paper_line(paper, VD_PLAIN, (vd_str){whole.ptr, len});
        len += end != NULL;
        whole = (vd_str){whole.ptr + len, whole.len - len};
    }
}

static void print_options(const vd_paper *paper, uint64_t which)
{
    for (int i = 0; i < VD_OPT_COUNT; i++)
        if (which & VD_TAKES(i))
            vd_paper_entry(paper, OPTION_COLUMN,
                           vd_paper_text(paper, "%s %s", vd_options[i].name,
                                         vd_options[i].argument ? vd_options[i].argument : ""),
                           vd_str_of(vd_tongue(vd_options[i].help)));
}

/* Of cases, of the store, by themselves, of packs, of the daemon. */
static bool begins_group(const char *command)
{
    static const char *const first[] = {"case put", "term", "pack check", "health"};

    for (size_t i = 0; i < sizeof(first) / sizeof(first[0]); i++)
        if (strcmp(first[i], command) == 0)
            return true;
    return false;
}

static void print_help(const vd_paper *paper)
{
    print_text(
        paper,
        "valedor - which guidelines apply to a person's case, which deadlines run, which benefits\n"
        "are open and from when, with the law that says so and what is still unknown.\n"
        "\n"
        "usage: valedor COMMAND [ARGUMENT...] [OPTION...]\n"
        "\n"
        "On a case file, without a daemon; or on a stored case, by its id, through the daemon:");
    for (size_t i = 0; i < vd_command_count; i++) {
        if (begins_group(vd_commands[i].name))
            fputc('\n', paper->out);
        vd_paper_entry(paper, COMMAND_COLUMN,
                       vd_paper_text(paper, "%s %s", vd_commands[i].name, vd_commands[i].arguments),
                       vd_str_of(vd_tongue(vd_commands[i].summary)));
    }
    print_text(paper, "\nEverywhere:");
    print_options(paper, VD_TAKES(VD_OPT_SERVER) | VD_TAKES(VD_OPT_PACKS) |
                             VD_TAKES(VD_OPT_JURISDICTION) | VD_TAKES(VD_OPT_LANG) |
                             VD_TAKES(VD_OPT_JSON) | VD_TAKES(VD_OPT_TIMEOUT) |
                             VD_TAKES(VD_OPT_HELP) | VD_TAKES(VD_OPT_VERSION));
    print_text(
        paper,
        "\nLeaves with 0 when all went well, 1 for a negative result (a check failed, no such\n"
        "case), 2 for a command line, file or value that cannot be used, 3 when no daemon "
        "answers,\n"
        "4 when anything else went wrong.\n"
        "\n"
        "valedor COMMAND --help tells more.");
}

static void print_command_help(const vd_paper *paper, const vd_command *command)
{
    vd_paper_line(
        paper, VD_PLAIN,
        vd_paper_text(paper, "valedor %s - %s", command->name, vd_tongue(command->summary)));
    fputc('\n', paper->out);
    vd_paper_line(paper, VD_PLAIN,
                  vd_paper_text(paper, "%s valedor %s %s %s", vd_tongue("usage:"), command->name,
                                command->arguments, vd_tongue("[OPTION...]")));
    if (command->more) {
        fputc('\n', paper->out);
        print_text(paper, command->more);
    }
    if (command->takes) {
        print_text(paper, "\nOptions:");
        print_options(paper, command->takes);
    }
    print_text(paper, "\nvaledor --help lists the options that every command takes.");
}

static void with_paper(const vd_command *command)
{
    vd_arena arena;
    vd_paper paper;

    vd_arena_init(&arena, 0);
    vd_paper_init(&paper, &arena, false);
    if (command)
        print_command_help(&paper, command);
    else
        print_help(&paper);
    vd_arena_done(&arena);
}

void vd_help(void)
{
    with_paper(NULL);
}

void vd_help_command(const vd_command *command)
{
    with_paper(command);
}
