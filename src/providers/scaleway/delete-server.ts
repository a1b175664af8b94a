import { ForeignInstanceError, InstanceNotFoundError, InvalidRequestError } from '../errors.ts';
import type { CallContext, ScalewayClient } from './client.ts';
import { getServer } from './servers.ts';
import type { ScalewayServer } from './servers.ts';
import { instanceTag, isOurs } from './tags.ts';
import { listVolumes, removeVolumes, tagVolumes } from './volumes.ts';

/** An instance of this cluster, wherever it is in its life. */
export interface Target {
  readonly clusterId: string;
  readonly zone: string;
  readonly serverId: string;
}

/** The instance, if it is ours; InstanceNotFoundError without one, ForeignInstanceError for somebody else's. */
export async function ownServer(client: ScalewayClient, target: Target, context: CallContext): Promise<ScalewayServer> {
  const server = await getServer(client, target, context);
  if (server === undefined) throw notFound(target);
  if (isOurs(server.tags, target.clusterId)) return server;
  const message = `instance ${target.serverId} does not carry the tags of this cluster; it is left alone`;
  throw new ForeignInstanceError(message, { provider: 'scaleway', code: 'foreign' });
}

/**
 * One step of giving an instance back: tag its volumes, terminate it; once it is gone, delete the volumes; once they are gone too,
 * throw InstanceNotFoundError. Each step starts from what is there, so it may be repeated from anywhere.
 */
export async function deleteServer(client: ScalewayClient, target: Target, context: CallContext): Promise<void> {
  const server = await getServer(client, target, context);
  if (server !== undefined) return await giveBack(client, { clusterId: target.clusterId, server }, context);
  const owner = { clusterId: target.clusterId, zone: target.zone, further: [instanceTag(target.serverId)] };
  const volumes = await listVolumes(client, owner, context);
  if (volumes.length === 0) throw notFound(target);
  await removeVolumes(client, volumes, context);
}

/** What is given back; the volumes count as part of another instance when this one is a duplicate of it. */
export interface GiveBack {
  readonly clusterId: string;
  readonly server: ScalewayServer;
  readonly asPartOf?: ScalewayServer;
}

/** Orders the end of an instance of ours: a running one is terminated, a stopped one deleted. */
export async function giveBack(client: ScalewayClient, what: GiveBack, context: CallContext): Promise<void> {
  const { server, clusterId } = what;
  const { zone, id: serverId } = server;
  if (!isOurs(server.tags, clusterId)) {
    const message = `instance ${serverId} does not carry the tags of this cluster; it is left alone`;
    throw new ForeignInstanceError(message, { provider: 'scaleway', code: 'foreign' });
  }
  if (server.state === 'stopping') return;
  if (server.state === 'locked') {
    const message = `Scaleway has locked instance ${serverId}; ask its support to unlock it`;
    throw new InvalidRequestError(message, { provider: 'scaleway', code: 'locked' }, false);
  }
  await tagVolumes(client, what, context);
  if (server.state === 'stopped') {
    await client.call(context, ({ instance }) => instance.deleteServer({ zone, serverId })).catch(ignoreGone);
  } else {
    await client
      .call(context, ({ instance }) => instance.serverAction({ zone, serverId, action: 'terminate' }))
      .catch(ignoreGone);
  }
}

function ignoreGone(error: unknown): void {
  if (!(error instanceof InstanceNotFoundError)) throw error;
}

function notFound({ serverId, zone }: Target): InstanceNotFoundError {
  const message = `there is no instance ${serverId} in ${zone} at Scaleway, nor a volume of it`;
  return new InstanceNotFoundError(message, { provider: 'scaleway', code: 'not_found' });
}
