#include "codec/event.h"

#include "codec/bytes.h"

#define FORMAT 1

vd_status vd_event_encode(vd_arena *arena, const vd_event *event, vd_str *ret_bytes, vd_error *err)
{
    vd_bytes_writer writer = {.arena = arena};

    vd_bytes_put(&writer, "VDE", 3);
    vd_bytes_put_u8(&writer, FORMAT);
    vd_bytes_put_u8(&writer, (uint8_t)event->kind);
    vd_bytes_put_u64(&writer, (uint64_t)event->said_at);
    vd_bytes_put_u64(&writer, event->revision);
    vd_bytes_put_u64(&writer, event->previous);
    vd_bytes_put_str(&writer, event->case_id);
    vd_bytes_put_str(&writer, event->principal);
    vd_bytes_put_str(&writer, event->happened_on);
    vd_bytes_put_str(&writer, event->code);
    vd_bytes_put_str(&writer, event->note);
    vd_bytes_put_str(&writer, event->record);
    if (writer.failed)
        return vd_fail(err, VD_RESOURCE_EXHAUSTED,
                       "The case is too large for the memory of one request.");
    *ret_bytes = (vd_str){writer.bytes, writer.len};
    return VD_OK;
}

vd_status vd_event_read(vd_str bytes, vd_event *ret_event, vd_error *err)
{
    vd_bytes_reader reader = {bytes.ptr, bytes.ptr + bytes.len, false};
    vd_event event;
    uint8_t kind;

    if (vd_bytes_get_u32(&reader) != ('V' | 'D' << 8 | 'E' << 16 | FORMAT << 24))
        reader.failed = true;
    kind = vd_bytes_get_u8(&reader);
    event.kind = (vd_event_kind)kind;
    event.said_at = (int64_t)vd_bytes_get_u64(&reader);
    event.revision = vd_bytes_get_u64(&reader);
    event.previous = vd_bytes_get_u64(&reader);
    event.case_id = vd_bytes_get_str(&reader);
    event.principal = vd_bytes_get_str(&reader);
    event.happened_on = vd_bytes_get_str(&reader);
    event.code = vd_bytes_get_str(&reader);
    event.note = vd_bytes_get_str(&reader);
    event.record = vd_bytes_get_str(&reader);
    if (reader.failed || reader.at != reader.end || kind < VD_EVENT_PUT || kind > VD_EVENT_RECORDED)
        return vd_fail(err, VD_DATA_LOSS,
                       "An event of the history is damaged: restore the store from a backup.");
    *ret_event = event;
    return VD_OK;
}
