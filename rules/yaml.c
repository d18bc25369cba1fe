/*
 * libyaml's events are folded into the tree with a stack of open collections, so that depth costs
 * no recursion. Children are chained while their collection is open and become an array when it is
 * closed.
 */
#include "rules/yaml.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <yaml.h>

#include <valedor/limits.h>

typedef struct chained chained;
struct chained {
    vd_yaml node; /* first, so that a chained can be handed out as its node */
    chained *next;
};

typedef struct collection {
    chained *self;
    chained *first;
    chained *last;
    size_t count;
} collection;

typedef struct builder {
    vd_arena *arena;
    const vd_source *source;
    vd_diagnostics *diags;
    yaml_parser_t parser;
    collection open[VD_YAML_DEPTH_MAX];
    size_t depth;
    size_t nodes;
    const vd_yaml *root;
    bool done; /* the document has ended */
} builder;

static vd_status out_of_memory(void)
{
    return VD_RESOURCE_EXHAUSTED;
}

static vd_place place_of(const builder *in, yaml_mark_t mark)
{
    return (vd_place){in->source, (uint32_t)mark.line + 1, (uint32_t)mark.column + 1};
}

/* libyaml's words, and ours for people who do not know its terms. */
static const struct {
    const char *theirs;
    const char *ours;
} problems[] = {
    {"found character that cannot start any token",
     "this character cannot begin a value; use spaces, not tabs, to indent, and quotes around a "
     "text that begins with @, ` or %"},
    {"mapping values are not allowed in this context",
     "a colon is not allowed here; put a text that contains \": \" into quotes"},
    {"did not find expected key", "the indentation does not fit, or a quote is not closed before"},
    {"did not find expected '-' indicator", "the indentation of this list does not fit"},
    {"did not find expected ',' or '}'", "a comma or } is missing before this"},
    {"did not find expected ',' or ']'", "a comma or ] is missing before this"},
    {"could not find expected ':'", "a colon behind the key is missing"},
    {"found unexpected end of stream", "a quote, bracket or brace is not closed"},
    {"found unexpected document indicator", "a quote is not closed before ---"},
    {"block sequence entries are not allowed in this context", "a list cannot begin here"},
    {"found a tab character that violates indentation", "indent with spaces, not with tabs"},
    {"found a tab character where an indentation space is expected",
     "indent with spaces, not with tabs"},
    {"found unknown escape character",
     "no such escape in double quotes; write the text in single quotes"},
    {"while parsing a block mapping", "the indentation does not fit"},
    {"did not find expected <document start>",
     "this is outside the document; the indentation does not fit"},
    {"found undefined tag handle", "tags are not read"},
    {"found unknown directive name", "directives are not read"},
    {"control characters are not allowed", "control characters are not allowed"},
    {NULL, NULL},
};

static const char *in_our_words(const char *problem)
{
    for (size_t i = 0; problems[i].theirs; i++)
        if (problem && strcmp(problem, problems[i].theirs) == 0)
            return problems[i].ours;
    return problem ? problem : "the YAML is malformed";
}

static vd_status refuse_syntax(builder *in)
{
    const yaml_parser_t *parser = &in->parser;
    vd_place place = place_of(in, parser->problem_mark);

    if (parser->error == YAML_MEMORY_ERROR)
        return out_of_memory();
    if (parser->error == YAML_READER_ERROR) {
        uint32_t line = 1;

        for (size_t i = 0; i < parser->problem_offset && i < in->source->text.len; i++)
            line += in->source->text.ptr[i] == '\n';
        vd_diagnose(in->diags, VD_DIAG_ENCODING, (vd_place){in->source, line, 1},
                    "byte %zu is not part of clean UTF-8 text: %s", parser->problem_offset + 1,
                    in_our_words(parser->problem));
        return VD_INVALID_ARGUMENT;
    }
    vd_diagnose(in->diags, VD_DIAG_SYNTAX, place, "%s", in_our_words(parser->problem));
    return VD_INVALID_ARGUMENT;
}

