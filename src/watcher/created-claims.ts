import type { NodeClaim } from '../api/generated.ts';

/** Milliseconds after which the watch must have shown a claim, or have missed its whole life. */
const longestGapMs = 60_000;

/** Claims that this process created and that its watch may not have shown yet; they are counted, lest they be bought twice. */
export interface CreatedClaims {
  add(claim: NodeClaim, nowMs: number): void;
  /** The watch has told of the claim, of its end too; from now on the watch alone is right. */
  told(uid: string): void;
  /** What the watch shows, and what it does not show yet. */
  joinedTo(shown: readonly NodeClaim[], nowMs: number): readonly NodeClaim[];
}

export function createCreatedClaims(): CreatedClaims {
  const created = new Map<string, { readonly claim: NodeClaim; readonly atMs: number }>();
  return {
    add: (claim, nowMs) => void created.set(claim.metadata.uid, { claim, atMs: nowMs }),
    told: (uid) => void created.delete(uid),
    joinedTo(shown, nowMs) {
      for (const claim of shown) created.delete(claim.metadata.uid);
      for (const [uid, { atMs }] of created) if (nowMs - atMs > longestGapMs) created.delete(uid);
      return [...shown, ...[...created.values()].map(({ claim }) => claim)];
    },
  };
}
