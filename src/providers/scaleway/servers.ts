import { z } from 'zod';
import { InstanceNotFoundError, OutageError } from '../errors.ts';
import type { Instance, InstanceState } from '../provider.ts';
import type { CallContext, ScalewayClient } from './client.ts';
import { collectPages, pageSize } from './paging.ts';
import { regionOf } from './places.ts';
import { claimUidOf, isOurs, ownerTags } from './tags.ts';

// The SDK turns answers into objects without checking them, so what is used is checked here.
const serverSchema = z.looseObject({
  id: z.uuid(),
  name: z.string(),
  tags: z.array(z.string()),
  commercialType: z.string(),
  state: z.string(),
  creationDate: z.date().optional(),
  zone: z.string(),
  volumes: z.record(z.string(), z.looseObject({ id: z.string(), volumeType: z.string() })),
});

/** An instance as Scaleway tells it. */
export type ScalewayServer = z.infer<typeof serverSchema>;

/** Checks what the SDK read; throws OutageError for an answer without the fields that are needed. */
export function checkedServer(server: unknown, creates = false): ScalewayServer {
  const read = serverSchema.safeParse(server);
  if (read.success) return read.data;
  const message = 'Scaleway answered without the fields of an instance; check the endpoint';
  throw new OutageError(message, { provider: 'scaleway', code: 'unreadable' }, creates);
}

/** Instances of this cluster in a zone, all pages, tags checked again here; with a claim UID only that claim's. */
export async function listServers(
  client: ScalewayClient,
  owner: { readonly clusterId: string; readonly claimUid?: string | undefined; readonly zone: string },
  context: CallContext,
): Promise<readonly ScalewayServer[]> {
  const tags = ownerTags(owner.clusterId, owner.claimUid);
  const found = await collectPages(async (page) => {
    const request = { zone: owner.zone, tags, page, perPage: pageSize };
    const answer = await client.call(context, ({ instance }) => instance.listServers(request));
    return { items: answer.servers.map((server) => checkedServer(server)), total: answer.totalCount };
  });
  return found.filter((server) => isOurs(server.tags, owner.clusterId, owner.claimUid));
}

/** The instance with this id; undefined when there is none. */
export async function getServer(
  client: ScalewayClient,
  { zone, serverId }: { readonly zone: string; readonly serverId: string },
  context: CallContext,
): Promise<ScalewayServer | undefined> {
  try {
    const answer = await client.call(context, ({ instance }) => instance.getServer({ zone, serverId }));
    return checkedServer(answer.server);
  } catch (error) {
    if (error instanceof InstanceNotFoundError) return undefined;
    throw error;
  }
}

/** An instance in words that all clouds share. */
export function instanceOf(server: ScalewayServer): Instance {
  return {
    id: `scaleway/${server.zone}/${server.id}`,
    providerID: `scaleway://instance/${server.zone}/${server.id}`,
    name: server.name,
    provider: 'scaleway',
    region: regionOf(server.zone),
    zone: server.zone,
    instanceType: server.commercialType,
    state: stateOf(server.state),
    claimUid: claimUidOf(server.tags) ?? '',
    createdAt: (server.creationDate ?? new Date(0)).toISOString(),
  };
}

/** States of https://www.scaleway.com/en/developers/api/instances/#path-instances; an instance that we rented only stops to go away. */
function stateOf(state: string): InstanceState {
  switch (state) {
    case 'running':
      return 'running';
    case 'stopped':
    case 'stopped in place':
      return 'stopped';
    case 'stopping':
      return 'deleting';
    default:
      return 'pending';
  }
}
