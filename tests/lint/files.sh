#!/bin/sh
# files.sh pattern... - the project's own files, committed or about to be, that match a pattern.
set -eu
cd "$(dirname "$0")/../.."

if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    git ls-files -co --exclude-standard -- "$@"
else
    # A source archive: patterns are names such as '*.c'.
    for pattern; do
        find . -path ./build -prune -o -path ./var -prune -o -type f -name "$pattern" -print
    done | sed 's,^\./,,'
fi | sort -u | while IFS= read -r file; do
    [ ! -f "$file" ] || printf '%s\n' "$file"
done
