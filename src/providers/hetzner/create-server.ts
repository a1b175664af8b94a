import type { HetznerBlock } from '../../api/generated.ts';
import { ForeignInstanceError, InvalidRequestError, OutageError, ProviderError, ThrottledError } from '../errors.ts';
import { createWithOneRetry } from '../outage-retry.ts';
import type { InstanceRequest } from '../provider.ts';
import type { ProviderDeadlines } from '../deadlines.ts';
import type { CallContext, HetznerClient } from './client.ts';
import { hetznerError } from './errors.ts';
import { followAction } from './follow-action.ts';
import { isOurs, serverLabels } from './labels.ts';
import { createdAnswer } from './schema.ts';
import type { HetznerAction, HetznerServer } from './schema.ts';
import { findServerByName, listServers, removeServer } from './servers.ts';
import { startServer } from './start-server.ts';

/** Everything a create needs beside the request. */
export interface CreateContext {
  readonly client: HetznerClient;
  readonly clusterId: string;
  /** Image name or id. */
  readonly image: string;
  /** Name or id of the key; looked up or made on first use. */
  readonly sshKey: (context: CallContext) => Promise<string | number>;
  /** What the class asks for beside image and key. */
  readonly block: Pick<HetznerBlock, 'networkID' | 'firewallIDs' | 'placementGroupID' | 'publicIPv4'>;
  readonly deadlines: ProviderDeadlines;
  readonly call: CallContext;
}

/** The one server of the claim: found by its labels, or made. */
export async function ensureServer(context: CreateContext, request: InstanceRequest): Promise<HetznerServer> {
  // The key is fetched beside the look, but its failure must not be the one that is reported first.
  const [found, sshKey] = await Promise.all([adopt(context, request.claimUid), context.sshKey(context.call)]);
  if (found !== undefined) return found;
  const create = {
    send: () => sendCreate(context, request, sshKey),
    lookUp: () => adopt(context, request.claimUid),
  };
  return await createWithOneRetry(create, context.deadlines.lookUpPauseMs, context.call.signal);
}

/** The claim's server, if there is one that is not going away. Of several the oldest stays and the rest are deleted. */
async function adopt(context: CreateContext, claimUid: string): Promise<HetznerServer | undefined> {
  const { client, clusterId, call } = context;
  const servers = await listServers(client, { clusterId, claimUid }, call);
  const [kept, ...spare] = servers.filter((server) => server.status !== 'deleting');
  for (const server of spare) await removeServer(client, server.id, call);
  if (kept?.status === 'off') await startServer(client, kept.id, call);
  return kept;
}

async function sendCreate(
  context: CreateContext,
  request: InstanceRequest,
  sshKey: string | number,
): Promise<HetznerServer> {
  const { client, call } = context;
  const body = createBody(context, request, sshKey);
  try {
    const made = await client.call(
      { method: 'POST', path: '/servers', body, answer: createdAnswer, creates: true },
      call,
    );
    await settleAction(context, made.server, made.action);
    return made.server;
  } catch (error) {
    if (error instanceof InvalidRequestError && error.details.code === 'uniqueness_error')
      return await ownNamesake(context, request, error);
    throw error;
  }
}

function createBody(
  context: CreateContext,
  request: InstanceRequest,
  sshKey: string | number,
): Record<string, unknown> {
  return {
    name: request.claimName,
    server_type: request.instanceType,
    image: context.image,
    location: request.zone,
    user_data: request.userData,
    labels: serverLabels(context.clusterId, request),
    ssh_keys: [sshKey],
    start_after_create: true,
    ...networking(context.block),
  };
}

/** Addresses are never made beforehand: those that come with the server go with it, others would be billed on. */
function networking({
  publicIPv4 = true,
  networkID,
  firewallIDs = [],
  placementGroupID,
}: CreateContext['block']): Record<string, unknown> {
  return {
    public_net: { enable_ipv4: publicIPv4, enable_ipv6: true },
    ...(networkID === undefined ? {} : { networks: [networkID] }),
    ...(firewallIDs.length === 0 ? {} : { firewalls: firewallIDs.map((firewall) => ({ firewall })) }),
    ...(placementGroupID === undefined ? {} : { placement_group: placementGroupID }),
  };
}

/** The server that holds our name, if its labels say that it is this claim's. A name proves nothing. */
async function ownNamesake(
  context: CreateContext,
  request: InstanceRequest,
  refusal: InvalidRequestError,
): Promise<HetznerServer> {
  const { client, clusterId, call } = context;
  const server = await findServerByName(client, request.claimName, call).catch((error: unknown) => {
    throw error instanceof ProviderError ? new OutageError(error.message, error.details, true) : error;
  });
  if (server === undefined || (server.status === 'deleting' && isOurs(server.labels, clusterId))) {
    throw new ThrottledError('the name is still held by a server that is going away', refusal.details, 5_000);
  }
  if (!isOurs(server.labels, clusterId, request.claimUid)) {
    const message = `the name ${request.claimName} is taken by a server that is not this claim's; rename or delete that server`;
    throw new ForeignInstanceError(message, refusal.details);
  }
  return server;
}

/** A failed action leaves a server behind that costs money; it is deleted before the failure is told. */
async function settleAction(context: CreateContext, server: HetznerServer, action: HetznerAction): Promise<void> {
  const { client, call, deadlines } = context;
  const failed = await followAction(client, action, { deadlines, call });
  if (failed === undefined) return;
  const refusal = { ...failed, fields: [], retryAfterMs: 5_000, creates: false };
  try {
    await removeServer(client, server.id, call);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    throw new OutageError(
      `${hetznerError(refusal).message}; the server is left: ${error.message}`,
      error.details,
      true,
    );
  }
  throw hetznerError(refusal);
}
