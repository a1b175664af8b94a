import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findFreePorts } from '../../../hack/local/free-ports.ts';
import type { World } from '../world/world.ts';
import { startWorld } from '../world/world.ts';
import { upTo } from './pool-changes.ts';
import { createStubBroker } from './stub-broker.ts';
import type { BrokerMood, StubBroker } from './stub-broker.ts';
import { untilTold } from './told.ts';

let world: World;
let broker: StubBroker;
beforeAll(async () => {
  const ports = await findFreePorts({ broker: undefined });
  broker = await createStubBroker(ports.broker);
  world = await startWorld({ env: { CLOUDBROKER_URL: broker.url, CLOUDBROKER_TIMEOUT: '500ms' } });
  await world.applyPool({ pool: upTo(10) });
});
afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
  await broker?.[Symbol.asyncDispose]();
});

/** One more pod, and the claim that was made for it. */
async function claimOfOneMorePod(before: number) {
  const known = new Set((await world.claims()).map((claim) => claim.metadata.uid));
  await world.scale(before + 1);
  return world.until('one more claim', async () =>
    (await world.claims()).find((claim) => !known.has(claim.metadata.uid)),
  );
}

describe('a broker', () => {
  const troubles: readonly [string, BrokerMood, RegExp][] = [
    [
      'that is down',
      'down',
      /the broker at http:\S+ cannot be reached \(ECONNREFUSED\); start it or correct its address/,
    ],
    [
      'that does not answer',
      'slow',
      /the broker at http:\S+ does not answer within 500 ms; look into its log or raise the timeout/,
    ],
    [
      'that answers with garbage',
      'garbage',
      /answers with something that is no list of recommendations .*; check that the address is that of a CloudBroker/,
    ],
  ];
  it.each(troubles)(
    '%s does not stop the claim, which is told why the price alone decides',
    async (_what, mood, message) => {
      await broker.be(mood);
      const { length } = await world.claims();
      const { metadata } = await claimOfOneMorePod(length);
      const claim = (await world.untilReady(length + 1)).find((one) => one.metadata.uid === metadata.uid);
      expect(claim?.status).toMatchObject({ provider: 'hetzner', instanceType: 'cx23' });
      expect(claim?.status?.conditions).toContainEqual(
        expect.objectContaining({
          type: 'Recommended',
          status: 'False',
          reason: 'BrokerUnavailable',
          message: expect.stringMatching(message),
        }),
      );
      await untilTold(world, { kind: 'NodeClaim', reason: 'BrokerUnavailable', note: message });
    },
  );

  it('that recommends nothing keeps the claim Pending with a reason, until it recommends something', async () => {
    await broker.be({ recommendations: [] });
    const { length } = await world.claims();
    const { metadata } = await claimOfOneMorePod(length);
    const message =
      /CloudBroker recommends none of the \d+ offerings that fit NodePool dr-nodepool; ingest prices for hetzner, scaleway or unset CLOUDBROKER_URL/;
    await untilTold(world, { kind: 'NodeClaim', reason: 'BrokerRecommendsNothing', note: message });
    const waiting = (await world.claims()).find((one) => one.metadata.uid === metadata.uid);
    expect(waiting?.status).toMatchObject({ phase: 'Pending' });
    expect(waiting?.status?.conditions).toContainEqual(
      expect.objectContaining({
        type: 'Launched',
        status: 'False',
        reason: 'BrokerRecommendsNothing',
        message: expect.stringMatching(message),
      }),
    );

    await broker.be({
      recommendations: [
        { instance_type_name: 'DEV1-M', provider_slug: 'scaleway', region_slug: 'fr-par', price_eur_per_hour: 0.02 },
      ],
    });
    const claim = (await world.untilReady(length + 1)).find((one) => one.metadata.uid === metadata.uid);
    expect(claim?.status, 'the broker has the last word, not the price').toMatchObject({
      provider: 'scaleway',
      instanceType: 'DEV1-M',
      round: 2,
    });
  });
});
