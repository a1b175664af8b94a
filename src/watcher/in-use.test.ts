import { describe, expect, it } from 'vitest';
import { json, startFakeKubeApi, status } from '../../test/helpers/fake-kube-api.ts';
import type { FakeKubeApi } from '../../test/helpers/fake-kube-api.ts';
import { aMeta, aNodeClass, aNodePool } from '../../test/helpers/planning-objects.ts';
import type { NodeClaim, NodeClass, NodePool } from '../api/generated.ts';
import { createKubeClient } from '../kube/client.ts';
import { createInUseKeeper } from './in-use.ts';

const held = { finalizers: ['example.com/theirs', 'cloudburst.io/in-use'] };
const claim: NodeClaim = {
  apiVersion: 'cloudburst.io/v1alpha1',
  kind: 'NodeClaim',
  metadata: aMeta('claim'),
  spec: { nodePoolRef: { name: 'dr-nodepool' }, nodeClassRef: { name: 'dr-nodeclass' }, resources: { requests: {} } },
};

interface Cluster {
  pools?: readonly NodePool[];
  classes?: readonly NodeClass[];
  claims?: readonly NodeClaim[];
}

/** Looks once for each of the clusters, and gives what was asked of the API server, events aside. */
async function look(clusters: readonly Cluster[], answer = json(200, {})): Promise<readonly string[]> {
  await using api = await startFakeKubeApi();
  const kube = createKubeClient(api.config);
  let current: Cluster = {};
  const view = <T>(list: () => readonly T[] | undefined) => ({ list: () => list() ?? [] });
  const state = {
    synced: () => true,
    pools: view(() => current.pools),
    classes: view(() => current.classes),
    claims: view(() => current.claims),
  };
  const told: string[] = [];
  const events = {
    record: ({ reason, note }: { reason: string; note: string }) => void told.push(`${reason}: ${note}`),
    flush: async () => undefined,
  };
  const log = { info: () => undefined, warn: () => undefined };
  api.answerBy(({ method, path }) => (method === 'GET' ? json(200, found(current, path)) : answer));
  const keeper = createInUseKeeper({ kube, events, log }, state);
  try {
    for (const cluster of clusters) {
      current = cluster;
      keeper.look();
      await keeper.stop();
    }
    return [...writes(api).toSorted(), ...told];
  } finally {
    await kube.close();
  }
}

function found({ pools = [], classes = [] }: Cluster, path: string): object {
  return [...pools, ...classes].find(({ metadata }) => path.endsWith(`/${metadata.name}`)) ?? {};
}

function writes(api: FakeKubeApi): readonly string[] {
  return api.requests
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path, body }) => {
      const { finalizers = [], resourceVersion } = JSON.parse(body).metadata ?? {};
      const what = method === 'DELETE' ? '' : ` ${finalizers.join()} at ${resourceVersion}`;
      return `${method} ${path.split('/').slice(-2).join('/')}${what}`;
    });
}

const pool = (change: Partial<NodePool['metadata']>): NodePool => ({
  ...aNodePool(),
  metadata: { ...aNodePool().metadata, ...change },
});
const nodeClass = (change: Partial<NodeClass['metadata']>): NodeClass => ({
  ...aNodeClass(),
  metadata: { ...aNodeClass().metadata, ...change },
});

describe('a pool and a class', () => {
  it('get the finalizer while a claim needs them', async () => {
    const cluster = { pools: [pool({})], classes: [nodeClass({})], claims: [claim] };
    expect(await look([cluster])).toEqual([
      'PATCH nodeclasses/dr-nodeclass cloudburst.io/in-use at 1',
      'PATCH nodepools/dr-nodepool cloudburst.io/in-use at 1',
    ]);
    expect(await look([{ ...cluster, pools: [pool(held)], classes: [nodeClass(held)] }])).toEqual([]);
  });

  it('lose it when two looks in a row find them unused and unchanged', async () => {
    const unused = { pools: [pool(held)], classes: [nodeClass(held)] };
    expect(await look([unused])).toEqual([]);
    expect(await look([unused, unused])).toEqual([
      'PATCH nodeclasses/dr-nodeclass example.com/theirs at 1',
      'PATCH nodepools/dr-nodepool example.com/theirs at 1',
    ]);
  });

  it('keep it when they changed between the looks, or change right then: somebody is about to buy', async () => {
    const unused = { pools: [pool(held)] };
    const changed = { pools: [pool({ ...held, resourceVersion: '2' })] };
    expect(await look([unused, changed])).toEqual([]);
    expect(await look([unused, { ...unused, claims: [claim] }, unused])).toEqual([]);
    expect(await look([unused, unused], status(409, { reason: 'Conflict' }))).toHaveLength(1);
  });

  it('that are being deleted say which claims hold them, and the claims of the pool go', async () => {
    const going = { ...held, deletionTimestamp: '2026-11-01T12:00:00Z' };
    const told = 'InUse: It stays until the machines of its NodeClaims are given back: claim';
    expect(await look([{ pools: [pool(going)], claims: [claim] }])).toEqual(['DELETE nodeclaims/claim', told]);
    expect(await look([{ classes: [nodeClass(going)], claims: [claim] }])).toEqual([told]);
    const leaving = { ...claim, metadata: { ...claim.metadata, deletionTimestamp: '2026-11-01T12:00:00Z' } };
    expect(await look([{ pools: [pool(going)], claims: [leaving] }])).toEqual([told]);
  });
});
