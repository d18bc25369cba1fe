/*
 * An answer is built top down by a builder that remembers when the arena ran out, so that each
 * field is one statement; the caller asks once, at the end. Until then texts that did not fit are
 * empty and lists that did not fit have no items, so nothing is ever half set.
 */
#include "codec/answer.h"

#include "engine/time/iso.h"

#include "valedor/v1/advice.pb-c.h"

/* Levels of an explanation that go out; what lies deeper is cut. */
#define EXPLANATION_DEPTH_MAX 64

typedef struct builder {
    vd_arena *arena;
    const vd_program *program;
    const vd_zone *zone;
    vd_str language;
    bool exhausted;
} builder;

static const char *const kind_names[] = {"deadline", "benefit", "guideline"};
static const char *const urgency_names[] = {"immediate", "days", "routine"};
static const char *const confidence_names[] = {"high", "medium", "low"};
static const char *const cost_names[] = {"file", "interview", "expert"};
static const char *const why_names[] = {"ask", "unknowable", "withheld", "incomplete"};
static const char *const alternative_names[] = {"reading", "version", "disputed"};

static void *take(builder *b, size_t count, size_t size)
{
    void *memory = vd_arena_array(b->arena, count, size);

    if (!memory)
        b->exhausted = true;
    return memory;
}

#define TAKE(b, type) ((type *)take((b), 1, sizeof(type)))

static char *text_of(builder *b, vd_str text)
{
    vd_str copy;

    if (text.len == 0)
        return (char *)protobuf_c_empty_string;
    copy = vd_arena_copy(b->arena, text);
    if (!copy.ptr) {
        b->exhausted = true;
        return (char *)protobuf_c_empty_string;
    }
    return (char *)copy.ptr;
}

static char *word_of(const char *name)
{
    return (char *)name;
}

static char *local(builder *b, const vd_text *text)
{
    return text_of(b, vd_text_in(text, b->language));
}

static char *date_text(builder *b, vd_date date)
{
    char text[VD_ISO_TEXT];

    if (date == VD_NO_DATE)
        return (char *)protobuf_c_empty_string;
    return text_of(b, (vd_str){text, vd_iso_print_date(date, text)});
}

static char *instant_text(builder *b, vd_instant instant)
{
    const vd_zone *zone = b->zone;
    char text[VD_ISO_TEXT];
    vd_clock clock = {.has_offset = true};

    if (instant == VD_FOREVER || instant == VD_LONG_AGO)
        return (char *)protobuf_c_empty_string;
    clock.offset = vd_zone_offset(zone, instant);
    clock.date = vd_zone_date(zone, instant);
    clock.nanos = (instant + clock.offset - clock.date * VD_SECONDS_PER_DAY) * VD_NANOS_PER_SECOND;
    return text_of(b, (vd_str){text, vd_iso_print_date_time(&clock, text)});
}

/* What begins with a day is told as that day. */
static char *day_or_instant(builder *b, vd_instant instant)
{
    vd_date date;

    if (instant == VD_FOREVER || instant == VD_LONG_AGO)
        return (char *)protobuf_c_empty_string;
    date = vd_zone_date(b->zone, instant);
    return vd_zone_start_of(b->zone, date) == instant ? date_text(b, date)
                                                      : instant_text(b, instant);
}

static Valedor__V1__Citation *citation(builder *b, const vd_citation *cite)
{
    Valedor__V1__Citation *out = TAKE(b, Valedor__V1__Citation);

    if (!out)
        return NULL;
    valedor__v1__citation__init(out);
    if (cite->norm) {
        out->norm = text_of(b, cite->norm->id);
        out->norm_title = local(b, &cite->norm->title);
        out->unavailable = text_of(b, cite->norm->unavailable);
    }
    out->article = text_of(b, cite->article);
    out->version_from = date_text(b, cite->version_from);
    out->quote = text_of(b, cite->quote);
    out->confidence = word_of(confidence_names[cite->confidence]);
    out->note = text_of(b, cite->note);
    return out;
}

