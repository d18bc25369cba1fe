/*
 * One determination with everything that the answer says about it.
 */
#include "cli/show.h"

#include "cli/words.h"

#include "valedor/v1/advice.pb-c.h"

#define EXPLAINED_MAX 100000 /* nodes of an explanation that are printed */

static void paragraph(const vd_paper *paper, vd_word label, const char *text)
{
    if (text[0])
        vd_paper_paragraph(paper, 2, vd_word_in(label, paper->english), vd_str_of(text));
}

static void bullets(const vd_paper *paper, vd_word label, char *const *items, size_t count)
{
    if (count == 0)
        return;
    vd_paper_line(paper, VD_DIM, vd_paper_text(paper, "  %s:", vd_word_in(label, paper->english)));
    for (size_t i = 0; i < count; i++)
        vd_paper_paragraph(paper, 4, "-", vd_str_of(items[i]));
}

static vd_str moved_text(const vd_paper *paper, const Valedor__V1__Moved *moved)
{
    vd_str from = vd_moment_short(paper->arena, moved->from, paper->english);
    vd_str reason = moved->reason[0] ? vd_str_of(moved->reason)
                                     : vd_code_in(paper->arena, moved->kind, paper->english);
    vd_str law = moved->citation ? vd_show_citation(paper, moved->citation) : VD_STR("");

    return vd_paper_text(paper, "%.*s: %.*s%s%.*s%s", VD_STR_ARGS(from), VD_STR_ARGS(reason),
                         law.len ? " (" : "", VD_STR_ARGS(law), law.len ? ")" : "");
}

static void show_due(const vd_paper *paper, const Valedor__V1__Due *due)
{
    if (!due)
        return;
    vd_paper_paragraph(
        paper, 2, vd_word_in(VD_WORD_DUE, paper->english),
        vd_moment_short(paper->arena, due->by_the_hour ? due->at : due->last_day, paper->english));
    if (due->counted_from[0])
        vd_paper_paragraph(paper, 2, vd_word_in(VD_WORD_COUNTED_FROM, paper->english),
                           vd_moment_short(paper->arena, due->counted_from, paper->english));
    if (due->n_moved)
        vd_paper_line(paper, VD_DIM,
                      vd_paper_text(paper, "  %s:", vd_word_in(VD_WORD_SKIPPED, paper->english)));
    for (size_t i = 0; i < due->n_moved; i++)
        vd_paper_paragraph(paper, 4, "-", moved_text(paper, due->moved[i]));
}

static void show_eligible(const vd_paper *paper, const Valedor__V1__EligibleFrom *from)
{
    vd_str text;

    if (!from)
        return;
    text = from->on_record[0] ? vd_moment_short(paper->arena, from->on_record, paper->english)
                              : VD_STR("–");
    if (from->provisional)
        text = vd_paper_text(paper, "%.*s, %s", VD_STR_ARGS(text),
                             vd_word_in(VD_WORD_PROVISIONAL, paper->english));
    if (from->if_continues[0])
        text = vd_paper_text(
            paper, "%.*s; %.*s %s", VD_STR_ARGS(text),
            VD_STR_ARGS(vd_moment_short(paper->arena, from->if_continues, paper->english)),
            vd_word_in(VD_WORD_IF_CONTINUES, paper->english));
    if (from->until[0])
        text = vd_paper_text(
            paper, "%.*s; %s %.*s", VD_STR_ARGS(text), vd_word_in(VD_WORD_UNTIL, paper->english),
            VD_STR_ARGS(vd_moment_short(paper->arena, from->until, paper->english)));
    vd_paper_paragraph(paper, 2, vd_word_in(VD_WORD_ELIGIBLE_FROM, paper->english), text);
}

