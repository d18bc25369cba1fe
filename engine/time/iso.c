#include "engine/time/iso.h"

#include "engine/time/date.h"

#include <stdio.h>

#define OFFSET_MAX (18 * 3600)
#define NANO_DIGITS 9

/* What is left to read. */
typedef struct reader {
    const char *at;
    const char *end;
} reader;

static reader read_from(vd_str text)
{
    return (reader){text.ptr, text.ptr + text.len};
}

static bool take(reader *in, char c)
{
    if (in->at == in->end || *in->at != c)
        return false;
    in->at++;
    return true;
}

static bool digit_next(const reader *in)
{
    return in->at < in->end && *in->at >= '0' && *in->at <= '9';
}

static bool take_fixed(reader *in, int digits, int *ret_number)
{
    int number = 0;

    for (; digits; digits--, in->at++) {
        if (!digit_next(in))
            return false;
        number = number * 10 + (*in->at - '0');
    }
    *ret_number = number;
    return true;
}

static bool take_number(reader *in, int64_t *ret_number)
{
    int64_t number = 0;

    if (!digit_next(in))
        return false;
    for (; digit_next(in); in->at++)
        if (__builtin_mul_overflow(number, 10, &number) ||
            __builtin_add_overflow(number, *in->at - '0', &number))
            return false;
    *ret_number = number;
    return true;
}

/* ["-"] year "-" MM "-" DD; years have four digits, or more without a leading zero. */
static bool take_date(reader *in, vd_date *ret_date)
{
    bool minus = take(in, '-');
    const char *start = in->at;
    int64_t year;
    int month, day;

    if (!take_number(in, &year) || in->at - start < 4 || (in->at - start > 4 && *start == '0'))
        return false;
    if (minus)
        year = -year;
    if (!take(in, '-') || !take_fixed(in, 2, &month) || !take(in, '-') || !take_fixed(in, 2, &day))
        return false;
    if (!vd_civil_valid(year, month, day))
        return false;
    *ret_date = vd_date_from_civil(year, month, day);
    return true;
}

bool vd_iso_parse_date(vd_str text, vd_date *ret_date)
{
    reader in = read_from(text);
    vd_date date;

    if (!take_date(&in, &date) || in.at != in.end)
        return false;
    *ret_date = date;
    return true;
}

/* Digits behind the point of a second, cut after the ninth; none is allowed. */
static int64_t take_fraction(reader *in)
{
    int64_t nanos = 0;
    int digits = 0;

    for (; digit_next(in); in->at++)
        if (digits < NANO_DIGITS) {
            nanos = nanos * 10 + (*in->at - '0');
            digits++;
        }
    for (; digits < NANO_DIGITS; digits++)
        nanos *= 10;
    return nanos;
}

/* ["Z" | ("+"|"-") HH ":" MM [":" SS] | "@" name], to the end of the text. */
static bool take_zone(reader *in, vd_clock *clock)
{
    int hours, minutes, seconds = 0;
    bool minus;

    if (in->at == in->end)
        return true;
    if (take(in, '@')) {
        clock->zone = (vd_str){in->at, (size_t)(in->end - in->at)};
        in->at = in->end;
        return clock->zone.len > 0;
    }
    clock->has_offset = true;
    if (take(in, 'Z'))
        return in->at == in->end;
    minus = take(in, '-');
    if (!minus && !take(in, '+'))
        return false;
    if (!take_fixed(in, 2, &hours) || !take(in, ':') || !take_fixed(in, 2, &minutes))
        return false;
    if (take(in, ':') && !take_fixed(in, 2, &seconds))
        return false;
    clock->offset = hours * 3600 + minutes * 60 + seconds;
    if (minutes > 59 || seconds > 59 || clock->offset > OFFSET_MAX)
        return false;
    if (minus)
        clock->offset = -clock->offset;
    return in->at == in->end;
}

