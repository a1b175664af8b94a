/** Names one NodeClaim for good: a claim that was made anew under the same name has another UID. */
export interface ClaimRef {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** The reference by which a claim is named in workflows and activities. */
export function claimRefOf(claim: {
  readonly metadata: { readonly namespace?: string; readonly name: string; readonly uid: string };
}): ClaimRef {
  const { namespace, name, uid } = claim.metadata;
  return { namespace: namespace ?? 'default', name, uid };
}