static void show_citations(const vd_paper *paper, const Valedor__V1__Determination *said)
{
    for (size_t i = 0; i < said->n_citations; i++) {
        const Valedor__V1__Citation *citation = said->citations[i];
        vd_str text = vd_show_citation(paper, citation);

        if (citation->version_from[0])
            text = vd_paper_text(paper, "%.*s [%s]", VD_STR_ARGS(text), citation->version_from);
        if (citation->quote[0])
            text = vd_paper_text(paper, "%.*s: «%s»", VD_STR_ARGS(text), citation->quote);
        if (citation->confidence[0] && strcmp(citation->confidence, "high") != 0)
            text = vd_paper_text(
                paper, "%.*s (%s %.*s)", VD_STR_ARGS(text),
                vd_word_in(VD_WORD_CONFIDENCE, paper->english),
                VD_STR_ARGS(vd_code_in(paper->arena, citation->confidence, paper->english)));
        if (citation->note[0])
            text = vd_paper_text(paper, "%.*s. %s", VD_STR_ARGS(text), citation->note);
        if (citation->unavailable[0])
            text = vd_paper_text(paper, "%.*s. %s: %s", VD_STR_ARGS(text),
                                 vd_word_in(VD_WORD_UNAVAILABLE, paper->english),
                                 citation->unavailable);
        vd_paper_paragraph(paper, 2, vd_word_in(VD_WORD_LAW, paper->english), text);
    }
}

static void show_alternatives(const vd_paper *paper, const Valedor__V1__Determination *said)
{
    for (size_t i = 0; i < said->n_alternatives; i++) {
        const Valedor__V1__Alternative *other = said->alternatives[i];
        vd_word kind = strcmp(other->kind, "version") == 0    ? VD_WORD_VERSION
                       : strcmp(other->kind, "disputed") == 0 ? VD_WORD_DISPUTED
                                                              : VD_WORD_READING;
        vd_str date = VD_STR("");
        vd_str label = vd_paper_text(paper, "%s %s", vd_word_in(kind, paper->english), other->id);

        if (other->due)
            date = vd_moment_short(paper->arena,
                                   other->due->by_the_hour ? other->due->at : other->due->last_day,
                                   paper->english);
        else if (other->eligible_from)
            date = vd_moment_short(paper->arena, other->eligible_from->on_record, paper->english);
        vd_paper_paragraph(
            paper, 2, label.ptr,
            vd_paper_text(paper, "%.*s%s%.*s%s%s%s%s%s%s%s",
                          VD_STR_ARGS(vd_code_in(paper->arena, other->status, paper->english)),
                          date.len ? ", " : "", VD_STR_ARGS(date), other->title[0] ? ". " : "",
                          other->title, other->authority[0] ? " (" : "", other->authority,
                          other->authority[0] ? ")" : "", other->strict ? "; " : "",
                          other->strict ? vd_word_in(VD_WORD_STRICT, paper->english) : ""));
    }
}

static void show_deviation(const vd_paper *paper, const Valedor__V1__Deviation *from)
{
    if (from)
        vd_paper_paragraph(paper, 2, vd_word_in(VD_WORD_DEVIATES_FROM, paper->english),
                           vd_paper_text(paper, "%s: %s", from->rule, from->because));
}

static void show_missing(const vd_paper *paper, const Valedor__V1__Determination *said)
{
    for (size_t i = 0; i < said->n_missing_facts; i++) {
        const Valedor__V1__MissingFact *fact = said->missing_facts[i];

        vd_paper_paragraph(paper, 2, vd_word_in(VD_WORD_WAITS_FOR, paper->english),
                           vd_paper_text(paper, "%s%s%s%s%s%s", fact->fact,
                                         fact->instance[0] ? " [" : "", fact->instance,
                                         fact->instance[0] ? "]" : "",
                                         fact->question[0] ? ": " : "", fact->question));
    }
    if (said->missing_bound)
        vd_paper_paragraph(paper, 2, "",
                           vd_str_of(vd_word_in(VD_WORD_MISSING_BOUND, paper->english)));
    for (size_t i = 0; i < said->n_presumed; i++)
        vd_paper_paragraph(paper, 2, vd_word_in(VD_WORD_PRESUMES, paper->english),
                           vd_str_of(said->presumed[i]->fact));
}

/* Rows of the tree, parents before their children. */
typedef struct tree {
    const vd_paper *paper;
    vd_table_row_text *rows;
    size_t count;
} tree;

/* The effect that a view keeps; NULL: all nodes. */
static const char *effect_of(vd_view view)
{
    static const char *const effects[] = {NULL, "for", "against", "open"};

    return effects[view];
}

