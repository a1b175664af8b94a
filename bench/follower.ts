import type { NodeClaim } from '../src/api/generated.ts';
import type { KubeClient } from '../src/kube/client-api.ts';
import { nodeClaims } from '../src/kube/cloudburst-resources.ts';
import { pods } from '../src/kube/core-resources.ts';
import { ListWatchStore } from '../src/kube/list-watch.ts';
import { systemTime } from '../src/kube/time.ts';
import type { Pod } from '../src/kube/types.ts';
import { isDemand } from '../src/planning/demand.ts';

/** What can be waited for: a pod's creation is not among it, since the caller makes it. */
export type Moment =
  `pod ${string} ${'unschedulable' | 'running' | 'gone'}` | `claim ${string} ${'seen' | 'ready' | 'gone'}`;

/** Watches a namespace and notes when things were first seen, as a client of the API server sees them. */
export interface Follower {
  pods(): readonly Pod[];
  claims(): readonly NodeClaim[];
  /** When it was first seen, in milliseconds since 1970; undefined if never. */
  at(moment: Moment): number | undefined;
  /** Waits until it has been seen and gives the time. */
  seen(moment: Moment, deadlineMs?: number): Promise<number>;
  /** Waits until the probe gives something; it is asked after every change. */
  until<T>(what: string, probe: () => T | undefined, deadlineMs?: number): Promise<T>;
  stop(): Promise<void>;
}

const silent = { info: () => undefined, warn: () => undefined };

/** Starts to follow; resolves when the first lists are complete. */
export async function follow(client: KubeClient, namespace: string): Promise<Follower> {
  const common = { client, namespace, time: systemTime, log: silent };
  const podStore = new ListWatchStore<Pod, Pod>({ ...common, resource: pods, project: (pod) => pod });
  const claimStore = new ListWatchStore<NodeClaim, NodeClaim>({
    ...common,
    resource: nodeClaims,
    project: (claim) => claim,
  });
  const seenAt = new Map<Moment, number>();
  const listeners = new Set<() => void>();
  const note = (moments: readonly Moment[]): void => {
    for (const moment of moments) if (!seenAt.has(moment)) seenAt.set(moment, Date.now());
    for (const listener of listeners) listener();
  };
  podStore.onChange((change) =>
    note(change.type === 'upsert' ? momentsOfPod(change.object) : [`pod ${change.object.metadata.name} gone`]),
  );
  claimStore.onChange((change) =>
    note(change.type === 'upsert' ? momentsOfClaim(change.object) : [`claim ${change.object.metadata.name} gone`]),
  );
  await Promise.all([podStore.start(), claimStore.start()]);
  const describe = (): string =>
    [...podStore.list(), ...claimStore.list()]
      .map(({ metadata, status }) => `${metadata.name}: ${JSON.stringify(status)}`)
      .join('\n');
  const until: Follower['until'] = (what, probe, deadlineMs = 30_000) =>
    waitFor({ what, probe, deadlineMs, describe }, listeners);
  return {
    pods: () => podStore.list(),
    claims: () => claimStore.list(),
    at: (moment) => seenAt.get(moment),
    seen: (moment, deadlineMs) => until(moment, () => seenAt.get(moment), deadlineMs),
    until,
    stop: async () => void (await Promise.all([podStore.stop(), claimStore.stop()])),
  };
}

interface Wait<T> {
  readonly what: string;
  readonly probe: () => T | undefined;
  readonly deadlineMs: number;
  /** How things stand, for the error. */
  readonly describe: () => string;
}

function waitFor<T>({ what, probe, deadlineMs, describe }: Wait<T>, listeners: Set<() => void>): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const look = (): void => {
    const found = probe();
    if (found !== undefined) resolve(found);
  };
  const giveUp = (): void => reject(new Error(`Waited ${deadlineMs} ms in vain for: ${what}\n${describe()}`));
  const timer = setTimeout(giveUp, deadlineMs);
  listeners.add(look);
  look();
  return promise.finally(() => {
    clearTimeout(timer);
    listeners.delete(look);
  });
}

function momentsOfPod(pod: Pod): readonly Moment[] {
  const { name } = pod.metadata;
  if (isDemand(pod)) return [`pod ${name} unschedulable`];
  return pod.status?.phase === 'Running' ? [`pod ${name} running`] : [];
}

function momentsOfClaim(claim: NodeClaim): readonly Moment[] {
  const { name } = claim.metadata;
  return claim.status?.phase === 'Ready' ? [`claim ${name} seen`, `claim ${name} ready`] : [`claim ${name} seen`];
}
