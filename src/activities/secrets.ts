import type { SecretKeyReference } from '../api/generated.ts';
import type { KubeClient } from '../kube/client-api.ts';
import { secrets } from '../kube/core-resources.ts';
import { MissingSecretError } from './missing-secret-error.ts';

/** Reads one key of a Secret; throws MissingSecretError. The value must not leave the caller's stack. */
export async function readSecret(kube: KubeClient, namespace: string, reference: SecretKeyReference): Promise<string> {
  return (await read(kube, namespace, reference)).value;
}

/** The resourceVersion of a Secret that has the key; throws MissingSecretError. */
export async function readSecretVersion(
  kube: KubeClient,
  namespace: string,
  reference: SecretKeyReference,
): Promise<string> {
  return (await read(kube, namespace, reference)).version;
}

async function read(
  kube: KubeClient,
  namespace: string,
  reference: SecretKeyReference,
): Promise<{ value: string; version: string }> {
  const where = { namespace, ...reference };
  const secret = await kube.find(secrets, { namespace, name: reference.name });
  if (secret === undefined) throw new MissingSecretError(where, 'no-secret');
  const encoded = secret.data?.[reference.key];
  const value = encoded === undefined ? '' : Buffer.from(encoded, 'base64').toString('utf8').trim();
  if (value === '') throw new MissingSecretError(where, 'no-key');
  return { value, version: secret.metadata.resourceVersion };
}
