/*
 * frame.h - the envelope of proto/valedor/v1/envelope.proto: four bytes with the header's length
 * (big-endian), the header, the payload.
 *
 * Lifetime: what is split borrows the frame; what is joined lives in the arena. Threads: pure.
 */
#ifndef VALEDOR_CODEC_FRAME_H
#define VALEDOR_CODEC_FRAME_H

#include <protobuf-c/protobuf-c.h>

#include <valedor/arena.h>
#include <valedor/base.h>

#define VD_FRAME_HEADER_MAX 16384 /* bytes of a header */

/* VD_INVALID_ARGUMENT when it is no frame. */
VD_MUST_USE vd_status vd_frame_split(vd_str frame, vd_str *ret_header, vd_str *ret_payload,
                                     vd_error *err);

/* Packs the header and, unless NULL, the payload. VD_RESOURCE_EXHAUSTED: arena. */
VD_MUST_USE vd_status vd_frame_pack(vd_arena *arena, const ProtobufCMessage *header,
                                    const ProtobufCMessage *payload, vd_str *ret_frame,
                                    vd_error *err);
/* The same with a payload that is packed already. */
VD_MUST_USE vd_status vd_frame_join(vd_arena *arena, const ProtobufCMessage *header, vd_str payload,
                                    vd_str *ret_frame, vd_error *err);

/* A message's bytes. VD_RESOURCE_EXHAUSTED: arena. */
VD_MUST_USE vd_status vd_message_pack(vd_arena *arena, const ProtobufCMessage *message,
                                      vd_str *ret_bytes, vd_error *err);

#endif
