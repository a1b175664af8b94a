import { setTimeout as pause } from 'node:timers/promises';
import { kubeProbe } from './kube-probe.ts';

const POLL_INTERVAL_MS = 50;

/** Whether etcd on this loopback port serves reads and writes. */
export async function isEtcdReady(port: number, signal: AbortSignal): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${port}/health`, { signal });
  return response.ok;
}

/** A check whether the API server says that it is ready, its start-up hooks done. */
export function apiServerCheck(kubeconfig: string): (signal: AbortSignal) => Promise<boolean> {
  const probe = kubeProbe(kubeconfig);
  return async (signal) => (await probe({ path: '/readyz', signal })) === 200;
}

/** Waits until pods can be created: the API server refuses them before the controller manager has made this account. */
export async function waitForDefaultServiceAccount(kubeconfig: string, deadlineMs: number): Promise<void> {
  const probe = kubeProbe(kubeconfig);
  const signal = AbortSignal.timeout(deadlineMs);
  const path = '/api/v1/namespaces/default/serviceaccounts/default';
  while ((await probe({ path, signal }).catch(() => 0)) !== 200) {
    if (signal.aborted) {
      throw new Error(
        `The controller manager made no default service account within ${deadlineMs / 1000} s; read the log of kube-controller-manager`,
      );
    }
    await pause(POLL_INTERVAL_MS);
  }
}

/**
 * Makes the group of kubeadm's admin.conf administrators, which `kubeadm init` does outside its phases.
 * The same group is in the API server's kubelet client certificate. An existing binding is fine.
 */
export async function bindClusterAdmins(kubeconfig: string): Promise<void> {
  const api = 'rbac.authorization.k8s.io';
  const status = await kubeProbe(kubeconfig)({
    path: `/apis/${api}/v1/clusterrolebindings`,
    signal: AbortSignal.timeout(10_000),
    create: {
      apiVersion: `${api}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: 'kubeadm:cluster-admins' },
      roleRef: { apiGroup: api, kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ apiGroup: api, kind: 'Group', name: 'kubeadm:cluster-admins' }],
    },
  });
  if (status !== 201 && status !== 409)
    throw new Error(`The API server answered ${status} to the administrators' binding`);
}
