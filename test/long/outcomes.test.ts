import { randomUUID } from 'node:crypto';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { describe, expect, it } from 'vitest';
import type { NodeClaim } from '../../src/api/generated.ts';
import {
  clusterQueue,
  garbageScheduleId,
  nodeLossWorkflowId,
  provisionWorkflowId,
  terminateWorkflowId,
  workflowTypes,
} from '../../src/contract/ids.ts';
import type { CollectGarbageResult } from '../../src/contract/messages.ts';
import { nodeClaims } from '../../src/kube/cloudburst-resources.ts';
import { deleteBehind, revive, silence } from '../e2e/node-loss/machines.ts';
import { keepHistories } from '../e2e/world/histories.ts';
import { startWorld } from '../e2e/world/world.ts';
import type { World } from '../e2e/world/world.ts';

// OUTCOMES_DIR=test/replay/histories vitest run --project long test/long/outcomes writes the histories anew that test/replay replays.
describe('every way in which a workflow ends', () => {
  it('is one of these, and leaves a history of its own', async () => {
    await using world = await startWorld();
    const { clouds } = world;
    const outcomes: Record<string, string> = {};
    await world.applyPool({
      pool: (spec) => ({ ...spec, limits: { ...spec.limits, maxNodes: 10 }, provisioning: { joinTimeoutSeconds: 8 } }),
    });

    await world.scale(1);
    const [first] = await world.untilReady(1);
    outcomes['provision-ready'] = provisionWorkflowId(first?.metadata.uid ?? '');

    await clouds.fault({
      id: 'refusing',
      provider: 'hetzner',
      operation: 'create-server',
      effect: { kind: 'sold-out' },
    });
    await world.scale(2);
    const failedOver = newest(await world.untilReady(2), [first]);
    expect(failedOver?.status?.provider).toBe('scaleway');
    outcomes['provision-failover'] = provisionWorkflowId(failedOver?.metadata.uid ?? '');

    await clouds.fault({ id: 'silent', provider: 'scaleway', count: 1, effect: { kind: 'never-boots' } });
    await world.scale(3);
    const late = newest(await world.untilReady(3, 60_000), [first, failedOver]);
    const tried = late?.status?.attempts?.map(({ outcome, reason }) => reason ?? outcome) ?? [];
    expect(tried).toContain('JoinTimedOut');
    expect(tried.at(-1)).toBe('Created');
    outcomes['provision-join-timed-out'] = provisionWorkflowId(late?.metadata.uid ?? '');

    await clouds.fault({
      id: 'refusing-too',
      provider: 'scaleway',
      operation: 'create-server',
      effect: { kind: 'sold-out' },
    });
    await world.scale(4);
    const waiting = await world.until('a claim that everybody refused', async () =>
      (await world.claims()).find(({ status }) => status?.phase === 'Pending' && (status.attempts ?? []).length > 1),
    );
    await world.scale(3);
    await world.kube.delete(nodeClaims, { namespace: world.namespace, name: waiting.metadata.name });
    await world.until('it to be gone', async () => (await world.claims()).length === 3);
    outcomes['provision-cancelled'] = provisionWorkflowId(waiting.metadata.uid);
    outcomes['terminate-released'] = terminateWorkflowId(waiting.metadata.uid);

    outcomes['provision-claim-gone'] = await runWithoutClaim(
      world,
      workflowTypes.provisionNodeClaim,
      provisionWorkflowId(randomUUID()),
    );
    outcomes['terminate-claim-gone'] = await runWithoutClaim(
      world,
      workflowTypes.terminateNodeClaim,
      terminateWorkflowId(randomUUID()),
    );
    await keep(world, outcomes);
  });

  it('is one of these for a node that falls silent', async () => {
    await using world = await startWorld();
    const outcomes: Record<string, string> = {};
    await world.applyPool();
    await world.scale(1);
    const [first] = await world.untilReady(1);
    await world.scale(2);
    const second = newest(await world.untilReady(2), [first]);

    await silence(world, first);
    const watched = world.temporal.workflow.getHandle(nodeLossWorkflowId(first?.metadata.uid ?? ''));
    await world.until('it is watched', async () => (await watched.describe()).status.name === 'RUNNING', 60_000);
    await revive(world, first);
    expect(await watched.result()).toEqual({ outcome: 'Recovered' });
    outcomes['node-loss-recovered'] = watched.workflowId;

    await deleteBehind(world, second);
    await world.until(
      'its claim is gone',
      async () => newest(await world.claims(), [first])?.metadata.uid !== second?.metadata.uid,
      90_000,
    );
    await world.untilReady(2, 60_000);
    outcomes['node-loss-lost'] = nodeLossWorkflowId(second?.metadata.uid ?? '');
    outcomes['terminate-lost'] = terminateWorkflowId(second?.metadata.uid ?? '');
    const lost = world.temporal.workflow.getHandle(outcomes['node-loss-lost']);
    expect(await lost.result()).toEqual({ outcome: 'Lost', reason: 'InstanceGone' });
    outcomes['node-loss-claim-gone'] = await runWithoutClaim(
      world,
      workflowTypes.nodeLoss,
      nodeLossWorkflowId(randomUUID()),
    );
    outcomes['collect-garbage-nothing'] = await collectNothing(world);
    await keep(world, outcomes);
  });
});

function newest(claims: readonly NodeClaim[], known: readonly (NodeClaim | undefined)[]): NodeClaim | undefined {
  return claims.find(({ metadata }) => !known.some((one) => one?.metadata.uid === metadata.uid));
}

/** Runs a workflow for a claim that does not exist, as happens when the claim goes while the start is on its way. */
async function runWithoutClaim({ temporal, namespace }: World, type: string, workflowId: string): Promise<string> {
  const claim = { namespace, name: 'gone', uid: workflowId.slice(workflowId.indexOf('/') + 1) };
  const args = [{ claim, nodePool: 'dr-nodepool', provider: 'hetzner' }];
  const result: unknown = await temporal.workflow.execute(type, { workflowId, taskQueue: clusterQueue, args });
  expect(result).toEqual({ outcome: 'ClaimGone' });
  return workflowId;
}

/** Looks for what is nobody's where everything has an owner. */
async function collectNothing({ temporal }: World): Promise<string> {
  const workflowId = `${garbageScheduleId}-${randomUUID()}`;
  const args = [{ mode: 'delete', lookIntervalMs: 100 }];
  const options = { workflowId, taskQueue: clusterQueue, args };
  const result: CollectGarbageResult = await temporal.workflow.execute(workflowTypes.collectGarbage, options);
  expect(result.accounts.flatMap(({ removed }) => removed)).toEqual([]);
  return workflowId;
}

// Names of the process and the machine that made a history, and the folders of its stack traces.
const traces = /"\d+@[^"]*"|(?<="stackTrace": )"(?:[^"\\]|\\.)*"/g;

/** Writes each history under the name of its outcome, without the traces of where it was made. */
async function keep({ temporal }: World, outcomes: Readonly<Record<string, string>>): Promise<void> {
  const histories = Object.entries(outcomes).map(async ([outcome, workflowId]) => {
    const history = await temporal.workflow.getHandle(workflowId).fetchHistory();
    const json = historyToJSON(history).replaceAll(traces, (found) => (/^"\d+@/.test(found) ? '"1@worker"' : '""'));
    return {
      workflowId: outcome,
      type: outcome,
      json: `${JSON.stringify(JSON.parse(json))}\n`,
      events: history.events?.length ?? 0,
    };
  });
  keepHistories(await Promise.all(histories), process.env['OUTCOMES_DIR']);
}
