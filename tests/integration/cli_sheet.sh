#!/bin/sh
# cli_sheet.sh - the sheet for the person: what has passed stands apart, dates are the safe ones.
set -eu
cd "$(dirname "$0")/../.."
. tests/integration/cli_lib.sh
VALEDOR_PACKS=tests/packs/sheet
export VALEDOR_PACKS

# between FROM TO - the lines of the last output from one that is FROM to one that is TO; none TO: to the end.
between() {
    awk -v from="$1" -v to="$2" '$0 == from { on = 1 } to != "" && $0 == to { on = 0 } on' "$work/out" >"$work/part"
}
part_says() {
    for text; do
        grep -qF -- "$text" "$work/part" || complain "the part does not say \"$text\": $last"
    done
}
part_says_not() {
    for text; do
        if grep -qF -- "$text" "$work/part"; then complain "the part says \"$text\": $last"; fi
    done
}

# Of nothing it is not said that nothing is pending: what to tell first is asked, in each language.
printf 'case: empty\n' >"$work/empty.yaml"
for words in 'es:No se sabe nada::¿Qué papeles?:¿Desde cuándo?:Nada pendiente' \
    'en:Nothing is known::Which papers?:Since when?:Nothing pending' \
    'pt:Não se sabe nada::Que papéis?:Desde quando?:Nada pendente' \
    'fr:On ne sait rien ::Quels papiers ?:Depuis quand ?:Rien en attente'; do
    lang=${words%%:*}
    try 0 valedor sheet "$work/empty.yaml" --on 2024-03-01 --lang "$lang"
    says "$(echo "$words" | cut -d: -f2)" "- $(echo "$words" | cut -d: -f4)" "- $(echo "$words" | cut -d: -f5)"
    says_not "$(echo "$words" | cut -d: -f6)"
done
try 0 valedor sheet "$work/empty.yaml" --on 2024-03-01 --lang pt --json
says '"first_questions": [' '"Que papéis?"' '"passed": []'

# Where all is known, and none of it applies, nothing is pending.
cat >"$work/done.yaml" <<'CASE'
case: done
facts: {told_on: none, answered_on: none, served_from: none, sick_on: none}
records: {orders: none}
CASE
try 0 valedor sheet "$work/done.yaml" --on 2024-03-01
says 'Nada pendiente'
says_not 'No se sabe nada' 'Ya pasaron' 'Quizá'

# Terms that are over, or that nobody knows to be met, have a section of their own, the most recent first.
cat >"$work/late.yaml" <<'CASE'
case: late
facts: {told_on: 2024-01-02, answered_on: none, served_from: none, sick_on: 2024-02-01}
records:
  orders: {complete: true, items: [{id: first-order, told_on: 2024-02-20}, {id: second-order, told_on: 2024-02-28}]}
