#!/bin/sh
# layers.sh - no include points the wrong way.
#
# One row a folder: what of ours it may include. "pb" is the generated messages; "frame" is
# codec/frame.h, the envelope that both ends of a connection share. tests/ and bench/ may include
# anything.
set -eu
cd "$(dirname "$0")/../.."

ours='
include/valedor  valedor
engine           valedor engine
rules            valedor engine rules
codec            valedor engine codec frame pb
server/store     valedor server/store
server           valedor engine rules codec frame server/store server pb
client           valedor client frame pb
cli              valedor engine rules codec frame client cli pb
'
# One row a library's header: the folders that may include it.
theirs='
yaml.h            rules
lmdb.h            server/store
nng/              server client
microhttpd.h      server
jansson.h         codec cli
libsmartcols      cli
sodium            rules codec server server/store cli
protobuf-c/       codec server client cli
'
# The engine is pure. What these headers declare, and what stdio.h and stdlib.h declare beside
# snprintf and malloc, is not its business.
impure_headers='time.h|pthread.h|unistd.h|fcntl.h|signal.h|threads.h|locale.h|sys/.*|netinet/.*|arpa/.*'
impure_calls='(v?f?printf|f?puts|f?putc|putchar|perror|fopen|freopen|tmpfile|fread|fwrite|fgets|getenv|exit|abort)\('

files=$(tests/lint/files.sh '*.c' '*.h')
failed=0

# shellcheck disable=SC2086 # a list of files
grep -nE '^[[:space:]]*#[[:space:]]*include' $files /dev/null |
    OURS=$ours THEIRS=$theirs awk '
    function folder_of(path) {
        if (path ~ /^server\/store\//) return "server/store"
        if (path ~ /^include\/valedor\//) return "include/valedor"
        sub(/\/.*/, "", path)
        return path
    }
    function layer_of(name) {
        if (name ~ /\.pb-c\.h$/) return "pb"
        if (name == "codec/frame.h") return "frame"
        if (name ~ /^valedor\//) return "valedor"
        if (name ~ /^server\/store\//) return "server/store"
        if (name !~ /\//) return ""
        sub(/\/.*/, "", name)
        return name
    }
    function refuse(why) {
        print where ": " folder "/ " why ": " name
        bad = 1
    }
    BEGIN {
        rows = split(ENVIRON["OURS"], row, "\n")
        for (i = 1; i <= rows; i++) {
            words = split(row[i], word, " ")
            for (w = 2; w <= words; w++) may[word[1], word[w]] = 1
            if (words) known[word[1]] = 1
        }
        rows = split(ENVIRON["THEIRS"], row, "\n")
        for (i = 1; i <= rows; i++) {
            words = split(row[i], word, " ")
            if (words) library[word[1]] = 1
            for (w = 2; w <= words; w++) may[word[1], word[w]] = 1
        }
        ours = "^(engine|rules|codec|server|server/store|client|cli|tests|bench|valedor|frame|pb)$"
    }
    {
        split($0, part, ":")
        where = part[1] ":" part[2]
        folder = folder_of(part[1])
        if (!(folder in known)) next
        name = $0
        sub(/^[^<"]*[<"]/, "", name)
        sub(/[>"].*/, "", name)
        layer = layer_of(name)
        if (layer ~ ours) {
            if (!((folder, layer) in may)) refuse("may not include")
            next
        }
        for (header in library)
            if (index(name, header) == 1 && !((header, folder) in may)) refuse("may not use")
        if ($0 ~ /"/ && name !~ /\//) refuse("names a header without its folder")
    }
    END { exit bad }' || failed=1

for file in $(tests/lint/files.sh 'engine/*.c' 'engine/*.h'); do
    if grep -nHE "^[[:space:]]*#[[:space:]]*include <($impure_headers)>|\bFILE \*|\b$impure_calls" "$file"; then
        echo "$file: the engine has no files, clock, environment, threads or output" >&2
        failed=1
    fi
done
exit "$failed"
