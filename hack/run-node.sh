#!/usr/bin/env bash
# Runs a TypeScript file of this repository: run-node.sh FILE [ARGUMENTS]. Installs the npm packages first when they are missing or stale.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# npm writes the second file last, so it is the older one only when the packages are not those of the lock file.
installed=$root/node_modules/.package-lock.json
if [[ ! -e $installed || $root/package-lock.json -nt $installed ]]; then
  command -v npm >/dev/null || { echo 'npm is missing: install Node.js 20 or newer with npm' >&2; exit 1; }
  echo 'Installing the packages of package-lock.json (about a minute)' >&2
  (cd "$root" && npm ci --ignore-scripts --loglevel=error >&2)
  touch "$installed"
fi

# Node 24 comes with the packages; the one on PATH may be older.
export PATH=$root/node_modules/.bin:$PATH
file=$1
shift
exec node "$root/$file" "$@"
