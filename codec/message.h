/*
 * message.h - cases as messages: to and from what the engine links, and memory for unpacking.
 *
 * What comes in is a stranger's: names, sizes and UTF-8 are checked here, types and declarations by
 * vd_case_link. Limits are in limits.h.
 *
 * Lifetime: results live in the arena given; a doc borrows the message's texts. Threads: pure.
 */
#ifndef VALEDOR_CODEC_MESSAGE_H
#define VALEDOR_CODEC_MESSAGE_H

#include <protobuf-c/protobuf-c.h>

#include "engine/law/case.h"

struct Valedor__V1__Case;

/* VD_INVALID_ARGUMENT with a sentence that names the fact or record, VD_RESOURCE_EXHAUSTED past a
 * limit or out of memory. */
VD_MUST_USE vd_status vd_message_read_case(vd_arena *arena, const struct Valedor__V1__Case *message,
                                           vd_case_doc *ret_doc, vd_error *err);

/* Values go out as literals. The message borrows nothing. */
VD_MUST_USE vd_status vd_message_write_case(vd_arena *arena, const vd_case_doc *doc,
                                            struct Valedor__V1__Case **ret_message, vd_error *err);

/* An id that may name a case, record or list: 1 to VD_ID_BYTES_MAX bytes of letters, digits and
 * "._-:"; the first a letter or digit. */
bool vd_message_id_valid(vd_str id);

/* For protobuf-c's unpack functions: takes from the arena, gives nothing back. */
ProtobufCAllocator vd_message_allocator(vd_arena *arena);

#endif
