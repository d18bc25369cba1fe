/*
 * A TZif file (RFC 8536) holds a block with 32-bit times, one with 64-bit times, and a footer with
 * a POSIX TZ string that says how it goes on. Only the second block and the footer are read.
 */
#include "rules/zones.h"

#include "engine/time/date.h"

#include <stdio.h>

#define FILE_BYTES_MAX 65536
#define HEADER_BYTES 44
#define LAST_YEAR 2100
#define SECONDS_PER_DAY 86400

typedef struct bytes {
    const unsigned char *at;
    size_t left;
} bytes;

typedef struct header {
    int version;
    size_t utc_count, std_count, leap_count, time_count, type_count, char_count;
} header;

/* Big-endian. */
static int64_t take_signed(const unsigned char *at, int size)
{
    uint64_t number = at[0] & 0x80 ? UINT64_MAX : 0;

    for (int i = 0; i < size; i++)
        number = number << 8 | at[i];
    return (int64_t)number;
}

static bool take_header(bytes *in, header *ret_header)
{
    const unsigned char *at = in->at;

    if (in->left < HEADER_BYTES || memcmp(at, "TZif", 4) != 0)
        return false;
    *ret_header = (header){.version = at[4],
                           .utc_count = (uint32_t)take_signed(at + 20, 4),
                           .std_count = (uint32_t)take_signed(at + 24, 4),
                           .leap_count = (uint32_t)take_signed(at + 28, 4),
                           .time_count = (uint32_t)take_signed(at + 32, 4),
                           .type_count = (uint32_t)take_signed(at + 36, 4),
                           .char_count = (uint32_t)take_signed(at + 40, 4)};
    in->at += HEADER_BYTES;
    in->left -= HEADER_BYTES;
    return ret_header->type_count > 0 && ret_header->type_count <= 256;
}

/* The bytes of a block whose times take `time_size` bytes each; false when it is cut short. */
static bool block_size(const bytes *in, const header *head, size_t time_size, size_t *ret_size)
{
    const size_t most = FILE_BYTES_MAX;

    if (head->time_count > most || head->char_count > most || head->leap_count > most ||
        head->std_count > most || head->utc_count > most)
        return false;
    *ret_size = head->time_count * (time_size + 1) + head->type_count * 6 + head->char_count +
                head->leap_count * (time_size + 4) + head->std_count + head->utc_count;
    return *ret_size <= in->left;
}

/* One day of a POSIX rule: Mm.w.d, Jn or n, and the time of day. */
typedef struct rule_day {
    char form; /* 'M', 'J' or '0' */
    int month, week, day;
    int32_t seconds;
} rule_day;

typedef struct posix_rule {
    int32_t standard; /* seconds east of UTC */
    int32_t summer;
    bool changes;
    rule_day start, end;
} posix_rule;

static bool take_int(const char **at, int *ret_number)
{
    int number = 0;

    if (**at < '0' || **at > '9')
        return false;
    for (; **at >= '0' && **at <= '9' && number < 10000; (*at)++)
        number = number * 10 + (**at - '0');
    *ret_number = number;
    return true;
}

/* [+|-] hh [":" mm [":" ss]] */
static bool take_time(const char **at, int32_t *ret_seconds)
{
    int sign = **at == '-' ? -1 : 1, hours, minutes = 0, seconds = 0;

    *at += **at == '-' || **at == '+';
    if (!take_int(at, &hours))
        return false;
    if (**at == ':') {
        ++*at;
        if (!take_int(at, &minutes))
            return false;
        if (**at == ':') {
            ++*at;
            if (!take_int(at, &seconds))
                return false;
        }
    }
    *ret_seconds = sign * (hours * 3600 + minutes * 60 + seconds);
    return hours <= 167;
}

/* letters, or anything between < and > */
static bool skip_name(const char **at)
{
    const char *start = *at;

    if (**at == '<') {
        while (**at && **at != '>')
            ++*at;
        return *(*at)++ == '>';
    }
    while ((**at >= 'a' && **at <= 'z') || (**at >= 'A' && **at <= 'Z'))
        ++*at;
    return *at > start;
}

