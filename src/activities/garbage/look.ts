import type { NodeClass } from '../../api/generated.ts';
import type { GarbageAccount, GarbageLook } from '../../contract/activities.ts';
import { nodeClaims } from '../../kube/cloudburst-resources.ts';
import { nodes } from '../../kube/core-resources.ts';
import { findGarbage } from '../../planning/garbage.ts';
import type { GarbageVerdict } from '../../planning/garbage.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { untilDeadline, withHeartbeat } from '../heartbeat.ts';
import { classOfAccount } from './accounts.ts';

/** One look at an account. The cloud first, then the claims: a claim that was made in between is seen. */
export async function lookForGarbage(
  deps: ActivityDependencies,
  { account }: { readonly account: GarbageAccount },
): Promise<GarbageLook> {
  return withHeartbeat(async () => {
    const found = await classOfAccount(deps, account);
    if (found === undefined) return { suspects: [] };
    const provider = await deps.catalogue.connect(found, account.provider);
    const instances = await provider.sweep(untilDeadline());
    const [claims, all] = await Promise.all([deps.kube.list(nodeClaims), deps.kube.list(nodes)]);
    const picture = { instances, claims: claims.items, nodes: all.items };
    const verdict = findGarbage(picture, deps.garbageRules, deps.now());
    tell(deps, { account, nodeClass: found.nodeClass, verdict });
    const { suspects, refused } = verdict;
    return { suspects, ...(refused === undefined ? {} : { refused }) };
  });
}

interface Found {
  readonly account: GarbageAccount;
  readonly nodeClass: NodeClass;
  readonly verdict: GarbageVerdict;
}

function tell({ counters, events }: ActivityDependencies, { account, nodeClass, verdict }: Found): void {
  const { provider } = account;
  const { suspects, inUse, refused } = verdict;
  const labels = { provider, nodeclass: nodeClass.metadata.name };
  counters.set('garbage_suspects', suspects.length + inUse.length, labels);
  if (refused !== undefined) {
    events.warnOfClass(nodeClass, { reason: 'GarbageKept', message: `${provider}: ${refused}`, action: 'Collecting' });
  }
  for (const { id } of inUse) {
    const message = `${id} belongs to no claim, but its Node is Ready under the name of one; delete one of the two by hand`;
    events.warnOfClass(nodeClass, { reason: 'GarbageInUse', message, action: 'Collecting' });
  }
}
