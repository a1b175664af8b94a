import { vi } from 'vitest';
import type { ApiServer } from '../api-server.ts';
import { applyManifests, readManifests } from '../manifests.ts';

/** The account that Cloudburst runs under, as the API server sees it. */
export const cloudburstAccount = {
  user: 'system:serviceaccount:cloudburst-system:cloudburst',
  groups: ['system:serviceaccounts', 'system:serviceaccounts:cloudburst-system', 'system:authenticated'],
} as const;

/**
 * Applies config/ as an administrator does, and waits until the policy for Secrets is at work: the API server learns of a
 * policy some moments after it was stored. Applying again changes nothing, so several test files may do it.
 */
export async function installConfig(api: ApiServer): Promise<void> {
  await applyManifests(api, await readManifests('config/rbac'));
  await applyManifests(api, await readManifests('config/policy'));
  await vi.waitFor(async () => {
    const body = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'policy-probe', namespace: 'kube-system' },
    };
    const path = '/api/v1/namespaces/kube-system/secrets?dryRun=All';
    const { code } = await api.send({ method: 'POST', path, body, as: cloudburstAccount });
    if (code !== 403) throw new Error(`the policy is not at work yet; the probe was answered with ${code}`);
  }, 20_000);
}
