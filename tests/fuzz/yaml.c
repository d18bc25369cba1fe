/*
 * yaml.c - any bytes as a YAML file, and as a case of a small program.
 */
#include <stdint.h>
#include <stdlib.h>

#include "rules/case_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every place within every scalar; the caret stands somewhere. */
static void point_everywhere(vd_arena *arena, const vd_yaml *node, unsigned depth)
{
    if (depth == 0)
        abort();
    for (size_t i = 0; i < node->count; i++) {
        if (node->kind == VD_YAML_LIST)
            point_everywhere(arena, node->items[i], depth - 1);
        else
            point_everywhere(arena, node->entries[i].value, depth - 1);
    }
    for (uint32_t i = 0; node->kind == VD_YAML_SCALAR && i < node->text.len && i < 64; i++)
        if (vd_yaml_place_in(node, i).line < node->place.line)
            abort();
}

static void read_case(vd_arena *arena, const vd_yaml *root, vd_diagnostics *diags)
{
    static const uint32_t case_facts[] = {0};
    static const uint32_t child_facts[] = {1};
    vd_fact facts[] = {
        {.id = VD_STR("sex"), .type = vd_type_of(VD_TYPE_STRING), .changes = true},
        {.id = VD_STR("child.birth_on"), .record = 1, .type = vd_type_of(VD_TYPE_DATE)}};
    vd_record_type records[] = {
        {.fact_count = 1, .facts = case_facts},
        {.id = VD_STR("child"), .list = VD_STR("children"), .fact_count = 1, .facts = child_facts}};
    vd_zone zone = {.name = VD_STR("UTC")};
    vd_program program = {
        .zone = &zone, .record_count = 2, .records = records, .fact_count = 2, .facts = facts};
    const vd_case *subject = NULL;

    (void)!vd_case_read_linked(arena, &program, (vd_str){0}, root, NULL, diags, NULL, &subject);
    (void)!vd_case_read_linked(arena, &program, (vd_str){0}, root, root, diags, NULL, &subject);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    vd_source source = {VD_STR("fuzz.yaml"), {(const char *)data, size}};
    const vd_yaml *root = NULL;
    vd_diagnostics diags;
    vd_arena arena;

    vd_arena_init(&arena, (size_t)256 << 20);
    vd_diagnostics_init(&diags, &arena);
    if (vd_yaml_read(&arena, &source, &diags, &root) == VD_OK) {
        point_everywhere(&arena, root, 64);
        read_case(&arena, root, &diags);
    }
    for (size_t i = 0; i < diags.count; i++)
        (void)vd_diagnostic_render(&arena, &diags.items[i]);
    vd_arena_done(&arena);
    return 0;
}
