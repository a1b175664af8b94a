import { labels } from '../api/labels.ts';
import { assessCsr, kubeletClientSigner } from '../bootstrap/csr-approval.ts';
import type { CsrVerdict } from '../bootstrap/csr-approval.ts';
import { joinTokenNamespace, joinTokenSecretName } from '../bootstrap/join-token.ts';
import { certificateSigningRequests, nodes, secrets } from '../kube/core-resources.ts';
import { ConflictError, messageOf } from '../kube/errors.ts';
import type { CertificateSigningRequest } from '../kube/types.ts';
import type { WatcherDependencies } from './dependencies.ts';

const bootstrapUser = /^system:bootstrap:([a-z0-9]{6})$/;

/** Decides on a certificate request that was made with the join token of a claim; others are nobody's business here. */
export async function decideCsr(deps: WatcherDependencies, csr: CertificateSigningRequest): Promise<void> {
  const tokenId = bootstrapUser.exec(csr.spec.username ?? '')?.[1];
  if (csr.spec.signerName !== kubeletClientSigner || tokenId === undefined || isDecided(csr)) return;
  try {
    const token = await deps.kube.find(secrets, { namespace: joinTokenNamespace, name: joinTokenSecretName(tokenId) });
    const claimName = token?.metadata.labels?.[labels.nodeClaim];
    if (claimName === undefined) return;
    const nodeExists = (await deps.kube.find(nodes, { name: claimName })) !== undefined;
    const verdict = assessCsr(csr, { claimName, tokenId, nodeExists });
    if (verdict.kind !== 'ignore') await write(deps, csr, verdict);
  } catch (error) {
    // Decided meanwhile, by an earlier look or by somebody else.
    if (error instanceof ConflictError) return;
    deps.log.warn(
      { csr: csr.metadata.name, reason: messageOf(error) },
      'Deciding on a certificate request failed, will be tried again',
    );
  }
}

function isDecided(csr: CertificateSigningRequest): boolean {
  return (csr.status?.conditions?.length ?? 0) > 0 || csr.status?.certificate !== undefined;
}

async function write(
  deps: WatcherDependencies,
  csr: CertificateSigningRequest,
  verdict: Exclude<CsrVerdict, { kind: 'ignore' }>,
): Promise<void> {
  const approved = verdict.kind === 'approve';
  const message = approved
    ? 'It is the claim\u2019s own machine, asking with the claim\u2019s own join token'
    : verdict.reason;
  const condition = {
    type: approved ? 'Approved' : 'Denied',
    status: 'True',
    reason: 'CloudburstJoin',
    message,
  } as const;
  const { name, resourceVersion } = csr.metadata;
  const patch = { metadata: { resourceVersion }, status: { conditions: [condition] } };
  await deps.kube.patch(certificateSigningRequests, { name }, patch, { subresource: 'approval' });
  deps.log.info({ csr: name, verdict: verdict.kind }, 'Deciding on a certificate request');
}
