/*
 * feel: expressions by themselves, for trying out and for conformance tests. No packs, no facts:
 * names are the entries of a JSON context.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <valedor/limits.h>

#include "cli/common.h"
#include "codec/json_value.h"
#include "engine/feel/feel.h"
#include "rules/zones.h"

#define LINE_BYTES_MAX (1U << 20)
#define ZONES_MAX 16 /* zones that one expression or context names */

/* What stays the same for all expressions of a run. */
typedef struct session {
    const vd_zone *zone;
    vd_instant at;
} session;

/* One expression and where it stands. */
typedef struct subject {
    const session *run;
    vd_arena *arena;
    vd_value context; /* of kind VD_CONTEXT */
    const vd_type *type;
    vd_zones zones; /* those that it names */
} subject;

static bool find_name(const vd_scope *scope, vd_str name, vd_symbol *ret_symbol)
{
    const subject *s = scope->user;

    for (size_t i = 0; i < s->type->field_count; i++) {
        if (!vd_str_eq(s->type->fields[i].name, name))
            continue;
        *ret_symbol = (vd_symbol){s->type->fields[i].type, (uint32_t)i};
        return true;
    }
    return false;
}

static vd_str no_suggestion(const vd_scope *scope, vd_str name)
{
    (void)scope;
    (void)name;
    return (vd_str){0};
}

static vd_value load_name(vd_frame *frame, uint32_t ref)
{
    const subject *s = frame->user;

    return s->context.u.context->entries[ref].value;
}

static vd_value no_field(vd_frame *frame, const void *record, uint32_t field)
{
    (void)frame;
    (void)record;
    (void)field;
    return vd_null();
}

static vd_value no_call(vd_frame *frame, uint32_t ref, const vd_value *args, size_t count)
{
    (void)frame;
    (void)ref;
    (void)args;
    (void)count;
    return vd_null();
}

static vd_status evaluate(subject *s, vd_str text, vd_value *ret_value, vd_error *err)
{
    const vd_scope scope = {.find = find_name, .suggest = no_suggestion, .user = s};
    vd_frame frame = {.arena = s->arena,
                      .at = s->run->at,
                      .today = vd_zone_date(s->run->zone, s->run->at),
                      .zone = s->run->zone,
                      .zones = &s->zones,
                      .load = load_name,
                      .field = no_field,
                      .call = no_call,
                      .steps_left = VD_EXPR_STEPS_MAX,
                      .user = s};
    const vd_expr *expr = NULL;
    vd_status status;

    frame.earned_until = frame.today;
    s->type = vd_json_type_of(s->arena, &s->context);
    if (!s->type)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "The context does not fit into memory.");
    status = vd_feel_compile(s->arena, text, &scope, NULL, &expr, err);
    if (status)
        return status;
    *ret_value = vd_feel_eval(expr, &frame);
    if (ret_value->kind == VD_ERROR)
        return vd_fail(err, VD_INVALID_ARGUMENT, "The expression has no value: %s.",
                       ret_value->u.fault.text);
    return VD_OK;
}

static const char *type_name(vd_kind kind)
{
    static const char *const names[] = {
        [VD_NULL] = "null",
        [VD_BOOL] = "boolean",
        [VD_NUMBER] = "number",
        [VD_STRING] = "string",
        [VD_DATE] = "date",
        [VD_TIME] = "time",
        [VD_DATE_TIME] = "date and time",
        [VD_DAYS] = "days and time duration",
        [VD_MONTHS] = "years and months duration",
        [VD_SPAN] = "span",
        [VD_LIST] = "list",
        [VD_CONTEXT] = "context",
        [VD_RANGE] = "range",
        [VD_RECORD] = "record",
        [VD_FUNCTION] = "function",
        [VD_UNKNOWN] = "unknown",
        [VD_ERROR] = "error",
    };

    return names[kind];
}

static vd_status begin(const vd_cli *cli, vd_arena *arena, session *ret_run, vd_error *err)
{
    static const vd_zone utc = {.name = {"UTC", 3}};
    const char *said = cli->options[VD_OPT_ZONE];
    vd_str name = vd_str_of(said ? said : "");
    vd_zones *zones = VD_NEW(arena, vd_zones);

    ret_run->zone = &utc;
    if (said && (!zones || vd_zones_load(arena, VD_ZONES_DIR, &name, 1, zones, NULL)))
        return vd_fail(err, VD_INVALID_ARGUMENT,
                       "There is no time zone \"%s\"; they have names like America/Lima.", said);
    if (said)
        ret_run->zone = &zones->zones[0];
    return vd_cli_moment(cli, ret_run->zone, (vd_str){0}, &ret_run->at, err);
}

