import { createHash } from 'node:crypto';
import { Agent } from 'undici';
import type { HetznerBlock, ScalewayBlock } from '../api/generated.ts';
import type { ProviderName } from '../domain/offering.ts';
import { defaultDeadlines } from './deadlines.ts';
import type { ProviderDeadlines } from './deadlines.ts';
import { createHetznerAccount } from './hetzner/hetzner-account.ts';
import type { CloudProvider } from './provider.ts';
import { createScalewayAccount } from './scaleway/scaleway-account.ts';
import type { ProviderSettings } from './settings.ts';

/** Where the clouds are and how long to wait for them. */
export interface ProviderRegistryOptions {
  readonly endpoints: {
    /** With the version, for example https://api.hetzner.cloud/v1. */
    readonly hetzner: string;
    /** Without a slash at its end, for example https://api.scaleway.com. */
    readonly scaleway: string;
  };
  /** Accepts any certificate; for drills against the API mock only. */
  readonly insecureSkipVerify: { readonly hetzner: boolean };
  /** Instead of those of deadlines.ts. */
  readonly deadlines?: Partial<ProviderDeadlines>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** From 0 to 1, 1 excluded. */
  readonly random: () => number;
}

/** Gives out clients of the clouds; one per process, so that all callers share connections and rate limits. */
export interface ProviderRegistry {
  /** The provider for these settings; the same one for the same settings. */
  provider(name: ProviderName, settings: ProviderSettings): CloudProvider;
  /** Ends all connections. */
  close(): Promise<void>;
}

/** The registry. Everything that concerns a cloud stands in its folder; here is one line for each. */
export function createProviderRegistry(options: ProviderRegistryOptions): ProviderRegistry {
  const deadlines = { ...defaultDeadlines, ...options.deadlines };
  const surroundings = { deadlines, now: options.now, random: options.random };
  const agents = {
    hetzner: createAgent(deadlines, options.insecureSkipVerify.hetzner),
    scaleway: createAgent(deadlines, false),
  };
  const hetzner = remember((credential) => {
    return createHetznerAccount({
      ...surroundings,
      endpoint: options.endpoints.hetzner,
      dispatcher: agents.hetzner,
      credential,
    });
  });
  const scaleway = remember((credential) => {
    return createScalewayAccount({
      ...surroundings,
      endpoint: options.endpoints.scaleway,
      dispatcher: agents.scaleway,
      credential,
    });
  });
  const providers = new Map<string, CloudProvider>();
  return {
    provider(name, settings) {
      return cached(providers, providerKey(name, settings), () => {
        switch (name) {
          case 'hetzner':
            return hetzner(settings.credential).provider(hetznerSettings(settings));
          case 'scaleway':
            return scaleway(settings.credential).provider(scalewaySettings(settings));
        }
      });
    },
    async close() {
      await Promise.all([agents.hetzner.destroy(), agents.scaleway.destroy()]);
    },
  };
}

function createAgent(deadlines: ProviderDeadlines, insecure: boolean): Agent {
  const connect = { timeout: deadlines.connectMs, ...(insecure ? { rejectUnauthorized: false } : {}) };
  // The deadline of each request is kept by the request itself.
  return new Agent({ connect, headersTimeout: 0, bodyTimeout: 0, maxResponseSize: 32 * 2 ** 20 });
}

function remember<Account>(make: (credential: string) => Account): (credential: string) => Account {
  const accounts = new Map<string, Account>();
  return (credential) => cached(accounts, hash(credential), () => make(credential));
}

/** How many credentials and settings are remembered; old ones go first, and a rotated credential is old. */
const mostRemembered = 200;

function cached<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const oldest = map.keys().next();
  if (map.size >= mostRemembered && oldest.done !== true) map.delete(oldest.value);
  const made = make();
  map.set(key, made);
  return made;
}

function providerKey(name: ProviderName, settings: ProviderSettings): string {
  return `${name} ${settings.clusterId} ${hash(settings.credential)} ${JSON.stringify(settings.block)}`;
}

function hash(credential: string): string {
  return createHash('sha256').update(credential).digest('hex');
}

function hetznerSettings({ block, ...rest }: ProviderSettings): ProviderSettings<HetznerBlock> {
  if (isHetznerBlock(block)) return { ...rest, block };
  throw new TypeError('a block of Scaleway was given for Hetzner');
}

function scalewaySettings({ block, ...rest }: ProviderSettings): ProviderSettings<ScalewayBlock> {
  if (!isHetznerBlock(block)) return { ...rest, block };
  throw new TypeError('a block of Hetzner was given for Scaleway');
}

function isHetznerBlock(block: HetznerBlock | ScalewayBlock): block is HetznerBlock {
  return 'apiTokenSecretRef' in block;
}
