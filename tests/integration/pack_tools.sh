#!/bin/sh
# pack_tools.sh - the tools for who writes law as data, as a user would try them.
set -eu
cd "$(dirname "$0")/../.."
. tests/integration/cli_lib.sh

engine=tests/packs/engine
fresh=$work/engine
cp -r "$engine" "$fresh"

# A version of the pack in which a length, a window and a rule are others.
sed -i -e "s/length: '48 hours'/length: '47 hours'/" \
    -e "s/from: 2011-01-01, until: null}\\]/from: 2011-01-02, until: null}]/" \
    -e 's/id: engine.override$/id: engine.prevails/' "$fresh/rules.yaml"

# diff: nothing when equal, each thing with its place when not.
try 0 valedor pack diff "$engine" "$engine"
[ ! -s "$work/out" ] || complain "equal packs differ"
try 0 valedor pack diff "$engine" "$engine" --json
says '"equal": true'
try 1 valedor pack diff "$engine" "$fresh"
says 'changed: rule engine.hold > version v1 > length: 48 hours -> 47 hours' \
    "$engine/rules.yaml:21:17" "$fresh/rules.yaml:21:17" \
    'rule engine.release > version new > window judged_on > from: 2011-01-01 -> 2011-01-02' \
    'removed: rule engine.override: {es: Prevalencia, en: Override}' 'added: rule engine.prevails'
