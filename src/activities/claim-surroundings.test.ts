import { expect, it } from 'vitest';
import { json, startFakeKubeApi } from '../../test/helpers/fake-kube-api.ts';
import { aMeta, aNodeClass, aNodePool } from '../../test/helpers/planning-objects.ts';
import type { Attempt, NodeClaim } from '../api/generated.ts';
import { createKubeClient } from '../kube/client.ts';
import { classOfClaim } from './claim-surroundings.ts';

const anAttempt = (nodeClass: string): Attempt => ({
  provider: 'hetzner',
  region: 'fsn1',
  instanceType: 'cx23',
  name: 'claim',
  nodeClass,
  startedAt: '2026-11-01T10:00:00Z',
  outcome: 'Created',
});
const aClaim = (attempts: readonly Attempt[]): NodeClaim => ({
  apiVersion: 'cloudburst.io/v1alpha1',
  kind: 'NodeClaim',
  metadata: aMeta('claim'),
  spec: { nodePoolRef: { name: 'dr-nodepool' }, resources: { requests: {} } },
  status: { attempts },
});

it.each([
  ['the one by which it was rented, although its pool names another one by now', [anAttempt('class-a')], 'class-a'],
  ['the one of its pool before anything was asked for', [], 'class-b'],
  ['the one of its pool when that which it used is gone', [anAttempt('class-gone')], 'class-b'],
])('a claim is given back by %s', async (_what, attempts, expected) => {
  await using api = await startFakeKubeApi();
  const kube = createKubeClient(api.config);
  const pool = aNodePool('dr-nodepool', { nodeClassRef: { name: 'class-b' } });
  const items = [aNodeClass('class-a'), aNodeClass('class-b')];
  api.answerBy(({ path }) =>
    path.includes('/nodepools/') ? json(200, pool) : json(200, { metadata: { resourceVersion: '1' }, items }),
  );
  const found = await classOfClaim(kube, aClaim(attempts), 'hetzner');
  expect(found?.nodeClass.metadata.name).toBe(expected);
  await kube.close();
});
