import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { NodeClaim } from '../../../src/api/generated.ts';
import { nodeClaims, nodeClasses, nodePools } from '../../../src/kube/cloudburst-resources.ts';
import type { World } from '../world/world.ts';
import { startWorld } from '../world/world.ts';
import { clearWorld } from './clear-world.ts';
import { allowing } from './pool-changes.ts';
import { replaceSecret } from './replace-secret.ts';
import { untilClaimSays, untilTold } from './told.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => clearWorld(world));
afterAll(async () => world?.[Symbol.asyncDispose]());

const marks = async () =>
  (await world.kube.get(nodeClasses, { namespace: world.namespace, name: 'dr-nodeclass' })).status
    ?.unavailableOfferings ?? [];
const attemptsOf = (claim: NodeClaim | undefined): readonly string[] =>
  (claim?.status?.attempts ?? []).map(({ provider, outcome, reason }) =>
    [provider, outcome, reason].filter((word) => word !== undefined).join(' '),
  );
const historyOf = async (claim: NodeClaim | undefined): Promise<string> =>
  (await world.histories()).find(({ workflowId }) => workflowId === `provision/${claim?.metadata.uid}`)?.json ?? '';

describe('a claim', () => {
  it('tries eight offerings of a sold-out cloud and then the other cloud, each an attempt and an activity of its own', async () => {
    const serverTypes = ['cx23', 'cx33', 'cx43', 'cx53', 'cax11', 'cax21', 'cpx22', 'ccx13'];
    await world.applyPool({
      pool: (spec) => ({ ...spec, requirements: { ...spec.requirements, arch: ['x86_64', 'arm64'] } }),
      // The only type of the other cloud costs more than all eight.
      class: ({ hetzner, scaleway, ...spec }) => ({
        ...spec,
        hetzner: { ...Object(hetzner), serverTypes },
        scaleway: { ...Object(scaleway), serverTypes: ['GP1-XS'] },
      }),
    });
    await world.clouds.fault({ provider: 'hetzner', effect: { kind: 'sold-out' } });
    await world.scale(1);
    const [claim] = await world.untilReady(1);
    expect(attemptsOf(claim)).toEqual([
      ...serverTypes.map(() => 'hetzner Refused InsufficientCapacity'),
      'scaleway Created',
    ]);
    expect(
      claim?.status?.attempts
        ?.slice(0, 8)
        .map(({ instanceType }) => instanceType)
        .toSorted(),
    ).toEqual(serverTypes.toSorted());
    expect((await historyOf(claim)).match(/"name":\s*"launchInstance"/g)).toHaveLength(9);
    expect((await marks()).map(({ instanceType }) => instanceType).toSorted()).toEqual(serverTypes.toSorted());
    await untilTold(world, {
      kind: 'NodeClaim',
      reason: 'InsufficientCapacity',
      note: /hetzner refused cx23 in fsn1: Hetzner refused/,
    });
  });

  it('asks a cloud whose quota is used up once, and the other one next', async () => {
    await world.applyPool();
    await world.clouds.fault({ provider: 'hetzner', effect: { kind: 'quota', max: 0 } });
    await world.scale(1);
    const [claim] = await world.untilReady(1);
    expect(attemptsOf(claim)).toEqual(['hetzner Refused QuotaExceeded', 'scaleway Created']);
    expect(await marks(), 'the whole cloud is left alone').toMatchObject([
      { provider: 'hetzner', reason: 'QuotaExceeded' },
    ]);
    expect((await marks())[0]).not.toHaveProperty('instanceType');
    await untilTold(world, {
      kind: 'NodeClaim',
      reason: 'QuotaExceeded',
      note: /hetzner refused cx23 in fsn1: .*(limit|quota)/,
    });
  });

  it('waits for a cloud that asks for patience, and never takes its types for sold out', async () => {
    await world.applyPool();
    await world.clouds.fault({
      provider: 'hetzner',
      operation: 'create-server',
      effect: { kind: 'rate-limit' },
      count: 1,
    });
    await world.scale(1);
    const [claim] = await world.untilReady(1);
    expect(attemptsOf(claim)).toEqual(['hetzner Refused Throttled', 'hetzner Created']);
    expect(await marks()).toEqual([]);
    await untilTold(world, {
      kind: 'NodeClaim',
      reason: 'Throttled',
      note: /hetzner refused cx23 in fsn1: Hetzner refused for now .* too many requests/,
    });
  });

  it('goes to the other cloud when the patience asked for has no end', async () => {
    await world.applyPool();
    await world.clouds.fault({ provider: 'hetzner', operation: 'create-server', effect: { kind: 'rate-limit' } });
    await world.scale(1);
    const [claim] = await world.untilReady(1);
    expect(claim?.status).toMatchObject({ provider: 'scaleway' });
    expect(new Set(attemptsOf(claim).slice(0, -1))).toEqual(new Set(['hetzner Refused Throttled']));
    expect(await marks()).toEqual([]);
    // The limit is one of the credential, and would hold the next cases up for a minute.
    await replaceSecret(world, 'hetzner-api-token', { HETZNER_API_TOKEN: `${world.canaries.hetznerToken}2` });
  });

  it('that no cloud accepts is Pending with what each of them said, and goes on in the next round', async () => {
    await world.applyPool();
    await world.clouds.fault({ provider: 'hetzner', effect: { kind: 'quota', max: 0 } });
    await world.clouds.fault({ provider: 'scaleway', effect: { kind: 'quota', max: 0 } });
    await world.scale(1);
    const message =
      /every offering refused in round 1 \(hetzner: .*; scaleway: .*\); the next round begins in 15 s at the latest/;
    await untilClaimSays(world, { type: 'Launched', status: 'False', reason: 'NoOfferingAccepted', message });
    await untilTold(world, { kind: 'NodeClaim', reason: 'NoOfferingAccepted', note: message });
    expect((await world.claims())[0]?.status).toMatchObject({ phase: 'Pending', round: 1 });

    const nothing =
      /each of the \d+ offerings that fit refused a short while ago; see status.unavailableOfferings of the NodeClass/;
    await untilClaimSays(world, {
      type: 'Launched',
      status: 'False',
      reason: 'AllOfferingsUnavailable',
      message: nothing,
    });
    await untilTold(world, { kind: 'NodeClaim', reason: 'AllOfferingsUnavailable', note: nothing });
    expect((await world.claims())[0]?.status).toMatchObject({ phase: 'Pending', round: 2 });

    await world.clouds.control('DELETE', '/faults');
    await world.kube.patch(
      nodeClasses,
      { namespace: world.namespace, name: 'dr-nodeclass' },
      { status: { unavailableOfferings: [] } },
      { subresource: 'status' },
    );
    await world.applyPool({ pool: (spec) => ({ ...spec, weight: 2 }) });
    const [claim] = await world.untilReady(1);
    expect(claim?.status).toMatchObject({ provider: 'hetzner', round: 3 });
  });

  it('between two rounds obeys a pool that was edited, at once', async () => {
    await world.applyPool({ pool: allowing('hetzner') });
    await world.clouds.fault({ provider: 'hetzner', operation: 'create-server', effect: { kind: 'unauthorized' } });
    await world.scale(1);
    await untilClaimSays(world, {
      type: 'Launched',
      status: 'False',
      reason: 'NoOfferingAccepted',
      message: /round 1 \(hetzner: .*401/,
    });
    const [waiting] = await world.claims();
    await world.clouds.control('DELETE', '/faults');
    await world.applyPool({ pool: allowing('scaleway') });
    const [claim] = await world.untilReady(1);
    expect(claim?.metadata.uid).toBe(waiting?.metadata.uid);
    expect(attemptsOf(claim)).toEqual(['hetzner Refused CredentialsRefused', 'scaleway Created']);
    expect(await historyOf(claim), 'it did not wait for the end of the pause').toMatch(/"signalName":\s*"lookAgain"/);
  });

  it('deleted by its user in the middle of a create leaves nothing behind', async () => {
    await world.applyPool();
    await world.clouds.fault({ provider: 'hetzner', operation: 'create-server', effect: { kind: 'delay', ms: 3_000 } });
    await world.scale(1);
    const claim = await world.until('an attempt on its way', async () =>
      (await world.claims()).find((one) => one.status?.attempts?.[0]?.outcome === 'InProgress'),
    );
    await world.scale(0);
    await world.kube.delete(nodeClaims, { namespace: world.namespace, name: claim.metadata.name });
    await world.until('no claim', async () => (await world.claims()).length === 0, 45_000);
    const { hetzner, scaleway } = await world.clouds.contents();
    expect([...hetzner.servers, ...scaleway.servers]).toEqual([]);
  });

  it('gives back a machine that never joins and is Ready on the next offering', async () => {
    await world.applyPool({ pool: (spec) => ({ ...spec, provisioning: { joinTimeoutSeconds: 10 } }) });
    await world.clouds.fault({ provider: 'hetzner', effect: { kind: 'never-boots' }, count: 1 });
    await world.scale(1);
    const note = /the machine at hetzner did not become a usable node in time and was given back/;
    await untilTold(world, { kind: 'NodeClaim', reason: 'JoinTimedOut', note }, 45_000);
    const [claim] = await world.untilReady(1);
    expect(attemptsOf(claim)).toEqual(['hetzner Gone JoinTimedOut', 'hetzner Created']);
    expect((await world.clouds.contents()).hetzner.servers).toHaveLength(1);
    expect(await marks()).toMatchObject([{ provider: 'hetzner', instanceType: 'cx23', reason: 'JoinTimedOut' }]);
  });

  it('that is Ready is given back when its NodePool is deleted', async () => {
    await world.applyPool();
    await world.scale(1);
    await world.untilReady(1);
    await world.kube.delete(nodePools, { namespace: world.namespace, name: 'dr-nodepool' });
    await world.until('no claim', async () => (await world.claims()).length === 0, 45_000);
    const { hetzner, scaleway } = await world.clouds.contents();
    expect([...hetzner.servers, ...scaleway.servers]).toEqual([]);
  });
});