/* HH ":" MM ":" SS ["." digits] [zone]; 24:00:00 is the next day's midnight. */
static bool take_time(reader *in, bool short_form, vd_clock *ret_clock)
{
    vd_clock clock = {0};
    int hour, minute, second = 0;
    int64_t fraction = 0;

    if (!take_fixed(in, 2, &hour) || !take(in, ':') || !take_fixed(in, 2, &minute))
        return false;
    if (take(in, ':')) {
        if (!take_fixed(in, 2, &second))
            return false;
        if (take(in, '.')) {
            if (!digit_next(in))
                return false;
            fraction = take_fraction(in);
        }
    } else if (!short_form) {
        return false;
    }
    clock.nanos = (hour * 3600 + minute * 60 + second) * VD_NANOS_PER_SECOND + fraction;
    if (minute > 59 || second > 59 || clock.nanos > VD_NANOS_PER_DAY || !take_zone(in, &clock))
        return false;
    *ret_clock = clock;
    return true;
}

bool vd_iso_parse_time(vd_str text, bool short_form, vd_clock *ret_clock)
{
    reader in = read_from(text);
    vd_clock clock;

    if (!take_time(&in, short_form, &clock))
        return false;
    clock.nanos %= VD_NANOS_PER_DAY;
    *ret_clock = clock;
    return true;
}

bool vd_iso_parse_date_time(vd_str text, bool short_form, vd_clock *ret_clock)
{
    reader in = read_from(text);
    vd_clock clock = {0};
    vd_date date;

    if (!take_date(&in, &date))
        return false;
    if (in.at != in.end && (!take(&in, 'T') || !take_time(&in, short_form, &clock)))
        return false;
    if (clock.nanos == VD_NANOS_PER_DAY) {
        clock.nanos = 0;
        date++;
    }
    if (!vd_date_valid(date))
        return false;
    clock.date = date;
    *ret_clock = clock;
    return true;
}

typedef struct part {
    char letter;
    int64_t unit;
} part;

static const part date_parts[] = {{'Y', 12}, {'M', 1}, {'D', VD_NANOS_PER_DAY}};
static const part time_parts[] = {
    {'H', 3600 * VD_NANOS_PER_SECOND}, {'M', 60 * VD_NANOS_PER_SECOND}, {'S', VD_NANOS_PER_SECOND}};

/* Reads "number letter" in the order of the table; which letters were there is in *ret_seen. */
static bool take_parts(reader *in, const part parts[3], int64_t amounts[3], unsigned *ret_seen)
{
    int next = 0;

    while (digit_next(in)) {
        int64_t number, fraction = 0;
        bool point = false;

        if (!take_number(in, &number))
            return false;
        if (take(in, '.')) {
            point = true;
            fraction = take_fraction(in);
        }
        while (next < 3 && (in->at == in->end || *in->at != parts[next].letter))
            next++;
        if (next == 3 || (point && parts[next].letter != 'S'))
            return false;
        in->at++;
        if (__builtin_mul_overflow(number, parts[next].unit, &amounts[next]) ||
            __builtin_add_overflow(amounts[next], fraction, &amounts[next]))
            return false;
        *ret_seen |= 1U << next++;
    }
    return true;
}

/* ["-"] "P" [n "Y"] [n "M"], or ["-"] "P" [n "D"] ["T" [n "H"] [n "M"] [n["." n] "S"]]. */
bool vd_iso_parse_duration(vd_str text, vd_duration *ret_duration)
{
    reader in = read_from(text);
    int64_t dates[3] = {0}, times[3] = {0}, amount = 0;
    unsigned date_seen = 0, time_seen = 0;
    bool minus = take(&in, '-'), in_months;

    if (!take(&in, 'P') || !take_parts(&in, date_parts, dates, &date_seen))
        return false;
    if (take(&in, 'T') && (!take_parts(&in, time_parts, times, &time_seen) || !time_seen))
        return false;
    in_months = (date_seen & 3U) != 0;
    if (in.at != in.end || !(date_seen | time_seen) ||
        (in_months && ((date_seen & 4U) || time_seen)))
        return false;
    for (int i = 0; i < 3; i++)
        if (__builtin_add_overflow(amount, dates[i], &amount) ||
            __builtin_add_overflow(amount, times[i], &amount))
            return false;
    *ret_duration = (vd_duration){in_months, minus ? -amount : amount};
    return true;
}

static bool add_to(int32_t *count, int64_t more)
{
    return !__builtin_add_overflow(*count, more, count);
}