/* A view keeps the nodes of its effect, what lies above them, and the facts below them. Recursive;
 * the answer's depth is limited by whoever made it. */
static bool is_kept(const Valedor__V1__Explanation *node, const char *effect)
{
    bool kept = !effect || strcmp(node->effect, effect) == 0;

    for (size_t i = 0; i < node->n_children && !kept; i++)
        kept = is_kept(node->children[i], effect);
    return kept;
}

static size_t count_nodes(const Valedor__V1__Explanation *node)
{
    size_t count = 1;

    for (size_t i = 0; i < node->n_children; i++)
        count += count_nodes(node->children[i]);
    return count;
}

/* Recursive; the answer's depth is limited by whoever made it. */
static void add_node(tree *t, const Valedor__V1__Explanation *node, int parent, const char *effect)
{
    vd_table_row_text *row;
    int self = (int)t->count;
    bool leaf = strcmp(node->label, "fact") == 0;
    bool named = strcmp(node->label, node->id) != 0;
    vd_str value = vd_str_of(node->value);

    if (t->count == EXPLAINED_MAX)
        return;
    row = &t->rows[t->count++];
    row->parent = parent;
    row->cells[0].text = leaf ? vd_str_of(node->id)
                              : vd_paper_text(t->paper, "%.*s%s%s%s%s",
                                              VD_STR_ARGS(vd_code_in(t->paper->arena, node->label,
                                                                     t->paper->english)),
                                              named ? " " : "", named ? node->id : "",
                                              node->text[0] || node->expression[0] ? ": " : "",
                                              node->text[0] ? node->text : node->expression);
    /* Codes of facts are data and stay as they are; what the engine says is told in words. */
    if (!leaf || strcmp(node->value, "true") == 0 || strcmp(node->value, "false") == 0 ||
        strcmp(node->value, "unknown") == 0 || strcmp(node->value, "none") == 0)
        value = vd_code_in(t->paper->arena, node->value, t->paper->english);
    row->cells[1] = (vd_cell_text){value, VD_BOLD};
    row->cells[2] =
        (vd_cell_text){vd_show_law(t->paper, node->citations, node->n_citations), VD_DIM};
    /* The root's own effect is the answer's: its parts are looked at one by one. */
    if (effect && parent >= 0 && strcmp(node->effect, effect) == 0 && strcmp(effect, "open") != 0)
        effect = NULL;
    for (size_t i = 0; i < node->n_children; i++)
        if (is_kept(node->children[i], effect))
            add_node(t, node->children[i], self, effect);
}

/* What would turn a "no" into a "yes". */
static void show_nearest(const vd_paper *paper, const Valedor__V1__Nearest *nearest)
{
    if (!nearest)
        return;
    if (nearest->waiting_until[0])
        vd_paper_paragraph(
            paper, 2, vd_word_in(VD_WORD_BY_WAITING, paper->english),
            vd_paper_text(paper, "%s %.*s", vd_word_in(VD_WORD_UNTIL, paper->english),
                          VD_STR_ARGS(vd_moment_short(paper->arena, nearest->waiting_until,
                                                      paper->english))));
    for (size_t i = 0; i < nearest->n_ways; i++) {
        const Valedor__V1__Way *way = nearest->ways[i];
        vd_str text = VD_STR("");

        for (size_t k = 0; k < way->n_actions; k++) {
            const Valedor__V1__Action *action = way->actions[k];

            text = vd_paper_text(paper, "%.*s%s%s (%.*s)", VD_STR_ARGS(text), k ? " + " : "",
                                 action->text[0] ? action->text : action->fact,
                                 VD_STR_ARGS(vd_code_in(paper->arena, action->by, paper->english)));
        }
        text = vd_paper_text(
            paper, "%.*s: %.*s", VD_STR_ARGS(text),
            VD_STR_ARGS(way->from[0] ? vd_paper_text(paper, "%s %.*s",
                                                     vd_word_in(VD_WORD_FROM, paper->english),
                                                     VD_STR_ARGS(vd_moment_short(
                                                         paper->arena, way->from, paper->english)))
                                     : vd_code_in(paper->arena, "yes", paper->english)));
        vd_paper_paragraph(paper, 2, vd_word_in(VD_WORD_BY_ACTING, paper->english), text);
    }
}

