import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { startWorld } from '../world/world.ts';
import { faultHits } from './fault-hits.ts';
import { ownTemporal } from './local-services.ts';

describe('Temporal', () => {
  // Whatever a test did, the next one finds it running.
  afterEach(async () => (await ownTemporal()).start());

  it('is waited for at the start, and away in the middle of a create it costs time only', async () => {
    const temporal = await ownTemporal();
    await temporal.stop();
    await using world = await startWorld({ withoutController: true });
    const { controller, clouds } = world;
    await world.applyPool();
    await world.scale(1);
    await controller.launch();
    const sentence = /Temporal at 127\.0\.0\.1:\d+ does not answer \(.+\); start it or set TEMPORAL_ADDRESS/;
    await world.until('/readyz that says what is missing', async () => {
      const answer = await fetch(`${controller.healthUrl}/readyz`);
      return answer.status === 503 && sentence.test(await answer.text());
    });
    expect(readFileSync(controller.logFile, 'utf8')).toMatch(sentence);
    expect(await world.claims(), 'nothing is planned that nobody would provision').toEqual([]);
    await temporal.start();
    const [first] = await world.untilReady(1);

    await clouds.fault({ operation: 'create-server', effect: { kind: 'delay', ms: 3000 }, count: 1 });
    await world.scale(2);
    await world.until('a create on its way', async () => (await faultHits(clouds)) === 1);
    await temporal.stop();
    await world.until('its effect', async () => (await clouds.contents()).hetzner.servers.length === 2);
    await temporal.start();
    const both = await world.untilReady(2);
    expect(both.map(({ metadata }) => metadata.uid)).toContain(first?.metadata.uid);
    expect(await clouds.requests('?operation=create-server')).toHaveLength(2);
  });
});
