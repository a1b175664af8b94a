import type { NodeClaim, NodeClaimStatus } from '../api/generated.ts';
import type { ClaimRef } from '../contract/claim-ref.ts';
import { phaseOf } from '../domain/phase.ts';
import { changeObject } from '../kube/change-object.ts';
import type { KubeClient } from '../kube/client-api.ts';
import { nodeClaims } from '../kube/cloudburst-resources.ts';
import { statusPatch } from '../kube/status-patch.ts';

/** A change of a claim's status, worked out from a fresh read; undefined means that nothing is to be written. */
export type StatusChange = (claim: NodeClaim) => NodeClaimStatus | undefined;

/** Reads and writes of NodeClaims. A claim that was made anew under the same name is not the claim that is meant. */
export interface ClaimRecords {
  /** The claim, or undefined when it is gone. */
  read(ref: ClaimRef): Promise<NodeClaim | undefined>;
  /** Changes the status and the phase that follows from it; undefined when the claim is gone. */
  change(ref: ClaimRef, change: StatusChange): Promise<NodeClaim | undefined>;
}

export function createClaimRecords(kube: KubeClient): ClaimRecords {
  return {
    async read(ref) {
      const claim = await kube.find(nodeClaims, ref);
      return claim?.metadata.uid === ref.uid ? claim : undefined;
    },
    change: (ref, change) =>
      changeObject(kube, { resource: nodeClaims, ref, subresource: 'status' }, (claim) =>
        patchOf(claim, change(claim)),
      ),
  };
}

function patchOf(claim: NodeClaim, status: NodeClaimStatus | undefined) {
  if (status === undefined) return undefined;
  const next: NodeClaimStatus = { ...status, phase: phaseOf({ metadata: claim.metadata, status }) };
  return { status: statusPatch(claim.status ?? {}, next) };
}
