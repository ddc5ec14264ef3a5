#!/usr/bin/env bash
# A throw-away PostgreSQL for the tests: its own initdb, a free port on 127.0.0.1, gone afterwards.
#
#   ops/testing-postgres.sh COMMAND...   runs COMMAND with RANGKUL_TEST_POSTGRES set to its address
#   source ops/testing-postgres.sh       gives postgres_start and postgres_stop (.ci/run)
#
# RANGKUL_TEST_POSTGRES that is set already is used as it is. PostgreSQL refuses to run as root:
# root starts it as the user postgres. It stands in memory where there is room: the tests kill
# processes, never the machine, and what a process has written stays with the machine.

postgres_repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
postgres_home=""

postgres_bin() { # the newest installed version's programs; fails when there is none
    local initdb
    initdb=$(printf '%s\n' /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)
    [ -x "$initdb" ] || initdb=$(command -v initdb) || return 1
    dirname "$initdb"
}

postgres_as() { # run as the user that owns the server
    if [ "$(id -u)" = 0 ]; then PATH="$PATH:/usr/sbin" runuser -u postgres -- "$@"; else "$@"; fi
}

postgres_room() { # the folder it stands in: memory with 4 GiB to spare, else the usual one
    local free
    free=$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1)
    if [ -z "${TMPDIR:-}" ] && [ -w /dev/shm ] && [ "${free:-0}" -ge $((4 * 1024 * 1024)) ]; then
        echo /dev/shm
    else
        echo "${TMPDIR:-/tmp}"
    fi
}

postgres_start() {
    [ -z "${RANGKUL_TEST_POSTGRES:-}" ] || return 0
    local bin port password
    if ! bin=$(postgres_bin); then
        echo "PostgreSQL is missing. Debian: apt-get install postgresql" >&2
        echo "Or set RANGKUL_TEST_POSTGRES=postgresql://USER:PASSWORD@HOST:PORT/DATABASE" >&2
        return 1
    fi
    postgres_home=$(cd / && postgres_as mktemp -d "$(postgres_room)/rangkul-pg.XXXXXX")
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    password=$(python3 -c 'import secrets; print(secrets.token_hex(16))')
    postgres_make "$bin" "$password" || return 1
    # What a real city is told to set (no values in the log) holds in the tests, too.
    postgres_as tee -a "$postgres_home/data/postgresql.conf" \
        < "$postgres_repository/ops/postgresql/rangkul.conf" >/dev/null
    (cd / && postgres_as "$bin/pg_ctl" start --silent --wait --pgdata "$postgres_home/data" \
        --log "$postgres_home/log" --options "-p $port -k $postgres_home \
        -c listen_addresses=127.0.0.1 -c max_connections=200") >/dev/null \
        || { cat "$postgres_home/log" >&2; postgres_stop; return 1; }
    export RANGKUL_TEST_POSTGRES="postgresql://rangkul:$password@127.0.0.1:$port/postgres"
    # The thief's test searches this file for planted words.
    export RANGKUL_TEST_POSTGRES_LOG="$postgres_home/log"
}

postgres_make() { # bin password
    local secret="$postgres_home/password"
    echo "$2" | postgres_as tee "$secret" >/dev/null
    (cd / && postgres_as "$1/initdb" --pgdata "$postgres_home/data" --username rangkul \
        --auth scram-sha-256 --pwfile "$secret" --encoding UTF8 --locale C.UTF-8) \
        > /dev/null || { postgres_stop; return 1; }
    postgres_as rm "$secret"
}

postgres_stop() {
    [ -n "$postgres_home" ] || return 0
    if [ -f "$postgres_home/data/postmaster.pid" ]; then
        (cd / && postgres_as "$(postgres_bin)/pg_ctl" stop --silent --mode fast \
            --pgdata "$postgres_home/data") || true
    fi
    rm -rf "$postgres_home"
    postgres_home=""
    unset RANGKUL_TEST_POSTGRES RANGKUL_TEST_POSTGRES_LOG
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
    set -euo pipefail
    trap postgres_stop EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    postgres_start
    "$@"
fi
