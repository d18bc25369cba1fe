#!/bin/sh
# soak.sh FOLDER - the daemon's tests in which chance has a part (storms of requests, kills, disks that
# forget), one after the other and again, for ten minutes or VALEDOR_SOAK_SECONDS.
set -u
end=$(($(date +%s) + ${VALEDOR_SOAK_SECONDS:-600}))
rounds=0
while [ "$(date +%s)" -lt "$end" ]; do
    for program in test_storm test_kill test_disk test_life; do
        "$1/$program" >"$1/soak.log" 2>&1 || {
            echo "$program fails in round $((rounds + 1)):" >&2
            cat "$1/soak.log" >&2
            exit 1
        }
    done
    rounds=$((rounds + 1))
done
echo "$rounds rounds"
