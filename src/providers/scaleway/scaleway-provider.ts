import type { ScalewayBlock } from '../../api/generated.ts';
import type { Offering } from '../../domain/offering.ts';
import type { CatalogueCache } from '../catalogue-cache.ts';
import { InstanceNotFoundError, InvalidRequestError } from '../errors.ts';
import { checkInstanceName, parseInstanceId } from '../instance-id.ts';
import type { CloudProvider, Instance } from '../provider.ts';
import type { Redact } from '../redaction.ts';
import { redaction } from '../redaction.ts';
import type { ProviderSettings, ProviderSurroundings } from '../settings.ts';
import type { CallContext, ScalewayClient } from './client.ts';
import { userDataKey } from './complete-server.ts';
import { ensureServer } from './create-server.ts';
import { deleteServer, ownServer } from './delete-server.ts';
import type { Target } from './delete-server.ts';
import type { ImageFinder } from './images.ts';
import { leftovers } from './leftovers.ts';
import { isZone, zones } from './places.ts';
import { instanceOf, listServers } from './servers.ts';

/** What a Scaleway provider is made of. */
export interface ScalewayProviderParts extends ProviderSurroundings {
  readonly settings: ProviderSettings<ScalewayBlock>;
  readonly client: ScalewayClient;
  readonly redact: Redact;
  readonly images: ImageFinder;
  /** The catalogue of a zone, shared by all providers of the key. */
  readonly catalogue: (zone: string) => CatalogueCache<readonly Offering[]>;
}

const defaultImage = 'ubuntu_noble';

const idShape = /^scaleway\/([a-z]{2}-[a-z]{3}-[1-9])\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/u;

/** Rents Instances at Scaleway for one cluster under one block of a NodeClass. */
export function createScalewayProvider(parts: ScalewayProviderParts): Omit<CloudProvider, 'sweep'> {
  const { client, settings, redact } = parts;
  const { clusterId, block } = settings;
  const places = block.zone === undefined ? zones : [block.zone];
  const urgent = (signal: AbortSignal): CallContext => ({ signal, urgency: 'urgent', redact });
  return {
    name: 'scaleway',
    async create(request, signal) {
      checkInstanceName('scaleway', request.claimName);
      checkPlaces([request.zone]);
      const call = { ...urgent(signal), redact: redaction(settings.credential, request.userData) };
      const { images, deadlines } = parts;
      const what = { projectID: checkedProject(block.projectID), image: block.image ?? defaultImage, images };
      const { server, twinPossible } = await ensureServer({ client, clusterId, ...what, deadlines, call }, request);
      return { ...instanceOf(server), ...(twinPossible && { twinPossible }) };
    },
    async get(instanceId, signal) {
      return instanceOf(await ownServer(client, targetOf(instanceId, clusterId), urgent(signal)));
    },
    async delete(instanceId, signal) {
      await deleteServer(client, targetOf(instanceId, clusterId), urgent(signal));
    },
    async list(signal, claimUid) {
      checkPlaces(places);
      // A look for one claim is part of renting or giving back.
      const call: CallContext = { signal, urgency: claimUid === undefined ? 'routine' : 'urgent', redact };
      const lists = await Promise.all(places.map((zone) => listZone(client, { clusterId, claimUid, zone }, call)));
      return lists.flat();
    },
    async offerings(signal) {
      checkPlaces(places);
      const lists = await Promise.all(places.map((zone) => parts.catalogue(zone).read(signal)));
      return lists.flat().filter(({ instanceType }) => block.serverTypes?.includes(instanceType) ?? true);
    },
    async forgetUserData(instanceId, signal) {
      const { zone, serverId } = targetOf(instanceId, clusterId);
      const call = urgent(signal);
      try {
        await client.call(call, ({ instance }) => instance.deleteServerUserData({ zone, serverId, key: userDataKey }));
      } catch (error) {
        if (!(error instanceof InstanceNotFoundError)) throw error;
      }
    },
  };
}

/** Instances of a zone, and volumes that are left of gone ones. */
async function listZone(
  client: ScalewayClient,
  owner: { readonly clusterId: string; readonly claimUid: string | undefined; readonly zone: string },
  call: CallContext,
): Promise<readonly Instance[]> {
  const [servers, left] = await Promise.all([listServers(client, owner, call), leftovers(client, owner, call)]);
  const known = new Set(servers.map((server) => instanceOf(server).id));
  return [...servers.map(instanceOf), ...left.filter((instance) => !known.has(instance.id))];
}

function targetOf(instanceId: string, clusterId: string): Target {
  const { place, vendorId } = parseInstanceId('scaleway', idShape, instanceId);
  return { clusterId, zone: place, serverId: vendorId };
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu;

function checkedProject(projectID: string): string {
  if (uuid.test(projectID)) return projectID;
  const shown = JSON.stringify(projectID.slice(0, 60));
  const message = `spec.scaleway.projectID ${shown} is no project id; put the project's UUID from the Scaleway console there`;
  throw new InvalidRequestError(message, { provider: 'scaleway', code: 'invalid_project' }, false);
}

function checkPlaces(names: readonly string[]): void {
  const wrong = names.find((name) => !isZone(name));
  if (wrong === undefined) return;
  const message = `${JSON.stringify(wrong.slice(0, 60))} is no zone of Scaleway; correct spec.scaleway.zone of the NodeClass, for example fr-par-1`;
  throw new InvalidRequestError(message, { provider: 'scaleway', code: 'invalid_zone' }, false);
}
