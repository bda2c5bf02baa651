#!/usr/bin/env bash
# Publishes an executable as it ships: self-contained, trimmed, ReadyToRun. Every package must be one of the committed lock files.
#
#   eng/publish.sh [--aot] [--rid RID] [--project DIR] [OUTPUT]
#
#   --aot          Native AOT instead, on net9.0: proves that the code is ready for it; not for shipping
#   --rid RID      the platform (default: linux-x64)
#   --project DIR  what to publish (default: src/CodexMcp.Host)
#   OUTPUT         the folder to fill (default: artifacts/publish/RID, or artifacts/aot/RID)
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
rid=linux-x64 project=src/CodexMcp.Host output='' aot=false

while [ $# -gt 0 ]; do
  case $1 in
    --aot) aot=true; shift ;;
    --rid) rid=${2:?--rid needs a platform}; shift 2 ;;
    --project) project=${2:?--project needs a folder}; shift 2 ;;
    -h|--help) sed -n '2,9p' "$0" | sed 's/^# \{0,1\}//'; exit 0 ;;
    -*) printf 'publish.sh: unknown option %s. See --help.\n' "$1" >&2; exit 2 ;;
    *) output=$1; shift ;;
  esac
done

kind=publish
[ "$aot" = false ] || kind=aot
output=${output:-$root/artifacts/$kind/$rid}
rm -rf "$output"

dotnet publish "$root/$project" -c Release -r "$rid" -p:AotProof="$aot" -o "$output" --nologo

# The compiler packs of net9.0 stand in no lock file: the AOT proof is never shipped.
[ "$aot" = false ] || exit 0

committed=$(cat "$root"/src/*/packages.lock.json "$root"/connectors/*/packages.lock.json "$root"/tests/*/packages.lock.json | grep -o '"contentHash": "[^"]*"' | sort -u)
restored=$(grep -o '"contentHash": "[^"]*"' "$root/$project/obj/$rid.lock.json" | sort -u)
unknown=$(comm -13 <(printf '%s\n' "$committed") <(printf '%s\n' "$restored"))
if [ -n "$unknown" ]; then
  printf 'publish.sh: packages were restored that no committed packages.lock.json names:\n%s\nRun dotnet restore --force-evaluate, review the change and commit it.\n' \
    "$(grep -B 4 -F "$(head -n 1 <<<"$unknown")" "$root/$project/obj/$rid.lock.json")" >&2
  exit 1
fi
printf 'Published to %s (%s).\n' "$output" "$(du -sh "$output" | cut -f1)"
