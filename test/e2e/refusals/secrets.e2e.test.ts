import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { nodeClaims } from '../../../src/kube/cloudburst-resources.ts';
import { secrets } from '../../../src/kube/core-resources.ts';
import type { World } from '../world/world.ts';
import { startWorld } from '../world/world.ts';
import { clearWorld } from './clear-world.ts';
import { allowing } from './pool-changes.ts';
import { replaceSecret } from './replace-secret.ts';
import { untilClaimSays, untilClassSays, untilPoolSays, untilTold } from './told.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ withoutSecrets: true });
});
afterEach(() => clearWorld(world));
afterAll(async () => world?.[Symbol.asyncDispose]());

const hetznerSecret = () =>
  replaceSecret(world, 'hetzner-api-token', { HETZNER_API_TOKEN: world.canaries.hetznerToken });
const scalewaySecret = () => replaceSecret(world, 'scaleway-api-keys', { SCW_SECRET_KEY: world.canaries.scalewayKey });
const tailscaleSecret = () => replaceSecret(world, 'tailscale-auth', { authkey: world.canaries.tailscaleKey });

describe('a Secret', () => {
  it('that is missing is named on pod, pool and class, then its missing key is, and the pod is served once both are there', async () => {
    await world.applyPool({ pool: allowing('hetzner') });
    await world.scale(1);
    const missing = new RegExp(`Secret ${world.namespace}/hetzner-api-token does not exist; create it with kubectl`);
    await untilPoolSays(world, {
      type: 'NodeClassReady',
      status: 'False',
      reason: 'ProviderNotUsable',
      message: missing,
    });
    await untilTold(world, { kind: 'NodePool', reason: 'ProviderNotUsable', note: missing });
    await untilTold(world, { kind: 'Pod', reason: 'NotServed', note: missing });
    await untilClassSays(world, { type: 'HetznerReady', status: 'False', reason: 'SecretMissing', message: missing });
    await untilTold(world, { kind: 'NodeClass', reason: 'SecretMissing', note: missing });

    await replaceSecret(world, 'hetzner-api-token', { token: 'in the wrong place' });
    const noKey = new RegExp(
      `Secret ${world.namespace}/hetzner-api-token has no key HETZNER_API_TOKEN, or it is empty; add the key`,
    );
    await untilPoolSays(world, {
      type: 'NodeClassReady',
      status: 'False',
      reason: 'ProviderNotUsable',
      message: noKey,
    });
    await untilTold(world, { kind: 'Pod', reason: 'NotServed', note: noKey });
    await untilClassSays(world, { type: 'HetznerReady', status: 'False', reason: 'SecretMissing', message: noKey });
    expect(await world.claims(), 'nothing is planned that cannot be bought').toEqual([]);

    await hetznerSecret();
    await tailscaleSecret();
    await world.untilReady(1);
    await untilClassSays(world, {
      type: 'HetznerReady',
      status: 'True',
      reason: 'SecretFound',
      message: /hetzner-api-token/,
    });
  });

  it('that only the machines need keeps its claim Pending with the cause, and the same claim is Ready once it is there', async () => {
    await hetznerSecret();
    await scalewaySecret();
    await replaceSecret(world, 'tailscale-auth', { other: 'x' });
    await world.applyPool();
    await world.scale(1);
    const noKey = new RegExp(
      `Secret ${world.namespace}/tailscale-auth has no key authkey, or it is empty; add the key`,
    );
    await untilTold(world, { kind: 'NodeClaim', reason: 'SecretMissing', note: noKey });
    await untilClaimSays(world, { type: 'Launched', status: 'False', reason: 'NoOfferingAccepted', message: noKey });
    await untilClassSays(world, { type: 'TailscaleReady', status: 'False', reason: 'SecretMissing', message: noKey });
    const [waiting] = await world.claims();
    expect(waiting?.status?.phase).toBe('Pending');

    await tailscaleSecret();
    const [ready] = await world.untilReady(1);
    expect(ready?.metadata.uid).toBe(waiting?.metadata.uid);
    await untilClassSays(world, {
      type: 'TailscaleReady',
      status: 'True',
      reason: 'SecretFound',
      message: /tailscale-auth/,
    });
    await untilClassSays(world, {
      type: 'HetznerReady',
      status: 'True',
      reason: 'SecretFound',
      message: /hetzner-api-token/,
    });
  });

  it('with a token that the cloud refuses sends the claim to the next cloud, until the Secret is replaced', async () => {
    await scalewaySecret();
    await tailscaleSecret();
    await replaceSecret(world, 'hetzner-api-token', { HETZNER_API_TOKEN: `revoked${randomBytes(20).toString('hex')}` });
    await world.applyPool();
    await world.scale(1);
    const refused = /Hetzner refused \(HTTP 401 unauthorized\).*; put a token with write access into the Secret/;
    const [first] = await world.untilReady(1);
    expect(first?.status).toMatchObject({ provider: 'scaleway' });
    await untilClassSays(world, {
      type: 'HetznerReady',
      status: 'False',
      reason: 'CredentialsRefused',
      message: refused,
    });
    await untilTold(world, { kind: 'NodeClass', reason: 'CredentialsRefused', note: refused });
    await untilPoolSays(world, {
      type: 'NodeClassReady',
      status: 'False',
      reason: 'ProviderNotUsable',
      message: refused,
    });
    await untilTold(world, { kind: 'NodePool', reason: 'ProviderNotUsable', note: refused });

    await hetznerSecret();
    await untilClassSays(world, {
      type: 'HetznerReady',
      status: 'True',
      reason: 'SecretFound',
      message: /hetzner-api-token/,
    });
    await world.scale(2);
    const both = await world.untilReady(2);
    expect(both.map((claim) => claim.status?.provider).toSorted()).toEqual(['hetzner', 'scaleway']);
  });

  it('that is gone when a machine is to be given back is named on the claim, which ends once it is there again', async () => {
    await Promise.all([hetznerSecret(), scalewaySecret(), tailscaleSecret()]);
    await world.applyPool();
    await world.scale(1);
    const [claim] = await world.untilReady(1);
    await world.kube.delete(secrets, { namespace: world.namespace, name: 'hetzner-api-token' });
    await world.scale(0);
    await world.kube.delete(nodeClaims, { namespace: world.namespace, name: claim?.metadata.name ?? '' });
    const message = new RegExp(`Secret ${world.namespace}/hetzner-api-token does not exist; create it with kubectl`);
    await untilClaimSays(world, { type: 'Terminating', status: 'True', reason: 'CredentialsMissing', message });
    await untilTold(world, { kind: 'NodeClaim', reason: 'CredentialsMissing', note: message });
    expect((await world.claims())[0]?.status?.phase).toBe('Deleting');

    await hetznerSecret();
    await world.until('no claim', async () => (await world.claims()).length === 0);
    expect((await world.clouds.contents()).hetzner.servers).toEqual([]);
  });

  it('with a token that the cloud begins to refuse at the create itself is told of on claim and class', async () => {
    await Promise.all([hetznerSecret(), scalewaySecret(), tailscaleSecret()]);
    await world.applyPool();
    await world.clouds.fault({ provider: 'hetzner', operation: 'create-server', effect: { kind: 'unauthorized' } });
    await world.scale(1);
    const [claim] = await world.untilReady(1);
    expect(claim?.status).toMatchObject({ provider: 'scaleway' });
    expect(claim?.status?.attempts).toMatchObject([
      { provider: 'hetzner', outcome: 'Refused', reason: 'CredentialsRefused' },
      { provider: 'scaleway', outcome: 'Created' },
    ]);
    const refused = /Hetzner refused \(HTTP 401 unauthorized\).*; put a token with write access into the Secret/;
    await untilTold(world, { kind: 'NodeClaim', reason: 'CredentialsRefused', note: refused });
    await untilTold(world, { kind: 'NodeClass', reason: 'CredentialsRefused', note: refused });
    await untilClassSays(world, {
      type: 'HetznerReady',
      status: 'False',
      reason: 'CredentialsRefused',
      message: refused,
    });

    await world.clouds.control('DELETE', '/faults');
    await hetznerSecret();
    await untilClassSays(world, {
      type: 'HetznerReady',
      status: 'True',
      reason: 'SecretFound',
      message: /hetzner-api-token/,
    });
  });
});
