#!/bin/sh
# headers.sh - every header compiles alone.
set -eu
cd "$(dirname "$0")/../.."

flags="-std=c17 -D_POSIX_C_SOURCE=200809L -Wall -Wextra -Werror -I. -Iinclude"
for folder in ${VD_INCLUDES:-}; do
    flags="$flags -isystem $folder"
done

failed=0
for header in $(tests/lint/files.sh '*.h'); do
    # Twice, so that a missing guard shows too.
    # shellcheck disable=SC2086 # a list of flags
    printf '#include "%s"\n#include "%s"\n' "$header" "$header" |
        "${CC:-cc}" $flags -fsyntax-only -x c - || {
        echo "$header: does not compile alone" >&2
        failed=1
    }
done
exit "$failed"
