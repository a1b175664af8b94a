import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { joinTokenSecret, newJoinToken } from '../../../src/bootstrap/join-token.ts';
import type { ApiAnswer, ApiServer, Json } from '../api-server.ts';
import { openApiServer } from '../api-server.ts';
import type { Manifest } from '../manifests.ts';
import { patched, tryToCreate } from '../manifests.ts';
import { cloudburstAccount, installConfig } from './install-config.ts';
import { stack } from '../stack.ts';

let api: ApiServer;

beforeAll(async () => {
  api = await openApiServer(stack().kubeconfig);
  await installConfig(api);
});

function aTokenSecret(): Manifest {
  const secret = joinTokenSecret({
    token: newJoinToken(randomBytes),
    claim: { name: 'dr-nodepool-0f3a9', uid: '00000000-0000-4000-8000-000000000000' },
    expiration: new Date(Date.now() + 3_600_000),
  });
  const name = secret.metadata.name ?? '';
  return { ...secret, apiVersion: 'v1', kind: 'Secret', metadata: { ...secret.metadata, name } };
}

async function createAsCloudburst(patch: Json): Promise<ApiAnswer> {
  return tryToCreate(api, patched(aTokenSecret(), patch), cloudburstAccount);
}

describe('the policy for Secrets in kube-system', () => {
  it('lets Cloudburst create the join token it makes', async () => {
    expect((await createAsCloudburst({})).message).toBe('');
  });

  it('compiles without a warning', async () => {
    const path = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies/cloudburst-bootstrap-secrets';
    const { body } = await api.send({ method: 'GET', path });
    expect(body['status']).not.toHaveProperty('typeChecking.expressionWarnings');
  });

  it('keeps Cloudburst from creating any other Secret', async () => {
    const name = 'service-account-of-somebody';
    const { code, message } = await createAsCloudburst({ metadata: { name }, type: 'Opaque' });
    expect(message).toContain('Cloudburst may write and delete Secrets of type bootstrap.kubernetes.io/token');
    expect(code).toBe(403);
  });

  it('keeps Cloudburst from creating a token whose certificate kubeadm would approve by rule', async () => {
    const group = 'system:bootstrappers:kubeadm:default-node-token';
    const data = { 'auth-extra-groups': Buffer.from(group).toString('base64') };
    const { code, message } = await createAsCloudburst({ data });
    expect(message).toContain('join tokens of the group system:bootstrappers:cloudburst, and no others');
    expect(code).toBe(403);
  });

  it('keeps Cloudburst from creating a token of no group', async () => {
    const { code } = await createAsCloudburst({ data: { 'auth-extra-groups': null } });
    expect(code).toBe(403);
  });

  it('leaves everybody else alone', async () => {
    const secret = patched(aTokenSecret(), { metadata: { name: 'of-somebody' }, type: 'Opaque' });
    expect((await tryToCreate(api, secret)).message).toBe('');
  });
});

describe('deletion of Secrets in kube-system', () => {
  const collection = '/api/v1/namespaces/kube-system/secrets';

  async function deleteAsCloudburst(secret: Manifest): Promise<ApiAnswer> {
    const path = `${collection}/${secret.metadata.name}`;
    const created = await api.send({ method: 'POST', path: collection, body: secret });
    expect(created.message).toBe('');
    try {
      return await api.send({ method: 'DELETE', path: `${path}?dryRun=All`, as: cloudburstAccount });
    } finally {
      await api.send({ method: 'DELETE', path });
    }
  }

  it('is open to Cloudburst for its own tokens', async () => {
    expect((await deleteAsCloudburst(aTokenSecret())).code).toBe(200);
  });

  it('is closed to Cloudburst for all others', async () => {
    const name = `policy-proof-${randomBytes(4).toString('hex')}`;
    const other = { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'kube-system' } };
    const { code, message } = await deleteAsCloudburst(other);
    expect(message).toContain('and no others');
    expect(code).toBe(403);
  });
});
