#include <valedor/base.h>

#include <stdarg.h>
#include <stdio.h>

/* In parentheses: clang's analyzer has a macro of this name (base.h). */
vd_status(vd_fail)(vd_error *err, vd_status status, const char *format, ...)
{
    va_list args;

    if (!err)
        return status;
    err->status = status;
    err->form = format;
    va_start(args, format);
    vsnprintf(err->message, sizeof err->message, format, args);
    va_end(args);
    return status;
}

const char *vd_status_name(vd_status status)
{
    static const char *const names[] = {
        [VD_OK] = "ok",
        [VD_CANCELLED] = "cancelled",
        [VD_UNKNOWN_ERROR] = "unknown",
        [VD_INVALID_ARGUMENT] = "invalid_argument",
        [VD_DEADLINE_EXCEEDED] = "deadline_exceeded",
        [VD_NOT_FOUND] = "not_found",
        [VD_ALREADY_EXISTS] = "already_exists",
        [VD_PERMISSION_DENIED] = "permission_denied",
        [VD_RESOURCE_EXHAUSTED] = "resource_exhausted",
        [VD_FAILED_PRECONDITION] = "failed_precondition",
        [VD_ABORTED] = "aborted",
        [VD_OUT_OF_RANGE] = "out_of_range",
        [VD_UNIMPLEMENTED] = "unimplemented",
        [VD_INTERNAL] = "internal",
        [VD_UNAVAILABLE] = "unavailable",
        [VD_DATA_LOSS] = "data_loss",
        [VD_UNAUTHENTICATED] = "unauthenticated",
    };

    if ((size_t)status >= sizeof names / sizeof names[0])
        return "unknown";
    return names[status];
}
