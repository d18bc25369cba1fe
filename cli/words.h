/*
 * words.h - what the program itself says to people, in Spanish and English.
 *
 * The law's own texts come with the answer; these are the headings and the names of codes. Any
 * other language gets English here. Threads: pure. Dates print into the arena given.
 */
#ifndef VALEDOR_CLI_WORDS_H
#define VALEDOR_CLI_WORDS_H

#include "engine/value.h"

typedef enum vd_word {
    VD_WORD_DEADLINES,
    VD_WORD_BENEFITS,
    VD_WORD_GUIDELINES,
    VD_WORD_QUESTIONS,
    VD_WORD_DUE,
    VD_WORD_STATUS,
    VD_WORD_TERM,
    VD_WORD_LAW,
    VD_WORD_ELIGIBLE_FROM,
    VD_WORD_BENEFIT,
    VD_WORD_WHEN,
    VD_WORD_WHO,
    VD_WORD_WHAT,
    VD_WORD_QUESTION,
    VD_WORD_WHO_KNOWS,
    VD_WORD_HOLDS_UP,
    VD_WORD_READING,
    VD_WORD_VERSION,
    VD_WORD_DISPUTED,
    VD_WORD_STRICT,
    VD_WORD_NOW,
    VD_WORD_UNTIL,
    VD_WORD_IF_CONTINUES,
    VD_WORD_PROVISIONAL,
    VD_WORD_WAITS_FOR,
    VD_WORD_MISSING_BOUND,
    VD_WORD_PRESUMES,
    VD_WORD_TAKEN_AS_NOT_DONE,
    VD_WORD_LEFT_OUT,
    VD_WORD_MORE_QUESTIONS,
    VD_WORD_OF_OTHER_STAGES,
    VD_WORD_THE_SAME,
    VD_WORD_TIMELINE_ASSUMES,
    VD_WORD_ELIGIBLE_NOTE,
    VD_WORD_HOLDS_UNTIL,
    VD_WORD_IF_NOTHING_ADDED,
    VD_WORD_NO_CHANGE,
    VD_WORD_MAY_CHANGE,
    VD_WORD_NOTHING,
    VD_WORD_NONE_YET,
    VD_WORD_SEE_QUESTIONS,
    VD_WORD_TODAY,
    VD_WORD_TOMORROW,
    VD_WORD_IN,
    VD_WORD_AGO,
    VD_WORD_AGO_SUFFIX,
    VD_WORD_DAY,
    VD_WORD_DAYS,
    VD_WORD_YEARS,
    VD_WORD_HOUR_SHORT,
    VD_WORD_MINUTE_SHORT,
    VD_WORD_ARTICLE,
    VD_WORD_CONSEQUENCE,
    VD_WORD_ADVICE,
    VD_WORD_DISCRETIONARY,
    VD_WORD_DECIDED_BY,
    VD_WORD_DOCUMENTS,
    VD_WORD_PROCEDURE,
    VD_WORD_EFFECTS,
    VD_WORD_RISKS,
    VD_WORD_NOTE,
    VD_WORD_DEVIATES_FROM,
    VD_WORD_COUNTED_FROM,
    VD_WORD_SKIPPED,
    VD_WORD_EXPLANATION,
    VD_WORD_VALUE,
    VD_WORD_REASON,
    VD_WORD_CONFIDENCE,
    VD_WORD_UNAVAILABLE,
    VD_WORD_LAST_DAY,
    VD_WORD_OVER_AT,
    VD_WORD_DATE,
    VD_WORD_WHY,
    VD_WORD_PACKS,
    VD_WORD_QUOTE,
    VD_WORD_DEFAULT_BASIS,
    VD_WORD_ID,
    VD_WORD_TITLE,
    VD_WORD_REVISION,
    VD_WORD_NOTICE_EFFECT,
    VD_WORD_DISTRICT_MATTERS,
    VD_WORD_CALENDAR,
    VD_WORD_STORED,
    VD_WORD_REPLACED,
    VD_WORD_NO_CASES,
    VD_WORD_FACT,
    VD_WORD_SAID_BY,
    VD_WORD_NONE,
    VD_WORD_UNKNOWABLE,
    VD_WORD_CASES,
    VD_WORD_RULES,
    VD_WORD_WHAT_IF,
    VD_WORD_BEFORE,
    VD_WORD_AFTER,
    VD_WORD_FROM,
    VD_WORD_NO_DIFFERENCE,
    VD_WORD_DIFFERENT,
    VD_WORD_UNCHANGED,
    VD_WORD_NEXT_QUESTIONS,
    VD_WORD_SETTLES,
    VD_WORD_OF,
    VD_WORD_NOTHING_OPEN,
    VD_WORD_ARE_OPEN,
    VD_WORD_BY_WAITING,
    VD_WORD_BY_ACTING,
    VD_WORD_CUT,
    VD_WORD_LAW_TAKEN,
    VD_WORD_SAFE_DATE,
    VD_WORD_OTHER_READING,
    VD_WORD_CONTRADICTIONS,
    VD_WORD_NO_MORE_RECORDS,
    VD_WORD_STAYS_OPEN,
    VD_WORD_UNTIL_DAY,
    VD_WORD_COUNT
} vd_word;

const char *vd_word_in(vd_word word, bool english);

/* A code of the contract ("running", "defender", "immediate") as people say it; the code itself,
 * with blanks for underscores, when it has no name here. */
vd_str vd_code_in(vd_arena *arena, const char *code, bool english);

/* "Thu 31 Jul 2025", "jue 31 jul 2025". */
vd_str vd_day_short(vd_arena *arena, vd_date date, bool english);
/* "Thursday 31 July 2025", "jueves 31 de julio de 2025". */
vd_str vd_day_long(vd_arena *arena, vd_date date, bool english);
/* A date or instant of the contract: short, with the hour where there is one. */
vd_str vd_moment_short(vd_arena *arena, const char *text, bool english);
/* How far away: "in 4 h", "tomorrow", "3 days ago". */
vd_str vd_time_left(vd_arena *arena, int64_t seconds, bool english);
vd_str vd_days_left(vd_arena *arena, int64_t days, bool english);

#endif
