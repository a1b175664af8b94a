import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { controlPlaneArguments } from './control-plane-commands.ts';
import type { StateDirectory } from './state-directory.ts';

const state: StateDirectory = {
  root: '/state',
  pidFile: (name) => join('/state/pids', name),
  logFile: (name) => join('/state/logs', name),
  path: (...parts) => join('/state', ...parts),
};
const settings = {
  state,
  ports: { apiServer: 6443, etcdClient: 2379, etcdPeer: 2380 },
  bindAddress: '127.0.0.1',
  advertiseAddress: '192.0.2.2',
  nodeMonitorGracePeriodSeconds: 50,
};

describe('controlPlaneArguments', () => {
  it('keeps etcd and the API server on loopback', () => {
    expect(controlPlaneArguments('etcd', settings)).toContain('--listen-client-urls=http://127.0.0.1:2379');
    expect(controlPlaneArguments('kube-apiserver', settings)).toContain('--bind-address=127.0.0.1');
  });

  it('lets kubelets touch their own Node only, and machines join by token', () => {
    expect(controlPlaneArguments('kube-apiserver', settings)).toEqual(
      expect.arrayContaining(['--enable-admission-plugins=NodeRestriction', '--enable-bootstrap-token-auth=true']),
    );
    expect(controlPlaneArguments('kube-controller-manager', settings)).toContain(
      '--controllers=*,bootstrapsigner,tokencleaner',
    );
  });

  it.each([
    [50, '5000ms'],
    [8, '800ms'],
    [0.5, '100ms'],
  ])('looks at nodes often enough for a grace period of %d s', (nodeMonitorGracePeriodSeconds, period) => {
    const args = controlPlaneArguments('kube-controller-manager', { ...settings, nodeMonitorGracePeriodSeconds });
    expect(args).toContain(`--node-monitor-grace-period=${nodeMonitorGracePeriodSeconds}s`);
    expect(args).toContain(`--node-monitor-period=${period}`);
  });
});
