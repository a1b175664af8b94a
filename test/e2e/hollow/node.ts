import { expect, vi } from 'vitest';
import { leases, nodes } from '../../../src/kube/core-resources.ts';
import type { Node } from '../../../src/kube/types.ts';
import type { BootedMachine, Stage } from './stage.ts';

/** How long a test waits for a machine to do something. */
export const patience = { timeout: 20_000, interval: 50 };

/** Answers the machine's requests until its Node is Ready. */
export async function readyNode(stage: Stage, { claim, spec }: BootedMachine): Promise<Node> {
  return vi.waitFor(async () => {
    await stage.answer(claim);
    const node = await stage.kube.find(nodes, { name: claim.name });
    const ready = node?.status?.conditions?.find(({ type }) => type === 'Ready');
    if (node === undefined || ready?.status !== 'True')
      throw new Error(`not Ready: ${stage.consoleOf(spec).join('\n')}`);
    return node;
  }, patience);
}

/** When the machine renewed its lease last. */
export async function leaseTime({ kube }: Stage, { claim }: BootedMachine): Promise<string> {
  const lease = await kube.find(leases, { namespace: 'kube-node-lease', name: claim.name });
  return lease?.spec?.renewTime ?? 'none';
}

/** Waits until the machine renews its lease. */
export async function leaseMoves(stage: Stage, booted: BootedMachine): Promise<void> {
  const before = await leaseTime(stage, booted);
  await vi.waitFor(async () => expect(await leaseTime(stage, booted)).not.toBe(before), patience);
}
