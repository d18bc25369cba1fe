#include "codec/wire.h"

#include "codec/utf8.h"

/* Wire types of the encoding. */
enum { WIRE_VARINT = 0, WIRE_64 = 1, WIRE_BYTES = 2, WIRE_32 = 5 };

static vd_status malformed(const ProtobufCMessageDescriptor *type, vd_error *err)
{
    return vd_fail(err, VD_INVALID_ARGUMENT, "The bytes are not a %s.", type->name);
}

/* Tags and lengths are numbers of 32 bits; protobuf-c reads no longer ones. */
#define VARINT_MAX 10
#define VARINT32_MAX 5

static bool take_varint(vd_str *in, size_t most, uint64_t *ret_number)
{
    uint64_t number = 0;

    for (size_t i = 0; i < most && i < in->len; i++) {
        unsigned char byte = (unsigned char)in->ptr[i];

        number |= (uint64_t)(byte & 0x7f) << (7 * i);
        if (byte < 0x80) {
            in->ptr += i + 1;
            in->len -= i + 1;
            *ret_number = number;
            return true;
        }
    }
    return false;
}

static bool take_bytes(vd_str *in, uint64_t len, vd_str *ret_bytes)
{
    if (len > in->len)
        return false;
    *ret_bytes = (vd_str){in->ptr, (size_t)len};
    in->ptr += len;
    in->len -= (size_t)len;
    return true;
}

/* Takes a field's value; *ret_bytes is what a WIRE_BYTES field holds. */
static bool take_value(vd_str *in, unsigned wire, vd_str *ret_bytes)
{
    uint64_t number = 0;

    switch (wire) {
    case WIRE_VARINT:
        return take_varint(in, VARINT_MAX, &number);
    case WIRE_64:
        return take_bytes(in, 8, ret_bytes);
    case WIRE_32:
        return take_bytes(in, 4, ret_bytes);
    case WIRE_BYTES:
        return take_varint(in, VARINT32_MAX, &number) && take_bytes(in, number, ret_bytes);
    default:
        return false;
    }
}

static unsigned wire_of(ProtobufCType type)
{
    switch (type) {
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_DOUBLE:
        return WIRE_64;
    case PROTOBUF_C_TYPE_SFIXED32:
    case PROTOBUF_C_TYPE_FIXED32:
    case PROTOBUF_C_TYPE_FLOAT:
        return WIRE_32;
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_BYTES:
    case PROTOBUF_C_TYPE_MESSAGE:
        return WIRE_BYTES;
    default:
        return WIRE_VARINT;
    }
}

static bool wire_fits(const ProtobufCFieldDescriptor *field, unsigned wire)
{
    /* Numbers of a repeated field may come packed into one. */
    return wire == wire_of(field->type) ||
           (wire == WIRE_BYTES && field->label == PROTOBUF_C_LABEL_REPEATED);
}

/* Recursive; depth is limited. */
static vd_status check(const ProtobufCMessageDescriptor *type, vd_str in, unsigned depth,
                       vd_error *err)
{
    if (depth > VD_WIRE_DEPTH_MAX)
        return vd_fail(err, VD_INVALID_ARGUMENT, "Messages lie more than %d deep in each other.",
                       VD_WIRE_DEPTH_MAX);
    while (in.len) {
        const ProtobufCFieldDescriptor *field;
        uint64_t tag = 0;
        vd_str bytes = {0};
        vd_status status;

        if (!take_varint(&in, VARINT32_MAX, &tag) || tag >> 3 == 0 || tag > UINT32_MAX ||
            !take_value(&in, (unsigned)tag & 7U, &bytes))
            return malformed(type, err);
        field = protobuf_c_message_descriptor_get_field(type, (unsigned)(tag >> 3));
        if (!field)
            continue;
        if (!wire_fits(field, (unsigned)tag & 7U))
            return vd_fail(err, VD_INVALID_ARGUMENT, "%s.%s has the wrong wire type.", type->name,
                           field->name);
        if (field->type == PROTOBUF_C_TYPE_STRING && !vd_utf8_valid(bytes))
            return vd_fail(err, VD_INVALID_ARGUMENT, "%s.%s is not UTF-8 text without NUL.",
                           type->name, field->name);
        if (field->type != PROTOBUF_C_TYPE_MESSAGE)
            continue;
        status = check(field->descriptor, bytes, depth + 1, err);
        if (status)
            return status;
    }
    return VD_OK;
}

vd_status vd_wire_check(const ProtobufCMessageDescriptor *type, vd_str bytes, vd_error *err)
{
    return check(type, bytes, 1, err);
}
