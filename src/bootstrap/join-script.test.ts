import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { reservedResources } from '../domain/reserved-resources.ts';
import { machinePaths } from './machine-paths.ts';
import { renderUserData } from './user-data.ts';

/** What the commands of a machine print; each also notes its call. */
const commands: Readonly<Record<string, string>> = {
  'apt-get': '',
  'apt-mark': '',
  conntrack: '',
  containerd: 'printf "%s\\n" "    sandbox_image = \\"old/pause:3.8\\"" "    SystemdCgroup = false"',
  curl: 'while [ $# -gt 0 ]; do [ "$1" != --output ] || echo key > "$2"; shift; done',
  getent: 'echo "100.64.0.1 STREAM"',
  ip: 'echo "100.64.0.1 dev eth0 src 10.0.0.7 uid 0"',
  kubeadm:
    'case "$1" in version) echo v1.34.3 ;; config) echo new/pause:3.10 ;; join) cp "$3" "$SEEN"; [ ! -f "$BROKEN" ] && echo conf > "$CONF" ;; esac',
  kubelet: 'echo "Kubernetes v1.34.3"',
  modprobe: '',
  nft: 'cat > /dev/null',
  sleep: '',
  swapoff: '',
  sysctl: '',
  systemctl: '',
  tailscale: 'case "$1" in ip) [ -f "$TAILNET" ] && echo 100.64.0.9 ;; up) touch "$TAILNET" ;; esac',
};

const secret = 'canarycanary0001';
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'join-script-'));
  for (const [name, body] of Object.entries(commands)) stub(name, body);
  put('/etc/fstab', '/dev/sda1 / ext4 defaults 0 1\n/dev/sda2 none swap sw 0 0\n');
  put('/etc/apt/sources.list.d/distribution.list', '');
  put('/etc/hosts', '127.0.0.1 localhost\n');
  put('/var/lib/cloud/data/instance-id', '4711\n');
  put('/var/lib/cloud/instances/4711/user-data.txt', secret);
  const text = renderUserData({
    claimName: 'burst-1',
    hostApiServer: 'https://100.64.0.1:6443',
    caData: 'CA',
    token: { id: 'abcdef', secret },
    tailscaleAuthKey: 'tskey-canary',
    kubernetesVersion: '1.34.3',
    kindClusterName: 'kind',
    provider: 'hetzner',
    zone: 'fsn1',
    reserved: reservedResources({ vcpu: 2, memoryBytes: 2 ** 32 }),
  });
  for (const file of parse(text).write_files) put(file.path, file.content);
});
afterEach(() => rmSync(root, { recursive: true }));

function stub(name: string, body: string): void {
  put(`/bin/${name}`, `#!/bin/bash\necho "${name} $*" >> "$CALLS"\n${body}\n`);
  chmodSync(join(root, 'bin', name), 0o755);
}

function put(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

function content(path: string): string {
  return existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : '';
}

/** Runs the script as root's systemd would, in a folder that stands for the machine. Returns its exit code and the calls it made. */
function runScript(): { readonly code: number | null; readonly calls: string; readonly output: string } {
  put('/calls', '');
  const script = content(machinePaths.script).replace(/(?<=[\s"=])\/(etc|var|run)(?=\/)/g, `${root}/$1`);
  const at = (path: string): string => join(root, path);
  const env = {
    PATH: `${at('bin')}:/usr/bin:/bin`,
    CALLS: at('calls'),
    SEEN: at('seen-join.yaml'),
    CONF: at('etc/kubernetes/kubelet.conf'),
    BROKEN: at('broken'),
    TAILNET: at('tailnet'),
  };
  const { status, stdout, stderr } = spawnSync('bash', ['-s'], { input: script, env, encoding: 'utf8' });
  return { code: status, calls: content('/calls'), output: stdout + stderr };
}

describe('bootstrap script', () => {
  it('joins with the address, id and token of the machine', () => {
    const run = runScript();
    expect(run).toMatchObject({ code: 0 });
    const seen = parse(content('/seen-join.yaml'));
    expect(seen.discovery.tlsBootstrapToken).toBe(`abcdef.${secret}`);
    expect(seen.nodeRegistration.kubeletExtraArgs).toContainEqual({ name: 'node-ip', value: '100.64.0.9' });
    expect(seen.nodeRegistration.kubeletExtraArgs).toContainEqual({ name: 'provider-id', value: 'hcloud://4711' });
  });

  it('prepares what the kubelet needs', () => {
    runScript();
    expect(content('/etc/fstab')).toContain('#/dev/sda2 none swap');
    expect(content('/etc/hosts')).toContain('100.64.0.1 kind-control-plane\n');
    expect(content('/etc/containerd/config.toml')).toBe(
      '    sandbox_image = "new/pause:3.10"\n    SystemdCgroup = true\n',
    );
  });

  it('installs nothing that the image has', () => {
    expect(runScript().calls).not.toContain('apt-get');
  });

  it('installs the pinned version where the image has another', () => {
    stub('kubelet', 'echo "Kubernetes v1.33.0"');
    const { calls } = runScript();
    expect(calls).toMatch(/apt-get .*install kubelet=1\.34\.3-\* kubeadm=1\.34\.3-\*/);
    expect(content('/etc/apt/sources.list.d/kubernetes.list')).toMatch(
      /^deb \[signed-by=\S+\] \S+\/v1\.34\/deb\/ \/\n$/,
    );
    expect(calls).toContain('apt-mark hold kubelet kubeadm');
  });

  it('leaves no secret behind, neither in a file nor in an argument', () => {
    const run = runScript();
    rmSync(join(root, 'seen-join.yaml'));
    const found = spawnSync('grep', ['-rlE', `${secret}|tskey-canary`, root], { encoding: 'utf8' }).stdout;
    expect(found).toBe('');
    expect(run.output + run.calls).not.toMatch(/canary/);
  });

  it('fails when the join fails, cleans up, and joins when it is run again', () => {
    put('/broken', '');
    const failed = runScript();
    expect(failed.code).not.toBe(0);
    expect(failed.calls).toContain('kubeadm reset --force');
    rmSync(join(root, 'broken'));
    const again = runScript();
    expect(again.code).toBe(0);
    expect(again.calls).not.toContain('tailscale up');
    expect(again.calls).not.toContain('systemctl restart containerd');
  });

  it('never resets a machine that has its certificate already', () => {
    stub(
      'kubeadm',
      `case "$1" in version) echo v1.34.3 ;; config) echo new/pause:3.10 ;; join) echo conf > "$CONF"; exit 1 ;; esac`,
    );
    expect(runScript().calls).not.toContain('kubeadm reset');
    expect(runScript().code).toBe(0);
  });

  it('only blocks metadata and renews the host entry when the machine reboots', () => {
    runScript();
    const { code, calls } = runScript();
    expect(code).toBe(0);
    expect(calls).toMatch(/^nft -f -\ngetent ahosts 100\.64\.0\.1\n$/);
    expect(content('/etc/hosts').match(/kind-control-plane/g)).toHaveLength(1);
  });
});
