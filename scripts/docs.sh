#!/bin/sh
# docs.sh [--check] - writes docs/law from the packs; with --check only says whether it is up to date.
#
# The program is that of VD_BIN_DIR, or of build/debug. docs/law/training is written by hand.
set -eu
cd "$(dirname "$0")/.."
bin=${VD_BIN_DIR:-build/debug/bin}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$bin/valedor" pack doc --out "$work" rules/packs

if [ "${1:-}" = --check ]; then
    if diff -rq --exclude=training "$work" docs/law >&2; then
        exit 0
    fi
    echo "docs/law is not what the packs say: run make docs" >&2
    exit 1
fi
mkdir -p docs/law
find docs/law -mindepth 1 -maxdepth 1 ! -name training -exec rm -rf {} +
cp -r "$work"/. docs/law
