#!/usr/bin/env bash
# A PostgreSQL server for tests: on loopback, as a user who is not root, in a folder of its own.
#   eng/postgres.sh start FOLDER   makes FOLDER, starts a server in it and prints the connection string
#   eng/postgres.sh stop FOLDER    ends that server
set -euo pipefail

usage() { sed -n '2,4s/^# \{0,1\}//p' "$0" >&2; exit 2; }
[ $# -eq 2 ] || usage
folder=$2
data=$folder/data

find_binaries() {
  local found
  if command -v initdb >/dev/null && command -v postgres >/dev/null; then
    dirname "$(command -v initdb)"
    return
  fi
  found=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
  [ -n "$found" ] && [ -x "$found/initdb" ] || { echo 'PostgreSQL is not installed (on Debian: apt-get install postgresql)' >&2; exit 1; }
  printf '%s\n' "$found"
}

# The server refuses to run as root.
as_user() {
  if [ "$(id -u)" -eq 0 ]; then
    local user=nobody
    id postgres >/dev/null 2>&1 && user=postgres
    setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups env HOME="$folder" "$@"
  else
    "$@"
  fi
}

give_to_user() {
  [ "$(id -u)" -ne 0 ] || chown "$(id postgres >/dev/null 2>&1 && echo postgres || echo nobody)" "$@"
}

start() {
  local binaries password port try
  binaries=$(find_binaries)
  mkdir -p "$folder"
  chmod 700 "$folder"
  password=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
  (umask 077 && printf '%s\n' "$password" >"$folder/password")
  give_to_user "$folder" "$folder/password"
  cd "$folder"
  as_user "$binaries/initdb" --pgdata="$data" --username=codexmcp --pwfile="$folder/password" --auth=scram-sha-256 --encoding=UTF8 --no-locale >"$folder/initdb.log" 2>&1 \
    || { tail -n 5 "$folder/initdb.log" >&2; exit 1; }
  for try in 1 2 3 4 5; do
    port=$((20000 + RANDOM % 12000))
    if as_user "$binaries/pg_ctl" --pgdata="$data" --log="$folder/server.log" --wait --timeout=60 \
      --options="-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories='' -c max_connections=120" start >"$folder/start.log" 2>&1; then
      printf 'Host=127.0.0.1;Port=%s;Database=postgres;Username=codexmcp;Password=%s\n' "$port" "$password"
      return
    fi
  done
  tail -n 5 "$folder/server.log" >&2
  exit 1
}

# By the process id that the server itself wrote; waits until it is gone.
stop() {
  local pid
  pid=$(head -n 1 "$data/postmaster.pid" 2>/dev/null) || return 0
  kill -INT "$pid" 2>/dev/null || return 0
  for _ in $(seq 100); do
    kill -0 "$pid" 2>/dev/null || return 0
    sleep 0.1
  done
  echo "the server (process $pid) does not end" >&2
  exit 1
}

case $1 in
  start) start ;;
  stop) stop ;;
  *) usage ;;
esac
