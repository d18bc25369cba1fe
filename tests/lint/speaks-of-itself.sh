#!/bin/sh
# speaks-of-itself.sh - no file names a folder of one machine, one beside the checkout, or a package registry's host.
set -eu
cd "$(dirname "$0")/../.."

folders='/(work|root)/[.A-Za-z0-9_]'
hosts='(deb|snapshot|security|ftp[.a-z]*)\.debian\.org|archive\.ubuntu\.com|registry\.(npmjs|yarnpkg)\.|pypi\.org|pythonhosted\.org|crates\.io|proxy\.golang\.org|repo1?\.maven\.'
beside='\.\./share[d]'

if tests/lint/files.sh '*' | xargs -r grep -nIE "(^|[^A-Za-z0-9_.}\$>*-])$folders|$hosts|$beside" /dev/null; then
    echo "the files above name a place that only one machine has" >&2
    exit 1
fi
