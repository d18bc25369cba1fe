#!/bin/sh
# several_packs.sh - a service of one country becomes one of several: the cases that it has stay under
# the law that they were put under, once somebody says which.
set -eu
cd "$(dirname "$0")/../.."
. tests/integration/cli_lib.sh

stop_daemon() {
    kill "$daemon"
    wait "$daemon" 2>/dev/null || true
    daemon=
}

# One pack: nobody need say whose law it is.
start_daemon --packs rules/packs/pe
printf 'case: old\nfacts: {sex: female, in_custody: true}\n' >"$work/old.yaml"
VALEDOR_PACKS=rules/packs/pe
export VALEDOR_PACKS
try 0 valedor case put "$work/old.yaml"
try 0 valedor assess old --on 2026-01-05 --json
says '"jurisdiction": "pe"' '"at": "2026-01-05T00:00:00-05:00"'
cp "$work/out" "$work/before"
stop_daemon

# Several: a guess could be wrong, so there is none.
start_daemon
unset VALEDOR_PACKS
try 2 valedor assess old --on 2026-01-05
says_one_sentence 'whose law' 'gt'
stop_daemon

# Several, and the law of such cases is set: as before.
start_daemon --packs rules/packs --jurisdiction pe
try 0 valedor assess old --on 2026-01-05 --json
cmp -s "$work/out" "$work/before" || complain 'the answer of an old case changed'
printf 'case: new\njurisdiction: gt\nfacts: {sex: female, in_custody: true}\n' >"$work/new.yaml"
try 0 valedor case put "$work/new.yaml"
try 0 valedor assess new --on 2026-01-05 --json
says '"jurisdiction": "gt"' '"at": "2026-01-05T00:00:00-06:00"'
stop_daemon

# A pack that is gone: its cases are refused, the others stay.
start_daemon --packs rules/packs/pe
try 2 valedor assess new --on 2026-01-05
says_one_sentence 'No pack "gt"'
try 0 valedor assess old --on 2026-01-05
stop_daemon

# No such law: the daemon says so and does not begin.
try 1 valedord --packs rules/packs --jurisdiction xx --store "$work/store" --listen "ipc://$work/other"
says 'No pack \"xx\"'
