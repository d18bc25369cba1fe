#include <inttypes.h>
#include <stdio.h>

#include <valedor/client.h>

#include "cli/common.h"
#include "cli/words.h"
#include "engine/law/assess.h"

#include "valedor/v1/service.pb-c.h"

static void show_health(vd_arena *arena, const Valedor__V1__CheckResponse *said, bool english)
{
    printf("%.*s: valedord %s (%s), %" PRIu64 " %s, %" PRIu32 " %s\n",
           VD_STR_ARGS(vd_code_in(arena, said->status, english)), said->version, said->engine,
           said->cases, vd_word_in(VD_WORD_CASES, english), said->rules,
           vd_word_in(VD_WORD_RULES, english));
    for (size_t i = 0; i < said->n_packs; i++)
        printf("  %s %s  %.16s\n", said->packs[i]->id, said->packs[i]->version,
               said->packs[i]->digest);
}

vd_exit vd_cmd_health(const vd_cli *cli)
{
    Valedor__V1__CheckRequest request = VALEDOR__V1__CHECK_REQUEST__INIT;
    Valedor__V1__CheckResponse *response = NULL;
    vd_arena arena;
    vd_error err = {0};
    vd_client *client = NULL;
    vd_exit leave = VD_EXIT_OK;

    vd_arena_init(&arena, 0);
    if (vd_cli_connect(cli, &client, &err) ||
        vd_client_check_health(client, &arena, &request, &response, &err))
        leave = vd_complain(&err);
    else if (vd_cli_has(cli, VD_OPT_JSON))
        leave = vd_print_message_json(&response->base);
    else
        show_health(&arena, response, vd_cli_english(cli));
    vd_client_close(client);
    vd_arena_done(&arena);
    return leave;
}

vd_exit vd_cmd_version(const vd_cli *cli)
{
    if (vd_cli_has(cli, VD_OPT_JSON))
        return vd_print_json(
            json_pack("{s:s, s:s}", "version", VD_VERSION, "engine", VD_ENGINE_SEMANTICS));
    printf("valedor %s (%s)\n", VD_VERSION, VD_ENGINE_SEMANTICS);
    return VD_EXIT_OK;
}
