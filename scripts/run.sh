#!/bin/sh
# run.sh [demo] - builds a release, starts the daemon on the example cases and asks it.
#
# Then waits for Ctrl-C; with "demo" it stops the daemon and leaves with 0 if every answer came.
# VALEDOR_LANG is the language of the answers (es), VALEDOR_PORT the port, VALEDOR_STORE the folder.
set -eu
cd "$(dirname "$0")/.."

mode=${1:-run}
lang=${VALEDOR_LANG:-es}
bin=build/release/bin
tcp=tcp://127.0.0.1:${VALEDOR_PORT:-7717}
store=${VALEDOR_STORE:-./var/store}
socket=$PWD/var/valedord.sock
log=var/valedord.log
away=
daemon=

bold=
plain=
if [ -t 1 ]; then
    bold=$(printf '\033[1m')
    plain=$(printf '\033[0m')
fi
say() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }

# A demonstration begins with nothing stored, so that it shows the same each time.
if [ "$mode" = demo ]; then
    store=./var/demo-store
    rm -rf "$store"
fi

# The socket's path must fit into 108 bytes, NUL included.
if [ ${#socket} -gt 107 ]; then
    away=$(mktemp -d)
    socket=$away/valedord.sock
fi

stop() {
    status=$?
    trap - EXIT INT TERM
    if [ -n "$daemon" ]; then
        kill -TERM "$daemon" 2>/dev/null || true
        wait "$daemon" || status=$?
    fi
    [ -z "$away" ] || rm -rf "$away"
    exit "$status"
}
trap stop EXIT
trap 'exit 0' INT TERM

# Every call goes to the daemon started here.
ask() {
    printf '\n$ valedor %s\n' "$*"
    "$bin/valedor" --server "ipc://$socket" "$@"
}

wait_until_healthy() {
    tries=0
    until "$bin/valedor" --server "ipc://$socket" health >/dev/null 2>&1; do
        tries=$((tries + 1))
        if [ "$tries" -gt 100 ] || ! kill -0 "$daemon" 2>/dev/null; then
            if grep -q 'Cannot listen on tcp:.*in use' "$log"; then
                echo "port ${VALEDOR_PORT:-7717} is busy: stop what uses it, or set another," >&2
                echo "VALEDOR_PORT=$((${VALEDOR_PORT:-7717} + 1)) $0 $mode" >&2
            fi
            echo "the daemon did not come up; its log, $log, ends:" >&2
            tail -n 20 "$log" >&2
            return 1
        fi
        sleep 0.1
    done
}

say "Building (build/release)"
mkdir -p "$store" "$(dirname "$log")"
if ! { cmake --preset release && cmake --build --preset release --target valedord valedor; } >"$log" 2>&1; then
    cat "$log" >&2
    exit 1
fi
tail -n 1 "$log"

say "Starting valedord on ipc://$socket and $tcp (log: $log)"
"$bin/valedord" --packs rules/packs --store "$store" \
    --listen "ipc://$socket" --listen "$tcp" >"$log" 2>&1 &
daemon=$!
wait_until_healthy
ask health

say "Storing the example cases"
printf '\n$ valedor case put examples/cases/*.yaml\n'
"$bin/valedor" --server "ipc://$socket" case put examples/cases/*.yaml --lang "$lang"

# Each sample says on which day, or at which hour, it is to be asked.
when() {
    asked=$(sed -n 's/^ask_on: *\([^ ]*\).*/\1/p' "$1")
    case $asked in
    '') ;;
    *T*) printf '%s %s' --at "$asked" ;;
    *) printf '%s %s' --on "$asked" ;;
    esac
}

say "What applies to each, which deadlines run, which benefits are open and from when"
for file in examples/cases/*.yaml; do
    id=$(sed -n 's/^case: *\([^ ]*\).*/\1/p' "$file")
    # shellcheck disable=SC2046 # an option and its value, or nothing
    set -- "$id" $(when "$file") --lang "$lang"
    ask assess "$@"
    "$bin/valedor" --server "ipc://$socket" assess "$@" --json | grep -q '"status":' || {
        echo "the answer for $id is empty" >&2
        exit 1
    }
done

if [ "$mode" = demo ]; then
    say "That worked; the daemon stops here. \"make run\" leaves it running, to be asked more"
    exit 0
fi

say "Ask more from another terminal, from this folder:"
cat <<END
  export VALEDOR_SERVER=ipc://$socket
  $bin/valedor case list
  $bin/valedor assess real-semilibertad-2016 --on 2015-10-25
  $bin/valedor benefits correo-trabaja-desde-2024 --on 2025-10-07 --lang en
  $bin/valedor explain real-semilibertad-2016 pe.cep.semilibertad --on 2016-03-31
  $bin/valedor deadlines gestante-extranjera-20-horas --at 2026-03-02T16:00 --json
  $bin/valedor --help
Ctrl-C here stops the daemon.
END
wait "$daemon"
