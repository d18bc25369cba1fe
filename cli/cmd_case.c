/*
 * case: what the daemon keeps.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <valedor/client.h>

#include "cli/common.h"
#include "cli/paper.h"
#include "cli/words.h"
#include "codec/json.h"
#include "codec/message.h"
#include "engine/law/contradictions.h"
#include "rules/case_file.h"

#include "valedor/v1/case.pb-c.h"

#define PAGE 200

/* A file's case, checked against the packs here, so that what is wrong is told with its place. */
static vd_status read_file(const vd_cli *cli, const vd_program *program, vd_arena *arena,
                           const char *path, const vd_case **ret_linked,
                           Valedor__V1__Case **ret_case, vd_error *err)
{
    const vd_case_doc *doc = NULL;
    vd_diagnostics diags;
    vd_status status;

    if (!vd_cli_is_file(path))
        return vd_fail(err, VD_INVALID_ARGUMENT, "There is no case file \"%s\".", path);
    vd_diagnostics_init(&diags, arena);
    status = vd_case_read_file(arena, program, path, &diags, &doc, ret_linked, err);
    if (!status && doc->id.len == 0)
        status = vd_fail(err, VD_INVALID_ARGUMENT,
                         "The case in \"%s\" has no id: give it one, \"case: my-case\".", path);
    status = status ? status : vd_message_write_case(arena, doc, ret_case, err);
    /* Stored with what was meant: the daemon may mean another law. */
    if (!status && doc->jurisdiction.len == 0 && vd_cli_has(cli, VD_OPT_JURISDICTION))
        (*ret_case)->jurisdiction = (char *)cli->options[VD_OPT_JURISDICTION];
    return status;
}

/* What cannot all be true is stored as it was said; who said it is told. */
static vd_status tell_contradictions(const vd_cli *cli, const vd_program *program, vd_arena *arena,
                                     const vd_case *subject, vd_error *err)
{
    vd_str language = vd_cli_english(cli) ? VD_STR("en") : VD_STR("es");
    const vd_found_contradiction *found = NULL;
    size_t count = 0;
    vd_status status =
        vd_contradictions(arena, program, subject, vd_cli_now(), &count, &found, err);

    for (size_t i = 0; !status && i < count; i++) {
        vd_str text = vd_text_in(&found[i].what->text, language);

        printf("  ! %.*s:", VD_STR_ARGS(text));
        for (size_t k = 0; k < found[i].fact_count; k++) {
            const vd_involved *one = &found[i].facts[k];

            printf("%s %.*s", k ? "," : "", VD_STR_ARGS(program->facts[one->fact].id));
            if (one->instance.len)
                printf(" [%.*s]", VD_STR_ARGS(one->instance));
        }
        putchar('\n');
    }
    return status;
}

static vd_status put_file(const vd_cli *cli, vd_client *client, vd_arena *arena,
                          const vd_program *program, const char *path, json_t *list, vd_error *err)
{
    Valedor__V1__PutCaseRequest request = VALEDOR__V1__PUT_CASE_REQUEST__INIT;
    Valedor__V1__PutCaseResponse *response = NULL;
    bool english = vd_cli_english(cli);
    const vd_case *linked = NULL;
    json_t *json = NULL;
    vd_status status;

    if ((status = read_file(cli, program, arena, path, &linked, &request.case_, err)) ||
        (status = vd_client_put_case(client, arena, &request, &response, err)))
        return status;
    if (!list) {
        printf("%s: %s (%s %" PRIu64 ")\n", response->id,
               vd_word_in(response->created ? VD_WORD_STORED : VD_WORD_REPLACED, english),
               vd_word_in(VD_WORD_REVISION, english), response->revision);
        return tell_contradictions(cli, program, arena, linked, err);
    }
    status = vd_json_of_message(&response->base, &json, err);
    if (!status && json_array_append_new(list, json) != 0)
        status = vd_fail(err, VD_RESOURCE_EXHAUSTED, "Memory is exhausted.");
    return status;
}