static int by_name(const void *a, const void *b)
{
    return vd_str_cmp(((const vd_zone *)a)->name, ((const vd_zone *)b)->name);
}

/* The zones that a text names behind an "@", so that not all of the world's are read for one. */
static void add_zones(subject *s, vd_str text)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_/+-";
    vd_zone *all = VD_NEW_ARRAY(s->arena, vd_zone, s->zones.count + ZONES_MAX);
    size_t count = s->zones.count;

    if (!all)
        return;
    if (count)
        memcpy(all, s->zones.zones, count * sizeof(*all));
    for (size_t i = 0; i + 1 < text.len && count < s->zones.count + ZONES_MAX; i++) {
        vd_str name = {text.ptr + i + 1, 0};
        vd_zones found;
        vd_zones known = {count, all};

        if (text.ptr[i] != '@')
            continue;
        while (i + 1 + name.len < text.len && strchr(letters, name.ptr[name.len]) &&
               name.ptr[name.len])
            name.len++;
        if (count > 1)
            qsort(all, count, sizeof(*all), by_name);
        if (name.len && !vd_zones_find(&known, name) &&
            vd_zones_load(s->arena, VD_ZONES_DIR, &name, 1, &found, NULL) == VD_OK)
            all[count++] = found.zones[0];
    }
    if (count > 1)
        qsort(all, count, sizeof(*all), by_name);
    s->zones = (vd_zones){count, all};
}

static vd_status read_context(const vd_cli *cli, subject *s, vd_error *err)
{
    static const vd_context empty = {0};
    const char *path = cli->options[VD_OPT_CONTEXT];
    vd_str text;
    vd_status status;

    s->context = (vd_value){.kind = VD_CONTEXT, .until = VD_FOREVER, .u = {.context = &empty}};
    if (!path)
        return VD_OK;
    status = vd_cli_read(s->arena, path, &text, err);
    if (status)
        return status;
    status = vd_json_read_value(s->arena, text, &s->context, err);
    if (status) {
        snprintf(err->file, sizeof(err->file), "%s", path);
        return status;
    }
    add_zones(s, text);
    if (s->context.kind != VD_CONTEXT)
        return vd_fail(err, VD_INVALID_ARGUMENT, "\"%s\" must hold one JSON object.", path);
    return VD_OK;
}

/* The expression, with a caret under the place. */
static vd_exit complain_at(const char *expression, const vd_error *err)
{
    vd_exit leave = vd_complain(err);

    if (err->column && !err->file[0])
        fprintf(stderr, "  %s\n  %*s^\n", expression, (int)err->column - 1, "");
    return leave;
}

static vd_exit print_value(const vd_cli *cli, vd_arena *arena, const vd_value *value)
{
    vd_str text = vd_value_text(arena, value);

    if (vd_cli_has(cli, VD_OPT_JSON))
        return vd_print_json(json_pack("{s:s, s:s%}", "type", type_name(value->kind), "value",
                                       text.ptr ? text.ptr : "", text.len));
    printf("%.*s\n", VD_STR_ARGS(text));
    return VD_EXIT_OK;
}

vd_exit vd_cmd_feel_eval(const vd_cli *cli)
{
    vd_arena arena;
    vd_error err = {0};
    session run = {0};
    subject s = {.run = &run, .arena = &arena};
    vd_str expression = vd_str_of(cli->arguments[0]);
    vd_value value;
    vd_exit leave;

    vd_arena_init(&arena, 0);
    add_zones(&s, expression);
    if (begin(cli, &arena, &run, &err) || read_context(cli, &s, &err))
        leave = vd_complain(&err);
    else if (evaluate(&s, expression, &value, &err))
        leave = complain_at(cli->arguments[0], &err);
    else
        leave = print_value(cli, &arena, &value);
    vd_arena_done(&arena);
    return leave;
}

/* The id as it came: a text or a number; null when there is none. */
static json_t *id_json(vd_arena *arena, const vd_value *id)
{
    if (id && id->kind == VD_STRING)
        return json_stringn(id->u.string.ptr, id->u.string.len);
    if (id && id->kind == VD_NUMBER && id->u.number.den == 1)
        return json_integer(id->u.number.num);
    if (id && id->kind == VD_NUMBER) {
        vd_str text = vd_value_text(arena, id);

        return json_stringn(text.ptr, text.len);
    }
    return json_null();
}

