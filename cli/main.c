/*
 * valedor - the command line: on case files by itself, on stored cases through the daemon.
 */
#include <stdio.h>
#include <stdlib.h>

#include "cli/common.h"
#include "cli/spanish.h"

#define ASKING                                                                 \
    (VD_TAKES(VD_OPT_ON) | VD_TAKES(VD_OPT_AT) | VD_TAKES(VD_OPT_RULE) |       \
     VD_TAKES(VD_OPT_EXPLAIN) | VD_TAKES(VD_OPT_ALL) | VD_TAKES(VD_OPT_VIEW) | \
     VD_TAKES(VD_OPT_NODES))
#define WHEN (VD_TAKES(VD_OPT_ON) | VD_TAKES(VD_OPT_AT))
#define COUNTING                                                                          \
    (VD_TAKES(VD_OPT_FROM) | VD_TAKES(VD_OPT_LENGTH) | VD_TAKES(VD_OPT_CALENDAR) |        \
     VD_TAKES(VD_OPT_DISTRICT) | VD_TAKES(VD_OPT_DISTANCE) | VD_TAKES(VD_OPT_FIRST_DAY) | \
     VD_TAKES(VD_OPT_ROLL) | VD_TAKES(VD_OPT_ENDS) | VD_TAKES(VD_OPT_MONTH_END) |         \
     VD_TAKES(VD_OPT_NOTICE_DAYS) | VD_TAKES(VD_OPT_NOTICE_COUNT) |                       \
     VD_TAKES(VD_OPT_HEED_SUSPENSIONS))

static const char about_asking[] =
    "FILE is a case file (docs/rule-language.md), or - for standard input; it is assessed here, by "
    "the packs of --packs,\n"
    "without a daemon. CASE is the id of a stored case; the daemon of --server answers.\n"
    "Without --on and --at the question is for the file's ask_on, or now.";