vd_exit vd_cmd_case_put(const vd_cli *cli)
{
    vd_arena packs;
    vd_arena arena;
    vd_error err = {0};
    const vd_program *program = NULL;
    vd_client *client = NULL;
    json_t *list = vd_cli_has(cli, VD_OPT_JSON) ? json_array() : NULL;
    vd_exit leave = VD_EXIT_OK;

    vd_arena_init(&packs, 0);
    vd_arena_init(&arena, 0);
    if (vd_cli_load_packs(cli, &packs, &program, &err) || vd_cli_connect(cli, &client, &err))
        leave = vd_complain(&err);
    for (int i = 0; leave == VD_EXIT_OK && i < cli->count; i++) {
        if (put_file(cli, client, &arena, program, cli->arguments[i], list, &err))
            leave = vd_complain(&err);
        vd_arena_reset(&arena);
    }
    if (list && leave == VD_EXIT_OK)
        leave = vd_print_json(list);
    else
        json_decref(list);
    vd_client_close(client);
    vd_arena_done(&arena);
    vd_arena_done(&packs);
    return leave;
}

static vd_str value_of(const vd_paper *paper, const Valedor__V1__Fact *fact)
{
    switch (fact->value_case) {
    case VALEDOR__V1__FACT__VALUE_BOOLEAN:
        return fact->boolean ? VD_STR("true") : VD_STR("false");
    case VALEDOR__V1__FACT__VALUE_INTEGER:
        return vd_paper_text(paper, "%" PRId64, fact->integer);
    case VALEDOR__V1__FACT__VALUE_RATIONAL:
        return vd_paper_text(paper, "%" PRId64 "/%" PRId64, fact->rational->numerator,
                             fact->rational->denominator);
    case VALEDOR__V1__FACT__VALUE_NONE:
        return vd_str_of(vd_word_in(VD_WORD_NONE, paper->english));
    case VALEDOR__V1__FACT__VALUE_UNKNOWABLE:
        return vd_str_of(vd_word_in(VD_WORD_UNKNOWABLE, paper->english));
    case VALEDOR__V1__FACT__VALUE__NOT_SET:
        return VD_STR("");
    default: /* the texts, which are one member of the union */
        return vd_str_of(fact->literal);
    }
}

static void show_case(const vd_paper *paper, const Valedor__V1__Case *said, vd_str language)
{
    const vd_column columns[] = {{vd_word_in(VD_WORD_FACT, paper->english), 44},
                                 {vd_word_in(VD_WORD_VALUE, paper->english), 0},
                                 {vd_word_in(VD_WORD_SAID_BY, paper->english), 16}};
    vd_table_row_text *rows = VD_NEW_ARRAY(paper->arena, vd_table_row_text, said->n_facts);
    vd_str title = VD_STR("");

    for (size_t i = 0; i < said->n_title; i++)
        if (i == 0 || vd_str_eq(vd_str_of(said->title[i]->language), language))
            title = vd_str_of(said->title[i]->text);
    vd_paper_line(paper, VD_BOLD, title);
    vd_paper_line(paper, VD_PLAIN,
                  vd_paper_text(paper, "%s  ·  %s %" PRIu64, said->id,
                                vd_word_in(VD_WORD_REVISION, paper->english), said->revision));
    for (size_t i = 0; rows && i < said->n_facts; i++) {
        const Valedor__V1__Fact *fact = said->facts[i];
        vd_str value = value_of(paper, fact);

        if (fact->valid_from[0] || fact->valid_until[0])
            value = vd_paper_text(paper, "%.*s  [%s..%s)", VD_STR_ARGS(value), fact->valid_from,
                                  fact->valid_until);
        rows[i].parent = -1;
        rows[i].cells[0].text = fact->instance[0]
                                    ? vd_paper_text(paper, "%s [%s]", fact->id, fact->instance)
                                    : vd_str_of(fact->id);
        rows[i].cells[1].text = value;
        rows[i].cells[2].text = vd_code_in(paper->arena, fact->supplier, paper->english);
    }
    fputc('\n', paper->out);
    if (rows)
        vd_paper_table(paper, columns, 3, rows, said->n_facts, false);
}

