import { createHash } from 'node:crypto';
import { Agent } from 'undici';
import { providerNames } from '../domain/offering.ts';
import type { ProviderName } from '../domain/offering.ts';
import { defaultDeadlines } from './deadlines.ts';
import type { ProviderDeadlines } from './deadlines.ts';
import type { ProviderDefinition } from './definition.ts';
import { hetzner } from './hetzner/definition.ts';
import type { CloudProvider } from './provider.ts';
import { scaleway } from './scaleway/definition.ts';
import type { ProviderSettings, ProviderSurroundings } from './settings.ts';

/** Every cloud, one line each. */
const definitions: Readonly<Record<ProviderName, ProviderDefinition>> = {
  hetzner,
  scaleway,
};

/** Where the clouds are and how long to wait for them. */
export interface ProviderRegistryOptions {
  /** Base addresses without a slash at their end; Hetzner's with the version, for example https://api.hetzner.cloud/v1. */
  readonly endpoints: Readonly<Record<ProviderName, string>>;
  /** Clouds of which any certificate is accepted; for drills against the API mock only. */
  readonly insecureSkipVerify: Readonly<Partial<Record<ProviderName, boolean>>>;
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

/** A registry of the clouds above. */
export function createProviderRegistry(options: ProviderRegistryOptions): ProviderRegistry {
  const deadlines = { ...defaultDeadlines, ...options.deadlines };
  const surroundings = { deadlines, now: options.now, random: options.random };
  const desks = providerNames.map((name) => {
    const agent = createAgent(deadlines, options.insecureSkipVerify[name] ?? false);
    return openDesk(definitions[name], { ...surroundings, endpoint: options.endpoints[name], agent });
  });
  return {
    provider(name, settings) {
      const desk = desks.find((one) => one.name === name);
      if (desk === undefined) throw new TypeError(`there is no provider ${String(name)}`);
      return desk.provider(settings);
    },
    async close() {
      await Promise.all(desks.map((desk) => desk.close()));
    },
  };
}

/** All clients of one cloud. */
interface Desk {
  readonly name: ProviderName;
  provider(settings: ProviderSettings): CloudProvider;
  close(): Promise<void>;
}

function openDesk(
  { name, createAccount }: ProviderDefinition,
  { agent, ...parts }: ProviderSurroundings & { readonly endpoint: string; readonly agent: Agent },
): Desk {
  const accounts = new Map<string, ReturnType<typeof createAccount>>();
  const providers = new Map<string, CloudProvider>();
  return {
    name,
    provider(settings) {
      const { credential, clusterId, block } = settings;
      const key = hash(credential);
      return cached(providers, `${clusterId} ${key} ${JSON.stringify(block)}`, () => {
        const account = cached(accounts, key, () => createAccount({ ...parts, credential, dispatcher: agent }));
        return account.provider(settings);
      });
    },
    close: () => agent.destroy(),
  };
}

function createAgent(deadlines: ProviderDeadlines, insecure: boolean): Agent {
  const connect = { timeout: deadlines.connectMs, ...(insecure ? { rejectUnauthorized: false } : {}) };
  // The deadline of each request is kept by the request itself.
  return new Agent({ connect, headersTimeout: 0, bodyTimeout: 0, maxResponseSize: 32 * 2 ** 20 });
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

function hash(credential: string): string {
  return createHash('sha256').update(credential).digest('hex');
}
