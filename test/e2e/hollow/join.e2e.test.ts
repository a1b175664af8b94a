import { describe, expect, it, vi } from 'vitest';
import { allocatableOf } from '../../../src/domain/reserved-resources.ts';
import { bytes, cpuMillis } from '../../../src/domain/quantity.ts';
import { certificateSigningRequests, nodes } from '../../../src/kube/core-resources.ts';
import { hardware, requestsOf } from './cluster.ts';
import { leaseMoves, leaseTime, patience, readyNode } from './node.ts';
import { openStage } from './stage.ts';
import type { BootedMachine, Stage } from './stage.ts';
import { stack } from '../stack.ts';

/** Waits until the machine said so often that its join failed, each time for a reason of that kind. */
async function refusedAgainAndAgain(stage: Stage, { spec }: BootedMachine, reason: RegExp): Promise<void> {
  await vi.waitFor(() => {
    const refusals = stage.consoleOf(spec).filter((line) => line.startsWith('Joining failed') && reason.test(line));
    if (refusals.length < 4) throw new Error(`not refused: ${stage.consoleOf(spec).join('\n')}`);
  }, patience);
}

async function leftNothing({ kube }: Stage, { claim }: BootedMachine): Promise<void> {
  expect(await requestsOf(kube, claim)).toEqual([]);
  expect(await kube.find(nodes, { name: claim.name })).toBeUndefined();
}

