#include "codec/build.h"

#include "engine/time/iso.h"

#include "valedor/v1/advice.pb-c.h"

static const char *const confidence_names[] = {"high", "medium", "low"};
static const char *const cost_names[] = {"file", "interview", "expert"};
static const char *const why_names[] = {"ask", "unknowable", "withheld", "incomplete"};
static const char *const alternative_names[] = {"reading", "version", "disputed"};

void *vd_build_take(vd_builder *b, size_t count, size_t size)
{
    void *memory = vd_arena_array(b->arena, count, size);

    if (!memory)
        b->exhausted = true;
    return memory;
}

char *vd_build_text(vd_builder *b, vd_str text)
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

char *vd_build_local(vd_builder *b, const vd_text *text)
{
    return vd_build_text(b, vd_text_in(text, b->language));
}

char *vd_build_date(vd_builder *b, vd_date date)
{
    char text[VD_ISO_TEXT];

    if (date == VD_NO_DATE)
        return (char *)protobuf_c_empty_string;
    return vd_build_text(b, (vd_str){text, vd_iso_print_date(date, text)});
}

char *vd_build_instant(vd_builder *b, vd_instant instant)
{
    const vd_zone *zone = b->zone;
    char text[VD_ISO_TEXT];
    vd_clock clock = {.has_offset = true};

    if (instant == VD_FOREVER || instant == VD_LONG_AGO)
        return (char *)protobuf_c_empty_string;
    clock.offset = vd_zone_offset(zone, instant);
    clock.date = vd_zone_date(zone, instant);
    clock.nanos = (instant + clock.offset - clock.date * VD_SECONDS_PER_DAY) * VD_NANOS_PER_SECOND;
    return vd_build_text(b, (vd_str){text, vd_iso_print_date_time(&clock, text)});
}

/* What begins with a day is told as that day. */
char *vd_build_day_or_instant(vd_builder *b, vd_instant instant)
{
    vd_date date;

    if (instant == VD_FOREVER || instant == VD_LONG_AGO)
        return (char *)protobuf_c_empty_string;
    date = vd_zone_date(b->zone, instant);
    return vd_zone_start_of(b->zone, date) == instant ? vd_build_date(b, date)
                                                      : vd_build_instant(b, instant);
}

Valedor__V1__Citation *vd_build_citation(vd_builder *b, const vd_citation *cite)
{
    Valedor__V1__Citation *out = VD_BUILD(b, Valedor__V1__Citation);

    if (!out)
        return NULL;
    valedor__v1__citation__init(out);
    if (cite->norm) {
        out->norm = vd_build_text(b, cite->norm->id);
        out->norm_title = vd_build_local(b, &cite->norm->title);
        out->unavailable = vd_build_text(b, cite->norm->unavailable);
    }
    out->article = vd_build_text(b, cite->article);
    out->version_from = vd_build_date(b, cite->version_from);
    out->quote = vd_build_text(b, cite->quote);
    out->confidence = vd_build_word(confidence_names[cite->confidence]);
    out->note = vd_build_text(b, cite->note);
    return out;
}

Valedor__V1__Citation **vd_build_citations(vd_builder *b, const vd_citations *cites,
                                           size_t *ret_count)
{
    Valedor__V1__Citation **out = vd_build_take(b, cites->count, sizeof(*out));

    for (size_t i = 0; out && i < cites->count; i++) {
        out[i] = vd_build_citation(b, &cites->items[i]);
        if (!out[i])
            return NULL;
        *ret_count = i + 1;
    }
    return out;
}

static Valedor__V1__Moved *moved(vd_builder *b, const vd_moved *said)
{
    Valedor__V1__Moved *out = VD_BUILD(b, Valedor__V1__Moved);

    if (!out)
        return NULL;
    valedor__v1__moved__init(out);
    out->from = vd_build_date(b, said->from);
    out->until = vd_build_date(b, said->until);
    out->kind = vd_build_text(b, vd_moved_kind_name(said->kind));
    out->step = vd_build_text(b, vd_moved_step_name(said->step));
    out->reason = vd_build_local(b, said->reason);
    out->citation = said->cite ? vd_build_citation(b, said->cite) : NULL;
    return out;
}

Valedor__V1__Due *vd_build_due(vd_builder *b, const vd_dates *dates)
{
    Valedor__V1__Due *out;

    if (!dates->has_due || !(out = VD_BUILD(b, Valedor__V1__Due)))
        return NULL;
    valedor__v1__due__init(out);
    out->at = vd_build_instant(b, dates->due);
    out->last_day = vd_build_date(b, dates->last_day);
    out->by_the_hour = dates->by_the_hour;
    out->counted_from = vd_build_date(b, dates->counted_from);
    out->moved = vd_build_take(b, dates->moved_count, sizeof(Valedor__V1__Moved *));
    for (size_t i = 0; out->moved && i < dates->moved_count; i++) {
        out->moved[i] = moved(b, &dates->moved[i]);
        if (!out->moved[i])
            break;
        out->n_moved = i + 1;
    }
    return out;
}

Valedor__V1__EligibleFrom *vd_build_eligible(vd_builder *b, const vd_dates *dates)
{
    Valedor__V1__EligibleFrom *out;

    if ((!dates->has_eligible && !dates->has_if_continues) ||
        !(out = VD_BUILD(b, Valedor__V1__EligibleFrom)))
        return NULL;
    valedor__v1__eligible_from__init(out);
    if (dates->has_eligible)
        out->on_record = vd_build_day_or_instant(b, dates->eligible_from);
    if (dates->has_if_continues)
        out->if_continues = vd_build_day_or_instant(b, dates->if_continues);
    out->provisional = dates->eligible_provisional;
    if (dates->has_eligible_until)
        out->until = vd_build_day_or_instant(b, dates->eligible_until);
    return out;
}