static vd_status refuse(builder *in, vd_diag kind, yaml_mark_t mark, const char *sentence)
{
    vd_diagnose(in->diags, kind, place_of(in, mark), "%s", sentence);
    return VD_INVALID_ARGUMENT;
}

static chained *new_node(builder *in, vd_yaml_kind kind, yaml_mark_t mark)
{
    chained *fresh = VD_NEW(in->arena, chained);

    if (fresh) {
        fresh->node.kind = kind;
        fresh->node.place = place_of(in, mark);
    }
    return fresh;
}

/* Hangs a node into the collection that is open, or makes it the root. */
static vd_status attach(builder *in, chained *fresh, yaml_mark_t mark)
{
    collection *parent;

    if (++in->nodes > VD_YAML_NODES_MAX)
        return refuse(in, VD_DIAG_LIMIT, mark, "the file has more than a million values");
    if (in->depth == 0) {
        in->root = &fresh->node;
        return VD_OK;
    }
    parent = &in->open[in->depth - 1];
    if (parent->self->node.kind == VD_YAML_MAP && parent->count % 2 == 0) {
        if (fresh->node.kind != VD_YAML_SCALAR)
            return refuse(in, VD_DIAG_SHAPE, mark, "a key must be a word or a text");
        if (fresh->node.style == VD_YAML_PLAIN && vd_str_eq(fresh->node.text, VD_STR("<<")))
            return refuse(in, VD_DIAG_FORBIDDEN_YAML, mark, "merge keys (<<) are not read");
    }
    if (parent->last)
        parent->last->next = fresh;
    else
        parent->first = fresh;
    parent->last = fresh;
    parent->count++;
    return VD_OK;
}

static vd_yaml_style style_of(yaml_scalar_style_t style)
{
    switch (style) {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE:
        return VD_YAML_SINGLE;
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
        return VD_YAML_DOUBLE;
    case YAML_LITERAL_SCALAR_STYLE:
    case YAML_FOLDED_SCALAR_STYLE:
        return VD_YAML_BLOCK;
    default:
        return VD_YAML_PLAIN;
    }
}

static vd_status on_scalar(builder *in, const yaml_event_t *event)
{
    chained *fresh;
    vd_str text = {(const char *)event->data.scalar.value, event->data.scalar.length};

    if (event->data.scalar.anchor)
        return refuse(in, VD_DIAG_FORBIDDEN_YAML, event->start_mark, "anchors (&) are not read");
    if (event->data.scalar.tag)
        return refuse(in, VD_DIAG_FORBIDDEN_YAML, event->start_mark, "tags (!) are not read");
    fresh = new_node(in, VD_YAML_SCALAR, event->start_mark);
    if (!fresh)
        return out_of_memory();
    fresh->node.style = style_of(event->data.scalar.style);
    fresh->node.one_line = event->start_mark.line == event->end_mark.line;
    fresh->node.text = vd_arena_copy(in->arena, text);
    if (!fresh->node.text.ptr)
        return out_of_memory();
    if (memchr(text.ptr, '\0', text.len))
        return refuse(in, VD_DIAG_ENCODING, event->start_mark, "a text cannot hold a NUL");
    return attach(in, fresh, event->start_mark);
}

static vd_status on_open(builder *in, const yaml_event_t *event, vd_yaml_kind kind)
{
    const yaml_char_t *anchor =
        kind == VD_YAML_MAP ? event->data.mapping_start.anchor : event->data.sequence_start.anchor;
    const yaml_char_t *tag =
        kind == VD_YAML_MAP ? event->data.mapping_start.tag : event->data.sequence_start.tag;
    chained *fresh;
    vd_status status;

    if (anchor)
        return refuse(in, VD_DIAG_FORBIDDEN_YAML, event->start_mark, "anchors (&) are not read");
    if (tag)
        return refuse(in, VD_DIAG_FORBIDDEN_YAML, event->start_mark, "tags (!) are not read");
    if (in->depth == VD_YAML_DEPTH_MAX)
        return refuse(in, VD_DIAG_LIMIT, event->start_mark,
                      "more than 32 lists and mappings within each other");
    fresh = new_node(in, kind, event->start_mark);
    if (!fresh)
        return out_of_memory();
    status = attach(in, fresh, event->start_mark);
    if (status != VD_OK)
        return status;
    in->open[in->depth++] = (collection){.self = fresh};
    return VD_OK;
}

