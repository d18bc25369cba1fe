#!/bin/sh
# cli_daemon.sh - the command line and a real daemon: what is stored is answered as the file is.
set -eu
cd "$(dirname "$0")/../.."
. tests/integration/cli_lib.sh

start_daemon

try 0 valedor health
says 'serving' 'pe 20'
try 0 valedor case list --lang en
says 'No cases are stored'
try 0 valedor case put examples/cases/*.yaml --lang en
says 'real-semilibertad-2016: stored'
try 0 valedor case put examples/cases/faltan-datos.yaml --lang en
says 'faltan-datos: replaced'
try 0 valedor case put examples/cases/faltan-datos.yaml --json
says '"revision": 3'
try 0 valedor case list --json
says '"id": "madre-hijo-en-penal"'
try 0 valedor case get faltan-datos
says 'sentence_enforcement'
try 0 valedor case get faltan-datos --json
says '"literal": "female"'

# The same answer from the store and from the file, but for the revision.
for file in examples/cases/*.yaml; do
    id=$(sed -n 's/^case: *\([^ ]*\).*/\1/p' "$file")
    valedor assess "$id" --on 2025-03-14 --json | grep -v '^  "revision"' >"$work/stored"
    valedor assess "$file" --on 2025-03-14 --json >"$work/file"
    cmp -s "$work/stored" "$work/file" || complain "$id differs from its file"
done
for question in deadlines benefits guidelines; do
    valedor "$question" "$id" --on 2025-03-14 --json | grep -v '^  "revision"' >"$work/stored"
    valedor "$question" "$file" --on 2025-03-14 --json >"$work/file"
    cmp -s "$work/stored" "$work/file" || complain "$question $id differs from its file"
done
try 0 valedor assess "$id" --on 2025-03-14 --lang en
says BENEFITS
try 0 valedor explain real-semilibertad-2016 pe.cep.semilibertad --on 2016-03-31 --lang en
says 'How this came about'
try 0 valedor deadlines gestante-extranjera-20-horas --at 2026-03-02T16:00-05:00 --json
says '"at": "2026-03-02T16:00:00-05:00"'

try 1 valedor case get nobody
says_one_sentence 'no case "nobody"'
try 1 valedor assess nobody
says_one_sentence 'nobody'
try 2 valedor case put examples/cases/none.yaml
says_one_sentence 'no case file'
try 2 valedor assess faltan-datos --on 2025-02-30
says_one_sentence 'is no day'

# A daemon that does not answer is not waited for.
kill -STOP "$daemon"
try 3 valedor health --timeout 0.3
says_one_sentence 'did not answer within 0.3 seconds'
kill -CONT "$daemon"
try 0 valedor health
