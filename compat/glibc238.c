/*
 * glibc238.c - what static libraries built against glibc 2.38 expect and older C libraries lack.
 *
 * C23 lets strtol read "0b101" where the base is 0 or 2; headers of glibc 2.38 therefore send the
 * callers to new names. nng and Mbed TLS read decimal port numbers and addresses with them, for
 * which the old functions are the same. Weak, so that a C library that has them is preferred in a
 * static link.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define COMPAT __attribute__((weak))

/* No header declares these names here; the library calls them all the same. */
long __isoc23_strtol(const char *text, char **ret_end, int base);
unsigned long __isoc23_strtoul(const char *text, char **ret_end, int base);
long long __isoc23_strtoll(const char *text, char **ret_end, int base);
unsigned long long __isoc23_strtoull(const char *text, char **ret_end, int base);
size_t strlcpy(char *to, const char *from, size_t size);

COMPAT long __isoc23_strtol(const char *text, char **ret_end, int base)
{
    return strtol(text, ret_end, base);
}

COMPAT unsigned long __isoc23_strtoul(const char *text, char **ret_end, int base)
{
    return strtoul(text, ret_end, base);
}

COMPAT long long __isoc23_strtoll(const char *text, char **ret_end, int base)
{
    return strtoll(text, ret_end, base);
}

COMPAT unsigned long long __isoc23_strtoull(const char *text, char **ret_end, int base)
{
    return strtoull(text, ret_end, base);
}

COMPAT size_t strlcpy(char *to, const char *from, size_t size)
{
    size_t length = strlen(from);

    if (size > 0) {
        size_t copied = length < size ? length : size - 1;

        memcpy(to, from, copied);
        to[copied] = '\0';
    }
    return length;
}
