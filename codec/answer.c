/*
 * An answer is built top down by a builder that remembers when the arena ran out, so that each
 * field is one statement; the caller asks once, at the end. Until then texts that did not fit are
 * empty and lists that did not fit have no items, so nothing is ever half set.
 */
#include "codec/answer.h"

#include "codec/build.h"
#include "engine/law/best_of.h"
#include "engine/law/contradictions.h"
#include "engine/law/explain.h"
#include "engine/law/nearest.h"

#include "valedor/v1/advice.pb-c.h"

/* Levels of an explanation that go out; what lies deeper is cut. */
#define EXPLANATION_DEPTH_MAX 64

static const char *const urgency_names[] = {"immediate", "days", "routine"};

/* Recursive; depth counts down. */
static Valedor__V1__Explanation *explanation(vd_builder *b, const vd_explanation *said, int depth)
{
    Valedor__V1__Explanation *out = VD_BUILD(b, Valedor__V1__Explanation);

    if (!out)
        return NULL;
    valedor__v1__explanation__init(out);
    out->id = vd_build_text(b, said->id);
    out->label = vd_build_text(b, said->label);
    out->text = vd_build_local(b, &said->text);
    out->expression = vd_build_text(b, said->expression);
    out->value = vd_build_text(b, said->value);
    out->valid_until = vd_build_instant(b, said->until);
    out->effect = vd_build_word(vd_effect_name(said->effect));
    out->citations = vd_build_citations(b, &said->cite, &out->n_citations);
    if (depth == 0)
        return out;
    out->children = vd_build_take(b, said->count, sizeof(Valedor__V1__Explanation *));
    for (size_t i = 0; out->children && i < said->count; i++) {
        out->children[i] = explanation(b, &said->children[i], depth - 1);
        if (!out->children[i])
            break;
        out->n_children = i + 1;
    }
    return out;
}

/* Which law was taken, and why, in words. */
static char *choice_reason(vd_builder *b, const vd_choice *said)
{
    bool english = vd_build_english(b);
    vd_str taken = said->taken ? said->taken->id : VD_STR("");
    vd_str governing = said->governing ? said->governing->id : VD_STR("–");
    vd_str text;

    if (!said->taken)
        return vd_build_word(english
                                 ? "Which law is more favourable cannot be told yet: all are shown."
                                 : "Aún no se puede decir qué ley es más favorable: se muestran "
                                   "todas.");
    if (said->taken == said->governing)
        text =
            vd_arena_printf(b->arena,
                            english ? "The law of its own date (%.*s) is applied: no later one is "
                                      "more favourable."
                                    : "Se aplica la ley de su fecha (%.*s): ninguna posterior es "
                                      "más favorable.",
                            VD_STR_ARGS(taken));
    else
        text = vd_arena_printf(
            b->arena,
            english ? "The law %.*s is applied whole: it is more favourable than that of the date "
                      "(%.*s)."
                    : "Se aplica entera la ley %.*s: es más favorable que la de su fecha (%.*s).",
            VD_STR_ARGS(taken), VD_STR_ARGS(governing));
    b->exhausted = b->exhausted || !text.ptr;
    return text.ptr ? (char *)text.ptr : (char *)protobuf_c_empty_string;
}

static Valedor__V1__LawChoice *law_choice(vd_builder *b, const vd_choice *said)
{
    Valedor__V1__LawChoice *out = VD_BUILD(b, Valedor__V1__LawChoice);

    if (!out)
        return NULL;
    valedor__v1__law_choice__init(out);
    out->criterion = vd_build_word(vd_criterion_name(said->best_of->criterion));
    if (said->governing)
        out->governing = vd_build_text(b, said->governing->id);
    if (said->taken)
        out->taken = vd_build_text(b, said->taken->id);
    out->reason = choice_reason(b, said);
    out->citations = vd_build_citations(b, &said->best_of->cite, &out->n_citations);
    return out;
}

