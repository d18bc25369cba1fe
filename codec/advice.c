#include "codec/advice.h"

#include "codec/build.h"
#include "codec/message.h"
#include "engine/law/questions.h"
#include "engine/law/whatif.h"
#include "engine/time/date.h"
#include "engine/time/iso.h"

#include "valedor/v1/case.pb-c.h"

#define TIMELINE_MONTHS 120
/* 1 January of the years 2 and 9000. */
#define FIRST_DAY (-718797)
#define LAST_DAY 2567655

static vd_builder builder_at(vd_arena *arena, const vd_standpoint *here, const char *language)
{
    return (vd_builder){.arena = arena,
                        .program = here->program,
                        .zone = here->subject->zone,
                        .sees = here->program->packs[here->subject->pack].sees,
                        .language = language[0] ? vd_str_of(language) : VD_STR("es")};
}

static vd_status find_rule(const vd_program *program, const char *id, uint32_t *ret_rule,
                           vd_error *err)
{
    *ret_rule = id[0] ? vd_program_rule(program, vd_str_of(id)) : VD_NONE;
    if (!id[0] || *ret_rule != VD_NONE)
        return VD_OK;
    return vd_fail(err, VD_INVALID_ARGUMENT, "The packs have no rule \"%.100s\".", id);
}

static vd_status too_large(vd_error *err)
{
    return vd_fail(err, VD_RESOURCE_EXHAUSTED,
                   "The answer is too large for the memory of one request: ask for one rule.");
}

static vd_status assess(vd_arena *arena, const vd_standpoint *here, const char *rule,
                        const vd_assessment **ret_assessment, vd_error *err)
{
    vd_question question = {.at = here->at};
    vd_status status = find_rule(here->program, rule, &question.rule, err);

    return status ? status
                  : vd_assess(arena, here->program, here->subject, &question, ret_assessment, err);
}

/* What if. */

/* The changes as a case of their own. */
static vd_status read_overlay(vd_arena *arena, const Valedor__V1__WhatIfRequest *request,
                              vd_overlay *ret_overlay, vd_error *err)
{
    Valedor__V1__Case changes = VALEDOR__V1__CASE__INIT;
    vd_case_doc *doc = VD_NEW(arena, vd_case_doc);
    vd_forgotten *forgotten = VD_NEW_ARRAY(arena, vd_forgotten, request->n_forget);
    vd_status status;

    if (!doc || !forgotten)
        return too_large(err);
    changes.id = (char *)"what-if";
    changes.n_facts = request->n_set;
    changes.facts = request->set;
    changes.n_records = request->n_records;
    changes.records = request->records;
    changes.n_lists = request->n_lists;
    changes.lists = request->lists;
    status = vd_message_read_case(arena, &changes, doc, err);
    if (status)
        return status;
    for (size_t i = 0; i < request->n_forget; i++)
        forgotten[i] = (vd_forgotten){vd_str_of(request->forget[i]->fact),
                                      vd_str_of(request->forget[i]->instance)};
    *ret_overlay = (vd_overlay){doc, request->n_forget, forgotten};
    return VD_OK;
}

static Valedor__V1__Standing *standing(vd_builder *b, const vd_determination *said)
{
    Valedor__V1__Standing *out;

    if (!said || !(out = VD_BUILD(b, Valedor__V1__Standing)))
        return NULL;
    valedor__v1__standing__init(out);
    out->status = vd_build_word(vd_verdict_name(said->status));
    out->due = vd_build_due(b, &said->dates);
    out->eligible_from = vd_build_eligible(b, &said->dates);
    if (said->version)
        out->version = vd_build_text(b, said->version->id);
    out->missing_facts =
        vd_build_missing(b, said->missing, said->missing_count, &out->n_missing_facts);
    out->alternatives =
        vd_build_alternatives(b, said->alternatives, said->alternative_count, &out->n_alternatives);
    out->reason = vd_build_text(b, said->reason);
    return out;
}

