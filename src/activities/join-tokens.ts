import { labels } from '../api/labels.ts';
import { joinTokenNamespace, joinTokenSecret, newJoinToken } from '../bootstrap/join-token.ts';
import type { JoinToken, RandomBytes } from '../bootstrap/join-token.ts';
import type { ClaimRef } from '../contract/claim-ref.ts';
import type { KubeClient } from '../kube/client-api.ts';
import { secrets } from '../kube/core-resources.ts';
import type { Secret } from '../kube/types.ts';

/** For which claim a token is, and how long it may be used. */
export interface TokenRequest {
  readonly claim: ClaimRef;
  readonly ttlMs: number;
  readonly nowMs: number;
  readonly randomBytes: RandomBytes;
}

/** The claim's join token: the one that stands when it is good for half its life still, else a new one in its place. */
export async function ensureJoinToken(kube: KubeClient, request: TokenRequest): Promise<JoinToken> {
  const { claim, ttlMs, nowMs } = request;
  const standing = await list(kube, claim);
  const good = standing.find((secret) => Date.parse(decode(secret, 'expiration')) > nowMs + ttlMs / 2);
  await Promise.all(standing.filter((secret) => secret !== good).map((secret) => remove(kube, secret)));
  if (good !== undefined) return { id: decode(good, 'token-id'), secret: decode(good, 'token-secret') };
  const token = newJoinToken(request.randomBytes);
  await kube.create(secrets, joinTokenSecret({ token, claim, expiration: new Date(nowMs + ttlMs) }));
  return token;
}

/** Makes every join token of the claim worthless. */
export async function revokeJoinTokens(kube: KubeClient, claim: ClaimRef): Promise<void> {
  const standing = await list(kube, claim);
  await Promise.all(standing.map((secret) => remove(kube, secret)));
}

async function list(kube: KubeClient, claim: ClaimRef): Promise<readonly Secret[]> {
  const found = await kube.list(secrets, {
    namespace: joinTokenNamespace,
    labelSelector: `${labels.nodeClaimUid}=${claim.uid}`,
  });
  return found.items.filter((secret) => secret.type === 'bootstrap.kubernetes.io/token');
}

function decode(secret: Secret, key: string): string {
  return Buffer.from(secret.data?.[key] ?? '', 'base64').toString('utf8');
}

async function remove(kube: KubeClient, secret: Secret): Promise<void> {
  await kube.delete(
    secrets,
    { namespace: joinTokenNamespace, name: secret.metadata.name },
    { uid: secret.metadata.uid },
  );
}
