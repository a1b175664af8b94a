#!/usr/bin/env bash
# Sets up what the tests need (packages, Kubernetes programs, Temporal) and runs every check and test. Needs no account and no root.
# The last line sums up: N passed, M failed, K skipped.
exec "$(dirname "${BASH_SOURCE[0]}")/run-node.sh" hack/test/main.ts "$@"