static Valedor__V1__Difference *difference(vd_builder *b, vd_builder *after,
                                           const vd_difference *said)
{
    static const char *const parts[] = {"status", "dates", "version", "missing", "alternatives"};
    const vd_determination *one = said->before ? said->before : said->after;
    Valedor__V1__Difference *out = VD_BUILD(b, Valedor__V1__Difference);

    if (!out)
        return NULL;
    valedor__v1__difference__init(out);
    out->rule = vd_build_text(b, one->rule->id);
    out->instance = vd_build_text(b, one->instance);
    out->kind = vd_build_kind(one->rule->kind);
    out->title = vd_build_title(b, one);
    out->parts = vd_build_take(b, sizeof(parts) / sizeof(parts[0]), sizeof(*out->parts));
    for (size_t i = 0; out->parts && i < sizeof(parts) / sizeof(parts[0]); i++)
        if (said->parts & (1U << i))
            out->parts[out->n_parts++] = vd_build_word(parts[i]);
    out->before = standing(b, said->before);
    out->after = standing(after, said->after);
    return out;
}

typedef struct both {
    const vd_assessment *before;
    const vd_assessment *after;
    size_t count;
    const vd_difference *differences;
} both;

static size_t applicable(const vd_assessment *assessment)
{
    size_t count = 0;

    for (size_t i = 0; i < assessment->count; i++)
        count += assessment->items[i].status != VD_NOT_APPLICABLE;
    return count;
}

static vd_status build_what_if(vd_arena *arena, const vd_standpoint *before,
                               const vd_standpoint *after, const char *language, const both *said,
                               Valedor__V1__WhatIfResponse **ret_answer, vd_error *err)
{
    vd_builder b = builder_at(arena, before, language);
    vd_builder then = builder_at(arena, after, language);
    Valedor__V1__WhatIfResponse *out = VD_BUILD(&b, Valedor__V1__WhatIfResponse);
    size_t stood = 0;

    if (!out)
        return too_large(err);
    valedor__v1__what_if_response__init(out);
    out->case_id = vd_build_text(&b, before->subject->id);
    out->revision = before->subject->revision;
    out->on = vd_build_date(&b, vd_zone_date(b.zone, before->at));
    out->at = vd_build_instant(&b, before->at);
    out->then_on = vd_build_date(&then, vd_zone_date(then.zone, after->at));
    out->then_at = vd_build_instant(&then, after->at);
    out->engine = vd_build_word(VD_ENGINE_SEMANTICS);
    out->packs = vd_build_packs(&b, &out->n_packs);
    if (after->program != before->program)
        out->then_packs = vd_build_packs(&then, &out->n_then_packs);
    out->differences = vd_build_take(&b, said->count, sizeof(*out->differences));
    for (size_t i = 0; out->differences && i < said->count; i++) {
        out->differences[i] = difference(&b, &then, &said->differences[i]);
        if (!out->differences[i])
            break;
        out->n_differences = i + 1;
        stood +=
            said->differences[i].before && said->differences[i].before->status != VD_NOT_APPLICABLE;
    }
    out->unchanged = (uint32_t)(applicable(said->before) - stood);
    if (b.exhausted || then.exhausted)
        return too_large(err);
    *ret_answer = out;
    return VD_OK;
}

vd_status vd_advise_what_if(vd_arena *arena, const vd_standpoint *before,
                            const vd_standpoint *after, const Valedor__V1__WhatIfRequest *request,
                            Valedor__V1__WhatIfResponse **ret_answer, vd_error *err)
{
    vd_standpoint then = *after;
    vd_overlay overlay;
    both said = {0};
    vd_status status = read_overlay(arena, request, &overlay, err);

    if (status == VD_OK)
        status =
            vd_case_overlay(arena, after->program, after->subject, &overlay, &then.subject, err);
    if (status == VD_OK)
        status = assess(arena, before, request->rule, &said.before, err);
    if (status == VD_OK)
        status = assess(arena, &then, request->rule, &said.after, err);
    if (status)
        return status;
    if (!vd_assessments_differ(arena, before->program, said.before, then.program, said.after,
                               &said.count, &said.differences))
        return too_large(err);
    return build_what_if(arena, before, &then, request->language, &said, ret_answer, err);
}

/* Questions. */

static Valedor__V1__TriedAnswer *tried_answer(vd_builder *b, const vd_tried *said)
{
    Valedor__V1__TriedAnswer *out = VD_BUILD(b, Valedor__V1__TriedAnswer);

    if (!out)
        return NULL;
    valedor__v1__tried_answer__init(out);
    out->value = said->presence == VD_ABSENT
                     ? vd_build_word("none")
                     : vd_build_text(b, vd_value_text(b->arena, &said->value));
    out->settled = (uint32_t)said->settled;
    return out;
}

