import type { NodeClaim } from '../api/generated.ts';
import { claimConditions, findCondition, withCondition } from '../api/conditions.ts';
import type { OfferingChoice } from '../contract/activities.ts';
import { claimRefOf } from '../contract/claim-ref.ts';
import type { ClaimRef } from '../contract/claim-ref.ts';
import { closeOpenAttempts, endAttempt, isOpen } from '../domain/attempts.ts';
import type { ProviderName } from '../domain/offering.ts';
import { InstanceNotFoundError } from '../providers/errors.ts';
import type { CloudProvider } from '../providers/provider.ts';
import { classOfClaim } from './claim-surroundings.ts';
import { markUnavailableOffering } from './class-marks.ts';
import { timestamp } from './dependencies.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { notYet } from './failures.ts';
import { untilDeadline, withHeartbeat } from './heartbeat.ts';
import { recordJoinFailure } from './join-breaker.ts';
import { revokeJoinTokens } from './join-tokens.ts';
import { MissingSecretError } from './missing-secret-error.ts';
import { nodeOfClaim, removeNode } from './node-of-claim.ts';

/** A claim at one provider. */
export interface ClaimAtProvider {
  readonly claim: ClaimRef;
  readonly provider: ProviderName;
}

/** Gives back everything the claim has at the provider; for its end. */
export async function reclaimInstances(deps: ActivityDependencies, input: ClaimAtProvider): Promise<void> {
  await withHeartbeat(() => sweep(deps, input, 'take-all'));
}

/** Gives back what open attempts left at the provider, but not the claim's own instance; for a claim that lives. */
export async function settleAttempts(deps: ActivityDependencies, input: ClaimAtProvider): Promise<void> {
  await withHeartbeat(() => sweep(deps, input, 'keep-own'));
}

/** Gives back an instance that never joined; its token goes first, so that a late joiner is refused. */
export async function abandonInstance(
  deps: ActivityDependencies,
  input: { readonly claim: ClaimRef; readonly offering: OfferingChoice; readonly reason: string },
): Promise<void> {
  await withHeartbeat(async () => {
    const { claim: ref, offering, reason } = input;
    const claim = await deps.claims.read(ref);
    if (claim === undefined) return;
    await revokeJoinTokens(deps.kube, ref);
    await sweep(deps, { claim: ref, provider: offering.provider }, 'take-all');
    const node = await nodeOfClaim(deps.kube, claim);
    if (!('absent' in node)) await removeNode(deps.kube, node);
    // While the claim still names the machine, by which the failure is known when this is repeated.
    await recordJoinFailure(deps, claim, input);
    await recordAbandoned(deps, input);
    const found = await classOfClaim(deps.kube, claim, offering.provider);
    if (found !== undefined && reason === 'JoinTimedOut')
      await markUnavailableOffering(deps, found.nodeClass, { offering, type: reason });
  });
}

/**
 * Deletes the claim's instances at the provider, or all but the one it owns, and fails with NotYet until a look finds none of them
 * and no attempt can be on its way.
 */
async function sweep(deps: ActivityDependencies, input: ClaimAtProvider, what: 'take-all' | 'keep-own'): Promise<void> {
  const before = await deps.claims.read(input.claim);
  if (before === undefined) return;
  const provider = await connect(deps, before, input.provider);
  const signal = untilDeadline();
  const found = await provider.list(signal, input.claim.uid);
  // The cloud first, then the claim: what a launch made before the list stands in the claim by now, or is still being launched.
  const claim = await deps.claims.read(input.claim);
  if (claim === undefined) return;
  if (what === 'keep-own' && isLaunchingAt(claim, input.provider)) throw notYet('a launch is going on there', 2000);
  const own = ownInstance(claim, input.provider);
  const unwanted = new Set([...found.map((instance) => instance.id), ...own]);
  if (what === 'keep-own') for (const id of own) unwanted.delete(id);
  for (const id of unwanted) await deleteOnce(provider, id, signal);
  const waitMs = settleWaitMs(deps, claim, input.provider);
  if (waitMs > 0) throw notYet(`a create at ${input.provider} may still take effect`, Math.min(waitMs, 20_000));
  const end = { outcome: 'Gone', endedAt: timestamp(deps.now) } as const;
  await deps.claims.change(input.claim, (current) => {
    // A launch that has just begun is not what was looked for; its attempt is closed by itself.
    if (what === 'keep-own' && isLaunchingAt(current, input.provider)) return undefined;
    return {
      ...current.status,
      attempts: closeOpenAttempts(current.status?.attempts ?? [], input.provider, end),
    };
  });
}

