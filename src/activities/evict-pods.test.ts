import { describe, expect, it } from 'vitest';
import { json, reset, startFakeKubeApi, status } from '../../test/helpers/fake-kube-api.ts';
import type { Answer, FakeKubeApi } from '../../test/helpers/fake-kube-api.ts';
import { aMeta, aPod, onNode } from '../../test/helpers/planning-objects.ts';
import { createKubeClient } from '../kube/client.ts';
import type { KubeClient } from '../kube/client-api.ts';
import { ApiUnreachableError } from '../kube/errors.ts';
import { attachedVolumes } from './attached-volumes.ts';
import { deletePods, evictPods } from './evict-pods.ts';

async function use(act: (kube: KubeClient, api: FakeKubeApi) => Promise<void>): Promise<void> {
  await using api = await startFakeKubeApi();
  const kube = createKubeClient(api.config);
  try {
    await act(kube, api);
  } finally {
    await kube.close();
  }
}

const web = onNode(aPod('web'), 'node');

describe('an eviction', () => {
  it('is asked of this very pod', () =>
    use(async (kube, api) => {
      api.answer(json(201, { kind: 'Status', status: 'Success' }));
      expect(await evictPods(kube, [web])).toEqual([]);
      const [request] = api.requests;
      expect(request).toMatchObject({ method: 'POST', path: '/api/v1/namespaces/default/pods/web/eviction' });
      expect(JSON.parse(request?.body ?? '')).toEqual({
        apiVersion: 'policy/v1',
        kind: 'Eviction',
        metadata: { namespace: 'default', name: 'web' },
        deleteOptions: { preconditions: { uid: 'uid-web' } },
      });
    }));

  const budget = 'The disruption budget web needs 2 healthy pods and has 2 currently';
  const causes = [{ reason: 'DisruptionBudget', message: budget }];
  it.each<[string, Answer, string | undefined]>([
    ['is done when the pod is gone', status(404, { reason: 'NotFound' }), undefined],
    ['is done when another pod has its name', status(409, { reason: 'Conflict' }), undefined],
    ['waits for a budget, which it names', json(429, { kind: 'Status', code: 429, details: { causes } }), budget],
    ['waits where two budgets claim the pod', status(500, { message: 'more than one' }), 'more than one'],
    ['waits where it is forbidden', status(403, { message: 'is being terminated' }), 'is being terminated'],
  ])('%s', (_what, answer, expected) =>
    use(async (kube, api) => {
      api.answer(answer);
      const blocked = await evictPods(kube, [web]);
      expect(blocked).toHaveLength(expected === undefined ? 0 : 1);
      if (expected !== undefined)
        expect(blocked[0]).toMatchObject({ pod: web, message: expect.stringContaining(expected) });
    }),
  );

  it('fails when nobody answers, so that it is tried again', () =>
    use(async (kube, api) => {
      api.answer(reset);
      await expect(evictPods(kube, [web])).rejects.toBeInstanceOf(ApiUnreachableError);
    }));
});

describe('a deletion for the sake of the deadline', () => {
  it('gives the pod what time is left', () =>
    use(async (kube, api) => {
      api.answer(json(200, {}));
      await deletePods(kube, [{ pod: web, gracePeriodSeconds: 7 }]);
      expect(JSON.parse(api.requests[0]?.body ?? '')).toMatchObject({
        gracePeriodSeconds: 7,
        preconditions: { uid: 'uid-web' },
      });
    }));
});

describe('volumes that are waited for', () => {
  const attachment = (volume: string, nodeName = 'node'): object => ({
    metadata: aMeta(`attachment-${volume}`),
    spec: { attacher: 'csi', nodeName, source: { persistentVolumeName: volume } },
  });
  const answering = (items: readonly object[]) => (request: { readonly path: string }) =>
    request.path.endsWith('/volumeattachments')
      ? json(200, { metadata: { resourceVersion: '1' }, items })
      : json(200, { metadata: aMeta('data'), spec: { volumeName: 'pv-of-agent' } });

  it('are those that are attached to the node and belong to no pod that stays', () =>
    use(async (kube, api) => {
      api.answerBy(
        answering([attachment('pv-b'), attachment('pv-a'), attachment('pv-c', 'other'), attachment('pv-of-agent')]),
      );
      const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];
      const agent = { ...web, spec: { ...web.spec, volumes } };
      expect(await attachedVolumes(kube, 'node', [agent])).toEqual(['pv-a', 'pv-b']);
      expect(await attachedVolumes(kube, 'node', [])).toEqual(['pv-a', 'pv-b', 'pv-of-agent']);
      expect(await attachedVolumes(kube, 'empty', [agent])).toEqual([]);
    }));
});
