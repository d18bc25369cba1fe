#!/bin/sh
# cli_files.sh - the command line on files, without a daemon, as a stranger would try it.
set -eu
cd "$(dirname "$0")/../.."
. tests/integration/cli_lib.sh

# Every sample is answered in both languages, by itself and as JSON.
for case in examples/cases/*.yaml; do
    try 0 valedor assess "$case"
    says PLAZOS BENEFICIOS PAUTAS
    says_not 'SE CONTRADICEN'
    try 0 valedor assess "$case" --lang en
    says DEADLINES BENEFITS GUIDELINES
    if grep -q 'released on' "$work/out"; then complain "promises a release: $case"; fi
    try 0 valedor assess "$case" --json --explain
    says '"case_id"' '"contradictions": []' '"determinations"' '"explanation"'
    try 0 valedor assess "$case" --json --all
    if grep -q '^      "text": ""' "$work/out"; then complain "an empty text: $case"; fi
done

# A real case of 2016: a third of six years eight months from 6 August 2013.
real=examples/cases/real-semilibertad-2016.yaml
try 0 valedor benefits "$real" --rule pe.cep.semilibertad --on 2015-10-25 --json
says '"status": "no"' '"on_record": "2015-10-26"' '"on": "2015-10-25"'
try 0 valedor benefits "$real" --rule=pe.cep.semilibertad --on=2015-10-26 --json
says '"status": "yes"'
try 0 valedor --lang en explain "$real" pe.cep.semilibertad
says 'Formally eligible from: Mon 26 Oct 2015' 'How this came about' 'sentence.length (s1)'

# The two routes out of the same sentence tell what becomes of the person.
try 0 valedor benefits "$real" --on 2016-03-31 --lang en
says '→ Stays in Peru' '! Return to Peru is forbidden'

# The sheet for the person: dates and what to ask for, and who has not checked the words.
try 0 valedor sheet "$real" --on 2016-03-31
says 'Hoja de consejo' 'Puede pedirse formalmente desde: 27 de octubre de 2015 (Semilibertad); según otra lectura de la' \
    'desde 26 de octubre de 2015' 'Puede pedir:'
if grep -q 'traductor' "$work/out"; then complain "the law's own language needs no translator"; fi
try 0 valedor sheet "$real" --on 2016-03-31 --lang pt
says 'Folha de orientação' 'Nenhum tradutor certificado' 'a partir de: 27 de outubro de 2015; segundo'
try 0 valedor sheet "$real" --on 2016-03-31 --lang fr --json
says '"language": "fr"' '"certified": false' '"notice": "Aucun traducteur' '"date": "2015-10-27"' '"2015-10-26"'
for case in examples/cases/*.yaml; do
    for lang in es en pt fr; do try 0 valedor sheet "$case" --lang $lang; done
done
try 2 valedor sheet "$real" --lang de
says 'es, en, pt, fr'
try 2 valedor assess "$real" --lang pt

# Facts that cannot all be true are told, with the facts; what is answered stands beside it.
cat >"$work/clash.yaml" <<'CASE'
case: clash
jurisdiction: pe
facts: {sex: male, pregnant: true, in_custody: true}
records:
  sentences: [{id: s7, pronounced_on: 2021-01-01, final_on: 2020-01-01}]
CASE
try 0 valedor deadlines "$work/clash.yaml" --lang en
says 'FACTS THAT CONTRADICT EACH OTHER' '! Recorded as male, and also as pregnant' 'sex, pregnant' \
    '! The sentence was final before it was pronounced' 'sentence.final_on [s7], sentence.pronounced_on [s7]' DEADLINES
try 0 valedor benefits "$work/clash.yaml"
says 'HECHOS QUE SE CONTRADICEN' '! Consta como varón'
try 0 valedor explain "$work/clash.yaml" pe.cep.semilibertad
says 'HECHOS QUE SE CONTRADICEN'
try 0 valedor guidelines "$work/clash.yaml" --json
says '"id": "pe.contradiccion.varon_embarazo"' '"instance": "s7"' '"fact": "sentence.pronounced_on"'
# Of what is unknown nothing is promised, and the rule asked for is shown all the same.
empty=examples/cases/faltan-datos.yaml
try 0 valedor deadlines "$empty" --lang en
says 'None can be stated yet: '
try 0 valedor deadlines "$empty"
says 'Aún no se puede afirmar nada: '
for how in assess explain; do
    try 0 valedor $how "$empty" --rule pe.cep.beneficio_expediente --lang en
    says unknown 'may change as soon as'
    if grep -q 'Nothing known' "$work/out"; then complain "promises that nothing changes: $last"; fi
done

# Of a case of which little is known, benefits that are quite open are counted; --all lists them.
printf 'case: bare\njurisdiction: pe\n' >"$work/bare.yaml"
try 0 valedor benefits "$work/bare.yaml" --on 2026-03-01 --lang en
says 'None can be stated yet: ' '--all shows them'
says_not 'waits for'
try 0 valedor benefits "$work/bare.yaml" --on 2026-03-01 --lang en --all
says 'Semi-liberty' 'waits for'
try 0 valedor assess "$work/bare.yaml" --on 2026-03-01
[ "$(wc -l <"$work/out")" -lt 60 ] || complain "too long for a case of which nothing is known: $last"

# A list of records is asked for as a list, and somebody knows of it.
try 0 env COLUMNS=140 valedor questions "$work/bare.yaml" --on 2026-03-01 --lang en
says 'Which sentences are there? Enter them all (none if there are none).' 'if there are none but those on file:'
try 0 env COLUMNS=140 valedor questions "$work/bare.yaml" --on 2026-03-01
says '¿Qué condenas hay? Anote cada registro (none si no hay ninguno).' 'si no hay más que los anotados:'
try 0 env COLUMNS=140 valedor questions "$work/bare.yaml" --on 2026-03-01 --json
if grep -q '"supplier": ""' "$work/out"; then complain "nobody is said to know: $last"; fi

# What stays unknown and only waits for other facts is counted.
try 0 valedor what-if "$work/bare.yaml" --on 2026-03-01 --set sex=female --lang en
says 'Nothing would change.' 'stay unknown, and wait for other facts (--all)' '0 change,'
says_not 'waits for sex'
try 0 valedor what-if "$work/bare.yaml" --on 2026-03-01 --set sex=female --lang en --all
says 'waits for sex'
try 0 valedor what-if "$work/bare.yaml" --on 2026-03-01 --set in_custody=false --lang en
says 'not applicable'
says_not 'Nothing would change'

# Nothing is wider than it may be, whatever the width.
for width in 60 80 100 140; do
    COLUMNS=$width valedor assess "$real" --explain >"$work/out"
    COLUMNS=$width valedor assess "$real" --all >>"$work/out"
    widest=$(LC_ALL=C.UTF-8 wc -L <"$work/out")
    [ "$widest" -le "$width" ] || complain "a line of $widest columns, of $width"
done
for lang in es en; do
    export COLUMNS=80 VALEDOR_LANG=$lang
    {
        valedor assess "$work/clash.yaml"
        valedor sheet "$real"
        valedor questions "$work/bare.yaml"
        valedor what-if "$real" --set pending_detention_order=true
        valedor --help
        valedor assess --help
    } >"$work/out"
    unset COLUMNS VALEDOR_LANG
    widest=$(LC_ALL=C.UTF-8 wc -L <"$work/out")
    [ "$widest" -le 80 ] || complain "a line of $widest columns, of 80, in $lang"
done
if grep -q "$(printf '\033')" "$work/out"; then complain "colour outside of a terminal"; fi

# Terms.
try 0 valedor term --from 2025-07-25 --length '3 business days' --calendar pe.judicial --json
says '"due": "2025-08-01"' '"counted_from": "2025-07-30"' '"date": "2025-07-28"'
try 0 valedor term --from 2025-07-25T14:00-05:00 --length '48 hours' --json
says '"due": "2025-07-27T14:00:00-05:00"' '"by_the_hour": true'
try 0 valedor term --from 2020-11-10 --length '10 business days' --calendar pe.judicial --notice-days 2 --json
says '"due": "2020-11-25"' '"notice_effect": "2020-11-12"'
try 0 valedor term --from 2020-11-10 --length '10 business days' --calendar pe.judicial --notice-days 2 \
    --notice-count after_effect --json
says '"due": "2020-11-26"'
try 0 valedor term --from 2024-01-15 --length '9 months' --first-day included --ends eve --json
says '"due": "2024-10-14"'

# Expressions.
try 0 valedor feel eval '1/3 + 0.1'
says 13/30
try 0 valedor feel eval '-5 + 3'
says -2
printf '{"a": 0.1, "l": [1, 2.50]}' >"$work/context.json"
try 0 valedor feel eval 'a + l[2]' --context "$work/context.json" --json
says '"value": "2.6"' '"type": "number"'
printf '%s\n' '{"id":"a","expression":"1+1"}' 'nonsense' '' '{"id":2,"expression":"1 +"}' \
    '{"id":"big","expression":"n","context":{"n":1e400}}' '{"id":"z","expression":"null"}' >"$work/batch"
valedor feel batch <"$work/batch" >"$work/out"
[ "$(wc -l <"$work/out")" = 5 ] || complain "five lines in, others out: feel batch"
says '{"id":"a","type":"number","value":"2"}' '{"id":null,"error":' '{"id":2,"error":' \
    '{"id":"z","type":"null","value":"null"}'

# Packs.
try 1 valedor pack check tests/packs/engine
says 'when b is true and a is true, "by_b" sets "length"' '0 errors, 3 warnings'
# What is not complete is counted, and fails who is strict.
try 0 valedor pack check tests/bad_packs/strict-scenarios-lack-sides
says '0 errors, 0 warnings, 1 note (--strict lists them)'
try 1 valedor pack check tests/bad_packs/strict-scenarios-lack-sides --strict
says 'note VD201: the scenarios of "x.term" lack a side: positive, unknown, boundary'
try 0 valedor pack test tests/packs/engine
says ': 0 failed'
try 0 valedor pack test tests/packs/engine --json
says '"ran": true'
says '"passed": true'
mkdir "$work/bad"
cp tests/packs/engine/*.yaml "$work/bad"
sed -i "s/length: '48 hours'/length: '48 ours'/" "$work/bad/rules.yaml"
try 1 valedor pack check "$work/bad"
says 'error VD' '^' ' errors, '
try 1 valedor pack check "$work/bad" --json
says '"sound": false' '"line":'
try 1 valedor pack test "$work/bad"

try 0 valedor version
try 0 valedor --version
try 0 valedor --help
says 'usage: valedor' 'assess' 'Leaves with 0'
for command in assess deadlines explain 'case put' term 'feel batch' 'pack check' health; do
    # shellcheck disable=SC2086 # one word or two
    try 0 valedor $command --help
    says 'usage: valedor'
done

# Help in Spanish: no line is left in English but examples, and arguments that fill a line, which are the same in both.
in_spanish() {
    valedor "$@" --help --lang en >"$work/en"
    try 0 valedor "$@" --help --lang es
    if grep -Fxf "$work/en" "$work/out" | grep -v -e '^$' -e '^  valedor ' -e '^  what-if FILE'; then
        complain "English in the Spanish help: $*"
    fi
}
in_spanish
for command in assess deadlines benefits guidelines explain sheet what-if questions timeline 'case put' 'case get' \
    'case list' term 'feel eval' 'feel batch' 'pack check' 'pack test' 'pack diff' 'pack impact' 'pack coverage' \
    'pack mutate' 'pack doc' 'pack lsp-check' health version; do
    # shellcheck disable=SC2086 # one word or two
    in_spanish $command
done
code=0
LANG=es_PE.UTF-8 valedor asess x >"$work/out" 2>"$work/err" || code=$?
last="LANG=es_PE.UTF-8 valedor asess x"
[ "$code" = 2 ] || complain "left with $code, not 2: $last"
says_one_sentence 'No existe la orden «asess»; ¿quiso decir «assess»?'
try 2 valedor assess "$work/none.yaml" --lang es
says_one_sentence 'No existe el archivo de caso'

# What to do next.
file=examples/cases/real-semilibertad-2016.yaml
try 0 valedor what-if "$file" --on 2016-03-31 --set pending_detention_order=true --lang en
says 'Semi-liberty [s1]' 'change,' 'stay as they are'
try 0 valedor what-if "$file" --on 2015-01-01 --then 2016-01-01 --rule pe.cep.semilibertad --lang en
says '→' 'yes'
try 0 valedor what-if "$file" --on 2016-03-31 --set sex=female --lang en
says 'Nothing would change'
try 0 valedor what-if "$file" --on 2016-03-31 --then-packs rules/packs --rule pe.cep.semilibertad --json
says '"then_packs"' '"differences": []'
try 0 valedor questions examples/cases/faltan-datos.yaml --limit 3 --lang en
says 'WHAT TO ASK NEXT' 'answers hang on'
try 0 valedor timeline "$file" pe.cep.semilibertad --from 2013-01-01 --until 2020-01-01 --lang en
says 'Mon 26 Oct 2015'
try 0 valedor timeline "$file" pe.cep.semilibertad --from 2012-01-10 --json
says '"until": "2022-01-10"'
try 0 valedor explain "$file" pe.cep.semilibertad --on 2015-01-01 --view why-not --lang en
says 'requirement fraction' 'By waiting'
try 0 valedor explain "$file" pe.cep.semilibertad --on 2015-01-01 --nodes 3 --lang en
says 'The explanation is cut'
try 0 sh -c "valedor benefits - --on 2016-03-31 --lang en <$file"
says 'Semi-liberty [s1]'