describe('hollow machine', () => {
  it('joins with what its user data holds and registers as a kubelet would', async () => {
    await using stage = await openStage(stack().kubeconfig);
    const booted = await stage.boot();
    const node = await readyNode(stage, booted);
    const { claim, spec } = booted;
    expect(node.spec.providerID).toBe(`scaleway://instance/fr-par-1/id-${claim.name}`);
    expect(node.spec.taints).toEqual(
      expect.arrayContaining([
        { key: 'cloudburst.io/unregistered', effect: 'NoExecute' },
        { key: 'hollow-test', value: claim.name, effect: 'NoSchedule' },
      ]),
    );
    expect(node.metadata.labels).toMatchObject({
      'kubernetes.io/hostname': claim.name,
      'kubernetes.io/arch': 'amd64',
      'node.kubernetes.io/instance-type': 'DEV1-M',
    });
    expect(node.status?.addresses).toContainEqual({ type: 'InternalIP', address: spec.address });
    expect(node.status?.nodeInfo?.kubeletVersion).toBe('v1.34.3');
  });

  it('reports as allocatable what planning counts on', async () => {
    await using stage = await openStage(stack().kubeconfig);
    const node = await readyNode(stage, await stage.boot());
    const planned = allocatableOf({
      vcpu: hardware.cpus,
      memoryBytes: hardware.memoryBytes,
      diskBytes: hardware.diskBytes,
    });
    const reported = node.status?.allocatable ?? {};
    expect(cpuMillis(reported['cpu'] ?? '')).toBe(planned.cpuMillis);
    expect(bytes(reported['memory'] ?? '')).toBe(planned.memoryBytes);
    expect(bytes(reported['ephemeral-storage'] ?? '')).toBe(planned.ephemeralStorageBytes);
    expect(bytes(reported['pods'] ?? '')).toBe(planned.pods);
  });

  it('acts under a certificate of its own, so that NodeRestriction refuses it a label it may not set', async () => {
    await using stage = await openStage(stack().kubeconfig);
    const booted = await stage.boot((userData) =>
      userData.replace('node.kubernetes.io/instance-type=', 'node-restriction.kubernetes.io/team='),
    );
    await vi.waitFor(async () => {
      await stage.answer(booted.claim);
      expect(stage.consoleOf(booted.spec).join('\n')).toMatch(
        /Registering the Node failed.*is not allowed to (set|modify)/,
      );
    }, patience);
    expect(await stage.kube.find(nodes, { name: booted.claim.name })).toBeUndefined();
  });

  it('is denied the certificate of another node', async () => {
    await using stage = await openStage(stack().kubeconfig);
    const booted = await stage.boot((userData) => userData.replaceAll(/^(\s+name: )hollow-\w+$/gm, '$1control-plane'));
    const verdicts = await vi.waitFor(async () => {
      const given = await stage.answer(booted.claim);
      if (given.length === 0) throw new Error(stage.consoleOf(booted.spec).join('\n'));
      return given;
    }, patience);
    expect(new Set(verdicts)).toEqual(new Set(['deny']));
    for (const csr of await requestsOf(stage.kube, booted.claim)) expect(csr.status?.certificate).toBeUndefined();
  });

  it('never joins with a token of which one byte is changed', async () => {
    await using stage = await openStage(stack().kubeconfig);
    const changed = await stage.boot((userData) =>
      userData.replace(
        /(tlsBootstrapToken: "?\w{6}\.)(\w)/,
        (_, head: string, first: string) => head + (first === 'a' ? 'b' : 'a'),
      ),
    );
    await refusedAgainAndAgain(stage, changed, /Unauthorized/);
    await leftNothing(stage, changed);
  });

  it.each([0.2, 0.5, 0.9])('never joins with a CA of which one byte is changed, at %s of its length', async (place) => {
    await using stage = await openStage(stack().kubeconfig);
    const changed = await stage.boot((userData) =>
      userData.replace(
        /(certificate-authority-data: )(\S+)/,
        (_, head: string, data: string) => head + withOtherByte(data, place),
      ),
    );
    await refusedAgainAndAgain(stage, changed, /CA of the discovery file|certificate/);
    await leftNothing(stage, changed);
  });

  it('never joins a server that the CA of its discovery file did not certify', async () => {
    await using stage = await openStage(stack().kubeconfig);
    const changed = await stage.boot((userData) =>
      userData.replace(/(certificate-authority-data: )\S+/, `$1${Buffer.from(strangeCa).toString('base64')}`),
    );
    await refusedAgainAndAgain(stage, changed, /certificate/);
    await leftNothing(stage, changed);
  });

  it('never joins with broken user data, and prints no secret', async () => {
    await using stage = await openStage(stack().kubeconfig);
    const broken = await stage.boot((userData) => userData.replace('write_files:', 'write_files: ['));
    await refusedAgainAndAgain(stage, broken, /File user data is no YAML/);
    await leftNothing(stage, broken);
    expect(stage.consoleOf(broken.spec).join('\n')).not.toContain(broken.claim.token.secret);
  });

  it('says again that it is Ready when the cluster has come to think otherwise', async () => {
    await using stage = await openStage(stack().kubeconfig);
    const booted = await stage.boot();
    const node = await readyNode(stage, booted);
    const conditions = (node.status?.conditions ?? []).map((condition) =>
      condition.type === 'Ready' ? { ...condition, status: 'Unknown' as const } : condition,
    );
    const { kube } = stage;
    await kube.patch(nodes, { name: node.metadata.name }, { status: { conditions } }, { subresource: 'status' });
    await readyNode(stage, booted);
  });

  it('does not register again when its Node is deleted, as a kubelet does not', async () => {
    await using stage = await openStage(stack().kubeconfig);
    const [first, other] = [await stage.boot(), await stage.boot()];
    await readyNode(stage, first);
    await readyNode(stage, other);
    await stage.kube.delete(nodes, { name: first.claim.name });
    for (let n = 0; n < 4; n += 1) await leaseMoves(stage, other);
    expect(await stage.kube.find(nodes, { name: first.claim.name })).toBeUndefined();
  });

  it('falls silent when its power is cut, and comes back with its own certificate', async () => {
    await using stage = await openStage(stack().kubeconfig);
    const [first, other] = [await stage.boot(), await stage.boot()];
    const before = await readyNode(stage, first);
    await readyNode(stage, other);
    await leaseMoves(stage, first);
    await first.machine.powerOff();
    const last = await leaseTime(stage, first);
    for (let n = 0; n < 4; n += 1) await leaseMoves(stage, other);
    expect(await leaseTime(stage, first)).toBe(last);

    const { kube } = stage;
    for (const csr of await requestsOf(kube, first.claim)) await kube.delete(certificateSigningRequests, csr.metadata);
    stage.bootAgain(first.spec);
    await vi.waitFor(async () => {
      const after = await kube.get(nodes, { name: first.claim.name });
      expect(after.metadata.uid).toBe(before.metadata.uid);
      expect(after.status?.nodeInfo?.bootID).not.toBe(before.status?.nodeInfo?.bootID);
    }, patience);
    await leaseMoves(stage, first);
    expect(await requestsOf(kube, first.claim)).toEqual([]);
  });
});

/** Changes one byte of the certificate inside the PEM inside the base64. */
function withOtherByte(base64: string, place: number): string {
  const lines = Buffer.from(base64, 'base64').toString().split('\n');
  const der = Buffer.from(lines.filter((line) => line !== '' && !line.startsWith('-')).join(''), 'base64');
  const index = Math.floor(der.length * place);
  der.writeUInt8(der.readUInt8(index) ^ 1, index);
  const body = der.toString('base64').replace(/.{64}(?=.)/g, '$&\n');
  return Buffer.from(`-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`).toString('base64');
}

/** A CA of the same name that certified nothing; its key was thrown away. */
const strangeCa = `-----BEGIN CERTIFICATE-----
MIIBgjCCASegAwIBAgIUZGG79UwdA8TPYbMWI9j+3b/LQPswCgYIKoZIzj0EAwIw
FTETMBEGA1UEAwwKa3ViZXJuZXRlczAgFw0yNjExMjMyMjA0MTlaGA8yMTI2MTAz
MDIyMDQxOVowFTETMBEGA1UEAwwKa3ViZXJuZXRlczBZMBMGByqGSM49AgEGCCqG
SM49AwEHA0IABHYS3OTrDeyU/AO/farT/0j2fiyM4Yr2gL/bkd04szzI5I2tTfaB
BsV4UcjPkhTgcwhqpu+W84BUTmeXxCZnoS2jUzBRMB0GA1UdDgQWBBS/VC8AtxvE
2QRdYgGOTxk712iOpDAfBgNVHSMEGDAWgBS/VC8AtxvE2QRdYgGOTxk712iOpDAP
BgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0kAMEYCIQCC1KuuPYI5rvbYUyJ/
Mh2Ezew06SHw8NUiY7DCJRbTYwIhAIQzQnbajxNwMU1eqlBwXYQTnYYYnQCNUx4A
e6bl7Qjt
-----END CERTIFICATE-----
`;
