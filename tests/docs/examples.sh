#!/bin/sh
# examples.sh FILE... - the examples of the documentation do what it says.
#
# In a block that begins with ```console, a line "$ command" is run from the source folder, with the
# programs of this build in the PATH; the lines below it are what it prints, standard error
# included. A line "..." stands for any number of lines, and the end of a line behind "..." for any
# text. The home folder is an empty one, kept for all of a run. A ```yaml block that begins with "case:" is a case that can be assessed.
set -eu
cd "$(dirname "$0")/../.."
PATH=${VD_BIN_DIR:-build/debug/bin}:$PATH
export PATH
unset VALEDOR_SERVER VALEDOR_PACKS VALEDOR_JURISDICTION VALEDOR_LANG NO_COLOR COLUMNS 2>/dev/null || true

work=$(mktemp -d)
HOME=$(mktemp -d)
export HOME
trap 'rm -rf "$work" "$HOME"' EXIT

# Cuts a document into work/N.sh and work/N.expected.
cut_up() {
    awk -v work="$work" '
    /^```console$/ { inside = 1; next }
    /^```yaml$/ { fresh = 1; next }
    /^```/ { inside = 0; yaml = ""; fresh = 0; next }
    fresh && /^case: / { yaml = work "/" ++cases ".yaml" }
    { fresh = 0 }
    yaml { print > yaml; next }
    inside && /^\$ / {
        n++
        print substr($0, 3) > (work "/" n ".sh")
        print FILENAME ":" FNR > (work "/" n ".place")
        printf "" > (work "/" n ".expected")
        next
    }
    inside && n { print > (work "/" n ".expected") }
    END { print n + 0 > (work "/count") }' "$1"
}

# Whether work/N.got is what work/N.expected says; else the first line that is not there.
compare() {
    awk -v got="$1" '
    BEGIN { while ((getline line < got) > 0) have[++lines] = line }
    function fits(want, line) {
        if (want ~ /\.\.\.$/) {
            want = substr(want, 1, length(want) - 3)
            return substr(line, 1, length(want)) == want
        }
        return want == line
    }
    $0 == "..." { skip = 1; next }
    {
        found = 0
        for (at++; at <= lines; at++) {
            if (fits($0, have[at])) { found = 1; break }
            if (!skip) break
        }
        skip = 0
        if (!found) { print "  expected: " $0; bad = 1; exit }
    }
    END {
        if (!bad && !skip && NR && at < lines) { print "  unexpected: " have[at + 1]; bad = 1 }
        exit bad
    }' "$2"
}

failed=0
for document; do
    rm -f "$work"/*
    cut_up "$document"
    count=$(cat "$work/count")
    n=1
    while [ "$n" -le "$count" ]; do
        sh "$work/$n.sh" >"$work/$n.got" 2>&1 || true
        if ! compare "$work/$n.got" "$work/$n.expected" >"$work/difference"; then
            echo "$(cat "$work/$n.place"): $(cat "$work/$n.sh")" >&2
            cat "$work/difference" "$work/$n.got" >&2
            failed=1
        fi
        n=$((n + 1))
    done
    for case in "$work"/*.yaml; do
        [ -e "$case" ] || continue
        valedor assess "$case" >/dev/null || {
            echo "$document: its case cannot be assessed" >&2
            failed=1
        }
    done
    echo "$document: $count examples"
    [ "$count" -gt 0 ] || {
        echo "$document has no example" >&2
        failed=1
    }
done
exit "$failed"
