/*
 * A case in which two conditions hold at once, and none of some others does. The facts that they come to get values from the
 * literals around them: each code, each number and day with its neighbours. The combinations are
 * tried one after the other with the evaluator itself, up to a limit.
 *
 * A list has one record, which has every fact that the conditions read.
 */
#include "engine/law/outcome.h"
#include "engine/time/iso.h"
#include "rules/loader.h"

#define FACTS_MAX 12
#define CHOICES_MAX 12
#define LITERALS_MAX 24
#define TRIES_MAX 20000
#define DEPTH_MAX 32 /* definitions within definitions */
#define RECORD_ID "r1"
/* When the question is asked: any day will do. */
#define ASKED_ON 19905 /* 2024-07-01 */
#define DAY INT64_C(86400)

typedef struct choice {
    uint32_t fact;
    size_t count;
    vd_str values[CHOICES_MAX];
    size_t at;
} choice;

typedef struct finder {
    vd_loader *load;
    const vd_rule *rule;
    const vd_expr *const *both;
    const vd_expr *const *none;
    size_t none_count;
    choice facts[FACTS_MAX];
    size_t fact_count;
    bool too_many;
    vd_str literals[LITERALS_MAX];
    size_t literal_count;
    bool *seen; /* by definition */
    unsigned depth;
} finder;

static void note_fact(finder *in, uint32_t fact)
{
    for (size_t i = 0; i < in->fact_count; i++)
        if (in->facts[i].fact == fact)
            return;
    if (in->fact_count == FACTS_MAX)
        in->too_many = true;
    else
        in->facts[in->fact_count++].fact = fact;
}

static void note_literal(finder *in, vd_str text)
{
    for (size_t i = 0; i < in->literal_count; i++)
        if (vd_str_eq(in->literals[i], text))
            return;
    if (in->literal_count < LITERALS_MAX)
        in->literals[in->literal_count++] = text;
}

static void trace(finder *in, vd_str text);

/* Recursive over definitions; each is followed once. */
static void note_definition(finder *in, uint32_t index)
{
    if (in->seen[index] || in->depth == DEPTH_MAX)
        return;
    in->seen[index] = true;
    in->depth++;
    trace(in, in->load->definition_values[index]->text);
    in->depth--;
}

/* A word behind a dot is that field of every record that has it. */
static void note_field(finder *in, vd_str field)
{
    const vd_program *program = &in->load->program;

    for (uint32_t r = 1; r < program->record_count; r++) {
        vd_str id = vd_arena_printf(in->load->arena, "%.*s.%.*s",
                                    VD_STR_ARGS(program->records[r].id), VD_STR_ARGS(field));
        const vd_name *name = vd_find_seen(in->load, in->rule->pack, VD_SPACE_EXPRESSION, id);

        if (name && name->kind == VD_REF_FACT)
            note_fact(in, name->index);
        else if (name && name->kind == VD_REF_DEFINITION)
            note_definition(in, name->index);
    }
}

static void note_word(finder *in, vd_str word)
{
    const char *dot = memchr(word.ptr, '.', word.len);
    const vd_name *name = vd_find_seen(in->load, in->rule->pack, VD_SPACE_EXPRESSION, word);

    if (word.ptr[0] >= '0' && word.ptr[0] <= '9')
        note_literal(in, word);
    else if (name && name->kind == VD_REF_FACT)
        note_fact(in, name->index);
    else if (name && name->kind == VD_REF_DEFINITION)
        note_definition(in, name->index);
    else if (dot)
        note_field(in, (vd_str){dot + 1, (size_t)(word.ptr + word.len - dot - 1)});
}

/* What stands in quotes, which vd_next_word passes over. */
static void note_quoted(finder *in, vd_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        size_t end = i + 1;

        if (text.ptr[i] != '"')
            continue;
        while (end < text.len && text.ptr[end] != '"')
            end++;
        note_literal(in, (vd_str){text.ptr + i + 1, end - i - 1});
        i = end;
    }
}