static void show_explanation(const vd_paper *paper, const Valedor__V1__Determination *said,
                             vd_view view)
{
    const Valedor__V1__Explanation *explanation = said->explanation;
    const vd_column columns[] = {{vd_word_in(VD_WORD_EXPLANATION, paper->english), 0},
                                 {vd_word_in(VD_WORD_VALUE, paper->english), 26},
                                 {vd_word_in(VD_WORD_LAW, paper->english), 26}};
    tree t = {.paper = paper};
    size_t most = explanation ? count_nodes(explanation) : 0;

    if (!explanation)
        return;
    t.rows =
        VD_NEW_ARRAY(paper->arena, vd_table_row_text, most < EXPLAINED_MAX ? most : EXPLAINED_MAX);
    if (!t.rows)
        return;
    add_node(&t, explanation, -1, effect_of(view));
    fputc('\n', paper->out);
    vd_paper_table(paper, columns, 3, t.rows, t.count, true);
    if (said->explanation_cut + (most > EXPLAINED_MAX ? most - EXPLAINED_MAX : 0))
        vd_paper_line(paper, VD_DIM,
                      vd_paper_text(paper, "  %s %zu", vd_word_in(VD_WORD_CUT, paper->english),
                                    said->explanation_cut +
                                        (most > EXPLAINED_MAX ? most - EXPLAINED_MAX : 0)));
}

/* A rule without a text has another of its own in that place, which is shown anyway. */
static bool says_more(const Valedor__V1__Determination *said)
{
    return said->text[0] && strcmp(said->text, said->advice) != 0 &&
           strcmp(said->text, said->consequence) != 0 && strcmp(said->text, said->title) != 0 &&
           strcmp(said->text, said->rule) != 0;
}

void vd_show_detail(const vd_paper *paper, const Valedor__V1__Determination *said,
                    const vd_show_list *list)
{
    bool english = paper->english;

    fputc('\n', paper->out);
    vd_paper_line(
        paper, VD_BOLD,
        vd_paper_text(paper, "%s%s%s%s  ·  %.*s", said->title[0] ? said->title : said->rule,
                      said->instance[0] ? " [" : "", said->instance, said->instance[0] ? "]" : "",
                      VD_STR_ARGS(vd_code_in(paper->arena, said->status, english))));
    vd_paper_line(
        paper, VD_DIM,
        vd_paper_text(paper, "  %s%s%s", said->rule, said->version[0] ? " / " : "", said->version));
    if (says_more(said))
        vd_paper_paragraph(paper, 2, "", vd_str_of(said->text));
    show_due(paper, said->due);
    show_eligible(paper, said->eligible_from);
    paragraph(paper, VD_WORD_REASON, said->reason);
    show_missing(paper, said);
    show_nearest(paper, said->nearest);
    if (said->law_choice)
        paragraph(paper, VD_WORD_LAW_TAKEN, said->law_choice->reason);
    show_alternatives(paper, said);
    paragraph(paper, VD_WORD_CONSEQUENCE, said->consequence);
    paragraph(paper, VD_WORD_ADVICE, said->advice);
    paragraph(paper, VD_WORD_DISCRETIONARY, said->discretionary);
    if (said->decided_by[0])
        vd_paper_paragraph(paper, 2, vd_word_in(VD_WORD_DECIDED_BY, english),
                           vd_code_in(paper->arena, said->decided_by, english));
    bullets(paper, VD_WORD_DOCUMENTS, said->documents, said->n_documents);
    bullets(paper, VD_WORD_PROCEDURE, said->procedure, said->n_procedure);
    bullets(paper, VD_WORD_EFFECTS, said->effects, said->n_effects);
    bullets(paper, VD_WORD_RISKS, said->risks, said->n_risks);
    show_deviation(paper, said->deviates_from);
    paragraph(paper, VD_WORD_NOTE, said->note);
    show_citations(paper, said);
    show_explanation(paper, said, list->view);
}