static Valedor__V1__OpenQuestion *open_question(vd_builder *b, const vd_open_fact *said)
{
    Valedor__V1__OpenQuestion *out = VD_BUILD(b, Valedor__V1__OpenQuestion);

    if (!out)
        return NULL;
    valedor__v1__open_question__init(out);
    out->fact = vd_build_missing_fact(b, &said->fact);
    out->waiting = (uint32_t)said->waiting;
    out->settles_least = (uint32_t)said->least;
    out->settles_most = (uint32_t)said->most;
    out->exact = said->tried;
    out->of_another_stage = said->now == 0;
    out->answers = vd_build_take(b, said->answer_count, sizeof(*out->answers));
    for (size_t i = 0; out->answers && i < said->answer_count; i++) {
        out->answers[i] = tried_answer(b, &said->answers[i]);
        if (!out->answers[i])
            return NULL;
        out->n_answers = i + 1;
    }
    return out->fact ? out : NULL;
}

vd_status vd_advise_questions(vd_arena *arena, const vd_standpoint *here,
                              const Valedor__V1__QuestionsRequest *request,
                              Valedor__V1__QuestionsResponse **ret_answer, vd_error *err)
{
    vd_builder b = builder_at(arena, here, request->language);
    Valedor__V1__QuestionsResponse *out = VD_BUILD(&b, Valedor__V1__QuestionsResponse);
    const vd_assessment *assessment = NULL;
    vd_open_facts facts = {0};
    size_t shown;
    vd_status status;

    if (!out)
        return too_large(err);
    if ((status = assess(arena, here, request->rule, &assessment, err)) ||
        (status = vd_open_questions(arena, here->program, here->subject, assessment, &facts, err)))
        return status;
    shown = request->limit && request->limit < facts.count ? request->limit : facts.count;
    valedor__v1__questions_response__init(out);
    out->case_id = vd_build_text(&b, here->subject->id);
    out->revision = here->subject->revision;
    out->on = vd_build_date(&b, vd_zone_date(b.zone, here->at));
    out->at = vd_build_instant(&b, here->at);
    out->engine = vd_build_word(VD_ENGINE_SEMANTICS);
    out->packs = vd_build_packs(&b, &out->n_packs);
    out->open = (uint32_t)facts.open;
    out->left_out = (uint32_t)(facts.count - shown);
    out->questions = vd_build_take(&b, shown, sizeof(*out->questions));
    for (size_t i = 0; out->questions && i < shown; i++) {
        out->questions[i] = open_question(&b, &facts.items[i]);
        if (!out->questions[i])
            break;
        out->n_questions = i + 1;
    }
    if (b.exhausted)
        return too_large(err);
    *ret_answer = out;
    return VD_OK;
}

/* Timelines. */

static vd_status read_moment(const vd_zone *zone, const char *name, const char *text,
                             vd_instant fallback, vd_instant *ret_instant, vd_error *err)
{
    vd_clock clock;
    vd_date date;

    *ret_instant = fallback;
    if (!text[0])
        return VD_OK;
    if (vd_iso_parse_date(vd_str_of(text), &date)) {
        *ret_instant = vd_zone_start_of(zone, date);
        return VD_OK;
    }
    if (!vd_iso_parse_date_time(vd_str_of(text), true, &clock) || !clock.has_offset)
        return vd_fail(err, VD_INVALID_ARGUMENT,
                       "%s is a date, such as 2024-01-10, or an instant with its offset, such as "
                       "2024-01-10T10:00:00-05:00.",
                       name);
    *ret_instant = vd_clock_instant(&clock);
    return VD_OK;
}

/* The only record, where none is named. */
static vd_status find_instance(const vd_standpoint *here, uint32_t rule, const char *said,
                               vd_str *ret_instance, vd_error *err)
{
    uint32_t record = here->program->rules[rule].record;
    const vd_instances *list = &here->subject->records[record];

    *ret_instance = vd_str_of(said);
    if (said[0] || record == 0)
        return VD_OK;
    if (list->count != 1)
        return vd_fail(err, VD_INVALID_ARGUMENT,
                       "The rule is asked for each of the case's %.*s, and there are %u: name one "
                       "as the instance.",
                       VD_STR_ARGS(here->program->records[record].list), list->count);
    *ret_instance = list->items[0].id;
    return VD_OK;
}

