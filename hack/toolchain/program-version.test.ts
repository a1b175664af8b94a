import { describe, expect, it } from 'vitest';
import { parseVersion } from './program-version.ts';

describe('parseVersion', () => {
  it.each([
    ['temporal', 'temporal version 1.8.2 (Server 1.31.2, UI 2.50.1)\n', '1.8.2'],
    ['etcd', 'etcd Version: 3.6.4\nGit SHA: 5400cdc\nGo Version: go1.23.11\n', '3.6.4'],
    ['kube-apiserver', 'Kubernetes v1.34.3\n', '1.34.3'],
    ['kubelet', 'Kubernetes v1.34.3-eks-1\n', '1.34.3-eks-1'],
    ['kubectl', 'Client Version: v1.32.4-dispatcher\nKustomize Version: v5.5.0\n', '1.32.4-dispatcher'],
    ['kubeadm', 'v1.34.3\n', '1.34.3'],
    ['kubeadm', 'command not found', undefined],
  ] as const)('reads what %s prints', (program, output, version) => {
    expect(parseVersion(program, output)).toBe(version);
  });
});
