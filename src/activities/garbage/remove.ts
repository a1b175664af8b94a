import type { GarbageAccount } from '../../contract/activities.ts';
import { nodeClaims } from '../../kube/cloudburst-resources.ts';
import { nodes } from '../../kube/core-resources.ts';
import { findGarbage } from '../../planning/garbage.ts';
import { InstanceNotFoundError, ProviderError, ThrottledError } from '../../providers/errors.ts';
import { pause } from '../../providers/pause.ts';
import type { CloudProvider } from '../../providers/provider.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { untilDeadline, withHeartbeat } from '../heartbeat.ts';
import { classOfAccount } from './accounts.ts';

/** Milliseconds between two requests for the deletion of one instance. */
const againMs = 1_000;
/** Milliseconds that the deletion of one instance may take before the next one is begun. */
const patienceMs = 30_000;

/** Deletes what is still nobody's at the last look; one that cannot be deleted does not hold up the others. */
export async function removeGarbage(
  deps: ActivityDependencies,
  { account, ids }: { readonly account: GarbageAccount; readonly ids: readonly string[] },
): Promise<readonly string[]> {
  return withHeartbeat(async () => {
    const found = await classOfAccount(deps, account);
    if (found === undefined) return [];
    const signal = untilDeadline();
    const provider = await deps.catalogue.connect(found, account.provider);
    const removed: string[] = [];
    for (const id of ids) {
      if (!(await isStillGarbage(deps, { provider, id, signal }))) continue;
      if (!(await remove(provider, id, signal))) continue;
      removed.push(id);
      deps.counters.add('orphans_reaped_total', { provider: account.provider });
      const message = `${id} belonged to no claim and was deleted; see who else uses this account, and the history of the run`;
      deps.events.warnOfClass(found.nodeClass, { reason: 'GarbageRemoved', message, action: 'Collecting' });
    }
    return removed;
  });
}

interface Candidate {
  readonly provider: CloudProvider;
  readonly id: string;
  readonly signal: AbortSignal;
}

/** The instance by its id, then the claims, right before the deletion. What has no instance any more may still have a disk. */
async function isStillGarbage(deps: ActivityDependencies, { provider, id, signal }: Candidate): Promise<boolean> {
  const instances = (await provider.list(signal)).filter((instance) => instance.id === id);
  const [claims, all] = await Promise.all([deps.kube.list(nodeClaims), deps.kube.list(nodes)]);
  const picture = { instances, claims: claims.items, nodes: all.items };
  // Whether all of it is a mistake was asked three times; of a single one it cannot be asked.
  const rules = { ...deps.garbageRules, withoutClaims: true };
  return findGarbage(picture, rules, deps.now()).suspects.length > 0;
}

async function remove(provider: CloudProvider, id: string, signal: AbortSignal): Promise<boolean> {
  const until = performance.now() + patienceMs;
  while (performance.now() < until) {
    try {
      await provider.delete(id, signal);
    } catch (error) {
      if (error instanceof InstanceNotFoundError) return true;
      if (!(error instanceof ProviderError)) throw error;
      if (!(error instanceof ThrottledError)) return false;
    }
    await pause(againMs, signal);
  }
  return false;
}