try 1 valedor pack diff "$engine" "$fresh" --json
says '"equal": false' '"kind": "changed"' '"before": "48 hours"' '"old_place"' '"new_place"'
try 2 valedor pack diff "$engine" "$work/nowhere"
says_one_sentence 'There is no folder'
# Packs that each have a thing of the same id are not mixed up.
try 0 valedor pack diff rules/packs rules/packs
[ ! -s "$work/out" ] || complain "equal folders of packs differ"
# A rule that moves to another file is the same rule.
mkdir "$work/moved"
cp "$engine"/*.yaml "$work/moved"
mv "$work/moved/facts.yaml" "$work/moved/other.yaml"
try 0 valedor pack diff "$engine" "$work/moved"

# What stands beside the rules is compared too: contradictions, and what a sheet says.
cp -r tests/packs/contradictions "$work/clash"
sed -i 's/stay.until < stay.from/stay.until <= stay.from/' "$work/clash/pack.yaml"
try 1 valedor pack diff tests/packs/contradictions "$work/clash"
says 'changed: contradiction clash.backwards > when: stay.until < stay.from -> stay.until <= stay.from'
cp -r tests/packs/sheet "$work/paper"
sed -i 's/en: "They can be challenged"/en: "They may be challenged"/' "$work/paper/pack.yaml"
try 1 valedor pack diff tests/packs/sheet "$work/paper"
says 'changed: sheet paper.sheet > topic orders > say > en: They can be challenged -> They may be challenged'
try 0 valedor pack doc tests/packs/contradictions --out "$work/clash-pages"
says_not 'error'
grep -qF 'La estancia termina antes de empezar' "$work/clash-pages/vocabulary.md" ||
    complain "the page of facts lacks the contradictions"

# impact: which answers differ.
cat >"$work/case.yaml" <<'CASE'
case: held
ask_on: 2024-03-05
facts: {a: true}
records:
  acts: {complete: true, items: [{id: x, held_at: 2024-03-04T10:00-05:00, done_at: none, grave: false, over: false}]}
CASE
try 0 valedor pack impact "$engine" "$engine" "$work/case.yaml"
says ': 0 differ'
try 1 valedor pack impact "$engine" "$fresh" --cases "$work/case.yaml"
says 'engine.hold[x]: due: 2024-03-06T10:00:00-05:00 -> 2024-03-06T09:00:00-05:00' \
    'engine.prevails: status: no answer -> '
try 1 valedor pack impact "$engine" "$fresh" --cases "$work/case.yaml" --on 2024-04-01 --json
says '"what": "due"' '"case":' '"differing":'
try 2 valedor pack impact "$engine" "$fresh"
says_one_sentence 'There is no case'
try 0 valedor pack impact rules/packs/pe rules/packs/pe --cases examples/cases
says '7 cases'

# coverage: what no scenario comes to.
try 0 valedor pack coverage "$engine"
says 'version ' 'exception ' 'engine.conflict has no scenario: negative' ' expectations'
try 0 valedor pack coverage "$engine" --json
says '"totals"' '"lacks"' '"kind": "reading"'
# Articles: two of three have their paragraphs declared; the judgment has none, the decree no text.
try 0 valedor pack coverage tests/bad_packs/strict-article-without-inventory
says 'norms: 3, of which 1 have no text at hand' \
    'articles cited of the others: 3, of which 2 have their paragraphs declared' \
    'paragraphs declared: 4, of which 2 are cited, 0 are within an article cited whole, 2 are not modelled'
try 0 valedor pack coverage tests/bad_packs/strict-article-without-inventory --json
says '"declared": 2' '"paragraphs_not_modelled": 2'
rm -r "$fresh/scenarios"
try 0 valedor pack coverage "$fresh"
says 'no scenario comes to the exception v1.grave of engine.hold' 'engine.hold has no scenario at all'

# mutate: the same each time, bounded, and no file is touched.
before=$(cat "$engine"/*.yaml | cksum)
try 0 valedor pack mutate "$engine"
says 'engine.conflict: 10 -> 9' "$engine/rules.yaml:79:18" 'noticed: '
cp "$work/out" "$work/first"
try 0 valedor pack mutate "$engine"
cmp -s "$work/out" "$work/first" || complain "not the same each time"
[ "$(cat "$engine"/*.yaml | cksum)" = "$before" ] || complain "a file was touched"
try 0 valedor pack mutate "$engine" --jobs 1
cmp -s "$work/out" "$work/first" || complain "another number of processes, another answer"
try 0 valedor pack mutate "$engine" --rule engine.hold
says '100.0%'
# A window moved by a day leaves a hole or an overlap: pack check refuses it, no scenario need notice.
try 0 valedor pack mutate "$engine" --rule engine.release --json
says '"found": 18' '"refused": 8' '"tried": 8' '"percent": 100.0'
sed 's/until: 2011-01-01}/until: 2010-12-31}/' "$engine/rules.yaml" >"$work/moved/rules.yaml"
try 1 valedor pack check "$work/moved"
says 'VD106'
# All whose ids begin so, by rule; what a citation's day says is seen by expectations with `cite`.
try 0 valedor pack mutate "$engine" --rule engine.con --summary
says 'rule engine.conflict'
if grep -q 'engine.hold' "$work/out"; then complain "--rule lets others in"; fi
if grep -q -- ' -> ' "$work/out"; then complain "--summary lists single changes"; fi
cp -r "$engine" "$work/dated"
sed -i 's/article: "3", version_from: null/article: "3", version_from: 2000-01-01/' "$work/dated/rules.yaml"
try 0 valedor pack mutate "$work/dated" --rule engine.custody
says "2000-01-01 -> 2000-01-02 in the citation's version_from" 'dates of citations     0 of     1'
cat >"$work/dated/scenarios/cite.yaml" <<'SCENARIO'
cases: {held: {facts: {began_on: 2024-01-31}}}
scenarios:
  - name: the wording is cited
    case: held
    on: 2024-02-01
    expect: [{rule: engine.custody, status: running, cite: [{norm: engine.norm, article: "3", version_from: 2000-01-01}]}]
SCENARIO
try 0 valedor pack mutate "$work/dated" --rule engine.custody
says 'dates of citations     1 of     1'
sed -i 's/version_from: 2000/version_from: 2001/' "$work/dated/scenarios/cite.yaml"
try 1 valedor pack test "$work/dated"
says 'cite' 'engine.norm 3 of 2001-01-01' 'engine.norm 3 of 2000-01-01'
try 0 valedor pack mutate "$engine" --limit 5 --json
says '"chosen": 5' '"survivors"' '"owners"'
try 0 valedor pack mutate "$fresh"
says 'noticed: 0 of'
try 2 valedor pack mutate "$engine" --limit none
says_one_sentence '--limit'
try 1 valedor pack mutate "$engine" --rule engine.nothing
says 'begins so'

# doc: the same bytes each time, in both languages.
try 0 valedor pack doc "$engine" -o "$work/page.md"
[ ! -s "$work/out" ] || complain "-o also prints"
try 0 valedor pack doc "$engine" --lang es
cmp -s "$work/out" "$work/page.md" || complain "the page is not the same each time"
says '# Rasgos del motor' '### Retención' 'Rige cuando' '48 hours' 'Excepción' 'Lectura' 'confianza: alta'
try 0 valedor pack doc "$engine" --lang en
says '# Traits of the engine' 'Holds when' 'Exception' 'confidence: high'

# lsp-check: what an editor shows.
try 0 valedor pack lsp-check "$engine/facts.yaml" --json
says '"diagnostics": []'
sed "s/length: '48 hours'/length: '48 ours'/" "$engine/rules.yaml" >"$work/unsaved"
try 1 valedor pack lsp-check - --as "$engine/rules.yaml" <"$work/unsaved"
says '"code": "VD030"' '"line": 20' '"character": 20' '"character": 24' '"severity": 1'
printf 'ñ: 1\n"ñ": 2\n' >"$work/unsaved"
try 1 valedor pack lsp-check - <"$work/unsaved"
says '"code": "VD004"'
try 0 valedor pack lsp-check "$engine"
try 2 valedor pack lsp-check "$work/case.yaml"
says_one_sentence 'pack.yaml'
try 2 valedor pack lsp-check "$engine" --as x
says_one_sentence '--as'
# What is in quotes is marked whole.
mkdir "$work/quoted"
cp tests/bad_packs/figure-not-quoted/pack.yaml "$work/quoted"
try 0 valedor pack lsp-check "$work/quoted"
says '"code": "VD112"' '"line": 18' '"character": 16' '"character": 25'

# doc --out: a folder of pages; what is listed must exist.
cp -r "$engine" "$work/listed"
printf -- '# What is covered.\n- {id: A, title: "Hold", rules: [engine.hold]}\n- {id: B, title: "Other", reason: "not law"}\n' \
    >"$work/listed/coverage.yaml"
mkdir "$work/pages"
try 0 valedor pack doc "$work/listed" --out "$work/pages"
grep -qF '| engine: coverage | 2 | 1 | 1 |' "$work/pages/coverage.md" || complain "coverage.md has other totals"
grep -qF '| B | Other | not modelled: not law |' "$work/pages/coverage.md" || complain "coverage.md lacks a reason"
grep -qF '#engine.hold' "$work/pages/coverage.md" || complain "coverage.md lacks the rule"
sed -i 's/engine.hold/engine.hole/' "$work/listed/coverage.yaml"
try 1 valedor pack doc "$work/listed" --out "$work/pages"
says 'there is no rule "engine.hole"'
