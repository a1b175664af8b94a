import { describe, expect, it } from 'vitest';
import { nodeClasses } from '../../../src/kube/cloudburst-resources.ts';
import { nodes } from '../../../src/kube/core-resources.ts';
import { replaceSecret } from '../refusals/replace-secret.ts';
import { untilClaimSays, untilClassSays, untilTold } from '../refusals/told.ts';
import { startWorld } from '../world/world.ts';

const broken = /^3 machines in a row did not become nodes through NodeClass dr-nodeclass \(last: JoinTimedOut, /;

describe('machines that do not join', () => {
  it('open the breaker after the third, whatever the cloud, until a Secret changes and one is Ready', async () => {
    await using world = await startWorld();
    await world.applyPool({ pool: (spec) => ({ ...spec, provisioning: { joinTimeoutSeconds: 1 } }) });
    for (const provider of ['hetzner', 'scaleway'])
      await world.clouds.fault({ provider, effect: { kind: 'never-boots' } });
    await world.scale(1);
    await untilTold(world, { kind: 'NodeClass', reason: 'JoinBreakerOpen', note: broken }, 60_000);
    await untilClassSays(world, { type: 'MachinesJoin', status: 'False', reason: 'JoinBreakerOpen', message: broken });
    await untilClaimSays(
      world,
      { type: 'Launched', status: 'False', reason: 'JoinBreakerOpen', message: broken },
      60_000,
    );
    const tried = (await world.claims())[0]?.status?.attempts?.map(({ reason }) => reason);
    expect(tried).toEqual(['JoinTimedOut', 'JoinTimedOut', 'JoinTimedOut']);
    const metrics = await (await fetch(world.controller.metricsUrl)).text();
    expect(metrics).toMatch(/cloudburst_join_breaker_open{[^}]*nodeclass="dr-nodeclass"[^}]*} 1/);

    await world.clouds.control('DELETE', '/faults');
    await world.applyPool();
    await replaceSecret(world, 'hetzner-api-token', { HETZNER_API_TOKEN: world.canaries.hetznerToken, note: 'mended' });
    await untilClassSays(world, {
      type: 'MachinesJoin',
      status: 'True',
      reason: 'JoinsTriedAgain',
      message: /has changed since/,
    });
    await world.untilReady(1, 60_000);
    const key = { namespace: world.namespace, name: 'dr-nodeclass' };
    await world.until('the count is forgotten', async () => {
      const { status } = await world.kube.get(nodeClasses, key);
      return status?.joinFailures?.count === 0;
    });
  });

  it('or join and are never usable, are given back with their Nodes', async () => {
    await using world = await startWorld();
    const startupTaints = [{ key: 'example.com/agent', effect: 'NoSchedule' as const }];
    await world.applyPool({
      pool: (spec) => ({
        ...spec,
        template: { ...spec.template, startupTaints },
        provisioning: { initializationTimeoutSeconds: 5 },
      }),
    });
    await world.scale(1);
    const first = await world.until('the machine has registered', async () => {
      const claim = (await world.claims())[0];
      const node = claim && (await world.kube.find(nodes, { name: claim.metadata.name }));
      return node?.spec.providerID === undefined ? undefined : node;
    });
    await untilTold(world, { kind: 'NodeClaim', reason: 'InitializationTimedOut', note: /did not become a usable/ });
    const second = await world.until('another machine has registered', async () => {
      const node = await world.kube.find(nodes, { name: first.metadata.name });
      const isOther = node !== undefined && node.metadata.uid !== first.metadata.uid;
      return isOther && node.metadata.labels?.['cloudburst.io/nodeclaim'] !== undefined ? node : undefined;
    });
    const taints = (second.spec.taints ?? []).filter(({ key }) => key !== 'example.com/agent');
    await world.kube.patch(nodes, { name: second.metadata.name }, { spec: { taints } });
    const [claim] = await world.untilReady(1);
    expect(claim?.status?.attempts?.map(({ outcome, reason }) => `${outcome} ${reason}`)).toEqual([
      'Gone InitializationTimedOut',
      'Created undefined',
    ]);
    const { hetzner, scaleway } = await world.clouds.contents();
    expect([...hetzner.servers, ...scaleway.servers]).toHaveLength(1);
  });
});
