import type { InstanceRequest } from '../provider.ts';
import type { CallContext, ScalewayClient } from './client.ts';
import { giveBack } from './delete-server.ts';
import { listServers } from './servers.ts';
import type { ScalewayServer } from './servers.ts';

/** Which of several instances of one claim stays: one that was started before one that was not, then the oldest, then the smallest id. */
export function preferredOrder(one: ScalewayServer, other: ScalewayServer): number {
  const started = Number(isStarted(other)) - Number(isStarted(one));
  return started || createdAt(one) - createdAt(other) || one.id.localeCompare(other.id);
}

/** The claim's instance, if there is one; of several one is kept and the rest are given back. `made` counts even if the list lags behind. */
export async function keepOne(
  {
    client,
    clusterId,
    call,
  }: { readonly client: ScalewayClient; readonly clusterId: string; readonly call: CallContext },
  { zone, claimUid }: Pick<InstanceRequest, 'zone' | 'claimUid'>,
  made?: ScalewayServer,
): Promise<ScalewayServer | undefined> {
  const listed = await listServers(client, { clusterId, claimUid, zone }, call);
  const all = made === undefined || listed.some((server) => server.id === made.id) ? listed : [...listed, made];
  const [kept, ...spare] = all.toSorted(preferredOrder);
  for (const server of spare) {
    if (kept !== undefined) await giveBack(client, { clusterId, server, asPartOf: kept }, call);
  }
  return kept;
}

function isStarted({ state }: ScalewayServer): boolean {
  return state === 'starting' || state === 'running';
}

function createdAt({ creationDate }: ScalewayServer): number {
  return creationDate?.getTime() ?? 0;
}
