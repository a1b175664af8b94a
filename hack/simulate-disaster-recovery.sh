#!/usr/bin/env bash
# The disaster-recovery demo on simulated clouds. `--help` prints its usage.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# npm writes the second file last, so it is the older one only when the packages are not those of the lock file.
installed=$root/node_modules/.package-lock.json
if [[ ! -e $installed || $root/package-lock.json -nt $installed ]]; then
  command -v npm >/dev/null || { echo 'npm is missing: install Node.js 24 with npm' >&2; exit 1; }
  echo 'Installing the packages of package-lock.json' >&2
  (cd "$root" && npm ci --ignore-scripts --loglevel=error >&2)
  touch "$installed"
fi

# Node 24 comes with the packages; the one on PATH may be older.
node=$root/node_modules/.bin/node
[[ -x $node ]] || node=node
exec "$node" "$root/hack/demo/main.ts" "$@"
