/*
 * notify.h - telling a service manager how it goes, if there is one that asked (NOTIFY_SOCKET).
 */
#ifndef VALEDOR_SERVER_NOTIFY_H
#define VALEDOR_SERVER_NOTIFY_H

/* "READY=1", "RELOADING=1", "STOPPING=1". What cannot be told is not. */
void vd_notify(const char *state);

#endif