/* "," day ["/" time] */
static bool take_rule_day(const char **at, rule_day *day)
{
    *day = (rule_day){.form = '0', .seconds = 7200};
    if (*(*at)++ != ',')
        return false;
    if (**at == 'M' || **at == 'J')
        day->form = *(*at)++;
    if (day->form == 'M') {
        if (!take_int(at, &day->month) || *(*at)++ != '.' || !take_int(at, &day->week) ||
            *(*at)++ != '.' || !take_int(at, &day->day))
            return false;
        if (day->month < 1 || day->month > 12 || day->week < 1 || day->week > 5 || day->day > 6)
            return false;
    } else if (!take_int(at, &day->day) || day->day > 366) {
        return false;
    }
    if (**at == '/') {
        ++*at;
        return take_time(at, &day->seconds);
    }
    return true;
}

/* name offset [name [offset] "," day "," day]; offsets count west. */
static bool parse_rule(const char *text, posix_rule *ret_rule)
{
    posix_rule rule = {0};

    if (!skip_name(&text) || !take_time(&text, &rule.standard))
        return false;
    rule.standard = -rule.standard;
    if (*text) {
        rule.changes = true;
        rule.summer = rule.standard + 3600;
        if (!skip_name(&text))
            return false;
        if (*text != ',') {
            if (!take_time(&text, &rule.summer))
                return false;
            rule.summer = -rule.summer;
        }
        if (!take_rule_day(&text, &rule.start) || !take_rule_day(&text, &rule.end) || *text)
            return false;
    }
    *ret_rule = rule;
    return true;
}

static vd_date date_in(const rule_day *day, int64_t year)
{
    vd_date first;
    int until_day;

    if (day->form == 'J') { /* 1 to 365; 29 February is never counted */
        bool leap = vd_days_in_month(year, 2) == 29;

        return vd_date_from_civil(year, 1, 1) + day->day - 1 + (leap && day->day >= 60);
    }
    if (day->form == '0')
        return vd_date_from_civil(year, 1, 1) + day->day;
    first = vd_date_from_civil(year, day->month, 1);
    until_day = (day->day - vd_weekday(first) % 7 + 7) % 7;
    first += until_day + (day->week - 1) * 7;
    if (vd_civil_from_date(first).month != day->month)
        first -= 7;
    return first;
}

typedef struct builder {
    vd_transition *transitions;
    size_t count;
    size_t room;
} builder;

static void add_transition(builder *out, vd_instant from, int32_t offset)
{
    if (out->count && out->transitions[out->count - 1].from >= from)
        return;
    if (out->count < out->room)
        out->transitions[out->count++] = (vd_transition){from, offset};
}

/* Writes the rule out, from the year of the last transition to LAST_YEAR. */
static void add_future(builder *out, const posix_rule *rule)
{
    int64_t year = 1970;

    if (!rule->changes)
        return;
    if (out->count) {
        vd_instant last = out->transitions[out->count - 1].from;

        year = vd_civil_from_date(last / SECONDS_PER_DAY - (last % SECONDS_PER_DAY < 0)).year;
    }
    for (; year <= LAST_YEAR; year++) {
        vd_instant start =
            date_in(&rule->start, year) * SECONDS_PER_DAY + rule->start.seconds - rule->standard;
        vd_instant end =
            date_in(&rule->end, year) * SECONDS_PER_DAY + rule->end.seconds - rule->summer;

        if (start < end)
            add_transition(out, start, rule->summer);
        add_transition(out, end, rule->standard);
        if (start >= end)
            add_transition(out, start, rule->summer);
    }
}

/* The block of 64-bit times. */
static bool read_block(vd_arena *arena, const bytes *in, const header *head, const char *footer,
                       vd_zone *zone)
{
    const unsigned char *times = in->at, *indexes = times + head->time_count * 8;
    const unsigned char *types = indexes + head->time_count;
    builder out = {.room = head->time_count + 2 * (LAST_YEAR - 1900)};
    posix_rule rule;

    out.transitions = VD_NEW_ARRAY(arena, vd_transition, out.room);
    if (!out.transitions)
        return false;
    zone->first_offset = (int32_t)take_signed(types, 4);
    for (size_t i = 0; i < head->time_count; i++) {
        if (indexes[i] >= head->type_count)
            return false;
        add_transition(&out, take_signed(times + 8 * i, 8),
                       (int32_t)take_signed(types + 6 * (size_t)indexes[i], 4));
    }
    if (*footer) {
        if (!parse_rule(footer, &rule))
            return false;
        add_future(&out, &rule);
    }
    zone->count = out.count;
    zone->transitions = out.transitions;
    return true;
}

