import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import type { WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { beforeAll, describe, expect, it } from 'vitest';

const folder = new URL('./histories/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.json'));

describe('the workflows of today', () => {
  let workflowBundle: WorkflowBundleWithSourceMap;
  beforeAll(async () => {
    const logger = new DefaultLogger('ERROR');
    // The core tells of a violation on the terminal as well, beside the error that it throws.
    Runtime.install({ logger, telemetryOptions: { logging: { filter: 'OFF', forward: {} } } });
    const workflowsPath = fileURLToPath(new URL('../../src/workflows/index.ts', import.meta.url));
    workflowBundle = await bundleWorkflowCode({ workflowsPath, logger });
  }, 60_000);

  it('have a history of every outcome to be held against', () => {
    expect(names.map((name) => name.replace('.json', '')).toSorted()).toEqual([
      'collect-garbage-nothing',
      'node-loss-claim-gone',
      'node-loss-lost',
      'node-loss-recovered',
      'provision-cancelled',
      'provision-claim-gone',
      'provision-failover',
      'provision-join-timed-out',
      'provision-ready',
      'terminate-claim-gone',
      'terminate-lost',
      'terminate-released',
    ]);
  });

  it.each(names)('replay %s', async (name) => {
    await Worker.runReplayHistory({ workflowBundle }, JSON.parse(read(name)));
  });

  it('are caught when they do their activities in another order', async () => {
    const swapped = exchange(read('provision-ready.json'), 'registerNode', 'awaitNodeReady');
    const replay = Worker.runReplayHistory({ workflowBundle }, JSON.parse(swapped));
    await expect(replay).rejects.toBeInstanceOf(DeterminismViolationError);
  });
});

function read(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8');
}

/** The history of workflows that did one activity where these do the other. */
function exchange(history: string, one: string, other: string): string {
  const name = (activity: string): string => `{"name":"${activity}"}`;
  for (const activity of [one, other]) expect(history).toContain(name(activity));
  return history
    .replaceAll(name(one), '{"name":""}')
    .replaceAll(name(other), name(one))
    .replaceAll('{"name":""}', name(other));
}
