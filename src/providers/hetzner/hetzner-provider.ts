import type { HetznerBlock } from '../../api/generated.ts';
import type { Offering } from '../../domain/offering.ts';
import type { CatalogueCache } from '../catalogue-cache.ts';
import { InvalidRequestError } from '../errors.ts';
import { checkInstanceName, parseInstanceId } from '../instance-id.ts';
import type { CloudProvider } from '../provider.ts';
import { redaction } from '../redaction.ts';
import type { ProviderSettings, ProviderSurroundings } from '../settings.ts';
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
  readonly catalogue: CatalogueCache<readonly Offering[]>;
}

const defaultImage = 'ubuntu-24.04';

const idShape = /^hetzner\/([a-z]{2,10}[0-9]{0,3})\/([1-9][0-9]{0,18})$/u;

/** Rents servers at Hetzner Cloud for one cluster under one block of a NodeClass. */
export function createHetznerProvider(parts: HetznerProviderParts): CloudProvider {
  const { client, settings } = parts;
  const { clusterId, block } = settings;
  const sshKey = rememberKey(parts);
  const urgent = (signal: AbortSignal): CallContext => ({ signal, urgency: 'urgent' });
  return {
    name: 'hetzner',
    async create(request, signal) {
      checkInstanceName('hetzner', request.claimName);
      const call = { ...urgent(signal), redact: redaction(settings.credential, request.userData) };
      const image = block.image ?? defaultImage;
      const context = {
        client,
        clusterId,
        image,
        sshKey: sshKey.get,
        networkID: block.networkID,
        deadlines: parts.deadlines,
        call,
      };
      try {
        return instanceOf(await ensureServer(context, request));
      } catch (error) {
        if (error instanceof InvalidRequestError) {
          // The key was deleted, or the type retired, since they were read.
          sshKey.forget();
          parts.catalogue.refresh();
        }
        throw error;
      }
    },
    async get(instanceId, signal) {
      const { vendorId } = parseInstanceId('hetzner', idShape, instanceId);
      return instanceOf(await ownServer(client, { id: vendorId, clusterId }, urgent(signal)));
    },
    async delete(instanceId, signal) {
      const { vendorId } = parseInstanceId('hetzner', idShape, instanceId);
      await deleteServer(client, { id: vendorId, clusterId }, urgent(signal));
    },
    async list(signal, claimUid) {
      const servers = await listServers(client, { clusterId, claimUid }, { signal, urgency: 'routine' });
      return servers.map(instanceOf);
    },
    async offerings(signal) {
      const all = await parts.catalogue.read(signal);
      return all.filter((offering) => isAllowed(offering, block));
    },
    async forgetUserData() {
      // Hetzner keeps the user data as long as the server and has no call to remove it.
    },
  };
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
