/* The words by which packs and answers name the choices of a term. */
#include "engine/time/term.h"

typedef struct word {
    vd_str text;
    int value;
} word;

#define WORD(text, value)                   \
    {                                       \
        {(text), sizeof(text) - 1}, (value) \
    }

static const word first_day_words[] = {
    WORD("next", VD_FIRST_NEXT), WORD("included", VD_FIRST_INCLUDED),
    WORD("next_business", VD_FIRST_NEXT_BUSINESS), WORD("moment", VD_FIRST_MOMENT)};
static const word roll_words[] = {WORD("none", VD_ROLL_NONE),
                                  WORD("next_business_day", VD_ROLL_NEXT_BUSINESS_DAY)};
static const word ends_words[] = {WORD("same_day", VD_ENDS_SAME_DAY), WORD("eve", VD_ENDS_EVE)};
static const word month_end_words[] = {WORD("last_day", VD_MONTH_END_LAST_DAY),
                                       WORD("next_day", VD_MONTH_END_NEXT_DAY),
                                       WORD("refuse", VD_MONTH_END_REFUSE)};

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static const word *find_word(const word *words, size_t count, vd_str text)
{
    for (size_t i = 0; i < count; i++) {
        if (vd_str_eq(words[i].text, text))
            return &words[i];
    }
    return NULL;
}

bool vd_first_day_parse(vd_str text, vd_first_day *ret_first_day)
{
    const word *found = find_word(first_day_words, COUNT_OF(first_day_words), text);

    if (found)
        *ret_first_day = (vd_first_day)found->value;
    return found != NULL;
}

bool vd_roll_parse(vd_str text, vd_roll *ret_roll)
{
    const word *found = find_word(roll_words, COUNT_OF(roll_words), text);

    if (found)
        *ret_roll = (vd_roll)found->value;
    return found != NULL;
}

bool vd_ends_parse(vd_str text, vd_ends *ret_ends)
{
    const word *found = find_word(ends_words, COUNT_OF(ends_words), text);

    if (found)
        *ret_ends = (vd_ends)found->value;
    return found != NULL;
}

bool vd_month_end_parse(vd_str text, vd_month_end *ret_month_end)
{
    const word *found = find_word(month_end_words, COUNT_OF(month_end_words), text);

    if (found)
        *ret_month_end = (vd_month_end)found->value;
    return found != NULL;
}

vd_str vd_moved_kind_name(vd_moved_kind kind)
{
    static const vd_str names[] = {{"rest", 4}, {"off", 3}, {"suspended", 9}, {"paused", 6}};

    return names[kind];
}

vd_str vd_moved_step_name(vd_moved_step step)
{
    static const vd_str names[] = {
        {"notice", 6}, {"start", 5}, {"count", 5}, {"distance", 8}, {"roll", 4}};

    return names[step];
}
