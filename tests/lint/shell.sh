#!/bin/sh
# shell.sh - shellcheck has nothing to say about our scripts.
set -eu
cd "$(dirname "$0")/../.."

command -v shellcheck >/dev/null || {
    echo "skipped: shellcheck is missing (scripts/setup.sh dev installs it)"
    exit 77
}
tests/lint/files.sh '*.sh' .ci/run | xargs -r shellcheck
