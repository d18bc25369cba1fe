/* Any bytes as JSON from a stranger: read or refused, and what was read prints. */
#include "codec/json_value.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    vd_arena arena;
    vd_value value;
    vd_error err;

    vd_arena_init(&arena, (size_t)16 << 20);
    if (vd_json_read_value(&arena, (vd_str){(const char *)data, size}, &value, &err) == VD_OK) {
        (void)vd_json_type_of(&arena, &value);
        (void)vd_value_text(&arena, &value);
    }
    vd_arena_done(&arena);
    return 0;
}
