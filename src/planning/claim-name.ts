/** What a claim's name is made of. The same parts always give the same name, so that two watchers cannot both create it. */
export interface ClaimNameParts {
  readonly namespace: string;
  readonly poolName: string;
  readonly poolUid: string;
  /** `NodePool.status.planGeneration` as raised for the plan. */
  readonly planGeneration: number;
  /** Counts the claims of the pool in the plan. */
  readonly index: number;
}

/**
 * Name of a NodeClaim, its Node and its instance: `<pool>-<8 characters>`, a DNS label (RFC 1123) of at most 63 characters.
 * A pool whose name is longer or has dots is shortened and written with dashes; the hash keeps such names apart.
 */
export function claimName(parts: ClaimNameParts): string {
  const hash = hashOf([parts.namespace, parts.poolName, parts.poolUid, parts.planGeneration, parts.index].join('/'));
  const readable = parts.poolName.replaceAll(/[^a-z0-9-]/g, '-').slice(0, 63 - 1 - hashLength);
  return `${readable.replace(/^-+|-+$/g, '') || 'pool'}-${hash}`;
}

const hashLength = 8;

// The 27 letters and digits of Kubernetes' own generated names, chosen so that none of them reads as a word.
const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** FNV-1a in 64 bits with a final avalanche, of which 8 letters of 27 (38 bits) are written. */
function hashOf(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const character of text)
    hash = BigInt.asUintN(64, (hash ^ BigInt(character.codePointAt(0) ?? 0)) * 0x100000001b3n);
  hash = BigInt.asUintN(64, (hash ^ (hash >> 33n)) * 0xff51afd7ed558ccdn);
  hash ^= hash >> 33n;
  let result = '';
  for (let position = 0; position < hashLength; position += 1) {
    result += alphabet[Number(hash % 27n)];
    hash /= 27n;
  }
  return result;
}
