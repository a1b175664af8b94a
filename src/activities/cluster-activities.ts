import type { ClusterActivities } from '../contract/activities.ts';
import { awaitNodeReady } from './await-node-ready.ts';
import { declareLost, endLostClaim } from './declare-lost.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { drainNode } from './drain-node.ts';
import { listAccounts } from './garbage/accounts.ts';
import { removeStaleTokens } from './garbage/stale-tokens.ts';
import { freeLostPods } from './lost-pods.ts';
import { recommendOfferings } from './recommend-offerings.ts';
import { recordRoundOver } from './record-round-over.ts';
import { awaitRegistration, registerNode } from './register-node.ts';
import { releaseNodeClaim, removeLostNode } from './release.ts';
import { beginTermination, stopProvisioning } from './terminate.ts';

/** Activities of the queue `cloudburst`. */
export function createClusterActivities(deps: ActivityDependencies): ClusterActivities {
  return {
    recommendOfferings: (input) => recommendOfferings(deps, input),
    recordRoundOver: (input) => recordRoundOver(deps, input),
    awaitRegistration: (input) => awaitRegistration(deps, input),
    registerNode: (input) => registerNode(deps, input),
    awaitNodeReady: (input) => awaitNodeReady(deps, input),
    stopProvisioning: (input) => stopProvisioning(deps, input),
    beginTermination: (input) => beginTermination(deps, input),
    drainNode: (input) => drainNode(deps, input),
    removeLostNode: (input) => removeLostNode(deps, input),
    releaseNodeClaim: (input) => releaseNodeClaim(deps, input),
    declareLost: (input) => declareLost(deps, input),
    freeLostPods: (input) => freeLostPods(deps, input),
    endLostClaim: (input) => endLostClaim(deps, input),
    listAccounts: () => listAccounts(deps),
    removeStaleTokens: () => removeStaleTokens(deps),
  };
}
