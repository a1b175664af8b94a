import { describe, expect, it } from 'vitest';
import { json, startFakeKubeApi } from '../../test/helpers/fake-kube-api.ts';
import type { FakeKubeApi } from '../../test/helpers/fake-kube-api.ts';
import { aMeta, aNode, aNodePool, aPod, onNode } from '../../test/helpers/planning-objects.ts';
import type { NodeClaim } from '../api/generated.ts';
import { disruptedTaint } from '../api/labels.ts';
import { createKubeClient } from '../kube/client.ts';
import type { Node, Pod } from '../kube/types.ts';
import { createScaleDownLoop } from './scale-down-loop.ts';
import type { ScaleDownLoop } from './scale-down-loop.ts';

const nowMs = Date.parse('2026-11-01T12:00:00Z');
const since = '2026-11-01T11:00:00Z';
const claim: NodeClaim = {
  apiVersion: 'cloudburst.io/v1alpha1',
  kind: 'NodeClaim',
  metadata: aMeta('a'),
  spec: { nodePoolRef: { name: 'dr-nodepool' }, resources: { requests: {} } },
  status: {
    provider: 'hetzner',
    conditions: ['Initialized', 'Empty'].map((type) => ({
      type,
      status: 'True',
      reason: 'R',
      message: '',
      lastTransitionTime: since,
    })),
  },
};
const bare = aNode('a', { cpu: '2', memory: '4Gi', pods: '110' });
const tainted: Node = { ...bare, spec: { taints: [disruptedTaint] } };

/** A cluster whose watch shows one thing and whose API server may know better. */
interface Scene {
  readonly watched: { node: Node; pods: readonly Pod[] };
  readonly bound: readonly Pod[];
}

/** A loop over the scene that says what it sends, and what it counts. */
async function stage(api: FakeKubeApi, scene: Scene): Promise<{ loop: ScaleDownLoop; told: string[] }> {
  api.answerBy(({ method, path }) => {
    if (method === 'GET' && path === '/api/v1/pods')
      return json(200, { metadata: { resourceVersion: '1' }, items: scene.bound });
    return json(200, path.includes('/nodes/') ? scene.watched.node : claim);
  });
  const told: string[] = [];
  const view = <T>(list: () => readonly T[]) => ({ list });
  const loop = createScaleDownLoop({
    deps: {
      kube: createKubeClient(api.config),
      events: { record: ({ reason }) => void told.push(`event ${reason}`), flush: async () => undefined },
      counters: {
        add: (name, labels) => void told.push(`${name} ${labels?.['reason']}`),
        set: () => undefined,
        observe: () => undefined,
      },
      log: { info: () => undefined, warn: (fields) => void told.push(JSON.stringify(fields)) },
      now: () => nowMs,
    },
    state: {
      pods: view(() => scene.watched.pods),
      nodes: view(() => [scene.watched.node]),
      claims: view(() => [claim]),
      pools: view(() => [aNodePool('dr-nodepool', { disruption: { ttlSecondsAfterEmpty: 60 } })]),
      daemonSets: view(() => []),
      synced: () => true,
    },
  });
  return { loop, told };
}
const writes = (api: FakeKubeApi): readonly string[] =>
  api.requests
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path, body }) => {
      const taints = body.includes('"taints":[]') ? ' without taint' : '';
      return `${method} ${path.split('/').slice(-2).join('/')}${body.includes(disruptedTaint.key) ? ' taint' : taints}`;
    });

describe('the race between giving an empty node back and a pod that lands', () => {
  it('begins with the taint, and nothing is deleted in the same look', async () => {
    await using api = await startFakeKubeApi();
    const { loop } = await stage(api, { watched: { node: bare, pods: [] }, bound: [] });
    await loop.look();
    expect(writes(api)).toEqual(['PATCH nodes/a taint']);
  });

  it('is won by the pod that the API server knows to be bound although the watch has not shown it', async () => {
    await using api = await startFakeKubeApi();
    const landed = onNode(aPod('p'), 'a');
    const { loop, told } = await stage(api, { watched: { node: tainted, pods: [] }, bound: [landed] });
    await loop.look();
    expect(told).toEqual([]);
    expect(writes(api)).toEqual(['PATCH nodes/a without taint']);
  });

  it('is won by the pod that waits for room, whose taint of an earlier look is taken away', async () => {
    await using api = await startFakeKubeApi();
    const { loop } = await stage(api, { watched: { node: tainted, pods: [aPod('p')] }, bound: [] });
    await loop.look();
    expect(writes(api)).toEqual(['PATCH nodes/a without taint']);
  });

  it('ends with the deletion of the claim that is meant, once, when nothing is bound afresh', async () => {
    await using api = await startFakeKubeApi();
    const { loop, told } = await stage(api, { watched: { node: tainted, pods: [] }, bound: [] });
    await loop.look();
    await loop.look();
    expect(writes(api)).toEqual(['DELETE nodeclaims/a']);
    expect(api.requests.find(({ method }) => method === 'DELETE')?.body).toContain('"uid":"uid-a"');
    expect(api.requests.find(({ method }) => method === 'GET')?.query.get('fieldSelector')).toBe('spec.nodeName=a');
    expect(told).toEqual(['event Empty', 'nodeclaims_disrupted_total Empty']);
  });
});
