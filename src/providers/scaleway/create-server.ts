import type { ProviderDeadlines } from '../deadlines.ts';
import { OutageError, ProviderError, ThrottledError } from '../errors.ts';
import { createWithOneRetry } from '../outage-retry.ts';
import type { InstanceRequest } from '../provider.ts';
import type { CallContext, ScalewayClient } from './client.ts';
import { completeServer } from './complete-server.ts';
import { deleteServer, giveBack } from './delete-server.ts';
import { keepOne } from './duplicates.ts';
import type { ImageFinder } from './images.ts';
import { rootVolumeGb } from './prices.ts';
import { checkedServer } from './servers.ts';
import type { ScalewayServer } from './servers.ts';
import { instanceTags } from './tags.ts';

/** Everything a create needs beside the request. */
export interface CreateContext {
  readonly client: ScalewayClient;
  readonly clusterId: string;
  readonly projectID: string;
  /** Marketplace label or image id. */
  readonly image: string;
  readonly images: ImageFinder;
  readonly deadlines: ProviderDeadlines;
  readonly call: CallContext;
}

/** The instance of a claim. */
export interface EnsuredServer {
  readonly server: ScalewayServer;
  /** Whether a request that was given up may still make a second one: names are not unique here. */
  readonly twinPossible: boolean;
}

/**
 * The one instance of the claim: found by its tags, or made stopped; then completed and started. Whatever a crash left undone is
 * seen from its state and done by the next call.
 */
export async function ensureServer(context: CreateContext, request: InstanceRequest): Promise<EnsuredServer> {
  const found = await keepOne(context, request);
  const made = found === undefined ? await makeServer(context, request) : { server: found, sent: 0 };
  const server = await completeOrDiscard(context, request, made.server);
  return { server, twinPossible: request.resumed === true || made.sent > 1 };
}

interface MadeServer {
  readonly server: ScalewayServer;
  /** How many creates were sent for it. */
  readonly sent: number;
}

async function makeServer(context: CreateContext, request: InstanceRequest): Promise<MadeServer> {
  const image = await context.images.find({ ...request, image: context.image }, context.call);
  let sent = 0;
  const create = {
    send: () => {
      sent += 1;
      return sendCreate(context, request, image);
    },
    lookUp: () => keepOne(context, request),
  };
  const made = await createWithOneRetry(create, context.deadlines.lookUpPauseMs, context.call.signal);
  // Names are not unique here: a create that was thought lost, or another process, may have made a second one.
  return { server: (await uncertain(() => keepOne(context, request, made))) ?? made, sent };
}

async function sendCreate(context: CreateContext, request: InstanceRequest, image: string): Promise<ScalewayServer> {
  const call = { ...context.call, creates: true };
  const size = rootVolumeGb * 1_000_000_000;
  const root = { name: `${request.claimName}-root`, volumeType: 'sbs_volume', size, boot: true } as const;
  const answer = await context.client.call(call, ({ instance }) =>
    instance.createServer({
      zone: request.zone,
      name: request.claimName,
      commercialType: request.instanceType,
      image,
      project: context.projectID,
      tags: instanceTags(context.clusterId, request),
      volumes: { 0: root },
      dynamicIpRequired: true,
      protected: false,
    }),
  );
  return checkedServer(answer.server, true);
}

/** A refusal after the instance was made must not leave it behind: it is given back before the refusal is told. */
async function completeOrDiscard(
  context: CreateContext,
  request: InstanceRequest,
  server: ScalewayServer,
): Promise<ScalewayServer> {
  try {
    return await completeServer(context, request, server);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    if (error.details.code === 'stopping') throw error;
    if (error instanceof OutageError || error instanceof ThrottledError) throw leftBehind(error);
    await uncertain(() => discard(context, server));
    throw error;
  }
}

async function discard({ client, clusterId, call }: CreateContext, server: ScalewayServer): Promise<void> {
  await giveBack(client, { clusterId, server }, call);
  await deleteServer(client, { clusterId, zone: server.zone, serverId: server.id }, call);
}

/** From here on an instance exists, so every failure says so. */
async function uncertain<Result>(step: () => Promise<Result>): Promise<Result> {
  try {
    return await step();
  } catch (error) {
    throw error instanceof ProviderError ? leftBehind(error) : error;
  }
}

function leftBehind(error: ProviderError): OutageError {
  return new OutageError(`${error.message}; an instance was made and may be left`, error.details, true);
}
