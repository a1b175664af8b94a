import { readSecretVersion } from '../activities/secrets.ts';
import { classConditions, findCondition, withCondition } from '../api/conditions.ts';
import type { ConditionUpdate } from '../api/conditions.ts';
import type { Condition, NodeClass, NodeClassStatus, SecretKeyReference } from '../api/generated.ts';
import { createAccepted, isToldByProvider, providerCondition } from '../activities/class-problems.ts';
import { MissingSecretError } from '../activities/missing-secret-error.ts';
import { classBlock } from '../domain/class-block.ts';
import { providerNames } from '../domain/offering.ts';
import { nodeClasses } from '../kube/cloudburst-resources.ts';
import { ConflictError, NotFoundError } from '../kube/errors.ts';
import { referenceTo } from '../kube/event-recorder.ts';
import type { WatcherDependencies } from './dependencies.ts';
import { joinFailuresInARow } from '../planning/join-breaker.ts';
import { timestampOf } from '../domain/timestamp.ts';

/** A Secret of a class, as it was found. */
interface SecretLook {
  readonly type: string;
  readonly reference: SecretKeyReference;
  readonly version: string | undefined;
  readonly problem: string | undefined;
}

/** Looks at the Secrets of a class and writes its conditions, if they have changed. */
export async function checkClass(deps: WatcherDependencies, nodeClass: NodeClass): Promise<void> {
  const looks = await Promise.all(
    secretsOf(nodeClass).map(({ type, reference }) => look(deps, nodeClass, { type, reference })),
  );
  const next = classStatus(nodeClass, looks, timestampOf(deps.now()));
  if (next === undefined) return;
  const { namespace, name, resourceVersion } = nodeClass.metadata;
  const problem = looks.find((one) => one.problem !== undefined);
  if (problem?.problem !== undefined) {
    deps.events.record({
      regarding: referenceTo(nodeClasses, nodeClass),
      type: 'Warning',
      reason: 'SecretMissing',
      action: 'Checking',
      note: problem.problem,
    });
  }
  try {
    await deps.kube.patch(
      nodeClasses,
      { namespace: namespace ?? 'default', name },
      { metadata: { resourceVersion }, status: next },
      { subresource: 'status' },
    );
  } catch (error) {
    // Somebody else wrote: the watch brings that, and the check is made again.
    if (!(error instanceof ConflictError) && !(error instanceof NotFoundError)) throw error;
  }
}

function secretsOf(nodeClass: NodeClass): readonly { type: string; reference: SecretKeyReference }[] {
  const { tailscale } = nodeClass.spec;
  return [
    ...providerNames.flatMap((provider) => {
      const block = classBlock(nodeClass, provider);
      return block ? [{ type: providerCondition(provider), reference: block.credential }] : [];
    }),
    ...(tailscale ? [{ type: 'TailscaleReady', reference: tailscale.authKeySecretRef }] : []),
  ];
}

async function look(
  deps: WatcherDependencies,
  nodeClass: NodeClass,
  wanted: Pick<SecretLook, 'type' | 'reference'>,
): Promise<SecretLook> {
  try {
    const version = await readSecretVersion(deps.kube, nodeClass.metadata.namespace ?? 'default', wanted.reference);
    return { ...wanted, version, problem: undefined };
  } catch (error) {
    if (error instanceof MissingSecretError) return { ...wanted, version: undefined, problem: error.message };
    throw error;
  }
}

/** The status that follows from the look; undefined when it says what is written already. */
export function classStatus(
  nodeClass: NodeClass,
  looks: readonly SecretLook[],
  now: string,
): Pick<NodeClassStatus, 'conditions' | 'secretVersions'> | undefined {
  const before = nodeClass.status?.conditions ?? [];
  const updates = looks.map((one) => conditionOf(nodeClass, one));
  const providers = new Set<string>(providerNames.map(providerCondition));
  const usable = updates.filter((update) => providers.has(update.type) && update.status === 'True');
  const others = updates.filter((update) => !providers.has(update.type));
  const broken = [...others, ...(usable.length === 0 ? updates : [])].find((update) => update.status === 'False');
  const ready: ConditionUpdate =
    broken === undefined
      ? {
          type: classConditions.ready,
          status: 'True',
          reason: 'SecretsFound',
          message: `${usable.length} of ${updates.length - others.length} providers can be used`,
        }
      : { ...broken, type: classConditions.ready };
  const secretVersions = Object.fromEntries(looks.map(({ reference, version }) => [reference.name, version ?? '']));
  const joins = joinsAgain(nodeClass, secretVersions);
  const conditions = [...updates, ready, ...joins].reduce<readonly Condition[]>(
    (all, update) => withCondition(all, update, now),
    before,
  );
  const changed =
    JSON.stringify(summary(conditions)) !== JSON.stringify(summary(before)) ||
    JSON.stringify(secretVersions) !== JSON.stringify(nodeClass.status?.secretVersions);
  return changed ? { conditions, secretVersions } : undefined;
}

/** Launches that the class pauses go on when it or one of its Secrets has changed since machines failed to join. */
function joinsAgain(nodeClass: NodeClass, looked: Readonly<Record<string, string>>): readonly ConditionUpdate[] {
  const type = classConditions.machinesJoin;
  const { status } = nodeClass;
  const secretVersions = { ...status?.secretVersions, ...looked };
  const isPaused = findCondition(status?.conditions, type)?.status === 'False';
  if (!isPaused || joinFailuresInARow({ ...nodeClass, status: { ...status, secretVersions } }) > 0) return [];
  const message = 'the class or one of its Secrets has changed since machines failed to join';
  return [{ type, status: 'True', reason: 'JoinsTriedAgain', message }];
}

/** What a provider refused stays refused until the Secret or the class is another one. */
function conditionOf(nodeClass: NodeClass, { type, reference, version, problem }: SecretLook): ConditionUpdate {
  if (problem !== undefined) return { type, status: 'False', reason: 'SecretMissing', message: problem };
  const standing = findCondition(nodeClass.status?.conditions, type);
  const known = nodeClass.status?.secretVersions?.[reference.name];
  // A refusal may be written before the first check has noted which version was refused.
  const unchanged =
    (known === undefined || known === version) && standing?.observedGeneration === nodeClass.metadata.generation;
  if (standing?.status === 'False' && isToldByProvider(standing.reason) && unchanged) return standing;
  // What a create has shown says more than that the Secret has the key.
  if (standing?.reason === createAccepted && known === version) return standing;
  return {
    type,
    status: 'True',
    reason: 'SecretFound',
    message: `Secret ${reference.name} has the key ${reference.key}`,
  };
}

function summary(conditions: readonly Condition[]): readonly string[] {
  return conditions.map(({ type, status, reason, message }) => `${type} ${status} ${reason} ${message}`).toSorted();
}
