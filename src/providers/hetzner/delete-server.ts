import { z } from 'zod';
import { ForeignInstanceError, InstanceNotFoundError } from '../errors.ts';
import type { CallContext, HetznerClient } from './client.ts';
import { isOurs, ownerSelector } from './labels.ts';
import { collectPages } from './paging.ts';
import { addressesPage } from './schema.ts';
import type { HetznerServer } from './schema.ts';
import { getServer, removeServer } from './servers.ts';

/** The server, if it is ours; InstanceNotFoundError without one, ForeignInstanceError for somebody else's. */
export async function ownServer(
  client: HetznerClient,
  { id, clusterId }: { readonly id: string; readonly clusterId: string },
  context: CallContext,
): Promise<HetznerServer> {
  const server = await getServer(client, id, context);
  const details = { provider: 'hetzner', code: 'not_found' } as const;
  if (server === undefined) throw new InstanceNotFoundError(`there is no server ${id} at Hetzner`, details);
  if (isOurs(server.labels, clusterId)) return server;
  const message = `server ${id} does not carry the labels of this cluster; it is left alone`;
  throw new ForeignInstanceError(message, { provider: 'hetzner', code: 'foreign' });
}

/** Orders the deletion; once the server is gone, so are addresses of this cluster that nothing uses, and then it throws InstanceNotFoundError. */
export async function deleteServer(
  client: HetznerClient,
  target: { readonly id: string; readonly clusterId: string },
  context: CallContext,
): Promise<void> {
  try {
    const server = await ownServer(client, target, context);
    if (server.status === 'deleting') return;
    await removeServer(client, target.id, context);
  } catch (error) {
    if (error instanceof InstanceNotFoundError) await removeLooseAddresses(client, target.clusterId, context);
    throw error;
  }
}

/** Addresses that come with a server go with it; one of ours that is left and unassigned would be billed on. */
async function removeLooseAddresses(client: HetznerClient, clusterId: string, context: CallContext): Promise<void> {
  const query = { label_selector: ownerSelector(clusterId) };
  const addresses = await collectPages(async (page) => {
    const found = await client.call(
      { method: 'GET', path: '/primary_ips', query: { ...query, ...page }, answer: addressesPage },
      context,
    );
    return { items: found.primary_ips, meta: found.meta };
  });
  for (const address of addresses) {
    if (address.assignee_id != null || !isOurs(address.labels, clusterId)) continue;
    await client
      .call({ method: 'DELETE', path: `/primary_ips/${address.id}`, answer: z.unknown() }, context)
      .catch(ignoreGone);
  }
}

function ignoreGone(error: unknown): void {
  if (!(error instanceof InstanceNotFoundError)) throw error;
}
