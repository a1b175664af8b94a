import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { reservedResources } from '../domain/reserved-resources.ts';
import { kubeletMaySet } from './machine-files.ts';
import { machinePaths } from './machine-paths.ts';
import { renderUserData } from './user-data.ts';
import type { UserDataInput } from './user-data.ts';

const caData = `-----BEGIN CERTIFICATE-----\n${'MIIDBTCCAe2gAwIBAgIIQkJhbmFuYQ'.repeat(35)}\n-----END CERTIFICATE-----\n`;

function anInput(overrides: Partial<UserDataInput> = {}): UserDataInput {
  return {
    claimName: 'dr-nodepool-7c1f',
    hostApiServer: 'https://100.64.0.1:6443',
    caData,
    token: { id: 'abcdef', secret: '0123456789abcdef' },
    kubernetesVersion: '1.34.3',
    provider: 'hetzner',
    zone: 'fsn1',
    reserved: reservedResources({ vcpu: 2, memoryBytes: 4 * 1024 ** 3 }),
    ...overrides,
  };
}

type Version = '1.1' | '1.2';

function filesOf(text: string, version: Version = '1.1'): Record<string, string> {
  const config = parse(text, { version });
  return Object.fromEntries(
    config.write_files.map((file: { path: string; content: string }) => [file.path, file.content]),
  );
}

