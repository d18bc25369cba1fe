#!/bin/sh
# cli_daemon.sh - the command line and a real daemon: what is stored is answered as the file is.
set -eu
cd "$(dirname "$0")/../.."
. tests/integration/cli_lib.sh

start_daemon

try 0 valedor health
says 'en servicio' 'pe 20'
try 0 valedor case list --lang en
says 'No cases are stored'
# Facts that cannot all be true are stored, and told at once.
printf 'case: clash\njurisdiction: pe\nfacts: {sex: male, pregnant: true}\n' >"$work/clash.yaml"
try 0 valedor case put "$work/clash.yaml" --lang en
says 'clash: stored' '! Recorded as male, and also as pregnant, nursing or having given birth: sex, pregnant'
try 0 valedor deadlines clash --lang en
says 'FACTS THAT CONTRADICT EACH OTHER'
try 0 valedor case put examples/cases/*.yaml examples/countries/*.yaml --lang en
says_not '!'
says 'real-semilibertad-2016: stored' 'gt-madre-hijo-cumple-cuatro: stored'
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
for file in examples/countries/*.yaml examples/cases/*.yaml; do
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

# Several countries in one daemon: each case is under its own law, its days are days there.
try 0 valedor assess gt-madre-hijo-cumple-cuatro --on 2026-11-20 --json
says '"jurisdiction": "gt"' '"at": "2026-11-20T00:00:00-06:00"' '"rule": "gt.lrp.g52_sin_familia"' \
    '"rule": "regional.mandela.g62_consular"' '"due": "2027-02-19"'
says_not '"rule": "pe.' '"rule": "cr.'
try 0 valedor assess cr-jefa-de-hogar-introduccion-drogas --on 2026-11-20 --json
says '"jurisdiction": "cr"' '"due": "2026-11-21T09:30:00-06:00"'
says_not '"rule": "pe.' '"rule": "gt.'
try 0 valedor assess regional-aislamiento --on 2026-11-20 --json
says '"at": "2026-11-20T00:00:00Z"' '"due": "2026-11-24"'
try 0 valedor assess madre-hijo-en-penal --on 2026-11-20 --json
says '"jurisdiction": "pe"' '"at": "2026-11-20T00:00:00-05:00"'
says_not '"rule": "gt.' '"rule": "regional.'
try 2 valedor explain madre-hijo-en-penal gt.lrp.g52_convivencia
says_one_sentence 'no rule of "pe"'
try 0 valedor case get gt-madre-hijo-cumple-cuatro --json
says '"jurisdiction": "gt"'
printf 'case: nowhere\nfacts: {sex: female}\n' >"$work/nowhere.yaml"
try 2 valedor case put "$work/nowhere.yaml"
says_one_sentence 'whose law'

# What to do next, from the store and from the file.
for question in "what-if faltan-datos --set sex=male" "questions faltan-datos --limit 5" \
    "timeline real-semilibertad-2016 pe.cep.semilibertad --from 2013-01-01 --until 2020-01-01"; do
    # shellcheck disable=SC2086 # the words of a command
    set -- $question
    command=$1 id=$2
    shift 2
    on="--on 2025-03-14"
    [ "$command" != timeline ] || on=
    # shellcheck disable=SC2086
    valedor "$command" "$id" "$@" $on --json | grep -v '^  "revision"' >"$work/stored"
    # shellcheck disable=SC2086
    valedor "$command" "examples/cases/$id.yaml" "$@" $on --json >"$work/file"
    cmp -s "$work/stored" "$work/file" || complain "$question differs from its file"
done
try 0 valedor what-if faltan-datos --set 'sentence.final_on[s1]=2015-05-01' --lang en
says 'stay as they are'
try 2 valedor what-if faltan-datos --set weather=true
says_one_sentence weather
try 2 valedor what-if faltan-datos --then-packs rules/packs
says_one_sentence 'its own packs'
try 2 valedor assess faltan-datos --rule pe.nothing
says_one_sentence 'pe.nothing'
try 2 valedor questions faltan-datos --rule pe.nothing
says_one_sentence 'pe.nothing'

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
# The signal is told, not awaited: on a busy machine the daemon may run on for a moment.
until grep -q '^State:[[:space:]]*T' "/proc/$daemon/status"; do sleep 0.05; done
try 3 valedor health --timeout 0.3
says_one_sentence 'did not answer within 0.3 seconds'
kill -CONT "$daemon"
try 0 valedor health
