#!/bin/sh
# pack_compile.sh - packs in one file: it answers as their folder does, and whatever is wrong with it
# is said and served by nobody.
set -eu
cd "$(dirname "$0")/../.."
. tests/integration/cli_lib.sh

packs=$work/packs.vdp

try 0 valedor pack compile rules/packs -o "$packs"
says 'packs.vdp: 4 packs, ' 'pe 20'
[ "$(head -c 13 "$packs")" = 'valedor packs' ] || complain 'the file does not say what it is'
cp "$packs" "$work/first"
try 0 valedor pack compile rules/packs/pe rules/packs/regional rules/packs/cr rules/packs/gt \
    -o "$packs" --json
says '"id": "pe"' '"digest": "' '"rules": ' '"bytes": '
try 0 valedor pack compile rules/packs -o "$packs"
cmp -s "$packs" "$work/first" || complain 'the same packs do not compile to the same file'

# Every scenario of the packs, asked of the file.
try 0 valedor pack test "$packs" --cases rules/packs
says ' 0 failed'
valedor pack test rules/packs >"$work/folder"
cmp -s "$work/out" "$work/folder" || complain 'the file is tested otherwise than its folder'
try 0 valedor pack impact rules/packs "$packs" --cases examples/cases
says ' 0 differ'

# Whatever is asked, byte for byte.
same() {
    code=0
    valedor "$@" --packs rules/packs >"$work/folder" 2>&1 || code=$?
    try "$code" valedor "$@" --packs "$packs"
    cat "$work/out" "$work/err" | cmp -s - "$work/folder" || complain "differs from the folder: $*"
}
for file in examples/cases/*.yaml examples/countries/*.yaml; do
    same assess "$file" --on 2024-06-15 --json --all
    same assess "$file" --on 2026-11-20 --explain --json
    same sheet "$file" --on 2026-11-20 --lang en
    same questions "$file" --on 2026-11-20 --json --limit 5
done
same what-if examples/cases/faltan-datos.yaml --set sex=male --on 2025-03-14 --json
same timeline examples/cases/real-semilibertad-2016.yaml pe.cep.semilibertad --from 2013-01-01 \
    --until 2020-01-01 --json
same explain examples/cases/real-semilibertad-2016.yaml pe.cep.semilibertad --on 2016-03-31
same term --calendar pe.judicial --from 2025-07-25 --length '3 business days'
try 0 valedor what-if examples/cases/faltan-datos.yaml --set sex=male --then-packs "$packs" \
    --on 2025-03-14
VALEDOR_PACKS=$packs valedor assess examples/cases/faltan-datos.yaml --on 2025-03-14 >"$work/out"
valedor assess examples/cases/faltan-datos.yaml --on 2025-03-14 --packs rules/packs >"$work/folder"
cmp -s "$work/out" "$work/folder" || complain 'VALEDOR_PACKS takes no file'

# What cannot be: one sentence each.
try 2 valedor pack compile rules/packs
says_one_sentence '-o packs.vdp'
try 2 valedor pack compile "$packs" -o "$work/other.vdp"
says_one_sentence 'is a file'
try 2 valedor pack compile rules/packs -o "$work/nowhere/packs.vdp"
says_one_sentence 'cannot be written'
try 1 valedor pack compile tests/bad_packs/name-not-declared -o "$work/other.vdp"
[ ! -e "$work/other.vdp" ] || complain 'packs with errors were compiled'
for tool in 'check' 'coverage' 'doc' 'mutate'; do
    try 2 valedor pack "$tool" "$packs"
    says 'as they were written'
done
try 2 valedor pack diff rules/packs "$packs"
says 'as they were written'
try 2 valedor pack test "$packs"
says_one_sentence '--cases'
try 2 valedor assess examples/cases/faltan-datos.yaml --packs README.md
says_one_sentence '"README.md" is neither a folder of rule packs nor a file of compiled ones'

refused() {
    try "$1" valedor assess examples/cases/faltan-datos.yaml --packs "$work/bad.vdp"
    says_one_sentence "$2"
}
head -c 100000 "$packs" >"$work/bad.vdp"
refused 4 'cut short'
cp "$packs" "$work/bad.vdp"
printf 'x' | dd of="$work/bad.vdp" bs=1 seek=200000 conv=notrunc 2>/dev/null
refused 4 'damaged'
sed '1s/ packs 1 / packs 9 /' "$packs" >"$work/bad.vdp"
refused 2 'compile it again with this valedor: valedor pack compile'
cp "$packs" "$work/bad.vdp"
chmod 666 "$work/bad.vdp"
refused 4 'chmod go-w'

# A daemon: serves from the file, takes a new one on SIGHUP, and keeps the old when it is no good.
start_daemon --packs "$packs"
try 0 valedor health
says 'pe 20' 'gt 20'
try 0 valedor case put examples/cases/*.yaml
for file in examples/cases/*.yaml; do
    id=$(sed -n 's/^case: *\([^ ]*\).*/\1/p' "$file")
    valedor assess "$id" --on 2025-03-14 --json --all | grep -v '^  "revision"' >"$work/stored"
    valedor assess "$file" --on 2025-03-14 --json --all --packs rules/packs >"$work/folder"
    cmp -s "$work/stored" "$work/folder" || complain "the daemon answers $id otherwise"
done

# logged TEXT - within some seconds.
logged() {
    tries=0
    until grep -q -- "$1" "$work/log"; do
        tries=$((tries + 1))
        if [ "$tries" -gt 100 ]; then
            complain "the daemon does not log \"$1\""
            return
        fi
        sleep 0.1
    done
}
head -c 5000 "$packs" >"$work/short.vdp"
mv "$work/short.vdp" "$packs"
kill -HUP "$daemon"
logged 'reload_failed.*cut short'
try 0 valedor assess faltan-datos --on 2025-03-14
try 0 valedor pack compile rules/packs/pe -o "$packs"
kill -HUP "$daemon"
logged 'event=reloaded.*packs=1'
try 0 valedor health
says_not 'gt 20'
