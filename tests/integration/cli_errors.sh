#!/bin/sh
# cli_errors.sh - every mistake gets one clear sentence and its exit code.
set -eu
cd "$(dirname "$0")/../.."
. tests/integration/cli_lib.sh

real=examples/cases/real-semilibertad-2016.yaml

# The command line.
try 2 valedor asess x
says_one_sentence 'did you mean "assess"?'
try 2 valedor case lost
says_one_sentence 'did you mean "case list"?'
try 2 valedor case
says_one_sentence 'second word'
try 2 valedor assess
says_one_sentence 'valedor assess FILE|CASE'
try 2 valedor assess a b
says_one_sentence 'one word too many'
try 2 valedor assess "$real" --onn 2016-01-01
says_one_sentence 'did you mean --on?'
try 2 valedor assess "$real" --on
says_one_sentence '--on DATE'
try 2 valedor assess "$real" --json=yes
says_one_sentence 'takes no value'
try 2 valedor health --on 2016-01-01
says_one_sentence 'has no meaning'

# Values.
try 2 valedor assess "$real" --on 2016-31-31
says_one_sentence 'is no day'
try 2 valedor assess "$real" --at 2016-01-01
says_one_sentence 'is no instant'
try 2 valedor assess "$real" --on 2016-01-01 --at 2016-01-02T10:00
says_one_sentence 'different days'
try 0 valedor assess "$real" --on 2016-01-01 --at 2016-01-01T10:00 --json
says '"at": "2016-01-01T10:00:00-05:00"'
try 2 valedor assess "$real" --rule pe.cep.semilibertat
says_one_sentence 'did you mean "pe.cep.semilibertad"?'
try 2 valedor assess "$real" --lang 'e s'
says_one_sentence '--lang'
try 2 valedor assess "$real" --lang fr
says_one_sentence 'takes es or en, not "fr"'
try 2 valedor feel eval 1 --lang fr
says_one_sentence 'takes es or en'
try 2 valedor term --from 2025-07-25
says_one_sentence 'needs its start and its length'
try 2 valedor term --from 2025-07-25 --length '3 moons'
says_one_sentence '--length takes'
try 2 valedor term --from 2025-07-25 --length '3 business days' --calendar pe.judicia
says_one_sentence 'there are: '
try 2 valedor term --from 2025-07-25 --length '3 business days' --calendar pe.judicial --district limaa
says_one_sentence 'names no district "limaa"' 'lima'
try 0 valedor term --from 2025-07-25 --length '3 business days' --calendar pe.judicial --district lima
try 2 valedor term --from 2025-07-25 --length '3 business days'
says_one_sentence 'calendar'
try 2 valedor term --from 2055-07-25 --length '3 business days' --calendar pe.judicial
says_one_sentence 'cover'
try 2 valedor term --from 2025-07-25 --length '48 hours' --notice-days -1
says_one_sentence '--notice-days takes'
try 2 valedor feel eval '1 +'
says '^'
try 2 valedor feel eval '1' --context "$work/none.json"
says_one_sentence 'cannot be read'

# Files.
try 2 valedor assess "$work/none.yaml"
says_one_sentence 'no case file'
printf 'case: x\nfacts: {sexx: female}\n' >"$work/unknown.yaml"
try 2 valedor assess "$work/unknown.yaml"
says_one_sentence "$work/unknown.yaml:2:" 'sexx'
printf 'case: x\njurisdiction: pe\nfacts: {sex: femal}\n' >"$work/wrong.yaml"
try 2 valedor assess "$work/wrong.yaml"
says_one_sentence "$work/wrong.yaml:3:"
printf 'case: x\nfacts: {sex: female}\n' >"$work/nowhere.yaml"
try 2 valedor assess "$work/nowhere.yaml"
says_one_sentence 'whose law' 'gt'
try 0 valedor assess "$work/nowhere.yaml" --jurisdiction gt
try 2 valedor assess "$work/nowhere.yaml" --jurisdiction xx
says_one_sentence 'No pack "xx"' 'regional' 'pe' 'gt' 'cr'
printf 'case: x\njurisdiction: cr\n' >"$work/elsewhere.yaml"
try 2 valedor assess "$work/elsewhere.yaml" --rule gt.lrp.g52_convivencia
says_one_sentence 'no rule of "cr"'
for id in "''" "'a b'" "'-x'"; do
    printf 'case: %s\n' "$id" >"$work/id.yaml"
    try 2 valedor assess "$work/id.yaml"
    says_one_sentence "$work/id.yaml"
