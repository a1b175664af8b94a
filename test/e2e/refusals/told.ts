import type { Condition } from '../../../src/api/generated.ts';
import { findCondition } from '../../../src/api/conditions.ts';
import { nodeClasses, nodePools } from '../../../src/kube/cloudburst-resources.ts';
import type { KubeEvent } from '../../../src/kube/types.ts';
import type { World } from '../world/world.ts';

/** What a user should have been told. */
export interface Told {
  /** Kind of the object that the event is about. */
  readonly kind: 'Pod' | 'NodePool' | 'NodeClass' | 'NodeClaim';
  readonly reason: string;
  readonly note: RegExp;
}

/** Every event so far that fits. */
export async function eventsThatTell(world: World, { kind, reason, note }: Told): Promise<readonly KubeEvent[]> {
  return (await world.events()).filter(
    (event) => event.regarding?.kind === kind && event.reason === reason && note.test(event.note ?? ''),
  );
}

/** Waits for an event that fits, and gives it. */
export async function untilTold(world: World, told: Told, deadlineMs = 30_000): Promise<KubeEvent> {
  return world.until(
    `event ${told.reason} on a ${told.kind} with ${told.note}`,
    async () => (await eventsThatTell(world, told))[0],
    deadlineMs,
  );
}

/** What a condition should say; `message` is the sentence for the user. */
export interface Said extends Pick<Condition, 'type' | 'status' | 'reason'> {
  readonly message: RegExp;
}

/** Waits until the NodePool of the world has the condition. */
export async function untilPoolSays(world: World, said: Said): Promise<void> {
  await untilSays(
    world,
    said,
    async () =>
      (await world.kube.find(nodePools, { namespace: world.namespace, name: 'dr-nodepool' }))?.status?.conditions,
  );
}

/** Waits until the NodeClass of the world has the condition. */
export async function untilClassSays(world: World, said: Said): Promise<void> {
  await untilSays(
    world,
    said,
    async () =>
      (await world.kube.find(nodeClasses, { namespace: world.namespace, name: 'dr-nodeclass' }))?.status?.conditions,
  );
}

/** Waits until the only claim has the condition. */
export async function untilClaimSays(world: World, said: Said, deadlineMs = 30_000): Promise<void> {
  await untilSays(world, said, async () => (await world.claims())[0]?.status?.conditions, deadlineMs);
}

async function untilSays(
  world: World,
  said: Said,
  read: () => Promise<readonly Condition[] | undefined>,
  deadlineMs = 30_000,
): Promise<void> {
  let last: Condition | undefined;
  const fits = async (): Promise<boolean> => {
    last = findCondition(await read(), said.type);
    return last?.status === said.status && last.reason === said.reason && said.message.test(last.message);
  };
  try {
    await world.until(`condition ${said.type}=${said.status} ${said.reason} with ${said.message}`, fits, deadlineMs);
  } catch (error) {
    throw new Error(`it says ${JSON.stringify(last)}`, { cause: error });
  }
}
