import { parse } from 'yaml';
import { AlreadyExistsError, ForbiddenError } from '../../../kube/errors.ts';
import { kubeletClientSigner } from '../../../bootstrap/csr-approval.ts';
import type { CertificateSigningRequest, ConfigMap, Node } from '../../../kube/types.ts';
import { trusted } from '../../../kube/trusted.ts';
import type { CertificateKey } from './certificate-key.ts';
import type { MachineApi } from './machine-api.ts';
import type { JoinPlan } from './user-data-reader.ts';

const certificates = '/apis/certificates.k8s.io/v1/certificatesigningrequests';

/** The cluster denied the certificate for good; a new key has to ask anew. */
export class CertificateDeniedError extends Error {}

/**
 * What `kubeadm join` asks first with file discovery: anonymously for cluster-info, which proves that the API server holds
 * a certificate of the CA. A cluster that shows cluster-info to nobody is trusted all the same, as kubeadm does.
 */
export async function validateDiscovery(api: MachineApi): Promise<void> {
  try {
    await api.get('/api/v1/namespaces/kube-public/configmaps/cluster-info');
  } catch (error) {
    if (!(error instanceof ForbiddenError)) throw error;
  }
}

/**
 * What kubeadm reads with the join token. Returns the cluster's KubeletConfiguration. Throws when it may not read, or when
 * a Ready Node of the name stands.
 */
export async function readClusterConfiguration(api: MachineApi, plan: JoinPlan): Promise<unknown> {
  const configMaps = '/api/v1/namespaces/kube-system/configmaps';
  await api.get<ConfigMap>(`${configMaps}/kubeadm-config`);
  const kubelet = await api.get<ConfigMap>(`${configMaps}/kubelet-config`);
  const node = await api.find<Node>(`/api/v1/nodes/${plan.nodeName}`);
  const isReady = node?.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
  if (isReady === true) throw new Error(`Node ${plan.nodeName} exists and is Ready; its name cannot be used again`);
  return parse(kubelet.data?.['kubelet'] ?? '');
}

/** Asks for the client certificate of the Node and waits, at most until the deadline, for it to be issued. Returns its PEM. */
export async function requestCertificate(api: MachineApi, key: CertificateKey, deadlineMs: number): Promise<string> {
  const request = await postRequest(api, key);
  let current = request;
  while (performance.now() < deadlineMs) {
    const certificate = issued(current);
    if (certificate !== undefined) return certificate;
    const secondsLeft = Math.max(1, Math.ceil((deadlineMs - performance.now()) / 1000));
    const query = `fieldSelector=metadata.name%3D${key.requestName}&resourceVersion=${current.metadata.resourceVersion}`;
    const events = api.watch(`${certificates}?watch=true&${query}&timeoutSeconds=${secondsLeft}`);
    for await (const event of events) {
      if (event.type === 'DELETED') throw new Error('Certificate request was deleted before it was answered');
      const answer = event.type === 'BOOKMARK' ? undefined : issued(event.object);
      if (answer !== undefined) return answer;
    }
    current = await api.get<CertificateSigningRequest>(`${certificates}/${key.requestName}`);
  }
  throw new Error('Nobody answered the certificate request in time');
}

async function postRequest(api: MachineApi, key: CertificateKey): Promise<CertificateSigningRequest> {
  try {
    return await api.post<CertificateSigningRequest>(certificates, {
      metadata: { name: key.requestName },
      spec: {
        request: Buffer.from(key.requestPem).toString('base64'),
        signerName: kubeletClientSigner,
        usages: ['digital signature', 'client auth'],
      },
    });
  } catch (error) {
    if (!(error instanceof AlreadyExistsError)) throw error;
    return api.get<CertificateSigningRequest>(`${certificates}/${key.requestName}`);
  }
}

function issued(object: object): string | undefined {
  const { status } = trusted<Pick<CertificateSigningRequest, 'status'>>(object);
  const refusal = status?.conditions?.find(({ type }) => type === 'Denied' || type === 'Failed');
  if (refusal !== undefined) {
    throw new CertificateDeniedError(
      `Certificate request was ${refusal.type.toLowerCase()}: ${refusal.message ?? 'no reason given'}`,
    );
  }
  return status?.certificate === undefined ? undefined : Buffer.from(status.certificate, 'base64').toString();
}
