/*
 * frame.c - fuzzing of a stranger's request: the frame, its header, and the payload of every method.
 *
 * What the walk passes must unpack, unless memory ends.
 */
#include <stdint.h>
#include <stdlib.h>

#include "codec/frame.h"
#include "codec/message.h"
#include "codec/wire.h"

#include "valedor/v1/advice.pb-c.h"
#include "valedor/v1/case.pb-c.h"
#include "valedor/v1/envelope.pb-c.h"
#include "valedor/v1/service.pb-c.h"

static const ProtobufCMessageDescriptor *const types[] = {
    &valedor__v1__request_header__descriptor,       &valedor__v1__put_case_request__descriptor,
    &valedor__v1__record_event_request__descriptor, &valedor__v1__assess_request__descriptor,
    &valedor__v1__list_cases_request__descriptor,
};

static void unpack(const ProtobufCMessageDescriptor *type, vd_str bytes)
{
    vd_arena arena;
    ProtobufCAllocator allocator;

    if (vd_wire_check(type, bytes, NULL))
        return;
    vd_arena_init(&arena, (size_t)1 << 28);
    allocator = vd_message_allocator(&arena);
    if (!protobuf_c_message_unpack(type, &allocator, bytes.len, (const uint8_t *)bytes.ptr) &&
        arena.used_bytes < (size_t)1 << 24)
        abort();
    vd_arena_done(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    vd_str frame = {(const char *)data, size};
    vd_str header = {0};
    vd_str payload = {0};

    for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
        unpack(types[i], frame);
    if (vd_frame_split(frame, &header, &payload, NULL))
        return 0;
    unpack(types[0], header);
    unpack(types[1], payload);
    return 0;
}
