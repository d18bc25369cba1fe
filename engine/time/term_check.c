/* Whether a term says enough to be counted, and no more than can be. */
#include "engine/time/term.h"

#include "engine/time/iso.h"

#define FIRST_DATE (-INT64_C(719162)) /* 0001-01-01 */
#define LAST_DATE INT64_C(2567714)    /* 9000-03-01; the longest term from it still fits */

static vd_status invalid(vd_error *err, const char *sentence)
{
    return vd_fail(err, VD_INVALID_ARGUMENT, "%s", sentence);
}

static bool by_the_hour(const vd_term *term)
{
    return term->length.hours > 0 || term->first_day == VD_FIRST_MOMENT;
}

static bool needs_calendar(const vd_term *term)
{
    return term->length.business_days > 0 || term->first_day == VD_FIRST_NEXT_BUSINESS ||
           term->roll == VD_ROLL_NEXT_BUSINESS_DAY || term->heeds_suspensions ||
           term->distance.business_days > 0 || term->notice_business_days > 0;
}

static bool is_between(int32_t value, int32_t low, int32_t high)
{
    return value >= low && value <= high;
}

static vd_status check_length(const vd_span *length, vd_error *err)
{
    bool dated = length->months > 0 || length->days > 0;
    int units = (length->hours > 0) + (length->business_days > 0) + dated;

    if (!is_between(length->months, 0, VD_TERM_MAX_MONTHS) ||
        !is_between(length->days, 0, VD_TERM_MAX_DAYS) ||
        !is_between(length->hours, 0, VD_TERM_MAX_HOURS) ||
        !is_between(length->business_days, 0, VD_TERM_MAX_BUSINESS_DAYS))
        return invalid(err, "the length of a term is negative or longer than any term");
    if (units == 0)
        return invalid(err, "a term has a length, and this one has none");
    if (units > 1)
        return invalid(err, "a term is in hours, in business days, or in months and days; these "
                            "do not mix");
    return VD_OK;
}

static vd_status check_hourly(const vd_term *term, vd_error *err)
{
    if (!term->has_instant)
        return invalid(err, "a term that runs by the hour needs the hour at which it starts");
    if (term->first_day == VD_FIRST_NEXT_BUSINESS)
        return invalid(err, "a term in hours starts at its instant and waits for no business day");
    if (term->length.business_days > 0 || term->distance.business_days > 0)
        return invalid(err, "a term that runs by the hour cannot count business days");
    if (term->roll != VD_ROLL_NONE)
        return invalid(err, "a term that runs by the hour ends at its hour and does not roll");
    if (term->notice_business_days > 0)
        return invalid(err, "a term that runs by the hour cannot start on the day when a notice "
                            "takes effect");
    return VD_OK;
}

static vd_status check_extras(const vd_term *term, vd_error *err)
{
    const vd_span *distance = &term->distance;

    if (distance->months || distance->hours || (distance->days && distance->business_days) ||
        !is_between(distance->days, 0, VD_TERM_MAX_DAYS) ||
        !is_between(distance->business_days, 0, VD_TERM_MAX_BUSINESS_DAYS))
        return invalid(err, "the term of the distance is in days or in business days");
    if (!is_between(term->notice_business_days, 0, VD_TERM_MAX_BUSINESS_DAYS))
        return invalid(err, "the business days after which a notice takes effect are negative or "
                            "too many");
    if (term->pause_count > VD_TERM_MAX_PAUSES)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "a term takes at most %d pauses",
                       VD_TERM_MAX_PAUSES);
    for (size_t i = 0; i < term->pause_count; i++) {
        const vd_pause *pause = &term->pauses[i];

        if (pause->from >= pause->until || pause->from < FIRST_DATE || pause->until > LAST_DATE)
            return invalid(err, "a pause must end after it starts; `until` is exclusive");
    }
    return VD_OK;
}

static bool start_is_in_range(const vd_term *term)
{
    vd_instant first = FIRST_DATE * VD_SECONDS_PER_DAY;
    vd_instant last = LAST_DATE * VD_SECONDS_PER_DAY;

    if (term->has_instant)
        return term->start_at >= first && term->start_at < last;
    return term->start_on >= FIRST_DATE && term->start_on < LAST_DATE;
}

vd_status vd_term_check(const vd_term *term, vd_error *err)
{
    vd_status status = check_length(&term->length, err);

    if (!status && by_the_hour(term))
        status = check_hourly(term, err);
    if (!status)
        status = check_extras(term, err);
    if (!status && needs_calendar(term) && !term->calendar)
        status = invalid(err, "this term counts, waits for or heeds court days, so it needs a "
                              "calendar");
    if (!status && !start_is_in_range(term))
        status = vd_fail(err, VD_OUT_OF_RANGE, "a term starts between the years 1 and 9000");
    return status;
}
