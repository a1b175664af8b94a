#!/usr/bin/env bash
# The local stack: control plane, Temporal, simulated clouds and Cloudburst itself. Without arguments it prints its usage.
exec "$(dirname "${BASH_SOURCE[0]}")/run-node.sh" hack/local/dev.ts "$@"
