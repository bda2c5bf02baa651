#!/usr/bin/env bash
# Runs the official MCP conformance suite against the test-only fixtures: serves one on loopback, makes a key, runs the rig, ends the servers.
#   conformance.sh RIG WHAT [rig options…]   RIG is the suite's runner; tests/CodexMcp.Conformance and tests/CodexMcp.FixtureServer must be built
#   WHAT: native    our host with a native connector of fixtures
#         fixture   the fixture server itself, without our host
#         stdio     our host in front of the fixture server over STDIO
#         http      our host in front of the fixture server over Streamable HTTP
#         client    our connector of kind mcp in front of the suite's own servers (the suite's client side); it needs no runner
# PROTOCOL=legacy makes the host speak the older revision to the fixture server.
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
rig=${1:?name the runner of the suite}
what=${2:?say what is to be run: native, fixture, stdio, http or client}
shift 2
[ "$what" != client ] || exec "$root/eng/conformance-client.sh" "$@"
home=$(mktemp -d)
gateway=$root/tests/CodexMcp.Conformance/gateway
native=$(ls -d "$root"/tests/CodexMcp.Conformance/bin/*/net10.0/CodexMcp.Conformance | head -n 1)
FIXTURE_PROGRAM=$(ls -d "$root"/tests/CodexMcp.FixtureServer/bin/*/net10.0/CodexMcp.FixtureServer.dll | head -n 1)
export FIXTURE_PROGRAM
host=("$native")
server='' fixture=''
finish() {
  [ -z "$server" ] || { kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; }
  [ -z "$fixture" ] || { exec 9>&-; kill -KILL "$fixture" 2>/dev/null; wait "$fixture" 2>/dev/null; }
  rm -rf "$home"
}
trap finish EXIT

start_fixture() {
  mkfifo "$home/fixture.in"
  dotnet "$FIXTURE_PROGRAM" http <"$home/fixture.in" >"$home/fixture.out" 2>"$home/fixture.err" &
  fixture=$!
  exec 9>"$home/fixture.in" # it ends with its input
  for _ in $(seq 150); do [ -s "$home/fixture.out" ] && break; kill -0 "$fixture" 2>/dev/null || break; sleep 0.2; done
  FIXTURE_URL=$(head -n 1 "$home/fixture.out")
  export FIXTURE_URL
  [ -n "$FIXTURE_URL" ] || { echo 'the fixture server did not begin to listen:'; cat "$home/fixture.err"; exit 1; }
}

case $what in
  native) ;;
  fixture)
    start_fixture
    "$rig" "$@" "$FIXTURE_URL"
    exit
    ;;
  stdio | http)
    [ "$what" = stdio ] || start_fixture
    mkdir -p "$home/connectors/test"
    cat "$gateway/$what.yaml" "$gateway/offers.yaml" >"$home/connectors/test/connector.yaml"
    [ -z "${PROTOCOL:-}" ] || sed -i "s/^upstream:/upstream:\n  protocol: $PROTOCOL/" "$home/connectors/test/connector.yaml"
    export CodexMcp__RolesDirectory=$gateway/roles CodexMcp__ConnectorsDirectory=$home/connectors
    host=(dotnet "$(dirname "$native")/codex-mcp.dll")
    "${host[@]}" connectors pin test --yes --state "$home" >"$home/pin.out" 2>&1 || { cat "$home/pin.out"; exit 1; }
    ;;
  *) echo "there is no $what: say native, fixture, stdio, http or client"; exit 2 ;;
esac

key=$("${host[@]}" keys create --principal suite --roles conformance --expires 12h --state "$home" --json | sed -nE 's/.*"key": *"([^"]+)".*/\1/p')
[ -n "$key" ] || { echo 'the host made no key'; exit 1; }
CodexMcp__Http__PollAfter=2s "${host[@]}" serve --urls http://127.0.0.1:0 --state "$home" --json >"$home/serve.out" 2>"$home/serve.err" &
server=$!
for _ in $(seq 150); do grep -q '"addresses"' "$home/serve.out" && break; kill -0 "$server" 2>/dev/null || break; sleep 0.2; done
url=$(tr -d '\n ' <"$home/serve.out" | sed -nE 's/.*"addresses":\["([^"]+)".*/\1/p')
[ -n "$url" ] || { echo 'the host did not begin to listen:'; cat "$home/serve.err"; exit 1; }
"$rig" --header "Authorization: Bearer $key" "$@" "$url/mcp/conformance"
status=$?
[ -z "${CONFORMANCE_LOG:-}" ] || cp "$home/serve.err" "$CONFORMANCE_LOG"
exit $status
