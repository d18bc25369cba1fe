#!/bin/sh
# pack_mutate.sh - all of Peru's law, changed one thing at a time: each mutant is tried within ten
# minutes, and the scenarios go on noticing at least as much as they did.
set -eu
cd "$(dirname "$0")/../.."
. tests/integration/cli_lib.sh

least=45
try 0 valedor pack mutate rules/packs/pe --json
says '"ended_early": false' '"failing": 0'
percent=$(sed -n 's/^  "percent": \([0-9]*\).*/\1/p' "$work/out")
echo "noticed: $percent%"
[ "$percent" -ge "$least" ] || complain "less than $least% of the mutants are noticed: $percent%"