bool vd_span_add_unit(vd_span *span, int64_t count, vd_str unit, bool business)
{
    if (unit.len > 1 && unit.ptr[unit.len - 1] == 's')
        unit.len--;
    if (business)
        return vd_str_eq(unit, VD_STR("day")) && add_to(&span->business_days, count);
    if (vd_str_eq(unit, VD_STR("year")))
        return count <= INT32_MAX / 12 && count >= INT32_MIN / 12 &&
               add_to(&span->months, count * 12);
    if (vd_str_eq(unit, VD_STR("month")))
        return add_to(&span->months, count);
    if (vd_str_eq(unit, VD_STR("day")))
        return add_to(&span->days, count);
    return vd_str_eq(unit, VD_STR("hour")) && add_to(&span->hours, count);
}

static vd_str take_word(reader *in)
{
    vd_str word;

    while (take(in, ' '))
        ;
    word.ptr = in->at;
    while (in->at < in->end && *in->at != ' ')
        in->at++;
    word.len = (size_t)(in->at - word.ptr);
    return word;
}

/* { ["-"] number ["business"] unit } */
bool vd_iso_parse_span(vd_str text, vd_span *ret_span)
{
    reader in = read_from(text);
    vd_span span = {0};
    bool some = false;

    while (in.at < in.end) {
        bool minus = take(&in, '-'), business;
        int64_t count;
        vd_str unit;

        if (!take_number(&in, &count))
            return false;
        unit = take_word(&in);
        business = vd_str_eq(unit, VD_STR("business"));
        if (business)
            unit = take_word(&in);
        if (!vd_span_add_unit(&span, minus ? -count : count, unit, business))
            return false;
        while (take(&in, ' '))
            ;
        some = true;
    }
    if (some)
        *ret_span = span;
    return some;
}

bool vd_clock_settle(const vd_zones *zones, vd_clock *clock)
{
    const vd_zone *zone;

    if (clock->zone.len == 0)
        return true;
    zone = vd_zones_find(zones, clock->zone);
    if (!zone)
        return false;
    clock->zone = zone->name;
    clock->offset = vd_zone_offset(zone, vd_zone_instant(zone, clock->date, clock->nanos));
    clock->has_offset = true;
    return true;
}

vd_instant vd_clock_instant(const vd_clock *clock)
{
    return clock->date * VD_SECONDS_PER_DAY + clock->nanos / VD_NANOS_PER_SECOND - clock->offset;
}

/* Explanations are full of dates: printf would be what they cost. */
static char *print_digits(uint64_t number, int least, char *text)
{
    char digits[20];
    int count = 0;

    for (; number > 0 || count < least; number /= 10)
        digits[count++] = (char)('0' + number % 10);
    while (count > 0)
        *text++ = digits[--count];
    return text;
}

size_t vd_iso_print_date(vd_date date, char text[VD_ISO_TEXT])
{
    vd_civil civil = vd_civil_from_date(date);
    char *end = text;

    if (civil.year < 0)
        *end++ = '-';
    end = print_digits((uint64_t)(civil.year < 0 ? -civil.year : civil.year), 4, end);
    *end++ = '-';
    end = print_digits((uint64_t)civil.month, 2, end);
    *end++ = '-';
    end = print_digits((uint64_t)civil.day, 2, end);
    *end = '\0';
    return (size_t)(end - text);
}

/* ".5" without the zeros behind; nothing when there are no nanoseconds. */
static size_t print_fraction(int64_t nanos, char *text, size_t size)
{
    int length;

    if (nanos == 0)
        return 0;
    length = snprintf(text, size, ".%09d", (int)nanos);
    while (text[length - 1] == '0')
        text[--length] = '\0';
    return (size_t)length;
}

static size_t print_zone(const vd_clock *clock, char *text, size_t size)
{
    int offset = clock->offset < 0 ? -clock->offset : clock->offset, length;

    if (clock->zone.len > 0) {
        length = snprintf(text, size, "@%.*s", VD_STR_ARGS(clock->zone));
        return (size_t)length < size ? (size_t)length : size - 1;
    }
    if (!clock->has_offset)
        return 0;
    if (offset == 0)
        length = snprintf(text, size, "Z");
    else
        length = snprintf(text, size, "%c%02d:%02d", clock->offset < 0 ? '-' : '+', offset / 3600,
                          offset / 60 % 60);
    if (offset % 60)
        length += snprintf(text + length, size - (size_t)length, ":%02d", offset % 60);
    return (size_t)length;
}