static int by_key(const void *left, const void *right)
{
    const vd_yaml_entry *a = left;
    const vd_yaml_entry *b = right;
    int order = vd_str_cmp(a->key->text, b->key->text);

    if (order)
        return order;
    if (a->key->place.line != b->key->place.line)
        return a->key->place.line < b->key->place.line ? -1 : 1;
    return (a->key->place.column > b->key->place.column) -
           (a->key->place.column < b->key->place.column);
}

/* Sorted, so that a mapping of a hundred thousand keys costs no quadratic time. */
static vd_status check_duplicates(builder *in, const vd_yaml *map)
{
    vd_yaml_entry *sorted;
    vd_status status = VD_OK;

    if (map->count < 2)
        return VD_OK;
    sorted = VD_NEW_ARRAY(in->arena, vd_yaml_entry, map->count);
    if (!sorted)
        return out_of_memory();
    memcpy(sorted, map->entries, map->count * sizeof(*sorted));
    qsort(sorted, map->count, sizeof(*sorted), by_key);
    for (size_t i = 1; i < map->count; i++) {
        if (!vd_str_eq(sorted[i - 1].key->text, sorted[i].key->text))
            continue;
        vd_diagnose(in->diags, VD_DIAG_DUPLICATE_KEY, sorted[i].key->place,
                    "\"%.*s\" occurs twice here; first on line %u",
                    VD_STR_ARGS(sorted[i].key->text), sorted[i - 1].key->place.line);
        status = VD_INVALID_ARGUMENT;
    }
    return status;
}

static vd_status close_list(builder *in, const collection *closed)
{
    vd_yaml *node = &closed->self->node;
    const vd_yaml **items = VD_NEW_ARRAY(in->arena, const vd_yaml *, closed->count);
    size_t i = 0;

    if (!items)
        return out_of_memory();
    for (const chained *child = closed->first; child; child = child->next)
        items[i++] = &child->node;
    node->items = items;
    node->count = closed->count;
    return VD_OK;
}

static vd_status close_map(builder *in, const collection *closed)
{
    vd_yaml *node = &closed->self->node;
    vd_yaml_entry *entries = VD_NEW_ARRAY(in->arena, vd_yaml_entry, closed->count / 2);
    size_t i = 0;

    if (!entries)
        return out_of_memory();
    for (const chained *child = closed->first; child; child = child->next, i++) {
        if (i % 2)
            entries[i / 2].value = &child->node;
        else
            entries[i / 2].key = &child->node;
    }
    node->entries = entries;
    node->count = closed->count / 2;
    return check_duplicates(in, node);
}

static vd_status on_close(builder *in)
{
    const collection *closed = &in->open[--in->depth];

    return closed->self->node.kind == VD_YAML_MAP ? close_map(in, closed) : close_list(in, closed);
}

static vd_status on_document(builder *in, const yaml_event_t *event)
{
    if (in->root)
        return refuse(in, VD_DIAG_DOCUMENTS, event->start_mark,
                      "a second document begins here; a file holds one");
    if (event->data.document_start.version_directive ||
        event->data.document_start.tag_directives.start !=
            event->data.document_start.tag_directives.end)
        return refuse(in, VD_DIAG_FORBIDDEN_YAML, event->start_mark, "directives are not read");
    return VD_OK;
}

