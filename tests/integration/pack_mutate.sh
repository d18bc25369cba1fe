#!/bin/sh
# pack_mutate.sh - all of Peru's law, changed one thing at a time: each mutant is tried within twenty
# minutes, however busy the machine, and the scenarios go on noticing at least as many slips in rules as they did.
set -eu
cd "$(dirname "$0")/../.."
. tests/integration/cli_lib.sh

least=95
try 0 valedor pack mutate rules/packs/pe --summary --seconds 1100
if grep -qE 'Time was up|were left aside' "$work/out"; then complain "not all was tried"; fi
percent=$(sed -n 's/^rule .* \([0-9]*\)\.[0-9]%$/\1/p' "$work/out")
echo "noticed in rules: $percent%"
[ "$percent" -ge "$least" ] || complain "less than $least% of the mutants are noticed: $percent%"