const vd_command vd_commands[] = {
    {"assess", "FILE|CASE", "everything that holds for a case", about_asking, ASKING, 1, 1,
     vd_cmd_assess},
    {"deadlines", "FILE|CASE", "which deadlines run, and when they end", about_asking, ASKING, 1, 1,
     vd_cmd_deadlines},
    {"benefits", "FILE|CASE", "which benefits are open, and from when", about_asking, ASKING, 1, 1,
     vd_cmd_benefits},
    {"guidelines", "FILE|CASE", "what must be done, by whom", about_asking, ASKING, 1, 1,
     vd_cmd_guidelines},
    {"explain", "FILE|CASE [RULE]", "how an answer came about, in full", about_asking, ASKING, 1, 2,
     vd_cmd_explain},
    {"sheet", "FILE|CASE", "what to tell the person, in their language",
     "What applies, dates and what to ask for, in plain words; --lang takes every language of the\n"
     "sheet (es, en, pt, fr) and the sheet says when no certified translator has checked it. A\n"
     "stored case is answered by the daemon, by the same packs as those of --packs.",
     VD_TAKES(VD_OPT_ON) | VD_TAKES(VD_OPT_AT) | VD_ANY_LANGUAGE, 1, 1, vd_cmd_sheet},
    {"what-if", "FILE|CASE --set FACT=VALUE...",
     "what would change if a fact, the day or the law did",
     "Example:\n"
     "  valedor what-if case.yaml --set 'sentence.fine_paid[s1]=true' --then 2026-01-01\n"
     "\n"
     "VALUE is written as in a case file; none, unknowable and unknown have their meaning there.\n"
     "--then moves the changed case to another day, --then-packs puts it under other rules.\n"
     "What stays unknown is counted; --all lists it.",
     WHEN | VD_TAKES(VD_OPT_ALL) | VD_TAKES(VD_OPT_RULE) | VD_TAKES(VD_OPT_SET) |
         VD_TAKES(VD_OPT_THEN) | VD_TAKES(VD_OPT_THEN_PACKS),
     1, 1, vd_cmd_what_if},
    {"questions", "FILE|CASE", "which fact to ask for next, and what it would settle", about_asking,
     WHEN | VD_TAKES(VD_OPT_RULE) | VD_TAKES(VD_OPT_LIMIT) | VD_TAKES(VD_OPT_ALL), 1, 1,
     vd_cmd_questions},
    {"timeline", "FILE|CASE RULE", "the statuses of a rule along time, exactly",
     "FILE and CASE as for assess. Without --from it begins today, or on the file's ask_on.",
     VD_TAKES(VD_OPT_INSTANCE) | VD_TAKES(VD_OPT_FROM) | VD_TAKES(VD_OPT_UNTIL), 2, 2,
     vd_cmd_timeline},
    {"case put", "FILE...", "store cases, or replace them", NULL, 0, 1, -1, vd_cmd_case_put},
    {"case get", "CASE", "a stored case", NULL, 0, 1, 1, vd_cmd_case_get},
    {"case list", "", "the stored cases", NULL, 0, 0, 0, vd_cmd_case_list},
    {"term", "--from ... --length ...", "count one term on a calendar",
     "Example:\n"
     "  valedor term --from 2025-07-25 --length '3 business days' --calendar pe.judicial\n"
     "\n"
     "docs/legal-time.md explains each choice.",
     COUNTING, 0, 0, vd_cmd_term},
    {"feel eval", "EXPRESSION", "evaluate one expression",
     "Example:\n"
     "  valedor feel eval 'date(\"2016-01-31\") + duration(\"P1M\")'",
     VD_TAKES(VD_OPT_CONTEXT) | VD_TAKES(VD_OPT_AT) | VD_TAKES(VD_OPT_ZONE), 1, 1,
     vd_cmd_feel_eval},
    {"feel batch", "[FILE]", "evaluate one expression a line",
     "Reads {\"id\",\"expression\",\"context\"} a line from FILE or standard input and writes\n"
     "{\"id\",\"type\",\"value\"} or {\"id\",\"error\"} for each, values in FEEL's own text form.",
     VD_TAKES(VD_OPT_AT) | VD_TAKES(VD_OPT_ZONE), 0, 1, vd_cmd_feel_batch},
    {"pack check", "DIR", "whether rule packs are sound",
     "Leaves with 1 when there is an error or a warning; with --strict, also when a rule lacks\n"
     "scenarios for a side of it, or a cited article an inventory of its paragraphs.",
     VD_TAKES(VD_OPT_STRICT), 1, 1, vd_cmd_pack_check},
    {"pack test", "DIR", "run the packs' own scenarios",
     "In place of DIR there may be a file that pack compile wrote: then the\n"
     "scenarios are those of the packs in --cases DIR.",
     VD_TAKES(VD_OPT_CASES), 1, 1, vd_cmd_pack_test},
    {"pack compile", "DIR...", "put packs into one file that loads at once",
     "Writes the file that --output names, which --packs takes in place of a\n"
     "folder. It is for this version of valedor alone: compile anew with each.",
     VD_TAKES(VD_OPT_OUTPUT), 1, -1, vd_cmd_pack_compile},
    {"pack diff", "A B", "what differs between two versions of packs",
     "Leaves with 0 when nothing does, with 1 when something does.", 0, 2, 2, vd_cmd_pack_diff},
    {"pack impact", "A B --cases DIR", "which answers differ between them",
     "Each case is asked for its ask_on, or for --on. Leaves with 0 when no answer differs, with "
     "1\n"
     "when one does. Case files may also stand behind A and B.",
     VD_TAKES(VD_OPT_CASES) | VD_TAKES(VD_OPT_ON), 2, -1, vd_cmd_pack_impact},
    {"pack coverage", "DIR", "what the scenarios come to, and what they do not", NULL, 0, 1, 1,
     vd_cmd_pack_coverage},
    {"pack mutate", "DIR", "whether the scenarios would notice a slip",
     "Changes one thing at a time, in memory, and lists the changes that no scenario notices, "
     "then\n"
     "the rules and what they share, the worst first. With --rule, those whose ids begin so.",
     VD_TAKES(VD_OPT_RULE) | VD_TAKES(VD_OPT_LIMIT) | VD_TAKES(VD_OPT_SECONDS) |
         VD_TAKES(VD_OPT_JOBS) | VD_TAKES(VD_OPT_SUMMARY),
     1, 1, vd_cmd_pack_mutate},
    {"pack doc", "DIR", "the packs as a page to read, in Markdown",
     "With --out, a folder of pages with the texts in Spanish and English, what is covered and "
     "what\n"
     "is asked.",
     VD_TAKES(VD_OPT_OUTPUT) | VD_TAKES(VD_OPT_OUT), 1, 1, vd_cmd_pack_doc},
    {"pack lsp-check", "DIR|FILE|-", "diagnostics for editors, in JSON",
     "A file is checked with the pack that it belongs to. \"-\" is standard input: with --as FILE "
     "it\n"
     "takes the place of that file, else it is only read as YAML.",
     VD_TAKES(VD_OPT_AS), 1, 1, vd_cmd_pack_lsp_check},
    {"health", "", "whether the daemon serves, and with which packs", NULL, 0, 0, 0, vd_cmd_health},
    {"version", "", "the versions of program and engine", NULL, 0, 0, 0, vd_cmd_version},
};
const size_t vd_command_count = sizeof(vd_commands) / sizeof(vd_commands[0]);

_Static_assert(sizeof(vd_commands) / sizeof(vd_commands[0]) <= VD_COMMANDS_MAX,
               "unknown commands are compared with all of them");

static vd_exit run_command(const vd_cli *cli)
{
    vd_error err = {0};
    vd_str language;

    if (vd_cli_language(cli, &language, &err))
        return vd_complain(&err);
    return cli->command->run(cli);
}

int main(int argc, char **argv)
{
    const char **arguments = calloc((size_t)argc + 1, sizeof(*arguments));
    vd_cli cli = {0};
    vd_error err = {0};
    vd_exit leave = VD_EXIT_OK;

    if (!arguments)
        return VD_EXIT_FAILED;
    vd_choose_tongue(argc, argv);
    if (vd_cli_parse(argc, argv, arguments, &cli, &err))
        leave = vd_complain(&err);
    else if (cli.command && vd_cli_has(&cli, VD_OPT_HELP))
        vd_help_command(cli.command);
    else if (vd_cli_has(&cli, VD_OPT_VERSION))
        leave = vd_cmd_version(&cli);
    else if (vd_cli_has(&cli, VD_OPT_HELP) || !cli.command) {
        vd_help();
        leave = vd_cli_has(&cli, VD_OPT_HELP) ? VD_EXIT_OK : VD_EXIT_USAGE;
    } else {
        leave = run_command(&cli);
    }
    free(arguments);
    if (fflush(stdout) != 0 && leave == VD_EXIT_OK) {
        (void)vd_fail(&err, VD_DATA_LOSS, "The answer cannot be written.");
        leave = vd_complain(&err);
    }
    return (int)leave;
}