static Valedor__V1__Citation **citations(builder *b, const vd_citations *cites, size_t *ret_count)
{
    Valedor__V1__Citation **out = take(b, cites->count, sizeof(*out));

    for (size_t i = 0; out && i < cites->count; i++) {
        out[i] = citation(b, &cites->items[i]);
        if (!out[i])
            return NULL;
        *ret_count = i + 1;
    }
    return out;
}

static Valedor__V1__Moved *moved(builder *b, const vd_moved *said)
{
    Valedor__V1__Moved *out = TAKE(b, Valedor__V1__Moved);

    if (!out)
        return NULL;
    valedor__v1__moved__init(out);
    out->from = date_text(b, said->from);
    out->until = date_text(b, said->until);
    out->kind = text_of(b, vd_moved_kind_name(said->kind));
    out->step = text_of(b, vd_moved_step_name(said->step));
    out->reason = local(b, said->reason);
    out->citation = said->cite ? citation(b, said->cite) : NULL;
    return out;
}

static Valedor__V1__Due *due(builder *b, const vd_dates *dates)
{
    Valedor__V1__Due *out;

    if (!dates->has_due || !(out = TAKE(b, Valedor__V1__Due)))
        return NULL;
    valedor__v1__due__init(out);
    out->at = instant_text(b, dates->due);
    out->last_day = date_text(b, dates->last_day);
    out->by_the_hour = dates->by_the_hour;
    out->counted_from = date_text(b, dates->counted_from);
    out->moved = take(b, dates->moved_count, sizeof(Valedor__V1__Moved *));
    for (size_t i = 0; out->moved && i < dates->moved_count; i++) {
        out->moved[i] = moved(b, &dates->moved[i]);
        if (!out->moved[i])
            break;
        out->n_moved = i + 1;
    }
    return out;
}

static Valedor__V1__EligibleFrom *eligible(builder *b, const vd_dates *dates)
{
    Valedor__V1__EligibleFrom *out;

    if ((!dates->has_eligible && !dates->has_if_continues) ||
        !(out = TAKE(b, Valedor__V1__EligibleFrom)))
        return NULL;
    valedor__v1__eligible_from__init(out);
    if (dates->has_eligible)
        out->on_record = day_or_instant(b, dates->eligible_from);
    if (dates->has_if_continues)
        out->if_continues = day_or_instant(b, dates->if_continues);
    out->provisional = dates->eligible_provisional;
    if (dates->has_eligible_until)
        out->until = day_or_instant(b, dates->eligible_until);
    return out;
}

static Valedor__V1__Alternative *alternative(builder *b, const vd_alternative *said)
{
    Valedor__V1__Alternative *out = TAKE(b, Valedor__V1__Alternative);

    if (!out)
        return NULL;
    valedor__v1__alternative__init(out);
    out->kind = word_of(alternative_names[said->kind]);
    out->id = text_of(b, said->id);
    out->title = local(b, &said->title);
    out->authority = text_of(b, said->authority);
    out->strict = said->strict;
    out->headline = said->headline;
    out->status = word_of(vd_verdict_name(said->status));
    out->due = due(b, &said->dates);
    out->eligible_from = eligible(b, &said->dates);
    out->citations = citations(b, &said->cite, &out->n_citations);
    return out;
}

/* Asks whether a list holds every record there is. */
static char *completeness_question(builder *b, const vd_record_type *record)
{
    vd_str title = vd_text_in(&record->title, b->language);
    vd_str text;

    if (title.len == 0)
        title = record->id;
    text = vd_str_eq(b->language, VD_STR("en"))
               ? vd_arena_printf(b->arena, "Is every record of this kind on file: %.*s?",
                                 VD_STR_ARGS(title))
               : vd_arena_printf(b->arena, "¿Constan todos los registros de este tipo: %.*s?",
                                 VD_STR_ARGS(title));
    if (!text.ptr) {
        b->exhausted = true;
        return (char *)protobuf_c_empty_string;
    }
    return (char *)text.ptr;
}

