import type { ProviderName } from '../../src/domain/offering.ts';
import { createProviderRegistry } from '../../src/providers/registry.ts';
import type { ProviderRegistry } from '../../src/providers/registry.ts';
import type { ProviderDeadlines } from '../../src/providers/deadlines.ts';
import type { InstanceRequest } from '../../src/providers/provider.ts';
import type { ProviderSettings } from '../../src/providers/settings.ts';
import type { FaultEffectOf } from '../../src/simulation/faults/rule.ts';
import type { CloudState } from '../../src/simulation/clouds/cloud.ts';
import { simulatedClouds } from '../helpers/simulated-clouds.ts';
import type { SimulatedClouds } from '../helpers/simulated-clouds.ts';
import type { ProviderWorld } from './world.ts';

/** What a world is made of beside the simulation. */
export interface SimulatedWorldParts {
  readonly provider: ProviderName;
  readonly settings: ProviderSettings;
  readonly request: InstanceRequest;
  readonly addServer: (
    clouds: SimulatedClouds,
    server: { readonly name: string; readonly claimUid?: string },
  ) => Promise<void>;
  /** A side resource that carries our marks and is used by nothing. */
  readonly leaveBehind: (clouds: SimulatedClouds, instanceId: string) => Promise<void>;
  /** The change of the catalogue's answers that makes a type one without a price, or one that is no longer sold. */
  readonly withoutPrice: (clouds: SimulatedClouds, type: string) => Promise<CatalogueEdit>;
  readonly noLongerSold: (clouds: SimulatedClouds, type: string) => Promise<CatalogueEdit>;
}

/** A change of an answer. */
type CatalogueEdit = Pick<FaultEffectOf<'edit-answer'>, 'set' | 'remove'> & {
  /** The operation that is answered. */
  readonly operation: string;
};

const quick: Partial<ProviderDeadlines> = { lookUpPauseMs: 1, pollMs: 1, followActionMs: 2_000 };
const nobody = 'http://127.0.0.1:9';

/** A world over the simulated clouds, without boot delay and with short pauses. */
export async function simulatedWorld(parts: SimulatedWorldParts): Promise<ProviderWorld> {
  const clouds = await simulatedClouds();
  const registries: ProviderRegistry[] = [];
  const make = (
    endpoints: { hetzner: string; scaleway: string },
    deadlines: Partial<ProviderDeadlines>,
  ): ProviderRegistry => {
    const insecureSkipVerify = { hetzner: false };
    const registry = createProviderRegistry({
      endpoints,
      insecureSkipVerify,
      deadlines,
      now: Date.now,
      random: () => 0.5,
    });
    registries.push(registry);
    return registry;
  };
  const shared = make(clouds.endpoints, quick);
  const edit = async ({ operation, ...changes }: CatalogueEdit): Promise<void> => {
    const effect = { kind: 'edit-answer', ...changes };
    await clouds.control('POST', '/faults', { provider: parts.provider, operation, effect });
  };
  const state = async (): Promise<CloudState> => (await clouds.control('GET', '/state')).body[parts.provider];
  return {
    settings: parts.settings,
    provider: (deadlines) => {
      const registry = deadlines === undefined ? shared : make(clouds.endpoints, { ...quick, ...deadlines });
      return registry.provider(parts.provider, parts.settings);
    },
    otherCluster: () => shared.provider(parts.provider, { ...parts.settings, clusterId: 'another-cluster' }),
    unreachable: () => make({ hetzner: nobody, scaleway: nobody }, quick).provider(parts.provider, parts.settings),
    request: (overrides = {}) => ({ ...parts.request, ...overrides }),
    arm: async (fault) => void (await clouds.control('POST', '/faults', { ...fault, provider: parts.provider })),
    disarm: async () => void (await clouds.control('DELETE', '/faults')),
    received: async (operation) => {
      const query = operation === undefined ? '' : `&operation=${operation}`;
      return (await clouds.control('GET', `/requests?provider=${parts.provider}${query}`)).body.requests.length;
    },
    repeated: async () => {
      const { requests } = (await clouds.control('GET', `/requests?provider=${parts.provider}`)).body;
      const sent: string[] = requests.map((one: { method: string; path: string }) => `${one.method} ${one.path}`);
      return sent.filter((line, index) => sent.indexOf(line) !== index);
    },
    servers: async () => (await state()).servers,
    resources: async () => {
      const { servers, volumes, ips } = await state();
      return servers.length + volumes.length + ips.length;
    },
    addForeign: (name) => parts.addServer(clouds, { name }),
    leaveBehind: (instanceId) => parts.leaveBehind(clouds, instanceId),
    fill: async (count) => {
      for (let index = 0; index < count; index += 1) {
        await parts.addServer(clouds, { name: `filled-${index}`, claimUid: `claim-${index}` });
      }
    },
    sellOut: async (type) => void (await clouds.control('PUT', '/stock', { provider: parts.provider, type, left: 0 })),
    hidePrice: async (type) => edit(await parts.withoutPrice(clouds, type)),
    endSale: async (type) => edit(await parts.noLongerSold(clouds, type)),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(registries.map((registry) => registry.close()));
      await clouds[Symbol.asyncDispose]();
    },
  };
}
