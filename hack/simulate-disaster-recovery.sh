#!/usr/bin/env bash
# The disaster-recovery demo on simulated clouds. `--help` prints its usage.
exec "$(dirname "${BASH_SOURCE[0]}")/run-node.sh" hack/demo/main.ts "$@"