CASE
try 0 valedor sheet "$work/late.yaml" --on 2024-03-01 --lang en
between 'Have passed' 'Today'
[ "$(grep '^  - ' "$work/part")" = "  - 23 Feb 2024: Orders (Challenge)
  - 6 Feb 2024: Health (Doctor)
  - 12 Jan 2024: Answers (Answer)" ] || complain "what has passed: $last"
part_says 'An answer is due' 'Ask for: a copy'
part_says_not 'Last day' 'others'
between Today ''
part_says '- Last day: 2 Mar 2024 (Challenge)' 'You must get care'
part_says_not '23 Feb' '6 Feb' '12 Jan' 'An answer is due'
for words in 'es:Ya pasaron:23 de feb de 2024' 'pt:Já passaram:23 de fev de 2024' 'fr:Sont passés:23 févr 2024'; do
    try 0 valedor sheet "$work/late.yaml" --on 2024-03-01 --lang "${words%%:*}"
    says "$(echo "$words" | cut -d: -f2)" "- $(echo "$words" | cut -d: -f3)"
    says_not 'first-order' 'second-order' 'Nothing pending' 'Nada pendiente'
done
# A title of the law in the sheet's language stands there; one in another does not.
says "- 23 févr 2024: Ordres (Contester l'ordre)" '- 12 janv 2024: Réponses'
says_not Responder Impugnar Answer
try 0 valedor sheet "$work/late.yaml" --on 2024-03-01 --lang fr --json
says '"passed": [' '"date": "2024-02-23"' '"topic": "orders"' '"instance": "first-order"' '"group": "passed"' \
    "\"title\": \"Contester l'ordre\"" '"certified": false'

# On the last day it is still open, on the day after it is not.
try 0 valedor sheet "$work/late.yaml" --on 2024-03-02 --lang en
says '- Last day: 2 Mar 2024 (Challenge)'
try 0 valedor sheet "$work/late.yaml" --on 2024-03-03 --lang en
says '- 2 Mar 2024: Orders (Challenge)'
says_not 'Last day'

# Where nobody knows whether it was done, it has passed all the same.
sed 's/answered_on: none, //' "$work/late.yaml" >"$work/unknown.yaml"
try 0 valedor sheet "$work/unknown.yaml" --on 2024-03-01 --lang en
between 'Have passed' 'Today'
part_says '- 12 Jan 2024: Answers (Answer)'

# The safe reading's day counts: over by it, the term is told as over, with the end that other courts see.
try 0 valedor sheet "$work/unknown.yaml" --on 2024-01-13 --lang en
between 'Have passed' 'Today'
part_says '- 12 Jan 2024: Answers (Answer); others: until 14 Jan 2024'
try 0 valedor sheet "$work/unknown.yaml" --on 2024-01-12 --lang en
says '- Last day: 12 Jan 2024 (Answer); others: until 14 Jan 2024'
says_not 'Have passed'

# So does that of a benefit; where the safe reading never has it, only the other day is told.
cat >"$work/served.yaml" <<'CASE'
case: served
facts: {told_on: none, answered_on: none, served_from: 2024-01-10, sick_on: none}
records: {orders: none}
CASE
try 0 valedor sheet "$work/served.yaml" --on 2024-02-20 --lang en
says '- From: 10 Mar 2024 (Release); others: from 10 Feb 2024' '- Leave; others: from 10 Apr 2024'
try 0 valedor sheet "$work/served.yaml" --on 2024-02-20 --lang fr
says '- À partir du : 10 mars 2024; d'"'"'autres : à partir du 10 févr 2024' '- d'"'"'autres : à partir du 10 avril 2024'
try 0 valedor sheet "$work/served.yaml" --on 2024-02-20 --json
says '"date": "2024-03-10"' '"2024-02-10"' '"date": ""'

# The sheet of Peru, in all its languages: no ids of records, and no Spanish titles but in Spanish.
unset VALEDOR_PACKS
printf 'case: empty\njurisdiction: pe\n' >"$work/empty.yaml"
young=examples/cases/joven-19-prision-preventiva.yaml
for words in 'es:Estos días ya pasaron:25 de marzo de 2026' 'en:These days have passed:25 March 2026' \
    'pt:Estes dias já passaram:25 de março de 2026' 'fr:Ces jours sont passés:25 mars 2026'; do
    lang=${words%%:*}
    try 0 valedor sheet "$young" --lang "$lang"
    says "$(echo "$words" | cut -d: -f2)" "- $(echo "$words" | cut -d: -f3)"
    says_not '[r1]' '[c2]'
    case $lang in
    pt | fr) says_not Apelación Plazo Límite Redención ;;
    *) ;;
    esac
    try 0 valedor sheet "$work/empty.yaml" --lang "$lang"
    [ "$(grep -c '^  - ' "$work/out")" -ge 5 ] || complain "too few first questions: $last"
    says_not 'no consta nada pendiente' 'nothing is pending' 'não consta nada pendente' "rien n'est en attente"
done
