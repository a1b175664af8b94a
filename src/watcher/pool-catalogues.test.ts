import { expect, it } from 'vitest';
import { json, startFakeKubeApi, status } from '../../test/helpers/fake-kube-api.ts';
import { aNodePool } from '../../test/helpers/planning-objects.ts';
import { createKubeClient } from '../kube/client.ts';
import { reportFindings } from './pool-catalogues.ts';

it('a problem is said on the pool although somebody else wrote the pool meanwhile', async () => {
  await using api = await startFakeKubeApi();
  const kube = createKubeClient(api.config);
  const newer = { ...aNodePool(), metadata: { ...aNodePool().metadata, resourceVersion: '99' } };
  const conflicts = [status(409, { reason: 'Conflict' })];
  api.answerBy(({ method }) => (method === 'PATCH' && conflicts.pop()) || json(200, newer));
  const notes: string[] = [];
  const events = {
    record: ({ note }: { readonly note: string }) => void notes.push(note),
    flush: async () => undefined,
  };

  const problems = [{ provider: 'hetzner', message: 'no Secret' }];
  await reportFindings({ kube, now: Date.now, events }, aNodePool(), { problems, limit: undefined });

  expect(api.requests.map(({ method }) => method)).toEqual(['GET', 'PATCH', 'GET', 'PATCH']);
  expect(JSON.parse(api.requests[3]?.body ?? '')).toMatchObject({
    metadata: { resourceVersion: '99' },
    status: { conditions: [{ type: 'NodeClassReady', status: 'False', message: 'hetzner: no Secret' }] },
  });
  expect(notes).toEqual(['hetzner: no Secret']);
  await kube.close();
});
