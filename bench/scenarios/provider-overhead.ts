import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { createProviderRegistry } from '../../src/providers/registry.ts';
import type { CloudProvider, InstanceRequest } from '../../src/providers/provider.ts';
import type { ProviderSettings } from '../../src/providers/settings.ts';
import type { ProviderName } from '../../src/domain/offering.ts';
import { startClouds } from '../../test/e2e/world/clouds.ts';
import { figure } from '../figure.ts';
import type { Figure } from '../figure.ts';
import { recordRequests } from '../request-recorder.ts';
import type { RecordedExchange } from '../request-recorder.ts';
import type { Order, Scenario } from '../scenario.ts';

/** Pairs that are not measured: connections, keys, images, compiled code. */
const warmUp = 20;

/** What our code costs beside the network, for each cloud. */
export const providerOverhead: Scenario = {
  name: 'provider-overhead',
  title:
    'A create through a provider, and the very same requests sent without it to the same simulated cloud, by turns on one connection each; neither follows the action afterwards',
  runs: 200,
  async measure({ stack, runs, report }: Order) {
    const folder = join(stack.stateDir, 'provider-overhead');
    mkdirSync(folder, { recursive: true });
    const clouds = await startClouds(folder, { bootDelay: '0s' });
    try {
      const figures: Figure[] = [];
      for (const customer of customers) {
        const endpoint = customer.name === 'hetzner' ? clouds.hetznerEndpoint : clouds.scalewayEndpoint;
        const pairs = await measurePairs(customer, endpoint, runs);
        report(`${customer.name}: ${pairs.requests} requests for one create`);
        figures.push(...figuresOf(customer.name, pairs));
      }
      return figures;
    } finally {
      await clouds.stop();
    }
  },
};

/** Who rents what at which cloud. */
interface Customer {
  readonly name: ProviderName;
  readonly settings: ProviderSettings;
  readonly order: Omit<InstanceRequest, 'claimUid' | 'claimName'>;
}

const common = {
  nodePool: 'bench',
  architecture: 'amd64',
  userData: `#cloud-config\n${'# filler\n'.repeat(400)}`,
} as const;
const reference = { name: 'bench', key: 'bench' };

const customers: readonly Customer[] = [
  {
    name: 'hetzner',
    settings: { clusterId: randomUUID(), credential: randomUUID(), block: { apiTokenSecretRef: reference } },
    order: { ...common, region: 'fsn1', zone: 'fsn1', instanceType: 'cx23' },
  },
  {
    name: 'scaleway',
    settings: {
      clusterId: randomUUID(),
      credential: randomUUID(),
      block: { projectID: randomUUID(), zone: 'fr-par-1', apiKeySecretRef: reference },
    },
    order: { ...common, region: 'fr-par', zone: 'fr-par-1', instanceType: 'DEV1-M' },
  },
];

/** Milliseconds by the clock, and of a core that this process used. */
interface Cost {
  readonly clock: number;
  readonly processor: number;
}

interface Pairs {
  /** Pair by pair. */
  readonly through: readonly Cost[];
  readonly without: readonly Cost[];
  readonly requests: number;
}

async function measurePairs(customer: Customer, endpoint: string, runs: number): Promise<Pairs> {
  const { origin } = new URL(endpoint);
  const template = await recordCreate(customer, endpoint);
  await using closing = new AsyncDisposableStack();
  const provider = openProvider(customer, endpoint, closing);
  const agent = new Agent();
  closing.defer(() => agent.close());
  const through: Cost[] = [];
  const without: Cost[] = [];
  for (let run = -warmUp; run < runs; run += 1) {
    const turns = [
      async () => void through.push(await timed(() => create(customer, provider))),
      async () => void without.push(await timed(() => repeat(template, origin, agent))),
    ];
    // Who goes first changes, so that neither profits from the other.
    for (const turn of run % 2 === 0 ? turns : turns.toReversed()) await turn();
  }
  return { through: through.slice(warmUp), without: without.slice(warmUp), requests: template.exchanges.length };
}

