#!/bin/sh
# tidy.sh [file.c...] - clang-tidy over our sources, or over those named. Needs a configured debug
# build (`make lint` does that).
set -eu
cd "$(dirname "$0")/.."

command -v clang-tidy-14 >/dev/null || {
    echo "clang-tidy-14 is missing: run scripts/setup.sh dev" >&2
    exit 77
}
if [ $# -eq 0 ]; then
    # shellcheck disable=SC2046 # our names have no blanks
    set -- $(tests/lint/files.sh '*.c' | grep -v -e '^tests/' -e '^bench/')
fi
# Only what is part of the build has known flags. One file a run: the analyzer of clang 14 mistakes
# every va_start but the first for an uninitialised list.
for source; do
    ! grep -q "/$source\"" build/debug/compile_commands.json || printf '%s\n' "$source"
done | xargs -r -n 1 -P "$(nproc)" \
    clang-tidy-14 -quiet -p build/debug --extra-arg=-Wno-unknown-warning-option # gcc's own flags
