import type { HetznerBlock } from '../../api/generated.ts';
import type { Offering } from '../../domain/offering.ts';
import type { CatalogueCache } from '../catalogue-cache.ts';
import { InvalidRequestError } from '../errors.ts';
import { checkInstanceName, parseInstanceId } from '../instance-id.ts';
import type { CloudProvider, Instance, InstanceRequest } from '../provider.ts';
import { redaction } from '../redaction.ts';
import type { ProviderSettings, ProviderSurroundings } from '../settings.ts';
import type { HetznerOfferings } from './catalogue.ts';
import type { CallContext, HetznerClient } from './client.ts';
import { ensureServer } from './create-server.ts';
import { deleteServer, ownServer } from './delete-server.ts';
import { instanceOf, listServers } from './servers.ts';
import { ensureThrowAwayKey } from './ssh-key.ts';

/** What a Hetzner provider is made of. */
export interface HetznerProviderParts extends ProviderSurroundings {
  readonly settings: ProviderSettings<HetznerBlock>;
  readonly client: HetznerClient;
  /** Shared by all providers of the token. */
  readonly catalogue: CatalogueCache<HetznerOfferings>;
}

const defaultImage = 'ubuntu-24.04';

const idShape = /^hetzner\/([a-z]{2,10}[0-9]{0,3})\/([1-9][0-9]{0,18})$/u;

/** Rents servers at Hetzner Cloud for one cluster under one block of a NodeClass. */
export function createHetznerProvider(parts: HetznerProviderParts): Omit<CloudProvider, 'sweep'> {
  const { client, settings } = parts;
  const { clusterId, block } = settings;
  const sshKey = rememberKey(parts);
  return {
    name: 'hetzner',
    create: (request, signal) => createInstance(parts, sshKey, { request, signal }),
    async get(instanceId, signal) {
      const { vendorId } = parseInstanceId('hetzner', idShape, instanceId);
      return instanceOf(await ownServer(client, { id: vendorId, clusterId }, urgent(signal)));
    },
    async delete(instanceId, signal) {
      const { vendorId } = parseInstanceId('hetzner', idShape, instanceId);
      await deleteServer(client, { id: vendorId, clusterId }, urgent(signal));
    },
    async list(signal, claimUid) {
      // A look for one claim is part of renting or giving back.
      const urgency = claimUid === undefined ? 'routine' : 'urgent';
      const servers = await listServers(client, { clusterId, claimUid }, { signal, urgency });
      return servers.map(instanceOf);
    },
    async offerings(signal) {
      const { withIPv4, withoutIPv4 } = await parts.catalogue.read(signal);
      const all = block.publicIPv4 === false ? withoutIPv4 : withIPv4;
      return all.filter((offering) => isAllowed(offering, block));
    },
    async forgetUserData() {
      // Hetzner keeps the user data as long as the server and has no call to remove it.
    },
  };
}

async function createInstance(
  parts: HetznerProviderParts,
  sshKey: RememberedKey,
  { request, signal }: { readonly request: InstanceRequest; readonly signal: AbortSignal },
): Promise<Instance> {
  const { client, settings, deadlines } = parts;
  const { clusterId, block, credential } = settings;
  checkInstanceName('hetzner', request.claimName);
  const call = { ...urgent(signal), redact: redaction(credential, request.userData) };
  const image = block.image ?? defaultImage;
  try {
    const context = { client, clusterId, block, image, sshKey: sshKey.get, deadlines, call };
    return instanceOf(await ensureServer(context, request));
  } catch (error) {
    if (error instanceof InvalidRequestError) {
      // The key was deleted, or the type retired, since they were read.
      sshKey.forget();
      parts.catalogue.refresh();
    }
    throw error;
  }
}

function urgent(signal: AbortSignal): CallContext {
  return { signal, urgency: 'urgent' };
}

function isAllowed(offering: Offering, block: HetznerBlock): boolean {
  const placed = block.location === undefined || offering.zone === block.location;
  return placed && (block.serverTypes === undefined || block.serverTypes.includes(offering.instanceType));
}

interface RememberedKey {
  readonly get: (context: CallContext) => Promise<string | number>;
  readonly forget: () => void;
}

/** The class's own key, or the throw-away key, looked up once. */
function rememberKey({ client, settings }: HetznerProviderParts): RememberedKey {
  let known: string | number | undefined = settings.block.sshKey;
  return {
    async get(context) {
      known ??= await ensureThrowAwayKey(client, settings.clusterId, context);
      return known;
    },
    forget() {
      known = settings.block.sshKey;
    },
  };
}