static void trace(finder *in, vd_str text)
{
    vd_str word;
    size_t at = 0;

    while (vd_next_word(text, &at, &word))
        note_word(in, word);
    note_quoted(in, text);
}

static void add_value(choice *of, vd_str value)
{
    for (size_t i = 0; i < of->count; i++)
        if (vd_str_eq(of->values[i], value))
            return;
    if (of->count < CHOICES_MAX && value.ptr)
        of->values[of->count++] = value;
}

static void add_days(finder *in, choice *of, vd_date day, const char *hour)
{
    for (int step = -1; step <= 1; step++) {
        char text[VD_ISO_TEXT];

        (void)vd_iso_print_date(day + step, text);
        add_value(of, vd_arena_printf(in->load->arena, "%s%s", text, hour));
    }
}

static bool read_number(vd_str text, long *ret_number)
{
    *ret_number = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9' || i > 8)
            return false;
        *ret_number = *ret_number * 10 + (text.ptr[i] - '0');
    }
    return text.len > 0;
}

/* Numbers as they are or as so many of a unit, each with its neighbours. */
static void add_numbers(finder *in, choice *of, const char *unit)
{
    for (size_t i = 0; i < in->literal_count; i++) {
        long number;

        if (!read_number(in->literals[i], &number))
            continue;
        for (long k = number > 0 ? number - 1 : 0; k <= number + 1; k++)
            add_value(of, vd_arena_printf(in->load->arena, "%ld%s", k, unit));
    }
    add_value(of, vd_arena_printf(in->load->arena, "1%s", unit));
}

static void add_dates(finder *in, choice *of, const char *hour)
{
    vd_date day;

    for (size_t i = 0; i < in->literal_count; i++)
        if (vd_iso_parse_date(in->literals[i], &day))
            add_days(in, of, day, hour);
    add_days(in, of, ASKED_ON, hour);
}

/* The codes that are named, then one that is not. */
static void add_codes(finder *in, choice *of, const vd_type *type)
{
    for (int named = 1; named >= 0; named--)
        for (size_t c = 0; c < type->code_count; c++) {
            bool found = false;

            for (size_t i = 0; i < in->literal_count && !found; i++)
                found = vd_str_eq(in->literals[i], type->codes[c]);
            if (found == (named == 1))
                add_value(of, type->codes[c]);
            if (!found && named == 0)
                return;
        }
}

static void add_texts(finder *in, choice *of)
{
    for (size_t i = 0; i < in->literal_count; i++)
        if (in->literals[i].len)
            add_value(of, in->literals[i]);
    add_value(of, VD_STR("x"));
}

static void find_values(finder *in, choice *of)
{
    const vd_type *type = in->load->facts[of->fact].type;

    switch (type->kind) {
    case VD_TYPE_BOOL:
        add_value(of, VD_STR("true"));
        add_value(of, VD_STR("false"));
        break;
    case VD_TYPE_NUMBER:
        add_numbers(in, of, "");
        break;
    case VD_TYPE_SPAN:
        add_numbers(in, of, " years");
        add_numbers(in, of, " months");
        break;
    case VD_TYPE_DATE:
        add_dates(in, of, "");
        break;
    case VD_TYPE_DATE_TIME:
        add_dates(in, of, "T12:00:00Z");
        break;
    default:
        if (type->code_count)
            add_codes(in, of, type);
        else
            add_texts(in, of);
    }
}

