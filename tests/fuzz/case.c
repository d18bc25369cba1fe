/* Any bytes as a case on the wire: unpacked or not, read into a document or refused, and written
 * back. */
#include "codec/message.h"
#include "valedor/v1/case.pb-c.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    vd_arena arena;
    ProtobufCAllocator allocator;
    Valedor__V1__Case *message;
    vd_case_doc doc;
    vd_error err;

    vd_arena_init(&arena, (size_t)16 << 20);
    allocator = vd_message_allocator(&arena);
    message = valedor__v1__case__unpack(&allocator, size, data);
    if (message && vd_message_read_case(&arena, message, &doc, &err) == VD_OK) {
        Valedor__V1__Case *back;

        (void)!vd_message_write_case(&arena, &doc, &back, &err);
    }
    vd_arena_done(&arena);
    return 0;
}
