#!/bin/sh
# format.sh [--fix] - the tree equals clang-format's output.
set -eu
cd "$(dirname "$0")/../.."

# One version, because each formats a little differently.
command -v clang-format-14 >/dev/null || {
    echo "skipped: clang-format-14 is not offered on this system"
    exit 77
}
if [ "${1:-}" = --fix ]; then
    tests/lint/files.sh '*.c' '*.h' | xargs -r clang-format-14 -i
elif ! tests/lint/files.sh '*.c' '*.h' | xargs -r clang-format-14 --dry-run -Werror; then
    echo "run: make format" >&2
    exit 1
fi
