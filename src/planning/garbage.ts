import type { NodeClaim } from '../api/generated.ts';
import { isOpen } from '../domain/attempts.ts';
import { isNodeReady } from '../domain/node-health.ts';
import type { Node } from '../kube/types.ts';

/** An instance as its provider lists it. */
export interface OwnedInstance {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  /** As on its Node. */
  readonly providerID: string;
  readonly claimUid: string;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly state: 'pending' | 'running' | 'stopped' | 'deleting';
}

/** What a sweep sees. The instances must have been listed before the claims were read, so that a claim of any instance is among them. */
export interface GarbagePicture {
  /** Every instance that carries this cluster's mark at one provider. */
  readonly instances: readonly OwnedInstance[];
  /** Claims of all namespaces. */
  readonly claims: readonly NodeClaim[];
  readonly nodes: readonly Node[];
}

/** What an installation may set. */
export interface GarbageRules {
  /** Milliseconds below which an instance is too young to be judged; at least twice the deadline of a create. */
  readonly leastAgeMs: number;
  /** Whether instances may be deleted although there is not a single claim; else that counts as a sign that the wrong cluster is asked. */
  readonly withoutClaims: boolean;
}

/** An instance that nobody owns. */
export interface Suspect {
  readonly id: string;
  readonly name: string;
  /** `NoClaim`: its claim is gone. `Spare`: its claim has another instance, and no attempt explains this one. */
  readonly reason: 'NoClaim' | 'Spare';
}

/** What a sweep makes of it. */
export interface GarbageVerdict {
  /** To be deleted when the next sweeps say so too. */
  readonly suspects: readonly Suspect[];
  /** Nobody owns them, but their Node is Ready under a living claim's name: they are only told of. */
  readonly inUse: readonly Suspect[];
  /** Why nothing at all is to be deleted; absent when something may. */
  readonly refused?: string;
}

/** More suspects than this share of the instances, and than this number, are a mistake of ours rather than garbage. */
const most = { share: 0.5, count: 5 } as const;

/** Which instances nobody owns. Unknown age, and whatever is going away already, is left alone. */
export function findGarbage(picture: GarbagePicture, rules: GarbageRules, nowMs: number): GarbageVerdict {
  const found = picture.instances.flatMap((instance) => {
    const isOld = nowMs - Date.parse(instance.createdAt) > rules.leastAgeMs;
    return isOld && instance.state !== 'deleting' ? (suspect(instance, picture.claims) ?? []) : [];
  });
  const inUse = found.filter(({ id }) => isInUse(id, picture));
  const suspects = found.filter((one) => !inUse.includes(one));
  const refused = refusal(suspects.length, picture, rules);
  return { suspects, inUse, ...(refused === undefined ? {} : { refused }) };
}

function suspect(instance: OwnedInstance, claims: readonly NodeClaim[]): Suspect | undefined {
  const { id, name } = instance;
  const claim = claims.find(({ metadata }) => metadata.uid === instance.claimUid);
  if (claim === undefined) return { id, name, reason: 'NoClaim' };
  if (claim.status?.instanceID === id || claim.metadata.deletionTimestamp !== undefined) return undefined;
  const explained = claim.status?.attempts?.some(
    (attempt) => attempt.provider === instance.provider && isOpen(attempt),
  );
  return explained === true ? undefined : { id, name, reason: 'Spare' };
}

function isInUse(id: string, { instances, claims, nodes }: GarbagePicture): boolean {
  const providerID = instances.find((instance) => instance.id === id)?.providerID;
  const node = nodes.find(({ spec }) => spec.providerID === providerID);
  return node !== undefined && isNodeReady(node) && claims.some(({ metadata }) => metadata.name === node.metadata.name);
}

function refusal(suspects: number, { instances, claims }: GarbagePicture, rules: GarbageRules): string | undefined {
  if (suspects === 0) return undefined;
  if (claims.length === 0 && !rules.withoutClaims) {
    return `there is no NodeClaim at all, but ${instances.length} instances carry the mark of this cluster; if they are garbage, set CLOUDBURST_GARBAGE_COLLECTION_WITHOUT_CLAIMS=true for one run`;
  }
  if (suspects > most.count && suspects > instances.length * most.share) {
    return `${suspects} of ${instances.length} instances seem to be nobody's, which is more likely a mistake than garbage; look at them with the cloud's own tools`;
  }
  return undefined;
}
