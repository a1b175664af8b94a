import type { NodeClaim } from '../../../src/api/generated.ts';
import { nodeClaims } from '../../../src/kube/cloudburst-resources.ts';
import { faultHits } from '../../e2e/crashes/fault-hits.ts';
import type { World } from '../../e2e/world/world.ts';

/** A phase of a claim's life in which something is to happen to it. */
export interface Phase {
  readonly name: 'Pending' | 'Provisioning' | 'Joining' | 'Ready' | 'Deleting';
  /** Brings one claim to the phase, with a pod that wants it, and gives it. */
  reach(world: World): Promise<NodeClaim>;
  /** Takes away what holds the claim in the phase. */
  letGo(world: World): Promise<void>;
}

const holdingId = 'holding';
const mend = async ({ clouds }: World): Promise<void> => void (await clouds.control('DELETE', '/faults'));

async function untilPhase(world: World, name: Phase['name']): Promise<NodeClaim> {
  const inPhase = async (): Promise<NodeClaim | undefined> =>
    (await world.claims()).find(({ status }) => status?.phase === name && (name !== 'Pending' || status.round === 1));
  return world.until(`a claim that is ${name}`, inPhase, 45_000);
}

export const phases: readonly Phase[] = [
  {
    name: 'Pending',
    async reach(world) {
      await world.clouds.fault({ id: holdingId, operation: 'create-server', effect: { kind: 'sold-out' } });
      await world.scale(1);
      const refused = async (): Promise<NodeClaim | undefined> =>
        (await world.claims()).find(({ status }) => status?.phase === 'Pending' && (status.attempts ?? []).length > 1);
      return world.until('a claim that everybody refused', refused, 45_000);
    },
    letGo: mend,
  },
  {
    name: 'Provisioning',
    async reach(world) {
      const effect = { kind: 'delay', ms: 3_000 };
      await world.clouds.fault({ id: holdingId, operation: 'create-server', count: 1, effect });
      const before = await faultHits(world.clouds);
      await world.scale(1);
      await world.until('a create on its way', async () => (await faultHits(world.clouds)) > before);
      return untilPhase(world, 'Provisioning');
    },
    letGo: mend,
  },
  {
    name: 'Joining',
    async reach(world) {
      await world.clouds.fault({ id: holdingId, count: 1, effect: { kind: 'boots-late', ms: 20_000 } });
      await world.scale(1);
      return untilPhase(world, 'Joining');
    },
    letGo: mend,
  },
  {
    name: 'Ready',
    async reach(world) {
      await world.scale(1);
      const [claim] = await world.untilReady(1);
      if (claim === undefined) throw new Error('no claim is Ready');
      return claim;
    },
    letGo: mend,
  },
  {
    name: 'Deleting',
    async reach(world) {
      await world.scale(1);
      const [claim] = await world.untilReady(1);
      if (claim === undefined) throw new Error('no claim is Ready');
      await world.clouds.fault({
        id: holdingId,
        operation: 'delete-server',
        effect: { kind: 'error-before', status: 503 },
      });
      await world.scale(0);
      await world.kube.delete(nodeClaims, { namespace: world.namespace, name: claim.metadata.name });
      return untilPhase(world, 'Deleting');
    },
    letGo: mend,
  },
];