/* The case of the values at hand; NULL when it does not link. */
static const vd_case *make_case(finder *in, vd_arena *scratch)
{
    const vd_program *program = &in->load->program;
    vd_case_doc doc = {.id = VD_STR("witness"), .jurisdiction = program->packs[in->rule->pack].id};
    const vd_case *subject = NULL;

    doc.statements = VD_NEW_ARRAY(scratch, vd_doc_statement, in->fact_count + 1);
    doc.instances = VD_NEW_ARRAY(scratch, vd_doc_instance, program->record_count);
    doc.lists = VD_NEW_ARRAY(scratch, vd_doc_list, program->record_count);
    if (!doc.statements || !doc.instances || !doc.lists)
        return NULL;
    for (uint32_t r = 1; r < program->record_count; r++) {
        doc.instances[doc.instance_count++] =
            (vd_doc_instance){.list = program->records[r].list, .id = VD_STR(RECORD_ID)};
        doc.lists[doc.list_count++] =
            (vd_doc_list){.list = program->records[r].list, .complete = true};
    }
    for (size_t i = 0; i < in->fact_count; i++) {
        const choice *of = &in->facts[i];
        const vd_fact *fact = &program->facts[of->fact];

        if (of->count)
            doc.statements[doc.statement_count++] =
                (vd_doc_statement){.fact = fact->id,
                                   .instance = fact->record ? VD_STR(RECORD_ID) : VD_STR(""),
                                   .literal = of->values[of->at]};
    }
    return vd_case_link(scratch, program, &doc, &subject, NULL) == VD_OK ? subject : NULL;
}

static bool comes_to(vd_run *run, const vd_expr *condition, vd_truth truth)
{
    vd_value value = vd_run_eval(run, condition);

    return vd_truth_of(&value) == truth;
}

static bool is_met(finder *in, vd_arena *scratch)
{
    const vd_case *subject = make_case(in, scratch);
    vd_run run;

    if (!subject || !vd_run_init(&run, scratch, &in->load->program, subject))
        return false;
    vd_run_at(&run, ASKED_ON * DAY + DAY / 2, VD_NO_DATE);
    vd_run_take(&run, in->rule->record ? &subject->records[in->rule->record].items[0] : NULL);
    if (!comes_to(&run, in->both[0], VD_TRUE) || !comes_to(&run, in->both[1], VD_TRUE))
        return false;
    for (size_t i = 0; i < in->none_count; i++)
        if (!comes_to(&run, in->none[i], VD_FALSE))
            return false;
    return true;
}

static bool step(finder *in)
{
    for (size_t i = 0; i < in->fact_count; i++) {
        if (++in->facts[i].at < in->facts[i].count)
            return true;
        in->facts[i].at = 0;
    }
    return false;
}

/* `sex is female and young is true` */
static vd_str describe(const finder *in)
{
    vd_str text = {"", 0};

    for (size_t i = 0; i < in->fact_count; i++)
        if (in->facts[i].count)
            text = vd_arena_printf(in->load->arena, "%.*s%s%.*s is %.*s", VD_STR_ARGS(text),
                                   text.len ? " and " : "",
                                   VD_STR_ARGS(in->load->facts[in->facts[i].fact].id),
                                   VD_STR_ARGS(in->facts[i].values[in->facts[i].at]));
    return text.len ? text : VD_STR("nothing is known");
}

bool vd_find_witness(vd_loader *load, const vd_rule *rule, const vd_expr *const both[2],
                     const vd_expr *const *none, size_t none_count, vd_str *ret_text)
{
    finder in = {.load = load, .rule = rule, .both = both, .none = none, .none_count = none_count};
    vd_arena scratch;
    bool found = false;

    in.seen = VD_LOAD_ARRAY(load, bool, load->program.definition_count);
    if (!in.seen)
        return false;
    trace(&in, vd_expr_text(both[0]));
    trace(&in, vd_expr_text(both[1]));
    for (size_t i = 0; i < none_count; i++)
        trace(&in, vd_expr_text(none[i]));
    if (in.too_many)
        return false;
    for (size_t i = 0; i < in.fact_count; i++)
        find_values(&in, &in.facts[i]);
    vd_arena_init(&scratch, 0);
    for (size_t tries = 0; tries < TRIES_MAX && !found; tries++) {
        found = is_met(&in, &scratch);
        vd_arena_reset(&scratch);
        if (!found && !step(&in))
            break;
    }
    vd_arena_done(&scratch);
    if (found)
        *ret_text = describe(&in);
    return found;
}
