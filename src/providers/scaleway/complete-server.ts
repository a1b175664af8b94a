import { InsufficientCapacityError, InvalidRequestError, OutageError, ThrottledError } from '../errors.ts';
import { follow } from '../follow.ts';
import type { InstanceRequest } from '../provider.ts';
import type { CreateContext } from './create-server.ts';
import { getServer } from './servers.ts';
import type { ScalewayServer } from './servers.ts';
import { tagVolumes } from './volumes.ts';

/** Key of the user data that cloud-init reads: https://cloudinit.readthedocs.io/en/latest/reference/datasources/scaleway.html */
export const userDataKey = 'cloud-init';

/** Does what is missing of an instance: user data, tags of its volumes, power. A started one is complete. */
export async function completeServer(
  context: CreateContext,
  request: InstanceRequest,
  server: ScalewayServer,
): Promise<ScalewayServer> {
  switch (server.state) {
    case 'starting':
    case 'running':
      return server;
    case 'stopped':
    case 'stopped in place':
      await prepare(context, request, server);
      return await start(context, server);
    case 'stopping':
      throw new ThrottledError(
        'the instance of this claim is going away',
        { provider: 'scaleway', code: 'stopping' },
        5_000,
      );
    default: {
      const message = `Scaleway holds the instance of this claim in state ${server.state}; ask its support`;
      throw new InvalidRequestError(message, { provider: 'scaleway', code: 'locked' }, false);
    }
  }
}

/** An instance that starts without its user data never joins, so the data comes first. */
async function prepare(
  { client, clusterId, call }: CreateContext,
  request: InstanceRequest,
  server: ScalewayServer,
): Promise<void> {
  const { zone, id: serverId } = server;
  await Promise.all([
    client.call(call, ({ instance }) =>
      instance.setServerUserData({ zone, serverId, key: userDataKey, content: request.userData }),
    ),
    tagVolumes(client, { server, clusterId }, call),
  ]);
}

async function start(context: CreateContext, server: ScalewayServer): Promise<ScalewayServer> {
  const { client, call, deadlines } = context;
  const { zone, id: serverId } = server;
  try {
    await client.call(call, ({ instance }) => instance.serverAction({ zone, serverId, action: 'poweron' }));
  } catch (error) {
    return await startedByAnother(context, server, error);
  }
  // A node that cannot be allocated shows here only: the instance falls back to stopped.
  const steps = { isSettled: ({ state }: ScalewayServer) => state !== 'starting', look: () => reread(context, server) };
  const seen = await follow({ ...server, state: 'starting' }, steps, { deadlines, signal: call.signal });
  if (seen.state !== 'stopped') return seen;
  const message = `Scaleway could not start a ${server.commercialType} in ${zone}; it has no node for it now`;
  throw new InsufficientCapacityError(message, { provider: 'scaleway', code: 'start_failed' });
}

/** Another call for the same claim may have been faster; then the refusal is none. */
async function startedByAnother(
  context: CreateContext,
  server: ScalewayServer,
  error: unknown,
): Promise<ScalewayServer> {
  const refused = error instanceof InvalidRequestError || error instanceof ThrottledError;
  if (!refused || error.details.code === 'too_many_requests') throw error;
  const seen = await reread(context, server);
  if (seen.state === 'starting' || seen.state === 'running') return seen;
  throw error;
}

async function reread({ client, call }: CreateContext, server: ScalewayServer): Promise<ScalewayServer> {
  const seen = await getServer(client, { zone: server.zone, serverId: server.id }, call);
  if (seen !== undefined) return seen;
  throw new OutageError(
    'the instance vanished while it was started',
    { provider: 'scaleway', code: 'not_found' },
    true,
  );
}
