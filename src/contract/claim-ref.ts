/** Names one NodeClaim for good: a claim that was made anew under the same name has another UID. */
export interface ClaimRef {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}
