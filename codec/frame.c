#include "codec/frame.h"

#define LENGTH_BYTES 4

vd_status vd_frame_split(vd_str frame, vd_str *ret_header, vd_str *ret_payload, vd_error *err)
{
    const unsigned char *bytes = (const unsigned char *)frame.ptr;
    size_t length;

    if (frame.len < LENGTH_BYTES)
        return vd_fail(err, VD_INVALID_ARGUMENT,
                       "A request begins with the length of its header in four bytes.");
    length = (size_t)bytes[0] << 24 | (size_t)bytes[1] << 16 | (size_t)bytes[2] << 8 | bytes[3];
    if (length > frame.len - LENGTH_BYTES)
        return vd_fail(err, VD_INVALID_ARGUMENT, "The request is shorter than its header says.");
    if (length > VD_FRAME_HEADER_MAX)
        return vd_fail(err, VD_INVALID_ARGUMENT, "The request's header is longer than %d bytes.",
                       VD_FRAME_HEADER_MAX);
    *ret_header = (vd_str){frame.ptr + LENGTH_BYTES, length};
    *ret_payload = (vd_str){frame.ptr + LENGTH_BYTES + length, frame.len - LENGTH_BYTES - length};
    return VD_OK;
}

static vd_status exhausted(vd_error *err)
{
    return vd_fail(err, VD_RESOURCE_EXHAUSTED,
                   "The answer is too large for the memory of one request.");
}

/* Room for the whole, with the header in it; *ret_payload is where the payload goes. */
static char *begin(vd_arena *arena, const ProtobufCMessage *header, size_t payload_len,
                   size_t *ret_len, char **ret_payload)
{
    size_t length = protobuf_c_message_get_packed_size(header);
    char *frame;

    if (length > VD_FRAME_HEADER_MAX || payload_len > SIZE_MAX - length - LENGTH_BYTES)
        return NULL;
    *ret_len = LENGTH_BYTES + length + payload_len;
    frame = vd_arena_alloc(arena, *ret_len);
    if (!frame)
        return NULL;
    for (int i = 0; i < LENGTH_BYTES; i++)
        frame[i] = (char)(length >> (8 * (LENGTH_BYTES - 1 - i)) & 0xff);
    (void)protobuf_c_message_pack(header, (uint8_t *)frame + LENGTH_BYTES);
    *ret_payload = frame + LENGTH_BYTES + length;
    return frame;
}

vd_status vd_frame_pack(vd_arena *arena, const ProtobufCMessage *header,
                        const ProtobufCMessage *payload, vd_str *ret_frame, vd_error *err)
{
    size_t payload_len = payload ? protobuf_c_message_get_packed_size(payload) : 0;
    size_t len = 0;
    char *at = NULL;
    char *frame = begin(arena, header, payload_len, &len, &at);

    if (!frame)
        return exhausted(err);
    if (payload)
        (void)protobuf_c_message_pack(payload, (uint8_t *)at);
    *ret_frame = (vd_str){frame, len};
    return VD_OK;
}

vd_status vd_frame_join(vd_arena *arena, const ProtobufCMessage *header, vd_str payload,
                        vd_str *ret_frame, vd_error *err)
{
    size_t len = 0;
    char *at = NULL;
    char *frame = begin(arena, header, payload.len, &len, &at);

    if (!frame)
        return exhausted(err);
    if (payload.len)
        memcpy(at, payload.ptr, payload.len);
    *ret_frame = (vd_str){frame, len};
    return VD_OK;
}

vd_status vd_message_pack(vd_arena *arena, const ProtobufCMessage *message, vd_str *ret_bytes,
                          vd_error *err)
{
    size_t len = protobuf_c_message_get_packed_size(message);
    char *bytes = vd_arena_alloc(arena, len);

    if (!bytes)
        return exhausted(err);
    (void)protobuf_c_message_pack(message, (uint8_t *)bytes);
    *ret_bytes = (vd_str){bytes, len};
    return VD_OK;
}