describe('user data', () => {
  it('names the machine after its claim', () => {
    const text = renderUserData(anInput());
    expect(text.startsWith('#cloud-config\n')).toBe(true);
    expect(parse(text).hostname).toBe('dr-nodepool-7c1f');
  });

  it('hands the discovery file the address and the CA, and no credentials', () => {
    const discovery = parse(filesOf(renderUserData(anInput()))[machinePaths.discovery] ?? '');
    expect(discovery.clusters[0].cluster.server).toBe('https://100.64.0.1:6443');
    expect(Buffer.from(discovery.clusters[0].cluster['certificate-authority-data'], 'base64').toString()).toBe(caData);
    expect(discovery.users).toEqual([]);
  });

  it('joins by file discovery with the token, and registers with the taints', () => {
    const text = renderUserData(
      anInput({
        taints: [{ key: 'burst', value: 'true', effect: 'NoSchedule' }],
        startupTaints: [{ key: 'cni', effect: 'NoExecute' }],
        nodeLabels: { team: 'web', 'node-role.kubernetes.io/worker': '', 'topology.kubernetes.io/zone': 'fsn1' },
      }),
    );
    const join = parse(filesOf(text)[machinePaths.joinConfiguration] ?? '');
    expect(join.discovery).toEqual({
      file: { kubeConfigPath: '/etc/kubernetes/discovery.conf' },
      tlsBootstrapToken: 'abcdef.0123456789abcdef',
    });
    expect(join.nodeRegistration.taints).toEqual([
      { key: 'cloudburst.io/unregistered', effect: 'NoExecute' },
      { key: 'burst', value: 'true', effect: 'NoSchedule' },
      { key: 'cni', effect: 'NoExecute' },
    ]);
    expect(join.nodeRegistration.kubeletExtraArgs).toEqual([
      { name: 'node-ip', value: '__CLOUDBURST_NODE_IP__' },
      { name: 'provider-id', value: 'hcloud://__CLOUDBURST_INSTANCE_ID__' },
      { name: 'node-labels', value: 'team=web,topology.kubernetes.io/zone=fsn1' },
    ]);
    expect(join.patches.directory).toBe('/etc/kubeadm/patches');
  });

  it('puts the zone into the provider id of Scaleway', () => {
    const text = renderUserData(anInput({ provider: 'scaleway', zone: 'fr-par-1' }));
    expect(filesOf(text)[machinePaths.joinConfiguration]).toContain(
      'scaleway://instance/fr-par-1/__CLOUDBURST_INSTANCE_ID__',
    );
  });

  it('gives the kubelet the reservations that planning counts on', () => {
    const patch = parse(filesOf(renderUserData(anInput()))[machinePaths.kubeletPatch] ?? '');
    expect(patch.kubeReserved).toEqual({ cpu: '70m', memory: '241Mi' });
    expect(patch.systemReserved).toEqual({ cpu: '0', memory: '0' });
    expect(patch.evictionHard['memory.available']).toBe('100Mi');
    expect(patch.authentication.x509.clientCAFile).toBe('/etc/kubernetes/pki/ca.crt');
  });

  it('leaves Tailscale out without a key', () => {
    expect(filesOf(renderUserData(anInput()))).not.toHaveProperty(machinePaths.tailscaleAuthKey);
    const withKey = filesOf(renderUserData(anInput({ tailscaleAuthKey: 'tskey-auth-canary' })));
    expect(withKey[machinePaths.tailscaleAuthKey]).toBe('tskey-auth-canary');
  });

  it('shows every secret only in files of mode 0600', () => {
    const input = anInput({ tailscaleAuthKey: 'tskey-auth-canary' });
    const holders = parse(renderUserData(input)).write_files.filter((file: { content: string }) =>
      /0123456789abcdef|tskey-auth-canary/.test(file.content),
    );
    expect(holders.map((file: { permissions: string }) => file.permissions)).toEqual(['0600', '0600']);
  });

  it('carries a script that bash can read', () => {
    const script = filesOf(renderUserData(anInput()))[machinePaths.script] ?? '';
    expect(spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' }).stderr).toBe('');
    expect(script).not.toContain('undefined');
  });

  it('stays below the limit with a CA of 4096 bits, and says what to do when it is over', () => {
    expect(Buffer.byteLength(renderUserData(anInput({ caData: caData.repeat(2) })))).toBeLessThan(16_384);
    expect(() => renderUserData(anInput({ caData: caData.repeat(9) }))).toThrow(
      /^User data of dr-nodepool-7c1f has \d+ bytes and must stay below 16384; shorten taints, labels or the CA bundle$/,
    );
  });

  it.each<Version>(['1.1', '1.2'])('keeps any value intact for a reader of YAML %s', (version) => {
    const awkward = fc.constantFrom(
      'yes',
      'null',
      '~',
      '0123',
      '1_000',
      '1:30:00',
      '2001-01-01',
      '- a',
      '#x',
      "'",
      '"',
      '!t',
      '0x1f',
      '1e3',
      '<<',
    );
    const anyText = fc.oneof(awkward, fc.string({ minLength: 1, maxLength: 40 }));
    fc.assert(
      fc.property(anyText, anyText, anyText, anyText, (claimName, value, secret, key) => {
        const input = anInput({
          claimName,
          token: { id: 'abcdef', secret },
          tailscaleAuthKey: key,
          taints: [{ key: value, value, effect: 'NoSchedule' }],
        });
        const text = renderUserData(input);
        const files = filesOf(text, version);
        const join = parse(files[machinePaths.joinConfiguration] ?? '', { version });
        expect(parse(text, { version }).hostname).toBe(claimName);
        expect(files[machinePaths.tailscaleAuthKey]).toBe(key);
        expect(join.discovery.tlsBootstrapToken).toBe(`abcdef.${secret}`);
        expect(join.nodeRegistration.name).toBe(claimName);
        expect(join.nodeRegistration.taints[1]).toEqual({ key: value, value, effect: 'NoSchedule' });
      }),
    );
  });

  it('quotes the settings so that the shell reads back what was given', () => {
    const shellText = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(shellText, (claimName) => {
        const settings = filesOf(renderUserData(anInput({ claimName })))[machinePaths.settings] ?? '';
        const shell = spawnSync('bash', ['-c', `${settings}printf %s "$CLAIM_NAME"`], { encoding: 'utf8' });
        expect(shell.stdout).toBe(claimName);
      }),
      { numRuns: 20 },
    );
  });
});

describe('labels of kubelets', () => {
  it.each([
    ['team', true],
    ['cloudburst.io/nodepool', true],
    ['kubernetes.io/hostname', true],
    ['node.kubernetes.io/instance-type', true],
    ['topology.kubernetes.io/zone', true],
    ['node-role.kubernetes.io/control-plane', false],
    ['node-restriction.kubernetes.io/x', false],
    ['x.k8s.io/y', false],
  ])('%s may be set: %s', (label, allowed) => {
    expect(kubeletMaySet(label)).toBe(allowed);
  });
});
