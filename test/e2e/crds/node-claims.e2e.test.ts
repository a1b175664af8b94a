import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiServer } from '../api-server.ts';
import { openApiServer } from '../api-server.ts';
import { applyManifests, collectionOf } from '../manifests.ts';
import { aNodeClaim } from './bases.ts';
import { installCrds } from './install-crds.ts';
import { stack } from '../stack.ts';

const claim = aNodeClaim(`columns-${randomBytes(4).toString('hex')}`);
const path = `${collectionOf(claim)}/${claim.metadata.name}`;
const status = {
  phase: 'Ready',
  provider: 'scaleway',
  region: 'fr-par',
  instanceType: 'PRO2-XS',
  nodeName: claim.metadata.name,
  priceEurPerHour: 0.11,
  attemptCount: 2,
} as const;

let api: ApiServer;

beforeAll(async () => {
  api = await openApiServer(stack().kubeconfig);
  await installCrds(api);
  await applyManifests(api, [claim]);
  const contentType = 'application/merge-patch+json';
  const answer = await api.send({ method: 'PATCH', path: `${path}/status`, contentType, body: { status } });
  expect(answer.message).toBe('');
});

afterAll(async () => {
  await api.send({ method: 'DELETE', path });
});

/** Lines that kubectl prints, cut into words. */
async function kubectlGet(...flags: readonly string[]): Promise<readonly (readonly string[])[]> {
  const flagsForAll = ['--kubeconfig', stack().kubeconfig, '-n', 'default'];
  const { stdout } = await promisify(execFile)(stack().kubectl, [...flagsForAll, 'get', ...flags]);
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.split(/\s+/));
}

describe('kubectl get nodeclaims', () => {
  it('prints the columns that the documentation shows', async () => {
    const [header, row] = await kubectlGet('nodeclaims', claim.metadata.name);
    expect(header).toEqual(['NAME', 'NODEPOOL', 'PROVIDER', 'REGION', 'INSTANCE', 'PHASE', 'AGE']);
    expect(row?.slice(0, 6)).toEqual([claim.metadata.name, 'dr-nodepool', 'scaleway', 'fr-par', 'PRO2-XS', 'Ready']);
  });

  it('adds node, price and attempts with -o wide', async () => {
    const [header, row] = await kubectlGet('cbclaim', claim.metadata.name, '-o', 'wide');
    expect(header?.slice(6)).toEqual(['AGE', 'NODE', 'PRICE', 'ATTEMPTS']);
    expect(row?.slice(7)).toEqual([claim.metadata.name, '0.11', '2']);
  });

  it('selects by pool, phase and provider', async () => {
    const selector = 'spec.nodePoolRef.name=dr-nodepool,status.phase=Ready,status.provider=scaleway';
    const rows = await kubectlGet('nodeclaims', '--field-selector', selector, '-o', 'name');
    expect(rows.flat()).toContain(`nodeclaim.cloudburst.io/${claim.metadata.name}`);
  });
});

describe('a NodeClaim', () => {
  const dryRun = `${path}?dryRun=All`;
  const contentType = 'application/merge-patch+json';

  it.each([
    { spec: { nodePoolRef: { name: 'another' } } },
    { spec: { resources: { requests: { cpu: '8' } } } },
    { spec: { labels: { team: 'a' } } },
  ])('keeps its spec for life: %j is refused', async (patch) => {
    const { code, message } = await api.send({ method: 'PATCH', path: dryRun, contentType, body: patch });
    expect(message).toContain("a NodeClaim's spec is immutable; delete the claim and let a new one be made");
    expect(code).toBe(422);
  });

  it('still takes finalizers and labels of its own', async () => {
    const body = { metadata: { finalizers: ['cloudburst.io/instance'], labels: { team: 'a' } } };
    expect((await api.send({ method: 'PATCH', path: dryRun, contentType, body })).message).toBe('');
  });

  it('changes its status through the subresource only', async () => {
    const body = { status: { phase: 'Deleting' } };
    const answer = await api.send({ method: 'PATCH', path: dryRun, contentType, body });
    expect(answer.body).toMatchObject({ status: { phase: 'Ready' } });
  });

  it.each([
    { patch: { phase: 'Failed' }, says: ['status.phase', '"Failed"', '"Pending"'] },
    { patch: { attempts: [{ provider: 'hetzner' }] }, says: ['status.attempts[0].region', 'Required'] },
    { patch: { conditions: [{ type: 'Ready', status: 'Yes' }] }, says: ['status.conditions[0].status', '"Yes"'] },
  ])('refuses the status $patch', async ({ patch, says }) => {
    const body = { status: patch };
    const answer = await api.send({ method: 'PATCH', path: `${path}/status?dryRun=All`, contentType, body });
    for (const words of says) expect(answer.message).toContain(words);
  });
});

describe('the other two kinds', () => {
  it.each([
    { plural: 'nodepools', columns: ['Name', 'Nodes', 'Ready', 'Max', 'EUR/h', 'Weight', 'Age'] },
    { plural: 'nodeclasses', columns: ['Name', 'Ready', 'Kubernetes', 'API Server', 'Age'] },
  ])('have columns of their own: $plural', async ({ plural, columns }) => {
    const answer = await api.send({
      method: 'GET',
      path: `/apis/cloudburst.io/v1alpha1/namespaces/default/${plural}`,
      accept: 'application/json;as=Table;v=v1;g=meta.k8s.io',
    });
    expect(answer.message).toBe('');
    expect(answer.body['columnDefinitions']).toEqual(columns.map((name) => expect.objectContaining({ name })));
  });
});