static Valedor__V1__Segment *segment(vd_builder *b, const vd_segment *said)
{
    Valedor__V1__Segment *out = VD_BUILD(b, Valedor__V1__Segment);

    if (!out)
        return NULL;
    valedor__v1__segment__init(out);
    out->from = vd_build_day_or_instant(b, said->from);
    out->until = vd_build_day_or_instant(b, said->until);
    out->status = vd_build_word(vd_verdict_name(said->status));
    return out;
}

static vd_status build_timeline(vd_arena *arena, const vd_standpoint *here, uint32_t rule,
                                vd_str instance, const char *language, size_t count,
                                const vd_segment *segments,
                                Valedor__V1__TimelineResponse **ret_answer, vd_error *err)
{
    vd_builder b = builder_at(arena, here, language);
    Valedor__V1__TimelineResponse *out = VD_BUILD(&b, Valedor__V1__TimelineResponse);
    const vd_rule *which = &here->program->rules[rule];

    if (!out)
        return too_large(err);
    valedor__v1__timeline_response__init(out);
    out->case_id = vd_build_text(&b, here->subject->id);
    out->revision = here->subject->revision;
    out->packs = vd_build_packs(&b, &out->n_packs);
    out->rule = vd_build_text(&b, which->id);
    out->instance = vd_build_text(&b, instance);
    out->title = vd_build_local(&b, &which->words.texts[VD_TEXT_TITLE]);
    out->engine = vd_build_word(VD_ENGINE_SEMANTICS);
    out->segments = vd_build_take(&b, count, sizeof(*out->segments));
    for (size_t i = 0; out->segments && i < count; i++) {
        out->segments[i] = segment(&b, &segments[i]);
        if (!out->segments[i])
            break;
        out->n_segments = i + 1;
    }
    if (b.exhausted)
        return too_large(err);
    *ret_answer = out;
    return VD_OK;
}

/* Where no end is asked for. Where the calendar has no such day, `from` is out of range itself. */
static vd_instant timeline_end(const vd_zone *zone, vd_instant from)
{
    vd_date end;

    if (!vd_date_add_months(vd_zone_date(zone, from), TIMELINE_MONTHS, &end))
        return from + 1;
    return vd_zone_start_of(zone, end);
}

vd_status vd_advise_timeline(vd_arena *arena, const vd_standpoint *here,
                             const Valedor__V1__TimelineRequest *request,
                             Valedor__V1__TimelineResponse **ret_answer, vd_error *err)
{
    const vd_zone *zone = here->subject->zone;
    vd_date today = vd_zone_date(zone, here->at);
    const vd_segment *segments = NULL;
    vd_instant from, until;
    vd_str instance;
    uint32_t rule;
    size_t count = 0;
    vd_status status;

    if (!request->rule[0])
        return vd_fail(err, VD_INVALID_ARGUMENT, "A timeline is of one rule: name it.");
    if ((status = find_rule(here->program, request->rule, &rule, err)) ||
        (status = find_instance(here, rule, request->instance, &instance, err)) ||
        (status =
             read_moment(zone, "from", request->from, vd_zone_start_of(zone, today), &from, err)) ||
        (status =
             read_moment(zone, "until", request->until, timeline_end(zone, from), &until, err)))
        return status;
    if (until <= from)
        return vd_fail(err, VD_INVALID_ARGUMENT,
                       "A timeline's until, which is exclusive, must be later than its from.");
    if (vd_zone_date(zone, from) < FIRST_DAY || vd_zone_date(zone, until) > LAST_DAY)
        return vd_fail(err, VD_OUT_OF_RANGE, "Ask for a timeline between the years 1 and 9000.");
    status = vd_timeline(arena, here->program, here->subject, rule, instance, from, until, &count,
                         &segments, err);
    return status ? status
                  : build_timeline(arena, here, rule, instance, request->language, count, segments,
                                   ret_answer, err);
}