/* "\n" rule "\n", into a buffer that ends it with NUL. */
static bool read_footer(bytes in, char footer[128])
{
    size_t length = 0;

    if (in.left < 2 || *in.at != '\n')
        return false;
    for (in.at++, in.left--; in.left && *in.at != '\n'; in.at++, in.left--) {
        if (length == 127)
            return false;
        footer[length++] = (char)*in.at;
    }
    footer[length] = '\0';
    return in.left > 0;
}

static bool read_zone(vd_arena *arena, bytes in, vd_zone *zone)
{
    char footer[128];
    header head;
    size_t size;

    if (!take_header(&in, &head) || head.version < '2' || !block_size(&in, &head, 4, &size))
        return false;
    in.at += size;
    in.left -= size;
    if (!take_header(&in, &head) || !block_size(&in, &head, 8, &size))
        return false;
    if (!read_footer((bytes){in.at + size, in.left - size}, footer))
        return false;
    return read_block(arena, &in, &head, footer, zone);
}

/* Letters, digits, "_", "-", "+" and single "/" between them: nothing that leaves the folder. */
static bool is_zone_name(vd_str name)
{
    bool part = false;

    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];

        if (c == '/') {
            if (!part)
                return false;
            part = false;
        } else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                   c == '_' || c == '-' || c == '+') {
            part = true;
        } else {
            return false;
        }
    }
    return part;
}

/* `content` has FILE_BYTES_MAX bytes to read into. */
static vd_status load_zone(vd_arena *arena, unsigned char *content, const char *dir, vd_str name,
                           vd_zone *zone, vd_error *err)
{
    char path[512];
    size_t length;
    FILE *file;

    zone->name = vd_arena_copy(arena, name);
    if (!zone->name.ptr)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "out of memory");
    if (!is_zone_name(name) ||
        snprintf(path, sizeof path, "%s/%.*s", dir, VD_STR_ARGS(name)) >= (int)sizeof path)
        return vd_fail(err, VD_NOT_FOUND, "\"%.*s\" is no time zone", VD_STR_ARGS(name));
    file = fopen(path, "rb");
    if (!file)
        return vd_fail(err, VD_NOT_FOUND,
                       "there is no time zone \"%.*s\" in %s; is tzdata "
                       "installed?",
                       VD_STR_ARGS(name), dir);
    length = fread(content, 1, FILE_BYTES_MAX, file);
    fclose(file);
    if (!read_zone(arena, (bytes){content, length}, zone))
        return vd_fail(err, VD_DATA_LOSS, "%s is no time zone file of version 2 or newer", path);
    return VD_OK;
}

vd_status vd_zones_load(vd_arena *arena, const char *dir, const vd_str *names, size_t count,
                        vd_zones *ret_zones, vd_error *err)
{
    vd_zone *zones = VD_NEW_ARRAY(arena, vd_zone, count);
    unsigned char *content = vd_arena_alloc(arena, FILE_BYTES_MAX);
    size_t loaded = 0;

    if (!zones || !content)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "out of memory");
    for (size_t i = 0; i < count; i++) {
        size_t at = 0;
        vd_zone zone = {0};
        vd_status status;

        while (at < loaded && vd_str_cmp(zones[at].name, names[i]) < 0)
            at++;
        if (at < loaded && vd_str_eq(zones[at].name, names[i]))
            continue;
        status = load_zone(arena, content, dir, names[i], &zone, err);
        if (status)
            return status;
        memmove(&zones[at + 1], &zones[at], (loaded - at) * sizeof *zones);
        zones[at] = zone;
        loaded++;
    }
    *ret_zones = (vd_zones){loaded, zones};
    return VD_OK;
}