vd_exit vd_cmd_case_get(const vd_cli *cli)
{
    Valedor__V1__GetCaseRequest request = VALEDOR__V1__GET_CASE_REQUEST__INIT;
    Valedor__V1__GetCaseResponse *response = NULL;
    vd_arena arena;
    vd_error err = {0};
    vd_client *client = NULL;
    vd_str language;
    vd_exit leave = VD_EXIT_OK;

    vd_arena_init(&arena, 0);
    request.id = (char *)cli->arguments[0];
    if (vd_cli_language(cli, &language, &err) || vd_cli_connect(cli, &client, &err) ||
        vd_client_get_case(client, &arena, &request, &response, &err)) {
        leave = vd_complain(&err);
    } else if (!response->case_) {
        fputs("valedor: The daemon's answer holds no case.\n", stderr);
        leave = VD_EXIT_FAILED;
    } else if (vd_cli_has(cli, VD_OPT_JSON)) {
        leave = vd_print_message_json(&response->case_->base);
    } else {
        vd_paper paper;

        vd_paper_init(&paper, &arena, vd_cli_english(cli));
        show_case(&paper, response->case_, language);
    }
    vd_client_close(client);
    vd_arena_done(&arena);
    return leave;
}

/* All pages of the list, in one response. */
static vd_status list_all(vd_client *client, vd_arena *arena, Valedor__V1__ListCasesResponse *all,
                          vd_error *err)
{
    Valedor__V1__ListCasesRequest request = VALEDOR__V1__LIST_CASES_REQUEST__INIT;
    Valedor__V1__ListCasesResponse *page = NULL;
    size_t room = 0;

    request.page_size = PAGE;
    do {
        vd_status status = vd_client_list_cases(client, arena, &request, &page, err);

        if (status)
            return status;
        if (all->n_cases + page->n_cases > room) {
            size_t larger = 2 * room + page->n_cases;
            Valedor__V1__CaseSummary **cases =
                VD_NEW_ARRAY(arena, Valedor__V1__CaseSummary *, larger);

            if (!cases)
                return vd_fail(err, VD_RESOURCE_EXHAUSTED, "The list does not fit into memory.");
            if (all->n_cases)
                memcpy(cases, all->cases, all->n_cases * sizeof(*cases));
            all->cases = cases;
            room = larger;
        }
        if (page->n_cases)
            memcpy(all->cases + all->n_cases, page->cases, page->n_cases * sizeof(*page->cases));
        all->n_cases += page->n_cases;
        request.page_token = page->next_page_token;
    } while (page->next_page_token[0]);
    return VD_OK;
}

static void show_list(const vd_paper *paper, const Valedor__V1__ListCasesResponse *all,
                      vd_str language)
{
    const vd_column columns[] = {{vd_word_in(VD_WORD_ID, paper->english), 34},
                                 {vd_word_in(VD_WORD_TITLE, paper->english), 0},
                                 {vd_word_in(VD_WORD_REVISION, paper->english), 9}};
    vd_table_row_text *rows = VD_NEW_ARRAY(paper->arena, vd_table_row_text, all->n_cases);

    for (size_t i = 0; rows && i < all->n_cases; i++) {
        const Valedor__V1__CaseSummary *said = all->cases[i];

        rows[i].parent = -1;
        rows[i].cells[0].text = vd_str_of(said->id);
        for (size_t t = 0; t < said->n_title; t++)
            if (t == 0 || vd_str_eq(vd_str_of(said->title[t]->language), language))
                rows[i].cells[1].text = vd_str_of(said->title[t]->text);
        rows[i].cells[2].text = vd_paper_text(paper, "%" PRIu64, said->revision);
    }
    if (rows && all->n_cases)
        vd_paper_table(paper, columns, 3, rows, all->n_cases, false);
    else
        vd_paper_line(paper, VD_PLAIN, vd_str_of(vd_word_in(VD_WORD_NO_CASES, paper->english)));
}

vd_exit vd_cmd_case_list(const vd_cli *cli)
{
    Valedor__V1__ListCasesResponse all = VALEDOR__V1__LIST_CASES_RESPONSE__INIT;
    vd_arena arena;
    vd_error err = {0};
    vd_client *client = NULL;
    vd_str language;
    vd_exit leave = VD_EXIT_OK;

    vd_arena_init(&arena, 0);
    if (vd_cli_language(cli, &language, &err) || vd_cli_connect(cli, &client, &err) ||
        list_all(client, &arena, &all, &err)) {
        leave = vd_complain(&err);
    } else if (vd_cli_has(cli, VD_OPT_JSON)) {
        leave = vd_print_message_json(&all.base);
    } else {
        vd_paper paper;

        vd_paper_init(&paper, &arena, vd_cli_english(cli));
        show_list(&paper, &all, language);
    }
    vd_client_close(client);
    vd_arena_done(&arena);
    return leave;
}
