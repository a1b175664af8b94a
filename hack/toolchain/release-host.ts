import { EnvHttpProxyAgent, fetch, type Response } from 'undici';

const ANSWER_TIMEOUT_MS = 10_000;
const STALL_TIMEOUT_MS = 30_000;

/** Fetches from release hosts, through the proxy that the environment names, if any. */
export interface ReleaseHosts {
  /** Resolves to a successful answer. Throws one sentence otherwise; a host that did not answer once is not tried again. */
  get(url: string): Promise<Response>;
  close(): Promise<void>;
}

/**
 * Opens connections to release hosts; remembers, for its own lifetime, which of them are dead.
 * `knockMs` is the time a host has for its first sign of life: a machine without a way out is to find that out in seconds.
 */
export function openReleaseHosts(knockMs = 4000): ReleaseHosts {
  const dispatcher = new EnvHttpProxyAgent({
    connect: { timeout: knockMs },
    headersTimeout: ANSWER_TIMEOUT_MS,
    bodyTimeout: STALL_TIMEOUT_MS,
  });
  const knocks = new Map<string, Promise<void>>();
  const get = async (url: string): Promise<Response> => {
    const { origin, host } = new URL(url);
    const knock = knocks.get(origin) ?? knockOn(origin, knockMs, dispatcher);
    knocks.set(origin, knock);
    await knock;
    const response = await fetch(url, { dispatcher });
    if (response.ok) return response;
    await response.body?.cancel();
    throw new Error(`${host} answered ${response.status} for ${url}`);
  };
  return { get, close: () => dispatcher.destroy() };
}

// Asked once for each host before anything else, so that eight programs do not wait for the same dead host.
async function knockOn(origin: string, knockMs: number, dispatcher: EnvHttpProxyAgent): Promise<void> {
  const signal = AbortSignal.timeout(knockMs);
  try {
    const response = await fetch(origin, { method: 'HEAD', redirect: 'manual', dispatcher, signal });
    await response.body?.cancel();
  } catch (error) {
    throw new Error(`${new URL(origin).host} does not answer`, { cause: error });
  }
}