static Valedor__V1__Action *action(vd_builder *b, const vd_step *step)
{
    const vd_fact *fact = &b->program->facts[step->fact];
    Valedor__V1__Action *out = VD_BUILD(b, Valedor__V1__Action);

    if (!out)
        return NULL;
    valedor__v1__action__init(out);
    out->fact = vd_build_text(b, fact->id);
    out->instance = vd_build_text(b, step->instance);
    out->by = vd_build_text(b, fact->action->by);
    out->value = vd_build_text(b, vd_value_text(b->arena, &fact->action->to));
    out->text = vd_build_local(b, &fact->action->text);
    return out;
}

static Valedor__V1__Way *way(vd_builder *b, const vd_nearest *nearest, const vd_way *said)
{
    Valedor__V1__Way *out = VD_BUILD(b, Valedor__V1__Way);

    if (!out)
        return NULL;
    valedor__v1__way__init(out);
    if (said->from > nearest->asked_at)
        out->from = vd_build_day_or_instant(b, said->from);
    out->actions = vd_build_take(b, said->count, sizeof(*out->actions));
    for (size_t i = 0; out->actions && i < said->count; i++) {
        out->actions[i] = action(b, &said->steps[i]);
        if (!out->actions[i])
            return out;
        out->n_actions = i + 1;
    }
    return out;
}

static Valedor__V1__Nearest *nearest(vd_builder *b, const vd_nearest *said)
{
    Valedor__V1__Nearest *out = VD_BUILD(b, Valedor__V1__Nearest);

    if (!out)
        return NULL;
    valedor__v1__nearest__init(out);
    if (said->has_waiting)
        out->waiting_until = vd_build_day_or_instant(b, said->waiting_until);
    out->ways = vd_build_take(b, said->count, sizeof(*out->ways));
    for (size_t i = 0; out->ways && i < said->count; i++) {
        out->ways[i] = way(b, said, &said->ways[i]);
        if (!out->ways[i])
            return out;
        out->n_ways = i + 1;
    }
    return out;
}

static char *rule_text(vd_builder *b, const vd_determination *said, vd_rule_text which)
{
    const vd_text *own = said->words ? &said->words->texts[which] : NULL;

    return vd_build_local(b, own && own->count ? own : &said->rule->words.texts[which]);
}

static char **rule_list(vd_builder *b, const vd_determination *said, vd_rule_list which,
                        size_t *ret_count)
{
    const vd_texts *own = said->words ? &said->words->lists[which] : NULL;
    const vd_texts *list = own && own->count ? own : &said->rule->words.lists[which];
    char **out = vd_build_take(b, list->count, sizeof(*out));

    for (size_t i = 0; out && i < list->count; i++)
        out[i] = vd_build_local(b, &list->items[i]);
    *ret_count = out ? list->count : 0;
    return out;
}

/* What to do or what it is; a rule without such a text says the next best that it has. */
static void settle_text(Valedor__V1__Determination *out)
{
    char *const others[] = {out->advice, out->consequence, out->title, out->rule};

    for (size_t i = 0; !out->text[0] && i < sizeof(others) / sizeof(others[0]); i++)
        out->text = others[i];
}

static void add_words(vd_builder *b, const vd_determination *said, Valedor__V1__Determination *out)
{
    out->title = rule_text(b, said, VD_TEXT_TITLE);
    out->text = rule_text(b, said, VD_TEXT_TEXT);
    out->consequence = rule_text(b, said, VD_TEXT_CONSEQUENCE);
    out->advice = rule_text(b, said, VD_TEXT_ADVICE);
    out->discretionary = rule_text(b, said, VD_TEXT_DISCRETIONARY);
    settle_text(out);
    out->documents = rule_list(b, said, VD_LIST_DOCUMENTS, &out->n_documents);
    out->procedure = rule_list(b, said, VD_LIST_PROCEDURE, &out->n_procedure);
    out->effects = rule_list(b, said, VD_LIST_EFFECTS, &out->n_effects);
    out->risks = rule_list(b, said, VD_LIST_RISKS, &out->n_risks);
}

static Valedor__V1__Deviation *deviation(vd_builder *b, const vd_rule *rule)
{
    Valedor__V1__Deviation *out = NULL;

    if (rule->deviates_from.len == 0 || (out = VD_BUILD(b, Valedor__V1__Deviation)) == NULL)
        return NULL;
    valedor__v1__deviation__init(out);
    out->rule = vd_build_text(b, rule->deviates_from);
    out->because = vd_build_local(b, &rule->deviates_because);
    return out;
}

