#include "tests/reference/reached.h"

#include <stdio.h>

static bool rooms_of(ref_reached *reached, vd_arena *arena, const vd_rule *rule, size_t r)
{
    size_t n = rule->version_count;
    bool got = true;

    reached->versions[r] = VD_NEW_ARRAY(arena, unsigned char, n + 1);
    reached->exceptions[r] = VD_NEW_ARRAY(arena, unsigned char *, n + 1);
    reached->readings[r] = VD_NEW_ARRAY(arena, uint32_t *, n + 1);
    if (!reached->versions[r] || !reached->exceptions[r] || !reached->readings[r])
        return false;
    for (size_t v = 0; v < n && got; v++) {
        const vd_version *version = &rule->versions[v];

        reached->exceptions[r][v] =
            VD_NEW_ARRAY(arena, unsigned char, version->exception_count + 1);
        reached->readings[r][v] = VD_NEW_ARRAY(arena, uint32_t, version->reading_count + 1);
        got = reached->exceptions[r][v] && reached->readings[r][v];
    }
    return got;
}

bool ref_reached_init(ref_reached *reached, vd_arena *arena, const vd_program *program)
{
    reached->statuses = vd_arena_array(arena, program->rule_count, sizeof *reached->statuses);
    reached->left_out = VD_NEW_ARRAY(arena, uint64_t, program->rule_count);
    reached->versions = VD_NEW_ARRAY(arena, unsigned char *, program->rule_count);
    reached->exceptions = VD_NEW_ARRAY(arena, unsigned char **, program->rule_count);
    reached->readings = VD_NEW_ARRAY(arena, uint32_t **, program->rule_count);
    if (!reached->statuses || !reached->left_out || !reached->versions || !reached->exceptions ||
        !reached->readings)
        return false;
    for (size_t r = 0; r < program->rule_count; r++)
        if (!rooms_of(reached, arena, &program->rules[r], r))
            return false;
    return true;
}

typedef struct sums {
    size_t rules, versions, versions_sure, exceptions, applied, refused, statuses;
    size_t all_versions, all_exceptions;
} sums;

static void tell_rule(const ref_reached *reached, const vd_rule *rule, size_t r, bool whole,
                      sums *sum)
{
    bool applied = false;

    for (int s = 0; s < REF_VERDICTS; s++) {
        sum->statuses += reached->statuses[r][s] > 0;
        applied |= reached->statuses[r][s] > 0 && s != VD_NOT_APPLICABLE;
    }
    sum->rules += applied;
    if (!applied && whole)
        printf("  never applicable: %.*s\n", VD_STR_ARGS(rule->id));
    if (reached->left_out[r] && whole)
        printf("  not covered by the reference: %.*s, %llu times\n", VD_STR_ARGS(rule->id),
               (unsigned long long)reached->left_out[r]);
    for (size_t v = 0; v < rule->version_count; v++) {
        sum->all_versions++;
        sum->versions += reached->versions[r][v] != 0;
        sum->versions_sure += reached->versions[r][v] >> 1 & 1U;
        if (!(reached->versions[r][v] & 2U) && whole)
            printf("  version never for sure: %.*s %.*s\n", VD_STR_ARGS(rule->id),
                   VD_STR_ARGS(rule->versions[v].id));
        for (size_t e = 0; e < rule->versions[v].exception_count; e++) {
            unsigned char how = reached->exceptions[r][v][e];

            sum->all_exceptions++;
            sum->exceptions += how != 0;
            sum->applied += how >> 1 & 1U;
            sum->refused += how & 1U;
            if (!(how & 2U) && whole)
                printf("  exception never applies: %.*s %.*s %.*s\n", VD_STR_ARGS(rule->id),
                       VD_STR_ARGS(rule->versions[v].id),
                       VD_STR_ARGS(rule->versions[v].exceptions[e].id));
        }
    }
}

void ref_reached_tell(const ref_reached *reached, const vd_program *program, const char *pack,
                      bool whole)
{
    sums sum = {0};

    for (size_t r = 0; r < program->rule_count; r++)
        tell_rule(reached, &program->rules[r], r, whole, &sum);
    printf("%s: rules that apply %zu of %zu; versions that may %zu, that do %zu, of %zu; "
           "exceptions asked %zu, that apply %zu, that do not %zu, of %zu; rules by status %zu\n",
           pack, sum.rules, program->rule_count, sum.versions, sum.versions_sure, sum.all_versions,
           sum.exceptions, sum.applied, sum.refused, sum.all_exceptions, sum.statuses);
    for (int s = 0; s < REF_VERDICTS && whole; s++) {
        uint64_t count = 0, rules = 0;

        for (size_t r = 0; r < program->rule_count; r++) {
            count += reached->statuses[r][s];
            rules += reached->statuses[r][s] > 0;
        }
        printf("  %s: %llu answers of %llu rules\n", vd_verdict_name((vd_verdict)s),
               (unsigned long long)count, (unsigned long long)rules);
    }
}