static Valedor__V1__Alternative *alternative(vd_builder *b, const vd_alternative *said)
{
    Valedor__V1__Alternative *out = VD_BUILD(b, Valedor__V1__Alternative);

    if (!out)
        return NULL;
    valedor__v1__alternative__init(out);
    out->kind = vd_build_word(alternative_names[said->kind]);
    out->id = vd_build_text(b, said->id);
    out->title = vd_build_local(b, &said->title);
    out->authority = vd_build_text(b, said->authority);
    out->strict = said->strict;
    out->headline = said->headline;
    out->status = vd_build_word(vd_verdict_name(said->status));
    out->due = vd_build_due(b, &said->dates);
    out->eligible_from = vd_build_eligible(b, &said->dates);
    out->citations = vd_build_citations(b, &said->cite, &out->n_citations);
    return out;
}

/* Asks for every record of a list, which is no question about one value. */
static char *list_question(vd_builder *b, const vd_record_type *record)
{
    bool english = vd_build_english(b);
    vd_str question = vd_text_in(&record->question, b->language);
    vd_str title = vd_text_in(&record->title, b->language);
    vd_str text;

    if (question.len == 0)
        question = vd_arena_printf(b->arena,
                                   english ? "Which records are there of: %.*s?"
                                           : "¿Qué registros hay de: %.*s?",
                                   VD_STR_ARGS(title.len ? title : record->id));
    text = vd_arena_printf(b->arena,
                           english ? "%.*s Enter them all (none if there are none)."
                                   : "%.*s Anote cada registro (none si no hay ninguno).",
                           VD_STR_ARGS(question));
    if (!text.ptr) {
        b->exhausted = true;
        return (char *)protobuf_c_empty_string;
    }
    return (char *)text.ptr;
}

Valedor__V1__MissingFact *vd_build_missing_fact(vd_builder *b, const vd_missing_fact *said)
{
    Valedor__V1__MissingFact *out = VD_BUILD(b, Valedor__V1__MissingFact);

    if (!out)
        return NULL;
    valedor__v1__missing_fact__init(out);
    out->instance = vd_build_text(b, said->instance);
    out->why = vd_build_word(said->disputed ? "disputed" : why_names[said->why]);
    if (said->fact == VD_NONE) {
        const vd_record_type *record = &b->program->records[said->record];

        out->fact = vd_build_text(b, record->list);
        out->question = list_question(b, record);
        if (record->has_supplier)
            out->supplier = vd_build_word(vd_supplier_name(record->supplier));
        out->cost = vd_build_word(cost_names[record->cost]);
    } else {
        const vd_fact *fact = &b->program->facts[said->fact];

        out->fact = vd_build_text(b, fact->id);
        out->question = vd_build_local(b, &fact->question);
        out->supplier = vd_build_word(vd_supplier_name(fact->supplier));
        out->cost = vd_build_word(cost_names[fact->cost]);
    }
    return out;
}

Valedor__V1__MissingFact **vd_build_missing(vd_builder *b, const vd_missing_fact *said,
                                            size_t count, size_t *ret_count)
{
    Valedor__V1__MissingFact **out = vd_build_take(b, count, sizeof(*out));

    for (size_t i = 0; out && i < count; i++) {
        out[i] = vd_build_missing_fact(b, &said[i]);
        if (!out[i])
            return NULL;
        *ret_count = i + 1;
    }
    return out;
}

Valedor__V1__Alternative **vd_build_alternatives(vd_builder *b, const vd_alternative *said,
                                                 size_t count, size_t *ret_count)
{
    Valedor__V1__Alternative **out = vd_build_take(b, count, sizeof(*out));

    for (size_t i = 0; out && i < count; i++) {
        out[i] = alternative(b, &said[i]);
        if (!out[i])
            return NULL;
        *ret_count = i + 1;
    }
    return out;
}

Valedor__V1__PackRef **vd_build_packs(vd_builder *b, size_t *ret_count)
{
    Valedor__V1__PackRef **out = vd_build_take(b, b->program->pack_count, sizeof(*out));

    for (size_t i = 0; out && i < b->program->pack_count; i++) {
        const vd_pack *pack = &b->program->packs[i];
        Valedor__V1__PackRef *ref;

        if (b->sees && !b->sees[i])
            continue;
        ref = VD_BUILD(b, Valedor__V1__PackRef);
        if (!ref)
            return NULL;
        valedor__v1__pack_ref__init(ref);
        ref->id = vd_build_text(b, pack->id);
        ref->version = vd_build_text(b, pack->version);
        ref->digest = vd_build_text(b, pack->digest);
        out[(*ret_count)++] = ref;
    }
    return out;
}

char *vd_build_kind(vd_rule_kind kind)
{
    static const char *const names[] = {"deadline", "benefit", "guideline"};

    return vd_build_word(names[kind]);
}

char *vd_build_title(vd_builder *b, const vd_determination *said)
{
    const vd_text *own = said->words ? &said->words->texts[VD_TEXT_TITLE] : NULL;

    return vd_build_local(b, own && own->count ? own : &said->rule->words.texts[VD_TEXT_TITLE]);
}