static void add_rule(vd_builder *b, const vd_determination *said, Valedor__V1__Determination *out)
{
    const vd_rule *rule = said->rule;

    out->rule = vd_build_text(b, rule->id);
    out->kind = vd_build_kind(rule->kind);
    out->actor = vd_build_text(b, rule->actor);
    out->obligation = vd_build_text(b, rule->obligation);
    out->basis = vd_build_text(b, rule->basis);
    out->urgency = vd_build_word(urgency_names[rule->urgency]);
    out->decided_by = vd_build_text(b, rule->decided_by);
    out->note = vd_build_text(b, rule->note);
    out->deviates_from = deviation(b, rule);
}

static void add_parts(vd_builder *b, const vd_determination *said, Valedor__V1__Determination *out)
{
    out->alternatives =
        vd_build_alternatives(b, said->alternatives, said->alternative_count, &out->n_alternatives);
    out->citations = vd_build_take(b, said->citation_count, sizeof(Valedor__V1__Citation *));
    for (size_t i = 0; out->citations && i < said->citation_count; i++) {
        out->citations[i] = vd_build_citation(b, said->citations[i]);
        if (!out->citations[i])
            return;
        out->n_citations = i + 1;
    }
    out->missing_facts =
        vd_build_missing(b, said->missing, said->missing_count, &out->n_missing_facts);
    out->missing_bound = said->missing_bound;
    out->presumed = vd_build_missing(b, said->presumed, said->presumed_count, &out->n_presumed);
    if (said->explanation)
        out->explanation = explanation(b, said->explanation, EXPLANATION_DEPTH_MAX);
    out->explanation_cut =
        said->explanation_cut > UINT32_MAX ? UINT32_MAX : (uint32_t)said->explanation_cut;
    if (said->choice)
        out->law_choice = law_choice(b, said->choice);
    if (said->nearest)
        out->nearest = nearest(b, said->nearest);
}

/* The requirement that fails, or the bar that holds, in words; empty when neither decides. */
static char *binding_reason(vd_builder *b, const vd_determination *said)
{
    bool english = vd_str_eq(b->language, VD_STR("en"));

    for (size_t i = 0; said->version && i < said->version->item_count; i++) {
        const vd_item *item = &said->version->items[i];
        vd_str words = vd_text_in(&item->text, b->language);
        const char *lead;
        vd_str text;

        if (!vd_str_eq(item->id, said->binding) || words.len == 0)
            continue;
        if (said->status == VD_NO)
            lead = item->bar ? (english ? "Barred" : "Lo impide")
                             : (english ? "Not met" : "No se cumple");
        else
            lead = item->bar
                       ? (english ? "Whether it is barred is open" : "Falta saber si lo impide")
                       : (english ? "Open" : "Por verificar");
        text = vd_arena_printf(b->arena, "%s: %.*s", lead, VD_STR_ARGS(words));
        if (text.ptr)
            return (char *)text.ptr;
        b->exhausted = true;
    }
    return (char *)protobuf_c_empty_string;
}

static Valedor__V1__Determination *determination(vd_builder *b, const vd_determination *said)
{
    Valedor__V1__Determination *out = VD_BUILD(b, Valedor__V1__Determination);

    if (!out)
        return NULL;
    valedor__v1__determination__init(out);
    add_rule(b, said, out);
    add_words(b, said, out);
    out->instance = vd_build_text(b, said->instance);
    out->status = vd_build_word(vd_verdict_name(said->status));
    out->version = said->version ? vd_build_text(b, said->version->id) : out->version;
    out->due = vd_build_due(b, &said->dates);
    out->eligible_from = vd_build_eligible(b, &said->dates);
    out->valid_until = vd_build_instant(b, said->valid_until);
    out->of_another_stage = said->of_another_stage;
    out->binding = vd_build_text(b, said->binding);
    out->reason = said->reason.len || said->status == VD_YES ? vd_build_text(b, said->reason)
                                                             : binding_reason(b, said);
    add_parts(b, said, out);
    return out;
}

