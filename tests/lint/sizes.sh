#!/bin/sh
# sizes.sh - no file over 700 lines; no function over 120 that does not say why.
#
# A long function may carry one line with its reason: a block comment that begins with "size:".
set -eu
cd "$(dirname "$0")/../.."

tests/lint/files.sh '*.c' '*.h' | xargs -r awk '
    function close_file() {
        if (lines > 700) {
            print file ": " lines " lines; look for the second module inside"
            bad = 1
        }
    }
    FNR == 1 { close_file(); file = FILENAME; start = 0 }
    { lines = FNR }
    /^{/ { start = FNR; waived = 0 }
    start && /\/\* size: .*[^ ].*\*\// { waived = 1 }
    /^}/ && start {
        if (FNR - start - 1 > 120 && !waived) {
            print file ":" start ": a function of " FNR - start - 1 " lines"
            bad = 1
        }
        start = 0
    }
    END { close_file(); exit bad }'
