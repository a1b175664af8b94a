import { labels } from '../../api/labels.ts';
import { InstanceNotFoundError } from '../errors.ts';
import type { Instance, InstanceState } from '../provider.ts';
import type { CallContext, HetznerClient } from './client.ts';
import { isOurs, ownerSelector } from './labels.ts';
import { collectPages } from './paging.ts';
import { serverAnswer, serversPage } from './schema.ts';
import type { HetznerServer } from './schema.ts';
import { z } from 'zod';

/** Servers of this cluster, all pages, labels checked again here; with a claim UID only that claim's. Oldest first. */
export async function listServers(
  client: HetznerClient,
  owner: { readonly clusterId: string; readonly claimUid?: string | undefined },
  context: CallContext,
): Promise<readonly HetznerServer[]> {
  const query = { label_selector: ownerSelector(owner.clusterId, owner.claimUid) };
  const servers = await collectPages(async (page) => {
    const found = await client.call(
      { method: 'GET', path: '/servers', query: { ...query, ...page }, answer: serversPage },
      context,
    );
    return { items: found.servers, meta: found.meta };
  });
  return servers.filter((server) => isOurs(server.labels, owner.clusterId, owner.claimUid)).toSorted(byAge);
}

/** The server with exactly this name, whoever owns it. */
export async function findServerByName(
  client: HetznerClient,
  name: string,
  context: CallContext,
): Promise<HetznerServer | undefined> {
  const page = await client.call({ method: 'GET', path: '/servers', query: { name }, answer: serversPage }, context);
  return page.servers.find((server) => server.name === name);
}

/** The server with this id; undefined when there is none. */
export async function getServer(
  client: HetznerClient,
  id: string,
  context: CallContext,
): Promise<HetznerServer | undefined> {
  try {
    const answer = await client.call({ method: 'GET', path: `/servers/${id}`, answer: serverAnswer }, context);
    return answer.server;
  } catch (error) {
    if (error instanceof InstanceNotFoundError) return undefined;
    throw error;
  }
}

/** Orders the deletion of a server; false when there is none. */
export async function removeServer(client: HetznerClient, id: number | string, context: CallContext): Promise<boolean> {
  try {
    await client.call({ method: 'DELETE', path: `/servers/${id}`, answer: z.unknown() }, context);
    return true;
  } catch (error) {
    if (error instanceof InstanceNotFoundError) return false;
    throw error;
  }
}

/** A server in words that all clouds share. */
export function instanceOf(server: HetznerServer): Instance {
  const location = server.location?.name ?? server.datacenter?.location.name ?? 'unknown';
  return {
    id: `hetzner/${location}/${server.id}`,
    providerID: `hcloud://${server.id}`,
    name: server.name,
    provider: 'hetzner',
    region: location,
    zone: location,
    instanceType: server.server_type.name,
    state: stateOf(server.status),
    claimUid: server.labels[labels.nodeClaimUid] ?? '',
    createdAt: server.created,
  };
}

/** States of https://docs.hetzner.cloud/reference/cloud#servers; `unknown` is not proof of anything, so it counts as pending. */
function stateOf(status: string): InstanceState {
  switch (status) {
    case 'running':
      return 'running';
    case 'off':
    case 'stopping':
      return 'stopped';
    case 'deleting':
      return 'deleting';
    default:
      return 'pending';
  }
}

function byAge(one: HetznerServer, other: HetznerServer): number {
  return one.created.localeCompare(other.created) || one.id - other.id;
}
