import { bootstrapGroup } from '../api/labels.ts';
import type { CertificateSigningRequest } from '../kube/types.ts';
import { parseCertificateRequest } from './certificate-request.ts';
import { joinTokenUser } from './join-token.ts';

/** The machine whose request is awaited. */
export interface ExpectedMachine {
  /** Name of the NodeClaim, thus of the Node. */
  readonly claimName: string;
  /** Public half of the claim's join token. */
  readonly tokenId: string;
  /** Whether a Node of that name stands already: then somebody has the certificate, and no second one is given. */
  readonly nodeExists: boolean;
}

/** What to do with a request: approve it, leave it to others, or refuse it for good. */
export type CsrVerdict =
  | { readonly kind: 'approve' }
  | { readonly kind: 'ignore'; readonly reason: string }
  | { readonly kind: 'deny'; readonly reason: string };

/** Signer of the client certificates of kubelets. */
export const kubeletClientSigner = 'kubernetes.io/kube-apiserver-client-kubelet';

/**
 * Decides on a certificate request. A bootstrap token may ask for the certificate of any node; so only a request made with
 * the claim's own token, for the claim's own Node name, for a kubelet's client certificate and nothing more, is approved.
 * What this token asks beyond that is denied; what others ask is ignored.
 */
export function assessCsr(
  csr: Pick<CertificateSigningRequest, 'spec' | 'status'>,
  expected: ExpectedMachine,
): CsrVerdict {
  const foreign = whyForeign(csr, expected);
  if (foreign !== undefined) return { kind: 'ignore', reason: foreign };
  const fault = faultOfRequest(csr.spec, expected) ?? faultOfIdentity(csr.spec.request, expected.claimName);
  return fault === undefined ? { kind: 'approve' } : { kind: 'deny', reason: fault };
}

function whyForeign(
  csr: Pick<CertificateSigningRequest, 'spec' | 'status'>,
  expected: ExpectedMachine,
): string | undefined {
  if (csr.spec.signerName !== kubeletClientSigner) return 'It is for another signer';
  if (csr.spec.username !== joinTokenUser(expected.tokenId)) return 'It was not made with the join token of this claim';
  const decided = (csr.status?.conditions ?? []).some(
    (condition) => condition.type === 'Approved' || condition.type === 'Denied',
  );
  if (decided || csr.status?.certificate !== undefined) return 'It is decided already';
  return undefined;
}

function faultOfRequest(spec: CertificateSigningRequest['spec'], expected: ExpectedMachine): string | undefined {
  if (spec.groups?.includes(bootstrapGroup) !== true) return `Requester is not in the group ${bootstrapGroup}`;
  const usages = spec.usages.filter((usage) => usage !== 'key encipherment').toSorted();
  if (usages.join() !== 'client auth,digital signature') return 'Usages are not those of a kubelet client certificate';
  if (expected.nodeExists) return `Node ${expected.claimName} exists already`;
  return undefined;
}

function faultOfIdentity(request: string, claimName: string): string | undefined {
  const identity = parseCertificateRequest(Buffer.from(request, 'base64').toString('latin1'));
  if (identity === undefined) return 'Request is not a PEM certificate request';
  if (identity.commonNames.join('\n') !== `system:node:${claimName}`)
    return `Common name is not system:node:${claimName}`;
  if (identity.organizations.join('\n') !== 'system:nodes') return 'Organization is not system:nodes alone';
  if (identity.otherSubjectFields > 0) return 'Subject has more than a common name and an organization';
  if (identity.attributes > 0) return 'Request asks for certificate extensions, such as alternative names';
  return undefined;
}
