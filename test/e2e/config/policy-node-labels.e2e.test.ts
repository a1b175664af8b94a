import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ApiAnswer, ApiServer, Json } from '../api-server.ts';
import { openApiServer } from '../api-server.ts';
import { applyManifests } from '../manifests.ts';
import { installConfig } from './install-config.ts';
import { stack } from '../stack.ts';

const ourNode = `policy-proof-${randomBytes(4).toString('hex')}`;
const otherNode = `${ourNode}-other`;
const ourTaint = { key: 'cloudburst.io/unregistered', effect: 'NoExecute' } as const;
const ourLabels = {
  'cloudburst.io/nodeclaim': ourNode,
  'cloudburst.io/nodepool': 'dr-nodepool',
  team: 'a',
} as const;

let api: ApiServer;

beforeAll(async () => {
  api = await openApiServer(stack().kubeconfig);
  await installConfig(api);
  await applyManifests(api, [aNode(ourNode, ourLabels), aNode(otherNode, { team: 'a' })]);
  await vi.waitFor(async () => {
    const { code } = await patchAsNode(ourNode, labels({ 'cloudburst.io/nodepool': 'probe' }));
    if (code !== 403) throw new Error(`the policy is not at work yet; the probe was answered with ${code}`);
  }, 20_000);
});

afterAll(async () => {
  const path = `/api/v1/nodes/${ourNode}`;
  const body = { metadata: { finalizers: null } };
  await api.send({ method: 'PATCH', path, contentType: 'application/merge-patch+json', body });
  await api.send({ method: 'DELETE', path });
  await api.send({ method: 'DELETE', path: `/api/v1/nodes/${otherNode}` });
});

function aNode(name: string, labels: Json) {
  const finalizers = name === ourNode ? ['cloudburst.io/termination'] : [];
  const spec = { unschedulable: true, taints: [ourTaint] };
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels, finalizers }, spec };
}

/** Tries a merge patch under the node's own identity, as a stolen kubelet certificate would. */
async function patchAsNode(node: string, patch: Json, subresource = ''): Promise<ApiAnswer> {
  return api.send({
    method: 'PATCH',
    path: `/api/v1/nodes/${node}${subresource}?dryRun=All`,
    contentType: 'application/merge-patch+json',
    body: patch,
    as: { user: `system:node:${node}`, groups: ['system:nodes', 'system:authenticated'] },
  });
}

const labels = (change: Json): Json => ({ metadata: { labels: change } });

describe('a node of ours', () => {
  it.each([
    { what: 'move to another pool', patch: labels({ 'cloudburst.io/nodepool': 'secure' }) },
    { what: 'drop the label of its pool', patch: labels({ 'cloudburst.io/nodepool': null }) },
    { what: 'claim another provider', patch: labels({ 'cloudburst.io/provider': 'hetzner' }) },
    { what: "change a label of its pool's template", patch: labels({ team: 'b' }) },
    { what: "drop a label of its pool's template", patch: labels({ team: null }) },
    { what: 'invent a label that pods may select', patch: labels({ 'security-zone': 'high' }) },
    {
      what: 'disown its claim and change another label in one step',
      patch: labels({ 'cloudburst.io/nodeclaim': null, team: 'b' }),
    },
  ])('must not $what', async ({ patch }) => {
    for (const subresource of ['', '/status']) {
      const { code, message } = await patchAsNode(ourNode, patch, subresource);
      expect(message).toContain('a node must not change cloudburst.io labels, nor labels that its NodePool set');
      expect(code).toBe(403);
    }
  });

  it('must not take off the taint that keeps pods away until it is checked', async () => {
    const { code, message } = await patchAsNode(ourNode, { spec: { taints: [] } });
    expect(message).toMatch(/is not allowed to modify taints|must not change cloudburst.io taints/);
    expect(code).toBe(403);
  });

  it('must not take off the finalizer that ends in its machine being given back', async () => {
    const { code, message } = await patchAsNode(ourNode, { metadata: { finalizers: [] } });
    expect(message).toContain('a node must not change cloudburst.io finalizers');
    expect(code).toBe(403);
  });

  it.each([
    {
      what: 'report its status',
      patch: { status: { nodeInfo: { kubeletVersion: 'v1.34.3' } } },
      subresource: '/status',
    },
    { what: 'keep an annotation of the kubelet', patch: { metadata: { annotations: { 'example.com/a': 'b' } } } },
    {
      what: 'set the labels that belong to the kubelet',
      patch: labels({ 'node.kubernetes.io/instance-type': 'cx32' }),
    },
  ])('may $what', async ({ patch, subresource }) => {
    expect((await patchAsNode(ourNode, patch, subresource)).message).toBe('');
  });
});

describe('a node that is not ours', () => {
  it('must not put on labels of ours', async () => {
    const { code } = await patchAsNode(otherNode, labels({ 'cloudburst.io/nodeclaim': 'x' }));
    expect(code).toBe(403);
  });

  it('may change labels of its own, as before', async () => {
    expect((await patchAsNode(otherNode, labels({ team: 'b' }))).message).toBe('');
  });
});

describe('everybody else', () => {
  it('may change labels, taints and finalizers of nodes', async () => {
    const answer = await api.send({
      method: 'PATCH',
      path: `/api/v1/nodes/${ourNode}?dryRun=All`,
      contentType: 'application/merge-patch+json',
      body: { metadata: { labels: { 'cloudburst.io/nodepool': 'b' }, finalizers: [] }, spec: { taints: [] } },
    });
    expect(answer.message).toBe('');
  });

  it('is told of no warning about the policy', async () => {
    const path = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies/cloudburst-node-labels';
    const { body } = await api.send({ method: 'GET', path });
    expect(body['status']).not.toHaveProperty('typeChecking.expressionWarnings');
  });
});
