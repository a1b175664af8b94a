import type { NodeClaim, NodeClass, NodePool } from '../api/generated.ts';
import { finalizers } from '../api/labels.ts';
import { changeObject, refOf } from '../kube/change-object.ts';
import { nodeClaims, nodeClasses, nodePools } from '../kube/cloudburst-resources.ts';
import { ConflictError, messageOf, NotFoundError } from '../kube/errors.ts';
import { referenceTo } from '../kube/event-recorder.ts';
import type { Resource } from '../kube/resource.ts';
import { keyOf } from '../kube/resource.ts';
import { claimsOfClass, claimsOfPool } from '../planning/in-use.ts';
import type { ClusterState } from './cluster-state.ts';
import type { WatcherDependencies } from './dependencies.ts';

/** Keeps pools and classes for as long as claims need them, and ends the claims of a pool that is being deleted. */
export interface InUseKeeper {
  /** Looks at all pools and classes; asked during a look, it does nothing. */
  look(): void;
  stop(): Promise<void>;
}

/** A pool or class, and the claims that need it. */
interface Held<T extends NodePool | NodeClass> {
  readonly resource: Resource<T>;
  readonly object: T;
  readonly claims: readonly NodeClaim[];
}

export function createInUseKeeper(
  deps: Pick<WatcherDependencies, 'kube' | 'events' | 'log'>,
  state: Pick<ClusterState, 'synced'> & {
    readonly [K in 'pools' | 'classes' | 'claims']: Pick<ClusterState[K], 'list'>;
  },
): InUseKeeper {
  let running: Promise<void> | undefined;
  let unused: ReadonlySet<string> = new Set();
  const lookOnce = async (): Promise<void> => {
    const [claims, pools] = [state.claims.list(), state.pools.list()];
    const found = new Set<string>();
    const look = { deps, wasUnused: unused, unused: found };
    const work = [
      ...pools.map((object) => keep(look, { resource: nodePools, object, claims: claimsOfPool(object, claims) })),
      ...state.classes
        .list()
        .map((object) =>
          keep(look, { resource: nodeClasses, object, claims: claimsOfClass(object, { claims, pools }) }),
        ),
      ...pools.filter(isGoing).map((pool) => endClaims(deps, claimsOfPool(pool, claims))),
    ];
    for (const result of await Promise.allSettled(work))
      if (result.status === 'rejected')
        deps.log.warn({ reason: messageOf(result.reason) }, 'Holding pools and classes failed, will be tried again');
    unused = found;
  };
  return {
    look() {
      if (state.synced()) running ??= lookOnce().finally(() => (running = undefined));
    },
    stop: async () => running,
  };
}

interface Look {
  readonly deps: Pick<WatcherDependencies, 'kube' | 'events'>;
  /** Versions that the last look found unused. */
  readonly wasUnused: ReadonlySet<string>;
  readonly unused: Set<string>;
}

async function keep<T extends NodePool | NodeClass>(look: Look, held: Held<T>): Promise<void> {
  const { object, claims } = held;
  const isHeld = object.metadata.finalizers?.includes(finalizers.inUse) ?? false;
  if (claims.length > 0) {
    if (isGoing(object)) tellHeld(look, held);
    else if (!isHeld) await hold(look, held);
  } else if (isHeld) {
    // A plan that is just being carried out changes the pool first, and a launch the class: what did not change for a look is unused.
    const version = `${object.metadata.uid} ${object.metadata.resourceVersion}`;
    if (look.wasUnused.has(version)) await letGo(look, held);
    else look.unused.add(version);
  }
}

async function hold<T extends NodePool | NodeClass>({ deps }: Look, { resource, object }: Held<T>): Promise<void> {
  await changeObject<NodePool | NodeClass>(deps.kube, { resource, ref: refOf(object) }, ({ metadata }) => {
    const standing = metadata.finalizers ?? [];
    if (metadata.deletionTimestamp !== undefined || standing.includes(finalizers.inUse)) return undefined;
    return { metadata: { finalizers: [...standing, finalizers.inUse] } };
  });
}

async function letGo<T extends NodePool | NodeClass>({ deps }: Look, { resource, object }: Held<T>): Promise<void> {
  const { metadata } = object;
  const left = (metadata.finalizers ?? []).filter((finalizer) => finalizer !== finalizers.inUse);
  const { resourceVersion } = metadata;
  try {
    await deps.kube.patch<NodePool | NodeClass>(
      resource,
      keyOf(object),
      { metadata: { finalizers: left } },
      { resourceVersion },
    );
  } catch (error) {
    // It changed, so it may be in use by now: the next look decides.
    if (!(error instanceof ConflictError) && !(error instanceof NotFoundError)) throw error;
  }
}

function tellHeld<T extends NodePool | NodeClass>({ deps }: Look, { resource, object, claims }: Held<T>): void {
  const names = claims.map(({ metadata }) => metadata.name).toSorted();
  const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
  deps.events.record({
    regarding: referenceTo(resource, object),
    reason: 'InUse',
    action: 'Deleting',
    note: `It stays until the machines of its NodeClaims are given back: ${names.slice(0, 5).join(', ')}${more}`,
  });
}

/** Whoever deletes a pool means its machines. */
async function endClaims(deps: Pick<WatcherDependencies, 'kube'>, claims: readonly NodeClaim[]): Promise<void> {
  const living = claims.filter((claim) => !isGoing(claim));
  await Promise.all(living.map((claim) => deps.kube.delete(nodeClaims, keyOf(claim), { uid: claim.metadata.uid })));
}

function isGoing({ metadata }: NodePool | NodeClass | NodeClaim): boolean {
  return metadata.deletionTimestamp !== undefined;
}
