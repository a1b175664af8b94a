import { describe, expect, it } from 'vitest';
import { startWorld } from '../world/world.ts';
import { untilTold } from '../refusals/told.ts';
import { age, withDisruption } from './pools.ts';

describe('an expired node', () => {
  it('is given back although a pod runs on it, and the pod moves to its replacement', async () => {
    await using world = await startWorld();
    await world.applyPool(withDisruption({ ttlSecondsUntilExpired: 3600 }));
    await world.scale(1);
    const [old] = await world.untilReady(1);
    if (old === undefined) throw new Error('no claim');
    await age(world, old, 3600);
    await untilTold(world, { kind: 'NodeClaim', reason: 'Expired', note: /^Ready for 36\d\d s, and disruption/ });
    const [fresh] = await world.until('another Ready claim with the pod', async () => {
      const claims = await world.claims();
      const running = (await world.pods()).filter((pod) => pod.status?.phase === 'Running');
      const isMoved = running.length === 1 && running[0]?.spec.nodeName === claims[0]?.metadata.name;
      return claims.length === 1 && claims[0]?.metadata.uid !== old.metadata.uid && isMoved && claims;
    });
    expect(fresh?.status?.phase).toBe('Ready');
  });

  it('of minNodes is replaced, and of two that expire together one goes after the other', async () => {
    await using world = await startWorld();
    await world.applyPool(withDisruption({ ttlSecondsUntilExpired: 3600 }, { minNodes: 2 }));
    const first = await world.until('two Ready nodes', async () => {
      const claims = await world.claims();
      return claims.length === 2 && claims.every(({ status }) => status?.phase === 'Ready') && claims;
    });
    for (const claim of first) await age(world, claim, 3700);
    const uids = first.map(({ metadata }) => metadata.uid);
    let most = 0;
    await world.until(
      'both are replaced',
      async () => {
        const claims = await world.claims();
        const leaving = claims.filter(({ metadata }) => metadata.deletionTimestamp !== undefined);
        most = Math.max(most, leaving.length);
        const isFresh = claims.every(
          ({ metadata, status }) => !uids.includes(metadata.uid) && status?.phase === 'Ready',
        );
        return claims.length === 2 && isFresh;
      },
      60_000,
    );
    expect(most).toBe(1);
  });
});