done
printf 'case: [x\n' >"$work/broken.yaml"
try 2 valedor assess "$work/broken.yaml"
says_one_sentence "$work/broken.yaml:"
head -c 3000 /dev/urandom >"$work/noise.yaml"
try 2 valedor assess "$work/noise.yaml"
says_one_sentence "$work/noise.yaml"
try 2 valedor assess "$real" --packs "$work/no-packs"
says_one_sentence 'no rule packs'
try 2 valedor pack check "$work/no-packs"
says_one_sentence 'no folder'

# A law without an advice sheet.
try 2 valedor sheet "$work/nowhere.yaml" --jurisdiction gt
says_one_sentence 'the law of this case, gt' 'valedor assess'

# A pack whose base is elsewhere: the sentence says what to do, and that does it.
try 1 valedor pack check rules/packs/gt
says 'extends "regional"' 'a folder that holds both' '--packs'
try 1 valedor pack test rules/packs/gt
says 'extends "regional"' 'no scenario was run'
says_not ' scenarios, '
try 1 valedor pack test rules/packs/gt --json
says '"ran": false' '"passed": false'
try 0 valedor pack check rules/packs/gt --packs rules/packs/regional
# The same folder under another spelling is the same pack.
try 0 valedor pack check rules/packs/gt --packs ./rules/packs/

# No daemon.
try 3 valedor health --server "ipc://$work/nobody"
says_one_sentence 'No daemon answers' 'valedord --packs'
try 3 valedor assess some-case --server "ipc://$work/nobody"
says_one_sentence 'No daemon answers'
try 2 valedor health --server nonsense
says_one_sentence 'no address'
try 2 valedor health --timeout never
says_one_sentence '--timeout takes'

# A full disk does not pass for success.
if [ -w /dev/full ]; then
    code=0
    valedor assess "$real" --json >/dev/full 2>"$work/err" || code=$?
    [ "$code" = 4 ] || complain "left with $code on a full disk"
fi

# What to do next.
file=examples/cases/faltan-datos.yaml
try 2 valedor what-if "$file"
says_one_sentence 'Say what would change'
try 2 valedor what-if "$file" --set sex
says_one_sentence 'FACT=VALUE'
try 2 valedor what-if "$file" --set 'sentence.fine_paid[none]=true'
says_one_sentence 'sentence.fine_paid'
try 2 valedor what-if "$file" --set sex=male --then soon
says_one_sentence '--then takes'
try 2 valedor questions "$file" --limit none
says_one_sentence '--limit takes'
try 2 valedor timeline "$file" pe.cep.semilibertat
says_one_sentence 'did you mean "pe.cep.semilibertad"?'
try 2 valedor timeline "$file" pe.cep.semilibertad --from 2020-01-01 --until 2020-01-01
says_one_sentence 'must be later than its from'
try 2 valedor explain "$file" --view all
says_one_sentence '--view takes'
try 2 valedor explain "$file" --nodes 0
says_one_sentence '--nodes takes'
printf 'case: x\njurisdiction: pe\nfacts: {birth_on: 2999-01-01}\n' >"$work/ahead.yaml"
try 2 valedor assess "$work/ahead.yaml"
says_one_sentence 'birth_on: 2999-01-01 is still to come'
try 1 valedord --packs "$work/none" --store "$work/store" --listen "ipc://$work/none"
says 'there are no rule packs in'