static void add_determinations(vd_builder *b, const vd_assessment *assessment, bool all,
                               Valedor__V1__AssessResponse *out)
{
    out->determinations = vd_build_take(b, assessment->count, sizeof(Valedor__V1__Determination *));
    for (size_t i = 0; out->determinations && i < assessment->count; i++) {
        const vd_determination *said = &assessment->items[i];

        if (said->status == VD_NOT_APPLICABLE && !all)
            continue;
        out->determinations[out->n_determinations] = determination(b, said);
        if (!out->determinations[out->n_determinations])
            return;
        out->n_determinations++;
    }
}

static Valedor__V1__Contradiction *contradiction(vd_builder *b, const vd_found_contradiction *said)
{
    Valedor__V1__Contradiction *out = VD_BUILD(b, Valedor__V1__Contradiction);

    if (!out)
        return NULL;
    valedor__v1__contradiction__init(out);
    out->id = vd_build_text(b, said->what->id);
    out->instance = vd_build_text(b, said->instance);
    out->text = vd_build_local(b, &said->what->text);
    out->facts = vd_build_take(b, said->fact_count, sizeof(*out->facts));
    for (size_t i = 0; out->facts && i < said->fact_count; i++) {
        Valedor__V1__FactName *name = VD_BUILD(b, Valedor__V1__FactName);

        if (!name)
            return out;
        valedor__v1__fact_name__init(name);
        name->fact = vd_build_text(b, b->program->facts[said->facts[i].fact].id);
        name->instance = vd_build_text(b, said->facts[i].instance);
        out->facts[out->n_facts++] = name;
    }
    return out;
}

static void add_contradictions(vd_builder *b, const vd_case *subject, vd_instant at,
                               Valedor__V1__AssessResponse *out)
{
    const vd_found_contradiction *found = NULL;
    size_t count = 0;

    if (vd_contradictions(b->arena, b->program, subject, at, &count, &found, NULL)) {
        b->exhausted = true;
        return;
    }
    out->contradictions = vd_build_take(b, count, sizeof(*out->contradictions));
    for (size_t i = 0; out->contradictions && i < count; i++) {
        out->contradictions[i] = contradiction(b, &found[i]);
        if (!out->contradictions[i])
            return;
        out->n_contradictions = i + 1;
    }
}

vd_status vd_answer_due(vd_arena *arena, const vd_program *program, vd_str language,
                        const vd_dates *dates, Valedor__V1__Due **ret_due, vd_error *err)
{
    vd_builder b = {arena, program, program->zone, language, false, NULL};
    Valedor__V1__Due *out = vd_build_due(&b, dates);

    if (b.exhausted)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "Memory is exhausted.");
    *ret_due = out;
    return VD_OK;
}

vd_status vd_answer_build(vd_arena *arena, const vd_program *program, const vd_case *subject,
                          const vd_assessment *assessment, const vd_answer_options *options,
                          Valedor__V1__AssessResponse **ret_answer, vd_error *err)
{
    vd_builder b = {arena,         program,
                    subject->zone, options->language,
                    false,         program->packs[subject->pack].sees};
    Valedor__V1__AssessResponse *out = VD_BUILD(&b, Valedor__V1__AssessResponse);

    if (b.language.len == 0)
        b.language = VD_STR("es");
    if (out) {
        valedor__v1__assess_response__init(out);
        out->case_id = vd_build_text(&b, subject->id);
        out->revision = subject->revision;
        out->on = vd_build_date(&b, vd_zone_date(b.zone, assessment->at));
        out->at = vd_build_instant(&b, assessment->at);
        out->engine = vd_build_word(VD_ENGINE_SEMANTICS);
        out->jurisdiction = vd_build_text(&b, program->packs[subject->pack].id);
        out->packs = vd_build_packs(&b, &out->n_packs);
        add_determinations(&b, assessment, options->include_not_applicable, out);
        add_contradictions(&b, subject, assessment->at, out);
    }
    if (b.exhausted)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED,
                       "The answer is too large for the memory of one request: ask for one rule.");
    *ret_answer = out;
    return VD_OK;
}
