#include "rules/tools/page.h"

#include <stdarg.h>
#include <stdio.h>

void *vd_grow(vd_arena *arena, void *items, size_t count, size_t *room, size_t size)
{
    size_t wider = *room ? *room * 2 : 32;
    void *moved;

    if (count < *room)
        return items;
    moved = vd_arena_array(arena, wider, size);
    if (!moved)
        return NULL;
    if (count)
        memcpy(moved, items, count * size);
    *room = wider;
    return moved;
}

static bool make_room(vd_page *page, size_t more)
{
    size_t room = page->room ? page->room : 1024;
    char *bytes;

    if (page->length + more < page->room)
        return true;
    while (room <= page->length + more)
        room *= 2;
    bytes = vd_arena_alloc(page->arena, room);
    if (!bytes)
        return false;
    if (page->length)
        memcpy(bytes, page->bytes, page->length);
    page->bytes = bytes;
    page->room = room;
    return true;
}

void vd_page_text(vd_page *page, vd_str text)
{
    if (text.len == 0 || !make_room(page, text.len))
        return;
    memcpy(page->bytes + page->length, text.ptr, text.len);
    page->length += text.len;
}

void vd_page_add(vd_page *page, const char *format, ...)
{
    va_list arguments;
    va_list again;
    int length;

    va_start(arguments, format);
    va_copy(again, arguments);
    length = vsnprintf(NULL, 0, format, arguments);
    if (length > 0 && make_room(page, (size_t)length + 1)) {
        (void)vsnprintf(page->bytes + page->length, (size_t)length + 1, format, again);
        page->length += (size_t)length;
    }
    va_end(again);
    va_end(arguments);
}

vd_str vd_page_done(const vd_page *page)
{
    return (vd_str){page->bytes ? page->bytes : "", page->length};
}
