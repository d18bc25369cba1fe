/*
 * options.h - what the daemon was told on its command line.
 */
#ifndef VALEDOR_SERVER_OPTIONS_H
#define VALEDOR_SERVER_OPTIONS_H

#include "server/log.h"

#define VD_DIRS_MAX 64
#define VD_LISTEN_MAX 16

typedef struct vd_options {
    size_t dir_count;
    const char *dirs[VD_DIRS_MAX];
    const char *jurisdiction; /* of cases that name none; NULL: they must, where it is open */
    const char *store;
    size_t listen_count;
    const char *listen[VD_LISTEN_MAX];
    unsigned contexts;
    unsigned connections_max;
    size_t message_max;
    size_t memory_max;
    size_t map_bytes; /* 0: the store's own */
    unsigned timeout_ms;
    vd_level level;
} vd_options;

/* Leaves the process for --help, --version and mistakes. */
void vd_options_parse(int argc, char **argv, vd_options *ret_options);

#endif
