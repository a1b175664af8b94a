import { randomBytes } from 'node:crypto';
import { assessCsr } from '../../../src/bootstrap/csr-approval.ts';
import { joinTokenSecret, newJoinToken } from '../../../src/bootstrap/join-token.ts';
import type { JoinToken } from '../../../src/bootstrap/join-token.ts';
import { renderUserData } from '../../../src/bootstrap/user-data.ts';
import { labels } from '../../../src/api/labels.ts';
import { reservedResources } from '../../../src/domain/reserved-resources.ts';
import type { KubeClient } from '../../../src/kube/client-api.ts';
import { certificateSigningRequests, configMaps, nodes, secrets } from '../../../src/kube/core-resources.ts';
import type { CertificateSigningRequest } from '../../../src/kube/types.ts';
import type { MachineSpec } from '../../../src/simulation/machines/driver.ts';
import { userDataOnly } from '../../../src/simulation/machines/metadata/service.ts';

/** The instance type that every machine of these tests is of. */
export const hardware = {
  cpus: 2,
  memoryBytes: 4 * 1024 ** 3,
  diskBytes: 40 * 1024 ** 3,
  architecture: 'amd64',
} as const;

/** A claim and the token made for it. */
export interface TestClaim {
  readonly name: string;
  readonly token: JoinToken;
}

/** Makes a claim of a name that no other test run uses, and its join token in the cluster. */
export async function createClaim(kube: KubeClient): Promise<TestClaim> {
  const name = `hollow-${randomBytes(4).toString('hex')}`;
  const token = newJoinToken(randomBytes);
  const claim = { name, uid: `test-${name}` };
  await kube.create(secrets, joinTokenSecret({ token, claim, expiration: new Date(Date.now() + 600_000) }));
  return { name, token };
}

/** What a cloud would boot for the claim. */
export async function machineFor(kube: KubeClient, server: string, claim: TestClaim): Promise<MachineSpec> {
  const root = await kube.get(configMaps, { namespace: 'kube-system', name: 'kube-root-ca.crt' });
  const userData = renderUserData({
    claimName: claim.name,
    hostApiServer: server,
    caData: root.data?.['ca.crt'] ?? '',
    token: claim.token,
    kubernetesVersion: '1.34.3',
    provider: 'scaleway',
    zone: 'fr-par-1',
    nodeLabels: { 'node.kubernetes.io/instance-type': 'DEV1-M' },
    taints: [{ key: 'hollow-test', value: claim.name, effect: 'NoSchedule' }],
    reserved: reservedResources({ vcpu: hardware.cpus, memoryBytes: hardware.memoryBytes }),
  });
  const metadata = {
    provider: 'scaleway',
    instanceId: `id-${claim.name}`,
    region: 'fr-par',
    zone: 'fr-par-1',
  } as const;
  const [third, fourth] = randomBytes(2);
  const metadataService = userDataOnly(userData);
  const address = `100.64.${third}.${fourth}`;
  return { id: `scaleway-${claim.name}`, userData, address, hardware, metadata, metadataService };
}

/** The requests that were made with the claim's token. */
export async function requestsOf(kube: KubeClient, claim: TestClaim): Promise<readonly CertificateSigningRequest[]> {
  const { items } = await kube.list(certificateSigningRequests);
  return items.filter((csr) => csr.spec.username === `system:bootstrap:${claim.token.id}`);
}

/** Plays the controller once: assesses the claim's requests and approves what may be approved. Returns the verdicts. */
export async function answerRequests(kube: KubeClient, claim: TestClaim): Promise<readonly string[]> {
  const nodeExists = (await kube.find(nodes, { name: claim.name })) !== undefined;
  const expected = { claimName: claim.name, tokenId: claim.token.id, nodeExists };
  const verdicts: string[] = [];
  for (const csr of await requestsOf(kube, claim)) {
    const verdict = assessCsr(csr, expected);
    verdicts.push(verdict.kind);
    if (verdict.kind === 'approve') await approve(kube, csr);
  }
  return verdicts;
}

/** Removes what the claim left in the cluster. */
export async function removeClaim(kube: KubeClient, claim: TestClaim): Promise<void> {
  const tokens = await kube.list(secrets, {
    namespace: 'kube-system',
    labelSelector: `${labels.nodeClaim}=${claim.name}`,
  });
  for (const { metadata } of tokens.items) {
    await kube.delete(secrets, { namespace: 'kube-system', name: metadata.name });
  }
  for (const csr of await requestsOf(kube, claim)) await kube.delete(certificateSigningRequests, csr.metadata);
  await kube.delete(nodes, { name: claim.name });
}

async function approve(kube: KubeClient, csr: CertificateSigningRequest): Promise<void> {
  const condition = {
    type: 'Approved',
    status: 'True',
    reason: 'NodeClaim',
    message: 'Asked by the claim’s machine',
  } as const;
  const status = { conditions: [condition] };
  await kube.patch(certificateSigningRequests, csr.metadata, { status } as object, { subresource: 'approval' });
}