/** Whether a launch at the provider is going on now: only the last attempt can be. */
function isLaunchingAt(claim: NodeClaim, provider: ProviderName): boolean {
  const last = claim.status?.attempts?.at(-1);
  return last?.provider === provider && last.outcome === 'InProgress';
}

/** The instance in the status is looked for by id as well: a list may lag behind. */
function ownInstance(claim: NodeClaim, provider: ProviderName): readonly string[] {
  const { instanceID } = claim.status ?? {};
  return instanceID?.startsWith(`${provider}/`) ? [instanceID] : [];
}

async function deleteOnce(provider: CloudProvider, id: string, signal: AbortSignal): Promise<void> {
  try {
    await provider.delete(id, signal);
  } catch (error) {
    if (!(error instanceof InstanceNotFoundError)) throw error;
    return;
  }
  throw notYet(`${id} is being deleted`, 1000);
}

/** An attempt of unknown fate is looked for until its time to take effect is over. */
function settleWaitMs(deps: ActivityDependencies, claim: NodeClaim, provider: ProviderName): number {
  const open = (claim.status?.attempts ?? []).filter((attempt) => attempt.provider === provider && isOpen(attempt));
  const latest = Math.max(0, ...open.map((attempt) => Date.parse(attempt.endedAt ?? attempt.startedAt)));
  return latest === 0 ? 0 : latest + deps.settleMs - deps.now();
}

async function connect(deps: ActivityDependencies, claim: NodeClaim, provider: ProviderName): Promise<CloudProvider> {
  const found = await classOfClaim(deps.kube, claim, provider);
  if (found === undefined) {
    const message = `no NodeClass with a ${provider} block is left to give the instance back with; create it again`;
    await tellBlocked(deps, claim, message);
    throw notYet(message, 5_000);
  }
  try {
    return await deps.catalogue.connect(found, provider);
  } catch (error) {
    if (!(error instanceof MissingSecretError)) throw error;
    await tellBlocked(deps, claim, error.message);
    throw notYet(error.message, 5_000);
  }
}

/** Says on a claim that is being deleted what keeps its machine from being given back; once. */
async function tellBlocked(deps: ActivityDependencies, claim: NodeClaim, message: string): Promise<void> {
  if (claim.metadata.deletionTimestamp === undefined) return;
  const update = { type: claimConditions.terminating, status: 'True', reason: 'CredentialsMissing', message } as const;
  const standing = findCondition(claim.status?.conditions, update.type);
  if (standing?.message === message) return;
  await deps.claims.change(claimRefOf(claim), (current) => ({
    ...current.status,
    conditions: withCondition(current.status?.conditions, update, timestamp(deps.now)),
  }));
  deps.events.warn(claim, { reason: update.reason, message, action: 'Terminating' });
}

async function recordAbandoned(
  deps: ActivityDependencies,
  input: { claim: ClaimRef; offering: OfferingChoice; reason: string },
): Promise<void> {
  const now = timestamp(deps.now);
  const message = `the machine at ${input.offering.provider} did not become a usable node in time and was given back`;
  const update = { type: claimConditions.launched, status: 'False', reason: input.reason, message } as const;
  const changed = await deps.claims.change(input.claim, (claim) => {
    const {
      instanceID: _id,
      providerID: _providerID,
      nodeName: _node,
      capacity: _capacity,
      ...rest
    } = claim.status ?? {};
    const conditions = (rest.conditions ?? []).filter((condition) => condition.type !== claimConditions.registered);
    const attempts = endAttempt(rest.attempts ?? [], input.offering, {
      outcome: 'Gone',
      endedAt: now,
      reason: input.reason,
      message,
    });
    return { ...rest, attempts, conditions: withCondition(conditions, update, now) };
  });
  if (changed !== undefined) deps.events.warn(changed, { reason: input.reason, message, action: 'Joining' });
}
