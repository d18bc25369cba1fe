#!/bin/sh
# setup.sh [dev] - install what building and testing need, and only what is missing.
#
# Says nothing when nothing is missing. "dev" adds clang, clang-tidy, the sanitizers' and fuzzer's
# runtime, coverage reports and shellcheck. nng must be 1.6 or newer; where the system has only an
# older one (Debian 12), Debian 13's static libraries are unpacked into build/deps/nng and the
# system itself is left as it is.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
deps=$root/build/deps
nng_min=1.6
nng_suite=trixie
updated=

say() { printf 'setup: %s\n' "$*"; }
die() { printf 'setup: %s\n' "$*" >&2; exit 1; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -- "$@"; fi
}

# Runs a command, shows its output only when it fails.
quietly() {
    if ! "$@" >"$deps/setup.log" 2>&1; then
        tail -n 20 "$deps/setup.log" >&2
        return 1
    fi
}

installed() {
    dpkg-query -W -f='${db:Status-Abbrev}' "$1" 2>/dev/null | grep -q '^.i'
}

candidate() {
    LC_ALL=C apt-cache policy "$1" 2>/dev/null | sed -n 's/^  Candidate: //p' | grep -v '(none)'
}

update() {
    [ -n "$updated" ] && return 0
    say "reading the package lists"
    quietly as_root apt-get -q update || die "apt-get update failed; is the network there?"
    updated=yes
}

install() {
    say "installing $*"
    quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get -q install -y \
        --no-install-recommends -o DPkg::Lock::Timeout=300 "$@" ||
        die "apt-get could not install: $*"
}

install_missing() {
    missing=
    for package; do
        installed "$package" || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    update
    # shellcheck disable=SC2086 # a list of names
    install $missing
}

# Some releases do not have these; the checks that use them then skip themselves and say so.
install_if_offered() {
    for package; do
        installed "$package" && continue
        [ -n "$(candidate "$package")" ] || update
        [ -z "$(candidate "$package")" ] || install "$package"
    done
}

nng_is_new() {
    [ -n "$1" ] && dpkg --compare-versions "$1" ge "$nng_min"
}

# Where this machine's own packages come from, as "URI KEYRING": so no host is named here, and
# sources.list, deb822 files, mirrors and proxies all count.
debian_source() {
    # shellcheck disable=SC2016 # apt expands these
    apt-get indextargets --format '$(REPO_URI) $(SIGNED_BY)' 'Created-By: Packages' \
        'Origin: Debian' 'Label: Debian' 'Component: main' | head -n 1
}

private_apt() {
    apt-get -q -o Dir::Etc::SourceList="$deps/apt/sources.list" -o Dir::Etc::SourceParts=/dev/null \
        -o Dir::State="$deps/apt/state" -o Dir::Cache="$deps/apt/cache" \
        -o APT::Get::List-Cleanup=false "$@"
}

unpack_nng() {
    say "taking nng from Debian $nng_suite into build/deps/nng (this system's is older than $nng_min)"
    [ -n "$(debian_source)" ] || update
    source_line=$(debian_source)
    uri=${source_line%% *}
    keyring=${source_line#* }
    [ -n "$uri" ] || die "nng $nng_min or newer is needed and this is not Debian: install it and give -DNNG_ROOT to cmake"
    # apt checks the signature as for any other source: Debian 12's keyring holds
    # $nng_suite's keys since 2025, and an older one is upgraded below.
    [ -r "$keyring" ] || keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    rm -rf "$deps/apt" "$deps/nng" "$deps/nng.part"
    mkdir -p "$deps/apt/state/lists/partial" "$deps/apt/cache/archives/partial" "$deps/nng.part"
    printf 'deb [signed-by=%s] %s %s main\n' "$keyring" "$uri" "$nng_suite" >"$deps/apt/sources.list"
    if ! quietly private_apt -o APT::Update::Error-Mode=any update; then
        update
        install debian-archive-keyring
        quietly private_apt -o APT::Update::Error-Mode=any update ||
            die "the package lists of $nng_suite could not be had or did not verify"
    fi
    (cd "$deps/apt" && quietly private_apt download libnng-dev libmbedtls-dev) ||
        die "libnng-dev and libmbedtls-dev of $nng_suite could not be downloaded"
    for deb in "$deps"/apt/*.deb; do
        dpkg-deb -x "$deb" "$deps/nng.part"
        dpkg-deb -f "$deb" Package Version | sed 's/^[A-Za-z]*: //' | paste -sd' ' >>"$deps/nng.part/versions"
    done
    mv "$deps/nng.part" "$deps/nng"
    rm -rf "$deps/apt"
}

provide_nng() {
    if installed libnng-dev && nng_is_new "$(dpkg-query -W -f='${Version}' libnng-dev)"; then
        return 0
    fi
    [ -s "$deps/nng/versions" ] && return 0
    [ -n "$(candidate libnng-dev)" ] || update
    if nng_is_new "$(candidate libnng-dev)"; then
        install_missing libnng-dev
    else
        unpack_nng
    fi
}

command -v apt-get >/dev/null ||
    die "this script knows apt only; cmake/Dependencies.cmake names the libraries to install"
mkdir -p "$deps"
# Two builds that start together must not both install.
if [ -z "${VD_SETUP_LOCKED:-}" ] && command -v flock >/dev/null; then
    VD_SETUP_LOCKED=yes exec flock "$deps/setup.lock" "$0" "$@"
fi

install_missing build-essential cmake ninja-build pkg-config protobuf-c-compiler \
    protobuf-compiler libprotobuf-c-dev liblmdb-dev libyaml-dev libjansson-dev libsmartcols-dev \
    libsodium-dev libcmocka-dev tzdata
install_if_offered clang-format-14
if [ "${1:-}" = dev ]; then
    install_missing gcovr shellcheck
    install_if_offered clang-14 clang-tidy-14 libclang-rt-14-dev
fi
provide_nng