/* Reads one line and evaluates it; *ret_id is set as soon as it is known. */
static vd_status answer_line(subject *s, vd_str line, const vd_value **ret_id, vd_value *ret_value,
                             vd_error *err)
{
    static const vd_context empty = {0};
    const vd_value *expression;
    const vd_value *context;
    vd_value *request = VD_NEW(s->arena, vd_value);
    vd_status status;

    if (!request)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "Memory is exhausted.");
    if (line.len > LINE_BYTES_MAX)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED, "The line is longer than %u bytes.",
                       LINE_BYTES_MAX);
    status = vd_json_read_value(s->arena, line, request, err);
    if (status)
        return status;
    add_zones(s, line);
    *ret_id = vd_json_entry(request, "id");
    expression = vd_json_entry(request, "expression");
    context = vd_json_entry(request, "context");
    if (!expression || expression->kind != VD_STRING)
        return vd_fail(err, VD_INVALID_ARGUMENT,
                       "The line must be an object with an \"expression\" that is a text.");
    if (context && context->kind != VD_CONTEXT && context->kind != VD_NULL)
        return vd_fail(err, VD_INVALID_ARGUMENT, "The \"context\" must be an object.");
    s->context = (vd_value){.kind = VD_CONTEXT, .until = VD_FOREVER, .u = {.context = &empty}};
    if (context && context->kind == VD_CONTEXT)
        s->context = *context;
    return evaluate(s, expression->u.string, ret_value, err);
}

/* The id of a line that could not be read, if at all: who asked must know which one it was. */
static json_t *salvage_id(vd_str line)
{
    json_t *request = json_loadb(line.ptr, line.len, JSON_DECODE_INT_AS_REAL, NULL);
    json_t *id = json_object_get(request, "id");
    double number = json_real_value(id);
    json_t *copy = json_is_string(id) ? json_incref(id)
                   : json_is_real(id) && number > -1e15 && number < 1e15 &&
                           number == (double)(json_int_t)number
                       ? json_integer((json_int_t)number)
                       : json_null();

    json_decref(request);
    return copy;
}

/* One line in, one line out, whatever is wrong with it. False: it could not be written. */
static bool write_line(const session *run, vd_arena *arena, vd_str line)
{
    subject s = {.run = run, .arena = arena};
    const vd_value *id = NULL;
    vd_value value;
    vd_error err = {0};
    json_t *json;
    bool written;

    if (answer_line(&s, line, &id, &value, &err)) {
        json = json_pack("{s:o, s:s}", "id", id ? id_json(arena, id) : salvage_id(line), "error",
                         err.message);
    } else {
        vd_str text = vd_value_text(arena, &value);

        json = json_pack("{s:o, s:s, s:s%}", "id", id_json(arena, id), "type",
                         type_name(value.kind), "value", text.ptr ? text.ptr : "", text.len);
    }
    written = json && json_dumpf(json, stdout, JSON_COMPACT) == 0 && fputc('\n', stdout) != EOF;
    json_decref(json);
    return written;
}

static bool is_blank(vd_str line)
{
    for (size_t i = 0; i < line.len; i++)
        if (!strchr(" \t\r", line.ptr[i]))
            return false;
    return true;
}

static vd_exit write_all(const session *run, vd_arena *arena, FILE *input)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t len;
    bool good = true;

    /* Whoever waits for each answer before asking again must see it. */
    setvbuf(stdout, NULL, _IOLBF, 0);
    while (good && (len = getline(&line, &room, input)) >= 0) {
        vd_str text = {line, (size_t)len};

        if (text.len && text.ptr[text.len - 1] == '\n')
            text.len--;
        if (!is_blank(text))
            good = write_line(run, arena, text);
        vd_arena_reset(arena);
    }
    free(line);
    if (good && !ferror(input))
        return VD_EXIT_OK;
    fprintf(stderr, "valedor: The batch broke off: %s.\n", strerror(errno));
    return VD_EXIT_FAILED;
}

vd_exit vd_cmd_feel_batch(const vd_cli *cli)
{
    vd_arena arena;
    vd_arena lines;
    vd_error err = {0};
    session run = {0};
    bool from_file = cli->count > 0 && strcmp(cli->arguments[0], "-") != 0;
    const char *path = from_file ? cli->arguments[0] : NULL;
    FILE *input = stdin;
    vd_exit leave;

    vd_arena_init(&arena, 0);
    vd_arena_init(&lines, 0);
    if (path && !(input = fopen(path, "r")))
        (void)vd_fail(&err, VD_INVALID_ARGUMENT, "\"%s\" cannot be read: %s.", path,
                      strerror(errno));
    if (!input || begin(cli, &arena, &run, &err))
        leave = vd_complain(&err);
    else
        leave = write_all(&run, &lines, input);
    if (input && input != stdin)
        fclose(input);
    vd_arena_done(&lines);
    vd_arena_done(&arena);
    return leave;
}
