import { describe, expect, it } from 'vitest';
import { renderUserData } from '../../../bootstrap/user-data.ts';
import type { MachineSpec } from '../driver.ts';
import { readUserData, withClusterDefaults } from './user-data-reader.ts';

const secret = 'canarycanary0001';

const userData = renderUserData({
  claimName: 'burst-1',
  hostApiServer: 'https://100.64.0.1:6443',
  caData: 'the CA\n',
  token: { id: 'abcdef', secret },
  kubernetesVersion: '1.34.3',
  provider: 'hetzner',
  zone: 'fsn1',
  taints: [{ key: 'burst', value: 'yes', effect: 'NoSchedule' }],
  reserved: { cpuMillis: 70, memoryBytes: 241 * 1024 ** 2, evictionMemoryBytes: 100 * 1024 ** 2 },
});

function aMachine(text: string): Pick<MachineSpec, 'userData' | 'address' | 'metadata'> {
  const metadata = { provider: 'hetzner', instanceId: '4711', region: 'eu-central', zone: 'fsn1' } as const;
  return { userData: text, address: '100.64.0.9', metadata };
}

describe('user data as a machine reads it', () => {
  it('says where to join, as whom, and with what', () => {
    const plan = readUserData(aMachine(userData));
    expect(plan).toMatchObject({
      nodeName: 'burst-1',
      server: 'https://100.64.0.1:6443',
      ca: 'the CA\n',
      token: `abcdef.${secret}`,
      kubernetesVersion: '1.34.3',
      kubeReserved: { cpu: '70m', memory: '241Mi' },
      taints: [
        { key: 'cloudburst.io/unregistered', effect: 'NoExecute' },
        { key: 'burst', value: 'yes', effect: 'NoSchedule' },
      ],
    });
  });

  it('is completed with what only the machine knows', () => {
    const { kubeletArgs } = readUserData(aMachine(userData));
    expect(kubeletArgs.get('node-ip')).toBe('100.64.0.9');
    expect(kubeletArgs.get('provider-id')).toBe('hcloud://4711');
  });

  it.each([
    ['empty', () => ''],
    ['no cloud-config', (text: string) => text.replace('#cloud-config', '#!/bin/sh')],
    ['no YAML', (text: string) => text.replace('write_files:', 'write_files: [')],
    ['cut off', (text: string) => text.slice(0, 900)],
    ['without the script', (text: string) => text.replaceAll('/usr/local/sbin/cloudburst-join', '/tmp/other')],
    ['without the version', (text: string) => text.replace('KUBERNETES_VERSION=', 'VERSION=')],
    [
      'without the discovery file',
      (text: string) => text.replace('path: /etc/kubernetes/discovery.conf', 'path: /tmp/x'),
    ],
    ['with a malformed token', (text: string) => text.replace(secret, `${secret}X`)],
    ['with another kind of configuration', (text: string) => text.replace('kind: JoinConfiguration', 'kind: Other')],
    ['with an address that is none', (text: string) => text.replace('server: https://', 'server: ')],
  ])('is refused when it is %s, without giving its secret away', (_, damage) => {
    const refusal = messageOf(() => readUserData(aMachine(damage(userData))));
    expect(refusal).toMatch(/^(User data|File) /);
    expect(refusal).not.toContain('canary');
  });
});

describe('configuration of the kubelet', () => {
  it('takes from the cluster what the machine’s own patch leaves open', () => {
    const plan = withClusterDefaults(readUserData(aMachine(userData)), {
      kubeReserved: { cpu: '500m', pid: '100' },
      evictionHard: { 'nodefs.available': '0%', 'pid.available': '5%' },
    });
    expect(plan.kubeReserved).toEqual({ cpu: '70m', memory: '241Mi', pid: '100' });
    expect(plan.evictionHard).toMatchObject({ 'nodefs.available': '10%', 'pid.available': '5%' });
  });

  it('must be there', () => {
    expect(() => withClusterDefaults(readUserData(aMachine(userData)), null)).toThrow('kubelet-config of the cluster');
  });
});

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return error instanceof Error ? error.message : 'not an Error';
  }
  return 'nothing was thrown';
}
