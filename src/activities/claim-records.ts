import type { NodeClaim, NodeClaimStatus } from '../api/generated.ts';
import type { ClaimRef } from '../contract/claim-ref.ts';
import { phaseOf } from '../domain/phase.ts';
import type { KubeClient } from '../kube/client-api.ts';
import { nodeClaims } from '../kube/cloudburst-resources.ts';
import { ConflictError, NotFoundError } from '../kube/errors.ts';
import { statusPatch } from '../kube/status-patch.ts';

/** A change of a claim's status, worked out from a fresh read; undefined means that nothing is to be written. */
export type StatusChange = (claim: NodeClaim) => NodeClaimStatus | undefined;

/** Reads and writes of NodeClaims. A claim that was made anew under the same name is not the claim that is meant. */
export interface ClaimRecords {
  /** The claim, or undefined when it is gone. */
  read(ref: ClaimRef): Promise<NodeClaim | undefined>;
  /** Changes the status, with the version read as precondition, and again from a fresh read when somebody else was quicker. */
  change(ref: ClaimRef, change: StatusChange): Promise<NodeClaim | undefined>;
}

/** More conflicts in a row than this mean that something writes in a loop. */
const mostConflicts = 10;

export function createClaimRecords(kube: KubeClient): ClaimRecords {
  const read = async (ref: ClaimRef): Promise<NodeClaim | undefined> => {
    const claim = await kube.find(nodeClaims, { namespace: ref.namespace, name: ref.name });
    return claim?.metadata.uid === ref.uid ? claim : undefined;
  };
  const change = async (ref: ClaimRef, work: StatusChange): Promise<NodeClaim | undefined> => {
    for (let conflicts = 0; ; conflicts += 1) {
      const claim = await read(ref);
      if (claim === undefined) return undefined;
      const status = work(claim);
      if (status === undefined) return claim;
      try {
        return await write(kube, claim, status);
      } catch (error) {
        if (error instanceof NotFoundError) return undefined;
        if (!(error instanceof ConflictError) || conflicts >= mostConflicts) throw error;
      }
    }
  };
  return { read, change };
}

async function write(kube: KubeClient, claim: NodeClaim, status: NodeClaimStatus): Promise<NodeClaim> {
  const { namespace, name, resourceVersion } = claim.metadata;
  const next: NodeClaimStatus = { ...status, phase: phaseOf({ metadata: claim.metadata, status }) };
  const key = namespace === undefined ? { name } : { namespace, name };
  const patch = { metadata: { resourceVersion }, status: statusPatch(claim.status ?? {}, next) };
  return kube.patch(nodeClaims, key, patch, { subresource: 'status' });
}
