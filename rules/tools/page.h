/*
 * page.h - texts and lists that grow, in an arena.
 *
 * Internal to rules/tools. Lifetime: of the arena. A want of memory is remembered by the arena
 * (vd_arena.exhausted), and what does not fit is left out.
 */
#ifndef VALEDOR_RULES_TOOLS_PAGE_H
#define VALEDOR_RULES_TOOLS_PAGE_H

#include <valedor/arena.h>

typedef struct vd_page {
    vd_arena *arena;
    char *bytes;
    size_t length;
    size_t room;
} vd_page;

void vd_page_text(vd_page *page, vd_str text);
void vd_page_add(vd_page *page, const char *format, ...) __attribute__((format(printf, 2, 3)));
vd_str vd_page_done(const vd_page *page);

/* Room for one more behind `count` items: the items, moved when they had to be; NULL: no memory. */
void *vd_grow(vd_arena *arena, void *items, size_t count, size_t *room, size_t size);

#endif