static vd_status on_event(builder *in, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        return on_document(in, event);
    case YAML_ALIAS_EVENT:
        return refuse(in, VD_DIAG_FORBIDDEN_YAML, event->start_mark, "aliases (*) are not read");
    case YAML_SCALAR_EVENT:
        return on_scalar(in, event);
    case YAML_SEQUENCE_START_EVENT:
        return on_open(in, event, VD_YAML_LIST);
    case YAML_MAPPING_START_EVENT:
        return on_open(in, event, VD_YAML_MAP);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return on_close(in);
    case YAML_STREAM_END_EVENT:
        in->done = true;
        return VD_OK;
    default:
        return VD_OK;
    }
}

static vd_status build(builder *in)
{
    vd_status status = VD_OK;

    while (!in->done && status == VD_OK) {
        yaml_event_t event;

        if (!yaml_parser_parse(&in->parser, &event))
            return refuse_syntax(in);
        status = on_event(in, &event);
        yaml_event_delete(&event);
    }
    return status;
}

vd_status vd_yaml_read(vd_arena *arena, const vd_source *source, vd_diagnostics *diags,
                       const vd_yaml **ret_root)
{
    builder in = {.arena = arena, .source = source, .diags = diags};
    vd_place top = {source, 1, 1};
    vd_status status;

    if (source->text.len > VD_YAML_BYTES_MAX) {
        vd_diagnose(diags, VD_DIAG_LIMIT, (vd_place){source, 0, 0},
                    "the file is larger than 4 MiB");
        return VD_INVALID_ARGUMENT;
    }
    if (source->text.len >= 3 && memcmp(source->text.ptr, "\xEF\xBB\xBF", 3) == 0) {
        vd_diagnose(diags, VD_DIAG_ENCODING, top, "the file begins with a byte order mark");
        return VD_INVALID_ARGUMENT;
    }
    if (!yaml_parser_initialize(&in.parser))
        return out_of_memory();
    yaml_parser_set_encoding(&in.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&in.parser, (const unsigned char *)source->text.ptr,
                                 source->text.len);
    status = build(&in);
    yaml_parser_delete(&in.parser);
    if (status != VD_OK)
        return status;
    if (!in.root) {
        vd_diagnose(diags, VD_DIAG_DOCUMENTS, (vd_place){source, 0, 0}, "the file is empty");
        return VD_INVALID_ARGUMENT;
    }
    *ret_root = in.root;
    return VD_OK;
}

static vd_status refuse_file(vd_diagnostics *diags, const vd_source *source, const char *why)
{
    vd_diagnose(diags, VD_DIAG_FILE, (vd_place){source, 0, 0}, "cannot be read: %s", why);
    return VD_INVALID_ARGUMENT;
}

static vd_status read_stream(vd_arena *arena, FILE *stream, vd_diagnostics *diags,
                             vd_source *source)
{
    struct stat info;
    char *bytes;

    if (fstat(fileno(stream), &info) != 0)
        return refuse_file(diags, source, strerror(errno));
    if (!S_ISREG(info.st_mode))
        return refuse_file(diags, source, "it is no regular file");
    if (info.st_size > VD_YAML_BYTES_MAX) {
        vd_diagnose(diags, VD_DIAG_LIMIT, (vd_place){source, 0, 0},
                    "the file is larger than 4 MiB");
        return VD_INVALID_ARGUMENT;
    }
    bytes = vd_arena_alloc(arena, (size_t)info.st_size + 1);
    if (!bytes)
        return out_of_memory();
    source->text = (vd_str){bytes, fread(bytes, 1, (size_t)info.st_size, stream)};
    if (ferror(stream))
        return refuse_file(diags, source, strerror(errno));
    return VD_OK;
}

/* The bytes of a file of at most VD_YAML_BYTES_MAX. */
static vd_status read_source(vd_arena *arena, const char *path, vd_diagnostics *diags,
                             const vd_source **ret_source)
{
    vd_source *source = VD_NEW(arena, vd_source);
    FILE *stream;
    vd_status status;

    if (!source)
        return out_of_memory();
    source->path = vd_arena_copy(arena, vd_str_of(path));
    if (!source->path.ptr)
        return out_of_memory();
    stream = fopen(path, "rbe");
    if (!stream)
        return refuse_file(diags, source, strerror(errno));
    status = read_stream(arena, stream, diags, source);
    (void)fclose(stream);
    if (status == VD_OK)
        *ret_source = source;
    return status;
}

