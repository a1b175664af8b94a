import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Pool } from 'undici';
import { readPidFile } from '../../hack/local/pid-file.ts';
import { startClouds } from '../../test/e2e/world/clouds.ts';
import { figure } from '../figure.ts';
import { cpuSeconds, residentMb } from '../process-usage.ts';
import type { Order, Scenario } from '../scenario.ts';

const servers = 5_000;
const connections = 16;
const windowMs = 10_000;
/** Below the 3,600 requests that a token of Hetzner may make in an hour. */
const requestsPerToken = 3_000;

/** The simulated Hetzner under load: full account, mixed requests, connections kept open. */
export const simulation: Scenario = {
  name: 'simulation',
  title: `The simulated Hetzner with ${servers} servers: 6 of 10 requests read one server, 2 list 50 by label, 1 creates, 1 deletes; ${connections} connections, TLS off`,
  runs: 5,
  async measure({ stack, runs, report }: Order) {
    const folder = join(stack.stateDir, 'simulation');
    mkdirSync(folder, { recursive: true });
    const clouds = await startClouds(folder, { bootDelay: '0s' });
    try {
      const api = openApi(clouds.hetznerEndpoint);
      const pid = readPidFile(join(folder, 'simulate.pid'))?.pid;
      if (pid === undefined) throw new Error(`cloudburst simulate has ended; read ${clouds.logFile}`);
      await fill(api);
      const memory = [residentMb(pid)];
      const times: number[] = [];
      const processor: number[] = [];
      for (let run = 0; run < runs; run += 1) {
        const before = cpuSeconds(pid);
        const { answers, tookMs } = await load(api);
        times.push(tookMs / answers);
        processor.push(((cpuSeconds(pid) - before) * 1000) / answers);
        memory.push(residentMb(pid));
        report(`${((answers / tookMs) * 1000).toFixed(0)} answers/s, ${memory.at(-1)?.toFixed(0)} MB`);
      }
      await api.close();
      return [
        figure('time for one answer; 1 ms is 1,000 answers/s', 'ms', { samples: times, target: { max: 1 } }),
        figure('· processor time of `simulate` for one answer', 'ms', { samples: processor }),
        figure(`memory of \`simulate\` with ${servers} servers`, 'MB', { samples: memory, target: { max: 500 } }),
      ];
    } finally {
      await clouds.stop();
    }
  },
};

interface Api {
  readonly ids: number[];
  /** Servers created so far, for names that are new. */
  created: number;
  send(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<string>;
  close(): Promise<void>;
}

function openApi(endpoint: string): Api {
  const pool = new Pool(new URL(endpoint).origin, { connections });
  let sent = 0;
  return {
    ids: [],
    created: 0,
    async send(method, path, body) {
      const headers = { authorization: `Bearer bench-${Math.floor((sent += 1) / requestsPerToken)}` };
      const content = body === undefined ? {} : { body: JSON.stringify(body) };
      const answer = await pool.request({ method, path: `/v1${path}`, headers, ...content });
      const text = await answer.body.text();
      if (answer.statusCode >= 300) throw new Error(`${method} ${path} was answered ${answer.statusCode}: ${text}`);
      return text;
    },
    close: () => pool.close(),
  };
}

async function fill(api: Api): Promise<void> {
  const worker = async (): Promise<void> => {
    while (api.created < servers) await create(api, (api.created += 1));
  };
  await Promise.all(Array.from({ length: connections }, worker));
}

async function create(api: Api, index: number): Promise<void> {
  const labels = { pool: `pool-${index % 20}`, 'cloudburst.io/claim': `claim-${index}` };
  const order = { server_type: 'cx23', image: 'ubuntu-24.04', location: 'fsn1', ssh_keys: [] };
  const text = await api.send('POST', '/servers', { ...order, name: `server-${index}`, labels });
  const id = /"id":(\d+)/.exec(text)?.[1];
  if (id !== undefined) api.ids.push(Number(id));
}

/** Sends requests for the window on all connections. */
async function load(api: Api): Promise<{ readonly answers: number; readonly tookMs: number }> {
  const startedMs = performance.now();
  let answers = 0;
  const worker = async (): Promise<void> => {
    while (performance.now() - startedMs < windowMs) await request(api, (answers += 1));
  };
  await Promise.all(Array.from({ length: connections }, worker));
  return { answers, tookMs: performance.now() - startedMs };
}

async function request(api: Api, turn: number): Promise<void> {
  const kind = turn % 10;
  if (kind < 6) return void (await api.send('GET', `/servers/${api.ids[(turn * 7919) % (servers / 2)]}`));
  if (kind < 8) return void (await api.send('GET', `/servers?per_page=50&label_selector=pool%3Dpool-${turn % 20}`));
  if (kind === 8) return create(api, (api.created += 1));
  // The youngest goes, so that those that are read stay.
  const id = api.ids.pop();
  if (id !== undefined) await api.send('DELETE', `/servers/${id}`);
}