function figuresOf(name: string, { through, without }: Pairs): readonly Figure[] {
  const ours = (of: keyof Cost): readonly number[] =>
    through.map((cost, index) => cost[of] - (without[index]?.[of] ?? NaN));
  const clock = (costs: readonly Cost[]): readonly number[] => costs.map((cost) => cost.clock);
  return [
    figure(`our code in one create at ${name}`, 'ms', { samples: ours('clock'), target: { p50: 2 } }),
    figure(`· the same in processor time, which other load does not stretch`, 'ms', { samples: ours('processor') }),
    figure(`· the create through the provider`, 'ms', { samples: clock(through) }),
    figure(`· the same requests without it`, 'ms', { samples: clock(without) }),
  ];
}

function openProvider(customer: Customer, endpoint: string, closing: AsyncDisposableStack): CloudProvider {
  const registry = createProviderRegistry({
    endpoints: { hetzner: endpoint, scaleway: endpoint },
    insecureSkipVerify: {},
    deadlines: { followActionMs: 0 },
    now: Date.now,
    random: Math.random,
  });
  closing.defer(() => registry.close());
  return registry.provider(customer.name, customer.settings);
}

/** The requests of a create, and what in them belongs to that create alone. */
interface Template {
  readonly exchanges: readonly RecordedExchange[];
  readonly claim: Pick<InstanceRequest, 'claimUid' | 'claimName'>;
}

async function recordCreate(customer: Customer, endpoint: string): Promise<Template> {
  const { origin, pathname } = new URL(endpoint);
  await using closing = new AsyncDisposableStack();
  const recorder = closing.use(await recordRequests(origin));
  const provider = openProvider(customer, recorder.endpoint + pathname.replace(/\/$/u, ''), closing);
  // The first one also looks up images and keys.
  await create(customer, provider);
  recorder.take();
  const claim = await create(customer, provider);
  return { exchanges: recorder.take(), claim };
}

async function create({ order }: Customer, provider: CloudProvider): Promise<Template['claim']> {
  const claimUid = randomUUID();
  const claim = { claimUid, claimName: `bench-${claimUid}` };
  await provider.create({ ...order, ...claim }, new AbortController().signal);
  return claim;
}

/** Sends the requests again, one after the other, for a claim of their own: with its name, its UID and the ids of what it made. */
async function repeat({ exchanges, claim }: Template, origin: string, dispatcher: Agent): Promise<void> {
  const claimUid = randomUUID();
  const renamed = new Map([
    [claim.claimName, `bench-${claimUid}`],
    [claim.claimUid, claimUid],
  ]);
  const rename = (text: string): string => [...renamed].reduce((done, [from, to]) => done.replaceAll(from, to), text);
  for (const { method, path, headers, body, answer } of exchanges) {
    const sent = { dispatcher, method, headers, body: body === '' ? null : rename(body) };
    const reply = await request(origin + rename(path), sent);
    const text = await reply.body.text();
    if (reply.statusCode >= 300) throw new Error(`${method} ${path} was answered ${reply.statusCode}: ${text}`);
    if (method !== 'POST') continue;
    const [before, after] = [idsIn(answer), idsIn(text)];
    before.forEach((id, index) => renamed.set(id, after[index] ?? id));
  }
}

/** Ids in the order in which an answer names them. */
function idsIn(answer: string): readonly string[] {
  return [...answer.matchAll(/"id":"([0-9a-f-]{36})"/gu)].map(([, id = '']) => id);
}

async function timed(step: () => Promise<unknown>): Promise<Cost> {
  const [startedAt, usedBefore] = [performance.now(), process.cpuUsage()];
  await step();
  const { user, system } = process.cpuUsage(usedBefore);
  return { clock: performance.now() - startedAt, processor: (user + system) / 1_000 };
}
