#!/bin/sh
# Installs Debian packages where we may (root, apt-get); elsewhere says what to install, and fails.
set -eu
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q
    exec apt-get install -q -y --no-install-recommends "$@"
fi
echo "Missing on this machine: $*" >&2
echo "Debian and Ubuntu: sudo apt-get install $*" >&2
exit 1
