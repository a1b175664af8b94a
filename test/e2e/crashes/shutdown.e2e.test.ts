import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stopProcess } from '../../../hack/local/processes.ts';
import { startWorld } from '../world/world.ts';
import { faultHits } from './fault-hits.ts';
import { stack } from '../stack.ts';

describe('a controller that is told to stop', () => {
  it('ends by itself within 30 s although a create hangs, and leaves no machine that the next one does not know', async () => {
    await using world = await startWorld();
    const { clouds, controller } = world;
    await world.applyPool();
    await clouds.fault({ id: 'hanging', operation: 'create-server', count: 1, effect: { kind: 'hang-after' } });
    await clouds.fault({
      id: 'slow',
      operation: 'create-server',
      count: 1,
      after: 1,
      effect: { kind: 'delay', ms: 2000 },
    });
    for (const sent of [1, 2]) {
      await world.scale(sent);
      await world.until(`${sent} creates on their way`, async () => (await faultHits(clouds)) === sent);
    }
    const before = await world.claims();
    const pidFile = join(stack().stateDir, world.namespace, 'run.pid');
    expect(await stopProcess(pidFile, 30_000), 'not killed').toBe('Stopped');
    const slow = (await world.claims()).filter(({ status }) => status?.attempts?.at(-1)?.outcome === 'Created');
    expect(slow, 'the create that was answered in time is seen to its end').toHaveLength(1);

    await controller.start();
    const after = await world.untilReady(2);
    expect(after.map(({ metadata }) => metadata.uid)).toEqual(before.map(({ metadata }) => metadata.uid));
    expect(await clouds.requests('?operation=create-server')).toHaveLength(2);
    expect((await clouds.contents()).hetzner.servers).toHaveLength(2);
  });
});
