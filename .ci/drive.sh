#!/usr/bin/env bash
# Speaks raw MCP with a STDIO server as a client would: lists, reads, is refused, and leaves. Exit 0 when all answers are right.
#
#   drive.sh legacy|modern COMMAND [ARGUMENT…]
#
# The server gets HOME, PATH, LANG and TMPDIR and nothing else, as from Codex.
set -uo pipefail

era=${1:?drive.sh: say legacy or modern}
shift
meta='' reply='' step=0

fail() { printf 'drive.sh (%s): %s\n' "$era" "$1" >&2; exit 1; }

coproc SERVER { exec env -i HOME="$HOME" PATH="$PATH" LANG=C.UTF-8 TMPDIR="${TMPDIR:-/tmp}" "$@"; }
pid=$SERVER_PID
exec {to}>&"${SERVER[1]}" {from}<&"${SERVER[0]}"
eval "exec ${SERVER[1]}>&-"
trap 'kill "$pid" 2>/dev/null' EXIT

say() { printf '%s\n' "$1" >&"$to"; }

# Sends one request and reads lines until its answer; every line must be a JSON object.
ask() {
  local method=$1 params=$2 line
  step=$((step + 1))
  say "{\"jsonrpc\":\"2.0\",\"id\":\"drive-$step\",\"method\":\"$method\",\"params\":{${params}${params:+${meta:+,}}${meta}}}"
  while IFS= read -r -t 30 -u "$from" line; do
    case $line in
      '{'*"\"id\":\"drive-$step\""*'}') reply=$line; return ;;
      '{'*'}') ;;
      *) fail "standard output carries more than protocol: ${line:0:200}" ;;
    esac
  done
  fail "no answer to $method within 30 seconds"
}

expect() { [[ $reply == *"$1"* ]] || fail "$2 Got: ${reply:0:600}"; }
refuse() { [[ $reply != *"$1"* ]] || fail "$2 Got: ${reply:0:600}"; }

if [ "$era" = legacy ]; then
  ask initialize '"protocolVersion":"2025-06-18","capabilities":{"elicitation":{}},"clientInfo":{"name":"drive","version":"1"}'
  expect '"protocolVersion":"2025-06-18"' 'initialize must agree on the version that was asked for.'
  say '{"jsonrpc":"2.0","method":"notifications/initialized"}'
else
  meta='"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{},"io.modelcontextprotocol/clientInfo":{"name":"drive","version":"1"}}'
  ask server/discover ''
  expect '2026-07-28' 'server/discover must name the modern version.'
fi
expect '"instructions":"' 'the role has instructions for the client.'

ask tools/list ''
expect '"snowflake_run_query"' 'tools/list must name the role'"'"'s tools.'
expect '"readOnlyHint":true' 'every tool carries annotations.'
expect '"outputSchema":{' 'every tool carries its output schema.'

ask tools/call '"name":"snowflake_run_query","arguments":{"statement":"SELECT 40 + 2 AS ANSWER"}'
expect '"structuredContent":{' 'a result has a structured part.'
expect '42' 'the query answers 42.'
refuse '"isError":true' 'a read must run.'

ask tools/call '"name":"snowflake_run_query","arguments":{"statement":"DROP TABLE CUSTOMERS"}'
expect '"isError":true' 'a statement that changes something must be refused.'
expect '"error":{' 'the refusal tells its whole story in the structured part.'

ask tools/call '"name":"snowflake_run_query","arguments":{"statement":"SELECT 1","colour":"red"}'
expect '"invalid_arguments"' 'an unknown argument must be refused by the schema.'

ask tools/call '"name":"no_such_tool","arguments":{}'
expect '"error":' 'an unknown tool is an error.'

exec {to}>&-
for _ in $(seq 100); do
  kill -0 "$pid" 2>/dev/null || { trap - EXIT; exit 0; }
  sleep 0.1
done
fail 'the server is still there ten seconds after its input ended.'