vd_status vd_yaml_read_file(vd_arena *arena, const char *path, vd_diagnostics *diags,
                            const vd_source **ret_source, const vd_yaml **ret_root)
{
    const vd_source *source = NULL;
    vd_status status = read_source(arena, path, diags, &source);

    if (status != VD_OK)
        return status;
    status = vd_yaml_read(arena, source, diags, ret_root);
    if (status == VD_OK && ret_source)
        *ret_source = source;
    return status;
}

const vd_yaml *vd_yaml_get(const vd_yaml *map, const char *key)
{
    return vd_yaml_find(map, vd_str_of(key));
}

const vd_yaml *vd_yaml_find(const vd_yaml *map, vd_str key)
{
    if (!map || map->kind != VD_YAML_MAP)
        return NULL;
    for (size_t i = 0; i < map->count; i++)
        if (vd_str_eq(map->entries[i].key->text, key))
            return map->entries[i].value;
    return NULL;
}

bool vd_yaml_is_plain(const vd_yaml *node, const char *word)
{
    return node && node->kind == VD_YAML_SCALAR && node->style == VD_YAML_PLAIN &&
           vd_str_eq(node->text, vd_str_of(word));
}

/* Characters that the source spends on the character that begins at `at`, in its quoting. */
static uint32_t written_width(vd_yaml_style style, const char *at, const char *end)
{
    static const struct {
        char letter;
        uint32_t width;
    } wide[] = {{'x', 4}, {'u', 6}, {'U', 10}};

    if (style == VD_YAML_SINGLE && *at == '\'')
        return 2;
    if (style != VD_YAML_DOUBLE || *at != '\\' || at + 1 >= end)
        return 1;
    for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
        if (at[1] == wide[i].letter)
            return wide[i].width;
    return 2;
}

/* Goes `columns` characters forward, not past the end. */
static const char *forward(const char *at, const char *end, uint32_t columns)
{
    while (columns > 0 && at < end) {
        at++;
        while (at < end && ((unsigned char)*at & 0xC0U) == 0x80U)
            at++;
        columns--;
    }
    return at;
}

/* Recursive over the trees, whose depth the reader bounds. */
bool vd_yaml_same(const vd_yaml *a, const vd_yaml *b)
{
    if (a->kind != b->kind || a->count != b->count)
        return false;
    if (a->kind == VD_YAML_SCALAR)
        return vd_str_eq(a->text, b->text);
    for (size_t i = 0; i < a->count; i++) {
        size_t k = 0;

        if (a->kind == VD_YAML_LIST) {
            if (!vd_yaml_same(a->items[i], b->items[i]))
                return false;
            continue;
        }
        while (k < b->count && !vd_str_eq(a->entries[i].key->text, b->entries[k].key->text))
            k++;
        if (k == b->count || !vd_yaml_same(a->entries[i].value, b->entries[k].value))
            return false;
    }
    return true;
}

vd_place vd_yaml_place_in(const vd_yaml *scalar, uint32_t character)
{
    vd_place place = scalar->place;
    const char *at;
    const char *end;

    if (!scalar->one_line || scalar->style == VD_YAML_BLOCK || character == 0 || !place.source)
        return place;
    at = place.source->text.ptr;
    end = at + place.source->text.len;
    for (uint32_t line = 1; line < place.line && at < end; at++)
        line += *at == '\n';
    at = forward(at, end, place.column - 1);
    if (scalar->style != VD_YAML_PLAIN) {
        place.column++;
        at = forward(at, end, 1);
    }
    for (uint32_t i = 1; i < character && at < end; i++) {
        uint32_t width = written_width(scalar->style, at, end);

        place.column += width;
        at = forward(at, end, width);
    }
    return place;
}
