#include "bench/synthetic.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#define RULES_A_FILE 50

typedef struct writer {
    const char *folder;
    FILE *stream;
    size_t bytes;
    bool failed;
    uint64_t seed;
} writer;

static void put(writer *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void put(writer *out, const char *format, ...)
{
    va_list args;
    int length;

    if (out->failed)
        return;
    va_start(args, format);
    length = vfprintf(out->stream, format, args);
    va_end(args);
    out->failed = length < 0;
    out->bytes += length > 0 ? (size_t)length : 0;
}

static void begin(writer *out, const char *name, size_t number)
{
    char path[512];

    snprintf(path, sizeof(path), "%s/%s%04zu.yaml", out->folder, name, number);
    out->stream = fopen(path, "w");
    out->failed = out->failed || !out->stream;
}

static void end(writer *out)
{
    if (out->stream && fclose(out->stream) != 0)
        out->failed = true;
    out->stream = NULL;
}

/* A number below `bound`; the same for each run. */
static unsigned next(writer *out, unsigned bound)
{
    out->seed = out->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(out->seed >> 33) % bound;
}

static size_t fact_count(size_t rules)
{
    return 8 + rules / 4;
}

static size_t definition_count(size_t rules)
{
    return 2 + rules / 8;
}

static size_t norm_count(size_t rules)
{
    return 1 + rules / 100;
}

static void write_head(writer *out, size_t rules)
{
    char path[512];

    snprintf(path, sizeof(path), "%s/pack.yaml", out->folder);
    out->stream = fopen(path, "w");
    out->failed = out->failed || !out->stream;
    put(out, "pack: syn\nversion: \"1\"\ntitle: {es: \"Sintético\", en: \"Synthetic\"}\n"
             "zone: America/Lima\nlanguages: [es, en]\nnorms:\n");
    for (size_t i = 0; i < norm_count(rules); i++)
        put(out,
            "  - {id: syn.law%zu, title: {es: \"Ley %zu\", en: \"Law %zu\"}, published: "
            "2000-01-01, "
            "source: \"gazette\", text: available}\n",
            i, i, i);
    end(out);
}

static void write_facts(writer *out, size_t rules)
{
    static const char *const types[] = {"date", "boolean", "number", "date"};

    begin(out, "facts", 0);
    put(out, "facts:\n");
    for (size_t i = 0; i < fact_count(rules); i++)
        put(out,
            "  - id: fact_%zu\n    type: %s\n"
            "    question: {es: \"¿Qué consta de %zu?\", en: \"What is on record of %zu?\"}\n"
            "    supplier: judiciary\n    cost: file\n    sensitivity: personal\n",
            i, types[i % 4], i, i);
    put(out, "definitions:\n");
    for (size_t i = 0; i < definition_count(rules); i++)
        put(out, "  - id: grave_%zu\n    value: 'fact_%zu and fact_%zu >= %u'\n", i,
            (i * 4 + 1) % (fact_count(rules) / 4 * 4), (i * 4 + 2) % (fact_count(rules) / 4 * 4),
            next(out, 20));
    end(out);
}

/* A fact of the kind that `which` says, near the rule: laws name what is close to them. */
static size_t fact_near(size_t rule, size_t rules, size_t which)
{
    return (rule / 4 % (fact_count(rules) / 4)) * 4 + which;
}

static void write_fields(writer *out, size_t rule, size_t rules, unsigned days)
{
    size_t day = fact_near(rule, rules, 0);
    size_t flag = fact_near(rule, rules, 1);
    size_t later = fact_near(rule, rules, 3);

    if (rule % 3 == 0)
        put(out, "        start: 'fact_%zu'\n        length: '%u days'\n        met: 'fact_%zu'\n",
            day, days, later);
    else if (rule % 3 == 1)
        put(out,
            "        requirements:\n"
            "          - {id: time, if: 'today >= fact_%zu + %u days', text: {es: \"Tiempo\", en: "
            "\"Time\"}}\n"
            "          - {id: flag, if: 'fact_%zu or fact_%zu > 3', text: {es: \"Conducta\", en: "
            "\"Conduct\"}}\n",
            day, days, flag, flag + 1);
    else
        put(out,
            "        trigger: 'fact_%zu and fact_%zu > 1'\n        done: 'fact_%zu <= today'\n",
            flag, flag + 1, later);
}

static void write_version(writer *out, size_t rule, size_t rules, bool later)
{
    unsigned days = 3 + next(out, 200);
    size_t norm = rule / 100 % norm_count(rules);

    put(out, "      - id: %s\n        when: [{date: 'fact_%zu', from: %s, until: %s}]\n",
        later ? "now" : "before", fact_near(rule, rules, 0), later ? "2015-01-01" : "null",
        later ? "null" : "2015-01-01");
    put(out,
        "        cite: [{norm: syn.law%zu, article: \"%zu\", version_from: 2000-01-01, confidence: "
        "high,\n                quote: \"En el plazo de %u días se resuelve lo que corresponda, "
        "bajo "
        "responsabilidad, oídas las partes.\"}]\n",
        norm, rule, days);
    write_fields(out, rule, rules, days);
    if (rule % 3 == 0)
        put(out,
            "        exceptions:\n"
            "          - {id: grave, if: 'grave_%zu', set: {length: 'base + %u days'}, title: {es: "
            "\"Grave\", en: \"Grave\"}, cite: [{norm: syn.law%zu, article: \"%zu\", version_from: "
            "2000-01-01}]}\n",
            rule / 8 % definition_count(rules), days, norm, rule);
}

static void write_rule(writer *out, size_t rule, size_t rules)
{
    static const char *const kinds[] = {"deadline", "benefit", "guideline"};

    put(out,
        "  - id: syn.rule_%zu\n    kind: %s\n    title: {es: \"Regla %zu\", en: \"Rule %zu\"}\n"
        "    stage: [trial]\n    population: [all]\n    actor: defender\n    urgency: days\n"
        "    applies: 'fact_%zu = null or fact_%zu < @\"2030-01-01\"'\n",
        rule, kinds[rule % 3], rule, rule, fact_near(rule, rules, 0), fact_near(rule, rules, 0));
    if (rule % 3 == 2)
        put(out, "    obligation: should\n    text: {es: \"Qué hacer\", en: \"What to do\"}\n");
    put(out, "    versions:\n");
    write_version(out, rule, rules, false);
    write_version(out, rule, rules, true);
}

bool vd_synthetic_case(const char *path, size_t rules)
{
    writer out = {.seed = 2, .stream = fopen(path, "w")};

    if (!out.stream)
        return false;
    put(&out, "case: synthetic\nfacts:\n");
    for (size_t i = 0; i < fact_count(rules); i++)
        if (i % 4 == 0)
            put(&out, "  fact_%zu: 20%02u-03-0%u\n", i, 10 + next(&out, 10), 1 + next(&out, 9));
        else if (i % 4 == 1)
            put(&out, "  fact_%zu: %s\n", i, next(&out, 2) ? "true" : "false");
        else if (i % 4 == 2)
            put(&out, "  fact_%zu: %u\n", i, next(&out, 20));
    end(&out);
    return !out.failed;
}

size_t vd_synthetic_pack(const char *folder, size_t rules)
{
    writer out = {.folder = folder, .seed = 1};

    write_head(&out, rules);
    write_facts(&out, rules);
    for (size_t i = 0; i < rules; i++) {
        if (i % RULES_A_FILE == 0) {
            end(&out);
            begin(&out, "law", i / RULES_A_FILE);
            put(&out, "rules:\n");
        }
        write_rule(&out, i, rules);
    }
    end(&out);
    return out.failed ? 0 : out.bytes;
}