static Valedor__V1__MissingFact *missing_fact(builder *b, const vd_missing_fact *said)
{
    Valedor__V1__MissingFact *out = TAKE(b, Valedor__V1__MissingFact);

    if (!out)
        return NULL;
    valedor__v1__missing_fact__init(out);
    out->instance = text_of(b, said->instance);
    out->why = word_of(said->disputed ? "disputed" : why_names[said->why]);
    if (said->fact == VD_NONE) {
        const vd_record_type *record = &b->program->records[said->record];

        out->fact = text_of(b, record->list);
        out->question = completeness_question(b, record);
    } else {
        const vd_fact *fact = &b->program->facts[said->fact];

        out->fact = text_of(b, fact->id);
        out->question = local(b, &fact->question);
        out->supplier = word_of(vd_supplier_name(fact->supplier));
        out->cost = word_of(cost_names[fact->cost]);
    }
    return out;
}

static Valedor__V1__MissingFact **missing_facts(builder *b, const vd_missing_fact *said,
                                                size_t count, size_t *ret_count)
{
    Valedor__V1__MissingFact **out = take(b, count, sizeof(*out));

    for (size_t i = 0; out && i < count; i++) {
        out[i] = missing_fact(b, &said[i]);
        if (!out[i])
            return NULL;
        *ret_count = i + 1;
    }
    return out;
}

/* Recursive; depth counts down. */
static Valedor__V1__Explanation *explanation(builder *b, const vd_explanation *said, int depth)
{
    Valedor__V1__Explanation *out = TAKE(b, Valedor__V1__Explanation);

    if (!out)
        return NULL;
    valedor__v1__explanation__init(out);
    out->id = text_of(b, said->id);
    out->label = text_of(b, said->label);
    out->text = local(b, &said->text);
    out->expression = text_of(b, said->expression);
    out->value = text_of(b, said->value);
    out->valid_until = instant_text(b, said->until);
    out->citations = citations(b, &said->cite, &out->n_citations);
    if (depth == 0)
        return out;
    out->children = take(b, said->count, sizeof(Valedor__V1__Explanation *));
    for (size_t i = 0; out->children && i < said->count; i++) {
        out->children[i] = explanation(b, &said->children[i], depth - 1);
        if (!out->children[i])
            break;
        out->n_children = i + 1;
    }
    return out;
}

static char *rule_text(builder *b, const vd_determination *said, vd_rule_text which)
{
    const vd_text *own = said->words ? &said->words->texts[which] : NULL;

    return local(b, own && own->count ? own : &said->rule->words.texts[which]);
}

