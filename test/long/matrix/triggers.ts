import type { NodeClaim } from '../../../src/api/generated.ts';
import { nodeClaims, nodePools } from '../../../src/kube/cloudburst-resources.ts';
import { nodes } from '../../../src/kube/core-resources.ts';
import { deleteBehind } from '../../e2e/node-loss/machines.ts';
import { age } from '../../e2e/scale-down/pools.ts';
import type { World } from '../../e2e/world/world.ts';
import type { Phase } from './phases.ts';

/** What ends a claim. */
export interface Trigger {
  readonly name: string;
  /** Phases in which it can happen. */
  readonly phases: readonly Phase['name'][];
  /** Activities that its way to the end leads through; a process is killed in each of them. */
  readonly activities: readonly string[];
  /** How the pool differs from the example's. */
  readonly pool?: Parameters<World['applyPool']>[0];
  pull(world: World, claim: NodeClaim): Promise<void>;
}

const everyPhase: Trigger['phases'] = ['Pending', 'Provisioning', 'Joining', 'Ready', 'Deleting'];
const ending = [
  'stopProvisioning',
  'beginTermination',
  'reclaimInstances',
  'releaseNodeClaim',
  'releaseNodeClaim:after',
];
const disruption = (fields: object): Trigger['pool'] => ({ pool: (spec) => ({ ...spec, disruption: fields }) });

export const triggers: readonly Trigger[] = [
  {
    name: 'kubectl delete nodeclaim',
    phases: everyPhase,
    activities: ending,
    async pull(world, { metadata }) {
      await world.scale(0);
      await world.kube.delete(nodeClaims, { namespace: world.namespace, name: metadata.name });
    },
  },
  {
    name: 'kubectl delete nodepool',
    phases: everyPhase,
    activities: ['reclaimInstances'],
    async pull(world) {
      await world.scale(0);
      await world.kube.delete(nodePools, { namespace: world.namespace, name: 'dr-nodepool' });
    },
  },
  {
    name: 'kubectl delete node',
    phases: ['Ready'],
    activities: ['drainNode', 'releaseNodeClaim'],
    async pull(world, { status }) {
      await world.kube.delete(nodes, { name: status?.nodeName ?? '' });
    },
  },
  {
    name: 'empty',
    phases: ['Ready'],
    activities: ['beginTermination', 'drainNode', 'drainNode:after'],
    pool: disruption({ ttlSecondsAfterEmpty: 1 }),
    pull: (world) => world.scale(0),
  },
  {
    name: 'expired',
    phases: ['Ready'],
    activities: ['drainNode', 'reclaimInstances:after'],
    pool: disruption({ ttlSecondsUntilExpired: 3600 }),
    pull: (world, claim) => age(world, claim, 3600),
  },
  {
    name: 'machine gone',
    phases: ['Ready'],
    activities: ['assessLoss', 'awaitLossNews', 'declareLost', 'declareLost:after', 'freeLostPods', 'endLostClaim'],
    pull: deleteBehind,
  },
];
