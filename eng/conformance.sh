#!/usr/bin/env bash
# Runs the official MCP conformance suite against the test-only fixture role: serves it on loopback, makes a key, runs the rig, ends the server.
#   conformance.sh RIG [rig options…]   RIG is the suite's runner; the fixture must be built (tests/CodexMcp.Conformance)
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
rig=${1:?name the runner of the suite}
shift
home=$(mktemp -d)
host=$(ls -d "$root"/tests/CodexMcp.Conformance/bin/*/net10.0/CodexMcp.Conformance | head -n 1)
server=''
finish() {
  [ -z "$server" ] || { kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; }
  rm -rf "$home"
}
trap finish EXIT

key=$("$host" keys create --principal suite --roles conformance --expires 12h --state "$home" --json | sed -nE 's/.*"key": *"([^"]+)".*/\1/p')
[ -n "$key" ] || { echo 'the host made no key'; exit 1; }
CodexMcp__Http__PollAfter=2s "$host" serve --urls http://127.0.0.1:0 --state "$home" --json >"$home/serve.out" 2>"$home/serve.err" &
server=$!
for _ in $(seq 150); do grep -q '"addresses"' "$home/serve.out" && break; kill -0 "$server" 2>/dev/null || break; sleep 0.2; done
url=$(tr -d '\n ' <"$home/serve.out" | sed -nE 's/.*"addresses":\["([^"]+)".*/\1/p')
[ -n "$url" ] || { echo 'the host did not begin to listen:'; cat "$home/serve.err"; exit 1; }
"$rig" --header "Authorization: Bearer $key" "$@" "$url/mcp/conformance"
