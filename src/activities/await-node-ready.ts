import { claimConditions, withCondition } from '../api/conditions.ts';
import type { NodeClaim } from '../api/generated.ts';
import type { NodeLook } from '../contract/activities.ts';
import type { ClaimRef } from '../contract/claim-ref.ts';
import { whyNotInitialized } from '../domain/node-health.ts';
import { isProviderName } from '../domain/offering.ts';
import type { Node } from '../kube/types.ts';
import { countReady } from './claim-metrics.ts';
import { classOfClaim } from './claim-surroundings.ts';
import { timestamp } from './dependencies.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { forgetJoinFailures } from './join-breaker.ts';
import { revokeJoinTokens } from './join-tokens.ts';
import { nodeOfClaim } from './node-of-claim.ts';
import { openAttemptsOf } from './open-attempts.ts';
import { livingClaim } from './register-node.ts';

/** Looks whether the Node is usable. If so: the join token goes, then what the cloud keeps of the user data, and the claim is Ready. */
export async function awaitNodeReady(
  deps: ActivityDependencies,
  input: { readonly claim: ClaimRef },
): Promise<NodeLook> {
  const claim = await livingClaim(deps, input.claim);
  const node = await nodeOfClaim(deps.kube, claim);
  if ('absent' in node) return { kind: 'not-ready', message: node.absent };
  const waiting = whyNotInitialized(node, claim.spec.startupTaints ?? []);
  if (waiting !== undefined) return { kind: 'not-ready', message: waiting };
  await revokeJoinTokens(deps.kube, input.claim);
  await forgetUserData(deps, claim);
  await clearJoinFailures(deps, claim);
  const ready = await recordReady(deps, input.claim, node);
  return {
    kind: 'ready',
    nodeName: node.metadata.name,
    openAttempts: ready === undefined ? [] : openAttemptsOf(ready),
  };
}

/** What stands in the user data is worthless by now, so a cloud that does not answer must not keep the node from its pods. */
async function forgetUserData(deps: ActivityDependencies, claim: NodeClaim): Promise<void> {
  const { provider, instanceID } = claim.status ?? {};
  if (provider === undefined || !isProviderName(provider) || instanceID === undefined) return;
  try {
    const found = await classOfClaim(deps.kube, claim, provider);
    if (found)
      await (await deps.catalogue.connect(found, provider)).forgetUserData(instanceID, AbortSignal.timeout(5_000));
  } catch (error) {
    const message = error instanceof Error ? error.message : 'the cloud did not answer';
    deps.events.warn(claim, {
      reason: 'UserDataKept',
      message: `The user data stays at ${provider} although its token is revoked: ${message}`,
      action: 'Registering',
    });
  }
}

async function clearJoinFailures(deps: ActivityDependencies, claim: NodeClaim): Promise<void> {
  const { provider } = claim.status ?? {};
  if (provider === undefined || !isProviderName(provider)) return;
  const found = await classOfClaim(deps.kube, claim, provider);
  if (found !== undefined) await forgetJoinFailures(deps, found.nodeClass);
}

async function recordReady(deps: ActivityDependencies, ref: ClaimRef, node: Node): Promise<NodeClaim | undefined> {
  const now = timestamp(deps.now);
  const message = `Node ${node.metadata.name} is Ready`;
  const ready = { status: 'True', reason: 'NodeReady', message } as const;
  const changed = await deps.claims.change(ref, (claim) => ({
    ...claim.status,
    ...(node.status?.allocatable === undefined ? {} : { capacity: node.status.allocatable }),
    conditions: [claimConditions.initialized, claimConditions.nodeReady].reduce(
      (conditions, type) => withCondition(conditions, { type, ...ready }, now),
      claim.status?.conditions ?? [],
    ),
  }));
  if (changed === undefined) return undefined;
  countReady(deps, changed);
  deps.events.normal(changed, { reason: 'Ready', message, action: 'Initializing' });
  return changed;
}
