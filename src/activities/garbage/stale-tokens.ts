import { labels } from '../../api/labels.ts';
import { joinTokenNamespace } from '../../bootstrap/join-token.ts';
import { nodeClaims } from '../../kube/cloudburst-resources.ts';
import { secrets } from '../../kube/core-resources.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { revokeJoinTokens } from '../join-tokens.ts';

/** Deletes the join tokens of claims that are gone; gives their number. The tokens are read first, so that a claim that is new is seen. */
export async function removeStaleTokens({ kube }: ActivityDependencies): Promise<number> {
  const tokens = await kube.list(secrets, { namespace: joinTokenNamespace, labelSelector: labels.nodeClaimUid });
  const claims = await kube.list(nodeClaims);
  const living = new Set(claims.items.map(({ metadata }) => metadata.uid));
  const stale = tokens.items.flatMap(({ metadata }) => {
    const uid = metadata.labels?.[labels.nodeClaimUid];
    return uid === undefined || living.has(uid) ? [] : [uid];
  });
  for (const uid of stale) await revokeJoinTokens(kube, { namespace: '', name: '', uid });
  return stale.length;
}