size_t vd_iso_print_time(const vd_clock *clock, char text[VD_ISO_TEXT])
{
    int seconds = (int)(clock->nanos / VD_NANOS_PER_SECOND);
    size_t length = (size_t)snprintf(text, VD_ISO_TEXT, "%02d:%02d:%02d", seconds / 3600,
                                     seconds / 60 % 60, seconds % 60);

    length +=
        print_fraction(clock->nanos % VD_NANOS_PER_SECOND, text + length, VD_ISO_TEXT - length);
    return length + print_zone(clock, text + length, VD_ISO_TEXT - length);
}

size_t vd_iso_print_date_time(const vd_clock *clock, char text[VD_ISO_TEXT])
{
    char time[VD_ISO_TEXT];
    size_t length = vd_iso_print_date(clock->date, text);
    int printed;

    vd_iso_print_time(clock, time);
    printed = snprintf(text + length, VD_ISO_TEXT - length, "T%s", time);
    length += (size_t)printed;
    return length < VD_ISO_TEXT ? length : VD_ISO_TEXT - 1;
}

/* Appends "<number><letter>" unless the number is 0. */
static size_t print_part(uint64_t number, char letter, char *text, size_t size)
{
    if (number == 0)
        return 0;
    return (size_t)snprintf(text, size, "%llu%c", (unsigned long long)number, letter);
}

static size_t print_seconds(uint64_t nanos, char *text, size_t size)
{
    size_t length;

    if (nanos == 0)
        return 0;
    length = (size_t)snprintf(text, size, "%d", (int)(nanos / 1000000000U));
    length += print_fraction((int64_t)(nanos % 1000000000U), text + length, size - length);
    text[length++] = 'S';
    text[length] = '\0';
    return length;
}

size_t vd_iso_print_duration(vd_duration duration, char text[VD_ISO_TEXT])
{
    uint64_t left = duration.amount < 0 ? -(uint64_t)duration.amount : (uint64_t)duration.amount;
    const uint64_t day = (uint64_t)VD_NANOS_PER_DAY, second = (uint64_t)VD_NANOS_PER_SECOND;
    size_t length;

    if (left == 0)
        return (size_t)snprintf(text, VD_ISO_TEXT, duration.in_months ? "P0M" : "PT0S");
    length = (size_t)snprintf(text, VD_ISO_TEXT, "%sP", duration.amount < 0 ? "-" : "");
    if (duration.in_months) {
        length += print_part(left / 12, 'Y', text + length, VD_ISO_TEXT - length);
        return length + print_part(left % 12, 'M', text + length, VD_ISO_TEXT - length);
    }
    length += print_part(left / day, 'D', text + length, VD_ISO_TEXT - length);
    left %= day;
    if (left == 0)
        return length;
    text[length++] = 'T';
    length += print_part(left / (3600 * second), 'H', text + length, VD_ISO_TEXT - length);
    left %= 3600 * second;
    length += print_part(left / (60 * second), 'M', text + length, VD_ISO_TEXT - length);
    left %= 60 * second;
    return length + print_seconds(left, text + length, VD_ISO_TEXT - length);
}

/* Appends " <count> <unit>[s]" unless the count is 0. */
static size_t print_unit(int32_t count, const char *unit, size_t length, char text[VD_ISO_TEXT])
{
    if (count == 0)
        return length;
    return length + (size_t)snprintf(text + length, VD_ISO_TEXT - length, "%s%d %s%s",
                                     length ? " " : "", (int)count, unit,
                                     count == 1 || count == -1 ? "" : "s");
}

size_t vd_iso_print_span(vd_span span, char text[VD_ISO_TEXT])
{
    size_t length = print_unit(span.months / 12, "year", 0, text);

    length = print_unit(span.months % 12, "month", length, text);
    length = print_unit(span.days, "day", length, text);
    length = print_unit(span.hours, "hour", length, text);
    length = print_unit(span.business_days, "business day", length, text);
    if (length == 0)
        return (size_t)snprintf(text, VD_ISO_TEXT, "0 days");
    return length;
}
