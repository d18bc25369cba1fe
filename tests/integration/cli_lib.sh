# shellcheck shell=sh
# cli_lib.sh - what the tests of the command line share; read with ".", not run.
PATH=${VD_BIN_DIR:-build/debug/bin}:$PATH
export PATH
unset VALEDOR_SERVER VALEDOR_PACKS VALEDOR_LANG COLUMNS LANG LC_ALL LC_MESSAGES 2>/dev/null || true

work=$(mktemp -d)
daemon=
failed=0

finish() {
    status=$?
    trap - EXIT
    if [ -n "$daemon" ]; then
        kill -TERM "$daemon" 2>/dev/null || true
        wait "$daemon" || status=$?
    fi
    rm -rf "$work"
    [ "$failed" = 0 ] || status=1
    exit "$status"
}
trap finish EXIT

complain() {
    echo "$*" >&2
    sed 's/^/    /' "$work/out" "$work/err" >&2
    failed=1
}

# try CODE COMMAND... - runs it and checks what it leaves with; output is in work/out and work/err.
try() {
    expected=$1
    shift
    code=0
    "$@" >"$work/out" 2>"$work/err" || code=$?
    [ "$code" = "$expected" ] || complain "left with $code, not $expected: $*"
    if [ "$code" != 0 ] && [ "$code" != 1 ] && [ ! -s "$work/err" ]; then
        complain "left with $code and said nothing: $*"
    fi
    last=$*
}

# says TEXT... - each occurs in what the last command wrote, on either stream.
says() {
    for text; do
        cat "$work/out" "$work/err" | grep -qF -- "$text" || complain "does not say \"$text\": $last"
    done
}

# says_not TEXT... - none does.
says_not() {
    for text; do
        if cat "$work/out" "$work/err" | grep -qF -- "$text"; then
            complain "says \"$text\": $last"
        fi
    done
}

# One sentence: nothing on standard output, one line on standard error.
says_one_sentence() {
    [ ! -s "$work/out" ] || complain "an error has standard output: $last"
    [ "$(wc -l <"$work/err")" = 1 ] || complain "an error is not one line: $last"
    says "$@"
}

# start_daemon [OPTION...] - with all packs, unless told which.
start_daemon() {
    [ $# -gt 0 ] || set -- --packs rules/packs
    server=ipc://$work/socket
    valedord "$@" --store "$work/store" --listen "$server" 2>"$work/log" &
    daemon=$!
    tries=0
    until valedor --server "$server" health >/dev/null 2>&1; do
        tries=$((tries + 1))
        if [ "$tries" -gt 100 ] || ! kill -0 "$daemon" 2>/dev/null; then
            cat "$work/log" >&2
            exit 1
        fi
        sleep 0.1
    done
    export VALEDOR_SERVER="$server"
}