static char **rule_list(builder *b, const vd_determination *said, vd_rule_list which,
                        size_t *ret_count)
{
    const vd_texts *own = said->words ? &said->words->lists[which] : NULL;
    const vd_texts *list = own && own->count ? own : &said->rule->words.lists[which];
    char **out = take(b, list->count, sizeof(*out));

    for (size_t i = 0; out && i < list->count; i++)
        out[i] = local(b, &list->items[i]);
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

static void add_words(builder *b, const vd_determination *said, Valedor__V1__Determination *out)
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

static void add_rule(builder *b, const vd_determination *said, Valedor__V1__Determination *out)
{
    const vd_rule *rule = said->rule;

    out->rule = text_of(b, rule->id);
    out->kind = word_of(kind_names[rule->kind]);
    out->actor = text_of(b, rule->actor);
    out->obligation = text_of(b, rule->obligation);
    out->basis = text_of(b, rule->basis);
    out->urgency = word_of(urgency_names[rule->urgency]);
    out->decided_by = text_of(b, rule->decided_by);
    out->note = text_of(b, rule->note);
}

static void add_parts(builder *b, const vd_determination *said, Valedor__V1__Determination *out)
{
    out->alternatives = take(b, said->alternative_count, sizeof(Valedor__V1__Alternative *));
    for (size_t i = 0; out->alternatives && i < said->alternative_count; i++) {
        out->alternatives[i] = alternative(b, &said->alternatives[i]);
        if (!out->alternatives[i])
            return;
        out->n_alternatives = i + 1;
    }
    out->citations = take(b, said->citation_count, sizeof(Valedor__V1__Citation *));
    for (size_t i = 0; out->citations && i < said->citation_count; i++) {
        out->citations[i] = citation(b, said->citations[i]);
        if (!out->citations[i])
            return;
        out->n_citations = i + 1;
    }
    out->missing_facts =
        missing_facts(b, said->missing, said->missing_count, &out->n_missing_facts);
    out->presumed = missing_facts(b, said->presumed, said->presumed_count, &out->n_presumed);
    if (said->explanation)
        out->explanation = explanation(b, said->explanation, EXPLANATION_DEPTH_MAX);
}

/* The requirement that fails, or the bar that holds, in words; empty when neither decides. */
static char *binding_reason(builder *b, const vd_determination *said)
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

static Valedor__V1__Determination *determination(builder *b, const vd_determination *said)
{
    Valedor__V1__Determination *out = TAKE(b, Valedor__V1__Determination);

    if (!out)
        return NULL;
    valedor__v1__determination__init(out);
    add_rule(b, said, out);
    add_words(b, said, out);
    out->instance = text_of(b, said->instance);
    out->status = word_of(vd_verdict_name(said->status));
    out->version = said->version ? text_of(b, said->version->id) : out->version;
    out->due = due(b, &said->dates);
    out->eligible_from = eligible(b, &said->dates);
    out->valid_until = instant_text(b, said->valid_until);
    out->binding = text_of(b, said->binding);
    out->reason = said->reason.len || said->status == VD_YES ? text_of(b, said->reason)
                                                             : binding_reason(b, said);
    add_parts(b, said, out);
    return out;
}

static void add_packs(builder *b, Valedor__V1__AssessResponse *out)
{
    out->packs = take(b, b->program->pack_count, sizeof(Valedor__V1__PackRef *));
    for (size_t i = 0; out->packs && i < b->program->pack_count; i++) {
        const vd_pack *pack = &b->program->packs[i];
        Valedor__V1__PackRef *ref = TAKE(b, Valedor__V1__PackRef);

        if (!ref)
            return;
        valedor__v1__pack_ref__init(ref);
        ref->id = text_of(b, pack->id);
        ref->version = text_of(b, pack->version);
        ref->digest = text_of(b, pack->digest);
        out->packs[i] = ref;
        out->n_packs = i + 1;
    }
}

static void add_determinations(builder *b, const vd_assessment *assessment, bool all,
                               Valedor__V1__AssessResponse *out)
{
    out->determinations = take(b, assessment->count, sizeof(Valedor__V1__Determination *));
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

vd_status vd_answer_due(vd_arena *arena, const vd_program *program, vd_str language,
                        const vd_dates *dates, Valedor__V1__Due **ret_due, vd_error *err)
{
    builder b = {arena, program, program->zone, language, false};
    Valedor__V1__Due *out = due(&b, dates);

    if (b.exhausted)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "Memory is exhausted.");
    *ret_due = out;
    return VD_OK;
}

vd_status vd_answer_build(vd_arena *arena, const vd_program *program, const vd_case *subject,
                          const vd_assessment *assessment, const vd_answer_options *options,
                          Valedor__V1__AssessResponse **ret_answer, vd_error *err)
{
    builder b = {arena, program, subject->zone, options->language, false};
    Valedor__V1__AssessResponse *out = TAKE(&b, Valedor__V1__AssessResponse);

    if (b.language.len == 0)
        b.language = VD_STR("es");
    if (out) {
        valedor__v1__assess_response__init(out);
        out->case_id = text_of(&b, subject->id);
        out->revision = subject->revision;
        out->on = date_text(&b, vd_zone_date(b.zone, assessment->at));
        out->at = instant_text(&b, assessment->at);
        out->engine = word_of(VD_ENGINE_SEMANTICS);
        add_packs(&b, out);
        add_determinations(&b, assessment, options->include_not_applicable, out);
    }
    if (b.exhausted)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED,
                       "The answer is too large for the memory of one request: ask for one rule.");
    *ret_answer = out;
    return VD_OK;
}
